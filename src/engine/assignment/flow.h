/* Pairs between two sides whose people may have several counterparts: as many
 * pairs as there can be, then the best worst pair, then the best total. For
 * experts that are shared and for rounds of meetings.
 *
 * People get wrong: copying whoever may have three three times lets the same
 * two meet three times. Here each pair is made at most once.
 *
 *     struct cp_flow p = { .scores = scores, .n_a = 11, .n_b = 9,
 *         .capacities_a = at_most_a, .capacities_b = at_most_b,
 *         .keys_a = a, .keys_b = b, .mode = CP_ASSIGN_FAIR, .seed = seed };
 *     struct cp_flow_answer answer;
 *     enum err e = cp_flow_solve(&answer, a, &p, &why);
 *     require(cp_flow_check(&p, &answer) == 0);
 */
#ifndef ENGINE_ASSIGNMENT_FLOW_H
#define ENGINE_ASSIGNMENT_FLOW_H

#include "engine/assignment/assignment.h"

enum { CP_FLOW_PEOPLE_MAX = 4000, CP_FLOW_CAPACITY_MAX = 1000 };

struct cp_flow {
    const int32_t *scores; /* n_a rows of n_b; 0 .. CP_ASSIGN_SCORE_MAX, or
                              CP_ASSIGN_FORBIDDEN */
    ptrdiff_t n_a, n_b;
    const int32_t *capacities_a, *capacities_b; /* counterparts each may have
                                   at most, 0 .. CP_FLOW_CAPACITY_MAX */
    const int64_t *keys_a, *keys_b; /* a person's own, each once on a side */
    enum cp_assign_mode mode; /* CP_ASSIGN_FAIR or CP_ASSIGN_TOTAL */
    uint64_t seed;
    /* So that the load is spread: the second counterpart of somebody costs so
     * many points of the total, the third twice as many. 0: no matter. */
    int32_t spread;
};

struct cp_flow_pair {
    int32_t a, b; /* indices */
};
struct cp_flow_answer {
    struct cp_flow_pair *pairs; /* ascending by a, then b; each once */
    ptrdiff_t n_pairs;
    int64_t worst, total; /* worst: -1 when there is no pair */

    /* The proof. No more pairs: whoever of a is not in, who of b is in, and
     * the pairs from a's that are in to b's that are not, have no room for
     * more. */
    uint8_t *count_a, *count_b;
    /* No better worst pair: the same for all that scores above `worst`. */
    uint8_t *worst_a, *worst_b;
    /* No better total: what a place of each is worth, 0 or more, before what
     * it costs as a further one, and what a pair is worth as such. */
    int64_t *rates_a, *rates_b, rate;
};

/* Shape   0 <= n_a, n_b <= CP_FLOW_PEOPLE_MAX; keys of a side differ
 * Units   scores are whole points
 * Memory  the answer is in `a`; while it works 12 n_a n_b bytes
 * Errors  ERR_BAD_INPUT  a score or a capacity out of range, a key twice,
 *                        leximin, which is not for many to many
 *         ERR_NO_ROOM
 * Cost    O(p n^2) at worst, for p pairs and n = n_a + n_b
 * Repeat  same scores, capacities, keys, mode and seed: the same pairs, in
 *         whatever order the people come and whichever side is called a
 * Source  most pairs: blocking flows, Dinitz 1970; total and ties: Fulkerson
 *         1961 (out of kilter), an arc at a time by shortest paths on reduced
 *         costs; ties by the least sum of cp_assign_tie
 * Check   cp_flow_check
 */
enum err cp_flow_solve(struct cp_flow_answer *answer, struct arena *a,
    const struct cp_flow *problem, struct why *why);

/* How many things contradict the answer. 0: it is allowed, and nothing is
 * better by the mode's aims. That no other answer is as good is not proved
 * here: ties are the seed's.
 *
 * Cost    O(n_a n_b + (n_a + n_b) p) for p pairs
 * Source  Ford, Fulkerson 1956 (a cut bounds a flow); duality of linear
 *         programming
 */
int64_t cp_flow_check(
    const struct cp_flow *problem, const struct cp_flow_answer *answer);

#endif
