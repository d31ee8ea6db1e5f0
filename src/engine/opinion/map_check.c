/* Shares nothing with what it checks: a table with all cells, the mean where
 * nobody answered, the whole sum of squares, Jacobi's rotations. */
#include "engine/opinion/map.h"

#include <math.h>

static const double MISSING = 9;

static double *
whole_table(struct arena *a, const struct cp_sheet *s)
{
    double *table =
        arena_new(a, double, (ptrdiff_t)s->n_rows * s->n_columns + 1);
    for (ptrdiff_t i = 0; i < (ptrdiff_t)s->n_rows * s->n_columns; i++)
        table[i] = MISSING;
    for (int32_t r = 0; r < s->n_rows; r++)
        for (int64_t k = s->starts[r]; k < s->starts[r + 1]; k++)
            table[(ptrdiff_t)r * s->n_columns + s->of[k]] = s->values[k];
    return table;
}

/* Fills the gaps and takes the means off; the worst difference of means. */
static double
centre_table(double *table, const struct cp_opinion_map *m,
    const struct cp_sheet *s, const int32_t *weights)
{
    double worst = 0;
    for (int32_t j = 0; j < s->n_columns; j++) {
        double sum = 0, n = 0;
        for (int32_t r = 0; r < s->n_rows; r++) {
            double x = table[(ptrdiff_t)r * s->n_columns + j];
            double w = weights == NULL ? 1 : weights[r];
            if (x != MISSING) {
                sum += w * x;
                n += w;
            }
        }
        double mean = n > 0 ? sum / n : 0;
        worst = fmax(worst, fabs(mean - m->centre[j]));
        for (int32_t r = 0; r < s->n_rows; r++) {
            double *x = &table[(ptrdiff_t)r * s->n_columns + j];
            *x = *x == MISSING ? 0 : *x - mean;
        }
    }
    return worst;
}

static void
rotate(double *h, double *q, ptrdiff_t n, ptrdiff_t i, ptrdiff_t j)
{
    if (fabs(h[i * n + j]) < 1e-300)
        return;
    double half = (h[j * n + j] - h[i * n + i]) / (2 * h[i * n + j]);
    double t = (half < 0 ? -1 : 1) / (fabs(half) + sqrt(half * half + 1));
    double c = 1 / sqrt(t * t + 1), s = t * c;
    for (ptrdiff_t k = 0; k < n; k++) {
        double x = h[k * n + i], y = h[k * n + j];
        h[k * n + i] = c * x - s * y;
        h[k * n + j] = s * x + c * y;
    }
    for (ptrdiff_t k = 0; k < n; k++) {
        double x = h[i * n + k], y = h[j * n + k];
        h[i * n + k] = c * x - s * y;
        h[j * n + k] = s * x + c * y;
        x = q[k * n + i];
        y = q[k * n + j];
        q[k * n + i] = c * x - s * y;
        q[k * n + j] = s * x + c * y;
    }
}

static ptrdiff_t
greatest(const double *h, ptrdiff_t n, const bool *is_taken)
{
    ptrdiff_t best = -1;
    for (ptrdiff_t i = 0; i < n; i++)
        if (!is_taken[i] && (best < 0 || h[i * n + i] > h[best * n + best]))
            best = i;
    return best;
}

/* How far a vector is from one of the map's, up to its sign. */
static double
distance(const double *q, ptrdiff_t n, ptrdiff_t at,
    const struct cp_opinion_map *m, int k)
{
    double same = 0, turned = 0;
    for (ptrdiff_t j = 0; j < n; j++) {
        double x = q[j * n + at], y = m->vectors[CP_OPINION_VECTORS * j + k];
        same = fmax(same, fabs(x - y));
        turned = fmax(turned, fabs(x + y));
    }
    return fmin(same, turned);
}

double
cp_opinion_map_check(struct arena *a, const struct cp_opinion_map *m,
    const struct cp_sheet *s, const int32_t *weights)
{
    struct arena_mark mark = arena_mark(a);
    ptrdiff_t n = s->n_columns;
    double *table = whole_table(a, s);
    double worst = centre_table(table, m, s, weights);
    double *h = arena_new(a, double, n *n + 1);
    double *q = arena_new(a, double, n *n + 1);
    bool *is_taken = arena_new(a, bool, n + 1);
    for (ptrdiff_t i = 0; i < n; i++) {
        q[i * n + i] = 1;
        for (ptrdiff_t j = 0; j < n; j++)
            for (int32_t r = 0; r < s->n_rows; r++)
                h[i * n + j] += table[r * n + i] * table[r * n + j] *
                    (weights == NULL ? 1 : weights[r]);
    }
    for (int sweep = 0; sweep < 40; sweep++)
        for (ptrdiff_t i = 0; i < n; i++)
            for (ptrdiff_t j = i + 1; j < n; j++)
                rotate(h, q, n, i, j);
    ptrdiff_t at[3];
    double values[3] = { 0 };
    for (int k = 0; k < 3 && k < n; k++) {
        at[k] = greatest(h, n, is_taken);
        is_taken[at[k]] = true;
        values[k] = h[at[k] * n + at[k]];
    }
    double first = fmax(values[0], 1e-300);
    for (int k = 0; k < 2 && k < n; k++) {
        bool is_apart = values[k] - values[k + 1] > 1e-3 * first &&
            (k == 0 || values[k - 1] - values[k] > 1e-3 * first);
        worst = fmax(worst, fabs(values[k] - m->values[k]) / first);
        if (is_apart)
            worst = fmax(worst, distance(q, n, at[k], m, k));
    }
    for (int32_t r = 0; m->points != NULL && r < s->n_rows; r++) {
        double p[2] = { 0, 0 };
        int32_t answers = s->n_more;
        for (int64_t k = s->starts[r]; k < s->starts[r + 1]; k++)
            answers++;
        for (ptrdiff_t j = 0; j < n; j++)
            for (int k = 0; k < 2; k++)
                p[k] +=
                    table[r * n + j] * m->vectors[CP_OPINION_VECTORS * j + k];
        for (int k = 0; k < 2; k++)
            worst = fmax(worst,
                fabs(p[k] * sqrt(s->scale / (answers > 0 ? answers : 1)) -
                    m->points[2 * r + k]));
    }
    arena_rewind(a, mark);
    return worst;
}
