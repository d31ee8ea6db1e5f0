/* A proposal is taken back before it is agreed; and its news reach those who
 * are asked, once each. */
#include "decide/proposal/proposal_clock.h"
#include "decide/proposal/proposal_log.h"

#include "base/key.h"
#include "os/clock.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int proposal_withdraw_test(void);

static const char *const why = "reason=The+budget+is+<gone>+%22now%22";

static void
what_is_asked_ends_as_withdrawn_with_its_reason(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        assert_int_equal(
            agree_answer(&h, &c, c.people[0], "object", "&reason=No"), 303);
        int64_t facilitator_of_side = house_person(&h, "f@x.example");
        house_give(&h, facilitator_of_side, "facilitator", "side", c.lv);
        int64_t others[] = { facilitator_of_side, c.people[0], c.trust,
            c.stranger, c.guest, 0 };
        for (int i = 0; i < 6; i++) {
            house_enter(&h, others[i]);
            assert_int_not_equal(i == 5 ? house_get(&h, "/en/deciding")
                                        : agree_post(&h, &c, "/withdraw", why),
                303);
            assert_int_equal(agree_page(&h, &c, ""), 200);
            house_is_silent_on(&h, "Withdraw this proposal");
        }
        assert_int_equal(
            agree_count(
                &h, "SELECT count(*) FROM proposal WHERE status = 'open'"),
            1);
        house_enter(&h, c.lead);
        assert_int_equal(agree_post(&h, &c, "/withdraw", "reason="), 422);
        assert_int_equal(agree_post(&h, &c, "/withdraw", why), 303);
        house_enter(&h, 0);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "Withdrawn: those who drafted it took it back.");
        house_says(&h, "The budget is &lt;gone&gt; &quot;now&quot;");
        house_is_silent_on(&h, "Too few of its people"); /* nothing counted */
        house_is_silent_on(&h, "Enough of its people");
        assert_int_equal(agree_page(&h, &c, "/log"), 200);
        house_says(&h, "The proposal was withdrawn");
        assert_int_equal(agree_page(&h, &c, "/objections"), 200);
        house_is_silent_on(&h, ">No<");
        assert_int_equal(house_get(&h, "/en/decisions?result=withdrawn"), 200);
        house_says(&h, "One number for all");
        assert_int_equal(house_follow(&h, "/en/decision/"), 200);
        house_says(&h, "Withdrawn");
        house_says(&h, "The budget is &lt;gone&gt;");
        /* the log alone says the same */
        struct proposal_whole p;
        struct cp_life life;
        int64_t id = agree_count(&h, "SELECT id FROM proposal");
        assert_int_equal(proposal_whole_load(d->db, d->arena, id, &p), OK);
        assert_int_equal(proposal_replay(d->db, d->arena, &p, &life), OK);
        assert_true(life.is_ended && life.end == CP_RESULT_WITHDRAWN);
        /* and that is the end of it */
        house_enter(&h, c.lead);
        assert_int_equal(agree_post(&h, &c, "/withdraw", why), 409);
        agree_days_pass(&h);
        assert_int_equal(agree_post(&h, &c, "/close", ""), 409);
        assert_int_equal(
            agree_post(&h, &c, "/open", "closes_on=2999-01-01"), 409);
        house_enter(&h, c.people[1]);
        assert_int_equal(agree_page(&h, &c, "/answer"), 303);
        assert_int_equal(agree_count(&h, "SELECT count(*) FROM decision"), 1);
        house_close(&h);
    }
}

static void
what_has_ended_meanwhile_is_not_withdrawn(void **state)
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
        assert_int_equal(agree_answer(&h, &c, c.trust, "live", ""), 303);
        agree_close_asking(&h, &c);
        house_enter(&h, c.lead);
        assert_int_equal(agree_post(&h, &c, "/withdraw", why), 409);
        house_says(&h, "Agreed: every side says yes to the same version.");
        house_close(&h);
    }
}

static void
a_list_that_is_laid_open_can_be_withdrawn(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        house_enter(&h, c.lead);
        assert_int_equal(agree_post(&h, &c, "/withdraw", why), 409);
        assert_int_equal(agree_post(&h, &c, "/lay-open", ""), 303);
        text token =
            arena_print(d->arena, "%.*s&%s", TEXT_ARG(house_token(&h)), why);
        text to = arena_print(d->arena, "%.*s/withdraw", TEXT_ARG(c.page));
        for (int i = 0; i < 2; i++) { /* sent twice is withdrawn once */
            house_ask(&h, WEB_POST, to, token, 0);
            assert_int_equal(h.out.status, 303);
        }
        assert_int_equal(
            agree_count(
                &h, "SELECT count(*) FROM decision WHERE result = 'withdrawn'"),
            1);
        assert_int_equal(house_get(&h, "/en/deciding"), 200);
        house_is_silent_on(&h, "One number for all");
        house_close(&h);
    }
}

static void
a_draft_goes_by_who_began_it_or_looks_after_all(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        int64_t others[] = { c.people[1], c.trust };
        for (int i = 0; i < 2; i++) {
            house_enter(&h, others[i]);
            assert_int_equal(agree_post(&h, &c, "/remove", ""), 409);
            assert_int_equal(agree_page(&h, &c, ""), 200);
            house_is_silent_on(&h, "Throw this draft away");
        }
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "Throw this draft away");
        assert_int_equal(agree_post(&h, &c, "/remove", ""), 303);
        assert_int_equal(agree_page(&h, &c, ""), 404);
        static const char *const counts[] = {
            "SELECT count(*) FROM proposal",
            "SELECT count(*) FROM proposal_unit",
            "SELECT count(*) FROM paragraph",
            "SELECT count(*) FROM proposal_wording",
            "SELECT count(*) FROM decision",
        };
        for (int i = 0; i < 5; i++)
            assert_int_equal(agree_count(&h, counts[i]), 0);
        house_close(&h);
    }
}

static int64_t
mails(struct house *h, const char *subject)
{
    return agree_count(h,
        arena_print(h->d->arena,
            "SELECT count(*) FROM mail WHERE subject = '%s'", subject)
            .ptr);
}

static const char *const laid_open = "Who must say yes: is somebody missing?";
static const char *const asked = "Your answer is asked for";
static const char *const changed = "A proposal that you answered has changed";
static const char *const mended = "The wording of a proposal was mended";

/* Four mothers and the trust; one of them is on both sides, one reads Swahili,
 * one has stopped such mails. */
static void
those_who_are_asked_hear_of_it_once_and_in_their_language(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        house_give(&h, c.people[1], "member", "side", c.lv);
        house_enter(&h, c.people[2]);
        assert_int_equal(house_post(&h, "/en/me/language", "language=sw"), 303);
        agree_list_all(&h, &c);
        house_enter(&h, c.lead);
        assert_int_equal(agree_post(&h, &c, "/lay-open", ""), 303);
        int64_t now = now_s();
        for (int i = 0; i < 2; i++) /* run again: nobody hears twice */
            assert_int_equal(proposal_sweep(d->db, d->arena, now), OK);
        assert_int_equal(mails(&h, laid_open), 4);
        assert_int_equal(
            agree_count(
                &h, "SELECT count(*) FROM mail WHERE kind = 'proposal_listed'"),
            5);
        assert_int_equal(
            agree_count(&h,
                "SELECT count(*) FROM (SELECT person_id FROM mail WHERE kind "
                "= 'proposal_listed' GROUP BY person_id) t"),
            5);
        assert_int_equal(
            agree_count(&h,
                "SELECT count(*) FROM mail WHERE kind = 'proposal_listed' AND "
                "body LIKE '%/sw/agree/%/list%'"),
            1);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_news"), 0);
        agree_open_asking(&h, &c);
        for (int i = 0; i < 2; i++)
            assert_int_equal(proposal_sweep(d->db, d->arena, now), OK);
        assert_int_equal(
            agree_count(
                &h, "SELECT count(*) FROM mail WHERE kind = 'proposal_asked'"),
            5);
        assert_int_equal(mails(&h, asked), 4);
        /* who answered hears that the wording was mended, and the trust */
        assert_int_equal(agree_answer(&h, &c, c.people[0], "agree", ""), 303);
        house_enter(&h, c.lead);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        assert_int_equal(agree_post(&h, &c, "/amend",
                             "version=1&kind=wording&body=One+number!"),
            303);
        assert_int_equal(proposal_sweep(d->db, d->arena, now), OK);
        assert_int_equal(mails(&h, mended), 2);
        /* and that it was not only wording */
        house_enter(&h, c.people[3]);
        assert_int_equal(agree_post(&h, &c, "/not-wording", ""), 303);
        assert_int_equal(proposal_sweep(d->db, d->arena, now), OK);
        assert_int_equal(mails(&h, changed), 2);
        /* what went by in the meantime is not told */
        house_enter(&h, c.lead);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        assert_int_equal(agree_post(&h, &c, "/amend",
                             "version=2&kind=wording&body=One+number!!"),
            303);
        assert_int_equal(agree_post(&h, &c, "/withdraw", why), 303);
        assert_int_equal(proposal_sweep(d->db, d->arena, now), OK);
        assert_int_equal(mails(&h, mended), 2);
        assert_int_equal(mails(&h, "A proposal was withdrawn"), 4);
        house_close(&h);
    }
}

static void
the_page_says_the_round_that_was(void **state)
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
                agree_answer(&h, &c, c.people[i], "object", "&reason=No"), 303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "live", ""), 303);
        agree_close_asking(&h, &c);
        house_says(&h, "Not yet: an objection is open.");
        house_says(&h, "version 1, round 1");
        house_enter(&h, c.lead);
        assert_int_equal(agree_post(&h, &c, "/amend",
                             "version=1&kind=substance&body=Two+numbers"),
            303);
        agree_open_asking(&h, &c);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "version 2, round 2");
        house_close(&h);
    }
}

static void
who_may_not_answer_sees_why_and_no_button(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        int64_t others[] = { c.lead, c.guest, c.stranger };
        for (int i = 0; i < 3; i++) {
            house_enter(&h, others[i]);
            assert_int_equal(agree_page(&h, &c, ""), 200);
            house_is_silent_on(&h, "/answer\">Answer</a>");
            house_says(&h, "You cannot answer here.");
        }
        house_enter(&h, 0);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_is_silent_on(&h, "/answer\">Answer</a>");
        house_says(&h, "Sign in to answer");
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "/answer\">Answer</a>");
        house_is_silent_on(&h, "You cannot answer here.");
        house_close(&h);
    }
}

int
proposal_withdraw_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_is_asked_ends_as_withdrawn_with_its_reason),
        support_test(what_has_ended_meanwhile_is_not_withdrawn),
        support_test(a_list_that_is_laid_open_can_be_withdrawn),
        support_test(a_draft_goes_by_who_began_it_or_looks_after_all),
        support_test(those_who_are_asked_hear_of_it_once_and_in_their_language),
        support_test(the_page_says_the_round_that_was),
        support_test(who_may_not_answer_sees_why_and_no_button),
    };
    return cmocka_run_group_tests_name(
        "decide/proposal_withdraw", tests, NULL, NULL);
}
