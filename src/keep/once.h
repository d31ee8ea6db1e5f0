/* A post that is sent twice makes one thing.
 *
 * A form carries a token; the step that writes calls once_take first. The
 * second time it gets ERR_CONFLICT and the first one's result, and the reader
 * is sent where the first was sent. This also tells, after a connection that
 * was lost in COMMIT, whether the first try had been kept.
 */
#ifndef KEEP_ONCE_H
#define KEEP_ONCE_H

#include "db/db.h"

/* Inside a db_write step. `result` is kept; on ERR_CONFLICT *first holds the
 * earlier one. */
enum err once_take(struct db *writer, struct arena *a, text token,
    text result, text *first);
/* The same beside other writes of the step, in one round trip. When *n is 0
 * after the batch ran, it was taken before: then once_taken says with what
 * result, and its ERR_CONFLICT undoes the batch. */
void once_ask(struct db_batch *batch, text token, text result, int64_t *n);
enum err once_taken(
    struct db *writer, struct arena *a, text token, text *first);
/* Has it been taken? *is_taken says. */
enum err once_look(
    struct db *db, struct arena *a, text token, bool *is_taken);
/* Tokens of before that time (UTC seconds) are of no use any more. */
enum err once_clean(struct db *writer, int64_t before);

#endif
