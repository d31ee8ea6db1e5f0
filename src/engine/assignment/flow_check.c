/* What a proved answer of many to many means, spelt out: in 64 bits, pair by
 * pair, sharing nothing with what solved it. */
#include "engine/assignment/flow.h"

static int64_t
score_at(const struct cp_flow *p, ptrdiff_t i, ptrdiff_t j)
{
    return p->scores[i * p->n_b + j];
}

static int64_t
wrong_pairs(const struct cp_flow *p, const struct cp_flow_answer *an)
{
    int64_t n_wrong = 0, total = 0, worst = -1, at = -1;
    for (ptrdiff_t k = 0; k < an->n_pairs; k++) {
        int64_t i = an->pairs[k].a, j = an->pairs[k].b;
        if (i < 0 || i >= p->n_a || j < 0 || j >= p->n_b ||
            i * p->n_b + j <= at || score_at(p, i, j) < 0)
            return 1;
        at = i * p->n_b + j;
        total += score_at(p, i, j);
        if (worst < 0 || score_at(p, i, j) < worst)
            worst = score_at(p, i, j);
    }
    for (ptrdiff_t i = 0; i < p->n_a; i++) {
        int64_t n = 0;
        for (ptrdiff_t k = 0; k < an->n_pairs; k++)
            n += an->pairs[k].a == i;
        n_wrong += n > p->capacities_a[i];
    }
    for (ptrdiff_t j = 0; j < p->n_b; j++) {
        int64_t n = 0;
        for (ptrdiff_t k = 0; k < an->n_pairs; k++)
            n += an->pairs[k].b == j;
        n_wrong += n > p->capacities_b[j];
    }
    return n_wrong + (total != an->total) + (worst != an->worst);
}

/* Of pairs that score more than `above`: no more can be made than there is
 * room for across the cut. */
static int64_t
room_across(
    const struct cp_flow *p, const uint8_t *a, const uint8_t *b, int64_t above)
{
    int64_t room = 0;
    for (ptrdiff_t i = 0; i < p->n_a; i++)
        room += a[i] ? 0 : p->capacities_a[i];
    for (ptrdiff_t j = 0; j < p->n_b; j++)
        room += b[j] ? p->capacities_b[j] : 0;
    for (ptrdiff_t i = 0; i < p->n_a; i++)
        for (ptrdiff_t j = 0; j < p->n_b; j++)
            room += a[i] && !b[j] && score_at(p, i, j) > above;
    return room;
}

/* What all places of somebody are worth, less what they cost: those that cost
 * more are not taken. */
static int64_t
worth(int64_t rate, int64_t spread, int32_t capacity)
{
    int64_t sum = 0;
    for (int32_t k = 0; k < capacity; k++)
        sum += rate > spread * k ? rate - spread * k : 0;
    return sum;
}

/* What further counterparts cost in this answer. */
static int64_t
cost_of_load(const struct cp_flow *p, const struct cp_flow_answer *an)
{
    int64_t cost = 0;
    for (ptrdiff_t i = 0; i < p->n_a; i++)
        for (int64_t k = 0, n = 0; k < an->n_pairs; k++)
            cost += an->pairs[k].a == i ? p->spread * n++ : 0;
    for (ptrdiff_t j = 0; j < p->n_b; j++)
        for (int64_t k = 0, n = 0; k < an->n_pairs; k++)
            cost += an->pairs[k].b == j ? p->spread * n++ : 0;
    return cost;
}

/* Each pair that may be made is worth no more than both places, the rate of a
 * pair, and what the pair itself brings beyond; and this is all used up. */
static int64_t
wrong_total(const struct cp_flow *p, const struct cp_flow_answer *an)
{
    int64_t least = p->mode == CP_ASSIGN_FAIR ? an->worst : 0;
    const int64_t far = INT64_C(1) << 40; /* no honest rate is */
    if (an->rate > far || an->rate < -far)
        return 1;
    int64_t bound = an->rate * an->n_pairs;
    for (ptrdiff_t i = 0; i < p->n_a; i++) {
        if (an->rates_a[i] < 0 || an->rates_a[i] > far)
            return 1;
        bound += worth(an->rates_a[i], p->spread, p->capacities_a[i]);
    }
    for (ptrdiff_t j = 0; j < p->n_b; j++) {
        if (an->rates_b[j] < 0 || an->rates_b[j] > far)
            return 1;
        bound += worth(an->rates_b[j], p->spread, p->capacities_b[j]);
    }
    for (ptrdiff_t i = 0; i < p->n_a; i++)
        for (ptrdiff_t j = 0; j < p->n_b; j++) {
            int64_t beyond =
                score_at(p, i, j) - an->rates_a[i] - an->rates_b[j] - an->rate;
            bool is_in = score_at(p, i, j) >= 0 && score_at(p, i, j) >= least;
            bound += is_in && beyond > 0 ? beyond : 0;
        }
    return bound != an->total - cost_of_load(p, an);
}

int64_t
cp_flow_check(const struct cp_flow *p, const struct cp_flow_answer *an)
{
    int64_t n_wrong = wrong_pairs(p, an);
    if (n_wrong > 0)
        return n_wrong;
    n_wrong = room_across(p, an->count_a, an->count_b, -1) != an->n_pairs;
    if (p->mode == CP_ASSIGN_FAIR && an->n_pairs > 0)
        n_wrong +=
            room_across(p, an->worst_a, an->worst_b, an->worst) >= an->n_pairs;
    return n_wrong + wrong_total(p, an);
}
