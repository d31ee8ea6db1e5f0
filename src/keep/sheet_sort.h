/* Names are sorted by keys that a library made, and a newer library makes
 * other keys: the two do not compare. What made the keys of a database is
 * remembered with it; after the machine got a newer library they are made
 * anew, once.
 */
#ifndef KEEP_SHEET_SORT_H
#define KEEP_SHEET_SORT_H

#include "keep/sheet.h"

/* Are the keys of this database those that this program makes? An empty
 * database's are. */
enum err sheet_sort_check(struct db *db, struct arena *a, bool *is_current);
/* Inside an import: remember who made the keys, if nobody did before. */
enum err sheet_sort_remember(struct db *writer, struct arena *a);

/* Make the keys of all names anew, some hundred rows a transaction; *n_rows
 * counts those that changed. Takes two connections: one reads on while the
 * other writes. */
enum err sheet_sort_again(struct db *reader, struct db *writer,
    struct arena *a, const struct sheet *const *sheets, int64_t *n_rows);

#endif
