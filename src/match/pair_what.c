#include "match/pair_what.h"

int64_t
what_id(const struct what *w, const struct match_person *who)
{
    return w->work.ids[who - w->work.people.people];
}

ptrdiff_t
what_index(const struct what *w, int64_t id, bool *is_b)
{
    for (ptrdiff_t i = 0; i < w->n_a; i++)
        if (what_id(w, w->a[i]) == id) {
            *is_b = false;
            return i;
        }
    for (ptrdiff_t j = 0; j < w->n_b; j++)
        if (what_id(w, w->b[j]) == id) {
            *is_b = true;
            return j;
        }
    return -1;
}

/* ---- The problem ------------------------------------------------------- */

static void
score_all(
    const struct what *w, const struct cp_score_rules *rules, int32_t *scores)
{
    struct cp_score s;
    for (ptrdiff_t i = 0; i < w->n_a; i++)
        for (ptrdiff_t j = 0; j < w->n_b; j++) {
            cp_score_pair(&s, &w->a[i]->person, &w->b[j]->person, rules);
            bool is_out = s.bar != CP_BAR_NONE ||
                match_is_barred(&w->work.rules, w->a[i], w->b[j]);
            scores[i * w->n_b + j] = is_out ? CP_ASSIGN_FORBIDDEN : s.total;
        }
}

enum err
what_build(struct what *w, struct arena *a, const bool *is_out)
{
    const struct match_people *people = &w->work.people;
    const struct match_round *m = &w->work.solved;
    w->a = arena_new(a, const struct match_person *, people->n + 1);
    w->b = arena_new(a, const struct match_person *, people->n + 1);
    w->n_a = w->n_b = 0;
    for (ptrdiff_t i = 0; i < people->n; i++) {
        const struct match_person *x = &people->people[i];
        if (is_out[i])
            continue;
        if (text_is_equal(x->side, m->sides[0]))
            w->a[w->n_a++] = x;
        else if (text_is_equal(x->side, m->sides[1]))
            w->b[w->n_b++] = x;
    }
    int32_t *scores = arena_new(a, int32_t, w->n_a * w->n_b + 1);
    int64_t *keys_a = arena_new(a, int64_t, w->n_a + 1);
    int64_t *keys_b = arena_new(a, int64_t, w->n_b + 1);
    for (ptrdiff_t i = 0; i < w->n_a; i++)
        keys_a[i] = w->a[i]->person.key;
    for (ptrdiff_t j = 0; j < w->n_b; j++)
        keys_b[j] = w->b[j]->person.key;
    score_all(w, &w->work.rules.score, scores);
    w->problem = (struct cp_assign){ .scores = scores,
        .n_a = w->n_a,
        .n_b = w->n_b,
        .keys_a = keys_a,
        .keys_b = keys_b,
        .mode = m->mode,
        .seed = m->seed };
    return OK;
}

enum err
what_open(struct db *db, struct arena *a, const struct round *r, struct what *w,
    struct why *why)
{
    *w = (struct what){ .round = r };
    enum err e = round_work_load(db, a, r, &w->work, why);
    if (e != OK)
        return e;
    bool *is_out = arena_new(a, bool, w->work.people.n + 1);
    const struct match_rules *rules = &w->work.rules;
    for (int k = 0; k < rules->n_pins; k++) {
        text codes[] = { rules->pins[k].a, rules->pins[k].b };
        for (int i = 0; i < 2; i++) {
            const struct match_person *x =
                match_find(&w->work.people, codes[i]);
            if (x != NULL)
                is_out[x - w->work.people.people] = true;
        }
    }
    e = what_build(w, a, is_out);
    if (e == OK)
        e = cp_assign_solve(&w->answer, a, &w->problem, why);
    if (e == OK)
        require(cp_assign_check(&w->problem, &w->answer) == 0);
    return e;
}

/* ---- Against now ------------------------------------------------------- */

static enum err
compare(const struct what *w, struct arena *a, const int32_t *b_of,
    const int32_t *scores, struct what_cost *cost, struct why *why)
{
    struct cp_assign_changes changes;
    enum err e = cp_assign_compare(
        &changes, a, w->n_a, w->n_b, w->answer.b_of, b_of, why);
    if (e != OK)
        return e;
    cost->n_pairs_now = w->answer.n_pairs;
    cost->worst_now = w->answer.worst;
    cost->total_now = w->answer.total;
    cost->n_kept = changes.n_kept;
    cost->n_changed = changes.n_changed;
    cost->n_new = changes.n_new;
    cost->n_lost = changes.n_lost;
    cost->is_as_now =
        changes.n_changed == 0 && changes.n_new == 0 && changes.n_lost == 0;
    cost->pairs = arena_new(a, struct what_pair, w->n_a + 1);
    for (ptrdiff_t i = 0; i < w->n_a; i++)
        if (b_of[i] >= 0 && b_of[i] != w->answer.b_of[i])
            cost->pairs[cost->n_shown++] =
                (struct what_pair){ what_id(w, w->a[i]),
                    what_id(w, w->b[b_of[i]]), scores[i * w->n_b + b_of[i]] };
    return OK;
}

enum err
what_price(struct what *w, struct arena *a, enum cp_assign_if what,
    int64_t one_id, int64_t other_id, struct what_cost *cost, struct why *why)
{
    struct cp_assign_price price;
    bool is_b = false, other_is_b = false;
    ptrdiff_t i = what_index(w, one_id, &is_b);
    ptrdiff_t j = what_index(w, other_id, &other_is_b);
    *cost = (struct what_cost){ .is_possible = false };
    if (i < 0 || j < 0 || is_b == other_is_b)
        return ERR_NOT_FOUND;
    if (is_b) {
        ptrdiff_t x = i;
        i = j;
        j = x;
    }
    enum err e = OK;
    if (w->kept == NULL)
        e = cp_assign_keep(&w->kept, a, &w->problem, &w->answer, why);
    if (e == OK)
        e = cp_assign_price(&price, a, w->kept, what, i, j, why);
    if (e != OK)
        return e;
    cost->is_possible = price.is_possible;
    if (!price.is_possible)
        return OK;
    cost->n_pairs = price.n_pairs;
    cost->worst = price.worst;
    cost->total = price.total;
    return compare(w, a, price.b_of, w->problem.scores, cost, why);
}

enum err
what_weights(struct what *w, struct arena *a, const int64_t weights[CP_ITEMS],
    struct what_cost *cost, struct why *why)
{
    struct cp_score_rules rules = w->work.rules.score;
    struct cp_assign problem = w->problem;
    struct cp_assign_answer answer;
    int32_t *scores = arena_new(a, int32_t, w->n_a * w->n_b + 1);
    *cost = (struct what_cost){ .is_possible = true };
    for (int i = 0; i < CP_ITEMS; i++)
        rules.weights[i] = (int32_t)weights[i];
    score_all(w, &rules, scores);
    problem.scores = scores;
    enum err e = cp_assign_solve(&answer, a, &problem, why);
    if (e != OK)
        return e;
    require(cp_assign_check(&problem, &answer) == 0);
    cost->n_pairs = answer.n_pairs;
    cost->worst = answer.worst;
    cost->total = answer.total;
    return compare(w, a, answer.b_of, scores, cost, why);
}

/* ---- One person -------------------------------------------------------- */

static bool
is_better(const struct what_choice *x, const struct what_choice *y)
{
    return x->is_now != y->is_now            ? x->is_now
        : x->pairs_change != y->pairs_change ? x->pairs_change > y->pairs_change
        : x->worst_change != y->worst_change
        ? x->worst_change > y->worst_change
        : x->total_change > y->total_change;
}

enum err
what_choices(struct what *w, struct arena *a, int64_t person_id,
    struct what_choice *choices, int *n, struct why *why)
{
    bool is_b = false;
    ptrdiff_t at = what_index(w, person_id, &is_b);
    ptrdiff_t n_others = is_b ? w->n_a : w->n_b;
    ptrdiff_t max = n_others * 2 / 3 > 3 ? n_others * 2 / 3 : 3;
    *n = 0;
    if (at < 0)
        return ERR_NOT_FOUND;
    enum err e = OK;
    if (w->kept == NULL)
        e = cp_assign_keep(&w->kept, a, &w->problem, &w->answer, why);
    max = max < WHAT_CHOICES ? max : WHAT_CHOICES;
    for (ptrdiff_t k = 0; e == OK && k < n_others; k++) {
        struct cp_assign_price price;
        ptrdiff_t i = is_b ? k : at, j = is_b ? at : k;
        struct arena_mark mark = arena_mark(a);
        e = cp_assign_price(&price, a, w->kept, CP_ASSIGN_TOGETHER, i, j, why);
        if (e == OK && price.is_possible) {
            struct what_choice x = {
                .id = what_id(w, is_b ? w->a[k] : w->b[k]),
                .score = w->problem.scores[i * w->n_b + j],
                .is_now = w->answer.b_of[i] == j,
                .pairs_change = price.pairs_change,
                .worst_change = price.worst_change,
                .total_change = price.total_change,
            };
            int to = *n < max ? (*n)++ : (int)max;
            for (; to > 0 && is_better(&x, &choices[to - 1]); to--)
                if (to < max)
                    choices[to] = choices[to - 1];
            if (to < max)
                choices[to] = x;
        }
        arena_rewind(a, mark);
    }
    return e;
}
