/* Caring for the data: backup, restore, copy, check. */
#include "command/command.h"
#include "command/sheets.h"

#include "keep/sheet_sort.h"
#include "os/entropy.h"
#include "os/file.h"

#include <inttypes.h>
#include <stdio.h>

enum err
run_backup(struct run *run, struct why *why)
{
    struct db_home *home;
    bool may_replace = options_is_on(run->options, "replace");
    if (run->n_args != 1)
        return err_say(why, ERR_BAD_INPUT,
            "into which file? counterpart backup FILE [--replace]");
    enum err e = db_open(&home, run->process, run->settings->db, false, why);
    if (e != OK)
        return e;
    e = db_backup(home, run->process, run->args[0], may_replace, why);
    db_close(home);
    if (e == OK)
        printf("backed up to %.*s\n", TEXT_ARG(run->args[0]));
    return e;
}

static void
tell_table(void *context, const char *table, int64_t n_rows)
{
    (void)context;
    printf("%-24s %12" PRId64 " rows\n", table, n_rows);
}

static enum err
copy_between(struct run *run, text from, text to, struct why *why)
{
    struct db_home *source, *target;
    enum err e = db_open(&source, run->process, from, false, why);
    if (e != OK)
        return e;
    e = db_open(&target, run->process, to, true, why);
    if (e == OK) {
        e = db_copy(source, target, run->process, tell_table, NULL, why);
        db_close(target);
    }
    db_close(source);
    return e;
}

static enum err
copy_file(text from, text to, struct why *why)
{
    static char piece[64 * 1024];
    struct file_new file;
    int fd;
    ptrdiff_t n = 1;
    enum err e = file_open(&fd, from, why);
    if (e != OK)
        return e;
    e = file_new_open(&file, to, why);
    if (e == OK) {
        while (e == OK && n > 0) {
            e = file_get(fd, piece, sizeof piece, &n);
            if (e == OK && n > 0)
                e = file_put(file.fd, (text){ piece, n });
        }
        if (e == OK)
            e = file_new_keep(&file, why);
        else
            file_new_drop(&file);
    }
    file_close(fd);
    return e;
}

/* What is brought up to date leaves a copy of what it was. */
static void
remove_copy(struct arena *a, text copy)
{
    struct why none = { 0 };
    ignore(file_remove(copy, &none)); /* not there when it was not made */
    for (const struct db_migration *m = db_all_migrations; m->version != 0; m++)
        ignore(file_remove(
            arena_print(a, "%.*s.before-%04d", TEXT_ARG(copy), m->version),
            &none));
}

/* An empty file is a fine database, but no backup of one. */
static enum err
bring_up(struct run *run, text copy, struct why *why)
{
    struct db_home *home;
    int n_applied = 0, n_all = 0;
    while (db_all_migrations[n_all].version != 0)
        n_all++;
    enum err e = db_open(&home, run->process, copy, false, why);
    if (e != OK)
        return e;
    e = db_migrate(home, &n_applied, why);
    db_close(home);
    if (e == OK && n_applied == n_all)
        return err_say(
            why, ERR_BAD_INPUT, "it is empty: no backup of a network");
    return e;
}

enum err
run_restore(struct run *run, struct why *why)
{
    if (run->n_args != 1)
        return err_say(
            why, ERR_BAD_INPUT, "from which file? counterpart restore FILE");
    if (file_is_there(
            arena_print(run->process, "%.*s-wal", TEXT_ARG(run->args[0]))))
        return err_say(why, ERR_CONFLICT,
            "%.*s is a database that may be in use, there is a %.*s-wal: "
            "back it up first",
            TEXT_ARG(run->args[0]), TEXT_ARG(run->args[0]));
    /* A backup may be of an older version, and is not to be touched: what is
     * brought up to date and read is a copy of it, beside the target. */
    bool is_url = text_find(run->settings->db, TEXT("://")) >= 0;
    text copy = arena_print(run->process, "%.*s/.restoring-%lld",
        TEXT_ARG(is_url ? TEXT("/var/tmp") : file_folder_of(run->settings->db)),
        (long long)key_new());
    struct why fault = { 0 };
    enum err e = copy_file(run->args[0], copy, why);
    if (e != OK)
        return e;
    e = bring_up(run, copy, &fault);
    if (e != OK) /* the name of the copy says nothing to anybody */
        ignore(err_say(why, e, "%.*s cannot be restored: %s",
            TEXT_ARG(run->args[0]), fault.text));
    else
        e = copy_between(run, copy, run->settings->db, why);
    remove_copy(run->process, copy);
    return e;
}

enum err
run_copy(struct run *run, struct why *why)
{
    text from = options_text(run->options, "from");
    text to = options_text(run->options, "to");
    if (text_is_empty(from) || text_is_empty(to) || run->n_args != 0)
        return err_say(why, ERR_BAD_INPUT,
            "from where to where? counterpart copy --from DB --to DB");
    return copy_between(run, from, to, why);
}

enum err
run_sort(struct run *run, struct why *why)
{
    struct sheets all = gather_sheets();
    struct db_home *home;
    struct db *reader, *writer;
    int64_t n_rows = 0;
    enum err e = run_open(run, false, &home, why);
    if (e != OK)
        return e;
    e = db_connect(&reader, home, why);
    if (e == OK) {
        e = db_connect(&writer, home, why);
        if (e == OK) {
            e = sheet_sort_again(
                reader, writer, run->process, all.sheets, &n_rows);
            db_disconnect(writer);
        }
        db_disconnect(reader);
    }
    db_close(home);
    if (e == OK)
        printf("%" PRId64 " names have a new place\n", n_rows);
    return e;
}

static enum err
check_sorting(struct db *db, struct arena *a, int64_t *n_said)
{
    bool is_current = true;
    enum err e = sheet_sort_check(db, a, &is_current);
    if (e == OK && !is_current) {
        puts("names were sorted by another library: counterpart sort");
        ++*n_said;
    }
    return e;
}

static void
say_fault(void *context, const char *line)
{
    int64_t *n_faults = context;
    ++*n_faults;
    puts(line);
}

enum err
run_check(struct run *run, struct why *why)
{
    struct db_home *home;
    struct db *db;
    int64_t n_faults = 0, n_said = 0;
    enum err e = db_open(&home, run->process, run->settings->db, false, why);
    if (e != OK)
        return e;
    e = db_check(home, run->process, say_fault, &n_said, &n_faults, why);
    if (e == OK)
        e = db_connect(&db, home, why);
    if (e == OK) {
        for (int d = 0; e == OK && all_doors[d] != NULL; d++)
            if (all_doors[d]->check != NULL)
                e = all_doors[d]->check(db, run->process, say_fault, &n_said);
        if (e == OK)
            e = check_sorting(db, run->process, &n_said);
        db_disconnect(db);
    }
    db_close(home);
    if (e != OK)
        return e;
    if (n_said > 0)
        return err_say(why, ERR_BAD_INPUT, "%" PRId64 " faults", n_said);
    puts("everything is in order");
    return OK;
}
