/* Logs: read in pieces, counted, and against the pathway that was meant. */
#include "engine/pathway/align.h"
#include "engine/pathway/graph.h"
#include "engine/pathway/journeys.h"
#include "engine/pathway/log_time.h"
#include "engine/pathway/target.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

int log_test(void);

#define FOLDER "test/oracle/pathway/"

struct heard {
    int64_t n, line;
    const char *phrase;
};

static void
hear(void *context, int64_t line, const char *phrase, text about, text row)
{
    struct heard *h = context;
    (void)about, (void)row;
    h->n++;
    h->line = line;
    h->phrase = phrase;
}

/* In pieces of that many bytes. */
static enum err
read_pieces(struct cp_log *log, struct cp_log_report *report, struct arena *a,
    text all, ptrdiff_t piece, const struct cp_log_rules *rules,
    struct why *why)
{
    struct cp_log_reader *r = cp_log_begin(a, rules);
    enum err e = OK;
    for (ptrdiff_t i = 0; e == OK && i < all.len; i += piece)
        e = cp_log_push(r, text_slice(all, i, i + piece), why);
    return e == OK ? cp_log_end(r, log, report, why) : e;
}

static void
must_read(
    struct cp_log *log, struct cp_log_report *report, struct arena *a, text all)
{
    struct cp_log_rules rules = { 0 };
    struct why why = { 0 };
    if (read_pieces(log, report, a, all, all.len, &rules, &why) != OK)
        fail_msg("%s", why.text);
}

static text
journeys(struct arena *a, int n)
{
    struct buf b = buf_in(a, 1 << 20);
    struct cp_journeys j = { .state = 20250101 };
    cp_journeys_header(&b);
    for (int i = 0; i < n; i++)
        cp_journeys_next(&j, &b);
    return buf_text(&b);
}

static text
file_of(struct arena *a, const char *path)
{
    struct why why = { 0 };
    text bytes;
    if (file_read(text_of(path), a, 1 << 22, &bytes, &why) != OK)
        fail_msg("%s", why.text);
    return bytes;
}

static bool
is_near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

static void
journeys_have_the_known_counts(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_log_report report;
    struct cp_graph g;
    struct cp_variants v;
    (void)state;
    arena_open(&a, 1 << 28);
    must_read(&log, &report, &a, journeys(&a, 1000));
    assert_int_equal(log.n_events, 10'692);
    assert_int_equal(log.n_cases, 1000);
    assert_int_equal(log.n_activities, 19);
    assert_int_equal(report.n_rows, 10'692);
    assert_int_equal(report.n_refused, 0);
    assert_int_equal(report.n_ties, 1380);
    cp_graph_count(&g, &a, &log);
    assert_true(cp_graph_check(&g));
    assert_int_equal(g.n_edges, 67);
    cp_variants_count(&v, &a, &log);
    assert_int_equal(v.n, 763);
    struct csv_reader csv;
    struct csv_row row;
    int n = -1;
    csv_open(&csv, &a);
    text rest = file_of(&a, FOLDER "synth_c1000.dfg.csv");
    for (enum csv_step step; (step = csv_next(&csv, &row)) != CSV_AT_END;) {
        if (step == CSV_WANTS_MORE) {
            if (rest.len > 0)
                csv_feed(&csv, rest);
            else
                csv_finish(&csv);
            rest = (text){ 0 };
            continue;
        }
        assert_int_equal(step, CSV_HAS_ROW);
        if (n++ < 0)
            continue;
        const struct cp_edge_count *e = &g.edges[n - 1];
        int64_t count;
        double mean, median, low, high;
        assert_true(text_is_equal(log.activities[e->from], row.fields[0]));
        assert_true(text_is_equal(log.activities[e->to], row.fields[1]));
        assert_true(text_parse_int(row.fields[2], &count));
        assert_int_equal(e->n_events, count);
        assert_true(text_parse_real(row.fields[3], &mean));
        assert_true(text_parse_real(row.fields[4], &median));
        assert_true(text_parse_real(row.fields[5], &low));
        assert_true(text_parse_real(row.fields[6], &high));
        assert_true(is_near(e->wait.mean, mean * 1e6));
        assert_true(e->wait.median == median * 1e6);
        assert_true((double)e->wait.min == low * 1e6);
        assert_true((double)e->wait.max == high * 1e6);
    }
    assert_int_equal(n, g.n_edges);
    arena_close(&a);
}

/* "ends any time" and the target are not in the model of the known costs. */
static text
without_endings(struct arena *a, text list)
{
    struct buf b = buf_in(a, list.len);
    for (text line; list.len > 0;) {
        line = text_cut(list, '\n', &list);
        if (text_starts_with(line, TEXT("ends any")) ||
            text_starts_with(line, TEXT("within")))
            continue;
        buf_add(&b, line);
        buf_byte(&b, '\n');
    }
    return buf_text(&b);
}

static void
every_variant_costs_what_is_known(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_log_report report;
    struct cp_variants v;
    struct cp_pathway p;
    struct cp_pathway_fault fault;
    int64_t i = 0;
    (void)state;
    arena_open(&a, 1 << 28);
    must_read(&log, &report, &a, journeys(&a, 1000));
    cp_variants_count(&v, &a, &log);
    assert_int_equal(
        cp_pathway_parse(&p, &a,
            without_endings(&a, file_of(&a, FOLDER "synth_intended.pathway")),
            &fault),
        OK);
    struct cp_model *m = cp_model_of(&p, &a);
    text rest = file_of(&a, FOLDER "synth_c1000__synth_intended.tsv"), line;
    line = text_cut(rest, '\n', &rest);
    while (rest.len > 0) {
        int64_t n_cases, full, prefix, n = 0;
        line = text_cut(rest, '\n', &rest);
        int32_t events[200];
        assert_true(text_parse_int(text_cut(line, '\t', &line), &n_cases));
        assert_true(text_parse_int(text_cut(line, '\t', &line), &full));
        assert_true(text_parse_int(text_cut(line, '\t', &line), &prefix));
        assert_true(i < v.n);
        assert_int_equal(v.variants[i].n_cases, n_cases);
        while (line.len > 0) {
            text name = text_cut(line, '\t', &line);
            assert_true(n < v.variants[i].n);
            assert_true(
                text_is_equal(name, log.activities[v.variants[i].events[n]]));
            events[n++] = cp_model_activity(m, name);
        }
        assert_int_equal(v.variants[i].n, n);
        struct cp_align_cost c = cp_align_cost(m, &a, events, n);
        assert_int_equal(c.full, full);
        assert_int_equal(c.prefix, prefix);
        i++;
    }
    assert_int_equal(i, 763);
    arena_close(&a);
}

static void
promises_are_counted_as_is_known(void **state)
{
    /* nobody is closed in these counts: a step that never comes closes */
    static const char list[] =
        "first contact = one of: Community screening | Clinic visit | "
        "Emergency admission\n"
        "Diagnosis\nTreatment start\nnobody does this\n"
        "within 336 hours: first contact -> Diagnosis\n"
        "within 14 days 80%: first contact -> Diagnosis\n"
        "within 31 days: Diagnosis -> Treatment start\n";
    static const int64_t wanted[3][CP_TARGET_CLASSES] = { { 0, 603, 175, 0, 10,
                                                              212 },
        { 0, 621, 157, 0, 10, 212 }, { 222, 586, 72, 20, 2, 98 } };
    const int64_t instant = INT64_MIN / 4;
    const int32_t offset = 3 * 3600; /* Nairobi */
    struct cp_zone zone = { &instant, &offset, 1 };
    struct arena a;
    struct cp_log log;
    struct cp_log_report report;
    struct cp_pathway p;
    struct cp_pathway_fault fault;
    (void)state;
    arena_open(&a, 1 << 28);
    must_read(&log, &report, &a, journeys(&a, 1000));
    assert_int_equal(cp_pathway_parse(&p, &a, text_of(list), &fault), OK);
    for (int t = 0; t < 3; t++) {
        struct cp_target_result r;
        cp_target_judge(&r, &a, &p, &p.targets[t], &log, &zone);
        for (int c = 0; c < CP_TARGET_CLASSES; c++)
            assert_int_equal(r.n[c], wanted[t][c]);
        assert_int_equal(r.n_waits,
            wanted[t][CP_TARGET_IN_TIME] + wanted[t][CP_TARGET_LATE]);
    }
    /* who was treated is closed then: what has not come never will */
    static const char closing[] =
        "Diagnosis\nTreatment start\nRecovered?\n"
        "closes: Treatment start\n"
        "within 14 days: Treatment start -> Diagnosis\n";
    struct cp_target_result r;
    assert_int_equal(cp_pathway_parse(&p, &a, text_of(closing), &fault), OK);
    cp_target_judge(&r, &a, &p, &p.targets[0], &log, &zone);
    assert_int_equal(r.n[CP_TARGET_UNKNOWN], 0);
    assert_true(r.n[CP_TARGET_BEFORE] > 500 && r.n[CP_TARGET_NEVER] > 0);
    arena_close(&a);
}

/* ---- Whatever order, whatever pieces ---------------------------------------
 */

static text
told(struct arena *a, const struct cp_log *log)
{
    struct cp_graph g;
    struct cp_variants v;
    struct buf b = buf_in(a, 1 << 16);
    cp_graph_count(&g, a, log);
    cp_variants_count(&v, a, log);
    for (int32_t i = 0; i < g.n_edges; i++) {
        const struct cp_edge_count *e = &g.edges[i];
        buf_print(&b, "%.*s %.*s %lld %lld ",
            TEXT_ARG(log->activities[e->from]),
            TEXT_ARG(log->activities[e->to]), (long long)e->n_events,
            (long long)e->n_cases);
        buf_real(&b, e->wait.mean);
        buf_byte(&b, ' ');
        buf_real(&b, e->wait.stdev);
        buf_byte(&b, ' ');
        buf_real(&b, e->wait.low);
        buf_byte(&b, '\n');
    }
    for (int64_t i = 0; i < v.n; i++) {
        buf_int(&b, v.variants[i].n_cases);
        for (int64_t k = 0; k < v.variants[i].n; k++) {
            buf_byte(&b, ' ');
            buf_add(&b, log->activities[v.variants[i].events[k]]);
        }
        buf_byte(&b, '\n');
    }
    return buf_text(&b);
}

static void
order_and_pieces_change_nothing(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_log_report report;
    struct why why = { 0 };
    struct cp_log_rules rules = { 0 };
    (void)state;
    arena_open(&a, 1 << 28);
    text all = journeys(&a, 200);
    must_read(&log, &report, &a, all);
    text wanted = told(&a, &log);
    for (ptrdiff_t piece = 1; piece < 5000; piece = piece * 3 + 1) {
        assert_int_equal(
            read_pieces(&log, &report, &a, all, piece, &rules, &why), OK);
        assert_true(text_is_equal(told(&a, &log), wanted));
    }
    /* cases among each other, each in its own order */
    text rows[4000], rest = all, header;
    int n = 0;
    header = text_cut(rest, '\n', &rest);
    while (rest.len > 0)
        rows[n++] = text_cut(rest, '\n', &rest);
    struct random r = random_from(3);
    for (int i = 0; i < 20'000; i++) {
        int at = (int)random_below(&r, (uint64_t)(n - 1));
        if (memcmp(rows[at].ptr, rows[at + 1].ptr, 8) == 0)
            continue;
        text one = rows[at];
        rows[at] = rows[at + 1];
        rows[at + 1] = one;
    }
    struct buf b = buf_in(&a, all.len + 100);
    buf_add(&b, header);
    buf_add(&b, TEXT("\r\n"));
    for (int i = 0; i < n; i++) {
        buf_add(&b, rows[i]);
        buf_add(&b, TEXT("\r\n"));
    }
    must_read(&log, &report, &a, buf_text(&b));
    assert_true(text_is_equal(told(&a, &log), wanted));
    arena_close(&a);
}

/* ---- What logs look like ----------------------------------------------------
 */

static void
rows_are_refused_one_by_one(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_log_report report;
    struct why why = { 0 };
    struct heard heard = { 0 };
    struct cp_log_rules rules = { .refuse = hear, .context = &heard };
    (void)state;
    arena_open(&a, 1 << 26);
    text all = TEXT("\xef\xbb\xbf"
                    "Case ID;Activity;Complete Timestamp\n"
                    "NA;\"a;\"\"b\"\"\nc\";2014/10/22 11:15:41.000\n"
                    "NA;null;2014-10-22T11:15:41+02:00\n"
                    ";x;2014-10-22\n"
                    "1;;2014-10-22\n"
                    "1;x;some day\n"
                    "1;x\n"
                    "1;x;2014-10-22;more\n"
                    "1;x\"y;2014-10-22\n"
                    "1;x;2014-02-30\n"
                    "\n"
                    "1;\"x;2014-10-22\n");
    assert_int_equal(read_pieces(&log, &report, &a, all, 7, &rules, &why), OK);
    assert_int_equal(log.n_events, 2);
    assert_int_equal(log.n_cases, 1);
    assert_true(text_is_equal(log.cases[0], TEXT("NA")));
    assert_true(text_is_equal(log.activities[0], TEXT("a;\"b\"\nc")) ||
        text_is_equal(log.activities[1], TEXT("a;\"b\"\nc")));
    assert_int_equal(report.n_rows, 10);
    assert_int_equal(report.n_refused, 8);
    assert_int_equal(heard.n, 8);
    assert_int_equal(heard.line, 13);
    assert_string_equal(
        heard.phrase, "a quotation mark is opened and not closed");
    arena_close(&a);
}

static enum err
read_dates(struct arena *a, text dates, enum cp_day_order order,
    struct cp_log *log, struct why *why)
{
    struct buf b = buf_in(a, 200);
    struct cp_log_report report;
    struct cp_log_rules rules = { .day_order = order };
    buf_add(&b, TEXT("case,activity,time\n"));
    while (dates.len > 0) {
        buf_add(&b, TEXT("1,x,"));
        buf_add(&b, text_cut(dates, ';', &dates));
        buf_byte(&b, '\n');
    }
    return read_pieces(log, &report, a, buf_text(&b), 4096, &rules, why);
}

static void
days_and_months_are_settled_by_the_column(void **state)
{
    struct arena a;
    struct cp_log log;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 26);
    int64_t fourth_march = date_to_days((struct date){ 2024, 3, 4 });
    int64_t third_april = date_to_days((struct date){ 2024, 4, 3 });
    assert_int_equal(read_dates(&a, TEXT("13/04/2024;04/03/2024"),
                         CP_DAYS_SETTLE, &log, &why),
        OK);
    assert_int_equal(log.times[0], fourth_march * 86'400'000'000);
    assert_int_equal(read_dates(&a, TEXT("04/03/2024;04/13/2024"),
                         CP_DAYS_SETTLE, &log, &why),
        OK);
    assert_int_equal(log.times[0], third_april * 86'400'000'000);
    assert_int_equal(read_dates(&a, TEXT("04/03/2024;04/13/2024;13/04/2024"),
                         CP_DAYS_SETTLE, &log, &why),
        ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "line 4 has the day first, line 3"));
    assert_int_equal(
        read_dates(&a, TEXT("04/03/2024 07:08 PM"), CP_DAYS_SETTLE, &log, &why),
        ERR_BAD_INPUT);
    assert_int_equal(
        read_dates(&a, TEXT("04/03/2024 07:08 PM"), CP_MONTH_FIRST, &log, &why),
        OK);
    assert_int_equal(log.times[0],
        third_april * 86'400'000'000 + (19 * 60 + 8) * INT64_C(60'000'000));
    arena_close(&a);
}

static void
times_are_read_as_they_are_written(void **state)
{
    static const struct {
        const char *written;
        int64_t us;
    } goods[] = { { "1970-01-01T00:00:00Z", 0 },
        { "1970-01-01 00:00:00.000001", 1 }, { "1970-01-01 01:00:00+01:00", 0 },
        { "1970-01-01T01:00:00,5+0100", 500'000 }, { "1970-01-01 00:00", 0 },
        { "1970/1/1 0:00:01", 1'000'000 }, { "1.1.1970 00:01", 60'000'000 },
        { "19700102", 86'400'000'000 }, { "1970-01-02", 86'400'000'000 },
        { "25569.5", 43'200'000'000 }, { "25570", 86'400'000'000 },
        { "1000000000", 1'000'000'000'000'000 },
        { "1000000000000", 1'000'000'000'000'000 },
        { "1969-12-31 23:59:59.999999Z", -1 }, { "01/01/1970 12:00 AM", 0 },
        { "1970-01-01T24:00:00Z", 86'400'000'000 },
        { "1970-01-01T00:00:00.123456789Z", 123'456 } };
    static const char *const bads[] = { "", "x", "1970-13-01", "1970-02-29",
        "1970-01-01T25:00:00", "1970-01-01 00:60", "1970-01-01T00:00:00+1",
        "70-01-01", "1970-01-01 noon", "1/2/70", "32/01/1970", "123",
        "19701301", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00Zx" };
    (void)state;
    for (size_t i = 0; i < sizeof goods / sizeof *goods; i++) {
        struct cp_time t = cp_time_read(text_of(goods[i].written));
        if (t.form == CP_TIME_BAD || t.us != goods[i].us)
            fail_msg("%s: %lld", goods[i].written, (long long)t.us);
    }
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++)
        if (cp_time_read(text_of(bads[i])).form != CP_TIME_BAD)
            fail_msg("%s was taken", bads[i]);
}

static void
an_hour_that_is_twice_or_not_at_all(void **state)
{
    /* Stockholm in 2024: forward on 31 March, back on 27 October, at 01:00
     * UTC */
    const int64_t instants[] = { INT64_MIN / 4,
        INT64_C(1'711'846'800) * 1'000'000,
        INT64_C(1'729'990'800) * 1'000'000 };
    const int32_t offsets[] = { 3600, 7200, 3600 };
    struct cp_zone z = { instants, offsets, 3 };
    static const struct {
        const char *clock, *utc;
        int what;
    } cases[] = { { "2024-03-31 01:59:59", "2024-03-31 00:59:59", 0 },
        { "2024-03-31 02:30", "2024-03-31 01:30", -1 },
        { "2024-03-31 03:00", "2024-03-31 01:00", 0 },
        { "2024-07-01 12:00", "2024-07-01 10:00", 0 },
        { "2024-10-27 02:30", "2024-10-27 00:30", 1 },
        { "2024-10-27 03:00", "2024-10-27 02:00", 0 },
        { "2024-12-01 12:00", "2024-12-01 11:00", 0 } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int what;
        int64_t us = cp_time_of_zone(
            &z, cp_time_read(text_of(cases[i].clock)).us, &what);
        if (us != cp_time_read(text_of(cases[i].utc)).us ||
            what != cases[i].what)
            fail_msg("%s: %lld, %d", cases[i].clock, (long long)us, what);
    }
}

static void
what_is_no_log_says_so(void **state)
{
    static const struct {
        const char *all, *why;
    } cases[] = { { "", "no table" }, { "a,b\n1,2\n", "no table" },
        { "a,b,c\n1,2,3\n", "no column looks like the activity" },
        { "case,activity,time\n", "no row behind" },
        { "case,activity,time\n1,x,then\n", "no row could be used" },
        { "\xff\xfe", "UTF-16" } };
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 26);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cp_log log;
        struct cp_log_report report;
        struct cp_log_rules rules = { 0 };
        struct why why = { 0 };
        assert_int_equal(read_pieces(&log, &report, &a, text_of(cases[i].all),
                             4096, &rules, &why),
            ERR_BAD_INPUT);
        if (strstr(why.text, cases[i].why) == NULL)
            fail_msg("%s: %s", cases[i].all, why.text);
    }
    arena_close(&a);
}

int
log_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(journeys_have_the_known_counts),
        cmocka_unit_test(every_variant_costs_what_is_known),
        cmocka_unit_test(promises_are_counted_as_is_known),
        cmocka_unit_test(order_and_pieces_change_nothing),
        cmocka_unit_test(rows_are_refused_one_by_one),
        cmocka_unit_test(days_and_months_are_settled_by_the_column),
        cmocka_unit_test(times_are_read_as_they_are_written),
        cmocka_unit_test(an_hour_that_is_twice_or_not_at_all),
        cmocka_unit_test(what_is_no_log_says_so),
    };
    return cmocka_run_group_tests_name("engine/log", tests, NULL, NULL);
}
