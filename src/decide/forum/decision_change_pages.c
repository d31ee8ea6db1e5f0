/* What is written beside a decision: what bodies of their own decided, a
 * correction with its reason, that it was looked at again. And one that a body
 * of its own made. */
#include "decide/forum/decision.h"

#include "base/key.h"
#include "decide/paragraph/paragraph.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "keep/search.h"
#include "keep/version.h"
#include "os/entropy.h"
#include "people/people.h"

/* ---- Forms
 * ---------------------------------------------------------------------- */

struct body_form {
    text name, outcome, decided_on, words, link;
};
static const char *const outcome_labels[] = { N_("decided the same"),
    N_("decided it in part"), N_("decided otherwise"),
    N_("need not decide on it"), N_("has not decided yet") };
static const struct input body_inputs[] = {
    INPUT(struct body_form, name, INPUT_TEXT, .is_required = true, .max = 160,
        .label = N_("Which body of which organisation")),
    INPUT(struct body_form, outcome, INPUT_CHOICE, .is_required = true,
        .choices = body_outcomes, .choice_labels = outcome_labels,
        .label = N_("What it decided")),
    INPUT(struct body_form, decided_on, INPUT_DATE, .label = N_("Decided on")),
    INPUT(struct body_form, words, INPUT_PROSE, .is_required = true,
        .max = 2000, .label = N_("In its own words")),
    INPUT(struct body_form, link, INPUT_TEXT, .max = 500,
        .label = N_("Link to where it says so")),
};
enum { N_BODY = sizeof body_inputs / sizeof *body_inputs };

struct correct_form {
    text name, words, lang, dissent, why_private, reason;
};
static const struct input correct_inputs[] = {
    INPUT(struct correct_form, name, INPUT_TEXT, .is_required = true,
        .max = 200, .label = N_("What it is about, in a few words")),
    INPUT(struct correct_form, words, INPUT_PROSE, .is_required = true,
        .max = DECISION_TEXT_MAX, .label = N_("What was decided")),
    INPUT(struct correct_form, why_private, INPUT_TEXT, .max = 400,
        .label = N_("Why it is not public"),
        .hint = N_("Everybody reads this reason. Empty: it is public.")),
    INPUT(struct correct_form, reason, INPUT_TEXT, .is_required = true,
        .max = 400, .label = N_("Why it is corrected"),
        .hint = N_("Who may read the decision reads this, and the words "
                   "before it.")),
};
enum { N_CORRECT = sizeof correct_inputs / sizeof *correct_inputs };

struct make_form {
    text name, body_name, decided_on, words, lang, why_private;
};
static const struct input make_inputs[] = {
    INPUT(struct make_form, name, INPUT_TEXT, .is_required = true, .max = 200,
        .label = N_("What it is about, in a few words")),
    INPUT(struct make_form, body_name, INPUT_TEXT, .is_required = true,
        .max = 160, .label = N_("Which body of which organisation")),
    INPUT(struct make_form, decided_on, INPUT_DATE, .is_required = true,
        .label = N_("Decided on")),
    INPUT(struct make_form, words, INPUT_PROSE, .is_required = true,
        .max = DECISION_TEXT_MAX, .label = N_("What was decided")),
    INPUT(struct make_form, lang, INPUT_CHOICE, .is_required = true,
        .choices = paragraph_langs, .choice_labels = paragraph_lang_names,
        .label = N_("Language it is written in")),
    INPUT(struct make_form, why_private, INPUT_TEXT, .max = 400,
        .label = N_("Why it is not public"),
        .hint = N_("Everybody reads this reason. Empty: it is public.")),
};
enum { N_MAKE = sizeof make_inputs / sizeof *make_inputs };

const struct form *
register_make_form(struct request *rq)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    form_open(rq, make_inputs, N_MAKE, form);
    form_give(form, "lang", lang_code(rq->lang));
    return form;
}

/* Those of the decision's page that were not sent. */
void
decision_forms(
    struct request *rq, struct decision_page *p, const struct form *sent)
{
    struct form *body = arena_new(rq->arena, struct form, 1);
    struct form *correct = arena_new(rq->arena, struct form, 1);
    struct form *button = arena_new(rq->arena, struct form, 1);
    if (p->body_form == NULL) {
        form_open(rq, body_inputs, N_BODY, body);
        p->body_form = body;
    }
    if (p->correct_form == NULL) {
        form_open(rq, correct_inputs, N_CORRECT, correct);
        form_give(correct, "name", p->row.name);
        form_give(correct, "words", p->original);
        form_give(correct, "why_private", p->row.why_private);
        p->correct_form = correct;
    }
    form_open(rq, NULL, 0, button);
    p->button = button;
    if (sent != NULL)
        rq->form = sent; /* the title speaks of what was sent */
}

/* ---- Beside it
 * -------------------------------------------------------------------- */

struct beside {
    struct decision_body row;
    int64_t actor_id;
    text token;
};

static enum err
add_body(struct db *writer, struct arena *a, void *arg)
{
    const struct beside *b = arg;
    text first;
    int64_t n = 0;
    enum err e = once_take(writer, a, b->token, TEXT("body"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = decision_body_insert(writer, &b->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = b->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("decision"),
                             .thing_id = b->row.decision_id })
                   : e;
}

static bool
is_web_address(text t)
{
    return text_starts_with(t, TEXT("https://")) ||
        text_starts_with(t, TEXT("http://"));
}

enum err
decision_body_send(struct request *rq, struct answer *an)
{
    struct body_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    enum err e = form_parse(rq, body_inputs, N_BODY, form, &given);
    if (e != OK)
        return e;
    if (!text_is_empty(given.link) && !is_web_address(given.link))
        form_error(
            form, "link", say(&v, N_("an address begins with https://")));
    if (form->n_errors > 0)
        return decision_answer(rq, an, form, NULL);
    struct beside b = { .actor_id = rq->actor.person_id, .token = form->token };
    b.row = (struct decision_body){ .id = key_new(),
        .decision_id = request_key(rq, 0),
        .name = given.name,
        .outcome = given.outcome,
        .decided_on = given.decided_on,
        .words = given.words,
        .link = text_is_empty(given.link) ? (text){ 0 } : given.link };
    char key[KEY_LENGTH];
    b.row.code = arena_copy(rq->arena, key_print(b.row.id, key));
    e = db_write(rq->db, rq->arena, add_body, &b);
    if (e == OK)
        answer_redirect(
            rq, an, decision_sub(rq->arena, b.row.decision_id, "#bodies"));
    return e;
}

/* ---- A correction
 * ------------------------------------------------------------------ */

/* Nobody corrects the record alone: what one writes, another confirms. */
struct correcting {
    int64_t id, actor_id, now;
    struct decision_mending row;
    text token;
};

static enum err
write_mending(struct db *writer, struct arena *a, void *arg)
{
    const struct correcting *c = arg;
    text first;
    int64_t n = 0;
    enum err e = once_take(writer, a, c->token, TEXT("corrected"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK) /* written anew */
        e = decision_mending_remove(
            writer, (struct decision_mending_remove_in){ c->id }, NULL);
    if (e == OK)
        e = decision_mending_insert(writer, &c->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = c->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("decision"),
                             .thing_id = c->id })
                   : e;
}

static enum err
correct(struct db *writer, struct arena *a, void *arg)
{
    const struct correcting *c = arg;
    struct decision row;
    struct decision_mending to;
    struct prose_set set;
    int64_t n = 0;
    bool changed;
    enum err e = decision_mending_get(
        writer, a, (struct decision_mending_get_in){ c->id }, &to);
    if (e == ERR_NOT_FOUND)
        return OK; /* sent twice, or taken away */
    if (e == OK && to.has_written_by && to.written_by == c->actor_id)
        e = ERR_DENIED;
    /* what was read is what is confirmed */
    if (e == OK && to.id != c->row.id)
        e = ERR_CONFLICT;
    if (e == OK)
        e = decision_mending_remove(
            writer, (struct decision_mending_remove_in){ c->id }, NULL);
    if (e == OK)
        e = decision_get(writer, a, (struct decision_get_in){ c->id }, &row);
    if (e == OK)
        e = prose_load(writer, a, c->id, &set);
    if (e == OK)
        e = version_before(writer, a, TEXT("decision"), c->id);
    if (e != OK)
        return e;
    const struct prose_of_thing_row *was = prose_original(&set, TEXT("words"));
    row.n_corrections++;
    e = decision_correction_add(writer,
        (struct decision_correction_add_in){ .id = key_new(),
            .decision_id = c->id,
            .number = row.n_corrections,
            .made_on = day_of(a, c->now),
            .reason = to.reason,
            .before = was != NULL ? was->source : TEXT("") },
        &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    row.name = to.name;
    row.name_sort = lang_sort_key(a, row.name);
    row.why_private = to.why_private;
    if (e == OK)
        e = decision_update(writer, &row, NULL);
    if (e == OK)
        e = prose_save(writer, a,
            (struct prose_given){ .kind = TEXT("decision"),
                .part = TEXT("words"),
                .lang = was != NULL ? was->lang : TEXT("en"),
                .source = to.words,
                .thing_id = c->id,
                .is_original = true },
            &changed);
    if (e == OK)
        e = sheet_found_save(writer, a, &decision_sheet, &row);
    return e == OK ? version_note(writer, a, TEXT("decision"), c->id,
                         c->actor_id, TEXT("change"))
                   : e;
}

enum err
decision_correct_send(struct request *rq, struct answer *an)
{
    struct correct_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, correct_inputs, N_CORRECT, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return decision_answer(rq, an, NULL, form);
    struct correcting c = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .token = form->token };
    c.row = (struct decision_mending){ .id = key_new(),
        .decision_id = c.id,
        .name = given.name,
        .words = given.words,
        .why_private =
            text_is_empty(given.why_private) ? (text){ 0 } : given.why_private,
        .reason = given.reason,
        .written_by = c.actor_id,
        .has_written_by = true,
        .written_on = day_of(rq->arena, rq->now) };
    e = db_write(rq->db, rq->arena, write_mending, &c);
    if (e == OK)
        answer_redirect(rq, an, decision_sub(rq->arena, c.id, "#mending"));
    return e;
}

static enum err
unmend(struct db *writer, struct arena *a, void *arg)
{
    const struct correcting *c = arg;
    (void)a;
    enum err e = decision_mending_remove(
        writer, (struct decision_mending_remove_in){ c->id }, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = c->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("decision"),
                             .thing_id = c->id })
                   : e;
}

/* Which of them was read: another may have been written since. */
struct mending_form {
    int64_t mending;
};
static const struct input mending_inputs[] = {
    INPUT(struct mending_form, mending, INPUT_KEY),
};

static enum err
settle_mending(struct request *rq, struct answer *an, db_step *step)
{
    struct mending_form given = { 0 };
    struct form form;
    struct correcting c = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .now = rq->now };
    enum err e = form_parse(rq, mending_inputs, 1, &form, &given);
    c.row.id = given.mending;
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    if (e == OK)
        e = db_write(rq->db, rq->arena, step, &c);
    if (e == OK)
        answer_redirect(rq, an, decision_sub(rq->arena, c.id, ""));
    return e;
}

enum err
decision_mend_send(struct request *rq, struct answer *an)
{
    return settle_mending(rq, an, correct);
}

enum err
decision_unmend_send(struct request *rq, struct answer *an)
{
    return settle_mending(rq, an, unmend);
}

/* ---- Looked at again
 * ----------------------------------------------------------------- */

struct reviewing {
    int64_t id, actor_id, now;
    text token;
};

static enum err
review(struct db *writer, struct arena *a, void *arg)
{
    const struct reviewing *r = arg;
    struct decision row;
    text first;
    enum err e = once_take(writer, a, r->token, TEXT("reviewed"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = decision_get(writer, a, (struct decision_get_in){ r->id }, &row);
    if (e == OK)
        e = version_before(writer, a, TEXT("decision"), r->id);
    if (e != OK)
        return e;
    row.reviewed_on = day_of(a, r->now);
    e = decision_update(writer, &row, NULL);
    return e == OK ? version_note(writer, a, TEXT("decision"), r->id,
                         r->actor_id, TEXT("change"))
                   : e;
}

enum err
decision_review_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct reviewing r = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .now = rq->now };
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    r.token = form.token;
    e = db_write(rq->db, rq->arena, review, &r);
    if (e == OK)
        answer_redirect(rq, an, decision_sub(rq->arena, r.id, ""));
    return e;
}

/* ---- By a body of its own
 * --------------------------------------------------------------- */

struct recording {
    struct decision_new new;
    text token, address;
};

static enum err
record(struct db *writer, struct arena *a, void *arg)
{
    struct recording *r = arg;
    text first;
    int64_t id;
    enum err e = once_take(writer, a, r->token, TEXT("recorded"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = decision_make(writer, a, &r->new, &id);
    if (e == OK)
        r->address = decision_sub(a, id, "");
    return e;
}

enum err
decisions_within_send(struct request *rq, struct answer *an)
{
    struct make_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    char key[KEY_LENGTH];
    int64_t id = request_key(rq, 0);
    enum err e = form_parse(rq, make_inputs, N_MAKE, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors == 0 &&
        text_compare(given.decided_on, day_of(rq->arena, rq->now)) > 0)
        form_error(
            form, "decided_on", say(&v, N_("this day is still to come")));
    if (form->n_errors > 0)
        return register_answer(rq, an, id, form);
    struct recording r = { .token = form->token,
        .address = arena_print(rq->arena, "/partnership/%.*s/decisions",
            TEXT_ARG(key_print(id, key))) };
    r.new = (struct decision_new){ .partnership_id = id,
        .name = given.name,
        .words = given.words,
        .lang = given.lang,
        .decided_on = given.decided_on,
        .how = TEXT("body"),
        .result = TEXT("settled"),
        .body_name = given.body_name,
        .why_private =
            text_is_empty(given.why_private) ? (text){ 0 } : given.why_private,
        .actor_id = rq->actor.person_id };
    e = db_write(rq->db, rq->arena, record, &r);
    if (e == OK)
        answer_redirect(rq, an, r.address);
    return e;
}
