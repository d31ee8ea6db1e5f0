/* A part of a log: some of its cases, or some of its activities.
 *
 *     cp_log_of_cases(&part, arena, &log, is_in);
 *     cp_graph_count(&graph, arena, &part);
 *
 * What is asked of a part is counted in the part: a drawing of the whole from
 * which something was taken shows edges that never were.
 *
 * People get wrong: activities and values keep their numbers, so that parts
 * can be laid beside each other; some then count nothing.
 *
 * Memory  the arena: events, times and attributes of what is kept; names are
 *         those of the whole log
 * Cost    linear in events
 * Repeat  in the order of the whole log
 */
#ifndef ENGINE_PATHWAY_LOG_FILTER_H
#define ENGINE_PATHWAY_LOG_FILTER_H

#include "engine/pathway/log.h"

/* `is_in` by case.
 * Check   both parts of a log add up to it */
void cp_log_of_cases(struct cp_log *to, struct arena *a,
    const struct cp_log *log, const bool *is_in);

/* `is_kept` by activity; a case of which nothing is left is none.
 * Check   a second, slow program that reads names */
void cp_log_of_activities(struct cp_log *to, struct arena *a,
    const struct cp_log *log, const bool *is_kept);

/* The same events, of which those of a case at one time have no order: they
 * stand by name, so that no order of rows shows, and neighbours among them are
 * no edge.
 *
 * Memory  4 bytes an event; the rest is lent
 * Check   rows in any order give the same graph */
void cp_log_untie(
    struct cp_log *to, struct arena *a, const struct cp_log *log);

#endif
