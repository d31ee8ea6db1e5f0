#include "engine/assignment/colead.h"
#include "engine/assignment/general.h"
#include "engine/assignment/groups_inside.h"
#include "engine/assignment/order.h"

/* Exchanges that are tried for threes: a second, whatever their number. */
enum { EFFORT = 40'000'000 };

/* ---- Two proposals -------------------------------------------------------
 */

static const int32_t weights[CP_COLEAD_ITEMS] = { 2, 1, 1 };
enum { WEIGHT_ALL = 4 };

/* Of all words of both, how many both have: in a hundred. */
static int32_t
in_common(struct cp_tags a, struct cp_tags b)
{
    int64_t n_both = 0;
    for (ptrdiff_t i = 0, k = 0; i < a.n && k < b.n;) {
        int32_t x = a.tags[i].word, y = b.tags[k].word;
        n_both += x == y;
        i += x <= y;
        k += y <= x;
    }
    int64_t n_either = a.n + b.n - n_both;
    return n_either == 0 ? 0 : (int32_t)(100 * n_both / n_either);
}

static bool
knows(const struct cp_proposal *a, const struct cp_proposal *b)
{
    for (ptrdiff_t i = 0; i < a->n_known; i++)
        if (a->known[i] == b->key)
            return true;
    return false;
}

void
cp_colead_pair(struct cp_colead_score *s, const struct cp_proposal *a,
    const struct cp_proposal *b, const struct cp_colead_rules *rules)
{
    bool have_worked = knows(a, b) || knows(b, a);
    int32_t sum = 0, given = 0, rests[CP_COLEAD_ITEMS];
    *s = (struct cp_colead_score){
        .is_barred = !rules->may_share_organisation && a->organisation != 0 &&
            a->organisation == b->organisation,
        .is_blank = { [CP_COLEAD_THEME] = a->themes.n == 0 || b->themes.n == 0,
            [CP_COLEAD_METHOD] = a->methods.n == 0 || b->methods.n == 0 },
    };
    s->values[CP_COLEAD_THEME] =
        s->is_blank[CP_COLEAD_THEME] ? 50 : in_common(a->themes, b->themes);
    s->values[CP_COLEAD_METHOD] = s->is_blank[CP_COLEAD_METHOD]
        ? 50
        : 100 - in_common(a->methods, b->methods);
    s->values[CP_COLEAD_FIRST] = have_worked == rules->prefers_known ? 100 : 0;
    for (int i = 0; i < CP_COLEAD_ITEMS; i++) {
        int32_t worth = weights[i] * s->values[i];
        sum += worth;
        s->points[i] = worth / WEIGHT_ALL;
        rests[i] = worth % WEIGHT_ALL;
        given += s->points[i];
    }
    s->total = sum / WEIGHT_ALL;
    for (; given < s->total; given++) {
        int most = 0;
        for (int i = 1; i < CP_COLEAD_ITEMS; i++)
            if (rests[i] > rests[most])
                most = i;
        s->points[most]++;
        rests[most] = -1;
    }
}

bool
cp_colead_score_check(const struct cp_colead_score *s)
{
    int32_t exact = 2 * s->values[CP_COLEAD_THEME] +
        s->values[CP_COLEAD_METHOD] + s->values[CP_COLEAD_FIRST];
    int32_t off_theme =
        2 * s->points[CP_COLEAD_THEME] - s->values[CP_COLEAD_THEME];
    int32_t off_method =
        4 * s->points[CP_COLEAD_METHOD] - s->values[CP_COLEAD_METHOD];
    int32_t off_first =
        4 * s->points[CP_COLEAD_FIRST] - s->values[CP_COLEAD_FIRST];
    return s->total * 4 <= exact && exact < (s->total + 1) * 4 &&
        s->points[CP_COLEAD_THEME] + s->points[CP_COLEAD_METHOD] +
            s->points[CP_COLEAD_FIRST] ==
        s->total &&
        off_theme > -2 && off_theme < 2 && off_method > -4 && off_method < 4 &&
        off_first > -4 && off_first < 4;
}

/* ---- Teams ------------------------------------------------------------------
 */

struct solving {
    const struct cp_colead *p;
    struct arena *a;
    struct cp_colead_answer *answer;
    int32_t n;
    int32_t *order;  /* by key */
    int32_t *scores; /* n rows of n, in that order; a bar where no team is */
};

static enum err
no_room(struct why *why)
{
    return err_say(why, ERR_NO_ROOM, "no memory for this many proposals");
}

static enum err
begin(struct solving *s, struct why *why)
{
    const struct cp_colead *p = s->p;
    int32_t *other = TRY(s->a, int32_t, s->n);
    int64_t *keys = TRY(s->a, int64_t, s->n);
    s->order = TRY(s->a, int32_t, s->n);
    s->scores = TRY(s->a, int32_t, (ptrdiff_t)s->n * s->n);
    if (other == NULL || keys == NULL || s->order == NULL || s->scores == NULL)
        return no_room(why);
    for (int32_t i = 0; i < s->n; i++)
        keys[i] = p->proposals[i].key;
    if (!order_by_key(s->order, other, keys, s->n))
        return err_say(why, ERR_BAD_INPUT, "two proposals have the same key");
    int32_t *place = other;
    for (int32_t i = 0; i < s->n; i++)
        place[s->order[i]] = i;
    for (ptrdiff_t k = 0; k < p->n_vetoes; k++) {
        ptrdiff_t x = place[p->vetoes[k][0]], y = place[p->vetoes[k][1]];
        s->scores[x * s->n + y] = s->scores[y * s->n + x] = CP_ASSIGN_FORBIDDEN;
    }
    for (ptrdiff_t i = 0; i < s->n; i++)
        for (ptrdiff_t j = 0; j < i; j++) {
            struct cp_colead_score score;
            if (s->scores[i * s->n + j] == CP_ASSIGN_FORBIDDEN)
                continue;
            cp_colead_pair(&score, &p->proposals[s->order[i]],
                &p->proposals[s->order[j]], &p->rules);
            s->scores[i * s->n + j] = s->scores[j * s->n + i] =
                score.is_barred ? CP_ASSIGN_FORBIDDEN : score.total;
        }
    return OK;
}

static enum err
solve_pairs(struct solving *s, struct why *why)
{
    struct cp_colead_answer *an = s->answer;
    int64_t *keys = TRY(s->a, int64_t, s->n);
    struct cp_general p = { .scores = s->scores,
        .n = s->n,
        .keys = keys,
        .mode = CP_ASSIGN_FAIR,
        .seed = s->p->seed };
    struct cp_general_answer pairs;
    if (keys == NULL)
        return no_room(why);
    for (int32_t i = 0; i < s->n; i++)
        keys[i] = s->p->proposals[s->order[i]].key;
    enum err e = cp_general_solve(&pairs, s->a, &p, why);
    if (e != OK)
        return e;
    require(cp_general_check(&p, &pairs, s->a) == 0);
    for (int32_t i = 0; i < s->n; i++) {
        int32_t mate = pairs.mate[i];
        if (mate > i)
            an->team_of[s->order[i]] = an->team_of[s->order[mate]] =
                (int32_t)an->n_teams++;
    }
    an->is_proved = true;
    return OK;
}

/* ---- Threes --------------------------------------------------------------
 */

/* Who can be in a team at all, as a problem of groups. */
struct threes {
    struct solving *s;
    int32_t *at;     /* of s->order, ascending */
    int32_t *scores; /* n by n; a bar where no team is */
    int32_t n;
    struct cp_groups p;
    struct cp_groups_answer groups;
    int32_t *team_of; /* n; -1: waits */
    int32_t n_teams;
};

static int32_t
score_of(const struct threes *t, int32_t i, int32_t k)
{
    return t->scores[(ptrdiff_t)i * t->n + k];
}

static bool
has_anybody(const struct solving *s, int32_t i)
{
    for (int32_t k = 0; k < s->n; k++)
        if (k != i && s->scores[(ptrdiff_t)i * s->n + k] >= 0)
            return true;
    return false;
}

static enum err
take_threes(struct threes *t)
{
    struct solving *s = t->s;
    struct arena *a = s->a;
    t->at = TRY(a, int32_t, s->n);
    if (t->at == NULL)
        return ERR_NO_ROOM;
    for (int32_t i = 0; i < s->n; i++)
        if (has_anybody(s, i))
            t->at[t->n++] = i;
    ptrdiff_t n = t->n, n_groups = (n + 2) / 3;
    int32_t *scores = TRY(a, int32_t, n * n);
    int32_t(*apart)[2] = (int32_t(*)[2])TRY(a, int32_t, n * n);
    int32_t *lower = TRY(a, int32_t, n_groups);
    int32_t *upper = TRY(a, int32_t, n_groups);
    t->scores = TRY(a, int32_t, n * n);
    t->team_of = TRY(a, int32_t, n);
    if (scores == NULL || apart == NULL || lower == NULL || upper == NULL ||
        t->scores == NULL || t->team_of == NULL)
        return ERR_NO_ROOM;
    t->p = (struct cp_groups){ .n = n,
        .n_groups = n_groups,
        .scores = scores,
        .lower = lower,
        .upper = upper,
        .aim = CP_GROUPS_FAIR,
        .seed = s->p->seed,
        .effort = n < 60 ? 0 : EFFORT,
        .apart = (const int32_t(*)[2])apart };
    for (int32_t i = 0; i < n; i++)
        for (int32_t k = 0; k < n; k++) {
            int32_t x = s->scores[(ptrdiff_t)t->at[i] * s->n + t->at[k]];
            t->scores[i * n + k] = x;
            scores[i * n + k] = x < 0 ? 0 : x;
            if (x >= 0 || k >= i)
                continue;
            apart[t->p.n_apart][0] = k;
            apart[t->p.n_apart++][1] = i;
        }
    for (ptrdiff_t k = 0; k < n_groups; k++) {
        lower[k] = 2;
        upper[k] = 3;
    }
    return OK;
}

/* Of a group that may not be one, the two that go best together; the others
 * wait. True: all of it is a team. */
static bool
keep_team(struct threes *t, int32_t group)
{
    int32_t who[3], n = 0, best = -1, x = 0, y = 0;
    bool is_whole = true;
    for (int32_t i = 0; i < t->n; i++)
        if (t->groups.group_of[i] == group)
            who[n++] = i;
    for (int32_t i = 0; i < n; i++)
        for (int32_t k = 0; k < i; k++) {
            int32_t score = score_of(t, who[i], who[k]);
            is_whole = is_whole && score >= 0;
            if (score > best) {
                best = score;
                x = who[i];
                y = who[k];
            }
        }
    if (best < 0)
        return n == 0;
    for (int32_t i = 0; i < n; i++)
        if (is_whole || who[i] == x || who[i] == y)
            t->team_of[who[i]] = t->n_teams;
    t->n_teams++;
    return is_whole;
}

/* Two who wait, as a team, the best first. */
static bool
pair_waiting(struct threes *t)
{
    int32_t best = -1, x = 0, y = 0;
    for (int32_t i = 0; i < t->n; i++)
        for (int32_t k = 0; t->team_of[i] < 0 && k < i; k++)
            if (t->team_of[k] < 0 && score_of(t, i, k) > best) {
                best = score_of(t, i, k);
                x = i;
                y = k;
            }
    if (best >= 0)
        t->team_of[x] = t->team_of[y] = t->n_teams++;
    return best >= 0;
}

/* Somebody who waits with a team of two that may have them. */
static bool
join_waiting(struct threes *t)
{
    int32_t best = -1, who = 0, to = 0;
    for (int32_t i = 0; i < t->n; i++) {
        for (int32_t team = 0; t->team_of[i] < 0 && team < t->n_teams; team++) {
            int32_t n = 0, points = 0;
            for (int32_t k = 0; k < t->n; k++)
                if (t->team_of[k] == team) {
                    int32_t score = score_of(t, i, k);
                    n += score < 0 ? 3 : 1;
                    points += score;
                }
            if (n == 2 && points > best) {
                best = points;
                who = i;
                to = team;
            }
        }
    }
    if (best >= 0)
        t->team_of[who] = to;
    return best >= 0;
}

static enum err
solve_threes(struct solving *s, struct why *why)
{
    struct cp_colead_answer *an = s->answer;
    struct threes t = { .s = s };
    enum err e = take_threes(&t);
    if (e == OK && t.n > 0)
        e = cp_groups_solve(&t.groups, s->a, &t.p, why);
    if (e == OK && t.n > 0)
        require(cp_groups_check(&t.p, &t.groups) == 0);
    bool is_whole = e == OK;
    /* not everybody can be in one: the best there was, without those */
    if (e == ERR_BAD_INPUT)
        e = groups_search(&t.groups, s->a, &t.p);
    if (e == ERR_CONFLICT)
        e = OK;
    if (e != OK)
        return no_room(why);
    for (int32_t i = 0; i < t.n; i++)
        t.team_of[i] = -1;
    for (int32_t k = 0; k < t.p.n_groups; k++)
        is_whole = keep_team(&t, k) && is_whole;
    while (!is_whole && pair_waiting(&t))
        continue;
    while (!is_whole && join_waiting(&t))
        continue;
    /* numbered by who comes first */
    int32_t *number = TRY(s->a, int32_t, t.n_teams);
    if (number == NULL)
        return no_room(why);
    for (int32_t k = 0; k < t.n_teams; k++)
        number[k] = -1;
    for (int32_t i = 0; i < t.n; i++) {
        if (t.team_of[i] < 0)
            continue;
        int32_t *team = &number[t.team_of[i]];
        if (*team < 0)
            *team = (int32_t)an->n_teams++;
        an->team_of[s->order[t.at[i]]] = *team;
    }
    an->is_proved = is_whole && (t.n == 0 || t.groups.is_proved);
    an->points_bound = t.groups.pairs_bound;
    return OK;
}

/* Ten times the mean score of a team's pairs. */
static int64_t
value_of(
    const struct cp_colead *p, const struct cp_colead_answer *an, int32_t team)
{
    int64_t points = 0, n = 0;
    for (ptrdiff_t i = 0; i < p->n; i++)
        for (ptrdiff_t j = 0; j < i && an->team_of[i] == team; j++) {
            struct cp_colead_score score;
            if (an->team_of[j] != team)
                continue;
            cp_colead_pair(
                &score, &p->proposals[i], &p->proposals[j], &p->rules);
            points += score.total;
            n++;
        }
    return n == 0 ? 0 : 10 * points / n;
}

enum err
cp_colead_solve(struct cp_colead_answer *an, struct arena *a,
    const struct cp_colead *p, struct why *why)
{
    struct solving s = { .p = p, .a = a, .answer = an };
    if (p->n < 0 || p->n > CP_COLEAD_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "teams are found among at most %d proposals", CP_COLEAD_MAX);
    require(p->size == 2 || p->size == 3);
    s.n = (int32_t)p->n;
    *an = (struct cp_colead_answer){ .lowest = -1,
        .team_of = TRY(a, int32_t, p->n),
        .values = TRY(a, int64_t, p->n) };
    if (an->team_of == NULL || an->values == NULL)
        return no_room(why);
    for (int32_t i = 0; i < s.n; i++)
        an->team_of[i] = -1;
    an->is_proved = true;
    enum err e = begin(&s, why);
    if (e == OK && s.n > 1)
        e = p->size == 2 ? solve_pairs(&s, why) : solve_threes(&s, why);
    for (int32_t k = 0; e == OK && k < an->n_teams; k++) {
        an->values[k] = value_of(p, an, k);
        an->sum += an->values[k];
        if (an->lowest < 0 || an->values[k] < an->lowest)
            an->lowest = an->values[k];
    }
    for (ptrdiff_t i = 0; e == OK && i < s.n; i++)
        for (ptrdiff_t j = 0; j < i; j++) {
            int32_t x = s.order[i], y = s.order[j];
            if (an->team_of[x] >= 0 && an->team_of[x] == an->team_of[y])
                an->points += s.scores[i * s.n + j];
        }
    if (p->size == 2)
        an->points_bound = an->points;
    return e;
}

int64_t
cp_colead_check(const struct cp_colead *p, const struct cp_colead_answer *an)
{
    int64_t n_wrong = 0, lowest = -1, sum = 0, all = 0;
    for (int32_t team = 0; team < an->n_teams; team++) {
        int64_t size = 0, points = 0, n_pairs = 0;
        for (ptrdiff_t i = 0; i < p->n; i++) {
            if (an->team_of[i] != team)
                continue;
            size++;
            for (ptrdiff_t j = 0; j < i; j++) {
                struct cp_colead_score score;
                if (an->team_of[j] != team)
                    continue;
                cp_colead_pair(
                    &score, &p->proposals[j], &p->proposals[i], &p->rules);
                n_wrong += score.is_barred;
                points += score.total;
                n_pairs++;
                for (ptrdiff_t k = 0; k < p->n_vetoes; k++)
                    n_wrong += p->vetoes[k][0] + p->vetoes[k][1] == i + j &&
                        (p->vetoes[k][0] == i || p->vetoes[k][0] == j);
            }
        }
        if (size < 2 || size > p->size)
            return n_wrong + 1;
        int64_t value = 10 * points / n_pairs;
        n_wrong += value != an->values[team];
        lowest = lowest < 0 || value < lowest ? value : lowest;
        sum += value;
        all += points;
    }
    n_wrong += all != an->points || all > an->points_bound;
    for (ptrdiff_t i = 0; i < p->n; i++)
        n_wrong += an->team_of[i] < -1 || an->team_of[i] >= an->n_teams;
    return n_wrong + (lowest != an->lowest) + (sum != an->sum);
}
