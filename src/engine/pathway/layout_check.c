/* A look at a picture, without knowing how it was made. */
#include "engine/pathway/layout.h"

static bool
touch(const struct cp_map *m, const struct cp_map_node *a,
    const struct cp_map_node *b)
{
    int32_t x = a->x - b->x, y = a->y - b->y;
    return (x < 0 ? -x : x) < m->node_width &&
        (y < 0 ? -y : y) < m->node_height;
}

static bool
is_at(const struct cp_map *m, const struct cp_map_node *n,
    const struct cp_map_point *p)
{
    int32_t x = p->x - n->x, y = p->y - n->y;
    int32_t half_x = m->node_width / 2, half_y = m->node_height / 2;
    x = x < 0 ? -x : x;
    y = y < 0 ? -y : y;
    return (x == half_x && y <= half_y) || (y == half_y && x <= half_x);
}

static int
n_wrong_nodes(const struct cp_map *m)
{
    int n = 0;
    for (int32_t i = 0; i < m->n_nodes; i++) {
        const struct cp_map_node *a = &m->nodes[i];
        n += a->x - m->node_width / 2 < 0 ||
            a->x + m->node_width / 2 > m->width ||
            a->y - m->node_height / 2 < 0 ||
            a->y + m->node_height / 2 > m->height;
        for (int32_t k = 0; k < m->n_nodes; k++) {
            const struct cp_map_node *b = &m->nodes[k];
            n += i != k && touch(m, a, b);
            n += a->kind == CP_MAP_STEP && b->kind == CP_MAP_STEP &&
                a->row >= 0 && b->row >= 0 &&
                ((a->row < b->row && a->y >= b->y) ||
                    (a->row == b->row && a->y != b->y));
            n += (a->kind == CP_MAP_BEGIN && i != k && b->y <= a->y) ||
                (a->kind == CP_MAP_END && i != k && b->y >= a->y);
        }
    }
    return n;
}

int
cp_map_check(const struct cp_map *m)
{
    int n = n_wrong_nodes(m);
    for (int32_t i = 0; i < m->n_edges; i++) {
        const struct cp_map_edge *e = &m->edges[i];
        const struct cp_map_node *from = &m->nodes[e->from];
        const struct cp_map_node *to = &m->nodes[e->to];
        if (e->n_points < 2) {
            n++;
            continue;
        }
        n += e->from != e->to && !is_at(m, from, &e->points[0]);
        n += e->from != e->to && !is_at(m, to, &e->points[e->n_points - 1]);
        n += e->is_back != (from->y > to->y);
        for (int32_t k = 0; k < e->n_points; k++)
            n += e->points[k].x < 0 || e->points[k].x > m->width ||
                e->points[k].y < 0 || e->points[k].y > m->height;
        for (int32_t k = 1; k < e->n_points && from->y != to->y; k++)
            n += e->is_back ? e->points[k].y >= e->points[k - 1].y
                            : e->points[k].y <= e->points[k - 1].y;
    }
    return n;
}
