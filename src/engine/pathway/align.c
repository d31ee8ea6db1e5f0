/* The cheapest way from a trace to a pathway: one column of costs for each
 * event, a number for each state. */
#include "engine/pathway/model.h"

enum { FAR = 1 << 28 };

/* Full and prefix costs of a word and of all its beginnings. */
struct costs {
    int32_t *full, *prefix; /* n + 1 each */
};

/* A part of a group against all pieces of its own events: full and prefix
 * cost of those from a until b, at a * (n + 1) + b. */
struct pieces {
    ptrdiff_t n; /* its own events */
    int32_t *full, *prefix;
};

struct group_run {
    const struct cp_group *g;
    struct pieces *pieces;  /* by part; of a plain step there are none */
    int32_t *full, *prefix; /* the best so far, by column */
    ptrdiff_t *a, *b;       /* by part: own events before, and up to here */
};

static int32_t
least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static void run(const struct cp_model *m, struct arena *a,
    const int32_t *events, ptrdiff_t n, const struct costs *costs);

/* ---- Any order ----------------------------------------------------------- */

static void
take_pieces(struct pieces *to, const struct cp_group *g, int32_t part,
    struct arena *a, const int32_t *events, ptrdiff_t n)
{
    int32_t *own = arena_new(a, int32_t, n + 1);
    for (ptrdiff_t i = 0; i < n; i++)
        if (events[i] >= 0 && g->part_of[events[i]] == part)
            own[to->n++] = events[i];
    to->full = arena_new(a, int32_t, (to->n + 1) * (to->n + 1));
    to->prefix = arena_new(a, int32_t, (to->n + 1) * (to->n + 1));
    for (ptrdiff_t i = 0; i <= to->n; i++) {
        struct costs costs = { &to->full[i * (to->n + 1) + i],
            &to->prefix[i * (to->n + 1) + i] };
        struct arena_mark mark = arena_mark(a);
        run(g->parts[part].model, a, own + i, to->n - i, &costs);
        arena_rewind(a, mark);
    }
}

static struct group_run
begin_group(const struct cp_group *g, struct arena *a, const int32_t *events,
    ptrdiff_t n)
{
    struct group_run r = { .g = g,
        .pieces = arena_new(a, struct pieces, g->n_parts),
        .full = arena_new(a, int32_t, n + 1),
        .prefix = arena_new(a, int32_t, n + 1),
        .a = arena_new(a, ptrdiff_t, g->n_parts),
        .b = arena_new(a, ptrdiff_t, g->n_parts) };
    for (ptrdiff_t j = 0; j <= n; j++)
        r.full[j] = r.prefix[j] = FAR;
    for (int32_t i = 0; i < g->n_parts; i++)
        if (g->parts[i].model != NULL)
            take_pieces(&r.pieces[i], g, i, a, events, n);
    return r;
}

/* What part i costs for its own events from a until b. */
static int32_t
full_of(const struct group_run *r, int32_t i)
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
prefix_of(const struct group_run *r, int32_t i)
{
    const struct cp_part *part = &r->g->parts[i];
    ptrdiff_t k = r->b[i] - r->a[i];
    if (part->model != NULL)
        return r->pieces[i].prefix[r->a[i] * (r->pieces[i].n + 1) + r->b[i]];
    return k == 0 || part->may_repeat ? 0 : (int32_t)k - 1;
}

/* A group that is entered after i events at that cost: what leaving it after
 * j costs, and what being in it does. */
static void
spread(struct group_run *r, const int32_t *events, ptrdiff_t i, ptrdiff_t n,
    int32_t cost)
{
    int32_t full = cost + r->g->shortest, prefix = cost;
    for (int32_t part = 0; part < r->g->n_parts; part++)
        r->b[part] = r->a[part];
    for (ptrdiff_t j = i + 1; j <= n; j++) {
        int32_t event = events[j - 1];
        int32_t part = event < 0 ? -1 : r->g->part_of[event];
        if (part < 0) {
            full++;
            prefix++;
        } else {
            full -= full_of(r, part);
            prefix -= prefix_of(r, part);
            r->b[part]++;
            full += full_of(r, part);
            prefix += prefix_of(r, part);
        }
        r->full[j] = least(r->full[j], full);
        r->prefix[j] = least(r->prefix[j], prefix);
    }
}

/* ---- Columns ------------------------------------------------------------- */

/* Within a column: steps left out, silent edges, groups of which nothing is
 * there; until nothing changes. */
static void
relax(const struct cp_model *m, int32_t *column)
{
    bool is_changed;
    do {
        is_changed = false;
        int32_t g = 0;
        for (int32_t i = 0; i <= m->n_edges; i++) {
            /* groups stand in order of `from` too */
            while (g < m->n_groups &&
                (i == m->n_edges || m->groups[g].from <= m->edges[i].from)) {
                int32_t cost =
                    column[m->groups[g].from] + m->groups[g].shortest;
                if (cost < column[m->groups[g].to])
                    column[m->groups[g].to] = cost;
                g++;
            }
            if (i == m->n_edges)
                break;
            const struct cp_edge *e = &m->edges[i];
            int32_t cost = column[e->from] + e->weight;
            if (cost < column[e->to]) {
                column[e->to] = cost;
                is_changed |= e->to < e->from;
            }
        }
    } while (is_changed);
}

static void
run(const struct cp_model *m, struct arena *a, const int32_t *events,
    ptrdiff_t n, const struct costs *costs)
{
    int32_t *column = arena_new(a, int32_t, m->n_states);
    int32_t *before = arena_new(a, int32_t, m->n_states);
    struct group_run *groups = arena_new(a, struct group_run, m->n_groups);
    for (int32_t g = 0; g < m->n_groups; g++)
        groups[g] = begin_group(&m->groups[g], a, events, n);
    for (int32_t s = 1; s < m->n_states; s++)
        column[s] = FAR;
    for (ptrdiff_t j = 0;; j++) {
        for (int32_t g = 0; g < m->n_groups; g++)
            column[m->groups[g].to] =
                least(column[m->groups[g].to], groups[g].full[j]);
        relax(m, column);
        int32_t prefix = column[0];
        for (int32_t s = 1; s < m->n_states; s++)
            prefix = least(prefix, column[s]);
        for (int32_t g = 0; g < m->n_groups; g++)
            prefix = least(prefix, groups[g].prefix[j]);
        costs->full[j] = column[m->end];
        costs->prefix[j] = prefix;
        if (j == n)
            break;
        int32_t event = events[j];
        for (int32_t g = 0; g < m->n_groups; g++) {
            spread(&groups[g], events, j, n, column[m->groups[g].from]);
            if (event >= 0 && m->groups[g].part_of[event] >= 0)
                groups[g].a[m->groups[g].part_of[event]]++;
        }
        for (int32_t s = 0; s < m->n_states; s++) {
            before[s] = column[s];
            column[s]++;
        }
        if (event >= 0)
            for (int32_t t = m->first_take[event]; t < m->first_take[event + 1];
                 t++)
                column[m->takes[t].to] =
                    least(column[m->takes[t].to], before[m->takes[t].from]);
    }
}

struct cp_align_cost
cp_align_cost(const struct cp_model *m, struct arena *a, const int32_t *events,
    ptrdiff_t n)
{
    struct arena_mark mark = arena_mark(a);
    struct costs costs = { arena_new(a, int32_t, n + 1),
        arena_new(a, int32_t, n + 1) };
    run(m, a, events, n, &costs);
    struct cp_align_cost to = { costs.full[n], costs.prefix[n] };
    /* a death or a move cuts a way short, when it is there; others of that
     * kind may follow it */
    int32_t ended = FAR;
    for (ptrdiff_t j = 1; j <= n; j++) {
        if (events[j - 1] >= 0 && m->ends[events[j - 1]])
            ended = least(ended, costs.prefix[j - 1]);
        else
            ended++;
    }
    to.full = least(to.full, ended);
    to.prefix = least(to.prefix, ended);
    arena_rewind(a, mark);
    return to;
}
