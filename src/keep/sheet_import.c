#include "keep/sheet.h"
#include "keep/sheet_row.h"
#include "keep/sheet_sort.h"
#include "keep/sheet_text.h"

#include "base/csv.h"
#include "base/key.h"
#include "keep/audit.h"
#include "keep/search.h"
#include "os/entropy.h"
#include "os/file.h"

#include <stdlib.h>
#include <string.h>

/* Codes are looked up again and again: a small cache in front of the
 * database, and hashes of the codes of one file to find the same twice. */
enum { CACHE_SIZE = 4096, SEEN_SIZE = 1 << 21, SEEN_MAX = SEEN_SIZE / 2 };

struct cached {
    const struct sheet *sheet;
    int64_t id;
    short len;
    char code[82];
};

struct importing {
    struct sheet_import *im;
    struct arena *a;
    struct db *db; /* the writer */
    struct cached *cache;
    uint64_t *seen; /* open addressing; 0 is free */
    int64_t n_seen;

    const struct sheet *sheet;
    const char *file;
    int column_of[CSV_FIELDS_MAX]; /* index into the sheet's columns */
    int key_column;                /* -1: the file has none */
    int n_fields;
    bool is_second_pass, has_later;
    int64_t line;
    struct why *why;
};

static void
say_line(struct importing *in, bool is_refusal, const char *what)
{
    struct arena_mark mark = arena_mark(in->a);
    text line = in->line > 0
        ? arena_print(in->a, "%s:%lld: %s", in->file, (long long)in->line, what)
        : arena_print(in->a, "%s: %s", in->file, what);
    if (is_refusal)
        in->im->count.n_refused++;
    in->im->say(in->im->context, is_refusal, line.ptr);
    arena_rewind(in->a, mark);
}

static struct cached *
cache_slot(struct importing *in, const struct sheet *s, text code)
{
    uint64_t h = text_hash(code) ^ (uint64_t)(uintptr_t)s;
    h ^= h >> 29;
    return &in->cache[h % CACHE_SIZE];
}

static void
cache_put(struct importing *in, const struct sheet *s, text code, int64_t id)
{
    struct cached *slot = cache_slot(in, s, code);
    slot->sheet = s;
    slot->id = id;
    slot->len = (short)code.len;
    memcpy(slot->code, code.ptr, (size_t)code.len);
}

/* The id of a code; 0 when there is none. */
static enum err
code_find(struct importing *in, const struct sheet *s, text code, int64_t *id)
{
    *id = 0;
    if (!code_is_good(code))
        return OK;
    struct cached *slot = cache_slot(in, s, code);
    if (slot->sheet == s &&
        text_is_equal((text){ slot->code, slot->len }, code)) {
        *id = slot->id;
        return OK;
    }
    struct arena_mark mark = arena_mark(in->a);
    char *row = arena_new(in->a, char, s->shape->size);
    enum err e = db_one(in->db, in->a, s->find, &code, row);
    if (e == OK) {
        *id = row_id(s, row);
        cache_put(in, s, code, *id);
    }
    arena_rewind(in->a, mark);
    return e == ERR_NOT_FOUND ? OK : e;
}

/* Has this code stood in the file before? Told for the first million. */
static bool
seen_before(struct importing *in, text code)
{
    uint64_t h = text_hash(code);
    h += h == 0;
    for (uint64_t i = h % SEEN_SIZE; in->n_seen < SEEN_MAX;
         i = (i + 1) % SEEN_SIZE) {
        if (in->seen[i] == h)
            return true;
        if (in->seen[i] == 0) {
            in->seen[i] = h;
            in->n_seen++;
            return false;
        }
    }
    return false;
}

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

static enum err
read_header(struct importing *in, const struct csv_row *row)
{
    const struct sheet *s = in->sheet;
    bool is_there[64] = { false };
    require(s->n_columns <= 64);
    in->key_column = -1;
    in->n_fields = row->n_fields;
    in->line = row->line;
    for (int i = 0; i < row->n_fields; i++) {
        text name = text_trim(row->fields[i]);
        in->column_of[i] = -1;
        if (text_is_equal(name, TEXT("key"))) {
            in->key_column = i;
            continue;
        }
        for (int c = 0; c < s->n_columns; c++)
            if (text_is_equal(name, text_of(s->columns[c].name))) {
                in->column_of[i] = c;
                if (is_there[c])
                    say_line(in, true,
                        arena_print(in->a, "the column '%s' stands twice",
                            s->columns[c].name)
                            .ptr);
                is_there[c] = true;
            }
        if (in->column_of[i] >= 0)
            continue;
        struct buf known = buf_in(in->a, 200);
        for (int c = 0; c < s->n_columns; c++)
            buf_print(&known, " %s", s->columns[c].name);
        say_line(in, true,
            arena_print(in->a,
                "the column '%.*s' is not known; known are:%.*s%s",
                TEXT_ARG(text_prefix(name, 80)), TEXT_ARG(buf_text(&known)),
                row->n_fields == 1
                    ? ". Separate columns with a comma, semicolon or tab"
                    : "")
                .ptr);
    }
    for (int c = 0; c < s->n_columns; c++)
        if (s->columns[c].is_required && !is_there[c])
            say_line(in, true,
                arena_print(
                    in->a, "the column '%s' is missing", s->columns[c].name)
                    .ptr);
    return in->im->count.n_refused > 0 ? ERR_BAD_INPUT : OK;
}

/* Fill the row's references. Those to the same file that are not there yet
 * are left for the second pass. */
static enum err
put_reference(struct importing *in, const struct sheet_column *c, text cell,
    char *row, bool *is_good)
{
    const struct sheet *s = in->sheet;
    const struct db_field *f = shape_field(s->shape, c->field);
    bool is_known = false;
    int64_t id = 0;
    cell = text_trim(cell);
    if (cell.len == 0 && c->is_required) {
        say_line(in, true,
            arena_print(in->a, "%s is empty, but is needed", c->name).ptr);
        *is_good = false;
    }
    if (cell.len > 0) {
        enum err e = code_find(in, c->ref, cell, &id);
        if (e != OK)
            return e;
        is_known = id != 0;
    }
    if (cell.len > 0 && !is_known && c->ref == s && !in->is_second_pass) {
        in->has_later = true;
        return OK; /* as it was */
    }
    if (cell.len > 0 && !is_known) {
        say_line(in, true,
            arena_print(in->a, "%s: there is no %s with the code '%.*s'",
                c->name, c->ref->table, TEXT_ARG(text_prefix(cell, 80)))
                .ptr);
        *is_good = false;
    }
    memcpy(row + f->offset, &id, sizeof id);
    if (f->has_offset >= 0)
        memcpy(row + f->has_offset, &is_known, sizeof is_known);
    return OK;
}

static enum err
put_cells(
    struct importing *in, const struct csv_row *cells, char *row, bool *is_good)
{
    const struct sheet *s = in->sheet;
    for (int i = 0; i < cells->n_fields; i++) {
        if (in->column_of[i] < 0)
            continue;
        const struct sheet_column *c = &s->columns[in->column_of[i]];
        if (c->kind == SHEET_REF) {
            enum err e = put_reference(in, c, cells->fields[i], row, is_good);
            if (e != OK)
                return e;
            continue;
        }
        const char *fault = row_put(in->a, s, c, cells->fields[i], row);
        if (fault == NULL)
            continue;
        say_line(in, true, arena_print(in->a, "%s: %s", c->name, fault).ptr);
        *is_good = false;
    }
    return OK;
}

/* The words by which a row is found. */
static enum err
save_words(struct importing *in, const char *row)
{
    const struct sheet *s = in->sheet;
    if (s->found != NULL)
        return s->found(in->db, in->a, row);
    struct buf words = buf_in(in->a, 200);
    bool is_any = false;
    for (int i = 0; i < s->n_columns; i++) {
        if (!s->columns[i].is_found)
            continue;
        is_any = true;
        buf_add(&words, row_text(s->shape, row, s->columns[i].name));
        buf_byte(&words, ' ');
    }
    if (!is_any)
        return OK;
    return search_save(in->db, in->a, text_of(s->table), row_id(s, row),
        buf_text(&words), NULL);
}

static enum err
insert_row(struct importing *in, char *row, int64_t wanted_id)
{
    const struct sheet *s = in->sheet;
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 4; i++) {
        row_set_id(s, row, i == 0 && wanted_id > 0 ? wanted_id : key_new());
        e = db_none(in->db, s->insert, row, &n);
    }
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

static enum err
save_row(struct importing *in, const char *old, char *row, text code,
    int64_t wanted_id)
{
    const struct sheet *s = in->sheet;
    struct buf names = buf_in(in->a, 80);
    struct audit audit = { .kind = text_of(s->table),
        .action = TEXT("create") };
    enum err e;
    if (old == NULL) {
        e = insert_row(in, row, wanted_id);
    } else {
        if (row_is_equal(s->shape, old, row, &names))
            return OK;
        audit.action = TEXT("change");
        audit.detail = buf_text(&names);
        e = db_none(in->db, s->update, row, NULL);
    }
    if (e != OK)
        return err_say(in->why, e, "%s:%lld: %s", in->file, (long long)in->line,
            db_last_why(in->db));
    audit.thing_id = row_id(s, row);
    e = audit_add(in->db, audit);
    if (e == OK)
        e = save_words(in, row);
    if (e != OK)
        return e;
    if (old == NULL) {
        in->im->count.n_created++;
        cache_put(in, s, code, audit.thing_id);
    } else if (!in->is_second_pass) {
        in->im->count.n_changed++;
    }
    if (!in->is_second_pass)
        say_line(in, false,
            arena_print(in->a, "%s %.*s %.*s",
                old == NULL ? "created" : "changed", TEXT_ARG(code),
                TEXT_ARG(buf_text(&names)))
                .ptr);
    return OK;
}

static enum err
import_row(struct importing *in, const struct csv_row *cells)
{
    const struct sheet *s = in->sheet;
    int code_index;
    const struct sheet_column *code_of = code_column(s, &code_index);
    text code = { NULL, 0 };
    bool is_good = true;
    in->line = cells->line;
    if (cells->n_fields != in->n_fields) {
        say_line(in, true,
            arena_print(in->a, "%d columns, but the first line has %d",
                cells->n_fields, in->n_fields)
                .ptr);
        return OK;
    }
    for (int i = 0; i < cells->n_fields; i++)
        if (in->column_of[i] == code_index)
            code = text_trim(cells->fields[i]);
    char *row = arena_new(in->a, char, s->shape->size);
    char *old = arena_new(in->a, char, s->shape->size);
    const char *fault = row_put(in->a, s, code_of, code, row);
    if (fault != NULL) {
        say_line(in, true, arena_print(in->a, "code: %s", fault).ptr);
        return OK;
    }
    if (!in->is_second_pass && seen_before(in, code)) {
        say_line(in, true,
            arena_print(in->a, "the code '%.*s' stands twice in this file",
                TEXT_ARG(code))
                .ptr);
        return OK;
    }
    enum err e = db_one(in->db, in->a, s->find, &code, old);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    bool is_old = e == OK;
    if (is_old) {
        memcpy(row, old, (size_t)s->shape->size);
        cache_put(in, s, code, row_id(s, old));
    }
    e = put_cells(in, cells, row, &is_good);
    if (e != OK || !is_good)
        return e;
    if (s->rule != NULL) {
        const char *broken = s->rule(in->db, in->a, row, &e);
        if (e != OK)
            return e;
        if (broken != NULL) {
            say_line(in, true, broken);
            return OK;
        }
    }
    int64_t wanted_id = 0;
    if (in->key_column >= 0 &&
        !key_parse(cells->fields[in->key_column], &wanted_id))
        wanted_id = 0;
    return save_row(in, is_old ? old : NULL, row, code, wanted_id);
}

static void
tell_progress(struct importing *in, int64_t bytes, int64_t size)
{
    if (in->im->progress != NULL)
        in->im->progress(in->im->context, in->im->count.n_rows,
            size > 0 ? (double)bytes / (double)size : 1);
}

static enum err
import_rows(struct importing *in, struct csv_reader *csv, int file,
    int64_t size, char *piece, ptrdiff_t piece_size)
{
    int64_t n_bytes = 0;
    ptrdiff_t n_read;
    for (;;) {
        struct csv_row row;
        struct arena_mark mark = arena_mark(in->a);
        enum err e = OK;
        switch (csv_next(csv, &row)) {
        case CSV_WANTS_MORE:
            e = file_get(file, piece, piece_size, &n_read);
            if (e != OK)
                return err_say(in->why, e, "%s cannot be read", in->file);
            n_bytes += n_read;
            if (n_read > 0)
                csv_feed(csv, (text){ piece, n_read });
            else
                csv_finish(csv);
            tell_progress(in, n_bytes, size);
            continue;
        case CSV_AT_END: return OK;
        case CSV_IS_BAD:
            in->line = 0;
            say_line(in, true, csv->why.text);
            return OK;
        case CSV_HAS_ROW: break;
        }
        if (csv->n_rows == 1) {
            e = read_header(in, &row);
            if (e != OK)
                return OK; /* said; the rest would be noise */
            continue;
        }
        if (!in->is_second_pass)
            in->im->count.n_rows++;
        e = import_row(in, &row);
        arena_rewind(in->a, mark);
        if (e != OK)
            return e;
    }
}

static enum err
import_pass(struct importing *in, text path)
{
    enum { PIECE = 64 * 1024 };
    int file;
    int64_t size = 0;
    struct arena csv_arena;
    struct csv_reader csv;
    enum err e = file_open(&file, path, in->why);
    if (e == ERR_NOT_FOUND)
        return OK; /* a folder need not hold every table */
    if (e != OK)
        return err_say(in->why, e, "%s cannot be opened", in->file);
    arena_open(&csv_arena, 48 << 20);
    csv_arena.no_room = in->a->no_room;
    csv_open(&csv, &csv_arena);
    char *piece = arena_new(in->a, char, PIECE);
    e = file_size(file, &size);
    if (e == OK)
        e = import_rows(in, &csv, file, size, piece, PIECE);
    if (csv.converted_line > 0 && !in->is_second_pass) {
        in->line = csv.converted_line;
        say_line(in, false, "not UTF-8: read as Windows-1252 (Latin-1)");
    }
    arena_close(&csv_arena);
    file_close(file);
    return e;
}

static enum err
import_sheet(struct importing *in, const struct sheet *s)
{
    in->sheet = s;
    in->is_second_pass = in->has_later = false;
    in->n_seen = 0;
    memset(in->seen, 0, SEEN_SIZE * sizeof *in->seen);
    in->file = arena_print(in->a, "%s.csv", s->table).ptr;
    text path =
        arena_print(in->a, "%.*s/%s.csv", TEXT_ARG(in->im->dir), s->table);
    enum err e = import_pass(in, path);
    if (e == OK && in->has_later) {
        in->is_second_pass = true;
        e = import_pass(in, path);
    }
    return e;
}

/* The step of the transaction: it may be run again. */
static enum err
import_step(struct db *writer, struct arena *scratch, void *arg)
{
    struct importing *in = arg;
    in->db = writer;
    in->a = scratch;
    in->im->count = (struct sheet_count){ 0 };
    in->cache = arena_new(scratch, struct cached, CACHE_SIZE);
    in->seen = arena_new(scratch, uint64_t, SEEN_SIZE);
    for (int i = 0; in->im->sheets[i] != NULL; i++) {
        enum err e = import_sheet(in, in->im->sheets[i]);
        if (e != OK)
            return e;
    }
    for (int i = 0; in->im->sheets[i] != NULL; i++) {
        struct sheet_texts texts = { .sheet = in->im->sheets[i],
            .db = writer,
            .a = scratch,
            .import = in->im,
            .why = in->why };
        enum err e = sheet_texts_import(&texts);
        if (e != OK)
            return e;
    }
    for (int i = 0; in->im->also != NULL && in->im->also[i] != NULL; i++) {
        struct sheet_texts texts = { .db = writer,
            .a = scratch,
            .import = in->im,
            .why = in->why };
        enum err e = in->im->also[i](&texts);
        if (e != OK)
            return e;
    }
    if (in->im->count.n_refused > 0)
        return err_say(in->why, ERR_BAD_INPUT,
            "%lld faults: nothing was written",
            (long long)in->im->count.n_refused);
    return sheet_sort_remember(writer, scratch);
}

enum err
sheet_import(struct db *db, struct arena *a, struct sheet_import *import,
    struct why *why)
{
    struct importing in = { .im = import, .why = why };
    if (!file_is_folder(import->dir))
        return err_say(why, ERR_NOT_FOUND, "there is no folder %.*s",
            TEXT_ARG(import->dir));
    struct arena own; /* given back at once: it is large */
    arena_open(&own, 256 << 20);
    own.no_room = a->no_room;
    enum err e = import->is_dry_run
        ? db_write_nothing(db, &own, import_step, &in)
        : db_write(db, &own, import_step, &in);
    arena_close(&own);
    if (e != OK && why != NULL && why->text[0] == '\0')
        return err_say(why, e, "%s", db_last_why(db));
    return e;
}
