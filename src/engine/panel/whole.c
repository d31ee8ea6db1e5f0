/* Whole numbers by branching, over linear programs that are limited. */
#include "engine/panel/panel_inside.h"

#include "base/random.h"

#include <math.h>
#include <string.h>

enum { BRANCHES_MOST = 20'000 };
static const double NEARLY = 1e-6; /* whole */

enum lp_end_state
panel_step(struct panel *m, struct lp *p)
{
    m->n_steps++;
    enum lp_end_state e = lp_solve(p);
    if (e == LP_GAVE_UP)
        m->has_given_up = true;
    if (e == LP_STOPPED)
        m->is_stopped = true;
    return e;
}

struct lp *
panel_program(struct panel *m, enum lp_aim aim)
{
    struct lp *p = lp_open(aim);
    for (int32_t t = 0; t < m->n_types; t++)
        (void)lp_column(p, m->types[t].is_must, panel_most(&m->types[t]), 0);
    for (int32_t i = 0; i < m->n_rows; i++)
        (void)lp_row(p, m->rows[i].low, m->rows[i].high, m->rows[i].n,
            m->row_types + m->rows[i].from, m->ones);
    return p;
}

/* One step down: a column was held at a side of where it stood. */
struct branch {
    int32_t column, low, high; /* its bounds before */
    int32_t low_2, high_2;     /* of the other side */
    bool is_second;
};

/* The column that is nearest to a whole number and is none, of those that are
 * no types first; -1: all are whole. */
static int32_t
find_broken(const struct lp *p, int32_t n_types, int32_t n, double *at)
{
    int32_t found = -1;
    double least = 1;
    for (int32_t k = 0; k < n; k++) {
        int32_t j = k < n - n_types ? n_types + k : k - (n - n_types);
        if (j == 0 && found >= 0)
            break;
        double x = lp_at(p, j);
        double off = fabs(x - floor(x + 0.5));
        if (off > NEARLY && off < least) {
            least = off;
            found = j;
            *at = x;
        }
    }
    return found;
}

static bool
is_better(enum lp_aim aim, double value, double best)
{
    double margin = 1e-7 * (1 + fabs(best));
    return aim == LP_MOST ? value > best + margin : value < best - margin;
}

/* Back to the last step whose other side is untried; false: there is none. */
static bool
go_back(struct lp *p, struct branch *way, int32_t *n_way, int32_t *low,
    int32_t *high)
{
    while (*n_way > 0) {
        struct branch *b = &way[*n_way - 1];
        if (!b->is_second && b->low_2 <= b->high_2) {
            b->is_second = true;
            low[b->column] = b->low_2;
            high[b->column] = b->high_2;
            lp_bound_column(p, b->column, b->low_2, b->high_2);
            return true;
        }
        low[b->column] = b->low;
        high[b->column] = b->high;
        lp_bound_column(p, b->column, b->low, b->high);
        --*n_way;
    }
    return false;
}

enum lp_end_state
whole_find(struct panel *m, struct lp *p, enum lp_aim aim, int32_t n,
    int32_t *low, int32_t *high, bool is_best, int32_t *to)
{
    struct arena_mark mark = arena_mark(m->a);
    int32_t n_room = 64, n_way = 0;
    struct branch *way = arena_new(m->a, struct branch, n_room);
    int32_t n_left =
        m->how->most_branches > 0 ? m->how->most_branches : BRANCHES_MOST;
    if (m->few_branches > 0 && m->few_branches < n_left)
        n_left = m->few_branches;
    bool has_one = false;
    double best = 0, x = 0;
    enum lp_end_state e = LP_NONE;
    for (bool is_more = true; is_more; n_left--) {
        e = n_left > 0 ? panel_step(m, p) : LP_GAVE_UP;
        if (e == LP_GAVE_UP)
            m->has_given_up = true;
        if (e == LP_GAVE_UP || e == LP_STOPPED)
            break;
        int32_t j = -1;
        bool is_alive =
            e == LP_SOLVED && (!has_one || is_better(aim, lp_value(p), best));
        if (is_alive && (j = find_broken(p, m->n_types, n, &x)) < 0) {
            has_one = true;
            best = lp_value(p);
            for (int32_t i = 0; i < n; i++)
                to[i] = (int32_t)floor(lp_at(p, i) + 0.5);
            if (!is_best)
                break;
            is_alive = false;
        }
        if (!is_alive) {
            is_more = go_back(p, way, &n_way, low, high);
            continue;
        }
        if (n_way == n_room) {
            struct branch *more = arena_new(m->a, struct branch, 2 * n_room);
            memcpy(more, way, sizeof *way * (size_t)n_room);
            way = more;
            n_room *= 2;
        }
        int32_t down = (int32_t)floor(x);
        struct branch b = { .column = j, .low = low[j], .high = high[j] };
        if (x - floor(x) >= 0.5) {
            b.low_2 = low[j];
            b.high_2 = down;
            low[j] = down + 1;
        } else {
            b.low_2 = down + 1;
            b.high_2 = high[j];
            high[j] = down;
        }
        lp_bound_column(p, j, low[j], high[j]);
        way[n_way++] = b;
    }
    /* as it was given */
    while (n_way > 0) {
        struct branch *b = &way[--n_way];
        low[b->column] = b->low;
        high[b->column] = b->high;
        lp_bound_column(p, b->column, b->low, b->high);
    }
    arena_rewind(m->a, mark);
    if (e == LP_GAVE_UP || e == LP_STOPPED)
        return e;
    return has_one ? LP_SOLVED : LP_NONE;
}

enum { SHORT_SEARCHES = 12, SHORT = 400 };

enum lp_end_state
whole_find_any(struct panel *m, struct lp *p, int32_t *low, int32_t *high,
    const double *gains, int32_t *to)
{
    struct random r = random_from(1);
    enum lp_end_state e = LP_GAVE_UP;
    for (int i = 0; i <= SHORT_SEARCHES && e == LP_GAVE_UP; i++) {
        for (int32_t t = 0; t < m->n_types; t++)
            lp_gain(p, t, gains[t] * (i == 0 ? 1 : 0.5 + random_real(&r)));
        m->few_branches = i < SHORT_SEARCHES ? SHORT : 0;
        e = whole_find(m, p, LP_MOST, m->n_types, low, high, false, to);
    }
    m->few_branches = 0;
    return e;
}
