#include "keep/once.h"

#include "keep/once.sql.h"
#include "os/clock.h"

enum err
once_take(
    struct db *writer, struct arena *a, text token, text result, text *first)
{
    int64_t n = 0;
    struct once_insert_in row = {
        .token = token, .at = now_s(), .result = result
    };
    enum err e = once_insert(writer, row, &n);
    if (e != OK || n > 0)
        return e;
    struct once_find_row found = { 0 };
    e = once_find(writer, a, (struct once_find_in){ .token = token }, &found);
    if (e != OK)
        return e;
    *first = found.result;
    return ERR_CONFLICT;
}

enum err
once_look(struct db *db, struct arena *a, text token, bool *is_taken)
{
    struct once_find_row found;
    enum err e =
        once_find(db, a, (struct once_find_in){ .token = token }, &found);
    *is_taken = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
once_clean(struct db *writer, int64_t before)
{
    return once_forget(
        writer, (struct once_forget_in){ .before = before }, NULL);
}
