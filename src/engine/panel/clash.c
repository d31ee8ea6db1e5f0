/* Lines that cannot hold together, and what would do. */
#include "engine/panel/clash.h"

#include "engine/panel/panel_inside.h"

#include <math.h>
#include <setjmp.h>
#include <string.h>

static const double SAME = 1e-6;

/* Columns: types, then for each line of the pool how far its minimum is
 * lowered, how far its maximum is raised, and whether either is. */
struct search {
    struct panel *m;
    struct lp *p;
    int32_t n_types, n_lines, n_columns;
    int32_t *low, *high, *found;
    int32_t cost_row, count_row;
};

static int32_t
down_of(const struct search *s, int32_t line)
{
    return s->n_types + line;
}

static int32_t
up_of(const struct search *s, int32_t line)
{
    return s->n_types + s->n_lines + line;
}

static int32_t
is_of(const struct search *s, int32_t line)
{
    return s->n_types + 2 * s->n_lines + line;
}

static double
cost_down(const struct cp_panel_line *l)
{
    return l->min > 0 ? 1 + 2.0 / l->min : 0;
}

static int32_t
most_down(const struct cp_panel_line *l)
{
    return l->may_lower >= 0 && l->may_lower < l->min ? l->may_lower : l->min;
}

/* No further than all seats and all people: more would change nothing. */
static int32_t
most_up(const struct search *s, const struct cp_panel_line *l)
{
    int32_t most = s->m->size > l->max ? s->m->size - l->max : 0;
    return l->may_raise >= 0 && l->may_raise < most ? l->may_raise : most;
}

/* ---- Which lines cannot hold together
 * ------------------------------------- */

/* Is there a panel when only lines of `is_kept` (of rows) count? */
static enum lp_end_state
try_lines(struct panel *m, const bool *is_kept)
{
    struct arena_mark mark = arena_mark(m->a);
    int32_t *low = arena_new(m->a, int32_t, m->n_types);
    int32_t *high = arena_new(m->a, int32_t, m->n_types);
    int32_t *to = arena_new(m->a, int32_t, m->n_types);
    struct lp *p = panel_program(m, LP_MOST);
    for (int32_t t = 0; t < m->n_types; t++) {
        low[t] = m->types[t].is_must;
        high[t] = panel_most(&m->types[t]);
    }
    for (int32_t i = 0; i < m->n_rows; i++)
        if (m->rows[i].line >= 0 && !is_kept[m->rows[i].line])
            lp_bound_row(p, i, -INFINITY, INFINITY);
    enum lp_end_state e =
        whole_find(m, p, LP_MOST, m->n_types, low, high, false, to);
    lp_close(p);
    arena_rewind(m->a, mark);
    return e;
}

/* LP_NONE: there is a clash, and it is found. */
static enum lp_end_state
find_lines(struct panel *m, struct cp_panel_clash *to)
{
    int32_t n = m->pool->n_lines;
    bool *is_kept = arena_new(m->a, bool, (ptrdiff_t)n + 1);
    memset(is_kept, true, (size_t)n);
    enum lp_end_state e = try_lines(m, is_kept);
    if (e != LP_NONE)
        return e;
    to->is_clash = true;
    for (int32_t l = 0; l < n; l++) {
        is_kept[l] = false;
        e = try_lines(m, is_kept);
        if (e == LP_SOLVED)
            is_kept[l] = true;
        else if (e != LP_NONE)
            return e;
    }
    int32_t *lines = arena_new(m->a, int32_t, n);
    for (int32_t l = 0; l < n; l++)
        if (is_kept[l])
            lines[to->n_lines++] = l;
    to->lines = lines;
    return LP_NONE;
}

/* ---- The smallest changes
 * ------------------------------------------------- */

static void
open_search(struct search *s, struct panel *m)
{
    const struct cp_panel_pool *pool = m->pool;
    *s = (struct search){ .m = m,
        .n_types = m->n_types,
        .n_lines = pool->n_lines,
        .n_columns = m->n_types + 3 * pool->n_lines };
    s->low = arena_new(m->a, int32_t, s->n_columns);
    s->high = arena_new(m->a, int32_t, s->n_columns);
    s->found = arena_new(m->a, int32_t, s->n_columns);
    for (int32_t t = 0; t < m->n_types; t++) {
        s->low[t] = m->types[t].is_must;
        s->high[t] = panel_most(&m->types[t]);
    }
    for (int32_t l = 0; l < s->n_lines; l++) {
        s->high[down_of(s, l)] = most_down(&pool->lines[l]);
        s->high[up_of(s, l)] = most_up(s, &pool->lines[l]);
        s->high[is_of(s, l)] = 1;
    }
    s->p = lp_open(LP_LEAST);
    for (int32_t j = 0; j < s->n_columns; j++)
        (void)lp_column(s->p, s->low[j], s->high[j], 0);
    int32_t *columns = arena_new(m->a, int32_t, (ptrdiff_t)s->n_columns + 2);
    double *weights = arena_new(m->a, double, (ptrdiff_t)s->n_columns + 2);
    for (int32_t i = 0; i < m->n_rows; i++) {
        const struct panel_row *r = &m->rows[i];
        for (int32_t k = 0; k < r->n; k++) {
            columns[k] = m->row_types[r->from + k];
            weights[k] = 1;
        }
        if (r->line < 0) {
            (void)lp_row(s->p, r->low, r->high, r->n, columns, weights);
            continue;
        }
        const struct cp_panel_line *l = &pool->lines[r->line];
        columns[r->n] = down_of(s, r->line);
        weights[r->n] = 1;
        (void)lp_row(s->p, l->min, INFINITY, r->n + 1, columns, weights);
        columns[r->n] = up_of(s, r->line);
        weights[r->n] = -1;
        (void)lp_row(s->p, -INFINITY, l->max, r->n + 1, columns, weights);
    }
    for (int32_t l = 0; l < s->n_lines; l++) {
        double most = s->high[down_of(s, l)] + s->high[up_of(s, l)];
        (void)lp_row(s->p, -INFINITY, 0, 3,
            (int32_t[]){ down_of(s, l), up_of(s, l), is_of(s, l) },
            (double[]){ 1, 1, -most });
    }
    for (int32_t l = 0; l < s->n_lines; l++) {
        columns[2 * l] = down_of(s, l);
        weights[2 * l] = cost_down(&pool->lines[l]);
        columns[2 * l + 1] = up_of(s, l);
        weights[2 * l + 1] = 1;
    }
    s->cost_row =
        lp_row(s->p, -INFINITY, INFINITY, 2 * s->n_lines, columns, weights);
    for (int32_t l = 0; l < s->n_lines; l++) {
        columns[l] = is_of(s, l);
        weights[l] = 1;
    }
    s->count_row =
        lp_row(s->p, -INFINITY, INFINITY, s->n_lines, columns, weights);
}

static double
cost_of(const struct search *s)
{
    double cost = 0;
    for (int32_t l = 0; l < s->n_lines; l++)
        cost += s->found[down_of(s, l)] * cost_down(&s->m->pool->lines[l]) +
            s->found[up_of(s, l)];
    return cost;
}

static int32_t
count_of(const struct search *s)
{
    int32_t n = 0;
    for (int32_t l = 0; l < s->n_lines; l++)
        n += s->found[down_of(s, l)] > 0 || s->found[up_of(s, l)] > 0;
    return n;
}

static void
keep_way(const struct search *s, struct cp_panel_way *to)
{
    struct cp_panel_change *changes =
        arena_new(s->m->a, struct cp_panel_change, s->n_lines);
    int32_t n = 0;
    for (int32_t l = 0; l < s->n_lines; l++)
        if (s->found[down_of(s, l)] > 0 || s->found[up_of(s, l)] > 0)
            changes[n++] = (struct cp_panel_change){ l, s->found[down_of(s, l)],
                s->found[up_of(s, l)] };
    *to = (struct cp_panel_way){ changes, n };
}

/* ---- All of them: where one is found, the others differ from it first in
 * this column or in that ----------------------------------------------------
 */

/* What is left to look through: bounds of the changes' columns. */
struct part {
    int32_t *low, *high; /* 2 n_lines */
};

static bool
is_found(const struct cp_panel_way *ways, int32_t n, const struct search *s)
{
    for (int32_t i = 0; i < n; i++) {
        bool is_same = ways[i].n_changes == count_of(s);
        for (int32_t k = 0; k < ways[i].n_changes && is_same; k++) {
            const struct cp_panel_change *c = &ways[i].changes[k];
            is_same = s->found[down_of(s, c->line)] == c->lower_by &&
                s->found[up_of(s, c->line)] == c->raise_by;
        }
        if (is_same)
            return true;
    }
    return false;
}

static enum lp_end_state
search_part(struct search *s, const struct part *part)
{
    for (int32_t k = 0; k < 2 * s->n_lines; k++) {
        int32_t j = s->n_types + k;
        if (part->low[k] > part->high[k])
            return LP_NONE;
        s->low[j] = part->low[k];
        s->high[j] = part->high[k];
        lp_bound_column(s->p, j, s->low[j], s->high[j]);
    }
    return whole_find(
        s->m, s->p, LP_LEAST, s->n_columns, s->low, s->high, false, s->found);
}

static struct part
copy_part(struct search *s, const struct part *from)
{
    size_t bytes = sizeof(int32_t) * 2 * (size_t)s->n_lines;
    struct part to = { arena_new(s->m->a, int32_t, 2 * s->n_lines),
        arena_new(s->m->a, int32_t, 2 * s->n_lines) };
    memcpy(to.low, from->low, bytes);
    memcpy(to.high, from->high, bytes);
    return to;
}

enum { PARTS_MOST = 20'000 };

static enum lp_end_state
find_ways(struct search *s, struct cp_panel_clash *to)
{
    struct cp_panel_way *ways =
        arena_new(s->m->a, struct cp_panel_way, CP_PANEL_WAYS_MAX);
    struct part *parts = arena_new(s->m->a, struct part, PARTS_MOST);
    int32_t n_parts = 1, n = 2 * s->n_lines;
    parts[0] = (struct part){ s->low + s->n_types, s->high + s->n_types };
    parts[0] = copy_part(s, &parts[0]);
    to->ways = ways;
    for (int32_t at = 0; at < n_parts; at++) {
        enum lp_end_state e = search_part(s, &parts[at]);
        if (e == LP_NONE)
            continue;
        if (e != LP_SOLVED)
            return e;
        if (is_found(ways, to->n_ways, s))
            return LP_GAVE_UP; /* parts do not overlap: numbers failed */
        if (to->n_ways == CP_PANEL_WAYS_MAX) {
            to->has_more_ways = true;
            return LP_SOLVED;
        }
        keep_way(s, &ways[to->n_ways++]);
        struct part rest = copy_part(s, &parts[at]);
        for (int32_t k = 0; k < n; k++) {
            int32_t x = s->found[s->n_types + k];
            if (n_parts + 2 > PARTS_MOST)
                return LP_GAVE_UP;
            if (x > rest.low[k]) {
                parts[n_parts] = copy_part(s, &rest);
                parts[n_parts++].high[k] = x - 1;
            }
            if (x < rest.high[k]) {
                parts[n_parts] = copy_part(s, &rest);
                parts[n_parts++].low[k] = x + 1;
            }
            rest.low[k] = rest.high[k] = x;
        }
    }
    return LP_SOLVED;
}

/* Whether a line is changed matters not yet, or does. */
static void
hold_count(struct search *s, int32_t line, int32_t low)
{
    int32_t j = is_of(s, line);
    s->low[j] = low;
    lp_bound_column(s->p, j, low, 1);
}

/* First the least cost, then the fewest lines, then all that have both. */
static enum lp_end_state
find_changes(struct panel *m, struct cp_panel_clash *to)
{
    struct search s;
    open_search(&s, m);
    for (int32_t l = 0; l < s.n_lines; l++) {
        lp_gain(s.p, down_of(&s, l), cost_down(&m->pool->lines[l]));
        lp_gain(s.p, up_of(&s, l), 1);
        hold_count(&s, l, 1);
    }
    enum lp_end_state e =
        whole_find(m, s.p, LP_LEAST, s.n_columns, s.low, s.high, true, s.found);
    for (int32_t l = 0; l < s.n_lines; l++)
        hold_count(&s, l, 0);
    if (e == LP_SOLVED) {
        to->cost = cost_of(&s);
        lp_bound_row(s.p, s.cost_row, -INFINITY, to->cost + SAME);
        for (int32_t l = 0; l < s.n_lines; l++) {
            lp_gain(s.p, down_of(&s, l), 0);
            lp_gain(s.p, up_of(&s, l), 0);
            lp_gain(s.p, is_of(&s, l), 1);
        }
        e = whole_find(
            m, s.p, LP_LEAST, s.n_columns, s.low, s.high, true, s.found);
        if (e == LP_NONE)
            e = LP_GAVE_UP; /* it was there a moment ago */
    }
    if (e == LP_SOLVED) {
        lp_bound_row(s.p, s.count_row, -INFINITY, count_of(&s) + SAME);
        e = find_ways(&s, to);
    }
    lp_close(s.p);
    return e == LP_NONE ? LP_SOLVED : e; /* no change of lines would do */
}

/* ---- The lowest ceiling
 * --------------------------------------------------- */

static enum lp_end_state
find_ceiling(struct panel *m, double *ceiling)
{
    struct lp *p = lp_open(LP_LEAST);
    for (int32_t t = 0; t < m->n_types; t++)
        (void)lp_column(p, m->types[t].is_must, m->types[t].n, 0);
    int32_t top = lp_column(p, 0, 1, 1);
    for (int32_t i = 0; i < m->n_rows; i++)
        (void)lp_row(p, m->rows[i].low, m->rows[i].high, m->rows[i].n,
            m->row_types + m->rows[i].from, m->ones);
    for (int32_t t = 0; t < m->n_types; t++)
        if (!m->types[t].is_must)
            (void)lp_row(p, -INFINITY, 0, 2, (int32_t[]){ t, top },
                (double[]){ 1, -(double)m->types[t].n });
    enum lp_end_state e = panel_step(m, p);
    if (e == LP_SOLVED)
        *ceiling = lp_at(p, top);
    lp_close(p);
    return e;
}

static enum err
clash_inside(struct cp_panel_clash *to, struct panel_within *w,
    const struct cp_panel_pool *p, struct why *why)
{
    struct panel *m = arena_new(w->a, struct panel, 1);
    enum err err = panel_make(m, w->a, p, w->how, why);
    if (err != OK)
        return err;
    w->at = &m->at;
    enum lp_end_state e = find_lines(m, to);
    if (e == LP_NONE)
        e = find_changes(m, to);
    else if (e == LP_SOLVED && m->ceiling < 1)
        e = find_ceiling(m, &to->lowest_ceiling);
    to->result = e == LP_SOLVED            ? CP_PANEL_SOLVED
        : m->is_stopped || e == LP_STOPPED ? CP_PANEL_STOPPED
                                           : CP_PANEL_GAVE_UP;
    return OK;
}

enum err
cp_panel_clash(struct cp_panel_clash *clash, struct arena *a,
    const struct cp_panel_pool *p, const struct cp_panel_how *how,
    struct why *why)
{
    struct panel_within w;
    *clash = (struct cp_panel_clash){ 0 };
    panel_within_open(&w, a, how);
    if (setjmp(w.boundary) != 0)
        return panel_within_no_room(&w, why);
    enum err e = clash_inside(clash, &w, p, why);
    panel_within_close(&w);
    return e;
}
