/* Inside the engine: everybody in a pair, at the least cost, in any graph.
 *
 * Nodes 0 .. n - 1 are people, those after them odd sets ("blossoms"): circles
 * of an odd number of nodes, each joined to the next by a pair that may be.
 * What is inside such a circle can be paired from whichever of its people is
 * the one to be paired outside, its base.
 *
 * Potentials are of doubled costs. What is left of 2 c - p - p of a pair, with
 * the rates of all sets that both are in, is its slack: never below 0, and 0
 * where the two are a pair.
 *
 * Source  Edmonds 1965; circles as lists of children, and expanding by the
 *         even way round: Galil 1986 (ACM Computing Surveys 18)
 */
#ifndef ENGINE_ASSIGNMENT_BLOSSOM_H
#define ENGINE_ASSIGNMENT_BLOSSOM_H

#include "base/arena.h"

#define BLOSSOM_ABSENT (INT64_C(1) << 60)

enum { LABEL_NONE, LABEL_OUTER, LABEL_INNER };

struct blossom {
    int32_t n, n_nodes;
    const int64_t *costs; /* n rows of n, alike both ways; or BLOSSOM_ABSENT */
    int32_t *mate;        /* of people */
    int64_t *potentials;  /* of people */
    int64_t *rates;       /* of nodes; 0 of people */

    int32_t *parent, *base;    /* of nodes; parent -1: not inside any */
    int32_t *top;              /* of people: the outermost set, or themselves */
    int32_t *first;            /* of sets: the child with the base */
    int32_t *next, *previous;  /* round the circle */
    int32_t *joins, *joined;   /* who of this child, with whom of the next */
    int32_t *leaf, *last_leaf; /* of nodes; people of a set are a list */
    int32_t *next_leaf;        /* of people */
    int32_t *unused, n_unused; /* sets to come */

    /* One search. The tree hangs together by pairs, outer to inner, and by
     * ways without slack, inner to outer. */
    uint8_t *label;            /* of nodes that are not inside any */
    uint8_t *mark;             /* of people: the label of their top */
    int32_t *way_from, *way_to; /* of an inner node: whence, to whom in it */
    int32_t *tree, n_tree;
    int64_t *slacks; /* of people not outer: to the nearest outer person */
    int32_t *nearest;
    int64_t *gaps; /* of outer nodes: to the nearest other outer node */
    int32_t *gap_from, *gap_to;
    int32_t *closest; /* a row of n for each set, when outer: who in it is the
                         closest to each */
    int64_t *trial;   /* n, and below 2 n each, to work with */
    int32_t *list, *list_joins, *list_joined, *stamps, stamp;
};

static inline int64_t
blossom_slack(const struct blossom *b, int32_t v, int32_t w)
{
    return 2 * b->costs[(ptrdiff_t)v * b->n + w] - b->potentials[v] -
        b->potentials[w];
}

/* blossom.c. n even; costs 0 .. 2^46; ERR_BAD_INPUT: not everybody can be in
 * a pair. What it takes of `a` stays: the pairs, potentials and sets.
 * Cost  O(n^3) */
enum err blossom_solve(
    struct blossom *b, struct arena *a, const int64_t *costs, ptrdiff_t n);
/* A node that is in no set gets its label, and is in the tree if it has one. */
void blossom_label(struct blossom *b, int32_t x, uint8_t label);
/* Its people are outer now: whom they are close to. */
void blossom_look(struct blossom *b, int32_t x);

/* blossom_tree.c */
/* Two outer nodes have a way without slack: a circle. */
void blossom_shrink(struct blossom *b, int32_t v, int32_t w);
/* An inner set is worth nothing: its children stand for themselves. */
void blossom_expand(struct blossom *b, int32_t x);
/* The tree comes to w, who is alone: from there back to its root each has the
 * one they had not. */
void blossom_augment(struct blossom *b, int32_t v, int32_t w);

#endif
