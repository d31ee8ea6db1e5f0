/* Who is missing from the list, who is split in two: said by whoever looks at
 * it, answered where everybody reads it, before anybody is asked. */
#include "decide/proposal/proposal_units.h"

#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

enum { N_CHALLENGE = 2, N_REPLY = 1 };

struct challenge_form {
    text kind, words;
};
static const char *const kinds[] = { "missing", "split", "other", NULL };
static const char *const kind_labels[] = { N_("Somebody is missing"),
    N_("Somebody is split in two, or is on it twice"),
    N_("Something else is not right"), NULL };
static const struct input challenge_inputs[] = {
    INPUT(struct challenge_form, kind, INPUT_CHOICE, .is_required = true,
        .choices = kinds, .choice_labels = kind_labels,
        .label = N_("What is not right with the list?")),
    INPUT(struct challenge_form, words, INPUT_PROSE, .is_required = true,
        .max = PROPOSAL_WORDS_MAX, .label = N_("Who, and why?"),
        .hint = N_("Everybody may read it, without your name.")),
};

struct reply_form {
    text answer;
};
static const struct input reply_inputs[] = {
    INPUT(struct reply_form, answer, INPUT_PROSE, .is_required = true,
        .max = PROPOSAL_WORDS_MAX, .label = N_("Answer"),
        .hint = N_("What was changed on the list, or why not. Everybody may "
                   "read it.")),
};

const char *
proposal_challenge_phrase(text kind)
{
    for (int i = 0; kinds[i] != NULL; i++)
        if (text_is_equal(kind, text_of(kinds[i])))
            return kind_labels[i];
    return kind_labels[2];
}

static const struct form *
open_form(struct request *rq, const struct input *in, int n)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    form_open(rq, in, n, form);
    return form;
}

const struct form *
proposal_challenge_form(struct request *rq)
{
    return open_form(rq, challenge_inputs, N_CHALLENGE);
}

const struct form *
proposal_reply_form(struct request *rq)
{
    return open_form(rq, reply_inputs, N_REPLY);
}

struct challenging {
    int64_t id, person_id, challenge_id, now;
    text kind, words, token;
    const char *fault;
};

static const char *
why_not(const struct proposal_whole *p, const struct proposal_asking *asking,
    text today)
{
    if (!text_is_equal(p->row.status, TEXT("listed")))
        return N_("The list is open to challenge before asking opens, and not "
                  "now. Nothing was kept.");
    if (text_compare(today, asking->challenge_until) > 0)
        return N_("The days for a challenge of the list are over. Nothing was "
                  "kept.");
    return NULL;
}

/* Each must be answered before asking opens: one person alone does not hold it
 * up for good. */
static enum err
count_own(struct db *writer, struct arena *a, const struct challenging *c,
    ptrdiff_t *n_own)
{
    enum { AT_ONCE = 100 };
    struct proposal_challenges_by_row *rows;
    ptrdiff_t n = AT_ONCE;
    int64_t after = 0;
    enum err e = OK;
    while (e == OK && n == AT_ONCE) {
        e = proposal_challenges_by(writer, a,
            (struct proposal_challenges_by_in){ .person_id = c->person_id,
                .has_person_id = true,
                .after_id = after,
                .n_rows = AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].id;
            *n_own += rows[i].proposal_id == c->id;
        }
    }
    return e;
}

static enum err
challenge(struct db *writer, struct arena *a, void *arg)
{
    struct challenging *c = arg;
    struct proposal_whole p;
    struct proposal_asking asking;
    struct proposal_challenges_row *rows;
    ptrdiff_t n_rows, n_own = 0;
    text first, today = day_of(a, c->now);
    int64_t n = 0;
    enum err e = once_take(writer, a, c->token, TEXT("challenge"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, c->id, &p);
    if (e == OK)
        e = proposal_asking_load(writer, a, c->id, &asking);
    if (e == OK)
        e = proposal_challenges(writer, a,
            (struct proposal_challenges_in){
                .proposal_id = c->id, .n_rows = CHALLENGES_MAX },
            &rows, &n_rows);
    if (e == OK)
        e = count_own(writer, a, c, &n_own);
    if (e != OK)
        return e;
    c->fault = why_not(&p, &asking, today);
    if (c->fault == NULL && n_own >= CHALLENGES_OF_ONE)
        c->fault = N_("You have said five things about this list. Others need "
                      "room to be heard, too.");
    if (c->fault == NULL && n_rows == CHALLENGES_MAX)
        c->fault = N_("A hundred challenges of this list wait already.");
    if (c->fault != NULL)
        return ERR_CONFLICT;
    e = proposal_challenge_add(writer,
        (struct proposal_challenge_add_in){ .id = key_new(),
            .proposal_id = c->id,
            .person_id = c->person_id,
            .has_person_id = true,
            .kind = c->kind,
            .words = c->words,
            .made_on = today },
        &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("challenge"),
                             .kind = TEXT("proposal"),
                             .thing_id = c->id,
                             .is_nameless = true })
                   : e;
}

static enum err
finish(struct request *rq, struct answer *an, enum err e, int64_t id,
    const char *fault)
{
    if (e == ERR_CONFLICT && fault != NULL)
        return proposal_units_answer(
            rq, an, &(struct proposal_units_wrong){ .fault = fault });
    if (e == OK)
        proposal_units_redirect(rq, an, id, "#challenges");
    return e;
}

enum err
proposal_challenge_send(struct request *rq, struct answer *an)
{
    struct challenge_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, challenge_inputs, N_CHALLENGE, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return proposal_units_answer(
            rq, an, &(struct proposal_units_wrong){ .challenge = form });
    struct challenging c = { .id = request_key(rq, 0),
        .person_id = rq->actor.person_id,
        .kind = given.kind,
        .words = given.words,
        .now = rq->now,
        .token = form->token };
    e = db_write(rq->db, rq->arena, challenge, &c);
    return finish(rq, an, e, c.id, c.fault);
}

static enum err
reply(struct db *writer, struct arena *a, void *arg)
{
    struct challenging *c = arg;
    text first;
    int64_t n = 0;
    enum err e = once_take(writer, a, c->token, TEXT("reply"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_challenge_answer(writer,
            (struct proposal_challenge_answer_in){ .id = c->challenge_id,
                .proposal_id = c->id,
                .answer = c->words,
                .answered_on = day_of(a, c->now) },
            &n);
    if (e == OK && n == 0) {
        c->fault = N_("This challenge has been answered already.");
        return ERR_CONFLICT;
    }
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = c->person_id,
                             .action = TEXT("reply"),
                             .kind = TEXT("proposal"),
                             .thing_id = c->id })
                   : e;
}

enum err
proposal_challenge_reply_send(struct request *rq, struct answer *an)
{
    struct reply_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, reply_inputs, N_REPLY, form, &given);
    if (e != OK)
        return e;
    struct challenging c = { .id = request_key(rq, 0),
        .challenge_id = request_key(rq, 1),
        .person_id = rq->actor.person_id,
        .words = given.answer,
        .now = rq->now,
        .token = form->token };
    if (form->n_errors > 0)
        return proposal_units_answer(rq, an,
            &(struct proposal_units_wrong){
                .reply = form, .reply_to = c.challenge_id });
    e = db_write(rq->db, rq->arena, reply, &c);
    return finish(rq, an, e, c.id, c.fault);
}

/* ---- A unit asks for seven days more, once -------------------------------
 */

struct extending {
    int64_t id, now;
    const struct actor *who;
    text token;
    const char *fault;
};

static enum err
extend(struct db *writer, struct arena *a, void *arg)
{
    struct extending *x = arg;
    struct proposal_whole p;
    struct proposal_asking asking;
    text first;
    bool is_theirs = false;
    enum err e = once_take(writer, a, x->token, TEXT("extend"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, x->id, &p);
    if (e == OK)
        e = proposal_asking_load(writer, a, x->id, &asking);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < p.n_units; i++)
        is_theirs |= proposal_may_answer(x->who, &p.units[i]);
    x->fault = !is_theirs
        ? N_("Seven days more are asked for by those on the list.")
        : asking.is_extended
        ? N_("Seven days more were given already, and once is all.")
        : why_not(&p, &asking, day_of(a, x->now));
    if (x->fault != NULL)
        return ERR_CONFLICT;
    asking.is_extended = true;
    asking.challenge_until =
        proposal_day_after(a, asking.challenge_until, CHALLENGE_DAYS);
    e = proposal_asking_save(writer, &asking);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = x->who->person_id,
                             .action = TEXT("change"),
                             .kind = TEXT("proposal"),
                             .thing_id = x->id })
                   : e;
}

enum err
proposal_extend_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct extending x = {
        .id = request_key(rq, 0), .who = &rq->actor, .now = rq->now
    };
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    x.token = form.token;
    e = db_write(rq->db, rq->arena, extend, &x);
    return finish(rq, an, e, x.id, x.fault);
}
