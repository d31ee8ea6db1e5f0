/* What was said of a text, taken out of sight and let in again: the public log
 * of it, and appeals that somebody else settles than who took it out. */
#include "decide/paragraph/said_care.h"

#include "base/key.h"
#include "decide/paragraph/paragraph.html.h"
#include "decide/paragraph/said_care.html.h"
#include "keep/audit.h"
#include "keep/person_data.h"
#include "os/entropy.h"
#include "people/people.h"

#include <stdint.h>

struct out_form {
    text reason;
};
static const struct input out_inputs[] = {
    INPUT(struct out_form, reason, INPUT_CHOICE, .is_required = true,
        .choices = statement_reasons, .choice_labels = statement_reason_words,
        .label = N_("Why it is out")),
};
struct appeal_form {
    text words;
};
static const struct input appeal_inputs[] = {
    INPUT(struct appeal_form, words, INPUT_TEXT, .is_required = true,
        .max = 500, .label = N_("Why somebody else should look again"),
        .hint = N_("Whoever took it out does not decide this.")),
};
struct settle_form {
    text verdict, answer;
};
static const char *const verdicts[] = { "in", "kept", NULL };
static const char *const verdict_words[] = { N_("Let it in after all"),
    N_("It stays out"), NULL };
static const struct input settle_inputs[] = {
    INPUT(struct settle_form, verdict, INPUT_CHOICE, .is_required = true,
        .choices = verdicts, .choice_labels = verdict_words,
        .label = N_("You looked at it again")),
    INPUT(struct settle_form, answer, INPUT_TEXT, .is_required = true,
        .max = 500, .label = N_("Why, to whoever wrote it")),
};

void
said_out_form(struct request *rq, struct form *form)
{
    form_open(rq, out_inputs, 1, form);
}

/* ---- In and out ---------------------------------------------------------- */

struct care {
    int64_t id, proposal_id, paragraph_id, actor_id;
    text words, reason, verdict, today;
};

static enum err
note(struct db *writer, const struct care *s, const struct contribution *row,
    const char *action, text reason)
{
    return said_care_insert(writer,
        (struct said_care_insert_in){ .id = key_new(),
            .proposal_id = row->proposal_id,
            .paragraph_id = row->paragraph_id,
            .contribution_id = row->id,
            .action = text_of(action),
            .reason = reason,
            .actor_id = s->actor_id,
            .has_actor_id = s->actor_id != 0,
            .done_on = s->today },
        NULL);
}

static enum err
note_audit(struct db *writer, struct arena *a, const struct care *s,
    int64_t paragraph_id, text action, text detail)
{
    (void)a;
    return audit_add(writer,
        (struct audit){ .actor_id = s->actor_id,
            .action = action,
            .kind = TEXT("paragraph"),
            .thing_id = paragraph_id,
            .detail = detail,
            .is_nameless = s->actor_id == 0 });
}

static enum err
find(struct db *writer, struct arena *a, const struct care *s,
    const char *status, struct contribution *row)
{
    enum err e =
        contribution_get(writer, a, (struct contribution_get_in){ s->id }, row);
    return e == OK &&
            (row->paragraph_id != s->paragraph_id ||
                !text_is_equal(row->status, text_of(status)))
        ? ERR_NOT_FOUND
        : e;
}

/* Somebody else let it in after all, and who wrote it asks only once: so who
 * took it out does not do so again. */
static enum err
may_out(struct db *db, struct arena *a, int64_t contribution_id,
    int64_t actor_id, bool *may)
{
    struct said_appeal_get_row appeal;
    *may = true;
    enum err e = said_appeal_get(
        db, a, (struct said_appeal_get_in){ contribution_id }, &appeal);
    if (e == OK)
        *may = !text_is_equal(appeal.verdict, TEXT("in")) ||
            !appeal.has_taken_out_by || appeal.taken_out_by != actor_id;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
said_may_out(struct request *rq, int64_t contribution_id, bool *may)
{
    return may_out(
        rq->db, rq->arena, contribution_id, rq->actor.person_id, may);
}

static enum err
out_step(struct db *writer, struct arena *a, void *arg)
{
    const struct care *s = arg;
    struct contribution row;
    bool may = false;
    enum err e = find(writer, a, s, "in", &row);
    if (e == ERR_NOT_FOUND && find(writer, a, s, "out", &row) == OK)
        return OK; /* sent twice */
    if (e == OK)
        e = may_out(writer, a, s->id, s->actor_id, &may);
    if (e == OK && !may)
        e = ERR_DENIED;
    if (e == OK)
        e = said_out_set(writer,
            (struct said_out_set_in){
                .id = s->id, .status = TEXT("out"), .reason = s->reason },
            NULL);
    if (e == OK)
        e = note(writer, s, &row, "out", s->reason);
    return e == OK ? note_audit(writer, a, s, row.paragraph_id, TEXT("hide"),
                         arena_print(a, "[\"%.*s\"]", TEXT_ARG(s->reason)))
                   : e;
}

/* Whose appeal waits, is let in by whoever looks at that. */
static enum err
in_step(struct db *writer, struct arena *a, void *arg)
{
    const struct care *s = arg;
    struct contribution row;
    struct said_appeal_get_row appeal;
    enum err e = find(writer, a, s, "out", &row);
    if (e == ERR_NOT_FOUND && find(writer, a, s, "in", &row) == OK)
        return OK;
    if (e == OK) {
        e = said_appeal_get(
            writer, a, (struct said_appeal_get_in){ s->id }, &appeal);
        e = e == OK && !text_is_known(appeal.verdict) ? ERR_CONFLICT
            : e == ERR_NOT_FOUND                      ? OK
                                                      : e;
    }
    if (e == OK)
        e = said_out_set(writer,
            (struct said_out_set_in){ .id = s->id, .status = TEXT("in") },
            NULL);
    if (e == OK)
        e = note(writer, s, &row, "in", (text){ 0 });
    return e == OK
        ? note_audit(writer, a, s, row.paragraph_id, TEXT("show"), (text){ 0 })
        : e;
}

static struct care
care_of(struct request *rq)
{
    return (struct care){ .paragraph_id = request_key(rq, 0),
        .id = request_key(rq, 1),
        .actor_id = rq->actor.person_id,
        .today = day_of(rq->arena, rq->now) };
}

enum err
said_out_send(struct request *rq, struct answer *an)
{
    struct out_form given = { 0 };
    struct form form;
    struct care s = care_of(rq);
    enum err e = form_parse(rq, out_inputs, 1, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT; /* the page always sends one */
    s.reason = given.reason;
    if (e == OK)
        e = db_write(rq->db, rq->arena, out_step, &s);
    if (e == OK)
        answer_redirect(rq, an, paragraph_sub(rq->arena, s.paragraph_id, ""));
    return e;
}

enum err
said_in_send(struct request *rq, struct answer *an)
{
    struct care s = care_of(rq);
    enum err e = button_parse(rq);
    if (e == OK)
        e = db_write(rq->db, rq->arena, in_step, &s);
    if (e == OK)
        answer_redirect(rq, an, paragraph_sub(rq->arena, s.paragraph_id, ""));
    return e;
}

/* ---- Whose it is --------------------------------------------------------- */

enum err
said_own_load(struct request *rq, int64_t paragraph_id,
    const struct form *appeal, struct said_own *to)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    if (appeal == NULL)
        form_open(rq, appeal_inputs, 1, form);
    *to = (struct said_own){ .form = appeal != NULL ? appeal : form,
        .address = paragraph_sub(rq->arena, paragraph_id, "") };
    return rq->actor.person_id == 0
        ? OK
        : said_out_own(rq->db, rq->arena,
              (struct said_out_own_in){ .paragraph_id = paragraph_id,
                  .person_id = rq->actor.person_id,
                  .has_person_id = true,
                  .n_rows = SAID_OWN_MAX },
              &to->rows, &to->n_rows);
}

/* Nobody is named in it: who wrote it may be nameless. */
static enum err
appeal_step(struct db *writer, struct arena *a, void *arg)
{
    struct care *s = arg;
    int64_t person_id = s->actor_id, n = 0;
    struct contribution row;
    struct said_care_last_row *last;
    ptrdiff_t n_last;
    enum err e = find(writer, a, s, "out", &row);
    if (e == OK && (!row.has_person_id || row.person_id != person_id))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = said_care_last(writer, a,
            (struct said_care_last_in){
                .contribution_id = s->id, .action = TEXT("out"), .n_rows = 1 },
            &last, &n_last);
    if (e == OK)
        e = said_appeal_insert(writer,
            (struct said_appeal_insert_in){
                .id = (int64_t)(entropy_bits() >> 1 | 1),
                .proposal_id = row.proposal_id,
                .contribution_id = s->id,
                .words = s->words,
                .made_on = s->today,
                .taken_out_by = n_last > 0 ? last[0].actor_id : 0,
                .has_taken_out_by = n_last > 0 && last[0].has_actor_id },
            &n);
    if (e != OK || n == 0)
        return e; /* asked before: once */
    s->actor_id = 0;
    e = note(writer, s, &row, "appeal", (text){ 0 });
    return e == OK ? note_audit(writer, a, s, row.paragraph_id, TEXT("appeal"),
                         (text){ 0 })
                   : e;
}

enum err
said_appeal_send(struct request *rq, struct answer *an)
{
    struct appeal_form given = { 0 };
    struct form form;
    struct care s = care_of(rq);
    struct paragraph row;
    enum err e = paragraph_read(rq, &row);
    if (e == OK)
        e = form_parse(rq, appeal_inputs, 1, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return paragraph_appeal_answer(rq, an, &form);
    s.words = given.words;
    e = db_write(rq->db, rq->arena, appeal_step, &s);
    if (e == OK)
        answer_redirect(rq, an, paragraph_sub(rq->arena, s.paragraph_id, ""));
    return e;
}

/* ---- Somebody else ------------------------------------------------------- */

static enum err
settle_step(struct db *writer, struct arena *a, void *arg)
{
    const struct care *s = arg;
    struct said_appeal_get_row appeal;
    struct contribution row;
    int64_t n = 0;
    bool is_in = text_is_equal(s->verdict, TEXT("in"));
    enum err e = said_appeal_get(
        writer, a, (struct said_appeal_get_in){ s->id }, &appeal);
    if (e == OK && appeal.proposal_id != s->proposal_id)
        e = ERR_NOT_FOUND;
    /* never who took it out */
    if (e == OK && appeal.has_taken_out_by &&
        appeal.taken_out_by == s->actor_id)
        e = ERR_DENIED;
    if (e == OK)
        e = contribution_get(
            writer, a, (struct contribution_get_in){ s->id }, &row);
    /* nor who wrote it */
    if (e == OK && row.has_person_id && row.person_id == s->actor_id)
        e = ERR_DENIED;
    if (e == OK)
        e = said_appeal_settle(writer,
            (struct said_appeal_settle_in){ .contribution_id = s->id,
                .verdict = s->verdict,
                .answer = s->words,
                .settled_by = s->actor_id,
                .has_settled_by = true,
                .settled_on = s->today },
            &n);
    if (e != OK || n == 0)
        return e; /* settled before: sent twice */
    if (is_in)
        e = said_out_set(writer,
            (struct said_out_set_in){ .id = s->id, .status = TEXT("in") },
            NULL);
    if (e == OK)
        e = note(writer, s, &row, is_in ? "reversed" : "kept", (text){ 0 });
    return e == OK ? note_audit(writer, a, s, row.paragraph_id, TEXT("settle"),
                         (text){ 0 })
                   : e;
}

static enum err
answer_care(struct request *rq, struct answer *an, const struct form *form);

enum err
said_appeal_settle_send(struct request *rq, struct answer *an)
{
    struct settle_form given = { 0 };
    struct form form;
    enum err e = form_parse(rq, settle_inputs, 2, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_care(rq, an, &form);
    struct care s = care_of(rq);
    s.proposal_id = s.paragraph_id;
    s.verdict = given.verdict;
    s.words = given.answer;
    e = db_write(rq->db, rq->arena, settle_step, &s);
    if (e == OK)
        answer_redirect(
            rq, an, proposal_sub(rq->arena, s.proposal_id, "/moderation"));
    return e;
}

/* ---- The log ------------------------------------------------------------- */

struct log_ask {
    int64_t before;
};
static const struct input log_inputs[] = {
    INPUT(struct log_ask, before, INPUT_KEY),
};

static enum err
read_care(struct said_care_page *p)
{
    struct request *rq = p->rq;
    struct log_ask ask = { 0 };
    query_parse(rq, log_inputs, 1, &ask);
    enum err e = said_out_count(rq->db, rq->arena,
        (struct said_out_count_in){
            .proposal_id = p->p.id, .n_rows = SAID_OUT_MAX },
        &p->out, &p->n_rows);
    if (e == OK)
        e = said_appeals_of(rq->db, rq->arena,
            (struct said_appeals_of_in){
                .proposal_id = p->p.id, .n_rows = SAID_OUT_MAX },
            &p->appeals, &p->n_appeals);
    if (e == OK)
        e = said_care_list(rq->db, rq->arena,
            (struct said_care_list_in){ .proposal_id = p->p.id,
                .before_id = ask.before == 0 ? INT64_MAX : ask.before,
                .n_rows = LOG_ROWS + 1 },
            &p->log, &p->n_log);
    if (e != OK)
        return e;
    p->n_out = p->n_rows;
    for (ptrdiff_t i = 0; i < p->n_rows; i++)
        for (int k = 0; statement_reasons[k] != NULL && k < REASONS_MAX; k++)
            p->out_of[k] += text_is_equal(
                p->out[i].out_reason, text_of(statement_reasons[k]));
    p->n_asked = p->n_appeals;
    for (ptrdiff_t i = 0; i < p->n_appeals; i++) {
        p->n_let_in += text_is_equal(p->appeals[i].verdict, TEXT("in"));
        p->n_wait += !text_is_known(p->appeals[i].verdict);
    }
    if (p->n_log > LOG_ROWS) {
        char key[KEY_LENGTH];
        p->n_log = LOG_ROWS;
        p->more =
            request_with(rq, "before", key_print(p->log[LOG_ROWS - 1].id, key));
    }
    for (ptrdiff_t i = 0; i < p->n_log; i++)
        if (rq->actor.person_id == 0 &&
            !text_is_equal(p->log[i].seen, TEXT("public")))
            p->log[i].name = (text){ 0 };
    return OK;
}

static enum err
answer_care(struct request *rq, struct answer *an, const struct form *form)
{
    struct said_care_page p = { .rq = rq, .form = form };
    struct proposal_whole whole;
    struct form fresh, button;
    struct view v = request_view(rq);
    enum err e = proposal_read(rq, &whole);
    if (e == OK) {
        p.p = whole.row;
        e = read_care(&p);
    }
    if (e != OK)
        return e;
    p.leads = actor_may(&rq->actor, WHO_FACILITATOR,
        (int64_t[]){ p.p.id, p.p.partnership_id }, 2);
    p.address = proposal_sub(rq->arena, p.p.id, "");
    form_open(rq, NULL, 0, &button);
    p.button = &button;
    if (form == NULL) {
        form_open(rq, settle_inputs, 2, &fresh);
        p.form = &fresh;
    }
    an->status = p.form->n_errors > 0 ? 422 : 200;
    decide_said_care(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What was taken out of sight")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
said_care_show(struct request *rq, struct answer *an)
{
    return answer_care(rq, an, NULL);
}

/* ---- What goes with people and proposals --------------------------------- */

enum err
said_care_forget_words(struct db *writer, int64_t contribution_id)
{
    return said_appeal_forget(
        writer, (struct said_appeal_forget_in){ contribution_id }, NULL);
}

enum err
said_care_forget_proposal(struct db *writer, int64_t proposal_id)
{
    enum err e = said_care_remove_all(
        writer, (struct said_care_remove_all_in){ proposal_id }, NULL);
    return e == OK
        ? said_appeal_remove_all(
              writer, (struct said_appeal_remove_all_in){ proposal_id }, NULL)
        : e;
}

enum err
said_care_erase_person(struct db *writer, int64_t person_id)
{
    static const struct db_query *const queries[] = { &said_care_erase_query,
        &said_appeal_erase_out_query, &said_appeal_erase_settled_query };
    enum err e = OK;
    struct said_care_erase_in in = { .person_id = person_id,
        .has_person_id = true };
    for (size_t i = 0; e == OK && i < sizeof queries / sizeof *queries; i++)
        e = db_none(writer, queries[i], &in, NULL);
    return e;
}

enum err
said_care_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum { ROWS = 500 };
    struct said_care_by_row *rows;
    ptrdiff_t n;
    enum err e = said_care_by(db, a,
        (struct said_care_by_in){
            .person_id = person_id, .has_person_id = true, .n_rows = ROWS },
        &rows, &n);
    json_name(out, "said_looked_after");
    json_array(out);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        json_object(out);
        person_put_text(out, "did", rows[i].action);
        person_put_text(out, "reason", rows[i].reason);
        person_put_text(out, "on", rows[i].done_on);
        json_end(out);
    }
    json_end(out);
    return e;
}
