/* What of opinions may be shown to strangers: no members, no small numbers,
 * and nothing from which these could be worked out. */
#include "decide/ground/opinions.h"

#include "engine/inequality/hide.h"
#include "engine/opinion/ground.h"

#include <string.h>

/* Under so many answers a unit is never shown at none or all. */
enum { ALL_OR_NONE = 10 };

bool
opinions_hides(
    const struct opinions *o, int32_t unit, int32_t statement, int cell)
{
    return o->is_hidden != NULL &&
        o->is_hidden[((ptrdiff_t)unit * o->votes.n_statements + statement) *
                OPINIONS_CELLS +
            cell];
}

struct opinions_rough
opinions_rough(const struct opinions *o, int32_t unit, int32_t statement)
{
    const struct cp_votes_count *c =
        &o->counts[(ptrdiff_t)unit * o->votes.n_statements + statement];
    struct opinions_rough rough = { .at_least = c->all / 10 * 10 };
    if (!opinions_hides(o, unit, statement, 0) || c->all < 2 * ALL_OR_NONE)
        return rough;
    int32_t others = c->all - c->agree, apart = c->agree - c->disagree;
    if (4 * others <= c->all || 4 * (c->all - c->disagree) <= c->all) {
        rough.is_there = true;
        rough.about = c->agree > others ? 100 : 0; /* nearly */
    } else {
        /* passes are what is small */
        rough.is_there = 4 * c->agree > c->all && 4 * c->disagree > c->all &&
            (apart >= o->threshold || apart <= -o->threshold);
        rough.about = 2 * c->agree > c->all ? 75 : 25;
    }
    return rough;
}

/* One table of a row, with or without its total. */
static enum err
hide_row(struct arena *a, const int64_t *cells, int32_t n, int64_t threshold,
    bool *is_hidden, struct why *why)
{
    struct cp_hide_table t = { .cells = cells,
        .n_rows = 1,
        .n_columns = n,
        .threshold = threshold,
        .has_no_column_totals = true,
        .has_no_total = true };
    struct cp_hidden h;
    enum err e = cp_hide(&h, a, &t, why);
    if (e != OK)
        return e;
    for (int32_t c = 0; c <= n; c++)
        is_hidden[c] = h.is_hidden[cp_hide_at(&t, 0, c)];
    for (int32_t c = 0; c < n; c++) {
        struct cp_hide_bounds b = cp_hide_bounds(a, &t, h.is_hidden, 0, c);
        if (is_hidden[c] ? b.least >= b.greatest
                         : cp_hide_count(cells[c], threshold))
            return err_say(why, ERR_CONFLICT,
                "what is hidden could be worked out: nothing is shown");
    }
    return OK;
}

static enum err
hide_units(struct opinions *o, struct why *why)
{
    for (int32_t u = 0; u < o->units.n; u++)
        for (int32_t j = 0; j < o->votes.n_statements; j++) {
            ptrdiff_t at = (ptrdiff_t)u * o->votes.n_statements + j;
            const struct cp_votes_count *c = &o->counts[at];
            int64_t cells[3] = { c->agree, c->disagree,
                c->all - c->agree - c->disagree };
            bool *hidden = o->is_hidden + at * OPINIONS_CELLS;
            struct arena_mark mark = arena_mark(o->arena);
            enum err e = OK;
            if (c->all < ALL_OR_NONE)
                memset(hidden, true, OPINIONS_CELLS);
            else
                e = hide_row(o->arena, cells, 3, o->threshold, hidden, why);
            arena_rewind(o->arena, mark);
            if (e != OK)
                return e;
            /* the label tells of what is left of a row: 6 of 10 agree, all
             * hold it, so one of the other four disagrees */
            if (hidden[0] || hidden[1] || hidden[2]) {
                memset(hidden, true, OPINIONS_CELLS);
            }
            o->hides_votes |= hidden[OPINIONS_CELLS - 1];
            bool is_counted = cp_ground_is_counted(c, o->units.units[u].size);
            for (int k = 0; k < OPINIONS_CELLS; k++) /* passes are in none */
                o->is_no_score[j] |= hidden[k] && is_counted && k != 2;
        }
    return OK;
}

/* All people less those who answered something elsewhere. */
static void
hide_people(struct opinions *o)
{
    struct arena_mark mark = arena_mark(o->arena);
    int32_t *n_in = arena_new(o->arena, int32_t, o->units.n + 1);
    for (ptrdiff_t r = 0; r < o->units.n_rows; r++)
        n_in[o->units.unit_of[r]] += o->units.people[r] >= 0;
    o->hides_people = o->votes.n_people < ALL_OR_NONE ||
        (o->units.n_in_none > 0 && o->units.n_in_none < ALL_OR_NONE);
    for (int32_t u = 0; u < o->units.n; u++)
        o->hides_people |= n_in[u] > 0 && n_in[u] < ALL_OR_NONE;
    arena_rewind(o->arena, mark);
}

/* Who is in no group is a cell too: everybody is the total. */
static enum err
hide_sizes(struct opinions *o, struct why *why)
{
    int64_t cells[CP_FOUND_GROUPS + 1];
    bool hidden[CP_FOUND_GROUPS + 2] = { false };
    int32_t k = opinions_k(o), rest = o->votes.n_people;
    for (int32_t g = 0; g < k; g++) {
        cells[g] = opinions_size(o, g);
        rest -= opinions_size(o, g);
    }
    cells[k] = rest;
    enum err e = hide_row(o->arena, cells, k + 1, o->threshold, hidden, why);
    for (int32_t g = 0; g < k; g++)
        o->hides_size[g] = hidden[g];
    return e;
}

enum err
opinions_hide(struct opinions *o, struct why *why)
{
    ptrdiff_t n = (ptrdiff_t)o->units.n * o->votes.n_statements;
    o->is_hidden = arena_new(o->arena, bool, n *OPINIONS_CELLS);
    o->is_no_score = arena_new(o->arena, bool, o->votes.n_statements);
    enum err e = hide_units(o, why);
    hide_people(o);
    return e == OK && opinions_k(o) > 0 ? hide_sizes(o, why) : e;
}
