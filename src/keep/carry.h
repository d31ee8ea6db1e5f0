/* A file beside the sheets, such as membership.csv, row by row: for what names
 * things of any kind, so that no column says of which sheet they are.
 *
 * It is read in the transaction that brings everything in (door.h,
 * also_import): what stands in the other files is there, in a dry run too.
 *
 * Memory  bounded, whatever the file's size; what `take` puts into t->a goes
 *         when it returns
 */
#ifndef KEEP_CARRY_H
#define KEEP_CARRY_H

#include "keep/sheet_text.h"
#include "keep/thing.h"

enum { CARRY_COLUMNS_MAX = 20 };

struct carrying {
    struct sheet_texts *t;
    const char *file;           /* "membership.csv" */
    const char *const *columns; /* NULL-ended; cells come in this order */
    unsigned needed;            /* a bit for each that must be there */
    /* One row, trimmed; what is wrong with it is said by carry_refuse. Not
     * known: the file has no such column. */
    enum err (*take)(struct carrying *c, const text *cells);
    void *context;
    int64_t line; /* of the row in the file */
};

/* All of the file, when there is one. A column that is not known is refused,
 * as in a sheet; "key" may always stand there. */
enum err carry_read(struct carrying *c);

/* "membership.csv:12: person: ..." is refused; or, for a line that says what
 * was done, told. */
void carry_refuse(struct carrying *c, const char *what);
void carry_tell(struct carrying *c, const char *what, text code);

/* The thing of that kind with that code. *t->kind is NULL when there is none:
 * said, with the columns' names before it. */
enum err carry_find(struct carrying *c, const char *kind_column, text kind,
    const char *column, text code, struct thing *t);

/* The code by which files call a thing. ERR_NOT_FOUND. */
enum err thing_code(
    struct db *db, struct arena *a, text kind, int64_t id, text *code);

#endif
