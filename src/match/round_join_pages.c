/* Joining a round, leaving it; facilitators add people in one tap. */
#include "match/match_routes.h"
#include "match/round_join.h"
#include "match/round_pages.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "keep/version.h"
#include "match/round_people.html.h"
#include "os/entropy.h"
#include "people/people.h"

/* ---- In a step --------------------------------------------------------------
 */

enum err
round_must_be_open(struct db *writer, struct arena *a, const struct round *r)
{
    struct round_state state;
    enum err e = round_state_get(
        writer, a, (struct round_state_get_in){ .id = r->row.id }, &state);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK && round_status_of(state.status) >= ROUND_CLOSED)
        return ERR_CONFLICT;
    return e;
}

enum err
round_join(struct db *writer, struct arena *a, const struct round_joining *what)
{
    struct round_person row = { .round_id = what->round->row.id,
        .person_id = what->person_id,
        .side_id = what->side_id };
    struct round_works_for_row *works;
    ptrdiff_t n_works = 0;
    char key[KEY_LENGTH];
    int64_t n = 0;
    enum err e = match_person_own(writer, a,
        (struct match_person_own_in){
            .round_id = row.round_id, .person_id = row.person_id },
        &row);
    if (e != ERR_NOT_FOUND)
        return e;
    e = round_works_for(writer, a,
        (struct round_works_for_in){
            .person_id = row.person_id, .today = what->today, .n_rows = 1 },
        &works, &n_works);
    if (n_works > 0) {
        row.has_organisation_id = true;
        row.organisation_id = works[0].organisation_id;
    }
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        row.code = arena_copy(a, key_print(row.id, key));
        e = match_person_insert(writer, &row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    return e == OK ? version_note(writer, a, TEXT("match_person"), row.id,
                         what->actor_id, TEXT("create"))
                   : e;
}

enum err
round_leave(struct db *writer, struct arena *a, const struct round *r,
    const struct round_person *row, int64_t actor_id)
{
    enum err e = round_must_be_open(writer, a, r);
    if (e == OK)
        e = round_rules_of_person_remove(writer,
            (struct round_rules_of_person_remove_in){ .id = row->id }, NULL);
    if (e == OK)
        e = match_person_remove(
            writer, (struct match_person_remove_in){ .id = row->id }, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = actor_id,
                             .action = TEXT("remove"),
                             .kind = TEXT("match_person"),
                             .thing_id = row->id })
                   : e;
}

/* ---- By oneself
 * --------------------------------------------------------------
 */

static enum err
join_step(struct db *writer, struct arena *a, void *arg)
{
    const struct round_joining *j = arg;
    enum err e = round_must_be_open(writer, a, j->round);
    return e == OK ? round_join(writer, a, j) : e;
}

/* Of a side of their own: a coordinator is on none. */
bool
round_may_join(const struct actor *who, int64_t side_id)
{
    struct actor own = *who;
    own.is_coordinator = false;
    return actor_may(&own, WHO_MEMBER, &side_id, 1);
}

bool
round_is_too_late(struct request *rq, const struct round *r)
{
    return text_is_known(r->row.closes_on) &&
        text_compare(day_of(rq->arena, rq->now), r->row.closes_on) > 0;
}

/* ---- Another last day ----------------------------------------------------
 */

struct until_form {
    text closes_on;
};
static const struct input until_inputs[] = {
    INPUT(struct until_form, closes_on, INPUT_DATE, .is_required = true,
        .label = N_("Last day to join"), .hint = N_("Today, or a later day.")),
};

void
round_until_open(struct request *rq, struct form *form)
{
    form_open(rq, until_inputs, 1, form);
}

struct until_step {
    const struct round *round;
    text token, closes_on;
    int64_t actor_id;
};

static enum err
save_until(struct db *writer, struct arena *a, void *arg)
{
    const struct until_step *s = arg;
    int64_t id = s->round->row.id;
    struct round_row row;
    text first;
    enum err e = once_take(writer, a, s->token, s->round->address, &first);
    if (e == ERR_CONFLICT) /* sent twice: it stands */
        return OK;
    if (e == OK)
        e = round_must_be_open(writer, a, s->round);
    if (e == OK)
        e = version_before(writer, a, TEXT("match_round"), id);
    if (e == OK)
        e = match_round_get(
            writer, a, (struct match_round_get_in){ .id = id }, &row);
    if (e != OK)
        return e;
    row.closes_on = s->closes_on;
    e = match_round_update(writer, &row, NULL);
    return e == OK ? version_note(writer, a, TEXT("match_round"), id,
                         s->actor_id, TEXT("change"))
                   : e;
}

enum err
round_until_send(struct request *rq, struct answer *an)
{
    struct round r;
    struct form form;
    struct until_form given = { { 0 } };
    struct view v = request_view(rq);
    enum err e = round_of_address(rq, &r);
    if (e == OK)
        e = form_parse(rq, until_inputs, 1, &form, &given);
    if (e != OK)
        return e;
    if (text_is_known(given.closes_on) &&
        text_compare(given.closes_on, day_of(rq->arena, rq->now)) < 0)
        form_error(&form, "closes_on", say(&v, N_("This day is past.")));
    if (form.n_errors > 0 && r.status < ROUND_CLOSED)
        return round_answer_until(rq, an, &r, (text){ 0 }, &form);
    struct until_step s = { .round = &r,
        .token = form.token,
        .closes_on = given.closes_on,
        .actor_id = rq->actor.person_id };
    e = r.status < ROUND_CLOSED ? db_write(rq->db, rq->arena, save_until, &s)
                                : ERR_CONFLICT;
    if (e == ERR_CONFLICT)
        return round_answer(rq, an, &r,
            say(&v,
                N_("This round is closed: who takes part, and what they "
                   "said, changes no more.")));
    if (e == OK)
        answer_redirect(rq, an, r.address);
    return e;
}

/* ---- Joining ----------------------------------------------------------------
 */

struct join_form {
    int64_t side;
};
static const struct input join_inputs[] = {
    INPUT(struct join_form, side, INPUT_KEY, .is_required = true),
};

enum err
round_join_send(struct request *rq, struct answer *an)
{
    struct round r;
    struct form form;
    struct join_form given = { 0 };
    struct view v = request_view(rq);
    enum err e = round_of_address(rq, &r);
    if (e == OK)
        e = form_parse(rq, join_inputs, 1, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0 || round_side(&r, given.side) == NULL)
        return ERR_BAD_INPUT;
    if (!round_may_join(&rq->actor, given.side))
        return ERR_DENIED;
    if (r.status != ROUND_OPEN)
        return round_answer(
            rq, an, &r, say(&v, N_("This round is not open to join.")));
    if (round_is_too_late(rq, &r))
        return round_answer(rq, an, &r,
            say(&v,
                N_("The last day to join was before today. Ask a "
                   "facilitator.")));
    struct round_joining j = { .round = &r,
        .person_id = rq->actor.person_id,
        .side_id = given.side,
        .actor_id = rq->actor.person_id,
        .today = day_of(rq->arena, rq->now) };
    e = db_write(rq->db, rq->arena, join_step, &j);
    if (e == ERR_CONFLICT)
        return round_answer(
            rq, an, &r, say(&v, N_("This round is not open to join.")));
    if (e == OK)
        answer_redirect(rq, an, r.address);
    return e;
}

struct leaving {
    const struct round *round;
    int64_t person_id;
};

static enum err
leave_step(struct db *writer, struct arena *a, void *arg)
{
    const struct leaving *l = arg;
    struct round_person row;
    enum err e = match_person_own(writer, a,
        (struct match_person_own_in){
            .round_id = l->round->row.id, .person_id = l->person_id },
        &row);
    if (e == ERR_NOT_FOUND)
        return OK; /* gone already */
    return e == OK ? round_leave(writer, a, l->round, &row, l->person_id) : e;
}

enum err
round_leave_send(struct request *rq, struct answer *an)
{
    struct round r;
    struct view v = request_view(rq);
    enum err e = button_parse(rq);
    if (e == OK)
        e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    struct leaving l = { &r, rq->actor.person_id };
    e = db_write(rq->db, rq->arena, leave_step, &l);
    if (e == ERR_CONFLICT)
        return round_answer(rq, an, &r,
            say(&v,
                N_("This round is closed. If you cannot take part after "
                   "all, tell a facilitator.")));
    if (e == OK)
        answer_redirect(rq, an, r.address);
    return e;
}

/* ---- In one tap
 * ---------------------------------------------------------------
 */

struct people_ask {
    int64_t after;
};
static const struct input people_inputs[] = {
    INPUT(struct people_ask, after, INPUT_KEY),
};

static enum err
answer_people(struct request *rq, struct answer *an, struct round *r)
{
    struct round_people_page *p =
        arena_new(rq->arena, struct round_people_page, 1);
    struct form form;
    text today = day_of(rq->arena, rq->now);
    struct people_ask ask = { 0 };
    query_parse(rq, people_inputs, 1, &ask);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    for (int i = 0; i < r->n_sides; i++)
        round_might_join_ask(&batch,
            (struct round_might_join_in){ .side_id = r->sides[i].id,
                .round_id = r->row.id,
                .today = today,
                .after_id = ask.after,
                .n_rows = ROUND_MIGHT_SHOWN },
            &p->might[i], &p->n_might[i]);
    enum err e = db_batch_run(&batch);
    if (e != OK)
        return e;
    p->round = r;
    p->form = &form;
    form_open(rq, NULL, 0, &form);
    struct view v = request_view(rq);
    match_round_people(&v, p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Add people")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
round_people_show(struct request *rq, struct answer *an)
{
    struct round r;
    enum err e = round_of_address(rq, &r);
    return e == OK ? answer_people(rq, an, &r) : e;
}

/* person 0: everybody of that side. */
struct add_form {
    int64_t side, person;
};
static const struct input add_inputs[] = {
    INPUT(struct add_form, side, INPUT_KEY, .is_required = true),
    INPUT(struct add_form, person, INPUT_KEY),
};

static enum err
add_step(struct db *writer, struct arena *a, void *arg)
{
    struct round_joining *j = arg;
    struct round_might_join_row *rows;
    ptrdiff_t n = 0;
    enum err e = round_must_be_open(writer, a, j->round);
    if (e != OK)
        return e;
    if (j->person_id != 0) {
        struct round_is_on_side_row on;
        e = round_is_on_side(writer, a,
            (struct round_is_on_side_in){ .side_id = j->side_id,
                .person_id = j->person_id,
                .today = j->today },
            &on);
        return e != OK    ? e
            : on.is_there ? round_join(writer, a, j)
                          : ERR_NOT_FOUND;
    }
    e = round_might_join(writer, a,
        (struct round_might_join_in){ .side_id = j->side_id,
            .round_id = j->round->row.id,
            .today = j->today,
            .n_rows = ROUND_MIGHT_SHOWN },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct round_joining one = *j;
        one.person_id = rows[i].person_id;
        e = round_join(writer, a, &one);
    }
    return e;
}

enum err
round_people_send(struct request *rq, struct answer *an)
{
    struct round r;
    struct form form;
    struct add_form given = { 0 };
    struct view v = request_view(rq);
    enum err e = round_of_address(rq, &r);
    if (e == OK)
        e = form_parse(rq, add_inputs, 2, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0 || round_side(&r, given.side) == NULL)
        return ERR_BAD_INPUT;
    struct round_joining j = { .round = &r,
        .person_id = given.person,
        .side_id = given.side,
        .actor_id = rq->actor.person_id,
        .today = day_of(rq->arena, rq->now) };
    e = db_write(rq->db, rq->arena, add_step, &j);
    if (e == ERR_CONFLICT)
        return round_answer(rq, an, &r,
            say(&v,
                N_("This round is closed: who takes part, and what they "
                   "said, changes no more.")));
    if (e == OK)
        answer_redirect(rq, an, round_sub_address(rq->arena, &r, "people"));
    return e;
}
