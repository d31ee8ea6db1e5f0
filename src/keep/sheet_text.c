#include "keep/sheet_text.h"
#include "keep/sheet_row.h"

#include "keep/audit.h"
#include "keep/prose.h"
#include "os/file.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 256 * 1024, FILES_MAX = 1000 * 1000 };

/* ---- One file ----------------------------------------------------------- */

static const char *
heading_part(const char *const *parts, text line)
{
    if (!text_starts_with(line, TEXT("# ")))
        return NULL;
    line = text_trim(text_slice(line, 2, line.len));
    for (int i = 0; parts[i] != NULL; i++) {
        text part = text_of(parts[i]);
        if (line.len == part.len && line.len > 0 &&
            (line.ptr[0] | 0x20) == part.ptr[0] &&
            memcmp(line.ptr + 1, part.ptr + 1, (size_t)line.len - 1) == 0)
            return parts[i];
    }
    return NULL;
}

bool
sheet_text_next(
    const char *const *parts, text *rest, const char **part, text *body)
{
    if (text_is_empty(*rest))
        return false;
    text after, line = text_cut(*rest, '\n', &after);
    *part = heading_part(parts, line);
    if (*part != NULL)
        *rest = after;
    text start = *rest;
    while (rest->len > 0) {
        line = text_cut(*rest, '\n', &after);
        if (heading_part(parts, line) != NULL)
            break;
        *rest = after;
    }
    ptrdiff_t len = rest->ptr == NULL ? start.len : rest->ptr - start.ptr;
    *body = text_trim((text){ start.ptr, start.ptr == NULL ? 0 : len });
    if (body->ptr == NULL)
        *body = TEXT("");
    return true;
}

/* ---- Import ------------------------------------------------------------- */

/* People translate the headings as well: all of those that count. */
static const char *
headings_wanted(struct sheet_texts *t)
{
    struct buf all = buf_in(t->a, 200);
    buf_print(&all, "there is text before the first of these headings:");
    for (const char *const *p = t->sheet->parts; *p != NULL; p++)
        buf_print(&all, " '# %c%s'", (*p)[0] - 'a' + 'A', *p + 1);
    buf_byte(&all, '\0');
    return all.ptr;
}

struct text_file {
    text name, code, lang;
    bool says_original;
};

static void
say_file(struct sheet_texts *t, bool is_refusal, text name, const char *what)
{
    struct arena_mark mark = arena_mark(t->a);
    text line = arena_print(
        t->a, "text/%s/%.*s: %s", t->sheet->table, TEXT_ARG(name), what);
    if (is_refusal)
        t->import->count.n_refused++;
    t->import->say(t->import->context, is_refusal, line.ptr);
    arena_rewind(t->a, mark);
}

/* CODE.LANG.md, CODE.LANG.original.md; a code may hold points. */
static bool
parse_name(text name, struct text_file *f)
{
    f->name = name;
    if (!text_ends_with(name, TEXT(".md")))
        return false;
    text stem = text_slice(name, 0, name.len - 3);
    f->says_original = text_ends_with(stem, TEXT(".original"));
    if (f->says_original)
        stem = text_slice(stem, 0, stem.len - 9);
    ptrdiff_t dot = stem.len - 1;
    while (dot > 0 && stem.ptr[dot] != '.')
        dot--;
    f->code = text_slice(stem, 0, dot);
    f->lang = text_slice(stem, dot + 1, stem.len);
    return dot > 0 && lang_is_good(f->lang) && code_is_good(f->code);
}

/* By code, then language: the folder's own order mixes codes with points. */
static int
compare_files(const void *a, const void *b)
{
    const struct text_file *x = a, *y = b;
    int order = text_compare(x->code, y->code);
    return order != 0 ? order : text_compare(x->lang, y->lang);
}

static enum err
save_part(struct sheet_texts *t, const struct text_file *f, int64_t id,
    const char *part, text body, bool is_original, bool *changed)
{
    struct prose_given given = { .kind = text_of(t->sheet->table),
        .part = text_of(part),
        .lang = f->lang,
        .source = body,
        .thing_id = id,
        .is_original = is_original };
    enum err e = t->keep != NULL ? prose_compare(t->db, t->a, given, changed)
                                 : prose_save(t->db, t->a, given, changed);
    if (e == ERR_BAD_INPUT) {
        say_file(t, true, f->name,
            "a text is too long (32 KB at most) or is not UTF-8");
        return OK;
    }
    return e;
}

static enum err
import_file(struct sheet_texts *t, text folder, const struct text_file *f,
    int64_t id, bool is_original)
{
    text path =
        arena_print(t->a, "%.*s/%.*s", TEXT_ARG(folder), TEXT_ARG(f->name));
    text rest, body;
    const char *part;
    bool changed = false;
    struct why why = { 0 };
    enum err e = file_read_plain(path, t->a, FILE_MAX, &rest, &why);
    if (e == ERR_NO_ROOM) {
        say_file(t, true, f->name, "is too large (256 KB at most)");
        return OK;
    }
    if (e != OK)
        return err_say(t->why, e, "%s", why.text);
    if (!text_is_utf8(rest)) {
        say_file(t, true, f->name, "is not UTF-8");
        return OK;
    }
    if (text_starts_with(rest, TEXT("\xef\xbb\xbf")))
        rest = text_slice(rest, 3, rest.len);
    while (sheet_text_next(t->sheet->parts, &rest, &part, &body)) {
        bool is_new = false;
        if (part == NULL && body.len > 0) {
            say_file(t, true, f->name, headings_wanted(t));
            return OK;
        }
        if (part == NULL)
            continue;
        e = save_part(t, f, id, part, body, is_original, &is_new);
        if (e != OK)
            return e;
        changed = changed || is_new;
    }
    if (!changed)
        return OK;
    if (t->keep != NULL)
        return t->keep(t->context,
            &(struct sheet_text_file){
                .name = f->name, .id = id, .is_original = is_original });
    t->import->count.n_texts++;
    say_file(t, false, f->name, "text saved");
    return audit_add(t->db,
        (struct audit){ .action = TEXT("change"),
            .kind = text_of(t->sheet->table),
            .thing_id = id,
            .detail = TEXT("[\"text\"]") });
}

/* Which of the n files of one code is the original? */
static ptrdiff_t
find_original(const struct text_file *files, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++)
        if (files[i].says_original)
            return i;
    for (ptrdiff_t i = 0; i < n; i++)
        if (text_is_equal(files[i].lang, TEXT("en")))
            return i;
    return 0;
}

static enum err
import_thing(struct sheet_texts *t, text folder, const struct text_file *files,
    ptrdiff_t n)
{
    struct arena_mark mark = arena_mark(t->a);
    int64_t id = 0;
    enum err e = t->find(t->context, files[0].code, &id);
    if (e == OK && id == 0) {
        say_file(t, true, files[0].name,
            "there is no row with this code in the table");
        return OK;
    }
    ptrdiff_t original = find_original(files, n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = import_file(t, folder, &files[i], id, i == original);
    arena_rewind(t->a, mark);
    return e;
}

static text
folder_of(struct sheet_texts *t)
{
    return arena_print(
        t->a, "%.*s/text/%s", TEXT_ARG(t->import->dir), t->sheet->table);
}

enum err
sheet_text_save(struct sheet_texts *t, const struct sheet_text_file *file)
{
    struct text_file f;
    struct arena_mark mark = arena_mark(t->a);
    require(t->keep == NULL && parse_name(file->name, &f));
    enum err e = import_file(t, folder_of(t), &f, file->id, file->is_original);
    arena_rewind(t->a, mark);
    return e;
}

enum err
sheet_texts_compare(struct sheet_texts *t)
{
    if (t->sheet->parts == NULL)
        return OK;
    text folder = folder_of(t);
    struct file_entry *names;
    ptrdiff_t n_names, n = 0;
    /* a link would lead to files of ours, by the name of a stranger's */
    if (file_is_link(folder) || file_is_link(file_folder_of(folder)))
        return err_say(t->why, ERR_BAD_INPUT,
            "%.*s is a link: only plain folders are read here",
            TEXT_ARG(folder));
    enum err e = file_list(folder, t->a, FILES_MAX, &names, &n_names, t->why);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e != OK)
        return e;
    struct text_file *files = arena_new(t->a, struct text_file, n_names);
    for (ptrdiff_t i = 0; i < n_names; i++) {
        if (parse_name(names[i].name, &files[n]))
            n++;
        else if (names[i].name.ptr[0] != '.')
            say_file(t, true, names[i].name, "is not named CODE.LANG.md");
    }
    if (n > 1)
        qsort(files, (size_t)n, sizeof *files, compare_files);
    for (ptrdiff_t i = 0, next; i < n; i = next) {
        for (next = i + 1; next < n; next++)
            if (!text_is_equal(files[next].code, files[i].code))
                break;
        e = import_thing(t, folder, files + i, next - i);
        if (e != OK)
            return e;
    }
    return OK;
}

/* ---- Export ------------------------------------------------------------- */

/* Rows come by code, language, part: a file is written when the next one
 * begins. Whether a file must say that it is the original is known only when
 * all of a code's languages were seen, so the flag is written always but for
 * English, which is the original unless another says so. */
struct writing {
    struct arena *a;
    struct arena_mark mark;
    const struct sheet *sheet;
    text folder;
    struct why *why;
    text code, lang; /* of the file being filled; not known at first */
    bool is_original;
    struct buf out;
};

static enum err
finish_file(struct writing *w)
{
    if (!text_is_known(w->code))
        return OK;
    bool is_marked = w->is_original && !text_is_equal(w->lang, TEXT("en"));
    text path = arena_print(w->a, "%.*s/%.*s.%.*s%s.md", TEXT_ARG(w->folder),
        TEXT_ARG(w->code), TEXT_ARG(w->lang), is_marked ? ".original" : "");
    enum err e = file_write(path, buf_text(&w->out), w->why);
    if (e != OK)
        return e;
    w->code = (text){ NULL, 0 };
    arena_rewind(w->a, w->mark);
    return OK;
}

static enum err
export_part(void *context, const void *row)
{
    struct writing *w = context;
    const struct db_shape *shape = w->sheet->each_prose->out;
    text code = row_text(shape, row, "code");
    text lang = row_text(shape, row, "lang");
    /* of a database that others made: they become a file's name */
    if (!code_is_good(code) || !lang_is_good(lang))
        return err_say(w->why, ERR_BAD_INPUT,
            "%s: the code '%.*s' with the language '%.*s' is no name for a"
            " file",
            w->sheet->table, TEXT_ARG(text_prefix(code, 80)),
            TEXT_ARG(text_prefix(lang, 20)));
    if (!text_is_equal(code, w->code) || !text_is_equal(lang, w->lang)) {
        enum err e = finish_file(w);
        if (e != OK)
            return e;
        w->code = arena_copy(w->a, code);
        w->lang = arena_copy(w->a, lang);
        w->out = buf_in(w->a, 4096);
        memcpy(&w->is_original,
            row_member_const(row, shape_field(shape, "is_original")),
            sizeof w->is_original);
    }
    char heading[40] = { 0 };
    text part = text_prefix(row_text(shape, row, "part"), 39);
    memcpy(heading, part.ptr, (size_t)part.len);
    heading[0] = (char)(heading[0] & ~0x20);
    buf_print(&w->out, "%s# %s\n\n", w->out.len > 0 ? "\n" : "", heading);
    buf_add(&w->out, row_text(shape, row, "source"));
    buf_byte(&w->out, '\n');
    return OK;
}

enum err
sheet_texts_export(struct db *db, struct arena *a, const struct sheet *sheet,
    text dir, struct why *why)
{
    if (sheet->each_prose == NULL)
        return OK;
    struct arena own;
    arena_open(&own, 8 << 20);
    own.no_room = a->no_room;
    struct writing w = { .a = &own, .sheet = sheet, .why = why };
    w.folder = arena_print(a, "%.*s/text/%s", TEXT_ARG(dir), sheet->table);
    w.mark = arena_mark(&own);
    enum err e = file_make_folder(w.folder, why);
    if (e == OK)
        e = db_each(db, a, sheet->each_prose, NULL, export_part, &w);
    if (e == OK)
        e = finish_file(&w);
    arena_close(&own);
    return e;
}
