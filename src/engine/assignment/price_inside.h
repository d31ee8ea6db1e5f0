/* Inside the engine: what is kept for prices, and the widest way by which one
 * pair more can be made, over people in the caller's order. */
#ifndef ENGINE_ASSIGNMENT_PRICE_INSIDE_H
#define ENGINE_ASSIGNMENT_PRICE_INSIDE_H

#include "engine/assignment/grid.h"
#include "engine/assignment/price.h"

/* Real people only; whoever is out of it has nobody and gets nobody. */
struct widest {
    const struct cp_assign *p;
    int32_t *b_of, *a_of;      /* -1: nobody */
    int32_t out_a, out_b;      /* somebody who is out, or -1 */
    int32_t apart_a, apart_b;  /* a pair that is forbidden, or -1 */
    int32_t *keys, *from, *ahead; /* n_b, n_b, n_a: room */
    int32_t *row;              /* n_b: a row of scores with a hole */
    uint64_t *open;            /* columns that no search came to yet */
};
/* False: no room. */
bool widest_take(
    struct widest *w, struct arena *a, const struct cp_assign *p);
/* Can one pair more be made of cells of the grid alone? Nothing changes.
 *
 * Cost    O(n^2/64) */
bool widest_reaches(struct widest *w, const struct grid *there);
/* One pair more, by the way whose lowest new pair scores the most; more than
 * `enough` is not looked for. That score; -1: no way has all its new pairs
 * above `above`, and nothing has changed.
 *
 * Cost    O(n^2), less when a way is found early
 * Source  Prim 1957, on what each pair of a way scores
 */
int32_t widest_add(struct widest *w, int32_t above, int32_t enough);
/* The best lowest score of as many pairs as are there now; what is there is
 * lost. -1: there are none.
 *
 * Cost    widest_add for each pair that is below it */
int32_t widest_raise(struct widest *w);

enum { N_OTHERS = 2 };

/* The whole round under one lowest score, solved. */
struct under {
    int32_t floor; /* -1: not yet */
    int32_t *costs;
    int64_t *columns;
    int32_t *column_of;
};

/* The costs of the last assignment of a round, all aims in one: a pair that is
 * forbidden, or below the lowest score of a fair round, costs more than all
 * others together can. */
struct cp_assign_kept {
    const struct cp_assign *p;
    const struct cp_assign_answer *answer;
    bool is_cold;               /* leximin, or numbers too large: solved anew */
    int32_t n, score_max, lost; /* lost: what a pair that is not made costs */
    struct under own, others[N_OTHERS]; /* own: under the answer's lowest */
    int32_t next_other;
    int64_t *columns_now;
    int32_t *column_now;
    int32_t *order; /* 0, 1, 2, ... */
    /* Fair: without i of the one and j of the other all others can have the
     * lower of the two. */
    int32_t *rise_a, *rise_b;
    struct widest widest;
    struct grid there; /* fair: what is not below the answer's lowest */
    struct grid tight;
    struct matching pairs;
};

/* price_rise.c: fills rise_a and rise_b. ERR_NO_ROOM. */
enum err price_rises(struct cp_assign_kept *k, struct arena *a);

#endif
