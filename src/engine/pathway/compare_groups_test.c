/* Groups beside each other, against what R, SciPy and a slow program say. */
#include "engine/pathway/compare_groups.h"
#include "engine/pathway/align.h"
#include "engine/pathway/journeys.h"
#include "engine/pathway/log_filter.h"

#include "base/csv.h"
#include "base/json.h"
#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

int compare_groups_test(void);

#define FOLDER "test/oracle/pathway/"
#define SHARED "../shared/oracle/pathway/"

enum { SEX, AGE, SUB_COUNTY, LEVEL, ATTRIBUTES };

/* ---- Known answers ----------------------------------------------------------
 */

static text
file_of(struct arena *a, const char *path)
{
    struct why why = { 0 };
    text bytes;
    if (file_read(text_of(path), a, 1 << 26, &bytes, &why) != OK)
        fail_msg("%s", why.text);
    return bytes;
}

struct table {
    struct csv_row *rows; /* the header is the first */
    int n;
};

static struct table
table_of(struct arena *a, const char *path)
{
    struct csv_reader csv;
    struct csv_row row;
    struct table t = { arena_new(a, struct csv_row, 1000), 0 };
    text rest = file_of(a, path);
    csv_open(&csv, a);
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
        struct csv_row *own = &t.rows[t.n++];
        *own = row;
        text *fields = arena_new(a, text, row.n_fields);
        for (int i = 0; i < row.n_fields; i++)
            fields[i] = arena_copy(a, row.fields[i]);
        own->fields = fields;
    }
    return t;
}

static text
field(const struct table *t, int row, const char *column)
{
    for (int i = 0; i < t->rows[0].n_fields; i++)
        if (text_is_equal(t->rows[0].fields[i], text_of(column)))
            return t->rows[row].fields[i];
    fail_msg("no column %s", column);
    return (text){ 0 };
}

static double
real(const struct table *t, int row, const char *column)
{
    double x;
    text f = field(t, row, column);
    if (text_is_empty(f))
        return NAN;
    if (!text_parse_real(f, &x))
        fail_msg("%s: %.*s", column, TEXT_ARG(f));
    return x;
}

static void
near(double is, double wanted, double within, const char *what)
{
    if (isnan(wanted) && isnan(is))
        return;
    if (!(fabs(is - wanted) <= within * fabs(wanted) + 1e-300))
        fail_msg("%s: %.15g, not %.15g", what, is, wanted);
}

/* ---- A log of 100,000 -------------------------------------------------------
 */

static void
read_all(struct cp_log *log, struct arena *a, text all,
    const struct cp_log_rules *rules)
{
    struct cp_log_report report;
    struct why why = { 0 };
    struct cp_log_reader *r = cp_log_begin(a, rules);
    enum err e = cp_log_push(r, all, &why);
    if (e == OK)
        e = cp_log_end(r, log, &report, &why);
    if (e != OK)
        fail_msg("%s", why.text);
}

static void
journeys(struct cp_log *log, struct arena *a, int n)
{
    static const struct cp_attribute_wish wishes[ATTRIBUTES] = {
        { TEXT_INIT("sex"), CP_VALUE_FIRST_KNOWN },
        { TEXT_INIT("age_group"), CP_VALUE_FIRST_KNOWN },
        { TEXT_INIT("sub_county"), CP_VALUE_FIRST_KNOWN },
        { TEXT_INIT("facility_level"), CP_VALUE_FIRST_KNOWN }
    };
    struct cp_log_rules rules = { .attributes = wishes,
        .n_attributes = ATTRIBUTES };
    struct buf b = buf_in(a, 1 << 26);
    struct cp_journeys j = { .state = 20250101 };
    cp_journeys_header(&b);
    for (int i = 0; i < n; i++)
        cp_journeys_next(&j, &b);
    read_all(log, a, buf_text(&b), &rules);
}

static void
open_journeys(struct cp_log *log, struct arena *a, int n)
{
    arena_open(a, INT64_C(1) << 31);
    journeys(log, a, n);
}

static const struct cp_comparison *
edge_named(const struct cp_comparisons *all, text from, text to)
{
    for (int32_t i = 0; i < all->n; i++)
        if (text_is_equal(all->comparisons[i].question->from, from) &&
            text_is_equal(all->comparisons[i].question->to, to))
            return &all->comparisons[i];
    fail_msg("no edge %.*s -> %.*s", TEXT_ARG(from), TEXT_ARG(to));
    return NULL;
}

/* `by` has two groups; the known first one is our number `first`. */
static int
edges_are_as_known(struct arena *a, const struct cp_log *log,
    const struct cp_groups *by, int first, const char *path)
{
    struct cp_graph g;
    struct cp_compare_rules rules = { 0 };
    struct cp_comparisons all = { 0 };
    struct cp_questions q = cp_questions_begin(a);
    struct table t = table_of(a, path);
    int n_named = 0;
    cp_graph_count(&g, a, log);
    cp_questions_of_edges(&q, log, &g);
    cp_compare(&all, a, log, &q, by, &rules);
    cp_compare_settle(&all, a, &rules);
    assert_int_equal(all.n, t.n - 1);
    double sign = first == 0 ? 1 : -1;
    for (int i = 1; i < t.n; i++) {
        const struct cp_comparison *c =
            edge_named(&all, field(&t, i, "frm"), field(&t, i, "to"));
        const struct cp_answer *one = &c->answers[first];
        const struct cp_answer *two = &c->answers[1 - first];
        assert_int_equal(one->n_asked, real(&t, i, "n_A"));
        assert_int_equal(two->n_asked, real(&t, i, "n_B"));
        assert_int_equal(one->n_waits, real(&t, i, "occ_A"));
        assert_int_equal(two->n_waits, real(&t, i, "occ_B"));
        assert_int_equal(one->n_having, real(&t, i, "cases_A"));
        assert_int_equal(two->n_having, real(&t, i, "cases_B"));
        assert_true(
            fabs(sign * c->share.difference - real(&t, i, "diff")) < 1e-6);
        assert_int_equal(c->share.test, CP_TEST_FISHER);
        near(c->share.p, real(&t, i, "fisher_p"), 1e-7, "Fisher");
        near(one->median_wait / 1e6, real(&t, i, "median_wait_s_A"), 1e-9,
            "median");
        near(two->median_wait / 1e6, real(&t, i, "median_wait_s_B"), 1e-9,
            "median");
        near(c->wait.p, real(&t, i, "mannwhitney_p"), 1e-7, "Mann-Whitney");
        near(c->share.q_own, real(&t, i, "bh_q"), 1e-7, "q");
        assert_true(!(c->share.q < c->share.p) && !(c->share.q > 1));
        n_named += c->share.q < 0.05;
    }
    return n_named;
}

static void
edges_by_sex_are_as_scipy_says(void **state)
{
    struct arena a;
    struct cp_log log;
    (void)state;
    open_journeys(&log, &a, 100'000);
    struct cp_groups by = cp_groups_by(&log.attributes[SEX]);
    assert_true(text_is_equal(by.values[0], TEXT("F")));
    edges_are_as_known(&a, &log, &by, 0, FOLDER "synth_c100000.delta_sex.csv");
    /* and two of eight sub-counties */
    const struct cp_attribute *county = &log.attributes[SUB_COUNTY];
    int32_t *of_case = arena_new(&a, int32_t, log.n_cases);
    for (int32_t c = 0; c < log.n_cases; c++) {
        text value = county->values[county->of_case[c]];
        of_case[c] = text_is_equal(value, TEXT("Ugenya")) ? 0
            : text_is_equal(value, TEXT("Kisumu East"))   ? 1
                                                          : -1;
    }
    text two[] = { TEXT("Ugenya"), TEXT("Kisumu East") };
    struct cp_groups pair = { county->name, two, 2, of_case };
    edges_are_as_known(
        &a, &log, &pair, 0, FOLDER "synth_c100000.delta_subcounty.csv");
    arena_close(&a);
}

/* ---- Shares, stages, waits, promises ----------------------------------------
 */

static const char four_stages[] =
    "first = one of: Community screening | Clinic visit | Emergency admission\n"
    "Diagnosis\nTreatment start\n"
    "one of: Recovered | Died | Transferred out\n"
    "within 336 hours: first -> Diagnosis\n";

static void
parse(struct cp_pathway *p, struct arena *a, text source)
{
    struct cp_pathway_fault fault;
    if (cp_pathway_parse(p, a, source, &fault) != OK)
        fail_msg("line %d: %s", fault.line, fault.phrase);
}

/* The whole list without who may end it, as the oracle's tree is. */
static void
parse_tree(struct cp_pathway *p, struct arena *a)
{
    struct buf b = buf_in(a, 2000);
    text rest = file_of(a, FOLDER "synth_intended.pathway");
    while (text_is_known(rest)) {
        text line = text_cut(rest, '\n', &rest);
        if (!text_starts_with(line, TEXT("ends any time")) &&
            !text_starts_with(line, TEXT("within"))) {
            buf_add(&b, line);
            buf_byte(&b, '\n');
        }
    }
    parse(p, a, buf_text(&b));
}

static void
costs_of(const struct cp_log *log, struct arena *a, const struct cp_pathway *p,
    int32_t *full, int32_t *prefix)
{
    struct cp_variants v;
    struct cp_model *m = cp_model_of(p, a);
    cp_variants_count(&v, a, log);
    struct cp_align_cost *costs = arena_new(a, struct cp_align_cost, v.n);
    for (int64_t i = 0; i < v.n; i++) {
        int32_t events[1000];
        assert_true(v.variants[i].n <= 1000);
        for (int64_t k = 0; k < v.variants[i].n; k++)
            events[k] =
                cp_model_activity(m, log->activities[v.variants[i].events[k]]);
        costs[i] = cp_align_cost(m, a, events, v.variants[i].n);
    }
    for (int32_t c = 0; c < log->n_cases; c++) {
        full[c] = costs[v.of_case[c]].full;
        prefix[c] = costs[v.of_case[c]].prefix;
    }
}

static const struct cp_comparison *
asked(const struct cp_comparisons *all, text attribute,
    enum cp_question_kind kind, const char *to)
{
    for (int32_t i = 0; i < all->n; i++) {
        const struct cp_comparison *c = &all->comparisons[i];
        if (text_is_equal(c->groups->name, attribute) &&
            c->question->kind == kind &&
            (to == NULL || text_is_equal(c->question->to, text_of(to))))
            return c;
    }
    fail_msg("%.*s: not asked", TEXT_ARG(attribute));
    return NULL;
}

static int32_t
group_of(const struct cp_groups *by, text value)
{
    for (int32_t g = 0; g < by->n; g++)
        if (text_is_equal(by->values[g], value))
            return g;
    fail_msg("no group %.*s", TEXT_ARG(value));
    return -1;
}

static void
chi_square_is(const struct table *t, int row, const struct cp_comparison *c,
    const int64_t *n_cases)
{
    int64_t counts[2 * CP_GROUPS_MAX];
    for (int32_t g = 0; g < c->groups->n; g++) {
        counts[2 * g] = c->answers[g].n_having;
        counts[2 * g + 1] = n_cases[g] - c->answers[g].n_having;
    }
    struct stats_chi_square s = stats_table(counts, c->groups->n, 2);
    near(s.statistic, real(t, row, "stat"), 1e-9, "chi-square");
    near(s.p, real(t, row, "p"), 1e-7, "p of chi-square");
    if (c->share.test == CP_TEST_CHI_SQUARE && c->question->is_asked == NULL)
        assert_true(c->share.p == s.p);
}

static void
one_row_is_known(const struct table *t, int row,
    const struct cp_comparisons *all, const int32_t *full,
    const struct cp_log *log, const struct cp_stages *stages,
    const struct cp_staged *staged)
{
    text attribute = field(t, row, "attr");
    const struct cp_comparison *c = asked(all, attribute, CP_ASK_FIT, NULL);
    int32_t g = group_of(c->groups, field(t, row, "value"));
    int64_t cost = 0;
    for (int32_t k = 0; k < log->n_cases; k++)
        cost += c->groups->of_case[k] == g ? full[k] : 0;
    assert_int_equal(cost, real(t, row, "cost_sum"));
    assert_int_equal(c->answers[g].n_asked, real(t, row, "cases"));
    assert_int_equal(c->answers[g].n_having, real(t, row, "fit"));
    c = asked(all, attribute, CP_ASK_CLOSED, NULL);
    assert_int_equal(c->answers[g].n_having, real(t, row, "closed"));
    static const char *const steps[] = { "Registration", "Triage", "Blood test",
        "Diagnosis", "Treatment start" };
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
        char column[80] = "reached_";
        c = asked(all, attribute, CP_ASK_STEP, steps[k]);
        assert_int_equal(
            c->answers[g].n_having, real(t, row, strcat(column, steps[k])));
    }
    c = asked(all, attribute, CP_ASK_TARGET, NULL);
    assert_int_equal(c->answers[g].n_having, real(t, row, "dx_within_14d"));
    assert_int_equal(c->answers[g].n_waits - c->answers[g].n_having,
        real(t, row, "dx_later"));
    c = asked(all, attribute, CP_ASK_STAGE, "Diagnosis");
    near(c->answers[g].median_wait / 3.6e9, real(t, row, "dx_wait_h_median"),
        1e-8, "median to diagnosis"); /* the file has nine digits */
    struct arena a;
    struct cp_survival s;
    struct cp_cascade cascade;
    arena_open(&a, 1 << 28);
    double sum = 0, n_own = (double)c->answers[g].n_waits;
    double at = (n_own - 1) * 0.9, p90 = 0, n_seen = 0;
    for (int64_t i = 0; i < c->question->n_waits; i++) {
        const struct cp_timed *w = &c->question->waits[i];
        if (c->groups->of_case[w->of_case] != g)
            continue;
        sum += (double)w->wait;
        if (n_seen == floor(at))
            p90 += (double)w->wait * (1 - (at - floor(at)));
        if (n_seen == floor(at) + 1)
            p90 += (double)w->wait * (at - floor(at));
        n_seen++;
    }
    near(sum / n_own / 3.6e9, real(t, row, "dx_wait_h_mean"), 1e-8, "mean");
    near(p90 / 3.6e9, real(t, row, "dx_wait_h_p90"), 1e-8, "nine of ten");
    cp_cascade_count(&cascade, &a, stages, staged, c->groups->of_case, g);
    assert_int_equal(
        cascade.n_cases - cascade.rows[1].n_reached, real(t, row, "dx_never"));
    assert_int_equal(cascade.rows[2].n_other_way, real(t, row, "rx_before_dx"));
    near(cascade.rows[2].median_wait / 3.6e9, real(t, row, "rx_wait_h_median"),
        1e-8, "median of the cascade");
    struct cp_wait *waits =
        arena_new(&a, struct cp_wait, c->question->n_watched);
    for (int64_t i = 0; i < c->question->n_watched; i++) {
        const struct cp_timed *w = &c->question->watched[i];
        waits[i] = (struct cp_wait){ w->wait, c->groups->of_case[w->of_case],
            w->cause };
    }
    cp_survival(&s, &a, waits, c->question->n_watched, g);
    double still = 1;
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (s.rows[i].time <= 336 * INT64_C(3'600'000'000))
            still = s.rows[i].still;
    assert_true(fabs(1 - still - real(t, row, "km_dx_14d")) < 1e-9);
    arena_close(&a);
    c = asked(all, attribute, CP_ASK_STAGE, "Treatment start");
    assert_int_equal(c->answers[g].n_waits, real(t, row, "rx_wait_n_nonneg"));
    near(c->answers[g].median_wait / 3.6e9, real(t, row, "rx_wait_h_median"),
        1e-8, "median to treatment");
}

static void
one_test_is_known(
    const struct table *t, int row, const struct cp_comparisons *all)
{
    text attribute = field(t, row, "attr"), about = field(t, row, "outcome");
    const struct cp_comparison *c = asked(all, attribute, CP_ASK_FIT, NULL);
    int64_t n_cases[CP_GROUPS_MAX];
    for (int32_t g = 0; g < c->groups->n; g++)
        n_cases[g] = c->answers[g].n_asked;
    if (text_is_equal(about, TEXT("closed")))
        c = asked(all, attribute, CP_ASK_CLOSED, NULL);
    else if (text_is_equal(about, TEXT("reached_Diagnosis")))
        c = asked(all, attribute, CP_ASK_STEP, "Diagnosis");
    else if (text_is_equal(about, TEXT("dx_within_14d_of_all")))
        c = asked(all, attribute, CP_ASK_TARGET, NULL);
    else if (text_is_equal(about, TEXT("dx_wait_h")))
        c = asked(all, attribute, CP_ASK_STAGE, "Diagnosis");
    if (c->question->kind != CP_ASK_STAGE) {
        chi_square_is(t, row, c, n_cases);
        return;
    }
    bool is_two = text_starts_with(field(t, row, "test"), TEXT("Mann"));
    if (is_two == (c->wait.test == CP_TEST_MANN_WHITNEY))
        near(c->wait.p, real(t, row, "p"), 1e-7, "waits");
}

static void
logranks_are_known(struct arena *a, const struct cp_comparisons *all)
{
    struct why why = { 0 };
    struct json_value *known;
    assert_int_equal(
        json_parse(file_of(a, FOLDER "synth_km_logrank.json"), a, &known, &why),
        OK);
    for (const struct json_value *v = known->first; v != NULL; v = v->next) {
        const struct cp_comparison *c = asked(
            all, json_find(v, TEXT("by"))->text, CP_ASK_STAGE, "Diagnosis");
        const struct json_value *is = json_find(v, TEXT("logrank"));
        near(c->logrank->statistic, json_find(is, TEXT("chisq"))->real, 1e-9,
            "log-rank");
        assert_true(c->logrank->df == json_find(is, TEXT("df"))->real);
    }
}

static void
stages_waits_and_promises_are_as_known(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_pathway p, tree;
    struct cp_stages stages;
    struct cp_staged staged;
    struct cp_target_result target;
    struct cp_compare_rules rules = { 0 };
    struct cp_cascade_rules when = { 0 };
    struct cp_comparisons all = { 0 };
    struct cp_groups by[ATTRIBUTES];
    struct cp_zone zone = { 0 };
    (void)state;
    open_journeys(&log, &a, 100'000);
    parse(&p, &a, text_of(four_stages));
    parse_tree(&tree, &a);
    int32_t *full = arena_new(&a, int32_t, log.n_cases);
    int32_t *prefix = arena_new(&a, int32_t, log.n_cases);
    costs_of(&log, &a, &tree, full, prefix);
    cp_stages_of(&stages, &a, &p, &log);
    assert_int_equal(stages.n, 4);
    assert_true(text_is_equal(stages.stages[0].name, TEXT("first")));
    cp_staged_of(&staged, &a, &p, &stages, &log, &when);
    cp_target_judge(&target, &a, &p, &p.targets[0], &log, &zone);
    struct cp_questions q = cp_questions_begin(&a);
    cp_questions_of_steps(&q, &log);
    cp_questions_of_stages(&q, &log, &stages, &staged);
    cp_questions_of_fit(&q, &log, full, prefix, &staged);
    cp_questions_of_target(&q, &log, TEXT("14 days"), 0, &target);
    for (int k = 0; k < ATTRIBUTES; k++) {
        by[k] = cp_groups_by(&log.attributes[k]);
        cp_compare(&all, &a, &log, &q, &by[k], &rules);
    }
    cp_compare_settle(&all, &a, &rules);
    struct table t = table_of(&a, FOLDER "synth_c100000.equity.csv");
    for (int i = 2; i < t.n; i++)
        one_row_is_known(&t, i, &all, full, &log, &stages, &staged);
    t = table_of(&a, FOLDER "synth_c100000.equity_tests.csv");
    for (int i = 1; i < t.n; i++)
        one_test_is_known(&t, i, &all);
    logranks_are_known(&a, &all);
    arena_close(&a);
}

int
compare_groups_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_by_sex_are_as_scipy_says),
        cmocka_unit_test(stages_waits_and_promises_are_as_known),
    };
    return cmocka_run_group_tests_name(
        "engine/compare_groups", tests, NULL, NULL);
}
