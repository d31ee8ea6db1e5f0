/* A map: layers, places, and the run of its edges. */
#include "engine/pathway/layout_inside.h"

#include "base/sort.h"

enum { PORT_GAP = 12, LOOP = 24 };

static int
by_name(const void *context, const void *x, const void *y)
{
    const struct cp_map *m = context;
    const struct cp_map_node *a = &m->nodes[*(const int32_t *)x];
    const struct cp_map_node *b = &m->nodes[*(const int32_t *)y];
    return a->kind != b->kind ? (a->kind < b->kind ? -1 : 1)
                              : text_compare(a->name, b->name);
}

static enum err
look_over(struct cp_layout *l, struct why *why)
{
    const struct cp_map *m = l->map;
    if (m->n_nodes > CP_MAP_NODES_MAX || m->n_edges > CP_MAP_EDGES_MAX)
        return err_say(why, ERR_NO_ROOM,
            "a map of more than %d steps or %d ways between them",
            CP_MAP_NODES_MAX, CP_MAP_EDGES_MAX);
    int32_t *room = arena_new(l->arena, int32_t, m->n_nodes);
    l->order = arena_new(l->arena, int32_t, m->n_nodes);
    l->ranked = arena_new(l->arena, int32_t, m->n_nodes);
    for (int32_t i = 0; i < m->n_nodes; i++)
        l->order[i] = i;
    sort(l->order, room, m->n_nodes, sizeof *room, by_name, m);
    for (int32_t i = 1; i < m->n_nodes; i++) {
        const struct cp_map_node *a = &m->nodes[l->order[i - 1]];
        const struct cp_map_node *b = &m->nodes[l->order[i]];
        if (a->kind == b->kind &&
            (a->kind != CP_MAP_STEP || text_is_equal(a->name, b->name)))
            return err_say(why, ERR_BAD_INPUT, "%.*s is on the map twice",
                TEXT_ARG(b->name));
    }
    for (int32_t i = 0; i < m->n_edges; i++) {
        const struct cp_map_edge *e = &m->edges[i];
        if (e->from < 0 || e->to < 0 || e->from >= m->n_nodes ||
            e->to >= m->n_nodes)
            return err_say(why, ERR_BAD_INPUT, "a way leads off the map");
    }
    return OK;
}

/* ---- The run of edges ---------------------------------------------------- */

/* Where an edge touches a node: at its top or bottom, beside others. */
struct port {
    int32_t edge, other_x;
    int32_t other; /* the node at the other end, by name */
    bool is_from;
};
struct ports {
    struct cp_layout *l;
    struct port *ports, *room;
    int32_t *by_name; /* by node: how many come before it */
    int32_t n;
};

static int
by_other(const void *context, const void *x, const void *y)
{
    const struct port *a = x, *b = y;
    (void)context;
    if (a->other_x != b->other_x)
        return a->other_x < b->other_x ? -1 : 1;
    if (a->is_from != b->is_from)
        return a->is_from ? -1 : 1;
    return a->other < b->other ? -1 : a->other > b->other;
}

/* What is next on an edge, seen from one of its ends. */
static int32_t
next_x(const struct cp_layout *l, int32_t edge, bool from_above)
{
    const struct cp_map_edge *e = &l->map->edges[edge];
    int32_t above = e->is_back ? e->to : e->from;
    int32_t below = e->is_back ? e->from : e->to;
    int32_t n = l->ranked[below] - l->ranked[above] - 1;
    if (n > 0)
        return l->spots[l->first_spot[edge] + (from_above ? 0 : n - 1)].x;
    return l->spots[from_above ? below : above].x;
}

/* The edges at the top or the bottom of a node, side by side in the order of
 * where they lead. */
static void
set_ports(struct ports *p, int32_t node, bool is_bottom)
{
    struct cp_map *m = p->l->map;
    p->n = 0;
    for (int32_t i = 0; i < m->n_edges; i++) {
        const struct cp_map_edge *e = &m->edges[i];
        bool is_above = (e->is_back ? e->to : e->from) == node;
        bool is_below = (e->is_back ? e->from : e->to) == node;
        bool is_from = e->from == node;
        if (!e->is_flat && (is_bottom ? is_above : is_below))
            p->ports[p->n++] = (struct port){ i, next_x(p->l, i, is_bottom),
                p->by_name[is_from ? e->to : e->from], is_from };
    }
    sort(p->ports, p->room, p->n, sizeof *p->ports, by_other, NULL);
    int32_t gap = p->n > 1 ? (m->node_width - 16) / (p->n - 1) : 0;
    if (gap > PORT_GAP)
        gap = PORT_GAP;
    for (int32_t k = 0; k < p->n; k++) {
        struct cp_map_edge *e = &m->edges[p->ports[k].edge];
        int32_t half = is_bottom ? m->node_height / 2 : -(m->node_height / 2);
        e->points[p->ports[k].is_from ? 0 : e->n_points - 1] =
            (struct cp_map_point){ m->nodes[node].x + k * gap -
                    (p->n - 1) * gap / 2,
                m->nodes[node].y + half };
    }
}

static void
run_loop(const struct cp_map *m, struct cp_map_edge *e)
{
    const struct cp_map_node *n = &m->nodes[e->from];
    int32_t x = n->x + m->node_width / 2, y = m->node_height / 4;
    e->points[0] = (struct cp_map_point){ x, n->y - y };
    e->points[1] = (struct cp_map_point){ x + LOOP, n->y - y };
    e->points[2] = (struct cp_map_point){ x + LOOP, n->y + y };
    e->points[3] = (struct cp_map_point){ x, n->y + y };
}

/* Between two side by side: straight, or below those that are between. */
static void
run_flat(const struct cp_layout *l, struct cp_map_edge *e)
{
    const struct cp_map *m = l->map;
    const struct cp_map_node *a = &m->nodes[e->from], *b = &m->nodes[e->to];
    bool is_right = b->x > a->x;
    int32_t half = m->node_width / 2, y = is_right ? -8 : 8;
    int32_t apart = l->spots[e->from].place - l->spots[e->to].place;
    e->points[0] =
        (struct cp_map_point){ a->x + (is_right ? half : -half), a->y + y };
    e->points[1] =
        (struct cp_map_point){ b->x + (is_right ? -half : half), b->y + y };
    e->n_points = 2;
    if (apart == 1 || apart == -1)
        return;
    int32_t low = m->node_height / 2;
    e->points[0] = (struct cp_map_point){ a->x, a->y + low };
    e->points[1] = (struct cp_map_point){ (a->x + b->x) / 2,
        a->y + low + m->rank_gap / 3 };
    e->points[2] = (struct cp_map_point){ b->x, b->y + low };
    e->n_points = 3;
}

static void
run_edges(struct cp_layout *l)
{
    struct cp_map *m = l->map;
    struct ports p = { .l = l,
        .ports = arena_new(l->arena, struct port, m->n_edges + 1),
        .room = arena_new(l->arena, struct port, m->n_edges + 1),
        .by_name = arena_new(l->arena, int32_t, m->n_nodes) };
    for (int32_t i = 0; i < m->n_nodes; i++)
        p.by_name[l->order[i]] = i;
    for (int32_t i = 0; i < m->n_nodes; i++) {
        set_ports(&p, i, true);
        set_ports(&p, i, false);
    }
    for (int32_t i = 0; i < m->n_edges; i++) {
        struct cp_map_edge *e = &m->edges[i];
        if (e->from == e->to) {
            run_loop(m, e);
            continue;
        }
        if (e->is_flat) {
            run_flat(l, e);
            continue;
        }
        for (int32_t k = 1; k + 1 < e->n_points; k++) {
            int32_t at = e->is_back ? e->n_points - 2 - k : k - 1;
            const struct cp_spot *s = &l->spots[l->first_spot[i] + at];
            e->points[k] = (struct cp_map_point){ s->x,
                s->rank * (m->node_height + m->rank_gap) + m->node_height / 2 };
        }
    }
}

/* ---- All of it ----------------------------------------------------------- */

/* So that the picture begins at its edge. */
static void
set_nodes(struct cp_layout *l)
{
    struct cp_map *m = l->map;
    int32_t left = INT32_MAX, right = INT32_MIN;
    for (int32_t i = 0; i < l->n_spots; i++) {
        const struct cp_spot *s = &l->spots[i];
        if (s->x - s->width / 2 < left)
            left = s->x - s->width / 2;
        if (s->x + s->width / 2 > right)
            right = s->x + s->width / 2;
    }
    left -= m->gap;
    for (int32_t i = 0; i < l->n_spots; i++) {
        struct cp_spot *s = &l->spots[i];
        s->x -= left;
        if (s->node < 0)
            continue;
        m->nodes[s->node].x = s->x;
        m->nodes[s->node].y =
            s->rank * (m->node_height + m->rank_gap) + m->node_height / 2;
    }
    m->width = right - left + m->gap + LOOP;
    m->height = l->n_ranks * (m->node_height + m->rank_gap);
}

enum err
cp_map_layout(struct cp_map *m, struct arena *a, struct why *why)
{
    struct cp_layout l = { .map = m, .arena = a };
    m->width = m->height = 0;
    enum err e = look_over(&l, why);
    if (e != OK || m->n_nodes == 0)
        return e;
    cp_layout_rank(&l);
    for (int32_t i = 0; i < m->n_edges; i++) {
        struct cp_map_edge *edge = &m->edges[i];
        int32_t far = l.ranked[edge->to] - l.ranked[edge->from];
        edge->n_points = edge->from == edge->to ? 4
            : far == 0                          ? 3
                                                : (far < 0 ? -far : far) + 1;
        edge->points = arena_new(a, struct cp_map_point, edge->n_points);
    }
    struct arena_mark mark = arena_mark(a);
    cp_layout_place(&l);
    set_nodes(&l);
    run_edges(&l);
    arena_rewind(a, mark);
    return OK;
}
