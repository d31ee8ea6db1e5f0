/* Closing an objection: by who raised it; and one of safety or rights by the
 * lead as well, who was named when asking opened. */
#include "decide/proposal/proposal_answer.h"

#include "keep/audit.h"
#include "keep/once.h"

/* ---- Taking an objection back -------------------------------------------- */

struct withdrawing {
    int64_t id, person_id, objection_id, now;
    text token;
};

static enum err
withdraw_it(struct db *writer, struct arena *a, void *arg)
{
    struct withdrawing *w = arg;
    struct proposal_voice_of_row voice;
    struct proposal_objections_of_row *rows;
    struct proposal_whole p;
    ptrdiff_t n;
    text first;
    enum err e = once_take(writer, a, w->token, TEXT("withdraw"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, w->id, &p);
    if (e == OK && text_is_equal(p.row.status, TEXT("ended")))
        e = ERR_CONFLICT;
    if (e == OK)
        e = proposal_voice_of(writer, a,
            (struct proposal_voice_of_in){
                .proposal_id = w->id, .person_id = w->person_id },
            &voice);
    if (e == OK)
        e = proposal_objections_of(writer, a,
            (struct proposal_objections_of_in){ .proposal_id = w->id,
                .voice = voice.number,
                .n_rows = PROPOSAL_OWN_MAX },
            &rows, &n);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < n; i++) {
        if (rows[i].id != w->objection_id || rows[i].is_closed ||
            proposal_unit_of(&p, rows[i].unit)->is_role)
            continue;
        struct cp_event event = { .kind = CP_EVENT_CLOSE_OBJECTION,
            .day = (int32_t)(w->now / 86'400),
            .person = (uint64_t)voice.number,
            .objection = (uint64_t)rows[i].id,
            .by = CP_BY_OBJECTOR };
        if (rows[i].own_key)
            return OK; /* said already */
        e = proposal_log_add(writer, a, w->id, &event, w->now);
        /* one of safety is open until the lead has said so, too */
        if (e == OK)
            e = proposal_objection_turn(writer,
                (struct proposal_objection_turn_in){ .id = rows[i].id,
                    .own_key = true,
                    .lead_key = rows[i].lead_key,
                    .is_closed = !rows[i].is_safety || rows[i].lead_key },
                NULL);
        return e == OK ? audit_add(writer,
                             (struct audit){ .action = TEXT("answer"),
                                 .kind = TEXT("proposal"),
                                 .thing_id = w->id,
                                 .is_nameless = true })
                       : e;
    }
    return ERR_NOT_FOUND;
}

enum err
proposal_withdraw_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct withdrawing w = { .id = request_key(rq, 0),
        .objection_id = request_key(rq, 1),
        .person_id = rq->actor.person_id,
        .now = rq->now };
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    w.token = form.token;
    e = db_write(rq->db, rq->arena, withdraw_it, &w);
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, w.id, ""));
    return e;
}

/* ---- The other key ------------------------------------------------------- */

/* Between two askings, by the one who was named; and nobody holds both keys. */
static enum err
settle_it(struct db *writer, struct arena *a, void *arg)
{
    struct withdrawing *w = arg;
    struct proposal_voice_of_row own = { 0 };
    struct proposal_objections_safety_row *rows;
    struct proposal_whole p;
    ptrdiff_t n;
    text first;
    enum err e = once_take(writer, a, w->token, TEXT("settle"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, w->id, &p);
    if (e == OK && !proposal_is_lead(&p.row, w->person_id))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = proposal_voice_of(writer, a,
            (struct proposal_voice_of_in){
                .proposal_id = w->id, .person_id = w->person_id },
            &own);
    if (e == ERR_NOT_FOUND && proposal_is_lead(&p.row, w->person_id))
        e = OK;
    if (e == OK && !text_is_equal(p.row.status, TEXT("closed")))
        e = ERR_CONFLICT;
    if (e == OK)
        e = proposal_objections_safety(writer, a,
            (struct proposal_objections_safety_in){
                .proposal_id = w->id, .n_rows = PROPOSAL_SHOWN_MAX },
            &rows, &n);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < n; i++) {
        if (rows[i].id != w->objection_id)
            continue;
        if (rows[i].lead_key)
            return OK; /* said already */
        if (rows[i].voice == own.number)
            return ERR_NOT_FOUND;
        struct cp_event event = { .kind = CP_EVENT_CLOSE_OBJECTION,
            .day = (int32_t)(w->now / 86'400),
            .objection = (uint64_t)rows[i].id,
            .by = CP_BY_LEAD };
        e = proposal_log_add(writer, a, w->id, &event, w->now);
        if (e == OK)
            e = proposal_objection_turn(writer,
                (struct proposal_objection_turn_in){ .id = rows[i].id,
                    .own_key = rows[i].own_key,
                    .lead_key = true,
                    .is_closed = rows[i].own_key },
                NULL);
        return e == OK ? audit_add(writer,
                             (struct audit){ .actor_id = w->person_id,
                                 .action = TEXT("change"),
                                 .kind = TEXT("proposal"),
                                 .thing_id = w->id })
                       : e;
    }
    return ERR_NOT_FOUND;
}

enum err
proposal_settle_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct withdrawing w = { .id = request_key(rq, 0),
        .objection_id = request_key(rq, 1),
        .person_id = rq->actor.person_id,
        .now = rq->now };
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    w.token = form.token;
    e = db_write(rq->db, rq->arena, settle_it, &w);
    if (e == ERR_CONFLICT)
        return proposal_say(rq, an,
            N_("Objections of safety or rights are looked at between two "
               "askings. Nothing was changed."));
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, w.id, "#safety"));
    return e;
}
