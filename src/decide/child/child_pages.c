/* The page of a guardian, by the code that was given to them: the yes is taken
 * back, and nothing of what the child said is shown. */
#include "decide/child/child.h"

#include "decide/child/child.html.h"
#include "decide/child/receipt.h"
#include "decide/conversation/conversation.h"
#include "decide/panel/lot.h"
#include "decide/proposal/proposal_answer.h"
#include "decide/voice/voice.h"
#include "people/people.h"

static enum err
find(struct request *rq, struct child_yes *row)
{
    text code = receipt_read(rq->arena, rq->params[0]);
    return text_is_known(code) ? child_yes_by_guardian(rq->db, rq->arena,
                                     (struct child_yes_by_guardian_in){
                                         receipt_hash(rq->arena, code) },
                                     row)
                               : ERR_NOT_FOUND;
}

static enum err
answer(struct request *rq, struct answer *an, enum err found,
    const struct child_yes *row)
{
    struct form form;
    if (found != OK && found != ERR_NOT_FOUND)
        return found;
    form_open(rq, NULL, 0, &form);
    rq->form = NULL;
    struct view v = request_view(rq);
    if (found == OK)
        decide_child_guardian(&v,
            &(struct child_guardian_page){ .form = &form,
                .address = arena_print(
                    rq->arena, "/guardian/%.*s", TEXT_ARG(rq->params[0])),
                .is_over = text_is_known(row->ended_on) });
    else {
        decide_child_gone(&v);
        an->status = 410;
    }
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v,
                           found == OK ? N_("A child takes part")
                                       : N_("This code leads nowhere")),
            .body = view_html(&v) });
    return OK;
}

enum err
guardian_show(struct request *rq, struct answer *an)
{
    struct child_yes row = { 0 };
    enum err e = find(rq, &row);
    return answer(rq, an, e, &row);
}

/* All voices of an account, of which the child said that they are a child's. */
static enum err
withdraw_voices(struct db *writer, struct arena *a, int64_t key, int64_t now)
{
    struct voice_about_shared_row *rows;
    ptrdiff_t n = 0;
    enum err e = voice_about_shared(writer, a,
        (struct voice_about_shared_in){
            .about_id = key, .has_about_id = true, .n_rows = VOICES_OF_ONE },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = voice_withdraw(writer, a, rows[i].voice_id, now);
    return e;
}

struct ending {
    text guardian;
    int64_t now;
};

/* By the same functions as when the child takes it back. */
static enum err
end_step(struct db *writer, struct arena *a, void *arg)
{
    const struct ending *s = arg;
    struct child_yes row;
    enum err e = child_yes_by_guardian(
        writer, a, (struct child_yes_by_guardian_in){ s->guardian }, &row);
    if (e != OK || text_is_known(row.ended_on))
        return e;
    if (text_is_equal(row.kind, TEXT("participant")))
        e = answer_withdraw(writer, a, row.subject_id);
    else if (text_is_equal(row.kind, TEXT("voice")))
        e = proposal_voice_withdraw(
            writer, a, row.thing_id, row.subject_id, s->now);
    else if (text_is_equal(row.kind, TEXT("volunteer")))
        e = lot_leave(writer, a, row.subject_id, s->now);
    else
        e = withdraw_voices(writer, a, row.subject_id, s->now);
    if (e == ERR_NOT_FOUND)
        e = OK; /* what it was of is gone */
    return e == OK ? child_end(writer, a, arena_c_string(a, row.kind),
                         row.subject_id, row.subject_id, day_of(a, s->now))
                   : e;
}

enum err
guardian_withdraw_send(struct request *rq, struct answer *an)
{
    struct child_yes row = { 0 };
    enum err e = find(rq, &row);
    if (e != OK)
        return answer(rq, an, e, &row);
    e = button_parse(rq);
    struct ending s = { row.guardian, rq->now };
    if (e == OK)
        e = db_write(rq->db, rq->arena, end_step, &s);
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "/guardian/%.*s", TEXT_ARG(rq->params[0])));
    return e;
}
