#include "keep/setting.h"

#include "keep/setting.sql.h"

enum err
setting_load(struct db *db, struct arena *a, const char *name, text *value)
{
    struct setting_find_row row = { 0 };
    enum err e = setting_find(
        db, a, (struct setting_find_in){ .name = text_of(name) }, &row);
    *value = row.value;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
setting_save(struct db *writer, struct arena *a, const char *name, text value)
{
    text old;
    enum err e = setting_load(writer, a, name, &old);
    if (e != OK || text_is_equal(old, value))
        return e;
    return setting_put(writer,
        (struct setting_put_in){ .name = text_of(name), .value = value }, NULL);
}
