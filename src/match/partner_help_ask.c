/* Helping: somebody is asked, and says yes or no. */
#include "match/partner_help.h"
#include "match/partner_letter.h"
#include "match/partner_routes.h"

#include "keep/audit.h"
#include "keep/mail.h"
#include "keep/once.h"
#include "match/partner_help.html.h"
#include "os/entropy.h"
#include "people/people.h"

/* ---- Asking -----------------------------------------------------------------
 */

struct ask_form {
    text words;
};
static const struct input ask_inputs[] = {
    INPUT(struct ask_form, words, INPUT_PROSE, .is_required = true, .max = 1500,
        .label = N_("What you ask of them"),
        .hint = N_("It goes to them by mail, with your name. You see theirs "
                   "when they say yes.")),
};

struct ask_step {
    struct helper_ask row;
    text token, then, first;
    text asker, addresses[LANG_N];
    const char *barred; /* N_(); or NULL */
};

static enum err
tell_helper(struct db *writer, struct arena *a, const struct ask_step *step,
    const struct helper_ask *row)
{
    struct helper_language_row who;
    text mail;
    enum err e = helper_language(writer, a,
        (struct helper_language_in){ .person_id = row->person_id }, &who);
    if (e == OK)
        e = people_mail_of(writer, a, row->person_id, &mail);
    if (e != OK || !text_is_known(mail))
        return e == ERR_NOT_FOUND ? OK : e;
    const struct lang *lang =
        text_is_known(who.language) ? lang_find(who.language) : NULL;
    struct view v = view_in(a, lang == NULL ? lang_all(0) : lang, 1000);
    struct phrase_arg args[] = { arg_text(step->asker),
        arg_text(row->asked_for) };
    struct phrase_arg where[] = { arg_text(
        step->addresses[lang_index(v.lang)]) };
    return mail_put(writer, a,
        &(struct mail){ .person_id = row->person_id,
            .to = mail,
            .lang = v.lang,
            .kind = TEXT("help"),
            .subject = say_with(&v, N_("%s asks for your help"), 1, args),
            .body = arena_join(a, 5,
                (text[]){
                    say_with(&v, N_("%s asks for your help with %s:"), 2, args),
                    TEXT("\n\n"), row->words, TEXT("\n\n"),
                    say_with(&v, N_("Say yes or no here: %s"), 1, where) }),
            .about_id = row->id });
}

static enum err
save_ask(struct db *writer, struct arena *a, void *arg)
{
    struct ask_step *step = arg;
    struct helper_ask row = step->row;
    struct helper_asks_for_row *before;
    ptrdiff_t n_before = 0;
    int64_t n = 0;
    step->barred = NULL;
    enum err e = once_take(writer, a, step->token, step->then, &step->first);
    if (e == OK)
        e = helper_asks_for(writer, a,
            (struct helper_asks_for_in){ .for_id = row.for_id, .n_rows = 200 },
            &before, &n_before);
    for (ptrdiff_t i = 0; e == OK && i < n_before; i++)
        if (before[i].person_id == row.person_id) {
            step->barred = N_("They were asked for this already.");
            return ERR_DENIED;
        }
    struct helper_asks_by_row *sent;
    ptrdiff_t n_sent = 0;
    if (e == OK)
        e = helper_asks_by(writer, a,
            (struct helper_asks_by_in){
                .person_id = row.asked_by, .n_rows = ASKS_A_DAY },
            &sent, &n_sent);
    if (e == OK && n_sent == ASKS_A_DAY &&
        sent[n_sent - 1].asked_at > row.asked_at - INT64_C(86'400)) {
        step->barred = N_("You asked twenty people within a day. Please wait "
                          "for their answers first.");
        return ERR_DENIED;
    }
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        e = helper_ask_insert(writer, &row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = row.asked_by,
                .action = TEXT("create"),
                .kind = TEXT("helper_ask"),
                .thing_id = row.id });
    return e == OK ? tell_helper(writer, a, step, &row) : e;
}

/* Who is asked, when they may be found and what is wanted is what they know:
 * nobody is asked by a guessed key. */
static enum err
load_asked(struct request *rq, struct wanted *w, struct helpers_page *p,
    const struct helper_found **whom)
{
    enum err e = helpers_load(rq, w, p);
    *whom = NULL;
    for (ptrdiff_t i = 0; e == OK && i < p->n_found; i++)
        if (p->found[i].card->id == request_key(rq, 1))
            *whom = &p->found[i];
    return e == OK && *whom == NULL ? ERR_NOT_FOUND : e;
}

static enum err
answer_ask(struct request *rq, struct answer *an, const struct form *form,
    const struct helpers_page *helpers, const struct helper_found *whom)
{
    struct ask_page p = { .form = form,
        .back = arena_join(
            rq->arena, 2, (text[]){ helpers->back, TEXT("/helpers") }),
        .address = request_address(rq),
        .name = whom->card->name };
    struct view v = request_view(rq);
    match_partner_help_ask(&v, &p);
    help_answer(rq, an, &v, say(&v, N_("Ask for help")), "partner", form);
    return OK;
}

enum err
helper_ask_show(struct request *rq, struct answer *an)
{
    struct wanted w;
    struct helpers_page p;
    const struct helper_found *whom;
    struct form form;
    enum err e = load_asked(rq, &w, &p, &whom);
    form_open(rq, ask_inputs, 1, &form);
    return e == OK ? answer_ask(rq, an, &form, &p, whom) : e;
}

enum err
helper_ask_send(struct request *rq, struct answer *an)
{
    struct wanted w;
    struct helpers_page p;
    const struct helper_found *whom;
    struct form form;
    struct ask_form given = { 0 };
    enum err e = form_parse(rq, ask_inputs, 1, &form, &given);
    if (e == OK)
        e = load_asked(rq, &w, &p, &whom);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_ask(rq, an, &form, &p, whom);
    struct ask_step *step = arena_new(rq->arena, struct ask_step, 1);
    *step = (struct ask_step){ .token = form.token,
        .asker = rq->actor.name,
        .then = arena_join(rq->arena, 2, (text[]){ p.back, TEXT("/helpers") }),
        .row = { .person_id = whom->card->person_id,
            .has_asked_by = true,
            .asked_by = rq->actor.person_id,
            .asked_for = w.name,
            .for_id = w.id,
            .words = given.words,
            .asked_at = rq->now } };
    for (int i = 0; i < LANG_N; i++)
        step->addresses[i] =
            request_whole_address(rq, lang_all(i), TEXT("/me/help"));
    e = db_write(rq->db, rq->arena, save_ask, step);
    if (e == ERR_CONFLICT && text_is_known(step->first))
        e = OK;
    if (e == ERR_DENIED && step->barred != NULL) {
        struct view v = request_view(rq);
        form_error(&form, "words", say(&v, step->barred));
        return answer_ask(rq, an, &form, &p, whom);
    }
    if (e == OK)
        answer_redirect(rq, an, step->then);
    return e;
}

/* ---- Answering --------------------------------------------------------------
 */

static const char *const answers[] = { "yes", "no", NULL };
static const char *const answer_words[] = { N_("Yes, I would like to help"),
    N_("No, not now"), NULL };
struct answer_form {
    text answer, reason;
};
static const struct input answer_inputs[] = {
    INPUT(struct answer_form, answer, INPUT_CHOICE, .is_required = true,
        .choices = answers, .choice_labels = answer_words,
        .label = N_("Your answer")),
    INPUT(struct answer_form, reason, INPUT_PROSE, .max = 1000,
        .label = N_("Why, or what comes next"),
        .hint = N_("With a yes they see your name and what you write here, "
                   "such as how to reach you.")),
};
enum { N_ANSWER = sizeof answer_inputs / sizeof *answer_inputs };

static enum err
load_mine(struct request *rq, struct helper_ask *row)
{
    enum err e = helper_ask_get(rq->db, rq->arena,
        (struct helper_ask_get_in){ .id = request_key(rq, 0) }, row);
    return e == OK && row->person_id != rq->actor.person_id ? ERR_NOT_FOUND : e;
}

static enum err
answer_asked(struct request *rq, struct answer *an, const struct form *form,
    const struct helper_ask *row)
{
    struct asked_page p = {
        .form = form, .ask = *row, .address = request_address(rq)
    };
    struct view v = request_view(rq);
    match_partner_help_asked(&v, &p);
    help_answer(rq, an, &v, row->asked_for, "me", form);
    return OK;
}

enum err
helper_asked_show(struct request *rq, struct answer *an)
{
    struct helper_ask row;
    struct form form;
    enum err e = load_mine(rq, &row);
    form_open(rq, answer_inputs, N_ANSWER, &form);
    return e == OK ? answer_asked(rq, an, &form, &row) : e;
}

static enum err
save_asked(struct db *writer, struct arena *a, void *arg)
{
    const struct helper_ask_answer_in *in = arg;
    int64_t n = 0;
    (void)a;
    enum err e = helper_ask_answer(writer, *in, &n);
    return e == OK && n > 0 ? audit_add(writer,
                                  (struct audit){ .actor_id = in->person_id,
                                      .action = TEXT("change"),
                                      .kind = TEXT("helper_ask"),
                                      .thing_id = in->id })
                            : e;
}

enum err
helper_asked_send(struct request *rq, struct answer *an)
{
    struct helper_ask row;
    struct form form;
    struct answer_form given = { 0 };
    enum err e = form_parse(rq, answer_inputs, N_ANSWER, &form, &given);
    if (e == OK)
        e = load_mine(rq, &row);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_asked(rq, an, &form, &row);
    struct helper_ask_answer_in in = { .id = row.id,
        .person_id = rq->actor.person_id,
        .answer = given.answer,
        .reason = given.reason,
        .answered_at = rq->now };
    e = db_write(rq->db, rq->arena, save_asked, &in);
    if (e == OK)
        answer_redirect(rq, an, TEXT("/me/help"));
    return e;
}
