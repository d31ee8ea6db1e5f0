/* A session: what its leads present together, and what each proposed. */
#include "match/call.h"

#include "keep/audit.h"
#include "keep/once.h"
#include "keep/version.h"
#include "match/against.html.h"
#include "match/session.html.h"
#include "os/entropy.h"

struct answer_form {
    int64_t part;
    text answer, reason;
};
static const char *const answers[] = { "yes", "no", NULL };
static const struct input answer_inputs[] = {
    INPUT(struct answer_form, part, INPUT_KEY, .is_required = true),
    INPUT(struct answer_form, answer, INPUT_CHOICE, .is_required = true,
        .choices = answers, .label = N_("Your answer")),
    INPUT(struct answer_form, reason, INPUT_TEXT, .max = 500,
        .label = N_("Why, if you say no"),
        .hint = N_("Seen by those who lead the call.")),
};
enum { N_INPUTS = sizeof answer_inputs / sizeof answer_inputs[0] };

static enum err
load(struct request *rq, struct session_page *p, struct prose_set *prose)
{
    int64_t id = request_key(rq, 0);
    bool is_found = false;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    match_session_get_ask(&batch, (struct match_session_get_in){ .id = id },
        &p->session, &is_found);
    match_session_parts_ask(&batch,
        (struct match_session_parts_in){
            .session_id = id, .n_rows = PARTS_MAX },
        &p->parts, &p->n_parts);
    match_lead_of_session_ask(&batch,
        (struct match_lead_of_session_in){
            .session_id = id, .n_rows = 3 * LEADS_MAX },
        &p->leads, &p->n_leads);
    prose_ask(&batch, id, prose);
    thread_ask(&batch, id, &p->thread);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = match_call_get(rq->db, rq->arena,
            (struct match_call_get_in){ .id = p->session.call_id }, &p->call);
    return e;
}

/* Its own people: who leads it, who reviews, who is in the partnership. */
static void
look_who(struct request *rq, struct session_page *p)
{
    int64_t ids[] = { p->session.id, p->call.id,
        p->call.has_partnership_id ? p->call.partnership_id : 0 };
    p->is_own = actor_may(&rq->actor, WHO_MEMBER, ids, 3);
    p->may_lead = actor_may(&rq->actor, WHO_FACILITATOR, ids, 3);
    for (ptrdiff_t i = 0; i < p->n_parts; i++)
        if (p->parts[i].has_person_id && rq->actor.person_id != 0 &&
            p->parts[i].person_id == rq->actor.person_id &&
            !text_is_known(p->parts[i].answer) &&
            text_is_equal(p->session.status, TEXT("proposed")))
            p->asked_part = p->parts[i].id;
}

enum err
session_show(struct request *rq, struct answer *an)
{
    struct session_page p = { 0 };
    struct prose_set prose = { 0 };
    struct form form;
    int64_t id = request_key(rq, 0);
    enum err e = match_see(rq, "match_session");
    if (e == OK)
        e = load(rq, &p, &prose);
    if (e != OK)
        return e;
    if (match_has_moved(rq, an, "/session", p.session.name, id))
        return OK;
    look_who(rq, &p);
    p.originals = arena_new(rq->arena, struct proposal_view, p.n_parts + 1);
    for (ptrdiff_t i = 0; e == OK && p.is_own && i < p.n_parts; i++)
        e = proposal_view_load(rq, p.parts[i].proposal_id, &p.originals[i]);
    if (e == OK)
        e = thread_finish(rq, "match_session", id, &p.thread);
    if (e != OK)
        return e;
    p.joint = prose_show(rq, &prose, "joint");
    p.ground = prose_show(rq, &prose, "ground");
    p.disagreement = prose_show(rq, &prose, "disagreement");
    p.who_leads = prose_show(rq, &prose, "leads");
    p.prior = prose_show(rq, &prose, "prior");
    p.agreed = prose_show(rq, &prose, "agreed");
    p.links = edit_links_of(rq, "match_session", p.session.name, id, p.call.id,
        p.call.has_partnership_id ? p.call.partnership_id : 0, NULL);
    p.call_address = match_address(rq->arena, "/call", p.call.name, p.call.id);
    p.answer = arena_print(
        rq->arena, "/session/%.*s/answer", TEXT_ARG(match_key(rq->arena, id)));
    p.apart = arena_print(
        rq->arena, "/session/%.*s/apart", TEXT_ARG(match_key(rq->arena, id)));
    form_open(rq, answer_inputs, N_INPUTS, &form);
    p.form = &form;
    struct view v = request_view(rq);
    match_session(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = p.session.name,
            .section = "call",
            .body = view_html(&v) });
    return OK;
}

/* ---- Yes, or no
 * --------------------------------------------------------------- */

struct answer_step {
    int64_t session_id, call_id, part_id, actor_id, now;
    text answer, reason; /* part_id 0: a facilitator takes it apart */
    text token, then, first;
};

/* Those of a session that was refused are not suggested together again. */
static enum err
keep_apart(struct db *writer, const struct answer_step *step, int64_t one,
    int64_t other)
{
    return match_apart_insert(writer,
        (struct match_apart_insert_in){ .id = key_new(),
            .call_id = step->call_id,
            .a_id = one < other ? one : other,
            .b_id = one < other ? other : one,
            .made_at = step->now,
            .made_by = step->actor_id,
            .has_made_by = true },
        NULL);
}

static enum err
settle(struct db *writer, struct arena *a, const struct answer_step *step)
{
    struct match_session_parts_row *parts;
    ptrdiff_t n;
    bool is_no = step->part_id == 0, is_yes = true;
    enum err e = match_session_parts(writer, a,
        (struct match_session_parts_in){
            .session_id = step->session_id, .n_rows = PARTS_MAX },
        &parts, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        bool says_no = text_is_equal(parts[i].answer, TEXT("no"));
        is_no = is_no || says_no;
        is_yes = is_yes && text_is_equal(parts[i].answer, TEXT("yes"));
        for (ptrdiff_t k = 0; e == OK && k < n; k++)
            if (k != i && (says_no || step->part_id == 0))
                e = keep_apart(
                    writer, step, parts[i].proposal_id, parts[k].proposal_id);
    }
    if (e != OK || (!is_no && !is_yes))
        return e;
    e = version_before(writer, a, TEXT("match_session"), step->session_id);
    if (e == OK)
        e = match_session_settle(writer,
            (struct match_session_settle_in){ .id = step->session_id,
                .status = is_no ? TEXT("refused") : TEXT("agreed") },
            NULL);
    return e == OK ? version_note(writer, a, TEXT("match_session"),
                         step->session_id, step->actor_id, TEXT("change"))
                   : e;
}

static enum err
save_answer(struct db *writer, struct arena *a, void *arg)
{
    struct answer_step *step = arg;
    int64_t n = 0;
    enum err e = once_take(writer, a, step->token, step->then, &step->first);
    if (e == OK && step->part_id != 0)
        e = match_session_part_answer(writer,
            (struct match_session_part_answer_in){ .id = step->part_id,
                .answer = step->answer,
                .reason =
                    text_is_empty(step->reason) ? (text){ 0 } : step->reason },
            &n);
    if (e == OK && step->part_id != 0 && n == 0)
        return OK; /* answered already, in another window */
    if (e == OK)
        e = settle(writer, a, step);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = step->actor_id,
                             .action = TEXT("answer"),
                             .kind = TEXT("match_session"),
                             .thing_id = step->session_id })
                   : e;
}

static enum err
write_answer(struct request *rq, struct answer *an, struct answer_step *step)
{
    enum err e = db_write(rq->db, rq->arena, save_answer, step);
    if (e == ERR_CONFLICT && text_is_known(step->first))
        e = OK;
    if (e == OK)
        answer_redirect(rq, an, step->then);
    return e;
}

enum err
session_answer_send(struct request *rq, struct answer *an)
{
    struct session_page p = { 0 };
    struct prose_set prose = { 0 };
    struct answer_form given = { 0 };
    struct form form;
    enum err e = load(rq, &p, &prose);
    if (e == OK)
        e = form_parse(rq, answer_inputs, N_INPUTS, &form, &given);
    if (e != OK)
        return e;
    look_who(rq, &p);
    struct answer_step step = { .session_id = p.session.id,
        .call_id = p.call.id,
        .part_id = given.part,
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .answer = given.answer,
        .reason = given.reason,
        .token = form.token,
        .then = match_address(
            rq->arena, "/session", p.session.name, p.session.id) };
    if (form.n_errors > 0)
        return ERR_BAD_INPUT;
    if (given.part != p.asked_part) { /* answered; or not theirs to answer */
        answer_redirect(rq, an, step.then);
        return OK;
    }
    return write_answer(rq, an, &step);
}

enum err
session_apart_send(struct request *rq, struct answer *an)
{
    struct session_page p = { 0 };
    struct prose_set prose = { 0 };
    struct form form;
    enum err e = load(rq, &p, &prose);
    if (e == OK)
        e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    struct answer_step step = { .session_id = p.session.id,
        .call_id = p.call.id,
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .token = form.token,
        .then = arena_print(rq->arena, "/call/%.*s/merge",
            TEXT_ARG(match_key(rq->arena, p.call.id))) };
    if (!text_is_equal(p.session.status, TEXT("proposed"))) {
        answer_redirect(rq, an, step.then);
        return OK;
    }
    return write_answer(rq, an, &step);
}

/* ---- Who leads, and whom it is about
 * ---------------------------------------------- */

enum { WHO_LEADS_MAX = 400 };

enum err
call_against_show(struct request *rq, struct answer *an)
{
    struct match_call call;
    struct against_page *p = arena_new(rq->arena, struct against_page, 1);
    static const char *const live[] = { "proposed", "agreed", "held" };
    struct match_lead_by_proposal_row *rows[3];
    struct match_lead_by_session_row *more[3];
    ptrdiff_t n_rows[3] = { 0 }, n_more[3] = { 0 }, n = 0;
    enum err e = match_see(rq, "match_call");
    if (e == OK)
        e = match_call_get(rq->db, rq->arena,
            (struct match_call_get_in){ .id = request_key(rq, 0) }, &call);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    for (int i = 0; e == OK && i < 3; i++) {
        match_lead_by_proposal_ask(&batch,
            (struct match_lead_by_proposal_in){ .call_id = call.id,
                .status = text_of(live[i]),
                .n_rows = WHO_LEADS_MAX },
            &rows[i], &n_rows[i]);
        match_lead_by_session_ask(&batch,
            (struct match_lead_by_session_in){ .call_id = call.id,
                .status = text_of(live[i]),
                .n_rows = WHO_LEADS_MAX },
            &more[i], &n_more[i]);
    }
    if (e == OK)
        e = db_batch_run(&batch);
    text *told = arena_new(rq->arena, text, 6 * WHO_LEADS_MAX);
    for (int i = 0; e == OK && i < 3; i++) {
        for (ptrdiff_t k = 0; k < n_rows[i]; k++)
            told[n++] = rows[i][k].told;
        for (ptrdiff_t k = 0; k < n_more[i]; k++)
            told[n++] = more[i][k].told;
    }
    if (e == OK)
        e = against_fill(
            rq, call.has_partnership_id ? call.partnership_id : 0, told, n, p);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    p->title = say_with(&v, N_("Who leads in %s"), 1,
        (struct phrase_arg[]){ phrase_arg(call.name) });
    p->back = call.name;
    p->back_address = match_address(rq->arena, "/call", call.name, call.id);
    p->can_change = !text_is_equal(call.status, TEXT("ended"));
    match_against(&v, p);
    answer_page(rq, an,
        (struct page){
            .title = p->title, .section = "call", .body = view_html(&v) });
    return OK;
}
