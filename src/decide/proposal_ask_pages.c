/* Answering a proposal, and the close. */
#include "decide/proposal.h"

#include "base/key.h"
#include "decide/asking.h"
#include "decide/decision.h"
#include "decide/proposal.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

enum { N_ANSWER = 8 };

/* ---- The form ------------------------------------------------------------ */

struct answer_form {
    text unit, value, ground, reason, mend;
    bool is_safety, is_shown;
    int64_t version;
};
static const char *const values[] = { "agree", "live", "object", "unsure",
    NULL };
static const char *const positions[] = { "agree", "live", "object",
    "stand_aside", NULL };
static const char *const value_labels[] = { N_("I agree"),
    N_("I can live with it"), N_("I object"), N_("I am not sure"), NULL };
static const char *const position_labels[] = { N_("I agree"),
    N_("I can live with it"), N_("I object"), N_("We stand aside"), NULL };
static const char *const grounds[] = { "law", "money", "clinical", NULL };
static const char *const ground_labels[] = { N_("The law"), N_("Money"),
    N_("A clinical reason"), NULL };

static void
answer_inputs(
    struct arena *a, const struct proposal_answer_page *p, struct input *in)
{
    const char **keys = arena_new(a, const char *, p->n_mine + 1);
    const char **names = arena_new(a, const char *, p->n_mine + 1);
    for (int i = 0; i < p->n_mine; i++) {
        char key[KEY_LENGTH];
        keys[i] = arena_c_string(a, key_print(p->mine[i]->id, key));
        names[i] = arena_c_string(a, p->mine[i]->name);
    }
    in[0] = (struct input)INPUT(struct answer_form, unit, INPUT_CHOICE,
        .is_required = true, .choices = keys, .choice_labels = names,
        .label = N_("For whom you answer"));
    in[1] = (struct input)INPUT(struct answer_form, value, INPUT_CHOICE,
        .is_required = true, .choices = p->is_role ? positions : values,
        .choice_labels = p->is_role ? position_labels : value_labels,
        .label = N_("Your answer"));
    in[2] = (struct input)INPUT(struct answer_form, ground, INPUT_CHOICE,
        .choices = grounds, .choice_labels = ground_labels,
        .label = N_("If the organisation objects: on what ground"));
    in[3] = (struct input)INPUT(struct answer_form, reason, INPUT_PROSE,
        .max = 4000, .label = N_("If you object: why?"),
        .hint = N_("Without a reason it counts as an answer, no more."));
    in[4] = (struct input)INPUT(struct answer_form, mend, INPUT_PROSE,
        .max = 4000, .label = N_("What would mend it?"));
    in[5] = (struct input)INPUT(struct answer_form, is_safety, INPUT_BOOL,
        .label = N_("It is about somebody's safety or rights"),
        .hint = N_("Once asking has closed, the lead for safety and rights "
                   "reads your words, without your name."));
    in[6] = (struct input)INPUT(struct answer_form, is_shown, INPUT_BOOL,
        .label = N_("My words may be shown, without my name"));
    in[7] = (struct input)INPUT(struct answer_form, version, INPUT_INT,
        .is_required = true, .min = 1, .max = 1'000'000);
}

static enum err
load_page(struct request *rq, struct proposal_answer_page *p)
{
    struct arena *a = rq->arena;
    struct proposal_voice_of_row voice;
    struct proposal_answers_row *answers;
    struct proposal_objections_of_row *objections;
    struct proposal_versions_row *versions = NULL;
    ptrdiff_t n_answers = 0;
    int64_t id = request_key(rq, 0);
    p->p = arena_new(a, struct proposal_whole, 1);
    enum err e = proposal_read(rq, p->p);
    if (e != OK)
        return e;
    p->address = proposal_sub(a, id, "");
    p->mine = arena_new(a, const struct proposal_unit *, p->p->n_units);
    for (ptrdiff_t i = 0; i < p->p->n_units; i++)
        p->is_role |= p->p->units[i].is_role &&
            proposal_may_answer(&rq->actor, &p->p->units[i]);
    /* who speaks for an organisation does not answer as a resident, too */
    for (ptrdiff_t i = 0; i < p->p->n_units; i++)
        if (p->p->units[i].is_role == p->is_role &&
            proposal_may_answer(&rq->actor, &p->p->units[i]))
            p->mine[p->n_mine++] = &p->p->units[i];
    if (p->n_mine == 0)
        return ERR_DENIED;
    if (p->p->row.version > 1)
        e = proposal_versions(rq->db, a,
            (struct proposal_versions_in){ .proposal_id = id, .n_rows = 1 },
            &versions, &p->n_versions);
    p->versions = versions;
    if (e == OK)
        e = proposal_voice_of(rq->db, a,
            (struct proposal_voice_of_in){
                .proposal_id = id, .person_id = rq->actor.person_id },
            &voice);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK)
        e = proposal_answers(rq->db, a,
            (struct proposal_answers_in){ .proposal_id = id,
                .voice = voice.number,
                .n_rows = PROPOSAL_OWN_MAX },
            &answers, &n_answers);
    if (e == OK)
        e = proposal_objections_of(rq->db, a,
            (struct proposal_objections_of_in){ .proposal_id = id,
                .voice = voice.number,
                .n_rows = PROPOSAL_OWN_MAX },
            &objections, &p->n_objections);
    if (e != OK)
        return e;
    p->objections = objections;
    if (n_answers > 0 && answers[0].version >= p->p->row.base &&
        answers[0].value > 0 && answers[0].value <= 4)
        p->now = p->is_role ? position_labels[answers[0].value - 1]
                            : value_labels[answers[0].value - 1];
    return OK;
}

/* They are no member of a side on the list, and speak for no organisation. */
static enum err
say_not_asked(struct request *rq, struct answer *an)
{
    return proposal_say(rq, an,
        N_("Members of the communities on the list answer, and who speaks for "
           "an organisation on it. You are none of them."));
}

static enum err
print_page(
    struct request *rq, struct answer *an, struct proposal_answer_page *p)
{
    struct view v = request_view(rq);
    decide_proposal_answer(&v, p);
    answer_page(rq, an,
        (struct page){ .title = p->p->row.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
proposal_answer_show(struct request *rq, struct answer *an)
{
    struct proposal_answer_page p = { 0 };
    struct input *in = arena_new(rq->arena, struct input, N_ANSWER);
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = load_page(rq, &p);
    if (e == ERR_DENIED)
        return say_not_asked(rq, an);
    if (e != OK)
        return e;
    if (!proposal_is_open(&p.p->row, day_of(rq->arena, rq->now))) {
        answer_redirect(rq, an, p.address);
        return OK;
    }
    answer_inputs(rq->arena, &p, in);
    form_open(rq, in, N_ANSWER, form);
    form_give(form, "unit", text_of(in[0].choices[0]));
    p.form = form;
    return print_page(rq, an, &p);
}

/* ---- Sending it ---------------------------------------------------------- */

struct answering {
    int64_t id, person_id, unit_id, now, version;
    int value;
    enum cp_ground ground;
    text reason, mend, token, today;
    bool is_safety, is_shown;
    bool is_other_side;
    /* found in the step */
    struct proposal_whole p;
    int64_t voice;
    struct proposal_unit *unit;
};

/* The number of whoever answers: drawn by lot when they first do. */
static enum err
find_voice(struct db *writer, struct arena *a, struct answering *w)
{
    struct proposal_voice_of_row row;
    int64_t n = 0;
    enum err e = proposal_voice_of(writer, a,
        (struct proposal_voice_of_in){
            .proposal_id = w->id, .person_id = w->person_id },
        &row);
    if (e == OK)
        w->voice = row.number;
    if (e != ERR_NOT_FOUND)
        return e;
    w->voice = (int64_t)(entropy_bits() >> 2) + 1;
    e = proposal_voice_add(writer,
        (struct proposal_voice_add_in){ .id = key_of_day(w->now),
            .proposal_id = w->id,
            .person_id = w->person_id,
            .number = w->voice },
        &n);
    return e == OK && n == 0 ? ERR_BUSY : e;
}

/* What is kept as their answer now; who has answered on another side does not
 * on this one. */
static enum err
keep_answer(struct db *writer, struct arena *a, struct answering *w)
{
    struct proposal_answers_row *rows;
    ptrdiff_t n_rows;
    int64_t there = 0, n = 0;
    bool is_first = true; /* to what is asked now */
    enum err e = proposal_answers(writer, a,
        (struct proposal_answers_in){ .proposal_id = w->id,
            .voice = w->voice,
            .n_rows = PROPOSAL_OWN_MAX },
        &rows, &n_rows);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        if (rows[i].unit == w->unit->number) {
            there = rows[i].id;
            is_first = rows[i].version < w->p.row.base;
        } else if (w->p.units[rows[i].unit].side_id != w->unit->side_id) {
            w->is_other_side = true;
            return ERR_CONFLICT;
        }
    }
    if (there != 0)
        e = proposal_answer_change(writer,
            (struct proposal_answer_change_in){
                .id = there, .version = w->version, .value = w->value },
            NULL);
    else
        e = proposal_answer_add(writer,
            (struct proposal_answer_add_in){ .id = key_of_day(w->now),
                .proposal_id = w->id,
                .voice = w->voice,
                .unit = w->unit->number,
                .version = w->version,
                .value = w->value },
            &n);
    if (e == OK && there == 0 && n == 0)
        e = ERR_BUSY;
    if (e != OK || !is_first)
        return e;
    w->unit->n_heard++;
    return proposal_unit_update(writer, w->unit, NULL);
}

/* A first objection in words; who has one open keeps it. */
static enum err
log_answer(struct db *writer, struct arena *a, struct answering *w)
{
    struct cp_event event = { .kind = w->unit->is_role ? CP_EVENT_POSITION
                                                       : CP_EVENT_ANSWER,
        .day = (int32_t)(w->now / 86'400),
        .unit = (int32_t)w->unit->number,
        .version = (int32_t)w->version,
        .value = w->value,
        .ground = w->ground };
    struct proposal_objections_of_row *rows;
    ptrdiff_t n_rows;
    int64_t n = 0;
    if (!w->unit->is_role)
        event.person = (uint64_t)w->voice;
    enum err e = proposal_objections_of(writer, a,
        (struct proposal_objections_of_in){ .proposal_id = w->id,
            .voice = w->voice,
            .n_rows = PROPOSAL_OWN_MAX },
        &rows, &n_rows);
    bool is_new = w->value == CP_VALUE_OBJECT && !text_is_empty(w->reason);
    for (ptrdiff_t i = 0; e == OK && i < n_rows; i++)
        is_new &= rows[i].is_closed || rows[i].unit != w->unit->number ||
            (rows[i].version < w->p.row.base && !rows[i].is_safety);
    if (e == OK && is_new) {
        int64_t id = key_of_day(w->now);
        e = proposal_objection_add(writer,
            (struct proposal_objection_add_in){ .id = id,
                .proposal_id = w->id,
                .voice = w->voice,
                .unit = w->unit->number,
                .version = w->version,
                .reason = w->reason,
                .mend = text_is_known(w->mend) ? w->mend : TEXT(""),
                .is_safety = w->is_safety,
                .is_shown = w->is_shown },
            &n);
        if (e == OK && n == 0)
            e = ERR_BUSY;
        if (!w->unit->is_role) {
            event.kind = CP_EVENT_OBJECTION;
            event.value = 0;
            event.objection = (uint64_t)id;
            event.has_reason = true;
            event.is_safety = w->is_safety;
        }
    }
    return e == OK ? proposal_log_add(writer, a, w->id, &event, w->now) : e;
}

static enum err
answer_it(struct db *writer, struct arena *a, void *arg)
{
    struct answering *w = arg;
    text first;
    enum err e = once_take(writer, a, w->token, TEXT("answer"), &first);
    if (e == ERR_CONFLICT)
        return OK; /* sent twice: it counts once */
    if (e == OK)
        e = proposal_whole_load(writer, a, w->id, &w->p);
    if (e != OK)
        return e;
    w->unit = NULL;
    w->is_other_side = false;
    for (ptrdiff_t i = 0; i < w->p.n_units; i++)
        if (w->p.units[i].id == w->unit_id)
            w->unit = &w->p.units[i];
    if (w->unit == NULL || !proposal_is_open(&w->p.row, w->today) ||
        w->version != w->p.row.version)
        return ERR_CONFLICT;
    e = find_voice(writer, a, w);
    if (e == OK)
        e = keep_answer(writer, a, w);
    if (e == OK)
        e = log_answer(writer, a, w);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("answer"),
                             .kind = TEXT("proposal"),
                             .thing_id = w->id,
                             .is_nameless = true })
                   : e;
}

static int
place_of(const char *const *words, text word)
{
    for (int i = 0; words[i] != NULL; i++)
        if (text_is_equal(word, text_of(words[i])))
            return i + 1;
    return 0;
}

enum err
proposal_answer_send(struct request *rq, struct answer *an)
{
    struct proposal_answer_page p = { 0 };
    struct answer_form given = { 0 };
    struct input *in = arena_new(rq->arena, struct input, N_ANSWER);
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct answering *w = arena_new(rq->arena, struct answering, 1);
    enum err e = load_page(rq, &p);
    if (e == ERR_DENIED) {
        e = button_parse(rq);
        return e == OK ? say_not_asked(rq, an) : e;
    }
    if (e != OK)
        return e;
    answer_inputs(rq->arena, &p, in);
    e = form_parse(rq, in, N_ANSWER, form, &given);
    if (e != OK)
        return e;
    p.form = form;
    if (p.is_role && text_is_equal(given.value, TEXT("object")) &&
        text_is_empty(given.ground))
        form_error(form, "ground",
            say(&v,
                N_("an organisation that objects names the law, money or a "
                   "clinical reason")));
    *w = (struct answering){ .id = p.p->row.id,
        .person_id = rq->actor.person_id,
        .now = rq->now,
        .today = day_of(rq->arena, rq->now),
        .version = given.version,
        .value = place_of(p.is_role ? positions : values, given.value),
        .ground = (enum cp_ground)place_of(grounds, given.ground),
        .reason = given.reason,
        .mend = given.mend,
        .is_safety = given.is_safety,
        .is_shown = given.is_shown,
        .token = form->token };
    if (form->n_errors > 0 || !key_parse(given.unit, &w->unit_id))
        return print_page(rq, an, &p);
    e = db_write(rq->db, rq->arena, answer_it, w);
    if (e == ERR_CONFLICT) {
        form->error_all = say(&v,
            w->is_other_side
                ? N_("You have answered on another side: each person answers "
                     "on one.")
                : N_("Asking has closed in the meantime. Your answer was not "
                     "taken."));
        form->n_errors++;
        an->status = 409;
        return print_page(rq, an, &p);
    }
    if (e == OK)
        answer_redirect(
            rq, an, proposal_sub(rq->arena, p.p->row.id, "/answer"));
    return e;
}

/* ---- The close ----------------------------------------------------------- */

struct closing {
    int64_t id, actor_id, now;
    text token, today;
    bool is_early;
};

/* What the log says is written beside each unit, side and the whole. */
static enum err
write_states(struct db *writer, struct arena *a, struct proposal_whole *p,
    const struct cp_life *life)
{
    struct cp_agreement what;
    struct cp_agreed is;
    enum err e = OK;
    cp_life_now(life, a, &what);
    cp_agree(&is, a, &what);
    require(cp_agree_check(&what, &is, NULL));
    for (ptrdiff_t i = 0; e == OK && i < p->n_units; i++) {
        p->units[i].state = text_of(asking_unit_word(is.units[i]));
        p->units[i].why = text_of(asking_why_word(is.unit_why[i].why));
        if (!p->units[i].is_role) {
            const struct cp_agreement_unit *u = &what.units[i];
            p->units[i].n_agree = u->n_agree;
            p->units[i].n_live = u->n_live;
            p->units[i].n_object = u->n_object;
            p->units[i].n_unsure = u->n_unsure;
            p->units[i].has_n_agree = p->units[i].has_n_live = true;
            p->units[i].has_n_object = p->units[i].has_n_unsure = true;
        }
        e = proposal_unit_update(writer, &p->units[i], NULL);
    }
    for (ptrdiff_t s = 0; e == OK && s < p->n_sides; s++)
        e = proposal_side_say(writer,
            (struct proposal_side_say_in){ .proposal_id = p->row.id,
                .number = s,
                .state = text_of(asking_side_word(is.sides[s])) },
            NULL);
    p->row.result =
        text_of(asking_result_word(life->is_ended ? life->end : is.result));
    p->row.status = life->is_ended ? TEXT("ended") : TEXT("closed");
    p->row.round = life->round;
    p->row.result_version = p->row.version;
    p->row.has_result_version = true;
    return e == OK ? proposal_update(writer, &p->row, NULL) : e;
}

static enum err
close_it(struct db *writer, struct arena *a, void *arg)
{
    struct closing *c = arg;
    struct proposal_whole p;
    struct cp_life life;
    struct cp_event event = { .kind = CP_EVENT_CLOSE,
        .day = (int32_t)(c->now / 86'400) };
    text first;
    enum err e = once_take(writer, a, c->token, TEXT("close"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, c->id, &p);
    if (e == OK &&
        (!text_is_equal(p.row.status, TEXT("open")) ||
            text_compare(c->today, p.row.closes_on) <= 0)) {
        c->is_early = true;
        return ERR_CONFLICT;
    }
    if (e == OK)
        e = proposal_log_add(writer, a, c->id, &event, c->now);
    if (e == OK)
        e = proposal_replay(writer, a, &p, &life);
    if (e == OK)
        e = write_states(writer, a, &p, &life);
    if (e == OK)
        e = proposal_objections_publish(writer,
            (struct proposal_objections_publish_in){ .proposal_id = c->id },
            NULL);
    if (e == OK && text_is_equal(p.row.status, TEXT("ended")))
        e = decision_of_ended(writer, a, c->id, c->actor_id, c->now, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = c->actor_id,
                             .action = TEXT("close"),
                             .kind = TEXT("proposal"),
                             .thing_id = c->id })
                   : e;
}

enum err
proposal_close_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct closing c = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .today = day_of(rq->arena, rq->now) };
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    c.token = form.token;
    e = db_write(rq->db, rq->arena, close_it, &c);
    if (e == ERR_CONFLICT && c.is_early)
        return proposal_say(rq, an,
            N_("Asking closes on the day after the last that everybody was "
               "told, "
               "and not before. Nothing was changed."));
    if (e == ERR_CONFLICT)
        return proposal_say(rq, an,
            N_("The log of this proposal is not what it was. Nothing is said "
               "of it until somebody has looked into that."));
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, c.id, ""));
    return e;
}
