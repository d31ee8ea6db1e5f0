/* Being let in anew. */
#include "support/ways.h"

#include "base/key.h"
#include "people/people.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int recover_test(void);

/* ---- Let in anew --------------------------------------------------------- */

static void
a_coordinator_lets_a_member_in_anew_and_they_hear_of_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        text codes[RECOVERY_CODES];
        house_open(&h, s, d);
        int64_t c = way_somebody(&h, "c@x.example", true);
        int64_t m = way_somebody(&h, "m@x.example", false);
        way_two_steps(&h, m, codes);
        text session;
        assert_int_equal(
            people_begin_session(d->db, d->arena, m, &session), OK);
        house_enter(&h, c);
        assert_int_equal(house_get(&h, "/en/admin/recovery"), 200);
        house_says(&h, "You are the only coordinator");
        assert_int_equal(
            way_send(&h, "/en/admin/recovery", "who=m%40x.example&how=mail"),
            303);
        text link = way_link_mailed(&h, "/welcome/");
        house_enter(&h, 0);
        text body = TEXT("token=&name=Musa&password=quite+other+words"
                         "&again=quite+other+words");
        assert_int_equal(house_ask(&h, WEB_GET, link, (text){ 0 }, 0), 200);
        assert_int_equal(house_ask(&h, WEB_POST, link, body, 0), 303);
        way_leads_to(&h, "/en/me");
        way_keep_cookie(&h);
        assert_int_equal(house_get(&h, "/en/me"), 200);
        h.session = session; /* what was begun before is over */
        assert_int_equal(house_get(&h, "/en/me"), 303);
        struct two_step t;
        assert_int_equal(two_step_load(d->db, d->arena, m, &t), ERR_NOT_FOUND);
        /* handed over, the person hears of it all the same */
        house_enter(&h, c);
        assert_int_equal(
            way_send(&h, "/en/admin/recovery", "who=m%40x.example&how=hand"),
            200);
        house_says(&h, "/welcome/");
        text told =
            way_ask(&h, "SELECT body FROM mail ORDER BY id DESC LIMIT 1");
        assert_true(text_find(told, TEXT("/welcome/")) < 0);
        assert_true(text_find(told, TEXT("new password")) > 0);
        assert_int_equal(
            way_send(&h, "/en/admin/recovery", "who=c%40x.example&how=hand"),
            422);
        house_close(&h);
    }
}

static void
a_coordinator_is_let_in_anew_by_two(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        int64_t a = way_somebody(&h, "a@x.example", true);
        int64_t lost = way_somebody(&h, "lost@x.example", true);
        house_enter(&h, a);
        /* of two, nobody is left who could agree */
        assert_int_equal(
            way_send(&h, "/en/admin/recovery", "who=lost%40x.example&how=hand"),
            422);
        int64_t b = way_somebody(&h, "b@x.example", true);
        assert_int_equal(
            way_send(&h, "/en/admin/recovery", "who=lost%40x.example&how=hand"),
            303);
        text ids = way_ask(&h, "SELECT id FROM recovery");
        char key[KEY_LENGTH];
        text id = key_print(
            strtoll(arena_print(d->arena, "%.*s", TEXT_ARG(ids)).ptr, NULL, 10),
            key);
        text agree =
            arena_print(d->arena, "/en/admin/recovery/%.*s/hand", TEXT_ARG(id));
        assert_int_equal(way_send(&h, agree.ptr, ""), 403); /* who asked */
        house_enter(&h, lost);
        assert_int_equal(way_send(&h, agree.ptr, ""), 403);
        assert_true(
            text_is_equal(way_ask(&h,
                              "SELECT count(*) FROM one_time_link WHERE "
                              "purpose = 'recover'"),
                TEXT("0")));
        house_enter(&h, b);
        assert_int_equal(house_get(&h, "/en/admin/recovery"), 200);
        assert_int_equal(way_send(&h, agree.ptr, ""), 200);
        house_says(&h, "/welcome/");
        /* a second time there is nothing to agree to */
        assert_int_equal(way_send(&h, agree.ptr, ""), 303);
        assert_true(
            text_is_equal(way_ask(&h,
                              "SELECT count(*) FROM one_time_link WHERE "
                              "purpose = 'recover'"),
                TEXT("1")));
        house_close(&h);
    }
}

int
recover_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_coordinator_lets_a_member_in_anew_and_they_hear_of_it),
        support_test(a_coordinator_is_let_in_anew_by_two),
    };
    return cmocka_run_group_tests_name("people/recover", tests, NULL, NULL);
}
