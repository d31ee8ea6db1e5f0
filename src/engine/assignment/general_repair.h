/* Pairs inside one set, after somebody dropped out or came late: as few as can
 * be of those that there are already change. What repair.h is for two sides.
 *
 *     mate_before[i] = the index of whom they had, when both are still there;
 *     cp_general_repair(&repaired, a, &problem, mate_before, &why)
 *     cp_general_repair_check(&problem, mate_before, &repaired, a) is 0
 *
 * A pair that nobody may touch: leave the two out.
 */
#ifndef ENGINE_ASSIGNMENT_GENERAL_REPAIR_H
#define ENGINE_ASSIGNMENT_GENERAL_REPAIR_H

#include "engine/assignment/general.h"
#include "engine/assignment/repair.h"

struct cp_general_repaired {
    struct cp_general_answer answer; /* its proof is its levels and rates */
    enum cp_assign_change *of;       /* n: what becomes of each */
    ptrdiff_t n_kept, n_changed, n_new; /* pairs, as in repair.h */
    ptrdiff_t n_lost;                   /* people */
};

/* In this order: most pairs, most existing pairs kept, then what the mode says,
 * then the seed.
 *
 * Shape   as cp_general_solve; mate_before goes both ways, -1: nobody. A pair
 *         of before that is not allowed any more is not kept.
 * Memory  the answer is in `a`, and 20 m^2 bytes
 * Errors  ERR_BAD_INPUT  as cp_general_solve; who had somebody is not who that
 *                        one had; too many people
 *         ERR_NO_ROOM
 * Cost    O(m^3) a dozen times at worst, and little where most are kept;
 *         leximin O(m^4); bench/general.sh
 * Repeat  as cp_general_solve
 * Source  as leximin in cp_general_solve: aim after aim on what is left
 * Check   cp_general_repair_check
 */
enum err cp_general_repair(struct cp_general_repaired *repaired,
    struct arena *a, const struct cp_general *problem,
    const int32_t *mate_before, struct why *why);

/* How many things contradict it. 0: it is allowed, there are no more pairs to
 * be had, with these no more to be kept, and with those nothing better by the
 * mode's aims, ties included.
 *
 * Errors  no room counts as a contradiction
 * Cost    O(m^2), in leximin for each level
 * Source  Berge 1958; Edmonds 1965
 */
int64_t cp_general_repair_check(const struct cp_general *problem,
    const int32_t *mate_before, const struct cp_general_repaired *repaired,
    struct arena *a);

#endif
