#include "keep/version.h"

#include "base/json.h"
#include "keep/audit.h"
#include "keep/sheet_row.h"
#include "keep/thing.h"
#include "os/clock.h"
#include "os/entropy.h"

#include <inttypes.h>
#include <string.h>

/* ---- Printing ------------------------------------------------------------ */

/* A sort key follows from its name, and is another one with another ICU. */
static bool
is_kept(const struct db_field *f)
{
    return !text_ends_with(text_of(f->name), TEXT("_sort"));
}

static enum err
print_row(struct json *j, struct db *db, struct arena *a, const struct sheet *s,
    int64_t id)
{
    char *row = row_new(a, s);
    enum err e = db_one(db, a, s->get, &id, row);
    if (e != OK)
        return e;
    for (int i = 1; i < s->shape->n_fields; i++) {
        const struct db_field *f = &s->shape->fields[i];
        if (!is_kept(f))
            continue;
        json_name(j, f->name);
        if (row_is_known(f, row))
            json_text(j, row_print(a, f, row));
        else
            json_null(j);
    }
    return OK;
}

enum err
version_print(
    struct db *db, struct arena *a, text kind, int64_t thing_id, text *snapshot)
{
    const struct thing_kind *k = thing_kind_find(kind);
    const struct sheet *s = k == NULL ? NULL : k->sheet;
    struct prose_set set = { 0 };
    struct buf out = buf_in(a, 1000);
    struct json j = json_write(&out);
    json_object(&j);
    json_name(&j, "row");
    json_object(&j);
    enum err e =
        s == NULL || s->get == NULL ? OK : print_row(&j, db, a, s, thing_id);
    if (e == OK)
        e = prose_load(db, a, thing_id, &set);
    if (e != OK)
        return e;
    json_end(&j);
    json_name(&j, "text");
    json_array(&j);
    for (ptrdiff_t i = 0; i < set.n_rows; i++) {
        json_array(&j);
        json_text(&j, set.rows[i].part);
        json_text(&j, set.rows[i].lang);
        json_bool(&j, set.rows[i].is_original);
        json_text(&j, set.rows[i].source);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    *snapshot = buf_text(&out);
    return OK;
}

/* ---- Reading ------------------------------------------------------------- */

static bool
read_text(const struct json_value *v, struct version_text *t)
{
    const struct json_value *item[4];
    int n = 0;
    if (v->type != JSON_ARRAY || v->n != 4)
        return false;
    for (const struct json_value *x = v->first; x != NULL; x = x->next)
        item[n++] = x;
    if (item[0]->type != JSON_TEXT || item[1]->type != JSON_TEXT ||
        item[2]->type != JSON_BOOL || item[3]->type != JSON_TEXT)
        return false;
    *t = (struct version_text){ .part = item[0]->text,
        .lang = item[1]->text,
        .is_original = item[2]->is_true,
        .source = item[3]->text };
    return true;
}

enum err
version_read(struct arena *a, text snapshot, struct version_state *state)
{
    struct json_value *all;
    struct why why = { 0 };
    *state = (struct version_state){ 0 };
    enum err e = json_parse(snapshot, a, &all, &why);
    if (e != OK)
        return e;
    const struct json_value *row = json_find(all, TEXT("row")),
                            *texts = json_find(all, TEXT("text"));
    if (row == NULL || texts == NULL || row->type != JSON_OBJECT ||
        texts->type != JSON_ARRAY)
        return ERR_BAD_INPUT;
    state->values = arena_new(a, struct version_value, (ptrdiff_t)row->n);
    state->texts = arena_new(a, struct version_text, (ptrdiff_t)texts->n);
    for (const struct json_value *v = row->first; v != NULL; v = v->next) {
        if (v->type != JSON_TEXT && v->type != JSON_NULL)
            return ERR_BAD_INPUT;
        struct version_value *to = &state->values[state->n_values++];
        to->name = v->name;
        if (v->type == JSON_TEXT)
            to->cell = v->text;
    }
    for (const struct json_value *v = texts->first; v != NULL; v = v->next)
        if (!read_text(v, &state->texts[state->n_texts++]))
            return ERR_BAD_INPUT;
    return OK;
}

const struct version_value *
version_value(const struct version_state *s, text name)
{
    for (int i = 0; i < s->n_values; i++)
        if (text_is_equal(s->values[i].name, name))
            return &s->values[i];
    return NULL;
}

const struct version_text *
version_text(const struct version_state *s, text part, text lang)
{
    for (int i = 0; i < s->n_texts; i++) {
        const struct version_text *t = &s->texts[i];
        if (text_is_equal(t->part, part) &&
            (text_is_known(lang) ? text_is_equal(t->lang, lang)
                                 : t->is_original))
            return t;
    }
    return NULL;
}

/* ---- Comparing ----------------------------------------------------------- */

static bool
has_text(const struct version_state *s, const struct version_text *t)
{
    const struct version_text *other = version_text(s, t->part, t->lang);
    return other != NULL && other->is_original == t->is_original &&
        text_is_equal(other->source, t->source);
}

static void
add_name(struct json *j, text name, text *last)
{
    if (text_is_equal(name, *last))
        return;
    json_text(j, name);
    *last = name;
}

text
version_compare(struct arena *a, const struct version_state *old,
    const struct version_state *now)
{
    struct buf out = buf_in(a, 100);
    struct json j = json_write(&out);
    text last = { 0 };
    json_array(&j);
    for (int i = 0; i < now->n_values; i++) {
        const struct version_value *was =
            version_value(old, now->values[i].name);
        text cell = now->values[i].cell;
        if (was == NULL ? text_is_known(cell) : !text_is_equal(was->cell, cell))
            json_text(&j, now->values[i].name);
    }
    /* both are in order of part: those of one part stand together */
    for (int i = 0; i < now->n_texts; i++)
        if (!has_text(old, &now->texts[i]))
            add_name(&j, now->texts[i].part, &last);
    for (int i = 0; i < old->n_texts; i++) {
        const struct version_text *t = &old->texts[i];
        if (version_text(now, t->part, t->lang) == NULL)
            add_name(&j, t->part, &last);
    }
    json_end(&j);
    return buf_text(&out);
}

/* ---- Noting -------------------------------------------------------------- */

/* The newest; of number 0 when there is none. */
static enum err
load_newest(
    struct db *db, struct arena *a, int64_t thing_id, struct version *newest)
{
    enum err e = version_newest(
        db, a, (struct version_newest_in){ .thing_id = thing_id }, newest);
    if (e != ERR_NOT_FOUND)
        return e;
    *newest = (struct version){ .n = 0 };
    return OK;
}

static enum err
save(struct db *writer, struct version *v)
{
    int64_t n = 0;
    enum err e = OK;
    v->at = now_s();
    v->has_actor_id = v->actor_id != 0;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        v->id = key_new();
        e = version_insert(writer, v, &n);
    }
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

enum err
version_before(struct db *writer, struct arena *a, text kind, int64_t thing_id)
{
    struct version newest;
    text now;
    enum err e = load_newest(writer, a, thing_id, &newest);
    if (e == OK)
        e = version_print(writer, a, kind, thing_id, &now);
    if (e != OK || text_is_equal(newest.snapshot, now))
        return e;
    struct version v = { .kind = kind,
        .thing_id = thing_id,
        .n = newest.n + 1,
        .action = TEXT("import"),
        .snapshot = now };
    return save(writer, &v);
}

/* What changed since the newest; not known when that cannot be said. */
static text
changed_since(struct arena *a, text old, text now)
{
    struct version_state was, is;
    if (!text_is_known(old) || !text_is_known(now) ||
        version_read(a, old, &was) != OK || version_read(a, now, &is) != OK)
        return (text){ 0 };
    return version_compare(a, &was, &is);
}

enum err
version_note(struct db *writer, struct arena *a, text kind, int64_t thing_id,
    int64_t actor_id, text action)
{
    struct version newest;
    text now = { 0 };
    bool is_gone = text_is_equal(action, TEXT("remove"));
    enum err e = load_newest(writer, a, thing_id, &newest);
    if (e == OK && !is_gone)
        e = version_print(writer, a, kind, thing_id, &now);
    if (e != OK)
        return e;
    if (newest.n > 0 && text_is_equal(newest.snapshot, now))
        return OK;
    struct version v = { .kind = kind,
        .thing_id = thing_id,
        .n = newest.n + 1,
        .actor_id = actor_id,
        .action = action,
        .snapshot = now,
        .changed = changed_since(a, newest.snapshot, now) };
    e = save(writer, &v);
    if (e != OK)
        return e;
    return audit_add(writer,
        (struct audit){ .actor_id = actor_id,
            .action = action,
            .kind = kind,
            .thing_id = thing_id,
            .detail = v.changed });
}

/* ---- Erasing ------------------------------------------------------------- */

struct looking {
    struct arena *arena;
    text mark;
    struct found {
        struct found *next;
        int64_t thing_id;
    } * found;
};

static enum err
look(void *context, const struct version_each_of_kind_row *row)
{
    struct looking *l = context;
    bool is_known = l->found != NULL && l->found->thing_id == row->thing_id;
    if (is_known || text_find(row->snapshot, l->mark) < 0)
        return OK;
    struct found *f = arena_new(l->arena, struct found, 1);
    *f = (struct found){ l->found, row->thing_id };
    l->found = f;
    return OK;
}

/* Kinds whose rows name a person. */
static bool
names_a_person(const struct thing_kind *k)
{
    for (int i = 0; k->sheet != NULL && i < k->sheet->n_columns; i++)
        if (k->sheet->columns[i].ref != NULL &&
            strcmp(k->sheet->columns[i].ref->table, "person") == 0)
            return true;
    return false;
}

enum err
version_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct looking l = { .arena = a,
        .mark = arena_print(a, "\"%" PRId64 "\"", person_id) };
    const struct thing_kind *k;
    enum err e = version_forget_thing(writer,
        (struct version_forget_thing_in){ .thing_id = person_id }, NULL);
    for (int i = 0; e == OK && (k = thing_kind_at(i)) != NULL; i++)
        if (names_a_person(k))
            e = version_each_of_kind(writer, a,
                (struct version_each_of_kind_in){ .kind = text_of(k->kind) },
                look, &l);
    for (struct found *f = l.found; e == OK && f != NULL; f = f->next)
        e = version_forget_thing(writer,
            (struct version_forget_thing_in){ .thing_id = f->thing_id }, NULL);
    return e;
}
