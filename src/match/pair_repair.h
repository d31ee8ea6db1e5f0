/* Somebody drops out, or comes late: new pairs for those who have nobody, and
 * as few others changed as can be.
 *
 * A pair that was offered, agreed, or is under way is not touched, unless one
 * of it is gone; nor is one that a person decided. So nobody who was asked is
 * asked anew because of somebody else.
 *
 * A trio of which one is gone goes on as a pair when two sides are left.
 *
 * Where somebody may have several counterparts no pair that stands changes:
 * who has nobody, or lost one, gets somebody who has room for one more, each
 * person one at a time.
 *
 * Errors  ERR_BAD_INPUT  the round cannot be computed; `why`
 *         ERR_NOT_FOUND  that person is not in the round (any more)
 */
#ifndef MATCH_PAIR_REPAIR_H
#define MATCH_PAIR_REPAIR_H

#include "match/pair_what.h"
#include "match/pair_what.sql.h"

enum {
    REPAIR_PAIRS = 3 * ROUND_AT_ONCE + 10,
    REPAIR_OF_ONE = CAPACITY_MAX + 1 /* they may be the third of one more */
};

struct repair {
    struct what w;
    int64_t gone_id;                 /* of match_person; 0: nobody */
    struct repair_pairs_row *before; /* that stood when it was made */
    ptrdiff_t n_before;
    struct repair_gone {
        struct repair_pairs_row *pair;
        bool goes_on;         /* without them */
        int64_t a, b;         /* then */
        int64_t score;        /* of these two */
    } of_gone[REPAIR_OF_ONE]; /* theirs */
    int n_of_gone;
    bool is_shared; /* somebody may have several */
    struct what_cost cost;
    struct repair_pairs_row **ends; /* proposed pairs that are no more */
    ptrdiff_t n_ends;
    text mark; /* the same when what is to be done is the same */
};

enum err repair_make(struct db *db, struct arena *a, const struct round *r,
    int64_t gone_id, struct repair *rep, struct why *why);
/* In a step. ERR_CONFLICT: pairs changed meanwhile: make it anew. */
struct pair_acting;
enum err repair_do(struct db *writer, struct arena *a, const struct repair *rep,
    const struct pair_acting *by);
/* In a step: a trio goes on as the pair of these two. Was it the third who
 * went? If not, what is said of the two is told anew. */
enum err repair_go_on(struct db *writer, struct arena *a, const struct round *r,
    int64_t pair_id, bool is_third, int64_t a_id, int64_t b_id);
/* In a step: those who joined after it closed take part from now on. */
enum err
repair_let_in(struct db *writer, struct arena *a, const struct round *r);

#endif
