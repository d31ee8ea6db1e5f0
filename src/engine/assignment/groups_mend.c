/* Groups that break rules, mended: somebody of a group that breaks one goes
 * where the least is broken then, even if that is more than before, and not
 * back for a while (tabu; Glover 1989). Points are not looked at. */
#include "engine/assignment/groups_inside.h"

#include <string.h>

enum { ASKED_COST = 6, STAYS = 8, IN_VAIN = 1'000 };

struct mending {
    const struct cp_groups *p;
    struct groups_counts *counts;
    struct random *random;
    int32_t *group_of, *sizes;
    int64_t *broken, n_broken, least;
    int64_t *not_before; /* a person by groups: the step they may come back */
    int64_t step;
};

struct mend_step {
    int32_t who, other, to; /* other -1: a move */
    int64_t n_more;
};

static void
judge(struct mending *m, int32_t g)
{
    int64_t n = groups_counts_broken(m->counts, g, -1, -1);
    m->n_broken += n - m->broken[g];
    m->broken[g] = n;
}

static void
carry(struct mending *m, int32_t who, int32_t to)
{
    int32_t from = m->group_of[who];
    groups_counts_drop(m->counts, who, from);
    m->group_of[who] = to;
    groups_counts_add(m->counts, who, to);
    m->sizes[from]--;
    m->sizes[to]++;
    m->not_before[who * m->p->n_groups + from] =
        m->step + STAYS + (int64_t)random_below(m->random, STAYS);
}

static bool
may_go(const struct mending *m, int32_t who, int32_t to)
{
    return m->not_before[who * m->p->n_groups + to] <= m->step;
}

/* Of equal ones each as likely. */
static void
weigh(struct mending *m, int32_t who, int32_t other, int32_t to,
    struct mend_step *best, uint64_t *n_equal)
{
    int32_t from = m->group_of[who];
    int64_t n_more = groups_counts_broken(m->counts, from, who, other) +
        groups_counts_broken(m->counts, to, other, who) - m->broken[from] -
        m->broken[to];
    bool may = may_go(m, who, to) && (other < 0 || may_go(m, other, from));
    if ((!may && m->n_broken + n_more >= m->least) || n_more > best->n_more)
        return;
    *n_equal = n_more < best->n_more ? 1 : *n_equal + 1;
    if (random_below(m->random, *n_equal) == 0)
        *best = (struct mend_step){ who, other, to, n_more };
}

static void
mend_once(struct mending *m, int32_t who)
{
    const struct cp_groups *p = m->p;
    int32_t from = m->group_of[who];
    struct mend_step best = { .who = -1, .n_more = INT64_MAX };
    uint64_t n_equal = 0;
    for (int32_t other = 0; other < p->n; other++)
        if (m->group_of[other] != from)
            weigh(m, who, other, m->group_of[other], &best, &n_equal);
    for (int32_t to = 0; to < p->n_groups && m->sizes[from] > p->lower[from];
         to++)
        if (to != from && m->sizes[to] < p->upper[to])
            weigh(m, who, -1, to, &best, &n_equal);
    if (best.who < 0)
        return;
    carry(m, who, best.to);
    if (best.other >= 0)
        carry(m, best.other, from);
    judge(m, from);
    judge(m, best.to);
}

/* Anybody in a group that breaks a rule, and now and then anybody. */
static int32_t
choose(struct mending *m)
{
    for (;;) {
        int32_t who = (int32_t)random_below(m->random, (uint64_t)m->p->n);
        if (m->broken[m->group_of[who]] > 0 || random_below(m->random, 40) == 0)
            return who;
    }
}

static bool
take_room(struct mending *m, struct arena *a)
{
    m->sizes = TRY(a, int32_t, m->p->n_groups);
    m->broken = TRY(a, int64_t, m->p->n_groups);
    m->not_before = TRY(a, int64_t, m->p->n * m->p->n_groups);
    return m->sizes != NULL && m->broken != NULL && m->not_before != NULL;
}

static void
begin(struct mending *m, const int32_t *from)
{
    const struct cp_groups *p = m->p;
    for (int32_t i = 0; i < p->n; i++) {
        if (m->group_of[i] >= 0)
            groups_counts_drop(m->counts, i, m->group_of[i]);
        m->group_of[i] = -1;
    }
    memset(m->sizes, 0, (size_t)p->n_groups * sizeof *m->sizes);
    for (int32_t i = 0; i < p->n; i++) {
        m->group_of[i] = from[i];
        groups_counts_add(m->counts, i, from[i]);
        m->sizes[from[i]]++;
    }
    for (int32_t g = 0; g < p->n_groups; g++)
        judge(m, g);
}

bool
groups_mend(int32_t *best_of, struct arena *a, const struct cp_groups *p,
    struct groups_counts *counts, int32_t *group_of, struct random *random,
    int64_t effort, int64_t *n_tried, int64_t *n_broken)
{
    struct mending m = {
        .p = p, .counts = counts, .random = random, .group_of = group_of
    };
    int64_t in_vain = 0,
            cost = (ASKED_COST +
                       (p->slots == NULL ? 0 : ASKED_COST * p->n_words)) *
        p->n;
    if (!take_room(&m, a))
        return false;
    begin(&m, best_of);
    m.least = m.n_broken;
    for (; m.least > 0 && *n_tried < effort; *n_tried += cost) {
        if (m.step++ % 256 == 0 && p->go_on != NULL &&
            !p->go_on(p->context, (double)*n_tried / (2.0 * (double)effort)))
            break; /* asked again by the search, and stopped there */
        in_vain++;
        mend_once(&m, choose(&m));
        if (m.n_broken < m.least) {
            memcpy(best_of, group_of, (size_t)p->n * sizeof *best_of);
            m.least = m.n_broken;
            in_vain = 0;
        }
        if (in_vain > IN_VAIN)
            break;
    }
    *n_broken = m.least;
    for (int32_t i = 0; i < p->n; i++) {
        groups_counts_drop(counts, i, group_of[i]);
        group_of[i] = -1;
    }
    return true;
}
