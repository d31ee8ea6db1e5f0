/* A summary of a log: each case says what it has to say, and what was said is
 * sorted. */
#include "engine/pathway/fit.h"
#include "engine/pathway/summary_inside.h"
#include "engine/pathway/target.h"
#include "engine/pathway/waits.h"

#include "base/sort.h"

#include <string.h>

/* ---- Cells and activities --------------------------------------------------
 */

struct making {
    struct arena *arena;
    const struct cp_summary_source *source;
    const struct cp_log *log;
    struct cp_summary *to;
    int32_t *ranks;   /* of the log's activities */
    int32_t *cell_of; /* case */
    struct cp_saying saying;
};

static int
by_name(const void *context, const void *x, const void *y)
{
    const text *names = context;
    return text_compare(names[*(const int32_t *)x], names[*(const int32_t *)y]);
}

static void
rank_activities(struct making *m)
{
    int32_t n = m->log->n_activities;
    int32_t *ids = arena_new(m->arena, int32_t, n);
    int32_t *room = arena_new(m->arena, int32_t, n);
    text *names = arena_new(m->arena, text, n);
    m->ranks = arena_new(m->arena, int32_t, n);
    for (int32_t i = 0; i < n; i++)
        ids[i] = i;
    sort(ids, room, n, sizeof *ids, by_name, m->log->activities);
    for (int32_t i = 0; i < n; i++) {
        m->ranks[ids[i]] = i;
        names[i] = m->log->activities[ids[i]];
    }
    m->to->activities = names;
    m->to->n_activities = n;
}

/* Values are numbered by bytes, and what is not known (-1) is empty, which is
 * before all. */
static int
by_values(const void *context, const void *x, const void *y)
{
    const struct cp_log *log = context;
    int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
    for (int k = 0; k < log->n_attributes; k++) {
        int32_t u = log->attributes[k].of_case[a];
        int32_t v = log->attributes[k].of_case[b];
        if (u != v)
            return u < v ? -1 : 1;
    }
    return 0;
}

static void
find_cells(struct making *m)
{
    const struct cp_log *log = m->log;
    int32_t n = log->n_cases, n_cells = 0;
    int32_t *ids = arena_new(m->arena, int32_t, n);
    int32_t *room = arena_new(m->arena, int32_t, n);
    m->cell_of = arena_new(m->arena, int32_t, n);
    for (int32_t i = 0; i < n; i++)
        ids[i] = i;
    if (log->n_attributes > 0)
        sort(ids, room, n, sizeof *ids, by_values, log);
    for (int32_t i = 0; i < n; i++) {
        n_cells += i == 0 || by_values(log, &ids[i - 1], &ids[i]) != 0;
        m->cell_of[ids[i]] = n_cells - 1;
    }
    text *cells =
        arena_new(m->arena, text, (ptrdiff_t)n_cells * log->n_attributes);
    for (int32_t i = 0; i < n; i++)
        for (int k = 0; k < log->n_attributes; k++) {
            const struct cp_attribute *of = &log->attributes[k];
            int32_t value = of->of_case[ids[i]];
            cells[m->cell_of[ids[i]] * log->n_attributes + k] =
                value < 0 ? TEXT("") : of->values[value];
        }
    m->to->cells = cells;
    m->to->n_cells = n_cells;
}

/* ---- Ways -------------------------------------------------------------------
 */

struct order {
    const struct cp_log *log;
    const int32_t *events; /* ranks, by place in the log */
    const int32_t *cell_of;
};

static bool
is_tied(const struct cp_log *log, int64_t i)
{
    return log->is_any_order && log->times[i - 1] == log->times[i];
}

static int
compare_ways(const struct order *o, int32_t a, int32_t b)
{
    const int32_t *x = o->events + o->log->starts[a];
    const int32_t *y = o->events + o->log->starts[b];
    int64_t n = o->log->starts[a + 1] - o->log->starts[a];
    int64_t k = o->log->starts[b + 1] - o->log->starts[b];
    for (int64_t i = 0; i < n && i < k; i++)
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    return n < k ? -1 : n > k;
}

static int
by_way_and_cell(const void *context, const void *x, const void *y)
{
    const struct order *o = context;
    int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
    int by = compare_ways(o, a, b);
    return by != 0 ? by : o->cell_of[a] - o->cell_of[b];
}

/* Cases that went one way: `model` is for what stands at one time, too. */
static void
say_costs(struct making *m, const struct cp_untie *model, const uint8_t *status,
    const int32_t *ids, int32_t n, const int32_t *events)
{
    int64_t from = m->log->starts[ids[0]];
    int64_t length = m->log->starts[ids[0] + 1] - from;
    struct arena_mark mark = arena_mark(m->arena);
    bool *ties = arena_new(m->arena, bool, length);
    for (int64_t i = 1; i < length; i++)
        ties[i] = is_tied(m->log, from + i);
    struct cp_align_cost cost =
        cp_untied_cost(model, m->arena, events, ties, length);
    arena_rewind(m->arena, mark);
    for (int32_t i = 0; i < n; i++)
        cp_say(&m->saying, CP_RECORD_ALIGN, m->cell_of[ids[i]],
            status[ids[i]] == CP_CASE_CLOSED || status[ids[i]] == CP_CASE_EARLY,
            0, cp_align_value(length, cost.full, cost.prefix));
}

/* The ways by cell; and, when cases have a status, what each costs. */
static void
find_ways(struct making *m, const uint8_t *status)
{
    const struct cp_log *log = m->log;
    int32_t n = log->n_cases, n_ways = 0;
    int32_t *events = arena_new(m->arena, int32_t, log->n_events);
    for (int64_t i = 0; i < log->n_events; i++)
        events[i] = m->ranks[log->events[i]];
    for (int32_t c = 0; log->is_any_order && c < n; c++)
        for (int64_t i = log->starts[c] + 1; i < log->starts[c + 1]; i++)
            events[i] |= is_tied(log, i) ? CP_TIED : 0;
    int32_t *ids = arena_new(m->arena, int32_t, n);
    int32_t *room = arena_new(m->arena, int32_t, n);
    for (int32_t i = 0; i < n; i++)
        ids[i] = i;
    const struct order o = { log, events, m->cell_of };
    sort(ids, room, n, sizeof *ids, by_way_and_cell, &o);
    struct cp_way *all = arena_new(m->arena, struct cp_way, n);
    struct cp_way *ways = arena_new(m->arena, struct cp_way, n);
    int64_t *starts = arena_new(m->arena, int64_t, m->to->n_cells + 1);
    for (int32_t i = 0; i < n; i++) {
        int64_t from = log->starts[ids[i]];
        if (i == 0 || by_way_and_cell(&o, &ids[i - 1], &ids[i]) != 0)
            all[n_ways++] = (struct cp_way){ m->cell_of[ids[i]], events + from,
                (int32_t)(log->starts[ids[i] + 1] - from), 0 };
        all[n_ways - 1].n_cases++;
    }
    for (int32_t i = 0; i < n_ways; i++)
        starts[all[i].cell + 1]++;
    for (int32_t i = 0; i < m->to->n_cells; i++)
        starts[i + 1] += starts[i];
    for (int32_t i = 0; i < n_ways; i++)
        ways[starts[all[i].cell]++] = all[i];
    m->to->ways = ways;
    m->to->n_ways = n_ways;
    if (status == NULL)
        return;
    struct cp_model *model = cp_model_of(m->source->pathway, m->arena);
    struct cp_untie untie = cp_untie_in(model, m->arena);
    int32_t *numbers = arena_new(m->arena, int32_t, log->n_activities);
    int32_t *of_model = arena_new(m->arena, int32_t, log->n_events);
    for (int32_t i = 0; i < log->n_activities; i++)
        numbers[i] = cp_model_activity(model, log->activities[i]);
    for (int32_t i = 0, next; i < n; i = next) {
        int64_t from = log->starts[ids[i]];
        int64_t length = log->starts[ids[i] + 1] - from;
        for (int64_t k = 0; k < length; k++)
            of_model[k] = numbers[log->events[from + k]];
        for (next = i + 1; next < n && compare_ways(&o, ids[i], ids[next]) == 0;
             next++)
            ;
        say_costs(m, &untie, status, ids + i, next - i, of_model);
    }
}

/* ---- Waits, stages, promises -----------------------------------------------
 */

static void
say_waits(struct making *m)
{
    const struct cp_log *log = m->log;
    for (int32_t c = 0; c < log->n_cases; c++) {
        int64_t from = log->starts[c], until = log->starts[c + 1];
        cp_say(&m->saying, CP_RECORD_DURATION, m->cell_of[c], 0, 0,
            log->times[until - 1] - log->times[from]);
        for (int64_t i = from + 1; i < until; i++)
            if (!is_tied(log, i))
                cp_say(&m->saying, CP_RECORD_WAIT, m->cell_of[c],
                    m->ranks[log->events[i - 1]], m->ranks[log->events[i]],
                    log->times[i] - log->times[i - 1]);
    }
}

static void
say_stages_of_case(struct making *m, const struct cp_staged *staged, int32_t c)
{
    struct cp_saying *s = &m->saying;
    int32_t cell = m->cell_of[c];
    const int64_t *firsts = staged->firsts + (int64_t)c * staged->n_stages;
    int64_t last = m->log->times[m->log->starts[c + 1] - 1];
    int32_t furthest = staged->furthest[c];
    bool is_closed = staged->status[c] == CP_CASE_CLOSED ||
        staged->status[c] == CP_CASE_EARLY;
    if (is_closed)
        cp_say(s, CP_RECORD_STAGE_END, cell, furthest + 1, 0,
            staged->status[c] == CP_CASE_EARLY);
    else
        cp_say(s, CP_RECORD_STAGE_LAST, cell, furthest + 1, 0, last);
    for (int32_t k = 0; k < staged->n_stages; k++) {
        bool has_before = k > 0 && firsts[k - 1] != CP_STAGE_NEVER;
        if (firsts[k] == CP_STAGE_NEVER) {
            if (k < furthest)
                cp_say(s, CP_RECORD_STAGE, cell, k, 0, CP_AT_STAGE_JUMP);
            if (has_before)
                cp_say(s, CP_RECORD_STAGE_KM, cell, k, 0, last - firsts[k - 1]);
            continue;
        }
        cp_say(s, CP_RECORD_STAGE, cell, k, 0, CP_AT_STAGE);
        if (!has_before)
            continue;
        cp_say(s, CP_RECORD_STAGE, cell, k, 0, CP_AT_STAGE_BOTH);
        int64_t wait = firsts[k] - firsts[k - 1];
        if (wait < 0) {
            cp_say(s, CP_RECORD_STAGE, cell, k, 0, CP_AT_STAGE_OTHER);
            continue;
        }
        cp_say(s, CP_RECORD_STAGE_WAIT, cell, k, 0, wait);
        cp_say(s, CP_RECORD_STAGE_KM, cell, k, 1, wait);
    }
}

/* At one time without an order stages come in their own. */
static void
order_stages(const struct cp_log *log, int32_t *stage_of)
{
    for (int32_t c = 0; c < log->n_cases; c++)
        for (int64_t i = log->starts[c] + 1; i < log->starts[c + 1]; i++)
            for (int64_t k = i; k > log->starts[c] && is_tied(log, k) &&
                 stage_of[k] < stage_of[k - 1];
                 k--) {
                int32_t swap = stage_of[k];
                stage_of[k] = stage_of[k - 1];
                stage_of[k - 1] = swap;
            }
}

/* From stage to stage, what belongs to none left out, repeats one. */
static void
say_flow(struct making *m, const struct cp_stages *stages)
{
    const struct cp_log *log = m->log;
    int32_t n = stages->n;
    int32_t *of = arena_new(m->arena, int32_t, log->n_activities);
    int32_t *last_case = arena_new(m->arena, int32_t, (ptrdiff_t)n * n);
    for (int32_t i = 0; i < log->n_activities; i++) {
        of[i] = -1;
        for (int32_t k = n - 1; k >= 0; k--)
            if (stages->stages[k].takes[i])
                of[i] = k;
    }
    int32_t *stage_of = arena_new(m->arena, int32_t, log->n_events);
    for (int64_t i = 0; i < log->n_events; i++)
        stage_of[i] = of[log->events[i]];
    if (log->is_any_order)
        order_stages(log, stage_of);
    for (int32_t c = 0; c < log->n_cases; c++) {
        int32_t at = -1;
        int64_t since = 0;
        for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++) {
            int32_t to = stage_of[i];
            if (to < 0 || to == at)
                continue;
            if (at >= 0) {
                cp_say(&m->saying, CP_RECORD_FLOW, m->cell_of[c], at, to,
                    log->times[i] - since);
                if (last_case[at * n + to] != c + 1)
                    cp_say(&m->saying, CP_RECORD_FLOW_CASES, m->cell_of[c], at,
                        to, 0);
                last_case[at * n + to] = c + 1;
            }
            at = to;
            since = log->times[i];
        }
    }
}

static void
say_target(struct making *m, int32_t t)
{
    const struct cp_pathway *p = m->source->pathway;
    const struct cp_pathway_target *target = &p->targets[t];
    const struct cp_log *log = m->log;
    struct cp_target_result r;
    struct cp_waits w;
    struct cp_waits_rules rules = { .is_from = cp_activities_named(
                                        m->arena, p, target->start, log),
        .is_to = cp_activities_named(m->arena, p, target->end, log),
        .cut = CP_CUT_LAST };
    int64_t at = 0;
    cp_target_judge(&r, m->arena, p, target, log, &m->source->zone);
    for (int32_t c = 0; c < log->n_cases; c++) {
        enum cp_target_class is = (enum cp_target_class)r.of_case[c];
        cp_say(&m->saying, CP_RECORD_TARGET, m->cell_of[c], t, 0, is);
        if (is == CP_TARGET_IN_TIME || is == CP_TARGET_LATE)
            cp_say(
                &m->saying, CP_RECORD_KEPT, m->cell_of[c], t, 0, r.waits[at++]);
    }
    cp_waits_between(&w, m->arena, log, &rules);
    for (int64_t i = 0; i < w.n; i++)
        cp_say(&m->saying, CP_RECORD_KM, m->cell_of[w.waits[i].of_case], t,
            w.waits[i].cause == 1, w.waits[i].wait);
}

/* ---- The whole --------------------------------------------------------------
 */

static uint64_t
mixed(uint64_t h, uint64_t with)
{
    h = (h ^ with) * 0xFF51'AFD7'ED55'8CCDu;
    return h ^ h >> 32;
}

/* Sums over cases, so that neither their order nor a cut shows. */
static void
put_fingerprint(struct making *m)
{
    const struct cp_log *log = m->log;
    uint64_t *names = arena_new(m->arena, uint64_t, log->n_activities);
    for (int32_t i = 0; i < log->n_activities; i++)
        names[i] = text_hash(log->activities[i]);
    for (int k = 0; k < 2; k++)
        for (int32_t c = 0; c < log->n_cases; c++) {
            uint64_t h = mixed((uint64_t)k + 1, text_hash(log->cases[c]));
            for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++)
                h = mixed(
                    mixed(h, names[log->events[i]]), (uint64_t)log->times[i]);
            m->to->log[k] += mixed(h, 7);
        }
}

static int
by_bytes(const void *context, const void *x, const void *y)
{
    (void)context;
    return memcmp(x, y, CP_KEY_BYTES);
}

static unsigned
digit_of(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | ' ') - 'a' + 10);
}

static void
put_keys(struct making *m)
{
    int32_t n = m->log->n_cases;
    unsigned char *keys = arena_new(m->arena, unsigned char, n *CP_KEY_BYTES);
    unsigned char *room = arena_new(m->arena, unsigned char, n *CP_KEY_BYTES);
    for (int32_t c = 0; c < n; c++) {
        text name = m->log->cases[c];
        require(name.len == 2 * CP_KEY_BYTES);
        for (int i = 0; i < CP_KEY_BYTES; i++)
            keys[c * CP_KEY_BYTES + i] =
                (unsigned char)(digit_of(name.ptr[2 * i]) << 4 |
                    digit_of(name.ptr[2 * i + 1]));
    }
    sort(keys, room, n, CP_KEY_BYTES, by_bytes, NULL);
    m->to->keys = keys;
    m->to->n_keys = n;
}

static void
put_sums(struct making *m)
{
    const struct cp_log_report *r = m->source->report;
    const int64_t sums[CP_SUMS] = { [CP_SUM_ROWS] = r->n_rows,
        [CP_SUM_REFUSED] = r->n_refused,
        [CP_SUM_LEFT_OUT] = r->n_left_out,
        [CP_SUM_EVENTS] = m->log->n_events,
        [CP_SUM_CASES] = m->log->n_cases,
        [CP_SUM_TIES] = r->n_ties,
        [CP_SUM_AGAIN] = r->n_again,
        [CP_SUM_UNORDERED] = r->n_unordered_cases,
        [CP_SUM_SINGLE] = r->n_single_cases,
        [CP_SUM_OUTSIDE] = r->n_outside,
        [CP_SUM_BEFORE_BIRTH] = r->n_before_birth,
        [CP_SUM_DOUBLED_HOURS] = r->n_doubled_hours,
        [CP_SUM_MISSING_HOURS] = r->n_missing_hours };
    memcpy(m->to->sums, sums, sizeof sums);
    m->to->first = r->first;
    m->to->last = r->last;
}

static void
put_head(struct making *m)
{
    const struct cp_summary_source *source = m->source;
    struct arena *a = m->arena;
    int32_t n_parts = source->n_parts < 1 ? 1 : source->n_parts;
    bool *has_part = arena_new(a, bool, n_parts);
    text *attributes = arena_new(a, text, m->log->n_attributes);
    has_part[source->part < 1 ? 0 : source->part - 1] = true;
    for (int k = 0; k < m->log->n_attributes; k++)
        attributes[k] = m->log->attributes[k].name;
    *m->to = (struct cp_summary){ .zone = source->zone_name,
        .mapping = source->mapping,
        .n_mapping = source->n_mapping,
        .pathway = TEXT(""),
        .lost_after_days = source->lost_after_days == 0
            ? CP_LOST_AFTER_DAYS
            : source->lost_after_days,
        .attributes = attributes,
        .n_attributes = m->log->n_attributes,
        .n_parts = n_parts,
        .has_keys = source->has_keys,
        .has_part = has_part };
    if (source->pathway == NULL)
        return;
    struct buf list = buf_in(a, 4000);
    cp_pathway_write(source->pathway, &list);
    m->to->pathway = buf_text(&list);
}

/* As many as can be heard at once: waits, of which there are no more flows;
 * costs; three a target. */
static int64_t
most_said(const struct cp_summary_source *source)
{
    int64_t n_targets =
        source->pathway == NULL ? 0 : source->pathway->n_targets;
    int64_t n = source->log->n_events, n_kept = source->log->n_cases;
    n_kept *= 3 * n_targets;
    return (n > n_kept ? n : n_kept) + 1;
}

static void
say_about_pathway(struct making *m, const struct cp_stages *stages,
    const struct cp_staged *staged)
{
    struct cp_saying *s = &m->saying;
    cp_hear(s, CP_RECORD_TARGET, CP_RECORD_KM);
    for (int32_t t = 0; t < m->source->pathway->n_targets; t++)
        say_target(m, t);
    cp_said_records(s);
    for (int k = CP_RECORD_STAGE; k <= CP_RECORD_STAGE_KM; k++) {
        cp_hear(s, (enum cp_record_kind)k, (enum cp_record_kind)k);
        for (int32_t c = 0; c < m->log->n_cases; c++)
            say_stages_of_case(m, staged, c);
        cp_said_records(s);
    }
    for (int k = CP_RECORD_FLOW; k <= CP_RECORD_FLOW_CASES; k++) {
        cp_hear(s, (enum cp_record_kind)k, (enum cp_record_kind)k);
        say_flow(m, stages);
        cp_said_records(s);
    }
}

enum err
cp_summary_of(struct cp_summary *to, struct arena *a,
    const struct cp_summary_source *source, struct why *why)
{
    struct making m = {
        .arena = a, .source = source, .log = source->log, .to = to
    };
    struct cp_saying *s = &m.saying;
    struct cp_stages stages;
    struct cp_staged staged = { 0 };
    if (m.log->n_activities > CP_SUMMARY_ACTIVITIES_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "%d activities are too many for a summary: is the activity "
            "another column?",
            m.log->n_activities);
    cp_saying_begin(s, a, most_said(source));
    put_head(&m);
    put_sums(&m);
    put_fingerprint(&m);
    if (source->has_keys)
        put_keys(&m);
    rank_activities(&m);
    find_cells(&m);
    for (int k = CP_RECORD_DURATION; k <= CP_RECORD_WAIT; k++) {
        cp_hear(s, (enum cp_record_kind)k, (enum cp_record_kind)k);
        say_waits(&m);
        cp_said_records(s);
    }
    if (source->pathway != NULL) {
        struct cp_cascade_rules rules = { .lost_after_days =
                                              to->lost_after_days };
        cp_stages_of(&stages, a, source->pathway, m.log);
        cp_staged_of(&staged, a, source->pathway, &stages, m.log, &rules);
    }
    cp_hear(s, CP_RECORD_ALIGN, CP_RECORD_ALIGN);
    find_ways(&m, staged.status);
    cp_said_records(s);
    if (source->pathway != NULL)
        say_about_pathway(&m, &stages, &staged);
    to->records = s->records;
    to->n_records = s->n_records;
    return OK;
}
