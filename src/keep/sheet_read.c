#include "keep/sheet_head.h"
#include "keep/sheet_row.h"
#include "keep/sheet_text.h"
#include "keep/sheet_work.h"

#include "base/csv.h"
#include "base/key.h"
#include "os/entropy.h"
#include "os/file.h"

#include <string.h>

/* Rows are worked on in groups: what a group asks the database goes there at
 * once. */
enum {
    GROUP_MAX = DB_BATCH_MAX,
    REFS_MAX = 8,
    PIECE = 64 * 1024
};

/* A row of the file on its way. */
struct pending {
    int64_t line;
    int n_fields;
    text *fields;
    text code;
    char *row, *old; /* of the sheet's shape */
    bool is_old;
    int64_t refs[REFS_MAX]; /* ids, 0: no such code; in the order of columns */
    char *found[REFS_MAX];  /* a row being asked for */
    bool is_found[REFS_MAX];
};

/* A file being read. */
struct reading {
    struct importing *in;
    struct sheet_head head;
    bool is_second_pass, has_later;
    struct arena_mark mark; /* before the group */
    int n_rows;
    struct pending rows[GROUP_MAX];
};

/* ---- The head of a file ----------------------------------------------------
 */

static const struct sheet_column *
code_column(const struct sheet *s, int *index)
{
    for (int i = 0; i < s->n_columns; i++)
        if (s->columns[i].kind == SHEET_CODE) {
            *index = i;
            return &s->columns[i];
        }
    require(false && "a sheet has a code");
    return NULL;
}

/* Spreadsheets end a file with rows of separators alone. */
static bool
is_blank(const struct csv_row *row)
{
    for (int i = 0; i < row->n_fields; i++)
        if (text_trim(row->fields[i]).len > 0)
            return false;
    return true;
}

/* ---- References ------------------------------------------------------------
 */

static const struct sheet_column *
column_at(const struct reading *f, int i)
{
    int c = f->head.column_of[i];
    return c < 0 ? NULL : &f->in->sheet->columns[c];
}

/* Is cell i one that refers to a row of another sheet? Those to the same are
 * looked up when the rows before it are on the stage. */
static bool
is_ref_of_group(const struct reading *f, const struct pending *p, int i)
{
    const struct sheet_column *c = column_at(f, i);
    return c != NULL && c->kind == SHEET_REF && c->ref != f->in->sheet &&
        code_is_good(text_trim(p->fields[i]));
}

static enum err
run_batch(struct db_batch *batch)
{
    enum err e = db_batch_run(batch);
    *batch = db_batch_open(batch->db, batch->arena);
    return e;
}

/* Look up what the group refers to: what is not known is asked at once. */
static enum err
find_refs(struct reading *f)
{
    struct importing *in = f->in;
    struct db_batch batch = db_batch_open(in->db, in->a);
    enum err e = OK;
    for (int r = 0; e == OK && r < f->n_rows; r++) {
        struct pending *p = &f->rows[r];
        int n_refs = 0;
        for (int i = 0; e == OK && i < p->n_fields; i++) {
            if (!is_ref_of_group(f, p, i))
                continue;
            const struct sheet *ref = column_at(f, i)->ref;
            text code = text_trim(p->fields[i]);
            require(n_refs < REFS_MAX);
            e = code_recall(in, ref, code, &p->refs[n_refs]);
            if (e == OK && p->refs[n_refs] == 0 && code_may_be(in, ref)) {
                p->found[n_refs] = row_new(in->a, ref);
                db_ask_one(&batch, ref->find, &code, p->found[n_refs],
                    &p->is_found[n_refs]);
                if (batch.n_asked == DB_BATCH_MAX)
                    e = run_batch(&batch);
            }
            n_refs++;
        }
    }
    if (e == OK)
        e = run_batch(&batch);
    for (int r = 0; e == OK && r < f->n_rows; r++) {
        struct pending *p = &f->rows[r];
        int n_refs = 0;
        for (int i = 0; i < p->n_fields; i++) {
            if (!is_ref_of_group(f, p, i))
                continue;
            int n = n_refs++;
            const struct sheet *ref = column_at(f, i)->ref;
            if (p->found[n] == NULL || !p->is_found[n])
                continue;
            p->refs[n] = row_id(ref, p->found[n]);
            code_remember(in, ref, text_trim(p->fields[i]), p->refs[n]);
        }
    }
    return e;
}

/* The rows of the group as the database has them. */
static enum err
find_old(struct reading *f)
{
    struct importing *in = f->in;
    struct db_batch batch = db_batch_open(in->db, in->a);
    if (in->is_empty[in->i_sheet])
        return OK;
    for (int r = 0; r < f->n_rows; r++)
        db_ask_one(&batch, in->sheet->find, &f->rows[r].code, f->rows[r].old,
            &f->rows[r].is_old);
    return db_batch_run(&batch);
}

/* Those to the same file that are not there yet are left for the second
 * pass. */
static enum err
put_reference(struct reading *f, const struct sheet_column *c, text cell,
    int64_t id, char *row, bool *is_good)
{
    struct importing *in = f->in;
    const struct sheet *s = in->sheet;
    const struct db_field *field = shape_field(s->shape, c->field);
    cell = text_trim(cell);
    if (cell.len == 0 && c->is_required) {
        say_line(in, true,
            arena_print(in->a, "%s is empty, but is needed", c->name).ptr);
        *is_good = false;
    }
    if (cell.len > 0 && c->ref == s) {
        enum err e = code_find(in, s, cell, &id);
        if (e != OK)
            return e;
    }
    if (cell.len > 0 && id == 0 && c->ref == s && !f->is_second_pass) {
        f->has_later = true;
        return OK; /* as it was */
    }
    if (cell.len > 0 && id == 0) {
        say_line(in, true,
            arena_print(in->a, "%s: there is no %s with the code '%.*s'",
                c->name, c->ref->table, TEXT_ARG(text_prefix(cell, 80)))
                .ptr);
        *is_good = false;
    }
    bool is_known = id != 0;
    memcpy(row + field->offset, &id, sizeof id);
    if (field->has_offset >= 0)
        memcpy(row + field->has_offset, &is_known, sizeof is_known);
    return OK;
}

/* ---- One row ---------------------------------------------------------------
 */

static enum err
put_cells(struct reading *f, const struct pending *p, char *row, bool *is_good)
{
    struct importing *in = f->in;
    const struct sheet *s = in->sheet;
    int n_refs = 0;
    for (int i = 0; i < p->n_fields; i++) {
        const struct sheet_column *c = column_at(f, i);
        if (c == NULL)
            continue;
        if (c->kind == SHEET_REF) {
            int64_t id = is_ref_of_group(f, p, i) ? p->refs[n_refs++] : 0;
            enum err e = put_reference(f, c, p->fields[i], id, row, is_good);
            if (e != OK)
                return e;
            continue;
        }
        const char *fault = row_put(in->a, s, c, p->fields[i], row);
        if (fault == NULL)
            continue;
        say_line(in, true, arena_print(in->a, "%s: %s", c->name, fault).ptr);
        *is_good = false;
    }
    return OK;
}

/* Are other words to be saved for this row? With a rule of its own: always. */
static bool
has_new_words(const struct sheet *s, const char *old, const char *row)
{
    if (s->found != NULL)
        return true;
    for (int i = 0; i < s->n_columns; i++)
        if (s->columns[i].is_found &&
            (old == NULL ||
                !text_is_equal(row_text(s->shape, old, s->columns[i].name),
                    row_text(s->shape, row, s->columns[i].name))))
            return true;
    return false;
}

/* What the row becomes, against what it is: onto the stage. */
static enum err
stage_row_of(struct reading *f, const struct pending *p, const char *base,
    const char *row, bool is_second)
{
    struct importing *in = f->in;
    const struct sheet *s = in->sheet;
    struct buf names = buf_in(in->a, 80), bytes = buf_in(in->a, 400);
    struct record r = { .sheet = in->i_sheet,
        .line = p->line,
        .code = p->code,
        .id = row_id(s, row),
        .is_second = is_second };
    if (base != NULL && row_is_equal(s->shape, base, row, &names)) {
        r.kind = RECORD_SAME;
        return f->is_second_pass ? OK : stage_add(in->stage, &r);
    }
    r.kind = base == NULL ? RECORD_CREATE : RECORD_CHANGE;
    r.has_given_key = base == NULL && f->head.key_column >= 0;
    r.detail = buf_text(&names);
    r.is_new_words = has_new_words(s, base, row);
    if (base != NULL)
        r.seen_hash = row_hash(s->shape, base, in->a);
    row_pack(s->shape, row, &bytes);
    r.row = buf_text(&bytes);
    return stage_add(in->stage, &r);
}

/* In the second pass: the row as the first one left it; NULL: refused then. */
static enum err
first_state(
    struct reading *f, const struct pending *p, char **base, bool *is_second)
{
    struct importing *in = f->in;
    struct record r;
    bool is_found;
    text bytes;
    *base = NULL;
    enum err e = stage_find(in->stage, in->i_sheet, p->code, &r, &is_found);
    if (e != OK || !is_found)
        return e;
    *is_second = r.kind != RECORD_SAME;
    *base = p->old;
    if (!*is_second)
        return OK;
    e = stage_row(in->stage, &r, in->a, &bytes);
    if (e == OK)
        row_unpack(in->sheet->shape, bytes, p->old);
    return e;
}

static enum err
work_row(struct reading *f, struct pending *p)
{
    struct importing *in = f->in;
    const struct sheet *s = in->sheet;
    struct record before;
    bool is_good = true, is_second = false, is_seen = false;
    char *base = p->is_old ? p->old : NULL;
    int64_t id = 0;
    in->line = p->line;
    enum err e = f->is_second_pass
        ? first_state(f, p, &base, &is_second)
        : stage_find(in->stage, in->i_sheet, p->code, &before, &is_seen);
    if (e != OK || (f->is_second_pass && base == NULL))
        return e;
    if (is_seen) {
        say_line(in, true,
            arena_print(in->a, "the code '%.*s' stands twice in this file",
                TEXT_ARG(p->code))
                .ptr);
        return OK;
    }
    if (base != NULL) {
        memcpy(p->row, base, (size_t)s->shape->size);
    } else {
        bool is_given = f->head.key_column >= 0 && !in->leaves_keys &&
            key_parse(p->fields[f->head.key_column], &id);
        row_set_id(s, p->row, is_given && id > 0 ? id : key_new());
    }
    e = put_cells(f, p, p->row, &is_good);
    if (e != OK || !is_good)
        return e;
    if (s->rule != NULL && !s->rule_asks) {
        const char *broken = s->rule(NULL, in->a, p->row, &e);
        if (e != OK)
            return e;
        if (broken != NULL) {
            say_line(in, true, broken);
            return OK;
        }
    }
    return stage_row_of(f, p, base, p->row, is_second);
}

/* ---- A group of rows -------------------------------------------------------
 */

static enum err
work_group(struct reading *f)
{
    struct importing *in = f->in;
    enum err e = f->n_rows == 0 ? OK : find_old(f);
    if (e == OK && f->n_rows > 0)
        e = find_refs(f);
    for (int r = 0; e == OK && r < f->n_rows; r++)
        e = work_row(f, &f->rows[r]);
    f->n_rows = 0;
    arena_rewind(in->a, f->mark);
    return e;
}

/* Copy a row into the group, unless its code already says that it is none. */
static void
gather_row(struct reading *f, const struct csv_row *cells)
{
    struct importing *in = f->in;
    const struct sheet *s = in->sheet;
    int code_index;
    const struct sheet_column *code_of = code_column(s, &code_index);
    struct arena_mark mark = arena_mark(in->a);
    text code = { NULL, 0 };
    in->line = cells->line;
    if (cells->n_fields != f->head.n_fields) {
        say_line(in, true,
            arena_print(in->a, "%d columns, but the first line has %d",
                cells->n_fields, f->head.n_fields)
                .ptr);
        arena_rewind(in->a, mark);
        return;
    }
    struct pending *p = &f->rows[f->n_rows];
    *p = (struct pending){ .line = cells->line, .n_fields = cells->n_fields };
    p->fields = arena_new(in->a, text, cells->n_fields);
    for (int i = 0; i < cells->n_fields; i++) {
        p->fields[i] = arena_copy(in->a, cells->fields[i]);
        if (f->head.column_of[i] == code_index)
            code = text_trim(p->fields[i]);
    }
    p->row = row_new(in->a, s);
    p->old = row_new(in->a, s);
    const char *fault = row_put(in->a, s, code_of, code, p->row);
    if (fault != NULL) {
        say_line(in, true, arena_print(in->a, "code: %s", fault).ptr);
        arena_rewind(in->a, mark);
        return;
    }
    p->code = code;
    f->n_rows++;
}

/* ---- Files -----------------------------------------------------------------
 */

static enum err
read_rows(struct reading *f, struct csv_reader *csv, int file, char *piece)
{
    struct importing *in = f->in;
    ptrdiff_t n_read;
    f->mark = arena_mark(in->a);
    for (;;) {
        struct csv_row row;
        enum err e = OK;
        switch (csv_next(csv, &row)) {
        case CSV_WANTS_MORE:
            e = file_get(file, piece, PIECE, &n_read);
            if (e != OK)
                return err_say(in->why, e, "%s cannot be read", in->file);
            in->n_bytes += f->is_second_pass ? 0 : n_read;
            if (n_read > 0)
                csv_feed(csv, (text){ piece, n_read });
            else
                csv_finish(csv);
            tell_share(
                in, false, (double)in->n_bytes / (double)(in->n_all_bytes + 1));
            continue;
        case CSV_AT_END: return work_group(f);
        case CSV_IS_BAD:
            in->line = 0;
            say_line(in, true, csv->why.text);
            return work_group(f);
        case CSV_HAS_ROW: break;
        }
        if (csv->n_rows == 1) {
            e = head_read(in, &row, &f->head);
            arena_rewind(in->a, f->mark);
            if (e != OK)
                return OK; /* said; the rest would be noise */
            continue;
        }
        if (is_blank(&row))
            continue;
        if (!f->is_second_pass)
            in->im->count.n_rows++;
        gather_row(f, &row);
        if (f->n_rows == GROUP_MAX)
            e = work_group(f);
        if (e != OK)
            return e;
    }
}

static enum err
read_pass(struct reading *f, text path)
{
    struct importing *in = f->in;
    int file;
    struct arena csv_arena;
    struct csv_reader csv;
    struct why why = { 0 };
    enum err e = file_open_plain(&file, path, &why);
    if (e == ERR_NOT_FOUND)
        return OK; /* a folder need not hold every table */
    if (e != OK)
        return err_say(in->why, e, "%s", why.text);
    struct arena_mark mark = arena_mark(in->a);
    arena_open(&csv_arena, 48 << 20);
    csv_arena.no_room = in->a->no_room;
    csv_open(&csv, &csv_arena);
    e = read_rows(f, &csv, file, arena_new(in->a, char, PIECE));
    if (csv.converted_line > 0 && !f->is_second_pass) {
        in->line = csv.converted_line;
        say_line(in, false, "not UTF-8: read as Windows-1252 (Latin-1)");
    }
    arena_close(&csv_arena);
    arena_rewind(in->a, mark);
    file_close(file);
    return e;
}

static text
path_of(struct importing *in)
{
    return arena_print(
        in->a, "%.*s/%s.csv", TEXT_ARG(in->im->dir), in->sheet->table);
}

static enum err
read_sheet(struct importing *in)
{
    struct reading *f = arena_new(in->a, struct reading, 1);
    f->in = in;
    text path = path_of(in);
    enum err e = read_pass(f, path);
    if (e == OK && f->has_later) {
        f->is_second_pass = true;
        e = read_pass(f, path);
    }
    return e;
}

static enum err
find_thing(void *context, text code, int64_t *id)
{
    struct importing *in = context;
    return code_find(in, in->sheet, code, id);
}

static enum err
stage_text(void *context, const struct sheet_text_file *file)
{
    struct importing *in = context;
    struct record r = { .kind = RECORD_TEXT,
        .sheet = in->i_sheet,
        .code = file->name,
        .id = file->id,
        .is_original = file->is_original };
    return stage_add(in->stage, &r);
}

enum err
read_all(struct importing *in)
{
    const struct sheet *const *sheets = in->im->sheets;
    codes_open(in);
    in->n_bytes = in->n_all_bytes = 0;
    for (int i = 0; sheets[i] != NULL; i++) {
        int file;
        int64_t size = 0;
        take_up(in, i, 0);
        enum err e = codes_look(in);
        if (e != OK)
            return e;
        if (file_open_plain(&file, path_of(in), NULL) != OK)
            continue; /* read_pass says it, if it is there */
        if (file_size(file, &size) == OK)
            in->n_all_bytes += size;
        file_close(file);
    }
    for (int i = 0; sheets[i] != NULL; i++) {
        take_up(in, i, 0);
        enum err e = read_sheet(in);
        if (e != OK)
            return e;
    }
    for (int i = 0; sheets[i] != NULL; i++) {
        take_up(in, i, 0);
        struct sheet_texts texts = { .sheet = in->sheet,
            .db = in->db,
            .a = in->a,
            .import = in->im,
            .why = in->why,
            .find = find_thing,
            .keep = stage_text,
            .context = in };
        enum err e = sheet_texts_compare(&texts);
        if (e != OK)
            return e;
    }
    return OK;
}
