/* Somebody dropped out, or came late: new pairs that leave as many of the
 * existing ones as they are as can be.
 *
 * In this order: most pairs, most existing pairs kept, then what the mode of
 * the round says (in a fair one the lowest score, then the total), then the
 * seed. People get wrong: solving anew after a drop-out. It reshuffles pairs
 * who have already met.
 *
 *     scores for all who are there now, -1 for pairs that are not allowed;
 *     b_before[i] = the index of who they had, when both are still there;
 *     cp_assign_repair(&repair, a, &problem, b_before, &why)
 *     require(cp_assign_repair_check(&problem, b_before, &repair) == 0)
 *
 * A pair that nobody may touch, because both said yes: leave the two out.
 */
#ifndef ENGINE_ASSIGNMENT_REPAIR_H
#define ENGINE_ASSIGNMENT_REPAIR_H

#include "engine/assignment/assignment.h"

/* What becomes of one person. */
enum cp_assign_change {
    CP_ASSIGN_WAITS,   /* had nobody, has nobody */
    CP_ASSIGN_KEPT,    /* has whom they had */
    CP_ASSIGN_CHANGED, /* had somebody, has another */
    CP_ASSIGN_NEW,     /* had nobody, has somebody */
    CP_ASSIGN_LOST     /* had somebody, has nobody */
};

struct cp_assign_changes {
    enum cp_assign_change *of_a, *of_b; /* n_a, n_b */
    /* Pairs of now: as before; one of the two at least had another; neither
     * had anybody. Their sum is the number of pairs. */
    ptrdiff_t n_kept, n_changed, n_new;
    ptrdiff_t n_lost; /* people who had somebody and have nobody */
};

/* `b_before` and `b_of` are n_a indices into b, or -1. Who had somebody that
 * is not there any more had nobody, as far as this goes.
 *
 * Memory  in `a`
 * Errors  ERR_NO_ROOM
 * Cost    O(n)
 * Check   the sums in the comment at n_kept
 */
enum err cp_assign_compare(struct cp_assign_changes *changes, struct arena *a,
    ptrdiff_t n_a, ptrdiff_t n_b, const int32_t *b_before, const int32_t *b_of,
    struct why *why);

struct cp_assign_repaired {
    int32_t *b_of; /* n_a: index into b, or -1 */
    ptrdiff_t n_pairs;
    int64_t worst, total; /* of all pairs; worst -1: no pair */
    struct cp_assign_changes changes;
    /* The proof, over the square as in struct cp_assign_answer; each for what
     * the one before left open. */
    ptrdiff_t n;
    /* No more pairs, and with so many no more of them kept: potentials under
     * costs of n + 1 for a pair that is forbidden, -1 for an existing one. */
    int64_t *kept_rows, *kept_columns;
    /* Fair: not all can score more than `worst`; as in cp_assign_answer, of
     * the cells that those potentials leave. */
    uint8_t *worst_rows, *worst_columns;
    int64_t *rows, *columns; /* no better total; not in leximin */
};

/* Shape   as cp_assign_solve; b_before[i] is a partner once at most. A pair of
 *         before that is not allowed any more is not kept.
 * Memory  the answer is in `a`; while it works 4 n^2 bytes and some bits
 * Errors  ERR_BAD_INPUT  as cp_assign_solve; a partner of before twice
 *         ERR_BUSY       go_on was false
 *         ERR_NO_ROOM
 * Cost    O(n^2) for each person who had nobody: 2 ms for one drop-out at
 *         n = 1000 (bench/price.sh); then as cp_assign_solve for those
 *         alone whose pairs may change
 * Repeat  as cp_assign_solve
 * Source  shortest augmenting paths (Jonker, Volgenant 1987); complementary
 *         slackness, as in cp_assign_solve
 * Check   cp_assign_repair_check
 */
enum err cp_assign_repair(struct cp_assign_repaired *repaired, struct arena *a,
    const struct cp_assign *problem, const int32_t *b_before, struct why *why);

/* How many things contradict it. 0: it is allowed, there are no more pairs to
 * be had, with these no more to be kept, and with those nothing better by the
 * mode's aims. In leximin pairs and kept pairs alone are proved.
 *
 * Cost    O(n^2)
 * Source  König 1931; complementary slackness
 */
int64_t cp_assign_repair_check(const struct cp_assign *problem,
    const int32_t *b_before, const struct cp_assign_repaired *repaired);

#endif
