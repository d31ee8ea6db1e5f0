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
        int64_t n_undecided;
        int64_t n_wrong = cp_release_check(m.r, 400'000, &n_undecided);
        n_decided += n_undecided == 0;
        if (n_wrong > 0)
            fail_msg("round %d: %d are wrong", round, (int)n_wrong);
        n_shown +=
            cp_release_count(m.r, m.stages, CP_RELEASE_ALL, 0, 0) != CP_HIDDEN;
        arena_close(&a);
    }
    assert_true(n_decided > 150);
    assert_true(n_shown > 100); /* it does not hide everything */
}

/* ---- Who knows how the tables hang together ---------------------------------
 * Seven kinds of cases: which stage, and of those that came to one whether
 * they took the step, and the edge behind it. An attacker tries all logs. */
enum { KINDS = 7, SETS = 9 };

/* Of each kind: stage 0, 1, 2, step no, yes, edge no, yes; and what is between
 * the stage and the step, the step and the edge. */
static const bool is_of[SETS][KINDS] = { { 1, 0, 0, 0, 0, 0, 0 },
    { 0, 1, 1, 1, 0, 0, 0 }, { 0, 0, 0, 0, 1, 1, 1 }, { 1, 1, 0, 0, 1, 0, 0 },
    { 0, 0, 1, 1, 0, 1, 1 }, { 1, 1, 1, 0, 1, 1, 0 }, { 0, 0, 0, 1, 0, 0, 1 },
    { 0, 1, 0, 0, 1, 0, 0 }, { 0, 0, 1, 0, 0, 1, 0 } };

struct attacker {
    int n;
    int64_t known[SETS]; /* CP_HIDDEN */
    int64_t known_from[3];
    int64_t least[SETS], most[SETS];
    int64_t kinds[KINDS];
};

static int64_t
count_set(const int64_t *kinds, int set)
{
    int64_t n = 0;
    for (int k = 0; k < KINDS; k++)
        n += is_of[set][k] ? kinds[k] : 0;
    return n;
}

static void
try_all(struct attacker *a, int kind, int64_t left)
{
    if (kind == KINDS - 1) {
        a->kinds[kind] = left;
        for (int s = 0; s < SETS; s++)
            if (a->known[s] != CP_HIDDEN &&
                a->known[s] != count_set(a->kinds, s))
                return;
        int64_t later = count_set(a->kinds, 2);
        for (int k = 2; k > 0; later += count_set(a->kinds, --k))
            if (a->known_from[k] != CP_HIDDEN && a->known_from[k] != later)
                return;
        for (int s = 0; s < SETS; s++) {
            int64_t n = count_set(a->kinds, s);
            a->least[s] = n < a->least[s] ? n : a->least[s];
            a->most[s] = n > a->most[s] ? n : a->most[s];
        }
        return;
    }
    for (a->kinds[kind] = 0; a->kinds[kind] <= left; a->kinds[kind]++)
        try_all(a, kind + 1, left - a->kinds[kind]);
}

static void
who_knows_how_tables_hang_together_learns_no_small_number(void **state)
{
    struct random random = random_from(3);
    int n_shown = 0;
    (void)state;
    for (int round = 0; round < 150; round++) {
        struct arena a;
        struct made m;
        struct why why = { 0 };
        struct attacker who = { .n = 5 + (int)random_below(&random, 18) };
        int32_t having[CASES_MAX];
        int64_t n_having = 0, true_kinds[KINDS] = { 0 };
        arena_open(&a, 1 << 24);
        uint64_t odds[2] = { 1 + random_below(&random, 12),
            1 + random_below(&random, 12) };
        for (int c = 0; c < who.n; c++) {
            m.stage[c] = (uint8_t)random_below(&random, 3);
            m.has_step[c] =
                m.stage[c] > 0 && random_below(&random, odds[0]) > 0;
            m.has_edge[c] = m.has_step[c] && random_below(&random, odds[1]) > 0;
            if (m.has_edge[c])
                having[n_having++] = c;
            true_kinds[m.stage[c] == 0 ? 0
                                       : 1 + 3 * (m.stage[c] - 1) +
                        m.has_step[c] + m.has_edge[c]]++;
        }
        m.r = cp_release_begin(&a, who.n, T);
        m.stages = cp_release_table(m.r, m.stage, 3, 0, true);
        m.step = cp_release_table(m.r, m.has_step, 2, 1, false);
        m.edge = cp_release_yes(m.r, having, n_having, 2);
        assert_int_equal(cp_release_hide(m.r, &why), OK);
        for (int s = 0; s < SETS; s++) {
            int table = s < 3 ? m.stages : s < 5 ? m.step : m.edge;
            int32_t column = s < 3 ? s : (s - 3) % 2;
            who.known[s] = s < 7
                ? cp_release_count(m.r, table, CP_RELEASE_ALL, 0, column)
                : CP_HIDDEN;
            n_shown += who.known[s] != CP_HIDDEN;
            who.least[s] = INT64_MAX;
        }
        for (int k = 1; k < 3; k++)
            who.known_from[k] =
                cp_release_from(m.r, m.stages, CP_RELEASE_ALL, 0, k);
        try_all(&who, 0, who.n);
        for (int s = 0; s < SETS; s++) {
            int64_t n = count_set(true_kinds, s);
            assert_true(who.least[s] <= n && n <= who.most[s]);
            if (n > 0 && n < T && who.least[s] == who.most[s])
                fail_msg("round %d, set %d: it is %d", round, s, (int)n);
        }
        arena_close(&a);
    }
    assert_true(n_shown > 150);
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
what_says_which_hidden_column_it_is_is_hidden(void **state)
{
    struct arena a;
    struct made m;
    struct why why = { 0 };
    int32_t having[CASES_MAX];
    int64_t n = 0;
    (void)state;
    arena_open(&a, 1 << 24);
    /* 3, 10, 50 and 60: the 3 are hidden, and the 10 with them; of who is
     * among the 10 or the 50 there are 60, which would say the 10 */
    for (int c = 0; c < 123; c++) {
        m.stage[c] = c < 3 ? 0 : c < 13 ? 1 : c < 63 ? 2 : 3;
        if (m.stage[c] == 1 || m.stage[c] == 2)
            having[n++] = c;
    }
    m.r = cp_release_begin(&a, 123, T);
    m.stages = cp_release_table(m.r, m.stage, 4, 0, false);
    m.step = cp_release_yes(m.r, having, n, 1);
    assert_int_equal(cp_release_hide(m.r, &why), OK);
    assert_int_equal(cp_release_count(m.r, m.stages, -1, 0, 1), CP_HIDDEN);
    assert_int_equal(cp_release_count(m.r, m.stages, -1, 0, 2), 50);
    assert_int_equal(cp_release_count(m.r, m.step, -1, 0, 1), CP_HIDDEN);
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
    int64_t n_undecided;
    assert_int_equal(cp_release_check(m.r, 1'000'000, &n_undecided), 0);
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
        cmocka_unit_test(
            who_knows_how_tables_hang_together_learns_no_small_number),
        cmocka_unit_test(an_edge_within_its_step_gives_nobody_away),
        cmocka_unit_test(what_says_which_hidden_column_it_is_is_hidden),
        cmocka_unit_test(the_same_cases_are_hidden_in_every_table),
        cmocka_unit_test(small_groups_become_one_that_is_large_enough),
    };
    return cmocka_run_group_tests_name("engine/release", tests, NULL, NULL);
}
