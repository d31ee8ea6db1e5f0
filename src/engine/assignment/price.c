#include "engine/assignment/price.h"

#include "engine/assignment/assign_inside.h"
#include "engine/assignment/lap_inside.h"
#include "engine/assignment/price_inside.h"

#include <string.h>

/* One question. */
struct asking {
    struct cp_assign_kept *k;
    struct arena *a;
    struct cp_assign_price *price;
    enum cp_assign_if what;
    int32_t i, j;
    struct under *under;
};

static enum err
no_room(struct why *why)
{
    return err_say(why, ERR_NO_ROOM, "no memory for this many people");
}

/* ---- Kept ---------------------------------------------------------------- */

static void
fill_costs(const struct cp_assign_kept *k, struct under *under, int32_t floor)
{
    const struct cp_assign *p = k->p;
    int32_t most = k->score_max, lost = k->lost, n_b = (int32_t)p->n_b;
    under->floor = floor;
    for (ptrdiff_t i = 0; i < k->n; i++) {
        int32_t *restrict to = under->costs + i * k->n;
        int32_t j = 0;
        if (i < p->n_a) {
            const int32_t *restrict scores = p->scores + i * n_b;
            for (; j < n_b; j++)
                to[j] = scores[j] >= floor ? most - scores[j] : lost;
        }
        for (; j < k->n; j++)
            to[j] = most;
    }
}

/* Is it an answer to this problem, as far as one look tells? */
static bool
is_answer(const struct cp_assign *p, const struct cp_assign_answer *an)
{
    ptrdiff_t n_pairs = 0;
    int64_t total = 0;
    if (an->n != (p->n_a > p->n_b ? p->n_a : p->n_b))
        return false;
    for (ptrdiff_t i = 0; i < p->n_a; i++) {
        int32_t j = an->b_of[i];
        if (j < -1 || j >= p->n_b)
            return false;
        if (j < 0)
            continue;
        int32_t score = p->scores[i * p->n_b + j];
        if (score < 0)
            return false;
        n_pairs++;
        total += score;
    }
    return n_pairs == an->n_pairs && total == an->total &&
        (p->mode == CP_ASSIGN_LEXIMIN ||
            (an->rows != NULL && an->columns != NULL));
}

/* Who is not placed stands with anybody who is not: all that costs alike. */
static void
fill_pairs(struct cp_assign_kept *k)
{
    struct matching *m = &k->pairs; /* row_of: room to count in */
    int32_t at = 0;
    for (int32_t j = 0; j < k->n; j++)
        m->row_of[j] = -1;
    for (int32_t i = 0; i < k->n; i++) {
        k->order[i] = i;
        k->own.column_of[i] = i < k->p->n_a ? k->answer->b_of[i] : -1;
        if (k->own.column_of[i] >= 0)
            m->row_of[k->own.column_of[i]] = i;
    }
    for (int32_t i = 0; i < k->n; i++) {
        if (k->own.column_of[i] >= 0)
            continue;
        while (m->row_of[at] >= 0)
            at++;
        k->own.column_of[i] = at++;
    }
}

static bool
take_under(struct under *under, struct arena *a, ptrdiff_t n)
{
    *under = (struct under){ .floor = -1,
        .costs = TRY(a, int32_t, n * n),
        .columns = TRY(a, int64_t, n),
        .column_of = TRY(a, int32_t, n) };
    return under->costs != NULL && under->columns != NULL &&
        under->column_of != NULL;
}

static bool
take_room(struct cp_assign_kept *k, struct arena *a)
{
    ptrdiff_t n = k->n;
    bool is_room = take_under(&k->own, a, n);
    for (int i = 0; i < N_OTHERS && k->p->mode == CP_ASSIGN_FAIR; i++)
        is_room = is_room && take_under(&k->others[i], a, n);
    if (k->p->mode == CP_ASSIGN_FAIR)
        is_room = is_room && grid_take(&k->there, a, n);
    k->columns_now = TRY(a, int64_t, n);
    k->column_now = TRY(a, int32_t, n);
    k->order = TRY(a, int32_t, n);
    k->rise_a = TRY(a, int32_t, n);
    k->rise_b = TRY(a, int32_t, n);
    return is_room && k->columns_now != NULL && k->column_now != NULL &&
        k->order != NULL && k->rise_a != NULL && k->rise_b != NULL &&
        widest_take(&k->widest, a, k->p) && grid_take(&k->tight, a, n) &&
        matching_take(&k->pairs, a, n);
}

enum err
cp_assign_keep(struct cp_assign_kept **kept, struct arena *a,
    const struct cp_assign *p, const struct cp_assign_answer *answer,
    struct why *why)
{
    if (!is_answer(p, answer))
        return err_say(
            why, ERR_BAD_INPUT, "the answer is not one to this problem");
    struct cp_assign_kept *k = TRY(a, struct cp_assign_kept, 1);
    if (k == NULL)
        return no_room(why);
    *k = (struct cp_assign_kept){
        .p = p, .answer = answer, .n = (int32_t)answer->n
    };
    *kept = k;
    for (ptrdiff_t x = 0; x < p->n_a * p->n_b; x++)
        k->score_max =
            p->scores[x] > k->score_max ? p->scores[x] : k->score_max;
    int64_t lost = (int64_t)(k->n + 2) * k->score_max + 2;
    k->is_cold = p->mode == CP_ASSIGN_LEXIMIN || lost > CP_LAP_COST_MAX;
    if (k->is_cold)
        return OK;
    k->lost = (int32_t)lost;
    if (!take_room(k, a))
        return no_room(why);
    fill_pairs(k);
    fill_costs(k, &k->own,
        p->mode == CP_ASSIGN_FAIR && answer->worst > 0 ? (int32_t)answer->worst
                                                       : 0);
    if (p->mode == CP_ASSIGN_FAIR && price_rises(k, a) != OK)
        return no_room(why);
    for (ptrdiff_t j = 0; j < k->n; j++)
        k->own.columns[j] =
            answer->columns[j] - lost * (answer->count_columns[j] != 0);
    /* each row has its cheapest column from here on, whatever the answer's
     * proof was */
    struct lap_again again = { .costs = k->own.costs,
        .n = k->n,
        .cost_max = k->lost,
        .columns = k->own.columns,
        .column_of = k->own.column_of };
    enum err e = lap_solve_again(&again, a);
    require(e != ERR_BAD_INPUT);
    return e == OK ? OK : no_room(why);
}

/* ---- Anew ---------------------------------------------------------------- */

/* Where place x of a side is when `out` is left out. */
static ptrdiff_t
without(ptrdiff_t x, ptrdiff_t out)
{
    return x < out ? x : x + 1;
}

static enum err
solve_others(struct asking *s, struct why *why)
{
    const struct cp_assign *p = s->k->p;
    ptrdiff_t n_a = p->n_a - 1, n_b = p->n_b - 1;
    int32_t *scores = TRY(s->a, int32_t, n_a * n_b + 1);
    int64_t *keys_a = TRY(s->a, int64_t, n_a + 1);
    int64_t *keys_b = TRY(s->a, int64_t, n_b + 1);
    struct cp_assign less = *p;
    struct cp_assign_answer answer;
    if (scores == NULL || keys_a == NULL || keys_b == NULL)
        return no_room(why);
    less.scores = scores;
    less.keys_a = keys_a;
    less.keys_b = keys_b;
    less.n_a = n_a;
    less.n_b = n_b;
    for (ptrdiff_t y = 0; y < n_b; y++)
        keys_b[y] = p->keys_b[without(y, s->j)];
    for (ptrdiff_t x = 0; x < n_a; x++) {
        keys_a[x] = p->keys_a[without(x, s->i)];
        for (ptrdiff_t y = 0; y < n_b; y++)
            scores[x * n_b + y] =
                p->scores[without(x, s->i) * p->n_b + without(y, s->j)];
    }
    enum err e = cp_assign_solve(&answer, s->a, &less, why);
    for (ptrdiff_t x = 0; e == OK && x < n_a; x++)
        if (answer.b_of[x] >= 0)
            s->price->b_of[without(x, s->i)] =
                (int32_t)without(answer.b_of[x], s->j);
    return e;
}

static enum err
solve_apart(struct asking *s, struct why *why)
{
    const struct cp_assign *p = s->k->p;
    ptrdiff_t n = p->n_a * p->n_b;
    int32_t *scores = TRY(s->a, int32_t, n);
    struct cp_assign less = *p;
    struct cp_assign_answer answer;
    if (scores == NULL)
        return no_room(why);
    memcpy(scores, p->scores, (size_t)n * sizeof *scores);
    scores[s->i * p->n_b + s->j] = CP_ASSIGN_FORBIDDEN;
    less.scores = scores;
    enum err e = cp_assign_solve(&answer, s->a, &less, why);
    if (e == OK)
        memcpy(
            s->price->b_of, answer.b_of, (size_t)p->n_a * sizeof *answer.b_of);
    return e;
}

/* ---- The lowest score first ---------------------------------------------- */

/* The answer less what the question takes away: true when a pair more may be
 * had in its place. */
static bool
begin_widest(struct asking *s)
{
    struct widest *w = &s->k->widest;
    const struct cp_assign *p = s->k->p;
    memcpy(w->b_of, s->k->answer->b_of, (size_t)p->n_a * sizeof *w->b_of);
    for (ptrdiff_t j = 0; j < p->n_b; j++)
        w->a_of[j] = -1;
    for (int32_t i = 0; i < p->n_a; i++)
        if (w->b_of[i] >= 0)
            w->a_of[w->b_of[i]] = i;
    w->out_a = w->out_b = w->apart_a = w->apart_b = -1;
    int32_t had = w->b_of[s->i], other = w->a_of[s->j];
    if (had >= 0)
        w->b_of[s->i] = w->a_of[had] = -1;
    if (other >= 0 && other != s->i)
        w->a_of[s->j] = w->b_of[other] = -1;
    if (s->what == CP_ASSIGN_APART) {
        w->apart_a = s->i;
        w->apart_b = s->j;
        return true;
    }
    w->out_a = s->i;
    w->out_b = s->j;
    return had >= 0 && other >= 0 && had != s->j;
}

/* Of a fair round: what all others can have. It is known before anything is
 * solved: the whole round is then solved once. */
static int32_t
find_floor(struct asking *s)
{
    struct cp_assign_kept *k = s->k;
    int32_t floor = k->own.floor;
    int32_t rise_a = k->rise_a[s->i], rise_b = k->rise_b[s->j];
    int32_t higher = rise_a < rise_b ? rise_a : rise_b;
    if (s->what == CP_ASSIGN_TOGETHER && higher > floor)
        return higher;
    if (!begin_widest(s) || widest_reaches(&k->widest, &k->there))
        return floor; /* nearly always */
    int32_t width = widest_add(&k->widest, -1, floor);
    if (width >= 0)
        return width;
    int32_t most = widest_raise(&k->widest); /* a pair is lost: rare */
    return most > floor ? most : floor;
}

/* ---- From what is kept --------------------------------------------------- */

static bool
is_pair(const struct asking *s, int32_t i, int32_t j)
{
    const struct cp_assign *p = s->k->p;
    if (i >= p->n_a || j >= p->n_b)
        return false;
    if (i == s->i && j == s->j)
        return s->what == CP_ASSIGN_TOGETHER;
    return p->scores[(ptrdiff_t)i * p->n_b + j] >= s->under->floor;
}

/* The question as costs; and back. Who is together stands alone in row and
 * column. */
static void
change_costs(struct asking *s)
{
    ptrdiff_t n = s->k->n;
    int32_t *row = s->under->costs + s->i * n;
    if (s->what == CP_ASSIGN_APART) {
        row[s->j] = s->k->lost;
        return;
    }
    for (ptrdiff_t y = 0; y < n; y++) {
        row[y] = CP_LAP_ABSENT;
        s->under->costs[y * n + s->j] = CP_LAP_ABSENT;
    }
    row[s->j] = 0;
}

static void
restore_costs(struct asking *s)
{
    const struct cp_assign_kept *k = s->k;
    const struct cp_assign *p = k->p;
    for (ptrdiff_t x = 0; x < k->n; x++) {
        int32_t a =
            x < p->n_a && s->j < p->n_b ? p->scores[x * p->n_b + s->j] : -2;
        int32_t b = x < p->n_b ? p->scores[s->i * p->n_b + x] : -2;
        s->under->costs[x * k->n + s->j] = a == -2 ? k->score_max
            : a >= s->under->floor                 ? k->score_max - a
                                                   : k->lost;
        s->under->costs[s->i * (ptrdiff_t)k->n + x] = b == -2 ? k->score_max
            : b >= s->under->floor                            ? k->score_max - b
                                                              : k->lost;
    }
}

/* Of the sets that are as good the seed's, as in a round of their own. */
static enum err
settle_ties(struct asking *s)
{
    struct cp_assign_kept *k = s->k;
    struct solving tie = { .p = k->p,
        .a = s->a,
        .n = k->n,
        .order_a = k->order,
        .order_b = k->order,
        .open = k->tight,
        .pairs = k->pairs,
        .apart_a = s->i,
        .apart_b = s->j,
        .is_apart = s->what == CP_ASSIGN_APART };
    for (int32_t i = 0; i < k->n; i++) {
        tie.pairs.column_of[i] = k->column_now[i];
        tie.pairs.row_of[k->column_now[i]] = i;
    }
    return assign_tie(&tie);
}

/* All aims but the ties, under s->under. */
static enum err
solve_under(struct asking *s)
{
    struct cp_assign_kept *k = s->k;
    size_t n = (size_t)k->n;
    memcpy(k->columns_now, s->under->columns, n * sizeof *k->columns_now);
    memcpy(k->column_now, s->under->column_of, n * sizeof *k->column_now);
    memset(k->tight.words, 0, n * (size_t)k->tight.n_words * 8);
    if (s->what == CP_ASSIGN_APART) {
        k->column_now[s->i] = -1;
    } else if (k->column_now[s->i] != s->j) {
        int32_t other = 0;
        while (k->column_now[other] != s->j)
            other++;
        k->column_now[other] = -1;
        k->column_now[s->i] = s->j;
    }
    change_costs(s);
    struct lap_again again = { .costs = s->under->costs,
        .n = k->n,
        .cost_max = k->lost,
        .columns = k->columns_now,
        .column_of = k->column_now,
        .is_cheapest = true, /* the question only makes cells dearer */
        .tight = &k->tight };
    enum err e = lap_solve_again(&again, s->a);
    restore_costs(s);
    require(e != ERR_BAD_INPUT); /* nobody at all is an answer */
    return e;
}

/* The whole round under another lowest score, from what is near; or as it was
 * asked for before. Under a higher one cells are only dearer: who keeps theirs
 * has the cheapest. */
static enum err
choose_under(struct asking *s, int32_t floor)
{
    struct cp_assign_kept *k = s->k;
    const struct cp_assign *p = k->p;
    bool is_higher = floor > k->own.floor;
    for (int i = 0; i < N_OTHERS; i++)
        if (k->others[i].floor == floor) {
            s->under = &k->others[i];
            return OK;
        }
    s->under = &k->others[k->next_other];
    k->next_other = (k->next_other + 1) % N_OTHERS;
    fill_costs(k, s->under, floor);
    memcpy(s->under->columns, k->own.columns,
        (size_t)k->n * sizeof *k->own.columns);
    memcpy(s->under->column_of, k->own.column_of,
        (size_t)k->n * sizeof *k->own.column_of);
    for (int32_t i = 0; is_higher && i < p->n_a; i++) {
        int32_t j = s->under->column_of[i];
        if (j < p->n_b && p->scores[(ptrdiff_t)i * p->n_b + j] < floor)
            s->under->column_of[i] = -1;
    }
    struct lap_again again = { .costs = s->under->costs,
        .n = k->n,
        .cost_max = k->lost,
        .columns = s->under->columns,
        .column_of = s->under->column_of,
        .is_cheapest = is_higher };
    enum err e = lap_solve_again(&again, s->a);
    require(e != ERR_BAD_INPUT);
    if (e != OK)
        s->under->floor = -1;
    return e;
}

static enum err
solve_kept(struct asking *s, struct why *why)
{
    struct cp_assign_kept *k = s->k;
    enum err e = OK;
    s->under = &k->own;
    if (k->p->mode == CP_ASSIGN_FAIR) {
        int32_t floor = find_floor(s);
        if (floor != k->own.floor)
            e = choose_under(s, floor);
    }
    if (e == OK)
        e = solve_under(s);
    if (e == OK)
        e = settle_ties(s);
    for (int32_t i = 0; e == OK && i < k->p->n_a; i++) {
        int32_t j = k->pairs.column_of[i];
        if (is_pair(s, i, j))
            s->price->b_of[i] = j;
    }
    return e == OK ? OK : no_room(why);
}

/* ---- The price ----------------------------------------------------------- */

static void
tell(struct asking *s)
{
    const struct cp_assign *p = s->k->p;
    const struct cp_assign_answer *before = s->k->answer;
    struct cp_assign_price *price = s->price;
    price->worst = price->worst_others = -1;
    for (ptrdiff_t i = 0; i < p->n_a; i++) {
        int32_t j = price->b_of[i];
        if (j < 0)
            continue;
        int64_t score = p->scores[i * p->n_b + j];
        price->n_pairs++;
        price->total += score;
        if (price->worst < 0 || score < price->worst)
            price->worst = score;
        if (s->what == CP_ASSIGN_TOGETHER && i == s->i)
            continue;
        if (price->worst_others < 0 || score < price->worst_others)
            price->worst_others = score;
    }
    price->pairs_change = price->n_pairs - before->n_pairs;
    price->total_change = price->total - before->total;
    if (price->worst >= 0 && before->worst >= 0)
        price->worst_change = price->worst - before->worst;
}

enum err
cp_assign_price(struct cp_assign_price *price, struct arena *a,
    struct cp_assign_kept *k, enum cp_assign_if what, ptrdiff_t i, ptrdiff_t j,
    struct why *why)
{
    const struct cp_assign *p = k->p;
    *price = (struct cp_assign_price){ 0 };
    if (i < 0 || j < 0 || i >= p->n_a || j >= p->n_b)
        return err_say(why, ERR_BAD_INPUT, "nobody here has that number");
    bool is_allowed = p->scores[i * p->n_b + j] >= 0;
    if (what == CP_ASSIGN_TOGETHER && !is_allowed)
        return OK;
    price->is_possible = true;
    price->b_of = TRY(a, int32_t, p->n_a);
    if (price->b_of == NULL)
        return no_room(why);
    struct asking s = { .k = k,
        .a = a,
        .price = price,
        .what = what,
        .i = (int32_t)i,
        .j = (int32_t)j };
    enum err e = OK;
    bool is_same = what == CP_ASSIGN_APART && k->answer->b_of[i] != j;
    for (ptrdiff_t x = 0; x < p->n_a; x++)
        price->b_of[x] = is_same ? k->answer->b_of[x] : -1;
    struct arena_mark mark = arena_mark(a);
    if (!is_same && !k->is_cold)
        e = solve_kept(&s, why);
    else if (!is_same && what == CP_ASSIGN_APART)
        e = solve_apart(&s, why);
    else if (!is_same)
        e = solve_others(&s, why);
    arena_rewind(a, mark);
    if (what == CP_ASSIGN_TOGETHER)
        price->b_of[i] = (int32_t)j;
    if (e == OK)
        tell(&s);
    return e;
}
