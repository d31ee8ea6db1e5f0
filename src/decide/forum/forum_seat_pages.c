/* Seats in a group: for whom, on which side, how many. */
#include "decide/forum/forum.h"

#include "base/key.h"
#include "decide/proposal/proposal.h"
#include "keep/once.h"
#include "keep/version.h"
#include "os/entropy.h"

enum { N_SEAT = 3 };

struct seat_form {
    text for_whom, side;
    int64_t n_seats;
};

static enum err
seat_inputs(struct request *rq, const struct forum_whole *g, struct input *in)
{
    struct arena *a = rq->arena;
    struct proposal_sides_there_row *sides;
    ptrdiff_t n;
    enum err e = proposal_sides_there(rq->db, a,
        (struct proposal_sides_there_in){
            .partnership_id = g->row.partnership_id,
            .n_rows = PROPOSAL_SIDES_MAX },
        &sides, &n);
    if (e != OK)
        return e;
    const char **keys = arena_new(a, const char *, n + 1);
    const char **names = arena_new(a, const char *, n + 1);
    for (ptrdiff_t i = 0; i < n; i++) {
        keys[i] = arena_c_string(a, forum_key(a, sides[i].id));
        names[i] = arena_c_string(a, sides[i].name);
    }
    in[0] = (struct input)INPUT(struct seat_form, for_whom, INPUT_TEXT,
        .is_required = true, .max = 120, .label = N_("For whom"),
        .hint = N_("A community, an organisation, a role: Carers in the north "
                   "of the borough"));
    in[1] = (struct input)INPUT(struct seat_form, side, INPUT_CHOICE,
        .choices = keys, .choice_labels = names, .label = N_("Side"),
        .hint = N_("A group speaks in its meetings only for sides that have "
                   "seats in it."));
    in[2] = (struct input)INPUT(struct seat_form, n_seats, INPUT_INT,
        .is_required = true, .min = 1, .max = 200,
        .label = N_("How many seats"));
    return OK;
}

enum err
forum_seat_form(
    struct request *rq, const struct forum_whole *g, const struct form **to)
{
    struct input *in = arena_new(rq->arena, struct input, N_SEAT);
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = seat_inputs(rq, g, in);
    if (e == OK)
        form_open(rq, in, N_SEAT, form);
    *to = form;
    return e;
}

struct seating {
    struct forum_seat row;
    int64_t actor_id;
    text token;
};

static enum err
add_seats(struct db *writer, struct arena *a, void *arg)
{
    const struct seating *s = arg;
    text first;
    int64_t n = 0;
    enum err e = once_take(writer, a, s->token, TEXT("seats"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = forum_seat_insert(writer, &s->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    return e == OK ? version_note(writer, a, TEXT("forum_seat"), s->row.id,
                         s->actor_id, TEXT("create"))
                   : e;
}

enum err
forum_seat_send(struct request *rq, struct answer *an)
{
    struct forum_whole g;
    struct input in[N_SEAT];
    struct seat_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    enum err e = forum_load(rq, request_key(rq, 0), &g);
    if (e == OK)
        e = seat_inputs(rq, &g, in);
    if (e == OK)
        e = form_parse(rq, in, N_SEAT, form, &given);
    if (e != OK)
        return e;
    if (g.n_seats >= SEATS_MAX)
        form_error(form, "for_whom",
            say(&v, N_("a group has at most 40 kinds of seats")));
    if (form->n_errors > 0)
        return forum_seats_answer(rq, an, &g, NULL, form);
    struct seating s = { .actor_id = rq->actor.person_id,
        .token = form->token };
    s.row = (struct forum_seat){ .id = key_new(),
        .forum_id = g.row.id,
        .name = given.for_whom,
        .n_seats = given.n_seats };
    s.row.has_side_id = key_parse(given.side, &s.row.side_id);
    for (int i = 0; i < g.n_seats; i++)
        if (g.seats[i].row.position > s.row.position)
            s.row.position = g.seats[i].row.position;
    s.row.position += s.row.position < 999;
    s.row.code = forum_key(rq->arena, s.row.id);
    e = db_write(rq->db, rq->arena, add_seats, &s);
    if (e == OK)
        answer_redirect(rq, an, forum_sub(rq->arena, g.row.id, "/seats"));
    return e;
}
