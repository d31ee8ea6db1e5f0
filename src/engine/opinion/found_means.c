#include "base/random.h"
#include "engine/opinion/found_inside.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 100, G = CP_FOUND_GROUPS, TILE = 512 };

/* ---- Points ----------------------------------------------------------------
 */

/* To the nearest whole unit: beyond 2^52 units there are no smaller ones. */
static double
rounded(double x, double unit)
{
    double large = 0x1.8p52 * unit;
    return x + large - large;
}

/* So many bits that the sum of all weights times coordinates needs 52. */
static void
find_unit(struct cp_cloud *c, const double *points, int32_t n, double weight)
{
    int size = 0, many = 0;
    double most = 0;
    for (int32_t i = 0; i < 2 * n; i++)
        most = fmax(most, fabs(points[i]));
    (void)frexp(most, &size);
    (void)frexp(weight, &many);
    c->unit = ldexp(1, size + many - 52);
    c->margin = ldexp(1, 2 * size - 43);
}

void
cp_cloud_of(struct cp_cloud *c, struct arena *a, const double *points,
    const int32_t *weights, int32_t n)
{
    double all = 0;
    *c = (struct cp_cloud){ 0 };
    for (int32_t i = 0; i < n; i++) {
        double w = weights == NULL ? 1 : weights[i];
        c->n += w > 0;
        all += w;
    }
    find_unit(c, points, n, all);
    c->x = arena_new(a, double, c->n);
    c->y = arena_new(a, double, c->n);
    c->weights = arena_new(a, double, c->n);
    c->least = arena_new(a, double, c->n);
    c->sums = arena_new(a, double, c->n / TILE + 1);
    c->points = arena_new(a, struct cp_cloud_point, c->n);
    for (int32_t i = 0, at = 0; i < n; i++) {
        double w = weights == NULL ? 1 : weights[i];
        if (!(w > 0))
            continue;
        c->x[at] = rounded(points[2 * (ptrdiff_t)i], c->unit);
        c->y[at] = rounded(points[2 * (ptrdiff_t)i + 1], c->unit);
        c->weights[at] = w;
        c->points[at] = (struct cp_cloud_point){ c->x[at], c->y[at], w };
        at++;
    }
    cp_cloud_grow(c, a);
}

/* Distances to the nearest centre, squared; no branch, for who is nearer cannot
 * be foreseen, and so the compiler makes it wide. */
static void
come_nearer(struct cp_cloud *c, const double *centre)
{
    const double *restrict x = c->x, *restrict y = c->y;
    double *restrict least = c->least, cx = centre[0], cy = centre[1];
    for (int32_t i = 0; i < c->n; i++) {
        double dx = x[i] - cx, dy = y[i] - cy, d = dx * dx + dy * dy;
        least[i] = d < least[i] ? d : least[i];
    }
}

static void
forget(struct cp_cloud *c)
{
    for (int32_t i = 0; i < c->n; i++)
        c->least[i] = INFINITY;
}

/* The sum of weights times `least`, and of each tile; four at a time, so that
 * no sum waits for itself. */
static double
sum_tiles(struct cp_cloud *c)
{
    const double *restrict w = c->weights, *restrict d = c->least;
    double all = 0;
    for (int32_t from = 0; from < c->n; from += TILE) {
        int32_t until = c->n - from < TILE ? c->n : from + TILE, i = from;
        double s[4] = { 0 };
        for (; i + 4 <= until; i += 4)
            for (int k = 0; k < 4; k++)
                s[k] += w[i + k] * d[i + k];
        for (; i < until; i++)
            s[0] += w[i] * d[i];
        all += c->sums[from / TILE] = s[0] + s[1] + (s[2] + s[3]);
    }
    return all;
}

/* ---- One start -------------------------------------------------------------
 */

/* A point by chance, in proportion to its weight times what is in `least`. */
static int32_t
draw(struct cp_cloud *c, struct random *r)
{
    double left = random_real(r) * sum_tiles(c);
    int32_t from = 0, last = 0;
    while (from + TILE < c->n && c->sums[from / TILE] <= left) {
        left -= c->sums[from / TILE];
        from += TILE;
    }
    for (int32_t i = from; i < c->n; i++) {
        double w = c->weights[i] * c->least[i];
        if (w > 0)
            last = i;
        if (w > left)
            return i;
        left -= w;
    }
    return last;
}

static void
begin(struct cp_cloud *c, int32_t k, struct random *r, double *centres)
{
    for (int32_t i = 0; i < c->n; i++)
        c->least[i] = 1;
    for (int32_t g = 0; g < k; g++) {
        int32_t i = draw(c, r);
        centres[2 * g] = c->x[i];
        centres[2 * g + 1] = c->y[i];
        if (g == 0)
            forget(c);
        come_nearer(c, centres + 2 * (ptrdiff_t)g);
    }
}

/* Centres to the middle of their points; where one has none it stays. Until
 * none is moved. */
static double
settle(struct cp_cloud *c, int32_t k, double *centres)
{
    bool has_moved = true;
    for (int round = 0; round < ROUNDS && has_moved; round++) {
        double sums[G][3];
        has_moved = false;
        cp_cloud_sum(c, k, centres, sums);
        for (int32_t g = 0; g < k; g++) {
            double *at = centres + 2 * (ptrdiff_t)g;
            if (!(sums[g][2] > 0))
                continue;
            double x = sums[g][0] / sums[g][2], y = sums[g][1] / sums[g][2];
            has_moved |= x != at[0] || y != at[1];
            at[0] = x;
            at[1] = y;
        }
    }
    forget(c);
    for (int32_t g = 0; g < k; g++)
        come_nearer(c, centres + 2 * (ptrdiff_t)g);
    return sum_tiles(c);
}

double
cp_cloud_part(
    struct cp_cloud *c, int32_t k, int starts, uint64_t seed, double *centres)
{
    double best = INFINITY;
    require(k > 0 && k <= G);
    for (int s = 0; s < starts && c->n > 0; s++) {
        uint64_t state = seed ^ (uint64_t)s << 32 ^ (uint64_t)k << 56;
        struct random r = random_from(random_split(&state));
        double mine[2 * G];
        begin(c, k, &r, mine);
        double spread = settle(c, k, mine);
        if (spread < best) {
            best = spread;
            memcpy(centres, mine, 2 * (size_t)k * sizeof *centres);
        }
    }
    return c->n > 0 ? best : 0;
}

void
cp_cloud_label(const struct cp_cloud *c, const double *points, int32_t n,
    int32_t k, const double *centres, int32_t *of)
{
    for (int32_t i = 0; i < n; i++) {
        double x = rounded(points[2 * (ptrdiff_t)i], c->unit);
        double y = rounded(points[2 * (ptrdiff_t)i + 1], c->unit);
        double least = INFINITY;
        int32_t near = 0;
        for (int32_t g = 0; g < k; g++) {
            double dx = x - centres[2 * (ptrdiff_t)g];
            double dy = y - centres[2 * (ptrdiff_t)g + 1];
            double d = dx * dx + dy * dy;
            near = d < least ? g : near;
            least = d < least ? d : least;
        }
        of[i] = near;
    }
}

double
cp_found_means(struct arena *a, const double *points, const int32_t *weights,
    int32_t n, int32_t k, int starts, uint64_t seed, double *centres,
    int32_t *of)
{
    struct arena_mark mark = arena_mark(a);
    struct cp_cloud c;
    cp_cloud_of(&c, a, points, weights, n);
    memset(centres, 0, 2 * (size_t)k * sizeof *centres);
    double spread = cp_cloud_part(&c, k, starts, seed, centres);
    cp_cloud_label(&c, points, n, k, centres, of);
    arena_rewind(a, mark);
    return spread;
}

/* ---- How alike, how clear ---------------------------------------------------
 */

static double
pairs(double n)
{
    return n * (n - 1) / 2;
}

double
cp_found_alike(const int32_t *one, const int32_t *other, int32_t n)
{
    int32_t both[G][G] = { 0 };
    double same = 0, rows = 0, columns = 0;
    for (int32_t i = 0; i < n; i++)
        both[one[i]][other[i]]++;
    for (int g = 0; g < G; g++) {
        int32_t row = 0, column = 0;
        for (int h = 0; h < G; h++) {
            same += pairs(both[g][h]);
            row += both[g][h];
            column += both[h][g];
        }
        rows += pairs(row);
        columns += pairs(column);
    }
    double chance = n > 1 ? rows * columns / pairs(n) : 0;
    double most = (rows + columns) / 2;
    return most == chance ? 1 : (same - chance) / (most - chance);
}

void
cp_found_silhouettes(struct arena *a, const double *points, int32_t n,
    const int32_t *const *of, int n_ways, double *silhouettes)
{
    struct arena_mark mark = arena_mark(a);
    double *d = arena_new(a, double, n + 1);
    int32_t(*sizes)[G] = (int32_t(*)[G])(void *)arena_new(
        a, int32_t, (ptrdiff_t)G * (n_ways + 1));
    for (int w = 0; w < n_ways; w++) {
        silhouettes[w] = 0;
        for (int32_t i = 0; i < n; i++)
            sizes[w][of[w][i]]++;
    }
    for (int32_t i = 0; i < n; i++) {
        double x = points[2 * (ptrdiff_t)i], y = points[2 * (ptrdiff_t)i + 1];
        for (int32_t j = 0; j < n; j++) {
            double dx = points[2 * (ptrdiff_t)j] - x;
            double dy = points[2 * (ptrdiff_t)j + 1] - y;
            d[j] = sqrt(dx * dx + dy * dy);
        }
        for (int w = 0; w < n_ways; w++) {
            double sums[G] = { 0 }, near = INFINITY;
            int32_t mine = of[w][i];
            if (sizes[w][mine] < 2)
                continue; /* by itself: 0 */
            for (int32_t j = 0; j < n; j++)
                sums[of[w][j]] += d[j];
            double own = sums[mine] / (sizes[w][mine] - 1);
            for (int g = 0; g < G; g++)
                if (g != mine && sizes[w][g] > 0)
                    near = fmin(near, sums[g] / sizes[w][g]);
            if (near < INFINITY && fmax(near, own) > 0)
                silhouettes[w] += (near - own) / fmax(near, own);
        }
    }
    for (int w = 0; w < n_ways; w++)
        silhouettes[w] = n > 0 ? silhouettes[w] / n : 0;
    arena_rewind(a, mark);
}
