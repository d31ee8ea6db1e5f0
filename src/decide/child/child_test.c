/* A child takes part: with two yeses, without a name, and either of the two
 * takes it back everywhere. */
#include "decide/child/child.h"
#include "base/key.h"
#include "decide/child/receipt.h"
#include "people/people.h"
#include "support/lot_cast.h"
#include "support/proposal_cast.h"
#include "support/talk_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int child_test(void);

#define BOTH "&is_child=on&guardian=on&child=on"

/* The last code that a page shows: the guardian's. */
static text
last_code(struct house *h)
{
    text mark = TEXT("<p class=\"code\">"), rest = h->body, code = { 0 };
    for (ptrdiff_t at; (at = text_find(rest, mark)) >= 0;) {
        rest = text_slice(rest, at + mark.len, rest.len);
        code = text_cut(rest, '<', &rest);
    }
    assert_true(code.len > 0);
    return arena_copy(h->d->arena, code);
}

static text
guardian_at(struct house *h)
{
    return arena_print(h->d->arena, "/en/guardian/%.*s",
        TEXT_ARG(receipt_read(h->d->arena, last_code(h))));
}

/* By the page where a code is typed, to that of the guardian, which shows
 * nothing of what the child said. */
static void
take_back(struct house *h, text at, const char *words)
{
    text typed = arena_print(
        h->d->arena, "code=%.*s", TEXT_ARG(text_slice(at, 13, at.len)));
    house_enter(h, 0);
    assert_int_equal(house_post(h, "/en/receipt", typed.ptr), 303);
    assert_true(text_find(house_header(h, "Location"), TEXT("/guardian/")) > 0);
    assert_int_equal(house_get(h, at.ptr), 200);
    house_says(h, "Take my yes back");
    if (words != NULL)
        house_is_silent_on(h, words);
    assert_int_equal(house_post(h, at.ptr, ""), 303);
    assert_int_equal(house_post(h, at.ptr, ""), 303);
    assert_int_equal(house_get(h, at.ptr), 200);
    house_says(h, "It was taken back");
}

static void
says_nobody(struct house *h, const char *more)
{
    assert_int_equal(talk_count(h,
                         "SELECT count(*) FROM child_yes WHERE guardian_on IS "
                         "NOT NULL AND child_on IS NOT NULL AND "
                         "length(guardian) = 64"),
        1);
    assert_int_equal(talk_count(h, more), 0);
}

static void
a_child_answers_a_conversation_with_two_yeses(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "slips");
        text code = talk_slip(&h, &t, "Oyugis");
        text to = arena_print(d->arena, "/en/say/%.*s", TEXT_ARG(code));
        text statement =
            talk_key(&h, "SELECT id FROM statement WHERE number = 1");
        const char *lacking[] = { "&is_child=on", "&is_child=on&guardian=on",
            "&is_child=on&child=on" };
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, to.ptr), 200);
        house_says(&h, "Under 18?");
        for (int i = 0; i < 3; i++) {
            assert_int_equal(
                house_post(&h, to.ptr,
                    arena_print(d->arena, "statement=%.*s&vote=agree%s",
                        TEXT_ARG(statement), lacking[i])
                        .ptr),
                422);
            house_says(&h, "Under 18 two people say yes");
            house_says(&h, "checked");
        }
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM participant"), 0);
        text body = arena_print(d->arena, "%.*s&statement=%.*s&vote=agree" BOTH,
            TEXT_ARG(house_token(&h)), TEXT_ARG(statement));
        assert_int_equal(house_ask(&h, WEB_POST, to, body, 0), 200);
        text first = guardian_at(&h);
        /* sent again: the same codes, and one who answers */
        assert_int_equal(house_ask(&h, WEB_POST, to, body, 0), 200);
        text guardian = guardian_at(&h);
        assert_true(text_is_equal(first, guardian));
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM participant"), 1);
        says_nobody(&h,
            "SELECT count(*) FROM child_yes c JOIN participant_link l ON "
            "l.id = c.subject_id OR l.slip_id = c.subject_id");
        text mark = TEXT("<p class=\"code\">"), rest;
        ptrdiff_t at = text_find(h.body, mark);
        text own =
            text_cut(text_slice(h.body, at + mark.len, h.body.len), '<', &rest);
        own = arena_copy(d->arena, own);
        text page = arena_print(d->arena, "/en/say/%.*s",
            TEXT_ARG(people_code_read(d->arena, own)));
        assert_int_equal(
            house_post(&h,
                arena_print(d->arena, "%.*s/add", TEXT_ARG(page)).ptr,
                "lang=en&words=Kiboko+is+near"),
            200);
        /* their own code is typed where the guardian's is, too */
        assert_int_equal(
            house_post(&h, "/en/receipt",
                arena_print(d->arena, "code=%.*s", TEXT_ARG(own)).ptr),
            303);
        assert_true(text_find(house_header(&h, "Location"), TEXT("/say/")) > 0);
        take_back(&h, guardian, "Kiboko");
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM answer"), 0);
        assert_int_equal(talk_count(&h,
                             "SELECT count(*) FROM statement WHERE words LIKE "
                             "'%Kiboko%'"),
            0);
        /* and does not begin anew alone */
        assert_int_equal(house_get(&h, page.ptr), 200);
        assert_int_equal(talk_vote(&h, page, 1, NULL, "agree"), 409);
        house_says(&h, "was taken back");
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM answer"), 0);
        house_close(&h);
    }
}

static void
whoever_says_that_they_are_under_18_is_asked_for_both(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "slips");
        house_import(&h, "about_question.csv",
            "code,partnership,topic,name,why,position,is_on\n"
            "age,p,age,How old are you?,So that,1,yes\n");
        house_import(&h, "about_group.csv",
            "code,question,position,name,is_child\n"
            "young,age,1,Chini ya 18,yes\nold,age,2,Older,\n");
        text code = talk_slip(&h, &t, "Oyugis");
        house_enter(&h, 0);
        assert_int_equal(
            talk_vote(&h, arena_print(d->arena, "/en/say/%.*s", TEXT_ARG(code)),
                1, NULL, "agree"),
            303);
        text page = talk_receipt(&h, "en");
        text about = arena_print(d->arena, "%.*s/about", TEXT_ARG(page));
        assert_int_equal(house_get(&h, about.ptr), 200);
        house_says(&h, "Under 18?");
        text old = arena_print(d->arena, "about1=%.*s",
            TEXT_ARG(key_print(house_key(&h, "about_group", "old"),
                arena_new(d->arena, char, KEY_LENGTH))));
        text young = arena_print(d->arena, "about1=%.*s",
            TEXT_ARG(key_print(house_key(&h, "about_group", "young"),
                arena_new(d->arena, char, KEY_LENGTH))));
        assert_int_equal(house_post(&h, about.ptr, young.ptr), 422);
        house_says(&h, "a parent or guardian must say yes too");
        assert_int_equal(
            talk_count(&h, "SELECT count(*) FROM about_answer"), 0);
        assert_int_equal(house_post(&h, about.ptr, old.ptr), 303);
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM child_yes"), 0);
        assert_int_equal(house_post(&h, about.ptr,
                             arena_print(d->arena, "%.*s&guardian=on&child=on",
                                 TEXT_ARG(young))
                                 .ptr),
            200);
        text guardian = guardian_at(&h);
        assert_int_equal(house_get(&h, about.ptr), 200);
        house_is_silent_on(&h, "Under 18?");
        take_back(&h, guardian, NULL);
        assert_int_equal(talk_count(&h,
                             "SELECT (SELECT count(*) FROM answer) + (SELECT "
                             "count(*) FROM about_answer)"),
            0);
        house_close(&h);
    }
}

static void
a_child_volunteers_with_two_yeses_and_no_name_is_shown(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct lot_cast t;
        lot_cast_open(&h, s, d, &t, "");
        assert_int_equal(lot_cast_post(&h, &t, "/open", ""), 303);
        house_enter(&h, t.c.asha);
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer",
                             "said1=1&lang=en&is_understood=on&is_child=on"),
            422);
        house_says(&h, "own yes is needed too");
        assert_int_equal(
            talk_count(&h, "SELECT count(*) FROM panel_volunteer"), 0);
        text at = lot_cast_at(&h, &t, "/volunteer");
        text body =
            arena_print(d->arena, "%.*s&said1=1&lang=en&is_understood=on" BOTH,
                TEXT_ARG(house_token(&h)));
        assert_int_equal(house_ask(&h, WEB_POST, at, body, 0), 200);
        text once = guardian_at(&h);
        /* sent twice: who sees the second answer alone has the code */
        assert_int_equal(house_ask(&h, WEB_POST, at, body, 0), 200);
        text guardian = guardian_at(&h);
        assert_true(text_is_equal(once, guardian));
        says_nobody(&h,
            "SELECT count(*) FROM child_yes c JOIN panel_link l ON l.id = "
            "c.subject_id OR l.person_id = c.subject_id");
        /* drawn, and named: by nobody */
        support_exec(s, d->url, "UPDATE panel SET status = 'running'");
        support_exec(
            s, d->url, "UPDATE panel_volunteer SET standing = 'asked'");
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer/reply",
                             "reply=accepted&is_named=on&name=Asha+O"),
            303);
        assert_int_equal(talk_count(&h,
                             "SELECT count(*) FROM panel_volunteer WHERE "
                             "standing = 'accepted' AND name IS NULL"),
            1);
        take_back(&h, guardian, NULL);
        assert_int_equal(talk_count(&h,
                             "SELECT (SELECT count(*) FROM panel_answer) + "
                             "(SELECT count(*) FROM panel_link) + (SELECT "
                             "count(*) FROM panel_volunteer WHERE standing <> "
                             "'gone')"),
            0);
        house_close(&h);
    }
}

static void
a_child_answers_a_proposal_with_two_yeses(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        const char *said = "&reason=Kiboko+bites&is_shown=on";
        assert_int_equal(agree_answer(&h, &c, c.people[0], "object",
                             arena_print(d->arena, "%s&is_child=on", said).ptr),
            422);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_voice"), 0);
        assert_int_equal(agree_answer(&h, &c, c.people[0], "object",
                             arena_print(d->arena, "%s" BOTH, said).ptr),
            200);
        text guardian = guardian_at(&h);
        says_nobody(&h,
            "SELECT count(*) FROM child_yes c JOIN proposal_voice l ON l.id = "
            "c.subject_id OR l.person_id = c.subject_id");
        /* asked once */
        assert_int_equal(
            agree_answer(&h, &c, c.people[0], "object", said), 303);
        take_back(&h, guardian, "Kiboko");
        assert_int_equal(agree_count(&h,
                             "SELECT (SELECT count(*) FROM proposal_answer) + "
                             "(SELECT count(*) FROM proposal_objection WHERE "
                             "reason <> '' OR is_shown <> 0 OR is_closed = 0)"),
            0);
        assert_int_equal(agree_answer(&h, &c, c.people[0], "agree", ""), 409);
        house_says(&h, "was taken back");
        /* the child takes it back as well, by itself */
        assert_int_equal(agree_answer(&h, &c, c.people[0], "agree", BOTH), 200);
        guardian = guardian_at(&h);
        assert_int_equal(agree_page(&h, &c, "/answer"), 200);
        house_says(&h, "Take my answer back");
        assert_int_equal(agree_post(&h, &c, "/answer/withdraw", ""), 303);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_answer"), 0);
        assert_int_equal(agree_count(&h,
                             "SELECT n_heard FROM proposal_unit WHERE is_role "
                             "= 0"),
            0);
        house_enter(&h, c.trust);
        assert_int_equal(agree_post(&h, &c, "/answer/withdraw", ""), 403);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, guardian.ptr), 200);
        house_says(&h, "It was taken back");
        /* both say yes again, and asking closes: then it stays counted */
        assert_int_equal(agree_answer(&h, &c, c.people[0], "object",
                             arena_print(d->arena, "%s" BOTH, said).ptr),
            200);
        guardian = guardian_at(&h);
        for (int i = 1; i < 3; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        agree_close_asking(&h, &c);
        int64_t n = agree_count(&h, "SELECT count(*) FROM proposal_answer");
        take_back(&h, guardian, "Kiboko");
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_answer"), n);
        assert_int_equal(agree_count(&h,
                             "SELECT count(*) FROM proposal_objection WHERE "
                             "reason <> ''"),
            0);
        house_enter(&h, c.people[1]);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_is_silent_on(&h, "Kiboko");
        house_close(&h);
    }
}

static void
a_code_of_no_guardian_leads_nowhere(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        const char *codes[] = { "x", "AAAAAAAAAAAAAAAA", "%3Cb%3E",
            "ABCD-EFGH-JKMN-PQRS" };
        for (int i = 0; i < 4; i++) {
            text at = arena_print(d->arena, "/en/guardian/%s", codes[i]);
            assert_int_equal(house_get(&h, at.ptr), 410);
            assert_int_equal(house_post(&h, at.ptr, ""), 410);
        }
        house_close(&h);
    }
}

int
child_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_child_answers_a_conversation_with_two_yeses),
        support_test(whoever_says_that_they_are_under_18_is_asked_for_both),
        support_test(a_child_volunteers_with_two_yeses_and_no_name_is_shown),
        support_test(a_child_answers_a_proposal_with_two_yeses),
        support_test(a_code_of_no_guardian_leads_nowhere),
    };
    return cmocka_run_group_tests_name("decide/child", tests, NULL, NULL);
}
