/* Nothing small is shown, nor can it be worked out. */
#include "engine/pathway/release.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int release_test(void);

enum { T = 5, CASES_MAX = 400 };

struct made {
    struct cp_release *r;
    uint8_t stage[CASES_MAX], has_step[CASES_MAX], has_edge[CASES_MAX],
        variant[CASES_MAX];
    int32_t group[CASES_MAX], other[CASES_MAX];
    int stages, step, edge, by, by_other;
};

/* A log of that many: an edge lies within its step, and a step within the
 * cases that came so far. */
static void
make(struct made *m, struct arena *a, struct random *random, int n)
{
    struct why why = { 0 };
    int32_t raw[CASES_MAX], of_group[4], n_groups = 2, n_other = 2;
    bool has_rest;
    for (int c = 0; c < n; c++) {
        m->stage[c] = (uint8_t)random_below(random, 3);
        m->has_step[c] = m->stage[c] > 0 && random_below(random, 12) > 0;
        m->has_edge[c] = m->has_step[c] && random_below(random, 9) > 0;
        raw[c] = (int32_t)(random_below(random, 7) == 0) +
            (random_below(random, 3) == 0);
        m->other[c] = (int32_t)random_below(random, 2);
    }
    n_groups = cp_release_merge(a, raw, n, 3, T, m->group, of_group, &has_rest);
    int32_t again[CASES_MAX];
    n_other =
        cp_release_merge(a, m->other, n, 2, T, again, of_group, &has_rest);
    for (int c = 0; c < n; c++)
        m->other[c] = again[c];
    m->r = cp_release_begin(a, n, T);
    m->stages = cp_release_table(m->r, m->stage, 3, 0, true);
    m->step = cp_release_table(m->r, m->has_step, 2, 1, false);
    m->edge = cp_release_table(m->r, m->has_edge, 2, 2, false);
    m->by = cp_release_groups(m->r, m->group, n_groups);
    m->by_other = cp_release_groups(m->r, m->other, n_other);
    for (int t = 0; t < 3; t++) {
        cp_release_cross(m->r, t, m->by);
        cp_release_cross(m->r, t, m->by_other);
    }
    assert_int_equal(cp_release_hide(m->r, &why), OK);
}

static void
what_is_shown_gives_no_small_number_away(void **state)
{
    struct random random = random_from(1);
    struct arena a;
    int n_shown = 0, n_decided = 0;
    (void)state;
    for (int round = 0; round < 300; round++) {
        struct made m;
        arena_open(&a, 1 << 26);
        make(&m, &a, &random, 5 + (int)random_below(&random, 40));
        int64_t n_wrong = cp_release_check(m.r, 400'000);
        n_decided += n_wrong >= 0;
        if (n_wrong > 0)
            fail_msg("round %d: %d are wrong", round, (int)n_wrong);
        n_shown +=
            cp_release_count(m.r, m.stages, CP_RELEASE_ALL, 0, 0) != CP_HIDDEN;
        arena_close(&a);
    }
    assert_true(n_decided > 150);
    assert_true(n_shown > 100); /* it does not hide everything */
}

/* One of the two an attacker knows to lie within the other. */
static void
an_edge_within_its_step_gives_nobody_away(void **state)
{
    struct arena a;
    struct made m;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 24);
    for (int c = 0; c < 200; c++) {
        m.has_step[c] = c < 100;
        m.has_edge[c] = c < 98;
    }
    m.r = cp_release_begin(&a, 200, T);
    m.step = cp_release_table(m.r, m.has_step, 2, 1, false);
    m.edge = cp_release_table(m.r, m.has_edge, 2, 2, false);
    assert_int_equal(cp_release_hide(m.r, &why), OK);
    assert_int_equal(cp_release_count(m.r, m.step, -1, 0, 1), 100);
    assert_int_equal(cp_release_count(m.r, m.edge, -1, 0, 1), CP_HIDDEN);
    assert_int_equal(cp_release_count(m.r, m.edge, -1, 0, 0), CP_HIDDEN);
    assert_false(cp_release_is_whole(m.r, m.edge, -1));
    arena_close(&a);
}

static void
the_same_cases_are_hidden_in_every_table(void **state)
{
    struct arena a;
    struct made m;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 24);
    /* the step and the stage are the same cases, by group 3, 40, 60; beside
     * the group's 43, 80, 60 */
    for (int c = 0; c < 183; c++) {
        m.group[c] = c < 43 ? 0 : c < 123 ? 1 : 2;
        m.has_step[c] = c < 3 || (c >= 43 && c < 83) || c >= 123;
        m.stage[c] = m.has_step[c];
    }
    m.r = cp_release_begin(&a, 183, T);
    m.stages = cp_release_table(m.r, m.stage, 2, 0, true);
    m.step = cp_release_table(m.r, m.has_step, 2, 1, false);
    m.by = cp_release_groups(m.r, m.group, 3);
    cp_release_cross(m.r, m.stages, m.by);
    cp_release_cross(m.r, m.step, m.by);
    assert_int_equal(cp_release_hide(m.r, &why), OK);
    for (int32_t g = 0; g < 3; g++)
        for (int32_t k = 0; k < 2; k++)
            assert_int_equal(cp_release_count(m.r, m.stages, m.by, g, k),
                cp_release_count(m.r, m.step, m.by, g, k));
    assert_int_equal(cp_release_count(m.r, m.step, m.by, 0, 1), CP_HIDDEN);
    assert_int_equal(cp_release_count(m.r, m.step, m.by, 0, 2), 43);
    assert_int_equal(cp_release_from(m.r, m.stages, m.by, 0, 0), 43);
    assert_int_equal(cp_release_from(m.r, m.stages, m.by, 0, 1), CP_HIDDEN);
    assert_int_equal(cp_release_check(m.r, 1'000'000), 0);
    arena_close(&a);
}

static void
small_groups_become_one_that_is_large_enough(void **state)
{
    struct random random = random_from(2);
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 24);
    for (int round = 0; round < 500; round++) {
        int32_t of_case[CASES_MAX], to[CASES_MAX], of_group[9];
        int64_t n[10] = { 0 };
        bool has_rest;
        int n_cases = 1 + (int)random_below(&random, 60);
        for (int c = 0; c < n_cases; c++)
            of_case[c] = (int32_t)random_below(&random, 9) *
                    (random_below(&random, 3) > 0) -
                (random_below(&random, 9) == 0);
        for (int c = 0; c < n_cases; c++)
            of_case[c] = of_case[c] > 8 ? 8 : of_case[c];
        int32_t n_groups = cp_release_merge(
            &a, of_case, n_cases, 9, T, to, of_group, &has_rest);
        for (int c = 0; c < n_cases; c++) {
            assert_true(to[c] >= 0 && to[c] < n_groups);
            n[to[c]]++;
        }
        for (int32_t g = 0; g < n_groups; g++)
            assert_true(n[g] == 0 || n[g] >= T || n_cases < T);
    }
    arena_close(&a);
}

int
release_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_shown_gives_no_small_number_away),
        cmocka_unit_test(an_edge_within_its_step_gives_nobody_away),
        cmocka_unit_test(the_same_cases_are_hidden_in_every_table),
        cmocka_unit_test(small_groups_become_one_that_is_large_enough),
    };
    return cmocka_run_group_tests_name("engine/release", tests, NULL, NULL);
}
