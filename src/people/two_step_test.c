/* The second step, at the door and on my page. */
#include "support/ways.h"

#include "os/clock.h"
#include "people/code.h"
#include "people/people.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int two_step_test(void);

/* ---- Two steps ----------------------------------------------------------- */

static void
with_two_steps_a_session_waits_for_the_code(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        text codes[RECOVERY_CODES];
        house_open(&h, s, d);
        int64_t id = way_somebody(&h, "anna@x.example", false);
        way_two_steps(&h, id, codes);
        assert_int_equal(
            way_send(&h, "/en/sign-in",
                "mail=anna%40x.example&password=many+good+words&then=/place"),
            303);
        way_leads_to(&h, "/en/sign-in/code?then=%2Fplace");
        way_keep_cookie(&h);
        /* it gives no right at all */
        assert_int_equal(house_get(&h, "/en/me"), 303);
        way_leads_to(&h, "/en/sign-in");
        assert_int_equal(house_get(&h, "/en/sign-in/code"), 200);
        text body = TEXT("token=&code=000000");
        assert_int_equal(
            house_ask(&h, WEB_POST, TEXT("/en/sign-in/code"), body, 0), 422);
        text code = way_code_now(&h, id, 0);
        body = arena_print(
            d->arena, "token=&code=%.*s&then=/place", TEXT_ARG(code));
        text waiting = h.session;
        assert_int_equal(
            house_ask(&h, WEB_POST, TEXT("/en/sign-in/code"), body, 0), 303);
        way_leads_to(&h, "/en/place");
        way_keep_cookie(&h);
        assert_false(text_is_equal(h.session, waiting));
        assert_int_equal(house_get(&h, "/en/me"), 200);
        /* the one that waited is over, and so is the code */
        h.session = waiting;
        assert_int_equal(
            house_ask(&h, WEB_POST, TEXT("/en/sign-in/code"), body, 0), 303);
        way_leads_to(&h, "/en/sign-in");
        assert_int_equal(
            two_step_check(d->db, d->arena, id, now_s(), code), ERR_NOT_FOUND);
        house_close(&h);
    }
}

static void
a_recovery_code_opens_once_and_only_its_own_account(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        text codes[RECOVERY_CODES], others[RECOVERY_CODES];
        house_open(&h, s, d);
        int64_t id = way_somebody(&h, "anna@x.example", false);
        int64_t other = way_somebody(&h, "musa@x.example", false);
        way_two_steps(&h, id, codes);
        way_two_steps(&h, other, others);
        text typed = code_print(d->arena, codes[3]);
        assert_int_equal(two_step_check(d->db, d->arena, other, now_s(), typed),
            ERR_NOT_FOUND);
        assert_int_equal(
            two_step_check(d->db, d->arena, id, now_s(), typed), OK);
        assert_int_equal(
            two_step_check(d->db, d->arena, id, now_s(), typed), ERR_NOT_FOUND);
        struct two_step t;
        assert_int_equal(two_step_load(d->db, d->arena, id, &t), OK);
        assert_int_equal(t.n_codes, RECOVERY_CODES - 1);
        /* new ones end the old ones */
        assert_int_equal(two_step_new_codes(d->db, d->arena, id, others), OK);
        assert_int_equal(two_step_check(d->db, d->arena, id, now_s(), codes[4]),
            ERR_NOT_FOUND);
        house_close(&h);
    }
}

static void
the_secret_is_enciphered_for_its_account_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        text codes[RECOVERY_CODES];
        struct two_step t;
        char sql[300];
        house_open(&h, s, d);
        int64_t id = way_somebody(&h, "anna@x.example", false);
        int64_t other = way_somebody(&h, "musa@x.example", false);
        way_two_steps(&h, id, codes);
        way_two_steps(&h, other, codes);
        snprintf(sql, sizeof sql,
            "UPDATE two_step SET secret = (SELECT t.secret FROM two_step t "
            "WHERE t.id = %" PRId64 ") WHERE id = %" PRId64,
            id, other);
        support_exec(s, d->url, sql);
        assert_int_equal(two_step_load(d->db, d->arena, id, &t), OK);
        struct two_step_get_row row;
        assert_int_equal(two_step_get(d->db, d->arena,
                             (struct two_step_get_in){ .person_id = id }, &row),
            OK);
        assert_true(text_find(row.secret, t.secret) < 0);
        assert_int_equal(two_step_load(d->db, d->arena, other, &t), ERR_DB);
        house_close(&h);
    }
}

static void
coordinators_do_nothing_else_until_the_second_step_is_set_up(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        text codes[RECOVERY_CODES];
        house_open(&h, s, d);
        int64_t id = way_somebody(&h, "c@x.example", true);
        int64_t member = way_somebody(&h, "m@x.example", false);
        support_exec(s, d->url,
            "INSERT INTO setting (name, value) "
            "VALUES ('totp_for_coordinators', '1')");
        house_enter(&h, id);
        static const char *const pages[] = { "/en/admin", "/en/me", "/en/",
            "/en/place", "/en/slips" };
        for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
            assert_int_equal(house_get(&h, pages[i]), 303);
            way_leads_to(&h, "/en/me/two-step");
        }
        assert_int_equal(house_ask(&h, WEB_POST, TEXT("/en/slips"),
                             TEXT("role=member&n_slips=1"), 0),
            403);
        assert_int_equal(house_get(&h, "/en/me/two-step"), 200);
        house_enter(&h, member);
        assert_int_equal(house_get(&h, "/en/me"), 200);
        way_two_steps(&h, id, codes);
        house_enter(&h, id);
        assert_int_equal(house_get(&h, "/en/slips"), 200);
        house_close(&h);
    }
}

static void
no_coordinator_turns_off_what_the_network_asks_of_them(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        text codes[RECOVERY_CODES], member_codes[RECOVERY_CODES];
        house_open(&h, s, d);
        int64_t id = way_somebody(&h, "c@x.example", true);
        int64_t member = way_somebody(&h, "m@x.example", false);
        way_two_steps(&h, id, codes);
        way_two_steps(&h, member, member_codes);
        support_exec(s, d->url,
            "INSERT INTO setting (name, value) "
            "VALUES ('totp_for_coordinators', '1')");
        house_enter(&h, id);
        assert_int_equal(house_get(&h, "/en/me/two-step"), 200);
        house_says(&h, "it stays on for as long as you are one");
        house_is_silent_on(&h, "value=\"off\"");
        assert_int_equal(way_send(&h, "/en/me/two-step/change",
                             arena_print(d->arena, "what=off&code=%.*s",
                                 TEXT_ARG(codes[0]))
                                 .ptr),
            422);
        assert_int_equal(way_send(&h, "/en/me/two-step/change",
                             arena_print(d->arena, "what=codes&code=%.*s",
                                 TEXT_ARG(codes[0]))
                                 .ptr),
            200);
        house_enter(&h, member); /* who is none may */
        assert_int_equal(way_send(&h, "/en/me/two-step/change",
                             arena_print(d->arena, "what=off&code=%.*s",
                                 TEXT_ARG(member_codes[0]))
                                 .ptr),
            303);
        assert_true(text_is_equal(
            way_ask(&h, "SELECT count(*) FROM two_step"), TEXT("1")));
        house_close(&h);
    }
}

int
two_step_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(with_two_steps_a_session_waits_for_the_code),
        support_test(a_recovery_code_opens_once_and_only_its_own_account),
        support_test(the_secret_is_enciphered_for_its_account_alone),
        support_test(
            coordinators_do_nothing_else_until_the_second_step_is_set_up),
        support_test(no_coordinator_turns_off_what_the_network_asks_of_them),
    };
    return cmocka_run_group_tests_name("people/two_step", tests, NULL, NULL);
}
