#include "text/markdown.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>
#include <time.h>

int markdown_test(void);

static struct arena arena;

static int
start(void **state)
{
    (void)state;
    arena_open(&arena, 256 << 20);
    return 0;
}

static int
stop(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static text
print(const char *markdown)
{
    html h = markdown_html(&arena, text_of(markdown));
    return (text){ h.ptr, h.len };
}

struct row {
    const char *markdown, *expected;
};

static void
assert_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        text printed = print(rows[i].markdown);
        if (text_is_equal(printed, text_of(rows[i].expected)))
            continue;
        print_error("of %s\n  %.*s\nnot\n  %s\n", rows[i].markdown,
            TEXT_ARG(printed), rows[i].expected);
        fail();
    }
}

#define N(rows) (sizeof(rows) / sizeof *(rows))

static void
plain_writing_becomes_plain_html(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "", "" },
        { NULL, "" },
        { "One *two* **three** `four <5`",
            "<p>One <em>two</em> <strong>three</strong> "
            "<code>four &lt;5</code></p>\n" },
        { "- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n" },
        { "- a\n\n- b",
            "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n" },
        { "3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n" },
        { "999999999. a", "<ol start=\"999999999\">\n<li>a</li>\n</ol>\n" },
        { "0) a", "<ol start=\"0\">\n<li>a</li>\n</ol>\n" },
        { "> said", "<blockquote>\n<p>said</p>\n</blockquote>\n" },
        { "a  \nb\nc", "<p>a<br>\nb\nc</p>\n" },
        { "a\n\n***\n\n    code & \"more\"",
            "<p>a</p>\n<hr>\n<pre><code>code &amp; &quot;more&quot;\n"
            "</code></pre>\n" },
    };
    assert_rows(rows, N(rows));
}

static void
headings_begin_below_those_of_the_page(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "# a", "<h3>a</h3>\n" },
        { "## a", "<h4>a</h4>\n" },
        { "#### a", "<h6>a</h6>\n" },
        { "###### a", "<h6>a</h6>\n" },
        { "a\n===", "<h3>a</h3>\n" },
    };
    assert_rows(rows, N(rows));
}

static void
links_go_where_we_let_them(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "[a](https://b.org/?c&d 'e')",
            "<p><a href=\"https://b.org/?c&amp;d\" rel=\"nofollow noopener\">"
            "a</a></p>\n" },
        { "[a](HTTP://b)",
            "<p><a href=\"HTTP://b\" rel=\"nofollow noopener\""
            ">a</a></p>\n" },
        { "[a](/place/b)", "<p><a href=\"/place/b\">a</a></p>\n" },
        { "<a@b.org> [c](tel:+46)",
            "<p><a href=\"mailto:a@b.org\">a@b.org"
            "</a> <a href=\"tel:+46\">c</a></p>\n" },
        { "[å](/å \"t\")", "<p><a href=\"/%C3%A5\">å</a></p>\n" },
        { "[a](</b c>)", "<p><a href=\"/b%20c\">a</a></p>\n" },
        /* and these are shown as their words */
        { "[*a*](javascript:b)", "<p><em>a</em></p>\n" },
        { "[a](//b.org) [c](/\\d.org) [e](</\\\\f>)", "<p>a c e</p>\n" },
        { "[a](b.html) [c](#d) [e]() [f](ftp://g)", "<p>a c e f</p>\n" },
        { "[a](<java\tscript:b>) [c](&#9;javascript:d)", "<p>a c</p>\n" },
        { "[a](data:text/html;base64,b) <vbscript:c>",
            "<p>a vbscript:c</p>\n" },
        { "[a](&#106;avascript:b) [c](JaVaScRiPt:d)", "<p>a c</p>\n" },
        /* browsers leave tabs out: it must not become "//" */
        { "[a](/&Tab;/b.org)", "<p><a href=\"/%09/b.org\">a</a></p>\n" },
        { "[a](https://b'\"<>)",
            "<p><a href=\"https://b%27%22%3C%3E\" "
            "rel=\"nofollow noopener\">a</a></p>\n" },
    };
    assert_rows(rows, N(rows));
}

static void
pictures_from_elsewhere_are_their_words(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "![A *ward*](https://b.org/c.png)", "<p>A <em>ward</em></p>\n" },
        { "![a](/file/b \"t\")",
            "<p><img src=\"/file/b\" alt=\"a\" loading=\"lazy\"></p>\n" },
        { "![\"a\" *b* `c` [d](/e) ![f](/g)](/h)",
            "<p><img src=\"/h\" alt=\"&quot;a&quot; b c d f\" "
            "loading=\"lazy\"></p>\n" },
        { "![a ![b](/c)](//d)",
            "<p>a <img src=\"/c\" alt=\"b\" loading=\"lazy\"></p>\n" },
        { "[![a](/b)](/c)",
            "<p><a href=\"/c\"><img src=\"/b\" alt=\"a\" "
            "loading=\"lazy\"></a></p>\n" },
        { "![a](data:image/svg+xml,b)", "<p>a</p>\n" },
    };
    assert_rows(rows, N(rows));
}

static void
raw_html_is_shown_and_never_obeyed(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "<script>a</script>", "<p>&lt;script&gt;a&lt;/script&gt;\n</p>\n" },
        { "under <five years> old", "<p>under &lt;five years&gt; old</p>\n" },
        { "<img src=x onerror=a>\n\nb",
            "<p>&lt;img src=x onerror=a&gt;</p>\n<p>b</p>\n" },
        { "&lt;b&gt; &#60;i&#62;", "<p>&lt;b&gt; &lt;i&gt;</p>\n" },
        { "```a\" onclick=\"b\n</code>\n```",
            "<pre><code>&lt;/code&gt;\n</code></pre>\n" },
    };
    text first = print(rows[0].markdown);
    assert_true(text_find(first, TEXT("<script")) < 0);
    assert_rows(rows + 1, 1);
    assert_rows(rows + 3, 2);
    assert_true(text_find(print(rows[2].markdown), TEXT("<img")) < 0);
}

static void
what_is_not_utf8_is_replaced(void **state)
{
    (void)state;
    html h = markdown_html(&arena,
        (text){ "a\xff"
                "b\0c",
            5 });
    assert_true(text_is_utf8((text){ h.ptr, h.len }));
    text plain = markdown_plain(&arena,
        (text){ "a\xff"
                "b\0c",
            5 },
        20);
    assert_true(text_is_utf8(plain));
}

static void
a_summary_is_words_alone_and_ends_after_one(void **state)
{
    (void)state;
    static const struct {
        const char *markdown;
        ptrdiff_t max;
        const char *expected;
    } rows[] = {
        { "# Title\n\nA *b*\nc [d](/e) ![f](/g)\n\n- h\n- i", 99,
            "Title A b c d f h i" },
        { "one two three", 13, "one two three" },
        { "one two three", 12, "one two…" },
        { "one two three", 10, "one two…" },
        { "one two three", 9, "one…" },
        { "one two three", 3, "…" },
        { "onetwothree", 6, "one…" },
        { "åäö", 5, "å…" },
        { "", 10, "" },
        { "a <b> c `d  e`", 99, "a <b> c d e" },
        { "    ", 10, "" },
    };
    for (size_t i = 0; i < N(rows); i++) {
        text t = markdown_plain(&arena, text_of(rows[i].markdown), rows[i].max);
        if (!text_is_equal(t, text_of(rows[i].expected)))
            fail_msg("row %zu: %.*s", i, TEXT_ARG(t));
        assert_true(t.len <= rows[i].max);
    }
}

/* ---- hostile ------------------------------------------------------------- */

/* Tags in pairs, each attribute closed: enough to see that no bracket of the
 * writer's became one of ours. */
static void
assert_well_formed(text t)
{
    char open[4096][12];
    int n_open = 0;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        if (t.ptr[i] != '<')
            continue;
        bool is_end = i + 1 < t.len && t.ptr[i + 1] == '/';
        ptrdiff_t from = i + 1 + is_end, to = from;
        while (to < t.len &&
            ((t.ptr[to] >= 'a' && t.ptr[to] <= 'z') ||
                (t.ptr[to] >= '0' && t.ptr[to] <= '9')))
            to++;
        char name[12] = "";
        assert_true(to > from && to - from < 12);
        memcpy(name, t.ptr + from, (size_t)(to - from));
        bool is_quoted = false;
        for (i = to; i < t.len && (is_quoted || t.ptr[i] != '>'); i++)
            is_quoted ^= t.ptr[i] == '"';
        assert_true(i < t.len);
        if (strcmp(name, "br") == 0 || strcmp(name, "hr") == 0 ||
            strcmp(name, "img") == 0)
            continue;
        if (is_end) {
            assert_true(n_open > 0);
            assert_string_equal(open[--n_open], name);
        } else {
            assert_true(n_open < 4096);
            strcpy(open[n_open++], name);
        }
    }
    assert_int_equal(n_open, 0);
}

static int64_t
cpu_ms(void)
{
    return (int64_t)clock() * 1000 / CLOCKS_PER_SEC;
}

/* `begin`, then as many of `again` as fit into the limit. */
static void
a_hostile_text_is_printed_in_time(void **state)
{
    (void)state;
    static const struct {
        const char *begin, *again;
    } rows[] = {
        { "", ">" },
        { "", "> " },
        { "", "> - " },
        { "", "- " },
        { "", "1. " },
        { "", "* a\n " },
        { "", "*a " },
        { "", "*a _b " },
        { "", "**a *" },
        { "a", "**a_b" },
        { "", " a***" },
        { "", "[" },
        { "", "]" },
        { "", "a]" },
        { "", "[a](" },
        { "", "[a](b" },
        { "", "[]()" },
        { "", "![" },
        { "", "![[]()" },
        { "", "![a](/b)" },
        { "", "![a](//b)" },
        { "", "[a](/b)" },
        { "", "`a``b```" },
        { "", "`" },
        { "", "```\n" },
        { "", "&nGg;" },
        { "", "&" },
        { "", "<" },
        { "", "<a " },
        { "", "<!--" },
        { "", "<?" },
        { "", "<![CDATA[" },
        { "", "<http:" },
        { "", "</a>" },
        { "", "<div>\n\n" },
        { "", "[a]: u\n" },
        { "", "# a\n" },
        { "", "a\n=\n" },
        { "", "\t" },
        { "", "\\" },
        { "", "\"" },
        { "", "\n" },
        { "", "\r" },
        { "", "a  \n" },
        { "", "***\n" },
        { "", "https://a.b/" },
        { "", "[a][" },
        { "", "[a](<b" },
        { "", "[a](b \"" },
        { "", "((((" },
        { "", "\xff" },
        { "", "\xf0" },
        { "[a]: /xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n\n",
            "[a]" },
    };
    for (size_t i = 0; i < N(rows); i++) {
        struct arena_mark mark = arena_mark(&arena);
        struct buf b = buf_in(&arena, MARKDOWN_MAX + 64);
        buf_add(&b, text_of(rows[i].begin));
        while (b.len < MARKDOWN_MAX)
            buf_add(&b, text_of(rows[i].again));
        int64_t before = cpu_ms();
        html h = markdown_html(&arena, buf_text(&b));
        text plain = markdown_plain(&arena, buf_text(&b), 200);
        int64_t took_ms = cpu_ms() - before;
        if (took_ms > 2000) /* sanitizers are slow; usually under 30 */
            fail_msg("\"%s\" took %d ms", rows[i].again, (int)took_ms);
        assert_true(h.len <= 8 * MARKDOWN_MAX && plain.len <= 200);
        assert_well_formed((text){ h.ptr, h.len });
        arena_rewind(&arena, mark);
    }
}

static void
one_address_named_a_thousand_times_is_printed_seldom(void **state)
{
    (void)state;
    struct buf b = buf_in(&arena, MARKDOWN_MAX + 64);
    buf_add(&b, TEXT("[a]: /"));
    while (b.len < 1900)
        buf_byte(&b, '"');
    buf_add(&b, TEXT("\n\n"));
    while (b.len < MARKDOWN_MAX)
        buf_add(&b, TEXT("[a]"));
    html h = markdown_html(&arena, buf_text(&b));
    assert_true(h.len < 4 * MARKDOWN_MAX);
    assert_well_formed((text){ h.ptr, h.len });
}

static bool
is_printed_in(ptrdiff_t limit)
{
    struct arena small;
    jmp_buf boundary;
    arena_open(&small, limit);
    small.no_room = &boundary;
    bool is_jump = setjmp(boundary) != 0;
    if (!is_jump)
        (void)markdown_html(&small, TEXT("# a\n\nb [c](/d) *e*"));
    arena_close(&small);
    return !is_jump;
}

static void
no_room_jumps_and_gives_the_tree_back(void **state)
{
    (void)state;
    assert_false(is_printed_in(0)); /* a leak would show under ASan */
    assert_false(is_printed_in(16));
    assert_true(is_printed_in(1 << 20));
}

int
markdown_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_writing_becomes_plain_html),
        cmocka_unit_test(headings_begin_below_those_of_the_page),
        cmocka_unit_test(links_go_where_we_let_them),
        cmocka_unit_test(pictures_from_elsewhere_are_their_words),
        cmocka_unit_test(raw_html_is_shown_and_never_obeyed),
        cmocka_unit_test(what_is_not_utf8_is_replaced),
        cmocka_unit_test(a_summary_is_words_alone_and_ends_after_one),
        cmocka_unit_test(a_hostile_text_is_printed_in_time),
        cmocka_unit_test(one_address_named_a_thousand_times_is_printed_seldom),
        cmocka_unit_test(no_room_jumps_and_gives_the_tree_back),
    };
    return cmocka_run_group_tests_name("text/markdown", tests, start, stop);
}
