/* What each event of an asking does, and when it is refused. */
#include "engine/agreement/life_inside.h"

#include <string.h>

/* ---- Answers and positions
 * ----------------------------------------------------- */

/* Of people who answer: unit, side, version. */
static enum cp_refusal
may_answer(
    const struct cp_life *life, uint64_t person, int32_t unit, int32_t version)
{
    if (unit < 0 || unit >= life->list.n_units)
        return CP_REFUSED_NOT_LISTED;
    if (life->list.units[unit].kind != CP_UNIT_MEMBERS)
        return CP_REFUSED_NOT_PEOPLE;
    if (version < 0 || version > life->version)
        return CP_REFUSED_VERSION;
    const struct choice *c = life_find_choice(life, person);
    return c != NULL && c->side != life->list.units[unit].side
        ? CP_REFUSED_OTHER_SIDE
        : CP_REFUSED_NOT;
}

static int32_t
version_of(const struct cp_life *life, const struct cp_event *e)
{
    return e->version == 0 ? life->version : e->version;
}

static enum cp_refusal
answer(struct cp_life *life, const struct cp_event *e)
{
    enum cp_refusal no =
        may_answer(life, e->person, e->unit, version_of(life, e));
    if (no == CP_REFUSED_NOT &&
        (e->value <= CP_VALUE_NONE || e->value > CP_VALUE_UNSURE))
        no = CP_REFUSED_NO_VALUE;
    if (no == CP_REFUSED_NOT)
        life_give(life, e->person, e->unit, version_of(life, e),
            (enum cp_answer_value)e->value);
    return no;
}

static enum cp_refusal
withdraw_answer(struct cp_life *life, const struct cp_event *e)
{
    enum cp_refusal no = may_answer(life, e->person, e->unit, life->version);
    if (no != CP_REFUSED_NOT)
        return no;
    if (life_value(life, life_find_voice(life, e->person, e->unit)) ==
        CP_VALUE_NONE)
        return CP_REFUSED_NO_ANSWER;
    life_give(life, e->person, e->unit, life->version, CP_VALUE_NONE);
    return CP_REFUSED_NOT;
}

static void
take_position(
    struct cp_life *life, int32_t unit, int32_t version, enum cp_position p)
{
    struct unit *u = &life->inside->units[unit];
    struct taken *t = arena_new(life->arena, struct taken, 1);
    *t = (struct taken){ version, p, u->newest };
    u->newest = t;
}

static enum cp_refusal
position(struct cp_life *life, const struct cp_event *e)
{
    int32_t version = version_of(life, e);
    if (e->unit < 0 || e->unit >= life->list.n_units)
        return CP_REFUSED_NOT_LISTED;
    if (life->list.units[e->unit].kind != CP_UNIT_ROLE)
        return CP_REFUSED_NOT_ROLE;
    if (version < 0 || version > life->version)
        return CP_REFUSED_VERSION;
    if (e->value <= CP_POSITION_NONE || e->value > CP_POSITION_STAND_ASIDE)
        return CP_REFUSED_NO_VALUE;
    if (e->value == CP_POSITION_OBJECT &&
        (e->ground <= CP_GROUND_NONE || e->ground > CP_GROUND_CLINICAL))
        return CP_REFUSED_NO_GROUND;
    take_position(life, e->unit, version, (enum cp_position)e->value);
    return CP_REFUSED_NOT;
}

/* ---- Objections
 * ---------------------------------------------------------------- */

static struct objection *
find_objection(const struct cp_life *life, uint64_t id)
{
    struct objection *o = life->inside->objections;
    while (o != NULL && o->is.id != id)
        o = o->next;
    return o;
}

static void
name_objection(struct cp_life *life, struct objection *o, uint64_t person)
{
    for (const struct backer *b = o->backers; b != NULL; b = b->next)
        if (b->person == person)
            return;
    struct backer *b = arena_new(life->arena, struct backer, 1);
    *b = (struct backer){ person, o->backers };
    o->backers = b;
}

static enum cp_refusal
raise_objection(struct cp_life *life, const struct cp_event *e)
{
    int32_t version = version_of(life, e);
    enum cp_refusal no = may_answer(life, e->person, e->unit, version);
    if (no != CP_REFUSED_NOT)
        return no;
    if (find_objection(life, e->objection) != NULL)
        return CP_REFUSED_SAME_OBJECTION;
    struct objection *o = arena_new(life->arena, struct objection, 1);
    *o = (struct objection){
        .is = { .id = e->objection,
            .unit = e->unit,
            .version = version,
            .day = e->day,
            .has_reason = e->has_reason,
            .is_safety = e->is_safety },
        .objector = e->person,
    };
    *life->inside->last = o;
    life->inside->last = &o->next;
    name_objection(life, o, e->person);
    life_give(life, e->person, e->unit, version, CP_VALUE_OBJECT);
    return CP_REFUSED_NOT;
}

static enum cp_refusal
back(struct cp_life *life, const struct cp_event *e)
{
    struct objection *o = find_objection(life, e->objection);
    if (o == NULL)
        return CP_REFUSED_NO_OBJECTION;
    enum cp_refusal no =
        may_answer(life, e->person, o->is.unit, version_of(life, e));
    if (no != CP_REFUSED_NOT)
        return no;
    if (o->is.is_closed)
        return CP_REFUSED_CLOSED;
    name_objection(life, o, e->person);
    life_give(
        life, e->person, o->is.unit, version_of(life, e), CP_VALUE_OBJECT);
    return CP_REFUSED_NOT;
}

static enum cp_refusal
close_objection(struct cp_life *life, const struct cp_event *e)
{
    struct objection *o = find_objection(life, e->objection);
    if (o == NULL)
        return CP_REFUSED_NO_OBJECTION;
    if (o->is.is_closed)
        return CP_REFUSED_CLOSED;
    bool is_own =
        e->by == CP_BY_OBJECTOR && (e->person == 0 || e->person == o->objector);
    if (!o->is.is_safety) {
        if (!is_own)
            return CP_REFUSED_OBJECTOR_ONLY;
        o->is.is_closed = true;
        return CP_REFUSED_NOT;
    }
    if (!is_own && e->by != CP_BY_COMMUNITY && e->by != CP_BY_LEAD)
        return CP_REFUSED_LEAD_AND_OWN;
    o->is.has_lead |= e->by == CP_BY_LEAD;
    o->is.has_own |= e->by != CP_BY_LEAD;
    o->is.is_closed = o->is.has_lead && o->is.has_own;
    return CP_REFUSED_NOT;
}

static enum cp_refusal
answer_objection(struct cp_life *life, const struct cp_event *e)
{
    struct objection *o = find_objection(life, e->objection);
    if (o == NULL)
        return CP_REFUSED_NO_OBJECTION;
    if (o->is.is_closed)
        return CP_REFUSED_CLOSED;
    o->is.is_answered = true;
    return CP_REFUSED_NOT;
}

/* ---- Versions
 * ------------------------------------------------------------------ */

static void
next_version(struct cp_life *life, enum cp_amend amend, int32_t day)
{
    struct life_inside *in = life->inside;
    if (life->version + 1 >= in->n_room) {
        struct change *wider =
            arena_new(life->arena, struct change, 2 * in->n_room);
        memcpy(wider, in->changes, (size_t)in->n_room * sizeof *wider);
        in->changes = wider;
        in->n_room *= 2;
    }
    life->version++;
    in->changes[life->version] = (struct change){ amend, day };
    if (amend != CP_AMEND_WORDING)
        life->base = life->version;
}

static enum cp_refusal
amend(struct cp_life *life, const struct cp_event *e)
{
    next_version(life, e->amend, e->day);
    if (e->amend != CP_AMEND_WORDING)
        for (int32_t i = 0; i < life->list.n_units; i++)
            life->inside->units[i].is_carved_out = false;
    return CP_REFUSED_NOT;
}

static enum cp_refusal
carve_out(struct cp_life *life, const struct cp_event *e)
{
    if (e->unit < 0 || e->unit >= life->list.n_units)
        return CP_REFUSED_NOT_LISTED;
    next_version(life, CP_AMEND_SUBSTANCE, e->day);
    life->inside->units[e->unit].is_carved_out = true;
    return CP_REFUSED_NOT;
}

static enum cp_refusal
not_only_wording(struct cp_life *life, const struct cp_event *e)
{
    int32_t version = version_of(life, e);
    if (e->unit < 0 || e->unit >= life->list.n_units)
        return CP_REFUSED_NOT_LISTED;
    if (version > life->version)
        return CP_REFUSED_VERSION;
    if (version <= life->base)
        return CP_REFUSED_NOT_WORDING;
    const struct change *c = &life->inside->changes[version];
    if (c->day > 0 && e->day > c->day + CP_LIFE_OBJECTION_DAYS)
        return CP_REFUSED_TOO_LATE;
    life->base = version;
    return CP_REFUSED_NOT;
}

/* ---- Its end
 * ------------------------------------------------------------------- */

static enum cp_refusal
close(struct cp_life *life)
{
    struct arena_mark mark = arena_mark(life->arena);
    enum cp_agreement_result is = cp_life_result(life, life->arena);
    arena_rewind(life->arena, mark);
    life->n_closes++;
    switch (is) {
    case CP_RESULT_AGREED:
    case CP_RESULT_AGREED_FOR_NOW:
    case CP_RESULT_AGREED_WITHOUT:
        life->is_ended = true;
        life->end = is;
        break;
    case CP_RESULT_OBJECTION_OPEN:
        if (life->round == CP_LIFE_ROUNDS) {
            life->is_ended = true;
            life->end = CP_RESULT_NOT_AGREED;
        } else {
            life->round++;
        }
        break;
    case CP_RESULT_NOT_READY:
    case CP_RESULT_STILL_TALKING:
    case CP_RESULT_WAITING:
    case CP_RESULT_GAPS:
    case CP_RESULT_NOT_AGREED:
    case CP_RESULT_WITHDRAWN: break;
    }
    return CP_REFUSED_NOT;
}

/* Somebody of a unit that was not heard objects to what holds for now. */
static enum cp_refusal
late_objection(struct cp_life *life, const struct cp_event *e)
{
    if (!life->is_ended || life->end != CP_RESULT_AGREED_FOR_NOW)
        return CP_REFUSED_NOT_FOR_NOW;
    if (e->unit < 0 || e->unit >= life->list.n_units)
        return CP_REFUSED_NOT_LISTED;
    if (!e->has_reason)
        return CP_REFUSED_NO_REASON;
    struct arena_mark mark = arena_mark(life->arena);
    struct cp_agreement what;
    struct cp_agreed is;
    cp_life_now(life, life->arena, &what);
    cp_agree(&is, life->arena, &what);
    bool was_heard = is.units[e->unit] != CP_UNIT_NOT_HEARD;
    arena_rewind(life->arena, mark);
    if (was_heard)
        return CP_REFUSED_NOT_FOR_NOW;
    struct cp_event now = *e; /* it is about what holds */
    now.version = life->version;
    enum cp_refusal no = raise_objection(life, &now);
    if (no == CP_REFUSED_NOT)
        life->is_ended = false;
    return no;
}

static enum cp_refusal
outreach(struct cp_life *life, const struct cp_event *e)
{
    if (e->unit < 0 || e->unit >= life->list.n_units)
        return CP_REFUSED_NOT_LISTED;
    if (e->route < 0 || e->route >= CP_LIFE_ROUTES || e->number < 1 ||
        e->number >= CP_LIFE_ROUTES)
        return CP_REFUSED_NO_VALUE;
    life->inside->units[e->unit].routes |= UINT64_C(1) << e->route;
    life->inside->units[e->unit].rounds_seen |= INT64_C(1) << e->number;
    return CP_REFUSED_NOT;
}

static enum cp_refusal
stand_aside(struct cp_life *life, const struct cp_event *e)
{
    if (e->unit < 0 || e->unit >= life->list.n_units)
        return CP_REFUSED_NOT_LISTED;
    if (life->list.units[e->unit].kind != CP_UNIT_MEMBERS)
        return CP_REFUSED_NOT_PEOPLE;
    take_position(life, e->unit, life->version, CP_POSITION_STAND_ASIDE);
    return CP_REFUSED_NOT;
}

enum cp_refusal
cp_life_take(struct cp_life *life, const struct cp_event *e)
{
    if (e->kind == CP_EVENT_LIST)
        return CP_REFUSED_FROZEN;
    if (e->kind == CP_EVENT_LATE_OBJECTION)
        return late_objection(life, e);
    if (life->is_ended)
        return CP_REFUSED_ENDED;
    switch (e->kind) {
    case CP_EVENT_ANSWER: return answer(life, e);
    case CP_EVENT_WITHDRAW_ANSWER: return withdraw_answer(life, e);
    case CP_EVENT_POSITION: return position(life, e);
    case CP_EVENT_OBJECTION: return raise_objection(life, e);
    case CP_EVENT_BACK: return back(life, e);
    case CP_EVENT_OUTREACH: return outreach(life, e);
    case CP_EVENT_STAND_ASIDE: return stand_aside(life, e);
    case CP_EVENT_AMEND: return amend(life, e);
    case CP_EVENT_NOT_ONLY_WORDING: return not_only_wording(life, e);
    case CP_EVENT_CARVE_OUT: return carve_out(life, e);
    case CP_EVENT_ANSWER_OBJECTION: return answer_objection(life, e);
    case CP_EVENT_CLOSE_OBJECTION: return close_objection(life, e);
    case CP_EVENT_CLOSE: return close(life);
    case CP_EVENT_WITHDRAW:
        life->is_ended = true;
        life->end = CP_RESULT_WITHDRAWN;
        return CP_REFUSED_NOT;
    case CP_EVENT_LATE_OBJECTION:
    case CP_EVENT_LIST: break;
    }
    return CP_REFUSED_NO_VALUE;
}
