/* The release of a log as it is kept: as a side shows it, and by groups. */
#include "mirror/flows_inside.h"

#include <math.h>
#include <stdlib.h>

static int
by_wait(const void *x, const void *y)
{
    const struct flows_wait *a = x, *b = y;
    return a->us < b->us ? -1 : a->us > b->us;
}

/* ---- As a side shows it -------------------------------------------------- */

/* The middle of waits that ascend, where enough people stand on each side of
 * it; to three digits: the wait of one person is nobody's business. */
static double
median(struct flows_release *r, const struct flows_wait *waits, int64_t n,
    const int32_t *of_case, int32_t group)
{
    struct arena_mark mark = arena_mark(r->arena);
    struct flows_wait *own = arena_new(r->arena, struct flows_wait, n);
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
    struct flows_wait *waits =
        arena_new(r->arena, struct flows_wait, t->n_cases);
    int64_t n = 0;
    for (int32_t c = 0; stage > 0 && c < t->n_cases; c++) {
        const int64_t *firsts = &t->firsts[(int64_t)c * t->n_stages];
        if (flows_has(r, c, stage) && flows_has(r, c, stage - 1) &&
            firsts[stage] >= firsts[stage - 1])
            waits[n++] =
                (struct flows_wait){ firsts[stage] - firsts[stage - 1], c };
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
        const struct flows_way *w = &r->ways[i];
        int64_t n = flows_count(r, w->table, by, group, 1);
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
    int depth = group < 0 ? DEPTH_ALL : r->years.depth;
    struct buf list = buf_in(a, 4000);
    cp_pathway_write(s->pathway, &list);
    *to = (struct cp_side){ .threshold = WALKED_LEAST,
        .zone = s->zone_name,
        .lost_after_days = s->staged->lost_after_days,
        .pathway = *s->pathway,
        .list = buf_text(&list),
        .n_cases = flows_count(r, r->size, by, group, 0),
        .n_stages = s->stages->n,
        .n_targets = s->pathway->n_targets };
    if (to->n_cases < WALKED_LEAST)
        return false;
    to->stages = arena_new(a, struct cp_side_stage, to->n_stages);
    to->targets = arena_new(a, struct cp_side_target, to->n_targets);
    for (int32_t k = 0; k < to->n_stages; k++)
        to->stages[k] = (struct cp_side_stage){ s->stages->stages[k].name,
            flows_count(r, r->came[k], by, group, 1),
            k == 0 || depth >= DEPTH_ALL
                ? flows_count(r, r->both[k], by, group, 1)
                : CP_HIDDEN,
            depth >= DEPTH_LOST ? flows_count(r, r->lost, by, group, k + 1)
                                : CP_HIDDEN,
            stage_median(r, k, group) };
    for (int32_t i = 0; i < to->n_targets; i++)
        for (int c = 0; c < CP_TARGET_CLASSES; c++)
            to->targets[i].n[c] = depth >= DEPTH_TARGETS
                ? flows_count(r, r->targets[i], by, group, c)
                : CP_HIDDEN;
    if (depth >= DEPTH_ALL)
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
put_groups(struct json *j, const struct flows_release *r,
    const struct flows_groups *set)
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
        put_count(j, flows_count(r, r->size, set->by, g, 0));
    json_end(j);
    json_name(j, "came");
    json_array(j);
    for (int32_t k = 0; k < r->s->stages->n; k++) {
        json_array(j);
        for (int32_t g = 0; g < set->n; g++)
            put_count(j, flows_count(r, r->came[k], set->by, g, 1));
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
    if (r->release == NULL || r->s->stages->n == 0)
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
