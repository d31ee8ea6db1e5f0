/* Which groups are shown, and what is told of them: each rule at its edge. */
#include "engine/opinion/found.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>

int found_rules_test(void);

enum { HALF = 60, PLAIN = 10, FOUR = 10, FIVE = 11 };

static void
say(struct cp_votes_maker *m, int person, int statement, int64_t value)
{
    char p[16], s[16];
    snprintf(p, sizeof p, "%d", person);
    snprintf(s, sizeof s, "%d", statement);
    assert_int_equal(
        cp_votes_add(m, text_of(p), text_of(s), value, 0, NULL), OK);
}

/* One half agrees with five statements and rejects five, the other the other
 * way round, but for one in ten. Of two more the first half's answers are four,
 * and five. */
static void
two_halves(struct cp_votes *v, struct arena *a)
{
    struct cp_votes_maker m;
    struct random r = random_from(31);
    cp_votes_begin(&m, a);
    for (int i = 0; i < 2 * HALF; i++) {
        int64_t own = i < HALF ? 1 : -1;
        for (int j = 0; j < PLAIN; j++)
            say(&m, i, j,
                (random_below(&r, 10) == 0) == (j % 2 == 0) ? -own : own);
        if (i < 4 || i >= HALF)
            say(&m, i, FOUR, own);
        if (i < 5 || i >= HALF)
            say(&m, i, FIVE, own);
    }
    cp_votes_end(&m, v);
}

/* What comes of it when in so many of 20 draws two groups are `low` alike. */
static enum cp_found_outcome
outcome_of(int n_low, double low, double high)
{
    enum { DRAWS = 20 };
    struct arena a;
    struct cp_votes v;
    struct cp_found f;
    arena_open(&a, 1 << 26);
    two_halves(&v, &a);
    cp_found_begin(
        &f, &a, &v, &(struct cp_found_rules){ .seed = 1, .resamples = DRAWS });
    for (int i = 0; i < DRAWS; i++)
        f.alike[(7 * i) % DRAWS] = i < n_low ? low : high;
    cp_found_end(&f, &a, &v);
    enum cp_found_outcome outcome = f.outcome;
    assert_int_equal(f.k, outcome == CP_FOUND_THERE ? 2 : 0);
    arena_close(&a);
    return outcome;
}

static void
groups_are_there_by_the_median_and_by_the_tenth_part(void **state)
{
    (void)state;
    assert_int_equal(outcome_of(0, 0, 1), CP_FOUND_THERE);
    /* the tenth part of twenty is the second */
    assert_int_equal(outcome_of(1, 0, 1), CP_FOUND_THERE);
    assert_int_equal(outcome_of(2, 0.49, 1), CP_FOUND_NOT_STABLE);
    assert_int_equal(outcome_of(2, 0.50, 1), CP_FOUND_THERE);
    /* the median of twenty is between the tenth and the next */
    assert_int_equal(outcome_of(9, 0.55, 0.70), CP_FOUND_THERE);
    assert_int_equal(outcome_of(9, 0.55, 0.69), CP_FOUND_NOT_STABLE);
    assert_int_equal(outcome_of(10, 0.55, 0.84), CP_FOUND_NOT_STABLE);
    assert_int_equal(outcome_of(10, 0.55, 0.86), CP_FOUND_THERE);
}

static bool
tells_of(const struct cp_found *f, const struct cp_votes *v, int32_t group,
    const char *statement)
{
    int32_t j = cp_votes_statement(v, text_of(statement));
    for (int i = 0; i < f->groups[group].n_told; i++)
        if (f->groups[group].told[i].statement == j)
            return true;
    return false;
}

static void
nothing_is_told_of_four_answers(void **state)
{
    struct arena a;
    struct cp_votes v;
    struct cp_found f;
    (void)state;
    arena_open(&a, 1 << 26);
    two_halves(&v, &a);
    cp_found_of(
        &f, &a, &v, &(struct cp_found_rules){ .seed = 1, .resamples = 20 });
    assert_int_equal(f.k, 2);
    int32_t first = f.group_of[cp_votes_person(&v, TEXT("0"))];
    assert_false(tells_of(&f, &v, first, "10"));
    assert_true(tells_of(&f, &v, first, "11"));
    assert_true(tells_of(&f, &v, 1 - first, "10"));
    arena_close(&a);
}

/* Of very many some are looked at, and nearly the same comes out. */
static void
of_many_people_some_say_how_clear_groups_are(void **state)
{
    enum { N = 4001, C = 8 };
    (void)state;
    for (int n = N - 1; n <= N; n++) {
        struct arena a;
        struct cp_votes_maker m;
        struct cp_votes v;
        struct cp_found f;
        struct random r = random_from(5);
        const int32_t *of[CP_FOUND_GROUPS];
        double all[CP_FOUND_GROUPS];
        arena_open(&a, 1 << 28);
        cp_votes_begin(&m, &a);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < C; j++)
                say(&m, i, j,
                    j == 0       ? 1
                        : j == 1 ? -1
                        : random_below(&r, 100) < 30 + 20 * (uint64_t)(i % 3)
                        ? 1
                        : -1);
        cp_votes_end(&m, &v);
        cp_found_begin(
            &f, &a, &v, &(struct cp_found_rules){ .seed = 3, .resamples = -1 });
        assert_int_equal(f.n_in, n);
        for (int w = 0; w < f.n_tries; w++)
            of[w] = f.ways[w].of;
        cp_found_silhouettes(&a, f.map.points, f.n_in, of, f.n_tries, all);
        for (int w = 0; w < f.n_tries; w++) {
            assert_true(fabs(f.tries[w].silhouette - all[w]) < 0.05);
            assert_true((f.tries[w].silhouette == all[w]) == (n < N));
        }
        arena_close(&a);
    }
}

int
found_rules_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_are_there_by_the_median_and_by_the_tenth_part),
        cmocka_unit_test(nothing_is_told_of_four_answers),
        cmocka_unit_test(of_many_people_some_say_how_clear_groups_are),
    };
    return cmocka_run_group_tests_name(
        "engine/opinion/found_rules", tests, NULL, NULL);
}
