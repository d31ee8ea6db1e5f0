/* Signing in by a link, and how often somebody may be wrong. */
#include "support/ways.h"

#include "os/clock.h"
#include "people/attempt.h"
#include "people/people.h"
#include "people/sign_in_lock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int sign_in_test(void);

/* ---- Links --------------------------------------------------------------- */

static void
a_link_by_mail_signs_in_once(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        way_somebody(&h, "anna@x.example", false);
        assert_int_equal(
            way_send(&h, "/en/sign-in/link", "mail=ANNA%40x.example"), 303);
        way_leads_to(&h, "/en/sign-in/sent");
        text link = way_link_mailed(&h, "/sign-in/link/");
        /* scanners look, and nothing is taken */
        for (int i = 0; i < 3; i++)
            assert_int_equal(house_ask(&h, WEB_GET, link, (text){ 0 }, 0), 200);
        assert_true(text_is_equal(
            way_ask(&h, "SELECT count(*) FROM session"), TEXT("0")));
        assert_int_equal(house_ask(&h, WEB_POST, link, TEXT("token="), 0), 303);
        way_keep_cookie(&h);
        assert_int_equal(house_get(&h, "/en/me"), 200);
        house_enter(&h, 0);
        assert_int_equal(house_ask(&h, WEB_POST, link, TEXT("token="), 0), 410);
        assert_int_equal(house_ask(&h, WEB_GET, link, (text){ 0 }, 0), 410);
        house_close(&h);
    }
}

static void
a_link_is_good_for_twenty_minutes(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        way_somebody(&h, "anna@x.example", false);
        way_send(&h, "/en/sign-in/link", "mail=anna%40x.example");
        text link = way_link_mailed(&h, "/sign-in/link/");
        assert_true(text_is_equal(
            way_ask(&h,
                "SELECT max(ends_at - made_at) FROM one_time_link "
                "WHERE purpose = 'sign-in'"),
            TEXT("1200")));
        support_exec(
            s, d->url, "UPDATE one_time_link SET ends_at = ends_at - 1201");
        assert_int_equal(house_ask(&h, WEB_POST, link, TEXT("token="), 0), 410);
        house_close(&h);
    }
}

static void
an_address_that_nobody_has_is_answered_alike(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        way_somebody(&h, "anna@x.example", false);
        int64_t before, after;
        assert_int_equal(db_change_count(d->db, &before), OK);
        for (int i = 0; i < 2; i++) {
            assert_int_equal(
                way_send(&h, "/en/sign-in/link",
                    i == 0 ? "mail=anna%40x.example" : "mail=eve%40x.example"),
                303);
            way_leads_to(&h, "/en/sign-in/sent");
        }
        assert_true(
            text_is_equal(way_ask(&h, "SELECT count(*) FROM mail"), TEXT("1")));
        /* nor does it empty the cache of pages */
        assert_int_equal(db_change_count(d->db, &after), OK);
        assert_int_equal(before, after);
        house_close(&h);
    }
}

static void
nobody_is_flooded_with_mails_and_the_asker_is_not_told(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        way_somebody(&h, "anna@x.example", false);
        for (int i = 0; i < 10; i++)
            assert_int_equal(
                way_send(&h, "/en/sign-in/link", "mail=anna%40x.example"), 303);
        assert_true(
            text_is_equal(way_ask(&h, "SELECT count(*) FROM mail"), TEXT("3")));
        house_close(&h);
    }
}

static void
who_never_opened_the_account_is_sent_the_way_to_open_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        attempts_clear();
        house_person(&h, "new@x.example");
        way_send(&h, "/en/sign-in/link", "mail=new%40x.example");
        text link = way_link_mailed(&h, "/welcome/");
        assert_int_equal(house_ask(&h, WEB_GET, link, (text){ 0 }, 0), 200);
        house_says(&h, "new@x.example");
        house_close(&h);
    }
}

/* Whoever invites would else get into accounts that are open already. */
static void
an_invitation_gives_no_link_to_an_account_that_is_open(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct why why = { 0 };
        house_open(&h, s, d);
        int64_t id = way_somebody(&h, "anna@x.example", false);
        struct people_invitation to = { .mail = TEXT("anna@x.example") };
        assert_int_equal(people_invite(d->db, d->arena, &to, &why), OK);
        assert_int_equal(to.person_id, id);
        assert_false(text_is_known(to.token));
        to.may_recover = true; /* on the machine */
        assert_int_equal(people_invite(d->db, d->arena, &to, &why), OK);
        assert_true(text_is_known(to.token));
        house_close(&h);
    }
}

/* ---- What is short ------------------------------------------------------- */

static void
pauses_grow_from_a_minute_to_a_day(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        int64_t now = 1'800'000'000, last = 0;
        int wait_s, n_in_a_year = 0;
        text what = TEXT("name:achieng472");
        int64_t count[2];
        assert_int_equal(db_change_count(d->db, &count[0]), OK);
        for (int i = 0; i < LOCK_FREE + 1; i++)
            assert_int_equal(
                sign_in_lock_try(d->db, d->arena, what, now, &wait_s), OK);
        assert_int_equal(
            sign_in_lock_try(d->db, d->arena, what, now, &wait_s), ERR_BUSY);
        assert_int_equal(wait_s, LOCK_FIRST_S);
        n_in_a_year = LOCK_FREE + 1;
        for (int64_t at = now; at < now + 365 * 86400;) {
            if (sign_in_lock_try(d->db, d->arena, what, at, &wait_s) == OK) {
                n_in_a_year++;
                continue;
            }
            assert_true(wait_s >= last || wait_s == LOCK_MOST_S);
            last = wait_s;
            at += wait_s;
        }
        assert_in_range(n_in_a_year, 300, 400);
        assert_int_equal(sign_in_lock_end(d->db, d->arena, what), OK);
        assert_int_equal(
            sign_in_lock_try(d->db, d->arena, what, now, &wait_s), OK);
        assert_int_equal(db_change_count(d->db, &count[1]), OK);
        assert_int_equal(count[0], count[1]);
    }
}

int
sign_in_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_link_by_mail_signs_in_once),
        support_test(a_link_is_good_for_twenty_minutes),
        support_test(an_address_that_nobody_has_is_answered_alike),
        support_test(nobody_is_flooded_with_mails_and_the_asker_is_not_told),
        support_test(who_never_opened_the_account_is_sent_the_way_to_open_it),
        support_test(an_invitation_gives_no_link_to_an_account_that_is_open),
        support_test(pauses_grow_from_a_minute_to_a_day),
    };
    return cmocka_run_group_tests_name("people/sign_in", tests, NULL, NULL);
}
