/* One panel: its page, and what those who look after it do, step by step. */
#include "decide/lot.h"

#include "decide/lot.html.h"
#include "keep/once.h"
#include "people/people.h"

/* ---- Its forms
 * --------------------------------------------------------------- */

struct source_form {
    text seed_source, seed_on;
};
static const struct input source_inputs[] = {
    INPUT(struct source_form, seed_source, INPUT_TEXT, .is_required = true,
        .max = 300, .label = N_("Where the public number will come from"),
        .hint = N_("Something nobody here can choose: the numbers of a named "
                   "lottery, or dice thrown at the meeting.")),
    INPUT(struct source_form, seed_on, INPUT_DATE, .is_required = true,
        .label = N_("On which day")),
};
enum { N_SOURCE = sizeof source_inputs / sizeof *source_inputs };

struct seed_form {
    text seed;
};
static const struct input seed_inputs[] = {
    INPUT(struct seed_form, seed, INPUT_TEXT, .is_required = true, .max = 200,
        .label = N_("The public number, as everybody saw it"),
        .hint = N_("Digit by digit, in the order in which they came. It "
                   "cannot be changed afterwards.")),
};
enum { N_SEED = sizeof seed_inputs / sizeof *seed_inputs };

struct reason_form {
    text reason;
    int64_t way;
};
static const struct input reason_inputs[] = {
    INPUT(struct reason_form, reason, INPUT_TEXT, .is_required = true,
        .max = 500, .label = N_("Why"),
        .hint = N_("Your name, the day and this reason stand on the public "
                   "page.")),
    INPUT(struct reason_form, way, INPUT_INT, .min = -1, .max = LOT_WAYS_MAX,
        .label = N_("What to change")),
};
enum { N_REASON = 1, N_WAY = sizeof reason_inputs / sizeof *reason_inputs };

/* ---- The page
 * ------------------------------------------------------------------ */

static enum err
load_more(struct request *rq, struct lot_page *p)
{
    const struct lot *l = p->l;
    struct panel_list *last = lot_last(l);
    struct panel_volunteer me;
    struct job *job = arena_new(rq->arena, struct job, 1);
    enum err e = panel_counts(rq->db, rq->arena,
        (struct panel_counts_in){
            .panel_id = l->row.id, .n_rows = LOT_COUNTS_MAX },
        &p->counts, &p->n_counts);
    if (e == OK)
        e = panel_events(rq->db, rq->arena,
            (struct panel_events_in){
                .panel_id = l->row.id, .n_rows = LOT_EVENTS_MAX },
            &p->events, &p->n_events);
    if (e == OK && p->leads)
        e = job_of(rq->db, rq->arena, l->row.id, job);
    if (e == OK && last != NULL && p->leads && lot_is(last->status, "clash")) {
        p->clash = arena_new(rq->arena, struct lot_clash, 1);
        e = lot_clash_read(rq->arena, last->said, p->clash);
    }
    if (e == OK && rq->actor.person_id != 0) {
        e = lot_find(rq->db, rq->arena, l->row.id, rq->actor.person_id, 0, &me);
        p->is_volunteer = e == OK;
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    p->job = (struct job_part){ .rq = rq, .job = job, .may_stop = p->leads };
    return e;
}

/* `form` is the one that is wrong, beside which of its inputs it is known. */
static enum err
answer_one(struct request *rq, struct answer *an, const struct form *wrong,
    const char *fault)
{
    struct lot *l = arena_new(rq->arena, struct lot, 1);
    struct lot_page p = { .rq = rq, .l = l };
    struct form button, source, seed, reason;
    struct view v = request_view(rq);
    enum err e = lot_seen(rq);
    if (e == OK)
        e = lot_load(rq->db, rq->arena, request_key(rq, 0), rq->now, l);
    if (e != OK)
        return e;
    p.leads = lot_leads(rq, &l->row);
    e = load_more(rq, &p);
    if (e != OK)
        return e;
    p.address = lot_sub(rq->arena, l->row.id, "");
    p.partnership = arena_print(rq->arena, "/partnership/%.*s",
        TEXT_ARG(lot_key(rq->arena, l->row.partnership_id)));
    p.may_volunteer = l->is_open && !lot_is(l->row.opened_to, "slips");
    p.may_draw = text_is_known(l->row.seed_on) &&
        text_compare(l->row.seed_on, day_of(rq->arena, rq->now)) <= 0;
    form_open(rq, NULL, 0, &button);
    form_open(rq, source_inputs, N_SOURCE, &source);
    form_open(rq, seed_inputs, N_SEED, &seed);
    form_open(rq, reason_inputs, N_REASON, &reason);
    form_give(&source, "seed_source", l->row.seed_source);
    form_give(&source, "seed_on", l->row.seed_on);
    p.form = &button;
    p.source = &source;
    p.seed = &seed;
    p.reason = &reason;
    if (wrong != NULL) {
        const char *first = wrong->inputs[0].name;
        if (first == source_inputs[0].name)
            p.source = wrong;
        else if (first == seed_inputs[0].name)
            p.seed = wrong;
        else
            p.reason = wrong;
    }
    rq->form = wrong;
    if (fault != NULL) {
        p.fault = say(&v, fault);
        an->status = 409;
    }
    if (p.leads)
        answer_job(rq, an, p.job.job);
    decide_lot(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = l->row.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
lot_show(struct request *rq, struct answer *an)
{
    return answer_one(rq, an, NULL, NULL);
}

/* ---- Steps
 * ---------------------------------------------------------------------- */

struct turning {
    int64_t id, actor_id, now, way;
    text today, token, a, b; /* what was typed */
    const char *fault;       /* why not: N_() */
    struct lot *lot;
};

static enum err
refuse(struct turning *t, const char *fault)
{
    t->fault = fault;
    return ERR_CONFLICT;
}

/* Sent twice: nothing more is done, and that is OK. */
static enum err
begin(struct db *writer, struct arena *a, struct turning *t, bool *is_done)
{
    text first;
    enum err e = OK;
    *is_done = false;
    if (text_is_known(t->token))
        e = once_take(writer, a, t->token, TEXT("panel"), &first);
    if (e == ERR_CONFLICT) {
        *is_done = true;
        return OK;
    }
    t->lot = arena_new(a, struct lot, 1);
    return e == OK ? lot_load(writer, a, t->id, t->now, t->lot) : e;
}

static struct lot_event
event_of(const struct turning *t, const char *what)
{
    return (struct lot_event){
        .panel_id = t->id, .person_id = t->actor_id, .now = t->now, .what = what
    };
}

static enum err
open_step(struct db *writer, struct arena *a, void *arg)
{
    struct turning *t = arg;
    bool is_done;
    enum err e = begin(writer, a, t, &is_done);
    if (e != OK || is_done || lot_is(t->lot->row.status, "open"))
        return e;
    if (!lot_is(t->lot->row.status, "draft"))
        return refuse(t, N_("It has been opened before."));
    if (text_compare(t->lot->row.closes_on, t->today) < 0)
        return refuse(t,
            N_("The last day to volunteer is past. Change it "
               "first."));
    t->lot->row.status = TEXT("open");
    e = panel_update(writer, &t->lot->row, NULL);
    struct lot_event event = event_of(t, "open");
    return e == OK ? lot_note(writer, &event) : e;
}

static enum err
freeze_step(struct db *writer, struct arena *a, void *arg)
{
    struct turning *t = arg;
    bool is_done;
    enum err e = begin(writer, a, t, &is_done);
    if (e != OK || is_done || lot_is(t->lot->row.status, "frozen"))
        return e;
    if (!lot_is(t->lot->row.status, "open"))
        return refuse(t, N_("Volunteering is not open."));
    if (t->lot->n_volunteers < t->lot->row.size)
        return refuse(t,
            N_("Fewer people have volunteered than the panel has "
               "seats. Ask more people, or end it."));
    t->lot->row.status = TEXT("frozen");
    e = panel_update(writer, &t->lot->row, NULL);
    if (e == OK)
        e = lot_ask_list(writer, a, t->lot, "first", t->lot->row.size,
            (text){ 0 }, t->actor_id);
    struct lot_event event = event_of(t, "freeze");
    event.detail = arena_print(a, "%lld", (long long)t->lot->n_volunteers);
    return e == OK ? lot_note(writer, &event) : e;
}

/* A list that was given up, was stopped, or that nobody has drawn from. */
static enum err
again_step(struct db *writer, struct arena *a, void *arg)
{
    struct turning *t = arg;
    bool is_done;
    enum err e = begin(writer, a, t, &is_done);
    if (e != OK || is_done)
        return e;
    struct panel_list *last = lot_last(t->lot);
    if (last == NULL || lot_is(last->status, "confirmed") ||
        lot_is(t->lot->row.status, "ended"))
        return refuse(t, N_("There is no list to be made again."));
    const char *kind = arena_c_string(a, last->kind);
    last->status = TEXT("dropped");
    e = panel_list_update(writer, last, NULL);
    if (e == OK)
        e = job_stop(writer, a, t->id, NULL);
    if (e == OK)
        e = lot_ask_list(
            writer, a, t->lot, kind, last->size, t->a, t->actor_id);
    struct lot_event event = event_of(t, "again");
    event.reason = t->a;
    return e == OK ? lot_note(writer, &event) : e;
}

static text
change_said(
    struct arena *a, const struct panel_line *l, const struct lot_change *c)
{
    return arena_print(a,
        "%.*s, %.*s: %lld\xE2\x80\x93%lld \xE2\x86\x92 "
        "%lld\xE2\x80\x93%lld",
        TEXT_ARG(l->feature), TEXT_ARG(l->value), (long long)l->low,
        (long long)l->high, (long long)c->low, (long long)c->high);
}

static enum err
take_changes(struct db *writer, struct arena *a, struct turning *t,
    const struct lot_way *way)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < way->n_changes; i++) {
        const struct lot_change *c = &way->changes[i];
        if (c->position < 0 || c->position >= t->lot->n_lines)
            return ERR_CONFLICT;
        struct lot_event event = event_of(t, "quota");
        event.reason = t->a;
        event.detail = change_said(a, &t->lot->lines[c->position], c);
        e = panel_line_move(writer,
            (struct panel_line_move_in){ .panel_id = t->id,
                .position = c->position,
                .low = c->low,
                .high = c->high },
            NULL);
        if (e == OK)
            e = lot_note(writer, &event);
    }
    return e;
}

static enum err
take_ceiling(struct db *writer, struct arena *a, struct turning *t,
    const struct lot_clash *clash)
{
    struct lot_event event = event_of(t, "ceiling");
    if (clash->ceiling <= 0 || !t->lot->row.has_ceiling)
        return ERR_CONFLICT;
    event.reason = t->a;
    event.detail = arena_print(a, "%d %% \xE2\x86\x92 %d %%",
        (int)t->lot->row.ceiling, (int)clash->ceiling);
    t->lot->row.ceiling = clash->ceiling;
    t->lot->row.has_ceiling = clash->ceiling < 100;
    enum err e = panel_update(writer, &t->lot->row, NULL);
    return e == OK ? lot_note(writer, &event) : e;
}

static enum err
way_step(struct db *writer, struct arena *a, void *arg)
{
    struct turning *t = arg;
    struct lot_clash *clash = arena_new(a, struct lot_clash, 1);
    bool is_done;
    enum err e = begin(writer, a, t, &is_done);
    if (e != OK || is_done)
        return e;
    struct panel_list *last = lot_last(t->lot);
    if (last == NULL || !lot_is(last->status, "clash") ||
        lot_is(last->kind, "reserves"))
        return refuse(t, N_("Somebody has changed this already."));
    e = lot_clash_read(a, last->said, clash);
    if (e != OK)
        return e;
    if (t->way >= clash->n_ways)
        return refuse(t, N_("Somebody has changed this already."));
    e = t->way < 0 ? take_ceiling(writer, a, t, clash)
                   : take_changes(writer, a, t, &clash->ways[t->way]);
    const char *kind = arena_c_string(a, last->kind);
    return e == OK
        ? lot_ask_list(writer, a, t->lot, kind, last->size, t->a, t->actor_id)
        : e;
}

static enum err
source_step(struct db *writer, struct arena *a, void *arg)
{
    struct turning *t = arg;
    bool is_done;
    enum err e = begin(writer, a, t, &is_done);
    if (e != OK || is_done)
        return e;
    struct panel_list *last = lot_last(t->lot);
    if (lot_is(t->lot->row.status, "ended") ||
        (last != NULL && text_is_known(last->seed)))
        return refuse(t, N_("The public number was entered already."));
    struct lot_event event = event_of(t, "source");
    event.detail =
        arena_join(a, 4, (text[]){ t->a, TEXT(" ("), t->b, TEXT(")") });
    t->lot->row.seed_source = t->a;
    t->lot->row.seed_on = t->b;
    e = panel_update(writer, &t->lot->row, NULL);
    return e == OK ? lot_note(writer, &event) : e;
}

static enum err
draw_step(struct db *writer, struct arena *a, void *arg)
{
    struct turning *t = arg;
    struct panel_file_get_row file;
    bool is_done;
    enum err e = begin(writer, a, t, &is_done);
    if (e != OK || is_done)
        return e;
    struct panel *row = &t->lot->row;
    struct panel_list *last = lot_last(t->lot);
    if (last != NULL && text_is_known(last->seed))
        return refuse(t,
            N_("The panel was drawn already. A second draw from "
               "the same list is refused."));
    if (last == NULL || !lot_is(last->status, "listed"))
        return refuse(t, N_("There is no list to draw from."));
    if (!text_is_known(row->seed_source) ||
        text_compare(row->seed_on, t->today) > 0)
        return refuse(t,
            N_("Where the number comes from must be said before, "
               "and its day must have come."));
    e = panel_file_get(writer, a,
        (struct panel_file_get_in){ .list_id = last->id, .name = TEXT("list") },
        &file);
    if (e != OK)
        return e;
    last->seed = t->a;
    last->seed_source = row->seed_source;
    last->drawn = (int64_t)cp_panel_draw(
        last->hash, t->a, (uint64_t)last->n_panels, lot_sha256, a, NULL);
    last->has_drawn = true;
    last->tickets = lot_row(file.content, last->drawn);
    last->drawn_at = t->now;
    last->has_drawn_at = true;
    last->status = TEXT("drawn");
    e = panel_list_update(writer, last, NULL);
    struct lot_event event = event_of(t, "draw");
    event.detail = t->a;
    return e == OK ? lot_note(writer, &event) : e;
}

/* Those of the list who are not in yet are asked. */
static enum err
ask_drawn(struct db *writer, struct arena *a, struct turning *t,
    const struct panel_list *list)
{
    text rest = list->tickets;
    enum err e = OK;
    while (e == OK && text_is_known(rest)) {
        struct panel_volunteer who;
        int64_t ticket;
        if (!text_parse_int(text_cut(rest, ' ', &rest), &ticket))
            return ERR_DB;
        e = panel_volunteer_with(
            writer, a, (struct panel_volunteer_with_in){ t->id, ticket }, &who);
        if (e != OK ||
            (!lot_is(who.standing, "in") && !lot_is(who.standing, "reserve")))
            continue;
        who.standing =
            lot_is(list->kind, "reserves") ? TEXT("reserve") : TEXT("asked");
        e = panel_volunteer_update(writer, &who, NULL);
    }
    return e;
}

static enum err
confirm_step(struct db *writer, struct arena *a, void *arg)
{
    struct turning *t = arg;
    bool is_done;
    enum err e = begin(writer, a, t, &is_done);
    if (e != OK || is_done)
        return e;
    struct panel_list *last = lot_last(t->lot);
    if (last == NULL || !lot_is(last->status, "drawn"))
        return refuse(t, N_("There is no drawn panel to confirm."));
    last->status = TEXT("confirmed");
    last->confirmed_by = t->actor_id;
    last->has_confirmed_by = true;
    last->confirmed_at = t->now;
    last->has_confirmed_at = true;
    e = panel_list_update(writer, last, NULL);
    if (e == OK)
        e = ask_drawn(writer, a, t, last);
    if (e == OK && lot_is(last->kind, "first"))
        e = lot_count(writer, a, t->lot, last->tickets);
    t->lot->row.status = TEXT("running");
    t->lot->row.seed_source = t->lot->row.seed_on = (text){ 0 };
    if (e == OK)
        e = panel_update(writer, &t->lot->row, NULL);
    struct lot_event event = event_of(t, "confirm");
    return e == OK ? lot_note(writer, &event) : e;
}

/* ---- Sent
 * ----------------------------------------------------------------------- */

static enum err
turn(struct request *rq, struct answer *an, db_step *step, struct turning *t)
{
    t->id = request_key(rq, 0);
    t->actor_id = rq->actor.person_id;
    t->now = rq->now;
    t->today = day_of(rq->arena, rq->now);
    enum err e = db_write(rq->db, rq->arena, step, t);
    if (e == ERR_CONFLICT && t->fault != NULL)
        return answer_one(rq, an, NULL, t->fault);
    if (e == OK)
        answer_redirect(rq, an, lot_sub(rq->arena, t->id, ""));
    return e;
}

static enum err
press(struct request *rq, struct answer *an, db_step *step)
{
    struct turning t = { 0 };
    enum err e = button_parse(rq);
    return e == OK ? turn(rq, an, step, &t) : e;
}

enum err
lot_open_send(struct request *rq, struct answer *an)
{
    return press(rq, an, open_step);
}

enum err
lot_freeze_send(struct request *rq, struct answer *an)
{
    return press(rq, an, freeze_step);
}

enum err
lot_confirm_send(struct request *rq, struct answer *an)
{
    return press(rq, an, confirm_step);
}

static enum err
give_reason(struct request *rq, struct answer *an, db_step *step, int n_inputs)
{
    struct reason_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, reason_inputs, n_inputs, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return answer_one(rq, an, form, NULL);
    struct turning t = {
        .token = form->token, .a = given.reason, .way = given.way
    };
    return turn(rq, an, step, &t);
}

enum err
lot_again_send(struct request *rq, struct answer *an)
{
    return give_reason(rq, an, again_step, N_REASON);
}

enum err
lot_way_send(struct request *rq, struct answer *an)
{
    return give_reason(rq, an, way_step, N_WAY);
}

enum err
lot_source_send(struct request *rq, struct answer *an)
{
    struct source_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = request_view(rq);
    enum err e = form_parse(rq, source_inputs, N_SOURCE, form, &given);
    if (e != OK)
        return e;
    if (text_is_known(given.seed_on) &&
        text_compare(given.seed_on, day_of(rq->arena, rq->now)) < 0)
        form_error(form, "seed_on",
            say(&v,
                N_("This day is past: the number might be known "
                   "already.")));
    if (form->n_errors > 0)
        return answer_one(rq, an, form, NULL);
    struct turning t = {
        .token = form->token, .a = given.seed_source, .b = given.seed_on
    };
    return turn(rq, an, source_step, &t);
}

enum err
lot_draw_send(struct request *rq, struct answer *an)
{
    struct seed_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, seed_inputs, N_SEED, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return answer_one(rq, an, form, NULL);
    struct turning t = { .token = form->token, .a = given.seed };
    return turn(rq, an, draw_step, &t);
}
