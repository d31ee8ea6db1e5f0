/* /history/KIND/KEY: who changed what and when; made again what it was. */
#include "keep/version_pages.h"

#include "base/json.h"
#include "base/key.h"
#include "keep/keep_routes.h"
#include "keep/sheet_row.h"
#include "keep/version.html.h"

#include <string.h>

enum { LINES = 20, CHANGES_MAX = 64 };

/* ---- Words --------------------------------------------------------------- */

static const char *
action_said(text action)
{
    static const struct {
        const char *action, *said;
    } words[] = {
        { "create", N_("Created") },
        { "change", N_("Changed") },
        { "remove", N_("Removed") },
        { "restore", N_("Restored") },
        { "import", N_("As it was brought in") },
        { "translate", N_("Translated") },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_is_equal(action, text_of(words[i].action)))
            return words[i].said;
    return N_("Changed");
}

static const struct sheet_column *
column_of(const struct sheet *s, text field)
{
    for (int i = 0; i < s->n_columns; i++) {
        const struct sheet_column *c = &s->columns[i];
        if (text_is_equal(
                field, text_of(c->field != NULL ? c->field : c->name)))
            return c;
    }
    return NULL;
}

static text
label_of(struct view *v, const struct sheet *s, text name)
{
    const struct sheet_column *c = column_of(s, name);
    if (c != NULL)
        return say(v, c->label != NULL ? c->label : c->name);
    for (int i = 0; s->parts != NULL && s->parts[i] != NULL; i++)
        if (text_is_equal(name, text_of(s->parts[i])))
            return say(
                v, s->part_labels != NULL ? s->part_labels[i] : s->parts[i]);
    return name;
}

/* "Name, Begins" of ["name","starts_on"] */
static text
labels_of(struct view *v, const struct sheet *s, text changed)
{
    struct json_value *all;
    struct why why = { 0 };
    struct buf out = buf_in(v->arena, 100);
    if (text_is_empty(changed) ||
        json_parse(changed, v->arena, &all, &why) != OK ||
        all->type != JSON_ARRAY)
        return TEXT("");
    for (const struct json_value *x = all->first; x != NULL; x = x->next) {
        if (x->type != JSON_TEXT)
            continue;
        buf_add(&out, out.len > 0 ? TEXT(", ") : TEXT(""));
        buf_add(&out, label_of(v, s, x->text));
    }
    return buf_text(&out);
}

static text
address_of(const struct edit *ed, int64_t n)
{
    return arena_print(ed->rq->arena, "/history/%s/%.*s/%lld", ed->kind->kind,
        TEXT_ARG(edit_key(ed->rq->arena, ed->id)), (long long)n);
}

/* ---- The list ------------------------------------------------------------ */

struct history_ask {
    int64_t before;
};
static const struct input history_inputs[] = {
    INPUT(struct history_ask, before, INPUT_INT),
};

enum err
history_show(struct request *rq, struct answer *an)
{
    struct history_page p = { 0 };
    struct history_ask ask = { 0 };
    struct version_list_row *rows;
    struct edit *ed;
    bool wants_draft;
    enum err e = edit_open(rq, false, &ed, &wants_draft);
    query_parse(rq, history_inputs, 1, &ask);
    if (e == OK)
        e = version_list(rq->db, rq->arena,
            (struct version_list_in){ .thing_id = ed->id,
                .before_n = ask.before > 0 ? ask.before : INT64_MAX,
                .n_rows = LINES + 1 },
            &rows, &p.n_lines);
    if (e != OK)
        return e;
    p.ed = ed;
    struct view v = request_view(rq);
    p.lines = arena_new(rq->arena, struct history_line, p.n_lines);
    if (p.n_lines > LINES) {
        p.n_lines = LINES;
        p.next = request_with(rq, "before",
            arena_print(rq->arena, "%lld", (long long)rows[LINES - 1].n));
    }
    for (ptrdiff_t i = 0; i < p.n_lines; i++)
        p.lines[i] = (struct history_line){ .n = rows[i].n,
            .at = rows[i].at,
            .who = edit_actor_name(rq, rows[i].actor_id),
            .what = labels_of(&v, ed->sheet, rows[i].changed),
            .action = say(&v, action_said(rows[i].action)),
            .address = address_of(ed, rows[i].n) };
    keep_version(&v, &p);
    struct phrase_arg title = phrase_arg(ed->thing.title);
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("History: %s"), 1, &title),
            .body = view_html(&v) });
    return OK;
}

/* ---- One version --------------------------------------------------------- */

struct versions {
    struct version this;
    struct version_state now, old; /* of this one, and of the one before */
    int64_t newest;
};

static enum err
load_state(struct request *rq, int64_t id, int64_t n, struct version *v,
    struct version_state *state)
{
    *state = (struct version_state){ 0 };
    enum err e = version_find(rq->db, rq->arena,
        (struct version_find_in){ .thing_id = id, .n = n }, v);
    if (e != OK || !text_is_known(v->snapshot))
        return e;
    return version_read(rq->arena, v->snapshot, state);
}

static enum err
load_versions(struct request *rq, const struct edit *ed, struct versions *vs)
{
    struct version other;
    int64_t n = 0;
    if (!text_parse_int(rq->params[2], &n) || n < 1)
        return ERR_NOT_FOUND;
    enum err e = load_state(rq, ed->id, n, &vs->this, &vs->now);
    if (e == OK && n > 1)
        e = load_state(rq, ed->id, n - 1, &other, &vs->old);
    if (e == OK)
        e = version_newest(rq->db, rq->arena,
            (struct version_newest_in){ .thing_id = ed->id }, &other);
    vs->newest = e == OK ? other.n : 0;
    return e;
}

static enum err
add_cells(struct version_page *p, struct view *v, const struct versions *vs)
{
    const struct sheet *s = p->ed->sheet;
    enum err e = OK;
    for (int i = 0; e == OK && i < s->n_columns; i++) {
        const struct sheet_column *c = &s->columns[i];
        text field = text_of(c->field != NULL ? c->field : c->name);
        const struct version_value *old = version_value(&vs->old, field),
                                   *now = version_value(&vs->now, field);
        text was = old == NULL ? (text){ 0 } : old->cell;
        text is = now == NULL ? (text){ 0 } : now->cell;
        if (text_is_equal(was, is) ||
            (text_is_empty(was) && text_is_empty(is)) ||
            p->n_cells == CHANGES_MAX)
            continue;
        const struct db_field *f = shape_field(s->shape, field.ptr);
        struct version_change *change = &p->cells[p->n_cells++];
        change->label = label_of(v, s, field);
        e = edit_say_value(p->ed->rq, c, f, was, &change->old);
        if (e == OK)
            e = edit_say_value(p->ed->rq, c, f, is, &change->now);
    }
    return e;
}

static void
add_text(struct version_page *p, struct view *v, const struct version_text *t,
    text old, text now)
{
    const struct lang *lang = lang_find(t->lang);
    if (text_is_equal(old, now) || p->n_texts == CHANGES_MAX)
        return;
    p->texts[p->n_texts++] = (struct version_change){
        .label = arena_join(v->arena, 4,
            (text[]){ label_of(v, p->ed->sheet, t->part), TEXT(" ("),
                lang == NULL ? t->lang : lang_name(lang), TEXT(")") }),
        .old = old,
        .now = now
    };
}

static void
add_texts(struct version_page *p, struct view *v, const struct versions *vs)
{
    for (int i = 0; i < vs->now.n_texts; i++) {
        const struct version_text *t = &vs->now.texts[i],
                                  *old =
                                      version_text(&vs->old, t->part, t->lang);
        add_text(p, v, t, old == NULL ? TEXT("") : old->source, t->source);
    }
    for (int i = 0; i < vs->old.n_texts; i++) {
        const struct version_text *t = &vs->old.texts[i];
        if (version_text(&vs->now, t->part, t->lang) == NULL)
            add_text(p, v, t, t->source, TEXT(""));
    }
}

static enum err
answer_version(
    struct edit *ed, struct answer *an, const struct versions *vs, text trouble)
{
    struct request *rq = ed->rq;
    struct view v = request_view(rq);
    int64_t n = vs->this.n;
    struct version_page p = { .ed = ed,
        .form = &ed->form,
        .cells = arena_new(rq->arena, struct version_change, CHANGES_MAX),
        .texts = arena_new(rq->arena, struct version_change, CHANGES_MAX),
        .can_restore = n != vs->newest && text_is_known(vs->this.snapshot),
        .trouble = trouble,
        .address = address_of(ed, n),
        .line = { .n = n,
            .at = vs->this.at,
            .who = edit_actor_name(rq, vs->this.actor_id),
            .action = say(&v, action_said(vs->this.action)) } };
    if (n > 1)
        p.older = address_of(ed, n - 1);
    if (n < vs->newest)
        p.newer = address_of(ed, n + 1);
    enum err e = OK;
    if (n > 1) {
        e = add_cells(&p, &v, vs);
        add_texts(&p, &v, vs);
    }
    if (e != OK)
        return e;
    keep_version_one(&v, &p);
    struct phrase_arg args[2] = { phrase_arg(ed->thing.title),
        phrase_arg((long long)n) };
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("%s, version %d"), 2, args),
            .body = view_html(&v) });
    return OK;
}

enum err
version_show(struct request *rq, struct answer *an)
{
    struct edit *ed;
    struct versions vs = { 0 };
    bool wants_draft;
    enum err e = edit_open(rq, false, &ed, &wants_draft);
    if (e == OK)
        e = load_versions(rq, ed, &vs);
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &ed->form);
    return answer_version(ed, an, &vs, (text){ 0 });
}

/* ---- Made again what it was ---------------------------------------------- */

static enum err
value_then(struct edit *ed, const struct edit_field *f,
    const struct version_state *then, text *value)
{
    struct arena *a = ed->rq->arena;
    *value = f->now;
    if (f->column == NULL) {
        const struct version_text *t =
            version_text(then, text_of(f->part), (text){ 0 });
        *value = t == NULL ? TEXT("") : edit_join_prose(a, t->lang, t->source);
        return OK;
    }
    const struct sheet_column *c = f->column;
    const struct version_value *was =
        version_value(then, text_of(c->field != NULL ? c->field : c->name));
    if (was == NULL)
        return OK; /* a column that came later stays as it is */
    *value = text_is_known(was->cell) ? was->cell
        : c->kind == SHEET_BOOL       ? TEXT("no")
                                      : TEXT("");
    int64_t id;
    if (c->kind != SHEET_REF || !text_parse_int(*value, &id))
        return OK;
    /* what is not there any more cannot be named again */
    text title;
    enum err e = edit_ref_title(ed->rq, c->ref, id, &title);
    *value = text_is_known(title) ? edit_key(a, id)
        : c->is_required          ? f->now
                                  : TEXT("");
    return e;
}

static text
trouble_of(struct edit *ed, const struct edit_saved *saved)
{
    struct view v = view_in(ed->rq->arena, ed->rq->lang, 0);
    text rest;
    if (text_is_known(saved->code_taken))
        return say(&v, N_("Another one has this short name."));
    if (saved->broken == NULL)
        return say(&v, N_("It was changed just now. Please look again."));
    text_cut(text_of(saved->broken), ':', &rest);
    return say(&v,
        text_starts_with(rest, TEXT(" ")) ? text_slice(rest, 1, rest.len).ptr
                                          : saved->broken);
}

enum err
version_send(struct request *rq, struct answer *an)
{
    struct edit *ed;
    struct edit_saved saved = { 0 };
    struct versions vs = { 0 };
    bool wants_draft;
    enum err e = edit_open_form(rq, false, &ed, &wants_draft);
    if (e == OK)
        e = form_parse(rq, NULL, 0, &ed->form, NULL);
    if (e == OK && ed->form.n_errors > 0)
        e = ERR_DENIED;
    if (e == OK)
        e = load_versions(rq, ed, &vs);
    if (e == OK && !text_is_known(vs.this.snapshot))
        e = ERR_NOT_FOUND;
    for (int i = 0; e == OK && i < ed->n_fields; i++) {
        struct edit_field *f = &ed->fields[i];
        f->was = edit_hash(rq->arena, f->now);
        e = value_then(ed, f, &vs.now, &f->mine);
    }
    if (e != OK)
        return e;
    ed->action = "restore";
    e = edit_save(ed, &saved);
    if (e == ERR_BAD_INPUT || e == ERR_CONFLICT) {
        an->status = e == ERR_CONFLICT ? 409 : 422;
        return answer_version(ed, an, &vs, trouble_of(ed, &saved));
    }
    if (e == OK)
        answer_redirect(rq, an, saved.address);
    return e;
}
