/* What the drafters say to a comment or an offer, and how an offer comes into
 * the text. */
#include "decide/paragraph/proposal_text.h"

#include "decide/paragraph/paragraph.html.h"
#include "decide/paragraph/said_care.h"
#include "keep/audit.h"
#include "keep/mail.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

struct settle_form {
    text outcome, reply;
};
enum { N_SETTLE = 2 };
static const char *const offer_ways[] = { "take", "refused", NULL };
static const char *const offer_labels[] = {
    N_("Take it in"),
    N_("Do not take it in, and say why"),
    NULL,
};
static const char *const comment_ways[] = { "answered", "take", "scope", NULL };
static const char *const comment_labels[] = {
    N_("Answer it"),
    N_("It is taken up in the text; say where"),
    N_("Not for this proposal, and say why"),
    NULL,
};

static const struct input *
settle_inputs(struct arena *a, bool is_offer)
{
    struct input *in = arena_new(a, struct input, N_SETTLE);
    in[0] = (struct input)INPUT(struct settle_form, outcome, INPUT_CHOICE,
        .is_required = true, .choices = is_offer ? offer_ways : comment_ways,
        .choice_labels = is_offer ? offer_labels : comment_labels,
        .label = N_("What comes of it"));
    in[1] = (struct input)INPUT(struct settle_form, reply, INPUT_PROSE,
        .max = CONTRIBUTION_MAX, .label = N_("What you say to it"),
        .hint = N_("Who wrote it reads this, and whoever reads the proposal."));
    return in;
}

/* ---- Into the text ------------------------------------------------------- */

text
offer_apply(struct arena *a, const struct paragraph *rows, ptrdiff_t n_rows,
    const struct contributions_next_row *offers, ptrdiff_t n_offers)
{
    ptrdiff_t size = 1;
    for (ptrdiff_t i = 0; i < n_rows; i++)
        size += rows[i].words.len + 2;
    for (ptrdiff_t k = 0; k < n_offers; k++)
        size += offers[k].words.len + 2;
    struct buf out = buf_in(a, size);
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        text words = rows[i].words;
        for (ptrdiff_t k = 0; k < n_offers; k++) {
            if (offers[k].paragraph_id != rows[i].id)
                continue;
            if (text_is_equal(offers[k].place, TEXT("instead")))
                words = offers[k].words;
            else if (text_is_equal(offers[k].place, TEXT("away")))
                words = TEXT("");
        }
        if (words.len > 0) {
            buf_add(&out, words);
            buf_add(&out, TEXT("\n\n"));
        }
        for (ptrdiff_t k = 0; k < n_offers; k++)
            if (offers[k].paragraph_id == rows[i].id &&
                text_is_equal(offers[k].place, TEXT("after"))) {
                buf_add(&out, offers[k].words);
                buf_add(&out, TEXT("\n\n"));
            }
    }
    return text_trim(buf_text(&out));
}

struct settling {
    struct settle_form given;
    int64_t id, paragraph_id, actor_id;
    text token, today;
    const char *fault;
};

/* Before anybody is asked, or after the hearing, an offer is taken in at once:
 * nobody answers to this text. */
static enum err
take_into_draft(struct db *writer, struct arena *a, struct settling *s,
    const struct proposal *row, struct contribution *said)
{
    struct paragraph *rows;
    ptrdiff_t n;
    enum err e = paragraphs_now(writer, a,
        (struct paragraphs_now_in){
            .proposal_id = row->id, .n_rows = PARAGRAPHS_MAX },
        &rows, &n);
    struct paragraph *at = NULL;
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (rows[i].id == said->paragraph_id)
            at = &rows[i];
    if (e == OK &&
        (at == NULL ||
            (!text_is_equal(said->place, TEXT("after")) &&
                !text_is_equal(at->words, said->was)))) {
        s->fault = N_("The paragraph was changed after this was offered. "
                      "Write into the text what you take of it, and say so "
                      "here.");
        return ERR_CONFLICT;
    }
    if (e != OK)
        return e;
    text body = offer_apply(a, rows, n,
        &(struct contributions_next_row){ .paragraph_id = said->paragraph_id,
            .place = said->place,
            .words = said->words },
        1);
    if (body.len == 0 || body.len > PROPOSAL_BODY_MAX) {
        s->fault = N_("Nothing would be left of the text, or it would be too "
                      "long.");
        return ERR_CONFLICT;
    }
    /* whatever it says now, it is the same paragraph */
    if (text_is_equal(said->place, TEXT("instead")) &&
        !text_has_byte(said->words, '\n')) {
        at->words = said->words;
        at->since = row->version;
        e = paragraph_update(writer, at, NULL);
    }
    if (e == OK)
        e = proposal_body_set(writer,
            (struct proposal_body_set_in){ .id = row->id, .body = body }, NULL);
    if (e == OK)
        e = paragraphs_keep(writer, a,
            &(struct wording_given){ .proposal_id = row->id,
                .version = row->version,
                .person_id = s->actor_id,
                .body = body,
                .today = s->today });
    said->outcome = TEXT("taken");
    said->taken_in = row->version;
    said->has_taken_in = true;
    return e;
}

static enum err
settle_it(struct db *writer, struct arena *a, void *arg)
{
    struct settling *s = arg;
    struct contribution said;
    struct proposal row;
    text first;
    s->fault = NULL;
    enum err e = once_take(writer, a, s->token, TEXT("settle"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = contribution_get(
            writer, a, (struct contribution_get_in){ s->id }, &said);
    if (e == OK && said.paragraph_id != s->paragraph_id)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = proposal_get(
            writer, a, (struct proposal_get_in){ said.proposal_id }, &row);
    if (e != OK)
        return e;
    if (!text_is_equal(said.status, TEXT("in")))
        s->fault = N_("These words were taken back meanwhile.");
    else if (text_is_equal(said.outcome, TEXT("taken")))
        s->fault = N_("This was taken in already, and stands in the text.");
    else if (text_is_equal(row.status, TEXT("ended")) ||
        text_is_equal(row.status, TEXT("told")))
        s->fault = N_("This is settled: nothing more is said of its text.");
    if (s->fault != NULL)
        return ERR_CONFLICT;
    said.reply = s->given.reply;
    said.settled_by = s->actor_id;
    said.has_settled_by = true;
    said.settled_on = s->today;
    if (!text_is_equal(s->given.outcome, TEXT("take")))
        said.outcome = s->given.outcome;
    else if (text_is_equal(said.kind, TEXT("comment"))) {
        said.outcome = TEXT("taken"); /* in words of the drafters' own */
        said.taken_in = row.version;
        said.has_taken_in = true;
    } else if (proposal_is_unasked(row.status) ||
        text_is_equal(row.status, TEXT("heard")))
        e = take_into_draft(writer, a, s, &row, &said);
    else
        said.outcome = TEXT("next");
    if (e == OK)
        e = contribution_update(writer, &said, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("settle"),
                             .kind = TEXT("paragraph"),
                             .thing_id = s->paragraph_id })
                   : e;
}

/* ---- The page ------------------------------------------------------------ */

static enum err
answer_settle(
    struct request *rq, struct answer *an, struct form *form, const char *fault)
{
    struct arena *a = rq->arena;
    struct contribution_page p = { .form = form };
    struct contribution said;
    struct contributions_of_row *as_shown;
    ptrdiff_t n;
    char key[KEY_LENGTH];
    int64_t id = request_key(rq, 0), said_id = request_key(rq, 1);
    enum err e =
        paragraph_get(rq->db, a, (struct paragraph_get_in){ id }, &p.row);
    if (e == OK)
        e = contribution_get(
            rq->db, a, (struct contribution_get_in){ said_id }, &said);
    if (e == OK &&
        (said.paragraph_id != id || !text_is_equal(said.status, TEXT("in"))))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = proposal_get(
            rq->db, a, (struct proposal_get_in){ p.row.proposal_id }, &p.p);
    if (e == OK)
        e = contributions_of(rq->db, a,
            (struct contributions_of_in){ .paragraph_id = id,
                .kind = said.kind,
                .status = said.status,
                .after_id = said_id - 1,
                .n_rows = 1 },
            &as_shown, &n);
    if (e == OK && n == 0)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    p.said = as_shown;
    p.is_offer = text_is_equal(said.kind, TEXT("offer"));
    p.address = paragraph_sub(a, id, "");
    p.proposal_address = proposal_sub(a, p.p.id, "");
    p.send = arena_print(a, "%.*s/said/%.*s", TEXT_ARG(p.address),
        TEXT_ARG(key_print(said_id, key)));
    if (form == NULL) {
        form = arena_new(a, struct form, 1);
        form_open(rq, settle_inputs(a, p.is_offer), N_SETTLE, form);
        form_give(form, "reply", said.reply);
        p.form = form;
    }
    struct form *out = arena_new(a, struct form, 1);
    bool may_out = false;
    said_out_form(rq, out);
    e = said_may_out(rq, said_id, &may_out);
    if (e != OK)
        return e;
    if (may_out)
        p.out = out;
    rq->form = p.form; /* the one whose errors the page says */
    struct view v = request_view(rq);
    if (fault != NULL) {
        p.fault = say(&v, fault);
        an->status = 409;
    }
    decide_paragraph_settle(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Answer what was said")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
contribution_settle_show(struct request *rq, struct answer *an)
{
    return answer_settle(rq, an, NULL, NULL);
}

enum err
contribution_settle_send(struct request *rq, struct answer *an)
{
    struct settling s = { .paragraph_id = request_key(rq, 0),
        .id = request_key(rq, 1),
        .actor_id = rq->actor.person_id,
        .today = day_of(rq->arena, rq->now) };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct contribution said;
    enum err e = contribution_get(
        rq->db, rq->arena, (struct contribution_get_in){ s.id }, &said);
    if (e != OK)
        return e;
    e = form_parse(rq,
        settle_inputs(rq->arena, text_is_equal(said.kind, TEXT("offer"))),
        N_SETTLE, form, &s.given);
    if (e != OK)
        return e;
    if (!text_is_known(s.given.reply))
        s.given.reply = TEXT("");
    if (form->n_errors == 0 && s.given.reply.len == 0 &&
        !text_is_equal(s.given.outcome, TEXT("take")))
        form_error(form, "reply", say(&v, N_("say it in words")));
    if (form->n_errors > 0)
        return answer_settle(rq, an, form, NULL);
    s.token = form->token;
    e = db_write(rq->db, rq->arena, settle_it, &s);
    if (e == ERR_CONFLICT && s.fault != NULL)
        return answer_settle(rq, an, form, s.fault);
    if (e == OK)
        answer_redirect(rq, an, paragraph_sub(rq->arena, s.paragraph_id, ""));
    return e;
}

/* ---- Who said it hears of it --------------------------------------------- */

/* What it was stands on the pages alone: a mail is read by others too. */
static enum err
tell_one(struct db *writer, struct arena *a, void *arg)
{
    const struct contributions_untold_row *row = arg;
    const struct lang *lang = NULL;
    text mail = { 0 };
    enum err e = contribution_set_told(
        writer, (struct contribution_set_told_in){ row->id }, NULL);
    if (e != OK || !row->has_person_id)
        return e;
    e = people_written_to(writer, a, row->person_id, &mail, &lang);
    if (e == ERR_NOT_FOUND || (e == OK && !text_is_known(mail)))
        return OK;
    if (e != OK)
        return e;
    struct view v = view_in(a, lang, 0);
    struct phrase_arg where = phrase_arg(row->partnership_name);
    return mail_put(writer, a,
        &(struct mail){ .person_id = row->person_id,
            .to = mail,
            .lang = lang,
            .kind = TEXT("proposal_answered"),
            .subject = say(&v, N_("What you said of a proposal was answered")),
            .body = say_with(&v,
                N_("Those who draft a proposal in %s have answered something "
                   "that you said of its text. Sign in, and look at the "
                   "proposals there."),
                1, &where) });
}

/* The day after, all of a day together: when something was answered and when
 * a mail went out do not tell who said it. */
enum err
contributions_sweep(struct db *db, struct arena *a, int64_t now)
{
    enum { AT_ONCE = 100 };
    struct contributions_untold_row *rows;
    ptrdiff_t n;
    enum err e = contributions_untold(db, a,
        (struct contributions_untold_in){
            .today = day_of(a, now), .n_rows = AT_ONCE },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = db_write(db, a, tell_one, &rows[i]);
    return e;
}
