/* A link that was sent: choose a password, once. To open the page takes
 * nothing, for whoever reads mail for safety follows links too. */
#include "people/people_pages.h"

#include "os/clock.h"
#include "people/account.h"
#include "people/attempt.h"
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
enum { N_INPUTS = sizeof welcome_inputs / sizeof welcome_inputs[0] };

void
password_judge(
    struct request *rq, struct form *form, text password, text again, text mail)
{
    struct view v = request_view(rq);
    if (text_is_empty(password) || text_is_empty(again))
        return;
    if (password.len < PASSWORD_MIN)
        form_error(form, "password",
            say(&v, N_("This is too short: at least 10 characters.")));
    else if (text_is_known(mail) &&
        text_is_equal(mail_key(rq->arena, password), mail))
        form_error(form, "password",
            say(&v, N_("Your address is not a good password.")));
    else if (!text_is_equal(password, again))
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

/* ERR_NOT_FOUND: no such link, or no more; ERR_BUSY and *wait_s: too many
 * wrong ones from there. */
static enum err
find_link(struct request *rq, text *hash, struct account *account, int *wait_s)
{
    struct link_find_row link;
    struct attempt attempt;
    *wait_s = 0;
    *hash = token_hash(rq->arena, rq->params[0]);
    if (!attempt_allow(rq->input->peer, (text){ 0 }, monotonic_ns() / 1000000,
            &attempt, wait_s))
        return ERR_BUSY;
    if (!text_is_known(*hash))
        return ERR_NOT_FOUND;
    enum err e = link_find(
        rq->db, rq->arena, (struct link_find_in){ .hash = *hash }, &link);
    if (e == OK)
        attempt_forgive(&attempt); /* whoever has it, or had it, was not
                                      guessing */
    if (e == OK && (link.has_used_at || link.ends_at <= rq->now))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = account_get(rq->db, rq->arena,
            (struct account_get_in){ .person_id = link.person_id }, account);
    return e;
}

static enum err
answer_bad_link(struct request *rq, struct answer *an, enum err e, int wait_s)
{
    if (e == ERR_NOT_FOUND)
        return answer_gone(rq, an);
    if (wait_s == 0)
        return e;
    answer_slow(rq, an, wait_s);
    return OK;
}

/* The address is asked for only where none is known. */
static const struct input *
inputs_for(const struct account *account, int *n)
{
    int skip = text_is_known(account->mail) ? 1 : 0;
    *n = N_INPUTS - skip;
    return welcome_inputs + skip;
}

static enum err
answer_form(struct request *rq, struct answer *an, const struct form *form,
    const struct account *account)
{
    struct welcome_page p = {
        .form = form, .address = rq->path, .mail = account->mail
    };
    struct view v = request_view(rq);
    people_welcome(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("Welcome")), .body = view_html(&v) });
    return OK;
}

enum err
welcome_show(struct request *rq, struct answer *an)
{
    struct account account;
    struct form form;
    text hash;
    int wait_s, n;
    enum err e = find_link(rq, &hash, &account, &wait_s);
    if (e != OK)
        return answer_bad_link(rq, an, e, wait_s);
    const struct input *inputs = inputs_for(&account, &n);
    form_open(rq, inputs, n, &form);
    if (text_is_known(account.mail))
        form_give(&form, "name", account.name);
    return answer_form(rq, an, &form, &account);
}

/* A second account with the same address is refused. */
static enum err
judge_mail(struct request *rq, struct form *form, text mail)
{
    struct account other;
    if (!text_is_known(mail))
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

enum err
welcome_send(struct request *rq, struct answer *an)
{
    struct account account;
    struct form form;
    struct welcome_form given = { 0 };
    text hash, token = token_new(rq->arena);
    int wait_s, n;
    enum err e = find_link(rq, &hash, &account, &wait_s);
    if (e != OK)
        return answer_bad_link(rq, an, e, wait_s);
    const struct input *inputs = inputs_for(&account, &n);
    e = form_parse(rq, inputs, n, &form, &given);
    text mail = mail_key(rq->arena, given.mail);
    if (e == OK)
        e = judge_mail(rq, &form, mail);
    if (e != OK)
        return e;
    password_judge(rq, &form, given.password, given.again,
        text_is_known(account.mail) ? account.mail : mail);
    if (form.n_errors > 0)
        return answer_form(rq, an, &form, &account);
    struct welcome w = { .hash = hash,
        .person_id = account.person_id,
        .now = rq->now,
        .name = given.name,
        .mail = mail,
        .lang =
            text_is_known(account.language) ? (text){ 0 } : lang_code(rq->lang),
        .session_hash = token_hash(rq->arena, token) };
    e = password_hash(rq->arena, given.password, &w.password);
    if (e == OK)
        e = account_welcome(rq->db, rq->arena, &w);
    if (e == ERR_CONFLICT) /* another took the link in the meantime */
        return answer_gone(rq, an);
    if (e != OK)
        return e;
    answer_session(rq, an, token, SESSION_WHOLE_S);
    answer_redirect(rq, an, TEXT("/me"));
    return OK;
}
