/* What the files of db/ share, and nobody else sees.
 *
 * A call goes: ask.c or write.c (the same for both) -> value.c (what a struct
 * holds, as values) -> lite.c or pg.c (values to the library and back).
 *
 * People get wrong: a failed statement inside a step dooms the transaction on
 * PostgreSQL. So that nobody relies on SQLite going on, db_failed dooms it
 * there too: what follows gives the same error and db_write rolls back, also
 * when the step said OK.
 */
#ifndef DB_DB_IN_H
#define DB_DB_IN_H

#include "db/db.h"

#include "os/thread.h"

#include <libpq-fe.h>
#include <sqlite3.h>

enum {
    DB_FIELDS_MAX = 96, /* of one shape; more is our bug */
    DB_N_SHARDS = 64,   /* rows of change_counter on PostgreSQL */
    DB_RUNS_MAX = 6,    /* of one step: the first and five more */
    DB_BUSY_MS = 5000,
    DB_OPEN_NS = 20'000'000,
    DB_DUE_NS = 3'000'000,
    DB_PATH_MAX = 4096,
    DB_SCRATCH_SIZE = 8 << 20,
};

/* One value on its way in or out. */
struct db_value {
    enum db_type type; /* DB_BOOL goes as DB_INT, DB_MATCH as DB_TEXT */
    bool is_null;
    int64_t number;
    double real;
    text bytes;
};

struct db_kept {
    const struct db_query *query; /* NULL: the place is free */
    sqlite3_stmt *stmt;
    int number; /* PostgreSQL knows it as "q17" */
};

/* What becomes of a step that went well. */
enum db_end { DB_COUNTED, DB_QUIET, DB_REHEARSED };

/* A place in line for the writer of SQLite, and then among those whose answer
 * hangs on the open transaction. */
struct db_owed;
struct db_ticket {
    struct db_ticket *next;
    struct latch turn; /* woken: see `waits`, which the lock guards */
    enum { TURN_ASLEEP, TURN_TRIES, TURN_INSISTS, TURN_TAKEN } waits;
    bool is_alone; /* shares no transaction */
    struct db_ticket *next_member;
    struct db_owed *in; /* where it is a member, until it is done */
    struct latch done;  /* the transaction is on the disk, or failed: `e` */
    enum err e;
    struct why why;
};

struct db {
    struct db_home *home;
    enum db_dialect dialect;
    sqlite3 *lite;
    PGconn *pg;
    struct arena arena;   /* this struct and `kept` */
    struct arena scratch; /* of one call: search words as the dialect has
                             them */
    struct db_kept *kept; /* a hash table, a power of two long */
    int n_kept, kept_size;
    int n_prepared;         /* names given to PostgreSQL */
    bool is_slow;           /* PostgreSQL lets this statement take long */
    bool is_dead;           /* PostgreSQL is gone: connect at the next call */
    bool is_in_each;        /* a db_each runs: nothing else may */
    bool is_in_step;        /* a transaction of db_write is open here */
    bool owes_begin;        /* PostgreSQL: or will be, with what it asks first:
                               nothing of the step has happened yet */
    enum err doomed;        /* what spoilt it */
    bool is_retry;          /* it met another: run the step again */
    enum { DB_MEETS_NOBODY, DB_MEETS_TOGETHER, DB_MEETS_ALONE } meets;
    int64_t n_changed;      /* rows, by the step, PostgreSQL */
    int64_t changes_before; /* sqlite3_total_changes64 at its begin */
    struct db_ticket ticket;
    struct db *writer; /* SQLite: held while db_write of this one runs */
    bool may_defer;    /* db_defer */
    bool is_owed;      /* the ticket hangs on a transaction, unwaited */
    int shard;         /* PostgreSQL: of change_counter */
    PGresult *results[DB_BATCH_MAX]; /* cleared by db_recover after a jump */
    int n_results;
    struct why why;
};

/* Who is told when the disk has it. */
struct db_owed {
    struct db_ticket *members; /* they sleep, or ask before they go on */
    struct db_parked *parked;
};

/* The transaction that is open on the writer, and whose steps are in it. */
struct db_group {
    bool is_open;
    bool has_changed; /* a row, by a step that is kept */
    bool has_counted; /* and counts */
    bool has_deferred; /* of some the answer is being made */
    int n_steps;
    int64_t began_at_ns;
    struct db_owed owed;
};

/* park.c: commits what nobody commits, and waits for the disk. Under the
 * home's lock, but for what only its thread reads. */
struct db_committer {
    struct thread thread;
    struct condition changed;
    bool is_running, is_stopping;
    bool is_syncing;      /* the disk is asked about owed[!at] */
    int64_t due_at_ns;    /* 0: nothing is */
    struct db_owed owed[2]; /* of transactions that are committed */
    int at;               /* the one that the next commit joins */
    sqlite3_file *wal;    /* NULL: COMMIT itself waits for the disk */
    struct db_ticket ticket; /* its thread's, as the next two */
    bool is_broken;       /* a sync has failed: the WAL cannot be trusted */
    struct why why;
};

/* The last answer to "has anything changed?", and whether it is asked now. */
struct db_count {
    struct mutex lock;
    struct condition changed;
    bool is_asked, has_answer;
    int64_t began_ns; /* of the question that `is` answers */
    struct db_counts is;
    int64_t n_failures;
};

/* meet.c: steps of this process on PostgreSQL, and one that goes alone. */
struct db_meet {
    struct mutex lock;
    struct condition changed;
    int n_together, n_waiting;
    bool is_alone;
};
void db_meet_open(struct db_meet *m);
void db_meet_close(struct db_meet *m);
void db_meet_enter(struct db *db, bool is_alone);
void db_meet_leave(struct db *db); /* also when it is in none */

struct db_home {
    enum db_dialect dialect;
    struct db_meet meet;
    text url;
    const char *file;  /* SQLite: with a zero byte */
    bool is_far;       /* PostgreSQL, on another machine */
    struct mutex lock; /* of the five that follow, members and parked */
    struct db_committer committer;
    bool is_held;      /* somebody has the turn */
    struct db_ticket *first_waiting, *last_waiting;
    struct db_group group; /* and the rest: of whoever has the turn */
    struct db *writer;
    int busy_ms;     /* to wait for another process */
    int64_t open_ns; /* a transaction stays open for others, at most */
    int64_t due_ns;  /* and for nobody */
    int n_wal_pages; /* as of the last commit */
    int n_commits;   /* since the last checkpoint */
    int pages_due, commits_due;
    int64_t checkpoint_at_ms;
    struct db_count count;
};

/* value.c */

/* ERR_BAD_INPUT, ERR_NO_ROOM. `v` has room for DB_FIELDS_MAX; its bytes are
 * lent by `in`, or until the next call on this connection. */
enum err db_values(struct db *db, const struct db_query *q, const void *in,
    struct db_value *v);
/* Put a value in field i of the row. Jumps when `a` has no room; `a` NULL
 * lends the bytes. */
enum err db_store(struct db *db, const struct db_query *q, int i,
    const struct db_value *v, struct arena *a, void *row);
/* Note the sentence and doom the step; returns `e`. */
enum err db_failed(struct db *db, enum err e, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* home.c */
enum err db_connect_as(
    struct db **db, struct db_home *home, bool is_writer, struct why *why);
/* A place for the query, made free when it is new; NULL: out of memory. */
struct db_kept *db_keep(struct db *db, const struct db_query *q);
void db_forget_kept(struct db *db);

/* file.c */
enum err db_file_prepare(const char *file, bool may_create, struct why *why);

/* lite.c */
enum err lite_open(struct db *db, bool is_writer, struct why *why);
void lite_close(struct db *db);
enum err lite_exec(struct db *db, const char *sql);
enum err lite_start(struct db *db, const struct db_query *q, const void *in,
    sqlite3_stmt **stmt);
enum err lite_next(
    struct db *db, const struct db_query *q, sqlite3_stmt *stmt, bool *is_row);
enum err lite_fetch(struct db *db, const struct db_query *q, sqlite3_stmt *stmt,
    struct arena *a, void *row);
void lite_end(sqlite3_stmt *stmt);
void lite_reset_all(struct db *db); /* statements that a jump left open */
void lite_recover(struct db *db);
enum err lite_failed(struct db *db, int code, const char *what);
void lite_checkpoint_if_due(struct db *writer);
/* A copy as a file that is not there yet; outside a transaction. */
enum err lite_vacuum_into(struct db *db, const char *file);

/* pg.c */
enum err pg_open(struct db *db, struct why *why);
int pg_files_of(text url, struct arena *a, text *files, int max);
/* Is it UTF-8, and does it sort by bytes? */
enum err pg_check_server(struct db *db, struct why *why);
void pg_close(struct db *db);
bool pg_is_far(const struct db *db);
bool pg_is_far_at(text address);
/* Connected again if it was gone; OK when there is a connection. */
enum err pg_ready(struct db *db);
/* A connection that the server closed while it was idle shows only when it is
 * used: a question outside a step, or before a step's first answer, changed
 * nothing and is put once more. True when it may, on a new connection. */
bool pg_may_ask_again(struct db *db, enum err *e);
extern const char pg_begin_sql[];
enum err pg_exec(struct db *db, const char *sql);
enum err pg_failed(struct db *db, const PGresult *r, const char *what);
void pg_recover(struct db *db);
void pg_drop_results(struct db *db);

/* pg_ask.c */
enum err pg_keep(struct db *db, const struct db_query *q, char name[16]);
/* Sent, not waited for. */
enum err pg_send(
    struct db *db, const struct db_query *q, const char *name, const void *in);
/* Send all, then collect all: after this the connection is at rest, or dead,
 * and db->results has the answers. */
enum err pg_ask_all(struct db *db, const struct db_asked *asked, int n);
/* Send and wait; the result is db->results[0], cleared by pg_drop_results. */
enum err pg_ask(struct db *db, const struct db_query *q, const void *in);
enum err pg_fetch(struct db *db, const struct db_query *q, const PGresult *r,
    int i_row, struct arena *a, void *row);
/* End a db_each before its end. */
void pg_drain(struct db *db, bool may_cancel);
void pg_count_changes(struct db *db, PGresult *r);
bool pg_is_of_type(Oid oid, enum db_type type);

/* ask.c */
enum err pg_take_rows(struct db *db, struct arena *a, const struct db_query *q,
    const PGresult *r, void **rows, ptrdiff_t *n_rows);
enum err db_exec(struct db *db, const char *sql);
/* Before each question: is it allowed now, is there a connection? */
enum err db_enter(struct db *db);

/* group.c: SQLite's one writer */
void db_take_turn(struct db_home *home, struct db_ticket *t, bool is_alone);
void db_give_turn(struct db_home *home);
/* With the turn, which it gives away: the open transaction ends for all. */
void db_end_group(struct db_home *home, bool is_whole);
enum err db_write_in_group(struct db *db, struct arena *scratch, db_step *step,
    void *arg, enum db_end end);
void db_recover_group(struct db *db);
/* With the lock: those who sleep are told; who is parked is given back, to be
 * told by db_tell_parked without it. `why` when `e` is not OK. */
struct db_parked *db_tell_members(
    struct db_owed *owed, enum err e, const struct why *why);
void db_tell_parked(struct db_parked *parked, enum err e, const char *why);

/* park.c */

/* What this request wrote must be sure before it is told anything more. */
enum err db_settle(struct db *db);
void db_committer_stop(struct db_home *home);
/* With the home's lock: a transaction is left open, see to it. */
void db_committer_expect(struct db_home *home);
/* With the lock: the group's transaction is committed, and these who wait are
 * told when the disk has it. */
void db_committer_owe(struct db_home *home);

/* count.c */
enum err db_counts(struct db *db, struct db_counts *counts);

/* write.c */
void db_enter_step(struct db *w);
/* What the step returned, seen beside what happened in it. */
enum err db_judge_step(struct db *w, enum err e, bool is_rehearsal);
bool db_has_changed(const struct db *w);
enum err db_bump_change_count(struct db *w, bool counts);
/* So that nobody takes a copy for what they remember of the original. */
enum err db_add_to_change_count(struct db *w, int64_t n);

/* migrate.c */
enum err lite_check_keys(struct db *w); /* does each point at a row? */
/* db_migrate with a list of one's own */
enum err db_migrate_list(struct db_home *home, const struct db_migration *list,
    int *n_applied, struct why *why);

#endif
