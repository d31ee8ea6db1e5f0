/* Opening a round, closing it, finding its pairs: a facilitator's buttons. */
#include "match/match_routes.h"
#include "match/round_pages.h"
#include "match/round_work.h"

#include "keep/audit.h"
#include "keep/job.h"
#include "keep/once.h"
#include "os/clock.h"
#include "os/entropy.h"

/* Fifteen digits: read aloud and typed without a mistake. */
enum { SEED_BELOW = 1'000'000'000 };
enum { SOLVE_TRIES = 5 };

struct stepping {
    const struct round *round;
    enum round_status to;
    int64_t actor_id, now;
    text seed;
    struct round_work *work;
    text token, first;
};

/* ---- Opening and closing ---------------------------------------------------
 */

static enum err
open_step(struct db *writer, struct arena *a, void *arg)
{
    struct stepping *s = arg;
    struct round_state state = s->round->state;
    enum err e = round_state_get(writer, a,
        (struct round_state_get_in){ .id = s->round->row.id }, &state);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == OK && round_status_of(state.status) != ROUND_DRAFT)
        return ERR_CONFLICT;
    state.status = TEXT("open");
    if (text_is_empty(state.seed))
        state.seed = s->seed; /* once drawn it stays */
    state.has_opened_at = true;
    state.opened_at = s->now;
    e = round_state_save(writer, &state, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("open"),
                             .kind = TEXT("match_round"),
                             .thing_id = state.id })
                   : e;
}

enum err
round_open_send(struct request *rq, struct answer *an)
{
    struct round r;
    enum err e = button_parse(rq);
    if (e == OK)
        e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    struct stepping s = { .round = &r,
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .seed = arena_print(
            rq->arena, "%d", (int)(1 + entropy_bits() % (SEED_BELOW - 1))) };
    e = r.status == ROUND_DRAFT ? db_write(rq->db, rq->arena, open_step, &s)
                                : OK;
    if (e == OK || e == ERR_CONFLICT) {
        answer_redirect(rq, an, r.address);
        return OK;
    }
    return e;
}

static enum err
close_step(struct db *writer, struct arena *a, void *arg)
{
    struct stepping *s = arg;
    struct round_state state;
    enum err e = round_state_get(writer, a,
        (struct round_state_get_in){ .id = s->round->row.id }, &state);
    if (e == OK && round_status_of(state.status) != ROUND_OPEN)
        e = ERR_CONFLICT;
    if (e == OK)
        e = round_freeze(writer, a, s->round);
    if (e != OK)
        return e;
    state.status = TEXT("closed");
    state.has_closed_at = true;
    state.closed_at = s->now;
    e = round_state_save(writer, &state, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("close"),
                             .kind = TEXT("match_round"),
                             .thing_id = state.id })
                   : e;
}

enum err
round_close_send(struct request *rq, struct answer *an)
{
    struct round r;
    struct round_work w;
    struct arena own;
    struct why why = { .text = "" };
    enum err e = button_parse(rq);
    if (e == OK)
        e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    if (r.status != ROUND_OPEN) {
        answer_redirect(rq, an, r.address);
        return OK;
    }
    round_arena(rq, &own);
    e = round_work_try(rq->db, &own, &r, &w, &why);
    text fault = { 0 };
    if (e == OK || e == ERR_BAD_INPUT)
        fault = round_work_fault(rq, &w, e == OK ? NULL : &why);
    arena_close(&own);
    if (text_is_known(fault))
        return round_answer(rq, an, &r, fault);
    if (e != OK)
        return e;
    struct stepping s = {
        .round = &r, .actor_id = rq->actor.person_id, .now = rq->now
    };
    round_arena(rq, &own); /* every line once more, in the step */
    e = db_write(rq->db, &own, close_step, &s);
    arena_close(&own);
    if (e == OK || e == ERR_CONFLICT) {
        answer_redirect(rq, an, r.address);
        return OK;
    }
    return e;
}

/* Back to where people and rules can change: what was proposed is gone, the
 * seed stays the published one. */
static enum err
reopen_step(struct db *writer, struct arena *a, void *arg)
{
    struct stepping *s = arg;
    struct round_state state;
    int64_t id = s->round->row.id;
    enum err e = round_state_get(
        writer, a, (struct round_state_get_in){ .id = id }, &state);
    if (e != OK)
        return e;
    enum round_status status = round_status_of(state.status);
    if (status != ROUND_CLOSED && status != ROUND_PROPOSED)
        return ERR_CONFLICT;
    state = (struct round_state){ .id = id,
        .status = TEXT("open"),
        .seed = state.seed,
        .has_previous_id = state.has_previous_id,
        .previous_id = state.previous_id,
        .has_opened_at = state.has_opened_at,
        .opened_at = state.opened_at };
    e = job_stop(writer, a, id, NULL);
    if (e == OK)
        e = round_pairs_clear(
            writer, (struct round_pairs_clear_in){ .round_id = id }, NULL);
    if (e == OK)
        e = round_waiting_clear(
            writer, (struct round_waiting_clear_in){ .round_id = id }, NULL);
    if (e == OK)
        e = round_input_clear(
            writer, (struct round_input_clear_in){ .round_id = id }, NULL);
    if (e == OK)
        e = round_state_save(writer, &state, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("open"),
                             .kind = TEXT("match_round"),
                             .thing_id = id })
                   : e;
}

enum err
round_reopen_send(struct request *rq, struct answer *an)
{
    struct round r;
    enum err e = button_parse(rq);
    if (e == OK)
        e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    struct stepping s = { .round = &r, .actor_id = rq->actor.person_id };
    e = r.status == ROUND_CLOSED || r.status == ROUND_PROPOSED
        ? db_write(rq->db, rq->arena, reopen_step, &s)
        : OK;
    if (e == OK || e == ERR_CONFLICT) {
        answer_redirect(rq, an, r.address);
        return OK;
    }
    return e;
}

/* ---- Finding pairs ----------------------------------------------------------
 */

static enum err
result_step(struct db *writer, struct arena *a, void *arg)
{
    struct stepping *s = arg;
    return round_result_save(writer, a, s->work, s->actor_id, s->now);
}

static enum err
ask_step(struct db *writer, struct arena *a, void *arg)
{
    const struct stepping *s = arg;
    return job_ask(writer, a, "match_solve", s->round->row.id, s->actor_id);
}

/* Counted in counterparts: who may have three takes three places. */
static bool
is_large(const struct round_work *w)
{
    for (int i = 0; i < w->round->n_sides; i++) {
        int64_t n = 0;
        for (ptrdiff_t k = 0; k < w->people.n; k++)
            if (w->side_ids[k] == w->round->sides[i].id)
                n += w->people.people[k].capacity;
        if (n > ROUND_AT_ONCE)
            return true;
    }
    return false;
}

enum err
round_solve_now(struct request *rq, const struct round *r, text *fault)
{
    struct arena own;
    struct round_work w;
    struct why why = { .text = "" };
    round_arena(rq, &own);
    enum err e = round_work_load(rq->db, &own, r, &w, &why);
    if (e == OK || e == ERR_BAD_INPUT) {
        *fault = round_work_fault(rq, &w, e == OK ? NULL : &why);
        e = OK;
    }
    struct stepping s = {
        .round = r, .work = &w, .actor_id = rq->actor.person_id, .now = rq->now
    };
    if (e == OK && !text_is_known(*fault) && is_large(&w)) {
        e = db_write(rq->db, rq->arena, ask_step, &s);
    } else if (e == OK && !text_is_known(*fault)) {
        e = round_work_solve(&w, &own, &why);
        if (e == OK)
            e = db_write(rq->db, rq->arena, result_step, &s);
        else if (e == ERR_BAD_INPUT) {
            *fault = round_work_fault(rq, &w, &why);
            e = OK;
        }
    }
    arena_close(&own);
    return e;
}

enum err
round_solve_send(struct request *rq, struct answer *an)
{
    struct round r;
    text fault = { 0 };
    enum err e = button_parse(rq);
    if (e == OK)
        e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    if (r.status == ROUND_CLOSED || r.status == ROUND_PROPOSED)
        e = round_solve_now(rq, &r, &fault);
    if (e != OK && e != ERR_CONFLICT)
        return e;
    if (text_is_known(fault))
        return round_answer(rq, an, &r, fault);
    answer_redirect(rq, an, r.address);
    return OK;
}

static enum err
solve_behind(struct job_call *call, struct why *why)
{
    struct round r;
    struct round_work w;
    enum err e = round_load(call->db, call->arena, call->thing_id, &r);
    if (e == OK && r.status != ROUND_CLOSED && r.status != ROUND_PROPOSED)
        return err_say(why, ERR_CONFLICT, "the round is not closed any more");
    if (e == OK)
        e = round_work_load(call->db, call->arena, &r, &w, why);
    if (e == OK) {
        w.solved.go_on = job_hook;
        w.solved.context = call;
        e = round_work_solve(&w, call->arena, why);
    }
    if (e == OK && !job_go_on(call, 0.9))
        e = ERR_BUSY;
    struct stepping s = {
        .round = &r, .work = &w, .actor_id = call->asked_by, .now = now_s()
    };
    return e == OK ? job_finish(call, result_step, &s) : e;
}

/* Behind the page. When a rule came meanwhile, with the rule. */
enum err
round_solve_run(struct job_call *call, struct why *why)
{
    enum err e = ERR_CONFLICT;
    for (int i = 0; e == ERR_CONFLICT && i < SOLVE_TRIES; i++) {
        struct arena_mark mark = arena_mark(call->arena);
        e = solve_behind(call, why);
        arena_rewind(call->arena, mark);
    }
    return e;
}
