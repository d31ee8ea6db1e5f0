/* What an asking comes to, as it stands. */
#include "engine/agreement/life_inside.h"

static enum cp_position
position_of(const struct cp_life *life, const struct unit *u)
{
    for (const struct taken *t = u->newest; t != NULL; t = t->before)
        if (t->version >= life->base)
            return t->position;
    return CP_POSITION_NONE;
}

bool
life_counts(const struct cp_life *life, const struct objection *o)
{
    return o->is.is_safety || o->is.version >= life->base;
}

static int64_t
n_backers(const struct cp_life *life, const struct objection *o)
{
    int64_t n = 0;
    for (const struct backer *b = o->backers; b != NULL; b = b->next)
        n += life_value(life, life_find_voice(life, b->person, o->is.unit)) ==
            CP_VALUE_OBJECT;
    return n;
}

static int64_t
n_bits(uint64_t x)
{
    int64_t n = 0;
    for (; x != 0; x &= x - 1)
        n++;
    return n;
}

/* Which of two answers is the more cautious: O, U, L, A, none. */
static int
caution(enum cp_answer_value v)
{
    switch (v) {
    case CP_VALUE_NONE: return 0;
    case CP_VALUE_AGREE: return 1;
    case CP_VALUE_LIVE: return 2;
    case CP_VALUE_UNSURE: return 3;
    case CP_VALUE_OBJECT: return 4;
    }
    return 0;
}

/* Everybody of a side once: what they said most cautiously in any of its
 * units. A person has few units, and is of one side. */
static void
count_people(const struct cp_life *life, struct arena *a,
    struct cp_agreement_side *sides)
{
    struct {
        uint64_t person;
        enum cp_answer_value value;
    } * people;
    const struct life_inside *in = life->inside;
    struct arena_mark mark = arena_mark(a);
    ptrdiff_t n = 2 * in->n_places;
    people = arena_take(a, (ptrdiff_t)sizeof *people, 8, n);
    for (ptrdiff_t i = 0; i < in->n_places; i++)
        for (const struct voice *v = in->voices[i]; v != NULL; v = v->next) {
            enum cp_answer_value value = life_value(life, v);
            if (value == CP_VALUE_NONE)
                continue;
            ptrdiff_t at =
                (ptrdiff_t)(life_place(v->person, 0) & (uint64_t)(n - 1));
            while (people[at].value != CP_VALUE_NONE &&
                people[at].person != v->person)
                at = (at + 1) & (n - 1);
            people[at].person = v->person;
            if (caution(value) > caution(people[at].value))
                people[at].value = value;
        }
    for (ptrdiff_t i = 0; i < n; i++) {
        if (people[i].value == CP_VALUE_NONE)
            continue;
        struct cp_agreement_side *s =
            &sides[life_find_choice(life, people[i].person)->side];
        s->people_agree += people[i].value == CP_VALUE_AGREE;
        s->people_live += people[i].value == CP_VALUE_LIVE;
        s->people_object += people[i].value == CP_VALUE_OBJECT;
    }
    arena_rewind(a, mark);
}

static void
count_objections(const struct cp_life *life, struct arena *a,
    struct cp_agreement_unit *units)
{
    struct cp_agreement_objection **next =
        arena_new(a, struct cp_agreement_objection *, life->list.n_units);
    for (const struct objection *o = life->inside->objections; o != NULL;
         o = o->next)
        units[o->is.unit].n_objections += life_counts(life, o);
    for (int32_t i = 0; i < life->list.n_units; i++) {
        next[i] =
            arena_new(a, struct cp_agreement_objection, units[i].n_objections);
        units[i].objections = next[i];
    }
    for (const struct objection *o = life->inside->objections; o != NULL;
         o = o->next)
        if (life_counts(life, o))
            *next[o->is.unit]++ =
                (struct cp_agreement_objection){ .n_backers =
                                                     n_backers(life, o),
                    .has_reason = o->is.has_reason,
                    .is_safety = o->is.is_safety,
                    .is_closed = o->is.is_closed };
}

void
cp_life_now(
    const struct cp_life *life, struct arena *a, struct cp_agreement *what)
{
    const struct life_inside *in = life->inside;
    struct cp_agreement_unit *units =
        arena_new(a, struct cp_agreement_unit, life->list.n_units);
    struct cp_agreement_side *sides =
        arena_new(a, struct cp_agreement_side, life->list.n_sides);
    for (int32_t i = 0; i < life->list.n_units; i++) {
        const struct cp_life_unit *l = &life->list.units[i];
        enum cp_position p = position_of(life, &in->units[i]);
        units[i] = (struct cp_agreement_unit){ .side = l->side,
            .kind = l->kind,
            .is_open = l->is_open,
            .n_members = l->n_members,
            .declared = l->declared,
            .own_quorum = l->own_quorum,
            .share = l->share,
            .of = l->of,
            .stands_aside =
                p == CP_POSITION_STAND_ASIDE || in->units[i].is_carved_out,
            .outreach_rounds = n_bits((uint64_t)in->units[i].rounds_seen),
            .outreach_routes = n_bits(in->units[i].routes),
            .position = in->units[i].is_carved_out && p != CP_POSITION_OBJECT
                ? CP_POSITION_STAND_ASIDE
                : p };
    }
    for (ptrdiff_t i = 0; i < in->n_places; i++)
        for (const struct voice *v = in->voices[i]; v != NULL; v = v->next) {
            enum cp_answer_value value = life_value(life, v);
            units[v->unit].n_agree += value == CP_VALUE_AGREE;
            units[v->unit].n_live += value == CP_VALUE_LIVE;
            units[v->unit].n_object += value == CP_VALUE_OBJECT;
            units[v->unit].n_unsure += value == CP_VALUE_UNSURE;
        }
    count_objections(life, a, units);
    count_people(life, a, sides);
    *what = (struct cp_agreement){ sides, units, life->list.n_sides,
        life->list.n_units };
}

enum cp_agreement_result
cp_life_result(const struct cp_life *life, struct arena *a)
{
    struct cp_agreement what;
    struct cp_agreed is;
    if (life->is_ended)
        return life->end;
    cp_life_now(life, a, &what);
    cp_agree(&is, a, &what);
    return is.result;
}

int32_t
cp_life_heard(const struct cp_life *life, struct arena *a)
{
    struct cp_agreement what;
    int32_t n = 0;
    cp_life_now(life, a, &what);
    for (int32_t i = 0; i < what.n_units; i++) {
        const struct cp_agreement_unit *u = &what.units[i];
        int64_t heard = u->n_agree + u->n_live + u->n_object + u->n_unsure;
        n += u->kind == CP_UNIT_ROLE
            ? u->position != CP_POSITION_NONE
            : u->stands_aside || heard >= cp_agreement_unit_quorum(u);
    }
    return n;
}

ptrdiff_t
cp_life_objections(
    const struct cp_life *life, struct arena *a, struct cp_life_objection **to)
{
    ptrdiff_t n = 0;
    for (const struct objection *o = life->inside->objections; o != NULL;
         o = o->next)
        n++;
    *to = arena_new(a, struct cp_life_objection, n);
    n = 0;
    for (const struct objection *o = life->inside->objections; o != NULL;
         o = o->next) {
        (*to)[n] = o->is;
        (*to)[n].n_backers = n_backers(life, o);
        (*to)[n++].counts = life_counts(life, o);
    }
    return n;
}
