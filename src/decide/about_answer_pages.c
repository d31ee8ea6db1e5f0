/* What people say about themselves in a conversation, by an account and by a
 * slip, on a page of its own: who has answered something can, or not. */
#include "decide/about_inside.h"
#include "decide/conversation.h"

#include "decide/about.html.h"
#include "keep/audit.h"
#include "keep/once.h"

struct about_form {
    struct about_given about;
};
struct done_ask {
    bool done;
};
static const struct input done_inputs[] = {
    INPUT(struct done_ask, done, INPUT_BOOL),
};

static enum err
load(struct request *rq, bool by_slip, struct answering *x, struct about *about,
    struct input in[ABOUT_QUESTIONS_MAX])
{
    int64_t side_id = 0;
    *about = (struct about){ 0 };
    enum err e = vote_load(rq, x, by_slip);
    for (ptrdiff_t i = 0; e == OK && i < x->c.n_units; i++)
        if (x->c.units[i].id == x->unit_id)
            side_id = x->c.units[i].side_id;
    if (e == OK)
        e = about_load(rq, x->c.head.partnership_id, side_id, about);
    if (e == OK)
        (void)about_inputs(
            rq->arena, about, in, offsetof(struct about_form, about));
    return e;
}

static enum err
answer_about(struct request *rq, struct answer *an, const struct answering *x,
    const struct about *about, const struct form *form)
{
    struct done_ask ask = { 0 };
    struct view v = request_view(rq);
    if (rq->input->method == WEB_GET)
        query_parse(rq, done_inputs, 1, &ask);
    decide_about_answer(&v,
        &(struct about_answer_page){ .title = conversation_said(&x->c.head),
            .address = arena_print(rq->arena, "%.*s/about", TEXT_ARG(x->base)),
            .back = x->base,
            .about = about,
            .form = form,
            .is_first = x->participant_id == 0,
            .is_done = ask.done });
    an->keeping = TEXT("no-store");
    if (form->n_errors > 0)
        an->status = 422;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Tell us about you, if you like")),
            .body = view_html(&v) });
    return OK;
}

static enum err
show(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    struct about about;
    struct form form;
    struct input in[ABOUT_QUESTIONS_MAX];
    enum err e = load(rq, by_slip, &x, &about, in);
    if (e != OK)
        return vote_refuse(rq, an, by_slip, e, &x);
    form_open(rq, in, about.n, &form);
    e = about_give(rq, &about, x.participant_id, &form);
    return e == OK ? answer_about(rq, an, &x, &about, &form) : e;
}

struct telling {
    struct about_subject subject;
    const struct about *about;
    const struct about_given *given;
    text token;
};

static enum err
tell_step(struct db *writer, struct arena *a, void *arg)
{
    const struct telling *t = arg;
    struct participant_get_row who;
    text first;
    enum err e = once_take(writer, a, t->token, TEXT(""), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK) /* who withdrew meanwhile is there no more */
        e = participant_get(
            writer, a, (struct participant_get_in){ t->subject.id }, &who);
    if (e == OK)
        e = about_take(writer, a, &t->subject, t->about, t->given);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("answer"),
                             .kind = TEXT("conversation"),
                             .thing_id = t->subject.thing_id,
                             .is_nameless = true })
                   : e;
}

static enum err
send(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    struct about about;
    struct form form;
    struct input in[ABOUT_QUESTIONS_MAX];
    struct about_form given = { 0 };
    enum err e = load(rq, by_slip, &x, &about, in);
    if (e != OK)
        return vote_refuse(rq, an, by_slip, e, &x);
    e = form_parse(rq, in, about.n, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0 || x.participant_id == 0 || about.n == 0)
        return answer_about(rq, an, &x, &about, &form);
    struct telling t = { .subject = { .kind = "participant",
                             .id = x.participant_id,
                             .thing_id = x.c.head.id },
        .about = &about,
        .given = &given.about,
        .token = form.token };
    e = db_write_quietly(rq->db, rq->arena, tell_step, &t);
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "%.*s/about?done=on", TEXT_ARG(x.base)));
    return e;
}

enum err
vote_about_show(struct request *rq, struct answer *an)
{
    return show(rq, an, false);
}

enum err
vote_about_send(struct request *rq, struct answer *an)
{
    return send(rq, an, false);
}

enum err
say_about_show(struct request *rq, struct answer *an)
{
    return show(rq, an, true);
}

enum err
say_about_send(struct request *rq, struct answer *an)
{
    return send(rq, an, true);
}
