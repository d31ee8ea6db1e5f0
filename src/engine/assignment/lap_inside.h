/* Inside the engine: the assignment problem over costs of 64 bits, for ties;
 * and one taken up again after something changed. */
#ifndef ENGINE_ASSIGNMENT_LAP_INSIDE_H
#define ENGINE_ASSIGNMENT_LAP_INSIDE_H

#include "engine/assignment/grid.h"
#include "engine/assignment/lap.h"

#define LAP_LONG_ABSENT (INT64_C(1) << 60)

/* n by n costs within 2^50 of 0, or LAP_LONG_ABSENT; column_of receives the
 * answer. ERR_BAD_INPUT: there is none. */
enum err lap_solve_long(
    int32_t *column_of, struct arena *a, const int64_t *costs, ptrdiff_t n);
/* And the potentials of columns; of a row it is what its cost leaves. */
enum err lap_solve_long_priced(int32_t *column_of, int64_t *columns,
    struct arena *a, const int64_t *costs, ptrdiff_t n);

/* An answer is near: costs changed a little, or somebody is free. Exact
 * whatever stands in `columns` and `column_of`; quick when they are good. */
struct lap_again {
    const int32_t *costs; /* n by n, as in struct cp_lap; or: */
    const int16_t *small_costs;
    ptrdiff_t n;
    int64_t cost_max;   /* of those that are there, either way of 0 */
    int64_t *columns;   /* potentials: n of them */
    int32_t *column_of; /* of each row, or -1; a column once at most */
    bool is_cheapest;   /* each row that has a column has its cheapest: not
                           looked at again */
    struct grid *tight; /* NULL, or an empty grid: cells that some answer as
                           good may use */
};
/* ERR_BAD_INPUT: there is none; then columns and column_of are of no use.
 * Cost O(n^2) and a path for each row that has no column. */
enum err lap_solve_again(const struct lap_again *again, struct arena *a);

#endif
