/* A conversation is opened, closed, and opened again. */
#include "decide/conversation/conversation.h"

#include "decide/conversation/made_answer.h"
#include "decide/heard/heard_count.h"
#include "keep/audit.h"
#include "os/entropy.h"
#include "people/people.h"

struct turn_form {
    text reason, closes_on;
};
static const struct input close_inputs[] = {
    INPUT(struct turn_form, reason, INPUT_TEXT, .max = 200,
        .label = N_("Why before its last day"),
        .hint = N_("Everybody reads this. After the last day none is "
                   "needed.")),
};
static const struct input open_inputs[] = {
    INPUT(struct turn_form, closes_on, INPUT_DATE,
        .label = N_("Last day to answer"),
        .hint = N_("Tomorrow at the earliest.")),
};
static const struct input reopen_inputs[] = {
    INPUT(struct turn_form, closes_on, INPUT_DATE, .is_required = true,
        .label = N_("Last day to answer"),
        .hint = N_("Tomorrow at the earliest.")),
    INPUT(struct turn_form, reason, INPUT_TEXT, .max = 200, .is_required = true,
        .label = N_("Why it is open again"),
        .hint = N_("Everybody reads this, and that results were shown "
                   "before.")),
};

struct turning {
    int64_t id, actor_id;
    text today, reason, closes_on;
    const char *trouble; /* N_(): of ERR_CONFLICT */
    const char *field;
};

static enum err
refuse(struct turning *t, const char *field, const char *trouble)
{
    t->field = field;
    t->trouble = trouble;
    return ERR_CONFLICT;
}

static enum err
note(struct db *writer, const struct turning *t, text action)
{
    return audit_add(writer,
        (struct audit){ .actor_id = t->actor_id,
            .action = action,
            .kind = TEXT("conversation"),
            .thing_id = t->id });
}

static enum err
open_step(struct db *writer, struct arena *a, void *arg)
{
    struct turning *t = arg;
    struct conversation row;
    enum err e = conversation_get(
        writer, a, (struct conversation_get_in){ .id = t->id }, &row);
    if (e != OK || text_is_equal(row.status, TEXT("open")))
        return e;
    if (!text_is_equal(row.status, TEXT("draft")))
        return refuse(t, NULL, N_("It has been open already."));
    if (text_is_known(t->closes_on))
        row.closes_on = t->closes_on;
    if (text_compare(row.closes_on, t->today) <= 0)
        return refuse(t, "closes_on",
            N_("Tomorrow at the earliest, so that people have time."));
    row.status = TEXT("open");
    row.opened_on = t->today;
    row.seed = (int64_t)(entropy_bits() >> 1); /* nobody picks it afterwards */
    row.has_seed = true;
    e = conversation_update(writer, &row, NULL);
    if (e == OK)
        e = heard_begin(writer, a,
            &(struct heard_of){ "conversation", t->id, row.partnership_id });
    return e == OK ? note(writer, t, TEXT("open")) : e;
}

static enum err
close_step(struct db *writer, struct arena *a, void *arg)
{
    struct turning *t = arg;
    struct conversation row;
    enum err e = conversation_get(
        writer, a, (struct conversation_get_in){ .id = t->id }, &row);
    bool is_early = e == OK && text_compare(t->today, row.closes_on) <= 0;
    if (is_early && text_is_equal(row.status, TEXT("open")) &&
        !text_is_known(t->reason))
        return refuse(t, "reason",
            N_("People were told that they may answer until the last day. Say "
               "why it closes before."));
    return e == OK ? conversation_shut(writer, a, t->id, t->actor_id, t->today,
                         is_early ? t->reason : (text){ 0 })
                   : e;
}

/* Those who answer now may have seen what others answered: it is said. */
static enum err
reopen_step(struct db *writer, struct arena *a, void *arg)
{
    struct turning *t = arg;
    struct conversation row;
    struct tally_get_row tally;
    enum err e = conversation_get(
        writer, a, (struct conversation_get_in){ .id = t->id }, &row);
    if (e != OK || text_is_equal(row.status, TEXT("open")))
        return e;
    if (!text_is_equal(row.status, TEXT("closed")))
        return refuse(t, NULL, N_("It is not open yet."));
    bool are_made_up = false;
    e = made_answers_are_there(writer, a, t->id, &are_made_up);
    if (e != OK)
        return e;
    if (are_made_up)
        return refuse(t, NULL,
            N_("Its answers were made up for an example: it is not opened to "
               "people, whose answers would stand among them."));
    if (text_compare(t->closes_on, t->today) <= 0)
        return refuse(t, "closes_on",
            N_("Tomorrow at the earliest, so that people have time."));
    row.status = TEXT("open");
    row.closes_on = t->closes_on;
    row.closed_on = (text){ 0 };
    row.reopened_on = t->today;
    row.reason = t->reason;
    e = conversation_update(writer, &row, NULL);
    if (e == OK)
        e = job_stop(writer, a, t->id, NULL); /* what counted the close */
    if (e == OK)
        e = tally_get(writer, a, (struct tally_get_in){ t->id }, &tally);
    if (e == OK)
        e = tally_delete(writer, (struct tally_delete_in){ t->id }, NULL);
    return e == OK || e == ERR_NOT_FOUND ? note(writer, t, TEXT("reopen")) : e;
}

static enum err
turn(struct request *rq, struct answer *an, const struct input *inputs,
    int n_inputs, db_step *step)
{
    struct turn_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = request_view(rq);
    enum err e = form_parse(rq, inputs, n_inputs, form, &given);
    if (e != OK)
        return e;
    struct turning t = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .today = day_of(rq->arena, rq->now),
        .reason = text_is_known(given.reason) && !lang_is_blank(given.reason)
            ? given.reason
            : (text){ 0 },
        .closes_on = given.closes_on };
    if (form->n_errors == 0) {
        e = db_write(rq->db, rq->arena, step, &t);
        if (e == ERR_CONFLICT && t.trouble != NULL) {
            if (t.field != NULL)
                form_error(form, t.field, say(&v, t.trouble));
            else {
                form->error_all = say(&v, t.trouble);
                form->n_errors++;
            }
            e = OK;
        }
    }
    if (e == OK && form->n_errors > 0)
        return conversation_answer(rq, an, form);
    if (e == OK)
        answer_redirect(rq, an, conversation_sub(rq->arena, t.id, ""));
    return e;
}

void
conversation_turn_form(
    struct request *rq, const struct conversation_loaded *c, struct form *form)
{
    if (text_is_equal(c->head.status, TEXT("draft"))) {
        form_open(rq, open_inputs, 1, form);
        form_give(form, "closes_on", c->head.closes_on);
    } else if (text_is_equal(c->head.status, TEXT("closed")))
        form_open(rq, reopen_inputs, 2, form);
    else
        form_open(rq, close_inputs, 1, form);
}

enum err
conversation_open_send(struct request *rq, struct answer *an)
{
    return turn(rq, an, open_inputs, 1, open_step);
}

enum err
conversation_close_send(struct request *rq, struct answer *an)
{
    return turn(rq, an, close_inputs, 1, close_step);
}

enum err
conversation_reopen_send(struct request *rq, struct answer *an)
{
    return turn(rq, an, reopen_inputs, 2, reopen_step);
}
