#include "engine/pathway/align_ties.h"

#include <string.h>

enum {
    FLAT_EDGES_MAX = 1 << 17,
    WAYS_MAX = 1 << 16 /* to have taken some of what stands at one time */
};

struct cp_untie
cp_untie_in(const struct cp_model *m, struct arena *a)
{
    struct cp_untie u = { m, NULL };
    if (m->flat_edges <= FLAT_EDGES_MAX)
        u.flat = cp_model_flat(m, a, NULL);
    return u;
}

/* ---- What stands at one time ----------------------------------------------
 */

struct letter {
    int32_t event;
    int32_t n, stride; /* how many there are; of its digit */
    bool may_end;
};
struct tie {
    ptrdiff_t from, until; /* events */
    struct letter *letters;
    int32_t n_letters, n_ways;
    int32_t *columns; /* of each way; kept when the order is asked for */
};
struct ties {
    const struct cp_model *m; /* flat */
    struct arena *arena;
    const struct cp_price *price;
    const int32_t *weights;
    ptrdiff_t n_column; /* states, and that it was ended before its end */
    struct tie *all;
    ptrdiff_t n;
};

/* False: there are too many ways. */
static bool
find_letters(struct tie *t, struct arena *a, const struct cp_untie *u,
    const int32_t *events)
{
    t->letters = arena_new(a, struct letter, t->until - t->from);
    for (ptrdiff_t i = t->from; i < t->until; i++) {
        int32_t k = 0;
        while (k < t->n_letters && t->letters[k].event != events[i])
            k++;
        if (k == t->n_letters)
            t->letters[t->n_letters++] = (struct letter){ .event = events[i],
                .may_end = events[i] >= 0 && u->m->ends[events[i]] != NULL };
        t->letters[k].n++;
    }
    t->n_ways = 1;
    for (int32_t k = 0; k < t->n_letters; k++) {
        t->letters[k].stride = t->n_ways;
        if (t->n_ways > WAYS_MAX / (t->letters[k].n + 1))
            return false;
        t->n_ways *= t->letters[k].n + 1;
    }
    return true;
}

/* False: it would take too long, or too much. */
static bool
find_ties(struct ties *to, const struct cp_untie *u, struct arena *a,
    const int32_t *events, const bool *is_tied, ptrdiff_t n)
{
    double work = 0, bytes = 0;
    if (u->flat == NULL)
        return false;
    double column = (double)(u->flat->n_states + u->flat->n_edges);
    to->all = arena_new(a, struct tie, n);
    for (ptrdiff_t i = 0; i < n;) {
        struct tie *t = &to->all[to->n++];
        t->from = i++;
        while (i < n && is_tied[i])
            i++;
        t->until = i;
        if (!find_letters(t, a, u, events))
            return false;
        work += column * t->n_ways * (t->n_letters + 1);
        bytes += 4.0 * (u->flat->n_states + 1) * t->n_ways;
        if (work > CP_PLAN_WORK || bytes > CP_PLAN_BYTES)
            return false;
    }
    return true;
}

static int32_t
count_in(const struct letter *l, int32_t way)
{
    return way / l->stride % (l->n + 1);
}

/* ---- Forward ---------------------------------------------------------------
 */

static int32_t
least_of(const struct ties *t, const int32_t *column)
{
    int32_t least = CP_FAR;
    for (int32_t s = 0; s < t->m->n_states; s++)
        least = cp_least(least, column[s]);
    return least;
}

/* To what may come by this event; the least of each. */
static void
step(const struct ties *t, const struct letter *l, const int32_t *column,
    int32_t least, int32_t *next)
{
    const struct cp_model *m = t->m;
    int32_t extra = cp_extra(t->price, l->event), ended = column[m->n_states];
    for (int32_t s = 0; s < m->n_states; s++)
        next[s] = cp_least(next[s], column[s] + extra);
    for (int32_t k = l->event < 0 ? 0 : m->first_take[l->event];
         l->event >= 0 && k < m->first_take[l->event + 1]; k++)
        next[m->takes[k].to] =
            cp_least(next[m->takes[k].to], column[m->takes[k].from]);
    next[m->n_states] = cp_least(
        next[m->n_states], l->may_end ? cp_least(ended, least) : ended + extra);
}

/* From the column before it to the one behind it, which is returned. */
static const int32_t *
walk_tie(struct ties *t, struct tie *tie, const int32_t *before)
{
    int32_t *columns = arena_new(t->arena, int32_t, tie->n_ways * t->n_column);
    for (ptrdiff_t i = 0; i < tie->n_ways * t->n_column; i++)
        columns[i] = CP_FAR;
    memcpy(columns, before, (size_t)t->n_column * sizeof *columns);
    for (int32_t way = 0; way < tie->n_ways; way++) {
        int32_t *column = columns + way * t->n_column;
        cp_relax(t->m->edges, t->weights, t->m->n_edges, false, column);
        int32_t least = least_of(t, column);
        for (int32_t k = 0; k < tie->n_letters; k++)
            if (count_in(&tie->letters[k], way) < tie->letters[k].n)
                step(t, &tie->letters[k], column, least,
                    column + tie->letters[k].stride * t->n_column);
    }
    tie->columns = columns;
    return columns + (tie->n_ways - 1) * t->n_column;
}

/* The last column; all of them are kept where is_kept. */
static const int32_t *
walk(struct ties *t, bool is_kept)
{
    int32_t *first = arena_new(t->arena, int32_t, t->n_column);
    int32_t *last = arena_new(t->arena, int32_t, t->n_column);
    for (ptrdiff_t s = 1; s < t->n_column; s++)
        first[s] = CP_FAR;
    const int32_t *at = first;
    if (t->n == 0)
        cp_relax(t->m->edges, t->weights, t->m->n_edges, false, first);
    for (ptrdiff_t i = 0; i < t->n; i++) {
        struct arena_mark mark = arena_mark(t->arena);
        at = walk_tie(t, &t->all[i], at);
        if (is_kept)
            continue;
        memcpy(last, at, (size_t)t->n_column * sizeof *last);
        at = last;
        arena_rewind(t->arena, mark);
    }
    return at;
}

static struct cp_align_cost
cost_of(const struct ties *t, const int32_t *last)
{
    int32_t ended = last[t->m->n_states];
    return (struct cp_align_cost){ cp_least(last[t->m->end], ended),
        cp_least(least_of(t, last), ended), 0, 0 };
}

static struct ties
ties_of(const struct cp_untie *u, struct arena *a, const struct cp_price *price)
{
    struct ties t = { .m = u->flat, .arena = a, .price = price };
    if (t.m == NULL)
        return t;
    t.n_column = t.m->n_states + 1;
    t.weights = t.m->weights;
    if (price->step_number > 0) {
        int32_t *weights = arena_new(a, int32_t, t.m->n_edges);
        for (int32_t i = 0; i < t.m->n_edges; i++)
            weights[i] = t.m->weights[i] +
                (t.m->edges[i].weight > 0 &&
                    t.m->edges[i].number == price->step_number);
        t.weights = weights;
    }
    return t;
}

struct cp_align_cost
cp_align_untied(const struct cp_untie *u, struct arena *a,
    const int32_t *events, const bool *is_tied, ptrdiff_t n,
    const struct cp_price *price)
{
    struct arena_mark mark = arena_mark(a);
    struct ties t = ties_of(u, a, price);
    struct cp_align_cost cost;
    if (find_ties(&t, u, a, events, is_tied, n)) {
        cost = cost_of(&t, walk(&t, false));
        arena_rewind(a, mark);
        return cost;
    }
    arena_rewind(a, mark);
    int32_t least = 0; /* what nobody takes is extra in any order */
    for (ptrdiff_t i = 0; i < n; i++)
        least += events[i] < 0;
    cost = cp_align_priced(u->m, a, events, n, price);
    cost.full_gap = cost.full - least;
    cost.prefix_gap = cost.prefix - least;
    return cost;
}

double
cp_align_untied_work(const struct cp_untie *u, struct arena *a,
    const int32_t *events, const bool *is_tied, ptrdiff_t n)
{
    struct arena_mark mark = arena_mark(a);
    struct ties t = { .arena = a };
    double work = 0;
    if (find_ties(&t, u, a, events, is_tied, n))
        for (ptrdiff_t i = 0; i < t.n; i++)
            work += (double)(u->flat->n_states + u->flat->n_edges) *
                t.all[i].n_ways * (t.all[i].n_letters + 1);
    arena_rewind(a, mark);
    return work;
}

/* ---- The order ------------------------------------------------------------
 */

/* From what is to come after an event to what is to come from before it. */
static void
step_back(const struct ties *t, const struct letter *l, const int32_t *rest,
    int32_t *to)
{
    const struct cp_model *m = t->m;
    int32_t extra = cp_extra(t->price, l->event), ended = rest[m->n_states];
    for (int32_t s = 0; s < m->n_states; s++)
        to[s] = cp_least(rest[s] + extra, l->may_end ? ended : CP_FAR);
    for (int32_t k = l->event < 0 ? 0 : m->first_take[l->event];
         l->event >= 0 && k < m->first_take[l->event + 1]; k++)
        to[m->takes[k].from] =
            cp_least(to[m->takes[k].from], rest[m->takes[k].to]);
    to[m->n_states] = l->may_end ? ended : ended + extra;
    cp_relax(m->back, m->back_weights, m->n_edges, true, to);
}

static bool
meets(const struct ties *t, const int32_t *column, const int32_t *rest,
    int32_t cost)
{
    for (ptrdiff_t s = 0; s < t->n_column; s++)
        if (column[s] + rest[s] == cost)
            return true;
    return false;
}

/* The last event of a letter that has no place yet. */
static ptrdiff_t
take_last(const struct tie *tie, const int32_t *events, bool *is_placed,
    int32_t event)
{
    ptrdiff_t i = tie->until - 1;
    while (is_placed[i] || events[i] != event)
        i--;
    is_placed[i] = true;
    return i;
}

/* From behind: each time the event that stood last of those by which it costs
 * no more. *rest is exchanged for the one before the tie. */
static void
order_tie(struct ties *t, const struct tie *tie, const int32_t *events,
    bool *is_placed, int32_t cost, int32_t **rest, int32_t **room,
    int32_t *order)
{
    int32_t way = tie->n_ways - 1;
    for (ptrdiff_t place = tie->until - 1; place >= tie->from; place--) {
        int32_t k = -1;
        for (ptrdiff_t i = tie->until - 1; k < 0; i--) {
            require(i >= tie->from);
            if (is_placed[i])
                continue;
            for (k = 0; tie->letters[k].event != events[i];)
                k++;
            step_back(t, &tie->letters[k], *rest, *room);
            if (!meets(t,
                    tie->columns + (way - tie->letters[k].stride) * t->n_column,
                    *room, cost))
                k = -1;
        }
        order[place] =
            (int32_t)take_last(tie, events, is_placed, tie->letters[k].event);
        way -= tie->letters[k].stride;
        int32_t *swap = *rest;
        *rest = *room;
        *room = swap;
    }
}

bool
cp_align_order(const struct cp_untie *u, struct arena *a, const int32_t *events,
    const bool *is_tied, ptrdiff_t n, bool is_prefix, int32_t *order)
{
    struct arena_mark mark = arena_mark(a);
    struct ties t = ties_of(u, a, &cp_usual_price);
    if (!find_ties(&t, u, a, events, is_tied, n)) {
        for (ptrdiff_t i = 0; i < n; i++)
            order[i] = (int32_t)i;
        arena_rewind(a, mark);
        return false;
    }
    struct cp_align_cost cost = cost_of(&t, walk(&t, true));
    int32_t *rest = arena_new(a, int32_t, t.n_column);
    int32_t *room = arena_new(a, int32_t, t.n_column);
    bool *is_placed = arena_new(a, bool, n);
    for (int32_t s = 0; s < t.m->n_states && !is_prefix; s++)
        rest[s] = s == t.m->end ? 0 : CP_FAR;
    cp_relax(t.m->back, t.m->back_weights, t.m->n_edges, true, rest);
    for (ptrdiff_t i = t.n - 1; i >= 0; i--)
        order_tie(&t, &t.all[i], events, is_placed,
            is_prefix ? cost.prefix : cost.full, &rest, &room, order);
    arena_rewind(a, mark);
    return true;
}
