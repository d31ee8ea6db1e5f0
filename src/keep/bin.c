#include "keep/bin.h"

#include "base/key.h"
#include "keep/document.sql.h"
#include "keep/door.h"
#include "keep/edit.h"
#include "keep/search.h"
#include "keep/settings.h"
#include "keep/sheet_row.h"
#include "keep/thread.h"
#include "os/clock.h"
#include "os/entropy.h"

#include <inttypes.h>
#include <string.h>

/* ---- What goes along, and what forbids it -------------------------------- */

static bool
is_in(const struct thing *things, int n, int64_t id)
{
    for (int i = 0; i < n; i++)
        if (things[i].id == id)
            return true;
    return false;
}

/* The first column that names what a thing lies in. */
static bool
is_within_column(const struct thing_kind *k, const struct sheet_column *c)
{
    for (int i = 0; k->within_kind != NULL && i < k->sheet->n_columns; i++) {
        const struct sheet_column *one = &k->sheet->columns[i];
        if (one->kind == SHEET_REF &&
            strcmp(one->ref->table, k->within_kind) == 0)
            return one == c;
    }
    return false;
}

/* The rows of one kind that name a thing by one column. */
static enum err
collect_holders(struct db *db, struct arena *a, const struct thing *t,
    const struct thing_kind *k, const struct sheet_column *c,
    struct bin_set *set)
{
    struct holders_in {
        int64_t id, n_rows;
    } in = { .id = t->id, .n_rows = BIN_MAX + 1 };
    void *rows;
    ptrdiff_t n;
    bool goes_along = is_within_column(k, c);
    require(c->holders->in->size == (ptrdiff_t)sizeof in);
    enum err e = db_many(db, a, c->holders, &in, &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        int64_t id;
        struct thing held;
        memcpy(&id, (const char *)rows + i * c->holders->out->size, sizeof id);
        struct thing *to = goes_along ? set->things : set->holders;
        int *n_to = goes_along ? &set->n_things : &set->n_holders;
        if (is_in(to, *n_to, id))
            continue;
        if (*n_to == (goes_along ? BIN_MAX : BIN_HOLDERS_MAX)) {
            set->is_too_much = true;
            return OK;
        }
        e = thing_load(db, a, text_of(k->kind), id, &held);
        if (e == OK)
            to[(*n_to)++] = held;
    }
    return e;
}

static enum err
collect_around(
    struct db *db, struct arena *a, const struct thing *t, struct bin_set *set)
{
    const struct thing_kind *k;
    enum err e = OK;
    for (int i = 0; e == OK && (k = thing_kind_at(i)) != NULL; i++)
        for (int c = 0; e == OK && k->sheet != NULL && c < k->sheet->n_columns;
             c++) {
            const struct sheet_column *column = &k->sheet->columns[c];
            if (column->ref == t->kind->sheet && column->holders != NULL)
                e = collect_holders(db, a, t, k, column, set);
        }
    return e;
}

enum err
bin_collect(
    struct db *db, struct arena *a, const struct thing *t, struct bin_set *set)
{
    enum err e = OK;
    *set = (struct bin_set){ .things = arena_new(a, struct thing, BIN_MAX),
        .holders = arena_new(a, struct thing, BIN_HOLDERS_MAX) };
    set->things[set->n_things++] = *t;
    for (int i = 0; e == OK && i < set->n_things && !set->is_too_much; i++)
        e = collect_around(db, a, &set->things[i], set);
    int n = 0; /* what names one of them and goes along forbids nothing */
    for (int i = 0; i < set->n_holders; i++)
        if (!is_in(set->things, set->n_things, set->holders[i].id))
            set->holders[n++] = set->holders[i];
    set->n_holders = n;
    return e;
}

/* ---- A bundle ------------------------------------------------------------ */

static void
print_shape(struct json *j, struct arena *a, const struct db_shape *shape,
    const void *row)
{
    json_object(j);
    for (int i = 0; i < shape->n_fields; i++) {
        const struct db_field *f = &shape->fields[i];
        json_name(j, f->name);
        if (row_is_known(f, row))
            json_text(j, row_print(a, f, row));
        else
            json_null(j);
    }
    json_end(j);
}

static bool
read_shape(
    const struct json_value *object, const struct db_shape *shape, void *row)
{
    for (int i = 0; i < shape->n_fields; i++) {
        const struct db_field *f = &shape->fields[i];
        const struct json_value *v = json_find(object, text_of(f->name));
        if (v == NULL || v->type == JSON_NULL)
            row_scan(f, (text){ 0 }, row); /* a column that came later */
        else if (v->type != JSON_TEXT || !row_scan(f, v->text, row))
            return false;
    }
    return true;
}

static enum err
print_thing(
    struct json *j, struct db *db, struct arena *a, const struct thing *t)
{
    const struct sheet *s = t->kind->sheet;
    struct prose *rows;
    ptrdiff_t n;
    char *row = row_new(a, s);
    enum err e = db_one(db, a, s->get, &t->id, row);
    if (e == OK)
        e = prose_whole(db, a,
            (struct prose_whole_in){
                .thing_id = t->id, .n_rows = PROSE_ROWS_MAX },
            &rows, &n);
    if (e != OK)
        return e;
    json_object(j);
    json_name(j, "kind");
    json_text(j, text_of(t->kind->kind));
    json_name(j, "row");
    print_shape(j, a, s->shape, row);
    json_name(j, "prose");
    json_array(j);
    for (ptrdiff_t i = 0; i < n; i++)
        print_shape(j, a, &prose_shape, &rows[i]);
    json_end(j);
    json_end(j);
    return OK;
}

/* ---- Removed ------------------------------------------------------------- */

static enum err
remove_prose(struct db *writer, struct arena *a, int64_t id)
{
    struct prose *rows;
    ptrdiff_t n;
    enum err e = prose_whole(writer, a,
        (struct prose_whole_in){ .thing_id = id, .n_rows = PROSE_ROWS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = prose_delete(
            writer, (struct prose_delete_in){ .id = rows[i].id }, NULL);
    return e;
}

static enum err
remove_thing(
    struct db *writer, struct arena *a, const struct thing *t, int64_t actor_id)
{
    text kind = text_of(t->kind->kind);
    int64_t n = 0;
    enum err e = version_before(writer, a, kind, t->id);
    if (e == OK)
        e = remove_prose(writer, a, t->id);
    if (e == OK)
        e = search_remove(writer, t->id);
    if (e == OK)
        e = db_none(writer, t->kind->sheet->remove, &t->id, &n);
    if (e == OK && n == 0)
        e = ERR_NOT_FOUND;
    return e == OK
        ? version_note(writer, a, kind, t->id, actor_id, TEXT("remove"))
        : e;
}

static enum err
keep_bundle(struct db *writer, struct removed *row)
{
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row->id = key_new();
        e = removed_insert(writer, row, &n);
    }
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

enum err
bin_remove(
    struct db *writer, struct arena *a, const struct thing *t, int64_t actor_id)
{
    struct bin_set set;
    const struct sheet *s = t->kind->sheet;
    char *row = row_new(a, s);
    enum err e = bin_collect(writer, a, t, &set);
    if (e == OK && (set.n_holders > 0 || set.is_too_much))
        e = ERR_CONFLICT;
    for (int i = 0; e == OK && i < set.n_things; i++)
        if (set.things[i].kind->sheet->remove == NULL)
            e = ERR_CONFLICT;
    if (e == OK)
        e = db_one(writer, a, s->get, &t->id, row);
    if (e == OK && s->stays != NULL && s->stays(writer, a, row, &e) != NULL)
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    struct buf bundle = buf_in(a, 4096);
    struct json j = json_write(&bundle);
    json_array(&j);
    for (int i = 0; e == OK && i < set.n_things; i++)
        e = print_thing(&j, writer, a, &set.things[i]);
    if (e != OK)
        return e;
    json_end(&j);
    struct removed removed = { .kind = text_of(t->kind->kind),
        .thing_id = t->id,
        .within_id = t->kind->within_kind != NULL ? t->within_id : 0,
        .title = t->title,
        .actor_id = actor_id,
        .at = now_s(),
        .bundle = buf_text(&bundle) };
    e = keep_bundle(writer, &removed);
    for (int i = set.n_things - 1; e == OK && i >= 0; i--)
        e = remove_thing(writer, a, &set.things[i], actor_id);
    /* the words of what it was in may have held its own */
    if (e == OK && s->found != NULL)
        e = s->found(writer, a, row);
    return e;
}

/* ---- Brought back -------------------------------------------------------- */

static enum err
restore_row(struct db *writer, struct arena *a, const struct sheet *s,
    char *row, const char **broken)
{
    text code = row_text(s->shape, row, "code");
    char *other = row_new(a, s);
    int64_t n = 0;
    enum err e = db_one(writer, a, s->find, &code, other);
    if (e == OK) { /* another has it by now */
        e = edit_draw_code(writer, a, s, code, &code);
        if (e == OK)
            memcpy(row_member(row, shape_field(s->shape, "code")), &code,
                sizeof code);
    }
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    e = OK;
    /* keys by which names are sorted are those of today */
    for (int i = 0; i < s->n_columns; i++)
        if (s->columns[i].kind == SHEET_NAME)
            (void)row_put(a, s, &s->columns[i],
                row_text(s->shape, row, s->columns[i].name), row);
    if (s->rule != NULL)
        *broken = s->rule(writer, a, row, &e);
    if (e != OK || *broken != NULL)
        return e == OK ? ERR_BAD_INPUT : e;
    e = db_none(writer, s->insert, row, &n);
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

static enum err
restore_prose(struct db *writer, const struct json_value *all)
{
    for (const struct json_value *v = all->first; v != NULL; v = v->next) {
        struct prose row = { 0 };
        int64_t n = 0;
        if (!read_shape(v, &prose_shape, &row))
            return ERR_BAD_INPUT;
        enum err e = prose_insert(writer, &row, &n);
        if (e != OK || n == 0)
            return e == OK ? ERR_CONFLICT : e;
    }
    return OK;
}

static enum err
restore_thing(struct db *writer, struct arena *a, const struct json_value *v,
    int64_t actor_id, const char **broken)
{
    const struct json_value *kind = json_find(v, TEXT("kind")),
                            *row = json_find(v, TEXT("row")),
                            *prose = json_find(v, TEXT("prose"));
    const struct thing_kind *k = kind == NULL || kind->type != JSON_TEXT
        ? NULL
        : thing_kind_find(kind->text);
    if (k == NULL || k->sheet == NULL || row == NULL || prose == NULL)
        return ERR_BAD_INPUT;
    char *to = row_new(a, k->sheet);
    if (!read_shape(row, k->sheet->shape, to))
        return ERR_BAD_INPUT;
    enum err e = restore_row(writer, a, k->sheet, to, broken);
    if (e == OK)
        e = restore_prose(writer, prose);
    if (e == OK)
        e = sheet_found_save(writer, a, k->sheet, to);
    return e == OK ? version_note(writer, a, text_of(k->kind),
                         row_id(k->sheet, to), actor_id, TEXT("restore"))
                   : e;
}

enum err
bin_restore(struct db *writer, struct arena *a, const struct removed *removed,
    int64_t actor_id, const char **broken)
{
    struct json_value *all;
    struct why why = { 0 };
    *broken = NULL;
    enum err e = json_parse(removed->bundle, a, &all, &why);
    for (const struct json_value *v = e == OK ? all->first : NULL;
         e == OK && v != NULL; v = v->next)
        e = restore_thing(writer, a, v, actor_id, broken);
    return e == OK ? removed_delete(writer,
                         (struct removed_delete_in){ .id = removed->id }, NULL)
                   : e;
}

/* ---- For ever ------------------------------------------------------------ */

/* What hangs on a thing, wherever it is kept. Its documents are deleted as if
 * long ago: the sweep takes their bytes. */
enum err
bin_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    enum err e = version_forget_thing(
        writer, (struct version_forget_thing_in){ .thing_id = id }, NULL);
    if (e == OK)
        e = thread_forget(writer, id);
    if (e == OK)
        e = document_delete_within(writer,
            (struct document_delete_within_in){
                .within_id = id, .deleted_at = 1 },
            NULL);
    return e == OK ? doors_forget_thing(writer, a, id) : e;
}

/* It, and all that went along. */
static enum err
purge(struct db *writer, struct arena *a, const struct removed *removed)
{
    struct json_value *all;
    struct why why = { 0 };
    enum err e = bin_forget_thing(writer, a, removed->thing_id);
    if (e == OK && json_parse(removed->bundle, a, &all, &why) == OK)
        for (const struct json_value *v = all->first; e == OK && v != NULL;
             v = v->next) {
            const struct json_value *row = json_find(v, TEXT("row"));
            const struct json_value *id =
                row == NULL ? NULL : json_find(row, TEXT("id"));
            int64_t n;
            if (id != NULL && text_parse_int(id->text, &n) &&
                n != removed->thing_id)
                e = bin_forget_thing(writer, a, n);
        }
    return e == OK ? removed_delete(writer,
                         (struct removed_delete_in){ .id = removed->id }, NULL)
                   : e;
}

enum err
bin_forget(struct db *writer, struct arena *a, int64_t now)
{
    enum { AT_ONCE = 50 };
    struct removed *rows;
    ptrdiff_t n;
    int64_t days = settings_int(writer, a, "keep_removed_days");
    enum err e = removed_old(writer, a,
        (struct removed_old_in){
            .before = now - days * INT64_C(86'400), .n_rows = AT_ONCE },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = purge(writer, a, &rows[i]);
    return e;
}

/* Their own row, and what names them: its title may be their name. */
struct looking {
    struct arena *arena;
    text mark;
    struct found {
        struct found *next;
        int64_t id;
    } * found;
};

static enum err
look(void *context, const struct removed *row)
{
    struct looking *l = context;
    if (text_find(row->bundle, l->mark) < 0)
        return OK;
    struct found *f = arena_new(l->arena, struct found, 1);
    *f = (struct found){ l->found, row->id };
    l->found = f;
    return OK;
}

enum err
bin_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct looking l = { .arena = a,
        .mark = arena_print(a, "\"%" PRId64 "\"", person_id) };
    struct removed row;
    enum err e = removed_each(writer, a, look, &l);
    for (struct found *f = l.found; e == OK && f != NULL; f = f->next) {
        e = removed_get(
            writer, a, (struct removed_get_in){ .id = f->id }, &row);
        if (e == OK)
            e = purge(writer, a, &row);
    }
    return e;
}
