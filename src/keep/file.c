#include "keep/file.h"

#include "os/clock.h"
#include "os/entropy.h"

#include <sodium.h>
#include <string.h>

enum {
    CHUNKS_A_STEP = 2, /* a transaction of half a megabyte */
    DELETES_A_STEP = 8,
    SWEPT_MAX = 1000,
};

/* ---- In ------------------------------------------------------------------ */

struct keeping {
    struct kept_file *row;
    const struct file_source *from;
    char *bytes; /* of the chunks of one step */
    ptrdiff_t n_bytes;
    int64_t position; /* of the first of them */
};

static enum err
begin_step(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    struct keeping *k = arg;
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        k->row->id = key_new();
        e = kept_file_insert(writer, k->row, &n);
    }
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

static enum err
chunk_step(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    struct keeping *k = arg;
    enum err e = OK;
    int64_t position = k->position;
    for (ptrdiff_t at = 0; e == OK && at < k->n_bytes; at += FILE_CHUNK) {
        int64_t n = 0;
        text bytes =
            text_slice((text){ k->bytes, k->n_bytes }, at, at + FILE_CHUNK);
        for (int i = 0; e == OK && n == 0 && i < 3; i++)
            e = kept_chunk_insert(writer,
                (struct kept_chunk_insert_in){ .id = key_new(),
                    .file_id = k->row->id,
                    .position = position,
                    .bytes = bytes },
                &n);
        if (e == OK && n == 0)
            return ERR_CONFLICT;
        position++;
    }
    return e;
}

static enum err
keep_chunks(struct db *db, struct arena *a, struct keeping *k,
    crypto_generichash_state *hash)
{
    const struct file_source *from = k->from;
    ptrdiff_t room = CHUNKS_A_STEP * FILE_CHUNK;
    k->bytes = arena_new(a, char, room);
    k->position = 1;
    for (int64_t at = 0; at < from->size; at += k->n_bytes) {
        k->n_bytes =
            room < from->size - at ? room : (ptrdiff_t)(from->size - at);
        enum err e = file_source_get(from, at, k->bytes, k->n_bytes);
        if (e == OK)
            e = db_write_quietly(db, a, chunk_step, k);
        if (e != OK)
            return e;
        crypto_generichash_update(hash, (const unsigned char *)k->bytes,
            (unsigned long long)k->n_bytes);
        k->position += CHUNKS_A_STEP;
    }
    return OK;
}

static text
hash_print(struct arena *a, crypto_generichash_state *hash)
{
    unsigned char bytes[FILE_HASH / 2];
    char *hex = arena_new(a, char, FILE_HASH + 1);
    crypto_generichash_final(hash, bytes, sizeof bytes);
    sodium_bin2hex(hex, FILE_HASH + 1, bytes, sizeof bytes);
    return (text){ hex, FILE_HASH };
}

enum err
file_keep(struct db *db, struct arena *a, const struct file_source *from,
    struct kept_file *row)
{
    struct keeping k = { .row = row, .from = from };
    crypto_generichash_state hash;
    row->size = from->size;
    row->hash = TEXT("");
    row->uploaded_at = now_s();
    row->is_whole = false;
    crypto_generichash_init(&hash, NULL, 0, FILE_HASH / 2);
    enum err e = db_write_quietly(db, a, begin_step, &k);
    if (e != OK)
        return e;
    struct arena_mark mark = arena_mark(a);
    e = keep_chunks(db, a, &k, &hash);
    arena_rewind(a, mark);
    if (e != OK) {
        ignore(file_discard(db, a, row->id)); /* or the sweep will */
        return e;
    }
    row->hash = hash_print(a, &hash);
    return OK;
}

enum err
file_finish(struct db *writer, const struct kept_file *row)
{
    int64_t n = 0;
    enum err e = kept_file_finish(writer,
        (struct kept_file_finish_in){
            .id = row->id, .size = row->size, .hash = row->hash },
        &n);
    return e == OK && n == 0 ? ERR_NOT_FOUND : e; /* swept meanwhile */
}

/* ---- Away ---------------------------------------------------------------- */

struct dropping {
    int64_t file_id, n_left;
};

static enum err
drop_chunks_step(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    struct dropping *d = arg;
    return kept_chunk_delete(writer,
        (struct kept_chunk_delete_in){
            .file_id = d->file_id, .n_rows = DELETES_A_STEP },
        &d->n_left);
}

static enum err
drop_file_step(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    struct dropping *d = arg;
    return kept_file_delete(
        writer, (struct kept_file_delete_in){ .id = d->file_id }, NULL);
}

enum err
file_discard(struct db *db, struct arena *a, int64_t file_id)
{
    struct dropping d = { .file_id = file_id, .n_left = DELETES_A_STEP };
    enum err e = OK;
    while (e == OK && d.n_left == DELETES_A_STEP)
        e = db_write_quietly(db, a, drop_chunks_step, &d);
    return e == OK ? db_write_quietly(db, a, drop_file_step, &d) : e;
}

enum err
file_sweep(struct db *db, struct arena *a, int64_t before)
{
    struct kept_file_pending_row *rows;
    ptrdiff_t n_rows;
    struct arena_mark mark = arena_mark(a);
    enum err e = kept_file_pending(db, a,
        (struct kept_file_pending_in){ .before = before, .n_rows = SWEPT_MAX },
        &rows, &n_rows);
    for (ptrdiff_t i = 0; e == OK && i < n_rows; i++)
        e = file_discard(db, a, rows[i].id);
    arena_rewind(a, mark);
    return e;
}

/* ---- Out ----------------------------------------------------------------- */

enum err
file_each_chunk(struct db *db, struct arena *a, const struct kept_file *row,
    int64_t from, int64_t to, enum err (*each)(void *context, text bytes),
    void *context)
{
    while (from < to) {
        struct arena_mark mark = arena_mark(a);
        struct kept_chunk_get_row chunk;
        ptrdiff_t at = (ptrdiff_t)(from % FILE_CHUNK);
        enum err e = kept_chunk_get(db, a,
            (struct kept_chunk_get_in){
                .file_id = row->id, .position = from / FILE_CHUNK + 1 },
            &chunk);
        if (e == OK && chunk.bytes.len <= at)
            e = ERR_NOT_FOUND;
        if (e != OK)
            return e;
        text bytes = text_slice(chunk.bytes, at, chunk.bytes.len);
        if (bytes.len > to - from)
            bytes.len = (ptrdiff_t)(to - from);
        from += bytes.len;
        e = each(context, bytes);
        arena_rewind(a, mark);
        if (e != OK)
            return e;
    }
    return OK;
}

static enum err
read_upload(void *context, int64_t at, char *to, ptrdiff_t room, ptrdiff_t *n)
{
    const struct upload_source *u = context;
    return upload_read(u->rq, u->upload, at, to, room, n);
}

struct file_source
file_source_of(struct upload_source *u)
{
    return (struct file_source){
        .read = read_upload, .context = u, .size = u->upload->size
    };
}

/* ---- Looking after it ---------------------------------------------------- */

static enum err
add_to_hash(void *context, text bytes)
{
    crypto_generichash_update(
        context, (const unsigned char *)bytes.ptr, (size_t)bytes.len);
    return OK;
}

/* One after another by key: while all rows are being read, no other question
 * can be asked. */
enum err
file_check(struct db *db, struct arena *a,
    void (*tell)(void *context, const char *line), void *context)
{
    enum { N_ROWS = 100 };
    int64_t after = 0;
    for (ptrdiff_t n_rows = N_ROWS; n_rows == N_ROWS;) {
        struct arena_mark mark = arena_mark(a);
        struct kept_file *rows;
        enum err e = kept_file_next(db, a,
            (struct kept_file_next_in){ .after_id = after, .n_rows = N_ROWS },
            &rows, &n_rows);
        for (ptrdiff_t i = 0; e == OK && i < n_rows; i++) {
            crypto_generichash_state hash;
            after = rows[i].id;
            if (!rows[i].is_whole)
                continue;
            crypto_generichash_init(&hash, NULL, 0, FILE_HASH / 2);
            e = file_each_chunk(
                db, a, &rows[i], 0, rows[i].size, add_to_hash, &hash);
            bool is_lost = e == ERR_NOT_FOUND;
            if (is_lost)
                e = OK;
            if (e == OK &&
                (is_lost || !text_is_equal(hash_print(a, &hash), rows[i].hash)))
                tell(context,
                    arena_print(a, "file %lld is not what was kept: %s",
                        (long long)rows[i].id,
                        is_lost ? "a piece is missing" : "its bytes are others")
                        .ptr);
        }
        arena_rewind(a, mark);
        if (e != OK)
            return e;
    }
    return OK;
}
