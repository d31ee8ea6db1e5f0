/* The page of a pair: who, why, and yes or no. */
#include "match/pair_pages.h"

#include "keep/once.h"
#include "match/pair.html.h"

/* ---- Forms ------------------------------------------------------------- */

struct answer_form {
    text answer, reason;
};
static const char *const answers[] = { "yes", "no", NULL };
static const char *const answer_words[] = { N_("Yes, I am glad to"),
    N_("No, rather not"), NULL };
static const struct input answer_inputs[] = {
    INPUT(struct answer_form, answer, INPUT_CHOICE, .is_required = true,
        .choices = answers, .choice_labels = answer_words,
        .label = N_("Do you want to be in this pair?")),
    INPUT(struct answer_form, reason, INPUT_PROSE, .max = 1000,
        .label = N_("If not: why"),
        .hint = N_("The facilitators read it, so that they find somebody who "
                   "fits better. The other does not.")),
};
enum { N_ANSWER = sizeof answer_inputs / sizeof *answer_inputs };

struct withdraw_form {
    text reason;
};
static const struct input withdraw_inputs[] = {
    INPUT(struct withdraw_form, reason, INPUT_PROSE, .max = 1000,
        .label = N_("Why it is taken back"),
        .hint = N_("Facilitators read it, nobody else.")),
};

/* ---- The page ---------------------------------------------------------- */

/* What is of no use to somebody any more is not shown to them again. */
static void
see_what_may_be_done(struct request *rq, struct pair_page *p)
{
    const struct pair *pair = &p->pair;
    bool is_open = pair_is(pair, "offered");
    bool is_on = pair_is(pair, "agreed") || pair_is(pair, "running");
    bool has_ended = pair_is(pair, "ended");
    bool is_over = pair_is(pair, "declined") || pair_is(pair, "withdrawn");
    p->is_of_pair = pair->own >= 0;
    p->is_facilitator =
        actor_may(&rq->actor, WHO_FACILITATOR, &pair->row.partnership_id, 1);
    p->is_whole = p->is_facilitator || !is_over;
    if (p->is_of_pair) {
        p->own_answer = pair_answer_of(pair, pair->people[pair->own].id);
        p->n_waiting = (int)(pair->n_people - pair->n_answers);
    }
    p->may_answer = is_open && p->is_of_pair;
    p->may_withdraw = is_open && p->is_facilitator;
    p->may_plan = is_on && p->is_of_pair;
    p->may_reflect = (is_on || has_ended) && p->is_of_pair;
    p->may_end = is_on && (p->is_of_pair || p->is_facilitator);
}

/* What each wrote of what should be different in the end: who is asked that is
 * told that their counterpart reads it. */
static enum err
load_said(struct request *rq, const struct asked *asked, struct pair_page *p)
{
    int q = asked == NULL ? -1 : question_find(&asked->set, TEXT("goals"));
    p->said = arena_new(rq->arena, struct pair_said_row, p->pair.n_people);
    if (q < 0 || asked->set.questions[q].is_private || !p->is_whole ||
        (asked->set.questions[q].kind != QUESTION_LONG &&
            asked->set.questions[q].kind != QUESTION_SHORT))
        return OK;
    p->said_asked = asked_word(asked, rq->lang, TEXT("goals"), NULL);
    for (ptrdiff_t i = 0; i < p->pair.n_people; i++) {
        enum err e = pair_said(rq->db, rq->arena,
            (struct pair_said_in){ .questionnaire_id = asked->questionnaire.id,
                .person_id = p->pair.people[i].person_id,
                .question = TEXT("goals") },
            &p->said[i]);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
    }
    return OK;
}

enum err
pair_page_answer(struct request *rq, struct answer *an, struct pair_forms given)
{
    struct pair_page p = { .forms = given };
    int64_t id = request_key(rq, 0);
    struct form button;
    struct documents_asked documents;
    struct round_row round;
    struct asked *asked = NULL;
    bool has_round = false;
    enum err e = pair_load(rq->db, rq->arena, id, rq->actor.person_id, &p.pair);
    if (e != OK)
        return e;
    see_what_may_be_done(rq, &p);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    meeting_list_ask(&batch,
        (struct meeting_list_in){ .pair_id = id, .n_rows = MEETINGS_MAX },
        &p.meetings, &p.n_meetings);
    reflection_list_ask(&batch,
        (struct reflection_list_in){ .pair_id = id,
            .viewer = rq->actor.person_id,
            .is_of_pair = p.is_of_pair,
            .is_facilitator = p.is_facilitator,
            .n_rows = REFLECTIONS_MAX },
        &p.reflections, &p.n_reflections);
    documents_ask_for(&batch, &rq->actor, TEXT("match_pair"), id,
        p.is_facilitator || actor_may(&rq->actor, WHO_MEMBER, &id, 1),
        &documents);
    thread_ask(&batch, id, &p.thread);
    match_round_get_ask(&batch,
        (struct match_round_get_in){ .id = p.pair.row.round_id }, &round,
        &has_round);
    what_pin_ask(&batch,
        (struct what_pin_in){ .round_id = p.pair.row.round_id,
            .a_id = p.pair.row.a_id < p.pair.row.b_id ? p.pair.row.a_id
                                                      : p.pair.row.b_id,
            .b_id = p.pair.row.a_id < p.pair.row.b_id ? p.pair.row.b_id
                                                      : p.pair.row.a_id },
        &p.pin, &p.is_pinned);
    e = db_batch_run(&batch);
    p.is_pinned = p.is_pinned && text_is_equal(p.pair.row.origin, TEXT("pin"));
    if (e == OK && has_round)
        e = round_asked(rq->db, rq->arena, &round, &asked);
    if (e == OK)
        e = load_said(rq, asked, &p);
    if (e == OK)
        e = thread_finish(rq, "match_pair", id, &p.thread);
    if (e != OK)
        return e;
    documents_take(&rq->actor, &documents, &p.documents);
    form_open(rq, NULL, 0, &button);
    p.button = &button;
    pair_forms_open(rq, &p);
    struct view v = request_view(rq);
    text third = p.pair.n_people > 2 ? p.pair.people[2].name : (text){ 0 };
    p.title = !p.is_whole     ? say(&v, N_("A pair that was suggested to you"))
        : p.pair.n_people < 2 ? say(&v, N_("Pair"))
                              : pair_names(rq->arena, p.pair.people[0].name,
                                    p.pair.people[1].name, third);
    p.address = pair_address(rq->arena, id);
    if (has_round)
        pair_explain(&v, &round, asked, &p.pair, &p.why);
    if (has_round && p.is_whole)
        e = pair_explain_third(&v, rq->db, asked, &p.pair, &p.why);
    if (e != OK)
        return e;
    match_pair(&v, &p);
    struct form *all[] = { given.answer, given.meeting, given.reflect,
        given.end };
    for (int i = 0; i < 4; i++)
        if (all[i] != NULL && all[i]->n_errors > 0)
            an->status = 422;
    answer_page(
        rq, an, (struct page){ .title = p.title, .body = view_html(&v) });
    return OK;
}

/* Those that were not sent are fresh. */
void
pair_forms_open(struct request *rq, struct pair_page *p)
{
    if (p->may_answer && p->forms.answer == NULL) {
        p->forms.answer = arena_new(rq->arena, struct form, 1);
        form_open(rq, answer_inputs, N_ANSWER, p->forms.answer);
        if (p->own_answer != NULL)
            form_give(p->forms.answer, "answer", p->own_answer->answer);
    }
    if (p->may_withdraw) {
        p->withdraw = arena_new(rq->arena, struct form, 1);
        form_open(rq, withdraw_inputs, 1, p->withdraw);
    }
    pair_life_forms_open(rq, p);
}

enum err
pair_show(struct request *rq, struct answer *an)
{
    return pair_page_answer(rq, an, (struct pair_forms){ 0 });
}

/* ---- Yes or no --------------------------------------------------------- */

struct answering {
    struct pair_acting by;
    int64_t id;
    bool is_yes, is_again;
    text reason, token, address;
};

static enum err
save_answer(struct db *writer, struct arena *a, void *arg)
{
    struct answering *s = arg;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    s->is_again = e == ERR_CONFLICT;
    if (s->is_again)
        return OK;
    return e == OK
        ? pair_answer_step(writer, a, &s->by, s->id, s->is_yes, s->reason)
        : e;
}

enum err
pair_answer_send(struct request *rq, struct answer *an)
{
    struct answer_form given = { 0 };
    struct form form;
    struct view v = request_view(rq);
    enum err e = form_parse(rq, answer_inputs, N_ANSWER, &form, &given);
    if (e != OK)
        return e;
    struct answering s = { .by = pair_acting(rq),
        .id = request_key(rq, 0),
        .is_yes = text_is_equal(given.answer, TEXT("yes")),
        .reason = given.reason,
        .token = form.token,
        .address = pair_address(rq->arena, request_key(rq, 0)) };
    if (form.n_errors == 0)
        e = db_write(rq->db, rq->arena, save_answer, &s);
    if (e == ERR_CONFLICT)
        return pair_too_late(rq, an,
            say(&v,
                N_("This offer is not open any more, so your answer was not "
                   "taken. Here you see how things stand.")));
    if (e == ERR_DENIED)
        return pair_too_late(rq, an,
            say(&v,
                N_("Only those to whom it was offered can answer, each for "
                   "themselves.")));
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return pair_page_answer(rq, an, (struct pair_forms){ .answer = &form });
    answer_redirect(rq, an, s.address);
    return OK;
}

/* ---- What a facilitator does with one ---------------------------------- */

struct settling {
    struct pair_acting by;
    int64_t id;
    text reason;
};

static enum err
save_offer(struct db *writer, struct arena *a, void *arg)
{
    const struct settling *s = arg;
    return pair_offer_step(writer, a, &s->by, s->id);
}

static enum err
save_withdraw(struct db *writer, struct arena *a, void *arg)
{
    const struct settling *s = arg;
    return pair_withdraw_step(writer, a, &s->by, s->id, s->reason);
}

/* Back to where the round's pairs are seen to. */
static enum err
go_back(struct request *rq, struct answer *an, int64_t id, enum err e)
{
    struct pair_get_row row;
    struct view v = request_view(rq);
    char key[KEY_LENGTH];
    if (e == ERR_CONFLICT)
        return pair_too_late(rq, an,
            say(&v,
                N_("Somebody was faster, or this page was old: nothing was "
                   "done. Here you see how things stand.")));
    if (e == OK)
        e = pair_get(rq->db, rq->arena, (struct pair_get_in){ .id = id }, &row);
    if (e != OK)
        return e;
    answer_redirect(rq, an,
        arena_print(rq->arena, "/round/%.*s/agree",
            TEXT_ARG(key_print(row.round_id, key))));
    return OK;
}

/* A second time it is offered already: said so, and nothing is sent twice. */
enum err
pair_offer_send(struct request *rq, struct answer *an)
{
    struct settling s = { .by = pair_acting(rq), .id = request_key(rq, 0) };
    enum err e = button_parse(rq);
    if (e != OK)
        return e;
    return go_back(rq, an, s.id, db_write(rq->db, rq->arena, save_offer, &s));
}

enum err
pair_withdraw_send(struct request *rq, struct answer *an)
{
    struct withdraw_form given = { 0 };
    struct form form;
    struct settling s = { .by = pair_acting(rq), .id = request_key(rq, 0) };
    enum err e = form_parse(rq, withdraw_inputs, 1, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return ERR_DENIED;
    s.reason = given.reason;
    return go_back(
        rq, an, s.id, db_write(rq->db, rq->arena, save_withdraw, &s));
}
