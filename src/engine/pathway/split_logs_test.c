/* Groups and waits of logs that stay outside: a hospital with unfairness that
 * was planted, and a real one. */
#include "engine/pathway/compare_groups.h"
#include "engine/pathway/align.h"
#include "engine/pathway/log_filter.h"
#include "engine/pathway/tree.h"

#include "base/csv.h"
#include "base/json.h"
#include "os/file.h"   /* lint: known answers are files */
#include "os/gunzip.h" /* lint: and some of them are packed */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

int split_logs_test(void);

#define SHARED "../shared/oracle/pathway/"

static text
file_of(struct arena *a, const char *path)
{
    struct why why = { 0 };
    text bytes;
    if (file_read(text_of(path), a, 1 << 26, &bytes, &why) != OK)
        fail_msg("%s", why.text);
    return bytes;
}

static bool
is_there(const char *path)
{
    int fd;
    struct why why = { 0 };
    if (file_open(&fd, text_of(path), &why) != OK)
        return false;
    file_close(fd);
    return true;
}

struct table {
    text *fields;
    int n_columns, n_rows; /* the header is the first */
};

/* Without quotes, as these files are. */
static struct table
table_of(struct arena *a, const char *path)
{
    struct table t = { arena_new(a, text, 4000), 0, 0 };
    text rest = file_of(a, path);
    while (rest.len > 0) {
        text line = text_trim(text_cut(rest, '\n', &rest));
        int n = 0;
        while (text_is_known(line))
            t.fields[t.n_rows * t.n_columns + n++] = text_cut(line, ',', &line);
        t.n_columns = n;
        t.n_rows++;
    }
    return t;
}

static text
field(const struct table *t, int row, const char *column)
{
    for (int i = 0; i < t->n_columns; i++)
        if (text_is_equal(t->fields[i], text_of(column)))
            return t->fields[row * t->n_columns + i];
    fail_msg("no column %s", column);
    return (text){ 0 };
}

static double
real(const struct table *t, int row, const char *column)
{
    double x;
    return text_parse_real(field(t, row, column), &x) ? x : (double)NAN;
}

static void
near(double is, double wanted, double within, const char *what)
{
    if (isnan(wanted) && isnan(is))
        return;
    if (!(fabs(is - wanted) <= within * fabs(wanted) + 1e-300))
        fail_msg("%s: %.15g, not %.15g", what, is, wanted);
}

/* ---- Unfairness that was planted --------------------------------------------
 */

enum { PROTECTED, GENDER, CITIZEN, GERMAN, PRIVATE, ATTRIBUTES };
static const char *const written[ATTRIBUTES] = { "prot", "gender", "citizen",
    "german", "priv" };

static void
read_hospital(struct cp_log *log, struct arena *a)
{
    static const struct cp_attribute_wish wishes[ATTRIBUTES] = {
        { TEXT_INIT("protected"), CP_VALUE_FIRST_EVENT },
        { TEXT_INIT("gender"), CP_VALUE_FIRST_EVENT },
        { TEXT_INIT("citizen"), CP_VALUE_FIRST_EVENT },
        { TEXT_INIT("german speaking"), CP_VALUE_FIRST_EVENT },
        { TEXT_INIT("private_insurance"), CP_VALUE_FIRST_EVENT }
    };
    struct cp_log_rules rules = { .attributes = wishes,
        .n_attributes = ATTRIBUTES };
    struct cp_log_report report;
    struct why why = { 0 };
    text out, all = file_of(a, SHARED "logs/hospital_log_high.xes.gz");
    struct cp_xes_reader *r = cp_xes_begin(a, &rules);
    struct gunzip *g = gunzip_open(a, 1 << 28);
    do {
        assert_int_equal(gunzip_take(g, &all, &out, &why), OK);
        assert_int_equal(cp_xes_push(r, out, &why), OK);
    } while (out.len > 0);
    gunzip_close(g);
    assert_int_equal(cp_xes_end(r, log, &report, &why), OK);
    for (int k = 0; k < ATTRIBUTES; k++) { /* false, true */
        assert_int_equal(log->attributes[k].n_values, 2);
        assert_int_equal(log->attributes[k].values[1].ptr[0] | ' ', 't');
    }
}

/* Their A is true, which is our second group. */
static void
edges_are_as_known(struct arena *a, const struct cp_log *log, int attribute,
    const char *path, int n_that_differ)
{
    struct cp_graph g;
    struct cp_compare_rules rules = { 0 };
    struct cp_comparisons all = { 0 };
    struct cp_questions q = cp_questions_begin(a);
    struct table t = table_of(a, path);
    struct cp_groups by = cp_groups_by(&log->attributes[attribute]);
    int n = 0, n_of_all = 0;
    cp_graph_count(&g, a, log);
    cp_questions_of_edges(&q, log, &g);
    cp_compare(&all, a, log, &q, &by, &rules);
    cp_compare_settle(&all, a, &rules);
    assert_int_equal(all.n, 19);
    assert_int_equal(t.n_rows, 20);
    for (int i = 1; i < t.n_rows; i++) {
        const struct cp_comparison *c = all.comparisons;
        while (!text_is_equal(c->question->from, field(&t, i, "frm")) ||
            !text_is_equal(c->question->to, field(&t, i, "to")))
            c++;
        const struct cp_answer *one = &c->answers[1], *two = &c->answers[0];
        assert_int_equal(one->n_asked, real(&t, i, "n_A"));
        assert_int_equal(one->n_having, real(&t, i, "cases_A"));
        assert_int_equal(two->n_having, real(&t, i, "cases_B"));
        assert_int_equal(one->n_waits, real(&t, i, "occ_A"));
        near(c->share.p, real(&t, i, "fisher_p"), 1e-7, "Fisher");
        near(c->share.q_own, real(&t, i, "bh_q"), 1e-7, "q");
        near(c->wait.p, real(&t, i, "mannwhitney_p"), 1e-7, "Mann-Whitney");
        near(one->median_wait / 1e6, real(&t, i, "median_wait_s_A"), 1e-9,
            "median");
        n += c->share.q_own < 0.05;
        n_of_all += c->share.q < 0.05;
    }
    assert_int_equal(n, n_that_differ);
    assert_int_equal(n_of_all, n_that_differ);
}

/* Activities of a case, one of them at all. */
static bool
has(const struct cp_log *log, int32_t c, const char *activity)
{
    for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++)
        if (text_is_equal(log->activities[log->events[i]], text_of(activity)))
            return true;
    return false;
}

static void
one_group_is_known(struct arena *a, const struct cp_log *log,
    const int32_t *full, const struct table *t, int row)
{
    int k = 0;
    struct cp_log part;
    struct cp_graph g;
    while (!text_is_equal(field(t, row, "attr"), text_of(written[k])))
        k++;
    bool *is_in = arena_new(a, bool, log->n_cases);
    int is_true = field(t, row, "value").ptr[0] == 'T';
    int64_t n_fit = 0, cost = 0;
    for (int32_t c = 0; c < log->n_cases; c++) {
        is_in[c] = log->attributes[k].of_case[c] == is_true;
        n_fit += is_in[c] && full[c] == 0;
        cost += is_in[c] ? full[c] : 0;
    }
    assert_int_equal(n_fit, real(t, row, "fit"));
    assert_int_equal(cost, real(t, row, "cost"));
    cp_log_of_cases(&part, a, log, is_in);
    assert_int_equal(part.n_cases, real(t, row, "cases"));
    assert_int_equal(part.attributes[k].of_case[0], is_true);
    cp_graph_count(&g, a, &part);
    assert_true(cp_graph_check(&g));
    /* the file has four digits */
    assert_true(
        fabs(g.duration.mean / 3.6e9 - real(t, row, "mean_dur_h")) < 1e-4);
    assert_true(
        fabs(g.duration.median / 3.6e9 - real(t, row, "median_dur_h")) < 1e-4);
    int64_t n_expert = 0, n_none = 0;
    for (int32_t c = 0; c < part.n_cases; c++) {
        n_expert += has(&part, c, "Expert Examination");
        /* the thorough one comes after either */
        n_none += !has(&part, c, "Expert Examination") &&
            !has(&part, c, "Examination");
    }
    assert_int_equal(n_expert, real(t, row, "expert"));
    assert_int_equal(n_none, real(t, row, "no_exam"));
}

static void
planted_unfairness_is_found_and_none_where_none_is(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_pathway p;
    struct cp_variants v;
    struct cp_pathway_fault fault;
    (void)state;
    if (!is_there(SHARED "logs/hospital_log_high.xes.gz"))
        return;
    arena_open(&a, INT64_C(1) << 30);
    read_hospital(&log, &a);
    edges_are_as_known(&a, &log, PROTECTED,
        SHARED "expected/fair_hospital_high.delta_protected.csv", 15);
    edges_are_as_known(&a, &log, GERMAN,
        SHARED "expected/fair_hospital_high.delta_german_null.csv", 0);
    assert_int_equal(
        cp_tree_parse(&p, &a,
            file_of(&a, "test/oracle/pathway/fair_hospital_intended.tree"),
            &fault),
        OK);
    struct cp_model *m = cp_model_of(&p, &a);
    cp_variants_count(&v, &a, &log);
    int32_t *costs = arena_new(&a, int32_t, v.n), events[1000];
    for (int64_t i = 0; i < v.n; i++) {
        for (int64_t k = 0; k < v.variants[i].n; k++)
            events[k] =
                cp_model_activity(m, log.activities[v.variants[i].events[k]]);
        costs[i] = cp_align_cost(m, &a, events, v.variants[i].n).full;
    }
    int32_t *full = arena_new(&a, int32_t, log.n_cases);
    for (int32_t c = 0; c < log.n_cases; c++)
        full[c] = costs[v.of_case[c]];
    struct table t =
        table_of(&a, SHARED "expected/fair_hospital_high.equity.csv");
    assert_int_equal(t.n_rows, 11);
    for (int i = 1; i < t.n_rows; i++)
        one_group_is_known(&a, &log, full, &t, i);
    arena_close(&a);
}

/* ---- Waits of a real hospital -----------------------------------------------
 */

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    if (m == NULL)
        fail_msg("no %s", name);
    return m;
}

static void
number_is(const struct json_value *wanted, double is, const char *what)
{
    if (wanted->type == JSON_NULL)
        assert_true(isnan(is));
    else
        near(is, wanted->real, 1e-9, what);
}

static text
band_of(text age)
{
    int64_t years;
    if (!text_parse_int(age, &years))
        return TEXT("-");
    return years < 65 ? TEXT("0-64") : years < 80 ? TEXT("65-79") : TEXT("80+");
}

/* Rows of one "by": survivors at times, and the groups compared. */
static void
waits_are_as_known(struct arena *a, const struct cp_waits *w,
    const struct json_value *v, const text *of_case)
{
    const struct json_value *logrank = json_find(v, TEXT("logrank"));
    text names[3] = { TEXT("all") };
    int32_t n_groups = 0;
    for (const struct json_value *g =
             logrank == NULL ? NULL : member(logrank, "groups")->first;
         g != NULL; g = g->next)
        names[n_groups++] = g->text;
    struct cp_wait *waits = arena_new(a, struct cp_wait, w->n);
    for (int64_t i = 0; i < w->n; i++) {
        waits[i] = (struct cp_wait){ w->waits[i].wait, 0, w->waits[i].cause };
        while (n_groups > 0 &&
            !text_is_equal(names[waits[i].group], of_case[w->waits[i].of_case]))
            waits[i].group++;
    }
    for (const struct json_value *at = member(v, "at")->first; at != NULL;
         at = at->next) {
        struct cp_survival s;
        int32_t group = 0;
        while (!text_is_equal(names[group], member(at, "group")->text))
            group++;
        cp_survival(&s, a, waits, w->n, group);
        int64_t us = member(at, "time")->number * 1'000'000, n_at_risk = 0;
        const struct cp_survival_row *row = s.rows;
        for (ptrdiff_t i = 0; i < s.n && s.rows[i].time <= us; i++)
            row = &s.rows[i];
        for (int64_t i = 0; i < w->n; i++)
            n_at_risk += waits[i].group == group && waits[i].time >= us;
        assert_int_equal(n_at_risk, member(at, "at_risk")->number);
        near(row->still, member(at, "surv")->real, 1e-9, "survivors");
        if (row->still > 0)
            number_is(member(at, "se"), row->error, "Greenwood");
        number_is(member(at, "lower"), row->low, "low");
        number_is(member(at, "upper"), row->high, "high");
    }
    if (logrank == NULL)
        return;
    struct cp_logrank is;
    cp_survival_compare_sorted(&is, a, waits, w->n, n_groups);
    int32_t g = 0;
    for (const struct json_value *e = member(logrank, "expected")->first;
         e != NULL; e = e->next)
        near(is.expected[g++], e->real, 1e-9, "expected");
    near(is.statistic, member(logrank, "chisq")->real, 1e-9, "log-rank");
    near(is.p, member(logrank, "p")->real, 1e-7, "p of log-rank");
}

static void
real_waits_are_as_r_says(void **state)
{
    static const struct cp_attribute_wish wishes[] = {
        { TEXT_INIT("Age"), CP_VALUE_FIRST_KNOWN },
        { TEXT_INIT("Hypotensie"), CP_VALUE_FIRST_KNOWN }
    };
    struct cp_log_rules rules = { .attributes = wishes, .n_attributes = 2 };
    struct arena a;
    struct cp_log log;
    struct cp_log_report report;
    struct cp_waits w;
    struct why why = { 0 };
    struct json_value *known;
    (void)state;
    if (!is_there(SHARED "logs/sepsis_full_semicolon.csv"))
        return;
    arena_open(&a, 1 << 28);
    struct cp_log_reader *r = cp_log_begin(&a, &rules);
    assert_int_equal(
        cp_log_push(
            r, file_of(&a, SHARED "logs/sepsis_full_semicolon.csv"), &why),
        OK);
    assert_int_equal(cp_log_end(r, &log, &report, &why), OK);
    bool *is_from = arena_new(&a, bool, log.n_activities);
    bool *is_to = arena_new(&a, bool, log.n_activities);
    for (int32_t k = 0; k < log.n_activities; k++) {
        is_from[k] = text_is_equal(log.activities[k], TEXT("ER Sepsis Triage"));
        is_to[k] = text_is_equal(log.activities[k], TEXT("IV Antibiotics"));
    }
    struct cp_waits_rules between = { .is_from = is_from, .is_to = is_to };
    cp_waits_between(&w, &a, &log, &between);
    assert_int_equal(w.n, 1049);
    assert_int_equal(w.n_came, 823);
    assert_int_equal(
        json_parse(file_of(&a, SHARED "expected/sepsis_waits_km.json"), &a,
            &known, &why),
        OK);
    text *of_case = arena_new(&a, text, log.n_cases);
    for (const struct json_value *v = known->first; v != NULL; v = v->next) {
        bool is_age = text_is_equal(member(v, "by")->text, TEXT("age_band"));
        const struct cp_attribute *by = &log.attributes[!is_age];
        for (int32_t c = 0; c < log.n_cases; c++) {
            text value =
                by->of_case[c] < 0 ? TEXT("-") : by->values[by->of_case[c]];
            of_case[c] = is_age ? band_of(value) : value;
        }
        waits_are_as_known(&a, &w, v, of_case);
    }
    arena_close(&a);
}

int
split_logs_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planted_unfairness_is_found_and_none_where_none_is),
        cmocka_unit_test(real_waits_are_as_r_says),
    };
    return cmocka_run_group_tests_name("engine/split_logs", tests, NULL, NULL);
}
