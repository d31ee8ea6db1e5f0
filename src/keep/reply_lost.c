/* A step that came after its session had ended: kept for its person, as a
 * form of edit.h is, and shown again when they are back. */
#include "keep/reply_pages.h"

#include "base/json.h"
#include "base/key.h"
#include "keep/draft.h"
#include "keep/draft.sql.h"
#include "keep/keep_routes.h"

static const text kind = TEXT_INIT("reply");

/* Names may come more than once: a list of pairs, in their order. */
static text
print_pairs(struct arena *a, const struct pairs *pairs)
{
    struct buf out = buf_in(a, 1000);
    struct json j = json_write(&out);
    json_array(&j);
    for (int i = 0; i < pairs->n; i++) {
        text name = pairs->at[i].name;
        if (text_is_equal(name, TEXT("token")) ||
            text_is_equal(name, TEXT("for")))
            continue;
        json_text(&j, name);
        json_text(&j, pairs->at[i].value);
    }
    json_end(&j);
    return buf_text(&out);
}

static bool
read_pairs(struct arena *a, text fields, struct pairs *pairs)
{
    struct json_value *all;
    struct why why = { 0 };
    pairs->n = 0;
    if (json_parse(fields, a, &all, &why) != OK || all->type != JSON_ARRAY)
        return false;
    for (const struct json_value *v = all->first;
         v != NULL && v->next != NULL && pairs->n < PAIRS_MAX;
         v = v->next->next) {
        if (v->type != JSON_TEXT || v->next->type != JSON_TEXT)
            return false;
        pairs->at[pairs->n++] = (struct pair){ v->text, v->next->text };
    }
    return pairs->n > 0;
}

/* Nothing of the answer is looked at or said: who sends this is nobody. */
enum err
answer_step_lost(struct request *rq, struct answer *an)
{
    struct form form;
    struct pairs *pairs = arena_new(rq->arena, struct pairs, 1);
    int64_t person_id = 0, step = 0;
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK)
        e = pairs_read(rq, pairs);
    if (e != OK)
        return e;
    if (!key_parse(pairs_value(pairs, "for", TEXT("")), &person_id) ||
        !text_parse_int(rq->params[1], &step) || step < 1 ||
        step > SECTIONS_MAX || !form_is_welcome(rq, &form))
        return ERR_DENIED;
    e = draft_lose(rq, an,
        &(struct draft_lost){ .person_id = person_id,
            .kind = kind,
            .thing_id = request_key(rq, 0),
            .within_id = step,
            .fields = print_pairs(rq->arena, pairs) });
    if (e == OK)
        answer_redirect(rq, an,
            arena_join(rq->arena, 2,
                (text[]){ TEXT("/sign-in?then="), request_address(rq) }));
    return e;
}

enum err
reply_lost_load(struct request *rq, struct answer *an, int64_t reply_id,
    int section, struct pairs *pairs, int64_t *at)
{
    struct draft_find_row row;
    *at = 0;
    enum err e = edit_draft_claim(rq, an);
    if (e == OK)
        e = draft_find(rq->db, rq->arena,
            (struct draft_find_in){ .person_id = rq->actor.person_id,
                .kind = kind,
                .thing_id = reply_id,
                .within_id = section + 1 },
            &row);
    if (e == OK && read_pairs(rq->arena, row.fields, pairs))
        *at = row.at;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
reply_lost_forget(
    struct db *writer, int64_t person_id, int64_t reply_id, int section)
{
    return draft_delete(writer,
        (struct draft_delete_in){ .person_id = person_id,
            .kind = kind,
            .thing_id = reply_id,
            .within_id = section + 1 },
        NULL);
}
