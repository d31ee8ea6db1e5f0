/* All tables that agree with what is shown, one after another. Nothing of
 * hide.c is used. A hidden cell is looked for no further from the truth than
 * the threshold: whoever gets from it to another table by changing one cell
 * by so much need not change another by more. */
#include "engine/inequality/hide.h"

struct walk {
    const struct cp_hide_table *t;
    const bool *is_hidden;
    int64_t *now; /* a table, its totals too */
    int64_t *truth;
    int64_t *least, *greatest;
    int64_t n_left; /* steps that may still be taken */
};

static bool
is_absent(const struct cp_hide_table *t, int32_t row, int32_t column)
{
    if (row == t->n_rows && column == t->n_columns)
        return t->has_no_total;
    return (row == t->n_rows && t->has_no_column_totals) ||
        (column == t->n_columns && t->has_no_row_totals);
}

static bool
is_shown(const struct walk *w, int32_t row, int32_t column)
{
    ptrdiff_t at = (ptrdiff_t)row * (w->t->n_columns + 1) + column;
    return !is_absent(w->t, row, column) && !w->is_hidden[at];
}

static void
note(struct walk *w)
{
    ptrdiff_t n = ((ptrdiff_t)w->t->n_rows + 1) * (w->t->n_columns + 1);
    for (ptrdiff_t i = 0; i < n; i++) {
        if (w->now[i] < w->least[i])
            w->least[i] = w->now[i];
        if (w->now[i] > w->greatest[i])
            w->greatest[i] = w->now[i];
    }
}

/* What is left of a shown total for its last cell. */
static void
narrow(const struct walk *w, int32_t row, int32_t column, int64_t *low,
    int64_t *high)
{
    int32_t C = w->t->n_columns, R = w->t->n_rows;
    ptrdiff_t width = C + 1;
    int64_t left = w->truth[row * width + C];
    if (column == C - 1 && is_shown(w, row, C)) {
        for (int32_t j = 0; j < column; j++)
            left -= w->now[row * width + j];
        *low = left > *low ? left : *low;
        *high = left < *high ? left : *high;
    }
    left = w->truth[R * width + column] - w->now[R * width + column];
    if (row == R - 1 && is_shown(w, R, column)) {
        *low = left > *low ? left : *low;
        *high = left < *high ? left : *high;
    }
}

/* Cells from (row, column) on, the ones before it being set. */
static void
go_on(struct walk *w, int32_t row, int32_t column)
{
    int32_t C = w->t->n_columns, R = w->t->n_rows;
    ptrdiff_t width = C + 1, at = row * width + column;
    if (--w->n_left < 0)
        return;
    if (row == R) { /* the columns' totals stand, and the total */
        int64_t all = 0;
        for (int32_t j = 0; j < C; j++)
            all += w->now[at + j];
        w->now[at + C] = all;
        for (int32_t j = 0; j <= C; j++)
            if (is_shown(w, R, j) && w->now[at + j] != w->truth[at + j])
                return;
        note(w);
        return;
    }
    if (column == C) {
        int64_t all = 0;
        for (int32_t j = 0; j < C; j++)
            all += w->now[row * width + j];
        w->now[at] = all;
        if (!is_shown(w, row, C) || all == w->truth[at])
            go_on(w, row + 1, 0);
        return;
    }
    int64_t low = w->truth[at], high = w->truth[at];
    if (w->is_hidden[at]) {
        low = low > w->t->threshold ? low - w->t->threshold : 0;
        high += w->t->threshold;
    }
    narrow(w, row, column, &low, &high);
    for (int64_t x = low; x <= high; x++) {
        w->now[at] = x;
        w->now[R * width + column] += x;
        go_on(w, row, column + 1);
        w->now[R * width + column] -= x;
    }
}

static bool
is_contradicted(const struct walk *w, int32_t row, int32_t column)
{
    ptrdiff_t at = (ptrdiff_t)row * (w->t->n_columns + 1) + column;
    int64_t x = w->truth[at], top = w->t->threshold - 1;
    bool is_small = x >= 1 && x <= top;
    if (is_absent(w->t, row, column))
        return false;
    if (is_shown(w, row, column))
        return is_small;
    if (is_small && top > 1)
        return w->least[at] > 1 || w->greatest[at] < top;
    return w->least[at] == w->greatest[at];
}

int64_t
cp_hide_check(struct arena *a, const struct cp_hide_table *t,
    const bool *is_hidden, int64_t most)
{
    struct arena_mark mark = arena_mark(a);
    ptrdiff_t n = ((ptrdiff_t)t->n_rows + 1) * (t->n_columns + 1);
    struct walk w = { .t = t,
        .is_hidden = is_hidden,
        .now = arena_new(a, int64_t, n),
        .truth = arena_new(a, int64_t, n),
        .least = arena_new(a, int64_t, n),
        .greatest = arena_new(a, int64_t, n),
        .n_left = most };
    ptrdiff_t width = t->n_columns + 1;
    for (int32_t i = 0; i < t->n_rows; i++)
        for (int32_t j = 0; j < t->n_columns; j++) {
            int64_t x = t->cells[(ptrdiff_t)i * t->n_columns + j];
            w.truth[i * width + j] = x;
            w.truth[i * width + t->n_columns] += x;
            w.truth[t->n_rows * width + j] += x;
            w.truth[t->n_rows * width + t->n_columns] += x;
        }
    for (ptrdiff_t i = 0; i < n; i++)
        w.least[i] = INT64_MAX;
    go_on(&w, 0, 0);
    int64_t n_wrong = w.n_left < 0 ? -1 : 0;
    for (int32_t i = 0; i <= t->n_rows && n_wrong >= 0; i++)
        for (int32_t j = 0; j <= t->n_columns; j++)
            n_wrong += is_contradicted(&w, i, j);
    arena_rewind(a, mark);
    return n_wrong;
}
