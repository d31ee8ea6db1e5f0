/* The checker finds what is wrong; whoever stops or runs out of steps, time or
 * room says so, and never makes a list. */
#include "engine/panel/check.h"
#include "engine/panel/clash.h"

#include "support/panel_case.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int panel_check_test(void);

static struct cp_panel_answer
solve(struct arena *a, const struct cp_panel_pool *p,
    const struct cp_panel_how *how)
{
    struct cp_panel_answer answer;
    struct why why = { 0 };
    if (cp_panel_solve(&answer, a, p, how, &why) != OK)
        fail_msg("%s", why.text);
    return answer;
}

static int64_t
n_wrong(struct arena *a, const struct cp_panel_pool *p,
    const struct cp_panel_answer *answer)
{
    struct cp_panel_found found;
    return cp_panel_check(&found, a, p, answer, 0);
}

static void *
copy_of(struct arena *a, const void *from, size_t size, int64_t n)
{
    char *to = arena_new(a, char, (ptrdiff_t)size *n);
    memcpy(to, from, size * (size_t)n);
    return to;
}

static void
what_is_changed_in_an_answer_is_found(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 64 << 20);
    struct cp_panel_pool p =
        panel_case_folder("own_200_24_households", "household", 24, &a);
    struct cp_panel_answer good = solve(&a, &p, NULL), bad = good;
    assert_int_equal(n_wrong(&a, &p, &good), 0);

    bad.chances = copy_of(&a, good.chances, sizeof(double), p.n_people);
    bad.chances[7] += 0.001;
    assert_true(n_wrong(&a, &p, &bad) > 0);

    bad = good;
    bad.counts = copy_of(&a, good.counts, sizeof(int32_t), good.n_types);
    bad.n_panels = 1;
    assert_true(n_wrong(&a, &p, &bad) > 0); /* shares are not 1 */

    /* a seat goes to somebody else: a quota or a household breaks */
    bad = good;
    bad.counts = copy_of(&a, good.counts, sizeof(int32_t),
        (int64_t)good.n_panels * good.n_types);
    int32_t from = 0, to = 0;
    while (bad.counts[from] == 0)
        from++;
    while (bad.counts[to] != 0)
        to++;
    bad.counts[from]--;
    bad.counts[to]++;
    assert_true(n_wrong(&a, &p, &bad) > 0);

    /* a lottery that is fair to look at and not leximin */
    struct cp_panel_how how = { .mode = CP_PANEL_MAXIMIN };
    struct cp_panel_answer other = solve(&a, &p, &how);
    assert_int_equal(n_wrong(&a, &p, &other), 0);
    bad = good;
    bad.chances = other.chances;
    bad.shares = other.shares;
    bad.counts = other.counts;
    bad.n_panels = other.n_panels;
    assert_true(n_wrong(&a, &p, &bad) > 0);

    /* levels that no price holds, or a lower one */
    bad = good;
    bad.levels = copy_of(&a, good.levels, sizeof *good.levels, good.n_levels);
    bad.levels[0].line_prices = arena_new(&a, double, p.n_lines);
    assert_true(n_wrong(&a, &p, &bad) > 0);
    bad.levels[0] = good.levels[0];
    bad.levels[1].chance -= 0.001;
    assert_true(n_wrong(&a, &p, &bad) > 0);
    arena_close(&a);
}

/* Nothing else is wrong with it: there are no quotas. */
static void
two_of_a_household_on_a_panel_are_found(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 8 << 20);
    static const text values[] = { { "x", 1 } };
    static const struct cp_panel_feature feature = { { "f", 1 }, values, 1 };
    static const int32_t own[] = { 0 };
    struct cp_panel_person people[4] = { 0 };
    for (int i = 0; i < 4; i++)
        people[i] = (struct cp_panel_person){ .ticket = i + 1,
            .id = TEXT("p"),
            .values = own,
            .household = i < 2 ? 0 : -1 };
    struct cp_panel_pool p = { .people = people,
        .n_people = 4,
        .features = &feature,
        .n_features = 1,
        .size = 2 };
    struct cp_panel_answer answer = solve(&a, &p, NULL);
    struct cp_panel_found found;
    assert_int_equal(answer.result, CP_PANEL_SOLVED);
    assert_int_equal(cp_panel_check(&found, &a, &p, &answer, 0), 0);
    memset(answer.counts, 0, sizeof *answer.counts * (size_t)answer.n_types);
    answer.counts[answer.type_of[0]]++;
    answer.counts[answer.type_of[1]]++;
    assert_true(cp_panel_check(&found, &a, &p, &answer, 0) > 0);
    assert_string_equal(found.first, "a panel with two of a household");
    arena_close(&a);
}

static void
that_somebody_can_never_be_chosen_is_checked(void **state)
{
    struct arena a;
    int n = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    const struct json_value *all = panel_case_load("tiny_exact.json", &a);
    for (const struct json_value *c = panel_case_member(all, "cases")->first;
         c != NULL; c = c->next) {
        if (!panel_case_member(c, "possible")->is_true)
            continue;
        struct cp_panel_pool p = panel_case_pool(c, &a);
        struct cp_panel_answer answer = solve(&a, &p, NULL);
        for (int32_t t = 0; t < answer.n_types; t++) {
            if (answer.level_of[t] < 0)
                continue;
            struct cp_panel_answer bad = answer;
            bad.level_of =
                copy_of(&a, answer.level_of, sizeof(int32_t), answer.n_types);
            bad.level_of[t] = -1;
            bool has_chance = false;
            for (int32_t i = 0; i < p.n_people; i++)
                has_chance |= answer.type_of[i] == t && answer.chances[i] > 0;
            if (has_chance) {
                assert_true(n_wrong(&a, &p, &bad) > 0);
                n++;
            }
        }
    }
    assert_true(n > 100);
    arena_close(&a);
}

/* ---- Limits
 * --------------------------------------------------------------- */

static void
a_limit_that_is_reached_is_said(void **state)
{
    static const struct cp_panel_how limits[] = { { .most_steps = 1 },
        { .most_steps = 20 }, { .most_branches = 1 }, { .most_branches = 3 },
        { .most_steps = 1, .is_by_columns = true },
        { .most_branches = 1, .is_by_columns = true } };
    struct arena a;
    int n_gave_up = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    for (size_t k = 0; k < sizeof limits / sizeof *limits; k++) {
        struct arena_mark mark = arena_mark(&a);
        struct cp_panel_pool p = panel_case_folder("own_120_24", NULL, 24, &a);
        struct cp_panel_answer answer = solve(&a, &p, &limits[k]);
        if (answer.result == CP_PANEL_SOLVED) {
            assert_int_equal(n_wrong(&a, &p, &answer), 0);
        } else {
            assert_int_equal(answer.result, CP_PANEL_GAVE_UP);
            assert_int_equal(answer.n_panels, 0);
            n_gave_up++;
        }
        arena_rewind(&a, mark);
    }
    assert_true(n_gave_up >= 4);
    arena_close(&a);
}

static void
a_limit_never_makes_a_wrong_answer(void **state)
{
    struct arena a;
    int n_gave_up = 0, n_solved = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    for (uint64_t k = 0; k < 200; k++) {
        struct arena_mark mark = arena_mark(&a);
        struct random r = random_from(k);
        struct cp_panel_pool p = panel_case_random(&r, 12, &a);
        struct why why = { 0 };
        if (cp_panel_look(&p, &a, &why) == OK) {
            struct cp_panel_answer usual = solve(&a, &p, NULL);
            struct cp_panel_how how = { .most_steps = 1 + (int32_t)(k % 8),
                .most_branches = k % 3 == 0 ? 2 : 0 };
            struct cp_panel_answer answer = solve(&a, &p, &how);
            struct cp_panel_clash clash;
            assert_int_equal(cp_panel_clash(&clash, &a, &p, &how, &why), OK);
            if (answer.result == CP_PANEL_GAVE_UP)
                n_gave_up++;
            else
                assert_int_equal(answer.result, usual.result);
            if (answer.result == CP_PANEL_SOLVED) {
                assert_int_equal(n_wrong(&a, &p, &answer), 0);
                n_solved++;
            }
            assert_true(clash.result != CP_PANEL_SOLVED ||
                clash.is_clash == (usual.result == CP_PANEL_CLASH));
        }
        arena_rewind(&a, mark);
    }
    assert_true(n_gave_up > 20 && n_solved > 20);
    arena_close(&a);
}

static void
a_millisecond_is_enough_or_it_is_said(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 64 << 20);
    struct cp_panel_pool p = panel_case_folder("own_300_40", NULL, 40, &a);
    struct cp_panel_how how = { .most_ms = 1 };
    struct cp_panel_answer answer = solve(&a, &p, &how);
    if (answer.result == CP_PANEL_SOLVED)
        assert_int_equal(n_wrong(&a, &p, &answer), 0);
    else
        assert_int_equal(answer.result, CP_PANEL_GAVE_UP);
    arena_close(&a);
}

struct stop {
    int n_left, n_asked;
    enum cp_panel_stage stage;
};

static bool
go_on(void *context, const struct cp_panel_progress *at)
{
    struct stop *s = context;
    s->n_asked++;
    assert_true(at->stage >= s->stage); /* it never goes back */
    s->stage = at->stage;
    return s->n_left-- > 0;
}

static void
it_says_how_far_it_is_and_can_be_stopped(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 64 << 20);
    struct cp_panel_pool p = panel_case_folder("own_120_24", NULL, 24, &a);
    struct stop all = { .n_left = 100'000 };
    struct cp_panel_how how = { .go_on = go_on, .context = &all };
    struct cp_panel_answer answer = solve(&a, &p, &how);
    assert_int_equal(answer.result, CP_PANEL_SOLVED);
    assert_true(all.n_asked > 10);
    for (int n = 0; n < all.n_asked; n += 7) {
        struct stop some = { .n_left = n };
        how.context = &some;
        answer = solve(&a, &p, &how);
        assert_int_equal(answer.result, CP_PANEL_STOPPED);
        assert_int_equal(answer.n_panels, 0);
        assert_int_equal(some.n_asked, n + 1);
    }
    arena_close(&a);
}

static void
no_room_is_an_error_and_leaves_nothing_behind(void **state)
{
    struct arena all, a;
    int n_refused = 0;
    (void)state;
    arena_open(&all, 64 << 20);
    struct cp_panel_pool p = panel_case_folder("own_120_24", NULL, 24, &all);
    for (ptrdiff_t room = 1 << 12; room < 8 << 20; room *= 2) {
        struct cp_panel_answer answer;
        struct why why = { 0 };
        arena_open(&a, room);
        enum err e = cp_panel_solve(&answer, &a, &p, NULL, &why);
        assert_true(e == OK || e == ERR_NO_ROOM);
        assert_true(a.no_room == NULL);
        n_refused += e != OK;
        arena_close(&a);
    }
    assert_true(n_refused > 2);
    assert_int_equal(solve(&all, &p, NULL).result, CP_PANEL_SOLVED);
    arena_close(&all);
}

int
panel_check_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_changed_in_an_answer_is_found),
        cmocka_unit_test(two_of_a_household_on_a_panel_are_found),
        cmocka_unit_test(that_somebody_can_never_be_chosen_is_checked),
        cmocka_unit_test(a_limit_that_is_reached_is_said),
        cmocka_unit_test(a_limit_never_makes_a_wrong_answer),
        cmocka_unit_test(a_millisecond_is_enough_or_it_is_said),
        cmocka_unit_test(it_says_how_far_it_is_and_can_be_stopped),
        cmocka_unit_test(no_room_is_an_error_and_leaves_nothing_behind),
    };
    return cmocka_run_group_tests_name(
        "engine/panel/panel_check", tests, NULL, NULL);
}
