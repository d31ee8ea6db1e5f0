/* Leaving: everything about somebody goes, at once.
 *
 * There is no time for regret: what is kept for it would be kept against their
 * will. Whoever found a phone that is signed in cannot do it: the password is
 * asked for, or a session that began just now.
 */
#include "people/data_pages.h"

#include "base/date.h"
#include "base/key.h"
#include "keep/once.h"
#include "keep/person_data.h"
#include "keep/settings.h"
#include "people/account.h"
#include "people/password.h"
#include "people/data.html.h"
#include "people/people.sql.h"
#include "people/people_pages.h"
#include "people/people_routes.h"
#include "people/secret.h"
#include "people/session.h"

enum { FRESH_S = 15 * 60, DAY_S = 86'400 };

struct erase_form {
    text password;
    bool is_sure;
};
static const struct input erase_inputs[] = {
    INPUT(struct erase_form, is_sure, INPUT_BOOL,
        .label = N_("I know that nobody can undo this")),
    INPUT(struct erase_form, password, INPUT_SECRET, .is_required = true,
        .max = PASSWORD_MAX, .label = N_("Your password"),
        .autocomplete = "current-password"),
};
enum { N_WITH_PASSWORD = 2, N_WITHOUT = 1 };

struct erasing {
    struct account account; /* of who acts */
    struct form form;
    struct erase_form given;
    struct erase_page page;
    int64_t person_id; /* who is to be erased */
    int n_inputs;
};

/* ---- Showing ------------------------------------------------------------- */

static html
backups_until(struct request *rq, struct view *v)
{
    char day[DATE_LENGTH];
    int64_t days = settings_int(rq->db, rq->arena, "keep_backups_days");
    text date = lang_date(v->lang, v->arena,
        date_print(moment_of(rq->now + days * DAY_S).date, day));
    struct view w = view_in(v->arena, v->lang, 300);
    out_phrase(&w, false,
        PHRASE(N_("Backups from before still hold it. They are destroyed by "
                  "%s at the latest.")),
        1, (struct phrase_arg[]){ phrase_arg(date) });
    return view_html(&w);
}

static enum err
is_fresh(struct request *rq, bool *is)
{
    struct session_of_person_row *rows;
    ptrdiff_t n = 0;
    enum err e = session_of_person(rq->db, rq->arena,
        (struct session_of_person_in){
            .person_id = rq->actor.person_id, .n_rows = SESSIONS_MAX },
        &rows, &n);
    *is = false;
    for (ptrdiff_t i = 0; i < n; i++)
        if (rows[i].id == rq->actor.session_id)
            *is = rq->now - rows[i].made_at < FRESH_S;
    return e;
}

/* Who acts, who it is about, and what is asked of who acts. */
static enum err
begin(struct request *rq, bool is_other, struct erasing *x)
{
    struct person person;
    char key[KEY_LENGTH];
    *x = (struct erasing){ .n_inputs = N_WITH_PASSWORD };
    x->person_id = is_other ? request_key(rq, 0) : rq->actor.person_id;
    enum err e = person_get(rq->db, rq->arena,
        (struct person_get_in){ .id = x->person_id }, &person);
    if (e == OK)
        e = account_get(rq->db, rq->arena,
            (struct account_get_in){ .person_id = rq->actor.person_id },
            &x->account);
    if (e != OK)
        return e;
    x->page.is_other = is_other;
    x->page.name = person.name;
    x->page.address = request_address(rq);
    x->page.back = arena_print(rq->arena, "/admin/person/%.*s/data",
        TEXT_ARG(key_print(x->person_id, key)));
    if (text_is_known(x->account.password))
        return OK;
    bool is_new;
    x->n_inputs = N_WITHOUT;
    e = is_fresh(rq, &is_new);
    x->page.is_stale = !is_new;
    return e;
}

static enum err
answer_erase(struct request *rq, struct answer *an, struct erasing *x)
{
    struct view v = request_view(rq);
    x->page.form = &x->form;
    x->page.backups = backups_until(rq, &v);
    people_data_erase(&v, &x->page);
    an->status =
        x->form.n_errors > 0 || text_is_known(x->form.error_all) ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Leave and be erased")),
            .section = x->page.is_other ? "admin" : "me",
            .body = view_html(&v) });
    return OK;
}

static enum err
show(struct request *rq, struct answer *an, bool is_other)
{
    struct erasing x;
    enum err e = begin(rq, is_other, &x);
    if (e != OK)
        return e;
    form_open(rq, erase_inputs, x.n_inputs, &x.form);
    return answer_erase(rq, an, &x);
}

enum err
erase_show(struct request *rq, struct answer *an)
{
    return show(rq, an, false);
}

enum err
erase_of_show(struct request *rq, struct answer *an)
{
    return show(rq, an, true);
}

/* ---- Doing --------------------------------------------------------------- */

struct erase_step {
    text token, result, first;
    int64_t person_id, actor_id;
};

static enum err
erase_step(struct db *writer, struct arena *scratch, void *arg)
{
    struct erase_step *s = arg;
    enum err e = once_take(writer, scratch, s->token, s->result, &s->first);
    return e == OK ? person_erase(writer, scratch, s->person_id, s->actor_id)
                   : e;
}

/* Is it surely them? False when an answer was given. */
static enum err
prove(struct request *rq, struct answer *an, struct erasing *x, bool *is_proved)
{
    struct view v = request_view(rq);
    int wait_s;
    bool is_right;
    *is_proved = false;
    if (x->page.is_stale)
        return answer_erase(rq, an, x);
    if (!x->given.is_sure)
        form_error(&x->form, "is_sure",
            say(&v, N_("Say that you know it, if you are sure.")));
    if (x->form.n_errors > 0)
        return answer_erase(rq, an, x);
    *is_proved = x->n_inputs == N_WITHOUT;
    if (*is_proved)
        return OK;
    /* counted as everywhere else: of this session, and for a PIN with pauses
     * that grow */
    enum err e = check_own_password(
        rq, &x->account, x->given.password, &is_right, &wait_s);
    if (e == ERR_DENIED) {
        answer_slow(rq, an, wait_s);
        return OK;
    }
    if (e != OK)
        return e;
    if (!is_right) {
        form_error(
            &x->form, "password", say(&v, N_("This is not your password.")));
        return answer_erase(rq, an, x);
    }
    *is_proved = true;
    return OK;
}

static enum err
send(struct request *rq, struct answer *an, bool is_other)
{
    struct erasing x;
    bool is_proved = false;
    enum err e = begin(rq, is_other, &x);
    if (e == OK)
        e = form_parse(rq, erase_inputs, x.n_inputs, &x.form, &x.given);
    if (e == OK)
        e = prove(rq, an, &x, &is_proved);
    if (e != OK || !is_proved)
        return e;
    bool is_self = x.person_id == rq->actor.person_id;
    struct erase_step s = { .token = x.form.token,
        .result = is_self ? TEXT("/left") : TEXT("/left?other=yes"),
        .person_id = x.person_id,
        .actor_id = rq->actor.person_id };
    e = db_write(rq->db, rq->arena, erase_step, &s);
    if (e == ERR_DENIED) {
        struct view v = request_view(rq);
        x.form.error_all = say(&v,
            N_("This is the only coordinator. Make somebody else a "
               "coordinator first."));
        return answer_erase(rq, an, &x);
    }
    if (e != OK && e != ERR_CONFLICT)
        return e;
    if (is_self)
        answer_session(rq, an, TEXT(""), 0);
    answer_redirect(rq, an, s.result);
    return OK;
}

enum err
erase_send(struct request *rq, struct answer *an)
{
    return send(rq, an, false);
}

enum err
erase_of_send(struct request *rq, struct answer *an)
{
    return send(rq, an, true);
}

/* ---- Afterwards ---------------------------------------------------------- */

struct left_ask {
    text other;
};
static const char *const others[] = { "yes", NULL };
static const struct input left_inputs[] = {
    INPUT(struct left_ask, other, INPUT_CHOICE, .choices = others),
};

enum err
left_show(struct request *rq, struct answer *an)
{
    struct left_ask ask = { 0 };
    struct view v = request_view(rq);
    query_parse(rq, left_inputs, 1, &ask);
    struct erase_page p = { .is_other = text_is_known(ask.other),
        .backups = backups_until(rq, &v) };
    people_data_left(&v, &p);
    answer_page(rq, an,
        (struct page){
            .title = say(&v, p.is_other ? N_("Erased") : N_("You have left")),
            .body = view_html(&v) });
    return OK;
}
