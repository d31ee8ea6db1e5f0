#include "engine/assignment/partner.h"

#include "base/random.h"
#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int partner_test(void);

#define TAGS(...)                                                              \
    {                                                                          \
        (const struct cp_tag[]){ __VA_ARGS__ },                                \
            (ptrdiff_t)(sizeof((const struct cp_tag[]){ __VA_ARGS__ }) /       \
                sizeof(struct cp_tag))                                         \
    }

/* A region needs 1 (weight 3) and 2 (weight 1), offers 3 and 4; a county
 * offers 1, needs 3 (weight 2) and 5 (weight 1). The region gets 3 of 4, 75;
 * the county gets 2 of 3, 66. 2 * 75 * 66 / 141 = 70. */
static const struct cp_seeker region = { .key = 1,
    .needs = TAGS({ 1, 3 }, { 2, 1 }),
    .offers = TAGS({ 3, 1 }, { 4, 1 }),
    .challenges = TAGS({ 7, 1 }, { 8, 1 }),
    .languages = TAGS({ 20, 3 }, { 21, 3 }),
    .room = 1 };
static const struct cp_seeker county = { .key = 2,
    .needs = TAGS({ 3, 2 }, { 5, 1 }),
    .offers = TAGS({ 1, 1 }, { 6, 1 }),
    .challenges = TAGS({ 8, 1 }, { 9, 1 }),
    .languages = TAGS({ 21, 2 }),
    .room = 2,
    .n_partnerships = 1 };

static void
two_that_fit_both_ways_are_counted_by_hand(void **state)
{
    struct cp_partner_fit fit;
    (void)state;
    cp_partner_fit(&fit, &region, &county);
    assert_int_equal(fit.gets, 75);
    assert_int_equal(fit.gives, 66);
    assert_int_equal(fit.both, 70);
    assert_int_equal(fit.shared, 33); /* one of three */
    assert_int_equal(fit.spoken, 100);
    assert_int_equal(fit.total, 465); /* 70 * 133 * 100 / 2000 = 465.5 */
    assert_true(cp_partner_check(&fit, &region, &county));
}

static void
what_goes_one_way_only_is_nothing(void **state)
{
    struct cp_partner_fit fit;
    struct cp_seeker taker = county;
    (void)state;
    taker.offers = (struct cp_tags){ 0 };
    cp_partner_fit(&fit, &region, &taker);
    assert_int_equal(fit.gives, 66);
    assert_int_equal(fit.total, 0);
    assert_true(cp_partner_check(&fit, &region, &taker));
}

static void
an_interpreter_helps_and_none_costs(void **state)
{
    struct cp_partner_fit fit;
    struct cp_seeker other = county;
    (void)state;
    other.languages = (struct cp_tags)TAGS({ 30, 3 });
    cp_partner_fit(&fit, &region, &other);
    assert_int_equal(fit.total, 70 * 133 * 60 / 2000);
    other.has_interpreter = true;
    cp_partner_fit(&fit, &region, &other);
    assert_int_equal(fit.spoken, 80);
    assert_int_equal(fit.total, 70 * 133 * 80 / 2000);
}

static void
who_is_full_is_two_hundred_down_and_never_below_nothing(void **state)
{
    struct cp_partner_fit fit;
    struct cp_seeker full = county;
    (void)state;
    full.room = 1;
    cp_partner_fit(&fit, &region, &full);
    assert_true(fit.is_full);
    assert_int_equal(fit.before, 465);
    assert_int_equal(fit.total, 265);
    full.offers = (struct cp_tags)TAGS({ 2, 1 });
    full.challenges = (struct cp_tags){ 0 };
    cp_partner_fit(&fit, &region, &full); /* 25 and 66: H 36, R 180 */
    assert_int_equal(fit.before, 180);
    assert_int_equal(fit.total, 0);
    /* seen from the other side the region has room */
    cp_partner_fit(&fit, &full, &region);
    assert_int_equal(fit.total, 180);
}

static void
everything_met_and_shared_is_a_thousand(void **state)
{
    struct cp_seeker a = region, b = region;
    struct cp_partner_fit fit;
    (void)state;
    a.offers = b.offers = region.needs;
    cp_partner_fit(&fit, &a, &b);
    assert_int_equal(fit.total, 1000);
}

/* ---- Ranks ----------------------------------------------------------------
 */

static int32_t
draw(struct random *r, int32_t n)
{
    return (int32_t)random_below(r, (uint64_t)n);
}

static struct cp_tags
draw_tags(struct random *r, struct cp_tag *room, int32_t n_words, int32_t p)
{
    struct cp_tags list = { room, 0 };
    for (int32_t w = 1; w <= n_words; w++)
        if (draw(r, 100) < p)
            room[list.n++] = (struct cp_tag){ w, 1 + draw(r, 3) };
    return list;
}

enum { N_WORDS = 9, N_MOST = 40 };
struct drawn {
    struct cp_tag tags[4][N_WORDS];
};

static void
draw_seeker(struct random *r, struct cp_seeker *s, struct drawn *d, int64_t key)
{
    *s = (struct cp_seeker){ .key = key,
        .needs = draw_tags(r, d->tags[0], N_WORDS, 35),
        .offers = draw_tags(r, d->tags[1], N_WORDS, 35),
        .challenges = draw_tags(r, d->tags[2], N_WORDS, 30),
        .languages = draw_tags(r, d->tags[3], 4, 40),
        .has_interpreter = draw(r, 4) == 0,
        .n_partnerships = draw(r, 6) == 0 ? 0 : 1 + draw(r, 2),
        .room = draw(r, 4) };
}

static void
the_checker_agrees_with_ten_thousand_rankings(void **state)
{
    static struct cp_seeker all[N_MOST], turned[N_MOST];
    static struct drawn drawn[N_MOST];
    struct random r = random_from(47);
    int n_lifted = 0;
    (void)state;
    for (int t = 0; t < 10000; t++) {
        struct cp_partner_place places[12], again[12];
        int32_t n = 1 + draw(&r, N_MOST);
        for (int32_t i = 0; i < n; i++)
            draw_seeker(&r, &all[i], &drawn[i], 100 + i);
        for (int32_t i = 0; i < n; i++)
            turned[n - 1 - i] = all[i];
        ptrdiff_t n_max = 5 + draw(&r, 8);
        ptrdiff_t k = cp_partner_rank(places, n_max, &all[0], all, n);
        assert_true(cp_partner_rank_check(places, k, n_max, &all[0], all, n));
        ptrdiff_t m = cp_partner_rank(again, n_max, &all[0], turned, n);
        assert_int_equal(k, m);
        for (ptrdiff_t i = 0; i < k; i++) { /* order is of no matter */
            assert_int_equal(all[places[i].i].key, turned[again[i].i].key);
            n_lifted += places[i].is_lifted;
        }
    }
    assert_true(n_lifted > 500);
}

static void
a_wrong_ranking_is_found(void **state)
{
    struct cp_seeker three[3] = { region, county, county };
    struct cp_partner_place places[5];
    (void)state;
    three[2].key = 3;
    three[2].challenges = (struct cp_tags){ 0 };
    ptrdiff_t n = cp_partner_rank(places, 5, &three[0], three, 3);
    assert_int_equal(n, 2);
    assert_true(cp_partner_rank_check(places, 2, 5, &three[0], three, 3));
    struct cp_partner_place swap = places[0];
    places[0] = places[1];
    places[1] = swap;
    assert_false(cp_partner_rank_check(places, 2, 5, &three[0], three, 3));
    assert_false(cp_partner_rank_check(places, 1, 5, &three[0], three, 3));
}

static void
who_has_none_gets_those_that_come_nearest(void **state)
{
    struct cp_partner_place places[3];
    struct cp_seeker others[4] = { county, county, county, county };
    (void)state;
    for (int i = 0; i < 4; i++)
        others[i].key = 10 + i;
    others[0].offers = (struct cp_tags){ 0 }; /* gives 66, shares 33 */
    others[1].needs = (struct cp_tags){ 0 };  /* gets 75, shares 33 */
    others[2].offers = others[2].needs = (struct cp_tags){ 0 }; /* shares 33 */
    others[3].offers = others[3].needs = others[3].challenges =
        (struct cp_tags){ 0 }; /* nothing */
    assert_int_equal(cp_partner_rank(places, 3, &region, others, 4), 0);
    assert_int_equal(cp_partner_near(places, 3, &region, others, 4), 3);
    assert_int_equal(places[0].i, 1);
    assert_int_equal(places[1].i, 0);
    assert_int_equal(places[2].i, 2);
}

/* ---- Meetings -------------------------------------------------------------
 */

static void
nobody_is_in_two_meetings_at_once(void **state)
{
    enum { MOST = 12 };
    static int32_t at[2 * MOST * CP_SLOTS_MAX];
    struct cp_meeting meetings[MOST * 3];
    struct random r = random_from(3);
    (void)state;
    for (int t = 0; t < 5000; t++) {
        int32_t n_a = 1 + draw(&r, MOST), n_b = 1 + draw(&r, MOST), n = 0;
        int32_t has_a[MOST] = { 0 }, has_b[MOST] = { 0 };
        for (int32_t a = 0; a < n_a; a++)
            for (int32_t b = 0; b < n_b; b++)
                if (draw(&r, 3) == 0 && has_a[a] < 3 && has_b[b] < 3) {
                    meetings[n++] = (struct cp_meeting){ a, b, -1 };
                    has_a[a]++;
                    has_b[b]++;
                }
        int32_t n_slots = cp_meeting_slots(meetings, n, at, n_a, n_b);
        assert_true(cp_meeting_check(meetings, n, n_slots));
    }
    struct cp_meeting two[2] = { { 0, 0, 0 }, { 0, 1, 0 } };
    assert_false(cp_meeting_check(two, 2, 1));
}

/* ---- Help -----------------------------------------------------------------
 */

static const struct cp_days may[] = { { 100, 109 } }, june[] = { { 130, 139 } },
                            late_may[] = { { 106, 120 } };

static void
who_helps_is_counted_by_hand(void **state)
{
    const struct cp_need need = { .skills = TAGS({ 1, 3 }, { 2, 1 }),
        .languages = TAGS({ 20, 3 }),
        .level = 1,
        .days = may,
        .n_days = 1,
        .days_needed = 5 };
    struct cp_helper helper = { .key = 1,
        .skills = TAGS({ 1, 2 }),
        .languages = TAGS({ 20, 1 }),
        .level = 3,
        .days = late_may,
        .n_days = 1 };
    struct cp_help_fit fit;
    (void)state;
    cp_help_fit(&fit, &need, &helper);
    assert_false(fit.is_barred);
    assert_int_equal(fit.values[CP_HELP_SKILLS], 75);
    assert_int_equal(fit.values[CP_HELP_LANGUAGE], 60);
    assert_int_equal(fit.values[CP_HELP_LEVEL], 50);
    assert_int_equal(fit.values[CP_HELP_TIME], 80); /* 4 of 5 days */
    assert_int_equal(fit.total, 10 * (300 + 120 + 50 + 160) / 9);
    assert_true(cp_help_check(&fit));
    helper.days = june;
    cp_help_fit(&fit, &need, &helper);
    assert_true(fit.is_barred);
    helper.n_days = 0; /* said nothing */
    cp_help_fit(&fit, &need, &helper);
    assert_false(fit.is_barred);
    assert_true(fit.is_blank[CP_HELP_TIME] && fit.values[CP_HELP_TIME] == 50);
    helper.skills = (struct cp_tags)TAGS({ 9, 3 });
    cp_help_fit(&fit, &need, &helper);
    assert_true(fit.is_barred);
}

static void
parts_of_help_add_up(void **state)
{
    struct random r = random_from(11);
    (void)state;
    for (int t = 0; t < 10000; t++) {
        struct cp_tag room[4][N_WORDS];
        struct cp_need need = {
            .skills = draw_tags(&r, room[0], N_WORDS, 40),
            .languages = draw_tags(&r, room[1], 4, 40),
            .level = draw(&r, 6) - 1,
            .has_interpreter = draw(&r, 2) == 0,
        };
        struct cp_helper helper = {
            .skills = draw_tags(&r, room[2], N_WORDS, 40),
            .languages = draw_tags(&r, room[3], 4, 40),
            .level = draw(&r, 6) - 1,
        };
        struct cp_help_fit fit;
        cp_help_fit(&fit, &need, &helper);
        assert_true(cp_help_check(&fit));
    }
}

int
partner_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_that_fit_both_ways_are_counted_by_hand),
        cmocka_unit_test(what_goes_one_way_only_is_nothing),
        cmocka_unit_test(an_interpreter_helps_and_none_costs),
        cmocka_unit_test(
            who_is_full_is_two_hundred_down_and_never_below_nothing),
        cmocka_unit_test(everything_met_and_shared_is_a_thousand),
        cmocka_unit_test(the_checker_agrees_with_ten_thousand_rankings),
        cmocka_unit_test(a_wrong_ranking_is_found),
        cmocka_unit_test(who_has_none_gets_those_that_come_nearest),
        cmocka_unit_test(nobody_is_in_two_meetings_at_once),
        cmocka_unit_test(who_helps_is_counted_by_hand),
        cmocka_unit_test(parts_of_help_add_up),
    };
    return cmocka_run_group_tests_name(
        "engine/assignment/partner", tests, NULL, NULL);
}
