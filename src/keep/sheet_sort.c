#include "keep/sheet_sort.h"
#include "keep/sheet_row.h"

#include "keep/setting.h"
#include "text/lang.h"

#include <string.h>

static const char setting_name[] = "sort_version";

enum err
sheet_sort_check(struct db *db, struct arena *a, bool *is_current)
{
    text stored;
    enum err e = setting_load(db, a, setting_name, &stored);
    *is_current =
        !text_is_known(stored) || text_is_equal(stored, lang_sort_version(a));
    return e;
}

enum err
sheet_sort_remember(struct db *writer, struct arena *a)
{
    text stored;
    enum err e = setting_load(writer, a, setting_name, &stored);
    if (e != OK || text_is_known(stored))
        return e;
    return setting_save(writer, a, setting_name, lang_sort_version(a));
}

/* ---- Again -----------------------------------------------------------------
 */

enum { GROUP = 256 };

struct sorting {
    const struct sheet *sheet;
    struct db *writer;
    struct arena own; /* of one group */
    text codes[GROUP];
    int n_codes;
    int64_t n_changed, n_in_group;
};

static enum err
sort_row(struct sorting *s, struct db *writer, struct arena *a, text code)
{
    const struct sheet *sheet = s->sheet;
    char *row = row_new(a, sheet);
    char *old = row_new(a, sheet);
    enum err e = db_one(writer, a, sheet->find, &code, row);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e; /* gone meanwhile */
    memcpy(old, row, (size_t)sheet->shape->size);
    for (int i = 0; i < sheet->n_columns; i++) {
        const struct sheet_column *c = &sheet->columns[i];
        if (c->kind != SHEET_NAME)
            continue;
        text name = row_text(sheet->shape, row, c->name);
        if (row_put(a, sheet, c, name, row) != NULL)
            memcpy(row, old, (size_t)sheet->shape->size);
    }
    if (row_is_equal(sheet->shape, old, row, NULL))
        return OK;
    s->n_in_group++;
    return db_none(writer, sheet->update, row, NULL);
}

static enum err
sort_step(struct db *writer, struct arena *scratch, void *arg)
{
    struct sorting *s = arg;
    s->n_in_group = 0;
    for (int i = 0; i < s->n_codes; i++) {
        struct arena_mark mark = arena_mark(scratch);
        enum err e = sort_row(s, writer, scratch, s->codes[i]);
        arena_rewind(scratch, mark);
        if (e != OK)
            return e;
    }
    return OK;
}

static enum err
finish_group(struct sorting *s)
{
    enum err e =
        s->n_codes > 0 ? db_write(s->writer, &s->own, sort_step, s) : OK;
    if (e == OK)
        s->n_changed += s->n_in_group;
    s->n_codes = 0;
    s->n_in_group = 0;
    arena_reset(&s->own, 8 << 20);
    return e;
}

static enum err
gather_code(void *context, const void *row)
{
    struct sorting *s = context;
    s->codes[s->n_codes++] =
        arena_copy(&s->own, row_text(s->sheet->each->out, row, "code"));
    return s->n_codes == GROUP ? finish_group(s) : OK;
}

static bool
has_names(const struct sheet *sheet)
{
    for (int i = 0; i < sheet->shape->n_fields; i++)
        if (text_ends_with(
                text_of(sheet->shape->fields[i].name), TEXT("_sort")))
            return true;
    return false;
}

static enum err
save_version(struct db *writer, struct arena *scratch, void *arg)
{
    (void)arg;
    return setting_save(
        writer, scratch, setting_name, lang_sort_version(scratch));
}

enum err
sheet_sort_again(struct db *reader, struct db *writer, struct arena *a,
    const struct sheet *const *sheets, int64_t *n_rows)
{
    enum err e = OK;
    *n_rows = 0;
    for (int i = 0; e == OK && sheets[i] != NULL; i++) {
        struct sorting *s = arena_new(a, struct sorting, 1);
        if (!has_names(sheets[i]))
            continue;
        s->sheet = sheets[i];
        s->writer = writer;
        arena_open(&s->own, 8 << 20);
        e = db_each(reader, a, sheets[i]->each, NULL, gather_code, s);
        if (e == OK)
            e = finish_group(s);
        *n_rows += s->n_changed;
        arena_close(&s->own);
    }
    return e == OK ? db_write(writer, a, save_version, NULL) : e;
}
