/* More about one step: its stage, who does it and where, what a log calls it,
 * what leaving it out weighs. */
#include "mirror/drawn.h"

#include "mirror/drawn.html.h"

enum { N_STEP = 6 };

struct step_form {
    text stage, by, at, log, note;
    int64_t weight;
};

static const struct input step_inputs[N_STEP] = {
    INPUT(struct step_form, stage, INPUT_TEXT, .max = 80, .label = N_("Stage"),
        .hint = N_("A word that both sides use, such as: diagnosis. Stages "
                   "with the same word are set beside each other.")),
    INPUT(struct step_form, by, INPUT_TEXT, .max = 200,
        .label = N_("Who does it")),
    INPUT(struct step_form, at, INPUT_TEXT, .max = 200, .label = N_("Where")),
    INPUT(struct step_form, log, INPUT_TEXT, .max = 600,
        .label = N_("What a register calls it"),
        .hint = N_("With ; between them. Empty: by the step's own name.")),
    INPUT(struct step_form, weight, INPUT_INT, .min = 1, .max = 9,
        .label = N_("How bad it is when it is left out, 1 to 9")),
    INPUT(
        struct step_form, note, INPUT_TEXT, .max = 400, .label = N_("A note")),
};

static const struct {
    const char *name;
    enum cp_pathway_attribute attribute;
    ptrdiff_t at;
} kept[] = {
    { "stage", CP_PATHWAY_STAGE, offsetof(struct step_form, stage) },
    { "by", CP_PATHWAY_BY, offsetof(struct step_form, by) },
    { "at", CP_PATHWAY_AT, offsetof(struct step_form, at) },
    { "log", CP_PATHWAY_LOG, offsetof(struct step_form, log) },
    { "note", CP_PATHWAY_NOTE, offsetof(struct step_form, note) },
};
enum { N_KEPT = sizeof kept / sizeof *kept };

struct step_ask {
    int64_t n;
    text of; /* the list that it was a step of */
};
static const struct input ask_inputs[] = {
    INPUT(struct step_ask, n, INPUT_INT),
    INPUT(struct step_ask, of, INPUT_TEXT),
};

/* The pathway of the address and its step; a step that is not there any more
 * is not found. */
static enum err
load_step(struct request *rq, struct drawn *d, struct cp_pathway_item **step,
    struct step_ask *to)
{
    struct step_ask ask = { 0 };
    query_parse(rq, ask_inputs, 2, &ask);
    enum err e = drawn_load(rq, request_key(rq, 0), d);
    if (e == OK && !drawn_may_draw(&rq->actor, &d->head))
        e = ERR_DENIED;
    *to = ask;
    *step = e == OK && ask.n > 0 && ask.n < INT32_MAX
        ? drawn_step(&d->pathway, (int)ask.n)
        : NULL;
    return e;
}

static enum err
answer_step(struct request *rq, struct answer *an, const struct drawn *d,
    const struct cp_pathway_item *step, const struct step_ask *ask,
    struct form *form)
{
    struct drawn_one_page p = { .d = d,
        .name = step->name,
        .address = drawn_address(rq->arena, d->head.name, d->head.id),
        .action = arena_print(rq->arena, "%.*s?n=%lld&of=%.*s",
            TEXT_ARG(drawn_sub(rq->arena, d->head.id, "/step")),
            (long long)ask->n, TEXT_ARG(ask->of)),
        .form = form };
    struct view v = request_view(rq);
    mirror_drawn_step(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = step->name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
pathway_step(struct request *rq, struct answer *an)
{
    struct drawn d;
    struct cp_pathway_item *step;
    struct form form;
    struct step_ask ask;
    enum err e = load_step(rq, &d, &step, &ask);
    if (e == OK && step == NULL)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    ask.of = d.hash;
    form_open(rq, step_inputs, N_STEP, &form);
    for (int i = 0; i < N_KEPT; i++)
        form_give(&form, kept[i].name,
            drawn_line_of(rq->arena, &step->attributes[kept[i].attribute]));
    form_give(&form, "weight", arena_print(rq->arena, "%d", step->weight));
    return answer_step(rq, an, &d, step, &ask, &form);
}

static void
say_late(struct request *rq, struct answer *an, struct form *form)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    an->status = 409;
    form_error(form, "stage",
        say(&v,
            N_("the pathway was drawn anew meanwhile, and this may be "
               "another step now: open it again from there")));
}

/* Somebody took it out while this was typed: which stands there still. */
static enum err
answer_gone(struct request *rq, struct answer *an, const struct drawn *d,
    const struct step_ask *ask, struct form *form)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct cp_pathway_item none = { .name =
                                        say(&v, N_("A step that is gone")) };
    an->status = 409;
    form_error(form, "stage",
        say(&v,
            N_("somebody took this step out meanwhile: draw it again if it "
               "is to stay, and write this there")));
    return answer_step(rq, an, d, &none, ask, form);
}

enum err
pathway_step_send(struct request *rq, struct answer *an)
{
    struct drawn d;
    struct cp_pathway_item *step;
    struct step_form given = { 0 };
    struct form form;
    struct cp_pathway again;
    struct buf source = buf_in(rq->arena, 2000);
    text fault;
    int line;
    struct step_ask ask;
    enum err e = load_step(rq, &d, &step, &ask);
    if (e == OK)
        e = form_parse(rq, step_inputs, N_STEP, &form, &given);
    if (e != OK)
        return e;
    if (step == NULL)
        return text_is_empty(ask.of) ? ERR_NOT_FOUND
                                     : answer_gone(rq, an, &d, &ask, &form);
    for (int i = 0; i < N_KEPT; i++) {
        const text *typed = (const text *)((const char *)&given + kept[i].at);
        step->attributes[kept[i].attribute] = drawn_names(rq->arena, *typed);
    }
    step->weight = given.weight > 0 ? (int)given.weight : 1;
    text weight = arena_print(rq->arena, "%d", step->weight);
    step->attributes[CP_PATHWAY_WEIGHT] =
        (struct cp_names){ &weight, step->weight > 1 };
    cp_pathway_write(&d.pathway, &source);
    if (!text_is_equal(ask.of, d.hash))
        say_late(rq, an, &form);
    if (form.n_errors == 0 &&
        !drawn_read(rq, buf_text(&source), &again, &line, &fault))
        form_error(&form, "stage", fault);
    if (form.n_errors > 0)
        return answer_step(rq, an, &d, step, &ask, &form);
    struct drawing s = { .id = d.head.id,
        .actor_id = rq->actor.person_id,
        .was = d.source,
        .source = buf_text(&source),
        .lang = d.lang,
        .token = form.token,
        .address = drawn_address(rq->arena, d.head.name, d.head.id) };
    e = db_write(rq->db, rq->arena, drawn_save, &s);
    if (e == ERR_CONFLICT) {
        say_late(rq, an, &form);
        return answer_step(rq, an, &d, step, &ask, &form);
    }
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}
