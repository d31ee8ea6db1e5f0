/* My second step: setting it up, new recovery codes, turning it off. */
#include "people/two_step_pages.h"

#include "people/account.h"
#include "people/password.h"
#include "people/people_pages.h"
#include "people/people_routes.h"
#include "people/secret.h"
#include "people/sign_in_lock.h"
#include "people/totp.h"
#include "people/two-step.html.h"

#define HERE TEXT("/me/two-step")

struct begin_form {
    text password;
};
static const struct input begin_inputs[] = {
    INPUT(struct begin_form, password, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("Your password or PIN"),
        .autocomplete = "current-password"),
};

struct code_form {
    text code, what;
};
static const char *const changes[] = { "codes", "off", NULL };
static const char *const change_words[] = {
    N_("Ten new recovery codes; the old ones end"), N_("Turn it off"), NULL
};
static const struct input code_inputs[] = {
    INPUT(struct code_form, code, INPUT_TEXT, .is_required = true, .max = 40,
        .label = N_("Code of the phone, or a recovery code"),
        .autocomplete = "one-time-code"),
    INPUT(struct code_form, what, INPUT_CHOICE, .is_required = true,
        .choices = changes, .choice_labels = change_words,
        .label = N_("What shall change")),
};

/* Where the network asks it of its coordinators it stays on. */
static const char *const changes_kept_on[] = { "codes", NULL };

static bool
must_stay_on(struct request *rq)
{
    return rq->actor.is_coordinator && two_step_is_due(rq);
}

static void
make_code_inputs(struct request *rq, struct input inputs[2])
{
    inputs[0] = code_inputs[0];
    inputs[1] = code_inputs[1];
    if (must_stay_on(rq))
        inputs[1].choices = changes_kept_on;
}

static const struct input confirm_inputs[] = {
    INPUT(struct code_form, code, INPUT_TEXT, .is_required = true, .max = 40,
        .label = N_("The six digits that the app shows"),
        .autocomplete = "one-time-code"),
};

/* ---- Pages --------------------------------------------------------------- */

typedef void two_step_template(struct view *v, const struct two_step_page *p);

static enum err
answer(struct request *rq, struct answer *an, const struct two_step_page *p,
    two_step_template *template)
{
    struct view v = request_view(rq);
    template(&v, p);
    an->status = p->form != NULL && p->form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Sign in with two steps")),
            .section = "me",
            .body = view_html(&v) });
    return OK;
}

static enum err
answer_begin(struct request *rq, struct answer *an, struct form *form)
{
    struct two_step_page p = { .form = form,
        .must = rq->actor.must_go != NULL };
    return answer(rq, an, &p, people_two_step);
}

static enum err
answer_confirm(struct request *rq, struct answer *an, struct form *form,
    const struct two_step *two_step)
{
    struct account account;
    enum err e = account_get(rq->db, rq->arena,
        (struct account_get_in){ .person_id = rq->actor.person_id }, &account);
    if (e != OK)
        return e;
    struct two_step_page p = { .form = form,
        .address = totp_address(rq->arena, request_network(rq),
            text_is_known(account.mail) ? account.mail : account.sign_name,
            two_step->secret),
        .secret = totp_print(rq->arena, two_step->secret) };
    return answer(rq, an, &p, people_two_step_confirm);
}

static enum err
answer_on(struct request *rq, struct answer *an, struct form *form, int n_codes)
{
    struct two_step_page p = { .form = form,
        .must = must_stay_on(rq),
        .n_codes = n_codes };
    return answer(rq, an, &p, people_two_step_on);
}

static enum err
answer_codes(struct request *rq, struct answer *an, const text *codes)
{
    struct two_step_page p = { .codes = codes };
    rq->form = NULL;
    return answer(rq, an, &p, people_two_step_codes);
}

static enum err
load(struct request *rq, struct two_step *two_step)
{
    enum err e =
        two_step_load(rq->db, rq->arena, rq->actor.person_id, two_step);
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
two_step_show(struct request *rq, struct answer *an)
{
    struct two_step two_step;
    struct input inputs[2];
    struct form form;
    enum err e = load(rq, &two_step);
    if (e != OK)
        return e;
    if (two_step.is_confirmed) {
        make_code_inputs(rq, inputs);
        form_open(rq, inputs, 2, &form);
        return answer_on(rq, an, &form, two_step.n_codes);
    }
    if (text_is_known(two_step.secret)) {
        form_open(rq, confirm_inputs, 1, &form);
        return answer_confirm(rq, an, &form, &two_step);
    }
    form_open(rq, begin_inputs, 1, &form);
    return answer_begin(rq, an, &form);
}

/* ---- Setting up ---------------------------------------------------------- */

/* Whoever found the browser open does not lock its owner out with this: the
 * password is asked for. ERR_DENIED: too many. */
static enum err
check_password(struct request *rq, text password, bool *is_right, int *wait_s)
{
    struct account account;
    enum err e = account_get(rq->db, rq->arena,
        (struct account_get_in){ .person_id = rq->actor.person_id }, &account);
    return e == OK
        ? check_own_password(rq, &account, password, is_right, wait_s)
        : e;
}

enum err
two_step_begin_send(struct request *rq, struct answer *an)
{
    struct begin_form given = { 0 };
    struct form form;
    bool is_right = false;
    int wait_s = 0;
    enum err e = form_parse(rq, begin_inputs, 1, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_begin(rq, an, &form);
    e = check_password(rq, given.password, &is_right, &wait_s);
    if (e == ERR_DENIED) {
        answer_slow(rq, an, wait_s);
        return OK;
    }
    if (e == OK && !is_right) {
        struct view v = request_view(rq);
        form_error(
            &form, "password", say(&v, N_("This is not your password.")));
        return answer_begin(rq, an, &form);
    }
    if (e == OK)
        e = two_step_begin(rq->db, rq->arena, rq->actor.person_id, rq->now);
    if (e == OK || e == ERR_CONFLICT) { /* it is on already */
        answer_redirect(rq, an, HERE);
        e = OK;
    }
    return e;
}

static void
say_wrong(struct request *rq, struct form *form)
{
    struct view v = request_view(rq);
    form_give(form, "code", TEXT(""));
    form_error(form, "code",
        say(&v,
            N_("This is not the code that is shown now, or it was used "
               "already. Wait for the next one.")));
}

static text
lock_of(struct request *rq)
{
    return arena_print(rq->arena, "code:%lld", (long long)rq->actor.person_id);
}

enum err
two_step_confirm_send(struct request *rq, struct answer *an)
{
    struct code_form given = { 0 };
    struct two_step two_step;
    struct form form;
    text codes[RECOVERY_CODES];
    enum err e = form_parse(rq, confirm_inputs, 1, &form, &given);
    if (e == OK)
        e = load(rq, &two_step);
    if (e != OK)
        return e;
    if (!text_is_known(two_step.secret) || two_step.is_confirmed) {
        if (form.n_errors > 0)
            return ERR_CONFLICT;
        answer_redirect(rq, an, HERE); /* sent twice, or too early */
        return OK;
    }
    int64_t step = totp_match(two_step.secret, given.code, rq->now, 0);
    if (form.n_errors == 0 && step == 0)
        say_wrong(rq, &form);
    if (form.n_errors > 0)
        return answer_confirm(rq, an, &form, &two_step);
    e = two_step_confirm(
        rq->db, rq->arena, rq->actor.person_id, rq->now, step, codes);
    if (e == ERR_CONFLICT) {
        answer_redirect(rq, an, HERE);
        return OK;
    }
    return e == OK ? answer_codes(rq, an, codes) : e;
}

/* ---- Changing it --------------------------------------------------------- */

/* Counted as at the door. ERR_DENIED: too many. */
static enum err
check_code(struct request *rq, text typed, int *wait_s)
{
    text lock = lock_of(rq);
    enum err e = sign_in_lock_try(rq->db, rq->arena, lock, rq->now, wait_s);
    if (e == ERR_BUSY && *wait_s > 0)
        return ERR_DENIED;
    if (e == OK)
        e = two_step_check(
            rq->db, rq->arena, rq->actor.person_id, rq->now, typed);
    if (e == OK)
        e = sign_in_lock_end(rq->db, rq->arena, lock);
    return e;
}

static enum err
change(struct request *rq, struct answer *an, bool is_off)
{
    text codes[RECOVERY_CODES];
    enum err e = is_off
        ? two_step_end(rq->db, rq->arena, rq->actor.person_id)
        : two_step_new_codes(rq->db, rq->arena, rq->actor.person_id, codes);
    if (e != OK)
        return e;
    if (!is_off)
        return answer_codes(rq, an, codes);
    answer_redirect(rq, an, HERE);
    return OK;
}

enum err
two_step_change_send(struct request *rq, struct answer *an)
{
    struct code_form given = { 0 };
    struct two_step two_step;
    struct input inputs[2];
    struct form form;
    int wait_s = 0;
    make_code_inputs(rq, inputs);
    enum err e = form_parse(rq, inputs, 2, &form, &given);
    if (e == OK)
        e = load(rq, &two_step);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_on(rq, an, &form, two_step.n_codes);
    e = check_code(rq, given.code, &wait_s);
    if (e == ERR_DENIED) {
        answer_slow(rq, an, wait_s);
        return OK;
    }
    if (e == ERR_NOT_FOUND && two_step.is_confirmed) {
        say_wrong(rq, &form);
        return answer_on(rq, an, &form, two_step.n_codes);
    }
    return e == OK ? change(rq, an, text_is_equal(given.what, TEXT("off"))) : e;
}
