#include "keep/wipe.h"

#include "base/key.h"
#include "keep/setting.h"
#include "keep/wipe.sql.h"
#include "os/entropy.h"

static const char due[] = "wipe_due"; /* another text for each erasure */

enum err
wipe_is_due(struct db *writer, struct arena *a)
{
    char room[KEY_LENGTH];
    return setting_save(writer, a, due, key_print(key_new(), room));
}

enum err
wipe_ask(struct db *db, struct arena *a, bool *is_due)
{
    text value = { 0 };
    enum err e = setting_load(db, a, due, &value);
    *is_due = !text_is_empty(value);
    return e;
}

static enum err
merge(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch, (void)arg;
    return search_word_merge(writer, NULL);
}

/* Unless somebody was erased meanwhile. */
static enum err
note_done(struct db *writer, struct arena *scratch, void *arg)
{
    const text *seen = arg;
    text now = { 0 };
    enum err e = setting_load(writer, scratch, due, &now);
    if (e != OK || !text_is_equal(now, *seen))
        return e;
    return setting_save(writer, scratch, due, TEXT(""));
}

enum err
wipe(struct db_home *home, struct db *db, struct arena *a, bool is_whole,
    struct why *why)
{
    text seen = { 0 };
    bool is_lite = db_home_dialect(home) == DB_SQLITE;
    enum err e = setting_load(db, a, due, &seen);
    if (e == OK && is_lite)
        e = db_write_quietly(db, a, merge, NULL);
    if (e != OK)
        return err_say(why, e, "%s", db_last_why(db));
    if (!is_lite && !is_whole)
        return OK;
    e = db_wipe(home, a, why);
    if (e == OK && !text_is_empty(seen)) {
        e = db_write_quietly(db, a, note_done, &seen);
        if (e != OK)
            ignore(err_say(why, e, "%s", db_last_why(db)));
    }
    return e;
}
