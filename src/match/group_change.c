/* A set of groups changed: its people, its rules, the machine's groups, a
 * move by hand, confirmed. */
#include "match/group_pages.h"

#include "os/entropy.h"

const struct input group_people_inputs[N_GROUP_PEOPLE_INPUTS] = {
    INPUT(struct group_people_form, file, INPUT_FILE,
        .label = N_("A file with one person a line"),
        .hint = N_("As CSV. Its first line names the columns: code, name, "
                   "organisation, role_family, level, interests, languages, "
                   "goals, free, lived, not_with")),
    INPUT(struct group_people_form, csv, INPUT_PROSE, .max = GROUP_FILE_BYTES,
        .label = N_("Or the same, pasted")),
};

/* The page again, with a sentence over it. */
static enum err
refuse(struct request *rq, struct answer *an, struct group_set_page *p,
    struct group_problem *g, struct form *form, text sentence)
{
    struct form people;
    if (form->inputs != group_people_inputs) { /* another form was sent */
        form_open(rq, group_people_inputs, N_GROUP_PEOPLE_INPUTS, &people);
        form = &people;
    }
    form->error_all = sentence;
    an->status = 422;
    return group_set_answer_page(rq, an, p, g, form);
}

/* ---- People
 * ---------------------------------------------------------------------------
 */

static enum err
read_upload(
    struct request *rq, const struct group_people_form *given, text *csv)
{
    struct buf b = buf_in(rq->arena, given->file.size + 1);
    enum { PIECE = 8192 };
    char piece[PIECE];
    for (int64_t at = 0; at < given->file.size;) {
        ptrdiff_t n = 0;
        enum err e = upload_read(rq, &given->file, at, piece, PIECE, &n);
        if (e != OK)
            return e;
        if (n == 0)
            break;
        buf_add(&b, (text){ piece, n });
        at += n;
    }
    *csv = buf_text(&b);
    return OK;
}

static enum err
keep_people(struct request *rq, struct answer *an, struct group_set_page *p,
    struct group_problem *g, struct form *form, struct group_list *list)
{
    if (text_is_known(list->problem))
        return refuse(rq, an, p, g, form, list->problem);
    struct group_change c = group_change_of(rq, p->set, form, TEXT("change"));
    c.list = list;
    c.has_state = true;
    c.state = (struct match_group_state){
        .id = p->set->row.id, .status = TEXT("open"), .seed = TEXT("")
    };
    return group_change_write(rq, an, &c);
}

static text
is_settled(struct request *rq, const struct group_set *set)
{
    struct view v = request_view(rq);
    return set->is_confirmed
        ? say(&v,
              N_("These groups are confirmed. Open them again before you "
                 "change them."))
        : (text){ 0 };
}

enum err
group_people_send(struct request *rq, struct answer *an)
{
    struct group_set_page p = { 0 };
    struct group_problem *g;
    struct group_people_form given = { 0 };
    struct group_list list;
    struct form form;
    bool stands;
    struct view v = request_view(rq);
    enum err e = group_set_open(rq, &p, &g, &stands);
    if (e == OK)
        e = form_parse(
            rq, group_people_inputs, N_GROUP_PEOPLE_INPUTS, &form, &given);
    if (e != OK)
        return e;
    struct group_problem *now = stands ? g : NULL;
    text csv = given.csv, settled = is_settled(rq, p.set);
    if (form.n_errors > 0)
        return group_set_answer_page(rq, an, &p, now, &form);
    if (text_is_known(settled))
        return refuse(rq, an, &p, now, &form, settled);
    if (given.file.is_given && given.file.size > GROUP_FILE_BYTES)
        return refuse(
            rq, an, &p, now, &form, say(&v, N_("This file is too large.")));
    if (given.file.is_given)
        e = read_upload(rq, &given, &csv);
    if (e == OK && text_is_empty(csv))
        return refuse(rq, an, &p, now, &form,
            say(&v, N_("Choose a file, or paste the list.")));
    if (e == OK)
        e = group_list_read(rq, csv, &list);
    return e == OK ? keep_people(rq, an, &p, now, &form, &list) : e;
}

struct round_form {
    int64_t round;
};
static const struct input from_round_inputs[] = {
    INPUT(struct round_form, round, INPUT_KEY, .is_required = true,
        .label = N_("Round of pairs")),
};

enum err
group_round_send(struct request *rq, struct answer *an)
{
    struct group_set_page p = { 0 };
    struct group_problem *g;
    struct group_list list;
    struct round_form given = { 0 };
    struct round r;
    struct form form;
    bool stands;
    struct view v = request_view(rq);
    enum err e = group_set_open(rq, &p, &g, &stands);
    if (e == OK)
        e = form_parse(rq, from_round_inputs, 1, &form, &given);
    if (e != OK)
        return e;
    text settled = is_settled(rq, p.set);
    if (text_is_known(settled))
        return refuse(rq, an, &p, stands ? g : NULL, &form, settled);
    if (form.n_errors > 0)
        return refuse(rq, an, &p, stands ? g : NULL, &form,
            say(&v, N_("Choose a round.")));
    e = round_load(rq->db, rq->arena, given.round, &r);
    if (e == OK && r.row.partnership_id != p.set->row.partnership_id)
        e = ERR_NOT_FOUND; /* another partnership's people are not theirs */
    if (e == OK)
        e = group_list_round(rq, &r, &list);
    return e == OK ? keep_people(rq, an, &p, stands ? g : NULL, &form, &list)
                   : e;
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
    struct group_set_page p = { 0 };
    struct group_problem *g;
    struct rule_form given = { 0 };
    struct form form;
    bool stands;
    struct view v = request_view(rq);
    enum err e = group_set_open(rq, &p, &g, &stands);
    if (e == OK)
        e = form_parse(rq, rule_inputs, 4, &form, &given);
    if (e != OK)
        return e;
    struct group_change c = group_change_of(rq, p.set, &form, TEXT("change"));
    if (given.end != 0) {
        c.rule_end = given.end;
        return form.n_errors > 0 ? ERR_BAD_INPUT
                                 : group_change_write(rq, an, &c);
    }
    if (form.n_errors > 0 || text_is_empty(given.kind) || given.a == given.b ||
        member_of(p.set, given.a) == NULL || member_of(p.set, given.b) == NULL)
        return refuse(rq, an, &p, stands ? g : NULL, &form,
            say(&v, N_("Choose two people, and whether they are together.")));
    if (p.set->n_rules >= PINS_MAX)
        return refuse(rq, an, &p, stands ? g : NULL, &form,
            say(&v, N_("There are as many rules as there can be.")));
    c.rule = (struct match_group_rule_insert_in){ .id = key_new(),
        .set_id = p.set->row.id,
        .kind = given.kind,
        .a_id = given.a < given.b ? given.a : given.b,
        .b_id = given.a < given.b ? given.b : given.a,
        .made_at = rq->now,
        .made_by = rq->actor.person_id,
        .has_made_by = true };
    return group_change_write(rq, an, &c);
}

/* ---- The machine
 * ------------------------------------------------------------------------- */

/* As many exchanges as end within two seconds or so; with few people what is
 * usual. */
static int64_t
effort_for(ptrdiff_t n)
{
    enum { MOST = 20'000'000 };
    int64_t usual = INT64_C(7'000) * n * n;
    return usual < MOST ? usual : MOST;
}

enum err
group_solve_send(struct request *rq, struct answer *an)
{
    struct group_set_page p = { 0 };
    struct group_problem *g;
    struct form form;
    struct why why = { 0 };
    bool stands;
    struct view v = request_view(rq);
    enum err e = group_set_open(rq, &p, &g, &stands);
    if (e == OK)
        e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    text settled = is_settled(rq, p.set);
    if (text_is_known(settled))
        return refuse(rq, an, &p, stands ? g : NULL, &form, settled);
    /* afresh: what stands may be of other sizes */
    e = group_set_problem(rq, p.set, g, &why);
    if (e == OK) {
        g->problem.seed = (uint64_t)p.set->row.id;
        g->problem.effort = effort_for(g->problem.n);
        e = cp_groups_solve(&g->answer, rq->arena, &g->problem, &why);
    }
    if (e == ERR_CONFLICT)
        return refuse(rq, an, &p, NULL, &form,
            say(&v,
                N_("No groups were found that keep all rules. Take a rule "
                   "away, or allow other sizes.")));
    if (e == ERR_BAD_INPUT)
        return refuse(rq, an, &p, NULL, &form,
            say_with(&v, N_("This cannot be done: %s"), 1,
                (struct phrase_arg[]){ phrase_arg(text_of(why.text)) }));
    if (e != OK)
        return e;
    require(cp_groups_check(&g->problem, &g->answer) == 0);
    struct group_change c = group_change_of(rq, p.set, &form, TEXT("solve"));
    c.g = g;
    c.has_state = true;
    c.state = (struct match_group_state){ .id = p.set->row.id,
        .status = TEXT("proposed"),
        .seed = arena_print(rq->arena, "%lld", (long long)p.set->row.id),
        .engine = TEXT(CP_VERSION),
        .has_is_proved = true,
        .is_proved = g->answer.is_proved,
        .has_lowest = true,
        .lowest = g->answer.lowest,
        .has_sum = true,
        .sum = g->answer.sum,
        .has_points = true,
        .points = g->answer.pairs,
        .has_bound = true,
        .bound = g->answer.pairs_bound,
        .has_solved_at = true,
        .solved_at = rq->now };
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
try_move(struct request *rq, struct group_set_page *p, struct group_problem *g,
    const struct move_form *given)
{
    struct view v = request_view(rq);
    const struct group_member *m = member_of(p->set, given->person);
    const struct group_member *other = member_of(p->set, given->other);
    if (m == NULL || given->to < 1 || given->to > g->problem.n_groups ||
        m->row->position == given->to ||
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

enum err
group_move_show(struct request *rq, struct answer *an)
{
    struct group_set_page p = { 0 };
    struct group_problem *g;
    struct move_form given = { 0 };
    struct form form;
    bool stands;
    struct view v = request_view(rq);
    enum err e = group_set_open(rq, &p, &g, &stands);
    if (e != OK)
        return e;
    query_parse(rq, move_inputs, 3, &given);
    form_open(rq, group_people_inputs, N_GROUP_PEOPLE_INPUTS, &form);
    if (!stands || !try_move(rq, &p, g, &given))
        return refuse(rq, an, &p, stands ? g : NULL, &form,
            say(&v,
                N_("Choose somebody and another group; in exchange for "
                   "somebody of that group, if you like.")));
    return group_set_answer_page(rq, an, &p, g, &form);
}

enum err
group_move_send(struct request *rq, struct answer *an)
{
    struct group_set_page p = { 0 };
    struct group_problem *g;
    struct move_form given = { 0 };
    struct form form;
    bool stands;
    struct view v = request_view(rq);
    enum err e = group_set_open(rq, &p, &g, &stands);
    if (e == OK)
        e = form_parse(rq, move_inputs, 3, &form, &given);
    if (e != OK)
        return e;
    text settled = is_settled(rq, p.set);
    if (text_is_known(settled))
        return refuse(rq, an, &p, stands ? g : NULL, &form, settled);
    int64_t from = 0;
    const struct group_member *m = member_of(p.set, given.person);
    if (m != NULL)
        from = m->row->position;
    if (form.n_errors > 0 || !stands || !try_move(rq, &p, g, &given))
        return refuse(rq, an, &p, stands ? g : NULL, &form,
            say(&v,
                N_("Choose somebody and another group; in exchange for "
                   "somebody of that group, if you like.")));
    struct group_change c = group_change_of(rq, p.set, &form, TEXT("change"));
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
    struct group_set_page p = { 0 };
    struct group_problem *g;
    struct confirm_form given = { 0 };
    struct form form;
    bool stands;
    struct view v = request_view(rq);
    enum err e = group_set_open(rq, &p, &g, &stands);
    if (e == OK)
        e = form_parse(rq, confirm_inputs, 1, &form, &given);
    if (e != OK)
        return e;
    bool is_open = text_is_equal(given.act, TEXT("open"));
    if (form.n_errors > 0 || !stands)
        return refuse(rq, an, &p, stands ? g : NULL, &form,
            say(&v, N_("There are no groups yet.")));
    struct group_change c = group_change_of(
        rq, p.set, &form, is_open ? TEXT("change") : TEXT("confirm"));
    c.has_state = true;
    c.state.status = is_open ? TEXT("proposed") : TEXT("confirmed");
    c.state.has_confirmed_at = c.state.has_confirmed_by = !is_open;
    c.state.confirmed_at = is_open ? 0 : rq->now;
    c.state.confirmed_by = is_open ? 0 : rq->actor.person_id;
    c.gives_roles = !is_open;
    return group_change_write(rq, an, &c);
}
