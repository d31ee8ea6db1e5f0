/* A word as the groups of a model see it, and what each of their parts costs
 * for each piece of its own events. */
#include "engine/pathway/align_inside.h"

#include <string.h>

/* ---- All pieces of a word at once ------------------------------------------
 *
 * A column has a number for each state and for each place where a piece may
 * begin: its lanes. */

struct lanes {
    const struct cp_view *v;
    ptrdiff_t n, room; /* lanes that are used, and how far apart states are */
    int32_t *column, *next;
    struct cp_gather *groups;
};

static int32_t *
lane(const struct lanes *l, int32_t state)
{
    return l->column + state * l->room;
}

/* to = min(to, from + weight); has any become less? */
static bool
lower(int32_t *restrict to, const int32_t *restrict from, int32_t weight,
    ptrdiff_t n)
{
    int32_t changed = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        int32_t cost = from[i] + weight, old = to[i];
        int32_t less = cost < old ? cost : old;
        changed |= less ^ old;
        to[i] = less;
    }
    return changed != 0;
}

static void
relax_lanes(struct lanes *l)
{
    const struct cp_model *m = l->v->m;
    bool is_changed;
    do {
        is_changed = false;
        for (int32_t i = 0; i < m->n_edges; i++) {
            const struct cp_edge *e = &m->edges[i];
            if (lower(lane(l, e->to), lane(l, e->from), l->v->weights[i], l->n))
                is_changed |= e->to < e->from;
        }
    } while (is_changed);
}

/* Over one event. */
static void
take_lanes(struct lanes *l, int32_t event)
{
    const struct cp_model *m = l->v->m;
    int32_t extra = cp_extra(l->v->price, event);
    for (int32_t g = 0; g < m->n_groups; g++)
        if (cp_part_of(&m->groups[g], event) >= 0)
            cp_gather_own(
                &l->groups[g], event, lane(l, m->groups[g].from), l->n);
        else
            cp_gather_foreign(&l->groups[g], event);
    for (int32_t s = 0; s < m->n_states; s++)
        for (ptrdiff_t i = 0; i < l->n; i++)
            l->next[s * l->room + i] = lane(l, s)[i] + extra;
    for (int32_t t = m->first_take[event]; t < m->first_take[event + 1]; t++)
        (void)lower(&l->next[m->takes[t].to * l->room],
            lane(l, m->takes[t].from), 0, l->n);
    int32_t *swap = l->column;
    l->column = l->next;
    l->next = swap;
    for (int32_t g = 0; g < m->n_groups; g++)
        if (cp_part_of(&m->groups[g], event) >= 0)
            (void)lower(lane(l, m->groups[g].to), l->groups[g].full, 0, l->n);
}

static void
make_pieces(struct cp_part_view *to, struct arena *a)
{
    const struct cp_view *v = to->view;
    const struct cp_model *m = v->m;
    ptrdiff_t n = to->n, room = n + 1;
    struct arena_mark mark = arena_mark(a);
    struct lanes l = { .v = v,
        .room = room,
        .column = arena_new(a, int32_t, m->n_states * room),
        .next = arena_new(a, int32_t, m->n_states * room),
        .groups = arena_new(a, struct cp_gather, m->n_groups) };
    for (int32_t g = 0; g < m->n_groups; g++)
        l.groups[g] = cp_gather_in(&v->groups[g], v->price, a, false, 0, room);
    for (ptrdiff_t j = 0;; j++) {
        for (int32_t s = 0; s < m->n_states; s++)
            lane(&l, s)[j] = s == 0 ? 0 : CP_FAR;
        l.n = j + 1;
        relax_lanes(&l);
        int32_t *full = &to->full[j * room], *prefix = &to->prefix[j * room];
        memcpy(full, lane(&l, m->end), (size_t)l.n * sizeof *full);
        memcpy(prefix, lane(&l, 0), (size_t)l.n * sizeof *prefix);
        for (int32_t s = 1; s < m->n_states; s++)
            (void)lower(prefix, lane(&l, s), 0, l.n);
        for (int32_t g = 0; g < m->n_groups; g++)
            (void)lower(prefix, l.groups[g].prefix, 0, l.n);
        if (j == n)
            break;
        take_lanes(&l, v->w.events[j]);
    }
    arena_rewind(a, mark);
}

/* ---- Views ----------------------------------------------------------------
 */

static void
view_part(struct cp_part_view *to, const struct cp_group_view *g, int32_t part,
    struct arena *a, const struct cp_price *price)
{
    const struct cp_model *m = g->g->parts[part].model;
    to->before = arena_new(a, int32_t, g->n + 1);
    for (ptrdiff_t i = 0; i < g->n; i++)
        to->before[i + 1] =
            to->before[i] + (g->g->part_of[g->events[i]] == part);
    ptrdiff_t n = to->n = to->before[g->n];
    to->full = arena_new(a, int32_t, (n + 1) * (n + 1));
    to->prefix = arena_new(a, int32_t, (n + 1) * (n + 1));
    int32_t *events = arena_new(a, int32_t, n);
    int32_t *places = arena_new(a, int32_t, n);
    n = 0;
    for (ptrdiff_t i = 0; i < g->n; i++)
        if (g->g->part_of[g->events[i]] == part) {
            events[n] = g->events[i];
            places[n++] = g->places[i];
        }
    to->view = arena_new(a, struct cp_view, 1);
    cp_view_make(to->view, m, a, (struct cp_word){ events, places, n }, price);
    if (n > 0)
        make_pieces(to, a);
    else
        to->full[0] = price->step_number == 0
            ? g->g->parts[part].shortest
            : cp_item_shortest(g->g->parts[part].item, price->dear_step);
}

static void
view_group(struct cp_group_view *to, const struct cp_group *g, struct arena *a,
    struct cp_word w, const struct cp_price *price)
{
    *to = (struct cp_group_view){ .g = g, .shortest = g->shortest };
    if (price->step_number != 0) {
        to->shortest = 0;
        for (int32_t i = 0; i < g->n_parts; i++)
            to->shortest +=
                cp_item_shortest(g->parts[i].item, price->dear_step);
    }
    for (ptrdiff_t i = 0; i < w.n; i++)
        to->n += cp_part_of(g, w.events[i]) >= 0;
    if (to->n == 0)
        return;
    to->events = arena_new(a, int32_t, 3 * to->n);
    to->places = to->events + to->n;
    to->own = to->places + to->n;
    to->before = arena_new(a, int32_t, w.n + 1);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < w.n; i++) {
        to->before[i] = (int32_t)n;
        if (cp_part_of(g, w.events[i]) < 0)
            continue;
        to->events[n] = w.events[i];
        to->places[n] = w.places[i];
        to->own[n++] = (int32_t)i;
    }
    to->before[w.n] = (int32_t)n;
    if (g->n_models == 0)
        return;
    to->parts = arena_new(a, struct cp_part_view, g->n_parts);
    for (int32_t i = 0; i < g->n_parts; i++)
        if (g->parts[i].model != NULL)
            view_part(&to->parts[i], to, i, a, price);
}

void
cp_view_make(struct cp_view *v, const struct cp_model *m, struct arena *a,
    struct cp_word w, const struct cp_price *price)
{
    *v = (struct cp_view){ .m = m, .price = price, .w = w };
    v->groups = arena_new(a, struct cp_group_view, m->n_groups);
    for (int32_t g = 0; g < m->n_groups; g++)
        view_group(&v->groups[g], &m->groups[g], a, w, price);
    v->weights = m->weights;
    if (price->step_number == 0)
        return;
    int32_t *weights = arena_new(a, int32_t, m->n_edges);
    for (int32_t i = 0; i < m->n_edges; i++) {
        const struct cp_edge *e = &m->edges[i];
        weights[i] = e->group >= 0
            ? v->groups[e->group].shortest
            : e->weight + (e->number == price->step_number);
    }
    v->weights = weights;
}
