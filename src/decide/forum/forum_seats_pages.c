/* Who sits in a group: written down, and until when. */
#include "decide/forum/forum.h"

#include "base/key.h"
#include "decide/forum/forum_seats.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

enum { N_SIT = 5 };

struct sit_form {
    text seat, mail, name, since;
    bool is_named;
};

static void
sit_inputs(
    struct request *rq, const struct forum_whole *g, struct input in[N_SIT])
{
    struct arena *a = rq->arena;
    const char **keys = arena_new(a, const char *, g->n_seats + 1);
    const char **names = arena_new(a, const char *, g->n_seats + 1);
    for (int i = 0; i < g->n_seats; i++) {
        keys[i] = arena_c_string(a, forum_key(a, g->seats[i].row.id));
        names[i] = arena_c_string(a, g->seats[i].row.name);
    }
    in[0] = (struct input)INPUT(struct sit_form, seat, INPUT_CHOICE,
        .is_required = true, .choices = keys, .choice_labels = names,
        .label = N_("Seat"));
    in[1] = (struct input)INPUT(struct sit_form, mail, INPUT_MAIL,
        .label = N_("Their e-mail address, when they sign in here"),
        .hint = N_("They are invited to meetings, and read what is for "
                   "members."));
    in[2] = (struct input)INPUT(struct sit_form, name, INPUT_TEXT, .max = 120,
        .label = N_("Or their name, when they do not sign in"));
    in[3] = (struct input)INPUT(struct sit_form, since, INPUT_DATE,
        .is_required = true, .label = N_("Since"));
    in[4] = (struct input)INPUT(struct sit_form, is_named, INPUT_BOOL,
        .label = N_("They agreed that everybody may read their name"));
}

enum err
forum_seats_answer(struct request *rq, struct answer *an,
    const struct forum_whole *g, struct form *form, struct form *seat_form)
{
    struct forum_seats_page p = { .g = g,
        .address = forum_sub(rq->arena, g->row.id, "/seats") };
    struct input in[N_SIT];
    struct form button;
    const struct form *sent = rq->form;
    p.group = forum_sub(rq->arena, g->row.id, "");
    p.form = form;
    if (form == NULL && g->n_seats > 0) {
        form = arena_new(rq->arena, struct form, 1);
        sit_inputs(rq, g, in);
        form_open(rq, in, N_SIT, form);
        form_give(form, "since", day_of(rq->arena, rq->now));
        p.form = form;
    }
    p.seat_form = seat_form;
    if (seat_form == NULL) {
        enum err e = forum_seat_form(rq, g, &p.seat_form);
        if (e != OK)
            return e;
    }
    form_open(rq, NULL, 0, &button);
    if (sent != NULL)
        rq->form = sent; /* the title speaks of what was sent */
    p.button = &button;
    p.links = arena_new(rq->arena, struct edit_links, g->n_seats);
    for (int i = 0; i < g->n_seats; i++)
        p.links[i] = edit_links_of(rq, "forum_seat", g->seats[i].row.name,
            g->seats[i].row.id, g->row.id, g->row.partnership_id, NULL);
    struct view v = request_view(rq);
    decide_forum_seats(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Who sits there")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
forum_seats_show(struct request *rq, struct answer *an)
{
    struct forum_whole g;
    enum err e = forum_load(rq, request_key(rq, 0), &g);
    return e == OK ? forum_seats_answer(rq, an, &g, NULL, NULL) : e;
}

/* ---- Somebody takes a seat
 * --------------------------------------------------- */

struct sitting_down {
    struct forum_holder row;
    struct thing forum;
    text token, address;
    int64_t actor_id, now;
};

/* Who signs in sees the group from then on; what they are of it already
 * stays. */
static enum err
let_in(struct db *writer, struct arena *a, const struct sitting_down *s)
{
    int64_t id;
    struct forum_role_of_row role;
    if (!s->row.has_person_id)
        return OK;
    enum err e = forum_role_of(writer, a,
        (struct forum_role_of_in){ .person_id = s->row.person_id,
            .thing_id = s->forum.id,
            .has_thing_id = true,
            .today = day_of(a, s->now) },
        &role);
    if (e != ERR_NOT_FOUND)
        return e;
    e = membership_add(writer, a,
        &(struct membership_new){ .person_id = s->row.person_id,
            .role = WHO_GUEST,
            .thing = &s->forum,
            .actor_id = s->actor_id,
            .now = s->now },
        &id);
    return e == ERR_CONFLICT ? OK : e;
}

static enum err
sit_down(struct db *writer, struct arena *a, void *arg)
{
    struct sitting_down *s = arg;
    text first;
    int64_t n = 0;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK; /* sent twice: it is there */
    if (e == OK)
        e = forum_holder_insert(writer, &s->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = let_in(writer, a, s);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("forum"),
                             .thing_id = s->forum.id })
                   : e;
}

/* One of this group's own seats. */
static int64_t
seat_of(const struct forum_whole *g, text key)
{
    int64_t id = 0;
    if (!key_parse(key, &id))
        return 0;
    for (int i = 0; i < g->n_seats; i++)
        if (g->seats[i].row.id == id)
            return id;
    return 0;
}

enum err
forum_seats_send(struct request *rq, struct answer *an)
{
    struct forum_whole g;
    struct input in[N_SIT];
    struct sit_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct sitting_down s = { .actor_id = rq->actor.person_id, .now = rq->now };
    enum err e = forum_load(rq, request_key(rq, 0), &g);
    if (e == OK)
        e = thing_load(rq->db, rq->arena, TEXT("forum"), g.row.id, &s.forum);
    if (e != OK)
        return e;
    sit_inputs(rq, &g, in);
    e = form_parse(rq, in, N_SIT, form, &given);
    if (e != OK)
        return e;
    bool has_mail = !text_is_empty(given.mail);
    if (has_mail) {
        e = people_find(rq->db, rq->arena, given.mail, &s.row.person_id);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        s.row.has_person_id = e == OK;
        if (e == ERR_NOT_FOUND)
            form_error(form, "mail",
                say(&v,
                    N_("nobody here signs in with this address: invite them "
                       "first, or write their name")));
    } else if (text_is_empty(given.name) && given.is_named)
        form_error(form, "name", say(&v, N_("whose name is it?")));
    if (form->n_errors > 0)
        return forum_seats_answer(rq, an, &g, form, NULL);
    s.row.id = key_new();
    s.row.code = forum_key(rq->arena, s.row.id);
    s.row.seat_id = seat_of(&g, given.seat);
    if (!has_mail && !text_is_empty(given.name))
        s.row.name = given.name;
    s.row.since = given.since;
    s.row.is_named = given.is_named;
    s.token = form->token;
    s.address = forum_sub(rq->arena, g.row.id, "/seats");
    if (s.row.seat_id == 0)
        return ERR_NOT_FOUND;
    e = db_write(rq->db, rq->arena, sit_down, &s);
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}

/* ---- And leaves it
 * -------------------------------------------------------------- */

struct standing_up {
    int64_t forum_id, holder_id, actor_id, now;
    text token;
};

static enum err
stand_up(struct db *writer, struct arena *a, void *arg)
{
    const struct standing_up *s = arg;
    struct forum_holder row;
    struct forum_seat seat;
    struct forum_role_of_row role;
    text first, today = day_of(a, s->now);
    enum err e = once_take(writer, a, s->token, TEXT("left"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = forum_holder_get(writer, a,
            (struct forum_holder_get_in){ .id = s->holder_id }, &row);
    if (e == OK)
        e = forum_seat_get(
            writer, a, (struct forum_seat_get_in){ .id = row.seat_id }, &seat);
    if (e == OK && seat.forum_id != s->forum_id)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    if (text_is_known(row.until) && text_compare(row.until, today) <= 0)
        return OK; /* they left already */
    row.until = today;
    if (!row.is_named)
        row.name = (text){ 0 }; /* of no use any more, to anybody */
    if (text_compare(row.since, today) > 0)
        row.since = today;
    e = forum_holder_update(writer, &row, NULL);
    if (e == OK && row.has_person_id) {
        e = forum_role_of(writer, a,
            (struct forum_role_of_in){ .person_id = row.person_id,
                .thing_id = s->forum_id,
                .has_thing_id = true,
                .today = today },
            &role);
        if (e == OK && text_is_equal(role.role, TEXT("guest")))
            e = membership_end(writer, a,
                &(struct membership_ending){
                    .id = role.id, .actor_id = s->actor_id, .now = s->now });
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("forum"),
                             .thing_id = s->forum_id })
                   : e;
}

enum err
forum_holder_end_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct standing_up s = { .forum_id = request_key(rq, 0),
        .holder_id = request_key(rq, 1),
        .actor_id = rq->actor.person_id,
        .now = rq->now };
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    s.token = form.token;
    e = db_write(rq->db, rq->arena, stand_up, &s);
    if (e == OK)
        answer_redirect(rq, an, forum_sub(rq->arena, s.forum_id, "/seats"));
    return e;
}
