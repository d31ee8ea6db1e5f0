/* Translations: what there is of a thing, a form beside the original, and
 * what wants translating. */
#include "keep/translate.h"
#include "keep/keep_routes.h"

#include "base/key.h"
#include "keep/once.h"
#include "keep/person_data.h"
#include "keep/translate.html.h"
#include "keep/version.h"

#include <string.h>

/* Each part of a profile says by itself who sees it, which is not known here:
 * these texts are for the one who wrote them. */
static bool
may_read(const struct actor *who, const struct thing *t)
{
    bool is_profile = strcmp(t->kind->kind, "person") == 0;
    return thing_may_see(who, t) &&
        (!is_profile || (who->person_id != 0 && who->person_id == t->id));
}

bool
translate_may(const struct actor *who, const struct thing *t)
{
    if (!may_read(who, t))
        return false;
    if (who->person_id == t->id)
        return true;
    for (int i = 0; i < who->n_standings; i++)
        if (who->standings[i].role >= WHO_MEMBER)
            return true;
    return thing_has_role(who, t, WHO_GUEST);
}

/* ---- Said ---------------------------------------------------------------- */

const char *
part_word(text part)
{
    static const struct {
        text part;
        const char *word;
    } words[] = {
        { TEXT_INIT("challenge"), N_("The challenge we share") },
        { TEXT_INIT("aim"), N_("What we aim for") },
        { TEXT_INIT("objectives"), N_("Objectives") },
        { TEXT_INIT("about"), N_("About") },
        { TEXT_INIT("name"), N_("Name") },
        { TEXT_INIT("sentence"), N_("In one sentence") },
        { TEXT_INIT("title"), N_("Title") },
        { TEXT_INIT("body"), N_("Text") },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_is_equal(part, words[i].part))
            return words[i].word;
    return N_("Text");
}

text
state_class(enum translate_state state)
{
    switch (state) {
    case TRANSLATION_MISSING: return TEXT("is-planned");
    case TRANSLATION_OLD: return TEXT("is-draft");
    case TRANSLATION_THERE:
    case TRANSLATION_ORIGINAL: break;
    }
    return TEXT("is-running");
}

const char *
state_word(enum translate_state state)
{
    switch (state) {
    case TRANSLATION_MISSING: return N_("not translated yet");
    case TRANSLATION_OLD: return N_("older than the original");
    case TRANSLATION_THERE: return N_("translated");
    case TRANSLATION_ORIGINAL: break;
    }
    return N_("original");
}

static text
form_address(struct arena *a, text kind, int64_t id, text part, text lang)
{
    char key[KEY_LENGTH];
    return arena_print(a, "/translate/%.*s/%.*s/%.*s/%.*s", TEXT_ARG(kind),
        TEXT_ARG(key_print(id, key)), TEXT_ARG(part), TEXT_ARG(lang));
}

static text
language_name(text code)
{
    const struct lang *lang = lang_find(code);
    return lang == NULL ? code : lang_name(lang);
}

/* ---- Of one thing -------------------------------------------------------- */

static enum err
load_thing(struct request *rq, struct thing *t, struct prose_set *set)
{
    int64_t id = request_key(rq, 1);
    enum err e = thing_load(rq->db, rq->arena, rq->params[0], id, t);
    if (e == OK && !may_read(&rq->actor, t))
        e = ERR_NOT_FOUND;
    return e == OK ? prose_load(rq->db, rq->arena, id, set) : e;
}

static void
fill_cell(struct request *rq, const struct thing *t,
    const struct prose_set *set, const struct prose_of_thing_row *original,
    struct translate_cell *c)
{
    text code = lang_code(c->lang);
    const struct prose_of_thing_row *row = prose_in(set, original->part, code);
    if (translate_may(&rq->actor, t))
        c->address = form_address(
            rq->arena, text_of(t->kind->kind), t->id, original->part, code);
    if (row == NULL)
        return;
    c->state =
        prose_is_old(row, original) ? TRANSLATION_OLD : TRANSLATION_THERE;
    c->at = row->updated_at;
    c->html = (html){ row->printed.ptr, row->printed.len };
    struct thing person;
    if (row->has_translator_id && rq->actor.person_id != 0 &&
        thing_load(rq->db, rq->arena, TEXT("person"), row->translator_id,
            &person) == OK &&
        thing_may_see(&rq->actor, &person))
        c->who = person.title;
}

static void
fill_part(struct request *rq, const struct thing *t,
    const struct prose_set *set, const struct prose_of_thing_row *original,
    struct translate_part *part)
{
    *part = (struct translate_part){ .part = original->part,
        .original_lang = language_name(original->lang),
        .original_code = original->lang,
        .original = { original->printed.ptr, original->printed.len } };
    for (int i = 0; i < LANG_N; i++) {
        if (text_is_equal(lang_code(lang_all(i)), original->lang))
            continue;
        struct translate_cell *c = &part->cells[part->n_cells++];
        c->lang = lang_all(i);
        fill_cell(rq, t, set, original, c);
    }
}

enum err
translate_show(struct request *rq, struct answer *an)
{
    struct translate_page p = { 0 };
    struct prose_set set = { 0 };
    enum err e = load_thing(rq, &p.thing, &set);
    if (e != OK)
        return e;
    p.parts = arena_new(rq->arena, struct translate_part, set.n_rows);
    for (ptrdiff_t i = 0; i < set.n_rows; i++)
        if (set.rows[i].is_original)
            fill_part(rq, &p.thing, &set, &set.rows[i], &p.parts[p.n_parts++]);
    struct view v = request_view(rq);
    keep_translate(&v, &p);
    if (p.thing.seen != SEEN_BY_ALL)
        an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("Translations")), .body = view_html(&v) });
    return OK;
}

/* ---- The form ------------------------------------------------------------ */

struct translate_given {
    text source, was, of;
};
static const struct input translate_inputs[] = {
    INPUT(struct translate_given, source, INPUT_PROSE, .max = PROSE_MAX,
        .label = N_("Your translation")),
    INPUT(struct translate_given, was, INPUT_TEXT, .max = PROSE_HASH,
        .label = N_("Text")),
    INPUT(struct translate_given, of, INPUT_TEXT, .max = PROSE_HASH,
        .label = N_("Text")),
};
enum { N_INPUTS = sizeof translate_inputs / sizeof *translate_inputs };

/* What the address names: a thing, a part that has an original, a language of
 * ours that is not the original's. */
struct work {
    struct thing thing;
    struct prose_set set;
    const struct prose_of_thing_row *original, *old; /* old may be NULL */
    const struct lang *lang;
};

static enum err
begin(struct request *rq, struct work *w)
{
    *w = (struct work){ 0 };
    enum err e = load_thing(rq, &w->thing, &w->set);
    if (e != OK)
        return e;
    if (!translate_may(&rq->actor, &w->thing))
        return ERR_DENIED;
    w->lang = lang_find(rq->params[3]);
    w->original = prose_original(&w->set, rq->params[2]);
    if (w->lang == NULL || w->original == NULL ||
        text_is_equal(lang_code(w->lang), w->original->lang))
        return ERR_NOT_FOUND;
    w->old = prose_in(&w->set, rq->params[2], lang_code(w->lang));
    return OK;
}

/* An empty text takes away what is there, and is none where nothing is. */
static const struct input *
inputs_of(struct request *rq, const struct work *w)
{
    struct input *inputs = arena_new(rq->arena, struct input, N_INPUTS);
    memcpy(inputs, translate_inputs, sizeof translate_inputs);
    inputs[0].is_required = w->old == NULL;
    return inputs;
}

static text
hash_of(struct arena *a, const struct prose_of_thing_row *row)
{
    char hash[PROSE_HASH + 1];
    return row == NULL ? TEXT("")
                       : arena_copy(a, prose_hash(row->source, hash));
}

static enum err
answer_form(struct request *rq, struct answer *an, const struct work *w,
    struct translate_form_page *p)
{
    struct view v = request_view(rq);
    text kind = text_of(w->thing.kind->kind);
    char key[KEY_LENGTH];
    p->thing = w->thing;
    p->part_title = say(&v, part_word(w->original->part));
    p->lang_name = lang_name(w->lang);
    p->address = form_address(
        rq->arena, kind, w->thing.id, w->original->part, lang_code(w->lang));
    p->thing_address = arena_print(rq->arena, "/translate/%.*s/%.*s",
        TEXT_ARG(kind), TEXT_ARG(key_print(w->thing.id, key)));
    p->original_lang = language_name(w->original->lang);
    p->original_code = w->original->lang;
    p->original_at = lang_time(rq->lang, rq->arena, w->original->updated_at);
    p->original = (html){ w->original->printed.ptr, w->original->printed.len };
    p->was = hash_of(rq->arena, w->old);
    p->of = hash_of(rq->arena, w->original);
    p->has_been_there = w->old != NULL;
    p->is_old = w->old != NULL && prose_is_old(w->old, w->original);
    keep_translate_form(&v, p);
    answer_page(rq, an,
        (struct page){
            .title = p->thing.title, .body = view_html(&v), .is_wide = true });
    return OK;
}

enum err
translate_form(struct request *rq, struct answer *an)
{
    struct form form;
    struct work w;
    struct translate_form_page p = { .form = &form };
    enum err e = begin(rq, &w);
    if (e != OK)
        return e;
    form_open(rq, inputs_of(rq, &w), N_INPUTS, &form);
    if (w.old != NULL)
        form_give(&form, "source", w.old->source);
    return answer_form(rq, an, &w, &p);
}

struct translate_step {
    struct prose_given given;
    text token, then, was, first;
};

static enum err
translate_step(struct db *writer, struct arena *scratch, void *arg)
{
    struct translate_step *s = arg;
    struct prose old = { 0 };
    char hash[PROSE_HASH + 1];
    bool changed = false;
    enum err e = once_take(writer, scratch, s->token, s->then, &s->first);
    if (e != OK)
        return e;
    /* the same as when the form was made? */
    e = prose_find(writer, scratch,
        (struct prose_find_in){ .thing_id = s->given.thing_id,
            .part = s->given.part,
            .lang = s->given.lang },
        &old);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    text now = e == OK ? prose_hash(old.source, hash) : TEXT("");
    if (!text_is_equal(now, s->was) || (e == OK && old.is_original))
        return ERR_CONFLICT;
    e = version_before(writer, scratch, s->given.kind, s->given.thing_id);
    if (e == OK)
        e = prose_save(writer, scratch, s->given, &changed);
    if (e != OK || !changed)
        return e;
    return version_note(writer, scratch, s->given.kind, s->given.thing_id,
        s->given.translator_id, TEXT("change"));
}

/* Somebody was first: their wording is shown beside what was typed, and what
 * is sent next replaces it knowingly. */
static enum err
answer_both(struct request *rq, struct answer *an, struct form *form)
{
    struct work w;
    struct translate_form_page p = { .form = form };
    struct view v = view_in(rq->arena, rq->lang, 0);
    enum err e = begin(rq, &w);
    if (e != OK)
        return e;
    p.their_source = w.old == NULL ? TEXT("") : w.old->source;
    form_error(form, "source",
        say(&v,
            N_("What you wrote is below: put both together, then send it "
               "again.")));
    return answer_form(rq, an, &w, &p);
}

enum err
translate_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct work w;
    struct translate_given given = { 0 };
    struct translate_form_page p = { .form = &form };
    enum err e = begin(rq, &w);
    if (e == OK)
        e = form_parse(rq, inputs_of(rq, &w), N_INPUTS, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_form(rq, an, &w, &p);
    char key[KEY_LENGTH];
    text kind = text_of(w.thing.kind->kind);
    struct translate_step step = { .token = form.token,
        .was = text_is_known(given.was) ? given.was : TEXT(""),
        .then = arena_print(rq->arena, "/translate/%.*s/%.*s", TEXT_ARG(kind),
            TEXT_ARG(key_print(w.thing.id, key))),
        .given = { .kind = kind,
            .part = w.original->part,
            .lang = lang_code(w.lang),
            .source = text_is_known(given.source) ? given.source : TEXT(""),
            .thing_id = w.thing.id,
            .translator_id = rq->actor.person_id,
            .of_hash = given.of } };
    e = db_write(rq->db, rq->arena, translate_step, &step);
    if (e == ERR_CONFLICT && text_is_known(step.first)) {
        answer_redirect(rq, an, step.first); /* sent twice */
        return OK;
    }
    if (e == ERR_CONFLICT)
        return answer_both(rq, an, &form);
    if (e == OK)
        answer_redirect(rq, an, step.then);
    return e;
}

/* ---- What wants translating ---------------------------------------------- */

enum { LINES = 30, LOOKED_AT = 60, LOOKS_MAX = 10 };

struct wanted_ask {
    text lang;
    int64_t at, before; /* after which text the page goes on */
};
static const char *const langs[] = { "en", "sv", "sw", "luo", NULL };
static const char *const lang_names[] = { "English", "Svenska", "Kiswahili",
    "Dholuo" };
static const struct input wanted_inputs[] = {
    INPUT(struct wanted_ask, lang, INPUT_CHOICE, .is_required = true,
        .choices = langs, .choice_labels = lang_names, .label = N_("Language")),
    INPUT(struct wanted_ask, at, INPUT_INT),
    INPUT(struct wanted_ask, before, INPUT_KEY),
};

static bool
is_wanting(const struct prose_wanting_row *row, text lang)
{
    if (text_is_equal(row->lang, lang))
        return false;
    return !row->is_translated ||
        prose_is_old_by(text_is_known(row->of_hash), row->of_hash,
            row->translated_at, row->hash, row->updated_at);
}

static enum err
add_line(struct request *rq, struct translate_list_page *p,
    const struct prose_wanting_row *row)
{
    struct thing t;
    enum err e = thing_load(rq->db, rq->arena, row->kind, row->thing_id, &t);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e != OK || !translate_may(&rq->actor, &t))
        return e;
    struct view v = view_in(rq->arena, rq->lang, 0);
    p->lines[p->n_lines++] =
        (struct translate_line){ .part_title = say(&v, part_word(row->part)),
            .thing_title = t.title,
            .address = form_address(
                rq->arena, row->kind, row->thing_id, row->part, p->lang_code),
            .original_lang = language_name(row->lang),
            .n_bytes = row->n_bytes,
            .is_old = row->is_translated };
    return OK;
}

/* Some hundred of the newest texts are looked at for a page, never all. */
static enum err
gather(struct request *rq, struct translate_list_page *p,
    const struct wanted_ask *ask)
{
    int64_t before = ask->before > 0 ? ask->before : INT64_MAX;
    int64_t at = ask->before > 0 ? ask->at : INT64_MAX;
    p->lines = arena_new(rq->arena, struct translate_line, LINES + 1);
    for (int looks = 0; looks < LOOKS_MAX; looks++) {
        struct prose_wanting_row *rows;
        ptrdiff_t n_rows;
        enum err e = prose_wanting(rq->db, rq->arena,
            (struct prose_wanting_in){ .lang = p->lang_code,
                .before_at = at,
                .before_id = before,
                .n_rows = LOOKED_AT },
            &rows, &n_rows);
        for (ptrdiff_t i = 0; e == OK && i < n_rows && p->n_lines < LINES;
             i++) {
            before = rows[i].id;
            at = rows[i].updated_at;
            if (is_wanting(&rows[i], p->lang_code))
                e = add_line(rq, p, &rows[i]);
        }
        if (e != OK)
            return e;
        if (n_rows < LOOKED_AT && p->n_lines < LINES)
            return OK; /* that was all */
        if (p->n_lines == LINES)
            break;
    }
    char key[KEY_LENGTH];
    p->next = arena_print(rq->arena, "/translate?lang=%.*s&at=%lld&before=%.*s",
        TEXT_ARG(p->lang_code), (long long)at,
        TEXT_ARG(key_print(before, key)));
    return OK;
}

enum err
translate_wanted(struct request *rq, struct answer *an)
{
    struct form form;
    struct wanted_ask ask = { 0 };
    struct translate_list_page p = { .form = &form };
    query_parse(rq, wanted_inputs, 3, &ask);
    p.lang_code = text_is_known(ask.lang) ? ask.lang : lang_code(rq->lang);
    form_open(rq, wanted_inputs, 1, &form);
    form_give(&form, "lang", p.lang_code);
    enum err e = gather(rq, &p, &ask);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    keep_translate_list(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What wants translating")),
            .body = view_html(&v) });
    return OK;
}

/* ---- One person's -------------------------------------------------------- */

enum err
translate_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum { N_ROWS = 100 };
    int64_t after = 0;
    enum err e = OK;
    json_name(out, "translations");
    json_array(out);
    for (ptrdiff_t n = N_ROWS; e == OK && n == N_ROWS;) {
        struct prose_of_translator_row *rows;
        e = prose_of_translator(db, a,
            (struct prose_of_translator_in){ .translator_id = person_id,
                .after_id = after,
                .n_rows = N_ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].id;
            json_object(out);
            person_put_text(out, "kind", rows[i].kind);
            person_put_key(out, "of", rows[i].thing_id);
            person_put_text(out, "part", rows[i].part);
            person_put_text(out, "language", rows[i].lang);
            person_put_text(out, "text", rows[i].source);
            person_put_time(out, "at", rows[i].updated_at);
            json_end(out);
        }
    }
    json_end(out);
    return e;
}

/* What they put into other words stays: it is what others wrote. */
enum err
translate_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    (void)a;
    return prose_forget_translator(writer,
        (struct prose_forget_translator_in){ .translator_id = person_id },
        NULL);
}
