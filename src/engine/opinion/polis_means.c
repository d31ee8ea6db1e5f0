#include "base/sort.h"
#include "engine/opinion/polis.h"

#include <math.h>
#include <string.h>

static double
square(const double *x, const double *y)
{
    double dx = x[0] - y[0], dy = x[1] - y[1];
    return dx * dx + dy * dy;
}

int32_t
cp_polis_first(const double *points, int32_t n, int32_t k, double *centres)
{
    int32_t found = 0;
    for (int32_t i = 0; i < n && found < k; i++) {
        const double *p = points + 2 * (ptrdiff_t)i;
        bool is_new = true;
        for (int32_t c = 0; c < found; c++)
            is_new &= centres[2 * c] != p[0] || centres[2 * c + 1] != p[1];
        if (is_new)
            memcpy(centres + 2 * (ptrdiff_t)found++, p, 2 * sizeof *p);
    }
    return found;
}

static int
by_place(const void *context, const void *x, const void *y)
{
    const double *a = x, *b = y;
    (void)context;
    if (a[0] != b[0])
        return a[0] < b[0] ? -1 : 1;
    return (a[1] > b[1]) - (a[1] < b[1]);
}

static bool
has_settled(const double *old, const double *new, int32_t k, double *room)
{
    double *x = room, *y = room + 2 * (ptrdiff_t)k,
           *more = y + 2 * (ptrdiff_t)k;
    ptrdiff_t size = 2 * (ptrdiff_t)sizeof *x;
    memcpy(x, old, (size_t)(k * size));
    memcpy(y, new, (size_t)(k * size));
    sort(x, more, k, size, by_place, NULL);
    sort(y, more, k, size, by_place, NULL);
    for (int32_t c = 0; c < k; c++)
        if (!(sqrt(square(x + 2 * (ptrdiff_t)c, y + 2 * (ptrdiff_t)c)) < 0.01))
            return false;
    return true;
}

int32_t
cp_polis_means(struct arena *a, const double *points, const int32_t *weights,
    int32_t n, double *centres, int32_t k, int rounds, int32_t *of)
{
    struct arena_mark mark = arena_mark(a);
    double *sums = arena_new(a, double, 3 * (ptrdiff_t)k + 1);
    double *old = arena_new(a, double, 2 * (ptrdiff_t)k + 1);
    double *room = arena_new(a, double, 6 * (ptrdiff_t)k + 1);
    int32_t *place = arena_new(a, int32_t, k + 1);
    for (int round = 0; round <= rounds && k > 0; round++) {
        memset(sums, 0, (size_t)(3 * (ptrdiff_t)k) * sizeof *sums);
        for (int32_t i = 0; i < n; i++) {
            const double *p = points + 2 * (ptrdiff_t)i;
            double least = INFINITY;
            for (int32_t c = 0; c < k; c++) {
                double d = square(p, centres + 2 * (ptrdiff_t)c);
                if (d < least) {
                    least = d;
                    of[i] = c;
                }
            }
            double w = weights == NULL ? 1 : weights[i];
            sums[3 * of[i]] += w * p[0];
            sums[3 * of[i] + 1] += w * p[1];
            sums[3 * of[i] + 2] += w;
        }
        int32_t left = 0, before = k;
        memcpy(old, centres, (size_t)(2 * (ptrdiff_t)k) * sizeof *old);
        for (int32_t c = 0; c < k; c++) {
            place[c] = left;
            if (sums[3 * c + 2] > 0) {
                centres[2 * left] = sums[3 * c] / sums[3 * c + 2];
                centres[2 * left++ + 1] = sums[3 * c + 1] / sums[3 * c + 2];
            }
        }
        for (int32_t i = 0; i < n && left < before; i++)
            of[i] = place[of[i]];
        k = left;
        if (left == before && has_settled(old, centres, k, room))
            break;
    }
    arena_rewind(a, mark);
    return k;
}

double
cp_polis_silhouette(struct arena *a, const double *points, int32_t n,
    const int32_t *of, int32_t k)
{
    struct arena_mark mark = arena_mark(a);
    double *sums = arena_new(a, double, k + 1), total = 0;
    int32_t *sizes = arena_new(a, int32_t, k + 1);
    for (int32_t i = 0; i < n; i++)
        sizes[of[i]]++;
    for (int32_t i = 0; i < n; i++) {
        double near = INFINITY;
        if (sizes[of[i]] < 2)
            continue;
        memset(sums, 0, (size_t)k * sizeof *sums);
        for (int32_t j = 0; j < n; j++)
            sums[of[j]] += sqrt(
                square(points + 2 * (ptrdiff_t)i, points + 2 * (ptrdiff_t)j));
        double own = sums[of[i]] / (sizes[of[i]] - 1);
        for (int32_t c = 0; c < k; c++)
            if (c != of[i] && sizes[c] > 0)
                near = fmin(near, sums[c] / sizes[c]);
        if (near < INFINITY && fmax(near, own) > 0)
            total += (near - own) / fmax(near, own);
    }
    arena_rewind(a, mark);
    return n > 0 ? total / n : 0;
}
