/* Inside the engine: what exact and searched groups share. */
#ifndef ENGINE_ASSIGNMENT_GROUPS_INSIDE_H
#define ENGINE_ASSIGNMENT_GROUPS_INSIDE_H

#include "engine/assignment/groups.h"

#include "base/random.h"

/* Of so many people with so many points over their pairs. */
static inline int64_t
group_value(int64_t points, int64_t n)
{
    return n < 2 ? 0 : 10 * points / (n * (n - 1) / 2);
}

/* groups_rules.c: the rules of a problem, made ready to be asked often. */
struct groups_rules {
    const struct cp_groups *p;
    uint8_t *apart; /* n by n: not together */
    bool is_any;
};
/* False: no room. */
bool groups_rules_take(
    struct groups_rules *r, struct arena *a, const struct cp_groups *p);
/* How many rules a group breaks, its size apart. */
int64_t groups_broken(
    const struct groups_rules *r, const int32_t *members, int32_t n);

/* groups_counts.c: the same of all groups at once, as people come and go;
 * groups_broken counts them anew. NULL: no room. `group_of` is the caller's,
 * and -1 of who is in none; who comes or goes is counted while it says so of
 * everybody else. */
struct groups_counts *groups_counts_take(
    struct arena *a, const struct groups_rules *rules, const int32_t *group_of);
void groups_counts_add(struct groups_counts *c, int32_t who, int32_t to);
void groups_counts_drop(struct groups_counts *c, int32_t who, int32_t from);
/* How much the group would break without one of it and with another; -1:
 * nobody. As groups_broken, but a language or times that not all have count
 * for each who lacks them: so a search sees that it comes nearer. */
int64_t groups_counts_broken(
    const struct groups_counts *c, int32_t g, int32_t without, int32_t with);
/* Does it break nothing? Sooner known. */
bool groups_counts_is_kept(
    const struct groups_counts *c, int32_t g, int32_t without, int32_t with);

/* groups_start.c: groups for the search to begin with, of the sizes asked for;
 * a later round leaves more to the lot. `counts` are over group_of; both are
 * left empty. False: no room. */
bool groups_start(int32_t *best_of, struct arena *a,
    const struct groups_rules *rules, struct groups_counts *counts,
    int32_t *group_of, struct random *random, int round);

/* groups_mend.c: `best_of`, made to break less. `counts` and group_of are empty
 * before and after. Until n_tried is `effort`. *n_broken: what is left; false:
 * no room. */
bool groups_mend(int32_t *best_of, struct arena *a, const struct cp_groups *p,
    struct groups_counts *counts, int32_t *group_of, struct random *random,
    int64_t effort, int64_t *n_tried, int64_t *n_broken);

/* groups_exact.c. ERR_CONFLICT: there are none. */
enum err groups_exact(struct cp_groups_answer *answer, struct arena *a,
    const struct cp_groups *p);
/* groups_search.c; n_broken of the answer is set. */
enum err groups_search(struct cp_groups_answer *answer, struct arena *a,
    const struct cp_groups *p);

#define TRY(a, type, n)                                                        \
    ((type *)arena_try(                                                        \
        a, (ptrdiff_t)sizeof(type), (ptrdiff_t)_Alignof(type), n))

#endif
