/* Told journeys: who may tell, who sees what, and what waits for whom. */
#include "mirror/told.h"

#include "base/key.h"
#include "support/told_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int told_who_test(void);

static void
a_story_is_its_sides_and_a_draft_its_tellers_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        text step = told_begin(&h, &c, "words");
        assert_int_equal(
            house_post(&h, step.ptr, "words=a+long+%3Cb%3Eway%3C/b%3E"), 303);
        text own = told_journey(&h, step);
        text key = text_slice(own, own.len - KEY_LENGTH, own.len);
        text story = arena_print(d->arena, "/en/told/%.*s", TEXT_ARG(key));
        const int64_t others[] = { c.c.asha, c.c.bjorn, c.c.stranger,
            c.c.other_lead, c.c.lead };
        for (int i = 0; i < 5; i++) {
            house_enter(&h, others[i]);
            assert_int_equal(house_get(&h, own.ptr), 404);
            assert_int_equal(house_get(&h, step.ptr), 404);
            assert_int_equal(house_get(&h, story.ptr), 404);
            assert_int_equal(house_post(&h, step.ptr, "words=mine"), 404);
            assert_int_equal(
                house_post(&h, board_cast_at(&h, own, "/send").ptr, ""), 404);
            assert_int_equal(
                house_post(&h, board_cast_at(&h, own, "/withdraw").ptr, ""),
                404);
        }
        house_enter(&h, c.c.guest);
        assert_int_equal(
            house_post(&h, board_cast_at(&h, own, "/send").ptr, ""), 303);
        assert_int_equal(house_get(&h, story.ptr), 403); /* a guest */
        house_enter(&h, c.c.asha);
        assert_int_equal(house_get(&h, story.ptr), 200);
        house_says(&h, "a long &lt;b&gt;way&lt;/b&gt;");
        assert_int_equal(house_get(&h, own.ptr), 404);
        house_enter(&h, c.c.bjorn);
        assert_int_equal(house_get(&h, story.ptr), 404);
        house_enter(&h, c.c.other_lead);
        assert_int_equal(house_get(&h, story.ptr), 404);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, story.ptr), 303);
        assert_int_equal(house_get(&h, own.ptr), 303);
        house_close(&h);
    }
}

static void
the_other_side_tells_nothing_here(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        house_enter(&h, c.c.bjorn);
        assert_int_equal(house_get(&h, c.tell.ptr), 200);
        house_says(&h, "Members and guests of Homa Bay tell its journeys.");
        assert_int_equal(house_post(&h, c.tell.ptr,
                             "teller=self&uses=words&lang=en&agree=on"),
            409);
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM told"), 0);
        /* who tells and is of the side no more sends nothing */
        house_enter(&h, c.c.guest);
        text step = told_begin(&h, &c, "words");
        assert_int_equal(house_post(&h, step.ptr, told_way[0]), 303);
        support_exec(s, d->url,
            "UPDATE membership SET ends_on = '2020-01-01' WHERE role = "
            "'guest'");
        house_enter(&h, c.c.guest);
        assert_int_equal(
            house_post(
                &h, board_cast_at(&h, told_journey(&h, step), "/send").ptr, ""),
            403);
        house_close(&h);
    }
}

static void
without_consent_nothing_is_begun(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        assert_int_equal(
            house_post(&h, c.tell.ptr, "teller=other&uses=words&lang=sw"), 422);
        house_says(&h, "value=\"other\" checked");
        house_says(&h, "value=\"words\" checked");
        assert_int_equal(house_post(&h, c.tell.ptr, "agree=on&lang=sw"), 422);
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM told"), 0);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM consent"), 0);
        house_close(&h);
    }
}

static void
an_entry_comes_from_a_story_and_says_so_to_its_side_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        text own = told_tell_one(&h, &c, 1, "words");
        text key = text_slice(own, own.len - KEY_LENGTH, own.len);
        text story = arena_print(d->arena, "/en/told/%.*s", TEXT_ARG(key));
        house_enter(&h, c.c.asha);
        assert_int_equal(house_get(&h, story.ptr), 200);
        house_says(&h,
            arena_print(d->arena, "?from=told-%.*s#add", TEXT_ARG(key)).ptr);
        assert_int_equal(house_get(&h,
                             arena_print(d->arena, "%.*s?from=told-%.*s",
                                 TEXT_ARG(c.c.ours), TEXT_ARG(key))
                                 .ptr),
            200);
        house_says(&h,
            arena_print(d->arena, "value=\"told-%.*s\"", TEXT_ARG(key)).ptr);
        assert_int_equal(
            board_cast_add(&h, c.c.ours,
                arena_print(d->arena,
                    "heading=weakness&words=too+slow&lang=en&from=told-%.*s",
                    TEXT_ARG(key))
                    .ptr),
            303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM thread"), 1);
        assert_int_equal(house_get(&h, story.ptr), 200);
        assert_int_equal(house_follow(&h, "/en/entry/"), 200);
        house_says(&h, arena_print(d->arena, "-%.*s\"", TEXT_ARG(key)).ptr);
        /* shown to the other side, the entry is theirs to read; the story not
         */
        text entry = board_cast_entry(&h, "too slow");
        support_exec(s, d->url, "UPDATE board SET is_shown = 1");
        house_enter(&h, c.c.bjorn);
        assert_int_equal(house_get(&h, entry.ptr), 200);
        house_is_silent_on(&h, arena_c_string(d->arena, key));
        /* who has no business there makes nothing of it */
        assert_int_equal(
            board_cast_add(&h, c.c.theirs,
                arena_print(d->arena,
                    "heading=weakness&words=mine&lang=en&from=told-%.*s",
                    TEXT_ARG(key))
                    .ptr),
            303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM thread"), 1);
        house_close(&h);
    }
}

static void
a_step_sent_after_the_session_ended_waits_for_its_teller_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        text step = told_begin(&h, &c, "words");
        text token = arena_copy(d->arena, house_token(&h));
        const char *fields =
            arena_print(d->arena, "%.*s&words=typed+long&days=3&for=%.*s",
                TEXT_ARG(token), TEXT_ARG(told_key(d->arena, c.c.guest)))
                .ptr;
        house_enter(&h, 0);
        assert_int_equal(
            house_ask(&h, WEB_POST, step, text_of(fields), 0), 303);
        assert_true(text_find(told_leads_to(&h), TEXT("/sign-in?then=")) >= 0);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM told_step"), 0);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM lost_draft"), 1);
        /* as it is when its browser brings the cookie back */
        support_exec(s, d->url,
            "INSERT INTO draft (id, person_id, kind, thing_id, within_id, "
            "fields, at) SELECT id, person_id, kind, thing_id, within_id, "
            "fields, at FROM lost_draft");
        house_enter(&h, c.c.asha);
        assert_int_equal(house_get(&h, step.ptr), 404);
        house_enter(&h, c.c.guest);
        assert_int_equal(house_get(&h, step.ptr), 200);
        house_says(&h, "value=\"typed long\"");
        house_says(&h, "when you were not signed in any more");
        assert_int_equal(house_post(&h, step.ptr, "words=typed+long"), 303);
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM draft"), 0);
        house_close(&h);
    }
}

int
told_who_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_story_is_its_sides_and_a_draft_its_tellers_alone),
        support_test(the_other_side_tells_nothing_here),
        support_test(without_consent_nothing_is_begun),
        support_test(an_entry_comes_from_a_story_and_says_so_to_its_side_alone),
        support_test(
            a_step_sent_after_the_session_ended_waits_for_its_teller_alone),
    };
    return cmocka_run_group_tests_name("mirror/told_who", tests, NULL, NULL);
}
