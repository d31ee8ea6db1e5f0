/* How long each case took from one step to another, or for how long it was
 * watched while it did not come: what survival.h wants.
 *
 * From the first event that is one of `is_from` to the next other one of
 * `is_to`, not earlier; the same time counts. Who did not come is cut off at
 * the case's last event, at the event that closed it, or when the log was
 * taken.
 *
 * People get wrong: who had it before, and not after, has not come; such are
 * counted (n_before), and wait on.
 *
 * Units   microseconds
 * Memory  the arena: 16 bytes a case
 * Cost    linear in events
 * Repeat  by wait, then by the case's place in the log
 */
#ifndef ENGINE_PATHWAY_WAITS_H
#define ENGINE_PATHWAY_WAITS_H

#include "engine/pathway/log.h"

struct cp_timed {
    int64_t wait;
    int32_t of_case;
    int32_t cause; /* 1: it came; 0: it had not when last seen; 2: another
                    * end came first */
};

enum cp_cut {
    CP_CUT_LAST,    /* the last event */
    CP_CUT_CLOSING, /* what closed it, else the last event */
    CP_CUT_EXTRACT  /* what closed it, else `extract` */
};
struct cp_waits_rules {
    const bool *is_from, *is_to;         /* by activity */
    const bool *is_closing, *is_other;   /* or NULL */
    enum cp_cut cut;
    int64_t extract;
};
struct cp_waits {
    struct cp_timed *waits; /* ascending */
    int64_t n, n_came, n_other;
    int64_t n_no_start, n_before;
};

/* Source  from first to next, not earlier
 * Check   a second, slow count */
void cp_waits_between(struct cp_waits *to, struct arena *a,
    const struct cp_log *log, const struct cp_waits_rules *rules);

/* By wait, what is equal as it stood; none may be negative. `room` is for as
 * many.
 * Check   merging */
void cp_waits_sort(struct cp_timed *v, struct cp_timed *room, int64_t n);

#endif
