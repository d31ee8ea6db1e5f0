/* The network on the world: the places of the sides, linked. */
#include "network/network_pages.h"

#include "text/map.h"

struct gathering {
    struct map_point *points;
    int64_t *place_ids;
    int n_points;
};

/* The point of a side's place; a place that is another side elsewhere has no
 * side of its own. */
static int
find_point(struct gathering *g, struct arena *a, const struct side_item *side)
{
    for (int i = 0; i < g->n_points; i++) {
        if (g->place_ids[i] != side->place_id)
            continue;
        if (g->points[i].side != side->position)
            g->points[i].side = 0;
        return i;
    }
    g->place_ids[g->n_points] = side->place_id;
    g->points[g->n_points] = (struct map_point){
        .latitude = side->latitude,
        .longitude = side->longitude,
        .label = side->place_name,
        .address = page_address(a, "place", side->place_name, side->place_id),
        .side = side->position,
    };
    return g->n_points++;
}

html
network_map(
    struct request *rq, const struct partnership_item *items, ptrdiff_t n_items)
{
    struct view v = request_view(rq);
    struct gathering g = { 0 };
    struct map_line *lines = arena_new(rq->arena, struct map_line, n_items);
    struct map_end *ends =
        arena_new(rq->arena, struct map_end, n_items * SIDES_MAX);
    ptrdiff_t n_lines = 0, n_ends = 0;
    g.points = arena_new(rq->arena, struct map_point, n_items * SIDES_MAX);
    g.place_ids = arena_new(rq->arena, int64_t, n_items * SIDES_MAX);
    for (ptrdiff_t i = 0; i < n_items; i++) {
        struct map_line *line = &lines[n_lines];
        *line =
            (struct map_line){ .label = items[i].name, .ends = ends + n_ends };
        for (int s = 0; s < items[i].n_sides; s++) {
            const struct side_item *side = &items[i].sides[s];
            if (!side->has_point)
                continue;
            ends[n_ends++] =
                (struct map_end){ .point = find_point(&g, rq->arena, side),
                    .side = side->position };
            line->n_ends++;
        }
        n_lines += line->n_ends >= 2;
    }
    struct map map = { .label = say(&v,
                           N_("The partnerships of this "
                              "network on a map of the world")),
        .n_points = g.n_points,
        .n_lines = n_lines,
        .points = g.points,
        .lines = lines };
    map_svg(&v, &map);
    return view_html(&v);
}
