/* What a pair does once it is agreed, and what stays when somebody leaves. */
#include "base/key.h"
#include "keep/person_data.h"
#include "support/cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int pair_life_test(void);

/* ---- What they do ------------------------------------------------------ */

static void
a_pair_notes_when_it_meets(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        assert_int_equal(
            house_post(&h, cast_at(&c, &h, "/meeting"), "held_on=31&how=video"),
            422);
        cast_is(&h, "agreed");
        assert_int_equal(
            house_post(&h, cast_at(&c, &h, "/meeting"),
                "held_on=2026-05-07&how=video&note=14%3A00%2C+Homa+Bay%0Ab"),
            303);
        cast_is(&h, "running");
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, cast_at(&c, &h, "/calendar.ics")), 200);
        house_says(&h, "DTSTART;VALUE=DATE:20260507\r\n");
        house_says(&h, "DESCRIPTION:14:00\\, Homa Bay\\nb\r\n");
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "By video");
        /* who only facilitates notes none */
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/meeting"),
                             "held_on=2026-05-08&how=video"),
            409);
        assert_int_equal(
            cast_count(&h, "SELECT count(*) FROM match_meeting"), 1);
        house_close(&h);
    }
}

static void
who_is_of_another_pair_reaches_nothing_of_this_one(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        char key[KEY_LENGTH], part[KEY_LENGTH];
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/meeting"),
                             "held_on=2026-05-07&how=video"),
            303);
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/reflection"),
                             "words=Ours&seen=pair"),
            303);
        cast_pair(&h, CAST_OTHER_PAIR, CAST_ASHA, CAST_CLEO, 0);
        support_exec(s, d->url,
            "UPDATE match_pair SET status = 'running' WHERE id = 3002");
        house_give(&h, c.cleo, "member", "match_pair", CAST_OTHER_PAIR);
        house_enter(&h, c.cleo);
        assert_int_equal(house_get(&h, c.page), 404);
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/meeting"),
                             "held_on=2026-05-07&how=video"),
            404);
        /* nor by keys of the one in addresses of the other */
        static const char *const parts[] = { "meeting", "reflection" };
        for (int i = 0; i < 2; i++) {
            int64_t id = 0;
            assert_true(text_parse_int(
                support_ask(s, d->url,
                    arena_print(d->arena, "SELECT id FROM match_%s", parts[i])
                        .ptr),
                &id));
            text address = arena_print(d->arena, "/en/pair/%.*s/%s/%.*s/remove",
                TEXT_ARG(key_print(CAST_OTHER_PAIR, key)), parts[i],
                TEXT_ARG(key_print(id, part)));
            assert_int_equal(house_post(&h, address.ptr, ""), 303);
        }
        assert_int_equal(
            cast_count(&h, "SELECT count(*) FROM match_meeting"), 1);
        assert_int_equal(
            cast_count(&h, "SELECT count(*) FROM match_reflection"), 1);
        house_close(&h);
    }
}

static void
what_is_written_for_the_pair_alone_stays_there(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/reflection"),
                             "words=Only+us&seen=pair"),
            303);
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/reflection"),
                             "words=All+of+us&seen=facilitators"),
            303);
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "Only us");
        house_says(&h, "All of us");
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, c.page), 200);
        house_is_silent_on(&h, "Only us");
        house_says(&h, "All of us");
        /* a guest of the pair, such as an interpreter, reads neither */
        house_give(&h, c.stranger, "guest", "match_pair", CAST_PAIR);
        house_enter(&h, c.stranger);
        assert_int_equal(house_get(&h, c.page), 200);
        house_is_silent_on(&h, "Only us");
        house_is_silent_on(&h, "All of us");
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/meeting"),
                             "held_on=2026-05-08&how=video"),
            403);
        house_close(&h);
    }
}

static void
a_pair_ends_on_a_day_with_a_last_thought(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        assert_int_equal(
            house_post(&h, cast_at(&c, &h, "/end"), "ended_on=2999-01-01"),
            422);
        cast_is(&h, "agreed");
        assert_int_equal(
            house_post(&h, cast_at(&c, &h, "/end"),
                "ended_on=2026-01-31&last=Go+there&last_shared=on"),
            303);
        cast_is(&h, "ended");
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/meeting"),
                             "held_on=2026-05-07&how=video"),
            409);
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "Go there");
        house_says(&h, "31 January 2026");
        assert_int_equal(
            house_post(&h, cast_at(&c, &h, "/end"), "ended_on=2026-01-30"),
            409);
        assert_true(text_is_equal(
            support_ask(s, d->url, "SELECT status FROM match_state"),
            TEXT("ended")));
        house_close(&h);
    }
}

/* ---- Lists ------------------------------------------------------------- */

static void
facilitators_have_the_list_of_pairs(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        char key[KEY_LENGTH];
        cast_open(&h, s, d, &c);
        text address = arena_print(d->arena, "/en/partnership/%.*s/pairs",
            TEXT_ARG(key_print(house_key(&h, "partnership", "p"), key)));
        support_exec(
            s, d->url, "UPDATE person SET name = '=1+1' WHERE name = 'Cleo'");
        cast_pair(&h, CAST_OTHER_PAIR, 2011, 2013, 0);
        support_exec(s, d->url,
            "UPDATE match_pair SET status = 'running' WHERE id = 3002");
        cast_offer(&h, &c);
        assert_int_equal(house_get(&h, address.ptr), 200);
        house_says(&h, "Björn &lt;b&gt;Ek&lt;/b&gt;");
        assert_int_equal(
            house_get(&h, arena_print(d->arena, "%s.csv", address.ptr).ptr),
            200);
        house_says(&h, "'=1+1");
        house_enter(&h, c.neighbour);
        assert_int_equal(house_get(&h, address.ptr), 403);
        house_close(&h);
    }
}

/* ---- Leaving ----------------------------------------------------------- */

static enum err
erase(struct db *writer, struct arena *a, void *arg)
{
    return person_erase(writer, a, *(int64_t *)arg, 0);
}

static void
who_left_is_on_the_page_without_name_and_words(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        text all;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        assert_int_equal(
            house_post(&h, cast_at(&c, &h, "/meeting"),
                "held_on=2026-05-07&how=video&note=Under+the+mango"),
            303);
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/reflection"),
                             "words=Slow+down&seen=facilitators"),
            303);
        assert_int_equal(person_export(d->db, d->arena, c.bjorn, &all), OK);
        assert_true(text_find(all, TEXT("Under the mango")) > 0);
        assert_true(text_find(all, TEXT("Slow down")) > 0);
        assert_int_equal(person_export(d->db, d->arena, c.asha, &all), OK);
        assert_true(text_find(all, TEXT("Slow down")) < 0);
        assert_int_equal(db_write(d->db, d->arena, erase, &c.bjorn), OK);
        cast_is(&h, "ended");
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "2026");
        house_is_silent_on(&h, "Björn");
        house_is_silent_on(&h, "mango");
        house_is_silent_on(&h, "Slow down");
        house_is_silent_on(&h, "interpreter"); /* nothing is known of them */
        house_is_silent_on(&h, "Neither offers");
        assert_int_equal(house_get(&h, "/en/me/pairs"), 200);
        house_close(&h);
    }
}

int
pair_life_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_pair_notes_when_it_meets),
        support_test(who_is_of_another_pair_reaches_nothing_of_this_one),
        support_test(what_is_written_for_the_pair_alone_stays_there),
        support_test(a_pair_ends_on_a_day_with_a_last_thought),
        support_test(facilitators_have_the_list_of_pairs),
        support_test(who_left_is_on_the_page_without_name_and_words),
    };
    return cmocka_run_group_tests_name("match/pair_life", tests, NULL, NULL);
}
