/* A page where whoever takes part says what they like about themselves, and
 * what made it hard: the same for conversations and proposals. */
#include "decide/child/child.h"
#include "decide/child/receipt.h"
#include "decide/heard/about_inside.h"
#include "decide/heard/barrier.h"

#include "decide/heard/about.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/clock.h"

struct place_form {
    struct about_given about;
    struct barrier_given hard;
    struct child_given who;
};
struct done_ask {
    bool done;
};
static const struct input done_inputs[] = {
    INPUT(struct done_ask, done, INPUT_BOOL),
};
enum { INPUTS = ABOUT_QUESTIONS_MAX + BARRIER_INPUTS + CHILD_INPUTS };

/* Is it asked about a group under 18, of which both yeses are not there yet? */
static enum err
look_for_children(struct request *rq, const struct about_place *at,
    const struct about *about, bool *asks)
{
    enum child_state state = CHILD_IS_NONE;
    *asks = false;
    for (int q = 0; q < about->n; q++)
        for (int g = 0; g < about->questions[q].n_groups; g++)
            *asks |= about->questions[q].groups[g].is_child;
    if (!*asks || at->is_child_known) {
        *asks = false;
        return OK;
    }
    enum err e = child_state_of(
        rq->db, rq->arena, at->subject.kind, at->subject.id, &state);
    *asks = state != CHILD_SAYS_YES;
    return e;
}

/* Was a group under 18 chosen? */
static bool
is_child_chosen(struct request *rq, const struct about *about,
    const struct about_given *given)
{
    for (int q = 0; q < about->n; q++)
        for (int g = 0; g < about->questions[q].n_groups; g++)
            if (about->questions[q].groups[g].is_child &&
                text_is_equal(given->chosen[q],
                    about_key(rq->arena, about->questions[q].groups[g].id)))
                return true;
    return false;
}

static enum err
load(struct request *rq, const struct about_place *at, struct about *about,
    struct input in[INPUTS], int *n, bool *asks_child)
{
    enum err e = about_load(rq, at->partnership_id, at->side_id, about);
    if (e == OK)
        e = look_for_children(rq, at, about, asks_child);
    if (e != OK)
        return e;
    *n = about_inputs(rq->arena, about, in, offsetof(struct place_form, about));
    *n += barrier_inputs(in + *n, offsetof(struct place_form, hard));
    if (*asks_child) {
        child_inputs(
            in + *n, (ptrdiff_t)offsetof(struct place_form, who), false);
        *n += CHILD_INPUTS;
    }
    return OK;
}

static enum err
answer(struct request *rq, struct answer *an, const struct about_place *at,
    const struct about *about, const struct form *form, bool asks_child)
{
    struct barriers_shown offers;
    struct done_ask ask = { 0 };
    const struct form *sent = rq->form;
    struct view v = request_view(rq);
    if (rq->input->method == WEB_GET)
        query_parse(rq, done_inputs, 1, &ask);
    enum err e = barriers_load(rq, at->partnership_id, &offers);
    if (e != OK)
        return e;
    rq->form = sent;
    decide_about_answer(&v,
        &(struct about_answer_page){ .title = at->title,
            .address = at->address,
            .back = at->back,
            .about = about,
            .form = form,
            .offers = &offers,
            .is_first = at->subject.id == 0,
            .is_done = ask.done,
            .asks_child = asks_child });
    an->keeping = TEXT("no-store");
    if (form->n_errors > 0)
        an->status = 422;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Tell us about you, if you like")),
            .body = view_html(&v) });
    return OK;
}

enum err
about_place_show(
    struct request *rq, struct answer *an, const struct about_place *at)
{
    struct about about;
    struct form form;
    struct input *in = arena_new(rq->arena, struct input, INPUTS);
    bool asks_child;
    int n;
    enum err e = load(rq, at, &about, in, &n, &asks_child);
    if (e != OK)
        return e;
    form_open(rq, in, n, &form);
    e = about_give(rq, &about, at->subject.id, &form);
    if (e == OK)
        e = barrier_give(rq, at->subject.id, &form);
    return e == OK ? answer(rq, an, at, &about, &form, asks_child) : e;
}

struct telling {
    const struct about_place *at;
    const struct about *about;
    const struct place_form *given;
    text token;
    bool is_child;
};

static enum err
tell_step(struct db *writer, struct arena *a, void *arg)
{
    const struct telling *t = arg;
    const struct about_subject *s = &t->at->subject;
    static const char *const things[][2] = { { "voice", "proposal" },
        { "volunteer", "panel" }, { "said", "partnership" } };
    const char *thing = "conversation";
    for (size_t i = 0; i < sizeof things / sizeof *things; i++)
        if (text_is_equal(text_of(s->kind), text_of(things[i][0])))
            thing = things[i][1];
    text first;
    enum err e = once_take(writer, a, t->token, TEXT(""), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK) /* who withdrew meanwhile is there no more */
        e = t->at->check(writer, a, s);
    if (e == OK && t->is_child)
        e = child_keep(writer, a,
            &(struct child_of){ s->kind, s->id, s->thing_id },
            child_code(a, t->token), now_s());
    if (e == OK)
        e = about_take(writer, a, s, t->about, &t->given->about);
    if (e == OK)
        e = barrier_take(writer, a, s, &t->given->hard);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("answer"),
                             .kind = text_of(thing),
                             .thing_id = s->thing_id,
                             .is_nameless = true })
                   : e;
}

enum err
about_place_send(
    struct request *rq, struct answer *an, const struct about_place *at)
{
    struct about about;
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct place_form *given = arena_new(rq->arena, struct place_form, 1);
    struct input *in = arena_new(rq->arena, struct input, INPUTS);
    bool asks_child;
    int n;
    enum err e = load(rq, at, &about, in, &n, &asks_child);
    if (e == OK)
        e = form_parse(rq, in, n, form, given);
    if (e != OK)
        return e;
    /* whoever says so in either place */
    bool is_child = asks_child &&
        (given->who.is_child || is_child_chosen(rq, &about, &given->about));
    given->who.is_child = is_child;
    child_check(rq, form, &given->who);
    if (form->n_errors > 0 || at->subject.id == 0)
        return answer(rq, an, at, &about, form, asks_child);
    struct telling t = { at, &about, given, form->token, is_child };
    e = db_write_quietly(rq->db, rq->arena, tell_step, &t);
    if (e == OK && (is_child || child_was_sent(rq->db, rq->arena, form->token)))
        return child_answer_codes(rq, an,
            &(struct child_codes){ .title = at->title,
                .guardian = receipt_print(
                    rq->arena, child_code(rq->arena, form->token)),
                .go_on = at->back });
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "%.*s?done=on", TEXT_ARG(at->address)));
    return e;
}
