#include "base/stats.h"

#include "base/math.h"
#include "base/sort.h"

#include <math.h>

/* ---- Tails ------------------------------------------------------------------
 */

/* Q(s, x), the upper incomplete gamma function over the whole one. */
static double
gamma_tail(double s, double x)
{
    if (!(x > 0))
        return x <= 0 ? 1 : (double)NAN;
    double log_front = s * math_log(x) - x - math_log_gamma(s);
    if (x < s + 1) { /* a series for the lower part */
        double term = 1 / s, sum = term;
        for (int n = 1; n < 10'000 && term > sum * 1e-17; n++) {
            term *= x / (s + n);
            sum += term;
        }
        return 1 - math_exp(log_front) * sum;
    }
    /* a continued fraction, forward, as Lentz has it */
    double b = x + 1 - s, c = 1e300, d = 1 / b, h = d;
    for (int n = 1; n < 10'000; n++) {
        double an = -n * (n - s);
        b += 2;
        d = an * d + b;
        d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
        c = b + an / c;
        c = fabs(c) < 1e-300 ? 1e-300 : c;
        h *= c * d;
        if (fabs(c * d - 1) < 1e-16)
            break;
    }
    return math_exp(log_front) * h;
}

double
stats_chi_square_tail(double x, double df)
{
    return df > 0 ? gamma_tail(df / 2, x / 2) : (double)NAN;
}

double
stats_normal_tails(double z)
{
    return gamma_tail(0.5, z * z / 2);
}

/* ---- Tables -----------------------------------------------------------------
 */

static double
log_choose(int64_t n, int64_t k)
{
    return math_log_gamma((double)n + 1) - math_log_gamma((double)k + 1) -
        math_log_gamma((double)(n - k) + 1);
}

/* Tables of the same margins; x is what stands where a did. */
struct tables {
    int64_t row, column, n, low, high;
};

static double
log_chance(const struct tables *t, int64_t x)
{
    return log_choose(t->column, x) + log_choose(t->n - t->column, t->row - x) -
        log_choose(t->n, t->row);
}

/* Chances from x on, away from the likeliest table, over that of x. */
static double
tail_from(const struct tables *t, int64_t x, int step)
{
    double sum = 1, ratio = 1;
    int64_t rest = t->n - t->row - t->column;
    for (x += step; x >= t->low && x <= t->high && ratio > 1e-30; x += step) {
        ratio *= step > 0 ? (double)(t->row - x + 1) *
                (double)(t->column - x + 1) / ((double)x * (double)(rest + x))
                          : (double)(x + 1) * (double)(rest + x + 1) /
                ((double)(t->row - x) * (double)(t->column - x));
        sum += ratio;
    }
    return sum;
}

double
stats_fisher(int64_t a, int64_t b, int64_t c, int64_t d)
{
    struct tables t = { .row = a + b, .column = a + c, .n = a + b + c + d };
    t.low = t.row + t.column > t.n ? t.row + t.column - t.n : 0;
    t.high = t.row < t.column ? t.row : t.column;
    if (t.n == 0)
        return 1;
    double own = log_chance(&t, a);
    double middle =
        (double)(t.row + 1) * (double)(t.column + 1) / ((double)t.n + 2);
    int64_t mode = (int64_t)middle;
    int step = a < mode ? -1 : 1; /* away from the likeliest */
    /* on its other side, the nearest table that is as rare: chances fall from
     * the likeliest on, so it is found by halves */
    int64_t near = step > 0 ? (mode < a ? mode : a - 1) : mode;
    int64_t far = step > 0 ? t.low - 1 : t.high + 1;
    if (step > 0 ? near < t.low : near > t.high)
        near = far;
    while (near != far) {
        int64_t half = near + (far - near) / 2;
        if (log_chance(&t, half) <= own + 1e-7)
            far = half;
        else
            near = half - step;
    }
    double sum = tail_from(&t, a, step);
    if (near >= t.low && near <= t.high)
        sum +=
            math_exp(log_chance(&t, near) - own) * tail_from(&t, near, -step);
    double p = sum * math_exp(own);
    return p < 1 ? p : 1;
}

struct stats_chi_square
stats_table(const int64_t *counts, int n_rows, int n_columns)
{
    struct stats_chi_square s = { .least = NAN };
    int64_t n = 0;
    int rows_used = 0, columns_used = 0;
    for (int i = 0; i < n_rows * n_columns; i++)
        n += counts[i];
    for (int r = 0; r < n_rows; r++) {
        int64_t row = 0;
        for (int c = 0; c < n_columns; c++)
            row += counts[r * n_columns + c];
        rows_used += row > 0;
        columns_used = 0;
        for (int c = 0; c < n_columns; c++) {
            int64_t column = 0;
            for (int k = 0; k < n_rows; k++)
                column += counts[k * n_columns + c];
            columns_used += column > 0;
            if (row == 0 || column == 0)
                continue;
            double e = (double)row * (double)column / (double)n;
            double away = (double)counts[r * n_columns + c] - e;
            s.statistic += away * away / e;
            if (!(s.least <= e))
                s.least = e;
        }
    }
    s.df = (double)(rows_used - 1) * (columns_used - 1);
    s.p = stats_chi_square_tail(s.statistic, s.df);
    return s;
}

/* ---- Ranks ------------------------------------------------------------------
 */

static int
by_value(const void *context, const void *x, const void *y)
{
    int64_t a = ((const struct stats_ranked *)x)->value;
    int64_t b = ((const struct stats_ranked *)y)->value;
    (void)context;
    return (a > b) - (a < b);
}

struct stats_ranks
stats_rank_sorted(
    struct arena *a, const struct stats_ranked *all, ptrdiff_t n, int n_groups)
{
    struct arena_mark mark = arena_mark(a);
    struct stats_ranks s = { NAN, NAN, NAN, NAN, NAN, NAN };
    double *sums = arena_new(a, double, n_groups), ties = 0, h = 0, rank = 0;
    double *sizes = arena_new(a, double, n_groups);
    double *equal = arena_new(a, double, n_groups);
    int n_used = 0;
    for (ptrdiff_t i = 0, j; i < n; i = j) {
        double t = 0;
        for (j = i; j < n && all[j].value == all[i].value; j++)
            if (all[j].group >= 0) {
                equal[all[j].group]++;
                t++;
            }
        ties += t * t * t - t;
        for (ptrdiff_t k = i; k < j; k++)
            if (all[k].group >= 0 && equal[all[k].group] > 0) {
                sums[all[k].group] +=
                    equal[all[k].group] * (rank + (t + 1) / 2);
                sizes[all[k].group] += equal[all[k].group];
                equal[all[k].group] = 0;
            }
        rank += t;
    }
    double size = rank;
    for (int g = 0; g < n_groups; g++)
        if (sizes[g] > 0) {
            h += sums[g] * sums[g] / sizes[g];
            n_used++;
        }
    double even = 1 - ties / (size * size * size - size);
    if (n_used > 1 && even > 0) {
        s.h = (12 / (size * (size + 1)) * h - 3 * (size + 1)) / even;
        s.df = n_used - 1;
        s.p = stats_chi_square_tail(s.h, s.df);
    }
    if (n_groups == 2 && sizes[0] > 0 && sizes[1] > 0) {
        double n1 = sizes[0], n2 = sizes[1];
        s.u = sums[0] - n1 * (n1 + 1) / 2;
        s.superiority = s.u / (n1 * n2);
        double sd =
            sqrt(n1 * n2 / 12 * (size + 1 - ties / (size * (size - 1))));
        double away = fabs(s.u - n1 * n2 / 2) - 0.5;
        s.p_two = sd > 0 ? stats_normal_tails((away > 0 ? away : 0) / sd) : 1;
    }
    arena_rewind(a, mark);
    return s;
}

struct stats_ranks
stats_rank_groups(struct arena *a, const int64_t *values,
    const ptrdiff_t *starts, int n_groups)
{
    struct arena_mark mark = arena_mark(a);
    ptrdiff_t n = starts[n_groups];
    struct stats_ranked *all = arena_new(a, struct stats_ranked, n + 1);
    struct stats_ranked *room = arena_new(a, struct stats_ranked, n + 1);
    for (int g = 0; g < n_groups; g++)
        for (ptrdiff_t i = starts[g]; i < starts[g + 1]; i++)
            all[i] = (struct stats_ranked){ values[i], g };
    sort(all, room, n, sizeof *all, by_value, NULL);
    struct stats_ranks s = stats_rank_sorted(a, all, n, n_groups);
    arena_rewind(a, mark);
    return s;
}

void
stats_false_discovery(struct arena *a, const double *p, ptrdiff_t n, double *q)
{
    struct arena_mark mark = arena_mark(a);
    ptrdiff_t *at = arena_new(a, ptrdiff_t, n + 1);
    for (ptrdiff_t i = 0; i < n; i++) { /* some hundred at most */
        ptrdiff_t k = i;
        for (; k > 0 && p[at[k - 1]] > p[i]; k--)
            at[k] = at[k - 1];
        at[k] = i;
    }
    double least = 1;
    for (ptrdiff_t k = n - 1; k >= 0; k--) {
        double one = p[at[k]] * (double)n / (double)(k + 1);
        least = one < least ? one : least;
        q[at[k]] = least;
    }
    arena_rewind(a, mark);
}

/* ---- Intervals --------------------------------------------------------------
 */

struct stats_interval
stats_share(int64_t x, int64_t n)
{
    if (n <= 0)
        return (struct stats_interval){ NAN, NAN };
    double z = STATS_Z95, size = (double)n, p = (double)x / size;
    double middle = p + z * z / (2 * size);
    double half = z * sqrt((p * (1 - p) + z * z / (4 * size)) / size);
    double all = 1 + z * z / size;
    struct stats_interval i = { (middle - half) / all, (middle + half) / all };
    if (x == 0 || i.low < 0)
        i.low = 0;
    if (x == n || i.high > 1)
        i.high = 1;
    return i;
}

struct stats_interval
stats_difference(int64_t x1, int64_t n1, int64_t x2, int64_t n2)
{
    if (n1 <= 0 || n2 <= 0)
        return (struct stats_interval){ NAN, NAN };
    struct stats_interval a = stats_share(x1, n1), b = stats_share(x2, n2);
    double p1 = (double)x1 / (double)n1, p2 = (double)x2 / (double)n2;
    double down =
        sqrt((p1 - a.low) * (p1 - a.low) + (b.high - p2) * (b.high - p2));
    double up =
        sqrt((a.high - p1) * (a.high - p1) + (p2 - b.low) * (p2 - b.low));
    return (struct stats_interval){ p1 - p2 - down, p1 - p2 + up };
}
