/* A round's pairs while people agree on them: for its facilitators. */
#ifndef MATCH_PAIR_AGREE_H
#define MATCH_PAIR_AGREE_H

#include "match/pair_pages.h"
#include "match/round_inside.h"
#include "match/round_work.h"

#include "match/pair_agree.sql.h"

enum {
    NEXT_PEOPLE_MAX = 2000,
    OFFER_AT_ONCE = 25, /* pairs in one step */
    AGREE_ANSWERS = 3 * PAIR_ROWS
};

struct agree_list {
    const char *status, *word; /* N_() */
    struct pair_of_round_row *rows;
    ptrdiff_t n_rows;
    struct pair_answers_of_round_row *answers;
    ptrdiff_t n_answers;
    struct pair_met_of_round_row *met;
    ptrdiff_t n_met;
    bool has_more;
};
enum { AGREE_PROPOSED, AGREE_OFFERED, AGREE_DECLINED, AGREE_AGREED,
    AGREE_RUNNING, AGREE_ENDED, AGREE_LISTS };
struct agree_page {
    const struct round *round;
    struct agree_list lists[AGREE_LISTS];
    struct agree_waiting_row *waiting;
    ptrdiff_t n_waiting;
    bool has_next;
    struct agree_next_row next;
    const struct form *button;
    text offered_name;
};

/* In a step: the round after this one; again, the one that there is. `id` is
 * the answer. ERR_NOT_FOUND: nobody waits. */
struct pair_next {
    int64_t from_id, actor_id, id;
    text name;
};
enum err
pair_next_step(struct db *writer, struct arena *a, struct pair_next *what);

#endif
