/* The pace of a conversation: floods are found, and nobody in them. */
#include "decide/conversation/pace.h"
#include "decide/ground/ground_sign.h"
#include "os/clock.h"
#include "support/ground_cast.h"
#include "support/talk_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int pace_test(void);

#define DAY INT64_C(86'400)

/* So many people of that community, each with so many answers, from a moment
 * on. */
static bool
crowd(struct ground_cast *t, int unit, int64_t first, int n_people,
    int n_answers, int64_t at, bool is_quick)
{
    bool is_due = false;
    for (int i = 0; i < n_people; i++)
        for (int k = 0; k < n_answers; k++)
            is_due |= pace_note(&(struct pace_note){ .conversation_id = t->id,
                                    .unit_id = t->units[unit],
                                    .participant_id = first + i,
                                    .is_new = k == 0,
                                    .is_timed = true,
                                    .is_quick = is_quick },
                at);
    return is_due;
}

static int64_t
count_of(struct house *h, const struct ground_cast *t, const char *what,
    int64_t unit_id)
{
    return board_cast_count(h,
        arena_print(h->d->arena,
            "%s WHERE conversation_id = %lld AND unit_id = "
            "%lld",
            what, (long long)t->id, (long long)unit_id)
            .ptr);
}

static void
few_people_are_in_no_window_nor_to_be_had_by_subtraction(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        int64_t at = now_s() / 600 * 600 - 2 * DAY;
        const char *windows = "SELECT count(*) FROM pace_window";
        ground_cast_make(&h, s, d, &t, "Kendu Bay", "Toxteth", 3);
        /* what other tests left in memory */
        assert_int_equal(pace_flush(d->db, d->arena, now_s() + 700, 0), OK);
        /* nine of one, with ten times ten answers */
        assert_false(crowd(&t, 0, 100, 9, 11, at, false));
        assert_int_equal(pace_flush(d->db, d->arena, at + 599, 0), OK);
        assert_int_equal(
            count_of(&h, &t, "SELECT count(*) FROM pace_sum", t.id), 0);
        assert_int_equal(pace_flush(d->db, d->arena, at + 600, 0), OK);
        assert_int_equal(count_of(&h, &t, windows, t.units[0]), 0);
        assert_int_equal(count_of(&h, &t, windows, t.id), 0);
        assert_int_equal(
            count_of(&h, &t, "SELECT sum(n_answers) FROM pace_sum", t.units[0]),
            99);
        /* 20 of one and 3 of the other: all are told, neither by itself */
        at += 600;
        crowd(&t, 0, 200, 20, 2, at, false);
        crowd(&t, 1, 300, 3, 2, at, false);
        /* 15 and 12: each */
        assert_true(crowd(&t, 0, 400, 15, 1, at + 600, false));
        crowd(&t, 1, 500, 12, 1, at + 600, false);
        assert_int_equal(pace_flush(d->db, d->arena, at + 1200, 0), OK);
        assert_int_equal(count_of(&h, &t, windows, t.units[0]), 1);
        assert_int_equal(count_of(&h, &t, windows, t.units[1]), 1);
        assert_int_equal(count_of(&h, &t, windows, t.id), 2);
        assert_int_equal(
            count_of(&h, &t, "SELECT sum(n_begun) FROM pace_window", t.id),
            23 + 27);
        /* nothing in it is anybody's key */
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM pace_window WHERE id BETWEEN 100 AND 600 "
                "OR unit_id BETWEEN 100 AND 600"),
            0);
        house_close(&h);
    }
}

static void
opened(struct house *h, const struct ground_cast *t, int64_t ago)
{
    support_exec(h->s, h->d->url,
        arena_print(h->d->arena,
            "UPDATE conversation SET opened_on = '%.*s' WHERE id = %lld",
            TEXT_ARG(day_of(h->d->arena, now_s() - ago * DAY)),
            (long long)t->id)
            .ptr);
}

static void
a_flood_of_minutes_is_shown_and_says_that_nobody_is_known(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        int64_t today = now_s() / DAY * DAY, at = today - 3 * DAY + 43'200;
        int64_t first = 1000;
        ground_cast_make(&h, s, d, &t, "Kendu Bay", "Toxteth", 3);
        opened(&h, &t, 8);
        for (int i = 0; i < 24; i++)
            ground_cast_vote(&h, &t, i, i % 2, 1, 1);
        /* ten come within ten minutes of each day: what is usual is no flood */
        for (int day = 8; day >= 1; day--) {
            for (int hour = 0; hour < 20; hour++)
                crowd(&t, hour % 2, first += 20, 6, 2,
                    today - day * DAY + hour * 3600, false);
            crowd(&t, 0, first += 20, 10, 2, today - day * DAY + 80'000, false);
        }
        /* and forty within twenty minutes of one day */
        crowd(&t, 1, 9000, 25, 2, at + 1200, false);
        crowd(&t, 1, 9100, 15, 2, at + 1800, false);
        ground_cast_close(&h, &t);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM ground_sign WHERE kind = 'flood' OR "
                "kind = 'rush'"),
            1);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT n_people * 10 + n_windows FROM ground_sign WHERE "
                "kind = 'flood'"),
            402);
        house_enter(&h, t.c.lead);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/signs").ptr), 200);
        house_says(&h, "Toxteth: 40 people began within 20 minutes, from ");
        house_says(&h, "Nobody can know whose answers these are");
        house_enter(&h, t.c.bjorn);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/ground").ptr), 200);
        house_says(&h, "Toxteth: 40 people began within 20 minutes, from ");
        house_says(&h, "the result without them cannot be computed");
        /* thirty days on the sums are left; the sign stays when it is counted
         * again */
        assert_int_equal(pace_sweep(d->db, d->arena, now_s() + 30 * DAY), OK);
        assert_true(
            count_of(&h, &t, "SELECT count(*) FROM pace_window", t.id) > 0);
        assert_int_equal(pace_sweep(d->db, d->arena, now_s() + 32 * DAY), OK);
        assert_int_equal(
            count_of(&h, &t, "SELECT count(*) FROM pace_window", t.id), 0);
        assert_int_equal(
            count_of(&h, &t, "SELECT count(*) FROM pace_sum", t.id), 1);
        int n_done;
        house_enter(&h, t.c.lead);
        text send = arena_print(d->arena, "%.*s/signs/%.*s", TEXT_ARG(t.page),
            TEXT_ARG(conversation_key(d->arena,
                board_cast_count(
                    &h, "SELECT id FROM ground_sign WHERE kind = 'flood'"))));
        assert_int_equal(
            house_post(&h, send.ptr, "verdict=fine&reason=A+meeting"), 303);
        assert_int_equal(job_work(d->home, now_s() + 60, &n_done), OK);
        assert_int_equal(n_done, 1);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/ground").ptr), 200);
        house_says(&h, "They count as all others do: A meeting");
        house_close(&h);
    }
}

static void
answers_faster_than_reading_are_a_number_of_a_community(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        ground_cast_make(&h, s, d, &t, "Kendu Bay", "Toxteth", 3);
        for (int i = 0; i < 24; i++)
            ground_cast_vote(&h, &t, i, i % 2, 1, 1);
        crowd(&t, 0, 100, 12, 3, now_s(), false);
        crowd(&t, 1, 200, 12, 2, now_s(), false);
        crowd(&t, 1, 200, 12, 1, now_s(), true);
        ground_cast_close(&h, &t);
        house_enter(&h, t.c.lead);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/signs").ptr), 200);
        house_says(&h, "Toxteth: 12 of 36 answers came within two seconds");
        house_is_silent_on(&h, "Kendu Bay: 12 of 36");
        house_close(&h);
    }
}

/* The time stands in the form, and in no other form, and is nobody's to
 * write. */
static void
the_page_says_when_it_showed_a_statement(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "sides");
        house_enter(&h, t.c.asha);
        text page = talk_at(&h, &t, "/answer");
        for (int number = 1; number < 4; number++) {
            text own = arena_print(d->arena, "%.*s?s=%.*s&unit=%.*s",
                TEXT_ARG(page),
                TEXT_ARG(talk_key(&h,
                    arena_print(d->arena,
                        "SELECT id FROM statement WHERE number = %d", number)
                        .ptr)),
                TEXT_ARG(talk_key(&h,
                    "SELECT id FROM conversation_unit WHERE name = "
                    "'Oyugis'")));
            assert_int_equal(house_get(&h, own.ptr), 200);
            ptrdiff_t from = text_find(h.body, TEXT("name=\"shown\" value=\""));
            assert_true(from > 0);
            text rest,
                shown = text_cut(
                    text_slice(h.body, from + 20, h.body.len), '"', &rest);
            if (number == 3) /* as if it had been shown an hour ago */
                shown = arena_print(d->arena, "%lld%.*s",
                    (long long)(now_ms() - 3'600'000),
                    TEXT_ARG(text_slice(shown, 13, shown.len)));
            text u = talk_key(
                &h, "SELECT id FROM conversation_unit WHERE name = 'Oyugis'");
            text sent = arena_print(d->arena,
                "statement=%.*s&unit=%.*s&vote=agree&shown=%.*s",
                TEXT_ARG(talk_key(&h,
                    arena_print(d->arena,
                        "SELECT id FROM statement WHERE number = %d",
                        number == 2 ? 1 : number)
                        .ptr)),
                TEXT_ARG(u), TEXT_ARG(shown));
            assert_int_equal(house_post(&h, page.ptr, sent.ptr), 303);
        }
        assert_int_equal(pace_flush(d->db, d->arena, now_s(), t.id), OK);
        /* the second was another statement's mark, the third was changed */
        assert_int_equal(
            talk_count(&h,
                "SELECT n_answers * 100 + n_timed * 10 + n_quick FROM pace_sum "
                "WHERE unit_id = (SELECT id FROM conversation_unit WHERE name "
                "= 'Oyugis')"),
            311);
        house_close(&h);
    }
}

int
pace_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(few_people_are_in_no_window_nor_to_be_had_by_subtraction),
        support_test(a_flood_of_minutes_is_shown_and_says_that_nobody_is_known),
        support_test(answers_faster_than_reading_are_a_number_of_a_community),
        support_test(the_page_says_when_it_showed_a_statement),
    };
    return cmocka_run_group_tests_name("decide/pace", tests, NULL, NULL);
}
