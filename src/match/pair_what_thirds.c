/* What a change would cost, told of people: with those who join a pair as
 * third, who have somebody too. */
#include "match/pair_what.h"

static void
add_pins(const struct what *w, struct match_round *r)
{
    const struct match_people *people = &w->work.people;
    for (int k = 0; k < r->rules->n_pins; k++) {
        const struct match_person *x = match_find(people, r->rules->pins[k].a);
        const struct match_person *y = match_find(people, r->rules->pins[k].b);
        if (x == NULL || y == NULL)
            continue;
        bool is_swapped = false; /* whose side is first comes first */
        for (int s = 0; s < MATCH_SIDES_MAX; s++)
            if (text_is_equal(x->side, r->sides[s]))
                break;
            else if (text_is_equal(y->side, r->sides[s]))
                is_swapped = true;
        match_add_pair(r, is_swapped ? y : x, is_swapped ? x : y);
    }
}

enum err
what_thirds(const struct what *w, struct arena *a,
    const struct match_rules *rules, const int32_t *mate,
    struct match_round **round, struct why *why)
{
    struct match_round *r = arena_new(a, struct match_round, 1);
    *r = w->work.solved;
    *round = r;
    r->rules = rules;
    r->n_pairs = r->n_waiting = r->n_violations = 0;
    r->pairs = arena_new(a, struct match_pair, w->n / 2 + rules->n_pins + 1);
    r->waiting = arena_new(a, const struct match_person *, w->n + 1);
    add_pins(w, r);
    for (ptrdiff_t i = 0; i < w->n; i++)
        if (mate[i] < 0)
            r->waiting[r->n_waiting++] = w->all[i];
        else if (mate[i] > i)
            match_add_pair(r, w->all[i], w->all[mate[i]]);
    enum err e =
        r->n_waiting > 0 && r->n_pairs > 0 ? match_add_thirds(r, a, why) : OK;
    if (e == OK)
        require(r->n_violations == 0); /* nothing without its proof */
    return e;
}

/* ---- Against now ------------------------------------------------------- */

const struct match_pair *
what_find_pair(const struct match_round *r, const struct match_person *x,
    const struct match_person *y)
{
    for (ptrdiff_t k = 0; k < r->n_pairs; k++)
        if ((r->pairs[k].a == x && r->pairs[k].b == y) ||
            (r->pairs[k].a == y && r->pairs[k].b == x))
            return &r->pairs[k];
    return NULL;
}

static bool
has_somebody(const struct match_round *r, const struct match_person *who)
{
    for (ptrdiff_t k = 0; k < r->n_pairs; k++)
        if (r->pairs[k].a == who || r->pairs[k].b == who ||
            r->pairs[k].third == who)
            return true;
    return false;
}

static void
measure(const struct match_round *r, int64_t *worst, int64_t *total)
{
    *worst = -1;
    *total = 0;
    for (ptrdiff_t k = 0; k < r->n_pairs; k++) {
        int64_t score = r->pairs[k].score.total - r->pairs[k].penalty;
        *total += score;
        if (*worst < 0 || score < *worst)
            *worst = score;
    }
}

/* Does one of the two lose somebody for it? */
static bool
is_instead(const struct match_round *now, const struct match_round *then,
    const struct match_pair *p)
{
    for (ptrdiff_t k = 0; k < now->n_pairs; k++) {
        const struct match_pair *q = &now->pairs[k];
        bool is_theirs =
            q->a == p->a || q->b == p->a || q->a == p->b || q->b == p->b;
        if (is_theirs && what_find_pair(then, q->a, q->b) == NULL)
            return true;
    }
    return false;
}

static int64_t
id_of(const struct what *w, const struct match_person *who)
{
    return who == NULL ? 0 : w->work.ids[who - w->work.people.people];
}

void
what_compare(const struct what *w, struct arena *a,
    const struct match_round *now, const struct match_round *then,
    struct what_cost *c)
{
    *c = (struct what_cost){ .is_possible = true,
        .n_pairs = then->n_pairs,
        .n_pairs_now = now->n_pairs,
        .pairs = arena_new(a, struct what_pair, then->n_pairs + 1) };
    measure(then, &c->worst, &c->total);
    measure(now, &c->worst_now, &c->total_now);
    for (ptrdiff_t k = 0; k < then->n_pairs; k++) {
        const struct match_pair *p = &then->pairs[k];
        const struct match_pair *q = what_find_pair(now, p->a, p->b);
        if (q != NULL && q->third == p->third) {
            c->n_kept++;
            continue;
        }
        bool is_changed = q != NULL || is_instead(now, then, p);
        c->n_changed += is_changed;
        c->n_new += !is_changed;
        c->pairs[c->n_shown++] = (struct what_pair){ id_of(w, p->a),
            id_of(w, p->b), id_of(w, p->third), p->score.total };
    }
    for (ptrdiff_t i = 0; i < w->n; i++)
        c->n_lost +=
            has_somebody(now, w->all[i]) && !has_somebody(then, w->all[i]);
    c->is_as_now = c->n_shown == 0 && c->n_pairs == c->n_pairs_now;
}
