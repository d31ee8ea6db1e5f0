#include "engine/assignment/flow_inside.h"

#include <string.h>

static enum err
no_room(struct why *why)
{
    return err_say(why, ERR_NO_ROOM, "no memory for this many people");
}

/* ---- Before -------------------------------------------------------------- */

static enum err
look(const struct cp_flow *p, struct why *why)
{
    if (p->n_a < 0 || p->n_b < 0 || p->n_a > CP_FLOW_PEOPLE_MAX ||
        p->n_b > CP_FLOW_PEOPLE_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "where people may have several counterparts, a side has at most "
            "%d",
            CP_FLOW_PEOPLE_MAX);
    if (p->mode == CP_ASSIGN_LEXIMIN)
        return err_say(why, ERR_BAD_INPUT,
            "where people may have several counterparts, the mode is fair or "
            "total");
    for (ptrdiff_t k = 0; k < p->n_a * p->n_b; k++)
        if (p->scores[k] < CP_ASSIGN_FORBIDDEN ||
            p->scores[k] > CP_ASSIGN_SCORE_MAX)
            return err_say(why, ERR_BAD_INPUT,
                "the score %d is not within 0 and %d", p->scores[k],
                CP_ASSIGN_SCORE_MAX);
    if (p->spread < 0 || p->spread > CP_ASSIGN_SCORE_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "a further counterpart may cost 0 to %d points, not %d",
            CP_ASSIGN_SCORE_MAX, p->spread);
    for (ptrdiff_t k = 0; k < p->n_a + p->n_b; k++) {
        int32_t capacity =
            k < p->n_a ? p->capacities_a[k] : p->capacities_b[k - p->n_a];
        if (capacity < 0 || capacity > CP_FLOW_CAPACITY_MAX)
            return err_say(why, ERR_BAD_INPUT,
                "somebody may have at most %d counterparts: not within 0 and "
                "%d",
                capacity, CP_FLOW_CAPACITY_MAX);
    }
    return OK;
}

static bool
take_room(struct flow *f)
{
    ptrdiff_t n_cells = (ptrdiff_t)f->n_a * f->n_b;
    f->order_a = TRY(f->a, int32_t, f->n_a);
    f->order_b = TRY(f->a, int32_t, f->n_b);
    f->cells = TRY(f->a, uint8_t, n_cells);
    f->turned = TRY(f->a, uint8_t, n_cells);
    f->room_a = TRY(f->a, int32_t, f->n_a);
    f->room_b = TRY(f->a, int32_t, f->n_b);
    f->used_a = TRY(f->a, int32_t, f->n_a);
    f->used_b = TRY(f->a, int32_t, f->n_b);
    f->low_a = TRY(f->a, int32_t, f->n_a);
    f->low_b = TRY(f->a, int32_t, f->n_b);
    f->high_a = TRY(f->a, int32_t, f->n_a);
    f->high_b = TRY(f->a, int32_t, f->n_b);
    f->is_waiting_a = TRY(f->a, uint8_t, f->n_a);
    f->is_waiting_b = TRY(f->a, uint8_t, f->n_b);
    f->costs = TRY(f->a, int64_t, n_cells);
    f->potentials = TRY(f->a, int64_t, f->n);
    f->distances = TRY(f->a, int64_t, f->n);
    f->layers = TRY(f->a, int32_t, f->n);
    f->at = TRY(f->a, int32_t, f->n);
    f->path = TRY(f->a, int32_t, f->n);
    f->parents = TRY(f->a, int32_t, f->n);
    f->is_done = TRY(f->a, uint8_t, f->n);
    return f->order_a != NULL && f->order_b != NULL && f->cells != NULL &&
        f->turned != NULL && f->room_a != NULL && f->room_b != NULL &&
        f->used_a != NULL && f->used_b != NULL && f->low_a != NULL &&
        f->low_b != NULL && f->high_a != NULL && f->high_b != NULL &&
        f->is_waiting_a != NULL && f->is_waiting_b != NULL &&
        f->costs != NULL && f->potentials != NULL && f->distances != NULL &&
        f->layers != NULL && f->at != NULL && f->path != NULL &&
        f->parents != NULL && f->is_done != NULL;
}

/* ---- Aim by aim ---------------------------------------------------------- */

/* Only what scores at least so much is open; other pairs part. */
static void
open_from(struct flow *f, int64_t least)
{
    for (int32_t i = 0; i < f->n_a; i++)
        for (int32_t j = 0; j < f->n_b; j++) {
            uint8_t *cell = flow_cell(f, i, j);
            bool is_in = (*cell & CELL_IN) != 0;
            if (flow_score(f, i, j) >= least) {
                *cell = is_in ? CELL_OPEN | CELL_IN : CELL_OPEN;
                continue;
            }
            if (is_in) {
                flow_turn(f, i, j);
                f->used_a[i]--;
                f->used_b[j]--;
            }
            *cell = 0;
        }
}

static int64_t
n_pairs(const struct flow *f)
{
    int64_t n = 0;
    for (int32_t i = 0; i < f->n_a; i++)
        n += f->used_a[i];
    return n;
}

static void
tell_cut(const struct flow *f, uint8_t *a, uint8_t *b)
{
    for (int32_t i = 0; i < f->n_a; i++)
        a[f->order_a[i]] = f->layers[i] >= 0;
    for (int32_t j = 0; j < f->n_b; j++)
        b[f->order_b[j]] = f->layers[f->n_a + j] >= 0;
}

/* The highest score that all of as many pairs can have. */
static void
solve_worst(struct flow *f, struct cp_flow_answer *an)
{
    int64_t low = 0, high = CP_ASSIGN_SCORE_MAX;
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        open_from(f, middle);
        flow_grow(f);
        if (n_pairs(f) == an->n_pairs) {
            low = middle;
        } else {
            high = middle - 1;
            tell_cut(f, an->worst_a, an->worst_b); /* of the last, low + 1 */
        }
    }
    if (low == CP_ASSIGN_SCORE_MAX) {
        open_from(f, low + 1);
        flow_grow(f);
        tell_cut(f, an->worst_a, an->worst_b);
    }
    open_from(f, low);
    flow_grow(f);
}

/* How many each may have in another best total: one more or less where that
 * costs what it brings; without a spread any number then, and otherwise none
 * but these. */
static void
narrow(const struct flow *f, int64_t rate, int32_t used, int32_t *low,
    int32_t *high)
{
    bool is_less = used > 0 && rate == f->spread * (used - 1);
    bool is_more = used < *high && rate == f->spread * used;
    if (f->spread == 0 && rate == 0)
        return;
    *low = used - is_less;
    *high = used + is_more;
}

/* A good start: each row takes what scores best and has room, then as many more
 * as there can be. */
static void
start_well(struct flow *f)
{
    for (int32_t i = 0; i < f->n_a; i++)
        for (int32_t j = 0; j < f->n_b; j++)
            if ((*flow_cell(f, i, j) & CELL_IN) != 0) {
                flow_turn(f, i, j);
                f->used_a[i]--;
                f->used_b[j]--;
            }
    for (int32_t i = 0; i < f->n_a; i++)
        while (f->used_a[i] < f->room_a[i]) {
            int32_t best = -1, most = -1;
            for (int32_t j = 0; j < f->n_b; j++)
                if (*flow_cell(f, i, j) == CELL_OPEN &&
                    f->used_b[j] < f->room_b[j] && flow_score(f, i, j) > most) {
                    most = flow_score(f, i, j);
                    best = j;
                }
            if (best < 0)
                break;
            flow_turn(f, i, best);
            f->used_a[i]++;
            f->used_b[best]++;
        }
    flow_grow(f);
}

static void
solve_total(struct flow *f, struct cp_flow_answer *an)
{
    int32_t source = f->n_a + f->n_b, sink = source + 1;
    int64_t most = 0;
    for (int32_t i = 0; i < f->n_a; i++)
        for (int32_t j = 0; j < f->n_b; j++)
            most = flow_score(f, i, j) > most ? flow_score(f, i, j) : most;
    for (int32_t i = 0; i < f->n_a; i++)
        for (int32_t j = 0; j < f->n_b; j++)
            f->costs[(ptrdiff_t)i * f->n_b + j] = most - flow_score(f, i, j);
    f->spread = f->p->spread;
    for (int32_t i = 0; i < f->n_a; i++)
        f->high_a[i] = f->room_a[i];
    for (int32_t j = 0; j < f->n_b; j++)
        f->high_b[j] = f->room_b[j];
    flow_improve(f);
    const int64_t *at = f->potentials;
    an->rate = most + at[source] - at[sink];
    for (int32_t i = 0; i < f->n_a; i++) {
        int64_t rate = at[i] - at[source];
        an->rates_a[f->order_a[i]] = rate > 0 ? rate : 0;
        narrow(f, rate, f->used_a[i], &f->low_a[i], &f->high_a[i]);
    }
    for (int32_t j = 0; j < f->n_b; j++) {
        int64_t rate = at[sink] - at[f->n_a + j];
        an->rates_b[f->order_b[j]] = rate > 0 ? rate : 0;
        narrow(f, rate, f->used_b[j], &f->low_b[j], &f->high_b[j]);
    }
}

/* What no best total has, or each has, stays so: reduced costs above and below
 * 0. Among the rest the least sum of hashes. */
static void
solve_tie(struct flow *f)
{
    const struct cp_flow *p = f->p;
    for (int32_t i = 0; i < f->n_a; i++)
        for (int32_t j = 0; j < f->n_b; j++) {
            int64_t *cost = f->costs + (ptrdiff_t)i * f->n_b + j;
            uint8_t *cell = flow_cell(f, i, j);
            f->spread = 0; /* is settled: what is left is worth the same */
            if (*cost + f->potentials[i] - f->potentials[f->n_a + j] != 0)
                *cell &= (uint8_t)~CELL_OPEN;
            *cost = (*cell & CELL_OPEN) == 0
                ? 0
                : (int64_t)cp_assign_tie(p->seed, p->keys_a[f->order_a[i]],
                      p->keys_b[f->order_b[j]]);
        }
    flow_improve(f);
}

static void
tell(struct flow *f, struct cp_flow_answer *an)
{
    ptrdiff_t n = 0;
    int32_t *row_of = f->layers, *column_of = f->layers + f->n_a;
    for (int32_t i = 0; i < f->n_a; i++)
        row_of[f->order_a[i]] = i;
    for (int32_t j = 0; j < f->n_b; j++)
        column_of[f->order_b[j]] = j;
    an->worst = -1;
    for (int32_t x = 0; x < f->n_a; x++)
        for (int32_t y = 0; y < f->n_b; y++) {
            int32_t i = row_of[x], j = column_of[y];
            if ((*flow_cell(f, i, j) & CELL_IN) == 0)
                continue;
            int64_t score = flow_score(f, i, j);
            an->pairs[n++] = (struct cp_flow_pair){ x, y };
            an->total += score;
            if (an->worst < 0 || score < an->worst)
                an->worst = score;
        }
}

/* No answer has more. */
static ptrdiff_t
n_pairs_at_most(const struct cp_flow *p)
{
    int64_t a = 0, b = 0, least = p->n_a * p->n_b;
    for (ptrdiff_t i = 0; i < p->n_a; i++)
        a += p->capacities_a[i];
    for (ptrdiff_t j = 0; j < p->n_b; j++)
        b += p->capacities_b[j];
    least = a < least ? a : least;
    return b < least ? b : least;
}

static enum err
solve(struct flow *f, struct cp_flow_answer *an, struct why *why)
{
    const struct cp_flow *p = f->p;
    if (!take_room(f))
        return no_room(why);
    if (!order_by_key(f->order_a, f->at, p->keys_a, p->n_a) ||
        !order_by_key(f->order_b, f->at, p->keys_b, p->n_b))
        return err_say(why, ERR_BAD_INPUT, "two people have the same key");
    for (int32_t i = 0; i < f->n_a; i++)
        f->room_a[i] = p->capacities_a[f->order_a[i]];
    for (int32_t j = 0; j < f->n_b; j++)
        f->room_b[j] = p->capacities_b[f->order_b[j]];
    open_from(f, 0);
    flow_grow(f);
    an->n_pairs = n_pairs(f);
    tell_cut(f, an->count_a, an->count_b);
    if (p->mode == CP_ASSIGN_FAIR && an->n_pairs > 0)
        solve_worst(f, an);
    start_well(f);
    solve_total(f, an);
    solve_tie(f);
    tell(f, an);
    return OK;
}

enum err
cp_flow_solve(struct cp_flow_answer *an, struct arena *a,
    const struct cp_flow *p, struct why *why)
{
    enum err e = look(p, why);
    if (e != OK)
        return e;
    struct flow f = { .p = p,
        .a = a,
        .n_a = (int32_t)p->n_a,
        .n_b = (int32_t)p->n_b,
        .n = (int32_t)(p->n_a + p->n_b + 2) };
    *an = (struct cp_flow_answer){ .worst = -1,
        .pairs = TRY(a, struct cp_flow_pair, n_pairs_at_most(p)),
        .count_a = TRY(a, uint8_t, p->n_a),
        .count_b = TRY(a, uint8_t, p->n_b),
        .worst_a = TRY(a, uint8_t, p->n_a),
        .worst_b = TRY(a, uint8_t, p->n_b),
        .rates_a = TRY(a, int64_t, p->n_a),
        .rates_b = TRY(a, int64_t, p->n_b) };
    if (an->pairs == NULL || an->count_a == NULL || an->count_b == NULL ||
        an->worst_a == NULL || an->worst_b == NULL || an->rates_a == NULL ||
        an->rates_b == NULL)
        return no_room(why);
    struct arena_mark mark = arena_mark(a);
    e = solve(&f, an, why);
    arena_rewind(a, mark);
    return e;
}
