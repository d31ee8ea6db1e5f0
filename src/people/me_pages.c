/* My page: who I am here, my language, my sessions, my password. */
#include "people/people_pages.h"

#include "people/account.h"
#include "people/me.html.h"
#include "people/password.h"
#include "people/people_routes.h"
#include "people/secret.h"
#include "people/session.h"
#include "people/two_step.h"

static const char *const languages[] = { "en", "sv", "sw", "luo", NULL };
/* each in its own language: the same in all */
static const char *const language_names[] = { "English", "Svenska", "Kiswahili",
    "Dholuo", NULL };

struct language_form {
    text language;
};
static const struct input language_inputs[] = {
    INPUT(struct language_form, language, INPUT_CHOICE, .is_required = true,
        .choices = languages, .choice_labels = language_names,
        .label = N_("Pages come to you in")),
};

static text
language_of(const struct account *account)
{
    const struct lang *lang =
        text_is_known(account->language) ? lang_find(account->language) : NULL;
    return lang == NULL ? (text){ 0 } : lang_code(lang);
}

enum err
me_show(struct request *rq, struct answer *an)
{
    struct form form;
    struct me_page p = { .form = &form,
        .session_id = rq->actor.session_id,
        .is_coordinator = rq->actor.is_coordinator };
    struct two_step_get_row two_step = { 0 };
    bool is_found = false, has_two_step = false;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    account_get_ask(&batch,
        (struct account_get_in){ .person_id = rq->actor.person_id }, &p.account,
        &is_found);
    session_of_person_ask(&batch,
        (struct session_of_person_in){
            .person_id = rq->actor.person_id, .n_rows = SESSIONS_MAX },
        &p.sessions, &p.n_sessions);
    two_step_get_ask(&batch,
        (struct two_step_get_in){ .person_id = rq->actor.person_id }, &two_step,
        &has_two_step);
    enum err e = db_batch_run(&batch);
    if (e != OK || !is_found)
        return e == OK ? ERR_NOT_FOUND : e;
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < p.n_sessions; i++)
        if (p.sessions[i].ends_at > rq->now &&
            !text_is_known(p.sessions[i].waits_for))
            p.sessions[n++] = p.sessions[i];
    p.n_sessions = n;
    p.has_two_step = has_two_step && two_step.has_confirmed_at;
    form_open(rq, language_inputs, 1, &form);
    form_give(&form, "language", language_of(&p.account));
    p.door_links = door_links_of(rq, "me", 0);
    struct view v = request_view(rq);
    people_me(&v, &p);
    answer_page(rq, an,
        (struct page){
            .title = p.account.name, .section = "me", .body = view_html(&v) });
    return OK;
}

static enum err
save_language(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    const struct person_set_language_in *to = arg;
    return person_set_language(writer, *to, NULL);
}

enum err
me_language_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct language_form given = { 0 };
    enum err e = form_parse(rq, language_inputs, 1, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    struct person_set_language_in to = { .id = rq->actor.person_id,
        .language = given.language };
    if (e == OK)
        e = db_write(rq->db, rq->arena, save_language, &to);
    if (e != OK)
        return e;
    rq->lang = lang_find(given.language);
    answer_redirect(rq, an, TEXT("/me"));
    return OK;
}

/* ---- Sessions ------------------------------------------------------------ */

static enum err
save_end(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    const struct session_end_in *end = arg;
    return session_end(writer, *end, NULL);
}

enum err
me_session_send(struct request *rq, struct answer *an)
{
    /* the query names the person: nobody ends another's */
    struct session_end_in end = { .id = request_key(rq, 0),
        .person_id = rq->actor.person_id };
    enum err e = button_parse(rq);
    if (e == OK)
        e = db_write_quietly(rq->db, rq->arena, save_end, &end);
    if (e == OK)
        answer_redirect(rq, an, TEXT("/me"));
    return e;
}

static enum err
save_end_others(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    const struct session_end_others_in *end = arg;
    return session_end_others(writer, *end, NULL);
}

enum err
me_sessions_send(struct request *rq, struct answer *an)
{
    struct session_end_others_in end = { .person_id = rq->actor.person_id,
        .id = rq->actor.session_id };
    enum err e = button_parse(rq);
    if (e == OK)
        e = db_write_quietly(rq->db, rq->arena, save_end_others, &end);
    if (e == OK)
        answer_redirect(rq, an, TEXT("/me"));
    return e;
}

/* ---- Password ------------------------------------------------------------ */

struct password_form {
    text now, password, again;
};
static const struct input password_inputs[] = {
    INPUT(struct password_form, now, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("Password until now"),
        .autocomplete = "current-password"),
    INPUT(struct password_form, password, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("New password"),
        .hint = N_("At least 10 characters. Several words are good."),
        .autocomplete = "new-password"),
    INPUT(struct password_form, again, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("The same password again"),
        .autocomplete = "new-password"),
};
/* Of who signs in with a name. */
static const struct input pin_inputs[] = {
    INPUT(struct password_form, now, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("PIN or password until now"),
        .autocomplete = "current-password"),
    INPUT(struct password_form, password, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("New PIN or password"),
        .hint = N_("6 digits or more, that follow no pattern. A password of "
                   "10 letters or more is better still."),
        .autocomplete = "new-password"),
    INPUT(struct password_form, again, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("The same again"),
        .autocomplete = "new-password"),
};
enum { N_PASSWORDS = sizeof password_inputs / sizeof password_inputs[0] };

static const struct input *
inputs_for(const struct account *account)
{
    return text_is_known(account->sign_name) ? pin_inputs : password_inputs;
}

static enum err
answer_password(struct request *rq, struct answer *an, const struct form *form)
{
    struct password_page p = { .form = form };
    struct view v = request_view(rq);
    people_me_password(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Choose another password")),
            .section = "me",
            .body = view_html(&v) });
    return OK;
}

enum err
password_show(struct request *rq, struct answer *an)
{
    struct form form;
    struct account account;
    enum err e = account_get(rq->db, rq->arena,
        (struct account_get_in){ .person_id = rq->actor.person_id }, &account);
    if (e != OK)
        return e;
    form_open(rq, inputs_for(&account), N_PASSWORDS, &form);
    return answer_password(rq, an, &form);
}

enum err
password_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct password_form given = { 0 };
    struct account account;
    int wait_s;
    bool is_right;
    text hash;
    enum err e = account_get(rq->db, rq->arena,
        (struct account_get_in){ .person_id = rq->actor.person_id }, &account);
    if (e == OK)
        e = form_parse(rq, inputs_for(&account), N_PASSWORDS, &form, &given);
    if (e != OK)
        return e;
    struct chosen chosen = { .password = given.password,
        .again = given.again,
        .name = account.name,
        .mail = account.mail,
        .may_be_pin = text_is_known(account.sign_name) };
    password_judge(rq, &form, &chosen);
    if (form.n_errors > 0)
        return answer_password(rq, an, &form);
    e = check_own_password(rq, &account, given.now, &is_right, &wait_s);
    if (e == ERR_DENIED) {
        answer_slow(rq, an, wait_s);
        return OK;
    }
    if (e == OK && !is_right) {
        struct view v = request_view(rq);
        form_error(&form, "now", say(&v, N_("This is not your password.")));
        return answer_password(rq, an, &form);
    }
    if (e == OK)
        e = password_hash(rq->arena, given.password, &hash);
    if (e == OK)
        e = account_change_password(rq->db, rq->arena, rq->actor.person_id,
            rq->actor.session_id, hash, chosen.is_pin);
    if (e == OK)
        answer_redirect(rq, an, TEXT("/me"));
    return e;
}
