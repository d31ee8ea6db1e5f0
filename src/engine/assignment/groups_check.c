/* What groups are, spelt out. */
#include "engine/assignment/groups.h"

static bool
is_with(const struct cp_groups_answer *an, ptrdiff_t i, ptrdiff_t k)
{
    return an->group_of[i] == an->group_of[k];
}

static int64_t
wrong_sizes(const struct cp_groups *p, const struct cp_groups_answer *an)
{
    int64_t n_wrong = 0;
    for (ptrdiff_t i = 0; i < p->n; i++)
        n_wrong += an->group_of[i] < 0 || an->group_of[i] >= p->n_groups;
    for (ptrdiff_t g = 0; g < p->n_groups; g++) {
        int64_t n = 0;
        for (ptrdiff_t i = 0; i < p->n; i++)
            n += an->group_of[i] == g;
        n_wrong += n < p->lower[g] || n > p->upper[g];
    }
    return n_wrong;
}

static int64_t
wrong_company(const struct cp_groups *p, const struct cp_groups_answer *an)
{
    int64_t n_wrong = 0;
    for (ptrdiff_t k = 0; k < p->n_together; k++)
        n_wrong += !is_with(an, p->together[k][0], p->together[k][1]);
    for (ptrdiff_t k = 0; k < p->n_apart; k++)
        n_wrong += is_with(an, p->apart[k][0], p->apart[k][1]);
    for (ptrdiff_t i = 0; i < p->n; i++) {
        int64_t n_same = 0, n_kind = 0;
        for (ptrdiff_t k = 0; k < p->n; k++) {
            n_same += p->organisation != NULL && is_with(an, i, k) &&
                p->organisation[i] == p->organisation[k];
            n_kind += p->kind != NULL && is_with(an, i, k) &&
                p->kind[i] == p->kind[k];
        }
        n_wrong += p->organisation != NULL && p->organisation_max > 0 &&
            p->organisation[i] != 0 && n_same > p->organisation_max;
        n_wrong += p->kind != NULL && p->kind[i] != 0 && n_kind < 2;
    }
    return n_wrong;
}

static int64_t
wrong_group(
    const struct cp_groups *p, const struct cp_groups_answer *an, ptrdiff_t g)
{
    int64_t n_lived = 0, n_free = 0, n = 0;
    bool is_spoken = p->languages == NULL;
    for (ptrdiff_t i = 0; i < p->n; i++) {
        n += an->group_of[i] == g;
        n_lived += p->lived != NULL && an->group_of[i] == g && p->lived[i];
    }
    if (n == 0)
        return 0;
    for (ptrdiff_t bit = 0; bit < 64 * p->n_words; bit++) {
        bool is_free = p->slots != NULL;
        for (ptrdiff_t i = 0; i < p->n && is_free; i++)
            is_free = an->group_of[i] != g ||
                (p->slots[i * p->n_words + bit / 64] >> (bit % 64) & 1) != 0;
        n_free += is_free;
    }
    for (int bit = 0; bit < 64 && !is_spoken; bit++) {
        is_spoken = true;
        for (ptrdiff_t i = 0; i < p->n && is_spoken; i++)
            is_spoken =
                an->group_of[i] != g || (p->languages[i] >> bit & 1) != 0;
    }
    return (p->lived != NULL && n_lived < p->lived_min) +
        (p->slots != NULL && n_free < p->slots_min) + !is_spoken;
}

int64_t
cp_groups_check(const struct cp_groups *p, const struct cp_groups_answer *an)
{
    int64_t n_wrong = wrong_sizes(p, an);
    if (n_wrong > 0)
        return n_wrong;
    n_wrong = wrong_company(p, an);
    int64_t sum = 0, all = 0, lowest = INT64_MAX;
    for (ptrdiff_t g = 0; g < p->n_groups; g++) {
        int64_t points = 0, n_pairs = 0;
        for (ptrdiff_t i = 0; i < p->n; i++)
            for (ptrdiff_t k = i + 1; k < p->n; k++)
                if (an->group_of[i] == g && an->group_of[k] == g) {
                    points += p->scores[i * p->n + k];
                    n_pairs++;
                }
        int64_t value = n_pairs == 0 ? 0 : 10 * points / n_pairs;
        n_wrong += value != an->values[g];
        n_wrong += wrong_group(p, an, g);
        sum += value;
        all += points;
        lowest = value < lowest ? value : lowest;
    }
    return n_wrong + (sum != an->sum) + (all != an->pairs) +
        (lowest != an->lowest) + (all > an->pairs_bound);
}
