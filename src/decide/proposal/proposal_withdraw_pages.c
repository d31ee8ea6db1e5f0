/* A proposal is taken back before it is agreed: a draft goes, what was laid
 * open or asked ends as withdrawn, with a reason that everybody may read.
 *
 * A draft is thrown away by who began it, or by who looks after the whole
 * partnership. What was laid open is everybody's: nobody on one side alone
 * ends it, so who looks after the whole does, by name in the audit. */
#include "decide/proposal/proposal_answer.h"
#include "decide/proposal/proposal_news.h"

#include "base/key.h"
#include "decide/forum/decision.h"
#include "decide/heard/heard_count.h"
#include "decide/paragraph/proposal_text.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "people/people.h"

struct withdraw_form {
    text reason;
};
enum { N_WITHDRAW = 1 };
static const struct input withdraw_inputs[N_WITHDRAW] = {
    INPUT(struct withdraw_form, reason, INPUT_PROSE, .is_required = true,
        .max = 2'000, .label = N_("Why it is withdrawn"),
        .hint = N_("Everybody may read it.")),
};

static bool
is_to_be_withdrawn(const struct proposal *row)
{
    return proposal_decides(row->level) &&
        (text_is_equal(row->status, TEXT("listed")) ||
            text_is_equal(row->status, TEXT("open")) ||
            text_is_equal(row->status, TEXT("closed")));
}

const struct form *
proposal_withdraw_form(struct request *rq, const struct proposal *row)
{
    if (!is_to_be_withdrawn(row))
        return NULL;
    struct form *form = arena_new(rq->arena, struct form, 1);
    form_open(rq, withdraw_inputs, N_WITHDRAW, form);
    return form;
}

struct withdrawing {
    int64_t id, actor_id, now;
    bool leads;
    text reason, token, from;
    const char *fault;
};

/* States are said of a close alone. What stood of an earlier version is not
 * what became of this one. */
static enum err
say_no_states(struct db *writer, struct proposal_whole *p)
{
    enum err e = OK;
    for (ptrdiff_t i = 0; e == OK && i < p->n_units; i++) {
        struct proposal_unit *u = &p->units[i];
        u->state = u->why = (text){ 0 };
        u->has_n_agree = u->has_n_live = false;
        u->has_n_object = u->has_n_unsure = false;
        e = proposal_unit_update(writer, u, NULL);
    }
    for (ptrdiff_t s = 0; e == OK && s < p->n_sides; s++) {
        p->sides[s].state = (text){ 0 };
        e = proposal_side_say(writer,
            (struct proposal_side_say_in){
                .proposal_id = p->row.id, .number = p->sides[s].number },
            NULL);
    }
    return e;
}

/* Into the log, which begins when asking opens. */
static enum err
log_it(struct db *writer, struct arena *a, struct withdrawing *w,
    const struct proposal_whole *p)
{
    struct cp_life life;
    struct cp_event event = { .kind = CP_EVENT_WITHDRAW,
        .day = (int32_t)(w->now / 86'400) };
    if (text_is_equal(p->row.status, TEXT("listed")))
        return OK;
    enum err e = proposal_log_add(writer, a, w->id, &event, w->now);
    if (e == OK)
        e = proposal_replay(writer, a, p, &life);
    if (e == OK)
        require(life.is_ended && life.end == CP_RESULT_WITHDRAWN);
    return e == OK
        ? heard_end(writer, a,
              &(struct heard_of){ "proposal", w->id, p->row.partnership_id })
        : e;
}

static enum err
withdraw(struct db *writer, struct arena *a, void *arg)
{
    struct withdrawing *w = arg;
    struct proposal_whole p;
    struct proposal_asking asking;
    text first;
    enum err e = once_take(writer, a, w->token, TEXT("withdraw"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    w->fault = NULL;
    if (e == OK)
        e = proposal_whole_load(writer, a, w->id, &p);
    if (e == OK)
        e = proposal_asking_load(writer, a, w->id, &asking);
    if (e != OK)
        return e;
    if (!is_to_be_withdrawn(&p.row)) {
        w->fault = N_("It has ended in the meantime, or is only a draft. "
                      "Nothing was changed.");
        return ERR_CONFLICT;
    }
    e = log_it(writer, a, w, &p);
    if (e == ERR_CONFLICT)
        w->fault = N_("The log of this proposal is not what it was. Nothing is "
                      "said of it until somebody has looked into that.");
    if (e == OK &&
        (!text_is_equal(p.row.status, TEXT("closed")) ||
            p.row.result_version < p.row.version))
        e = say_no_states(writer, &p);
    p.row.status = TEXT("ended");
    p.row.result = TEXT("WITHDRAWN");
    asking.withdrawn_on = day_of(a, w->now);
    asking.withdrawn_why = w->reason;
    asking.review_on = asking.tell_on = (text){ 0 };
    if (e == OK)
        e = proposal_update(writer, &p.row, NULL);
    if (e == OK)
        e = proposal_asking_save(writer, &asking);
    if (e == OK)
        e = decision_of_ended(writer, a, w->id, w->actor_id, w->now, NULL);
    if (e == OK)
        e = proposal_news_put(
            writer, a, w->id, NEWS_WITHDRAWN, w->from, w->actor_id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = w->actor_id,
                             .action = TEXT("withdraw"),
                             .kind = TEXT("proposal"),
                             .thing_id = w->id })
                   : e;
}

enum err
proposal_take_back_send(struct request *rq, struct answer *an)
{
    struct withdraw_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct withdrawing w = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .from = request_whole_address(rq, NULL, TEXT("")),
        .now = rq->now };
    enum err e = form_parse(rq, withdraw_inputs, N_WITHDRAW, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return proposal_show_withdraw(rq, an, form);
    w.reason = given.reason;
    w.token = form->token;
    e = db_write(rq->db, rq->arena, withdraw, &w);
    if (e == ERR_CONFLICT && w.fault != NULL)
        return proposal_say(rq, an, w.fault);
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, w.id, ""));
    return e;
}

/* ---- A draft --------------------------------------------------------------
 */

static enum err
remove_draft(struct db *writer, struct arena *a, void *arg)
{
    struct withdrawing *w = arg;
    struct proposal row;
    text first;
    enum err e = once_take(writer, a, w->token, TEXT("remove"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    w->fault = NULL;
    if (e == OK)
        e = proposal_get(
            writer, a, (struct proposal_get_in){ .id = w->id }, &row);
    if (e != OK)
        return e;
    bool is_own = row.has_added_by && row.added_by == w->actor_id;
    if (!text_is_equal(row.status, TEXT("draft")))
        w->fault = N_("It is no draft any more: it can be withdrawn, with a "
                      "reason.");
    else if (!is_own && !w->leads)
        w->fault = N_("Who began a draft can throw it away, and who looks "
                      "after the partnership.");
    if (w->fault != NULL)
        return ERR_CONFLICT;
    e = proposal_forget_one(writer, a, w->id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = w->actor_id,
                             .action = TEXT("remove"),
                             .kind = TEXT("proposal"),
                             .thing_id = w->id })
                   : e;
}

enum err
proposal_remove_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct proposal_whole p;
    char key[KEY_LENGTH];
    struct withdrawing w = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .now = rq->now };
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e == OK)
        e = proposal_read(rq, &p);
    if (e != OK)
        return e;
    int64_t things[] = { w.id, p.row.partnership_id };
    w.leads = actor_may(&rq->actor, WHO_FACILITATOR, things, 2);
    w.token = form.token;
    e = db_write(rq->db, rq->arena, remove_draft, &w);
    if (e == ERR_CONFLICT && w.fault != NULL)
        return proposal_say(rq, an, w.fault);
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "/partnership/%.*s/proposals",
                TEXT_ARG(key_print(p.row.partnership_id, key))));
    return e;
}
