/* Letters that came and went: answered, and the partnership proposed. */
#include "match/partner_letter.h"
#include "match/partner_routes.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "match/partner_letter.html.h"
#include "people/people.h"

/* ---- Those that came and went ----------------------------------------------
 */

static const char *const answers[] = { "accepted", "declined", NULL };
static const char *const answer_words[] = {
    N_("Yes, we would like to be partners"), N_("No, not now"), NULL
};
struct answer_form {
    text answer, reason;
};
static const struct input answer_inputs[] = {
    INPUT(struct answer_form, answer, INPUT_CHOICE, .is_required = true,
        .choices = answers, .choice_labels = answer_words,
        .label = N_("Your answer")),
    INPUT(struct answer_form, reason, INPUT_PROSE, .max = 1000,
        .label = N_("Why, or what comes next"),
        .hint = N_("When you say no, please say why: it helps them to find "
                   "another.")),
};
enum { N_ANSWER = sizeof answer_inputs / sizeof *answer_inputs };

enum err
letters_show(struct request *rq, struct answer *an)
{
    struct listing_card card;
    struct letters_page p = { 0 };
    int64_t id = request_key(rq, 0);
    bool is_found = false;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    listing_card_get_ask(
        &batch, (struct listing_card_get_in){ .id = id }, &card, &is_found);
    letters_to_ask(&batch,
        (struct letters_to_in){
            .to_id = id, .before_id = INT64_MAX, .n_rows = LETTERS_SHOWN },
        &p.to, &p.n_to);
    letters_from_ask(&batch,
        (struct letters_from_in){
            .from_id = id, .before_id = INT64_MAX, .n_rows = LETTERS_SHOWN },
        &p.from, &p.n_from);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    p.name = card.name;
    p.own_id = id;
    p.back = listing_address(rq->arena, card.name, card.id);
    struct view v = request_view(rq);
    match_partner_letter_all(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Letters")),
            .section = "partner",
            .body = view_html(&v) });
    return OK;
}

/* One that came to the listing of the address: another's is not there. */
static enum err
load_letter(struct request *rq, struct listing_letter *row)
{
    enum err e = letter_get(rq->db, rq->arena,
        (struct letter_get_in){ .id = request_key(rq, 1) }, row);
    return e == OK && row->to_id != request_key(rq, 0) ? ERR_NOT_FOUND : e;
}

static enum err
answer_one(struct request *rq, struct answer *an, const struct form *form,
    const struct listing_letter *row)
{
    struct letter_page p = { .form = form,
        .letter = *row,
        .back = listing_sub(rq->arena, row->to_id, "letters") };
    struct view v = request_view(rq);
    match_partner_letter_one(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = row->from_name,
            .section = "partner",
            .body = view_html(&v) });
    return OK;
}

enum err
letter_show(struct request *rq, struct answer *an)
{
    struct listing_letter row;
    struct form form;
    enum err e = load_letter(rq, &row);
    form_open(rq, answer_inputs, N_ANSWER, &form);
    return e == OK ? answer_one(rq, an, &form, &row) : e;
}

struct answering {
    struct letter_answer_in in;
    struct letter_mailing mailing;
    int64_t from_id;
    text token, then, first;
};

static enum err
save_answer(struct db *writer, struct arena *a, void *arg)
{
    struct answering *step = arg;
    struct letter_mailing mailing = step->mailing;
    struct listing_card card;
    int64_t n = 0;
    enum err e = once_take(writer, a, step->token, step->then, &step->first);
    if (e == OK)
        e = letter_answer(writer, step->in, &n);
    if (e != OK || n == 0)
        return e; /* answered before: they see how */
    e = audit_add(writer,
        (struct audit){ .actor_id = step->in.answered_by,
            .action = TEXT("change"),
            .kind = TEXT("listing_letter"),
            .thing_id = step->in.id,
            .detail = TEXT("[\"status\"]") });
    if (e == OK)
        e = listing_card_get(writer, a,
            (struct listing_card_get_in){ .id = step->from_id }, &card);
    if (e != OK) /* their listing is gone: nobody is told */
        return e == ERR_NOT_FOUND ? OK : e;
    mailing.organisation_id = card.organisation_id;
    return letter_tell(writer, a, &mailing);
}

enum err
letter_answer_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct answer_form given = { 0 };
    struct listing_letter row;
    enum err e = form_parse(rq, answer_inputs, N_ANSWER, &form, &given);
    if (e == OK)
        e = load_letter(rq, &row);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    bool is_yes = text_is_equal(given.answer, TEXT("accepted"));
    if (form.n_errors == 0 && !is_yes && text_is_empty(given.reason))
        form_error(&form, "reason", say(&v, N_("Please say why.")));
    if (form.n_errors > 0)
        return answer_one(rq, an, &form, &row);
    struct answering *step = arena_new(rq->arena, struct answering, 1);
    *step = (struct answering){ .token = form.token,
        .then = listing_sub(rq->arena, row.to_id, "letters"),
        .from_id = row.from_id,
        .in = { .id = row.id,
            .to_id = row.to_id,
            .status = given.answer,
            .reason = given.reason,
            .answered_by = rq->actor.person_id,
            .answered_at = rq->now },
        .mailing = { .subject = is_yes
                ? N_("%s would like to be your partner too")
                : N_("%s answered your letter"),
            .sentence = is_yes
                ? N_("%s said yes. Either of you can now propose the "
                     "partnership; a coordinator of the network confirms it.")
                : N_("%s said no:"),
            .name = row.to_name,
            .words = given.reason,
            .letter_id = row.id } };
    letter_addresses(rq, &step->mailing, row.from_id);
    e = db_write(rq->db, rq->arena, save_answer, step);
    if (e == ERR_CONFLICT && text_is_known(step->first))
        e = OK;
    if (e == OK)
        answer_redirect(rq, an, step->then);
    return e;
}

/* ---- The partnership that comes of it, proposed ----------------------------
 */

struct propose_form {
    text words;
};
static const struct input propose_inputs[] = {
    INPUT(struct propose_form, words, INPUT_PROSE, .is_required = true,
        .max = LETTER_WORDS_MAX,
        .label = N_("What the partnership should be about"),
        .hint = N_("In a few sentences: what you want to do together, and who "
                   "takes part. A coordinator reads it, and so does the "
                   "other organisation.")),
};

/* A letter that came to the listing of the address, or went from it. */
static enum err
load_own(struct request *rq, struct listing_letter *row)
{
    int64_t own = request_key(rq, 0);
    enum err e = letter_get(rq->db, rq->arena,
        (struct letter_get_in){ .id = request_key(rq, 1) }, row);
    return e == OK && row->to_id != own && row->from_id != own ? ERR_NOT_FOUND
                                                               : e;
}

static enum err
answer_propose(struct request *rq, struct answer *an, const struct form *form,
    const struct listing_letter *row)
{
    int64_t own = request_key(rq, 0);
    struct letter_page p = { .form = form,
        .letter = *row,
        .own_id = own,
        .back = listing_sub(rq->arena, own, "letters") };
    struct view v = request_view(rq);
    match_partner_letter_propose(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Propose the partnership")),
            .section = "partner",
            .body = view_html(&v) });
    return OK;
}

enum err
letter_propose_show(struct request *rq, struct answer *an)
{
    struct listing_letter row;
    struct form form;
    enum err e = load_own(rq, &row);
    form_open(rq, propose_inputs, 1, &form);
    return e == OK ? answer_propose(rq, an, &form, &row) : e;
}

struct proposing {
    struct letter_propose_in in;
    struct letter_mailing mailing;
    struct letter_asking asking; /* of coordinators */
    int64_t other_id;
    text token, then, first;
};

static enum err
save_proposing(struct db *writer, struct arena *a, void *arg)
{
    struct proposing *step = arg;
    struct letter_mailing mailing = step->mailing;
    struct listing_card card;
    int64_t n = 0;
    enum err e = once_take(writer, a, step->token, step->then, &step->first);
    if (e == OK)
        e = letter_propose(writer, step->in, &n);
    if (e != OK || n == 0)
        return e; /* proposed before, or made: they see it */
    e = audit_add(writer,
        (struct audit){ .actor_id = step->in.person_id,
            .action = TEXT("request"),
            .kind = TEXT("listing_letter"),
            .thing_id = step->in.id });
    if (e == OK)
        e = letter_tell_coordinators(writer, a, &step->asking);
    if (e == OK)
        e = listing_card_get(writer, a,
            (struct listing_card_get_in){ .id = step->other_id }, &card);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    mailing.organisation_id = card.organisation_id;
    return letter_tell(writer, a, &mailing);
}

enum err
letter_propose_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct propose_form given = { { 0 } };
    struct listing_letter row;
    enum err e = form_parse(rq, propose_inputs, 1, &form, &given);
    if (e == OK)
        e = load_own(rq, &row);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_propose(rq, an, &form, &row);
    int64_t own = request_key(rq, 0);
    bool is_from = row.from_id == own;
    struct proposing *step = arena_new(rq->arena, struct proposing, 1);
    *step = (struct proposing){ .token = form.token,
        .then = listing_sub(rq->arena, own, "letters"),
        .other_id = is_from ? row.to_id : row.from_id,
        .in = { .id = row.id,
            .person_id = rq->actor.person_id,
            .listing_id = own,
            .at = rq->now,
            .words = given.words },
        .mailing = { .subject = N_("%s proposes the partnership with you"),
            .sentence = N_("%s proposed the partnership of the two of you. A "
                           "coordinator of the network confirms it:"),
            .name = is_from ? row.from_name : row.to_name,
            .words = given.words,
            .letter_id = row.id } };
    letter_addresses(rq, &step->mailing, step->other_id);
    step->asking = (struct letter_asking){ .rq = rq,
        .proposer = is_from ? row.from_name : row.to_name,
        .other = is_from ? row.to_name : row.from_name,
        .words = given.words,
        .letter_id = row.id };
    e = db_write(rq->db, rq->arena, save_proposing, step);
    if (e == ERR_CONFLICT && text_is_known(step->first))
        e = OK;
    if (e == OK)
        answer_redirect(rq, an, step->then);
    return e;
}
