/* Where a trace and a pathway part: costs from behind, then forward along what
 * stays cheapest. */
#include "engine/pathway/align_inside.h"

#include <string.h>

enum { COLUMNS_KEPT = 1 << 22 }; /* numbers: 16 MB */

struct moves {
    struct cp_move *moves; /* room for all events and all that it costs */
    ptrdiff_t n;
};
struct walk {
    const struct cp_view *v;
    struct arena *arena;
    ptrdiff_t x, y; /* events of the view's word */
    int32_t place;  /* in the trace, of what is missing behind them */
    struct cp_end end;
    struct moves *out;
    /* Columns from behind, of one block; and the last of each block. */
    int32_t *columns, *checks;
    ptrdiff_t every, block;
    /* By group: its cost before each own event, and the cost where it is left
     * after each. */
    struct group_costs {
        int32_t *in, *out;
        ptrdiff_t from, to; /* own events */
    } * groups;
    /* Silent edges: states that cost nothing to reach from where we are. */
    int32_t *reached, n_reached, *seen, stamp;
};

static void
add_move(struct moves *out, enum cp_move_kind kind, int32_t place,
    const struct cp_pathway_item *step)
{
    out->moves[out->n++] = (struct cp_move){ kind, place, step };
}

static void
align_word(struct moves *out, const struct cp_view *v, struct arena *a,
    ptrdiff_t x, ptrdiff_t y, int32_t place, const struct cp_end *end);

/* ---- From behind --------------------------------------------------------- */

/* The column before event j from the one behind it. */
static void
step_back(struct walk *k, ptrdiff_t j, const int32_t *next, int32_t *c)
{
    const struct cp_model *m = k->v->m;
    int32_t event = k->v->w.events[j];
    for (int32_t s = 0; s < m->n_states; s++)
        c[s] = next[s] + 1;
    if (event >= 0)
        for (int32_t t = m->first_take[event]; t < m->first_take[event + 1];
             t++)
            c[m->takes[t].from] =
                cp_least(c[m->takes[t].from], next[m->takes[t].to]);
    for (int32_t g = 0; event >= 0 && g < m->n_groups; g++)
        if (m->groups[g].part_of[event] >= 0)
            c[m->groups[g].from] = cp_least(c[m->groups[g].from],
                k->groups[g].in[k->v->groups[g].before[j] - k->groups[g].from]);
    cp_relax(m->back, m->back_weights, m->n_edges, true, c);
}

/* The trace ends in a group: what that costs from each own event on. */
static void
cost_tail(struct walk *k, int32_t g)
{
    const struct cp_group_view *v = &k->v->groups[g];
    struct group_costs *to = &k->groups[g];
    struct cp_between w = cp_between_in(v, k->v->price, k->arena);
    cp_between_begin(&w, to->to);
    for (ptrdiff_t i = to->to - 1; i >= to->from; i--) {
        cp_between_left(&w);
        int32_t foreign = (int32_t)(k->y - v->own[i] - (to->to - i));
        to->in[i - to->from] =
            cp_least(to->in[i - to->from], w.prefix + foreign);
    }
}

static void
last_column(const struct walk *k, int32_t *c)
{
    const struct cp_model *m = k->v->m;
    for (int32_t s = 0; s < m->n_states; s++)
        c[s] = k->end.group < 0 && s == k->end.state ? 0 : CP_FAR;
    cp_relax(m->back, m->back_weights, m->n_edges, true, c);
}

static ptrdiff_t
block_of(const struct walk *k, ptrdiff_t j)
{
    return (j - k->x) / k->every;
}

static int32_t *
check_of(struct walk *k, ptrdiff_t block)
{
    return k->checks + block * k->v->m->n_states;
}

/* The columns of a block and the one behind them, from its check. */
static void
fill_block(struct walk *k, ptrdiff_t block)
{
    ptrdiff_t n = k->v->m->n_states, from = k->x + block * k->every;
    ptrdiff_t to = from + k->every < k->y ? from + k->every : k->y;
    memcpy(k->columns + (to - from) * n, check_of(k, block),
        (size_t)n * sizeof *k->columns);
    for (ptrdiff_t j = to - 1; j >= from; j--)
        step_back(
            k, j, k->columns + (j + 1 - from) * n, k->columns + (j - from) * n);
    k->block = block;
}

/* Of the block where the walk is. */
static int32_t *
column(struct walk *k, ptrdiff_t j)
{
    return k->columns + (j - k->x - k->block * k->every) * k->v->m->n_states;
}

/* Of each group what is needed on the way, and who gathers it. */
static struct cp_gather *
begin_groups(struct walk *k)
{
    const struct cp_model *m = k->v->m;
    struct cp_gather *gather =
        arena_new(k->arena, struct cp_gather, m->n_groups);
    k->groups = arena_new(k->arena, struct group_costs, m->n_groups);
    for (int32_t g = 0; g < m->n_groups; g++) {
        const struct cp_group_view *v = &k->v->groups[g];
        struct group_costs *one = &k->groups[g];
        if (v->n == 0)
            continue;
        one->from = v->before[k->x];
        one->to = v->before[k->y];
        one->in = arena_new(k->arena, int32_t, one->to - one->from);
        one->out = arena_new(k->arena, int32_t, one->to - one->from);
        for (ptrdiff_t i = 0; i < one->to - one->from; i++)
            one->in[i] = CP_FAR;
        gather[g] = cp_gather_in(v, k->v->price, k->arena, true, one->to, 1);
        if (g == k->end.group)
            cost_tail(k, g);
    }
    return gather;
}

/* What leaving each group behind event j costs, and so entering it before. */
static void
gather_back(
    struct walk *k, struct cp_gather *gather, ptrdiff_t j, const int32_t *next)
{
    const struct cp_model *m = k->v->m;
    int32_t event = k->v->w.events[j];
    for (int32_t g = 0; g < m->n_groups; g++) {
        struct group_costs *one = &k->groups[g];
        if (k->v->groups[g].n == 0)
            continue;
        if (cp_part_of(&m->groups[g], event) < 0) {
            cp_gather_foreign(&gather[g], event);
            continue;
        }
        ptrdiff_t i = k->v->groups[g].before[j] - one->from;
        one->out[i] = next[m->groups[g].to];
        cp_gather_own(&gather[g], event, &one->out[i], 1);
        one->in[i] = cp_least(one->in[i], gather[g].full[0]);
    }
}

/* Once through all. All columns stay where one block holds them, and else the
 * last of each block. */
static void
cost_back(struct walk *k)
{
    ptrdiff_t n = k->v->m->n_states, n_columns = k->y - k->x + 1;
    struct cp_gather *gather = begin_groups(k);
    bool is_one = k->every >= n_columns;
    int32_t *two = arena_new(k->arena, int32_t, is_one ? 0 : 2 * n);
    for (ptrdiff_t j = k->y; j >= k->x; j--) {
        int32_t *c = is_one ? k->columns + (j - k->x) * n : two + j % 2 * n;
        int32_t *next = is_one ? c + n : two + (j + 1) % 2 * n;
        if (j == k->y) {
            last_column(k, c);
        } else {
            gather_back(k, gather, j, next);
            step_back(k, j, next, c);
        }
        if (!is_one && (j == k->y || (j - k->x) % k->every == 0) && j > k->x)
            memcpy(check_of(k, block_of(k, j - 1)), c, (size_t)n * sizeof *c);
    }
    if (!is_one)
        fill_block(k, 0);
}

/* ---- A group, part by part ----------------------------------------------- */

/* What each part that has a model does with its own events between. */
static struct moves *
align_parts(
    struct walk *k, const struct cp_between *w, int32_t place, bool is_prefix)
{
    const struct cp_group *g = w->v->g;
    struct moves *parts = arena_new(k->arena, struct moves, g->n_parts);
    for (int32_t i = 0; i < g->n_parts; i++) {
        if (g->parts[i].model == NULL)
            continue;
        const struct cp_part_view *v = &w->v->parts[i];
        int32_t cost =
            (is_prefix ? v->prefix : v->full)[w->b[i] * (v->n + 1) + w->a[i]];
        parts[i].moves =
            arena_new(k->arena, struct cp_move, w->b[i] - w->a[i] + cost);
        struct cp_end end = { g->parts[i].model->end, -1 };
        if (is_prefix) {
            struct arena_mark mark = arena_mark(k->arena);
            (void)cp_align_forward(
                v->view, k->arena, w->a[i], w->b[i], NULL, &end);
            arena_rewind(k->arena, mark);
        }
        align_word(&parts[i], v->view, k->arena, w->a[i], w->b[i], place, &end);
        require(parts[i].n <= w->b[i] - w->a[i] + cost);
    }
    return parts;
}

/* The moves of a part until it has taken the event at that place. */
static void
pass_part(
    struct moves *out, const struct moves *part, ptrdiff_t *at, int32_t place)
{
    while (*at < part->n) {
        struct cp_move move = part->moves[(*at)++];
        out->moves[out->n++] = move;
        if (move.kind != CP_MOVE_SKIP && move.event == place)
            return;
    }
}

/* The group over events from i until j; *w is what lies between. In it still,
 * when is_prefix. What is left out stands right before the next event of its
 * own part. */
static void
align_group(struct walk *k, const struct cp_between *w, ptrdiff_t i,
    ptrdiff_t j, bool is_prefix)
{
    struct arena_mark mark = arena_mark(k->arena);
    const struct cp_group *g = w->v->g;
    const struct cp_word *word = &k->v->w;
    int32_t end = j < k->y ? word->places[j] : k->place;
    struct moves *parts = align_parts(k, w, end, is_prefix);
    ptrdiff_t *at = arena_new(k->arena, ptrdiff_t, g->n_parts);
    for (; i < j; i++) {
        int32_t part = cp_part_of(g, word->events[i]);
        int32_t place = word->places[i];
        if (part < 0)
            add_move(k->out, CP_MOVE_EXTRA, place, NULL);
        else if (g->parts[part].model != NULL)
            pass_part(k->out, &parts[part], &at[part], place);
        else if (at[part]++ == 0 || g->parts[part].may_repeat)
            add_move(k->out, CP_MOVE_MATCH, place, g->parts[part].item);
        else
            add_move(k->out, CP_MOVE_EXTRA, place, NULL);
    }
    for (int32_t part = 0; part < g->n_parts; part++)
        if (g->parts[part].model != NULL)
            pass_part(k->out, &parts[part], &at[part], -1);
        else if (at[part] == 0 && g->parts[part].weight > 0 && !is_prefix)
            add_move(k->out, CP_MOVE_SKIP, end, g->parts[part].item);
    arena_rewind(k->arena, mark);
}

/* ---- Forward ------------------------------------------------------------- */

/* All states that silent edges lead to without making it dearer; in order of
 * how they are found. */
static void
reach(struct walk *k, int32_t from, const int32_t *c)
{
    const struct cp_model *m = k->v->m;
    k->stamp++;
    k->n_reached = 0;
    k->reached[k->n_reached++] = from;
    k->seen[from] = k->stamp;
    for (int32_t i = 0; i < k->n_reached; i++) {
        int32_t s = k->reached[i];
        for (int32_t e = m->first_edge[s]; e < m->first_edge[s + 1]; e++) {
            int32_t to = m->edges[e].to;
            if (m->edges[e].weight == 0 && k->seen[to] != k->stamp &&
                c[to] == c[s]) {
                k->seen[to] = k->stamp;
                k->reached[k->n_reached++] = to;
            }
        }
    }
}

static bool
take_match(struct walk *k, int32_t *s, ptrdiff_t j, const int32_t *c)
{
    const struct cp_model *m = k->v->m;
    int32_t event = k->v->w.events[j];
    const int32_t *next = c + m->n_states;
    const struct cp_take *best = NULL;
    for (int32_t t = m->first_take[event]; t < m->first_take[event + 1]; t++) {
        const struct cp_take *take = &m->takes[t];
        if (k->seen[take->from] == k->stamp && next[take->to] == c[*s] &&
            (best == NULL || take->to < best->to))
            best = take;
    }
    if (best == NULL)
        return false;
    add_move(k->out, CP_MOVE_MATCH, k->v->w.places[j], best->step);
    *s = best->to;
    return true;
}

/* A group that has something to do with the next event: until where it is left
 * soonest. False: none. */
static bool
take_group(struct walk *k, int32_t *s, ptrdiff_t *j, const int32_t *c)
{
    const struct cp_model *m = k->v->m;
    int32_t event = k->v->w.events[*j];
    for (int32_t g = 0; g < m->n_groups; g++) {
        const struct cp_group_view *v = &k->v->groups[g];
        const struct group_costs *costs = &k->groups[g];
        if (cp_part_of(v->g, event) < 0 || k->seen[v->g->from] != k->stamp)
            continue;
        ptrdiff_t at = v->before[*j];
        if (costs->in[at - costs->from] != c[*s])
            continue;
        struct arena_mark mark = arena_mark(k->arena);
        struct cp_between w = cp_between_in(v, k->v->price, k->arena);
        cp_between_begin(&w, at);
        while (w.to < costs->to) {
            cp_between_right(&w);
            ptrdiff_t to = v->own[w.to - 1] + 1;
            int32_t foreign = (int32_t)(to - *j - (w.to - at));
            if (costs->out[w.to - 1 - costs->from] + foreign + w.full ==
                c[*s]) {
                align_group(k, &w, *j, to, false);
                arena_rewind(k->arena, mark);
                *j = to;
                *s = v->g->to;
                return true;
            }
        }
        require(g == k->end.group);
        align_group(k, &w, *j, k->y, true);
        arena_rewind(k->arena, mark);
        *j = k->y;
        *s = -1;
        return true;
    }
    return false;
}

void
cp_skip_item(struct cp_move *moves, ptrdiff_t *n,
    const struct cp_pathway_item *item, int32_t place)
{
    if (item->may_skip)
        return;
    if (item->kind == CP_PATHWAY_STEP)
        moves[(*n)++] = (struct cp_move){ CP_MOVE_SKIP, place, item };
    int first = 0, last = item->n_items;
    if (item->kind == CP_PATHWAY_ONE_OF) {
        int32_t best = cp_item_shortest(item, (text){ 0 });
        while (cp_item_shortest(item->items[first], (text){ 0 }) > best)
            first++;
        last = first + 1;
    }
    for (int i = first; i < last; i++)
        cp_skip_item(moves, n, item->items[i], place);
}

/* A step left out, or a whole group. */
static bool
take_skip(struct walk *k, int32_t *s, ptrdiff_t j, const int32_t *c)
{
    const struct cp_model *m = k->v->m;
    int32_t place = j < k->y ? k->v->w.places[j] : k->place;
    for (int32_t i = 0; i < k->n_reached; i++) {
        int32_t from = k->reached[i];
        for (int32_t n = m->first_edge[from]; n < m->first_edge[from + 1];
             n++) {
            const struct cp_edge *e = &m->edges[n];
            if (e->weight == 0 || c[e->to] + e->weight != c[*s])
                continue;
            if (e->group < 0) {
                add_move(k->out, CP_MOVE_SKIP, place, e->step);
            } else {
                const struct cp_group *g = &m->groups[e->group];
                for (int32_t p = 0; p < g->n_parts; p++)
                    cp_skip_item(
                        k->out->moves, &k->out->n, g->parts[p].item, place);
            }
            *s = e->to;
            return true;
        }
    }
    return false;
}

/* One move, or one group; false: it is the end. */
static bool
step_on(struct walk *k, int32_t *s, ptrdiff_t *j)
{
    if (*s < 0)
        return false;
    ptrdiff_t block = block_of(k, *j == k->y && *j > k->x ? *j - 1 : *j);
    if (block != k->block)
        fill_block(k, block);
    int32_t *c = column(k, *j), *next = c + k->v->m->n_states;
    if (*j == k->y && c[*s] == 0)
        return false;
    reach(k, *s, c);
    if (*j < k->y && k->v->w.events[*j] >= 0) {
        if (take_match(k, s, *j, c)) {
            ++*j;
            return true;
        }
        if (take_group(k, s, j, c))
            return true;
    }
    if (*j < k->y && next[*s] + 1 == c[*s]) {
        add_move(k->out, CP_MOVE_EXTRA, k->v->w.places[(*j)++], NULL);
        return true;
    }
    if (take_skip(k, s, *j, c))
        return true;
    /* an extra event may be dearer here than at a state that is reached */
    for (int32_t i = 1; *j < k->y && i < k->n_reached; i++)
        if (next[k->reached[i]] + 1 == c[*s]) {
            *s = k->reached[i];
            add_move(k->out, CP_MOVE_EXTRA, k->v->w.places[(*j)++], NULL);
            return true;
        }
    require(*j == k->y && k->seen[k->end.state] == k->stamp);
    return false;
}

static void
align_word(struct moves *out, const struct cp_view *v, struct arena *a,
    ptrdiff_t x, ptrdiff_t y, int32_t place, const struct cp_end *end)
{
    struct arena_mark mark = arena_mark(a);
    int32_t n = v->m->n_states;
    struct walk k = { .v = v,
        .arena = a,
        .x = x,
        .y = y,
        .place = place,
        .end = *end,
        .out = out,
        .every = y - x + 1,
        .reached = arena_new(a, int32_t, n),
        .seen = arena_new(a, int32_t, n) };
    if (k.every * n > COLUMNS_KEPT)
        for (k.every = 1; k.every * k.every < y - x;)
            k.every++;
    k.columns = arena_new(a, int32_t, (k.every + 1) * n);
    k.checks = arena_new(a, int32_t, ((y - x) / k.every + 1) * n);
    cost_back(&k);
    int32_t s = 0;
    ptrdiff_t j = x;
    while (step_on(&k, &s, &j)) {
    }
    arena_rewind(a, mark);
}

/* ---- The whole ----------------------------------------------------------- */

static void
align_trace(struct cp_alignment *to, const struct cp_model *m,
    const struct cp_model *flat, struct arena *a, const int32_t *events,
    ptrdiff_t n, bool is_prefix)
{
    struct cp_view v;
    struct cp_end end, whole = { flat->end, -1 };
    ptrdiff_t at = n;
    int32_t *places = arena_new(a, int32_t, n + 1);
    int32_t *prefix = m->has_ends ? arena_new(a, int32_t, n + 1) : NULL;
    for (ptrdiff_t i = 0; i <= n; i++)
        places[i] = (int32_t)i;
    cp_view_make(
        &v, flat, a, (struct cp_word){ events, places, n }, &cp_usual_price);
    struct arena_mark mark = arena_mark(a);
    struct cp_align_cost cost = { 0 };
    if (is_prefix || m->has_ends)
        cost = cp_align_forward(&v, a, 0, n, prefix, &end);
    to->cost = is_prefix ? cost.prefix : cost.full;
    if (m->has_ends) {
        ptrdiff_t ended_at;
        int32_t ended =
            cp_align_ended(m, &cp_usual_price, events, n, prefix, &ended_at);
        if (ended < to->cost) {
            to->cost = ended;
            at = ended_at;
            (void)cp_align_forward(&v, a, 0, at, NULL, &end);
        }
    }
    arena_rewind(a, mark);
    struct moves out = { to->moves, 0 };
    align_word(
        &out, &v, a, 0, at, (int32_t)at, is_prefix || at < n ? &end : &whole);
    for (; at < n; at++) {
        const struct cp_pathway_item *step =
            events[at] >= 0 ? m->ends[events[at]] : NULL;
        add_move(&out, step != NULL ? CP_MOVE_MATCH : CP_MOVE_EXTRA,
            (int32_t)at, step);
    }
    to->n = out.n;
    to->cost = 0;
    for (ptrdiff_t i = 0; i < out.n; i++)
        to->cost += out.moves[i].kind == CP_MOVE_EXTRA ? 1
            : out.moves[i].kind == CP_MOVE_SKIP ? out.moves[i].step->weight
                                                : 0;
    to->least = to->cost;
}

void
cp_align(struct cp_alignment *to, const struct cp_model *m, struct arena *a,
    const int32_t *events, ptrdiff_t n, bool is_prefix)
{
    /* each event once; steps left out weigh no more than all being extra and
     * all that must be being missing */
    ptrdiff_t n_room = 2 * n + cp_pathway_shortest(m->pathway);
    *to =
        (struct cp_alignment){ .moves = arena_new(a, struct cp_move, n_room) };
    struct arena_mark mark = arena_mark(a);
    struct cp_plan plan = cp_plan_for(m, a, events, n);
    if (plan.m == NULL)
        (void)cp_align_search(m, a, events, n, &cp_usual_price, to, is_prefix);
    else
        align_trace(to, m, plan.m, a, events, n, is_prefix);
    require(to->n <= n_room);
    arena_rewind(a, mark);
    for (ptrdiff_t i = to->n - 1; i >= 0 && to->last == NULL; i--)
        if (to->moves[i].kind == CP_MOVE_MATCH)
            to->last = to->moves[i].step;
}
