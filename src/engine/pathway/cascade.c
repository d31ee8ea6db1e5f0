#include "engine/pathway/cascade.h"
#include "engine/pathway/target.h"

#include "base/sort.h"

#include <math.h>

#define DAY INT64_C(86'400'000'000)

/* ---- Stages -----------------------------------------------------------------
 */

static bool
must_happen(const struct cp_pathway_item *item)
{
    struct cp_pathway one = { .rows = (struct cp_pathway_item **)&item,
        .n_rows = 1 };
    return cp_pathway_shortest(&one) > 0;
}

static int32_t
count_items(const struct cp_pathway_item *item)
{
    int32_t n = 1;
    for (int i = 0; i < item->n_items; i++)
        n += count_items(item->items[i]);
    return n;
}

static void
mark_all(bool *set, const struct cp_pathway_item *item,
    const struct cp_pathway *p, const struct cp_log *log)
{
    const struct cp_names *logs = &item->attributes[CP_PATHWAY_LOG];
    for (int i = 0; i < item->n_items; i++)
        mark_all(set, item->items[i], p, log);
    if (item->kind != CP_PATHWAY_STEP)
        return;
    for (int32_t k = 0; k < log->n_activities; k++) {
        bool is_of =
            logs->n == 0 && text_is_equal(log->activities[k], item->name);
        for (int i = 0; i < logs->n; i++)
            is_of |= text_is_equal(log->activities[k], logs->names[i]);
        set[k] |= is_of;
    }
}

static void
put_steps(struct buf *to, const struct cp_pathway_item *item)
{
    if (item->kind == CP_PATHWAY_STEP)
        buf_add(to, item->name);
    for (int i = 0; i < item->n_items; i++) {
        if (i > 0)
            buf_add(to,
                item->kind == CP_PATHWAY_ONE_OF ? TEXT(" / ") : TEXT(", "));
        put_steps(to, item->items[i]);
    }
}

/* A label, or the names of its steps. */
static text
name_of(struct arena *a, const struct cp_pathway_item *row)
{
    if (text_is_known(row->label))
        return row->label;
    struct buf b = buf_in(a, 200);
    put_steps(&b, row);
    return buf_text(&b);
}

static struct cp_stage *
stage_named(
    struct cp_stages *to, struct arena *a, text name, const struct cp_log *log)
{
    for (int32_t i = 0; i < to->n; i++)
        if (text_is_equal(to->stages[i].name, name))
            return &to->stages[i];
    struct cp_stage *s = &to->stages[to->n++];
    *s = (struct cp_stage){ .name = name,
        .takes = arena_new(a, bool, log->n_activities) };
    return s;
}

/* Items with a code, wherever they stand. */
static void
find_codes(struct cp_stages *to, struct arena *a, const struct cp_pathway *p,
    const struct cp_pathway_item *item, const struct cp_log *log, bool is_must)
{
    const struct cp_names *code = &item->attributes[CP_PATHWAY_STAGE];
    for (int k = 0; k < code->n; k++) {
        struct cp_stage *s = stage_named(to, a, code->names[k], log);
        s->is_needed |= is_must && must_happen(item);
        mark_all((bool *)s->takes, item, p, log);
    }
    is_must &= must_happen(item) && item->kind != CP_PATHWAY_ONE_OF;
    for (int i = 0; i < item->n_items; i++)
        find_codes(to, a, p, item->items[i], log, is_must);
}

static int32_t
count_codes(const struct cp_pathway_item *item)
{
    int32_t n = item->attributes[CP_PATHWAY_STAGE].n;
    for (int i = 0; i < item->n_items; i++)
        n += count_codes(item->items[i]);
    return n;
}

void
cp_stages_of(struct cp_stages *to, struct arena *a, const struct cp_pathway *p,
    const struct cp_log *log)
{
    int32_t n_codes = 0, n_items = 0;
    for (int i = 0; i < p->n_rows; i++) {
        n_codes += count_codes(p->rows[i]);
        n_items += count_items(p->rows[i]);
    }
    *to = (struct cp_stages){ .stages = arena_new(
                                  a, struct cp_stage, n_codes + n_items) };
    for (int i = 0; i < p->n_rows; i++)
        if (n_codes > 0) {
            find_codes(to, a, p, p->rows[i], log, true);
        } else if (must_happen(p->rows[i])) {
            bool *takes = arena_new(a, bool, log->n_activities);
            mark_all(takes, p->rows[i], p, log);
            to->stages[to->n++] =
                (struct cp_stage){ name_of(a, p->rows[i]), takes, true };
        }
}

/* ---- Each case --------------------------------------------------------------
 */

static const bool *
ending_activities(
    struct arena *a, const struct cp_pathway *p, const struct cp_log *log)
{
    bool *set = arena_new(a, bool, log->n_activities);
    for (int i = 0; i < p->ends_any_time.n; i++) {
        const bool *one =
            cp_activities_named(a, p, p->ends_any_time.names[i], log);
        for (int32_t k = 0; k < log->n_activities; k++)
            set[k] |= one[k];
    }
    return set;
}

/* The last stage that is needed and is no ending by that activity. */
static int32_t
last_needed(const struct cp_stages *stages, int32_t activity)
{
    for (int must = 1; must >= 0; must--)
        for (int32_t s = stages->n - 1; s >= 0; s--)
            if (stages->stages[s].is_needed >= must &&
                !stages->stages[s].takes[activity])
                return s;
    return -1;
}

struct staging {
    struct cp_staged *to;
    const struct cp_log *log;
    const bool *is_closing, *is_ending;
    const int32_t *of_activity; /* stages by activity, one behind another */
    const int32_t *first_of;    /* n_activities + 1 */
    const int32_t *needed;      /* by activity that ends: last_needed */
};

static void
came(const struct staging *k, int32_t event, int64_t time, int64_t *firsts)
{
    for (int32_t s = k->first_of[event]; s < k->first_of[event + 1]; s++)
        if (firsts[k->of_activity[s]] == CP_STAGE_NEVER)
            firsts[k->of_activity[s]] = time;
}

static enum cp_case_status
stage_case(const struct staging *k, int32_t c, int64_t lost_before)
{
    const struct cp_log *log = k->log;
    int64_t *firsts = k->to->firsts + (ptrdiff_t)c * k->to->n_stages;
    bool is_closed = false, is_early = false;
    for (int32_t s = 0; s < k->to->n_stages; s++)
        firsts[s] = CP_STAGE_NEVER;
    for (int64_t i = log->starts[c], next; i < log->starts[c + 1]; i = next) {
        bool was_closed = is_closed;
        for (next = i + 1; log->is_any_order && next < log->starts[c + 1] &&
             log->times[next] == log->times[i];)
            next++;
        /* what stands at one time without an order came before an end */
        for (int64_t j = i; j < next; j++) {
            if (next > i + 1)
                came(k, log->events[j], log->times[i], firsts);
            was_closed |= next > i + 1 && k->is_closing[log->events[j]] &&
                !k->is_ending[log->events[j]];
        }
        for (int64_t j = i; j < next; j++) {
            int32_t event = log->events[j];
            int32_t needed = k->needed[event];
            if (k->is_ending[event] && !was_closed)
                is_early |= needed >= 0 && firsts[needed] == CP_STAGE_NEVER;
            is_closed |= k->is_closing[event] || k->is_ending[event];
        }
        came(k, log->events[i], log->times[i], firsts);
    }
    k->to->furthest[c] = -1;
    for (int32_t s = 0; s < k->to->n_stages; s++)
        if (firsts[s] != CP_STAGE_NEVER)
            k->to->furthest[c] = s;
    if (is_closed)
        return is_early ? CP_CASE_EARLY : CP_CASE_CLOSED;
    return log->times[log->starts[c + 1] - 1] >= lost_before ? CP_CASE_OPEN
                                                             : CP_CASE_LOST;
}

void
cp_staged_of(struct cp_staged *to, struct arena *a, const struct cp_pathway *p,
    const struct cp_stages *stages, const struct cp_log *log,
    const struct cp_cascade_rules *rules)
{
    int32_t n_activities = log->n_activities, at = 0;
    *to = (struct cp_staged){ .n_cases = log->n_cases,
        .n_stages = stages->n,
        .firsts =
            arena_new(a, int64_t, (ptrdiff_t)log->n_cases * stages->n + 1),
        .furthest = arena_new(a, int32_t, log->n_cases),
        .status = arena_new(a, uint8_t, log->n_cases),
        .end = INT64_MIN,
        .lost_after_days = rules->lost_after_days > 0 ? rules->lost_after_days
                                                      : CP_LOST_AFTER_DAYS };
    struct arena_mark mark = arena_mark(a);
    int32_t *of_activity =
        arena_new(a, int32_t, (ptrdiff_t)n_activities * stages->n + 1);
    int32_t *first_of = arena_new(a, int32_t, n_activities + 1);
    int32_t *needed = arena_new(a, int32_t, n_activities);
    for (int32_t k = 0; k < n_activities; k++) {
        for (int32_t s = 0; s < stages->n; s++)
            if (stages->stages[s].takes[k])
                of_activity[at++] = s;
        first_of[k + 1] = at;
        needed[k] = last_needed(stages, k);
    }
    for (int32_t c = 0; c < log->n_cases; c++)
        if (log->times[log->starts[c + 1] - 1] > to->end)
            to->end = log->times[log->starts[c + 1] - 1];
    if (rules->has_extract)
        to->end = rules->extract;
    struct staging k = { to, log, cp_activities_closing(a, p, log),
        ending_activities(a, p, log), of_activity, first_of, needed };
    for (int32_t c = 0; c < log->n_cases; c++)
        to->status[c] =
            (uint8_t)stage_case(&k, c, to->end - to->lost_after_days * DAY);
    arena_rewind(a, mark);
}

/* ---- Counts -----------------------------------------------------------------
 */

static int
by_number(const void *context, const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    (void)context;
    return (a > b) - (a < b);
}

static double
median_of(int64_t *v, int64_t *room, int64_t n)
{
    if (n == 0)
        return NAN;
    sort(v, room, n, sizeof *v, by_number, NULL);
    double low = (double)v[(n - 1) / 2];
    return low + ((double)v[n / 2] - low) / 2;
}

static void
count_stage(struct cp_cascade *to, const struct cp_staged *staged,
    const int32_t *cases, int32_t s, int64_t *waits)
{
    struct cp_cascade_row *row = &to->rows[s];
    row->n_before = s == 0 ? to->n_cases : to->rows[s - 1].n_reached;
    for (int64_t i = 0; i < to->n_cases; i++) {
        int32_t c = cases[i];
        const int64_t *firsts = staged->firsts + (ptrdiff_t)c * to->n_rows;
        if (firsts[s] == CP_STAGE_NEVER) {
            row->n_jumped += staged->furthest[c] > s;
            continue;
        }
        row->n_reached++;
        if (staged->furthest[c] == s) {
            row->n_lost += staged->status[c] == CP_CASE_LOST;
            row->n_open += staged->status[c] == CP_CASE_OPEN;
            row->n_early += staged->status[c] == CP_CASE_EARLY;
        }
        row->n_of_before += s == 0 || firsts[s - 1] != CP_STAGE_NEVER;
        if (s == 0 || firsts[s - 1] == CP_STAGE_NEVER)
            continue;
        if (firsts[s] < firsts[s - 1])
            row->n_other_way++;
        else
            waits[row->n_waits++] = firsts[s] - firsts[s - 1];
    }
    row->share = (double)row->n_reached / (double)to->n_cases;
    row->share_of_before = (double)row->n_of_before / (double)row->n_before;
    row->of_all = stats_share(row->n_reached, to->n_cases);
    row->of_before = stats_share(row->n_of_before, row->n_before);
}

void
cp_cascade_count(struct cp_cascade *to, struct arena *a,
    const struct cp_stages *stages, const struct cp_staged *staged,
    const int32_t *of_case, int32_t group)
{
    *to = (struct cp_cascade){ .n_rows = stages->n,
        .rows = arena_new(a, struct cp_cascade_row, stages->n) };
    struct arena_mark mark = arena_mark(a);
    int32_t *cases = arena_new(a, int32_t, staged->n_cases);
    int64_t *waits = arena_new(a, int64_t, staged->n_cases);
    int64_t *room = arena_new(a, int64_t, staged->n_cases);
    for (int32_t c = 0; c < staged->n_cases; c++)
        if (group < 0 || of_case[c] == group) {
            cases[to->n_cases++] = c;
            to->n[staged->status[c]]++;
            to->n_nowhere += staged->furthest[c] < 0;
            to->n_lost_nowhere +=
                staged->furthest[c] < 0 && staged->status[c] == CP_CASE_LOST;
        }
    for (int32_t s = 0; s < stages->n; s++) {
        count_stage(to, staged, cases, s, waits);
        to->rows[s].median_wait = median_of(waits, room, to->rows[s].n_waits);
    }
    arena_rewind(a, mark);
}
