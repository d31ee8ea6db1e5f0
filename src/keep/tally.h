/* How often something happened, a day. Nothing about whom, where or when.
 *
 * Counting is an addition in memory, so that an attacker cannot make the
 * database write with each try; `serve` writes what was counted once a minute,
 * one row a name and day. What was counted since then is lost in a crash.
 *
 * To count something new: a line in the enum, one in tally.c, and
 * tally_count(TALLY_...) where it happens.
 */
#ifndef KEEP_TALLY_H
#define KEEP_TALLY_H

#include "db/db.h"
#include "keep/tally.sql.h"

enum tally {
    TALLY_SIGNED_IN,
    TALLY_SIGN_IN_WRONG,  /* a password, a code, a link that was none */
    TALLY_SIGN_IN_SLOWED, /* and who had to wait */
    TALLY_MAIL_SENT,
    TALLY_MAIL_FAILED,
    TALLY_N
};

/* Any thread. Cost: an atomic addition. */
void tally_count(enum tally what);
void tally_take_back(enum tally what); /* it was none */

/* Write what was counted; nothing when nothing was. For `serve`. */
enum err tally_save(struct db *db, struct arena *scratch, int64_t now);
/* Inside a step: counts of before that day go. */
enum err tally_forget(struct db *writer, int64_t now);

/* What it is called: N_("Signed in"). NULL: no such name. */
const char *tally_word(text name);
/* All counts of that day and the days after it. */
enum { TALLY_DAYS = 14, TALLY_ROWS_MAX = (TALLY_DAYS + 1) * TALLY_N };

#endif
