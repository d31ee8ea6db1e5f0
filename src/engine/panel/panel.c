/* Chances as equal as the quotas allow: the two ways, one after the other. */
#include "engine/panel/panel_inside.h"

#include "base/sort.h"

#include <math.h>
#include <setjmp.h>
#include <string.h>

static const double REACHED = 1e-7; /* below the bound: it is the bound */
static const double NOTHING = 1e-12;

/* ---- Looking for panels
 * --------------------------------------------------- */

/* A panel; with `type` >= 0 one in which it has a seat. */
static enum lp_end_state
find_panel(struct panel *m, int32_t type, struct panel_set *set)
{
    struct lp *p = panel_program(m, LP_MOST);
    int32_t *low = arena_new(m->a, int32_t, m->n_types);
    int32_t *high = arena_new(m->a, int32_t, m->n_types);
    int32_t *counts = arena_new(m->a, int32_t, m->n_types);
    for (int32_t t = 0; t < m->n_types; t++) {
        low[t] = m->types[t].is_must || t == type;
        high[t] = panel_most(&m->types[t]);
    }
    if (type >= 0)
        lp_bound_column(p, type, low[type], high[type]);
    double *gains = arena_new(m->a, double, m->n_types);
    for (int32_t t = 0; t < m->n_types; t++)
        gains[t] = 1.0 / m->types[t].n;
    enum lp_end_state e = whole_find_any(m, p, low, high, gains, counts);
    lp_close(p);
    if (e == LP_SOLVED) {
        require(panel_fits(m, counts));
        (void)panel_set_add(m, set, counts);
    }
    return e;
}

/* Who is in none of the panels found, is looked for; who is in none at all is
 * marked. */
static enum lp_end_state
find_never(struct panel *m, struct panel_set *set, int32_t *n_never)
{
    bool *is_seen = arena_new(m->a, bool, m->n_types);
    int32_t n_looked = 0;
    *n_never = 0;
    for (int32_t t = 0; t < m->n_types; t++) {
        for (; n_looked < set->n; n_looked++)
            for (int32_t u = 0; u < m->n_types; u++)
                is_seen[u] |= set->counts[n_looked][u] > 0;
        if (is_seen[t])
            continue;
        enum lp_end_state e = find_panel(m, t, set);
        if (e == LP_NONE) {
            m->types[t].is_never = true;
            ++*n_never;
        } else if (e != LP_SOLVED) {
            return e;
        }
    }
    return LP_SOLVED;
}

/* ---- The ways
 * ------------------------------------------------------------- */

struct solved {
    struct relaxed r;
    struct panel_set set;
    bool is_proved;
};

/* Bound, split, polish: LP_SOLVED and not proved says that there is a gap. */
static enum lp_end_state
first_way(struct panel *m, struct solved *s)
{
    double below;
    enum lp_end_state e = panel_relax(m, &s->r);
    if (e != LP_SOLVED)
        return e;
    m->at.stage = CP_PANEL_BOUNDED;
    for (int32_t i = 0; i < s->set.n; i++)
        s->set.shares[i] = 0;
    m->at.stage = CP_PANEL_SPLIT;
    e = panel_split(m, &s->r, &s->set);
    if (e != LP_SOLVED && e != LP_NONE)
        return e;
    e = panel_polish(m, s->r.floors, &s->set, &below);
    s->is_proved = e == LP_SOLVED && below <= REACHED;
    return e;
}

static enum lp_end_state
second_way(struct panel *m, struct solved *s)
{
    double below = 0;
    m->at.stage = CP_PANEL_COLUMNS;
    enum lp_end_state e = panel_columns(m, &s->r, &s->set);
    if (e != LP_SOLVED)
        return e;
    for (int32_t i = 0; i < s->set.n; i++)
        s->set.shares[i] = 0;
    s->set.shares[0] = 1;
    e = panel_polish(m, s->r.floors, &s->set, &below);
    s->is_proved = e == LP_SOLVED && below <= REACHED;
    return e == LP_SOLVED && !s->is_proved ? LP_GAVE_UP : e;
}

static enum lp_end_state
solve(struct panel *m, struct solved *s)
{
    int32_t n_never = 0;
    enum lp_end_state e = LP_SOLVED;
    if (!m->how->is_by_columns)
        e = first_way(m, s);
    /* of those who can never be chosen the relaxation knows not all, and of
     * the lowest chance they are no part */
    bool is_low = e == LP_SOLVED && m->how->mode == CP_PANEL_MAXIMIN &&
        s->r.n_levels > 0 && s->r.levels[0].chance <= REACHED;
    if (e != LP_SOLVED || (s->is_proved && !is_low))
        return e;
    s->is_proved = false;
    e = find_never(m, &s->set, &n_never);
    if (e == LP_SOLVED && n_never > 0 && !m->how->is_by_columns)
        e = first_way(m, s);
    if (e == LP_SOLVED && !s->is_proved)
        e = second_way(m, s);
    return e;
}

/* ---- The answer
 * ----------------------------------------------------------- */

struct column_order {
    const struct panel *m;
    const struct panel_set *set;
};

static int
by_counts(const void *context, const void *x, const void *y)
{
    const struct column_order *o = context;
    const int32_t *a = o->set->counts[*(const int32_t *)x];
    const int32_t *b = o->set->counts[*(const int32_t *)y];
    for (int32_t t = 0; t < o->m->n_types; t++)
        if (a[t] != b[t])
            return a[t] < b[t] ? -1 : 1;
    return 0;
}

static void
keep_lottery(
    struct panel *m, const struct panel_set *set, struct cp_panel_answer *to)
{
    struct column_order o = { m, set };
    int32_t *at = arena_new(m->a, int32_t, set->n);
    int32_t *room = arena_new(m->a, int32_t, set->n), n = 0;
    double sum = 0;
    for (int32_t i = 0; i < set->n; i++)
        if (set->shares[i] > NOTHING) {
            at[n++] = i;
            sum += set->shares[i];
        }
    sort(at, room, n, sizeof *at, by_counts, &o);
    to->n_panels = n;
    to->shares = arena_new(m->a, double, n);
    to->counts = arena_new(m->a, int32_t, (ptrdiff_t)n * m->n_types);
    for (int32_t i = 0; i < n; i++) {
        to->shares[i] = set->shares[at[i]] / sum;
        memcpy(to->counts + (ptrdiff_t)i * m->n_types, set->counts[at[i]],
            sizeof *to->counts * (size_t)m->n_types);
    }
}

static int
by_size(const void *context, const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    (void)context;
    return (a > b) - (a < b);
}

/* Source  Gini 1912; of sorted x: sum of (2 i - n - 1) x_i over n sum x_i */
static double
gini_of(double *x, double *room, int32_t n)
{
    double above = 0, all = 0;
    sort(x, room, n, sizeof *x, by_size, NULL);
    for (int32_t i = 0; i < n; i++) {
        above += (2.0 * i + 1 - n) * x[i];
        all += x[i];
    }
    return all > 0 ? above / (n * all) : 0;
}

static void
keep_chances(struct panel *m, struct cp_panel_answer *to)
{
    double *of = arena_new(m->a, double, m->n_types);
    for (int32_t i = 0; i < to->n_panels; i++)
        for (int32_t t = 0; t < m->n_types; t++)
            of[t] += to->shares[i] * to->counts[(ptrdiff_t)i * m->n_types + t] /
                m->types[t].n;
    double *all = arena_new(m->a, double, m->pool->n_people);
    double *room = arena_new(m->a, double, m->pool->n_people);
    int32_t n_free = 0;
    to->lowest = 1;
    to->highest = 0;
    to->chances = arena_new(m->a, double, m->pool->n_people);
    for (int32_t i = 0; i < m->pool->n_people; i++) {
        int32_t t = m->type_of[i];
        if (t < 0)
            continue;
        to->chances[i] = of[t] < 1e-9 ? 0 : of[t] > 1 ? 1 : of[t];
        if (m->types[t].is_must) {
            to->chances[i] = 1;
            continue;
        }
        all[n_free++] = to->chances[i];
        if (to->chances[i] > 0 && to->chances[i] < to->lowest)
            to->lowest = to->chances[i];
        if (to->chances[i] > to->highest)
            to->highest = to->chances[i];
    }
    if (to->highest == 0)
        to->lowest = to->highest = n_free > 0 ? 0 : 1;
    to->gini = gini_of(all, room, n_free);
}

static void
keep_types(struct panel *m, struct cp_panel_answer *to)
{
    to->type_of = m->type_of;
    to->n_types = m->n_types;
    to->n_of = arena_new(m->a, int32_t, m->n_types);
    for (int32_t t = 0; t < m->n_types; t++)
        to->n_of[t] = m->types[t].n;
}

static enum cp_panel_result
result_of(
    const struct panel *m, enum lp_end_state e, enum cp_panel_result of_none)
{
    if (m->is_stopped || e == LP_STOPPED)
        return CP_PANEL_STOPPED;
    return e == LP_NONE ? of_none : CP_PANEL_GAVE_UP;
}

static enum err
answer_inside(struct cp_panel_answer *to, struct panel_within *w,
    const struct cp_panel_pool *p, struct why *why)
{
    struct arena *a = w->a;
    struct panel *m = arena_new(a, struct panel, 1);
    struct solved *s = arena_new(a, struct solved, 1);
    enum err err = panel_make(m, a, p, w->how, why);
    if (err != OK)
        return err;
    w->at = &m->at;
    keep_types(m, to);
    enum lp_end_state e = find_panel(m, -1, &s->set);
    if (e != LP_SOLVED) {
        to->result = result_of(m, e, CP_PANEL_CLASH);
    } else {
        m->at.stage = CP_PANEL_POSSIBLE;
        e = solve(m, s);
        to->result = e == LP_SOLVED ? CP_PANEL_SOLVED
                                    : result_of(m, e, CP_PANEL_CEILING);
    }
    to->reached = m->at.stage;
    to->n_steps = m->n_steps;
    to->mode = m->how->mode;
    if (to->result != CP_PANEL_SOLVED)
        return OK;
    to->reached = CP_PANEL_PROVED;
    to->is_proved = s->is_proved;
    to->levels = s->r.levels;
    to->n_levels = s->r.n_levels;
    to->level_of = s->r.level_of;
    keep_lottery(m, &s->set, to);
    keep_chances(m, to);
    return OK;
}

/* The library's frames are never jumped over: room is taken between its calls
 * only. What it made is given back by lp_end. */
enum err
cp_panel_solve(struct cp_panel_answer *answer, struct arena *a,
    const struct cp_panel_pool *p, const struct cp_panel_how *how,
    struct why *why)
{
    struct panel_within w;
    *answer = (struct cp_panel_answer){ 0 };
    panel_within_open(&w, a, how);
    if (setjmp(w.boundary) != 0)
        return panel_within_no_room(&w, why);
    enum err e = answer_inside(answer, &w, p, why);
    panel_within_close(&w);
    return e;
}

static bool
go_on(void *context)
{
    static const struct cp_panel_progress begun;
    struct panel_within *w = context;
    return w->how->go_on(w->how->context, w->at != NULL ? w->at : &begun);
}

void
panel_within_open(
    struct panel_within *w, struct arena *a, const struct cp_panel_how *how)
{
    *w = (struct panel_within){ .a = a, .was = a->no_room, .how = how };
    lp_begin(
        &(struct lp_limits){ .most_steps = how != NULL ? how->most_steps : 0,
            .most_ms = how != NULL ? how->most_ms : 0,
            .go_on = how != NULL && how->go_on != NULL ? go_on : NULL,
            .context = w });
    a->no_room = &w->boundary;
}

void
panel_within_close(struct panel_within *w)
{
    w->a->no_room = w->was;
    lp_end();
}

enum err
panel_within_no_room(struct panel_within *w, struct why *why)
{
    panel_within_close(w);
    return err_say(why, ERR_NO_ROOM, "no memory for a panel of this many");
}
