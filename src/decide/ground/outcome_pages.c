/* What we heard, what we did, why not: what came of each statement, and how
 * many nothing has been said of yet. */
#include "decide/ground/moderation.h"

#include "base/key.h"
#include "decide/ground/ground.h"
#include "decide/ground/moderation.html.h"
#include "keep/audit.h"
#include "keep/thread.h"
#include "os/entropy.h"
#include "people/people.h"

struct outcome_form {
    text kind, words, address;
};
static const struct input outcome_inputs[] = {
    INPUT(struct outcome_form, kind, INPUT_CHOICE, .is_required = true,
        .choices = outcome_codes, .choice_labels = outcome_words,
        .label = N_("What came of it")),
    INPUT(struct outcome_form, words, INPUT_TEXT, .is_required = true,
        .max = 600, .label = N_("In a sentence: what was done, or why not")),
    INPUT(struct outcome_form, address, INPUT_TEXT, .max = 400,
        .label = N_("Where it was taken up"),
        .hint = N_("The address of a proposal, a decision or another page "
                   "here.")),
};
enum { N_OUTCOME = sizeof outcome_inputs / sizeof *outcome_inputs };

struct outcome_ask {
    int64_t after;
};
static const struct input ask_inputs[] = {
    INPUT(
        struct outcome_ask, after, INPUT_INT, .min = 0, .max = STATEMENTS_MAX),
};

static enum err
read_counts(struct outcome_page *p)
{
    struct request *rq = p->rq;
    enum err e = moderation_count(rq->db, rq->arena, p->c->head.id, &p->t);
    p->n_none = p->t.n_in + p->t.n_waits;
    for (int k = 0; k < OUTCOMES; k++)
        p->n_none -= p->t.came[k];
    return e;
}

static enum err
read_lines(struct outcome_page *p)
{
    struct request *rq = p->rq;
    struct outcomes_of_row *rows;
    struct outcome_ask ask = { 0 };
    query_parse(rq, ask_inputs, 1, &ask);
    enum err e = outcomes_of(rq->db, rq->arena,
        (struct outcomes_of_in){ .conversation_id = p->c->head.id,
            .after_number = ask.after,
            .lang = lang_code(rq->lang),
            .n_rows = OUTCOME_ROWS + 1 },
        &rows, &p->n_lines);
    if (e != OK)
        return e;
    if (p->n_lines > OUTCOME_ROWS) {
        p->n_lines = OUTCOME_ROWS;
        p->more = arena_print(rq->arena, "%.*s/outcome?after=%lld",
            TEXT_ARG(p->address), (long long)rows[OUTCOME_ROWS - 1].number);
    }
    p->lines = arena_new(rq->arena, struct outcome_line, p->n_lines + 1);
    for (ptrdiff_t i = 0; e == OK && i < p->n_lines; i++) {
        struct outcome_line *to = &p->lines[i];
        bool is_said = text_is_known(rows[i].said);
        *to = (struct outcome_line){ .row = &rows[i],
            .words = is_said ? rows[i].said : rows[i].words,
            .lang = is_said ? lang_code(rq->lang) : rows[i].lang };
        if (!rows[i].has_thing_id)
            continue;
        e = thing_load(rq->db, rq->arena, rows[i].thing_kind, rows[i].thing_id,
            &to->thing);
        if (e == OK && !thing_may_see(&rq->actor, &to->thing))
            to->thing.kind = NULL;
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    return e;
}

static enum err
answer_outcome(struct request *rq, struct answer *an, const struct form *form)
{
    struct conversation_loaded c;
    struct outcome_page p = { .rq = rq, .c = &c, .form = form };
    struct form fresh;
    struct view v = request_view(rq);
    bool is_public;
    enum err e = ground_load(rq, &c, &is_public);
    if (e == OK && !c.is_over)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    p.leads = conversation_leads(rq, &c);
    p.address = conversation_sub(rq->arena, c.head.id, "");
    e = read_counts(&p);
    if (e == OK)
        e = read_lines(&p);
    if (e != OK)
        return e;
    if (form == NULL) {
        form_open(rq, outcome_inputs, N_OUTCOME, &fresh);
        p.form = &fresh;
    }
    decide_moderation_outcome(&v, &p);
    if (p.form->n_errors > 0)
        an->status = 422;
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("What we heard, what we did, why not")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
outcome_show(struct request *rq, struct answer *an)
{
    return answer_outcome(rq, an, NULL);
}

struct outcome_step {
    int64_t conversation_id, statement_id, actor_id, thing_id;
    text kind, words, lang, thing_kind, today;
};

static enum err
outcome_step(struct db *writer, struct arena *a, void *arg)
{
    const struct outcome_step *s = arg;
    struct statement row;
    enum err e = statement_get(
        writer, a, (struct statement_get_in){ s->statement_id }, &row);
    if (e == OK &&
        (row.conversation_id != s->conversation_id ||
            text_is_equal(row.status, TEXT("withdrawn"))))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = outcome_put(writer,
            (struct outcome_put_in){ .id = key_new(),
                .conversation_id = s->conversation_id,
                .statement_id = s->statement_id,
                .kind = s->kind,
                .words = s->words,
                .lang = s->lang,
                .thing_kind = s->thing_kind,
                .thing_id = s->thing_id,
                .has_thing_id = s->thing_id != 0,
                .said_by = s->actor_id,
                .has_said_by = true,
                .said_on = s->today },
            NULL);
    struct thread_link link = { .from_kind = s->thing_kind,
        .from_id = s->thing_id,
        .kind = TEXT("comes_from"),
        .to_kind = TEXT("conversation"),
        .to_id = s->conversation_id };
    if (e == OK && s->thing_id != 0 && s->thing_id != s->conversation_id)
        e = thread_put(writer, a, s->actor_id, &link, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("answer"),
                             .kind = TEXT("statement"),
                             .thing_id = s->statement_id })
                   : e;
}

enum err
outcome_send(struct request *rq, struct answer *an)
{
    struct outcome_form given = { 0 };
    struct form form;
    struct thing thing;
    struct view v = request_view(rq);
    struct outcome_step s = { .conversation_id = request_key(rq, 0),
        .statement_id = request_key(rq, 1),
        .actor_id = rq->actor.person_id,
        .lang = lang_code(rq->lang),
        .today = day_of(rq->arena, rq->now) };
    enum err e = form_parse(rq, outcome_inputs, N_OUTCOME, &form, &given);
    if (e != OK)
        return e;
    if (text_is_known(given.address)) {
        bool is_one =
            thread_read_address(rq, given.address, &s.thing_kind, &s.thing_id);
        e = is_one
            ? thing_load(rq->db, rq->arena, s.thing_kind, s.thing_id, &thing)
            : ERR_NOT_FOUND;
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        if (e == ERR_NOT_FOUND || !thing_may_see(&rq->actor, &thing))
            form_error(
                &form, "address", say(&v, N_("There is no such page here.")));
    }
    if (form.n_errors > 0)
        return answer_outcome(rq, an, &form);
    s.kind = given.kind;
    s.words = given.words;
    e = db_write(rq->db, rq->arena, outcome_step, &s);
    if (e == OK)
        answer_redirect(
            rq, an, conversation_sub(rq->arena, s.conversation_id, "/outcome"));
    return e;
}
