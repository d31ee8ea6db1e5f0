/* Told journeys: how they are counted, who sees them, and that they can be
 * taken back out of everything. */
#include "mirror/told.h"

#include "base/key.h"
#include "os/clock.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int told_test(void);

/* ---- People who tell ----------------------------------------------------- */

struct cast {
    struct board_cast c;
    int64_t pathway, side;
    text tell, page;
};

static void
cast_open(
    struct house *h, struct support *s, struct support_db *d, struct cast *c)
{
    board_cast_open(h, s, d, &c->c);
    house_import(
        h, "pathway.csv", "code,side,series,name\nw,hb,care,Care & cure\n");
    house_import(h, "text/pathway/w.en.md",
        "# List\n\nClinic visit\nReferral\nDiagnosis\nTreatment\n\n"
        "within 14 days 80%: Clinic visit -> Diagnosis\n");
    c->pathway = house_key(h, "pathway", "w");
    c->side = house_key(h, "side", "hb");
    c->page = arena_print(h->d->arena, "/en%.*s",
        TEXT_ARG(drawn_sub(h->d->arena, c->pathway, "")));
    c->tell = board_cast_at(h, c->page, "/tell");
}

/* Where the last answer leads, with its language. */
static text
leads_to(struct house *h)
{
    return arena_copy(h->d->arena, house_header(h, "Location"));
}

static text
begin(struct house *h, struct cast *c, const char *uses)
{
    char fields[120];
    snprintf(
        fields, sizeof fields, "teller=self&uses=%s&lang=en&agree=on", uses);
    assert_int_equal(house_post(h, c->tell.ptr, fields), 303);
    text to = leads_to(h);
    assert_true(text_ends_with(to, TEXT("/step")));
    return to;
}

/* "/en/tell/KEY" of "/en/tell/KEY/step" */
static text
journey(struct house *h, text step)
{
    return arena_copy(h->d->arena, text_slice(step, 0, step.len - 5));
}

static text
at(struct house *h, text page, const char *what)
{
    return board_cast_at(h, page, what);
}

static const char *const way[] = {
    "what=Clinic+visit&day=2026-01-05",
    "what=Referral&days=12",
    "what=Diagnosis&days=16",
};

/* Somebody of the side tells one and sends it; the journey's own page. */
static text
tell_one(struct house *h, struct cast *c, int i, const char *uses)
{
    int64_t who =
        house_person(h, arena_print(h->d->arena, "p%d@hb.example", i).ptr);
    house_give(h, who, "guest", "side", c->side);
    house_enter(h, who);
    text step = begin(h, c, uses);
    for (int k = 0; k < 3; k++)
        assert_int_equal(house_post(h, step.ptr, way[k]), 303);
    text own = journey(h, step);
    assert_int_equal(house_post(h, at(h, own, "/send").ptr, ""), 303);
    return own;
}

static void
count_all(struct house *h)
{
    int n_done = 0;
    assert_int_equal(job_work(h->d->home, now_s(), &n_done), OK);
}

static int64_t
n_of(struct house *h, const char *sql)
{
    return board_cast_count(h, sql);
}

static text
log_page(struct house *h)
{
    return arena_print(h->d->arena, "/en/walked/%.*s",
        TEXT_ARG(told_key(h->d->arena,
            n_of(h, "SELECT id FROM pathway_log WHERE status = 'told'"))));
}

/* ---- Counting ------------------------------------------------------------ */

static void
fewer_than_five_are_not_counted_and_five_at_a_time_are(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        for (int i = 0; i < 4; i++)
            tell_one(&h, &c, i, "counts");
        count_all(&h);
        house_enter(&h, c.c.asha);
        assert_int_equal(house_get(&h, c.page.ptr), 200);
        house_says(&h, "Nothing is shown until there are five.");
        assert_int_equal(house_get(&h, log_page(&h).ptr), 200);
        house_says(&h, "Nothing is shown until there are five.");
        house_is_silent_on(&h, "Diagnosis");
        assert_int_equal(n_of(&h, "SELECT count(*) FROM pathway_view"), 0);
        for (int i = 4; i < 7; i++)
            tell_one(&h, &c, i, "counts");
        count_all(&h);
        house_enter(&h, c.c.asha);
        assert_int_equal(house_get(&h, c.page.ptr), 200);
        house_says(&h, "What 5 told journeys have in common");
        house_is_silent_on(&h, "7 told");
        assert_int_equal(house_follow(&h, "/en/walked/"), 200);
        house_says(&h, "5 cases");
        house_says(&h, "Then: Referral, usually after 12 days");
        house_close(&h);
    }
}

static void
what_is_withdrawn_is_out_of_everything_at_once(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        text own = { 0 };
        cast_open(&h, s, d, &c);
        for (int i = 0; i < 5; i++)
            own = tell_one(&h, &c, i, "words");
        count_all(&h);
        assert_true(n_of(&h, "SELECT count(*) FROM pathway_view") > 0);
        assert_int_equal(
            n_of(&h, "SELECT count(*) FROM search WHERE kind = 'told'"), 5);
        assert_int_equal(house_post(&h, at(&h, own, "/withdraw").ptr, ""), 303);
        /* before anything is counted again */
        assert_int_equal(n_of(&h, "SELECT count(*) FROM pathway_view"), 0);
        assert_int_equal(n_of(&h, "SELECT count(*) FROM told"), 4);
        assert_int_equal(n_of(&h, "SELECT count(*) FROM told_step"), 12);
        assert_int_equal(
            n_of(&h, "SELECT count(*) FROM search WHERE kind = 'told'"), 4);
        assert_int_equal(house_get(&h, own.ptr), 404);
        count_all(&h);
        assert_int_equal(n_of(&h, "SELECT count(*) FROM pathway_view"), 0);
        assert_int_equal(n_of(&h, "SELECT n_counted FROM told_book"), 0);
        assert_int_equal(n_of(&h,
                             "SELECT count(*) FROM consent WHERE "
                             "withdrawn_at IS NOT NULL"),
            1);
        /* once more does no harm */
        assert_int_equal(house_post(&h, at(&h, own, "/withdraw").ptr, ""), 404);
        house_close(&h);
    }
}

static void
consent_taken_back_under_my_data_takes_the_journey_along(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        text own = tell_one(&h, &c, 1, "counts");
        text consent = support_ask(s, d->url, "SELECT id FROM consent");
        int64_t id = 0;
        assert_true(text_parse_int(consent, &id));
        struct consent row;
        assert_int_equal(consent_get(d->db, d->arena,
                             (struct consent_get_in){ .id = id }, &row),
            OK);
        assert_int_equal(house_get(&h, "/en/me/data"), 200);
        house_says(&h, "may be counted, and read by nobody");
        assert_int_equal(house_post(&h,
                             arena_print(d->arena, "/en/me/consent/%.*s",
                                 TEXT_ARG(told_key(d->arena, id)))
                                 .ptr,
                             ""),
            303);
        assert_int_equal(house_get(&h, own.ptr), 404);
        assert_int_equal(n_of(&h, "SELECT count(*) FROM told_step"), 0);
        house_close(&h);
    }
}

static void
words_told_for_counts_alone_are_not_kept(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        text step = begin(&h, &c, "counts");
        assert_int_equal(
            house_post(&h, step.ptr,
                "words=the+nurse+was+kind&where=Kendu&cost=500+bob"),
            303);
        assert_int_equal(
            house_post(&h, step.ptr, "what=Referral&waited=the+letter"), 303);
        text own = journey(&h, step);
        assert_int_equal(house_get(&h, own.ptr), 200);
        house_says(&h, "the nurse was kind");
        house_says(&h, "It cost: 500 bob.");
        assert_int_equal(house_post(&h, at(&h, own, "/send").ptr, ""), 303);
        assert_int_equal(house_get(&h, own.ptr), 200);
        house_is_silent_on(&h, "the nurse");
        house_says(&h, "Something else");
        assert_int_equal(n_of(&h,
                             "SELECT count(*) FROM told_step WHERE words <> '' "
                             "OR at_where IS NOT NULL OR cost IS NOT NULL OR "
                             "waited_for IS NOT NULL"),
            0);
        assert_int_equal(
            n_of(&h, "SELECT count(*) FROM search WHERE kind = 'told'"), 0);
        house_close(&h);
    }
}

static void
a_story_is_its_sides_and_a_draft_its_tellers_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        text step = begin(&h, &c, "words");
        assert_int_equal(
            house_post(&h, step.ptr, "words=a+long+%3Cb%3Eway%3C/b%3E"), 303);
        text own = journey(&h, step);
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
            assert_int_equal(house_post(&h, at(&h, own, "/send").ptr, ""), 404);
            assert_int_equal(
                house_post(&h, at(&h, own, "/withdraw").ptr, ""), 404);
        }
        house_enter(&h, c.c.guest);
        assert_int_equal(house_post(&h, at(&h, own, "/send").ptr, ""), 303);
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
        struct cast c;
        cast_open(&h, s, d, &c);
        house_enter(&h, c.c.bjorn);
        assert_int_equal(house_get(&h, c.tell.ptr), 200);
        house_says(&h, "Members and guests of Homa Bay tell its journeys.");
        assert_int_equal(house_post(&h, c.tell.ptr,
                             "teller=self&uses=words&lang=en&agree=on"),
            409);
        assert_int_equal(n_of(&h, "SELECT count(*) FROM told"), 0);
        /* who tells and is of the side no more sends nothing */
        house_enter(&h, c.c.guest);
        text step = begin(&h, &c, "words");
        assert_int_equal(house_post(&h, step.ptr, way[0]), 303);
        support_exec(s, d->url,
            "UPDATE membership SET ends_on = '2020-01-01' WHERE role = "
            "'guest'");
        house_enter(&h, c.c.guest);
        assert_int_equal(
            house_post(&h, at(&h, journey(&h, step), "/send").ptr, ""), 403);
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
        struct cast c;
        cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        assert_int_equal(
            house_post(&h, c.tell.ptr, "teller=other&uses=words&lang=sw"), 422);
        house_says(&h, "value=\"other\" checked");
        house_says(&h, "value=\"words\" checked");
        assert_int_equal(house_post(&h, c.tell.ptr, "agree=on&lang=sw"), 422);
        assert_int_equal(n_of(&h, "SELECT count(*) FROM told"), 0);
        assert_int_equal(n_of(&h, "SELECT count(*) FROM consent"), 0);
        house_close(&h);
    }
}

static void
a_post_sent_twice_is_one_step_one_journey_and_counted_once(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        text token = arena_copy(d->arena, house_token(&h));
        const char *fields = arena_print(d->arena,
            "%.*s&teller=self&uses=counts&lang=en&agree=on", TEXT_ARG(token))
                                 .ptr;
        assert_int_equal(
            house_ask(&h, WEB_POST, c.tell, text_of(fields), 0), 303);
        text step = leads_to(&h);
        assert_int_equal(
            house_ask(&h, WEB_POST, c.tell, text_of(fields), 0), 303);
        assert_true(text_is_equal(leads_to(&h), step));
        assert_int_equal(n_of(&h, "SELECT count(*) FROM told"), 1);
        assert_int_equal(n_of(&h, "SELECT count(*) FROM consent"), 1);
        token = arena_copy(d->arena, house_token(&h));
        fields =
            arena_print(d->arena, "%.*s&what=Referral", TEXT_ARG(token)).ptr;
        for (int i = 0; i < 2; i++)
            assert_int_equal(
                house_ask(&h, WEB_POST, step, text_of(fields), 0), 303);
        assert_int_equal(n_of(&h, "SELECT count(*) FROM told_step"), 1);
        text own = journey(&h, step);
        for (int i = 0; i < 2; i++)
            assert_int_equal(house_post(&h, at(&h, own, "/send").ptr, ""), 303);
        assert_int_equal(n_of(&h, "SELECT n_changes FROM told_book"), 1);
        /* what is sent is not changed any more, nor is what was open lost */
        assert_int_equal(house_post(&h, step.ptr, "what=Diagnosis"), 303);
        assert_int_equal(n_of(&h, "SELECT count(*) FROM told_step"), 1);
        house_close(&h);
    }
}

static void
nothing_typed_is_lost_and_what_is_wrong_is_said_at_its_field(void **state)
{
    static const struct {
        const char *fields, *says;
    } wrong[] = {
        { "words=&day=2026-01-02", "choose what happened, or say it" },
        { "what=Not+a+step&words=kept", "value=\"kept\"" },
        { "what=Referral&day=2026-01-02&days=3&words=kept",
            "one of the three is enough" },
        { "what=Referral&day=2099-01-02&words=kept", "has not come yet" },
        { "what=Referral&day=2025-12-01&words=kept",
            "which you told as an earlier step" },
        { "what=Referral&days=many&words=kept", "whole number of days" },
        { "what=Referral&days=-3&words=kept", "whole number of days" },
        { "words=call+0712+345+678", "leave out telephone numbers" },
        { "what=Referral&where=a%40b.example", "leave out addresses" },
        { "words=%22%3E%3Cscript%3E&day=x", "&quot;&gt;&lt;script&gt;" },
    };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        text step = begin(&h, &c, "words");
        assert_int_equal(house_post(&h, step.ptr, "what=Referral&days=3"), 422);
        house_says(&h, "nothing is before it");
        assert_int_equal(house_post(&h, step.ptr, way[0]), 303);
        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
            assert_int_equal(house_post(&h, step.ptr, wrong[i].fields), 422);
            house_says(&h, wrong[i].says);
            if (strstr(wrong[i].fields, "words=kept") != NULL)
                house_says(&h, "value=\"kept\"");
        }
        assert_int_equal(n_of(&h, "SELECT count(*) FROM told_step"), 1);
        /* a step that was taken away while somebody changed it */
        int64_t id = n_of(&h, "SELECT id FROM told_step");
        text change = arena_print(d->arena, "%.*s?step=%.*s", TEXT_ARG(step),
            TEXT_ARG(told_key(d->arena, id)));
        support_exec(s, d->url, "DELETE FROM told_step");
        assert_int_equal(
            house_post(&h, change.ptr, "what=Referral&words=kept"), 409);
        house_says(&h, "value=\"kept\"");
        house_says(&h, "save it as a new step");
        house_close(&h);
    }
}

static void
a_step_is_told_before_another_changed_and_taken_away(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        text step = begin(&h, &c, "words");
        text own = journey(&h, step);
        for (int i = 0; i < 3; i++)
            assert_int_equal(house_post(&h, step.ptr, way[i]), 303);
        int64_t id =
            n_of(&h, "SELECT id FROM told_step WHERE name = 'Referral'");
        text key = told_key(d->arena, id);
        assert_int_equal(house_post(&h,
                             arena_print(d->arena, "%.*s?before=%.*s",
                                 TEXT_ARG(step), TEXT_ARG(key))
                                 .ptr,
                             "words=waited+at+home&then=end"),
            303);
        assert_string_equal(
            support_ask(s, d->url,
                "SELECT name FROM told_step ORDER BY position LIMIT 1")
                .ptr,
            "Clinic visit");
        assert_int_equal(n_of(&h,
                             "SELECT count(*) FROM told_step a JOIN told_step "
                             "b ON b.told_id = a.told_id WHERE a.words = "
                             "'waited at home' AND b.name = 'Referral' AND "
                             "b.position = a.position + 1"),
            1);
        assert_int_equal(house_post(&h,
                             arena_print(d->arena, "%.*s?step=%.*s",
                                 TEXT_ARG(step), TEXT_ARG(key))
                                 .ptr,
                             "what=Referral&month=&days=40&then=end"),
            303);
        assert_int_equal(house_get(&h, own.ptr), 200);
        house_says(&h, "About 40 days after the step before.");
        for (int i = 0; i < 2; i++)
            assert_int_equal(house_post(&h,
                                 arena_print(d->arena, "%.*s/step/%.*s/remove",
                                     TEXT_ARG(own), TEXT_ARG(key))
                                     .ptr,
                                 ""),
                303);
        assert_int_equal(n_of(&h, "SELECT count(*) FROM told_step"), 3);
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
        struct cast c;
        cast_open(&h, s, d, &c);
        text own = tell_one(&h, &c, 1, "words");
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
        assert_int_equal(n_of(&h, "SELECT count(*) FROM thread"), 1);
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
        assert_int_equal(n_of(&h, "SELECT count(*) FROM thread"), 1);
        house_close(&h);
    }
}

int
told_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(fewer_than_five_are_not_counted_and_five_at_a_time_are),
        support_test(what_is_withdrawn_is_out_of_everything_at_once),
        support_test(consent_taken_back_under_my_data_takes_the_journey_along),
        support_test(words_told_for_counts_alone_are_not_kept),
        support_test(a_story_is_its_sides_and_a_draft_its_tellers_alone),
        support_test(the_other_side_tells_nothing_here),
        support_test(without_consent_nothing_is_begun),
        support_test(
            a_post_sent_twice_is_one_step_one_journey_and_counted_once),
        support_test(
            nothing_typed_is_lost_and_what_is_wrong_is_said_at_its_field),
        support_test(a_step_is_told_before_another_changed_and_taken_away),
        support_test(an_entry_comes_from_a_story_and_says_so_to_its_side_alone),
    };
    return cmocka_run_group_tests_name("mirror/told", tests, NULL, NULL);
}
