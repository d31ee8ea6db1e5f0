/* What a map shows of a log: the activities of most cases and the ways between
 * them, with the drawn pathway behind it.
 *
 *     cp_map_keep(is_kept, a, &graph, log.activities, 5, 20);
 *     cp_log_of_activities(&kept, a, &log, is_kept);   and count again
 *     cp_map_of(&map, a, &graph, names, &pathway, 5, 40);
 *     cp_map_layout(&map, a, &why);
 *
 * People get wrong: an activity that is not shown must be taken out of the log
 * before it is counted, or the map shows waits and ways that are wrong.
 */
#ifndef ENGINE_PATHWAY_MAP_H
#define ENGINE_PATHWAY_MAP_H

#include "engine/pathway/graph.h"
#include "engine/pathway/layout.h"
#include "engine/pathway/pathway.h"

enum { CP_MAP_STEPS = 10, CP_MAP_NODES = 20, CP_MAP_EDGES = 40 };

/* Keep activities, those of most cases first, until they have step tenths of
 * what all have, or there are `most` of them; at least one. `is_kept` is by
 * activity of the log.
 *
 * Cost    sorting
 * Source  ties by name
 * Check   a step more keeps all that the one before kept */
void cp_map_keep(bool *is_kept, struct arena *a, const struct cp_graph *g,
    const text *names, int step, int32_t most);

/* Begin, activities, end, and the chosen ways: of each activity the strongest
 * in and out, then those of most cases until step tenths of all are there, or
 * `most`; and then what is wanted for each activity to lie on a way from begin
 * to end. Nodes are in the order of the graph's activities, begin before and
 * end behind them. `pathway` may be NULL.
 *
 * Memory  the arena
 * Cost    sorting, and the edges squared at worst
 * Source  ties by names
 * Check   every node lies on a way from begin to end */
void cp_map_of(struct cp_map *m, struct arena *a, const struct cp_graph *g,
    const text *names, const struct cp_pathway *pathway, int step,
    int32_t most);

/* The row in which the pathway has each activity, from 0 on; -1: nowhere. What
 * comes in any order, or instead of each other, is one row.
 *
 * Source  the first place where a step takes it */
void cp_map_rows(int32_t *rows, const struct cp_pathway *p, const text *names,
    int32_t n_names);

/* May b come directly after a, in the pathway? At a * (n_names + 2) + b, with
 * n_names for begin and n_names + 1 for end.
 *
 * Cost    O(steps^2 n_names)
 * Source  first, last and follow sets (Glushkov 1961), with interleaving
 * Check   each step of a way that fits is one */
bool *cp_map_follows(struct arena *a, const struct cp_pathway *p,
    const text *names, int32_t n_names);

#endif
