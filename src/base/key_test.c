#include "base/key.h"

#include <pthread.h> /* lint: keys are made by several threads at once */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static void
a_key_tells_its_time_and_is_random_below(void **state)
{
    (void)state;
    struct key_maker m = { 0 };
    int64_t now_ms = INT64_C(1770000000123);
    int64_t key = key_make(&m, now_ms, UINT64_MAX);
    assert_true(key_time_ms(key) == now_ms);
    assert_true((key & 0x1fffff) == 0x1fffff);
}

static void
keys_grow_even_when_the_clock_goes_back(void **state)
{
    (void)state;
    struct key_maker m = { 0 };
    int64_t last = 0;
    static const int64_t now_ms[] = { 5, 5, 5, 4, 3, 6, 6, 1, 0, 7 };
    for (size_t i = 0; i < sizeof now_ms / sizeof *now_ms; i++)
        for (uint64_t chance = 9; chance-- > 0;) {
            int64_t key = key_make(&m, now_ms[i], chance);
            assert_true(key > last);
            last = key;
        }
    assert_true(key_time_ms(last) == 7);
}

enum { N_THREADS = 4, N_KEYS = 20000 };

struct making {
    struct key_maker *maker;
    int64_t keys[N_KEYS];
};

static void *
make_many(void *arg)
{
    struct making *m = arg;
    for (int i = 0; i < N_KEYS; i++)
        m->keys[i] = key_make(m->maker, 1000 + i / 100, (uint64_t)i * 977);
    return NULL;
}

static void
threads_never_make_the_same_key_and_each_sees_its_own_grow(void **state)
{
    (void)state;
    static struct making making[N_THREADS];
    struct key_maker maker = { 0 };
    pthread_t thread[N_THREADS];
    for (int t = 0; t < N_THREADS; t++) {
        making[t].maker = &maker;
        assert_int_equal(
            pthread_create(&thread[t], NULL, make_many, &making[t]), 0);
    }
    for (int t = 0; t < N_THREADS; t++)
        pthread_join(thread[t], NULL);
    /* each list grows, so merging them finds every pair of equals */
    int at[N_THREADS] = { 0 };
    int64_t last = 0;
    for (int n = 0; n < N_THREADS * N_KEYS; n++) {
        int best = -1;
        for (int t = 0; t < N_THREADS; t++)
            if (at[t] < N_KEYS &&
                (best < 0 ||
                    making[t].keys[at[t]] < making[best].keys[at[best]]))
                best = t;
        int64_t key = making[best].keys[at[best]++];
        assert_true(key > last);
        last = key;
    }
}

static void
a_key_prints_and_parses(void **state)
{
    (void)state;
    static const struct {
        int64_t key;
        const char *print;
    } table[] = {
        { 0, "0000000000000" },
        { 31, "000000000000z" },
        { 32, "0000000000010" },
        { INT64_C(1770000000123) << 21 | 0x12345, "370w72j7p28t5" },
        { INT64_MAX, "7zzzzzzzzzzzz" },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char to[KEY_LENGTH];
        text t = key_print(table[i].key, to);
        if (!text_is_equal(t, text_of(table[i].print)))
            fail_msg("%.*s", TEXT_ARG(t));
        int64_t back = -1;
        assert_true(key_parse(t, &back));
        assert_true(back == table[i].key);
    }
}

static void
a_key_is_read_as_people_type_it(void **state)
{
    (void)state;
    int64_t a, b;
    assert_true(key_parse(TEXT("0ABCDEFGHJKMN"), &a));
    assert_true(key_parse(TEXT("oabcdefghjkmn"), &b));
    assert_true(a == b);
    assert_true(key_parse(TEXT("1111111111111"), &a));
    assert_true(key_parse(TEXT("iIlL1iIlL1iIl"), &b));
    assert_true(a == b);
    const char *bad[] = { "", "0", "00000000000000", "000000000000u",
        "000000000000-", "8000000000000", "zzzzzzzzzzzzz", "000000 000000",
        "00000000000\xc3\xa5" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (key_parse(text_of(bad[i]), &a))
            fail_msg("taken: %s", bad[i]);
    assert_false(key_parse((text){ "00000\00000000", 13 }, &a));
}

static void
order_of_prints_is_order_of_keys(void **state)
{
    (void)state;
    char one[KEY_LENGTH], two[KEY_LENGTH];
    for (int bit = 0; bit < 62; bit++) {
        int64_t key = INT64_C(1) << bit;
        text a = key_print(key - 1, one), b = key_print(key, two);
        assert_true(text_compare(a, b) < 0);
    }
}

int key_test(void);

int
key_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_tells_its_time_and_is_random_below),
        cmocka_unit_test(keys_grow_even_when_the_clock_goes_back),
        cmocka_unit_test(
            threads_never_make_the_same_key_and_each_sees_its_own_grow),
        cmocka_unit_test(a_key_prints_and_parses),
        cmocka_unit_test(a_key_is_read_as_people_type_it),
        cmocka_unit_test(order_of_prints_is_order_of_keys),
    };
    return cmocka_run_group_tests_name("base/key", tests, NULL, NULL);
}
