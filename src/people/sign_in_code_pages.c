/* The second step of signing in: a code of the phone, or one of the ten that
 * were given out. Until it was right the session gives no right. */
#include "people/people_pages.h"

#include "os/clock.h"
#include "people/attempt.h"
#include "people/people_routes.h"
#include "people/session.h"
#include "people/sign-in.html.h"
#include "people/sign_in_lock.h"
#include "people/two_step.h"

struct code_form {
    text code, then;
};
static const struct input code_inputs[] = {
    INPUT(struct code_form, code, INPUT_TEXT, .is_required = true, .max = 40,
        .label = N_("Code"), .autocomplete = "one-time-code"),
    INPUT(struct code_form, then, INPUT_TEXT, .max = 2000,
        .label = N_("Sign in")),
};
enum { N_INPUTS = sizeof code_inputs / sizeof code_inputs[0] };

text
code_address(struct request *rq, text then)
{
    struct view v = view_in(rq->arena, rq->lang, 300);
    if (then.len <= 1)
        return TEXT("/sign-in/code");
    out_percent(&v, then);
    return arena_join(rq->arena, 2,
        (text[]){ TEXT("/sign-in/code?then="), buf_text(&v.out) });
}

static enum err
answer_form(
    struct request *rq, struct answer *an, const struct form *form, text then)
{
    struct code_page p = { .form = form, .then = then };
    struct view v = request_view(rq);
    people_sign_in_code(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("The code of your phone")),
            .section = "sign-in",
            .body = view_html(&v) });
    return OK;
}

/* Nobody waits: they begin at the beginning. */
static enum err
begin_anew(struct request *rq, struct answer *an, enum err e)
{
    if (e != ERR_NOT_FOUND)
        return e;
    answer_redirect(
        rq, an, rq->actor.person_id != 0 ? TEXT("/me") : TEXT("/sign-in"));
    return OK;
}

enum err
sign_in_code_show(struct request *rq, struct answer *an)
{
    struct code_form asked = { 0 };
    struct form form;
    int64_t session_id, person_id;
    enum err e = session_waiting_for(rq, &session_id, &person_id);
    if (e != OK)
        return begin_anew(rq, an, e);
    query_parse(rq, code_inputs, N_INPUTS, &asked);
    form_open(rq, code_inputs, N_INPUTS, &form);
    return answer_form(rq, an, &form, local_path(asked.then));
}

static text
lock_of(struct request *rq, int64_t person_id)
{
    return arena_print(rq->arena, "code:%lld", (long long)person_id);
}

/* Count, then look. ERR_DENIED and *wait_s: too many. */
static enum err
try_code(struct request *rq, int64_t person_id, text typed, int *wait_s)
{
    struct attempt attempt;
    text lock = lock_of(rq, person_id);
    if (!attempt_allow(
            rq->input->peer, lock, monotonic_ns() / 1000000, &attempt, wait_s))
        return ERR_DENIED;
    enum err e = sign_in_lock_try(rq->db, rq->arena, lock, rq->now, wait_s);
    if (e == ERR_BUSY && *wait_s > 0)
        return ERR_DENIED;
    if (e == OK)
        e = two_step_check(rq->db, rq->arena, person_id, rq->now, typed);
    if (e == OK)
        e = sign_in_lock_end(rq->db, rq->arena, lock);
    if (e == OK)
        attempt_forgive(&attempt);
    return e;
}

static enum err
save_whole(struct db *writer, struct arena *a, void *arg)
{
    (void)a;
    return session_save(writer, arg);
}

/* A session with another token follows the one that waited. */
static enum err
let_in(struct request *rq, struct answer *an, int64_t session_id,
    int64_t person_id, text then)
{
    struct session_start start;
    enum err e = session_prepare(rq, person_id, true, &start);
    start.old_id = session_id;
    start.old_person_id = person_id;
    if (e == OK)
        e = db_write_quietly(rq->db, rq->arena, save_whole, &start);
    if (e != OK)
        return e;
    session_answer(rq, an, &start);
    answer_redirect(rq, an, then);
    return OK;
}

enum err
sign_in_code_send(struct request *rq, struct answer *an)
{
    struct code_form given = { 0 };
    struct form form;
    int64_t session_id, person_id;
    int wait_s = 0;
    enum err e = form_parse(rq, code_inputs, N_INPUTS, &form, &given);
    if (e != OK)
        return e;
    text then = local_path(given.then);
    if (form.n_errors > 0)
        return answer_form(rq, an, &form, then);
    e = session_waiting_for(rq, &session_id, &person_id);
    if (e != OK)
        return begin_anew(rq, an, e);
    e = try_code(rq, person_id, given.code, &wait_s);
    if (e == ERR_DENIED) {
        answer_slow(rq, an, wait_s);
        return OK;
    }
    if (e == ERR_NOT_FOUND) {
        struct view v = request_view(rq);
        form_give(&form, "code", TEXT(""));
        form_error(&form, "code",
            say(&v,
                N_("This is not the code that is shown now, or it was "
                   "used already. Wait for the next one.")));
        return answer_form(rq, an, &form, then);
    }
    return e == OK ? let_in(rq, an, session_id, person_id, then) : e;
}
