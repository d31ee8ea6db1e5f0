#include "web/server_inside.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h> /* lint: the HTTP seam */

text
web_header(const struct web_input *in, text name)
{
    for (ptrdiff_t i = 0; i < in->n_headers; i++)
        if (word_is_same(in->headers[i].name, name))
            return in->headers[i].value;
    return (text){ NULL, 0 };
}

bool
web_answer_header(struct web_output *out, const char *name, text value)
{
    for (ptrdiff_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c < 0x20 || c == 0x7f)
            return false;
    }
    require(out->n_headers < WEB_ANSWER_HEADERS);
    out->headers[out->n_headers++] =
        (struct web_header){ text_of(name), value };
    return true;
}

static const char *
status_name(int status)
{
    const char *name = MHD_get_reason_phrase_for((unsigned)status);
    return name == NULL ? "" : name;
}

void
answer_refuse(struct conn *c, int status, const char *reason)
{
    char line[200];
    int n = snprintf(
        line, sizeof line, "%d %s: %s\n", status, status_name(status), reason);
    require(n > 0 && n < (int)sizeof line);
    struct MHD_Response *r =
        MHD_create_response_from_buffer((size_t)n, line, MHD_RESPMEM_MUST_COPY);
    c->status = status;
    c->is_last = true;
    c->response = r;
    if (r == NULL) /* no memory: the I/O thread will cut it */
        return;
    bool is_whole = MHD_add_response_header(r, "Content-Type",
                        "text/plain; charset=utf-8") == MHD_YES;
    if (status == 405)
        is_whole &=
            MHD_add_response_header(r, "Allow", "GET, HEAD, POST") == MHD_YES;
    if (status == 503)
        is_whole &= MHD_add_response_header(r, "Retry-After", "2") == MHD_YES;
    if (!is_whole) {
        MHD_destroy_response(r);
        c->response = NULL;
    }
}

/* The library asks HEAD and 304 for their length only. */
static bool
is_unread(const struct conn *c, const struct web_output *out)
{
    return c->in.method == WEB_HEAD || out->status == 304;
}

static struct MHD_Response *
response_of(struct conn *c, struct web_output *out)
{
    if (out->fd >= 0) {
        struct server *s = c->server;
        c->n_sending = out->fd_size;
        if (atomic_fetch_add(&s->n_spooled, c->n_sending) + c->n_sending >
            s->c.spool_max) {
            close(out->fd);
            return NULL;
        }
        struct MHD_Response *r =
            MHD_create_response_from_fd64((uint64_t)out->fd_size, out->fd);
        if (r == NULL)
            close(out->fd);
        return r;
    }
    /* The library does not write to it. */
    union {
        const char *from;
        void *to;
    } body = { .from = out->body.len > 0 ? out->body.ptr : "" };
    return MHD_create_response_from_buffer((size_t)out->body.len, body.to,
        out->is_shared || is_unread(c, out) ? MHD_RESPMEM_PERSISTENT
                                            : MHD_RESPMEM_MUST_COPY);
}

static const char *
zero_ended(struct arena *a, text t)
{
    char *to = arena_try(a, 1, 1, t.len + 1);
    if (to != NULL && t.len > 0)
        memcpy(to, t.ptr, (size_t)t.len);
    return to;
}

void
answer_make(struct conn *c, struct arena *a, struct web_output *out)
{
    struct MHD_Response *r = response_of(c, out);
    for (int i = 0; r != NULL && i < out->n_headers; i++) {
        const char *name = zero_ended(a, out->headers[i].name);
        const char *value = zero_ended(a, out->headers[i].value);
        if (name == NULL || value == NULL ||
            MHD_add_response_header(r, name, value) != MHD_YES) {
            MHD_destroy_response(r);
            r = NULL;
        }
    }
    if (r == NULL) {
        if (out->fd >= 0)
            answer_refuse(c, 503, "too many files are being sent");
        else
            answer_refuse(c, 500, "the answer could not be sent");
        return;
    }
    c->status = out->status;
    c->response = r;
}
