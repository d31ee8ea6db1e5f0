/* A round: who with whom. */
#include "match/match_inside.h"

#include <string.h>

/* Who is on a side, less those whose pair is settled by somebody. */
static void
gather(struct match_round *r, const struct match_people *people, int side,
    struct arena *a)
{
    r->people[side] = arena_new(a, const struct match_person *, people->n + 1);
    for (ptrdiff_t i = 0; i < people->n; i++)
        if (text_is_equal(people->people[i].side, r->sides[side]))
            r->people[side][r->n_people[side]++] = &people->people[i];
}

static enum err
take_out(struct match_round *r, int side, const struct match_person *who,
    struct why *why)
{
    for (ptrdiff_t i = 0; side >= 0 && i < r->n_people[side]; i++)
        if (r->people[side][i] == who && r->left[who - r->first] > 1) {
            r->left[who - r->first]--;
            return OK;
        } else if (r->people[side][i] == who) {
            memmove(r->people[side] + i, r->people[side] + i + 1,
                (size_t)(--r->n_people[side] - i) * sizeof(void *));
            return OK;
        }
    return err_say(why, ERR_BAD_INPUT,
        "\"%.*s\" is in more pins than they may have counterparts, or on no "
        "side of this round",
        TEXT_ARG(who->code));
}

static int
side_of(const struct match_round *r, const struct match_person *who)
{
    int side = r->n_sides - 1;
    while (side >= 0 && !text_is_equal(who->side, r->sides[side]))
        side--;
    return side;
}

static enum err
take_pins(
    struct match_round *r, const struct match_people *people, struct why *why)
{
    for (int k = 0; k < r->rules->n_pins; k++) {
        struct code_pair pin = r->rules->pins[k];
        const struct match_person *a = match_find(people, pin.a);
        const struct match_person *b = match_find(people, pin.b);
        if (a == NULL || b == NULL)
            return err_say(why, ERR_BAD_INPUT,
                "pin: nobody here has the code \"%.*s\"",
                TEXT_ARG(a == NULL ? pin.a : pin.b));
        for (ptrdiff_t i = 0; i < r->n_pairs; i++)
            if ((r->pairs[i].a == a && r->pairs[i].b == b) ||
                (r->pairs[i].a == b && r->pairs[i].b == a))
                return err_say(why, ERR_BAD_INPUT,
                    "the pin of \"%.*s\" and \"%.*s\" is there twice",
                    TEXT_ARG(a->code), TEXT_ARG(b->code));
        int side_a = side_of(r, a), side_b = side_of(r, b);
        enum err e = take_out(r, side_a, a, why);
        if (e == OK)
            e = take_out(r, side_b, b, why);
        if (e != OK)
            return e;
        if (side_a == side_b)
            return err_say(why, ERR_BAD_INPUT,
                "pin: \"%.*s\" and \"%.*s\" are on the same side",
                TEXT_ARG(a->code), TEXT_ARG(b->code));
        if (side_a < side_b)
            match_add_pair(r, a, b);
        else
            match_add_pair(r, b, a);
        r->pairs[r->n_pairs - 1].is_pinned = true;
        /* a pin goes over dates and languages, never over a person's word */
        if (r->pairs[r->n_pairs - 1].score.bar == CP_BAR_NOT_WITH ||
            match_is_barred(r->rules, a, b))
            return err_say(why, ERR_BAD_INPUT,
                "pin: \"%.*s\" and \"%.*s\" must not meet: take the pin away",
                TEXT_ARG(a->code), TEXT_ARG(b->code));
    }
    return OK;
}

void
match_add_pair(struct match_round *r, const struct match_person *x,
    const struct match_person *y)
{
    struct match_pair *pair = &r->pairs[r->n_pairs++];
    *pair = (struct match_pair){ .a = x, .b = y };
    cp_score_pair(&pair->score, &x->person, &y->person, &r->rules->score);
}

static bool
is_vetoed(const struct match_rules *rules, text a, text b)
{
    for (int k = 0; k < rules->n_vetoes; k++) {
        struct code_pair v = rules->vetoes[k];
        if ((text_is_equal(v.a, a) && text_is_equal(v.b, b)) ||
            (text_is_equal(v.a, b) && text_is_equal(v.b, a)))
            return true;
    }
    return false;
}

bool
match_is_barred(const struct match_rules *rules, const struct match_person *x,
    const struct match_person *y)
{
    return (x->is_protected && !y->is_cleared) ||
        (y->is_protected && !x->is_cleared) ||
        is_vetoed(rules, x->code, y->code);
}

static int64_t *
keys_of(const struct match_person *const *people, ptrdiff_t n, struct arena *a)
{
    int64_t *keys = arena_new(a, int64_t, n + 1);
    for (ptrdiff_t i = 0; i < n; i++)
        keys[i] = people[i]->person.key;
    return keys;
}

int32_t
match_score(const struct match_round *r, const struct match_person *x,
    const struct match_person *y, int64_t n_barred[CP_BAR_TIME + 1])
{
    struct cp_score score;
    cp_score_pair(&score, &x->person, &y->person, &r->rules->score);
    if (score.bar == CP_BAR_NONE && match_is_barred(r->rules, x, y))
        score.bar = CP_BAR_NOT_WITH;
    n_barred[score.bar]++;
    return score.bar == CP_BAR_NONE ? score.total : CP_ASSIGN_FORBIDDEN;
}

/* Who named whom is not told apart. */
enum err
match_say_impossible(const int64_t n_barred[CP_BAR_TIME + 1], struct why *why)
{
    return err_say(why, ERR_BAD_INPUT,
        "no pair is possible: %lld have no language in common and no "
        "interpreter, %lld no day in common, %lld the same organisation, %lld "
        "must not meet; change a rule (--rules) or ask for more answers",
        (long long)n_barred[CP_BAR_LANGUAGE], (long long)n_barred[CP_BAR_TIME],
        (long long)n_barred[CP_BAR_ORGANISATION],
        (long long)n_barred[CP_BAR_NOT_WITH]);
}

bool
match_go_on(const struct match_round *r, double share_frac)
{
    return r->go_on == NULL || r->go_on(r->context, share_frac);
}

bool
match_stage_hook(void *stage, double share_frac)
{
    const struct match_stage *s = stage;
    return match_go_on(
        s->round, s->share_from + (s->share_to - s->share_from) * share_frac);
}

static enum err
solve_checked(struct match_round *r, const struct cp_assign *p,
    struct cp_assign_answer *answer, struct arena *a, struct why *why)
{
    enum err e = cp_assign_solve(answer, a, p, why);
    if (e == OK)
        r->n_violations += cp_assign_check(p, answer);
    return e;
}

static enum err
solve_pairs(struct match_round *r, struct arena *a, struct why *why)
{
    ptrdiff_t n_a = r->n_people[0], n_b = r->n_people[1];
    int32_t *scores = arena_new(a, int32_t, n_a * n_b + 1);
    struct cp_assign p = { .scores = scores,
        .n_a = n_a,
        .n_b = n_b,
        .keys_a = keys_of(r->people[0], n_a, a),
        .keys_b = keys_of(r->people[1], n_b, a),
        .mode = r->mode,
        .seed = r->seed };
    struct cp_assign_answer answer, total;
    struct match_stage stage = { r, .6, .9 };
    int64_t n_barred[CP_BAR_TIME + 1] = { 0 };
    for (ptrdiff_t i = 0; i < n_a; i++) {
        if (!match_go_on(r, .6 * (double)i / (double)n_a))
            return err_say(why, ERR_BUSY, "it was stopped");
        for (ptrdiff_t j = 0; j < n_b; j++)
            scores[i * n_b + j] =
                match_score(r, r->people[0][i], r->people[1][j], n_barred);
    }
    if (r->go_on != NULL) {
        p.go_on = match_stage_hook;
        p.context = &stage;
    }
    r->n_possible = n_barred[CP_BAR_NONE];
    if (r->n_possible == 0 && n_a > 0 && n_b > 0)
        return match_say_impossible(n_barred, why);
    enum err e = solve_checked(r, &p, &answer, a, why);
    stage = (struct match_stage){ r, .9, 1 };
    p.mode = CP_ASSIGN_TOTAL; /* what fairness costs is said beside it */
    if (e == OK)
        e = solve_checked(r, &p, &total, a, why);
    if (e != OK)
        return e;
    r->worst = answer.worst;
    r->total = answer.total;
    r->best_total = total.total;
    r->best_total_worst = total.worst;
    r->n_blocking = answer.n_blocking;
    r->n_envious = answer.n_envious;
    bool *is_placed = arena_new(a, bool, n_b + 1);
    for (ptrdiff_t i = 0; i < n_a; i++) {
        const struct match_person *x = r->people[0][i];
        if (answer.b_of[i] < 0) {
            r->waiting[r->n_waiting++] = x;
            continue;
        }
        match_add_pair(r, x, r->people[1][answer.b_of[i]]);
        is_placed[answer.b_of[i]] = true;
    }
    for (ptrdiff_t j = 0; j < n_b; j++)
        if (!is_placed[j])
            r->waiting[r->n_waiting++] = r->people[1][j];
    return OK;
}

/* ---- Trios ------------------------------------------------------------------
 */

/* A third joins a pair whose two both allow it: worth what the least of both
 * is. Towards one on their own side role and giving do not count. */
static int32_t
third_score(const struct match_round *r, const struct match_person *third,
    const struct match_pair *pair)
{
    struct cp_score_rules aside = r->rules->score;
    bool is_a = text_is_equal(third->side, pair->a->side);
    bool is_b = text_is_equal(third->side, pair->b->side);
    const struct match_person *across = is_a ? pair->b : pair->a;
    const struct match_person *beside = is_a ? pair->a : pair->b;
    struct cp_score x, y;
    int64_t others = 0;
    if (!pair->a->may_trio || !pair->b->may_trio || !third->may_trio ||
        match_is_barred(r->rules, third, pair->a) ||
        match_is_barred(r->rules, third, pair->b))
        return CP_ASSIGN_FORBIDDEN;
    aside.weights[CP_ITEM_ROLE] = aside.weights[CP_ITEM_GIVE] = 0;
    aside.may_share_organisation = true;
    for (int i = 0; i < CP_ITEMS; i++)
        others += aside.weights[i];
    if (others == 0)
        aside.weights[CP_ITEM_LANGUAGE] = 1;
    cp_score_pair(&x, &third->person, &across->person, &r->rules->score);
    cp_score_pair(&y, &third->person, &beside->person,
        is_a || is_b ? &aside : &r->rules->score);
    if (x.bar != CP_BAR_NONE || y.bar != CP_BAR_NONE)
        return CP_ASSIGN_FORBIDDEN;
    return x.total < y.total ? x.total : y.total;
}

/* The key of the first of the two; of both, where somebody is first in several
 * pairs. */
static int64_t
key_of_pair(const struct match_round *r, ptrdiff_t pair)
{
    const struct match_pair *p = &r->pairs[pair];
    uint64_t a = (uint64_t)p->a->person.key, b = (uint64_t)p->b->person.key;
    for (ptrdiff_t k = 0; k < r->n_pairs; k++)
        if (k != pair && r->pairs[k].a == p->a)
            return (int64_t)((3 * a + b) >> 1);
    return (int64_t)a;
}

/* Each pair at most once: two exact steps. All three at once would be
 * NP-hard. */
enum err
match_add_thirds(struct match_round *r, struct arena *a, struct why *why)
{
    ptrdiff_t n_a = r->n_waiting, n_b = r->n_pairs, n_left = 0;
    int32_t *scores = arena_new(a, int32_t, n_a * n_b + 1);
    int64_t *keys_b = arena_new(a, int64_t, n_b + 1);
    struct cp_assign p = { .scores = scores,
        .n_a = n_a,
        .n_b = n_b,
        .keys_a = keys_of(r->waiting, n_a, a),
        .keys_b = keys_b,
        .mode = r->mode,
        .seed = r->seed };
    struct cp_assign_answer answer;
    bool is_any = false;
    for (ptrdiff_t j = 0; j < n_b; j++)
        keys_b[j] = key_of_pair(r, j);
    for (ptrdiff_t i = 0; i < n_a; i++)
        for (ptrdiff_t j = 0; j < n_b; j++) {
            int32_t score = third_score(r, r->waiting[i], &r->pairs[j]);
            scores[i * n_b + j] = score;
            is_any = is_any || score >= 0;
        }
    if (!is_any)
        return OK;
    enum err e = solve_checked(r, &p, &answer, a, why);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < n_a; i++) {
        int32_t j = answer.b_of[i];
        if (j < 0) {
            r->waiting[n_left++] = r->waiting[i];
            continue;
        }
        r->pairs[j].third = r->waiting[i];
        r->pairs[j].third_score = scores[i * n_b + j];
    }
    r->n_waiting = n_left;
    return OK;
}

static bool
is_after(const struct match_pair *x, const struct match_pair *y)
{
    int order = text_compare(x->a->code, y->a->code);
    return order > 0 ||
        (order == 0 && text_compare(x->b->code, y->b->code) > 0);
}

static void
sort_pairs(struct match_round *r)
{
    for (ptrdiff_t i = 1; i < r->n_pairs; i++) {
        struct match_pair x = r->pairs[i];
        ptrdiff_t at = i;
        for (; at > 0 && is_after(&r->pairs[at - 1], &x); at--)
            r->pairs[at] = r->pairs[at - 1];
        r->pairs[at] = x;
    }
}

enum err
match_solve(struct match_round *r, const struct match_people *people,
    struct arena *a, struct why *why)
{
    r->pairs = arena_new(a, struct match_pair, CAPACITY_MAX * people->n + 1);
    r->first = people->people;
    r->left = arena_new(a, int32_t, people->n + 1);
    for (ptrdiff_t i = 0; i < people->n; i++)
        r->left[i] = people->people[i].capacity;
    r->waiting = arena_new(a, const struct match_person *, people->n + 1);
    require(!text_is_empty(r->sides[0]) && !text_is_empty(r->sides[1]));
    r->n_pairs = r->n_waiting = 0;
    r->n_sides = 2;
    while (r->n_sides < MATCH_SIDES_MAX && !text_is_empty(r->sides[r->n_sides]))
        r->n_sides++;
    for (int side = 0; side < r->n_sides; side++) {
        r->n_people[side] = 0;
        gather(r, people, side, a);
        if (r->n_people[side] == 0)
            return err_say(why, ERR_BAD_INPUT, "nobody is on the side \"%.*s\"",
                TEXT_ARG(r->sides[side]));
    }
    enum err e = take_pins(r, people, why);
    bool is_shared = e == OK && match_is_shared(r);
    if (e == OK)
        e = is_shared        ? match_solve_shared(r, people, a, why)
            : r->n_sides > 2 ? match_solve_sides(r, a, why)
                             : solve_pairs(r, a, why);
    if (e == OK && r->n_waiting > 0 && r->n_pairs > 0)
        e = match_add_thirds(r, a, why);
    if (e == OK)
        sort_pairs(r);
    return e;
}
