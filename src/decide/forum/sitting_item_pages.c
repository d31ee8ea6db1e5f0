/* The agenda: an item more, with what it is about; and what was settled of one
 * put into the register. */
#include "decide/forum/decision.h"
#include "decide/forum/sitting.h"

#include "base/key.h"
#include "decide/forum/sitting_item.html.h"
#include "keep/once.h"
#include "keep/version.h"
#include "os/entropy.h"

enum { N_ITEM = 3 };

struct item_form {
    text name, note, about;
};
static const struct input item_inputs[] = {
    INPUT(struct item_form, name, INPUT_TEXT, .is_required = true, .max = 160,
        .label = N_("Item")),
    INPUT(struct item_form, note, INPUT_PROSE, .max = 2000,
        .label = N_("What it is about")),
    INPUT(struct item_form, about, INPUT_TEXT, .max = 500,
        .label = N_("Address of a page here that it is about"),
        .hint = N_("A proposal, a theme, a conversation, a decision: copy its "
                   "address into this field.")),
};

static enum err
answer_item(struct request *rq, struct answer *an,
    const struct sitting_whole *m, struct form *form)
{
    struct sitting_item_page p = {
        .m = m, .address = sitting_sub(rq->arena, m->row.id, ""), .form = form
    };
    if (form == NULL) {
        form = arena_new(rq->arena, struct form, 1);
        form_open(rq, item_inputs, N_ITEM, form);
        p.form = form;
    }
    struct view v = request_view(rq);
    decide_sitting_item(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Add an item to the agenda")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
sitting_item_show(struct request *rq, struct answer *an)
{
    struct sitting_whole m;
    enum err e = sitting_read(rq, &m);
    return e == OK ? answer_item(rq, an, &m, NULL) : e;
}

struct adding {
    struct sitting_item row;
    struct thing about; /* kind NULL: nothing */
    text note, lang, token, address;
    int64_t actor_id;
};

static enum err
add_item(struct db *writer, struct arena *a, void *arg)
{
    struct adding *s = arg;
    text first;
    int64_t n = 0;
    bool changed;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = sitting_item_insert(writer, &s->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK && !text_is_empty(s->note))
        e = prose_save(writer, a,
            (struct prose_given){ .kind = TEXT("sitting_item"),
                .part = TEXT("note"),
                .lang = s->lang,
                .source = s->note,
                .thing_id = s->row.id,
                .is_original = true },
            &changed);
    if (e == OK)
        e = version_note(writer, a, TEXT("sitting_item"), s->row.id,
            s->actor_id, TEXT("create"));
    struct thread_link link = { .from_kind = TEXT("sitting_item"),
        .from_id = s->row.id,
        .kind = TEXT("comes_from") };
    if (e == OK && s->about.kind != NULL) {
        link.to_kind = text_of(s->about.kind->kind);
        link.to_id = s->about.id;
        e = thread_put(writer, a, s->actor_id, &link, NULL);
    }
    return e;
}

/* What the address names, when this reader may see it. */
static enum err
find_about(
    struct request *rq, text address, struct form *form, struct thing *to)
{
    text kind;
    int64_t id;
    struct view v = view_in(rq->arena, rq->lang, 0);
    *to = (struct thing){ 0 };
    if (text_is_empty(address))
        return OK;
    enum err e = thread_read_address(rq, address, &kind, &id)
        ? thing_load(rq->db, rq->arena, kind, id, to)
        : ERR_NOT_FOUND;
    if (e == OK && !thing_may_see(&rq->actor, to))
        e = ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND) {
        form_error(form, "about",
            say(&v, N_("no page of this network has that address")));
        *to = (struct thing){ 0 };
        e = OK;
    }
    return e;
}

enum err
sitting_item_send(struct request *rq, struct answer *an)
{
    struct sitting_whole m;
    struct item_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct adding s = { .actor_id = rq->actor.person_id,
        .lang = lang_code(rq->lang) };
    struct view v = view_in(rq->arena, rq->lang, 0);
    enum err e = sitting_read(rq, &m);
    if (e == OK)
        e = form_parse(rq, item_inputs, N_ITEM, form, &given);
    if (e == OK)
        e = find_about(rq, given.about, form, &s.about);
    if (e != OK)
        return e;
    if (m.n_items >= ITEMS_MAX)
        form_error(form, "name", say(&v, N_("an agenda has at most 40 items")));
    if (form->n_errors > 0)
        return answer_item(rq, an, &m, form);
    s.row = (struct sitting_item){
        .id = key_new(), .sitting_id = m.row.id, .name = given.name
    };
    for (ptrdiff_t i = 0; i < m.n_items; i++)
        if (m.items[i].position > s.row.position)
            s.row.position = m.items[i].position;
    s.row.position += s.row.position < 999;
    s.row.code = forum_key(rq->arena, s.row.id);
    s.note = given.note;
    s.token = form->token;
    s.address = sitting_sub(rq->arena, m.row.id, "#agenda");
    e = db_write(rq->db, rq->arena, add_item, &s);
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}

/* ---- Into the register
 * --------------------------------------------------------- */

struct deciding {
    const struct sitting_whole *m;
    const struct sitting_items_row *item;
    int64_t actor_id, id;
    text token;
};

static enum err
decide_it(struct db *writer, struct arena *a, void *arg)
{
    struct deciding *d = arg;
    struct decision_of_item_row *there;
    ptrdiff_t n;
    text first;
    enum err e = once_take(writer, a, d->token, TEXT("decided"), &first);
    if (e != OK && e != ERR_CONFLICT)
        return e;
    enum err taken = e;
    e = decision_of_item(writer, a,
        (struct decision_of_item_in){
            .item_id = d->item->id, .has_item_id = true, .n_rows = 1 },
        &there, &n);
    if (e == OK && n > 0) {
        d->id = there[0].id; /* it stands there already */
        return OK;
    }
    if (e != OK || taken != OK)
        return e;
    struct decision_new new = { .partnership_id = d->m->g->row.partnership_id,
        .name = d->item->name,
        .words = d->item->settled_source,
        .lang = d->item->settled_lang,
        .decided_on = d->m->row.held_on,
        .how = TEXT("meeting"),
        .result = TEXT("settled"),
        .item_id = d->item->id,
        .body_name = d->m->g->row.name,
        /* a group for its members has no decisions for everybody */
        .why_private = d->m->g->row.is_public
            ? (text){ 0 }
            : TEXT("settled in a group that meets for its members alone"),
        .is_illustrative = d->m->row.is_illustrative,
        .from_kind = TEXT("sitting_item"),
        .from_id = d->item->id,
        .actor_id = d->actor_id };
    return decision_make(writer, a, &new, &d->id);
}

enum err
sitting_item_decide_send(struct request *rq, struct answer *an)
{
    struct sitting_whole m;
    struct form form;
    struct deciding d = { .m = &m, .actor_id = rq->actor.person_id };
    int64_t item_id = request_key(rq, 1);
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e == OK)
        e = sitting_read(rq, &m);
    for (ptrdiff_t i = 0; e == OK && i < m.n_items; i++)
        if (m.items[i].id == item_id)
            d.item = &m.items[i];
    if (e != OK)
        return e;
    if (d.item == NULL)
        return ERR_NOT_FOUND;
    if (!m.has_quorum || !text_is_known(d.item->settled_source))
        return ERR_CONFLICT;
    d.token = form.token;
    e = db_write(rq->db, rq->arena, decide_it, &d);
    if (e == OK)
        answer_redirect(rq, an, decision_sub(rq->arena, d.id, ""));
    return e;
}
