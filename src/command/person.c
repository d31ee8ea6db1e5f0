/* Everything kept about one person: handed out, or erased. */
#include "command/command.h"

#include "keep/person_data.h"
#include "keep/upkeep.h"
#include "keep/wipe.h"
#include "os/file.h"
#include "people/people.h"

#include <stdio.h>

static enum err
hand_out(struct run *run, struct db *db, int64_t person_id, struct why *why)
{
    text all;
    enum err e = person_export(db, run->process, person_id, &all);
    if (e != OK)
        return err_say(why, e, "%s", db_last_why(db));
    if (run->n_args == 3) {
        if (file_is_there(run->args[2]))
            return err_say(why, ERR_CONFLICT, "%.*s is there already",
                TEXT_ARG(run->args[2]));
        return file_write(run->args[2], all, why);
    }
    fwrite(all.ptr, 1, (size_t)all.len, stdout);
    putchar('\n');
    return OK;
}

static enum err
erase_step(struct db *writer, struct arena *scratch, void *arg)
{
    return person_erase(writer, scratch, *(const int64_t *)arg, 0);
}

/* The list beside the data is written before the bytes go: whatever happens
 * then, a restore knows. */
static enum err
erase(struct run *run, struct db_home *home, struct db *db, int64_t person_id,
    struct why *why)
{
    text list = erased_file(home, run->process, run->settings->db);
    enum err e = db_write(db, run->process, erase_step, &person_id);
    if (e == ERR_DENIED)
        return err_say(why, e,
            "the only coordinator: make somebody else a coordinator first");
    if (e != OK)
        return err_say(why, e, "%s", db_last_why(db));
    if (text_is_known(list))
        e = erased_save(db, run->process, list, why);
    if (e == OK)
        e = wipe(home, db, run->process, false, why);
    if (e != OK)
        return e;
    puts(text_is_known(list)
            ? "erased: no byte of it is in the data"
            : "erased: no question finds it any more; the bytes leave "
              "PostgreSQL's files with counterpart wipe, which locks its "
              "tables");
    puts("backups that were made before still have it: destroy them in time");
    return OK;
}

/* To be kept elsewhere: what a restore of an older backup needs to know. */
static enum err
list_erased(struct run *run, struct db *db, struct why *why)
{
    text all;
    enum err e = erased_print(db, run->process, &all);
    if (e != OK)
        return err_say(why, e, "%s", db_last_why(db));
    fwrite(all.ptr, 1, (size_t)all.len, stdout);
    return OK;
}

enum err
run_person(struct run *run, struct why *why)
{
    struct db_home *home;
    struct db *db;
    int64_t person_id = 0;
    text what = run->n_args > 0 ? run->args[0] : (text){ 0 };
    bool is_export = text_is_equal(what, TEXT("export"));
    bool is_list = text_is_equal(what, TEXT("erased")) && run->n_args == 1;
    if ((!is_list && run->n_args < 2) || run->n_args > (is_export ? 3 : 2) ||
        (!is_export && !is_list && !text_is_equal(what, TEXT("erase"))))
        return err_say(why, ERR_BAD_INPUT,
            "whom? counterpart person export WHO [FILE], person erase WHO, "
            "person erased; WHO is a key or a mail address");
    enum err e = run_open(run, false, &home, why);
    if (e != OK)
        return e;
    e = db_connect(&db, home, why);
    if (e == OK) {
        e = is_list ? list_erased(run, db, why)
                    : people_find(db, run->process, run->args[1], &person_id);
        if (is_list)
            ; /* that was all */
        else if (e == ERR_NOT_FOUND)
            e = err_say(why, e, "nobody here has that key or address");
        else if (e == OK)
            e = is_export ? hand_out(run, db, person_id, why)
                          : erase(run, home, db, person_id, why);
        db_disconnect(db);
    }
    db_close(home);
    return e;
}
