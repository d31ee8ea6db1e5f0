/* Rounds of first meetings, as one organisation sees them: it joins, sees whom
 * it could meet, says yes or no. */
#include "match/partner_letter.h"
#include "match/partner_round.h"
#include "match/partner_routes.h"

#include "keep/audit.h"
#include "keep/once.h"
#include "keep/person_data.h"
#include "match/partner_round.html.h"
#include "os/entropy.h"
#include "people/people.h"

static void
answer_with(struct request *rq, struct answer *an, struct view *v, text title)
{
    answer_page(rq, an,
        (struct page){
            .title = title, .section = "partner", .body = view_html(v) });
    an->keeping = TEXT("no-store");
}

static bool
is_offered(const struct meeting_round *round)
{
    return text_is_equal(round->state.status, TEXT("offered")) ||
        text_is_equal(round->state.status, TEXT("ended"));
}

static bool
may_join(const struct request *rq, const struct meeting_round *round)
{
    return text_is_equal(round->state.status, TEXT("open")) &&
        !listing_is_over(rq, round->row.closes_on);
}

/* ---- Joining ---------------------------------------------------------------
 */

struct join_form {
    text side, capacity;
};
static const char *const side_choices[] = { "1", "2", NULL };
static const char *const capacity_choices[] = { "1", "2", "3", "0", NULL };
static const char *const capacity_words[] = { N_("One"), N_("Two"), N_("Three"),
    N_("We do not take part"), NULL };

/* The sides are called as the round says: its words, not the house's. */
static struct input *
join_inputs(struct arena *a, const struct meeting_round *round)
{
    const char **names = arena_new(a, const char *, 3);
    struct input *inputs = arena_new(a, struct input, 2);
    names[0] = arena_c_string(a, round->row.one_side);
    names[1] = arena_c_string(a, round->row.other_side);
    inputs[0] = (struct input)INPUT(struct join_form, side, INPUT_CHOICE,
        .is_required = true, .choices = side_choices, .choice_labels = names,
        .label = N_("Which side you are of"));
    inputs[1] = (struct input)INPUT(struct join_form, capacity, INPUT_CHOICE,
        .is_required = true, .choices = capacity_choices,
        .choice_labels = capacity_words,
        .label = N_("How many others you can meet"));
    return inputs;
}

static enum err
answer_mine(struct request *rq, struct answer *an, struct meeting_round *round,
    const struct form *form)
{
    struct thing listing;
    struct meetings_mine_page p = { .round = round,
        .form = form,
        .topics = topics_of(rq->arena),
        .listing_id = request_key(rq, 0),
        .may_join = may_join(rq, round),
        .is_offered = is_offered(round) };
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("listing"), p.listing_id, &listing);
    if (e != OK)
        return e;
    p.name = listing.title;
    p.seat = meeting_seat(round, p.listing_id);
    if (p.is_offered) {
        p.csv = arena_join(rq->arena, 2,
            (text[]){
                meetings_of_address(rq->arena, p.listing_id, round->row.id),
                TEXT(".csv") });
        p.why = arena_new(rq->arena, struct partner_found, round->n_meetings);
        for (ptrdiff_t i = 0;
             p.seat != NULL && p.seat->card != NULL && i < round->n_meetings;
             i++) {
            const struct partner_meeting_row *m = &round->meetings[i];
            bool is_a = m->a_id == p.listing_id;
            const struct seat *other =
                meeting_seat(round, is_a ? m->b_id : m->a_id);
            if ((is_a || m->b_id == p.listing_id) && other != NULL &&
                other->card != NULL)
                meeting_why(p.seat, other, &p.why[i]);
        }
        if (p.seat != NULL && p.seat->n_meetings == 0)
            p.n_near = meetings_near(rq->arena, round, p.seat, p.near);
    }
    struct view v = request_view(rq);
    match_partner_round_mine(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_with(rq, an, &v, round->row.name);
    return OK;
}

enum err
meetings_mine_show(struct request *rq, struct answer *an)
{
    struct meeting_round round;
    struct form form;
    enum err e =
        meeting_round_load(rq->db, rq->arena, request_key(rq, 1), true, &round);
    if (e != OK)
        return e;
    form_open(rq, join_inputs(rq->arena, &round), 2, &form);
    const struct seat *seat = meeting_seat(&round, request_key(rq, 0));
    if (seat != NULL) {
        form_give(&form, "side", seat->side == 1 ? TEXT("1") : TEXT("2"));
        form_give(
            &form, "capacity", arena_print(rq->arena, "%d", seat->capacity));
    }
    return answer_mine(rq, an, &round, &form);
}

struct joining {
    struct partner_seat in;
    int64_t actor_id;
    bool is_full;
};

static enum err
save_seat(struct db *writer, struct arena *a, void *arg)
{
    struct joining *step = arg;
    struct meeting_round round;
    enum err e =
        meeting_round_load(writer, a, step->in.round_id, false, &round);
    if (e == OK && !text_is_equal(round.state.status, TEXT("open")))
        return ERR_CONFLICT; /* it was closed meanwhile */
    if (e == OK && step->in.capacity == 0)
        e = partner_seat_leave(writer,
            (struct partner_seat_leave_in){ .round_id = step->in.round_id,
                .listing_id = step->in.listing_id },
            NULL);
    else if (e == OK) {
        step->is_full = round.n_seats == PARTNER_SEATS_MAX &&
            meeting_seat(&round, step->in.listing_id) == NULL;
        e = step->is_full ? ERR_CONFLICT
                          : partner_seat_save(writer, &step->in, NULL);
    }
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = step->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("partner_round"),
                             .thing_id = step->in.round_id,
                             .detail = TEXT("[\"seats\"]") })
                   : e;
}

enum err
meetings_join_send(struct request *rq, struct answer *an)
{
    struct meeting_round round;
    struct form form;
    struct join_form given = { 0 };
    int64_t capacity = 0;
    enum err e =
        meeting_round_load(rq->db, rq->arena, request_key(rq, 1), true, &round);
    if (e == OK)
        e = form_parse(rq, join_inputs(rq->arena, &round), 2, &form, &given);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    if (!may_join(rq, &round) && form.n_errors == 0) {
        form.error_all = say(&v, N_("Nobody can join or leave any more."));
        form.n_errors++;
    }
    if (form.n_errors > 0)
        return answer_mine(rq, an, &round, &form);
    text_parse_int(given.capacity, &capacity);
    int64_t id = key_new();
    struct joining step = { .actor_id = rq->actor.person_id,
        .in = { .id = id,
            .code = arena_print(
                rq->arena, "seat-%.*s", TEXT_ARG(letter_key(rq->arena, id))),
            .round_id = round.row.id,
            .listing_id = request_key(rq, 0),
            .side = text_is_equal(given.side, TEXT("1")) ? 1 : 2,
            .capacity = capacity } };
    e = db_write(rq->db, rq->arena, save_seat, &step);
    if (e == ERR_CONFLICT) {
        form.error_all = step.is_full
            ? say(&v, N_("This round is full."))
            : say(&v, N_("Nobody can join or leave any more."));
        form.n_errors++;
        return answer_mine(rq, an, &round, &form);
    }
    if (e == OK)
        answer_redirect(rq, an,
            meetings_of_address(rq->arena, step.in.listing_id, round.row.id));
    return e;
}

/* ---- Yes or no to a meeting ------------------------------------------------
 */

static const char *const answers[] = { "yes", "no", NULL };
static const char *const answer_words[] = { N_("Yes, we meet them"), N_("No"),
    NULL };
struct answer_form {
    text answer, reason;
};
static const struct input answer_inputs[] = {
    INPUT(struct answer_form, answer, INPUT_CHOICE, .is_required = true,
        .choices = answers, .choice_labels = answer_words,
        .label = N_("Your answer")),
    INPUT(struct answer_form, reason, INPUT_PROSE, .max = 600,
        .label = N_("Why, if no"), .hint = N_("The other side sees it.")),
};
enum { N_ANSWER = sizeof answer_inputs / sizeof *answer_inputs };

/* One of this listing, of a round that was offered. */
static enum err
load_meeting(struct request *rq, struct meeting_round *round,
    struct partner_meeting_row *m)
{
    int64_t listing_id = request_key(rq, 0);
    enum err e = partner_meeting_get(rq->db, rq->arena,
        (struct partner_meeting_get_in){ .id = request_key(rq, 1) }, m);
    if (e == OK && m->a_id != listing_id && m->b_id != listing_id)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = meeting_round_load(rq->db, rq->arena, m->round_id, false, round);
    return e == OK && !is_offered(round) ? ERR_NOT_FOUND : e;
}

static enum err
answer_meeting(struct request *rq, struct answer *an,
    const struct meeting_round *round, const struct partner_meeting_row *m,
    const struct form *form)
{
    int64_t listing_id = request_key(rq, 0);
    bool is_a = m->a_id == listing_id;
    const struct seat *other = meeting_seat(round, is_a ? m->b_id : m->a_id);
    struct meeting_page p = { .round = round,
        .meeting = m,
        .form = form,
        .other_name = other == NULL ? TEXT("") : other->name,
        .back = meetings_of_address(rq->arena, listing_id, round->row.id),
        .address = request_address(rq) };
    struct view v = request_view(rq);
    match_partner_round_answer(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_with(rq, an, &v, p.other_name);
    return OK;
}

enum err
meeting_show(struct request *rq, struct answer *an)
{
    struct meeting_round round;
    struct partner_meeting_row m;
    struct form form;
    enum err e = load_meeting(rq, &round, &m);
    if (e != OK)
        return e;
    bool is_a = m.a_id == request_key(rq, 0);
    form_open(rq, answer_inputs, N_ANSWER, &form);
    form_give(&form, "answer", is_a ? m.a_answer : m.b_answer);
    form_give(&form, "reason", is_a ? m.a_reason : m.b_reason);
    return answer_meeting(rq, an, &round, &m, &form);
}

struct answering {
    int64_t meeting_id, listing_id, actor_id, round_id;
    bool is_a;
    text answer, reason;
};

static enum err
save_answer(struct db *writer, struct arena *a, void *arg)
{
    const struct answering *s = arg;
    struct partner_round_state state;
    enum err e = partner_state_get(
        writer, a, (struct partner_state_get_in){ .id = s->round_id }, &state);
    if (e == OK && !text_is_equal(state.status, TEXT("offered")))
        return ERR_CONFLICT;
    if (e == OK)
        e = s->is_a
            ? partner_meeting_answer_a(writer,
                  (struct partner_meeting_answer_a_in){ .id = s->meeting_id,
                      .a_id = s->listing_id,
                      .answer = s->answer,
                      .reason = s->reason,
                      .by = s->actor_id },
                  NULL)
            : partner_meeting_answer_b(writer,
                  (struct partner_meeting_answer_b_in){ .id = s->meeting_id,
                      .b_id = s->listing_id,
                      .answer = s->answer,
                      .reason = s->reason,
                      .by = s->actor_id },
                  NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("partner_meeting"),
                             .thing_id = s->meeting_id,
                             .detail = TEXT("[\"answer\"]") })
                   : e;
}

enum err
meeting_send(struct request *rq, struct answer *an)
{
    struct meeting_round round;
    struct partner_meeting_row m;
    struct form form;
    struct answer_form given = { 0 };
    enum err e = load_meeting(rq, &round, &m);
    if (e == OK)
        e = form_parse(rq, answer_inputs, N_ANSWER, &form, &given);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    if (form.n_errors == 0 && text_is_equal(given.answer, TEXT("no")) &&
        text_is_empty(given.reason))
        form_error(&form, "reason", say(&v, N_("Please say why.")));
    if (form.n_errors == 0 &&
        text_is_equal(round.state.status, TEXT("ended"))) {
        form.error_all = say(&v, N_("This round has ended."));
        form.n_errors++;
    }
    if (form.n_errors > 0)
        return answer_meeting(rq, an, &round, &m, &form);
    struct answering *s = arena_new(rq->arena, struct answering, 1);
    *s = (struct answering){ .meeting_id = m.id,
        .listing_id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .round_id = round.row.id,
        .is_a = m.a_id == request_key(rq, 0),
        .answer = given.answer,
        .reason = given.reason };
    e = db_write(rq->db, rq->arena, save_answer, s);
    if (e == OK || e == ERR_CONFLICT)
        answer_redirect(rq, an,
            meetings_of_address(rq->arena, s->listing_id, round.row.id));
    return e == ERR_CONFLICT ? OK : e;
}

/* ---- Of one person ---------------------------------------------------------
 */

enum { EXPORT_MAX = 500 };

enum err
meetings_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct partner_meetings_said_a_row *x;
    struct partner_meetings_said_b_row *y;
    ptrdiff_t n_x = 0, n_y = 0;
    enum err e = partner_meetings_said_a(db, a,
        (struct partner_meetings_said_a_in){
            .person_id = person_id, .n_rows = EXPORT_MAX },
        &x, &n_x);
    if (e == OK)
        e = partner_meetings_said_b(db, a,
            (struct partner_meetings_said_b_in){
                .person_id = person_id, .n_rows = EXPORT_MAX },
            &y, &n_y);
    if (e != OK)
        return e;
    json_name(out, "first_meetings");
    json_array(out);
    for (ptrdiff_t i = 0; i < n_x + n_y; i++) {
        json_object(out);
        person_put_text(
            out, "answer", i < n_x ? x[i].answer : y[i - n_x].answer);
        person_put_text(
            out, "reason", i < n_x ? x[i].reason : y[i - n_x].reason);
        json_end(out);
    }
    json_end(out);
    return OK;
}

enum err
meetings_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    (void)a;
    enum err e = partner_meetings_forget_a(writer,
        (struct partner_meetings_forget_a_in){ .person_id = person_id }, NULL);
    return e == OK
        ? partner_meetings_forget_b(writer,
              (struct partner_meetings_forget_b_in){ .person_id = person_id },
              NULL)
        : e;
}
