/* Exact tests against their definitions and known answers. */
#include "engine/opinion/exact.h"

#include "base/json.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

int exact_test(void);

static struct json_value *
load(struct arena *a)
{
    struct why why = { 0 };
    struct json_value *all;
    text bytes;
    assert_int_equal(file_read(TEXT("test/oracle/opinion/tests.json"), a,
                         1 << 20, &bytes, &why),
        OK);
    assert_int_equal(json_parse(bytes, a, &all, &why), OK);
    return all;
}

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    if (m == NULL)
        fail_msg("no %s", name);
    return m;
}

static void
bounds_are_those_of_clopper_and_pearson(void **state)
{
    struct arena a;
    int n = 0;
    (void)state;
    arena_open(&a, 1 << 24);
    const struct json_value *all = load(&a);
    for (const struct json_value *c =
             member(all, "agree_lower_bound_90")->first;
         c != NULL; c = c->next, n++) {
        int64_t agree = member(c, "agree")->number;
        int64_t disagree = member(c, "disagree")->number;
        assert_true(fabs(cp_exact_lower(agree, disagree, 0.9) -
                        member(c, "lower")->real) < 1e-9);
        assert_int_equal(
            cp_exact_is_clear(agree, disagree), member(c, "passes")->is_true);
    }
    assert_true(n > 20);
    for (const struct json_value *c =
             member(all, "smallest_agree_that_passes")->first;
         c != NULL; c = c->next) {
        int64_t of = member(c, "n")->number, least = -1;
        for (int64_t x = 0; x <= of && least < 0; x++)
            if (cp_exact_is_clear(x, of - x))
                least = x;
        const struct json_value *known = member(c, "agree");
        assert_int_equal(least, known->type == JSON_NULL ? -1 : known->number);
    }
    arena_close(&a);
}

/* By Pascal's triangle, each row over 2^n: sums of halves. */
static void
a_coin_is_called_clear_one_time_in_ten_at_most(void **state)
{
    long double row[402] = { 1 };
    long double worst = 0;
    (void)state;
    for (int64_t n = 1; n <= 400; n++) {
        for (int64_t i = n; i >= 0; i--)
            row[i] = (row[i] + (i > 0 ? row[i - 1] : 0)) / 2;
        long double tail = 0, called = 0;
        for (int64_t x = n; x >= 0; x--) {
            tail += row[x];
            assert_int_equal(cp_exact_is_clear(x, n - x), 10 * tail < 1);
            if (cp_exact_is_clear(x, n - x))
                called += row[x];
        }
        worst = called > worst ? called : worst;
    }
    assert_true(worst <= 0.1L && worst > 0.099L);
}

/* By chances of one number after the other, from all heads down. */
static void
large_numbers_are_called_as_their_tails_say(void **state)
{
    static const int64_t many[] = { 401, 1'000, 1'601, 4'000, 10'000 };
    (void)state;
    for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
        int64_t n = many[i], n_clear = 0;
        long double chance = powl(0.5L, n), tail = 0;
        for (int64_t x = n; x >= 0; x--) {
            tail += chance;
            chance *= (long double)x / (long double)(n - x + 1);
            assert_int_equal(cp_exact_is_clear(x, n - x), 10 * tail < 1);
            n_clear += 10 * tail < 1;
        }
        assert_true(n_clear > n / 4 && n_clear < n / 2);
    }
}

static void
large_numbers_need_little_more_than_half(void **state)
{
    (void)state;
    assert_true(cp_exact_is_clear(500'641 + 10, 499'359 - 10));
    assert_false(cp_exact_is_clear(500'641 - 10, 499'359 + 10));
    assert_false(cp_exact_is_clear(0, 0));
    assert_true(cp_exact_is_clear(1'000'000, 0));
}

static void
fisher_counts_whole_tables(void **state)
{
    struct arena a;
    int n = 0;
    (void)state;
    arena_open(&a, 1 << 24);
    for (const struct json_value *c =
             member(load(&a), "fisher_two_sided")->first;
         c != NULL; c = c->next, n++)
        assert_true(fabs(cp_exact_fisher(member(c, "agree_1")->number,
                             member(c, "disagree_1")->number,
                             member(c, "agree_2")->number,
                             member(c, "disagree_2")->number) -
                        member(c, "p")->real) < 1e-12);
    assert_true(n >= 10);
    assert_true(cp_exact_fisher(0, 0, 0, 0) == 1);
    /* sides and answers may change places, also over what fits in a word */
    for (int64_t k = 1; k < 200; k += 7) {
        double p = cp_exact_fisher(k, 40, 13, 2 * k);
        assert_true(fabs(p - cp_exact_fisher(13, 2 * k, k, 40)) < 1e-12);
        assert_true(fabs(p - cp_exact_fisher(40, k, 2 * k, 13)) < 1e-12);
    }
    arena_close(&a);
}

static void
holm_raises_each_by_those_that_are_left(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 24);
    for (const struct json_value *c = member(load(&a), "holm")->first;
         c != NULL; c = c->next) {
        double p[8];
        ptrdiff_t n = 0;
        for (const struct json_value *x = member(c, "p")->first; x != NULL;
             x = x->next)
            p[n++] = x->real;
        p[n] = NAN; /* no test at all counts for nothing */
        cp_exact_holm(&a, p, n + 1, p);
        assert_true(isnan(p[n]));
        n = 0;
        for (const struct json_value *x = member(c, "adjusted")->first;
             x != NULL; x = x->next)
            assert_true(fabs(p[n++] - x->real) < 1e-12);
    }
    arena_close(&a);
}

int
exact_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_are_those_of_clopper_and_pearson),
        cmocka_unit_test(a_coin_is_called_clear_one_time_in_ten_at_most),
        cmocka_unit_test(large_numbers_are_called_as_their_tails_say),
        cmocka_unit_test(large_numbers_need_little_more_than_half),
        cmocka_unit_test(fisher_counts_whole_tables),
        cmocka_unit_test(holm_raises_each_by_those_that_are_left),
    };
    return cmocka_run_group_tests_name(
        "engine/opinion/exact", tests, NULL, NULL);
}
