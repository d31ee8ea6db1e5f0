#include "os/entropy.h"

#include "os/clock.h"
#include "os/thread.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static void
entropy_fills_all_and_only_what_is_asked(void **state)
{
    (void)state;
    unsigned char bytes[4098] = { 0 };
    entropy(bytes + 1, 4096);
    assert_int_equal(bytes[0] + bytes[4097], 0);
    /* 256 zeros in a row have a chance of 2^-2048 */
    for (int i = 0; i < 16; i++) {
        int sum = 0;
        for (int k = 0; k < 256; k++)
            sum += bytes[1 + i * 256 + k];
        assert_true(sum > 0);
    }
    assert_true(entropy_bits() != entropy_bits());
    entropy(NULL, 0);
}

enum { N_THREADS = 4, N_KEYS = 5000 };
static int64_t keys[N_THREADS][N_KEYS];

static void
make_keys(void *arg)
{
    int64_t *to = arg;
    for (int i = 0; i < N_KEYS; i++)
        to[i] = key_new();
}

static void
new_keys_of_all_threads_are_different_and_of_now(void **state)
{
    (void)state;
    struct thread t[N_THREADS];
    struct why why = { 0 };
    int64_t before_ms = now_ms();
    for (int i = 0; i < N_THREADS; i++)
        assert_int_equal(
            thread_start(&t[i], "keys", make_keys, keys[i], &why), OK);
    for (int i = 0; i < N_THREADS; i++)
        thread_join(&t[i]);
    int at[N_THREADS] = { 0 };
    int64_t last = 0;
    for (int n = 0; n < N_THREADS * N_KEYS; n++) {
        int best = -1;
        for (int i = 0; i < N_THREADS; i++)
            if (at[i] < N_KEYS &&
                (best < 0 || keys[i][at[i]] < keys[best][at[best]]))
                best = i;
        int64_t key = keys[best][at[best]++];
        assert_true(key > last);
        last = key;
    }
    assert_in_range(key_time_ms(keys[0][0]), before_ms, now_ms() + 1);
}

int entropy_test(void);

int
entropy_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entropy_fills_all_and_only_what_is_asked),
        cmocka_unit_test(new_keys_of_all_threads_are_different_and_of_now),
    };
    return cmocka_run_group_tests_name("os/entropy", tests, NULL, NULL);
}
