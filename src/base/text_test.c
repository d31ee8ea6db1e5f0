#include "base/text.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#define NOT_KNOWN ((text){ NULL, 0 })

/* The borders of Unicode's table 3-7, "Well-Formed UTF-8 Byte Sequences". */
static void
utf8_is_what_the_standard_says(void **state)
{
    (void)state;
    static const text good[] = {
        TEXT_INIT(""),
        TEXT_INIT("plain"),
        TEXT_INIT("\x01\x7f"),
        TEXT_INIT("\xc2\x80"),
        TEXT_INIT("\xdf\xbf"),
        TEXT_INIT("\xe0\xa0\x80"),
        TEXT_INIT("\xe1\x80\x80"),
        TEXT_INIT("\xed\x9f\xbf"),
        TEXT_INIT("\xee\x80\x80"),
        TEXT_INIT("\xef\xbf\xbf"),
        TEXT_INIT("\xf0\x90\x80\x80"),
        TEXT_INIT("\xf3\xbf\xbf\xbf"),
        TEXT_INIT("\xf4\x8f\xbf\xbf"),
        TEXT_INIT("Östergötland – Uasin Gishu 😀"),
    };
    static const text bad[] = {
        TEXT_INIT("\0"),
        TEXT_INIT("a\0b"),
        TEXT_INIT("\x80"),
        TEXT_INIT("\xbf"),
        TEXT_INIT("\xc0\x80"),
        TEXT_INIT("\xc1\xbf"),
        TEXT_INIT("\xc2"),
        TEXT_INIT("\xc2\x7f"),
        TEXT_INIT("\xc2\xc0"),
        TEXT_INIT("\xe0\x9f\xbf"),
        TEXT_INIT("\xe1\x80"),
        TEXT_INIT("\xe1\x80\x7f"),
        TEXT_INIT("\xe1\x7f\x80"),
        TEXT_INIT("\xed\xa0\x80"),
        TEXT_INIT("\xed\xbf\xbf"),
        TEXT_INIT("\xf0\x8f\xbf\xbf"),
        TEXT_INIT("\xf0\x90\x80"),
        TEXT_INIT("\xf4\x90\x80\x80"),
        TEXT_INIT("\xf5\x80\x80\x80"),
        TEXT_INIT("\xf8\x88\x80\x80\x80"),
        TEXT_INIT("\xfe"),
        TEXT_INIT("\xff"),
        TEXT_INIT("ok \xe5 not"),
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!text_is_utf8(good[i]))
            fail_msg("good %zu", i);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (text_is_utf8(bad[i]))
            fail_msg("bad %zu", i);
    assert_true(text_is_utf8(NOT_KNOWN));
}

/* Every character there is, written by the definition. */
static void
every_character_is_taken_and_no_other(void **state)
{
    (void)state;
    for (unsigned c = 1; c < 0x120000; c++) {
        char s[4];
        ptrdiff_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        unsigned rest = c;
        for (ptrdiff_t i = n; i-- > 1; rest >>= 6)
            s[i] = (char)(0x80 | (rest & 0x3f));
        unsigned head = n == 1 ? 0 : n == 2 ? 0xc0 : n == 3 ? 0xe0 : 0xf0;
        s[0] = (char)(head | rest);
        bool is_one = c < 0x110000 && (c < 0xd800 || c > 0xdfff);
        if (text_utf8_length((text){ s, n }) != (is_one ? n : 0) ||
            text_utf8_length((text){ s, n - 1 }) != 0)
            fail_msg("U+%04X", c);
    }
}

static void
not_known_is_not_empty(void **state)
{
    (void)state;
    assert_false(text_is_known(text_of(NULL)));
    assert_true(text_is_known(text_of("")));
    assert_true(text_is_empty(NOT_KNOWN));
    assert_true(text_is_empty(TEXT("")));
    assert_true(text_is_equal(NOT_KNOWN, NOT_KNOWN));
    assert_false(text_is_equal(NOT_KNOWN, TEXT("")));
    assert_false(text_is_known(text_slice(NOT_KNOWN, 0, 5)));
    assert_true(text_is_known(text_trim(TEXT("  "))));
}

static void
order_is_by_bytes(void **state)
{
    (void)state;
    assert_true(text_compare(TEXT("a"), TEXT("b")) < 0);
    assert_true(text_compare(TEXT("a"), TEXT("aa")) < 0);
    assert_true(text_compare(TEXT(""), TEXT("a")) < 0);
    assert_true(text_compare(NOT_KNOWN, TEXT("")) == 0);
    assert_true(text_compare(TEXT("z"), TEXT("\xc3\xa5")) < 0);
    assert_true(text_compare(TEXT("a\0b"), TEXT("a\0c")) < 0);
    assert_true(text_is_equal(TEXT("a\0b"), TEXT("a\0b")));
    assert_false(text_is_equal(TEXT("a\0b"), TEXT("a\0c")));
}

static void
parts_are_found_and_cut(void **state)
{
    (void)state;
    text t = TEXT("one,two"), rest;
    assert_true(text_starts_with(t, TEXT("one")));
    assert_true(text_starts_with(t, TEXT("")));
    assert_false(text_starts_with(TEXT("on"), TEXT("one")));
    assert_true(text_ends_with(t, TEXT("two")));
    assert_false(text_ends_with(TEXT("wo"), TEXT("two")));
    assert_int_equal(text_find(t, TEXT("two")), 4);
    assert_int_equal(text_find(t, TEXT("twos")), -1);
    assert_int_equal(text_find(t, TEXT("")), 0);
    assert_true(text_has_byte(t, ','));
    assert_false(text_has_byte(NOT_KNOWN, ','));
    assert_true(text_is_equal(text_cut(t, ',', &rest), TEXT("one")));
    assert_true(text_is_equal(rest, TEXT("two")));
    assert_true(text_is_equal(text_cut(rest, ',', &rest), TEXT("two")));
    assert_false(text_is_known(rest));
    assert_true(text_is_equal(text_cut(TEXT("a,"), ',', &rest), TEXT("a")));
    assert_true(text_is_known(rest));
    assert_int_equal(rest.len, 0);
    assert_true(text_is_equal(text_trim(TEXT("\r\n a b\t")), TEXT("a b")));
    assert_true(text_is_equal(text_slice(t, 4, 99), TEXT("two")));
    assert_true(text_is_equal(text_slice(t, -3, 3), TEXT("one")));
    assert_true(text_is_equal(text_slice(t, 5, 2), TEXT("")));
    assert_true(text_is_equal(text_slice(t, 99, 100), TEXT("")));
}

static void
a_prefix_never_splits_a_character(void **state)
{
    (void)state;
    text t = TEXT("aå€😀");
    static const ptrdiff_t want[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };
    for (ptrdiff_t max = 0; max < 12; max++) {
        text p = text_prefix(t, max);
        assert_int_equal(p.len, want[max]);
        assert_true(text_is_utf8(p));
    }
    assert_int_equal(text_prefix(t, -1).len, 0);
}

static void
an_integer_is_the_whole_text(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        bool is_read;
        int64_t n;
    } table[] = {
        { "0", true, 0 },
        { "-0", true, 0 },
        { "+7", true, 7 },
        { "007", true, 7 },
        { "9223372036854775807", true, INT64_MAX },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 },
        { "-9223372036854775809", false, 0 },
        { "99999999999999999999", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
        { "+", false, 0 },
        { "--1", false, 0 },
        { " 1", false, 0 },
        { "1 ", false, 0 },
        { "1.0", false, 0 },
        { "1e3", false, 0 },
        { "0x1", false, 0 },
        { "1,000", false, 0 },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        int64_t n = 0;
        bool is_read = text_parse_int(text_of(table[i].in), &n);
        if (is_read != table[i].is_read || n != table[i].n)
            fail_msg("%s: %lld", table[i].in, (long long)n);
    }
    int64_t n;
    assert_false(text_parse_int(NOT_KNOWN, &n));
    assert_false(text_parse_int(TEXT("1\0"), &n));
}

static void
a_real_is_the_whole_text_and_finite(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        bool is_read;
        double x;
    } table[] = {
        { "0", true, 0 },
        { "-0.05", true, -0.05 },
        { "6e3", true, 6000 },
        { "+1E-2", true, 0.01 },
        { "1e308", true, 1e308 },
        { "1e309", false, 0 },
        { "", false, 0 },
        { "nan", false, 0 },
        { "inf", false, 0 },
        { "0x10", false, 0 },
        { "1,5", false, 0 },
        { "1.5 ", false, 0 },
        { " 1.5", false, 0 },
        { "1.5.2", false, 0 },
        { "e5", false, 0 },
        { "1e", false, 0 },
        { "0.0000000000000000000000000000000000000000000000000000000000001",
            true, 1e-61 },
        { "0.00000000000000000000000000000000000000000000000000000000000001",
            false, 0 },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        double x = 0;
        bool is_read = text_parse_real(text_of(table[i].in), &x);
        if (is_read != table[i].is_read || x != table[i].x)
            fail_msg("%s: %g", table[i].in, x);
    }
}

static void
a_hash_is_fnv_1a(void **state)
{
    (void)state;
    assert_true(text_hash(TEXT("")) == UINT64_C(0xcbf29ce484222325));
    assert_true(text_hash(TEXT("a")) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(text_hash(TEXT("foobar")) == UINT64_C(0x85944171f73967e8));
}

static void
a_reason_is_cut_not_overrun(void **state)
{
    (void)state;
    struct why why = { 0 };
    char long_text[1000];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    assert_int_equal(
        err_say(&why, ERR_IO, "cannot open %s", long_text), ERR_IO);
    assert_int_equal(strlen(why.text), sizeof why.text - 1);
    assert_int_equal(err_say(NULL, ERR_BUSY, "%d", 1), ERR_BUSY);
    for (int e = OK; e <= ERR_NEWER; e++)
        assert_string_not_equal(err_name((enum err)e), "unknown error");
    assert_string_equal(err_name((enum err)99), "unknown error");
}

int text_test(void);

int
text_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_what_the_standard_says),
        cmocka_unit_test(every_character_is_taken_and_no_other),
        cmocka_unit_test(not_known_is_not_empty),
        cmocka_unit_test(order_is_by_bytes),
        cmocka_unit_test(parts_are_found_and_cut),
        cmocka_unit_test(a_prefix_never_splits_a_character),
        cmocka_unit_test(an_integer_is_the_whole_text),
        cmocka_unit_test(a_real_is_the_whole_text_and_finite),
        cmocka_unit_test(a_hash_is_fnv_1a),
        cmocka_unit_test(a_reason_is_cut_not_overrun),
    };
    return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
