/* SQLite: a connection with its pragmas, statements bound and read.
 *
 * Nothing jumps inside a frame of the library: rows are copied into the arena
 * between its calls, and a jump there leaves a statement open, which
 * lite_recover resets.
 */
#include "db/db_in.h"

#include "os/clock.h"

#include <string.h>

enum {
    PAGES_DUE = 4096, /* of 4 KiB: 16 MiB of WAL */
    COMMITS_DUE = 2000,
    CHECKPOINT_MS = 5 * 60 * 1000,
    CHECKPOINT_BUSY_MS = 100,
};

/* ---- errors -------------------------------------------------------------- */

static enum err
err_of(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY: return ERR_CONFLICT;
    default: break;
    }
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ERR_BUSY;
    case SQLITE_FULL:
    case SQLITE_NOMEM: return ERR_NO_ROOM;
    default: return ERR_DB;
    }
}

enum err
lite_failed(struct db *db, int code, const char *what)
{
    return db_failed(
        db, err_of(code), "%s: %s (%d)", what, sqlite3_errmsg(db->lite), code);
}

/* ---- connections --------------------------------------------------------- */

static int
on_commit(void *home, sqlite3 *lite, const char *name, int n_pages)
{
    (void)lite;
    (void)name;
    ((struct db_home *)home)->n_wal_pages = n_pages;
    return SQLITE_OK; /* in place of SQLite's own checkpoint each 1000 pages */
}

enum err
lite_exec(struct db *db, const char *sql)
{
    int code = sqlite3_exec(db->lite, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : lite_failed(db, code, sql);
}

static int
set_wal(sqlite3 *lite, bool *is_wal)
{
    sqlite3_stmt *stmt;
    int code =
        sqlite3_prepare_v2(lite, "PRAGMA journal_mode = WAL", -1, &stmt, NULL);
    if (code != SQLITE_OK)
        return code;
    code = sqlite3_step(stmt);
    const unsigned char *mode =
        code == SQLITE_ROW ? sqlite3_column_text(stmt, 0) : NULL;
    *is_wal = mode != NULL && strcmp((const char *)mode, "wal") == 0;
    sqlite3_finalize(stmt);
    return code;
}

/* Kept in the file, unlike the other pragmas; a copy made by VACUUM INTO is
 * back in "delete" mode, and a network drive says no without an error. While
 * another process does the same it fails at once, whatever the time-out. */
static enum err
use_wal(struct db *db)
{
    bool is_wal = false;
    int code = SQLITE_BUSY;
    for (int ms = 0; ms <= db->home->busy_ms; ms += 10) {
        code = set_wal(db->lite, &is_wal);
        if ((code & 0xff) != SQLITE_BUSY)
            break;
        sleep_ms(10);
    }
    if (is_wal)
        return OK;
    if (code == SQLITE_ROW)
        return db_failed(db, ERR_DB, "this disk cannot hold a WAL");
    return lite_failed(db, code, "journal_mode");
}

/* Some other program's file is left as it is. One question, so that another
 * process which makes our tables meanwhile is not taken for a stranger: ours
 * come after schema_migration. */
static enum err
check_is_ours(struct db *db)
{
    sqlite3_stmt *stmt;
    int code = sqlite3_prepare_v2(db->lite,
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND NOT EXISTS "
        "(SELECT 1 FROM sqlite_schema WHERE name = 'schema_migration')",
        -1, &stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    if (code != SQLITE_ROW) {
        enum err e = lite_failed(db, code, "sqlite_schema");
        sqlite3_finalize(stmt);
        return e;
    }
    bool is_ours = sqlite3_column_int64(stmt, 0) == 0;
    sqlite3_finalize(stmt);
    if (is_ours)
        return OK;
    return db_failed(db, ERR_BAD_INPUT, "it holds another program's data");
}

/* A file that is no database shows here: the sentence need not list them. */
static enum err
set_pragmas(struct db *db, const char *sql)
{
    int code = sqlite3_exec(db->lite, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : lite_failed(db, code, "pragma");
}

enum err
lite_open(struct db *db, bool is_writer, struct why *why)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
        (is_writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
    int code = sqlite3_open_v2(db->home->file, &db->lite, flags, NULL);
    if (db->lite == NULL)
        return err_say(why, ERR_NO_ROOM, "no memory for SQLite");
    enum err e = code == SQLITE_OK ? OK : lite_failed(db, code, "open");
    sqlite3_busy_timeout(db->lite, db->home->busy_ms);
    sqlite3_db_config(db->lite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->lite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db->lite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db->lite, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    /* temp_store: in a sandbox there is no folder for temporary files */
    if (e == OK)
        e = set_pragmas(db,
            "PRAGMA synchronous = FULL;"
            "PRAGMA foreign_keys = ON;"
            "PRAGMA cache_size = -2000;"
            "PRAGMA journal_size_limit = 67108864;"
            "PRAGMA secure_delete = ON;"
            "PRAGMA trusted_schema = OFF;"
            "PRAGMA temp_store = MEMORY;");
    if (e == OK && is_writer)
        e = check_is_ours(db);
    if (e == OK && is_writer)
        e = use_wal(db);
    if (e == OK && is_writer) {
        struct db_home *home = db->home;
        home->pages_due = PAGES_DUE;
        home->commits_due = COMMITS_DUE;
        home->checkpoint_at_ms = monotonic_ns() / 1'000'000 + CHECKPOINT_MS;
        sqlite3_wal_hook(db->lite, on_commit, home);
    }
    if (e != OK)
        return err_say(why, e, "%s: %s", db->home->file, db->why.text);
    return OK;
}

void
db_expect_much(struct db *writer, bool much)
{
    require(writer->is_in_step);
    if (writer->dialect == DB_SQLITE) /* a wish: nothing fails without it */
        sqlite3_exec(writer->lite,
            much ? "PRAGMA cache_size = -32768" : "PRAGMA cache_size = -2000",
            NULL, NULL, NULL);
}

void
lite_close(struct db *db)
{
    if (db->lite == NULL)
        return;
    for (int i = 0; i < db->kept_size; i++)
        sqlite3_finalize(db->kept[i].stmt);
    if (db == db->home->writer)
        sqlite3_wal_checkpoint_v2(
            db->lite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    require(sqlite3_close(db->lite) == SQLITE_OK);
    db->lite = NULL;
}

/* After a commit, with the writer's lock held. RESTART waits for readers, so
 * that the WAL begins again at its start; when one of them sleeps, the next
 * try is a quarter later. */
void
lite_checkpoint_if_due(struct db *writer)
{
    struct db_home *home = writer->home;
    home->n_commits++;
    if (home->n_wal_pages < home->pages_due &&
        home->n_commits < home->commits_due &&
        (home->n_commits % 16 != 0 ||
            monotonic_ns() / 1'000'000 < home->checkpoint_at_ms))
        return;
    sqlite3_busy_timeout(writer->lite, CHECKPOINT_BUSY_MS);
    int code = sqlite3_wal_checkpoint_v2(
        writer->lite, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
    sqlite3_busy_timeout(writer->lite, home->busy_ms);
    home->checkpoint_at_ms = monotonic_ns() / 1'000'000 + CHECKPOINT_MS;
    if (code == SQLITE_OK) {
        home->n_commits = 0;
        home->pages_due = PAGES_DUE;
        home->commits_due = COMMITS_DUE;
    } else {
        home->pages_due = home->n_wal_pages + PAGES_DUE / 4;
        home->commits_due = home->n_commits + COMMITS_DUE / 4;
    }
}

void
lite_reset_all(struct db *db)
{
    for (sqlite3_stmt *s = sqlite3_next_stmt(db->lite, NULL); s != NULL;
         s = sqlite3_next_stmt(db->lite, s))
        if (sqlite3_stmt_busy(s))
            lite_end(s);
}

void
lite_recover(struct db *db)
{
    if (db->lite == NULL)
        return;
    lite_reset_all(db);
    if (!sqlite3_get_autocommit(db->lite))
        sqlite3_exec(db->lite, "ROLLBACK", NULL, NULL, NULL);
    db->is_in_each = false;
    db->is_in_step = false;
    db->doomed = OK;
}

enum err
lite_vacuum_into(struct db *db, const char *file)
{
    sqlite3_stmt *stmt;
    int code = sqlite3_prepare_v2(db->lite, "VACUUM INTO ?1", -1, &stmt, NULL);
    if (code == SQLITE_OK) {
        sqlite3_bind_text(stmt, 1, file, -1, SQLITE_STATIC);
        code = sqlite3_step(stmt);
        sqlite3_finalize(stmt);
    }
    return code == SQLITE_DONE ? OK : lite_failed(db, code, "VACUUM INTO");
}

/* ---- statements ---------------------------------------------------------- */

static enum err
keep(struct db *db, const struct db_query *q, sqlite3_stmt **stmt)
{
    struct db_kept *k = db_keep(db, q);
    if (k == NULL)
        return db_failed(db, ERR_NO_ROOM, "%s: no memory", q->name);
    if (k->stmt == NULL) {
        int code = sqlite3_prepare_v3(
            db->lite, q->sqlite, -1, SQLITE_PREPARE_PERSISTENT, &k->stmt, NULL);
        if (code != SQLITE_OK)
            return lite_failed(db, code, q->name);
        require(k->stmt != NULL);
        require(sqlite3_bind_parameter_count(k->stmt) ==
            (q->in == NULL ? 0 : q->in->n_fields));
        require(q->out == NULL ||
            sqlite3_column_count(k->stmt) == q->out->n_fields);
    }
    *stmt = k->stmt;
    return OK;
}

static int
bind(sqlite3_stmt *stmt, int at, const struct db_value *v)
{
    if (v->is_null)
        return sqlite3_bind_null(stmt, at);
    switch (v->type) {
    case DB_INT:
    case DB_BOOL: return sqlite3_bind_int64(stmt, at, v->number);
    case DB_REAL: return sqlite3_bind_double(stmt, at, v->real);
    case DB_TEXT:
    case DB_MATCH:
        return sqlite3_bind_text64(stmt, at, v->bytes.ptr,
            (sqlite3_uint64)v->bytes.len, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BLOB:
        return sqlite3_bind_blob64(stmt, at, v->bytes.ptr,
            (sqlite3_uint64)v->bytes.len, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

enum err
lite_start(
    struct db *db, const struct db_query *q, const void *in, sqlite3_stmt **out)
{
    struct db_value v[DB_FIELDS_MAX];
    enum err e = db_values(db, q, in, v);
    sqlite3_stmt *stmt = NULL;
    if (e == OK)
        e = keep(db, q, &stmt);
    if (e != OK)
        return e;
    require(!sqlite3_stmt_busy(stmt));
    int n = q->in == NULL ? 0 : q->in->n_fields;
    for (int i = 0; i < n; i++) {
        int code = bind(stmt, i + 1, &v[i]);
        if (code != SQLITE_OK) {
            lite_end(stmt);
            return lite_failed(db, code, q->name);
        }
    }
    *out = stmt;
    return OK;
}

/* An open statement pins the WAL, and bindings point at lent memory. */
void
lite_end(sqlite3_stmt *stmt)
{
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
}

enum err
lite_next(
    struct db *db, const struct db_query *q, sqlite3_stmt *stmt, bool *is_row)
{
    int code = sqlite3_step(stmt);
    *is_row = code == SQLITE_ROW;
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return OK;
    return lite_failed(db, code, q->name);
}

static bool
read_value(sqlite3_stmt *stmt, int i, enum db_type type, struct db_value *v)
{
    *v = (struct db_value){ .type = type };
    int is = sqlite3_column_type(stmt, i);
    if (is == SQLITE_NULL) {
        v->is_null = true;
        return true;
    }
    switch (type) {
    case DB_INT:
    case DB_BOOL:
        v->number = sqlite3_column_int64(stmt, i);
        return is == SQLITE_INTEGER;
    case DB_REAL:
        v->real = sqlite3_column_double(stmt, i);
        return is == SQLITE_FLOAT || is == SQLITE_INTEGER;
    case DB_TEXT:
    case DB_MATCH:
        v->bytes.ptr = (const char *)sqlite3_column_text(stmt, i);
        v->bytes.len = sqlite3_column_bytes(stmt, i);
        return is == SQLITE_TEXT;
    case DB_BLOB:
        v->bytes.ptr = sqlite3_column_blob(stmt, i);
        v->bytes.len = sqlite3_column_bytes(stmt, i);
        return is == SQLITE_BLOB;
    }
    return false;
}

enum err
lite_fetch(struct db *db, const struct db_query *q, sqlite3_stmt *stmt,
    struct arena *a, void *row)
{
    for (int i = 0; i < q->out->n_fields; i++) {
        struct db_value v;
        if (!read_value(stmt, i, q->out->fields[i].type, &v))
            return db_failed(db, ERR_DB, "%s: %s is not of type %s", q->name,
                q->out->fields[i].name, q->out->fields[i].word);
        enum err e = db_store(db, q, i, &v, a, row);
        if (e != OK)
            return e;
    }
    return OK;
}
