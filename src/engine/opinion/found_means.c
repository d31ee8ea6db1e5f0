#include "base/random.h"
#include "engine/opinion/found.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 100, G = CP_FOUND_GROUPS, TILE = 512 };

/* Coordinates apart, so that the loops over points run wide. */
struct cloud {
    double *x, *y, *weights, *least;
    double *near; /* the nearest centre: as wide as what is compared */
    int32_t n, k;
    double centres[2 * G];
};

/* ---- One start -------------------------------------------------------------
 */

/* The nearest centre of each point, the lower of equals; side by side over some
 * points, so that the compiler makes it wide and they stay near. */
static void
measure_all(struct cloud *c)
{
    for (int32_t from = 0; from < c->n; from += TILE) {
        const double *restrict x = c->x + from, *restrict y = c->y + from;
        double *restrict least = c->least + from;
        double *restrict near = c->near + from;
        int32_t n = c->n - from < TILE ? c->n - from : TILE;
        for (int32_t i = 0; i < n; i++) {
            double dx = x[i] - c->centres[0], dy = y[i] - c->centres[1];
            least[i] = dx * dx + dy * dy;
            near[i] = 0;
        }
        for (int32_t g = 1; g < c->k; g++) {
            double cx = c->centres[2 * g], cy = c->centres[2 * g + 1], me = g;
            for (int32_t i = 0; i < n; i++) {
                double dx = x[i] - cx, dy = y[i] - cy, d = dx * dx + dy * dy;
                /* no branch: who is nearer cannot be foreseen */
                double is_nearer = d < least[i] ? 1.0 : 0.0;
                near[i] += (me - near[i]) * is_nearer;
                least[i] = d < least[i] ? d : least[i];
            }
        }
    }
}

static void
measure(struct cloud *c, int32_t g)
{
    double cx = c->centres[2 * g], cy = c->centres[2 * g + 1];
    for (int32_t i = 0; i < c->n; i++) {
        double dx = c->x[i] - cx, dy = c->y[i] - cy, d = dx * dx + dy * dy;
        c->near[i] = d < c->least[i] ? g : c->near[i];
        c->least[i] = d < c->least[i] ? d : c->least[i];
    }
}

static void
forget(struct cloud *c)
{
    for (int32_t i = 0; i < c->n; i++)
        c->least[i] = INFINITY;
}

/* A point by chance, in proportion to its weight times what is in `least`
 * (NULL: its weight alone). */
static int32_t
draw(const struct cloud *c, struct random *r, bool is_first)
{
    double all = 0, at = 0;
    int32_t last = 0;
    for (int32_t i = 0; i < c->n; i++)
        all += is_first ? c->weights[i] : c->weights[i] * c->least[i];
    double wanted = random_real(r) * all;
    for (int32_t i = 0; i < c->n; i++) {
        double w = is_first ? c->weights[i] : c->weights[i] * c->least[i];
        at += w;
        if (w > 0)
            last = i;
        if (w > 0 && at > wanted)
            return i;
    }
    return last;
}

static void
begin(struct cloud *c, struct random *r)
{
    forget(c);
    for (int32_t g = 0; g < c->k; g++) {
        int32_t i = draw(c, r, g == 0);
        c->centres[2 * g] = c->x[i];
        c->centres[2 * g + 1] = c->y[i];
        measure(c, g);
    }
}

/* Centres to the middle of their points; where one has none it stays. Were any
 * moved? */
static bool
recentre(struct cloud *c)
{
    double sums[G][3] = { 0 };
    bool has_moved = false;
    for (int32_t i = 0; i < c->n; i++) {
        double *s = sums[(int)c->near[i]];
        s[0] += c->weights[i] * c->x[i];
        s[1] += c->weights[i] * c->y[i];
        s[2] += c->weights[i];
    }
    for (int32_t g = 0; g < c->k; g++) {
        double *at = c->centres + 2 * (ptrdiff_t)g;
        if (!(sums[g][2] > 0))
            continue;
        double x = sums[g][0] / sums[g][2], y = sums[g][1] / sums[g][2];
        has_moved |= x != at[0] || y != at[1];
        at[0] = x;
        at[1] = y;
    }
    return has_moved;
}

static double
settle(struct cloud *c)
{
    double spread = 0;
    for (int round = 0; round < ROUNDS && recentre(c); round++) {
        measure_all(c);
    }
    for (int32_t i = 0; i < c->n; i++)
        spread += c->weights[i] * c->least[i];
    return spread;
}

double
cp_found_means(struct arena *a, const double *points, const int32_t *weights,
    int32_t n, int32_t k, int starts, uint64_t seed, double *centres,
    int32_t *of)
{
    struct arena_mark mark = arena_mark(a);
    double best = INFINITY;
    struct cloud c = { .x = arena_new(a, double, n),
        .y = arena_new(a, double, n),
        .weights = arena_new(a, double, n),
        .least = arena_new(a, double, n),
        .near = arena_new(a, double, n),
        .n = n,
        .k = k };
    require(k > 0 && k <= G);
    for (int32_t i = 0; i < n; i++) {
        c.x[i] = points[2 * (ptrdiff_t)i];
        c.y[i] = points[2 * (ptrdiff_t)i + 1];
        c.weights[i] = weights == NULL ? 1 : weights[i];
    }
    for (int s = 0; s < starts && n > 0; s++) {
        uint64_t state = seed ^ (uint64_t)s << 32 ^ (uint64_t)k << 56;
        struct random r = random_from(random_split(&state));
        begin(&c, &r);
        double spread = settle(&c);
        if (spread < best) {
            best = spread;
            memcpy(centres, c.centres, 2 * (size_t)k * sizeof *centres);
            for (int32_t i = 0; i < n; i++)
                of[i] = (int32_t)c.near[i];
        }
    }
    arena_rewind(a, mark);
    return n > 0 ? best : 0;
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
