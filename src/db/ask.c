/* One question at a time, the same for both databases. */
#include "db/db_in.h"

#include <string.h>

enum err
db_exec(struct db *db, const char *sql)
{
    return db->dialect == DB_SQLITE ? lite_exec(db, sql) : pg_exec(db, sql);
}

enum err
db_enter(struct db *db)
{
    require(!db->is_in_each);
    if (db->is_in_step && db->doomed != OK)
        return db->doomed;
    enum err owed = db_settle(db);
    if (owed != OK)
        return owed;
    arena_reset(&db->scratch, DB_SCRATCH_SIZE);
    if (db->dialect == DB_SQLITE)
        return OK;
    pg_drop_results(db);
    enum err e = db->is_in_step ? OK : pg_ready(db);
    if (e == OK && db->is_slow) { /* left so by a db_each that jumped */
        e = pg_exec(db, "SET statement_timeout = '10s'");
        db->is_slow = e != OK;
    }
    return e;
}

static enum err
ask_pg(struct db *db, const struct db_query *q, const void *in)
{
    enum err e = pg_ask(db, q, in);
    if (pg_may_ask_again(db, &e))
        e = pg_ask(db, q, in);
    if (e == OK)
        pg_count_changes(db, db->results[0]);
    return e;
}

/* ---- one ----------------------------------------------------------------- */

static enum err
one_lite(struct db *db, struct arena *a, const struct db_query *q,
    const void *in, void *row)
{
    sqlite3_stmt *stmt;
    bool is_row = false;
    enum err e = lite_start(db, q, in, &stmt);
    if (e != OK)
        return e;
    e = lite_next(db, q, stmt, &is_row);
    if (e == OK && !is_row)
        e = err_say(&db->why, ERR_NOT_FOUND, "%s: no row", q->name);
    else if (e == OK) {
        e = lite_fetch(db, q, stmt, a, row);
        bool is_second = false;
        if (e == OK)
            e = lite_next(db, q, stmt, &is_second);
        require(!is_second);
    }
    lite_end(stmt);
    return e;
}

static enum err
one_pg(struct db *db, struct arena *a, const struct db_query *q, const void *in,
    void *row)
{
    enum err e = ask_pg(db, q, in);
    if (e != OK)
        return e;
    int n_rows = PQntuples(db->results[0]);
    require(n_rows <= 1);
    if (n_rows == 0)
        e = err_say(&db->why, ERR_NOT_FOUND, "%s: no row", q->name);
    else
        e = pg_fetch(db, q, db->results[0], 0, a, row);
    pg_drop_results(db);
    return e;
}

enum err
db_one(struct db *db, struct arena *a, const struct db_query *q, const void *in,
    void *row)
{
    require(q->kind == DB_ONE && q->out != NULL);
    enum err e = db_enter(db);
    if (e != OK)
        return e;
    return db->dialect == DB_SQLITE ? one_lite(db, a, q, in, row)
                                    : one_pg(db, a, q, in, row);
}

/* ---- many ---------------------------------------------------------------- */

static void *
take_rows(struct arena *a, const struct db_query *q, ptrdiff_t n)
{
    return arena_take(a, q->out->size, (ptrdiff_t) _Alignof(max_align_t), n);
}

static enum err
many_lite(struct db *db, struct arena *a, const struct db_query *q,
    const void *in, void **rows, ptrdiff_t *n_rows)
{
    sqlite3_stmt *stmt;
    enum err e = lite_start(db, q, in, &stmt);
    if (e != OK)
        return e;
    ptrdiff_t n = 0, n_max = 0, size = q->out->size;
    char *to = NULL;
    for (;;) {
        bool is_row;
        e = lite_next(db, q, stmt, &is_row);
        if (e != OK || !is_row)
            break;
        if (n == n_max) {
            n_max = n_max == 0 ? 32 : n_max * 2;
            char *more = take_rows(a, q, n_max);
            if (n > 0)
                memcpy(more, to, (size_t)(n * size));
            to = more;
        }
        e = lite_fetch(db, q, stmt, a, to + n * size);
        if (e != OK)
            break;
        n++;
    }
    lite_end(stmt);
    *rows = e == OK ? to : NULL;
    *n_rows = e == OK ? n : 0;
    return e;
}

enum err
pg_take_rows(struct db *db, struct arena *a, const struct db_query *q,
    const PGresult *r, void **rows, ptrdiff_t *n_rows)
{
    int n = PQntuples(r);
    char *to = n == 0 ? NULL : take_rows(a, q, n);
    for (int i = 0; i < n; i++) {
        enum err e = pg_fetch(db, q, r, i, a, to + i * q->out->size);
        if (e != OK)
            return e;
    }
    *rows = to;
    *n_rows = n;
    return OK;
}

enum err
db_many(struct db *db, struct arena *a, const struct db_query *q,
    const void *in, void **rows, ptrdiff_t *n_rows)
{
    require(q->kind == DB_MANY && q->out != NULL);
    *rows = NULL;
    *n_rows = 0;
    enum err e = db_enter(db);
    if (e != OK)
        return e;
    if (db->dialect == DB_SQLITE)
        return many_lite(db, a, q, in, rows, n_rows);
    e = ask_pg(db, q, in);
    if (e == OK)
        e = pg_take_rows(db, a, q, db->results[0], rows, n_rows);
    pg_drop_results(db);
    return e;
}

/* ---- each ---------------------------------------------------------------- */

static enum err
each_lite(struct db *db, const struct db_query *q, const void *in, void *row,
    enum err (*each)(void *context, const void *row), void *context)
{
    sqlite3_stmt *stmt;
    enum err e = lite_start(db, q, in, &stmt);
    if (e != OK)
        return e;
    for (;;) {
        bool is_row;
        e = lite_next(db, q, stmt, &is_row);
        if (e != OK || !is_row)
            break;
        e = lite_fetch(db, q, stmt, NULL, row);
        if (e == OK)
            e = each(context, row);
        if (e != OK)
            break;
    }
    lite_end(stmt);
    return e;
}

static enum err
each_pg_rows(struct db *db, const struct db_query *q, void *row,
    enum err (*each)(void *context, const void *row), void *context)
{
    for (;;) {
        PGresult *r = PQgetResult(db->pg);
        if (r == NULL)
            return db_failed(db, ERR_DB, "%s: no answer", q->name);
        db->results[0] = r;
        db->n_results = 1;
        ExecStatusType status = PQresultStatus(r);
        if (status != PGRES_SINGLE_TUPLE) {
            enum err e =
                status == PGRES_TUPLES_OK ? OK : pg_failed(db, r, q->name);
            pg_drain(db, false);
            return e;
        }
        enum err e = pg_fetch(db, q, r, 0, NULL, row);
        if (e == OK)
            e = each(context, row);
        if (e != OK) {
            pg_drain(db, true);
            return e;
        }
        pg_drop_results(db);
    }
}

/* Row by row a statement lasts as long as its reader: more than the ten
 * seconds that others have. */
static enum err
each_pg(struct db *db, const struct db_query *q, const void *in, void *row,
    enum err (*each)(void *context, const void *row), void *context)
{
    char name[16];
    static const char patience[] = "SET statement_timeout = '1h'";
    enum err e = pg_exec(db, patience);
    if (pg_may_ask_again(db, &e))
        e = pg_exec(db, patience);
    if (e != OK)
        return e;
    db->is_slow = true;
    e = pg_keep(db, q, name);
    if (e == OK)
        e = pg_send(db, q, name, in);
    if (e != OK)
        return e;
    require(PQsetSingleRowMode(db->pg) == 1);
    return each_pg_rows(db, q, row, each, context);
}

enum err
db_each(struct db *db, struct arena *a, const struct db_query *q,
    const void *in, enum err (*each)(void *context, const void *row),
    void *context)
{
    require(q->kind == DB_EACH && q->out != NULL);
    enum err e = db_enter(db);
    if (e != OK)
        return e;
    void *row = take_rows(a, q, 1);
    db->is_in_each = true;
    e = db->dialect == DB_SQLITE ? each_lite(db, q, in, row, each, context)
                                 : each_pg(db, q, in, row, each, context);
    db->is_in_each = false;
    return e;
}

/* ---- none ---------------------------------------------------------------- */

static enum err
none_lite(
    struct db *db, const struct db_query *q, const void *in, int64_t *n_changed)
{
    sqlite3_stmt *stmt;
    enum err e = lite_start(db, q, in, &stmt);
    if (e != OK)
        return e;
    bool is_row;
    do
        e = lite_next(db, q, stmt, &is_row);
    while (e == OK && is_row); /* RETURNING that nobody reads */
    if (e == OK && n_changed != NULL)
        *n_changed =
            sqlite3_stmt_readonly(stmt) ? 0 : sqlite3_changes64(db->lite);
    lite_end(stmt);
    return e;
}

enum err
db_none(
    struct db *db, const struct db_query *q, const void *in, int64_t *n_changed)
{
    require(q->kind == DB_NONE && db->is_in_step);
    if (n_changed != NULL)
        *n_changed = 0;
    enum err e = db_enter(db);
    if (e != OK)
        return e;
    if (db->dialect == DB_SQLITE)
        return none_lite(db, q, in, n_changed);
    int64_t before = db->n_changed;
    e = ask_pg(db, q, in);
    pg_drop_results(db);
    if (e == OK && n_changed != NULL)
        *n_changed = db->n_changed - before;
    return e;
}

enum err
db_none_each(struct db *db, const struct db_query *const queries[],
    int n_queries, int64_t key)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < n_queries; i++) {
        const struct db_shape *in = queries[i]->in;
        struct {
            int64_t numbers[2]; /* the key, and room for what stands beside */
        } given = { { 0 } };
        require(in->n_fields == 1 && in->fields[0].type == DB_INT &&
            in->size <= (ptrdiff_t)sizeof given);
        memcpy((char *)&given + in->fields[0].offset, &key, sizeof key);
        if (in->fields[0].has_offset >= 0)
            *(bool *)((char *)&given + in->fields[0].has_offset) = true;
        e = db_none(db, queries[i], &given, NULL);
    }
    return e;
}
