#include "engine/pathway/side.h"

#include "engine/inequality/hide.h" /* lint: one place alone hides */
#include "engine/pathway/side_groups.h"

#include <math.h>
#include <string.h>

#define DAY INT64_C(86'400'000'000)

/* ---- Out of a summary -------------------------------------------------------
 */

static int64_t
count_of(struct arena *a, const struct cp_summary *s, enum cp_record_kind kind,
    int32_t of_a, int64_t value)
{
    struct cp_runs r;
    int64_t n = 0;
    cp_summary_values(&r, a, s, kind, of_a, 0, NULL);
    for (int64_t i = 0; i < r.n_runs; i++)
        if (r.runs[i].value == value)
            n = r.runs[i].n;
    return n;
}

static double
median_of(struct arena *a, const struct cp_summary *s, enum cp_record_kind kind,
    int32_t of_a, int32_t of_b, int64_t least)
{
    struct cp_runs r;
    cp_summary_values(&r, a, s, kind, of_a, of_b, NULL);
    return r.n < least ? (double)NAN : cp_runs_median(&r);
}

static int64_t
lost_after(struct arena *a, const struct cp_summary *s, int32_t stage)
{
    struct cp_runs r;
    int64_t n = 0;
    cp_summary_values(&r, a, s, CP_RECORD_STAGE_LAST, stage + 1, 0, NULL);
    for (int64_t i = 0; i < r.n_runs; i++)
        if (r.runs[i].value < s->last - s->lost_after_days * DAY)
            n += r.runs[i].n;
    return n;
}

static void
put_stages(struct cp_side *to, struct arena *a, const struct cp_summary *s)
{
    struct cp_stages stages;
    const struct cp_log none = { 0 };
    cp_stages_of(&stages, a, &to->pathway, &none);
    to->n_stages = stages.n;
    to->stages = arena_new(a, struct cp_side_stage, stages.n);
    to->flows =
        arena_new(a, struct cp_side_edge, (ptrdiff_t)stages.n * stages.n);
    for (int32_t k = 0; k < stages.n; k++) {
        struct cp_side_stage *st = &to->stages[k];
        st->name = stages.stages[k].name;
        st->n_reached = count_of(a, s, CP_RECORD_STAGE, k, CP_AT_STAGE);
        st->n_of_before = k == 0
            ? st->n_reached
            : count_of(a, s, CP_RECORD_STAGE, k, CP_AT_STAGE_BOTH);
        st->n_lost = lost_after(a, s, k);
        st->median_wait = median_of(a, s, CP_RECORD_STAGE_WAIT, k, 0, 1);
        for (int32_t j = 0; j < stages.n; j++) {
            struct cp_runs cases;
            cp_summary_values(&cases, a, s, CP_RECORD_FLOW_CASES, k, j, NULL);
            if (cases.n > 0)
                to->flows[to->n_flows++] = (struct cp_side_edge){ k, j, cases.n,
                    median_of(a, s, CP_RECORD_FLOW, k, j, 1) };
        }
    }
}

static void
put_edges(struct cp_side *to, struct arena *a, const struct cp_summary *s)
{
    struct cp_summary_graph g;
    cp_summary_graph(&g, a, s, NULL);
    to->n_activities = s->n_activities;
    to->activities = arena_new(a, struct cp_side_activity, s->n_activities);
    to->n_edges = g.n_edges;
    to->edges = arena_new(a, struct cp_side_edge, g.n_edges);
    for (int32_t i = 0; i < s->n_activities; i++)
        to->activities[i] = (struct cp_side_activity){ s->activities[i],
            g.n_cases[i], g.n_starts[i], g.n_ends[i] };
    for (int32_t i = 0; i < g.n_edges; i++)
        to->edges[i] = (struct cp_side_edge){
            g.edges[i].from, g.edges[i].to, g.edges[i].n_cases,
            median_of(a, s, CP_RECORD_WAIT, g.edges[i].from, g.edges[i].to, 1)
        };
}

enum err
cp_side_of(struct cp_side *to, struct arena *a, const struct cp_summary *s,
    struct why *why)
{
    struct cp_pathway_fault fault;
    /* groups are shown by their attribute's name: how values were chosen does
     * not matter to who has none of them */
    int n_of_attributes =
        s->n_attributes < s->n_mapping ? s->n_attributes : s->n_mapping;
    *to = (struct cp_side){ .zone = s->zone,
        .mapping = s->mapping == NULL ? NULL : s->mapping + n_of_attributes,
        .n_mapping = s->n_mapping - n_of_attributes,
        .lost_after_days = s->lost_after_days,
        .list = s->pathway,
        .has_bins = s->has_bins,
        .n_cases = s->sums[CP_SUM_CASES] };
    put_edges(to, a, s);
    if (text_is_empty(s->pathway))
        return OK;
    if (cp_pathway_parse(&to->pathway, a, s->pathway, &fault) != OK)
        return err_say(why, ERR_BAD_INPUT,
            "the pathway in the summary cannot be read: its line %d",
            fault.line);
    put_stages(to, a, s);
    to->n_targets = to->pathway.n_targets;
    to->targets = arena_new(a, struct cp_side_target, to->n_targets);
    for (int32_t t = 0; t < to->n_targets; t++)
        for (int c = 0; c < CP_TARGET_CLASSES; c++)
            to->targets[t].n[c] = count_of(a, s, CP_RECORD_TARGET, t, c);
    cp_side_groups_of(to, a, s);
    return OK;
}

/* ---- Releasing --------------------------------------------------------------
 */

static bool
is_close(int64_t x, int64_t y, int64_t threshold)
{
    int64_t d = x > y ? x - y : y - x;
    return x >= 0 && y >= 0 && d > 0 && d < threshold;
}

/* Hides what is small; or so near to a count that is shown of a larger group
 * that what is between them is. */
static void
hide_near(int64_t *n, const int64_t *shown, int n_shown, int64_t threshold)
{
    bool must = cp_hide_count(*n, threshold);
    for (int i = 0; i < n_shown; i++)
        must |= is_close(*n, shown[i], threshold);
    if (must)
        *n = CP_SIDE_HIDDEN;
}

/* Counts of which every case is one: what is left out could be taken from the
 * sum. `near` (or NULL) are counts that each must not come close to. */
static enum err
hide_row(struct arena *a, int64_t **counts, const int64_t *near, int32_t n,
    int64_t threshold, struct why *why)
{
    struct arena_mark mark = arena_mark(a);
    int64_t *cells = arena_new(a, int64_t, n);
    bool *must = arena_new(a, bool, 2 * ((ptrdiff_t)n + 1));
    struct cp_hidden hidden;
    struct cp_hide_table t = { .cells = cells,
        .n_rows = 1,
        .n_columns = n,
        .threshold = threshold,
        .must_hide = must,
        .has_no_column_totals = true };
    for (int32_t i = 0; i < n; i++) {
        cells[i] = *counts[i];
        must[cp_hide_at(&t, 0, i)] =
            near != NULL && is_close(cells[i], near[i], threshold);
    }
    enum err e = cp_hide(&hidden, a, &t, why);
    for (int32_t i = 0; i < n; i++)
        if (e == ERR_CONFLICT ||
            (e == OK && hidden.is_hidden[cp_hide_at(&t, 0, i)]))
            *counts[i] =
                CP_SIDE_HIDDEN; /* all, where some would give it away */
    arena_rewind(a, mark);
    return e == ERR_CONFLICT ? OK : e;
}

/* Who came as far as a stage, or further: so many more as went past it. */
static int64_t
came_past(const struct cp_side *s, int32_t stage)
{
    int64_t n = 0;
    if (s->n_by == 0)
        return CP_SIDE_HIDDEN;
    for (int32_t i = 2 * (stage + 1); i < cp_side_n_far(s); i++)
        n += s->far[i];
    return n;
}

static void
release_stages(struct cp_side *s, int64_t threshold)
{
    for (int32_t k = 0; k < s->n_stages; k++) {
        struct cp_side_stage *st = &s->stages[k];
        /* of the same people as all, and as each stage that is shown */
        hide_near(&st->n_reached, &s->n_cases, 1, threshold);
        for (int32_t j = 0; j < k; j++)
            hide_near(&st->n_reached, &s->stages[j].n_reached, 1, threshold);
        int64_t past = came_past(s, k);
        hide_near(&st->n_reached, &past, 1, threshold);
        int64_t near[4] = { s->n_cases, st->n_reached,
            k > 0 ? s->stages[k - 1].n_reached : CP_SIDE_HIDDEN, past };
        if (st->n_reached == CP_SIDE_HIDDEN ||
            (k > 0 && s->stages[k - 1].n_reached == CP_SIDE_HIDDEN))
            st->n_of_before = CP_SIDE_HIDDEN;
        else
            hide_near(&st->n_of_before, near, 4, threshold);
        hide_near(&st->n_lost, near, 2, threshold);
        if (st->n_of_before == CP_SIDE_HIDDEN ||
            st->n_of_before < 2 * threshold)
            st->median_wait = NAN;
    }
}

static void
release_edges(struct cp_side *s, struct cp_side_edge *edges, int32_t *n,
    bool is_flow, int64_t threshold)
{
    int32_t n_kept = 0;
    for (int32_t i = 0; i < *n; i++) {
        struct cp_side_edge e = edges[i];
        int64_t near[3] = { s->n_cases,
            is_flow ? s->stages[e.from].n_reached
                    : s->activities[e.from].n_cases,
            is_flow ? s->stages[e.to].n_reached : s->activities[e.to].n_cases };
        hide_near(&e.n_cases, near, 3, threshold);
        if (near[1] == CP_SIDE_HIDDEN || near[2] == CP_SIDE_HIDDEN)
            continue;
        if (e.n_cases < 2 * threshold)
            e.median_wait = NAN;
        if (e.n_cases != CP_SIDE_HIDDEN)
            edges[n_kept++] = e;
    }
    *n = n_kept;
}

enum err
cp_side_release(
    struct cp_side *s, struct arena *a, int64_t threshold, struct why *why)
{
    enum err e = OK;
    if (s->n_cases < threshold)
        return err_say(why, ERR_CONFLICT,
            "fewer than %lld cases: nothing of them may be shown",
            (long long)threshold);
    s->threshold = threshold;
    for (int32_t i = 0; i < s->n_activities; i++)
        hide_near(&s->activities[i].n_cases, &s->n_cases, 1, threshold);
    int64_t **counts =
        arena_new(a, int64_t *, s->n_activities + CP_TARGET_CLASSES);
    int64_t *near = arena_new(a, int64_t, s->n_activities);
    for (int is_end = 0; e == OK && is_end < 2 && s->n_activities > 0;
         is_end++) {
        for (int32_t i = 0; i < s->n_activities; i++) {
            counts[i] =
                is_end ? &s->activities[i].n_ends : &s->activities[i].n_starts;
            near[i] = s->activities[i].n_cases;
        }
        e = hide_row(a, counts, near, s->n_activities, threshold, why);
    }
    for (int32_t t = 0; e == OK && t < s->n_targets; t++) {
        for (int c = 0; c < CP_TARGET_CLASSES; c++)
            counts[c] = &s->targets[t].n[c];
        e = hide_row(a, counts, NULL, CP_TARGET_CLASSES, threshold, why);
    }
    release_stages(s, threshold);
    if (e == OK && s->n_by > 0)
        e = cp_side_groups_release(s, a, threshold, why);
    release_edges(s, s->flows, &s->n_flows, true, threshold);
    release_edges(s, s->edges, &s->n_edges, false, threshold);
    return e;
}

bool
cp_side_check(const struct cp_side *s)
{
    int64_t t = s->threshold;
    bool is_good = t >= 2 && !cp_hide_count(s->n_cases, t);
    for (int32_t k = 0; k < s->n_stages; k++) {
        const struct cp_side_stage *st = &s->stages[k];
        is_good &= !cp_hide_count(st->n_reached, t) &&
            !cp_hide_count(st->n_of_before, t) &&
            !cp_hide_count(st->n_lost, t) &&
            !is_close(st->n_reached, s->n_cases, t) &&
            !is_close(st->n_reached, st->n_of_before, t) &&
            !is_close(st->n_reached, st->n_lost, t);
        for (int32_t j = 0; j < k; j++)
            is_good &= !is_close(st->n_reached, s->stages[j].n_reached, t);
        if (k > 0)
            is_good &=
                !is_close(st->n_of_before, s->stages[k - 1].n_reached, t);
    }
    for (int32_t i = 0; i < s->n_flows; i++)
        is_good &= s->flows[i].n_cases >= t &&
            !is_close(s->flows[i].n_cases, s->n_cases, t) &&
            !is_close(
                s->flows[i].n_cases, s->stages[s->flows[i].from].n_reached, t);
    for (int32_t i = 0; i < s->n_edges; i++)
        is_good &= s->edges[i].n_cases >= t &&
            !is_close(s->edges[i].n_cases, s->n_cases, t) &&
            !is_close(s->edges[i].n_cases,
                s->activities[s->edges[i].from].n_cases, t);
    for (int32_t k = 0; k < s->n_targets; k++) {
        int n_hidden = 0;
        for (int c = 0; c < CP_TARGET_CLASSES; c++) {
            int64_t n = s->targets[k].n[c];
            is_good &= !cp_hide_count(n, t);
            n_hidden += n == CP_SIDE_HIDDEN;
        }
        is_good &= n_hidden != 1;
    }
    return is_good && cp_side_groups_check(s);
}
