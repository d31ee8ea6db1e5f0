/* Volunteering for a panel: once each, apart from who it is; and what is
 * refused. */
#include "support/lot_cast.h"

#include "os/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int lot_join_test(void);

static enum err
erase_step(struct db *writer, struct arena *a, void *arg)
{
    return lot_erase_person(writer, a, *(const int64_t *)arg);
}

static enum err
leave_step(struct db *writer, struct arena *a, [[maybe_unused]] void *arg)
{
    return lot_leave(writer, a, 9000, now_s());
}

static void
of_a_household_one_is_drawn_at_most(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct lot_cast t;
        lot_cast_open(&h, s, d, &t, "&has_households=on");
        assert_int_equal(lot_cast_post(&h, &t, "/open", ""), 303);
        lot_cast_crowd(&h, &t, 4); /* two of them young */
        house_enter(&h, t.c.asha);
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer",
                             "said1=1&lang=en&is_understood=on&household=999"),
            422);
        house_says(&h, "Nobody who volunteered has this ticket");
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer",
                             "said1=1&lang=en&is_understood=on"),
            303);
        int64_t asha = board_cast_count(&h,
            "SELECT ticket FROM panel_volunteer v JOIN panel_link l ON "
            "l.volunteer_id = v.id");
        house_enter(&h, t.c.bjorn);
        text fields = arena_print(d->arena,
            "said1=2&lang=en&is_understood=on&household=%lld", (long long)asha);
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer", fields.ptr), 303);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(DISTINCT household) * 10 + count(household) FROM "
                "panel_volunteer"),
            12);
        int64_t bjorn = board_cast_count(&h,
            "SELECT max(ticket) FROM panel_volunteer v JOIN panel_link l ON "
            "l.volunteer_id = v.id");
        if (bjorn == asha)
            bjorn = board_cast_count(&h,
                "SELECT min(ticket) FROM panel_volunteer v JOIN panel_link l "
                "ON l.volunteer_id = v.id");
        house_enter(&h, t.c.lead);
        assert_int_equal(lot_cast_post(&h, &t, "/freeze", ""), 303);
        lot_cast_work(&h);
        text list = lot_cast_download(&h, &t, "/file/1/list.csv");
        int n_asha = 0, n_bjorn = 0;
        for (int64_t i = 0; i < LOT_PANELS; i++) {
            text row = lot_row(list, i);
            bool has_asha = lot_has_ticket(row, asha);
            bool has_bjorn = lot_has_ticket(row, bjorn);
            assert_false(has_asha && has_bjorn);
            n_asha += has_asha;
            n_bjorn += has_bjorn;
        }
        assert_true(n_asha > 0 && n_bjorn > 0);
        house_close(&h);
    }
}

static void
tickets_alike_are_seen_by_who_looks_after_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct lot_cast t;
        lot_cast_open(&h, s, d, &t, "&has_households=on");
        assert_int_equal(lot_cast_post(&h, &t, "/open", ""), 303);
        text page = arena_print(d->arena, "/en/panel/%.*s/people",
            TEXT_ARG(lot_key(d->arena, t.id)));
        house_enter(&h, t.c.asha);
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer",
                             "said1=1&lang=en&is_understood=on"),
            303);
        int64_t asha =
            board_cast_count(&h, "SELECT ticket FROM panel_volunteer");
        house_enter(&h, t.c.lead);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_is_silent_on(&h, "may be of one household");
        house_enter(&h, t.c.bjorn);
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer",
                             "said1=1&lang=en&is_understood=on"),
            303);
        assert_true(house_get(&h, page.ptr) != 200);
        house_enter(&h, t.c.lead);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "may be of one household");
        house_says(&h, arena_print(d->arena, "%lld", (long long)asha).ptr);
        /* they say it: it is no question any more */
        house_enter(&h, t.c.bjorn);
        text fields = arena_print(d->arena,
            "said1=1&lang=en&is_understood=on&household=%lld", (long long)asha);
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer", fields.ptr), 303);
        house_enter(&h, t.c.lead);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_is_silent_on(&h, "may be of one household");
        house_close(&h);
    }
}

static void
one_person_volunteers_once_with_an_account_or_a_slip(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct lot_cast t;
        char code[20] = { 0 };
        lot_cast_open(&h, s, d, &t, "");
        assert_int_equal(lot_cast_post(&h, &t, "/open", ""), 303);
        text to = arena_print(d->arena, "/en/slips/panel/%.*s",
            TEXT_ARG(lot_key(d->arena, t.id)));
        assert_int_equal(house_post(&h, to.ptr, "role=guest&n_slips=1"), 200);
        ptrdiff_t from = text_find(h.body, TEXT("<p class=\"code\">"));
        assert_true(from >= 0);
        ptrdiff_t n = 0;
        for (ptrdiff_t i = from + 16; h.body.ptr[i] != '<' && n < 19; i++)
            if (h.body.ptr[i] != '-' && h.body.ptr[i] != ' ')
                code[n++] = h.body.ptr[i];
        text page = arena_print(d->arena, "/en/panel-slip/%s", code);
        text stale = TEXT("/en/panel-slip/2345678923456789");
        house_enter(&h, t.c.asha);
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer",
                             "said1=1&lang=en&is_understood=on"),
            303);
        assert_int_equal(
            house_post(&h, page.ptr, "said1=1&lang=en&is_understood=on"), 409);
        house_says(&h, "once is enough");
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, stale.ptr), 410);
        assert_int_equal(
            house_post(&h, page.ptr, "said1=0&lang=sw&is_understood=on"), 303);
        assert_int_equal(
            house_post(&h, page.ptr, "said1=1&lang=sw&is_understood=on"), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM panel_volunteer"), 2);
        /* and is gone without a trace while the list is not frozen */
        text out = arena_print(d->arena, "%.*s/withdraw", TEXT_ARG(page));
        assert_int_equal(house_post(&h, out.ptr, ""), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM panel_volunteer"), 1);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM panel_answer"), 1);
        /* who belongs to neither side is not asked */
        house_enter(&h, t.c.stranger);
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer",
                             "said1=1&lang=en&is_understood=on"),
            404);
        house_close(&h);
    }
}

static void
nothing_says_who_volunteered_beside_what_they_said(void **state)
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
                             "said1=1&lang=en&is_understood=on"),
            303);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM audit WHERE kind = 'panel' AND actor_id "
                "IS NOT NULL AND action NOT IN ('create', 'open')"),
            0);
        house_enter(&h, t.c.lead);
        static const char *const pages[] = { "", "/members", "/people" };
        for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
            assert_int_equal(
                house_get(&h, lot_cast_at(&h, &t, pages[i]).ptr), 200);
            house_is_silent_on(&h, "Asha");
        }
        /* erased: nothing of them stays */
        struct arena *a = d->arena;
        assert_int_equal(db_write(d->db, a, erase_step, &t.c.asha), OK);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT (SELECT count(*) FROM panel_answer) + (SELECT "
                "count(*) FROM panel_link)"),
            0);
        house_close(&h);
    }
}

static void
who_leaves_after_the_freeze_is_blank_in_the_kept_file(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct lot_cast t;
        lot_cast_drawn(&h, s, d, &t, 24);
        text people = lot_cast_download(&h, &t, "/proof/1/people.csv");
        assert_true(text_find(people, TEXT("20000,20000,,,,young")) > 0);
        assert_int_equal(db_write(d->db, d->arena, leave_step, NULL), OK);
        people = lot_cast_download(&h, &t, "/proof/1/people.csv");
        assert_true(text_find(people, TEXT("\n20000,20000,,,,\n")) > 0);
        assert_true(text_find(people, TEXT("\n20007,20007,,,,old")) > 0);
        house_close(&h);
    }
}

static void
what_cannot_be_done_is_said_and_what_was_given_up_too(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct lot_cast t;
        lot_cast_open(&h, s, d, &t, "");
        assert_int_equal(lot_cast_post(&h, &t, "/draw", "seed=1"), 409);
        house_says(&h, "There is no list to draw from");
        assert_int_equal(lot_cast_post(&h, &t, "/end", "end_reason=No"), 409);
        assert_int_equal(lot_cast_post(&h, &t, "/open", ""), 303);
        assert_int_equal(lot_cast_post(&h, &t, "/edit", ""), 409);
        assert_int_equal(house_get(&h, lot_cast_at(&h, &t, "/edit").ptr), 404);
        lot_cast_crowd(&h, &t, 3);
        assert_int_equal(lot_cast_post(&h, &t, "/freeze", ""), 409);
        house_says(&h, "Fewer people have volunteered");
        lot_cast_crowd_from(&h, &t, 3, 12);
        assert_int_equal(lot_cast_post(&h, &t, "/freeze", ""), 303);
        lot_cast_work(&h);
        assert_int_equal(lot_cast_post(&h, &t, "/source",
                             "seed_source=Dice&seed_on=2020-01-01"),
            422);
        support_exec(
            s, d->url, "UPDATE panel_list SET status = 'gave_up', reached = 2");
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "it was given up");
        house_says(&h, "How equal the chances can be is known");
        assert_int_equal(
            lot_cast_post(&h, &t, "/again", "reason=Once+more"), 303);
        lot_cast_work(&h);
        lot_cast_say_source(&h, &t);
        assert_int_equal(lot_cast_post(&h, &t, "/draw", "seed=1"), 303);
        /* a list that was drawn from is not made again to be drawn anew */
        assert_int_equal(
            lot_cast_post(&h, &t, "/again", "reason=Another+try"), 303);
        lot_cast_work(&h);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "a second draw from it is refused");
        /* and what has ended is not gone on with */
        support_exec(s, d->url,
            "UPDATE panel_list SET status = 'listed', seed = NULL WHERE number "
            "= 2;"
            "UPDATE panel SET seed_source = 'Dice', seed_on = '2020-01-01'");
        assert_int_equal(
            lot_cast_post(&h, &t, "/end", "end_reason=Enough"), 303);
        assert_int_equal(lot_cast_post(&h, &t, "/draw", "seed=1"), 409);
        house_says(&h, "The panel has ended.");
        assert_int_equal(lot_cast_post(&h, &t, "/confirm", ""), 409);
        assert_int_equal(
            lot_cast_post(&h, &t, "/way", "way=0&reason=Why"), 409);
        assert_int_equal(house_get(&h, "/en/panels?q=advise"), 200);
        house_says(&h, "Panel &lt;of 12&gt;");
        assert_int_equal(house_get(&h, "/en/panels?q=nothing+such"), 200);
        house_says(&h, "Nothing was found.");
        /* with its partnership removed, it is in no list either */
        support_exec(s, d->url, "UPDATE panel SET partnership_id = 1");
        assert_int_equal(house_get(&h, "/en/panels?q=advise"), 200);
        house_is_silent_on(&h, "/panel/");
        house_close(&h);
    }
}

int
lot_join_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(of_a_household_one_is_drawn_at_most),
        support_test(tickets_alike_are_seen_by_who_looks_after_it),
        support_test(one_person_volunteers_once_with_an_account_or_a_slip),
        support_test(nothing_says_who_volunteered_beside_what_they_said),
        support_test(who_leaves_after_the_freeze_is_blank_in_the_kept_file),
        support_test(what_cannot_be_done_is_said_and_what_was_given_up_too),
    };
    return cmocka_run_group_tests_name("decide/lot_join", tests, NULL, NULL);
}
