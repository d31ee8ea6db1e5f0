/* The result is opened to anybody, or closed again; counted once more when the
 * job failed. */
#include "decide/ground/ground.h"

#include "keep/audit.h"
#include "os/entropy.h"
#include "people/people.h"

struct open_form {
    text verdict;
};
static const char *const verdicts[] = { "open", "shut", NULL };
static const struct input open_inputs[] = {
    INPUT(struct open_form, verdict, INPUT_CHOICE, .is_required = true,
        .choices = verdicts, .label = N_("Who sees the result")),
};

struct open_step {
    int64_t id, actor_id;
    bool is_open;
    text today;
};

static enum err
open_step(struct db *writer, struct arena *a, void *arg)
{
    const struct open_step *s = arg;
    struct conversation row;
    int64_t n = 0;
    enum err e = conversation_get(
        writer, a, (struct conversation_get_in){ .id = s->id }, &row);
    /* what is not closed has no result */
    if (e == OK && !text_is_equal(row.status, TEXT("closed")))
        e = ERR_CONFLICT;
    if (e == OK && s->is_open)
        e = ground_open_insert(writer,
            (struct ground_open_insert_in){
                .id = (int64_t)(entropy_bits() >> 1 | 1),
                .conversation_id = s->id,
                .opened_by = s->actor_id,
                .has_opened_by = true,
                .opened_on = s->today },
            &n);
    else if (e == OK)
        e = ground_open_delete(
            writer, (struct ground_open_delete_in){ s->id }, &n);
    return e == OK && n > 0
        ? audit_add(writer,
              (struct audit){ .actor_id = s->actor_id,
                  .action = s->is_open ? TEXT("show") : TEXT("hide"),
                  .kind = TEXT("conversation"),
                  .thing_id = s->id })
        : e;
}

enum err
ground_open_send(struct request *rq, struct answer *an)
{
    struct open_form given = { 0 };
    struct form form;
    enum err e = form_parse(rq, open_inputs, 1, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    if (e != OK)
        return e;
    struct open_step s = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .is_open = text_is_equal(given.verdict, TEXT("open")),
        .today = day_of(rq->arena, rq->now) };
    e = db_write(rq->db, rq->arena, open_step, &s);
    if (e == OK)
        answer_redirect(rq, an, conversation_sub(rq->arena, s.id, "/ground"));
    return e;
}

static enum err
count_step(struct db *writer, struct arena *a, void *arg)
{
    const struct open_step *s = arg;
    struct conversation row;
    struct ground_result result;
    enum err e = conversation_get(
        writer, a, (struct conversation_get_in){ .id = s->id }, &row);
    if (e == OK && !text_is_equal(row.status, TEXT("closed")))
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    e = ground_result_get(
        writer, a, (struct ground_result_get_in){ s->id }, &result);
    if (e == OK && result.is_final)
        return OK; /* once */
    return e == OK || e == ERR_NOT_FOUND
        ? job_ask(writer, a, "conversation_ground", s->id, s->actor_id)
        : e;
}

enum err
ground_count_send(struct request *rq, struct answer *an)
{
    struct open_step s = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id };
    enum err e = button_parse(rq);
    if (e == OK)
        e = db_write(rq->db, rq->arena, count_step, &s);
    if (e == OK)
        answer_redirect(rq, an, conversation_sub(rq->arena, s.id, "/ground"));
    return e;
}
