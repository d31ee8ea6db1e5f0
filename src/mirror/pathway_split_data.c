/* A log by groups, for programs: JSON and CSV. */
#include "mirror/pathway_split.h"

#include "base/csv.h"

#include <math.h>

static const char *const kinds[CP_ASK_KINDS] = { "edge", "step", "stage",
    "closed", "lost", "fit", "fit_so_far", "target", "wait" };
static const char *const tests[] = { "none", "fisher", "chi_square",
    "permutation", "mann_whitney", "kruskal_wallis" };

static void
name_int(struct json *j, const char *name, int64_t n)
{
    json_name(j, name);
    json_int(j, n);
}

static void
name_real(struct json *j, const char *name, double x)
{
    json_name(j, name);
    json_real(j, x);
}

static void
name_text(struct json *j, const char *name, text t)
{
    json_name(j, name);
    json_text(j, t);
}

static text
group_name(const struct cp_groups *by, int32_t g)
{
    return g < 0 ? (text){ 0 } : by->values[g];
}

static void
put_difference(struct json *j, const struct cp_comparison *c,
    const struct cp_difference *d, double unit)
{
    name_text(j, "one", group_name(c->groups, d->one));
    name_text(j, "two", group_name(c->groups, d->two));
    name_real(j, "difference", d->difference / unit);
    name_text(j, "test", text_of(tests[d->test]));
    name_real(j, "p", d->p);
    name_real(j, "q", d->q);
    name_real(j, "q_of_its_kind", d->q_own);
    json_name(j, "is_named");
    json_bool(j, d->is_named);
}

static void
put_comparison(struct json *j, const struct cp_comparison *c)
{
    json_object(j);
    name_text(j, "about", text_of(kinds[c->question->kind]));
    if (text_is_known(c->question->from))
        name_text(j, "from", c->question->from);
    if (text_is_known(c->question->to))
        name_text(j, "to", c->question->to);
    json_name(j, "groups");
    json_array(j);
    for (int32_t g = 0; g < c->groups->n; g++) {
        const struct cp_answer *a = &c->answers[g];
        json_object(j);
        name_text(j, "value", c->groups->values[g]);
        split_name_count(j, "cases", a->n_asked);
        split_name_count(j, "yes", a->n_having);
        name_real(j, "share", a->share);
        name_real(j, "low", a->limits.low);
        name_real(j, "high", a->limits.high);
        if (isfinite(a->standard))
            name_real(j, "standardised", a->standard);
        if (c->question->n_waits > 0) {
            split_name_count(j, "waits", a->n_waits);
            name_real(j, "median_s", a->median_wait / 1e6);
        }
        json_end(j);
    }
    json_end(j);
    json_name(j, "share");
    json_object(j);
    put_difference(j, c, &c->share, 1);
    name_real(j, "low", c->limits.low);
    name_real(j, "high", c->limits.high);
    if (isfinite(c->standard)) {
        name_real(j, "standardised", c->standard);
        name_real(j, "standard_covers", c->standard_covers);
    }
    json_end(j);
    if (c->question->n_waits > 0) {
        json_name(j, "wait");
        json_object(j);
        put_difference(j, c, &c->wait, 1e6);
        name_real(j, "superiority", c->superiority);
        json_end(j);
    }
    if (c->logrank != NULL) {
        json_name(j, "logrank");
        json_object(j);
        name_real(j, "statistic", c->logrank->statistic);
        name_real(j, "df", c->logrank->df);
        name_real(j, "p", c->logrank->p);
        name_real(j, "q", c->logrank_q);
        json_end(j);
    }
    json_end(j);
}

/* ---- The cascade ------------------------------------------------------------
 */

static void
put_cascade(struct json *j, const struct pathway_split *s,
    const int32_t *of_case, int32_t group)
{
    struct cp_cascade c;
    struct arena_mark mark;
    buf_grow(j->out, 1024 * (s->stages.n + 1)); /* below the mark */
    mark = arena_mark(s->arena);
    cp_cascade_count(&c, s->arena, &s->stages, &s->staged, of_case, group);
    name_int(j, "cases", c.n_cases);
    name_int(j, "closed", c.n[CP_CASE_CLOSED] + c.n[CP_CASE_EARLY]);
    name_int(j, "closed_early", c.n[CP_CASE_EARLY]);
    name_int(j, "open", c.n[CP_CASE_OPEN]);
    name_int(j, "lost", c.n[CP_CASE_LOST]);
    name_int(j, "no_stage", c.n_nowhere);
    name_int(j, "lost_before_any", c.n_lost_nowhere);
    json_name(j, "stages");
    json_array(j);
    for (int32_t k = 0; k < c.n_rows; k++) {
        const struct cp_cascade_row *r = &c.rows[k];
        json_object(j);
        name_text(j, "stage", s->stages.stages[k].name);
        name_int(j, "reached", r->n_reached);
        name_real(j, "share", r->share);
        name_real(j, "low", r->of_all.low);
        name_real(j, "high", r->of_all.high);
        name_int(j, "of_before", r->n_of_before);
        name_real(j, "share_of_before", r->share_of_before);
        name_real(j, "low_of_before", r->of_before.low);
        name_real(j, "high_of_before", r->of_before.high);
        name_int(j, "lost_after", r->n_lost);
        name_int(j, "open_after", r->n_open);
        name_int(j, "early_after", r->n_early);
        name_int(j, "jumped", r->n_jumped);
        name_int(j, "waits", r->n_waits);
        name_int(j, "other_way_round", r->n_other_way);
        name_real(j, "median_wait_s", r->median_wait / 1e6);
        json_end(j);
    }
    json_end(j);
    arena_rewind(s->arena, mark);
}

static void
put_group(struct json *j, const struct pathway_split *s, int which, int32_t g)
{
    const struct cp_groups *by = &s->by[which];
    int64_t cost = 0;
    json_object(j);
    name_text(j, "value", by->values[g]);
    if (s->is_release || s->pathway == NULL)
        split_name_count(j, "cases", split_group_size(s, which, g));
    if (s->is_release && s->pathway != NULL) {
        split_put_public_stages(s, j, which, g);
    } else if (s->pathway != NULL) {
        for (int32_t c = 0; c < s->found->log.n_cases; c++)
            cost += by->of_case[c] == g ? s->full[c] : 0;
        name_int(j, "cost", cost);
        put_cascade(j, s, by->of_case, g);
        split_put_targets(s, j, which, g);
    }
    json_end(j);
}

/* ---- Waits ------------------------------------------------------------------
 */

static void
put_median(
    struct json *j, const char *name, const struct split_survival *v, int which)
{
    name_real(j, name,
        v->has_median[which] ? (double)v->medians[which] / 1e6 : (double)NAN);
}

static void
put_survival(
    struct json *j, const struct pathway_split *s, int which, int32_t group)
{
    struct split_survival v;
    const struct cp_groups *by = which < 0 ? NULL : &s->by[which];
    struct arena scratch;
    arena_open(&scratch, s->arena->n_left);
    scratch.no_room = s->arena->no_room;
    split_survival_of(s, by, group, &scratch, &v);
    if (s->is_release)
        split_hide_survival(s, which, group, &v);
    json_object(j);
    if (group >= 0) {
        name_text(j, "by", by->name);
        name_text(j, "value", by->values[group]);
    }
    split_name_count(j, "began", v.n);
    split_name_count(j, "came", v.n_came);
    split_name_count(j, "other", v.n_other);
    put_median(j, "median_s", &v, 0);
    put_median(j, "median_s_if_lost_never_come", &v, 1);
    put_median(j, "median_s_if_lost_came_at_once", &v, 2);
    json_name(j, "at");
    json_array(j);
    for (int i = 0; i < s->n_times; i++) {
        const struct split_at *at = &v.at[i];
        json_object(j);
        name_text(j, "time", s->times[i].name);
        name_real(j, "s", (double)s->times[i].us / 1e6);
        split_name_count(j, "at_risk", at->n_at_risk);
        name_real(j, "not_yet", at->still);
        name_real(j, "low", at->low);
        name_real(j, "high", at->high);
        name_real(j, "if_lost_never_come", at->never);
        name_real(j, "if_lost_came_at_once", at->at_once);
        name_real(j, "came", at->came);
        name_real(j, "other_first", at->other);
        json_end(j);
    }
    json_end(j);
    json_name(j, "table");
    json_array(j);
    for (ptrdiff_t i = 0; i < v.table.n; i++) {
        const struct cp_survival_row *r = &v.table.rows[i];
        if (r->n_events == 0)
            continue;
        json_array(j);
        json_real(j, (double)r->time / 1e6);
        json_int(j, r->n_at_risk);
        json_int(j, r->n_events);
        json_real(j, r->still);
        json_real(j, r->error);
        json_real(j, r->low);
        json_real(j, r->high);
        json_end(j);
    }
    json_end(j);
    json_end(j);
    arena_close(&scratch);
}

static void
put_waits(struct json *j, const struct pathway_split *s)
{
    static const char *const columns[] = { "s", "at_risk", "events", "not_yet",
        "error", "low", "high" };
    json_name(j, "survival");
    json_object(j);
    name_text(j, "from", s->from);
    name_text(j, "to", s->to);
    name_text(j, "cut_off_at", text_of(s->cut_words));
    if (!s->is_release) {
        name_int(j, "no_start", s->waits.n_no_start);
        name_int(j, "had_it_before", s->waits.n_before);
    }
    json_name(j, "table_columns");
    json_array(j);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        json_text(j, text_of(columns[i]));
    json_end(j);
    json_name(j, "curves");
    json_array(j);
    put_survival(j, s, -1, -1);
    for (int k = 0; k < s->n_groups; k++)
        for (int32_t g = 0; g < s->by[k].n; g++)
            put_survival(j, s, k, g);
    json_end(j);
    json_end(j);
}

/* What makes the answer come again. */
static void
put_rules(struct json *j, const struct pathway_split *s)
{
    json_name(j, "seed");
    json_int_text(j, (int64_t)s->rules.seed);
    name_int(j, "named_from_cases", s->rules.least_cases);
    name_real(j, "named_from_points", 100 * s->rules.least_points);
    name_real(
        j, "named_from_percent_of_median", 100 * s->rules.least_of_median);
}

static void
put_whole(struct json *j, const struct pathway_split *s)
{
    name_int(j, "events", s->found->log.n_events);
    name_int(j, "cases", s->found->log.n_cases);
    name_int(j, "rejected", s->found->report.n_refused);
    name_int(j, "edges_left_out", s->questions.n_edges_left_out);
    if (s->pathway == NULL)
        return;
    name_int(j, "lost_after_days", s->staged.lost_after_days);
    json_name(j, "cascade");
    json_object(j);
    put_cascade(j, s, NULL, -1);
    split_put_targets(s, j, -1, -1);
    json_end(j);
}

void
split_print_json(const struct pathway_split *s, struct buf *out)
{
    struct json j = json_write(out);
    json_object(&j);
    if (s->is_release)
        split_put_public_json(s, &j);
    else
        put_whole(&j, s);
    name_int(&j, "comparisons_made", s->all.n);
    put_rules(&j, s);
    json_name(&j, "findings");
    json_array(&j);
    struct buf one = buf_in(s->arena, 400);
    for (int32_t i = 0; i < s->all.n; i++)
        for (int which = 0; which < 2; which++) {
            one.len = 0;
            if (which == 0 ? split_put_share(&one, &s->all.comparisons[i])
                           : split_put_wait(&one, &s->all.comparisons[i]))
                json_text(&j, text_trim(buf_text(&one)));
        }
    json_end(&j);
    json_name(&j, "by");
    json_array(&j);
    for (int k = 0; k < s->n_groups; k++) {
        json_object(&j);
        name_text(&j, "attribute", s->by[k].name);
        if (!s->is_release)
            name_int(&j, "in_no_group", s->n_unknown[k]);
        if (!s->is_together && !s->is_release)
            name_int(&j, "changing", s->n_changing[k]);
        json_name(&j, "groups");
        json_array(&j);
        for (int32_t g = 0; g < s->by[k].n; g++)
            put_group(&j, s, k, g);
        json_end(&j);
        json_name(&j, "comparisons");
        json_array(&j);
        for (int32_t i = 0; i < s->all.n; i++)
            if (s->all.comparisons[i].groups == &s->by[k])
                put_comparison(&j, &s->all.comparisons[i]);
        json_end(&j);
        json_end(&j);
    }
    json_end(&j);
    if (s->has_survival)
        put_waits(&j, s);
    json_end(&j);
    buf_byte(out, '\n');
}

/* ---- CSV: a line a comparison and group -------------------------------------
 */

static void
add_real(struct csv_writer *w, double x)
{
    if (isfinite(x))
        csv_add_real(w, x);
    else
        csv_add(w, (text){ 0 });
}

static void
add_count(struct csv_writer *w, int64_t n)
{
    if (n >= 0)
        csv_add_int(w, n);
    else
        csv_add(w, (text){ 0 });
}

void
split_print_csv(const struct pathway_split *s, struct buf *out)
{
    static const char *const heads[] = { "by", "group", "about", "from", "to",
        "cases", "yes", "share", "low", "high", "standardised", "waits",
        "median_wait_s", "one", "two", "difference", "difference_low",
        "difference_high", "test", "p", "q", "q_of_its_kind", "wait_one",
        "wait_two", "wait_difference_s", "superiority", "wait_test", "wait_p",
        "wait_q", "logrank", "logrank_df", "logrank_p", "logrank_q" };
    struct csv_writer w = csv_write(out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (int32_t i = 0; i < s->all.n; i++) {
        const struct cp_comparison *c = &s->all.comparisons[i];
        for (int32_t g = 0; g < c->groups->n; g++) {
            const struct cp_answer *a = &c->answers[g];
            csv_add(&w, c->groups->name);
            csv_add(&w, c->groups->values[g]);
            csv_add(&w, text_of(kinds[c->question->kind]));
            csv_add(&w, c->question->from);
            csv_add(&w, c->question->to);
            add_count(&w, a->n_asked);
            add_count(&w, a->n_having);
            add_real(&w, a->share);
            add_real(&w, a->limits.low);
            add_real(&w, a->limits.high);
            add_real(&w, a->standard);
            add_count(&w, a->n_waits);
            add_real(&w, a->median_wait / 1e6);
            csv_add(&w, group_name(c->groups, c->share.one));
            csv_add(&w, group_name(c->groups, c->share.two));
            add_real(&w, c->share.difference);
            add_real(&w, c->limits.low);
            add_real(&w, c->limits.high);
            csv_add(&w, text_of(tests[c->share.test]));
            add_real(&w, c->share.p);
            add_real(&w, c->share.q);
            add_real(&w, c->share.q_own);
            csv_add(&w, group_name(c->groups, c->wait.one));
            csv_add(&w, group_name(c->groups, c->wait.two));
            add_real(&w, c->wait.difference / 1e6);
            add_real(&w, c->superiority);
            csv_add(&w, text_of(tests[c->wait.test]));
            add_real(&w, c->wait.p);
            add_real(&w, c->wait.q);
            add_real(
                &w, c->logrank != NULL ? c->logrank->statistic : (double)NAN);
            add_real(&w, c->logrank != NULL ? c->logrank->df : (double)NAN);
            add_real(&w, c->logrank != NULL ? c->logrank->p : (double)NAN);
            add_real(&w, c->logrank_q);
            csv_end_row(&w);
        }
    }
}
