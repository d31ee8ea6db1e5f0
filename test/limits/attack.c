/* Clients that mean no good, against a server that runs.
 *
 *     attack ADDRESS PID MODE [NUMBER]
 *
 * Each mode prints one line, "ok ..." or "FAILED ...", with what it saw. The
 * sockets are plain: what is tested must not be what tests. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define GET "GET /health HTTP/1.1\r\nHost: localhost\r\n"
#define GET_KEPT GET "\r\n"
#define GET_LAST GET "Connection: close\r\n\r\n"

enum { MANY_MAX = 20'000, DRIPS = 300, AT_ONCE = 64, PATIENCE_MS = 10'000 };

static struct sockaddr_in server;
static int server_pid;

static int64_t
now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1'000'000;
}

static void
pause_ms(int ms)
{
    struct timespec t = { ms / 1000, ms % 1000 * 1'000'000L };
    nanosleep(&t, NULL);
}

static int
verdict(bool is_good, const char *format, ...)
{
    va_list args;
    printf("%s ", is_good ? "ok" : "FAILED");
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    return is_good ? 0 : 1;
}

static int
connect_now(bool is_waiting)
{
    union {
        struct sockaddr_in in;
        struct sockaddr any;
    } to = { .in = server };
    int fd = socket(AF_INET, SOCK_STREAM | (is_waiting ? 0 : SOCK_NONBLOCK), 0);
    if (fd >= 0 && connect(fd, &to.any, sizeof to.in) != 0 &&
        errno != EINPROGRESS) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool
send_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool
is_readable(int fd, int ms)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    return poll(&p, 1, ms) == 1;
}

/* The status of an answer to a whole request, then closed; 0: none came. */
static int
ask(const char *request, int patience_ms, int64_t *ms)
{
    int64_t from = now_ms();
    int fd = connect_now(false), status = 0;
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    char got[16] = { 0 };
    if (fd >= 0 && poll(&p, 1, patience_ms) == 1 &&
        send_all(fd, request, strlen(request)) &&
        is_readable(fd, patience_ms) && recv(fd, got, 15, 0) >= 12)
        status = atoi(got + 9);
    if (fd >= 0)
        close(fd);
    if (ms != NULL)
        *ms = now_ms() - from;
    return status;
}

static int
n_server_descriptors(void)
{
    char path[64];
    int n = 0;
    snprintf(path, sizeof path, "/proc/%d/fd", server_pid);
    DIR *d = opendir(path);
    while (d != NULL && readdir(d) != NULL)
        n++;
    if (d != NULL)
        closedir(d);
    return n;
}

static long
server_resident_kb(void)
{
    char path[64];
    long pages = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", server_pid);
    FILE *f = fopen(path, "r");
    if (f != NULL) {
        if (fscanf(f, "%*d %ld", &pages) != 1)
            pages = 0;
        fclose(f);
    }
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* ---- the modes ---------------------------------------------------------- */

/* How many times longer than alone anything takes just now, because others
 * want the cores too: limits of time are for a machine of one's own. */
static double
slowness(void)
{
    struct timespec t;
    int64_t from = now_ms(), used_ms, cpu_from = -1;
    do {
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        used_ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
        cpu_from = cpu_from < 0 ? used_ms : cpu_from;
    } while (used_ms - cpu_from < 200);
    double times = (double)(now_ms() - from) / 200;
    return times < 1 ? 1 : times;
}

/* `n` connections that say nothing; is everybody else still served? */
static int
silent(int n)
{
    static int fds[MANY_MAX];
    n = n > MANY_MAX ? MANY_MAX : n;
    for (int i = 0; i < n; i++)
        fds[i] = connect_now(false);
    int64_t first = 0, longest = 0, from = now_ms(), ms;
    int n_asked = 0, n_bad = 0;
    if (ask(GET_LAST, PATIENCE_MS, &first) != 200)
        n_bad++;
    long kb = server_resident_kb();
    while (now_ms() - from < 6000) {
        n_bad += ask(GET_LAST, PATIENCE_MS, &ms) != 200;
        n_asked++;
        longest = ms > longest ? ms : longest;
        pause_ms(50);
    }
    double slow = slowness();
    for (int i = 0; i < n; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    return verdict(n_bad == 0 && first < 8000 * slow && longest < 4000 * slow,
        "%d silent connections: the first other waited %lld ms, of %d more"
        " the longest %lld ms, %d unanswered, %ld KB resident",
        n, (long long)first, n_asked, (long long)longest, n_bad, kb);
}

/* The same, but who is cut comes back at once, for 6 s. */
static int
stubborn(int n)
{
    static int fds[MANY_MAX];
    n = n > MANY_MAX ? MANY_MAX : n;
    for (int i = 0; i < n; i++)
        fds[i] = connect_now(false);
    int64_t from = now_ms(), next = from, total = 0, longest = 0;
    int n_asked = 0, n_answered = 0, n_back = 0;
    while (now_ms() - from < 6000) {
        for (int i = 0; i < n; i++) {
            char c;
            if (fds[i] >= 0 &&
                (recv(fds[i], &c, 1, 0) > 0 || errno == EAGAIN ||
                    errno == ENOTCONN))
                continue;
            if (fds[i] >= 0)
                close(fds[i]);
            fds[i] = connect_now(false);
            n_back++;
        }
        if (now_ms() >= next) {
            int64_t ms;
            n_asked++;
            n_answered += ask(GET_LAST, 3000, &ms) == 200;
            total += ms;
            longest = ms > longest ? ms : longest;
            next = now_ms() + 100;
        }
    }
    for (int i = 0; i < n; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    pause_ms(1000);
    int after = ask(GET_LAST, PATIENCE_MS, NULL);
    return verdict(after == 200 && n_answered > 0,
        "%d silent connections that came back %d times: %d of %d others"
        " answered, %lld ms on average, longest %lld ms; served afterwards",
        n, n_back, n_answered, n_asked,
        (long long)(n_asked > 0 ? total / n_asked : 0), (long long)longest);
}

/* A byte a second: all of them must be gone after the deadline of the head. */
static int
drip(void)
{
    static const char head[] = GET "X-Slow: and so on and so on and so on";
    int fds[DRIPS], n_alive = DRIPS, n_bad = 0;
    int64_t from = now_ms(), longest = 0, ms;
    for (int i = 0; i < DRIPS; i++)
        fds[i] = connect_now(true);
    for (int k = 0; n_alive > 0 && now_ms() - from < 15'000; k++) {
        for (int i = 0; i < DRIPS; i++) {
            if (fds[i] < 0)
                continue;
            if (send_all(fds[i], &head[k % (int)(sizeof head - 1)], 1) &&
                !is_readable(fds[i], 0))
                continue;
            close(fds[i]);
            fds[i] = -1;
            n_alive--;
        }
        n_bad += ask(GET_LAST, PATIENCE_MS, &ms) != 200;
        longest = ms > longest ? ms : longest;
        pause_ms(500);
    }
    int64_t gone = now_ms() - from;
    for (int i = 0; i < DRIPS; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    return verdict(n_alive == 0 && n_bad == 0 && longest < 2000 * slowness(),
        "%d senders of a byte each half second: %d left after %lld ms; others"
        " waited %lld ms at most",
        DRIPS, n_alive, (long long)gone, (long long)longest);
}

/* Clients that leave in the middle, for some seconds. */
static int
churn(int seconds)
{
    static const char *const parts[] = { "", "GET /he", GET_KEPT, GET,
        GET_KEPT GET_KEPT GET_KEPT,
        "POST /none HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Length: 100000\r\n\r\nabc",
        "POST /none HTTP/1.1\r\nHost: localhost\r\n"
        "Transfer-Encoding: chunked\r\n\r\n5\r\nab" };
    enum { KINDS = sizeof parts / sizeof parts[0] };
    int fds[AT_ONCE], n_left = 0, n_bad = 0, most = 0, n_asked = 0;
    int before = n_server_descriptors();
    int64_t from = now_ms();
    memset(fds, -1, sizeof fds);
    for (int i = 0; now_ms() - from < seconds * 1000; i++) {
        int k = i % AT_ONCE;
        if (fds[k] >= 0) {
            struct linger at_once = { .l_onoff = i / AT_ONCE % 2 };
            setsockopt(fds[k], SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
            close(fds[k]);
            n_left++;
        }
        fds[k] = connect_now(true);
        if (fds[k] >= 0)
            send_all(fds[k], parts[i % KINDS], strlen(parts[i % KINDS]));
        if (i % 200 == 0) {
            int now = n_server_descriptors();
            most = now > most ? now : most;
            n_bad += ask(GET_LAST, PATIENCE_MS, NULL) != 200;
            n_asked++;
        }
    }
    for (int k = 0; k < AT_ONCE; k++)
        if (fds[k] >= 0)
            close(fds[k]);
    int after = 0;
    for (int i = 0; i < 100; i++) {
        after = n_server_descriptors();
        if (after <= before)
            break;
        pause_ms(50);
    }
    /* a database may have been opened meanwhile: a handful is no leak */
    return verdict(n_bad == 0 && after <= before + 8,
        "%d clients left amid a request: descriptors %d before, %d at most, %d"
        " after; %d of %d others unanswered",
        n_left, before, most, after, n_bad, n_asked);
}

static int
endless(void)
{
    static char much[64 * 1024];
    memset(much, 'x', sizeof much);
    long kb_before = server_resident_kb();
    int n_bad = 0;
    int fd = connect_now(true);
    send_all(fd, GET "X: ", sizeof GET "X: " - 1);
    int64_t n_head = 0, n_body = 0;
    while (n_head < 64 << 20 && send_all(fd, much, sizeof much))
        n_head += (int64_t)sizeof much;
    close(fd);
    n_bad += ask(GET_LAST, PATIENCE_MS, NULL) != 200;
    fd = connect_now(true);
    static const char head[] = "POST /none HTTP/1.1\r\nHost: localhost\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n";
    send_all(fd, head, sizeof head - 1);
    while (n_body < (int64_t)1 << 30 && send_all(fd, "10000\r\n", 7) &&
        send_all(fd, much, sizeof much) && send_all(fd, "\r\n", 2))
        n_body += (int64_t)sizeof much;
    close(fd);
    n_bad += ask(GET_LAST, PATIENCE_MS, NULL) != 200;
    long kb_after = server_resident_kb();
    return verdict(n_bad == 0 && n_head < 16 << 20 && n_body < 512 << 20 &&
            kb_after < kb_before + 16 * 1024,
        "an endless head was cut after %lld KB, an endless body after %lld KB;"
        " %ld KB resident before, %ld after",
        (long long)n_head / 1024, (long long)n_body / 1024, kb_before,
        kb_after);
}

static int
paths(void)
{
    static const struct {
        int status;
        const char *target;
    } bad[] = { { 400, "/../../../etc/passwd" }, { 400, "/a/%2e%2e/b" },
        { 400, "/%2e%2e%2f%2e%2e%2fetc/passwd" }, { 400, "//etc/passwd" },
        { 400, "/..%5c..%5cwindows" }, { 400, "/health%00.css" },
        { 400, "http://localhost/health" }, { 400, "health" } };
    int n_bad = 0;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char request[300];
        snprintf(request, sizeof request,
            "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", bad[i].target);
        int status = ask(request, PATIENCE_MS, NULL);
        if (status != bad[i].status) {
            fprintf(stderr, "%s: %d\n", bad[i].target, status);
            n_bad++;
        }
    }
    return verdict(n_bad == 0 && ask(GET_LAST, PATIENCE_MS, NULL) == 200,
        "%zu paths that lead out: %d not refused", sizeof bad / sizeof bad[0],
        n_bad);
}

/* ---- a stop under load -------------------------------------------------- */

struct asker {
    int fd;
    char got[64 * 1024];
    ptrdiff_t n, size; /* size of the whole answer, 0: not known yet */
    bool is_waiting, is_last;
};

enum fate { FATE_GOES_ON, FATE_WHOLE, FATE_TORN, FATE_UNANSWERED, FATE_LEFT };

static enum fate
read_some(struct asker *a)
{
    ssize_t n = recv(
        a->fd, a->got + a->n, sizeof a->got - 1 - (size_t)a->n, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN)
        return FATE_GOES_ON;
    if (n <= 0)
        return a->n > 0     ? FATE_TORN
            : a->is_waiting ? FATE_UNANSWERED
                            : FATE_LEFT;
    a->n += n;
    a->got[a->n] = 0;
    char *end = strstr(a->got, "\r\n\r\n");
    if (a->size == 0 && end != NULL) {
        char *length = strstr(a->got, "Content-Length: ");
        a->size = end + 4 - a->got +
            (length != NULL && length < end ? atol(length + 16) : 0);
        char *close = strstr(a->got, "Connection: close");
        a->is_last = close != NULL && close < end;
    }
    return a->size > 0 && a->n >= a->size ? FATE_WHOLE : FATE_GOES_ON;
}

static int
stop_under_load(void)
{
    static struct asker askers[AT_ONCE];
    int n_whole = 0, n_torn = 0, n_unanswered = 0, n_open = 0, n_after = 0;
    int64_t from = now_ms(), stopped = 0, gone = 0;
    for (int i = 0; i < AT_ONCE; i++)
        askers[i].fd = connect_now(true);
    while (now_ms() - from < 20'000) {
        if (stopped == 0 && now_ms() - from > 2000) {
            kill(server_pid, SIGTERM);
            stopped = now_ms();
        }
        struct pollfd p[AT_ONCE];
        n_open = 0;
        for (int i = 0; i < AT_ONCE; i++) {
            struct asker *a = &askers[i];
            if (a->fd >= 0 && !a->is_waiting) {
                a->is_waiting = send_all(a->fd, GET_KEPT, sizeof GET_KEPT - 1);
                a->n = a->size = 0;
            }
            p[i] = (struct pollfd){ .fd = a->fd, .events = POLLIN };
            n_open += a->fd >= 0;
        }
        if (n_open == 0)
            break;
        poll(p, AT_ONCE, 100);
        for (int i = 0; i < AT_ONCE; i++) {
            struct asker *a = &askers[i];
            if (a->fd < 0 || p[i].revents == 0)
                continue;
            enum fate fate = read_some(a);
            if (fate == FATE_GOES_ON)
                continue;
            n_whole += fate == FATE_WHOLE;
            n_after += fate == FATE_WHOLE && stopped > 0;
            n_torn += fate == FATE_TORN;
            n_unanswered += fate == FATE_UNANSWERED;
            a->is_waiting = false;
            if (fate != FATE_WHOLE || a->is_last) {
                close(a->fd);
                a->fd = stopped > 0 ? -1 : connect_now(true);
                a->n = a->size = 0;
                a->is_last = false;
            }
        }
    }
    while (kill(server_pid, 0) == 0 && now_ms() - stopped < 15'000)
        pause_ms(10);
    gone = now_ms() - stopped;
    return verdict(
        n_torn == 0 && n_unanswered == 0 && n_whole > 0 && gone < 12'000,
        "stopped under load: %d answers, %d of them after the signal, %d torn,"
        " %d requests unanswered; gone after %lld ms",
        n_whole, n_after, n_torn, n_unanswered, (long long)gone);
}

int
main(int argc, char **argv)
{
    struct rlimit limit;
    char *colon = argc > 3 ? strrchr(argv[1], ':') : NULL;
    if (colon == NULL) {
        fprintf(stderr,
            "usage: attack http://127.0.0.1:PORT PID"
            " silent|stubborn|drip|churn|endless|paths|stop [NUMBER]\n");
        return 2;
    }
    server = (struct sockaddr_in){ .sin_family = AF_INET,
        .sin_port = htons((uint16_t)atoi(colon + 1)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    server_pid = atoi(argv[2]);
    int number = argc > 4 ? atoi(argv[4]) : 0;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (strcmp(argv[3], "silent") == 0)
        return silent(number > 0 ? number : 10'000);
    if (strcmp(argv[3], "stubborn") == 0)
        return stubborn(number > 0 ? number : 5000);
    if (strcmp(argv[3], "drip") == 0)
        return drip();
    if (strcmp(argv[3], "churn") == 0)
        return churn(number > 0 ? number : 10);
    if (strcmp(argv[3], "endless") == 0)
        return endless();
    if (strcmp(argv[3], "paths") == 0)
        return paths();
    if (strcmp(argv[3], "stop") == 0)
        return stop_under_load();
    fprintf(stderr, "no such mode: %s\n", argv[3]);
    return 2;
}
