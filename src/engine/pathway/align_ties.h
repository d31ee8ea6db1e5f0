/* Inside the engine: traces of which some events stand at one time, and have no
 * order there. What such a trace costs is what it costs in the order of its own
 * that costs least, so nothing is found to be out of order that may not have
 * been.
 *
 *     struct cp_untie u = cp_untie_in(m, arena);
 *     cost = cp_align_untied(&u, arena, events, is_tied, n, price);
 */
#ifndef ENGINE_PATHWAY_ALIGN_TIES_H
#define ENGINE_PATHWAY_ALIGN_TIES_H

#include "engine/pathway/align_inside.h"
#include "engine/pathway/fit.h"

/* `is_tied`: the event stands at the time of the one before. What could not be
 * decided has a gap: the cost is that of the order as it stands, and the least
 * is that of events that nothing takes.
 *
 * Memory  scratch in the arena, given back; 256 MB at most
 * Cost    that of a column for each way to have taken some of the events at one
 *         time: 2 to the power of their number, less where some are alike
 * Source  subsets in rising order (Held and Karp 1962), of columns over an
 *         automaton
 * Check   all orders of short traces, one by one */
struct cp_align_cost cp_align_untied(const struct cp_untie *u, struct arena *a,
    const int32_t *events, const bool *is_tied, ptrdiff_t n,
    const struct cp_price *price);

/* What one such question costs, as in cp_plan; 0: it cannot be decided.
 * Check   by itself */
double cp_align_untied_work(const struct cp_untie *u, struct arena *a,
    const int32_t *events, const bool *is_tied, ptrdiff_t n);

/* An order that costs so little, against the whole or the beginnings: the
 * event that comes i-th is order[i]. Of several the one in which less was moved
 * behind. False: it could not be decided, and each stands where it stood.
 *
 * Check   cp_align_cost of the events in that order */
bool cp_align_order(const struct cp_untie *u, struct arena *a,
    const int32_t *events, const bool *is_tied, ptrdiff_t n, bool is_prefix,
    int32_t *order);

#endif
