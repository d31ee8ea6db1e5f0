/* A round of pairs: who takes part, what counts, and where it stands.
 *
 *     struct round r;
 *     enum err e = round_of_address(rq, &r);      // /round/SLUG-KEY/...
 *     if (e == OK && r.status == ROUND_PROPOSED && r.is_facilitator) ...
 *
 * A round goes draft, open, closed, proposed, offered, running, ended. While
 * it is a draft or open, people and rules change; closing freezes one line a
 * person (match_input), and from then on the answer follows from these lines,
 * the rules and the seed alone.
 *
 * People get wrong: a row of match_person is not a person. Its `code` is what
 * files, wishes and the solver call it, `person_id` who it is.
 *
 * Errors  ERR_NOT_FOUND  no such round, or not for this reader */
#ifndef MATCH_ROUND_H
#define MATCH_ROUND_H

#include "keep/thing.h"
#include "match/match_inside.h"
#include "match/round.sql.h"

enum {
    ROUND_SIDES_MAX = 6,
    ROUND_WISHES_MAX = CP_WISHES_MAX,
    ROUND_RULES_MAX = 300 /* pins, vetoes, conflicts of one round */
};

enum round_status {
    ROUND_DRAFT,
    ROUND_OPEN,
    ROUND_CLOSED,
    ROUND_PROPOSED,
    ROUND_OFFERED,
    ROUND_RUNNING,
    ROUND_ENDED
};
extern const char *const round_statuses[]; /* as stored; NULL at the end */
enum round_status round_status_of(text stored); /* not known: draft */
const char *round_status_word(enum round_status s); /* N_() */
text round_status_class(enum round_status s); /* of the style sheet */

struct round {
    struct round_row row;
    struct round_state state; /* zeroed, with its id, when it has none yet */
    bool has_state;
    enum round_status status;
    struct thing thing;
    bool is_facilitator; /* whoever asks: of it, of its partnership, or a
                            coordinator */
    text address;        /* "/round/slug-KEY" */
    int64_t now;
    text partnership_name;
    struct round_sides_row *sides; /* of the partnership, by position */
    int n_sides;
};
/* By its key; without whoever asks (is_facilitator is false). */
enum err
round_load(struct db *db, struct arena *a, int64_t id, struct round *r);
/* The round whose key stands first in the path. */
enum err round_of_address(struct request *rq, struct round *r);
text round_address(struct arena *a, text name, int64_t id);
/* "/round/slug-KEY/WHAT" */
text round_sub_address(
    struct arena *a, const struct round *r, const char *what);

extern const struct sheet match_round_sheet, match_person_sheet;

/* In a step: the status, with its audit row. ERR_CONFLICT when it does not
 * stand where the caller thought (somebody else was faster). */
enum err round_set_status(struct db *writer, struct arena *a,
    const struct round *r, enum round_status to, int64_t actor_id);

#endif
