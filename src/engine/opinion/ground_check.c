/* Common ground once more, from its definition: chances as fractions of whole
 * numbers while they fit into 128 bits, beyond that by adding up. Shares no
 * code with ground.c or exact.c. */
#include "engine/opinion/ground.h"

#include "base/math.h"

#include <math.h>

__extension__ typedef unsigned __int128 large;

enum { WHOLE = 120 /* answers of which 10 * 2^n fits */ };

/* n over k, by multiplying and dividing in turn; each step is whole. */
static large
choose(int64_t n, int64_t k)
{
    large x = 1;
    if (k > n - k)
        k = n - k;
    for (int64_t i = 1; i <= k; i++)
        x = x * (uint64_t)(n - k + i) / (uint64_t)i;
    return x;
}

/* What is asked of, and logarithms of whole numbers and of their factorials,
 * made once. */
struct asking {
    const struct cp_ground_units *of;
    const struct cp_votes_count *counts;
    ptrdiff_t n_statements;
    double *logs, *log_of;
};

static void
make_logs(struct asking *q, struct arena *a)
{
    int64_t most = 0;
    for (ptrdiff_t i = 0; i < q->of->n_units * q->n_statements; i++)
        if (q->counts[i].agree + (int64_t)q->counts[i].disagree > most)
            most = q->counts[i].agree + (int64_t)q->counts[i].disagree;
    q->logs = arena_new(a, double, 2 * most + 1);
    q->log_of = arena_new(a, double, most + 3);
    for (int64_t n = 0; n <= 2 * most; n++)
        q->logs[n] = math_log_gamma((double)n + 1);
    for (int64_t n = 1; n < most + 3; n++)
        q->log_of[n] = math_log((double)n);
}

/* Is it clear at nine in ten? -1: too near the edge for doubles. */
static int
clear(const struct asking *q, int64_t yes, int64_t no)
{
    int64_t n = yes + no;
    if (n <= WHOLE - 8) {
        large sum = 0;
        for (int64_t i = yes; i <= n; i++)
            sum += choose(n, i);
        return 10 * sum < (large)1 << n;
    }
    double log = 0, tail = 0; /* of a coin, from all heads downwards */
    for (int64_t i = n; i >= yes && tail < 0.2; i--) {
        tail += math_exp(log - (double)n * q->log_of[2]);
        log += q->log_of[i] - q->log_of[n - i + 1];
    }
    return fabs(tail - 0.1) < 1e-9 ? -1 : tail < 0.1;
}

static double
log_choose(const struct asking *q, int64_t n, int64_t k)
{
    return q->logs[n] - q->logs[k] - q->logs[n - k];
}

/* Fisher's p: every table with these margins, its chance beside this one's. */
static double
fisher(const struct asking *q, int64_t a, int64_t b, int64_t c, int64_t d)
{
    int64_t n1 = a + b, n2 = c + d, yes = a + c;
    int64_t from = yes > n2 ? yes - n2 : 0, to = yes < n1 ? yes : n1;
    if (n1 + n2 <= WHOLE) {
        large own = choose(n1, a) * choose(n2, c), sum = 0;
        for (int64_t k = from; k <= to; k++) {
            large ways = choose(n1, k) * choose(n2, yes - k);
            sum += ways <= own ? ways : 0;
        }
        return (double)sum / (double)choose(n1 + n2, yes);
    }
    double own = log_choose(q, n1, a) + log_choose(q, n2, c), sum = 0;
    double all = log_choose(q, n1 + n2, yes);
    for (int64_t k = from; k <= to; k++) {
        double ways = log_choose(q, n1, k) + log_choose(q, n2, yes - k);
        sum += ways <= own + 1e-7 ? math_exp(ways - all) : 0;
    }
    return fmin(sum, 1);
}

struct said {
    int64_t yes, no, all, size;
    bool counts, compares;
};

static struct said
said_by(const struct asking *q, ptrdiff_t statement, int32_t unit)
{
    const struct cp_votes_count *c =
        &q->counts[unit * q->n_statements + statement];
    struct said s = { c->agree, c->disagree, c->all, q->of->sizes[unit], false,
        false };
    s.counts = s.all >= 5 || (s.all >= 1 && s.all == s.size);
    s.compares = s.counts && s.yes + s.no >= 5;
    return s;
}

struct found {
    bool is_asked, is_edge;
    bool all_for, all_against, all_more, all_less;
    double score, against, least_p, gap;
    int64_t n_pairs;
};

static void
look_at_units(struct found *f, const struct asking *q, ptrdiff_t statement)
{
    double low = 2, high = -1;
    for (int32_t u = 0; u < q->of->n_units; u++) {
        struct said s = said_by(q, statement, u);
        if (!s.counts)
            continue;
        int is_for = s.all == s.size ? s.yes > s.no : clear(q, s.yes, s.no);
        int is_against = s.all == s.size ? s.no > s.yes : clear(q, s.no, s.yes);
        f->is_edge |= is_for < 0 || is_against < 0;
        f->all_for &= is_for > 0;
        f->all_against &= is_against > 0;
        f->all_more &= s.yes > s.no;
        f->all_less &= s.no > s.yes;
        if (!s.compares)
            continue;
        double share = (double)s.yes / (double)(s.yes + s.no);
        low = fmin(low, share);
        high = fmax(high, share);
        for (int32_t v = 0; v < u; v++) {
            struct said t = said_by(q, statement, v);
            if (!t.compares)
                continue;
            f->n_pairs++;
            f->least_p = fmin(f->least_p, fisher(q, t.yes, t.no, s.yes, s.no));
        }
    }
    f->gap = high - low;
}

static void
look_at_sides(struct found *f, const struct asking *q, ptrdiff_t statement)
{
    for (int32_t side = 0; side < q->of->n_sides; side++) {
        double yes = 1, no = 1, n = 0;
        for (int32_t u = 0; u < q->of->n_units; u++) {
            struct said s = said_by(q, statement, u);
            if (q->of->sides[u] != side || !s.counts)
                continue;
            yes *= (double)(s.yes + 1) / (double)(s.all + 2);
            no *= (double)(s.no + 1) / (double)(s.all + 2);
            n++;
        }
        f->is_asked &= n > 0;
        if (n > 0) {
            f->score = fmin(f->score, math_pow(yes, 1 / n));
            f->against = fmin(f->against, math_pow(no, 1 / n));
        }
    }
}

static struct found
find(const struct asking *q, ptrdiff_t statement)
{
    struct found f = { .is_asked = q->of->n_sides > 0,
        .all_for = true,
        .all_against = true,
        .all_more = true,
        .all_less = true,
        .score = 1,
        .against = 1,
        .least_p = 1 };
    look_at_units(&f, q, statement);
    look_at_sides(&f, q, statement);
    return f;
}

static bool
is_near(double x, double y)
{
    return (isnan(x) && isnan(y)) || fabs(x - y) <= 1e-9 * (1 + fabs(y));
}

/* Each p times how many are no smaller. */
static double *
make_times(struct arena *a, const struct cp_ground_line *lines, ptrdiff_t n)
{
    double *times = arena_new(a, double, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        int64_t n_left = 0;
        for (ptrdiff_t k = 0; k < n; k++)
            n_left += !isnan(lines[k].p) && lines[k].p >= lines[i].p;
        times[i] = (double)n_left * lines[i].p;
    }
    return times;
}

/* Holm: the greatest of those over all that are no greater. */
static double
holm(const struct cp_ground_line *lines, const double *times, ptrdiff_t n,
    ptrdiff_t at)
{
    double greatest = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        if (lines[i].p <= lines[at].p)
            greatest = fmax(greatest, times[i]);
    return fmin(greatest, 1);
}

static enum cp_ground_label
label_of(const struct found *f, double p_adjusted)
{
    if (!f->is_asked)
        return CP_GROUND_NOT_ASKED;
    if (f->all_for)
        return CP_GROUND_COMMON_AGREE;
    if (f->all_against)
        return CP_GROUND_COMMON_DISAGREE;
    if (p_adjusted < 0.05)
        return CP_GROUND_DISAGREEMENT;
    return f->all_more ? CP_GROUND_LEANING_AGREE
        : f->all_less  ? CP_GROUND_LEANING_DISAGREE
                       : CP_GROUND_MIXED;
}

static const char *
what_is_wrong(const struct asking *q, const struct cp_ground_line *lines,
    const double *times, ptrdiff_t s)
{
    const struct cp_ground_line *l = &lines[s];
    struct found f = find(q, s);
    bool has_pair = f.n_pairs > 0;
    double p = has_pair ? fmin(1, f.least_p * (double)f.n_pairs) : NAN;
    double adjusted = has_pair ? holm(lines, times, q->n_statements, s) : NAN;
    return !is_near(l->score, f.is_asked ? f.score : NAN)    ? "score"
        : !is_near(l->against, f.is_asked ? f.against : NAN) ? "score against"
        : !is_near(l->p, p)                                  ? "p"
        : !is_near(l->gap, has_pair ? f.gap : NAN)           ? "gap"
        : !is_near(l->p_adjusted, adjusted)                  ? "adjusted p"
        : !f.is_edge && l->label != label_of(&f, l->p_adjusted) ? "label"
                                                                : NULL;
}

bool
cp_ground_check(struct arena *a, const struct cp_ground_line *lines,
    const struct cp_ground_units *of, const struct cp_votes_count *counts,
    const bool *is_out, ptrdiff_t n_statements, struct why *why)
{
    struct arena_mark mark = arena_mark(a);
    struct asking q = { of, counts, n_statements, NULL, NULL };
    const double *times = make_times(a, lines, n_statements);
    enum err e = OK;
    make_logs(&q, a);
    for (ptrdiff_t s = 0; e == OK && s < n_statements; s++) {
        const char *wrong = is_out != NULL && is_out[s]
            ? NULL
            : what_is_wrong(&q, lines, times, s);
        if (wrong != NULL)
            e = err_say(why, ERR_CONFLICT, "statement %td: %s", s, wrong);
    }
    arena_rewind(a, mark);
    return e == OK;
}
