#include "keep/document_carry.h"

#include "base/csv.h"
#include "base/key.h"
#include "keep/audit.h"
#include "keep/carry.h"
#include "keep/sheet_row.h"
#include "keep/sheet_text.h"
#include "keep/thread.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/file.h"

#include <sodium.h>
#include <stdio.h>

static const char *const columns[] = { "key", "code", "name", "lang", "seen",
    "within_kind", "within", "file", "title_of_file", NULL };
enum {
    KEY,
    CODE,
    NAME,
    LANG,
    SEEN,
    WITHIN_KIND,
    WITHIN,
    FILE_AT,
    FILE_NAME,
    N
};

/* ---- Out ----------------------------------------------------------------- */

static enum err
put_bytes(void *context, text bytes)
{
    return file_put(*(int *)context, bytes);
}

static enum err
export_content(struct db *db, struct arena *a, text path,
    const struct kept_file *file, struct why *why)
{
    struct file_new to;
    enum err e = file_new_open(&to, path, why);
    if (e != OK)
        return e;
    e = file_each_chunk(db, a, file, 0, file->size, put_bytes, &to.fd);
    if (e == OK)
        return file_new_keep(&to, why);
    file_new_drop(&to);
    return e;
}

/* The code of what it is within, or its name where it has no sheet. */
static enum err
within_name(struct db *db, struct arena *a, const struct document *d, text *to)
{
    const struct thing_kind *k = thing_kind_find(d->within_kind);
    return k != NULL && k->sheet == NULL && k->name_in_files != NULL
        ? k->name_in_files(db, a, d->within_id, to)
        : thing_code(db, a, d->within_kind, d->within_id, to);
}

static enum err
export_one(struct db *db, struct arena *a, text dir, const struct document *d,
    int fd, struct why *why)
{
    struct kept_file file;
    text within = { 0 };
    enum err e = kept_file_get(
        db, a, (struct kept_file_get_in){ .id = d->file_id }, &file);
    if (e == OK)
        e = within_name(db, a, d, &within);
    if (e == ERR_NOT_FOUND)
        return OK; /* of what is gone: `check` says so */
    if (e == OK && !code_is_good(d->code))
        return err_say(why, ERR_BAD_INPUT, "document: '%.*s' is no file's name",
            TEXT_ARG(text_prefix(d->code, 80)));
    text name =
        arena_print(a, "%.*s.%.*s", TEXT_ARG(d->code), TEXT_ARG(file.type));
    if (e == OK)
        e = export_content(db, a,
            arena_print(a, "%.*s/document/%.*s", TEXT_ARG(dir), TEXT_ARG(name)),
            &file, why);
    if (e != OK)
        return e;
    struct buf line = buf_in(a, 400);
    struct csv_writer w = csv_write(&line);
    char key[KEY_LENGTH];
    const text cells[N] = { key_print(d->id, key), d->code, d->name, d->lang,
        d->seen, d->within_kind, within, name, file.name };
    for (int i = 0; i < N; i++)
        csv_add(&w, cells[i]);
    csv_end_row(&w);
    return file_put(fd, buf_text(&line));
}

static enum err
export_rows(struct db *db, struct arena *a, text dir, int fd, struct why *why)
{
    enum { N_ROWS = 50 };
    int64_t after = 0;
    struct buf head = buf_in(a, 100);
    struct csv_writer w = csv_write(&head);
    for (int i = 0; i < N; i++)
        csv_add(&w, text_of(columns[i]));
    csv_end_row(&w);
    enum err e = file_put(fd, buf_text(&head));
    for (ptrdiff_t n = N_ROWS; e == OK && n == N_ROWS;) {
        struct arena_mark mark = arena_mark(a);
        struct document *rows;
        e = document_next(db, a,
            (struct document_next_in){ .after_id = after, .n_rows = N_ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].id;
            if (!rows[i].has_deleted_at)
                e = export_one(db, a, dir, &rows[i], fd, why);
        }
        arena_rewind(a, mark);
    }
    return e;
}

enum err
documents_export(struct db *db, struct arena *a, text dir, struct why *why)
{
    struct file_new file;
    enum err e =
        file_make_folder(arena_print(a, "%.*s/document", TEXT_ARG(dir)), why);
    if (e == OK)
        e = file_new_open(
            &file, arena_print(a, "%.*s/document.csv", TEXT_ARG(dir)), why);
    if (e != OK)
        return e;
    e = export_rows(db, a, dir, file.fd, why);
    if (e == OK)
        e = file_new_keep(&file, why);
    else
        file_new_drop(&file);
    return e == OK ? sheet_texts_export(db, a, &document_sheet, dir, why) : e;
}

/* ---- In ------------------------------------------------------------------ */

struct bringing {
    struct db *db;
    struct arena *a;
    struct sheet_import *im;
    struct why *why;
    int64_t line;
    int at[N]; /* which cell of a row is which column; -1: not there */
};

static enum err
refuse(struct bringing *b, const char *what)
{
    text line =
        arena_print(b->a, "document.csv:%lld: %s", (long long)b->line, what);
    b->im->count.n_refused++;
    b->im->say(b->im->context, true, line.ptr);
    return OK;
}

static void
tell(struct bringing *b, const char *what, text code)
{
    if (b->im->is_quiet)
        return;
    text line = arena_print(b->a, "document.csv:%lld: %s %.*s",
        (long long)b->line, what, TEXT_ARG(code));
    b->im->say(b->im->context, false, line.ptr);
}

static enum err
read_fd(void *context, int64_t at, char *to, ptrdiff_t room, ptrdiff_t *n)
{
    return file_get_at(*(int *)context, to, room, at, n);
}

static enum err
hash_of(struct arena *a, const struct file_source *s, text *hash)
{
    enum { PIECE = 64 * 1024 };
    struct arena_mark mark = arena_mark(a);
    char *piece = arena_new(a, char, PIECE);
    unsigned char bytes[FILE_HASH / 2];
    crypto_generichash_state state;
    ptrdiff_t n = 1;
    enum err e = OK;
    crypto_generichash_init(&state, NULL, 0, sizeof bytes);
    for (int64_t at = 0; e == OK && n > 0; at += n) {
        e = s->read(s->context, at, piece, PIECE, &n);
        if (e == OK)
            crypto_generichash_update(
                &state, (const unsigned char *)piece, (size_t)n);
    }
    arena_rewind(a, mark);
    crypto_generichash_final(&state, bytes, sizeof bytes);
    char *hex = arena_new(a, char, FILE_HASH + 1);
    sodium_bin2hex(hex, FILE_HASH + 1, bytes, sizeof bytes);
    *hash = (text){ hex, FILE_HASH };
    return e;
}

static bool
does_not_travel(const struct thing_kind *k)
{
    return k != NULL && k->sheet == NULL && k->find_in_files != NULL;
}

/* What it is to be within. ERR_NOT_FOUND: there is no such thing. */
static enum err
find_within(struct bringing *b, text kind, text code, struct thing *t)
{
    const struct thing_kind *k = thing_kind_find(kind);
    int64_t id;
    if (k == NULL || !document_may_be_of(kind))
        return ERR_NOT_FOUND;
    if (does_not_travel(k)) {
        enum err e = k->find_in_files(b->db, b->a, code, &id);
        return e == OK ? thing_load(b->db, b->a, kind, id, t) : e;
    }
    if (k->sheet == NULL)
        return ERR_NOT_FOUND;
    char *row = row_new(b->a, k->sheet);
    enum err e = db_one(b->db, b->a, k->sheet->find, &code, row);
    return e == OK ? thing_load(b->db, b->a, kind, row_id(k->sheet, row), t)
                   : e;
}

/* The rest of a row is looked at when the tables are in (documents_import);
 * in a dry run they are not, then. */
static enum err
rehearse_row(struct carrying *c, const text *cell)
{
    struct thing within;
    c->t->import->count.n_rows--; /* counted there */
    if (!document_may_be_of(cell[WITHIN_KIND])) {
        carry_refuse(c, "within: there is no such thing");
        return OK;
    }
    if (does_not_travel(thing_kind_find(cell[WITHIN_KIND])))
        return OK; /* what is there now is all that will be */
    return carry_find(
        c, "within_kind", cell[WITHIN_KIND], "within", cell[WITHIN], &within);
}

enum err
documents_rehearse(struct sheet_texts *t)
{
    struct carrying c = { .t = t,
        .file = "document.csv",
        .columns = columns,
        .needed = 1u << WITHIN_KIND | 1u << WITHIN,
        .take = rehearse_row };
    return t->import->is_dry_run ? carry_read(&c) : OK;
}

struct bring_step {
    struct document *document;
    struct kept_file *file; /* NULL: its content is the same */
    bool is_new;
};

static enum err
bring_step(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    struct bring_step *s = arg;
    int64_t n = 0;
    enum err e = s->file == NULL ? OK : file_finish(writer, s->file);
    if (e == OK)
        e = s->is_new ? document_insert(writer, s->document, &n)
                      : document_update(writer, s->document, &n);
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = s->is_new ? TEXT("create")
                                                             : TEXT("change"),
                             .kind = TEXT("document"),
                             .thing_id = s->document->id })
                   : e;
}

static enum err
bring_content(struct bringing *b, const struct file_source *source,
    struct document *d, bool is_new, bool has_changed, struct kept_file *file)
{
    struct kept_file old;
    enum err e = hash_of(b->a, source, &file->hash);
    bool is_same = false;
    if (e == OK && !is_new) {
        e = kept_file_get(
            b->db, b->a, (struct kept_file_get_in){ .id = d->file_id }, &old);
        is_same = e == OK && text_is_equal(old.hash, file->hash);
        e = e == ERR_NOT_FOUND ? OK : e;
    }
    if (e != OK || (is_same && !has_changed))
        return e;
    tell(b, is_new ? "created" : "changed", d->code);
    *(is_new ? &b->im->count.n_created : &b->im->count.n_changed) += 1;
    if (b->im->is_dry_run)
        return OK;
    struct bring_step step = { d, is_same ? NULL : file, is_new };
    if (!is_same) {
        file->document_id = d->id;
        e = file_keep(b->db, b->a, source, file);
        d->file_id = file->id;
    }
    if (e == OK)
        e = db_write(b->db, b->a, bring_step, &step);
    if (e != OK && !is_same && file->id != 0)
        ignore(file_discard(b->db, b->a, file->id));
    return e;
}

static enum err
bring_file(struct bringing *b, const text *cell, struct document *d,
    bool is_new, bool has_changed)
{
    int fd;
    struct kept_file file = { 0 };
    struct file_source source = { .read = read_fd, .context = &fd };
    const struct file_type *type;
    const char *refusal = NULL;
    struct why why = { 0 };
    text name = cell[FILE_AT];
    if (!code_is_good(name) || text_starts_with(name, TEXT(".")))
        return refuse(b, "file: is not the name of a file in document/");
    text path = arena_print(
        b->a, "%.*s/document/%.*s", TEXT_ARG(b->im->dir), TEXT_ARG(name));
    enum err e = file_open_plain(&fd, path, &why);
    if (e != OK)
        return refuse(b, arena_c_string(b->a, text_of(why.text)));
    e = file_size(fd, &source.size);
    if (e == OK && source.size > (int64_t)FILE_MB_MAX << 20) {
        refusal = "it is too large";
        e = ERR_BAD_INPUT;
    }
    if (e == OK)
        e = file_type_of(&source, b->a, name, &type, &refusal);
    if (e == ERR_BAD_INPUT && refusal != NULL) {
        e = refuse(
            b, arena_print(b->a, "%.*s: %s", TEXT_ARG(name), refusal).ptr);
    } else if (e == OK) {
        text given = text_is_empty(cell[FILE_NAME]) ? name : cell[FILE_NAME];
        file.type = text_of(type->code);
        file.name = file_name_for(b->a, given, type);
        e = bring_content(b, &source, d, is_new, has_changed, &file);
    }
    file_close(fd);
    return e;
}

/* Keys are of one stock: none may be that of another kind's thing. */
static enum err
is_taken(struct bringing *b, int64_t id, bool *taken)
{
    const struct thing_kind *k;
    *taken = id == 0;
    for (int i = 0; !*taken && (k = thing_kind_at(i)) != NULL; i++) {
        struct thing t;
        enum err e = thing_load(b->db, b->a, text_of(k->kind), id, &t);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        *taken = e == OK;
    }
    return OK;
}

static bool
is_seen(text seen)
{
    return text_is_equal(seen, TEXT("public")) ||
        text_is_equal(seen, TEXT("network")) ||
        text_is_equal(seen, TEXT("within")) ||
        text_is_equal(seen, TEXT("nobody"));
}

static enum err
bring_row(struct bringing *b, const text *cell)
{
    struct document d = { 0 };
    struct thing within;
    text name = text_trim(cell[NAME]);
    text seen = text_is_empty(cell[SEEN]) ? TEXT("within") : cell[SEEN];
    b->im->count.n_rows++;
    if (!code_is_good(cell[CODE]) || cell[CODE].len > 60)
        return refuse(b, "code: letters, digits and . _ - only");
    if (name.len == 0 || name.len > 200 || !text_is_utf8(name))
        return refuse(b, "name: is missing or too long");
    if (!is_seen(seen))
        return refuse(b, "seen: public, network, within or nobody");
    if (!text_is_empty(cell[LANG]) && !lang_is_good(cell[LANG]))
        return refuse(b, "lang: is not the code of a language");
    enum err e = find_within(b, cell[WITHIN_KIND], cell[WITHIN], &within);
    if (e == ERR_NOT_FOUND &&
        does_not_travel(thing_kind_find(cell[WITHIN_KIND]))) {
        tell(b, "left out, for what it is within is not here:", cell[CODE]);
        return OK;
    }
    /* a rehearsal has not brought in what it may be in: rehearse_row looked */
    if (e == ERR_NOT_FOUND && b->im->is_dry_run)
        return OK;
    if (e == ERR_NOT_FOUND)
        return refuse(b, "within: there is no such thing");
    if (e != OK)
        return e;
    e = document_find(
        b->db, b->a, (struct document_find_in){ .code = cell[CODE] }, &d);
    bool is_new = e == ERR_NOT_FOUND;
    if (e != OK && !is_new)
        return e;
    text lang = text_is_empty(cell[LANG]) ? (text){ 0 } : cell[LANG];
    bool has_changed = is_new || !text_is_equal(d.name, name) ||
        !text_is_equal(d.seen, seen) || !text_is_equal(d.lang, lang) ||
        d.within_id != within.id;
    if (is_new)
        d = (struct document){ .code = cell[CODE], .created_at = now_s() };
    if (is_new) {
        bool is_bad = !key_parse(cell[KEY], &d.id);
        e = is_bad ? OK : is_taken(b, d.id, &is_bad);
        if (e != OK)
            return e;
        if (is_bad)
            d.id = key_new();
    }
    d.name = name;
    d.name_sort = lang_sort_key(b->a, name);
    d.lang = lang;
    d.seen = seen;
    d.within_kind = cell[WITHIN_KIND];
    d.within_id = within.id;
    d.above_id = within.within_id;
    d.has_above_id = within.within_id != 0;
    return bring_file(b, cell, &d, is_new, has_changed);
}

static enum err
read_head(struct bringing *b, const struct csv_row *row)
{
    for (int c = 0; c < N; c++) {
        b->at[c] = -1;
        for (int i = 0; i < row->n_fields; i++)
            if (text_is_equal(row->fields[i], text_of(columns[c])))
                b->at[c] = i;
    }
    for (int c = 0; c < N; c++)
        if (b->at[c] < 0 && c != KEY && c != LANG && c != SEEN &&
            c != FILE_NAME)
            return err_say(b->why, ERR_BAD_INPUT,
                "document.csv: the column %s is missing", columns[c]);
    return OK;
}

static enum err
take_row(struct bringing *b, const struct csv_row *row, bool is_head)
{
    text cell[N];
    b->line = row->line;
    if (is_head)
        return read_head(b, row);
    for (int c = 0; c < N; c++)
        cell[c] = b->at[c] >= 0 && b->at[c] < row->n_fields
            ? row->fields[b->at[c]]
            : TEXT("");
    struct arena_mark mark = arena_mark(b->a);
    enum err e = bring_row(b, cell);
    arena_rewind(b->a, mark);
    return e;
}

static enum err
read_rows(struct bringing *b, struct arena *own, int fd)
{
    enum { PIECE = 64 * 1024 };
    struct csv_reader r;
    struct csv_row row;
    char *piece = arena_new(own, char, PIECE);
    ptrdiff_t n;
    csv_open(&r, own);
    for (bool is_head = true;;) {
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
            e = take_row(b, &row, is_head);
            is_head = false;
            break;
        case CSV_AT_END: return OK;
        case CSV_IS_BAD:
            return err_say(
                b->why, ERR_BAD_INPUT, "document.csv: %s", r.why.text);
        }
        if (e != OK)
            return e;
    }
}

/* ---- What is written about them ------------------------------------------ */

static enum err
find_code(void *context, text code, int64_t *id)
{
    struct sheet_texts *t = context;
    struct document d;
    enum err e = document_find(
        t->db, t->a, (struct document_find_in){ .code = code }, &d);
    *id = e == OK ? d.id : 0;
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
texts_step(struct db *writer, struct arena *scratch, void *arg)
{
    struct bringing *b = arg;
    struct sheet_texts t = { .sheet = &document_sheet,
        .db = writer,
        .a = scratch,
        .import = b->im,
        .why = b->why,
        .find = find_code };
    t.context = &t;
    enum err e = sheet_texts_compare(&t);
    return e == OK ? thread_import_later(&t) : e;
}

static enum err
read_file(struct bringing *b, text path)
{
    struct arena own;
    int fd;
    enum err e = file_open_plain(&fd, path, b->why);
    if (e != OK)
        return e;
    arena_open(&own, 48 << 20);
    own.no_room = b->a->no_room;
    e = read_rows(b, &own, fd);
    arena_close(&own);
    file_close(fd);
    return e;
}

enum err
documents_import(struct db *db, struct arena *a, struct sheet_import *import,
    struct why *why)
{
    struct bringing b = { .db = db, .a = a, .im = import, .why = why };
    text path = arena_print(a, "%.*s/document.csv", TEXT_ARG(import->dir));
    enum err e = file_is_there(path) ? read_file(&b, path) : OK;
    if (e == OK && !import->is_dry_run)
        e = db_write(db, a, texts_step, &b);
    if (e == OK && import->count.n_refused > 0)
        e = err_say(why, ERR_BAD_INPUT,
            "%lld %s about documents: the rest is in",
            (long long)import->count.n_refused,
            import->count.n_refused == 1 ? "fault" : "faults");
    return e;
}
