/* What made it hard to take part: asked, kept, forgotten; and what people are
 * offered. */
#include "decide/heard/barrier.h"

#include "decide/heard/about_inside.h"
#include "decide/heard/heard.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

const char *const barriers[] = { "language", "money", "time", "trust", "access",
    "unasked", "other", NULL };
const char *const barrier_words_of[] = { N_("The language, or the words"),
    N_("Money: travel, data, lost pay"), N_("No time, or at the wrong hour"),
    N_("I was not sure that it would be kept to myself, or change anything"),
    N_("Getting there, seeing, hearing or reading it"),
    N_("Nobody had asked me before"), N_("Something else"), NULL };

const char *
barrier_word(text barrier)
{
    for (int i = 0; i < BARRIERS; i++)
        if (text_is_equal(barrier, text_of(barriers[i])))
            return barrier_words_of[i];
    return N_("Something else");
}

/* ---- In a form ----------------------------------------------------------- */

static const char *const names[BARRIERS] = { "hard1", "hard2", "hard3", "hard4",
    "hard5", "hard6", "hard7" };

int
barrier_inputs(struct input *to, ptrdiff_t offset)
{
    for (int i = 0; i < BARRIERS; i++)
        to[i] = (struct input){ .name = names[i],
            .kind = INPUT_BOOL,
            .offset = offset +
                (ptrdiff_t)offsetof(struct barrier_given, is_hard) +
                i * (ptrdiff_t)sizeof(bool),
            .label = barrier_words_of[i] };
    to[BARRIERS] = (struct input){ .name = "hard_words",
        .kind = INPUT_PROSE,
        .max = BARRIER_LETTERS,
        .offset = offset + (ptrdiff_t)offsetof(struct barrier_given, words),
        .label = N_("What else made it hard"),
        .hint = N_("Who looks after this reads it, and does not see who "
                   "wrote it. Name nobody.") };
    return BARRIER_INPUTS;
}

enum err
barrier_give(struct request *rq, int64_t subject_id, struct form *form)
{
    struct barrier_marks_of_row *rows;
    ptrdiff_t n = 0;
    enum err e = subject_id == 0
        ? OK
        : barrier_marks_of(rq->db, rq->arena,
              (struct barrier_marks_of_in){
                  .subject_id = subject_id, .n_rows = BARRIERS },
              &rows, &n);
    for (ptrdiff_t k = 0; e == OK && k < n; k++) {
        for (int i = 0; i < BARRIERS; i++)
            if (text_is_equal(rows[k].barrier, text_of(barriers[i])))
                form_give(form, names[i], TEXT("on"));
        if (text_is_known(rows[k].words))
            form_give(form, "hard_words", rows[k].words);
    }
    return e;
}

void
barrier_fields(struct view *v, const struct form *form)
{
    decide_heard_hard(v);
    for (int i = 0; i < BARRIERS; i++)
        form_field(v, form, names[i]);
    form_field(v, form, "hard_words");
}

static int64_t
key_of_chance(void)
{
    return (int64_t)(entropy_bits() >> 1 | 1);
}

enum err
barrier_take(struct db *writer, struct arena *a,
    const struct about_subject *subject, const struct barrier_given *given)
{
    (void)a;
    bool has_words = !lang_is_blank(given->words);
    enum err e = barrier_marks_forget(
        writer, (struct barrier_marks_forget_in){ subject->id }, NULL);
    for (int i = 0; e == OK && i < BARRIERS; i++) {
        bool is_other = i == BARRIERS - 1;
        if (given->is_hard[i] || (is_other && has_words))
            e = barrier_mark_insert(writer,
                (struct barrier_mark_insert_in){ .id = key_of_chance(),
                    .subject_id = subject->id,
                    .thing_id = subject->thing_id,
                    .barrier = text_of(barriers[i]),
                    .words =
                        is_other && has_words ? given->words : (text){ 0 } },
                NULL);
    }
    return e;
}

enum err
barrier_export(
    struct db *db, struct arena *a, int64_t subject_id, struct json *out)
{
    struct barrier_marks_of_row *rows;
    ptrdiff_t n;
    enum err e = barrier_marks_of(db, a,
        (struct barrier_marks_of_in){
            .subject_id = subject_id, .n_rows = BARRIERS },
        &rows, &n);
    if (e != OK || n == 0)
        return e;
    json_name(out, "hard");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_text(out, rows[i].barrier);
        if (text_is_known(rows[i].words))
            json_text(out, rows[i].words);
    }
    json_end(out);
    return OK;
}

/* ---- Of a partnership ---------------------------------------------------- */

struct use_form {
    text used_on;
    int64_t n;
};
static const struct input use_inputs[] = {
    INPUT(struct use_form, used_on, INPUT_DATE, .is_required = true,
        .label = N_("On which day")),
    INPUT(struct use_form, n, INPUT_INT, .is_required = true, .min = 1,
        .max = 100'000, .label = N_("By how many people")),
};

/* In steps of five: a sum that goes up by one would say that somebody came. */
static text
used_said(struct view *v, int64_t n)
{
    if (n == 0)
        return say(v, N_("not used yet"));
    if (n < 5)
        return say(v, N_("used by fewer than 5 people"));
    return say_with(v, N_("used by at least %s people"), 1,
        (struct phrase_arg[]){
            arg_text(lang_number(v->lang, v->arena, n - n % 5)) });
}

enum err
barriers_load(
    struct request *rq, int64_t partnership_id, struct barriers_shown *to)
{
    struct support_offers_row *offers;
    struct barrier_steps_row *steps;
    ptrdiff_t n_offers, n_steps;
    struct view v = request_view(rq);
    bool leads = actor_may(&rq->actor, WHO_FACILITATOR, &partnership_id, 1);
    *to = (struct barriers_shown){ 0 };
    enum err e = support_offers(rq->db, rq->arena,
        (struct support_offers_in){ .partnership_id = partnership_id,
            .lang = lang_code(rq->lang),
            .n_rows = OFFERS_MAX },
        &offers, &n_offers);
    if (e == OK)
        e = barrier_steps(rq->db, rq->arena,
            (struct barrier_steps_in){ .partnership_id = partnership_id,
                .lang = lang_code(rq->lang),
                .n_rows = OFFERS_MAX },
            &steps, &n_steps);
    if (e != OK)
        return e;
    to->offers = arena_new(rq->arena, struct offer_shown, n_offers);
    to->steps = arena_new(rq->arena, struct step_shown, n_steps);
    for (ptrdiff_t i = 0; e == OK && i < n_offers; i++) {
        struct support_used_row used;
        struct offer_shown *o = &to->offers[to->n_offers++];
        e = support_used(
            rq->db, rq->arena, (struct support_used_in){ offers[i].id }, &used);
        if (e != OK)
            return e;
        *o = (struct offer_shown){ .row = &offers[i],
            .name =
                text_is_known(offers[i].said) ? offers[i].said : offers[i].name,
            .used = used_said(&v, used.n),
            .links = edit_links_of(rq, "support_offer", offers[i].name,
                offers[i].id, partnership_id, 0, NULL) };
        to->n_on += offers[i].is_on;
        if (leads)
            o->use =
                arena_print(rq->arena, "/partnership/%.*s/heard/offer/%.*s",
                    TEXT_ARG(about_key(rq->arena, partnership_id)),
                    TEXT_ARG(about_key(rq->arena, offers[i].id)));
    }
    for (ptrdiff_t i = 0; i < n_steps; i++)
        to->steps[to->n_steps++] = (struct step_shown){ &steps[i],
            text_is_known(steps[i].said) ? steps[i].said : steps[i].name,
            edit_links_of(rq, "barrier_step", steps[i].name, steps[i].id,
                partnership_id, 0, NULL) };
    if (leads && n_offers > 0) {
        struct form *form = arena_new(rq->arena, struct form, 1);
        form_open(rq, use_inputs, 2, form);
        to->use_form = form;
    }
    return e;
}

struct using
{
    int64_t offer_id, n, actor_id;
    text used_on, token, address;
};

static enum err
use_step(struct db *writer, struct arena *a, void *arg)
{
    const struct using *u = arg;
    text first;
    enum err e = once_take(writer, a, u->token, u->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = support_use_insert(writer,
            (struct support_use_insert_in){ .id = key_new(),
                .offer_id = u->offer_id,
                .used_on = u->used_on,
                .n = u->n },
            NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = u->actor_id,
                             .action = TEXT("use"),
                             .kind = TEXT("support_offer"),
                             .thing_id = u->offer_id })
                   : e;
}

enum err
offer_use_send(struct request *rq, struct answer *an)
{
    struct use_form given = { 0 };
    struct support_offer offer;
    struct form form;
    struct view v = request_view(rq);
    int64_t id = request_key(rq, 0);
    enum err e = support_offer_get(rq->db, rq->arena,
        (struct support_offer_get_in){ request_key(rq, 1) }, &offer);
    if (e == OK && offer.partnership_id != id)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = form_parse(rq, use_inputs, 2, &form, &given);
    if (e != OK)
        return e;
    if (text_is_known(given.used_on) &&
        text_compare(given.used_on, day_of(rq->arena, rq->now)) > 0)
        form_error(&form, "used_on", say(&v, N_("This day is still to come.")));
    struct using u = { .offer_id = offer.id,
        .n = given.n,
        .used_on = given.used_on,
        .actor_id = rq->actor.person_id,
        .token = form.token,
        .address = arena_print(rq->arena, "/partnership/%.*s/heard",
            TEXT_ARG(about_key(rq->arena, id))) };
    if (form.n_errors > 0) {
        decide_heard_use(&v, &form, u.address);
        an->status = 422;
        answer_page(rq, an,
            (struct page){ .title = say(&v, N_("Write down that it was used")),
                .section = "partnership",
                .body = view_html(&v) });
        return OK;
    }
    e = db_write(rq->db, rq->arena, use_step, &u);
    if (e == OK)
        answer_redirect(rq, an, u.address);
    return e;
}

enum err
barrier_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    (void)a;
    return support_uses_forget(
        writer, (struct support_uses_forget_in){ id }, NULL);
}
