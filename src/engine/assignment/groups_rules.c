#include "engine/assignment/groups_inside.h"

bool
groups_rules_take(
    struct groups_rules *r, struct arena *a, const struct cp_groups *p)
{
    *r = (struct groups_rules){ .p = p,
        .is_any = p->n_together > 0 || p->n_apart > 0 || p->lived != NULL ||
            p->kind != NULL || p->slots != NULL || p->languages != NULL ||
            (p->organisation != NULL && p->organisation_max > 0) };
    if (p->n_apart == 0)
        return true;
    r->apart = TRY(a, uint8_t, p->n * p->n);
    for (ptrdiff_t k = 0; r->apart != NULL && k < p->n_apart; k++) {
        ptrdiff_t x = p->apart[k][0], y = p->apart[k][1];
        r->apart[x * p->n + y] = r->apart[y * p->n + x] = 1;
    }
    return r->apart != NULL;
}

static bool
has(const int32_t *members, int32_t n, int32_t who)
{
    for (int32_t i = 0; i < n; i++)
        if (members[i] == who)
            return true;
    return false;
}

static int64_t
broken_by_names(const struct groups_rules *r, const int32_t *members, int32_t n)
{
    const struct cp_groups *p = r->p;
    int64_t n_broken = 0;
    for (ptrdiff_t k = 0; k < p->n_together; k++)
        n_broken += has(members, n, p->together[k][0]) !=
            has(members, n, p->together[k][1]);
    for (int32_t i = 0; r->apart != NULL && i < n; i++)
        for (int32_t k = 0; k < i; k++)
            n_broken += r->apart[members[i] * p->n + members[k]];
    return n_broken;
}

static int64_t
broken_by_number(const struct cp_groups *p, const int32_t *members, int32_t n)
{
    int64_t n_broken = 0, n_lived = 0;
    for (int32_t i = 0; i < n; i++) {
        int32_t n_same = 0, n_kind = 0;
        for (int32_t k = 0; k < n; k++) {
            n_same += p->organisation != NULL && k <= i &&
                p->organisation[members[k]] == p->organisation[members[i]];
            n_kind +=
                p->kind != NULL && p->kind[members[k]] == p->kind[members[i]];
        }
        n_broken += p->organisation_max > 0 && p->organisation != NULL &&
            p->organisation[members[i]] != 0 && n_same > p->organisation_max;
        n_broken += p->kind != NULL && p->kind[members[i]] != 0 && n_kind == 1;
        n_lived += p->lived != NULL && p->lived[members[i]] != 0;
    }
    if (p->lived != NULL && n_lived < p->lived_min)
        n_broken += p->lived_min - n_lived;
    return n_broken;
}

static int64_t
broken_by_sharing(const struct cp_groups *p, const int32_t *members, int32_t n)
{
    int64_t n_free = 0;
    uint64_t spoken = UINT64_MAX;
    for (ptrdiff_t w = 0; p->slots != NULL && w < p->n_words; w++) {
        uint64_t all = UINT64_MAX;
        for (int32_t i = 0; i < n; i++)
            all &= p->slots[members[i] * p->n_words + w];
        n_free += __builtin_popcountll(all);
    }
    for (int32_t i = 0; p->languages != NULL && i < n; i++)
        spoken &= p->languages[members[i]];
    return (p->slots != NULL && n_free < p->slots_min) + (spoken == 0);
}

int64_t
groups_broken(const struct groups_rules *r, const int32_t *members, int32_t n)
{
    const struct cp_groups *p = r->p;
    if (n == 0) /* nobody is in it, nobody breaks anything */
        return 0;
    return broken_by_names(r, members, n) + broken_by_number(p, members, n) +
        broken_by_sharing(p, members, n);
}
