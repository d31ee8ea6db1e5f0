/* A set of groups changed by hand: its rules, a move, confirmed. */
#include "match/group_pages.h"

#include "os/entropy.h"

/* ---- A form that was sent -------------------------------------------------
 */

enum err
group_sent_open(struct request *rq, const struct input *inputs, int n_inputs,
    void *given, struct group_sent *s)
{
    bool stands;
    struct view v = request_view(rq);
    *s = (struct group_sent){ .now = NULL };
    enum err e = group_set_open(rq, &s->p, &s->g, &stands);
    if (e == OK)
        e = form_parse(rq, inputs, n_inputs, &s->form, given);
    if (e == OK && stands)
        s->now = s->g;
    if (e == OK && s->p.set->is_confirmed)
        s->settled = say(&v,
            N_("These groups are confirmed. Open them again before you change "
               "them."));
    return e;
}

enum err
group_sent_refuse(
    struct request *rq, struct answer *an, struct group_sent *s, text sentence)
{
    if (s->form.inputs != group_people_inputs) /* another form was sent */
        form_open(rq, group_people_inputs, N_GROUP_PEOPLE_INPUTS, &s->form);
    s->form.error_all = sentence;
    an->status = 422;
    return group_set_answer_page(rq, an, &s->p, s->now, &s->form);
}

/* ---- Rules
 * -----------------------------------------------------------------------------
 */

static const char *const rule_kinds[] = { "together", "apart", NULL };
struct rule_form {
    text kind;
    int64_t a, b, end;
};
static const struct input rule_inputs[] = {
    INPUT(struct rule_form, kind, INPUT_CHOICE, .choices = rule_kinds,
        .label = N_("Together or not")),
    INPUT(struct rule_form, a, INPUT_KEY, .label = N_("Person")),
    INPUT(struct rule_form, b, INPUT_KEY, .label = N_("Person")),
    INPUT(struct rule_form, end, INPUT_KEY, .label = N_("Rule")),
};

static const struct group_member *
member_of(const struct group_set *set, int64_t id)
{
    for (ptrdiff_t i = 0; id != 0 && i < set->n_members; i++)
        if (set->members[i].row->id == id)
            return &set->members[i];
    return NULL;
}

enum err
group_rule_send(struct request *rq, struct answer *an)
{
    struct group_sent s;
    struct rule_form given = { 0 };
    struct view v = request_view(rq);
    enum err e = group_sent_open(rq, rule_inputs, 4, &given, &s);
    if (e != OK)
        return e;
    const struct group_set *set = s.p.set;
    struct group_change c =
        group_change_of(rq, s.p.set, &s.form, TEXT("change"));
    if (given.end != 0) {
        c.rule_end = given.end;
        return s.form.n_errors > 0 ? ERR_BAD_INPUT
                                   : group_change_write(rq, an, &c);
    }
    if (s.form.n_errors > 0 || text_is_empty(given.kind) ||
        given.a == given.b || member_of(set, given.a) == NULL ||
        member_of(set, given.b) == NULL)
        return group_sent_refuse(rq, an, &s,
            say(&v, N_("Choose two people, and whether they are together.")));
    if (set->n_rules >= PINS_MAX)
        return group_sent_refuse(rq, an, &s,
            say(&v, N_("There are as many rules as there can be.")));
    c.rule = (struct match_group_rule_insert_in){ .id = key_new(),
        .set_id = set->row.id,
        .kind = given.kind,
        .a_id = given.a < given.b ? given.a : given.b,
        .b_id = given.a < given.b ? given.b : given.a,
        .made_at = rq->now,
        .made_by = rq->actor.person_id,
        .has_made_by = true };
    return group_change_write(rq, an, &c);
}

/* ---- A move by hand
 * ----------------------------------------------------------------------- */

struct move_form {
    int64_t person, to, other;
};
static const struct input move_inputs[] = {
    INPUT(struct move_form, person, INPUT_KEY, .label = N_("Person")),
    INPUT(struct move_form, to, INPUT_INT, .min = 1, .max = GROUPS_MAX,
        .label = N_("To group")),
    INPUT(struct move_form, other, INPUT_KEY, .label = N_("In exchange for")),
};

/* What it would be like; false when it is no move. */
static bool
try_move(
    struct request *rq, struct group_sent *s, const struct move_form *given)
{
    struct view v = request_view(rq);
    struct group_set_page *p = &s->p;
    struct group_problem *g = s->now;
    const struct group_member *m = member_of(p->set, given->person);
    const struct group_member *other = member_of(p->set, given->other);
    if (g == NULL || m == NULL || given->to < 1 ||
        given->to > g->problem.n_groups || m->row->position == given->to ||
        (given->other != 0 &&
            (other == NULL || other->row->position != given->to)))
        return false;
    int64_t from = m->row->position;
    p->person_id = given->person;
    p->person_name = m->row->name;
    p->to = given->to;
    p->lowest_before = g->answer.lowest;
    p->sum_before = g->answer.sum;
    group_shown_of(&v, p->set, g, from, &p->before[0]);
    group_shown_of(&v, p->set, g, given->to, &p->before[1]);
    g->answer.group_of[m->at] = (int32_t)given->to - 1;
    m->row->position = given->to;
    if (other != NULL) {
        p->other_id = given->other;
        p->other_name = other->row->name;
        g->answer.group_of[other->at] = (int32_t)from - 1;
        other->row->position = from;
    }
    group_problem_value(&g->problem, &g->answer);
    p->lowest_after = g->answer.lowest;
    p->sum_after = g->answer.sum;
    group_shown_of(&v, p->set, g, from, &p->after[0]);
    group_shown_of(&v, p->set, g, given->to, &p->after[1]);
    return true;
}

static enum err
refuse_move(struct request *rq, struct answer *an, struct group_sent *s)
{
    struct view v = request_view(rq);
    return group_sent_refuse(rq, an, s,
        say(&v,
            N_("Choose somebody and another group; in exchange for somebody of "
               "that group, if you like.")));
}

enum err
group_move_show(struct request *rq, struct answer *an)
{
    struct group_sent s = { .now = NULL };
    struct move_form given = { 0 };
    bool stands;
    enum err e = group_set_open(rq, &s.p, &s.g, &stands);
    if (e == OK)
        e = group_words(rq->db, rq->arena, s.p.set);
    if (e != OK)
        return e;
    s.now = stands ? s.g : NULL;
    query_parse(rq, move_inputs, 3, &given);
    form_open(rq, group_people_inputs, N_GROUP_PEOPLE_INPUTS, &s.form);
    return try_move(rq, &s, &given)
        ? group_set_answer_page(rq, an, &s.p, s.now, &s.form)
        : refuse_move(rq, an, &s);
}

enum err
group_move_send(struct request *rq, struct answer *an)
{
    struct group_sent s;
    struct move_form given = { 0 };
    enum err e = group_sent_open(rq, move_inputs, 3, &given, &s);
    if (e != OK)
        return e;
    if (text_is_known(s.settled))
        return group_sent_refuse(rq, an, &s, s.settled);
    const struct group_member *m = member_of(s.p.set, given.person);
    int64_t from = m == NULL ? 0 : m->row->position;
    if (s.form.n_errors > 0 || !try_move(rq, &s, &given))
        return refuse_move(rq, an, &s);
    struct group_change c =
        group_change_of(rq, s.p.set, &s.form, TEXT("change"));
    c.moves[c.n_moves][0] = given.person;
    c.moves[c.n_moves++][1] = given.to;
    if (given.other != 0) {
        c.moves[c.n_moves][0] = given.other;
        c.moves[c.n_moves++][1] = from;
    }
    c.has_state = true;
    c.state.status = TEXT("proposed");
    c.state.is_moved = true;
    return group_change_write(rq, an, &c);
}

/* ---- Confirmed ---------------------------------------------------------- */

static const char *const confirm_acts[] = { "confirm", "open", NULL };
struct confirm_form {
    text act;
};
static const struct input confirm_inputs[] = {
    INPUT(struct confirm_form, act, INPUT_CHOICE, .is_required = true,
        .choices = confirm_acts, .label = N_("What to do")),
};

enum err
group_confirm_send(struct request *rq, struct answer *an)
{
    struct group_sent s;
    struct confirm_form given = { 0 };
    struct view v = request_view(rq);
    enum err e = group_sent_open(rq, confirm_inputs, 1, &given, &s);
    if (e != OK)
        return e;
    bool is_open = text_is_equal(given.act, TEXT("open"));
    if (s.form.n_errors > 0 || s.now == NULL)
        return group_sent_refuse(
            rq, an, &s, say(&v, N_("There are no groups yet.")));
    struct group_change c = group_change_of(
        rq, s.p.set, &s.form, is_open ? TEXT("change") : TEXT("confirm"));
    c.has_state = true;
    c.state.status = is_open ? TEXT("proposed") : TEXT("confirmed");
    c.state.has_confirmed_at = c.state.has_confirmed_by = !is_open;
    c.state.confirmed_at = is_open ? 0 : rq->now;
    c.state.confirmed_by = is_open ? 0 : rq->actor.person_id;
    c.gives_roles = !is_open;
    return group_change_write(rq, an, &c);
}
