/* What would it cost? Of a round whose pairs are proposed: two people
 * together, two people apart, other weights. Nothing is written.
 *
 *     struct what w;
 *     round_arena(rq, &own);
 *     e = what_open(rq->db, &own, &round, &w, &why);
 *     e = what_price(&w, &own, CP_ASSIGN_TOGETHER, a_id, b_id, &cost, &why);
 *     arena_close(&own);
 *
 * People get wrong: why two people cannot be paired is not said. Some rules
 * are told in confidence, and what is left when all others are ruled out would
 * tell of them.
 *
 * Shape   two sides up to ROUND_AT_ONCE each, more up to WHAT_AMONG in all, in
 *         leximin WHAT_LEXIMIN;
 *         where somebody may have several, up to WHAT_SHARED in all
 * Errors  ERR_BAD_INPUT  the round cannot be solved as it is; `why`
 *         ERR_NOT_FOUND  nobody of this round has such a key
 */
#ifndef MATCH_PAIR_WHAT_H
#define MATCH_PAIR_WHAT_H

#include "engine/assignment/general_repair.h"
#include "engine/assignment/price.h"
#include "engine/assignment/repair.h"
#include "match/round_inside.h"
#include "match/round_work.h"

enum { WHAT_AMONG = 3 * ROUND_AT_ONCE, WHAT_LEXIMIN = 100, WHAT_SHARED = 200 };

struct what_answer {
    int32_t *mate; /* of `all`: with whom, or -1 */
    ptrdiff_t n_pairs;
    int64_t worst, total; /* worst -1: no pair */
};

struct what {
    const struct round *round;
    struct round_work work;
    const struct match_person **all; /* those who are to be paired, side after
                                        side */
    int *sides;                      /* beside it */
    ptrdiff_t n, n_a;                /* n_a: of the first side */
    bool is_among;                   /* more than two sides */
    int32_t *scores; /* rows of the first side, columns of the second; among:
                        of all and all */
    struct what_answer now;
    struct cp_assign problem; /* of two sides */
    struct cp_assign_answer answer;
    struct cp_assign_kept *kept; /* NULL until a price is asked */
    struct cp_general among;     /* of more */
    const struct cp_general_answer *proof;
    bool is_shared;    /* somebody may have several: pair_what_shared.c */
    bool is_too_large; /* for that */
    const struct match_round *several; /* then: the pairs of now */
};

/* What a change would do, against the pairs of now. */
struct what_cost {
    bool is_possible;
    bool is_as_now; /* nothing would change */
    ptrdiff_t n_pairs, n_pairs_now;
    int64_t worst, worst_now, total, total_now; /* worst -1: no pair */
    ptrdiff_t n_kept, n_changed, n_new, n_lost;
    struct what_pair {
        int64_t a_id, b_id; /* of match_person */
        int64_t third_id;   /* who joins them, or 0 */
        int64_t score;
    } * pairs; /* those that there are not now */
    ptrdiff_t n_shown;
};

enum err what_open(struct db *db, struct arena *a, const struct round *r,
    struct what *w, struct why *why);
enum err what_price(struct what *w, struct arena *a, enum cp_assign_if what,
    int64_t one_id, int64_t other_id, struct what_cost *cost, struct why *why);
/* With these weights instead; not all 0. */
enum err what_weights(struct what *w, struct arena *a,
    const int64_t weights[CP_ITEMS], struct what_cost *cost, struct why *why);

/* Who would be possible for one person, the cheapest first. Not all of them:
 * who is missing is not thereby forbidden. */
struct what_choice {
    int64_t id; /* of match_person */
    int64_t score;
    bool is_now;
    ptrdiff_t pairs_change;
    int64_t worst_change, total_change;
};
enum { WHAT_CHOICES = 12 };
bool what_is_better(const struct what_choice *x, const struct what_choice *y);
enum err what_choices(struct what *w, struct arena *a, int64_t person_id,
    struct what_choice *choices, int *n, struct why *why);

/* ---- pair_what_thirds.c: a pair may be three ---------------------------- */

/* The pairs of `mate` and the pins, and who joins which as third, as finding
 * pairs by `rules` would have it. */
enum err what_thirds(const struct what *w, struct arena *a,
    const struct match_rules *rules, const int32_t *mate,
    struct match_round **round, struct why *why);
/* From the pairs of `now` to those of `then`: all of `c`, worst and total over
 * pins too. Who has somebody, as third or not, and then nobody is lost. */
void what_compare(const struct what *w, struct arena *a,
    const struct match_round *now, const struct match_round *then,
    struct what_cost *c);
/* Is somebody with whom; or NULL. */
const struct match_pair *what_find_pair(const struct match_round *r,
    const struct match_person *x, const struct match_person *y);

/* ---- pair_what_shared.c: of a round in which somebody may have several ---
 * It is solved anew for each price, so such a round has WHAT_SHARED people at
 * most: else ERR_BAD_INPUT, and w->is_too_large. */

bool what_is_shared(const struct match_people *people);
enum err what_open_shared(struct what *w, struct arena *a, struct why *why);
enum err
what_price_shared(const struct what *w, struct arena *a, enum cp_assign_if what,
    ptrdiff_t i, ptrdiff_t j, struct what_cost *cost, struct why *why);
enum err what_weights_shared(const struct what *w, struct arena *a,
    const struct match_rules *rules, struct what_cost *cost, struct why *why);
enum err
what_choices_shared(const struct what *w, struct arena *a, ptrdiff_t at,
    int max, struct what_choice *choices, int *n, struct why *why);

/* ---- For repairs --- */

/* The problem without those for whom is_out says so (beside
 * work.people.people). */
void what_build(struct what *w, struct arena *a, const bool *is_out);
/* The index in `all`; -1. */
/* After what_build, of two sides. */
void what_forbid(struct what *w, ptrdiff_t i, ptrdiff_t j);
ptrdiff_t what_index(const struct what *w, int64_t id);
int64_t what_id(const struct what *w, ptrdiff_t index);
int64_t what_score(const struct what *w, ptrdiff_t i, ptrdiff_t j);

/* As many pairs as there can be, and as many of those before as can be. */
struct what_repaired {
    struct what_answer answer;
    ptrdiff_t n_kept, n_changed, n_new; /* pairs, as in engine's repair.h */
    ptrdiff_t n_lost;                   /* people */
};
enum err what_repair(const struct what *w, struct arena *a,
    const int32_t *mate_before, struct what_repaired *r, struct why *why);

#endif
