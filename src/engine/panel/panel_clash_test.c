/* Quotas that cannot be met: which of them, and what would do. */
#include "engine/panel/clash.h"

#include "support/panel_case.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

int panel_clash_test(void);

static struct cp_panel_clash
clash_of(struct arena *a, const struct cp_panel_pool *p)
{
    struct cp_panel_clash clash;
    struct why why = { 0 };
    if (cp_panel_clash(&clash, a, p, NULL, &why) != OK)
        fail_msg("%s", why.text);
    assert_int_equal(clash.result, CP_PANEL_SOLVED);
    return clash;
}

static bool
is_line(const struct cp_panel_pool *p, int32_t line, text feature, text value)
{
    const struct cp_panel_line *l = &p->lines[line];
    return text_is_equal(p->features[l->feature].name, feature) &&
        text_is_equal(p->features[l->feature].values[l->value], value);
}

/* Is one of the known conflicts this one? */
static bool
is_known(const struct cp_panel_pool *p, const struct cp_panel_clash *clash,
    const struct json_value *conflicts)
{
    for (const struct json_value *c = conflicts->first; c != NULL;
         c = c->next) {
        bool is_same = c->n == clash->n_lines;
        for (const struct json_value *l = c->first; l != NULL && is_same;
             l = l->next) {
            bool is_in = false;
            for (int32_t i = 0; i < clash->n_lines; i++)
                is_in |= is_line(
                    p, clash->lines[i], l->first->text, l->first->next->text);
            is_same = is_in;
        }
        if (is_same)
            return true;
    }
    return false;
}

static bool
has_change(const struct cp_panel_pool *p, const struct cp_panel_way *way,
    const struct json_value *c)
{
    for (int32_t i = 0; i < way->n_changes; i++) {
        const struct cp_panel_change *x = &way->changes[i];
        if (is_line(p, x->line, panel_case_member(c, "feature")->text,
                panel_case_member(c, "value")->text) &&
            x->lower_by == panel_case_member(c, "lower_min_by")->number &&
            x->raise_by == panel_case_member(c, "raise_max_by")->number)
            return true;
    }
    return false;
}

static void
all_smallest_changes_are_found_and_a_conflict_is_one(void **state)
{
    struct arena a;
    int n = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    const struct json_value *all = panel_case_load("infeasible.json", &a);
    for (const struct json_value *c = panel_case_member(all, "cases")->first;
         c != NULL; c = c->next, n++) {
        struct cp_panel_pool p = panel_case_pool(c, &a);
        struct cp_panel_clash clash = clash_of(&a, &p);
        const struct json_value *ways = panel_case_member(c, "alternatives");
        assert_true(clash.is_clash);
        assert_true(fabs(clash.cost -
                        panel_case_fraction(
                            panel_case_member(c, "cost")->text)) < 1e-9);
        assert_int_equal(clash.n_ways, ways->n);
        for (const struct json_value *w = ways->first; w != NULL; w = w->next) {
            int32_t n_same = 0;
            for (int32_t i = 0; i < clash.n_ways; i++) {
                bool is_same = clash.ways[i].n_changes == w->n;
                for (const struct json_value *x = w->first; x != NULL;
                     x = x->next)
                    is_same = is_same && has_change(&p, &clash.ways[i], x);
                n_same += is_same;
            }
            assert_int_equal(n_same, 1);
        }
        if (clash.n_lines <= 4)
            assert_true(is_known(
                &p, &clash, panel_case_member(c, "conflicts_up_to_4_lines")));
    }
    assert_int_equal(n, 40);
    arena_close(&a);
}

/* The pool with each way's changes made is possible. */
static void
each_change_makes_a_panel_possible(void **state)
{
    struct arena a;
    int n_clashes = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    for (uint64_t k = 0; k < 150; k++) {
        struct arena_mark mark = arena_mark(&a);
        struct random r = random_from(1000 + k);
        struct cp_panel_pool p = panel_case_random(&r, 12, &a);
        struct cp_panel_line *lines =
            arena_new(&a, struct cp_panel_line, p.n_lines);
        struct why why = { 0 };
        p.ceiling = 0;
        for (int32_t l = 0; l < p.n_lines; l++) {
            lines[l] = p.lines[l];
            lines[l].min += random_below(&r, 3) == 0;
            if (lines[l].max < lines[l].min)
                lines[l].max = lines[l].min;
        }
        p.lines = lines;
        if (cp_panel_look(&p, &a, &why) == OK) {
            struct cp_panel_clash clash = clash_of(&a, &p);
            n_clashes += clash.is_clash;
            struct cp_panel_line *other =
                arena_new(&a, struct cp_panel_line, p.n_lines);
            for (int32_t w = 0; w < clash.n_ways; w++) {
                struct cp_panel_pool q = p;
                for (int32_t l = 0; l < p.n_lines; l++)
                    other[l] = lines[l];
                for (int32_t i = 0; i < clash.ways[w].n_changes; i++) {
                    const struct cp_panel_change *x = &clash.ways[w].changes[i];
                    other[x->line].min -= x->lower_by;
                    other[x->line].max += x->raise_by;
                }
                q.lines = other;
                assert_false(clash_of(&a, &q).is_clash);
            }
            /* the lines named cannot hold; without any of them they can */
            for (int32_t left = -1; left < clash.n_lines; left++) {
                struct cp_panel_pool q = p;
                q.lines = other;
                q.n_lines = 0;
                for (int32_t i = 0; i < clash.n_lines; i++)
                    if (i != left)
                        other[q.n_lines++] = lines[clash.lines[i]];
                if (clash.is_clash)
                    assert_int_equal(clash_of(&a, &q).is_clash, left < 0);
            }
        }
        arena_rewind(&a, mark);
    }
    assert_true(n_clashes > 20);
    arena_close(&a);
}

/* Four people of two kinds, for words that everybody understands. */
static const text TENURES[] = { TEXT_INIT("tenant"), TEXT_INIT("owner") };
static const text AGES[] = { TEXT_INIT("young"), TEXT_INIT("old") };
static const struct cp_panel_feature FEATURES[] = {
    { TEXT_INIT("tenure"), TENURES, 2 }, { TEXT_INIT("age"), AGES, 2 }
};
static const int32_t YOUNG_TENANT[] = { 0, 0 }, OLD_OWNER[] = { 1, 1 };
static const struct cp_panel_person PEOPLE[] = {
    { 1, TEXT_INIT("a"), YOUNG_TENANT, -1, CP_PANEL_FREE },
    { 2, TEXT_INIT("b"), YOUNG_TENANT, -1, CP_PANEL_FREE },
    { 3, TEXT_INIT("c"), YOUNG_TENANT, -1, CP_PANEL_FREE },
    { 4, TEXT_INIT("d"), OLD_OWNER, -1, CP_PANEL_FREE },
};

static struct cp_panel_pool
pool_of(const struct cp_panel_line *lines, int32_t n_lines)
{
    return (struct cp_panel_pool){ .people = PEOPLE,
        .n_people = 4,
        .features = FEATURES,
        .n_features = 2,
        .lines = lines,
        .n_lines = n_lines,
        .size = 3 };
}

static void
what_may_not_be_moved_is_not_moved(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 16 << 20);
    struct cp_panel_line lines[] = { { 0, 0, 0, 1, -1, -1, 2 },
        { 1, 0, 2, 3, -1, -1, 3 } };
    struct cp_panel_pool p = pool_of(lines, 2);
    struct cp_panel_clash clash = clash_of(&a, &p);
    assert_int_equal(clash.ways[0].changes[0].line, 0);
    assert_int_equal(clash.ways[0].changes[0].raise_by, 1);
    lines[0].may_raise = 0;
    clash = clash_of(&a, &p);
    /* one tenant and one owner are but two: no change of the other would do */
    assert_true(clash.is_clash);
    assert_int_equal(clash.n_ways, 0);
    arena_close(&a);
}

static void
a_quota_above_the_people_there_are_is_named_alone(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 16 << 20);
    struct cp_panel_line lines[] = { { 0, 0, 0, 3, -1, -1, 2 },
        { 1, 1, 2, 3, -1, -1, 3 } };
    struct cp_panel_pool p = pool_of(lines, 2);
    struct cp_panel_clash clash = clash_of(&a, &p);
    assert_int_equal(clash.n_lines, 1);
    assert_int_equal(clash.lines[0], 1);
    assert_int_equal(clash.ways[0].changes[0].lower_by, 1);
    arena_close(&a);
}

static void
the_lowest_ceiling_is_said(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 16 << 20);
    struct cp_panel_line lines[] = { { 1, 1, 1, 3, -1, -1, 2 } };
    struct cp_panel_pool p = pool_of(lines, 1);
    p.ceiling = 0.5;
    struct cp_panel_clash clash = clash_of(&a, &p);
    assert_false(clash.is_clash);
    assert_true(fabs(clash.lowest_ceiling - 1) < 1e-9); /* the one owner */
    arena_close(&a);
}

int
panel_clash_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_smallest_changes_are_found_and_a_conflict_is_one),
        cmocka_unit_test(each_change_makes_a_panel_possible),
        cmocka_unit_test(what_may_not_be_moved_is_not_moved),
        cmocka_unit_test(a_quota_above_the_people_there_are_is_named_alone),
        cmocka_unit_test(the_lowest_ceiling_is_said),
    };
    return cmocka_run_group_tests_name("engine/panel/clash", tests, NULL, NULL);
}
