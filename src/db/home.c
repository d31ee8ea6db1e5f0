/* Opening and closing: a database, its connections, their kept statements. */
#include "db/db_in.h"

#include "os/entropy.h"

#include <string.h>

/* ---- kept statements ----------------------------------------------------- */

static struct db_kept *
place_of(struct db_kept *table, int size, const struct db_query *q)
{
    uint64_t hash = (uint64_t)(uintptr_t)q * 0x9e3779b97f4a7c15u;
    for (int i = (int)(hash >> 40) & (size - 1);; i = (i + 1) & (size - 1))
        if (table[i].query == q || table[i].query == NULL)
            return &table[i];
}

struct db_kept *
db_keep(struct db *db, const struct db_query *q)
{
    if (db->n_kept * 2 >= db->kept_size) {
        int size = db->kept_size == 0 ? 128 : db->kept_size * 2;
        struct db_kept *table = arena_try(&db->arena, (ptrdiff_t)sizeof *table,
            _Alignof(struct db_kept), size);
        if (table == NULL)
            return NULL;
        for (int i = 0; i < db->kept_size; i++)
            if (db->kept[i].query != NULL)
                *place_of(table, size, db->kept[i].query) = db->kept[i];
        db->kept = table;
        db->kept_size = size;
    }
    struct db_kept *k = place_of(db->kept, db->kept_size, q);
    if (k->query == NULL) {
        k->query = q;
        db->n_kept++;
    }
    return k;
}

void
db_forget_kept(struct db *db)
{
    if (db->kept_size > 0)
        memset(db->kept, 0, sizeof *db->kept * (size_t)db->kept_size);
    db->n_kept = 0;
}

/* ---- connections --------------------------------------------------------- */

enum err
db_connect_as(
    struct db **out, struct db_home *home, bool is_writer, struct why *why)
{
    struct arena arena;
    arena_open(&arena, 16 << 20);
    *out = NULL;
    struct db *db =
        arena_try(&arena, (ptrdiff_t)sizeof *db, _Alignof(struct db), 1);
    if (db == NULL)
        return err_say(why, ERR_NO_ROOM, "no memory for a connection");
    *db = (struct db){ .home = home,
        .dialect = home->dialect,
        .arena = arena,
        .shard = (int)(entropy_bits() % DB_N_SHARDS) };
    arena_open(&db->scratch, DB_SCRATCH_SIZE);
    enum err e = home->dialect == DB_SQLITE ? lite_open(db, is_writer, why)
                                            : pg_open(db, why);
    if (e != OK) {
        db_disconnect(db);
        return e;
    }
    *out = db;
    return OK;
}

enum err
db_connect(struct db **db, struct db_home *home, struct why *why)
{
    return db_connect_as(db, home, false, why);
}

void
db_disconnect(struct db *db)
{
    if (db == NULL)
        return;
    db_recover(db);
    if (db->dialect == DB_SQLITE)
        lite_close(db);
    else
        pg_close(db);
    arena_close(&db->scratch);
    struct arena arena = db->arena; /* db itself lies in it */
    arena_close(&arena);
}

void
db_give_back(struct db *db)
{
    struct db_home *home = db->home;
    if (db->dialect != DB_SQLITE)
        return;
    sqlite3_db_release_memory(db->lite);
    db_take_turn(home, &db->ticket, true);
    sqlite3_db_release_memory(home->writer->lite);
    db_give_turn(home);
}

enum db_dialect
db_dialect(const struct db *db)
{
    return db->dialect;
}

const char *
db_last_why(const struct db *db)
{
    return db->why.text;
}

void
db_recover(struct db *db)
{
    db_recover_group(db);
    db_defer(db, false);
    if (db->dialect == DB_SQLITE)
        lite_recover(db);
    else
        pg_recover(db);
    db_meet_leave(db);
}

/* ---- homes --------------------------------------------------------------- */

static bool
is_postgresql(text url)
{
    return text_starts_with(url, TEXT("postgresql://")) ||
        text_starts_with(url, TEXT("postgres://"));
}

static enum err
open_lite(struct db_home *home, bool may_create, struct why *why)
{
    text url = home->url;
    if (text_is_empty(url) || text_has_byte(url, '\0') ||
        text_starts_with(url, TEXT(":memory:")) || url.len > DB_PATH_MAX - 64)
        return err_say(why, ERR_BAD_INPUT, "%.*s is no file for a database",
            TEXT_ARG(url));
    if (text_find(url, TEXT("://")) > 0)
        return err_say(why, ERR_BAD_INPUT,
            "%.*s: a database is a file or postgresql://...", TEXT_ARG(url));
    enum err e = db_file_prepare(home->file, may_create, why);
    if (e == OK)
        e = db_connect_as(&home->writer, home, true, why);
    return e;
}

static enum err
open_pg(struct db_home *home, struct why *why)
{
    /* try it now, so that start-up says what is wrong, not the first page */
    struct db *db;
    enum err e = db_connect(&db, home, why);
    if (e == OK)
        e = pg_check_server(db, why);
    if (e == OK)
        home->is_far = pg_is_far(db);
    db_disconnect(db);
    return e;
}

int
db_files_of(text url, struct arena *a, text *files, int max)
{
    return is_postgresql(url) ? pg_files_of(url, a, files, max) : 0;
}

static void
close_locks(struct db_home *home)
{
    condition_close(&home->count.changed);
    mutex_close(&home->count.lock);
    condition_close(&home->committer.changed);
    mutex_close(&home->lock);
    db_meet_close(&home->meet);
}

enum err
db_open(struct db_home **out, struct arena *process, text url, bool may_create,
    struct why *why)
{
    *out = NULL;
    struct db_home *home = arena_new(process, struct db_home, 1);
    home->url = arena_copy(process, url);
    home->file = arena_c_string(process, url);
    home->dialect = is_postgresql(url) ? DB_POSTGRESQL : DB_SQLITE;
    home->busy_ms = DB_BUSY_MS;
    home->open_ns = DB_OPEN_NS;
    home->due_ns = DB_DUE_NS;
    mutex_open(&home->lock);
    condition_open(&home->committer.changed);
    db_meet_open(&home->meet);
    mutex_open(&home->count.lock);
    condition_open(&home->count.changed);
    enum err e = home->dialect == DB_SQLITE ? open_lite(home, may_create, why)
                                            : open_pg(home, why);
    if (e != OK) {
        close_locks(home);
        return e;
    }
    *out = home;
    return OK;
}

void
db_close(struct db_home *home)
{
    if (home == NULL)
        return;
    db_committer_stop(home);
    db_disconnect(home->writer); /* truncates the WAL */
    close_locks(home);
}

enum db_dialect
db_home_dialect(const struct db_home *home)
{
    return home->dialect;
}

bool
db_home_is_far(const struct db_home *home)
{
    return home->is_far;
}
