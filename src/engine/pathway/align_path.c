/* Where a trace and a pathway part: costs from behind, then forward along what
 * stays cheapest. */
#include "engine/pathway/align_inside.h"

struct word {
    const int32_t *events;
    const int32_t *places; /* in the trace */
    ptrdiff_t n;
    int32_t end; /* the place of what is missing behind its last event */
};
struct moves {
    struct arena *arena;
    struct cp_move *moves;
    ptrdiff_t n, n_room;
};
struct walk {
    const struct cp_model *m;
    struct arena *arena;
    struct word w;
    bool is_prefix;
    struct cp_group_run *runs;
    int32_t *costs; /* (n + 1) columns of n_states: from here to the end */
    struct moves *out;
    /* silent edges: states that cost nothing to reach from where we are */
    int32_t *reached, n_reached, *seen, stamp;
};

static void
add_move(struct moves *out, enum cp_move_kind kind, int32_t place,
    const struct cp_pathway_item *step)
{
    if (out->n == out->n_room) {
        out->n_room = out->n_room == 0 ? 32 : 2 * out->n_room;
        struct cp_move *more =
            arena_new(out->arena, struct cp_move, out->n_room);
        for (ptrdiff_t i = 0; i < out->n; i++)
            more[i] = out->moves[i];
        out->moves = more;
    }
    out->moves[out->n++] = (struct cp_move){ kind, place, step };
}

static void align_word(struct moves *out, const struct cp_model *m,
    struct arena *a, struct word w, bool is_prefix);

/* ---- From behind ------------------------------------------------------------
 */

static int32_t *
column(const struct walk *k, ptrdiff_t j)
{
    return k->costs + j * k->m->n_states;
}

static void
relax_back(const struct cp_model *m, int32_t *c)
{
    bool is_changed;
    do {
        is_changed = false;
        int32_t g = m->n_groups;
        for (int32_t i = m->n_edges; i >= 0; i--) {
            while (g > 0 &&
                (i == 0 || m->groups[g - 1].from >= m->edges[i - 1].from)) {
                const struct cp_group *one = &m->groups[--g];
                c[one->from] =
                    cp_least(c[one->from], c[one->to] + one->shortest);
            }
            if (i == 0)
                break;
            const struct cp_edge *e = &m->edges[i - 1];
            if (c[e->to] + e->weight < c[e->from]) {
                c[e->from] = c[e->to] + e->weight;
                is_changed = m->has_back; /* it may lead there */
            }
        }
    } while (is_changed);
}

static void
cost_back(struct walk *k)
{
    const struct cp_model *m = k->m;
    for (int32_t g = 0; g < m->n_groups; g++)
        for (ptrdiff_t i = 0; i < k->w.n; i++) {
            int32_t part = cp_part_of(&m->groups[g], k->w.events[i]);
            if (part >= 0)
                k->runs[g].a[part]++;
        }
    for (ptrdiff_t j = k->w.n; j >= 0; j--) {
        int32_t *c = column(k, j), *next = c + m->n_states;
        int32_t event = j < k->w.n ? k->w.events[j] : -1;
        for (int32_t s = 0; s < m->n_states; s++)
            c[s] = j < k->w.n                 ? next[s] + 1
                : k->is_prefix || s == m->end ? 0
                                              : CP_FAR;
        if (event >= 0)
            for (int32_t t = m->first_take[event]; t < m->first_take[event + 1];
                 t++)
                c[m->takes[t].from] =
                    cp_least(c[m->takes[t].from], next[m->takes[t].to]);
        for (int32_t g = 0; g < m->n_groups; g++) {
            struct cp_group_run *r = &k->runs[g];
            int32_t part = cp_part_of(r->g, event), best = c[r->g->from];
            if (part >= 0)
                r->a[part]--;
            cp_group_enter(r);
            for (ptrdiff_t i = j + 1; i <= k->w.n; i++) {
                cp_group_take(r, k->w.events[i - 1]);
                best = cp_least(best, r->full + column(k, i)[r->g->to]);
            }
            if (k->is_prefix)
                best = cp_least(best, r->prefix);
            c[r->g->from] = best;
        }
        relax_back(m, c);
    }
}

/* ---- A group, part by part
 * ------------------------------------------------------
 */

/* Moves of all parts by place; what is left out stands before the next event
 * of its own part, so each part keeps its order. */
static void
merge_parts(struct walk *k, struct moves *parts, int32_t n_parts)
{
    ptrdiff_t *at = arena_new(k->arena, ptrdiff_t, n_parts);
    for (;;) {
        int32_t best = -1, best_place = 0;
        for (int32_t i = 0; i < n_parts; i++) {
            if (at[i] == parts[i].n)
                continue;
            int32_t place = parts[i].moves[at[i]].event;
            if (best < 0 || place < best_place) {
                best = i;
                best_place = place;
            }
        }
        if (best < 0)
            return;
        struct cp_move *move = &parts[best].moves[at[best]++];
        add_move(k->out, move->kind, move->event, move->step);
    }
}

static void
align_step(struct moves *out, const struct cp_part *part, struct word w,
    bool is_prefix)
{
    if (w.n == 0 && !part->may_skip && !is_prefix)
        add_move(out, CP_MOVE_SKIP, w.end, part->step);
    for (ptrdiff_t i = 0; i < w.n; i++) {
        bool is_match = i == 0 || part->may_repeat;
        add_move(out, is_match ? CP_MOVE_MATCH : CP_MOVE_EXTRA, w.places[i],
            is_match ? part->step : NULL);
    }
}

/* The group over the events from i until j; in it still, when is_prefix. */
static void
align_group(struct walk *k, const struct cp_group *g, ptrdiff_t i, ptrdiff_t j,
    bool is_prefix)
{
    /* the last is of what belongs to no part */
    struct moves *parts = arena_new(k->arena, struct moves, g->n_parts + 1);
    int32_t end = j < k->w.n ? k->w.places[j] : k->w.end;
    for (int32_t part = 0; part <= g->n_parts; part++) {
        int32_t *events = arena_new(k->arena, int32_t, j - i + 1);
        int32_t *places = arena_new(k->arena, int32_t, j - i + 1);
        struct word own = { events, places, 0, end };
        parts[part].arena = k->arena;
        for (ptrdiff_t at = i; at < j; at++) {
            int32_t is = cp_part_of(g, k->w.events[at]);
            if (is != (part < g->n_parts ? part : -1))
                continue;
            if (part == g->n_parts) {
                add_move(&parts[part], CP_MOVE_EXTRA, k->w.places[at], NULL);
                continue;
            }
            events[own.n] = k->w.events[at];
            places[own.n++] = k->w.places[at];
        }
        if (part == g->n_parts)
            break;
        if (g->parts[part].model == NULL)
            align_step(&parts[part], &g->parts[part], own, is_prefix);
        else
            align_word(
                &parts[part], g->parts[part].model, k->arena, own, is_prefix);
    }
    merge_parts(k, parts, g->n_parts + 1);
}

/* ---- Forward
 * -------------------------------------------------------------------- */

/* All states that silent edges lead to without making it dearer; in order of
 * how they are found. */
static void
reach(struct walk *k, int32_t from, const int32_t *c)
{
    const struct cp_model *m = k->m;
    k->stamp++;
    k->n_reached = 0;
    k->reached[k->n_reached++] = from;
    k->seen[from] = k->stamp;
    for (int32_t i = 0; i < k->n_reached; i++) {
        int32_t s = k->reached[i];
        for (int32_t e = m->first_edge[s]; e < m->first_edge[s + 1]; e++) {
            int32_t to = m->edges[e].to;
            if (m->edges[e].step == NULL && k->seen[to] != k->stamp &&
                c[to] == c[s]) {
                k->seen[to] = k->stamp;
                k->reached[k->n_reached++] = to;
            }
        }
        for (int32_t g = 0; g < m->n_groups; g++) {
            int32_t to = m->groups[g].to;
            if (m->groups[g].from == s && m->groups[g].shortest == 0 &&
                k->seen[to] != k->stamp && c[to] == c[s]) {
                k->seen[to] = k->stamp;
                k->reached[k->n_reached++] = to;
            }
        }
    }
}

/* Where a group that is entered before event j at state s may be left without
 * making it dearer, soonest; *ends: the trace ends within it. -1: nowhere. */
static ptrdiff_t
leave(struct walk *k, struct cp_group_run *r, ptrdiff_t j, bool *ends)
{
    int32_t cost = column(k, j)[r->g->from];
    *ends = false;
    cp_group_enter(r);
    for (ptrdiff_t i = j + 1; i <= k->w.n; i++) {
        cp_group_take(r, k->w.events[i - 1]);
        if (r->full + column(k, i)[r->g->to] == cost)
            return i;
    }
    if (k->is_prefix && r->prefix == cost) {
        *ends = true;
        return k->w.n;
    }
    return -1;
}

/* Over the events until `to`. */
static void
pass(struct walk *k, ptrdiff_t *j, ptrdiff_t to)
{
    for (; *j < to; ++*j)
        for (int32_t g = 0; g < k->m->n_groups; g++) {
            int32_t part = cp_part_of(&k->m->groups[g], k->w.events[*j]);
            if (part >= 0)
                k->runs[g].a[part]++;
        }
}

/* One move, or one group; false: it is the end. */
static bool
step_on(struct walk *k, int32_t *s, ptrdiff_t *j)
{
    const struct cp_model *m = k->m;
    int32_t *c = column(k, *j);
    int32_t event = *j < k->w.n ? k->w.events[*j] : -1;
    bool ends;
    reach(k, *s, c);
    if (*j == k->w.n && c[*s] == 0)
        return false;
    if (event >= 0) {
        const struct cp_take *best = NULL;
        for (int32_t t = m->first_take[event]; t < m->first_take[event + 1];
             t++) {
            const struct cp_take *take = &m->takes[t];
            if (k->seen[take->from] == k->stamp &&
                column(k, *j + 1)[take->to] == c[*s] &&
                (best == NULL || take->to < best->to))
                best = take;
        }
        if (best != NULL) {
            add_move(k->out, CP_MOVE_MATCH, k->w.places[*j], best->step);
            *s = best->to;
            pass(k, j, *j + 1);
            return true;
        }
    }
    /* a group that has something to do with the next event; then any */
    for (int any = 0; any < 2; any++)
        for (int32_t g = 0; *j < k->w.n && g < m->n_groups; g++) {
            const struct cp_group *one = &m->groups[g];
            if (k->seen[one->from] != k->stamp ||
                (any == 0 && cp_part_of(one, event) < 0))
                continue;
            ptrdiff_t until = leave(k, &k->runs[g], *j, &ends);
            if (until < 0 || (any == 1 && column(k, *j + 1)[*s] + 1 == c[*s]))
                continue;
            align_group(k, one, *j, until, ends);
            pass(k, j, until);
            *s = one->to;
            return !ends;
        }
    if (*j < k->w.n && column(k, *j + 1)[*s] + 1 == c[*s]) {
        add_move(k->out, CP_MOVE_EXTRA, k->w.places[*j], NULL);
        pass(k, j, *j + 1);
        return true;
    }
    int32_t place = *j < k->w.n ? k->w.places[*j] : k->w.end;
    for (int32_t i = 0; i < k->n_reached; i++) {
        int32_t from = k->reached[i];
        for (int32_t e = m->first_edge[from]; e < m->first_edge[from + 1]; e++)
            if (m->edges[e].step != NULL &&
                c[m->edges[e].to] + m->edges[e].weight == c[*s]) {
                add_move(k->out, CP_MOVE_SKIP, place, m->edges[e].step);
                *s = m->edges[e].to;
                return true;
            }
        for (int32_t g = 0; g < m->n_groups; g++) {
            const struct cp_group *one = &m->groups[g];
            if (one->from == from && one->shortest > 0 &&
                c[one->to] + one->shortest == c[*s]) {
                align_group(k, one, *j, *j, false);
                *s = one->to;
                return true;
            }
        }
    }
    /* an extra event may be dearer here than at a state that is reached */
    for (int32_t i = 1; *j < k->w.n && i < k->n_reached; i++)
        if (column(k, *j + 1)[k->reached[i]] + 1 == c[*s]) {
            add_move(k->out, CP_MOVE_EXTRA, k->w.places[*j], NULL);
            *s = k->reached[i];
            pass(k, j, *j + 1);
            return true;
        }
    require(*j == k->w.n && k->seen[m->end] == k->stamp);
    return false;
}

static void
align_word(struct moves *out, const struct cp_model *m, struct arena *a,
    struct word w, bool is_prefix)
{
    struct walk k = { .m = m,
        .arena = a,
        .w = w,
        .is_prefix = is_prefix,
        .runs = arena_new(a, struct cp_group_run, m->n_groups),
        .costs = arena_new(a, int32_t, (w.n + 1) * m->n_states),
        .out = out,
        .reached = arena_new(a, int32_t, m->n_states),
        .seen = arena_new(a, int32_t, m->n_states) };
    int32_t s = 0;
    ptrdiff_t j = 0;
    for (int32_t g = 0; g < m->n_groups; g++)
        k.runs[g] = cp_group_begin(&m->groups[g], a, w.events, w.n);
    cost_back(&k);
    for (int32_t g = 0; g < m->n_groups; g++)
        for (int32_t i = 0; i < m->groups[g].n_parts; i++)
            k.runs[g].a[i] = 0;
    while (step_on(&k, &s, &j)) {
    }
}

/* The moves, in scratch. */
static struct moves
align_trace(const struct cp_model *m, struct arena *a, const int32_t *events,
    ptrdiff_t n, bool is_prefix, ptrdiff_t ended_at)
{
    struct moves out = { .arena = a };
    int32_t *places = arena_new(a, int32_t, n + 1);
    ptrdiff_t at = ended_at < 0 ? n : ended_at;
    for (ptrdiff_t i = 0; i <= n; i++)
        places[i] = (int32_t)i;
    align_word(&out, m, a, (struct word){ events, places, at, (int32_t)at },
        is_prefix || ended_at >= 0);
    for (; at < n; at++) {
        const struct cp_pathway_item *step =
            events[at] >= 0 ? m->ends[events[at]] : NULL;
        add_move(&out, step != NULL ? CP_MOVE_MATCH : CP_MOVE_EXTRA,
            (int32_t)at, step);
    }
    return out;
}

void
cp_align(struct cp_alignment *to, const struct cp_model *m, struct arena *a,
    const int32_t *events, ptrdiff_t n, bool is_prefix)
{
    struct arena_mark mark = arena_mark(a);
    struct cp_costs costs = { arena_new(a, int32_t, n + 1),
        arena_new(a, int32_t, n + 1) };
    ptrdiff_t at;
    cp_align_run(m, a, events, n, &costs);
    int32_t ended = cp_align_ended(m, events, n, costs.prefix, &at);
    int32_t cost = is_prefix ? costs.prefix[n] : costs.full[n];
    arena_rewind(a, mark);
    /* each event once, and no more steps left out than they cost */
    *to = (struct cp_alignment){ .cost = cp_least(cost, ended) };
    to->moves = arena_new(a, struct cp_move, n + to->cost);
    mark = arena_mark(a);
    struct moves out =
        align_trace(m, a, events, n, is_prefix, ended < cost ? at : -1);
    require(out.n <= n + to->cost);
    to->n = out.n;
    for (ptrdiff_t i = 0; i < out.n; i++) {
        to->moves[i] = out.moves[i];
        if (out.moves[i].kind == CP_MOVE_MATCH)
            to->last = out.moves[i].step;
    }
    arena_rewind(a, mark);
}
