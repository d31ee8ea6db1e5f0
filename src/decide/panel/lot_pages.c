/* One panel: its page, and what those who look after it do, step by step. */
#include "decide/panel/lot.h"

#include "decide/panel/lot.html.h"
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
    if (e == OK && last != NULL && p->leads && text_is_known(last->said) &&
        (lot_is(last->status, "clash") || lot_is(last->status, "listed"))) {
        p->clash = arena_new(rq->arena, struct lot_clash, 1);
        e = lot_clash_read(rq->arena, last->said, p->clash);
    }
    if (e == OK && rq->actor.person_id != 0) {
        e = lot_find(rq->db, rq->arena, l->row.id, rq->actor.person_id, 0, &me);
        p->is_volunteer = e == OK;
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    if (e == OK) {
        struct db_batch batch = db_batch_open(rq->db, rq->arena);
        thread_ask(&batch, l->row.id, &p->thread);
        e = db_batch_run(&batch);
    }
    if (e == OK)
        e = thread_finish(rq, "panel", l->row.id, &p->thread);
    if (e == OK)
        e = heard_brief_load(rq, l->row.id, l->row.partnership_id, &p->heard);
    p->job = (struct job_part){ .rq = rq, .job = job, .may_stop = p->leads };
    return e;
}

static text
name_of(const void *context, ptrdiff_t i)
{
    return ((const text *)context)[i];
}

/* Of those who wish it, in the order of the language: not of tickets. */
static enum err
load_names(struct request *rq, struct lot_page *p)
{
    struct panel_volunteer *rows;
    ptrdiff_t n, kept = 0;
    enum err e = panel_standing(rq->db, rq->arena,
        (struct panel_standing_in){ .panel_id = p->l->row.id,
            .standing = TEXT("accepted"),
            .n_rows = LOT_SIZE_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    text *names = arena_new(rq->arena, text, n + 1);
    ptrdiff_t *order = arena_new(rq->arena, ptrdiff_t, n + 1);
    for (ptrdiff_t i = 0; i < n; i++)
        if (text_is_known(rows[i].name))
            names[kept++] = rows[i].name;
    lang_sort(rq->lang, rq->arena, kept, name_of, names, order);
    p->names = arena_new(rq->arena, text, kept + 1);
    for (ptrdiff_t i = 0; i < kept; i++)
        p->names[i] = names[order[i]];
    p->n_names = kept;
    return lot_numbers(rq->db, rq->arena, p->l, &p->numbers);
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
    if (e == OK && l->n_lists > 0)
        e = load_names(rq, &p);
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
    p.end = lot_end_form(rq);
    if (wrong != NULL) {
        const char *first = wrong->inputs[0].name;
        if (first == source_inputs[0].name)
            p.source = wrong;
        else if (first == seed_inputs[0].name)
            p.seed = wrong;
        else if (first == reason_inputs[0].name)
            p.reason = wrong;
        else
            p.end = wrong;
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
lot_answer_wrong(struct request *rq, struct answer *an, const struct form *form)
{
    return answer_one(rq, an, form, NULL);
}

enum err
lot_show(struct request *rq, struct answer *an)
{
    return answer_one(rq, an, NULL, NULL);
}

/* ---- Sent
 * ----------------------------------------------------------------------- */

enum err
lot_turn(
    struct request *rq, struct answer *an, db_step *step, struct lot_turning *t)
{
    t->id = request_key(rq, 0);
    t->actor_id = rq->actor.person_id;
    t->now = rq->now;
    t->from = request_whole_address(rq, NULL, TEXT(""));
    t->today = day_of(rq->arena, rq->now);
    enum err e = db_write(rq->db, rq->arena, step, t);
    if (e == ERR_CONFLICT && t->fault != NULL)
        return answer_one(rq, an, NULL, t->fault);
    if (e == OK)
        answer_redirect(rq, an, lot_sub(rq->arena, t->id, ""));
    return e;
}

enum err
lot_press(struct request *rq, struct answer *an, db_step *step)
{
    struct lot_turning t = { 0 };
    enum err e = button_parse(rq);
    return e == OK ? lot_turn(rq, an, step, &t) : e;
}

enum err
lot_open_send(struct request *rq, struct answer *an)
{
    return lot_press(rq, an, lot_open_step);
}

enum err
lot_freeze_send(struct request *rq, struct answer *an)
{
    return lot_press(rq, an, lot_freeze_step);
}

enum err
lot_confirm_send(struct request *rq, struct answer *an)
{
    return lot_press(rq, an, lot_confirm_step);
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
    struct lot_turning t = {
        .token = form->token, .a = given.reason, .way = given.way
    };
    return lot_turn(rq, an, step, &t);
}

enum err
lot_again_send(struct request *rq, struct answer *an)
{
    return give_reason(rq, an, lot_again_step, N_REASON);
}

enum err
lot_way_send(struct request *rq, struct answer *an)
{
    return give_reason(rq, an, lot_way_step, N_WAY);
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
    struct lot_turning t = {
        .token = form->token, .a = given.seed_source, .b = given.seed_on
    };
    return lot_turn(rq, an, lot_source_step, &t);
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
    struct lot_turning t = { .token = form->token, .a = given.seed };
    return lot_turn(rq, an, lot_draw_step, &t);
}
