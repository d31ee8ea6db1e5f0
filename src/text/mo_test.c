#include "text/mo.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

int mo_test(void);

/* ---- a file in memory ---------------------------------------------------- */

struct entry {
    text phrase, translation;
};

#define HEAD(plural)                                                           \
    {                                                                          \
        TEXT_INIT(""),                                                         \
            TEXT_INIT("Content-Type: text/plain; charset=UTF-8\n"              \
                      "Plural-Forms: " plural "\n")                            \
    }

static const struct entry swedish[] = {
    HEAD("nplurals=2; plural=(n != 1);"),
    { TEXT_INIT("%d vote\0%d votes"), TEXT_INIT("%d röst\0%d röster") },
    { TEXT_INIT("Empty"), TEXT_INIT("") },
    { TEXT_INIT("Open"), TEXT_INIT("Öppen") },
    { TEXT_INIT("door\4Open"), TEXT_INIT("Öppna") },
    { TEXT_INIT("door\4Opens"), TEXT_INIT("Öppnar") },
    { TEXT_INIT("doors\4Open"), TEXT_INIT("Öppnas") },
};

enum { N_SWEDISH = sizeof swedish / sizeof *swedish, CAP = 4096 };

struct file {
    unsigned char bytes[CAP];
    ptrdiff_t len;
};

static void
put(struct file *f, ptrdiff_t at, uint32_t n, bool is_big)
{
    for (int i = 0; i < 4; i++)
        f->bytes[at + (is_big ? 3 - i : i)] = (unsigned char)(n >> 8 * i);
}

static void
put_text(struct file *f, ptrdiff_t row, text t, bool is_big)
{
    put(f, row, (uint32_t)t.len, is_big);
    put(f, row + 4, (uint32_t)f->len, is_big);
    assert_true(f->len + t.len + 1 <= CAP);
    memcpy(f->bytes + f->len, t.ptr, (size_t)t.len);
    f->bytes[f->len + t.len] = 0;
    f->len += t.len + 1;
}

static struct file
write_mo(const struct entry *entries, int n, bool is_big)
{
    struct file f = { .len = 28 + 16 * n };
    put(&f, 0, 0x950412de, is_big);
    put(&f, 8, (uint32_t)n, is_big);
    put(&f, 12, 28, is_big);
    put(&f, 16, (uint32_t)(28 + 8 * n), is_big);
    for (int i = 0; i < n; i++) {
        put_text(&f, 28 + 8 * i, entries[i].phrase, is_big);
        put_text(&f, 28 + 8 * (n + i), entries[i].translation, is_big);
    }
    return f;
}

static void
assert_text(text t, const char *expected)
{
    if (!text_is_equal(t, text_of(expected)))
        fail_msg("\"%.*s\", not \"%s\"", TEXT_ARG(t),
            expected == NULL ? "(not known)" : expected);
}

/* ---- files --------------------------------------------------------------- */

static void
phrases_are_found_in_either_byte_order(void **state)
{
    (void)state;
    for (int is_big = 0; is_big < 2; is_big++) {
        struct file f = write_mo(swedish, N_SWEDISH, is_big != 0);
        struct mo mo;
        struct why why = { "" };
        if (mo_open(&mo, f.bytes, f.len, &why) != OK)
            fail_msg("%s", why.text);
        assert_text(mo_phrase(&mo, NULL, "Open"), "Öppen");
        assert_text(mo_phrase(&mo, "door", "Open"), "Öppna");
        assert_text(mo_phrase(&mo, "door", "Opens"), "Öppnar");
        assert_text(mo_phrase(&mo, "doors", "Open"), "Öppnas");
        assert_text(mo_phrase(&mo, NULL, "%d vote"), "%d röst");
        assert_text(mo_plural(&mo, "%d vote", 1), "%d röst");
        assert_text(mo_plural(&mo, "%d vote", 0), "%d röster");
        assert_text(mo_plural(&mo, "%d vote", -1), "%d röst");
        assert_text(mo_plural(&mo, "%d vote", INT64_MIN), "%d röster");
    }
}

static void
what_is_missing_is_not_known(void **state)
{
    (void)state;
    struct file f = write_mo(swedish, N_SWEDISH, false);
    struct mo mo, none = { 0 };
    assert_int_equal(mo_open(&mo, f.bytes, f.len, NULL), OK);
    static const char *const missing[] = { "", "O", "Ope", "Openn", "Opens",
        "zzz", "%d votes", "Empty", "door" };
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        assert_text(mo_phrase(&mo, NULL, missing[i]), NULL);
    assert_text(mo_phrase(&mo, "window", "Open"), NULL);
    assert_text(mo_phrase(&mo, "", "Open"), NULL);
    assert_text(mo_phrase(&mo, "doo", "rOpen"), NULL);
    assert_text(mo_plural(&mo, "%d boat", 2), NULL);
    assert_text(mo_plural(&mo, "Open", 2), NULL);
    assert_text(mo_phrase(&none, NULL, "Open"), NULL);
    assert_text(mo_plural(&none, "Open", 2), NULL);
}

/* Everything that mo_open lets through can be asked without harm; that it
 * reads nothing outside is what the sanitizers look at here. */
static void
a_file_cut_anywhere_is_refused(void **state)
{
    (void)state;
    struct file f = write_mo(swedish, N_SWEDISH, false);
    for (ptrdiff_t len = 0; len < f.len; len++) {
        struct mo mo;
        struct why why = { "" };
        assert_int_equal(mo_open(&mo, f.bytes, len, &why), ERR_BAD_INPUT);
        assert_true(why.text[0] != '\0');
        assert_text(mo_phrase(&mo, NULL, "Open"), NULL);
    }
}

static void
a_file_with_any_byte_changed_does_no_harm(void **state)
{
    (void)state;
    struct file good = write_mo(swedish, N_SWEDISH, false);
    for (ptrdiff_t at = 0; at < good.len; at++)
        for (int bit = 0; bit < 8; bit++) {
            struct file f = good;
            f.bytes[at] ^= (unsigned char)(1 << bit);
            struct mo mo;
            if (mo_open(&mo, f.bytes, f.len, NULL) != OK)
                continue;
            (void)mo_phrase(&mo, "door", "Open");
            (void)mo_plural(&mo, "%d vote", 7);
        }
}

static void
assert_refused(const struct entry *entries, int n)
{
    struct file f = write_mo(entries, n, false);
    struct mo mo;
    assert_int_equal(mo_open(&mo, f.bytes, f.len, NULL), ERR_BAD_INPUT);
}

static void
files_that_would_lie_are_refused(void **state)
{
    (void)state;
    assert_refused(NULL, 0);
    assert_refused((const struct entry[]){ HEAD("nplurals=2; plural=n") }, 0);
    assert_refused((const struct entry[]){ HEAD("nplurals=2; plural=m;") }, 1);
    assert_refused((const struct entry[]){ HEAD("nplurals=0; plural=0;") }, 1);
    assert_refused((const struct entry[]){ HEAD("nplurals=11; plural=0") }, 1);
    assert_refused(
        (const struct entry[]){ { TEXT_INIT("a"), TEXT_INIT("b") } }, 1);
    assert_refused((const struct entry[]){ { TEXT_INIT(""),
                       TEXT_INIT("Plural-Forms: nplurals=1; plural=0;\n"
                                 "Content-Type: text/plain; charset=latin1"
                                 "\n") } },
        1);
    struct entry rows[] = { HEAD("nplurals=2; plural=(n != 1);"),
        { TEXT_INIT("b"), TEXT_INIT("x") },
        { TEXT_INIT("a"), TEXT_INIT("y") } };
    assert_refused(rows, 3); /* out of order */
    rows[2] = (struct entry){ TEXT("b"), TEXT("y") };
    assert_refused(rows, 3); /* twice */
    rows[2] = (struct entry){ TEXT("c"), TEXT("\xff") };
    assert_refused(rows, 3);
    rows[2] = (struct entry){ TEXT("c\0cs"), TEXT("one form") };
    assert_refused(rows, 3);
    rows[2] = (struct entry){ TEXT("c"), TEXT("two\0forms") };
    assert_refused(rows, 3);
    rows[2] = (struct entry){ TEXT("c\0cs"), TEXT("two\0forms") };
    struct file f = write_mo(rows, 3, false);
    struct mo mo;
    assert_int_equal(mo_open(&mo, f.bytes, f.len, NULL), OK);
}

/* ---- plurals ------------------------------------------------------------- */

/* The forms of n = 0, 1, 2, 5, 12, 22, as the languages have them. */
static void
plurals_follow_their_expression(void **state)
{
    (void)state;
    static const uint64_t counts[] = { 0, 1, 2, 5, 12, 22 };
    static const struct {
        const char *line, *forms;
    } rows[] = {
        { "nplurals=2; plural=(n != 1);", "101111" }, /* en sv sw luo */
        { "nplurals=2; plural=n>1;", "001111" },
        { "nplurals=1; plural=0;", "000000" },
        { " nplurals = 2 ;plural = n==1?0:1 ", "101111" },
        { "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && "
          "n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
            "201221" }, /* Russian */
        { "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && "
          "n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
            "012344" }, /* Arabic */
        { "nplurals=3; plural=!n;", "100000" },
        { "nplurals=3; plural=n+1-1*2/2;", "012000" },
        { "nplurals=9; plural=2*n-n/2%3;", "023800" },
        { "nplurals=3; plural=n/0+n%0+2;", "222222" },
        { "nplurals=2; plural=0-1;", "000000" },
        { "nplurals=2; plural=n<2==1;", "110000" },
        { "nplurals=2; plural=1||0&&0;", "111111" },
        { "nplurals=2; plural=!!n?1:0;", "011111" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mo_plural p;
        struct why why = { "" };
        if (mo_plural_parse(&p, text_of(rows[i].line), &why) != OK)
            fail_msg("%s: %s", rows[i].line, why.text);
        for (int k = 0; k < 6; k++)
            if (mo_plural_form(&p, counts[k]) != rows[i].forms[k] - '0')
                fail_msg("%s: %d has form %d", rows[i].line, (int)counts[k],
                    mo_plural_form(&p, counts[k]));
    }
}

static void
what_is_no_expression_is_refused(void **state)
{
    (void)state;
    static const char *const lines[] = { "", "nplurals=2", "nplurals=2;",
        "plural=n;", "nplurals=2; plural=;", "nplurals=2; plural=n n;",
        "nplurals=2; plural=(n;", "nplurals=2; plural=n);",
        "nplurals=2; plural=n?1;", "nplurals=2; plural=n?1:;",
        "nplurals=2; plural=n=1;", "nplurals=2; plural=-1;",
        "nplurals=2; plural=n&1;", "nplurals=2; plural=1234567890;",
        "nplurals=2; plural=n;;", "nplurals=2; plural=n; x",
        "nplurals=-2; plural=n;", "nplurals=x; plural=n;" };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct mo_plural p;
        if (mo_plural_parse(&p, text_of(lines[i]), NULL) != ERR_BAD_INPUT)
            fail_msg("\"%s\" was taken", lines[i]);
    }
}

/* nplurals=2; plural= and then `again` n times, `middle`, `after` n times */
static bool
is_taken(const char *again, int n, const char *middle, const char *after)
{
    struct arena a;
    arena_open(&a, 1 << 22);
    struct buf b = buf_in(&a, 1024);
    buf_add(&b, TEXT("nplurals=2; plural="));
    for (int i = 0; i < n; i++)
        buf_add(&b, text_of(again));
    buf_add(&b, text_of(middle));
    for (int i = 0; i < n; i++)
        buf_add(&b, text_of(after));
    struct mo_plural p;
    bool is_ok = mo_plural_parse(&p, buf_text(&b), NULL) == OK;
    if (is_ok)
        (void)mo_plural_form(&p, 3);
    arena_close(&a);
    return is_ok;
}

static void
an_expression_has_64_nodes_and_is_32_deep(void **state)
{
    (void)state;
    assert_true(is_taken("(", 31, "n", ")"));
    assert_false(is_taken("(", 32, "n", ")"));
    assert_true(is_taken("!", 31, "n", ""));
    assert_false(is_taken("!", 32, "n", ""));
    assert_true(is_taken("n+", 31, "n", "")); /* 63 nodes, 32 deep */
    assert_false(is_taken("n+", 32, "n", ""));
    assert_false(is_taken("n?", 40, "n", ":n"));
    assert_false(is_taken("(", 100000, "n", ")"));
    assert_false(is_taken("!", 100000, "n", ""));
    assert_false(is_taken("n?n:", 100000, "n", ""));
}

int
mo_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phrases_are_found_in_either_byte_order),
        cmocka_unit_test(what_is_missing_is_not_known),
        cmocka_unit_test(a_file_cut_anywhere_is_refused),
        cmocka_unit_test(a_file_with_any_byte_changed_does_no_harm),
        cmocka_unit_test(files_that_would_lie_are_refused),
        cmocka_unit_test(plurals_follow_their_expression),
        cmocka_unit_test(what_is_no_expression_is_refused),
        cmocka_unit_test(an_expression_has_64_nodes_and_is_32_deep),
    };
    return cmocka_run_group_tests_name("text/mo", tests, NULL, NULL);
}
