#include "engine/opinion/polis.h"

#include "base/sort.h"

#include <math.h>
#include <string.h>

/* ---- Who is in -------------------------------------------------------------
 */

static int32_t
answers(const struct cp_votes *v, int32_t i)
{
    return (int32_t)(v->starts[i + 1] - v->starts[i]);
}

static int
by_answers(const void *context, const void *x, const void *y)
{
    const struct cp_votes *v = context;
    return answers(v, *(const int32_t *)y) - answers(v, *(const int32_t *)x);
}

static void
find_who_is_in(struct cp_polis *p, struct arena *a, const struct cp_votes *v,
    const bool *was_in)
{
    struct arena_mark mark = arena_mark(a);
    int32_t least = v->n_statements < CP_POLIS_LEAST_ANSWERS
        ? v->n_statements
        : CP_POLIS_LEAST_ANSWERS;
    int32_t *order = arena_new(a, int32_t, v->n_people);
    int32_t *room = arena_new(a, int32_t, v->n_people);
    for (int32_t i = 0; i < v->n_people; i++) {
        order[i] = i;
        p->is_in[i] = answers(v, i) >= least || (was_in != NULL && was_in[i]);
        p->n_in += p->is_in[i];
    }
    sort(order, room, v->n_people, sizeof *order, by_answers, v);
    for (int32_t i = 0; i < v->n_people && p->n_in < CP_POLIS_LEAST_IN; i++) {
        p->n_in += !p->is_in[order[i]];
        p->is_in[order[i]] = true;
    }
    arena_rewind(a, mark);
}

/* ---- Groups ----------------------------------------------------------------
 */

static void
find_base(struct cp_polis *p, struct arena *a, const struct cp_votes *v)
{
    double *points = arena_new(a, double, 2 * (ptrdiff_t)p->n_in + 2);
    int32_t *of = arena_new(a, int32_t, p->n_in + 1), n = 0;
    for (int32_t i = 0; i < v->n_people; i++)
        if (p->is_in[i]) /* everybody has a row */
            memcpy(points + 2 * (ptrdiff_t)n++,
                p->map.points + 2 * (ptrdiff_t)i, 2 * sizeof *points);
    p->base.centres = arena_new(a, double, 2 * CP_POLIS_BASE);
    p->base.members = arena_new(a, int32_t, CP_POLIS_BASE);
    int32_t k = cp_polis_first(points, n, CP_POLIS_BASE, p->base.centres);
    p->base.n = cp_polis_means(a, points, NULL, n, p->base.centres, k, 100, of);
    n = 0;
    for (int32_t i = 0; i < v->n_people; i++) {
        p->base_of[i] = p->is_in[i] ? of[n++] : -1;
        if (p->base_of[i] >= 0)
            p->base.members[p->base_of[i]]++;
    }
}

/* Groups of the base clusters, k of them or fewer; how many. */
static int32_t
group(const struct cp_polis_clusters *base, struct arena *a, int32_t k,
    double *centres, int32_t *of)
{
    int32_t n = cp_polis_first(base->centres, base->n, k, centres);
    return cp_polis_means(
        a, base->centres, base->members, base->n, centres, n, 20, of);
}

struct cp_polis_smooth
cp_polis_smooth(struct cp_polis_smooth s, int32_t best)
{
    s.times = best == s.best ? s.times + 1 : 1;
    s.best = best;
    if (s.used == 0 || s.times >= 4)
        s.used = best;
    return s;
}

static void
find_groups(struct cp_polis *p, struct arena *a, const struct cp_votes *v,
    const struct cp_polis_rules *rules)
{
    int32_t *of = arena_new(a, int32_t, CP_POLIS_BASE);
    int32_t most = 2 + p->base.n / 12, best = 0;
    most = most < CP_POLIS_GROUPS ? most : CP_POLIS_GROUPS;
    for (int32_t k = 0; k <= CP_POLIS_GROUPS; k++)
        p->silhouettes[k] = NAN;
    for (int32_t k = 2; k <= most && k <= p->base.n; k++) {
        double centres[2 * CP_POLIS_GROUPS];
        int32_t n = group(&p->base, a, k, centres, of);
        p->silhouettes[k] =
            cp_polis_silhouette(a, p->base.centres, p->base.n, of, n);
        for (int32_t b = 0; b < p->base.n; b++)
            p->sizes[k][of[b]] += p->base.members[b];
        if (best == 0 || p->silhouettes[k] >= p->silhouettes[best])
            best = k;
    }
    if (best == 0)
        best = p->base.n > 0;
    p->smooth = cp_polis_smooth(
        rules->smooth != NULL ? *rules->smooth : (struct cp_polis_smooth){ 0 },
        best);
    int32_t k = p->smooth.used <= p->base.n ? p->smooth.used : best;
    p->k = group(&p->base, a, k, p->group_centres, of);
    for (int32_t i = 0; i < v->n_people; i++) {
        p->group_of[i] = p->base_of[i] < 0 ? -1 : of[p->base_of[i]];
        if (p->group_of[i] >= 0)
            p->groups[p->group_of[i]].size++;
    }
}

/* ---- What is told ----------------------------------------------------------
 */

static void
count(struct cp_polis *p, struct arena *a, const struct cp_votes *v)
{
    ptrdiff_t c = v->n_statements;
    p->counts = arena_new(a, struct cp_votes_count, c);
    p->group_counts = arena_new(a, struct cp_votes_count, c * CP_POLIS_GROUPS);
    p->group_aware = arena_new(a, double, c);
    p->priority = arena_new(a, double, c);
    cp_votes_tally(v, NULL, 0, p->counts);
    for (int32_t g = 0; g < p->k; g++)
        cp_votes_tally(v, p->group_of, g, p->group_counts + g * c);
    for (int32_t j = 0; j < c; j++) {
        const double *q = p->statement_points + 2 * (ptrdiff_t)j;
        struct cp_votes_count in = { 0 };
        p->group_aware[j] = 1;
        for (int32_t g = 0; g < p->k; g++) {
            const struct cp_votes_count *x = &p->group_counts[g * c + j];
            p->group_aware[j] *= (x->agree + 1) / ((double)x->all + 2);
            in.agree += x->agree;
            in.disagree += x->disagree;
            in.all += x->all;
        }
        p->priority[j] =
            cp_polis_priority(in.agree, in.all - in.agree - in.disagree, in.all,
                sqrt(q[0] * q[0] + q[1] * q[1]), v->is_meta[j]);
    }
}

void
cp_polis_of(struct cp_polis *to, struct arena *a, const struct cp_votes *v,
    const struct cp_polis_rules *rules)
{
    struct cp_opinion_map_rules map = { .seed = 1 };
    *to = (struct cp_polis){ .is_in = arena_new(a, bool, v->n_people),
        .base_of = arena_new(a, int32_t, v->n_people),
        .group_of = arena_new(a, int32_t, v->n_people),
        .statement_points =
            arena_new(a, double, 2 * (ptrdiff_t)v->n_statements) };
    find_who_is_in(to, a, v, rules->was_in);
    cp_sheet_of(&to->sheet, a, v, NULL);
    to->sheet.scale = v->n_statements;
    to->sheet.n_more = v->n_statements - to->sheet.n_columns;
    cp_opinion_map_of(&to->map, a, &to->sheet, &map);
    for (int32_t c = 0; c < to->sheet.n_columns; c++)
        cp_opinion_map_place_statement(&to->map, &to->sheet, c,
            to->statement_points + 2 * (ptrdiff_t)to->sheet.statements[c]);
    find_base(to, a, v);
    find_groups(to, a, v, rules);
    count(to, a, v);
    for (int32_t g = 0; g < to->k; g++)
        cp_polis_represent(&to->groups[g], a, v, to->group_counts, g, to->k);
    cp_polis_agreed(to, v);
}
