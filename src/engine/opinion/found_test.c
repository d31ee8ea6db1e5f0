/* Groups in answers: those that were planted, and none where there are none. */
#include "engine/opinion/found.h"

#include "base/random.h"
#include "engine/opinion/exact.h"
#include "engine/opinion/found_inside.h"
#include "engine/opinion/polis.h"
#include "engine/opinion/votes_read.h"
#include "support/known.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

int found_test(void);

static const char FOLDER[] = "test/oracle/opinion/";

static void
read_votes(struct cp_votes *v, struct arena *a, const char *name)
{
    struct cp_votes_reader r;
    struct why why = { 0 };
    cp_votes_open(&r, a);
    assert_int_equal(cp_votes_feed(&r, known_text(a, FOLDER, name), &why), OK);
    assert_int_equal(cp_votes_finish(&r, v, &why), OK);
}

/* ---- Parts -----------------------------------------------------------------
 */

static void
likeness_is_that_of_all_pairs(void **state)
{
    struct arena a;
    struct random r = random_from(3);
    (void)state;
    arena_open(&a, 1 << 24);
    const struct json_value *all = known_json(&a, FOLDER, "tests.json");
    for (const struct json_value *c =
             known_member(all, "adjusted_rand_index")->first;
         c != NULL; c = c->next) {
        int32_t one[16], two[16], n = 0;
        for (const struct json_value *x = known_member(c, "a")->first,
                                     *y = known_member(c, "b")->first;
             x != NULL; x = x->next, y = y->next, n++) {
            one[n] = (int32_t)x->number;
            two[n] = (int32_t)y->number;
        }
        known_is_near(
            cp_found_alike(one, two, n), known_member(c, "ari")->real, 1e-12);
    }
    for (int round = 0; round < 200; round++) {
        int32_t one[20], two[20];
        double both = 0, in_one = 0, in_two = 0, pairs = 190;
        for (int i = 0; i < 20; i++) {
            one[i] = (int32_t)random_below(&r, 4);
            two[i] = random_below(&r, 2) == 0 ? one[i]
                                              : (int32_t)random_below(&r, 4);
        }
        for (int i = 0; i < 20; i++)
            for (int j = 0; j < i; j++) {
                both += one[i] == one[j] && two[i] == two[j];
                in_one += one[i] == one[j];
                in_two += two[i] == two[j];
            }
        double chance = in_one * in_two / pairs;
        known_is_near(cp_found_alike(one, two, 20),
            (both - chance) / ((in_one + in_two) / 2 - chance), 1e-12);
    }
    arena_close(&a);
}

/* The least sum of squares of all ways to part n points. */
static double
least_spread(const double *points, int n, int k)
{
    double best = INFINITY;
    int64_t ways = 1;
    for (int i = 0; i < n; i++)
        ways *= k;
    for (int64_t w = 0; w < ways; w++) {
        double sums[3][3] = { 0 }, spread = 0;
        int64_t rest = w;
        for (int i = 0; i < n; i++, rest /= k) {
            sums[rest % k][0] += points[2 * i];
            sums[rest % k][1] += points[2 * i + 1];
            sums[rest % k][2]++;
        }
        rest = w;
        for (int i = 0; i < n; i++, rest /= k) {
            const double *s = sums[rest % k];
            double dx = points[2 * i] - s[0] / s[2];
            double dy = points[2 * i + 1] - s[1] / s[2];
            spread += dx * dx + dy * dy;
        }
        best = fmin(best, spread);
    }
    return best;
}

static void
means_find_the_best_of_all_ways(void **state)
{
    struct arena a;
    struct random r = random_from(11);
    int n_best = 0;
    (void)state;
    arena_open(&a, 1 << 24);
    for (int round = 0; round < 60; round++) {
        double points[18], centres[6];
        int32_t of[9];
        int k = 2 + round % 2;
        for (int i = 0; i < 18; i++)
            points[i] = random_real(&r);
        double spread =
            cp_found_means(&a, points, NULL, 9, k, 20, 5, centres, of);
        double least = least_spread(points, 9, k);
        assert_true(spread >= least - 1e-12);
        n_best += spread < least + 1e-12;
    }
    assert_true(n_best >= 58);
    arena_close(&a);
}

/* Points of a grid, so that many are as near to one centre as to another. */
static void
a_tree_of_points_sums_what_point_by_point_is_nearest(void **state)
{
    enum { N = 3000, K = 5 };
    struct random r = random_from(12);
    (void)state;
    for (int round = 0; round < 60; round++) {
        struct arena a;
        struct cp_cloud c;
        double centres[2 * K], got[CP_FOUND_GROUPS][3];
        double wanted[CP_FOUND_GROUPS][3] = { 0 };
        arena_open(&a, 1 << 24);
        int32_t n = 1 + (int32_t)random_below(&r, N), *of, *weights;
        double *points = arena_new(&a, double, 2 * (ptrdiff_t)n);
        weights = arena_new(&a, int32_t, n);
        of = arena_new(&a, int32_t, n);
        for (int32_t i = 0; i < 2 * n; i++)
            points[i] = round % 2 == 0 ? (double)random_below(&r, 9)
                                       : random_real(&r) * 31 - 7;
        for (int32_t i = 0; i < n; i++)
            weights[i] = (int32_t)random_below(&r, 4);
        for (int i = 0; i < 2 * K; i++)
            centres[i] = points[random_below(&r, 2 * (uint64_t)n)];
        cp_cloud_of(&c, &a, points, weights, n);
        cp_cloud_sum(&c, K, centres, got);
        cp_cloud_label(&c, points, n, K, centres, of);
        for (int32_t i = n - 1, at = c.n; i >= 0; i--) {
            if (weights[i] == 0)
                continue;
            at--;
            known_is_near(c.x[at], points[2 * i], 1e-10);
            wanted[of[i]][0] += weights[i] * c.x[at];
            wanted[of[i]][1] += weights[i] * c.y[at];
            wanted[of[i]][2] += weights[i];
        }
        assert_memory_equal(got, wanted, sizeof got);
        arena_close(&a);
    }
}

static void
silhouettes_are_those_of_the_definition(void **state)
{
    struct arena a;
    struct random r = random_from(13);
    (void)state;
    arena_open(&a, 1 << 24);
    for (int round = 0; round < 50; round++) {
        double points[80], got[2];
        int32_t one[40], two[40];
        const int32_t *ways[2] = { one, two };
        for (int i = 0; i < 80; i++)
            points[i] = random_real(&r);
        for (int i = 0; i < 40; i++) {
            one[i] = (int32_t)random_below(&r, 3);
            two[i] = i == 0 ? 4 : (int32_t)random_below(&r, 2);
        }
        cp_found_silhouettes(&a, points, 40, ways, 2, got);
        known_is_near(
            got[0], cp_polis_silhouette(&a, points, 40, one, 3), 1e-12);
        known_is_near(
            got[1], cp_polis_silhouette(&a, points, 40, two, 5), 1e-12);
    }
    arena_close(&a);
}

/* ---- Conversations ---------------------------------------------------------
 */

static void
three_planted_groups_are_found(void **state)
{
    struct arena a;
    struct cp_votes v;
    struct cp_found f;
    int32_t planted[150];
    (void)state;
    arena_open(&a, 1 << 28);
    read_votes(&v, &a, "planted_three_votes.csv");
    cp_found_of(&f, &a, &v, &(struct cp_found_rules){ .seed = 1 });
    struct known_table t = known_table(&a, FOLDER, "planted_three_groups.csv");
    for (int32_t i = 0; i < 150; i++)
        planted[i] = (int32_t)known_at(&t, i, "group");
    assert_int_equal(f.outcome, CP_FOUND_THERE);
    assert_int_equal(f.k, 3);
    assert_true(cp_found_alike(planted, f.group_of, 150) >= 0.95);
    assert_true(cp_opinion_map_check(&a, &f.map, &f.sheet, NULL) < 1e-9);
    assert_int_equal(cp_found_check(&f, &v), 0);
    f.groups[1].told[0].agree++; /* and it sees what is wrong */
    assert_true(cp_found_check(&f, &v) > 0);
    f.groups[1].told[0].agree--;
    for (int g = 0; g < 3; g++) {
        assert_true(f.groups[g].n_told > 0);
        assert_true(g == 0 || f.groups[g].size <= f.groups[g - 1].size);
        for (int i = 0; i < f.groups[g].n_told; i++) {
            struct cp_found_told *x = &f.groups[g].told[i];
            int32_t agree = 0, others = 0;
            for (int32_t p = 0; p < v.n_people; p++)
                for (int64_t k = v.starts[p]; k < v.starts[p + 1]; k++)
                    if (v.of[k] == x->statement && v.values[k] > 0)
                        *(f.group_of[p] == g ? &agree : &others) +=
                            f.group_of[p] >= 0;
            assert_int_equal(x->agree, agree);
            assert_int_equal(x->agree_others, others);
            assert_true(x->p < 0.05 && x->from >= 0 && x->from != g);
        }
    }
    arena_close(&a);
}

static void
no_groups_are_found_in_noise(void **state)
{
    struct arena a;
    struct cp_votes v;
    struct cp_found f;
    (void)state;
    arena_open(&a, 1 << 28);
    read_votes(&v, &a, "noise_votes.csv");
    for (uint64_t seed = 1; seed < 6; seed++) {
        cp_found_of(&f, &a, &v, &(struct cp_found_rules){ .seed = seed });
        assert_int_equal(f.outcome, CP_FOUND_NOT_STABLE);
        assert_int_equal(f.k, 0);
        assert_int_equal(f.n_tries, 4);
    }
    arena_close(&a);
}

/* Coin tosses of so many people about twenty statements; each answers most. */
static void
toss(struct cp_votes *v, struct arena *a, struct random *r, int n)
{
    struct cp_votes_maker m;
    char person[16], statement[16];
    cp_votes_begin(&m, a);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < 20; j++) {
            sprintf(person, "%d", i);
            sprintf(statement, "%d", j);
            if (random_below(r, 10) < 7)
                assert_int_equal(
                    cp_votes_add(&m, text_of(person), text_of(statement),
                        random_below(r, 2) == 0 ? 1 : -1, 0, NULL),
                    OK);
        }
    cp_votes_end(&m, v);
}

static void
coin_tosses_are_called_groups_one_time_in_a_hundred_at_most(void **state)
{
    struct random r = random_from(2025);
    int n_shown = 0, n_rounds = 0;
    (void)state;
    for (int n = 1; n <= 50; n++)
        for (int round = 0; round < 8; round++) {
            struct arena a;
            struct cp_votes v;
            struct cp_found f;
            arena_open(&a, 1 << 26);
            toss(&v, &a, &r, n);
            cp_found_of(&f, &a, &v,
                &(struct cp_found_rules){ .seed = 9, .resamples = 30 });
            n_shown += f.k > 0;
            n_rounds += n >= 15;
            arena_close(&a);
        }
    assert_true(n_rounds > 250);
    assert_true(n_shown * 100 <= n_rounds);
}

static void
coin_tosses_are_called_common_ground_one_time_in_ten_at_most(void **state)
{
    struct random r = random_from(77);
    (void)state;
    for (int n = 1; n <= 50; n++) {
        int n_called = 0, n_asked = 0;
        for (int round = 0; round < 400; round++) {
            for (int j = 0; j < 20; j++, n_asked++) {
                int agree = 0;
                for (int i = 0; i < n; i++)
                    agree += random_below(&r, 2) == 0;
                n_called += cp_exact_is_clear(agree, n - agree);
            }
        }
        /* 0.1, and four standard errors of what was drawn */
        assert_true(n_called <= 0.1 * n_asked + 4 * sqrt(0.09 * n_asked));
    }
}

/* ---- Order is nothing -------------------------------------------------------
 */

static void
the_same_votes_in_any_order_give_the_same_bytes(void **state)
{
    struct arena a, b;
    struct cp_votes v, w;
    struct cp_found f, g;
    struct random r = random_from(5);
    (void)state;
    arena_open(&a, 1 << 28);
    read_votes(&v, &a, "planted_three_votes.csv");
    cp_found_of(
        &f, &a, &v, &(struct cp_found_rules){ .seed = 4, .resamples = 20 });
    int64_t n = v.starts[v.n_people];
    int32_t *order = arena_new(&a, int32_t, n),
            *row = arena_new(&a, int32_t, n);
    for (int32_t i = 0; i < v.n_people; i++)
        for (int64_t k = v.starts[i]; k < v.starts[i + 1]; k++)
            row[k] = i;
    for (int round = 0; round < 20; round++) {
        struct cp_votes_maker m;
        arena_open(&b, 1 << 28);
        random_order(&r, n, order);
        cp_votes_begin(&m, &b);
        for (int64_t k = 0; k < n; k++)
            assert_int_equal(
                cp_votes_add(&m, v.people[row[order[k]]],
                    v.statements[v.of[order[k]]], v.values[order[k]], 0, NULL),
                OK);
        cp_votes_end(&m, &w);
        cp_found_of(
            &g, &b, &w, &(struct cp_found_rules){ .seed = 4, .resamples = 20 });
        assert_memory_equal(
            f.group_of, g.group_of, (size_t)v.n_people * sizeof *f.group_of);
        assert_memory_equal(f.map.points, g.map.points,
            2 * (size_t)f.n_in * sizeof *f.map.points);
        assert_memory_equal(f.groups, g.groups, sizeof f.groups);
        for (int t = 0; t < f.n_tries; t++)
            assert_true(f.tries[t].median == g.tries[t].median &&
                f.tries[t].silhouette == g.tries[t].silhouette);
        arena_close(&b);
    }
    arena_close(&a);
}

static void
all_signs_turned_mirror_the_map_and_keep_the_groups(void **state)
{
    struct arena a;
    struct cp_votes v;
    struct cp_found f, g;
    (void)state;
    arena_open(&a, 1 << 28);
    read_votes(&v, &a, "planted_three_votes.csv");
    cp_found_of(
        &f, &a, &v, &(struct cp_found_rules){ .seed = 4, .resamples = 20 });
    cp_votes_turn(&v);
    cp_found_of(
        &g, &a, &v, &(struct cp_found_rules){ .seed = 4, .resamples = 20 });
    assert_int_equal(g.k, f.k);
    assert_memory_equal(
        f.group_of, g.group_of, (size_t)v.n_people * sizeof *f.group_of);
    for (int32_t i = 0; i < 2 * f.n_in; i++)
        assert_true(f.map.points[i] == -g.map.points[i]);
    for (int k = 0; k < f.k; k++)
        assert_int_equal(f.groups[k].n_told, g.groups[k].n_told);
    arena_close(&a);
}

static void
what_is_moderated_out_is_as_if_it_had_never_been(void **state)
{
    struct arena a;
    struct cp_votes v, w;
    struct cp_votes_maker m;
    struct cp_found f, g;
    (void)state;
    arena_open(&a, 1 << 28);
    read_votes(&v, &a, "planted_three_votes.csv");
    v.is_out[3] = v.is_meta[17] = true;
    cp_votes_begin(&m, &a);
    for (int32_t i = 0; i < v.n_people; i++)
        for (int64_t k = v.starts[i]; k < v.starts[i + 1]; k++)
            if (!v.is_out[v.of[k]] && !v.is_meta[v.of[k]])
                assert_int_equal(
                    cp_votes_add(&m, v.people[i], v.statements[v.of[k]],
                        v.values[k], 0, NULL),
                    OK);
    cp_votes_end(&m, &w);
    cp_found_of(
        &f, &a, &v, &(struct cp_found_rules){ .seed = 4, .resamples = 20 });
    cp_found_of(
        &g, &a, &w, &(struct cp_found_rules){ .seed = 4, .resamples = 20 });
    assert_int_equal(v.n_people, w.n_people);
    assert_memory_equal(
        f.group_of, g.group_of, (size_t)v.n_people * sizeof *f.group_of);
    assert_memory_equal(
        f.map.points, g.map.points, 2 * (size_t)f.n_in * sizeof(double));
    arena_close(&a);
}

/* ---- Odd ones --------------------------------------------------------------
 */

static void
odd_conversations_have_no_groups_and_no_nans(void **state)
{
    static const struct {
        int people, statements, value; /* 2: by turns */
        enum cp_found_outcome outcome;
        int n_alike;
    } odd[] = {
        { 0, 0, 1, CP_FOUND_FEW_PEOPLE, 0 },
        { 1, 1, 1, CP_FOUND_FEW_PEOPLE, 0 },
        { 40, 1, 1, CP_FOUND_FEW_STATEMENTS, 0 },
        { 1, 40, 2, CP_FOUND_FEW_PEOPLE, 0 },
        { 40, 9, 0, CP_FOUND_NOT_STABLE, 0 },
        { 40, 9, 1, CP_FOUND_NOT_STABLE, 0 },
        { 40, 20, 1, CP_FOUND_FEW_PEOPLE, 40 },
        { 40, 20, 2, CP_FOUND_NOT_STABLE, 0 },
    };
    (void)state;
    for (size_t o = 0; o < sizeof odd / sizeof *odd; o++) {
        struct arena a;
        struct cp_votes_maker m;
        struct cp_votes v;
        struct cp_found f;
        char person[16], statement[16];
        arena_open(&a, 1 << 26);
        cp_votes_begin(&m, &a);
        for (int i = 0; i < odd[o].people; i++)
            for (int j = 0; j < odd[o].statements; j++) {
                sprintf(person, "%d", i);
                sprintf(statement, "%d", j);
                assert_int_equal(
                    cp_votes_add(&m, text_of(person), text_of(statement),
                        odd[o].value == 2 ? j % 2 : odd[o].value, 0, NULL),
                    OK);
            }
        cp_votes_end(&m, &v);
        cp_found_of(&f, &a, &v, &(struct cp_found_rules){ .seed = 1 });
        assert_int_equal(f.outcome, odd[o].outcome);
        assert_int_equal(f.n_alike, odd[o].n_alike);
        assert_int_equal(f.k, 0);
        for (int32_t i = 0; f.map.points != NULL && i < 2 * f.n_in; i++)
            assert_true(f.map.points[i] == 0);
        arena_close(&a);
    }
}

static bool
stop_at_ten(void *context, int32_t done, int32_t of)
{
    *(int32_t *)context = of;
    return done < 10;
}

static void
somebody_may_stop_it(void **state)
{
    struct arena a;
    struct cp_votes v;
    struct cp_found f;
    int32_t of = 0;
    (void)state;
    arena_open(&a, 1 << 28);
    read_votes(&v, &a, "planted_three_votes.csv");
    cp_found_of(&f, &a, &v,
        &(struct cp_found_rules){ .goes_on = stop_at_ten, .context = &of });
    assert_int_equal(f.outcome, CP_FOUND_STOPPED);
    assert_int_equal(f.k, 0);
    assert_int_equal(of, 100);
    arena_close(&a);
}

int
found_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(likeness_is_that_of_all_pairs),
        cmocka_unit_test(means_find_the_best_of_all_ways),
        cmocka_unit_test(a_tree_of_points_sums_what_point_by_point_is_nearest),
        cmocka_unit_test(silhouettes_are_those_of_the_definition),
        cmocka_unit_test(three_planted_groups_are_found),
        cmocka_unit_test(no_groups_are_found_in_noise),
        cmocka_unit_test(
            coin_tosses_are_called_groups_one_time_in_a_hundred_at_most),
        cmocka_unit_test(
            coin_tosses_are_called_common_ground_one_time_in_ten_at_most),
        cmocka_unit_test(the_same_votes_in_any_order_give_the_same_bytes),
        cmocka_unit_test(all_signs_turned_mirror_the_map_and_keep_the_groups),
        cmocka_unit_test(what_is_moderated_out_is_as_if_it_had_never_been),
        cmocka_unit_test(odd_conversations_have_no_groups_and_no_nans),
        cmocka_unit_test(somebody_may_stop_it),
    };
    return cmocka_run_group_tests_name(
        "engine/opinion/found", tests, NULL, NULL);
}
