#include "web/server_inside.h"

#include "web/server_address.h"

#include <string.h>
#include <sys/socket.h> /* lint: the HTTP seam */

/* The library's callbacks: all of this runs on the I/O thread, which must
 * never wait. A refusal costs no worker. */

enum {
    HEADERS_MAX = 256, /* more do not fit into the library's memory */
    EACH_TAKES = 64,   /* what the library notes of a header, or a cookie */
    ANSWER_ROOM = 3 * 1024,
};

static void
forget_request(struct conn *c)
{
    if (c->response != NULL)
        MHD_destroy_response(c->response);
    c->response = NULL;
    atomic_fetch_sub(&c->server->n_spooled, c->n_sending);
    c->n_sending = 0;
    body_drop(c);
    arena_close(&c->arena);
    c->is_begun = c->is_handed = c->is_last = false;
    c->body_fault = 0;
    c->in = (struct web_input){ .body_fd = -1 };
}

/* The request line came. The library cuts the target at '?' later: copy. */
void *
on_target(void *context, const char *target, struct MHD_Connection *mhd)
{
    (void)context;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct conn *c = info == NULL ? NULL : info->socket_context;
    if (c == NULL)
        return NULL;
    forget_request(c);
    text all = text_of(target);
    if (all.len > LIBRARY_MEMORY)
        return NULL;
    /* no more than is used: a thousand of these may wait for their work */
    arena_open(&c->arena,
        all.len + 64 + HEADERS_MAX * (ptrdiff_t)sizeof(struct web_header));
    char *copy = arena_try(&c->arena, 1, 1, all.len + 1);
    if (copy == NULL)
        return NULL;
    memcpy(copy, all.ptr, (size_t)all.len);
    c->in.target = (text){ copy, all.len };
    return c;
}

/* Else it decodes the target in place, and %00 ends it. */
size_t
leave_raw(void *context, struct MHD_Connection *mhd, char *s)
{
    (void)context, (void)mhd;
    return strlen(s);
}

struct gather {
    struct web_header *headers;
    ptrdiff_t n, n_bytes;
};

static enum MHD_Result
gather_one(void *context, enum MHD_ValueKind kind, const char *name,
    size_t name_len, const char *value, size_t value_len)
{
    (void)kind;
    struct gather *g = context;
    if (g->n == HEADERS_MAX)
        return MHD_NO;
    struct web_header h = { { name, (ptrdiff_t)name_len },
        { value == NULL ? "" : value, (ptrdiff_t)value_len } };
    g->headers[g->n++] = h;
    g->n_bytes += h.name.len + h.value.len + EACH_TAKES;
    if (word_is_same(h.name, TEXT("cookie"))) { /* it keeps these twice */
        g->n_bytes += h.value.len + EACH_TAKES;
        for (ptrdiff_t i = 0; i < h.value.len; i++)
            g->n_bytes += h.value.ptr[i] == ';' ? EACH_TAKES : 0;
    }
    return MHD_YES;
}

/* The library notes each field of a query too, though nobody asks it. */
static ptrdiff_t
query_takes(text target)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < target.len; i++)
        n += target.ptr[i] == '?' || target.ptr[i] == '&' ? EACH_TAKES : 0;
    return n;
}

/* The last of a list: what the hop next to us wrote. */
static text
last_word(const struct web_input *in, text name)
{
    text word = { NULL, 0 };
    for (ptrdiff_t i = 0; i < in->n_headers; i++)
        if (word_is_same(in->headers[i].name, name))
            word = in->headers[i].value;
    for (ptrdiff_t i = word.len - 1; i >= 0; i--)
        if (word.ptr[i] == ',')
            return text_trim(text_slice(word, i + 1, word.len));
    return text_trim(word);
}

static void
take_peer(struct conn *c)
{
    c->in.peer = text_of(c->peer);
    if (!c->is_proxy)
        return;
    unsigned char address[16];
    text said = last_word(&c->in, TEXT("x-forwarded-for"));
    if (address_parse(said, address))
        c->in.peer = said;
    c->in.is_https = word_is_same(
        last_word(&c->in, TEXT("x-forwarded-proto")), TEXT("https"));
}

static enum MHD_Result
send_answer(struct conn *c)
{
    struct MHD_Response *r = c->response;
    if (r == NULL)
        return MHD_NO;
    if (c->is_last || atomic_load(&c->server->is_stopping))
        if (MHD_add_response_header(r, "Connection", "close") != MHD_YES)
            return MHD_NO;
    c->response = NULL;
    watch_phase(c, PHASE_ANSWER);
    enum MHD_Result result = MHD_queue_response(c->mhd, (unsigned)c->status, r);
    MHD_destroy_response(r);
    return result;
}

static enum MHD_Result
refuse(struct conn *c, int status, const char *reason)
{
    c->is_handed = true;
    answer_refuse(c, status, reason);
    return send_answer(c);
}

/* The head is whole, the body not begun: whatever can be refused is. */
static enum MHD_Result
begin(struct conn *c, const char *method, const char *version)
{
    const struct server_config *config = &c->server->c;
    struct gather g = { .headers = arena_try(&c->arena,
                            (ptrdiff_t)sizeof(struct web_header),
                            _Alignof(struct web_header), HEADERS_MAX) };
    c->is_begun = true;
    c->in.arrived_ns = monotonic_ns();
    if (g.headers == NULL)
        return refuse(c, 503, "no memory");
    MHD_get_connection_values_n(c->mhd, MHD_HEADER_KIND, gather_one, &g);
    /* head and answer share the library's memory: without room for the
       answer's headers it would hang up in silence */
    if (g.n == HEADERS_MAX ||
        g.n_bytes + c->in.target.len > LIBRARY_MEMORY - ANSWER_ROOM)
        return refuse(c, 431, "the head is too large");
    if (g.n_bytes + c->in.target.len + query_takes(c->in.target) >
        LIBRARY_MEMORY - ANSWER_ROOM)
        return refuse(c, 414, "the query has too many fields");
    struct head head = { .method = text_of(method),
        .version = text_of(version),
        .target = c->in.target,
        .headers = g.headers,
        .n_headers = g.n };
    struct head_verdict v = head_check(&head);
    if (v.status != 0)
        return refuse(c, v.status, v.reason);
    c->in.method = v.method;
    c->in.headers = g.headers;
    c->in.n_headers = g.n;
    take_peer(c);
    if (v.body_size == 0)
        return MHD_YES;
    c->body_limit = config->body_limit == NULL
        ? config->form_max
        : config->body_limit(config->context, c->in.target);
    if (v.body_size > c->body_limit ||
        (v.body_size == BODY_IS_CHUNKED && c->body_limit == 0))
        return refuse(c, 413, "the body is too large");
    body_begin(c, v.body_size);
    watch_phase(c, PHASE_BODY);
    return MHD_YES;
}

/* Called once with the head, then with pieces of the body, then without, and
 * after a worker has answered once more. */
enum MHD_Result
on_request(void *context, struct MHD_Connection *mhd, const char *path,
    const char *method, const char *version, const char *piece, size_t *n_piece,
    void **state)
{
    (void)context, (void)path;
    struct conn *c = *state;
    if (c == NULL)
        return MHD_NO;
    c->mhd = mhd;
    if (!c->is_begun)
        return begin(c, method, version);
    if (*n_piece > 0) {
        bool may_go_on = body_take(c, piece, (ptrdiff_t)*n_piece);
        *n_piece = 0;
        return may_go_on ? MHD_YES : MHD_NO;
    }
    if (c->is_handed)
        return send_answer(c);
    if (!pool_put(c->server, c))
        return refuse(c, 503, "too much at once");
    c->is_handed = true;
    return MHD_YES;
}

void
on_completed(void *context, struct MHD_Connection *mhd, void **state,
    enum MHD_RequestTerminationCode code)
{
    (void)context, (void)mhd, (void)code;
    struct conn *c = *state;
    if (c == NULL)
        return;
    forget_request(c);
    watch_phase(c, PHASE_IDLE);
    *state = NULL;
}

void
on_connection(void *context, struct MHD_Connection *mhd, void **socket_context,
    enum MHD_ConnectionNotificationCode code)
{
    struct server *s = context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        struct conn *c = *socket_context;
        if (c == NULL)
            return;
        forget_request(c);
        watch_leave(c);
        *socket_context = NULL;
        return;
    }
    int fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)
                 ->connect_fd;
    struct conn *c = watch_enter(s, fd);
    *socket_context = c;
    if (c == NULL) {
        shutdown(fd, SHUT_RDWR);
        return;
    }
    c->mhd = mhd;
    unsigned char address[16];
    address_of_peer(
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
            ->client_addr,
        address, c->peer, sizeof c->peer);
    c->is_proxy =
        s->has_proxy && memcmp(address, s->proxy, sizeof address) == 0;
}
