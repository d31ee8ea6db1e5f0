/* Signing in and out. What this page answers, and how long it takes, says
 * nothing about which addresses are known. */
#include "people/people_pages.h"

#include "os/clock.h"
#include "people/account.h"
#include "people/attempt.h"
#include "people/people_routes.h"
#include "people/secret.h"
#include "people/session.h"
#include "people/sign-in.html.h"

struct sign_in_form {
    text mail, password, then;
};
static const struct input sign_in_inputs[] = {
    INPUT(struct sign_in_form, mail, INPUT_MAIL, .is_required = true,
        .max = 200, .label = N_("Your e-mail address"),
        .autocomplete = "username"),
    INPUT(struct sign_in_form, password, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("Password"),
        .autocomplete = "current-password"),
    INPUT(struct sign_in_form, then, INPUT_TEXT, .max = 2000,
        .label = N_("Sign in")),
};
enum { N_INPUTS = sizeof sign_in_inputs / sizeof sign_in_inputs[0] };

text
local_path(text then)
{
    text home = TEXT("/");
    if (then.len > 200 || !text_starts_with(then, home) ||
        text_starts_with(then, TEXT("//")))
        return home;
    for (ptrdiff_t i = 0; i < then.len; i++)
        if (then.ptr[i] <= ' ' || then.ptr[i] >= 0x7f || then.ptr[i] == '\\' ||
            then.ptr[i] == '#')
            return home;
    return then;
}

void
answer_slow(struct request *rq, struct answer *an, int wait_s)
{
    struct view v = request_view(rq);
    people_sign_in_slow(&v, (wait_s + 59) / 60);
    an->status = 429;
    an->retry_s = wait_s;
    an->keeping = TEXT("no-store");
    rq->form = NULL;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Please wait a little")),
            .body = view_html(&v) });
}

static enum err
answer_form(
    struct request *rq, struct answer *an, const struct form *form, text then)
{
    struct sign_in_page p = { .form = form, .then = then };
    struct view v = request_view(rq);
    people_sign_in(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Sign in")),
            .section = "sign-in",
            .body = view_html(&v) });
    return OK;
}

enum err
sign_in_show(struct request *rq, struct answer *an)
{
    struct sign_in_form asked = { 0 };
    struct form form;
    if (rq->actor.person_id != 0) {
        answer_redirect(rq, an, TEXT("/me"));
        return OK;
    }
    query_parse(rq, sign_in_inputs, N_INPUTS, &asked);
    form_open(rq, sign_in_inputs, N_INPUTS, &form);
    return answer_form(rq, an, &form, local_path(asked.then));
}

/* ---- A password ---------------------------------------------------------- */

struct rehash_step {
    int64_t person_id;
    text password;
};

static enum err
save_rehash(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    const struct rehash_step *step = arg;
    return account_set_password(writer,
        (struct account_set_password_in){
            .person_id = step->person_id, .password = step->password },
        NULL);
}

/* Hashed with less than today's cost: hash it again while we have it. */
static void
hash_again(struct request *rq, int64_t person_id, text password)
{
    struct rehash_step step = { .person_id = person_id };
    enum err e = password_hash(rq->arena, password, &step.password);
    if (e == OK) /* else with the next sign-in */
        ignore(db_write(rq->db, rq->arena, save_rehash, &step));
}

/* OK and *person_id: right. ERR_NOT_FOUND: they do not go together, whether
 * or not there is such an account; both ways cost the same. */
static enum err
try_password(struct request *rq, text mail, text password, int64_t *person_id)
{
    struct account account = { 0 };
    bool is_right, is_old;
    enum err e = account_by_mail(rq->db, rq->arena,
        (struct account_by_mail_in){ .mail = mail }, &account);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    e = password_check(rq->arena, password,
        e == OK ? account.password : (text){ 0 }, &is_right, &is_old);
    if (e != OK)
        return e;
    if (!is_right)
        return ERR_NOT_FOUND;
    if (is_old)
        hash_again(rq, account.person_id, password);
    *person_id = account.person_id;
    return OK;
}

enum err
sign_in_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct sign_in_form given = { 0 };
    struct attempt attempt;
    int wait_s;
    int64_t person_id;
    enum err e = form_parse(rq, sign_in_inputs, N_INPUTS, &form, &given);
    if (e != OK)
        return e;
    text then = local_path(given.then);
    if (form.n_errors > 0)
        return answer_form(rq, an, &form, then);
    text mail = mail_key(rq->arena, given.mail);
    if (!attempt_allow(rq->input->peer, mail, monotonic_ns() / 1000000,
            &attempt, &wait_s)) {
        answer_slow(rq, an, wait_s);
        return OK;
    }
    e = try_password(rq, mail, given.password, &person_id);
    if (e == ERR_NOT_FOUND) {
        struct view v = request_view(rq);
        form.n_errors++;
        form.error_all =
            say(&v, N_("This address and this password do not go together."));
        return answer_form(rq, an, &form, then);
    }
    attempt_forgive(&attempt);
    if (e == OK)
        e = session_begin(rq, an, person_id);
    if (e == OK)
        answer_redirect(rq, an, then);
    return e;
}

/* ---- Out ----------------------------------------------------------------- */

static enum err
save_end(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    const struct session_end_in *end = arg;
    return session_end(writer, *end, NULL);
}

enum err
sign_out_send(struct request *rq, struct answer *an)
{
    struct session_end_in end = { .id = rq->actor.session_id,
        .person_id = rq->actor.person_id };
    enum err e = button_parse(rq);
    if (e == OK)
        e = db_write(rq->db, rq->arena, save_end, &end);
    if (e != OK)
        return e;
    answer_session(rq, an, TEXT(""), 0);
    answer_redirect(rq, an, TEXT("/"));
    return OK;
}
