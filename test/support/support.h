/* A fresh database for each test, on SQLite always, and on PostgreSQL too
 * when the environment variable CP_TEST_PG holds the URL of a server on which
 * databases may be made (script/with-postgres sets it).
 *
 *     static void
 *     a_place_is_found_by_its_code(void **state)
 *     {
 *         struct support *s = *state;
 *         support_for_each(s, d) {
 *             ... d->db ... d->arena ...
 *         }
 *     }
 *     ...
 *         support_test(a_place_is_found_by_its_code),
 *
 * Each database is migrated, and gone after the test, also when it failed; a
 * failure names the database that it happened on.
 *
 * Memory  d->arena, 64 MB, given back after the test; a jump for lack of room
 *         stops the program, unless the test sets a boundary
 * Cost    some 5 ms a test on SQLite, 50 on PostgreSQL; a test of PostgreSQL
 *         that changes its tables pays for a database of its own
 */
#ifndef SUPPORT_SUPPORT_H
#define SUPPORT_SUPPORT_H

#include "db/db.h"

enum { SUPPORT_DBS = 2 };

struct support_db {
    enum db_dialect dialect;
    const char *label;    /* "sqlite", "postgresql" */
    text url;             /* for db_open, or a program's --db; ends in a zero
                             byte */
    struct db_home *home; /* a test may close and open it anew: set it then */
    struct db *db;        /* the same */
    struct arena *arena;
};

struct support {
    int n_dbs;
    struct support_db dbs[SUPPORT_DBS];
    int i_now;          /* the database that the test is at, or -1 */
    const char *folder; /* of this test, for files; ends in a zero byte */
    struct arena arena;
};

/* Make and remove them: for cmocka. */
int support_setup(void **state);
int support_teardown(void **state);
#define support_test(f)                                                        \
    cmocka_unit_test_setup_teardown(f, support_setup, support_teardown)

struct support_db *support_next(struct support *s); /* NULL: that was all */
#define support_for_each(s, d)                                                 \
    for (struct support_db *d = ((s)->i_now = -1, support_next(s)); d != NULL; \
         d = support_next(s))

/* For tests that need one database of each kind, not migrated, at once: one
 * more, empty, of the same kind as d. Gone after the test. */
text support_fresh_url(struct support *s, enum db_dialect dialect);
bool support_has_postgresql(void);

/* Raw statements, several with ';' between, behind the back of db/. Fails the
 * test when they fail. */
void support_exec(struct support *s, text url, const char *sql);
/* The first column of the first row, "" when there is none. */
text support_ask(struct support *s, text url, const char *sql);

#endif
