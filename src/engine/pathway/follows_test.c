/* What follows what sooner or later, by hand and against two loops. */
#include "engine/pathway/follows.h"

#include "engine/pathway/graph.h"
#include "engine/pathway/log_filter.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int follows_test(void);

static const text names[] = { TEXT_INIT("C"), TEXT_INIT("A"), TEXT_INIT("D"),
    TEXT_INIT("B") };
enum { C, A, D, B };

static const struct cp_follow *
follow_of(const struct cp_follows *f, int32_t from, int32_t to)
{
    for (int32_t k = 0; k < f->n; k++)
        if (f->follows[k].from == from && f->follows[k].to == to)
            return &f->follows[k];
    return NULL;
}

static void
pairs_are_counted_that_are_no_neighbours(void **state)
{
    /* A B A C, and A C */
    const int64_t starts[] = { 0, 4, 6 },
                  times[] = { 100, 110, 130, 131, 5, 55 };
    const int32_t events[] = { A, B, A, C, A, C };
    const struct cp_log log = { .n_events = 6,
        .n_cases = 2,
        .n_activities = 4,
        .activities = names,
        .starts = starts,
        .events = events,
        .times = times };
    struct arena a;
    struct cp_follows f;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_follows_count(&f, &a, &log, &why), OK);
    /* AA, AB, AC, BA, BC: by name, and D nowhere */
    assert_int_equal(f.n, 5);
    assert_int_equal(f.follows[0].to, A);
    assert_int_equal(f.follows[4].from, B);
    const struct cp_follow *ac = follow_of(&f, A, C);
    assert_int_equal(ac->n_pairs, 3);
    assert_int_equal(ac->n_cases, 2);
    assert_int_equal(ac->min, 1);
    assert_int_equal(ac->max, 50);
    assert_true(ac->mean > 27.33 && ac->mean < 27.34); /* 31, 1, 50 */
    assert_int_equal(follow_of(&f, A, A)->n_pairs, 1);
    assert_null(follow_of(&f, C, A));
    assert_true(cp_follows_check(&f, &log));
    f.follows[0].n_cases++;
    assert_false(cp_follows_check(&f, &log));
    arena_close(&a);
}

static void
random_logs_agree_with_two_loops(void **state)
{
    struct arena a;
    struct random r = random_from(5);
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 24);
    for (int round = 0; round < 300; round++) {
        int64_t starts[9] = { 0 }, times[8 * 12];
        int32_t events[8 * 12];
        struct arena_mark mark = arena_mark(&a);
        for (int c = 0; c < 8; c++) {
            int64_t at = (int64_t)random_below(&r, 1000) - 500;
            starts[c + 1] = starts[c] + 1 + (int64_t)random_below(&r, 12);
            for (int64_t i = starts[c]; i < starts[c + 1]; i++) {
                times[i] = at += (int64_t)random_below(&r, 3) * 1'000'000'007;
                events[i] = (int32_t)random_below(&r, 4);
            }
        }
        const struct cp_log log = { .n_events = starts[8],
            .n_cases = 8,
            .n_activities = 4,
            .activities = names,
            .starts = starts,
            .events = events,
            .times = times };
        struct cp_follows f;
        assert_int_equal(cp_follows_count(&f, &a, &log, &why), OK);
        assert_true(cp_follows_check(&f, &log));
        arena_rewind(&a, mark);
    }
    arena_close(&a);
}

/* Rows at one time in another order: events are permuted within them. */
static void
rows_at_one_time_have_no_order(void **state)
{
    /* A, then B and C at once, then C and A at once, then D */
    const int64_t starts[] = { 0, 6 }, times[] = { 1, 2, 2, 3, 3, 4 };
    static const int32_t rows[2][6] = { { A, B, C, C, A, D },
        { A, C, B, A, C, D } };
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 20);
    for (int k = 0; k < 2; k++) {
        const struct cp_log log = { .n_events = 6,
            .n_cases = 1,
            .n_activities = 4,
            .activities = names,
            .starts = starts,
            .events = rows[k],
            .times = times };
        struct cp_log untied;
        struct cp_graph g;
        cp_log_untie(&untied, &a, &log);
        cp_graph_count(&g, &a, &untied);
        assert_true(cp_graph_check(&g));
        /* A-B, C-A, C-D; and together A with C, B with C */
        assert_int_equal(g.n_edges, 3);
        assert_int_equal(g.edges[0].from, A);
        assert_int_equal(g.edges[0].to, B);
        assert_int_equal(g.edges[1].from, C);
        assert_int_equal(g.edges[1].to, A);
        assert_int_equal(g.edges[2].to, D);
        assert_int_equal(g.n_together, 2);
        assert_int_equal(g.together[0].from, A);
        assert_int_equal(g.together[0].to, C);
        assert_int_equal(g.together[1].from, B);
        g.together[1].n_events++;
        assert_false(cp_graph_check(&g));
        cp_graph_count(&g, &a, &log);
        assert_int_equal(g.n_together, 0);
        assert_true(cp_graph_check(&g));
    }
    arena_close(&a);
}

static void
too_many_activities_are_said(void **state)
{
    const struct cp_log log = { .n_activities = CP_FOLLOWS_MAX + 1 };
    struct arena a;
    struct cp_follows f;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_follows_count(&f, &a, &log, &why), ERR_BAD_INPUT);
    assert_string_equal(why.text,
        "what follows what sooner or later is counted of 2000 activities at "
        "most, and there are 2001");
    arena_close(&a);
}

int
follows_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_counted_that_are_no_neighbours),
        cmocka_unit_test(random_logs_agree_with_two_loops),
        cmocka_unit_test(rows_at_one_time_have_no_order),
        cmocka_unit_test(too_many_activities_are_said),
    };
    return cmocka_run_group_tests_name("engine/follows", tests, NULL, NULL);
}
