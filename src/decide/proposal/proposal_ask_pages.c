/* Answering a proposal by an account; proposal_slip_pages.c is the same by a
 * slip. */
#include "decide/proposal/proposal_answer.h"

#include "base/key.h"
#include "decide/child/receipt.h"
#include "decide/paragraph/paragraph.h"
#include "decide/proposal/proposal_answer.html.h"
#include "keep/once.h"
#include "people/people.h"

/* ---- The form ------------------------------------------------------------ */

struct answer_form {
    text unit, value, ground, reason, mend, way, read_back;
    bool is_safety, is_shown;
    int64_t version, back;
    struct child_given who;
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

/* Of an answer that another writes down. */
static const char *const ways[] = { "paper", "telephone", "message", "person",
    "sign", "group", NULL };
static const char *const way_labels[] = { N_("on paper"), N_("by telephone"),
    N_("by a short message"), N_("face to face"), N_("in sign language"),
    N_("in a group"), NULL };

void
proposal_answer_inputs(
    struct arena *a, const struct proposal_answer_page *p, struct input *in)
{
    const struct proposal_theirs *t = &p->theirs;
    const char **keys = arena_new(a, const char *, t->n_units + 1);
    const char **names = arena_new(a, const char *, t->n_units + 1);
    for (int i = 0; i < t->n_units; i++) {
        char key[KEY_LENGTH];
        keys[i] = arena_c_string(a, key_print(t->units[i]->id, key));
        names[i] = arena_c_string(a, t->units[i]->name);
    }
    in[0] = (struct input)INPUT(struct answer_form, unit, INPUT_CHOICE,
        .is_required = true, .choices = keys, .choice_labels = names,
        .label = N_("For whom you answer"));
    in[1] = (struct input)INPUT(struct answer_form, value, INPUT_CHOICE,
        .is_required = true, .choices = t->is_role ? positions : values,
        .choice_labels = t->is_role ? position_labels : value_labels,
        .label = N_("Your answer"));
    in[2] = (struct input)INPUT(struct answer_form, ground, INPUT_CHOICE,
        .choices = grounds, .choice_labels = ground_labels,
        .label = N_("If the organisation objects: on what ground"));
    in[3] = (struct input)INPUT(struct answer_form, reason, INPUT_PROSE,
        .max = PROPOSAL_WORDS_MAX, .label = N_("If you object: why?"),
        .hint = N_("Without a reason it counts as an answer, no more."));
    in[4] = (struct input)INPUT(struct answer_form, mend, INPUT_PROSE,
        .max = PROPOSAL_WORDS_MAX, .label = N_("What would mend it?"));
    in[5] = (struct input)INPUT(struct answer_form, is_safety, INPUT_BOOL,
        .label = N_("It is about somebody's safety or rights"),
        .hint = N_("Once asking has closed, the lead for safety and rights "
                   "reads your words, without your name."));
    in[6] = (struct input)INPUT(struct answer_form, is_shown, INPUT_BOOL,
        .label = N_("My words may be shown, without my name"),
        .hint = N_("To people of your community now, so that they can stand "
                   "behind them; to everybody once asking has closed."));
    in[7] = (struct input)INPUT(struct answer_form, version, INPUT_INT,
        .is_required = true, .min = 1, .max = 1'000'000);
    in[8] = (struct input)INPUT(struct answer_form, back, INPUT_KEY);
    in[9] = (struct input)INPUT(struct answer_form, way, INPUT_CHOICE,
        .choices = ways, .choice_labels = way_labels,
        .label = N_("How they told you"));
    in[10] = (struct input)INPUT(struct answer_form, read_back, INPUT_TEXT,
        .max = 200, .label = N_("Was it read back to them, and how?"));
    child_inputs(in + PROPOSAL_ANSWER_INPUTS - CHILD_INPUTS,
        (ptrdiff_t)offsetof(struct answer_form, who), false);
}

enum err
proposal_answer_own(struct request *rq, struct proposal_answer_page *p)
{
    struct arena *a = rq->arena;
    struct proposal_theirs *t = &p->theirs;
    struct proposal_answers_row *answers;
    struct proposal_objections_of_row *objections;
    struct proposal_objections_all_row *all;
    struct proposal_backed_by_row *backed;
    struct proposal_versions_row *versions;
    ptrdiff_t n_answers, n_all;
    int64_t id = p->p->row.id;
    bool is_found;
    struct db_batch batch = db_batch_open(rq->db, a);
    p->asking.id = id;
    proposal_asking_get_ask(&batch, (struct proposal_asking_get_in){ .id = id },
        &p->asking, &is_found);
    proposal_versions_ask(&batch,
        (struct proposal_versions_in){ .proposal_id = id, .n_rows = 1 },
        &versions, &p->n_versions);
    proposal_objections_all_ask(&batch,
        (struct proposal_objections_all_in){
            .proposal_id = id, .n_rows = PROPOSAL_SHOWN_MAX },
        &all, &n_all);
    proposal_answers_ask(&batch,
        (struct proposal_answers_in){
            .proposal_id = id, .voice = t->voice, .n_rows = PROPOSAL_OWN_MAX },
        &answers, &n_answers);
    proposal_objections_of_ask(&batch,
        (struct proposal_objections_of_in){
            .proposal_id = id, .voice = t->voice, .n_rows = PROPOSAL_OWN_MAX },
        &objections, &p->n_objections);
    proposal_backed_by_ask(&batch,
        (struct proposal_backed_by_in){
            .proposal_id = id, .voice = t->voice, .n_rows = PROPOSAL_OWN_MAX },
        &backed, &p->n_backed);
    enum child_state state = CHILD_IS_NONE;
    enum err e = db_batch_run(&batch);
    if (e == OK)
        e = child_state_of(rq->db, a, "voice", t->voice, &state);
    if (e != OK)
        return e;
    p->asks_child = !t->is_role && state != CHILD_SAYS_YES;
    p->versions = versions;
    p->objections = objections;
    p->backed = backed;
    if (n_answers > 0 && answers[0].version >= p->p->row.base &&
        answers[0].value > 0 && answers[0].value <= 4)
        p->now = t->is_role ? position_labels[answers[0].value - 1]
                            : value_labels[answers[0].value - 1];
    /* what others of their communities object to, when these allow it */
    for (ptrdiff_t i = 0; i < n_all && !t->is_role; i++) {
        bool is_theirs = false;
        for (int k = 0; k < t->n_units; k++)
            is_theirs |= t->units[k]->number == all[i].unit;
        if (is_theirs && all[i].is_shown != 0 && !all[i].is_closed &&
            all[i].voice != t->voice && !text_is_empty(all[i].reason) &&
            (all[i].version >= p->p->row.base || all[i].is_safety) &&
            p->n_others < BACK_SHOWN_MAX)
            all[p->n_others++] = all[i];
    }
    p->others = all;
    p->may_say_not_wording = p->asking.amend == CP_AMEND_WORDING &&
        p->p->row.version > p->p->row.base &&
        text_is_known(p->asking.amended_on) &&
        text_compare(day_of(a, rq->now),
            proposal_day_after(
                a, p->asking.amended_on, PROPOSAL_WORDING_DAYS)) <= 0;
    for (ptrdiff_t i = 0; t->chosen_id != 0 && i < p->p->n_sides; i++)
        if (p->p->sides[i].side_id == t->chosen_id)
            p->chosen = p->p->sides[i].name;
    return OK;
}

static enum err
load_page(struct request *rq, struct proposal_answer_page *p)
{
    p->p = arena_new(rq->arena, struct proposal_whole, 1);
    enum err e = proposal_read(rq, p->p);
    if (e == OK)
        e = proposal_theirs_find(rq, p->p, &p->theirs);
    if (e != OK)
        return e;
    p->address = proposal_sub(rq->arena, p->p->row.id, "");
    p->send = proposal_sub(rq->arena, p->p->row.id, "/answer");
    return p->theirs.n_units == 0 ? ERR_DENIED : proposal_answer_own(rq, p);
}

enum err
proposal_answer_print(
    struct request *rq, struct answer *an, struct proposal_answer_page *p)
{
    struct paragraphs_shown *shown =
        arena_new(rq->arena, struct paragraphs_shown, 1);
    enum err e = paragraphs_show(rq, &p->p->row, shown);
    if (e != OK)
        return e;
    shown->is_plain = true;
    p->text = shown;
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
    struct input *in =
        arena_new(rq->arena, struct input, PROPOSAL_ANSWER_INPUTS);
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = load_page(rq, &p);
    if (e == ERR_DENIED && p.theirs.fault != NULL)
        return proposal_say(rq, an, p.theirs.fault);
    if (e != OK)
        return e;
    if (!proposal_is_open(&p.p->row, day_of(rq->arena, rq->now))) {
        answer_redirect(rq, an, p.address);
        return OK;
    }
    proposal_answer_inputs(rq->arena, &p, in);
    form_open(rq, in, PROPOSAL_ANSWER_INPUTS, form);
    form_give(form, "unit", text_of(in[0].choices[0]));
    p.form = form;
    return proposal_answer_print(rq, an, &p);
}

/* ---- Sending it ---------------------------------------------------------- */

static int
place_of(const char *const *words, text word)
{
    for (int i = 0; words[i] != NULL; i++)
        if (text_is_equal(word, text_of(words[i])))
            return i + 1;
    return 0;
}

enum err
proposal_answer_parse(struct request *rq, struct proposal_answer_page *p,
    struct input *in, struct proposal_answering *w)
{
    struct answer_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    bool is_role = p->theirs.is_role;
    proposal_answer_inputs(rq->arena, p, in);
    enum err e = form_parse(rq, in, PROPOSAL_ANSWER_INPUTS, form, &given);
    if (e != OK)
        return e;
    p->form = form;
    if (is_role && text_is_equal(given.value, TEXT("object")) &&
        text_is_empty(given.ground))
        form_error(form, "ground",
            say(&v,
                N_("an organisation that objects names the law, money or a "
                   "clinical reason")));
    w->is_child = p->asks_child && given.who.is_child;
    given.who.is_child = w->is_child;
    child_check(rq, form, &given.who);
    w->guardian = child_code(rq->arena, form->token);
    w->id = p->p->row.id;
    w->now = rq->now;
    w->today = day_of(rq->arena, rq->now);
    w->version = given.version;
    w->value = place_of(is_role ? positions : values, given.value);
    w->ground = is_role && w->value == CP_POSITION_OBJECT
        ? (enum cp_ground)place_of(grounds, given.ground)
        : CP_GROUND_NONE;
    w->reason = given.reason;
    w->mend = given.mend;
    w->is_safety = given.is_safety;
    w->is_shown = given.is_shown;
    w->way = given.way;
    w->read_back = given.read_back;
    w->back_id = w->value == CP_VALUE_OBJECT ? given.back : 0;
    if (form->n_errors == 0 && !key_parse(given.unit, &w->unit_id))
        form->n_errors++;
    return OK;
}

enum err
proposal_answer_end(struct request *rq, struct answer *an,
    const struct proposal_answer_page *p, const struct proposal_answering *w)
{
    if (w->is_child || child_was_sent(rq->db, rq->arena, p->form->token))
        return child_answer_codes(rq, an,
            &(struct child_codes){ .title = p->p->row.name,
                .guardian = receipt_print(rq->arena, w->guardian),
                .go_on = p->send });
    answer_redirect(rq, an, p->send);
    return OK;
}

struct sending {
    struct proposal_answering w;
    text token;
};

static enum err
send_it(struct db *writer, struct arena *a, void *arg)
{
    struct sending *s = arg;
    text first;
    enum err e = once_take(writer, a, s->token, TEXT("answer"), &first);
    if (e == ERR_CONFLICT)
        return OK; /* sent twice: it counts once */
    return e == OK ? proposal_answer_take(writer, a, &s->w) : e;
}

enum err
proposal_answer_send(struct request *rq, struct answer *an)
{
    struct proposal_answer_page p = { 0 };
    struct input *in =
        arena_new(rq->arena, struct input, PROPOSAL_ANSWER_INPUTS);
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct sending *s = arena_new(rq->arena, struct sending, 1);
    enum err e = load_page(rq, &p);
    if (e == ERR_DENIED && p.theirs.fault != NULL) {
        e = button_parse(rq);
        return e == OK ? proposal_say(rq, an, p.theirs.fault) : e;
    }
    *s = (struct sending){ .w = { .person_id = rq->actor.person_id } };
    if (e == OK)
        e = proposal_answer_parse(rq, &p, in, &s->w);
    if (e != OK)
        return e;
    if (p.form->n_errors > 0)
        return proposal_answer_print(rq, an, &p);
    s->token = p.form->token;
    e = db_write(rq->db, rq->arena, send_it, s);
    if ((e == ERR_CONFLICT && s->w.fault != NULL) ||
        (e == OK && s->w.is_late)) {
        /* typed words stand in the form again */
        struct form *form = arena_new(rq->arena, struct form, 1);
        *form = *p.form;
        form->error_all = say(&v,
            s->w.is_late
                ? N_("The text has changed since you opened this page. Your "
                     "answer was kept with the version that you saw; this is "
                     "the new one. Is it still all right?")
                : s->w.fault);
        form->n_errors++;
        p.form = form;
        an->status = 409;
        return proposal_answer_print(rq, an, &p);
    }
    return e == OK ? proposal_answer_end(rq, an, &p, &s->w) : e;
}

/* ---- Taken back ---------------------------------------------------------- */

struct taking_back {
    int64_t id, voice, now;
    text token;
};

/* While people are asked; afterwards what was answered is counted, and words
 * are taken back on the page of objections. */
static enum err
unanswer(struct db *writer, struct arena *a, void *arg)
{
    const struct taking_back *t = arg;
    struct proposal_whole p;
    text first;
    enum err e = once_take(writer, a, t->token, TEXT("unanswer"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, t->id, &p);
    if (e == OK && !proposal_is_open(&p.row, day_of(a, t->now)))
        e = ERR_CONFLICT;
    return e == OK && t->voice != 0
        ? proposal_voice_withdraw(writer, a, t->id, t->voice, t->now)
        : e;
}

enum err
proposal_unanswer_send(struct request *rq, struct answer *an)
{
    struct proposal_answer_page p = { 0 };
    struct form form;
    enum err e = load_page(rq, &p);
    if (e == ERR_DENIED && p.theirs.fault != NULL) {
        e = button_parse(rq);
        return e == OK ? proposal_say(rq, an, p.theirs.fault) : e;
    }
    if (e == OK)
        e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && (form.n_errors > 0 || p.theirs.is_role))
        e = ERR_DENIED; /* an organisation says something else instead */
    if (e != OK)
        return e;
    struct taking_back t = { p.p->row.id, p.theirs.voice, rq->now, form.token };
    e = db_write(rq->db, rq->arena, unanswer, &t);
    if (e == ERR_CONFLICT)
        return proposal_say(rq, an,
            N_("Asking has closed in the meantime. Your answer stays "
               "counted."));
    if (e == OK)
        answer_redirect(rq, an, p.send);
    return e;
}
