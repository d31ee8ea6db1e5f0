/* Leximin over expected seats: what no lottery over whole panels can better.
 *
 * Of each program the columns are z, the lowest chance of who is not settled,
 * and what each type has above its lowest: seats = people * z + more. So a
 * program has a row for each quota and not for each type.
 *
 * Source  Flanigan et al. 2021; the relaxation: docs/decisions/0024 */
#include "engine/panel/panel_inside.h"

#include <math.h>
#include <string.h>

static const double MEANT = 1e-7; /* a price above it binds in every optimum */
static const double SAME = 1e-9;

struct cp_panel_level *
panel_level_add(
    struct panel *m, struct relaxed *r, double chance, double **weights)
{
    if (r->n_levels == r->room) {
        int32_t room = r->room == 0 ? 32 : 2 * r->room;
        struct cp_panel_level *levels =
            arena_new(m->a, struct cp_panel_level, room);
        if (r->n_levels > 0)
            memcpy(levels, r->levels, sizeof *levels * (size_t)r->n_levels);
        r->levels = levels;
        r->room = room;
    }
    struct cp_panel_level *l = &r->levels[r->n_levels++];
    *weights = arena_new(m->a, double, m->n_types);
    *l = (struct cp_panel_level){ .chance = chance,
        .weights = *weights,
        .line_prices = arena_new(m->a, double, m->pool->n_lines),
        .household_prices = arena_new(m->a, double, m->n_households) };
    return l;
}

void
panel_level_price(
    struct panel *m, struct cp_panel_level *level, int32_t row, double price)
{
    const struct panel_row *r = &m->rows[row];
    if (r->household >= 0)
        ((double *)level->household_prices)[r->household] = price + 0.0;
    else if (r->line >= 0)
        ((double *)level->line_prices)[r->line] = price + 0.0; /* no -0 */
    else
        level->size_price = price + 0.0;
}

/* ---- A stage's program
 * ---------------------------------------------------- */

struct stage {
    struct panel *m;
    struct relaxed *r;
    struct lp *p;
    bool *is_settled, *is_capped; /* a type; needs a row for its most */
    int32_t n_settled;
    double slack;
};

static double
most_chance(const struct panel *m, int32_t t)
{
    const struct panel_type *type = &m->types[t];
    return type->is_never ? 0 : type->is_must ? 1 : m->ceiling;
}

/* Column 0 is z, column t + 1 what type t has above its lowest. `floor`: of
 * those not settled, in seats a person, instead of z. */
static void
open_program(struct stage *s, bool has_z, double low)
{
    struct panel *m = s->m;
    struct arena_mark mark = arena_mark(m->a);
    int32_t *columns = arena_new(m->a, int32_t, (ptrdiff_t)m->n_types + 1);
    double *weights = arena_new(m->a, double, (ptrdiff_t)m->n_types + 1);
    if (s->p != NULL)
        lp_close(s->p);
    s->p = lp_open(LP_MOST);
    (void)lp_column(s->p, 0, has_z ? m->ceiling : 0, has_z ? 1 : 0);
    for (int32_t t = 0; t < m->n_types; t++) {
        const struct panel_type *type = &m->types[t];
        double n = type->n, most = most_chance(m, t) * n;
        double from = s->is_settled[t] ? s->r->floors[t] * n
            : has_z                    ? 0
                                       : low * n;
        double least = s->is_settled[t] ? -s->slack * n : 0;
        if (type->is_must || type->is_never)
            (void)lp_column(s->p, 0, 0, 0);
        else
            (void)lp_column(
                s->p, least, most - from > least ? most - from : least, 0);
    }
    for (int32_t i = 0; i < m->n_rows; i++) {
        const struct panel_row *r = &m->rows[i];
        double has = 0, people = 0;
        for (int32_t k = 0; k < r->n; k++) {
            int32_t t = m->row_types[r->from + k];
            columns[k] = t + 1;
            weights[k] = 1;
            if (s->is_settled[t])
                has += s->r->floors[t] * m->types[t].n;
            else if (has_z)
                people += m->types[t].n;
            else
                has += low * m->types[t].n;
        }
        columns[r->n] = 0;
        weights[r->n] = people;
        (void)lp_row(s->p, r->low - has, r->high - has, r->n + (people > 0),
            columns, weights);
    }
    for (int32_t t = 0; t < m->n_types && has_z; t++)
        if (s->is_capped[t] && !s->is_settled[t])
            (void)lp_row(s->p, -INFINITY, most_chance(m, t) * m->types[t].n, 2,
                (int32_t[]){ t + 1, 0 }, (double[]){ 1, m->types[t].n });
    arena_rewind(m->a, mark);
}

static double
seats_of(const struct stage *s, int32_t t, double z)
{
    double from = s->is_settled[t] ? s->r->floors[t] : z;
    return from * s->m->types[t].n + lp_at(s->p, t + 1);
}

/* The rows for a type's most are put in as they are broken. */
static enum lp_end_state
solve_stage(struct stage *s)
{
    struct panel *m = s->m;
    for (;;) {
        open_program(s, true, 0);
        enum lp_end_state e = panel_step(m, s->p);
        if (e != LP_SOLVED)
            return e;
        bool is_broken = false;
        double z = lp_at(s->p, 0);
        for (int32_t t = 0; t < m->n_types; t++)
            if (!s->is_settled[t] && !s->is_capped[t] &&
                seats_of(s, t, z) > most_chance(m, t) * m->types[t].n + 1e-10)
                is_broken = s->is_capped[t] = true;
        if (!is_broken)
            return LP_SOLVED;
    }
}

static void
settle(struct stage *s, int32_t t, double chance)
{
    s->is_settled[t] = true;
    s->r->floors[t] = chance;
    s->r->level_of[t] = s->r->n_levels - 1;
    s->n_settled++;
}

/* ---- Levels
 * --------------------------------------------------------------- */

static void
keep_prices(struct stage *s, struct cp_panel_level *level)
{
    for (int32_t i = 0; i < s->m->n_rows; i++)
        panel_level_price(s->m, level, i, lp_price(s->p, i));
}

/* Settle whom the prices hold at z; how many. */
static int32_t
settle_priced(struct stage *s, double z)
{
    struct panel *m = s->m;
    double *weights, all = 0;
    struct cp_panel_level *level = panel_level_add(m, s->r, z, &weights);
    keep_prices(s, level);
    int32_t n = 0;
    for (int32_t t = 0; t < m->n_types; t++) {
        double w = -lp_rest(s->p, t + 1) * m->types[t].n;
        if (s->is_settled[t] || !(w > 0))
            continue;
        weights[t] = w;
        all += w;
    }
    for (int32_t t = 0; t < m->n_types; t++)
        if (!s->is_settled[t] && weights[t] > MEANT && all > 0.5) {
            settle(s, t, z);
            n++;
        }
    if (n == 0)
        s->r->n_levels--;
    return n;
}

/* No price says who is held: try one after the other of those who stand at
 * z, all others held at their level. */
static enum lp_end_state
settle_tried(struct stage *s, double z, int32_t *n)
{
    struct panel *m = s->m;
    bool *is_low = arena_new(m->a, bool, m->n_types);
    *n = 0;
    for (int32_t t = 0; t < m->n_types; t++)
        is_low[t] =
            !s->is_settled[t] && seats_of(s, t, z) <= m->types[t].n * z + SAME;
    for (int32_t t = 0; t < m->n_types; t++) {
        if (!is_low[t])
            continue;
        open_program(s, false, z);
        lp_gain(s->p, t + 1, 1.0 / m->types[t].n);
        enum lp_end_state e = panel_step(m, s->p);
        if (e != LP_SOLVED)
            return e;
        if (lp_at(s->p, t + 1) > m->types[t].n * 1e-8)
            continue;
        double *weights;
        struct cp_panel_level *level = panel_level_add(m, s->r, z, &weights);
        weights[t] = 1;
        keep_prices(s, level);
        settle(s, t, z);
        ++*n;
    }
    return *n > 0 ? LP_SOLVED : LP_GAVE_UP;
}

/* All who are left have as much as anybody may. */
static void
settle_rest(struct stage *s, double chance)
{
    double *weights;
    struct cp_panel_level *level =
        panel_level_add(s->m, s->r, chance, &weights);
    level->most = chance;
    for (int32_t t = 0; t < s->m->n_types; t++)
        if (!s->is_settled[t]) {
            weights[t] = 1; /* held by the ceiling, each by itself */
            settle(s, t, chance);
        }
}

static void
keep_seats(struct stage *s, double z)
{
    struct panel *m = s->m;
    for (int32_t t = 0; t < m->n_types; t++) {
        double x = seats_of(s, t, z), most = most_chance(m, t) * m->types[t].n;
        s->r->seats[t] = x < 0 ? 0 : x > most ? most : x;
    }
}

enum lp_end_state
panel_relax(struct panel *m, struct relaxed *to)
{
    *to = (struct relaxed){ .seats = arena_new(m->a, double, m->n_types),
        .floors = arena_new(m->a, double, m->n_types),
        .level_of = arena_new(m->a, int32_t, m->n_types) };
    struct stage s = { .m = m,
        .r = to,
        .is_settled = arena_new(m->a, bool, m->n_types),
        .is_capped = arena_new(m->a, bool, m->n_types),
        .slack = 1e-11 };
    for (int32_t t = 0; t < m->n_types; t++) {
        to->level_of[t] = -1;
        if (m->types[t].is_must || m->types[t].is_never) {
            s.is_settled[t] = true;
            to->floors[t] = m->types[t].is_must;
            s.n_settled++;
        }
    }
    enum lp_end_state e = LP_SOLVED;
    do {
        e = solve_stage(&s);
        /* what was settled is a little more than can be had together */
        if (e == LP_NONE && s.r->n_levels > 0 && s.slack < 1e-8) {
            s.slack *= 10;
            e = LP_SOLVED;
            continue;
        }
        if (e != LP_SOLVED)
            break;
        double z = lp_at(s.p, 0);
        keep_seats(&s, z);
        if (s.n_settled == m->n_types)
            break;
        if (z >= m->ceiling - SAME) {
            settle_rest(&s, m->ceiling);
            break;
        }
        if (settle_priced(&s, z) == 0) {
            int32_t n;
            e = settle_tried(&s, z, &n);
        }
        m->at.n_settled = s.n_settled;
        if (m->how->mode == CP_PANEL_MAXIMIN)
            break;
    } while (e == LP_SOLVED && s.n_settled < m->n_types);
    if (s.p != NULL)
        lp_close(s.p);
    if (m->how->mode == CP_PANEL_MAXIMIN && e == LP_SOLVED)
        for (int32_t t = 0; t < m->n_types; t++)
            if (!s.is_settled[t])
                to->floors[t] = to->n_levels > 0 ? to->levels[0].chance : 0;
    return e;
}
