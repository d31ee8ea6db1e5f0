/* Letters as coordinators see them: what was proposed, confirmed or declined.
 */
#include "match/partner_letter.h"
#include "match/partner_routes.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/mail.h"
#include "keep/once.h"
#include "match/partner_letter.html.h"
#include "network/network.h"
#include "people/people.h"

enum { COORDINATORS_MAX = 30 };

enum err
letter_tell_coordinators(
    struct db *writer, struct arena *a, const struct letter_asking *what)
{
    struct letter_coordinators_row *rows;
    ptrdiff_t n = 0;
    struct phrase_arg names[] = { arg_text(what->proposer),
        arg_text(what->other) };
    enum err e = letter_coordinators(writer, a,
        (struct letter_coordinators_in){
            .today = day_of(a, what->rq->now), .n_rows = COORDINATORS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        text mail;
        const struct lang *lang;
        e = people_written_to(writer, a, rows[i].person_id, &mail, &lang);
        if (e == ERR_NOT_FOUND || (e == OK && !text_is_known(mail))) {
            e = OK; /* they see it when they sign in */
            continue;
        }
        if (e != OK)
            return e;
        struct view v = view_in(a, lang, 1000);
        struct phrase_arg where[] = { arg_text(
            request_whole_address(what->rq, lang, TEXT("/admin/letters"))) };
        e = mail_put(writer, a,
            &(struct mail){ .person_id = rows[i].person_id,
                .to = mail,
                .lang = lang,
                .kind = TEXT("coordination"),
                .subject = say_with(
                    &v, N_("%s proposes a partnership with %s"), 2, names),
                .body = arena_join(a, 5,
                    (text[]){
                        say_with(&v,
                            N_("%s proposes a partnership with %s, which said "
                               "yes to each other. It waits for a "
                               "coordinator:"),
                            2, names),
                        TEXT("\n\n"), what->words, TEXT("\n\n"),
                        say_with(
                            &v, N_("Confirm or decline it: %s"), 1, where) }),
                .about_id = what->letter_id });
    }
    return e;
}

/* The answer goes to both organisations, and first of all to who proposed. */
static enum err
tell_both(struct db *writer, struct arena *a, struct request *rq,
    const struct listing_letter *row, const struct listing_card *from,
    const struct listing_card *to, struct letter_mailing mailing)
{
    mailing.letter_id = row->id;
    for (int i = 0; i < 2; i++) {
        const struct listing_card *us = i == 0 ? from : to;
        bool is_proposer = row->has_proposed_by && row->proposed_for == us->id;
        mailing.organisation_id = us->organisation_id;
        mailing.name = i == 0 ? row->to_name : row->from_name;
        mailing.first_person_id = is_proposer ? row->proposed_by : 0;
        mailing.but_person_id =
            row->has_proposed_by && !is_proposer ? row->proposed_by : 0;
        if (text_is_empty(mailing.page))
            letter_addresses(rq, &mailing, us->id);
        else
            letter_addresses_of(rq, &mailing, mailing.page);
        enum err e = letter_tell(writer, a, &mailing);
        if (e != OK)
            return e;
    }
    return OK;
}

/* ---- Those that came -------------------------------------------------------
 */

static const char *const statuses[] = { "accepted", "waiting", "declined",
    "made", NULL };
struct admin_ask {
    text status;
    int64_t before;
};
static const struct input admin_inputs[] = {
    INPUT(struct admin_ask, status, INPUT_CHOICE, .choices = statuses),
    INPUT(struct admin_ask, before, INPUT_KEY),
};

enum err
letters_admin_show(struct request *rq, struct answer *an)
{
    struct admin_ask ask = { 0 };
    struct form form;
    query_parse(rq, admin_inputs, 2, &ask);
    struct letters_admin_page p = { .form = &form,
        .rq = rq,
        .status = text_is_known(ask.status) ? ask.status : TEXT("accepted") };
    form_open(rq, NULL, 0, &form);
    enum err e = letters_of_status(rq->db, rq->arena,
        (struct letters_of_status_in){ .status = p.status,
            .before_id = ask.before > 0 ? ask.before : INT64_MAX,
            .n_rows = LETTERS_SHOWN + 1 },
        &p.rows, &p.n_rows);
    if (e != OK)
        return e;
    if (p.n_rows > LETTERS_SHOWN) {
        p.n_rows = LETTERS_SHOWN;
        p.next = request_with(
            rq, "before", letter_key(rq->arena, p.rows[LETTERS_SHOWN - 1].id));
    }
    struct view v = request_view(rq);
    match_partner_letter_admin(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Letters between organisations")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

/* ---- Confirmed -------------------------------------------------------------
 */

struct making {
    struct request *rq;
    int64_t letter_id, actor_id, now;
    int64_t partnership_id; /* the answer; 0: another declined it */
};

/* Who wrote and who said yes are members of their sides from now on. */
static enum err
let_in(struct db *writer, struct arena *a, const struct making *m,
    bool is_known, int64_t person_id, int64_t side_id)
{
    struct thing side;
    int64_t id;
    if (!is_known)
        return OK; /* they left */
    enum err e = thing_load(writer, a, TEXT("side"), side_id, &side);
    if (e == OK)
        e = membership_add(writer, a,
            &(struct membership_new){ .person_id = person_id,
                .role = WHO_MEMBER,
                .thing = &side,
                .actor_id = m->actor_id,
                .now = m->now },
            &id);
    return e == ERR_CONFLICT ? OK : e;
}

/* A partnership of the two, linked to both of their listings. */
static enum err
make_partnership(struct db *writer, struct arena *a, void *arg)
{
    struct making *m = arg;
    struct listing_letter row;
    struct listing_card from, to;
    int64_t n = 0, id = 0, sides[2];
    enum err e = letter_get(
        writer, a, (struct letter_get_in){ .id = m->letter_id }, &row);
    if (e == OK && row.has_partnership_id) { /* made before */
        m->partnership_id = row.partnership_id;
        return OK;
    }
    if (e == OK && !text_is_equal(row.status, TEXT("accepted")))
        return ERR_DENIED;               /* without a yes there is none */
    if (e == OK && row.has_refused_at) { /* since the page was read */
        m->partnership_id = 0;
        return OK;
    }
    if (e == OK)
        e = letter_ends(writer, a, row.from_id, row.to_id, &from, &to);
    if (e == OK)
        e = network_begin_partnership(writer, a,
            (int64_t[]){ from.organisation_id, to.organisation_id }, 2,
            m->actor_id, &id, sides);
    if (e == OK)
        e = letter_made(writer,
            (struct letter_made_in){ .id = row.id, .partnership_id = id }, &n);
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    for (int i = 0; e == OK && i < 2; i++)
        e = thread_put(writer, a, m->actor_id,
            &(struct thread_link){ .from_kind = TEXT("partnership"),
                .from_id = id,
                .kind = TEXT("comes_from"),
                .to_kind = TEXT("listing"),
                .to_id = i == 0 ? row.from_id : row.to_id },
            NULL);
    if (e == OK)
        e = let_in(writer, a, m, row.has_written_by, row.written_by, sides[0]);
    if (e == OK)
        e = let_in(
            writer, a, m, row.has_answered_by, row.answered_by, sides[1]);
    if (e == OK)
        e = let_in(writer, a, m, row.has_proposed_by, row.proposed_by,
            sides[row.proposed_for == row.from_id ? 0 : 1]);
    m->partnership_id = id;
    return e == OK ? tell_both(writer, a, m->rq, &row, &from, &to,
                         (struct letter_mailing){
                             .subject = N_("The partnership with %s is "
                                           "confirmed"),
                             .sentence = N_("A coordinator of the network "
                                            "confirmed your partnership with "
                                            "%s. It has a page now, with a "
                                            "side for each of you."),
                             .where = N_("The partnership: %s"),
                             .page = arena_print(a, "/partnership/%.*s",
                                 TEXT_ARG(letter_key(a, id))) })
                   : e;
}

enum err
letter_partnership_send(struct request *rq, struct answer *an)
{
    struct making m = { .rq = rq,
        .letter_id = request_key(rq, 0),
        .now = rq->now,
        .actor_id = rq->actor.person_id };
    enum err e = button_parse(rq);
    if (e == OK)
        e = db_write(rq->db, rq->arena, make_partnership, &m);
    if (e != OK)
        return e;
    answer_redirect(rq, an,
        m.partnership_id == 0
            ? TEXT("/admin/letters")
            : arena_print(rq->arena, "/partnership/%.*s",
                  TEXT_ARG(letter_key(rq->arena, m.partnership_id))));
    return OK;
}

/* ---- Declined --------------------------------------------------------------
 */

struct decline_form {
    text words;
};
static const struct input decline_inputs[] = {
    INPUT(struct decline_form, words, INPUT_PROSE, .is_required = true,
        .max = DECLINE_WORDS_MAX, .label = N_("Why not, or not yet"),
        .hint = N_("Both organisations read it. Say what is missing: they can "
                   "propose the partnership anew.")),
};

static enum err
answer_decline(struct request *rq, struct answer *an, const struct form *form,
    const struct listing_letter *row)
{
    struct letter_page p = { .form = form, .letter = *row };
    struct view v = request_view(rq);
    match_partner_letter_decline(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Decline the partnership")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

enum err
letter_decline_show(struct request *rq, struct answer *an)
{
    struct listing_letter row;
    struct form form;
    enum err e = letter_get(rq->db, rq->arena,
        (struct letter_get_in){ .id = request_key(rq, 0) }, &row);
    form_open(rq, decline_inputs, 1, &form);
    return e == OK ? answer_decline(rq, an, &form, &row) : e;
}

struct declining {
    struct request *rq;
    struct letter_refuse_in in;
    text token, first;
};

static enum err
save_decline(struct db *writer, struct arena *a, void *arg)
{
    struct declining *step = arg;
    struct listing_letter row;
    struct listing_card from, to;
    int64_t n = 0;
    enum err e =
        once_take(writer, a, step->token, TEXT("/admin/letters"), &step->first);
    if (e == OK)
        e = letter_refuse(writer, step->in, &n);
    if (e != OK || n == 0)
        return e; /* declined or confirmed before: they see it */
    e = audit_add(writer,
        (struct audit){ .actor_id = step->in.person_id,
            .action = TEXT("decline"),
            .kind = TEXT("listing_letter"),
            .thing_id = step->in.id });
    if (e == OK)
        e = letter_get(
            writer, a, (struct letter_get_in){ .id = step->in.id }, &row);
    if (e == OK)
        e = letter_ends(writer, a, row.from_id, row.to_id, &from, &to);
    if (e != OK) /* a listing is gone: nobody is told */
        return e == ERR_NOT_FOUND ? OK : e;
    return tell_both(writer, a, step->rq, &row, &from, &to,
        (struct letter_mailing){
            .subject = N_("The partnership with %s is not confirmed"),
            .sentence = N_("A coordinator of the network declined the "
                           "partnership with %s that was proposed, and says "
                           "why. Either of you can propose it anew."),
            .words = step->in.words });
}

enum err
letter_decline_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct decline_form given = { { 0 } };
    struct listing_letter row;
    enum err e = form_parse(rq, decline_inputs, 1, &form, &given);
    if (e == OK)
        e = letter_get(rq->db, rq->arena,
            (struct letter_get_in){ .id = request_key(rq, 0) }, &row);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_decline(rq, an, &form, &row);
    struct declining *step = arena_new(rq->arena, struct declining, 1);
    *step = (struct declining){ .rq = rq,
        .token = form.token,
        .in = { .id = row.id,
            .person_id = rq->actor.person_id,
            .at = rq->now,
            .words = given.words } };
    e = db_write(rq->db, rq->arena, save_decline, step);
    if (e == ERR_CONFLICT && text_is_known(step->first))
        e = OK; /* sent twice */
    if (e == OK)
        answer_redirect(rq, an, TEXT("/admin/letters"));
    return e;
}
