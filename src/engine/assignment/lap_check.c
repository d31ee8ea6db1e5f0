/* The proof of an assignment, spelt out. */
#include "engine/assignment/lap.h"

/* Does another row before this one have the column too? */
static bool
is_taken_before(const struct cp_lap_answer *answer, ptrdiff_t i)
{
    for (ptrdiff_t k = 0; k < i; k++)
        if (answer->column_of[k] == answer->column_of[i])
            return true;
    return false;
}

int64_t
cp_lap_check(const struct cp_lap *p, const struct cp_lap_answer *answer)
{
    int64_t n_wrong = 0, total = 0, bound = 0;
    for (ptrdiff_t i = 0; i < p->n_rows; i++) {
        int64_t j = answer->column_of[i];
        if (j < 0 || j >= p->n_columns || is_taken_before(answer, i)) {
            n_wrong++;
            continue;
        }
        int64_t cost = cp_lap_cost(p, i, j);
        n_wrong += cost == CP_LAP_ABSENT;
        total += cost;
        bound += answer->rows[i];
    }
    n_wrong += total != answer->total;
    for (ptrdiff_t i = 0; i < p->n_rows; i++)
        for (ptrdiff_t j = 0; j < p->n_columns; j++) {
            int64_t cost = cp_lap_cost(p, i, j);
            n_wrong += cost != CP_LAP_ABSENT &&
                cost < answer->rows[i] + answer->columns[j];
        }
    for (ptrdiff_t j = 0; j < p->n_columns; j++) {
        n_wrong += p->n_rows < p->n_columns && answer->columns[j] > 0;
        bound += answer->columns[j];
    }
    /* no assignment costs less than the bound, and this one costs that */
    return n_wrong + (bound != answer->total);
}
