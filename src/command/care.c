/* Caring for the data: backup, restore, copy, check. */
#include "command/command.h"
#include "command/sheets.h"

#include "keep/prose.h"
#include "keep/seal.h"
#include "keep/sheet_sort.h"
#include "keep/upkeep.h"
#include "keep/wipe.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/file.h"

#include <inttypes.h>
#include <stdio.h>

enum { IDLE_S = 3600 };

/* Ask something of the database of the settings, as it is. */
static enum err
with_data(struct run *run,
    enum err (*ask)(
        struct run *run, struct db_home *home, struct db *db, struct why *why),
    struct why *why)
{
    struct db_home *home;
    struct db *db;
    enum err e = db_open(&home, run->process, run->settings->db, false, why);
    if (e != OK)
        return e;
    e = db_connect(&db, home, why);
    if (e == OK) {
        e = ask(run, home, db, why);
        db_disconnect(db);
    }
    db_close(home);
    return e;
}

/* ---- Backup -------------------------------------------------------------- */

static enum err
size_of(text file, int64_t *n_bytes, struct why *why)
{
    int fd;
    enum err e = file_open(&fd, file, why);
    if (e != OK)
        return e;
    e = file_size(fd, n_bytes);
    file_close(fd);
    return e;
}

/* What was done until now is sealed in the copy too. Noting comes after it:
 * a backup that cannot be noted is one. Data of an older version is copied as
 * it is. */
static enum err
back_up(struct run *run, struct db_home *home, struct db *db, struct why *why)
{
    text file = run->args[0];
    bool may_replace = options_is_on(run->options, "replace");
    bool is_ours = db_check_schema(home, NULL) == OK;
    int64_t n_bytes = 0;
    struct why none = { 0 };
    if (is_ours)
        ignore(seal_all(db, run->process, NULL));
    enum err e = db_backup(home, run->process, file, may_replace, why);
    if (e != OK)
        return e;
    printf("backed up to %.*s\n", TEXT_ARG(file));
    if (is_ours && size_of(file, &n_bytes, &none) == OK &&
        backup_note(db, run->process, n_bytes, now_s()) != OK)
        fputs("counterpart: the backup is there, but could not be noted\n",
            stderr);
    return OK;
}

enum err
run_backup(struct run *run, struct why *why)
{
    if (run->n_args != 1)
        return err_say(why, ERR_BAD_INPUT,
            "into which file? counterpart backup FILE [--replace]");
    return with_data(run, back_up, why);
}

/* ---- Copy ---------------------------------------------------------------- */

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

/* Pages show stored HTML as it is: that of a backup is believed to nobody. */
static enum err
print_again(struct run *run, struct db_home *home, struct why *why)
{
    struct db *db;
    int64_t n = 0;
    enum err e = db_connect(&db, home, why);
    if (e != OK)
        return e;
    e = prose_print_again(db, run->process, &n);
    if (e != OK)
        ignore(err_say(why, e, "%s", db_last_why(db)));
    else if (n > 0)
        printf("%" PRId64 " texts are printed anew\n", n);
    db_disconnect(db);
    return e;
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
    if (e == OK && n_applied == n_all)
        e = err_say(why, ERR_BAD_INPUT, "it is empty: no backup of a network");
    if (e == OK)
        e = print_again(run, home, why);
    db_close(home);
    return e;
}

/* Whom the backup still has, and who was erased after it was made. */
static enum err
erase_again(
    struct run *run, struct db_home *home, struct db *db, struct why *why)
{
    text given = options_text(run->options, "erased");
    text kept = erased_file(home, run->process, run->settings->db);
    text file = text_is_empty(given) ? kept : given;
    int n = 0;
    if (!text_is_empty(given) && !file_is_there(given))
        return err_say(why, ERR_NOT_FOUND, "there is no %.*s", TEXT_ARG(given));
    if (!text_is_known(file) || !file_is_there(file)) {
        puts("there is no list of people who were erased after this backup: "
             "if there were any, erase them again (--erased FILE)");
        return OK;
    }
    enum err e = erased_apply(db, run->process, file, &n, why);
    if (e == OK)
        e = wipe(home, db, run->process, true, why);
    if (e == OK && text_is_known(kept))
        e = erased_save(db, run->process, kept, why);
    if (e == OK)
        printf("%d people who were erased after this backup are erased again\n",
            n);
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
    if (file_is_there(run->args[0]) && !file_is_plain(run->args[0]))
        return err_say(why, ERR_BAD_INPUT, "%.*s is no plain file",
            TEXT_ARG(run->args[0]));
    bool is_url = text_find(run->settings->db, TEXT("://")) >= 0;
    text folder = is_url ? TEXT("/var/tmp") : file_folder_of(run->settings->db);
    text copy = arena_print(run->process, "%.*s/.restoring-%lld",
        TEXT_ARG(folder), (long long)key_new());
    struct why fault = { 0 };
    /* what a restoring left that was killed on its way: it holds a network */
    (void)file_clear_away(folder, TEXT(".restoring-"), TEXT(""), IDLE_S);
    (void)file_clear_away(folder, TEXT("..restoring-"), TEXT(".new"), IDLE_S);
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
    return e == OK ? with_data(run, erase_again, why) : e;
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

/* The end of the audit log, to be noted elsewhere. */
static enum err
check_chain(struct run *run, struct db *db, int64_t *n_said)
{
    text head = { 0 }, noted = options_text(run->options, "head");
    enum err e = seal_all(db, run->process, NULL);
    if (e == OK)
        e = seal_check(db, run->process,
            text_is_empty(noted) ? (text){ 0 } : noted, say_fault, n_said);
    if (e == OK)
        e = seal_head(db, run->process, &head);
    if (e == OK && !text_is_empty(head))
        printf("the audit log ends at %.*s\n", TEXT_ARG(head));
    return e;
}

static enum err
check_all(struct run *run, struct db_home *home, struct db *db, struct why *why)
{
    int64_t n_faults = 0, n_said = 0;
    enum err e =
        db_check(home, run->process, say_fault, &n_said, &n_faults, why);
    if (e != OK)
        return e;
    /* of an older version the questions may not even fit */
    bool is_ours = db_check_schema(home, NULL) == OK;
    for (int d = 0; is_ours && e == OK && all_doors[d] != NULL; d++)
        if (all_doors[d]->check != NULL)
            e = all_doors[d]->check(db, run->process, say_fault, &n_said);
    if (e == OK && is_ours)
        e = check_sorting(db, run->process, &n_said);
    if (e == OK && is_ours)
        e = check_chain(run, db, &n_said);
    if (e != OK)
        return err_say(why, e, "%s", db_last_why(db));
    if (n_said > 0)
        return err_say(why, ERR_BAD_INPUT, "%" PRId64 " faults", n_said);
    puts("everything is in order");
    return OK;
}

enum err
run_check(struct run *run, struct why *why)
{
    return with_data(run, check_all, why);
}

/* ---- Wipe ---------------------------------------------------------------- */

static enum err
wipe_all(struct run *run, struct db_home *home, struct db *db, struct why *why)
{
    enum err e = wipe(home, db, run->process, true, why);
    if (e == OK)
        puts("nothing of what was erased is in the data");
    return e;
}

enum err
run_wipe(struct run *run, struct why *why)
{
    struct db_home *home;
    enum err e = run_open(run, false, &home, why);
    if (e != OK)
        return e;
    db_close(home);
    return with_data(run, wipe_all, why);
}
