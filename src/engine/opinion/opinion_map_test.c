/* The map against its definition, on conversations made up. */
#include "engine/opinion/map.h"

#include "base/random.h"
#include "engine/opinion/found.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

int opinion_map_test(void);

/* Three leanings, so that something stands apart; keys as `format` has them. */
static void
make_up(struct cp_votes *v, struct arena *a, struct random *r, int people,
    int statements, int percent, const char *key)
{
    struct cp_votes_maker m;
    char person[24], statement[24];
    cp_votes_begin(&m, a);
    for (int i = 0; i < people; i++)
        for (int j = 0; j < statements; j++) {
            uint64_t bent = (uint64_t)((i % 3) * 37 + j * 13) % 100;
            snprintf(person, sizeof person, "%s%05d", key, i);
            snprintf(statement, sizeof statement, "%s%05d", key, j);
            if (random_below(r, 100) < (uint64_t)percent)
                assert_int_equal(
                    cp_votes_add(&m, text_of(person), text_of(statement),
                        random_below(r, 9) == 0            ? 0
                            : random_below(r, 100) <= bent ? 1
                                                           : -1,
                        0, NULL),
                    OK);
        }
    cp_votes_end(&m, v);
}

static void
maps_are_those_of_the_whole_table(void **state)
{
    struct random r = random_from(17);
    int n_near = 0;
    (void)state;
    for (int round = 0; round < 120; round++) {
        struct arena a;
        struct cp_votes v;
        struct cp_sheet s;
        struct cp_opinion_map m;
        arena_open(&a, 1 << 26);
        /* one after the other: compilers differ in the order of arguments */
        int n_people = 1 + (int)random_below(&r, 60);
        int n_statements = 1 + (int)random_below(&r, 25);
        int percent = 20 + (int)random_below(&r, 80);
        make_up(&v, &a, &r, n_people, n_statements, percent, "");
        for (int32_t j = 0; j < v.n_statements; j++)
            v.is_out[j] = random_below(&r, 8) == 0;
        cp_sheet_of(&s, &a, &v, NULL);
        if (round % 2 == 0) {
            s.scale = v.n_statements;
            s.n_more = v.n_statements - s.n_columns;
        }
        int32_t *weights = arena_new(&a, int32_t, v.n_people);
        for (int32_t i = 0; i < v.n_people; i++)
            weights[i] = (int32_t)random_below(&r, 3);
        struct cp_opinion_map_rules rules = { .seed = (uint64_t)round,
            .weights = round % 3 == 0 ? weights : NULL };
        cp_opinion_map_of(&m, &a, &s, &rules);
        assert_true(m.is_reached);
        assert_true(cp_opinion_map_check(&a, &m, &s, rules.weights) < 1e-8);
        assert_int_equal(m.is_arbitrary, m.values[1] < 1.05 * m.values[2]);
        n_near += !m.is_arbitrary && m.values[1] < 1.25 * m.values[2];
        arena_close(&a);
    }
    assert_true(n_near > 10);
}

/* All ways to answer three statements: no direction is before another. */
static void
where_all_directions_are_one_the_second_axis_is_arbitrary(void **state)
{
    struct arena a;
    struct cp_votes_maker maker;
    struct cp_votes v;
    struct cp_sheet s;
    struct cp_opinion_map m;
    (void)state;
    arena_open(&a, 1 << 22);
    cp_votes_begin(&maker, &a);
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 3; j++) {
            char person[2] = { (char)('0' + i), '\0' };
            char statement[2] = { (char)('0' + j), '\0' };
            assert_int_equal(
                cp_votes_add(&maker, text_of(person), text_of(statement),
                    (i >> j & 1) == 1 ? 1 : -1, 0, NULL),
                OK);
        }
    cp_votes_end(&maker, &v);
    cp_sheet_of(&s, &a, &v, NULL);
    cp_opinion_map_of(&m, &a, &s, &(struct cp_opinion_map_rules){ .seed = 1 });
    assert_true(m.is_reached && m.is_arbitrary);
    arena_close(&a);
}

/* With so many statements the votes themselves are walked in each round. */
static void
many_statements_need_no_square(void **state)
{
    enum { C = 2500 };
    struct random r = random_from(23);
    struct arena a;
    struct cp_votes v;
    struct cp_sheet s;
    struct cp_opinion_map m;
    (void)state;
    arena_open(&a, 1 << 28);
    make_up(&v, &a, &r, 80, C, 30, "");
    cp_sheet_of(&s, &a, &v, NULL);
    cp_opinion_map_of(&m, &a, &s, &(struct cp_opinion_map_rules){ .seed = 1 });
    assert_true(m.is_reached);
    for (int k = 0; k < 2; k++) {
        double *out = arena_new(&a, double, C), worst = 0, length = 0;
        for (int32_t i = 0; i < s.n_rows; i++) {
            double along = 0;
            for (int64_t l = s.starts[i]; l < s.starts[i + 1]; l++)
                along += (s.values[l] - m.centre[s.of[l]]) *
                    m.vectors[CP_OPINION_VECTORS * s.of[l] + k];
            for (int64_t l = s.starts[i]; l < s.starts[i + 1]; l++)
                out[s.of[l]] += along * (s.values[l] - m.centre[s.of[l]]);
        }
        for (int32_t j = 0; j < C; j++) {
            double x = m.vectors[CP_OPINION_VECTORS * j + k];
            worst = fmax(worst, fabs(out[j] - m.values[k] * x));
            length += x * x;
        }
        assert_true(worst < 1e-11 * m.values[0]);
        assert_true(fabs(length - 1) < 1e-12);
    }
    assert_true(m.values[0] > m.values[1] && m.values[1] > m.values[2]);
    arena_close(&a);
}

static void
other_names_in_the_same_order_change_nothing(void **state)
{
    struct random r = random_from(29), again = r;
    struct arena a;
    struct cp_votes v, w;
    struct cp_found f, g;
    (void)state;
    arena_open(&a, 1 << 28);
    make_up(&v, &a, &r, 90, 20, 60, "");
    make_up(&w, &a, &again, 90, 20, 60, "anna ");
    cp_found_of(
        &f, &a, &v, &(struct cp_found_rules){ .seed = 2, .resamples = 20 });
    cp_found_of(
        &g, &a, &w, &(struct cp_found_rules){ .seed = 2, .resamples = 20 });
    assert_int_equal(f.k, g.k);
    assert_memory_equal(f.group_of, g.group_of, 90 * sizeof *f.group_of);
    assert_memory_equal(
        f.map.points, g.map.points, 2 * (size_t)f.n_in * sizeof(double));
    for (int t = 0; t < f.n_tries; t++)
        assert_true(f.tries[t].median == g.tries[t].median &&
            f.tries[t].silhouette == g.tries[t].silhouette);
    arena_close(&a);
}

int
opinion_map_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_are_those_of_the_whole_table),
        cmocka_unit_test(
            where_all_directions_are_one_the_second_axis_is_arbitrary),
        cmocka_unit_test(many_statements_need_no_square),
        cmocka_unit_test(other_names_in_the_same_order_change_nothing),
    };
    return cmocka_run_group_tests_name("engine/opinion/map", tests, NULL, NULL);
}
