/* /edit/KIND/KEY and /new/KIND: the form, saved or kept. */
#include "keep/draft.h"
#include "keep/edit_pages.h"

#include "base/key.h"
#include "keep/draft.sql.h"
#include "keep/edit.html.h"
#include "keep/keep_routes.h"
#include "keep/sheet_row.h"

#include <string.h>

/* ---- Small questions of the template ------------------------------------- */

text
edit_key(struct arena *a, int64_t id)
{
    return key_print(id, arena_new(a, char, KEY_LENGTH));
}

text
edit_title(struct view *v, const struct edit *ed)
{
    struct phrase_arg args[2] = { phrase_arg(say(v, ed->kind->word)),
        phrase_arg(ed->thing.title) };
    return ed->id == 0 ? say_with(v, N_("New: %s"), 1, args)
                       : say_with(v, N_("Change: %s"), 1, args + 1);
}

text
edit_label(struct view *v, const struct edit_field *f)
{
    return say(v, f->label);
}

static int
find_input(const struct edit *ed, const char *name)
{
    int i = 0;
    while (i < ed->n_inputs && strcmp(ed->inputs[i].name, name) != 0)
        i++;
    require(i < ed->n_inputs);
    return i;
}

text
edit_given(const struct edit *ed, const char *name)
{
    text t = ed->form.given[find_input(ed, name)];
    return text_is_known(t) ? t : TEXT("");
}

text
edit_with_draft(const struct edit *ed)
{
    return arena_join(ed->rq->arena, 3,
        (text[]){ ed->address,
            text_has_byte(ed->address, '?') ? TEXT("&") : TEXT("?"),
            TEXT("draft=1") });
}

text
edit_throw_address(const struct edit *ed)
{
    return arena_join(ed->rq->arena, 3,
        (text[]){ TEXT("/draft/"), edit_key(ed->rq->arena, ed->draft.id),
            TEXT("/remove") });
}

text
edit_keep_name(const struct edit *ed)
{
    return arena_join(ed->rq->arena, 3,
        (text[]){ edit_key(ed->rq->arena, ed->rq->actor.person_id), TEXT(" "),
            ed->address });
}

text
edit_was(const struct edit *ed)
{
    return edit_given(ed, "was");
}

text
edit_for(const struct edit *ed)
{
    return edit_key(ed->rq->arena, ed->rq->actor.person_id);
}

text
edit_said(const struct edit *ed, const struct edit_field *f, text value)
{
    text lang, said = value;
    if (f->column == NULL) {
        edit_cut_prose(value, &lang, &said);
        return said;
    }
    const struct sheet_column *c = f->column;
    if (edit_say_value(ed->rq, c,
            shape_field(
                ed->sheet->shape, c->field != NULL ? c->field : c->name),
            value, &said) != OK)
        return value;
    return said;
}

bool
edit_is_hidden(const struct edit *ed, const struct edit_field *f)
{
    return f->is_rare && !f->is_contested && f->n_candidates == 0 &&
        !text_is_known(ed->form.error[find_input(ed, f->name)]);
}

bool
edit_has_hidden(const struct edit *ed)
{
    for (int i = 0; i < ed->n_fields; i++)
        if (edit_is_hidden(ed, &ed->fields[i]))
            return true;
    return false;
}

text
edit_shorten(struct view *v, text words, bool is_first, bool is_last)
{
    enum { LONG = 600, END = 200 };
    text start = text_prefix(words, END);
    ptrdiff_t from = words.len - END;
    if (words.len <= LONG)
        return words;
    while (from < words.len && (words.ptr[from] & 0xc0) == 0x80)
        from++;
    text end = text_slice(words, from, words.len);
    return arena_join(v->arena, 3,
        (text[]){ is_first ? TEXT("") : start, TEXT(" […] "),
            is_last ? TEXT("") : end });
}

text
edit_actor_name(struct request *rq, int64_t person_id)
{
    struct thing t;
    if (person_id == 0 ||
        thing_load(rq->db, rq->arena, TEXT("person"), person_id, &t) != OK ||
        !thing_may_see(&rq->actor, &t))
        return (text){ 0 };
    return t.title;
}

/* ---- Loading ------------------------------------------------------------- */

enum { WORDS_MAX = 1000, NAME_MAX = 100 };
struct new_ask {
    int64_t within;
    bool draft;
    text from;  /* KIND-KEY */
    text words; /* what a new one begins with, to be changed */
};
static const struct input new_inputs[] = {
    INPUT(struct new_ask, within, INPUT_KEY),
    INPUT(struct new_ask, draft, INPUT_BOOL),
    INPUT(struct new_ask, from, INPUT_TEXT),
    INPUT(struct new_ask, words, INPUT_PROSE, .max = WORDS_MAX),
};
enum { N_NEW = sizeof new_inputs / sizeof *new_inputs };

static enum err
load_within(struct edit *ed)
{
    struct request *rq = ed->rq;
    if (ed->within_id == 0 || ed->kind->within_kind == NULL)
        return OK;
    return thing_load(rq->db, rq->arena, text_of(ed->kind->within_kind),
        ed->within_id, &ed->within);
}

/* May one be in nothing: of the network as a whole? Its column says so. */
static bool
may_be_alone(const struct edit *ed)
{
    const struct thing_kind *k =
        thing_kind_find(text_of(ed->kind->within_kind));
    for (int i = 0; k != NULL && i < ed->sheet->n_columns; i++)
        if (ed->sheet->columns[i].ref != NULL &&
            ed->sheet->columns[i].ref == k->sheet)
            return !ed->sheet->columns[i].is_required;
    return false;
}

/* What is made within something is made by who may change that, or by whom
 * its kind says; what is in nothing, by coordinators. */
static enum err
load_new(struct edit *ed, int64_t within_id)
{
    bool is_within =
        ed->kind->within_kind != NULL && (within_id != 0 || !may_be_alone(ed));
    /* what is made by members is made in something, by pages of its own when
     * the kind does not say in what */
    if (is_within != (within_id != 0) ||
        (ed->kind->within_kind == NULL && ed->kind->maker < WHO_COORDINATOR))
        return ERR_NOT_FOUND;
    ed->within_id = within_id;
    enum err e = load_within(ed);
    if (e == OK && is_within && !thing_may_see(&ed->rq->actor, &ed->within))
        e = ERR_NOT_FOUND;
    if (e == OK &&
        !thing_may_make(
            &ed->rq->actor, ed->kind, is_within ? &ed->within : NULL))
        e = ERR_DENIED;
    if (e == OK)
        ed->row = row_new(ed->rq->arena, ed->sheet);
    return e;
}

static enum err
load_old(struct edit *ed)
{
    struct request *rq = ed->rq;
    ed->id = request_key(rq, 1);
    ed->row = row_new(rq->arena, ed->sheet);
    enum err e =
        thing_load(rq->db, rq->arena, rq->params[0], ed->id, &ed->thing);
    if (ed->kind->within_kind != NULL)
        ed->within_id = ed->thing.within_id;
    if (e == OK)
        e = load_within(ed);
    if (e == OK)
        e = db_one(rq->db, rq->arena, ed->sheet->get, &ed->id, ed->row);
    return e == OK ? prose_load(rq->db, rq->arena, ed->id, &ed->prose) : e;
}

enum err
edit_open(struct request *rq, bool is_new, struct edit **out, bool *wants_draft)
{
    struct edit *ed = arena_new(rq->arena, struct edit, 1);
    struct new_ask ask = { 0 };
    query_parse(rq, new_inputs, N_NEW, &ask);
    ed->rq = rq;
    ed->kind = thing_kind_find(rq->params[0]);
    if (ed->kind == NULL || ed->kind->sheet == NULL ||
        ed->kind->sheet->get == NULL ||
        (is_new && ed->kind->sheet->insert == NULL))
        return ERR_NOT_FOUND;
    ed->sheet = ed->kind->sheet;
    *wants_draft = ask.draft;
    ed->words = ask.words;
    *out = ed;
    enum err e = is_new ? load_new(ed, ask.within) : load_old(ed);
    if (e != OK)
        return e;
    struct buf address = buf_in(rq->arena, 80);
    buf_print(&address, "/%s/%s", is_new ? "new" : "edit", ed->kind->kind);
    if (!is_new || ed->within_id != 0)
        buf_print(&address, "%s%.*s", is_new ? "?within=" : "/",
            TEXT_ARG(edit_key(rq->arena, is_new ? ed->within_id : ed->id)));
    e = is_new ? thing_named(rq, ask.from, &ed->from) : OK;
    if (e != OK)
        return e;
    if (ed->from.kind != NULL)
        buf_print(&address, "%sfrom=%s-%.*s", ed->within_id != 0 ? "&" : "?",
            ed->from.kind->kind, TEXT_ARG(edit_key(rq->arena, ed->from.id)));
    ed->address = buf_text(&address);
    edit_prepare(ed);
    edit_take_now(ed);
    return OK;
}

enum err
edit_open_form(
    struct request *rq, bool is_new, struct edit **ed, bool *wants_draft)
{
    enum err e = edit_open(rq, is_new, ed, wants_draft);
    return e == OK && (*ed)->kind->has_own_form ? ERR_NOT_FOUND : e;
}

/* A new one may begin with words out of its address: as its name, shortened,
 * and as the first thing that is said of it. */
static enum err
give_words(struct edit *ed)
{
    struct arena *a = ed->rq->arena;
    bool has_part = false;
    enum err e = OK;
    for (int i = 0; e == OK && i < ed->n_fields; i++) {
        struct edit_field *f = &ed->fields[i];
        if (f->column != NULL && f->column->kind == SHEET_NAME)
            e = edit_give(ed, f, text_prefix(ed->words, NAME_MAX));
        else if (f->column == NULL && !has_part) {
            has_part = true;
            e = edit_give(
                ed, f, edit_join_prose(a, lang_code(ed->rq->lang), ed->words));
        }
    }
    return e;
}

/* ---- Answers ------------------------------------------------------------- */

static enum err
answer_edit(struct edit *ed, struct answer *an)
{
    struct request *rq = ed->rq;
    for (int i = 0; i < ed->n_inputs; i++) /* offered, never left empty */
        if (text_starts_with(text_of(ed->inputs[i].name), TEXT("lang_")))
            ed->inputs[i].is_required = true;
    struct view v = request_view(rq);
    enum err e = edit_words_load(ed);
    if (e != OK)
        return e;
    if (ed->id != 0)
        ed->links = edit_links_of(rq, ed->kind->kind, ed->thing.title, ed->id,
            ed->thing.within_id, ed->thing.above_id, NULL);
    keep_edit(&v, ed);
    answer_page(rq, an,
        (struct page){ .title = edit_title(&v, ed),
            .script = "keep.js",
            .body = view_html(&v) });
    an->keeping = TEXT("no-store");
    return OK;
}

static enum err
show(struct request *rq, struct answer *an, bool is_new)
{
    struct edit *ed;
    bool wants_draft;
    enum err e = edit_draft_claim(rq, an);
    if (e == OK)
        e = edit_open_form(rq, is_new, &ed, &wants_draft);
    if (e == OK)
        e = edit_draft_load(ed);
    if (e != OK)
        return e;
    form_open(rq, ed->inputs, ed->n_inputs, &ed->form);
    e = edit_give_now(ed);
    if (e == OK && is_new && !text_is_empty(ed->words))
        e = give_words(ed);
    if (e != OK)
        return e;
    form_give(&ed->form, "was", edit_all_hashes(ed));
    if (wants_draft && ed->draft.id != 0)
        edit_draft_give(ed);
    return answer_edit(ed, an);
}

enum err
edit_show(struct request *rq, struct answer *an)
{
    return show(rq, an, false);
}

enum err
new_show(struct request *rq, struct answer *an)
{
    return show(rq, an, true);
}

/* Two wordings, to be chosen from; what one alone changed is as it will be. */
static enum err
answer_contest(struct edit *ed, struct answer *an)
{
    struct request *rq = ed->rq;
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct version newest;
    enum err e = version_newest(rq->db, rq->arena,
        (struct version_newest_in){ .thing_id = ed->id }, &newest);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == OK && newest.has_actor_id) {
        ed->other_name = edit_actor_name(rq, newest.actor_id);
        ed->other_at = newest.at;
    }
    e = OK;
    for (int i = 0; e == OK && i < ed->n_fields; i++) {
        struct edit_field *f = &ed->fields[i];
        if (f->is_contested)
            form_error(&ed->form, f->name,
                say(&v,
                    N_("Somebody else changed this while you did. Choose "
                       "which wording counts.")));
        else if (!f->takes_mine)
            e = edit_give(ed, f, f->now);
    }
    if (e == OK)
        form_give(&ed->form, "was", edit_all_hashes(ed));
    if (e == OK)
        e = edit_draft_save(ed);
    an->status = 409;
    return e == OK ? answer_edit(ed, an) : e;
}

static enum err
answer_wrong(struct edit *ed, struct answer *an)
{
    enum err e = edit_draft_save(ed);
    return e == OK ? answer_edit(ed, an) : e;
}

static enum err
answer_unsaved(struct edit *ed, struct answer *an,
    const struct edit_saved *saved, enum err e)
{
    struct view v = view_in(ed->rq->arena, ed->rq->lang, 0);
    if (saved->is_contested)
        return answer_contest(ed, an);
    if (e == ERR_CONFLICT) {
        ed->form.error_all = say(&v,
            N_("Something that this names was taken away meanwhile, or is "
               "already there. What you wrote is still here."));
        ed->form.n_errors++;
    } else if (e != ERR_BAD_INPUT) {
        return e;
    } else if (text_is_known(saved->code_taken)) {
        form_error(
            &ed->form, "code", say(&v, N_("Another one has this short name.")));
    } else if (saved->broken != NULL) {
        edit_say_rule(ed, saved->broken);
    } else {
        return e;
    }
    return answer_wrong(ed, an);
}

/* Whose page shows two wordings, and who chose none. */
static void
ask_again(struct edit *ed)
{
    struct view v = view_in(ed->rq->arena, ed->rq->lang, 0);
    for (int i = 0; i < ed->n_fields; i++) {
        struct edit_field *f = &ed->fields[i];
        f->is_contested = f->was_contested;
        if (f->was_contested && !f->takes_mine && !f->takes_theirs)
            form_error(&ed->form, f->name,
                say(&v, N_("Please choose which wording counts.")));
    }
}

static enum err
keep_for_later(struct edit *ed, struct answer *an, bool is_quiet)
{
    enum err e = edit_draft_save(ed);
    if (e != OK)
        return e;
    if (!is_quiet) {
        an->clears_browser = true;
        answer_redirect(ed->rq, an, edit_with_draft(ed));
        return OK;
    }
    an->status = 204;
    an->keeping = TEXT("no-store");
    an->body = TEXT("");
    return OK;
}

static enum err
send(struct request *rq, struct answer *an, bool is_new)
{
    struct edit *ed;
    bool wants_draft;
    enum err e = edit_open_form(rq, is_new, &ed, &wants_draft);
    if (e == OK)
        e = form_parse(rq, ed->inputs, ed->n_inputs, &ed->form, ed->values);
    if (e != OK)
        return e;
    text what = edit_given(ed, "do");
    bool is_draft = text_is_equal(what, TEXT("draft"));
    if (text_is_known(ed->form.error_all)) /* not made for this session */
        return is_draft ? ERR_DENIED : answer_edit(ed, an);
    if (is_draft || text_is_equal(what, TEXT("keep")))
        return keep_for_later(ed, an, is_draft);
    if (edit_words_tap(ed, what))
        return answer_edit(ed, an);
    an->clears_browser = true; /* it has reached us */
    e = edit_read(ed);
    if (e != OK)
        return e;
    ask_again(ed);
    if (ed->form.n_errors > 0)
        return answer_wrong(ed, an);
    struct edit_saved saved;
    e = edit_draft_load(ed);
    if (e == OK)
        e = edit_save(ed, &saved);
    else
        return e;
    if (e != OK)
        return answer_unsaved(ed, an, &saved, e);
    answer_redirect(rq, an, saved.address);
    return OK;
}

enum err
edit_send(struct request *rq, struct answer *an)
{
    return send(rq, an, false);
}

enum err
new_send(struct request *rq, struct answer *an)
{
    return send(rq, an, true);
}

/* ---- Somebody whose session has ended ------------------------------------ */

/* Nothing of the thing is looked at or said: who sends this is nobody. */
static enum err
lose(struct request *rq, struct answer *an, bool is_new)
{
    struct edit *ed = arena_new(rq->arena, struct edit, 1);
    struct new_ask ask = { 0 };
    int64_t person_id = 0;
    query_parse(rq, new_inputs, N_NEW, &ask);
    ed->rq = rq;
    ed->kind = thing_kind_find(rq->params[0]);
    if (ed->kind == NULL || ed->kind->sheet == NULL)
        return ERR_DENIED;
    ed->sheet = ed->kind->sheet;
    ed->id = is_new ? 0 : request_key(rq, 1);
    ed->within_id = is_new ? ask.within : 0;
    ed->row = row_new(rq->arena, ed->sheet);
    edit_prepare(ed);
    enum err e =
        form_parse(rq, ed->inputs, ed->n_inputs, &ed->form, ed->values);
    if (e != OK)
        return e;
    text then = arena_join(
        rq->arena, 2, (text[]){ TEXT("/sign-in?then="), request_address(rq) });
    if (!key_parse(edit_given(ed, "for"), &person_id) ||
        text_is_equal(edit_given(ed, "do"), TEXT("draft")) ||
        !form_is_welcome(rq, &ed->form))
        return ERR_DENIED;
    e = edit_draft_lose(ed, person_id, an);
    if (e == OK)
        answer_redirect(rq, an, then);
    return e;
}

enum err
edit_lost(struct request *rq, struct answer *an)
{
    return lose(rq, an, false);
}

enum err
new_lost(struct request *rq, struct answer *an)
{
    return lose(rq, an, true);
}

/* ---- Thrown away --------------------------------------------------------- */

static enum err
throw_step(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    return draft_throw(writer, *(struct draft_throw_in *)arg, NULL);
}

enum err
draft_remove_send(struct request *rq, struct answer *an)
{
    struct draft_throw_in in = { .id = request_key(rq, 0),
        .person_id = rq->actor.person_id };
    enum err e = button_parse(rq);
    if (e == OK)
        e = db_write_quietly(rq->db, rq->arena, throw_step, &in);
    if (e != OK)
        return e;
    an->clears_browser = true;
    answer_redirect(rq, an, TEXT("/me"));
    return OK;
}
