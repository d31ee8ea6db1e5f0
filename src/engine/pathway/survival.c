#include "engine/pathway/survival.h"

#include "base/math.h"
#include "base/sort.h"
#include "base/stats.h"

#include <math.h>

/* What is equal needs no order, for each time is taken whole. */
static int
by_time(const void *context, const void *x, const void *y)
{
    int64_t a = ((const struct cp_wait *)x)->time;
    int64_t b = ((const struct cp_wait *)y)->time;
    (void)context;
    return (a > b) - (a < b);
}

/* Those of a group, or all, by time. */
static struct cp_wait *
sorted(struct arena *a, const struct cp_wait *waits, ptrdiff_t n, int32_t group,
    ptrdiff_t *n_own)
{
    struct cp_wait *own = arena_new(a, struct cp_wait, n + 1);
    struct cp_wait *room = arena_new(a, struct cp_wait, n + 1);
    bool is_sorted = true;
    *n_own = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        if (group < 0 || waits[i].group == group) {
            is_sorted &= *n_own == 0 || own[*n_own - 1].time <= waits[i].time;
            own[(*n_own)++] = waits[i];
        }
    if (!is_sorted)
        sort(own, room, *n_own, sizeof *own, by_time, NULL);
    return own;
}

static void
limits(struct cp_survival_row *row, double greenwood)
{
    row->low = row->high = NAN;
    if (!(row->still > 0) || !(row->still < 1))
        return;
    double log_still = math_log(row->still);
    double away = STATS_Z95 * sqrt(greenwood) / log_still;
    double one = math_exp(log_still * math_exp(away));
    double two = math_exp(log_still * math_exp(-away));
    row->low = one < two ? one : two;
    row->high = one < two ? two : one;
}

void
cp_survival(struct cp_survival *s, struct arena *a, const struct cp_wait *waits,
    ptrdiff_t n, int32_t group)
{
    *s = (struct cp_survival){ 0 };
    s->rows = arena_new(a, struct cp_survival_row, n + 1);
    struct arena_mark mark = arena_mark(a);
    ptrdiff_t n_own;
    struct cp_wait *own = sorted(a, waits, n, group, &n_own);
    double still = 1, greenwood = 0;
    for (ptrdiff_t i = 0, j; i < n_own; i = j) {
        struct cp_survival_row *row = &s->rows[s->n++];
        row->time = own[i].time;
        row->n_at_risk = n_own - i;
        for (j = i; j < n_own && own[j].time == own[i].time; j++)
            row->n_events += own[j].cause == 1;
        double d = (double)row->n_events, r = (double)row->n_at_risk;
        still *= 1 - d / r;
        greenwood += d < r ? d / (r * (r - d)) : 0;
        row->still = still;
        row->error = still * sqrt(greenwood);
        limits(row, greenwood);
        if (!s->has_median && still <= 0.5) {
            s->has_median = true;
            s->median = row->time;
        }
    }
    arena_rewind(a, mark);
}

/* ---- Groups -----------------------------------------------------------------
 */

/* x' V^-1 x for a symmetric V of n rows, by elimination; what has no pivot is
 * left out, and not counted in *rank. */
static double
quadratic(double *v, double *x, int n, int *rank)
{
    double sum = 0;
    *rank = 0;
    for (int k = 0; k < n; k++) {
        double pivot = v[k * n + k];
        if (!(pivot > 1e-12))
            continue;
        ++*rank;
        sum += x[k] * x[k] / pivot;
        for (int i = k + 1; i < n; i++) {
            double f = v[i * n + k] / pivot;
            x[i] -= f * x[k];
            for (int j = k + 1; j < n; j++)
                v[i * n + j] -= f * v[k * n + j];
        }
    }
    return sum;
}

/* One time: d events among n at risk, so many of each group. */
static void
add_time(struct cp_logrank *to, double *v, int32_t n_groups,
    const int64_t *at_risk, int64_t n, int64_t d)
{
    double size = (double)n, events = (double)d;
    for (int32_t g = 0; g < n_groups; g++)
        to->expected[g] += events * (double)at_risk[g] / size;
    if (n < 2)
        return;
    double common = events * (size - events) / (size - 1);
    for (int32_t g = 0; g < n_groups; g++)
        for (int32_t h = 0; h < n_groups; h++)
            v[g * n_groups + h] += common * (double)at_risk[g] / size *
                ((g == h) - (double)at_risk[h] / size);
}

void
cp_survival_compare_sorted(struct cp_logrank *to, struct arena *a,
    const struct cp_wait *all, ptrdiff_t n_all, int32_t n_groups)
{
    require(n_groups <= CP_GROUPS_MAX);
    *to = (struct cp_logrank){ .statistic = NAN, .p = NAN };
    struct arena_mark mark = arena_mark(a);
    double *v = arena_new(a, double, n_groups *(ptrdiff_t)n_groups);
    int64_t *at_risk = arena_new(a, int64_t, n_groups), n_at_risk = 0;
    for (ptrdiff_t i = 0; i < n_all; i++)
        if (all[i].group >= 0) {
            at_risk[all[i].group]++;
            n_at_risk++;
        }
    for (ptrdiff_t i = 0, j; i < n_all; i = j) {
        int64_t d = 0;
        for (j = i; j < n_all && all[j].time == all[i].time; j++)
            if (all[j].cause == 1 && all[j].group >= 0) {
                d++;
                to->observed[all[j].group]++;
            }
        if (d > 0)
            add_time(to, v, n_groups, at_risk, n_at_risk, d);
        for (ptrdiff_t k = i; k < j; k++)
            if (all[k].group >= 0) {
                at_risk[all[k].group]--;
                n_at_risk--;
            }
    }
    /* without the last group that expects anything */
    int32_t used[CP_GROUPS_MAX], n_used = 0;
    for (int32_t g = 0; g < n_groups; g++)
        if (to->expected[g] > 0)
            used[n_used++] = g;
    if (n_used > 1) {
        int n_rows = n_used - 1, rank;
        double *small = arena_new(a, double, (ptrdiff_t)n_rows *n_rows);
        double *x = arena_new(a, double, n_rows);
        for (int i = 0; i < n_rows; i++) {
            x[i] = to->observed[used[i]] - to->expected[used[i]];
            for (int j = 0; j < n_rows; j++)
                small[i * n_rows + j] = v[used[i] * n_groups + used[j]];
        }
        to->statistic = quadratic(small, x, n_rows, &rank);
        to->df = n_rows;
        to->p = rank == n_rows ? stats_chi_square_tail(to->statistic, to->df)
                               : (double)NAN;
    }
    arena_rewind(a, mark);
}

void
cp_survival_compare(struct cp_logrank *to, struct arena *a,
    const struct cp_wait *waits, ptrdiff_t n, int32_t n_groups)
{
    struct arena_mark mark = arena_mark(a);
    ptrdiff_t n_all;
    struct cp_wait *all = sorted(a, waits, n, -1, &n_all);
    cp_survival_compare_sorted(to, a, all, n_all, n_groups);
    arena_rewind(a, mark);
}

void
cp_survival_causes(struct cp_causes *to, struct arena *a,
    const struct cp_wait *waits, ptrdiff_t n)
{
    *to = (struct cp_causes){ 0 };
    to->rows = arena_new(a, struct cp_cause_row, n + 1);
    struct arena_mark mark = arena_mark(a);
    ptrdiff_t n_all;
    struct cp_wait *all = sorted(a, waits, n, -1, &n_all);
    double still = 1, target = 0, other = 0;
    for (ptrdiff_t i = 0, j; i < n_all; i = j) {
        int64_t d_target = 0, d_other = 0;
        for (j = i; j < n_all && all[j].time == all[i].time; j++) {
            d_target += all[j].cause == 1;
            d_other += all[j].cause > 1;
        }
        double r = (double)(n_all - i);
        target += still * (double)d_target / r;
        other += still * (double)d_other / r;
        still *= 1 - (double)(d_target + d_other) / r;
        if (d_target + d_other > 0)
            to->rows[to->n++] =
                (struct cp_cause_row){ all[i].time, target, other };
    }
    arena_rewind(a, mark);
}
