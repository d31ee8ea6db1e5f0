/* The text of a proposal as a whole: written together, measured, heard on, and
 * what came of that. */
#include "decide/paragraph/proposal_text.h"

#include "base/key.h"
#include "people/people.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <string.h>

int proposal_text_test(void);

static void
merges(struct support *s, const char *base, const char *mine,
    const char *theirs, const char *want)
{
    text got = { 0 };
    bool is_clean = proposal_text_merge(
        &s->arena, text_of(base), text_of(mine), text_of(theirs), &got);
    if (want == NULL ? is_clean
                     : !is_clean || !text_is_equal(got, text_of(want)))
        fail_msg("%s | %s: %.*s", mine, theirs, TEXT_ARG(got));
}

static void
what_two_wrote_at_once_comes_together(void **state)
{
    struct support *s = *state;
    merges(s, "a b c d", "a b c d", "a b c d", "a b c d");
    merges(s, "a b c d e", "X b c d e", "a b c d Y", "X b c d Y");
    merges(s, "a b c d e", "a b c d Y", "X b c d e", "X b c d Y");
    merges(s, "a b c d e", "a b X d e", "a b Y d e", NULL);
    merges(s, "a b c d e", "a b X d e", "a b X d e", "a b X d e");
    merges(s, "a b c d e", "a b d e", "a b Y d e", NULL);
    /* one took a paragraph out, the other changed another one */
    merges(s, "one two\nthree four\nfive six", "one two\nfive six",
        "one two\nthree four\nfive seven", "one two\nfive seven");
    /* both added a paragraph at the end */
    merges(s, "one two", "one two\nmine here", "one two\ntheirs there",
        "one two\ntheirs there\nmine here");
    merges(s, "", "mine", "", "mine");
}

static text
base_of(struct house *h)
{
    return agree_behind(h, "name=\"base\" value=\"");
}

static void
two_who_write_a_draft_at_once_lose_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "/write\"");
        assert_int_equal(agree_page(&h, &c, "/write"), 200);
        text base = base_of(&h);
        /* somebody of the other side is quicker */
        house_enter(&h, c.trust);
        assert_int_equal(
            agree_post(&h, &c, "/write",
                arena_print(d->arena,
                    "base=%.*s&body=One+number%%2C+day+and+night.%%0AFree+of+"
                    "charge.",
                    TEXT_ARG(base))
                    .ptr),
            303);
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_post(&h, &c, "/write",
                             arena_print(d->arena,
                                 "base=%.*s&body=One+number.%%0AFree+of+charge"
                                 ".%%0AIn+Dholuo+%%3Ctoo%%3E.",
                                 TEXT_ARG(base))
                                 .ptr),
            303);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "One number, day and night.");
        house_says(&h, "In Dholuo &lt;too&gt;.");
        /* and at the same words: shown, and what was typed stays */
        assert_int_equal(agree_post(&h, &c, "/write",
                             arena_print(d->arena,
                                 "base=%.*s&body=One+number%%2C+on+Sundays.%%0"
                                 "AFree+of+charge.",
                                 TEXT_ARG(base))
                                 .ptr),
            409);
        house_says(&h, "Somebody changed the same words meanwhile");
        house_says(&h, "One number, on Sundays.");
        text now = base_of(&h);
        assert_false(text_is_equal(now, base));
        assert_int_equal(
            agree_post(&h, &c, "/write",
                arena_print(d->arena,
                    "base=%.*s&body=One+number%%2C+on+Sundays.", TEXT_ARG(now))
                    .ptr),
            303);
        assert_int_equal(agree_page(&h, &c, "/wordings"), 200);
        house_says(&h, "<del>");
        assert_int_equal(agree_page(&h, &c, "/wordings?from=1&to=2"), 200);
        house_says(&h, "What differs between 1 and 2");
        assert_int_equal(agree_page(&h, &c, "/wordings?from=1&to=99"), 404);
        /* a guest reads, and does not write */
        house_enter(&h, c.guest);
        assert_int_equal(agree_page(&h, &c, "/write"), 403);
        assert_int_equal(agree_post(&h, &c, "/write", "base=1&body=No"), 403);
        house_close(&h);
    }
}

static void
drafts_are_not_shown_to_who_did_not_see_them(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_post(&h, &c, "/write",
                             "base=1&body=One+better+number.%0AFree."),
            303);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        house_enter(&h, 0);
        assert_int_equal(agree_page(&h, &c, "/wordings"), 200);
        house_is_silent_on(&h, "1 (version 1)");
        house_says(&h, "2 (version 1)");
        assert_int_equal(agree_page(&h, &c, "/wordings?from=1&to=2"), 404);
        house_enter(&h, c.guest);
        assert_int_equal(agree_page(&h, &c, "/wordings?from=1&to=2"), 200);
        /* and the text is fixed now */
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_page(&h, &c, "/write"), 409);
        house_says(&h, "The text is fixed while people are asked");
        assert_int_equal(
            agree_post(&h, &c, "/write", "base=2&body=Something+else"), 422);
        house_says(&h, "Something else");
        house_close(&h);
    }
}

static void
a_text_is_measured(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        struct buf b = buf_in(d->arena, 1000);
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.people[0]);
        buf_add(&b, TEXT("base=1&body=One+number.%0ARight:"));
        for (int i = 0; i < 29; i++)
            buf_add(&b, TEXT("+word"));
        buf_add(&b, (text){ "", 1 });
        assert_int_equal(agree_post(&h, &c, "/write", buf_text(&b).ptr), 303);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "32 words, about 1 minute to read");
        house_says(&h, "1 sentence is long");
        assert_int_equal(agree_page(&h, &c, "/reading"), 200);
        house_says(&h, "this sentence has 30 words");
        house_says(&h, "#p2\">Paragraph 2");
        house_says(&h, "Flesch-Kincaid");
        assert_int_equal(agree_page(&h, &c, "/print"), 200);
        house_says(&h, "<li>One number.</li>");
        house_close(&h);
    }
}

/* ---- Heard, and told ----------------------------------------------------- */

static void
propose(struct house *h, struct agree_cast *c, const char *level)
{
    char key[KEY_LENGTH];
    house_enter(h, c->people[0]);
    text to = arena_print(h->d->arena, "/en/partnership/%.*s/proposals",
        TEXT_ARG(key_print(c->partnership, key)));
    assert_int_equal(
        house_post(h, to.ptr,
            arena_print(h->d->arena,
                "name=Opening+hours&level=%s&lang=en&body=We+open+at+eight.%%0"
                "AWe+close+at+four.&fixed=The+house",
                level)
                .ptr),
        303);
    c->page = arena_copy(h->d->arena, house_header(h, "Location"));
}

static void
what_is_consulted_on_ends_in_what_was_heard_and_done(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        propose(&h, &c, "consult");
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "We ask what you think before anything is settled");
        house_is_silent_on(&h, "Who must say yes");
        house_is_silent_on(&h, "Open the hearing");
        assert_int_equal(
            agree_post(&h, &c, "/hear", "closes_on=2030-01-01"), 403);
        house_enter(&h, c.lead);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "Open the hearing");
        assert_int_equal(
            agree_post(&h, &c, "/hear", "closes_on=2020-01-01"), 422);
        house_says(&h, "choose tomorrow or a later day");
        assert_int_equal(
            agree_post(&h, &c, "/hear", "closes_on=2090-01-01"), 303);
        assert_int_equal(agree_post(&h, &c, "/lay-open", ""), 409);
        /* anybody who signs in says something; the text stays */
        house_enter(&h, c.stranger);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "Say something until");
        text page = arena_print(d->arena, "/en/paragraph/%.*s",
            TEXT_ARG(agree_behind(&h, "href=\"/en/paragraph/")));
        text at = arena_print(d->arena, "%.*s/comment", TEXT_ARG(page));
        assert_int_equal(
            house_post(&h, at.ptr, "words=Seven+is+better&lang=en"), 303);
        at = arena_print(d->arena, "%.*s/offer", TEXT_ARG(page));
        assert_int_equal(house_post(&h, at.ptr,
                             "place=instead&words=We+open+at+seven.&lang=en"),
            303);
        house_enter(&h, c.lead);
        assert_int_equal(agree_page(&h, &c, "/said?open=1"), 200);
        house_says(&h, "Seven is better");
        assert_int_equal(agree_page(&h, &c, "/said.csv"), 200);
        house_says(&h, "Seven is better");
        assert_int_equal(agree_page(&h, &c, "/write"), 409);
        /* the offer is taken in: with the next version, when it ends */
        text offer = arena_copy(d->arena,
            support_ask(
                s, d->url, "SELECT id FROM contribution WHERE kind = 'offer'"));
        int64_t id = 0;
        char key[KEY_LENGTH];
        assert_true(text_parse_int(offer, &id));
        at = arena_print(d->arena, "%.*s/said/%.*s", TEXT_ARG(page),
            TEXT_ARG(key_print(id, key)));
        assert_int_equal(house_post(&h, at.ptr, "outcome=take"), 303);
        assert_int_equal(agree_post(&h, &c, "/hear/end", ""), 409);
        support_exec(s, d->url,
            "UPDATE proposal SET closes_on = '2020-01-01' WHERE status = "
            "'hears'");
        assert_int_equal(
            proposal_text_sweep(d->db, d->arena, 1'900'000'000), OK);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "We open at seven.");
        house_says(&h, "version 2");
        house_says(&h, "1 thing that was said waits for an answer.");
        house_is_silent_on(&h, "Say it, and end this");
        assert_int_equal(
            agree_post(&h, &c, "/tell", "heard=A&did=B&why_not=C"), 409);
        house_says(&h, "Something that was said has no answer yet");
        /* nothing more is said, what was said is answered */
        house_enter(&h, c.stranger);
        at = arena_print(d->arena, "%.*s/comment", TEXT_ARG(page));
        assert_int_equal(house_post(&h, at.ptr, "words=Late&lang=en"), 422);
        house_enter(&h, c.lead);
        assert_true(text_parse_int(
            support_ask(s, d->url,
                "SELECT id FROM contribution WHERE kind = 'comment'"),
            &id));
        at = arena_print(d->arena, "%.*s/said/%.*s", TEXT_ARG(page),
            TEXT_ARG(key_print(id, key)));
        assert_int_equal(
            house_post(&h, at.ptr, "outcome=take&reply=In+the+first+one"), 303);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "Say it, and end this");
        assert_int_equal(
            agree_post(&h, &c, "/tell", "heard=A&did=&why_not=C"), 422);
        assert_int_equal(agree_post(&h, &c, "/tell",
                             "heard=Seven+%3Co%27clock%3E&did=We+open+at+seven"
                             "&why_not=Nothing"),
            303);
        house_enter(&h, 0);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "Seven &lt;o&#39;clock&gt;");
        house_says(&h, "This is no agreement between sides");
        house_is_silent_on(&h, "Agreed");
        assert_int_equal(house_get(&h, "/en/decisions"), 200);
        house_is_silent_on(&h, "Opening hours");
        house_close(&h);
    }
}

static void
a_proposal_is_found_by_its_words_in_any_language(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        char key[KEY_LENGTH];
        agree_cast_open(&h, s, d, &c);
        text list = arena_print(d->arena, "/en/partnership/%.*s/proposals?q=",
            TEXT_ARG(key_print(c.partnership, key)));
        house_enter(&h, c.guest);
        assert_int_equal(
            house_get(
                &h, arena_print(d->arena, "%.*scharge", TEXT_ARG(list)).ptr),
            200);
        house_says(&h, "One number for all");
        assert_int_equal(
            house_get(
                &h, arena_print(d->arena, "%.*szebra", TEXT_ARG(list)).ptr),
            200);
        house_is_silent_on(&h, "One number for all");
        house_says(&h, "Nothing was found.");
        /* as it is written now, and as it was not before */
        house_enter(&h, c.people[0]);
        assert_int_equal(
            agree_post(&h, &c, "/write", "base=1&body=A+z%C3%A8bra."), 303);
        assert_int_equal(
            house_get(
                &h, arena_print(d->arena, "%.*szebra", TEXT_ARG(list)).ptr),
            200);
        house_says(&h, "One number for all");
        assert_int_equal(
            house_get(
                &h, arena_print(d->arena, "%.*scharge", TEXT_ARG(list)).ptr),
            200);
        house_is_silent_on(&h, "One number for all");
        house_close(&h);
    }
}

static void
who_said_something_hears_of_the_answer_the_day_after(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.people[1]);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        text page = arena_print(d->arena, "/en/paragraph/%.*s",
            TEXT_ARG(agree_behind(&h, "href=\"/en/paragraph/")));
        text at = arena_print(d->arena, "%.*s/comment", TEXT_ARG(page));
        assert_int_equal(
            house_post(&h, at.ptr, "words=Secret+words&lang=en"), 303);
        int64_t id = agree_count(&h, "SELECT id FROM contribution");
        char key[KEY_LENGTH];
        house_enter(&h, c.lead);
        at = arena_print(d->arena, "%.*s/said/%.*s", TEXT_ARG(page),
            TEXT_ARG(key_print(id, key)));
        assert_int_equal(
            house_post(&h, at.ptr, "outcome=answered&reply=Yes"), 303);
        const char *mails = "SELECT count(*) FROM mail WHERE kind = "
                            "'proposal_answered'";
        int64_t now = agree_count(&h, "SELECT max(at) FROM audit");
        assert_int_equal(contributions_sweep(d->db, d->arena, now), OK);
        assert_int_equal(agree_count(&h, mails), 0);
        for (int i = 0; i < 2; i++)
            assert_int_equal(
                contributions_sweep(d->db, d->arena, now + 86'400), OK);
        assert_int_equal(agree_count(&h, mails), 1);
        assert_int_equal(agree_count(&h,
                             "SELECT count(*) FROM mail WHERE body LIKE "
                             "'%Secret%'"),
            0);
        house_close(&h);
    }
}

static void
a_long_text_of_many_paragraphs_holds(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        struct buf b = buf_in(d->arena, 500'000);
        buf_add(&b, TEXT("base=1&body="));
        for (int i = 0; i < 300; i++) {
            buf_add(&b, arena_print(d->arena, "Paragraph+%d+", i));
            for (int k = 0; k < 20; k++)
                buf_add(&b, TEXT("w%C3%B6rd%22s+"));
            buf_add(&b, TEXT("%D9%86%D8%B9%D9%85.%0D%0A"));
        }
        buf_add(&b, (text){ "", 1 });
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_post(&h, &c, "/write", buf_text(&b).ptr), 303);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "id=\"p300\"");
        assert_int_equal(agree_page(&h, &c, "/languages/sw"), 200);
        assert_int_equal(agree_page(&h, &c, "/wordings"), 200);
        b = buf_in(d->arena, 500'000);
        buf_add(&b, TEXT("base=2&body="));
        for (int i = 0; i < 401; i++)
            buf_add(&b, arena_print(d->arena, "P+%d%%0A", i));
        buf_add(&b, (text){ "", 1 });
        assert_int_equal(agree_post(&h, &c, "/write", buf_text(&b).ptr), 422);
        house_says(&h, "a text has at most 400 paragraphs");
        house_close(&h);
    }
}

static void
only_what_is_decided_together_is_asked(void **state)
{
    static const char *const levels[] = { "inform", "involve" };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.lead);
        /* one that sides decide is not heard */
        assert_int_equal(
            agree_post(&h, &c, "/hear", "closes_on=2090-01-01"), 409);
        for (int i = 0; i < 2; i++) {
            propose(&h, &c, levels[i]);
            house_enter(&h, c.lead);
            agree_list_all(&h, &c);
            assert_int_equal(agree_post(&h, &c, "/lay-open", ""), 409);
            house_says(&h, "This is not agreed between sides");
        }
        house_close(&h);
    }
}

int
proposal_text_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_two_wrote_at_once_comes_together),
        support_test(two_who_write_a_draft_at_once_lose_nothing),
        support_test(drafts_are_not_shown_to_who_did_not_see_them),
        support_test(a_text_is_measured),
        support_test(what_is_consulted_on_ends_in_what_was_heard_and_done),
        support_test(a_proposal_is_found_by_its_words_in_any_language),
        support_test(who_said_something_hears_of_the_answer_the_day_after),
        support_test(a_long_text_of_many_paragraphs_holds),
        support_test(only_what_is_decided_together_is_asked),
    };
    return cmocka_run_group_tests_name(
        "decide/proposal_text", tests, NULL, NULL);
}
