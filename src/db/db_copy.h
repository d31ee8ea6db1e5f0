/* What copy.c shares with the files that know one database's catalogue, and
 * PostgreSQL's way to take many rows. */
#ifndef DB_DB_COPY_H
#define DB_DB_COPY_H

#include "db/db_in.h"

#include "base/buf.h"

struct copy_table {
    const char *name, *columns;
    struct db_field *fields;
    struct db_shape shape;
    struct db_query select, insert; /* insert: SQLite only */
    int64_t n_rows;
    bool is_sorted;
};

/* catalogue.c: what the schema says of itself */
struct copy_column {
    text table, name, type;
};
struct copy_key { /* a foreign key */
    text child, parent;
};
/* By table, and in the order of the columns; ordinary tables only. */
enum err catalogue_columns(
    struct db *db, struct arena *a, struct copy_column **c, ptrdiff_t *n);
enum err catalogue_keys(
    struct db *db, struct arena *a, struct copy_key **keys, ptrdiff_t *n);
enum err catalogue_has_rows(
    struct db *db, struct arena *a, const struct copy_table *t, bool *has_rows);

/* pg_copy.c: COPY ... FROM STDIN, binary */
struct pg_copy {
    struct db *db;
    char *block; /* what is not sent yet */
    ptrdiff_t len;
};
enum err pg_copy_begin(struct pg_copy *c, struct db *db, struct arena *a,
    const struct copy_table *t);
enum err
pg_copy_row(struct pg_copy *c, const struct copy_table *t, const void *row);
/* Committed to the transaction when `e` is OK, given up otherwise. */
enum err pg_copy_end(struct pg_copy *c, const struct copy_table *t, enum err e);

#endif
