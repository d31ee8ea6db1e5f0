/* Told journeys: how they are told, counted, and taken back out of everything.
 */
#include "mirror/told.h"

#include "base/key.h"
#include "support/told_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int told_test(void);

static void
fewer_than_five_are_not_counted_and_five_at_a_time_are(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        for (int i = 0; i < 4; i++)
            told_tell_one(&h, &c, i, "counts");
        told_count_all(&h);
        house_enter(&h, c.c.asha);
        assert_int_equal(house_get(&h, c.page.ptr), 200);
        house_says(&h, "Nothing is shown until there are five.");
        assert_int_equal(house_get(&h, told_log_page(&h).ptr), 200);
        house_says(&h, "Nothing is shown until there are five.");
        house_is_silent_on(&h, "Diagnosis");
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM pathway_view"), 0);
        for (int i = 4; i < 7; i++)
            told_tell_one(&h, &c, i, "counts");
        told_count_all(&h);
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

/* Somebody who tells four knows what is theirs of five. */
static void
nobody_learns_what_another_told_by_telling_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        for (int i = 0; i < 4; i++)
            told_tell_one(&h, &c, 0, "counts");
        for (int i = 1; i < 4; i++)
            told_tell_one(&h, &c, i, "counts");
        told_count_all(&h);
        assert_int_equal(
            board_cast_count(&h, "SELECT n_counted FROM told_book"), 0);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM pathway_view"), 0);
        told_tell_one(&h, &c, 4, "counts");
        told_count_all(&h);
        /* four others and one at least: in which order is chance */
        assert_in_range(
            board_cast_count(&h, "SELECT n_counted FROM told_book"), 5, 8);
        house_close(&h);
    }
}

/* Ten, of which one is taken back, and an eleventh: the difference would be
 * those two. */
static void
nobody_takes_the_place_of_whom_was_taken_back(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct told_cast c;
        text own = { 0 };
        told_cast_open(&h, s, d, &c);
        for (int i = 0; i < 10; i++)
            own = told_tell_one(&h, &c, i, "counts");
        told_count_all(&h);
        assert_int_equal(
            board_cast_count(&h, "SELECT n_counted FROM told_book"), 10);
        assert_int_equal(
            house_post(&h, board_cast_at(&h, own, "/withdraw").ptr, ""), 303);
        for (int i = 10; i < 14; i++)
            told_tell_one(&h, &c, i, "counts");
        told_count_all(&h);
        assert_int_equal(told_sweep(d->db, d->arena, 0), OK);
        told_count_all(&h);
        assert_int_equal(
            board_cast_count(&h, "SELECT n_counted FROM told_book"), 5);
        told_tell_one(&h, &c, 14, "counts");
        told_count_all(&h);
        assert_int_equal(
            board_cast_count(&h, "SELECT n_counted FROM told_book"), 14);
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
        struct told_cast c;
        text own = { 0 };
        told_cast_open(&h, s, d, &c);
        for (int i = 0; i < 5; i++)
            own = told_tell_one(&h, &c, i, "words");
        told_count_all(&h);
        assert_true(
            board_cast_count(&h, "SELECT count(*) FROM pathway_view") > 0);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM search WHERE kind = 'told'"),
            5);
        assert_int_equal(
            house_post(&h, board_cast_at(&h, own, "/withdraw").ptr, ""), 303);
        /* before anything is counted again */
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM pathway_view"), 0);
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM told"), 4);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM told_step"), 12);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM search WHERE kind = 'told'"),
            4);
        assert_int_equal(house_get(&h, own.ptr), 404);
        told_count_all(&h);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM pathway_view"), 0);
        assert_int_equal(
            board_cast_count(&h, "SELECT n_counted FROM told_book"), 0);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM consent WHERE "
                             "withdrawn_at IS NOT NULL"),
            1);
        /* once more does no harm */
        assert_int_equal(
            house_post(&h, board_cast_at(&h, own, "/withdraw").ptr, ""), 404);
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
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        text own = told_tell_one(&h, &c, 1, "counts");
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
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM told_step"), 0);
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
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        text step = told_begin(&h, &c, "counts");
        assert_int_equal(
            house_post(&h, step.ptr,
                "words=the+nurse+was+kind&where=Kendu&cost=500+bob"),
            303);
        assert_int_equal(
            house_post(&h, step.ptr, "what=Referral&waited=the+letter"), 303);
        text own = told_journey(&h, step);
        assert_int_equal(house_get(&h, own.ptr), 200);
        house_says(&h, "the nurse was kind");
        house_says(&h, "It cost: 500 bob.");
        assert_int_equal(
            house_post(&h, board_cast_at(&h, own, "/send").ptr, ""), 303);
        assert_int_equal(house_get(&h, own.ptr), 200);
        house_is_silent_on(&h, "the nurse");
        house_says(&h, "Something else");
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM told_step WHERE words <> '' "
                             "OR at_where IS NOT NULL OR cost IS NOT NULL OR "
                             "waited_for IS NOT NULL"),
            0);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM search WHERE kind = 'told'"),
            0);
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
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        text token = arena_copy(d->arena, house_token(&h));
        const char *fields = arena_print(d->arena,
            "%.*s&teller=self&uses=counts&lang=en&agree=on", TEXT_ARG(token))
                                 .ptr;
        assert_int_equal(
            house_ask(&h, WEB_POST, c.tell, text_of(fields), 0), 303);
        text step = told_leads_to(&h);
        assert_int_equal(
            house_ask(&h, WEB_POST, c.tell, text_of(fields), 0), 303);
        assert_true(text_is_equal(told_leads_to(&h), step));
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM told"), 1);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM consent"), 1);
        token = arena_copy(d->arena, house_token(&h));
        fields =
            arena_print(d->arena, "%.*s&what=Referral", TEXT_ARG(token)).ptr;
        for (int i = 0; i < 2; i++)
            assert_int_equal(
                house_ask(&h, WEB_POST, step, text_of(fields), 0), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM told_step"), 1);
        text own = told_journey(&h, step);
        for (int i = 0; i < 2; i++)
            assert_int_equal(
                house_post(&h, board_cast_at(&h, own, "/send").ptr, ""), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT n_changes FROM told_book"), 1);
        /* what is sent is not changed any more, nor is what was open lost */
        assert_int_equal(house_post(&h, step.ptr, "what=Diagnosis"), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM told_step"), 1);
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
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        text step = told_begin(&h, &c, "words");
        assert_int_equal(house_post(&h, step.ptr, "what=Referral&days=3"), 422);
        house_says(&h, "nothing is before it");
        assert_int_equal(house_post(&h, step.ptr, told_way[0]), 303);
        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
            assert_int_equal(house_post(&h, step.ptr, wrong[i].fields), 422);
            house_says(&h, wrong[i].says);
            if (strstr(wrong[i].fields, "words=kept") != NULL)
                house_says(&h, "value=\"kept\"");
        }
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM told_step"), 1);
        /* a step that was taken away while somebody changed it */
        int64_t id = board_cast_count(&h, "SELECT id FROM told_step");
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
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        text step = told_begin(&h, &c, "words");
        text own = told_journey(&h, step);
        for (int i = 0; i < 3; i++)
            assert_int_equal(house_post(&h, step.ptr, told_way[i]), 303);
        int64_t id = board_cast_count(
            &h, "SELECT id FROM told_step WHERE name = 'Referral'");
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
        assert_int_equal(board_cast_count(&h,
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
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM told_step"), 3);
        house_close(&h);
    }
}

int
told_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(fewer_than_five_are_not_counted_and_five_at_a_time_are),
        support_test(nobody_learns_what_another_told_by_telling_more),
        support_test(nobody_takes_the_place_of_whom_was_taken_back),
        support_test(what_is_withdrawn_is_out_of_everything_at_once),
        support_test(consent_taken_back_under_my_data_takes_the_journey_along),
        support_test(words_told_for_counts_alone_are_not_kept),
        support_test(
            a_post_sent_twice_is_one_step_one_journey_and_counted_once),
        support_test(
            nothing_typed_is_lost_and_what_is_wrong_is_said_at_its_field),
        support_test(a_step_is_told_before_another_changed_and_taken_away),
    };
    return cmocka_run_group_tests_name("mirror/told", tests, NULL, NULL);
}
