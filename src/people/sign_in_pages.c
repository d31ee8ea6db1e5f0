/* Signing in and out. What this page answers, and how long it takes, says
 * nothing about which addresses are known. */
#include "people/people_pages.h"

#include "os/clock.h"
#include "people/account.h"
#include "people/attempt.h"
#include "people/password.h"
#include "people/people_routes.h"
#include "people/secret.h"
#include "people/session.h"
#include "people/sign_in_lock.h"
#include "people/sign-in.html.h"

struct sign_in_form {
    text mail, password, then;
};
static const struct input sign_in_inputs[] = {
    INPUT(struct sign_in_form, mail, INPUT_TEXT, .is_required = true,
        .max = 200, .label = N_("Your e-mail address, or name to sign in with"),
        .autocomplete = "username"),
    INPUT(struct sign_in_form, password, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("Password or PIN"),
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
    bool is_pin;
};

static enum err
save_rehash(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    const struct rehash_step *step = arg;
    return account_set_password(writer,
        (struct account_set_password_in){ .person_id = step->person_id,
            .password = step->password,
            .is_pin = step->is_pin },
        NULL);
}

/* Hashed with less than today's cost: hash it again while we have it. */
static void
hash_again(struct request *rq, const struct account *account, text password)
{
    struct rehash_step step = { .person_id = account->person_id,
        .is_pin = account->is_pin };
    enum err e = password_hash(rq->arena, password, &step.password);
    if (e == OK) /* else with the next sign-in */
        ignore(db_write_quietly(rq->db, rq->arena, save_rehash, &step));
}

/* Who tries, at what. */
struct trial {
    text key; /* what was typed: an address, or a name */
    bool is_name;
    text device; /* of a browser that is known; else not known */
    struct attempt attempt;
    int wait_s;
};

static enum err
find_account(struct request *rq, const struct trial *t, struct account *account)
{
    *account = (struct account){ 0 };
    enum err e = t->is_name
        ? account_by_sign_name(rq->db, rq->arena,
              (struct account_by_sign_name_in){ .sign_name = t->key }, account)
        : account_by_mail(rq->db, rq->arena,
              (struct account_by_mail_in){ .mail = t->key }, account);
    return e == ERR_NOT_FOUND ? OK : e;
}

/* Does this browser know the account? Only then anything is asked. */
static enum err
look_at_browser(struct request *rq, struct trial *t)
{
    struct device device;
    struct account account;
    enum err e = device_load(rq, &device);
    if (e == OK && text_is_known(device.hash)) {
        e = find_account(rq, t, &account);
        if (e == OK && device_is_of(&device, account.person_id))
            t->device = device.hash;
    }
    return e;
}

/* What is counted in the database: names, for PINs are short. */
static text
lock_of(struct request *rq, const struct trial *t)
{
    return text_is_known(t->device)
        ? arena_join(rq->arena, 2, (text[]){ TEXT("device:"), t->device })
        : arena_join(rq->arena, 2, (text[]){ TEXT("name:"), t->key });
}

/* Count it before anything is computed. ERR_DENIED: too many. */
static enum err
count(struct request *rq, struct trial *t)
{
    int64_t now_ms = monotonic_ns() / 1000000;
    bool is_allowed = text_is_known(t->device)
        ? attempt_allow_device(
              t->device, t->key, now_ms, &t->attempt, &t->wait_s)
        : attempt_allow(
              rq->input->peer, t->key, now_ms, &t->attempt, &t->wait_s);
    if (!is_allowed)
        return ERR_DENIED;
    if (!t->is_name)
        return OK;
    enum err e = sign_in_lock_try(
        rq->db, rq->arena, lock_of(rq, t), rq->now, &t->wait_s);
    return e == ERR_BUSY && t->wait_s > 0 ? ERR_DENIED : e;
}

/* OK and *account: right. ERR_NOT_FOUND: they do not go together, whether or
 * not there is such an account; both ways cost the same. */
static enum err
try_password(struct request *rq, const struct trial *t, text password,
    struct account *account)
{
    bool is_right, is_old;
    enum err e = find_account(rq, t, account);
    if (e != OK)
        return e;
    /* a PIN counts only beside a name, whose attempts are counted for ever */
    text hash =
        account->is_pin && !t->is_name ? (text){ 0 } : account->password;
    struct gate_turn turn = { .peer = t->attempt.peer,
        .account = t->attempt.account,
        .is_known = text_is_known(t->device) };
    e = password_check_in_turn(
        rq->arena, password, hash, &turn, &is_right, &is_old);
    if (e != OK)
        return e;
    if (!is_right)
        return ERR_NOT_FOUND;
    if (is_old)
        hash_again(rq, account, password);
    return OK;
}

static enum err
let_in(struct request *rq, struct answer *an, const struct trial *t,
    int64_t person_id, text then)
{
    bool waits = false;
    enum err e = OK;
    attempt_forgive(&t->attempt);
    if (t->is_name)
        e = sign_in_lock_end(rq->db, rq->arena, lock_of(rq, t));
    if (e == OK)
        e = session_begin(rq, an, person_id, &waits);
    if (e == OK)
        answer_redirect(rq, an, waits ? code_address(rq, then) : then);
    return e;
}

/* All places before the hash are taken: what was typed stays. */
static enum err
answer_crowded(
    struct request *rq, struct answer *an, struct form *form, text then)
{
    struct view v = request_view(rq);
    form->n_errors++;
    form->error_all = say(&v,
        N_("Too many sign in at this moment. Try again in some seconds: who "
           "tries again goes before others. Or have a link sent to you."));
    enum err e = answer_form(rq, an, form, then);
    an->status = 503;
    return e;
}

enum err
sign_in_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct sign_in_form given = { 0 };
    struct account account;
    enum err e = form_parse(rq, sign_in_inputs, N_INPUTS, &form, &given);
    if (e != OK)
        return e;
    text then = local_path(given.then);
    if (form.n_errors > 0)
        return answer_form(rq, an, &form, then);
    struct trial t = { .key = sign_in_key(rq->arena, given.mail) };
    t.is_name = !text_has_byte(t.key, '@');
    e = look_at_browser(rq, &t);
    if (e == OK)
        e = count(rq, &t);
    if (e == ERR_DENIED) {
        answer_slow(rq, an, t.wait_s);
        return OK;
    }
    if (e == OK)
        e = try_password(rq, &t, given.password, &account);
    if (e == ERR_NOT_FOUND) {
        struct view v = request_view(rq);
        form.n_errors++;
        form.error_all = say(&v,
            N_("This address or name and this password do not go "
               "together."));
        return answer_form(rq, an, &form, then);
    }
    if (e == OK)
        return let_in(rq, an, &t, account.person_id, then);
    attempt_forgive(&t.attempt); /* nothing was tried */
    return e == ERR_BUSY ? answer_crowded(rq, an, &form, then) : e;
}

/* ---- Once more, of who is signed in -------------------------------------- */

enum err
check_own_password(struct request *rq, const struct account *account,
    text password, bool *is_right, int *wait_s)
{
    struct attempt attempt;
    struct gate_turn turn = { .is_known = true };
    bool is_old;
    text session =
        arena_print(rq->arena, "session:%lld", (long long)rq->actor.session_id);
    *is_right = false;
    if (!attempt_allow_device(session, TEXT("password"),
            monotonic_ns() / 1000000, &attempt, wait_s))
        return ERR_DENIED;
    enum err e = account->is_pin
        ? sign_in_lock_try(rq->db, rq->arena, session, rq->now, wait_s)
        : OK;
    if (e == ERR_BUSY && *wait_s > 0)
        return ERR_DENIED;
    if (e == OK)
        e = password_check_in_turn(
            rq->arena, password, account->password, &turn, is_right, &is_old);
    if (e == OK && *is_right) {
        attempt_forgive(&attempt);
        if (account->is_pin)
            e = sign_in_lock_end(rq->db, rq->arena, session);
    }
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
        e = db_write_quietly(rq->db, rq->arena, save_end, &end);
    if (e != OK)
        return e;
    answer_session(rq, an, TEXT(""), 0);
    answer_redirect(rq, an, TEXT("/"));
    return OK;
}
