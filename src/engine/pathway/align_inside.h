/* Inside the engine: columns of costs over an automaton, and what comes in any
 * order against pieces of a trace. */
#ifndef ENGINE_PATHWAY_ALIGN_INSIDE_H
#define ENGINE_PATHWAY_ALIGN_INSIDE_H

#include "engine/pathway/model.h"

enum { CP_FAR = 1 << 28 };

/* Moves that cost 1 more than they do, to see whether the cheapest way can do
 * without. */
struct cp_price {
    text dear_step;        /* to leave it out; not known: none */
    int32_t step_number;   /* of that name; 0: none */
    int32_t dear_activity; /* as an extra event; -2: none */
    int32_t n_nodes_max;   /* of a search; 0: CP_NODES_MAX */
};
enum { CP_NODES_MAX = 1'000'000 };
extern const struct cp_price cp_usual_price;

/* Check   by itself */
static inline int32_t
cp_extra(const struct cp_price *price, int32_t event)
{
    return 1 + (event == price->dear_activity);
}

struct cp_word {
    const int32_t *events;
    const int32_t *places; /* in the trace */
    ptrdiff_t n;
};

/* ---- A word as the groups of a model see it -------------------------------
 *
 * Each part of a group sees its own events alone, since no activity belongs to
 * two, and so do the groups within it: what a part costs for a piece of the
 * trace depends on which of its own events lie there, and on nothing else. */

struct cp_part_view { /* of a part that has a model */
    struct cp_view *view;
    ptrdiff_t n;     /* its own events */
    int32_t *before; /* how many of them are among the group's first k */
    /* For those from a until b, at b * (n + 1) + a. */
    int32_t *full, *prefix;
};
struct cp_group_view {
    const struct cp_group *g;
    ptrdiff_t n; /* its own events */
    int32_t *events, *places;
    int32_t *own;    /* where they stand in the word */
    int32_t *before; /* how many of them are among the word's first k */
    struct cp_part_view *parts;
    int32_t shortest;
};
struct cp_view {
    const struct cp_model *m;
    const struct cp_price *price;
    struct cp_word w;
    struct cp_group_view *groups;
    const int32_t *weights; /* of the model's edges */
};
/* Memory  the arena: 8 bytes for each piece of each part's own events
 * Cost    quadratic in those, times the states of the part over 4
 * Check   cp_align_cost */
void cp_view_make(struct cp_view *v, const struct cp_model *m, struct arena *a,
    struct cp_word w, const struct cp_price *price);

/* What lies between two places of a group's own events. */
struct cp_between {
    const struct cp_group_view *v;
    const struct cp_price *price;
    int32_t *k;     /* events by part */
    int32_t *a, *b; /* by part that has a model: own events from a until b */
    ptrdiff_t from, to; /* own events of the group */
    int32_t full, prefix;
};
/* Check   cp_align_cost */
struct cp_between cp_between_in(const struct cp_group_view *v,
    const struct cp_price *price, struct arena *a);
/* Nothing lies between, before own event `at`.
 * Check   cp_align_cost */
void cp_between_begin(struct cp_between *w, ptrdiff_t at);
/* One own event more, at the end or the beginning.
 * Check   cp_align_cost */
void cp_between_right(struct cp_between *w);
/* Check   cp_align_cost */
void cp_between_left(struct cp_between *w);

/* A group that was entered before each of its own events at some cost, and what
 * leaving it costs; for several ways at once, its lanes. */
struct cp_gather {
    const struct cp_group_view *v;
    const struct cp_price *price;
    struct arena *arena;
    bool is_back; /* from behind */
    ptrdiff_t n_lanes;
    int32_t sum;            /* had all events passed been extra */
    int32_t *full, *prefix; /* answers; the second grows by foreign events */
    ptrdiff_t at, n;        /* own events: where it began, how many passed */
    /* A group of plain steps: parts by when they came last, the latest first,
     * and the least of what entered before each. */
    int32_t *order, n_order;
    struct cp_less { /* of each part, when it came */
        int32_t full, prefix;
    } * less;
    int32_t *one; /* of one lane: what entered */
    struct cp_entered {
        int32_t *costs; /* less the sum then */
        ptrdiff_t n;    /* lanes */
    } * entered, spare;
    /* Others: all that entered, and what lies between. */
    struct cp_between between;
};
/* `at`: the first own event that will come; from behind, one past it.
 *
 * Memory  the arena: n_lanes for each own event, or for each part
 * Check   cp_align_cost */
struct cp_gather
cp_gather_in(const struct cp_group_view *v, const struct cp_price *price,
    struct arena *a, bool is_back, ptrdiff_t at, ptrdiff_t n_lanes);
/* An event of nobody here.
 * Check   cp_align_cost */
void cp_gather_foreign(struct cp_gather *g, int32_t event);
/* One of its own: `costs` are those of entering before it, of n lanes.
 * Cost    the parts of a group of plain steps, or else the own events before
 * Source  the set of parts that came since shrinks only at their last events,
 *         so that there are as many sets as parts
 * Check   cp_align_cost */
void cp_gather_own(
    struct cp_gather *g, int32_t event, const int32_t *costs, ptrdiff_t n);

/* ---- Columns --------------------------------------------------------------
 */

/* Where a way ends that need not be whole: a state, or a group in the middle
 * (its entry is the state then). */
struct cp_end {
    int32_t state, group; /* -1: none */
};

/* Events from x until y. Costs of all beginnings in `prefix` (y - x + 1, or
 * NULL), *end where the cheapest of the whole ends, of several the smallest
 * state. Returns full and prefix cost of the whole.
 *
 * Check   cp_align_cost */
struct cp_align_cost cp_align_forward(const struct cp_view *v, struct arena *a,
    ptrdiff_t x, ptrdiff_t y, int32_t *prefix, struct cp_end *end);

/* A death or a move cuts a way short, when it is there; others of that kind may
 * follow it. What that costs at best, and the event that does.
 * Check   cp_align_cost */
int32_t cp_align_ended(const struct cp_model *m, const struct cp_price *price,
    const int32_t *events, ptrdiff_t n, const int32_t *prefix, ptrdiff_t *at);

/* ---- How ------------------------------------------------------------------
 *
 * By tables of pieces, with some groups written out, or by search. */
struct cp_plan {
    const struct cp_model *m; /* NULL: by search */
    double work;              /* as below; of what is short 0 */
};
enum {
    CP_PLAN_WORK = 400'000'000, /* steps of the machine, some 2 a nanosecond */
    CP_PLAN_BYTES = 1 << 28
};
/* Memory  the arena: groups that are written out
 * Check   the same costs either way */
struct cp_plan cp_plan_for(const struct cp_model *m, struct arena *a,
    const int32_t *events, ptrdiff_t n);

/* Check   cp_align_cost */
struct cp_align_cost cp_align_priced(const struct cp_model *m, struct arena *a,
    const int32_t *events, ptrdiff_t n, const struct cp_price *price);

/* Without a search; false: there is no other way.
 * Check   cp_align_cost */
bool cp_align_planned(struct cp_align_cost *to, const struct cp_model *m,
    struct arena *a, const int32_t *events, ptrdiff_t n,
    const struct cp_price *price);

/* No way costs less, whatever it does; events that the pathway does not know
 * are not counted. By shares of some activities each: full and prefix.
 *
 * Cost    linear in events, steps and parts
 * Source  alignments of a projected log and model (van der Aalst, Decomposing
 *         Petri nets for process mining, 2013): known, not read; that a share
 *         costs no more follows from dropping moves
 * Check   the costs of what can be decided */
struct cp_align_cost cp_align_least(const struct cp_model *m, struct arena *a,
    const int32_t *events, ptrdiff_t n);

/* Best first over places of all parts at once; cp_align.h says the rest.
 * `path`: NULL, or what gets the moves.
 * Check   best-first search over derivatives */
struct cp_align_cost cp_align_search(const struct cp_model *m, struct arena *a,
    const int32_t *events, ptrdiff_t n, const struct cp_price *price,
    struct cp_alignment *path, bool is_prefix);

/* The cheapest way through an item without an event, the first of several.
 * Check   cp_item_shortest */
void cp_skip_item(struct cp_move *moves, ptrdiff_t *n,
    const struct cp_pathway_item *item, int32_t place);

/* The part whose event it is, or -1.
 * Check   by itself */
static inline int32_t
cp_part_of(const struct cp_group *g, int32_t event)
{
    return event < 0 ? -1 : g->part_of[event];
}

/* Check   by itself */
static inline int32_t
cp_least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* Within a column: silent edges, steps left out, groups of which nothing is
 * there; until nothing changes.
 * Check   cp_align_cost */
static inline void
cp_relax(const struct cp_edge *edges, const int32_t *weights, int32_t n,
    bool is_back, int32_t *column)
{
    bool is_changed;
    do {
        is_changed = false;
        for (int32_t i = 0; i < n; i++) {
            const struct cp_edge *e = &edges[i];
            int32_t cost = column[e->from] + weights[i];
            if (cost < column[e->to]) {
                column[e->to] = cost;
                is_changed |= is_back ? e->to > e->from : e->to < e->from;
            }
        }
    } while (is_changed);
}

#endif
