/* The register: what comes into it, who reads it, how it is corrected. */
#include "decide/forum/decision.h"

#include "base/key.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int decision_test(void);

static text
page_of(struct house *h, const char *code)
{
    char key[KEY_LENGTH];
    return arena_print(h->d->arena, "/en/decision/%.*s",
        TEXT_ARG(key_print(house_key(h, "decision", code), key)));
}

static int
send(struct house *h, text page, const char *what, const char *fields)
{
    text to = arena_print(h->d->arena, "%.*s%s", TEXT_ARG(page), what);
    return house_post(h, to.ptr, fields);
}

static void
open_register(struct house *h, struct support *s, struct support_db *d,
    struct agree_cast *c)
{
    agree_cast_open(h, s, d, c);
    house_import(h, "decision.csv",
        "code,partnership,name,decided_on,how,result,review_on,why_private,"
        "n_corrections\n"
        "a,p,Open <hours>,2025-05-07,meeting,settled,,,0\n"
        "b,p,Ten days,2026-02-07,consent,agreed_for_now,2026-08-07,,0\n"
        "c,p,Who is paid,2026-03-07,body,settled,,It names one person,0\n"
        "d,p,No parking,2026-04-07,consent,not_agreed,,,0\n");
}

static void
what_ends_is_frozen_into_a_decision(void **state)
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
        assert_int_equal(agree_count(&h, "SELECT count(*) FROM decision"), 1);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, "/en/decisions"), 200);
        house_says(&h, "by mutual consent of the sides");
        assert_int_equal(house_follow(&h, "/en/decision/one-number-"), 200);
        house_says(&h, "Agreed: every side says yes to the same version.");
        house_says(&h, "<p>One number.</p>");
        house_says(&h, "<p>Free of charge.</p>");
        house_says(&h, "Mothers &amp; &lt;aunts&gt;");
        house_says(&h, "Enough of its people agree or can live with it.");
        house_says(&h, "It agrees, or can live with it.");
        house_says(&h, "No voice lies under this decision");
        house_is_silent_on(&h, "Correct the record");
        /* what is swept finds nothing more to record */
        assert_int_equal(decision_sweep(d->db, d->arena, 1'800'000'000), OK);
        assert_int_equal(agree_count(&h, "SELECT count(*) FROM decision"), 1);
        /* and what an older house left behind */
        support_exec(s, d->url, "DELETE FROM decision");
        assert_int_equal(decision_sweep(d->db, d->arena, 1'800'000'000), OK);
        assert_int_equal(agree_count(&h, "SELECT count(*) FROM decision"), 1);
        house_close(&h);
    }
}

static void
the_register_is_chosen_from(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        open_register(&h, s, d, &c);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, "/en/decisions?year=2025"), 200);
        house_says(&h, "Open &lt;hours&gt;");
        house_is_silent_on(&h, "Ten days");
        assert_int_equal(
            house_get(&h, "/en/decisions?how=consent&result=not_agreed"), 200);
        house_says(&h, "No parking");
        house_is_silent_on(&h, "Ten days");
        assert_int_equal(house_get(&h, "/en/decisions?how=meeting"), 200);
        house_says(&h, "Open &lt;hours&gt;");
        house_is_silent_on(&h, "No parking");
        assert_int_equal(
            house_get(&h, "/en/decisions?result=agreed_for_now"), 200);
        house_says(&h, "Ten days");
        house_is_silent_on(&h, "No parking");
        assert_int_equal(house_get(&h, "/en/decisions?due=on"), 200);
        house_says(&h, "to be looked at again by 7 August 2026");
        house_is_silent_on(&h, "No parking");
        assert_int_equal(house_get(&h, "/en/decisions?q=PARKING"), 200);
        house_says(&h, "No parking");
        house_is_silent_on(&h, "Ten days");
        assert_int_equal(house_get(&h, "/en/decisions?q=nowhere"), 200);
        house_says(&h, "Nothing in the register is like that.");
        assert_int_equal(house_get(&h, "/en/decisions.csv?how=consent"), 200);
        house_says(&h, "Ten days");
        house_is_silent_on(&h, "Open");
        char key[KEY_LENGTH];
        text within = arena_print(d->arena,
            "/en/partnership/%.*s/decisions?result=not_agreed",
            TEXT_ARG(key_print(c.partnership, key)));
        assert_int_equal(house_get(&h, within.ptr), 200);
        house_says(&h, "No parking");
        house_is_silent_on(&h, "Ten days");
        house_is_silent_on(&h, "Record what a body of its own decided");
        house_close(&h);
    }
}

static void
what_is_not_public_says_why_and_no_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        open_register(&h, s, d, &c);
        text page = page_of(&h, "c");
        int64_t others[] = { 0, c.stranger };
        for (int i = 0; i < 2; i++) {
            house_enter(&h, others[i]);
            assert_int_equal(house_get(&h, "/en/decisions"), 200);
            house_says(&h, "A decision that is not public");
            house_says(&h, "Because: It names one person");
            house_is_silent_on(&h, "Who is paid");
            assert_int_equal(house_get(&h, "/en/decisions?q=paid"), 200);
            house_is_silent_on(&h, "Who is paid");
            house_is_silent_on(&h, "It names one person"); /* nor a find */
            assert_int_equal(house_get(&h, "/en/decisions.csv"), 200);
            house_says(&h, "It names one person");
            house_is_silent_on(&h, "Who is paid");
            assert_int_equal(house_get(&h, page.ptr), 404);
        }
        house_enter(&h, c.guest);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "Not public, because: It names one person");
        house_close(&h);
    }
}

/* The field of the page that says which correction was read. */
static text
mending_of(struct house *h)
{
    text mark = TEXT("name=\"mending\" value=\""), rest;
    ptrdiff_t at = text_find(h->body, mark);
    assert_true(at > 0);
    text key =
        text_cut(text_slice(h->body, at + mark.len, h->body.len), '"', &rest);
    return arena_print(h->d->arena, "mending=%.*s", TEXT_ARG(key));
}

static void
a_correction_keeps_the_words_before_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        open_register(&h, s, d, &c);
        text page = page_of(&h, "a");
        house_import(
            &h, "text/decision/a.en.md", "# Words\n\nFrom ten to <seven>.\n");
        house_enter(&h, c.people[0]);
        assert_int_equal(
            send(&h, page, "/correct", "name=x&words=x&reason=x"), 403);
        house_enter(&h, c.lead);
        assert_int_equal(
            send(&h, page, "/correct", "name=Open&words=From+ten+to+eight."),
            422);
        house_says(&h, "From ten to eight.");
        assert_int_equal(send(&h, page, "/correct",
                             "name=Open+hours&words=From+ten+to+eight."
                             "&reason=Misheard+<twice>"),
            303);
        /* it waits for a second person, and nobody reads it before */
        assert_int_equal(send(&h, page, "/correct/confirm", ""), 403);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "not confirmed yet");
        house_is_silent_on(&h, "/correct/confirm");
        house_enter(&h, c.people[0]);
        assert_int_equal(send(&h, page, "/correct/confirm", ""), 403);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_is_silent_on(&h, "eight");
        house_is_silent_on(&h, "Misheard");
        assert_int_equal(house_get(&h, "/en/decisions?q=eight"), 200);
        house_is_silent_on(&h, "Open hours");
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM decision_correction"), 0);
        house_give(
            &h, c.people[1], "facilitator", "partnership", c.partnership);
        house_enter(&h, c.people[1]);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "/correct/confirm");
        /* written anew after the other read it: what was read is confirmed */
        text read = mending_of(&h);
        house_enter(&h, c.lead);
        assert_int_equal(send(&h, page, "/correct",
                             "name=Open+hours&words=From+ten+to+eight."
                             "&reason=Misheard+<twice>"),
            303);
        house_enter(&h, c.people[1]);
        assert_int_equal(send(&h, page, "/correct/confirm", read.ptr), 409);
        assert_int_equal(house_get(&h, page.ptr), 200);
        read = mending_of(&h);
        assert_int_equal(send(&h, page, "/correct/confirm", read.ptr), 303);
        assert_int_equal(send(&h, page, "/correct/confirm", read.ptr), 303);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM decision_correction"), 1);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "From ten to eight.");
        house_says(&h, "Misheard &lt;twice&gt;");
        house_says(&h, "From ten to &lt;seven&gt;.");
        house_enter(&h, c.lead);
        assert_int_equal(
            house_get(&h,
                arena_print(d->arena, "/en/history%s", page.ptr + strlen("/en"))
                    .ptr),
            200);
        house_close(&h);
    }
}

static void
what_a_body_decided_stands_beside_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        open_register(&h, s, d, &c);
        text page = page_of(&h, "b");
        house_enter(&h, c.trust); /* of one side alone */
        assert_int_equal(
            send(&h, page, "/body", "name=Board&outcome=same&words=So+be+it"),
            403);
        house_enter(&h, c.lead);
        assert_int_equal(send(&h, page, "/body",
                             "name=Board&outcome=same&words=x&link=javascript"
                             "%3Aalert(1)"),
            422);
        assert_int_equal(send(&h, page, "/body",
                             "name=Board+<of+the+trust>&outcome=part&decided_"
                             "on=2026-02-20&words=Half+of+it"),
            303);
        assert_int_equal(send(&h, page, "/review", ""), 303);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "Agreed for now");
        house_says(&h, "Board &lt;of the trust&gt;");
        house_says(&h, "decided it in part");
        house_says(&h, "It was looked at again on");
        assert_int_equal(house_get(&h, "/en/decisions?due=on"), 200);
        house_is_silent_on(&h, "Ten days");
        house_close(&h);
    }
}

static void
a_voice_below_it_is_found(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        open_register(&h, s, d, &c);
        /* decision <- proposal <- conversation, as rows */
        support_exec(s, d->url,
            arena_print(d->arena,
                "INSERT INTO thread (id, from_kind, from_id, kind, to_kind, "
                "to_id, at) VALUES (1, 'decision', %lld, 'comes_from', "
                "'proposal', 77, 0), (2, 'proposal', 77, 'comes_from', "
                "'conversation', 78, 0), (3, 'need', 79, 'comes_from', "
                "'decision', %lld, 0)",
                (long long)house_key(&h, "decision", "b"),
                (long long)house_key(&h, "decision", "d"))
                .ptr);
        bool has = false;
        assert_int_equal(decision_has_voice(d->db, d->arena,
                             house_key(&h, "decision", "b"), &has),
            OK);
        assert_true(has);
        assert_int_equal(decision_has_voice(d->db, d->arena,
                             house_key(&h, "decision", "d"), &has),
            OK);
        assert_false(has); /* what came of it is no voice */
        house_close(&h);
    }
}

static void
the_feed_is_of_what_is_public(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        open_register(&h, s, d, &c);
        /* not from a form: what XML cannot have, and what would end a tag */
        support_exec(s, d->url,
            "UPDATE decision SET name = 'Ten \a<b>&\" days' "
            "WHERE code = 'b'");
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, "/en/decisions"), 200);
        house_says(&h, "href=\"/en/decisions.atom\"");
        assert_int_equal(house_get(&h, "/en/decisions.atom"), 200);
        assert_true(text_is_equal(house_header(&h, "Content-Type"),
            TEXT("application/atom+xml; charset=utf-8")));
        house_says(&h, "<feed xmlns=\"http://www.w3.org/2005/Atom\"");
        house_says(&h, "<title>Ten &lt;b&gt;&amp;&quot; days</title>");
        house_says(&h, "<title>Open &lt;hours&gt;</title>");
        house_says(&h, "<updated>2026-04-07T00:00:00Z</updated>");
        /* of what is not public not even its day, for nobody */
        house_is_silent_on(&h, "Who is paid");
        house_is_silent_on(&h, "2026-03-07");
        text before = arena_copy(d->arena, h.body);
        house_enter(&h, c.people[0]);
        assert_int_equal(house_get(&h, "/en/decisions.atom"), 200);
        assert_true(text_is_equal(h.body, before)); /* the same for all */
        house_is_silent_on(&h, "Who is paid");
        /* a correction is something new */
        support_exec(s, d->url,
            "INSERT INTO decision_correction (id, decision_id, number, "
            "made_on, reason, before) SELECT 77, id, 1, '2026-06-01', 'r', "
            "'b' FROM decision WHERE code = 'a'");
        assert_int_equal(house_get(&h, "/en/decisions.atom"), 200);
        house_says(&h, "<updated>2026-06-01T00:00:00Z</updated>");
        /* of one partnership, and of one that is none */
        char key[KEY_LENGTH];
        assert_int_equal(
            house_get(&h,
                arena_print(d->arena, "/en/decisions.atom?within=%.*s",
                    TEXT_ARG(key_print(house_key(&h, "partnership", "p"), key)))
                    .ptr),
            200);
        house_says(&h, "<title>No parking</title>");
        assert_int_equal(
            house_get(&h,
                arena_print(d->arena, "/en/decisions.atom?within=%.*s",
                    TEXT_ARG(key_print(house_key(&h, "decision", "a"), key)))
                    .ptr),
            404);
        house_close(&h);
    }
}

int
decision_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_ends_is_frozen_into_a_decision),
        support_test(the_register_is_chosen_from),
        support_test(what_is_not_public_says_why_and_no_more),
        support_test(a_correction_keeps_the_words_before_it),
        support_test(what_a_body_decided_stands_beside_it),
        support_test(a_voice_below_it_is_found),
        support_test(the_feed_is_of_what_is_public),
    };
    return cmocka_run_group_tests_name("decide/decision", tests, NULL, NULL);
}
