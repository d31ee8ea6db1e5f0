/* Crash tests of the whole house: eight clients edit, a sealer seals, and all
 * are killed at a random moment; or their server is, or the disk is full.
 *
 *     chain [ROUNDS]      on SQLite, and on the PostgreSQL of CP_TEST_PG
 *
 * Each edit is one step as a page makes it: a token, a text, a version, an
 * audit row. After each crash every edit that was answered is there, none is
 * half there, and the chain over the audit log holds.
 */
#include "keep/audit.sql.h"
#include "keep/once.h"
#include "keep/prose.h"
#include "keep/seal.h"
#include "keep/version.h"
#include "network/place.sql.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/thread.h"
#include "text/lang.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { N_CLIENTS = 8, ROOM = 32 << 20 };

#define check(x)                                                               \
    do {                                                                       \
        if (!(x)) {                                                            \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #x);    \
            return false;                                                      \
        }                                                                      \
    } while (0)

static char folder[240];

/* ---- One client ---------------------------------------------------------- */

struct client {
    struct thread thread;
    struct db_home *home;
    int64_t place_id, n; /* the next edit */
    int acks;
    bool is_stubborn;
};

struct acked {
    int64_t place_id, n;
};

static enum err
edit_step(struct db *writer, struct arena *a, void *arg)
{
    const struct client *c = arg;
    bool changed = false;
    text first;
    text token =
        arena_print(a, "%lld-%lld", (long long)c->place_id, (long long)c->n);
    enum err e = once_take(writer, a, token, TEXT("/"), &first);
    if (e == OK)
        e = prose_save(writer, a,
            (struct prose_given){ .kind = TEXT("place"),
                .thing_id = c->place_id,
                .part = TEXT("about"),
                .lang = TEXT("en"),
                .source = arena_print(a, "%lld", (long long)c->n),
                .is_original = true },
            &changed);
    if (e == OK)
        e = version_note(
            writer, a, TEXT("place"), c->place_id, 0, TEXT("change"));
    return e;
}

static void
edit_on(void *arg)
{
    struct client *c = arg;
    struct arena a;
    struct db *db;
    struct why why = { 0 };
    arena_open(&a, ROOM);
    while (db_connect(&db, c->home, &why) != OK && c->is_stubborn)
        sleep_ms(20);
    if (db == NULL)
        return;
    for (;;) {
        enum err e = db_write(db, &a, edit_step, c);
        struct acked done = { c->place_id, c->n };
        /* a connection lost in COMMIT: the token tells that it was kept */
        if (e == OK || (e == ERR_CONFLICT && c->is_stubborn)) {
            if (write(c->acks, &done, sizeof done) != sizeof done)
                break;
            c->n++;
        } else if (c->is_stubborn)
            sleep_ms(5);
        else
            break;
        arena_reset(&a, ROOM);
    }
    db_disconnect(db);
    arena_close(&a);
}

static void
seal_on(void *arg)
{
    struct client *c = arg;
    struct arena a;
    struct db *db;
    struct why why = { 0 };
    arena_open(&a, ROOM);
    while (db_connect(&db, c->home, &why) != OK)
        sleep_ms(20);
    for (;;) {
        ignore(seal_all(db, &a, NULL));
        arena_reset(&a, ROOM);
        sleep_ms(3);
    }
}

/* ---- The process that is killed ------------------------------------------ */

static struct db_home *
open_home(struct arena *a, const char *url)
{
    struct db_home *home;
    struct why why = { 0 };
    enum err e = db_open(&home, a, text_of(url), true, &why);
    if (e == OK)
        e = db_migrate(home, NULL, &why);
    if (e != OK) {
        fprintf(stderr, "%s\n", why.text);
        exit(EXIT_FAILURE);
    }
    return home;
}

static int
start_clients(
    const char *url, const int64_t last[N_CLIENTS], bool is_stubborn, int *acks)
{
    static struct client clients[N_CLIENTS], sealer;
    int ends[2];
    require(pipe(ends) == 0);
    fflush(NULL);
    int pid = fork();
    require(pid >= 0);
    if (pid != 0) {
        close(ends[1]);
        *acks = ends[0];
        return pid;
    }
    struct arena a;
    arena_open(&a, ROOM);
    struct db_home *home = open_home(&a, url);
    for (int i = 0; i < N_CLIENTS; i++) {
        clients[i] = (struct client){ .home = home,
            .place_id = i + 1,
            .n = last[i] + 1,
            .acks = ends[1],
            .is_stubborn = is_stubborn };
        require(thread_start(&clients[i].thread, "client", edit_on, &clients[i],
                    NULL) == OK);
    }
    sealer = (struct client){ .home = home };
    require(
        thread_start(&sealer.thread, "sealer", seal_on, &sealer, NULL) == OK);
    for (int i = 0; i < N_CLIENTS; i++)
        thread_join(&clients[i].thread);
    _exit(0);
}

static int64_t
random_below(int64_t n)
{
    return (int64_t)(entropy_bits() % (uint64_t)n);
}

/* What was answered, until `for_ms` are over or the other end is closed. */
static int64_t
listen_to(int acks, int64_t for_ms, int64_t acked[N_CLIENTS])
{
    int64_t end = monotonic_ns() + for_ms * 1'000'000, left, n_heard = 0;
    while ((left = end - monotonic_ns()) > 0) {
        struct acked all[256];
        struct pollfd p = { .fd = acks, .events = POLLIN };
        if (poll(&p, 1, (int)(left / 1'000'000) + 1) <= 0)
            continue;
        ssize_t n = read(acks, all, sizeof all);
        if (n <= 0)
            break;
        require(n % (ssize_t)sizeof *all == 0);
        for (size_t i = 0; i < (size_t)n / sizeof *all; i++, n_heard++)
            acked[all[i].place_id - 1] = all[i].n;
    }
    return n_heard;
}

/* ---- Looking afterwards -------------------------------------------------- */

static void
hear(void *context, const char *line)
{
    fprintf(stderr, "  %s\n", line);
    ++*(int *)context;
}

/* Of the client's place: the text, and as many versions, audit rows and
 * tokens as it says; and what was answered is among them. */
static bool
is_place_whole(struct db *db, struct arena *a, int64_t place_id, int64_t acked,
    int64_t *last)
{
    struct prose prose = { .source = TEXT_INIT("0") };
    struct version version = { 0 };
    struct audit_of_thing_row *rows;
    ptrdiff_t n_rows = 0;
    enum err e = prose_find(db, a,
        (struct prose_find_in){
            .thing_id = place_id, .part = TEXT("about"), .lang = TEXT("en") },
        &prose);
    check(e == OK || e == ERR_NOT_FOUND);
    *last = strtoll(arena_c_string(a, prose.source), NULL, 10);
    check(*last >= acked);
    if (*last == 0)
        return true;
    check(version_newest(db, a,
              (struct version_newest_in){ .thing_id = place_id },
              &version) == OK);
    check(version.n == *last);
    check(audit_of_thing(db, a,
              (struct audit_of_thing_in){
                  .thing_id = place_id, .n_rows = INT32_MAX },
              &rows, &n_rows) == OK);
    check(n_rows == *last);
    for (int64_t n = 1; n <= *last + 1; n += *last / 50 + 1) {
        bool is_taken;
        e = once_look(db, a,
            arena_print(a, "%lld-%lld", (long long)place_id, (long long)n),
            &is_taken);
        check(e == OK && is_taken == (n <= *last));
    }
    return true;
}

static bool
is_whole(const char *url, const int64_t acked[N_CLIENTS],
    int64_t last[N_CLIENTS], bool is_deep)
{
    struct arena a;
    struct why why = { 0 };
    struct db *db;
    int n_faults = 0;
    int64_t n = 0;
    bool is = true;
    arena_open(&a, INT64_C(1) << 30);
    struct db_home *home = open_home(&a, url);
    check(db_connect(&db, home, &why) == OK);
    for (int i = 0; i < N_CLIENTS && is; i++) {
        is = is_place_whole(db, &a, i + 1, acked[i], &last[i]);
        if (!is)
            fprintf(stderr, "client %d: %lld answered, %lld there\n", i,
                (long long)acked[i], (long long)last[i]);
    }
    /* what was sealed before the crash, then with the rest */
    check(seal_check(db, &a, (text){ 0 }, hear, &n_faults) == OK);
    check(seal_all(db, &a, NULL) == OK);
    check(seal_check(db, &a, (text){ 0 }, hear, &n_faults) == OK);
    if (is_deep)
        check(db_check(home, &a, hear, &n_faults, &n, &why) == OK);
    check(n_faults == 0);
    db_disconnect(db);
    db_close(home);
    arena_close(&a);
    return is;
}

/* ---- Rounds -------------------------------------------------------------- */

static enum err
add_places(struct db *writer, struct arena *a, void *arg)
{
    enum err e = OK;
    (void)arg;
    for (int64_t i = 1; e == OK && i <= N_CLIENTS; i++) {
        struct place row = { .id = i,
            .code = arena_print(a, "p%lld", (long long)i),
            .name = TEXT("Place"),
            .name_sort = TEXT("place"),
            .kind = TEXT("county") };
        e = place_insert(writer, &row, NULL);
    }
    return e;
}

static bool
make_network(const char *url)
{
    struct arena a;
    struct why why = { 0 };
    struct db *db;
    arena_open(&a, ROOM);
    struct db_home *home = open_home(&a, url);
    check(db_connect(&db, home, &why) == OK);
    check(db_write(db, &a, add_places, NULL) == OK);
    db_disconnect(db);
    db_close(home);
    arena_close(&a);
    return true;
}

static bool
killed_at_random_moments(const char *url, int n_rounds)
{
    int64_t last[N_CLIENTS] = { 0 }, n_all = 0;
    check(make_network(url));
    for (int round = 0; round < n_rounds; round++) {
        int64_t acked[N_CLIENTS] = { 0 };
        int acks, status;
        int pid = start_clients(url, last, false, &acks);
        n_all += listen_to(acks, 20 + random_below(200), acked);
        kill(pid, SIGKILL);
        require(waitpid(pid, &status, 0) == pid);
        n_all += listen_to(acks, 2000, acked); /* said before it died */
        close(acks);
        check(is_whole(url, acked, last, round % 10 == 9));
    }
    printf("# %lld edits were answered in %d rounds\n", (long long)n_all,
        n_rounds);
    check(n_all > n_rounds);
    return true;
}

/* Clients go on while their server is killed and comes again. */
static bool
with_a_server_that_dies(const char *url, int n_rounds)
{
    const char *restart = getenv("CP_TEST_PG_RESTART");
    int64_t last[N_CLIENTS] = { 0 }, n_all = 0;
    require(restart != NULL);
    check(make_network(url));
    for (int round = 0; round < n_rounds; round++) {
        int64_t acked[N_CLIENTS] = { 0 };
        int acks, status;
        int pid = start_clients(url, last, true, &acks);
        n_all += listen_to(acks, 150 + random_below(300), acked);
        check(system(restart) == 0);
        n_all += listen_to(acks, 500, acked);
        kill(pid, SIGKILL);
        require(waitpid(pid, &status, 0) == pid);
        n_all += listen_to(acks, 2000, acked);
        close(acks);
        check(is_whole(url, acked, last, false));
    }
    printf("# %lld edits were answered in %d rounds\n", (long long)n_all,
        n_rounds);
    check(n_all > n_rounds);
    return true;
}

/* The file may not grow any more: each client is told, and nothing is half
 * there. Then there is room, and they go on. */
static bool
with_a_full_disk(const char *url)
{
    int64_t last[N_CLIENTS] = { 0 }, acked[N_CLIENTS] = { 0 };
    struct rlimit old, small;
    int acks, status;
    check(make_network(url));
    check(getrlimit(RLIMIT_FSIZE, &old) == 0);
    small = old;
    small.rlim_cur = 3 << 20;
    void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
    check(setrlimit(RLIMIT_FSIZE, &small) == 0);
    int pid = start_clients(url, last, false, &acks);
    check(setrlimit(RLIMIT_FSIZE, &old) == 0);
    signal(SIGXFSZ, before);
    int64_t n = listen_to(acks, 60'000, acked);
    check(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
    close(acks);
    printf("# full after %lld edits\n", (long long)n);
    check(n > 0 && is_whole(url, acked, last, true));
    pid = start_clients(url, last, false, &acks);
    n = listen_to(acks, 300, acked);
    kill(pid, SIGKILL);
    require(waitpid(pid, &status, 0) == pid);
    listen_to(acks, 2000, acked);
    close(acks);
    check(n > 0 && is_whole(url, acked, last, true));
    return true;
}

static int n_passed, n_failed;

static void
tell(const char *name, bool is_right)
{
    printf("%s %s\n", is_right ? "ok " : "NOT", name);
    fflush(stdout);
    n_passed += is_right;
    n_failed += !is_right;
}

int
main(int n_args, char **args)
{
    int n_rounds = n_args > 1 ? atoi(args[1]) : 20;
    const char *base = getenv("TMPDIR"), *pg = getenv("CP_TEST_PG");
    char url[400], sh[400];
    struct why why = { 0 };
    snprintf(folder, sizeof folder, "%s/cp-chain-XXXXXX",
        base == NULL ? "/tmp" : base);
    if (lang_start(&why) != OK || mkdtemp(folder) == NULL)
        return EXIT_FAILURE;
    snprintf(url, sizeof url, "%s/killed.db", folder);
    tell("eight clients that are killed lose no edit that was answered",
        killed_at_random_moments(url, n_rounds));
    snprintf(url, sizeof url, "%s/full.db", folder);
    tell("a full disk is told to each client, and nothing is half there",
        with_a_full_disk(url));
    if (pg != NULL)
        tell("eight clients of a server that dies lose no edit",
            with_a_server_that_dies(pg,
                n_rounds < 20        ? 1
                    : n_rounds == 20 ? 5
                                     : n_rounds / 10));
    snprintf(sh, sizeof sh, "rm -rf '%s'", folder);
    if (system(sh) != 0)
        perror(folder);
    printf("%d passed, %d failed\n", n_passed, n_failed);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
