/* Two sides beside each other, by what they show of themselves: stages that
 * both have, in one order, and the two lists row by row.
 *
 *     cp_sides_compare(&c, arena, &here, &there);
 *     cp_lists_compare(&l, arena, &here.pathway, &there.pathway);
 *
 * Who stopped after a stage, and who went straight on to another, is compared
 * where no stage that one side has alone stands between.
 *
 * People get wrong: a stage is the same where both call it so, and not where
 * both mean so; and a difference that is large may be chance, so the interval
 * and the q over all that was compared stand beside it.
 *
 * Units   shares from 0 to 1; waits in microseconds
 * Memory  the arena; names are lent by the sides
 * Repeat  in the order of the first side's list
 */
#ifndef ENGINE_PATHWAY_COMPARE_SIDES_H
#define ENGINE_PATHWAY_COMPARE_SIDES_H

#include "base/stats.h"
#include "engine/pathway/side.h"

enum cp_shared_kind {
    CP_SHARED_STAGE,  /* came to `to`, of all cases */
    CP_SHARED_STEP,   /* came to `to`, of who had come to `from` before it */
    CP_SHARED_LOST,   /* lost after `to`, of who came to it */
    CP_SHARED_FLOW,   /* went from `from` straight to `to`, of all cases */
    CP_SHARED_TARGET, /* in time, of those in time, late and never */
    CP_SHARED_KINDS
};
struct cp_shared {
    enum cp_shared_kind kind;
    text from, to; /* of a target: its line in `to` */
    int64_t x[2], n[2]; /* CP_SIDE_HIDDEN: one side does not show it */
    double share[2], difference; /* the first less the second; NAN */
    struct stats_interval limits;
    double p, q; /* of Fisher's exact test */
    double median_wait[2], wait_difference; /* NAN */
};
struct cp_sides {
    struct cp_shared *rows;
    int32_t n;
    int32_t n_shared_stages;
    const text *only[2]; /* stages that one side alone has */
    int32_t n_only[2];
    bool has_other_zone, has_other_lost_after, has_other_rules;
    bool has_other_order; /* of the stages */
};

/* Cost    Fisher's exact test a row
 * Source  Newcombe 1998, method 10; Fisher's exact test; Benjamini and
 *         Hochberg 1995
 * Check   the same counts by hand */
void cp_sides_compare(struct cp_sides *to, struct arena *a,
    const struct cp_side *first, const struct cp_side *second);

/* ---- The two lists ---------------------------------------------------- */

enum cp_pair_kind {
    CP_PAIR_BOTH,
    CP_PAIR_OTHER_RULE, /* the same step, and not the same of it */
    CP_PAIR_FIRST,      /* only in the first */
    CP_PAIR_SECOND,
};
/* A row of a list, flattened: a step, or a group whose parts have no order. */
struct cp_list_row {
    text name; /* as it is shown */
    text parts; /* of a group that has a name: what is in it; or empty */
    text code; /* by which it is the same */
    enum cp_pathway_kind kind;
    bool may_skip, may_repeat;
    text promise; /* lines of targets that end here; empty: none */
};
struct cp_list_pair {
    enum cp_pair_kind kind;
    const struct cp_list_row *rows[2]; /* NULL: not there */
    bool is_elsewhere; /* the other list has it too, in another place */
    bool differs_skip, differs_repeat, differs_kind, differs_promise;
};
struct cp_lists {
    struct cp_list_pair *pairs;
    int32_t n;
};

/* Cost    rows of the one times rows of the other
 * Source  longest common subsequence: Wagner and Fischer 1974; where there are
 *         several, the one whose rows stand earliest in the first list
 * Check   all subsequences, of short lists */
void cp_lists_compare(struct cp_lists *to, struct arena *a,
    const struct cp_pathway *first, const struct cp_pathway *second);

#endif
