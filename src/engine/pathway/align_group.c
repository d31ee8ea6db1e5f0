/* What comes in any order: each part against its own events alone, since no
 * activity belongs to two. */
#include "engine/pathway/align_inside.h"

static void
take_pieces(struct cp_pieces *to, const struct cp_group *g, int32_t part,
    struct arena *a, const int32_t *events, ptrdiff_t n)
{
    int32_t *own = arena_new(a, int32_t, n + 1);
    for (ptrdiff_t i = 0; i < n; i++)
        if (cp_part_of(g, events[i]) == part)
            own[to->n++] = events[i];
    to->full = arena_new(a, int32_t, (to->n + 1) * (to->n + 1));
    to->prefix = arena_new(a, int32_t, (to->n + 1) * (to->n + 1));
    for (ptrdiff_t i = 0; i <= to->n; i++) {
        struct cp_costs costs = { &to->full[i * (to->n + 1) + i],
            &to->prefix[i * (to->n + 1) + i] };
        struct arena_mark mark = arena_mark(a);
        cp_align_run(g->parts[part].model, a, own + i, to->n - i, &costs);
        arena_rewind(a, mark);
    }
}

struct cp_group_run
cp_group_begin(const struct cp_group *g, struct arena *a, const int32_t *events,
    ptrdiff_t n)
{
    struct cp_group_run r = { .g = g,
        .pieces = arena_new(a, struct cp_pieces, g->n_parts),
        .a = arena_new(a, ptrdiff_t, g->n_parts),
        .b = arena_new(a, ptrdiff_t, g->n_parts) };
    for (int32_t i = 0; i < g->n_parts; i++)
        if (g->parts[i].model != NULL)
            take_pieces(&r.pieces[i], g, i, a, events, n);
    return r;
}

/* What part i costs for its own events from a until b. */
static int32_t
full_of(const struct cp_group_run *r, int32_t i)
{
    const struct cp_part *part = &r->g->parts[i];
    ptrdiff_t k = r->b[i] - r->a[i];
    if (part->model != NULL)
        return r->pieces[i].full[r->a[i] * (r->pieces[i].n + 1) + r->b[i]];
    if (k == 0)
        return part->may_skip ? 0 : part->weight;
    return part->may_repeat ? 0 : (int32_t)k - 1;
}

static int32_t
prefix_of(const struct cp_group_run *r, int32_t i)
{
    const struct cp_part *part = &r->g->parts[i];
    ptrdiff_t k = r->b[i] - r->a[i];
    if (part->model != NULL)
        return r->pieces[i].prefix[r->a[i] * (r->pieces[i].n + 1) + r->b[i]];
    return k == 0 || part->may_repeat ? 0 : (int32_t)k - 1;
}

void
cp_group_enter(struct cp_group_run *r)
{
    for (int32_t i = 0; i < r->g->n_parts; i++)
        r->b[i] = r->a[i];
    r->full = r->g->shortest;
    r->prefix = 0;
}

void
cp_group_take(struct cp_group_run *r, int32_t event)
{
    int32_t part = cp_part_of(r->g, event);
    if (part < 0) {
        r->full++;
        r->prefix++;
        return;
    }
    r->full -= full_of(r, part);
    r->prefix -= prefix_of(r, part);
    r->b[part]++;
    r->full += full_of(r, part);
    r->prefix += prefix_of(r, part);
}
