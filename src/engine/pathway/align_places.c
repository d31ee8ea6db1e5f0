#include "engine/pathway/align_places.h"

#include <string.h>

enum { KEPT_MAX = 1 << 22 };

static int32_t
in_group(int32_t g)
{
    return -2 - g;
}

/* ---- Units ----------------------------------------------------------------
 */

static int32_t
count_units(const struct cp_model *m)
{
    int32_t n = 1;
    for (int32_t g = 0; m != NULL && g < m->n_groups; g++)
        for (int32_t i = 0; i < m->groups[g].n_parts; i++)
            n += count_units(m->groups[g].parts[i].model);
    return n;
}

static const int32_t *
weights_of(const struct cp_places *p, const struct cp_model *m)
{
    if (p->price->step_number == 0)
        return m->weights;
    int32_t *weights = arena_new(p->arena, int32_t, m->n_edges);
    for (int32_t i = 0; i < m->n_edges; i++) {
        const struct cp_edge *e = &m->edges[i];
        weights[i] = e->weight + (e->number == p->price->step_number);
        if (e->group < 0)
            continue;
        const struct cp_group *g = &m->groups[e->group];
        weights[i] = 0;
        for (int32_t k = 0; k < g->n_parts; k++)
            weights[i] +=
                cp_item_shortest(g->parts[k].item, p->price->dear_step);
    }
    return weights;
}

static void
make_unit(struct cp_places *p, int32_t is, const struct cp_model *m,
    const struct cp_part *part, int32_t *most)
{
    struct cp_unit *u = &p->units[is];
    *u = (struct cp_unit){ .m = m, .part = part };
    if (m == NULL)
        return;
    if (m->n_states + m->n_groups > *most)
        *most = m->n_states + m->n_groups;
    u->weights = weights_of(p, m);
    u->columns = arena_new(p->arena, int32_t *, m->n_states);
    u->first = arena_new(p->arena, int32_t, m->n_groups);
    for (int32_t g = 0; g < m->n_groups; g++) {
        u->first[g] = p->n_units;
        p->n_units += m->groups[g].n_parts;
        for (int32_t i = 0; i < m->groups[g].n_parts; i++)
            make_unit(p, u->first[g] + i, m->groups[g].parts[i].model,
                &m->groups[g].parts[i], most);
    }
}

struct cp_places
cp_places_in(
    const struct cp_model *m, struct arena *a, const struct cp_price *price)
{
    struct cp_places p = { .arena = a, .price = price };
    int32_t most = 2, n = count_units(m);
    p.units = arena_new(a, struct cp_unit, n);
    p.at = arena_new(a, int32_t, n);
    p.origin = arena_new(a, int32_t, n);
    p.n_units = 1;
    make_unit(&p, 0, m, NULL, &most);
    require(p.n_units == n);
    p.width = most < 255 ? 1 : 4; /* one value more is that there is none */
    return p;
}

void
cp_places_begin(struct cp_places *p)
{
    for (int32_t i = 1; i < p->n_units; i++)
        p->at[i] = CP_PLACE_NONE;
    p->at[0] = 0;
}

/* 0: none; then states, then groups. */
void
cp_places_pack(const struct cp_places *p, unsigned char *to)
{
    for (int32_t i = 0; i < p->n_units; i++) {
        int32_t at = p->at[i], n = at + 1;
        if (at < CP_PLACE_NONE)
            n = p->units[i].m->n_states + 1 + (in_group(0) - at);
        if (p->width == 1)
            to[i] = (unsigned char)n;
        else
            memcpy(to + (ptrdiff_t)i * 4, &n, 4);
    }
}

void
cp_places_unpack(struct cp_places *p, const unsigned char *from)
{
    for (int32_t i = 0; i < p->n_units; i++) {
        int32_t n = from[i];
        if (p->width == 4)
            memcpy(&n, from + (ptrdiff_t)i * 4, 4);
        const struct cp_model *m = p->units[i].m;
        p->at[i] = m != NULL && n > m->n_states ? in_group(n - m->n_states - 1)
                                                : n - 1;
    }
}

/* ---- Costs ----------------------------------------------------------------
 */

/* Of all states from one on, nothing taken. */
static const int32_t *
costs_from(struct cp_places *p, int32_t is, int32_t state)
{
    struct cp_unit *u = &p->units[is];
    const struct cp_model *m = u->m;
    if (u->columns[state] != NULL)
        return u->columns[state];
    int32_t *c = u->column;
    if (p->n_kept + m->n_states <= KEPT_MAX) {
        c = u->columns[state] = arena_new(p->arena, int32_t, m->n_states);
        p->n_kept += m->n_states;
    } else if (c == NULL) {
        c = u->column = arena_new(p->arena, int32_t, m->n_states);
    }
    for (int32_t s = 0; s < m->n_states; s++)
        c[s] = s == state ? 0 : CP_FAR;
    cp_relax(m->edges, u->weights, m->n_edges, false, c);
    return c;
}

static int32_t
left_out(const struct cp_places *p, const struct cp_part *part)
{
    return part->weight == 0
        ? 0
        : part->weight + (part->number == p->price->step_number);
}

static int32_t
finish(struct cp_places *p, int32_t is)
{
    const struct cp_unit *u = &p->units[is];
    int32_t at = p->at[is], cost = 0;
    if (u->m == NULL)
        return at == 0 ? left_out(p, u->part) : 0;
    if (at < CP_PLACE_NONE) {
        const struct cp_group *g = &u->m->groups[in_group(0) - at];
        for (int32_t i = 0; i < g->n_parts; i++)
            cost += finish(p, u->first[in_group(0) - at] + i);
        at = g->to;
    }
    return cost + costs_from(p, is, at)[u->m->end];
}

int32_t
cp_places_finish(struct cp_places *p)
{
    return p->at[0] == CP_PLACE_NONE ? 0 : finish(p, 0);
}

/* ---- Moves ----------------------------------------------------------------
 */

static void
reverse(struct cp_places *p, ptrdiff_t from)
{
    for (ptrdiff_t i = from, k = p->n_moves - 1; i < k; i++, k--) {
        struct cp_move swap = p->moves[i];
        p->moves[i] = p->moves[k];
        p->moves[k] = swap;
    }
}

/* Steps left out between two states, the last first. */
static void
add_left_out(struct cp_places *p, int32_t is, int32_t from, int32_t to)
{
    const struct cp_unit *u = &p->units[is];
    const struct cp_model *m = u->m;
    struct arena_mark mark = arena_mark(p->arena);
    int32_t *c = arena_new(p->arena, int32_t, m->n_states);
    int32_t *by = arena_new(p->arena, int32_t, m->n_states);
    for (int32_t s = 0; s < m->n_states; s++)
        c[s] = s == from ? 0 : CP_FAR;
    for (bool is_changed = true; is_changed;) {
        is_changed = false;
        for (int32_t i = 0; i < m->n_edges; i++) {
            const struct cp_edge *e = &m->edges[i];
            if (c[e->from] + e->weight >= c[e->to])
                continue;
            c[e->to] = c[e->from] + e->weight;
            by[e->to] = i;
            is_changed |= e->to < e->from;
        }
    }
    while (to != from) {
        const struct cp_edge *e = &m->edges[by[to]];
        ptrdiff_t began = p->n_moves;
        if (e->group >= 0)
            for (int32_t i = 0; i < m->groups[e->group].n_parts; i++)
                cp_skip_item(p->moves, &p->n_moves,
                    m->groups[e->group].parts[i].item, p->place);
        else if (e->step != NULL)
            p->moves[p->n_moves++] =
                (struct cp_move){ CP_MOVE_SKIP, p->place, e->step };
        reverse(p, began);
        to = e->from;
    }
    arena_rewind(p->arena, mark);
}

/* What finishing leaves out, the last first. */
static void
add_finish(struct cp_places *p, int32_t is)
{
    const struct cp_unit *u = &p->units[is];
    int32_t at = p->at[is];
    if (u->m == NULL) {
        if (at == 0 && u->part->weight > 0)
            p->moves[p->n_moves++] =
                (struct cp_move){ CP_MOVE_SKIP, p->place, u->part->item };
        return;
    }
    int32_t g = in_group(0) - at;
    add_left_out(
        p, is, at < CP_PLACE_NONE ? u->m->groups[g].to : at, u->m->end);
    if (at < CP_PLACE_NONE)
        for (int32_t i = u->m->groups[g].n_parts - 1; i >= 0; i--)
            add_finish(p, u->first[g] + i);
}

void
cp_places_finish_moves(struct cp_places *p)
{
    ptrdiff_t began = p->n_moves;
    if (p->at[0] != CP_PLACE_NONE)
        add_finish(p, 0);
    reverse(p, began);
}

/* ---- Taking an event ------------------------------------------------------
 */

static bool
visit(struct cp_places *p, int32_t cost, const struct cp_pathway_item *step)
{
    if (!p->visit(p->context, cost))
        return false;
    if (p->moves != NULL)
        p->moves[p->n_moves++] =
            (struct cp_move){ CP_MOVE_MATCH, p->place, step };
    return true;
}

static bool take(struct cp_places *p, int32_t is, int32_t cost);

static void
set_parts(struct cp_places *p, const struct cp_unit *u, int32_t g, int32_t at)
{
    for (int32_t i = 0; i < u->m->groups[g].n_parts; i++)
        p->at[u->first[g] + i] = at;
}

static bool
take_from(struct cp_places *p, int32_t is, int32_t state, int32_t cost)
{
    const struct cp_unit *u = &p->units[is];
    const struct cp_model *m = u->m;
    const int32_t *c = costs_from(p, is, state);
    int32_t was = p->at[is];
    bool is_it = false;
    for (int32_t t = m->first_take[p->event];
         !is_it && t < m->first_take[p->event + 1]; t++) {
        int32_t from = m->takes[t].from;
        if (c[from] >= CP_FAR)
            continue;
        p->at[is] = m->takes[t].to;
        is_it = visit(p, cost + c[from], m->takes[t].step);
        if (is_it && p->moves != NULL)
            add_left_out(p, is, state, from);
    }
    for (int32_t g = 0; !is_it && g < m->n_groups; g++) {
        const struct cp_group *group = &m->groups[g];
        if (group->part_of[p->event] < 0 || c[group->from] >= CP_FAR)
            continue;
        p->at[is] = in_group(g);
        set_parts(p, u, g, 0);
        for (int32_t i = 0; !is_it && i < group->n_parts; i++) {
            is_it = take(p, u->first[g] + i, cost + c[group->from]);
            if (is_it && p->moves != NULL)
                add_left_out(p, is, state, group->from);
        }
        set_parts(p, u, g, CP_PLACE_NONE);
    }
    p->at[is] = was;
    return is_it;
}

/* What is below it, as it stands before the event; or nowhere. */
static void
set_below(struct cp_places *p, int32_t is, int32_t g, bool is_origin)
{
    const struct cp_unit *u = &p->units[is];
    for (int32_t i = 0; i < u->m->groups[g].n_parts; i++) {
        int32_t part = u->first[g] + i, origin = p->origin[part];
        p->at[part] = is_origin ? origin : CP_PLACE_NONE;
        if (origin < CP_PLACE_NONE)
            set_below(p, part, in_group(0) - origin, is_origin);
    }
}

/* It leaves the group where it is in. */
static bool
leave(struct cp_places *p, int32_t is, int32_t cost)
{
    const struct cp_unit *u = &p->units[is];
    int32_t was = p->at[is], g = in_group(0) - was;
    const struct cp_group *group = &u->m->groups[g];
    for (int32_t i = 0; i < group->n_parts; i++)
        cost += finish(p, u->first[g] + i);
    set_below(p, is, g, false);
    bool is_it = take_from(p, is, group->to, cost);
    set_below(p, is, g, true);
    p->at[is] = was;
    for (int32_t i = group->n_parts - 1; is_it && p->moves != NULL && i >= 0;
         i--)
        add_finish(p, u->first[g] + i);
    return is_it;
}

static bool
take(struct cp_places *p, int32_t is, int32_t cost)
{
    const struct cp_unit *u = &p->units[is];
    int32_t at = p->at[is];
    if (u->m == NULL) {
        if (u->part->activity != p->event || (at == 1 && !u->part->may_repeat))
            return false;
        p->at[is] = 1;
        bool is_it = visit(p, cost, u->part->item);
        p->at[is] = at;
        return is_it;
    }
    if (at >= 0)
        return take_from(p, is, at, cost);
    int32_t g = in_group(0) - at;
    for (int32_t i = 0; i < u->m->groups[g].n_parts; i++)
        if (take(p, u->first[g] + i, cost))
            return true;
    return leave(p, is, cost);
}

bool
cp_places_take(struct cp_places *p, int32_t event)
{
    p->event = event;
    memcpy(p->origin, p->at, (size_t)p->n_units * sizeof *p->at);
    return p->at[0] != CP_PLACE_NONE && take(p, 0, 0);
}
