#include "engine/opinion/ask.h"

#include "base/math.h"
#include "base/random.h"

double
cp_ask_weight(const struct cp_ask *s)
{
    double n = (double)s->all + 2;
    double p = ((double)s->passes + 1) / n, a = ((double)s->agree + 1) / n;
    double root = (1 - p) * (s->extremity + 1) * a *
        (1 + 8 * math_pow(2, -(double)s->all_of_unit / 5));
    double weight = root * root;
    /* as a statement that nobody has answered yet */
    double unseen = 0.5 * 0.5 * 9;
    if (s->is_shut)
        return 0;
    if (s->least_of_side < CP_ASK_NEW && weight < unseen * unseen)
        return unseen * unseen;
    return weight;
}

/* -ln(U) / w with U from what there is: over 0, at most 1. */
static double
place_of(const struct cp_ask *s, uint64_t seed, int64_t person)
{
    uint64_t state = seed;
    state = random_split(&state) ^ (uint64_t)person;
    state = random_split(&state) ^ (uint64_t)s->key;
    double u = (double)((random_split(&state) >> 11) + 1) * 0x1p-53;
    return -math_log(u) / cp_ask_weight(s);
}

int32_t
cp_ask_first(const struct cp_ask *all, int32_t n, uint64_t seed, int64_t person,
    int32_t *first, int32_t most)
{
    double places[CP_ASK_AT_ONCE];
    int32_t found = 0;
    require(most > 0 && most <= CP_ASK_AT_ONCE);
    for (int32_t i = 0; i < n; i++) {
        if (!(cp_ask_weight(&all[i]) > 0))
            continue;
        double place = place_of(&all[i], seed, person);
        int32_t at = found;
        while (at > 0 && places[at - 1] > place)
            at--;
        if (at == most)
            continue;
        if (found < most)
            found++;
        for (int32_t k = found - 1; k > at; k--) {
            places[k] = places[k - 1];
            first[k] = first[k - 1];
        }
        places[at] = place;
        first[at] = i;
    }
    return found;
}
