/* One proposal: its page, its list of who must say yes, opening it. */
#include "decide/paragraph.h"

#include "base/csv.h"
#include "base/key.h"
#include "decide/proposal.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

enum { N_UNIT = 5 };

/* ---- One ----------------------------------------------------------------- */

struct unit_form {
    text name, side, kind, mail;
    int64_t n_members;
};
static const char *const kinds[] = { "members", "role", NULL };
static const char *const kind_labels[] = {
    N_("A community: its people answer one by one"),
    N_("An organisation: one named person answers for it"),
    NULL,
};

struct open_form {
    text closes_on, lead;
};
enum { N_OPEN = 2 };
static const struct input open_inputs[] = {
    INPUT(struct open_form, closes_on, INPUT_DATE, .is_required = true,
        .label = N_("Asked until, that day included")),
    /* wanted until there is one, and then not asked for */
    INPUT(struct open_form, lead, INPUT_MAIL,
        .label = N_("E-mail address of the lead for safeguarding or equality"),
        .hint = N_("Not you. An objection of safety or rights is closed only "
                   "when this person and who raised it have both said so.")),
};

static enum err
unit_inputs(struct request *rq, struct proposal_page *p, struct input *in)
{
    struct arena *a = rq->arena;
    const char **keys = arena_new(a, const char *, p->n_sides + 1);
    const char **names = arena_new(a, const char *, p->n_sides + 1);
    for (ptrdiff_t i = 0; i < p->n_sides; i++) {
        char key[KEY_LENGTH];
        keys[i] = arena_c_string(a, key_print(p->sides[i].id, key));
        names[i] = arena_c_string(a, p->sides[i].name);
    }
    in[0] = (struct input)INPUT(struct unit_form, name, INPUT_TEXT,
        .is_required = true, .max = 120,
        .label = N_("Who: a community or an organisation"));
    in[1] = (struct input)INPUT(struct unit_form, side, INPUT_CHOICE,
        .is_required = true, .choices = keys, .choice_labels = names,
        .label = N_("On which side"));
    in[2] = (struct input)INPUT(struct unit_form, kind, INPUT_CHOICE,
        .is_required = true, .choices = kinds, .choice_labels = kind_labels,
        .label = N_("How it answers"));
    in[3] = (struct input)INPUT(struct unit_form, n_members, INPUT_INT,
        .min = 1, .max = 1'000'000'000,
        .label = N_("Of a community: how many belong to it"),
        .hint = N_("Empty when nobody knows; then at least 12 must be heard."));
    in[4] = (struct input)INPUT(struct unit_form, mail, INPUT_MAIL,
        .label = N_("Of an organisation: the e-mail address of who answers"));
    return OK;
}

static enum err
answer_one(struct request *rq, struct answer *an, struct form *unit_form,
    struct form *open_form, const char *fault)
{
    struct arena *a = rq->arena;
    struct proposal_page p = { .p = arena_new(a, struct proposal_whole, 1) };
    struct proposal_sides_there_row *sides = NULL;
    struct proposal_objections_shown_row *objections;
    struct proposal_versions_row *versions = NULL;
    struct thing partnership;
    int64_t id = request_key(rq, 0);
    text today = day_of(a, rq->now);
    enum err e = proposal_read(rq, p.p);
    const struct proposal *row = &p.p->row;
    if (e == OK)
        e = thing_load(
            rq->db, a, TEXT("partnership"), row->partnership_id, &partnership);
    if (e == OK)
        e = proposal_sides_there(rq->db, a,
            (struct proposal_sides_there_in){
                .partnership_id = row->partnership_id,
                .n_rows = PROPOSAL_SIDES_MAX },
            &sides, &p.n_sides);
    if (e == OK && text_is_known(row->result))
        e = proposal_objections_shown(rq->db, a,
            (struct proposal_objections_shown_in){ .proposal_id = id,
                .base = row->base,
                .n_rows = PROPOSAL_SHOWN_MAX },
            &objections, &p.n_objections);
    if (e == OK && row->version > 1)
        e = proposal_versions(rq->db, a,
            (struct proposal_versions_in){
                .proposal_id = id, .n_rows = PROPOSAL_VERSIONS_MAX },
            &versions, &p.n_versions);
    if (e != OK)
        return e;
    if (p.n_objections > 0)
        p.objections = objections;
    p.sides = sides;
    p.versions = versions;
    p.address = proposal_sub(a, id, "");
    p.partnership = thing_address(a, &partnership);
    p.partnership_name = partnership.title;
    p.n_heard = proposal_n_heard(p.p);
    p.is_open = proposal_is_open(row, today);
    int64_t things[] = { id, row->partnership_id };
    p.may_lead = actor_may(&rq->actor, WHO_FACILITATOR, things, 2);
    for (ptrdiff_t i = 0; i < p.p->n_units; i++)
        p.may_answer |= proposal_may_answer(&rq->actor, &p.p->units[i]);
    const struct form *given = unit_form != NULL ? unit_form : open_form;
    bool is_draft = text_is_equal(row->status, TEXT("draft"));
    bool is_closed = text_is_equal(row->status, TEXT("closed"));
    struct form *button = arena_new(a, struct form, 1);
    form_open(rq, NULL, 0, button);
    p.button = button;
    p.may_close = p.may_lead && text_is_equal(row->status, TEXT("open")) &&
        text_compare(today, row->closes_on) >= 0;
    if (p.may_lead && is_draft) {
        struct input *in = arena_new(a, struct input, N_UNIT);
        if (unit_form == NULL) {
            e = unit_inputs(rq, &p, in);
            unit_form = arena_new(a, struct form, 1);
            form_open(rq, in, N_UNIT, unit_form);
        }
        p.unit_form = unit_form;
    }
    if (p.may_lead && (is_draft || is_closed)) {
        if (open_form == NULL) {
            open_form = arena_new(a, struct form, 1);
            form_open(
                rq, open_inputs, N_OPEN - row->has_lead_person_id, open_form);
        }
        p.open_form = open_form;
    }
    if (p.may_lead && is_closed)
        e = proposal_amend_form(rq, row, &p.amend_form);
    struct paragraphs_shown *shown = arena_new(a, struct paragraphs_shown, 1);
    if (e == OK)
        e = paragraphs_show(rq, row, shown);
    if (e != OK)
        return e;
    p.text = shown;
    p.is_lead = proposal_is_lead(row, rq->actor.person_id);
    if (p.is_lead && is_closed) {
        struct proposal_objections_safety_row *safety;
        e = proposal_objections_safety(rq->db, a,
            (struct proposal_objections_safety_in){
                .proposal_id = id, .n_rows = PROPOSAL_SHOWN_MAX },
            &safety, &p.n_safety);
        if (e != OK)
            return e;
        p.safety = safety;
    }
    if (given != NULL)
        rq->form = given; /* the one that is wrong says the status */
    struct view v = request_view(rq);
    if (fault != NULL) {
        p.fault = say(&v, fault);
        an->status = 409;
    }
    decide_proposal(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = row->name,
            .section = "partnership",
            .body = view_html(&v),
            .csv = text_is_known(row->result)
                ? proposal_sub(a, id, "/result.csv")
                : (text){ 0 } });
    return e;
}

enum err
proposal_show(struct request *rq, struct answer *an)
{
    return answer_one(rq, an, NULL, NULL, NULL);
}

enum err
proposal_say(struct request *rq, struct answer *an, const char *fault)
{
    return answer_one(rq, an, NULL, NULL, fault);
}

/* ---- The list ------------------------------------------------------------ */

struct listing {
    struct proposal_unit row;
    int64_t remove_id, actor_id, proposal_id;
    text token;
    bool is_other_side;
};

/* One person who speaks for organisations of two sides would be both that
 * agree with each other. */
static bool
speaks_elsewhere(const struct proposal_whole *p, const struct proposal_unit *u)
{
    for (ptrdiff_t i = 0; u->is_role && i < p->n_units; i++)
        if (p->units[i].is_role && p->units[i].side_id != u->side_id &&
            p->units[i].has_role_person_id &&
            p->units[i].role_person_id == u->role_person_id)
            return true;
    return false;
}

/* Only of a draft: the list is frozen when asking opens. */
static enum err
change_list(struct db *writer, struct arena *a, void *arg)
{
    struct listing *l = arg;
    struct proposal_whole p;
    text first;
    int64_t n = 0;
    enum err e = once_take(writer, a, l->token, TEXT("unit"), &first);
    l->is_other_side = false;
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, l->proposal_id, &p);
    if (e == OK && !text_is_equal(p.row.status, TEXT("draft")))
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    if (l->remove_id != 0) {
        e = proposal_unit_remove(writer,
            (struct proposal_unit_remove_in){
                .proposal_id = l->proposal_id, .id = l->remove_id },
            NULL);
    } else {
        if (p.n_units == PROPOSAL_UNITS_MAX)
            return ERR_NO_ROOM;
        l->is_other_side = speaks_elsewhere(&p, &l->row);
        if (l->is_other_side)
            return ERR_CONFLICT;
        l->row.number = p.n_units == 0 ? 0 : p.units[p.n_units - 1].number + 1;
        e = proposal_unit_insert(writer, &l->row, &n);
        if (e == OK && n == 0)
            e = ERR_BUSY;
    }
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = l->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("proposal"),
                             .thing_id = l->proposal_id })
                   : e;
}

static enum err
finish_list(struct request *rq, struct answer *an, struct listing *l)
{
    enum err e = db_write(rq->db, rq->arena, change_list, l);
    if (e == ERR_CONFLICT && l->is_other_side)
        return answer_one(rq, an, NULL, NULL,
            N_("This person answers for an organisation of another side. "
               "Nobody agrees with themselves: name somebody else."));
    if (e == ERR_CONFLICT)
        return answer_one(rq, an, NULL, NULL,
            N_("The list was frozen when asking opened. Nothing was "
               "changed."));
    if (e == ERR_NO_ROOM)
        return answer_one(
            rq, an, NULL, NULL, N_("There are too many on the list already."));
    if (e == OK)
        answer_redirect(
            rq, an, proposal_sub(rq->arena, l->proposal_id, "#list"));
    return e;
}

enum err
proposal_unit_send(struct request *rq, struct answer *an)
{
    struct proposal_page p = { 0 };
    struct proposal_whole *whole =
        arena_new(rq->arena, struct proposal_whole, 1);
    struct input *in = arena_new(rq->arena, struct input, N_UNIT);
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct unit_form given = { 0 };
    struct proposal_sides_there_row *sides = NULL;
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct listing l = { .proposal_id = request_key(rq, 0),
        .actor_id = rq->actor.person_id };
    enum err e = proposal_whole_load(rq->db, rq->arena, l.proposal_id, whole);
    if (e == OK)
        e = proposal_sides_there(rq->db, rq->arena,
            (struct proposal_sides_there_in){
                .partnership_id = whole->row.partnership_id,
                .n_rows = PROPOSAL_SIDES_MAX },
            &sides, &p.n_sides);
    p.sides = sides;
    if (e == OK)
        e = unit_inputs(rq, &p, in);
    if (e == OK)
        e = form_parse(rq, in, N_UNIT, form, &given);
    if (e != OK)
        return e;
    l.row = (struct proposal_unit){ .id = key_new(),
        .proposal_id = l.proposal_id,
        .name = given.name,
        .is_role = text_is_equal(given.kind, TEXT("role")) };
    if (l.row.is_role && form->n_errors == 0) {
        l.row.has_role_person_id = true;
        e = text_is_empty(given.mail)
            ? ERR_NOT_FOUND
            : people_find(rq->db, rq->arena, given.mail, &l.row.role_person_id);
        if (e == ERR_NOT_FOUND)
            form_error(form, "mail",
                say(&v,
                    N_("nobody here signs in with this address: invite them "
                       "first")));
        else if (e != OK)
            return e;
    } else {
        l.row.n_members = given.n_members;
        l.row.has_n_members = given.n_members > 0;
    }
    if (form->n_errors > 0 || !key_parse(given.side, &l.row.side_id))
        return answer_one(rq, an, form, NULL, NULL);
    l.token = form->token;
    return finish_list(rq, an, &l);
}

enum err
proposal_unit_remove_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct listing l = { .proposal_id = request_key(rq, 0),
        .remove_id = request_key(rq, 1),
        .actor_id = rq->actor.person_id };
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    l.token = form.token;
    return finish_list(rq, an, &l);
}

/* ---- Opening and closing: proposal_ask_pages.c does it, this page says so */

struct opening {
    int64_t id, actor_id, now, lead_id;
    text closes_on, today, token;
    const char *fault;
};

/* Sides that have somebody on the list, in the partnership's order; units get
 * their numbers for good. */
static enum err
freeze(struct db *writer, struct arena *a, struct proposal_whole *p,
    struct opening *o)
{
    struct proposal_sides_there_row *there;
    ptrdiff_t n_there;
    struct cp_life life;
    int64_t n = 0;
    enum err e = proposal_sides_there(writer, a,
        (struct proposal_sides_there_in){
            .partnership_id = p->row.partnership_id,
            .n_rows = PROPOSAL_SIDES_MAX },
        &there, &n_there);
    p->sides = arena_new(a, struct proposal_sides_row, n_there);
    for (ptrdiff_t i = 0; e == OK && i < p->n_units; i++) {
        p->units[i].number = i;
        if (p->units[i].is_role && !p->units[i].has_role_person_id)
            o->fault = N_("An organisation on the list has nobody who "
                          "answers for it.");
        e = proposal_unit_update(writer, &p->units[i], NULL);
    }
    for (ptrdiff_t s = 0; e == OK && s < n_there; s++) {
        bool has_unit = false;
        for (ptrdiff_t i = 0; i < p->n_units; i++)
            has_unit |= p->units[i].side_id == there[s].id;
        if (!has_unit)
            continue;
        p->sides[p->n_sides] =
            (struct proposal_sides_row){ .number = p->n_sides,
                .side_id = there[s].id };
        e = proposal_side_insert(writer,
            &(struct proposal_side){ .id = key_new(),
                .proposal_id = p->row.id,
                .number = p->n_sides++,
                .side_id = there[s].id },
            &n);
        if (e == OK && n == 0)
            e = ERR_BUSY;
    }
    if (e == OK && p->n_sides < 2)
        o->fault = N_("Two sides or more must have somebody on the list.");
    if (e != OK || o->fault != NULL)
        return e == OK ? ERR_CONFLICT : e;
    e = proposal_log_open(writer, a, p, (int32_t)(o->now / 86'400));
    return e == OK ? proposal_replay(writer, a, p, &life) : e;
}

static enum err
open_one(struct db *writer, struct arena *a, void *arg)
{
    struct opening *o = arg;
    struct proposal_whole p;
    text first;
    enum err e = once_take(writer, a, o->token, TEXT("open"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, o->id, &p);
    if (e != OK)
        return e;
    o->fault = NULL;
    bool is_draft = text_is_equal(p.row.status, TEXT("draft"));
    if (!is_draft && !text_is_equal(p.row.status, TEXT("closed"))) {
        o->fault = N_("This is being asked already, or is settled.");
        return ERR_CONFLICT;
    }
    if (!p.row.has_lead_person_id) {
        if (o->lead_id == 0) {
            o->fault = N_("Nobody is named who leads for safeguarding or "
                          "equality.");
            return ERR_CONFLICT;
        }
        p.row.lead_person_id = o->lead_id;
        p.row.has_lead_person_id = true;
    }
    if (is_draft) {
        p.n_sides = 0;
        e = freeze(writer, a, &p, o);
    }
    if (e != OK)
        return e;
    if (is_draft)
        p.row.opened_on = o->today;
    p.row.status = TEXT("open");
    p.row.closes_on = o->closes_on;
    e = proposal_update(writer, &p.row, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = o->actor_id,
                             .action = TEXT("open"),
                             .kind = TEXT("proposal"),
                             .thing_id = o->id })
                   : e;
}

enum err
proposal_open_send(struct request *rq, struct answer *an)
{
    struct open_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct opening o = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .today = day_of(rq->arena, rq->now) };
    struct proposal_whole p;
    enum err e = proposal_read(rq, &p);
    if (e != OK)
        return e;
    bool wants_lead = !p.row.has_lead_person_id;
    e = form_parse(rq, open_inputs, wants_lead ? N_OPEN : 1, form, &given);
    if (e != OK)
        return e;
    if (wants_lead) {
        e = text_is_empty(given.lead)
            ? ERR_NOT_FOUND
            : people_find(rq->db, rq->arena, given.lead, &o.lead_id);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        if (e == ERR_NOT_FOUND)
            form_error(form, "lead",
                say(&v,
                    N_("nobody here signs in with this address: invite them "
                       "first")));
        else if (o.lead_id == rq->actor.person_id)
            form_error(
                form, "lead", say(&v, N_("name somebody else than yourself")));
    }
    if (form->n_errors == 0 && text_compare(given.closes_on, o.today) < 0)
        form_error(form, "closes_on", say(&v, N_("this day is past")));
    if (form->n_errors > 0)
        return answer_one(rq, an, NULL, form, NULL);
    o.closes_on = given.closes_on;
    o.token = form->token;
    e = db_write(rq->db, rq->arena, open_one, &o);
    if (e == ERR_CONFLICT && o.fault != NULL)
        return answer_one(rq, an, NULL, NULL, o.fault);
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, o.id, ""));
    return e;
}

/* ---- As a file ----------------------------------------------------------- */

enum err
proposal_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "side", "who", "kind", "state",
        "why" };
    struct proposal_whole p;
    enum err e = proposal_read(rq, &p);
    if (e == OK && !text_is_known(p.row.result))
        e = ERR_NOT_FOUND; /* nothing is said before the close */
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 8192);
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (ptrdiff_t s = 0; s < p.n_sides; s++)
        for (ptrdiff_t i = 0; i < p.n_units; i++) {
            const struct proposal_unit *u = &p.units[i];
            if (u->side_id != p.sides[s].side_id)
                continue;
            csv_add_for_people(&w, p.sides[s].name);
            csv_add_for_people(&w, u->name);
            csv_add(&w, u->is_role ? TEXT("role") : TEXT("members"));
            csv_add(&w, u->state);
            csv_add(&w, u->why);
            csv_end_row(&w);
        }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("result.csv");
    return OK;
}
