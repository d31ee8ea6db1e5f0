#include "engine/opinion/exact.h"
#include "engine/opinion/found.h"

#include <math.h>
#include <string.h>

enum { G = CP_FOUND_GROUPS };

static double
share(const struct cp_votes_count *c)
{
    int32_t n = c->agree + c->disagree;
    return n > 0 ? (double)c->agree / n : NAN;
}

/* How far what the group says is from what all others say. */
static double
gap(const struct cp_found_told *t)
{
    return fabs((double)t->agree / (t->agree + t->disagree) -
        (double)t->agree_others / (t->agree_others + t->disagree_others));
}

/* Five with the greatest gaps; agree first, else as they came. */
static void
keep(struct cp_found_group *g, struct cp_found_told told)
{
    int at = g->n_told;
    while (at > 0 && gap(&g->told[at - 1]) < gap(&told))
        at--;
    if (at == CP_FOUND_TOLD)
        return;
    if (g->n_told < CP_FOUND_TOLD)
        g->n_told++;
    for (int i = g->n_told - 1; i > at; i--)
        g->told[i] = g->told[i - 1];
    g->told[at] = told;
}

static void
put_agree_first(struct cp_found_group *g)
{
    struct cp_found_told kept[CP_FOUND_TOLD];
    int n = 0;
    for (int turn = 0; turn < 2; turn++)
        for (int i = 0; i < g->n_told; i++)
            if (g->told[i].is_agree == (turn == 0))
                kept[n++] = g->told[i];
    memcpy(g->told, kept, sizeof kept);
}

/* The other group whose share is farthest from that of `g`. */
static int32_t
farthest(const struct cp_votes_count *counts, ptrdiff_t c, int32_t k, int32_t g,
    int32_t statement)
{
    double mine = share(&counts[g * c + statement]), most = -1;
    int32_t found = -1;
    for (int32_t h = 0; h < k; h++) {
        double away = fabs(share(&counts[h * c + statement]) - mine);
        if (h != g && away > most) { /* never when nobody answered */
            most = away;
            found = h;
        }
    }
    return found;
}

void
cp_found_tell(struct cp_found *f, struct arena *a, const struct cp_votes *v)
{
    struct arena_mark mark = arena_mark(a);
    ptrdiff_t c = v->n_statements, n = (ptrdiff_t)f->k * c;
    struct cp_votes_count *counts = arena_new(a, struct cp_votes_count, n);
    struct cp_found_told *all = arena_new(a, struct cp_found_told, n);
    double *p = arena_new(a, double, n);
    for (int32_t g = 0; g < f->k; g++)
        cp_votes_tally(v, f->group_of, g, counts + g * c);
    for (int32_t g = 0; g < f->k; g++)
        for (int32_t j = 0; j < c; j++) {
            struct cp_found_told *t = &all[g * c + j];
            *t = (struct cp_found_told){ .statement = j,
                .from = farthest(counts, c, f->k, g, j) };
            for (int32_t h = 0; h < f->k; h++) {
                const struct cp_votes_count *x = &counts[h * c + j];
                *(h == g ? &t->agree : &t->agree_others) += x->agree;
                *(h == g ? &t->disagree : &t->disagree_others) += x->disagree;
            }
            bool has_both = t->agree + t->disagree > 0 &&
                t->agree_others + t->disagree_others > 0;
            p[g * c + j] = v->is_out[j] || v->is_meta[j] || !has_both
                ? (double)NAN
                : cp_exact_fisher(t->agree, t->disagree, t->agree_others,
                      t->disagree_others);
        }
    cp_exact_holm(a, p, n, p);
    for (int32_t g = 0; g < f->k; g++) {
        struct cp_found_group *group = &f->groups[g];
        group->n_told = 0;
        for (int32_t j = 0; j < c; j++) {
            struct cp_found_told t = all[g * c + j];
            t.p = p[g * c + j];
            t.is_agree =
                (int64_t)t.agree * (t.agree_others + t.disagree_others) >
                (int64_t)t.agree_others * (t.agree + t.disagree);
            if (t.p < 0.05 && t.agree + t.disagree >= 5)
                keep(group, t);
        }
        put_agree_first(group);
    }
    arena_rewind(a, mark);
}
