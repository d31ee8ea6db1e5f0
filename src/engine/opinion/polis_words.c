#include "base/math.h"
#include "base/sort.h"
#include "engine/opinion/polis.h"

#include <math.h>

double
cp_polis_one(int64_t s, int64_t n)
{
    double share = ((double)s + 1) / ((double)n + 1);
    return 2 * sqrt((double)n + 1) * (share - 0.5);
}

double
cp_polis_two(int64_t s1, int64_t s2, int64_t n1, int64_t n2)
{
    double x1 = (double)s1 + 1, x2 = (double)s2 + 1;
    double m1 = (double)n1 + 1, m2 = (double)n2 + 1;
    double both = (x1 + x2) / (m1 + m2);
    if (both == 1)
        return 0;
    return (x1 / m1 - x2 / m2) / sqrt(both * (1 - both) * (1 / m1 + 1 / m2));
}

double
cp_polis_priority(
    int64_t agree, int64_t passes, int64_t all, double extremity, bool is_meta)
{
    double n = (double)all + 2;
    double p = ((double)passes + 1) / n, a = ((double)agree + 1) / n;
    double root =
        (1 - p) * (extremity + 1) * a * (1 + 8 * math_pow(2, -(double)all / 5));
    return is_meta ? 49 : root * root;
}

/* ---- What represents a group ------------------------------------------------
 */

/* Both answers of a group to one statement, against all other groups. */
struct answered {
    double p, p_test, ratio, ratio_test;
    int32_t n;
};
struct both {
    struct answered agree, disagree;
    int32_t all;
};

static struct answered
answered(int64_t in, int64_t out, int64_t all_in, int64_t all_out)
{
    struct answered x = { .n = (int32_t)in };
    x.p = ((double)in + 1) / ((double)all_in + 2);
    x.p_test = cp_polis_one(in, all_in);
    x.ratio = x.p / (((double)out + 1) / ((double)all_out + 2));
    x.ratio_test = cp_polis_two(in, out, all_in, all_out);
    return x;
}

static struct cp_polis_told
told(int32_t statement, const struct both *b)
{
    bool is_agree = b->agree.ratio_test > b->disagree.ratio_test;
    const struct answered *x = is_agree ? &b->agree : &b->disagree;
    return (struct cp_polis_told){ .statement = statement,
        .is_agree = is_agree,
        .n_success = x->n,
        .n_trials = b->all,
        .p = x->p,
        .p_test = x->p_test,
        .ratio = x->ratio,
        .ratio_test = x->ratio_test };
}

static bool
is_sufficient(const struct answered *x)
{
    return x->ratio_test > CP_POLIS_Z90 && x->p_test > CP_POLIS_Z90;
}

static double
weight(const struct cp_polis_told *t)
{
    return t->ratio * t->ratio_test * t->p * t->p_test;
}

static int
by_weight(const void *context, const void *x, const void *y)
{
    double a = weight(x), b = weight(y);
    (void)context;
    return (a < b) - (a > b);
}

static bool
is_better_agreed(const struct both *b, const struct answered *held)
{
    const struct answered *x = &b->agree;
    if (b->agree.n == 0 && b->disagree.n == 0)
        return false;
    if (held->n >= 0 && held->ratio > 1)
        return x->ratio * x->ratio_test * x->p * x->p_test >
            held->ratio * held->ratio_test * held->p * held->p_test;
    if (held->n >= 0)
        return x->p * x->p_test > held->p * held->p_test;
    return x->p_test > CP_POLIS_Z90 || (x->ratio > 1 && x->p > 0.5);
}

/* All agreed ones before all others, five at most. */
static void
fill(struct cp_polis_group *to, const struct cp_polis_told *best_agree,
    const struct cp_polis_told *sufficient, ptrdiff_t n)
{
    struct cp_polis_told first[CP_POLIS_TOLD];
    int m = 0;
    if (best_agree != NULL)
        first[m++] = *best_agree;
    for (ptrdiff_t i = 0; i < n && m < CP_POLIS_TOLD; i++)
        if (best_agree == NULL ||
            sufficient[i].statement != best_agree->statement)
            first[m++] = sufficient[i];
    to->n_told = 0;
    for (int turn = 0; turn < 2; turn++)
        for (int i = 0; i < m; i++)
            if (first[i].is_agree == (turn == 0))
                to->told[to->n_told++] = first[i];
}

void
cp_polis_represent(struct cp_polis_group *to, struct arena *a,
    const struct cp_votes *v, const struct cp_votes_count *group_counts,
    int32_t g, int32_t k)
{
    struct arena_mark mark = arena_mark(a);
    ptrdiff_t c = v->n_statements, n = 0;
    struct cp_polis_told *sufficient = arena_new(a, struct cp_polis_told, c);
    struct cp_polis_told *room = arena_new(a, struct cp_polis_told, c);
    struct cp_polis_told best = { .statement = -1 }, best_agree = best;
    struct answered held = { .n = -1 };
    for (int32_t j = 0; j < c; j++) {
        const struct cp_votes_count *in = &group_counts[g * c + j];
        struct cp_votes_count out = { 0 };
        if (v->is_out[j])
            continue;
        for (int32_t h = 0; h < k; h++) {
            const struct cp_votes_count *x = &group_counts[h * c + j];
            if (h == g)
                continue;
            out.agree += x->agree;
            out.disagree += x->disagree;
            out.all += x->all;
        }
        struct both b = { answered(in->agree, out.agree, in->all, out.all),
            answered(in->disagree, out.disagree, in->all, out.all), in->all };
        struct cp_polis_told t = told(j, &b);
        if (is_sufficient(&b.agree) || is_sufficient(&b.disagree))
            sufficient[n++] = t;
        if (n == 0 && (best.statement < 0 || t.ratio_test > best.ratio_test))
            best = t;
        if (is_better_agreed(&b, &held)) {
            held = b.agree;
            best_agree = t;
            best_agree.is_best_agree = true;
        }
    }
    sort(sufficient, room, n, sizeof *sufficient, by_weight, NULL);
    const struct cp_polis_told *agreed =
        best_agree.statement < 0 ? NULL : &best_agree;
    if (n == 0 && agreed == NULL && best.statement >= 0)
        fill(to, NULL, &best, 1);
    else
        fill(to, agreed, sufficient, n);
    arena_rewind(a, mark);
}

/* ---- What all agree with
 * ------------------------------------------------------
 */

static int
keep_five(struct cp_polis_consensus *list, int n, struct cp_polis_consensus one)
{
    int at = n;
    while (at > 0 && list[at - 1].p * list[at - 1].p_test < one.p * one.p_test)
        at--;
    if (at == CP_POLIS_TOLD)
        return n;
    if (n < CP_POLIS_TOLD)
        n++;
    for (int i = n - 1; i > at; i--)
        list[i] = list[i - 1];
    list[at] = one;
    return n;
}

void
cp_polis_agreed(struct cp_polis *p, const struct cp_votes *v)
{
    p->n_agree = p->n_disagree = 0;
    for (int32_t j = 0; j < v->n_statements; j++) {
        const struct cp_votes_count *c = &p->counts[j];
        double n = (double)c->all + 2;
        struct cp_polis_consensus yes = { j, (c->agree + 1) / n,
            cp_polis_one(c->agree, c->all) };
        struct cp_polis_consensus no = { j, (c->disagree + 1) / n,
            cp_polis_one(c->disagree, c->all) };
        if (v->is_out[j])
            continue;
        if (yes.p > 0.5 && yes.p_test > CP_POLIS_Z90)
            p->n_agree = keep_five(p->agree, p->n_agree, yes);
        if (no.p > 0.5 && no.p_test > CP_POLIS_Z90)
            p->n_disagree = keep_five(p->disagree, p->n_disagree, no);
    }
}
