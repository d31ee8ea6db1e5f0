/* The close: the log is replayed, and what it says is written beside each unit
 * and side. */
#include "decide/proposal/proposal_answer.h"

#include "decide/proposal/asking.h"
#include "decide/forum/decision.h"
#include "decide/heard/heard_count.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "people/people.h"

enum { REVIEW_DAYS = 180, REVIEW_TOLD_DAYS = 30 };

/* Once they were said, of the same text: numbers that differ by one to four
 * people from those would say what these few answered in between. */
static bool
says_few(const struct proposal_unit *was, const struct cp_agreement_unit *now)
{
    enum { LEAST = 5 };
    int64_t more = 0, less = 0;
    const int64_t change[] = { now->n_agree - was->n_agree,
        now->n_live - was->n_live, now->n_object - was->n_object,
        now->n_unsure - was->n_unsure };
    for (int i = 0; i < 4; i++) {
        more += change[i] > 0 ? change[i] : 0;
        less -= change[i] < 0 ? change[i] : 0;
    }
    int64_t n = more > less ? more : less;
    return proposal_shows_counts(was) && n > 0 && n < LEAST;
}

enum err
proposal_write_states(struct db *writer, struct arena *a,
    struct proposal_whole *p, const struct cp_life *life)
{
    struct cp_agreement what;
    struct cp_agreed is;
    struct proposal_asking asking;
    enum err e = proposal_asking_load(writer, a, p->row.id, &asking);
    asking.result_round = p->row.round; /* the one that is over now */
    asking.has_result_round = true;
    if (e == OK)
        e = proposal_asking_save(writer, &asking);
    cp_life_now(life, a, &what);
    cp_agree(&is, a, &what);
    require(cp_agree_check(&what, &is, NULL));
    bool was_said =
        p->row.has_result_version && p->row.result_version >= p->row.base;
    for (ptrdiff_t i = 0; e == OK && i < p->n_units; i++) {
        bool is_hidden = !p->units[i].is_role && was_said &&
            (!p->units[i].has_n_agree ||
                says_few(&p->units[i], &what.units[i]));
        p->units[i].n_heard = p->units[i].is_role
            ? what.units[i].position != CP_POSITION_NONE
            : what.units[i].n_agree + what.units[i].n_live +
                what.units[i].n_object + what.units[i].n_unsure;
        p->units[i].state = text_of(asking_unit_word(is.units[i]));
        p->units[i].why = text_of(asking_why_word(is.unit_why[i].why));
        if (!p->units[i].is_role) {
            const struct cp_agreement_unit *u = &what.units[i];
            p->units[i].n_agree = u->n_agree;
            p->units[i].n_live = u->n_live;
            p->units[i].n_object = u->n_object;
            p->units[i].n_unsure = u->n_unsure;
            p->units[i].has_n_agree = p->units[i].has_n_live = !is_hidden;
            p->units[i].has_n_object = p->units[i].has_n_unsure = !is_hidden;
        }
        e = proposal_unit_update(writer, &p->units[i], NULL);
    }
    for (ptrdiff_t s = 0; e == OK && s < p->n_sides; s++)
        e = proposal_side_say(writer,
            (struct proposal_side_say_in){ .proposal_id = p->row.id,
                .number = s,
                .state = text_of(asking_side_word(is.sides[s])) },
            NULL);
    p->row.result =
        text_of(asking_result_word(life->is_ended ? life->end : is.result));
    p->row.status = life->is_ended ? TEXT("ended") : TEXT("closed");
    p->row.round = life->round;
    p->row.result_version = p->row.version;
    p->row.has_result_version = true;
    return e == OK ? proposal_update(writer, &p->row, NULL) : e;
}

/* Which objections have enough behind them; the others are noted. */
static enum err
write_objections(struct db *writer, struct arena *a,
    const struct proposal_whole *p, const struct cp_life *life)
{
    struct cp_life_objection *all;
    ptrdiff_t n = cp_life_objections(life, a, &all);
    enum err e = OK;
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct cp_agreement_objection o = { .n_backers = all[i].n_backers,
            .has_reason = all[i].has_reason,
            .is_safety = all[i].is_safety };
        if (all[i].counts)
            e = proposal_objection_adopt(writer,
                (struct proposal_objection_adopt_in){ .id = (int64_t)all[i].id,
                    .is_adopted = cp_agreement_is_adopted(
                        &o, proposal_unit_of(p, all[i].unit)->n_heard),
                    .has_is_adopted = true },
                NULL);
    }
    return e == OK ? proposal_objections_publish(writer,
                         (struct proposal_objections_publish_in){
                             .proposal_id = p->row.id },
                         NULL)
                   : e;
}

enum err
proposal_recount(struct db *writer, struct arena *a, struct proposal_whole *p)
{
    struct cp_life life;
    struct cp_agreement what;
    enum err e = proposal_replay(writer, a, p, &life);
    if (e != OK)
        return e;
    cp_life_now(&life, a, &what);
    for (ptrdiff_t i = 0; e == OK && i < p->n_units; i++) {
        const struct cp_agreement_unit *u = &what.units[i];
        p->units[i].n_heard = p->units[i].is_role
            ? u->position != CP_POSITION_NONE
            : u->n_agree + u->n_live + u->n_object + u->n_unsure;
        e = proposal_unit_update(writer, &p->units[i], NULL);
    }
    return e;
}

/* What is agreed for now is looked at again within six months, and a trial on
 * its last day: who looks after it is told, a month before and then. */
static enum err
set_review(
    struct db *writer, struct arena *a, const struct proposal *row, text today)
{
    struct proposal_asking asking;
    enum err e = proposal_asking_load(writer, a, row->id, &asking);
    bool is_over = text_is_equal(row->status, TEXT("ended"));
    bool is_for_now = text_is_equal(row->result, TEXT("AGREED_FOR_NOW"));
    if (e != OK || !is_over)
        return e;
    asking.review_on =
        is_for_now ? proposal_day_after(a, today, REVIEW_DAYS) : (text){ 0 };
    if (is_for_now)
        asking.tell_on =
            proposal_day_after(a, today, REVIEW_DAYS - REVIEW_TOLD_DAYS);
    else if (!text_is_equal(row->result, TEXT("NOT_AGREED")))
        asking.tell_on = asking.trial_until;
    return proposal_asking_save(writer, &asking);
}

enum err
proposal_close(struct db *writer, struct arena *a, int64_t id, int64_t actor_id,
    int64_t now, const char **fault)
{
    struct proposal_whole p;
    struct cp_life life;
    struct cp_event event = { .kind = CP_EVENT_CLOSE,
        .day = (int32_t)(now / 86'400) };
    text today = day_of(a, now);
    *fault = NULL;
    enum err e = proposal_whole_load(writer, a, id, &p);
    if (e == OK &&
        (!text_is_equal(p.row.status, TEXT("open")) ||
            text_compare(today, p.row.closes_on) <= 0)) {
        *fault = N_("Asking closes on the day after the last that everybody "
                    "was told, and not before. Nothing was changed.");
        return ERR_CONFLICT;
    }
    if (e == OK)
        e = proposal_log_add(writer, a, id, &event, now);
    if (e == OK)
        e = proposal_replay(writer, a, &p, &life);
    if (e == ERR_CONFLICT)
        *fault = N_("The log of this proposal is not what it was. Nothing is "
                    "said of it until somebody has looked into that.");
    if (e == OK)
        e = proposal_write_states(writer, a, &p, &life);
    if (e == OK)
        e = write_objections(writer, a, &p, &life);
    if (e == OK)
        e = set_review(writer, a, &p.row, today);
    if (e == OK && text_is_equal(p.row.status, TEXT("ended")))
        e = decision_of_ended(writer, a, id, actor_id, now, NULL);
    if (e == OK && text_is_equal(p.row.status, TEXT("ended")))
        e = heard_end(writer, a,
            &(struct heard_of){ "proposal", id, p.row.partnership_id });
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = actor_id,
                             .action = TEXT("close"),
                             .kind = TEXT("proposal"),
                             .thing_id = id })
                   : e;
}

struct closing {
    int64_t id, actor_id, now;
    text token;
    const char *fault;
};

static enum err
close_it(struct db *writer, struct arena *a, void *arg)
{
    struct closing *c = arg;
    text first;
    enum err e = once_take(writer, a, c->token, TEXT("close"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    return e == OK
        ? proposal_close(writer, a, c->id, c->actor_id, c->now, &c->fault)
        : e;
}

enum err
proposal_close_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct closing c = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .now = rq->now };
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    c.token = form.token;
    e = db_write(rq->db, rq->arena, close_it, &c);
    if (e == ERR_CONFLICT && c.fault != NULL)
        return proposal_say(rq, an, c.fault);
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, c.id, ""));
    return e;
}
