#include "keep/sheet.h"
#include "keep/sheet_row.h"
#include "keep/sheet_text.h"

#include "base/csv.h"
#include "base/key.h"
#include "os/file.h"

#include <string.h>

struct exporting {
    struct arena *a; /* rewound after each row */
    const struct sheet *sheet;
    struct file_new *file;
    struct buf out;
};

static enum err
export_row(void *context, const void *row)
{
    struct exporting *ex = context;
    const struct db_shape *shape = ex->sheet->each->out;
    struct arena_mark mark = arena_mark(ex->a);
    struct buf line = buf_in(ex->a, 512);
    struct csv_writer w = csv_write(&line);
    for (int i = 0; i < shape->n_fields; i++) {
        if (i > 0) {
            csv_add(&w, row_print(ex->a, &shape->fields[i], row));
            continue;
        }
        int64_t id;
        memcpy(&id, row_member_const(row, &shape->fields[0]), sizeof id);
        char key[KEY_LENGTH];
        csv_add(&w, key_print(id, key));
    }
    csv_end_row(&w);
    enum err e = file_put(ex->file->fd, buf_text(&line));
    arena_rewind(ex->a, mark);
    return e;
}

static enum err
export_sheet(struct db *db, struct arena *a, text dir,
    const struct sheet *sheet, struct why *why)
{
    text path
        = arena_print(a, "%.*s/%s.csv", TEXT_ARG(dir), sheet->table);
    struct file_new file;
    struct arena own;
    enum err e = file_new_open(&file, path, why);
    if (e != OK)
        return e;
    arena_open(&own, 8 << 20);
    own.no_room = a->no_room;
    struct exporting ex = { .a = &own, .sheet = sheet, .file = &file };
    struct buf head = buf_in(a, 256);
    struct csv_writer w = csv_write(&head);
    for (int i = 0; i < sheet->each->out->n_fields; i++)
        csv_add(&w, text_of(sheet->each->out->fields[i].name));
    csv_end_row(&w);
    e = file_put(file.fd, buf_text(&head));
    if (e == OK)
        e = db_each(db, a, sheet->each, NULL, export_row, &ex);
    arena_close(&own);
    if (e == OK)
        e = file_new_keep(&file, why);
    else
        file_new_drop(&file);
    if (e != OK)
        return err_say(why, e, "%.*s: %s", TEXT_ARG(path), err_name(e));
    return sheet_texts_export(db, a, sheet, dir, why);
}

enum err
sheet_export(struct db *db, struct arena *a, text dir,
    const struct sheet *const *sheets, struct why *why)
{
    enum err e = file_make_folder(dir, why);
    for (int i = 0; e == OK && sheets[i] != NULL; i++)
        e = export_sheet(db, a, dir, sheets[i], why);
    return e;
}
