/* What if, where somebody may have several counterparts: the round is solved
 * anew with the change, and its pairs are compared with those of now. */
#include "match/pair_what.h"

bool
what_is_shared(const struct match_people *people)
{
    for (ptrdiff_t i = 0; i < people->n; i++)
        if (people->people[i].capacity > 1)
            return true;
    return false;
}

static enum err
solve(const struct what *w, struct arena *a, const struct match_rules *rules,
    struct match_round **solved, struct why *why)
{
    struct match_round *r = arena_new(a, struct match_round, 1);
    *r = w->work.solved;
    r->rules = rules;
    enum err e = match_solve(r, &w->work.people, a, why);
    if (e == OK)
        require(r->n_violations == 0); /* nothing without its proof */
    *solved = r;
    return e;
}

enum err
what_open_shared(struct what *w, struct arena *a, struct why *why)
{
    struct match_round *now;
    w->is_shared = true;
    w->is_too_large = w->work.people.n > WHAT_SHARED;
    if (w->is_too_large)
        return err_say(why, ERR_BAD_INPUT, "too many people");
    enum err e = solve(w, a, &w->work.rules, &now, why);
    w->several = now;
    return e;
}

/* ---- Prices ------------------------------------------------------------ */

static bool
is_of(const struct code_pair *p, text x, text y)
{
    return (text_is_equal(p->a, x) && text_is_equal(p->b, y)) ||
        (text_is_equal(p->a, y) && text_is_equal(p->b, x));
}

/* A copy of the rules in which these two are pinned, or kept apart. False:
 * there is no room for one more. */
static bool
change_rules(struct match_rules *rules, enum cp_assign_if what, text x, text y)
{
    int n = 0;
    for (int k = 0; k < rules->n_pins; k++)
        if (!is_of(&rules->pins[k], x, y))
            rules->pins[n++] = rules->pins[k];
    rules->n_pins = n;
    if (what == CP_ASSIGN_TOGETHER && rules->n_pins < PINS_MAX)
        rules->pins[rules->n_pins++] = (struct code_pair){ x, y };
    else if (what == CP_ASSIGN_APART && rules->n_vetoes < VETOES_MAX)
        rules->vetoes[rules->n_vetoes++] = (struct code_pair){ x, y };
    else
        return false;
    return true;
}

/* Has one of them as many by pins as they would take? */
static bool
is_settled(const struct what *w, const struct match_person *x,
    const struct match_person *y)
{
    const struct match_person *two[] = { x, y };
    for (int i = 0; i < 2; i++) {
        int n = 0;
        for (int k = 0; k < w->work.rules.n_pins; k++) {
            const struct code_pair *p = &w->work.rules.pins[k];
            n += !is_of(p, x->code, y->code) &&
                (text_is_equal(p->a, two[i]->code) ||
                    text_is_equal(p->b, two[i]->code));
        }
        if (n >= two[i]->capacity)
            return true;
    }
    return false;
}

enum err
what_price_shared(const struct what *w, struct arena *a, enum cp_assign_if what,
    ptrdiff_t i, ptrdiff_t j, struct what_cost *cost, struct why *why)
{
    const struct match_person *x = w->all[i], *y = w->all[j];
    struct match_rules *rules = arena_new(a, struct match_rules, 1);
    struct match_round *then;
    *cost = (struct what_cost){ .is_possible = false };
    if (what == CP_ASSIGN_TOGETHER && is_settled(w, x, y))
        return ERR_NOT_FOUND;
    if (what == CP_ASSIGN_TOGETHER && what_score(w, i, j) < 0)
        return OK;
    *rules = w->work.rules;
    if (!change_rules(rules, what, x->code, y->code))
        return ERR_NOT_FOUND;
    enum err e = solve(w, a, rules, &then, why);
    if (e == OK)
        what_compare(w, a, w->several, then, cost);
    return e;
}

enum err
what_weights_shared(const struct what *w, struct arena *a,
    const struct match_rules *rules, struct what_cost *cost, struct why *why)
{
    struct match_round *then;
    enum err e = solve(w, a, rules, &then, why);
    if (e == OK)
        what_compare(w, a, w->several, then, cost);
    return e;
}

/* ---- One person -------------------------------------------------------- */

/* Those whom they have, then the highest scores: so many are priced. */
static int
best_of(const struct what *w, ptrdiff_t at, int max, ptrdiff_t *best)
{
    int n = 0;
    for (ptrdiff_t k = 0; k < w->n; k++) {
        if (w->sides[k] == w->sides[at] || what_score(w, at, k) < 0)
            continue;
        bool is_now = what_find_pair(w->several, w->all[at], w->all[k]) != NULL;
        int to = n < max ? n++ : max;
        for (; to > 0; to--) {
            ptrdiff_t o = best[to - 1];
            bool is_o_now =
                what_find_pair(w->several, w->all[at], w->all[o]) != NULL;
            if (is_o_now > is_now ||
                (is_o_now == is_now &&
                    what_score(w, at, o) >= what_score(w, at, k)))
                break;
            if (to < max)
                best[to] = o;
        }
        if (to < max)
            best[to] = k;
    }
    return n;
}

enum err
what_choices_shared(const struct what *w, struct arena *a, ptrdiff_t at,
    int max, struct what_choice *choices, int *n, struct why *why)
{
    ptrdiff_t best[WHAT_CHOICES];
    int n_best = best_of(w, at, max, best);
    enum err e = OK;
    *n = 0;
    for (int k = 0; e == OK && k < n_best; k++) {
        struct what_cost c;
        struct arena_mark mark = arena_mark(a);
        e = what_price_shared(w, a, CP_ASSIGN_TOGETHER, at, best[k], &c, why);
        arena_rewind(a, mark);
        if (e == ERR_NOT_FOUND || (e == OK && !c.is_possible)) {
            e = OK;
            continue;
        }
        if (e != OK)
            break;
        bool have_worst = c.worst >= 0 && c.worst_now >= 0;
        struct what_choice x = {
            .id = what_id(w, best[k]),
            .score = what_score(w, at, best[k]),
            .is_now =
                what_find_pair(w->several, w->all[at], w->all[best[k]]) != NULL,
            .pairs_change = c.n_pairs - c.n_pairs_now,
            .worst_change = have_worst ? c.worst - c.worst_now : 0,
            .total_change = c.total - c.total_now,
        };
        int to = (*n)++;
        for (; to > 0 && what_is_better(&x, &choices[to - 1]); to--)
            choices[to] = choices[to - 1];
        choices[to] = x;
    }
    return e;
}
