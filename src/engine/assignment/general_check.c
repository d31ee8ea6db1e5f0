/* What a proved answer inside one set means, spelt out: pair by pair, sharing
 * nothing with what solved it. */
#include "engine/assignment/general.h"
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

/* Rates of the sets that both are in; those around come later in the list. */
static int64_t
rate_of_sets(const struct cp_general_answer *an, ptrdiff_t i, ptrdiff_t j)
{
    int64_t x = an->set_of[i], y = an->set_of[j], rate = 0;
    while (x != y && x >= 0 && y >= 0)
        if (x < y)
            x = an->sets[x].parent;
        else
            y = an->sets[y].parent;
    for (; x == y && x >= 0; x = y = an->sets[x].parent)
        rate += an->sets[x].rate;
    return rate;
}

static bool
are_sets_sane(const struct cp_general_answer *an)
{
    for (ptrdiff_t k = 0; k < an->n_sets; k++) {
        int64_t parent = an->sets[k].parent;
        if (an->sets[k].rate < 0 || an->sets[k].rate > INT64_C(1) << 60 ||
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
weight_of(const struct cp_general *p, ptrdiff_t i, ptrdiff_t j)
{
    const int64_t step = 1 << 21;
    uint64_t hash = cp_assign_tie(p->seed, p->keys[i], p->keys[j]);
    return score_at(p, i, j) * p->n * step + (step - 1 - (int64_t)(hash >> 19));
}

/* Twice the weight of any answer is at most the sum of all rates, with that of
 * a set as often as pairs fit into it: and of this answer it is as much. */
static int64_t
wrong_weight(const struct cp_general *p, const struct cp_general_answer *an,
    int64_t *sizes)
{
    __extension__ __int128 bound = 0, weight = 0;
    int64_t n_wrong = 0, least = p->mode == CP_ASSIGN_FAIR ? an->worst : 0;
    if (an->n_rates != 2 * (p->n - an->n_pairs) || !are_sets_sane(an))
        return 1;
    for (ptrdiff_t k = 0; k < an->n_sets; k++)
        sizes[k] = 0;
    for (ptrdiff_t v = 0; v < an->n_rates; v++) {
        bound += an->rates[v];
        for (int32_t x = an->set_of[v]; x >= 0; x = an->sets[x].parent)
            sizes[x]++;
    }
    for (ptrdiff_t k = 0; k < an->n_sets; k++) {
        __extension__ __int128 rate = an->sets[k].rate;
        n_wrong += sizes[k] % 2 == 0;
        bound += rate * (sizes[k] / 2);
    }
    for (ptrdiff_t i = 0; i < an->n_rates; i++)
        for (ptrdiff_t j = 0; j < i && j < p->n; j++) {
            bool is_person = i < p->n;
            if (is_person &&
                (score_at(p, i, j) < 0 || score_at(p, i, j) < least))
                continue;
            int64_t twice = is_person ? 2 * weight_of(p, i, j) : 0;
            int64_t rate = an->rates[i] + an->rates[j];
            n_wrong += rate < twice && rate + rate_of_sets(an, i, j) < twice;
            if (is_person && an->mate[i] == j)
                weight += twice;
        }
    return n_wrong + (bound != weight);
}

int64_t
cp_general_check(const struct cp_general *p, const struct cp_general_answer *an,
    struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    int32_t *stack = TRY(a, int32_t, p->n + 1);
    uint8_t *is_seen = TRY(a, uint8_t, p->n + 1);
    int64_t *sizes = TRY(a, int64_t, an->n_sets + 1);
    int64_t n_wrong = stack == NULL || is_seen == NULL || sizes == NULL
        ? 1
        : wrong_pairs(p, an);
    if (n_wrong == 0) {
        int64_t n_alone = p->n - 2 * an->n_pairs;
        n_wrong =
            n_waiting(p, an->count_barrier, -1, stack, is_seen) != n_alone;
        if (p->mode == CP_ASSIGN_FAIR && an->n_pairs > 0)
            n_wrong += n_waiting(p, an->worst_barrier, an->worst, stack,
                           is_seen) <= n_alone;
        n_wrong += wrong_weight(p, an, sizes);
    }
    arena_rewind(a, mark);
    return n_wrong;
}
