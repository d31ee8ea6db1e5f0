/* Scores by hand, and parts that add up. */
#include "engine/assignment/score.h"

#include "base/random.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int score_test(void);

#define TAGS(...)                                                              \
    {                                                                          \
        (const struct cp_tag[]){ __VA_ARGS__ },                                \
            sizeof((const struct cp_tag[]){ __VA_ARGS__ }) /                   \
            sizeof(struct cp_tag)                                              \
    }

static struct cp_person
blank(int64_t key)
{
    return (
        struct cp_person){ .key = key, .role = CP_BLANK, .level = CP_BLANK };
}

static void
parts_add_up_as_in_the_example(void **state)
{
    /* weights 3 2 2 1 4, values 100 75 25 100 67: 723, and the point that
     * rounding leaves goes to the third */
    struct cp_score_rules rules = { .weights = { 3, 2, 2, 1, 4, 0, 0 },
        .days_needed = 5 };
    struct cp_person a = blank(1), b = blank(2);
    struct cp_score s;
    (void)state;
    a.role = b.role = 4;
    a.level = 2;
    b.level = 3;
    struct cp_tags one = TAGS({ 1, 1 }, { 2, 1 }, { 3, 1 }, { 4, 1 });
    struct cp_tags other = TAGS({ 4, 1 });
    a.interests = one;
    b.interests = other;
    struct cp_tags english = TAGS({ 1, 3 });
    a.languages = b.languages = english;
    /* a wants two, has one: 50; b has all: 100; 2 50 100 / 150 = 66 */
    struct cp_tags two = TAGS({ 1, 1 }, { 2, 1 }), first = TAGS({ 1, 1 });
    a.wants = two;
    a.offers = first;
    b.wants = first;
    b.offers = first;
    cp_score_pair(&s, &a, &b, &rules);
    int32_t values[] = { 100, 75, 25, 100, 66, 50, 50 };
    assert_memory_equal(s.values, values, sizeof values);
    assert_int_equal(s.base, 10 * (300 + 150 + 50 + 100 + 264) / 12);
    assert_int_equal(s.base, 720);
    int32_t points[] = { 250, 125, 42, 83, 220, 0, 0 };
    assert_memory_equal(s.points, points, sizeof points);
    assert_true(cp_score_check(&s, &rules));
    s.points[0]++;
    assert_false(cp_score_check(&s, &rules));
}

static void
what_is_left_blank_counts_half_and_is_said(void **state)
{
    struct cp_person a = blank(1), b = blank(2);
    struct cp_score s;
    (void)state;
    cp_score_pair(&s, &a, &b, &cp_score_usual);
    assert_int_equal(s.base, 500);
    assert_int_equal(s.bar, CP_BAR_NONE);
    for (int i = 0; i < CP_ITEMS; i++)
        assert_true(s.is_blank[i]);
}

static void
giving_one_way_is_worth_nothing(void **state)
{
    struct cp_person a = blank(1), b = blank(2);
    struct cp_tags x = TAGS({ 1, 3 }), y = TAGS({ 2, 3 });
    struct cp_score s;
    (void)state;
    a.wants = x;
    a.offers = y;
    b.wants = x;
    b.offers = x;
    cp_score_pair(&s, &a, &b, &cp_score_usual);
    assert_false(s.is_blank[CP_ITEM_GIVE]);
    assert_int_equal(s.values[CP_ITEM_GIVE], 0);
    b.wants = y;
    cp_score_pair(&s, &a, &b, &cp_score_usual);
    assert_int_equal(s.values[CP_ITEM_GIVE], 100);
}

static void
who_cannot_be_paired_has_a_reason(void **state)
{
    struct cp_score_rules rules = cp_score_usual;
    struct cp_person a = blank(1), b = blank(2);
    struct cp_tags en = TAGS({ 1, 3 }), sw = TAGS({ 2, 3 });
    struct cp_tags a_little = TAGS({ 1, 1 });
    struct cp_days may = { 100, 110 }, june = { 111, 120 }, both = { 108, 130 };
    int64_t no = 1;
    struct cp_score s;
    (void)state;
    a.languages = en;
    b.languages = sw;
    cp_score_pair(&s, &a, &b, &rules);
    assert_int_equal(s.bar, CP_BAR_LANGUAGE);
    rules.has_interpreter = true;
    cp_score_pair(&s, &a, &b, &rules);
    assert_int_equal(s.bar, CP_BAR_NONE);
    assert_int_equal(s.values[CP_ITEM_LANGUAGE], 40);
    b.languages = a_little;
    cp_score_pair(&s, &a, &b, &rules);
    assert_int_equal(s.values[CP_ITEM_LANGUAGE], 60);

    a.days = &may;
    b.days = &june;
    a.n_days = b.n_days = 1;
    cp_score_pair(&s, &a, &b, &rules);
    assert_int_equal(s.bar, CP_BAR_TIME);
    b.days = &both;
    cp_score_pair(&s, &a, &b, &rules);
    assert_int_equal(s.bar, CP_BAR_NONE);
    assert_int_equal(s.values[CP_ITEM_TIME], 60); /* 3 days of 5 */

    a.organisation = b.organisation = 7;
    cp_score_pair(&s, &a, &b, &rules);
    assert_int_equal(s.bar, CP_BAR_ORGANISATION);
    rules.may_share_organisation = true;
    b.not_with = &no;
    b.n_not_with = 1;
    cp_score_pair(&s, &a, &b, &rules);
    assert_int_equal(s.bar, CP_BAR_NOT_WITH);
}

static void
a_short_list_of_wishes_gives_no_power(void **state)
{
    struct cp_person a = blank(1), b = blank(2);
    int64_t one[] = { 2 }, six[] = { 9, 8, 7, 6, 5, 2 }, back[] = { 3, 1 };
    struct cp_score s;
    (void)state;
    a.wishes = one;
    a.n_wishes = 1;
    cp_score_pair(&s, &a, &b, &cp_score_usual);
    assert_int_equal(s.wished, 150);
    b.wishes = back;
    b.n_wishes = 2;
    cp_score_pair(&s, &a, &b, &cp_score_usual);
    assert_int_equal(s.wished, 260);
    assert_int_equal(s.total, s.base + 260);
    a.wishes = six;
    a.n_wishes = 6; /* the sixth does not count */
    cp_score_pair(&s, &a, &b, &cp_score_usual);
    assert_int_equal(s.wished, 110);
}

static void
both_ways_are_the_same_and_parts_always_add_up(void **state)
{
    struct random random = random_from(4);
    (void)state;
    for (int i = 0; i < 20'000; i++) {
        struct cp_score_rules rules = cp_score_usual;
        struct cp_tag tags[10][8];
        struct cp_tags lists[10];
        struct cp_score one, two;
        for (int k = 0; k < CP_ITEMS; k++)
            rules.weights[k] = (int32_t)random_below(&random, 101);
        rules.weights[0]++;
        if (rules.weights[0] > 100)
            rules.weights[0] = 100;
        for (int l = 0; l < 10; l++) {
            ptrdiff_t n = 0;
            for (int32_t w = 1; w <= 8; w++)
                if (random_below(&random, 3) == 0)
                    tags[l][n++] = (struct cp_tag){ w,
                        (int32_t)random_below(&random, 3) + 1 };
            lists[l] = (struct cp_tags){ tags[l], n };
        }
        struct cp_person p[2];
        for (int k = 0; k < 2; k++)
            p[k] = (struct cp_person){ .key = k + 1,
                .role = (int32_t)random_below(&random, 3) - 1,
                .level = (int32_t)random_below(&random, 6) - 1,
                .interests = lists[5 * k],
                .languages = lists[5 * k + 1],
                .offers = lists[5 * k + 2],
                .wants = lists[5 * k + 3],
                .goals = lists[5 * k + 4] };
        cp_score_pair(&one, &p[0], &p[1], &rules);
        cp_score_pair(&two, &p[1], &p[0], &rules);
        assert_true(cp_score_check(&one, &rules));
        assert_memory_equal(one.points, two.points, sizeof one.points);
        assert_int_equal(one.total, two.total);
        assert_int_equal(one.bar, two.bar);
        assert_true(one.total >= 0 && one.total <= CP_SCORE_BASE);
    }
}

int
score_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up_as_in_the_example),
        cmocka_unit_test(what_is_left_blank_counts_half_and_is_said),
        cmocka_unit_test(giving_one_way_is_worth_nothing),
        cmocka_unit_test(who_cannot_be_paired_has_a_reason),
        cmocka_unit_test(a_short_list_of_wishes_gives_no_power),
        cmocka_unit_test(both_ways_are_the_same_and_parts_always_add_up),
    };
    return cmocka_run_group_tests_name("engine/score", tests, NULL, NULL);
}
