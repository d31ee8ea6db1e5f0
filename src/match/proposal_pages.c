/* Proposing a workshop: with an account, or with a link to an address. */
#include "match/call.h"

#include "keep/link_token.h"
#include "match/proposal.html.h"
#include "web/site.h"

#include <string.h>

/* What a page of the form is about. */
struct proposing {
    struct request *rq;
    struct match_call call;
    struct proposal_inputs inputs;
    struct proposal_kept kept;
    bool is_begun; /* `kept` is */
    bool is_fixed; /* part of a session: read only */
    text address, token;
};

static enum err
open_call(struct proposing *p, int64_t call_id)
{
    struct request *rq = p->rq;
    enum err e = match_call_get(rq->db, rq->arena,
        (struct match_call_get_in){ .id = call_id }, &p->call);
    if (e == OK)
        proposal_make_inputs(rq, &p->call, against_asked(rq),
            rq->actor.person_id != 0 && !text_is_known(p->token), &p->inputs);
    return e;
}

static enum err
open_kept(struct proposing *p, int64_t id)
{
    struct request *rq = p->rq;
    struct match_session_part_live_row live = { 0 };
    enum err e = proposal_load(rq, id, &p->kept);
    if (e == OK)
        e = match_session_part_live(rq->db, rq->arena,
            (struct match_session_part_live_in){ .proposal_id = id }, &live);
    p->is_begun = true;
    p->is_fixed = live.has_session_id;
    return e == OK ? open_call(p, p->kept.row.call_id) : e;
}

static enum err
answer_form(struct proposing *p, struct answer *an, struct form *form)
{
    struct request *rq = p->rq;
    struct proposal_page page = { .form = form,
        .inputs = &p->inputs,
        .call = p->call,
        .now = call_now(rq->arena, &p->call, rq->now),
        .takes = call_takes(rq->arena, &p->call, rq->now, p->is_begun),
        .call_address =
            match_address(rq->arena, "/call", p->call.name, p->call.id),
        .address = p->address,
        .status = p->is_begun ? p->kept.row.status : (text){ 0 },
        .has_account = p->inputs.has_account,
        .is_fixed = p->is_fixed };
    struct view v = request_view(rq);
    proposal_say_required(&p->inputs, true);
    match_proposal(&v, &page);
    if (an->status == 0)
        an->status = form->n_errors > 0 ? 422 : 200;
    if (text_is_known(p->token))
        an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Propose a workshop")),
            .section = "call",
            .body = view_html(&v) });
    return OK;
}

static enum err
show_form(struct proposing *p, struct answer *an)
{
    struct form form;
    form_open(p->rq, p->inputs.inputs, p->inputs.n_inputs, &form);
    if (p->is_begun)
        proposal_give(p->rq->arena, &p->inputs, &p->kept, &form);
    return answer_form(p, an, &form);
}

/* What becomes of it: its status, or a sentence over the form. */
static const char *
settle(struct proposing *p, const struct proposal_form *given, text *status)
{
    bool was_sent =
        p->is_begun && text_is_equal(p->kept.row.status, TEXT("sent"));
    bool takes = call_takes(p->rq->arena, &p->call, p->rq->now, p->is_begun);
    *status = was_sent ? TEXT("sent") : TEXT("draft");
    if (text_is_equal(given->act, TEXT("withdraw"))) {
        *status = TEXT("withdrawn");
        return NULL;
    }
    if (!takes && (was_sent || !p->is_begun))
        return N_("This call takes no more proposals. What you wrote stands "
                  "below: copy it, and write to whoever leads the call.");
    if (!text_is_equal(given->act, TEXT("send")))
        return NULL;
    if (!takes)
        return N_("This call has closed, and what you wrote was not sent. It "
                  "stands below: write to whoever leads the call.");
    *status = p->inputs.has_account || text_is_known(p->token)
        ? TEXT("sent")
        : TEXT("waiting");
    return NULL;
}

static enum err
send_form(struct proposing *p, struct answer *an, text then)
{
    struct request *rq = p->rq;
    struct form form;
    struct proposal_form *given = arena_new(rq->arena, struct proposal_form, 1);
    struct view v = request_view(rq);
    text status;
    if (p->is_fixed)
        return ERR_DENIED;
    enum err e =
        form_parse(rq, p->inputs.inputs, p->inputs.n_inputs, &form, given);
    if (e != OK)
        return e;
    if (text_is_equal(given->act, TEXT("send")))
        proposal_require(rq, &p->inputs, given, &form);
    const char *refused = settle(p, given, &status);
    if (refused != NULL) {
        form.error_all = say(&v, refused);
        form.n_errors++;
    }
    if (form.n_errors > 0)
        return answer_form(p, an, &form);
    bool is_visitor = !p->inputs.has_account && !text_is_known(p->token);
    if (is_visitor && !form_is_welcome(rq, &form)) {
        an->status = 429;
        return answer_form(p, an, &form);
    }
    struct proposal_step step = { .inputs = &p->inputs,
        .given = given,
        .kept = p->is_begun ? &p->kept : NULL,
        .person_id = p->inputs.has_account ? rq->actor.person_id : 0,
        .now = rq->now,
        .lang = rq->lang,
        .token = form.token,
        .then = then,
        .call_name = p->call.name,
        .action = !p->is_begun                         ? TEXT("create")
            : text_is_equal(status, TEXT("withdrawn")) ? TEXT("withdraw")
            : text_is_equal(status, TEXT("sent"))      ? TEXT("send")
                                                       : TEXT("change") };
    if (p->is_begun)
        step.row = p->kept.row;
    else
        step.row = (struct match_proposal){ .call_id = p->call.id,
            .lang = lang_code(rq->lang) };
    step.row.status = status;
    if (is_visitor) {
        text token = link_token_new(rq->arena);
        step.new_hash = link_token_hash(rq->arena, "match_proposal", token);
        step.new_link = request_whole_address(rq, rq->lang,
            arena_print(rq->arena, "/proposal/open/%.*s", TEXT_ARG(token)));
    }
    e = proposal_save(rq, &step);
    if (e == ERR_CONFLICT && text_is_known(step.first))
        e = OK; /* sent twice: it was kept the first time */
    if (e == OK)
        answer_redirect(rq, an, then);
    return e;
}

/* ---- New --------------------------------------------------------------------
 */

static enum err
open_new(struct request *rq, struct proposing *p)
{
    *p = (struct proposing){ .rq = rq,
        .address = arena_print(rq->arena, "/call/%.*s/propose",
            TEXT_ARG(match_key(rq->arena, request_key(rq, 0)))) };
    enum err e = match_see(rq, "match_call");
    return e == OK ? open_call(p, request_key(rq, 0)) : e;
}

enum err
proposal_new_show(struct request *rq, struct answer *an)
{
    struct proposing *p = arena_new(rq->arena, struct proposing, 1);
    struct match_proposal_begun_row begun = { 0 };
    enum err e = open_new(rq, p);
    if (e == OK && rq->actor.person_id != 0)
        e = match_proposal_begun(rq->db, rq->arena,
            (struct match_proposal_begun_in){
                .viewer = rq->actor.person_id, .call_id = p->call.id },
            &begun);
    if (e != OK)
        return e;
    if (begun.has_id) { /* where they left off */
        answer_redirect(rq, an,
            arena_print(rq->arena, "/me/proposal/%.*s",
                TEXT_ARG(match_key(rq->arena, begun.id))));
        return OK;
    }
    return show_form(p, an);
}

enum err
proposal_new_send(struct request *rq, struct answer *an)
{
    struct proposing *p = arena_new(rq->arena, struct proposing, 1);
    enum err e = open_new(rq, p);
    if (e != OK)
        return e;
    return send_form(p, an,
        rq->actor.person_id != 0 ? TEXT("/me/proposal")
                                 : TEXT("/proposal/thanks"));
}

enum err
proposal_thanks_show(struct request *rq, struct answer *an)
{
    struct view v = request_view(rq);
    match_proposal_thanks(&v);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Thank you")),
            .section = "call",
            .body = view_html(&v) });
    return OK;
}

/* ---- By a link
 * ---------------------------------------------------------------- */

static enum err
open_link(struct request *rq, struct proposing *p)
{
    struct match_proposer_find_row row;
    *p = (struct proposing){ .rq = rq, .token = rq->params[0] };
    text hash = link_token_hash(rq->arena, "match_proposal", p->token);
    enum err e = !text_is_known(hash)
        ? ERR_NOT_FOUND
        : match_proposer_find(rq->db, rq->arena,
              (struct match_proposer_find_in){ .hash = hash }, &row);
    p->address =
        arena_print(rq->arena, "/proposal/open/%.*s", TEXT_ARG(p->token));
    return e == OK ? open_kept(p, row.id) : e;
}

enum err
proposal_link_show(struct request *rq, struct answer *an)
{
    struct proposing *p = arena_new(rq->arena, struct proposing, 1);
    enum err e = open_link(rq, p);
    return e == OK ? show_form(p, an) : e;
}

enum err
proposal_link_send(struct request *rq, struct answer *an)
{
    struct proposing *p = arena_new(rq->arena, struct proposing, 1);
    enum err e = open_link(rq, p);
    return e == OK ? send_form(p, an, p->address) : e;
}

/* ---- One's own
 * ------------------------------------------------------------------ */

static enum err
open_own(struct request *rq, struct proposing *p)
{
    struct match_proposer_own_row own;
    *p = (struct proposing){ .rq = rq };
    enum err e = match_proposer_own(rq->db, rq->arena,
        (struct match_proposer_own_in){
            .id = request_key(rq, 0), .viewer = rq->actor.person_id },
        &own);
    if (e == OK)
        p->address = arena_print(rq->arena, "/me/proposal/%.*s",
            TEXT_ARG(match_key(rq->arena, own.id)));
    return e == OK ? open_kept(p, own.id) : e;
}

enum err
my_proposal_show(struct request *rq, struct answer *an)
{
    struct proposing *p = arena_new(rq->arena, struct proposing, 1);
    enum err e = open_own(rq, p);
    return e == OK ? show_form(p, an) : e;
}

enum err
my_proposal_send(struct request *rq, struct answer *an)
{
    struct proposing *p = arena_new(rq->arena, struct proposing, 1);
    enum err e = open_own(rq, p);
    return e == OK ? send_form(p, an, p->address) : e;
}

struct own_ask {
    int64_t before;
};
static const struct input own_inputs[] = {
    INPUT(struct own_ask, before, INPUT_KEY),
};

enum err
my_proposals_show(struct request *rq, struct answer *an)
{
    struct own_ask ask = { 0 };
    struct proposal_page p = { .has_account = true };
    query_parse(rq, own_inputs, 1, &ask);
    enum err e = match_proposal_own(rq->db, rq->arena,
        (struct match_proposal_own_in){ .viewer = rq->actor.person_id,
            .before_id = ask.before > 0 ? ask.before : INT64_MAX,
            .n_rows = CALL_ROWS + 1 },
        &p.own, &p.n_own);
    if (e != OK)
        return e;
    if (p.n_own > CALL_ROWS) {
        p.n_own = CALL_ROWS;
        p.next = request_with(
            rq, "before", match_key(rq->arena, p.own[CALL_ROWS - 1].id));
    }
    struct view v = request_view(rq);
    match_proposal_own_list(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What I proposed")),
            .section = "call",
            .body = view_html(&v) });
    return OK;
}
