/* Who leaves a pair by the page of their roles. */
#include "base/key.h"
#include "match/match_routes.h"
#include "os/clock.h"
#include "people/people.h"
#include "support/cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>

int pair_left_test(void);

/* The post of that button, of their role in the pair. */
static int
leave(struct house *h, int64_t who)
{
    char key[KEY_LENGTH];
    int64_t id = 0;
    assert_true(text_parse_int(
        support_ask(h->s, h->d->url,
            arena_print(h->d->arena,
                "SELECT id FROM membership WHERE thing_id = 3001 AND "
                "person_id = %" PRId64,
                who)
                .ptr),
        &id));
    house_enter(h, who);
    assert_int_equal(house_get(h, "/en/me/roles"), 200);
    house_says(h, "The others hear of it.");
    return house_post(h,
        arena_print(
            h->d->arena, "/en/me/roles/%.*s/end", TEXT_ARG(key_print(id, key)))
            .ptr,
        "");
}

static int
mails_saying(struct house *h, const char *what)
{
    return cast_count(h,
        arena_print(h->d->arena,
            "SELECT count(*) FROM mail WHERE kind = 'pair' AND subject = '%s'",
            what)
            .ptr);
}

static void
who_leaves_an_agreed_pair_ends_it_and_the_other_hears(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        support_exec(s, d->url, "DELETE FROM mail");
        assert_int_equal(leave(&h, c.asha), 303);
        cast_is(&h, "ended");
        assert_int_equal(cast_count(&h,
                             "SELECT count(*) FROM match_pair WHERE id = 3001 "
                             "AND ended_on IS NOT NULL"),
            1);
        assert_true(text_is_equal(
            support_ask(s, d->url, "SELECT status FROM match_state"),
            TEXT("ended")));
        /* one mail, to the other, in their language */
        assert_int_equal(cast_count(&h, "SELECT count(*) FROM mail"), 1);
        assert_int_equal(mails_saying(&h, "Ditt par har upphört"), 1);
        /* theirs no more; the other still reads what there was */
        assert_int_equal(house_get(&h, c.page), 404);
        house_enter(&h, c.bjorn);
        assert_int_equal(house_get(&h, c.page), 200);
        /* sent twice: nothing more */
        assert_int_equal(leave(&h, c.bjorn), 303);
        assert_int_equal(cast_count(&h, "SELECT count(*) FROM mail"), 1);
        house_close(&h);
    }
}

static void
who_leaves_what_is_offered_says_no_to_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.bjorn);
        assert_int_equal(leave(&h, c.asha), 303);
        cast_is(&h, "declined");
        assert_int_equal(
            cast_count(&h,
                "SELECT count(*) FROM match_rule WHERE kind = 'conflict' "
                "AND a_id = 2011 AND b_id = 2012"),
            1);
        assert_int_equal(house_get(&h, c.page), 404);
        house_enter(&h, c.bjorn);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "This pair did not come about");
        house_close(&h);
    }
}

static void
of_three_the_other_two_go_on(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        support_exec(s, d->url, "UPDATE match_pair SET third_id = 2013");
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.cleo);
        assert_int_equal(leave(&h, c.bjorn), 303);
        cast_is(&h, "agreed"); /* the others had said yes */
        assert_int_equal(
            cast_count(&h,
                "SELECT count(*) FROM match_pair WHERE id = 3001 AND a_id = "
                "2011 AND b_id = 2013 AND third_id IS NULL"),
            1);
        assert_int_equal(house_get(&h, c.page), 404);
        /* without Asha nobody of the other side is left */
        assert_int_equal(leave(&h, c.asha), 303);
        cast_is(&h, "ended");
        house_close(&h);
    }
}

static void
who_looks_after_roles_ends_a_pair_with_the_role(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        char key[KEY_LENGTH];
        int64_t id = 0;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        support_exec(s, d->url, "DELETE FROM mail");
        assert_true(text_parse_int(
            support_ask(s, d->url,
                arena_print(d->arena,
                    "SELECT id FROM membership WHERE thing_id = 3001 AND "
                    "person_id = %" PRId64,
                    c.asha)
                    .ptr),
            &id));
        const char *page = arena_print(
            d->arena, "/en/membership/%.*s/end", TEXT_ARG(key_print(id, key)))
                               .ptr;
        text today = day_of(d->arena, now_s());
        house_enter(&h, c.boss);
        assert_int_equal(house_post(&h, page,
                             arena_print(d->arena, "ends_on=%.*s&reason=Ill",
                                 TEXT_ARG(today))
                                 .ptr),
            303);
        cast_is(&h, "ended");
        /* Asha hears of her role, Björn of the pair */
        assert_int_equal(mails_saying(&h, "Ditt par har upphört"), 1);
        assert_int_equal(
            cast_count(&h, "SELECT count(*) FROM mail WHERE kind = 'pair'"), 1);
        house_close(&h);
    }
}

static void
a_role_that_ends_on_a_later_day_ends_the_pair_on_that_day(void **state)
{
    enum { DAY = 86'400 };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        char key[KEY_LENGTH];
        int64_t id = 0, now = now_s();
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        support_exec(s, d->url, "DELETE FROM mail");
        assert_true(text_parse_int(
            support_ask(s, d->url,
                arena_print(d->arena,
                    "SELECT id FROM membership WHERE thing_id = 3001 AND "
                    "person_id = %" PRId64,
                    c.asha)
                    .ptr),
            &id));
        house_enter(&h, c.boss);
        assert_int_equal(house_post(&h,
                             arena_print(d->arena, "/en/membership/%.*s/end",
                                 TEXT_ARG(key_print(id, key)))
                                 .ptr,
                             arena_print(d->arena, "ends_on=%.*s&reason=Moves",
                                 TEXT_ARG(day_of(d->arena, now + 4 * DAY)))
                                 .ptr),
            303);
        cast_is(&h, "agreed");
        assert_int_equal(pair_sweep(d->db, d->arena, now + 3 * DAY), OK);
        cast_is(&h, "agreed");
        assert_int_equal(
            cast_count(&h, "SELECT count(*) FROM mail WHERE kind = 'pair'"), 0);
        assert_int_equal(pair_sweep(d->db, d->arena, now + 4 * DAY), OK);
        cast_is(&h, "ended");
        assert_true(text_is_equal(
            support_ask(
                s, d->url, "SELECT ended_on FROM match_pair WHERE id = 3001"),
            day_of(d->arena, now + 4 * DAY)));
        assert_int_equal(mails_saying(&h, "Ditt par har upphört"), 1);
        assert_int_equal(
            cast_count(&h,
                "SELECT count(*) FROM mail WHERE kind = 'pair' AND body LIKE "
                "'%Logga in%' AND body NOT LIKE '%/pair/%'"),
            1);
        /* once */
        assert_int_equal(pair_sweep(d->db, d->arena, now + 5 * DAY), OK);
        assert_int_equal(
            cast_count(&h, "SELECT count(*) FROM mail WHERE kind = 'pair'"), 1);
        house_close(&h);
    }
}

static void
who_has_their_role_again_keeps_the_pair(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        support_exec(s, d->url,
            "UPDATE membership SET ends_on = '2001-01-01' WHERE thing_id = "
            "3001");
        house_give(&h, c.asha, "member", "match_pair", CAST_PAIR);
        house_give(&h, c.bjorn, "member", "match_pair", CAST_PAIR);
        assert_int_equal(pair_sweep(d->db, d->arena, now_s()), OK);
        cast_is(&h, "agreed");
        house_close(&h);
    }
}

static void
a_guest_who_leaves_a_pair_ends_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        house_give(&h, c.neighbour, "guest", "match_pair", CAST_PAIR);
        assert_int_equal(leave(&h, c.neighbour), 303);
        cast_is(&h, "agreed");
        house_close(&h);
    }
}

int
pair_left_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(who_leaves_an_agreed_pair_ends_it_and_the_other_hears),
        support_test(who_leaves_what_is_offered_says_no_to_it),
        support_test(of_three_the_other_two_go_on),
        support_test(who_looks_after_roles_ends_a_pair_with_the_role),
        support_test(a_role_that_ends_on_a_later_day_ends_the_pair_on_that_day),
        support_test(who_has_their_role_again_keeps_the_pair),
        support_test(a_guest_who_leaves_a_pair_ends_nothing),
    };
    return cmocka_run_group_tests_name("match/pair_left", tests, NULL, NULL);
}
