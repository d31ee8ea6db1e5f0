/* What one side shows another of how its patients go: no rows and no ways, but
 * counts of cases by stage, promise, activity and edge, and median waits.
 *
 *     cp_side_of(&side, arena, &summary);
 *     cp_side_release(&side, arena, 5, &why);
 *     cp_side_write(&side, &out);
 *
 * People get wrong: what was released cannot be added up; sums of hidden
 * numbers would lie. Merge summaries first, and release what comes of it.
 *
 * Shape   a count that is hidden is CP_SIDE_HIDDEN, and so is a median NAN
 * Units   cases; microseconds
 * Memory  the arena; names are lent by the summary
 */
#ifndef ENGINE_PATHWAY_SIDE_H
#define ENGINE_PATHWAY_SIDE_H

#include "engine/pathway/summary.h"
#include "engine/pathway/target.h"

enum { CP_SIDE_HIDDEN = -1 };

struct cp_side_stage {
    text name;
    int64_t n_reached;
    int64_t n_of_before; /* and the stage before; of the first n_reached */
    int64_t n_lost;      /* after it */
    double median_wait;  /* from the stage before; NAN */
};
struct cp_side_edge {
    int32_t from, to; /* stages, or activities */
    int64_t n_cases;
    double median_wait;
};
struct cp_side_activity {
    text name;
    int64_t n_cases, n_starts, n_ends;
};
struct cp_side_target {
    int64_t n[CP_TARGET_CLASSES];
};
/* The same cases by groups. Columns of `far` are two for each stage, and two
 * before them for who came to none: who came as far and no further, and was
 * not lost, and who was. */
struct cp_side_by {
    text attribute;
    const text *groups; /* values; empty: not known */
    int32_t n_groups;
    bool has_rest; /* the last one is of values that few had: no name is told */
    int64_t *n;    /* cases */
    int64_t *far;  /* by group, then column */
    int64_t *kept; /* by target, group, class */
};
struct cp_side {
    int64_t threshold; /* 0: nothing is hidden */
    bool has_bins;     /* medians are within 4.5 per cent */
    text zone;
    const text *mapping;
    int n_mapping;
    int32_t lost_after_days;
    struct cp_pathway pathway;
    text list; /* its normal form */
    int64_t n_cases;
    struct cp_side_stage *stages;
    int32_t n_stages;
    struct cp_side_target *targets;
    int32_t n_targets;
    struct cp_side_edge *flows; /* from stage to stage */
    int32_t n_flows;
    struct cp_side_activity *activities; /* by name */
    int32_t n_activities;
    struct cp_side_edge *edges;
    int32_t n_edges;
    struct cp_side_by *by; /* attributes of up to 200 values */
    int32_t n_by;
    int64_t *far; /* of all cases, where something is by groups */
};

/* Everything, exactly.
 *
 * Errors  ERR_BAD_INPUT  the pathway in it cannot be read
 * Check   the cascade and the targets of the log */
enum err cp_side_of(struct cp_side *to, struct arena *a,
    const struct cp_summary *s, struct why *why);

/* Counts of 1 to threshold - 1 cases go, and counts that lie so close to
 * another one of the same cases that their difference would be one; medians of
 * fewer than 2 threshold waits; edges and flows that are hidden go altogether.
 * Of groups what would give a small count away is hidden with it, over all
 * tables at once; an attribute that cannot be made safe goes.
 *
 * Errors  ERR_CONFLICT  there is nothing left that may be shown
 * Source  pathway: no count below the threshold, no complement of one
 * Check   cp_side_check */
enum err cp_side_release(struct cp_side *side, struct arena *a,
    int64_t threshold, struct why *why);
/* Is there a pair of shown counts, or a count, that tells of fewer than the
 * threshold?
 * Source  the rule spelt out */
bool cp_side_check(const struct cp_side *side);

/* The released form, one record a line.
 * Check   cp_side_read gives the same again */
void cp_side_write(const struct cp_side *side, struct buf *out);
/* Check   cp_side_write gives the same bytes
 * Errors  ERR_BAD_INPUT  a line that is wrong: `why` names it */
enum err cp_side_read(
    struct cp_side *to, struct arena *a, text source, struct why *why);
/* Check   by itself */
bool cp_side_is(text source);

#endif
