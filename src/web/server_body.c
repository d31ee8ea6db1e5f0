#include "web/server_inside.h"

#include "os/file.h"

#include <string.h>
#include <unistd.h> /* lint: lseek, for whoever reads the body */

/* A body is held in memory up to HELD_MAX, beyond that in an unnamed file;
 * the worker reads one of up to form_max back. So thousands of half-sent
 * forms cost 16 KB each, not a megabyte, and workers see no difference. */

enum { HELD_MAX = 16 * 1024, PAST_LIMIT = 256 * 1024 };

void
body_begin(struct conn *c, int64_t size)
{
    c->held_max =
        size == BODY_IS_CHUNKED || size > HELD_MAX ? HELD_MAX : (ptrdiff_t)size;
    arena_open(&c->held_arena, c->held_max);
}

static void
drop_file(struct conn *c)
{
    if (c->in.body_fd >= 0)
        file_close(c->in.body_fd);
    c->in.body_fd = -1;
    atomic_fetch_sub(&c->server->n_spooled, c->n_spooled);
    c->n_spooled = 0;
}

static int
put_in_file(struct conn *c, text bytes)
{
    struct server *s = c->server;
    c->n_spooled += bytes.len;
    if (atomic_fetch_add(&s->n_spooled, bytes.len) + bytes.len > s->c.spool_max)
        return 503;
    return file_put(c->in.body_fd, bytes) == OK ? 0 : 503;
}

static int
spool(struct conn *c, const char *piece, ptrdiff_t n)
{
    int fault = 0;
    if (c->in.body_fd < 0) {
        text held = { c->held, (ptrdiff_t)c->in.body_size };
        text folder = c->server->c.spool_folder;
        if (file_open_unnamed(&c->in.body_fd, folder, NULL) != OK)
            return 503;
        fault = put_in_file(c, held);
        arena_close(&c->held_arena);
        c->held = NULL;
    }
    return fault != 0 ? fault : put_in_file(c, (text){ piece, n });
}

bool
body_take(struct conn *c, const char *piece, ptrdiff_t n)
{
    watch_progress(c, n);
    if (c->in.body_size + n > c->body_limit)
        c->body_fault = 413;
    if (c->in.body_size + n > c->body_limit + PAST_LIMIT)
        return false;
    if (c->body_fault == 0 && c->in.body_fd < 0 &&
        c->in.body_size + n <= c->held_max) {
        if (c->held == NULL)
            c->held = arena_try(&c->held_arena, 1, 1, c->held_max);
        if (c->held == NULL)
            c->body_fault = 503;
        else
            memcpy(c->held + c->in.body_size, piece, (size_t)n);
    } else if (c->body_fault == 0) {
        c->body_fault = spool(c, piece, n);
    }
    c->in.body_size += n;
    if (c->body_fault != 0)
        body_drop(c); /* the rest is only read away */
    return true;
}

static int
read_back(struct conn *c, struct arena *a)
{
    char *to = arena_try(a, 1, 1, (ptrdiff_t)c->in.body_size);
    if (to == NULL)
        return 503;
    for (int64_t at = 0; at < c->in.body_size;) {
        ptrdiff_t n;
        if (file_get_at(c->in.body_fd, to + at,
                (ptrdiff_t)(c->in.body_size - at), at, &n) != OK ||
            n == 0)
            return 503;
        at += n;
    }
    drop_file(c);
    c->in.body = (text){ to, (ptrdiff_t)c->in.body_size };
    return 0;
}

int
body_finish(struct conn *c, struct arena *a)
{
    if (c->body_fault != 0)
        return c->body_fault;
    if (c->in.body_fd < 0) {
        if (c->in.method == WEB_POST)
            c->in.body = (text){ c->held == NULL ? "" : c->held,
                (ptrdiff_t)c->in.body_size };
        return 0;
    }
    if (c->in.body_size <= c->server->c.form_max)
        return read_back(c, a);
    return lseek(c->in.body_fd, 0, SEEK_SET) == 0 ? 0 : 503;
}

void
body_drop(struct conn *c)
{
    drop_file(c);
    arena_close(&c->held_arena);
    c->held = NULL;
}
