/* Inside the engine: a map while it is laid out. */
#ifndef ENGINE_PATHWAY_LAYOUT_INSIDE_H
#define ENGINE_PATHWAY_LAYOUT_INSIDE_H

#include "engine/pathway/layout.h"

/* A node, or the place where an edge crosses a layer. */
struct cp_spot {
    int32_t node; /* -1: a crossing */
    int32_t edge; /* of a crossing */
    int32_t rank, place, x;
    int32_t width;
    int64_t sum, weight; /* of a sweep */
};
/* Between neighbouring layers, from the upper to the lower. */
struct cp_link {
    int32_t upper, lower;
    int32_t weight;
};
struct cp_layout {
    struct cp_map *map;
    struct arena *arena;
    int32_t *order;  /* nodes by name: for when all else is equal */
    int32_t *ranked; /* by node: its layer */
    int32_t n_ranks;
    struct cp_spot *spots; /* nodes first */
    int32_t n_spots;
    struct cp_link *links;
    int32_t n_links;
    /* By edge: its crossings, downwards, one after another. */
    int32_t *first_spot;
    int32_t **layers, *n_in_layer;
};

/* Layers of all nodes.
 * Check   cp_map_check */
void cp_layout_rank(struct cp_layout *l);
/* Spots and their places, from left to right.
 * Check   cp_map_check */
void cp_layout_place(struct cp_layout *l);

#endif
