#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

/* The first outputs of the authors' own programs: splitmix64 from 1234567,
 * and xoshiro256** from the state 1, 2, 3, 4. */
static void
the_generators_are_the_published_ones(void **state)
{
    (void)state;
    static const uint64_t split[] = { UINT64_C(6457827717110365317),
        UINT64_C(3203168211198807973), UINT64_C(9817491932198370423),
        UINT64_C(4593380528125082431), UINT64_C(16408922859458223821) };
    uint64_t s = 1234567;
    for (int i = 0; i < 5; i++)
        assert_true(random_split(&s) == split[i]);
    static const uint64_t bits[] = { UINT64_C(11520), UINT64_C(0),
        UINT64_C(1509978240), UINT64_C(1215971899390074240),
        UINT64_C(1216172134540287360), UINT64_C(607988272756665600),
        UINT64_C(16172922978634559625), UINT64_C(8476171486693032832),
        UINT64_C(10595114339597558777), UINT64_C(2904607092377533576) };
    struct random r = { { 1, 2, 3, 4 } };
    for (int i = 0; i < 10; i++)
        assert_true(random_bits(&r) == bits[i]);
}

static void
the_same_seed_draws_the_same(void **state)
{
    (void)state;
    struct random a = random_from(7), b = random_from(7), c = random_from(8);
    int n_same = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t x = random_bits(&a);
        assert_true(x == random_bits(&b));
        n_same += x == random_bits(&c);
    }
    assert_int_equal(n_same, 0);
}

/* With bound 3 * 2^62 a plain remainder would favour the lowest third two to
 * one; at a fair draw each third gets 10,000 of 30,000, give or take 5 times
 * the standard deviation of 82. */
static void
no_number_below_a_bound_is_favoured(void **state)
{
    (void)state;
    struct random r = random_from(2026);
    int n_third[3] = { 0 };
    for (int i = 0; i < 30000; i++) {
        uint64_t x = random_below(&r, UINT64_C(3) << 62);
        assert_true(x < UINT64_C(3) << 62);
        n_third[x >> 62]++;
    }
    for (int i = 0; i < 3; i++)
        assert_in_range(n_third[i], 9590, 10410);
    int n_die[6] = { 0 };
    for (int i = 0; i < 60000; i++)
        n_die[random_below(&r, 6)]++;
    for (int i = 0; i < 6; i++)
        assert_in_range(n_die[i], 9540, 10460);
    for (int i = 0; i < 100; i++)
        assert_true(random_below(&r, 1) == 0);
}

static void
a_real_lies_in_its_range(void **state)
{
    (void)state;
    struct random r = random_from(1);
    double sum = 0, least = 1, most = 0;
    for (int i = 0; i < 100000; i++) {
        double x = random_real(&r);
        assert_true(x >= 0 && x < 1);
        sum += x;
        least = x < least ? x : least;
        most = x > most ? x : most;
    }
    assert_true(sum > 49500 && sum < 50500);
    assert_true(least < 0.001 && most > 0.999);
}

static void
every_order_is_drawn_alike(void **state)
{
    (void)state;
    struct random r = random_from(3);
    int n_seen[27] = { 0 };
    for (int i = 0; i < 6000; i++) {
        int32_t at[3];
        random_order(&r, 3, at);
        assert_int_equal((1 << at[0]) + (1 << at[1]) + (1 << at[2]), 7);
        n_seen[at[0] * 9 + at[1] * 3 + at[2]]++;
    }
    int n_orders = 0;
    for (int i = 0; i < 27; i++)
        if (n_seen[i] > 0) {
            n_orders++;
            assert_in_range(n_seen[i], 850, 1150);
        }
    assert_int_equal(n_orders, 6);
    random_order(&r, 0, NULL);
}

int random_test(void);

int
random_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_generators_are_the_published_ones),
        cmocka_unit_test(the_same_seed_draws_the_same),
        cmocka_unit_test(no_number_below_a_bound_is_favoured),
        cmocka_unit_test(a_real_lies_in_its_range),
        cmocka_unit_test(every_order_is_drawn_alike),
    };
    return cmocka_run_group_tests_name("base/random", tests, NULL, NULL);
}
