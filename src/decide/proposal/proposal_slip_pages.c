/* Answering a proposal with a slip of paper: no account, no name, no address.
 * The slip is bound to one unit, and is the receipt. */
#include "decide/proposal/proposal_answer.h"

#include "decide/heard/about.h"
#include "decide/proposal/proposal_answer.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

static enum err
load(struct request *rq, struct proposal_answer_page *p,
    struct people_slip *slip, int *wait_s)
{
    struct thing unit, partnership;
    struct proposal_holder_of_slip_row holder;
    struct arena *a = rq->arena;
    enum err e =
        people_slip_look(rq, rq->params[0], "proposal_unit", slip, wait_s);
    if (e == OK)
        e = thing_load(rq->db, a, TEXT("proposal_unit"), slip->thing_id, &unit);
    p->p = arena_new(a, struct proposal_whole, 1);
    if (e == OK)
        e = proposal_whole_load(rq->db, a, unit.within_id, p->p);
    if (e == OK) /* with one that was removed, its slips are good no more */
        e = thing_load(rq->db, a, TEXT("partnership"), p->p->row.partnership_id,
            &partnership);
    if (e != OK)
        return e;
    p->is_slip = true;
    p->address = proposal_sub(a, p->p->row.id, "");
    p->send = arena_print(a, "/agree-slip/%.*s", TEXT_ARG(rq->params[0]));
    p->theirs.units = arena_new(a, const struct proposal_unit *, 1);
    for (ptrdiff_t i = 0; i < p->p->n_units; i++)
        if (p->p->units[i].id == slip->thing_id && !p->p->units[i].is_role)
            p->theirs.units[p->theirs.n_units++] = &p->p->units[i];
    if (p->theirs.n_units == 0)
        return ERR_NOT_FOUND;
    e = proposal_holder_of_slip(rq->db, a,
        (struct proposal_holder_of_slip_in){ .proposal_id = p->p->row.id,
            .slip_id = slip->id,
            .has_slip_id = true },
        &holder);
    if (e == OK)
        p->theirs.voice = holder.number;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    e = proposal_answer_own(rq, p);
    p->may_say_not_wording = false; /* by an account */
    return e;
}

static enum err
refuse(struct request *rq, struct answer *an, enum err e, int wait_s)
{
    if (e == ERR_DENIED && wait_s > 0) {
        an->status = 429;
        an->retry_s = wait_s;
    } else if (e != ERR_NOT_FOUND) {
        return e;
    } else {
        an->status = 410;
    }
    struct view v = request_view(rq);
    decide_proposal_answer_gone(&v);
    an->keeping = TEXT("no-store");
    rq->form = NULL;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("This slip is good no more")),
            .body = view_html(&v) });
    return OK;
}

static enum err
print_over(
    struct request *rq, struct answer *an, const struct proposal_answer_page *p)
{
    struct view v = request_view(rq);
    decide_proposal_answer_over(&v, p);
    an->keeping = TEXT("no-store");
    rq->form = NULL;
    answer_page(rq, an,
        (struct page){ .title = p->p->row.name, .body = view_html(&v) });
    return OK;
}

enum err
proposal_slip_show(struct request *rq, struct answer *an)
{
    struct proposal_answer_page p = { 0 };
    struct people_slip slip;
    int wait_s;
    struct input *in =
        arena_new(rq->arena, struct input, PROPOSAL_ANSWER_INPUTS);
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = load(rq, &p, &slip, &wait_s);
    if (e != OK)
        return refuse(rq, an, e, wait_s);
    if (!proposal_is_open(&p.p->row, day_of(rq->arena, rq->now)))
        return print_over(rq, an, &p);
    proposal_answer_inputs(rq->arena, &p, in);
    form_open(rq, in, PROPOSAL_ANSWER_INPUTS, form);
    p.form = form;
    an->keeping = TEXT("no-store");
    return proposal_answer_print(rq, an, &p);
}

struct sending {
    struct proposal_answering w;
    text token;
};

static enum err
send_it(struct db *writer, struct arena *a, void *arg)
{
    struct sending *s = arg;
    text first;
    enum err e = once_take(writer, a, s->token, TEXT("answer"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    return e == OK ? proposal_answer_take(writer, a, &s->w) : e;
}

enum err
proposal_slip_send(struct request *rq, struct answer *an)
{
    struct proposal_answer_page p = { 0 };
    struct people_slip slip;
    int wait_s;
    struct input *in =
        arena_new(rq->arena, struct input, PROPOSAL_ANSWER_INPUTS);
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct sending *s = arena_new(rq->arena, struct sending, 1);
    enum err e = load(rq, &p, &slip, &wait_s);
    if (e != OK)
        return refuse(rq, an, e, wait_s);
    *s = (struct sending){ .w = { .slip_id = slip.id } };
    e = proposal_answer_parse(rq, &p, in, &s->w);
    if (e != OK)
        return e;
    an->keeping = TEXT("no-store");
    if (p.form->n_errors > 0)
        return proposal_answer_print(rq, an, &p);
    s->w.unit_id = slip.thing_id;
    s->token = p.form->token;
    e = db_write(rq->db, rq->arena, send_it, s);
    if (e == ERR_CONFLICT && s->w.fault != NULL) {
        struct form *form = arena_new(rq->arena, struct form, 1);
        *form = *p.form;
        form->error_all = say(&v, s->w.fault);
        form->n_errors++;
        p.form = form;
        an->status = 409;
        return proposal_answer_print(rq, an, &p);
    }
    return e == OK ? proposal_answer_end(rq, an, &p, &s->w) : e;
}

/* ---- Taken back ------------------------------------------------------------
 */

struct withdrawing {
    int64_t id, voice, now;
    text token;
};

/* What they objected with the answer goes with it: it is closed by whoever
 * raised it, and nobody reads its words any more, now or after the close. */
static enum err
withdraw_objections(
    struct db *writer, struct arena *a, const struct withdrawing *w)
{
    struct proposal_objections_of_row *rows;
    ptrdiff_t n;
    enum err e = proposal_objections_of(writer, a,
        (struct proposal_objections_of_in){ .proposal_id = w->id,
            .voice = w->voice,
            .n_rows = PROPOSAL_OWN_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct cp_event event = { .kind = CP_EVENT_CLOSE_OBJECTION,
            .day = (int32_t)(w->now / 86'400),
            .person = (uint64_t)w->voice,
            .objection = (uint64_t)rows[i].id,
            .by = CP_BY_OBJECTOR };
        if (rows[i].is_closed || rows[i].own_key)
            continue;
        e = proposal_log_add(writer, a, w->id, &event, w->now);
        /* one of safety is open until the lead has said so, too */
        if (e == OK)
            e = proposal_objection_turn(writer,
                (struct proposal_objection_turn_in){ .id = rows[i].id,
                    .own_key = true,
                    .lead_key = rows[i].lead_key,
                    .is_closed = !rows[i].is_safety || rows[i].lead_key },
                NULL);
    }
    return e == OK ? proposal_objection_forget(writer,
                         (struct proposal_objection_forget_in){
                             .proposal_id = w->id, .voice = w->voice },
                         NULL)
                   : e;
}

/* While people are asked the answer goes; afterwards it stays counted. */
static enum err
remove_answers(struct db *writer, struct arena *a, struct withdrawing *w,
    struct proposal_whole *p)
{
    struct proposal_answers_row *rows;
    ptrdiff_t n;
    enum err e = proposal_answers(writer, a,
        (struct proposal_answers_in){ .proposal_id = w->id,
            .voice = w->voice,
            .n_rows = PROPOSAL_OWN_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct cp_event event = { .kind = CP_EVENT_WITHDRAW_ANSWER,
            .day = (int32_t)(w->now / 86'400),
            .unit = (int32_t)rows[i].unit,
            .person = (uint64_t)w->voice };
        if (rows[i].version < p->row.base)
            continue;
        e = proposal_answer_remove(writer,
            (struct proposal_answer_remove_in){ .id = rows[i].id }, NULL);
        if (e == OK)
            e = proposal_log_add(writer, a, w->id, &event, w->now);
    }
    return e == OK ? proposal_recount(writer, a, p) : e;
}

enum err
proposal_voice_withdraw(
    struct db *writer, struct arena *a, int64_t id, int64_t voice, int64_t now)
{
    struct withdrawing w = { .id = id, .voice = voice, .now = now };
    struct proposal_whole p;
    enum err e = proposal_whole_load(writer, a, id, &p);
    bool is_open = e == OK && proposal_is_open(&p.row, day_of(a, now));
    if (e == OK && is_open)
        e = withdraw_objections(writer, a, &w);
    else if (e == OK)
        e = proposal_objection_forget(writer,
            (struct proposal_objection_forget_in){
                .proposal_id = id, .voice = voice },
            NULL);
    if (e == OK)
        e = about_forget(writer, voice);
    if (e == OK)
        e = child_end(writer, a, "voice", voice, voice, day_of(a, now));
    if (e == OK && is_open)
        e = remove_answers(writer, a, &w, &p);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("answer"),
                             .kind = TEXT("proposal"),
                             .thing_id = id,
                             .is_nameless = true })
                   : e;
}

static enum err
withdraw_it(struct db *writer, struct arena *a, void *arg)
{
    struct withdrawing *w = arg;
    struct proposal_whole p;
    text first;
    enum err e = once_take(writer, a, w->token, TEXT("withdraw"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, w->id, &p);
    if (e == OK && !proposal_is_open(&p.row, day_of(a, w->now)))
        e = ERR_CONFLICT;
    return e == OK && w->voice != 0
        ? proposal_voice_withdraw(writer, a, w->id, w->voice, w->now)
        : e;
}

enum err
proposal_slip_withdraw_send(struct request *rq, struct answer *an)
{
    struct proposal_answer_page p = { 0 };
    struct people_slip slip;
    struct form form;
    int wait_s;
    enum err e = load(rq, &p, &slip, &wait_s);
    if (e != OK)
        return refuse(rq, an, e, wait_s);
    e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    struct withdrawing w = { .id = p.p->row.id,
        .voice = p.theirs.voice,
        .now = rq->now,
        .token = form.token };
    if (e == OK)
        e = db_write(rq->db, rq->arena, withdraw_it, &w);
    if (e == ERR_CONFLICT)
        return print_over(rq, an, &p);
    if (e == OK)
        answer_redirect(rq, an, p.send);
    return e;
}
