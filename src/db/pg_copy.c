/* Rows by the hundred thousand into PostgreSQL: COPY in its binary format.
 *
 * A header of 19 bytes; for each row the number of columns in 16 bits, and for
 * each column its length in 32 bits (-1 for NULL) and its bytes as a parameter
 * has them, high byte first; 0xffff at the end.
 */
#include "db/db_copy.h"

#include <stdio.h>
#include <string.h>

enum { BLOCK = 64 * 1024, NUMBER_MAX = 12 };

static enum err
flush(struct pg_copy *c)
{
    if (c->len == 0)
        return OK;
    if (PQputCopyData(c->db->pg, c->block, (int)c->len) != 1)
        return pg_failed(c->db, NULL, "COPY");
    c->len = 0;
    return OK;
}

static enum err
put(struct pg_copy *c, const void *bytes, ptrdiff_t len)
{
    const char *at = bytes;
    while (len > 0) {
        if (c->len == BLOCK) {
            enum err e = flush(c);
            if (e != OK)
                return e;
        }
        ptrdiff_t n = BLOCK - c->len < len ? BLOCK - c->len : len;
        memcpy(c->block + c->len, at, (size_t)n);
        c->len += n;
        at += n;
        len -= n;
    }
    return OK;
}

static enum err
put_number(struct pg_copy *c, uint64_t x, int n_bytes)
{
    unsigned char bytes[8];
    for (int i = 0; i < n_bytes; i++)
        bytes[i] = (unsigned char)(x >> (8 * (n_bytes - 1 - i)));
    return put(c, bytes, n_bytes);
}

enum err
pg_copy_begin(struct pg_copy *c, struct db *db, struct arena *a,
    const struct copy_table *t)
{
    if (c->block == NULL)
        c->block = arena_new(a, char, BLOCK);
    c->db = db;
    c->len = 0;
    struct buf sql = buf_in(a, 512);
    buf_print(&sql, "COPY \"%s\" (%s) FROM STDIN (FORMAT binary)", t->name,
        t->columns);
    buf_byte(&sql, '\0');
    PGresult *r = PQexec(db->pg, sql.ptr);
    enum err e =
        PQresultStatus(r) == PGRES_COPY_IN ? OK : pg_failed(db, r, t->name);
    PQclear(r);
    if (e == OK)
        e = put(c, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    return e;
}

enum err
pg_copy_row(struct pg_copy *c, const struct copy_table *t, const void *row)
{
    struct db_value v[DB_FIELDS_MAX];
    enum err e = db_values(c->db, &t->insert, row, v);
    if (e == OK)
        e = put_number(c, (uint64_t)t->shape.n_fields, 2);
    for (int i = 0; i < t->shape.n_fields && e == OK; i++) {
        uint64_t bits;
        if (v[i].is_null) {
            e = put_number(c, UINT32_MAX, 4);
            continue;
        }
        switch (v[i].type) {
        case DB_INT:
        case DB_BOOL:
        case DB_REAL:
            bits = (uint64_t)v[i].number;
            if (v[i].type == DB_REAL)
                memcpy(&bits, &v[i].real, 8);
            e = put_number(c, 8, 4);
            if (e == OK)
                e = put_number(c, bits, 8);
            break;
        case DB_TEXT:
        case DB_MATCH:
        case DB_BLOB:
            if (v[i].bytes.len > 1'000'000'000)
                return db_failed(c->db, ERR_NO_ROOM,
                    "%s: a value is longer than PostgreSQL takes", t->name);
            e = put_number(c, (uint64_t)v[i].bytes.len, 4);
            if (e == OK)
                e = put(c, v[i].bytes.ptr, v[i].bytes.len);
            break;
        }
    }
    return e;
}

enum err
pg_copy_end(struct pg_copy *c, const struct copy_table *t, enum err e)
{
    if (e == OK)
        e = put_number(c, 0xffff, 2);
    if (e == OK)
        e = flush(c);
    if (PQputCopyEnd(c->db->pg, e == OK ? NULL : "given up") != 1 && e == OK)
        e = pg_failed(c->db, NULL, t->name);
    for (PGresult *r; (r = PQgetResult(c->db->pg)) != NULL; PQclear(r))
        if (e == OK && PQresultStatus(r) != PGRES_COMMAND_OK)
            e = pg_failed(c->db, r, t->name);
    return e;
}
