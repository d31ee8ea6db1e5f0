#include "web/server_inside.h"

#include "os/file.h"
#include "os/process.h"
#include "web/server_address.h"

#include <string.h>
#include <sys/socket.h> /* lint: the HTTP seam */

enum {
    TARGET_MAX = 16 * 1024, /* the library's memory for a connection */
    HEADERS_MAX = 256,      /* more do not fit into it */
    LIBRARY_SILENCE_S = 30, /* its own time-out; ours are stricter */
    ROOM_FOR_FLUSH_MS = 500,
    QUIET_MS = 100,
    LOOK_EACH_MS = 5,
    DESCRIPTORS_BESIDE = 256,
};

/* ---- a request, on the I/O thread ---------------------------------------- */

static void
forget_request(struct conn *c)
{
    if (c->response != NULL)
        MHD_destroy_response(c->response);
    c->response = NULL;
    body_drop(c);
    arena_close(&c->arena);
    c->is_begun = c->is_handed = c->is_last = false;
    c->body_fault = 0;
    c->in = (struct web_input){ .body_fd = -1 };
}

/* The request line came. The library cuts the target at '?' later: copy. */
static void *
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
    arena_open(&c->arena,
        TARGET_MAX + HEADERS_MAX * (ptrdiff_t)sizeof(struct web_header));
    if (all.len > TARGET_MAX)
        return NULL;
    char *copy = arena_try(&c->arena, 1, 1, all.len + 1);
    if (copy == NULL)
        return NULL;
    memcpy(copy, all.ptr, (size_t)all.len);
    c->in.target = (text){ copy, all.len };
    return c;
}

/* Else it decodes the target in place, and %00 ends it. */
static size_t
leave_raw(void *context, struct MHD_Connection *mhd, char *s)
{
    (void)context, (void)mhd;
    return strlen(s);
}

struct gather {
    struct web_header *headers;
    ptrdiff_t n;
    bool is_full;
};

static enum MHD_Result
gather_one(void *context, enum MHD_ValueKind kind, const char *name,
    size_t name_len, const char *value, size_t value_len)
{
    (void)kind;
    struct gather *g = context;
    if (g->n == HEADERS_MAX) {
        g->is_full = true;
        return MHD_NO;
    }
    g->headers[g->n++] = (struct web_header){ { name, (ptrdiff_t)name_len },
        { value == NULL ? "" : value,
            value == NULL ? 0 : (ptrdiff_t)value_len } };
    return MHD_YES;
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
    if (g.is_full)
        return refuse(c, 431, "too many headers");
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
static enum MHD_Result
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

static void
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

static void
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

/* ---- starting and stopping ------------------------------------------------
 */

static void
fill_in(struct server_config *c)
{
    struct server_deadlines *d = &c->deadlines;
    const struct server_deadlines usual = { .head_ms = 10'000,
        .tight_ms = 500,
        .idle_ms = 20'000,
        .slow_ms = 30'000,
        .slow_rate = 2'048,
        .whole_ms = 3'600'000,
        .stop_ms = 10'000 };
    d->head_ms = d->head_ms > 0 ? d->head_ms : usual.head_ms;
    d->tight_ms = d->tight_ms > 0 ? d->tight_ms : usual.tight_ms;
    d->idle_ms = d->idle_ms > 0 ? d->idle_ms : usual.idle_ms;
    d->slow_ms = d->slow_ms > 0 ? d->slow_ms : usual.slow_ms;
    d->slow_rate = d->slow_rate > 0 ? d->slow_rate : usual.slow_rate;
    d->whole_ms = d->whole_ms > 0 ? d->whole_ms : usual.whole_ms;
    d->stop_ms = d->stop_ms > 0 ? d->stop_ms : usual.stop_ms;
    if (c->n_workers <= 0)
        c->n_workers = core_count() > 2 ? core_count() * 2 : 4;
    if (c->n_connections <= 0)
        c->n_connections = 4000;
    if (c->queue_size <= 0)
        c->queue_size = 256;
    if (c->form_max <= 0)
        c->form_max = 1 << 20;
    if (c->spool_max <= 0)
        c->spool_max = INT64_C(2) << 30;
    if (text_is_empty(c->spool_folder))
        c->spool_folder = TEXT("/var/tmp");
}

static struct MHD_Daemon *
start_daemon(struct server *s, int fd)
{
    return MHD_start_daemon(
        MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
        on_request, s, MHD_OPTION_LISTEN_SOCKET, (MHD_socket)fd,
        MHD_OPTION_STRICT_FOR_CLIENT, (int)1, MHD_OPTION_URI_LOG_CALLBACK,
        on_target, (void *)s, MHD_OPTION_UNESCAPE_CALLBACK, leave_raw,
        (void *)NULL, MHD_OPTION_NOTIFY_CONNECTION, on_connection, (void *)s,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, (void *)s,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)LIBRARY_SILENCE_S,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)s->c.n_connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)TARGET_MAX, MHD_OPTION_END);
}

/* A connection may need two: its socket and its body. Where there are fewer,
 * a lower limit of connections tightens the deadlines in time. */
static void
fit_descriptors(struct server_config *c)
{
    int64_t has, want = c->n_connections * INT64_C(2) + DESCRIPTORS_BESIDE;
    if (raise_open_files(want, &has, NULL) != OK || has >= want)
        return;
    c->n_connections =
        (int)(has > 2 * DESCRIPTORS_BESIDE ? (has - DESCRIPTORS_BESIDE) / 2
                                           : has / 4 + 1);
}

/* What can be known to be wrong before the first thread. */
static enum err
look_before(struct server *s, struct why *why)
{
    if (!text_is_empty(s->c.trusted_proxy)) {
        s->has_proxy = address_parse(s->c.trusted_proxy, s->proxy);
        if (!s->has_proxy)
            return err_say(why, ERR_BAD_INPUT,
                "the trusted proxy \"%.*s\" is not an address",
                TEXT_ARG(s->c.trusted_proxy));
    }
    fit_descriptors(&s->c);
    int fd;
    enum err result = file_open_unnamed(&fd, s->c.spool_folder, why);
    if (result == OK)
        file_close(fd);
    return result;
}

static enum err
start_threads(struct server *s, int fd, struct arena *process, struct why *why)
{
    enum err result = pool_start(s, process, why);
    if (result != OK)
        return result;
    result = watch_start(s, why);
    if (result == OK) {
        s->daemon = start_daemon(s, fd);
        if (s->daemon != NULL)
            return OK;
        result = err_say(why, ERR_IO, "the HTTP library did not start");
        watch_stop(s);
    }
    pool_close(s, true);
    pool_join(s);
    return result;
}

enum err
server_start(struct server **server, const struct server_config *c,
    struct arena *process, struct why *why)
{
    struct server *s = arena_new(process, struct server, 1);
    int fd = -1;
    s->c = *c;
    fill_in(&s->c);
    enum err result = look_before(s, why);
    if (result == OK)
        result = address_listen(c->listen, &fd, process, &s->address, why);
    if (result == OK)
        result = start_threads(s, fd, process, why);
    if (result == OK)
        *server = s;
    else if (fd >= 0)
        file_close(fd);
    return result;
}

text
server_address(const struct server *server)
{
    return server->address;
}

/* Until no connection is in phase `from` or a later one, and has not been for
 * a while: a request on a kept connection may lie unread in its socket. */
static void
wait_until_none(struct server *s, enum phase from, int64_t until_ns)
{
    for (int quiet_ms = 0; quiet_ms < QUIET_MS; quiet_ms += LOOK_EACH_MS) {
        if (watch_n_from(s, PHASE_HEAD) == 0 || monotonic_ns() > until_ns)
            return;
        if (watch_n_from(s, from) > 0)
            quiet_ms = 0;
        sleep_ms(LOOK_EACH_MS);
    }
}

void
server_stop(struct server *s)
{
    int64_t until_ns = monotonic_ns() + s->c.deadlines.stop_ms * 1'000'000;
    atomic_store(&s->is_stopping, true); /* every answer from now is a last */
    int fd = MHD_quiesce_daemon(s->daemon);
    if (fd >= 0)
        file_close(fd);
    wait_until_none(s, PHASE_BODY, until_ns);
    pool_close(s, true);
    pool_join(s);
    /* Every suspended connection has been resumed: the library aborts the
     * process otherwise. What was answered just now may still go out. */
    wait_until_none(
        s, PHASE_WORK, monotonic_ns() + ROOM_FOR_FLUSH_MS * 1'000'000);
    MHD_stop_daemon(s->daemon);
    watch_stop(s);
    mutex_close(&s->pool.lock);
}
