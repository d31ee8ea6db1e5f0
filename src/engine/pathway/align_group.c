/* What comes in any order: each part against its own events alone, since no
 * activity belongs to two. */
#include "engine/pathway/align_inside.h"

#include <string.h>

/* ---- What lies between --------------------------------------------------- */

struct cp_between
cp_between_in(const struct cp_group_view *v, const struct cp_price *price,
    struct arena *a)
{
    int32_t n = v->g->n_parts;
    struct cp_between w = { .v = v, .price = price };
    w.k = arena_new(a, int32_t, n);
    if (v->g->n_models > 0) {
        w.a = arena_new(a, int32_t, n);
        w.b = arena_new(a, int32_t, n);
    }
    return w;
}

void
cp_between_begin(struct cp_between *w, ptrdiff_t at)
{
    const struct cp_group *g = w->v->g;
    memset(w->k, 0, (size_t)g->n_parts * sizeof *w->k);
    if (g->n_models > 0)
        for (int32_t i = 0; i < g->n_parts; i++)
            if (g->parts[i].model != NULL)
                w->a[i] = w->b[i] = w->v->parts[i].before[at];
    w->from = w->to = at;
    w->full = w->v->shortest;
    w->prefix = 0;
}

/* What part i costs, taken off or put on. */
static void
count(struct cp_between *w, int32_t i, int32_t sign)
{
    const struct cp_part *part = &w->v->g->parts[i];
    if (part->model != NULL) {
        const struct cp_part_view *pieces = &w->v->parts[i];
        ptrdiff_t at = w->b[i] * (pieces->n + 1) + w->a[i];
        w->full += sign * pieces->full[at];
        w->prefix += sign * pieces->prefix[at];
    } else if (w->k[i] == 0) {
        w->full += sign *
            (part->weight == 0
                    ? 0
                    : part->weight + (part->number == w->price->step_number));
    }
}

static void
add_own(struct cp_between *w, ptrdiff_t own, bool is_right)
{
    int32_t event = w->v->events[own];
    int32_t i = w->v->g->part_of[event];
    const struct cp_part *part = &w->v->g->parts[i];
    count(w, i, -1);
    if (part->model == NULL) {
        if (w->k[i]++ > 0 && !part->may_repeat) {
            int32_t extra = cp_extra(w->price, event);
            w->full += extra;
            w->prefix += extra;
        }
        return;
    }
    if (is_right)
        w->b[i]++;
    else
        w->a[i]--;
    count(w, i, 1);
}

void
cp_between_right(struct cp_between *w)
{
    add_own(w, w->to++, true);
}

void
cp_between_left(struct cp_between *w)
{
    add_own(w, --w->from, false);
}

/* ---- What entered -------------------------------------------------------- */

/* What a plain step that came costs less than when all its events were extra
 * and it was left out. */
static struct cp_less
less_with(const struct cp_part *part, const struct cp_price *price)
{
    struct cp_less less = { 0, 0 };
    if (!part->may_repeat)
        less.full = less.prefix = cp_extra(price, part->activity);
    if (part->weight > 0)
        less.full += part->weight + (part->number == price->step_number);
    return less;
}

struct cp_gather
cp_gather_in(const struct cp_group_view *v, const struct cp_price *price,
    struct arena *a, bool is_back, ptrdiff_t at, ptrdiff_t n_lanes)
{
    struct cp_gather g = { .v = v,
        .price = price,
        .arena = a,
        .is_back = is_back,
        .at = at,
        .n_lanes = n_lanes };
    g.full = arena_new(a, int32_t, n_lanes);
    g.prefix = arena_new(a, int32_t, n_lanes);
    for (ptrdiff_t i = 0; i < n_lanes; i++)
        g.full[i] = g.prefix[i] = CP_FAR;
    if (v->n == 0)
        return g;
    if (v->g->n_models == 0) {
        g.order = arena_new(a, int32_t, v->g->n_parts);
        g.less = arena_new(a, struct cp_less, v->g->n_parts);
        for (int32_t i = 0; i < v->g->n_parts; i++)
            g.less[i] = less_with(&v->g->parts[i], price);
        if (n_lanes > 1) {
            g.entered = arena_new(a, struct cp_entered, v->g->n_parts + 1);
        } else {
            g.one = arena_new(a, int32_t, v->g->n_parts + 1);
            for (int32_t i = 0; i <= v->g->n_parts; i++)
                g.one[i] = CP_FAR;
        }
    } else {
        g.entered = arena_new(a, struct cp_entered, v->n);
        g.between = cp_between_in(v, price, a);
    }
    return g;
}

void
cp_gather_foreign(struct cp_gather *g, int32_t event)
{
    int32_t extra = cp_extra(g->price, event);
    g->sum += extra;
    for (ptrdiff_t i = 0; i < g->n_lanes; i++)
        g->prefix[i] += extra;
}

static struct cp_entered
enter(struct cp_gather *g, const int32_t *costs, ptrdiff_t n, int32_t sum)
{
    struct cp_entered e = g->spare;
    g->spare.costs = NULL;
    if (e.costs == NULL)
        e.costs = (int32_t *)(void *)arena_take(
            g->arena, sizeof(int32_t), _Alignof(int32_t), g->n_lanes);
    e.n = n;
    for (ptrdiff_t i = 0; i < n; i++)
        e.costs[i] = costs[i] - sum;
    return e;
}

/* The least of both, in the longer; the other is spare. */
static struct cp_entered
merge(struct cp_gather *g, struct cp_entered x, struct cp_entered y)
{
    if (x.costs == NULL || y.costs == NULL)
        return x.costs == NULL ? y : x;
    if (x.n < y.n) {
        struct cp_entered swap = x;
        x = y;
        y = swap;
    }
    for (ptrdiff_t i = 0; i < y.n; i++)
        x.costs[i] = cp_least(x.costs[i], y.costs[i]);
    g->spare = y;
    return x;
}

static void
arrive(struct cp_gather *g, const struct cp_entered *e, int32_t full,
    int32_t prefix)
{
    for (ptrdiff_t i = 0; i < e->n; i++) {
        g->full[i] = cp_least(g->full[i], e->costs[i] + full);
        g->prefix[i] = cp_least(g->prefix[i], e->costs[i] + prefix);
    }
}

/* Plain steps: what entered before the last of a part has it, so the part that
 * comes now goes to the front. Where it stood. */
static int32_t
move_to_front(struct cp_gather *g, int32_t part)
{
    int32_t at = 0;
    while (at < g->n_order && g->order[at] != part)
        at++;
    if (at == g->n_order)
        g->n_order++;
    memmove(g->order + 1, g->order, (size_t)at * sizeof *g->order);
    g->order[0] = part;
    return at;
}

static void
gather_steps(struct cp_gather *g, int32_t event, struct cp_entered new_one)
{
    int32_t at = move_to_front(g, g->v->g->part_of[event]);
    struct cp_entered last = g->entered[at];
    if (at > 0) {
        last = merge(g, last, g->entered[at - 1]);
        memmove(
            g->entered + 1, g->entered, (size_t)(at - 1) * sizeof *g->entered);
        g->entered[at] = last;
        g->entered[0] = new_one;
    } else {
        g->entered[0] = merge(g, new_one, last);
    }
    int32_t full = g->sum + g->v->shortest, prefix = g->sum;
    for (int32_t i = 0; i < g->n_order; i++) {
        full -= g->less[g->order[i]].full;
        prefix -= g->less[g->order[i]].prefix;
        if (g->entered[i].costs != NULL)
            arrive(g, &g->entered[i], full, prefix);
    }
}

/* The same of one lane. */
static void
gather_steps_once(struct cp_gather *g, int32_t event, int32_t cost)
{
    int32_t at = move_to_front(g, g->v->g->part_of[event]);
    int32_t *one = g->one, last = one[at];
    if (at > 0) {
        last = cp_least(last, one[at - 1]);
        memmove(one + 1, one, (size_t)(at - 1) * sizeof *one);
        one[at] = last;
        one[0] = cost;
    } else {
        one[0] = cp_least(cost, last);
    }
    int32_t full = g->v->shortest, prefix = 0;
    int32_t best_full = CP_FAR, best_prefix = CP_FAR;
    for (int32_t i = 0; i < g->n_order; i++) {
        full -= g->less[g->order[i]].full;
        prefix -= g->less[g->order[i]].prefix;
        best_full = cp_least(best_full, one[i] + full);
        best_prefix = cp_least(best_prefix, one[i] + prefix);
    }
    g->full[0] = best_full + g->sum;
    g->prefix[0] = best_prefix + g->sum;
}

/* All that entered, from the latest on. */
static void
gather_parts(struct cp_gather *g, struct cp_entered new_one)
{
    struct cp_between *w = &g->between;
    g->entered[g->n++] = new_one;
    cp_between_begin(w, g->is_back ? g->at - g->n : g->at + g->n);
    for (ptrdiff_t i = g->n - 1; i >= 0; i--) {
        if (g->is_back)
            cp_between_right(w);
        else
            cp_between_left(w);
        arrive(g, &g->entered[i], g->sum + w->full, g->sum + w->prefix);
    }
}

void
cp_gather_own(
    struct cp_gather *g, int32_t event, const int32_t *costs, ptrdiff_t n)
{
    bool is_plain = g->v->g->n_models == 0;
    int32_t before = g->sum;
    if (is_plain && !g->v->g->parts[g->v->g->part_of[event]].may_repeat)
        g->sum += cp_extra(g->price, event);
    if (is_plain && g->one != NULL) {
        gather_steps_once(g, event, costs[0] - before);
        return;
    }
    struct cp_entered new_one = enter(g, costs, n, before);
    for (ptrdiff_t i = 0; i < n; i++)
        g->full[i] = g->prefix[i] = CP_FAR;
    if (is_plain)
        gather_steps(g, event, new_one);
    else
        gather_parts(g, new_one);
}
