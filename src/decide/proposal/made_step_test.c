/* Steps that a file made up: what is agreed follows from them by the rule, they
 * are taken once, and never where people answer. */
#include "decide/forum/decision.sql.h"
#include "decide/proposal/proposal_sheet.h"
#include "os/clock.h"
#include "people/people.h"
#include "support/board_cast.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int made_step_test(void);

#define STEPS                                                                  \
    "code,proposal,position,done_on,what,unit,agree,live,object,unsure,said,"  \
    "words,mend,until_on\n"
#define FIRST                                                                  \
    "s1,x,1,2026-03-01,open,,,,,,,,,2026-03-20\n"                              \
    "s2,x,2,2026-03-04,hands,x-1,6,2,5,0,,Too far.,A bus.,\n"                  \
    "s3,x,3,2026-03-05,position,x-2,,,,,agree,,,\n"                            \
    "s4,x,4,2026-03-21,close,,,,,,,,,\n"
#define SECOND                                                                 \
    "s5,x,5,2026-03-25,amend,,,,,,,\"A clinic, and a bus.\",,\n"               \
    "s6,x,6,2026-04-01,open,,,,,,,,,2026-04-20\n"                              \
    "s7,x,7,2026-04-04,hands,x-1,10,3,0,0,,,,\n"                               \
    "s8,x,8,2026-04-05,position,x-2,,,,,agree,,,\n"                            \
    "s9,x,9,2026-04-21,close,,,,,,,,,\n"
#define PROPOSAL                                                               \
    "code,partnership,name,level,lang,body,status,version,round,"              \
    "is_illustrative\n"                                                        \
    "x,p,A clinic,collaborate,en,A clinic.,draft,1,1,yes\n"                    \
    "r,p,A road,collaborate,en,A road.,draft,1,1,no\n"

static void
bring(struct house *h)
{
    house_import(
        h, "partnership.csv", "code,name,kind,status\np,Talk,borough,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name\np-1,p,1,North\np-2,p,2,South\n");
    house_import(h, "proposal.csv", PROPOSAL);
    house_import(h, "proposal_unit.csv",
        "code,proposal,number,side,name,is_role\n"
        "x-1,x,0,p-1,Uphill,no\nx-2,x,1,p-2,Office,yes\n"
        "r-1,r,0,p-1,Uphill,no\nr-2,r,1,p-2,Office,yes\n");
}

static void
refused(struct house *h, const char *steps, const char *sentence)
{
    text said = house_refusals(h, "made_step.csv", steps);
    if (text_find(said, text_of(sentence)) < 0)
        fail_msg("%s: %.*s", sentence, TEXT_ARG(said));
}

static void
what_is_agreed_follows_from_made_up_steps_by_the_rule(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        bring(&h);
        house_import(&h, "made_step.csv", STEPS FIRST);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM proposal WHERE code = 'x' "
                             "AND status = 'closed' AND version = 1"),
            1);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM proposal_unit WHERE state = 'OBJECTS'"),
            1);
        house_import(&h, "made_step.csv", STEPS FIRST SECOND);
        for (int twice = 0; twice < 2; twice++) {
            house_import(&h, "made_step.csv", STEPS FIRST SECOND);
            house_import(&h, "proposal.csv", PROPOSAL);
            assert_int_equal(
                board_cast_count(&h,
                    "SELECT count(*) FROM proposal WHERE code = 'x' AND status "
                    "= 'ended' AND version = 2 AND result = 'AGREED'"),
                1);
            assert_int_equal(
                board_cast_count(&h, "SELECT count(*) FROM decision"), 1);
        }
        house_close(&h);
    }
}

static void
a_step_that_cannot_be_taken_is_refused_with_all_others(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        bring(&h);
        refused(&h, STEPS "q,r,1,2026-03-01,open,,,,,,,,,2026-03-20\n",
            "illustrative alone");
        refused(&h, STEPS "q,x,2,2026-03-01,open,,,,,,,,,2026-03-20\n",
            "in their order");
        refused(&h, STEPS "q,x,1,2026-03-01,open,,,,,,,,,2026-02-20\n",
            "a later one");
        refused(&h, STEPS "q,x,1,2026-03-01,close,,,,,,,,,\n",
            "day after its last");
        /* what is asked now is for people; and no step was taken tomorrow */
        refused(&h,
            arena_print(d->arena, STEPS "q,x,1,2026-03-01,open,,,,,,,,,%.*s\n",
                TEXT_ARG(day_of(d->arena, now_s())))
                .ptr,
            "over before today");
        refused(&h, STEPS "q,x,1,2026-03-01,open,,,,,,,,,2099-12-31\n",
            "over before today");
        refused(&h, STEPS "q,x,1,2099-03-01,open,,,,,,,,,2099-12-31\n",
            "still to come");
        refused(&h,
            STEPS "q,x,1,2026-03-01,open,,,,,,,,,2026-03-20\n"
                  "z,x,2,2026-03-02,hands,x-2,3,,,,,,,\n",
            "no hands");
        refused(&h,
            STEPS "q,x,1,2026-03-01,open,,,,,,,,,2026-03-20\n"
                  "z,x,2,2026-03-19,close,,,,,,,,,\n",
            "day after its last");
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM proposal_event"), 0);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM proposal WHERE status <> 'draft'"),
            0);
        house_close(&h);
    }
}

static void
no_step_is_made_up_where_people_were_asked(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        bring(&h);
        house_import(&h, "made_step.csv", STEPS FIRST);
        /* another day, another word: what was taken stays */
        refused(&h, STEPS "s2,x,2,2026-03-06,hands,x-1,9,2,0,0,,,,\n",
            "stays as it was");
        text said = house_refusals(&h, "proposal.csv",
            "code,partnership,name,level,lang,body,status,version,round,"
            "is_illustrative\nx,p,A hospital,collaborate,en,A clinic.,draft,1,"
            "1,yes\n");
        assert_true(text_find(said, TEXT("people were asked")) >= 0);
        /* somebody answered it with an account */
        support_exec(s, d->url,
            "INSERT INTO proposal_voice (id, proposal_id, person_id, number) "
            "SELECT 1, id, 2, 3 FROM proposal WHERE code = 'x'");
        refused(&h, STEPS SECOND, "people were asked");
        /* who gave the only answer is forgotten: that it was given is not */
        support_exec(s, d->url,
            "INSERT INTO proposal_answer (id, proposal_id, voice, unit, "
            "version, value) SELECT 1, id, 3, 0, 1, 1 FROM proposal WHERE code "
            "= 'x'");
        support_exec(s, d->url, "DELETE FROM proposal_voice");
        refused(&h, STEPS SECOND, "people were asked");
        house_close(&h);
    }
}

/* What stands in a file can be taken away from a count, and what is left is
 * what people answered. */
static void
nobody_answers_what_was_made_up(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        assert_int_equal(agree_answer(&h, &c, c.people[0], "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        text slip = agree_slip(&h, &c);
        assert_int_equal(house_get(&h, slip.ptr), 200);
        text by_slip = arena_print(d->arena, "version=1&unit=%.*s&value=agree",
            TEXT_ARG(agree_behind(&h, "name=\"unit\" value=\"")));
        support_exec(s, d->url, "UPDATE proposal SET is_made = 1");
        int64_t n = agree_count(&h, "SELECT count(*) FROM proposal_event");
        house_enter(&h, c.people[1]);
        assert_int_not_equal(agree_post(&h, &c, "/answer", by_slip.ptr), 303);
        house_says(&h, "made up for an example");
        house_enter(&h, 0);
        assert_int_not_equal(house_post(&h, slip.ptr, by_slip.ptr), 303);
        house_enter(&h, c.people[1]);
        assert_int_equal(house_get(&h, c.page.ptr), 200);
        house_says(&h, "made up for an example");
        house_is_silent_on(&h, "/answer\"");
        /* nor is it asked about again, nor written anew */
        support_exec(s, d->url, "UPDATE proposal SET status = 'closed'");
        house_enter(&h, c.lead);
        assert_int_equal(
            agree_post(&h, &c, "/open", "closes_on=2099-01-01"), 409);
        house_says(&h, "made up for an example");
        assert_int_equal(agree_post(&h, &c, "/amend",
                             "kind=substance&version=1&body=Another."),
            409);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_event"), n);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_answer"), 2);
        house_close(&h);
    }
}

static enum err
count_one(void *context, const struct decision_each_row *row)
{
    (void)row;
    ++*(int *)context;
    return OK;
}
static enum err
count_line(void *context, const struct decision_line_each_row *row)
{
    (void)row;
    ++*(int *)context;
    return OK;
}

/* A file has the steps alone; beside them it would come in twice. */
static void
what_came_of_made_up_steps_goes_out_in_no_file(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        int n = 0;
        house_open(&h, s, d);
        bring(&h);
        house_import(&h, "made_step.csv", STEPS FIRST SECOND);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM decision"), 1);
        assert_int_equal(decision_each(d->db, d->arena, count_one, &n), OK);
        assert_int_equal(n, 0);
        /* nor when it was reopened, and is asked about again */
        support_exec(s, d->url,
            "UPDATE decision SET was_proposal_id = proposal_id, "
            "proposal_id = NULL, reopened_on = '2026-05-01'");
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM decision WHERE proposal_id IS NULL"),
            1);
        assert_int_equal(decision_each(d->db, d->arena, count_one, &n), OK);
        assert_int_equal(
            decision_line_each(d->db, d->arena, count_line, &n), OK);
        assert_int_equal(n, 0);
        house_close(&h);
    }
}

/* What a page refuses to open is opened by no file: it would end as agreed. */
static void
no_step_opens_what_cannot_be_agreed(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        bring(&h);
        house_import(&h, "proposal.csv",
            "code,partnership,name,level,lang,body,status,version,round,"
            "is_illustrative\n"
            "c,p,A bus,consult,en,A bus.,draft,1,1,yes\n"
            "o,p,A tree,empower,en,A tree.,draft,1,1,yes\n"
            "e,p,A lamp,empower,en,A lamp.,draft,1,1,yes\n");
        house_import(&h, "proposal_unit.csv",
            "code,proposal,number,side,name,is_role\n"
            "c-1,c,0,p-1,Uphill,no\nc-2,c,1,p-2,Office,yes\n"
            "o-1,o,0,p-1,Uphill,no\no-2,o,1,p-1,Downhill,no\n");
        refused(&h, STEPS "q,c,1,2026-03-01,open,,,,,,,,,2026-03-20\n",
            "nothing is agreed");
        refused(&h, STEPS "q,o,1,2026-03-01,open,,,,,,,,,2026-03-20\n",
            "two sides or more");
        refused(&h, STEPS "q,e,1,2026-03-01,open,,,,,,,,,2026-03-20\n",
            "two sides or more");
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM proposal WHERE status <> 'draft'"),
            0);
        house_close(&h);
    }
}

int
made_step_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_is_agreed_follows_from_made_up_steps_by_the_rule),
        support_test(a_step_that_cannot_be_taken_is_refused_with_all_others),
        support_test(no_step_is_made_up_where_people_were_asked),
        support_test(nobody_answers_what_was_made_up),
        support_test(what_came_of_made_up_steps_goes_out_in_no_file),
        support_test(no_step_opens_what_cannot_be_agreed),
    };
    return cmocka_run_group_tests_name("decide/made_step", tests, NULL, NULL);
}
