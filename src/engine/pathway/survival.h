/* How long people wait, when not everybody was watched to the end.
 *
 * A wait ends in the event, or it is cut off: longer than that, nobody knows
 * how long. A median of those who arrived flatters whoever loses more people.
 *
 * People get wrong: who died or left for good before the event does not wait
 * on: that is another cause (cp_survival_causes), not a wait cut off.
 *
 * Units   whatever the times are in, all alike
 * Memory  the arena; scratch is given back
 * Repeat  to the bit, in any order of the waits
 */
#ifndef ENGINE_PATHWAY_SURVIVAL_H
#define ENGINE_PATHWAY_SURVIVAL_H

#include "base/arena.h"

struct cp_wait {
    int64_t time;
    int32_t group; /* from 0 on */
    int32_t cause; /* 0: cut off; 1: the event; 2 and on: another */
};

struct cp_survival_row {
    int64_t time;
    int64_t n_at_risk, n_events;
    double still;     /* share that is not there yet, after this time */
    double error;     /* Greenwood */
    double low, high; /* 95 %, log-log; NAN: there are none */
};
struct cp_survival {
    struct cp_survival_row *rows; /* each time that there is, ascending */
    ptrdiff_t n;
    bool has_median;
    int64_t median; /* the first time with `still` at most a half */
};

/* Those of one group, or of all with group -1; events before what is cut off
 * at the same time, time 0 counts.
 *
 * Cost    sorting
 * Source  Kaplan and Meier 1958; Greenwood 1926; log-log limits
 * Check   1 less the share that arrived, where nobody is cut off */
void cp_survival(struct cp_survival *s, struct arena *a,
    const struct cp_wait *waits, ptrdiff_t n, int32_t group);

enum { CP_GROUPS_MAX = 60 };
struct cp_logrank {
    double observed[CP_GROUPS_MAX], expected[CP_GROUPS_MAX];
    double statistic, df, p; /* NAN: there is nothing to compare */
};

/* Do the groups wait alike?
 *
 * Shape   n_groups at most CP_GROUPS_MAX: `require`
 * Cost    sorting, and groups^2 a time
 * Source  Mantel 1966
 * Check   observed and expected have one sum */
void cp_survival_compare(struct cp_logrank *to, struct arena *a,
    const struct cp_wait *waits, ptrdiff_t n, int32_t n_groups);

/* The same of waits that ascend; those of group -1 are left out.
 *
 * Cost    linear, and groups^2 a time
 * Source  as above
 * Check   as above */
void cp_survival_compare_sorted(struct cp_logrank *to, struct arena *a,
    const struct cp_wait *waits, ptrdiff_t n, int32_t n_groups);

struct cp_cause_row {
    int64_t time;
    double target, other; /* shares that came to cause 1, to another */
};
struct cp_causes {
    struct cp_cause_row *rows; /* times with an event of any cause */
    ptrdiff_t n;
};

/* The share that has come to each cause by then.
 *
 * Cost    sorting
 * Source  Aalen and Johansen 1978
 * Check   the shares and who is still waiting add up to 1 */
void cp_survival_causes(struct cp_causes *to, struct arena *a,
    const struct cp_wait *waits, ptrdiff_t n);

#endif
