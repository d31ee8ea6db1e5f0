/* The assignment problem against plain enumeration and closed forms. */
#include "engine/assignment/lap.h"

#include "base/math.h"
#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

int lap_test(void);

static int64_t
solve(struct arena *a, const struct cp_lap *p)
{
    struct cp_lap_answer answer;
    struct why why = { 0 };
    if (cp_lap_solve(&answer, a, p, &why) != OK)
        fail_msg("%s", why.text);
    assert_int_equal(cp_lap_check(p, &answer), 0);
    return answer.total;
}

/* The least total, by trying all; INT64_MAX: there is none. */
static int64_t
enumerate(const struct cp_lap *p, ptrdiff_t row, unsigned taken)
{
    int64_t best = INT64_MAX;
    if (row == p->n_rows)
        return 0;
    for (ptrdiff_t j = 0; j < p->n_columns; j++) {
        int32_t cost = p->costs[row * p->n_columns + j];
        if ((taken >> j & 1) != 0 || cost == CP_LAP_ABSENT)
            continue;
        int64_t rest = enumerate(p, row + 1, taken | 1u << j);
        if (rest != INT64_MAX && cost + rest < best)
            best = cost + rest;
    }
    return best;
}

static void
small_ones_cost_what_plain_enumeration_finds(void **state)
{
    struct arena a;
    struct random random = random_from(1987);
    int n_impossible = 0;
    (void)state;
    arena_open(&a, 1 << 20);
    for (int i = 0; i < 20'000; i++) {
        int32_t costs[36];
        ptrdiff_t n_columns = (ptrdiff_t)random_below(&random, 6) + 1;
        ptrdiff_t n_rows = i % 2 == 0
            ? n_columns
            : (ptrdiff_t)random_below(&random, (uint64_t)n_columns + 1);
        uint64_t absent = random_below(&random, 3) * 30;
        uint64_t range = random_below(&random, 2) == 0 ? 4 : 2'000'000;
        struct cp_lap p = {
            .costs = costs, .n_rows = n_rows, .n_columns = n_columns
        };
        for (ptrdiff_t k = 0; k < n_rows * n_columns; k++)
            costs[k] = random_below(&random, 100) < absent
                ? CP_LAP_ABSENT
                : (int32_t)random_below(&random, range) - (int32_t)range / 2;
        arena_reset(&a, 1 << 20);
        int64_t best = enumerate(&p, 0, 0);
        if (best == INT64_MAX) {
            struct cp_lap_answer answer;
            assert_int_equal(
                cp_lap_solve(&answer, &a, &p, NULL), ERR_BAD_INPUT);
            n_impossible++;
        } else {
            assert_int_equal(solve(&a, &p), best);
        }
    }
    assert_true(n_impossible > 500);
    arena_close(&a);
}

/* c = i j: the greatest with the least. */
static void
products_cost_what_machol_and_wien_say(void **state)
{
    static const int64_t sizes[] = { 1, 2, 10, 100, 300, 700 };
    (void)state;
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        struct arena a;
        int64_t n = sizes[k];
        arena_open(&a, 4 << 20);
        int32_t *costs = arena_new(&a, int32_t, n * n);
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < n; j++)
                costs[i * n + j] = (int32_t)((i + 1) * (j + 1));
        struct cp_lap p = { .costs = costs, .n_rows = n, .n_columns = n };
        assert_int_equal(solve(&a, &p), n * (n + 1) * (n + 2) / 6);
        arena_close(&a);
    }
}

/* Factors by lot, in any order, some of them equal: paths are long there, and
 * it begins anew. */
static void
fill_products(int32_t *costs, ptrdiff_t n, uint64_t range, uint64_t seed)
{
    struct random random = random_from(seed);
    int32_t rows[400], columns[400];
    assert_true(n <= 400);
    for (ptrdiff_t i = 0; i < n; i++) {
        rows[i] = (int32_t)random_below(&random, range) - (int32_t)range / 9;
        columns[i] = (int32_t)random_below(&random, range);
    }
    for (ptrdiff_t i = 0; i < n; i++)
        for (ptrdiff_t j = 0; j < n; j++)
            costs[i * n + j] = rows[i] * columns[j];
}

static bool
count_calls(void *context, double share_frac)
{
    double *last = context; /* and how often it was asked */
    assert_true(share_frac >= last[0] && share_frac <= 1);
    last[0] = share_frac;
    return ++last[1] < last[2];
}

static void
hard_ones_begin_anew_and_are_the_best_and_the_same_everywhere(void **state)
{
    static const uint64_t ranges[] = { 100, 181, 2'000, 16'000 };
    (void)state;
    for (size_t k = 0; k < sizeof ranges / sizeof ranges[0]; k++) {
        struct arena a;
        struct cp_lap_answer wide, plain, small;
        ptrdiff_t n = 250 + 50 * (ptrdiff_t)k;
        double calls[] = { 0, 0, 1e9 };
        arena_open(&a, 8 << 20);
        int32_t *costs = arena_new(&a, int32_t, n * n);
        fill_products(costs, n, ranges[k], k + 1);
        struct cp_lap p = { .costs = costs,
            .n_rows = n,
            .n_columns = n,
            .go_on = count_calls,
            .context = calls };
        assert_int_equal(cp_lap_solve(&wide, &a, &p, NULL), OK);
        assert_int_equal(cp_lap_check(&p, &wide), 0);
        p.go_on = NULL;
        p.is_portable = true;
        assert_int_equal(cp_lap_solve(&plain, &a, &p, NULL), OK);
        assert_memory_equal(wide.column_of, plain.column_of,
            (size_t)n * sizeof *wide.column_of);
        assert_memory_equal(
            wide.columns, plain.columns, (size_t)n * sizeof *wide.columns);
        if (ranges[k] <= 181) { /* 16 bits hold them */
            int16_t *cells = arena_new(&a, int16_t, n * n);
            for (ptrdiff_t c = 0; c < n * n; c++)
                cells[c] = (int16_t)costs[c];
            struct cp_lap s = {
                .small_costs = cells, .n_rows = n, .n_columns = n
            };
            assert_int_equal(cp_lap_solve(&small, &a, &s, NULL), OK);
            assert_memory_equal(wide.column_of, small.column_of,
                (size_t)n * sizeof *wide.column_of);
        }
        /* it can be stopped at any moment, the auction's too */
        p.go_on = count_calls;
        for (double stop = 1; stop < calls[1]; stop += calls[1] / 40) {
            double again[] = { 0, 0, stop };
            p.context = again;
            assert_int_equal(cp_lap_solve(&small, &a, &p, NULL), ERR_BUSY);
        }
        arena_close(&a);
    }
}

/* Costs so far apart that sums leave 32 bits. */
static void
large_costs_are_solved_in_64_bits(void **state)
{
    struct arena a;
    struct random random = random_from(64);
    (void)state;
    arena_open(&a, 8 << 20);
    enum { N = 60 };
    int32_t *costs = arena_new(&a, int32_t, N * N);
    for (int i = 0; i < 20; i++) {
        for (int k = 0; k < N * N; k++)
            costs[k] = random_below(&random, 4) == 0
                ? CP_LAP_ABSENT
                : (int32_t)random_below(&random, 2 * CP_LAP_COST_MAX) -
                    CP_LAP_COST_MAX;
        for (int k = 0; k < N; k++) /* one answer at least */
            costs[k * N + k] = CP_LAP_COST_MAX;
        struct cp_lap p = { .costs = costs, .n_rows = N, .n_columns = N };
        solve(&a, &p);
    }
    costs[0] = CP_LAP_COST_MAX + 1;
    struct cp_lap p = { .costs = costs, .n_rows = N, .n_columns = N };
    struct cp_lap_answer answer;
    assert_int_equal(cp_lap_solve(&answer, &a, &p, NULL), ERR_BAD_INPUT);
    arena_close(&a);
}

/* Exp(1) costs have the mean 1 + 1/4 + ... + 1/n^2 (Parisi's formula, proved
 * in 2003). */
static void
random_costs_have_the_mean_of_parisi(void **state)
{
    enum { N = 50, N_TRIES = 400, UNIT = 1 << 20 };
    struct arena a;
    struct random random = random_from(2003);
    double sum = 0, expected = 0;
    (void)state;
    arena_open(&a, 4 << 20);
    int32_t *costs = arena_new(&a, int32_t, N * N);
    struct arena_mark mark = arena_mark(&a);
    for (int i = 0; i < N_TRIES; i++) {
        for (int k = 0; k < N * N; k++)
            costs[k] =
                (int32_t)(-math_log(1 - random_real(&random)) * UNIT + 0.5);
        struct cp_lap p = { .costs = costs, .n_rows = N, .n_columns = N };
        arena_rewind(&a, mark);
        sum += (double)solve(&a, &p) / UNIT;
    }
    for (int k = 1; k <= N; k++)
        expected += 1.0 / (k * k);
    /* standard error about 0.005 */
    assert_true(sum / N_TRIES > expected - 0.03);
    assert_true(sum / N_TRIES < expected + 0.03);
    arena_close(&a);
}

static void
wide_registers_change_nothing(void **state)
{
    enum { N = 97 };
    struct arena a;
    struct random random = random_from(2);
    (void)state;
    arena_open(&a, 4 << 20);
    int32_t *costs = arena_new(&a, int32_t, N * N);
    for (int i = 0; i < 40; i++) {
        struct cp_lap_answer one, two;
        uint64_t range = i % 2 == 0 ? 20 : 1'000'000;
        for (int k = 0; k < N * N; k++)
            costs[k] = (int32_t)random_below(&random, range);
        struct cp_lap p = { .costs = costs, .n_rows = N, .n_columns = N };
        assert_int_equal(cp_lap_solve(&one, &a, &p, NULL), OK);
        p.is_portable = true;
        assert_int_equal(cp_lap_solve(&two, &a, &p, NULL), OK);
        assert_memory_equal(one.column_of, two.column_of, N * sizeof(int32_t));
        assert_memory_equal(one.columns, two.columns, N * sizeof(int64_t));
    }
    arena_close(&a);
}

/* As a file of small costs is held. */
static void
sixteen_bits_change_nothing(void **state)
{
    enum { N = 60 };
    struct arena a;
    struct random random = random_from(16);
    int16_t small[N * N];
    (void)state;
    arena_open(&a, 8 << 20);
    int32_t *costs = arena_new(&a, int32_t, N * N);
    for (int i = 0; i < 200; i++) {
        struct cp_lap_answer one, two;
        ptrdiff_t n = 1 + (ptrdiff_t)random_below(&random, N);
        ptrdiff_t n_rows =
            i % 3 == 0 ? 1 + (ptrdiff_t)random_below(&random, (uint64_t)n) : n;
        int32_t range = i % 2 == 0 ? 10 : INT16_MAX;
        for (ptrdiff_t k = 0; k < n_rows * n; k++) {
            costs[k] =
                (int32_t)random_below(&random, 2 * (uint64_t)range + 1) - range;
            small[k] = (int16_t)costs[k];
        }
        struct cp_lap p = { .costs = costs, .n_rows = n_rows, .n_columns = n };
        struct cp_lap q = { .small_costs = small,
            .n_rows = n_rows,
            .n_columns = n,
            .is_portable = i % 5 == 0 };
        assert_int_equal(cp_lap_solve(&one, &a, &p, NULL), OK);
        assert_int_equal(cp_lap_solve(&two, &a, &q, NULL), OK);
        assert_int_equal(cp_lap_check(&q, &two), 0);
        assert_int_equal(one.total, two.total);
        assert_memory_equal(
            one.column_of, two.column_of, (size_t)n_rows * sizeof(int32_t));
        assert_memory_equal(
            one.columns, two.columns, (size_t)n * sizeof(int64_t));
        two.column_of[0] = two.column_of[n_rows - 1];
        assert_true(n_rows == 1 || cp_lap_check(&q, &two) > 0);
    }
    arena_close(&a);
}

static void
a_wrong_answer_is_seen(void **state)
{
    struct arena a;
    int32_t costs[] = { 1, 9, 9, 1 };
    struct cp_lap p = { .costs = costs, .n_rows = 2, .n_columns = 2 };
    struct cp_lap_answer answer;
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_lap_solve(&answer, &a, &p, NULL), OK);
    answer.column_of[0] = 1;
    assert_true(cp_lap_check(&p, &answer) > 0); /* a column twice */
    answer.column_of[1] = 0;
    answer.total = 18;
    assert_true(cp_lap_check(&p, &answer) > 0); /* dearer than the bound */
    answer.columns[0] += 16;
    assert_true(cp_lap_check(&p, &answer) > 0); /* the bound is too high */
    arena_close(&a);
}

/* n, then n by n costs. */
static int32_t *
read_square(struct arena *a, text path, ptrdiff_t *n)
{
    text all;
    struct why why = { 0 };
    if (file_read(path, a, 1 << 20, &all, &why) != OK)
        fail_msg("%s", why.text);
    char *at = arena_c_string(a, all);
    *n = strtol(at, &at, 10);
    int32_t *costs = arena_new(a, int32_t, *n * *n);
    for (ptrdiff_t k = 0; k < *n * *n; k++)
        costs[k] = (int32_t)strtol(at, &at, 10);
    return costs;
}

/* Where CP_ORACLE names a folder with Beasley's files. */
static void
the_or_library_has_its_published_optima(void **state)
{
    static const struct {
        const char *name;
        int64_t best;
    } files[] = { { "assign100", 305 }, { "assign200", 475 },
        { "assign300", 626 }, { "assign400", 804 } };
    const char *folder = getenv("CP_ORACLE");
    (void)state;
    if (folder == NULL) {
        skip();
        return;
    }
    for (size_t k = 0; k < sizeof files / sizeof files[0]; k++) {
        struct arena a;
        ptrdiff_t n;
        arena_open(&a, 16 << 20);
        int32_t *costs = read_square(&a,
            arena_print(
                &a, "%s/assignment/orlib/%s.txt", folder, files[k].name),
            &n);
        struct cp_lap p = { .costs = costs, .n_rows = n, .n_columns = n };
        assert_int_equal(solve(&a, &p), files[k].best);
        arena_close(&a);
    }
}

int
lap_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_ones_cost_what_plain_enumeration_finds),
        cmocka_unit_test(products_cost_what_machol_and_wien_say),
        cmocka_unit_test(
            hard_ones_begin_anew_and_are_the_best_and_the_same_everywhere),
        cmocka_unit_test(large_costs_are_solved_in_64_bits),
        cmocka_unit_test(random_costs_have_the_mean_of_parisi),
        cmocka_unit_test(wide_registers_change_nothing),
        cmocka_unit_test(sixteen_bits_change_nothing),
        cmocka_unit_test(a_wrong_answer_is_seen),
        cmocka_unit_test(the_or_library_has_its_published_optima),
    };
    return cmocka_run_group_tests_name("engine/lap", tests, NULL, NULL);
}
