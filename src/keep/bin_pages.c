/* /remove/KIND/KEY and /bin: taken away, and brought back. */
#include "keep/bin_pages.h"
#include "keep/settings.h"

#include "base/key.h"
#include "keep/bin.html.h"
#include "keep/keep_routes.h"
#include "keep/once.h"

enum { LISTED = 30, ROWS = 30 };

/* ---- Removing ------------------------------------------------------------ */

static struct bin_line
line_of(struct request *rq, const struct thing *t)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    return (struct bin_line){ .title = t->title,
        .kind = say(&v, t->kind->word),
        .address = thing_address(rq->arena, t) };
}

static enum err
open_removal(struct request *rq, struct edit **out, struct bin_set *set)
{
    bool wants_draft;
    enum err e = edit_open_form(rq, false, out, &wants_draft);
    if (e != OK)
        return e;
    struct edit *ed = *out;
    if (ed->sheet->remove == NULL)
        return ERR_NOT_FOUND; /* it is removed on pages of its own */
    return bin_collect(rq->db, rq->arena, &ed->thing, set);
}

static enum err
answer_removal(
    struct edit *ed, struct answer *an, const struct bin_set *set, text trouble)
{
    struct request *rq = ed->rq;
    struct remove_page p = { .ed = ed,
        .form = &ed->form,
        .is_forbidden = set->n_holders > 0,
        .is_too_much = set->is_too_much,
        .along = arena_new(rq->arena, struct bin_line, LISTED),
        .holders = arena_new(rq->arena, struct bin_line, LISTED),
        .address = arena_print(rq->arena, "/remove/%s/%.*s", ed->kind->kind,
            TEXT_ARG(edit_key(rq->arena, ed->id))),
        .trouble = trouble,
        .days = (int)settings_int(rq->db, rq->arena, "keep_removed_days") };
    for (int i = 1; i < set->n_things; i++)
        if (p.n_along < LISTED && thing_may_see(&rq->actor, &set->things[i]))
            p.along[p.n_along++] = line_of(rq, &set->things[i]);
        else
            p.n_more_along++;
    for (int i = 0; i < set->n_holders; i++)
        if (p.n_holders < LISTED && thing_may_see(&rq->actor, &set->holders[i]))
            p.holders[p.n_holders++] = line_of(rq, &set->holders[i]);
        else
            p.n_hidden++;
    struct view v = request_view(rq);
    keep_bin_remove(&v, &p);
    struct phrase_arg title = phrase_arg(ed->thing.title);
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("Remove: %s"), 1, &title),
            .body = view_html(&v) });
    return OK;
}

enum err
remove_show(struct request *rq, struct answer *an)
{
    struct edit *ed;
    struct bin_set set;
    enum err e = open_removal(rq, &ed, &set);
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &ed->form);
    return answer_removal(ed, an, &set, (text){ 0 });
}

struct remove_step {
    const struct edit *ed;
    text first;
};

static enum err
remove_step(struct db *writer, struct arena *scratch, void *arg)
{
    struct remove_step *step = arg;
    const struct edit *ed = step->ed;
    enum err e =
        once_take(writer, scratch, ed->form.token, TEXT("/bin"), &step->first);
    if (e != OK)
        return e;
    return bin_remove(writer, scratch, &ed->thing, ed->rq->actor.person_id);
}

enum err
remove_send(struct request *rq, struct answer *an)
{
    struct edit *ed;
    struct bin_set set;
    enum err e = open_removal(rq, &ed, &set);
    if (e == OK)
        e = form_parse(rq, NULL, 0, &ed->form, NULL);
    if (e == OK && ed->form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    struct remove_step step = { .ed = ed };
    e = db_write(rq->db, rq->arena, remove_step, &step);
    if (e == ERR_CONFLICT && text_is_known(step.first))
        e = OK;
    if (e == ERR_CONFLICT) {
        struct view v = view_in(rq->arena, rq->lang, 0);
        an->status = 409;
        e = bin_collect(rq->db, rq->arena, &ed->thing, &set);
        return e == OK ? answer_removal(ed, an, &set,
                             say(&v, N_("Something else still hangs on it.")))
                       : e;
    }
    if (e == OK)
        answer_redirect(rq, an, TEXT("/bin"));
    return e;
}

/* ---- What is there ------------------------------------------------------- */

struct bin_ask {
    int64_t before;
};
static const struct input bin_inputs[] = {
    INPUT(struct bin_ask, before, INPUT_KEY),
};

/* Who removed it and may still make such a thing there; coordinators. */
static enum err
may_restore(struct request *rq, text kind, int64_t within_id, int64_t actor_id,
    bool *may)
{
    const struct thing_kind *k = thing_kind_find(kind);
    struct thing within;
    enum err e = OK;
    *may = false;
    if (k == NULL ||
        (!rq->actor.is_coordinator && rq->actor.person_id != actor_id))
        return OK;
    if (within_id != 0) {
        e = thing_load(
            rq->db, rq->arena, text_of(k->within_kind), within_id, &within);
        if (e != OK)
            return e == ERR_NOT_FOUND ? OK : e;
    }
    *may = thing_may_make(&rq->actor, k, within_id != 0 ? &within : NULL);
    return OK;
}

/* The shapes of the two lists are one. */
static enum err
load_rows(struct request *rq, int64_t before, struct removed_list_row **rows,
    ptrdiff_t *n)
{
    struct removed_list_by_row *own;
    if (rq->actor.is_coordinator)
        return removed_list(rq->db, rq->arena,
            (struct removed_list_in){ .before_id = before, .n_rows = ROWS + 1 },
            rows, n);
    enum err e = removed_list_by(rq->db, rq->arena,
        (struct removed_list_by_in){ .actor_id = rq->actor.person_id,
            .before_id = before,
            .n_rows = ROWS + 1 },
        &own, n);
    if (e != OK)
        return e;
    *rows = arena_new(rq->arena, struct removed_list_row, *n);
    for (ptrdiff_t i = 0; i < *n; i++)
        (*rows)[i] = (struct removed_list_row){ .id = own[i].id,
            .kind = own[i].kind,
            .within_id = own[i].within_id,
            .title = own[i].title,
            .actor_id = own[i].actor_id,
            .at = own[i].at };
    return OK;
}

static enum err
answer_bin(
    struct request *rq, struct answer *an, struct form *form, text trouble)
{
    struct bin_page p = { .form = form,
        .is_all = rq->actor.is_coordinator,
        .trouble = trouble,
        .days = (int)settings_int(rq->db, rq->arena, "keep_removed_days") };
    struct bin_ask ask = { 0 };
    struct removed_list_row *rows;
    query_parse(rq, bin_inputs, 1, &ask);
    enum err e = load_rows(
        rq, ask.before != 0 ? ask.before : INT64_MAX, &rows, &p.n_rows);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    p.rows = arena_new(rq->arena, struct bin_row, p.n_rows);
    if (p.n_rows > ROWS) {
        p.n_rows = ROWS;
        p.next =
            request_with(rq, "before", edit_key(rq->arena, rows[ROWS - 1].id));
    }
    for (ptrdiff_t i = 0; e == OK && i < p.n_rows; i++) {
        const struct thing_kind *k = thing_kind_find(rows[i].kind);
        p.rows[i] = (struct bin_row){ .title = rows[i].title,
            .kind = k == NULL ? rows[i].kind : say(&v, k->word),
            .who = edit_actor_name(rq, rows[i].actor_id),
            .at = rows[i].at,
            .until = rows[i].at + p.days * INT64_C(86'400),
            .address = arena_print(rq->arena, "/bin/%.*s",
                TEXT_ARG(edit_key(rq->arena, rows[i].id))) };
        e = may_restore(rq, rows[i].kind, rows[i].within_id, rows[i].actor_id,
            &p.rows[i].may_restore);
    }
    if (e != OK)
        return e;
    keep_bin(&v, &p);
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("Removed")), .body = view_html(&v) });
    return OK;
}

enum err
bin_show(struct request *rq, struct answer *an)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    form_open(rq, NULL, 0, form);
    return answer_bin(rq, an, form, (text){ 0 });
}

/* ---- Brought back -------------------------------------------------------- */

struct restore_step {
    struct request *rq;
    struct removed row;
    text token, first, address;
    const char *broken;
};

static enum err
restore_step(struct db *writer, struct arena *scratch, void *arg)
{
    struct restore_step *step = arg;
    struct removed row;
    enum err e =
        once_take(writer, scratch, step->token, step->address, &step->first);
    if (e == OK) /* still there? */
        e = removed_get(writer, scratch,
            (struct removed_get_in){ .id = step->row.id }, &row);
    return e == OK ? bin_restore(writer, scratch, &row,
                         step->rq->actor.person_id, &step->broken)
                   : e;
}

static text
trouble_of(struct request *rq, const struct restore_step *step, enum err e)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    text rest;
    if (e == ERR_CONFLICT || step->broken == NULL)
        return say(&v,
            N_("Something that it needs is not here any more. If that was "
               "removed too, bring it back first."));
    text_cut(text_of(step->broken), ':', &rest);
    return say(&v,
        text_starts_with(rest, TEXT(" ")) ? text_slice(rest, 1, rest.len).ptr
                                          : step->broken);
}

/* Where its page is: without the name, which it finds by itself. */
static text
address_of(struct request *rq, const struct removed *row)
{
    const struct thing_kind *k = thing_kind_find(row->kind);
    struct thing t = { .kind = k,
        .id = row->thing_id,
        .title = row->title,
        .within_id = row->within_id };
    return k == NULL ? TEXT("/bin") : thing_address(rq->arena, &t);
}

enum err
bin_send(struct request *rq, struct answer *an)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct restore_step step = { .rq = rq };
    bool may = false;
    enum err e = form_parse(rq, NULL, 0, form, NULL);
    if (e == OK && form->n_errors > 0)
        e = ERR_DENIED;
    if (e == OK)
        e = removed_get(rq->db, rq->arena,
            (struct removed_get_in){ .id = request_key(rq, 0) }, &step.row);
    if (e == ERR_NOT_FOUND) { /* brought back already, or gone */
        answer_redirect(rq, an, TEXT("/bin"));
        return OK;
    }
    if (e == OK)
        e = may_restore(
            rq, step.row.kind, step.row.within_id, step.row.actor_id, &may);
    if (e == OK && !may)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    step.token = form->token;
    step.address = address_of(rq, &step.row);
    e = db_write(rq->db, rq->arena, restore_step, &step);
    if (e == ERR_CONFLICT && text_is_known(step.first))
        e = OK;
    if (e == ERR_CONFLICT || e == ERR_BAD_INPUT) {
        an->status = 409;
        return answer_bin(rq, an, form, trouble_of(rq, &step, e));
    }
    if (e == OK)
        answer_redirect(rq, an, step.address);
    return e;
}
