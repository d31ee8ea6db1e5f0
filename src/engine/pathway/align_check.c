/* Whether moves are what they say: by the meaning of the list, with sets of
 * places that each part can reach, and no automaton. */
#include "engine/pathway/align.h"

#include <string.h>

typedef const struct cp_pathway_item item;

struct steps {
    struct arena *arena;
    item **steps;
    ptrdiff_t n;
};

static bool
has_step(item *i, item *step)
{
    if (i == step)
        return true;
    for (int k = 0; k < i->n_items; k++)
        if (has_step(i->items[k], step))
            return true;
    return false;
}

static void reach(const struct steps *s, item *i, const bool *from, bool *to);

/* Steps of the word from a until b that lie in that part, alone. */
static bool
reach_part(const struct steps *s, item *part, ptrdiff_t a, ptrdiff_t b)
{
    struct steps own = { s->arena, arena_new(s->arena, item *, b - a + 1), 0 };
    for (ptrdiff_t k = a; k < b; k++)
        if (has_step(part, s->steps[k]))
            own.steps[own.n++] = s->steps[k];
    bool *from = arena_new(s->arena, bool, own.n + 1);
    bool *to = arena_new(s->arena, bool, own.n + 1);
    from[0] = true;
    reach(&own, part, from, to);
    return to[own.n];
}

static bool
is_all_within(const struct steps *s, item *group, ptrdiff_t a, ptrdiff_t b)
{
    for (ptrdiff_t k = a; k < b; k++)
        if (!has_step(group, s->steps[k]))
            return false;
    return true;
}

static void
reach_any_order(const struct steps *s, item *group, const bool *from, bool *to)
{
    for (ptrdiff_t a = 0; a <= s->n; a++)
        for (ptrdiff_t b = a; from[a] && b <= s->n; b++) {
            bool is_good = is_all_within(s, group, a, b);
            for (int k = 0; is_good && k < group->n_items; k++)
                is_good = reach_part(s, group->items[k], a, b);
            to[b] |= is_good;
        }
}

/* Once, its marks not looked at. */
static void
reach_once(const struct steps *s, item *i, const bool *from, bool *to)
{
    size_t size = (size_t)(s->n + 1) * sizeof(bool);
    switch (i->kind) {
    case CP_PATHWAY_STEP:
        for (ptrdiff_t k = 0; k < s->n; k++)
            to[k + 1] |= from[k] && s->steps[k] == i;
        break;
    case CP_PATHWAY_IN_ORDER: {
        bool *at = arena_new(s->arena, bool, s->n + 1);
        memcpy(at, from, size);
        for (int k = 0; k < i->n_items; k++) {
            bool *next = arena_new(s->arena, bool, s->n + 1);
            reach(s, i->items[k], at, next);
            at = next;
        }
        for (ptrdiff_t k = 0; k <= s->n; k++)
            to[k] |= at[k];
        break;
    }
    case CP_PATHWAY_ANY_ORDER: reach_any_order(s, i, from, to); break;
    case CP_PATHWAY_ONE_OF:
        for (int k = 0; k < i->n_items; k++)
            reach(s, i->items[k], from, to);
        break;
    }
}

static void
reach(const struct steps *s, item *i, const bool *from, bool *to)
{
    bool *at = arena_new(s->arena, bool, s->n + 1);
    reach_once(s, i, from, at);
    for (bool is_more = i->may_repeat; is_more;) {
        bool *next = arena_new(s->arena, bool, s->n + 1);
        reach_once(s, i, at, next);
        is_more = false;
        for (ptrdiff_t k = 0; k <= s->n; k++) {
            is_more |= next[k] && !at[k];
            at[k] |= next[k];
        }
    }
    for (ptrdiff_t k = 0; k <= s->n; k++)
        to[k] |= at[k] || (i->may_skip && from[k]);
}

/* Is the word from one of these places on the beginning of one? */
static bool begins(const struct steps *s, item *i, const bool *from);

static bool
begins_any_order(const struct steps *s, item *group, const bool *from)
{
    for (ptrdiff_t a = 0; a <= s->n; a++) {
        bool is_good = from[a] && is_all_within(s, group, a, s->n);
        for (int k = 0; is_good && k < group->n_items; k++) {
            struct steps own = { s->arena,
                arena_new(s->arena, item *, s->n - a + 1), 0 };
            for (ptrdiff_t at = a; at < s->n; at++)
                if (has_step(group->items[k], s->steps[at]))
                    own.steps[own.n++] = s->steps[at];
            bool *start = arena_new(s->arena, bool, own.n + 1);
            start[0] = true;
            is_good = begins(&own, group->items[k], start);
        }
        if (is_good)
            return true;
    }
    return false;
}

static bool
begins(const struct steps *s, item *i, const bool *from)
{
    if (from[s->n])
        return true;
    bool *at = arena_new(s->arena, bool, s->n + 1);
    memcpy(at, from, (size_t)(s->n + 1) * sizeof(bool));
    if (i->may_repeat) { /* some times, and then a beginning */
        reach(s, i, from, at);
        for (ptrdiff_t k = 0; k <= s->n; k++)
            at[k] |= from[k];
        if (at[s->n])
            return true;
    }
    switch (i->kind) {
    case CP_PATHWAY_STEP:
        return s->n > 0 && at[s->n - 1] && s->steps[s->n - 1] == i;
    case CP_PATHWAY_IN_ORDER:
        for (int k = 0; k < i->n_items; k++) {
            bool *next = arena_new(s->arena, bool, s->n + 1);
            if (begins(s, i->items[k], at))
                return true;
            reach(s, i->items[k], at, next);
            at = next;
        }
        return false;
    case CP_PATHWAY_ANY_ORDER: return begins_any_order(s, i, at);
    case CP_PATHWAY_ONE_OF:
        for (int k = 0; k < i->n_items; k++)
            if (begins(s, i->items[k], at))
                return true;
        return false;
    }
    return false;
}

static bool
takes(item *step, text name)
{
    const struct cp_names *logs = &step->attributes[CP_PATHWAY_LOG];
    for (int i = 0; i < logs->n; i++)
        if (text_is_equal(logs->names[i], name))
            return true;
    return logs->n == 0 && text_is_equal(step->name, name);
}

static bool
may_end(const struct cp_pathway *p, item *step)
{
    for (int i = 0; i < p->ends_any_time.n; i++)
        if (text_is_equal(p->ends_any_time.names[i], step->name))
            return true;
    return false;
}

/* Is it a way through, the beginning of one, or one that an end cut short? */
static bool
is_word(const struct cp_pathway *p, struct steps s, bool is_prefix)
{
    struct cp_pathway_item all = {
        .kind = CP_PATHWAY_IN_ORDER, .items = p->rows, .n_items = p->n_rows
    };
    bool *from = arena_new(s.arena, bool, s.n + 1);
    bool *to = arena_new(s.arena, bool, s.n + 1);
    from[0] = true;
    if (is_prefix && begins(&s, &all, from))
        return true;
    reach(&s, &all, from, to);
    if (to[s.n])
        return true;
    while (s.n > 0 && may_end(p, s.steps[s.n - 1])) {
        s.n--;
        if (begins(&s, &all, from))
            return true;
    }
    return false;
}

bool
cp_align_check(const struct cp_alignment *alignment, const struct cp_pathway *p,
    struct arena *a, const text *names, ptrdiff_t n, bool is_prefix)
{
    struct arena_mark mark = arena_mark(a);
    struct steps s = { a, arena_new(a, item *, alignment->n + 1), 0 };
    int32_t cost = 0;
    ptrdiff_t at = 0;
    bool is_good = true;
    for (ptrdiff_t i = 0; is_good && i < alignment->n; i++) {
        const struct cp_move *move = &alignment->moves[i];
        if (move->kind == CP_MOVE_SKIP) {
            cost += move->step->weight;
            is_good = move->event >= at;
        } else {
            cost += move->kind == CP_MOVE_EXTRA;
            is_good = at < n && move->event == at &&
                (move->kind == CP_MOVE_EXTRA || takes(move->step, names[at]));
            at++;
        }
        if (move->kind != CP_MOVE_EXTRA)
            s.steps[s.n++] = move->step;
    }
    is_good = is_good && at == n && cost == alignment->cost &&
        is_word(p, s, is_prefix);
    arena_rewind(a, mark);
    return is_good;
}
