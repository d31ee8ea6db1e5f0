/* Letting somebody in anew: a coordinator's page. */
#include "people/recover_pages.h"

#include "people/people_routes.h"
#include "people/recover.html.h"
#include "people/secret.h"

#define HERE TEXT("/admin/recovery")

struct recover_form {
    text who, how;
};
static const char *const hows[] = { "mail", "hand", NULL };
static const char *const how_words[] = { N_("goes to their address"),
    N_("is shown to me, and I hand it over"), NULL };
static const struct input recover_inputs[] = {
    INPUT(struct recover_form, who, INPUT_TEXT, .is_required = true, .max = 200,
        .label = N_("Their e-mail address, or name to sign in with"),
        .autocomplete = "off"),
    INPUT(struct recover_form, how, INPUT_CHOICE, .is_required = true,
        .choices = hows, .choice_labels = how_words, .label = N_("The link")),
};
enum { N_INPUTS = sizeof recover_inputs / sizeof recover_inputs[0] };

static enum err
answer_form(struct request *rq, struct answer *an, struct form *form)
{
    struct recover_page p = { .form = form, .reader_id = rq->actor.person_id };
    enum err e = recovery_waiting(rq->db, rq->arena,
        (struct recovery_waiting_in){
            .since = rq->now - RECOVERY_WAITS_S, .n_rows = RECOVERIES_MAX },
        &p.rows, &p.n_rows);
    if (e == OK)
        e = recover_count_coordinators(
            rq->db, rq->arena, rq->now, &p.n_coordinators);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    people_recover(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Let somebody in anew")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

enum err
recover_show(struct request *rq, struct answer *an)
{
    struct form form;
    form_open(rq, recover_inputs, N_INPUTS, &form);
    return answer_form(rq, an, &form);
}

/* ---- Making one ---------------------------------------------------------- */

static enum err
find(struct request *rq, text typed, struct account *account)
{
    text key = sign_in_key(rq->arena, typed);
    return text_has_byte(key, '@')
        ? account_by_mail(rq->db, rq->arena,
              (struct account_by_mail_in){ .mail = key }, account)
        : account_by_sign_name(rq->db, rq->arena,
              (struct account_by_sign_name_in){ .sign_name = key }, account);
}

static enum err
answer_given(
    struct request *rq, struct answer *an, const struct recover_link *link)
{
    struct recover_given_page p = { .name = link->to.name,
        .address = link->address };
    struct view v = request_view(rq);
    if (link->is_mailed) {
        answer_redirect(rq, an, HERE);
        return OK;
    }
    people_recover_given(&v, &p);
    rq->form = NULL;
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("A link for %s"), 1,
                           (struct phrase_arg[]){ arg_text(p.name) }),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

static enum err
make_link(struct request *rq, struct answer *an, const struct account *to,
    text form_token, int64_t recovery_id, bool is_mailed)
{
    text token = token_new(rq->arena);
    const struct lang *lang =
        text_is_known(to->language) ? lang_find(to->language) : NULL;
    struct recover_link link = { .to = *to,
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .recovery_id = recovery_id,
        .is_mailed = is_mailed && text_is_known(to->mail),
        .form_token = form_token,
        .hash = token_hash(rq->arena, token),
        .address = request_whole_address(rq, lang == NULL ? rq->lang : lang,
            arena_join(rq->arena, 2, (text[]){ TEXT("/welcome/"), token })),
        .back = HERE };
    enum err e = recover_make_link(rq->db, rq->arena, &link);
    if (e == ERR_CONFLICT) { /* sent twice: the first was answered */
        answer_redirect(rq, an, HERE);
        return OK;
    }
    return e == OK ? answer_given(rq, an, &link) : e;
}

/* What is wrong with it, beside the field. */
static void
judge(struct request *rq, struct form *form, const struct recover_form *given,
    enum err found, const struct account *to, int n_coordinators,
    bool is_coordinator)
{
    struct view v = request_view(rq);
    if (form->n_errors > 0)
        return;
    if (found == ERR_NOT_FOUND)
        form_error(form, "who", say(&v, N_("Nobody here signs in with this.")));
    else if (to->person_id == rq->actor.person_id)
        form_error(form, "who",
            say(&v,
                N_("This is you. You choose another password on your own "
                   "page.")));
    else if (is_coordinator && n_coordinators < 3)
        form_error(form, "who",
            say(&v,
                N_("This is a coordinator, and there is no third one to "
                   "agree. Whoever runs the machine can make the link, "
                   "with the command counterpart user invite.")));
    else if (!text_is_known(to->mail) && !is_coordinator &&
        text_is_equal(given->how, TEXT("mail")))
        form_error(form, "how",
            say(&v, N_("No address of theirs is known: hand it over.")));
}

enum err
recover_send(struct request *rq, struct answer *an)
{
    struct recover_form given = { 0 };
    struct account to = { 0 };
    struct form form;
    bool is_coordinator = false;
    int n = 0;
    enum err e = form_parse(rq, recover_inputs, N_INPUTS, &form, &given);
    if (e != OK)
        return e;
    enum err found =
        form.n_errors > 0 ? ERR_NOT_FOUND : find(rq, given.who, &to);
    if (found != OK && found != ERR_NOT_FOUND)
        return found;
    if (found == OK)
        e = recover_is_coordinator(
            rq->db, rq->arena, to.person_id, rq->now, &is_coordinator);
    if (e == OK)
        e = recover_count_coordinators(rq->db, rq->arena, rq->now, &n);
    if (e != OK)
        return e;
    judge(rq, &form, &given, found, &to, n, is_coordinator);
    if (form.n_errors > 0)
        return answer_form(rq, an, &form);
    if (!is_coordinator)
        return make_link(
            rq, an, &to, form.token, 0, text_is_equal(given.how, TEXT("mail")));
    e = recover_ask(
        rq->db, rq->arena, to.person_id, rq->actor.person_id, rq->now);
    if (e != OK && e != ERR_CONFLICT) /* asked already: it waits */
        return e;
    answer_redirect(rq, an, HERE);
    return OK;
}

/* ---- What another says --------------------------------------------------- */

/* Neither who asked nor whom it is about. */
static enum err
agree(struct request *rq, struct answer *an, bool is_mailed)
{
    struct recovery_get_row row;
    struct account to;
    struct form *form = arena_new(rq->arena, struct form, 1);
    int64_t id = request_key(rq, 0);
    enum err e = form_parse(rq, NULL, 0, form, NULL);
    if (e == OK && form->n_errors > 0)
        e = ERR_DENIED;
    if (e == OK)
        e = recovery_get(rq->db, rq->arena,
            (struct recovery_get_in){
                .id = id, .since = rq->now - RECOVERY_WAITS_S },
            &row);
    if (e == ERR_NOT_FOUND) { /* settled in the meantime, or sent twice */
        answer_redirect(rq, an, HERE);
        return OK;
    }
    if (e == OK &&
        (row.person_id == rq->actor.person_id || !row.has_asked_by ||
            row.asked_by == rq->actor.person_id))
        e = ERR_DENIED;
    if (e == OK)
        e = account_get(rq->db, rq->arena,
            (struct account_get_in){ .person_id = row.person_id }, &to);
    return e == OK ? make_link(rq, an, &to, form->token, id, is_mailed) : e;
}

enum err
recover_agree_send(struct request *rq, struct answer *an)
{
    return agree(rq, an, true);
}

enum err
recover_hand_send(struct request *rq, struct answer *an)
{
    return agree(rq, an, false);
}

enum err
recover_refuse_send(struct request *rq, struct answer *an)
{
    enum err e = button_parse(rq);
    if (e == OK)
        e = recover_refuse(rq->db, rq->arena, request_key(rq, 0),
            rq->actor.person_id, rq->now);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    answer_redirect(rq, an, HERE);
    return OK;
}
