/* A file as an answer: whole, or the part that was asked for. */
#include "keep/file.h"

#include "keep/settings.h"
#include "os/file.h"

#define SPOOL_FOLDER TEXT("/var/tmp")

int64_t
file_limit(struct db *db, struct arena *a)
{
    int64_t mb = settings_int(db, a, "upload_mb");
    return (mb < FILE_MB_MAX ? mb : FILE_MB_MAX) << 20;
}

/* RFC 9110, 14.1.2: "bytes=0-499", "bytes=500-", "bytes=-500". One range;
 * several, or what cannot be read, is as if nothing had been asked.
 * False: there is no such part. */
static bool
read_range(text range, int64_t size, int64_t *from, int64_t *to)
{
    text last, first;
    int64_t n;
    *from = 0;
    *to = size;
    if (!text_starts_with(range, TEXT("bytes=")) || text_has_byte(range, ','))
        return true;
    first = text_trim(text_cut(text_slice(range, 6, range.len), '-', &last));
    last = text_trim(last);
    if (!text_is_known(last))
        return true;
    if (first.len == 0) {
        if (!text_parse_int(last, &n) || n < 0)
            return true;
        *from = n >= size ? 0 : size - n;
        return n > 0;
    }
    if (!text_parse_int(first, &n) || n < 0)
        return true;
    if (n >= size)
        return false;
    *from = n;
    if (last.len == 0 || !text_parse_int(last, &n))
        return true;
    if (n < *from) { /* no range at all */
        *from = 0;
        return true;
    }
    *to = n < size ? n + 1 : size; /* n may be the largest there is */
    return true;
}

static enum err
put_bytes(void *context, text bytes)
{
    return file_put(*(int *)context, bytes);
}

/* Into an unnamed file: the thread that sends may not ask the database. */
static enum err
spool(struct request *rq, const struct kept_file *row, int64_t from, int64_t to,
    int *fd)
{
    enum err e = file_open_unnamed(fd, SPOOL_FOLDER, NULL);
    if (e != OK || rq->input->method == WEB_HEAD) /* its size is said alone */
        return e;
    e = file_each_chunk(rq->db, rq->arena, row, from, to, put_bytes, fd);
    if (e != OK)
        file_close(*fd);
    return e;
}

enum err
file_answer(struct request *rq, struct answer *an, const struct kept_file *row,
    bool is_public)
{
    const struct file_type *type = file_type_find(row->type);
    struct arena *a = rq->arena;
    if (type == NULL)
        return ERR_NOT_FOUND;
    text etag = arena_print(a, "\"%.*s\"", TEXT_ARG(row->hash));
    text range = web_header(rq->input, TEXT("Range"));
    text if_range = web_header(rq->input, TEXT("If-Range"));
    if (text_is_known(if_range) && !text_is_equal(if_range, etag))
        range = (text){ 0 };
    int64_t from = 0, to = row->size;
    bool is_there = rq->input->method != WEB_GET || !text_is_known(range) ||
        read_range(range, row->size, &from, &to);
    an->etag = etag;
    an->type = text_of(type->mime);
    an->download_name = row->name;
    an->is_inline = type->is_inline;
    an->policy = TEXT("sandbox; default-src 'none'");
    an->keeping =
        is_public ? TEXT("public, no-cache") : TEXT("private, no-cache");
    if (!is_there) {
        an->status = 416;
        an->range = arena_print(a, "bytes */%lld", (long long)row->size);
        an->body = TEXT("");
        return OK;
    }
    if (from > 0 || to < row->size) {
        an->status = 206;
        an->range = arena_print(a, "bytes %lld-%lld/%lld", (long long)from,
            (long long)to - 1, (long long)row->size);
    }
    if (an->status == 0 && web_has_etag(rq->input, etag))
        return OK; /* 304: nothing is read */
    enum err e = spool(rq, row, from, to, &an->file_fd);
    an->has_file = e == OK;
    an->file_size = to - from;
    return e;
}
