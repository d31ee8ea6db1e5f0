/* Answers of batches that are kept until the database changes.
 *
 * The key is what is asked, to the byte: which queries, with which values.
 * What is kept of each is how many rows there were, the rows as they stand in
 * memory, and behind these their texts, to which the rows then point by their
 * distance from the beginning.
 */
#include "base/buf.h"
#include "web/cache.h"
#include "web/site.h"

#include <sodium.h>
#include <string.h>

enum { HASH = 32, GUESS = 8192 };

static bool
is_text(const struct db_field *f)
{
    return f->type == DB_TEXT || f->type == DB_BLOB || f->type == DB_MATCH;
}

static void
add_bytes(struct buf *b, const void *bytes, size_t n)
{
    buf_add(b, (text){ bytes, (ptrdiff_t)n });
}

/* ---- What is asked ------------------------------------------------------- */

static void
add_value(struct buf *b, const struct db_field *f, const char *in)
{
    const char *at = in + f->offset;
    if (f->has_offset >= 0)
        add_bytes(b, in + f->has_offset, sizeof(bool));
    if (is_text(f)) {
        text t;
        memcpy(&t, at, sizeof t);
        ptrdiff_t len = text_is_known(t) ? t.len : -1;
        add_bytes(b, &len, sizeof len);
        buf_add(b, t);
    } else {
        add_bytes(b, at,
            f->type == DB_BOOL       ? sizeof(bool)
                : f->type == DB_REAL ? sizeof(double)
                                     : sizeof(int64_t));
    }
}

static text
key_of(struct request *rq, const struct db_batch *batch)
{
    unsigned char hash[HASH];
    struct buf all = buf_in(rq->arena, 1024);
    for (int i = 0; i < batch->n_asked; i++) {
        const struct db_asked *asked = &batch->asked[i];
        const struct db_shape *in = asked->query->in;
        require(asked->query->kind != DB_NONE);
        add_bytes(&all, &asked->query, sizeof(void *));
        for (int k = 0; in != NULL && k < in->n_fields; k++)
            add_value(&all, &in->fields[k], asked->in);
    }
    require(crypto_generichash(hash, HASH, (const unsigned char *)all.ptr,
                (size_t)all.len, NULL, 0) == 0);
    return arena_join(
        rq->arena, 2, (text[]){ TEXT("asked "), { (char *)hash, HASH } });
}

/* ---- What is kept of it -------------------------------------------------- */

static ptrdiff_t
n_rows_of(const struct db_asked *asked)
{
    return asked->query->kind == DB_ONE ? *asked->is_found : *asked->n_rows;
}

static const char *
rows_of(const struct db_asked *asked)
{
    return asked->query->kind == DB_ONE ? asked->row : *asked->rows;
}

/* In place of a text's address: how far behind the rows it begins, and one;
 * what is not known stays NULL. */
_Static_assert(sizeof(ptrdiff_t) == sizeof(char *), "a distance for a pointer");

static void
pack_row(const struct db_shape *shape, char *row, struct buf *texts)
{
    for (int i = 0; i < shape->n_fields; i++) {
        text t;
        char *at = row + shape->fields[i].offset;
        if (!is_text(&shape->fields[i]))
            continue;
        memcpy(&t, at, sizeof t);
        if (!text_is_known(t))
            continue;
        ptrdiff_t from = texts->len + 1;
        buf_add(texts, t);
        memcpy(at + offsetof(text, ptr), &from, sizeof from);
    }
}

/* Where the texts begin, then of each query how many rows and the rows, then
 * all texts. */
static text
pack(struct request *rq, const struct db_batch *batch)
{
    struct buf rows = buf_in(rq->arena, GUESS);
    struct buf texts = buf_in(rq->arena, GUESS);
    add_bytes(&rows, &rows.len, sizeof rows.len);
    for (int i = 0; i < batch->n_asked; i++) {
        const struct db_asked *asked = &batch->asked[i];
        const struct db_shape *shape = asked->query->out;
        ptrdiff_t n = n_rows_of(asked);
        add_bytes(&rows, &n, sizeof n);
        ptrdiff_t from = rows.len;
        if (n > 0)
            add_bytes(&rows, rows_of(asked), (size_t)(n * shape->size));
        for (ptrdiff_t k = 0; k < n; k++)
            pack_row(shape, rows.ptr + from + k * shape->size, &texts);
    }
    memcpy(rows.ptr, &rows.len, sizeof rows.len);
    buf_add(&rows, buf_text(&texts));
    return buf_text(&rows);
}

static void
unpack_row(const struct db_shape *shape, char *row, const char *texts)
{
    for (int i = 0; i < shape->n_fields; i++) {
        ptrdiff_t from;
        char *at = row + shape->fields[i].offset + offsetof(text, ptr);
        if (!is_text(&shape->fields[i]))
            continue;
        memcpy(&from, at, sizeof from);
        const char *ptr = from == 0 ? NULL : texts + from - 1;
        memcpy(at, &ptr, sizeof ptr);
    }
}

static void
unpack(struct request *rq, struct db_batch *batch, text kept)
{
    const char *at = kept.ptr, *texts;
    ptrdiff_t n;
    memcpy(&n, at, sizeof n);
    texts = at + n;
    at += sizeof n;
    for (int i = 0; i < batch->n_asked; i++) {
        struct db_asked *asked = &batch->asked[i];
        const struct db_shape *shape = asked->query->out;
        memcpy(&n, at, sizeof n);
        at += sizeof n;
        char *rows = asked->row;
        if (asked->query->kind == DB_ONE) {
            *asked->is_found = n > 0;
        } else {
            rows = n == 0 ? NULL
                          : arena_take(rq->arena, shape->size,
                                (ptrdiff_t) _Alignof(max_align_t), n);
            *asked->rows = rows;
            *asked->n_rows = n;
        }
        if (n > 0)
            memcpy(rows, at, (size_t)(n * shape->size));
        at += n * shape->size;
        for (ptrdiff_t k = 0; k < n; k++)
            unpack_row(shape, rows + k * shape->size, texts);
    }
}

static enum err
ask_kept(struct request *rq, struct db_batch *batch, struct cache *cache,
    int64_t count)
{
    struct kept kept;
    if (!rq->has_change_count || cache == NULL || batch->n_asked == 0)
        return db_batch_run(batch);
    text key = key_of(rq, batch);
    if (cache_get(cache, key, count, rq->arena, &kept)) {
        unpack(rq, batch, kept.body);
        return OK;
    }
    enum err e = db_batch_run(batch);
    if (e == OK)
        cache_put(cache, key, count, &(struct kept){ .body = pack(rq, batch) });
    return e;
}

enum err
request_ask(struct request *rq, struct db_batch *batch)
{
    return ask_kept(rq, batch, rq->site->cache, rq->change_count);
}

enum err
request_ask_now(struct request *rq, struct db_batch *batch)
{
    return ask_kept(rq, batch, rq->site->own, rq->write_count);
}
