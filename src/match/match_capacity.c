/* A round in which somebody may have several counterparts.
 *
 * Where only people of one side may, each of their places is somebody of their
 * own. Where people of both may, places would let the same two meet twice:
 * there each pair is an arc of a flow. A second and third place costs points,
 * so that the load is spread. */
#include "match/match_inside.h"

#include "engine/assignment/flow.h"

/* A place of each person, one after another. */
struct places {
    const struct match_person **people;
    int32_t *nth; /* 0: their first counterpart */
    int64_t *keys;
    ptrdiff_t n;
};

/* How many more somebody may have, and how many they have by pins. */
static int32_t
left_of(const struct match_round *r, const struct match_person *who)
{
    return r->left[who - r->first];
}

static bool
has_several(const struct match_round *r, int side)
{
    for (ptrdiff_t i = 0; i < r->n_people[side]; i++)
        if (left_of(r, r->people[side][i]) > 1)
            return true;
    return false;
}

bool
match_is_shared(const struct match_round *r)
{
    for (int side = 0; side < r->n_sides; side++)
        for (ptrdiff_t i = 0; i < r->n_people[side]; i++)
            if (r->people[side][i]->capacity > 1)
                return true;
    return false;
}

static struct places
places_of(const struct match_round *r, int side, struct arena *a)
{
    struct places p = { .n = 0 };
    for (ptrdiff_t i = 0; i < r->n_people[side]; i++)
        p.n += left_of(r, r->people[side][i]);
    p.people = arena_new(a, const struct match_person *, p.n + 1);
    p.nth = arena_new(a, int32_t, p.n + 1);
    p.keys = arena_new(a, int64_t, p.n + 1);
    ptrdiff_t at = 0;
    for (ptrdiff_t i = 0; i < r->n_people[side]; i++) {
        const struct match_person *who = r->people[side][i];
        int32_t left = left_of(r, who), used = who->capacity - left;
        for (int32_t k = 0; k < left; k++, at++) {
            p.people[at] = who;
            p.nth[at] = used + k;
            /* keys are 63 bits of a hash: the same but for the last two */
            p.keys[at] = who->person.key ^ ((int64_t)(used + k) << 60);
        }
    }
    return p;
}

static bool
is_pinned(const struct match_round *r, const struct match_person *x,
    const struct match_person *y)
{
    for (ptrdiff_t k = 0; k < r->n_pairs; k++)
        if (r->pairs[k].a == x && r->pairs[k].b == y)
            return true;
    return false;
}

static int32_t
score_of(const struct match_round *r, const struct match_person *x,
    const struct match_person *y, int64_t n_barred[CP_BAR_TIME + 1])
{
    int32_t score = match_score(r, x, y, n_barred);
    return r->n_pairs > 0 && is_pinned(r, x, y) ? CP_ASSIGN_FORBIDDEN : score;
}

/* ---- Places -------------------------------------------------------------- */

/* What a second and a third counterpart costs; never all that it is worth. */
static int32_t
penalty_of(const struct match_round *r, int32_t score, int32_t nth)
{
    int32_t penalty = nth * r->rules->spread;
    return penalty < score ? penalty : score;
}

static enum err
solve_places(struct match_round *r, struct arena *a,
    int64_t n_barred[CP_BAR_TIME + 1], struct why *why)
{
    struct places x = places_of(r, 0, a), y = places_of(r, 1, a);
    int32_t *scores = arena_new(a, int32_t, x.n * y.n + 1);
    struct cp_assign p = { .scores = scores,
        .n_a = x.n,
        .n_b = y.n,
        .keys_a = x.keys,
        .keys_b = y.keys,
        .mode = r->mode,
        .seed = r->seed };
    struct cp_assign_answer answer, total;
    struct match_stage stage = { r, .6, .9 };
    int64_t n_again[CP_BAR_TIME + 1] = { 0 }; /* a copy is not counted */
    for (ptrdiff_t i = 0; i < x.n; i++) {
        if (!match_go_on(r, .6 * (double)i / (double)x.n))
            return err_say(why, ERR_BUSY, "it was stopped");
        for (ptrdiff_t j = 0; j < y.n; j++) {
            bool is_first = (i == 0 || x.people[i] != x.people[i - 1]) &&
                (j == 0 || y.people[j] != y.people[j - 1]);
            int32_t score = score_of(
                r, x.people[i], y.people[j], is_first ? n_barred : n_again);
            if (score >= 0)
                score -= penalty_of(r, score, x.nth[i] + y.nth[j]);
            scores[i * y.n + j] = score;
        }
    }
    if (r->go_on != NULL) {
        p.go_on = match_stage_hook;
        p.context = &stage;
    }
    r->n_possible = n_barred[CP_BAR_NONE];
    if (r->n_possible == 0 && x.n > 0 && y.n > 0 && r->n_pairs == 0)
        return match_say_impossible(n_barred, why);
    enum err e = cp_assign_solve(&answer, a, &p, why);
    if (e == OK) {
        r->n_violations += cp_assign_check(&p, &answer);
        stage = (struct match_stage){ r, .9, 1 };
        p.mode = CP_ASSIGN_TOTAL; /* what fairness costs is said beside it */
        e = cp_assign_solve(&total, a, &p, why);
    }
    if (e != OK)
        return e;
    r->n_violations += cp_assign_check(&p, &total);
    r->worst = answer.worst;
    r->total = answer.total;
    r->best_total = total.total;
    r->best_total_worst = total.worst;
    for (ptrdiff_t i = 0; i < x.n; i++) {
        int32_t j = answer.b_of[i];
        if (j < 0)
            continue;
        match_add_pair(r, x.people[i], y.people[j]);
        struct match_pair *pair = &r->pairs[r->n_pairs - 1];
        pair->penalty = penalty_of(r, pair->score.total, x.nth[i] + y.nth[j]);
    }
    return OK;
}

/* ---- A flow -------------------------------------------------------------- */

static enum err
solve_flow(struct match_round *r, struct arena *a,
    int64_t n_barred[CP_BAR_TIME + 1], struct why *why)
{
    ptrdiff_t n_a = r->n_people[0], n_b = r->n_people[1];
    int32_t *scores = arena_new(a, int32_t, n_a * n_b + 1);
    int32_t *capacities[2];
    int64_t *keys[2];
    struct cp_flow_answer answer, total;
    for (int side = 0; side < 2; side++) {
        ptrdiff_t n = r->n_people[side];
        capacities[side] = arena_new(a, int32_t, n + 1);
        keys[side] = arena_new(a, int64_t, n + 1);
        for (ptrdiff_t i = 0; i < n; i++) {
            capacities[side][i] = left_of(r, r->people[side][i]);
            keys[side][i] = r->people[side][i]->person.key;
        }
    }
    for (ptrdiff_t i = 0; i < n_a; i++)
        for (ptrdiff_t j = 0; j < n_b; j++)
            scores[i * n_b + j] =
                score_of(r, r->people[0][i], r->people[1][j], n_barred);
    r->n_possible = n_barred[CP_BAR_NONE];
    if (r->n_possible == 0 && r->n_pairs == 0)
        return match_say_impossible(n_barred, why);
    struct cp_flow p = { .scores = scores,
        .n_a = n_a,
        .n_b = n_b,
        .capacities_a = capacities[0],
        .capacities_b = capacities[1],
        .keys_a = keys[0],
        .keys_b = keys[1],
        .mode = r->mode,
        .seed = r->seed,
        .spread = r->rules->spread };
    enum err e = cp_flow_solve(&answer, a, &p, why);
    if (e == OK) {
        r->n_violations += cp_flow_check(&p, &answer);
        p.mode = CP_ASSIGN_TOTAL;
        e = cp_flow_solve(&total, a, &p, why);
    }
    if (e != OK)
        return e;
    r->n_violations += cp_flow_check(&p, &total);
    r->worst = answer.worst;
    r->total = answer.total;
    r->best_total = total.total;
    r->best_total_worst = total.worst;
    for (ptrdiff_t k = 0; k < answer.n_pairs; k++)
        match_add_pair(r, r->people[0][answer.pairs[k].a],
            r->people[1][answer.pairs[k].b]);
    return OK;
}

/* ---- Who would rather ---------------------------------------------------- */

struct having {
    int32_t n, least; /* counterparts, and the lowest score of theirs */
    const struct match_person *them[CAPACITY_MAX];
};

static bool
has(const struct having *h, const struct match_person *whom)
{
    for (int32_t i = 0; i < h->n; i++)
        if (h->them[i] == whom)
            return true;
    return false;
}

/* Better than the worst that they have, or a free place filled. */
static bool
would_rather(const struct match_round *r, const struct match_person *who,
    const struct having *h, int32_t score)
{
    return score >= 0 &&
        (h[who - r->first].n < who->capacity ||
            score > h[who - r->first].least);
}

static void
count_wishes(struct match_round *r, ptrdiff_t n_all, struct arena *a)
{
    struct having *h = arena_new(a, struct having, n_all + 1);
    bool *is_envious = arena_new(a, bool, n_all + 1);
    int64_t n_barred[CP_BAR_TIME + 1] = { 0 };
    r->n_blocking = r->n_envious = 0;
    for (ptrdiff_t k = 0; k < r->n_pairs; k++) {
        const struct match_person *two[] = { r->pairs[k].a, r->pairs[k].b };
        int32_t score = r->pairs[k].score.total;
        for (int i = 0; i < 2; i++) {
            struct having *x = &h[two[i] - r->first];
            x->least = x->n == 0 || score < x->least ? score : x->least;
            x->them[x->n++] = two[1 - i];
        }
    }
    for (ptrdiff_t i = 0; i < r->n_people[0]; i++)
        for (ptrdiff_t j = 0; j < r->n_people[1]; j++) {
            const struct match_person *x = r->people[0][i],
                                      *y = r->people[1][j];
            int32_t score = match_score(r, x, y, n_barred);
            if (has(&h[x - r->first], y))
                continue;
            bool would_x = would_rather(r, x, h, score);
            bool would_y = would_rather(r, y, h, score);
            r->n_blocking += would_x && would_y;
            if (would_x && h[y - r->first].n > 0)
                is_envious[x - r->first] = true;
            if (would_y && h[x - r->first].n > 0)
                is_envious[y - r->first] = true;
        }
    for (ptrdiff_t i = 0; i < n_all; i++)
        r->n_envious += is_envious[i];
    for (int side = 0; side < 2; side++)
        for (ptrdiff_t i = 0; i < r->n_people[side]; i++)
            if (h[r->people[side][i] - r->first].n == 0)
                r->waiting[r->n_waiting++] = r->people[side][i];
}

enum err
match_solve_shared(struct match_round *r, const struct match_people *people,
    struct arena *a, struct why *why)
{
    int64_t n_barred[CP_BAR_TIME + 1] = { 0 };
    if (r->n_sides > 2)
        return err_say(why, ERR_BAD_INPUT,
            "between more than two sides everybody has one counterpart: "
            "capacity 1");
    enum err e = has_several(r, 0) && has_several(r, 1)
        ? solve_flow(r, a, n_barred, why)
        : solve_places(r, a, n_barred, why);
    if (e == OK)
        count_wishes(r, people->n, a);
    return e;
}
