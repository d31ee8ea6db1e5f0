/* What every import says; and logs that would harm, in CSV and in XES. */
#include "engine/pathway/graph.h"

#include "base/date.h"
#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int log_report_test(void);

#define DAY INT64_C(86'400'000'000)

/* "CASE,ACTIVITY,TIME[,MORE...]" a line, as CSV with this header, or as XES
 * with its names for keys. */
static text
form(struct arena *a, const char *header, text rows, bool is_xes)
{
    struct buf b = buf_in(a, 3 * rows.len + 1000);
    text names[8] = { 0 }, rest = text_of(header), line, last = { 0 };
    if (!is_xes) {
        buf_print(&b, "%s\n", header);
        buf_add(&b, rows);
        return buf_text(&b);
    }
    for (int i = 0; i < 8 && text_is_known(rest); i++)
        names[i] = text_cut(rest, ',', &rest);
    buf_add(&b, TEXT("<?xml version='1.0'?>\n<log>\n"));
    while (!text_is_empty(rows)) {
        line = text_cut(rows, '\n', &rows);
        text of = text_cut(line, ',', &line);
        if (!text_is_equal(of, last)) {
            buf_add(&b, text_is_known(last) ? TEXT("</trace>\n") : TEXT(""));
            buf_print(&b, "<trace><string key='concept:name' value='%.*s'/>\n",
                TEXT_ARG(of));
            last = of;
        }
        buf_add(&b, TEXT("<event>"));
        for (int i = 1; text_is_known(line); i++) {
            text value = text_cut(line, ',', &line);
            buf_print(&b, "<string key='%.*s' value='%.*s'/>",
                TEXT_ARG(i == 1  ? TEXT("concept:name")
                        : i == 2 ? TEXT("time:timestamp")
                                 : names[i]),
                TEXT_ARG(value));
        }
        buf_add(&b, TEXT("</event>\n"));
    }
    buf_add(&b, TEXT("</trace>\n</log>\n"));
    return buf_text(&b);
}

struct read {
    enum err e;
    struct cp_log log;
    struct cp_log_report report;
    struct why why;
};

static struct read
read_log(struct arena *a, text all, struct cp_log_rules rules, bool is_cut)
{
    struct read r = { .e = OK };
    if (text_starts_with(all, TEXT("<"))) {
        struct cp_xes_reader *x = cp_xes_begin(a, &rules);
        r.e = cp_xes_push(x, all, &r.why);
        if (r.e == OK)
            r.e = cp_xes_end(x, &r.log, &r.report, &r.why);
        return r;
    }
    struct cp_log_reader *c = cp_log_begin(a, &rules);
    r.e = cp_log_push(c, all, &r.why);
    if (is_cut)
        cp_log_is_cut(c);
    if (r.e == OK)
        r.e = cp_log_end(c, &r.log, &r.report, &r.why);
    if (r.e == OK)
        assert_int_equal(r.report.n_rows,
            r.log.n_events + r.report.n_refused + r.report.n_left_out);
    return r;
}

static int64_t
by_its_name(void *context, text name)
{
    (void)context;
    return name.ptr[0] == '1' ? -40 : 400;
}

static void
days_that_are_shifted_change_no_wait_and_no_age(void **state)
{
    static const char rows[] = "1,A,2024-03-30T10:00:00Z,2009-03-31\n"
                               "2,A,2024-01-31,2009-02-01\n"
                               "1,B,2024-04-02T10:00:01Z,\n"
                               "2,B,2024-01-30,\n";
    struct arena a;
    const struct cp_attribute_wish wish = { TEXT("age"), 0 };
    struct cp_log_rules rules = { .birth_column = TEXT("born"),
        .attributes = &wish,
        .n_attributes = 1,
        .now_us = date_to_days((struct date){ 2024, 6, 1 }) * DAY };
    (void)state;
    arena_open(&a, 1 << 26);
    for (int is_xes = 0; is_xes < 2; is_xes++) {
        text all = form(&a, "case,activity,time,born", text_of(rows), is_xes);
        rules.shift_days = NULL;
        struct read plain = read_log(&a, all, rules, false);
        rules.shift_days = by_its_name;
        struct read moved = read_log(&a, all, rules, false);
        assert_int_equal(plain.e, OK);
        assert_int_equal(moved.e, OK);
        assert_false(plain.report.is_shifted);
        assert_true(moved.report.is_shifted);
        assert_int_equal(moved.log.n_events, 4);
        for (int i = 0; i < 4; i++) {
            assert_int_equal(moved.log.events[i], plain.log.events[i]);
            assert_int_equal(moved.log.times[i] - plain.log.times[i],
                (i < 2 ? -40 : 400) * DAY);
        }
        assert_int_equal(moved.report.last, moved.log.times[3]);
        assert_int_equal(moved.report.last_day, plain.log.times[3] / DAY + 400);
        assert_int_equal(moved.report.n_outside, 0);
        assert_int_equal(moved.report.n_births, 2);
        for (int c = 0; c < 2; c++)
            assert_true(
                text_is_equal(moved.log.attributes[0]
                                  .values[moved.log.attributes[0].of_case[c]],
                    TEXT("0-14")));
    }
    arena_close(&a);
}

static void
a_report_says_all_of_it(void **state)
{
    static const char rows[] =
        "1,Blood test,2024-01-01T10:00:00Z,2000-06-01,complete\n"
        "1,blood  Test,2024-01-01T10:00:00Z,,COMPLETE\n"
        "1,Blood test,2024-01-01T10:00:00Z,,complete\n" /* again */
        "1,Blood test,2024-01-01,,start\n"              /* is left out */
        "2,Blood test,1890-01-01T00:00Z,2024-03-02,complete\n"
        "2,End,2024-03-01T00:00Z,2024-03-02,complete\n" /* before birth */
        "3,Blood test,2999-05,,complete\n"
        "4,Only,2024-01-31,,complete\n"
        "4,Blood test,2024-01-30,,complete\n" /* another order */
        "5,,2024-01-30,,complete\n"
        "5,Blood test,some day,,complete\n"
        "5,Blood test,whenever,,complete\n";
    struct arena a;
    const struct cp_attribute_wish wish = { TEXT("age"), 0 };
    const struct cp_log_rules rules = { .lifecycle_column = TEXT("step"),
        .birth_column = TEXT("born"),
        .attributes = &wish,
        .n_attributes = 1,
        .now_us = date_to_days((struct date){ 2024, 6, 1 }) * DAY };
    (void)state;
    arena_open(&a, 1 << 26);
    for (int is_xes = 0; is_xes < 2; is_xes++) {
        struct read r = read_log(&a,
            form(&a, "case,activity,time,born,step", text_of(rows), is_xes),
            rules, false);
        const struct cp_log_report *p = &r.report;
        if (r.e != OK)
            fail_msg("%s", r.why.text);
        assert_int_equal(p->n_rows, 12);
        assert_int_equal(p->n_refused, 3);
        assert_int_equal(p->n_left_out, 1);
        assert_int_equal(r.log.n_events, 8);
        assert_int_equal(p->n_refusals, 2);
        assert_string_equal(p->refusals[0].phrase, "no activity");
        assert_int_equal(p->refusals[1].n, 2);
        assert_int_equal(
            p->refusals[1].first_line - p->refusals[0].first_line, 1);
        assert_int_equal(p->n_ties, 2);
        assert_int_equal(p->n_again, 1);
        assert_int_equal(p->n_unordered_cases, 1);
        assert_int_equal(p->n_single_cases, 1);
        assert_int_equal(p->n_once, 3);
        assert_int_equal(p->n_outside, 2);
        assert_int_equal(p->n_births, 2);
        assert_int_equal(p->n_before_birth, 2);
        assert_true(is_xes || p->before_birth_line == 6);
        assert_true(p->before_birth_line > 1 &&
            p->before_birth_line < p->refusals[0].first_line);
        assert_int_equal(p->n_precision[CP_PRECISION_EXACT], 3);
        assert_int_equal(p->n_precision[CP_PRECISION_MINUTE], 2);
        assert_int_equal(p->n_precision[CP_PRECISION_DAY], 2);
        assert_int_equal(p->n_precision[CP_PRECISION_MONTH], 1);
        assert_int_equal(p->n_alike, 1);
        assert_true(
            text_is_equal(r.log.activities[p->alike[0].a], TEXT("Blood test")));
        /* who was born later has no age */
        const struct cp_attribute *age = &r.log.attributes[0];
        assert_int_equal(r.log.n_attributes, 1);
        assert_int_equal(age->n_values, 1);
        assert_true(text_is_equal(age->values[0], TEXT("15-24")));
        assert_int_equal(age->of_case[0], 0);
        assert_int_equal(age->of_case[1], -1);
    }
    arena_close(&a);
}

static void
weeks_without_an_event_are_told(void **state)
{
    /* 2024-01-01 is a Monday; in Nairobi the last is of the next day */
    static const char rows[] = "1,a,2024-01-07\n1,b,2024-01-22\n"
                               "1,c,2024-02-11T22:00:00Z\n";
    const int64_t instant = INT64_MIN / 4;
    const int32_t offset = 3 * 3600;
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 26);
    struct read r =
        read_log(&a, form(&a, "case,activity,time", text_of(rows), false),
            (struct cp_log_rules){ 0 }, false);
    assert_int_equal(r.e, OK);
    assert_int_equal(r.report.n_weeks, 6);
    assert_int_equal(r.report.n_empty_weeks, 3);
    assert_int_equal(r.report.n_gap_weeks, 2);
    assert_int_equal(
        r.report.gap_first_day, date_to_days((struct date){ 2024, 1, 8 }));
    assert_int_equal(
        r.report.last_day, date_to_days((struct date){ 2024, 2, 11 }));
    r = read_log(&a, form(&a, "case,activity,time", text_of(rows), false),
        (struct cp_log_rules){ .zone = { &instant, &offset, 1 } }, false);
    assert_int_equal(r.report.n_weeks, 7);
    assert_int_equal(
        r.report.first_day, date_to_days((struct date){ 2024, 1, 7 }));
    assert_int_equal(
        r.report.last_day, date_to_days((struct date){ 2024, 2, 12 }));
    arena_close(&a);
}

static void
columns_are_known_in_four_languages_or_by_contents(void **state)
{
    static const struct {
        const char *all;
        int is_case, is_activity, is_time; /* columns; below 0: guessed */
    } logs[] = { { "Patient ID,Event,Date\n1,a,2024-01-01\n", 0, 1, 2 },
        { "tid;\xc3\x84rende;H\xc3\x84NDELSE\n2024-01-01;1;a\n", 1, 2, 0 },
        { "mgonjwa,tarehe,shughuli\n1,2024-01-01,a\n", 0, 2, 1 },
        { "tich,jatuo,kinde\na,1,2024-01-01\n", 1, 0, 2 },
        { "born,when,who,what\n"
          "1950-01-01,2024-01-01 10:00,p1,Come\n"
          "1950-01-01,2024-01-02 10:00,p1,Go\n"
          "1960-01-01,2024-01-03 10:00,p2,Come\n"
          "1960-01-01,2024-01-03 11:00,p2,Go\n",
            -2, -3, -1 } };
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 26);
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        struct read r = read_log(
            &a, text_of(logs[i].all), (struct cp_log_rules){ 0 }, false);
        const int wanted[3] = { logs[i].is_case, logs[i].is_activity,
            logs[i].is_time };
        if (r.e != OK)
            fail_msg("%s: %s", logs[i].all, r.why.text);
        char mark = r.report.separator;
        for (int k = 0; k < 3; k++) {
            text header = text_of(logs[i].all), name = { 0 };
            header = text_cut(header, '\n', &name);
            int at = wanted[k] < 0 ? -wanted[k] : wanted[k];
            for (int c = 0; c <= at; c++)
                name = text_cut(header, mark, &header);
            assert_true(text_is_equal(r.report.columns[k], name));
            assert_int_equal(r.report.is_guessed[k], wanted[k] < 0);
        }
    }
    arena_close(&a);
}

static void
parts_are_the_whole(void **state)
{
    struct random lot = random_from(2);
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 28);
    for (int is_xes = 0; is_xes < 2; is_xes++) {
        struct buf rows = buf_in(&a, 1 << 16);
        for (int i = 0; i < 900; i++)
            buf_print(&rows, "c%d,%s,%s\n", i / 9,
                random_below(&lot, 30) == 0 ? "" : "a",
                random_below(&lot, 30) == 0 ? "then" : "2024-01-01");
        text all = form(&a, "case,activity,time", buf_text(&rows), is_xes);
        struct read whole =
            read_log(&a, all, (struct cp_log_rules){ 0 }, false);
        int64_t n_rows = 0, n_refused = 0, n_cases = 0;
        for (int32_t k = 1; k <= 5; k++) {
            struct read part = read_log(&a, all,
                (struct cp_log_rules){ .part = k, .n_parts = 5 }, false);
            assert_int_equal(part.e, OK);
            n_rows += part.report.n_rows;
            n_refused += part.report.n_refused;
            n_cases += part.log.n_cases;
            for (int32_t c = 0; c < part.log.n_cases; c++)
                assert_int_equal(cp_part_of(part.log.cases[c], 5), k);
        }
        assert_int_equal(n_rows, whole.report.n_rows);
        assert_int_equal(n_refused, whole.report.n_refused);
        assert_int_equal(n_cases, whole.log.n_cases);
    }
    arena_close(&a);
}

/* ---- What would harm -------------------------------------------------------
 */

static void
a_log_that_is_cut_anywhere_loses_its_end_alone(void **state)
{
    static const char rows[] =
        "1,\"a\",2024-01-01T10:00:00Z\n1,b,2024-01-02T10:00:00Z\n"
        "NA,\"c\nd\",2024-01-03\n2,e,2024-01-04\n";
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 26);
    text all = form(&a, "case,activity,time", text_of(rows), false);
    struct read whole = read_log(&a, all, (struct cp_log_rules){ 0 }, false);
    assert_int_equal(whole.log.n_events, 4);
    int64_t most = 0;
    for (ptrdiff_t n = 0; n < all.len; n++) {
        struct arena_mark mark = arena_mark(&a);
        struct read r =
            read_log(&a, text_prefix(all, n), (struct cp_log_rules){ 0 }, true);
        assert_true(r.e == OK || r.why.text[0] != '\0');
        if (r.e == OK) {
            bool is_at_end = all.ptr[n - 1] == '\n' &&
                !text_ends_with(text_prefix(all, n), TEXT("c\n"));
            assert_true(r.report.is_cut);
            assert_int_equal(r.report.n_refused, !is_at_end);
            assert_true(r.log.n_events >= most);
            most = r.log.n_events;
        }
        arena_rewind(&a, mark);
    }
    assert_int_equal(most, 3);
    arena_close(&a);
}

/* Counts must add up, whatever it is. */
static void
must_count(struct arena *a, const struct read *r)
{
    struct cp_graph g;
    struct cp_variants v;
    int64_t n = 0;
    if (r->e != OK)
        fail_msg("%s", r->why.text);
    cp_graph_count(&g, a, &r->log);
    assert_true(cp_graph_check(&g));
    cp_variants_count(&v, a, &r->log);
    for (int64_t i = 0; i < v.n; i++)
        n += v.variants[i].n_cases;
    assert_int_equal(n, r->log.n_cases);
}

static void
large_and_strange_logs_are_counted(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 30);
    for (int is_xes = 0; is_xes < 2; is_xes++) {
        struct buf b = buf_in(&a, 1 << 23);
        struct read r;
        /* 200,000 events of one case, all at one time */
        for (int i = 0; i < 200'000; i++)
            buf_print(&b, "1,step %d,2024-01-01\n", i % 7);
        r = read_log(&a, form(&a, "case,activity,time", buf_text(&b), is_xes),
            (struct cp_log_rules){ 0 }, false);
        must_count(&a, &r);
        assert_int_equal(r.log.n_cases, 1);
        assert_int_equal(r.report.n_ties, 199'999);
        arena_reset(&a, 1 << 30);
        /* the same backwards in time */
        b = buf_in(&a, 1 << 23);
        for (int i = 0; i < 200'000; i++)
            buf_print(&b, "1,step %d,%d\n", i % 7, 1'700'000'000 - i);
        r = read_log(&a, form(&a, "case,activity,time", buf_text(&b), is_xes),
            (struct cp_log_rules){ 0 }, false);
        must_count(&a, &r);
        assert_int_equal(r.report.n_unordered_cases, 1);
        assert_int_equal(
            r.log.times[0], (1'700'000'000 - 199'999) * INT64_C(1'000'000));
        arena_reset(&a, 1 << 30);
        /* 600 activities, each behind each */
        b = buf_in(&a, 1 << 23);
        for (int i = 0; i < 60'000; i++)
            buf_print(&b, "%d,step %d,2024-01-01\n", i / 60,
                (int)((int64_t)i * 7919 % 600));
        r = read_log(&a, form(&a, "case,activity,time", buf_text(&b), is_xes),
            (struct cp_log_rules){ 0 }, false);
        must_count(&a, &r);
        assert_int_equal(r.log.n_activities, 600);
        arena_reset(&a, 1 << 30);
        /* names that are words for nothing, two zones, one case */
        r = read_log(&a,
            form(&a, "case,activity,time",
                TEXT("NA,null,2024-01-01T10:00:00+01:00\n"
                     "NA,NA,2024-01-01T10:30:00+03:00\n"
                     "NA,0,2024-01-01T10:00:00Z\n"),
                is_xes),
            (struct cp_log_rules){ 0 }, false);
        must_count(&a, &r);
        assert_int_equal(r.log.n_cases, 1);
        assert_true(text_is_equal(r.log.cases[0], TEXT("NA")));
        assert_true(
            text_is_equal(r.log.activities[r.log.events[0]], TEXT("NA")));
        assert_true(
            text_is_equal(r.log.activities[r.log.events[2]], TEXT("0")));
        arena_reset(&a, 1 << 30);
    }
    arena_close(&a);
}

int
log_report_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_says_all_of_it),
        cmocka_unit_test(days_that_are_shifted_change_no_wait_and_no_age),
        cmocka_unit_test(weeks_without_an_event_are_told),
        cmocka_unit_test(columns_are_known_in_four_languages_or_by_contents),
        cmocka_unit_test(parts_are_the_whole),
        cmocka_unit_test(a_log_that_is_cut_anywhere_loses_its_end_alone),
        cmocka_unit_test(large_and_strange_logs_are_counted),
    };
    return cmocka_run_group_tests_name("engine/log_report", tests, NULL, NULL);
}
