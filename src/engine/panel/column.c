/* Leximin over whole panels: lotteries are improved by the panel that their
 * prices want most, until none is wanted.
 *
 * Source  Flanigan et al. 2021; column generation: Gilmore, Gomory 1961 */
#include "engine/panel/panel_inside.h"

#include <math.h>
#include <string.h>

enum { ROUNDS_MOST = 20'000, SEEN_MOST = 12 };
static const double MEANT = 1e-7, SAME = 1e-9, BETTER = 1e-8;

struct columns {
    struct panel *m;
    struct relaxed *r;
    struct panel_set *set;
    bool *is_settled;
    int32_t n_settled;
    struct lp *master;
    int32_t n_in;  /* panels that are columns of it */
    double *wants; /* what a person's chance of a type is worth */
    double limit;  /* what a panel must be worth more than */
    bool is_open;  /* the ceiling is not kept yet */
};

static bool
has_ceiling(const struct panel *m, int32_t t)
{
    return m->ceiling < 1 && !m->types[t].is_must;
}

/* ---- The master
 * ----------------------------------------------------------- */

enum { Z, OVER, N_OWN }; /* columns before the panels */

static void
add_panel(struct columns *c, int32_t i)
{
    struct panel *m = c->m;
    struct arena_mark mark = arena_mark(m->a);
    int32_t *rows = arena_new(m->a, int32_t, 2 * (ptrdiff_t)m->n_types + 1);
    double *weights = arena_new(m->a, double, 2 * (ptrdiff_t)m->n_types + 1);
    int32_t n = 0, at_ceiling = m->n_types + 1;
    for (int32_t t = 0; t < m->n_types; t++) {
        double share = (double)c->set->counts[i][t] / m->types[t].n;
        if (share > 0) {
            rows[n] = t;
            weights[n++] = share;
        }
        if (has_ceiling(m, t)) {
            if (share > 0) {
                rows[n] = at_ceiling;
                weights[n++] = share;
            }
            at_ceiling++;
        }
    }
    rows[n] = m->n_types;
    weights[n++] = 1;
    (void)lp_column_in(c->master, 0, INFINITY, 0, n, rows, weights);
    arena_rewind(m->a, mark);
}

static void
open_master(struct columns *c)
{
    struct panel *m = c->m;
    if (c->master != NULL)
        lp_close(c->master);
    c->master = lp_open(LP_MOST);
    lp_primal(c->master);
    (void)lp_column(c->master, 0, 1, c->is_open ? 0 : 1);
    (void)lp_column(c->master, 0, c->is_open ? 1 : 0, c->is_open ? -1 : 0);
    for (int32_t t = 0; t < m->n_types; t++) {
        bool is_free = !c->is_settled[t];
        (void)lp_row(c->master, is_free ? 0 : fmax(0, c->r->floors[t] - 1e-10),
            INFINITY, is_free, (int32_t[]){ Z }, (double[]){ -1 });
    }
    (void)lp_row(c->master, 1, 1, 0, NULL, NULL);
    for (int32_t t = 0; t < m->n_types; t++)
        if (has_ceiling(m, t))
            (void)lp_row(c->master, -INFINITY, m->ceiling, 1,
                (int32_t[]){ OVER }, (double[]){ -1 });
    for (c->n_in = 0; c->n_in < c->set->n; c->n_in++)
        add_panel(c, c->n_in);
}

static void
read_prices(struct columns *c)
{
    struct panel *m = c->m;
    int32_t at_ceiling = m->n_types + 1;
    for (int32_t t = 0; t < m->n_types; t++) {
        c->wants[t] = -lp_price(c->master, t);
        if (has_ceiling(m, t))
            c->wants[t] -= lp_price(c->master, at_ceiling++);
    }
    c->limit = lp_price(c->master, m->n_types);
}

/* ---- Pricing
 * -------------------------------------------------------------- */

static double
worth(const struct columns *c, const int32_t *counts)
{
    double sum = 0;
    for (int32_t t = 0; t < c->m->n_types; t++)
        if (counts[t] > 0)
            sum += c->wants[t] * counts[t] / c->m->types[t].n;
    return sum;
}

/* May a seat go from one type to the other? Rows in whole numbers. */
static bool
may_move(const struct panel *m, int32_t *counts, int32_t from, int32_t to)
{
    if (counts[from] <= m->types[from].is_must ||
        counts[to] >= panel_most(&m->types[to]))
        return false;
    counts[from]--;
    counts[to]++;
    bool is_fit = panel_fits(m, counts);
    if (!is_fit) {
        counts[from]++;
        counts[to]--;
    }
    return is_fit;
}

/* Panels near those that are used, a seat exchanged after the other while it
 * pays: cheap, and mostly enough. How many new ones. */
static int32_t
look_near(struct columns *c)
{
    struct panel *m = c->m;
    int32_t n_before = c->set->n;
    int32_t *counts = arena_new(m->a, int32_t, m->n_types);
    for (int32_t i = 0; i < n_before && c->set->n < n_before + SEEN_MOST; i++) {
        if (!lp_is_basic(c->master, i + N_OWN))
            continue;
        memcpy(counts, c->set->counts[i], sizeof *counts * (size_t)m->n_types);
        for (bool is_moved = true; is_moved;) {
            is_moved = false;
            for (int32_t from = 0; from < m->n_types; from++) {
                double give = c->wants[from] / m->types[from].n;
                for (int32_t to = 0; counts[from] > 0 && to < m->n_types; to++)
                    if (to != from &&
                        c->wants[to] / m->types[to].n > give + 1e-12 &&
                        may_move(m, counts, from, to))
                        is_moved = true;
            }
        }
        if (worth(c, counts) > c->limit + BETTER)
            (void)panel_set_add(m, c->set, counts);
    }
    return c->set->n - n_before;
}

/* LP_NONE: no panel is worth more; `level` has the proof. */
static enum lp_end_state
look_everywhere(struct columns *c, struct cp_panel_level *level)
{
    struct panel *m = c->m;
    struct arena_mark mark = arena_mark(m->a);
    int32_t *low = arena_new(m->a, int32_t, m->n_types);
    int32_t *high = arena_new(m->a, int32_t, m->n_types);
    int32_t *counts = arena_new(m->a, int32_t, m->n_types);
    int32_t *columns = arena_new(m->a, int32_t, m->n_types);
    double *weights = arena_new(m->a, double, m->n_types);
    struct lp *p = panel_program(m, LP_MOST);
    for (int32_t t = 0; t < m->n_types; t++) {
        low[t] = m->types[t].is_must;
        high[t] = panel_most(&m->types[t]);
        columns[t] = t;
        weights[t] = c->wants[t] / m->types[t].n;
        lp_gain(p, t, weights[t]);
    }
    enum lp_end_state e = panel_step(m, p);
    level->most = c->limit + BETTER;
    if (e == LP_SOLVED)
        for (int32_t i = 0; i < m->n_rows; i++)
            panel_level_price(m, level, i, lp_price(p, i));
    if (e == LP_SOLVED && lp_value(p) <= c->limit + BETTER) {
        e = LP_NONE;
    } else if (e == LP_SOLVED) {
        (void)lp_row(
            p, c->limit + BETTER, INFINITY, m->n_types, columns, weights);
        e = whole_find(m, p, LP_MOST, m->n_types, low, high, false, counts);
    }
    lp_close(p);
    if (e == LP_SOLVED) {
        require(panel_fits(m, counts));
        (void)panel_set_add(m, c->set, counts);
    } else {
        arena_rewind(m->a, mark);
    }
    return e;
}

/* ---- Stages
 * --------------------------------------------------------------- */

/* The best lottery of this stage, proved: `level` says why. */
static enum lp_end_state
solve_stage(struct columns *c, struct cp_panel_level *level)
{
    struct panel *m = c->m;
    open_master(c);
    for (int32_t i = 0; i < ROUNDS_MOST; i++) {
        enum lp_end_state e = panel_step(m, c->master);
        if (e != LP_SOLVED)
            return e == LP_NONE ? LP_GAVE_UP : e;
        if (c->is_open && lp_at(c->master, OVER) <= SAME)
            return LP_SOLVED;
        read_prices(c);
        int32_t n_before = c->set->n;
        if (look_near(c) == 0) {
            e = look_everywhere(c, level);
            if (e == LP_NONE)
                return c->is_open ? LP_NONE : LP_SOLVED;
            if (e != LP_SOLVED)
                return e;
            if (c->set->n == n_before)
                return LP_GAVE_UP; /* it is in already: numbers failed */
        }
        for (; c->n_in < c->set->n; c->n_in++)
            add_panel(c, c->n_in);
        m->at.n_panels = c->set->n;
        if (m->how->go_on != NULL && !m->how->go_on(m->how->context, &m->at)) {
            m->is_stopped = true;
            return LP_STOPPED;
        }
    }
    m->has_given_up = true;
    return LP_GAVE_UP;
}

static void
settle(struct columns *c, int32_t t, double chance)
{
    c->is_settled[t] = true;
    c->r->floors[t] = chance;
    c->r->level_of[t] = c->r->n_levels - 1;
    c->n_settled++;
}

static enum lp_end_state
settle_stages(struct columns *c)
{
    struct panel *m = c->m;
    while (c->n_settled < m->n_types) {
        double *weights;
        struct cp_panel_level *level = panel_level_add(m, c->r, 0, &weights);
        enum lp_end_state e = solve_stage(c, level);
        if (e != LP_SOLVED)
            return e;
        double z = lp_at(c->master, Z);
        int32_t n = 0;
        level->chance = z;
        level->is_of_panels = true;
        memcpy(weights, c->wants, sizeof *weights * (size_t)m->n_types);
        bool is_full = z >= m->ceiling - SAME;
        for (int32_t t = 0; t < m->n_types; t++)
            if (!c->is_settled[t] && (is_full || weights[t] > MEANT)) {
                settle(c, t, is_full ? m->ceiling : z);
                n++;
            }
        if (is_full)
            level->chance = m->ceiling;
        m->at.n_settled = c->n_settled;
        if (n == 0)
            return LP_GAVE_UP;
        if (m->how->mode == CP_PANEL_MAXIMIN) {
            for (int32_t t = 0; t < m->n_types; t++)
                if (!c->is_settled[t])
                    c->r->floors[t] = z;
            break;
        }
    }
    return LP_SOLVED;
}

enum lp_end_state
panel_columns(struct panel *m, struct relaxed *to, struct panel_set *set)
{
    *to = (struct relaxed){ .seats = arena_new(m->a, double, m->n_types),
        .floors = arena_new(m->a, double, m->n_types),
        .level_of = arena_new(m->a, int32_t, m->n_types) };
    struct columns c = { .m = m,
        .r = to,
        .set = set,
        .is_settled = arena_new(m->a, bool, m->n_types),
        .wants = arena_new(m->a, double, m->n_types),
        .is_open = m->ceiling < 1 };
    for (int32_t t = 0; t < m->n_types; t++) {
        to->level_of[t] = -1;
        if (m->types[t].is_must || m->types[t].is_never) {
            c.is_settled[t] = true;
            to->floors[t] = m->types[t].is_must;
            c.n_settled++;
        }
    }
    enum lp_end_state e = LP_SOLVED;
    if (c.is_open) {
        struct cp_panel_level none;
        double *weights;
        none = *panel_level_add(m, to, 0, &weights);
        to->n_levels = 0;
        e = solve_stage(&c, &none);
        c.is_open = false;
    }
    if (e == LP_SOLVED)
        e = settle_stages(&c);
    if (c.master != NULL)
        lp_close(c.master);
    return e;
}
