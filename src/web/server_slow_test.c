/* Clients that are slow, silent, gone, or too many; and stopping. */
#include "web/server_inside.h"

#include "os/process.h"
#include "support/probe.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h> /* lint: a test of sockets */
#include <time.h>
#include <unistd.h> /* lint: a test of sockets */

#include <setjmp.h>
#include <cmocka.h>

int server_slow_test(void);

#define END " HTTP/1.1\r\nHost: a\r\n\r\n"

static int
n_open(struct probe *p)
{
    mutex_lock(&p->server->watch.lock);
    int n = p->server->watch.n_conns;
    mutex_unlock(&p->server->watch.lock);
    return n;
}

static void
await_n_open(struct probe *p, int n)
{
    for (int i = 0; i < 3000 && n_open(p) != n; i++)
        pause_ms(1);
    assert_int_equal(n_open(p), n);
}

/* Until `n` have sent their head and wait for, or get, an answer. */
static void
await_n_served(struct probe *p, int n)
{
    for (int i = 0; i < 3000 && watch_n_from(p->server, PHASE_BODY) != n; i++)
        pause_ms(1);
    assert_int_equal(watch_n_from(p->server, PHASE_BODY), n);
}

/* Far over the deadlines of these tests, far under the usual ones: who is cut
 * by then was cut for a deadline, however busy the machine is. */
enum { PATIENCE_MS = 6000 };

/* One byte each `each_ms` until the server has had enough; how long it took,
 * or -1 when it bore it for `bear_ms`. */
static int64_t
drip(int fd, const char *bytes, int each_ms, int bear_ms)
{
    int64_t from = monotonic_ns();
    for (size_t i = 0;; i++) {
        int64_t ms = (monotonic_ns() - from) / 1'000'000;
        if (ms > bear_ms)
            return -1;
        char c = bytes[i % strlen(bytes)];
        if (!client_send(fd, (text){ &c, 1 }) || client_is_cut(fd, each_ms))
            return (monotonic_ns() - from) / 1'000'000;
    }
}

/* ---- the four phases ---------------------------------------------------- */

static void
a_head_that_drips_is_cut(void **state)
{
    struct probe *p = *state;
    int fd = client_connect(p);
    assert_in_range(drip(fd, "GET /hello HTTP/1.1 and so on ", 20, PATIENCE_MS),
        140, PATIENCE_MS);
    close(fd);
    fd = client_connect(p); /* the line is whole, the headers never are */
    assert_true(client_send(fd, TEXT("GET /hello HTTP/1.1\r\nHost: a\r\n")));
    assert_in_range(drip(fd, "X: y\r\n", 20, PATIENCE_MS), 140, PATIENCE_MS);
    close(fd);
    assert_int_equal(atomic_load(&p->n_worked), 0);
}

static void
a_kept_connection_that_drips_is_cut(void **state)
{
    struct probe *p = *state;
    int fd = client_connect(p);
    assert_true(client_send(fd, TEXT("GET /hello" END)));
    assert_int_equal(client_read(fd, &p->arena, false).status, 200);
    assert_in_range(drip(fd, "GET /hello HTTP/1.1 and so on ", 20, PATIENCE_MS),
        190, PATIENCE_MS);
    close(fd);
    assert_int_equal(atomic_load(&p->n_worked), 1);
}

static void
a_kept_connection_is_idle_only_between_answers(void **state)
{
    struct probe *p = *state;
    int fd = client_connect(p);
    for (int i = 0; i < 5; i++) { /* longer than idle_ms and slow_ms in all */
        assert_true(client_send(fd, TEXT("GET /hello" END)));
        assert_int_equal(client_read(fd, &p->arena, false).status, 200);
        pause_ms(100);
    }
    close(fd);
}

static void
a_body_that_drips_is_cut(void **state)
{
    struct probe *p = *state;
    int fd = client_connect(p);
    assert_true(client_send(fd,
        TEXT("POST /echo HTTP/1.1\r\nHost: a\r\n"
             "Content-Length: 5000\r\n\r\n")));
    assert_in_range(drip(fd, "x", 20, PATIENCE_MS), 190, PATIENCE_MS);
    close(fd);
    assert_int_equal(atomic_load(&p->n_worked), 0);
}

static void
a_slow_but_steady_body_arrives(void **state)
{
    struct probe *p = *state;
    static char piece[1000];
    int fd = client_connect(p);
    assert_true(client_send(fd,
        TEXT("POST /keep HTTP/1.1\r\nHost: a\r\n"
             "Content-Length: 20000\r\n\r\n")));
    for (int i = 0; i < 20; i++) { /* 40,000 bytes a second */
        assert_true(client_send(fd, (text){ piece, sizeof piece }));
        pause_ms(25);
    }
    assert_int_equal(client_read(fd, &p->arena, false).status, 200);
    close(fd);
}

static void
readers_that_drip_are_cut(void **state)
{
    struct probe *p = *state;
    const char *const requests[] = { "GET /big" END, "GET /shared" END,
        "GET /file" END };
    int fds[3];
    for (int i = 0; i < 3; i++) {
        int small = 4096;
        fds[i] = client_connect(p);
        setsockopt(fds[i], SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        assert_true(client_send(fds[i], text_of(requests[i])));
    }
    int64_t from = monotonic_ns(), ms = 0;
    await_n_open(p, 3);
    while (ms < PATIENCE_MS && n_open(p) > 0) {
        char bytes[16];
        for (int i = 0; i < 3; i++)
            recv(fds[i], bytes, sizeof bytes, MSG_DONTWAIT);
        pause_ms(10);
        ms = (monotonic_ns() - from) / 1'000'000;
    }
    assert_in_range(ms, 190, PATIENCE_MS - 1);
    for (int i = 0; i < 3; i++)
        close(fds[i]);
}

static void
a_slow_but_steady_reader_gets_all(void **state)
{
    struct probe *p = *state;
    int fd = client_connect(p), small = 256 * 1024;
    static char bytes[200'000];
    /* or all of it fits into the kernel, and nobody waits for us */
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    assert_true(client_send(fd, TEXT("GET /big" END)));
    int64_t n_read = 0;
    while (n_read < BIG_SIZE) { /* 8 MB in some 1.2 s */
        ssize_t n = recv(fd, bytes, sizeof bytes, MSG_WAITALL);
        if (n <= 0)
            break;
        n_read += n;
        pause_ms(25);
    }
    assert_in_range(n_read, BIG_SIZE, BIG_SIZE + 1000);
    close(fd);
}

static void
long_work_is_not_cut(void **state)
{
    struct probe *p = *state;
    int fd = client_connect(p);
    assert_true(client_send(fd, TEXT("GET /wait" END)));
    probe_await_waiting(p, 1);
    pause_ms(600); /* longer than any deadline here */
    probe_release(p);
    assert_int_equal(client_read(fd, &p->arena, false).status, 200);
    close(fd);
}

/* ---- too many ----------------------------------------------------------- */

enum { N_SILENT = 1000 };

static void
a_thousand_silent_clients_lock_nobody_out(void **state)
{
    struct probe *p = *state;
    static int silent[N_SILENT];
    int64_t has;
    assert_int_equal(raise_open_files(4096, &has, NULL), OK);
    for (int i = 0; i < N_SILENT; i++)
        silent[i] = client_connect(p);
    int64_t from = monotonic_ns();
    assert_int_equal(client_ask(p, "GET /hello" END).status, 200);
    int64_t ms = (monotonic_ns() - from) / 1'000'000;
    assert_in_range(ms, 0, 4000);
    assert_int_equal(client_ask(p, "GET /hello" END).status, 200);
    for (int i = 0; i < N_SILENT; i++)
        if (silent[i] >= 0)
            close(silent[i]);
    await_n_open(p, 0);
}

static void
a_full_queue_says_when_to_come_back(void **state)
{
    struct probe *p = *state;
    int fds[4];
    struct reply r;
    for (int i = 0; i < 3; i++) { /* one in work, two in the queue */
        fds[i] = client_connect(p);
        assert_true(client_send(fds[i], TEXT("GET /wait" END)));
        if (i == 0)
            probe_await_waiting(p, 1);
    }
    for (int i = 0; i < 1000; i++) {
        mutex_lock(&p->server->pool.lock);
        bool is_full = p->server->pool.n_waiting == 2;
        mutex_unlock(&p->server->pool.lock);
        if (is_full)
            break;
        pause_ms(1);
    }
    r = client_ask(p, "GET /hello" END);
    assert_int_equal(r.status, 503);
    assert_true(text_find(r.head, TEXT("Retry-After: 2\r\n")) > 0);
    assert_true(r.is_closed);
    probe_release(p);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(client_read(fds[i], &p->arena, false).status, 200);
        close(fds[i]);
    }
    assert_int_equal(client_ask(p, "GET /hello" END).status, 200);
}

/* ---- gone --------------------------------------------------------------- */

static void
clients_that_leave_leave_nothing_behind(void **state)
{
    struct probe *p = *state;
    static const char *const beginnings[] = { "", "GET /he", "GET /hello" END,
        "GET /hello HTTP/1.1\r\nHost", "GET /big" END, "GET /file" END,
        "POST /keep HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n\r\nabc",
        "POST /keep HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3",
        "GET /wait" END, "GET /hello" END "GET /big" END "POST /x" };
    enum { N = 300, KINDS = sizeof beginnings / sizeof beginnings[0] };
    static char much[50'000];
    memset(much, 'x', sizeof much);
    int n_before = n_descriptors();
    for (int i = 0; i < N; i++) {
        int fd = client_connect(p);
        assert_true(fd >= 0);
        /* a reset, for every second one */
        struct linger now = { .l_onoff = i % 2, .l_linger = 0 };
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        if (i % 7 == 0) { /* a body that already lies in a file */
            client_send(fd,
                TEXT("POST /keep HTTP/1.1\r\nHost: a\r\n"
                     "Content-Length: 900000\r\n\r\n"));
            client_send(fd, (text){ much, sizeof much });
        } else {
            client_send(fd, text_of(beginnings[i % KINDS]));
        }
        if (i % 3 == 0)
            pause_ms(1);
        close(fd);
    }
    probe_release(p);
    await_n_open(p, 0);
    for (int i = 0; i < 200 && n_descriptors() > n_before; i++)
        pause_ms(10);
    assert_int_equal(n_descriptors(), n_before);
    assert_int_equal(client_ask(p, "GET /hello" END).status, 200);
}

/* ---- stopping ----------------------------------------------------------- */

static pthread_t stopper;
static bool is_stopping;

static void *
stop_run(void *context)
{
    server_stop(context);
    return NULL;
}

static void
begin_stop(struct probe *p)
{
    is_stopping = pthread_create(&stopper, NULL, stop_run, p->server) == 0;
    assert_true(is_stopping);
    p->server = NULL;
}

static void
end_stop(void)
{
    if (is_stopping)
        pthread_join(stopper, NULL);
    is_stopping = false;
}

static void
stopping_answers_what_is_in_flight(void **state)
{
    struct probe *p = *state;
    int working = client_connect(p), idle = client_connect(p);
    assert_true(client_send(working, TEXT("GET /wait" END)));
    probe_await_waiting(p, 1);
    int uploading = client_connect(p);
    assert_true(client_send(uploading,
        TEXT("POST /echo HTTP/1.1\r\nHost: a\r\n"
             "Content-Length: 6\r\n\r\nabc")));
    await_n_served(p, 2);
    await_n_open(p, 3);
    begin_stop(p);
    int late = 0;
    for (int i = 0; i < 500 && late >= 0; i++) {
        pause_ms(5);
        late = client_connect(p);
        if (late >= 0)
            close(late);
    }
    assert_int_equal(late, -1);
    assert_true(client_send(uploading, TEXT("def")));
    struct reply r = client_read(uploading, &p->arena, false);
    assert_true(text_is_equal(r.body, TEXT("abcdef")));
    assert_true(r.is_closed);
    probe_release(p);
    r = client_read(working, &p->arena, false);
    assert_int_equal(r.status, 200);
    assert_true(text_find(r.head, TEXT("Connection: close")) > 0);
    assert_true(client_is_cut(idle, 1000));
    end_stop();
    close(working);
    close(idle);
    close(uploading);
}

static void
stopping_waits_no_longer_than_it_may(void **state)
{
    struct probe *p = *state; /* one worker, stop_ms 200 */
    int working = client_connect(p), queued = client_connect(p),
        sending = client_connect(p);
    assert_true(client_send(working, TEXT("GET /wait" END)));
    probe_await_waiting(p, 1);
    assert_true(client_send(queued, TEXT("GET /hello" END)));
    assert_true(client_send(sending,
        TEXT("POST /echo HTTP/1.1\r\nHost: a\r\n"
             "Content-Length: 6\r\n\r\nabc")));
    await_n_served(p, 3);
    struct pool *pool = &p->server->pool;
    begin_stop(p);
    for (bool is_late = false; !is_late; pause_ms(5)) {
        mutex_lock(
            &pool->lock); /* the stop waits for the worker: it is there */
        is_late = pool->is_late;
        mutex_unlock(&pool->lock);
    }
    probe_release(p);
    assert_int_equal(client_read(working, &p->arena, false).status, 200);
    struct reply r = client_read(queued, &p->arena, false);
    assert_int_equal(r.status, 503);
    assert_true(text_find(r.head, TEXT("Retry-After")) > 0);
    assert_true(client_is_cut(sending, 2000));
    end_stop();
    assert_int_equal(atomic_load(&p->n_worked), 1);
    close(working);
    close(queued);
    close(sending);
}

/* ---- one server a test -------------------------------------------------- */

static struct probe probe;

static int
open_strict(void **state)
{
    probe_prepare(&probe);
    probe.c.deadlines = (struct server_deadlines){
        .head_ms = 300, .idle_ms = 400, .slow_ms = 400, .slow_rate = 10'000
    };
    probe_open(&probe);
    *state = &probe;
    return 0;
}

static int
open_impatient(void **state)
{
    probe_prepare(&probe);
    probe.c.deadlines.idle_ms = 250;
    probe_open(&probe);
    *state = &probe;
    return 0;
}

static int
open_small(void **state)
{
    probe_prepare(&probe);
    probe.c.n_connections = 200;
    probe.c.deadlines.tight_ms = 100;
    probe_open(&probe);
    *state = &probe;
    return 0;
}

static int
open_alone(void **state)
{
    probe_prepare(&probe);
    probe.c.n_workers = 1;
    probe.c.queue_size = 2;
    probe.c.deadlines.stop_ms = 200;
    probe_open(&probe);
    *state = &probe;
    return 0;
}

static int
open_usual(void **state)
{
    probe_prepare(&probe);
    probe_open(&probe);
    *state = &probe;
    return 0;
}

static int
stop(void **state)
{
    probe_release(*state);
    end_stop();
    probe_close(*state);
    return 0;
}

#define WITH(open, test) cmocka_unit_test_setup_teardown(test, open, stop)

int
server_slow_test(void)
{
    const struct CMUnitTest tests[] = {
        WITH(open_strict, a_head_that_drips_is_cut),
        WITH(open_impatient, a_kept_connection_that_drips_is_cut),
        WITH(open_strict, a_kept_connection_is_idle_only_between_answers),
        WITH(open_strict, a_body_that_drips_is_cut),
        WITH(open_strict, a_slow_but_steady_body_arrives),
        WITH(open_strict, readers_that_drip_are_cut),
        WITH(open_strict, a_slow_but_steady_reader_gets_all),
        WITH(open_strict, long_work_is_not_cut),
        WITH(open_small, a_thousand_silent_clients_lock_nobody_out),
        WITH(open_alone, a_full_queue_says_when_to_come_back),
        WITH(open_usual, clients_that_leave_leave_nothing_behind),
        WITH(open_usual, stopping_answers_what_is_in_flight),
        WITH(open_alone, stopping_waits_no_longer_than_it_may),
    };
    return cmocka_run_group_tests_name("web/server_slow", tests, NULL, NULL);
}
