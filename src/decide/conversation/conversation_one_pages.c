/* One conversation: what is asked, how many answered, looked after; what it
 * says in another language. */
#include "decide/conversation/conversation.h"
#include "decide/conversation/conversation_find.h"
#include "decide/ground/ground.h"
#include "decide/ground/moderation.h"

#include "base/key.h"
#include "decide/conversation/conversation.html.h"
#include "decide/conversation/helped.h"
#include "keep/audit.h"
#include "os/entropy.h"
#include "people/people.h"

struct words_form {
    text words, lang;
};
static void
words_inputs(struct request *rq, struct input inputs[2])
{
    inputs[0] = (struct input)INPUT(struct words_form, words, INPUT_TEXT,
        .is_required = true, .max = 800, .label = N_("In another language"));
    (void)conversation_lang_input(
        rq, &inputs[1], offsetof(struct words_form, lang));
}

enum err
conversation_show(struct request *rq, struct answer *an)
{
    return conversation_answer(rq, an, NULL);
}

/* ?after=NUMBER */
struct page_ask {
    int64_t after;
};
static const struct input page_inputs[] = {
    INPUT(struct page_ask, after, INPUT_INT),
};

/* In tens: two looks would tell of whoever answered between them, and the
 * number itself of a small group, beside the result. */
text
conversation_people(struct request *rq, int64_t n)
{
    struct view v = request_view(rq);
    if (n == 0)
        return say(&v, N_("Nobody has answered yet."));
    if (n < 10)
        return say(&v, N_("Fewer than ten people have answered."));
    return say_with(&v, N_("At least %d people have answered."), 1,
        (struct phrase_arg[]){ arg_int(n / 10 * 10) });
}

/* Of ten and more, in tens; of fewer nothing is said. */
static text
say_ways(struct request *rq, const struct tally_get_row *t)
{
    struct view v = request_view(rq);
    const char *const phrases[] = {
        N_("At least %d were helped by somebody who wrote it down."),
        N_("At least %d answered on paper."),
        N_("At least %d answered by short message.")
    };
    int64_t n[] = { t->n_helped, t->n_paper, t->n_message };
    text all = { 0 };
    for (int i = 0; i < 3; i++)
        if (n[i] >= 10)
            all = arena_print(rq->arena, "%.*s%s%.*s", TEXT_ARG(all),
                text_is_known(all) ? " " : "",
                TEXT_ARG(say_with(&v, phrases[i], 1,
                    (struct phrase_arg[]){ arg_int(n[i] / 10 * 10) })));
    return all;
}

/* What an appeal leaves to somebody else is offered to nobody by a button that
 * refuses. */
static enum err
look_at_appeals(struct request *rq, struct conversation_page *p)
{
    struct appeals_of_row *rows;
    ptrdiff_t n;
    if (!p->leads)
        return OK;
    enum err e = appeals_of(rq->db, rq->arena,
        (struct appeals_of_in){
            .conversation_id = p->c->head.id, .n_rows = STATEMENTS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        for (ptrdiff_t k = 0; k < p->n_lines; k++) {
            if (p->lines[k].row->id != rows[i].statement_id)
                continue;
            p->lines[k].may_not_in = !text_is_known(rows[i].verdict);
            p->lines[k].may_not_out = p->lines[k].may_not_in ||
                (text_is_equal(rows[i].verdict, TEXT("in")) &&
                    rows[i].has_taken_out_by &&
                    rows[i].taken_out_by == rq->actor.person_id);
        }
    return e;
}

enum err
conversation_answer(
    struct request *rq, struct answer *an, const struct form *turning)
{
    struct conversation_loaded c;
    struct conversation_page p = { .rq = rq, .c = &c };
    struct statements_of_row *rows;
    struct participant_count_row count;
    struct ground_result ground;
    struct tally_get_row tally;
    struct job job = { 0 };
    struct form form, translate;
    struct input inputs[2];
    enum err e = conversation_load_seen(rq, &c);
    if (e == OK)
        e = statements_of(rq->db, rq->arena,
            (struct statements_of_in){ .conversation_id = c.head.id,
                .lang = lang_code(rq->lang),
                .n_rows = STATEMENTS_MAX },
            &rows, &p.n_lines);
    if (e == OK)
        e = participant_count(rq->db, rq->arena,
            (struct participant_count_in){
                .conversation_id = c.head.id, .n_max = PARTICIPANTS_EXACT },
            &count);
    if (e == OK)
        e = job_of(rq->db, rq->arena, c.head.id, &job);
    if (e != OK)
        return e;
    e = ground_result_get(
        rq->db, rq->arena, (struct ground_result_get_in){ c.head.id }, &ground);
    p.has_ground = e == OK && ground.is_final && c.is_over;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    p.leads = conversation_leads(rq, &c);
    e = tally_get(
        rq->db, rq->arena, (struct tally_get_in){ c.head.id }, &tally);
    if (e == ERR_NOT_FOUND)
        tally = (struct tally_get_row){ 0 };
    else if (e != OK)
        return e;
    e = helped_may(rq, &c, &p.may_help);
    if (e != OK)
        return e;
    p.may_help &= c.is_open;
    struct answering who;
    if (c.is_open && !text_is_equal(c.head.opened_to, TEXT("slips"))) {
        e = vote_load(rq, &who, false);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        p.may_answer = e == OK && (who.n_ours > 0 || who.participant_id != 0);
        p.is_of_none = !p.may_answer;
    }
    /* of very many, as many as were counted last */
    p.people = conversation_people(
        rq, tally.n_people > count.n ? tally.n_people : count.n);
    p.ways = say_ways(rq, &tally);
    struct page_ask ask = { 0 };
    query_parse(rq, page_inputs, 1, &ask);
    ptrdiff_t n = p.n_lines;
    p.lines = arena_new(rq->arena, struct statement_line, n);
    p.n_lines = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        bool is_said = text_is_known(rows[i].said);
        bool is_in = text_is_equal(rows[i].status, TEXT("in"));
        bool is_gone = text_is_equal(rows[i].status, TEXT("withdrawn"));
        p.n_waiting += text_is_equal(rows[i].status, TEXT("waits"));
        p.n_out += text_is_equal(rows[i].status, TEXT("out"));
        if (rows[i].number <= ask.after || is_gone || (!p.leads && !is_in))
            continue;
        if (p.n_lines < STATEMENTS_ON_A_PAGE)
            p.lines[p.n_lines++] = (struct statement_line){ .row = &rows[i],
                .words = is_said ? rows[i].said : rows[i].words,
                .lang = is_said ? lang_code(rq->lang) : rows[i].lang };
        else if (!text_is_known(p.next))
            p.next = request_with(rq, "after",
                arena_print(rq->arena, "%lld",
                    (long long)p.lines[p.n_lines - 1].row->number));
    }
    e = look_at_appeals(rq, &p);
    if (e != OK)
        return e;
    p.address = conversation_sub(rq->arena, c.head.id, "");
    p.partnership = arena_print(rq->arena, "/partnership/%.*s",
        TEXT_ARG(conversation_key(rq->arena, c.head.partnership_id)));
    p.job = (struct job_part){ .rq = rq, .job = &job, .may_stop = p.leads };
    answer_job(rq, an, &job);
    words_inputs(rq, inputs);
    form_open(rq, inputs, 2, &translate);
    form_open(rq, NULL, 0, &form);
    p.form = &form;
    p.translate = &translate;
    struct form turn;
    conversation_turn_form(rq, &c, &turn);
    p.turning = turning != NULL ? turning : &turn;
    an->status = p.turning->n_errors > 0 ? 422 : 200;
    struct view v = request_view(rq);
    decide_conversation(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = conversation_said(&c.head),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* ---- In another language ------------------------------------------------- */

struct wording_step {
    int64_t conversation_id, thing_id, actor_id;
    text lang, words;
};

static enum err
wording_step(struct db *writer, struct arena *a, void *arg)
{
    const struct wording_step *w = arg;
    struct statement s;
    struct statement_words_find_row row;
    enum err e = OK;
    if (w->thing_id != w->conversation_id) {
        e = statement_get(
            writer, a, (struct statement_get_in){ .id = w->thing_id }, &s);
        if (e == OK && s.conversation_id != w->conversation_id)
            e = ERR_NOT_FOUND;
    }
    if (e == OK)
        e = statement_words_find(writer, a,
            (struct statement_words_find_in){
                .thing_id = w->thing_id, .lang = w->lang },
            &row);
    if (e == OK)
        e = statement_words_update(writer,
            (struct statement_words_update_in){
                .id = row.id, .words = w->words },
            NULL);
    else if (e == ERR_NOT_FOUND) {
        int64_t id = key_new();
        e = statement_words_insert(writer,
            (struct statement_words_insert_in){ .id = id,
                .code = conversation_key(a, id),
                .thing_id = w->thing_id,
                .lang = w->lang,
                .words = w->words },
            NULL);
    }
    if (e == OK)
        e = found_save(writer, a, w->thing_id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = w->actor_id,
                             .action = TEXT("translate"),
                             .kind = TEXT("statement"),
                             .thing_id = w->thing_id })
                   : e;
}

enum err
statement_words_send(struct request *rq, struct answer *an)
{
    struct words_form given = { 0 };
    struct form form;
    struct input inputs[2];
    words_inputs(rq, inputs);
    enum err e = form_parse(rq, inputs, 2, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    if (e != OK)
        return e;
    struct wording_step w = { .conversation_id = request_key(rq, 0),
        .thing_id = request_key(rq, 1),
        .actor_id = rq->actor.person_id,
        .lang = given.lang,
        .words = given.words };
    e = db_write(rq->db, rq->arena, wording_step, &w);
    if (e == OK)
        answer_redirect(rq, an,
            conversation_sub(rq->arena, w.conversation_id, "#statements"));
    return e;
}
