/* Who comes to answer: by an account, a slip, or a receipt. */
#include "decide/conversation/conversation.h"

#include "keep/thing.h"
#include "people/people.h"

/* What hangs on a link that was found. */
static enum err
take_link(struct request *rq, struct answering *x)
{
    struct participant_get_row who;
    x->participant_id = x->link.participant_id;
    if (x->link.has_unit_id)
        x->unit_id = x->link.unit_id;
    if (x->participant_id == 0)
        return OK; /* all was taken back */
    enum err e = participant_get(rq->db, rq->arena,
        (struct participant_get_in){ x->participant_id }, &who);
    if (e == OK)
        x->unit_id = who.unit_id;
    return e;
}

/* Are they a member of that side? Nobody answers for a side by a role of the
 * whole partnership, or of the network. */
static bool
is_of_side(const struct request *rq, int64_t side_id)
{
    for (int i = 0; i < rq->actor.n_standings; i++)
        if (rq->actor.standings[i].role == WHO_MEMBER &&
            rq->actor.standings[i].thing_id == side_id)
            return true;
    return false;
}

static bool
has_side(const struct request *rq, int64_t partnership_id)
{
    for (int i = 0; i < rq->actor.n_standings; i++)
        if (rq->actor.standings[i].role == WHO_SIDE &&
            rq->actor.standings[i].thing_id == partnership_id)
            return true;
    return false;
}

static enum err
load_person(struct request *rq, struct answering *x)
{
    enum err e = conversation_load_seen(rq, &x->c);
    if (e != OK)
        return e;
    if (text_is_equal(x->c.head.opened_to, TEXT("slips")) ||
        text_is_equal(x->c.head.status, TEXT("draft")))
        return ERR_NOT_FOUND;
    x->person_id = rq->actor.person_id;
    x->base = conversation_sub(rq->arena, x->c.head.id, "/answer");
    bool has_one = has_side(rq, x->c.head.partnership_id);
    for (ptrdiff_t i = 0; i < x->c.n_units; i++) {
        const struct conversation_units_row *u = &x->c.units[i];
        x->is_ours[i] = has_one ? is_of_side(rq, u->side_id) : u->is_for_all;
        x->n_ours += x->is_ours[i];
        if (x->is_ours[i])
            x->unit_id = u->id;
    }
    if (x->n_ours != 1)
        x->unit_id = 0;
    e = answer_link(
        rq->db, rq->arena, x->c.head.id, x->person_id, (text){ 0 }, &x->link);
    if (e == OK)
        return take_link(rq, x);
    x->link = (struct participant_link){ 0 };
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
vote_load_receipt(struct request *rq, struct answering *x, text code)
{
    enum err e = participant_by_receipt(rq->db, rq->arena,
        (struct participant_by_receipt_in){ people_code_hash(rq->arena, code) },
        &x->link);
    if (e == OK)
        e = conversation_load(rq, x->link.conversation_id, &x->c);
    if (e != OK)
        return e;
    x->receipt = code;
    x->base = arena_print(rq->arena, "/say/%.*s", TEXT_ARG(code));
    return take_link(rq, x);
}

static enum err
load_slip(struct request *rq, struct answering *x, text code)
{
    struct thing unit;
    enum err e = people_slip_typed(
        rq->db, rq->arena, code, "conversation_unit", rq->now, &x->slip);
    if (e == OK)
        e = thing_load(rq->db, rq->arena, TEXT("conversation_unit"),
            x->slip.thing_id, &unit);
    if (e == OK)
        e = conversation_load(rq, unit.within_id, &x->c);
    x->unit_id = x->slip.thing_id;
    return e;
}

/* A receipt, or a slip. */
static enum err
load_code(struct request *rq, struct answering *x)
{
    struct people_try t;
    text code = people_code_read(rq->arena, rq->params[0]);
    if (!people_code_try(rq, &t, &x->wait_s))
        return ERR_DENIED;
    if (!text_is_known(code))
        return ERR_NOT_FOUND;
    enum err e = vote_load_receipt(rq, x, code);
    if (e == ERR_NOT_FOUND)
        e = load_slip(rq, x, code);
    if (e == OK || x->slip.id != 0)
        people_code_found(&t);
    if (x->slip.id != 0)
        x->base = arena_print(rq->arena, "/say/%.*s", TEXT_ARG(code));
    return e;
}

enum err
vote_load(struct request *rq, struct answering *x, bool by_slip)
{
    *x = (struct answering){ 0 };
    return by_slip ? load_code(rq, x) : load_person(rq, x);
}
