/* Answering, one statement at a time: by whoever has an account, and by
 * whoever holds a slip. Both ways are the same pages under two addresses. */
#include "decide/conversation.h"

#include "base/key.h"
#include "decide/answer.html.h"
#include "engine/opinion/ask.h"
#include "people/people.h"

/* ---- Who answers --------------------------------------------------------- */

static enum err
find_participant(struct request *rq, struct answering *x)
{
    struct participant_of_slip_row by_slip = { 0 };
    struct participant_of_person_row by_person = { 0 };
    struct participant_get_row who;
    enum err e;
    if (x->slip_id != 0)
        e = participant_of_slip(rq->db, rq->arena,
            (struct participant_of_slip_in){ .conversation_id = x->c.head.id,
                .slip_id = x->slip_id,
                .has_slip_id = true },
            &by_slip);
    else
        e = participant_of_person(rq->db, rq->arena,
            (struct participant_of_person_in){ .conversation_id = x->c.head.id,
                .person_id = x->person_id,
                .has_person_id = true },
            &by_person);
    if (e == ERR_NOT_FOUND)
        return OK;
    x->participant_id =
        x->slip_id != 0 ? by_slip.participant_id : by_person.participant_id;
    if (e == OK)
        e = participant_get(rq->db, rq->arena,
            (struct participant_get_in){ x->participant_id }, &who);
    if (e == OK)
        x->unit_id = who.unit_id;
    return e;
}

static enum err
load_person(struct request *rq, struct answering *x)
{
    enum err e = conversation_load_seen(rq, &x->c);
    if (e != OK)
        return e;
    if (text_is_equal(x->c.head.opened_to, TEXT("slips")) ||
        text_is_equal(x->c.head.status, TEXT("draft")))
        return ERR_NOT_FOUND;
    x->person_id = rq->actor.person_id;
    x->base = conversation_sub(rq->arena, x->c.head.id, "/answer");
    for (ptrdiff_t i = 0; i < x->c.n_units; i++) {
        x->is_ours[i] = !thing_is_of_another_side(
            &rq->actor, x->c.units[i].side_id, x->c.head.partnership_id);
        x->n_ours += x->is_ours[i];
    }
    if (x->n_ours == 1)
        for (ptrdiff_t i = 0; i < x->c.n_units; i++)
            if (x->is_ours[i])
                x->unit_id = x->c.units[i].id;
    return find_participant(rq, x);
}

static enum err
load_slip(struct request *rq, struct answering *x, int *wait_s)
{
    struct people_slip slip;
    struct thing unit;
    enum err e =
        people_slip_look(rq, rq->params[0], "conversation_unit", &slip, wait_s);
    if (e == OK)
        e = thing_load(
            rq->db, rq->arena, TEXT("conversation_unit"), slip.thing_id, &unit);
    if (e == OK)
        e = conversation_load(rq, unit.within_id, &x->c);
    if (e != OK)
        return e;
    x->slip_id = slip.id;
    x->unit_id = slip.thing_id;
    x->base = arena_print(rq->arena, "/say/%.*s", TEXT_ARG(rq->params[0]));
    return find_participant(rq, x);
}

enum err
vote_load(struct request *rq, struct answering *x, bool by_slip, int *wait_s)
{
    *x = (struct answering){ 0 };
    *wait_s = 0;
    return by_slip ? load_slip(rq, x, wait_s) : load_person(rq, x);
}

enum err
vote_refuse(
    struct request *rq, struct answer *an, bool by_slip, enum err e, int wait_s)
{
    if (e == ERR_DENIED && wait_s > 0) {
        an->status = 429;
        an->retry_s = wait_s;
    } else if (!by_slip || e != ERR_NOT_FOUND)
        return e;
    else
        an->status = 410;
    struct view v = request_view(rq);
    decide_answer_gone(&v);
    an->keeping = TEXT("no-store");
    rq->form = NULL;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("This slip is good no more")),
            .body = view_html(&v) });
    return OK;
}

/* ---- What comes next ----------------------------------------------------- */

struct next_ask {
    int64_t s, unit;
    bool more, thanks;
};
static const struct input next_inputs[] = {
    INPUT(struct next_ask, s, INPUT_KEY),
    INPUT(struct next_ask, unit, INPUT_KEY),
    INPUT(struct next_ask, more, INPUT_BOOL),
    INPUT(struct next_ask, thanks, INPUT_BOOL),
};

static int
side_of(const struct answering *x, int64_t unit_id)
{
    for (ptrdiff_t i = 0; i < x->c.n_units; i++)
        if (x->c.units[i].id == unit_id)
            return (int)x->c.units[i].side_position;
    return 0;
}

static void
weigh(const struct answering *x, struct cp_ask *asks,
    const struct statements_to_ask_row *rows, ptrdiff_t n,
    const struct answer_counts_row *counts, ptrdiff_t n_counts)
{
    for (ptrdiff_t i = 0; i < n; i++) {
        int64_t of_side[UNIT_SIDES_MAX + 1] = { 0 };
        bool has_side[UNIT_SIDES_MAX + 1] = { 0 };
        asks[i] = (struct cp_ask){ .key = rows[i].id,
            .least_of_side = INT64_MAX,
            .is_shut = rows[i].has_vote ||
                !text_is_equal(rows[i].status, TEXT("in")) };
        for (ptrdiff_t u = 0; u < x->c.n_units; u++)
            has_side[x->c.units[u].side_position] = true;
        for (ptrdiff_t k = 0; k < n_counts; k++) {
            const struct answer_counts_row *c = &counts[k];
            if (c->statement_id != rows[i].id)
                continue;
            int64_t all = c->agree + c->disagree + c->pass;
            asks[i].agree += c->agree;
            asks[i].passes += c->pass;
            asks[i].all += all;
            asks[i].all_of_unit += c->unit_id == x->unit_id ? all : 0;
            of_side[side_of(x, c->unit_id)] += all;
        }
        for (int s = 1; s <= UNIT_SIDES_MAX; s++)
            if (has_side[s] && of_side[s] < asks[i].least_of_side)
                asks[i].least_of_side = of_side[s];
    }
}

/* *id 0: all are answered. */
static enum err
choose(struct request *rq, const struct answering *x, int64_t *id,
    struct answer_page_of *p, int64_t asked)
{
    struct statements_to_ask_row *rows;
    struct answer_counts_row *counts;
    ptrdiff_t n, n_counts;
    int32_t first;
    *id = 0;
    enum err e = statements_to_ask(rq->db, rq->arena,
        (struct statements_to_ask_in){ .conversation_id = x->c.head.id,
            .participant_id = x->participant_id,
            .n_rows = STATEMENTS_MAX },
        &rows, &n);
    if (e == OK)
        e = answer_counts(rq->db, rq->arena,
            (struct answer_counts_in){ .conversation_id = x->c.head.id,
                .n_rows = STATEMENTS_MAX * UNITS_MAX },
            &counts, &n_counts);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < n; i++) {
        bool is_in = text_is_equal(rows[i].status, TEXT("in"));
        p->n_all += is_in;
        p->n_answered += is_in && rows[i].has_vote;
        if (is_in && rows[i].id == asked) {
            *id = asked;
            p->has_own = rows[i].has_vote;
            p->own_vote = (int)rows[i].vote;
        }
    }
    if (*id != 0 || n == 0)
        return OK;
    struct cp_ask *asks = arena_new(rq->arena, struct cp_ask, n);
    weigh(x, asks, rows, n, counts, n_counts);
    if (cp_ask_first(asks, (int32_t)n, (uint64_t)x->c.head.seed,
            x->slip_id != 0 ? x->slip_id : x->person_id, &first, 1) > 0)
        *id = rows[first].id;
    return OK;
}

struct vote_form {
    int64_t statement, unit;
    text vote;
};
static const char *const votes[] = { "agree", "disagree", "pass", NULL };
static const struct input vote_inputs[] = {
    INPUT(struct vote_form, statement, INPUT_KEY, .is_required = true),
    INPUT(struct vote_form, unit, INPUT_KEY),
    INPUT(struct vote_form, vote, INPUT_CHOICE, .is_required = true,
        .choices = votes, .label = N_("Your answer")),
};
enum { N_VOTE = sizeof vote_inputs / sizeof *vote_inputs };

static enum err
answer_next(struct request *rq, struct answer *an, struct answering *x,
    const struct next_ask *ask, text trouble)
{
    struct answer_page_of p = { .x = x, .trouble = trouble };
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
    p.is_enough = id != 0 && ask->thanks && !ask->more;
    if (e == OK && id != 0 && !p.is_enough) {
        e = statement_said(rq->db, rq->arena,
            (struct statement_said_in){ .id = id, .lang = lang_code(rq->lang) },
            &row);
        bool is_said = text_is_known(row.said);
        p.s = &row;
        p.words = is_said ? row.said : row.words;
        p.lang = is_said ? lang_code(rq->lang) : row.lang;
    }
    if (e != OK)
        return e;
    form_open(rq, vote_inputs, N_VOTE, &form);
    p.form = &form;
    struct view v = request_view(rq);
    decide_answer(&v, &p);
    an->keeping = TEXT("no-store");
    if (text_is_known(trouble))
        an->status = 409;
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
    int wait_s;
    query_parse(
        rq, next_inputs, sizeof next_inputs / sizeof *next_inputs, &ask);
    enum err e = vote_load(rq, &x, by_slip, &wait_s);
    return e == OK ? answer_next(rq, an, &x, &ask, (text){ 0 })
                   : vote_refuse(rq, an, by_slip, e, wait_s);
}

static enum err
send(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    struct vote_form given = { 0 };
    struct form form;
    struct view v = request_view(rq);
    int wait_s;
    enum err e = vote_load(rq, &x, by_slip, &wait_s);
    if (e != OK)
        return vote_refuse(rq, an, by_slip, e, wait_s);
    e = form_parse(rq, vote_inputs, N_VOTE, &form, &given);
    if (e != OK)
        return e;
    if (x.unit_id == 0)
        for (ptrdiff_t i = 0; i < x.c.n_units; i++)
            if (x.is_ours[i] && x.c.units[i].id == given.unit)
                x.unit_id = given.unit;
    struct next_ask again = { .s = given.statement, .unit = given.unit };
    if (form.n_errors > 0)
        return answer_next(rq, an, &x, &again,
            say(&v, N_("That did not arrive whole. Answer once more.")));
    struct vote_step step = { .conversation_id = x.c.head.id,
        .statement_id = given.statement,
        .person_id = x.person_id,
        .slip_id = x.slip_id,
        .unit_id = x.unit_id,
        .vote = text_is_equal(given.vote, TEXT("agree"))  ? 1
            : text_is_equal(given.vote, TEXT("disagree")) ? -1
                                                          : 0,
        .way = TEXT("self"),
        .now = rq->now };
    bool was_first = x.participant_id == 0;
    e = db_write_quietly(rq->db, rq->arena, answer_save, &step);
    if (e == ERR_CONFLICT)
        return answer_next(rq, an, &x, &again,
            say(&v,
                N_("It has closed meanwhile. This answer was not kept; "
                   "those before it were.")));
    if (e == ERR_NOT_FOUND)
        return answer_next(rq, an, &x, &again,
            say(&v,
                N_("This statement was taken out meanwhile. Here is "
                   "another.")));
    if (e != OK)
        return e;
    struct answer_page_of p = { 0 };
    int64_t next;
    x.participant_id = step.participant_id;
    e = was_first ? OK : choose(rq, &x, &next, &p, 0);
    bool is_tenth = p.n_answered > 0 && p.n_answered % CP_ASK_AT_ONCE == 0;
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "%.*s%s", TEXT_ARG(x.base),
                is_tenth ? "?thanks=on" : ""));
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

/* ---- Their own answers --------------------------------------------------- */

static enum err
mine(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    struct statements_of_row *rows;
    struct answers_of_row *own;
    ptrdiff_t n, n_own;
    struct form form;
    int wait_s;
    struct mine_page p = { .x = &x };
    enum err e = vote_load(rq, &x, by_slip, &wait_s);
    if (e != OK)
        return vote_refuse(rq, an, by_slip, e, wait_s);
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

struct back_step {
    int64_t participant_id;
    text today;
};

static enum err
back(struct db *writer, struct arena *a, void *arg)
{
    const struct back_step *b = arg;
    return answer_withdraw(writer, a, b->participant_id, b->today);
}

static enum err
withdraw(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    int wait_s;
    enum err e = vote_load(rq, &x, by_slip, &wait_s);
    if (e != OK)
        return vote_refuse(rq, an, by_slip, e, wait_s);
    e = button_parse(rq);
    struct back_step step = { x.participant_id, day_of(rq->arena, rq->now) };
    if (e == OK && x.participant_id != 0)
        e = db_write(rq->db, rq->arena, back, &step);
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
