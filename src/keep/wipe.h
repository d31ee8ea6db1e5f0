/* After an erasure: no byte of what was removed stays in the data.
 *
 * A row that is deleted is gone for every question at once; its bytes are not.
 * SQLite overwrites the row itself (secure_delete), but old words stay in the
 * word index until its parts are merged, and old pages in the write-ahead log
 * until that is emptied. PostgreSQL keeps old rows until its tables are
 * written anew, which locks them: only `counterpart wipe` does that.
 */
#ifndef KEEP_WIPE_H
#define KEEP_WIPE_H

#include "db/db.h"

/* Inside the step that erases. */
enum err wipe_is_due(struct db *writer, struct arena *a);
enum err wipe_ask(struct db *db, struct arena *a, bool *is_due);

/* Do it. `is_whole`: tables of PostgreSQL are written anew too, each locked
 * meanwhile; without, PostgreSQL stays due.
 * Errors  ERR_BUSY  somebody reads and reads: again later
 * Cost    SQLite: merging the word index, 1 s a million names; PostgreSQL:
 *         writing all tables */
enum err wipe(struct db_home *home, struct db *db, struct arena *a,
    bool is_whole, struct why *why);

#endif
