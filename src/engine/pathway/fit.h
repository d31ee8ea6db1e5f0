/* How well cases fit what was meant: what parts each from it, how sure that
 * is, and the numbers of all of them.
 *
 *     struct cp_fit *fit = cp_fit_begin(model, arena, log.n_activities);
 *     for each way: cp_judge(&j, model, arena, events, names, n, is_closed);
 *                   cp_fit_add(fit, &j, n, n_cases);
 *     cp_fit_end(fit);
 *
 * A case that is closed is judged against the whole, another against the
 * beginnings: it stopped somewhere, and did not leave out all that would have
 * come.
 *
 * People get wrong: costs are unique, what they are made of is not. A finding
 * is certain when no cheapest way does without it; of others say "or".
 *
 * Source  fitness: Adriansyah 2014. Certain: what is not in each optimal
 *         alignment is ambiguous (Bär, Wynn, Leemans, arXiv 2506.10345)
 */
#ifndef ENGINE_PATHWAY_FIT_H
#define ENGINE_PATHWAY_FIT_H

#include "engine/pathway/align.h"

enum cp_finding_kind {
    CP_SKIPPED,
    CP_EXTRA,
    CP_OUT_OF_ORDER, /* both at once, of one step */
    CP_FINDINGS
};
struct cp_finding {
    enum cp_finding_kind kind;
    const struct cp_pathway_item *step; /* NULL: an activity that is no step */
    text name;                          /* the step's, or the activity's */
    int32_t n;                          /* how often in this way */
    bool is_certain;
};

struct cp_judged {
    struct cp_align_cost cost;
    bool is_closed;
    struct cp_alignment path;    /* of the whole when it is closed */
    struct cp_finding *findings; /* in the order of the path */
    int n_findings;
    /* Where each event of the path stands in the trace; NULL: as they come. */
    const int32_t *order;
};
/* Cost of what it was judged by, 0 only when it fits.
 * Check   by itself */
static inline int32_t
cp_judged_cost(const struct cp_judged *j)
{
    return j->is_closed ? j->cost.full : j->cost.prefix;
}
/* Check   by itself */
static inline bool
cp_judged_is_decided(const struct cp_judged *j)
{
    return (j->is_closed ? j->cost.full_gap : j->cost.prefix_gap) == 0;
}

/* `names` are those of the events. For a trace of many thousand events there
 * may be no time to make sure: what was not asked is not certain.
 *
 * Memory  the arena: path and findings
 * Cost    of cp_align_cost and cp_align, and once more for each step or
 *         activity that is found
 * Repeat  the same findings everywhere
 * Source  a move whose price rises by one is in each cheapest way when the
 *         optimum rises
 * Check   all cheapest ways of short traces, one by one */
void cp_judge(struct cp_judged *to, const struct cp_model *m, struct arena *a,
    const int32_t *events, const text *names, ptrdiff_t n, bool is_closed);

/* A pathway against traces of which some events stand at one time, and have no
 * order there. */
struct cp_untie {
    const struct cp_model *m;
    const struct cp_model *flat; /* NULL: too large to be written out */
};
/* Memory  the arena: the model with what comes in any order written out
 * Check   cp_judge_untied */
struct cp_untie cp_untie_in(const struct cp_model *m, struct arena *a);
/* cp_align_cost of the order that costs least: see cp_judge_untied.
 * Source  as there
 * Check   as there */
struct cp_align_cost cp_untied_cost(const struct cp_untie *u, struct arena *a,
    const int32_t *events, const bool *is_tied, ptrdiff_t n);
/* The same as cp_judge, of a trace whose events stand at the time of the one
 * before where `is_tied`: it costs what its cheapest order does, and a finding
 * is certain when no cheapest way of any order does without it. The path is in
 * such an order: to->order.
 *
 * Cost    align_ties.h; what stands at one time beyond 16 different events or
 *         so is not decided
 * Source  as above
 * Check   all orders of short traces, one by one */
void cp_judge_untied(struct cp_judged *to, const struct cp_untie *u,
    struct arena *a, const int32_t *events, const text *names,
    const bool *is_tied, ptrdiff_t n, bool is_closed);

struct cp_fit_step {
    text name;
    const struct cp_pathway_item *step; /* NULL: no step of the pathway */
    int64_t n[CP_FINDINGS], n_certain[CP_FINDINGS]; /* cases */
    int64_t n_stopped; /* cases that are not closed and went no further */
};
struct cp_fit {
    int64_t n_cases, n_closed, n_events;
    int64_t n_undecided;         /* cases; none of them fits */
    int64_t n_fit, n_prefix_fit; /* cost 0 */
    int64_t n_judged_fit;        /* by the one that is right for them */
    int64_t cost, prefix_cost;   /* sums over cases */
    int64_t shortest;            /* the cheapest way through */
    /* 1 less cost over events and shortest: mean over cases, and of the sums;
     * 1 less prefix cost over events. */
    double mean_fitness, log_fitness, mean_prefix, log_prefix;
    int64_t n_stopped_before; /* not closed, and took no step at all */
    /* Steps in the order of the list, then what is none as it came. */
    struct cp_fit_step *steps;
    int n_steps;
};

/* Memory  the arena: n_activities of the log at most that are no steps
 * Check   known numbers */
struct cp_fit *
cp_fit_begin(const struct cp_model *m, struct arena *a, int32_t n_activities);
/* Cases that went one way.
 * Check   known numbers */
void cp_fit_add(struct cp_fit *fit, const struct cp_judged *j,
    ptrdiff_t n_events, int64_t n_cases);
/* Check   known numbers */
void cp_fit_end(struct cp_fit *fit);

#endif
