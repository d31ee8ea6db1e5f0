/* A round between more than two sides: pairs inside one set. */
#include "match/match_inside.h"

#include "engine/assignment/general.h"

struct among {
    const struct match_person **people; /* side after side, by code */
    int *sides;
    ptrdiff_t n;
    struct cp_general problem;
};

static enum err
put_scores(struct among *all, const struct match_round *r, struct arena *a,
    int64_t n_barred[CP_BAR_TIME + 1], struct why *why)
{
    ptrdiff_t n = all->n, at = 0;
    if (n > CP_GENERAL_PEOPLE_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "%td people on more than two sides: a round of these has at most "
            "%d; split it",
            n, CP_GENERAL_PEOPLE_MAX);
    int32_t *scores = arena_new(a, int32_t, n * n + 1);
    int64_t *keys = arena_new(a, int64_t, n + 1);
    all->people = arena_new(a, const struct match_person *, n + 1);
    all->sides = arena_new(a, int, n + 1);
    for (int side = 0; side < r->n_sides; side++)
        for (ptrdiff_t i = 0; i < r->n_people[side]; i++) {
            all->sides[at] = side;
            keys[at] = r->people[side][i]->person.key;
            all->people[at++] = r->people[side][i];
        }
    for (ptrdiff_t i = 0; i < n; i++)
        for (ptrdiff_t j = 0; j <= i; j++)
            scores[i * n + j] = scores[j * n + i] =
                all->sides[i] == all->sides[j]
                ? CP_ASSIGN_FORBIDDEN
                : match_score(r, all->people[j], all->people[i], n_barred);
    all->problem = (struct cp_general){
        .scores = scores, .n = n, .keys = keys, .mode = r->mode, .seed = r->seed
    };
    return OK;
}

static enum err
solve_checked(struct match_round *r, const struct cp_general *p,
    struct cp_general_answer *answer, struct arena *a, struct why *why)
{
    enum err e = cp_general_solve(answer, a, p, why);
    if (e == OK)
        r->n_violations += cp_general_check(p, answer, a);
    return e;
}

enum err
match_solve_sides(struct match_round *r, struct arena *a, struct why *why)
{
    struct among all = { .n = 0 };
    struct cp_general_answer answer, total;
    int64_t n_barred[CP_BAR_TIME + 1] = { 0 };
    int n_there = 0;
    for (int side = 0; side < r->n_sides; side++) {
        all.n += r->n_people[side];
        n_there += r->n_people[side] > 0;
    }
    enum err e = put_scores(&all, r, a, n_barred, why);
    if (e != OK)
        return e;
    r->n_possible = n_barred[CP_BAR_NONE];
    if (r->n_possible == 0 && n_there > 1)
        return match_say_impossible(n_barred, why);
    e = solve_checked(r, &all.problem, &answer, a, why);
    all.problem.mode = CP_ASSIGN_TOTAL; /* what fairness costs is said too */
    if (e == OK)
        e = solve_checked(r, &all.problem, &total, a, why);
    if (e != OK)
        return e;
    r->worst = answer.worst;
    r->total = answer.total;
    r->best_total = total.total;
    r->best_total_worst = total.worst;
    r->n_blocking = answer.n_blocking;
    r->n_envious = answer.n_envious;
    r->has_tie = !answer.is_unique;
    for (ptrdiff_t i = 0; i < all.n; i++) {
        int32_t mate = answer.mate[i];
        if (mate < 0)
            r->waiting[r->n_waiting++] = all.people[i];
        else if (mate > i) /* whose side was named first comes first */
            match_add_pair(r, all.people[i], all.people[mate]);
    }
    return OK;
}
