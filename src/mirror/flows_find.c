/* What may be seen of a log outside its side: one release of all of it, in the
 * job that reads the log. */
#include "mirror/flows.h"

#include "base/date.h"
#include "engine/pathway/target.h"

#include <math.h>
#include <stdlib.h>

/* The tables, by rank: what stays where two give something away. */
enum { SIZE, CAME, TARGETS, LOST, BOTH, WAYS };

struct group_set {
    text name;
    const text *values; /* empty: the rest */
    int32_t n;
    const int32_t *of_case;
    int by; /* in the release */
};
struct wait {
    int64_t us;
    int32_t of_case;
};
struct way {
    int32_t from, to;
    int32_t *having;
    struct wait *waits;
    int64_t n_having, n_waits;
    int table;
};
struct flows_release {
    const struct flows_source *s;
    struct arena *arena;
    struct cp_release *release; /* NULL: nothing may be shown */
    int size, lost, *came, *both, *targets;
    struct way *ways;
    int32_t n_ways;
    struct group_set years, *attributes;
    int32_t n_attributes;
};

/* ---- Groups ---------------------------------------------------------------
 */

/* Those of few are one, the last. */
static struct group_set
merge(struct flows_release *r, text name, const text *values, int32_t n,
    const int32_t *of_case)
{
    struct arena *a = r->arena;
    int32_t n_cases = r->s->log->n_cases;
    int32_t *to = arena_new(a, int32_t, n_cases);
    int32_t *of_group = arena_new(a, int32_t, n + 1);
    text *kept = arena_new(a, text, n + 1);
    bool has_rest;
    int32_t n_kept = cp_release_merge(
        a, of_case, n_cases, n, WALKED_LEAST, to, of_group, &has_rest);
    for (int32_t g = 0; g < n; g++)
        if (!has_rest || of_group[g] < n_kept - 1)
            kept[of_group[g]] = values[g];
    if (has_rest)
        kept[n_kept - 1] = TEXT("");
    return (struct group_set){ name, kept, n_kept, to, -1 };
}

/* Of the first contact, in the log's zone; the latest of them. */
static struct group_set
years_of(struct flows_release *r)
{
    const struct cp_log *log = r->s->log;
    int32_t *of_case = arena_new(r->arena, int32_t, log->n_cases);
    text values[FLOWS_YEARS_MAX];
    int newest = 0, n = 0;
    for (int32_t c = 0; c < log->n_cases; c++) {
        int64_t day = cp_zone_day(r->s->zone, log->times[log->starts[c]]);
        of_case[c] = date_of_days(day).year;
        if (of_case[c] > newest)
            newest = of_case[c];
    }
    for (; n < FLOWS_YEARS_MAX; n++)
        values[n] = arena_print(r->arena, "%d", newest - n);
    for (int32_t c = 0; c < log->n_cases; c++) {
        int32_t back = newest - of_case[c];
        of_case[c] = back < FLOWS_YEARS_MAX ? back : -1;
    }
    return merge(r, TEXT("year"), values, n, of_case);
}

static void
find_groups(struct flows_release *r)
{
    const struct cp_log *log = r->s->log;
    r->attributes = arena_new(r->arena, struct group_set, log->n_attributes);
    r->years = years_of(r);
    for (int i = 0; i < log->n_attributes; i++) {
        const struct cp_attribute *x = &log->attributes[i];
        if (x->n_values > 255)
            continue; /* no groups: everybody is their own */
        struct group_set set =
            merge(r, x->name, x->values, x->n_values, x->of_case);
        if (set.n >= 2 && set.n <= FLOWS_GROUPS_MAX)
            r->attributes[r->n_attributes++] = set;
    }
}

/* ---- Sets of cases --------------------------------------------------------
 */

static bool
has(const struct flows_release *r, int32_t c, int32_t stage)
{
    const struct cp_staged *t = r->s->staged;
    return t->firsts[(int64_t)c * t->n_stages + stage] != CP_STAGE_NEVER;
}

static int
add_yes(struct flows_release *r, int32_t stage, bool with_before, int rank)
{
    int32_t n_cases = r->s->log->n_cases;
    int32_t *having = arena_new(r->arena, int32_t, n_cases);
    int64_t n = 0;
    for (int32_t c = 0; c < n_cases; c++)
        if (has(r, c, stage) && (!with_before || has(r, c, stage - 1)))
            having[n++] = c;
    return cp_release_yes(r->release, having, n, rank);
}

static int
by_wait(const void *x, const void *y)
{
    const struct wait *a = x, *b = y;
    return a->us != b->us
        ? (a->us < b->us ? -1 : 1)
        : (a->of_case > b->of_case) - (a->of_case < b->of_case);
}

static int
by_cases(const void *x, const void *y)
{
    const struct way *a = x, *b = y;
    if (a->n_having != b->n_having)
        return a->n_having > b->n_having ? -1 : 1;
    return a->from != b->from ? a->from - b->from : a->to - b->to;
}

/* From stage to stage, what belongs to none left out, repeats one: as in a
 * summary. Twice: how many, then which. */
static void
go_ways(struct flows_release *r, const int32_t *of, struct way *all,
    bool is_counted)
{
    const struct cp_log *log = r->s->log;
    int32_t n = r->s->stages->n;
    int32_t *last = arena_new(r->arena, int32_t, (ptrdiff_t)n * n);
    for (int32_t c = 0; c < log->n_cases; c++) {
        int32_t at = -1;
        int64_t since = 0;
        for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++) {
            int32_t to = of[log->events[i]];
            if (to < 0 || to == at)
                continue;
            struct way *w = at < 0 ? NULL : &all[at * n + to];
            if (w != NULL) {
                if (is_counted)
                    w->waits[w->n_waits] =
                        (struct wait){ log->times[i] - since, c };
                w->n_waits++;
            }
            if (w != NULL && last[at * n + to] != c + 1) {
                if (is_counted)
                    w->having[w->n_having] = c;
                w->n_having++;
                last[at * n + to] = c + 1;
            }
            at = to;
            since = log->times[i];
        }
    }
}

static void
find_ways(struct flows_release *r)
{
    const struct cp_stages *stages = r->s->stages;
    const struct cp_log *log = r->s->log;
    int32_t n = stages->n;
    int32_t *of = arena_new(r->arena, int32_t, log->n_activities);
    struct way *all = arena_new(r->arena, struct way, (ptrdiff_t)n * n);
    for (int32_t i = 0; i < log->n_activities; i++) {
        of[i] = -1;
        for (int32_t k = n - 1; k >= 0; k--)
            if (stages->stages[k].takes[i])
                of[i] = k;
    }
    go_ways(r, of, all, false);
    for (int32_t i = 0; i < n * n; i++) {
        all[i].from = i / n;
        all[i].to = i % n;
        all[i].having = arena_new(r->arena, int32_t, all[i].n_having);
        all[i].waits = arena_new(r->arena, struct wait, all[i].n_waits);
        all[i].n_having = all[i].n_waits = 0;
    }
    go_ways(r, of, all, true);
    qsort(all, (size_t)(n * n), sizeof *all, by_cases);
    r->ways = all;
    while (r->n_ways < n * n && r->n_ways < FLOWS_WAYS_MAX &&
        all[r->n_ways].n_having >= WALKED_LEAST) {
        struct way *w = &all[r->n_ways++];
        qsort(w->waits, (size_t)w->n_waits, sizeof *w->waits, by_wait);
        w->table = cp_release_yes(r->release, w->having, w->n_having, WAYS);
    }
}

/* Not lost; lost before any stage; after which. */
static int
add_lost(struct flows_release *r)
{
    const struct cp_staged *t = r->s->staged;
    uint8_t *column = arena_new(r->arena, uint8_t, t->n_cases);
    for (int32_t c = 0; c < t->n_cases; c++)
        column[c] =
            t->status[c] != CP_CASE_LOST ? 0 : (uint8_t)(t->furthest[c] + 2);
    return cp_release_table(r->release, column, t->n_stages + 2, LOST, false);
}

/* ---- All of it hidden together ------------------------------------------- */

static void
cross(struct flows_release *r, const struct group_set *set, bool is_all)
{
    int32_t n = r->s->stages->n;
    cp_release_cross(r->release, r->size, set->by);
    for (int32_t k = 0; k < n; k++) {
        cp_release_cross(r->release, r->came[k], set->by);
        if (is_all && k > 0)
            cp_release_cross(r->release, r->both[k], set->by);
    }
    for (int i = 0; i < r->s->pathway->n_targets; i++)
        cp_release_cross(r->release, r->targets[i], set->by);
    if (is_all)
        cp_release_cross(r->release, r->lost, set->by);
    for (int32_t i = 0; is_all && i < r->n_ways; i++)
        cp_release_cross(r->release, r->ways[i].table, set->by);
}

struct flows_release *
flows_hide(const struct flows_source *s)
{
    struct arena *a = s->arena;
    struct flows_release *r = arena_new(a, struct flows_release, 1);
    struct why why = { 0 };
    int64_t n_undecided;
    int32_t n = s->stages->n;
    r->s = s;
    r->arena = a;
    if (s->log->n_cases < WALKED_LEAST || n == 0 ||
        n + 2 > CP_RELEASE_COLUMNS_MAX)
        return r;
    r->release = cp_release_begin(a, s->log->n_cases, WALKED_LEAST);
    r->came = arena_new(a, int, n);
    r->both = arena_new(a, int, n);
    r->targets = arena_new(a, int, s->pathway->n_targets);
    r->size = cp_release_table(
        r->release, arena_new(a, uint8_t, s->log->n_cases), 1, SIZE, false);
    for (int32_t k = 0; k < n; k++) {
        r->came[k] = add_yes(r, k, false, CAME);
        r->both[k] = k == 0 ? r->came[k] : add_yes(r, k, true, BOTH);
    }
    for (int i = 0; i < s->pathway->n_targets; i++)
        r->targets[i] = cp_release_table(r->release, s->targets[i].of_case,
            CP_TARGET_CLASSES, TARGETS, false);
    r->lost = add_lost(r);
    find_ways(r);
    find_groups(r);
    r->years.by = cp_release_groups(r->release, r->years.of_case, r->years.n);
    cross(r, &r->years, true);
    for (int32_t i = 0; i < r->n_attributes; i++) {
        struct group_set *set = &r->attributes[i];
        set->by = cp_release_groups(r->release, set->of_case, set->n);
        cross(r, set, false);
    }
    if (cp_release_hide(r->release, &why) != OK)
        r->release = NULL;
    else
        require(cp_release_check(r->release, 1000, &n_undecided) == 0);
    return r;
}

static int64_t
count(const struct flows_release *r, int table, int by, int32_t g, int32_t c)
{
    return r->release == NULL ? CP_HIDDEN
                              : cp_release_count(r->release, table, by, g, c);
}

int64_t
flows_came(const struct flows_release *r, int32_t stage)
{
    return r->release == NULL ? CP_HIDDEN
                              : count(r, r->came[stage], CP_RELEASE_ALL, 0, 1);
}

int64_t
flows_lost(const struct flows_release *r, int32_t stage)
{
    return r->release == NULL ? CP_HIDDEN
                              : count(r, r->lost, CP_RELEASE_ALL, 0, stage + 2);
}

/* ---- As a side shows it -------------------------------------------------- */

/* The middle of waits that ascend, where enough people stand on each side of
 * it; to three digits: the wait of one person is nobody's business. */
static double
median(struct flows_release *r, const struct wait *waits, int64_t n,
    const int32_t *of_case, int32_t group)
{
    struct arena_mark mark = arena_mark(r->arena);
    struct wait *own = arena_new(r->arena, struct wait, n);
    uint8_t *seen = arena_new(r->arena, uint8_t, r->s->log->n_cases);
    int64_t n_own = 0, n_sides[2] = { 0, 0 };
    for (int64_t i = 0; i < n; i++)
        if (group < 0 || of_case[waits[i].of_case] == group)
            own[n_own++] = waits[i];
    for (int64_t i = 0; i < n_own; i++) {
        /* the middle one, or two, are on no side */
        int side = i < (n_own - 1) / 2 ? 1 : i > n_own / 2 ? 2 : 0;
        if (side == 0 || (seen[own[i].of_case] & side) != 0)
            continue;
        seen[own[i].of_case] |= (uint8_t)side;
        n_sides[side - 1]++;
    }
    double x = NAN, unit = 1;
    if (n_sides[0] >= WALKED_LEAST && n_sides[1] >= WALKED_LEAST)
        x = ((double)own[(n_own - 1) / 2].us + (double)own[n_own / 2].us) / 2;
    while (fabs(x) / unit >= 1000)
        unit *= 10;
    arena_rewind(r->arena, mark);
    return isfinite(x) ? floor(x / unit + 0.5) * unit : x;
}

/* From the first of the stage before to the first of this, where it is not
 * the other way round. */
static double
stage_median(struct flows_release *r, int32_t stage, int32_t group)
{
    const struct cp_staged *t = r->s->staged;
    struct arena_mark mark = arena_mark(r->arena);
    struct wait *waits = arena_new(r->arena, struct wait, t->n_cases);
    int64_t n = 0;
    for (int32_t c = 0; stage > 0 && c < t->n_cases; c++) {
        const int64_t *firsts = &t->firsts[(int64_t)c * t->n_stages];
        if (has(r, c, stage) && has(r, c, stage - 1) &&
            firsts[stage] >= firsts[stage - 1])
            waits[n++] = (struct wait){ firsts[stage] - firsts[stage - 1], c };
    }
    qsort(waits, (size_t)n, sizeof *waits, by_wait);
    double x = median(r, waits, n, r->years.of_case, group);
    arena_rewind(r->arena, mark);
    return x;
}

static void
put_ways(struct flows_release *r, struct cp_side *to, int by, int32_t group)
{
    to->flows = arena_new(r->arena, struct cp_side_edge, r->n_ways);
    for (int32_t i = 0; i < r->n_ways; i++) {
        const struct way *w = &r->ways[i];
        int64_t n = count(r, w->table, by, group, 1);
        if (n > 0)
            to->flows[to->n_flows++] = (struct cp_side_edge){ w->from, w->to, n,
                median(r, w->waits, w->n_waits, r->years.of_case, group) };
    }
}

/* Of all, or with a group of years. False: it may not be shown at all. */
static bool
side_of(struct flows_release *r, int32_t group, struct cp_side *to)
{
    const struct flows_source *s = r->s;
    struct arena *a = r->arena;
    int by = group < 0 ? CP_RELEASE_ALL : r->years.by;
    struct buf list = buf_in(a, 4000);
    cp_pathway_write(s->pathway, &list);
    *to = (struct cp_side){ .threshold = WALKED_LEAST,
        .zone = s->zone_name,
        .lost_after_days = s->staged->lost_after_days,
        .pathway = *s->pathway,
        .list = buf_text(&list),
        .n_cases = count(r, r->size, by, group, 0),
        .n_stages = s->stages->n,
        .n_targets = s->pathway->n_targets };
    if (to->n_cases < WALKED_LEAST)
        return false;
    to->stages = arena_new(a, struct cp_side_stage, to->n_stages);
    to->targets = arena_new(a, struct cp_side_target, to->n_targets);
    for (int32_t k = 0; k < to->n_stages; k++)
        to->stages[k] = (struct cp_side_stage){ s->stages->stages[k].name,
            count(r, r->came[k], by, group, 1),
            count(r, r->both[k], by, group, 1),
            count(r, r->lost, by, group, k + 2), stage_median(r, k, group) };
    for (int32_t i = 0; i < to->n_targets; i++)
        for (int c = 0; c < CP_TARGET_CLASSES; c++)
            to->targets[i].n[c] = count(r, r->targets[i], by, group, c);
    put_ways(r, to, by, group);
    return true;
}

static void
keep_side(
    struct walked_views *to, struct flows_release *r, int32_t group, text kind)
{
    struct cp_side side;
    struct buf b = buf_in(r->arena, 8000);
    if (!side_of(r, group, &side))
        return;
    cp_side_write(&side, &b);
    walked_keep(to, kind, buf_text(&b));
}

/* ---- By group -------------------------------------------------------------
 */

static void
put_count(struct json *j, int64_t n)
{
    if (n < 0)
        json_null(j);
    else
        json_int(j, n);
}

static void
put_groups(
    struct json *j, const struct flows_release *r, const struct group_set *set)
{
    json_object(j);
    json_name(j, "name");
    json_text(j, walked_name(set->name));
    json_name(j, "groups");
    json_array(j);
    for (int32_t g = 0; g < set->n; g++)
        json_text(j, walked_name(set->values[g]));
    json_end(j);
    json_name(j, "n");
    json_array(j);
    for (int32_t g = 0; g < set->n; g++)
        put_count(j, count(r, r->size, set->by, g, 0));
    json_end(j);
    json_name(j, "came");
    json_array(j);
    for (int32_t k = 0; k < r->s->stages->n; k++) {
        json_array(j);
        for (int32_t g = 0; g < set->n; g++)
            put_count(j, count(r, r->came[k], set->by, g, 1));
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

void
flows_keep(struct walked_views *to, const struct flows_release *found)
{
    struct flows_release *r = arena_new(to->arena, struct flows_release, 1);
    struct buf b = buf_in(to->arena, 4000);
    struct json j = json_write(&b);
    *r = *found;
    if (r->release == NULL)
        return;
    keep_side(to, r, -1, TEXT("side"));
    for (int32_t g = 0; g < r->years.n; g++)
        if (!text_is_empty(r->years.values[g]))
            keep_side(to, r, g,
                arena_print(
                    to->arena, "side:%.*s", TEXT_ARG(r->years.values[g])));
    json_array(&j);
    for (int32_t i = 0; i < r->n_attributes; i++)
        put_groups(&j, r, &r->attributes[i]);
    json_end(&j);
    walked_keep(to, TEXT("groups"), buf_text(&b));
}
