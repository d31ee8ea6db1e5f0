/* What somebody answered, shown to them alone; their receipt; and what a code
 * says that is good no more. */
#include "decide/conversation/conversation.h"

#include "base/key.h"
#include "decide/conversation/answer.html.h"
#include "people/people.h"

/* ---- A code -------------------------------------------------------------- */

struct code_form {
    text code;
};
static const struct input code_inputs[] = {
    INPUT(struct code_form, code, INPUT_TEXT, .is_required = true, .max = 60,
        .label = N_("Your receipt, or the code of a slip"),
        .autocomplete = "off"),
};

enum err
vote_refuse(struct request *rq, struct answer *an, bool by_slip, enum err e,
    const struct answering *x)
{
    if (e == ERR_DENIED && x->wait_s > 0) {
        an->status = 429;
        an->retry_s = x->wait_s;
    } else if (!by_slip || e != ERR_NOT_FOUND)
        return e;
    else
        an->status = x->slip.is_used ? 409 : 410;
    struct form *form = arena_new(rq->arena, struct form, 1);
    form_open(rq, code_inputs, 1, form);
    struct gone_page p = { .form = form,
        .is_used = x->slip.is_used,
        .is_taken_back = x->slip.is_taken_back && !x->slip.is_used,
        .is_over = x->slip.is_over && !x->slip.is_used };
    struct view v = request_view(rq);
    decide_answer_gone(&v, &p);
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = p.is_used
                ? say(&v, N_("This slip was used already"))
                : say(&v, N_("This slip is good no more")),
            .body = view_html(&v) });
    return OK;
}

static enum err
answer_ask(struct request *rq, struct answer *an, const struct form *form)
{
    struct view v = request_view(rq);
    decide_answer_code(&v, form);
    an->status = form->n_errors > 0 ? 422 : 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("I have a receipt")), .body = view_html(&v) });
    return OK;
}

enum err
say_ask_show(struct request *rq, struct answer *an)
{
    struct form form;
    form_open(rq, code_inputs, 1, &form);
    return answer_ask(rq, an, &form);
}

enum err
say_ask_send(struct request *rq, struct answer *an)
{
    struct code_form given = { 0 };
    struct form form;
    struct view v = request_view(rq);
    enum err e = form_parse(rq, code_inputs, 1, &form, &given);
    if (e != OK)
        return e;
    text code = people_code_read(rq->arena, given.code);
    if (form.n_errors == 0 && !text_is_known(code))
        form_error(&form, "code",
            say(&v,
                N_("This is no code: a sign is missing, or is another one. "
                   "There is no 0, 1, I, L or O in it.")));
    if (form.n_errors > 0)
        return answer_ask(rq, an, &form);
    answer_redirect(
        rq, an, arena_print(rq->arena, "/say/%.*s", TEXT_ARG(code)));
    return OK;
}

enum err
say_receipt_show(struct request *rq, struct answer *an)
{
    struct answering x;
    enum err e = vote_load(rq, &x, true);
    if (e == OK && !text_is_known(x.receipt))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return vote_refuse(rq, an, true, e, &x);
    struct view v = request_view(rq);
    decide_answer_receipt(&v, &x, people_code_print(rq->arena, x.receipt),
        request_whole_address(rq, NULL, TEXT("/say")));
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("Your receipt")), .body = view_html(&v) });
    return OK;
}

/* ---- Their own answers --------------------------------------------------- */

static enum err
mine(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    struct statements_of_row *rows;
    struct answers_of_row *own;
    ptrdiff_t n, n_own;
    struct form form;
    struct mine_page p = { .x = &x };
    enum err e = vote_load(rq, &x, by_slip);
    if (e != OK)
        return vote_refuse(rq, an, by_slip, e, &x);
    e = statements_of(rq->db, rq->arena,
        (struct statements_of_in){ .conversation_id = x.c.head.id,
            .lang = lang_code(rq->lang),
            .n_rows = STATEMENTS_MAX },
        &rows, &n);
    if (e == OK)
        e = answers_of(rq->db, rq->arena,
            (struct answers_of_in){
                .participant_id = x.participant_id, .n_rows = STATEMENTS_MAX },
            &own, &n_own);
    if (e == OK)
        e = statements_by(rq->db, rq->arena,
            (struct statements_by_in){ .participant_id = x.participant_id,
                .has_participant_id = true,
                .n_rows = 100 },
            &p.own, &p.n_own);
    if (e != OK)
        return e;
    p.lines = arena_new(rq->arena, struct statement_line, n);
    p.votes = arena_new(rq->arena, int, n);
    for (ptrdiff_t i = 0; i < n; i++)
        for (ptrdiff_t k = 0; k < n_own; k++)
            if (own[k].statement_id == rows[i].id &&
                text_is_equal(rows[i].status, TEXT("in"))) {
                bool is_said = text_is_known(rows[i].said);
                p.votes[p.n_lines] = (int)own[k].vote;
                p.lines[p.n_lines++] = (struct statement_line){ .row = &rows[i],
                    .words = is_said ? rows[i].said : rows[i].words,
                    .lang = is_said ? lang_code(rq->lang) : rows[i].lang };
            }
    form_open(rq, NULL, 0, &form);
    p.form = &form;
    struct view v = request_view(rq);
    decide_answer_mine(&v, &p);
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("Your answers")), .body = view_html(&v) });
    return OK;
}

enum err
vote_mine_show(struct request *rq, struct answer *an)
{
    return mine(rq, an, false);
}

enum err
say_mine_show(struct request *rq, struct answer *an)
{
    return mine(rq, an, true);
}

static enum err
back(struct db *writer, struct arena *a, void *arg)
{
    return answer_withdraw(writer, a, *(const int64_t *)arg);
}

static enum err
withdraw(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    enum err e = vote_load(rq, &x, by_slip);
    if (e != OK)
        return vote_refuse(rq, an, by_slip, e, &x);
    e = button_parse(rq);
    if (e == OK && x.participant_id != 0)
        e = db_write(rq->db, rq->arena, back, &x.participant_id);
    if (e == ERR_NOT_FOUND)
        e = OK; /* sent twice */
    if (e == OK)
        answer_redirect(rq, an, x.base);
    return e;
}

enum err
vote_withdraw_send(struct request *rq, struct answer *an)
{
    return withdraw(rq, an, false);
}

enum err
say_withdraw_send(struct request *rq, struct answer *an)
{
    return withdraw(rq, an, true);
}
