/* Labels, scores and gaps of statements, over units and sides. */
#include "engine/opinion/ground.h"

#include "base/math.h"
#include "base/sort.h"
#include "engine/opinion/exact.h"

#include <math.h>

/* ---- A unit
 * -------------------------------------------------------------------- */

bool
cp_ground_is_counted(const struct cp_votes_count *c, int64_t size)
{
    return c->all >= CP_GROUND_LEAST || (c->all > 0 && c->all == size);
}

bool
cp_ground_is_clear(
    const struct cp_votes_count *c, int64_t size, bool is_against)
{
    int64_t yes = is_against ? c->disagree : c->agree;
    int64_t no = is_against ? c->agree : c->disagree;
    return c->all == size ? yes > no : cp_exact_is_clear(yes, no);
}

bool
cp_ground_is_uncertain(const struct cp_votes_count *c)
{
    return 3 * ((int64_t)c->all - c->agree - c->disagree) > c->all;
}

bool
cp_ground_is_divided(const struct cp_votes_count *c)
{
    int64_t n = (int64_t)c->agree + c->disagree;
    return n >= CP_GROUND_LEAST && 3 * (int64_t)c->agree >= n &&
        3 * (int64_t)c->agree <= 2 * n;
}

static bool
is_comparable(const struct cp_votes_count *c, int64_t size)
{
    return cp_ground_is_counted(c, size) &&
        (int64_t)c->agree + c->disagree >= CP_GROUND_LEAST;
}

/* ---- A side
 * -------------------------------------------------------------------- */

double
cp_ground_side(const struct cp_ground_units *of,
    const struct cp_votes_count *counts, ptrdiff_t n_statements,
    ptrdiff_t statement, int32_t side, bool is_against)
{
    double sum = 0, n = 0;
    for (int32_t u = 0; u < of->n_units; u++) {
        const struct cp_votes_count *c = &counts[u * n_statements + statement];
        if (of->sides[u] != side || !cp_ground_is_counted(c, of->sizes[u]))
            continue;
        int64_t yes = is_against ? c->disagree : c->agree;
        sum += math_log((double)(yes + 1) / (double)(c->all + INT64_C(2)));
        n++;
    }
    return n > 0 ? math_exp(sum / n) : NAN;
}

/* ---- A pair
 * -------------------------------------------------------------------- */

struct pairs {
    const double *factorials; /* their logarithms, up to n_factorials */
    int64_t n_factorials;
    struct {
        int64_t agree, disagree;
        int32_t unit;
    } * units; /* that can be compared */
    int32_t n;
};

static double
choose(const struct pairs *p, int64_t n, int64_t k)
{
    return p->factorials[n] - p->factorials[k] - p->factorials[n - k];
}

/* Fisher's p of two units, roughly; or anything above `most`, as soon as it is
 * known to be: the table alone is as likely as that. Each next table's chance
 * follows from the one before. */
static double
rough(const struct pairs *p, int32_t i, int32_t j, double most)
{
    int64_t a = p->units[i].agree, b = p->units[i].disagree;
    int64_t c = p->units[j].agree, d = p->units[j].disagree;
    double log = choose(p, a + b, a) + choose(p, c + d, c) -
        choose(p, a + b + c + d, a + c);
    double own = log > 0 ? 1 : math_exp(log);
    if (own > most)
        return own;
    double sum = own;
    for (int way = 0; way < 2; way++) {
        /* towards more, then towards fewer who agree in the first */
        int64_t w = way == 0 ? a : b, x = way == 0 ? b : a;
        int64_t y = way == 0 ? c : d, z = way == 0 ? d : c;
        double chance = own;
        while (x > 0 && y > 0 && sum <= most) {
            chance *=
                (double)x * (double)y / ((double)(w + 1) * (double)(z + 1));
            w++, x--, y--, z++;
            if (chance <= own * (1 + 1e-7))
                sum += chance;
            if (chance < own * 1e-17)
                break; /* and they only fall from here */
        }
    }
    return sum;
}

/* The pair with the least p, the first of equals. Most pairs are dismissed by
 * the chance of their own table; exact are those that are near. */
static void
find_pair(struct cp_ground_line *line, const struct cp_ground_units *of,
    const struct pairs *p)
{
    double least = 2;
    int64_t n_pairs = (int64_t)p->n * (p->n - 1) / 2;
    int32_t low = 0, high = 0;
    double shares[2] = { 2, -1 };
    for (int32_t i = 0; i < p->n; i++) {
        double share = (double)p->units[i].agree /
            (double)(p->units[i].agree + p->units[i].disagree);
        if (share < shares[0]) {
            shares[0] = share;
            low = i;
        }
        if (share > shares[1]) {
            shares[1] = share;
            high = i;
        }
    }
    line->gap = shares[1] - shares[0];
    bool is_one = low == high; /* share: no table is likelier than theirs */
    if (is_one) {
        least = 1;
        line->one = p->units[0].unit;
        line->two = p->units[1].unit;
    }
    /* the two farthest apart set a mark that most others do not reach */
    double mark = is_one ? 1 : rough(p, low, high, 2);
    for (int32_t i = 0; i < p->n && !is_one; i++)
        for (int32_t j = i + 1; j < p->n; j++) {
            double most = (least < mark ? least : mark) * (1 + 1e-6);
            if (rough(p, i, j, most) > most)
                continue;
            double exact = cp_exact_fisher(p->units[i].agree,
                p->units[i].disagree, p->units[j].agree, p->units[j].disagree);
            if (exact < least) {
                least = exact;
                line->one = p->units[i].unit;
                line->two = p->units[j].unit;
            }
        }
    line->is_between_sides = of->sides[line->one] != of->sides[line->two];
    line->p = fmin(1, least * (double)n_pairs);
}

/* ---- A statement
 * --------------------------------------------------------------- */

static void
score_of(struct cp_ground_line *line, const struct cp_ground_units *of,
    const struct cp_votes_count *counts, ptrdiff_t n_statements,
    ptrdiff_t statement)
{
    line->score = line->against = 1;
    for (int32_t s = 0; s < of->n_sides; s++) {
        double yes =
            cp_ground_side(of, counts, n_statements, statement, s, false);
        double no =
            cp_ground_side(of, counts, n_statements, statement, s, true);
        if (isnan(yes)) {
            line->first_not_asked = s;
            line->score = line->against = NAN;
            return;
        }
        line->score = fmin(line->score, yes);
        line->against = fmin(line->against, no);
    }
}

static void
line_of(struct cp_ground_line *line, struct pairs *p,
    const struct cp_ground_units *of, const struct cp_votes_count *counts,
    ptrdiff_t n_statements, ptrdiff_t statement)
{
    int32_t n = 0, n_for = 0, n_against = 0, n_more = 0, n_less = 0;
    double lowest = 2;
    p->n = 0;
    score_of(line, of, counts, n_statements, statement);
    for (int32_t u = 0; u < of->n_units; u++) {
        const struct cp_votes_count *c = &counts[u * n_statements + statement];
        if (!cp_ground_is_counted(c, of->sizes[u]))
            continue;
        double share =
            (double)(c->agree + INT64_C(1)) / (double)(c->all + INT64_C(2));
        n++;
        n_for += cp_ground_is_clear(c, of->sizes[u], false);
        n_against += cp_ground_is_clear(c, of->sizes[u], true);
        n_more += c->agree > c->disagree;
        n_less += c->disagree > c->agree;
        if (share < lowest) {
            lowest = share;
            line->lowest = u;
        }
        if (is_comparable(c, of->sizes[u])) {
            p->units[p->n].agree = c->agree;
            p->units[p->n].disagree = c->disagree;
            p->units[p->n++].unit = u;
        }
    }
    if (p->n >= 2)
        find_pair(line, of, p);
    line->label = line->first_not_asked >= 0 || n == 0 ? CP_GROUND_NOT_ASKED
        : n_for == n                                   ? CP_GROUND_COMMON_AGREE
        : n_against == n ? CP_GROUND_COMMON_DISAGREE
        : n_more == n    ? CP_GROUND_LEANING_AGREE
        : n_less == n    ? CP_GROUND_LEANING_DISAGREE
                         : CP_GROUND_MIXED;
}

static void
make_factorials(struct pairs *p, struct arena *a,
    const struct cp_ground_units *of, const struct cp_votes_count *counts,
    ptrdiff_t n_statements)
{
    int64_t most = 0;
    for (ptrdiff_t i = 0; i < of->n_units * n_statements; i++)
        most = counts[i].all > most ? counts[i].all : most;
    p->n_factorials = 2 * most + 1;
    double *f = arena_new(a, double, p->n_factorials);
    for (int64_t i = 2; i < p->n_factorials; i++)
        f[i] = f[i - 1] + math_log((double)i);
    p->factorials = f;
}

void
cp_ground(struct cp_ground_line *lines, struct arena *a,
    const struct cp_ground_units *of, const struct cp_votes_count *counts,
    const bool *is_out, ptrdiff_t n_statements)
{
    struct arena_mark mark = arena_mark(a);
    struct pairs p = { 0 };
    double *values = arena_new(a, double, n_statements);
    p.units = arena_take(a, (ptrdiff_t)sizeof *p.units, 8, of->n_units);
    make_factorials(&p, a, of, counts, n_statements);
    for (ptrdiff_t s = 0; s < n_statements; s++) {
        lines[s] = (struct cp_ground_line){ .label = CP_GROUND_NOT_ASKED,
            .is_out = is_out != NULL && is_out[s],
            .score = NAN,
            .against = NAN,
            .first_not_asked = -1,
            .lowest = -1,
            .one = -1,
            .two = -1,
            .gap = NAN,
            .p = NAN,
            .p_adjusted = NAN };
        if (!lines[s].is_out)
            line_of(&lines[s], &p, of, counts, n_statements, s);
        values[s] = lines[s].p;
    }
    cp_exact_holm(a, values, n_statements, values);
    for (ptrdiff_t s = 0; s < n_statements; s++) {
        struct cp_ground_line *l = &lines[s];
        l->p_adjusted = values[s];
        if (l->p_adjusted < CP_GROUND_P && l->label > CP_GROUND_DISAGREEMENT)
            l->label = CP_GROUND_DISAGREEMENT;
    }
    arena_rewind(a, mark);
}

/* ---- Lists
 * --------------------------------------------------------------------- */

static double
rank_of(const struct cp_ground_line *l)
{
    return l->label == CP_GROUND_DISAGREEMENT ? l->gap
        : l->label == CP_GROUND_COMMON_DISAGREE ||
            l->label == CP_GROUND_LEANING_DISAGREE
        ? l->against
        : l->score;
}

static int
by_rank(const void *context, const void *x, const void *y)
{
    const struct cp_ground_line *lines = context;
    const struct cp_ground_line *a = &lines[*(const int32_t *)x];
    const struct cp_ground_line *b = &lines[*(const int32_t *)y];
    double one = rank_of(a), two = rank_of(b);
    if (one != two)
        return (one < two) - (one > two);
    return a->label == CP_GROUND_DISAGREEMENT ? (a->p > b->p) - (a->p < b->p)
                                              : 0;
}

ptrdiff_t
cp_ground_list(int32_t *to, struct arena *a, const struct cp_ground_line *lines,
    ptrdiff_t n_statements, enum cp_ground_label label)
{
    struct arena_mark mark = arena_mark(a);
    int32_t *room = arena_new(a, int32_t, n_statements);
    ptrdiff_t n = 0;
    for (ptrdiff_t s = 0; s < n_statements; s++)
        if (lines[s].label == label && !lines[s].is_out)
            to[n++] = (int32_t)s;
    sort(to, room, n, sizeof *room, by_rank, lines);
    arena_rewind(a, mark);
    return n;
}
