/* Somebody drops out or comes late: what the repair is, and doing it. */
#include "match/pair_repair.h"
#include "match/pair_repair_pages.h"

#include "keep/once.h"
#include "match/pair_repair.html.h"

struct repair_ask {
    int64_t gone;
    text q;
};
static const struct input ask_inputs[] = {
    INPUT(struct repair_ask, gone, INPUT_KEY, .label = N_("Who drops out")),
    INPUT(struct repair_ask, q, INPUT_TEXT, .max = 100),
};
struct repair_form {
    int64_t gone;
    text mark;
};
static const struct input repair_inputs[] = {
    INPUT(struct repair_form, gone, INPUT_KEY, .label = N_("Who drops out")),
    INPUT(struct repair_form, mark, INPUT_TEXT, .max = 40,
        .label = N_("What was shown")),
};
enum { N_REPAIR = sizeof repair_inputs / sizeof *repair_inputs };

static enum err
load(struct request *rq, const struct round *r, struct repair_page *p)
{
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    p->what.round = r;
    what_people_ask(&batch,
        (struct what_people_in){
            .round_id = r->row.id, .n_rows = WHAT_PEOPLE + 1 },
        &p->what.people, &p->what.n_people);
    repair_late_ask(&batch,
        (struct repair_late_in){ .round_id = r->row.id, .n_rows = PAIR_ROWS },
        &p->late, &p->n_late);
    enum err e = db_batch_run(&batch);
    p->is_ready = e == OK && r->status >= ROUND_PROPOSED &&
        what_is_small(r, p->what.n_people);
    return e;
}

/* Copied out of the arena of the work. */
static void
take_cost(struct request *rq, const struct repair *rep, struct repair_page *p)
{
    p->what.cost = rep->cost;
    p->what.cost.pairs =
        arena_new(rq->arena, struct what_pair, rep->cost.n_shown + 1);
    for (ptrdiff_t i = 0; i < rep->cost.n_shown; i++)
        p->what.cost.pairs[i] = rep->cost.pairs[i];
    p->n_pairs = rep->n_of_gone;
    p->is_shared = rep->is_shared;
    p->had_pair = rep->n_of_gone > 0;
    for (int i = 0; i < rep->n_of_gone; i++) {
        const struct repair_gone *g = &rep->of_gone[i];
        p->goes_on = p->goes_on || g->goes_on;
        p->was_settled = p->was_settled ||
            (!g->goes_on && !text_is_equal(g->pair->status, TEXT("proposed")));
    }
    p->mark = arena_copy(rq->arena, rep->mark);
    p->what.has_cost = true;
}

static enum err
answer_repair(struct request *rq, struct answer *an, const struct round *r,
    int64_t gone_id, text q, text fault)
{
    struct repair_page *p = arena_new(rq->arena, struct repair_page, 1);
    struct arena own;
    struct form form, button;
    struct why why = { .text = "" };
    struct view v = request_view(rq);
    enum err e = load(rq, r, p);
    if (e != OK)
        return e;
    what_look_for(rq, &p->what, q);
    if (p->is_ready) {
        struct repair rep;
        round_arena(rq, &own);
        e = repair_make(rq->db, &own, r, gone_id, &rep, &why);
        if (e == OK)
            take_cost(rq, &rep, p);
        arena_close(&own);
    }
    if (e == ERR_NOT_FOUND)
        p->what.fault = say(&v, N_("They take part in this round no more."));
    else if (e == ERR_BAD_INPUT)
        p->what.fault = say(&v,
            N_("The round as it is has no answer to compare with: find its "
               "pairs first."));
    else if (e != OK)
        return e;
    if (text_is_known(fault))
        p->what.fault = fault;
    p->gone = gone_id == 0 ? NULL : what_person(&p->what, gone_id);
    form_open(rq, repair_inputs, N_REPAIR, &form);
    form_open(rq, NULL, 0, &button);
    p->form = &form;
    p->what.button = &button;
    match_pair_repair(&v, p);
    an->status = text_is_known(fault) ? 409 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Somebody drops out or comes late")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
round_repair_show(struct request *rq, struct answer *an)
{
    struct round r;
    struct repair_ask ask = { 0 };
    query_parse(rq, ask_inputs, 2, &ask);
    enum err e = round_of_address(rq, &r);
    return e == OK ? answer_repair(rq, an, &r, ask.gone, ask.q, (text){ 0 })
                   : e;
}

/* ---- Doing it
 * ---------------------------------------------------------------- */

struct repairing {
    const struct repair *repair;
    struct pair_acting by;
    text token, address;
};

static enum err
save_repair(struct db *writer, struct arena *a, void *arg)
{
    const struct repairing *s = arg;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    return e == OK ? repair_do(writer, a, s->repair, &s->by) : e;
}

/* Was this post taken before? Then what it did is done. */
static enum err
is_again(struct request *rq, text token, bool *is)
{
    return once_look(rq->db, rq->arena, token, is);
}

enum err
round_repair_send(struct request *rq, struct answer *an)
{
    struct round r;
    struct repair_form given = { 0 };
    struct form form;
    struct arena own;
    struct repair rep;
    struct why why = { .text = "" };
    struct view v = request_view(rq);
    bool is_done = false;
    enum err e = form_parse(rq, repair_inputs, N_REPAIR, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e == OK)
        e = round_of_address(rq, &r);
    if (e == OK)
        e = is_again(rq, form.token, &is_done);
    if (e != OK)
        return e;
    struct repairing s = { .repair = &rep,
        .by = pair_acting(rq),
        .token = form.token,
        .address = round_sub_address(rq->arena, &r, "agree") };
    if (is_done || r.status < ROUND_PROPOSED) {
        answer_redirect(rq, an, s.address);
        return OK;
    }
    round_arena(rq, &own);
    e = repair_make(rq->db, &own, &r, given.gone, &rep, &why);
    if (e == OK && !text_is_equal(rep.mark, given.mark))
        e = ERR_CONFLICT; /* what was shown is not what would be done */
    if (e == OK)
        e = db_write(rq->db, rq->arena, save_repair, &s);
    arena_close(&own);
    if (e == ERR_CONFLICT)
        return answer_repair(rq, an, &r, given.gone, (text){ 0 },
            say(&v,
                N_("Something changed meanwhile: nothing was done. Look at it "
                   "once more.")));
    if (e == ERR_NOT_FOUND || e == ERR_BAD_INPUT)
        return answer_repair(rq, an, &r, 0, (text){ 0 },
            say(&v, N_("They take part in this round no more.")));
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}

/* ---- Latecomers
 * -------------------------------------------------------------- */

static enum err
save_late(struct db *writer, struct arena *a, void *arg)
{
    return repair_let_in(writer, a, arg);
}

enum err
round_late_send(struct request *rq, struct answer *an)
{
    struct round r;
    enum err e = button_parse(rq);
    if (e == OK)
        e = round_of_address(rq, &r);
    if (e == OK && r.status >= ROUND_PROPOSED)
        e = db_write(rq->db, rq->arena, save_late, &r);
    if (e == OK)
        answer_redirect(rq, an, round_sub_address(rq->arena, &r, "repair"));
    return e;
}
