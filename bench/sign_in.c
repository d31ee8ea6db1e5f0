/* Somebody guesses passwords, 200 a second; others read, and sign in.
 *
 *     sign_in PORT MODE SECONDS RATE DEVICE
 *
 * MODE  0 nobody guesses; 1 one address, many accounts; 2 many addresses, one
 *       account, the owner's; 3 many addresses, many accounts. Addresses are
 *       those of X-Forwarded-For: the server trusts 127.0.0.1.
 *
 * Times count from when a request was due, so that a slow answer delays no
 * other one's clock. Printed: a line of "kept p50 p99 made p50 p99 other n_ok
 * n p99 owner n_ok n p99 guesses n n_wrong n_slowed n_busy p50".
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 40, TIMES_MAX = 20000 };

struct times {
    double ms[TIMES_MAX];
    atomic_int n;
    atomic_int n_ok, n_wrong, n_slowed, n_busy, n_lost;
};
static struct times kept, made, other, owner, guesses;
static int port, mode, seconds, rate;
static const char *device;
static double began;

static double
now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
wait_until(double at)
{
    double left = at - now_s();
    if (left > 0)
        usleep((useconds_t)(left * 1e6));
}

/* The status of one request on a connection of its own; 0: lost. */
static int
ask(const char *head, const char *body)
{
    char out[2000], in[4096];
    struct sockaddr_in to = { .sin_family = AF_INET,
        .sin_port = htons((unsigned short)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval limit = { 10, 0 };
    int fd = socket(AF_INET, SOCK_STREAM, 0), status = 0;
    int n = snprintf(out, sizeof out,
        "%s\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n"
        "Accept-Encoding: gzip\r\n",
        head, port);
    if (body != NULL)
        n += snprintf(out + n, sizeof out - (size_t)n,
            "Origin: http://127.0.0.1:%d\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            "Content-Length: %zu\r\n\r\n%s",
            port, strlen(body), body);
    else
        n += snprintf(out + n, sizeof out - (size_t)n, "\r\n");
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0 &&
        write(fd, out, (size_t)n) == n) {
        ssize_t got = read(fd, in, sizeof in - 1);
        if (got > 12) {
            in[got] = '\0';
            status = atoi(in + 9);
        }
        while (got > 0)
            got = read(fd, in, sizeof in);
    }
    close(fd);
    return status;
}

static void
note(struct times *t, double due, int status)
{
    int i = atomic_fetch_add(&t->n, 1);
    if (i < TIMES_MAX)
        t->ms[i] = (now_s() - due) * 1e3;
    atomic_fetch_add(status == 200 || status == 303 ? &t->n_ok
            : status == 422                         ? &t->n_wrong
            : status == 429                         ? &t->n_slowed
            : status == 503                         ? &t->n_busy
                                                    : &t->n_lost,
        1);
}

static void *
guess(void *arg)
{
    int thread = (int)(size_t)arg, i = 0;
    char head[300], body[300];
    for (double due = began + (double)thread / rate; due < began + seconds;
         due += (double)THREADS / rate, i++) {
        int k = i * THREADS + thread;
        snprintf(head, sizeof head,
            "POST /en/sign-in HTTP/1.1\r\nX-Forwarded-For: 10.%d.%d.%d",
            mode == 1 ? 1 : k >> 16, mode == 1 ? 1 : (k >> 8) & 255,
            mode == 1 ? 1 : k & 255);
        if (mode == 2)
            snprintf(body, sizeof body,
                "mail=owner%%40bench.example&password=guess+number+%d", k);
        else
            snprintf(body, sizeof body,
                "mail=p%d%%40bench.example&password=guess+number+%d", k, k);
        wait_until(due);
        note(&guesses, due, ask(head, body));
    }
    return NULL;
}

static void *
read_pages(void *arg)
{
    int thread = (int)(size_t)arg;
    for (double due = began + thread * 0.005; due < began + seconds;
         due += 0.04) {
        bool is_kept = thread % 2 == 0;
        wait_until(due);
        note(is_kept ? &kept : &made, due,
            ask(is_kept ? "GET /en HTTP/1.1"
                        : "GET /en/organisation HTTP/1.1\r\nCookie: bench=1",
                NULL));
    }
    return NULL;
}

static void *
sign_in(void *arg)
{
    bool is_owner = arg != NULL;
    char head[500];
    int i = 0;
    for (double due = began + 0.5; due < began + seconds; due += 0.5, i++) {
        if (is_owner)
            snprintf(head, sizeof head,
                "POST /en/sign-in HTTP/1.1\r\nX-Forwarded-For: 192.0.2.9\r\n"
                "Cookie: __Host-cpd=%s",
                device);
        else
            snprintf(head, sizeof head,
                "POST /en/sign-in HTTP/1.1\r\nX-Forwarded-For: 198.51.100.%d",
                i % 200);
        wait_until(due);
        const char *body = is_owner
            ? "mail=owner%40bench.example&password=three+quite+other"
            : "mail=other%40bench.example&password=three+quite+other";
        int status = ask(head, body);
        /* who is told to try again in some seconds does so, six times */
        for (int again = 0; status == 503 && again < 6; again++) {
            wait_until(now_s() + 2);
            status = ask(head, body);
        }
        note(is_owner ? &owner : &other, due, status);
        if (due < now_s())
            due = now_s();
    }
    return NULL;
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double
share(struct times *t, double part)
{
    int n = t->n < TIMES_MAX ? t->n : TIMES_MAX;
    if (n == 0)
        return 0;
    qsort(t->ms, (size_t)n, sizeof t->ms[0], by_size);
    return t->ms[(int)((n - 1) * part)];
}

int
main(int argc, char **argv)
{
    pthread_t threads[THREADS + 6];
    int n = 0;
    if (argc != 6)
        return 2;
    port = atoi(argv[1]);
    mode = atoi(argv[2]);
    seconds = atoi(argv[3]);
    rate = atoi(argv[4]);
    device = argv[5];
    began = now_s() + 0.2;
    for (int i = 0; i < THREADS && mode > 0; i++)
        pthread_create(&threads[n++], NULL, guess, (void *)(size_t)i);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[n++], NULL, read_pages, (void *)(size_t)i);
    pthread_create(&threads[n++], NULL, sign_in, NULL);
    pthread_create(&threads[n++], NULL, sign_in, (void *)1);
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    printf("%.1f %.1f %.1f %.1f %d %d %.0f %d %d %.0f %d %d %d %d %.0f\n",
        share(&kept, 0.5), share(&kept, 0.99), share(&made, 0.5),
        share(&made, 0.99), (int)other.n_ok, (int)other.n, share(&other, 0.99),
        (int)owner.n_ok, (int)owner.n, share(&owner, 0.99), (int)guesses.n,
        (int)guesses.n_wrong, (int)guesses.n_slowed, (int)guesses.n_busy,
        share(&guesses, 0.5));
    return 0;
}
