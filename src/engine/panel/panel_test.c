/* Chances of panels against known answers, and what must hold of any. */
#include "engine/panel/check.h"

#include "base/sort.h"
#include "support/panel_case.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

int panel_test(void);

static struct cp_panel_answer
solve(struct arena *a, const struct cp_panel_pool *p,
    const struct cp_panel_how *how)
{
    struct cp_panel_answer answer;
    struct cp_panel_found found;
    struct why why = { 0 };
    if (cp_panel_solve(&answer, a, p, how, &why) != OK)
        fail_msg("%s", why.text);
    if (answer.result == CP_PANEL_SOLVED) {
        assert_true(answer.is_proved);
        if (cp_panel_check(&found, a, p, &answer, 0) != 0)
            fail_msg("%s", found.first);
        assert_true(found.is_bounded);
    }
    return answer;
}

static void
against_all_lotteries(
    struct arena *a, const struct json_value *c, const struct cp_panel_how *how)
{
    struct cp_panel_pool p = panel_case_pool(c, a);
    struct cp_panel_answer answer = solve(a, &p, how);
    if (!panel_case_member(c, "possible")->is_true) {
        assert_int_equal(answer.result, CP_PANEL_CEILING);
        return;
    }
    assert_int_equal(answer.result, CP_PANEL_SOLVED);
    if (how->mode == CP_PANEL_MAXIMIN) {
        double lowest = panel_case_fraction(
            panel_case_member(c, "maximin_over_selectable")->text);
        assert_true(fabs(answer.lowest - lowest) < 1e-9);
        return;
    }
    int32_t i = 0;
    for (const struct json_value *x = panel_case_member(c, "leximin")->first;
         x != NULL; x = x->next, i++)
        if (!(fabs(answer.chances[i] - panel_case_fraction(x->text)) < 1e-9))
            fail_msg("%.*s: person %d has %.12f, not %.*s",
                TEXT_ARG(panel_case_member(c, "id")->text), i,
                answer.chances[i], TEXT_ARG(x->text));
    for (const struct json_value *x =
             panel_case_member(c, "never_selectable")->first;
         x != NULL; x = x->next)
        assert_true(answer.chances[x->number] == 0);
}

static void
tiny_pools_are_as_all_their_lotteries_say(void **state)
{
    static const struct cp_panel_how ways[] = { { 0 },
        { .is_by_columns = true }, { .mode = CP_PANEL_MAXIMIN },
        { .mode = CP_PANEL_MAXIMIN, .is_by_columns = true } };
    struct arena a;
    int n = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    const struct json_value *all = panel_case_load("tiny_exact.json", &a);
    for (const struct json_value *c = panel_case_member(all, "cases")->first;
         c != NULL; c = c->next, n++)
        for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
            struct arena_mark mark = arena_mark(&a);
            against_all_lotteries(&a, c, &ways[w]);
            arena_rewind(&a, mark);
        }
    assert_int_equal(n, 92);
    arena_close(&a);
}

static void
larger_pools_have_the_chances_that_were_proved_elsewhere(void **state)
{
    static const struct {
        const char *folder, *households, *name;
        int32_t size;
        double ceiling;
    } pools[] = { { "own_120_24", NULL, "own_120_24", 24, 0 },
        { "own_120_24", NULL, "0.8", 24, 0.8 },
        { "own_120_24", NULL, "0.6", 24, 0.6 },
        { "own_200_24_households", "household", "own_200_24_households", 24,
            0 },
        { "own_300_40", NULL, "own_300_40", 40, 0 },
        { "own_300_40", NULL, "0.5", 40, 0.5 },
        { "own_300_40", NULL, "0.3", 40, 0.3 },
        { "own_800_60", NULL, "own_800_60", 60, 0 },
        { "own_1500_150", NULL, "own_1500_150", 150, 0 } };
    struct arena a;
    (void)state;
    arena_open(&a, 256 << 20);
    const struct json_value *expected = panel_case_load("EXPECTED.json", &a);
    for (size_t k = 0; k < sizeof pools / sizeof *pools; k++) {
        struct arena_mark mark = arena_mark(&a);
        struct cp_panel_pool p = panel_case_folder(
            pools[k].folder, pools[k].households, pools[k].size, &a);
        p.ceiling = pools[k].ceiling;
        struct cp_panel_answer answer = solve(&a, &p, NULL);
        const struct json_value *e =
            panel_case_member(expected, pools[k].folder);
        if (pools[k].ceiling > 0)
            e = panel_case_member(
                panel_case_member(e, "ceilings"), pools[k].name);
        else
            assert_int_equal(
                answer.n_types, panel_case_member(e, "types")->number);
        assert_true(
            fabs(answer.lowest - panel_case_member(e, "min")->real) < 1e-6);
        assert_true(
            fabs(answer.highest - panel_case_member(e, "max")->real) < 1e-6);
        assert_true(
            fabs(answer.gini - panel_case_member(e, "gini")->real) < 1e-6);
        const struct json_value *levels = json_find(e, TEXT("levels"));
        for (const struct json_value *l = levels != NULL ? levels->first : NULL;
             l != NULL; l = l->next) {
            int64_t n = 0;
            for (int32_t i = 0; i < p.n_people; i++)
                n += fabs(answer.chances[i] - l->first->real) < 2e-6;
            assert_int_equal(n, l->first->next->number);
        }
        arena_rewind(&a, mark);
    }
    arena_close(&a);
}

static void
both_ways_agree_on_a_pool_of_a_hundred_types(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 256 << 20);
    struct cp_panel_pool p = panel_case_folder("own_120_24", NULL, 24, &a);
    struct cp_panel_answer one = solve(&a, &p, NULL);
    struct cp_panel_answer other =
        solve(&a, &p, &(struct cp_panel_how){ .is_by_columns = true });
    for (int32_t i = 0; i < p.n_people; i++)
        assert_true(fabs(one.chances[i] - other.chances[i]) < 1e-6);
    arena_close(&a);
}

/* ---- What must hold
 * ------------------------------------------------------- */

static int
by_size(const void *context, const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    (void)context;
    return (a > b) - (a < b);
}

/* -1, 0, 1: the first's chances, lowest first, are worse, alike, better. */
static int
compare(struct arena *a, const double *x, const double *y, int32_t n)
{
    double *s = arena_new(a, double, n), *t = arena_new(a, double, n);
    double *room = arena_new(a, double, n);
    for (int32_t i = 0; i < n; i++) {
        s[i] = x[i];
        t[i] = y[i];
    }
    sort(s, room, n, sizeof *s, by_size, NULL);
    sort(t, room, n, sizeof *t, by_size, NULL);
    for (int32_t i = 0; i < n; i++)
        if (fabs(s[i] - t[i]) > 1e-6)
            return s[i] < t[i] ? -1 : 1;
    return 0;
}

/* How many pools; PANEL_POOLS in the environment says otherwise. */
static int64_t
n_pools(int64_t usual)
{
    int64_t n;
    const char *said = getenv("PANEL_POOLS");
    return said != NULL && text_parse_int(text_of(said), &n) ? n : usual;
}

static void
check_pool(struct arena *a, const struct cp_panel_pool *p,
    const struct cp_panel_answer *answer)
{
    double sum = 0;
    for (int32_t i = 0; i < p->n_people; i++) {
        sum += answer->chances[i];
        if (p->people[i].standing == CP_PANEL_MUST)
            assert_true(answer->chances[i] == 1);
        if (p->people[i].standing == CP_PANEL_MAY_NOT)
            assert_true(answer->chances[i] == 0);
        for (int32_t o = 0; o < i; o++) {
            if (answer->type_of[o] == answer->type_of[i])
                assert_true(answer->chances[o] == answer->chances[i]);
            if (p->people[o].household >= 0 &&
                p->people[o].household == p->people[i].household)
                assert_true(
                    answer->chances[o] + answer->chances[i] <= 1 + 1e-9);
        }
    }
    assert_true(fabs(sum - p->size) < 1e-7);
    (void)a;
}

static void
every_lottery_of_random_pools_is_proved(void **state)
{
    struct arena a;
    int64_t n_solved = 0, n_gaps = 0, n_looser = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    int64_t n = n_pools(400);
    for (int64_t k = 0; k < n; k++) {
        struct arena_mark mark = arena_mark(&a);
        struct random r = random_from((uint64_t)k);
        struct cp_panel_pool p = panel_case_random(&r, 14, &a);
        struct why why = { 0 };
        if (cp_panel_look(&p, &a, &why) != OK) {
            arena_rewind(&a, mark);
            continue;
        }
        struct cp_panel_answer answer = solve(&a, &p, NULL);
        assert_true(answer.result == CP_PANEL_SOLVED ||
            answer.result == CP_PANEL_CLASH ||
            answer.result == CP_PANEL_CEILING);
        if (answer.result == CP_PANEL_SOLVED) {
            n_solved++;
            n_gaps += answer.levels[0].is_of_panels;
            check_pool(&a, &p, &answer);
            /* another order, other names: the same */
            struct cp_panel_pool q = panel_case_shuffle(&p, &r, &a);
            struct cp_panel_answer same = solve(&a, &q, NULL);
            for (int32_t i = 0; i < p.n_people; i++)
                for (int32_t o = 0; o < q.n_people; o++)
                    if (p.people[i].ticket == q.people[o].ticket)
                        assert_true(
                            fabs(answer.chances[i] - same.chances[o]) < 1e-9);
            /* looser: no worse */
            struct cp_panel_line *lines =
                arena_new(&a, struct cp_panel_line, p.n_lines);
            for (int32_t l = 0; l < p.n_lines; l++) {
                lines[l] = p.lines[l];
                lines[l].min -= lines[l].min > 0 && random_below(&r, 2) == 0;
                lines[l].max += random_below(&r, 2) == 0;
            }
            q = p;
            q.lines = lines;
            same = solve(&a, &q, NULL);
            int better = compare(&a, same.chances, answer.chances, p.n_people);
            assert_true(better >= 0);
            n_looser += better;
        }
        arena_rewind(&a, mark);
    }
    assert_true(n_solved > n / 2);
    assert_true(n_looser > n / 8);
    if (getenv("PANEL_POOLS") != NULL)
        print_message("%lld pools, %lld solved and proved, %lld by columns\n",
            (long long)n, (long long)n_solved, (long long)n_gaps);
    arena_close(&a);
}

static void
without_quotas_all_have_one_chance(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 64 << 20);
    struct random r = random_from(5);
    struct cp_panel_pool p = panel_case_random(&r, 14, &a);
    struct cp_panel_person *people =
        arena_new(&a, struct cp_panel_person, p.n_people);
    for (int32_t i = 0; i < p.n_people; i++) {
        people[i] = p.people[i];
        people[i].household = -1;
        people[i].standing = CP_PANEL_FREE;
    }
    p.people = people;
    p.n_lines = 0;
    p.ceiling = 0;
    struct cp_panel_answer answer = solve(&a, &p, NULL);
    assert_int_equal(answer.n_types, 1);
    for (int32_t i = 0; i < p.n_people; i++)
        assert_true(
            fabs(answer.chances[i] - (double)p.size / p.n_people) < 1e-12);
    p.size = p.n_people;
    answer = solve(&a, &p, NULL);
    for (int32_t i = 0; i < p.n_people; i++)
        assert_true(answer.chances[i] == 1);
    arena_close(&a);
}

int
panel_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiny_pools_are_as_all_their_lotteries_say),
        cmocka_unit_test(
            larger_pools_have_the_chances_that_were_proved_elsewhere),
        cmocka_unit_test(both_ways_agree_on_a_pool_of_a_hundred_types),
        cmocka_unit_test(every_lottery_of_random_pools_is_proved),
        cmocka_unit_test(without_quotas_all_have_one_chance),
    };
    return cmocka_run_group_tests_name("engine/panel", tests, NULL, NULL);
}
