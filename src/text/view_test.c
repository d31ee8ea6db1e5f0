#include "text/view.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

int view_test(void);

static struct arena arena;
static struct view view;

static int
start(void **state)
{
    (void)state;
    struct why why = { "" };
    if (lang_start(&why) != OK) {
        puts(why.text);
        return -1;
    }
    arena_open(&arena, 64 << 20);
    return 0;
}

static int
stop(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

/* An empty view in that language. */
static struct view *
in(const char *code)
{
    const struct lang *lang = lang_find(text_of(code));
    assert_non_null(lang);
    view = view_in(&arena, lang, 16);
    view.root = arena_print(&arena, "/%s", code);
    return &view;
}

#define assert_printed(v, expected)                                            \
    assert_text_at((text){ (v)->out.ptr, (v)->out.len }, (expected), __LINE__)
#define assert_text(t, expected) assert_text_at((t), (expected), __LINE__)

static void
assert_text_at(text t, const char *expected, int line)
{
    if (text_is_equal(t, text_of(expected)))
        return;
    print_error("%d: \"%.*s\", not \"%s\"\n", line, TEXT_ARG(t), expected);
    fail();
}

static uint64_t random_state;

static uint64_t
draw(uint64_t below)
{
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695041;
    return (random_state >> 33) % below;
}

/* ---- escaping ---------------------------------------------------------------
 */

static void
what_html_reads_as_its_own_is_escaped(void **state)
{
    (void)state;
    struct view *v = in("en");
    out(v, TEXT("a & b < c > d \" e ' f"));
    assert_printed(v, "a &amp; b &lt; c &gt; d &quot; e &#39; f");
}

static void
html_passes_as_it_is_and_numbers_are_plain(void **state)
{
    (void)state;
    struct view *v = in("sv");
    long wide = -70000;
    const int one = 1;
    out(v, ((html){ "<b>&amp;</b>", 12 }));
    out(v, one);
    out(v, wide);
    out(v, 9007199254740993ll);
    out_plain(v, TEXT("<"));
    assert_printed(v, "<b>&amp;</b>1-700009007199254740993&lt;");
}

static void
what_is_not_known_or_empty_prints_nothing(void **state)
{
    (void)state;
    struct view *v = in("en");
    out(v, ((text){ NULL, 0 }));
    out(v, ((html){ NULL, 0 }));
    out(v, TEXT(""));
    out_url(v, (text){ NULL, 0 });
    out_percent(v, (text){ NULL, 0 });
    assert_int_equal(view_html(v).len, 0);
}

static text
unescape(text t)
{
    static const text FROM[] = { TEXT_INIT("&amp;"), TEXT_INIT("&lt;"),
        TEXT_INIT("&gt;"), TEXT_INIT("&quot;"), TEXT_INIT("&#39;") };
    struct buf b = buf_in(&arena, t.len);
    for (ptrdiff_t i = 0; i < t.len;) {
        text rest = text_slice(t, i, t.len);
        int k = 0;
        while (k < 5 && !text_starts_with(rest, FROM[k]))
            k++;
        buf_byte(&b, k < 5 ? "&<>\"'"[k] : t.ptr[i]);
        i += k < 5 ? FROM[k].len : 1;
    }
    return buf_text(&b);
}

static void
any_bytes_come_back_and_none_of_them_is_markup(void **state)
{
    (void)state;
    const uint64_t seed = 4711;
    random_state = seed;
    for (int i = 0; i < 4000; i++) {
        struct arena_mark mark = arena_mark(&arena);
        char bytes[100];
        ptrdiff_t n = (ptrdiff_t)draw(sizeof bytes);
        for (ptrdiff_t k = 0; k < n; k++)
            bytes[k] = draw(3) == 0 ? "&<>\"'"[draw(5)] : (char)draw(256);
        struct view *v = in("en");
        out_text(v, (text){ bytes, n });
        text said = { v->out.ptr, v->out.len };
        if (!text_is_equal(unescape(said), (text){ bytes, n }) ||
            text_has_byte(said, '<') || text_has_byte(said, '>') ||
            text_has_byte(said, '"') || text_has_byte(said, '\'')) {
            print_error("seed %llu, text %d\n", (unsigned long long)seed, i);
            fail();
        }
        arena_rewind(&arena, mark);
    }
}

/* ---- addresses
 * ------------------------------------------------------------------ */

static void
an_address_goes_nowhere_unless_it_is_harmless(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } CASES[] = {
        { "/place/x", "/place/x" },
        { "/", "/" },
        { "/a?b=c&d=e#f", "/a?b=c&amp;d=e#f" },
        { "?page=2", "?page=2" },
        { "#main", "#main" },
        { "https://host/x", "https://host/x" },
        { "HTTPS://host/x", "HTTPS://host/x" },
        { "http://host/'", "http://host/&#39;" },
        { "mailto:a@b.example", "mailto:a@b.example" },
        { "tel:+46131000", "tel:+46131000" },
        { "/\xc3\xb6", "/\xc3\xb6" },
        { "javascript:alert(1)", "#blocked" },
        { "JaVaScRiPt:alert(1)", "#blocked" },
        { " javascript:alert(1)", "#blocked" },
        { "\x01javascript:alert(1)", "#blocked" },
        { "java\tscript:alert(1)", "#blocked" },
        { "java\nscript:alert(1)", "#blocked" },
        { "java\rscript:alert(1)", "#blocked" },
        { "javascript\t:alert(1)", "#blocked" },
        { "javascript&colon;alert(1)", "#blocked" },
        { "\xef\xbb\xbfjavascript:alert(1)", "#blocked" },
        { "vbscript:x", "#blocked" },
        { "VBScript:x", "#blocked" },
        { "data:text/html,<script>", "#blocked" },
        { "data:image/png;base64,AA==", "#blocked" },
        { "blob:https://host/x", "#blocked" },
        { "file:///etc/passwd", "#blocked" },
        { "feed:javascript:x", "#blocked" },
        { "view-source:x", "#blocked" },
        { "ftp://host/", "#blocked" },
        { "//host/x", "#blocked" },
        { "///host/x", "#blocked" },
        { "/\\host/x", "#blocked" },
        { "\\\\host/x", "#blocked" },
        { "\\/host/x", "#blocked" },
        { "/\t/host/x", "#blocked" },
        { "/\n/host/x", "#blocked" },
        { "\t//host/x", "#blocked" },
        { " /x", "#blocked" },
        { "https:\t//host", "#blocked" },
        { "https\t://host", "#blocked" },
        { "?a=\x7f", "#blocked" },
        { "https", "#blocked" },
        { "http", "#blocked" },
        { "place/x", "#blocked" },
        { "../x", "#blocked" },
        { "www.host.example", "#blocked" },
        { ":", "#blocked" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct view *v = in("en");
        out_url(v, text_of(CASES[i].from));
        if (!text_is_equal(
                (text){ v->out.ptr, v->out.len }, text_of(CASES[i].to)))
            print_error("the address %s\n", CASES[i].from);
        assert_printed(v, CASES[i].to);
    }
}

static void
an_address_with_a_zero_byte_goes_nowhere(void **state)
{
    (void)state;
    struct view *v = in("en");
    out_url(v, (text){ "/\0x", 3 });
    out_local(v, (text){ "/\0x", 3 });
    assert_printed(v, "#blocked#blocked");
}

static void
a_local_address_begins_with_the_language(void **state)
{
    (void)state;
    struct view *v = in("sv");
    out_local(v, TEXT("/place/x?a=b&c"));
    assert_printed(v, "/sv/place/x?a=b&amp;c");
    static const char *const ELSEWHERE[] = { "https://host/", "//host",
        "/\\host", "/\t/host", "javascript:x", "x", "?x", "#x", "", " /x" };
    for (size_t i = 0; i < sizeof ELSEWHERE / sizeof ELSEWHERE[0]; i++) {
        v = in("sv");
        out_local(v, text_of(ELSEWHERE[i]));
        assert_printed(v, "#blocked");
    }
}

static void
a_piece_of_an_address_stays_one_piece(void **state)
{
    (void)state;
    struct view *v = in("en");
    out_pct(v, TEXT("a/b?c=d&e#f:g%h i\\j'\"<>+\xc3\xa5~-._@9Z"));
    assert_printed(
        v, "a%2Fb%3Fc%3Dd%26e%23f%3Ag%25h%20i%5Cj%27%22%3C%3E%2B%C3%A5~-._@9Z");
    v = in("en");
    out_pct(v, -12);
    out_pct(v, 9007199254740993ll);
    assert_printed(v, "-129007199254740993");
}

/* ---- phrases
 * ------------------------------------------------------------------------ */

/* Phrases that no language has. */
static const char SPOKEN[] = "Test: %s <%d> & \"%s\" 50%%";

static void
a_phrase_is_filled_and_escaped(void **state)
{
    (void)state;
    struct view *v = in("en");
    struct phrase_arg args[] = { phrase_arg(TEXT("<i>")), phrase_arg(1234567),
        phrase_arg(((html){ "<a>x</a>", 8 })) };
    out_phrase(v, false, PHRASE(SPOKEN), 3, args);
    assert_printed(
        v, "Test: &lt;i&gt; &lt;1,234,567&gt; &amp; &quot;<a>x</a>&quot; 50%");
}

static void
in_an_attribute_html_is_escaped_too(void **state)
{
    (void)state;
    struct view *v = in("sv");
    struct phrase_arg args[] = { phrase_plain(TEXT("'")), phrase_number(5),
        phrase_arg(((html){ "<a>", 3 })) };
    out_phrase(v, true, PHRASE(SPOKEN), 3, args);
    assert_printed(v, "Test: &#39; &lt;5&gt; &amp; &quot;&lt;a&gt;&quot; 50%");
}

static void
a_missing_phrase_is_marked_as_english(void **state)
{
    (void)state;
    struct view *v = in("luo");
    out_phrase(v, false, PHRASE("Test: nobody said this"), 0, NULL);
    out_phrase(v, true, PHRASE("Test: nor this"), 0, NULL);
    out_plural(v, false, PLURAL("Test: one", "Test: more"), 2, 0, NULL);
    assert_printed(v,
        "<span lang=\"en\">Test: nobody said this</span>Test: nor this"
        "<span lang=\"en\">Test: more</span>");
    v = in("en");
    out_phrase(v, false, PHRASE_IN("test", "Test: English"), 0, NULL);
    assert_printed(v, "Test: English");
}

static void
numbered_marks_may_change_places_and_come_twice(void **state)
{
    (void)state;
    struct view *v = in("en");
    struct phrase_arg args[] = { phrase_arg(TEXT("A")), phrase_arg(2),
        phrase_arg(TEXT("C")) };
    out_phrase(v, true, PHRASE("%3$s %2$d %1$s %3$s"), 3, args);
    assert_printed(v, "C 2 A C");
}

static void
a_mark_without_its_argument_stays_as_it_is(void **state)
{
    (void)state;
    struct view *v = in("en");
    struct phrase_arg one = phrase_arg(TEXT("A"));
    out_phrase(v, true, PHRASE("%s %s %2$s %9$d %x %1 % d 5%"), 1, &one);
    assert_printed(v, "A %s %2$s %9$d %x %1 % d 5%");
}

static void
what_an_argument_says_is_no_mark(void **state)
{
    (void)state;
    struct view *v = in("en");
    struct phrase_arg args[] = { phrase_arg(TEXT("%s %2$s %%")),
        phrase_arg(TEXT("B")) };
    out_phrase(v, true, PHRASE("%s %s"), 2, args);
    assert_printed(v, "%s %2$s %% B");
}

static void
plurals_choose_by_count_and_write_it_their_way(void **state)
{
    (void)state;
    static const struct {
        int64_t n;
        const char *said;
    } CASES[] = { { 0, "0 tests by X" }, { 1, "1 test by X" },
        { 2, "2 tests by X" }, { 12345, "12,345 tests by X" } };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct view *v = in("en");
        struct phrase_arg args[] = { phrase_number(CASES[i].n),
            phrase_arg(TEXT("X")) };
        out_plural(v, true, PLURAL("%d test by %s", "%d tests by %s"),
            CASES[i].n, 2, args);
        assert_printed(v, CASES[i].said);
    }
    struct view *v = in("sv");
    assert_text(
        say_plural(v, "%d Test", "%d Tests", 12345), "12\u00a0345 Tests");
}

static void
said_as_a_value_a_phrase_is_text(void **state)
{
    (void)state;
    struct view *v = in("sv");
    struct phrase_arg arg = phrase_arg(TEXT("<&>"));
    assert_text(say(v, N_("Test: a < b")), "Test: a < b");
    assert_text(say(v, N_("Test: 100%%")), "Test: 100%");
    assert_text(say_with(v, N_("Test: %s"), 1, &arg), "Test: <&>");
    out(v, say_with(v, N_("Test: %s"), 1, &arg));
    assert_printed(v, "Test: &lt;&amp;&gt;");
}

static void
a_view_grows_over_any_size(void **state)
{
    (void)state;
    struct view *v = in("en");
    for (int i = 0; i < 20000; i++) {
        out_raw(v, "<p>", 3);
        out_text(v, TEXT("a&b"));
    }
    assert_int_equal(view_html(v).len, 20000 * 10);
    assert_memory_equal(view_html(v).ptr + 199990, "<p>a&amp;b", 10);
}

int
view_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_html_reads_as_its_own_is_escaped),
        cmocka_unit_test(html_passes_as_it_is_and_numbers_are_plain),
        cmocka_unit_test(what_is_not_known_or_empty_prints_nothing),
        cmocka_unit_test(any_bytes_come_back_and_none_of_them_is_markup),
        cmocka_unit_test(an_address_goes_nowhere_unless_it_is_harmless),
        cmocka_unit_test(an_address_with_a_zero_byte_goes_nowhere),
        cmocka_unit_test(a_local_address_begins_with_the_language),
        cmocka_unit_test(a_piece_of_an_address_stays_one_piece),
        cmocka_unit_test(a_phrase_is_filled_and_escaped),
        cmocka_unit_test(in_an_attribute_html_is_escaped_too),
        cmocka_unit_test(a_missing_phrase_is_marked_as_english),
        cmocka_unit_test(numbered_marks_may_change_places_and_come_twice),
        cmocka_unit_test(a_mark_without_its_argument_stays_as_it_is),
        cmocka_unit_test(what_an_argument_says_is_no_mark),
        cmocka_unit_test(plurals_choose_by_count_and_write_it_their_way),
        cmocka_unit_test(said_as_a_value_a_phrase_is_text),
        cmocka_unit_test(a_view_grows_over_any_size),
    };
    return cmocka_run_group_tests_name("text/view", tests, start, stop);
}
