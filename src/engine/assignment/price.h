/* What would it cost? The price of two people together, and of two apart.
 *
 * People get wrong: what a pair costs is not its own score less another's.
 * Others have to change for it, and what they lose is the price. So the round
 * is taken up where it was solved and brought to an end again: the numbers are
 * those that a round would have in which somebody settled this.
 *
 *     struct cp_assign_kept *kept;
 *     struct cp_assign_price price;
 *     e = cp_assign_keep(&kept, a, &problem, &answer, &why);   once a round
 *     e = cp_assign_price(&price, a, kept, CP_ASSIGN_TOGETHER, i, j, &why);
 *
 * What another weight costs: score anew, solve anew, cp_assign_compare.
 */
#ifndef ENGINE_ASSIGNMENT_PRICE_H
#define ENGINE_ASSIGNMENT_PRICE_H

#include "engine/assignment/assignment.h"

enum cp_assign_if {
    CP_ASSIGN_TOGETHER, /* a pin: both leave the round, the others are solved */
    CP_ASSIGN_APART     /* a veto: the pair is not allowed */
};

struct cp_assign_price {
    bool is_possible; /* false: together, and the pair is forbidden; then
                         nothing else here is set */
    /* The round as it would be; a pair together is in it. */
    int32_t *b_of;
    ptrdiff_t n_pairs;
    int64_t worst;        /* the lowest score of all pairs; -1: no pair */
    int64_t worst_others; /* the same without a pair together: in a fair round
                             the most that the others can have */
    int64_t total;
    /* Against the answer: what is lost is below 0. `worst_change` is 0 when
     * one of the two has no pair. */
    ptrdiff_t pairs_change;
    int64_t worst_change, total_change;
};

/* What stands between an answer and its prices. Not for two threads at
 * once. */
struct cp_assign_kept;

/* Shape   problem and answer stay where they are as long as what is kept
 * Memory  in `a`: 4 n^2 bytes and some bits, in a fair round 12 n^2
 * Errors  ERR_BAD_INPUT  the answer is no answer to this problem
 *         ERR_NO_ROOM
 * Cost    O(n^2)
 * Check   cp_assign_check of the answer
 */
enum err cp_assign_keep(struct cp_assign_kept **kept, struct arena *a,
    const struct cp_assign *problem, const struct cp_assign_answer *answer,
    struct why *why);

/* Exact in all modes: the same pairs, to the last tie, as solving the round
 * anew with the pair settled or forbidden.
 *
 * Shape   i of side a and j of side b, as in the problem
 * Memory  the answer is in `a`
 * Errors  ERR_BAD_INPUT  nobody has such an index
 *         ERR_NO_ROOM
 * Cost    O(n^2), one shortest path, in modes total and fair: 2 ms at n = 1000
 *         (bench/price.sh). In a fair round whose lowest score changes by it,
 *         the first time a path for each row that the new one concerns.
 *         Leximin is solved anew.
 * Repeat  as cp_assign_solve
 * Source  one row less in an assignment: one shortest augmenting path from
 *         potentials that still hold (Jonker, Volgenant 1987)
 * Check   cp_assign_solve of the round without the two, or without the pair
 */
enum err cp_assign_price(struct cp_assign_price *price, struct arena *a,
    struct cp_assign_kept *kept, enum cp_assign_if what, ptrdiff_t i,
    ptrdiff_t j, struct why *why);

#endif
