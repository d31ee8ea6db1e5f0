/* What the floor under all pages costs: questions, batches, writes.
 *
 *     bench/db.sh        builds it and runs it on both databases
 *
 * 100,000 rows of `item` and as many of `owner`; "page" is a join of 30 of
 * them by key. CPU is that of this process: all of SQLite, libpq's part of
 * PostgreSQL. Rates are of this machine, with the server on the same cores.
 */
#include "db/db_in.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/file.h"
#include "os/thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { N_ITEMS = 100'000, MS = 2000, THREADS_MAX = 8 };

struct page_in {
    int64_t after_id;
};
struct page_row {
    int64_t id;
    text title, owner;
    int64_t n_votes;
};
struct item {
    int64_t id;
    text title;
    int64_t n_votes;
};

#define FIELD(s, member, type)                                                 \
    {                                                                          \
#member, type, "", false, offsetof(struct s, member), -1               \
    }
#define SHAPE(s, n)                                                            \
    static const struct db_shape s##_shape = { #s,                             \
        (ptrdiff_t)sizeof(struct s), n, s##_fields }

static const struct db_field page_in_fields[] = { FIELD(
    page_in, after_id, DB_INT) };
SHAPE(page_in, 1);
static const struct db_field page_row_fields[] = { FIELD(page_row, id, DB_INT),
    FIELD(page_row, title, DB_TEXT), FIELD(page_row, owner, DB_TEXT),
    FIELD(page_row, n_votes, DB_INT) };
SHAPE(page_row, 4);
static const struct db_field item_fields[] = { FIELD(item, id, DB_INT),
    FIELD(item, title, DB_TEXT), FIELD(item, n_votes, DB_INT) };
SHAPE(item, 3);

#define PAGE                                                                   \
    "SELECT i.id, i.title, o.name AS owner, i.n_votes FROM item i "            \
    "JOIN owner o ON o.id = i.owner_id WHERE i.id > "

static const struct db_query page = { .name = "page",
    .kind = DB_MANY,
    .sqlite = PAGE "?1 ORDER BY i.id LIMIT 30",
    .postgresql = PAGE "$1 ORDER BY i.id LIMIT 30",
    .in = &page_in_shape,
    .out = &page_row_shape };
static const struct db_query one = { .name = "one",
    .kind = DB_ONE,
    .sqlite = PAGE "?1 ORDER BY i.id LIMIT 1",
    .postgresql = PAGE "$1 ORDER BY i.id LIMIT 1",
    .in = &page_in_shape,
    .out = &page_row_shape };
static const struct db_query update = { .name = "update",
    .kind = DB_NONE,
    .sqlite = "UPDATE item SET n_votes = n_votes + 1 WHERE id = ?1 + 1",
    .postgresql = "UPDATE item SET n_votes = n_votes + 1 WHERE id = $1 + 1",
    .in = &page_in_shape };
static const struct db_query insert = { .name = "insert",
    .kind = DB_NONE,
    .sqlite = "INSERT INTO item (id, title, owner_id, n_votes) VALUES (?1, ?2, "
              "1, ?3)",
    .postgresql = "INSERT INTO item (id, title, owner_id, n_votes) VALUES ($1, "
                  "$2, 1, $3)",
    .in = &item_shape };

const struct db_query *const db_all_queries[] = { NULL };

static const struct db_migration migrations[] = {
    { 1, "0001_bench", "b",
        "CREATE TABLE change_counter (shard INTEGER PRIMARY KEY, "
        "n_changes INTEGER NOT NULL, n_quiet INTEGER NOT NULL DEFAULT 0) "
        "STRICT; "
        "INSERT INTO change_counter VALUES (0, 1, 0); "
        "CREATE TABLE item (id INTEGER PRIMARY KEY, title TEXT NOT NULL, "
        "owner_id INTEGER NOT NULL, n_votes INTEGER NOT NULL) STRICT; "
        "CREATE TABLE owner (id INTEGER PRIMARY KEY, name TEXT NOT NULL) "
        "STRICT; WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 "
        "FROM n WHERE n < 100000) INSERT INTO item SELECT n, 'A title of the "
        "length that titles have, ' || n, 1 + n * 7919 % 100000, n % 100 FROM "
        "n; "
        "INSERT INTO owner SELECT id, 'Owner ' || id FROM item",
        "CREATE TABLE change_counter (shard BIGINT PRIMARY KEY, "
        "n_changes BIGINT NOT NULL, n_quiet BIGINT NOT NULL DEFAULT 0) "
        "WITH (fillfactor = 10); "
        "INSERT INTO change_counter SELECT n, 1 FROM "
        "generate_series(0, 63) AS n; "
        "CREATE TABLE item (id BIGINT PRIMARY KEY, title TEXT NOT NULL, "
        "owner_id BIGINT NOT NULL, n_votes BIGINT NOT NULL); "
        "CREATE TABLE owner (id BIGINT PRIMARY KEY, name TEXT NOT NULL); "
        "INSERT INTO item SELECT n, 'A title of the length that titles have, '"
        " || n, 1 + n * 7919 % 100000, n % 100 FROM generate_series(1, 100000) "
        "AS n; "
        "INSERT INTO owner SELECT id, 'Owner ' || id FROM item; ANALYZE" },
    { 0 },
};

static double
cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* ---- what is measured ---------------------------------------------------- */

static struct page_in
anywhere(void)
{
    return (struct page_in){ (int64_t)(entropy_bits() % (N_ITEMS - 30)) };
}

static enum err
ask_page(struct db *db, struct arena *a)
{
    struct page_in in = anywhere();
    void *rows;
    ptrdiff_t n;
    return db_many(db, a, &page, &in, &rows, &n);
}

static enum err
ask_one(struct db *db, struct arena *a)
{
    struct page_in in = anywhere();
    struct page_row row;
    return db_one(db, a, &one, &in, &row);
}

static enum err
ask_five(struct db *db, struct arena *a)
{
    enum err e = ask_page(db, a);
    for (int i = 0; i < 4 && e == OK; i++)
        e = ask_one(db, a);
    return e;
}

static enum err
ask_batch(struct db *db, struct arena *a)
{
    struct db_batch batch = db_batch_open(db, a);
    struct page_in in = anywhere();
    void *rows;
    ptrdiff_t n;
    struct page_row row[4];
    bool is_found[4];
    db_ask_many(&batch, &page, &in, &rows, &n);
    for (int i = 0; i < 4; i++) {
        in = anywhere();
        db_ask_one(&batch, &one, &in, &row[i], &is_found[i]);
    }
    return db_batch_run(&batch);
}

static enum err
ask_count(struct db *db, struct arena *a)
{
    (void)a;
    int64_t n;
    return db_change_count(db, &n);
}

static enum err
write_step(struct db *w, struct arena *scratch, void *arg)
{
    (void)scratch;
    (void)arg;
    struct page_in in = anywhere();
    enum err e = db_none(w, &update, &in, NULL);
    struct item item = { (int64_t)(entropy_bits() >> 1), TEXT("new"), 1 };
    return e == OK ? db_none(w, &insert, &item, NULL) : e;
}

static enum err
write_one(struct db *db, struct arena *a)
{
    return db_write(db, a, write_step, NULL);
}

struct run {
    struct thread thread;
    struct db_home *home;
    enum err (*ask)(struct db *db, struct arena *a);
    int64_t until_ns, n, longest_ns, n_busy;
};

static void
run(void *arg)
{
    struct run *r = arg;
    struct arena a;
    arena_open(&a, 1 << 20);
    struct db *db;
    struct why why = { 0 };
    if (db_connect(&db, r->home, &why) != OK) {
        fprintf(stderr, "%s\n", why.text);
        exit(EXIT_FAILURE);
    }
    ignore(r->ask(db, &a)); /* prepared */
    for (int64_t now = monotonic_ns(); now < r->until_ns;) {
        arena_reset(&a, 1 << 20);
        enum err e = r->ask(db, &a);
        if (e != OK && e != ERR_BUSY) {
            fprintf(stderr, "%s: %s\n", err_name(e), db_last_why(db));
            exit(EXIT_FAILURE);
        }
        int64_t then = monotonic_ns();
        if (then - now > r->longest_ns)
            r->longest_ns = then - now;
        r->n_busy += e == ERR_BUSY;
        r->n += e == OK;
        now = then;
    }
    db_disconnect(db);
    arena_close(&a);
}

static void
measure(struct db_home *home, const char *what,
    enum err (*ask)(struct db *db, struct arena *a), int n_threads)
{
    struct run r[THREADS_MAX] = { 0 };
    struct run all = { 0 };
    double cpu = cpu_us();
    int64_t until_ns = monotonic_ns() + MS * INT64_C(1'000'000);
    for (int i = 0; i < n_threads; i++) {
        r[i] = (struct run){ .home = home, .ask = ask, .until_ns = until_ns };
        ignore(thread_start(&r[i].thread, "bench", run, &r[i], NULL));
    }
    for (int i = 0; i < n_threads; i++) {
        thread_join(&r[i].thread);
        all.n += r[i].n;
        all.n_busy += r[i].n_busy;
        if (r[i].longest_ns > all.longest_ns)
            all.longest_ns = r[i].longest_ns;
    }
    printf("%-34s %d  %8.0f a second  %7.1f us each, %6.1f of CPU here  "
           "longest %6.1f ms",
        what, n_threads, (double)all.n * 1000 / MS,
        (double)MS * 1000 * n_threads / (double)all.n,
        (cpu_us() - cpu) / (double)all.n, (double)all.longest_ns / 1e6);
    if (all.n_busy > 0)
        printf("  busy %lld", (long long)all.n_busy);
    putchar('\n');
    fflush(stdout);
}

int
main(int n_args, char **args)
{
    if (n_args != 2) {
        fprintf(stderr, "usage: db FILE|postgresql://...\n");
        return 2;
    }
    struct arena a;
    arena_open(&a, 16 << 20);
    struct db_home *home;
    struct why why = { 0 };
    enum err e = db_open(&home, &a, text_of(args[1]), true, &why);
    if (e == OK)
        e = db_migrate_list(home, migrations, NULL, &why);
    if (e != OK) {
        fprintf(stderr, "%s\n", why.text);
        return EXIT_FAILURE;
    }
    static const int n_threads[] = { 1, 2, 8 };
    for (size_t i = 0; i < sizeof n_threads / sizeof *n_threads; i++) {
        int n = n_threads[i];
        measure(home, "page of 30 rows", ask_page, n);
        measure(home, "one row", ask_one, n);
        measure(home, "five, one after another", ask_five, n);
        measure(home, "five in a batch", ask_batch, n);
        measure(home, "change count", ask_count, n);
        measure(home, "write: update, insert", write_one, n);
    }
    if (db_home_dialect(home) == DB_SQLITE) {
        printf("WAL at the end: %d pages\n", home->n_wal_pages);
        text copy = arena_print(&a, "%s.copy", args[1]);
        int64_t began = monotonic_ns();
        e = db_backup(home, &a, copy, true, &why);
        if (e != OK)
            fprintf(stderr, "%s\n", why.text);
        printf("backup: %.0f ms\n", (double)(monotonic_ns() - began) / 1e6);
    }
    db_close(home);
    return 0;
}
