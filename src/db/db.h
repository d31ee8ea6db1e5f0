/* One way to ask SQLite or PostgreSQL.
 *
 * Nobody outside db/ writes SQL in C. A room writes named queries in a .sql
 * file; the build makes from it typed functions that call the ones below, and
 * prepares each query against the real schema. How a .sql file is written
 * stands at the head of tools/sqlc.c.
 *
 * A database is a `struct db_home` (one a process); a connection to it is a
 * `struct db` (one a thread, plus the one writer of SQLite).
 *
 * Memory  rows and their texts are copied into the arena that is given; they
 *         outlive the connection
 * Errors  ERR_NOT_FOUND   a query of kind `one` found no row
 *         ERR_BAD_INPUT   a text that is no UTF-8 or holds a NUL, a real that
 *                         is not finite: said before the database is asked
 *         ERR_CONFLICT    a UNIQUE, PRIMARY KEY or foreign key forbids it
 *         ERR_BUSY        time-out, or still in conflict after five tries
 *         ERR_NO_ROOM     the disk is full
 *         ERR_DB          anything else; db_last_why() tells the log
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/arena.h"

struct db_home;
struct db;

enum db_dialect { DB_SQLITE, DB_POSTGRESQL };

/* ---- What the query tool writes ---------------------------------------- */

/* The type of a column or parameter, and the C member that holds it. */
enum db_type {
    DB_INT,   /* key int cents time: int64_t */
    DB_BOOL,  /* bool */
    DB_REAL,  /* double */
    DB_TEXT,  /* text date json: text, ptr NULL for NULL */
    DB_BLOB,  /* text, any bytes, ptr NULL for NULL */
    DB_MATCH, /* text: folded words; db/ writes the dialect's query: all of
                 them, each as the beginning of one; no words match nothing */
};

struct db_field {
    const char *name;
    enum db_type type;
    const char *word;     /* the declared type: "key", "date", ... */
    bool may_be_null;     /* declared with a question mark */
    ptrdiff_t offset;     /* of the member `name` in the struct */
    ptrdiff_t has_offset; /* of the member bool `has_NAME` that stands beside
                             a number that may be NULL; else -1 */
};

struct db_shape {
    const char *name;
    ptrdiff_t size; /* of the struct */
    int n_fields;
    const struct db_field *fields;
};

enum db_kind { DB_ONE, DB_MANY, DB_EACH, DB_NONE };

struct db_query {
    const char *name;
    enum db_kind kind;
    const char *sqlite, *postgresql; /* ?1 and $1 for the first field of in */
    const struct db_shape *in;       /* NULL: no parameters */
    const struct db_shape *out;      /* NULL: of kind none without RETURNING */
    const char *file;                /* where it is written */
    int line;
};

/* Every query of every room, NULL at the end: made by the build. */
extern const struct db_query *const db_all_queries[];

struct db_migration {
    int version;        /* the NNNN in NNNN_room.sql */
    const char *name;   /* "0002_network" */
    const char *sha256; /* 64 hexadecimal digits, of the file */
    const char *sqlite; /* statements, separated by ';' */
    const char *postgresql;
};

/* In order of version, version 0 at the end: made by the build. */
extern const struct db_migration db_all_migrations[];

/* ---- A database ---------------------------------------------------------- */

/* `url` is a file's path, or postgresql://...; a file that is not there is
 * made when `may_create`. Neither migrates: that is db_migrate. */
enum err db_open(struct db_home **home, struct arena *process, text url,
    bool may_create, struct why *why);
void db_close(struct db_home *home); /* after the last db_disconnect */
enum db_dialect db_home_dialect(const struct db_home *home);
/* Is it on another machine, so that whoever asks it mostly waits? */
bool db_home_is_far(const struct db_home *home);

/* Files outside its folder that connecting to it reads: the password's, those
 * of certificates. For whoever shuts itself in before it connects again.
 * Gives how many there are, `max` at most; not all need be there. */
int db_files_of(text url, struct arena *a, text *files, int max);

enum err db_connect(struct db **db, struct db_home *home, struct why *why);
void db_disconnect(struct db *db);
enum db_dialect db_dialect(const struct db *db);

/* Bring the schema up to this program's. Two processes that start together
 * do it once. A database that knows migrations which this program does not:
 * ERR_NEWER. A migration whose text was changed after it ran: ERR_BAD_INPUT.
 * *n_applied (may be NULL) counts. */
enum err db_migrate(struct db_home *home, int *n_applied, struct why *why);
/* The same test without writing: OK when the schema is exactly ours. */
enum err db_check_schema(struct db_home *home, struct why *why);

/* After the caller jumped out of a step or a read: roll back, reset what was
 * left open, give the writer back. Never fails; a dead connection is opened
 * again at the next call. */
void db_recover(struct db *db);

/* Pages of the file that this connection, and the one writer, keep in memory
 * go: for when nothing happens. Not inside a step. */
void db_give_back(struct db *db);

/* The sentence of the last failure on this connection, for the log only. */
const char *db_last_why(const struct db *db);

/* ---- Asking -------------------------------------------------------------- */

/* The generated functions call these; `in` and the row are the structs that
 * belong to the query's shapes. */
enum err db_one(struct db *db, struct arena *a, const struct db_query *q,
    const void *in, void *row);
enum err db_many(struct db *db, struct arena *a, const struct db_query *q,
    const void *in, void **rows, ptrdiff_t *n_rows);
/* Row by row, in bounded memory: texts of a row are lent until the next.
 * What `each` returns other than OK ends it and is returned. Until it is over
 * this connection answers nothing else: `require`. */
enum err db_each(struct db *db, struct arena *a, const struct db_query *q,
    const void *in, enum err (*each)(void *context, const void *row),
    void *context);
/* *n_changed (may be NULL) counts rows. Only inside db_write: `require`. */
enum err db_none(struct db *db, const struct db_query *q, const void *in,
    int64_t *n_changed);
/* Each of `queries`, in their order, with `key` for the one number that it
 * asks for: what hangs on a thing goes with it. The first failure ends it. */
enum err db_none_each(struct db *db, const struct db_query *const queries[],
    int n_queries, int64_t key);
#define DB_NONE_EACH(db, queries, key) \
    db_none_each(db, queries, (int)(sizeof(queries) / sizeof *(queries)), key)

/* The queries of one page at once: one round trip to PostgreSQL, one after
 * another on SQLite, all in one snapshot of the data on SQLite. Ask (the
 * generated NAME_ask functions), then run; the answers stand then where the
 * pointers said. A query of kind `one` that finds nothing sets *is_found to
 * false (no error). At most DB_BATCH_MAX; more is our bug. */
enum { DB_BATCH_MAX = 16 };
struct db_asked {
    const struct db_query *query;
    const void *in; /* copied into the arena */
    void *row;
    void **rows;
    ptrdiff_t *n_rows;
    bool *is_found;
    int64_t *n_changed;
};
struct db_batch {
    struct db *db;
    struct arena *arena;
    int n_asked;
    struct db_asked asked[DB_BATCH_MAX];
};
struct db_batch db_batch_open(struct db *db, struct arena *a);
void db_ask_one(struct db_batch *batch, const struct db_query *q,
    const void *in, void *row, bool *is_found);
void db_ask_many(struct db_batch *batch, const struct db_query *q,
    const void *in, void **rows, ptrdiff_t *n_rows);
/* Inside a step: writes beside questions, done in the order of asking. */
void db_ask_none(struct db_batch *batch, const struct db_query *q,
    const void *in, int64_t *n_changed);
enum err db_batch_run(struct db_batch *batch);

/* ---- Writing ------------------------------------------------------------- */

/* A step is run in one transaction, and run AGAIN when PostgreSQL says that
 * it met another (40001, 40P01; five times, with growing random pauses): it
 * touches nothing but the database it is handed and `scratch`, which is
 * rewound before each run. An error that it returns rolls back. So does an
 * error of the database that it swallows, on both alike: a conflict that is
 * expected is ON CONFLICT in the query, never an error that one catches.
 *
 * On SQLite the step gets the one writer (BEGIN IMMEDIATE behind a mutex),
 * which is not `db`: use the parameter. When it changed a row, the change
 * counter moves in the same transaction, and each process in front of this
 * database sees that at its next request. */
typedef enum err db_step(struct db *writer, struct arena *scratch, void *arg);
enum err
db_write(struct db *db, struct arena *scratch, db_step *step, void *arg);
/* The same, and the change counter stays where it is: what is kept under it
 * is not made anew. Only for rows that no page shows which every visitor sees
 * alike: who signed in, how often somebody was wrong. */
enum err db_write_quietly(
    struct db *db, struct arena *scratch, db_step *step, void *arg);
/* The same, rolled back at the end whatever happened: --dry-run. */
enum err db_write_nothing(
    struct db *db, struct arena *scratch, db_step *step, void *arg);

/* Inside a step that writes very many rows, before and after them: SQLite
 * then keeps 32 MB of pages in memory instead of 2, or it reads and writes
 * the same pages of an index again and again. */
void db_expect_much(struct db *writer, bool much);

/* An answer may be made before the disk has what it says; it must not be given
 * before. From db_defer(db, true) on db_write on SQLite does not wait for the
 * commit: OK means that the step went well. Whatever this connection is asked
 * next waits, and is refused when the commit failed. In the end, when
 * db_is_owed, the answer is put aside: `told` is called once, by db_park or
 * later by any thread, which may be in a hurry: OK, or all of it was rolled
 * back and `why` (lent) says for what reason.
 * Whoever parked and has nothing to do says so by db_rest, and commits; else it
 * is done some milliseconds later. PostgreSQL waits as ever; nothing is owed
 * there.
 * ERR_IO: db_defer_open could not start its thread. */
struct db_parked {
    struct db_parked *next;
    void (*told)(struct db_parked *parked, enum err e, const char *why);
};
enum err db_defer_open(struct db_home *home, struct why *why);
void db_defer(struct db *db, bool may_defer); /* false: nothing is owed */
bool db_is_owed(const struct db *db);
void db_park(struct db *db, struct db_parked *parked);
void db_rest(struct db *db);

/* A number that is another one after each committed change that counts. */
enum err db_change_count(struct db *db, int64_t *count);
struct db_counts {
    int64_t n_changes; /* the same */
    int64_t n_writes;  /* another one after each at all, quiet ones too */
};
/* The same, read at or after since_ns (monotonic): one question serves all who
 * wait for an answer. Not inside a step. */
enum err db_counts_since(
    struct db *db, int64_t since_ns, struct db_counts *counts);

/* ---- Keeping ------------------------------------------------------------- */

/* A consistent copy as one SQLite file, also while others write, from either
 * database. Written beside, checked, synced, renamed: `file` is whole or not
 * there. An existing file is replaced only when `may_replace`. */
enum err db_backup(struct db_home *home, struct arena *scratch, text file,
    bool may_replace, struct why *why);
/* Every table from one to another, whose schema is brought up first and
 * which must hold no rows. `progress`, which may be NULL, hears of each table
 * when it is done. What was not wholly copied is not there at all. */
enum err
db_copy(struct db_home *from, struct db_home *to, struct arena *scratch,
    void (*progress)(void *context, const char *table, int64_t n_rows),
    void *context, struct why *why);
/* No byte of what was deleted stays in the files: SQLite's write-ahead log is
 * emptied, PostgreSQL's tables are written anew (each locked meanwhile).
 * ERR_BUSY: somebody reads; nothing is lost, try again. */
enum err
db_wipe(struct db_home *home, struct arena *scratch, struct why *why);
/* How many bytes each table takes, its indexes with it. SQLite reads the whole
 * file for it: not for a page. */
enum err db_sizes(struct db_home *home,
    void (*each)(void *context, text table, int64_t n_bytes), void *context,
    struct why *why);
/* Integrity of the file, foreign keys, schema; one line a fault to `say`. */
enum err db_check(struct db_home *home, struct arena *scratch,
    void (*say)(void *context, const char *line), void *context,
    int64_t *n_faults, struct why *why);

#endif
