/* As many pairs as there can be, among people of any kind.
 *
 * Source  Edmonds 1965, breadth first, circles shrunk by giving all in them
 *         one base; trees that lead nowhere are left as they are
 */
#include "engine/assignment/general_inside.h"

#include <string.h>

bool
counting_take(struct counting *c, struct arena *a, ptrdiff_t n)
{
    *c = (struct counting){ .n = (int32_t)n,
        .n_words = (int32_t)((n + 63) / 64) };
    c->ways = TRY(a, uint64_t, n * c->n_words);
    c->fresh = TRY(a, uint64_t, c->n_words);
    c->outer = TRY(a, uint64_t, c->n_words);
    c->gone = TRY(a, uint64_t, c->n_words);
    c->mate = TRY(a, int32_t, n);
    c->parent = TRY(a, int32_t, n);
    c->base = TRY(a, int32_t, n);
    c->queue = TRY(a, int32_t, n);
    c->stamps = TRY(a, int32_t, n);
    c->is_within = TRY(a, uint8_t, n);
    if (c->ways == NULL || c->fresh == NULL || c->outer == NULL ||
        c->gone == NULL || c->mate == NULL || c->parent == NULL ||
        c->base == NULL || c->queue == NULL || c->stamps == NULL ||
        c->is_within == NULL)
        return false;
    for (int32_t v = 0; v < c->n; v++)
        c->mate[v] = -1;
    return true;
}

void
counting_clear(struct counting *c)
{
    memset(c->ways, 0, (size_t)c->n * (size_t)c->n_words * sizeof *c->ways);
}

static bool
has(const uint64_t *set, int32_t v)
{
    return (set[v >> 6] >> (v & 63) & 1) != 0;
}
static void
add(uint64_t *set, int32_t v)
{
    set[v >> 6] |= UINT64_C(1) << (v & 63);
}
static void
drop(uint64_t *set, int32_t v)
{
    set[v >> 6] &= ~(UINT64_C(1) << (v & 63));
}

/* Where the ways back from two outer people meet. */
static int32_t
meeting(struct counting *c, int32_t v, int32_t w)
{
    c->stamp++;
    for (;; v = c->parent[c->mate[v]]) {
        v = c->base[v];
        c->stamps[v] = c->stamp;
        if (c->mate[v] < 0)
            break;
    }
    for (w = c->base[w]; c->stamps[w] != c->stamp;)
        w = c->base[c->parent[c->mate[w]]];
    return w;
}

/* From v back to where they meet: all on the way are within the circle, and
 * have a way through it. */
static void
mark_way(struct counting *c, int32_t v, int32_t meet, int32_t child)
{
    while (c->base[v] != meet) {
        int32_t mate = c->mate[v];
        c->is_within[c->base[v]] = c->is_within[c->base[mate]] = 1;
        c->parent[v] = child;
        child = mate;
        v = c->parent[mate];
    }
}

static int32_t
shrink(struct counting *c, int32_t v, int32_t w, int32_t n_queue)
{
    int32_t meet = meeting(c, v, w);
    memset(c->is_within, 0, (size_t)c->n);
    mark_way(c, v, meet, w);
    mark_way(c, w, meet, v);
    for (int32_t x = 0; x < c->n; x++) {
        if (!c->is_within[c->base[x]])
            continue;
        c->base[x] = meet;
        if (!has(c->outer, x)) {
            add(c->outer, x);
            c->queue[n_queue++] = x;
        }
    }
    return n_queue;
}

static void
augment(struct counting *c, int32_t w)
{
    while (w >= 0) {
        int32_t v = c->parent[w], next = c->mate[v];
        c->mate[v] = w;
        c->mate[w] = v;
        w = next;
    }
}

static bool
search(struct counting *c, int32_t root)
{
    int32_t n_queue = 0;
    drop(c->fresh, root);
    add(c->outer, root);
    c->queue[n_queue++] = root;
    for (int32_t k = 0; k < n_queue; k++) {
        int32_t v = c->queue[k];
        const uint64_t *ways = c->ways + (ptrdiff_t)v * c->n_words;
        for (int32_t word = 0; word < c->n_words; word++) {
            uint64_t bits = ways[word] & (c->fresh[word] | c->outer[word]);
            for (; bits != 0; bits &= bits - 1) {
                int32_t w = word * 64 + __builtin_ctzll(bits);
                if (has(c->outer, w)) {
                    if (c->base[v] != c->base[w])
                        n_queue = shrink(c, v, w, n_queue);
                    continue;
                }
                if (!has(c->fresh, w))
                    continue;
                int32_t mate = c->mate[w];
                c->parent[w] = v;
                if (mate < 0) {
                    augment(c, w);
                    return true;
                }
                drop(c->fresh, w);
                drop(c->fresh, mate);
                add(c->outer, mate);
                c->queue[n_queue++] = mate;
            }
        }
    }
    return false;
}

/* Everybody is in no tree again, but for those in trees that lead nowhere:
 * no way that is of use goes there. */
static void
forget(struct counting *c)
{
    for (int32_t word = 0; word < c->n_words; word++) {
        c->fresh[word] = ~c->gone[word];
        c->outer[word] &= c->gone[word];
    }
    for (int32_t v = 0; v < c->n; v++)
        if (has(c->fresh, v))
            c->base[v] = v;
}

void
counting_grow(struct counting *c)
{
    c->n_pairs = 0;
    memset(c->fresh, 0xff, (size_t)c->n_words * sizeof *c->fresh);
    memset(c->outer, 0, (size_t)c->n_words * sizeof *c->outer);
    memset(c->gone, 0, (size_t)c->n_words * sizeof *c->gone);
    for (int32_t v = 0; v < c->n; v++) {
        int32_t w = c->mate[v];
        c->base[v] = v;
        if (w >= 0 && !counting_has(c, v, w))
            c->mate[v] = c->mate[w] = -1;
    }
    for (int32_t v = 0; v < c->n; v++)
        for (int32_t w = 0; c->mate[v] < 0 && w < c->n; w++)
            if (c->mate[w] < 0 && counting_has(c, v, w)) {
                c->mate[v] = w;
                c->mate[w] = v;
            }
    for (int32_t v = 0; v < c->n; v++)
        if (c->mate[v] < 0 && search(c, v))
            forget(c);
        else if (c->mate[v] < 0)
            for (int32_t word = 0; word < c->n_words; word++)
                c->gone[word] = ~c->fresh[word];
    for (int32_t v = 0; v < c->n; v++)
        c->n_pairs += c->mate[v] > v;
}

bool
counting_is_barrier(const struct counting *c, int32_t v)
{
    return !has(c->fresh, v) && !has(c->outer, v);
}
