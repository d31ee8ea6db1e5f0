/* Where no groups keep all rules: which rules the nearest ones break, and what
 * would have to be changed for them to stand. Said as if nobody had told in
 * private with whom they will not be. */
#include "match/group.h"

#include "base/buf.h"

enum { SAYS_A_GROUP = 4 };

struct needs { /* what the nearest groups keep */
    int64_t organisation_most, lived_least, slots_least;
    bool breaks_language, breaks_kind, breaks_pairs;
};

static int64_t
of_organisation(const struct group_problem *g, ptrdiff_t who)
{
    const int32_t *of = g->answer.group_of;
    int64_t n = 0;
    for (ptrdiff_t i = 0; i < g->problem.n; i++)
        n += of[i] == of[who] &&
            g->problem.organisation[i] == g->problem.organisation[who];
    return n;
}

static bool
is_alone(const struct group_problem *g, ptrdiff_t who)
{
    const int32_t *of = g->answer.group_of, *kind = g->problem.kind;
    for (ptrdiff_t i = 0; i < g->problem.n; i++)
        if (i != who && of[i] == of[who] && kind[i] == kind[who])
            return false;
    return kind[who] != 0;
}

static void
look_at_group(
    const struct group_problem *g, ptrdiff_t group, struct needs *needs)
{
    const struct cp_groups *p = &g->problem;
    const int32_t *of = g->answer.group_of;
    uint64_t spoken = UINT64_MAX;
    int64_t size = 0, n_lived = 0, n_slots = 0;
    for (ptrdiff_t i = 0; i < p->n; i++) {
        if (of[i] != group)
            continue;
        size++;
        n_lived += p->lived != NULL && p->lived[i] != 0;
        spoken &= p->languages != NULL ? p->languages[i] : UINT64_MAX;
    }
    for (ptrdiff_t w = 0; p->slots != NULL && w < p->n_words; w++) {
        uint64_t all = UINT64_MAX;
        for (ptrdiff_t i = 0; i < p->n; i++)
            all &= of[i] == group ? p->slots[i * p->n_words + w] : UINT64_MAX;
        n_slots += __builtin_popcountll(all);
    }
    if (size == 0)
        return;
    needs->breaks_language = needs->breaks_language || spoken == 0;
    needs->lived_least =
        n_lived < needs->lived_least ? n_lived : needs->lived_least;
    needs->slots_least =
        n_slots < needs->slots_least ? n_slots : needs->slots_least;
}

static struct needs
look(const struct group_problem *g)
{
    const struct cp_groups *p = &g->problem;
    const int32_t *of = g->answer.group_of;
    struct needs needs = { .lived_least = INT32_MAX, .slots_least = INT32_MAX };
    for (ptrdiff_t k = 0; k < p->n_groups; k++)
        look_at_group(g, k, &needs);
    for (ptrdiff_t i = 0; i < p->n; i++) {
        int64_t n = p->organisation_max > 0 && p->organisation[i] != 0
            ? of_organisation(g, i)
            : 0;
        needs.organisation_most =
            n > needs.organisation_most ? n : needs.organisation_most;
        needs.breaks_kind =
            needs.breaks_kind || (p->kind != NULL && is_alone(g, i));
    }
    for (ptrdiff_t k = 0; k < p->n_together; k++)
        needs.breaks_pairs = needs.breaks_pairs ||
            of[p->together[k][0]] != of[p->together[k][1]];
    for (ptrdiff_t k = 0; k < g->n_apart_said; k++)
        needs.breaks_pairs = needs.breaks_pairs ||
            of[g->apart_said[k][0]] == of[g->apart_said[k][1]];
    return needs;
}

static void
add(struct buf *to, text sentence)
{
    buf_add(to, to->len > 0 ? TEXT("; ") : TEXT(""));
    buf_add(to, sentence);
}

static text
say_number(struct view *v, const char *words, int64_t n)
{
    return say_with(v, words, 1, (struct phrase_arg[]){ phrase_arg(n) });
}

static text
say_change(struct view *v, const struct group_problem *g)
{
    const struct cp_groups *p = &g->problem;
    struct needs needs = look(g);
    struct buf to = buf_in(v->arena, 200);
    if (p->organisation_max > 0 &&
        needs.organisation_most > p->organisation_max)
        add(&to,
            say_number(v, N_("at most %d of one organisation"),
                needs.organisation_most));
    if (p->lived != NULL && needs.lived_least < p->lived_min)
        add(&to,
            say_number(v, N_("at least %d with lived experience in each"),
                needs.lived_least));
    if (needs.breaks_language)
        add(&to, say(v, N_("groups need not share a language")));
    if (p->slots != NULL && needs.slots_least < p->slots_min)
        add(&to,
            g->rules.hours_min > 0
                ? say_number(v, N_("at least %d hours in common"),
                      needs.slots_least / 2)
                : say_number(
                      v, N_("at least %d days in common"), needs.slots_least));
    if (needs.breaks_kind)
        add(&to, say(v, N_("somebody may be the only one of their kind")));
    if (needs.breaks_pairs)
        add(&to, say(v, N_("those named need not be together, or apart")));
    return buf_text(&to);
}

enum err
group_nearest(struct view *v, const struct group_set *set,
    struct group_problem *g, struct group_nearest *to)
{
    struct why why;
    bool is_proved = g->answer.is_proved;
    *to = (struct group_nearest){ .is_proved = is_proved };
    if (g->problem.n_apart > g->n_apart_said) {
        g->problem.apart = g->apart_said;
        g->problem.n_apart = g->n_apart_said;
        enum err e = cp_groups_solve(&g->answer, v->arena, &g->problem, &why);
        if (e != ERR_CONFLICT)
            return e; /* nothing that may be named */
    }
    for (ptrdiff_t k = 0; k < g->problem.n_groups; k++) {
        text said[SAYS_A_GROUP];
        int n = group_broken(v, set, g, k, said, SAYS_A_GROUP);
        for (int i = 0; i < n; i++) {
            if (to->n_broken == NEAREST_SAYS) {
                to->has_more = true;
                break;
            }
            to->broken[to->n_broken++] = say_with(v, N_("Group %d: %s"), 2,
                (struct phrase_arg[]){
                    phrase_arg((int64_t)k + 1), phrase_arg(said[i]) });
        }
    }
    to->change = say_change(v, g);
    return OK;
}

text
group_nearest_said(struct view *v, const struct group_nearest *n)
{
    struct buf out = buf_in(v->arena, 400);
    if (n->n_broken == 0)
        return say(v,
            N_("No groups were found that keep all rules. Take a rule "
               "away, or allow other sizes."));
    buf_add(&out,
        n->is_proved
            ? say(v, N_("No groups keep all rules. The nearest break these:"))
            : say(v,
                  N_("No groups were found that keep all rules. The nearest "
                     "break these:")));
    for (int i = 0; i < n->n_broken; i++) {
        buf_add(&out, TEXT(" "));
        buf_add(&out, n->broken[i]);
    }
    buf_add(&out, n->has_more ? TEXT(" …") : TEXT(""));
    buf_add(&out, TEXT(" "));
    buf_add(&out,
        say_with(v, N_("They would stand with this: %s."), 1,
            (struct phrase_arg[]){ phrase_arg(n->change) }));
    return buf_text(&out);
}
