/* The machine finds groups: in the request, or, for many people, behind the
 * page. Either way as `counterpart groups` does with the same seed. */
#include "match/group_pages.h"
#include "match/match_routes.h"

#include "os/clock.h"

/* So many people at most are in groups within a second or two. */
enum { GROUPS_AT_ONCE = 59, SOLVE_TRIES = 5 };

static enum err
make(struct arena *a, struct group_set *set, struct group_problem *g,
    struct why *why)
{
    enum err e = group_set_problem(a, set, g, why);
    g->problem.seed = (uint64_t)set->row.id;
    return e;
}

enum err
group_solve_send(struct request *rq, struct answer *an)
{
    struct group_sent s;
    struct why why = { 0 };
    struct view v = request_view(rq);
    enum err e = group_sent_open(rq, NULL, 0, NULL, &s);
    if (e == OK && s.form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    struct group_problem *g = s.g;
    if (text_is_known(s.settled))
        return group_sent_refuse(rq, an, &s, s.settled);
    /* afresh: what stands may be of other sizes */
    s.now = NULL;
    struct group_change c =
        group_change_of(rq, s.p.set, &s.form, TEXT("solve"));
    e = make(rq->arena, s.p.set, g, &why);
    if (e == OK && g->problem.n > GROUPS_AT_ONCE) {
        c.asks_for = g->problem.n_groups;
        return group_change_write(rq, an, &c);
    }
    if (e == OK)
        e = cp_groups_solve(&g->answer, rq->arena, &g->problem, &why);
    if (e == ERR_CONFLICT) {
        struct group_nearest nearest;
        e = group_nearest(&v, s.p.set, g, &nearest);
        return e == OK
            ? group_sent_refuse(rq, an, &s, group_nearest_said(&v, &nearest))
            : e;
    }
    if (e == ERR_BAD_INPUT)
        return group_sent_refuse(rq, an, &s,
            say_with(&v, N_("This cannot be done: %s"), 1,
                (struct phrase_arg[]){ phrase_arg(text_of(why.text)) }));
    if (e != OK)
        return e;
    require(cp_groups_check(&g->problem, &g->answer) == 0);
    group_change_found(&c, g, rq->now);
    return group_change_write(rq, an, &c);
}

/* ---- Behind the page ------------------------------------------------------
 */

/* Is it still what was solved? Sizes may have been changed meanwhile, or
 * somebody erased; people and rules that were changed stop the search. */
static bool
is_same(const struct group_set *x, const struct group_set *y)
{
    const struct match_group_set *p = &x->row, *q = &y->row;
    bool is_same = p->size_min == q->size_min && p->size_max == q->size_max &&
        p->has_organisation_max == q->has_organisation_max &&
        p->organisation_max == q->organisation_max &&
        p->has_lived_min == q->has_lived_min && p->lived_min == q->lived_min &&
        p->has_days_min == q->has_days_min && p->days_min == q->days_min &&
        p->has_hours_min == q->has_hours_min && p->hours_min == q->hours_min &&
        p->is_one_language == q->is_one_language &&
        text_is_equal(p->alone, q->alone) && x->n_members == y->n_members &&
        x->n_rules == y->n_rules;
    for (ptrdiff_t i = 0; is_same && i < x->n_members; i++)
        is_same = x->members[i].row->id == y->members[i].row->id &&
            text_is_equal(x->members[i].row->line, y->members[i].row->line);
    for (ptrdiff_t i = 0; is_same && i < x->n_rules; i++)
        is_same = x->rules[i].id == y->rules[i].id;
    return is_same;
}

static enum err
result_step(struct db *writer, struct arena *a, void *arg)
{
    struct group_change *c = arg;
    struct group_set now;
    enum err e = group_set_load(writer, a, c->set->row.id, &now);
    if (e == OK && (now.is_confirmed || !is_same(c->set, &now)))
        e = ERR_CONFLICT;
    return e == OK ? group_change_apply(writer, a, c) : e;
}

/* In English, as all that work behind a page says when it fails. */
static enum err
say_nearest(struct arena *a, const struct group_set *set,
    struct group_problem *g, struct why *why)
{
    struct group_nearest nearest;
    struct view v = view_in(a, lang_find(TEXT("en")), 1000);
    enum err e = group_nearest(&v, set, g, &nearest);
    if (e != OK)
        return e;
    return err_say(why, ERR_BAD_INPUT, "%.*s",
        TEXT_ARG(text_prefix(group_nearest_said(&v, &nearest), 500)));
}

static enum err
solve_behind(struct job_call *call, struct why *why)
{
    struct arena *a = call->arena;
    struct group_set set;
    struct group_problem *g = arena_new(a, struct group_problem, 1);
    enum err e = group_set_load(call->db, a, call->thing_id, &set);
    if (e == OK && set.is_confirmed)
        return err_say(
            why, ERR_BAD_INPUT, "the groups were confirmed meanwhile");
    if (e == OK)
        e = make(a, &set, g, why);
    if (e == OK) {
        g->problem.go_on = job_hook;
        g->problem.context = call;
        e = cp_groups_solve(&g->answer, a, &g->problem, why);
        if (e == ERR_CONFLICT) /* no groups keep all rules */
            return say_nearest(a, &set, g, why);
    }
    if (e != OK)
        return e;
    require(cp_groups_check(&g->problem, &g->answer) == 0);
    struct group_change c = { .set = &set,
        .is_behind = true,
        .actor_id = call->asked_by,
        .now = now_s(),
        .lang = lang_find(TEXT("en")), /* they have names since they asked */
        .action = TEXT("solve"),
        .seed = arena_print(a, "%lld", (long long)set.row.id) };
    group_change_found(&c, g, c.now);
    return job_finish(call, result_step, &c);
}

enum err
group_solve_run(struct job_call *call, struct why *why)
{
    enum err e = ERR_CONFLICT;
    for (int i = 0; e == ERR_CONFLICT && i < SOLVE_TRIES; i++) {
        struct arena_mark mark = arena_mark(call->arena);
        e = solve_behind(call, why);
        arena_rewind(call->arena, mark);
    }
    return e;
}
