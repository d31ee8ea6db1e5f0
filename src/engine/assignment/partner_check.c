/* The definitions of partner.h spelt out: slow, and sharing no code with it. */
#include "engine/assignment/partner.h"

static bool
has_word(struct cp_tags list, int32_t word)
{
    for (ptrdiff_t i = 0; i < list.n; i++)
        if (list.tags[i].word == word)
            return true;
    return false;
}

static int64_t
weight_met(struct cp_tags needs, struct cp_tags offers)
{
    int64_t all = 0, had = 0;
    for (ptrdiff_t i = 0; i < needs.n; i++) {
        all += needs.tags[i].weight;
        if (has_word(offers, needs.tags[i].word))
            had += needs.tags[i].weight;
    }
    return all > 0 ? had * 100 / all : 0;
}

static int64_t
words_in_both(struct cp_tags a, struct cp_tags b)
{
    int64_t n = 0;
    for (ptrdiff_t i = 0; i < a.n; i++)
        n += has_word(b, a.tags[i].word);
    return n;
}

bool
cp_partner_check(const struct cp_partner_fit *fit, const struct cp_seeker *a,
    const struct cp_seeker *b)
{
    int64_t x = weight_met(a->needs, b->offers);
    int64_t y = weight_met(b->needs, a->offers);
    int64_t h = x > 0 && y > 0 ? 2 * x * y / (x + y) : 0;
    int64_t common = words_in_both(a->challenges, b->challenges);
    int64_t either = a->challenges.n + b->challenges.n - common;
    int64_t j = either > 0 ? 100 * common / either : 0;
    int64_t l = 60;
    if (a->has_interpreter || b->has_interpreter)
        l = 80;
    if (words_in_both(a->languages, b->languages) > 0)
        l = 100;
    int64_t r = h * (100 + j) * l / 2000;
    bool is_full = b->n_partnerships >= b->room;
    int64_t less = is_full ? r - CP_PARTNER_FULL : r;
    return fit->gets == x && fit->gives == y && fit->both == h &&
        fit->shared == j && fit->spoken == l && fit->before == r &&
        fit->is_full == is_full && fit->total == (less < 0 ? 0 : less);
}

/* How many of the others come before this one. */
static ptrdiff_t
n_before(const struct cp_partner_fit *fit, int64_t key,
    const struct cp_seeker *who, const struct cp_seeker *others, ptrdiff_t n,
    bool is_new_only)
{
    ptrdiff_t n_better = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        struct cp_partner_fit other;
        if (others[i].key == who->key ||
            (is_new_only && others[i].n_partnerships > 0))
            continue;
        cp_partner_fit(&other, who, &others[i]);
        n_better += other.total > fit->total ||
            (other.total == fit->total && others[i].key < key);
    }
    return n_better;
}

bool
cp_partner_rank_check(const struct cp_partner_place *places, ptrdiff_t n_places,
    ptrdiff_t n_max, const struct cp_seeker *who,
    const struct cp_seeker *others, ptrdiff_t n)
{
    ptrdiff_t n_fit = 0, n_new = 0, n_first_new = 0, n_lifted = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        struct cp_partner_fit fit;
        if (others[i].key == who->key)
            continue;
        cp_partner_fit(&fit, who, &others[i]);
        if (!cp_partner_check(&fit, who, &others[i]))
            return false;
        n_fit += fit.total > 0;
        n_new += fit.total > 0 && others[i].n_partnerships == 0;
    }
    if (n_places != (n_fit < n_max ? n_fit : n_max))
        return false;
    for (ptrdiff_t k = 0; k < n_places; k++) {
        const struct cp_partner_place *p = &places[k];
        int64_t key = others[p->i].key;
        if (!cp_partner_check(&p->fit, who, &others[p->i]) || p->fit.total == 0)
            return false;
        n_first_new += k < CP_PARTNER_FIRST && others[p->i].n_partnerships == 0;
        n_lifted += p->is_lifted;
        if (p->is_lifted) { /* the best of those that are new */
            if (k != CP_PARTNER_FIRST - 1 ||
                n_before(&p->fit, key, who, others, n, true) != 0)
                return false;
            continue;
        }
        /* whoever was lifted stands before some that are better */
        ptrdiff_t rank = n_before(&p->fit, key, who, others, n, false);
        if (rank != k && !(n_lifted == 1 && rank == k - 1))
            return false;
    }
    return n_lifted <= 1 &&
        (n_new == 0 || n_places == 0 || n_max < CP_PARTNER_FIRST ||
            n_first_new > 0);
}

bool
cp_meeting_check(const struct cp_meeting *meetings, int32_t n, int32_t n_slots)
{
    int32_t most = 0;
    for (int32_t i = 0; i < n; i++) {
        int32_t of_a = 0, of_b = 0;
        if (meetings[i].slot < 0 || meetings[i].slot >= n_slots)
            return false;
        for (int32_t k = 0; k < n; k++) {
            bool is_a = meetings[k].a == meetings[i].a;
            bool is_b = meetings[k].b == meetings[i].b;
            of_a += is_a;
            of_b += is_b;
            if (k != i && (is_a || is_b) &&
                meetings[k].slot == meetings[i].slot)
                return false;
        }
        most = of_a > most ? of_a : most;
        most = of_b > most ? of_b : most;
    }
    return n_slots == most;
}

bool
cp_help_check(const struct cp_help_fit *fit)
{
    static const int64_t weights[CP_HELP_ITEMS] = { 4, 2, 1, 2 };
    int64_t exact = 0, sum = 0;
    for (int i = 0; i < CP_HELP_ITEMS; i++) {
        int64_t worth = 10 * weights[i] * fit->values[i];
        int64_t off = 9 * (int64_t)fit->points[i] - worth;
        if (off <= -9 || off >= 9)
            return false;
        exact += worth;
        sum += fit->points[i];
    }
    return sum == fit->total && 9 * sum <= exact && exact < 9 * (sum + 1);
}
