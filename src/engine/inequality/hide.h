/* Small numbers are people: which cells of a table to hide so that nobody can
 * work them out from what is shown beside them.
 *
 *     struct cp_hide_table t = { .cells = counts, .n_rows = 3, .n_columns = 4,
 *         .threshold = 5 };
 *     struct cp_hidden h;
 *     enum err e = cp_hide(&h, a, &t, &why);
 *     ... h.is_hidden[cp_hide_at(&t, row, column)] ...
 *     ... h.is_hidden[cp_hide_at(&t, row, t.n_columns)]: the row's total ...
 *
 * Hidden first is what is small (primary), then what would give it away
 * (complementary): a hidden cell may not be determined by what is shown, and a
 * small one could still be 1 and threshold - 1. Both are shown by one sign, so
 * that nobody knows which is which.
 *
 * People get wrong: a table is safe only beside all else that is shown. What
 * stands in two tables is hidden in both: mark it in `must_hide`, and ask
 * again. And a number that is shown in one release and hidden in the next was
 * shown.
 *
 * Shape   totals are cells too: a table of n_rows + 1 by n_columns + 1, the
 *         last ones the totals
 */
#ifndef ENGINE_INEQUALITY_HIDE_H
#define ENGINE_INEQUALITY_HIDE_H

#include "base/arena.h"

enum { CP_HIDE_THRESHOLD = 5, CP_HIDE_MOST = 1 << 20 /* cells */ };

struct cp_hide_table {
    const int64_t *cells; /* n_rows * n_columns, 0 or more, row by row */
    int32_t n_rows, n_columns;
    int64_t threshold;     /* 1 to threshold - 1 are small; 2 or more */
    const bool *must_hide; /* all cells and totals, whatever they are; NULL */
    /* That are not shown at all, of each row, each column, and of all: of a
     * single row the columns' totals. */
    bool has_no_row_totals, has_no_column_totals, has_no_total;
};

struct cp_hidden {
    bool *is_hidden;     /* all cells and totals */
    int64_t n_primary, n_complementary;
};

/* Is it a count of so few?
 * Source  by itself: 1 to threshold - 1 */
bool cp_hide_count(int64_t n, int64_t threshold);
/* Would a share of n out of n_all give away so few, or all but so few?
 * Source  n or n_all - n is 1 to threshold - 1 */
bool cp_hide_share(int64_t n, int64_t n_all, int64_t threshold);

/* Where a cell or a total stands in what is hidden.
 * Source  row by row, totals last */
ptrdiff_t
cp_hide_at(const struct cp_hide_table *t, int32_t row, int32_t column);

/* Memory  the arena: a byte a cell; scratch of 8 bytes a cell, given back
 * Errors  ERR_BAD_INPUT  a cell below 0, a threshold below 2
 *         ERR_CONFLICT   it cannot be made safe: it must not be shown
 *         ERR_NO_ROOM    more than CP_HIDE_MOST cells
 * Cost    for each hidden cell up to 2 threshold searches over the table
 * Repeat  whole numbers; the cheapest rectangle, ties by order
 * Source  cells as edges of a network whose flows are the counts: what a
 *         hidden one may be is found by flows through the others (Gusfield
 *         1988); rectangles as in the statistics offices' tables
 * Check   cp_hide_check
 */
enum err cp_hide(struct cp_hidden *to, struct arena *a,
    const struct cp_hide_table *t, struct why *why);

/* The least and the greatest that a hidden cell may be, given all that is
 * shown; INT64_MAX: no end. Of a shown one its value, twice.
 *
 * Memory  scratch in the arena, given back
 * Cost    flows of at most the table's total
 * Source  as above
 * Check   enumeration of all tables that agree with what is shown */
struct cp_hide_bounds {
    int64_t least, greatest;
};
struct cp_hide_bounds cp_hide_bounds(struct arena *a,
    const struct cp_hide_table *t, const bool *is_hidden, int32_t row,
    int32_t column);

/* How many cells contradict what is promised: hidden but determined, small
 * and shown, small and not still 1 and threshold - 1. By going through all
 * tables that agree with what is shown; -1 when that takes more than `most`
 * steps.
 *
 * Cost    the number of such tables, and of their beginnings
 * Source  the definition spelt out */
int64_t cp_hide_check(struct arena *a, const struct cp_hide_table *t,
    const bool *is_hidden, int64_t most);

#endif
