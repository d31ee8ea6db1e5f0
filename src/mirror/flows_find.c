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
    struct cp_release *release;             /* NULL: nothing may be shown */
    int size, lost, *came, *both, *targets; /* tables of it */
    int32_t **sets; /* of each stage: who came; and had come before */
    int64_t *n_sets;
    uint8_t *lost_columns;
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
    const int32_t *of_case, int64_t least)
{
    struct arena *a = r->arena;
    int32_t n_cases = r->s->log->n_cases;
    int32_t *to = arena_new(a, int32_t, n_cases);
    int32_t *of_group = arena_new(a, int32_t, n + 1);
    text *kept = arena_new(a, text, n + 1);
    bool has_rest;
    int32_t n_kept = cp_release_merge(
        a, of_case, n_cases, n, least, to, of_group, &has_rest);
    for (int32_t g = 0; g < n; g++)
        if (!has_rest || of_group[g] < n_kept - 1)
            kept[of_group[g]] = values[g];
    if (has_rest)
        kept[n_kept - 1] = TEXT("");
    return (struct group_set){ name, kept, n_kept, to, -1 };
}

/* Of the first contact, in the log's zone; the latest of them. */
static void
find_years(struct flows_release *r)
{
    const struct cp_log *log = r->s->log;
    int32_t *of_case = arena_new(r->arena, int32_t, log->n_cases);
    text *values = arena_new(r->arena, text, FLOWS_YEARS_MAX);
    int newest = 0;
    for (int32_t c = 0; c < log->n_cases; c++) {
        int64_t day = cp_zone_day(r->s->zone, log->times[log->starts[c]]);
        of_case[c] = date_of_days(day).year;
        if (of_case[c] > newest)
            newest = of_case[c];
    }
    for (int n = 0; n < FLOWS_YEARS_MAX; n++)
        values[n] = arena_print(r->arena, "%d", newest - n);
    for (int32_t c = 0; c < log->n_cases; c++) {
        int32_t back = newest - of_case[c];
        of_case[c] = back < FLOWS_YEARS_MAX ? back : -1;
    }
    r->years = (struct group_set){ TEXT("year"), values, FLOWS_YEARS_MAX,
        of_case, -1 };
}

/* ---- Sets of cases --------------------------------------------------------
 */

static bool
has(const struct flows_release *r, int32_t c, int32_t stage)
{
    const struct cp_staged *t = r->s->staged;
    return t->firsts[(int64_t)c * t->n_stages + stage] != CP_STAGE_NEVER;
}

static int64_t
find_set(struct flows_release *r, int32_t stage, bool with_before, int at)
{
    int32_t n_cases = r->s->log->n_cases;
    int64_t n = 0;
    r->sets[at] = arena_new(r->arena, int32_t, n_cases);
    for (int32_t c = 0; c < n_cases; c++)
        if (has(r, c, stage) && (!with_before || has(r, c, stage - 1)))
            r->sets[at][n++] = c;
    return n;
}

/* Of each stage: who came to it; and who to the one before too. */
static void
find_sets(struct flows_release *r)
{
    int32_t n = r->s->stages->n;
    r->sets = arena_new(r->arena, int32_t *, 2 * n);
    r->n_sets = arena_new(r->arena, int64_t, 2 * n);
    for (int32_t k = 0; k < n; k++) {
        r->n_sets[2 * k] = find_set(r, k, false, 2 * k);
        if (k > 0)
            r->n_sets[2 * k + 1] = find_set(r, k, true, 2 * k + 1);
    }
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
    }
}

/* Lost after which stage; all others are one. */
static void
find_lost(struct flows_release *r)
{
    const struct cp_staged *t = r->s->staged;
    r->lost_columns = arena_new(r->arena, uint8_t, t->n_cases);
    for (int32_t c = 0; c < t->n_cases; c++)
        r->lost_columns[c] =
            t->status[c] != CP_CASE_LOST ? 0 : (uint8_t)(t->furthest[c] + 1);
}

/* ---- All of it hidden together ------------------------------------------- */

static void
add_tables(struct flows_release *r)
{
    const struct flows_source *s = r->s;
    r->release = cp_release_begin(r->arena, s->log->n_cases, WALKED_LEAST);
    r->size = cp_release_table(r->release,
        arena_new(r->arena, uint8_t, s->log->n_cases), 1, SIZE, false);
    for (int32_t k = 0; k < s->stages->n; k++) {
        r->came[k] =
            cp_release_yes(r->release, r->sets[2 * k], r->n_sets[2 * k], CAME);
        r->both[k] = k == 0 ? r->came[k]
                            : cp_release_yes(r->release, r->sets[2 * k + 1],
                                  r->n_sets[2 * k + 1], BOTH);
    }
    for (int i = 0; i < s->pathway->n_targets; i++)
        r->targets[i] = cp_release_table(r->release, s->targets[i].of_case,
            CP_TARGET_CLASSES, TARGETS, false);
    r->lost = cp_release_table(
        r->release, r->lost_columns, s->stages->n + 1, LOST, false);
    for (int32_t i = 0; i < r->n_ways; i++)
        r->ways[i].table = cp_release_yes(
            r->release, r->ways[i].having, r->ways[i].n_having, WAYS);
}

static void
cross(struct flows_release *r, struct group_set *set, bool is_all)
{
    int32_t n = r->s->stages->n;
    set->by = cp_release_groups(r->release, set->of_case, set->n);
    cp_release_cross(r->release, r->size, set->by);
    for (int32_t k = 0; k < n; k++) {
        cp_release_cross(r->release, r->came[k], set->by);
        if (is_all && k > 0)
            cp_release_cross(r->release, r->both[k], set->by);
    }
    for (int i = 0; is_all && i < r->s->pathway->n_targets; i++)
        cp_release_cross(r->release, r->targets[i], set->by);
    if (is_all)
        cp_release_cross(r->release, r->lost, set->by);
    for (int32_t i = 0; is_all && i < r->n_ways; i++)
        cp_release_cross(r->release, r->ways[i].table, set->by);
}

static int64_t
count(const struct flows_release *r, int table, int by, int32_t g, int32_t c)
{
    return r->release == NULL ? CP_HIDDEN
                              : cp_release_count(r->release, table, by, g, c);
}

/* How many counts of all cases are hidden. */
static int
n_hidden(const struct flows_release *r)
{
    int n = 0;
    for (int32_t k = 0; k < r->s->stages->n; k++) {
        n += count(r, r->came[k], CP_RELEASE_ALL, 0, 1) == CP_HIDDEN;
        n += count(r, r->both[k], CP_RELEASE_ALL, 0, 1) == CP_HIDDEN;
        n += count(r, r->lost, CP_RELEASE_ALL, 0, k + 1) == CP_HIDDEN;
    }
    for (int i = 0; i < r->s->pathway->n_targets; i++)
        for (int c = 0; c < CP_TARGET_CLASSES; c++)
            n += count(r, r->targets[i], CP_RELEASE_ALL, 0, c) == CP_HIDDEN;
    for (int32_t i = 0; i < r->n_ways; i++)
        n += count(r, r->ways[i].table, CP_RELEASE_ALL, 0, 1) == CP_HIDDEN;
    return n;
}

/* Of all cases, and by the groups so far. False: it cannot be made safe. */
static bool
hide(struct flows_release *r)
{
    struct why why = { 0 };
    add_tables(r);
    if (r->years.by >= 0)
        cross(r, &r->years, true);
    for (int32_t i = 0; i < r->n_attributes; i++)
        cross(r, &r->attributes[i], false);
    if (cp_release_hide(r->release, &why) != OK)
        r->release = NULL;
    return r->release != NULL;
}

/* Groups are taken in as they are, or with small ones together, or not at
 * all: what would hide a number of all cases is not worth it. */
static bool
take_groups(struct flows_release *r, struct group_set *to,
    const struct group_set *whole, int32_t n_most, int hidden)
{
    int64_t last = 0;
    for (int tenths = 0; tenths <= 4; tenths = tenths == 0 ? 1 : tenths * 2) {
        int64_t least = (int64_t)r->s->log->n_cases * tenths / 20;
        least = least < WALKED_LEAST ? WALKED_LEAST : least;
        if (least == last)
            continue;
        last = least;
        *to = merge(
            r, whole->name, whole->values, whole->n, whole->of_case, least);
        to->by = 0;
        if (to->n < 2 || to->n > n_most)
            continue;
        if (hide(r) && n_hidden(r) <= hidden)
            return true;
    }
    to->by = -1;
    return false;
}

static void
take_attributes(struct flows_release *r, int hidden)
{
    const struct cp_log *log = r->s->log;
    r->attributes = arena_new(r->arena, struct group_set, log->n_attributes);
    for (int i = 0; i < log->n_attributes; i++) {
        const struct cp_attribute *x = &log->attributes[i];
        struct group_set whole = { x->name, x->values, x->n_values, x->of_case,
            -1 };
        if (x->n_values > 255)
            continue; /* no groups: everybody is their own */
        r->n_attributes++;
        if (!take_groups(r, &r->attributes[r->n_attributes - 1], &whole,
                FLOWS_GROUPS_MAX, hidden))
            r->n_attributes--;
    }
}

struct flows_release *
flows_hide(const struct flows_source *s)
{
    struct arena *a = s->arena;
    struct flows_release *r = arena_new(a, struct flows_release, 1);
    int64_t n_undecided;
    int32_t n = s->stages->n;
    r->s = s;
    r->arena = a;
    r->years.by = -1;
    if (s->log->n_cases < WALKED_LEAST || n == 0 ||
        n + 1 > CP_RELEASE_COLUMNS_MAX)
        return r;
    r->came = arena_new(a, int, n);
    r->both = arena_new(a, int, n);
    r->targets = arena_new(a, int, s->pathway->n_targets);
    find_sets(r);
    find_lost(r);
    find_ways(r);
    if (!hide(r))
        return r;
    int hidden = n_hidden(r);
    find_years(r);
    struct group_set years = r->years;
    (void)take_groups(r, &r->years, &years, FLOWS_YEARS_MAX + 1, hidden);
    take_attributes(r, hidden);
    if (hide(r))
        require(cp_release_check(r->release, 1000, &n_undecided) == 0);
    return r;
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
                              : count(r, r->lost, CP_RELEASE_ALL, 0, stage + 1);
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
            count(r, r->lost, by, group, k + 1), stage_median(r, k, group) };
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
    for (int32_t g = 0; r->years.by >= 0 && g < r->years.n; g++)
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
