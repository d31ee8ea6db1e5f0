/* Who stands left of whom, and where. */
#include "engine/pathway/layout_inside.h"

#include "base/sort.h"

#include <string.h>

enum {
    SWEEPS = 8,
    SHIFTS = 12,
    SCALE = 1024,
    CROSSING_WIDTH = 10,
    SPINE = 1000
};

/* ---- Spots and links ----------------------------------------------------- */

static void
add_link(struct cp_layout *l, int32_t upper, int32_t lower, int32_t weight)
{
    l->links[l->n_links++] = (struct cp_link){ upper, lower, weight };
}

/* An edge over several layers crosses those between; what goes straight down
 * through others is drawn straight. */
static void
add_edge(struct cp_layout *l, int32_t edge)
{
    struct cp_map_edge *e = &l->map->edges[edge];
    int32_t from = l->ranked[e->from], to = l->ranked[e->to];
    e->is_back = from > to;
    e->is_flat = from == to;
    l->first_spot[edge] = l->n_spots;
    if (from == to)
        return;
    int32_t above = e->is_back ? e->to : e->from;
    int32_t below = e->is_back ? e->from : e->to;
    int32_t low = l->ranked[below], at = above;
    for (int32_t r = l->ranked[above] + 1; r < low; r++) {
        l->spots[l->n_spots] = (struct cp_spot){
            .node = -1, .edge = edge, .rank = r, .width = CROSSING_WIDTH
        };
        add_link(l, at, l->n_spots, at == above ? 2 : 8);
        at = l->n_spots++;
    }
    add_link(l, at, below, at == above ? 1 : 2);
}

/* Edges by the names of their ends, whatever order they came in. */
static int
by_ends(const void *context, const void *x, const void *y)
{
    const struct cp_map *m = context;
    const struct cp_map_edge *a = &m->edges[*(const int32_t *)x];
    const struct cp_map_edge *b = &m->edges[*(const int32_t *)y];
    int kind = (int)m->nodes[a->from].kind - (int)m->nodes[b->from].kind;
    int d = kind != 0
        ? kind
        : text_compare(m->nodes[a->from].name, m->nodes[b->from].name);
    if (d != 0)
        return d;
    kind = (int)m->nodes[a->to].kind - (int)m->nodes[b->to].kind;
    return kind != 0 ? kind
                     : text_compare(m->nodes[a->to].name, m->nodes[b->to].name);
}

static void
make_spots(struct cp_layout *l)
{
    const struct cp_map *m = l->map;
    ptrdiff_t most =
        m->n_nodes + (ptrdiff_t)m->n_edges * (l->n_ranks < 2 ? 1 : l->n_ranks);
    int32_t *edges = arena_new(l->arena, int32_t, m->n_edges);
    int32_t *room = arena_new(l->arena, int32_t, m->n_edges);
    l->spots = arena_new(l->arena, struct cp_spot, most);
    l->links = arena_new(l->arena, struct cp_link, most + m->n_edges);
    l->first_spot = arena_new(l->arena, int32_t, m->n_edges);
    for (int32_t i = 0; i < m->n_nodes; i++)
        l->spots[i] = (struct cp_spot){
            .node = i, .rank = l->ranked[i], .width = m->node_width
        };
    l->n_spots = m->n_nodes;
    for (int32_t i = 0; i < m->n_edges; i++)
        edges[i] = i;
    sort(edges, room, m->n_edges, sizeof *edges, by_ends, m);
    for (int32_t i = 0; i < m->n_edges; i++)
        add_edge(l, edges[i]);
    l->layers = arena_new(l->arena, int32_t *, l->n_ranks);
    l->n_in_layer = arena_new(l->arena, int32_t, l->n_ranks);
    for (int32_t i = 0; i < l->n_spots; i++)
        l->n_in_layer[l->spots[i].rank]++;
    for (int32_t r = 0; r < l->n_ranks; r++) {
        l->layers[r] = arena_new(l->arena, int32_t, l->n_in_layer[r]);
        l->n_in_layer[r] = 0;
    }
    for (int32_t i = 0; i < l->n_spots; i++) {
        int32_t spot = i < m->n_nodes ? l->order[i] : i;
        struct cp_spot *s = &l->spots[spot];
        s->place = l->n_in_layer[s->rank]++;
        l->layers[s->rank][s->place] = spot;
    }
}

/* ---- Left and right ------------------------------------------------------ */

static int
by_mean(const void *context, const void *x, const void *y)
{
    const struct cp_layout *l = context;
    const struct cp_spot *a = &l->spots[*(const int32_t *)x];
    const struct cp_spot *b = &l->spots[*(const int32_t *)y];
    int64_t p = a->sum * b->weight, q = b->sum * a->weight;
    return p < q ? -1 : p > q;
}

/* Each spot to the mean of those it hangs on, above or below. */
static void
sweep(struct cp_layout *l, bool is_down, int32_t *room)
{
    for (int32_t i = 0; i < l->n_spots; i++)
        l->spots[i].sum = l->spots[i].weight = 0;
    for (int32_t k = 0; k < l->n_ranks; k++) {
        int32_t r = is_down ? k : l->n_ranks - 1 - k;
        for (int32_t i = 0; i < l->n_in_layer[r]; i++) {
            struct cp_spot *s = &l->spots[l->layers[r][i]];
            if (s->weight == 0) { /* hangs on nothing: stays */
                s->sum = s->place;
                s->weight = 1;
            }
        }
        sort(l->layers[r], room, l->n_in_layer[r], sizeof *room, by_mean, l);
        for (int32_t i = 0; i < l->n_in_layer[r]; i++)
            l->spots[l->layers[r][i]].place = i;
        for (int32_t i = 0; i < l->n_links; i++) {
            const struct cp_link *e = &l->links[i];
            struct cp_spot *from = &l->spots[is_down ? e->upper : e->lower];
            struct cp_spot *to = &l->spots[is_down ? e->lower : e->upper];
            if (from->rank == r) {
                to->sum += from->place;
                to->weight++;
            }
        }
    }
}

static int64_t
n_crossings(const struct cp_layout *l)
{
    int64_t n = 0;
    for (int32_t i = 0; i < l->n_links; i++)
        for (int32_t k = i + 1; k < l->n_links; k++) {
            const struct cp_spot *a = &l->spots[l->links[i].upper];
            const struct cp_spot *b = &l->spots[l->links[k].upper];
            int32_t upper = a->place - b->place;
            int32_t lower = l->spots[l->links[i].lower].place -
                l->spots[l->links[k].lower].place;
            if (a->rank == b->rank &&
                ((upper < 0 && lower > 0) || (upper > 0 && lower < 0)))
                n++;
        }
    return n;
}

static void
order_layers(struct cp_layout *l)
{
    int32_t *best = arena_new(l->arena, int32_t, l->n_spots);
    int32_t *room = arena_new(l->arena, int32_t, l->n_spots);
    int64_t least = INT64_MAX;
    for (int i = 0; i <= SWEEPS && least > 0; i++) {
        if (i > 0)
            sweep(l, i % 2 == 1, room);
        int64_t n = n_crossings(l);
        if (n >= least)
            continue;
        least = n;
        for (int32_t k = 0; k < l->n_spots; k++)
            best[k] = l->spots[k].place;
    }
    for (int32_t k = 0; k < l->n_spots; k++) {
        l->spots[k].place = best[k];
        l->layers[l->spots[k].rank][best[k]] = k;
    }
}

/* ---- Where --------------------------------------------------------------- */

static int64_t
floor_of(int64_t n, int64_t d)
{
    return n >= 0 ? n / d : -((-n + d - 1) / d);
}

/* A run of spots that touch, and the mean of where they want to be. */
struct run {
    int64_t sum, weight;
    int32_t n;
};

/* As near as can be to where each wants to be, in the order in which they
 * stand: what would overlap is pushed together. */
static void
place_layer(struct cp_layout *l, int32_t rank, struct run *runs)
{
    int32_t n_runs = 0, n = l->n_in_layer[rank], at = 0;
    int64_t left = 0;
    for (int32_t i = 0; i < n; i++) {
        struct cp_spot *s = &l->spots[l->layers[rank][i]];
        if (i > 0)
            left += (l->spots[l->layers[rank][i - 1]].width + s->width) / 2 +
                l->map->gap;
        runs[n_runs++] =
            (struct run){ s->sum - left * SCALE * s->weight, s->weight, 1 };
        while (n_runs > 1 &&
            floor_of(runs[n_runs - 2].sum, runs[n_runs - 2].weight) >=
                floor_of(runs[n_runs - 1].sum, runs[n_runs - 1].weight)) {
            runs[n_runs - 2].sum += runs[n_runs - 1].sum;
            runs[n_runs - 2].weight += runs[n_runs - 1].weight;
            runs[n_runs - 2].n += runs[n_runs - 1].n;
            n_runs--;
        }
    }
    left = 0;
    for (int32_t k = 0; k < n_runs; k++) {
        int64_t x = floor_of(runs[k].sum, runs[k].weight);
        for (int32_t i = 0; i < runs[k].n; i++, at++) {
            struct cp_spot *s = &l->spots[l->layers[rank][at]];
            if (at > 0)
                left +=
                    (l->spots[l->layers[rank][at - 1]].width + s->width) / 2 +
                    l->map->gap;
            s->x = (int32_t)(floor_of(x, SCALE) + left);
        }
    }
}

/* The rows of the pathway want to stand under each other. */
static void
pull_spine(struct cp_layout *l, int32_t *spine, int32_t n_spine)
{
    for (int32_t i = 0; i < n_spine; i++) {
        struct cp_spot *s = &l->spots[spine[i]];
        int64_t x = i > 0 ? l->spots[spine[i - 1]].x : s->x;
        if (i + 1 < n_spine)
            x = (x + l->spots[spine[i + 1]].x) / 2;
        s->sum += x * SCALE * SPINE;
        s->weight += SPINE;
    }
}

static int32_t
find_spine(const struct cp_layout *l, int32_t *spine)
{
    int32_t n = 0;
    for (int32_t r = 0; r < l->n_ranks; r++) {
        int32_t found = -1, n_found = 0;
        for (int32_t i = 0; i < l->n_in_layer[r]; i++) {
            int32_t node = l->spots[l->layers[r][i]].node;
            if (node >= 0 &&
                (l->map->nodes[node].row >= 0 ||
                    l->map->nodes[node].kind != CP_MAP_STEP)) {
                found = node;
                n_found++;
            }
        }
        if (n_found == 1)
            spine[n++] = found;
    }
    return n;
}

static void
place_all(struct cp_layout *l)
{
    struct run *runs = arena_new(l->arena, struct run, l->n_spots);
    int32_t *spine = arena_new(l->arena, int32_t, l->n_ranks);
    int32_t n_spine = find_spine(l, spine);
    for (int i = 0; i < SHIFTS; i++) {
        bool is_down = i % 2 == 0;
        for (int32_t k = 0; k < l->n_ranks; k++) {
            int32_t r = is_down ? k : l->n_ranks - 1 - k;
            for (int32_t j = 0; j < l->n_spots; j++) {
                l->spots[j].sum = (int64_t)l->spots[j].x * SCALE;
                l->spots[j].weight = 1;
            }
            for (int32_t j = 0; j < l->n_links; j++) {
                const struct cp_link *e = &l->links[j];
                struct cp_spot *u = &l->spots[e->upper];
                struct cp_spot *v = &l->spots[e->lower];
                u->sum += (int64_t)v->x * SCALE * e->weight;
                u->weight += e->weight;
                v->sum += (int64_t)u->x * SCALE * e->weight;
                v->weight += e->weight;
            }
            pull_spine(l, spine, n_spine);
            place_layer(l, r, runs);
        }
    }
}

void
cp_layout_place(struct cp_layout *l)
{
    make_spots(l);
    order_layers(l);
    place_all(l);
}
