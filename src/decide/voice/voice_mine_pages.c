/* The code of a receipt, typed; and all that one told, by account. */
#include "decide/voice/voice.h"

#include "decide/conversation/conversation.h"

#include "decide/voice/voice_own.html.h"
#include "decide/voice/voice_tell.html.h"

/* ---- The code of a receipt, typed ---------------------------------------- */

struct ask_form {
    text code;
};
static const struct input ask_inputs[] = {
    INPUT(struct ask_form, code, INPUT_TEXT, .is_required = true, .max = 40,
        .label = N_("Your code"),
        .hint = N_("Sixteen letters and digits, or the twelve of your "
                   "slip.")),
};

static enum err
answer_ask(struct request *rq, struct answer *an, const struct form *form)
{
    struct receipt_page p = { .form = form };
    struct view v = request_view(rq);
    decide_voice_tell_ask(&v, &p);
    if (form->n_errors > 0)
        an->status = 422;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("The code of what you told")),
            .body = view_html(&v) });
    return OK;
}

enum err
receipt_show(struct request *rq, struct answer *an)
{
    struct form form;
    form_open(rq, ask_inputs, 1, &form);
    return answer_ask(rq, an, &form);
}

enum err
receipt_send(struct request *rq, struct answer *an)
{
    struct ask_form given = { 0 };
    struct form form;
    struct view v = view_in(rq->arena, rq->lang, 0);
    char *code = arena_new(rq->arena, char, 40);
    ptrdiff_t n = 0;
    enum err e = form_parse(rq, ask_inputs, 1, &form, &given);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < given.code.len; i++) {
        char c = given.code.ptr[i];
        bool is_sign = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
            (c >= 'a' && c <= 'z');
        if (is_sign && n < 40)
            code[n++] = c;
    }
    if (form.n_errors == 0 && n == 0)
        form_error(&form, "code", say(&v, N_("This is no code.")));
    if (form.n_errors > 0)
        return answer_ask(rq, an, &form);
    struct child_yes child;
    text read = receipt_read(rq->arena, (text){ code, n });
    e = !text_is_known(read) ? ERR_NOT_FOUND
                             : child_yes_by_guardian(rq->db, rq->arena,
                                   (struct child_yes_by_guardian_in){
                                       receipt_hash(rq->arena, read) },
                                   &child);
    const char *where = e == OK ? "guardian" : "speak";
    /* of who answers in a conversation: it is typed here, too */
    struct participant_link link;
    text other = people_code_read(rq->arena, (text){ code, n });
    if (e == ERR_NOT_FOUND && text_is_known(other)) {
        e = participant_by_receipt(rq->db, rq->arena,
            (struct participant_by_receipt_in){
                people_code_hash(rq->arena, other) },
            &link);
        where = e == OK ? "say" : where;
    }
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    answer_redirect(
        rq, an, arena_print(rq->arena, "/%s/%.*s", where, (int)n, code));
    return OK;
}

/* ---- All that one told, by account --------------------------------------- */

enum err
voices_mine_show(struct request *rq, struct answer *an)
{
    struct voices_mine_page p = { 0 };
    struct voices_of_person_row *rows;
    enum err e = voices_of_person(rq->db, rq->arena,
        (struct voices_of_person_in){ .person_id = rq->actor.person_id,
            .has_person_id = true,
            .n_rows = VOICES_OF_ONE },
        &rows, &p.n_rows);
    if (e != OK)
        return e;
    p.rows = arena_new(rq->arena, struct mine_line, p.n_rows);
    for (ptrdiff_t i = 0; i < p.n_rows; i++)
        p.rows[i] = (struct mine_line){ rows[i],
            voice_sub(rq->arena, rows[i].voice_id, "/mine") };
    struct view v = request_view(rq);
    decide_voice_own_list(&v, &p);
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("What you told")), .body = view_html(&v) });
    return OK;
}
