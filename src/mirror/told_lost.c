/* A step that came after its session had ended: kept for its person for an
 * hour, and shown again when they are back. */
#include "mirror/told.h"

#include "base/json.h"
#include "base/key.h"
#include "keep/draft.h"

struct lost_form {
    text what, words, day, month, days, where, waited, cost;
    int64_t whom;
};
static const struct input lost_inputs[] = {
    INPUT(struct lost_form, what, INPUT_TEXT),
    INPUT(struct lost_form, words, INPUT_TEXT, .max = TOLD_WORDS_MAX),
    INPUT(struct lost_form, day, INPUT_TEXT),
    INPUT(struct lost_form, month, INPUT_TEXT),
    INPUT(struct lost_form, days, INPUT_TEXT),
    INPUT(struct lost_form, where, INPUT_TEXT),
    INPUT(struct lost_form, waited, INPUT_TEXT),
    INPUT(struct lost_form, cost, INPUT_TEXT),
    { .name = "for",
        .offset = offsetof(struct lost_form, whom),
        .kind = INPUT_KEY },
};
enum { N_LOST = 9, N_KEPT = N_LOST - 1 };

/* Nothing of the journey is looked at or said: who sends this is nobody. */
enum err
told_step_lost(struct request *rq, struct answer *an)
{
    struct lost_form given = { 0 };
    struct form form;
    enum err e = form_parse(rq, lost_inputs, N_LOST, &form, &given);
    if (e != OK)
        return e;
    if (given.whom == 0 || !form_is_welcome(rq, &form))
        return ERR_DENIED;
    struct buf out = buf_in(rq->arena, 1000);
    struct json j = json_write(&out);
    json_object(&j);
    for (int i = 0; i < N_KEPT; i++)
        if (!text_is_empty(form.given[i])) {
            json_name(&j, lost_inputs[i].name);
            json_text(&j, form.given[i]);
        }
    json_end(&j);
    e = draft_lose(rq, an,
        &(struct draft_lost){ .person_id = given.whom,
            .kind = TEXT("told"),
            .thing_id = request_key(rq, 0),
            .fields = buf_text(&out) });
    if (e == OK)
        answer_redirect(rq, an,
            arena_join(rq->arena, 2,
                (text[]){ TEXT("/sign-in?then="), request_address(rq) }));
    return e;
}

enum err
told_lost_give(struct request *rq, struct answer *an, int64_t told_id,
    struct form *form, int64_t *at)
{
    struct json_value *all;
    text fields;
    *at = 0;
    enum err e = draft_take(rq, an, TEXT("told"), told_id, &fields, at);
    if (e != OK || !text_is_known(fields) ||
        json_parse(fields, rq->arena, &all, NULL) != OK) {
        *at = 0;
        return e;
    }
    for (int i = 0; i < N_KEPT; i++) {
        const struct json_value *v =
            json_find(all, text_of(lost_inputs[i].name));
        if (v != NULL && v->type == JSON_TEXT)
            form_give(form, lost_inputs[i].name, v->text);
    }
    return OK;
}
