/* The rule of mutual consent: units, then sides, then the whole. */
#include "engine/agreement/agreement.h"

/* ---- Quorum, backing
 * ----------------------------------------------------------- */

/* The least q with q * q >= n, by halving. */
static int64_t
root_up(int64_t n)
{
    int64_t low = 0, high = INT64_C(1) << 21;
    while (low < high) {
        int64_t q = (low + high) / 2;
        if (q * q >= n)
            high = q;
        else
            low = q + 1;
    }
    return low;
}

int64_t
cp_agreement_quorum(int64_t n_members, int64_t declared)
{
    if (n_members < 0)
        return declared > 3 ? declared : 3;
    int64_t q = root_up(n_members);
    q = q > 3 ? q : 3;
    return q < n_members ? q : n_members;
}

int64_t
cp_agreement_unit_quorum(const struct cp_agreement_unit *unit)
{
    int64_t q = cp_agreement_quorum(unit->is_open ? -1 : unit->n_members,
        unit->declared > 0 ? unit->declared : CP_AGREEMENT_DECLARED);
    return unit->own_quorum > q ? unit->own_quorum : q;
}

int64_t
cp_agreement_backing(int64_t n_heard)
{
    return n_heard < 4 ? 1 : n_heard < 8 ? 2 : (n_heard + 3) / 4;
}

bool
cp_agreement_is_adopted(
    const struct cp_agreement_objection *objection, int64_t n_heard)
{
    return !objection->is_closed && objection->has_reason &&
        (objection->is_safety ||
            objection->n_backers >= cp_agreement_backing(n_heard));
}

/* ---- What may be asked
 * --------------------------------------------------------- */

static bool
is_count(int64_t n)
{
    return n >= 0 && n <= CP_AGREEMENT_MOST;
}

static enum err
unit_valid(const struct cp_agreement *what, const struct cp_agreement_unit *u,
    struct why *why)
{
    if (u->side < 0 || u->side >= what->n_sides)
        return err_say(why, ERR_BAD_INPUT, "it is of no side");
    if (u->kind == CP_UNIT_ROLE)
        return OK;
    const int64_t counts[] = { u->n_members, u->declared, u->own_quorum,
        u->n_agree, u->n_live, u->n_object, u->n_unsure, u->outreach_rounds,
        u->outreach_routes };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (!is_count(counts[i]))
            return err_say(why, ERR_BAD_INPUT,
                "a number is below 0, or above 1,000,000,000,000");
    int64_t n_heard = u->n_agree + u->n_live + u->n_object + u->n_unsure;
    if (!u->is_open && n_heard > u->n_members)
        return err_say(why, ERR_BAD_INPUT,
            "%lld were heard, of %lld who belong to it", (long long)n_heard,
            (long long)u->n_members);
    if (!u->is_open && u->own_quorum > u->n_members && u->n_members > 0)
        return err_say(why, ERR_BAD_INPUT,
            "its own quorum of %lld is above the %lld who belong to it",
            (long long)u->own_quorum, (long long)u->n_members);
    if (u->share != 0 || u->of != 0) {
        if (u->of < 1 || u->of > CP_AGREEMENT_SHARE_MOST || u->share < 1 ||
            u->share > u->of)
            return err_say(why, ERR_BAD_INPUT,
                "its own share is a fraction from 2/3 to 1, with terms of at "
                "most 1,000,000");
        if (3 * u->share < 2 * u->of)
            return err_say(why, ERR_BAD_INPUT,
                "its own share of %lld/%lld is looser than 2/3",
                (long long)u->share, (long long)u->of);
    }
    for (ptrdiff_t i = 0; i < u->n_objections; i++)
        if (u->objections[i].n_backers < 0 ||
            (u->objections[i].n_backers > u->n_object &&
                !u->objections[i].is_closed && !u->objections[i].is_safety))
            return err_say(why, ERR_BAD_INPUT,
                "%lld back an objection, and %lld object",
                (long long)u->objections[i].n_backers, (long long)u->n_object);
    return OK;
}

enum err
cp_agreement_valid(
    const struct cp_agreement *what, int32_t *at, struct why *why)
{
    *at = -1;
    for (int32_t s = 0; s < what->n_sides; s++)
        if (!is_count(what->sides[s].people_agree) ||
            !is_count(what->sides[s].people_live) ||
            !is_count(what->sides[s].people_object))
            return err_say(why, ERR_BAD_INPUT,
                "a number of people is below 0, or above 1,000,000,000,000");
    for (int32_t i = 0; i < what->n_units; i++) {
        enum err e = unit_valid(what, &what->units[i], why);
        if (e != OK) {
            *at = i;
            return e;
        }
    }
    return OK;
}

/* ---- A unit
 * -------------------------------------------------------------------- */

static struct cp_agreement_why
because(enum cp_why why, int64_t n, int64_t of, int64_t wanted)
{
    return (struct cp_agreement_why){ .why = why,
        .side = -1,
        .unit = -1,
        .objection = -1,
        .n = n,
        .of = of,
        .wanted = wanted };
}

/* The adopted objection with the most weight: of safety first, then by
 * backers, then the earlier; -1: none. */
static int32_t
adopted(const struct cp_agreement_unit *u, int64_t n_heard)
{
    int32_t best = -1;
    for (ptrdiff_t i = 0; i < u->n_objections; i++) {
        const struct cp_agreement_objection *o = &u->objections[i];
        if (!cp_agreement_is_adopted(o, n_heard))
            continue;
        const struct cp_agreement_objection *b =
            best < 0 ? NULL : &u->objections[best];
        if (b == NULL || (o->is_safety && !b->is_safety) ||
            (o->is_safety == b->is_safety && o->n_backers > b->n_backers))
            best = (int32_t)i;
    }
    return best;
}

static enum cp_unit_state
members_state(const struct cp_agreement_unit *u, struct cp_agreement_why *why)
{
    int64_t accept = u->n_agree + u->n_live, view = accept + u->n_object;
    int64_t heard = view + u->n_unsure, wanted = cp_agreement_unit_quorum(u);
    int64_t share = u->of > 0 ? u->share : 2, of = u->of > 0 ? u->of : 3;
    int64_t least = (share * view + of - 1) / of;
    int32_t objection = adopted(u, heard);
    if (objection >= 0) {
        const struct cp_agreement_objection *o = &u->objections[objection];
        *why =
            because(o->is_safety ? CP_WHY_SAFETY_OBJECTION : CP_WHY_OBJECTION,
                o->n_backers, heard, cp_agreement_backing(heard));
        why->objection = objection;
        return CP_UNIT_OBJECTS;
    }
    if (u->stands_aside) {
        *why = because(CP_WHY_STOOD_ASIDE, 0, 0, 0);
        return CP_UNIT_STANDS_ASIDE;
    }
    if (heard < wanted) {
        *why = because(CP_WHY_TOO_FEW_HEARD, heard,
            u->is_open ? -1 : u->n_members, wanted);
        return CP_UNIT_NOT_HEARD;
    }
    if (view == 0) {
        *why = because(CP_WHY_ONLY_UNSURE, u->n_unsure, 0, 0);
        return CP_UNIT_UNDECIDED;
    }
    if (accept >= least && accept > u->n_unsure) {
        *why = because(CP_WHY_ENOUGH_ACCEPT, accept, view, least);
        return CP_UNIT_CONSENTS;
    }
    if (3 * u->n_object > view) {
        *why = because(CP_WHY_MANY_OBJECT, u->n_object, view, 0);
        return CP_UNIT_OBJECTS;
    }
    *why = accept < least ? because(CP_WHY_FEW_ACCEPT, accept, view, least)
                          : because(CP_WHY_MANY_UNSURE, u->n_unsure, accept, 0);
    return CP_UNIT_UNDECIDED;
}

static enum cp_unit_state
unit_state(const struct cp_agreement_unit *u, struct cp_agreement_why *why)
{
    if (u->kind == CP_UNIT_MEMBERS)
        return members_state(u, why);
    switch (u->position) {
    case CP_POSITION_OBJECT:
        *why = because(CP_WHY_ROLE_OBJECTS, 0, 0, 0);
        return CP_UNIT_OBJECTS;
    case CP_POSITION_STAND_ASIDE:
        *why = because(CP_WHY_STOOD_ASIDE, 0, 0, 0);
        return CP_UNIT_STANDS_ASIDE;
    case CP_POSITION_AGREE:
    case CP_POSITION_LIVE:
        *why = because(CP_WHY_ROLE_ACCEPTS, 0, 0, 0);
        return CP_UNIT_CONSENTS;
    case CP_POSITION_NONE: break;
    }
    *why = because(CP_WHY_ROLE_SILENT, 0, 0, 1);
    return CP_UNIT_NOT_HEARD;
}

/* ---- A side
 * -------------------------------------------------------------------- */

/* What is counted of a side's units; `first` of each: the unit, or -1. */
struct tally {
    int64_t n_units, n_members, n_consent; /* of members */
    struct {
        int64_t n;
        int32_t first;
    } empty, objects, undecided, silent, aside, unheard, unreached;
};

static void
count(int64_t *n, int32_t *first, int32_t unit)
{
    if ((*n)++ == 0)
        *first = unit;
}

static void
tally(struct tally *t, const struct cp_agreement_unit *u, int32_t i,
    enum cp_unit_state state)
{
    bool is_member = u->kind == CP_UNIT_MEMBERS;
    t->n_units++;
    t->n_members += is_member;
    if (is_member && !u->is_open && u->n_members == 0)
        count(&t->empty.n, &t->empty.first, i);
    switch (state) {
    case CP_UNIT_OBJECTS: count(&t->objects.n, &t->objects.first, i); break;
    case CP_UNIT_STANDS_ASIDE: count(&t->aside.n, &t->aside.first, i); break;
    case CP_UNIT_UNDECIDED:
        count(&t->undecided.n, &t->undecided.first, i);
        break;
    case CP_UNIT_CONSENTS: t->n_consent += is_member; break;
    case CP_UNIT_NOT_HEARD:
        if (!is_member) {
            count(&t->silent.n, &t->silent.first, i);
            break;
        }
        count(&t->unheard.n, &t->unheard.first, i);
        if (u->outreach_rounds < CP_AGREEMENT_ROUNDS ||
            u->outreach_routes < CP_AGREEMENT_ROUTES)
            count(&t->unreached.n, &t->unreached.first, i);
        break;
    }
}

static enum cp_side_state
unit_why(struct cp_agreement_why *why, enum cp_side_state state,
    enum cp_why code, int64_t n, int32_t unit)
{
    *why = because(code, n, 0, 0);
    why->unit = unit;
    return state;
}

static enum cp_side_state
side_state(const struct cp_agreement *what, const struct cp_agreement_side *s,
    const struct tally *t, struct cp_agreement_why *why)
{
    int64_t accept = s->people_agree + s->people_live;
    if (t->n_units == 0)
        return unit_why(why, CP_SIDE_EMPTY, CP_WHY_NO_UNIT, 0, -1);
    if (t->empty.n > 0)
        return unit_why(
            why, CP_SIDE_EMPTY, CP_WHY_UNIT_EMPTY, t->empty.n, t->empty.first);
    if (t->objects.n > 0)
        return unit_why(why, CP_SIDE_NOT_YET, CP_WHY_UNIT_OBJECTS, t->objects.n,
            t->objects.first);
    if (t->undecided.n > 0)
        return unit_why(why, CP_SIDE_TALKING, CP_WHY_UNIT_UNDECIDED,
            t->undecided.n, t->undecided.first);
    if (t->silent.n > 0)
        return unit_why(why, CP_SIDE_WAITING, CP_WHY_UNIT_SILENT, t->silent.n,
            t->silent.first);
    if (t->aside.n == t->n_units)
        return unit_why(why, CP_SIDE_STANDS_ASIDE, CP_WHY_ALL_STAND_ASIDE,
            t->aside.n, t->aside.first);
    if (t->n_members > 0 && t->n_consent == 0) {
        if (t->unheard.n > 0)
            return unit_why(why, CP_SIDE_NOT_HEARD, CP_WHY_NO_COMMUNITY_HEARD,
                t->unheard.n, t->unheard.first);
        return unit_why(why, CP_SIDE_DIVIDED, CP_WHY_NO_COMMUNITY_CONSENTS,
            t->n_members, -1);
    }
    if (t->n_members > 0 && accept <= s->people_object) {
        *why = because(CP_WHY_PEOPLE_DIVIDED, accept, s->people_object, 0);
        return CP_SIDE_DIVIDED;
    }
    if (t->unheard.n == 0)
        return unit_why(why, CP_SIDE_YES, CP_WHY_SIDE_YES, t->n_units, -1);
    if (t->unreached.n > 0) {
        const struct cp_agreement_unit *u = &what->units[t->unreached.first];
        *why = because(
            CP_WHY_OUTREACH_SHORT, u->outreach_rounds, u->outreach_routes, 0);
        why->unit = t->unreached.first;
        return CP_SIDE_GAPS;
    }
    if (2 * t->n_consent <= t->n_members) {
        *why = because(CP_WHY_FEW_COMMUNITIES, t->n_consent, t->n_members, 0);
        why->unit = t->unheard.first;
        return CP_SIDE_GAPS;
    }
    return unit_why(why, CP_SIDE_YES_FOR_NOW, CP_WHY_REACHED_OUT, t->unheard.n,
        t->unheard.first);
}

/* ---- The whole
 * ----------------------------------------------------------------- */

static enum cp_agreement_result
whole(const enum cp_side_state *sides, int32_t n_sides,
    struct cp_agreement_why *why)
{
    static const struct {
        enum cp_side_state side;
        enum cp_agreement_result result;
        enum cp_why why;
    } rows[] = {
        { CP_SIDE_EMPTY, CP_RESULT_NOT_READY, CP_WHY_SIDE_EMPTY },
        { CP_SIDE_NOT_YET, CP_RESULT_OBJECTION_OPEN, CP_WHY_SIDE_NOT_YET },
        { CP_SIDE_TALKING, CP_RESULT_STILL_TALKING, CP_WHY_SIDE_TALKING },
        { CP_SIDE_WAITING, CP_RESULT_WAITING, CP_WHY_SIDE_WAITING },
        { CP_SIDE_DIVIDED, CP_RESULT_STILL_TALKING, CP_WHY_SIDE_DIVIDED },
        { CP_SIDE_NOT_HEARD, CP_RESULT_STILL_TALKING, CP_WHY_SIDE_NOT_HEARD },
        /* here: fewer than two sides say yes in any way */
        { CP_SIDE_GAPS, CP_RESULT_GAPS, CP_WHY_SIDE_GAPS },
        { CP_SIDE_YES_FOR_NOW, CP_RESULT_AGREED_FOR_NOW, CP_WHY_SIDE_FOR_NOW },
        { CP_SIDE_STANDS_ASIDE, CP_RESULT_AGREED_WITHOUT, CP_WHY_SIDE_ASIDE },
    };
    int64_t n[CP_SIDE_STATES] = { 0 };
    int32_t first[CP_SIDE_STATES] = { 0 };
    for (int32_t s = 0; s < n_sides; s++)
        count(&n[sides[s]], &first[sides[s]], s);
    if (n_sides < 2) {
        *why = because(CP_WHY_FEW_SIDES, n_sides, 0, 2);
        return CP_RESULT_NOT_READY;
    }
    int64_t n_yes = n[CP_SIDE_YES] + n[CP_SIDE_YES_FOR_NOW] + n[CP_SIDE_GAPS];
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        if (rows[r].side == CP_SIDE_GAPS && n_yes < 2) {
            *why = because(CP_WHY_FEW_SAY_YES, n_yes, n_sides, 2);
            return CP_RESULT_STILL_TALKING;
        }
        if (n[rows[r].side] > 0) {
            *why = because(rows[r].why, n[rows[r].side], n_sides, 0);
            why->side = first[rows[r].side];
            return rows[r].result;
        }
    }
    *why = because(CP_WHY_ALL_YES, n_sides, n_sides, 0);
    return CP_RESULT_AGREED;
}

void
cp_agree(struct cp_agreed *to, struct arena *a, const struct cp_agreement *what)
{
    struct tally *tallies = arena_new(a, struct tally, what->n_sides);
    *to = (struct cp_agreed){
        .sides = arena_new(a, enum cp_side_state, what->n_sides),
        .side_why = arena_new(a, struct cp_agreement_why, what->n_sides),
        .units = arena_new(a, enum cp_unit_state, what->n_units),
        .unit_why = arena_new(a, struct cp_agreement_why, what->n_units),
    };
    for (int32_t i = 0; i < what->n_units; i++) {
        const struct cp_agreement_unit *u = &what->units[i];
        to->units[i] = unit_state(u, &to->unit_why[i]);
        to->unit_why[i].side = u->side;
        to->unit_why[i].unit = i;
        tally(&tallies[u->side], u, i, to->units[i]);
    }
    for (int32_t s = 0; s < what->n_sides; s++) {
        to->sides[s] =
            side_state(what, &what->sides[s], &tallies[s], &to->side_why[s]);
        to->side_why[s].side = s;
    }
    to->result = whole(to->sides, what->n_sides, &to->why);
}
