/* Visits of a pair: who visits whom, from day to day, and what they think
 * before, during and after. */
#include "base/key.h"
#include "keep/person_data.h"
#include "support/cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int pair_visit_test(void);

static text
key_of(struct house *h, const char *sql)
{
    int64_t id = 0;
    assert_true(text_parse_int(support_ask(h->s, h->d->url, sql), &id));
    return key_print(id, arena_new(h->d->arena, char, KEY_LENGTH));
}

static void
agree(struct house *h, struct cast *c, struct support *s, struct support_db *d)
{
    cast_open(h, s, d, c);
    cast_offer(h, c);
    cast_yes(h, c, c->asha);
    cast_yes(h, c, c->bjorn);
}

static void
a_meeting_may_be_a_visit(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        agree(&h, &c, s, d);
        const char *at = cast_at(&c, &h, "/meeting");
        /* its last day is not before its first */
        assert_int_equal(
            house_post(&h, at,
                "held_on=2026-05-07&until_on=2026-05-01&how=in_person&"
                "visit=mine&note=Keep+this"),
            422);
        house_says(&h, "This is before its first day.");
        house_says(&h, "Keep this");
        assert_int_equal(
            house_post(
                &h, at, "held_on=2026-05-07&how=in_person&visit=elsewhere"),
            422);
        /* Björn writes it: he is visited, then he visits, then from afar */
        assert_int_equal(
            house_post(&h, at,
                "held_on=2026-05-07&until_on=2026-05-12&how=in_person&"
                "visit=mine"),
            303);
        assert_int_equal(
            house_post(&h, at, "held_on=2026-09-01&how=in_person&visit=theirs"),
            303);
        assert_int_equal(
            house_post(&h, at, "held_on=2026-10-01&how=video&visit=online"),
            303);
        assert_int_equal(
            house_post(&h, at, "held_on=2026-11-01&how=phone&visit=no"), 303);
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "7 May 2026 – 12 May 2026");
        house_says(&h,
            "Asha &quot;A&quot; O&#39;Brien visits "
            "Björn &lt;b&gt;Ek&lt;/b&gt;, ");
        house_says(&h, "Björn &lt;b&gt;Ek&lt;/b&gt; visits Asha ");
        house_says(&h, "A visit from afar");
        assert_int_equal(house_get(&h, cast_at(&c, &h, "/calendar.ics")), 200);
        house_says(&h,
            "DTSTART;VALUE=DATE:20260507\r\n"
            "DTEND;VALUE=DATE:20260513\r\n");
        house_says(&h, "SUMMARY:Asha \"A\" O'Brien visits Björn");
        /* who stands by the round sees who met and who visited */
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h,
            "Asha &quot;A&quot; O&#39;Brien visits "
            "Björn &lt;b&gt;Ek&lt;/b&gt;, ");
        house_close(&h);
    }
}

static void
what_is_thought_of_a_visit_stands_beside_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        agree(&h, &c, s, d);
        assert_int_equal(
            house_post(&h, cast_at(&c, &h, "/meeting"),
                "held_on=2002-05-07&until_on=2002-05-09&how=in_person&"
                "visit=mine"),
            303);
        text visit = key_of(&h, "SELECT id FROM match_meeting");
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/meeting"),
                             "held_on=2990-05-07&how=video&visit=online"),
            303);
        text next =
            key_of(&h, "SELECT id FROM match_meeting WHERE visit = 'online'");
        static const char *const words[] = { "The+ward+by+night", "I+hope" };
        text meetings[] = { visit, next };
        for (int i = 0; i < 2; i++)
            assert_int_equal(
                house_post(&h, cast_at(&c, &h, "/reflection"),
                    arena_print(d->arena, "meeting=%.*s&words=%s&seen=pair",
                        TEXT_ARG(meetings[i]), words[i])
                        .ptr),
                303);
        /* a key that is no meeting of theirs: it is about all of it */
        assert_int_equal(
            house_post(&h, cast_at(&c, &h, "/reflection"),
                arena_print(d->arena, "meeting=%.*s&words=Both&seen=pair",
                    TEXT_ARG(key_print(
                        c.asha, arena_new(d->arena, char, KEY_LENGTH))))
                    .ptr),
            303);
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "After the visit of 7 May 2002 – 9 May 2002");
        house_says(&h, "Before the visit of 7 May 2990");
        assert_int_equal(cast_count(&h,
                             "SELECT count(*) FROM match_reflection "
                             "WHERE meeting_id IS NULL"),
            1);
        /* the facilitators read what is theirs, and not this */
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, c.page), 200);
        house_is_silent_on(&h, "The ward by night");
        house_is_silent_on(&h, "After the visit of");
        /* the visit is taken away, what was written stays */
        house_enter(&h, c.asha);
        text remove =
            arena_print(d->arena, "/meeting/%.*s/remove", TEXT_ARG(visit));
        assert_int_equal(house_post(&h, cast_at(&c, &h, remove.ptr), ""), 303);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "The ward by night");
        house_is_silent_on(&h, "After the visit of");
        house_close(&h);
    }
}

static void
lists_say_which_pairs_visited(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        agree(&h, &c, s, d);
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/meeting"),
                             "held_on=2026-05-07&how=in_person&visit=theirs"),
            303);
        house_enter(&h, c.lead);
        text round = key_of(&h, "SELECT round_id FROM match_pair");
        assert_int_equal(
            house_get(&h,
                arena_print(d->arena, "/en/round/%.*s/agree", TEXT_ARG(round))
                    .ptr),
            200);
        house_says(&h, "1 visit");
        text partnership = key_of(&h,
            "SELECT r.partnership_id FROM match_round r "
            "JOIN match_pair t ON t.round_id = r.id");
        assert_int_equal(house_get(&h,
                             arena_print(d->arena, "/en/partnership/%.*s/pairs",
                                 TEXT_ARG(partnership))
                                 .ptr),
            200);
        house_says(&h, "1 visit");
        assert_int_equal(
            house_get(&h,
                arena_print(d->arena, "/en/partnership/%.*s/pairs.csv",
                    TEXT_ARG(partnership))
                    .ptr),
            200);
        house_says(&h, ",visits,last_visit");
        house_says(&h, ",1,2026-05-07,,1,2026-05-07");
        house_close(&h);
    }
}

int
pair_visit_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_meeting_may_be_a_visit),
        support_test(what_is_thought_of_a_visit_stands_beside_it),
        support_test(lists_say_which_pairs_visited),
    };
    return cmocka_run_group_tests_name("match/pair_visit", tests, NULL, NULL);
}
