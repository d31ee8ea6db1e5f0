#include "match/pair_what.h"

int64_t
what_id(const struct what *w, ptrdiff_t index)
{
    return w->work.ids[w->all[index] - w->work.people.people];
}

ptrdiff_t
what_index(const struct what *w, int64_t id)
{
    for (ptrdiff_t i = 0; i < w->n; i++)
        if (what_id(w, i) == id)
            return i;
    return -1;
}

/* ---- The problem ------------------------------------------------------- */

/* Where the score of two stands. */
static ptrdiff_t
cell(const struct what *w, ptrdiff_t i, ptrdiff_t j)
{
    ptrdiff_t low = i < j ? i : j, high = i < j ? j : i;
    return w->is_among ? i * w->n + j : low * (w->n - w->n_a) + high - w->n_a;
}

int64_t
what_score(const struct what *w, ptrdiff_t i, ptrdiff_t j)
{
    return w->scores[cell(w, i, j)];
}

void
what_forbid(struct what *w, ptrdiff_t i, ptrdiff_t j)
{
    w->scores[cell(w, i, j)] = CP_ASSIGN_FORBIDDEN;
}

static int32_t *
score_all(
    const struct what *w, struct arena *a, const struct cp_score_rules *rules)
{
    ptrdiff_t n_cells = w->is_among ? w->n * w->n : w->n_a * (w->n - w->n_a);
    int32_t *scores = arena_new(a, int32_t, n_cells + 1);
    struct cp_score s;
    for (ptrdiff_t k = 0; k < n_cells; k++)
        scores[k] = CP_ASSIGN_FORBIDDEN;
    for (ptrdiff_t i = 0; i < w->n; i++)
        for (ptrdiff_t j = i + 1; j < w->n; j++) {
            if (w->sides[i] == w->sides[j])
                continue;
            cp_score_pair(&s, &w->all[i]->person, &w->all[j]->person, rules);
            if (s.bar == CP_BAR_NONE &&
                !match_is_barred(&w->work.rules, w->all[i], w->all[j]))
                scores[cell(w, i, j)] = scores[cell(w, j, i)] = s.total;
        }
    return scores;
}

void
what_build(struct what *w, struct arena *a, const bool *is_out)
{
    const struct match_people *people = &w->work.people;
    const struct match_round *m = &w->work.solved;
    int64_t *keys = arena_new(a, int64_t, people->n + 1);
    w->all = arena_new(a, const struct match_person *, people->n + 1);
    w->sides = arena_new(a, int, people->n + 1);
    w->n = w->n_a = 0;
    for (int side = 0; side < MATCH_SIDES_MAX && !text_is_empty(m->sides[side]);
         side++) {
        w->is_among = side > 1;
        for (ptrdiff_t i = 0; i < people->n; i++) {
            const struct match_person *x = &people->people[i];
            if (is_out[i] || !text_is_equal(x->side, m->sides[side]))
                continue;
            keys[w->n] = x->person.key;
            w->sides[w->n] = side;
            w->all[w->n++] = x;
        }
        w->n_a = side == 0 ? w->n : w->n_a;
    }
    w->scores = score_all(w, a, &w->work.rules.score);
    w->problem = (struct cp_assign){ .scores = w->scores,
        .n_a = w->n_a,
        .n_b = w->n - w->n_a,
        .keys_a = keys,
        .keys_b = keys + w->n_a,
        .mode = m->mode,
        .seed = m->seed };
    w->among = (struct cp_general){ .scores = w->scores,
        .n = w->n,
        .keys = keys,
        .mode = m->mode,
        .seed = m->seed };
}

/* ---- Answers ----------------------------------------------------------- */

/* Of two sides: whom each of the first has, as whom each has. */
static int32_t *
mates(const struct what *w, struct arena *a, const int32_t *b_of)
{
    int32_t *mate = arena_new(a, int32_t, w->n + 1);
    for (ptrdiff_t i = 0; i < w->n; i++)
        mate[i] = -1;
    for (ptrdiff_t i = 0; i < w->n_a; i++)
        if (b_of[i] >= 0) {
            mate[i] = (int32_t)(w->n_a + b_of[i]);
            mate[w->n_a + b_of[i]] = (int32_t)i;
        }
    return mate;
}

static enum err
solve_among(const struct what *w, struct arena *a, const int32_t *scores,
    struct cp_general_answer *an, struct what_answer *answer, struct why *why)
{
    struct cp_general problem = w->among;
    problem.scores = scores;
    enum err e = cp_general_solve(an, a, &problem, why);
    if (e != OK)
        return e;
    require(cp_general_check(&problem, an, a) == 0);
    *answer =
        (struct what_answer){ an->mate, an->n_pairs, an->worst, an->total };
    return OK;
}

static enum err
solve_two(const struct what *w, struct arena *a, const int32_t *scores,
    struct cp_assign_answer *an, struct what_answer *answer, struct why *why)
{
    struct cp_assign problem = w->problem;
    problem.scores = scores;
    enum err e = cp_assign_solve(an, a, &problem, why);
    if (e != OK)
        return e;
    require(cp_assign_check(&problem, an) == 0);
    *answer = (struct what_answer){ mates(w, a, an->b_of), an->n_pairs,
        an->worst, an->total };
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
    if (what_is_shared(&w->work.people)) {
        what_build(w, a, is_out); /* nobody is out: a pin takes one place */
        return what_open_shared(w, a, why);
    }
    for (int k = 0; k < rules->n_pins; k++) {
        text codes[] = { rules->pins[k].a, rules->pins[k].b };
        for (int i = 0; i < 2; i++) {
            const struct match_person *x =
                match_find(&w->work.people, codes[i]);
            if (x != NULL)
                is_out[x - w->work.people.people] = true;
        }
    }
    what_build(w, a, is_out);
    if (!w->is_among)
        return solve_two(w, a, w->scores, &w->answer, &w->now, why);
    struct cp_general_answer *proof = arena_new(a, struct cp_general_answer, 1);
    w->proof = proof;
    return solve_among(w, a, w->scores, proof, &w->now, why);
}

/* ---- Against now ------------------------------------------------------- */

static enum err
compare(const struct what *w, struct arena *a, const struct what_answer *then,
    const struct match_rules *rules, struct what_cost *c, struct why *why)
{
    struct match_round *before, *after;
    enum err e = what_thirds(w, a, &w->work.rules, w->now.mate, &before, why);
    if (e == OK)
        e = what_thirds(w, a, rules, then->mate, &after, why);
    if (e != OK)
        return e;
    what_compare(w, a, before, after, c);
    /* a pin's score is nobody's choice: as the proposal counts */
    c->worst = then->worst;
    c->worst_now = w->now.worst;
    c->total = then->total;
    c->total_now = w->now.total;
    return OK;
}

/* A round of more than two sides is solved anew: with a pin both leave it, and
 * are a pair; with a veto their score is no more. */
static enum err
price_among(const struct what *w, struct arena *a, enum cp_assign_if what,
    ptrdiff_t i, ptrdiff_t j, struct what_answer *then, struct why *why)
{
    bool is_together = what == CP_ASSIGN_TOGETHER;
    int32_t *scores = arena_new(a, int32_t, w->n * w->n + 1);
    int64_t score = what_score(w, i, j);
    for (ptrdiff_t x = 0; x < w->n; x++)
        for (ptrdiff_t y = 0; y < w->n; y++) {
            bool is_of_them = x == i || x == j || y == i || y == j;
            bool is_it = (x == i && y == j) || (x == j && y == i);
            scores[x * w->n + y] = (is_together ? is_of_them : is_it)
                ? CP_ASSIGN_FORBIDDEN
                : w->scores[x * w->n + y];
        }
    struct cp_general_answer an;
    enum err e = solve_among(w, a, scores, &an, then, why);
    if (e != OK || !is_together)
        return e;
    then->mate[i] = (int32_t)j;
    then->mate[j] = (int32_t)i;
    then->n_pairs++;
    then->total += score;
    if (then->worst < 0 || score < then->worst)
        then->worst = score;
    return OK;
}

static enum err
price_two(struct what *w, struct arena *a, enum cp_assign_if what, ptrdiff_t i,
    ptrdiff_t j, struct what_answer *then, struct why *why)
{
    struct cp_assign_price price;
    ptrdiff_t low = i < j ? i : j, high = i < j ? j : i;
    enum err e = OK;
    if (w->kept == NULL)
        e = cp_assign_keep(&w->kept, a, &w->problem, &w->answer, why);
    if (e == OK)
        e = cp_assign_price(&price, a, w->kept, what, low, high - w->n_a, why);
    if (e == OK)
        *then = (struct what_answer){ mates(w, a, price.b_of), price.n_pairs,
            price.worst, price.total };
    return e;
}

/* False: together, and they may not be. */
static enum err
price_of(struct what *w, struct arena *a, enum cp_assign_if what, ptrdiff_t i,
    ptrdiff_t j, bool *is_possible, struct what_answer *then, struct why *why)
{
    *is_possible = what == CP_ASSIGN_APART || what_score(w, i, j) >= 0;
    if (!*is_possible)
        return OK;
    return w->is_among ? price_among(w, a, what, i, j, then, why)
                       : price_two(w, a, what, i, j, then, why);
}

enum err
what_price(struct what *w, struct arena *a, enum cp_assign_if what,
    int64_t one_id, int64_t other_id, struct what_cost *cost, struct why *why)
{
    struct what_answer then;
    bool is_possible = false;
    ptrdiff_t i = what_index(w, one_id), j = what_index(w, other_id);
    *cost = (struct what_cost){ .is_possible = false };
    if (i < 0 || j < 0 || w->sides[i] == w->sides[j])
        return ERR_NOT_FOUND;
    if (w->is_shared)
        return what_price_shared(w, a, what, i, j, cost, why);
    enum err e = price_of(w, a, what, i, j, &is_possible, &then, why);
    return e == OK && is_possible
        ? compare(w, a, &then, &w->work.rules, cost, why)
        : e;
}

enum err
what_weights(struct what *w, struct arena *a, const int64_t weights[CP_ITEMS],
    struct what_cost *cost, struct why *why)
{
    struct match_rules *rules = arena_new(a, struct match_rules, 1);
    struct cp_assign_answer answer;
    struct what_answer then;
    *rules = w->work.rules;
    for (int i = 0; i < CP_ITEMS; i++)
        rules->score.weights[i] = (int32_t)weights[i];
    if (w->is_shared)
        return what_weights_shared(w, a, rules, cost, why);
    int32_t *scores = score_all(w, a, &rules->score);
    struct cp_general_answer an;
    enum err e = w->is_among ? solve_among(w, a, scores, &an, &then, why)
                             : solve_two(w, a, scores, &answer, &then, why);
    return e == OK ? compare(w, a, &then, rules, cost, why) : e;
}

/* ---- One person -------------------------------------------------------- */

bool
what_is_better(const struct what_choice *x, const struct what_choice *y)
{
    return x->is_now != y->is_now            ? x->is_now
        : x->pairs_change != y->pairs_change ? x->pairs_change > y->pairs_change
        : x->worst_change != y->worst_change
        ? x->worst_change > y->worst_change
        : x->total_change > y->total_change;
}

/* A round of more than two sides is solved anew for each price. Up to TRIED_ALL
 * people all are looked at; of more those of whom the proof says that they cost
 * the least, so many that the page stays within its time. */
enum { TRIED_ALL = 100, TRIED_LEAST = 4, TRIED_PRODUCT = 6'000'000 };

/* What two cost together at least, by the proof of now; in a fair round those
 * below its lowest score after all others. */
static int64_t
least_cost(const struct what *w, ptrdiff_t i, ptrdiff_t j)
{
    const struct cp_general_answer *p = w->proof;
    int64_t score = what_score(w, i, j);
    if (w->among.mode == CP_ASSIGN_FAIR && score < p->worst)
        return INT64_MAX / 2 - score;
    int64_t cost =
        p->rates[i] + p->rates[j] - 2 * score * ((int64_t)w->n << 21);
    for (int32_t s = p->set_of[i]; s >= 0; s = p->sets[s].parent)
        for (int32_t x = p->set_of[j]; x >= 0; x = p->sets[x].parent)
            cost += s == x ? p->sets[s].rate : 0;
    return cost;
}

/* Those on other sides with whom `at` may be a pair, to be priced. */
static ptrdiff_t
find_tried(
    const struct what *w, struct arena *a, ptrdiff_t at, ptrdiff_t **tried)
{
    ptrdiff_t n = 0, room = w->n;
    int64_t *costs = arena_new(a, int64_t, w->n + 1);
    *tried = arena_new(a, ptrdiff_t, w->n + 1);
    bool is_all = !w->is_among || w->n <= TRIED_ALL;
    if (!is_all)
        room = TRIED_PRODUCT / (w->n * w->n) + TRIED_LEAST;
    for (ptrdiff_t k = 0; k < w->n; k++) {
        if (w->sides[k] == w->sides[at] || what_score(w, at, k) < 0)
            continue;
        int64_t cost = is_all ? 0 : least_cost(w, at, k);
        if (n == room && cost >= costs[n - 1])
            continue;
        ptrdiff_t to = n < room ? n++ : n - 1;
        for (; to > 0 && costs[to - 1] > cost; to--) {
            costs[to] = costs[to - 1];
            (*tried)[to] = (*tried)[to - 1];
        }
        costs[to] = cost;
        (*tried)[to] = k;
    }
    return n;
}

enum err
what_choices(struct what *w, struct arena *a, int64_t person_id,
    struct what_choice *choices, int *n, struct why *why)
{
    ptrdiff_t at = what_index(w, person_id), n_others = 0;
    *n = 0;
    if (at < 0)
        return ERR_NOT_FOUND;
    for (ptrdiff_t k = 0; k < w->n; k++)
        n_others += w->sides[k] != w->sides[at];
    ptrdiff_t max = n_others * 2 / 3 > 3 ? n_others * 2 / 3 : 3;
    enum err e = OK;
    max = max < WHAT_CHOICES ? max : WHAT_CHOICES;
    if (w->is_shared)
        return what_choices_shared(w, a, at, (int)max, choices, n, why);
    if (w->kept == NULL && !w->is_among)
        e = cp_assign_keep(&w->kept, a, &w->problem, &w->answer, why);
    ptrdiff_t *tried, n_tried = find_tried(w, a, at, &tried);
    for (ptrdiff_t t = 0; e == OK && t < n_tried; t++) {
        struct what_answer then;
        bool is_possible = false;
        ptrdiff_t k = tried[t];
        struct arena_mark mark = arena_mark(a);
        e = price_of(w, a, CP_ASSIGN_TOGETHER, at, k, &is_possible, &then, why);
        if (e == OK && is_possible) {
            bool have_worst = then.worst >= 0 && w->now.worst >= 0;
            struct what_choice x = {
                .id = what_id(w, k),
                .score = what_score(w, at, k),
                .is_now = w->now.mate[at] == k,
                .pairs_change = then.n_pairs - w->now.n_pairs,
                .worst_change = have_worst ? then.worst - w->now.worst : 0,
                .total_change = then.total - w->now.total,
            };
            int to = *n < max ? (*n)++ : (int)max;
            for (; to > 0 && what_is_better(&x, &choices[to - 1]); to--)
                if (to < max)
                    choices[to] = choices[to - 1];
            if (to < max)
                choices[to] = x;
        }
        arena_rewind(a, mark);
    }
    return e;
}

/* ---- Repairs ----------------------------------------------------------- */

static enum err
repair_two(const struct what *w, struct arena *a, const int32_t *mate_before,
    struct what_repaired *r, struct why *why)
{
    struct cp_assign_repaired x;
    int32_t *before = arena_new(a, int32_t, w->n_a + 1);
    for (ptrdiff_t i = 0; i < w->n_a; i++)
        before[i] = mate_before[i] < 0 ? -1 : mate_before[i] - (int32_t)w->n_a;
    enum err e = cp_assign_repair(&x, a, &w->problem, before, why);
    if (e != OK)
        return e;
    require(cp_assign_repair_check(&w->problem, before, &x) == 0);
    *r = (struct what_repaired){
        { mates(w, a, x.b_of), x.n_pairs, x.worst, x.total }, x.changes.n_kept,
        x.changes.n_changed, x.changes.n_new, x.changes.n_lost
    };
    return OK;
}

enum err
what_repair(const struct what *w, struct arena *a, const int32_t *mate_before,
    struct what_repaired *r, struct why *why)
{
    struct cp_general_repaired x;
    if (!w->is_among)
        return repair_two(w, a, mate_before, r, why);
    enum err e = cp_general_repair(&x, a, &w->among, mate_before, why);
    if (e != OK)
        return e;
    require(cp_general_repair_check(&w->among, mate_before, &x, a) == 0);
    *r = (struct what_repaired){ { x.answer.mate, x.answer.n_pairs,
                                     x.answer.worst, x.answer.total },
        x.n_kept, x.n_changed, x.n_new, x.n_lost };
    return OK;
}
