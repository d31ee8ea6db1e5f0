/* Answering, one statement at a time: by whoever has an account, and by
 * whoever holds a slip. Both ways are the same pages under two addresses. */
#include "decide/child/receipt.h"
#include "decide/conversation/conversation.h"

#include "base/key.h"
#include "decide/conversation/answer.html.h"
#include "decide/conversation/media.h"
#include "decide/conversation/pace.h"
#include "decide/ground/moderation.h"
#include "engine/opinion/ask.h"
#include "os/clock.h"
#include "people/people.h"

#include <string.h>

/* ---- What comes next ----------------------------------------------------- */

struct next_ask {
    int64_t s, unit;
    bool more, after; /* behind an answer */
};
static const struct input next_inputs[] = {
    INPUT(struct next_ask, s, INPUT_KEY),
    INPUT(struct next_ask, unit, INPUT_KEY),
    INPUT(struct next_ask, more, INPUT_BOOL),
    INPUT(struct next_ask, after, INPUT_BOOL),
};

/* Their own are in the order of keys. */
static const struct answers_own_row *
own_answer(const struct answers_own_row *own, ptrdiff_t n, int64_t id)
{
    ptrdiff_t low = 0, high = n;
    while (low < high) {
        ptrdiff_t middle = (low + high) / 2;
        if (own[middle].statement_id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && own[low].statement_id == id ? &own[low] : NULL;
}

/* *id 0: all are answered. */
static enum err
choose(struct request *rq, const struct answering *x, int64_t *id,
    struct answer_page_of *p, int64_t asked)
{
    struct statements_to_ask_row *rows;
    struct answers_own_row *own;
    struct ask_get_row counts = { 0 };
    ptrdiff_t n, n_own;
    bool is_counted;
    int32_t first;
    *id = 0;
    struct db_batch kept = db_batch_open(rq->db, rq->arena);
    statements_to_ask_ask(&kept,
        (struct statements_to_ask_in){
            .conversation_id = x->c.head.id, .n_rows = STATEMENTS_MAX },
        &rows, &n);
    enum err e = request_ask(rq, &kept); /* the same for all who answer */
    struct db_batch b = db_batch_open(rq->db, rq->arena);
    answers_own_ask(&b,
        (struct answers_own_in){
            .participant_id = x->participant_id, .n_rows = STATEMENTS_MAX },
        &own, &n_own);
    ask_get_ask(&b,
        (struct ask_get_in){
            .conversation_id = x->c.head.id, .unit_id = x->unit_id },
        &counts, &is_counted);
    if (e == OK)
        e = db_batch_run(&b);
    if (e != OK || n == 0)
        return e;
    struct cp_ask *asks = arena_new(rq->arena, struct cp_ask, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        const struct answers_own_row *mine = own_answer(own, n_own, rows[i].id);
        bool is_in = text_is_equal(rows[i].status, TEXT("in"));
        asks[i] = (struct cp_ask){ .key = rows[i].id,
            .is_shut = mine != NULL || !is_in };
        p->n_all += is_in;
        p->n_answered += is_in && mine != NULL;
        if (is_in && rows[i].id == asked) {
            *id = asked;
            p->has_own = mine != NULL;
            p->own_vote = mine != NULL ? (int)mine->vote : 0;
        }
    }
    if (*id != 0)
        return OK;
    if (is_counted)
        answer_weigh(asks, rows, n, counts.counts);
    int64_t who = x->participant_id != 0 ? x->participant_id
        : x->slip.id != 0                ? x->slip.id
                                         : x->person_id;
    if (cp_ask_first(
            asks, (int32_t)n, (uint64_t)x->c.head.seed, who, &first, 1) > 0)
        *id = rows[first].id;
    return OK;
}

struct vote_form {
    int64_t statement, unit;
    text vote, shown;
    struct child_given who;
};
static const char *const votes[] = { "agree", "disagree", "pass", NULL };
static const struct input vote_inputs[] = {
    INPUT(struct vote_form, statement, INPUT_KEY, .is_required = true),
    INPUT(struct vote_form, unit, INPUT_KEY),
    INPUT(struct vote_form, vote, INPUT_CHOICE, .is_required = true,
        .choices = votes, .label = N_("Your answer")),
    INPUT(struct vote_form, shown, INPUT_TEXT, .max = 80),
};
enum {
    N_VOTE = sizeof vote_inputs / sizeof *vote_inputs,
    N_FIRST = N_VOTE + CHILD_INPUTS
};

/* Before the first answer it is asked whether somebody is under 18; afterwards
 * that is known. */
static int
inputs_of(const struct answering *x, struct input in[N_FIRST])
{
    memcpy(in, vote_inputs, sizeof vote_inputs);
    child_inputs(
        in + N_VOTE, (ptrdiff_t)offsetof(struct vote_form, who), false);
    return x->participant_id == 0 ? N_FIRST : N_VOTE;
}

static enum err
answer_next(struct request *rq, struct answer *an, struct answering *x,
    const struct next_ask *ask, text trouble, const struct form *wrong)
{
    struct answer_page_of p = { .x = x, .trouble = trouble };
    if (x->slip.id != 0 && rq->actor.person_id != 0 &&
        !text_is_equal(x->c.head.opened_to, TEXT("slips")))
        p.person = rq->actor.name;
    struct statement_said_row row;
    struct form form;
    int64_t id = 0;
    enum err e = OK;
    for (ptrdiff_t i = 0; x->unit_id == 0 && i < x->c.n_units; i++)
        if (x->is_ours[i] && x->c.units[i].id == ask->unit)
            x->unit_id = ask->unit;
    p.is_asking_unit = x->unit_id == 0;
    if (x->c.is_open && !p.is_asking_unit)
        e = choose(rq, x, &id, &p, ask->s);
    p.is_enough = id != 0 && ask->after && !ask->more && p.n_answered > 0 &&
        p.n_answered % CP_ASK_AT_ONCE == 0;
    if (e == OK && id != 0 && !p.is_enough) {
        e = statement_said(rq->db, rq->arena,
            (struct statement_said_in){ .id = id, .lang = lang_code(rq->lang) },
            &row);
        bool is_said = text_is_known(row.said);
        p.s = &row;
        p.words = is_said ? row.said : row.words;
        p.lang = is_said ? lang_code(rq->lang) : row.lang;
        /* read aloud in what is read here; by an account, at another address
         * of the conversation */
        struct media_shown media = { 0 };
        text base = x->person_id != 0
            ? conversation_sub(rq->arena, x->c.head.id, "")
            : x->base;
        if (e == OK)
            e = media_load(rq, id, base, p.lang, &media);
        p.sound = media.sound;
        p.picture = media.picture;
        p.alt = media.alt;
        p.shown = pace_shown(rq, id, now_ms());
        if (e == OK && is_said && x->participant_id != 0)
            e = moderation_marked(rq, id, x->participant_id, &p.is_marked);
    }
    if (e != OK)
        return e;
    struct input in[N_FIRST];
    form_open(rq, in, inputs_of(x, in), &form);
    p.form = wrong != NULL ? wrong : &form;
    p.asks_child = x->participant_id == 0;
    struct view v = request_view(rq);
    decide_answer(&v, &p);
    an->keeping = TEXT("no-store");
    if (text_is_known(trouble))
        an->status = wrong != NULL ? 422 : 409;
    answer_page(rq, an,
        (struct page){
            .title = conversation_said(&x->c.head), .body = view_html(&v) });
    return OK;
}

static enum err
show(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    struct next_ask ask = { 0 };
    query_parse(
        rq, next_inputs, sizeof next_inputs / sizeof *next_inputs, &ask);
    enum err e = vote_load(rq, &x, by_slip);
    return e == OK ? answer_next(rq, an, &x, &ask, (text){ 0 }, NULL)
                   : vote_refuse(rq, an, by_slip, e, &x);
}

/* The receipt that this form gives with this slip. */
static text
own_receipt(struct request *rq, text token)
{
    return people_code_of(rq->arena,
        arena_print(rq->arena, "%.*s %.*s", TEXT_ARG(token),
            TEXT_ARG(people_code_read(rq->arena, rq->params[0]))));
}

/* The form was sent before, and its answer was lost on the way: they have
 * that receipt. */
static enum err
find_again(struct request *rq, struct answering *x, text token)
{
    struct answering again = { 0 };
    enum err e = vote_load_receipt(rq, &again, own_receipt(rq, token));
    if (e == OK)
        *x = again;
    return e;
}

static enum err
save(struct request *rq, struct answering *x, const struct vote_form *given,
    text token, bool *is_new)
{
    bool is_slip = x->slip.id != 0;
    text receipt = is_slip ? own_receipt(rq, token) : (text){ 0 };
    struct vote_given vote = { given->statement,
        text_is_equal(given->vote, TEXT("agree"))          ? 1
            : text_is_equal(given->vote, TEXT("disagree")) ? -1
                                                           : 0 };
    struct vote_step step = { .conversation_id = x->c.head.id,
        .participant_id = x->participant_id,
        .person_id = x->person_id,
        .slip_id = x->slip.id,
        .link_id = x->link.id,
        .receipt = is_slip ? people_code_hash(rq->arena, receipt) : (text){ 0 },
        .unit_id = x->unit_id,
        .way = TEXT("self"),
        .is_child = given->who.is_child,
        .guardian = child_code(rq->arena, token),
        .votes = &vote,
        .n_votes = 1,
        .now = rq->now };
    enum err e = db_write_quietly(rq->db, rq->arena, answer_save, &step);
    *is_new = e == OK && is_slip;
    if (e == ERR_CONFLICT && step.is_closed)
        e = ERR_NO_ROOM;
    if (e == ERR_CONFLICT && step.is_ended)
        e = ERR_DENIED;
    if (e == OK && is_slip)
        x->base = arena_print(rq->arena, "/say/%.*s", TEXT_ARG(receipt));
    struct pace_note note = { .conversation_id = x->c.head.id,
        .unit_id = x->unit_id,
        .participant_id = step.made_id,
        .is_new = x->participant_id == 0 };
    note.is_timed =
        pace_read(rq, given->statement, given->shown, now_ms(), &note.is_quick);
    return e == OK && pace_note(&note, rq->now)
        ? pace_flush(rq->db, rq->arena, rq->now, 0)
        : e;
}

static enum err
send(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    struct vote_form given = { 0 };
    struct input in[N_FIRST];
    struct form form;
    struct view v = request_view(rq);
    bool is_new = false;
    enum err e = vote_load(rq, &x, by_slip), parsed = OK;
    if (e == OK || (by_slip && x.slip.is_used))
        parsed = form_parse(rq, in, inputs_of(&x, in), &form, &given);
    if (parsed != OK)
        return parsed;
    if (e == ERR_NOT_FOUND && x.slip.is_used &&
        find_again(rq, &x, form.token) == OK)
        e = OK;
    if (e != OK)
        return vote_refuse(rq, an, by_slip, e, &x);
    if (x.unit_id == 0)
        for (ptrdiff_t i = 0; i < x.c.n_units; i++)
            if (x.is_ours[i] && x.c.units[i].id == given.unit)
                x.unit_id = given.unit;
    struct next_ask again = { .s = given.statement, .unit = given.unit };
    if (form.n_errors > 0)
        return answer_next(rq, an, &x, &again,
            say(&v, N_("That did not arrive whole. Answer once more.")), NULL);
    child_check(rq, &form, &given.who);
    if (form.n_errors > 0)
        return answer_next(rq, an, &x, &again,
            say(&v,
                N_("Under 18 two people say yes: a parent or guardian, and "
                   "the child.")),
            &form);
    e = save(rq, &x, &given, form.token, &is_new);
    if (e == ERR_CONFLICT) { /* in the same moment: this form, or another */
        enum err found =
            by_slip ? find_again(rq, &x, form.token) : vote_load(rq, &x, false);
        if (found == OK && x.participant_id != 0)
            e = save(rq, &x, &given, form.token, &is_new);
        else if (by_slip) {
            x.slip.is_used = true;
            return vote_refuse(rq, an, true, ERR_NOT_FOUND, &x);
        }
    }
    if (e == ERR_NO_ROOM)
        return answer_next(rq, an, &x, &again,
            say(&v,
                N_("It has closed meanwhile. This answer was not kept; "
                   "those before it were.")),
            NULL);
    if (e == ERR_DENIED)
        return answer_next(rq, an, &x, &again,
            say(&v,
                N_("The yes of a parent or guardian was taken back. Under 18 "
                   "both say yes before somebody takes part again.")),
            NULL);
    if (e == ERR_NOT_FOUND)
        return answer_next(rq, an, &x, &again,
            say(&v,
                N_("This statement was taken out meanwhile. Here is "
                   "another.")),
            NULL);
    if (e == OK)
        e = answer_count_if_due(rq, x.c.head.id);
    /* shown only of what was kept: another form may have come first */
    if (e == OK && given.who.is_child &&
        child_was_sent(rq->db, rq->arena, form.token))
        return child_answer_codes(rq, an,
            &(struct child_codes){ .title = conversation_said(&x.c.head),
                .own = by_slip
                    ? people_code_print(rq->arena, own_receipt(rq, form.token))
                    : (text){ 0 },
                .guardian =
                    receipt_print(rq->arena, child_code(rq->arena, form.token)),
                .go_on = arena_print(
                    rq->arena, "%.*s?after=on", TEXT_ARG(x.base)) });
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "%.*s%s", TEXT_ARG(x.base),
                is_new ? "/receipt" : "?after=on"));
    return e;
}

enum err
vote_show(struct request *rq, struct answer *an)
{
    return show(rq, an, false);
}

enum err
say_show(struct request *rq, struct answer *an)
{
    return show(rq, an, true);
}

enum err
vote_send(struct request *rq, struct answer *an)
{
    return send(rq, an, false);
}

enum err
say_send(struct request *rq, struct answer *an)
{
    return send(rq, an, true);
}
