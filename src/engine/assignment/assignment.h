/* Pairs between two sides: as many as there can be, then the best worst pair,
 * then the best total; the same whoever asks, and with a proof.
 *
 * People get wrong: the same aims as one sum with large weights. Each aim is
 * solved on what the aim before left open, and nothing is weighed.
 *
 *     struct cp_assign p = { .scores = scores, .n_a = 11, .n_b = 9,
 *         .keys_a = a, .keys_b = b, .mode = CP_ASSIGN_FAIR, .seed = seed };
 *     struct cp_assign_answer answer;
 *     enum err e = cp_assign_solve(&answer, a, &p, &why);
 *     require(cp_assign_check(&p, &answer) == 0);
 */
#ifndef ENGINE_ASSIGNMENT_ASSIGNMENT_H
#define ENGINE_ASSIGNMENT_ASSIGNMENT_H

#include "base/arena.h"

enum { CP_ASSIGN_FORBIDDEN = -1, CP_ASSIGN_SCORE_MAX = 1'000'000 };

enum cp_assign_mode {
    CP_ASSIGN_FAIR,   /* the best worst pair, then the best total */
    CP_ASSIGN_TOTAL,  /* the best total */
    CP_ASSIGN_LEXIMIN /* lift the worst, then the second worst, ... */
};

struct cp_assign {
    const int32_t *scores; /* n_a rows of n_b; 0 .. CP_ASSIGN_SCORE_MAX, or
                              CP_ASSIGN_FORBIDDEN */
    ptrdiff_t n_a, n_b;
    const int64_t *keys_a, *keys_b; /* a person's own, each once on a side */
    enum cp_assign_mode mode;
    uint64_t seed; /* drawn, and published, before anybody knows the scores */
    /* NULL, or asked now and then while it works, with how far it is from 0 to
     * 1: false stops it, with ERR_BUSY. */
    bool (*go_on)(void *context, double share_frac);
    void *context;
};

struct cp_assign_answer {
    int32_t *b_of;              /* n_a: index into b, or -1: not placed */
    ptrdiff_t n_pairs;
    int64_t worst;              /* the lowest score of a pair; -1: no pair */
    int64_t total;
    int64_t n_blocking; /* pairs who would both rather have each other */
    int64_t n_envious; /* people who would rather have, and could, a counterpart
                          of another on their side */

    /* The proof, over the square of n = max(n_a, n_b): who stands at its end
     * is nobody. */
    ptrdiff_t n;
    /* No more pairs: rows not in, and columns in, touch all that is allowed. */
    uint8_t *count_rows, *count_columns;
    /* No better worst pair: the same for all that scores above `worst`. */
    uint8_t *worst_rows, *worst_columns;
    /* No better total: potentials. Not in leximin. */
    int64_t *rows, *columns;
    /* Leximin: the levels that no answer can avoid, lowest first, each with
     * potentials under costs of 1 for its cells and 0 for the others left. */
    struct cp_assign_level {
        int64_t score;
        int64_t *rows, *columns;
        struct cp_assign_level *next;
    } *levels;
};

/* Shape   0 <= n_a, n_b <= 20,000; keys of a side differ
 * Units   scores are whole points
 * Memory  the answer is in `a`; while it works 4 n^2 bytes and some bits
 * Errors  ERR_BAD_INPUT  a score out of range, a key twice
 *         ERR_BUSY       go_on was false
 *         ERR_NO_ROOM
 * Cost    O(n^3) at worst; bench/assignment.sh
 * Repeat  same scores, keys, mode and seed: the same pairs, in whatever order
 *         the people come and whichever side is called a
 * Source  complementary slackness: each aim is solved on the tight edges of the
 *         one before; ties by the least sum of hashes of both keys, mixed as in
 *         SplitMix64 (Steele, Lea, Flood 2014)
 * Check   cp_assign_check
 */
enum err cp_assign_solve(struct cp_assign_answer *answer, struct arena *a,
    const struct cp_assign *problem, struct why *why);

/* How many things contradict the answer. 0: it is allowed, and nothing is
 * better by the mode's aims. That no other answer is as good is not proved
 * here: ties are the seed's.
 *
 * Cost    O(n^2), in leximin for each level
 * Source  König 1931; complementary slackness
 */
int64_t cp_assign_check(
    const struct cp_assign *problem, const struct cp_assign_answer *answer);

/* 40 bits that follow from two keys, whichever comes first, and the seed.
 *
 * Source  the mixing of SplitMix64 (Steele, Lea, Flood 2014)
 */
uint64_t cp_assign_tie(uint64_t seed, int64_t a, int64_t b);

#endif
