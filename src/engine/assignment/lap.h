/* The linear assignment problem: to each row a column of its own, such that
 * the sum of their costs is the least.
 *
 * People get wrong: a large number for "not allowed" that is not large enough
 * gives wrong answers in silence. Here a cell that may not be used is absent
 * and has no cost at all.
 *
 *     struct cp_lap p = { .costs = costs, .n_rows = n, .n_columns = n };
 *     struct cp_lap_answer answer;
 *     enum err e = cp_lap_solve(&answer, a, &p, &why);
 */
#ifndef ENGINE_ASSIGNMENT_LAP_H
#define ENGINE_ASSIGNMENT_LAP_H

#include "base/arena.h"

enum { CP_LAP_ABSENT = 1 << 29, CP_LAP_COST_MAX = 1 << 28 };

struct cp_lap {
    const int32_t *costs; /* by rows; CP_LAP_ABSENT, or at most
                             CP_LAP_COST_MAX either way of 0 */
    const int16_t *small_costs; /* instead of them where all fit and none is
                                   absent: half the memory */
    ptrdiff_t n_rows, n_columns;
    bool is_portable; /* leave wide registers alone: for tests */
    /* NULL, or asked before each path, with how far it is from 0 to 1: false
     * stops it, with ERR_BUSY. */
    bool (*go_on)(void *context, double share_frac);
    void *context;
};
struct cp_lap_answer {
    int32_t *column_of; /* n_rows */
    int64_t total;
    /* The proof: no cell costs less than row + column; columns are at most 0
     * where there are more of them than rows, and 0 where nobody is. */
    int64_t *rows, *columns;
};

/* Of one cell, whichever way costs are held.
 *
 * Check   sixteen_bits_change_nothing, in lap_test.c */
static inline int32_t
cp_lap_cost(const struct cp_lap *p, ptrdiff_t row, ptrdiff_t column)
{
    ptrdiff_t at = row * p->n_columns + column;
    return p->small_costs != NULL ? p->small_costs[at] : p->costs[at];
}

/* Shape   0 <= n_rows <= n_columns <= 100,000
 * Units   costs are whole numbers, whatever they count
 * Memory  the answer is in `a`, and 40 bytes a column while it works; the
 *         costs are not copied
 * Errors  ERR_BAD_INPUT  more rows than columns, a cost outside its range, or
 *                        absent cells leave a row without a column
 *         ERR_BUSY       go_on was false
 *         ERR_NO_ROOM
 * Cost    O(n_rows^2 n_columns) at worst; bench/assignment.sh
 * Repeat  same costs: the same answer, with wide registers and without, held
 *         in 16 bits or in 32
 * Source  Jonker, Volgenant 1987 (Computing 38): column reduction, reduction
 *         transfer, augmenting row reduction, shortest augmenting paths. Where
 *         paths turn out long, as for products, potentials come from an
 *         auction with ever smaller steps first (Bertsekas 1988, Annals of
 *         Operations Research 14; known, not open)
 * Check   cp_lap_check
 */
enum err cp_lap_solve(struct cp_lap_answer *answer, struct arena *a,
    const struct cp_lap *problem, struct why *why);

/* How many things contradict the answer: rows without a column of their own,
 * absent cells, costs below row + column, a total that is not theirs. 0 is
 * the proof that no other answer costs less.
 *
 * Cost    O(n_rows n_columns), in 64 bits
 * Source  complementary slackness of linear programming
 */
int64_t cp_lap_check(
    const struct cp_lap *problem, const struct cp_lap_answer *answer);

#endif
