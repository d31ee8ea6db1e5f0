/* Tests of groups against what R and SciPy say. */
#include "base/stats.h"

#include "base/json.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

int stats_test(void);

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    if (m == NULL)
        fail_msg("no %s", name);
    return m;
}

static void
near(const struct json_value *v, const char *name, double is)
{
    const struct json_value *wanted = member(v, name);
    if (wanted->type == JSON_NULL)
        return;
    if (!(fabs(is - wanted->real) <= 1e-7 * fabs(wanted->real) + 1e-12))
        fail_msg("%s: %.15g, not %.15g", name, is, wanted->real);
}

static const struct json_value *
known(struct arena *a, const char *name)
{
    struct why why = { 0 };
    struct json_value *all;
    text bytes;
    assert_int_equal(file_read(TEXT("test/oracle/pathway/group_tests.json"), a,
                         1 << 20, &bytes, &why),
        OK);
    assert_int_equal(json_parse(bytes, a, &all, &why), OK);
    return member(all, name)->first;
}

static void
tables_are_as_likely_as_is_known(void **state)
{
    struct arena a;
    int n = 0;
    (void)state;
    arena_open(&a, 1 << 24);
    for (const struct json_value *v = known(&a, "fisher"); v != NULL;
         v = v->next, n++)
        near(v, "p",
            stats_fisher(member(v, "a")->number, member(v, "b")->number,
                member(v, "c")->number, member(v, "d")->number));
    for (const struct json_value *v = known(&a, "chisq"); v != NULL;
         v = v->next, n++) {
        int64_t counts[200];
        int n_rows = 0, n_all = 0;
        for (const struct json_value *row = member(v, "table")->first;
             row != NULL; row = row->next, n_rows++)
            for (const struct json_value *x = row->first; x != NULL;
                 x = x->next)
                counts[n_all++] = x->number;
        struct stats_chi_square s = stats_table(counts, n_rows, n_all / n_rows);
        near(v, "stat", s.statistic);
        near(v, "df", s.df);
        near(v, "p", s.p);
    }
    assert_true(n > 10);
    arena_close(&a);
}

/* All tables one after another, each over the one seen. */
static double
fisher_by_walking(int64_t a, int64_t b, int64_t c, int64_t d)
{
    long double over[2] = { 1, 1 }, rare = 1, all = 1;
    for (int is_up = 0; is_up < 2; is_up++) {
        int64_t x[4] = { a, b, c, d };
        int64_t step = is_up ? 1 : -1;
        for (;;) {
            long double up = is_up ? (long double)x[1] * (long double)x[2]
                                   : (long double)x[0] * (long double)x[3];
            if (!(up > 0))
                break;
            x[0] += step;
            x[1] -= step;
            x[2] -= step;
            x[3] += step;
            over[is_up] *= up /
                (is_up ? (long double)x[0] * (long double)x[3]
                       : (long double)x[1] * (long double)x[2]);
            all += over[is_up];
            if (over[is_up] <= 1 + 1e-7L)
                rare += over[is_up];
        }
    }
    return (double)(rare / all);
}

static void
large_tables_are_exact_too(void **state)
{
    static const int64_t wide[][4] = { { 2'000'000, 1'000'000, 1'000'300,
                                           1'999'900 },
        { 400'000, 300'000, 399'000, 301'500 },
        { 250'000, 250'000, 250'000, 250'000 },
        { 250'100, 249'900, 249'900, 250'100 },
        { 300'500, 9'699'500, 299'500, 9'700'500 },
        { 2'500'000, 2'499'000, 2'500'500, 2'500'100 } };
    (void)state;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        const int64_t *t = wide[i];
        double is = stats_fisher(t[0], t[1], t[2], t[3]);
        double wanted = fisher_by_walking(t[0], t[1], t[2], t[3]);
        if (!(fabs(is - wanted) <= 1e-6 * wanted + 1e-300))
            fail_msg("table %zu: %.15g, not %.15g", i, is, wanted);
    }
    for (int64_t i = 0; i < 20'000; i++) { /* small ones, all kinds */
        int64_t t[4] = { i % 7, i / 7 % 11, i / 77 % 13, i / 1001 % 17 };
        double is = stats_fisher(t[0], t[1], t[2], t[3]);
        double wanted = fisher_by_walking(t[0], t[1], t[2], t[3]);
        if (!(fabs(is - wanted) <= 1e-9))
            fail_msg("%d: %.15g, not %.15g", (int)i, is, wanted);
    }
    assert_true(stats_fisher(0, 0, 0, 0) == 1);
    /* thousands of the widest in no time: each walked would be ten million */
    for (int64_t i = 0; i < 2000; i++)
        assert_true(stats_fisher(5'000'000, 5'000'000 + i, 5'000'000 - i,
                        5'000'000) > 0.5);
}

static void
ranks_say_what_is_known(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 24);
    for (const struct json_value *v = known(&a, "ranks"); v != NULL;
         v = v->next) {
        int64_t values[1000];
        ptrdiff_t starts[20] = { 0 };
        int n_groups = 0;
        for (const struct json_value *g = member(v, "groups")->first; g != NULL;
             g = g->next, n_groups++) {
            starts[n_groups + 1] = starts[n_groups];
            for (const struct json_value *x = g->first; x != NULL; x = x->next)
                values[starts[n_groups + 1]++] = x->number;
        }
        struct stats_ranks s = stats_rank_groups(&a, values, starts, n_groups);
        near(v, "H", s.h);
        near(v, "df", s.df);
        near(v, "p", s.p);
        if (n_groups == 2) {
            near(v, "U_first", s.u);
            near(v, "p_mann_whitney", s.p_two);
            near(v, "superiority_first", s.superiority);
        }
    }
    arena_close(&a);
}

static void
many_tests_are_corrected_and_shares_have_intervals(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 24);
    for (const struct json_value *v = known(&a, "bh"); v != NULL; v = v->next) {
        double p[1000], q[1000];
        ptrdiff_t n = 0, i = 0;
        for (const struct json_value *x = member(v, "p")->first; x != NULL;
             x = x->next)
            p[n++] = x->real;
        stats_false_discovery(&a, p, n, q);
        for (const struct json_value *x = member(v, "q")->first; x != NULL;
             x = x->next, i++)
            assert_true(fabs(q[i] - x->real) <= 1e-12);
    }
    for (const struct json_value *v = known(&a, "wilson"); v != NULL;
         v = v->next) {
        struct stats_interval i =
            stats_share(member(v, "x")->number, member(v, "n")->number);
        near(v, "lower", i.low);
        near(v, "upper", i.high);
    }
    /* Newcombe 1998, table II: 56/70 and 48/80; 9/10 and 3/10 */
    struct stats_interval d = stats_difference(56, 70, 48, 80);
    assert_true(fabs(d.low - 0.0524) < 5e-5 && fabs(d.high - 0.3339) < 5e-5);
    d = stats_difference(9, 10, 3, 10);
    assert_true(fabs(d.low - 0.1705) < 5e-5 && fabs(d.high - 0.8090) < 5e-5);
    arena_close(&a);
}

int
stats_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_as_likely_as_is_known),
        cmocka_unit_test(large_tables_are_exact_too),
        cmocka_unit_test(ranks_say_what_is_known),
        cmocka_unit_test(many_tests_are_corrected_and_shares_have_intervals),
    };
    return cmocka_run_group_tests_name("base/stats", tests, NULL, NULL);
}
