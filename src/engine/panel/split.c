/* A lottery over whole panels whose mean is given: panel after panel is taken
 * out of it, each in the smallest face that holds what is left.
 *
 * Source  Caratheodory's theorem, made by steps: docs/decisions/0024 */
#include "engine/panel/panel_inside.h"

#include <math.h>
#include <string.h>

static const double NEAR = 1e-8;

struct split {
    struct panel *m;
    struct lp *p;
    double *rest; /* seats still to be explained, over the weight left */
    int32_t *low, *high, *counts;
    double *gains;
};

static double
row_mean(const struct panel *m, const struct panel_row *r, const double *x)
{
    double sum = 0;
    for (int32_t i = 0; i < r->n; i++)
        sum += x[m->row_types[r->from + i]];
    return sum;
}

static void
set_face(struct split *s, bool is_tight)
{
    struct panel *m = s->m;
    for (int32_t t = 0; t < m->n_types; t++) {
        double x = s->rest[t], n = m->types[t].n;
        double near = floor(x + 0.5);
        int32_t low = 0, high = panel_most(&m->types[t]);
        if (x <= NEAR)
            high = 0;
        else if (x >= n - NEAR)
            low = m->types[t].n;
        else if (is_tight && fabs(x - near) <= NEAR)
            low = high = (int32_t)near;
        else if (is_tight) {
            low = (int32_t)floor(x);
            high = low + 1;
        }
        if (m->types[t].is_must)
            low = high = 1;
        s->low[t] = low;
        s->high[t] = high;
        lp_bound_column(s->p, t, low, high);
        s->gains[t] = x / n;
    }
    for (int32_t i = 0; i < m->n_rows; i++) {
        const struct panel_row *r = &m->rows[i];
        double x = row_mean(m, r, s->rest);
        int32_t low = r->low, high = r->high;
        if (x <= low + NEAR)
            high = low;
        else if (x >= high - NEAR)
            low = high;
        lp_bound_row(s->p, i, low, high);
    }
}

/* How far one can go towards a panel and away from it again. */
static double
step_of(const struct split *s)
{
    const struct panel *m = s->m;
    double step = 1;
    for (int32_t t = 0; t < m->n_types; t++) {
        double c = s->counts[t], n = m->types[t].n, x = s->rest[t];
        if (c > 0 && x < step * c)
            step = x / c;
        if (c < n && n - x < step * (n - c))
            step = (n - x) / (n - c);
    }
    for (int32_t i = 0; i < m->n_rows; i++) {
        const struct panel_row *r = &m->rows[i];
        double x = row_mean(m, r, s->rest);
        double c = panel_row_sum(m, r, s->counts);
        if (c > r->low && x - r->low < step * (c - r->low))
            step = (x - r->low) / (c - r->low);
        if (c < r->high && r->high - x < step * (r->high - c))
            step = (r->high - x) / (r->high - c);
    }
    return step < 0 ? 0 : step;
}

/* The next panel, whole: in the box around the rest, else anywhere in the
 * face. */
static enum lp_end_state
next_panel(struct split *s)
{
    enum lp_end_state e = LP_NONE;
    for (int tries = 0; tries < 2 && (e == LP_NONE || e == LP_GAVE_UP);
         tries++) {
        set_face(s, tries == 0);
        e = whole_find_any(s->m, s->p, s->low, s->high, s->gains, s->counts);
    }
    return e;
}

enum lp_end_state
panel_split(struct panel *m, const struct relaxed *r, struct panel_set *set)
{
    size_t bytes = sizeof(double) * (size_t)m->n_types;
    struct split s = { .m = m,
        .p = panel_program(m, LP_MOST),
        .rest = arena_new(m->a, double, m->n_types),
        .gains = arena_new(m->a, double, m->n_types),
        .low = arena_new(m->a, int32_t, m->n_types),
        .high = arena_new(m->a, int32_t, m->n_types),
        .counts = arena_new(m->a, int32_t, m->n_types) };
    memcpy(s.rest, r->seats, bytes);
    double weight = 1;
    enum lp_end_state e = LP_SOLVED;
    int32_t n_most = 2 * (m->n_types + m->n_rows) + 10;
    for (int32_t i = 0; weight > 1e-10 && i < n_most; i++) {
        e = next_panel(&s);
        if (e != LP_SOLVED)
            break;
        require(panel_fits(m, s.counts));
        double step = step_of(&s);
        int32_t at = panel_set_add(m, set, s.counts);
        if (step > 1 - 1e-9)
            step = 1;
        set->shares[at] += step * weight;
        weight *= 1 - step;
        m->at.n_panels = set->n;
        if (step == 1)
            break;
        for (int32_t t = 0; t < m->n_types; t++) {
            double x = (s.rest[t] - step * s.counts[t]) / (1 - step);
            s.rest[t] = x < 0 ? 0 : x > m->types[t].n ? m->types[t].n : x;
        }
        if (m->how->go_on != NULL && !m->how->go_on(m->how->context, &m->at)) {
            m->is_stopped = true;
            e = LP_STOPPED;
            break;
        }
    }
    lp_close(s.p);
    if (e == LP_NONE && weight <= 1e-7 && set->n > 0)
        e = LP_SOLVED; /* what is left is noise */
    double sum = 0;
    for (int32_t i = 0; i < set->n; i++)
        sum += set->shares[i];
    for (int32_t i = 0; i < set->n && sum > 0; i++)
        set->shares[i] /= sum;
    return e;
}

/* ---- Shares
 * --------------------------------------------------------------- */

static double
worst_below(struct panel *m, const double *floors, const struct panel_set *set,
    const double *shares)
{
    double worst = 0;
    for (int32_t t = 0; t < m->n_types; t++) {
        double x = 0;
        for (int32_t i = 0; i < set->n; i++)
            x += shares[i] * set->counts[i][t];
        if (floors[t] - x / m->types[t].n > worst)
            worst = floors[t] - x / m->types[t].n;
    }
    return worst;
}

/* Column 0 is how far the worst is below, the others are panels' shares. */
static enum lp_end_state
solve_shares(struct panel *m, const double *floors, struct panel_set *set,
    double *shares)
{
    struct lp *p = lp_open(LP_LEAST);
    int32_t *columns = arena_new(m->a, int32_t, (ptrdiff_t)set->n + 1);
    double *weights = arena_new(m->a, double, (ptrdiff_t)set->n + 1);
    for (int32_t i = 0; i <= set->n; i++)
        (void)lp_column(p, 0, i == 0 ? 1 : INFINITY, i == 0);
    for (int32_t t = 0; t < m->n_types; t++) {
        int32_t n = 0;
        columns[n] = 0;
        weights[n++] = 1;
        for (int32_t i = 0; i < set->n; i++)
            if (set->counts[i][t] > 0) {
                columns[n] = i + 1;
                weights[n++] = (double)set->counts[i][t] / m->types[t].n;
            }
        (void)lp_row(p, floors[t], INFINITY, n, columns, weights);
        if (m->ceiling < 1 && !m->types[t].is_must)
            (void)lp_row(
                p, -INFINITY, m->ceiling, n - 1, columns + 1, weights + 1);
    }
    for (int32_t i = 0; i < set->n; i++) {
        columns[i] = i + 1;
        weights[i] = 1;
    }
    (void)lp_row(p, 1, 1, set->n, columns, weights);
    enum lp_end_state e = panel_step(m, p);
    for (int32_t i = 0; i < set->n && e == LP_SOLVED; i++) {
        double x = lp_at(p, i + 1);
        shares[i] = x > 0 ? x : 0;
    }
    lp_close(p);
    return e;
}

enum lp_end_state
panel_polish(
    struct panel *m, const double *floors, struct panel_set *set, double *below)
{
    *below = worst_below(m, floors, set, set->shares);
    if (*below <= 1e-10 || set->n == 0)
        return LP_SOLVED;
    double *shares = arena_new(m->a, double, set->n), sum = 0;
    enum lp_end_state e = solve_shares(m, floors, set, shares);
    if (e == LP_NONE)
        return LP_SOLVED; /* a ceiling that these panels break */
    if (e != LP_SOLVED)
        return e;
    for (int32_t i = 0; i < set->n; i++)
        sum += shares[i];
    for (int32_t i = 0; i < set->n; i++)
        shares[i] /= sum;
    double now = worst_below(m, floors, set, shares);
    if (now < *below) {
        *below = now;
        memcpy(set->shares, shares, sizeof *shares * (size_t)set->n);
    }
    return LP_SOLVED;
}
