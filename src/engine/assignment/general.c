#include "engine/assignment/general_inside.h"

enum { TIE_BITS = 21 };

static enum err
no_room(struct why *why)
{
    return err_say(why, ERR_NO_ROOM, "no memory for this many people");
}

/* ---- Before -------------------------------------------------------------- */

static enum err
look(const struct cp_general *p, struct why *why)
{
    int64_t most = 0;
    if (p->n < 0 || p->n > CP_GENERAL_PEOPLE_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "pairs inside one set are for at most %d people",
            CP_GENERAL_PEOPLE_MAX);
    if (p->mode == CP_ASSIGN_LEXIMIN && p->n > CP_GENERAL_LEXIMIN_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "inside one set leximin is for at most %d people; take fair pairs",
            CP_GENERAL_LEXIMIN_MAX);
    for (ptrdiff_t i = 0; i < p->n; i++)
        for (ptrdiff_t j = 0; j < i; j++) {
            int32_t score = p->scores[i * p->n + j];
            if (score != p->scores[j * p->n + i])
                return err_say(why, ERR_BAD_INPUT,
                    "the score %d is %d the other way", score,
                    p->scores[j * p->n + i]);
            if (score < CP_ASSIGN_FORBIDDEN || score > CP_ASSIGN_SCORE_MAX)
                return err_say(why, ERR_BAD_INPUT,
                    "the score %d is not within 0 and %d", score,
                    CP_ASSIGN_SCORE_MAX);
            most = score > most ? score : most;
        }
    if (p->n * (most + 1) > CP_GENERAL_PRODUCT_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "for %td people scores may be at most %lld", p->n,
            (long long)(CP_GENERAL_PRODUCT_MAX / p->n - 1));
    return OK;
}

static enum err
begin(struct general *s, struct why *why)
{
    struct cp_general_answer *an = s->answer;
    int32_t *other = TRY(s->a, int32_t, s->n);
    s->order = TRY(s->a, int32_t, s->n);
    *an = (struct cp_general_answer){ .worst = -1,
        .mate = TRY(s->a, int32_t, s->n),
        .count_barrier = TRY(s->a, uint8_t, s->n),
        .worst_barrier = TRY(s->a, uint8_t, s->n) };
    if (other == NULL || s->order == NULL || an->mate == NULL ||
        an->count_barrier == NULL || an->worst_barrier == NULL ||
        !counting_take(&s->count, s->a, s->n))
        return no_room(why);
    if (!order_by_key(s->order, other, s->p->keys, s->p->n))
        return err_say(why, ERR_BAD_INPUT, "two people have the same key");
    return OK;
}

/* ---- As many pairs as there can be, and the best worst --------------------
 */

static int32_t
count_from(struct general *s, int64_t least)
{
    counting_clear(&s->count);
    for (int32_t i = 0; i < s->n; i++)
        for (int32_t j = 0; j < s->n; j++)
            if (i != j && general_score(s, i, j) >= least)
                counting_add(&s->count, i, j);
    counting_grow(&s->count);
    return s->count.n_pairs;
}

static void
tell_barrier(const struct general *s, uint8_t *barrier)
{
    for (int32_t v = 0; v < s->n; v++)
        barrier[s->order[v]] = counting_is_barrier(&s->count, v);
}

static int64_t
solve_worst(struct general *s)
{
    int64_t low = 0, most = 0;
    for (int32_t i = 0; i < s->n; i++)
        for (int32_t j = 0; j < i; j++)
            most =
                general_score(s, i, j) > most ? general_score(s, i, j) : most;
    for (int64_t high = most; low < high;) {
        int64_t middle = low + (high - low + 1) / 2;
        if (count_from(s, middle) == s->answer->n_pairs) {
            low = middle;
        } else {
            high = middle - 1;
            tell_barrier(s, s->answer->worst_barrier);
        }
    }
    if (low == most) {
        count_from(s, low + 1);
        tell_barrier(s, s->answer->worst_barrier);
    }
    return low;
}

/* ---- The best total, and ties ----------------------------------------------
 */

/* First its score, then its hash, the least the best. */
static int64_t
weight(const struct general *s, int32_t i, int32_t j)
{
    return general_score(s, i, j) * ((int64_t)s->n << TIE_BITS) +
        ((INT64_C(1) << TIE_BITS) - 1 - general_tie(s, i, j));
}

/* Everybody is in a pair: as many as wait are with somebody who is nobody. */
static enum err
solve_total(struct general *s, int64_t least, int64_t *most)
{
    ptrdiff_t m = s->m;
    s->costs = TRY(s->a, int64_t, m * m);
    if (s->costs == NULL)
        return ERR_NO_ROOM;
    *most = 0;
    for (int32_t i = 0; i < s->n; i++)
        for (int32_t j = 0; j < i; j++) {
            int64_t w = general_score(s, i, j) < least ? -1 : weight(s, i, j);
            s->costs[i * m + j] = w;
            *most = w > *most ? w : *most;
        }
    for (ptrdiff_t i = 0; i < m; i++) {
        s->costs[i * m + i] = BLOSSOM_ABSENT;
        for (ptrdiff_t j = 0; j < i; j++) {
            int64_t w = j >= s->n ? -1 : i >= s->n ? 0 : s->costs[i * m + j];
            s->costs[i * m + j] = s->costs[j * m + i] =
                w < 0 ? BLOSSOM_ABSENT : *most - w;
        }
    }
    enum err e = blossom_solve(&s->b, s->a, s->costs, m);
    require(e != ERR_BAD_INPUT); /* there is one: they were counted */
    if (e == OK)
        e = blossom_is_unique(&s->b, s->n, s->a, &s->answer->is_unique);
    return e;
}

/* ---- After --------------------------------------------------------------- */

void
general_tell_pairs(struct general *s)
{
    struct cp_general_answer *an = s->answer;
    const struct cp_general *p = s->p;
    for (int32_t v = 0; v < s->n; v++) {
        int32_t w = s->b.mate[v];
        int32_t x = s->order[v], y = w < s->n ? s->order[w] : -1;
        an->mate[x] = y;
        an->nobody_of[x] = w < s->n ? -1 : w;
        if (w >= s->n || w < v)
            continue;
        int64_t score = p->scores[x * p->n + y];
        an->total += score;
        if (an->worst < 0 || score < an->worst)
            an->worst = score;
    }
    for (ptrdiff_t i = 0; i < p->n; i++) {
        int64_t mine = an->mate[i] < 0 ? -1 : p->scores[i * p->n + an->mate[i]];
        bool is_envious = false;
        for (ptrdiff_t j = 0; j < p->n; j++) {
            int64_t score = p->scores[i * p->n + j];
            if (j == i || j == an->mate[i] || score <= mine)
                continue;
            int64_t theirs =
                an->mate[j] < 0 ? -1 : p->scores[j * p->n + an->mate[j]];
            is_envious = is_envious || theirs >= 0;
            an->n_blocking += j > i && score > theirs;
        }
        an->n_envious += is_envious;
    }
}

enum err
general_tell_proof(struct general *s, int64_t *potentials, int32_t *set_of,
    struct cp_general_set *sets, ptrdiff_t *n_sets)
{
    const struct blossom *b = &s->b;
    *n_sets = 0;
    int32_t *number = TRY(s->a, int32_t, b->n_nodes);
    if (number == NULL)
        return ERR_NO_ROOM;
    for (int32_t x = 0; x < b->n_nodes; x++)
        number[x] = -1;
    for (int32_t v = 0; v < b->n; v++) { /* from the outside inward */
        int32_t n = 0;
        for (int32_t x = b->parent[v]; x >= 0; x = b->parent[x])
            b->list[n++] = x;
        while (n-- > 0)
            if (b->rates[b->list[n]] > 0 && number[b->list[n]] < 0)
                number[b->list[n]] = (int32_t)(*n_sets)++;
    }
    for (int32_t x = b->n; x < b->n_nodes; x++)
        if (number[x] >= 0) {
            number[x] = (int32_t)*n_sets - 1 - number[x];
            sets[number[x]].rate = b->rates[x];
        }
    for (int32_t v = 0; v < b->n; v++) {
        int32_t inner = -1, at = v < s->n ? s->order[v] : v;
        potentials[at] = b->potentials[v];
        set_of[at] = -1;
        for (int32_t x = b->parent[v]; x >= 0; x = b->parent[x]) {
            if (number[x] < 0)
                continue;
            if (inner < 0)
                set_of[at] = number[x];
            else
                sets[inner].parent = number[x];
            inner = number[x];
        }
        if (inner >= 0)
            sets[inner].parent = -1;
    }
    return OK;
}

enum err
general_begin(struct general *s, struct why *why)
{
    struct cp_general_answer *an = s->answer;
    enum err e = look(s->p, why);
    s->n = e == OK ? (int32_t)s->p->n : 0;
    if (e == OK)
        e = begin(s, why);
    if (e != OK)
        return e;
    an->n_pairs = count_from(s, 0);
    tell_barrier(s, an->count_barrier);
    s->m = 2 * s->n - 2 * (int32_t)an->n_pairs;
    an->n_rates = s->m;
    an->rates = TRY(s->a, int64_t, s->m);
    an->set_of = TRY(s->a, int32_t, s->m);
    an->sets = TRY(s->a, struct cp_general_set, s->m / 2);
    an->nobody_of = TRY(s->a, int32_t, s->n);
    return an->rates == NULL || an->set_of == NULL || an->sets == NULL ||
            an->nobody_of == NULL
        ? no_room(why)
        : OK;
}

static enum err
solve_leximin(struct general *s)
{
    struct facing f;
    if (!facing_take(&f, s))
        return ERR_NO_ROOM;
    enum err e = facing_leximin(&f);
    return e == OK ? facing_end(&f) : e;
}

enum err
cp_general_solve(struct cp_general_answer *answer, struct arena *a,
    const struct cp_general *p, struct why *why)
{
    struct general s = { .p = p, .a = a, .answer = answer };
    enum err e = general_begin(&s, why);
    if (e != OK)
        return e;
    int64_t least = 0, most = 0;
    bool is_leximin = p->mode == CP_ASSIGN_LEXIMIN;
    if (p->mode == CP_ASSIGN_FAIR && answer->n_pairs > 0)
        least = solve_worst(&s);
    struct arena_mark mark = arena_mark(a);
    e = is_leximin ? solve_leximin(&s) : solve_total(&s, least, &most);
    if (e == OK) {
        general_tell_pairs(&s);
        e = general_tell_proof(
            &s, answer->rates, answer->set_of, answer->sets, &answer->n_sets);
    }
    for (ptrdiff_t v = 0; v < s.m && !is_leximin; v++)
        answer->rates[v] = most - answer->rates[v];
    if (!is_leximin) /* its levels are in there */
        arena_rewind(a, mark);
    return e == ERR_NO_ROOM ? no_room(why) : e;
}
