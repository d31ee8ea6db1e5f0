/* The life of objections on a page: raised, worded, backed or noted, answered,
 * closed; who holds which key; and, where two rounds left one open, the
 * disagreement side by side. */
#include "decide/proposal/proposal_objection.h"

#include "base/key.h"
#include "decide/proposal/proposal_objection.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

enum { N_RESPOND = 2, N_ACT = 2, N_LATE = 4 };

/* ---- Forms -----------------------------------------------------------------
 */

struct respond_form {
    text way, words;
};
static const char *const ways[] = { "amendment", "carve_out", "trial",
    "reasons", NULL };
static const char *const way_labels[] = { N_("by an amendment"),
    N_("by leaving somebody out of it"), N_("by a trial"), N_("by reasons"),
    NULL };
static const struct input respond_inputs[] = {
    INPUT(struct respond_form, way, INPUT_CHOICE, .is_required = true,
        .choices = ways, .choice_labels = way_labels,
        .label = N_("How it is answered")),
    INPUT(struct respond_form, words, INPUT_PROSE, .is_required = true,
        .max = PROPOSAL_WORDS_MAX, .label = N_("Answer"),
        .hint = N_("It stays open until who raised it closes it.")),
};

struct act_form {
    text words, why;
};
static const struct input act_inputs[] = {
    INPUT(struct act_form, words, INPUT_PROSE, .is_required = true,
        .max = PROPOSAL_WORDS_MAX, .label = N_("What will you do now?")),
    INPUT(struct act_form, why, INPUT_PROSE, .is_required = true,
        .max = PROPOSAL_WORDS_MAX, .label = N_("Why?"),
        .hint = N_("Everybody may read both.")),
};

struct late_form {
    text unit, reason, mend;
    bool is_shown;
};

const char *
proposal_way_phrase(text way)
{
    for (int i = 0; ways[i] != NULL; i++)
        if (text_is_equal(way, text_of(ways[i])))
            return way_labels[i];
    return way_labels[3];
}

const char *
proposal_ground_phrase(int64_t ground)
{
    static const char *const labels[] = { "", N_("The law"), N_("Money"),
        N_("A clinical reason") };
    return ground >= 1 && ground <= 3 ? labels[ground] : labels[0];
}

static void
late_inputs(
    struct arena *a, const struct proposal_objection_page *p, struct input *in)
{
    const char **keys = arena_new(a, const char *, p->theirs.n_units + 1);
    const char **names = arena_new(a, const char *, p->theirs.n_units + 1);
    ptrdiff_t n = 0;
    for (int i = 0; i < p->theirs.n_units; i++) {
        char key[KEY_LENGTH];
        if (!proposal_was_not_heard(p->theirs.units[i]))
            continue;
        keys[n] = arena_c_string(a, key_print(p->theirs.units[i]->id, key));
        names[n++] = arena_c_string(a, p->theirs.units[i]->name);
    }
    in[0] = (struct input)INPUT(struct late_form, unit, INPUT_CHOICE,
        .is_required = true, .choices = keys, .choice_labels = names,
        .label = N_("For whom you answer"));
    in[1] = (struct input)INPUT(struct late_form, reason, INPUT_PROSE,
        .is_required = true, .max = PROPOSAL_WORDS_MAX,
        .label = N_("If you object: why?"));
    in[2] = (struct input)INPUT(struct late_form, mend, INPUT_PROSE,
        .max = PROPOSAL_WORDS_MAX, .label = N_("What would mend it?"));
    in[3] = (struct input)INPUT(struct late_form, is_shown, INPUT_BOOL,
        .label = N_("My words may be shown, without my name"));
}

/* ---- The page --------------------------------------------------------------
 */

static enum err
load(struct request *rq, struct proposal_objection_page *p)
{
    struct arena *a = rq->arena;
    struct proposal_objections_all_row *all;
    struct proposal_acts_row *acts;
    struct proposal_backed_by_row *backed;
    struct proposal_sides_there_row *sides;
    bool is_found;
    p->p = arena_new(a, struct proposal_whole, 1);
    enum err e = proposal_read(rq, p->p);
    if (e == OK)
        e = proposal_theirs_find(rq, p->p, &p->theirs);
    if (e != OK)
        return e;
    int64_t id = p->p->row.id;
    struct db_batch batch = db_batch_open(rq->db, a);
    proposal_asking_get_ask(&batch, (struct proposal_asking_get_in){ .id = id },
        &p->asking, &is_found);
    proposal_objections_all_ask(&batch,
        (struct proposal_objections_all_in){
            .proposal_id = id, .n_rows = OBJECTIONS_MAX },
        &all, &p->n_all);
    proposal_acts_ask(&batch,
        (struct proposal_acts_in){
            .proposal_id = id, .n_rows = PROPOSAL_UNITS_MAX },
        &acts, &p->n_acts);
    proposal_backed_by_ask(&batch,
        (struct proposal_backed_by_in){ .proposal_id = id,
            .voice = p->theirs.voice,
            .n_rows = PROPOSAL_OWN_MAX },
        &backed, &p->n_backed);
    proposal_sides_there_ask(&batch,
        (struct proposal_sides_there_in){
            .partnership_id = p->p->row.partnership_id,
            .n_rows = PROPOSAL_SIDES_MAX },
        &sides, &p->n_sides);
    e = db_batch_run(&batch);
    p->all = all;
    p->acts = acts;
    p->backed = backed;
    p->sides = sides;
    return e;
}

/* What may be said of which: words with consent, once asking has closed over
 * them; one's own always. */
static void
look(struct request *rq, struct proposal_objection_page *p)
{
    const struct proposal *row = &p->p->row;
    int64_t things[] = { row->id, row->partnership_id };
    p->address = proposal_sub(rq->arena, row->id, "");
    p->may_lead = actor_may(&rq->actor, WHO_FACILITATOR, things, 2);
    p->may_list = actor_may(&rq->actor, WHO_SIDE, things, 2);
    p->is_lead = proposal_is_lead(row, rq->actor.person_id);
    p->is_closed = text_is_equal(row->status, TEXT("closed"));
    p->is_over = text_is_equal(row->status, TEXT("ended"));
    p->is_not_agreed = text_is_equal(row->result, TEXT("NOT_AGREED"));
    p->shown = arena_new(rq->arena, struct proposal_objection_line, p->n_all);
    for (ptrdiff_t i = 0; i < p->n_all; i++) {
        const struct proposal_objections_all_row *o = &p->all[i];
        struct proposal_objection_line l = { .o = o };
        bool has_words = !text_is_empty(o->reason);
        l.is_own = p->theirs.voice != 0 && o->voice == p->theirs.voice;
        l.is_shown = o->is_shown == 2 && has_words;
        l.is_of_now = o->version >= row->base || o->is_safety;
        for (int k = 0; k < p->theirs.n_units; k++)
            l.is_theirs |= p->theirs.units[k]->number == o->unit;
        for (ptrdiff_t k = 0; k < p->n_backed; k++)
            l.has_turned |=
                p->backed[k].objection_id == o->id && p->backed[k].is_key;
        /* who raised it may be gone: then only their community can */
        l.may_turn = !p->is_over && !row->is_made && o->is_safety &&
            !o->is_closed && !o->own_key && !l.is_own && !p->is_lead &&
            l.is_theirs && !l.has_turned && (l.is_shown || !has_words);
        /* an organisation takes its own back by another position */
        l.may_withdraw = l.is_own && !p->theirs.is_role && !p->is_over &&
            !o->is_closed && !o->own_key && has_words;
        l.may_respond = p->may_lead && p->is_closed && l.is_shown &&
            !o->is_closed && l.is_of_now;
        p->has_hidden |= !l.is_shown && !l.is_own && o->is_shown != 1 &&
            !o->is_closed && l.is_of_now && text_is_known(row->result) &&
            o->has_is_adopted;
        if (l.is_shown || l.is_own || l.may_turn)
            p->shown[p->n_shown++] = l;
    }
}

enum err
proposal_objections_answer(struct request *rq, struct answer *an,
    const struct proposal_objection_wrong *w)
{
    struct proposal_objection_page p = { 0 };
    struct form *button = arena_new(rq->arena, struct form, 1);
    struct form *respond = arena_new(rq->arena, struct form, 1);
    struct form *act = arena_new(rq->arena, struct form, 1);
    struct form *late = arena_new(rq->arena, struct form, 1);
    struct input *in = arena_new(rq->arena, struct input, N_LATE);
    enum err e = load(rq, &p);
    if (e != OK)
        return e;
    look(rq, &p);
    form_open(rq, NULL, 0, button);
    p.button = button;
    form_open(rq, respond_inputs, N_RESPOND, respond);
    p.respond_form = w->respond != NULL ? w->respond : respond;
    p.wrong_id = w->wrong_id;
    if (p.is_over && p.is_not_agreed) {
        form_open(rq, act_inputs, N_ACT, act);
        p.act_form = w->act != NULL ? w->act : act;
    }
    if (p.is_over && !p.p->row.is_made &&
        text_is_equal(p.p->row.result, TEXT("AGREED_FOR_NOW")) &&
        !p.theirs.is_role)
        for (int i = 0; i < p.theirs.n_units; i++)
            if (p.late_form == NULL &&
                proposal_was_not_heard(p.theirs.units[i])) {
                late_inputs(rq->arena, &p, in);
                form_open(rq, in, N_LATE, late);
                form_give(late, "unit", text_of(in[0].choices[0]));
                p.late_form = w->late != NULL ? w->late : late;
            }
    const struct form *given = w->respond != NULL ? w->respond
        : w->act != NULL                          ? w->act
                                                  : w->late;
    if (given != NULL)
        rq->form = given;
    struct view v = request_view(rq);
    if (w->fault != NULL) {
        p.fault = say(&v, w->fault);
        an->status = 409;
    }
    decide_proposal_objection(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Objections")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
proposal_objections_show(struct request *rq, struct answer *an)
{
    return proposal_objections_answer(
        rq, an, &(struct proposal_objection_wrong){ 0 });
}

/* ---- Answering one ---------------------------------------------------------
 */

struct responding {
    int64_t id, objection_id, actor_id, now;
    text way, words, token;
    const char *fault;
};

static enum err
respond_it(struct db *writer, struct arena *a, void *arg)
{
    struct responding *r = arg;
    struct proposal_whole p;
    struct proposal_objections_all_row *all;
    ptrdiff_t n;
    text first;
    enum err e = once_take(writer, a, r->token, TEXT("respond"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, r->id, &p);
    if (e == OK)
        e = proposal_objections_all(writer, a,
            (struct proposal_objections_all_in){
                .proposal_id = r->id, .n_rows = OBJECTIONS_MAX },
            &all, &n);
    if (e != OK)
        return e;
    if (!text_is_equal(p.row.status, TEXT("closed"))) {
        r->fault = N_("Objections are answered between two askings. Nothing "
                      "was changed.");
        return ERR_CONFLICT;
    }
    for (ptrdiff_t i = 0; i < n; i++) {
        struct cp_event event = { .kind = CP_EVENT_ANSWER_OBJECTION,
            .day = (int32_t)(r->now / 86'400),
            .objection = (uint64_t)all[i].id };
        if (all[i].id != r->objection_id || all[i].is_shown != 2 ||
            all[i].is_closed)
            continue;
        e = proposal_objection_respond(writer,
            (struct proposal_objection_respond_in){ .id = all[i].id,
                .answered_by_way = r->way,
                .answered_words = r->words,
                .answered_on = day_of(a, r->now) },
            NULL);
        if (e == OK && !proposal_unit_of(&p, all[i].unit)->is_role)
            e = proposal_log_add(writer, a, r->id, &event, r->now);
        return e == OK ? audit_add(writer,
                             (struct audit){ .actor_id = r->actor_id,
                                 .action = TEXT("reply"),
                                 .kind = TEXT("proposal"),
                                 .thing_id = r->id })
                       : e;
    }
    return ERR_NOT_FOUND;
}

static enum err
finish(struct request *rq, struct answer *an, enum err e, int64_t id,
    const char *fault)
{
    if (e == ERR_CONFLICT && fault != NULL)
        return proposal_objections_answer(
            rq, an, &(struct proposal_objection_wrong){ .fault = fault });
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, id, "/objections"));
    return e;
}

enum err
proposal_respond_send(struct request *rq, struct answer *an)
{
    struct respond_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, respond_inputs, N_RESPOND, form, &given);
    if (e != OK)
        return e;
    struct responding r = { .id = request_key(rq, 0),
        .objection_id = request_key(rq, 1),
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .way = given.way,
        .words = given.words,
        .token = form->token };
    if (form->n_errors > 0)
        return proposal_objections_answer(rq, an,
            &(struct proposal_objection_wrong){
                .respond = form, .wrong_id = r.objection_id });
    e = db_write(rq->db, rq->arena, respond_it, &r);
    return finish(rq, an, e, r.id, r.fault);
}

/* ---- The community's key ---------------------------------------------------
 */

struct turning {
    int64_t id, objection_id, person_id, now;
    const struct actor *who;
    text token;
};

/* Two others of the same community, in the place of who raised it: who may be
 * gone, or not dare to say that it is met. */
static enum err
turn_it(struct db *writer, struct arena *a, void *arg)
{
    struct turning *t = arg;
    struct proposal_whole p;
    struct proposal_objections_all_row *all;
    struct proposal_keys_row *keys;
    const struct proposal_objections_all_row *o = NULL;
    ptrdiff_t n, n_keys;
    int64_t voice;
    text first;
    enum err e = once_take(writer, a, t->token, TEXT("turn"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, t->id, &p);
    if (e == OK)
        e = proposal_objections_all(writer, a,
            (struct proposal_objections_all_in){
                .proposal_id = t->id, .n_rows = OBJECTIONS_MAX },
            &all, &n);
    if (e == OK)
        e = proposal_voice_find(writer, a, t->id, t->person_id, t->now, &voice);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < n; i++)
        if (all[i].id == t->objection_id && all[i].is_safety &&
            !all[i].is_closed && !all[i].own_key && all[i].voice != voice &&
            (all[i].is_shown == 2 || text_is_empty(all[i].reason)) &&
            proposal_may_answer(t->who, proposal_unit_of(&p, all[i].unit)))
            o = &all[i];
    if (o == NULL || p.row.is_made || proposal_is_lead(&p.row, t->person_id) ||
        text_is_equal(p.row.status, TEXT("ended")))
        return ERR_NOT_FOUND;
    e = proposal_back(writer,
        (struct proposal_back_in){ .id = key_of_day(t->now),
            .proposal_id = t->id,
            .objection_id = o->id,
            .voice = voice,
            .is_key = true },
        NULL);
    if (e == OK)
        e = proposal_keys(writer, a,
            (struct proposal_keys_in){
                .objection_id = o->id, .n_rows = COMMUNITY_KEYS },
            &keys, &n_keys);
    if (e == OK && n_keys >= COMMUNITY_KEYS) {
        struct cp_event event = { .kind = CP_EVENT_CLOSE_OBJECTION,
            .day = (int32_t)(t->now / 86'400),
            .objection = (uint64_t)o->id,
            .by = CP_BY_COMMUNITY };
        e = proposal_log_add(writer, a, t->id, &event, t->now);
        if (e == OK)
            e = proposal_objection_turn(writer,
                (struct proposal_objection_turn_in){ .id = o->id,
                    .own_key = true,
                    .lead_key = o->lead_key,
                    .is_closed = o->lead_key },
                NULL);
    }
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("answer"),
                             .kind = TEXT("proposal"),
                             .thing_id = t->id,
                             .is_nameless = true })
                   : e;
}

enum err
proposal_community_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct turning t = { .id = request_key(rq, 0),
        .objection_id = request_key(rq, 1),
        .person_id = rq->actor.person_id,
        .who = &rq->actor,
        .now = rq->now };
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    t.token = form.token;
    e = db_write(rq->db, rq->arena, turn_it, &t);
    return finish(rq, an, e, t.id, NULL);
}

/* ---- What each organisation does now ---------------------------------------
 */

struct acting {
    int64_t id, unit_id, actor_id, now;
    const struct actor *who;
    text words, why, token;
    const char *fault;
};

static enum err
act_it(struct db *writer, struct arena *a, void *arg)
{
    struct acting *x = arg;
    struct proposal_whole p;
    const struct proposal_unit *unit = NULL;
    text first;
    enum err e = once_take(writer, a, x->token, TEXT("act"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, x->id, &p);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < p.n_units; i++)
        if (p.units[i].id == x->unit_id && p.units[i].is_role &&
            proposal_may_answer(x->who, &p.units[i]))
            unit = &p.units[i];
    if (unit == NULL)
        return ERR_NOT_FOUND;
    if (!text_is_equal(p.row.result, TEXT("NOT_AGREED")) ||
        !text_is_equal(p.row.status, TEXT("ended"))) {
        x->fault = N_("What an organisation does now is said when it was not "
                      "agreed.");
        return ERR_CONFLICT;
    }
    e = proposal_act_put(writer,
        (struct proposal_act_put_in){ .id = key_new(),
            .proposal_id = x->id,
            .unit = unit->number,
            .words = x->words,
            .why = x->why,
            .said_on = day_of(a, x->now) },
        NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = x->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("proposal"),
                             .thing_id = x->id })
                   : e;
}

enum err
proposal_act_send(struct request *rq, struct answer *an)
{
    struct act_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, act_inputs, N_ACT, form, &given);
    if (e != OK)
        return e;
    struct acting x = { .id = request_key(rq, 0),
        .unit_id = request_key(rq, 1),
        .actor_id = rq->actor.person_id,
        .who = &rq->actor,
        .words = given.words,
        .why = given.why,
        .now = rq->now,
        .token = form->token };
    if (form->n_errors > 0)
        return proposal_objections_answer(rq, an,
            &(struct proposal_objection_wrong){
                .act = form, .wrong_id = x.unit_id });
    e = db_write(rq->db, rq->arena, act_it, &x);
    return finish(rq, an, e, x.id, x.fault);
}
