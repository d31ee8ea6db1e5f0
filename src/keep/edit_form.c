/* From the sheet to the form and back. */
#include "keep/edit.h"

#include "base/key.h"
#include "keep/sheet_row.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- The fields ---------------------------------------------------------- */

static const struct db_field *
field_of(const struct edit *ed, const struct sheet_column *c)
{
    return shape_field(ed->sheet->shape, c->field != NULL ? c->field : c->name);
}

static bool
is_money(const struct edit *ed, const struct sheet_column *c)
{
    return strcmp(field_of(ed, c)->word, "cents") == 0;
}

static const char *
join_name(struct arena *a, const char *one, const char *two)
{
    return arena_print(a, "%s%s", one, two).ptr;
}

/* The languages that are offered, and the one that it is in. */
static const char *const *
languages(struct arena *a, bool are_names, text also)
{
    const char **all = arena_new(a, const char *, LANG_N + 2);
    int n = 0;
    bool is_there = !text_is_known(also) || also.len == 0;
    for (int i = 0; i < LANG_N; i++) {
        text code = lang_code(lang_all(i));
        is_there = is_there || text_is_equal(code, also);
        all[n++] = arena_c_string(a, are_names ? lang_name(lang_all(i)) : code);
    }
    if (!is_there)
        all[n++] = arena_c_string(a, also);
    return all;
}

static const char *const *
choice_labels(struct arena *a, const struct sheet_column *c)
{
    int n = 0;
    if (c->word == NULL)
        return NULL;
    while (c->choices[n] != NULL)
        n++;
    const char **all = arena_new(a, const char *, n + 1);
    for (int i = 0; i < n; i++)
        all[i] = c->word(text_of(c->choices[i]));
    return all;
}

static const char *
usual_hint(const struct edit *ed, const struct sheet_column *c)
{
    if (c->hint != NULL)
        return c->hint;
    switch (c->kind) {
    case SHEET_REF: return N_("Type its name or the beginning of it.");
    case SHEET_DATE: return N_("Such as 2026-05-31.");
    case SHEET_URL: return N_("It begins with https://");
    case SHEET_INT: return is_money(ed, c) ? N_("Such as 12500.50") : NULL;
    case SHEET_CODE:
    case SHEET_NAME:
    case SHEET_TEXT:
    case SHEET_CHOICE:
    case SHEET_REAL:
    case SHEET_BOOL:
    case SHEET_LANG: break;
    }
    return NULL;
}

static struct input *
add_input(struct edit *ed, const char *name, enum input_kind kind)
{
    struct input *in = &ed->inputs[ed->n_inputs];
    *in = (struct input){ .name = name,
        .kind = kind,
        .label = name,
        .offset = ed->n_inputs * (ptrdiff_t)sizeof(text) };
    ed->n_inputs++;
    return in;
}

static void
add_column(struct edit *ed, struct edit_field *f)
{
    struct arena *a = ed->rq->arena;
    const struct sheet_column *c = f->column;
    enum input_kind kind = c->kind == SHEET_CHOICE || c->kind == SHEET_LANG
        ? INPUT_CHOICE
        : c->kind == SHEET_BOOL ? INPUT_BOOL
        : c->kind == SHEET_DATE ? INPUT_DATE
                                : INPUT_TEXT;
    struct input *in = add_input(ed, f->name, kind);
    bool is_number = c->kind == SHEET_INT || c->kind == SHEET_REAL;
    in->label = f->label;
    in->hint = usual_hint(ed, c);
    in->is_required =
        c->is_required && c->kind != SHEET_BOOL && c->kind != SHEET_CODE;
    in->max = !is_number && c->max > 0 ? (ptrdiff_t)c->max : 200;
    in->choices = c->choices;
    if (c->kind == SHEET_CHOICE)
        in->choice_labels = choice_labels(a, c);
    if (c->kind == SHEET_LANG) {
        in->choices = languages(a, false, edit_value(ed, f, ed->row, NULL));
        in->choice_labels =
            languages(a, true, edit_value(ed, f, ed->row, NULL));
    }
    if (c->kind != SHEET_REF)
        return;
    f->second = join_name(a, "key_", c->name);
    f->pick = join_name(a, "pick_", c->name);
    add_input(ed, f->second, INPUT_TEXT);
    add_input(ed, f->pick, INPUT_TEXT);
}

static void
add_part(struct edit *ed, struct edit_field *f)
{
    struct arena *a = ed->rq->arena;
    text lang, source, value = edit_value(ed, f, ed->row, &ed->prose);
    edit_cut_prose(value, &lang, &source);
    struct input *in = add_input(ed, f->name, INPUT_PROSE);
    in->label = f->label;
    in->max = PROSE_MAX;
    f->second = join_name(a, "lang_", f->part);
    in = add_input(ed, f->second, INPUT_CHOICE);
    in->label = N_("Written in");
    in->choices = languages(a, false, lang);
    in->choice_labels = languages(a, true, lang);
}

static const struct sheet_column *
find_within_column(const struct edit *ed)
{
    for (int i = 0; ed->kind->within_kind != NULL && i < ed->sheet->n_columns;
         i++) {
        const struct sheet_column *c = &ed->sheet->columns[i];
        if (c->kind == SHEET_REF &&
            strcmp(c->ref->table, ed->kind->within_kind) == 0)
            return c;
    }
    return NULL;
}

void
edit_prepare(struct edit *ed)
{
    struct arena *a = ed->rq->arena;
    const struct sheet *s = ed->sheet;
    ed->inputs = arena_new(a, struct input, FORM_FIELDS_MAX);
    ed->values = arena_new(a, text, FORM_FIELDS_MAX);
    ed->within_column = find_within_column(ed);
    for (int i = 0; i < s->n_columns; i++) {
        const struct sheet_column *c = &s->columns[i];
        if (c == ed->within_column || c->is_fixed)
            continue;
        require(ed->n_fields < EDIT_FIELDS_MAX);
        struct edit_field *f = &ed->fields[ed->n_fields++];
        *f = (struct edit_field){ .column = c,
            .name = c->name,
            .label = c->label != NULL ? c->label : c->name,
            .is_rare = c->is_rare };
        add_column(ed, f);
    }
    for (int i = 0; s->parts != NULL && s->parts[i] != NULL; i++) {
        require(ed->n_fields < EDIT_FIELDS_MAX);
        struct edit_field *f = &ed->fields[ed->n_fields++];
        *f = (struct edit_field){ .part = s->parts[i],
            .name = join_name(a, "text_", s->parts[i]),
            .label = s->part_labels != NULL ? s->part_labels[i] : s->parts[i] };
        add_part(ed, f);
    }
    for (int i = 0; i < ed->n_fields; i++) {
        ed->fields[i].take = join_name(a, "take_", ed->fields[i].name);
        add_input(ed, ed->fields[i].take, INPUT_TEXT);
    }
    add_input(ed, "was", INPUT_TEXT)->max = EDIT_FIELDS_MAX * EDIT_HASH;
    add_input(ed, "do", INPUT_TEXT);
    add_input(ed, "for", INPUT_TEXT);
    require(ed->n_inputs <= FORM_FIELDS_MAX);
}

/* ---- Values -------------------------------------------------------------- */

text
edit_join_prose(struct arena *a, text lang, text source)
{
    if (text_is_empty(source))
        return TEXT("");
    return arena_join(a, 3, (text[]){ lang, TEXT(":"), source });
}

void
edit_cut_prose(text value, text *lang, text *source)
{
    *lang = text_cut(value, ':', source);
    if (!text_is_known(*source))
        *lang = *source = TEXT("");
}

static const struct prose_of_thing_row *
find_original(const struct prose_set *prose, const char *part)
{
    for (ptrdiff_t i = 0; prose != NULL && i < prose->n_rows; i++)
        if (prose->rows[i].is_original &&
            text_is_equal(prose->rows[i].part, text_of(part)))
            return &prose->rows[i];
    return NULL;
}

text
edit_value(const struct edit *ed, const struct edit_field *f, const void *row,
    const struct prose_set *prose)
{
    struct arena *a = ed->rq->arena;
    if (f->column == NULL) {
        const struct prose_of_thing_row *r = find_original(prose, f->part);
        return r == NULL ? TEXT("") : edit_join_prose(a, r->lang, r->source);
    }
    const struct db_field *field = field_of(ed, f->column);
    if (row == NULL || !row_is_known(field, row))
        return f->column->kind == SHEET_BOOL ? TEXT("no") : TEXT("");
    if (f->column->kind == SHEET_REF) {
        int64_t id;
        memcpy(&id, row_member_const(row, field), sizeof id);
        return key_print(id, arena_new(a, char, KEY_LENGTH));
    }
    text value = row_print(a, field, row);
    /* nothing was chosen yet, of a thing that is new */
    return f->column->kind == SHEET_INT && f->column->min > 0 &&
            text_is_equal(value, TEXT("0"))
        ? TEXT("")
        : value;
}

const char *
edit_put(const struct edit *ed, struct arena *a, const struct edit_field *f,
    text value, void *row)
{
    const struct sheet_column *c = f->column;
    if (c->kind != SHEET_REF)
        return row_put(a, ed->sheet, c, value, row);
    const struct db_field *field = field_of(ed, c);
    int64_t id = 0;
    bool has = key_parse(value, &id);
    memcpy(row_member(row, field), &id, sizeof id);
    if (field->has_offset >= 0)
        memcpy((char *)row + field->has_offset, &has, sizeof has);
    return NULL;
}

text
edit_hash(struct arena *a, text value)
{
    return arena_print(a, "%016" PRIx64, text_hash(value));
}

text
edit_all_hashes(const struct edit *ed)
{
    struct buf b = buf_in(ed->rq->arena, EDIT_FIELDS_MAX * EDIT_HASH);
    for (int i = 0; i < ed->n_fields; i++)
        buf_add(&b, edit_hash(ed->rq->arena, ed->fields[i].now));
    return buf_text(&b);
}

void
edit_take_now(struct edit *ed)
{
    for (int i = 0; i < ed->n_fields; i++)
        ed->fields[i].now = edit_value(ed, &ed->fields[i], ed->row, &ed->prose);
}

/* ---- Into the form ------------------------------------------------------- */

/* 1250050 as "12500.50" */
static text
print_money(struct arena *a, text cents)
{
    int64_t n;
    if (!text_parse_int(cents, &n) || n < 0)
        return cents;
    return arena_print(a, "%" PRId64 ".%02" PRId64, n / 100, n % 100);
}

enum err
edit_give(struct edit *ed, struct edit_field *f, text value)
{
    struct arena *a = ed->rq->arena;
    text lang, source;
    if (f->column == NULL) {
        edit_cut_prose(value, &lang, &source);
        form_give(&ed->form, f->name, source);
        form_give(&ed->form, f->second,
            lang.len > 0 ? lang : lang_code(ed->rq->lang));
        return OK;
    }
    if (f->column->kind == SHEET_REF) {
        int64_t id;
        text title = { 0 };
        enum err e = key_parse(value, &id)
            ? edit_ref_title(ed->rq, f->column->ref, id, &title)
            : OK;
        form_give(&ed->form, f->name, title);
        form_give(&ed->form, f->second, value);
        return e;
    }
    if (f->column->kind == SHEET_BOOL)
        value = text_is_equal(value, TEXT("yes")) ? TEXT("on") : (text){ 0 };
    else if (is_money(ed, f->column))
        value = print_money(a, value);
    form_give(&ed->form, f->name, value);
    return OK;
}

enum err
edit_give_now(struct edit *ed)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < ed->n_fields; i++)
        e = edit_give(ed, &ed->fields[i], ed->fields[i].now);
    return e;
}
