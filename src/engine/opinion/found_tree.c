/* A tree over the points of a map: most of its branches are nearer to one
 * centre than to any other, all of them, and are not looked into. */
#include "engine/opinion/found_inside.h"

#include <math.h>

enum { LEAF = 8, DEPTH = 40, G = CP_FOUND_GROUPS };

/* ---- Growing --------------------------------------------------------------
 */

static double
along(const struct cp_cloud_point *p, int axis)
{
    return axis == 0 ? p->x : p->y;
}

/* Puts the points so that those before `middle` are not above it on the axis,
 * those after not below. Hoare 1961. */
static void
halve(struct cp_cloud_point *p, int32_t n, int32_t middle, int axis)
{
    int32_t low = 0, high = n - 1;
    while (low < high) {
        double pivot = along(&p[(low + high) / 2], axis);
        int32_t i = low, j = high;
        while (i <= j) {
            while (along(&p[i], axis) < pivot)
                i++;
            while (along(&p[j], axis) > pivot)
                j--;
            if (i <= j) {
                struct cp_cloud_point t = p[i];
                p[i++] = p[j];
                p[j--] = t;
            }
        }
        if (middle <= j)
            high = j;
        else if (middle >= i)
            low = i;
        else
            return;
    }
}

static void
measure(struct cp_cloud_branch *b, const struct cp_cloud_point *points)
{
    b->low[0] = b->low[1] = INFINITY;
    b->high[0] = b->high[1] = -INFINITY;
    for (int32_t i = b->from; i < b->until; i++) {
        const struct cp_cloud_point *p = &points[i];
        b->low[0] = p->x < b->low[0] ? p->x : b->low[0];
        b->low[1] = p->y < b->low[1] ? p->y : b->low[1];
        b->high[0] = p->x > b->high[0] ? p->x : b->high[0];
        b->high[1] = p->y > b->high[1] ? p->y : b->high[1];
        b->sums[0] += p->weight * p->x;
        b->sums[1] += p->weight * p->y;
        b->sums[2] += p->weight;
    }
}

static void
grow(struct cp_cloud *c, int32_t from, int32_t until)
{
    int32_t at = c->n_branches++, middle = from + (until - from) / 2;
    struct cp_cloud_branch *b = &c->branches[at];
    *b = (struct cp_cloud_branch){ .from = from, .until = until };
    measure(b, c->points);
    if (until - from <= LEAF)
        return;
    int axis = b->high[0] - b->low[0] >= b->high[1] - b->low[1] ? 0 : 1;
    halve(c->points + from, until - from, middle - from, axis);
    grow(c, from, middle);
    b->next = c->n_branches;
    grow(c, middle, until);
}

void
cp_cloud_grow(struct cp_cloud *c, struct arena *a)
{
    c->branches = arena_new(a, struct cp_cloud_branch, c->n + 1);
    c->n_branches = 0;
    if (c->n > 0)
        grow(c, 0, c->n);
}

/* ---- Summing --------------------------------------------------------------
 */

struct some { /* centres that may be the nearest */
    int32_t branch;
    int n;
    int8_t of[G];
};

/* Leaves out whose distance is greater than another's all over the branch: in
 * the corner that lies farthest to its side. */
static void
leave_out(struct some *s, const struct cp_cloud_branch *b,
    const double *centres, double margin)
{
    double mx = (b->low[0] + b->high[0]) / 2, my = (b->low[1] + b->high[1]) / 2;
    double least = INFINITY;
    int best = 0, n = 0;
    for (int i = 0; i < s->n; i++) {
        const double *at = centres + 2 * (ptrdiff_t)s->of[i];
        double dx = mx - at[0], dy = my - at[1], d = dx * dx + dy * dy;
        best = d < least ? s->of[i] : best;
        least = d < least ? d : least;
    }
    const double *near = centres + 2 * (ptrdiff_t)best;
    for (int i = 0; i < s->n; i++) {
        const double *at = centres + 2 * (ptrdiff_t)s->of[i];
        double x = at[0] > near[0] ? b->high[0] : b->low[0];
        double y = at[1] > near[1] ? b->high[1] : b->low[1];
        double there = (x - at[0]) * (x - at[0]) + (y - at[1]) * (y - at[1]);
        double here =
            (x - near[0]) * (x - near[0]) + (y - near[1]) * (y - near[1]);
        if (s->of[i] == best || there - here <= margin)
            s->of[n++] = s->of[i];
    }
    s->n = n;
}

static void
sum_leaf(const struct cp_cloud *c, const struct cp_cloud_branch *b,
    const struct some *s, const double *centres, double sums[G][3])
{
    for (int32_t i = b->from; i < b->until; i++) {
        const struct cp_cloud_point *p = &c->points[i];
        double least = INFINITY;
        int best = 0;
        for (int k = 0; k < s->n; k++) {
            const double *at = centres + 2 * (ptrdiff_t)s->of[k];
            double dx = p->x - at[0], dy = p->y - at[1];
            double d = dx * dx + dy * dy;
            best = d < least ? s->of[k] : best;
            least = d < least ? d : least;
        }
        sums[best][0] += p->weight * p->x;
        sums[best][1] += p->weight * p->y;
        sums[best][2] += p->weight;
    }
}

void
cp_cloud_sum(const struct cp_cloud *c, int32_t k, const double *centres,
    double sums[G][3])
{
    struct some stack[DEPTH];
    int n = 0;
    for (int g = 0; g < G; g++)
        sums[g][0] = sums[g][1] = sums[g][2] = 0;
    if (c->n_branches > 0) {
        stack[n].branch = 0;
        stack[n].n = k;
        for (int g = 0; g < k; g++)
            stack[n].of[g] = (int8_t)g;
        n++;
    }
    while (n > 0) {
        struct some s = stack[--n];
        const struct cp_cloud_branch *b = &c->branches[s.branch];
        leave_out(&s, b, centres, c->margin);
        if (s.n == 1) {
            for (int i = 0; i < 3; i++)
                sums[s.of[0]][i] += b->sums[i];
        } else if (b->next == 0) {
            sum_leaf(c, b, &s, centres, sums);
        } else {
            s.branch++;
            stack[n++] = s;
            s.branch = b->next;
            stack[n++] = s;
        }
    }
}
