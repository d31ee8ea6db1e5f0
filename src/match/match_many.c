/* A round in which people may have several counterparts. */
#include "match/match_inside.h"

#include "engine/assignment/flow.h"

bool
match_has_many(const struct match_round *r)
{
    for (int side = 0; side < r->n_sides; side++)
        for (ptrdiff_t i = 0; i < r->n_people[side]; i++)
            if (r->people[side][i]->capacity > 1)
                return true;
    return false;
}

/* What an answer means to each: how many counterparts they have, and the
 * lowest score with one of them. */
struct have {
    int32_t n, lowest;
};

static struct have *
list_have(const struct cp_flow *p, const struct cp_flow_answer *an,
    struct arena *a, bool is_b)
{
    struct have *have = arena_new(a, struct have, is_b ? p->n_b : p->n_a);
    for (ptrdiff_t k = 0; k < an->n_pairs; k++) {
        struct cp_flow_pair pair = an->pairs[k];
        struct have *x = &have[is_b ? pair.b : pair.a];
        int32_t score = p->scores[pair.a * p->n_b + pair.b];
        if (x->n++ == 0 || score < x->lowest)
            x->lowest = score;
    }
    return have;
}

/* Would they rather have somebody with that score, besides or instead? */
static bool
would(const struct have *x, int32_t capacity, int32_t score)
{
    return x->n < capacity || score > x->lowest;
}

static void
count_wishes(struct match_round *r, const struct cp_flow *p,
    const struct cp_flow_answer *an, struct arena *a)
{
    struct have *of_a = list_have(p, an, a, false);
    struct have *of_b = list_have(p, an, a, true);
    bool *is_envious_b = arena_new(a, bool, p->n_b + 1);
    ptrdiff_t k = 0;
    for (int32_t i = 0; i < p->n_a; i++) {
        bool is_envious = false;
        for (int32_t j = 0; j < p->n_b; j++) {
            int32_t score = p->scores[i * p->n_b + j];
            bool is_pair =
                k < an->n_pairs && an->pairs[k].a == i && an->pairs[k].b == j;
            k += is_pair;
            if (is_pair || score < 0)
                continue;
            bool i_would = would(&of_a[i], p->capacities_a[i], score);
            bool j_would = would(&of_b[j], p->capacities_b[j], score);
            r->n_blocking += i_would && j_would;
            is_envious = is_envious || (i_would && of_b[j].n > 0);
            is_envious_b[j] = is_envious_b[j] || (j_would && of_a[i].n > 0);
        }
        r->n_envious += is_envious;
    }
    for (ptrdiff_t j = 0; j < p->n_b; j++)
        r->n_envious += is_envious_b[j];
}

static void
put_side(const struct match_round *r, int side, struct arena *a,
    const int64_t **keys, const int32_t **capacities)
{
    ptrdiff_t n = r->n_people[side];
    int64_t *key = arena_new(a, int64_t, n + 1);
    int32_t *capacity = arena_new(a, int32_t, n + 1);
    for (ptrdiff_t i = 0; i < n; i++) {
        key[i] = r->people[side][i]->person.key;
        capacity[i] = r->people[side][i]->capacity;
    }
    *keys = key;
    *capacities = capacity;
}

static enum err
solve_checked(struct match_round *r, const struct cp_flow *p,
    struct cp_flow_answer *answer, struct arena *a, struct why *why)
{
    enum err e = cp_flow_solve(answer, a, p, why);
    if (e == OK)
        r->n_violations += cp_flow_check(p, answer);
    return e;
}

enum err
match_solve_many(struct match_round *r, struct arena *a, struct why *why)
{
    ptrdiff_t n_a = r->n_people[0], n_b = r->n_people[1];
    int32_t *scores = arena_new(a, int32_t, n_a * n_b + 1);
    int64_t n_barred[CP_BAR_TIME + 1] = { 0 };
    struct cp_flow p = { .scores = scores,
        .n_a = n_a,
        .n_b = n_b,
        .mode = r->mode,
        .seed = r->seed,
        .spread = r->rules->spread };
    struct cp_flow_answer answer, total;
    for (ptrdiff_t i = 0; i < n_a; i++)
        for (ptrdiff_t j = 0; j < n_b; j++)
            scores[i * n_b + j] =
                match_score(r, r->people[0][i], r->people[1][j], n_barred);
    r->n_possible = n_barred[CP_BAR_NONE];
    if (r->n_possible == 0 && n_a > 0 && n_b > 0)
        return match_say_impossible(n_barred, why);
    put_side(r, 0, a, &p.keys_a, &p.capacities_a);
    put_side(r, 1, a, &p.keys_b, &p.capacities_b);
    enum err e = solve_checked(r, &p, &answer, a, why);
    p.mode = CP_ASSIGN_TOTAL; /* what fairness costs is said beside it */
    if (e == OK)
        e = solve_checked(r, &p, &total, a, why);
    if (e != OK)
        return e;
    r->worst = answer.worst;
    r->total = answer.total;
    r->best_total = total.total;
    r->best_total_worst = total.worst;
    count_wishes(r, &p, &answer, a);
    bool *is_placed_a = arena_new(a, bool, n_a + 1);
    bool *is_placed_b = arena_new(a, bool, n_b + 1);
    /* as many as there is room for, beside the pins */
    struct match_pair *pairs =
        arena_new(a, struct match_pair, r->n_pairs + answer.n_pairs + 1);
    for (ptrdiff_t k = 0; k < r->n_pairs; k++)
        pairs[k] = r->pairs[k];
    r->pairs = pairs;
    for (ptrdiff_t k = 0; k < answer.n_pairs; k++) {
        struct cp_flow_pair pair = answer.pairs[k];
        match_add_pair(r, r->people[0][pair.a], r->people[1][pair.b]);
        is_placed_a[pair.a] = is_placed_b[pair.b] = true;
    }
    for (ptrdiff_t i = 0; i < n_a; i++)
        if (!is_placed_a[i])
            r->waiting[r->n_waiting++] = r->people[0][i];
    for (ptrdiff_t j = 0; j < n_b; j++)
        if (!is_placed_b[j])
            r->waiting[r->n_waiting++] = r->people[1][j];
    return OK;
}
