/* The page of a proposal's list, and changing the list. */
#include "decide/proposal/proposal_units.h"

#include "base/key.h"
#include "decide/proposal/proposal_units.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

enum { N_UNIT = 8 };

/* ---- Who can be named ----------------------------------------------------
 */

/* Picked from those who are in it: whether an address has an account is
 * nobody's to ask. */
enum err
proposal_people_load(struct request *rq, const struct proposal *row,
    bool has_partnership, struct proposal_people *to)
{
    struct arena *a = rq->arena;
    struct proposal_sides_there_row *sides;
    struct proposal_members_row *of[PROPOSAL_SIDES_MAX + 1];
    ptrdiff_t n_sides, n[PROPOSAL_SIDES_MAX + 1] = { 0 }, n_all = 0;
    enum err e = proposal_sides_there(rq->db, a,
        (struct proposal_sides_there_in){ .partnership_id = row->partnership_id,
            .n_rows = PROPOSAL_SIDES_MAX },
        &sides, &n_sides);
    for (ptrdiff_t i = 0; e == OK && i < n_sides + has_partnership; i++) {
        e = proposal_members(rq->db, a,
            (struct proposal_members_in){
                .thing_id = i < n_sides ? sides[i].id : row->partnership_id,
                .today = day_of(a, rq->now),
                .n_rows = MEMBERS_MAX },
            &of[i], &n[i]);
        n_all += n[i];
    }
    if (e != OK)
        return e;
    to->rows = arena_new(a, struct proposal_members_row, n_all);
    to->side_ids = arena_new(a, int64_t, n_all);
    to->keys = arena_new(a, const char *, n_all + 1);
    to->names = arena_new(a, const char *, n_all + 1);
    for (ptrdiff_t i = 0; i < n_sides + has_partnership; i++)
        for (ptrdiff_t k = 0; k < n[i]; k++) {
            char key[KEY_LENGTH];
            ptrdiff_t at = to->n_rows++;
            to->rows[at] = of[i][k];
            to->side_ids[at] = i < n_sides ? sides[i].id : 0;
            to->keys[at] =
                arena_c_string(a, key_print(of[i][k].person_id, key));
            to->names[at] = i < n_sides
                ? arena_c_string(a,
                      arena_print(a, "%.*s (%.*s)", TEXT_ARG(of[i][k].name),
                          TEXT_ARG(sides[i].name)))
                : arena_c_string(a, of[i][k].name);
        }
    return OK;
}

/* ---- The form of a unit --------------------------------------------------
 */

struct unit_form {
    text name, side, kind, person, share;
    int64_t n_members, own_quorum;
    bool takes_staff;
};
static const char *const kinds[] = { "members", "role", NULL };
static const char *const kind_labels[] = {
    N_("A community: its people answer one by one"),
    N_("An organisation: one named person answers for it"),
    NULL,
};
static const char *const shares[] = { "3/4", "4/5", "9/10", NULL };
static const char *const share_labels[] = { N_("three quarters"),
    N_("four fifths"), N_("nine tenths"), NULL };
static const int64_t share_terms[][2] = { { 3, 4 }, { 4, 5 }, { 9, 10 } };

const char *
proposal_share_phrase(const struct proposal_unit *u)
{
    for (int i = 0; shares[i] != NULL; i++)
        if (u->share == share_terms[i][0] && u->share_of == share_terms[i][1])
            return share_labels[i];
    return NULL;
}

static enum err
unit_inputs(struct request *rq, const struct proposal *row,
    const struct proposal_sides_there_row *sides, ptrdiff_t n_sides,
    struct input *in)
{
    struct arena *a = rq->arena;
    struct proposal_people people = { 0 };
    const char **keys = arena_new(a, const char *, n_sides + 1);
    const char **names = arena_new(a, const char *, n_sides + 1);
    for (ptrdiff_t i = 0; i < n_sides; i++) {
        char key[KEY_LENGTH];
        keys[i] = arena_c_string(a, key_print(sides[i].id, key));
        names[i] = arena_c_string(a, sides[i].name);
    }
    enum err e = proposal_people_load(rq, row, false, &people);
    in[0] = (struct input)INPUT(struct unit_form, name, INPUT_TEXT,
        .is_required = true, .max = 120,
        .label = N_("Who: a community or an organisation"));
    in[1] = (struct input)INPUT(struct unit_form, side, INPUT_CHOICE,
        .is_required = true, .choices = keys, .choice_labels = names,
        .label = N_("On which side"));
    in[2] = (struct input)INPUT(struct unit_form, kind, INPUT_CHOICE,
        .is_required = true, .choices = kinds, .choice_labels = kind_labels,
        .label = N_("How it answers"));
    in[3] = (struct input)INPUT(struct unit_form, n_members, INPUT_INT,
        .min = 1, .max = 1'000'000'000,
        .label = N_("Of a community: how many belong to it"),
        .hint = N_("Empty when nobody knows; then at least 12 must be heard."));
    in[4] = (struct input)INPUT(struct unit_form, person, INPUT_CHOICE,
        .choices = people.keys, .choice_labels = people.names,
        .label = N_("Of an organisation: who answers for it"),
        .hint = N_("A member of its side. Who is missing here is made a member "
                   "of the side first."));
    in[5] = (struct input)INPUT(struct unit_form, own_quorum, INPUT_INT,
        .min = 1, .max = 1'000'000,
        .label = N_("Of a community: how many must be heard, if it asks for "
                    "more than the rule"));
    in[6] = (struct input)INPUT(struct unit_form, share, INPUT_CHOICE,
        .choices = shares, .choice_labels = share_labels,
        .label = N_("Of a community: how many of them must accept, if it asks "
                    "for more than two thirds"));
    in[7] = (struct input)INPUT(struct unit_form, takes_staff, INPUT_BOOL,
        .label = N_("This community knows and accepts that staff of an "
                    "organisation on another side answer in it"));
    return e;
}

const struct form *
proposal_unit_form(
    struct request *rq, const struct proposal_units_page *p, enum err *e)
{
    struct input *in = arena_new(rq->arena, struct input, N_UNIT);
    struct form *form = arena_new(rq->arena, struct form, 1);
    *e = unit_inputs(rq, &p->p->row, p->sides, p->n_sides, in);
    if (*e == OK)
        form_open(rq, in, N_UNIT, form);
    return form;
}

/* ---- The page ------------------------------------------------------------
 */

struct units_ask {
    int64_t after, answer;
};
static const struct input units_inputs[] = {
    INPUT(struct units_ask, after, INPUT_INT, .min = 0, .max = 1'000),
    INPUT(struct units_ask, answer, INPUT_KEY),
};

static enum err
load(struct request *rq, struct proposal_units_page *p)
{
    struct arena *a = rq->arena;
    struct proposal_sides_there_row *sides;
    struct proposal_challenges_row *challenges;
    struct proposal_outreach_of_row *outreach;
    struct proposal_minutes_row *minutes;
    struct proposal_asking_get_in ask = { .id = request_key(rq, 0) };
    bool is_found;
    p->p = arena_new(a, struct proposal_whole, 1);
    enum err e = proposal_read(rq, p->p);
    if (e != OK)
        return e;
    struct db_batch batch = db_batch_open(rq->db, a);
    p->asking.id = ask.id;
    proposal_asking_get_ask(&batch, ask, &p->asking, &is_found);
    proposal_sides_there_ask(&batch,
        (struct proposal_sides_there_in){
            .partnership_id = p->p->row.partnership_id,
            .n_rows = PROPOSAL_SIDES_MAX },
        &sides, &p->n_sides);
    proposal_challenges_ask(&batch,
        (struct proposal_challenges_in){
            .proposal_id = ask.id, .n_rows = CHALLENGES_MAX },
        &challenges, &p->n_challenges);
    proposal_outreach_of_ask(&batch,
        (struct proposal_outreach_of_in){
            .proposal_id = ask.id, .n_rows = OUTREACH_MAX },
        &outreach, &p->n_outreach);
    proposal_minutes_ask(&batch,
        (struct proposal_minutes_in){
            .proposal_id = ask.id, .n_rows = PROPOSAL_MINUTES_MAX },
        &minutes, &p->n_minutes);
    e = db_batch_run(&batch);
    p->sides = sides;
    p->challenges = challenges;
    p->outreach = outreach;
    p->minutes = minutes;
    if (e == OK && !is_found)
        p->asking = (struct proposal_asking){ .id = ask.id };
    return e;
}

static void
look(struct request *rq, struct proposal_units_page *p)
{
    const struct proposal *row = &p->p->row;
    struct units_ask ask = { 0 };
    text today = day_of(rq->arena, rq->now);
    int64_t things[] = { row->id, row->partnership_id };
    query_parse(rq, units_inputs, 2, &ask);
    p->asked = ask.answer;
    char key[KEY_LENGTH];
    p->address = proposal_sub(rq->arena, row->id, "");
    p->sign_in = arena_print(
        rq->arena, "/sign-in?then=%.*s", TEXT_ARG(request_address(rq)));
    p->partnership = arena_print(rq->arena, "/partnership/%.*s",
        TEXT_ARG(key_print(row->partnership_id, key)));
    p->may_lead = actor_may(&rq->actor, WHO_FACILITATOR, things, 2);
    for (ptrdiff_t i = 0; i < p->p->n_units; i++)
        p->may_answer |= proposal_may_answer(&rq->actor, &p->p->units[i]);
    p->is_draft = text_is_equal(row->status, TEXT("draft"));
    p->is_listed = text_is_equal(row->status, TEXT("listed"));
    p->is_open = text_is_equal(row->status, TEXT("open"));
    p->is_over = text_is_equal(row->status, TEXT("ended"));
    p->is_challenged =
        p->is_listed && text_compare(today, p->asking.challenge_until) <= 0;
    for (ptrdiff_t i = 0; i < p->n_challenges; i++)
        p->has_unanswered |= !text_is_known(p->challenges[i].answer);
    ptrdiff_t from = ask.after < p->p->n_units ? ask.after : 0;
    p->units = from > 0 ? &p->p->units[from] : p->p->units;
    p->n_units = p->p->n_units - from;
    if (p->n_units > UNITS_ON_A_PAGE) {
        p->n_units = UNITS_ON_A_PAGE;
        p->next = request_with(rq, "after",
            arena_print(
                rq->arena, "%lld", (long long)(from + UNITS_ON_A_PAGE)));
    }
}

enum err
proposal_units_answer(
    struct request *rq, struct answer *an, const struct proposal_units_wrong *w)
{
    struct proposal_units_page p = { 0 };
    struct form *button = arena_new(rq->arena, struct form, 1);
    enum err e = load(rq, &p);
    if (e != OK)
        return e;
    look(rq, &p);
    bool is_closed = text_is_equal(p.p->row.status, TEXT("closed"));
    form_open(rq, NULL, 0, button);
    p.button = button;
    if (p.may_lead && (p.is_draft || p.is_listed))
        p.unit_form =
            w->unit != NULL ? w->unit : proposal_unit_form(rq, &p, &e);
    if (e == OK && p.may_lead && !p.p->row.is_made &&
        (is_closed || (p.is_listed && !p.is_challenged && !p.has_unanswered)))
        p.open_form =
            w->open != NULL ? w->open : proposal_open_form(rq, &p, &e);
    if (p.is_challenged && rq->actor.person_id != 0)
        p.challenge_form =
            w->challenge != NULL ? w->challenge : proposal_challenge_form(rq);
    if (p.may_lead && p.is_listed)
        p.reply_form = w->reply != NULL ? w->reply : proposal_reply_form(rq);
    if (w->reply != NULL)
        p.asked = w->reply_to;
    if (p.may_lead && !p.p->row.is_made && (p.is_open || is_closed))
        p.outreach_form =
            w->outreach != NULL ? w->outreach : proposal_outreach_form(rq, &p);
    if (e != OK)
        return e;
    const struct form *given = w->unit != NULL ? w->unit
        : w->open != NULL                      ? w->open
        : w->challenge != NULL                 ? w->challenge
        : w->reply != NULL                     ? w->reply
                                               : w->outreach;
    if (given != NULL)
        rq->form = given; /* the one that is wrong says the status */
    struct view v = request_view(rq);
    if (w->fault != NULL) {
        p.fault = say(&v, w->fault);
        an->status = 409;
    }
    decide_proposal_units(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Who must say yes")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
proposal_units_show(struct request *rq, struct answer *an)
{
    return proposal_units_answer(rq, an, &(struct proposal_units_wrong){ 0 });
}

void
proposal_units_redirect(
    struct request *rq, struct answer *an, int64_t id, const char *part)
{
    answer_redirect(rq, an,
        proposal_sub(rq->arena, id,
            arena_c_string(
                rq->arena, arena_print(rq->arena, "/list%s", part))));
}

/* ---- Changing the list ---------------------------------------------------
 */

struct listing {
    struct proposal_unit row;
    int64_t remove_id, actor_id, proposal_id, now;
    text token;
    bool is_other_side;
};

/* One person who speaks for organisations of two sides would be both that
 * agree with each other. */
static bool
speaks_elsewhere(const struct proposal_whole *p, const struct proposal_unit *u)
{
    for (ptrdiff_t i = 0; u->is_role && i < p->n_units; i++)
        if (p->units[i].is_role && p->units[i].side_id != u->side_id &&
            p->units[i].has_role_person_id &&
            p->units[i].role_person_id == u->role_person_id)
            return true;
    return false;
}

enum err
proposal_list_changed(
    struct db *writer, struct arena *a, int64_t id, text today)
{
    struct proposal_asking asking;
    enum err e = proposal_asking_load(writer, a, id, &asking);
    text least = proposal_day_after(a, today, CHALLENGE_LOOK_DAYS);
    if (e != OK || text_compare(asking.challenge_until, least) >= 0)
        return e;
    asking.challenge_until = least;
    return proposal_asking_save(writer, &asking);
}

/* Only before asking opens: then the list is frozen. */
static enum err
change_list(struct db *writer, struct arena *a, void *arg)
{
    struct listing *l = arg;
    struct proposal_whole p;
    text first;
    int64_t n = 0;
    enum err e = once_take(writer, a, l->token, TEXT("unit"), &first);
    l->is_other_side = false;
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, l->proposal_id, &p);
    if (e != OK)
        return e;
    bool is_listed = text_is_equal(p.row.status, TEXT("listed"));
    if (!is_listed && !text_is_equal(p.row.status, TEXT("draft")))
        return ERR_CONFLICT;
    if (l->remove_id != 0) {
        e = proposal_unit_remove(writer,
            (struct proposal_unit_remove_in){
                .proposal_id = l->proposal_id, .id = l->remove_id },
            NULL);
    } else {
        if (p.n_units == PROPOSAL_UNITS_MAX)
            return ERR_NO_ROOM;
        l->is_other_side = speaks_elsewhere(&p, &l->row);
        if (l->is_other_side)
            return ERR_CONFLICT;
        l->row.number = p.n_units == 0 ? 0 : p.units[p.n_units - 1].number + 1;
        e = proposal_unit_insert(writer, &l->row, &n);
        if (e == OK && n == 0)
            e = ERR_BUSY;
    }
    if (e == OK && is_listed)
        e = proposal_list_changed(writer, a, l->proposal_id, day_of(a, l->now));
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = l->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("proposal"),
                             .thing_id = l->proposal_id })
                   : e;
}

static enum err
finish_list(struct request *rq, struct answer *an, struct listing *l)
{
    struct proposal_units_wrong w = { 0 };
    l->now = rq->now;
    enum err e = db_write(rq->db, rq->arena, change_list, l);
    if (e == ERR_CONFLICT && l->is_other_side)
        w.fault = N_("This person answers for an organisation of another side. "
                     "Nobody agrees with themselves: name somebody else.");
    else if (e == ERR_CONFLICT)
        w.fault = N_("The list was frozen when asking opened. Nothing was "
                     "changed.");
    else if (e == ERR_NO_ROOM)
        w.fault = N_("There are too many on the list already.");
    if (w.fault != NULL)
        return proposal_units_answer(rq, an, &w);
    if (e == OK)
        proposal_units_redirect(rq, an, l->proposal_id, "#list");
    return e;
}

/* The person must be of that side: a stranger could not be asked what their
 * side thinks. */
static void
take_speaker(struct request *rq, const struct proposal_people *people,
    const struct unit_form *given, struct form *form, struct proposal_unit *row)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    int64_t id = 0;
    if (text_is_known(given->person) && key_parse(given->person, &id))
        for (ptrdiff_t i = 0; i < people->n_rows; i++)
            if (people->rows[i].person_id == id &&
                people->side_ids[i] == row->side_id) {
                row->has_role_person_id = true;
                row->role_person_id = id;
            }
    if (!row->has_role_person_id)
        form_error(form, "person",
            say(&v,
                id == 0 ? N_("name who answers for it")
                        : N_("this person is no member of that side")));
}

enum err
proposal_unit_send(struct request *rq, struct answer *an)
{
    struct proposal_whole whole;
    struct proposal_people people = { 0 };
    struct input *in = arena_new(rq->arena, struct input, N_UNIT);
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct unit_form given = { 0 };
    struct proposal_sides_there_row *sides = NULL;
    ptrdiff_t n_sides = 0;
    struct listing l = { .proposal_id = request_key(rq, 0),
        .actor_id = rq->actor.person_id };
    enum err e = proposal_whole_load(rq->db, rq->arena, l.proposal_id, &whole);
    if (e == OK)
        e = proposal_sides_there(rq->db, rq->arena,
            (struct proposal_sides_there_in){
                .partnership_id = whole.row.partnership_id,
                .n_rows = PROPOSAL_SIDES_MAX },
            &sides, &n_sides);
    if (e == OK)
        e = unit_inputs(rq, &whole.row, sides, n_sides, in);
    if (e == OK)
        e = proposal_people_load(rq, &whole.row, false, &people);
    if (e == OK)
        e = form_parse(rq, in, N_UNIT, form, &given);
    if (e != OK)
        return e;
    l.row = (struct proposal_unit){ .id = key_new(),
        .proposal_id = l.proposal_id,
        .name = given.name,
        .is_role = text_is_equal(given.kind, TEXT("role")) };
    bool has_side = key_parse(given.side, &l.row.side_id);
    if (l.row.is_role && form->n_errors == 0) {
        take_speaker(rq, &people, &given, form, &l.row);
    } else if (!l.row.is_role) {
        l.row.n_members = given.n_members;
        l.row.has_n_members = given.n_members > 0;
        l.row.own_quorum = given.own_quorum;
        l.row.takes_staff = given.takes_staff;
        for (int i = 0; shares[i] != NULL; i++)
            if (text_is_equal(given.share, text_of(shares[i]))) {
                l.row.share = share_terms[i][0];
                l.row.share_of = share_terms[i][1];
            }
        struct cp_agreement_unit rule = { .is_open = !l.row.has_n_members,
            .n_members = l.row.n_members };
        struct view v = view_in(rq->arena, rq->lang, 0);
        if (given.own_quorum > 0 &&
            given.own_quorum < cp_agreement_unit_quorum(&rule))
            form_error(form, "own_quorum",
                say(&v,
                    N_("the rule asks for more than that: a unit may be "
                       "stricter, never looser")));
        if (l.row.has_n_members && given.own_quorum > given.n_members)
            form_error(form, "own_quorum",
                say(&v, N_("that is more than belong to it")));
    }
    if (form->n_errors > 0 || !has_side)
        return proposal_units_answer(
            rq, an, &(struct proposal_units_wrong){ .unit = form });
    l.token = form->token;
    return finish_list(rq, an, &l);
}

enum err
proposal_unit_remove_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct listing l = { .proposal_id = request_key(rq, 0),
        .remove_id = request_key(rq, 1),
        .actor_id = rq->actor.person_id };
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    l.token = form.token;
    return finish_list(rq, an, &l);
}
