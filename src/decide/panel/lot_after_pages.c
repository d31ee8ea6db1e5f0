/* After the draw: one's own yes or no; the page of those who look after the
 * members, with replacements, reserves and who came. */
#include "decide/panel/lot.h"

#include "decide/panel/lot_after.html.h"
#include "people/people.h"

enum { TICKETS_MAX = LOT_SIZE_MAX };

/* ---- Forms
 * ------------------------------------------------------------------- */

struct replace_form {
    text reason;
    bool is_wide;
};
static const struct input replace_inputs[] = {
    INPUT(struct replace_form, reason, INPUT_TEXT, .is_required = true,
        .max = 500, .label = N_("Why"),
        .hint = N_("Your name, the day and this reason stand on the public "
                   "page.")),
    INPUT(struct replace_form, is_wide, INPUT_BOOL,
        .label = N_("Draw from all who volunteered, not from the reserves "
                    "alone")),
};
enum { N_REPLACE = sizeof replace_inputs / sizeof *replace_inputs };

struct reserves_form {
    int64_t n_reserves;
};
static const struct input reserves_inputs[] = {
    INPUT(struct reserves_form, n_reserves, INPUT_INT, .is_required = true,
        .min = 1, .max = LOT_SIZE_MAX, .label = N_("How many reserves")),
};
enum { N_RESERVES = sizeof reserves_inputs / sizeof *reserves_inputs };

struct attend_form {
    text day, tickets;
};
static const struct input attend_inputs[] = {
    INPUT(struct attend_form, day, INPUT_DATE, .is_required = true,
        .label = N_("Day")),
    INPUT(struct attend_form, tickets, INPUT_PROSE, .max = 4'000,
        .label = N_("Tickets of those who came"),
        .hint = N_("With a blank or a line between them. A day that is sent "
                   "again is written anew.")),
};
enum { N_ATTEND = sizeof attend_inputs / sizeof *attend_inputs };

struct end_form {
    text end_reason;
};
static const struct input end_inputs[] = {
    INPUT(struct end_form, end_reason, INPUT_TEXT, .is_required = true,
        .max = 500, .label = N_("Why it ends"),
        .hint = N_("Your name, the day and this reason stand on the public "
                   "page.")),
};
enum { N_END = sizeof end_inputs / sizeof *end_inputs };

const struct form *
lot_end_form(struct request *rq)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    form_open(rq, end_inputs, N_END, form);
    return form;
}

/* ---- The members
 * ---------------------------------------------------------------- */

static enum err
load_standing(struct request *rq, const struct lot *l, const char *standing,
    struct lot_members_page *p)
{
    struct lot_group *g = &p->groups[p->n_groups++];
    struct panel_volunteer *rows;
    g->standing = standing;
    enum err e = panel_standing(rq->db, rq->arena,
        (struct panel_standing_in){ .panel_id = l->row.id,
            .standing = text_of(standing),
            .n_rows = TICKETS_MAX },
        &rows, &g->n);
    g->rows = rows;
    g->labels = arena_new(rq->arena, text, g->n + 1);
    for (ptrdiff_t i = 0; e == OK && i < g->n; i++) {
        struct panel_link_to_row link = { 0 };
        e = panel_link_to(
            rq->db, rq->arena, (struct panel_link_to_in){ rows[i].id }, &link);
        g->labels[i] = link.label;
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    return e;
}

static enum err
answer_members(struct request *rq, struct answer *an, const struct form *wrong,
    const char *fault)
{
    static const char *const standings[] = { "accepted", "asked", "reserve",
        "declined", "left" };
    struct lot *l = arena_new(rq->arena, struct lot, 1);
    struct lot_members_page p = { .rq = rq, .l = l };
    struct form button, replace, reserves, attend;
    struct view v = request_view(rq);
    enum err e = lot_load(rq->db, rq->arena, request_key(rq, 0), rq->now, l);
    for (size_t i = 0; e == OK && i < sizeof standings / sizeof *standings; i++)
        e = load_standing(rq, l, standings[i], &p);
    if (e == OK)
        e = lot_numbers(rq->db, rq->arena, l, &p.numbers);
    if (e == OK)
        e = panel_days(rq->db, rq->arena,
            (struct panel_days_in){ .panel_id = l->row.id, .n_rows = 200 },
            &p.days, &p.n_days);
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &button);
    form_open(rq, replace_inputs, N_REPLACE, &replace);
    form_open(rq, reserves_inputs, N_RESERVES, &reserves);
    form_open(rq, attend_inputs, N_ATTEND, &attend);
    p.address = lot_sub(rq->arena, l->row.id, "");
    p.button = &button;
    p.replace = &replace;
    p.reserves = &reserves;
    p.attend = &attend;
    if (wrong != NULL && wrong->inputs == replace_inputs)
        p.replace = wrong;
    else if (wrong != NULL && wrong->inputs == reserves_inputs)
        p.reserves = wrong;
    else if (wrong != NULL)
        p.attend = wrong;
    rq->form = wrong;
    if (fault != NULL) {
        p.fault = say(&v, fault);
        an->status = 409;
    }
    an->keeping = TEXT("no-store");
    decide_lot_after(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Members and reserves")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
lot_members_show(struct request *rq, struct answer *an)
{
    return answer_members(rq, an, NULL, NULL);
}

/* A step whose refusal is said on the page of members. */
static enum err
turn_here(
    struct request *rq, struct answer *an, db_step *step, struct lot_turning *t)
{
    t->id = request_key(rq, 0);
    t->actor_id = rq->actor.person_id;
    t->now = rq->now;
    t->today = day_of(rq->arena, rq->now);
    enum err e = db_write(rq->db, rq->arena, step, t);
    if (e == ERR_CONFLICT && t->fault != NULL)
        return answer_members(rq, an, NULL, t->fault);
    if (e == OK)
        answer_redirect(rq, an, lot_sub(rq->arena, t->id, ""));
    return e;
}

enum err
lot_replace_send(struct request *rq, struct answer *an)
{
    struct replace_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, replace_inputs, N_REPLACE, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return answer_members(rq, an, form, NULL);
    struct lot_turning t = {
        .token = form->token, .a = given.reason, .is_wide = given.is_wide
    };
    return turn_here(rq, an, lot_replace_step, &t);
}

enum err
lot_reserves_send(struct request *rq, struct answer *an)
{
    struct reserves_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, reserves_inputs, N_RESERVES, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return answer_members(rq, an, form, NULL);
    struct lot_turning t = { .token = form->token, .way = given.n_reserves };
    return turn_here(rq, an, lot_reserves_step, &t);
}

enum err
lot_end_send(struct request *rq, struct answer *an)
{
    struct end_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, end_inputs, N_END, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return lot_answer_wrong(rq, an, form);
    struct lot_turning t = { .token = form->token, .a = given.end_reason };
    return lot_turn(rq, an, lot_end_step, &t);
}

enum err
lot_remove_send(struct request *rq, struct answer *an)
{
    struct panel row;
    struct lot_turning t = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .now = rq->now };
    enum err e = button_parse(rq);
    if (e == OK)
        e = panel_get(rq->db, rq->arena, (struct panel_get_in){ t.id }, &row);
    if (e == OK)
        e = db_write(rq->db, rq->arena, lot_remove_step, &t);
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "/partnership/%.*s/panels",
                TEXT_ARG(lot_key(rq->arena, row.partnership_id))));
    return e;
}

/* ---- Yes or no
 * --------------------------------------------------------------------- */

static const char *const replies[] = { "accepted", "declined", "left", NULL };
struct reply_form {
    text reply, name;
    bool is_named;
};
static const struct input reply_inputs[] = {
    INPUT(struct reply_form, reply, INPUT_CHOICE, .is_required = true,
        .choices = replies, .label = N_("Your answer")),
    INPUT(struct reply_form, is_named, INPUT_BOOL,
        .label = N_("My name may stand among the members on the public page")),
    INPUT(struct reply_form, name, INPUT_TEXT, .max = 80,
        .label = N_("The name as it may be shown"),
        .hint = N_("Neither your ticket nor your chance nor anything that "
                   "you said stands beside it.")),
};
enum { N_REPLY = sizeof reply_inputs / sizeof *reply_inputs };

const struct form *
lot_reply_form(struct request *rq, const struct panel_volunteer *me)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    form_open(rq, reply_inputs, N_REPLY, form);
    if (text_is_known(me->name)) {
        form_give(form, "name", me->name);
        form_give(form, "is_named", TEXT("on"));
    } else if (rq->actor.person_id != 0)
        form_give(form, "name", rq->actor.name);
    return form;
}

enum err
lot_reply_parse(struct request *rq, struct form *form, struct lot_reply *to)
{
    struct reply_form given = { 0 };
    struct view v = request_view(rq);
    enum err e = form_parse(rq, reply_inputs, N_REPLY, form, &given);
    if (e != OK)
        return e;
    if (lot_is(given.reply, "accepted") && given.is_named &&
        text_is_empty(given.name))
        form_error(form, "name", say(&v, N_("Please fill this in.")));
    to->standing = given.reply;
    to->name = given.name;
    to->is_named = given.is_named;
    to->now = rq->now;
    return OK;
}

/* For somebody who said it on paper or by telephone: without a name. */
enum err
lot_reply_for_send(struct request *rq, struct answer *an)
{
    struct panel_volunteer who;
    struct reply_form given = { 0 };
    struct form form;
    int64_t ticket, id = request_key(rq, 0);
    enum err e = form_parse(rq, reply_inputs, N_REPLY, &form, &given);
    if (e == OK &&
        (form.n_errors > 0 || !text_parse_int(rq->params[1], &ticket)))
        e = ERR_BAD_INPUT; /* the page always sends one */
    if (e == OK)
        e = panel_volunteer_with(rq->db, rq->arena,
            (struct panel_volunteer_with_in){ id, ticket }, &who);
    if (e != OK)
        return e;
    struct lot_reply reply = { .panel_id = id,
        .volunteer_id = who.id,
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .standing = given.reply };
    e = db_write(rq->db, rq->arena, lot_reply_step, &reply);
    if (e == ERR_CONFLICT)
        return answer_members(rq, an, NULL,
            N_("This was answered otherwise meanwhile. Look again."));
    if (e == OK)
        answer_redirect(rq, an, lot_sub(rq->arena, id, "/members"));
    return e;
}

/* ---- Who came
 * ------------------------------------------------------------------------ */

/* Tickets of members, as typed, to volunteers; what is wrong beside the field.
 */
static enum err
read_tickets(
    struct request *rq, struct form *form, text typed, struct lot_attending *to)
{
    struct view v = request_view(rq);
    char *blanks = arena_new(rq->arena, char, typed.len + 1);
    enum err e = OK;
    to->volunteers = arena_new(rq->arena, int64_t, TICKETS_MAX);
    for (ptrdiff_t i = 0; i < typed.len; i++)
        blanks[i] =
            typed.ptr[i] < '0' || typed.ptr[i] > '9' ? ' ' : typed.ptr[i];
    text rest = { blanks, typed.len };
    while (e == OK && text_is_known(rest)) {
        struct panel_volunteer who;
        int64_t ticket;
        text word = text_cut(rest, ' ', &rest);
        if (word.len == 0)
            continue;
        e = text_parse_int(word, &ticket)
            ? panel_volunteer_with(rq->db, rq->arena,
                  (struct panel_volunteer_with_in){ to->panel_id, ticket },
                  &who)
            : ERR_NOT_FOUND;
        if (e == ERR_NOT_FOUND || to->n == TICKETS_MAX ||
            (e == OK && !lot_is(who.standing, "accepted") &&
                !lot_is(who.standing, "left"))) {
            form_error(form, "tickets",
                say_with(&v, N_("No member has the ticket %1$s."), 1,
                    (struct phrase_arg[]){ arg_text(word) }));
            return OK;
        }
        if (e == OK)
            to->volunteers[to->n++] = who.id;
    }
    return e;
}

enum err
lot_attend_send(struct request *rq, struct answer *an)
{
    struct attend_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = request_view(rq);
    struct lot_attending to = { .panel_id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .now = rq->now };
    enum err e = form_parse(rq, attend_inputs, N_ATTEND, form, &given);
    if (e != OK)
        return e;
    to.day = given.day;
    if (text_is_known(given.day) &&
        text_compare(given.day, day_of(rq->arena, rq->now)) > 0)
        form_error(form, "day", say(&v, N_("This day has not come yet.")));
    if (text_is_known(given.tickets))
        e = read_tickets(rq, form, given.tickets, &to);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return answer_members(rq, an, form, NULL);
    e = db_write(rq->db, rq->arena, lot_attend_step, &to);
    if (e == OK)
        answer_redirect(rq, an, lot_sub(rq->arena, to.panel_id, "/members"));
    return e;
}
