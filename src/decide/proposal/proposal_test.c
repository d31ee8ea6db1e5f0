/* A proposal between sides: listed, asked, answered, closed, and what came of
 * it; and who may not. */
#include "decide/proposal/proposal.h"

#include "base/key.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int proposal_test(void);

static void
every_side_says_yes_and_it_is_agreed(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        house_enter(&h, 0);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "0 of 2 have been heard enough.");
        house_says(&h, "Silence is never a yes");
        house_says(&h, "One number for all &lt;midwives&gt;");
        for (int i = 0; i < 3; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "live", ""), 303);
        house_enter(&h, c.lead);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "2 of 2 have been heard enough.");
        house_is_silent_on(&h, "\"meta\">says yes");
        house_is_silent_on(&h, "Enough of its people");
        assert_int_equal(agree_page(&h, &c, "/result.csv"), 404);
        agree_close_asking(&h, &c);
        house_says(&h, "Agreed: every side says yes to the same version.");
        house_says(&h, "Enough of its people agree or can live with it.");
        house_says(&h, "It agrees, or can live with it.");
        assert_int_equal(agree_page(&h, &c, "/result.csv"), 200);
        house_says(&h, "Homa Bay,Mothers & <aunts>,members,CONSENTS,");
        assert_int_equal(house_get(&h, "/en/decisions"), 200);
        house_says(&h, "One number for all");
        /* it has ended: nobody is asked any more */
        house_enter(&h, c.people[3]);
        assert_int_equal(agree_page(&h, &c, "/answer"), 303);
        house_close(&h);
    }
}

static void
a_draft_is_its_partnerships_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        int64_t others[] = { 0, c.stranger };
        for (int i = 0; i < 2; i++) {
            house_enter(&h, others[i]);
            assert_int_equal(agree_page(&h, &c, ""), 404);
            assert_int_equal(agree_page(&h, &c, "/result.csv"), 404);
        }
        assert_int_equal(agree_page(&h, &c, "/answer"), 404);
        assert_int_equal(agree_post(&h, &c, "/answer", "value=agree"), 404);
        house_enter(&h, c.guest);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_close(&h);
    }
}

static void
silence_is_no_yes(void **state)
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
        agree_close_asking(&h, &c);
        house_says(&h, "Waiting: somebody who must answer has not.");
        house_says(&h, "It has not answered, and silence is not a yes.");
        /* asked on until another day, the answers stay */
        agree_open_asking(&h, &c);
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        agree_close_asking(&h, &c);
        house_says(&h, "Agreed: every side says yes to the same version.");
        house_close(&h);
    }
}

static void
an_objection_is_closed_by_who_raised_it(void **state)
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
        assert_int_equal(agree_answer(&h, &c, c.people[1], "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.people[2], "object",
                             "&reason=It+costs+<airtime>&mend=Make+it+free"
                             "&is_shown=on"),
            303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        house_enter(&h, c.people[2]);
        assert_int_equal(agree_page(&h, &c, "/answer"), 200);
        text withdraw = agree_behind(&h, "/objection/");
        text own = arena_print(d->arena, "/objection/%.*s", TEXT_ARG(withdraw));
        agree_close_asking(&h, &c);
        house_says(&h, "Not yet: an objection is open.");
        house_says(&h, "It costs &lt;airtime&gt;");
        house_says(&h, "Make it free");
        house_is_silent_on(&h, "c@x.example");
        /* not by who looks after it, nor by another of the same side */
        house_enter(&h, c.lead);
        assert_int_equal(agree_post(&h, &c, own.ptr, ""), 404);
        house_enter(&h, c.people[1]);
        assert_int_equal(agree_post(&h, &c, own.ptr, ""), 404);
        house_enter(&h, c.people[2]);
        assert_int_equal(agree_post(&h, &c, own.ptr, ""), 303);
        agree_open_asking(&h, &c);
        agree_close_asking(&h, &c);
        house_says(&h, "Agreed: every side says yes to the same version.");
        house_is_silent_on(&h, "airtime");
        house_close(&h);
    }
}

/* One side refuses, it is amended, and both agree; who agreed to the first
 * version has not agreed to the second. */
static void
what_one_side_refuses_is_amended_and_asked_anew(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        for (int i = 0; i < 2; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.people[2], "object",
                             "&reason=Airtime&is_shown=on"),
            303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        house_enter(&h, c.lead);
        /* not while people are asked */
        assert_int_equal(
            agree_post(&h, &c, "/amend", "version=1&body=Sneaked+in"), 409);
        agree_close_asking(&h, &c);
        house_says(&h, "Not yet: an objection is open.");
        house_enter(&h, c.people[0]);
        assert_int_equal(
            agree_post(&h, &c, "/amend", "version=1&body=Not+mine+to+do"), 403);
        house_enter(&h, c.lead);
        assert_int_equal(
            agree_post(&h, &c, "/amend", "version=1&body=By+SMS,+<free>"), 303);
        assert_int_equal(
            agree_post(&h, &c, "/amend", "version=1&body=Too+late"), 409);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "By SMS, &lt;free&gt;");
        house_says(&h, "Free of charge.");
        house_is_silent_on(&h, "Airtime");
        agree_open_asking(&h, &c);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "0 of 2 have been heard enough.");
        agree_close_asking(&h, &c);
        house_says(&h, "Waiting: somebody who must answer has not.");
        agree_open_asking(&h, &c);
        /* a page of the first version is not an answer to the second */
        house_enter(&h, c.trust);
        assert_int_equal(agree_page(&h, &c, "/answer"), 200);
        text old = arena_print(d->arena, "unit=%.*s&version=1&value=agree",
            TEXT_ARG(agree_behind(&h, "name=\"unit\" value=\"")));
        assert_int_equal(agree_post(&h, &c, "/answer", old.ptr), 409);
        for (int i = 0; i < 3; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        agree_close_asking(&h, &c);
        house_says(&h, "Agreed: every side says yes to the same version.");
        house_close(&h);
    }
}

static void
what_is_objected_while_people_are_asked_is_not_shown_yet(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        for (int i = 0; i < 2; i++)
            assert_int_equal(agree_answer(&h, &c, c.people[i], "object",
                                 i == 0 ? "&reason=Zebra&is_shown=on" : ""),
                303);
        agree_close_asking(&h, &c);
        house_says(&h, "Zebra");
        agree_open_asking(&h, &c);
        assert_int_equal(agree_answer(&h, &c, c.people[2], "object",
                             "&reason=Giraffe&is_shown=on"),
            303);
        int64_t others[] = { 0, c.stranger, c.lead, c.people[1] };
        for (int i = 0; i < 4; i++) {
            house_enter(&h, others[i]);
            assert_int_equal(agree_page(&h, &c, ""), 200);
            house_says(&h, "Zebra");
            house_is_silent_on(&h, "Giraffe");
        }
        agree_close_asking(&h, &c);
        house_says(&h, "Giraffe");
        house_close(&h);
    }
}

static void
two_rounds_with_an_objection_end_honestly(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        assert_int_equal(agree_answer(&h, &c, c.trust, "object", ""), 422);
        house_says(&h, "names the law, money or a clinical reason");
        assert_int_equal(
            agree_answer(&h, &c, c.trust, "object", "&ground=money"), 303);
        for (int i = 0; i < 3; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        agree_close_asking(&h, &c);
        house_says(&h, "Not yet: an objection is open.");
        agree_open_asking(&h, &c);
        agree_close_asking(&h, &c);
        house_says(&h, "Not agreed: here is the disagreement.");
        house_close(&h);
    }
}

static void
each_answers_once_and_for_their_own_side(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        assert_int_equal(agree_answer(&h, &c, c.people[0], "object", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.people[0], "agree", ""), 303);
        assert_int_equal(agree_page(&h, &c, "/answer"), 200);
        house_says(&h, "<strong>I agree</strong>");
        assert_int_equal(
            agree_count(
                &h, "SELECT n_heard FROM proposal_unit WHERE number = 0"),
            1);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_answer"), 1);
        /* who answers stands nowhere beside what */
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_voice"), 1);
        assert_int_equal(agree_count(&h,
                             "SELECT count(*) FROM audit WHERE "
                             "action = 'answer' AND actor_id IS NOT NULL "
                             "AND actor_id <> 0"),
            0);
        int64_t others[] = { c.lead, c.guest, c.stranger };
        for (int i = 0; i < 3; i++) {
            house_enter(&h, others[i]);
            assert_int_equal(agree_page(&h, &c, "/answer"), 409);
            assert_int_equal(
                agree_post(&h, &c, "/answer", "version=1&value=agree"), 409);
        }
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_post(&h, &c, "/close", ""), 403);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_answer"), 1);
        house_close(&h);
    }
}

/* Somebody of the community who speaks for an organisation has one voice. */
static void
who_speaks_for_an_organisation_does_that_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        house_give(&h, c.trust, "member", "side", c.hb);
        agree_open_asking(&h, &c);
        house_enter(&h, c.trust);
        assert_int_equal(agree_page(&h, &c, "/answer"), 200);
        house_says(&h, "The Trust");
        house_is_silent_on(&h, "Mothers");
        assert_int_equal(agree_answer(&h, &c, c.trust, "unsure", ""), 422);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_answer"), 0);
        house_close(&h);
    }
}

static void
nobody_answers_for_two_sides(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        char key[KEY_LENGTH];
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        text fields =
            arena_print(d->arena, "name=County&side=%.*s&kind=role&person=%.*s",
                TEXT_ARG(key_print(c.hb, key)),
                TEXT_ARG(key_print(c.trust, (char[KEY_LENGTH]){ 0 })));
        assert_int_equal(agree_post(&h, &c, "/unit", fields.ptr), 422);
        house_says(&h, "this person is no member of that side");
        house_give(&h, c.trust, "member", "side", c.hb);
        assert_int_equal(agree_post(&h, &c, "/unit", fields.ptr), 409);
        house_says(&h, "Nobody agrees with themselves");
        house_close(&h);
    }
}

static void
the_list_is_frozen_when_asking_opens(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        char key[KEY_LENGTH];
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.lead);
        text fields = arena_print(d->arena, "name=Late&side=%.*s&kind=members",
            TEXT_ARG(key_print(c.hb, key)));
        /* one side alone cannot agree with anybody */
        assert_int_equal(agree_post(&h, &c, "/unit", fields.ptr), 303);
        assert_int_equal(agree_post(&h, &c, "/lay-open", ""), 409);
        house_says(&h, "Two sides or more must have somebody on the list.");
        agree_list_all(&h, &c);
        text open = arena_print(d->arena, "closes_on=2999-01-01&lead=%.*s",
            TEXT_ARG(key_print(c.guest, (char[KEY_LENGTH]){ 0 })));
        /* not before seven days in which everybody could look at the list */
        assert_int_equal(agree_post(&h, &c, "/open", open.ptr), 409);
        house_says(&h, "First the list is laid open");
        assert_int_equal(agree_post(&h, &c, "/lay-open", ""), 303);
        assert_int_equal(agree_post(&h, &c, "/open", open.ptr), 409);
        house_says(&h, "The list is still open to challenge.");
        support_exec(s, d->url,
            "UPDATE proposal_asking SET challenge_until = '2001-01-01'");
        text past =
            arena_print(d->arena, "closes_on=%.*s&lead=%.*s", TEXT_ARG(c.today),
                TEXT_ARG(key_print(c.guest, (char[KEY_LENGTH]){ 0 })));
        assert_int_equal(agree_post(&h, &c, "/open", past.ptr), 422);
        house_says(&h, "choose tomorrow or a later day");
        assert_int_equal(agree_post(&h, &c, "/open", open.ptr), 303);
        assert_int_equal(agree_post(&h, &c, "/unit", fields.ptr), 409);
        house_says(&h, "The list was frozen when asking opened.");
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_unit"), 3);
        /* nor is it closed before its day */
        assert_int_equal(agree_post(&h, &c, "/close", ""), 409);
        house_close(&h);
    }
}

static enum err
erase_step(struct db *writer, struct arena *a, void *arg)
{
    return proposal_erase_person(writer, a, *(const int64_t *)arg);
}

static void
who_leaves_takes_their_words_and_leaves_the_count(void **state)
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
        struct buf out = buf_in(d->arena, 1000);
        struct json j = json_write(&out);
        json_object(&j);
        assert_int_equal(
            proposal_export_person(d->db, d->arena, c.people[0], &j), OK);
        json_end(&j);
        assert_true(text_find(buf_text(&out), TEXT("Zebra")) > 0);
        support_exec(s, d->url, "UPDATE proposal_objection SET mend = 'Zebra'");
        assert_int_equal(
            db_write(d->db, d->arena, erase_step, &c.people[0]), OK);
        assert_int_equal(agree_count(&h,
                             "SELECT count(*) FROM proposal_objection WHERE "
                             "reason <> '' OR mend <> ''"),
            0);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_voice"), 0);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_answer"), 1);
        agree_close_asking(&h, &c);
        house_is_silent_on(&h, "Zebra");
        house_close(&h);
    }
}

/* What was changed behind the program's back is not counted. */
static void
a_log_that_was_changed_is_seen(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        struct proposal_whole p;
        struct cp_life life;
        int64_t id = 0;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        assert_int_equal(agree_answer(&h, &c, c.people[0], "object", ""), 303);
        id = agree_count(&h, "SELECT id FROM proposal");
        assert_int_equal(proposal_whole_load(d->db, d->arena, id, &p), OK);
        assert_int_equal(proposal_replay(d->db, d->arena, &p, &life), OK);
        support_exec(s, d->url,
            "UPDATE proposal_event SET line = replace(line, 'value=3', "
            "'value=1') WHERE number = 1");
        assert_int_equal(
            proposal_replay(d->db, d->arena, &p, &life), ERR_CONFLICT);
        house_close(&h);
    }
}

int
proposal_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(every_side_says_yes_and_it_is_agreed),
        support_test(a_draft_is_its_partnerships_alone),
        support_test(silence_is_no_yes),
        support_test(an_objection_is_closed_by_who_raised_it),
        support_test(what_one_side_refuses_is_amended_and_asked_anew),
        support_test(what_is_objected_while_people_are_asked_is_not_shown_yet),
        support_test(two_rounds_with_an_objection_end_honestly),
        support_test(each_answers_once_and_for_their_own_side),
        support_test(who_speaks_for_an_organisation_does_that_alone),
        support_test(nobody_answers_for_two_sides),
        support_test(the_list_is_frozen_when_asking_opens),
        support_test(who_leaves_takes_their_words_and_leaves_the_count),
        support_test(a_log_that_was_changed_is_seen),
    };
    return cmocka_run_group_tests_name("decide/proposal", tests, NULL, NULL);
}
