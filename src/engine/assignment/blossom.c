/* A tree from one person who is alone, grown until it comes to another. */
#include "engine/assignment/blossom.h"
#include "engine/assignment/lap_inside.h"
#include "engine/assignment/order.h"

/* Slacks of pairs that may not be are more, whatever potentials are. */
#define FAR BLOSSOM_ABSENT

void
blossom_label(struct blossom *b, int32_t x, uint8_t label)
{
    for (int32_t v = b->leaf[x];; v = b->next_leaf[v]) {
        b->top[v] = x;
        b->mark[v] = label;
        if (v == b->last_leaf[x])
            break;
    }
    b->label[x] = label;
    if (label == LABEL_NONE)
        return;
    b->tree[b->n_tree++] = x;
    b->gaps[x] = INT64_MAX;
}

static void
see_gap(struct blossom *b, int32_t x, int64_t slack, int32_t from, int32_t to)
{
    if (slack < b->gaps[x]) {
        b->gaps[x] = slack;
        b->gap_from[x] = from;
        b->gap_to[x] = to;
    }
}

void
blossom_look(struct blossom *b, int32_t x)
{
    bool is_set = x >= b->n && b->parent[x] < 0;
    int32_t *closest =
        is_set ? b->closest + (ptrdiff_t)(x - b->n) * b->n : NULL;
    int64_t *trial = b->trial;
    for (int32_t w = 0; is_set && w < b->n; w++) {
        trial[w] = INT64_MAX;
        closest[w] = b->leaf[x];
    }
    for (int32_t v = b->leaf[x];; v = b->next_leaf[v]) {
        const int64_t *costs = b->costs + (ptrdiff_t)v * b->n;
        int64_t potential = b->potentials[v];
        int32_t top = b->top[v];
        for (int32_t w = 0; w < b->n; w++) { /* of outer ones it is not read */
            int64_t slack = 2 * costs[w] - potential - b->potentials[w];
            b->nearest[w] = slack < b->slacks[w] ? v : b->nearest[w];
            b->slacks[w] = slack < b->slacks[w] ? slack : b->slacks[w];
        }
        for (int32_t w = 0; w < b->n; w++)
            if (b->mark[w] == LABEL_OUTER && b->top[w] != top) {
                int64_t slack = 2 * costs[w] - potential - b->potentials[w];
                see_gap(b, top, slack, v, w);
                see_gap(b, b->top[w], slack, w, v);
            }
        for (int32_t w = 0; is_set && w < b->n; w++) {
            int64_t slack = 2 * costs[w] - potential - b->potentials[w];
            closest[w] = slack < trial[w] ? v : closest[w];
            trial[w] = slack < trial[w] ? slack : trial[w];
        }
        if (v == b->last_leaf[x])
            return;
    }
}

/* What happens first as outer potentials rise and inner ones fall. */
struct event {
    int64_t rise;
    enum { EVENT_NONE, EVENT_GROW, EVENT_SHRINK, EVENT_EXPAND } kind;
    int32_t node; /* a person when the tree grows */
};

static struct event
next_event(const struct blossom *b)
{
    struct event next = { FAR, EVENT_NONE, -1 };
    for (int32_t w = 0; w < b->n; w++)
        if (b->mark[w] == LABEL_NONE && b->slacks[w] <= next.rise) {
            bool is_alone = b->mate[b->base[b->top[w]]] < 0;
            if (b->slacks[w] < next.rise || is_alone)
                next = (struct event){ b->slacks[w], EVENT_GROW, w };
        }
    for (int32_t k = 0; k < b->n_tree; k++) {
        int32_t x = b->tree[k];
        if (b->label[x] == LABEL_OUTER && b->gaps[x] < FAR &&
            b->gaps[x] / 2 < next.rise)
            next = (struct event){ b->gaps[x] / 2, EVENT_SHRINK, x };
        if (b->label[x] == LABEL_INNER && x >= b->n &&
            b->rates[x] / 2 < next.rise)
            next = (struct event){ b->rates[x] / 2, EVENT_EXPAND, x };
    }
    return next;
}

static void
raise(struct blossom *b, int64_t rise)
{
    if (rise == 0)
        return;
    for (int32_t v = 0; v < b->n; v++) {
        b->potentials[v] += b->mark[v] == LABEL_OUTER ? rise
            : b->mark[v] == LABEL_INNER               ? -rise
                                                      : 0;
        b->slacks[v] -= b->mark[v] == LABEL_NONE ? rise : 0;
    }
    for (int32_t k = 0; k < b->n_tree; k++) {
        int32_t x = b->tree[k];
        bool is_outer = b->label[x] == LABEL_OUTER;
        if (is_outer)
            b->gaps[x] -= 2 * rise;
        if (x >= b->n)
            b->rates[x] += is_outer ? 2 * rise : -2 * rise;
    }
}

static void
forget_tree(struct blossom *b)
{
    for (int32_t k = 0; k < b->n_tree; k++)
        b->label[b->tree[k]] = LABEL_NONE;
    b->n_tree = 0;
    for (int32_t v = 0; v < b->n; v++) {
        b->mark[v] = LABEL_NONE;
        b->slacks[v] = INT64_MAX;
    }
}

static bool
search(struct blossom *b, int32_t root)
{
    forget_tree(b);
    blossom_label(b, b->top[root], LABEL_OUTER);
    blossom_look(b, b->top[root]);
    for (;;) {
        struct event next = next_event(b);
        if (next.kind == EVENT_NONE)
            return false;
        raise(b, next.rise);
        if (next.kind == EVENT_SHRINK) {
            blossom_shrink(b, b->gap_from[next.node], b->gap_to[next.node]);
        } else if (next.kind == EVENT_EXPAND) {
            blossom_expand(b, next.node);
        } else {
            int32_t w = next.node, v = b->nearest[w], inner = b->top[w];
            int32_t mate = b->mate[b->base[inner]];
            if (mate < 0) {
                blossom_augment(b, v, w);
                return true;
            }
            blossom_label(b, inner, LABEL_INNER);
            b->way_from[inner] = v;
            b->way_to[inner] = w;
            blossom_label(b, b->top[mate], LABEL_OUTER);
            blossom_look(b, b->top[mate]);
        }
    }
}

/* ---- Before -------------------------------------------------------------- */

static bool
take_room(struct blossom *b, struct arena *a)
{
    int32_t n = b->n, n_nodes = b->n_nodes;
    b->mate = TRY(a, int32_t, n);
    b->potentials = TRY(a, int64_t, n);
    b->slacks = TRY(a, int64_t, n);
    b->trial = TRY(a, int64_t, n);
    b->rates = TRY(a, int64_t, n_nodes);
    b->gaps = TRY(a, int64_t, n_nodes);
    b->mark = TRY(a, uint8_t, n);
    b->label = TRY(a, uint8_t, n_nodes);
    b->closest = TRY(a, int32_t, (ptrdiff_t)n * (n_nodes - n));
    int32_t **const lists[] = { &b->parent, &b->base, &b->top, &b->first,
        &b->next, &b->previous, &b->joins, &b->joined, &b->leaf, &b->last_leaf,
        &b->next_leaf, &b->unused, &b->way_from, &b->way_to, &b->tree,
        &b->nearest, &b->gap_from, &b->gap_to, &b->list, &b->list_joins,
        &b->list_joined, &b->stamps };
    bool is_enough = b->mate != NULL && b->potentials != NULL &&
        b->slacks != NULL && b->trial != NULL && b->rates != NULL &&
        b->gaps != NULL && b->mark != NULL && b->label != NULL &&
        b->closest != NULL;
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        *lists[k] = TRY(a, int32_t, n_nodes);
        is_enough = is_enough && *lists[k] != NULL;
    }
    return is_enough;
}

/* The best pairs, were halves of pairs allowed: everybody has somebody, by an
 * assignment of all to all, and so goes in circles. Even circles are pairs;
 * of an odd one somebody stays alone. */
static enum err
begin(struct blossom *b, struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    int32_t *mate_of = TRY(a, int32_t, b->n);
    int64_t *columns = TRY(a, int64_t, b->n);
    if (mate_of == NULL || columns == NULL)
        return ERR_NO_ROOM;
    enum err e = lap_solve_long_priced(mate_of, columns, a, b->costs, b->n);
    for (int32_t v = 0; e == OK && v < b->n; v++) {
        int32_t w = mate_of[v];
        b->potentials[v] +=
            b->costs[(ptrdiff_t)v * b->n + w] - columns[w] + columns[v];
    }
    for (int32_t v = 0; e == OK && v < b->n; v++) {
        int32_t n_round = 1, w = v;
        if (b->stamps[v] != 0)
            continue;
        for (b->stamps[v] = 1; mate_of[w] != v; n_round++) {
            w = mate_of[w];
            b->stamps[w] = 1;
        }
        w = n_round % 2 == 0 ? v : mate_of[v];
        for (int32_t k = 0; k + 1 < n_round; k += 2, w = mate_of[w]) {
            int32_t other = mate_of[w];
            b->mate[w] = other;
            b->mate[other] = w;
            w = other;
        }
    }
    arena_rewind(a, mark);
    return e;
}

enum err
blossom_solve(
    struct blossom *b, struct arena *a, const int64_t *costs, ptrdiff_t n)
{
    require(n % 2 == 0);
    *b = (struct blossom){ .n = (int32_t)n,
        .n_nodes = (int32_t)(n + n / 2),
        .costs = costs,
        .stamp = 1 }; /* those of begin() are old */
    if (!take_room(b, a))
        return ERR_NO_ROOM;
    for (int32_t x = 0; x < b->n_nodes; x++) {
        b->parent[x] = -1;
        b->base[x] = b->leaf[x] = b->last_leaf[x] = x;
        if (x >= b->n)
            b->unused[b->n_unused++] = x;
    }
    for (int32_t v = 0; v < b->n; v++) {
        b->mate[v] = -1;
        b->top[v] = v;
    }
    enum err e = begin(b, a);
    for (int32_t v = 0; e == OK && v < b->n; v++)
        if (b->mate[v] < 0 && !search(b, v))
            e = ERR_BAD_INPUT;
    return e;
}
