/* The next version of a proposal: everybody is asked again. */
#include "decide/paragraph.h"

#include "decide/proposal_rule.h"
#include "keep/once.h"

struct amend_form {
    text body;
    int64_t version;
};
enum { N_AMEND = 2 };
static const struct input amend_inputs[] = {
    INPUT(struct amend_form, body, INPUT_PROSE, .is_required = true,
        .max = PROPOSAL_BODY_MAX, .label = N_("The text, as it shall be now")),
    INPUT(struct amend_form, version, INPUT_INT, .is_required = true, .min = 1,
        .max = 1'000'000),
};

/* With the offers in it that go into the next version. */
enum err
proposal_amend_form(
    struct request *rq, const struct proposal *row, const struct form **to)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct contributions_next_row *offers;
    struct paragraph *rows;
    ptrdiff_t n_offers, n_rows;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    contributions_next_ask(&batch,
        (struct contributions_next_in){
            .proposal_id = row->id, .n_rows = CONTRIBUTIONS_OF_ONE_MAX },
        &offers, &n_offers);
    paragraphs_now_ask(&batch,
        (struct paragraphs_now_in){
            .proposal_id = row->id, .n_rows = PARAGRAPHS_MAX },
        &rows, &n_rows);
    enum err e = db_batch_run(&batch);
    if (e != OK)
        return e;
    form_open(rq, amend_inputs, N_AMEND, form);
    form_give(form, "body",
        n_offers > 0 ? offer_apply(rq->arena, rows, n_rows, offers, n_offers)
                     : row->body);
    *to = form;
    return OK;
}

struct amending {
    int64_t id, version;
    text body, token;
    struct proposal_next next;
    const char *fault;
};

/* What was answered stays with the version to which it was; who is asked is
 * asked again. Objections of safety stay open: the log knows. */
static enum err
amend_it(struct db *writer, struct arena *a, void *arg)
{
    struct amending *m = arg;
    struct proposal_whole p;
    text first;
    enum err e = once_take(writer, a, m->token, TEXT("amend"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, m->id, &p);
    m->next.body = m->body;
    m->fault = NULL;
    if (e == OK && p.row.version != m->version)
        e = ERR_CONFLICT;
    return e == OK ? proposal_next_version(writer, a, &p, &m->next, &m->fault)
                   : e;
}

enum err
proposal_amend_send(struct request *rq, struct answer *an)
{
    struct amend_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, amend_inputs, N_AMEND, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0) {
        e = proposal_say(
            rq, an, N_("A version has a text. Nothing was changed."));
        return e;
    }
    if (paragraphs_split(given.body, NULL, 0) > PARAGRAPHS_MAX)
        return proposal_say(rq, an,
            N_("A text has at most 400 paragraphs. Nothing was changed."));
    struct amending m = { .id = request_key(rq, 0),
        .version = given.version,
        .body = given.body,
        .next = { .amend = CP_AMEND_SUBSTANCE,
            .actor_id = rq->actor.person_id,
            .now = rq->now },
        .token = form->token };
    e = db_write(rq->db, rq->arena, amend_it, &m);
    if (e == ERR_CONFLICT)
        return proposal_say(rq, an,
            m.fault != NULL ? m.fault
                            : N_("The text is changed between two askings, and "
                                 "somebody has changed it or asked in the "
                                 "meantime. Nothing was changed."));
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, m.id, ""));
    return e;
}
