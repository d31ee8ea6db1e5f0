/* Many people answer a conversation at once, each with a slip of their own.
 *
 *     answering PORT CODES ANSWERS THINK_MS
 *
 * CODES is a file with a code a line; each is a person with a thread: they
 * read a statement, think for THINK_MS on average, answer it, keep their
 * receipt, go on. Each request is a connection of its own, from an address of
 * its own (X-Forwarded-For). Printed: "people N answers N lost N slowed N
 * read_p50 read_p99 send_p50 send_p99 max seconds", times in ms.
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

enum { PEOPLE_MAX = 4000, TIMES_MAX = 400000, PAGE_MAX = 1 << 16 };

static int port, n_answers, think_ms, n_people;
static char codes[PEOPLE_MAX][16];
static double reads[TIMES_MAX], sends[TIMES_MAX];
static atomic_int n_reads, n_sends, n_kept, n_lost, n_slowed;

static double
now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The status, and the whole answer in `in`; 0: lost. */
static int
ask(int person, const char *head, const char *body, char *in)
{
    char out[2000];
    struct sockaddr_in to = { .sin_family = AF_INET,
        .sin_port = htons((unsigned short)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval limit = { 20, 0 };
    int fd = socket(AF_INET, SOCK_STREAM, 0), status = 0;
    int n = snprintf(out, sizeof out,
        "%s\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n"
        "X-Forwarded-For: 10.%d.%d.7\r\n",
        head, port, person / 250, person % 250);
    if (body != NULL)
        n += snprintf(out + n, sizeof out - (size_t)n,
            "Origin: http://127.0.0.1:%d\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            "Content-Length: %zu\r\n\r\n%s",
            port, strlen(body), body);
    else
        n += snprintf(out + n, sizeof out - (size_t)n, "\r\n");
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    size_t got = 0;
    if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0 &&
        write(fd, out, (size_t)n) == n) {
        ssize_t more;
        while (got < PAGE_MAX - 1 &&
            (more = read(fd, in + got, PAGE_MAX - 1 - got)) > 0)
            got += (size_t)more;
    }
    in[got] = '\0';
    if (got > 12)
        status = atoi(in + 9);
    close(fd);
    return status;
}

static int
timed(int person, const char *head, const char *body, char *in, double *times,
    atomic_int *n)
{
    double began = now_ms();
    int status = ask(person, head, body, in), at = atomic_fetch_add(n, 1);
    if (at < TIMES_MAX)
        times[at] = now_ms() - began;
    return status;
}

/* What stands behind `mark` up to the next quote. */
static bool
find(const char *in, const char *mark, char *to, size_t room)
{
    const char *at = strstr(in, mark);
    if (at == NULL)
        return false;
    at += strlen(mark);
    size_t n = strcspn(at, "\"\r\n?");
    if (n >= room)
        return false;
    memcpy(to, at, n);
    to[n] = '\0';
    return true;
}

static void
pause_ms(int ms)
{
    usleep((useconds_t)(ms > 0 ? ms : 0) * 1000);
}

static void *
person(void *arg)
{
    static const char *const votes[] = { "agree", "disagree", "pass" };
    int me = (int)(long)arg;
    unsigned seed = (unsigned)me * 7919u + 1;
    char *in = malloc(PAGE_MAX), page[200], head[300], body[600], token[120],
         statement[40], unit[40], to[200];
    snprintf(page, sizeof page, "/en/say/%s", codes[me]);
    pause_ms((int)((unsigned)rand_r(&seed) % (unsigned)(think_ms + 1)));
    for (int i = 0; i < n_answers; i++) {
        snprintf(head, sizeof head, "GET %s%s HTTP/1.1", page,
            i > 0 ? "?more=on" : "");
        int status = timed(me, head, NULL, in, reads, &n_reads);
        if (status != 200 ||
            !find(in, "name=\"token\" value=\"", token, sizeof token) ||
            !find(in, "name=\"statement\" value=\"", statement,
                sizeof statement) ||
            !find(in, "name=\"unit\" value=\"", unit, sizeof unit)) {
            status == 429 || status == 503 ? n_slowed++ : n_lost++;
            break;
        }
        pause_ms(think_ms / 2 +
            (int)((unsigned)rand_r(&seed) % (unsigned)(think_ms + 1)));
        snprintf(head, sizeof head, "POST %s HTTP/1.1", page);
        snprintf(body, sizeof body, "token=%s&statement=%s&unit=%s&vote=%s",
            token, statement, unit, votes[rand_r(&seed) % 3]);
        status = timed(me, head, body, in, sends, &n_sends);
        if (status != 303 ||
            !find(in, "Location: ", to, sizeof to)) {
            status == 429 || status == 503 ? n_slowed++ : n_lost++;
            break;
        }
        n_kept++;
        if (i == 0) { /* "/en/say/RECEIPT/receipt" */
            char *end = strstr(to, "/receipt");
            if (end != NULL)
                *end = '\0';
            snprintf(page, sizeof page, "%s", to);
        }
    }
    free(in);
    return NULL;
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double
part(double *times, int n, double share)
{
    if (n == 0)
        return 0;
    int at = (int)((double)n * share);
    return times[at < n ? at : n - 1];
}

int
main(int argc, char **argv)
{
    static pthread_t threads[PEOPLE_MAX];
    pthread_attr_t small;
    if (argc != 5)
        return 2;
    port = atoi(argv[1]);
    n_answers = atoi(argv[3]);
    think_ms = atoi(argv[4]);
    FILE *f = fopen(argv[2], "r");
    while (f != NULL && n_people < PEOPLE_MAX &&
        fscanf(f, "%15s", codes[n_people]) == 1)
        n_people++;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 * 1024);
    double began = now_ms();
    for (int i = 0; i < n_people; i++)
        if (pthread_create(&threads[i], &small, person, (void *)(long)i) != 0)
            return 3;
    for (int i = 0; i < n_people; i++)
        pthread_join(threads[i], NULL);
    double took = now_ms() - began;
    int r = n_reads < TIMES_MAX ? n_reads : TIMES_MAX;
    int s = n_sends < TIMES_MAX ? n_sends : TIMES_MAX;
    qsort(reads, (size_t)r, sizeof *reads, compare);
    qsort(sends, (size_t)s, sizeof *sends, compare);
    printf("%d %d %d %d %.1f %.1f %.1f %.1f %.1f %.1f\n", n_people,
        (int)n_kept, (int)n_lost, (int)n_slowed, part(reads, r, 0.5),
        part(reads, r, 0.99), part(sends, s, 0.5), part(sends, s, 0.99),
        s > 0 ? sends[s - 1] : 0, took / 1e3);
    return n_lost > 0 ? 1 : 0;
}
