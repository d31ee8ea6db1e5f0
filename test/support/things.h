/* A table of things with a column of each kind, and its questions written as
 * tools/sqlc would write them: what the tests of db/ ask. */
#ifndef SUPPORT_THINGS_H
#define SUPPORT_THINGS_H

#include "support/support.h"

struct thing {
    int64_t id;
    text name;
    text note;
    int64_t n;
    bool has_n;
    bool is_on;
    double share;
    bool has_share;
    text body;
};
extern const struct db_shape thing_shape;

struct thing_key {
    int64_t id;
};
struct thing_count {
    int64_t n;
};
struct thing_words {
    text words;
};

extern const struct db_query thing_find;   /* one: thing_key, thing */
extern const struct db_query thing_list;   /* many: thing */
extern const struct db_query thing_each;   /* each: thing */
extern const struct db_query thing_count;  /* one: thing_count */
extern const struct db_query thing_insert; /* none: thing */
extern const struct db_query thing_rename; /* none: thing_key: "renamed" */
extern const struct db_query thing_touch;  /* one: thing_key, thing_count:
                                              n + 1, RETURNING */
extern const struct db_query thing_delete; /* none: thing_key */
extern const struct db_query thing_search; /* many: thing_words, thing_key */
extern const struct db_query thing_read_twice; /* one: sum of all n, thing_key
                                                  is ignored: collides */
extern const struct db_query part_insert; /* none: thing_key: of thing id */

void things_make(struct support *s, struct support_db *d);
/* Insert one named so, by db_write. */
enum err thing_add(struct support_db *d, int64_t id, const char *name);

#endif
