/* How a trace is judged: what tables of pieces would cost, what writing groups
 * out would, and when neither can be afforded. */
#include "engine/pathway/align_inside.h"

enum {
    SHORT = 64,
    FLAT_EDGES_MAX = 1 << 17,
    MAKING = 150 /* an edge, before it is used */
};

struct cost {
    double work, bytes;
};

struct counts {
    const int32_t *of; /* events by activity */
    int32_t n_activities;
};

static double
own_of(const struct counts *c, const struct cp_group *g, int32_t part)
{
    double n = 0;
    for (int32_t i = 0; i < c->n_activities; i++)
        if (part < 0 ? g->part_of[i] >= 0 : g->part_of[i] == part)
            n += c->of[i];
    return n;
}

static struct cost tables(const struct counts *c, const struct cp_group *g);

/* A part against all pieces of its n own events; four lanes at a time. */
static struct cost
pieces(const struct counts *c, const struct cp_model *m, double n)
{
    struct cost to = { n * n / 8 * (m->n_edges + m->n_states),
        8 * n * n + 8 * n * m->n_states };
    for (int32_t i = 0; i < m->n_groups; i++) {
        const struct cp_group *g = &m->groups[i];
        double own = own_of(c, g, -1);
        struct cost inner = tables(c, g);
        to.work += inner.work +
            n / 4 * own * (g->n_models == 0 ? g->n_parts : own / 2);
        to.bytes += inner.bytes + 4 * n * (g->n_models == 0 ? g->n_parts : own);
    }
    return to;
}

static struct cost
tables(const struct counts *c, const struct cp_group *g)
{
    double n = own_of(c, g, -1);
    struct cost to = { 2 * n * g->n_parts, 24 * n };
    if (g->n_models == 0)
        return to;
    to = (struct cost){ 6 * n * n, 24 * n + 8 * n * g->n_models };
    for (int32_t i = 0; i < g->n_parts; i++) {
        if (g->parts[i].model == NULL)
            continue;
        struct cost one = pieces(c, g->parts[i].model, own_of(c, g, i) + 1);
        to.work += one.work;
        to.bytes += one.bytes;
    }
    return to;
}

static double
flat_edges(const struct cp_group *g)
{
    double states = 1, edges_each = 1.5;
    for (int32_t i = 0; i < g->n_parts; i++) {
        const struct cp_model *part = g->parts[i].model;
        states *= part == NULL ? 2 : part->flat_states;
        edges_each += part == NULL ? 0.5 : part->flat_edges / part->flat_states;
    }
    return states * edges_each;
}

struct cp_plan
cp_plan_for(const struct cp_model *m, struct arena *a, const int32_t *events,
    ptrdiff_t n)
{
    struct cp_plan plan = { m, 0 };
    if (m->is_shared)
        return (struct cp_plan){ NULL, 0 };
    if (n <= SHORT)
        return plan;
    struct cost all = { (double)n * (m->n_edges + m->n_states),
        4.0 * m->n_states + 16.0 * (double)n };
    int32_t *of = arena_new(a, int32_t, m->n_activities + 1);
    bool *is_flat = arena_new(a, bool, m->n_groups), has_flat = false;
    struct counts c = { of, m->n_activities };
    for (ptrdiff_t i = 0; i < n; i++)
        if (events[i] >= 0)
            of[events[i]]++;
    for (int32_t i = 0; i < m->n_groups; i++) {
        const struct cp_group *g = &m->groups[i];
        struct cost one = tables(&c, g);
        double edges = flat_edges(g);
        one.bytes += 12.0 * (double)n;
        double flat = ((double)n + MAKING) * edges;
        if (g->n_models > 0 && edges < FLAT_EDGES_MAX &&
            (flat < one.work || one.bytes > CP_PLAN_BYTES)) {
            one = (struct cost){ flat, 100 * edges };
            is_flat[i] = has_flat = true;
        }
        all.work += one.work;
        all.bytes += one.bytes;
    }
    if (all.work > CP_PLAN_WORK || all.bytes > CP_PLAN_BYTES)
        return (struct cp_plan){ NULL, 0 };
    plan.work = all.work;
    if (has_flat)
        plan.m = cp_model_flat(m, a, is_flat);
    return plan;
}
