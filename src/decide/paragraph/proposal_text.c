/* The text of a proposal as a whole: what its page says of it, and the hearing
 * of one that is not agreed between sides. */
#include "decide/paragraph/proposal_text.h"

#include "decide/paragraph/proposal_words.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

bool
proposal_decides(text level)
{
    return text_is_equal(level, TEXT("collaborate")) ||
        text_is_equal(level, TEXT("empower"));
}

bool
proposal_is_unasked(text status)
{
    return text_is_equal(status, TEXT("draft")) ||
        text_is_equal(status, TEXT("listed"));
}

/* ---- What the page says -------------------------------------------------- */

struct hear_form {
    text closes_on;
    bool anyway;
};
struct tell_form {
    text heard, did, why_not;
};
enum { N_HEAR = 2, N_TELL = 3 };
static enum err
hear_inputs(
    struct request *rq, const struct proposal *row, struct input *in, int *n)
{
    text lack;
    enum err e = proposal_words_lack(rq->db, rq->arena, row, &lack);
    in[0] = (struct input)INPUT(struct hear_form, closes_on, INPUT_DATE,
        .is_required = true,
        .label = N_("People can say something until, that day included"));
    *n = 1;
    if (e == OK && lack.len > 0)
        in[(*n)++] = proposal_words_anyway(
            rq, lack, (ptrdiff_t)offsetof(struct hear_form, anyway));
    return e;
}
static const struct input tell_inputs[] = {
    INPUT(struct tell_form, heard, INPUT_PROSE, .is_required = true,
        .max = 8000, .label = N_("What we heard")),
    INPUT(struct tell_form, did, INPUT_PROSE, .is_required = true, .max = 8000,
        .label = N_("What we did")),
    INPUT(struct tell_form, why_not, INPUT_PROSE, .is_required = true,
        .max = 8000, .label = N_("What we did not do, and why")),
};

enum err
proposal_text_head_load(struct request *rq, const struct proposal *row,
    const struct paragraphs_shown *shown, struct form *hear, struct form *tell,
    struct proposal_text_head *to)
{
    struct arena *a = rq->arena;
    int64_t things[] = { row->id, row->partnership_id };
    bool leads = actor_may(&rq->actor, WHO_FACILITATOR, things, 2);
    bool is_unasked = proposal_is_unasked(row->status);
    bool is_heard = text_is_equal(row->status, TEXT("heard"));
    *to = (struct proposal_text_head){ .address = proposal_sub(a, row->id, ""),
        .lang = shown->lang,
        .reading = reading_measure(row->body, shown->lang),
        .may_write = (is_unasked || is_heard) &&
            actor_may(&rq->actor, is_unasked ? WHO_SIDE : WHO_FACILITATOR,
                things, 2) };
    to->is_draft = text_is_equal(row->status, TEXT("draft"));
    to->may_link = actor_may(&rq->actor, WHO_SIDE, things, 2);
    struct db_batch batch = db_batch_open(rq->db, a);
    thread_ask(&batch, row->id, &to->thread);
    enum err e = db_batch_run(&batch);
    if (e == OK)
        e = thread_finish(rq, "proposal", row->id, &to->thread);
    to->has_voice = shown->n_without < shown->n_rows;
    for (int i = 0; e == OK && i < to->thread.n_ends; i++)
        to->has_voice |=
            paragraph_is_voice(text_of(to->thread.ends[i].thing.kind->kind));
    if (e != OK || proposal_decides(row->level))
        return e;
    e = contributions_outcomes(
        rq->db, a, (struct contributions_outcomes_in){ row->id }, &to->said);
    if (e == OK && text_is_equal(row->status, TEXT("told")))
        e = proposal_told_get(
            rq->db, a, (struct proposal_told_get_in){ row->id }, &to->told);
    to->may_hear = leads && is_unasked;
    to->may_end = leads && text_is_equal(row->status, TEXT("hears")) &&
        text_compare(day_of(a, rq->now), row->closes_on) > 0;
    to->may_tell = leads && is_heard;
    if (e == OK && to->may_hear && hear == NULL) {
        struct input *in = arena_new(a, struct input, N_HEAR);
        int n = 0;
        e = hear_inputs(rq, row, in, &n);
        hear = arena_new(a, struct form, 1);
        if (e == OK)
            form_open(rq, in, n, hear);
    }
    if (to->may_tell && to->said.n_open == 0 && tell == NULL) {
        tell = arena_new(a, struct form, 1);
        form_open(rq, tell_inputs, N_TELL, tell);
    }
    if (to->may_end) {
        struct form *button = arena_new(a, struct form, 1);
        form_open(rq, NULL, 0, button);
        to->button = button;
    }
    to->hear_form = to->may_hear ? hear : NULL;
    to->tell_form = to->may_tell ? tell : NULL;
    return e;
}

/* ---- The hearing --------------------------------------------------------- */

struct hearing {
    int64_t id, actor_id, now;
    text token, today, closes_on;
    struct tell_form told;
    const char *fault;
};

static enum err
note(struct db *writer, const struct hearing *h, const char *action)
{
    return audit_add(writer,
        (struct audit){ .actor_id = h->actor_id,
            .action = text_of(action),
            .kind = TEXT("proposal"),
            .thing_id = h->id });
}

static enum err
take_token(struct db *writer, struct arena *a, const struct hearing *h,
    struct proposal *row)
{
    text first;
    enum err e = text_is_known(h->token)
        ? once_take(writer, a, h->token, TEXT("hearing"), &first)
        : OK;
    return e == OK
        ? proposal_get(writer, a, (struct proposal_get_in){ h->id }, row)
        : e;
}

static enum err
begin_hearing(struct db *writer, struct arena *a, void *arg)
{
    struct hearing *h = arg;
    struct proposal row;
    enum err e = take_token(writer, a, h, &row);
    if (e != OK)
        return e == ERR_CONFLICT ? OK : e;
    h->fault = proposal_decides(row.level)
        ? N_("This is agreed between sides: say who must say yes, and ask "
             "them.")
        : !proposal_is_unasked(row.status)
        ? N_("People are heard on it already, or were.")
        : NULL;
    if (h->fault != NULL)
        return ERR_CONFLICT;
    row.status = TEXT("hears");
    row.opened_on = h->today;
    row.closes_on = h->closes_on;
    e = proposal_update(writer, &row, NULL);
    return e == OK ? note(writer, h, "open") : e;
}

/* What was to go in goes in, as the version that is told of. */
static enum err
end_hearing(struct db *writer, struct arena *a, void *arg)
{
    struct hearing *h = arg;
    struct proposal row;
    struct contributions_next_row *offers;
    struct paragraph *rows;
    ptrdiff_t n_offers, n_rows;
    int64_t n = 0;
    enum err e = take_token(writer, a, h, &row);
    if (e != OK)
        return e == ERR_CONFLICT ? OK : e;
    h->fault = NULL;
    if (!text_is_equal(row.status, TEXT("hears")) ||
        text_compare(h->today, row.closes_on) <= 0)
        h->fault = N_("Nobody is being heard, or their last day is not over.");
    if (h->fault != NULL)
        return ERR_CONFLICT;
    e = contributions_next(writer, a,
        (struct contributions_next_in){
            .proposal_id = row.id, .n_rows = CONTRIBUTIONS_OF_ONE_MAX },
        &offers, &n_offers);
    if (e == OK)
        e = paragraphs_now(writer, a,
            (struct paragraphs_now_in){
                .proposal_id = row.id, .n_rows = PARAGRAPHS_MAX },
            &rows, &n_rows);
    if (e == OK)
        e = proposal_version_add(writer,
            (struct proposal_version_add_in){ .id = key_new(),
                .proposal_id = row.id,
                .number = row.version,
                .body = row.body,
                .ended_on = h->today },
            &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e != OK)
        return e;
    if (n_offers > 0)
        row.body = offer_apply(a, rows, n_rows, offers, n_offers);
    row.version++;
    row.status = TEXT("heard");
    e = proposal_update(writer, &row, NULL);
    if (e == OK)
        e = paragraphs_next(writer, a, &row, h->actor_id, h->today, true);
    return e == OK ? note(writer, h, "close") : e;
}

static enum err
tell_all(struct db *writer, struct arena *a, void *arg)
{
    struct hearing *h = arg;
    struct proposal row;
    struct contributions_outcomes_row said;
    int64_t n = 0;
    enum err e = take_token(writer, a, h, &row);
    if (e != OK)
        return e == ERR_CONFLICT ? OK : e;
    e = contributions_outcomes(
        writer, a, (struct contributions_outcomes_in){ h->id }, &said);
    if (e != OK)
        return e;
    h->fault = !text_is_equal(row.status, TEXT("heard"))
        ? N_("People have not been heard, or have been told already.")
        : said.n_open > 0
        ? N_("Something that was said has no answer yet. Answer each first.")
        : NULL;
    if (h->fault != NULL)
        return ERR_CONFLICT;
    e = proposal_told_add(writer,
        &(struct proposal_told){ .id = key_new(),
            .proposal_id = h->id,
            .heard = h->told.heard,
            .did = h->told.did,
            .why_not = h->told.why_not,
            .told_by = h->actor_id,
            .has_told_by = true,
            .told_on = h->today },
        &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    row.status = TEXT("told");
    if (e == OK)
        e = proposal_update(writer, &row, NULL);
    return e == OK ? note(writer, h, "end") : e;
}

enum err
proposal_text_sweep(struct db *db, struct arena *a, int64_t now)
{
    enum { AT_ONCE = 20 };
    struct proposals_heard_out_row *rows;
    ptrdiff_t n;
    text today = day_of(a, now);
    enum err e = proposals_heard_out(db, a,
        (struct proposals_heard_out_in){ .today = today, .n_rows = AT_ONCE },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct hearing h = { .id = rows[i].id, .now = now, .today = today };
        e = db_write(db, a, end_hearing, &h);
        if (e == ERR_CONFLICT)
            e = OK; /* somebody was quicker */
    }
    return e == OK ? contributions_sweep(db, a, now) : e;
}

/* ---- Posts --------------------------------------------------------------- */

static enum err
finish(struct request *rq, struct answer *an, db_step *step, struct hearing *h)
{
    enum err e = db_write(rq->db, rq->arena, step, h);
    if (e == ERR_CONFLICT && h->fault != NULL)
        return proposal_say(rq, an, h->fault);
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, h->id, ""));
    return e;
}

static struct hearing
hearing_of(struct request *rq, const struct form *form)
{
    return (struct hearing){ .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .today = day_of(rq->arena, rq->now),
        .token = form->token };
}

enum err
proposal_hear_send(struct request *rq, struct answer *an)
{
    struct hear_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct input *in = arena_new(rq->arena, struct input, N_HEAR);
    struct proposal row;
    int n = 0;
    enum err e = proposal_get(rq->db, rq->arena,
        (struct proposal_get_in){ request_key(rq, 0) }, &row);
    if (e == OK)
        e = hear_inputs(rq, &row, in, &n);
    if (e == OK)
        e = form_parse(rq, in, n, form, &given);
    if (e != OK)
        return e;
    if (n == N_HEAR && !given.anyway)
        form_error(
            form, "anyway", say(&v, N_("translate it first, or tick this")));
    struct hearing h = hearing_of(rq, form);
    h.closes_on = given.closes_on;
    if (form->n_errors == 0 && text_compare(given.closes_on, h.today) <= 0)
        form_error(
            form, "closes_on", say(&v, N_("choose tomorrow or a later day")));
    return form->n_errors > 0 ? proposal_show_text(rq, an, form, NULL)
                              : finish(rq, an, begin_hearing, &h);
}

enum err
proposal_hear_end_send(struct request *rq, struct answer *an)
{
    struct form form;
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    struct hearing h = hearing_of(rq, &form);
    return finish(rq, an, end_hearing, &h);
}

enum err
proposal_tell_send(struct request *rq, struct answer *an)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct tell_form given = { 0 };
    enum err e = form_parse(rq, tell_inputs, N_TELL, form, &given);
    if (e != OK)
        return e;
    struct hearing h = hearing_of(rq, form);
    h.told = given;
    return form->n_errors > 0 ? proposal_show_text(rq, an, NULL, form)
                              : finish(rq, an, tell_all, &h);
}
