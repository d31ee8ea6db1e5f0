/* Who wants to join, and what they are told. */
#include "network/joining.h"
#include "network/network_routes.h"

#include "keep/audit.h"
#include "keep/mail.h"
#include "network/requests.html.h"

#include <inttypes.h>

enum { REQUESTS_MAX = 30 };

const char *const request_statuses[] = { "open", "accepted", "answered",
    "declined", NULL };

const char *
request_word(text status)
{
    if (text_is_equal(status, TEXT("accepted")))
        return N_("Accepted");
    if (text_is_equal(status, TEXT("answered")))
        return N_("Answered");
    if (text_is_equal(status, TEXT("declined")))
        return N_("Declined");
    return N_("Open");
}

/* ---- All ----------------------------------------------------------------- */

struct request_ask {
    text status;
    int64_t before;
};
static const struct input ask_inputs[] = {
    INPUT(
        struct request_ask, status, INPUT_CHOICE, .choices = request_statuses),
    INPUT(struct request_ask, before, INPUT_KEY),
};

static text
next_address(struct request *rq, int64_t last_id)
{
    char key[KEY_LENGTH];
    return request_with(
        rq, "before", arena_copy(rq->arena, key_print(last_id, key)));
}

enum err
requests_show(struct request *rq, struct answer *an)
{
    struct request_ask asked = { 0 };
    struct requests_page p = { .rq = rq };
    query_parse(rq, ask_inputs, 2, &asked);
    p.status = text_is_known(asked.status) ? asked.status : TEXT("open");
    enum err e = join_request_list(rq->db, rq->arena,
        (struct join_request_list_in){ .status = p.status,
            .before_id = asked.before > 0 ? asked.before : INT64_MAX,
            .n_rows = REQUESTS_MAX + 1 },
        &p.requests, &p.n_requests);
    if (e != OK)
        return e;
    if (p.n_requests > REQUESTS_MAX) {
        p.n_requests = REQUESTS_MAX;
        p.next = next_address(rq, p.requests[REQUESTS_MAX - 1].id);
    }
    struct view v = request_view(rq);
    network_requests(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Requests to join")),
            .section = "admin",
            .csv = arena_print(rq->arena, "/admin/requests.csv%s%.*s",
                text_is_empty(rq->query) ? "" : "?", TEXT_ARG(rq->query)),
            .body = view_html(&v) });
    return OK;
}

/* ---- One request --------------------------------------------------------- */

struct settle_form {
    text status, reason, role, of;
};
static const char *const outcomes[] = { "accepted", "answered", "declined",
    NULL };
static const char *const outcome_words[] = {
    N_("Accepted: they are invited now"), N_("Answered"), N_("Declined"), NULL
};
static const struct input settle_inputs[] = {
    INPUT(struct settle_form, status, INPUT_CHOICE, .is_required = true,
        .choices = outcomes, .choice_labels = outcome_words,
        .label = N_("The request is")),
    INPUT(struct settle_form, reason, INPUT_PROSE, .is_required = true,
        .max = 2000, .label = N_("Your answer, and why"),
        .hint = N_("It goes to them by mail, as you write it.")),
    INPUT(struct settle_form, role, INPUT_CHOICE, .choices = invite_all_roles,
        .choice_labels = invite_all_role_words,
        .label = N_("If accepted: as what")),
    INPUT(struct settle_form, of, INPUT_TEXT, .max = 300,
        .label = N_("If accepted: of what"),
        .hint =
            N_("The code of a partnership, a side or an organisation, or the "
               "address of its page. Empty: the network.")),
};
enum { N_SETTLE = sizeof settle_inputs / sizeof settle_inputs[0] };

static enum err
answer_request(struct request *rq, struct answer *an, struct form *form,
    const struct join_request_get_row *row)
{
    const struct lang *lang = lang_find(row->lang);
    struct request_page p = { .form = form,
        .row = *row,
        .address = request_address(rq),
        .language = lang == NULL ? row->lang : lang_name(lang) };
    enum err e = join_request_note_list(rq->db, rq->arena,
        (struct join_request_note_list_in){
            .request_id = row->id, .n_rows = NOTES_MAX },
        &p.notes, &p.n_notes);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    network_requests_one(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = row->place_name,
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

static enum err
load_request(struct request *rq, struct join_request_get_row *row)
{
    return join_request_get(rq->db, rq->arena,
        (struct join_request_get_in){ .id = request_key(rq, 0) }, row);
}

enum err
request_show(struct request *rq, struct answer *an)
{
    struct join_request_get_row row;
    struct form form;
    enum err e = load_request(rq, &row);
    if (e != OK)
        return e;
    form_open(rq, settle_inputs, N_SETTLE, &form);
    form_give(&form, "role", TEXT("member"));
    return answer_request(rq, an, &form, &row);
}

struct settle_step {
    struct join_request_settle_in settle;
    const struct join_request_get_row *row;
    struct inviter from;
    struct invitation to;
    bool is_accepted;
};

/* To who asked, in the language in which they did: the answer, and no more. */
static enum err
send_answer(struct db *writer, struct arena *a, const struct settle_step *step)
{
    const struct join_request_get_row *row = step->row;
    const struct lang *lang = lang_find(row->lang);
    struct view v = view_in(a, lang == NULL ? lang_all(0) : lang, 1000);
    struct phrase_arg name[] = { arg_text(row->name) };
    struct phrase_arg network[] = { arg_text(step->from.network) };
    text hello = say_with(&v, N_("Hello %s,"), 1, name);
    text about = say_with(&v, N_("You asked to join %s."), 1, network);
    text more = step->is_accepted
        ? say(&v,
              N_("You are welcome. An invitation comes in a mail of its "
                 "own."))
        : TEXT("");
    return mail_put(writer, a,
        &(struct mail){ .to = row->mail,
            .lang = v.lang,
            .kind = TEXT("request"),
            .subject = say_with(&v, N_("Your request to join %s"), 1, network),
            .body = arena_join(a, 7,
                (text[]){ hello, TEXT("\n\n"), about, TEXT("\n\n"),
                    step->settle.reason,
                    step->is_accepted ? TEXT("\n\n") : TEXT(""), more }),
            .about_id = row->id });
}

static enum err
save_settled(struct db *writer, struct arena *a, void *arg)
{
    struct settle_step *step = arg;
    struct invitation to = step->to; /* a step may run again */
    int64_t n;
    enum err e = join_request_settle(writer, step->settle, &n);
    if (e == OK && n == 0)
        return ERR_NOT_FOUND; /* somebody settled it before */
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = step->settle.settled_by,
                .action = TEXT("change"),
                .kind = TEXT("join_request"),
                .thing_id = step->settle.id,
                .detail = TEXT("[\"status\"]") });
    if (e == OK)
        e = send_answer(writer, a, step);
    if (e == OK && step->is_accepted)
        e = people_invite_in(writer, a, &step->from, &to);
    if (e == OK)
        step->to = to;
    return e;
}

/* Sent twice, or by two coordinators: the first one counts, and both see how
 * the request was settled. */
enum err
request_send(struct request *rq, struct answer *an)
{
    struct join_request_get_row row;
    struct settle_form given = { 0 };
    struct form form;
    struct thing thing;
    bool is_network = true;
    enum err e = form_parse(rq, settle_inputs, N_SETTLE, &form, &given);
    if (e == OK)
        e = load_request(rq, &row);
    if (e != OK)
        return e;
    if (!text_is_equal(row.status, TEXT("open"))) {
        answer_redirect(rq, an, request_address(rq));
        return OK;
    }
    bool is_accepted = text_is_equal(given.status, TEXT("accepted"));
    struct view v = request_view(rq);
    if (is_accepted)
        e = invite_find_thing(rq, given.of, &thing, &is_network);
    if (e == ERR_NOT_FOUND) {
        form_error(&form, "of",
            say(&v,
                N_("There is no partnership, side or organisation with this "
                   "code.")));
        e = OK;
    }
    if (is_accepted && !text_is_known(given.role))
        form_error(&form, "role", say(&v, N_("Please choose one.")));
    if (e == OK && form.n_errors > 0)
        return answer_request(rq, an, &form, &row);
    if (e != OK)
        return e;
    struct settle_step *step = arena_new(rq->arena, struct settle_step, 1);
    *step = (struct settle_step){ .row = &row,
        .from = people_inviter(rq),
        .is_accepted = is_accepted,
        .settle = { .id = row.id,
            .status = given.status,
            .reason = given.reason,
            .settled_at = rq->now,
            .settled_by = rq->actor.person_id },
        .to = { .mail = row.mail,
            .name = row.name,
            .lang = lang_find(row.lang),
            .role = role_who(given.role),
            .thing = is_network ? NULL : &thing } };
    e = db_write(rq->db, rq->arena, save_settled, step);
    if (e == ERR_CONFLICT || e == ERR_BAD_INPUT) {
        form_error(&form, "role",
            say(&v,
                N_("A facilitator is of a partnership, a coordinator of the "
                   "network.")));
        return answer_request(rq, an, &form, &row);
    }
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == OK && is_accepted)
        people_answer_invited(rq, an, &step->to, 1, TEXT("/admin/requests"));
    else
        answer_redirect(rq, an, request_address(rq));
    return OK;
}
