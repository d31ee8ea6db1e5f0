/* What was deleted leaves the files as well.
 *
 * SQLite overwrites deleted rows within the file (secure_delete); what they
 * were still stands in the write-ahead log, which is emptied here.
 * PostgreSQL keeps dead rows, and the planner's samples of columns: its tables
 * are written anew, and those samples with them.
 */
#include "db/db_in.h"

#include "os/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum err
wipe_lite(struct db_home *home, struct why *why)
{
    struct db_ticket turn = { 0 };
    db_take_turn(home, &turn, true);
    int code = sqlite3_wal_checkpoint_v2(
        home->writer->lite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    enum err e = code == SQLITE_OK
        ? OK
        : lite_failed(home->writer, code, "emptying the write-ahead log");
    if (e != OK)
        ignore(err_say(why, e, "%s", home->writer->why.text));
    db_recover(home->writer);
    db_give_turn(home);
    return e;
}

static const char tables_sql[] =
    "SELECT format('VACUUM (FULL, ANALYZE) %I.%I', n.nspname, c.relname) "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind = 'r' AND n.nspname = current_schema() "
    "ORDER BY c.relname";

/* Whoever else began to read before now, the server's own cleaner included,
 * may still see what was deleted: then VACUUM keeps it. Of other people's
 * connections only a superuser is told. */
static const char readers_sql[] =
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND age(backend_xmin) > age('%s'::xid)";

enum { READERS_MAX_MS = 60'000, READERS_EACH_MS = 100 };

static enum err
wait_for_readers(struct db *db)
{
    char sql[sizeof readers_sql + 32], now[24] = "";
    PGresult *r = PQexec(db->pg, "SELECT pg_current_xact_id()::xid");
    enum err e = PQresultStatus(r) == PGRES_TUPLES_OK
        ? OK
        : pg_failed(db, r, "the number of now");
    if (e == OK)
        (void)snprintf(now, sizeof now, "%s", PQgetvalue(r, 0, 0));
    PQclear(r);
    (void)snprintf(sql, sizeof sql, readers_sql, now);
    for (int ms = 0; e == OK; ms += READERS_EACH_MS) {
        r = PQexec(db->pg, sql);
        if (PQresultStatus(r) != PGRES_TUPLES_OK)
            e = pg_failed(db, r, "who reads");
        bool is_none = e == OK && strcmp(PQgetvalue(r, 0, 0), "0") == 0;
        PQclear(r);
        if (e != OK || is_none)
            return e;
        if (ms >= READERS_MAX_MS)
            return err_say(&db->why, ERR_BUSY,
                "somebody has been reading for a minute: what was deleted "
                "stays in the files until they end; try again");
        sleep_ms(READERS_EACH_MS);
    }
    return e;
}

/* The owner of a database may do this to the samples of its columns too. */
static enum err
wipe_pg(struct db *db)
{
    enum err e = pg_exec(db, "SET statement_timeout = 0");
    if (e == OK)
        e = pg_exec(db, "SET default_transaction_read_only = off");
    if (e == OK)
        e = wait_for_readers(db);
    if (e != OK)
        return e;
    PGresult *r = PQexec(db->pg, tables_sql);
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        e = pg_failed(db, r, "the list of tables");
    for (int i = 0; e == OK && i < PQntuples(r); i++)
        e = pg_exec(db, PQgetvalue(r, i, 0));
    PQclear(r);
    return e == OK ? pg_exec(db, "VACUUM FULL pg_catalog.pg_statistic") : e;
}

enum err
db_wipe(struct db_home *home, struct arena *scratch, struct why *why)
{
    (void)scratch;
    if (home->dialect == DB_SQLITE)
        return wipe_lite(home, why);
    struct db *db;
    enum err e = db_connect(&db, home, why);
    if (e != OK)
        return e;
    e = wipe_pg(db);
    if (e != OK)
        ignore(err_say(why, e, "%s", db_last_why(db)));
    db_disconnect(db);
    return e;
}

/* ---- How large it is ----------------------------------------------------- */

struct sizing {
    void (*each)(void *context, text table, int64_t n_bytes);
    void *context;
};

static enum err
sizes_lite(struct db *db, const struct sizing *s)
{
    /* an index counts for its table; the parts of the word index for it */
    static const char sql[] =
        "SELECT CASE WHEN m.tbl_name GLOB 'search_word*' THEN 'search_word' "
        "ELSE m.tbl_name END AS t, sum(s.pgsize) FROM dbstat s "
        "JOIN sqlite_schema m ON m.name = s.name WHERE s.aggregate = 1 "
        "GROUP BY t ORDER BY t";
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(db->lite, sql, -1, &stmt, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(stmt);
        if (code != SQLITE_ROW)
            break;
        s->each(s->context, text_of((const char *)sqlite3_column_text(stmt, 0)),
            sqlite3_column_int64(stmt, 1));
    }
    sqlite3_finalize(stmt);
    return code == SQLITE_DONE ? OK : lite_failed(db, code, "dbstat");
}

static enum err
sizes_pg(struct db *db, const struct sizing *s)
{
    static const char sql[] =
        "SELECT c.relname, pg_total_relation_size(c.oid) FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind = 'r' AND n.nspname = current_schema() "
        "ORDER BY c.relname";
    PGresult *r = PQexec(db->pg, sql);
    enum err e =
        PQresultStatus(r) == PGRES_TUPLES_OK ? OK : pg_failed(db, r, "sizes");
    for (int i = 0; e == OK && i < PQntuples(r); i++)
        s->each(s->context, text_of(PQgetvalue(r, i, 0)),
            strtoll(PQgetvalue(r, i, 1), NULL, 10));
    PQclear(r);
    return e;
}

enum err
db_sizes(struct db_home *home,
    void (*each)(void *context, text table, int64_t n_bytes), void *context,
    struct why *why)
{
    struct sizing s = { each, context };
    struct db *db;
    enum err e = db_connect(&db, home, why);
    if (e != OK)
        return e;
    e = home->dialect == DB_SQLITE ? sizes_lite(db, &s) : sizes_pg(db, &s);
    if (e != OK)
        ignore(err_say(why, e, "%s", db_last_why(db)));
    db_disconnect(db);
    return e;
}
