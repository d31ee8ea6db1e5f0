/* Coming in with a slip. To look at its page takes nothing. */
#include "people/slip_pages.h"

#include "os/clock.h"
#include "people/account.h"
#include "people/attempt.h"
#include "people/code.h"
#include "people/membership.h"
#include "people/people_pages.h"
#include "people/people_routes.h"
#include "people/password.h"
#include "people/secret.h"
#include "people/slip.html.h"

/* ---- The code ------------------------------------------------------------ */

struct ask_form {
    text code;
};
static const struct input ask_inputs[] = {
    INPUT(struct ask_form, code, INPUT_TEXT, .is_required = true, .max = 60,
        .label = N_("Code on the slip"), .autocomplete = "off"),
};

static enum err
answer_ask(struct request *rq, struct answer *an, const struct form *form)
{
    struct slip_ask_page p = { .form = form };
    struct view v = request_view(rq);
    people_slip_ask(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("I have a slip with a code")),
            .section = "sign-in",
            .body = view_html(&v) });
    return OK;
}

enum err
slip_ask_show(struct request *rq, struct answer *an)
{
    struct form form;
    form_open(rq, ask_inputs, 1, &form);
    return answer_ask(rq, an, &form);
}

enum err
slip_ask_send(struct request *rq, struct answer *an)
{
    struct ask_form given = { 0 };
    struct form form;
    struct view v = request_view(rq);
    enum err e = form_parse(rq, ask_inputs, 1, &form, &given);
    if (e != OK)
        return e;
    text code = code_read(rq->arena, given.code);
    if (form.n_errors == 0 && !text_is_known(code))
        form_error(&form, "code",
            say(&v,
                N_("This is no code: a sign is missing, or is another one. "
                   "There is no 0, 1, I, L or O in it.")));
    if (form.n_errors > 0)
        return answer_ask(rq, an, &form);
    answer_redirect(
        rq, an, arena_print(rq->arena, "/slip/%.*s", TEXT_ARG(code)));
    return OK;
}

/* ---- The slip ------------------------------------------------------------ */

struct join_form {
    text name, password, again;
};
static const struct input join_inputs[] = {
    INPUT(struct join_form, name, INPUT_TEXT, .is_required = true, .max = 120,
        .label = N_("What shall we call you?"), .autocomplete = "name"),
    INPUT(struct join_form, password, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("A PIN of your own"),
        .hint = N_("6 digits or more, that follow no pattern. A password of "
                   "10 letters or more is better still."),
        .autocomplete = "new-password"),
    INPUT(struct join_form, again, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("The same again"),
        .autocomplete = "new-password"),
};
enum { N_INPUTS = sizeof join_inputs / sizeof join_inputs[0] };

struct found {
    struct slip_find_row row;
    text title; /* of the thing; not known: the network */
    int wait_s;
};

/* Where a slip leads that makes no account; NULL: it makes one. */
static const char *
slip_elsewhere(const struct slip_find_row *row)
{
    const struct thing_kind *k =
        row->id == 0 ? NULL : thing_kind_find(row->kind);
    return k == NULL ? NULL : k->slip_path;
}

/* ERR_NOT_FOUND: no slip, or no more; ERR_DENIED: too many wrong ones. */
static enum err
find(struct request *rq, struct found *f)
{
    struct attempt attempt;
    struct thing thing;
    text code = code_read(rq->arena, rq->params[0]);
    *f = (struct found){ 0 };
    if (!attempt_allow(rq->input->peer, (text){ 0 }, monotonic_ns() / 1000000,
            &attempt, &f->wait_s))
        return ERR_DENIED;
    if (!text_is_known(code))
        return ERR_NOT_FOUND;
    enum err e = slip_look(rq->db, rq->arena, code, rq->now, &f->row);
    if (e == OK)
        attempt_forgive(&attempt);
    if (e == OK && f->row.thing_id != 0) {
        e = thing_load(rq->db, rq->arena, f->row.kind, f->row.thing_id, &thing);
        f->title = thing.title;
    }
    return e;
}

static enum err
refuse(struct request *rq, struct answer *an, enum err e, int wait_s)
{
    if (e == ERR_DENIED && wait_s > 0) {
        answer_slow(rq, an, wait_s);
        return OK;
    }
    if (e != ERR_NOT_FOUND)
        return e;
    struct view v = request_view(rq);
    people_slip_gone(&v);
    an->status = 410;
    an->keeping = TEXT("no-store");
    rq->form = NULL;
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("This slip lets nobody in any more")),
            .body = view_html(&v) });
    return OK;
}

static enum err
answer_slip(struct request *rq, struct answer *an, const struct form *form,
    const struct found *f)
{
    struct slip_page p = { .form = form,
        .address = request_address(rq),
        .network = request_network(rq),
        .title = f->title,
        .role = role_said(f->row.role),
        .person = rq->actor.person_id != 0 ? rq->actor.name : (text){ 0 } };
    struct view v = request_view(rq);
    people_slip(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("Welcome to %s"), 1,
                           (struct phrase_arg[]){ arg_text(p.network) }),
            .body = view_html(&v) });
    return OK;
}

enum err
slip_show(struct request *rq, struct answer *an)
{
    struct found f;
    struct form form;
    enum err e = find(rq, &f);
    const char *elsewhere = slip_elsewhere(&f.row);
    if (elsewhere != NULL && (e == OK || e == ERR_NOT_FOUND)) {
        answer_redirect(rq, an,
            arena_print(rq->arena, "%s/%.*s", elsewhere,
                TEXT_ARG(code_read(rq->arena, rq->params[0]))));
        return OK;
    }
    if (e != OK)
        return refuse(rq, an, e, f.wait_s);
    bool is_known = rq->actor.person_id != 0;
    form_open(
        rq, is_known ? NULL : join_inputs, is_known ? 0 : N_INPUTS, &form);
    return answer_slip(rq, an, &form, &f);
}

/* ---- Taking it ----------------------------------------------------------- */

static enum err
use_for_known(struct request *rq, struct answer *an)
{
    struct found f;
    enum err e = button_parse(rq);
    if (e != OK)
        return e;
    e = find(rq, &f);
    if (e == OK)
        e = slip_join_known(
            rq->db, rq->arena, &f.row, rq->actor.person_id, rq->now);
    if (e == ERR_CONFLICT) /* they are that already: the slip stays good */
        e = OK;
    if (e != OK)
        return refuse(rq, an, e, f.wait_s);
    answer_redirect(rq, an, TEXT("/me"));
    return OK;
}

/* Sent twice: who has the same form and the same PIN made the account. */
static enum err
let_in_again(
    struct request *rq, struct answer *an, int64_t person_id, text password)
{
    struct account account;
    bool is_right = false, is_old, waits;
    enum err e = account_get(rq->db, rq->arena,
        (struct account_get_in){ .person_id = person_id }, &account);
    if (e == OK)
        e = password_check(
            rq->arena, password, account.password, &is_right, &is_old);
    if (e == OK && !is_right)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = session_begin(rq, an, person_id, &waits);
    if (e != OK)
        return refuse(rq, an, e, 0);
    answer_redirect(rq, an, waits ? TEXT("/sign-in/code") : TEXT("/me/name"));
    return OK;
}

static enum err
save(struct request *rq, struct answer *an, struct slip_join *join,
    text password)
{
    enum err e = password_hash(rq->arena, password, &join->password);
    if (e == OK)
        e = session_prepare(rq, 0, true, &join->session);
    if (e == OK)
        e = slip_join(rq->db, rq->arena, join);
    if (e == ERR_CONFLICT && join->first_person_id != 0)
        return let_in_again(rq, an, join->first_person_id, password);
    if (e != OK)
        return refuse(rq, an, e, 0);
    session_answer(rq, an, &join->session);
    answer_redirect(rq, an, TEXT("/me/name"));
    return OK;
}

/* The slip may be used by now, by this very form sent before. */
static enum err
find_or_again(struct request *rq, struct found *f)
{
    enum err e = find(rq, f);
    return e == ERR_NOT_FOUND && f->row.has_used_at ? OK : e;
}

enum err
slip_send(struct request *rq, struct answer *an)
{
    struct found f;
    struct form form;
    struct join_form given = { 0 };
    if (find(rq, &f) != ERR_DENIED && slip_elsewhere(&f.row) != NULL)
        return refuse(rq, an, ERR_NOT_FOUND, 0);
    if (rq->actor.person_id != 0)
        return use_for_known(rq, an);
    enum err e = find_or_again(rq, &f);
    if (e != OK)
        return refuse(rq, an, e, f.wait_s);
    e = form_parse(rq, join_inputs, N_INPUTS, &form, &given);
    if (e != OK)
        return e;
    struct chosen chosen = { .password = given.password,
        .again = given.again,
        .name = given.name,
        .may_be_pin = true };
    password_judge(rq, &form, &chosen);
    if (form.n_errors > 0 && f.row.has_used_at)
        return refuse(rq, an, ERR_NOT_FOUND, 0);
    if (form.n_errors > 0)
        return answer_slip(rq, an, &form, &f);
    struct slip_join join = { .slip = &f.row,
        .form_token = form.token,
        .name = given.name,
        .lang = lang_code(rq->lang),
        .is_pin = chosen.is_pin,
        .now = rq->now };
    return save(rq, an, &join, given.password);
}

/* ---- The name to sign in with -------------------------------------------- */

enum err
slip_name_show(struct request *rq, struct answer *an)
{
    struct account account;
    struct view v = request_view(rq);
    enum err e = account_get(rq->db, rq->arena,
        (struct account_get_in){ .person_id = rq->actor.person_id }, &account);
    if (e == OK && !text_is_known(account.sign_name))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    struct slip_name_page p = { .name = account.name,
        .sign_name = account.sign_name,
        .host = request_whole_address(rq, NULL, TEXT("/sign-in")) };
    people_slip_name(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("You are in, %s"), 1,
                           (struct phrase_arg[]){ arg_text(p.name) }),
            .section = "me",
            .body = view_html(&v) });
    return OK;
}
