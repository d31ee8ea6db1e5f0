/* PostgreSQL: a server that dies, two processes in front of one. */
#include "fault.h"

#include "os/clock.h"

#include <libpq-fe.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The server's database `postgres` serves; the tables are dropped first. */
static const char *
fresh_url(void)
{
    const char *url = getenv("CP_TEST_PG");
    if (url == NULL)
        return NULL;
    PGconn *c = PQconnectdb(url);
    PGresult *r = PQexec(c,
        "SET client_min_messages = error; DROP TABLE IF EXISTS entry, "
        "change_counter, schema_migration");
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        fprintf(stderr, "%s", PQerrorMessage(c));
    PQclear(r);
    PQfinish(c);
    return url;
}

bool
a_server_that_dies_loses_nothing_that_was_saved(void)
{
    const char *url = fresh_url(), *restart = getenv("CP_TEST_PG_RESTART");
    if (url == NULL || restart == NULL) {
        printf("skipped: no PostgreSQL that may be killed\n");
        return true;
    }
    int64_t last[N_THREADS] = { 0 };
    struct arena a;
    arena_open(&a, 1 << 20);
    struct db_home *home = fault_open(&a, text_of(url));
    struct db *db = fault_connect(home);
    int64_t n_saved = 0;
    for (int round = 0; round < 5; round++) {
        struct fault_writer w;
        fault_start_writer(&w, text_of(url), last, true);
        fault_listen(&w, 200 + fault_random(300));
        check(system(restart) == 0); /* at once: no time to finish */
        fault_listen(&w, 300);       /* they go on by themselves */
        ptrdiff_t n_before = w.n_ids;
        /* within a second, on a machine of one's own */
        for (int i = 0; i < 30 && w.n_ids == n_before; i++)
            fault_listen(&w, 700);
        bool has_gone_on =
            w.n_ids > n_before && waitpid(w.pid, NULL, WNOHANG) == 0;
        fault_kill(&w);
        n_saved += w.n_ids;
        /* this connection died too, idle: nobody notices */
        int64_t count;
        enum err e = db_change_count(db, &count);
        if (e != OK)
            fprintf(stderr, "%s\n", db_last_why(db));
        check(e == OK);
        bool is_whole = fault_is_whole(home, &w, last);
        free(w.ids);
        check(is_whole);
        check(has_gone_on);
    }
    printf("# %lld writes were acknowledged in 5 rounds\n", (long long)n_saved);
    db_disconnect(db);
    db_close(home);
    arena_close(&a);
    return true;
}

/* The other process: writes the id that it reads from `ask`, and answers. */
static void
serve(const char *url, int ask, int answer)
{
    struct arena a;
    arena_open(&a, 1 << 20);
    struct db_home *home = fault_open(&a, text_of(url));
    struct db *db = fault_connect(home);
    int64_t id;
    while (read(ask, &id, sizeof id) == sizeof id) {
        struct entry_range all = { 0, FAULT_THREAD_IDS };
        struct entry_sums sums = { 0 };
        int64_t seen[2] = { 0 };
        require(fault_write(db, &a, id) == OK);
        require(db_change_count(db, &seen[0]) == OK);
        require(db_one(db, &a, &entry_sums, &all, &sums) == OK);
        seen[1] = sums.n_ids;
        if (write(answer, seen, sizeof seen) != sizeof seen)
            break;
    }
    _exit(0);
}

static bool
take_turns(const char *url)
{
    int ask[2], answer[2];
    check(pipe(ask) == 0 && pipe(answer) == 0);
    fflush(NULL);
    int pid = fork();
    check(pid >= 0);
    if (pid == 0) {
        close(ask[1]);
        close(answer[0]);
        serve(url, ask[0], answer[1]);
    }
    close(ask[0]);
    close(answer[1]);
    struct arena a;
    arena_open(&a, 1 << 20);
    struct db_home *home = fault_open(&a, text_of(url));
    struct db *db = fault_connect(home);
    int64_t before, count, seen[2];
    check(db_change_count(db, &before) == OK);
    for (int64_t id = 1; id <= 100; id += 2) {
        check(write(ask[1], &id, sizeof id) == sizeof id);
        check(read(answer[0], seen, sizeof seen) == sizeof seen);
        check(db_change_count(db, &count) == OK);
        check(count == seen[0] && count > before && seen[1] == id);
        struct entry_range one = { id, id };
        struct entry_sums sums;
        check(db_one(db, &a, &entry_sums, &one, &sums) == OK);
        check(sums.n_rows == N_PARTS);
        check(fault_write(db, &a, id + 1) == OK);
        check(db_change_count(db, &before) == OK && before > count);
    }
    close(ask[1]);
    check(waitpid(pid, NULL, 0) == pid);
    close(answer[0]);
    db_disconnect(db);
    db_close(home);
    arena_close(&a);
    return true;
}

bool
two_processes_see_each_others_writes_at_once(void)
{
    char file[512];
    snprintf(file, sizeof file, "%s/shared.db", fault_folder());
    check(take_turns(file));
    const char *url = fresh_url();
    if (url == NULL) {
        printf("skipped: no PostgreSQL\n");
        return true;
    }
    return take_turns(url);
}
