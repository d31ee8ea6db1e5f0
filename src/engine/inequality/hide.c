/* Rows, columns, and two knots for the whole: a cell is an edge from its row
 * to its column, a row's total one from the whole to the row, a column's one
 * back to it, and the total goes from the end of the whole to its beginning.
 * What is counted flows around. Shown edges stand still; a hidden one may
 * rise by what flows from its head to its tail through the others, and fall
 * by what flows from its tail to its head. */
#include "engine/inequality/hide.h"

#include <string.h>

struct net {
    int32_t n_rows, n_columns;
    int64_t *flow; /* all cells and totals */
    const bool *is_hidden;
    /* A search: by knot, and the edge by which it was come to. */
    int32_t n_knots;
    int32_t *queue, *from;
    ptrdiff_t *by;
};

bool
cp_hide_count(int64_t n, int64_t threshold)
{
    return n > 0 && n < threshold;
}

bool
cp_hide_share(int64_t n, int64_t n_all, int64_t threshold)
{
    return cp_hide_count(n, threshold) || cp_hide_count(n_all - n, threshold);
}

ptrdiff_t
cp_hide_at(const struct cp_hide_table *t, int32_t row, int32_t column)
{
    return (ptrdiff_t)row * (t->n_columns + 1) + column;
}

/* ---- The network --------------------------------------------------------- */

static int32_t
tail_of(const struct net *n, int32_t row, int32_t column)
{
    if (row < n->n_rows)
        return column < n->n_columns ? row : n->n_rows + n->n_columns + 1;
    return n->n_rows + column; /* a column; of the total the end of all */
}

static int32_t
head_of(const struct net *n, int32_t row, int32_t column)
{
    if (column < n->n_columns)
        return n->n_rows + (row < n->n_rows ? column : n->n_columns);
    return row < n->n_rows ? row : n->n_rows + n->n_columns + 1;
}

static ptrdiff_t
n_all(const struct cp_hide_table *t)
{
    return ((ptrdiff_t)t->n_rows + 1) * (t->n_columns + 1);
}

static void
open_net(struct net *n, struct arena *a, const struct cp_hide_table *t,
    const bool *is_hidden)
{
    *n = (struct net){ .n_rows = t->n_rows,
        .n_columns = t->n_columns,
        .flow = arena_new(a, int64_t, n_all(t)),
        .is_hidden = is_hidden,
        .n_knots = t->n_rows + t->n_columns + 2 };
    n->queue = arena_new(a, int32_t, n->n_knots);
    n->from = arena_new(a, int32_t, n->n_knots);
    n->by = arena_new(a, ptrdiff_t, n->n_knots);
    int64_t *total = &n->flow[cp_hide_at(t, t->n_rows, t->n_columns)];
    for (int32_t i = 0; i < t->n_rows; i++)
        for (int32_t j = 0; j < t->n_columns; j++) {
            int64_t x = t->cells[(ptrdiff_t)i * t->n_columns + j];
            n->flow[cp_hide_at(t, i, j)] = x;
            n->flow[cp_hide_at(t, i, t->n_columns)] += x;
            n->flow[cp_hide_at(t, t->n_rows, j)] += x;
            *total += x;
        }
}

/* What is open from a knot to the next: an edge along which there may always
 * be more, or one against which there may be less. */
static void
try_edge(struct net *n, int32_t row, int32_t column, int32_t at,
    ptrdiff_t without, int32_t *n_queue)
{
    ptrdiff_t e = (ptrdiff_t)row * (n->n_columns + 1) + column;
    if (e == without || !n->is_hidden[e])
        return;
    int32_t tail = tail_of(n, row, column), head = head_of(n, row, column);
    int32_t to = at == tail ? head : tail;
    if (n->from[to] >= 0 || (at == head && n->flow[e] == 0))
        return;
    n->from[to] = at;
    n->by[to] = e;
    n->queue[(*n_queue)++] = to;
}

/* One way from s to t that does not use `without`. */
static bool
find_way(struct net *n, int32_t s, int32_t t, ptrdiff_t without)
{
    int32_t n_queue = 0, R = n->n_rows, C = n->n_columns;
    for (int32_t i = 0; i < n->n_knots; i++)
        n->from[i] = -1;
    n->from[s] = s;
    n->queue[n_queue++] = s;
    for (int32_t i = 0; i < n_queue && n->from[t] < 0; i++) {
        int32_t at = n->queue[i];
        if (at < R) {
            for (int32_t j = 0; j <= C; j++)
                try_edge(n, at, j, at, without, &n_queue);
        } else if (at < R + C) {
            for (int32_t j = 0; j <= R; j++)
                try_edge(n, j, at - R, at, without, &n_queue);
        } else if (at == R + C) { /* the end of all: columns' totals */
            for (int32_t j = 0; j <= C; j++)
                try_edge(n, R, j, at, without, &n_queue);
        } else {
            for (int32_t j = 0; j <= R; j++)
                try_edge(n, j, C, at, without, &n_queue);
        }
    }
    return n->from[t] >= 0;
}

/* An edge from its tail to its head is used along, else against. */
static bool
is_along(const struct net *n, int32_t knot)
{
    ptrdiff_t e = n->by[knot];
    int32_t row = (int32_t)(e / (n->n_columns + 1));
    int32_t column = (int32_t)(e % (n->n_columns + 1));
    return head_of(n, row, column) == knot;
}

/* How much flows from s to t at most, up to `most`; INT64_MAX: without end.
 * The flow is left as it comes. */
static int64_t
flow_between(
    struct net *n, int32_t s, int32_t t, ptrdiff_t without, int64_t most)
{
    int64_t all = 0;
    while (all < most && find_way(n, s, t, without)) {
        int64_t piece = INT64_MAX;
        for (int32_t k = t; k != s; k = n->from[k])
            if (!is_along(n, k) && n->flow[n->by[k]] < piece)
                piece = n->flow[n->by[k]];
        if (piece == INT64_MAX)
            return INT64_MAX;
        if (piece > most - all)
            piece = most - all;
        for (int32_t k = t; k != s; k = n->from[k])
            n->flow[n->by[k]] += is_along(n, k) ? piece : -piece;
        all += piece;
    }
    return all;
}

/* By how much a hidden cell may rise or fall, up to `most`. */
static int64_t
may_move(struct net *n, const int64_t *truth, int32_t row, int32_t column,
    bool is_up, int64_t most)
{
    ptrdiff_t e = (ptrdiff_t)row * (n->n_columns + 1) + column;
    int32_t tail = tail_of(n, row, column), head = head_of(n, row, column);
    if (!is_up && most > truth[e])
        most = truth[e];
    int64_t moved = is_up ? flow_between(n, head, tail, e, most)
                          : flow_between(n, tail, head, e, most);
    memcpy(n->flow, truth,
        (size_t)(n->n_rows + 1) * (size_t)(n->n_columns + 1) * sizeof *truth);
    return moved;
}

static int64_t *
copy_flow(const struct net *n, struct arena *a, const struct cp_hide_table *t)
{
    int64_t *truth = arena_new(a, int64_t, n_all(t));
    memcpy(truth, n->flow, (size_t)n_all(t) * sizeof *truth);
    return truth;
}

struct cp_hide_bounds
cp_hide_bounds(struct arena *a, const struct cp_hide_table *t,
    const bool *is_hidden, int32_t row, int32_t column)
{
    struct arena_mark mark = arena_mark(a);
    struct net n;
    open_net(&n, a, t, is_hidden);
    int64_t *truth = copy_flow(&n, a, t);
    ptrdiff_t e = cp_hide_at(t, row, column);
    struct cp_hide_bounds b = { truth[e], truth[e] };
    if (is_hidden[e]) {
        b.least -= may_move(&n, truth, row, column, false, INT64_MAX);
        int64_t up = may_move(&n, truth, row, column, true, INT64_MAX);
        b.greatest = up == INT64_MAX ? up : b.greatest + up;
    }
    arena_rewind(a, mark);
    return b;
}

/* ---- Hiding -------------------------------------------------------------- */

struct hiding {
    const struct cp_hide_table *t;
    struct net net;
    int64_t *truth;
    bool *is_hidden, *is_never_shown;
};

/* How far a cell must be able to rise and to fall. One that is not small, or
 * is 0, must only not be determined: one of the two is enough. */
static bool
is_safe(struct hiding *h, int32_t row, int32_t column)
{
    int64_t x = h->truth[cp_hide_at(h->t, row, column)];
    int64_t top = h->t->threshold - 1;
    if (!cp_hide_count(x, h->t->threshold))
        return may_move(&h->net, h->truth, row, column, true, 1) > 0 ||
            may_move(&h->net, h->truth, row, column, false, 1) > 0;
    /* of a threshold of 2 the one small number is 1 */
    int64_t up = top - x, down = x - 1;
    if (up == 0 && down == 0)
        return may_move(&h->net, h->truth, row, column, true, 1) > 0 ||
            may_move(&h->net, h->truth, row, column, false, 1) > 0;
    return may_move(&h->net, h->truth, row, column, true, up) >= up &&
        may_move(&h->net, h->truth, row, column, false, down) >= down;
}

struct rectangle {
    int32_t row, column;
    int64_t n_totals, cost;
    bool is_found;
};

/* When a cell rises by one, does this corner of its rectangle rise too? Totals
 * rise with what they add up, and beside a cell its neighbour falls. */
static bool
rises(bool has_total_row, bool has_total_column, int corner)
{
    if (corner == 0) /* (row2, column) */
        return has_total_row;
    if (corner == 1) /* (row, column2) */
        return has_total_column;
    return has_total_row == has_total_column;
}

/* Look at one rectangle: is each corner large enough, and what would go? */
static void
look_at(const struct hiding *h, int32_t row, int32_t column, int32_t row2,
    int32_t column2, int64_t up, int64_t down, struct rectangle *best)
{
    struct rectangle r = { row2, column2, 0, 0, true };
    int32_t rows[3] = { row2, row, row2 };
    int32_t columns[3] = { column, column2, column2 };
    bool has_total_row = row == h->t->n_rows || row2 == h->t->n_rows;
    bool has_total_column =
        column == h->t->n_columns || column2 == h->t->n_columns;
    for (int i = 0; i < 3; i++) {
        ptrdiff_t e = cp_hide_at(h->t, rows[i], columns[i]);
        int64_t least = rises(has_total_row, has_total_column, i) ? down : up;
        if (h->truth[e] < least)
            return;
        if (h->is_hidden[e])
            continue;
        r.cost += h->truth[e];
        if (rows[i] == h->t->n_rows || columns[i] == h->t->n_columns)
            r.n_totals++;
    }
    if (!best->is_found || r.n_totals < best->n_totals ||
        (r.n_totals == best->n_totals && r.cost < best->cost))
        *best = r;
}

/* The cheapest rectangle with this corner, by which the cell may rise and fall
 * so far; shown totals are dear. */
static struct rectangle
find_rectangle(const struct hiding *h, int32_t row, int32_t column, int64_t up,
    int64_t down)
{
    struct rectangle best = { 0 };
    for (int32_t i = 0; i <= h->t->n_rows; i++)
        for (int32_t j = 0; j <= h->t->n_columns && i != row; j++)
            if (j != column)
                look_at(h, row, column, i, j, up, down, &best);
    return best;
}

static void
hide_corners(struct hiding *h, struct cp_hidden *to, int32_t row,
    int32_t column, const struct rectangle *r)
{
    ptrdiff_t corners[3] = { cp_hide_at(h->t, r->row, column),
        cp_hide_at(h->t, row, r->column), cp_hide_at(h->t, r->row, r->column) };
    for (int i = 0; i < 3; i++)
        if (!h->is_hidden[corners[i]]) {
            h->is_hidden[corners[i]] = true;
            to->n_complementary++;
        }
}

/* One rectangle for both ways, else one for each. */
static enum err
make_safe(struct hiding *h, struct cp_hidden *to, int32_t row, int32_t column)
{
    int64_t x = h->truth[cp_hide_at(h->t, row, column)];
    bool is_small = cp_hide_count(x, h->t->threshold);
    int64_t up = is_small ? h->t->threshold - 1 - x : 1;
    int64_t down = is_small ? x - 1 : 0;
    struct rectangle both =
        find_rectangle(h, row, column, up < 1 ? 1 : up, down);
    if (both.is_found) {
        hide_corners(h, to, row, column, &both);
    } else {
        struct rectangle rise =
            find_rectangle(h, row, column, up < 1 ? 1 : up, 0);
        struct rectangle fall = find_rectangle(h, row, column, 1, down);
        if (!rise.is_found || !fall.is_found)
            return ERR_CONFLICT;
        hide_corners(h, to, row, column, &rise);
        hide_corners(h, to, row, column, &fall);
    }
    return is_safe(h, row, column) ? OK : ERR_CONFLICT;
}

static enum err
look_over(const struct cp_hide_table *t, struct why *why)
{
    if (t->n_rows < 1 || t->n_columns < 1 || t->threshold < 2)
        return err_say(why, ERR_BAD_INPUT,
            "a table has rows and columns, and a threshold of 2 or more");
    if ((t->n_rows + INT64_C(1)) * (t->n_columns + INT64_C(1)) > CP_HIDE_MOST)
        return err_say(
            why, ERR_NO_ROOM, "a table of more than %d cells", CP_HIDE_MOST);
    int64_t total = 0;
    for (ptrdiff_t i = 0; i < (ptrdiff_t)t->n_rows * t->n_columns; i++) {
        if (t->cells[i] < 0)
            return err_say(why, ERR_BAD_INPUT, "a count below 0");
        if (t->cells[i] > INT64_MAX / 4 - total)
            return err_say(
                why, ERR_BAD_INPUT, "counts that add up to too much");
        total += t->cells[i];
    }
    return OK;
}

/* Totals that nobody shows are neither given away nor do they give away: they
 * are hidden from the beginning, and nobody looks after them. */
static void
mark_unshown(const struct cp_hide_table *t, bool *is_unshown)
{
    for (int32_t i = 0; i < t->n_rows && t->has_no_row_totals; i++)
        is_unshown[cp_hide_at(t, i, t->n_columns)] = true;
    for (int32_t j = 0; j < t->n_columns && t->has_no_column_totals; j++)
        is_unshown[cp_hide_at(t, t->n_rows, j)] = true;
    if (t->has_no_total)
        is_unshown[cp_hide_at(t, t->n_rows, t->n_columns)] = true;
}

enum err
cp_hide(struct cp_hidden *to, struct arena *a, const struct cp_hide_table *t,
    struct why *why)
{
    enum err e = look_over(t, why);
    if (e != OK)
        return e;
    ptrdiff_t n = n_all(t);
    *to = (struct cp_hidden){ .is_hidden = arena_new(a, bool, n) };
    struct arena_mark mark = arena_mark(a);
    struct hiding h = { .t = t,
        .is_hidden = to->is_hidden,
        .is_never_shown = arena_new(a, bool, n) };
    open_net(&h.net, a, t, to->is_hidden);
    h.truth = copy_flow(&h.net, a, t);
    mark_unshown(t, h.is_never_shown);
    for (ptrdiff_t i = 0; i < n; i++) {
        bool is_primary = cp_hide_count(h.truth[i], t->threshold) ||
            (t->must_hide != NULL && t->must_hide[i]);
        to->is_hidden[i] = is_primary || h.is_never_shown[i];
        if (is_primary && !h.is_never_shown[i])
            to->n_primary++;
    }
    /* What is safe stays so when more is hidden. What is hidden on the way
     * moves with a cell that is safe, and so is not determined. */
    for (int32_t i = 0; i <= t->n_rows && e == OK; i++)
        for (int32_t j = 0; j <= t->n_columns && e == OK; j++) {
            ptrdiff_t at = cp_hide_at(t, i, j);
            if (to->is_hidden[at] && !h.is_never_shown[at] &&
                !is_safe(&h, i, j))
                e = make_safe(&h, to, i, j);
        }
    arena_rewind(a, mark);
    return e == OK ? OK
                   : err_say(why, e,
                         "so few are counted that this cannot be shown without "
                         "giving somebody away");
}
