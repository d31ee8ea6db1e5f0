/* What proposals do by the clock, and what of them can be counted again. */
#include "decide/proposal/proposal_clock.h"

#include "decide/proposal/asking.h"
#include "decide/proposal/proposal_log.h"
#include "os/clock.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int proposal_clock_test(void);

/* The states of what a page hands out, and of the whole log, counted again as
 * `counterpart agreement` does: those of the page. */
static void
what_is_handed_out_counts_to_the_same_states(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        struct proposal_whole p;
        struct asking said = { 0 }, all = { 0 };
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        assert_int_equal(agree_page(&h, &c, "/asking.json"), 404);
        assert_int_equal(agree_answer(&h, &c, c.people[0], "object",
                             "&reason=Zebra&is_safety=on"),
            303);
        for (int i = 1; i < 4; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "live", ""), 303);
        house_enter(&h, 0);
        assert_int_equal(agree_page(&h, &c, "/log.csv"), 200);
        house_is_silent_on(&h, "person=");
        house_is_silent_on(&h, "objection");
        assert_int_equal(agree_page(&h, &c, "/log"), 200);
        house_says(&h, "The list was frozen");
        /* while people are asked it does not grow */
        assert_true(text_find(h.body,
                        arena_copy(d->arena,
                            support_ask(s, d->url,
                                "SELECT link FROM proposal_event ORDER BY "
                                "number DESC LIMIT 1"))) < 0);
        agree_close_asking(&h, &c);
        house_enter(&h, 0);
        assert_int_equal(agree_page(&h, &c, "/log"), 200);
        assert_true(text_find(h.body,
                        arena_copy(d->arena,
                            support_ask(s, d->url,
                                "SELECT link FROM proposal_event ORDER BY "
                                "number DESC LIMIT 1"))) > 0);
        assert_int_equal(agree_page(&h, &c, "/asking.json"), 200);
        house_is_silent_on(&h, "\"agree\"");
        int64_t id = agree_count(&h, "SELECT id FROM proposal");
        assert_int_equal(proposal_whole_load(d->db, d->arena, id, &p), OK);
        text handed = arena_copy(d->arena, h.body);
        struct buf steps = buf_in(d->arena, 4096);
        assert_int_equal(proposal_steps_print(d->db, d->arena, id, &steps), OK);
        assert_int_equal(asking_read(&said, d->arena, handed, NULL), OK);
        assert_int_equal(asking_judge(&said, d->arena, NULL), OK);
        assert_int_equal(
            asking_read(&all, d->arena, buf_text(&steps), NULL), OK);
        assert_int_equal(asking_judge(&all, d->arena, NULL), OK);
        for (int i = 0; i < 2; i++) {
            text is = p.units[i].state;
            assert_true(
                text_is_equal(is, text_of(asking_unit_word(said.is.units[i]))));
            assert_true(
                text_is_equal(is, text_of(asking_unit_word(all.is.units[i]))));
            is = p.sides[i].state;
            assert_true(
                text_is_equal(is, text_of(asking_side_word(said.is.sides[i]))));
            assert_true(
                text_is_equal(is, text_of(asking_side_word(all.is.sides[i]))));
        }
        assert_true(text_is_equal(
            p.row.result, text_of(asking_result_word(said.is.result))));
        assert_true(text_is_equal(
            p.row.result, text_of(asking_result_word(all.is.result))));
        house_close(&h);
    }
}

/* Half of the time, three quarters, one day before; the day after, it is
 * closed by nobody. */
static void
who_has_not_answered_is_reminded_and_asking_closes_by_itself(void **state)
{
    struct support *s = *state;
    static const char *const days[] = { "2026-05-02", "2026-05-06",
        "2026-05-09", "2026-05-10", "2026-05-11", "2026-05-12" };
    static const int due[] = { 0, 1, 2, 3, 3, 0 };
    for (int i = 0; i < 6; i++)
        assert_int_equal(proposal_reminders_due(TEXT("2026-05-01"),
                             TEXT("2026-05-11"), text_of(days[i])),
            due[i]);
    /* of one day there is one reminder at most, and it says so in time */
    assert_int_equal(proposal_reminders_due(TEXT("2026-05-01"),
                         TEXT("2026-05-02"), TEXT("2026-05-01")),
        0);
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        enum { DAY = 86'400 };
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        for (int i = 0; i < 3; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        int64_t now = now_s();
        const char *count =
            "SELECT count(*) - 5 FROM mail WHERE kind = 'proposal_asked'";
        assert_int_equal(proposal_sweep(d->db, d->arena, now), OK);
        /* five heard that asking opened; of reminders none */
        assert_int_equal(agree_count(&h, count), 0);
        for (int i = 0; i < 2; i++) /* run again: nobody hears twice */
            assert_int_equal(
                proposal_sweep(d->db, d->arena, now + 10 * DAY), OK);
        assert_int_equal(agree_count(&h, count), 2); /* one there, the trust */
        assert_int_equal(proposal_sweep(d->db, d->arena, now + 19 * DAY), OK);
        assert_int_equal(agree_count(&h, count), 4);
        assert_int_equal(proposal_sweep(d->db, d->arena, now + 20 * DAY), OK);
        assert_true(
            text_is_equal(support_ask(s, d->url, "SELECT status FROM proposal"),
                TEXT("open")));
        assert_int_equal(proposal_sweep(d->db, d->arena, now + 21 * DAY), OK);
        assert_true(
            text_is_equal(support_ask(s, d->url, "SELECT status FROM proposal"),
                TEXT("closed")));
        house_close(&h);
    }
}

int
proposal_clock_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_is_handed_out_counts_to_the_same_states),
        support_test(
            who_has_not_answered_is_reminded_and_asking_closes_by_itself),
    };
    return cmocka_run_group_tests_name(
        "decide/proposal_clock", tests, NULL, NULL);
}
