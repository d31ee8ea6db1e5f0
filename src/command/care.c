/* Caring for the data: backup, restore, copy, check. */
#include "command/command.h"

#include "os/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum err
run_backup(struct run *run, struct why *why)
{
    struct db_home *home;
    bool may_replace
        = run->n_args == 2 && strcmp(run->args[1], "--replace") == 0;
    if (run->n_args != 1 + may_replace)
        return err_say(why, ERR_BAD_INPUT,
            "into which file? counterpart backup FILE [--replace]");
    enum err e = db_open(&home, run->process, run->settings->db, false, why);
    if (e != OK)
        return e;
    e = db_backup(
        home, run->process, text_of(run->args[0]), may_replace, why);
    db_close(home);
    if (e == OK)
        printf("backed up to %s\n", run->args[0]);
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

enum err
run_restore(struct run *run, struct why *why)
{
    if (run->n_args != 1)
        return err_say(
            why, ERR_BAD_INPUT, "from which file? counterpart restore FILE");
    return copy_between(
        run, text_of(run->args[0]), run->settings->db, why);
}

enum err
run_copy(struct run *run, struct why *why)
{
    text from = { NULL, 0 }, to = { NULL, 0 };
    for (int i = 0; i + 1 < run->n_args; i += 2) {
        if (strcmp(run->args[i], "--from") == 0)
            from = text_of(run->args[i + 1]);
        else if (strcmp(run->args[i], "--to") == 0)
            to = text_of(run->args[i + 1]);
    }
    if (!text_is_known(from) || !text_is_known(to) || run->n_args != 4)
        return err_say(why, ERR_BAD_INPUT,
            "from where to where? counterpart copy --from DB --to DB");
    return copy_between(run, from, to, why);
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
                e = all_doors[d]->check(
                    db, run->process, say_fault, &n_said);
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
