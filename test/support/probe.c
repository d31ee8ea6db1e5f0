#include "support/probe.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <setjmp.h>
#include <cmocka.h>

enum { WAIT_MS = 5000 };

#define TEN "0123456789"

static char big[BIG_SIZE]; /* the pattern; made once */

char
pattern_at(int64_t i)
{
    return (char)((i * 31 + (i >> 8)) & 0xff);
}

static uint64_t
digest_add(uint64_t digest, const char *bytes, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++)
        digest = (digest ^ (unsigned char)bytes[i]) * 0x100000001b3;
    return digest;
}

uint64_t
pattern_digest(int64_t size)
{
    uint64_t digest = 1;
    for (int64_t i = 0; i < size; i++) {
        char c = pattern_at(i);
        digest = digest_add(digest, &c, 1);
    }
    return digest;
}

void
pause_ms(int ms)
{
    const struct timespec t = { ms / 1000, ms % 1000 * 1'000'000L };
    nanosleep(&t, NULL);
}

int
n_descriptors(void)
{
    DIR *d = opendir("/proc/self/fd");
    int n = 0;
    while (d != NULL && readdir(d) != NULL)
        n++;
    if (d != NULL)
        closedir(d);
    return n;
}

long
resident_kb(void)
{
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f != NULL) {
        if (fscanf(f, "%*d %ld", &pages) != 1)
            pages = 0;
        fclose(f);
    }
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* ---- the pages ---------------------------------------------------------- */

static text
keep(struct probe *p, const struct web_input *in, struct arena *a)
{
    uint64_t digest = digest_add(1, in->body.ptr, in->body.len);
    char piece[16384];
    ssize_t n;
    while (in->body_fd >= 0 && (n = read(in->body_fd, piece, sizeof piece)) > 0)
        digest = digest_add(digest, piece, n);
    atomic_store(&p->resident_kb, resident_kb());
    return arena_print(a, "%lld %016llx %s\n", (long long)in->body_size,
        (unsigned long long)digest, in->body_fd >= 0 ? "file" : "memory");
}

static void
wait_for_release(struct probe *p)
{
    pthread_mutex_lock(&p->lock);
    p->n_waiting++;
    pthread_cond_broadcast(&p->changed);
    while (!p->is_released)
        pthread_cond_wait(&p->changed, &p->lock);
    p->n_waiting--;
    pthread_mutex_unlock(&p->lock);
}

static int
big_file(void)
{
    int fd = open("/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 && write(fd, big, BIG_SIZE) != BIG_SIZE) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static void
work(void *context, void *its, const struct web_input *in,
    struct web_output *out)
{
    struct probe *p = context;
    struct arena *a = its;
    arena_reset(a, KEEP_LIMIT);
    atomic_fetch_add(&p->n_worked, 1);
    text path = in->target;
    if (text_starts_with(path, TEXT("/hello"))) {
        out->body = TEXT("hello\n");
    } else if (text_starts_with(path, TEXT("/echo"))) {
        out->body = arena_copy(a, in->body);
    } else if (text_starts_with(path, TEXT("/big"))) {
        out->body = (text){ big, BIG_SIZE };
    } else if (text_starts_with(path, TEXT("/shared"))) {
        out->body = (text){ big, BIG_SIZE };
        out->is_shared = true;
    } else if (text_starts_with(path, TEXT("/file"))) {
        out->fd = big_file();
        out->fd_size = BIG_SIZE;
    } else if (text_starts_with(path, TEXT("/who"))) {
        out->body = arena_print(a, "%.*s %s %.*s\n", TEXT_ARG(in->peer),
            in->is_https ? "https" : "http", TEXT_ARG(in->target));
    } else if (text_starts_with(path, TEXT("/heads"))) {
        for (int i = 0; i < 17; i++)
            if (!web_answer_header(out, "X-Long",
                    TEXT(TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN)))
                out->status = 500;
    } else if (text_starts_with(path, TEXT("/wait"))) {
        wait_for_release(p);
        out->body = TEXT("released\n");
    } else if (text_starts_with(path, TEXT("/same"))) {
        out->status = 304;
        out->body = TEXT("the same");
    } else if (in->method == WEB_POST) {
        out->body = keep(p, in, a);
    } else {
        out->status = 404;
    }
    if (!web_answer_header(out, "X-Probe", TEXT("yes")) ||
        web_answer_header(out, "X-Split", TEXT("a\r\nX-Evil: b")))
        out->status = 500;
}

static int64_t
limit_of(void *context, text target)
{
    (void)context;
    if (text_starts_with(target, TEXT("/none")))
        return 0;
    return text_starts_with(target, TEXT("/tiny")) ? 1000 : KEEP_LIMIT;
}

static enum err
worker_open(void *context, void **its, struct why *why)
{
    (void)why;
    struct probe *p = context;
    int i = atomic_fetch_add(&p->n_workers_open, 1);
    require(i < PROBE_WORKERS);
    arena_open(&p->worker_arenas[i], KEEP_LIMIT);
    *its = &p->worker_arenas[i];
    return OK;
}

static void
worker_close(void *context, void *its)
{
    struct probe *p = context;
    arena_close(its);
    atomic_fetch_sub(&p->n_workers_open, 1);
}

/* ---- the server --------------------------------------------------------- */

void
probe_prepare(struct probe *p)
{
    memset(p, 0, sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->changed, NULL);
    for (int64_t i = 0; i < BIG_SIZE && big[1] == 0; i++)
        big[BIG_SIZE - 1 - i] = pattern_at(BIG_SIZE - 1 - i);
    p->c = (struct server_config){ .listen = TEXT_INIT("127.0.0.1:0"),
        .n_workers = 2,
        .n_connections = 200,
        .context = p,
        .worker_open = worker_open,
        .worker_close = worker_close,
        .work = work,
        .body_limit = limit_of };
}

void
probe_open(struct probe *p)
{
    struct why why = { 0 };
    arena_open(&p->arena, 64 << 20);
    if (server_start(&p->server, &p->c, &p->arena, &why) != OK)
        fail_msg("the server did not start: %s", why.text);
    text address = server_address(p->server);
    for (ptrdiff_t i = 0; i < address.len; i++)
        if (address.ptr[i] == ':')
            p->port = atoi(arena_c_string(
                &p->arena, text_slice(address, i + 1, address.len)));
    assert_true(p->port > 0);
}

void
probe_close(struct probe *p)
{
    probe_release(p);
    if (p->server != NULL)
        server_stop(p->server);
    assert_int_equal(atomic_load(&p->n_workers_open), 0);
    arena_close(&p->arena);
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
}

void
probe_release(struct probe *p)
{
    pthread_mutex_lock(&p->lock);
    p->is_released = true;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

void
probe_await_waiting(struct probe *p, int n)
{
    for (int i = 0; i < WAIT_MS; i++) {
        pthread_mutex_lock(&p->lock);
        bool is_there = p->n_waiting >= n;
        pthread_mutex_unlock(&p->lock);
        if (is_there)
            return;
        pause_ms(1);
    }
    fail_msg("no worker came to wait");
}

/* ---- clients ------------------------------------------------------------ */

int
client_connect(const struct probe *p)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    struct sockaddr_in at = { .sin_family = AF_INET,
        .sin_port = htons((uint16_t)p->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    union {
        struct sockaddr_in in;
        struct sockaddr any;
    } to = { .in = at };
    struct timeval limit = { .tv_sec = WAIT_MS / 1000 };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect(fd, &to.any, sizeof to.in) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

bool
client_send(int fd, text bytes)
{
    while (bytes.len > 0) {
        ssize_t n = send(fd, bytes.ptr, (size_t)bytes.len, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        bytes = text_slice(bytes, n, bytes.len);
    }
    return true;
}

static text
header_of(text head, const char *name)
{
    text rest = head;
    while (rest.len > 0) {
        text line = text_trim(text_cut(rest, '\n', &rest));
        text value, its = text_cut(line, ':', &value);
        if (text_is_equal(its, text_of(name)))
            return text_trim(value);
    }
    return (text){ NULL, 0 };
}

/* Up to the empty line and not a byte more: what follows belongs to the body,
 * or to the next answer. Its length; 0 or less when none came. */
static ptrdiff_t
read_head(int fd, char *to, ptrdiff_t cap)
{
    ptrdiff_t n = 0;
    while (n < cap) {
        ssize_t more = recv(fd, to + n, (size_t)(cap - n), MSG_PEEK);
        if (more <= 0)
            return more;
        ptrdiff_t from = n < 3 ? 0 : n - 3;
        ptrdiff_t end =
            text_find((text){ to + from, n + more - from }, TEXT("\r\n\r\n"));
        if (end >= 0)
            more = from + end + 4 - n;
        if (recv(fd, to + n, (size_t)more, 0) != more)
            return -1;
        n += more;
        if (end >= 0)
            return n;
    }
    return -1;
}

struct reply
client_read(int fd, struct arena *a, bool is_head_only)
{
    enum { HEAD_MAX = 16384 };
    struct arena_mark mark = arena_mark(a);
    char *head = arena_new(a, char, HEAD_MAX);
    ptrdiff_t n = read_head(fd, head, HEAD_MAX);
    if (n <= 0) {
        bool is_closed = n == 0 || errno == ECONNRESET;
        arena_rewind(a, mark);
        return (struct reply){ .is_closed = is_closed };
    }
    struct reply r = { .status = atoi(head + 9), .head = { head, n } };
    int64_t size;
    if (is_head_only || r.status == 100 ||
        !text_parse_int(header_of(r.head, "Content-Length"), &size))
        size = 0;
    char *body = arena_new(a, char, (ptrdiff_t)size);
    for (int64_t at = 0; at < size;) {
        ssize_t more = recv(fd, body + at, (size_t)(size - at), 0);
        if (more <= 0)
            return (struct reply){ .is_closed = true };
        at += more;
    }
    r.body = (text){ body, (ptrdiff_t)size };
    if (text_is_equal(header_of(r.head, "Connection"), TEXT("close")))
        r.is_closed = client_is_cut(fd, WAIT_MS);
    return r;
}

struct reply
client_ask(struct probe *p, const char *request)
{
    int fd = client_connect(p);
    if (fd < 0)
        return (struct reply){ .is_closed = true };
    client_send(fd, text_of(request));
    struct reply r = client_read(
        fd, &p->arena, text_starts_with(text_of(request), TEXT("HEAD ")));
    close(fd);
    return r;
}

bool
client_is_cut(int fd, int within_ms)
{
    char bytes[4096];
    for (int i = 0; i < within_ms; i++) {
        struct pollfd ready = { .fd = fd, .events = POLLIN };
        if (poll(&ready, 1, 1) == 1 && recv(fd, bytes, sizeof bytes, 0) <= 0)
            return true;
    }
    return false;
}
