/* A link that was sent: choose a password, once. To open the page takes
 * nothing, for whoever reads mail for safety follows links too. */
#include "people/people_pages.h"

#include "os/clock.h"
#include "people/account.h"
#include "people/attempt.h"
#include "people/membership.h"
#include "people/password.h"
#include "people/people_routes.h"
#include "people/secret.h"
#include "people/session.h"
#include "people/welcome.html.h"

struct welcome_form {
    text mail, name, password, again;
};
static const struct input welcome_inputs[] = {
    INPUT(struct welcome_form, mail, INPUT_MAIL, .is_required = true,
        .max = 200, .label = N_("Your e-mail address"),
        .autocomplete = "username"),
    INPUT(struct welcome_form, name, INPUT_TEXT, .is_required = true,
        .max = 120, .label = N_("Your name"), .autocomplete = "name"),
    INPUT(struct welcome_form, password, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("Password"),
        .hint = N_("At least 10 characters. Several words are good."),
        .autocomplete = "new-password"),
    INPUT(struct welcome_form, again, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("The same password again"),
        .autocomplete = "new-password"),
};
/* Of who signs in with a name. */
static const struct input named_inputs[] = {
    INPUT(struct welcome_form, name, INPUT_TEXT, .is_required = true,
        .max = 120, .label = N_("Your name"), .autocomplete = "name"),
    INPUT(struct welcome_form, password, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("A PIN of your own"),
        .hint = N_("6 digits or more, that follow no pattern. A password of "
                   "10 letters or more is better still."),
        .autocomplete = "new-password"),
    INPUT(struct welcome_form, again, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("The same again"),
        .autocomplete = "new-password"),
};
enum { N_NAMED = sizeof named_inputs / sizeof named_inputs[0] };
enum { N_INPUTS = sizeof welcome_inputs / sizeof welcome_inputs[0] };

void
password_judge(struct request *rq, struct form *form, struct chosen *c)
{
    struct view v = request_view(rq);
    text own[] = { c->name, c->mail, request_network(rq) };
    if (text_is_empty(c->password) || text_is_empty(c->again))
        return;
    c->is_pin = c->may_be_pin &&
        (c->password.len < PASSWORD_MIN ||
            (c->password.len <= PIN_MAX && is_digits(c->password)));
    enum password_fault fault = c->is_pin
        ? pin_fault(c->password)
        : password_fault(rq->arena, c->password, own, 3);
    if (fault != PASSWORD_IS_FINE)
        form_error(form, "password", say(&v, password_fault_said(fault)));
    else if (!text_is_equal(c->password, c->again))
        form_error(
            form, "again", say(&v, N_("The two passwords are not the same.")));
}

static enum err
answer_gone(struct request *rq, struct answer *an)
{
    struct view v = request_view(rq);
    people_welcome_gone(&v);
    an->status = 410;
    an->keeping = TEXT("no-store");
    rq->form = NULL;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("This link leads nowhere any more")),
            .body = view_html(&v) });
    return OK;
}

enum err
link_look(struct request *rq, struct link *link)
{
    struct link_find_row row;
    struct attempt attempt;
    *link = (struct link){ .hash = token_hash(rq->arena, rq->params[0]) };
    if (!attempt_allow(rq->input->peer, (text){ 0 }, monotonic_ns() / 1000000,
            &attempt, &link->wait_s))
        return ERR_BUSY;
    if (!text_is_known(link->hash))
        return ERR_NOT_FOUND;
    enum err e = link_find(
        rq->db, rq->arena, (struct link_find_in){ .hash = link->hash }, &row);
    if (e == OK)
        attempt_forgive(&attempt); /* whoever has it, or had it, was not
                                      guessing */
    if (e == OK && (row.has_used_at || row.ends_at <= rq->now))
        e = ERR_NOT_FOUND;
    link->purpose = row.purpose;
    if (e == OK)
        e = account_get(rq->db, rq->arena,
            (struct account_get_in){ .person_id = row.person_id },
            &link->account);
    return e;
}

enum err
link_refuse(
    struct request *rq, struct answer *an, enum err e, const struct link *link)
{
    if (e == ERR_NOT_FOUND)
        return answer_gone(rq, an);
    if (link->wait_s == 0)
        return e;
    answer_slow(rq, an, link->wait_s);
    return OK;
}

/* A link to sign in is opened elsewhere. */
static enum err
look(struct request *rq, struct link *link)
{
    enum err e = link_look(rq, link);
    if (e == OK && text_is_equal(link->purpose, TEXT("sign-in")))
        e = ERR_NOT_FOUND;
    return e;
}

/* The address is asked for only where none is known, and nobody signs in with
 * a name instead. */
static const struct input *
inputs_for(const struct account *account, int *n)
{
    int skip = text_is_known(account->mail) ? 1 : 0;
    if (!text_is_known(account->mail) && text_is_known(account->sign_name)) {
        *n = N_NAMED;
        return named_inputs;
    }
    *n = N_INPUTS - skip;
    return welcome_inputs + skip;
}

static enum err
answer_form(struct request *rq, struct answer *an, const struct form *form,
    const struct link *link)
{
    struct welcome_page p = { .form = form,
        .address = rq->path,
        .mail = link->account.mail,
        .sign_name = link->account.sign_name,
        .is_recovery = text_is_equal(link->purpose, TEXT("recover")) };
    struct view v = request_view(rq);
    people_welcome(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){
            .title = say(&v,
                p.is_recovery ? N_("Choose a new password") : N_("Welcome")),
            .body = view_html(&v) });
    return OK;
}

enum err
welcome_show(struct request *rq, struct answer *an)
{
    struct link link;
    struct form form;
    int n;
    enum err e = look(rq, &link);
    if (e != OK)
        return link_refuse(rq, an, e, &link);
    const struct input *inputs = inputs_for(&link.account, &n);
    form_open(rq, inputs, n, &form);
    form_give(&form, "name", link.account.name);
    return answer_form(rq, an, &form, &link);
}

/* Is the address another's already? */
static enum err
judge_mail(struct request *rq, struct form *form, text mail)
{
    struct account other;
    if (text_is_empty(mail))
        return OK;
    enum err e = account_by_mail(
        rq->db, rq->arena, (struct account_by_mail_in){ .mail = mail }, &other);
    if (e == OK) {
        struct view v = request_view(rq);
        form_error(form, "mail",
            say(&v, N_("Somebody here has this address already.")));
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
save(struct request *rq, struct answer *an, struct welcome *w, text password)
{
    enum err e = password_hash(rq->arena, password, &w->password);
    if (e == OK) /* a link that sets up anew is proof enough */
        e = session_prepare(rq, w->person_id,
            text_is_equal(w->purpose, TEXT("recover")), &w->session);
    if (e == OK)
        e = account_welcome(rq->db, rq->arena, w);
    if (e == ERR_CONFLICT) /* another took the link in the meantime */
        return answer_gone(rq, an);
    if (e != OK)
        return e;
    session_answer(rq, an, &w->session);
    answer_redirect(rq, an,
        w->session.waits ? TEXT("/sign-in/code")
                         : membership_home(rq, w->person_id));
    return OK;
}

enum err
welcome_send(struct request *rq, struct answer *an)
{
    struct link link;
    struct form form;
    struct welcome_form given = { 0 };
    int n;
    enum err e = look(rq, &link);
    if (e != OK)
        return link_refuse(rq, an, e, &link);
    const struct account *account = &link.account;
    const struct input *inputs = inputs_for(account, &n);
    e = form_parse(rq, inputs, n, &form, &given);
    text mail = mail_key(rq->arena, given.mail);
    if (e == OK)
        e = judge_mail(rq, &form, mail);
    if (e != OK)
        return e;
    struct chosen chosen = { .password = given.password,
        .again = given.again,
        .name = given.name,
        .mail = text_is_known(account->mail) ? account->mail : mail,
        .may_be_pin = text_is_known(account->sign_name) };
    password_judge(rq, &form, &chosen);
    if (form.n_errors > 0)
        return answer_form(rq, an, &form, &link);
    struct welcome w = { .hash = link.hash,
        .purpose = link.purpose,
        .person_id = account->person_id,
        .now = rq->now,
        .name = given.name,
        .mail = mail,
        .lang = text_is_known(account->language) ? (text){ 0 }
                                                 : lang_code(rq->lang),
        .is_pin = chosen.is_pin };
    return save(rq, an, &w, given.password);
}
