/* Statements let in and taken out; the public log of it; appeals settled by
 * somebody else than who took it out. */
#include "decide/ground/moderation.h"
#include "decide/conversation/conversation_find.h"

#include "base/key.h"
#include "decide/ground/ground.h"
#include "decide/ground/moderation.html.h"
#include "keep/audit.h"
#include "os/clock.h"
#include "people/people.h"

#include <stdint.h>

/* ---- In and out ---------------------------------------------------------- */

struct settle_form {
    text verdict, reason;
};
static const char *const verdicts[] = { "in", "out", NULL };
static const struct input settle_inputs[] = {
    INPUT(struct settle_form, verdict, INPUT_CHOICE, .is_required = true,
        .choices = verdicts, .label = N_("Let it in, or take it out")),
    INPUT(struct settle_form, reason, INPUT_CHOICE,
        .choices = statement_reasons, .choice_labels = statement_reason_words,
        .label = N_("Why it is out")),
};
enum { N_SETTLE = sizeof settle_inputs / sizeof *settle_inputs };

struct settling {
    int64_t conversation_id, id, actor_id;
    text verdict, reason, today, answer;
};

static enum err
note_audit(struct db *writer, struct arena *a, const struct settling *s)
{
    bool is_out = text_is_equal(s->verdict, TEXT("out"));
    return audit_add(writer,
        (struct audit){ .actor_id = s->actor_id,
            .action = is_out ? TEXT("hide") : TEXT("show"),
            .kind = TEXT("statement"),
            .thing_id = s->id,
            .detail = is_out ? arena_print(a, "[\"%.*s\"]", TEXT_ARG(s->reason))
                             : (text){ 0 } });
}

/* Did they take it out, and was somebody else asked? Then they do not let it
 * in again by another button; nor, when it was let in after all, take it out
 * again, for who wrote it asks only once. */
static enum err
check_appeal(struct db *writer, struct arena *a, const struct settling *s)
{
    struct appeal_get_row row;
    enum err e = appeal_get(writer, a, (struct appeal_get_in){ s->id }, &row);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK && text_is_equal(row.verdict, TEXT("in")) &&
        row.has_taken_out_by && row.taken_out_by == s->actor_id)
        return ERR_DENIED;
    return e == OK && !text_is_known(row.verdict) ? ERR_CONFLICT : e;
}

static enum err
settle_step(struct db *writer, struct arena *a, void *arg)
{
    const struct settling *s = arg;
    struct statement old;
    int64_t n = 0;
    bool is_out = text_is_equal(s->verdict, TEXT("out"));
    enum err e =
        statement_get(writer, a, (struct statement_get_in){ s->id }, &old);
    if (e == OK && text_is_equal(old.status, s->verdict) &&
        (!is_out || text_is_equal(old.reason, s->reason)))
        return OK; /* sent twice */
    if (e == OK)
        e = check_appeal(writer, a, s);
    if (e == OK)
        e = statement_settle(writer,
            (struct statement_settle_in){ .id = s->id,
                .conversation_id = s->conversation_id,
                .status = s->verdict,
                .reason = is_out ? s->reason : (text){ 0 } },
            &n);
    if (e == OK && n == 0)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = found_save(writer, a, s->id);
    if (e == OK)
        e = moderation_note(writer, a, s->conversation_id, s->id,
            is_out ? "out" : "in", is_out ? s->reason : (text){ 0 },
            s->actor_id, s->today);
    return e == OK ? note_audit(writer, a, s) : e;
}

enum err
statement_settle_send(struct request *rq, struct answer *an)
{
    struct settle_form given = { 0 };
    struct form form;
    enum err e = form_parse(rq, settle_inputs, N_SETTLE, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    if (e == OK && text_is_equal(given.verdict, TEXT("out")) &&
        !text_is_known(given.reason))
        e = ERR_BAD_INPUT; /* the page always sends one */
    if (e != OK)
        return e;
    struct settling s = { .conversation_id = request_key(rq, 0),
        .id = request_key(rq, 1),
        .actor_id = rq->actor.person_id,
        .verdict = given.verdict,
        .reason = given.reason,
        .today = day_of(rq->arena, rq->now) };
    e = db_write(rq->db, rq->arena, settle_step, &s);
    if (e == OK)
        answer_redirect(rq, an,
            conversation_sub(rq->arena, s.conversation_id, "#statements"));
    return e;
}

/* ---- Appeals ------------------------------------------------------------- */

struct appeal_form {
    text verdict, answer;
};
static const char *const appeal_verdicts[] = { "in", "kept", NULL };
static const char *const appeal_words[] = { N_("Let it in after all"),
    N_("It stays out"), NULL };
static const struct input appeal_inputs[] = {
    INPUT(struct appeal_form, verdict, INPUT_CHOICE, .is_required = true,
        .choices = appeal_verdicts, .choice_labels = appeal_words,
        .label = N_("You looked at it again")),
    INPUT(struct appeal_form, answer, INPUT_TEXT, .is_required = true,
        .max = 500, .label = N_("Why, to whoever wrote it")),
};

static enum err
appeal_step(struct db *writer, struct arena *a, void *arg)
{
    struct settling *s = arg;
    struct appeal_get_row row;
    int64_t n = 0;
    bool is_in = text_is_equal(s->verdict, TEXT("in"));
    enum err e = appeal_get(writer, a, (struct appeal_get_in){ s->id }, &row);
    if (e == OK && row.conversation_id != s->conversation_id)
        e = ERR_NOT_FOUND;
    /* never who took it out */
    if (e == OK && row.has_taken_out_by && row.taken_out_by == s->actor_id)
        e = ERR_DENIED;
    if (e == OK)
        e = appeal_settle(writer,
            (struct appeal_settle_in){ .statement_id = s->id,
                .verdict = s->verdict,
                .answer = s->answer,
                .settled_by = s->actor_id,
                .has_settled_by = true,
                .settled_on = s->today },
            &n);
    if (e != OK || n == 0)
        return e; /* settled before: sent twice */
    if (is_in)
        e = statement_settle(writer,
            (struct statement_settle_in){ .id = s->id,
                .conversation_id = s->conversation_id,
                .status = TEXT("in") },
            &n);
    if (e == OK && is_in)
        e = found_save(writer, a, s->id);
    if (e == OK)
        e = moderation_note(writer, a, s->conversation_id, s->id,
            is_in ? "reversed" : "kept", (text){ 0 }, s->actor_id, s->today);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("settle"),
                             .kind = TEXT("statement"),
                             .thing_id = s->id })
                   : e;
}

static enum err
answer_log(struct request *rq, struct answer *an, const struct form *appeal);

enum err
appeal_settle_send(struct request *rq, struct answer *an)
{
    struct appeal_form given = { 0 };
    struct form form;
    enum err e = form_parse(rq, appeal_inputs, 2, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_log(rq, an, &form);
    struct settling s = { .conversation_id = request_key(rq, 0),
        .id = request_key(rq, 1),
        .actor_id = rq->actor.person_id,
        .verdict = given.verdict,
        .answer = given.answer,
        .today = day_of(rq->arena, rq->now) };
    e = db_write(rq->db, rq->arena, appeal_step, &s);
    if (e == OK)
        answer_redirect(rq, an,
            conversation_sub(rq->arena, s.conversation_id, "/moderation"));
    return e;
}

/* ---- The log ------------------------------------------------------------- */

static enum err
read_counts(struct moderation_page *p)
{
    struct request *rq = p->rq;
    enum err e = moderation_count(rq->db, rq->arena, p->c->head.id, &p->t);
    /* days, counted back from today */
    for (int64_t d = 0; text_is_known(p->t.oldest) && d < 3'650 &&
         text_compare(p->t.oldest, day_of(rq->arena, rq->now - 86'400 * d)) < 0;
         d++)
        p->waits_days = d + 1;
    return e;
}

struct log_ask {
    int64_t before;
};
static const struct input log_inputs[] = {
    INPUT(struct log_ask, before, INPUT_KEY),
};

static enum err
read_log(struct moderation_page *p)
{
    struct request *rq = p->rq;
    struct log_ask ask = { 0 };
    query_parse(rq, log_inputs, 1, &ask);
    enum err e = moderation_list(rq->db, rq->arena,
        (struct moderation_list_in){ .conversation_id = p->c->head.id,
            .before_id = ask.before == 0 ? INT64_MAX : ask.before,
            .n_rows = LOG_ROWS + 1 },
        &p->log, &p->n_log);
    if (e == OK && p->n_log > LOG_ROWS) {
        p->n_log = LOG_ROWS;
        p->more = arena_print(rq->arena, "%.*s/moderation?before=%.*s",
            TEXT_ARG(p->address),
            TEXT_ARG(conversation_key(rq->arena, p->log[LOG_ROWS - 1].id)));
    }
    for (ptrdiff_t i = 0; e == OK && i < p->n_log; i++)
        if (rq->actor.person_id == 0 &&
            !text_is_equal(p->log[i].seen, TEXT("public")))
            p->log[i].name = (text){ 0 };
    return e;
}

static enum err
read_appeals(struct moderation_page *p)
{
    struct request *rq = p->rq;
    ptrdiff_t n;
    enum err e = appeals_of(rq->db, rq->arena,
        (struct appeals_of_in){
            .conversation_id = p->c->head.id, .n_rows = APPEALS_MAX },
        &p->appeals, &n);
    p->n_appeals = n;
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        p->n_appeals_in += text_is_equal(p->appeals[i].verdict, TEXT("in"));
        if (!text_is_known(p->appeals[i].verdict))
            p->appeals[p->n_open++] = p->appeals[i];
    }
    p->n_appeals_open = p->n_open;
    if (e == OK && p->leads)
        e = back_marks_of(rq->db, rq->arena,
            (struct back_marks_of_in){
                .conversation_id = p->c->head.id, .n_rows = BACKS_MAX },
            &p->marks, &p->n_marks);
    return e == OK
        ? words_back_of(rq->db, rq->arena,
              (struct words_back_of_in){
                  .conversation_id = p->c->head.id, .n_rows = BACKS_MAX },
              &p->backs, &p->n_backs)
        : e;
}

/* Its people; and anybody, when its result is for anybody. */
static enum err
answer_log(struct request *rq, struct answer *an, const struct form *appeal)
{
    struct conversation_loaded c;
    struct moderation_page p = { .rq = rq, .c = &c, .appeal = appeal };
    struct form form, fresh;
    struct view v = request_view(rq);
    bool is_public;
    enum err e = ground_load(rq, &c, &is_public);
    if (e != OK)
        return e;
    p.leads = conversation_leads(rq, &c);
    p.address = conversation_sub(rq->arena, c.head.id, "");
    e = read_counts(&p);
    if (e == OK)
        e = read_log(&p);
    if (e == OK)
        e = read_appeals(&p);
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &form);
    form_open(rq, appeal_inputs, 2, &fresh);
    p.form = &form;
    if (appeal == NULL)
        p.appeal = &fresh;
    decide_moderation(&v, &p);
    if (p.appeal->n_errors > 0)
        an->status = 422;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What was let in and taken out")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
moderation_show(struct request *rq, struct answer *an)
{
    return answer_log(rq, an, NULL);
}
