#include "web/server_inside.h"

#include "os/file.h"
#include "os/process.h"
#include "web/server_address.h"

enum {
    LIBRARY_SILENCE_S = 30, /* its own time-out; ours are stricter */
    ROOM_FOR_FLUSH_MS = 500,
    QUIET_MS = 100,
    LOOK_EACH_MS = 5,
    DESCRIPTORS_BESIDE = 256,
};

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
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIBRARY_MEMORY,
        MHD_OPTION_END);
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
    if (result == OK && c->listens != NULL)
        c->listens(c->context, s->address);
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
    while (atomic_load(&s->n_parked) > 0)
        sleep_ms(1);
    /* Every suspended connection has been resumed: the library aborts the
     * process otherwise. What was answered just now may still go out. */
    wait_until_none(
        s, PHASE_WORK, monotonic_ns() + ROOM_FOR_FLUSH_MS * 1'000'000);
    MHD_stop_daemon(s->daemon);
    watch_stop(s);
    condition_close(&s->pool.changed);
    mutex_close(&s->pool.lock);
}
