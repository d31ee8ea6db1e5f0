/* Two steps: who signs in shows a code of their phone as well.
 *
 * The phone and we know the same secret, so it cannot be a hash: it is kept
 * enciphered (XChaCha20-Poly1305, bound to the account) with a key of the
 * data's own. docs/decisions says what that is good for, and what not.
 *
 * Ten codes are given out once, for when the phone is gone; each opens once.
 */
#ifndef PEOPLE_TWO_STEP_H
#define PEOPLE_TWO_STEP_H

#include "people/two_step.sql.h"
#include "web/web.h"

enum { RECOVERY_CODES = 10 };

/* For people_who_acts: does the network ask it of its coordinators? */
bool two_step_is_due(struct request *rq);

/* What is there. ERR_NOT_FOUND: nothing. */
struct two_step {
    text secret; /* deciphered */
    bool is_confirmed;
    int64_t last_step;
    int n_codes; /* that are left */
};
enum err two_step_load(
    struct db *db, struct arena *a, int64_t person_id, struct two_step *to);

/* A new secret, to be confirmed by a code. ERR_CONFLICT: one is confirmed. */
enum err
two_step_begin(struct db *db, struct arena *a, int64_t person_id, int64_t now);
/* Its first code was right: from now on it is asked for. codes[] are shown
 * now and never again. ERR_CONFLICT: confirmed already. */
enum err two_step_confirm(struct db *db, struct arena *a, int64_t person_id,
    int64_t now, int64_t step, text codes[static RECOVERY_CODES]);
/* Ten new ones; those of before are good for nothing. */
enum err two_step_new_codes(struct db *db, struct arena *a, int64_t person_id,
    text codes[static RECOVERY_CODES]);
enum err two_step_end(struct db *db, struct arena *a, int64_t person_id);
/* The same inside a step, without a word to anybody. */
enum err two_step_clear(struct db *writer, int64_t person_id);

/* Is what was typed a code of the phone, or one of the ten? It is taken.
 * ERR_NOT_FOUND: neither; or it was taken before. Count attempts before. */
enum err two_step_check(
    struct db *db, struct arena *a, int64_t person_id, int64_t now, text typed);

#endif
