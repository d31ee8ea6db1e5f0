/* "Is your region interested?": a form that becomes a request. */
#include "network/network_pages.h"
#include "network/network_routes.h"

#include "keep/audit.h"
#include "keep/once.h"
#include "network/join.html.h"
#include "network/joining.sql.h"
#include "os/entropy.h"

struct join_form {
    text name, mail, place_name, organisation, message;
};
static const struct input join_inputs[] = {
    INPUT(struct join_form, name, INPUT_TEXT, .is_required = true, .max = 120,
        .autocomplete = "name", .label = N_("Your name")),
    INPUT(struct join_form, mail, INPUT_MAIL, .is_required = true, .max = 200,
        .autocomplete = "email", .label = N_("Your e-mail address"),
        .hint = N_("Only to answer you.")),
    INPUT(struct join_form, place_name, INPUT_TEXT, .is_required = true,
        .max = 120, .label = N_("Your region, county, district or borough")),
    INPUT(struct join_form, organisation, INPUT_TEXT, .max = 200,
        .autocomplete = "organization", .label = N_("Your organisation")),
    INPUT(struct join_form, message, INPUT_PROSE, .max = 4000,
        .label = N_("What would you like to work on, and with whom?")),
};
enum { N_INPUTS = sizeof join_inputs / sizeof join_inputs[0] };

static enum err
answer_form(struct request *rq, struct answer *an, struct form *form)
{
    struct join_page p = { .form = form };
    struct view v = request_view(rq);
    network_join(&v, &p);
    if (an->status == 0)
        an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Is your region interested?")),
            .section = "join",
            .body = view_html(&v) });
    return OK;
}

enum err
join_show(struct request *rq, struct answer *an)
{
    struct form form;
    form_open(rq, join_inputs, N_INPUTS, &form);
    return answer_form(rq, an, &form);
}

struct join_step {
    struct join_request row;
    text token, first;
};

static enum err
save_request(struct db *writer, struct arena *scratch, void *arg)
{
    struct join_step *step = arg;
    int64_t n_taken, n_rows, n_noted;
    struct db_batch batch = db_batch_open(writer, scratch);
    step->row.id = key_new();
    once_ask(&batch, step->token, TEXT("/join/thanks"), &n_taken);
    db_ask_none(&batch, &join_request_insert_query, &step->row, &n_rows);
    audit_ask(&batch,
        (struct audit){ .action = TEXT("request"),
            .kind = TEXT("join_request"),
            .thing_id = step->row.id },
        &n_noted);
    enum err e = db_batch_run(&batch);
    if (e == OK && n_taken == 0)
        e = once_taken(writer, scratch, step->token, &step->first);
    if (e == OK && (n_rows == 0 || n_noted == 0))
        e = ERR_BUSY; /* a key that is another's already: not twice */
    return e;
}

enum err
join_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct join_form given = { 0 };
    enum err e = form_parse(rq, join_inputs, N_INPUTS, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_form(rq, an, &form);
    if (!form_is_welcome(rq, &form)) {
        an->status = 429;
        return answer_form(rq, an, &form);
    }
    struct join_step step = { .token = form.token,
        .row = { .at = rq->now,
            .name = given.name,
            .mail = given.mail,
            .place_name = given.place_name,
            .organisation = given.organisation,
            .message = given.message,
            .lang = lang_code(rq->lang),
            .status = TEXT("open") } };
    e = db_write(rq->db, rq->arena, save_request, &step);
    if (e == ERR_CONFLICT && text_is_known(step.first))
        e = OK; /* sent twice: it was kept the first time */
    if (e != OK)
        return e;
    answer_redirect(rq, an, TEXT("/join/thanks"));
    return OK;
}

enum err
join_thanks(struct request *rq, struct answer *an)
{
    struct view v = request_view(rq);
    network_join_thanks(&v);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Thank you")),
            .section = "join",
            .body = view_html(&v) });
    return OK;
}
