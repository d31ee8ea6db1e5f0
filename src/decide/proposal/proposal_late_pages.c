/* What comes after: an objection of who was not heard reopens what is agreed
 * for now; and a unit says that a change was not only of wording. */
#include "decide/proposal/proposal_news.h"
#include "decide/proposal/proposal_objection.h"

#include "base/key.h"
#include "decide/forum/decision.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

bool
proposal_was_not_heard(const struct proposal_unit *u)
{
    return !u->is_role && text_is_equal(u->state, TEXT("NOT_HEARD"));
}

struct late_form {
    text unit, reason, mend;
    bool is_shown;
};
enum { N_LATE = 4 };
/* Who may choose which unit is looked at in the step. */
static const struct input late_inputs[N_LATE] = {
    INPUT(struct late_form, unit, INPUT_TEXT, .is_required = true),
    INPUT(struct late_form, reason, INPUT_PROSE, .is_required = true,
        .max = PROPOSAL_WORDS_MAX, .label = N_("If you object: why?")),
    INPUT(struct late_form, mend, INPUT_PROSE, .max = PROPOSAL_WORDS_MAX,
        .label = N_("What would mend it?")),
    INPUT(struct late_form, is_shown, INPUT_BOOL,
        .label = N_("My words may be shown, without my name")),
};

struct objecting {
    int64_t id, unit_id, person_id, now;
    const struct proposal_theirs *theirs;
    struct late_form given;
    text token, from;
    const char *fault;
};

static enum err
add_late(struct db *writer, struct arena *a, struct objecting *x,
    struct proposal_whole *p, const struct proposal_unit *unit)
{
    struct cp_life life;
    struct proposal_asking asking;
    int64_t n = 0, voice = 0, id = key_of_day(x->now);
    enum err e =
        proposal_voice_find(writer, a, x->id, x->person_id, x->now, &voice);
    if (e == OK)
        e = proposal_objection_add(writer,
            (struct proposal_objection_add_in){ .id = id,
                .proposal_id = x->id,
                .voice = voice,
                .unit = unit->number,
                .version = p->row.version,
                .reason = x->given.reason,
                .mend = text_is_known(x->given.mend) ? x->given.mend : TEXT(""),
                .is_shown = x->given.is_shown },
            &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    struct cp_event event = { .kind = CP_EVENT_LATE_OBJECTION,
        .day = (int32_t)(x->now / 86'400),
        .unit = (int32_t)unit->number,
        .person = (uint64_t)voice,
        .objection = (uint64_t)id,
        .has_reason = true };
    if (e == OK)
        e = proposal_log_add(writer, a, x->id, &event, x->now);
    if (e == OK)
        e = proposal_replay(writer, a, p, &life);
    if (e == OK)
        e = proposal_write_states(writer, a, p, &life);
    if (e == OK)
        e = proposal_objections_publish(writer,
            (struct proposal_objections_publish_in){ .proposal_id = x->id },
            NULL);
    if (e == OK)
        e = proposal_objection_adopt(writer,
            (struct proposal_objection_adopt_in){
                .id = id, .is_adopted = true, .has_is_adopted = true },
            NULL);
    if (e == OK)
        e = proposal_asking_load(writer, a, x->id, &asking);
    asking.review_on = asking.tell_on = (text){ 0 };
    if (e == OK)
        e = decision_reopened(writer, a, x->id, x->now);
    return e == OK ? proposal_asking_save(writer, &asking) : e;
}

static enum err
object_late(struct db *writer, struct arena *a, void *arg)
{
    struct objecting *x = arg;
    struct proposal_whole p;
    const struct proposal_unit *unit = NULL;
    text first;
    enum err e = once_take(writer, a, x->token, TEXT("late"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, x->id, &p);
    if (e != OK)
        return e;
    for (int i = 0; i < x->theirs->n_units; i++)
        for (ptrdiff_t k = 0; k < p.n_units; k++)
            if (p.units[k].id == x->unit_id &&
                p.units[k].id == x->theirs->units[i]->id &&
                proposal_was_not_heard(&p.units[k]))
                unit = &p.units[k];
    if (unit == NULL || !text_is_equal(p.row.result, TEXT("AGREED_FOR_NOW")) ||
        !text_is_equal(p.row.status, TEXT("ended"))) {
        x->fault = N_("What is agreed for now is reopened by people of a "
                      "community that was not heard. This is not so here.");
        return ERR_CONFLICT;
    }
    if (p.row.is_made) {
        x->fault = proposal_is_made_up;
        return ERR_CONFLICT;
    }
    e = add_late(writer, a, x, &p, unit);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("answer"),
                             .kind = TEXT("proposal"),
                             .thing_id = x->id,
                             .is_nameless = true })
                   : e;
}

static enum err
finish(struct request *rq, struct answer *an, enum err e, int64_t id,
    const char *fault)
{
    if (e == ERR_CONFLICT && fault != NULL)
        return proposal_objections_answer(
            rq, an, &(struct proposal_objection_wrong){ .fault = fault });
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, id, ""));
    return e;
}

enum err
proposal_late_send(struct request *rq, struct answer *an)
{
    struct proposal_whole p;
    struct proposal_theirs theirs;
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct objecting x = {
        .person_id = rq->actor.person_id, .now = rq->now, .theirs = &theirs
    };
    enum err e = proposal_read(rq, &p);
    if (e == OK)
        e = proposal_theirs_find(rq, &p, &theirs);
    if (e == OK)
        e = form_parse(rq, late_inputs, N_LATE, form, &x.given);
    if (e != OK)
        return e;
    if (form->n_errors > 0 || !key_parse(x.given.unit, &x.unit_id))
        return proposal_objections_answer(
            rq, an, &(struct proposal_objection_wrong){ .late = form });
    x.id = p.row.id;
    x.token = form->token;
    e = db_write(rq->db, rq->arena, object_late, &x);
    return finish(rq, an, e, x.id, x.fault);
}

/* ---- Not only wording ------------------------------------------------------
 */

/* One voice of a unit is enough: what is lost is time. */
static enum err
say_not_wording(struct db *writer, struct arena *a, void *arg)
{
    struct objecting *x = arg;
    struct proposal_whole p;
    struct proposal_asking asking;
    struct cp_life life;
    text first;
    enum err e = once_take(writer, a, x->token, TEXT("wording"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, x->id, &p);
    if (e == OK)
        e = proposal_asking_load(writer, a, x->id, &asking);
    if (e != OK)
        return e;
    if (p.row.is_made) {
        x->fault = proposal_is_made_up;
        return ERR_CONFLICT;
    }
    struct cp_event event = { .kind = CP_EVENT_NOT_ONLY_WORDING,
        .day = (int32_t)(x->now / 86'400),
        .unit = (int32_t)x->theirs->units[0]->number,
        .version = (int32_t)p.row.version };
    if (text_is_equal(p.row.status, TEXT("ended")) ||
        p.row.version <= p.row.base) {
        x->fault = N_("No wording was changed that could be spoken against.");
        return ERR_CONFLICT;
    }
    e = proposal_replay(writer, a, &p, &life);
    if (e == OK && cp_life_take(&life, &event) != CP_REFUSED_NOT) {
        x->fault = N_("Seven days are over: answers stay as they were.");
        return ERR_CONFLICT;
    }
    p.row.base = p.row.version;
    asking.amend = CP_AMEND_SUBSTANCE;
    if (e == OK)
        e = proposal_log_add(writer, a, x->id, &event, x->now);
    if (e == OK)
        e = proposal_update(writer, &p.row, NULL);
    if (e == OK)
        e = proposal_asking_save(writer, &asking);
    if (e == OK)
        e = proposal_recount(writer, a, &p);
    if (e == OK)
        e = proposal_news_put(writer, a, x->id, NEWS_FALLEN, x->from, 0);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("answer"),
                             .kind = TEXT("proposal"),
                             .thing_id = x->id,
                             .is_nameless = true })
                   : e;
}

enum err
proposal_not_wording_send(struct request *rq, struct answer *an)
{
    struct proposal_whole p;
    struct proposal_theirs theirs;
    struct form form;
    struct objecting x = {
        .person_id = rq->actor.person_id, .now = rq->now, .theirs = &theirs
    };
    enum err e = proposal_read(rq, &p);
    if (e == OK)
        e = proposal_theirs_find(rq, &p, &theirs);
    if (e == OK)
        e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    if (theirs.n_units == 0)
        return proposal_say(rq, an, theirs.fault);
    x.id = p.row.id;
    x.token = form.token;
    x.from = request_whole_address(rq, NULL, TEXT(""));
    e = db_write(rq->db, rq->arena, say_not_wording, &x);
    return e == ERR_CONFLICT && x.fault != NULL ? proposal_say(rq, an, x.fault)
                                                : finish(rq, an, e, x.id, NULL);
}
