/* The queries of one page at once.
 *
 * PostgreSQL gets all of them before the first answer is read, and runs them
 * as one transaction; the answers are collected before any is copied, so that
 * a jump finds the connection at rest.
 */
#include "db/db_in.h"

#include <string.h>

struct db_batch
db_batch_open(struct db *db, struct arena *a)
{
    return (struct db_batch){ .db = db, .arena = a };
}

static struct db_asked *
ask(struct db_batch *batch, const struct db_query *q, const void *in)
{
    require(batch->n_asked < DB_BATCH_MAX);
    void *copy = NULL;
    if (q->in != NULL) {
        copy = arena_take(
            batch->arena, q->in->size, (ptrdiff_t) _Alignof(max_align_t), 1);
        memcpy(copy, in, (size_t)q->in->size);
    }
    struct db_asked *asked = &batch->asked[batch->n_asked++];
    *asked = (struct db_asked){ .query = q, .in = copy };
    return asked;
}

void
db_ask_one(struct db_batch *batch, const struct db_query *q, const void *in,
    void *row, bool *is_found)
{
    require(q->kind == DB_ONE && q->out != NULL);
    struct db_asked *asked = ask(batch, q, in);
    asked->row = row;
    asked->is_found = is_found;
    *is_found = false;
}

void
db_ask_many(struct db_batch *batch, const struct db_query *q, const void *in,
    void **rows, ptrdiff_t *n_rows)
{
    require(q->kind == DB_MANY && q->out != NULL);
    struct db_asked *asked = ask(batch, q, in);
    asked->rows = rows;
    asked->n_rows = n_rows;
    *rows = NULL;
    *n_rows = 0;
}

void
db_ask_none(struct db_batch *batch, const struct db_query *q, const void *in,
    int64_t *n_changed)
{
    require(q->kind == DB_NONE && batch->db->is_in_step);
    ask(batch, q, in)->n_changed = n_changed;
    *n_changed = 0;
}

static enum err
run_lite(struct db_batch *batch)
{
    struct db *db = batch->db;
    enum err e = db->is_in_step ? OK : lite_exec(db, "BEGIN");
    for (int i = 0; i < batch->n_asked && e == OK; i++) {
        const struct db_asked *asked = &batch->asked[i];
        if (asked->query->kind == DB_NONE) {
            e = db_none(db, asked->query, asked->in, asked->n_changed);
            continue;
        }
        if (asked->query->kind == DB_MANY) {
            e = db_many(db, batch->arena, asked->query, asked->in, asked->rows,
                asked->n_rows);
            continue;
        }
        e = db_one(db, batch->arena, asked->query, asked->in, asked->row);
        *asked->is_found = e == OK;
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    if (!db->is_in_step && !sqlite3_get_autocommit(db->lite)) {
        enum err ended = lite_exec(db, "COMMIT"); /* nothing was written */
        if (e == OK)
            e = ended;
    }
    return e;
}

static enum err
run_pg(struct db_batch *batch)
{
    struct db *db = batch->db;
    enum err e = pg_ask_all(db, batch->asked, batch->n_asked);
    if (pg_may_ask_again(db, &e))
        e = pg_ask_all(db, batch->asked, batch->n_asked);
    for (int i = 0; i < batch->n_asked && e == OK; i++) {
        const struct db_asked *asked = &batch->asked[i];
        PGresult *r = db->results[i];
        int64_t before = db->n_changed;
        pg_count_changes(db, r);
        if (asked->query->kind == DB_NONE) {
            *asked->n_changed = db->n_changed - before;
            continue;
        }
        if (asked->query->kind == DB_MANY) {
            e = pg_take_rows(
                db, batch->arena, asked->query, r, asked->rows, asked->n_rows);
            continue;
        }
        require(PQntuples(r) <= 1);
        *asked->is_found = PQntuples(r) == 1;
        if (*asked->is_found)
            e = pg_fetch(db, asked->query, r, 0, batch->arena, asked->row);
    }
    pg_drop_results(db);
    return e;
}

enum err
db_batch_run(struct db_batch *batch)
{
    if (batch->n_asked == 0)
        return OK;
    enum err e = db_enter(batch->db);
    if (e != OK)
        return e;
    return batch->db->dialect == DB_SQLITE ? run_lite(batch) : run_pg(batch);
}
