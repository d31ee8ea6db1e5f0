/* An asking's file: sides, units, counts; and whether its list is the one that
 * was frozen. */
#include "decide/proposal/asking.h"

enum { SIDES_MOST = 1'000, UNITS_MOST = 100'000, STEPS_MOST = 2'000'000 };

enum err
asking_members(const struct json_value *v, const char *const *names,
    const char *of, struct why *why)
{
    uint64_t seen = 0;
    if (v->type != JSON_OBJECT)
        return err_say(why, ERR_BAD_INPUT, "%s is an object in braces", of);
    for (const struct json_value *m = v->first; m != NULL; m = m->next) {
        int i = 0;
        while (names[i] != NULL && !text_is_equal(m->name, text_of(names[i])))
            i++;
        if (names[i] == NULL)
            return err_say(why, ERR_BAD_INPUT, "%s has no \"%.*s\"", of,
                TEXT_ARG(text_prefix(m->name, 60)));
        if ((seen & UINT64_C(1) << i) != 0)
            return err_say(
                why, ERR_BAD_INPUT, "%s has \"%s\" twice", of, names[i]);
        seen |= UINT64_C(1) << i;
    }
    return OK;
}

/* ---- A unit
 * -------------------------------------------------------------------- */

struct reading {
    const struct json_value *v;
    text name;
    struct why *why;
    enum err e; /* of the first that went wrong */
};

static void
wrong(struct reading *r, const char *member, const char *is)
{
    if (r->e == OK)
        r->e = err_say(r->why, ERR_BAD_INPUT, "unit \"%.*s\": \"%s\" is %s",
            TEXT_ARG(text_prefix(r->name, 60)), member, is);
}

/* A count that may be left out, which is 0. */
static int64_t
count_of(struct reading *r, const char *member)
{
    const struct json_value *m = json_find(r->v, text_of(member));
    if (m == NULL || m->type == JSON_NULL)
        return 0;
    if (m->type != JSON_NUMBER || !m->is_int || m->number < 0)
        wrong(r, member, "a whole number from 0");
    return m->number;
}

static bool
flag_of(struct reading *r, const struct json_value *v, const char *member)
{
    const struct json_value *m = json_find(v, text_of(member));
    if (m != NULL && m->type != JSON_BOOL && m->type != JSON_NULL)
        wrong(r, member, "true or false");
    return m != NULL && m->is_true;
}

static void
read_objections(struct reading *r, struct arena *a, struct cp_agreement_unit *u)
{
    static const char *const names[] = { "id", "reason", "safety", "backers",
        "closed", NULL };
    const struct json_value *list = json_find(r->v, TEXT("objections"));
    if (list == NULL || list->type == JSON_NULL)
        return;
    if (list->type != JSON_ARRAY) {
        wrong(r, "objections", "a list");
        return;
    }
    struct cp_agreement_objection *o =
        arena_new(a, struct cp_agreement_objection, list->n);
    u->objections = o;
    for (const struct json_value *v = list->first; v != NULL && r->e == OK;
         v = v->next) {
        struct reading one = { v, r->name, r->why, OK };
        one.e = asking_members(v, names, "an objection", r->why);
        if (one.e == OK)
            o[u->n_objections++] = (struct cp_agreement_objection){
                .n_backers = count_of(&one, "backers"),
                .has_reason = flag_of(&one, v, "reason"),
                .is_safety = flag_of(&one, v, "safety"),
                .is_closed = flag_of(&one, v, "closed"),
            };
        r->e = one.e;
    }
}

static void
read_share(struct reading *r, struct cp_agreement_unit *u)
{
    const struct json_value *share = json_find(r->v, TEXT("threshold"));
    if (share == NULL || share->type == JSON_NULL)
        return;
    const struct json_value *of =
        share->type == JSON_ARRAY && share->n == 2 ? share->first->next : NULL;
    if (of == NULL || !of->is_int || !share->first->is_int || of->number == 0)
        wrong(r, "threshold", "two whole numbers, such as [3, 4]");
    else {
        u->share = share->first->number;
        u->of = of->number;
    }
}

static void
read_members(struct reading *r, struct arena *a, struct cp_agreement_unit *u)
{
    static const char *const names[] = { "id", "kind", "N", "agree", "live",
        "object", "unsure", "declared", "own_quorum", "threshold",
        "stand_aside", "outreach_rounds", "asked_routes", "objections", "state",
        NULL };
    const struct json_value *n = json_find(r->v, TEXT("N"));
    r->e = asking_members(r->v, names, "a unit of members", r->why);
    if (r->e == OK && n == NULL)
        wrong(r, "N", "wanted: how many belong to it; null: not known");
    if (r->e != OK)
        return;
    u->is_open = n->type == JSON_NULL;
    u->n_members = count_of(r, "N");
    u->declared = count_of(r, "declared");
    u->own_quorum = count_of(r, "own_quorum");
    u->n_agree = count_of(r, "agree");
    u->n_live = count_of(r, "live");
    u->n_object = count_of(r, "object");
    u->n_unsure = count_of(r, "unsure");
    u->stands_aside = flag_of(r, r->v, "stand_aside");
    u->outreach_rounds = count_of(r, "outreach_rounds");
    u->outreach_routes = count_of(r, "asked_routes");
    read_share(r, u);
    read_objections(r, a, u);
}

static void
read_role(struct reading *r, struct cp_agreement_unit *u)
{
    static const char *const names[] = { "id", "kind", "position", "state",
        NULL };
    static const char *const words[] = { NULL, "agree", "live", "object",
        "stand_aside" };
    const struct json_value *p = json_find(r->v, TEXT("position"));
    r->e = asking_members(r->v, names, "a unit of one role", r->why);
    if (r->e != OK || p == NULL || p->type == JSON_NULL)
        return;
    for (int i = 1; i < 5 && p->type == JSON_TEXT; i++)
        if (text_is_equal(p->text, text_of(words[i])))
            u->position = (enum cp_position)i;
    if (u->position == CP_POSITION_NONE)
        wrong(r, "position", "agree, live, object, stand_aside or null");
}

/* A state that was published without its counts: the least counts that give
 * it stand in for them, and nothing says them. */
static void
take_state(struct reading *r, struct cp_agreement_unit *u)
{
    const struct json_value *state = json_find(r->v, TEXT("state"));
    static const enum cp_position positions[CP_UNIT_STATES] = {
        [CP_UNIT_OBJECTS] = CP_POSITION_OBJECT,
        [CP_UNIT_STANDS_ASIDE] = CP_POSITION_STAND_ASIDE,
        [CP_UNIT_CONSENTS] = CP_POSITION_AGREE,
    };
    int k = 0;
    while (k < CP_UNIT_STATES &&
        !text_is_equal(
            state->text, text_of(asking_unit_word((enum cp_unit_state)k))))
        k++;
    int64_t heard = cp_agreement_unit_quorum(u);
    if (k == CP_UNIT_STATES || u->n_agree + u->n_live + u->n_object > 0) {
        wrong(r, "state", "the word of a state, and then there are no counts");
    } else if (u->kind == CP_UNIT_ROLE) {
        u->position = positions[k];
    } else {
        u->stands_aside = k == CP_UNIT_STANDS_ASIDE;
        u->n_agree = k == CP_UNIT_CONSENTS ? heard : 0;
        u->n_object = k == CP_UNIT_OBJECTS ? heard : 0;
        u->n_unsure = k == CP_UNIT_UNDECIDED ? heard : 0;
    }
}

static enum err
read_unit(struct asking *asking, struct arena *a, const struct json_value *v,
    struct cp_agreement_unit *u, struct why *why)
{
    const struct json_value *id = json_find(v, TEXT("id"));
    const struct json_value *kind = json_find(v, TEXT("kind"));
    if (id == NULL || id->type != JSON_TEXT || text_is_empty(id->text))
        return err_say(why, ERR_BAD_INPUT,
            "a unit of side \"%.*s\" has no name: \"id\" is wanted",
            TEXT_ARG(text_prefix(asking->side_names[u->side], 60)));
    struct reading r = { v, id->text, why, OK };
    asking->unit_names[asking->what.n_units] = id->text;
    bool is_role = kind != NULL && text_is_equal(kind->text, TEXT("role"));
    if (!is_role &&
        (kind == NULL || !text_is_equal(kind->text, TEXT("members"))))
        wrong(&r, "kind", "members or role");
    else if (is_role) {
        u->kind = CP_UNIT_ROLE;
        read_role(&r, u);
    } else {
        read_members(&r, a, u);
    }
    if (r.e == OK && json_find(v, TEXT("state")) != NULL) {
        take_state(&r, u);
        asking->is_given[asking->what.n_units] = true;
    }
    return r.e;
}

/* ---- A side
 * -------------------------------------------------------------------- */

static enum err
read_people(const struct json_value *people, struct cp_agreement_side *side,
    text name, struct why *why)
{
    int64_t n[3] = { 0 };
    int i = 0;
    for (const struct json_value *v = people->first; v != NULL; v = v->next)
        if (i < 3 && v->is_int && v->number >= 0)
            n[i++] = v->number;
        else
            i = 4;
    if (people->type != JSON_ARRAY || i != 3)
        return err_say(why, ERR_BAD_INPUT,
            "side \"%.*s\": \"people\" is three whole numbers: agree, can "
            "live with it, object",
            TEXT_ARG(text_prefix(name, 60)));
    *side = (struct cp_agreement_side){ n[0], n[1], n[2] };
    return OK;
}

/* Each is counted once: no more of them than belong to the side's units. */
static enum err
people_belong(const struct cp_agreement_unit *units, int32_t n,
    const struct cp_agreement_side *side, text name, struct why *why)
{
    int64_t all, n_most = 0;
    bool has_people = false;
    if (side->people_agree > CP_AGREEMENT_MOST ||
        side->people_live > CP_AGREEMENT_MOST ||
        side->people_object > CP_AGREEMENT_MOST)
        return OK; /* and cp_agreement_valid says so */
    all = side->people_agree + side->people_live + side->people_object;
    for (int32_t i = 0; i < n && n_most < all; i++) {
        if (units[i].kind != CP_UNIT_MEMBERS)
            continue;
        has_people = true;
        n_most = units[i].is_open || units[i].n_members > all
            ? all
            : n_most + units[i].n_members;
    }
    return !has_people || n_most >= all
        ? OK
        : err_say(why, ERR_BAD_INPUT,
              "side \"%.*s\": %lld people are counted, and %lld belong to its "
              "units",
              TEXT_ARG(text_prefix(name, 60)), (long long)all,
              (long long)n_most);
}

static enum err
read_side(struct asking *asking, struct arena *a, const struct json_value *v,
    struct cp_agreement_unit *units, struct cp_agreement_side *side,
    struct why *why)
{
    static const char *const names[] = { "id", "units", "people", "divided",
        NULL };
    enum err e = asking_members(v, names, "a side", why);
    if (e != OK)
        return e;
    const struct json_value *id = json_find(v, TEXT("id"));
    const struct json_value *list = json_find(v, TEXT("units"));
    const struct json_value *people = json_find(v, TEXT("people"));
    if (id == NULL || id->type != JSON_TEXT || text_is_empty(id->text))
        return err_say(
            why, ERR_BAD_INPUT, "a side has no name: \"id\" is wanted");
    if (list == NULL || list->type != JSON_ARRAY)
        return err_say(why, ERR_BAD_INPUT,
            "side \"%.*s\" has no list \"units\"",
            TEXT_ARG(text_prefix(id->text, 60)));
    asking->side_names[asking->what.n_sides] = id->text;
    int32_t first = asking->what.n_units;
    for (const struct json_value *u = list->first; u != NULL; u = u->next) {
        struct cp_agreement_unit *unit = &units[asking->what.n_units];
        unit->side = asking->what.n_sides;
        e = read_unit(asking, a, u, unit, why);
        if (e != OK)
            return e;
        side->people_agree += unit->n_agree;
        side->people_live += unit->n_live;
        side->people_object += unit->n_object;
        asking->what.n_units++;
    }
    asking->what.n_sides++;
    const struct json_value *divided = json_find(v, TEXT("divided"));
    if (divided != NULL) {
        *side = (struct cp_agreement_side){ .people_agree = !divided->is_true,
            .people_object = divided->is_true };
        return OK;
    }
    if (people == NULL || people->type == JSON_NULL)
        return OK;
    e = read_people(people, side, id->text, why);
    return e == OK ? people_belong(units + first, asking->what.n_units - first,
                         side, id->text, why)
                   : e;
}

int32_t
asking_unit(const struct asking *asking, text name)
{
    for (int32_t i = 0; i < asking->what.n_units; i++)
        if (text_is_equal(asking->unit_names[i], name))
            return i;
    return -1;
}

/* Two of one name could not be told apart in what is printed. */
static enum err
names_differ(const text *names, int32_t n, struct arena *a, const char *what,
    struct why *why)
{
    struct arena_mark mark = arena_mark(a);
    enum err e = OK;
    ptrdiff_t n_places = 16;
    while (n_places < 2 * (ptrdiff_t)n)
        n_places *= 2;
    const text **places = arena_new(a, const text *, n_places);
    for (int32_t i = 0; i < n && e == OK; i++) {
        uint64_t at = text_hash(names[i]) & (uint64_t)(n_places - 1);
        for (; places[at] != NULL; at = (at + 1) & (uint64_t)(n_places - 1))
            if (text_is_equal(*places[at], names[i]))
                e = err_say(why, ERR_BAD_INPUT, "two %s are called \"%.*s\"",
                    what, TEXT_ARG(text_prefix(names[i], 60)));
        places[at] = &names[i];
    }
    arena_rewind(a, mark);
    return e;
}

enum err
asking_read_sides(struct asking *asking, struct arena *a,
    const struct json_value *sides, struct why *why)
{
    int64_t n_units = 0;
    enum err e = OK;
    if (sides == NULL || sides->type != JSON_ARRAY)
        return err_say(why, ERR_BAD_INPUT, "it has no list \"sides\"");
    for (const struct json_value *s = sides->first; s != NULL; s = s->next) {
        const struct json_value *units = json_find(s, TEXT("units"));
        n_units += units == NULL ? 0 : units->n;
    }
    if (sides->n > SIDES_MOST || n_units > UNITS_MOST)
        return err_say(why, ERR_NO_ROOM,
            "more than %d sides, or more than %d units", SIDES_MOST,
            UNITS_MOST);
    struct cp_agreement_side *all =
        arena_new(a, struct cp_agreement_side, sides->n);
    struct cp_agreement_unit *units =
        arena_new(a, struct cp_agreement_unit, n_units);
    *asking = (struct asking){
        .side_names = arena_new(a, text, sides->n),
        .unit_names = arena_new(a, text, n_units),
        .is_given = arena_new(a, bool, n_units),
        .what = { .sides = all, .units = units },
    };
    for (const struct json_value *s = sides->first; s != NULL && e == OK;
         s = s->next)
        e = read_side(asking, a, s, units, &all[asking->what.n_sides], why);
    if (e == OK)
        e = names_differ(
            asking->side_names, asking->what.n_sides, a, "sides", why);
    return e != OK ? e
                   : names_differ(asking->unit_names, asking->what.n_units, a,
                         "units", why);
}

/* ---- What was frozen
 * ----------------------------------------------------------- */

static bool
is_same_rule(
    const struct cp_agreement_unit *x, const struct cp_agreement_unit *y)
{
    return x->kind == y->kind && x->is_open == y->is_open &&
        x->n_members == y->n_members && x->declared == y->declared &&
        x->own_quorum == y->own_quorum && x->share == y->share &&
        x->of == y->of;
}

/* Units of `one` that `other` has not as they are, on the same side. */
static enum err
has_all(const struct asking *one, const struct asking *other, const char *what,
    struct why *why)
{
    for (int32_t i = 0; i < one->what.n_units; i++) {
        text name = one->unit_names[i];
        int32_t at = asking_unit(other, name);
        const struct cp_agreement_unit *u = &one->what.units[i];
        const char *is = at < 0 ? what
            : !text_is_equal(one->side_names[u->side],
                  other->side_names[other->what.units[at].side])
            ? "is on another side"
            : !is_same_rule(u, &other->what.units[at])
            ? "has another size or rule"
            : NULL;
        if (is != NULL)
            return err_say(why, ERR_BAD_INPUT,
                "the list was frozen when asking opened, and has changed "
                "since: unit \"%.*s\" %s",
                TEXT_ARG(text_prefix(name, 60)), is);
    }
    return OK;
}

static enum err
is_as_frozen(const struct asking *asking, struct arena *a,
    const struct json_value *frozen, struct why *why)
{
    struct asking was;
    enum err e = asking_read_sides(&was, a, frozen, why);
    if (e == OK)
        e = has_all(asking, &was, "was not on it", why);
    if (e == OK)
        e = has_all(&was, asking, "is gone", why);
    if (e == OK && asking->what.n_sides != was.what.n_sides)
        e = err_say(why, ERR_BAD_INPUT,
            "the list was frozen when asking opened, and has changed since: "
            "it had %d sides, and has %d",
            was.what.n_sides, asking->what.n_sides);
    return e;
}

enum err
asking_read(struct asking *asking, struct arena *a, text all, struct why *why)
{
    static const char *const names[] = { "name", "sides", "steps", "frozen",
        /* a known answer has its own */
        "result", "side_states", "unit_states", "standing_aside", "why", NULL };
    struct json_value *v;
    enum err e = json_parse(all, a, &v, why);
    if (e == OK)
        e = asking_members(v, names, "an asking", why);
    if (e == OK)
        e = asking_read_sides(asking, a, json_find(v, TEXT("sides")), why);
    if (e != OK)
        return e;
    const struct json_value *frozen = json_find(v, TEXT("frozen"));
    const struct json_value *steps = json_find(v, TEXT("steps"));
    if (frozen != NULL && frozen->type != JSON_NULL)
        e = is_as_frozen(asking, a, frozen, why);
    if (e == OK && steps != NULL && steps->type != JSON_NULL)
        return steps->n > STEPS_MOST
            ? err_say(why, ERR_NO_ROOM, "more than %d steps", STEPS_MOST)
            : asking_read_steps(asking, a, steps, why);
    return e;
}

enum err
asking_judge(struct asking *asking, struct arena *a, struct why *why)
{
    int32_t at;
    struct why what = { 0 };
    enum err e = cp_agreement_valid(&asking->what, &at, &what);
    if (e != OK && at >= 0)
        return err_say(why, e, "unit \"%.*s\": %s",
            TEXT_ARG(text_prefix(asking->unit_names[at], 60)), what.text);
    if (e != OK)
        return err_say(why, e, "%s", what.text);
    cp_agree(&asking->is, a, &asking->what);
    require(cp_agree_check(&asking->what, &asking->is, NULL));
    return OK;
}
