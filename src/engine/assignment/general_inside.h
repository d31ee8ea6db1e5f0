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

/* ---- A problem being solved ---------------------------------------------- */

struct general {
    const struct cp_general *p;
    struct arena *a;
    struct cp_general_answer *answer;
    int32_t n, m; /* people; and those who are nobody, for each who waits */
    int32_t *order;
    struct counting count;
    int64_t *costs; /* m rows of m */
    struct blossom b;
};

static inline int32_t
general_score(const struct general *g, int32_t i, int32_t j)
{
    return g->p->scores[(ptrdiff_t)g->order[i] * g->p->n + g->order[j]];
}
/* The least the best: 21 bits. */
static inline int64_t
general_tie(const struct general *g, int32_t i, int32_t j)
{
    const int64_t *keys = g->p->keys;
    return (int64_t)(cp_assign_tie(g->p->seed, keys[g->order[i]],
                         keys[g->order[j]]) >>
        19);
}

/* general.c: potentials and sets of g->b, for people where they stand in the
 * problem. Sets around others come after them, those worth nothing are left
 * out. */
enum err general_tell_proof(struct general *g, int64_t *potentials,
    int32_t *set_of, struct cp_general_set *sets, ptrdiff_t *n_sets);

/* general.c: what is common to solving and mending. As many pairs as there can
 * be are counted, and room for the proof is taken. */
enum err general_begin(struct general *g, struct why *why);
/* The pairs of g->b, and what people would rather have. */
void general_tell_pairs(struct general *g);

/* ---- general_face.c: aim after aim --------------------------------------- */

struct facing {
    struct general *g;
    int64_t *base; /* m rows of m: by sets; BLOSSOM_ABSENT: not left */
    int64_t worth; /* the base of any answer that is as good so far */
    int64_t most;  /* the highest score */
    int32_t *mate; /* pairs as good as can be so far, and good beyond it */
    int64_t after; /* the last level */
    const int32_t *before;          /* whom they had */
    struct cp_general_level **end; /* of the proof */
};

bool facing_take(struct facing *f, struct general *g);
/* Without pairs of people that score more than the last level, and at most
 * `most_out`. ERR_BAD_INPUT: not everybody has somebody then. */
enum err facing_solve(struct facing *f, enum cp_general_stage stage,
    int64_t score, int64_t most_out);
/* Others, as good so far, without such pairs: in f->mate, if there are any. */
enum err facing_find(struct facing *f, int64_t most_out, bool *is_found);
/* Such pairs are left no more. */
void facing_drop(struct facing *f, int64_t most_out);
/* A stage, with its proof; what is not best for it is left no more. */
enum err facing_settle(
    struct facing *f, enum cp_general_stage stage, int64_t score);
/* The next score that cannot be avoided, those below it left no more; -1: all
 * that is in hand is of levels. */
enum err facing_rise(struct facing *f, int64_t *score);
/* Level after level. */
enum err facing_leximin(struct facing *f);
/* Ties: g->b has the pairs, and the last proof. */
enum err facing_end(struct facing *f);

/* ---- What has no slack ----------------------------------------------------
 */

/* Of each node: how deep it is inside sets, what those around it and it itself
 * are worth, and how many of them are worth something. */
struct nest {
    const struct blossom *b;
    int32_t *depths, *n_worth;
    int64_t *rates;
    int32_t deepest; /* the most of n_worth */
};

/* general_tie.c */
bool nest_take(struct nest *nest, const struct blossom *b, struct arena *a);
/* How many sets that are worth something both are in. */
int32_t nest_n_worth(const struct nest *nest, int32_t v, int32_t w);
bool nest_is_tight(const struct nest *nest, int32_t v, int32_t w);

/* general_tie.c: is there no other answer that costs as little? The first
 * n_people are people, the others nobody. */
enum err blossom_is_unique(const struct blossom *b, ptrdiff_t n_people,
    struct arena *a, bool *is_unique);

#endif
