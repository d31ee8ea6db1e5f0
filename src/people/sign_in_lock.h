/* Guessing at what is short: a PIN, a code of six digits.
 *
 * The counts of attempt.h are lost when the program stops, and each process
 * has its own; a PIN of six digits would be found in some weeks. So these are
 * kept in the database, before anything is looked at: four may be wrong at
 * once, then the pauses grow, from one minute to a day: 400 guesses in a year,
 * one in 2,500 finds a PIN. The names that nobody has are counted alike.
 *
 * Whoever guesses also locks the owner out. Not where the owner signed in
 * before: a browser that is known is counted by itself (device.h), and others
 * are not. And a link by mail, or a coordinator, opens the door.
 *
 * Cost    one write, which empties no cache
 */
#ifndef PEOPLE_SIGN_IN_LOCK_H
#define PEOPLE_SIGN_IN_LOCK_H

#include "db/db.h"

enum { LOCK_FREE = 4, LOCK_FIRST_S = 60, LOCK_MOST_S = 86400 };

/* Count one attempt at `what`, "name:achieng47". ERR_BUSY: not before
 * *wait_s seconds have gone; then none is counted. */
enum err sign_in_lock_try(
    struct db *db, struct arena *a, text what, int64_t now, int *wait_s);
/* It was right: all is forgotten. */
enum err sign_in_lock_end(struct db *db, struct arena *a, text what);

#endif
