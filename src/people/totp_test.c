#include "people/totp.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

int totp_test(void);

static const text key = TEXT_INIT("12345678901234567890");

/* RFC 6238, appendix B, the lines of SHA-1. */
static void
the_codes_are_those_of_rfc_6238(void **state)
{
    (void)state;
    static const struct {
        int64_t at, code;
    } vectors[] = {
        { 59, 94287082 },
        { 1111111109, 7081804 },
        { 1111111111, 14050471 },
        { 1234567890, 89005924 },
        { 2000000000, 69279037 },
        { 20000000000, 65353130 },
    };
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        assert_int_equal(
            totp_code(key, totp_step(vectors[i].at), 8), vectors[i].code);
}

static text
typed(struct arena *a, int64_t step)
{
    return arena_print(a, "%06lld", (long long)totp_code(key, step, 6));
}

static void
a_code_counts_in_its_step_and_one_beside(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 16);
    int64_t now = 1'700'000'000, step = totp_step(now);
    for (int64_t i = -3; i <= 3; i++)
        assert_int_equal(totp_match(key, typed(&a, step + i), now, 0),
            i >= -1 && i <= 1 ? step + i : 0);
    arena_close(&a);
}

static void
a_step_that_was_used_is_never_taken_again(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 16);
    int64_t now = 1'700'000'000, step = totp_step(now);
    assert_int_equal(totp_match(key, typed(&a, step), now, step - 1), step);
    assert_int_equal(totp_match(key, typed(&a, step), now, step), 0);
    assert_int_equal(totp_match(key, typed(&a, step - 1), now, step), 0);
    assert_int_equal(totp_match(key, typed(&a, step + 1), now, step), step + 1);
    arena_close(&a);
}

static void
what_is_no_code_of_six_digits_is_none(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 16);
    int64_t now = 1'700'000'000;
    text code = typed(&a, totp_step(now));
    assert_true(totp_match(key, code, now, 0) != 0);
    assert_true(
        totp_match(key, arena_print(&a, "%.3s %.3s ", code.ptr, code.ptr + 3),
            now, 0) != 0);
    assert_int_equal(totp_match(key, TEXT(""), now, 0), 0);
    assert_int_equal(totp_match(key, (text){ 0 }, now, 0), 0);
    assert_int_equal(totp_match(key, text_slice(code, 0, 5), now, 0), 0);
    assert_int_equal(
        totp_match(key, arena_print(&a, "0%.6s", code.ptr), now, 0), 0);
    assert_int_equal(
        totp_match(key, arena_print(&a, "+%.6s", code.ptr), now, 0), 0);
    arena_close(&a);
}

/* RFC 4648, section 10. */
static void
the_secret_is_written_in_base_32(void **state)
{
    (void)state;
    static const char *const vectors[][2] = { { "", "" }, { "f", "MY" },
        { "fo", "MZXQ" }, { "foo", "MZXW 6" }, { "foob", "MZXW 6YQ" },
        { "fooba", "MZXW 6YTB" }, { "foobar", "MZXW 6YTB OI" } };
    struct arena a;
    arena_open(&a, 1 << 16);
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        text t = totp_print(&a, text_of(vectors[i][0]));
        if (!text_is_equal(t, text_of(vectors[i][1])))
            fail_msg("%s: %.*s", vectors[i][0], TEXT_ARG(t));
    }
    text t = totp_address(
        &a, TEXT("A & B:n\xc3\xa4t"), TEXT("a@b.example"), TEXT("fooba"));
    assert_true(text_is_equal(t,
        TEXT("otpauth://totp/A%20%26%20B%3An%C3%A4t:a@b.example"
             "?secret=MZXW6YTB&issuer=A%20%26%20B%3An%C3%A4t")));
    arena_close(&a);
}

int
totp_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_codes_are_those_of_rfc_6238),
        cmocka_unit_test(a_code_counts_in_its_step_and_one_beside),
        cmocka_unit_test(a_step_that_was_used_is_never_taken_again),
        cmocka_unit_test(what_is_no_code_of_six_digits_is_none),
        cmocka_unit_test(the_secret_is_written_in_base_32),
    };
    return cmocka_run_group_tests_name("people/totp", tests, NULL, NULL);
}
