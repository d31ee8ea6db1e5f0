/* Coordinators ask people in: one, or a whole list. */
#include "network/joining.h"
#include "network/network_routes.h"

#include "keep/once.h"
#include "network/joining_admin.html.h"

/* ---- One ----------------------------------------------------------------- */

struct invite_form {
    text name, mail, language, role, of;
    int64_t person;
};
static const struct input invite_inputs[] = {
    INPUT(struct invite_form, name, INPUT_TEXT, .is_required = true, .max = 120,
        .label = N_("Name")),
    INPUT(struct invite_form, mail, INPUT_MAIL, .is_required = true, .max = 200,
        .label = N_("E-mail address")),
    INPUT(struct invite_form, language, INPUT_CHOICE, .is_required = true,
        .choices = invite_languages, .choice_labels = invite_language_names,
        .label = N_("The mail comes in")),
    INPUT(struct invite_form, role, INPUT_CHOICE, .is_required = true,
        .choices = invite_all_roles, .choice_labels = invite_all_role_words,
        .label = N_("As what")),
    INPUT(struct invite_form, of, INPUT_TEXT, .max = 300,
        .label = N_("Of what"),
        .hint =
            N_("The code of a partnership, a side or an organisation, or the "
               "address of its page. Empty: the network.")),
    /* somebody who is known here and has no account */
    INPUT(struct invite_form, person, INPUT_KEY, .label = N_("Person")),
};
enum { N_INPUTS = sizeof invite_inputs / sizeof invite_inputs[0] };

static enum err
answer_invite(struct request *rq, struct answer *an, const struct form *form,
    int64_t person_id)
{
    struct admin_invite_page p = { .form = form, .person_id = person_id };
    struct view v = request_view(rq);
    network_joining_admin(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Invite somebody")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

enum err
admin_invite_show(struct request *rq, struct answer *an)
{
    struct invite_form asked = { 0 };
    struct form form;
    struct thing person;
    enum err e = OK;
    query_parse(rq, invite_inputs, N_INPUTS, &asked);
    form_open(rq, invite_inputs, N_INPUTS, &form);
    form_give(&form, "language", lang_code(rq->lang));
    form_give(&form, "role", TEXT("member"));
    if (text_is_known(asked.of))
        form_give(&form, "of", asked.of);
    if (asked.person != 0) {
        e = thing_load(
            rq->db, rq->arena, TEXT("person"), asked.person, &person);
        if (e == OK)
            form_give(&form, "name", person.title);
    }
    return e == OK ? answer_invite(rq, an, &form, asked.person) : e;
}

enum err
admin_invite_send(struct request *rq, struct answer *an)
{
    struct invite_form given = { 0 };
    struct form form;
    struct thing thing;
    bool is_network = true, is_again = false;
    enum err e = form_parse(rq, invite_inputs, N_INPUTS, &form, &given);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    e = invite_find_thing(rq, given.of, &thing, &is_network);
    if (e == ERR_NOT_FOUND) {
        form_error(&form, "of",
            say(&v,
                N_("There is no partnership, side or organisation with this "
                   "code.")));
        e = OK;
    }
    if (e == OK && form.n_errors > 0)
        return answer_invite(rq, an, &form, given.person);
    if (e != OK)
        return e;
    struct invite_step *step = arena_new(rq->arena, struct invite_step, 1);
    *step = (struct invite_step){ .from = people_inviter(rq),
        .token = form.token,
        .then = TEXT("/admin/people"),
        .to = { .mail = given.mail,
            .name = given.name,
            .lang = lang_find(given.language),
            .role = role_who(given.role),
            .person_id = given.person,
            .thing = is_network ? NULL : &thing } };
    e = invite_one(rq, step, &is_again);
    if (is_again) {
        answer_redirect(rq, an, TEXT("/admin/people"));
        return OK;
    }
    if (e != OK && (e = invite_complain(rq, &form, e)) == OK)
        return answer_invite(rq, an, &form, given.person);
    if (e == OK)
        people_answer_invited(rq, an, &step->to, 1, TEXT("/admin/people"));
    return e;
}

/* ---- A role for somebody who is here ------------------------------------- */

struct role_form {
    text role, of;
};
static const struct input role_inputs[] = {
    INPUT(struct role_form, role, INPUT_CHOICE, .is_required = true,
        .choices = invite_all_roles, .choice_labels = invite_all_role_words,
        .label = N_("As what")),
    INPUT(struct role_form, of, INPUT_TEXT, .max = 300, .label = N_("Of what"),
        .hint =
            N_("The code of a partnership, a side or an organisation, or the "
               "address of its page. Empty: the network.")),
};
enum { N_ROLE = sizeof role_inputs / sizeof role_inputs[0] };

static enum err
answer_role(struct request *rq, struct answer *an, const struct form *form,
    const struct thing *person)
{
    struct admin_role_page p = {
        .form = form, .address = request_address(rq), .person = *person
    };
    struct view v = request_view(rq);
    network_joining_admin_role(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = person->title,
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

enum err
admin_role_show(struct request *rq, struct answer *an)
{
    struct thing person;
    struct form form;
    enum err e = thing_load(
        rq->db, rq->arena, TEXT("person"), request_key(rq, 0), &person);
    if (e != OK)
        return e;
    form_open(rq, role_inputs, N_ROLE, &form);
    return answer_role(rq, an, &form, &person);
}

static enum err
save_role(struct db *writer, struct arena *a, void *arg)
{
    int64_t id;
    return membership_add(writer, a, arg, &id);
}

enum err
admin_role_send(struct request *rq, struct answer *an)
{
    struct role_form given = { 0 };
    struct form form;
    struct thing person, thing;
    char key[KEY_LENGTH];
    bool is_network = true;
    enum err e = form_parse(rq, role_inputs, N_ROLE, &form, &given);
    if (e == OK)
        e = thing_load(
            rq->db, rq->arena, TEXT("person"), request_key(rq, 0), &person);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    e = invite_find_thing(rq, given.of, &thing, &is_network);
    if (e == ERR_NOT_FOUND) {
        form_error(&form, "of",
            say(&v,
                N_("There is no partnership, side or organisation with this "
                   "code.")));
        e = OK;
    }
    if (e == OK && form.n_errors == 0) {
        struct membership_new what = { .person_id = person.id,
            .role = role_who(given.role),
            .thing = is_network ? NULL : &thing,
            .actor_id = rq->actor.person_id,
            .now = rq->now };
        e = db_write(rq->db, rq->arena, save_role, &what);
        if (e == ERR_CONFLICT) /* they are that already: sent twice */
            e = OK;
        if (e == ERR_DENIED) {
            form_error(&form, "role",
                say(&v,
                    N_("The network needs a coordinator. Invite another one "
                       "before this one leaves.")));
            e = OK;
        } else if (e == ERR_BAD_INPUT) {
            e = invite_complain(rq, &form, e);
        }
    }
    if (e == OK && form.n_errors > 0)
        return answer_role(rq, an, &form, &person);
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "/admin/people/%.*s",
                TEXT_ARG(key_print(person.id, key))));
    return e;
}

/* ---- A list ---------------------------------------------------------------
 */

struct list_form {
    text list, go;
    struct upload file;
};
static const char *const goes[] = { "yes", NULL };
static const struct input list_inputs[] = {
    INPUT(struct list_form, list, INPUT_PROSE, .max = INVITE_LIST_BYTES,
        .label = N_("The list, pasted")),
    INPUT(struct list_form, file, INPUT_FILE, .max = INVITE_LIST_BYTES,
        .label = N_("Or a CSV file")),
    INPUT(struct list_form, go, INPUT_CHOICE, .choices = goes,
        .label = N_("Invite them")),
};
enum { N_LIST = sizeof list_inputs / sizeof list_inputs[0] };

static enum err
answer_list(struct request *rq, struct answer *an, const struct form *form,
    const struct invite_list *list, text csv)
{
    struct admin_list_page p = { .form = form, .list = list, .csv = csv };
    struct view v = request_view(rq);
    network_joining_admin_list(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Invite from a list")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

enum err
admin_list_show(struct request *rq, struct answer *an)
{
    struct form form;
    form_open(rq, list_inputs, N_LIST, &form);
    return answer_list(rq, an, &form, NULL, (text){ 0 });
}

/* What was uploaded, or pasted. */
static enum err
read_list(struct request *rq, const struct list_form *given, text *csv)
{
    *csv = given->list;
    if (!given->file.is_given)
        return OK;
    struct buf all = buf_in(rq->arena, given->file.size + 1);
    char piece[8192];
    ptrdiff_t n = 0;
    do {
        enum err e = upload_read(
            rq, &given->file, all.len, piece, (ptrdiff_t)sizeof piece, &n);
        if (e != OK)
            return e;
        buf_add(&all, (text){ piece, n });
    } while (n > 0 && all.len <= INVITE_LIST_BYTES);
    *csv = buf_text(&all);
    return OK;
}

struct list_step {
    struct inviter from;
    struct invite_list *list;
    bool is_real;
    text token, first;
};

static enum err
save_list(struct db *writer, struct arena *a, void *arg)
{
    struct list_step *step = arg;
    enum err e = OK;
    if (step->is_real)
        e = once_take(writer, a, step->token, TEXT("/admin/people/waiting"),
            &step->first);
    for (ptrdiff_t i = 0; e == OK && i < step->list->n_lines; i++) {
        struct invite_line *line = &step->list->lines[i];
        struct invitation to = line->to; /* a step may run again */
        if (text_is_known(line->problem))
            continue;
        to.person_id = 0;
        e = people_invite_in(writer, a, &step->from, &to);
        if (e == ERR_BAD_INPUT && !step->is_real) {
            line->to.outcome = (enum invited)0;
            e = OK;
        } else if (e == OK) {
            line->to.outcome = to.outcome;
            if (step->is_real)
                line->to = to;
        }
    }
    return e;
}

/* Sent the first time it is only tried; the second time, with nothing wrong
 * in it, it is done. */
enum err
admin_list_send(struct request *rq, struct answer *an)
{
    struct list_form given = { 0 };
    struct form form;
    struct invite_list *list = arena_new(rq->arena, struct invite_list, 1);
    text csv;
    enum err e = form_parse(rq, list_inputs, N_LIST, &form, &given);
    if (e == OK)
        e = read_list(rq, &given, &csv);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    if (form.n_errors == 0 && text_is_empty(csv))
        form_error(
            &form, "list", say(&v, N_("Paste a list, or choose a file.")));
    if (form.n_errors > 0)
        return answer_list(rq, an, &form, NULL, given.list);
    e = invite_list_read(rq, csv, list);
    if (e == OK && text_is_known(list->problem))
        form_error(&form, "list", list->problem);
    if (e == OK && form.n_errors > 0)
        return answer_list(rq, an, &form, NULL, csv);
    if (e != OK)
        return e;
    struct list_step step = { .from = people_inviter(rq),
        .list = list,
        .is_real = text_is_known(given.go) && list->n_problems == 0,
        .token = form.token };
    e = step.is_real ? db_write(rq->db, rq->arena, save_list, &step)
                     : db_write_nothing(rq->db, rq->arena, save_list, &step);
    if (e == ERR_CONFLICT && text_is_known(step.first)) {
        answer_redirect(rq, an, step.first);
        return OK;
    }
    if (e != OK)
        return e;
    if (!step.is_real)
        return answer_list(rq, an, &form, list, csv);
    struct invitation *all =
        arena_new(rq->arena, struct invitation, list->n_lines);
    for (ptrdiff_t i = 0; i < list->n_lines; i++)
        all[i] = list->lines[i].to;
    people_answer_invited(
        rq, an, all, list->n_lines, TEXT("/admin/people/waiting"));
    return OK;
}
