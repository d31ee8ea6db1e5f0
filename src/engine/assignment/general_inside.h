/* Inside the engine: pairs inside one set, being solved. People are sorted by
 * key. */
#ifndef ENGINE_ASSIGNMENT_GENERAL_INSIDE_H
#define ENGINE_ASSIGNMENT_GENERAL_INSIDE_H

#include "engine/assignment/blossom.h"
#include "engine/assignment/general.h"
#include "engine/assignment/order.h"

/* As many pairs as there can be, whatever they score. */
struct counting {
    int32_t n, n_words, n_pairs;
    uint64_t *ways; /* n rows of n_words: who may be with whom */
    int32_t *mate;
    uint64_t *fresh, *outer, *gone; /* who is in no tree; who is an even way
                                       from a root; whose tree leads nowhere */
    int32_t *parent, *base, *queue, *stamps, stamp;
    uint8_t *is_within;
};

static inline bool
counting_has(const struct counting *c, int32_t v, int32_t w)
{
    return (c->ways[(ptrdiff_t)v * c->n_words + (w >> 6)] >> (w & 63) & 1) != 0;
}
static inline void
counting_add(struct counting *c, int32_t v, int32_t w)
{
    c->ways[(ptrdiff_t)v * c->n_words + (w >> 6)] |= UINT64_C(1) << (w & 63);
}

/* general_count.c */
bool counting_take(struct counting *c, struct arena *a, ptrdiff_t n);
/* Nobody may be with anybody; whoever is a pair is one still. */
void counting_clear(struct counting *c);
/* Part those who may not be together, then as many pairs as there can be.
 * Cost  O(n^3), far less when most have somebody at first sight */
void counting_grow(struct counting *c);
/* After counting_grow: those who are an odd way from somebody alone, and not
 * an even one. Without them too many odd parts are left. */
bool counting_is_barrier(const struct counting *c, int32_t v);

/* general_tie.c: is there no other answer that costs as little? The first
 * n_people are people, the others nobody. */
enum err blossom_is_unique(const struct blossom *b, ptrdiff_t n_people,
    struct arena *a, bool *is_unique);

#endif
