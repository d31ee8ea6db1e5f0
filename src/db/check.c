/* Is it sound? The file's pages and indexes, the foreign keys, the schema. */
#include "db/db_copy.h"

#include <stdio.h>
#include <string.h>

struct hearing {
    void (*say)(void *context, const char *line);
    void *context;
    int64_t *n_faults;
};

static void
tell(const struct hearing *h, const char *line)
{
    ++*h->n_faults;
    h->say(h->context, line);
}

/* ---- SQLite -------------------------------------------------------------- */

static enum err
check_pages(struct db *db, const struct hearing *h)
{
    sqlite3_stmt *stmt = NULL;
    int code =
        sqlite3_prepare_v2(db->lite, "PRAGMA integrity_check", -1, &stmt, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(stmt);
        if (code != SQLITE_ROW)
            break;
        const char *line = (const char *)sqlite3_column_text(stmt, 0);
        if (line != NULL && strcmp(line, "ok") != 0)
            tell(h, line);
    }
    sqlite3_finalize(stmt);
    return code == SQLITE_DONE ? OK : lite_failed(db, code, "integrity_check");
}

static enum err
check_keys_lite(struct db *db, const struct hearing *h)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(
        db->lite, "PRAGMA foreign_key_check", -1, &stmt, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(stmt);
        if (code != SQLITE_ROW)
            break;
        char line[256];
        snprintf(line, sizeof line,
            "a row of %s (%lld) points at a row of %s that is not there",
            (const char *)sqlite3_column_text(stmt, 0),
            (long long)sqlite3_column_int64(stmt, 1),
            (const char *)sqlite3_column_text(stmt, 2));
        tell(h, line);
    }
    sqlite3_finalize(stmt);
    return code == SQLITE_DONE ? OK
                               : lite_failed(db, code, "foreign_key_check");
}

/* ---- PostgreSQL ---------------------------------------------------------- */

/* One row a foreign key: its name, and the question how many rows break it. */
static const char keys_sql[] =
    "SELECT c.conname, format('SELECT count(*) FROM %I x WHERE %s AND NOT "
    "EXISTS (SELECT 1 FROM %I y WHERE %s)', a.relname, "
    "(SELECT string_agg(format('x.%I IS NOT NULL', p.attname), ' AND ') "
    " FROM unnest(c.conkey) k JOIN pg_attribute p "
    " ON p.attrelid = c.conrelid AND p.attnum = k), b.relname, "
    "(SELECT string_agg(format('y.%I = x.%I', q.attname, p.attname), "
    " ' AND ') FROM generate_subscripts(c.conkey, 1) i "
    " JOIN pg_attribute p ON p.attrelid = c.conrelid "
    " AND p.attnum = c.conkey[i] JOIN pg_attribute q "
    " ON q.attrelid = c.confrelid AND q.attnum = c.confkey[i])) "
    "FROM pg_constraint c JOIN pg_class a ON a.oid = c.conrelid "
    "JOIN pg_class b ON b.oid = c.confrelid "
    "JOIN pg_namespace n ON n.oid = c.connamespace "
    "WHERE c.contype = 'f' AND n.nspname = current_schema() "
    "ORDER BY c.conname";

static const char indexes_sql[] =
    "SELECT c.relname FROM pg_index i "
    "JOIN pg_class c ON c.oid = i.indexrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE NOT i.indisvalid AND n.nspname = current_schema()";

static enum err
ask(struct db *db, const char *sql, PGresult **r)
{
    *r = PQexec(db->pg, sql);
    if (PQresultStatus(*r) == PGRES_TUPLES_OK)
        return OK;
    return pg_failed(db, *r, "check");
}

static enum err
check_keys_pg(struct db *db, const struct hearing *h)
{
    PGresult *keys, *count;
    char line[256];
    enum err e = pg_exec(db, "SET statement_timeout = 0");
    if (e != OK)
        return e;
    e = ask(db, keys_sql, &keys);
    for (int i = 0; e == OK && i < PQntuples(keys); i++) {
        e = ask(db, PQgetvalue(keys, i, 1), &count);
        if (e == OK && strcmp(PQgetvalue(count, 0, 0), "0") != 0) {
            snprintf(line, sizeof line, "%s: %s rows point at nothing",
                PQgetvalue(keys, i, 0), PQgetvalue(count, 0, 0));
            tell(h, line);
        }
        PQclear(count);
    }
    PQclear(keys);
    if (e != OK)
        return e;
    e = ask(db, indexes_sql, &keys);
    for (int i = 0; e == OK && i < PQntuples(keys); i++) {
        snprintf(
            line, sizeof line, "index %s is not valid", PQgetvalue(keys, i, 0));
        tell(h, line);
    }
    PQclear(keys);
    return e;
}

/* ---- both ---------------------------------------------------------------- */

enum err
db_check(struct db_home *home, struct arena *scratch,
    void (*say)(void *context, const char *line), void *context,
    int64_t *n_faults, struct why *why)
{
    (void)scratch;
    *n_faults = 0;
    struct hearing h = { say, context, n_faults };
    struct why fault = { 0 };
    if (db_check_schema(home, &fault) != OK)
        tell(&h, fault.text);
    struct db *db;
    enum err e = db_connect(&db, home, why);
    if (e != OK)
        return e;
    if (home->dialect == DB_POSTGRESQL)
        e = check_keys_pg(db, &h);
    else {
        e = check_pages(db, &h);
        if (e == OK)
            e = check_keys_lite(db, &h);
    }
    if (e != OK)
        ignore(err_say(why, e, "%s", db_last_why(db)));
    db_disconnect(db);
    return e;
}
