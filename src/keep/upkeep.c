#include "keep/upkeep.h"

#include "base/date.h"
#include "base/key.h"
#include "keep/person_data.h"
#include "keep/person_data.sql.h"
#include "os/entropy.h"
#include "os/file.h"

enum { ERASED_MAX = 8 << 20, TABLES_MAX = 200 };

/* ---- Backups ------------------------------------------------------------- */

static enum err
save_backup(struct db *writer, struct arena *scratch, void *arg)
{
    const struct backup_insert_in *row = arg;
    (void)scratch;
    return backup_insert(writer, *row, NULL);
}

enum err
backup_note(struct db *db, struct arena *a, int64_t n_bytes, int64_t now)
{
    struct backup_insert_in row = {
        .id = key_new(), .at = now, .n_bytes = n_bytes
    };
    return db_write_quietly(db, a, save_backup, &row);
}

/* ---- Storage ------------------------------------------------------------- */

struct sizes {
    struct arena *arena;
    text day;
    int n;
    struct storage_put_in rows[TABLES_MAX];
};

static void
take_size(void *context, text table, int64_t n_bytes)
{
    struct sizes *s = context;
    if (s->n < TABLES_MAX)
        s->rows[s->n++] = (struct storage_put_in){ .day = s->day,
            .name = arena_copy(s->arena, table),
            .n_bytes = n_bytes };
}

static enum err
save_sizes(struct db *writer, struct arena *scratch, void *arg)
{
    const struct sizes *s = arg;
    enum err e = OK;
    (void)scratch;
    for (int i = 0; e == OK && i < s->n; i++)
        e = storage_put(writer, s->rows[i], NULL);
    return e;
}

enum err
storage_note(struct db_home *home, struct db *db, struct arena *a, text folder,
    int64_t now, struct why *why)
{
    char *day = arena_new(a, char, DATE_LENGTH);
    struct sizes *s = arena_new(a, struct sizes, 1);
    int64_t n_free;
    s->arena = a;
    s->day = date_print(moment_of(now).date, day);
    enum err e = db_sizes(home, take_size, s, why);
    if (e == OK && text_is_known(folder) && file_room(folder, &n_free) == OK)
        take_size(s, TEXT("free"), n_free);
    if (e != OK)
        return e;
    e = db_write_quietly(db, a, save_sizes, s);
    return e == OK ? OK : err_say(why, e, "%s", db_last_why(db));
}

/* ---- Who was erased ------------------------------------------------------ */

text
erased_file(struct db_home *home, struct arena *a, text url)
{
    if (db_home_dialect(home) != DB_SQLITE)
        return (text){ 0 };
    return arena_print(a, "%.*s.erased", TEXT_ARG(url));
}

static enum err
print_erased(void *context, const struct erasure_each_row *row)
{
    struct buf *b = context;
    char key[KEY_LENGTH], day[DATE_LENGTH];
    buf_print(b, "%.*s %.*s\n", TEXT_ARG(key_print(row->id, key)),
        TEXT_ARG(date_print(moment_of(row->at).date, day)));
    return OK;
}

enum err
erased_print(struct db *db, struct arena *a, text *all)
{
    struct buf b = buf_in(a, 4096);
    enum err e = erasure_each(db, a, print_erased, &b);
    *all = buf_text(&b);
    return e;
}

enum err
erased_save(struct db *db, struct arena *a, text file, struct why *why)
{
    text all;
    enum err e = erased_print(db, a, &all);
    if (e != OK)
        return err_say(why, e, "%s", db_last_why(db));
    return all.len == 0 ? OK : file_write(file, all, why);
}

static enum err
erase_again(struct db *writer, struct arena *scratch, void *arg)
{
    return person_erase(writer, scratch, *(const int64_t *)arg, 0);
}

enum err
erased_apply(
    struct db *db, struct arena *a, text file, int *n_erased, struct why *why)
{
    text all, line, word;
    *n_erased = 0;
    if (!file_is_there(file))
        return OK;
    enum err e = file_read_plain(file, a, ERASED_MAX, &all, why);
    while (e == OK && text_is_known(all) && all.len > 0) {
        int64_t id;
        struct erasure_find_row found;
        struct arena_mark mark = arena_mark(a);
        line = text_cut(all, '\n', &all);
        word = text_cut(line, ' ', &line);
        if (word.len == 0)
            continue;
        if (!key_parse(word, &id))
            return err_say(why, ERR_BAD_INPUT,
                "%.*s: a line begins with a key of 13 letters and digits",
                TEXT_ARG(file));
        e = erasure_find(db, a, (struct erasure_find_in){ .id = id }, &found);
        if (e == ERR_NOT_FOUND) {
            e = db_write(db, a, erase_again, &id);
            *n_erased += e == OK;
        }
        if (e != OK)
            ignore(err_say(why, e, "%s", db_last_why(db)));
        arena_rewind(a, mark);
    }
    return e;
}
