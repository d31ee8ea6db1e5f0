/* PostgreSQL: statements prepared with declared types, values sent and
 * fetched in binary: text needs no zero byte, doubles keep every bit. */
#include "db/db_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_FLOAT4 = 700,
    OID_FLOAT8 = 701,
    OID_BPCHAR = 1042,
    OID_VARCHAR = 1043,
};

static Oid
oid_of(enum db_type type)
{
    switch (type) {
    case DB_INT:
    case DB_BOOL: return OID_INT8;
    case DB_REAL: return OID_FLOAT8;
    case DB_TEXT:
    case DB_MATCH: return OID_TEXT;
    case DB_BLOB: return OID_BYTEA;
    }
    return 0;
}

static uint64_t
swap64(uint64_t x)
{
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(x) : x;
}

static uint32_t
swap32(uint32_t x)
{
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap32(x) : x;
}

static int
n_in(const struct db_query *q)
{
    return q->in == NULL ? 0 : q->in->n_fields;
}

enum err
pg_keep(struct db *db, const struct db_query *q, char name[16])
{
    struct db_kept *k = db_keep(db, q);
    if (k == NULL)
        return db_failed(db, ERR_NO_ROOM, "%s: no memory", q->name);
    if (k->number != 0) {
        snprintf(name, 16, "q%d", k->number);
        return OK;
    }
    require(n_in(q) <= DB_FIELDS_MAX);
    Oid types[DB_FIELDS_MAX];
    for (int i = 0; i < n_in(q); i++)
        types[i] = oid_of(q->in->fields[i].type);
    int number = ++db->n_prepared; /* never used again, also after an error */
    snprintf(name, 16, "q%d", number);
    PGresult *r = PQprepare(db->pg, name, q->postgresql, n_in(q), types);
    enum err e =
        PQresultStatus(r) == PGRES_COMMAND_OK ? OK : pg_failed(db, r, q->name);
    PQclear(r);
    if (e == OK)
        k->number = number;
    return e;
}

enum err
pg_send(
    struct db *db, const struct db_query *q, const char *name, const void *in)
{
    struct db_value v[DB_FIELDS_MAX];
    enum err e = db_values(db, q, in, v);
    if (e != OK)
        return e;
    const char *values[DB_FIELDS_MAX];
    int lengths[DB_FIELDS_MAX], formats[DB_FIELDS_MAX];
    uint64_t numbers[DB_FIELDS_MAX];
    for (int i = 0; i < n_in(q); i++) {
        formats[i] = 1;
        values[i] = NULL;
        lengths[i] = 0;
        if (v[i].is_null)
            continue;
        switch (v[i].type) {
        case DB_INT:
        case DB_BOOL:
            numbers[i] = swap64((uint64_t)v[i].number);
            values[i] = (const char *)&numbers[i];
            lengths[i] = 8;
            break;
        case DB_REAL:
            memcpy(&numbers[i], &v[i].real, 8);
            numbers[i] = swap64(numbers[i]);
            values[i] = (const char *)&numbers[i];
            lengths[i] = 8;
            break;
        case DB_TEXT:
        case DB_MATCH:
        case DB_BLOB:
            if (v[i].bytes.len > 1'000'000'000)
                return err_say(&db->why, ERR_BAD_INPUT, "%s: %s is too long",
                    q->name, q->in->fields[i].name);
            values[i] = v[i].bytes.ptr;
            lengths[i] = (int)v[i].bytes.len;
            break;
        }
    }
    if (!PQsendQueryPrepared(
            db->pg, name, n_in(q), values, lengths, formats, 1))
        return pg_failed(db, NULL, q->name);
    return OK;
}

/* One answer of the pipeline and what ends it. False: nothing more comes, or
 * not in this order. */
static bool
hear(struct db *db, PGresult **r)
{
    *r = PQgetResult(db->pg);
    if (PQstatus(db->pg) == CONNECTION_BAD)
        return false;
    PGresult *end = PQgetResult(db->pg);
    if (end != NULL || *r == NULL)
        db->is_dead = true; /* out of step: never read on */
    PQclear(end);
    return !db->is_dead;
}

static bool
is_fine(const PGresult *r, const struct db_query *q)
{
    ExecStatusType status = PQresultStatus(r);
    return status == PGRES_TUPLES_OK ||
        (status == PGRES_COMMAND_OK && q->kind == DB_NONE);
}

static enum err
send_begin(struct db *db)
{
    return PQsendQueryParams(db->pg, pg_begin_sql, 0, NULL, NULL, NULL, NULL, 1)
        ? OK
        : pg_failed(db, NULL, "BEGIN");
}

static enum err
hear_begin(struct db *db)
{
    PGresult *r;
    bool goes_on = hear(db, &r);
    enum err e = goes_on && PQresultStatus(r) == PGRES_COMMAND_OK
        ? OK
        : pg_failed(db, r, "BEGIN");
    PQclear(r);
    if (e == OK)
        db->owes_begin = false;
    return e;
}

enum err
pg_ask_all(struct db *db, const struct db_asked *asked, int n)
{
    char names[DB_BATCH_MAX][16];
    enum err e = OK;
    for (int i = 0; i < n && e == OK; i++)
        e = pg_keep(db, asked[i].query, names[i]);
    if (e != OK)
        return e;
    require(db->n_results == 0 && PQenterPipelineMode(db->pg) == 1);
    bool begins = db->owes_begin;
    int n_sent = 0;
    if (begins)
        e = send_begin(db);
    begins = begins && e == OK;
    for (int i = 0; i < n && e == OK; i++) {
        e = pg_send(db, asked[i].query, names[i], asked[i].in);
        n_sent += e == OK;
    }
    if (PQpipelineSync(db->pg) != 1 && e == OK)
        e = pg_failed(db, NULL, "pipeline");
    if (begins) {
        enum err begun = hear_begin(db);
        e = e == OK ? begun : e;
    }
    for (int i = 0; i < n_sent && !db->is_dead; i++) {
        PGresult *r;
        bool goes_on = hear(db, &r);
        if (r != NULL)
            db->results[db->n_results++] = r;
        if (e == OK && !is_fine(r, asked[i].query))
            e = pg_failed(db, r, asked[i].query->name);
        if (!goes_on)
            return e == OK ? pg_failed(db, NULL, "pipeline") : e;
    }
    if (db->is_dead)
        return e == OK ? pg_failed(db, NULL, "pipeline") : e;
    PGresult *sync = PQgetResult(db->pg);
    bool is_at_rest = PQresultStatus(sync) == PGRES_PIPELINE_SYNC;
    PQclear(sync);
    if (!is_at_rest || PQexitPipelineMode(db->pg) != 1) {
        db->is_dead = true;
        if (e == OK)
            e = pg_failed(db, NULL, "pipeline");
    }
    return e;
}

enum err
pg_ask(struct db *db, const struct db_query *q, const void *in)
{
    if (db->owes_begin) /* in one round trip with it */
        return pg_ask_all(db, &(struct db_asked){ .query = q, .in = in }, 1);
    char name[16];
    enum err e = pg_keep(db, q, name);
    if (e == OK)
        e = pg_send(db, q, name, in);
    if (e != OK)
        return e;
    PGresult *r = PQgetResult(db->pg), *next;
    while ((next = PQgetResult(db->pg)) != NULL) { /* the last one counts */
        PQclear(r);
        r = next;
    }
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        e = pg_failed(db, r, q->name);
        PQclear(r);
        return e;
    }
    require(db->n_results == 0);
    db->results[db->n_results++] = r;
    return OK;
}

void
pg_count_changes(struct db *db, PGresult *r)
{
    if (strncmp(PQcmdStatus(r), "SELECT", 6) != 0)
        db->n_changed += strtoll(PQcmdTuples(r), NULL, 10);
}

/* The rest of an answer that nobody wants. Inside a transaction it is read to
 * its end: to cancel there would spoil what was written. */
void
pg_drain(struct db *db, bool may_cancel)
{
    pg_drop_results(db);
    if (may_cancel && !db->is_in_step) {
        char message[256];
        PGcancel *cancel = PQgetCancel(db->pg);
        if (cancel == NULL || !PQcancel(cancel, message, sizeof message))
            db->is_dead = true;
        PQfreeCancel(cancel);
    }
    PGresult *r;
    while (!db->is_dead && (r = PQgetResult(db->pg)) != NULL)
        PQclear(r);
}

/* ---- reading ------------------------------------------------------------- */

static int64_t
read_int(const char *at, Oid type)
{
    uint64_t n8;
    uint32_t n4;
    switch (type) {
    case OID_INT4: memcpy(&n4, at, 4); return (int32_t)swap32(n4);
    case OID_INT2:
        return (int16_t)((unsigned char)at[0] << 8 | (unsigned char)at[1]);
    case OID_BOOL: return *at != 0;
    default: memcpy(&n8, at, 8); return (int64_t)swap64(n8);
    }
}

static double
read_real(const char *at, Oid type)
{
    uint64_t bits;
    uint32_t bits4;
    double real;
    float real4;
    switch (type) {
    case OID_FLOAT8:
        memcpy(&bits, at, 8);
        bits = swap64(bits);
        memcpy(&real, &bits, 8);
        return real;
    case OID_FLOAT4:
        memcpy(&bits4, at, 4);
        bits4 = swap32(bits4);
        memcpy(&real4, &bits4, 4);
        return real4;
    default: return (double)read_int(at, type);
    }
}

bool
pg_is_of_type(Oid oid, enum db_type type)
{
    bool is_int = oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2;
    switch (type) {
    case DB_INT: return is_int;
    case DB_BOOL: return is_int || oid == OID_BOOL;
    case DB_REAL: return is_int || oid == OID_FLOAT8 || oid == OID_FLOAT4;
    case DB_TEXT:
    case DB_MATCH:
        return oid == OID_TEXT || oid == OID_VARCHAR || oid == OID_BPCHAR ||
            oid == OID_NAME;
    case DB_BLOB: return oid == OID_BYTEA;
    }
    return false;
}

enum err
pg_fetch(struct db *db, const struct db_query *q, const PGresult *r, int i_row,
    struct arena *a, void *row)
{
    require(PQnfields(r) == q->out->n_fields);
    for (int i = 0; i < q->out->n_fields; i++) {
        const struct db_field *f = &q->out->fields[i];
        struct db_value v = { .type = f->type };
        Oid oid = PQftype(r, i);
        if (!pg_is_of_type(oid, f->type))
            return db_failed(db, ERR_DB, "%s: %s is not of type %s (%u)",
                q->name, f->name, f->word, oid);
        const char *at = PQgetvalue(r, i_row, i);
        v.is_null = PQgetisnull(r, i_row, i) == 1;
        if (!v.is_null)
            switch (f->type) {
            case DB_INT:
            case DB_BOOL: v.number = read_int(at, oid); break;
            case DB_REAL: v.real = read_real(at, oid); break;
            case DB_TEXT:
            case DB_MATCH:
            case DB_BLOB:
                v.bytes = (text){ at, PQgetlength(r, i_row, i) };
                break;
            }
        enum err e = db_store(db, q, i, &v, a, row);
        if (e != OK)
            return e;
    }
    return OK;
}
