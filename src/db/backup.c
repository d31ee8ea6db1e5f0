/* A consistent copy as one SQLite file, made beside its place and put there
 * when it is whole and checked. */
#include "db/db_in.h"

#include "os/file.h"

#include <string.h>

enum { IDLE_S = 3600 };

/* The copy is opened by itself, not as a database of ours: its journal mode
 * stays as it is, and no WAL is left beside it. */
static enum err
check_copy(const char *file, struct why *why)
{
    sqlite3 *lite = NULL;
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_open_v2(
        file, &lite, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code =
            sqlite3_prepare_v2(lite, "PRAGMA integrity_check", -1, &stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    const char *said = code == SQLITE_ROW
        ? (const char *)sqlite3_column_text(stmt, 0)
        : sqlite3_errmsg(lite);
    enum err e = OK;
    if (said == NULL || strcmp(said, "ok") != 0)
        e = err_say(
            why, ERR_DB, "the copy is not sound: %s", said == NULL ? "" : said);
    sqlite3_finalize(stmt);
    sqlite3_close(lite);
    return e;
}

static enum err
from_lite(struct db_home *home, const char *file, struct why *why)
{
    struct db *db;
    enum err e = db_connect(&db, home, why);
    if (e == OK) {
        e = lite_vacuum_into(db, file);
        if (e != OK)
            ignore(err_say(why, e, "%s", db_last_why(db)));
    }
    db_disconnect(db);
    return e;
}

static enum err
from_pg(struct db_home *home, struct arena *scratch, const char *file,
    struct why *why)
{
    struct db_home *copy;
    enum err e = db_open(&copy, scratch, text_of(file), true, why);
    if (e != OK)
        return e;
    e = db_copy(home, copy, scratch, NULL, NULL, why);
    if (e == OK) {
        /* as VACUUM INTO leaves it: one file, nothing beside it */
        e = lite_exec(copy->writer, "PRAGMA journal_mode = DELETE");
        if (e != OK)
            ignore(err_say(why, e, "%s", db_last_why(copy->writer)));
    }
    db_close(copy);
    return e;
}

/* Who puts a file in the place of a database leaves its WAL beside the new
 * one, and SQLite would write the old pages into that. A WAL that nobody uses
 * any more stays after a crash; the next opening takes it away. */
static enum err
check_place(struct db_home *home, struct arena *a, text file, struct why *why)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    if (file_is_folder(file))
        return err_say(why, ERR_BAD_INPUT, "%.*s is a folder", TEXT_ARG(file));
    for (int i = 0; i < 3 && home->dialect == DB_SQLITE; i++)
        if (file_is_same(file, arena_print(a, "%s%s", home->file, ends[i])))
            return err_say(why, ERR_BAD_INPUT,
                "%.*s is the database itself: give the backup another name",
                TEXT_ARG(file));
    if (file_is_there(arena_print(a, "%.*s-wal", TEXT_ARG(file))))
        return err_say(why, ERR_CONFLICT,
            "%.*s is a database that may be in use: there is a %.*s-wal",
            TEXT_ARG(file), TEXT_ARG(file));
    return OK;
}

enum err
db_backup(struct db_home *home, struct arena *scratch, text file,
    bool may_replace, struct why *why)
{
    if (!may_replace && file_is_there(file))
        return err_say(why, ERR_CONFLICT,
            "%.*s is there already: --replace puts the backup "
            "in its place",
            TEXT_ARG(file));
    struct arena_mark mark = arena_mark(scratch);
    struct file_new copy;
    enum err e = check_place(home, scratch, file, why);
    if (e == OK)
        e = file_new_open(&copy, file, why);
    if (e != OK) {
        arena_rewind(scratch, mark);
        return e;
    }
    /* what a backup left that was killed on its way */
    text name = text_slice(file, file_folder_of(file).len + 1, file.len);
    if (!text_has_byte(file, '/'))
        name = file;
    (void)file_clear_away(file_folder_of(file),
        arena_print(scratch, ".%.*s.", TEXT_ARG(name)), TEXT(".new"), IDLE_S);
    e = home->dialect == DB_SQLITE
        ? from_lite(home, copy.temporary, why)
        : from_pg(home, scratch, copy.temporary, why);
    if (e == OK)
        e = check_copy(copy.temporary, why);
    if (e == OK)
        e = file_new_keep(&copy, why);
    else
        file_new_drop(&copy);
    arena_rewind(scratch, mark);
    return e;
}
