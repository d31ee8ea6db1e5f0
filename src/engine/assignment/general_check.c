/* What a proved answer inside one set means, spelt out: pair by pair, sharing
 * nothing with what solved it. */
#include "engine/assignment/general_repair.h"
#include "engine/assignment/order.h"

static int64_t
score_at(const struct cp_general *p, ptrdiff_t i, ptrdiff_t j)
{
    return i == j ? CP_ASSIGN_FORBIDDEN : p->scores[i * p->n + j];
}

static int64_t
wrong_pairs(const struct cp_general *p, const struct cp_general_answer *an)
{
    int64_t n_wrong = 0, n_pairs = 0, total = 0, worst = -1;
    for (ptrdiff_t i = 0; i < p->n; i++) {
        int64_t j = an->mate[i];
        if (j == -1)
            continue;
        if (j < -1 || j >= p->n || an->mate[j] != i || score_at(p, i, j) < 0)
            return 1;
        if (j < i)
            continue;
        int64_t score = score_at(p, i, j);
        n_pairs++;
        total += score;
        worst = worst < 0 || score < worst ? score : worst;
    }
    return n_wrong + (n_pairs != an->n_pairs) + (total != an->total) +
        (worst != an->worst);
}

/* How many parts of an odd number there are of pairs that score more than
 * `above`, without the barrier, less those in it: so many have to wait. */
static int64_t
n_waiting(const struct cp_general *p, const uint8_t *barrier, int64_t above,
    int32_t *stack, uint8_t *is_seen)
{
    int64_t n_wait = 0;
    for (ptrdiff_t i = 0; i < p->n; i++) {
        is_seen[i] = barrier[i] != 0;
        n_wait -= is_seen[i];
    }
    for (ptrdiff_t i = 0; i < p->n; i++) {
        ptrdiff_t n_stack = 0, n_part = 0;
        if (is_seen[i])
            continue;
        is_seen[i] = 1;
        stack[n_stack++] = (int32_t)i;
        while (n_stack > 0) {
            int32_t v = stack[--n_stack];
            n_part++;
            for (int32_t w = 0; w < p->n; w++)
                if (!is_seen[w] && score_at(p, v, w) > above) {
                    is_seen[w] = 1;
                    stack[n_stack++] = w;
                }
        }
        n_wait += n_part % 2;
    }
    return n_wait;
}

struct proof {
    const int64_t *rates;
    const int32_t *set_of;
    const struct cp_general_set *sets;
    ptrdiff_t n_rates, n_sets;
};

/* Rates of the sets that both are in, and how many they are; those around come
 * later in the list. */
static int64_t
rate_of_sets(
    const struct proof *proof, ptrdiff_t i, ptrdiff_t j, int64_t *n_sets)
{
    int64_t x = proof->set_of[i], y = proof->set_of[j], rate = 0;
    *n_sets = 0;
    while (x != y && x >= 0 && y >= 0)
        if (x < y)
            x = proof->sets[x].parent;
        else
            y = proof->sets[y].parent;
    for (; x == y && x >= 0; x = y = proof->sets[x].parent) {
        rate += proof->sets[x].rate;
        ++*n_sets;
    }
    return rate;
}

static bool
is_sane(const struct proof *an)
{
    for (ptrdiff_t k = 0; k < an->n_sets; k++) {
        int64_t parent = an->sets[k].parent;
        if (an->sets[k].rate <= 0 || an->sets[k].rate > INT64_C(1) << 60 ||
            (parent != -1 && (parent <= k || parent >= an->n_sets)))
            return false;
    }
    for (ptrdiff_t v = 0; v < an->n_rates; v++)
        if (an->set_of[v] < -1 || an->set_of[v] >= an->n_sets ||
            an->rates[v] > INT64_C(1) << 60 ||
            an->rates[v] < -(INT64_C(1) << 60))
            return false;
    return true;
}

static int64_t
hash_of(const struct cp_general *p, ptrdiff_t i, ptrdiff_t j)
{
    return (int64_t)(cp_assign_tie(p->seed, p->keys[i], p->keys[j]) >> 19);
}

static int64_t
weight_of(const struct cp_general *p, ptrdiff_t i, ptrdiff_t j)
{
    const int64_t step = 1 << 21;
    return score_at(p, i, j) * p->n * step + (step - 1 - hash_of(p, i, j));
}

/* The sum of all rates, with that of a set as often as pairs fit into it,
 * times `sign`; sets of an even size are wrong. */
static __int128_t
sum_of_rates(
    const struct proof *proof, int sign, int64_t *sizes, int64_t *n_wrong)
{
    __int128_t sum = 0;
    for (ptrdiff_t k = 0; k < proof->n_sets; k++)
        sizes[k] = 0;
    for (ptrdiff_t v = 0; v < proof->n_rates; v++) {
        sum += proof->rates[v];
        for (int32_t x = proof->set_of[v]; x >= 0; x = proof->sets[x].parent)
            sizes[x]++;
    }
    for (ptrdiff_t k = 0; k < proof->n_sets; k++) {
        *n_wrong += sizes[k] % 2 == 0;
        sum += (__int128_t)proof->sets[k].rate * (sign * (sizes[k] / 2));
    }
    return sum;
}

/* Twice the weight of any answer is at most the sum of all rates: and of this
 * answer it is as much. */
static int64_t
wrong_weight(const struct cp_general *p, const struct cp_general_answer *an,
    int64_t *sizes)
{
    struct proof proof = { an->rates, an->set_of, an->sets, an->n_rates,
        an->n_sets };
    int64_t n_wrong = 0, least = p->mode == CP_ASSIGN_FAIR ? an->worst : 0;
    if (!is_sane(&proof))
        return 1;
    __int128_t weight = 0, bound = sum_of_rates(&proof, 1, sizes, &n_wrong);
    for (ptrdiff_t i = 0; i < an->n_rates; i++)
        for (ptrdiff_t j = 0; j < i && j < p->n; j++) {
            bool is_person = i < p->n;
            int64_t n_sets;
            if (is_person &&
                (score_at(p, i, j) < 0 || score_at(p, i, j) < least))
                continue;
            int64_t twice = is_person ? 2 * weight_of(p, i, j) : 0;
            int64_t rate = an->rates[i] + an->rates[j];
            n_wrong += rate < twice &&
                rate + rate_of_sets(&proof, i, j, &n_sets) < twice;
            if (is_person && an->mate[i] == j)
                weight += twice;
        }
    return n_wrong + (bound != weight);
}

/* ---- Leximin ---------------------------------------------------------------
 */

struct levels {
    const struct cp_general *p;
    const struct cp_general_answer *an;
    const int32_t *before; /* whom they had; for what was mended */
    int32_t *base;         /* n_rates rows of n_rates; -1: not left */
    int64_t *sizes;
};

/* With whom somebody is, who may be nobody; nobodies are looked at from those
 * who are with them. */
static ptrdiff_t
with_whom(const struct cp_general_answer *an, ptrdiff_t i)
{
    return an->mate[i] >= 0 ? an->mate[i] : an->nobody_of[i];
}

/* Who waits is with a nobody of their own. */
static int64_t
wrong_nobodies(const struct levels *l)
{
    int64_t n_wrong = 0;
    for (ptrdiff_t i = 0; i < l->p->n; i++) {
        ptrdiff_t nobody = l->an->nobody_of[i];
        if (l->an->mate[i] >= 0)
            continue;
        n_wrong += nobody < l->p->n || nobody >= l->an->n_rates;
        for (ptrdiff_t j = 0; j < i; j++)
            n_wrong += l->an->mate[j] < 0 && l->an->nobody_of[j] == nobody;
    }
    return n_wrong;
}

static int64_t
own_cost(const struct levels *l, enum cp_general_stage stage, int64_t score,
    int64_t most, ptrdiff_t i, ptrdiff_t j)
{
    switch (stage) {
    case CP_GENERAL_KEPT: return l->before[i] != j;
    case CP_GENERAL_FLOOR:
    case CP_GENERAL_LEVEL: return score_at(l->p, i, j) == score;
    case CP_GENERAL_TOTAL: return most - score_at(l->p, i, j);
    case CP_GENERAL_TIE: return hash_of(l->p, i, j);
    }
    return 0;
}

static int64_t
highest(const struct cp_general *p)
{
    int64_t most = 0;
    for (ptrdiff_t i = 0; i < p->n; i++)
        for (ptrdiff_t j = 0; j < i; j++)
            most = score_at(p, i, j) > most ? score_at(p, i, j) : most;
    return most;
}

/* Of what is left nothing costs less; of a floor, all costs more than sets do.
 * Then what has slack is left no more, and to be in few sets costs. */
static int64_t
wrong_stage(const struct levels *l, const struct proof *proof,
    enum cp_general_stage stage, int64_t score)
{
    const struct cp_general *p = l->p;
    ptrdiff_t m = l->an->n_rates;
    int64_t n_wrong = 0, n_most = 0, most = highest(p);
    int64_t scale = stage == CP_GENERAL_TOTAL ? m * (most + 1)
        : stage == CP_GENERAL_TIE             ? m * (INT64_C(1) << 21)
                                              : m + 1;
    if (!is_sane(proof))
        return 1;
    __int128_t cost = 0, bound = sum_of_rates(proof, -1, l->sizes, &n_wrong);
    for (ptrdiff_t i = 0; i < m; i++) {
        int64_t n_sets;
        rate_of_sets(proof, i, i, &n_sets);
        n_most = n_sets > n_most ? n_sets : n_most;
    }
    for (ptrdiff_t i = 0; i < m; i++)
        for (ptrdiff_t j = 0; j < i; j++) {
            int32_t *base = &l->base[i * m + j];
            bool is_with = (j < p->n && with_whom(l->an, j) == i) ||
                (i < p->n && with_whom(l->an, i) == j);
            int64_t n_sets;
            n_wrong += is_with && *base < 0;
            if (*base < 0)
                continue;
            int64_t own = i < p->n ? own_cost(l, stage, score, most, i, j) : 0;
            int64_t twice = 2 * (*base * scale + own);
            int64_t slack = twice - proof->rates[i] - proof->rates[j] +
                rate_of_sets(proof, i, j, &n_sets);
            n_wrong += slack < 0;
            if (stage == CP_GENERAL_FLOOR) {
                cost += is_with ? 2 * (*base * scale) : 0;
                continue;
            }
            cost += is_with ? twice : 0;
            *base = slack == 0 ? (int32_t)(n_most - n_sets) : -1;
        }
    return n_wrong +
        (stage == CP_GENERAL_FLOOR ? bound <= cost : bound != cost);
}

/* This answer has no pairs with scores in between, so none that is better
 * has. */
static int64_t
drop_between(const struct levels *l, int64_t before, int64_t score)
{
    const struct cp_general *p = l->p;
    for (ptrdiff_t i = 0; i < p->n; i++)
        for (ptrdiff_t j = 0; j < i; j++)
            if (score_at(p, i, j) > before && score_at(p, i, j) < score)
                l->base[i * l->an->n_rates + j] = -1;
    return score <= before;
}

static int64_t
wrong_stages(const struct levels *l)
{
    const struct cp_general *p = l->p;
    const struct cp_general_answer *an = l->an;
    ptrdiff_t m = an->n_rates;
    int64_t n_wrong = wrong_nobodies(l), before = -1;
    for (ptrdiff_t i = 0; i < m; i++)
        for (ptrdiff_t j = 0; j < i; j++)
            l->base[i * m + j] =
                j >= p->n || (i < p->n && score_at(p, i, j) < 0) ? -1 : 0;
    for (const struct cp_general_level *x = an->levels;
         x != NULL && n_wrong == 0; x = x->next) {
        struct proof proof = { x->potentials, x->set_of, x->sets, m,
            x->n_sets };
        if (x->stage == CP_GENERAL_LEVEL || x->stage == CP_GENERAL_FLOOR)
            n_wrong += drop_between(l, before, x->score);
        n_wrong += wrong_stage(l, &proof, x->stage, x->score);
        before = x->stage == CP_GENERAL_LEVEL ? x->score : before;
    }
    struct proof last = { an->rates, an->set_of, an->sets, m, an->n_sets };
    return n_wrong > 0 ? n_wrong : wrong_stage(l, &last, CP_GENERAL_TIE, 0);
}

static bool
has_stage(const struct cp_general_answer *an, enum cp_general_stage stage,
    int64_t score)
{
    for (const struct cp_general_level *x = an->levels; x != NULL; x = x->next)
        if (x->stage == stage && x->score == score)
            return true;
    return false;
}

/* Is there a stage for all that the mode asks for? In leximin each pair's
 * score was a level that nobody could avoid. */
static int64_t
missing_stages(const struct cp_general *p, const struct cp_general_answer *an)
{
    int64_t n_missing = 0;
    if (p->mode == CP_ASSIGN_FAIR && an->n_pairs > 0)
        n_missing += !has_stage(an, CP_GENERAL_FLOOR, an->worst);
    if (p->mode != CP_ASSIGN_LEXIMIN)
        return n_missing + !has_stage(an, CP_GENERAL_TOTAL, 0);
    for (ptrdiff_t i = 0; i < p->n; i++)
        n_missing += an->mate[i] >= 0 &&
            !has_stage(an, CP_GENERAL_LEVEL, score_at(p, i, an->mate[i]));
    return n_missing;
}

static int64_t
check(const struct cp_general *p, const struct cp_general_answer *an,
    const int32_t *before, struct arena *a)
{
    bool is_staged = p->mode == CP_ASSIGN_LEXIMIN || before != NULL;
    int64_t n_alone = p->n - 2 * an->n_pairs;
    if (n_alone < 0 || an->n_rates != p->n + n_alone)
        return 1;
    int32_t *stack = TRY(a, int32_t, p->n + 1);
    uint8_t *is_seen = TRY(a, uint8_t, p->n + 1);
    struct levels l = { p, an, before,
        TRY(a, int32_t, is_staged ? an->n_rates * an->n_rates : 1),
        TRY(a, int64_t, an->n_rates + 1) };
    int64_t n_wrong = stack == NULL || is_seen == NULL || l.base == NULL ||
            l.sizes == NULL || an->n_sets > an->n_rates
        ? 1
        : wrong_pairs(p, an);
    if (n_wrong > 0)
        return n_wrong;
    n_wrong = n_waiting(p, an->count_barrier, -1, stack, is_seen) != n_alone;
    if (is_staged)
        return n_wrong + missing_stages(p, an) + wrong_stages(&l);
    if (p->mode == CP_ASSIGN_FAIR && an->n_pairs > 0)
        n_wrong += n_waiting(p, an->worst_barrier, an->worst, stack, is_seen) <=
            n_alone;
    return n_wrong + wrong_weight(p, an, l.sizes);
}

int64_t
cp_general_check(const struct cp_general *p, const struct cp_general_answer *an,
    struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    int64_t n_wrong = check(p, an, NULL, a);
    arena_rewind(a, mark);
    return n_wrong;
}

int64_t
cp_general_repair_check(const struct cp_general *p, const int32_t *mate_before,
    const struct cp_general_repaired *r, struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    const struct cp_general_answer *an = &r->answer;
    int64_t n_wrong = check(p, an, mate_before, a), n_kept = 0, n_lost = 0;
    n_wrong += an->levels == NULL || an->levels->stage != CP_GENERAL_KEPT;
    for (ptrdiff_t i = 0; n_wrong == 0 && i < p->n; i++) {
        bool had = mate_before[i] >= 0, has = an->mate[i] >= 0;
        bool is_kept = has && an->mate[i] == mate_before[i];
        enum cp_assign_change is = is_kept ? CP_ASSIGN_KEPT
            : had && has                   ? CP_ASSIGN_CHANGED
            : has                          ? CP_ASSIGN_NEW
            : had                          ? CP_ASSIGN_LOST
                                           : CP_ASSIGN_WAITS;
        n_wrong += r->of[i] != is;
        n_kept += is_kept;
        n_lost += had && !has;
    }
    arena_rewind(a, mark);
    return n_wrong + (2 * r->n_kept != n_kept) + (r->n_lost != n_lost) +
        (r->n_kept + r->n_changed + r->n_new != an->n_pairs);
}
