/* Asking opens: the list is frozen, and the days are said. */
#include "decide/proposal/proposal_units.h"

#include "base/key.h"
#include "decide/heard/heard_count.h"
#include "decide/proposal/proposal_news.h"
#include "decide/paragraph/proposal_text.h"
#include "decide/paragraph/proposal_words.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

enum { N_OPEN = 3 };
struct open_form {
    text closes_on, lead;
    bool anyway;
};

/* The lead is wanted until there is one, and then not asked for. Never who
 * looks after the proposal. */
static enum err
open_inputs(struct request *rq, const struct proposal *row, struct input *in,
    int *n_in, struct proposal_people *people)
{
    text lack = { 0 };
    enum err e = row->has_lead_person_id
        ? OK
        : proposal_people_load(rq, row, true, people);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; e == OK && i < people->n_rows; i++) {
        bool is_again = people->rows[i].person_id == rq->actor.person_id;
        for (ptrdiff_t k = 0; k < n; k++)
            is_again |= people->rows[k].person_id == people->rows[i].person_id;
        if (is_again)
            continue;
        people->rows[n] = people->rows[i];
        people->keys[n] = people->keys[i];
        people->names[n++] = people->names[i];
    }
    people->n_rows = n;
    if (people->keys != NULL)
        people->keys[n] = people->names[n] = NULL;
    in[0] = (struct input)INPUT(struct open_form, closes_on, INPUT_DATE,
        .is_required = true, .label = N_("Asked until, that day included"),
        .hint = N_("From tomorrow on. Nobody can close it earlier."));
    *n_in = 1;
    if (!row->has_lead_person_id)
        in[(*n_in)++] = (struct input)INPUT(struct open_form, lead,
            INPUT_CHOICE, .is_required = true, .choices = people->keys,
            .choice_labels = people->names,
            .label = N_("The lead for safeguarding or equality"),
            .hint = N_("Not you. An objection of safety or rights is closed "
                       "only when this person and who raised it have both "
                       "said so."));
    if (e == OK)
        e = proposal_words_lack(rq->db, rq->arena, row, &lack);
    if (e == OK && lack.len > 0)
        in[(*n_in)++] = proposal_words_anyway(
            rq, lack, (ptrdiff_t)offsetof(struct open_form, anyway));
    return e;
}

const struct form *
proposal_open_form(
    struct request *rq, const struct proposal_units_page *p, enum err *e)
{
    struct proposal_people people = { 0 };
    struct input *in = arena_new(rq->arena, struct input, N_OPEN);
    struct form *form = arena_new(rq->arena, struct form, 1);
    int n = 0;
    *e = open_inputs(rq, &p->p->row, in, &n, &people);
    if (*e == OK)
        form_open(rq, in, n, form);
    return form;
}

struct opening {
    int64_t id, actor_id, now, lead_id;
    text closes_on, today, token, from;
    const char *fault;
};

/* Sides that have somebody on the list, in the partnership's order; units get
 * their numbers for good. */
enum err
proposal_freeze(
    struct db *writer, struct arena *a, struct proposal_whole *p, int64_t now)
{
    struct proposal_sides_there_row *there;
    ptrdiff_t n_there;
    struct cp_life life;
    int64_t n = 0;
    enum err e = proposal_sides_there(writer, a,
        (struct proposal_sides_there_in){
            .partnership_id = p->row.partnership_id,
            .n_rows = PROPOSAL_SIDES_MAX },
        &there, &n_there);
    p->n_sides = 0;
    p->sides = arena_new(a, struct proposal_sides_row, n_there);
    for (ptrdiff_t i = 0; e == OK && i < p->n_units; i++) {
        p->units[i].number = i;
        e = proposal_unit_update(writer, &p->units[i], NULL);
    }
    for (ptrdiff_t s = 0; e == OK && s < n_there; s++) {
        bool has_unit = false;
        for (ptrdiff_t i = 0; i < p->n_units; i++)
            has_unit |= p->units[i].side_id == there[s].id;
        if (!has_unit)
            continue;
        p->sides[p->n_sides] =
            (struct proposal_sides_row){ .number = p->n_sides,
                .side_id = there[s].id };
        e = proposal_side_insert(writer,
            &(struct proposal_side){ .id = key_new(),
                .proposal_id = p->row.id,
                .number = p->n_sides++,
                .side_id = there[s].id },
            &n);
        if (e == OK && n == 0)
            e = ERR_BUSY;
    }
    if (e == OK)
        e = proposal_log_open(writer, a, p, (int32_t)(now / 86'400));
    if (e == OK)
        e = heard_begin(writer, a,
            &(struct heard_of){ "proposal", p->row.id, p->row.partnership_id });
    return e == OK ? proposal_replay(writer, a, p, &life) : e;
}

/* What a list lacks before anybody can be asked; NULL: nothing. */
static const char *
list_lacks(const struct proposal_whole *p)
{
    bool is_two = false;
    if (!proposal_decides(p->row.level))
        return N_("This is not agreed between sides: people are heard on it, "
                  "from its own page.");
    for (ptrdiff_t i = 0; i < p->n_units; i++) {
        const struct proposal_unit *u = &p->units[i];
        is_two |= u->side_id != p->units[0].side_id;
        if (u->is_role && !u->has_role_person_id)
            return N_("An organisation on the list has nobody who answers for "
                      "it.");
    }
    return is_two ? NULL
                  : N_("Two sides or more must have somebody on the list.");
}

static enum err
has_unanswered(struct db *writer, struct arena *a, int64_t id, bool *has)
{
    struct proposal_challenges_row *rows;
    ptrdiff_t n;
    enum err e = proposal_challenges(writer, a,
        (struct proposal_challenges_in){
            .proposal_id = id, .n_rows = CHALLENGES_MAX },
        &rows, &n);
    *has = false;
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        *has |= !text_is_known(rows[i].answer);
    return e;
}

static enum err
may_open(struct db *writer, struct arena *a, struct proposal_whole *p,
    const struct proposal_asking *asking, struct opening *o)
{
    bool is_draft = text_is_equal(p->row.status, TEXT("draft"));
    bool is_listed = text_is_equal(p->row.status, TEXT("listed"));
    bool is_unanswered = false;
    enum err e = OK;
    if (p->row.is_made)
        o->fault = proposal_is_made_up;
    else if (!is_draft && !is_listed &&
        !text_is_equal(p->row.status, TEXT("closed")))
        o->fault = N_("This is being asked already, or is settled.");
    else if (is_draft)
        o->fault = N_("First the list is laid open, for seven days: who is "
                      "missing, who is split in two?");
    else if (is_listed && text_compare(o->today, asking->challenge_until) <= 0)
        o->fault = N_("The list is still open to challenge. Asking opens on "
                      "the day after.");
    else if (is_listed) {
        o->fault = list_lacks(p);
        e = has_unanswered(writer, a, p->row.id, &is_unanswered);
        if (is_unanswered)
            o->fault = N_("Each challenge of the list is answered before "
                          "asking opens.");
    }
    if (o->fault == NULL && !p->row.has_lead_person_id && o->lead_id == 0)
        o->fault =
            N_("Nobody is named who leads for safeguarding or equality.");
    return e == OK && o->fault != NULL ? ERR_CONFLICT : e;
}

static enum err
open_one(struct db *writer, struct arena *a, void *arg)
{
    struct opening *o = arg;
    struct proposal_whole p;
    struct proposal_asking asking;
    text first;
    enum err e = once_take(writer, a, o->token, TEXT("open"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    o->fault = NULL;
    if (e == OK)
        e = proposal_whole_load(writer, a, o->id, &p);
    if (e == OK)
        e = proposal_asking_load(writer, a, o->id, &asking);
    if (e == OK)
        e = may_open(writer, a, &p, &asking, o);
    if (e != OK)
        return e;
    if (!p.row.has_lead_person_id) {
        p.row.lead_person_id = o->lead_id;
        p.row.has_lead_person_id = true;
    }
    if (text_is_equal(p.row.status, TEXT("listed"))) {
        e = proposal_freeze(writer, a, &p, o->now);
        p.row.opened_on = o->today;
    }
    p.row.status = TEXT("open");
    p.row.closes_on = o->closes_on;
    asking.asked_on = o->today;
    asking.n_reminded = 0;
    if (e == OK)
        e = proposal_update(writer, &p.row, NULL);
    if (e == OK)
        e = proposal_asking_save(writer, &asking);
    if (e == OK)
        e = proposal_news_put(
            writer, a, o->id, NEWS_ASKED, o->from, o->actor_id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = o->actor_id,
                             .action = TEXT("open"),
                             .kind = TEXT("proposal"),
                             .thing_id = o->id })
                   : e;
}

enum err
proposal_open_send(struct request *rq, struct answer *an)
{
    struct open_form given = { 0 };
    int n_in = 0;
    struct input *in = arena_new(rq->arena, struct input, N_OPEN);
    struct proposal_people people = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct opening o = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .from = request_whole_address(rq, NULL, TEXT("")),
        .today = day_of(rq->arena, rq->now) };
    struct proposal_whole p;
    enum err e = proposal_read(rq, &p);
    if (e == OK)
        e = open_inputs(rq, &p.row, in, &n_in, &people);
    if (e == OK)
        e = form_parse(rq, in, n_in, form, &given);
    if (e != OK)
        return e;
    if (in[n_in - 1].kind == INPUT_BOOL && !given.anyway)
        form_error(
            form, "anyway", say(&v, N_("translate it first, or tick this")));
    if (form->n_errors == 0 && text_compare(given.closes_on, o.today) <= 0)
        form_error(
            form, "closes_on", say(&v, N_("choose tomorrow or a later day")));
    if (form->n_errors > 0)
        return proposal_units_answer(
            rq, an, &(struct proposal_units_wrong){ .open = form });
    if (!p.row.has_lead_person_id && !key_parse(given.lead, &o.lead_id))
        return ERR_BAD_INPUT;
    o.closes_on = given.closes_on;
    o.token = form->token;
    e = db_write(rq->db, rq->arena, open_one, &o);
    if (e == ERR_CONFLICT && o.fault != NULL)
        return proposal_units_answer(
            rq, an, &(struct proposal_units_wrong){ .fault = o.fault });
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, o.id, ""));
    return e;
}

/* ---- The list is laid open first -----------------------------------------
 */

static enum err
lay_open(struct db *writer, struct arena *a, void *arg)
{
    struct opening *o = arg;
    struct proposal_whole p;
    struct proposal_asking asking;
    text first;
    enum err e = once_take(writer, a, o->token, TEXT("lay open"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    o->fault = NULL;
    if (e == OK)
        e = proposal_whole_load(writer, a, o->id, &p);
    if (e == OK)
        e = proposal_asking_load(writer, a, o->id, &asking);
    if (e != OK)
        return e;
    o->fault = !proposal_decides(p.row.level)
        ? N_("This is not agreed between sides: it is heard, and told what "
             "came of it.")
        : text_is_equal(p.row.status, TEXT("draft"))
        ? list_lacks(&p)
        : N_("The list has been laid open already.");
    if (o->fault != NULL)
        return ERR_CONFLICT;
    p.row.status = TEXT("listed");
    asking.listed_on = o->today;
    asking.challenge_until = proposal_day_after(a, o->today, CHALLENGE_DAYS);
    e = proposal_update(writer, &p.row, NULL);
    if (e == OK)
        e = proposal_asking_save(writer, &asking);
    if (e == OK)
        e = proposal_news_put(
            writer, a, o->id, NEWS_LISTED, o->from, o->actor_id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = o->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("proposal"),
                             .thing_id = o->id })
                   : e;
}

enum err
proposal_lay_open_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct opening o = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .from = request_whole_address(rq, NULL, TEXT("")),
        .today = day_of(rq->arena, rq->now) };
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    o.token = form.token;
    e = db_write(rq->db, rq->arena, lay_open, &o);
    if (e == ERR_CONFLICT && o.fault != NULL)
        return proposal_units_answer(
            rq, an, &(struct proposal_units_wrong){ .fault = o.fault });
    if (e == OK)
        proposal_units_redirect(rq, an, o.id, "");
    return e;
}
