/* How long an activity takes itself: from "start" to "complete" of a life
 * cycle, where the log has one.
 *
 *     struct cp_services s;
 *     cp_service_count(&s, arena, &log);    log.begun: what was begun
 *
 * Of one activity in one case, what was begun first was completed first.
 *
 * People get wrong: a start that was never completed takes the completion of
 * the next one, which then looks too long; pauses are within. Both numbers
 * that have no other stand beside each activity, so that it shows.
 *
 * Units   microseconds
 * Memory  the arena: 40 bytes for each start, some of it given back
 * Cost    linear in events and starts, and sorting of names
 * Repeat  in order of names; rows at one time in any order give the same
 * Source  first begun, first completed: as intervals are made of XES' standard
 *         transitions (IEEE 1849-2016, lifecycle:transition) elsewhere
 */
#ifndef ENGINE_PATHWAY_SERVICE_H
#define ENGINE_PATHWAY_SERVICE_H

#include "engine/pathway/graph.h"

struct cp_service {
    int32_t activity; /* of the log */
    struct cp_spread time;
    int64_t n_unbegun, n_uncompleted; /* without the other of the pair */
};
struct cp_services {
    struct cp_service *services; /* activities that were begun, by name */
    int32_t n;
    /* Begun in a case, or of an activity, of which nothing was completed. */
    int64_t n_elsewhere;
};

/* Nothing when the log has no life cycle.
 * Check   cp_service_check */
void cp_service_count(
    struct cp_services *to, struct arena *a, const struct cp_log *log);

/* Do numbers, sums, shortest and longest agree with pairing one by one, names
 * compared? Cost: cases squared.
 * Source  the definition above */
bool cp_service_check(
    const struct cp_services *services, const struct cp_log *log);

#endif
