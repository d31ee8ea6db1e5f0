/* What came of one's own statements: shown to whoever wrote them, who may ask
 * somebody else to look again; and a translation that is sent back. */
#include "decide/ground/moderation.h"
#include "decide/conversation/conversation_find.h"

#include "base/key.h"
#include "decide/ground/moderation.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "people/people.h"

struct appeal_form {
    text words;
};
static const struct input appeal_inputs[] = {
    INPUT(struct appeal_form, words, INPUT_TEXT, .is_required = true,
        .max = 500, .label = N_("Why somebody else should look again"),
        .hint = N_("Whoever took it out does not decide this.")),
};

static enum err
fill(struct request *rq, struct own_statements_page *p,
    const struct answering *x)
{
    struct statements_by_row *rows;
    ptrdiff_t n;
    enum err e = statements_by(rq->db, rq->arena,
        (struct statements_by_in){ .participant_id = x->participant_id,
            .has_participant_id = true,
            .n_rows = STATEMENTS_OF_ONE },
        &rows, &n);
    if (e != OK || x->participant_id == 0)
        return e;
    p->rows = arena_new(rq->arena, struct own_statement, n + 1);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct own_statement *to = &p->rows[p->n_rows++];
        to->row = &rows[i];
        e = appeal_get(rq->db, rq->arena, (struct appeal_get_in){ rows[i].id },
            &to->appeal);
        to->has_appeal = e == OK;
        if (e == OK || e == ERR_NOT_FOUND)
            e = outcome_get(rq->db, rq->arena,
                (struct outcome_get_in){ rows[i].id }, &to->outcome);
        to->has_outcome = e == OK;
        if (e == OK && to->outcome.has_thing_id) {
            e = thing_load(rq->db, rq->arena, to->outcome.thing_kind,
                to->outcome.thing_id, &to->thing);
            if (e == OK && !thing_may_see(&rq->actor, &to->thing))
                to->thing.kind = NULL;
        }
        if (e == ERR_NOT_FOUND)
            e = OK;
        to->may_appeal =
            !to->has_appeal && text_is_equal(rows[i].status, TEXT("out"));
    }
    return e;
}

static enum err
answer_own(struct request *rq, struct answer *an, const struct answering *x,
    const struct form *form)
{
    struct own_statements_page p = { .x = x, .form = form };
    struct form fresh;
    struct view v = request_view(rq);
    enum err e = fill(rq, &p, x);
    if (e != OK)
        return e;
    if (form == NULL) {
        form_open(rq, appeal_inputs, 1, &fresh);
        p.form = &fresh;
    }
    decide_moderation_own(&v, &p);
    an->status = p.form->n_errors > 0 ? 422 : 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What came of your statements")),
            .body = view_html(&v) });
    return OK;
}

static enum err
own(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    enum err e = vote_load(rq, &x, by_slip);
    return e == OK ? answer_own(rq, an, &x, NULL)
                   : vote_refuse(rq, an, by_slip, e, &x);
}

enum err
own_statements_show(struct request *rq, struct answer *an)
{
    return own(rq, an, false);
}

enum err
say_own_statements_show(struct request *rq, struct answer *an)
{
    return own(rq, an, true);
}

/* ---- Somebody else looks again ------------------------------------------- */

struct asking {
    int64_t conversation_id, statement_id, participant_id;
    text words, today, lang;
};

static enum err
appeal_step(struct db *writer, struct arena *a, void *arg)
{
    const struct asking *s = arg;
    struct statement row;
    struct moderation_last_row *last;
    ptrdiff_t n_last;
    int64_t n = 0;
    enum err e = statement_get(
        writer, a, (struct statement_get_in){ s->statement_id }, &row);
    /* their own, and out */
    if (e == OK &&
        (row.conversation_id != s->conversation_id || !row.has_participant_id ||
            row.participant_id != s->participant_id ||
            !text_is_equal(row.status, TEXT("out"))))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = moderation_last(writer, a,
            (struct moderation_last_in){ .statement_id = s->statement_id,
                .action = TEXT("out"),
                .n_rows = 1 },
            &last, &n_last);
    if (e == OK)
        e = appeal_insert(writer,
            (struct appeal_insert_in){ .id = (int64_t)(entropy_bits() >> 1 | 1),
                .conversation_id = s->conversation_id,
                .statement_id = s->statement_id,
                .words = s->words,
                .made_on = s->today,
                .taken_out_by = n_last > 0 ? last[0].actor_id : 0,
                .has_taken_out_by = n_last > 0 && last[0].has_actor_id },
            &n);
    if (e != OK || n == 0)
        return e; /* asked before: once */
    e = moderation_note(writer, a, s->conversation_id, s->statement_id,
        "appeal", (text){ 0 }, 0, s->today);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("appeal"),
                             .kind = TEXT("statement"),
                             .thing_id = s->statement_id,
                             .is_nameless = true })
                   : e;
}

static enum err
ask(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    struct appeal_form given = { 0 };
    struct form form;
    enum err e = vote_load(rq, &x, by_slip);
    if (e != OK)
        return vote_refuse(rq, an, by_slip, e, &x);
    e = form_parse(rq, appeal_inputs, 1, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_own(rq, an, &x, &form);
    struct asking s = { .conversation_id = x.c.head.id,
        .statement_id = request_key(rq, 1),
        .participant_id = x.participant_id,
        .words = given.words,
        .today = day_of(rq->arena, rq->now) };
    e = x.participant_id == 0 ? ERR_NOT_FOUND
                              : db_write(rq->db, rq->arena, appeal_step, &s);
    if (e == OK)
        answer_redirect(
            rq, an, arena_print(rq->arena, "%.*s/own", TEXT_ARG(x.base)));
    return e;
}

enum err
appeal_send(struct request *rq, struct answer *an)
{
    return ask(rq, an, false);
}

enum err
say_appeal_send(struct request *rq, struct answer *an)
{
    return ask(rq, an, true);
}

/* ---- "The translation changes the meaning" ------------------------------- */

/* It is shown to nobody until another is written. */
static enum err
take_back(struct db *writer, struct arena *a, const struct asking *s,
    int64_t actor_id, text words)
{
    enum err e = words_back_insert(writer,
        (struct words_back_insert_in){ .id = (int64_t)(entropy_bits() >> 1 | 1),
            .conversation_id = s->conversation_id,
            .statement_id = s->statement_id,
            .lang = s->lang,
            .words = words,
            .sent_on = s->today },
        NULL);
    if (e == OK)
        e = words_back_take(writer,
            (struct words_back_take_in){
                .thing_id = s->statement_id, .lang = s->lang },
            NULL);
    if (e == OK)
        e = found_save(writer, a, s->statement_id);
    if (e == OK)
        e = back_marks_take(writer,
            (struct back_marks_take_in){
                .statement_id = s->statement_id, .lang = s->lang },
            NULL);
    return e == OK
        ? moderation_note(writer, a, s->conversation_id, s->statement_id,
              "back", (text){ 0 }, actor_id, s->today)
        : e;
}

/* One alone marks it; the second sends it back. */
static enum err
back_step(struct db *writer, struct arena *a, void *arg)
{
    enum { ENOUGH = 2 };
    const struct asking *s = arg;
    struct statement row;
    struct words_back_get_row words;
    struct back_marks_count_row marks;
    enum err e = statement_get(
        writer, a, (struct statement_get_in){ s->statement_id }, &row);
    if (e == OK && row.conversation_id != s->conversation_id)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = words_back_get(writer, a,
            (struct words_back_get_in){
                .thing_id = s->statement_id, .lang = s->lang },
            &words);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e; /* another sent it back */
    e = back_mark_put(writer,
        (struct back_mark_put_in){ .id = (int64_t)(entropy_bits() >> 1 | 1),
            .conversation_id = s->conversation_id,
            .statement_id = s->statement_id,
            .lang = s->lang,
            .participant_id = s->participant_id },
        NULL);
    if (e == OK)
        e = back_marks_count(writer, a,
            (struct back_marks_count_in){
                .statement_id = s->statement_id, .lang = s->lang },
            &marks);
    if (e == OK && marks.n >= ENOUGH)
        e = take_back(writer, a, s, 0, words.words);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("translate"),
                             .kind = TEXT("statement"),
                             .thing_id = s->statement_id,
                             .is_nameless = true })
                   : e;
}

enum err
moderation_marked(
    struct request *rq, int64_t statement_id, int64_t participant_id, bool *is)
{
    struct back_mark_own_row row;
    enum err e = back_mark_own(rq->db, rq->arena,
        (struct back_mark_own_in){ .statement_id = statement_id,
            .lang = lang_code(rq->lang),
            .participant_id = participant_id },
        &row);
    *is = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* Whoever looks after it says which: it goes, or it is right. */
struct back_form {
    text verdict, lang;
};
static const char *const back_verdicts[] = { "back", "right", NULL };
static const struct input back_inputs[] = {
    INPUT(struct back_form, verdict, INPUT_CHOICE, .is_required = true,
        .choices = back_verdicts, .label = N_("You looked at it again")),
    INPUT(struct back_form, lang, INPUT_TEXT, .is_required = true, .max = 10,
        .label = N_("Written in")),
};
struct back_settling {
    struct asking of;
    int64_t actor_id;
    bool is_right;
};

static enum err
back_settle_step(struct db *writer, struct arena *a, void *arg)
{
    const struct back_settling *s = arg;
    const struct asking *of = &s->of;
    struct statement row;
    struct words_back_get_row words;
    enum err e = statement_get(
        writer, a, (struct statement_get_in){ of->statement_id }, &row);
    if (e == OK && row.conversation_id != of->conversation_id)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    e = words_back_get(writer, a,
        (struct words_back_get_in){
            .thing_id = of->statement_id, .lang = of->lang },
        &words);
    if (e == OK && !s->is_right)
        e = take_back(writer, a, of, s->actor_id, words.words);
    else if (e == OK || e == ERR_NOT_FOUND)
        e = back_marks_take(writer,
            (struct back_marks_take_in){
                .statement_id = of->statement_id, .lang = of->lang },
            NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("settle"),
                             .kind = TEXT("statement"),
                             .thing_id = of->statement_id })
                   : e;
}

enum err
words_back_settle_send(struct request *rq, struct answer *an)
{
    struct back_form given = { 0 };
    struct form form;
    enum err e = form_parse(rq, back_inputs, 2, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT; /* the page always sends both */
    struct back_settling s = { .of = { .conversation_id = request_key(rq, 0),
                                   .statement_id = request_key(rq, 1),
                                   .lang = given.lang,
                                   .today = day_of(rq->arena, rq->now) },
        .actor_id = rq->actor.person_id,
        .is_right = text_is_equal(given.verdict, TEXT("right")) };
    if (e == OK)
        e = db_write(rq->db, rq->arena, back_settle_step, &s);
    if (e == OK)
        answer_redirect(rq, an,
            conversation_sub(rq->arena, s.of.conversation_id, "/moderation"));
    return e;
}

static enum err
send_back(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    enum err e = vote_load(rq, &x, by_slip);
    if (e != OK)
        return vote_refuse(rq, an, by_slip, e, &x);
    e = button_parse(rq);
    /* whoever answers for a unit: what nobody stands for is not sent back */
    if (e == OK && x.participant_id == 0)
        e = ERR_DENIED;
    struct asking s = { .conversation_id = x.c.head.id,
        .statement_id = request_key(rq, 1),
        .participant_id = x.participant_id,
        .lang = lang_code(rq->lang),
        .today = day_of(rq->arena, rq->now) };
    if (e == OK)
        e = db_write(rq->db, rq->arena, back_step, &s);
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "%.*s?s=%.*s", TEXT_ARG(x.base),
                TEXT_ARG(conversation_key(rq->arena, s.statement_id))));
    return e;
}

enum err
words_back_send(struct request *rq, struct answer *an)
{
    return send_back(rq, an, false);
}

enum err
say_words_back_send(struct request *rq, struct answer *an)
{
    return send_back(rq, an, true);
}
