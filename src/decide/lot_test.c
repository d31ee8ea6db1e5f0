/* Panels drawn by lot: from the quotas to a panel that anybody can draw again;
 * what is told apart, and what nobody sees. */
#include "decide/lot.h"
#include "os/clock.h"
#include "people/people.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int lot_test(void);

struct cast {
    struct board_cast c;
    int64_t id;
    text page; /* "/en/panel/KEY" */
};

static text
at(struct house *h, const struct cast *t, const char *what)
{
    return arena_print(h->d->arena, "%.*s%s", TEXT_ARG(t->page), what);
}

static int
post(
    struct house *h, const struct cast *t, const char *what, const char *fields)
{
    return house_post(h, at(h, t, what).ptr, fields);
}

/* Two seats for the young, two for the old; not open yet. */
static void
cast_open(struct house *h, struct support *s, struct support_db *d,
    struct cast *t, const char *more)
{
    board_cast_open(h, s, d, &t->c);
    h->peer = TEXT("192.0.2.78"); /* whom no test before made wait */
    house_enter(h, t->c.lead);
    text make = arena_print(d->arena, "/en/partnership/%.*s/panels",
        TEXT_ARG(lot_key(d->arena, house_key(h, "partnership", "p"))));
    text fields = arena_print(d->arena,
        "name=Panel+%%3Cof+12%%3E&purpose=To+advise&asked=Age%%2C+to+be+like+"
        "us&lang=en&opened_to=sides&closes_on=2099-01-01&size=4&"
        "quotas=Age%%3B+young%%3B+2%%3B+2%%0AAge%%3B+old%%3B+1%%3B+2%s",
        more);
    assert_int_equal(house_post(h, make.ptr, fields.ptr), 303);
    t->id = board_cast_count(h, "SELECT id FROM panel");
    t->page = arena_print(
        d->arena, "/en%.*s", TEXT_ARG(lot_sub(d->arena, t->id, "")));
}

/* So many who volunteered, as rows: every third one is young. */
static void
crowd(struct house *h, const struct cast *t, int n)
{
    for (int i = 0; i < n; i++) {
        text sql = arena_print(h->d->arena,
            "INSERT INTO panel_volunteer (id, panel_id, ticket, way, lang, "
            "standing) VALUES (%d, %lld, %d, 'self', 'en', 'in');"
            "INSERT INTO panel_answer (id, panel_id, volunteer_id, feature, "
            "value) VALUES (%d, %lld, %d, 'Age', '%s')",
            9000 + i, (long long)t->id, 20000 + 7 * i, 9000 + i,
            (long long)t->id, 9000 + i, i % 3 == 0 ? "young" : "old");
        support_exec(h->s, h->d->url, sql.ptr);
    }
}

static void
work(struct house *h)
{
    int n_done;
    assert_int_equal(job_work(h->d->home, now_s() + 60, &n_done), OK);
    assert_int_equal(n_done, 1);
}

static text
today(struct house *h)
{
    int64_t days = now_s() / 86400;
    (void)days;
    return day_of(h->d->arena, now_s());
}

static void
say_source(struct house *h, const struct cast *t)
{
    assert_int_equal(post(h, t, "/source",
                         arena_print(h->d->arena,
                             "seed_source=Dice+at+the+meeting&seed_on=%.*s",
                             TEXT_ARG(today(h)))
                             .ptr),
        303);
}

static text
download(struct house *h, const struct cast *t, const char *what)
{
    assert_int_equal(house_get(h, at(h, t, what).ptr), 200);
    return arena_copy(h->d->arena, h->body);
}

static void
a_panel_is_drawn_and_drawn_again_from_its_files(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast t;
        cast_open(&h, s, d, &t, "");
        house_enter(&h, 0);
        assert_int_not_equal(house_get(&h, t.page.ptr), 200);
        house_enter(&h, t.c.lead);
        assert_int_equal(post(&h, &t, "/open", ""), 303);
        crowd(&h, &t, 24);
        house_enter(&h, t.c.asha);
        assert_int_equal(house_get(&h, at(&h, &t, "/volunteer").ptr), 200);
        house_says(&h, "Panel &lt;of 12&gt;");
        house_says(&h, "pseudonymous, not anonymous");
        house_says(&h, "Rather not say");
        assert_int_equal(
            post(&h, &t, "/volunteer", "said1=1&lang=sw&is_understood=on"),
            303);
        assert_int_equal(
            post(&h, &t, "/volunteer", "said1=2&lang=en&is_understood=on"),
            303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM panel_link"), 1);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM panel_answer WHERE value = 'young'"),
            8);
        house_enter(&h, t.c.lead);
        assert_int_equal(post(&h, &t, "/freeze", ""), 303);
        assert_int_equal(post(&h, &t, "/freeze", ""), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM panel_list"), 1);
        house_enter(&h, t.c.asha); /* too late */
        assert_int_equal(
            post(&h, &t, "/volunteer", "said1=1&lang=en&is_understood=on"),
            409);
        house_enter(&h, t.c.lead);
        work(&h);
        assert_int_equal(post(&h, &t, "/draw", "seed=1+2+3"), 409);
        house_says(&h, "must be said before");
        say_source(&h, &t);
        text list = download(&h, &t, "/file/1/list.csv");
        struct why why = { 0 };
        (void)why;
        text hash = cp_panel_hex(list, lot_sha256, d->arena);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, arena_c_string(d->arena, hash));
        assert_int_equal(post(&h, &t, "/draw", "seed=4+8+15"), 303);
        assert_int_equal(post(&h, &t, "/draw", "seed=4+8+16"), 409);
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
        assert_int_equal(post(&h, &t, "/confirm", ""), 303);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM panel_volunteer WHERE standing = "
                "'asked'"),
            4);
        /* who has an account is told, once, in the language they chose */
        work(&h);
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
        /* everybody sees it, and nobody what a ticket had said */
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "4 8 15");
        house_says(&h, "confirmed who was drawn");
        assert_int_not_equal(
            house_get(&h, at(&h, &t, "/proof/1/people.csv").ptr), 200);
        /* their own chance, by counting */
        house_enter(&h, t.c.asha);
        assert_int_equal(house_get(&h, at(&h, &t, "/volunteer").ptr), 200);
        int64_t ticket = board_cast_count(&h,
            "SELECT ticket FROM panel_volunteer v JOIN panel_link l ON "
            "l.volunteer_id = v.id");
        house_says(&h,
            arena_print(d->arena, "Your ticket stands in %lld of the 1,000",
                (long long)lot_times(list, ticket))
                .ptr);
        assert_int_equal(
            house_get(&h, at(&h, &t, "/volunteer/letter.pdf").ptr), 200);
        house_enter(&h, t.c.bjorn);
        assert_int_equal(
            house_get(&h, at(&h, &t, "/volunteer/letter.pdf").ptr), 404);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, at(&h, &t, "/letter.pdf").ptr), 200);
        house_close(&h);
    }
}

static void
draw(struct house *h, const struct cast *t, const char *seed)
{
    work(h);
    say_source(h, t);
    assert_int_equal(
        post(h, t, "/draw", arena_print(h->d->arena, "seed=%s", seed).ptr),
        303);
    assert_int_equal(post(h, t, "/confirm", ""), 303);
    work(h); /* people are told */
}

/* Opened, so many volunteered, drawn and confirmed. */
static void
cast_drawn(struct house *h, struct support *s, struct support_db *d,
    struct cast *t, int n)
{
    cast_open(h, s, d, t, "");
    assert_int_equal(post(h, t, "/open", ""), 303);
    crowd(h, t, n);
    assert_int_equal(post(h, t, "/freeze", ""), 303);
    draw(h, t, "first");
}

static text
drawn_of(struct house *h, int number)
{
    struct panel_list list;
    assert_int_equal(
        panel_list_numbered(h->d->db, h->d->arena,
            (struct panel_list_numbered_in){
                board_cast_count(h, "SELECT id FROM panel"), number },
            &list),
        OK);
    return list.tickets;
}

static void
who_declines_is_replaced_and_who_is_in_stays_in(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast t;
        cast_drawn(&h, s, d, &t, 24);
        text first = drawn_of(&h, 1), rest = first;
        text declines = text_cut(rest, ' ', &rest);
        text page = arena_print(d->arena, "/members/%.*s", TEXT_ARG(declines));
        assert_int_equal(post(&h, &t, page.ptr, "reply=declined"), 303);
        assert_int_equal(post(&h, &t, page.ptr, "reply=accepted"), 409);
        while (text_is_known(rest)) {
            text in = text_cut(rest, ' ', &rest);
            assert_int_equal(
                post(&h, &t,
                    arena_print(d->arena, "/members/%.*s", TEXT_ARG(in)).ptr,
                    "reply=accepted"),
                303);
        }
        assert_int_equal(post(&h, &t, "/replace", "reason="), 422);
        assert_int_equal(post(&h, &t, "/replace", "reason=One+said+no"), 303);
        assert_int_equal(post(&h, &t, "/replace", "reason=Again"), 409);
        house_says(&h, "Another draw is under way");
        draw(&h, &t, "second");
        text second = drawn_of(&h, 2);
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
        assert_int_equal(post(&h, &t, "/replace", "reason=More"), 409);
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
        struct cast t;
        cast_drawn(&h, s, d, &t, 24);
        assert_int_equal(post(&h, &t, "/reserves", "n_reserves=100"), 409);
        house_says(&h, "So many were not left");
        assert_int_equal(post(&h, &t, "/reserves", "n_reserves=8"), 303);
        draw(&h, &t, "reserves");
        text reserves = drawn_of(&h, 2), rest = drawn_of(&h, 1);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM panel_volunteer WHERE standing = "
                "'reserve'"),
            8);
        text out = text_cut(rest, ' ', &rest);
        assert_int_equal(
            post(&h, &t,
                arena_print(d->arena, "/members/%.*s", TEXT_ARG(out)).ptr,
                "reply=declined"),
            303);
        assert_int_equal(post(&h, &t, "/replace", "reason=One+is+ill"), 303);
        draw(&h, &t, "third");
        text third = drawn_of(&h, 3), was = drawn_of(&h, 1);
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
        struct cast t;
        cast_open(&h, s, d, &t, "");
        assert_int_equal(post(&h, &t, "/open", ""), 303);
        crowd(&h, &t, 24);
        house_enter(&h, t.c.asha);
        assert_int_equal(
            post(&h, &t, "/volunteer", "said1=1&lang=en&is_understood=on"),
            303);
        /* as if they alone could be in */
        support_exec(s, d->url,
            "UPDATE panel_volunteer SET standing = 'asked' WHERE id IN (SELECT "
            "volunteer_id FROM panel_link);"
            "UPDATE panel SET status = 'running'");
        assert_int_equal(post(&h, &t, "/volunteer/reply",
                             "reply=accepted&is_named=on&name="),
            422);
        assert_int_equal(post(&h, &t, "/volunteer/reply",
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
        assert_int_equal(
            post(&h, &t, "/volunteer/reply", "reply=accepted&name=Asha"), 303);
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
        struct cast t;
        cast_drawn(&h, s, d, &t, 24);
        assert_int_equal(
            post(&h, &t, "/end", "end_reason=Its+work+is+done"), 303);
        assert_int_equal(lot_sweep(d->db, d->arena, now_s()), OK);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM panel_answer"), 24);
        assert_int_equal(
            house_get(&h, at(&h, &t, "/proof/1/people.csv").ptr), 200);
        assert_int_equal(lot_sweep(d->db, d->arena, now_s() + 91 * 86400), OK);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM panel_answer"), 0);
        assert_int_equal(
            house_get(&h, at(&h, &t, "/proof/1/people.csv").ptr), 404);
        assert_int_equal(
            house_get(&h, at(&h, &t, "/file/1/list.csv").ptr), 200);
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
        struct cast t;
        cast_open(&h, s, d, &t,
            "%0AArea%3B+north%3B+2%3B+4%0AArea%3B+south%3B"
            "+0%3B+4");
        assert_int_equal(post(&h, &t, "/open", ""), 303);
        crowd(&h, &t, 12);
        support_exec(s, d->url,
            "INSERT INTO panel_answer (id, panel_id, volunteer_id, feature, "
            "value) SELECT id + 500, panel_id, id, 'Area', CASE WHEN id = 9000 "
            "THEN 'north' ELSE 'south' END FROM panel_volunteer");
        assert_int_equal(post(&h, &t, "/freeze", ""), 303);
        work(&h);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "No panel can meet these quotas");
        house_says(&h, "Area, north: at least 2 and at most 4");
        house_says(&h, "Area, north: at least 1 and at most 4");
        house_enter(&h, 0); /* small numbers are not for everybody */
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_is_silent_on(&h, "cannot hold together");
        house_enter(&h, t.c.lead);
        assert_int_equal(post(&h, &t, "/way", "way=0&reason="), 422);
        assert_int_equal(
            post(&h, &t, "/way", "way=0&reason=One+from+the+north"), 303);
        assert_int_equal(
            post(&h, &t, "/way", "way=0&reason=One+from+the+north"), 409);
        draw(&h, &t, "1");
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
