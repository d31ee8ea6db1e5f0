/* Pairs inside one set, where anybody may be with anybody: as many as there
 * can be, then the best worst pair, then the best total. For rounds of more
 * than two sides, and for proposals that are led together.
 *
 * People get wrong: the proof of two sides is no proof here. Three who all
 * like each other best make one pair, not one and a half: what holds for such
 * an odd set is part of the proof.
 *
 *     struct cp_general p = { .scores = scores, .n = 9, .keys = keys,
 *         .mode = CP_ASSIGN_FAIR, .seed = seed };
 *     struct cp_general_answer answer;
 *     enum err e = cp_general_solve(&answer, a, &p, &why);
 *     require(cp_general_check(&p, &answer) == 0);
 */
#ifndef ENGINE_ASSIGNMENT_GENERAL_H
#define ENGINE_ASSIGNMENT_GENERAL_H

#include "engine/assignment/assignment.h"

/* n times (the highest score + 1) may be so much: ties have 21 bits. */
enum {
    CP_GENERAL_PEOPLE_MAX = 2000,
    CP_GENERAL_LEXIMIN_MAX = 300, /* people, in leximin */
    CP_GENERAL_PRODUCT_MAX = 1 << 25
};

struct cp_general {
    const int32_t *scores; /* n rows of n, alike both ways; CP_ASSIGN_FORBIDDEN
                              or 0 and more; nobody's with themselves count */
    ptrdiff_t n;
    const int64_t *keys; /* a person's own, each once */
    enum cp_assign_mode mode;
    uint64_t seed;
};

struct cp_general_answer {
    int32_t *mate; /* n: with whom, or -1: waits */
    ptrdiff_t n_pairs;
    int64_t worst, total; /* worst: -1 when there is no pair */
    int64_t n_blocking;   /* pairs who would both rather have each other */
    int64_t n_envious; /* people who would rather have, and could, somebody that
                          another has */
    bool is_unique; /* false: other pairs are as good, and have the same sum of
                       hashes. Who asks gets the same ones all the same. */

    /* The proof. No more pairs: without those in the barrier what is left
     * falls into so many parts of an odd number that somebody waits in each
     * but as many as are in the barrier. */
    uint8_t *count_barrier;
    /* No better worst pair: the same for all that scores above `worst`. */
    uint8_t *worst_barrier;
    /* No better total, and no lesser sum of hashes. A pair weighs its score
     * times n 2^21, and 2^21 - 1 - (cp_assign_tie >> 19): twice that is at most
     * what both are worth and what the sets are that both are in.
     * Each who waits is with somebody that is nobody, whom anybody could have
     * and who weighs 0: they stand after the people. */
    ptrdiff_t n_rates; /* n and as many as wait */
    int64_t *rates;
    int32_t *set_of; /* the innermost set, or -1 */
    struct cp_general_set {
        int32_t parent; /* the set around it, later in the list, or -1 */
        int64_t rate;
    } *sets; /* of odd size */
    ptrdiff_t n_sets;

    /* Leximin, and what was mended (general_repair.h): stage after stage. A
     * pair costs `scale` times what it costs by the sets of the stage before,
     * and what it costs by this one. Twice that is at least both potentials
     * less the rates of the sets that both are in; a pair where it is more is
     * left for no later stage. What sets cost: how many of the most there are
     * that both are not in. */
    int32_t *nobody_of; /* n: with which nobody, or -1: has a mate */
    struct cp_general_level {
        enum cp_general_stage {
            CP_GENERAL_KEPT,  /* 1 if they were no pair before */
            CP_GENERAL_FLOOR, /* 1 if it has this score: proves only that it
                                 cannot be avoided, and narrows nothing */
            CP_GENERAL_LEVEL, /* 1 if it has this score; scale m + 1, so far */
            CP_GENERAL_TOTAL, /* what it scores less than the highest score
                                 there is; scale m times that and 1 */
            CP_GENERAL_TIE    /* the hash; scale m 2^21: the last, in `rates` */
        } stage;
        int64_t score;
        int64_t *potentials; /* n_rates */
        int32_t *set_of;
        struct cp_general_set *sets;
        ptrdiff_t n_sets;
        struct cp_general_level *next;
    } *levels;
};

/* Shape   0 <= n <= CP_GENERAL_PEOPLE_MAX; keys differ; n times the highest
 *         score + 1 at most CP_GENERAL_PRODUCT_MAX
 * Units   scores are whole points
 * Memory  the answer is in `a`; while it works 20 m^2 bytes, m people and as
 *         many as wait
 * Errors  ERR_BAD_INPUT  a score out of range or not alike both ways, a key
 *                        twice, leximin of too many people
 *         ERR_NO_ROOM
 * Cost    O(m^3) at worst, leximin O(m^4); bench/general.sh
 * Repeat  same scores, keys, mode and seed: the same pairs, in whatever order
 *         the people come
 * Source  Edmonds 1965 (Canadian Journal of Mathematics 17; Journal of
 *         Research of the NBS 69B); the tree grows from one person, after the
 *         best fractional pairs are known, which the assignment problem gives;
 *         leximin level by level, on what no level before forbids: pairs
 *         without slack, that fill each odd set which is worth something
 * Check   cp_general_check
 */
enum err cp_general_solve(struct cp_general_answer *answer, struct arena *a,
    const struct cp_general *problem, struct why *why);

/* How many things contradict the answer. 0: it is allowed, and nothing is
 * better by the mode's aims, ties included. `a` is used for the work and is as
 * before afterwards.
 *
 * Errors  no room counts as a contradiction
 * Cost    O(m^2), and the depth of sets in each other
 * Source  Berge 1958 (the parts of an odd number); Edmonds 1965
 */
int64_t cp_general_check(const struct cp_general *problem,
    const struct cp_general_answer *answer, struct arena *a);

#endif
