#include "web/server_inside.h"

#include <linux/tcp.h>  /* lint: the HTTP seam */
#include <netinet/in.h> /* lint: the HTTP seam */
#include <sys/socket.h> /* lint: the HTTP seam */

/* The library's own time-out limits silence; a byte a second beats it. So a
 * thread of ours looks at every connection ten times a second. It never
 * closes: the number could be somebody else's by then. It shuts the socket
 * down, under the lock that the connection leaves the list under; the library
 * sees the end and closes. */

enum { LOOK_EACH_MS = 100, CONNS_MAX_BYTES = 64 << 20 };

struct conn *
watch_enter(struct server *s, int fd)
{
    struct watch *w = &s->watch;
    mutex_lock(&w->lock);
    struct conn *c = w->unused;
    if (c != NULL) {
        w->unused = c->after;
        *c = (struct conn){ 0 };
    } else {
        c = arena_try(
            &w->arena, (ptrdiff_t)sizeof *c, _Alignof(struct conn), 1);
    }
    if (c != NULL) {
        c->server = s;
        c->fd = fd;
        c->in.body_fd = -1;
        c->phase = PHASE_HEAD;
        c->since_ns = monotonic_ns();
        c->after = w->first;
        if (w->first != NULL)
            w->first->before = c;
        w->first = c;
        w->n_conns++;
    }
    mutex_unlock(&w->lock);
    return c;
}

void
watch_leave(struct conn *c)
{
    struct watch *w = &c->server->watch;
    mutex_lock(&w->lock);
    if (c->before != NULL)
        c->before->after = c->after;
    else
        w->first = c->after;
    if (c->after != NULL)
        c->after->before = c->before;
    c->after = w->unused;
    c->before = NULL;
    w->unused = c;
    w->n_conns--;
    mutex_unlock(&w->lock);
}

void
watch_phase(struct conn *c, enum phase phase)
{
    struct watch *w = &c->server->watch;
    int64_t now = monotonic_ns();
    mutex_lock(&w->lock);
    c->phase = phase;
    c->since_ns = now;
    c->n_bytes = 0;
    c->has_acked = false;
    mutex_unlock(&w->lock);
}

void
watch_progress(struct conn *c, int64_t n_bytes)
{
    struct watch *w = &c->server->watch;
    mutex_lock(&w->lock);
    c->n_bytes += n_bytes;
    mutex_unlock(&w->lock);
}

int
watch_n_from(struct server *s, enum phase from)
{
    int n = 0;
    mutex_lock(&s->watch.lock);
    for (const struct conn *c = s->watch.first; c != NULL; c = c->after)
        n += c->phase >= from && !c->is_cut;
    mutex_unlock(&s->watch.lock);
    return n;
}

/* How much the peer has taken, of all answers on this connection. What the
 * library has written says little: the kernel buffers it. */
static uint64_t
bytes_acked(int fd)
{
    struct tcp_info info = { 0 };
    socklen_t size = sizeof info;
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
        size < offsetof(struct tcp_info, tcpi_bytes_acked) +
                sizeof info.tcpi_bytes_acked)
        return UINT64_MAX;
    return info.tcpi_bytes_acked;
}

static bool
is_too_slow(const struct server_deadlines *d, int64_t ms, uint64_t n_bytes)
{
    return ms > d->whole_ms ||
        (ms > d->slow_ms &&
            n_bytes < (uint64_t)(d->slow_rate * (ms / 100) / 10));
}

static bool
is_late(const struct server *s, struct conn *c, int64_t now, bool is_tight)
{
    const struct server_deadlines *d = &s->c.deadlines;
    int64_t ms = (now - c->since_ns) / 1'000'000;
    switch (c->phase) {
    case PHASE_HEAD: return ms > (is_tight ? d->tight_ms : d->head_ms);
    case PHASE_IDLE: return ms > (is_tight ? d->tight_ms : d->idle_ms);
    case PHASE_BODY: return is_too_slow(d, ms, (uint64_t)c->n_bytes);
    case PHASE_WORK: return false;
    case PHASE_ANSWER: break;
    }
    if (!c->has_acked) { /* at most one look late: hardly a tenth of a second */
        c->has_acked = true;
        c->acked_from = bytes_acked(c->fd);
    }
    if (ms <= d->slow_ms)
        return false;
    return is_too_slow(d, ms, bytes_acked(c->fd) - c->acked_from);
}

static void
look_at_all(struct server *s)
{
    int64_t now = monotonic_ns();
    bool is_tight = s->watch.n_conns > s->c.n_connections / 4 * 3;
    for (struct conn *c = s->watch.first; c != NULL; c = c->after)
        if (!c->is_cut && is_late(s, c, now, is_tight)) {
            c->is_cut = true;
            shutdown(c->fd, SHUT_RDWR);
        }
}

static void
watch_run(void *context)
{
    struct server *s = context;
    struct watch *w = &s->watch;
    mutex_lock(&w->lock);
    while (!w->is_stopping) {
        look_at_all(s);
        condition_wait_until(
            &w->stop, &w->lock, monotonic_ns() + LOOK_EACH_MS * 1'000'000);
    }
    mutex_unlock(&w->lock);
}

enum err
watch_start(struct server *s, struct why *why)
{
    struct watch *w = &s->watch;
    mutex_open(&w->lock);
    condition_open(&w->stop);
    arena_open(&w->arena, CONNS_MAX_BYTES);
    return thread_start(&w->thread, "web-watch", watch_run, s, why);
}

void
watch_stop(struct server *s)
{
    struct watch *w = &s->watch;
    mutex_lock(&w->lock);
    w->is_stopping = true;
    condition_wake_one(&w->stop);
    mutex_unlock(&w->lock);
    thread_join(&w->thread);
    arena_close(&w->arena);
    condition_close(&w->stop);
    mutex_close(&w->lock);
}
