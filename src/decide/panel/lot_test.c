/* Panels drawn by lot: from the quotas to a panel that anybody can draw again,
 * and what comes after. */
#include "support/lot_cast.h"

#include "os/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int lot_test(void);

static void
a_panel_is_drawn_and_drawn_again_from_its_files(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct lot_cast t;
        lot_cast_open(&h, s, d, &t, "");
        house_enter(&h, 0);
        assert_int_not_equal(house_get(&h, t.page.ptr), 200);
        house_enter(&h, t.c.lead);
        assert_int_equal(lot_cast_post(&h, &t, "/open", ""), 303);
        lot_cast_crowd(&h, &t, 24);
        house_enter(&h, t.c.asha);
        assert_int_equal(
            house_get(&h, lot_cast_at(&h, &t, "/volunteer").ptr), 200);
        house_says(&h, "Panel &lt;of 12&gt;");
        house_says(&h, "pseudonymous, not anonymous");
        house_says(&h, "Rather not say");
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer",
                             "said1=1&lang=sw&is_understood=on"),
            303);
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer",
                             "said1=2&lang=en&is_understood=on"),
            303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM panel_link"), 1);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM panel_answer WHERE value = 'young'"),
            8);
        house_enter(&h, t.c.lead);
        assert_int_equal(lot_cast_post(&h, &t, "/freeze", ""), 303);
        assert_int_equal(lot_cast_post(&h, &t, "/freeze", ""), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM panel_list"), 1);
        house_enter(&h, t.c.asha); /* too late */
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer",
                             "said1=1&lang=en&is_understood=on"),
            409);
        house_enter(&h, t.c.lead);
        lot_cast_work(&h);
        assert_int_equal(lot_cast_post(&h, &t, "/draw", "seed=1+2+3"), 409);
        house_says(&h, "must be said before");
        lot_cast_say_source(&h, &t);
        text list = lot_cast_download(&h, &t, "/file/1/list.csv");
        text hash = cp_panel_hex(list, lot_sha256, d->arena);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, arena_c_string(d->arena, hash));
        text counts = lot_cast_download(&h, &t, "/file/1/tickets.csv");
        text own = arena_print(
            d->arena, "\n20000,%lld\n", (long long)lot_times(list, 20000));
        assert_true(text_starts_with(counts, TEXT("ticket,panels\n")));
        assert_true(text_find(counts, own) > 0);
        assert_int_equal(lot_cast_post(&h, &t, "/draw", "seed=4+8+15"), 303);
        assert_int_equal(lot_cast_post(&h, &t, "/draw", "seed=4+8+16"), 409);
        house_says(&h, "A second draw from the same list is refused");
        int64_t i = (int64_t)cp_panel_draw(
            hash, TEXT("4 8 15"), LOT_PANELS, lot_sha256, d->arena, NULL);
        text tickets = lot_row(list, i);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, arena_c_string(d->arena, tickets));
        house_says(&h, "a named person must confirm");
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM panel_volunteer WHERE standing = 'in'"),
            25);
        assert_int_equal(lot_cast_post(&h, &t, "/confirm", ""), 303);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM panel_volunteer WHERE standing = "
                "'asked'"),
            4);
        /* who has an account is told, once, in the language they chose */
        lot_cast_work(&h);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM mail WHERE kind = 'panel'"),
            1);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM mail WHERE kind = 'panel' AND lang = "
                "'en' AND body LIKE '%was your chance%/en/panel/%'"),
            1);
        support_exec(s, d->url,
            "UPDATE job SET status = 'waiting', settled_at = NULL WHERE kind = "
            "'panel_tell'");
        int n_done;
        assert_int_equal(job_work(d->home, now_s() + 60, &n_done), OK);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM mail WHERE kind = 'panel'"),
            1);
        assert_int_equal(house_get(&h,
                             arena_print(d->arena, "/en/heard/%.*s",
                                 TEXT_ARG(lot_key(d->arena, t.id)))
                                 .ptr),
            200);
        house_enter(&h, t.c.asha);
        assert_int_equal(
            house_get(&h, lot_cast_at(&h, &t, "/volunteer/about").ptr), 200);
        /* everybody sees it, and nobody what a ticket had said */
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "4 8 15");
        house_says(&h, "confirmed who was drawn");
        assert_int_not_equal(
            house_get(&h, lot_cast_at(&h, &t, "/proof/1/people.csv").ptr), 200);
        /* their own chance, by counting */
        house_enter(&h, t.c.asha);
        assert_int_equal(
            house_get(&h, lot_cast_at(&h, &t, "/volunteer").ptr), 200);
        int64_t ticket = board_cast_count(&h,
            "SELECT ticket FROM panel_volunteer v JOIN panel_link l ON "
            "l.volunteer_id = v.id");
        house_says(&h,
            arena_print(d->arena, "Your ticket stands in %lld of the 1,000",
                (long long)lot_times(list, ticket))
                .ptr);
        assert_int_equal(
            house_get(&h, lot_cast_at(&h, &t, "/volunteer/letter.pdf").ptr),
            200);
        house_enter(&h, t.c.bjorn);
        assert_int_equal(
            house_get(&h, lot_cast_at(&h, &t, "/volunteer/letter.pdf").ptr),
            404);
        house_enter(&h, 0);
        assert_int_equal(
            house_get(&h, lot_cast_at(&h, &t, "/letter.pdf").ptr), 200);
        house_close(&h);
    }
}

static void
who_declines_is_replaced_and_who_is_in_stays_in(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct lot_cast t;
        lot_cast_drawn(&h, s, d, &t, 24);
        text first = lot_cast_drawn_of(&h, 1), rest = first;
        text declines = text_cut(rest, ' ', &rest);
        text page = arena_print(d->arena, "/members/%.*s", TEXT_ARG(declines));
        assert_int_equal(
            lot_cast_post(&h, &t, page.ptr, "reply=declined"), 303);
        assert_int_equal(
            lot_cast_post(&h, &t, page.ptr, "reply=accepted"), 409);
        while (text_is_known(rest)) {
            text in = text_cut(rest, ' ', &rest);
            assert_int_equal(
                lot_cast_post(&h, &t,
                    arena_print(d->arena, "/members/%.*s", TEXT_ARG(in)).ptr,
                    "reply=accepted"),
                303);
        }
        assert_int_equal(lot_cast_post(&h, &t, "/replace", "reason="), 422);
        assert_int_equal(
            lot_cast_post(&h, &t, "/replace", "reason=One+said+no"), 303);
        assert_int_equal(
            lot_cast_post(&h, &t, "/replace", "reason=Again"), 409);
        house_says(&h, "Another draw is under way");
        lot_cast_draw(&h, &t, "second");
        text second = lot_cast_drawn_of(&h, 2);
        rest = first;
        for (text one; text_is_known(rest);) {
            int64_t ticket;
            one = text_cut(rest, ' ', &rest);
            assert_true(text_parse_int(one, &ticket));
            assert_int_equal(
                lot_has_ticket(second, ticket), !text_is_equal(one, declines));
        }
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM panel_volunteer WHERE standing = "
                "'asked'"),
            1);
        assert_int_equal(lot_cast_post(&h, &t, "/replace", "reason=More"), 409);
        house_says(&h, "No seat is empty");
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "One said no");
        house_close(&h);
    }
}

static void
a_reserve_takes_an_empty_seat(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct lot_cast t;
        lot_cast_drawn(&h, s, d, &t, 24);
        assert_int_equal(
            lot_cast_post(&h, &t, "/reserves", "n_reserves=100"), 409);
        house_says(&h, "So many were not left");
        assert_int_equal(
            lot_cast_post(&h, &t, "/reserves", "n_reserves=8"), 303);
        lot_cast_draw(&h, &t, "reserves");
        text reserves = lot_cast_drawn_of(&h, 2),
             rest = lot_cast_drawn_of(&h, 1);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM panel_volunteer WHERE standing = "
                "'reserve'"),
            8);
        text out = text_cut(rest, ' ', &rest);
        assert_int_equal(
            lot_cast_post(&h, &t,
                arena_print(d->arena, "/members/%.*s", TEXT_ARG(out)).ptr,
                "reply=declined"),
            303);
        assert_int_equal(
            lot_cast_post(&h, &t, "/replace", "reason=One+is+ill"), 303);
        lot_cast_draw(&h, &t, "third");
        text third = lot_cast_drawn_of(&h, 3), was = lot_cast_drawn_of(&h, 1);
        for (rest = third; text_is_known(rest);) {
            int64_t ticket;
            assert_true(text_parse_int(text_cut(rest, ' ', &rest), &ticket));
            assert_true(lot_has_ticket(was, ticket) ||
                lot_has_ticket(reserves, ticket));
        }
        house_close(&h);
    }
}

static void
a_name_is_shown_with_consent_and_goes_with_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct lot_cast t;
        lot_cast_open(&h, s, d, &t, "");
        assert_int_equal(lot_cast_post(&h, &t, "/open", ""), 303);
        lot_cast_crowd(&h, &t, 24);
        house_enter(&h, t.c.asha);
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer",
                             "said1=1&lang=en&is_understood=on"),
            303);
        /* as if they alone could be in */
        support_exec(s, d->url,
            "UPDATE panel_volunteer SET standing = 'asked' WHERE id IN (SELECT "
            "volunteer_id FROM panel_link);"
            "UPDATE panel SET status = 'running'");
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer/reply",
                             "reply=accepted&is_named=on&name="),
            422);
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer/reply",
                             "reply=accepted&is_named=on&name=Asha+%3CO%3E"),
            303);
        support_exec(s, d->url,
            "INSERT INTO panel_list (id, panel_id, number, kind, status, size, "
            "n_pool, reached, n_panels) SELECT 1, id, 1, 'first', 'confirmed', "
            "4, 0, 0, 0 FROM panel");
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "Asha &lt;O&gt;");
        int64_t ticket = board_cast_count(&h,
            "SELECT ticket FROM panel_volunteer v JOIN panel_link l ON "
            "l.volunteer_id = v.id");
        house_is_silent_on(
            &h, arena_print(d->arena, "%lld", (long long)ticket).ptr);
        house_enter(&h, t.c.asha);
        assert_int_equal(lot_cast_post(&h, &t, "/volunteer/reply",
                             "reply=accepted&name=Asha"),
            303);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_is_silent_on(&h, "Asha");
        house_close(&h);
    }
}

static void
what_was_said_is_forgotten_when_the_time_for_appeals_is_over(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct lot_cast t;
        lot_cast_drawn(&h, s, d, &t, 24);
        assert_int_equal(
            lot_cast_post(&h, &t, "/end", "end_reason=Its+work+is+done"), 303);
        assert_int_equal(lot_sweep(d->db, d->arena, now_s()), OK);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM panel_answer"), 24);
        assert_int_equal(
            house_get(&h, lot_cast_at(&h, &t, "/proof/1/people.csv").ptr), 200);
        assert_int_equal(lot_sweep(d->db, d->arena, now_s() + 91 * 86400), OK);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM panel_answer"), 0);
        assert_int_equal(
            house_get(&h, lot_cast_at(&h, &t, "/proof/1/people.csv").ptr), 404);
        assert_int_equal(
            house_get(&h, lot_cast_at(&h, &t, "/file/1/list.csv").ptr), 200);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "Its work is done");
        house_close(&h);
    }
}

static void
a_quota_that_cannot_be_met_says_which_and_the_smallest_change(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct lot_cast t;
        lot_cast_open(&h, s, d, &t,
            "%0AArea%3B+north%3B+2%3B+4%0AArea%3B+south%3B"
            "+0%3B+4");
        assert_int_equal(lot_cast_post(&h, &t, "/open", ""), 303);
        lot_cast_crowd(&h, &t, 12);
        support_exec(s, d->url,
            "INSERT INTO panel_answer (id, panel_id, volunteer_id, feature, "
            "value) SELECT id + 500, panel_id, id, 'Area', CASE WHEN id = 9000 "
            "THEN 'north' ELSE 'south' END FROM panel_volunteer");
        assert_int_equal(lot_cast_post(&h, &t, "/freeze", ""), 303);
        lot_cast_work(&h);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "No panel can meet these quotas");
        house_says(&h, "Area, north: at least 2 and at most 4");
        house_says(&h, "Area, north: at least 1 and at most 4");
        house_enter(&h, 0); /* small numbers are not for everybody */
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_is_silent_on(&h, "cannot hold together");
        house_enter(&h, t.c.lead);
        assert_int_equal(lot_cast_post(&h, &t, "/way", "way=0&reason="), 422);
        assert_int_equal(
            lot_cast_post(&h, &t, "/way", "way=0&reason=One+from+the+north"),
            303);
        assert_int_equal(
            lot_cast_post(&h, &t, "/way", "way=0&reason=One+from+the+north"),
            409);
        lot_cast_draw(&h, &t, "1");
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "One from the north");
        house_says(&h,
            "2\xE2\x80\x93"
            "4");
        house_close(&h);
    }
}

int
lot_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_panel_is_drawn_and_drawn_again_from_its_files),
        support_test(who_declines_is_replaced_and_who_is_in_stays_in),
        support_test(a_reserve_takes_an_empty_seat),
        support_test(a_name_is_shown_with_consent_and_goes_with_it),
        support_test(
            what_was_said_is_forgotten_when_the_time_for_appeals_is_over),
        support_test(
            a_quota_that_cannot_be_met_says_which_and_the_smallest_change),
    };
    return cmocka_run_group_tests_name("decide/lot", tests, NULL, NULL);
}
