/* Signs of answers that were not each somebody's own, and slips of paper. */
#include "engine/opinion/signs.h"

#include "base/random.h"
#include "engine/opinion/slip.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>

int signs_test(void);

enum { PEOPLE = 40, STATEMENTS = 25 };
#define DAY INT64_C(86'400'000)

/* People 3, 8, 20 and 21 answer alike, each leaving some out; 5 and 6 do, and
 * are two only; 9 agrees with everything. */
static void
crowd(struct cp_votes *v, struct arena *a, uint64_t seed)
{
    struct random r = random_from(seed);
    struct cp_votes_maker m;
    char person[16], statement[16];
    int copied[STATEMENTS], pair[STATEMENTS];
    cp_votes_begin(&m, a);
    for (int j = 0; j < STATEMENTS; j++) {
        copied[j] = (int)random_below(&r, 3) - 1;
        pair[j] = (int)random_below(&r, 3) - 1;
    }
    for (int i = 0; i < PEOPLE; i++)
        for (int j = 0; j < STATEMENTS; j++) {
            bool is_copy = i == 3 || i == 8 || i == 20 || i == 21;
            int vote = is_copy     ? copied[j]
                : i == 5 || i == 6 ? pair[j]
                : i == 9           ? 1
                                   : (int)random_below(&r, 3) - 1;
            snprintf(person, sizeof person, "%d", i);
            snprintf(statement, sizeof statement, "%d", j);
            if (is_copy && (i + j) % 7 == 0)
                continue;
            assert_int_equal(cp_votes_add(&m, text_of(person),
                                 text_of(statement), vote, 0, NULL),
                OK);
        }
    cp_votes_end(&m, v);
}

static void
copied_rows_are_seen_and_pairs_are_not(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 30; seed++) {
        struct arena a;
        struct cp_votes v;
        int32_t set_of[PEOPLE];
        arena_open(&a, 1 << 24);
        crowd(&v, &a, seed);
        assert_int_equal(cp_signs_copied(&a, &v, set_of), 1);
        for (int i = 0; i < PEOPLE; i++) {
            bool is_copy = i == 3 || i == 8 || i == 20 || i == 21;
            assert_int_equal(set_of[i], is_copy ? 0 : -1);
            assert_int_equal(cp_signs_is_alike(&v, i), i == 9);
        }
        arena_close(&a);
    }
}

/* Ten of the same statements are enough, and nine are not. */
static void
ten_answers_alike_make_a_copy_and_nine_do_not(void **state)
{
    (void)state;
    for (int n_same = 9; n_same <= 10; n_same++) {
        struct arena a;
        struct cp_votes_maker m;
        struct cp_votes v;
        int32_t set_of[3];
        arena_open(&a, 1 << 24);
        cp_votes_begin(&m, &a);
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 12; j++) {
                char person[16], statement[16];
                snprintf(person, sizeof person, "%d", i);
                snprintf(statement, sizeof statement, "%d",
                    j < n_same ? j : 100 * (i + 1) + j);
                assert_int_equal(cp_votes_add(&m, text_of(person),
                                     text_of(statement), j % 2, 0, NULL),
                    OK);
            }
        cp_votes_end(&m, &v);
        assert_int_equal(cp_signs_copied(&a, &v, set_of), n_same == 10);
        for (int i = 0; i < 3; i++)
            assert_int_equal(set_of[i], n_same == 10 ? 0 : -1);
        arena_close(&a);
    }
}

static void
rare_counts_are_as_rare_as_the_law_says(void **state)
{
    (void)state;
    for (int64_t mean = 1; mean < 60; mean += 4) {
        double term = exp(-(double)mean), below = 0;
        for (int64_t n = 0; n < 4 * mean + 20; n++) {
            double tail = cp_signs_poisson(n, (double)mean);
            assert_true(fabs(tail - (1 - below)) < 1e-12);
            below += term;
            term *= (double)mean / ((double)n + 1);
        }
    }
    assert_true(cp_signs_poisson(0, 0) == 1);
    assert_true(cp_signs_poisson(3, 0) == 0);
}

static void
a_flood_is_seen_where_days_before_were_calm(void **state)
{
    enum { N = 4000 };
    struct arena a;
    struct random r = random_from(6);
    int64_t times[N + 200], *floods;
    ptrdiff_t n = 0;
    (void)state;
    arena_open(&a, 1 << 24);
    for (int64_t day = 0; day < 5; day++)
        for (int i = 0; i < 144; i++)
            for (int k = (int)random_below(&r, 6); k > 0; k--)
                times[n++] = day * DAY + i * CP_SIGNS_FLOOD_MS + k;
    assert_int_equal(cp_signs_floods(&a, times, n, &floods), 0);
    ptrdiff_t before = n;
    for (int k = 0; k < 40; k++)
        times[n++] = 5 * DAY + 3 * CP_SIGNS_FLOOD_MS + k;
    assert_true(n > before);
    assert_int_equal(cp_signs_floods(&a, times, n, &floods), 1);
    assert_true(floods[0] - times[0] <= 5 * DAY + 3 * CP_SIGNS_FLOOD_MS);
    /* a time far off is no reason to fail */
    times[n++] = INT64_C(1) << 60;
    assert_true(cp_signs_floods(&a, times, n, &floods) >= 1);
    assert_int_equal(cp_signs_floods(&a, times, 0, &floods), 0);
    arena_close(&a);
}

static void
a_late_swarm_is_over_three_in_ten(void **state)
{
    int64_t first[10] = { 0, 10, 20, 30, 40, 50, 60, 95, 96, 97 };
    bool is_late[10];
    (void)state;
    assert_false(cp_signs_is_late_swarm(first, 10, 0, 100, is_late));
    assert_true(is_late[7] && !is_late[6]);
    first[6] = 90;
    assert_true(cp_signs_is_late_swarm(first, 10, 0, 100, is_late));
    assert_false(cp_signs_is_late_swarm(first, 0, 0, 100, is_late));
}

static void
fast_hands_are_seen_by_the_median(void **state)
{
    struct arena a;
    int64_t times[12];
    (void)state;
    arena_open(&a, 1 << 20);
    for (int i = 0; i < 12; i++)
        times[i] = i * 1000 + (i > 5 ? 60'000 : 0);
    assert_true(cp_signs_is_fast(&a, times, 12));
    assert_false(cp_signs_is_fast(&a, times, 9));
    for (int i = 0; i < 12; i++)
        times[i] = i * 1500; /* and not under it */
    assert_false(cp_signs_is_fast(&a, times, 12));
    for (int i = 0; i < 12; i++)
        times[i] = i * 1499;
    assert_true(cp_signs_is_fast(&a, times, 12));
    arena_close(&a);
}

static void
a_batch_is_seen_when_it_differs_from_its_unit(void **state)
{
    enum { BATCHES = 5, STATEMENTS_ASKED = 12 };
    struct arena a;
    struct random r = random_from(8);
    int n_seen = 0, n_wrong = 0;
    (void)state;
    arena_open(&a, 1 << 24);
    for (int round = 0; round < 100; round++) {
        struct cp_votes_count c[BATCHES * STATEMENTS_ASKED] = { { 0 } };
        double p[BATCHES];
        for (int b = 0; b < BATCHES; b++)
            for (int j = 0; j < STATEMENTS_ASKED; j++)
                for (int i = 0; i < 25; i++) {
                    bool yes = random_below(&r, 100) < (b == 2 ? 95 : 50);
                    c[b * STATEMENTS_ASKED + j].agree += yes;
                    c[b * STATEMENTS_ASKED + j].disagree += !yes;
                    c[b * STATEMENTS_ASKED + j].all++;
                }
        cp_signs_batches(&a, c, BATCHES, STATEMENTS_ASKED, p);
        n_seen += p[2] < 0.01;
        for (int b = 0; b < BATCHES; b++)
            n_wrong += b != 2 && p[b] < 0.01;
    }
    assert_true(n_seen == 100);
    assert_true(n_wrong <= 40); /* the odd one is in their rest */
    arena_close(&a);
}

static void
slips_are_read_with_blanks_and_either_case(void **state)
{
    static const char *const good[] = { "K7F3 1a 2d 3p", " k7f3\n3P 1 A  2 d ",
        "K7f3 1a2d3p", "k7F3\t2D 3p\r\n1a" };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct cp_slip s;
        struct why why = { 0 };
        assert_int_equal(cp_slip_parse(&s, text_of(good[i]), 3, &why), OK);
        assert_memory_equal(s.code, "K7F3", 4);
        assert_int_equal(s.n, 3);
        for (int k = 0; k < 3; k++) {
            assert_int_equal(s.answers[k].number, k + 1);
            assert_int_equal(s.answers[k].vote, k == 0 ? 1 : k == 1 ? -1 : 0);
        }
    }
}

/* 4 of 10 days bring 72, 4 bring 144, one 1,000, and the one looked at. */
static void
a_full_window_is_seen_against_the_other_days(void **state)
{
    struct arena a;
    int64_t days[] = { 72, 144, 72, 1000, 144, 5000, 72, 144, 72, 144 };
    (void)state;
    arena_open(&a, 1 << 20);
    /* the median of nine is 144: one a window, whatever the day itself had */
    assert_true(fabs(cp_signs_usual(&a, days, 10, 5, 900) - 1) < 1e-12);
    /* without it one more low day is needed: 72 and 144 lie in the middle */
    assert_true(fabs(cp_signs_usual(&a, days, 9, 5, 0) - 0.75) < 1e-12);
    /* two days: what else came that day, in six hours of it */
    assert_true(fabs(cp_signs_usual(&a, days, 2, 1, 36) - 3) < 1e-12);
    /* and nothing before is one a day */
    assert_true(fabs(cp_signs_usual(&a, days, 1, 0, 72) - 1.0 / 144) < 1e-12);
    /* and of full windows of a day */
    assert_true(cp_signs_other_days(&a, days, 10, 5) == 144);
    assert_true(cp_signs_other_days(&a, days, 10, 1) == 144);
    assert_true(cp_signs_other_days(&a, days, 3, 1) == 72);
    assert_true(cp_signs_other_days(&a, days, 2, 1) == 0);
    /* 1 - 1/e, 1 - 2.5/e: the law by hand */
    assert_true(fabs(cp_signs_window(1, 1, 1) - 0.63212055882855767) < 1e-12);
    assert_true(fabs(cp_signs_window(3, 1, 2) - 0.16060279414278833) < 1e-12);
    assert_true(cp_signs_window(1, 1, 1000) == 1);
    /* ten where one is usual, in a month of windows of five communities */
    assert_true(cp_signs_window(10, 1, 30 * 144 * 6) < 0.01);
    assert_true(cp_signs_window(8, 1, 30 * 144 * 6) > 0.01);
    arena_close(&a);
}

static void
slips_are_refused_whole_on_a_doubt(void **state)
{
    static const char *const bad[] = { "", "K7F3", "K7F 1a", "K7F31a", "1a 2d",
        "K7F3 1a 1d", "K7F3 1a 1a", "K7F3 4a", "K7F3 0a", "K7F3 1", "K7F3 a",
        "K7F3 1x", "K7F3 1agree", "K7F3 1and2d", "K7-3 1a", "K7F3 1a, 2d",
        "K7F3 12345678901234567890a", "K7F3 1a 2", "K7F3 \x80" };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct cp_slip s;
        struct why why = { 0 };
        if (cp_slip_parse(&s, text_of(bad[i]), 3, &why) != ERR_BAD_INPUT)
            fail_msg("\"%s\" was taken", bad[i]);
        assert_int_equal(s.n, 0);
        assert_true(why.text[0] != '\0');
    }
}

int
signs_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copied_rows_are_seen_and_pairs_are_not),
        cmocka_unit_test(ten_answers_alike_make_a_copy_and_nine_do_not),
        cmocka_unit_test(rare_counts_are_as_rare_as_the_law_says),
        cmocka_unit_test(a_flood_is_seen_where_days_before_were_calm),
        cmocka_unit_test(a_late_swarm_is_over_three_in_ten),
        cmocka_unit_test(fast_hands_are_seen_by_the_median),
        cmocka_unit_test(a_batch_is_seen_when_it_differs_from_its_unit),
        cmocka_unit_test(slips_are_read_with_blanks_and_either_case),
        cmocka_unit_test(a_full_window_is_seen_against_the_other_days),
        cmocka_unit_test(slips_are_refused_whole_on_a_doubt),
    };
    return cmocka_run_group_tests_name(
        "engine/opinion/signs", tests, NULL, NULL);
}
