/* One change of a thing, in one step: row, wordings, words, version, audit. */
#include "keep/edit.h"

#include "base/key.h"
#include "keep/once.h"
#include "keep/sheet_row.h"
#include "keep/thread.h"
#include "os/entropy.h"

#include <string.h>

bool
thing_may_make(const struct actor *who, const struct thing_kind *kind,
    const struct thing *within)
{
    if (within == NULL)
        return actor_may(who, kind->maker, NULL, 0);
    return thing_may_see(who, within) &&
        thing_has_role(who, within, kind->maker);
}

/* ---- A code -------------------------------------------------------------- */

enum err
edit_draw_code(struct db *db, struct arena *a, const struct sheet *s, text name,
    text *code)
{
    text stem = text_prefix(lang_slug(a, name), 60);
    for (int i = 1;; i++) {
        char *row = row_new(a, s);
        char key[KEY_LENGTH];
        *code = i == 1 ? stem
            : i < 20   ? arena_print(a, "%.*s-%d", TEXT_ARG(stem), i)
                       : arena_print(a, "%.*s-%.*s", TEXT_ARG(stem),
                             TEXT_ARG(key_print(key_new(), key)));
        enum err e = db_one(db, a, s->find, code, row);
        if (e != OK)
            return e == ERR_NOT_FOUND ? OK : e;
    }
}

/* What a new thing is called: by its name, or by what it names. */
static text
name_of_new(struct edit *ed, struct arena *a)
{
    struct buf b = buf_in(a, 100);
    for (int i = 0; i < ed->n_fields; i++)
        if (strcmp(ed->fields[i].name, "name") == 0)
            return ed->fields[i].mine;
    if (ed->within_id != 0)
        buf_add(&b, ed->within.title);
    for (int i = 0; i < ed->n_fields; i++) {
        const struct edit_field *f = &ed->fields[i];
        if (f->column == NULL || f->column->kind != SHEET_REF)
            continue;
        buf_byte(&b, ' ');
        for (int k = 0; k < ed->n_inputs; k++)
            if (strcmp(ed->inputs[k].name, f->name) == 0)
                buf_add(&b, ed->form.given[k]);
    }
    return buf_text(&b);
}

/* ---- The step ------------------------------------------------------------ */

struct saving {
    struct edit *ed;
    struct edit_saved *saved;
};

/* What was changed by one alone merges; what both changed is contested. */
static void
merge(struct edit *ed, struct arena *a)
{
    ed->n_contested = 0;
    for (int i = 0; i < ed->n_fields; i++) {
        struct edit_field *f = &ed->fields[i];
        f->is_contested = false;
        if (f->takes_theirs || text_is_equal(f->mine, f->now) ||
            text_is_equal(edit_hash(a, f->mine), f->was)) {
            f->takes_mine = false;
            continue;
        }
        f->takes_mine =
            ed->id == 0 || text_is_equal(edit_hash(a, f->now), f->was);
        f->is_contested = !f->takes_mine;
        ed->n_contested += f->is_contested;
    }
}

static text
address_of(struct edit *ed, struct arena *a, int64_t id)
{
    struct thing t = ed->thing;
    char key[KEY_LENGTH];
    if (ed->id == 0)
        t = (struct thing){ .kind = ed->kind,
            .id = id,
            .within_id = ed->within_id,
            .above_id = ed->within_id == 0 ? 0 : ed->within.within_id };
    for (int i = 0; i < ed->n_fields; i++)
        if (strcmp(ed->fields[i].name, "name") == 0 &&
            ed->fields[i].mine.len > 0)
            t.title = ed->fields[i].mine;
    if (t.kind->path != NULL && !text_is_known(t.title))
        return arena_print(
            a, "%s/%.*s", t.kind->path, TEXT_ARG(key_print(t.id, key)));
    return thing_address(a, &t);
}

static enum err
load_now(struct edit *ed, struct db *writer, struct arena *a)
{
    ed->row = row_new(a, ed->sheet);
    ed->prose = (struct prose_set){ 0 };
    if (ed->id == 0) {
        edit_take_now(ed);
        return OK;
    }
    enum err e = db_one(writer, a, ed->sheet->get, &ed->id, ed->row);
    if (e == OK)
        e = prose_load(writer, a, ed->id, &ed->prose);
    if (e == OK)
        edit_take_now(ed);
    return e;
}

static enum err
put_columns(struct saving *s, struct db *writer, struct arena *a, char *row)
{
    struct edit *ed = s->ed;
    for (int i = 0; i < ed->n_fields; i++) {
        const struct edit_field *f = &ed->fields[i];
        if (f->column == NULL || (ed->id != 0 && !f->takes_mine))
            continue;
        text value = f->mine;
        if (f->column->kind == SHEET_CODE && value.len == 0) {
            if (ed->id != 0)
                continue; /* a row always has one */
            enum err e = edit_draw_code(
                writer, a, ed->sheet, name_of_new(ed, a), &value);
            if (e != OK)
                return e;
        }
        if (edit_put(ed, a, f, value, row) != NULL)
            return ERR_BAD_INPUT;
    }
    return OK;
}

/* Is a column, or NULL: any of them, about to be written? */
static bool
is_taken(const struct edit *ed, const char *name)
{
    for (int i = 0; i < ed->n_fields; i++)
        if (ed->fields[i].column != NULL &&
            (ed->id == 0 || ed->fields[i].takes_mine) &&
            (name == NULL || strcmp(ed->fields[i].name, name) == 0))
            return true;
    return false;
}

/* Nobody else may have this code; and the sheet's own rule. */
static enum err
check_row(struct saving *s, struct db *writer, struct arena *a, char *row)
{
    const struct sheet *sheet = s->ed->sheet;
    text code = row_text(sheet->shape, row, "code");
    char *other = row_new(a, sheet);
    enum err e = is_taken(s->ed, "code")
        ? db_one(writer, a, sheet->find, &code, other)
        : ERR_NOT_FOUND;
    if (e == OK && row_id(sheet, other) != row_id(sheet, row)) {
        s->saved->code_taken = code;
        return ERR_BAD_INPUT;
    }
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    e = OK;
    if (sheet->rule != NULL)
        s->saved->broken = sheet->rule(writer, a, row, &e);
    return e == OK && s->saved->broken != NULL ? ERR_BAD_INPUT : e;
}

static enum err
write_row(struct saving *s, struct db *writer, char *row)
{
    const struct sheet *sheet = s->ed->sheet;
    int64_t n = 0;
    enum err e;
    if (s->ed->id != 0)
        return db_none(writer, sheet->update, row, NULL);
    for (int i = 0; i < 3; i++) {
        e = db_none(writer, sheet->insert, row, &n);
        if (e != OK || n > 0)
            return e;
        row_set_id(sheet, row, key_new());
    }
    return ERR_CONFLICT;
}

static bool
has_wording(const struct prose_set *set, const char *part, text lang)
{
    for (ptrdiff_t i = 0; i < set->n_rows; i++)
        if (!set->rows[i].is_original &&
            text_is_equal(set->rows[i].part, text_of(part)) &&
            text_is_equal(set->rows[i].lang, lang))
            return true;
    return false;
}

static enum err
write_part(struct saving *s, struct db *writer, struct arena *a, int64_t id,
    const struct edit_field *f)
{
    struct edit *ed = s->ed;
    text lang, source, old_lang, old_source;
    bool changed;
    enum err e = OK;
    edit_cut_prose(f->mine, &lang, &source);
    edit_cut_prose(f->now, &old_lang, &old_source);
    struct prose_given given = { .kind = text_of(ed->kind->kind),
        .part = text_of(f->part),
        .thing_id = id,
        .is_original = true };
    if (lang.len > 0 && has_wording(&ed->prose, f->part, lang)) {
        s->saved->broken =
            N_("A text cannot be written in a language that it has been "
               "translated into already.");
        return ERR_BAD_INPUT;
    }
    if (old_lang.len > 0 && !text_is_equal(old_lang, lang)) {
        given.lang = old_lang;
        given.source = TEXT("");
        e = prose_save(writer, a, given, &changed);
    }
    given.lang = lang;
    given.source = source;
    if (e == OK && lang.len > 0)
        e = prose_save(writer, a, given, &changed);
    return e;
}

static enum err
write_all(struct saving *s, struct db *writer, struct arena *a, int64_t id)
{
    struct edit *ed = s->ed;
    text kind = text_of(ed->kind->kind);
    char *row = ed->row;
    bool is_new = ed->id == 0;
    enum err e = is_new ? OK : version_before(writer, a, kind, id);
    row_set_id(ed->sheet, row, id);
    if (is_new && ed->within_column != NULL && ed->within_id != 0) {
        struct edit_field within = { .column = ed->within_column };
        char key[KEY_LENGTH];
        (void)edit_put(ed, a, &within, key_print(ed->within_id, key), row);
    }
    if (e == OK)
        e = put_columns(s, writer, a, row);
    if (e == OK && is_taken(ed, NULL))
        e = check_row(s, writer, a, row);
    if (e == OK && is_taken(ed, NULL))
        e = write_row(s, writer, row);
    id = row_id(ed->sheet, row);
    for (int i = 0; e == OK && i < ed->n_fields; i++)
        if (ed->fields[i].column == NULL && ed->fields[i].takes_mine)
            e = write_part(s, writer, a, id, &ed->fields[i]);
    if (e == OK && is_taken(ed, NULL))
        e = sheet_found_save(writer, a, ed->sheet, row);
    if (e == OK)
        e = version_note(writer, a, kind, id, ed->rq->actor.person_id,
            ed->action != NULL ? text_of(ed->action)
                : is_new       ? TEXT("create")
                               : TEXT("change"));
    if (e == OK && is_new && ed->from.kind != NULL)
        e = thread_put(writer, a, ed->rq->actor.person_id,
            &(struct thread_link){ .from_kind = kind,
                .from_id = id,
                .kind = TEXT("comes_from"),
                .to_kind = text_of(ed->from.kind->kind),
                .to_id = ed->from.id },
            NULL);
    return e;
}

static enum err
save_step(struct db *writer, struct arena *a, void *arg)
{
    struct saving *s = arg;
    struct edit *ed = s->ed;
    int64_t id = ed->id != 0 ? ed->id : key_new();
    *s->saved = (struct edit_saved){ .address = address_of(ed, a, id) };
    text first = { 0 };
    enum err e =
        once_take(writer, a, ed->form.token, s->saved->address, &first);
    if (e == ERR_CONFLICT && text_is_known(first)) {
        s->saved->address = first;
        s->saved->was_sent_before = true;
    }
    if (e == OK)
        e = load_now(ed, writer, a);
    if (e != OK)
        return e;
    merge(ed, a);
    if (ed->n_contested > 0) {
        s->saved->is_contested = true;
        return ERR_CONFLICT;
    }
    e = write_all(s, writer, a, id);
    return e == OK && ed->action == NULL && ed->draft.id != 0
        ? edit_draft_forget(writer, ed)
        : e;
}

enum err
edit_save(struct edit *ed, struct edit_saved *saved)
{
    struct saving s = { .ed = ed, .saved = saved };
    enum err e = db_write(ed->rq->db, ed->rq->arena, save_step, &s);
    return e == ERR_CONFLICT && saved->was_sent_before ? OK : e;
}
