#include "fault.h"

#include "db/db_in.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/thread.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the table ----------------------------------------------------------- */

#define FIELD(s, member, type)                                                 \
    {                                                                          \
#member, type, "", false, offsetof(struct s, member), -1               \
    }
#define SHAPE(s, fields)                                                       \
    {                                                                          \
#s, (ptrdiff_t)sizeof(struct s),                                       \
            (int)(sizeof(fields) / sizeof *(fields)), fields                   \
    }

static const struct db_field entry_fields[] = { FIELD(entry, id, DB_INT),
    FIELD(entry, part, DB_INT), FIELD(entry, body, DB_TEXT) };
static const struct db_shape entry_shape = SHAPE(entry, entry_fields);
static const struct db_field range_fields[] = {
    FIELD(entry_range, first_id, DB_INT),
    FIELD(entry_range, last_id, DB_INT),
};
static const struct db_shape range_shape = SHAPE(entry_range, range_fields);
static const struct db_field sums_fields[] = { FIELD(entry_sums, n_ids, DB_INT),
    FIELD(entry_sums, n_rows, DB_INT), FIELD(entry_sums, n_half, DB_INT),
    FIELD(entry_sums, last_id, DB_INT) };
static const struct db_shape sums_shape = SHAPE(entry_sums, sums_fields);

const struct db_query entry_insert = { .name = "entry_insert",
    .kind = DB_NONE,
    .sqlite = "INSERT INTO entry (id, part, body) VALUES (?1, ?2, ?3)",
    .postgresql = "INSERT INTO entry (id, part, body) VALUES ($1, $2, $3)",
    .in = &entry_shape };

#define SUMS                                                                   \
    "SELECT count(*) AS n_ids, CAST(coalesce(sum(n), 0) AS BIGINT) AS n_rows," \
    " CAST(coalesce(sum(CASE WHEN n <> 3 THEN 1 ELSE 0 END), 0) AS BIGINT)"    \
    " AS n_half, coalesce(max(id), 0) AS last_id FROM (SELECT id, count(*)"    \
    " AS n FROM entry WHERE id BETWEEN "

const struct db_query entry_sums = { .name = "entry_sums",
    .kind = DB_ONE,
    .sqlite = SUMS "?1 AND ?2 GROUP BY id) AS x",
    .postgresql = SUMS "$1 AND $2 GROUP BY id) AS x",
    .in = &range_shape,
    .out = &sums_shape };

static const struct db_query entry_list = { .name = "entry_list",
    .kind = DB_MANY,
    .sqlite = "SELECT id, part, body FROM entry WHERE id BETWEEN ?1 AND ?2 "
              "ORDER BY id, part LIMIT 60",
    .postgresql = "SELECT id, part, body FROM entry WHERE id BETWEEN $1 AND "
                  "$2 ORDER BY id, part LIMIT 60",
    .in = &range_shape,
    .out = &entry_shape };

static const struct db_query entry_each = { .name = "entry_each",
    .kind = DB_EACH,
    .sqlite = "SELECT id, part, body FROM entry",
    .postgresql = "SELECT id, part, body FROM entry",
    .out = &entry_shape };

const struct db_query *const db_all_queries[] = { NULL };

const struct db_migration fault_migrations[] = {
    { 1, "0001_fault", "f",
        "CREATE TABLE change_counter (shard INTEGER PRIMARY KEY, "
        "n_changes INTEGER NOT NULL, n_quiet INTEGER NOT NULL DEFAULT 0) "
        "STRICT; "
        "INSERT INTO change_counter VALUES (0, 1, 0); "
        "CREATE TABLE entry (id INTEGER NOT NULL, part INTEGER NOT NULL, "
        "body TEXT NOT NULL, PRIMARY KEY (id, part)) STRICT",
        "CREATE TABLE change_counter (shard BIGINT PRIMARY KEY, "
        "n_changes BIGINT NOT NULL, n_quiet BIGINT NOT NULL DEFAULT 0) "
        "WITH (fillfactor = 10); "
        "INSERT INTO change_counter SELECT n, 1 FROM "
        "generate_series(0, 63) AS n; "
        "CREATE TABLE entry (id BIGINT NOT NULL, part BIGINT NOT NULL, "
        "body TEXT NOT NULL, PRIMARY KEY (id, part))" },
    { 0 },
};

/* ---- opening and writing ------------------------------------------------- */

/* A server that is being killed may be so while a writer is still on its way
 * to it, on a machine with much to do: it comes again. */
enum { COMES = 100, COMES_EACH_MS = 200 };

static enum err
try_to_open(struct db_home **home, struct arena *a, text url, struct why *why)
{
    enum err e = db_open(home, a, url, true, why);
    if (e != OK)
        return e;
    e = db_migrate_list(*home, fault_migrations, NULL, why);
    if (e != OK)
        db_close(*home);
    return e;
}

struct db_home *
fault_open(struct arena *a, text url)
{
    struct db_home *home;
    struct why why = { 0 };
    enum err e = try_to_open(&home, a, url, &why);
    for (int i = 0; e != OK && i < COMES; i++) {
        sleep_ms(COMES_EACH_MS);
        e = try_to_open(&home, a, url, &why);
    }
    if (e != OK) {
        fprintf(stderr, "fault: %s\n", why.text);
        exit(EXIT_FAILURE);
    }
    return home;
}

struct db *
fault_connect(struct db_home *home)
{
    struct db *db;
    struct why why = { 0 };
    enum err e = db_connect(&db, home, &why);
    for (int i = 0; e != OK && i < COMES; i++) {
        sleep_ms(COMES_EACH_MS);
        e = db_connect(&db, home, &why);
    }
    if (e != OK) {
        fprintf(stderr, "fault: %s\n", why.text);
        exit(EXIT_FAILURE);
    }
    return db;
}

/* Bodies of up to 20 KB: a write goes over several pages of the file. */
static enum err
insert_parts(struct db *w, struct arena *scratch, void *arg)
{
    const int64_t *id = arg;
    ptrdiff_t len = (ptrdiff_t)(*id * 7919 % 20'000);
    char *body = arena_new(scratch, char, len);
    memset(body, 'a' + (int)(*id % 26), (size_t)len);
    enum err e = OK;
    for (int i = 0; i < N_PARTS && e == OK; i++) {
        struct entry entry = { *id, i, { body, len } };
        e = db_none(w, &entry_insert, &entry, NULL);
    }
    return e;
}

enum err
fault_write(struct db *db, struct arena *scratch, int64_t id)
{
    struct arena_mark mark = arena_mark(scratch);
    enum err e = db_write(db, scratch, insert_parts, &id);
    arena_rewind(scratch, mark);
    return e;
}

/* ---- a process of writers ------------------------------------------------ */

struct thread_arg {
    struct thread thread;
    struct db_home *home;
    int64_t next;
    int acks;
    bool is_stubborn;
};

static void
write_on(void *arg)
{
    struct thread_arg *me = arg;
    struct arena a;
    arena_open(&a, 1 << 20);
    struct db *db = fault_connect(me->home);
    for (;; me->next++) {
        enum err e = fault_write(db, &a, me->next);
        if (e == OK) {
            if (write(me->acks, &me->next, sizeof me->next) != 8)
                break;
        } else if (!me->is_stubborn) {
            fprintf(stderr, "writer: %s: %s\n", err_name(e), db_last_why(db));
            break;
        } else
            sleep_ms(5);
    }
    db_disconnect(db);
    arena_close(&a);
}

static enum err
ignore_row(void *context, const void *row)
{
    (void)context;
    (void)row;
    return OK;
}

/* Reads in every way there is, also while the server dies: an error is an
 * answer, anything else ends the process, which the test sees. */
static void
read_on(void *arg)
{
    struct thread_arg *me = arg;
    struct arena a;
    arena_open(&a, 64 << 20);
    struct db *db = fault_connect(me->home);
    for (int i = 0;; i++) {
        arena_reset(&a, 64 << 20);
        struct entry_range all = { 0, FAULT_THREAD_IDS };
        struct entry_sums sums[4];
        bool is_found[4];
        void *rows[2];
        ptrdiff_t n_rows[2];
        struct db_batch batch = db_batch_open(db, &a);
        for (int j = 0; j < 4; j++)
            db_ask_one(&batch, &entry_sums, &all, &sums[j], &is_found[j]);
        for (int j = 0; j < 2; j++)
            db_ask_many(&batch, &entry_list, &all, &rows[j], &n_rows[j]);
        enum err e = i % 3 == 0 ? db_batch_run(&batch)
            : i % 3 == 1
            ? db_many(db, &a, &entry_list, &all, &rows[0], &n_rows[0])
            : db_each(db, &a, &entry_each, NULL, ignore_row, NULL);
        if (e == OK && i % 3 == 0) /* one snapshot */
            require(sums[0].n_rows == sums[3].n_rows);
        require(e == OK || e == ERR_DB || e == ERR_BUSY);
        sleep_ms(e == OK ? 1 : 5);
    }
}

static void
run_writer(text url, const int64_t last[N_THREADS], int acks, bool is_stubborn)
{
    struct arena a;
    arena_open(&a, 1 << 20);
    struct db_home *home = fault_open(&a, url);
    struct thread_arg args[N_THREADS];
    for (int i = 0; i < N_THREADS; i++) {
        args[i] = (struct thread_arg){ .home = home,
            .next = i * FAULT_THREAD_IDS + last[i] + 1,
            .acks = acks,
            .is_stubborn = is_stubborn };
        require(thread_start(
                    &args[i].thread, "writer", write_on, &args[i], NULL) == OK);
    }
    struct thread_arg reader = { .home = home };
    if (is_stubborn)
        require(thread_start(
                    &reader.thread, "reader", read_on, &reader, NULL) == OK);
    for (int i = 0; i < N_THREADS; i++)
        thread_join(&args[i].thread);
    db_close(home);
}

enum { IDS_MAX = 1 << 20 };

void
fault_start_writer(struct fault_writer *w, text url,
    const int64_t last[N_THREADS], bool is_stubborn)
{
    int ends[2];
    require(pipe(ends) == 0);
    fflush(NULL);
    *w = (struct fault_writer){ .acks = ends[0] };
    w->ids = calloc(IDS_MAX, sizeof *w->ids);
    require(w->ids != NULL);
    w->pid = fork();
    require(w->pid >= 0);
    if (w->pid == 0) {
        close(ends[0]);
        run_writer(url, last, ends[1], is_stubborn);
        _exit(0);
    }
    close(ends[1]);
}

/* False at the end of the pipe. */
static bool
hear(struct fault_writer *w, int wait_ms)
{
    struct pollfd p = { .fd = w->acks, .events = POLLIN };
    if (poll(&p, 1, wait_ms) <= 0)
        return true;
    int64_t ids[512];
    ssize_t n = read(w->acks, ids, sizeof ids);
    if (n <= 0)
        return false;
    require(n % 8 == 0); /* a write of 8 bytes to a pipe is whole */
    for (ssize_t i = 0; i < n / 8; i++) {
        int64_t t = ids[i] / FAULT_THREAD_IDS, k = ids[i] % FAULT_THREAD_IDS;
        require(t < N_THREADS && w->n_ids < IDS_MAX);
        w->ids[w->n_ids++] = ids[i];
        if (k > w->acked[t])
            w->acked[t] = k;
    }
    return true;
}

void
fault_listen(struct fault_writer *w, int64_t for_ms)
{
    int64_t end = monotonic_ns() + for_ms * 1'000'000;
    for (int64_t left; (left = end - monotonic_ns()) > 0;)
        if (!hear(w, (int)(left / 1'000'000) + 1))
            return;
}

void
fault_kill(struct fault_writer *w)
{
    kill(w->pid, SIGKILL);
    int status;
    require(waitpid(w->pid, &status, 0) == w->pid);
    while (hear(w, 1000))
        ;
    close(w->acks);
    w->acks = -1;
}

/* ---- looking afterwards -------------------------------------------------- */

static void
hear_fault(void *context, const char *line)
{
    (void)context;
    fprintf(stderr, "  %s\n", line);
}

static bool
is_sound(struct db_home *home)
{
    if (db_home_dialect(home) == DB_POSTGRESQL)
        return true; /* its own recovery is not ours to test */
    struct db *db = fault_connect(home);
    sqlite3_stmt *stmt;
    check(sqlite3_prepare_v2(db->lite, "PRAGMA integrity_check", -1, &stmt,
              NULL) == SQLITE_OK);
    check(sqlite3_step(stmt) == SQLITE_ROW);
    const char *said = (const char *)sqlite3_column_text(stmt, 0);
    bool is_ok = strcmp(said, "ok") == 0;
    if (!is_ok)
        hear_fault(NULL, said);
    sqlite3_finalize(stmt);
    db_disconnect(db);
    return is_ok;
}

bool
fault_is_whole(
    struct db_home *home, const struct fault_writer *w, int64_t last[N_THREADS])
{
    struct arena a;
    arena_open(&a, 1 << 20);
    struct db *db = fault_connect(home);
    bool is_whole = is_sound(home);
    for (ptrdiff_t i = 0; i < w->n_ids && is_whole; i++) {
        struct entry_range one = { w->ids[i], w->ids[i] };
        struct entry_sums sums;
        is_whole = db_one(db, &a, &entry_sums, &one, &sums) == OK &&
            sums.n_rows == N_PARTS;
        if (!is_whole)
            fprintf(stderr, "entry %lld was said to be saved: %lld rows\n",
                (long long)w->ids[i], (long long)sums.n_rows);
    }
    for (int t = 0; t < N_THREADS && is_whole; t++) {
        struct entry_range all = { t * FAULT_THREAD_IDS,
            (t + 1) * FAULT_THREAD_IDS - 1 };
        struct entry_sums sums;
        is_whole =
            db_one(db, &a, &entry_sums, &all, &sums) == OK && sums.n_half == 0;
        last[t] = sums.last_id == 0 ? 0 : sums.last_id % FAULT_THREAD_IDS;
        if (w->acked[t] > last[t])
            is_whole = false;
        if (!is_whole)
            fprintf(stderr, "thread %d: %lld entries are half there\n", t,
                (long long)sums.n_half);
    }
    db_disconnect(db);
    arena_close(&a);
    return is_whole;
}

int64_t
fault_random(int64_t below)
{
    return (int64_t)(entropy_bits() % (uint64_t)below);
}
