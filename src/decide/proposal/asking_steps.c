/* The steps of an asking's life, from a file: answers, objections, amendments,
 * closes, one after another. */
#include "decide/proposal/asking.h"

/* Words that become numbers, in the order in which they are met: 1, 2, ... */
struct numbered {
    const text **places;
    int32_t *numbers;
    ptrdiff_t n_places;
    int32_t n;
};

static struct numbered
numbered_in(struct arena *a, int64_t n_most)
{
    struct numbered w = { .n_places = 16 };
    while (w.n_places < 2 * n_most)
        w.n_places *= 2;
    w.places = arena_new(a, const text *, w.n_places);
    w.numbers = arena_new(a, int32_t, w.n_places);
    return w;
}

static int32_t
number_of(struct numbered *w, const text *word)
{
    uint64_t mask = (uint64_t)(w->n_places - 1), at = text_hash(*word) & mask;
    while (w->places[at] != NULL && !text_is_equal(*w->places[at], *word))
        at = (at + 1) & mask;
    if (w->places[at] == NULL) {
        w->places[at] = word;
        w->numbers[at] = ++w->n;
    }
    return w->numbers[at];
}

struct reading {
    const struct asking *asking;
    const struct json_value *v;
    struct numbered persons, objections, routes;
    ptrdiff_t step; /* from 1 */
    struct why *why;
    enum err e;
};

static void
wrong(struct reading *r, const char *member, const char *is)
{
    if (r->e == OK)
        r->e = err_say(r->why, ERR_BAD_INPUT, "step %td: \"%s\" is %s", r->step,
            member, is);
}

/* The place of a member's word in a list that ends in NULL; 0: it is not
 * there, for which the list has a NULL too. */
static int
word_of(struct reading *r, const char *member, const char *const *words,
    const char *is)
{
    const struct json_value *m = json_find(r->v, text_of(member));
    if (m == NULL || m->type == JSON_NULL)
        return 0;
    for (int i = 1; words[i] != NULL; i++)
        if (m->type == JSON_TEXT && text_is_equal(m->text, text_of(words[i])))
            return i;
    wrong(r, member, is);
    return 0;
}

static int32_t
whole_of(struct reading *r, const char *member)
{
    const struct json_value *m = json_find(r->v, text_of(member));
    if (m == NULL || m->type == JSON_NULL)
        return 0;
    if (!m->is_int || m->number < 0 || m->number > INT32_MAX) {
        wrong(r, member, "a whole number from 0");
        return 0;
    }
    return (int32_t)m->number;
}

static int32_t
numbered_of(struct reading *r, const char *member, struct numbered *w)
{
    const struct json_value *m = json_find(r->v, text_of(member));
    if (m == NULL || m->type == JSON_NULL)
        return 0;
    if (m->type != JSON_TEXT || text_is_empty(m->text)) {
        wrong(r, member, "a word of your own");
        return 0;
    }
    return number_of(w, &m->text);
}

static bool
flag_of(struct reading *r, const char *member)
{
    const struct json_value *m = json_find(r->v, text_of(member));
    if (m != NULL && m->type != JSON_BOOL && m->type != JSON_NULL)
        wrong(r, member, "true or false");
    return m != NULL && m->is_true;
}

static int32_t
unit_of(struct reading *r)
{
    const struct json_value *m = json_find(r->v, TEXT("unit"));
    if (m == NULL || m->type == JSON_NULL)
        return -1;
    int32_t unit = asking_unit(r->asking, m->text);
    if (unit < 0 && r->e == OK)
        r->e = err_say(r->why, ERR_BAD_INPUT,
            "step %td: unit \"%.*s\" was not on the list when asking opened, "
            "and the list is frozen then",
            r->step, TEXT_ARG(text_prefix(m->text, 60)));
    return unit;
}

static void
wants(struct reading *r, const char *member, bool is_there)
{
    if (!is_there && r->e == OK)
        r->e = err_say(r->why, ERR_BAD_INPUT, "step %td: \"%s\" is wanted here",
            r->step, member);
}

/* What each kind cannot do without. */
static void
look_at(struct reading *r, const struct cp_event *e)
{
    bool has_unit = e->unit >= 0;
    switch (e->kind) {
    case CP_EVENT_ANSWER:
        wants(r, "value", e->value != CP_VALUE_NONE);
        [[fallthrough]];
    case CP_EVENT_WITHDRAW_ANSWER:
        wants(r, "unit", has_unit);
        wants(r, "person", e->person != 0);
        break;
    case CP_EVENT_POSITION:
        wants(r, "unit", has_unit);
        wants(r, "value", e->value != CP_POSITION_NONE);
        break;
    case CP_EVENT_OBJECTION:
    case CP_EVENT_LATE_OBJECTION: wants(r, "unit", has_unit); [[fallthrough]];
    case CP_EVENT_BACK:
        wants(r, "person", e->person != 0);
        wants(r, "id", e->objection != 0);
        break;
    case CP_EVENT_OUTREACH:
        wants(r, "route", e->route != 0);
        wants(r, "round", e->number != 0);
        [[fallthrough]];
    case CP_EVENT_STAND_ASIDE:
    case CP_EVENT_NOT_ONLY_WORDING:
    case CP_EVENT_CARVE_OUT: wants(r, "unit", has_unit); break;
    case CP_EVENT_CLOSE_OBJECTION:
        wants(r, "by", e->by != CP_BY_NOBODY);
        [[fallthrough]];
    case CP_EVENT_ANSWER_OBJECTION: wants(r, "id", e->objection != 0); break;
    case CP_EVENT_LIST:
        if (r->e == OK)
            r->e = err_say(r->why, ERR_BAD_INPUT,
                "step %td changes the list of sides and units, which was "
                "frozen when asking opened",
                r->step);
        break;
    case CP_EVENT_AMEND:
    case CP_EVENT_CLOSE:
    case CP_EVENT_WITHDRAW: break;
    }
}

static void
read_step(struct reading *r, struct cp_event *e)
{
    static const char *const names[] = { "event", "unit", "person", "value",
        "ground", "id", "reason", "safety", "kind", "by", "route", "round",
        "version", "day", "if_closed_now", "ended", "note", NULL };
    static const char *const values[] = { NULL, "agree", "live", "object",
        "unsure", NULL };
    static const char *const positions[] = { NULL, "agree", "live", "object",
        "stand_aside", NULL };
    static const char *const grounds[] = { NULL, "law", "money", "clinical",
        NULL };
    static const char *const amends[] = { "substance", "wording", "trial",
        NULL };
    static const char *const bys[] = { NULL, "objector", "community", "lead",
        "proposer", "facilitator", "other_side", NULL };
    const struct json_value *kind = json_find(r->v, TEXT("event"));
    const struct json_value *amend = json_find(r->v, TEXT("kind"));
    int k = 0;
    *e = (struct cp_event){ .unit = -1 };
    r->e = asking_members(r->v, names, "a step", r->why);
    if (r->e != OK)
        return;
    while (k < CP_EVENTS &&
        (kind == NULL ||
            !text_is_equal(
                kind->text, text_of(cp_event_name((enum cp_event_kind)k)))))
        k++;
    if (k == CP_EVENTS) {
        wrong(r, "event", "answer, position, objection, back, amend, ...");
        return;
    }
    e->kind = (enum cp_event_kind)k;
    e->unit = unit_of(r);
    e->person = (uint64_t)numbered_of(r, "person", &r->persons);
    e->objection = (uint64_t)numbered_of(r, "id", &r->objections);
    e->version = whole_of(r, "version");
    e->day = whole_of(r, "day");
    e->route = numbered_of(r, "route", &r->routes);
    e->number = whole_of(r, "round");
    e->has_reason = flag_of(r, "reason") || e->kind == CP_EVENT_LATE_OBJECTION;
    e->is_safety = flag_of(r, "safety");
    e->ground =
        (enum cp_ground)word_of(r, "ground", grounds, "law, money or clinical");
    if (e->kind == CP_EVENT_POSITION)
        e->value = word_of(
            r, "value", positions, "agree, live, object or stand_aside");
    else
        e->value = word_of(r, "value", values, "agree, live, object or unsure");
    /* the words of who answers an objection are of no weight */
    if (e->kind == CP_EVENT_CLOSE_OBJECTION)
        e->by = (enum cp_by)word_of(r, "by", bys,
            "objector, community, lead, proposer, facilitator or other_side");
    if (amend != NULL && !text_is_equal(amend->text, text_of(amends[0])))
        e->amend = (enum cp_amend)word_of(
            r, "kind", amends, "substance, wording or trial");
    look_at(r, e);
}

static enum err
open_life(struct asking *asking, struct arena *a, struct why *why)
{
    const struct cp_agreement *w = &asking->what;
    struct cp_life_unit *units = arena_new(a, struct cp_life_unit, w->n_units);
    struct cp_life_list list = { units, w->n_sides, w->n_units };
    for (int32_t i = 0; i < w->n_units; i++) {
        const struct cp_agreement_unit *u = &w->units[i];
        if (u->n_agree + u->n_live + u->n_object + u->n_unsure +
                    u->n_objections + u->outreach_rounds + u->outreach_routes >
                0 ||
            u->stands_aside || u->position != CP_POSITION_NONE)
            return err_say(why, ERR_BAD_INPUT,
                "unit \"%.*s\" has counts, and the asking has steps: one of "
                "the two",
                TEXT_ARG(text_prefix(asking->unit_names[i], 60)));
        units[i] = (struct cp_life_unit){ .side = u->side,
            .kind = u->kind,
            .is_open = u->is_open,
            .n_members = u->n_members,
            .declared = u->declared,
            .own_quorum = u->own_quorum,
            .share = u->share,
            .of = u->of };
    }
    return cp_life_open(&asking->life, a, &list, why);
}

enum err
asking_read_steps(struct asking *asking, struct arena *a,
    const struct json_value *steps, struct why *why)
{
    if (steps->type != JSON_ARRAY)
        return err_say(why, ERR_BAD_INPUT, "\"steps\" is a list");
    enum err e = open_life(asking, a, why);
    if (e != OK)
        return e;
    struct reading r = { .asking = asking,
        .persons = numbered_in(a, steps->n),
        .objections = numbered_in(a, steps->n),
        .routes = numbered_in(a, steps->n),
        .why = why };
    asking->has_steps = true;
    asking->steps = arena_new(a, struct asking_step, steps->n);
    for (r.v = steps->first; r.v != NULL; r.v = r.v->next) {
        struct asking_step *s = &asking->steps[asking->n_steps++];
        r.step = asking->n_steps;
        read_step(&r, &s->event);
        if (r.e != OK)
            return r.e;
        s->refusal = cp_life_take(&asking->life, &s->event);
    }
    cp_life_now(&asking->life, a, &asking->what);
    return OK;
}
