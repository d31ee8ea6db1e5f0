/* Groups that meet: their rule of days, their page, who may read what. */
#include "decide/forum/forum.h"

#include "base/key.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int forum_test(void);

static void
days_are(
    struct arena *a, struct forum s, const char *from, const char *expected)
{
    struct date date;
    text days[6];
    assert_true(date_parse(text_of(from), &date));
    int n = forum_days(a, &s, date, days, 4);
    struct buf out = buf_in(a, 200);
    for (int i = 0; i < n; i++)
        buf_print(&out, "%s%.*s", i > 0 ? " " : "", TEXT_ARG(days[i]));
    assert_string_equal(arena_c_string(a, buf_text(&out)), expected);
}

static void
a_rule_gives_its_days(void **state)
{
    struct support *s = *state;
    struct arena *a = &s->arena;
    struct forum rule = { .every = TEXT("second"), .weekday = TEXT("tue") };
    days_are(
        a, rule, "2026-01-01", "2026-01-13 2026-02-10 2026-03-10 2026-04-14");
    days_are(
        a, rule, "2026-01-13", "2026-01-13 2026-02-10 2026-03-10 2026-04-14");
    days_are(
        a, rule, "2026-01-14", "2026-02-10 2026-03-10 2026-04-14 2026-05-12");
    rule.except_on = TEXT("2026-02-10; 2026-04-14");
    days_are(
        a, rule, "2026-01-01", "2026-01-13 2026-03-10 2026-05-12 2026-06-09");
    rule = (struct forum){ .every = TEXT("last"), .weekday = TEXT("fri") };
    days_are(
        a, rule, "2027-12-01", "2027-12-31 2028-01-28 2028-02-25 2028-03-31");
    /* each third month, counted from March */
    rule = (struct forum){ .every = TEXT("first"),
        .weekday = TEXT("mon"),
        .months = 3,
        .has_months = true,
        .since = TEXT("2026-03-01") };
    days_are(
        a, rule, "2026-01-01", "2026-03-02 2026-06-01 2026-09-07 2026-12-07");
    days_are(
        a, rule, "2026-06-02", "2026-09-07 2026-12-07 2027-03-01 2027-06-07");
    /* each second week */
    rule = (struct forum){ .every = TEXT("week"),
        .weekday = TEXT("wed"),
        .months = 2,
        .has_months = true,
        .since = TEXT("2026-05-04") };
    days_are(
        a, rule, "2026-05-07", "2026-05-20 2026-06-03 2026-06-17 2026-07-01");
    rule = (struct forum){ .every = TEXT("none"), .weekday = TEXT("wed") };
    days_are(a, rule, "2026-05-07", "");
}

static void
a_time_is_by_the_clocks_of_its_zone(void **state)
{
    struct support *s = *state;
    struct arena *a = &s->arena;
    int64_t at = 0;
    assert_int_equal(forum_instant(a, TEXT("Europe/London"), TEXT("2026-01-13"),
                         TEXT("18:30"), &at),
        OK);
    assert_int_equal(
        at, moment_to_s((struct moment){ { 2026, 1, 13 }, 18, 30, 0 }));
    assert_int_equal(forum_instant(a, TEXT("Europe/London"), TEXT("2026-07-13"),
                         TEXT("18:30"), &at),
        OK);
    assert_int_equal(
        at, moment_to_s((struct moment){ { 2026, 7, 13 }, 17, 30, 0 }));
    assert_int_equal(forum_instant(a, TEXT("Africa/Nairobi"),
                         TEXT("2026-07-13"), TEXT("01:30"), &at),
        OK);
    assert_int_equal(
        at, moment_to_s((struct moment){ { 2026, 7, 12 }, 22, 30, 0 }));
    assert_int_equal(forum_instant(a, TEXT("Europe/Lewisham"),
                         TEXT("2026-07-13"), TEXT("01:30"), &at),
        ERR_NOT_FOUND);
    static const char *const bad[] = { "1:30", "24:00", "12:60", "12-30",
        "+1:+2", "" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(forum_minutes(text_of(bad[i])), -1);
}

static void
open_groups(struct house *h, struct support *s, struct support_db *d)
{
    house_open(h, s, d);
    house_import(h, "partnership.csv",
        "code,name,kind,status\np,Mother & Child,exchange,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name\nhb,p,1,Homa Bay\nlv,p,2,Leeds\n");
    house_import(h, "person.csv",
        "code,name,is_illustrative\n"
        "asha,Asha <b>,yes\nbo,Bo Berg,yes\n");
    house_import(h, "forum.csv",
        "code,partnership,name,zone,every,weekday,starts_at,is_public,quorum\n"
        "open,p,People's <table>,Europe/London,second,tue,18:30,yes,2\n"
        "shut,p,Inner circle,Europe/London,none,,,no,\n");
    house_import(h, "forum_seat.csv",
        "code,forum,position,name,side,n_seats\n"
        "r,open,1,Residents,hb,3\nt,open,2,The trust,lv,1\n");
    house_import(h, "forum_holder.csv",
        "code,seat,person,since,is_named\n"
        "a,r,asha,2026-01-01,yes\nb,r,bo,2026-01-01,no\n");
}

static void
a_group_shows_its_seats_and_days(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_groups(&h, s, d);
        text list = arena_print(d->arena, "/en/partnership/%.*s/forum",
            TEXT_ARG(forum_key(d->arena, house_key(&h, "partnership", "p"))));
        assert_int_equal(house_get(&h, list.ptr), 200);
        house_says(&h, "People&#39;s &lt;table&gt;");
        house_says(&h, "1 more group is for its members alone.");
        house_is_silent_on(&h, "Inner circle");
        assert_int_equal(house_follow(&h, "/en/forum/people"), 200);
        house_says(&h, "The second in the month: Tuesday");
        house_says(&h, "18:30 (Europe/London)");
        house_says(&h, "4 seats, 2 are taken.");
        house_says(&h, "Asha &lt;b&gt;");
        house_is_silent_on(&h, "Bo Berg");
        house_says(&h, "1 person whose name is not shown");
        house_says(&h, "1 empty");
        text dates = arena_print(d->arena, "/en/forum/%.*s/dates.ics",
            TEXT_ARG(forum_key(d->arena, house_key(&h, "forum", "open"))));
        assert_int_equal(house_get(&h, dates.ptr), 200);
        house_says(&h, "SUMMARY:People's <table>");
        house_says(&h, "DTSTART:20");
        house_close(&h);
    }
}

static void
a_group_for_members_is_nobody_elses(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_groups(&h, s, d);
        text shut = forum_key(d->arena, house_key(&h, "forum", "shut"));
        text page = arena_print(d->arena, "/en/forum/%.*s", TEXT_ARG(shut));
        text ics =
            arena_print(d->arena, "/en/forum/%.*s/dates.ics", TEXT_ARG(shut));
        int64_t guest = house_person(&h, "g@x.example");
        int64_t stranger = house_person(&h, "s@x.example");
        house_give(&h, guest, "guest", "partnership",
            house_key(&h, "partnership", "p"));
        int64_t nobodies[] = { 0, stranger };
        for (int i = 0; i < 2; i++) {
            house_enter(&h, nobodies[i]);
            assert_int_equal(house_get(&h, page.ptr), 404);
            assert_int_equal(house_get(&h, ics.ptr), 404);
        }
        house_enter(&h, guest);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "Inner circle");
        house_close(&h);
    }
}

static void
what_is_no_rule_is_refused(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_groups(&h, s, d);
        static const struct {
            const char *row, *says;
        } cases[] = {
            { "x,p,X,Europe/Lewisham,none,,,\n", "zone: " },
            { "x,p,X,UTC,second,,,\n", "weekday: " },
            { "x,p,X,UTC,none,,25:00,\n", "starts_at: " },
            { "x,p,X,UTC,none,,18:30,18:00\n", "ends_at: " },
        };
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            text file = arena_print(d->arena,
                "code,partnership,name,zone,every,weekday,starts_at,ends_at\n"
                "%s",
                cases[i].row);
            text said = house_refusals(&h, "forum.csv", file.ptr);
            assert_true(text_find(said, text_of(cases[i].says)) >= 0);
        }
        house_close(&h);
    }
}

static void
who_leaves_a_seat_unnamed_leaves_no_name(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        char key[KEY_LENGTH];
        open_groups(&h, s, d);
        house_import(&h, "forum_holder.csv",
            "code,seat,name,since,is_named\nx,r,Bo Berg,2026-01-01,no\n");
        text group = forum_key(d->arena, house_key(&h, "forum", "open"));
        text end = arena_print(d->arena, "/en/forum/%.*s/seats/%.*s/end",
            TEXT_ARG(group),
            TEXT_ARG(key_print(house_key(&h, "forum_holder", "x"), key)));
        int64_t lead = house_person(&h, "lead@x.example");
        house_enter(&h, lead);
        assert_int_equal(house_post(&h, end.ptr, ""), 403);
        house_give(&h, lead, "facilitator", "partnership",
            house_key(&h, "partnership", "p"));
        assert_int_equal(house_post(&h, end.ptr, ""), 303);
        assert_string_equal(
            arena_c_string(d->arena,
                support_ask(s, d->url,
                    "SELECT count(*) FROM forum_holder WHERE code = 'x' AND "
                    "name IS NULL AND until IS NOT NULL")),
            "1");
        house_close(&h);
    }
}

int
forum_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_rule_gives_its_days),
        support_test(a_time_is_by_the_clocks_of_its_zone),
        support_test(a_group_shows_its_seats_and_days),
        support_test(a_group_for_members_is_nobody_elses),
        support_test(who_leaves_a_seat_unnamed_leaves_no_name),
        support_test(what_is_no_rule_is_refused),
    };
    return cmocka_run_group_tests_name("decide/forum", tests, NULL, NULL);
}
