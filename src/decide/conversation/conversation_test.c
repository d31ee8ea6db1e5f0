/* Conversations: from the question to what people share, by account and by
 * slip; what is told apart, and what nobody sees. */
#include "decide/conversation/conversation.h"
#include "os/clock.h"
#include "support/talk_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int conversation_test(void);

static void
a_slip_answers_in_swahili_and_sees_the_ground_after_the_close(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        int n_done;
        talk_open(&h, s, d, &t, "sides");
        text code = talk_slip(&h, &t, "Oyugis");
        text page = arena_print(d->arena, "/sw/say/%.*s", TEXT_ARG(code));
        house_enter(&h, 0);
        assert_int_equal(
            house_get(
                &h, arena_print(d->arena, "/sw/slip/%.*s", TEXT_ARG(code)).ptr),
            303);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "Nakubali");
        house_says(&h, "Why &lt;late&gt;?");
        assert_true(h.body.len < 10'000);
        /* said before anybody answers */
        house_says(&h, "Tunafanya kazi nawe"); /* how much it decides */
        house_says(&h, "The &lt;budget&gt;");
        house_says(&h, "The board reads it");
        assert_int_equal(talk_vote(&h, page, 1, NULL, "agree"), 303);
        page = talk_receipt(&h, "sw");
        house_enter(&h, t.c.stranger);
        assert_int_equal(house_get(&h, "/en/deciding"), 200);
        house_is_silent_on(&h, "Why &lt;late"); /* it is for its sides */
        house_enter(&h, 0);
        assert_int_equal(talk_vote(&h, page, 1, NULL, "disagree"), 303);
        assert_int_equal(talk_vote(&h, page, 2, NULL, "pass"), 303);
        /* one participant, two answers; the first was changed */
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM participant"), 1);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM answer"), 2);
        assert_int_equal(
            board_cast_count(&h, "SELECT sum(vote) FROM answer"), -1);
        /* before the close nobody sees what others answered */
        assert_int_equal(
            house_get(
                &h, arena_print(d->arena, "%.*s/ground", TEXT_ARG(page)).ptr),
            404);
        house_enter(&h, t.c.lead);
        assert_int_equal(house_get(&h, talk_at(&h, &t, "/ground").ptr), 404);
        assert_int_equal(
            house_post(&h, talk_at(&h, &t, "/close").ptr, "reason=enough"),
            303);
        assert_int_equal(job_work(d->home, now_s() + 60, &n_done), OK);
        assert_int_equal(n_done, 1);
        assert_int_equal(house_get(&h, talk_at(&h, &t, "/ground").ptr), 200);
        house_says(&h, "a small group");
        house_says(&h, "The road is bad");
        house_says(&h, "Fewer than 15 people");
        house_enter(&h, 0);
        assert_int_equal(
            house_get(
                &h, arena_print(d->arena, "%.*s/ground", TEXT_ARG(page)).ptr),
            200);
        house_says(&h, "kundi dogo");
        /* and nothing is answered any more */
        assert_int_equal(talk_vote(&h, page, 3, NULL, "agree"), 409);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM answer"), 2);
        house_close(&h);
    }
}

static void
a_member_answers_for_a_community_of_their_own_side(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "sides");
        house_enter(&h, t.c.asha);
        assert_int_equal(house_get(&h, talk_at(&h, &t, "/answer").ptr), 200);
        house_says(&h, "Kendu Bay");
        house_is_silent_on(&h, "Liverpool");
        /* another side's community is not theirs */
        assert_int_equal(
            talk_vote(&h, talk_at(&h, &t, "/answer"), 1, "Liverpool", "agree"),
            400);
        assert_int_equal(
            talk_vote(&h, talk_at(&h, &t, "/answer"), 1, "Kendu Bay", "agree"),
            303);
        /* nor do they answer twice by answering for another */
        assert_int_equal(
            talk_vote(&h, talk_at(&h, &t, "/answer"), 1, "Oyugis", "agree"),
            303);
        assert_int_equal(
            board_cast_count(&h, "SELECT sum(vote) FROM answer"), 1);
        house_enter(&h, t.c.stranger);
        assert_int_equal(house_get(&h, talk_at(&h, &t, "").ptr), 404);
        assert_int_equal(house_get(&h, talk_at(&h, &t, "/answer").ptr), 404);
        assert_int_equal(
            talk_vote(&h, talk_at(&h, &t, "/answer"), 1, "Oyugis", "agree"),
            404);
        house_close(&h);
    }
}

static void
nothing_says_who_answered_or_when(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "network");
        house_enter(&h, t.c.asha);
        assert_int_equal(
            talk_vote(&h, talk_at(&h, &t, "/answer"), 1, "Oyugis", "agree"),
            303);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM audit WHERE action = 'answer' AND "
                "actor_id IS NULL AND at % 86400 = 0"),
            1);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM audit a JOIN answer x ON a.thing_id = "
                "x.id"),
            0);
        /* a key tells no time: it is its participant's, which is of chance,
         * and the number of the statement */
        assert_int_equal(
            talk_vote(&h, talk_at(&h, &t, "/answer"), 2, "Oyugis", "agree"),
            303);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM answer a JOIN statement s ON s.id = "
                "a.statement_id WHERE a.id <> a.participant_id + s.number"),
            0);
        /* whoever looks after it sees numbers of people, and no answer */
        house_enter(&h, t.c.lead);
        assert_int_equal(house_get(&h, talk_at(&h, &t, "").ptr), 200);
        house_says(&h, "Fewer than ten people have answered.");
        house_is_silent_on(&h, "1 person has answered");
        house_is_silent_on(&h, "asha");
        house_close(&h);
    }
}

static void
what_is_taken_back_is_counted_no_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "sides");
        text code = talk_slip(&h, &t, "Oyugis");
        text page = arena_print(d->arena, "/en/say/%.*s", TEXT_ARG(code));
        text add = arena_print(d->arena, "%.*s/add", TEXT_ARG(page));
        house_enter(&h, 0);
        assert_int_equal(
            house_post(&h, add.ptr, "lang=sw&words=Barabara+mbaya"), 422);
        house_says(&h, "Answer a statement first");
        assert_int_equal(talk_vote(&h, page, 1, NULL, "agree"), 303);
        page = talk_receipt(&h, "en");
        add = arena_print(d->arena, "%.*s/add", TEXT_ARG(page));
        assert_int_equal(
            house_post(&h, add.ptr, "lang=sw&words=Piga+0712+345+678"), 422);
        house_says(&h, "telephone number");
        assert_int_equal(
            house_post(&h, add.ptr, "lang=sw&words=Barabara+mbaya"), 200);
        /* nobody answers it before somebody looked at it */
        assert_int_equal(talk_vote(&h, page, 4, NULL, "agree"), 409);
        assert_int_equal(
            house_post(&h,
                arena_print(d->arena, "%.*s/withdraw", TEXT_ARG(page)).ptr, ""),
            303);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) + (SELECT count(*) FROM participant) + "
                "(SELECT count(*) FROM participant_link WHERE participant_id "
                "<> 0) + (SELECT count(*) FROM statement WHERE words LIKE "
                "'Barabara%') FROM answer"),
            0);
        house_close(&h);
    }
}

static void
a_statement_out_says_why_to_whoever_wrote_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "sides");
        house_enter(&h, t.c.asha);
        assert_int_equal(
            talk_vote(&h, talk_at(&h, &t, "/answer"), 1, "Oyugis", "agree"),
            303);
        assert_int_equal(house_post(&h, talk_at(&h, &t, "/answer/add").ptr,
                             "lang=en&words=All+of+them+are+thieves"),
            200);
        text settle =
            arena_print(d->arena, "%.*s/statement/%.*s", TEXT_ARG(t.page),
                TEXT_ARG(
                    talk_key(&h, "SELECT id FROM statement WHERE number = 4")));
        assert_int_equal(
            house_post(&h, settle.ptr, "verdict=out&reason=hurts"), 403);
        house_enter(&h, t.c.lead);
        assert_int_equal(house_post(&h, settle.ptr, "verdict=out"), 400);
        assert_int_equal(
            house_post(&h, settle.ptr, "verdict=out&reason=hurts"), 303);
        house_enter(&h, t.c.asha);
        assert_int_equal(
            house_get(&h, talk_at(&h, &t, "/answer/mine").ptr), 200);
        house_says(&h, "It hurts or threatens people");
        house_enter(&h, t.c.bjorn);
        assert_int_equal(house_get(&h, talk_at(&h, &t, "").ptr), 200);
        house_is_silent_on(&h, "thieves");
        house_close(&h);
    }
}

static void
one_person_leaves_room_for_what_others_say(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "sides");
        house_enter(&h, t.c.asha);
        text page = talk_at(&h, &t, "/answer");
        assert_int_equal(talk_vote(&h, page, 1, "Oyugis", "agree"), 303);
        for (int i = 0; i < STATEMENTS_OF_ONE; i++)
            assert_int_equal(house_post(&h, talk_at(&h, &t, "/answer/add").ptr,
                                 "words=One+more&lang=en"),
                200);
        assert_int_equal(house_post(&h, talk_at(&h, &t, "/answer/add").ptr,
                             "words=The+last&lang=en"),
            422);
        house_says(&h, "as many as one person can");
        house_says(&h, "The last");
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM statement WHERE status = 'waits'"),
            STATEMENTS_OF_ONE);
        house_close(&h);
    }
}

int
conversation_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(
            a_slip_answers_in_swahili_and_sees_the_ground_after_the_close),
        support_test(a_member_answers_for_a_community_of_their_own_side),
        support_test(nothing_says_who_answered_or_when),
        support_test(what_is_taken_back_is_counted_no_more),
        support_test(a_statement_out_says_why_to_whoever_wrote_it),
        support_test(one_person_leaves_room_for_what_others_say),
    };
    return cmocka_run_group_tests_name(
        "decide/conversation", tests, NULL, NULL);
}
