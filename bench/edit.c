/* Many people who edit at once, as real posts over real connections.
 *
 *     edit people DB N         makes N people who may edit, and a session
 *                              each: prints a cookie a line
 *     edit load PORT FILE SECONDS ROUNDS
 *                              FILE: a cookie and the key of an organisation
 *                              a line. In each round of so many seconds all
 *                              open their form in the first half and save it
 *                              in the second, each at a moment of its own;
 *                              one of twenty is sent twice. Prints how long
 *                              the answers took, and "KEY ROUNDS" to
 *                              FILE.kept for what was answered with 303
 *     edit check DB FILE       are the versions as many as were answered, and
 *                              is the last one there? */
#include "base/key.h"
#include "keep/version.h"
#include "network/organisation.sql.h"
#include "people/people.h"

#include <arpa/inet.h>  /* lint: a program of its own */
#include <inttypes.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PEOPLE_MAX = 5000, ANSWER_MAX = 96 * 1024 };

static void
stop(const char *why)
{
    fprintf(stderr, "edit: %s\n", why);
    exit(1);
}

static double
now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- People --------------------------------------------------------------- */

static struct db *
open_db(const char *url, struct arena *a)
{
    struct why why = { 0 };
    struct db_home *home;
    struct db *db;
    if (db_open(&home, a, text_of(url), false, &why) != OK ||
        db_connect(&db, home, &why) != OK)
        stop(why.text);
    return db;
}

static int
make_people(const char *url, int n, struct arena *a)
{
    struct db *db = open_db(url, a);
    for (int i = 0; i < n; i++) {
        struct arena_mark mark = arena_mark(a);
        struct why why = { 0 };
        text token;
        struct people_invitation to = { .is_coordinator = true,
            .mail = arena_print(a, "editor%d@bench.example", i),
            .name = arena_print(a, "Editor %d", i) };
        if (people_invite(db, a, &to, &why) != OK ||
            people_begin_session(db, a, to.person_id, &token) != OK)
            stop(why.text);
        printf("%.*s\n", TEXT_ARG(token));
        arena_rewind(a, mark);
    }
    return 0;
}

/* ---- One person ----------------------------------------------------------- */

struct person {
    char cookie[80], key[16];
    int fd;
    enum { WAITS_TO_OPEN, OPENS, WAITS_TO_SAVE, SAVES, SAVES_AGAIN, RESTS } at;
    double due_ms, sent_ms;
    int round, n_kept;
    bool is_twice;
    char token[80], was[512];
    char *answer;
    int n_answer;
};

static struct person people[PEOPLE_MAX];
static int n_people, n_failed;
static double *took;
static int n_took;
static uint16_t port;

static void
send_all(struct person *p, const char *bytes, size_t n)
{
    if (p->fd < 0) {
        struct sockaddr_in to = { .sin_family = AF_INET,
            .sin_port = htons(port),
            .sin_addr = { htonl(INADDR_LOOPBACK) } };
        int one = 1;
        p->fd = socket(AF_INET, SOCK_STREAM, 0);
        if (p->fd < 0 || connect(p->fd, (void *)&to, sizeof to) != 0)
            stop("cannot connect");
        setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    p->n_answer = 0;
    p->sent_ms = now_ms();
    if (write(p->fd, bytes, n) != (ssize_t)n)
        stop("cannot send");
}

static void
open_form(struct person *p)
{
    char request[600];
    int n = snprintf(request, sizeof request,
        "GET /en/edit/organisation/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
        "Cookie: __Host-cp=%s\r\n\r\n",
        p->key, port, p->cookie);
    p->at = OPENS;
    send_all(p, request, (size_t)n);
}

static void
save_form(struct person *p)
{
    char body[2000], request[3000];
    int n = snprintf(body, sizeof body,
        "token=%s&was=%s&name=Edited+%s+in+round+%d&kind=charity&do=save"
        "&lang_about=en&text_about=What+%s+wrote+in+round+%d+about+a+house"
        "+with+many+rooms+in+which+people+learn+from+each+other.",
        p->token, p->was, p->key, p->round, p->key, p->round);
    n = snprintf(request, sizeof request,
        "POST /en/edit/organisation/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
        "Cookie: __Host-cp=%s\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: %d\r\n\r\n%s",
        p->key, port, p->cookie, n, body);
    p->at = p->at == SAVES ? SAVES_AGAIN : SAVES;
    send_all(p, request, (size_t)n);
}

static void
take(const char *from, const char *name, char *to, size_t size)
{
    char mark[80];
    snprintf(mark, sizeof mark, "name=\"%s\" value=\"", name);
    const char *at = strstr(from, mark);
    size_t n = 0;
    if (at == NULL)
        stop("a form without its hidden fields");
    for (at += strlen(mark); at[n] != '"' && n + 1 < size; n++)
        to[n] = at[n];
    to[n] = '\0';
}

/* Is the answer whole? */
static bool
is_whole(const struct person *p)
{
    const char *end = strstr(p->answer, "\r\n\r\n");
    const char *length = strstr(p->answer, "Content-Length: ");
    if (end == NULL)
        return false;
    long n = length != NULL && length < end ? atol(length + 16) : 0;
    return p->n_answer >= end + 4 - p->answer + n;
}

static double
chance(void)
{
    return (double)rand() / ((double)RAND_MAX + 1);
}

static void
take_answer(struct person *p, double round_ms)
{
    int status = atoi(p->answer + 9);
    double half = round_ms / 2;
    if (p->at == OPENS) {
        if (status != 200)
            stop(p->answer);
        take(p->answer, "token", p->token, sizeof p->token);
        take(p->answer, "was", p->was, sizeof p->was);
        p->at = WAITS_TO_SAVE;
        p->due_ms = p->round * round_ms + half + chance() * half;
        return;
    }
    took[n_took++] = now_ms() - p->sent_ms;
    if (status != 303) {
        fprintf(stderr, "edit: answered with %d\n", status);
        n_failed++;
    } else if (p->at == SAVES) {
        p->n_kept = p->round + 1;
    }
    if (p->at == SAVES && p->is_twice) {
        save_form(p);
        return;
    }
    p->round++;
    p->at = WAITS_TO_OPEN;
    p->due_ms = p->round * round_ms + chance() * half;
}

/* ---- All of them ----------------------------------------------------------- */

static int
by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void
read_people(const char *file)
{
    FILE *f = fopen(file, "r");
    if (f == NULL)
        stop(file);
    while (n_people < PEOPLE_MAX &&
        fscanf(f, "%79s %15s", people[n_people].cookie, people[n_people].key) ==
            2) {
        people[n_people].fd = -1;
        people[n_people].answer = malloc(ANSWER_MAX); /* lint: no arena here */
        n_people++;
    }
    fclose(f);
}

static void
receive(struct person *p, double round_ms)
{
    ssize_t n = read(p->fd, p->answer + p->n_answer,
        (size_t)(ANSWER_MAX - 1 - p->n_answer));
    if (n <= 0) {
        n_failed++;
        stop("the server closed before it answered");
    }
    p->n_answer += (int)n;
    p->answer[p->n_answer] = '\0';
    if (is_whole(p))
        take_answer(p, round_ms);
}

static int
load(const char *file, double round_ms, int n_rounds)
{
    static struct pollfd polled[PEOPLE_MAX];
    static int who[PEOPLE_MAX];
    read_people(file);
    took = calloc((size_t)(2 * n_people * n_rounds), sizeof *took);
    for (int i = 0; i < n_people; i++) {
        people[i].due_ms = chance() * round_ms / 2;
        people[i].is_twice = i % 20 == 0;
    }
    double start = now_ms();
    for (;;) {
        double at = now_ms() - start;
        int n_polled = 0, n_left = 0;
        for (int i = 0; i < n_people; i++) {
            struct person *p = &people[i];
            if (p->round == n_rounds)
                continue;
            n_left++;
            if (p->at == WAITS_TO_OPEN && p->due_ms <= at)
                open_form(p);
            else if (p->at == WAITS_TO_SAVE && p->due_ms <= at)
                save_form(p);
            if (p->at == OPENS || p->at == SAVES || p->at == SAVES_AGAIN) {
                polled[n_polled] = (struct pollfd){ p->fd, POLLIN, 0 };
                who[n_polled++] = i;
            }
        }
        if (n_left == 0 || at > (n_rounds + 1) * round_ms + 60e3)
            break;
        poll(polled, (nfds_t)n_polled, 1);
        for (int i = 0; i < n_polled; i++)
            if (polled[i].revents != 0)
                receive(&people[who[i]], round_ms);
    }
    char name[400];
    snprintf(name, sizeof name, "%s.kept", file);
    FILE *kept = fopen(name, "w");
    for (int i = 0; i < n_people; i++)
        fprintf(kept, "%s %d\n", people[i].key, people[i].n_kept);
    fclose(kept);
    qsort(took, (size_t)n_took, sizeof *took, by_size);
    printf("%d people, %d posts in %.0f s: half under %.1f ms, 99 %% under "
           "%.1f ms, the slowest %.1f ms, %d not answered with 303\n",
        n_people, n_took, n_rounds * round_ms / 1e3, took[n_took / 2],
        took[(int)(n_took * 0.99)], took[n_took - 1], n_failed);
    return n_failed > 0 || n_took == 0;
}

/* ---- What is there --------------------------------------------------------- */

static int
check(const char *url, const char *file, struct arena *a)
{
    struct db *db = open_db(url, a);
    FILE *f = fopen(file, "r");
    char key[16];
    int n_rounds, n = 0, n_lost = 0, n_twice = 0;
    if (f == NULL)
        stop(file);
    while (fscanf(f, "%15s %d", key, &n_rounds) == 2) {
        struct arena_mark mark = arena_mark(a);
        struct version v = { 0 };
        struct organisation row;
        int64_t id;
        if (!key_parse(text_of(key), &id) ||
            organisation_get(
                db, a, (struct organisation_get_in){ .id = id }, &row) != OK ||
            version_newest(db, a,
                (struct version_newest_in){ .thing_id = id }, &v) != OK)
            stop("an organisation has gone");
        text name =
            arena_print(a, "Edited %s in round %d", key, n_rounds - 1);
        /* the first one is what it was before */
        n_lost += v.n < n_rounds + 1 || !text_is_equal(row.name, name);
        n_twice += v.n > n_rounds + 1;
        n++;
        arena_rewind(a, mark);
    }
    fclose(f);
    printf("%d texts: %d edits lost, %d applied twice\n", n, n_lost, n_twice);
    return n == 0 || n_lost > 0 || n_twice > 0;
}

int
main(int argc, char **argv)
{
    static struct arena a;
    struct why why = { 0 };
    arena_open(&a, 256 << 20);
    if (lang_start(&why) != OK)
        stop(why.text);
    if (argc == 4 && strcmp(argv[1], "people") == 0)
        return make_people(argv[2], atoi(argv[3]), &a);
    if (argc == 6 && strcmp(argv[1], "load") == 0) {
        port = (uint16_t)atoi(argv[2]);
        return load(argv[3], atof(argv[4]) * 1e3, atoi(argv[5]));
    }
    if (argc == 4 && strcmp(argv[1], "check") == 0)
        return check(argv[2], argv[3], &a);
    stop("edit people DB N | load PORT FILE SECONDS ROUNDS | check DB FILE");
}
