/* Inside the engine: what comes in any order, against pieces of a trace. */
#ifndef ENGINE_PATHWAY_ALIGN_INSIDE_H
#define ENGINE_PATHWAY_ALIGN_INSIDE_H

#include "engine/pathway/model.h"

enum { CP_FAR = 1 << 28 };

/* Full and prefix costs of a word and of all its beginnings. */
struct cp_costs {
    int32_t *full, *prefix; /* n + 1 each */
};

/* Check   cp_align_cost */
void cp_align_run(const struct cp_model *m, struct arena *a,
    const int32_t *events, ptrdiff_t n, const struct cp_costs *costs);

/* A death or a move cuts a way short, when it is there; others of that kind may
 * follow it. What that costs at best, and the event that does.
 * Check   cp_align_cost */
int32_t cp_align_ended(const struct cp_model *m, const int32_t *events,
    ptrdiff_t n, const int32_t *prefix, ptrdiff_t *at);

/* A part of a group against all pieces of its own events: full and prefix
 * cost of those from a until b, at a * (n + 1) + b. */
struct cp_pieces {
    ptrdiff_t n; /* its own events */
    int32_t *full, *prefix;
};
struct cp_group_run {
    const struct cp_group *g;
    struct cp_pieces *pieces; /* by part; of a plain step there are none */
    ptrdiff_t *a, *b;         /* by part: own events before, and up to here */
    int32_t full, prefix;     /* of what lies between */
};
/* Check   cp_align_cost */
struct cp_group_run cp_group_begin(const struct cp_group *g, struct arena *a,
    const int32_t *events, ptrdiff_t n);
/* Nothing lies between: the group begins here.
 * Check   cp_align_cost */
void cp_group_enter(struct cp_group_run *r);
/* One event more lies between.
 * Check   cp_align_cost */
void cp_group_take(struct cp_group_run *r, int32_t event);

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

#endif
