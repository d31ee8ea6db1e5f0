/* What follows what sooner or later: every two events of a case, the earlier
 * and the later, not neighbours alone.
 *
 * Of a log whose events at one time have no order (log_filter.h) these are no
 * pair.
 *
 * People get wrong: the counts are of pairs. Three visits and two refills in
 * between can make five of them, so show cases where people are meant.
 *
 * Units   microseconds from the earlier to the later
 * Memory  the arena: 64 bytes for each two activities
 * Errors  ERR_BAD_INPUT  more than CP_FOLLOWS_MAX activities: `why` says so
 * Cost    events times the activities of their case, not events squared; for
 *         the same reason there are no medians
 * Repeat  in order of names
 * Source  the definition, as one sentence: above
 */
#ifndef ENGINE_PATHWAY_FOLLOWS_H
#define ENGINE_PATHWAY_FOLLOWS_H

#include "engine/pathway/log.h"

enum { CP_FOLLOWS_MAX = 2000 };

struct cp_follow {
    int32_t from, to; /* activities of the log */
    int64_t n_pairs, n_cases;
    double mean;
    int64_t min, max;
};
struct cp_follows {
    struct cp_follow *follows; /* that happened; by the names of both */
    int32_t n;
};

/* Check   cp_follows_check */
enum err cp_follows_count(struct cp_follows *f, struct arena *a,
    const struct cp_log *log, struct why *why);
/* Do pairs and cases, shortest and longest agree with two loops over each
 * case? Cost: events of a case, squared, for each that is there.
 * Source  the definition above */
bool cp_follows_check(const struct cp_follows *f, const struct cp_log *log);

#endif
