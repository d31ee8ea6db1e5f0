/* Bringing the schema up to this program's.
 *
 * Each migration is one transaction that begins with its row in
 * schema_migration: a second process waits there, finds the row taken and
 * goes on to the next. On SQLite the foreign keys are off meanwhile, for a
 * table is changed there by building it anew; they are checked before the
 * commit.
 */
#include "db/db_in.h"

#include "os/clock.h"
#include "os/entropy.h"
#include "os/file.h"

#include <stdio.h>
#include <string.h>

static const char make_table_lite[] =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    "version INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, "
    "name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT";
static const char make_table_pg[] =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    "version BIGINT PRIMARY KEY, sha256 TEXT COLLATE \"C\" NOT NULL, "
    "name TEXT COLLATE \"C\" NOT NULL, applied_at BIGINT NOT NULL)";

struct migration_row {
    int64_t version;
    text sha256, name;
    int64_t applied_at;
};

#define FIELD(member, type, word)                                              \
    {                                                                          \
#member, type, word, false, offsetof(struct migration_row, member), -1 \
    }

static const struct db_field row_fields[] = {
    FIELD(version, DB_INT, "int"),
    FIELD(sha256, DB_TEXT, "text"),
    FIELD(name, DB_TEXT, "text"),
    FIELD(applied_at, DB_INT, "time"),
};

static const struct db_shape row_shape = { "migration_row",
    (ptrdiff_t)sizeof(struct migration_row), 4, row_fields };

static const struct db_query find_all = { .name = "schema_migration_each",
    .kind = DB_EACH,
    .sqlite = "SELECT version, sha256, name, applied_at "
              "FROM schema_migration ORDER BY version",
    .postgresql = "SELECT version, sha256, name, applied_at "
                  "FROM schema_migration ORDER BY version",
    .out = &row_shape };

static const struct db_query insert = { .name = "schema_migration_insert",
    .kind = DB_NONE,
    .sqlite = "INSERT INTO schema_migration "
              "(version, sha256, name, applied_at) "
              "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (version) DO NOTHING",
    .postgresql = "INSERT INTO schema_migration "
                  "(version, sha256, name, applied_at) "
                  "VALUES ($1, $2, $3, $4) ON CONFLICT (version) DO NOTHING",
    .in = &row_shape };

struct flag {
    int64_t is_there;
};
static const struct db_field flag_fields[] = { { "is_there", DB_INT, "int",
    false, offsetof(struct flag, is_there), -1 } };
static const struct db_shape flag_shape = { "flag",
    (ptrdiff_t)sizeof(struct flag), 1, flag_fields };

static const struct db_query has_table = { .name = "schema_migration_is_there",
    .kind = DB_ONE,
    .sqlite = "SELECT count(*) AS is_there FROM sqlite_schema "
              "WHERE type = 'table' AND name = 'schema_migration'",
    .postgresql = "SELECT CASE WHEN to_regclass('schema_migration') IS NULL "
                  "THEN 0 ELSE 1 END AS is_there",
    .out = &flag_shape };

/* ---- what is there ------------------------------------------------------- */

struct seen {
    const struct db_migration *list;
    int n_seen;  /* the first n of the list are applied */
    bool is_any; /* there is a row at all */
    struct why *why;
};

static enum err
see_row(void *context, const void *at)
{
    struct seen *seen = context;
    const struct migration_row *row = at;
    const struct db_migration *m = &seen->list[seen->n_seen];
    seen->is_any = true;
    if (m->version != row->version) {
        for (const struct db_migration *o = m; o->version != 0; o++)
            if (o->version == row->version)
                return err_say(seen->why, ERR_BAD_INPUT,
                    "migration %s was never run on this database, but %.*s "
                    "after it was",
                    m->name, TEXT_ARG(row->name));
        return err_say(seen->why, ERR_NEWER,
            "this database was made by a newer version: it knows migration "
            "%.*s, which this program does not",
            TEXT_ARG(row->name));
    }
    if (!text_is_equal(row->sha256, text_of(m->sha256)))
        return err_say(seen->why, ERR_BAD_INPUT,
            "the text of migration %s was changed after it ran on this "
            "database",
            m->name);
    seen->n_seen++;
    return OK;
}

/* How many of the list are applied? Writes nothing. */
static enum err
look(struct db *db, const struct db_migration *list, int *n_seen,
    struct why *why)
{
    struct seen seen = { .list = list, .why = why };
    struct arena room; /* for one row of db_each */
    arena_open(&room, 1 << 16);
    struct flag flag = { 0 };
    struct why said = *why;
    enum err e = db_one(db, &room, &has_table, NULL, &flag);
    if (e == OK && flag.is_there != 0)
        e = db_each(db, &room, &find_all, NULL, see_row, &seen);
    arena_close(&room);
    *n_seen = seen.n_seen;
    if (e != OK && memcmp(&said, why, sizeof said) == 0)
        return err_say(why, e, "%s", db_last_why(db));
    return e;
}

/* ---- one migration ------------------------------------------------------- */

enum err
lite_check_keys(struct db *w)
{
    sqlite3_stmt *stmt;
    int code = sqlite3_prepare_v2(
        w->lite, "PRAGMA foreign_key_check", -1, &stmt, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(stmt);
        sqlite3_finalize(stmt);
    }
    if (code == SQLITE_DONE)
        return OK;
    return db_failed(w, ERR_DB, "rows point at rows that are not there");
}

static enum err
run_text(struct db *w, const struct db_migration *m)
{
    if (w->dialect == DB_POSTGRESQL)
        return pg_exec(w, m->postgresql);
    enum err e = lite_exec(w, m->sqlite);
    return e == OK ? lite_check_keys(w) : e;
}

/* *was_first is false when another process was. */
static enum err
apply(struct db *w, const struct db_migration *m, bool *was_first)
{
    struct migration_row row = { m->version, text_of(m->sha256),
        text_of(m->name), now_s() };
    int64_t n = 0;
    enum err e = db_exec(w,
        w->dialect == DB_SQLITE
            ? "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE"
            : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
    if (e != OK)
        return e;
    w->is_in_step = true;
    w->doomed = OK;
    e = db_none(w, &insert, &row, &n);
    *was_first = n == 1;
    if (e == OK && *was_first)
        e = run_text(w, m);
    if (e == OK)
        e = db_exec(w, "COMMIT");
    db_recover(w); /* rolls back what was not committed */
    if (w->dialect == DB_SQLITE) {
        enum err back = lite_exec(w, "PRAGMA foreign_keys = ON");
        if (e == OK)
            e = back;
    }
    return e;
}

/* CREATE TABLE IF NOT EXISTS of two processes at once can fail with 23505 on
 * pg_type: look again. */
static enum err
make_table(struct db *w)
{
    if (w->dialect == DB_SQLITE)
        return lite_exec(w, make_table_lite);
    enum err e = OK;
    for (int i = 0; i < 5; i++) {
        e = pg_exec(w, "SET default_transaction_read_only = off");
        if (e == OK)
            e = pg_exec(w, make_table_pg);
        if (e == OK || w->is_dead)
            break;
        sleep_ms(1 + (int64_t)(entropy_bits() % 50));
    }
    return e;
}

/* A copy before the schema of an existing file changes: FILE.before-0007. */
static enum err
keep_copy(struct db *w, const struct db_migration *m, struct why *why)
{
    char file[DB_PATH_MAX];
    snprintf(file, sizeof file, "%s.before-%04d", w->home->file, m->version);
    struct file_new copy;
    enum err e = file_new_open(&copy, text_of(file), why);
    if (e != OK)
        return e;
    e = lite_vacuum_into(w, copy.temporary);
    if (e == OK)
        return file_new_keep(&copy, why);
    file_new_drop(&copy);
    return err_say(why, e, "copy before migration: %s", db_last_why(w));
}

static enum err
migrate(struct db *w, const struct db_migration *list, int *n_applied,
    struct why *why)
{
    int n_seen;
    enum err e = look(w, list, &n_seen, why);
    if (e != OK || list[n_seen].version == 0)
        return e;
    if (w->dialect == DB_POSTGRESQL)
        e = pg_exec(w, "SET statement_timeout = 0");
    if (e == OK)
        e = make_table(w);
    if (e != OK)
        return err_say(why, e, "%s", db_last_why(w));
    if (w->dialect == DB_SQLITE && n_seen > 0)
        e = keep_copy(w, &list[n_seen], why);
    for (int i = n_seen; e == OK && list[i].version != 0; i++) {
        bool was_first = false;
        e = apply(w, &list[i], &was_first);
        if (e != OK)
            return err_say(
                why, e, "migration %s: %s", list[i].name, db_last_why(w));
        *n_applied += was_first;
    }
    /* the other process may have been another version */
    return e == OK ? look(w, list, &n_seen, why) : e;
}

enum err
db_migrate_list(struct db_home *home, const struct db_migration *list,
    int *n_applied, struct why *why)
{
    int n = 0;
    struct why unheard = { 0 };
    if (why == NULL)
        why = &unheard;
    enum err e;
    if (home->dialect == DB_SQLITE) {
        struct db_ticket turn = { 0 };
        db_take_turn(home, &turn, true);
        e = migrate(home->writer, list, &n, why);
        db_give_turn(home);
    } else {
        struct db *db;
        e = db_connect(&db, home, why);
        if (e == OK)
            e = migrate(db, list, &n, why);
        db_disconnect(db);
    }
    if (n_applied != NULL)
        *n_applied = n;
    return e;
}

enum err
db_migrate(struct db_home *home, int *n_applied, struct why *why)
{
    return db_migrate_list(home, db_all_migrations, n_applied, why);
}

enum err
db_check_schema(struct db_home *home, struct why *why)
{
    int n_seen;
    struct why unheard = { 0 };
    if (why == NULL)
        why = &unheard;
    struct db *db;
    enum err e = db_connect(&db, home, why);
    if (e == OK)
        e = look(db, db_all_migrations, &n_seen, why);
    if (e == OK && db_all_migrations[n_seen].version != 0)
        e = err_say(why, ERR_DB,
            "migration %s has not been run on this database",
            db_all_migrations[n_seen].name);
    db_disconnect(db);
    return e;
}
