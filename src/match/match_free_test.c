/* When somebody is free, as it is written, and in groups. */
#include "match/group_problem.h"

#include "base/date.h"
#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int match_free_test(void);

static int32_t
day(const char *date)
{
    struct date d;
    assert_true(date_parse(text_of(date), &d));
    return (int32_t)date_to_days(d);
}

/* From half hour to half hour, the last not in it. */
static uint64_t
span(int from, int to)
{
    return ((UINT64_C(1) << to) - 1) & ~((UINT64_C(1) << from) - 1);
}

static uint64_t
free_on(const char *list, const char *date)
{
    struct match_free x[FREE_MAX];
    ptrdiff_t n;
    const char *wrong = "";
    if (!match_free_read(text_of(list), x, &n, &wrong))
        fail_msg("%s: %s", list, wrong);
    return match_free_of_day(x, n, day(date));
}

static void
days_are_whole_and_hours_are_theirs(void **state)
{
    (void)state;
    assert_true(free_on("2024-05-06/2024-05-17", "2024-05-17") == span(0, 48));
    assert_true(free_on("2024-05-06/2024-05-17", "2024-05-18") == 0);
    assert_true(free_on("2024-05-06T09:00/2024-05-06T12:30", "2024-05-06") ==
        span(18, 25));
    assert_true(
        free_on("2024-05-06T09:00/12:30", "2024-05-06") == span(18, 25));
    assert_true(free_on("", "2024-05-06") == span(0, 48)); /* said nothing */
    /* begun and ended within a half hour: not free in it */
    assert_true(free_on("2024-05-06T09:10/2024-05-06T10:20", "2024-05-06") ==
        span(19, 20));
    /* over nights */
    const char *nights = "2024-05-06T20:00/2024-05-08T02:00";
    assert_true(free_on(nights, "2024-05-06") == span(40, 48));
    assert_true(free_on(nights, "2024-05-07") == span(0, 48));
    assert_true(free_on(nights, "2024-05-08") == span(0, 4));
    assert_true(free_on(nights, "2024-05-09") == 0);
}

/* 2024-05-06 was a Monday. */
static void
weekdays_come_each_week(void **state)
{
    static const char *const alike[] = { "mon 08:00-12:00", "MON 8-12",
        "mon morning", "mon_morning", "mon-morning", " mon  morning ;; " };
    (void)state;
    for (size_t i = 0; i < sizeof alike / sizeof alike[0]; i++) {
        assert_true(free_on(alike[i], "2024-05-06") == span(16, 24));
        assert_true(free_on(alike[i], "2024-05-13") == span(16, 24));
        assert_true(free_on(alike[i], "2024-05-07") == 0);
    }
    assert_true(free_on("tue-thu evening", "2024-05-06") == 0);
    assert_true(free_on("tue-thu evening", "2024-05-09") == span(34, 42));
    assert_true(free_on("sun", "2024-05-12") == span(0, 48));
    assert_true(free_on("mon morning;mon 13-24", "2024-05-06") ==
        (span(16, 24) | span(26, 48)));
}

static void
what_is_no_time_is_refused(void **state)
{
    static const char *const wrong[] = { "monday", "mon noon", "mon 12-9",
        "mon 9", "mon 9-25", "mon 9-24:30", "fri-mon", "tomorrow", "2024-02-30",
        "2024-05-06/2024-05-01", "2024-05-06T09:00",
        "2024-05-06T09:00/2024-05-07", "2024-05-06/2024-05-07T09:00",
        "2024-05-06T12:00/2024-05-06T09:00", "2024-05-06/12:00", "mon 9:5-10",
        "mon-", "mon--tue", "2024-05-06T/2024-05-06T12:00", "-", "mon 09:00-" };
    struct match_free x[FREE_MAX];
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ptrdiff_t n;
        const char *what = NULL;
        if (match_free_read(text_of(wrong[i]), x, &n, &what))
            fail_msg("taken for a time: %s", wrong[i]);
        assert_non_null(what);
    }
}

static void
more_than_there_is_room_for_is_refused(void **state)
{
    char list[2000];
    int at = 0;
    struct match_free x[FREE_MAX];
    ptrdiff_t n;
    const char *what;
    (void)state;
    for (int i = 0; i < 65; i++)
        at += snprintf(list + at, sizeof list - (size_t)at, "mon;");
    list[64 * 4] = '\0';
    assert_true(match_free_read(text_of(list), x, &n, &what));
    assert_int_equal(n, 64);
    list[64 * 4] = 'm';
    assert_false(match_free_read(text_of(list), x, &n, &what));
    /* the last of them is three entries */
    list[63 * 4] = '\0';
    assert_false(match_free_read(
        text_of(strcat(list, "2024-05-06T20:00/2024-05-08T02:00")), x, &n,
        &what));
}

/* ---- In groups ------------------------------------------------------------
 */

static enum err
solve(struct group_problem *g, struct arena *a, const char *csv,
    int32_t hours_min, struct why *why)
{
    *g = (struct group_problem){ .least = 2,
        .most = 2,
        .rules = { .score = cp_score_usual, .hours_min = hours_min } };
    enum err e = match_read_text(&g->people, TEXT("x"), text_of(csv), a, why);
    if (e == OK)
        e = group_problem_make(g, a, why);
    if (e == OK)
        e = cp_groups_solve(&g->answer, a, &g->problem, why);
    if (e == OK)
        assert_int_equal(cp_groups_check(&g->problem, &g->answer), 0);
    return e;
}

static void
a_group_shares_as_many_hours_as_are_asked_for(void **state)
{
    struct support *s = *state;
    struct group_problem g;
    struct why why = { 0 };
    static const char csv[] = "code,side,free\n"
                              "a,s,mon 09:00-12:00\nb,s,tue_evening\n"
                              "c,s,mon 10-13;fri\nd,s,tue 17:00-20:30\n";
    assert_int_equal(solve(&g, &s->arena, csv, 2, &why), OK);
    assert_int_equal(g.answer.group_of[0], g.answer.group_of[2]);
    assert_int_equal(g.answer.group_of[1], g.answer.group_of[3]);
    /* a and c have 10 to 12, not three hours */
    assert_int_equal(solve(&g, &s->arena, csv, 3, &why), ERR_CONFLICT);
}

/* The week's hours count on each of the days that others named. */
static void
weekdays_and_dates_meet(void **state)
{
    struct support *s = *state;
    struct group_problem g;
    struct why why = { 0 };
    static const char csv[] =
        "code,side,free\n"
        "a,s,mon 09:00-12:00\nb,s,2024-05-07T17:00/2024-05-07T21:00\n"
        "c,s,2024-05-06/2024-05-13\nd,s,tue evening\n";
    /* a and c: three hours on each of two Mondays */
    assert_int_equal(solve(&g, &s->arena, csv, 4, &why), OK);
    assert_int_equal(g.answer.group_of[0], g.answer.group_of[2]);
    assert_int_equal(solve(&g, &s->arena, csv, 5, &why), ERR_CONFLICT);
}

static void
days_go_on_counting_as_days(void **state)
{
    struct support *s = *state;
    struct match_people people;
    struct why why = { 0 };
    text csv = TEXT("code,side,free\n"
                    "a,s,2024-05-06/2024-05-08;2024-05-08T09:00/11:00\n"
                    "b,s,mon\nc,s,2024-05-06T09:00/2024-05-06T12:00\nd,s,\n");
    assert_int_equal(
        match_read_text(&people, TEXT("x"), csv, &s->arena, &why), OK);
    assert_int_equal(people.people[0].person.n_days, 1);
    assert_int_equal(people.people[0].person.days[0].last, day("2024-05-08"));
    assert_int_equal(people.people[1].person.n_days, 0); /* no date said */
    assert_int_equal(people.people[2].person.n_days, 1);
    assert_int_equal(people.people[3].person.n_days, 0);
    csv = TEXT("code,side,free\na,s,2024-05-06T09:00\n");
    assert_int_equal(match_read_text(&people, TEXT("x"), csv, &s->arena, &why),
        ERR_BAD_INPUT);
    assert_true(text_find(text_of(why.text), TEXT("x:2: free: dates")) >= 0);
}

static void
days_or_hours_are_a_rule_and_not_both(void **state)
{
    struct support *s = *state;
    struct why why = { 0 };
    struct group_problem g = { .least = 2,
        .most = 2,
        .rules = { .score = cp_score_usual, .hours_min = 1, .days_min = 1 } };
    text csv = TEXT("code,side,free\na,s,mon\nb,s,mon\n");
    assert_int_equal(
        match_read_text(&g.people, TEXT("x"), csv, &s->arena, &why), OK);
    assert_int_equal(group_problem_make(&g, &s->arena, &why), ERR_BAD_INPUT);
}

int
match_free_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_whole_and_hours_are_theirs),
        cmocka_unit_test(weekdays_come_each_week),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(more_than_there_is_room_for_is_refused),
        support_test(a_group_shares_as_many_hours_as_are_asked_for),
        support_test(weekdays_and_dates_meet),
        support_test(days_go_on_counting_as_days),
        support_test(days_or_hours_are_a_rule_and_not_both),
    };
    return cmocka_run_group_tests_name("match/free", tests, NULL, NULL);
}
