/* Between the members of a struct and values: the checks that come before
 * the database is asked, and the search words in each dialect's writing. */
#include "db/db_in.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum err
db_failed(struct db *db, enum err e, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(db->why.text, sizeof db->why.text, format, args);
    va_end(args);
    if (db->is_in_step && db->doomed == OK)
        db->doomed = e;
    return e;
}

/* Refused before the database was asked: the step may go on. */
static enum err
refuse(struct db *db, enum err e, const struct db_query *q, int i,
    const char *what)
{
    return err_say(
        &db->why, e, "%s: %s %s", q->name, q->in->fields[i].name, what);
}

static ptrdiff_t
add(char *to, ptrdiff_t at, const char *what)
{
    size_t len = strlen(what);
    memcpy(to + at, what, len);
    return at + (ptrdiff_t)len;
}

/* "cov 19" is '"cov"* "19"*' to FTS5 and "'cov':* & '19':*" to PostgreSQL. */
static bool
write_words(struct db *db, text words, text *out)
{
    bool is_lite = db->dialect == DB_SQLITE;
    char quote = is_lite ? '"' : '\'';
    /* a byte may be doubled; a word has 7 bytes around it and a blank */
    ptrdiff_t room = words.len * 6 + 16;
    char *to = arena_try(&db->scratch, 1, 1, room);
    if (to == NULL)
        return false;
    ptrdiff_t at = 0;
    text rest = words;
    while (rest.ptr != NULL) {
        text word = text_cut(rest, ' ', &rest);
        if (word.len == 0)
            continue;
        if (at > 0)
            at = add(to, at, is_lite ? " " : " & ");
        to[at++] = quote;
        for (ptrdiff_t i = 0; i < word.len; i++) {
            if (word.ptr[i] == quote || (!is_lite && word.ptr[i] == '\\'))
                to[at++] = word.ptr[i];
            to[at++] = word.ptr[i];
        }
        to[at++] = quote;
        at = add(to, at, is_lite ? "*" : ":*");
    }
    if (at == 0 && is_lite)
        at = add(to, at, "\"\""); /* a phrase of no words: matches nothing */
    *out = (text){ to, at };
    return true;
}

enum err
db_values(
    struct db *db, const struct db_query *q, const void *in, struct db_value *v)
{
    if (q->in == NULL)
        return OK;
    require(in != NULL && q->in->n_fields <= DB_FIELDS_MAX);
    for (int i = 0; i < q->in->n_fields; i++) {
        const struct db_field *f = &q->in->fields[i];
        const char *at = (const char *)in + f->offset;
        v[i] = (struct db_value){ .type = f->type };
        if (f->has_offset >= 0 &&
            !*(const bool *)((const char *)in + f->has_offset)) {
            v[i].is_null = true;
            if (f->type == DB_BOOL)
                v[i].type = DB_INT;
            continue;
        }
        switch (f->type) {
        case DB_INT: memcpy(&v[i].number, at, sizeof v[i].number); break;
        case DB_BOOL:
            v[i].type = DB_INT;
            v[i].number = *(const bool *)at;
            break;
        case DB_REAL:
            memcpy(&v[i].real, at, sizeof v[i].real);
            if (!isfinite(v[i].real))
                return refuse(db, ERR_BAD_INPUT, q, i, "is no finite number");
            break;
        case DB_TEXT:
        case DB_BLOB:
        case DB_MATCH:
            memcpy(&v[i].bytes, at, sizeof v[i].bytes);
            v[i].is_null = v[i].bytes.ptr == NULL;
            if (f->type != DB_BLOB && !v[i].is_null &&
                !text_is_utf8(v[i].bytes))
                return refuse(
                    db, ERR_BAD_INPUT, q, i, "is no UTF-8 or holds a NUL");
            if (f->type == DB_MATCH) {
                v[i].type = DB_TEXT;
                v[i].is_null = false;
                if (!write_words(db, v[i].bytes, &v[i].bytes))
                    return refuse(db, ERR_NO_ROOM, q, i, "is too long");
            }
            break;
        }
    }
    return OK;
}

enum err
db_store(struct db *db, const struct db_query *q, int i,
    const struct db_value *v, struct arena *a, void *row)
{
    const struct db_field *f = &q->out->fields[i];
    char *at = (char *)row + f->offset;
    if (v->is_null && !f->may_be_null)
        return db_failed(db, ERR_DB, "%s: %s is NULL, but not declared so",
            q->name, f->name);
    if (f->has_offset >= 0)
        *(bool *)((char *)row + f->has_offset) = !v->is_null;
    switch (f->type) {
    case DB_INT: memcpy(at, &v->number, sizeof v->number); break;
    case DB_BOOL: *(bool *)at = v->number != 0; break;
    case DB_REAL: memcpy(at, &v->real, sizeof v->real); break;
    case DB_TEXT:
    case DB_BLOB:
    case DB_MATCH: {
        text t = { NULL, 0 };
        if (!v->is_null) {
            t = v->bytes;
            if (t.ptr == NULL) /* both libraries lend no bytes as NULL */
                t.ptr = "";
            if (a != NULL)
                t = arena_copy(a, t);
        }
        memcpy(at, &t, sizeof t);
        break;
    }
    }
    return OK;
}
