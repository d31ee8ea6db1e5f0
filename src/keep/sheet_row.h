/* Inside sheets: one row, from the cells of a file to its struct and back. */
#ifndef KEEP_SHEET_ROW_H
#define KEEP_SHEET_ROW_H

#include "base/buf.h"
#include "keep/sheet.h"

/* Room for one row of the sheet, aligned for whatever its struct holds. */
void *row_new(struct arena *a, const struct sheet *s);

/* The member of a row struct that a field describes. */
void *row_member(void *row, const struct db_field *f);
const void *row_member_const(const void *row, const struct db_field *f);
int64_t row_id(const struct sheet *s, const void *row);
void row_set_id(const struct sheet *s, void *row, int64_t id);
/* The text of a member of type text; not known when it is none. */
text row_text(const struct db_shape *shape, const void *row, const char *name);
/* Has a member that may be missing a value? */
bool row_is_known(const struct db_field *f, const void *row);
/* Members are compared by value; the id is not looked at. Names of those that
 * differ go to `names` (may be NULL) as a JSON list. */
bool row_is_equal(const struct db_shape *shape, const void *a, const void *b,
    struct buf *names);

/* Put one cell into its member. NULL, or the sentence that says why not, in
 * the arena. References are the importer's: not here. */
const char *row_put(struct arena *a, const struct sheet *s,
    const struct sheet_column *c, text cell, void *row);
/* A cell as the file holds it. */
text row_print(struct arena *a, const struct db_field *f, const void *row);
/* Back from what row_print gave; not known: the member is missing its value.
 * False when that is none. The text is lent. */
bool row_scan(const struct db_field *f, text cell, void *row);

/* What may be part of a file's name. */
bool code_is_good(text code);
bool lang_is_good(text lang);
/* Is it that word (in small letters), in whatever case it was typed? */
bool cell_is(text cell, const char *word);

/* A row as bytes, and back: its texts are then lent by the bytes. */
void row_pack(const struct db_shape *shape, const void *row, struct buf *out);
void row_unpack(const struct db_shape *shape, text bytes, void *row);
/* Of all that it holds; never 0. */
uint64_t row_hash(
    const struct db_shape *shape, const void *row, struct arena *a);

#endif
