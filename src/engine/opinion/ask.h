/* Which statement somebody is shown next.
 *
 * Statements that their unit has hardly answered come first, and those that
 * more agree with, fewer pass on and that part people; drawn, so that no two
 * see the same order. The same seed, person and statements give the same
 * order: nothing is kept.
 *
 * People get wrong: by totals alone a small community is never asked. The
 * unit's own answers count.
 *
 * Repeat  to the bit
 */
#ifndef ENGINE_OPINION_ASK_H
#define ENGINE_OPINION_ASK_H

#include "base/text.h"

enum {
    CP_ASK_AT_ONCE = 10, /* then: that is enough, thank you */
    CP_ASK_NEW = 5 /* until each side has so many it does not fall behind */
};

struct cp_ask {
    int64_t key;
    int64_t agree, passes, all; /* of everybody */
    int64_t all_of_unit;        /* the person's */
    int64_t least_of_side;      /* answers of the side that has fewest */
    double extremity;           /* of the map; 0: there is none */
    bool is_shut; /* answered, out, in a language they did not choose */
};

/* Source  Polis' priority with the unit's own number of answers; see polis.h
 * Check   ask_test.c: what is known of its formula */
double cp_ask_weight(const struct cp_ask *s);

/* The first `most` in order, as places in `all`; how many there are.
 *
 * Cost    linear in n times most
 * Source  Efraimidis and Spirakis 2006: keys -ln(U)/w, the least first
 * Check   ask_test.c: how often each comes first */
int32_t cp_ask_first(const struct cp_ask *all, int32_t n, uint64_t seed,
    int64_t person, int32_t *first, int32_t most);

#endif
