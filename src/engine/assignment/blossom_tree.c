/* Circles in the tree: made, undone, turned. */
#include "engine/assignment/blossom.h"

/* Those that went inside a set, or fell apart, are no longer in the tree. */
static void
tidy_tree(struct blossom *b)
{
    int32_t n = 0;
    for (int32_t k = 0; k < b->n_tree; k++) {
        int32_t x = b->tree[k];
        if (b->parent[x] < 0 && b->label[x] != LABEL_NONE)
            b->tree[n++] = x;
    }
    b->n_tree = n;
}

/* ---- Making ---------------------------------------------------------------
 */

/* The outer node two steps nearer the root, or -1. */
static int32_t
up(const struct blossom *b, int32_t x)
{
    int32_t mate = b->mate[b->base[x]];
    return mate < 0 ? -1 : b->top[b->way_from[b->top[mate]]];
}

static int32_t
meeting(struct blossom *b, int32_t x, int32_t y)
{
    b->stamp++;
    for (; x >= 0; x = up(b, x))
        b->stamps[x] = b->stamp;
    while (b->stamps[y] != b->stamp)
        y = up(b, y);
    return y;
}

static int32_t
put(struct blossom *b, int32_t n, int32_t x, int32_t joins, int32_t joined)
{
    b->list[n] = x;
    b->list_joins[n] = joins;
    b->list_joined[n] = joined;
    return n + 1;
}

/* The children in their order: where the two ways meet, down to v, over to w,
 * and up again. */
static int32_t
list_children(struct blossom *b, int32_t meet, int32_t v, int32_t w)
{
    int32_t n = 1, outer, inner, half;
    for (outer = b->top[v]; outer != meet; outer = b->top[b->way_from[inner]]) {
        inner = b->top[b->mate[b->base[outer]]];
        n = put(b, n, outer, -1, -1);
        n = put(b, n, inner, -1, -1);
    }
    half = n; /* so far from v upward: turn round */
    for (int32_t low = 1, high = half - 1; low < high; low++, high--) {
        int32_t x = b->list[low];
        b->list[low] = b->list[high];
        b->list[high] = x;
    }
    b->list[0] = meet;
    for (int32_t k = 0; k + 1 < half; k++) {
        int32_t x = b->list[k + 1];
        bool is_inner = b->label[x] == LABEL_INNER;
        b->list_joins[k] = is_inner ? b->way_from[x] : b->mate[b->base[x]];
        b->list_joined[k] = is_inner ? b->way_to[x] : b->base[x];
    }
    b->list_joins[half - 1] = v;
    b->list_joined[half - 1] = w;
    for (outer = b->top[w]; outer != meet; outer = b->top[b->way_from[inner]]) {
        int32_t base = b->base[outer];
        inner = b->top[b->mate[base]];
        n = put(b, n, outer, base, b->mate[base]);
        n = put(b, n, inner, b->way_to[inner], b->way_from[inner]);
    }
    return n;
}

/* Who of the new set is the closest to each: from what its outer children
 * know, and from each person of its inner ones, who are outer now. */
static void
gather(struct blossom *b, int32_t x, int32_t n)
{
    int32_t *closest = b->closest + (ptrdiff_t)(x - b->n) * b->n;
    int64_t *trial = b->trial;
    for (int32_t w = 0; w < b->n; w++) {
        trial[w] = INT64_MAX;
        closest[w] = b->leaf[x];
    }
    for (int32_t k = 0; k < n; k++) {
        int32_t child = b->list[k];
        if (child >= b->n && b->label[child] == LABEL_OUTER) {
            const int32_t *others =
                b->closest + (ptrdiff_t)(child - b->n) * b->n;
            for (int32_t w = 0; w < b->n; w++) {
                int64_t slack = blossom_slack(b, others[w], w);
                closest[w] = slack < trial[w] ? others[w] : closest[w];
                trial[w] = slack < trial[w] ? slack : trial[w];
            }
            continue;
        }
        for (int32_t v = b->leaf[child];; v = b->next_leaf[v]) {
            const int64_t *costs = b->costs + (ptrdiff_t)v * b->n;
            int64_t potential = b->potentials[v];
            for (int32_t w = 0; w < b->n; w++) {
                int64_t slack = 2 * costs[w] - potential - b->potentials[w];
                closest[w] = slack < trial[w] ? v : closest[w];
                trial[w] = slack < trial[w] ? slack : trial[w];
            }
            if (v == b->last_leaf[child])
                break;
        }
    }
    b->gaps[x] = INT64_MAX;
    for (int32_t w = 0; w < b->n; w++)
        if (b->mark[w] == LABEL_OUTER && b->top[w] != x &&
            trial[w] < b->gaps[x]) {
            b->gaps[x] = trial[w];
            b->gap_from[x] = closest[w];
            b->gap_to[x] = w;
        }
}

void
blossom_shrink(struct blossom *b, int32_t v, int32_t w)
{
    int32_t meet = meeting(b, b->top[v], b->top[w]);
    int32_t n = list_children(b, meet, v, w), x = b->unused[--b->n_unused];
    b->base[x] = b->base[meet];
    b->first[x] = meet;
    b->rates[x] = 0;
    b->parent[x] = -1;
    b->leaf[x] = b->leaf[meet];
    b->last_leaf[x] = b->last_leaf[b->list[n - 1]];
    for (int32_t k = 0; k < n; k++) {
        int32_t child = b->list[k], other = b->list[(k + 1) % n];
        b->next[child] = other;
        b->previous[other] = child;
        b->joins[child] = b->list_joins[k];
        b->joined[child] = b->list_joined[k];
        if (k + 1 < n)
            b->next_leaf[b->last_leaf[child]] = b->leaf[other];
        b->parent[child] = x;
    }
    tidy_tree(b);
    blossom_label(b, x, LABEL_OUTER);
    gather(b, x, n);
    for (int32_t k = 0; k < n; k++)
        if (b->label[b->list[k]] == LABEL_INNER)
            blossom_look(b, b->list[k]);
}

/* ---- Turning ----------------------------------------------------------------
 */

/* The child of set x that a person is in. */
static int32_t
child_of(const struct blossom *b, int32_t x, int32_t v)
{
    while (b->parent[v] != x)
        v = b->parent[v];
    return v;
}

/* The even way round is onward from a child at an odd place. */
static bool
is_onward(const struct blossom *b, int32_t x, int32_t child)
{
    bool is_odd = false;
    for (int32_t y = b->first[x]; y != child; y = b->next[y])
        is_odd = !is_odd;
    return is_odd;
}

/* Person v becomes the base of set x: along the even way round, from v's child
 * to the one that was first, each two are paired. */
static void
turn(struct blossom *b, int32_t x, int32_t v)
{
    if (x < b->n)
        return;
    int32_t child = child_of(b, x, v);
    bool onward = is_onward(b, x, child);
    turn(b, child, v);
    for (int32_t y = child; y != b->first[x];) {
        int32_t one = onward ? b->next[y] : b->previous[y];
        int32_t two = onward ? b->next[one] : b->previous[one];
        int32_t p = onward ? b->joins[one] : b->joined[two];
        int32_t q = onward ? b->joined[one] : b->joins[two];
        turn(b, one, p);
        turn(b, two, q);
        b->mate[p] = q;
        b->mate[q] = p;
        y = two;
    }
    b->first[x] = child;
    b->base[x] = v;
}

void
blossom_augment(struct blossom *b, int32_t v, int32_t w)
{
    turn(b, b->top[w], w);
    b->mate[w] = v;
    for (;;) {
        int32_t outer = b->top[v], lost = b->mate[b->base[outer]];
        turn(b, outer, v);
        b->mate[v] = w;
        if (lost < 0)
            return;
        int32_t inner = b->top[lost];
        v = b->way_from[inner];
        w = b->way_to[inner];
        turn(b, inner, w);
        b->mate[w] = v;
    }
}

/* ---- Undoing ----------------------------------------------------------------
 */

void
blossom_expand(struct blossom *b, int32_t x)
{
    int32_t first = b->first[x], from = b->way_from[x], to = b->way_to[x];
    int32_t child = child_of(b, x, to), y = first;
    bool onward = is_onward(b, x, child);
    do { /* all stand for themselves, without a label */
        b->parent[y] = -1;
        blossom_label(b, y, LABEL_NONE);
        y = b->next[y];
    } while (y != first);
    b->label[x] = LABEL_NONE;
    tidy_tree(b);
    b->unused[b->n_unused++] = x;
    /* the even way round is in the tree, inner and outer in turn */
    for (y = child;;) {
        blossom_label(b, y, LABEL_INNER);
        b->way_from[y] = from;
        b->way_to[y] = to;
        if (y == first)
            return;
        int32_t outer = onward ? b->next[y] : b->previous[y];
        y = onward ? b->next[outer] : b->previous[outer];
        from = onward ? b->joins[outer] : b->joined[y];
        to = onward ? b->joined[outer] : b->joins[y];
        blossom_label(b, outer, LABEL_OUTER);
        blossom_look(b, outer);
    }
}
