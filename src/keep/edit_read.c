/* What was given, read; and what is wrong with it, said. */
#include "keep/edit.h"

#include "base/key.h"
#include "keep/sheet_row.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static int
find_input(const struct edit *ed, const char *name)
{
    int i = 0;
    while (i < ed->n_inputs && strcmp(ed->inputs[i].name, name) != 0)
        i++;
    require(i < ed->n_inputs);
    return i;
}

static text
given(const struct edit *ed, const char *name)
{
    return ed->form.given[find_input(ed, name)];
}

static bool
is_wrong(const struct edit *ed, const struct edit_field *f)
{
    return text_is_known(ed->form.error[find_input(ed, f->name)]);
}

static void
say_wrong(struct edit *ed, const struct edit_field *f, const char *phrase)
{
    struct view v = view_in(ed->rq->arena, ed->rq->lang, 0);
    form_error(&ed->form, f->name, say(&v, phrase));
}

/* ---- One value ----------------------------------------------------------- */

/* "12 500,50" as 1250050; what is none comes back as it is. */
static text
read_money(struct arena *a, text t)
{
    char *plain = arena_new(a, char, t.len);
    ptrdiff_t n = 0;
    double x;
    for (ptrdiff_t i = 0; i < t.len; i++)
        if (t.ptr[i] != ' ')
            plain[n++] = t.ptr[i] == ',' ? '.' : t.ptr[i];
    if (!text_parse_real((text){ plain, n }, &x) || x < 0 || x > 1e13)
        return t;
    return arena_print(a, "%" PRId64, (int64_t)floor(x * 100 + 0.5));
}

static const char *
fault_of(const struct sheet_column *c)
{
    switch (c->kind) {
    case SHEET_INT:
    case SHEET_REAL: return N_("Write a number, in digits, such as 1250.");
    case SHEET_URL:
        return N_("A web address begins with https:// and has no blanks.");
    case SHEET_CODE:
        return N_("Letters a to z, digits and . _ - only, at most 80.");
    case SHEET_CHOICE:
    case SHEET_LANG: return N_("Choose one of what is offered here.");
    case SHEET_NAME:
    case SHEET_TEXT:
    case SHEET_REF:
    case SHEET_DATE:
    case SHEET_BOOL: break;
    }
    return N_("This cannot be kept: please write it in another way.");
}

/* A number that is one, but out of its range. */
static bool
say_range(struct edit *ed, const struct edit_field *f, text cell)
{
    const struct sheet_column *c = f->column;
    struct view v = view_in(ed->rq->arena, ed->rq->lang, 0);
    double x;
    if ((c->kind != SHEET_INT && c->kind != SHEET_REAL) || c->max <= c->min ||
        !text_parse_real(cell, &x) || (x >= c->min && x <= c->max))
        return false;
    struct phrase_arg args[2] = { phrase_arg((long long)c->min),
        phrase_arg((long long)c->max) };
    form_error(&ed->form, f->name,
        say_with(&v, N_("The number must be from %1$d to %2$d."), 2, args));
    return true;
}

static void
read_cell(struct edit *ed, struct edit_field *f)
{
    struct arena *a = ed->rq->arena;
    const struct sheet_column *c = f->column;
    const struct db_field *field =
        shape_field(ed->sheet->shape, c->field != NULL ? c->field : c->name);
    text cell = given(ed, f->name);
    if (c->kind == SHEET_BOOL)
        cell = text_is_empty(cell) ? TEXT("no") : TEXT("yes");
    else if (c->kind == SHEET_DATE)
        cell = ed->values[find_input(ed, f->name)];
    else if (strcmp(field->word, "cents") == 0)
        cell = read_money(a, cell);
    if (is_wrong(ed, f) || (text_is_empty(cell) && c->kind != SHEET_BOOL))
        return;
    char *row = row_new(a, ed->sheet);
    if (row_put(a, ed->sheet, c, cell, row) == NULL)
        f->mine = row_print(a, field, row);
    else if (!say_range(ed, f, cell))
        say_wrong(ed, f, fault_of(c));
}

/* ---- Who is meant -------------------------------------------------------- */

static bool
is_candidate(const struct edit_field *f, int64_t id)
{
    for (int i = 0; i < f->n_candidates; i++)
        if (f->candidates[i].id == id)
            return true;
    return false;
}

/* The one whose title is just what was typed, when it is one; 0. */
static int64_t
only_of_that_name(struct arena *a, const struct edit_field *f, text typed)
{
    int64_t id = 0;
    text folded = lang_fold(a, typed);
    for (int i = 0; i < f->n_candidates; i++)
        if (text_is_equal(lang_fold(a, f->candidates[i].title), folded)) {
            if (id != 0)
                return 0;
            id = f->candidates[i].id;
        }
    return id;
}

static enum err
read_ref(struct edit *ed, struct edit_field *f)
{
    struct arena *a = ed->rq->arena;
    text typed = given(ed, f->name), title;
    int64_t id = 0, kept = 0, picked = 0;
    if (text_is_empty(typed))
        return OK;
    if (key_parse(given(ed, f->second), &kept)) {
        enum err e = edit_ref_title(ed->rq, f->column->ref, kept, &title);
        if (e != OK)
            return e;
        if (text_is_equal(title, typed))
            id = kept;
    }
    if (id == 0) {
        enum err e = edit_ref_find(
            ed->rq, f->column->ref, typed, &f->candidates, &f->n_candidates);
        if (e != OK)
            return e;
        if (key_parse(given(ed, f->pick), &picked) && is_candidate(f, picked))
            id = picked;
        else if (f->n_candidates == 1)
            id = f->candidates[0].id;
        else
            id = only_of_that_name(a, f, typed);
    }
    if (id != 0) {
        f->mine = key_print(id, arena_new(a, char, KEY_LENGTH));
        f->n_candidates = 0;
        return edit_give(ed, f, f->mine);
    }
    say_wrong(ed, f,
        f->n_candidates == 0
            ? N_("Nothing of that name is known here.")
            : N_("Several are meant by this: choose one of them."));
    return OK;
}

static void
read_part(struct edit *ed, struct edit_field *f)
{
    text lang = given(ed, f->second);
    if (text_is_empty(lang))
        lang = lang_code(ed->rq->lang);
    f->mine = edit_join_prose(ed->rq->arena, lang, given(ed, f->name));
}

/* ---- All of it ----------------------------------------------------------- */

static void
read_was(struct edit *ed)
{
    text was = given(ed, "was");
    if (was.len != (ptrdiff_t)ed->n_fields * EDIT_HASH)
        return; /* of another version of the program: nothing is known */
    for (int i = 0; i < ed->n_fields; i++)
        ed->fields[i].was = text_slice(
            was, (ptrdiff_t)i * EDIT_HASH, (ptrdiff_t)(i + 1) * EDIT_HASH);
}

enum err
edit_read(struct edit *ed)
{
    enum err e = OK;
    read_was(ed);
    for (int i = 0; e == OK && i < ed->n_fields; i++) {
        struct edit_field *f = &ed->fields[i];
        text take = given(ed, f->take);
        f->mine = TEXT("");
        f->takes_mine = text_is_equal(take, TEXT("mine"));
        f->takes_theirs = text_is_equal(take, TEXT("theirs"));
        f->was_contested = !text_is_empty(take);
        if (f->column == NULL)
            read_part(ed, f);
        else if (f->column->kind == SHEET_REF)
            e = read_ref(ed, f);
        else
            read_cell(ed, f);
    }
    return e;
}

void
edit_say_rule(struct edit *ed, const char *broken)
{
    struct view v = view_in(ed->rq->arena, ed->rq->lang, 0);
    text rest, column = text_cut(text_of(broken), ':', &rest);
    for (int i = 0; i < ed->n_fields; i++)
        if (text_is_equal(column, text_of(ed->fields[i].name)) &&
            text_starts_with(rest, TEXT(" "))) {
            form_error(&ed->form, ed->fields[i].name,
                say(&v, text_slice(rest, 1, rest.len).ptr));
            return;
        }
    ed->form.error_all = say(&v, broken);
    ed->form.n_errors++;
}

enum err
edit_say_value(struct request *rq, const struct sheet_column *c,
    const struct db_field *f, text value, text *said)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    int64_t n;
    *said = value;
    if (text_is_empty(value))
        return OK;
    switch (c->kind) {
    case SHEET_REF:
        /* by its key, or, as a snapshot has it, as a number */
        if (!(value.len == KEY_LENGTH && key_parse(value, &n)) &&
            !text_parse_int(value, &n))
            return OK;
        enum err e = edit_ref_title(rq, c->ref, n, said);
        if (e == OK && !text_is_known(*said))
            *said = say(&v, N_("something that is not here any more"));
        return e;
    case SHEET_CHOICE:
        if (c->word != NULL)
            *said = say(&v, c->word(value));
        return OK;
    case SHEET_DATE: *said = lang_date(rq->lang, rq->arena, value); return OK;
    case SHEET_BOOL:
        *said =
            say(&v, text_is_equal(value, TEXT("yes")) ? N_("Yes") : N_("No"));
        return OK;
    case SHEET_INT:
        if (strcmp(f->word, "cents") == 0 && text_parse_int(value, &n))
            *said = lang_decimal(rq->lang, rq->arena, (double)n / 100, 2);
        return OK;
    case SHEET_LANG:
    case SHEET_CODE:
    case SHEET_NAME:
    case SHEET_TEXT:
    case SHEET_REAL:
    case SHEET_URL: break;
    }
    return OK;
}
