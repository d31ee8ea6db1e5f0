/* The life of an asking in pages: who is missing, who stands behind what, who
 * closes it, who was reached out to, and how it ends. */
#include "decide/proposal/proposal_answer.h"

#include "base/key.h"
#include "os/clock.h"
#include "people/people.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int proposal_life_test(void);

/* "/objection/KEY/WHAT" of the only one there is. */
static text
objection(struct house *h, const char *what)
{
    char key[KEY_LENGTH];
    int64_t id = agree_count(h,
        "SELECT max(id) FROM proposal_objection WHERE proposal_id = "
        "(SELECT max(id) FROM proposal)");
    return arena_print(
        h->d->arena, "/objection/%.*s/%s", TEXT_ARG(key_print(id, key)), what);
}

static text
unit_key(struct house *h, const char *of)
{
    char key[KEY_LENGTH];
    int64_t id = agree_count(h,
        arena_print(h->d->arena, "SELECT id FROM proposal_unit WHERE %s", of)
            .ptr);
    return arena_copy(h->d->arena, key_print(id, key));
}

static void
who_is_missing_is_said_and_answered_before_anybody_is_asked(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        char key[KEY_LENGTH];
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        house_enter(&h, c.stranger);
        assert_int_equal(agree_page(&h, &c, "/list"), 404);
        house_enter(&h, c.lead);
        assert_int_equal(agree_post(&h, &c, "/lay-open", ""), 303);
        house_enter(&h, c.stranger);
        assert_int_equal(agree_page(&h, &c, "/list"), 200);
        assert_int_equal(
            agree_post(&h, &c, "/challenge", "kind=missing&words="), 422);
        assert_int_equal(agree_post(&h, &c, "/challenge",
                             "kind=missing&words=The+<fishers>+of+the+lake"),
            303);
        for (int i = 0; i < 5; i++) /* and not without end */
            assert_int_equal(
                agree_post(&h, &c, "/challenge", "kind=other&words=More"),
                i < 4 ? 303 : 409);
        support_exec(
            s, d->url, "DELETE FROM proposal_challenge WHERE words = 'More'");
        /* not by a stranger, and once by who is on the list */
        assert_int_equal(agree_post(&h, &c, "/extend", ""), 409);
        house_enter(&h, c.people[0]);
        text was = support_ask(
            s, d->url, "SELECT challenge_until FROM proposal_asking");
        was = arena_copy(d->arena, was);
        assert_int_equal(agree_post(&h, &c, "/extend", ""), 303);
        assert_true(text_is_equal(support_ask(s, d->url,
                                      "SELECT challenge_until FROM "
                                      "proposal_asking"),
            proposal_day_after(d->arena, was, 7)));
        assert_int_equal(agree_post(&h, &c, "/extend", ""), 409);
        house_enter(&h, 0);
        assert_int_equal(agree_page(&h, &c, "/list"), 200);
        house_says(&h, "The &lt;fishers&gt; of the lake");
        house_says(&h, "Not answered yet.");
        /* the days are over, and it is still not answered */
        support_exec(s, d->url,
            "UPDATE proposal_asking SET challenge_until = '2001-01-01'");
        house_enter(&h, c.lead);
        text open = arena_print(d->arena, "closes_on=2999-01-01&lead=%.*s",
            TEXT_ARG(key_print(c.guest, key)));
        assert_int_equal(agree_post(&h, &c, "/open", open.ptr), 409);
        house_says(&h, "Each challenge of the list is answered");
        text reply = arena_print(d->arena, "/challenge/%.*s/reply",
            TEXT_ARG(key_print(
                agree_count(&h, "SELECT id FROM proposal_challenge"), key)));
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_post(&h, &c, reply.ptr, "answer=No"), 403);
        house_enter(&h, c.lead);
        assert_int_equal(
            agree_post(&h, &c, reply.ptr, "answer=They+are+on+it+now"), 303);
        assert_int_equal(
            agree_post(&h, &c, reply.ptr, "answer=Changed+my+mind"), 409);
        /* who changes the list now leaves three days to look at it */
        text fields =
            arena_print(d->arena, "name=Fishers&side=%.*s&kind=members",
                TEXT_ARG(key_print(c.hb, key)));
        assert_int_equal(agree_post(&h, &c, "/unit", fields.ptr), 303);
        assert_int_equal(agree_post(&h, &c, "/open", open.ptr), 409);
        house_says(&h, "They are on it now");
        support_exec(s, d->url,
            "UPDATE proposal_asking SET challenge_until = '2001-01-01'");
        assert_int_equal(agree_post(&h, &c, "/open", open.ptr), 303);
        house_close(&h);
    }
}

static void
an_objection_counts_when_others_of_its_community_share_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        assert_int_equal(agree_answer(&h, &c, c.people[0], "object",
                             "&reason=Zebra&is_shown=on"),
            303);
        for (int i = 1; i < 4; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        /* the other side does not read it, nor does the public page */
        house_is_silent_on(&h, "Zebra");
        house_enter(&h, c.lead);
        assert_int_equal(agree_page(&h, &c, "/objections"), 200);
        house_is_silent_on(&h, "Zebra");
        house_enter(&h, c.people[1]);
        assert_int_equal(agree_page(&h, &c, "/answer"), 200);
        house_says(&h, "Zebra");
        house_is_silent_on(&h, "a@x.example");
        text back = agree_behind(&h, "name=\"back\" value=\"");
        text more = arena_print(d->arena, "&back=%.*s", TEXT_ARG(back));
        /* one of four is not enough behind it */
        agree_close_asking(&h, &c);
        house_says(&h, "Agreed: every side says yes to the same version.");
        house_close(&h);
        /* the same, with a second one behind it */
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        assert_int_equal(agree_answer(&h, &c, c.people[0], "object",
                             "&reason=Zebra&is_shown=on"),
            303);
        house_enter(&h, c.people[1]);
        assert_int_equal(agree_page(&h, &c, "/answer"), 200);
        back = agree_behind(&h, "name=\"back\" value=\"");
        more = arena_print(d->arena, "&back=%.*s", TEXT_ARG(back));
        assert_int_equal(
            agree_answer(&h, &c, c.people[1], "object", more.ptr), 303);
        house_enter(&h, c.people[1]);
        assert_int_equal(agree_page(&h, &c, "/answer"), 200);
        house_says(&h, "You stand behind this");
        for (int i = 2; i < 4; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        /* nobody backs what is not of their community */
        assert_int_equal(
            agree_answer(&h, &c, c.trust, "object",
                arena_print(d->arena, "&ground=law%.*s", TEXT_ARG(more)).ptr),
            409);
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        agree_close_asking(&h, &c);
        house_says(&h, "Not yet: an objection is open.");
        assert_int_equal(agree_page(&h, &c, "/objections"), 200);
        house_says(&h, "enough stand behind it");
        /* answered, and open until who raised it says yes to the next one */
        house_enter(&h, c.lead);
        assert_int_equal(agree_post(&h, &c, objection(&h, "respond").ptr,
                             "way=amendment&words=It+is+free+now"),
            303);
        house_enter(&h, c.people[2]);
        assert_int_equal(agree_post(&h, &c, objection(&h, "respond").ptr,
                             "way=reasons&words=No"),
            403);
        house_enter(&h, c.lead);
        assert_int_equal(
            agree_post(&h, &c, "/amend", "version=1&body=Free"), 303);
        agree_open_asking(&h, &c);
        for (int i = 0; i < 4; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        assert_int_equal(
            agree_count(&h,
                "SELECT count(*) FROM proposal_objection WHERE is_closed = 1"),
            1);
        agree_close_asking(&h, &c);
        house_says(&h, "Agreed: every side says yes to the same version.");
        assert_int_equal(agree_page(&h, &c, "/objections"), 200);
        house_says(&h, "It is free now");
        house_close(&h);
    }
}

static void
two_others_turn_the_key_of_who_raised_one_of_safety(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        for (int i = 1; i < 4; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.people[0], "object",
                             "&reason=Zebra&is_safety=on&is_shown=on"),
            303);
        /* a yes of theirs does not close one of safety */
        assert_int_equal(agree_answer(&h, &c, c.people[0], "agree", ""), 303);
        agree_close_asking(&h, &c);
        house_says(&h, "Not yet: an objection is open.");
        text turn = objection(&h, "community");
        int64_t others[] = { c.trust, c.lead, c.guest, c.stranger,
            c.people[0] };
        for (int i = 0; i < 5; i++) {
            house_enter(&h, others[i]);
            assert_int_equal(agree_post(&h, &c, turn.ptr, ""), 404);
        }
        house_enter(&h, c.people[1]);
        assert_int_equal(agree_page(&h, &c, "/objections"), 200);
        house_says(&h, "It is met, for our community");
        for (int i = 0; i < 2; i++) /* the same one twice is one */
            assert_int_equal(agree_post(&h, &c, turn.ptr, ""), 303);
        assert_int_equal(
            agree_count(&h, "SELECT max(own_key) FROM proposal_objection"), 0);
        house_enter(&h, c.guest);
        assert_int_equal(
            agree_post(&h, &c, objection(&h, "settle").ptr, ""), 303);
        assert_int_equal(
            agree_count(&h, "SELECT max(is_closed) FROM proposal_objection"),
            0);
        house_enter(&h, c.people[2]);
        assert_int_equal(agree_post(&h, &c, turn.ptr, ""), 303);
        assert_int_equal(
            agree_count(&h, "SELECT max(is_closed) FROM proposal_objection"),
            1);
        agree_open_asking(&h, &c);
        agree_close_asking(&h, &c);
        house_says(&h, "Agreed: every side says yes to the same version.");
        house_close(&h);
    }
}

static void
reach(struct house *h, const struct agree_cast *c, const char *of, int round,
    const char *route, int status)
{
    text fields = arena_print(h->d->arena, "unit=%.*s&round=%d&route=%s",
        TEXT_ARG(unit_key(h, of)), round, route);
    assert_int_equal(agree_post(h, c, "/outreach", fields.ptr), status);
}

static void
who_was_reached_out_to_and_not_heard_leaves_a_yes_for_now(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        char key[KEY_LENGTH];
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        for (int i = 0; i < 2; i++) {
            text fields = arena_print(d->arena,
                "name=%s&side=%.*s&kind=members&n_members=%d",
                i == 0 ? "Fishers" : "Farmers", TEXT_ARG(key_print(c.hb, key)),
                i == 0 ? 900 : 9);
            assert_int_equal(agree_post(&h, &c, "/unit", fields.ptr), 303);
        }
        agree_open_asking(&h, &c);
        for (int i = 0; i < 3; i++)
            for (int u = 0; u < 3; u += 2) {
                house_enter(&h, c.people[i]);
                text fields =
                    arena_print(d->arena, "unit=%.*s&version=1&value=agree",
                        TEXT_ARG(unit_key(&h,
                            u == 0 ? "name = 'Mothers & <aunts>'"
                                   : "name = 'Farmers'")));
                assert_int_equal(
                    agree_post(&h, &c, "/answer", fields.ptr), 303);
            }
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        house_enter(&h, c.lead);
        reach(&h, &c, "name = 'Fishers'", 1, "letter", 303);
        reach(&h, &c, "name = 'Fishers'", 1, "letter", 409);
        reach(&h, &c, "name = 'Fishers'", 1, "radio", 303);
        reach(&h, &c, "name = 'Fishers'", 2, "visit", 303);
        agree_close_asking(&h, &c);
        house_says(&h, "Agreed for now.");
        assert_int_equal(agree_page(&h, &c, "/list"), 200);
        house_says(&h, "going from door to door");
        assert_int_equal(
            agree_count(&h,
                "SELECT count(*) FROM proposal_asking WHERE review_on > "
                "(SELECT max(closes_on) FROM proposal)"),
            1);
        /* who was heard does not reopen it; who was not does, at any time */
        text heard = arena_print(d->arena, "unit=%.*s&reason=No",
            TEXT_ARG(unit_key(&h, "name = 'Farmers'")));
        text late =
            arena_print(d->arena, "unit=%.*s&reason=The+nets&is_shown=on",
                TEXT_ARG(unit_key(&h, "name = 'Fishers'")));
        house_enter(&h, c.people[3]);
        assert_int_equal(agree_post(&h, &c, "/late", heard.ptr), 409);
        house_enter(&h, c.trust);
        assert_int_equal(agree_post(&h, &c, "/late", late.ptr), 409);
        house_enter(&h, c.people[3]);
        assert_int_equal(agree_page(&h, &c, "/objections"), 200);
        house_says(&h, "Your community was not heard");
        assert_int_equal(agree_post(&h, &c, "/late", late.ptr), 303);
        house_enter(&h, 0);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "Not yet: an objection is open.");
        house_says(&h, "The nets");
        /* the register keeps what it was, and says that it is no more */
        assert_int_equal(house_get(&h, "/en/decisions"), 200);
        house_says(&h, "Agreed for now");
        house_says(&h, "opened again on");
        house_is_silent_on(&h, "to be looked at again by");
        assert_int_equal(house_follow(&h, "/en/decision/"), 200);
        house_says(&h, "Opened again on");
        house_says(&h, "/en/agree/");
        house_is_silent_on(&h, "What came of it later");
        house_enter(&h, c.lead);
        assert_int_equal(
            agree_post(&h, &c, "/withdraw", "reason=We+begin+anew"), 303);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, "/en/decisions"), 200);
        house_says(&h, "Withdrawn");
        house_says(&h, "Agreed for now");
        assert_int_equal(
            house_get(&h, "/en/decisions?result=agreed_for_now"), 200);
        assert_int_equal(house_follow(&h, "/en/decision/"), 200);
        house_says(&h, "What came of it later");
        assert_int_equal(
            agree_count(
                &h, "SELECT count(*) FROM decision WHERE later_id IS NOT NULL"),
            1);
        assert_int_equal(house_get(&h, "/en/decisions?result=withdrawn"), 200);
        assert_int_equal(house_follow(&h, "/en/decision/"), 200);
        house_says(&h, "Before it was opened again, on ");
        house_says(&h, "We begin anew");
        house_close(&h);
    }
}

static void
what_was_not_agreed_says_what_each_organisation_does_now(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        for (int i = 0; i < 3; i++)
            assert_int_equal(agree_answer(&h, &c, c.people[i], "object",
                                 i == 0 ? "&reason=Zebra&is_shown=on" : ""),
                303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "object",
                             "&ground=money&reason=Giraffe"),
            303);
        text act = arena_print(
            d->arena, "/act/%.*s", TEXT_ARG(unit_key(&h, "is_role = 1")));
        assert_int_equal(
            agree_post(&h, &c, act.ptr, "words=Too+early&why=Yes"), 409);
        agree_close_asking(&h, &c);
        agree_open_asking(&h, &c);
        agree_close_asking(&h, &c);
        house_says(&h, "Not agreed: here is the disagreement.");
        assert_int_equal(agree_page(&h, &c, "/objections"), 200);
        house_says(&h, "Zebra");
        house_says(&h, "Giraffe");
        house_says(&h, "It has not said yet what it does now.");
        house_enter(&h, c.lead);
        assert_int_equal(
            agree_post(&h, &c, act.ptr, "words=Mine&why=Not"), 404);
        house_enter(&h, c.trust);
        assert_int_equal(agree_post(&h, &c, act.ptr, "words=We+stop"), 422);
        assert_int_equal(
            agree_post(&h, &c, act.ptr, "words=We+<stop>&why=No+budget"), 303);
        house_enter(&h, 0);
        assert_int_equal(agree_page(&h, &c, "/objections"), 200);
        house_says(&h, "We &lt;stop&gt;");
        house_says(&h, "No budget");
        /* another may take it up, and the thread says so, beside what
         * the register has */
        char key[KEY_LENGTH];
        int64_t old = agree_count(&h, "SELECT id FROM proposal");
        house_enter(&h, c.people[0]);
        text to = arena_print(d->arena, "/en/partnership/%.*s/proposals?after=",
            TEXT_ARG(key_print(c.partnership, key)));
        to = arena_print(
            d->arena, "%.*s%.*s", TEXT_ARG(to), TEXT_ARG(key_print(old, key)));
        assert_int_equal(
            house_post(&h, to.ptr, "name=Again&level=empower&body=Text"), 303);
        assert_int_equal(agree_count(&h,
                             "SELECT count(*) FROM proposal_asking WHERE "
                             "follows_id IS NOT NULL"),
            1);
        assert_int_equal(agree_count(&h, "SELECT count(*) FROM thread"), 2);
        to = arena_print(d->arena, "/en/partnership/%.*s/proposals?q=AGA",
            TEXT_ARG(key_print(c.partnership, key)));
        assert_int_equal(house_get(&h, to.ptr), 200);
        house_says(&h, ">Again<");
        house_is_silent_on(&h, "One number");
        house_close(&h);
    }
}

static void
answers_stay_over_wording_until_one_says_it_is_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        for (int i = 0; i < 3; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        house_enter(&h, c.lead);
        assert_int_equal(agree_post(&h, &c, "/amend",
                             "version=1&body=One+number,+free&kind=trial"),
            409);
        /* with one day left it stays open for as long as it may be spoken
         * against */
        support_exec(s, d->url,
            arena_c_string(d->arena,
                arena_print(d->arena, "UPDATE proposal SET closes_on = '%.*s'",
                    TEXT_ARG(proposal_day_after(
                        d->arena, day_of(d->arena, now_s()), 1)))));
        assert_int_equal(agree_post(&h, &c, "/amend",
                             "version=1&body=One+number,+free&kind=wording"),
            303);
        assert_int_equal(
            agree_count(&h,
                arena_c_string(d->arena,
                    arena_print(d->arena,
                        "SELECT count(*) FROM proposal WHERE closes_on = "
                        "'%.*s'",
                        TEXT_ARG(proposal_day_after(
                            d->arena, day_of(d->arena, now_s()), 7))))),
            1);
        assert_int_equal(
            agree_count(
                &h, "SELECT n_heard FROM proposal_unit WHERE number = 0"),
            3);
        house_enter(&h, c.guest);
        assert_int_equal(agree_post(&h, &c, "/not-wording", ""), 409);
        house_enter(&h, c.people[3]);
        assert_int_equal(agree_page(&h, &c, "/answer"), 200);
        house_says(&h, "It is not only wording");
        assert_int_equal(agree_post(&h, &c, "/not-wording", ""), 303);
        assert_int_equal(
            agree_count(
                &h, "SELECT n_heard FROM proposal_unit WHERE number = 0"),
            0);
        assert_int_equal(agree_post(&h, &c, "/not-wording", ""), 409);
        house_close(&h);
    }
}

static void
whoever_is_left_out_stands_aside(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        agree_close_asking(&h, &c);
        house_enter(&h, c.lead);
        assert_int_equal(
            agree_post(&h, &c, "/amend",
                "version=1&body=Two&kind=trial&trial_until=2999-01-01"),
            409);
        assert_int_equal(
            agree_post(&h, &c, "/amend", "version=1&body=Two&kind=carve_out"),
            409);
        text fields = arena_print(d->arena,
            "version=1&body=Two&kind=carve_out&leave_out=%.*s",
            TEXT_ARG(unit_key(&h, "is_role = 0")));
        assert_int_equal(agree_post(&h, &c, "/amend", fields.ptr), 303);
        assert_int_equal(agree_page(&h, &c, "/list"), 200);
        house_says(&h, "This version is not for it");
        agree_open_asking(&h, &c);
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        agree_close_asking(&h, &c);
        house_says(&h, "Still talking");
        house_says(&h, "stands aside");
        house_enter(&h, c.lead);
        assert_int_equal(
            agree_post(&h, &c, "/amend",
                "version=2&body=Three&kind=trial&trial_until=2999-01-01"
                "&trial_stop=One+child+is+turned+away"),
            303);
        agree_open_asking(&h, &c);
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_page(&h, &c, "/answer"), 200);
        house_says(&h, "One child is turned away");
        house_close(&h);
    }
}

static void
a_late_answer_is_kept_with_the_version_that_was_on_the_page(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        agree_close_asking(&h, &c);
        house_enter(&h, c.lead);
        assert_int_equal(
            agree_post(&h, &c, "/amend", "version=1&body=Two"), 303);
        agree_open_asking(&h, &c);
        house_enter(&h, c.people[0]);
        text old = arena_print(d->arena, "unit=%.*s&version=1&value=agree",
            TEXT_ARG(unit_key(&h, "is_role = 0")));
        assert_int_equal(agree_post(&h, &c, "/answer", old.ptr), 409);
        house_says(&h, "The text has changed since you opened this page.");
        assert_int_equal(
            agree_count(&h,
                "SELECT count(*) FROM proposal_event WHERE line LIKE "
                "'answer %version=1 value=1%'"),
            1);
        assert_int_equal(
            agree_count(
                &h, "SELECT n_heard FROM proposal_unit WHERE number = 0"),
            0);
        house_close(&h);
    }
}

int
proposal_life_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(
            who_is_missing_is_said_and_answered_before_anybody_is_asked),
        support_test(an_objection_counts_when_others_of_its_community_share_it),
        support_test(two_others_turn_the_key_of_who_raised_one_of_safety),
        support_test(who_was_reached_out_to_and_not_heard_leaves_a_yes_for_now),
        support_test(what_was_not_agreed_says_what_each_organisation_does_now),
        support_test(answers_stay_over_wording_until_one_says_it_is_more),
        support_test(whoever_is_left_out_stands_aside),
        support_test(
            a_late_answer_is_kept_with_the_version_that_was_on_the_page),
    };
    return cmocka_run_group_tests_name(
        "decide/proposal_life", tests, NULL, NULL);
}
