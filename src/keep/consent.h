/* Consent: a dated row for each thing that somebody agreed to.
 *
 * A room says in its door which kinds of consent it asks for; the row says who
 * agreed, to which of them, about which thing, in which wording and language,
 * when, and until when. Whoever agreed sees all of theirs at /me/data and may
 * take each back there; what follows from that is the room's: it registers it.
 *
 * People get wrong: asked for once is not for ever. When the wording changes
 * its number goes up, and consent_has says no to the old one.
 */
#ifndef KEEP_CONSENT_H
#define KEEP_CONSENT_H

#include "db/db.h"
#include "keep/consent.sql.h"

struct consent_kind {
    const char *kind; /* "voice.publish" */
    const char *word; /* N_("What I said may be shown to everybody") */
    int64_t wording;  /* the number of the wording that is asked today */
    /* Inside the step that withdraws: remove what was kept because of it.
     * Who withdrew stands in `row`. Or NULL. */
    enum err (*withdrawn)(
        struct db *writer, struct arena *a, const struct consent *row);
};

/* NULL when no door has it. */
const struct consent_kind *consent_kind_find(text kind);
/* For tests: kinds that no room has. NULL but there. */
extern const struct consent_kind *consent_kinds_more;

/* Inside a step. `who` is a person, or a slip, the other is 0. Given twice is
 * one row. */
struct consent_of {
    int64_t person_id, slip_id;
    text kind;        /* that a door has: `require` */
    int64_t thing_id; /* 0: the whole network */
};
enum err consent_give(struct db *writer, struct arena *a, struct consent_of of,
    text lang, int64_t now);
/* Inside a step: the row stays, with its end, and the owner's `withdrawn` is
 * called. Nothing given: OK, and nothing is done. */
enum err consent_withdraw(
    struct db *writer, struct arena *a, struct consent_of of, int64_t now);
/* The same by a row's key, when it is that person's; else ERR_NOT_FOUND. */
enum err consent_take_back(struct db *writer, struct arena *a,
    int64_t consent_id, int64_t person_id, int64_t now);
/* Is it given, in today's wording, and not taken back? */
enum err
consent_has(struct db *db, struct arena *a, struct consent_of of, bool *has);
/* All of a person's, newest first, `n_rows` at most. */
enum { CONSENT_ROWS_MAX = 200 };
enum err consent_list(struct db *db, struct arena *a, int64_t person_id,
    struct consent **rows, ptrdiff_t *n_rows);

#endif
