/* Inside the engine: many to many, being solved.
 *
 * Rows are side a and columns side b, each sorted by key. A unit flows from a
 * source to a row, from it to a column, once at most for each two, and from
 * there to a sink. */
#ifndef ENGINE_ASSIGNMENT_FLOW_INSIDE_H
#define ENGINE_ASSIGNMENT_FLOW_INSIDE_H

#include "engine/assignment/flow.h"
#include "engine/assignment/order.h"

enum {
    CELL_IN = 1,    /* the two are a pair */
    CELL_OPEN = 2,  /* and this may still change */
    CELL_WAITS = 4, /* flow_improve: in, and not looked at yet */
};

struct flow {
    const struct cp_flow *p;
    struct arena *a;
    int32_t n_a, n_b, n; /* n: rows, columns, source and sink */
    int32_t *order_a, *order_b;
    uint8_t *cells;  /* n_a rows of n_b */
    uint8_t *turned; /* n_b rows of n_a: in or not */
    int32_t *room_a, *room_b; /* capacities */
    int32_t *used_a, *used_b;
    int32_t *low_a, *high_a, *low_b, *high_b; /* between which used_ may be */
    uint8_t *is_waiting_a, *is_waiting_b; /* flow_improve: not looked at yet */
    int64_t spread; /* what each further counterpart of somebody costs more */
    int64_t *costs;                   /* of cells */
    int64_t *potentials, *distances;  /* n: rows, columns, source, sink */
    int32_t *layers, *at, *path, *parents;
    uint8_t *is_done;
};

static inline int32_t
flow_score(const struct flow *f, int32_t i, int32_t j)
{
    return f->p->scores[(ptrdiff_t)f->order_a[i] * f->p->n_b + f->order_b[j]];
}
static inline uint8_t *
flow_cell(const struct flow *f, int32_t i, int32_t j)
{
    return f->cells + (ptrdiff_t)i * f->n_b + j;
}
static inline void
flow_turn(struct flow *f, int32_t i, int32_t j)
{
    *flow_cell(f, i, j) ^= CELL_IN;
    f->turned[(ptrdiff_t)j * f->n_a + i] ^= 1;
}

/* flow_grow.c: as many pairs as there can be over open cells, from those that
 * are; afterwards `layers` is -1 where no search from a row with room comes
 * to. */
void flow_grow(struct flow *f);

/* flow_improve.c: as many pairs, over open cells, at the least cost; from
 * costs of 0 or more. Potentials prove it. */
void flow_improve(struct flow *f);

#endif
