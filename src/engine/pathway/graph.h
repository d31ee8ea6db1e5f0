/* Counts of a log: what follows what directly, how often and after how long,
 * where cases begin and end, and in which ways they go.
 *
 *     struct cp_graph g;
 *     cp_graph_count(&g, arena, &log);
 *
 * People get wrong: a graph from which rare activities were taken shows edges
 * that never were. Filter the log, then count.
 *
 * Units   waits and durations in microseconds
 * Memory  the arena: some 16 bytes an event while it counts
 * Cost    linear in events, and sorting of edges and variants
 * Repeat  in order of names: neither rows nor hash tables show
 * Source  directly-follows graph: van der Aalst 2019
 */
#ifndef ENGINE_PATHWAY_GRAPH_H
#define ENGINE_PATHWAY_GRAPH_H

#include "engine/pathway/log.h"

struct cp_spread {
    int64_t n;
    double mean, stdev; /* divided by n - 1; NAN for one */
    double low, median, high; /* quartiles, linear between neighbours */
    int64_t min, max;
};

struct cp_activity_count {
    int32_t activity; /* of the log */
    int64_t n_events, n_cases, n_starts, n_ends;
};
struct cp_edge_count {
    int32_t from, to; /* activities of the log */
    int64_t n_events, n_cases;
    struct cp_spread wait;
};
struct cp_graph {
    struct cp_activity_count *activities; /* by name */
    int32_t n_activities;
    struct cp_edge_count *edges; /* by the names of both */
    int32_t n_edges;
    /* Neighbours at one time, where that is any order: no edge, and from is the
     * first by name. Of other logs none. */
    struct cp_edge_count *together;
    int32_t n_together;
    struct cp_spread duration; /* of cases: last less first */
};

/* Of n numbers, which it puts in another order; NAN where there are none.
 * Cost    linear
 * Source  quartiles linear between neighbours (Hyndman and Fan 1996, type 7)
 * Check   known numbers */
struct cp_spread cp_spread_of(int64_t *v, int64_t n);

/* Check   the sums of edges in and out of each activity, and a second,
 *         slow program */
void cp_graph_count(
    struct cp_graph *g, struct arena *a, const struct cp_log *log);
/* Do the edges add up, in and out, with starts and ends?
 * Source  every event but a case's last is followed by one, every event but its
 *         first follows one; of neighbours at one time both together */
bool cp_graph_check(const struct cp_graph *g);

/* A way that cases went: the activities of one of them. */
struct cp_variant {
    int64_t n_cases;
    const int32_t *events;
    int64_t n;
    /* Of one of these cases, where events at one time have no order: then ways
     * differ in what stands at one time. NULL: they have one. */
    const int64_t *times;
};
/* Does the event stand at the time of the one before, without an order?
 * Source  by itself */
static inline bool
cp_variant_is_tied(const struct cp_variant *v, int64_t i)
{
    return v->times != NULL && i > 0 && v->times[i] == v->times[i - 1];
}
struct cp_variants {
    struct cp_variant *variants; /* most cases first, then by names */
    int64_t n;
    const int32_t *of_case; /* each case's, by its place above */
};

/* Cost    linear in events; sequences are compared where hashes meet
 * Check   cases add up; a second, slow program */
void cp_variants_count(
    struct cp_variants *v, struct arena *a, const struct cp_log *log);

#endif
