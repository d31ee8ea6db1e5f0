#include "engine/pathway/target.h"

#define DAY INT64_C(86'400'000'000)

/* ---- Which events
 * ------------------------------------------------------------ */

static int32_t
activity_of(const struct cp_log *log, text name)
{
    for (int32_t i = 0; i < log->n_activities; i++)
        if (text_is_equal(log->activities[i], name))
            return i;
    return -1;
}

static void
mark_step(
    bool *set, const struct cp_pathway_item *step, const struct cp_log *log)
{
    const struct cp_names *logs = &step->attributes[CP_PATHWAY_LOG];
    for (int i = 0; i < (logs->n > 0 ? logs->n : 1); i++) {
        int32_t at =
            activity_of(log, logs->n > 0 ? logs->names[i] : step->name);
        if (at >= 0)
            set[at] = true;
    }
}

/* Steps of that name, and all within an item of that label. */
static void
mark_named(bool *set, const struct cp_pathway_item *item, text name,
    bool is_within, const struct cp_log *log)
{
    is_within |= text_is_equal(item->label, name);
    if (item->kind == CP_PATHWAY_STEP &&
        (is_within || text_is_equal(item->name, name)))
        mark_step(set, item, log);
    for (int i = 0; i < item->n_items; i++)
        mark_named(set, item->items[i], name, is_within, log);
}

bool *
cp_activities_named(struct arena *a, const struct cp_pathway *p, text name,
    const struct cp_log *log)
{
    bool *set = arena_new(a, bool, log->n_activities);
    for (int i = 0; i < p->n_rows; i++)
        mark_named(set, p->rows[i], name, false, log);
    return set;
}

static bool
must_happen(const struct cp_pathway_item *row)
{
    struct cp_pathway one = { .rows = (struct cp_pathway_item **)&row,
        .n_rows = 1 };
    return cp_pathway_shortest(&one) > 0;
}

bool *
cp_activities_closing(
    struct arena *a, const struct cp_pathway *p, const struct cp_log *log)
{
    bool *set = arena_new(a, bool, log->n_activities);
    for (int i = 0; i < p->closes.n; i++)
        for (int k = 0; k < p->n_rows; k++)
            mark_named(set, p->rows[k], p->closes.names[i], false, log);
    for (int k = p->n_rows - 1; k >= 0 && p->closes.n == 0; k--)
        if (must_happen(p->rows[k])) {
            mark_named(set, p->rows[k], (text){ 0 }, true, log);
            break;
        }
    return set;
}

int64_t
cp_zone_day(const struct cp_zone *zone, int64_t us)
{
    int low = 0, high = zone->n - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (us >= zone->instants[middle])
            low = middle;
        else
            high = middle - 1;
    }
    if (zone->n > 0)
        us += zone->offsets[low] * INT64_C(1'000'000);
    return us / DAY - (us % DAY < 0);
}

/* ---- One case
 * ---------------------------------------------------------------- */

struct judge {
    const struct cp_pathway_target *target;
    const struct cp_zone *zone;
    const bool *is_start, *is_end, *is_closing;
    const int32_t *events;
    const int64_t *times;
    int64_t n;
    bool is_closed;
};

/* Is `later` still within the promise from `from` on; or watched past it? */
static bool
is_within(const struct judge *j, int64_t from, int64_t later)
{
    int64_t value = j->target->value;
    switch (j->target->unit) {
    case CP_PATHWAY_MINUTE: return later - from <= value * 60'000'000;
    case CP_PATHWAY_HOUR: return later - from <= value * 3'600'000'000;
    case CP_PATHWAY_WEEK: value *= 7; break;
    case CP_PATHWAY_DAY: break;
    }
    return cp_zone_day(j->zone, later) - cp_zone_day(j->zone, from) <= value;
}

static bool
is_past(const struct judge *j, int64_t from, int64_t last)
{
    int64_t value = j->target->value;
    switch (j->target->unit) {
    case CP_PATHWAY_MINUTE: return last - from >= value * 60'000'000;
    case CP_PATHWAY_HOUR: return last - from >= value * 3'600'000'000;
    case CP_PATHWAY_WEEK:
    case CP_PATHWAY_DAY: break;
    }
    return !is_within(j, from, last);
}

/* From the event at a; *wait is set where it came. */
static enum cp_target_class
judge_from(const struct judge *j, int64_t a, int64_t *wait)
{
    int64_t from = j->times[a];
    bool is_before = false;
    for (int64_t i = 0; i < j->n; i++) {
        if (i == a || !j->is_end[j->events[i]])
            continue;
        if (j->times[i] < from) {
            is_before = true;
            continue;
        }
        *wait = j->times[i] - from;
        return is_within(j, from, j->times[i]) ? CP_TARGET_IN_TIME
                                               : CP_TARGET_LATE;
    }
    if (is_before)
        return CP_TARGET_BEFORE;
    return j->is_closed || is_past(j, from, j->times[j->n - 1])
        ? CP_TARGET_NEVER
        : CP_TARGET_UNKNOWN;
}

/* Worse first. */
static int
badness(enum cp_target_class c)
{
    switch (c) {
    case CP_TARGET_NEVER: return 5;
    case CP_TARGET_LATE: return 4;
    case CP_TARGET_UNKNOWN: return 3;
    case CP_TARGET_BEFORE: return 2;
    case CP_TARGET_IN_TIME: return 1;
    case CP_TARGET_NO_START:
    case CP_TARGET_CLASSES: break;
    }
    return 0;
}

static enum cp_target_class
judge_case(const struct judge *j, int64_t *wait)
{
    enum cp_target_class worst = CP_TARGET_NO_START;
    int64_t own = 0;
    for (int64_t i = 0; i < j->n; i++) {
        int64_t a = j->target->from == CP_PATHWAY_LAST ? j->n - 1 - i : i;
        if (!j->is_start[j->events[a]])
            continue;
        enum cp_target_class c = judge_from(j, a, &own);
        if (badness(c) > badness(worst)) {
            worst = c;
            *wait = own;
        }
        if (j->target->from != CP_PATHWAY_EACH)
            break;
    }
    return worst;
}

void
cp_target_judge(struct cp_target_result *to, struct arena *a,
    const struct cp_pathway *p, const struct cp_pathway_target *t,
    const struct cp_log *log, const struct cp_zone *zone)
{
    *to = (struct cp_target_result){ .of_case =
                                         arena_new(a, uint8_t, log->n_cases),
        .waits = arena_new(a, int64_t, log->n_cases) };
    struct arena_mark mark = arena_mark(a);
    struct judge j = { .target = t,
        .zone = zone,
        .is_start = cp_activities_named(a, p, t->start, log),
        .is_end = cp_activities_named(a, p, t->end, log),
        .is_closing = cp_activities_closing(a, p, log) };
    for (int32_t c = 0; c < log->n_cases; c++) {
        int64_t wait = 0;
        j.events = log->events + log->starts[c];
        j.times = log->times + log->starts[c];
        j.n = log->starts[c + 1] - log->starts[c];
        j.is_closed = false;
        for (int64_t i = 0; i < j.n; i++)
            j.is_closed |= j.is_closing[j.events[i]];
        enum cp_target_class is = judge_case(&j, &wait);
        to->n[is]++;
        to->of_case[c] = (uint8_t)is;
        if (is == CP_TARGET_IN_TIME || is == CP_TARGET_LATE)
            to->waits[to->n_waits++] = wait;
    }
    arena_rewind(a, mark);
}
