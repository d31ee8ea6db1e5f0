/* Signs as a page says them: what was found, and what somebody said it means.
 */
#include "decide/ground/ground_sign.h"

#include "base/key.h"
#include "decide/conversation/pace.h"
#include "decide/ground/ground_sign.html.h"
#include "keep/audit.h"
#include "people/people.h"

/* Of which community, or of all. */
static text
say_of(struct request *rq, struct view *v, text key)
{
    struct sign_unit_row unit;
    int64_t id;
    return key_parse(key, &id) &&
            sign_unit(rq->db, rq->arena, (struct sign_unit_in){ id }, &unit) ==
                OK
        ? unit.name
        : say(v, N_("all communities together"));
}

/* What was found in sums, and of nobody. */
static text
say_paced(struct request *rq, struct view *v, const struct signs_of_row *r)
{
    int64_t at = 0;
    text unit = r->about, when = text_cut(unit, ' ', &unit);
    if (text_is_equal(r->kind, TEXT("quick")))
        return say_with(v,
            N_("%1$s: %2$d of %3$d answers came within two seconds after the "
               "statement was shown, faster than anybody reads it."),
            3,
            (struct phrase_arg[]){ arg_text(say_of(rq, v, r->about)),
                arg_int(r->n_answers), arg_int(r->n_usual) });
    (void)text_parse_int(when, &at);
    bool is_rush = text_is_equal(r->kind, TEXT("rush"));
    struct phrase_arg args[] = { arg_text(say_of(rq, v, unit)),
        arg_text(lang_time(v->lang, rq->arena, at)),
        arg_int(r->n_windows * (PACE_WINDOW_S / 60)),
        arg_int(is_rush ? r->n_answers : r->n_people), arg_int(r->n_usual) };
    if (r->n_usual < 1) /* less than one: no number says it well */
        return say_with(v,
            is_rush
                ? N_("%1$s: %4$d answers within %3$d minutes, from %2$s (UTC). "
                     "On other days hardly any come in ten minutes.")
                : N_("%1$s: %4$d people began within %3$d minutes, from %2$s "
                     "(UTC). On other days hardly anybody comes in ten "
                     "minutes."),
            5, args);
    return say_with(v,
        is_rush
            ? N_("%1$s: %4$d answers within %3$d minutes, from %2$s (UTC). On "
                 "other days about %5$d come in ten minutes.")
            : N_("%1$s: %4$d people began within %3$d minutes, from %2$s "
                 "(UTC). On other days about %5$d come in ten minutes."),
        5, args);
}

static text
say_what(struct request *rq, struct view *v, const struct signs_of_row *r)
{
    struct sign_sheet_row sheet;
    int64_t id;
    if (text_is_equal(r->kind, TEXT("alike")))
        return say(v,
            N_("Ten answers or more, all of them the same: all agree, or all "
               "disagree."));
    if (text_is_equal(r->kind, TEXT("copied")))
        return say(v,
            N_("Three or more who answered ten statements or more, and all "
               "alike."));
    if (text_is_equal(r->kind, TEXT("late")))
        return say(v,
            N_("More than three of ten came in the last tenth of the days."));
    if (text_is_equal(r->kind, TEXT("day")))
        return say_with(v,
            N_("On day %s many more came than on the days before."), 1,
            (struct phrase_arg[]){ arg_text(r->about) });
    if (r->has_n_windows)
        return say_paced(rq, v, r);
    if (!key_parse(r->about, &id) ||
        sign_sheet(rq->db, rq->arena, (struct sign_sheet_in){ id }, &sheet) !=
            OK ||
        !text_is_known(sheet.title))
        return say(v,
            N_("A sheet of slips was answered otherwise than the rest of its "
               "community."));
    return say_with(v,
        N_("The sheet of slips \"%s\" was answered otherwise than the rest of "
           "its community."),
        1, (struct phrase_arg[]){ arg_text(sheet.title) });
}

enum err
signs_read(struct request *rq, int64_t conversation_id,
    struct sign_line **lines, ptrdiff_t *n)
{
    struct signs_of_row *rows;
    struct view v = request_view(rq);
    ptrdiff_t n_rows;
    *n = 0;
    enum err e = signs_of(rq->db, rq->arena,
        (struct signs_of_in){
            .conversation_id = conversation_id, .n_rows = SIGNS_MAX },
        &rows, &n_rows);
    *lines = arena_new(rq->arena, struct sign_line, n_rows + 1);
    for (ptrdiff_t i = 0; e == OK && i < n_rows; i++) {
        bool may_know = rq->actor.person_id != 0 ||
            text_is_equal(rows[i].seen, TEXT("public"));
        if (rows[i].is_found)
            (*lines)[(*n)++] = (struct sign_line){ .row = &rows[i],
                .what = say_what(rq, &v, &rows[i]),
                .by = may_know ? rows[i].name : (text){ 0 } };
    }
    return e;
}

/* ---- For who looks after it ---------------------------------------------- */

struct sign_form {
    text verdict, reason;
};
static const char *const verdicts[] = { "fine", "flagged", NULL };
static const char *const verdict_words[] = {
    N_("There is a reason: they count as all others do"),
    N_("It stands: where it is known whose answers they are, the result is "
       "read without them too"),
    NULL
};
static const struct input sign_inputs[] = {
    INPUT(struct sign_form, verdict, INPUT_CHOICE, .is_required = true,
        .choices = verdicts, .choice_labels = verdict_words,
        .label = N_("What it means")),
    INPUT(struct sign_form, reason, INPUT_TEXT, .is_required = true, .max = 300,
        .label = N_("Why you think so"),
        .hint = N_("Everybody who reads the result reads this, with your "
                   "name. Name nobody.")),
};

static enum err
answer_signs(struct request *rq, struct answer *an, const struct form *form)
{
    struct conversation_loaded c;
    struct signs_page p = { .c = &c, .form = form };
    struct form fresh;
    struct job job = { 0 };
    struct view v = request_view(rq);
    enum err e = conversation_load_seen(rq, &c);
    if (e == OK)
        e = signs_read(rq, c.head.id, &p.lines, &p.n_lines);
    if (e == OK)
        e = job_of(rq->db, rq->arena, c.head.id, &job);
    if (e != OK)
        return e;
    p.address = conversation_sub(rq->arena, c.head.id, "");
    p.job = (struct job_part){ .rq = rq, .job = &job, .may_stop = true };
    answer_job(rq, an, &job);
    if (form == NULL) {
        form_open(rq, sign_inputs, 2, &fresh);
        p.form = &fresh;
    }
    decide_ground_sign(&v, &p);
    if (p.form->n_errors > 0)
        an->status = 422;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Signs to look at")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
signs_show(struct request *rq, struct answer *an)
{
    return answer_signs(rq, an, NULL);
}

struct sign_step {
    int64_t conversation_id, id, actor_id;
    text verdict, reason, today;
};

static enum err
sign_step(struct db *writer, struct arena *a, void *arg)
{
    const struct sign_step *s = arg;
    struct conversation row;
    int64_t n = 0;
    enum err e = conversation_get(writer, a,
        (struct conversation_get_in){ .id = s->conversation_id }, &row);
    if (e == OK)
        e = sign_decide(writer,
            (struct sign_decide_in){ .id = s->id,
                .conversation_id = s->conversation_id,
                .verdict = s->verdict,
                .reason = s->reason,
                .decided_by = s->actor_id,
                .has_decided_by = true,
                .decided_on = s->today },
            &n);
    if (e == OK && n == 0)
        e = ERR_NOT_FOUND;
    if (e == OK && text_is_equal(row.status, TEXT("closed")))
        e = job_ask(
            writer, a, "conversation_ground", s->conversation_id, s->actor_id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("settle"),
                             .kind = TEXT("conversation"),
                             .thing_id = s->conversation_id })
                   : e;
}

enum err
sign_send(struct request *rq, struct answer *an)
{
    struct sign_form given = { 0 };
    struct form form;
    enum err e = form_parse(rq, sign_inputs, 2, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_signs(rq, an, &form);
    struct sign_step s = { .conversation_id = request_key(rq, 0),
        .id = request_key(rq, 1),
        .actor_id = rq->actor.person_id,
        .verdict = given.verdict,
        .reason = given.reason,
        .today = day_of(rq->arena, rq->now) };
    e = db_write(rq->db, rq->arena, sign_step, &s);
    if (e == OK)
        answer_redirect(
            rq, an, conversation_sub(rq->arena, s.conversation_id, "/signs"));
    return e;
}
