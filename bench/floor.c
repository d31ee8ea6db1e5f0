/* The floor under a posted form: SQLite alone writes what one post writes,
 * durably, so many posts to a commit; no HTTP, no forms, one thread.
 *
 *     bench/floor.sh
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUN_NS = 2'000'000'000, N_STATEMENTS = 5 };

static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "CREATE TABLE once (token TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL,"
    " result TEXT NOT NULL) STRICT;"
    "CREATE INDEX once_at ON once (at);"
    "CREATE TABLE join_request (id INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
    " name TEXT NOT NULL, mail TEXT NOT NULL, status TEXT NOT NULL) STRICT;"
    "CREATE INDEX join_request_status ON join_request (status, id);"
    "CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
    " action TEXT NOT NULL, thing_id INTEGER NOT NULL) STRICT;"
    "CREATE INDEX audit_thing ON audit (thing_id, id);"
    "CREATE TABLE change_counter (n INTEGER NOT NULL) STRICT;"
    "INSERT INTO change_counter VALUES (0);";

static const char *const statements[N_STATEMENTS] = {
    "INSERT INTO once VALUES (lower(hex(randomblob(13))), ?1, '/join/thanks')",
    "INSERT INTO join_request VALUES (?1, ?1, 'Bench', 'bench@example.org',"
    " 'open')",
    "INSERT INTO audit VALUES (?1, ?1, 'request', ?1)",
    "UPDATE change_counter SET n = n + 1",
    "COMMIT",
};

static int64_t
now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1'000'000'000 + t.tv_nsec;
}

static void
must(int rc, sqlite3 *db)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE) {
        fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
}

int
main(int argc, char **argv)
{
    sqlite3 *db;
    sqlite3_stmt *s[N_STATEMENTS];
    int n_together = argc > 2 ? atoi(argv[2]) : 4;
    if (argc < 2)
        return 2;
    must(sqlite3_open(argv[1], &db), db);
    must(sqlite3_exec(db, schema, NULL, NULL, NULL), db);
    for (int i = 0; i < N_STATEMENTS; i++)
        must(sqlite3_prepare_v2(db, statements[i], -1, &s[i], NULL), db);
    int64_t id = 0, n_commits = 0, began = now_ns();
    while (now_ns() - began < RUN_NS) {
        must(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), db);
        for (int k = 0; k < n_together; k++) {
            id++;
            for (int i = 0; i < 3; i++) {
                must(sqlite3_bind_int64(s[i], 1, id), db);
                must(sqlite3_step(s[i]), db);
                sqlite3_reset(s[i]);
            }
        }
        for (int i = 3; i < N_STATEMENTS; i++) {
            must(sqlite3_step(s[i]), db);
            sqlite3_reset(s[i]);
        }
        n_commits++;
    }
    double seconds = (double)(now_ns() - began) / 1e9;
    printf("%2d to a commit: %6.0f posts/s, %5.0f commits/s\n", n_together,
        (double)id / seconds, (double)n_commits / seconds);
    for (int i = 0; i < N_STATEMENTS; i++)
        sqlite3_finalize(s[i]);
    sqlite3_close(db);
    return 0;
}
