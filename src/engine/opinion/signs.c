#include "engine/opinion/signs.h"

#include "base/math.h"
#include "base/sort.h"
#include "engine/opinion/exact.h"

#include <math.h>

#define DAY_MS INT64_C(86'400'000)

/* ---- Rows ------------------------------------------------------------------
 */

static int64_t
answers(const struct cp_votes *v, int32_t i)
{
    return v->starts[i + 1] - v->starts[i];
}

static bool
is_copy(const struct cp_votes *v, int32_t i, int32_t j)
{
    int64_t k = v->starts[i], l = v->starts[j], n = 0;
    while (k < v->starts[i + 1] && l < v->starts[j + 1]) {
        if (v->of[k] < v->of[l]) {
            k++;
        } else if (v->of[k] > v->of[l]) {
            l++;
        } else {
            if (v->values[k++] != v->values[l++])
                return false;
            n++;
        }
    }
    return n >= CP_SIGNS_ANSWERS;
}

int32_t
cp_signs_copied(struct arena *a, const struct cp_votes *v, int32_t *set_of)
{
    struct arena_mark mark = arena_mark(a);
    int32_t *set = arena_new(a, int32_t, v->n_people), n_sets = 0;
    for (int32_t i = 0; i < v->n_people; i++)
        set_of[i] = -1;
    for (int32_t i = 0; i < v->n_people; i++) {
        int32_t n = 0;
        if (set_of[i] >= 0 || answers(v, i) < CP_SIGNS_ANSWERS)
            continue;
        set[n++] = i;
        for (int32_t j = i + 1; j < v->n_people; j++) {
            bool is_one = set_of[j] < 0 && answers(v, j) >= CP_SIGNS_ANSWERS;
            for (int32_t k = 0; k < n && is_one; k++)
                is_one = is_copy(v, set[k], j);
            if (is_one)
                set[n++] = j;
        }
        for (int32_t k = 0; k < n && n >= CP_SIGNS_COPIES; k++)
            set_of[set[k]] = n_sets;
        n_sets += n >= CP_SIGNS_COPIES;
    }
    arena_rewind(a, mark);
    return n_sets;
}

bool
cp_signs_is_alike(const struct cp_votes *v, int32_t person)
{
    for (int64_t k = v->starts[person] + 1; k < v->starts[person + 1]; k++)
        if (v->values[k] != v->values[k - 1])
            return false;
    return answers(v, person) >= CP_SIGNS_ANSWERS;
}

/* ---- Times -----------------------------------------------------------------
 */

double
cp_signs_poisson(int64_t n, double mean)
{
    if (n <= 0)
        return 1;
    if (!(mean > 0))
        return 0;
    /* down from n while terms grow would lose nothing; up from n they shrink
     * as soon as they are past the mean */
    double term = math_exp(
        (double)n * math_log(mean) - mean - math_log_gamma((double)n + 1));
    double sum = 0;
    if ((double)n <= mean) { /* one less what is below */
        for (int64_t i = n - 1; i >= 0; i--) {
            term *= ((double)i + 1) / mean;
            sum += term;
            if (term < 1e-18 * sum)
                break;
        }
        return sum < 1 ? 1 - sum : 0;
    }
    for (int64_t i = n; term > 1e-18 * sum; i++) {
        sum += term;
        term *= mean / ((double)i + 1);
    }
    return sum < 1 ? sum : 1;
}

static int
by_size(const void *context, const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    (void)context;
    return (a > b) - (a < b);
}

static double
median(struct arena *a, int64_t *values, ptrdiff_t n)
{
    struct arena_mark mark = arena_mark(a);
    int64_t *room = arena_new(a, int64_t, n);
    sort(values, room, n, sizeof *values, by_size, NULL);
    arena_rewind(a, mark);
    return ((double)values[(n - 1) / 2] + (double)values[n / 2]) / 2;
}

/* The median of whole days before, in answers a window. */
static double
usual(struct arena *a, const int64_t *of_day, int64_t n_days)
{
    struct arena_mark mark = arena_mark(a);
    int64_t *days = arena_new(a, int64_t, n_days);
    for (int64_t d = 0; d < n_days; d++)
        days[d] = of_day[d];
    double m = median(a, days, n_days);
    arena_rewind(a, mark);
    return m * CP_SIGNS_FLOOD_MS / (double)DAY_MS;
}

int32_t
cp_signs_floods(
    struct arena *a, const int64_t *times, ptrdiff_t n, int64_t **floods)
{
    int32_t n_floods = 0;
    *floods = arena_new(a, int64_t, n + 1);
    if (n == 0)
        return 0;
    struct arena_mark mark = arena_mark(a);
    enum { DAYS_MAX = 3660 };
    int64_t n_days = (times[n - 1] - times[0]) / DAY_MS + 1, mean_of = -1;
    if (n_days > DAYS_MAX)
        n_days = DAYS_MAX;
    int64_t *of_day = arena_new(a, int64_t, n_days);
    double mean = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        if ((times[i] - times[0]) / DAY_MS < n_days)
            of_day[(times[i] - times[0]) / DAY_MS]++;
    for (ptrdiff_t i = 0, j; i < n; i = j) {
        int64_t window = (times[i] - times[0]) / CP_SIGNS_FLOOD_MS;
        int64_t day = (times[i] - times[0]) / DAY_MS;
        for (j = i;
             j < n && (times[j] - times[0]) / CP_SIGNS_FLOOD_MS == window;)
            j++;
        if (day < 1 || day >= n_days || j - i < CP_SIGNS_ANSWERS)
            continue;
        if (day != mean_of)
            mean = usual(a, of_day, day);
        mean_of = day;
        if (cp_signs_poisson(j - i, mean) < 1e-6)
            (*floods)[n_floods++] = times[0] + window * CP_SIGNS_FLOOD_MS;
    }
    arena_rewind(a, mark);
    return n_floods;
}

double
cp_signs_other_days(
    struct arena *a, const int64_t *of_day, ptrdiff_t n_days, ptrdiff_t day)
{
    if (n_days < 3)
        return 0;
    struct arena_mark mark = arena_mark(a);
    int64_t *others = arena_new(a, int64_t, n_days);
    ptrdiff_t n_others = 0;
    for (ptrdiff_t d = 0; d < n_days; d++)
        if (d != day)
            others[n_others++] = of_day[d];
    double m = median(a, others, n_others);
    arena_rewind(a, mark);
    return m;
}

double
cp_signs_usual(struct arena *a, const int64_t *of_day, ptrdiff_t n_days,
    ptrdiff_t day, int64_t n)
{
    enum { WINDOWS = (int)(DAY_MS / CP_SIGNS_FLOOD_MS), FIRST = 36 };
    double usual_n = n_days < 3
        ? (double)(of_day[day] - n) / FIRST
        : cp_signs_other_days(a, of_day, n_days, day) / WINDOWS;
    return usual_n < 1.0 / WINDOWS ? 1.0 / WINDOWS : usual_n;
}

double
cp_signs_window(int64_t n, double usual_n, int64_t n_looked)
{
    return fmin(1, cp_signs_poisson(n, usual_n) * (double)n_looked);
}

bool
cp_signs_is_late_swarm(const int64_t *first, ptrdiff_t n, int64_t opened,
    int64_t closed, bool *is_late)
{
    ptrdiff_t n_late = 0;
    int64_t from = closed - (closed - opened) / 10;
    for (ptrdiff_t i = 0; i < n; i++) {
        is_late[i] = first[i] >= from;
        n_late += is_late[i];
    }
    return 10 * n_late > 3 * n;
}

bool
cp_signs_is_fast(struct arena *a, const int64_t *times, ptrdiff_t n)
{
    struct arena_mark mark = arena_mark(a);
    if (n < CP_SIGNS_ANSWERS)
        return false;
    int64_t *gaps = arena_new(a, int64_t, n);
    for (ptrdiff_t i = 1; i < n; i++)
        gaps[i - 1] = times[i] - times[i - 1];
    double m = median(a, gaps, n - 1);
    arena_rewind(a, mark);
    return m < 1500;
}

/* ---- Batches ---------------------------------------------------------------
 */

void
cp_signs_batches(struct arena *a, const struct cp_votes_count *counts,
    int32_t n_batches, int32_t n_statements, double *p)
{
    for (int32_t b = 0; b < n_batches; b++) {
        double least = 1;
        int32_t n = 0;
        for (int32_t j = 0; j < n_statements; j++) {
            const struct cp_votes_count *in =
                &counts[(ptrdiff_t)b * n_statements + j];
            int64_t agree = 0, disagree = 0;
            for (int32_t o = 0; o < n_batches; o++) {
                const struct cp_votes_count *x =
                    &counts[(ptrdiff_t)o * n_statements + j];
                agree += o == b ? 0 : x->agree;
                disagree += o == b ? 0 : x->disagree;
            }
            if (in->agree + in->disagree == 0 || agree + disagree == 0)
                continue;
            n++;
            least = fmin(least,
                cp_exact_fisher(in->agree, in->disagree, agree, disagree));
        }
        p[b] = n == 0 ? (double)NAN : fmin(1, least * n);
    }
    cp_exact_holm(a, p, n_batches, p);
}
