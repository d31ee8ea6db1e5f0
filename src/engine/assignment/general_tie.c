/* Is there another answer that costs as little?
 *
 * Another one differs along circles of ways without slack, every other of them
 * a pair of this one. Who has no such way but their pair is in no circle;
 * without them and whom they are with, others may be in none. If somebody is
 * left, the least number of pairs that must be kept among them says it.
 */
#include "engine/assignment/general_inside.h"

bool
nest_take(struct nest *nest, const struct blossom *b, struct arena *a)
{
    *nest = (struct nest){ .b = b,
        .depths = TRY(a, int32_t, b->n_nodes),
        .n_worth = TRY(a, int32_t, b->n_nodes),
        .rates = TRY(a, int64_t, b->n_nodes) };
    if (nest->depths == NULL || nest->n_worth == NULL || nest->rates == NULL)
        return false;
    for (int32_t x = 0; x < b->n_nodes; x++)
        for (int32_t y = x; y >= 0; y = b->parent[y]) {
            nest->depths[x]++;
            nest->n_worth[x] += b->rates[y] > 0;
            nest->rates[x] += b->rates[y];
        }
    for (int32_t v = 0; v < b->n; v++)
        if (nest->n_worth[v] > nest->deepest)
            nest->deepest = nest->n_worth[v];
    return true;
}

/* The innermost set that both are in, or -1. */
static int32_t
common_set(const struct nest *nest, int32_t v, int32_t w)
{
    const struct blossom *b = nest->b;
    if (b->top[v] != b->top[w])
        return -1;
    while (v != w)
        if (nest->depths[v] >= nest->depths[w])
            v = b->parent[v];
        else
            w = b->parent[w];
    return v;
}

int32_t
nest_n_worth(const struct nest *nest, int32_t v, int32_t w)
{
    int32_t x = common_set(nest, v, w);
    return x < 0 ? 0 : nest->n_worth[x];
}

bool
nest_is_tight(const struct nest *nest, int32_t v, int32_t w)
{
    const struct blossom *b = nest->b;
    if (v == w || b->costs[(ptrdiff_t)v * b->n + w] == BLOSSOM_ABSENT)
        return false;
    int64_t slack = blossom_slack(b, v, w);
    if (slack > 0)
        return false;
    int32_t x = common_set(nest, v, w);
    return slack + (x < 0 ? 0 : nest->rates[x]) == 0;
}

/* Who is left, in `who`: their number. */
static int32_t
prune(const struct nest *nest, struct counting *c, int32_t *who)
{
    const struct blossom *b = nest->b;
    int32_t *n_ways = c->parent, *queue = c->queue, n_queue = 0, n_left = 0;
    uint8_t *is_gone = c->is_within;
    for (int32_t v = 0; v < b->n; v++)
        for (int32_t w = 0; w < b->n; w++)
            if (w != b->mate[v] && nest_is_tight(nest, v, w)) {
                counting_add(c, v, w);
                n_ways[v]++;
            }
    for (int32_t v = 0; v < b->n; v++)
        if (n_ways[v] == 0 && !is_gone[v]) {
            is_gone[v] = is_gone[b->mate[v]] = 1;
            queue[n_queue++] = b->mate[v];
        }
    for (int32_t k = 0; k < n_queue; k++)
        for (int32_t w = 0; w < b->n; w++)
            if (counting_has(c, queue[k], w) && !is_gone[w] &&
                --n_ways[w] == 0) {
                is_gone[w] = is_gone[b->mate[w]] = 1;
                queue[n_queue++] = b->mate[w];
            }
    for (int32_t v = 0; v < b->n; v++)
        if (!is_gone[v])
            who[n_left++] = v;
    return n_left;
}

/* Among those who are left: a pair of people costs 1 if it is one now, and to
 * be together in a set earns more than all of that, for each of its pairs is
 * needed. */
static enum err
solve_again(const struct nest *nest, ptrdiff_t n_people, struct arena *a,
    const struct counting *c, const int32_t *who, ptrdiff_t n, bool *is_unique)
{
    const struct blossom *b = nest->b;
    struct blossom again;
    int64_t *costs = TRY(a, int64_t, n * n);
    if (costs == NULL)
        return ERR_NO_ROOM;
    for (ptrdiff_t i = 0; i < n; i++)
        for (ptrdiff_t j = 0; j < n; j++) {
            int32_t v = who[i], w = who[j];
            bool is_pair = b->mate[v] == w;
            costs[i * n + j] = !is_pair && !counting_has(c, v, w)
                ? BLOSSOM_ABSENT
                : (nest->deepest - nest_n_worth(nest, v, w)) * (n + 1) +
                    (is_pair && v < n_people && w < n_people);
        }
    enum err e = blossom_solve(&again, a, costs, n);
    require(e != ERR_BAD_INPUT);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        int32_t v = who[i], w = b->mate[v];
        if (v < n_people && w < n_people && who[again.mate[i]] != w)
            *is_unique = false;
    }
    return e;
}

enum err
blossom_is_unique(const struct blossom *b, ptrdiff_t n_people, struct arena *a,
    bool *is_unique)
{
    struct arena_mark mark = arena_mark(a);
    struct counting c;
    struct nest nest;
    int32_t *who = TRY(a, int32_t, b->n);
    if (who == NULL || !counting_take(&c, a, b->n) || !nest_take(&nest, b, a))
        return ERR_NO_ROOM;
    *is_unique = true;
    int32_t n = prune(&nest, &c, who);
    enum err e =
        n == 0 ? OK : solve_again(&nest, n_people, a, &c, who, n, is_unique);
    arena_rewind(a, mark);
    return e;
}
