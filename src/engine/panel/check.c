/* The checker: what an answer says, looked at from the people's side. */
#include "engine/panel/check.h"

#include "base/buf.h"

#include <math.h>
#include <string.h>

static const double TOLERANCE = 1e-7;

struct check {
    const struct cp_panel_pool *p;
    const struct cp_panel_answer *an;
    struct cp_panel_found *found;
    struct arena *a;
    int32_t *one_of; /* a person of each type */
    int32_t *n_in;   /* people there are of each household */
    int32_t n_households;
    double ceiling;
    int64_t n_left;
};

static void
wrong(struct check *c, const char *what)
{
    if (c->found->first == NULL)
        c->found->first = what;
    c->found->n_wrong++;
}

static bool
is_in_line(const struct check *c, int32_t person, int32_t line)
{
    const struct cp_panel_line *l = &c->p->lines[line];
    return c->p->people[person].values[l->feature] == l->value;
}

/* The household of a type, where others are of it too; or -1. */
static int32_t
home_of(const struct check *c, int32_t person)
{
    int32_t h = c->p->people[person].household;
    return h >= 0 && c->n_in[h] > 1 ? h : -1;
}

static bool
is_must(const struct check *c, int32_t t)
{
    return c->p->people[c->one_of[t]].standing == CP_PANEL_MUST;
}

/* Told to be in no panel at all. */
static bool
is_never(const struct check *c, int32_t t)
{
    return c->an->level_of[t] < 0 && !is_must(c, t) &&
        (c->an->mode == CP_PANEL_LEXIMIN || c->an->chances[c->one_of[t]] == 0);
}

/* ---- Types, panels, chances
 * ----------------------------------------------- */

static void
check_types(struct check *c)
{
    const struct cp_panel_pool *p = c->p;
    int32_t *n_of = arena_new(c->a, int32_t, c->an->n_types);
    c->one_of = arena_new(c->a, int32_t, c->an->n_types);
    for (int32_t i = 0; i < p->n_people; i++)
        if (p->people[i].household >= c->n_households)
            c->n_households = p->people[i].household + 1;
    c->n_in = arena_new(c->a, int32_t, c->n_households);
    for (int32_t i = 0; i < p->n_people; i++)
        if (p->people[i].household >= 0 &&
            p->people[i].standing != CP_PANEL_MAY_NOT)
            c->n_in[p->people[i].household]++;
    for (int32_t i = 0; i < p->n_people; i++) {
        int32_t t = c->an->type_of[i];
        if ((t < 0) != (p->people[i].standing == CP_PANEL_MAY_NOT) ||
            t >= c->an->n_types) {
            wrong(c, "somebody of no type");
            continue;
        }
        if (t < 0)
            continue;
        if (n_of[t]++ == 0) {
            c->one_of[t] = i;
            continue;
        }
        int32_t o = c->one_of[t];
        bool is_alike = p->people[i].standing == CP_PANEL_FREE &&
            p->people[o].standing == CP_PANEL_FREE &&
            home_of(c, i) == home_of(c, o);
        for (int32_t l = 0; l < p->n_lines; l++)
            is_alike = is_alike && is_in_line(c, i, l) == is_in_line(c, o, l);
        if (!is_alike)
            wrong(c, "two of one type who are not alike");
    }
    for (int32_t t = 0; t < c->an->n_types; t++)
        if (n_of[t] != c->an->n_of[t] || n_of[t] < 1)
            wrong(c, "a type of other size");
}

static void
check_panel(struct check *c, const int32_t *counts)
{
    int64_t all = 0;
    for (int32_t t = 0; t < c->an->n_types; t++) {
        all += counts[t];
        if (counts[t] < is_must(c, t) || counts[t] > c->an->n_of[t])
            wrong(c, "a panel with more of a type than there are");
    }
    if (all != c->p->size)
        wrong(c, "a panel of another size");
    for (int32_t l = 0; l < c->p->n_lines; l++) {
        int64_t n = 0;
        for (int32_t t = 0; t < c->an->n_types; t++)
            n += is_in_line(c, c->one_of[t], l) ? counts[t] : 0;
        if (n < c->p->lines[l].min || n > c->p->lines[l].max)
            wrong(c, "a panel that breaks a quota");
    }
    bool *is_taken = arena_new(c->a, bool, c->n_households);
    for (int32_t t = 0; t < c->an->n_types; t++) {
        int32_t h = home_of(c, c->one_of[t]);
        if (h < 0 || counts[t] == 0)
            continue;
        if (counts[t] > 1 || is_taken[h])
            wrong(c, "a panel with two of a household");
        is_taken[h] = true;
    }
}

static void
check_chances(struct check *c)
{
    const struct cp_panel_answer *an = c->an;
    double sum = 0, seats = 0;
    for (int32_t i = 0; i < an->n_panels; i++) {
        struct arena_mark mark = arena_mark(c->a);
        sum += an->shares[i];
        if (!(an->shares[i] > 0))
            wrong(c, "a share that is none");
        check_panel(c, an->counts + (ptrdiff_t)i * an->n_types);
        arena_rewind(c->a, mark);
    }
    if (!(fabs(sum - 1) < 1e-9))
        wrong(c, "shares that are not 1 together");
    for (int32_t i = 0; i < c->p->n_people; i++) {
        int32_t t = an->type_of[i];
        double x = 0;
        for (int32_t k = 0; t >= 0 && k < an->n_panels; k++)
            x += an->shares[k] * an->counts[(ptrdiff_t)k * an->n_types + t];
        if (t >= 0)
            x /= an->n_of[t];
        if (!(fabs(x - an->chances[i]) < 1.1e-9))
            wrong(c, "a chance that is not the lottery's");
        seats += an->chances[i];
    }
    if (!(fabs(seats - c->p->size) < 1e-6))
        wrong(c, "chances that are not the size together");
}

/* ---- Bounds
 * --------------------------------------------------------------- */

/* What the prices of a type's rows come to. */
static double
prices_of(const struct check *c, const struct cp_panel_level *level, int32_t t)
{
    int32_t i = c->one_of[t], h = home_of(c, i);
    double x = level->size_price;
    for (int32_t l = 0; l < c->p->n_lines; l++)
        x += is_in_line(c, i, l) ? level->line_prices[l] : 0;
    return h >= 0 ? x + level->household_prices[h] : x;
}

/* The most that priced rows can come to. */
static double
rows_most(const struct check *c, const struct cp_panel_level *level)
{
    double x = level->size_price * c->p->size;
    for (int32_t l = 0; l < c->p->n_lines; l++) {
        const struct cp_panel_line *q = &c->p->lines[l];
        double price = level->line_prices[l];
        int32_t max = q->max < c->p->size ? q->max : c->p->size;
        x += price * (price > 0 ? max : q->min);
    }
    for (int32_t h = 0; h < c->n_households; h++)
        if (c->n_in[h] > 1 && level->household_prices[h] > 0)
            x += level->household_prices[h];
    return x;
}

static double
above_0(double x)
{
    return x > 0 ? x : 0;
}

/* ---- Whole panels: all that could be worth more than a bound
 * -------------- */

struct tree {
    struct check *c;
    const double *weights; /* of a chance; NULL: any panel will do */
    const double *worth;   /* of a seat, above its rows' prices */
    double rows, most;     /* rows' most; what must not be exceeded */
    int32_t with;          /* a type that shall have a seat, or -1 */
    int32_t *counts;
    int64_t *sums, *rest; /* of lines: so far, what may still come */
    bool *is_taken;
    bool is_found;
};

static bool
may_go_on(const struct tree *w, int32_t n_seats, int64_t n_rest, double value)
{
    const struct cp_panel_pool *p = w->c->p;
    if (n_seats > p->size || n_seats + n_rest < p->size)
        return false;
    if (w->worth != NULL && w->rows + value <= w->most)
        return false;
    for (int32_t l = 0; l < p->n_lines; l++)
        if (w->sums[l] > p->lines[l].max ||
            w->sums[l] + w->rest[l] < p->lines[l].min)
            return false;
    return true;
}

static void
count_in(struct tree *w, int32_t t, int64_t sums, int64_t rest)
{
    for (int32_t l = 0; l < w->c->p->n_lines; l++)
        if (is_in_line(w->c, w->c->one_of[t], l)) {
            w->sums[l] += sums;
            w->rest[l] += rest;
        }
}

/* Rows may have less than their most: of a whole panel what it is worth is
 * known. */
static double
real_worth(const struct tree *w)
{
    double x = 0;
    for (int32_t t = 0; t < w->c->an->n_types; t++)
        x += w->weights[t] * w->counts[t] / w->c->an->n_of[t];
    return x;
}

/* `value`: of the seats given and the most of those still to give. */
static void
walk(struct tree *w, int32_t t, int32_t n_seats, int64_t n_rest, double value)
{
    struct check *c = w->c;
    if (w->is_found || c->n_left <= 0)
        return;
    c->n_left--;
    if (!may_go_on(w, n_seats, n_rest, value))
        return;
    if (t == c->an->n_types) {
        w->is_found = w->weights == NULL || real_worth(w) > w->most;
        return;
    }
    int32_t n = is_never(c, t) && t != w->with ? 0 : c->an->n_of[t];
    int32_t least = is_must(c, t) || t == w->with ? 1 : 0;
    int32_t home = home_of(c, c->one_of[t]);
    double each = w->worth != NULL ? w->worth[t] : 0;
    if (home >= 0 && n > 1)
        n = 1;
    if (home >= 0 && w->is_taken[home])
        n = 0;
    count_in(w, t, 0, -c->an->n_of[t]);
    for (int32_t x = n; x >= least; x--) {
        if (home >= 0 && x > 0)
            w->is_taken[home] = true;
        count_in(w, t, x, 0);
        w->counts[t] = x;
        walk(w, t + 1, n_seats + x, n_rest - c->an->n_of[t],
            value - above_0(each) * c->an->n_of[t] + each * x);
        w->counts[t] = 0;
        count_in(w, t, -x, 0);
        if (home >= 0 && x > 0)
            w->is_taken[home] = false;
    }
    count_in(w, t, 0, c->an->n_of[t]);
}

/* Is there a panel with `with` in it, or worth more than `most`? */
static bool
search(struct check *c, const double *weights, const double *worth, double rows,
    double most, int32_t with)
{
    struct arena_mark mark = arena_mark(c->a);
    int32_t n_lines = c->p->n_lines;
    struct tree w = { .c = c,
        .weights = weights,
        .worth = worth,
        .rows = rows,
        .most = most,
        .with = with,
        .sums = arena_new(c->a, int64_t, n_lines),
        .rest = arena_new(c->a, int64_t, n_lines),
        .counts = arena_new(c->a, int32_t, c->an->n_types),
        .is_taken = arena_new(c->a, bool, c->n_households) };
    int64_t n_rest = 0, before = c->n_left;
    double value = 0;
    for (int32_t t = 0; t < c->an->n_types; t++) {
        count_in(&w, t, 0, c->an->n_of[t]);
        n_rest += c->an->n_of[t];
        if (worth != NULL)
            value += above_0(worth[t]) * c->an->n_of[t];
    }
    walk(&w, 0, 0, n_rest, value);
    c->found->n_steps += before - c->n_left;
    if (c->n_left <= 0)
        c->found->is_bounded = false;
    arena_rewind(c->a, mark);
    return w.is_found;
}

/* ---- Levels
 * --------------------------------------------------------------- */

/* The chance that a type is held at before this level: what better lotteries
 * would have to keep. */
static double
held_at(const struct check *c, int32_t level, int32_t t)
{
    int32_t of = c->an->level_of[t];
    if (is_must(c, t))
        return 1;
    if (is_never(c, t))
        return 0;
    if (of >= 0 && of < level)
        return c->an->levels[of].chance;
    return level > 0 ? c->an->levels[level - 1].chance : 0;
}

static bool
is_settled_before(const struct check *c, int32_t level, int32_t t)
{
    int32_t of = c->an->level_of[t];
    return is_must(c, t) || is_never(c, t) || (of >= 0 && of < level);
}

/* The most that the weighted chances of the level can come to, of expected
 * seats. */
static double
most_expected(const struct check *c, int32_t at)
{
    const struct cp_panel_level *level = &c->an->levels[at];
    double x = rows_most(c, level);
    for (int32_t t = 0; t < c->an->n_types; t++) {
        double n = c->an->n_of[t], low = held_at(c, at, t) * n;
        double high = is_must(c, t) ? 1 : is_never(c, t) ? 0 : c->ceiling * n;
        double each =
            (is_settled_before(c, at, t) ? 0 : level->weights[t] / n) -
            prices_of(c, level, t);
        x += each * (each > 0 ? high : low);
    }
    return x;
}

/* The same of whole panels: their greatest worth, and what of it goes to those
 * who are settled. */
static double
most_of_panels(struct check *c, int32_t at)
{
    const struct cp_panel_level *level = &c->an->levels[at];
    double *worth = arena_new(c->a, double, c->an->n_types);
    double rows = rows_most(c, level), relaxed = rows, x = level->most;
    for (int32_t t = 0; t < c->an->n_types; t++) {
        double n = c->an->n_of[t];
        worth[t] = level->weights[t] / n - prices_of(c, level, t);
        if (is_must(c, t))
            relaxed += worth[t];
        else if (!is_never(c, t))
            relaxed += above_0(worth[t]) * n;
    }
    if (relaxed > level->most + 1e-9 &&
        search(c, level->weights, worth, rows, level->most + 1e-9, -1))
        wrong(c, "a panel is worth more than the level says");
    for (int32_t t = 0; t < c->an->n_types; t++) {
        double w = level->weights[t];
        if (is_must(c, t))
            x -= w;
        else if (w < 0)
            x -= w * c->ceiling;
        else if (is_settled_before(c, at, t))
            x -= w * held_at(c, at, t);
    }
    return x;
}

static void
check_level(struct check *c, int32_t at)
{
    const struct cp_panel_level *level = &c->an->levels[at];
    bool is_full = level->chance >= c->ceiling - 1e-9;
    double all = 0;
    struct arena_mark mark = arena_mark(c->a);
    if (at > 0 && level->chance < c->an->levels[at - 1].chance - TOLERANCE)
        wrong(c, "a level below the one before");
    for (int32_t t = 0; t < c->an->n_types; t++)
        if (!is_settled_before(c, at, t))
            all += above_0(level->weights[t]);
    if (!is_full) {
        double most =
            level->is_of_panels ? most_of_panels(c, at) : most_expected(c, at);
        if (!(all > 0.5) || !(most / all <= level->chance + TOLERANCE))
            wrong(c, "a level that its prices do not hold");
    }
    for (int32_t t = 0; t < c->an->n_types; t++) {
        if (c->an->level_of[t] != at)
            continue;
        if (!is_full && !(level->weights[t] > TOLERANCE / 2))
            wrong(c, "a type settled that no price holds");
        if (!(c->an->chances[c->one_of[t]] >= level->chance - TOLERANCE))
            wrong(c, "a chance below its level");
    }
    arena_rewind(c->a, mark);
}

static void
check_levels(struct check *c)
{
    const struct cp_panel_answer *an = c->an;
    for (int32_t i = 0; i < an->n_levels; i++)
        check_level(c, i);
    for (int32_t t = 0; t < an->n_types; t++) {
        double chance = an->chances[c->one_of[t]];
        if (is_must(c, t) && chance != 1)
            wrong(c, "who must be in is not");
        if (is_never(c, t) && search(c, NULL, NULL, 0, 0, t))
            wrong(c, "somebody could be chosen and is told otherwise");
        if (an->mode == CP_PANEL_MAXIMIN && !is_must(c, t) && !is_never(c, t) &&
            (an->n_levels < 1 || chance < an->levels[0].chance - TOLERANCE))
            wrong(c, "a chance below the lowest");
        if (!is_must(c, t) && chance > c->ceiling + TOLERANCE)
            wrong(c, "a chance above the ceiling");
    }
}

int64_t
cp_panel_check(struct cp_panel_found *found, struct arena *a,
    const struct cp_panel_pool *p, const struct cp_panel_answer *answer,
    int64_t most)
{
    struct arena_mark mark = arena_mark(a);
    struct check c = { .p = p,
        .an = answer,
        .found = found,
        .a = a,
        .ceiling = p->ceiling > 0 ? p->ceiling : 1,
        .n_left = most > 0 ? most : 200'000 };
    *found = (struct cp_panel_found){ .is_bounded = true };
    require(answer->result == CP_PANEL_SOLVED);
    check_types(&c);
    if (found->n_wrong == 0)
        check_chances(&c);
    if (found->n_wrong == 0)
        check_levels(&c);
    arena_rewind(a, mark);
    return found->n_wrong;
}
