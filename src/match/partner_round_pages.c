/* Rounds of first meetings: the pages. */
#include "match/partner_round.h"
#include "match/partner_letter.h"
#include "match/partner_routes.h"

#include "base/csv.h"
#include "base/key.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "match/partner_round.html.h"
#include "os/entropy.h"
#include "people/people.h"

enum { ROUNDS_SHOWN = 30 };

/* ---- The sheet -------------------------------------------------------------
 */

static const struct sheet_column columns[] = {
    { .name = "code",
        .kind = SHEET_CODE,
        .is_required = true,
        .label = N_("Short name"),
        .hint = N_("For files and addresses. Made from the name when you leave "
                   "it empty."),
        .is_rare = true },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Name") },
    { .name = "one_side",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 80,
        .label = N_("One side"),
        .hint = N_("Such as regions in Sweden.") },
    { .name = "other_side",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 80,
        .label = N_("The other side"),
        .hint = N_("Such as counties in Kenya. Everybody meets organisations "
                   "of the other side.") },
    { .name = "closes_on",
        .kind = SHEET_DATE,
        .label = N_("Last day to join") },
    { .name = "meets_on", .kind = SHEET_DATE, .label = N_("They meet on") },
};

const struct sheet partner_round_sheet = {
    .table = "partner_round",
    .shape = &partner_round_shape,
    SHEET_COLUMNS(columns),
    .find = &partner_round_find_query,
    .get = &partner_round_get_query,
    .insert = &partner_round_insert_query,
    .update = &partner_round_update_query,
    .remove = &partner_round_delete_query,
    .each = &partner_round_each_query,
};

/* Who takes part: joined by pages of its own, brought in and out as a file. */
static const struct sheet_column seat_columns[] = {
    { .name = "code", .kind = SHEET_CODE, .is_required = true },
    { .name = "round",
        .field = "round_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partner_round_sheet },
    { .name = "listing",
        .field = "listing_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &listing_sheet },
    { .name = "side",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = 2 },
    { .name = "capacity",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = MEETINGS_EACH },
};

const struct sheet partner_seat_sheet = {
    .table = "partner_seat",
    .shape = &partner_seat_shape,
    SHEET_COLUMNS(seat_columns),
    .find = &partner_seat_find_query,
    .get = &partner_seat_get_query,
    .insert = &partner_seat_insert_query,
    .update = &partner_seat_update_query,
    .each = &partner_seat_each_query,
};

/* ---- Small questions -------------------------------------------------------
 */

const char *
meeting_status_word(text status)
{
    if (text_is_equal(status, TEXT("proposed")))
        return N_("meetings are proposed");
    if (text_is_equal(status, TEXT("offered")))
        return N_("meetings are offered");
    if (text_is_equal(status, TEXT("ended")))
        return N_("ended");
    return N_("open to join");
}

const char *
meeting_answer_word(text answer)
{
    return text_is_equal(answer, TEXT("yes")) ? N_("Yes")
        : text_is_equal(answer, TEXT("no"))   ? N_("No")
                                              : N_("No answer yet");
}

text
meetings_address(struct arena *a, int64_t id, const char *what)
{
    return arena_print(
        a, "/meetings/%.*s%s", TEXT_ARG(letter_key(a, id)), what);
}

text
meetings_of_address(struct arena *a, int64_t listing_id, int64_t round_id)
{
    return arena_print(a, "/listing/%.*s/meetings/%.*s",
        TEXT_ARG(letter_key(a, listing_id)), TEXT_ARG(letter_key(a, round_id)));
}

text
meetings_join_address(struct arena *a, int64_t listing_id, int64_t round_id)
{
    return arena_print(a, "/listing/%.*s/meetings/%.*s/join",
        TEXT_ARG(letter_key(a, listing_id)), TEXT_ARG(letter_key(a, round_id)));
}

text
meeting_answer_address(struct arena *a, int64_t listing_id, int64_t meeting_id)
{
    return arena_print(a, "/listing/%.*s/meeting/%.*s",
        TEXT_ARG(letter_key(a, listing_id)),
        TEXT_ARG(letter_key(a, meeting_id)));
}

static bool
is_status(const struct meeting_round *round, const char *status)
{
    return text_is_equal(round->state.status, text_of(status));
}

static bool
may_join(const struct request *rq, const struct meeting_round *round)
{
    return is_status(round, "open") &&
        !listing_is_over(rq, round->row.closes_on);
}

static bool
is_offered(const struct meeting_round *round)
{
    return is_status(round, "offered") || is_status(round, "ended");
}

static void
answer_with(struct request *rq, struct answer *an, struct view *v, text title)
{
    answer_page(rq, an,
        (struct page){
            .title = title, .section = "partner", .body = view_html(v) });
    an->keeping = TEXT("no-store");
}

/* ---- All rounds, and one ---------------------------------------------------
 */

struct list_ask {
    int64_t before;
};
static const struct input list_inputs[] = {
    INPUT(struct list_ask, before, INPUT_KEY),
};

enum err
meetings_list_show(struct request *rq, struct answer *an)
{
    struct meetings_list_page p = { 0 };
    struct list_ask ask = { 0 };
    query_parse(rq, list_inputs, 1, &ask);
    enum err e = partner_round_list(rq->db, rq->arena,
        (struct partner_round_list_in){
            .before_id = ask.before > 0 ? ask.before : INT64_MAX,
            .n_rows = ROUNDS_SHOWN + 1 },
        &p.rows, &p.n_rows);
    if (e != OK)
        return e;
    if (p.n_rows > ROUNDS_SHOWN) {
        p.n_rows = ROUNDS_SHOWN;
        p.next = request_with(
            rq, "before", letter_key(rq->arena, p.rows[p.n_rows - 1].id));
    }
    p.make = edit_new_address(rq, "partner_round");
    struct view v = request_view(rq);
    match_partner_round(&v, &p);
    answer_with(rq, an, &v, say(&v, N_("First meetings")));
    return OK;
}

static enum err
answer_round(struct request *rq, struct answer *an, const char *wrong)
{
    struct meeting_round round;
    struct listing_mine_row *mine;
    ptrdiff_t n = 0;
    struct form form;
    enum err e = meeting_round_load(
        rq->db, rq->arena, request_key(rq, 0), false, &round);
    if (e == OK)
        e = listing_mine(rq->db, rq->arena,
            (struct listing_mine_in){ .viewer = rq->actor.person_id,
                .today = day_of(rq->arena, rq->now),
                .n_rows = 20 },
            &mine, &n);
    if (e != OK)
        return e;
    struct meetings_page p = { .round = &round,
        .form = &form,
        .is_coordinator = rq->actor.is_coordinator,
        .may_join = may_join(rq, &round),
        .mine = arena_new(rq->arena, struct partner_mine, n),
        .links = edit_links_of(
            rq, "partner_round", round.row.name, round.row.id, 0, 0, NULL) };
    for (ptrdiff_t i = 0; i < n; i++)
        if (mine[i].has_listing_id)
            p.mine[p.n_mine++] = (struct partner_mine){
                .name = mine[i].name,
                .is_listed = meeting_seat(&round, mine[i].listing_id) != NULL,
                .address = meetings_of_address(
                    rq->arena, mine[i].listing_id, round.row.id),
            };
    struct view v = request_view(rq);
    form_open(rq, NULL, 0, &form);
    if (wrong != NULL)
        form.error_all = say(&v, wrong);
    match_partner_round_one(&v, &p);
    an->status = wrong != NULL ? 409 : 200;
    answer_with(rq, an, &v, round.row.name);
    return OK;
}

enum err
meetings_show(struct request *rq, struct answer *an)
{
    return answer_round(rq, an, NULL);
}

/* ---- What a coordinator does -----------------------------------------------
 */

struct solving {
    const struct meeting_found *found;
    int64_t round_id, actor_id;
};

static enum err
save_found(struct db *writer, struct arena *a, void *arg)
{
    const struct solving *step = arg;
    struct partner_round_state now;
    enum err e = partner_state_get(
        writer, a, (struct partner_state_get_in){ .id = step->round_id }, &now);
    if (e == OK && !text_is_equal(now.status, TEXT("open")) &&
        !text_is_equal(now.status, TEXT("proposed")))
        return ERR_CONFLICT; /* offered meanwhile: nothing changes any more */
    if (e == OK || e == ERR_NOT_FOUND)
        e = partner_meeting_forget(writer,
            (struct partner_meeting_forget_in){ .round_id = step->round_id },
            NULL);
    for (ptrdiff_t i = 0; e == OK && i < step->found->n; i++) {
        const struct partner_meeting_row *m = &step->found->meetings[i];
        int64_t n = 0;
        for (int t = 0; e == OK && n == 0 && t < 3; t++)
            e = partner_meeting_insert(writer,
                (struct partner_meeting_insert_in){ .id = key_new(),
                    .round_id = m->round_id,
                    .a_id = m->a_id,
                    .b_id = m->b_id,
                    .slot = m->slot,
                    .score = m->score },
                &n);
        if (e == OK && n == 0)
            e = ERR_CONFLICT;
    }
    if (e == OK)
        e = partner_state_save(writer, &step->found->state, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = step->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("partner_round"),
                             .thing_id = step->round_id,
                             .detail = TEXT("[\"meetings\"]") })
                   : e;
}

enum err
meetings_solve_send(struct request *rq, struct answer *an)
{
    struct meeting_round round;
    struct meeting_found found;
    int64_t id = request_key(rq, 0);
    enum err e = button_parse(rq);
    if (e == OK)
        e = meeting_round_load(rq->db, rq->arena, id, true, &round);
    if (e != OK)
        return e;
    if (is_offered(&round))
        return answer_round(
            rq, an, N_("The meetings were offered already: they stand."));
    e = meetings_find(rq->arena, &round, rq->now, &found);
    if (e == ERR_BAD_INPUT)
        return answer_round(rq, an,
            N_("Nobody takes part on one of the sides yet: there is nobody to "
               "meet."));
    struct solving step = {
        .found = &found, .round_id = id, .actor_id = rq->actor.person_id
    };
    if (e == OK)
        e = db_write(rq->db, rq->arena, save_found, &step);
    if (e == OK || e == ERR_CONFLICT)
        answer_redirect(rq, an, meetings_address(rq->arena, id, ""));
    return e == ERR_CONFLICT ? OK : e;
}

struct moving {
    const struct meeting_round *round;
    const char *from, *to;
    struct letter_mailing mailing;
    int64_t actor_id;
};

static enum err
save_move(struct db *writer, struct arena *a, void *arg)
{
    const struct moving *step = arg;
    int64_t n = 0;
    enum err e = partner_state_move(writer,
        (struct partner_state_move_in){ .id = step->round->row.id,
            .from_status = text_of(step->from),
            .status = text_of(step->to) },
        &n);
    if (e != OK || n == 0)
        return e; /* it stands there already */
    e = audit_add(writer,
        (struct audit){ .actor_id = step->actor_id,
            .action = TEXT("change"),
            .kind = TEXT("partner_round"),
            .thing_id = step->round->row.id,
            .detail = TEXT("[\"status\"]") });
    for (ptrdiff_t i = 0;
         e == OK && step->mailing.subject != NULL && i < step->round->n_seats;
         i++) {
        struct letter_mailing mailing = step->mailing;
        if (step->round->seats[i].card == NULL)
            continue;
        mailing.organisation_id = step->round->seats[i].card->organisation_id;
        e = letter_tell(writer, a, &mailing);
    }
    return e;
}

static enum err
move(struct request *rq, struct answer *an, const char *from, const char *to,
    bool tells)
{
    struct meeting_round round;
    int64_t id = request_key(rq, 0);
    enum err e = button_parse(rq);
    if (e == OK)
        e = meeting_round_load(rq->db, rq->arena, id, true, &round);
    if (e != OK)
        return e;
    struct moving *step = arena_new(rq->arena, struct moving, 1);
    *step = (struct moving){
        .round = &round, .from = from, .to = to, .actor_id = rq->actor.person_id
    };
    if (tells) {
        step->mailing = (struct letter_mailing){
            .subject = N_("%s: whom you could meet"),
            .sentence = N_("In \"%s\" a coordinator proposes whom your "
                           "organisation could meet. Please say yes or no to "
                           "each of them."),
            .where = N_("Your meetings: %s"),
            .name = round.row.name,
            .letter_id = id,
            .today = day_of(rq->arena, rq->now),
        };
        for (int i = 0; i < LANG_N; i++)
            step->mailing.addresses[i] = request_whole_address(
                rq, lang_all(i), meetings_address(rq->arena, id, ""));
    }
    e = db_write(rq->db, rq->arena, save_move, step);
    if (e == OK)
        answer_redirect(rq, an, meetings_address(rq->arena, id, ""));
    return e;
}

enum err
meetings_offer_send(struct request *rq, struct answer *an)
{
    return move(rq, an, "proposed", "offered", true);
}

enum err
meetings_end_send(struct request *rq, struct answer *an)
{
    return move(rq, an, "offered", "ended", false);
}

/* ---- As CSV -----------------------------------------------------------------
 */

static enum err
answer_csv(struct request *rq, struct answer *an,
    const struct meeting_round *round, int64_t of_listing)
{
    static const char *const head[] = { "slot", "one_side", "other_side",
        "points", "one_side_says", "other_side_says" };
    struct buf out = buf_in(rq->arena, 4096);
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        csv_add(&w, text_of(head[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < round->n_meetings; i++) {
        const struct partner_meeting_row *m = &round->meetings[i];
        const struct seat *a = meeting_seat(round, m->a_id);
        const struct seat *b = meeting_seat(round, m->b_id);
        if (of_listing != 0 && m->a_id != of_listing && m->b_id != of_listing)
            continue;
        csv_add_int(&w, m->slot + 1);
        csv_add_for_people(&w, a == NULL ? TEXT("") : a->name);
        csv_add_for_people(&w, b == NULL ? TEXT("") : b->name);
        csv_add_int(&w, m->score);
        csv_add(&w, m->a_answer);
        csv_add(&w, m->b_answer);
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("meetings.csv");
    an->keeping = TEXT("no-store");
    return OK;
}

enum err
meetings_csv(struct request *rq, struct answer *an)
{
    struct meeting_round round;
    enum err e = meeting_round_load(
        rq->db, rq->arena, request_key(rq, 0), false, &round);
    return e == OK ? answer_csv(rq, an, &round, 0) : e;
}

enum err
meetings_mine_csv(struct request *rq, struct answer *an)
{
    struct meeting_round round;
    enum err e = meeting_round_load(
        rq->db, rq->arena, request_key(rq, 1), false, &round);
    if (e == OK && !is_offered(&round))
        e = ERR_NOT_FOUND;
    return e == OK ? answer_csv(rq, an, &round, request_key(rq, 0)) : e;
}
