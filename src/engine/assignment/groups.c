#include "engine/assignment/groups_inside.h"

static enum err
check_shape(const struct cp_groups *p, struct why *why)
{
    int64_t least = 0, most = 0;
    if (p->n < 1 || p->n > CP_GROUPS_PEOPLE_MAX || p->n_groups < 1 ||
        p->n_groups > p->n)
        return err_say(why, ERR_BAD_INPUT,
            "groups are made of 1 to %d people, with no more groups than "
            "people",
            CP_GROUPS_PEOPLE_MAX);
    for (ptrdiff_t g = 0; g < p->n_groups; g++) {
        if (p->lower[g] < 0 || p->lower[g] > p->upper[g])
            return err_say(
                why, ERR_BAD_INPUT, "a group's least size is over its largest");
        least += p->lower[g];
        most += p->upper[g];
    }
    if (p->n < least || p->n > most)
        return err_say(why, ERR_BAD_INPUT,
            "%td people do not fit %td groups of these sizes: %lld to %lld do",
            p->n, p->n_groups, (long long)least, (long long)most);
    for (ptrdiff_t k = 0; k < p->n * p->n; k++)
        if (p->scores[k] < 0 || p->scores[k] > 1'000'000)
            return err_say(why, ERR_BAD_INPUT,
                "the score %d is not within 0 and 1000000", p->scores[k]);
    return OK;
}

/* Each person with the best of those that could be with them, halved. */
static enum err
bound_pairs(
    struct cp_groups_answer *answer, struct arena *a, const struct cp_groups *p)
{
    int32_t most = 0;
    struct arena_mark mark = arena_mark(a);
    int32_t *best = TRY(a, int32_t, p->n);
    if (best == NULL)
        return ERR_NO_ROOM;
    for (ptrdiff_t g = 0; g < p->n_groups; g++)
        most = p->upper[g] > most ? p->upper[g] : most;
    int64_t twice = 0;
    for (ptrdiff_t i = 0; i < p->n; i++) {
        ptrdiff_t n = 0, room = most - 1 < p->n ? most - 1 : p->n;
        for (ptrdiff_t k = 0; k < p->n && room > 0; k++) {
            int32_t x = p->scores[i * p->n + k];
            if (k == i || (n == room && x <= best[n - 1]))
                continue;
            ptrdiff_t at = n < room ? n++ : n - 1;
            for (; at > 0 && best[at - 1] < x; at--)
                best[at] = best[at - 1];
            best[at] = x;
        }
        for (ptrdiff_t k = 0; k < n; k++)
            twice += best[k];
    }
    arena_rewind(a, mark);
    answer->pairs_bound = twice / 2;
    return OK;
}

/* Groups of equal sizes have no names of their own: they are numbered by who
 * comes first in them. */
static void
number_groups(struct cp_groups_answer *answer, const struct cp_groups *p)
{
    for (ptrdiff_t g = 0; g < p->n_groups; g++)
        for (ptrdiff_t h = g + 1; h < p->n_groups; h++) {
            ptrdiff_t i = 0;
            if (p->lower[g] != p->lower[h] || p->upper[g] != p->upper[h])
                continue;
            while (i < p->n && answer->group_of[i] != g &&
                answer->group_of[i] != h)
                i++;
            if (i == p->n || answer->group_of[i] == g)
                continue;
            for (i = 0; i < p->n; i++) {
                int32_t *at = &answer->group_of[i];
                *at = *at == g ? (int32_t)h : *at == h ? (int32_t)g : *at;
            }
        }
}

static void
tell(struct cp_groups_answer *answer, const struct cp_groups *p)
{
    answer->lowest = INT64_MAX;
    for (ptrdiff_t g = 0; g < p->n_groups; g++) {
        int64_t points = 0, n = 0;
        for (ptrdiff_t i = 0; i < p->n; i++) {
            if (answer->group_of[i] != g)
                continue;
            n++;
            for (ptrdiff_t k = 0; k < i; k++)
                if (answer->group_of[k] == g)
                    points += p->scores[i * p->n + k];
        }
        answer->values[g] = group_value(points, n);
        answer->sum += answer->values[g];
        answer->pairs += points;
        if (answer->values[g] < answer->lowest)
            answer->lowest = answer->values[g];
    }
}

enum err
cp_groups_solve(struct cp_groups_answer *answer, struct arena *a,
    const struct cp_groups *p, struct why *why)
{
    enum err e = check_shape(p, why);
    if (e != OK)
        return e;
    *answer = (struct cp_groups_answer){ .group_of = TRY(a, int32_t, p->n),
        .values = TRY(a, int64_t, p->n_groups) };
    if (answer->group_of == NULL || answer->values == NULL)
        return err_say(why, ERR_NO_ROOM, "no memory for groups");
    e = bound_pairs(answer, a, p);
    bool is_small = p->n <= CP_GROUPS_EXACT_MAX;
    if (e == OK)
        e = is_small ? groups_exact(answer, a, p) : groups_search(answer, a, p);
    bool is_none = e == ERR_CONFLICT; /* all were tried: the nearest, then */
    if (is_none)
        e = groups_search(answer, a, p);
    if (e != OK)
        return e == ERR_NO_ROOM ? err_say(why, e, "no memory for groups")
            : e == ERR_BUSY     ? err_say(why, e, "it was stopped")
                                : e;
    number_groups(answer, p);
    tell(answer, p);
    answer->is_proved = answer->is_proved || is_none;
    if (is_none)
        return err_say(why, ERR_CONFLICT,
            "no groups keep all the rules: take one away, or change the sizes");
    if (answer->n_broken > 0)
        return err_say(
            why, ERR_CONFLICT, "no groups were found that keep all the rules");
    return OK;
}
