/* Why no pairs can be found, in the reader's language. */
#include "match/round_pages.h"
#include "match/round_work.h"

/* Several of both sides may have several, and the aim is one that cannot do
 * that. */
static bool
is_too_shared(const struct round_work *w)
{
    int64_t sides[2] = { 0, 0 };
    int n = 0;
    for (ptrdiff_t i = 0; i < w->people.n; i++) {
        bool is_known = (n > 0 && sides[0] == w->side_ids[i]) ||
            (n > 1 && sides[1] == w->side_ids[i]);
        if (w->people.people[i].capacity > 1 && !is_known && n < 2)
            sides[n++] = w->side_ids[i];
    }
    return n == 2 && w->solved.mode == CP_ASSIGN_LEXIMIN;
}

/* How many pairs of all are kept apart by what. Whose private list it is, and
 * how many such pairs there are, is nobody's to know: what is left over is
 * not counted. */
static bool
is_anything_possible(
    const struct round_work *w, int64_t n_barred[CP_BAR_TIME + 1])
{
    for (ptrdiff_t i = 0; i < w->people.n; i++)
        for (ptrdiff_t j = i + 1; j < w->people.n; j++) {
            const struct match_person *x = &w->people.people[i],
                                      *y = &w->people.people[j];
            struct cp_score score;
            if (text_is_equal(x->side, y->side))
                continue;
            cp_score_pair(&score, &x->person, &y->person, &w->rules.score);
            if (score.bar == CP_BAR_NONE && !match_is_barred(&w->rules, x, y))
                return true;
            n_barred[score.bar]++;
        }
    return false;
}

static text
say_impossible(struct view *v, const int64_t n_barred[CP_BAR_TIME + 1])
{
    struct buf b = buf_in(v->arena, 300);
    buf_add(
        &b, say(v, N_("No pair is possible, so the round cannot be solved.")));
    if (n_barred[CP_BAR_LANGUAGE] > 0) {
        buf_byte(&b, ' ');
        buf_add(&b,
            say_plural(v,
                "%d pair has no language in common: pay for an interpreter, or "
                "ask for more languages.",
                "%d pairs have no language in common: pay for an interpreter, "
                "or ask for more languages.",
                n_barred[CP_BAR_LANGUAGE]));
    }
    if (n_barred[CP_BAR_TIME] > 0) {
        buf_byte(&b, ' ');
        buf_add(&b,
            say_plural(v, "%d pair has no day in common: ask for more dates.",
                "%d pairs have no day in common: ask for more dates.",
                n_barred[CP_BAR_TIME]));
    }
    if (n_barred[CP_BAR_ORGANISATION] > 0) {
        buf_byte(&b, ' ');
        buf_add(&b,
            say_plural(v,
                "%d pair is of one organisation: let them be paired, or ask "
                "others.",
                "%d pairs are of one organisation: let them be paired, or ask "
                "others.",
                n_barred[CP_BAR_ORGANISATION]));
    }
    return buf_text(&b);
}

text
round_work_fault(
    struct request *rq, const struct round_work *w, const struct why *why)
{
    struct view v = request_view(rq);
    int64_t n_barred[CP_BAR_TIME + 1] = { 0 };
    const struct round *r = w->round;
    int n_sides = 0, empty = -1;
    for (int i = 0; i < r->n_sides; i++) {
        n_sides += w->n_on_side[i] > 0;
        empty = w->n_on_side[i] == 0 && empty < 0 ? i : empty;
    }
    if (r->n_sides < 2)
        return say(&v,
            N_("This partnership has one side only: a round needs "
               "two."));
    if (w->people.n == 0)
        return say(&v,
            N_("Nobody takes part yet: a round needs people on two "
               "sides."));
    if (n_sides == 1)
        return say_with(&v,
            N_("Nobody takes part for %s: a round needs people on two sides."),
            1, (struct phrase_arg[]){ arg_text(r->sides[empty].name) });
    if (is_too_shared(w))
        return say(&v,
            N_("People of both sides may have several counterparts: then the "
               "aim is the best worst pair, or the best total. Choose one of "
               "these for the round."));
    if (why != NULL)
        return say_with(&v, N_("The round cannot be solved as it is: %s"), 1,
            (struct phrase_arg[]){ arg_text(text_of(why->text)) });
    return is_anything_possible(w, n_barred) ? (text){ 0 }
                                             : say_impossible(&v, n_barred);
}
