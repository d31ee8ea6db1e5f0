/* What may be seen of a log outside its side: one release of all of it, in the
 * job that reads the log. */
#include "mirror/flows_inside.h"

#include "base/date.h"
#include "base/sort.h"
#include "engine/pathway/target.h"

#include <stdlib.h>

/* The tables, by rank: what stays where two give something away. */
enum { SIZE, CAME, TARGETS, LOST, BOTH, WAYS, STEPS, STEP_WAYS, USUAL };

enum { YEARS_MAY_HIDE = 2 };

/* ---- Groups ---------------------------------------------------------------
 */

/* Those of few are one, the last. */
static struct flows_groups
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
    return (struct flows_groups){
        .name = name, .values = kept, .n = n_kept, .of_case = to, .by = -1
    };
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
    int32_t numbers[FLOWS_YEARS_MAX];
    int64_t counts[FLOWS_YEARS_MAX] = { 0 };
    int32_t n = 0;
    for (int32_t c = 0; c < log->n_cases; c++) {
        of_case[c] = newest - of_case[c];
        if (of_case[c] < FLOWS_YEARS_MAX)
            counts[of_case[c]]++;
    }
    for (int back = 0; back < FLOWS_YEARS_MAX; back++) {
        numbers[back] = counts[back] > 0 ? n : -1;
        if (counts[back] > 0)
            values[n++] = arena_print(r->arena, "%d", newest - back);
    }
    for (int32_t c = 0; c < log->n_cases; c++)
        of_case[c] = of_case[c] < FLOWS_YEARS_MAX ? numbers[of_case[c]] : -1;
    r->years = (struct flows_groups){ .name = TEXT("year"),
        .values = values,
        .n = n,
        .of_case = of_case,
        .by = -1 };
}

/* ---- Sets of cases --------------------------------------------------------
 */

bool
flows_has(const struct flows_release *r, int32_t c, int32_t stage)
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
        if (flows_has(r, c, stage) &&
            (!with_before || flows_has(r, c, stage - 1)))
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
    const struct flows_wait *a = x, *b = y;
    return a->us != b->us
        ? (a->us < b->us ? -1 : 1)
        : (a->of_case > b->of_case) - (a->of_case < b->of_case);
}

static int
by_cases(const void *x, const void *y)
{
    const struct flows_way *a = x, *b = y;
    if (a->n_having != b->n_having)
        return a->n_having > b->n_having ? -1 : 1;
    return a->from != b->from ? a->from - b->from : a->to - b->to;
}

static int
by_stage(const void *context, const void *x, const void *y)
{
    int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
    (void)context;
    return (a > b) - (a < b);
}

/* At one time without an order stages come in their own: as in a summary. */
static void
order_stages(struct arena *a, const struct cp_log *log, int32_t *stage_of)
{
    int32_t *room = arena_new(a, int32_t, log->n_events);
    for (int32_t c = 0; c < log->n_cases; c++)
        for (int64_t i = log->starts[c], next; i < log->starts[c + 1];
             i = next) {
            for (next = i + 1; next < log->starts[c + 1] &&
                 log->times[next] == log->times[i];)
                next++;
            if (next > i + 1)
                sort(stage_of + i, room, (ptrdiff_t)(next - i),
                    sizeof *stage_of, by_stage, NULL);
        }
}

/* From stage to stage, what belongs to none left out, repeats one: as in a
 * summary. Twice: how many, then which. */
static void
go_ways(struct flows_release *r, const int32_t *stage_of, struct flows_way *all,
    bool is_counted)
{
    const struct cp_log *log = r->s->log;
    int32_t n = r->s->stages->n;
    int32_t *last = arena_new(r->arena, int32_t, (ptrdiff_t)n * n);
    for (int32_t c = 0; c < log->n_cases; c++) {
        int32_t at = -1;
        int64_t since = 0;
        for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++) {
            int32_t to = stage_of[i];
            if (to < 0 || to == at)
                continue;
            struct flows_way *w = at < 0 ? NULL : &all[at * n + to];
            if (w != NULL) {
                if (is_counted)
                    w->waits[w->n_waits] =
                        (struct flows_wait){ log->times[i] - since, c };
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
    struct flows_way *all =
        arena_new(r->arena, struct flows_way, (ptrdiff_t)n * n);
    for (int32_t i = 0; i < log->n_activities; i++) {
        of[i] = -1;
        for (int32_t k = n - 1; k >= 0; k--)
            if (stages->stages[k].takes[i])
                of[i] = k;
    }
    int32_t *stage_of = arena_new(r->arena, int32_t, log->n_events);
    for (int64_t i = 0; i < log->n_events; i++)
        stage_of[i] = of[log->events[i]];
    if (log->is_any_order)
        order_stages(r->arena, log, stage_of);
    go_ways(r, stage_of, all, false);
    for (int32_t i = 0; i < n * n; i++) {
        all[i].from = i / n;
        all[i].to = i % n;
        all[i].having = arena_new(r->arena, int32_t, all[i].n_having);
        all[i].waits = arena_new(r->arena, struct flows_wait, all[i].n_waits);
        all[i].n_having = all[i].n_waits = 0;
    }
    go_ways(r, stage_of, all, true);
    qsort(all, (size_t)(n * n), sizeof *all, by_cases);
    r->ways = all;
    while (r->n_ways < n * n && r->n_ways < FLOWS_WAYS_MAX &&
        all[r->n_ways].n_having >= WALKED_LEAST) {
        struct flows_way *w = &all[r->n_ways++];
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

static bool
is_same(const struct flows_set *x, const int32_t *having, int64_t n)
{
    bool is_same = x->n == n;
    for (int64_t i = 0; i < n && is_same; i++)
        is_same = x->having[i] == having[i];
    return is_same;
}

/* What is a stage, or a way between two, has the rank of that. */
static int
add_step(struct flows_release *r, const struct flows_set *x)
{
    for (int32_t k = 0; k < r->s->stages->n; k++)
        if (is_same(x, r->sets[2 * k], r->n_sets[2 * k]))
            return r->came[k];
    for (int32_t i = 0; i < r->n_ways; i++)
        if (is_same(x, r->ways[i].having, r->ways[i].n_having))
            return r->ways[i].table;
    return cp_release_yes(
        r->release, x->having, x->n, x->is_way ? STEP_WAYS : STEPS);
}

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
    for (int i = 0; i < r->n_targets; i++)
        r->targets[i] = cp_release_table(r->release, s->targets[i].of_case,
            CP_TARGET_CLASSES, TARGETS, false);
    if (s->pathway != NULL)
        r->lost = cp_release_table(
            r->release, r->lost_columns, s->stages->n + 1, LOST, false);
    for (int32_t i = 0; i < r->n_ways; i++)
        r->ways[i].table = cp_release_yes(
            r->release, r->ways[i].having, r->ways[i].n_having, WAYS);
    for (int i = 0; r->has_sets && i < s->n_sets; i++)
        r->steps[i] = add_step(r, &s->sets[i]);
    if (r->has_sets && s->usual != NULL)
        r->usual = cp_release_table(
            r->release, s->usual, s->n_usual + 1, USUAL, false);
}

static void
cross(struct flows_release *r, struct flows_groups *set)
{
    int32_t n = r->s->stages->n;
    set->by = cp_release_groups(r->release, set->of_case, set->n);
    cp_release_cross(r->release, r->size, set->by);
    for (int32_t k = 0; k < n; k++) {
        cp_release_cross(r->release, r->came[k], set->by);
        if (set->depth >= DEPTH_ALL && k > 0)
            cp_release_cross(r->release, r->both[k], set->by);
    }
    if (set->depth >= DEPTH_LOST)
        cp_release_cross(r->release, r->lost, set->by);
    for (int i = 0; set->depth >= DEPTH_TARGETS && i < r->n_targets; i++)
        cp_release_cross(r->release, r->targets[i], set->by);
    for (int32_t i = 0; set->depth >= DEPTH_ALL && i < r->n_ways; i++)
        cp_release_cross(r->release, r->ways[i].table, set->by);
}

int64_t
flows_count(
    const struct flows_release *r, int table, int by, int32_t g, int32_t c)
{
    return r->release == NULL ? CP_HIDDEN
                              : cp_release_count(r->release, table, by, g, c);
}

/* How many counts of all cases are hidden: of who came to a stage, and of all
 * else. */
struct hidden {
    int came, other;
};

static struct hidden
count_hidden(const struct flows_release *r)
{
    struct hidden n = { 0, 0 };
    for (int32_t k = 0; k < r->s->stages->n; k++) {
        n.came += flows_count(r, r->came[k], CP_RELEASE_ALL, 0, 1) == CP_HIDDEN;
        n.other +=
            flows_count(r, r->both[k], CP_RELEASE_ALL, 0, 1) == CP_HIDDEN;
        n.other +=
            flows_count(r, r->lost, CP_RELEASE_ALL, 0, k + 1) == CP_HIDDEN;
    }
    for (int i = 0; i < r->n_targets; i++)
        for (int c = 0; c < CP_TARGET_CLASSES; c++)
            n.other += flows_count(r, r->targets[i], CP_RELEASE_ALL, 0, c) ==
                CP_HIDDEN;
    for (int32_t i = 0; i < r->n_ways; i++)
        n.other +=
            flows_count(r, r->ways[i].table, CP_RELEASE_ALL, 0, 1) == CP_HIDDEN;
    return n;
}

/* Of all cases, and by the groups so far. False: it cannot be made safe. */
static bool
hide(struct flows_release *r)
{
    struct why why = { 0 };
    add_tables(r);
    if (r->years.by >= 0)
        cross(r, &r->years);
    for (int32_t i = 0; i < r->n_attributes; i++)
        cross(r, &r->attributes[i]);
    if (cp_release_hide(r->release, &why) != OK)
        r->release = NULL;
    return r->release != NULL;
}

/* Groups are taken in as they are, or with small ones together, or not at
 * all: what would hide a number of all cases is not worth it. */
static bool
take_groups(struct flows_release *r, struct flows_groups *to,
    const struct flows_groups *whole, int32_t n_most, int depth,
    struct hidden most)
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
        to->depth = depth;
        if (to->n < 2 || to->n > n_most)
            continue;
        if (!hide(r))
            continue;
        struct hidden now = count_hidden(r);
        if (now.came <= most.came && now.other <= most.other)
            return true;
    }
    to->by = -1;
    return false;
}

static void
take_attributes(struct flows_release *r, struct hidden most)
{
    const struct cp_log *log = r->s->log;
    r->attributes = arena_new(r->arena, struct flows_groups, log->n_attributes);
    for (int i = 0; i < log->n_attributes; i++) {
        const struct cp_attribute *x = &log->attributes[i];
        struct flows_groups whole = { .name = x->name,
            .values = x->values,
            .n = x->n_values,
            .of_case = x->of_case,
            .by = -1 };
        if (x->n_values > 255)
            continue; /* no groups: everybody is their own */
        r->n_attributes++;
        if (!take_groups(r, &r->attributes[r->n_attributes - 1], &whole,
                FLOWS_GROUPS_MAX, DEPTH_CAME, most))
            r->n_attributes--;
    }
}

/* All groups as they are: of a large log nothing is hidden for it. */
static bool
take_at_once(struct flows_release *r, struct hidden most)
{
    const struct cp_log *log = r->s->log;
    struct flows_groups years = r->years;
    r->attributes = arena_new(r->arena, struct flows_groups, log->n_attributes);
    r->years = merge(
        r, years.name, years.values, years.n, years.of_case, WALKED_LEAST);
    r->years.depth = DEPTH_ALL;
    r->years.by = r->years.n >= 2 ? 0 : -1;
    for (int i = 0; i < log->n_attributes; i++) {
        const struct cp_attribute *x = &log->attributes[i];
        struct flows_groups *to = &r->attributes[r->n_attributes];
        if (x->n_values > 255)
            continue;
        *to =
            merge(r, x->name, x->values, x->n_values, x->of_case, WALKED_LEAST);
        r->n_attributes += to->n >= 2 && to->n <= FLOWS_GROUPS_MAX;
    }
    if (hide(r)) {
        struct hidden now = count_hidden(r);
        if (now.came <= most.came && now.other <= most.other)
            return true;
    }
    r->years = years;
    r->n_attributes = 0;
    return false;
}

static void
take_all_groups(struct flows_release *r)
{
    struct flows_groups years;
    if (!hide(r))
        return;
    /* to see one year beside another is worth a number or two */
    struct hidden most = count_hidden(r);
    find_years(r);
    if (take_at_once(r, most))
        return;
    years = r->years;
    most.other += YEARS_MAY_HIDE;
    for (int depth = DEPTH_ALL; depth >= DEPTH_CAME; depth--)
        if (take_groups(r, &r->years, &years, FLOWS_YEARS_MAX + 1, depth, most))
            break;
    if (hide(r))
        take_attributes(r, count_hidden(r));
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
    r->n_targets = s->pathway == NULL ? 0 : s->pathway->n_targets;
    if (s->log->n_cases < WALKED_LEAST || n + 1 > CP_RELEASE_COLUMNS_MAX)
        return r;
    r->came = arena_new(a, int, n);
    r->both = arena_new(a, int, n);
    r->targets = arena_new(a, int, r->n_targets);
    r->steps = arena_new(a, int, s->n_sets);
    if (s->pathway != NULL) {
        find_sets(r);
        find_lost(r);
        find_ways(r);
        take_all_groups(r);
    }
    r->has_sets = true;
    if (hide(r))
        require(cp_release_check(r->release, 1000, &n_undecided) == 0);
    return r;
}

int64_t
flows_came(const struct flows_release *r, int32_t stage)
{
    return r->release == NULL
        ? CP_HIDDEN
        : flows_count(r, r->came[stage], CP_RELEASE_ALL, 0, 1);
}

int64_t
flows_lost(const struct flows_release *r, int32_t stage)
{
    return r->release == NULL
        ? CP_HIDDEN
        : flows_count(r, r->lost, CP_RELEASE_ALL, 0, stage + 1);
}

int64_t
flows_kept(const struct flows_release *r, int target, enum cp_target_class is)
{
    return r->release == NULL
        ? CP_HIDDEN
        : flows_count(r, r->targets[target], CP_RELEASE_ALL, 0, (int32_t)is);
}

int64_t
flows_took(const struct flows_release *r, int set)
{
    return r->release == NULL
        ? CP_HIDDEN
        : flows_count(r, r->steps[set], CP_RELEASE_ALL, 0, 1);
}

int64_t
flows_usual(const struct flows_release *r, int way)
{
    return r->release == NULL
        ? CP_HIDDEN
        : flows_count(r, r->usual, CP_RELEASE_ALL, 0, way);
}
