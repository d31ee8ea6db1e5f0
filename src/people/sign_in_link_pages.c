/* Signing in by a link in a mail. Whether an address is known is said neither
 * by what this answers nor by how long it takes. To open the link takes
 * nothing, for whoever reads mail for safety follows links too. */
#include "people/people_pages.h"

#include "keep/once.h"
#include "os/clock.h"
#include "people/account.h"
#include "people/attempt.h"
#include "people/notice.h"
#include "people/people_routes.h"
#include "people/secret.h"
#include "people/session.h"
#include "people/sign-in.html.h"
#include "people/sign_in_lock.sql.h"

#define SENT TEXT("/sign-in/sent")

struct ask_form {
    text mail;
};
static const struct input ask_inputs[] = {
    INPUT(struct ask_form, mail, INPUT_MAIL, .is_required = true, .max = 200,
        .label = N_("Your e-mail address"), .autocomplete = "username"),
};

static enum err
answer_ask(struct request *rq, struct answer *an, const struct form *form)
{
    struct view v = request_view(rq);
    people_sign_in_ask(&v, form);
    an->status = form->n_errors > 0 ? 422 : 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Sign in by a link")),
            .section = "sign-in",
            .body = view_html(&v) });
    return OK;
}

enum err
sign_in_link_ask_show(struct request *rq, struct answer *an)
{
    struct form form;
    form_open(rq, ask_inputs, 1, &form);
    return answer_ask(rq, an, &form);
}

enum err
sign_in_sent_show(struct request *rq, struct answer *an)
{
    struct view v = request_view(rq);
    people_sign_in_sent(&v);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Look into your mail")),
            .section = "sign-in",
            .body = view_html(&v) });
    return OK;
}

/* ---- Sending ------------------------------------------------------------- */

struct send_step {
    struct account to; /* person_id 0: nobody */
    text form_token, hash, address, purpose;
    int64_t now;
};

/* As many statements as for somebody. */
static enum err
save_nothing(struct db *writer, struct arena *a, const struct send_step *step)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < 2; i++)
        e = sign_in_lock_put(writer,
            (struct sign_in_lock_put_in){
                .hash =
                    secret_hash(a, i == 0 ? "no one" : "nobody", step->hash),
                .until = step->now },
            NULL);
    return e;
}

static enum err
save_link(struct db *writer, struct arena *a, void *arg)
{
    const struct send_step *step = arg;
    int64_t ends_at = step->now + SIGN_IN_LINK_S;
    text first;
    enum err e = once_take(writer, a, step->form_token, SENT, &first);
    if (e == OK && step->to.person_id == 0)
        return save_nothing(writer, a, step);
    if (e == OK)
        e = account_add_link(writer, step->to.person_id, step->purpose,
            step->hash, step->now, ends_at);
    if (e == OK)
        e = notice_sign_in_link(writer, a, &step->to, step->address, ends_at);
    return e;
}

/* Who never opened their account is sent the link with which they do. */
static enum err
send_link(struct request *rq, const struct form *form, text mail)
{
    text token = token_new(rq->arena);
    struct send_step step = { .form_token = form->token,
        .hash = token_hash(rq->arena, token),
        .now = rq->now };
    enum err e = account_by_mail(rq->db, rq->arena,
        (struct account_by_mail_in){ .mail = mail }, &step.to);
    if (e == ERR_NOT_FOUND) {
        step.to = (struct account){ 0 };
        e = OK;
    }
    bool is_open = text_is_known(step.to.password);
    step.purpose = is_open ? TEXT("sign-in") : TEXT("welcome");
    step.address = request_whole_address(rq,
        text_is_known(step.to.language) ? lang_find(step.to.language)
                                        : rq->lang,
        arena_join(rq->arena, 2,
            (text[]){
                is_open ? TEXT("/sign-in/link/") : TEXT("/welcome/"), token }));
    if (e == OK)
        e = db_write_quietly(rq->db, rq->arena, save_link, &step);
    return e == ERR_CONFLICT ? OK : e; /* sent twice: one mail */
}

enum err
sign_in_link_ask_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct ask_form given = { 0 };
    int wait_s;
    bool is_mailed;
    enum err e = form_parse(rq, ask_inputs, 1, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_ask(rq, an, &form);
    text mail = mail_key(rq->arena, given.mail);
    if (!attempt_allow_mail(rq->input->peer, mail, monotonic_ns() / 1000000,
            &is_mailed, &wait_s)) {
        answer_slow(rq, an, wait_s);
        return OK;
    }
    if (is_mailed) /* else they have three already */
        e = send_link(rq, &form, mail);
    if (e == OK)
        answer_redirect(rq, an, SENT);
    return e;
}

/* ---- Opening ------------------------------------------------------------- */

static enum err
look(struct request *rq, struct link *link)
{
    enum err e = link_look(rq, link);
    if (e == OK && !text_is_equal(link->purpose, TEXT("sign-in")))
        e = ERR_NOT_FOUND;
    return e;
}

enum err
sign_in_link_show(struct request *rq, struct answer *an)
{
    struct link link;
    struct form form;
    enum err e = look(rq, &link);
    if (e != OK)
        return link_refuse(rq, an, e, &link);
    form_open(rq, NULL, 0, &form);
    struct link_page p = {
        .form = &form, .address = rq->path, .name = link.account.name
    };
    struct view v = request_view(rq);
    people_sign_in_link(&v, &p);
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("Welcome back")), .body = view_html(&v) });
    return OK;
}

struct open_step {
    text hash;
    int64_t now;
    struct session_start session;
};

static enum err
save_open(struct db *writer, struct arena *a, void *arg)
{
    (void)a;
    struct open_step *step = arg;
    int64_t n = 0;
    enum err e = link_take(writer,
        (struct link_take_in){
            .hash = step->hash, .purpose = TEXT("sign-in"), .now = step->now },
        &n);
    if (e == OK && n == 0)
        e = ERR_NOT_FOUND;
    return e == OK ? session_save(writer, &step->session) : e;
}

enum err
sign_in_link_send(struct request *rq, struct answer *an)
{
    struct link link;
    enum err e = look(rq, &link);
    if (e != OK)
        return link_refuse(rq, an, e, &link);
    struct open_step step = { .hash = link.hash, .now = rq->now };
    e = button_parse(rq);
    if (e == OK)
        e = session_prepare(rq, link.account.person_id, false, &step.session);
    if (e == OK)
        e = db_write_quietly(rq->db, rq->arena, save_open, &step);
    if (e != OK)
        return link_refuse(rq, an, e, &link);
    session_answer(rq, an, &step.session);
    answer_redirect(
        rq, an, step.session.waits ? TEXT("/sign-in/code") : TEXT("/me"));
    return OK;
}
