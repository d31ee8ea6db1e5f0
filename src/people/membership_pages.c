/* One membership: what somebody is, of what, until when. For the facilitators
 * of a partnership, and for coordinators. */
#include "people/people_pages.h"
#include "people/people_routes.h"

#include "base/key.h"
#include "keep/mail.h"
#include "people/account.sql.h"
#include "people/invite.h"
#include "people/my_roles.html.h"
#include "people/people.sql.h"
#include "people/people_admin.html.h"

struct end_form {
    text ends_on, reason;
};
static const struct input end_inputs[] = {
    INPUT(struct end_form, ends_on, INPUT_DATE, .is_required = true,
        .label = N_("The first day without it"),
        .hint = N_("Today, or a later day.")),
    INPUT(struct end_form, reason, INPUT_PROSE, .is_required = true,
        .max = 1000, .label = N_("Why, in a sentence or two"),
        .hint = N_("It goes to them by mail, as you write it.")),
};
enum { N_INPUTS = sizeof end_inputs / sizeof end_inputs[0] };

text
membership_address(struct arena *a, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_print(a, "/membership/%.*s", TEXT_ARG(key_print(id, key)));
}

/* Where one came from: the partnership's people, or all of them. */
static text
back_from(struct request *rq, const struct membership *row)
{
    char key[KEY_LENGTH];
    if (row->has_partnership_id)
        return arena_print(rq->arena, "/partnership/%.*s/people",
            TEXT_ARG(key_print(row->partnership_id, key)));
    return rq->actor.is_coordinator ? TEXT("/admin/people") : TEXT("/me");
}

static enum err
load(struct request *rq, struct membership *row)
{
    return membership_get(rq->db, rq->arena,
        (struct membership_get_in){ .id = request_key(rq, 0) }, row);
}

/* Who made or ended it, as far as the reader may know; nobody: a command. */
static enum err
load_name(struct request *rq, bool is_known, int64_t person_id, text *name)
{
    struct person person;
    struct person_seen_row seen;
    enum err e;
    *name = (text){ 0 };
    if (!is_known)
        return OK;
    if (rq->actor.is_coordinator) {
        e = person_get(rq->db, rq->arena,
            (struct person_get_in){ .id = person_id }, &person);
        if (e == OK)
            *name = person.name;
    } else {
        e = person_seen(rq->db, rq->arena,
            (struct person_seen_in){ .id = person_id,
                .viewer = rq->actor.person_id,
                .today = day_of(rq->arena, rq->now) },
            &seen);
        if (e == OK)
            *name = seen.name;
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
answer_form(struct request *rq, struct answer *an, const struct form *form,
    const struct membership *row)
{
    struct membership_page p = { .form = form,
        .address = membership_address(rq->arena, row->id),
        .back = back_from(rq, row) };
    struct membership_line *line;
    text today = day_of(rq->arena, rq->now);
    enum err e = person_admin_get(rq->db, rq->arena,
        (struct person_admin_get_in){ .id = row->person_id }, &p.person);
    if (e == OK)
        e = membership_lines(rq, row, 1, &line);
    if (e == OK)
        e = load_name(rq, row->has_made_by, row->made_by, &p.made_by);
    if (e == OK)
        e = load_name(rq, row->has_ended_by, row->ended_by, &p.ended_by);
    if (e != OK)
        return e;
    p.line = *line;
    p.waits = p.person.has_account && !p.person.has_password &&
        text_is_known(p.person.mail) &&
        (rq->actor.is_coordinator || row->has_partnership_id);
    p.may_end =
        !text_is_known(row->ends_on) || text_compare(row->ends_on, today) > 0;
    struct view v = request_view(rq);
    people_people_admin_membership(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(
        rq, an, (struct page){ .title = p.person.name, .body = view_html(&v) });
    return OK;
}

enum err
membership_show(struct request *rq, struct answer *an)
{
    struct membership row;
    struct form form;
    enum err e = load(rq, &row);
    if (e != OK)
        return e;
    form_open(rq, end_inputs, N_INPUTS, &form);
    form_give(&form, "ends_on",
        text_is_known(row.ends_on) ? row.ends_on : day_of(rq->arena, rq->now));
    return answer_form(rq, an, &form, &row);
}

struct end_step {
    struct membership_ending what;
    struct request *rq;
    const struct membership *row;
    text title; /* of what it is of */
};

/* What it is of hears that somebody is out of it from today on. */
static enum err
leave(struct db *writer, struct arena *a, const struct end_step *step)
{
    const struct thing_kind *k = thing_kind_find(step->row->kind);
    bool is_today = !text_is_known(step->what.ends_on) ||
        text_compare(step->what.ends_on, day_of(a, step->what.now)) <= 0;
    return k != NULL && k->left != NULL && is_today
        ? k->left(
              writer, a, step->rq, step->row->thing_id, step->row->person_id)
        : OK;
}

/* To whose it was, in their language. */
static enum err
tell(struct db *writer, struct arena *a, const struct end_step *step)
{
    struct account to;
    enum err e = account_get(writer, a,
        (struct account_get_in){ .person_id = step->row->person_id }, &to);
    if (e == ERR_NOT_FOUND || (e == OK && !text_is_known(to.mail)))
        return OK;
    if (e != OK)
        return e;
    const struct lang *lang =
        text_is_known(to.language) ? lang_find(to.language) : NULL;
    struct view v = view_in(a, lang == NULL ? lang_all(0) : lang, 500);
    struct phrase_arg title[] = { arg_text(step->title) };
    struct phrase_arg last[] = { arg_text(say(&v, role_said(step->row->role))),
        title[0], arg_text(lang_date(v.lang, a, step->what.ends_on)) };
    return mail_put(writer, a,
        &(struct mail){ .person_id = to.person_id,
            .to = to.mail,
            .lang = v.lang,
            .kind = TEXT("membership"),
            .subject = say_with(&v, N_("Your role in %s ends"), 1, title),
            .body = arena_join(a, 3,
                (text[]){ say_with(&v,
                              N_("Your role as %s in %s ends. The first day "
                                 "without it is %s."),
                              3, last),
                    TEXT("\n\n"), step->what.reason }) });
}

static enum err
save_end(struct db *writer, struct arena *a, void *arg)
{
    const struct end_step *step = arg;
    enum err e = membership_end(writer, a, &step->what);
    if (e == OK)
        e = leave(writer, a, step);
    return e == OK ? tell(writer, a, step) : e;
}

/* What it is of, as a title; the network by its name. */
static enum err
load_title(struct request *rq, const struct membership *row, text *title)
{
    struct thing thing;
    text sentence;
    request_describe(rq, title, &sentence);
    if (row->thing_id == 0)
        return OK;
    enum err e =
        thing_load(rq->db, rq->arena, row->kind, row->thing_id, &thing);
    if (e == OK)
        *title = thing.title;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
membership_end_send(struct request *rq, struct answer *an)
{
    struct membership row;
    struct form form;
    struct end_form given = { 0 };
    enum err e = form_parse(rq, end_inputs, N_INPUTS, &form, &given);
    if (e == OK)
        e = load(rq, &row);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_form(rq, an, &form, &row);
    struct end_step step = { .rq = rq,
        .row = &row,
        .what = { .id = row.id,
            .ends_on = given.ends_on,
            .reason = given.reason,
            .actor_id = rq->actor.person_id,
            .now = rq->now } };
    struct view v = request_view(rq);
    e = load_title(rq, &row, &step.title);
    if (e == OK)
        e = db_write(rq->db, rq->arena, save_end, &step);
    if (e == ERR_BAD_INPUT)
        form_error(&form, "ends_on", say(&v, N_("This day is past.")));
    else if (e == ERR_DENIED) {
        form.n_errors++;
        form.error_all = say(&v,
            N_("The network needs a coordinator. Invite another one "
               "before this one leaves."));
    } else if (e != OK && e != ERR_NOT_FOUND) /* it ended: sent twice */
        return e;
    if (form.n_errors > 0)
        return answer_form(rq, an, &form, &row);
    answer_redirect(rq, an, back_from(rq, &row));
    return OK;
}

/* ---- One's own ------------------------------------------------------------
 */

enum err
my_roles_show(struct request *rq, struct answer *an)
{
    struct form form;
    struct my_roles_page p = { .form = &form,
        .today = day_of(rq->arena, rq->now) };
    struct membership *rows;
    enum err e = membership_of_person(rq->db, rq->arena,
        (struct membership_of_person_in){
            .person_id = rq->actor.person_id, .n_rows = MEMBERSHIPS_MAX },
        &rows, &p.n_lines);
    if (e == OK)
        e = membership_lines(rq, rows, p.n_lines, &p.lines);
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &form);
    struct view v = request_view(rq);
    people_my_roles(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What you take part in")),
            .section = "me",
            .body = view_html(&v) });
    return OK;
}

static enum err
save_leave(struct db *writer, struct arena *a, void *arg)
{
    const struct end_step *step = arg;
    enum err e = membership_end(writer, a, &step->what);
    return e == OK ? leave(writer, a, step) : e;
}

/* Nobody needs a reason to leave; the network itself is left by being erased,
 * and the last coordinator stays. */
enum err
my_role_end_send(struct request *rq, struct answer *an)
{
    struct membership row = { 0 };
    enum err e = button_parse(rq);
    if (e == OK)
        e = load(rq, &row);
    if (e == OK && row.person_id != rq->actor.person_id)
        e = ERR_NOT_FOUND;
    if (e == OK && row.thing_id == 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    struct end_step step = { .rq = rq,
        .row = &row,
        .what = {
            .id = row.id, .actor_id = rq->actor.person_id, .now = rq->now } };
    e = db_write(rq->db, rq->arena, save_leave, &step);
    if (e != OK && e != ERR_NOT_FOUND) /* it ended: sent twice */
        return e;
    answer_redirect(rq, an, TEXT("/me/roles"));
    return OK;
}

/* ---- Invitations ----------------------------------------------------------
 */

/* The route asked for a facilitator of its partnership, or a coordinator. */
enum err
membership_again_send(struct request *rq, struct answer *an)
{
    struct membership row;
    enum err e = load(rq, &row);
    if (e != OK)
        return e;
    return invite_again(rq, an, row.person_id,
        row.has_partnership_id ? row.partnership_id : 0, back_from(rq, &row));
}

enum err
membership_back_send(struct request *rq, struct answer *an)
{
    struct membership row;
    enum err e = load(rq, &row);
    if (e != OK)
        return e;
    return invite_back(rq, an, row.person_id,
        row.has_partnership_id ? row.partnership_id : 0, back_from(rq, &row));
}

text
membership_home(struct request *rq, int64_t person_id)
{
    struct membership *rows;
    ptrdiff_t n;
    struct thing thing;
    int best = -1;
    text today = day_of(rq->arena, rq->now);
    enum err e = membership_of_person(rq->db, rq->arena,
        (struct membership_of_person_in){
            .person_id = person_id, .n_rows = MEMBERSHIPS_MAX },
        &rows, &n);
    for (int i = 0; e == OK && i < n; i++)
        if (rows[i].thing_id != 0 && membership_is_on(&rows[i], today) &&
            (best < 0 || rows[i].id > rows[best].id))
            best = i;
    if (e != OK || best < 0 ||
        thing_load(rq->db, rq->arena, rows[best].kind, rows[best].thing_id,
            &thing) != OK)
        return TEXT("/me");
    return thing_address(rq->arena, &thing);
}

/* ---- Who is in a partnership ----------------------------------------------
 */

static struct people_in
line_of(struct arena *a, int64_t id, int64_t person_id, int64_t thing_id,
    text name, text role, text starts_on, text ends_on)
{
    return (struct people_in){ .membership_id = id,
        .person_id = person_id,
        .thing_id = thing_id,
        .name = name,
        .role = role_said(role),
        .starts_on = starts_on,
        .ends_on = ends_on,
        .address = membership_address(a, id) };
}

enum err
people_in_partnership(struct request *rq, int64_t partnership_id,
    int64_t after_id, int64_t n_rows, struct people_in **rows, ptrdiff_t *n)
{
    struct membership_of_partnership_row *found;
    enum err e = membership_of_partnership(rq->db, rq->arena,
        (struct membership_of_partnership_in){ .partnership_id = partnership_id,
            .today = day_of(rq->arena, rq->now),
            .after_id = after_id,
            .n_rows = n_rows },
        &found, n);
    if (e != OK)
        return e;
    *rows = arena_new(rq->arena, struct people_in, *n);
    for (ptrdiff_t i = 0; i < *n; i++) {
        (*rows)[i] = line_of(rq->arena, found[i].id, found[i].person_id,
            found[i].thing_id, found[i].name, found[i].role, found[i].starts_on,
            found[i].ends_on);
        (*rows)[i].waits = found[i].waits;
    }
    return OK;
}

enum err
people_formerly_in(struct request *rq, int64_t partnership_id, int64_t n_rows,
    struct people_in **rows, ptrdiff_t *n)
{
    struct membership_former_row *found;
    enum err e = membership_former(rq->db, rq->arena,
        (struct membership_former_in){ .partnership_id = partnership_id,
            .today = day_of(rq->arena, rq->now),
            .n_rows = n_rows },
        &found, n);
    if (e != OK)
        return e;
    *rows = arena_new(rq->arena, struct people_in, *n);
    for (ptrdiff_t i = 0; i < *n; i++)
        (*rows)[i] = line_of(rq->arena, found[i].id, found[i].person_id,
            found[i].thing_id, found[i].name, found[i].role, found[i].starts_on,
            found[i].ends_on);
    return OK;
}
