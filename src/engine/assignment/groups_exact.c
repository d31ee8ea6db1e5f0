/* All partitions, by dynamic programming over subsets: group after group takes
 * a part of who is left. First the highest lowest value, then, with no group
 * below it, the best sum. */
#include "engine/assignment/groups_inside.h"

struct subsets {
    const struct cp_groups *p;
    struct groups_rules rules;
    uint32_t n_sets;
    int64_t *values; /* of a subset as a group; -1: it breaks a rule */
    int64_t *points;
    int64_t *best;   /* n_groups + 1 layers: the first groups hold this set */
    uint32_t *taken; /* by the last of them, in the best way */
};

static void
judge_all(struct subsets *s)
{
    const struct cp_groups *p = s->p;
    for (uint32_t set = 0; set < s->n_sets; set++) {
        int32_t members[CP_GROUPS_EXACT_MAX], n = 0;
        int64_t points = 0;
        for (int32_t i = 0; i < p->n; i++)
            if ((set >> i & 1) != 0)
                members[n++] = i;
        for (int32_t i = 0; i < n; i++)
            for (int32_t k = 0; k < i; k++)
                points += p->scores[members[i] * p->n + members[k]];
        s->points[set] = points;
        s->values[set] = groups_broken(&s->rules, members, n) > 0
            ? -1
            : group_value(points, n);
    }
}

/* What a group of this set adds; -1: it may not be this group. */
static int64_t
worth(const struct subsets *s, uint32_t set, ptrdiff_t group, int64_t least)
{
    int32_t size = __builtin_popcount(set);
    if (size < s->p->lower[group] || size > s->p->upper[group] ||
        s->values[set] < least)
        return -1;
    return s->p->aim == CP_GROUPS_PAIRS ? s->points[set] : s->values[set];
}

/* The best sum, or, when `is_lowest`, the highest lowest value; -1: none. */
static int64_t
solve(struct subsets *s, int64_t least, bool is_lowest)
{
    for (uint32_t set = 0; set < s->n_sets; set++)
        s->best[set] = -1;
    s->best[0] = is_lowest ? INT64_MAX : 0;
    for (ptrdiff_t g = 0; g < s->p->n_groups; g++) {
        const int64_t *before = s->best + (size_t)g * s->n_sets;
        int64_t *best = s->best + (size_t)(g + 1) * s->n_sets;
        uint32_t *taken = s->taken + (size_t)g * s->n_sets;
        for (uint32_t set = 0; set < s->n_sets; set++) {
            best[set] = -1;
            for (uint32_t part = set;; part = (part - 1) & set) {
                int64_t rest = before[set & ~part];
                int64_t w = rest < 0 ? -1 : worth(s, part, g, least);
                int64_t all = w < 0 ? -1
                    : is_lowest     ? (w < rest ? w : rest)
                                    : w + rest;
                if (all > best[set]) {
                    best[set] = all;
                    taken[set] = part;
                }
                if (part == 0)
                    break;
            }
        }
    }
    return s->best[(size_t)s->p->n_groups * s->n_sets + s->n_sets - 1];
}

enum err
groups_exact(
    struct cp_groups_answer *answer, struct arena *a, const struct cp_groups *p)
{
    struct subsets s = { .p = p, .n_sets = UINT32_C(1) << p->n };
    ptrdiff_t n_sets = (ptrdiff_t)s.n_sets;
    struct arena_mark mark = arena_mark(a);
    s.values = TRY(a, int64_t, n_sets);
    s.points = TRY(a, int64_t, n_sets);
    s.best = TRY(a, int64_t, n_sets * (p->n_groups + 1));
    s.taken = TRY(a, uint32_t, n_sets * p->n_groups);
    if (!groups_rules_take(&s.rules, a, p) || s.values == NULL ||
        s.points == NULL || s.best == NULL || s.taken == NULL)
        return ERR_NO_ROOM;
    judge_all(&s);
    int64_t least = 0;
    if (p->aim == CP_GROUPS_FAIR)
        least = solve(&s, 0, true);
    if (least < 0 || solve(&s, least, false) < 0)
        return ERR_CONFLICT;
    uint32_t set = s.n_sets - 1;
    for (ptrdiff_t g = p->n_groups - 1; g >= 0; g--) {
        uint32_t part = s.taken[(size_t)g * s.n_sets + set];
        for (int32_t i = 0; i < p->n; i++)
            if ((part >> i & 1) != 0)
                answer->group_of[i] = (int32_t)g;
        set &= ~part;
    }
    arena_rewind(a, mark);
    answer->is_proved = true;
    return OK;
}
