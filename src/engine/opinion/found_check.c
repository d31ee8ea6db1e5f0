/* Shares nothing with what it checks but the map's points, which have a checker
 * of their own: counts by double loops, the tests as the C library of tests
 * has them, distances one by one. */
#include "base/stats.h"
#include "engine/opinion/found.h"

#include <math.h>

static double
distance(const double *x, const double *y)
{
    double dx = x[0] - y[0], dy = x[1] - y[1];
    return sqrt(dx * dx + dy * dy);
}

static int64_t
check_members(const struct cp_found *f, const struct cp_votes *v)
{
    int64_t wrong = 0;
    int32_t sizes[CP_FOUND_GROUPS] = { 0 };
    for (int32_t i = 0, row = 0; i < v->n_people; i++) {
        int32_t g = f->group_of[i];
        wrong += (g >= 0) != (f->k > 0 && f->is_in[i]) || g >= f->k;
        if (f->is_in[i])
            row++;
        if (g < 0 || g >= f->k)
            continue;
        sizes[g]++;
        const double *p = f->map.points + 2 * (ptrdiff_t)(row - 1);
        double own = distance(p, f->groups[g].centre);
        for (int32_t h = 0; h < f->k; h++)
            wrong += distance(p, f->groups[h].centre) < own - 1e-9;
    }
    for (int32_t g = 0; g < f->k; g++)
        wrong += sizes[g] != f->groups[g].size;
    return wrong;
}

static int64_t
check_told(const struct cp_found *f, const struct cp_votes *v, int32_t g,
    const struct cp_found_told *t)
{
    int32_t in[2] = { 0 }, out[2] = { 0 };
    for (int32_t i = 0; i < v->n_people; i++)
        for (int64_t k = v->starts[i]; k < v->starts[i + 1]; k++)
            if (v->of[k] == t->statement && v->values[k] != 0 &&
                f->group_of[i] >= 0)
                (f->group_of[i] == g ? in : out)[v->values[k] < 0]++;
    double p = stats_fisher(in[0], in[1], out[0], out[1]);
    return (in[0] != t->agree) + (in[1] != t->disagree) +
        (out[0] != t->agree_others) + (out[1] != t->disagree_others) +
        (in[0] + in[1] < 5) + !(t->p < 0.05) + (p > t->p + 1e-9) +
        v->is_out[t->statement] + v->is_meta[t->statement];
}

int64_t
cp_found_check(const struct cp_found *f, const struct cp_votes *v)
{
    int64_t wrong = f->n_in + f->n_few + f->n_alike != v->n_people;
    wrong += (f->outcome == CP_FOUND_THERE) != (f->k > 0);
    wrong += check_members(f, v);
    for (int32_t g = 0; g < f->k; g++)
        for (int i = 0; i < f->groups[g].n_told; i++)
            wrong += check_told(f, v, g, &f->groups[g].told[i]);
    return wrong;
}
