/* Drawing: rows in a form, the picture of them, saved as a version. */
#include "mirror/drawn.h"

#include "keep/once.h"
#include "keep/version.h"
#include "mirror/drawn.html.h"
#include "mirror/flows.h"
#include "mirror/told.h"

#include <stdio.h>
#include <string.h>

enum {
    PER_ROW = 5,
    PER_PROMISE = 5,
    OTHERS = 4,
    N_INPUTS =
        DRAWN_ROWS_MAX * PER_ROW + DRAWN_PROMISES_MAX * PER_PROMISE + OTHERS
};

_Static_assert(
    (int)N_INPUTS <= (int)FORM_FIELDS_MAX, "a form has room for the rows");

static const char *const thens[] = { "save", "show", "more", NULL };

/* ---- Fields -------------------------------------------------------------- */

text
drawn_name(struct arena *a, const char *of, int i, const char *what)
{
    return arena_print(a, "%s%d_%s", of, i + 1, what);
}

/* Which of its inputs; -1: none. Without `what`: the one called so. */
static int
find_input(const struct form *form, const char *of, int i, const char *what)
{
    char name[40];
    if (what[0] == '\0')
        snprintf(name, sizeof name, "%s", of);
    else
        snprintf(name, sizeof name, "%s%d_%s", of, i + 1, what);
    for (int k = 0; k < form->n_inputs; k++)
        if (strcmp(form->inputs[k].name, name) == 0)
            return k;
    return -1;
}

text
drawn_given(const struct form *form, const char *of, int i, const char *what)
{
    int at = find_input(form, of, i, what);
    return at < 0 ? (text){ 0 } : form->given[at];
}

text
drawn_error(const struct form *form, const char *of, int i, const char *what)
{
    int at = find_input(form, of, i, what);
    return at < 0 ? (text){ 0 } : form->error[at];
}

bool
drawn_is_special(const struct form *form, int i)
{
    text kind = drawn_given(form, "r", i, "kind");
    text often = drawn_given(form, "r", i, "often");
    return (!text_is_empty(kind) && !text_is_equal(kind, TEXT("one"))) ||
        (!text_is_empty(often) && !text_is_equal(often, TEXT("must")));
}

static const char *
name_of(struct arena *a, char of, int i, const char *what)
{
    return drawn_name(a, (char[]){ of, '\0' }, i, what).ptr;
}

#define ROW(i, member) (ptrdiff_t) offsetof(struct drawn_form, rows[i].member)
#define PROMISE(i, member)                                                     \
    (ptrdiff_t) offsetof(struct drawn_form, promises[i].member)

static const struct input *
draw_inputs(struct arena *a)
{
    struct input *in = arena_new(a, struct input, N_INPUTS);
    int n = 0;
    for (int i = 0; i < DRAWN_ROWS_MAX; i++) {
        in[n++] = (struct input){ name_of(a, 'r', i, "names"), INPUT_TEXT,
            .max = 600, .offset = ROW(i, names), .label = N_("Step") };
        in[n++] = (struct input){ name_of(a, 'r', i, "kind"), INPUT_CHOICE,
            .choices = drawn_kinds, .choice_labels = drawn_kind_words,
            .offset = ROW(i, kind), .label = N_("What it is") };
        in[n++] = (struct input){ name_of(a, 'r', i, "often"), INPUT_CHOICE,
            .choices = drawn_often, .choice_labels = drawn_often_words,
            .offset = ROW(i, often), .label = N_("How often") };
        in[n++] = (struct input){ name_of(a, 'r', i, "label"), INPUT_TEXT,
            .max = CP_PATHWAY_NAME_MAX, .offset = ROW(i, label),
            .label = N_("What several are called together") };
        in[n++] = (struct input){ name_of(a, 'r', i, "was"), INPUT_INT,
            .max = CP_PATHWAY_ROWS_MAX, .offset = ROW(i, was),
            .label = N_("Step") };
    }
    for (int i = 0; i < DRAWN_PROMISES_MAX; i++) {
        in[n++] = (struct input){ name_of(a, 'p', i, "from"), INPUT_TEXT,
            .offset = PROMISE(i, from), .label = N_("From step") };
        in[n++] = (struct input){ name_of(a, 'p', i, "to"), INPUT_TEXT,
            .offset = PROMISE(i, to), .label = N_("To step") };
        in[n++] = (struct input){ name_of(a, 'p', i, "number"), INPUT_TEXT,
            .max = 12, .offset = PROMISE(i, number), .label = N_("Within") };
        in[n++] = (struct input){ name_of(a, 'p', i, "unit"), INPUT_CHOICE,
            .choices = drawn_units, .choice_labels = drawn_unit_words,
            .offset = PROMISE(i, unit), .label = N_("Unit") };
        in[n++] = (struct input){ name_of(a, 'p', i, "percent"), INPUT_TEXT,
            .max = 8, .offset = PROMISE(i, percent),
            .label = N_("For how many of 100 people") };
    }
    in[n++] = (struct input)INPUT(struct drawn_form, closes, INPUT_TEXT,
        .max = 600, .label = N_("Steps with which it is over"),
        .hint = N_("With ; between them. Empty: the last row."));
    in[n++] = (struct input)INPUT(struct drawn_form, ends, INPUT_TEXT,
        .max = 600, .label = N_("What may end it at any time"),
        .hint = N_("Such as: Died; Moved away. They are rows as well."));
    in[n++] = (struct input)INPUT(
        struct drawn_form, of, INPUT_TEXT, .max = 64, .label = N_("Step"));
    in[n++] = (struct input)INPUT(struct drawn_form, then, INPUT_CHOICE,
        .choices = thens, .label = N_("Step"));
    return in;
}

/* ---- What is shown ------------------------------------------------------- */

static void
give(struct arena *a, struct form *form, char of, int i, const char *what,
    text value)
{
    if (text_is_known(value))
        form_give(form, name_of(a, of, i, what), value);
}

/* Both ways the fields of a form are those of the struct. */
static void
give_all(struct arena *a, struct form *form, const struct drawn_form *f)
{
    for (int i = 0; i < DRAWN_ROWS_MAX; i++) {
        const struct drawn_row *r = &f->rows[i];
        give(a, form, 'r', i, "names", r->names);
        give(a, form, 'r', i, "kind",
            text_is_known(r->kind) ? r->kind : TEXT("one"));
        give(a, form, 'r', i, "often",
            text_is_known(r->often) ? r->often : TEXT("must"));
        give(a, form, 'r', i, "label", r->label);
        if (r->was > 0)
            give(a, form, 'r', i, "was",
                arena_print(a, "%lld", (long long)r->was));
    }
    for (int i = 0; i < DRAWN_PROMISES_MAX; i++) {
        const struct drawn_promise *q = &f->promises[i];
        give(a, form, 'p', i, "from", q->from);
        give(a, form, 'p', i, "to", q->to);
        give(a, form, 'p', i, "number", q->number);
        give(a, form, 'p', i, "unit",
            text_is_known(q->unit) ? q->unit : TEXT("days"));
        give(a, form, 'p', i, "percent", q->percent);
    }
    if (text_is_known(f->closes))
        form_give(form, "closes", f->closes);
    if (text_is_known(f->ends))
        form_give(form, "ends", f->ends);
    form_give(form, "of", f->of);
}

static int
n_rows_of(const struct drawn_form *f)
{
    int n = 0;
    for (int i = 0; i < DRAWN_ROWS_MAX; i++)
        if (!text_is_empty(f->rows[i].names))
            n = i + 1;
    return n;
}

/* As many as were asked for, and a few that are free. */
static int
n_shown(const struct drawn_form *f, bool wants_more)
{
    int n = n_rows_of(f), all = DRAWN_ROWS;
    while (all < n || (wants_more && all < n + DRAWN_ROWS_MORE))
        all += DRAWN_ROWS_MORE;
    return all < DRAWN_ROWS_MAX ? all : DRAWN_ROWS_MAX;
}

static enum err
answer_draw(struct request *rq, struct answer *an, const struct drawn *d,
    const struct form *form, int n_rows, html picture, text theirs)
{
    struct drawn_draw_page p = { .d = d,
        .form = form,
        .n_rows = n_rows,
        .picture = picture,
        .theirs = theirs,
        .address = drawn_address(rq->arena, d->head.name, d->head.id),
        .action = drawn_sub(rq->arena, d->head.id, "/draw") };
    struct view v = request_view(rq);
    mirror_drawn_draw(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Draw the pathway")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* Somebody of another side reads it and draws none. */
static enum err
load_for_drawing(struct request *rq, struct drawn *d)
{
    enum err e = drawn_load(rq, request_key(rq, 0), d);
    return e == OK && !drawn_may_draw(&rq->actor, &d->head) ? ERR_DENIED : e;
}

enum err
pathway_draw(struct request *rq, struct answer *an)
{
    struct drawn d;
    struct drawn_form f = { 0 };
    struct form form;
    enum err e = load_for_drawing(rq, &d);
    if (e != OK)
        return e;
    bool fits = !d.is_read || drawn_to_form(rq->arena, &d.pathway, &f);
    if (!fits || (!d.is_read && !text_is_empty(d.source))) {
        /* more than the form has room for, or nothing that can be read: as
         * text */
        struct edit_links links = edit_links_of(rq, "pathway", d.head.name,
            d.head.id, d.head.side_id, d.head.partnership_id, NULL);
        if (!links.may_edit)
            return ERR_DENIED;
        answer_redirect(rq, an, links.edit);
        return OK;
    }
    f.of = d.hash;
    form_open(rq, draw_inputs(rq->arena), N_INPUTS, &form);
    give_all(rq->arena, &form, &f);
    html none = { "", 0 };
    return answer_draw(rq, an, &d, &form, n_shown(&f, false),
        d.is_read && d.pathway.n_rows > 0
            ? drawn_picture(rq, &d.pathway, d.head.name)
            : none,
        (text){ 0 });
}

/* ---- What was sent ------------------------------------------------------- */

static bool
is_still(const struct prose_set *now, text was)
{
    const struct prose_of_thing_row *list = prose_original(now, TEXT("list"));
    return list == NULL ? text_is_empty(was) : text_is_equal(list->source, was);
}

enum err
drawn_save(struct db *writer, struct arena *a, void *arg)
{
    const struct drawing *s = arg;
    struct prose_set now;
    bool changed;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK; /* sent twice: it stands */
    if (e == OK)
        e = prose_load(writer, a, s->id, &now);
    if (e == OK && !is_still(&now, s->was))
        e = ERR_CONFLICT;
    if (e == OK)
        e = version_before(writer, a, TEXT("pathway"), s->id);
    if (e == OK)
        e = prose_save(writer, a,
            (struct prose_given){ .kind = TEXT("pathway"),
                .part = TEXT("list"),
                .lang = s->lang,
                .source = s->source,
                .thing_id = s->id,
                .is_original = true },
            &changed);
    if (e == OK)
        e = told_changed(writer, a, s->id, false);
    if (e == OK)
        e = flows_ask_again(writer, a, s->id, s->actor_id);
    return e == OK ? version_note(writer, a, TEXT("pathway"), s->id,
                         s->actor_id, TEXT("change"))
                   : e;
}

/* The sentence stands at the row that it is about. */
static void
say_fault(struct arena *a, struct form *form, int row, text fault)
{
    if (row >= 0)
        form_error(form, name_of(a, 'r', row, "names"), fault);
    else
        form_error(form, "closes", fault);
    if (row < 0)
        form->error_all = fault;
}

enum err
pathway_draw_send(struct request *rq, struct answer *an)
{
    struct drawn d;
    struct drawn_form f = { 0 };
    struct form form;
    struct cp_pathway read;
    text source = { 0 }, fault = { 0 }, theirs = { 0 };
    int row = -1, line;
    html picture = { "", 0 };
    enum err e = load_for_drawing(rq, &d);
    if (e == OK)
        e = form_parse(rq, draw_inputs(rq->arena), N_INPUTS, &form, &f);
    if (e != OK)
        return e;
    bool wants_more = text_is_equal(f.then, TEXT("more"));
    bool wants_save = !wants_more && !text_is_equal(f.then, TEXT("show"));
    if (form.n_errors == 0) {
        e = drawn_from_form(rq, &f, &d.pathway, &source, &row, &fault);
        if (e == OK && drawn_read(rq, source, &read, &line, &fault))
            picture = drawn_picture(rq, &read, d.head.name);
        else if (!wants_more)
            say_fault(rq->arena, &form, row, fault);
    }
    wants_save = wants_save && form.n_errors == 0;
    bool is_late = wants_save && !text_is_equal(f.of, d.hash) &&
        !(text_is_empty(f.of) && text_is_empty(d.hash)) &&
        !text_is_equal(source, d.source);
    if (wants_save && !is_late) {
        struct drawing s = { .id = d.head.id,
            .actor_id = rq->actor.person_id,
            .was = d.source,
            .source = source,
            .lang = text_is_empty(d.lang) ? lang_code(rq->lang) : d.lang,
            .token = form.token,
            .address = drawn_address(rq->arena, d.head.name, d.head.id) };
        e = db_write(rq->db, rq->arena, drawn_save, &s);
        if (e == OK)
            answer_redirect(rq, an, s.address);
        is_late = e == ERR_CONFLICT;
        if (is_late) /* in the moment between: what is there now */
            e = drawn_load(rq, request_key(rq, 0), &d);
        if (e != OK || !is_late)
            return e;
    }
    if (is_late) {
        struct view v = view_in(rq->arena, rq->lang, 0);
        theirs = d.source;
        an->status = 409;
        form.error_all = say(&v,
            N_("Somebody drew here meanwhile. Your rows are below, and theirs "
               "at the end: bring together what you want, and save again."));
        form_give(&form, "of", d.hash);
        /* which row was which is not known any more, but by names */
        for (int i = 0; i < DRAWN_ROWS_MAX; i++)
            form_give(&form, name_of(rq->arena, 'r', i, "was"), TEXT(""));
    }
    return answer_draw(
        rq, an, &d, &form, n_shown(&f, wants_more), picture, theirs);
}
