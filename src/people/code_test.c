#include "people/code.h"

#include "people/secret.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int code_test(void);

static int
setup(void **state)
{
    static struct arena a;
    arena_open(&a, 32 << 20);
    *state = &a;
    return 0;
}

static int
teardown(void **state)
{
    arena_close(*state);
    return 0;
}

static void
a_code_is_read_as_people_type_it(void **state)
{
    struct arena *a = *state;
    for (int i = 0; i < 200; i++) {
        text code = code_new(a);
        assert_true(text_is_equal(code_read(a, code), code));
        assert_true(text_is_equal(code_read(a, code_print(a, code)), code));
        text small = arena_print(a, " %.4s %.8s ", code.ptr, code.ptr + 4);
        for (char *c = (char *)small.ptr; *c != '\0'; c++)
            *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
        assert_true(text_is_equal(code_read(a, small), code));
        for (ptrdiff_t k = 0; k < code.len; k++)
            assert_null(strchr("01ILO", code.ptr[k]));
    }
}

static void
one_wrong_character_is_always_noticed(void **state)
{
    static const char signs[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    struct arena *a = *state;
    for (int i = 0; i < 20; i++) {
        text code = code_new(a);
        for (ptrdiff_t k = 0; k < CODE_LENGTH; k++)
            for (const char *c = signs; *c != '\0'; c++) {
                char *bad = arena_c_string(a, code);
                bad[k] = *c;
                assert_int_equal(text_is_known(code_read(a, text_of(bad))),
                    *c == code.ptr[k]);
            }
    }
}

static void
two_that_changed_places_are_always_noticed(void **state)
{
    struct arena *a = *state;
    for (int i = 0; i < 200; i++) {
        text code = code_new(a);
        for (ptrdiff_t k = 0; k < CODE_LENGTH; k++)
            for (ptrdiff_t l = k + 1; l < CODE_LENGTH; l++) {
                char *bad = arena_c_string(a, code);
                bad[k] = code.ptr[l];
                bad[l] = code.ptr[k];
                assert_int_equal(text_is_known(code_read(a, text_of(bad))),
                    code.ptr[k] == code.ptr[l]);
            }
    }
}

static void
what_is_no_code_is_none(void **state)
{
    struct arena *a = *state;
    static const char *const bad[] = { "", "-", "2222", "22222222222",
        "2222222222222", "222222222O22", "2222-2222-222L",
        "222222222222\xc3\xa9", "' OR 1=1 --", "<script>" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_is_known(code_read(a, text_of(bad[i]))));
    assert_false(text_is_known(code_read(a, (text){ 0 })));
}

static void
only_its_hash_is_kept(void **state)
{
    struct arena *a = *state;
    text code = code_new(a), hash = code_hash(a, code);
    assert_int_equal(hash.len, HASH_LENGTH);
    assert_false(text_is_equal(hash, code_hash(a, code_new(a))));
    assert_true(text_find(hash, text_slice(code, 0, 4)) < 0);
}

int
code_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_code_is_read_as_people_type_it, setup, teardown),
        cmocka_unit_test_setup_teardown(
            one_wrong_character_is_always_noticed, setup, teardown),
        cmocka_unit_test_setup_teardown(
            two_that_changed_places_are_always_noticed, setup, teardown),
        cmocka_unit_test_setup_teardown(
            what_is_no_code_is_none, setup, teardown),
        cmocka_unit_test_setup_teardown(only_its_hash_is_kept, setup, teardown),
    };
    return cmocka_run_group_tests_name("people/code", tests, NULL, NULL);
}
