/* Where the steps of a map stand and how its edges run: layers down the page,
 * with the drawn pathway as its spine.
 *
 *     struct cp_map m = { .nodes = nodes, .n_nodes = 12, .edges = edges,
 *         .n_edges = 30, .node_width = 120, .node_height = 44,
 *         .gap = 16, .rank_gap = 48 };
 *     enum err e = cp_map_layout(&m, a, &why);
 *     ... nodes[i].x, nodes[i].y, edges[k].points, m.width, m.height ...
 *
 * The order of layers follows the rows of the pathway; what is not in it is
 * put where the fewest cases go back. Lay out all that may ever be shown, and
 * hide: then a filter moves nothing.
 *
 * People get wrong: it draws nothing of what the counts mean. An edge of one
 * case is as long as one of a thousand.
 *
 * Shape   names differ; begin and end are nodes too, at most one of each
 * Units   whole ones, of the size that nodes are given; y grows downwards
 * Memory  the arena: points of edges; scratch of some n_nodes squared
 * Repeat  the same picture, in whatever order nodes and edges come
 * Source  layered drawing with dummies and median sweeps, as Sugiyama, Tagawa
 *         and Toda made it; places within a layer by isotonic regression
 *         (pool adjacent violators)
 */
#ifndef ENGINE_PATHWAY_LAYOUT_H
#define ENGINE_PATHWAY_LAYOUT_H

#include "base/arena.h"

enum { CP_MAP_NODES_MAX = 200, CP_MAP_EDGES_MAX = 1'000 };

enum cp_map_kind { CP_MAP_STEP, CP_MAP_BEGIN, CP_MAP_END };
struct cp_map_node {
    enum cp_map_kind kind;
    text name;
    int64_t n_cases;
    int32_t row;  /* of the pathway, from 0 on; those of one row stand side by
                     side; -1: not in it */
    int32_t x, y; /* out: its middle */
};
struct cp_map_point {
    int32_t x, y;
};
struct cp_map_edge {
    int32_t from, to; /* nodes; the same: a loop */
    int64_t n_cases;
    int32_t counted;  /* whatever its caller knows it by */
    bool is_intended; /* and this, too: the layout asks for neither */
    bool is_back;     /* out: runs up the page */
    bool is_flat;     /* out: between two side by side */
    /* Out: from the rim of one node to the rim of the other, by way of what is
     * between; of a loop four, at the right. */
    struct cp_map_point *points;
    int32_t n_points;
};
struct cp_map {
    struct cp_map_node *nodes;
    struct cp_map_edge *edges;
    int32_t n_nodes, n_edges;
    int32_t node_width, node_height, gap, rank_gap;
    int32_t width, height; /* out */
};

/* Errors  ERR_NO_ROOM    more nodes or edges than that
 *         ERR_BAD_INPUT  an edge to nowhere, a name or an end twice
 * Cost    a fixed number of sweeps; 20 nodes and 40 edges well under 5 ms
 * Check   cp_map_check
 */
enum err cp_map_layout(struct cp_map *m, struct arena *a, struct why *why);

/* How many things are wrong with the picture: nodes that touch, rows of the
 * pathway out of order, edges that do not end at their nodes or leave the
 * picture.
 *
 * Cost    O(n_nodes^2)
 * Source  the definition above */
int cp_map_check(const struct cp_map *m);

#endif
