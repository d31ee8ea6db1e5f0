/* Join slips: codes on paper, for people without a mail address.
 *
 * A sheet belongs to the network, a partnership or a side, and says which role
 * its slips give. A slip is good for one person, until a day, unless its sheet
 * is taken back. Whoever uses it chooses a name to be called and a PIN, and is
 * told a short name to sign in with.
 *
 * People get wrong: only the hashes of codes are kept. A sheet is printed in
 * the moment that it is made, and never again.
 */
#ifndef PEOPLE_SLIP_H
#define PEOPLE_SLIP_H

#include "keep/thing.h"
#include "people/session.h"
#include "people/slip.sql.h"

enum { SLIPS_MAX = 60, SHEETS_MAX = 50, SIGN_NAME_MAX = 14 };

struct slip_order {
    const struct thing *thing; /* NULL: the network */
    enum who role;
    text title, form_token;
    text address; /* of the list: where a second post is sent */
    int64_t actor_id, now, ends_at;
    int n_slips;
    text codes[SLIPS_MAX]; /* the answer */
};
/* ERR_CONFLICT: the same form was sent before. */
enum err slip_print(struct db *db, struct arena *a, struct slip_order *order);
/* ERR_NOT_FOUND: no such sheet of this thing, or it is taken back. */
enum err slip_take_back(struct db *db, struct arena *a, int64_t thing_id,
    int64_t sheet_id, int64_t actor_id, int64_t now);

/* The open slip with that code. ERR_NOT_FOUND: there is none any more. */
enum err slip_look(struct db *db, struct arena *a, text code, int64_t now,
    struct slip_find_row *row);

/* Somebody new comes in with a slip. */
struct slip_join {
    const struct slip_find_row *slip;
    text form_token, name, password; /* hashed */
    text lang;
    bool is_pin;
    int64_t now;
    struct session_start session;
    /* the answer */
    int64_t person_id;
    text sign_name;
    int64_t first_person_id; /* of ERR_CONFLICT: whom the first post made */
};
/* ERR_NOT_FOUND: another took it. ERR_CONFLICT: sent twice. */
enum err slip_join(struct db *db, struct arena *a, struct slip_join *join);
/* Somebody who has an account. ERR_CONFLICT: they are that already, and the
 * slip stays good. */
enum err slip_join_known(struct db *db, struct arena *a,
    const struct slip_find_row *slip, int64_t person_id, int64_t now);

/* Inside a step, now and then: sheets that ended long ago (keep_slips_days),
 * some at a time; and those of a thing that is gone for good. */
enum err slip_forget_old(struct db *writer, struct arena *a, int64_t now);
enum err slip_forget_of(struct db *writer, struct arena *a, int64_t thing_id);

/* "achieng472": of the name, with so many digits behind it. */
text sign_name_of(struct arena *a, text name, int n_digits);

#endif
