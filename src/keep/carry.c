#include "keep/carry.h"

#include "base/csv.h"
#include "keep/sheet_row.h"
#include "os/file.h"

void
carry_refuse(struct carrying *c, const char *what)
{
    struct sheet_import *import = c->t->import;
    text line =
        arena_print(c->t->a, "%s:%lld: %s", c->file, (long long)c->line, what);
    import->count.n_refused++;
    import->say(import->context, true, line.ptr);
}

void
carry_tell(struct carrying *c, const char *what, text code)
{
    struct sheet_import *import = c->t->import;
    if (import->is_quiet)
        return;
    text line = arena_print(c->t->a, "%s:%lld: %s %.*s", c->file,
        (long long)c->line, what, TEXT_ARG(code));
    import->say(import->context, false, line.ptr);
}

/* Which cell of a row is which column; -1: the file has none. */
static bool
read_head(struct carrying *c, const struct csv_row *row, int *at)
{
    bool is_good = true;
    for (int k = 0; c->columns[k] != NULL; k++)
        at[k] = -1;
    for (int i = 0; i < row->n_fields; i++) {
        bool is_known = cell_is(text_trim(row->fields[i]), "key");
        for (int k = 0; c->columns[k] != NULL; k++)
            if (cell_is(text_trim(row->fields[i]), c->columns[k])) {
                is_known = true;
                at[k] = i;
            }
        if (is_known)
            continue;
        is_good = false;
        carry_refuse(c,
            arena_print(c->t->a, "the column '%.*s' is not known",
                TEXT_ARG(text_prefix(text_trim(row->fields[i]), 80)))
                .ptr);
    }
    for (int k = 0; c->columns[k] != NULL; k++)
        if (at[k] < 0 && (c->needed >> k & 1u) != 0) {
            is_good = false;
            carry_refuse(c,
                arena_print(
                    c->t->a, "the column '%s' is missing", c->columns[k])
                    .ptr);
        }
    return is_good;
}

static enum err
take_row(struct carrying *c, const struct csv_row *row, const int *at)
{
    text cells[CARRY_COLUMNS_MAX];
    bool is_blank = true; /* as spreadsheets end a file */
    for (int i = 0; i < row->n_fields; i++)
        is_blank = is_blank && text_trim(row->fields[i]).len == 0;
    if (is_blank)
        return OK;
    for (int k = 0; c->columns[k] != NULL; k++)
        cells[k] = at[k] < 0 || at[k] >= row->n_fields
            ? (text){ 0 }
            : text_trim(row->fields[at[k]]);
    struct arena_mark mark = arena_mark(c->t->a);
    c->t->import->count.n_rows++;
    enum err e = c->take(c, cells);
    arena_rewind(c->t->a, mark);
    return e;
}

static enum err
read_rows(struct carrying *c, struct arena *own, int fd)
{
    enum { PIECE = 64 * 1024 };
    int at[CARRY_COLUMNS_MAX];
    struct csv_reader r;
    struct csv_row row;
    char *piece = arena_new(own, char, PIECE);
    ptrdiff_t n;
    csv_open(&r, own);
    for (bool has_head = false;;) {
        enum err e = OK;
        switch (csv_next(&r, &row)) {
        case CSV_WANTS_MORE:
            e = file_get(fd, piece, PIECE, &n);
            if (e == OK && n > 0)
                csv_feed(&r, (text){ piece, n });
            else if (e == OK)
                csv_finish(&r);
            break;
        case CSV_HAS_ROW:
            c->line = row.line;
            if (!has_head && !read_head(c, &row, at))
                return OK; /* said; the rest would be noise */
            if (has_head)
                e = take_row(c, &row, at);
            has_head = true;
            break;
        case CSV_AT_END: return OK;
        case CSV_IS_BAD:
            return err_say(
                c->t->why, ERR_BAD_INPUT, "%s: %s", c->file, r.why.text);
        }
        if (e != OK)
            return e;
    }
}

enum err
carry_read(struct carrying *c)
{
    struct arena own;
    int fd;
    text path =
        arena_print(c->t->a, "%.*s/%s", TEXT_ARG(c->t->import->dir), c->file);
    if (!file_is_there(path))
        return OK;
    enum err e = file_open_plain(&fd, path, c->t->why);
    if (e != OK)
        return e;
    arena_open(&own, 48 << 20);
    own.no_room = c->t->a->no_room;
    e = read_rows(c, &own, fd);
    arena_close(&own);
    file_close(fd);
    return e;
}

enum err
carry_find(struct carrying *c, const char *kind_column, text kind,
    const char *column, text code, struct thing *t)
{
    const struct thing_kind *k = thing_kind_find(kind);
    *t = (struct thing){ 0 };
    if (k == NULL || k->sheet == NULL) {
        carry_refuse(c,
            arena_print(
                c->t->a, "%s: there is no such kind of thing", kind_column)
                .ptr);
        return OK;
    }
    char *row = row_new(c->t->a, k->sheet);
    enum err e = code.len == 0
        ? ERR_NOT_FOUND
        : db_one(c->t->db, c->t->a, k->sheet->find, &code, row);
    if (e == OK)
        e = thing_load(c->t->db, c->t->a, kind, row_id(k->sheet, row), t);
    if (e != ERR_NOT_FOUND)
        return e;
    carry_refuse(c,
        arena_print(c->t->a, "%s: there is no %s with the code '%.*s'", column,
            k->kind, TEXT_ARG(text_prefix(code, 80)))
            .ptr);
    return OK;
}

enum err
thing_code(struct db *db, struct arena *a, text kind, int64_t id, text *code)
{
    const struct thing_kind *k = thing_kind_find(kind);
    if (k == NULL || k->sheet == NULL || k->sheet->get == NULL)
        return ERR_NOT_FOUND;
    char *row = row_new(a, k->sheet);
    enum err e = db_one(db, a, k->sheet->get, &id, row);
    if (e == OK)
        *code = row_text(k->sheet->shape, row, "code");
    return e;
}
