/* The step of an answer: it is kept under a number, and goes into the log. */
#include "decide/proposal/proposal_answer.h"

#include "decide/proposal/proposal_list.sql.h"
#include "keep/audit.h"
#include "os/entropy.h"
#include "people/people.h"

/* ---- Who may, and for whom ------------------------------------------------
 */

static bool
is_among(const struct proposal_works_for_row *rows, ptrdiff_t n, int64_t side)
{
    for (ptrdiff_t i = 0; i < n; i++)
        if (rows[i].side_id == side)
            return true;
    return false;
}

/* Staff of an organisation on another side answer in a community that knows
 * and accepts it, and in no other. */
static bool
takes_them(const struct proposal_unit *u,
    const struct proposal_works_for_row *works, ptrdiff_t n_works)
{
    if (u->takes_staff || is_among(works, n_works, u->side_id))
        return true;
    return n_works == 0;
}

static enum err
find_chosen(struct request *rq, const struct proposal_whole *p,
    struct proposal_theirs *to)
{
    struct proposal_voice_of_row voice;
    struct proposal_answers_row *rows;
    ptrdiff_t n;
    enum err e = proposal_voice_of(rq->db, rq->arena,
        (struct proposal_voice_of_in){
            .proposal_id = p->row.id, .person_id = rq->actor.person_id },
        &voice);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK)
        e = proposal_answers(rq->db, rq->arena,
            (struct proposal_answers_in){ .proposal_id = p->row.id,
                .voice = voice.number,
                .n_rows = PROPOSAL_OWN_MAX },
            &rows, &n);
    if (e != OK)
        return e;
    to->voice = voice.number;
    if (n > 0)
        to->chosen_id = proposal_unit_of(p, rows[0].unit)->side_id;
    return OK;
}

enum err
proposal_theirs_find(struct request *rq, const struct proposal_whole *p,
    struct proposal_theirs *to)
{
    struct proposal_works_for_row *works;
    ptrdiff_t n_works;
    bool is_staff = false;
    *to = (struct proposal_theirs){
        .units = arena_new(rq->arena, const struct proposal_unit *, p->n_units)
    };
    if (rq->actor.person_id == 0)
        return OK;
    enum err e = find_chosen(rq, p, to);
    if (e == OK)
        e = proposal_works_for(rq->db, rq->arena,
            (struct proposal_works_for_in){ .person_id = rq->actor.person_id,
                .has_person_id = true,
                .partnership_id = p->row.partnership_id,
                .today = day_of(rq->arena, rq->now),
                .n_rows = PROPOSAL_OWN_MAX },
            &works, &n_works);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < p->n_units; i++)
        to->is_role |= p->units[i].is_role &&
            proposal_may_answer(&rq->actor, &p->units[i]);
    for (ptrdiff_t i = 0; i < p->n_units; i++) {
        const struct proposal_unit *u = &p->units[i];
        /* who speaks for an organisation is no resident as well */
        if (u->is_role != to->is_role || !proposal_may_answer(&rq->actor, u))
            continue;
        if (to->chosen_id != 0 && u->side_id != to->chosen_id)
            continue;
        if (!u->is_role && !takes_them(u, works, n_works)) {
            is_staff = true;
            continue;
        }
        to->units[to->n_units++] = u;
    }
    if (to->n_units == 0)
        to->fault = is_staff
            ? N_("You work for an organisation on another side. You can answer "
                 "in a community that has said that it knows and accepts it, "
                 "and this one has not.")
            : N_("Members of the communities on the list answer, and who "
                 "speaks for an organisation on it. You are none of them.");
    return OK;
}

/* ---- Under a number --------------------------------------------------------
 */

enum err
proposal_voice_find(struct db *writer, struct arena *a, int64_t id,
    int64_t person_id, int64_t now, int64_t *voice)
{
    struct proposal_voice_of_row row;
    int64_t n = 0;
    enum err e = proposal_voice_of(writer, a,
        (struct proposal_voice_of_in){
            .proposal_id = id, .person_id = person_id },
        &row);
    if (e == OK)
        *voice = row.number;
    if (e != ERR_NOT_FOUND)
        return e;
    *voice = (int64_t)(entropy_bits() >> 2) + 1;
    e = proposal_voice_add(writer,
        (struct proposal_voice_add_in){ .id = key_of_day(now),
            .proposal_id = id,
            .person_id = person_id,
            .number = *voice },
        &n);
    return e == OK && n == 0 ? ERR_BUSY : e;
}

/* Two posts with one slip that race: the unique key of the slip lets one in,
 * and the other comes again and finds it. */
static enum err
find_slip(struct db *writer, struct arena *a, struct proposal_answering *w)
{
    struct proposal_holder_of_slip_row row;
    int64_t n = 0;
    enum err e = proposal_holder_of_slip(writer, a,
        (struct proposal_holder_of_slip_in){
            .proposal_id = w->id, .slip_id = w->slip_id, .has_slip_id = true },
        &row);
    text way = text_is_known(w->way) ? w->way : TEXT("self");
    if (e == OK) {
        w->voice = row.number;
        return proposal_holder_way(writer,
            (struct proposal_holder_way_in){
                .id = row.id, .way = way, .read_back = w->read_back },
            NULL);
    }
    if (e != ERR_NOT_FOUND)
        return e;
    w->voice = (int64_t)(entropy_bits() >> 2) + 1;
    e = proposal_holder_add(writer,
        (struct proposal_holder_add_in){ .id = key_of_day(w->now),
            .proposal_id = w->id,
            .unit = w->unit->number,
            .number = w->voice,
            .slip_id = w->slip_id,
            .has_slip_id = true,
            .way = way,
            .read_back = w->read_back },
        &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    return e == OK ? people_slip_use(writer, w->slip_id, w->now) : e;
}

/* What is kept as their answer now; who has answered on another side does not
 * on this one. */
static enum err
keep_answer(struct db *writer, struct arena *a, struct proposal_answering *w)
{
    struct proposal_answers_row *rows;
    ptrdiff_t n_rows;
    int64_t there = 0, n = 0;
    bool is_first = true; /* to what is asked now */
    enum err e = proposal_answers(writer, a,
        (struct proposal_answers_in){ .proposal_id = w->id,
            .voice = w->voice,
            .n_rows = PROPOSAL_OWN_MAX },
        &rows, &n_rows);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        if (rows[i].unit == w->unit->number) {
            there = rows[i].id;
            is_first = rows[i].version < w->p.row.base;
        } else if (proposal_unit_of(&w->p, rows[i].unit)->side_id !=
            w->unit->side_id) {
            w->fault = N_("You have answered on another side: each person "
                          "answers on one.");
            return ERR_CONFLICT;
        }
    }
    if (w->is_late)
        return OK; /* the log keeps it with its version */
    if (there != 0)
        e = proposal_answer_change(writer,
            (struct proposal_answer_change_in){
                .id = there, .version = w->version, .value = w->value },
            NULL);
    else
        e = proposal_answer_add(writer,
            (struct proposal_answer_add_in){ .id = key_of_day(w->now),
                .proposal_id = w->id,
                .voice = w->voice,
                .unit = w->unit->number,
                .version = w->version,
                .value = w->value },
            &n);
    if (e == OK && there == 0 && n == 0)
        e = ERR_BUSY;
    if (e != OK || !is_first)
        return e;
    w->unit->n_heard++;
    return proposal_unit_update(writer, w->unit, NULL);
}

/* ---- Objections ------------------------------------------------------------
 */

static enum err
log_it(struct db *writer, struct arena *a, const struct proposal_answering *w,
    const struct cp_event *event)
{
    return proposal_log_add(writer, a, w->id, event, w->now);
}

/* Theirs that is open and of what is asked: worded anew. Whoever now says yes
 * has closed it; one of safety or rights is closed by its keys. */
static enum err
look_at_own(struct db *writer, struct arena *a, struct proposal_answering *w,
    bool *has_open)
{
    struct proposal_objections_of_row *rows;
    ptrdiff_t n;
    bool is_yes = w->value == CP_VALUE_AGREE || w->value == CP_VALUE_LIVE;
    enum err e = proposal_objections_of(writer, a,
        (struct proposal_objections_of_in){ .proposal_id = w->id,
            .voice = w->voice,
            .n_rows = PROPOSAL_OWN_MAX },
        &rows, &n);
    *has_open = false;
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        if (rows[i].is_closed || rows[i].unit != w->unit->number)
            continue;
        if (is_yes && !rows[i].is_safety) {
            struct cp_event closed = { .kind = CP_EVENT_CLOSE_OBJECTION,
                .day = (int32_t)(w->now / 86'400),
                .person = (uint64_t)w->voice,
                .objection = (uint64_t)rows[i].id,
                .by = CP_BY_OBJECTOR };
            if (!w->unit->is_role)
                e = log_it(writer, a, w, &closed);
            if (e == OK)
                e = proposal_objection_turn(writer,
                    (struct proposal_objection_turn_in){ .id = rows[i].id,
                        .own_key = true,
                        .lead_key = rows[i].lead_key,
                        .is_closed = true },
                    NULL);
        } else if (w->value == CP_VALUE_OBJECT &&
            (rows[i].version >= w->p.row.base || rows[i].is_safety)) {
            *has_open = true;
            if (!text_is_empty(w->reason))
                e = proposal_objection_reword(writer,
                    (struct proposal_objection_reword_in){ .id = rows[i].id,
                        .reason = w->reason,
                        .mend = text_is_known(w->mend) ? w->mend : TEXT(""),
                        .is_shown = w->is_shown || w->unit->is_role,
                        .ground = w->ground },
                    NULL);
        }
    }
    return e;
}

/* It must be of this unit, open, and its words shown to its people. */
static enum err
back_it(struct db *writer, struct arena *a, struct proposal_answering *w)
{
    struct proposal_objections_all_row *rows;
    ptrdiff_t n_rows;
    enum err e = proposal_objections_all(writer, a,
        (struct proposal_objections_all_in){
            .proposal_id = w->id, .n_rows = PROPOSAL_SHOWN_MAX },
        &rows, &n_rows);
    for (ptrdiff_t i = 0; e == OK && i < n_rows; i++) {
        const struct proposal_objections_all_row *o = &rows[i];
        struct cp_event event = { .kind = CP_EVENT_BACK,
            .day = (int32_t)(w->now / 86'400),
            .person = (uint64_t)w->voice,
            .objection = (uint64_t)o->id,
            .version = (int32_t)w->version };
        if (o->id != w->back_id || o->unit != w->unit->number || o->is_closed ||
            o->is_shown == 0 || o->voice == w->voice ||
            (o->version < w->p.row.base && !o->is_safety))
            continue;
        e = proposal_back(writer,
            (struct proposal_back_in){ .id = key_of_day(w->now),
                .proposal_id = w->id,
                .objection_id = o->id,
                .voice = w->voice },
            NULL);
        return e == OK ? log_it(writer, a, w, &event) : e;
    }
    w->fault = N_("That objection is closed, or was never of your community. "
                  "Nothing was sent.");
    return e == OK ? ERR_CONFLICT : e;
}

static enum err
raise_it(
    struct db *writer, struct proposal_answering *w, struct cp_event *event)
{
    int64_t n = 0, id = key_of_day(w->now);
    enum err e = proposal_objection_add(writer,
        (struct proposal_objection_add_in){ .id = id,
            .proposal_id = w->id,
            .voice = w->voice,
            .unit = w->unit->number,
            .version = w->version,
            .reason = w->reason,
            .mend = text_is_known(w->mend) ? w->mend : TEXT(""),
            .is_safety = w->is_safety && !w->unit->is_role,
            .is_shown = w->is_shown || w->unit->is_role,
            .ground = w->ground },
        &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (w->unit->is_role)
        return e;
    event->kind = CP_EVENT_OBJECTION;
    event->value = 0;
    event->objection = (uint64_t)id;
    event->has_reason = true;
    event->is_safety = w->is_safety;
    return e;
}

static enum err
log_answer(struct db *writer, struct arena *a, struct proposal_answering *w)
{
    struct cp_event event = { .kind = w->unit->is_role ? CP_EVENT_POSITION
                                                       : CP_EVENT_ANSWER,
        .day = (int32_t)(w->now / 86'400),
        .unit = (int32_t)w->unit->number,
        .version = (int32_t)w->version,
        .value = w->value,
        .ground = w->ground };
    bool has_open = false;
    if (!w->unit->is_role)
        event.person = (uint64_t)w->voice;
    enum err e = w->is_late ? OK : look_at_own(writer, a, w, &has_open);
    if (e == OK && w->back_id != 0)
        return back_it(writer, a, w);
    if (e == OK && !w->is_late && !has_open && w->value == CP_VALUE_OBJECT &&
        !text_is_empty(w->reason))
        e = raise_it(writer, w, &event);
    return e == OK ? log_it(writer, a, w, &event) : e;
}

enum err
proposal_answer_take(
    struct db *writer, struct arena *a, struct proposal_answering *w)
{
    w->fault = NULL;
    w->unit = NULL;
    enum err e = proposal_whole_load(writer, a, w->id, &w->p);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < w->p.n_units; i++)
        if (w->p.units[i].id == w->unit_id)
            w->unit = &w->p.units[i];
    if (w->unit == NULL || w->version > w->p.row.version)
        return ERR_BAD_INPUT;
    if (w->p.row.is_made) {
        w->fault = proposal_is_made_up;
        return ERR_CONFLICT;
    }
    if (!proposal_is_open(&w->p.row, w->today)) {
        w->fault = N_("Asking has closed in the meantime. Your answer was not "
                      "taken.");
        return ERR_CONFLICT;
    }
    w->is_late = w->version < w->p.row.base;
    enum child_state state = CHILD_IS_NONE;
    e = w->slip_id != 0 ? find_slip(writer, a, w)
                        : proposal_voice_find(writer, a, w->id, w->person_id,
                              w->now, &w->voice);
    if (e == OK)
        e = child_state_of(writer, a, "voice", w->voice, &state);
    if (e == OK && state == CHILD_TAKEN_BACK && !w->is_child) {
        w->fault = N_("The yes of a parent or guardian was taken back. Under "
                      "18 both say yes before somebody takes part again.");
        return ERR_CONFLICT;
    }
    if (e == OK && w->is_child && state != CHILD_SAYS_YES)
        e = child_keep(writer, a,
            &(struct child_of){ "voice", w->voice, w->id }, w->guardian,
            w->now);
    if (e == OK)
        e = keep_answer(writer, a, w);
    if (e == OK)
        e = log_answer(writer, a, w);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("answer"),
                             .kind = TEXT("proposal"),
                             .thing_id = w->id,
                             .is_nameless = true })
                   : e;
}
