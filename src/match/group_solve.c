/* The machine finds groups. */
#include "match/group_pages.h"

/* As many exchanges as end within two seconds or so; with few people what is
 * usual. */
static int64_t
effort_for(ptrdiff_t n)
{
    enum { MOST = 20'000'000 };
    int64_t usual = INT64_C(7'000) * n * n;
    return usual < MOST ? usual : MOST;
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
    e = group_set_problem(rq->arena, s.p.set, g, &why);
    if (e == OK) {
        g->problem.seed = (uint64_t)s.p.set->row.id;
        g->problem.effort = effort_for(g->problem.n);
        e = cp_groups_solve(&g->answer, rq->arena, &g->problem, &why);
    }
    if (e == ERR_CONFLICT)
        return group_sent_refuse(rq, an, &s,
            say(&v,
                N_("No groups were found that keep all rules. Take a rule "
                   "away, or allow other sizes.")));
    if (e == ERR_BAD_INPUT)
        return group_sent_refuse(rq, an, &s,
            say_with(&v, N_("This cannot be done: %s"), 1,
                (struct phrase_arg[]){ phrase_arg(text_of(why.text)) }));
    if (e != OK)
        return e;
    require(cp_groups_check(&g->problem, &g->answer) == 0);
    struct group_change c =
        group_change_of(rq, s.p.set, &s.form, TEXT("solve"));
    c.g = g;
    c.has_state = true;
    c.state = (struct match_group_state){ .id = s.p.set->row.id,
        .status = TEXT("proposed"),
        .seed = arena_print(rq->arena, "%lld", (long long)s.p.set->row.id),
        .engine = TEXT(CP_VERSION),
        .has_is_proved = true,
        .is_proved = g->answer.is_proved,
        .has_lowest = true,
        .lowest = g->answer.lowest,
        .has_sum = true,
        .sum = g->answer.sum,
        .has_points = true,
        .points = g->answer.pairs,
        .has_bound = true,
        .bound = g->answer.pairs_bound,
        .has_solved_at = true,
        .solved_at = rq->now };
    return group_change_write(rq, an, &c);
}
