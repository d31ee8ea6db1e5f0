/* Who answered what: two tables, of people in units and of people's sides. */
#include "engine/agreement/life_inside.h"

#include <string.h>

enum { PLACES = 64 };

uint64_t
life_place(uint64_t person, uint64_t unit)
{
    uint64_t x =
        person * 0x9e3779b97f4a7c15u ^ (unit + 1) * 0xbf58476d1ce4e5b9u;
    x ^= x >> 31;
    x *= 0x94d049bb133111ebu;
    return x ^ x >> 29;
}

enum err
cp_life_open(struct cp_life *life, struct arena *a,
    const struct cp_life_list *list, struct why *why)
{
    struct arena_mark mark = arena_mark(a);
    struct cp_agreement what = {
        .sides = arena_new(a, struct cp_agreement_side, list->n_sides),
        .n_sides = list->n_sides,
        .n_units = list->n_units,
    };
    struct cp_agreement_unit *units =
        arena_new(a, struct cp_agreement_unit, list->n_units);
    for (int32_t i = 0; i < list->n_units; i++)
        units[i] = (struct cp_agreement_unit){ .side = list->units[i].side,
            .kind = list->units[i].kind,
            .is_open = list->units[i].is_open,
            .n_members = list->units[i].n_members,
            .declared = list->units[i].declared,
            .own_quorum = list->units[i].own_quorum,
            .share = list->units[i].share,
            .of = list->units[i].of };
    what.units = units;
    int32_t at;
    enum err e = cp_agreement_valid(&what, &at, why);
    arena_rewind(a, mark);
    if (e != OK)
        return e;
    struct cp_life_unit *kept =
        arena_new(a, struct cp_life_unit, list->n_units);
    if (list->n_units > 0)
        memcpy(kept, list->units, (size_t)list->n_units * sizeof *list->units);
    struct life_inside *in = arena_new(a, struct life_inside, 1);
    *in = (struct life_inside){
        .units = arena_new(a, struct unit, list->n_units),
        .voices = arena_new(a, struct voice *, PLACES),
        .choices = arena_new(a, struct choice *, PLACES),
        .n_places = PLACES,
        .changes = arena_new(a, struct change, 8),
        .n_room = 8,
    };
    in->last = &in->objections;
    *life = (struct cp_life){ .arena = a,
        .list = { kept, list->n_sides, list->n_units },
        .version = 1,
        .base = 1,
        .round = 1,
        .inside = in };
    return OK;
}

/* Twice the places, when they are full. */
static void
widen(struct cp_life *life)
{
    struct life_inside *in = life->inside;
    if (in->n_voices < in->n_places && in->n_choices < in->n_places)
        return;
    ptrdiff_t n = 4 * in->n_places;
    struct voice **voices = arena_new(life->arena, struct voice *, n);
    struct choice **choices = arena_new(life->arena, struct choice *, n);
    for (ptrdiff_t i = 0; i < in->n_places; i++) {
        for (struct voice *v = in->voices[i], *next; v != NULL; v = next) {
            uint64_t at =
                life_place(v->person, (uint64_t)v->unit) & (uint64_t)(n - 1);
            next = v->next;
            v->next = voices[at];
            voices[at] = v;
        }
        for (struct choice *c = in->choices[i], *next; c != NULL; c = next) {
            uint64_t at = life_place(c->person, 0) & (uint64_t)(n - 1);
            next = c->next;
            c->next = choices[at];
            choices[at] = c;
        }
    }
    in->voices = voices;
    in->choices = choices;
    in->n_places = n;
}

struct voice *
life_find_voice(const struct cp_life *life, uint64_t person, int32_t unit)
{
    const struct life_inside *in = life->inside;
    struct voice *v = in->voices[life_place(person, (uint64_t)unit) &
        (uint64_t)(in->n_places - 1)];
    while (v != NULL && (v->person != person || v->unit != unit))
        v = v->next;
    return v;
}

struct choice *
life_find_choice(const struct cp_life *life, uint64_t person)
{
    const struct life_inside *in = life->inside;
    struct choice *c =
        in->choices[life_place(person, 0) & (uint64_t)(in->n_places - 1)];
    while (c != NULL && c->person != person)
        c = c->next;
    return c;
}

enum cp_answer_value
life_value(const struct cp_life *life, const struct voice *v)
{
    for (const struct given *g = v == NULL ? NULL : v->newest; g != NULL;
         g = g->before)
        if (g->version >= life->base)
            return g->value;
    return CP_VALUE_NONE;
}

void
life_give(struct cp_life *life, uint64_t person, int32_t unit, int32_t version,
    enum cp_answer_value value)
{
    struct life_inside *in = life->inside;
    struct voice *v = life_find_voice(life, person, unit);
    widen(life);
    if (v == NULL) {
        struct voice **at = &in->voices[life_place(person, (uint64_t)unit) &
            (uint64_t)(in->n_places - 1)];
        v = arena_new(life->arena, struct voice, 1);
        *v = (struct voice){ .person = person, .unit = unit, .next = *at };
        *at = v;
        in->n_voices++;
    }
    if (life_find_choice(life, person) == NULL) {
        struct choice **at =
            &in->choices[life_place(person, 0) & (uint64_t)(in->n_places - 1)];
        struct choice *c = arena_new(life->arena, struct choice, 1);
        *c = (struct choice){ person, life->list.units[unit].side, *at };
        *at = c;
        in->n_choices++;
    }
    if (v->newest != NULL && v->newest->version == version) {
        v->newest->value = value; /* changed: the last one counts */
        return;
    }
    struct given *g = arena_new(life->arena, struct given, 1);
    *g = (struct given){ version, value, v->newest };
    v->newest = g;
}
