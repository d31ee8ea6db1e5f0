/* Why somebody waits: said from what is open to all, never from a private
 * list. What only such a list explains is said without a number. */
#include "match/round_work.h"

struct looking {
    struct round_work *w;
    const struct match_person **mine, **others; /* of one side, and the rest */
    ptrdiff_t n_mine, n_others;
    ptrdiff_t *mate_of_other; /* index into mine; -1: nobody */
    unsigned char *bars;      /* n_mine rows of n_others: enum cp_bar */
};

/* As if nobody had said whom they cannot be paired with. */
static enum cp_bar
open_bar(const struct round_work *w, const struct match_person *x,
    const struct match_person *y)
{
    struct cp_person a = x->person, b = y->person;
    struct cp_score score;
    a.n_not_with = b.n_not_with = 0;
    cp_score_pair(&score, &a, &b, &w->rules.score);
    return score.bar == CP_BAR_NONE && match_is_barred(&w->rules, x, y)
        ? CP_BAR_NOT_WITH
        : score.bar;
}

/* Nobody at all is possible for them: why for the most. */
static const char *
why_nobody(const struct looking *l, ptrdiff_t who)
{
    static const char *const words[] = { [CP_BAR_NONE] = "none",
        [CP_BAR_NOT_WITH] = "rule",
        [CP_BAR_ORGANISATION] = "organisation",
        [CP_BAR_LANGUAGE] = "language",
        [CP_BAR_TIME] = "time" };
    int64_t n[CP_BAR_TIME + 1] = { 0 };
    int best = CP_BAR_NOT_WITH;
    for (ptrdiff_t j = 0; j < l->n_others; j++)
        n[l->bars[who * l->n_others + j]]++;
    if (n[CP_BAR_NONE] > 0 || l->n_others == 0)
        return NULL;
    for (int k = CP_BAR_NOT_WITH; k <= CP_BAR_TIME; k++)
        best = n[k] > n[best] ? k : best;
    return words[best];
}

/* Those who compete with them for the same few: along what is possible to a
 * counterpart, from the counterpart to whom it has. False when somebody free
 * is reached: then only a private list, or a tie, keeps them apart. */
static bool
find_cover(const struct looking *l, ptrdiff_t from, struct arena *a,
    int64_t *n_these, int64_t *n_possible)
{
    bool *is_mine = arena_new(a, bool, l->n_mine + 1);
    bool *is_other = arena_new(a, bool, l->n_others + 1);
    ptrdiff_t *queue = arena_new(a, ptrdiff_t, l->n_mine + 1), n = 0;
    *n_possible = 0;
    queue[n++] = from;
    is_mine[from] = true;
    for (ptrdiff_t k = 0; k < n; k++)
        for (ptrdiff_t j = 0; j < l->n_others; j++) {
            if (is_other[j] ||
                l->bars[queue[k] * l->n_others + j] != CP_BAR_NONE)
                continue;
            ptrdiff_t mate = l->mate_of_other[j];
            is_other[j] = true;
            ++*n_possible;
            if (mate < 0)
                return false;
            if (!is_mine[mate])
                queue[n++] = mate;
            is_mine[mate] = true;
        }
    *n_these = n;
    return true;
}

/* Two sides: who is whose, among those who are not pinned. */
static void
take_pairs(struct looking *l)
{
    const struct match_round *s = &l->w->solved;
    for (ptrdiff_t j = 0; j < l->n_others; j++) {
        l->mate_of_other[j] = -1;
        for (ptrdiff_t p = 0; p < s->n_pairs; p++) {
            const struct match_pair *pair = &s->pairs[p];
            const struct match_person *mate = pair->a == l->others[j] ? pair->b
                : pair->b == l->others[j]                             ? pair->a
                                                                      : NULL;
            for (ptrdiff_t i = 0; mate != NULL && i < l->n_mine; i++)
                if (l->mine[i] == mate)
                    l->mate_of_other[j] = i;
        }
    }
}

static void
gather(struct looking *l, int own, struct arena *a)
{
    const struct match_round *s = &l->w->solved;
    ptrdiff_t n = l->w->people.n;
    l->mine = s->people[own];
    l->n_mine = s->n_people[own];
    l->others = arena_new(a, const struct match_person *, n + 1);
    l->mate_of_other = arena_new(a, ptrdiff_t, n + 1);
    for (int side = 0; side < s->n_sides; side++)
        for (ptrdiff_t i = 0; side != own && i < s->n_people[side]; i++)
            l->others[l->n_others++] = s->people[side][i];
    l->bars = arena_new(a, unsigned char, l->n_mine * l->n_others + 1);
    for (ptrdiff_t i = 0; i < l->n_mine; i++)
        for (ptrdiff_t j = 0; j < l->n_others; j++)
            l->bars[i * l->n_others + j] =
                (unsigned char)open_bar(l->w, l->mine[i], l->others[j]);
    take_pairs(l);
}

static void
say_why(const struct looking *l, ptrdiff_t who, struct arena *a,
    struct round_waits *why)
{
    *why = (struct round_waits){ .reason = why_nobody(l, who) };
    bool is_one_each = true; /* else a counterpart is not taken by one */
    for (ptrdiff_t i = 0; i < l->w->people.n; i++)
        is_one_each = is_one_each && l->w->people.people[i].capacity == 1;
    if (why->reason == NULL && is_one_each && l->w->solved.n_sides == 2 &&
        find_cover(l, who, a, &why->n_these, &why->n_possible))
        /* all of a side compete for all of the other: it has more people */
        why->reason =
            why->n_these == l->n_mine && why->n_possible == l->n_others
            ? "side"
            : "cover";
    if (why->reason == NULL)
        *why = (struct round_waits){ .reason = "none" };
}

void
round_why_waits(struct round_work *w, struct arena *a)
{
    const struct match_round *s = &w->solved;
    w->waits = arena_new(a, struct round_waits, s->n_waiting + 1);
    for (int side = 0; side < s->n_sides; side++) {
        struct arena_mark mark = arena_mark(a);
        struct looking l = { .w = w, .n_mine = 0 };
        for (ptrdiff_t k = 0; k < s->n_waiting; k++) {
            const struct match_person *who = s->waiting[k];
            if (!text_is_equal(who->side, s->sides[side]))
                continue;
            if (l.n_mine == 0)
                gather(&l, side, a);
            for (ptrdiff_t i = 0; i < l.n_mine; i++)
                if (l.mine[i] == who)
                    say_why(&l, i, a, &w->waits[k]);
        }
        arena_rewind(a, mark);
    }
}
