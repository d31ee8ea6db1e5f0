/* Writing: a step in one transaction, and the change counter.
 *
 * SQLite: the one writer, one after another (group.c); another process waits
 * at BEGIN IMMEDIATE.
 * PostgreSQL: SERIALIZABLE on the caller's own connection; who met another
 * runs again. A connection lost in COMMIT leaves the result unknown: ERR_DB,
 * and the caller's token tells on the second try.
 */
#include "db/db_in.h"

#include "os/clock.h"
#include "os/entropy.h"

#include <string.h>

/* ---- the change counter -------------------------------------------------- */

struct move {
    int64_t shard, n_changes, n_quiet;
};

static const struct db_field move_fields[] = {
    { "shard", DB_INT, "int", false, offsetof(struct move, shard), -1 },
    { "n_changes", DB_INT, "int", false, offsetof(struct move, n_changes), -1 },
    { "n_quiet", DB_INT, "int", false, offsetof(struct move, n_quiet), -1 }
};

static const struct db_shape move_shape = { "move",
    (ptrdiff_t)sizeof(struct move), 3, move_fields };

struct count {
    int64_t n;
};

static const struct db_field count_fields[] = { { "n", DB_INT, "int", false,
    offsetof(struct count, n), -1 } };

static const struct db_shape count_shape = { "count",
    (ptrdiff_t)sizeof(struct count), 1, count_fields };

/* One row on SQLite, where writers queue; many on PostgreSQL, where two that
 * change the same row at once collide. */
static const struct db_query bump = { .name = "change_counter_bump",
    .kind = DB_NONE,
    .sqlite = "UPDATE change_counter SET n_changes = n_changes + ?2, "
              "n_quiet = n_quiet + ?3 WHERE shard = ?1",
    .postgresql = "UPDATE change_counter SET n_changes = n_changes + $2, "
                  "n_quiet = n_quiet + $3 WHERE shard = $1",
    .in = &move_shape,
    .file = __FILE__,
    .line = __LINE__ };

bool
db_has_changed(const struct db *w)
{
    return w->dialect == DB_SQLITE
        ? sqlite3_total_changes64(w->lite) != w->changes_before
        : w->n_changed > 0;
}

enum err
db_bump_change_count(struct db *w, bool counts)
{
    struct move in = { .n_changes = counts, .n_quiet = !counts };
    int64_t n;
    enum err e = db_none(w, &bump, &in, &n);
    if (e == OK && n != 1)
        e = db_failed(w, ERR_DB, "change_counter is empty");
    return e;
}

static const struct db_query add = { .name = "change_counter_add",
    .kind = DB_NONE,
    .sqlite = "UPDATE change_counter SET n_changes = n_changes + ?1 "
              "WHERE shard = 0",
    .postgresql = "UPDATE change_counter SET n_changes = n_changes + $1 "
                  "WHERE shard = 0",
    .in = &count_shape,
    .file = __FILE__,
    .line = __LINE__ };

enum err
db_add_to_change_count(struct db *w, int64_t n)
{
    struct count in = { n };
    return db_none(w, &add, &in, NULL);
}

/* ---- one transaction ----------------------------------------------------- */

void
db_enter_step(struct db *w)
{
    w->is_in_step = true;
    w->doomed = OK;
    w->is_retry = false;
    w->n_changed = 0;
    if (w->dialect == DB_SQLITE)
        w->changes_before = sqlite3_total_changes64(w->lite);
}

/* Constraints that are checked at the end would stop the commit. On SQLite it
 * may be the commit of others too: ask now. */
static enum err
check_deferred(struct db *w, bool is_rehearsal)
{
    if (w->dialect == DB_POSTGRESQL)
        return is_rehearsal && !w->owes_begin
            ? pg_exec(w, "SET CONSTRAINTS ALL IMMEDIATE")
            : OK;
    int now = 0, high = 0;
    sqlite3_db_status(w->lite, SQLITE_DBSTATUS_DEFERRED_FKS, &now, &high, 0);
    if (now == 0)
        return OK;
    return db_failed(w, ERR_CONFLICT, "FOREIGN KEY constraint failed");
}

enum err
db_judge_step(struct db *w, enum err e, bool is_rehearsal)
{
    require(!w->is_in_each);
    if (e == OK)
        e = w->doomed; /* it went on after an error */
    return e == OK ? check_deferred(w, is_rehearsal) : e;
}

/* One answer of the pipeline, and the end of it. */
static enum err
hear_pg(struct db *w, const char *what, const char *status)
{
    PGresult *r = PQgetResult(w->pg);
    enum err e = OK;
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        e = pg_failed(w, r, what);
    else if (strcmp(PQcmdStatus(r), status) != 0)
        e = db_failed(w, ERR_DB, "%s: %s", what, PQcmdStatus(r));
    PQclear(r);
    if (!w->is_dead)
        PQclear(PQgetResult(w->pg));
    return e;
}

/* The change counter and COMMIT go in one round trip: the counter's row, which
 * others may want, is held for no longer than that. An error of the one is the
 * end of the other. */
static enum err
commit_pg(struct db *w, enum db_end end)
{
    bool has_changed = db_has_changed(w);
    struct move in = { w->shard, end == DB_COUNTED, end == DB_QUIET };
    char name[16];
    enum err e = has_changed ? pg_keep(w, &bump, name) : OK;
    if (e != OK)
        return e;
    require(PQenterPipelineMode(w->pg) == 1);
    if (has_changed)
        e = pg_send(w, &bump, name, &in);
    if (e == OK &&
        (!PQsendQueryParams(w->pg, "COMMIT", 0, NULL, NULL, NULL, NULL, 0) ||
            !PQpipelineSync(w->pg)))
        e = pg_failed(w, NULL, "COMMIT");
    if (e == OK && has_changed)
        e = hear_pg(w, bump.name, "UPDATE 1");
    if (!w->is_dead) {
        enum err said = hear_pg(w, "COMMIT", "COMMIT");
        e = e == OK ? said : e;
    }
    if (!w->is_dead) {
        PQclear(PQgetResult(w->pg)); /* the sync */
        if (PQexitPipelineMode(w->pg) != 1)
            w->is_dead = true; /* but what was heard stands */
    }
    if (e != OK && PQstatus(w->pg) == CONNECTION_BAD)
        return db_failed(w, ERR_DB,
            "the connection was lost in COMMIT: it is not known whether this "
            "was saved");
    return e;
}

static enum err
write_pg(struct db *db, struct arena *scratch, db_step *step, void *arg,
    enum db_end end)
{
    bool is_rehearsal = end == DB_REHEARSED;
    struct arena_mark mark = arena_mark(scratch);
    for (int i_run = 1;; i_run++) {
        db_meet_enter(db, i_run > 2);
        enum err e = db_enter(db);
        if (e != OK) {
            db_meet_leave(db);
            return e;
        }
        db_enter_step(db);
        db->owes_begin = true;
        e = step(db, scratch, arg);
        e = db_judge_step(db, e, is_rehearsal);
        if (e == OK && !is_rehearsal && !db->owes_begin)
            e = commit_pg(db, end);
        pg_recover(db); /* after a commit there is nothing to roll back */
        db_meet_leave(db);
        if (e == OK || !db->is_retry || i_run == DB_RUNS_MAX)
            return e;
        int64_t most = INT64_C(4) << i_run; /* 8 ms, at last 128 */
        sleep_ms(1 + (int64_t)(entropy_bits() % (uint64_t)most));
        arena_rewind(scratch, mark);
    }
}

static enum err
write_step(struct db *db, struct arena *scratch, db_step *step, void *arg,
    enum db_end end)
{
    require(!db->is_in_each && !db->is_in_step);
    return db->dialect == DB_SQLITE
        ? db_write_in_group(db, scratch, step, arg, end)
        : write_pg(db, scratch, step, arg, end);
}

enum err
db_write(struct db *db, struct arena *scratch, db_step *step, void *arg)
{
    return write_step(db, scratch, step, arg, DB_COUNTED);
}

enum err
db_write_quietly(struct db *db, struct arena *scratch, db_step *step, void *arg)
{
    return write_step(db, scratch, step, arg, DB_QUIET);
}

enum err
db_write_nothing(struct db *db, struct arena *scratch, db_step *step, void *arg)
{
    return write_step(db, scratch, step, arg, DB_REHEARSED);
}
