/* Who wants to join, and what they are told. */
#include "network/network_pages.h"
#include "network/network_routes.h"

#include "keep/audit.h"
#include "network/requests.html.h"

#include <inttypes.h>

enum { REQUESTS_MAX = 30 };

const char *const request_statuses[] = { "open", "answered", "declined", NULL };

const char *
request_word(text status)
{
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
            .body = view_html(&v) });
    return OK;
}

/* ---- One request --------------------------------------------------------- */

struct settle_form {
    text status, reason;
};
static const char *const outcomes[] = { "answered", "declined", NULL };
static const char *const outcome_words[] = { N_("Answered"), N_("Declined"),
    NULL };
static const struct input settle_inputs[] = {
    INPUT(struct settle_form, status, INPUT_CHOICE, .is_required = true,
        .choices = outcomes, .choice_labels = outcome_words,
        .label = N_("The request is")),
    INPUT(struct settle_form, reason, INPUT_PROSE, .is_required = true,
        .max = 2000, .label = N_("Why, in a sentence or two")),
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
    return answer_request(rq, an, &form, &row);
}

static enum err
save_settled(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    const struct join_request_settle_in *to = arg;
    int64_t n;
    enum err e = join_request_settle(writer, *to, &n);
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = to->settled_by,
                .action = TEXT("change"),
                .kind = TEXT("join_request"),
                .thing_id = to->id,
                .detail = TEXT("[\"status\"]") });
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
    enum err e = form_parse(rq, settle_inputs, N_SETTLE, &form, &given);
    if (e == OK)
        e = load_request(rq, &row);
    if (e != OK)
        return e;
    bool is_open = text_is_equal(row.status, TEXT("open"));
    if (is_open && form.n_errors > 0)
        return answer_request(rq, an, &form, &row);
    struct join_request_settle_in to = { .id = row.id,
        .status = given.status,
        .reason = given.reason,
        .settled_at = rq->now,
        .settled_by = rq->actor.person_id };
    if (is_open)
        e = db_write(rq->db, rq->arena, save_settled, &to);
    if (e != OK && e != ERR_CONFLICT)
        return e;
    answer_redirect(rq, an, request_address(rq));
    return OK;
}
