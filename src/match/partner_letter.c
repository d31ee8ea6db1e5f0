/* Letters: written, and the mails about them. */
#include "match/partner_letter.h"
#include "match/partner_routes.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/mail.h"
#include "keep/once.h"
#include "match/partner_letter.html.h"
#include "os/entropy.h"
#include "people/people.h"

enum { MEMBERS_MAX = 30 };

const char *
letter_status_word(text status)
{
    if (text_is_equal(status, TEXT("accepted")))
        return N_("They said yes");
    if (text_is_equal(status, TEXT("declined")))
        return N_("They said no");
    if (text_is_equal(status, TEXT("made")))
        return N_("Became a partnership");
    return N_("Waits for an answer");
}

text
letter_key(struct arena *a, int64_t id)
{
    return key_print(id, arena_new(a, char, KEY_LENGTH));
}

text
letter_answer_address(struct arena *a, const struct listing_letter *l)
{
    return arena_print(a, "/listing/%.*s/letters/%.*s",
        TEXT_ARG(letter_key(a, l->to_id)), TEXT_ARG(letter_key(a, l->id)));
}

text
letter_propose_address(
    struct arena *a, int64_t own_id, const struct listing_letter *l)
{
    return arena_print(a, "/listing/%.*s/letters/%.*s/propose",
        TEXT_ARG(letter_key(a, own_id)), TEXT_ARG(letter_key(a, l->id)));
}

text
letter_partnership_address(struct arena *a, const struct listing_letter *l)
{
    return arena_print(
        a, "/admin/letters/%.*s/partnership", TEXT_ARG(letter_key(a, l->id)));
}

text
letter_decline_address(struct arena *a, const struct listing_letter *l)
{
    return arena_print(
        a, "/admin/letters/%.*s/decline", TEXT_ARG(letter_key(a, l->id)));
}

text
letter_made_address(struct arena *a, const struct listing_letter *l)
{
    return arena_print(
        a, "/partnership/%.*s", TEXT_ARG(letter_key(a, l->partnership_id)));
}

text
letter_listing_address(struct arena *a, int64_t listing_id)
{
    return arena_print(a, "/listing/%.*s", TEXT_ARG(letter_key(a, listing_id)));
}

/* ---- Mails about it --------------------------------------------------------
 */

void
letter_addresses_of(struct request *rq, struct letter_mailing *m, text page)
{
    m->today = day_of(rq->arena, rq->now);
    for (int i = 0; i < LANG_N; i++)
        m->addresses[i] = request_whole_address(rq, lang_all(i), page);
}

void
letter_addresses(
    struct request *rq, struct letter_mailing *m, int64_t listing_id)
{
    letter_addresses_of(rq, m, listing_sub(rq->arena, listing_id, "letters"));
}

static enum err
send_one(struct db *writer, struct arena *a, const struct letter_mailing *m,
    int64_t person_id)
{
    text mail;
    const struct lang *lang;
    enum err e = people_written_to(writer, a, person_id, &mail, &lang);
    if (e != OK || !text_is_known(mail))
        return e == ERR_NOT_FOUND ? OK : e;
    struct view v = view_in(a, lang, 1000);
    struct phrase_arg name[] = { arg_text(m->name) };
    struct phrase_arg where[] = { arg_text(m->addresses[lang_index(v.lang)]) };
    return mail_put(writer, a,
        &(struct mail){ .person_id = person_id,
            .to = mail,
            .lang = v.lang,
            .kind = TEXT("partner-letter"),
            .subject = say_with(&v, m->subject, 1, name),
            .body = arena_join(a, 5,
                (text[]){ say_with(&v, m->sentence, 1, name), TEXT("\n\n"),
                    m->words, text_is_empty(m->words) ? TEXT("") : TEXT("\n\n"),
                    say_with(&v,
                        m->where != NULL
                            ? m->where
                            : N_("All letters, and the answer: %s"),
                        1, where) }),
            .about_id = m->letter_id });
}

enum err
letter_tell(struct db *writer, struct arena *a, const struct letter_mailing *m)
{
    struct listing_members_row *rows;
    ptrdiff_t n = 0;
    enum err e = listing_members(writer, a,
        (struct listing_members_in){ .organisation_id = m->organisation_id,
            .today = m->today,
            .n_rows = MEMBERS_MAX },
        &rows, &n);
    if (e == OK && m->first_person_id != 0)
        e = send_one(writer, a, m, m->first_person_id);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (rows[i].person_id != m->first_person_id &&
            rows[i].person_id != m->but_person_id)
            e = send_one(writer, a, m, rows[i].person_id);
    return e;
}

/* ---- Writing ---------------------------------------------------------------
 */

struct letter_form {
    text words;
};
static const struct input letter_inputs[] = {
    INPUT(struct letter_form, words, INPUT_PROSE, .is_required = true,
        .max = LETTER_WORDS_MAX, .label = N_("Your letter"),
        .hint = N_("Who you are, what you could do together. It goes to the "
                   "members of the organisation by mail; no address is shown. "
                   "Coordinators of the network can read it.")),
};

/* Both ends of a letter, and whether it may be written. */
struct ends {
    struct listing_card from, to;
    const char *barred;
};

/* NULL, or why not. What was sent before decides too. */
static enum err
judge(struct db *db, struct arena *a, struct ends *x, text today, int64_t now)
{
    struct letters_between_row *before;
    struct listing_letter *sent;
    ptrdiff_t n_before = 0, n_sent = 0, n_waiting = 0;
    x->barred = NULL;
    enum err e = letters_between(db, a,
        (struct letters_between_in){
            .from_id = x->from.id, .to_id = x->to.id, .n_rows = 1 },
        &before, &n_before);
    if (e == OK)
        e = letters_from(db, a,
            (struct letters_from_in){
                .from_id = x->from.id, .before_id = INT64_MAX, .n_rows = 50 },
            &sent, &n_sent);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < n_sent; i++)
        n_waiting += text_is_equal(sent[i].status, TEXT("waiting"));
    bool is_over = text_is_known(x->to.until_on) &&
        text_compare(x->to.until_on, today) < 0;
    int64_t again = INT64_C(86'400) * LETTER_AGAIN_DAYS;
    if (!x->to.may_write || is_over || x->to.id == x->from.id)
        x->barred = N_("This organisation cannot be written to here.");
    else if (n_before > 0 && !text_is_equal(before->status, TEXT("declined")))
        x->barred = N_("You wrote to them before: see what came of it under "
                       "Letters.");
    else if (n_before > 0 && before->has_answered_at &&
        before->answered_at + again > now)
        x->barred = N_("They said no not long ago. You can write again 90 days "
                       "after that.");
    else if (n_waiting >= LETTERS_WAITING_MAX)
        x->barred = N_("Ten of your letters wait for an answer. You can write "
                       "the next when one of them has come.");
    return OK;
}

enum err
letter_ends(struct db *db, struct arena *a, int64_t from_id, int64_t to_id,
    struct listing_card *from, struct listing_card *to)
{
    enum err e = listing_card_get(
        db, a, (struct listing_card_get_in){ .id = from_id }, from);
    return e == OK ? listing_card_get(
                         db, a, (struct listing_card_get_in){ .id = to_id }, to)
                   : e;
}

static enum err
open_letter(struct request *rq, struct ends *x)
{
    enum err e = letter_ends(rq->db, rq->arena, request_key(rq, 0),
        request_key(rq, 1), &x->from, &x->to);
    return e == OK
        ? judge(rq->db, rq->arena, x, day_of(rq->arena, rq->now), rq->now)
        : e;
}

static enum err
answer_letter(struct request *rq, struct answer *an, const struct form *form,
    const struct ends *x)
{
    struct letter_write_page p = { .form = form,
        .from_name = x->from.name,
        .to_name = x->to.name,
        .address = request_address(rq),
        .barred = x->barred };
    struct view v = request_view(rq);
    match_partner_letter(&v, &p);
    an->status = form->n_errors > 0 ? 422 : x->barred != NULL ? 409 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Write to them")),
            .section = "partner",
            .body = view_html(&v) });
    return OK;
}

enum err
letter_write_show(struct request *rq, struct answer *an)
{
    struct ends x;
    struct form form;
    enum err e = open_letter(rq, &x);
    if (e != OK)
        return e;
    form_open(rq, letter_inputs, 1, &form);
    e = answer_letter(rq, an, &form, &x);
    an->status = 200;
    return e;
}

struct letter_step {
    struct listing_letter row;
    struct letter_mailing mailing;
    text token, then, first;
    text today;
    const char *barred;
};

static enum err
save_letter(struct db *writer, struct arena *a, void *arg)
{
    struct letter_step *step = arg;
    struct listing_letter row = step->row;
    struct letter_mailing mailing = step->mailing;
    struct ends x;
    int64_t n = 0;
    enum err e = once_take(writer, a, step->token, step->then, &step->first);
    if (e == OK)
        e = letter_ends(writer, a, row.from_id, row.to_id, &x.from, &x.to);
    if (e == OK)
        e = judge(writer, a, &x, step->today, row.written_at);
    if (e != OK)
        return e;
    if ((step->barred = x.barred) != NULL)
        return ERR_DENIED;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        e = letter_insert(writer, &row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = row.written_by,
                .action = TEXT("create"),
                .kind = TEXT("listing_letter"),
                .thing_id = row.id });
    mailing.letter_id = row.id;
    return e == OK ? letter_tell(writer, a, &mailing) : e;
}

enum err
letter_write_send(struct request *rq, struct answer *an)
{
    struct ends x;
    struct form form;
    struct letter_form given = { 0 };
    enum err e = form_parse(rq, letter_inputs, 1, &form, &given);
    if (e == OK)
        e = open_letter(rq, &x);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_letter(rq, an, &form, &x);
    struct letter_step *step = arena_new(rq->arena, struct letter_step, 1);
    *step = (struct letter_step){ .token = form.token,
        .then = listing_sub(rq->arena, x.from.id, "letters"),
        .today = day_of(rq->arena, rq->now),
        .row = { .from_id = x.from.id,
            .to_id = x.to.id,
            .from_name = x.from.name,
            .to_name = x.to.name,
            .status = TEXT("waiting"),
            .words = given.words,
            .has_written_by = true,
            .written_by = rq->actor.person_id,
            .written_at = rq->now },
        .mailing = { .subject = N_("%s would like to be your partner"),
            .sentence =
                N_("%s looks for a partner, and wrote to your organisation:"),
            .name = x.from.name,
            .words = given.words,
            .organisation_id = x.to.organisation_id } };
    letter_addresses(rq, &step->mailing, x.to.id);
    e = db_write(rq->db, rq->arena, save_letter, step);
    if (e == ERR_CONFLICT && text_is_known(step->first))
        e = OK; /* sent twice */
    if (e == ERR_DENIED && step->barred != NULL) {
        x.barred = step->barred;
        return answer_letter(rq, an, &form, &x);
    }
    if (e == OK)
        answer_redirect(rq, an, step->then);
    return e;
}
