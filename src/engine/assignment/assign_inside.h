/* Inside the engine: a round being solved, which these files share.
 *
 * Everybody is in a square of n = max(n_a, n_b), sorted by key; who stands
 * behind the end of the shorter side is nobody. A perfect matching of the
 * square is one set of pairs: a forbidden cell means that both are not placed.
 * `open` holds the cells that an answer may still use. */
#ifndef ENGINE_ASSIGNMENT_ASSIGN_INSIDE_H
#define ENGINE_ASSIGNMENT_ASSIGN_INSIDE_H

#include "engine/assignment/assignment.h"
#include "engine/assignment/grid.h"
#include "engine/assignment/order.h"

struct solving {
    const struct cp_assign *p;
    struct arena *a;
    struct cp_assign_answer *answer;
    int32_t n;
    int32_t *order_a, *order_b; /* by key: whose row, whose column */
    int32_t score_max;
    struct grid open, other; /* the second to work with */
    struct matching pairs;   /* perfect, within `open` */
    struct matching trial;
    double share_from, share_to; /* of the whole, what this stage is */
    int32_t apart_a, apart_b; /* a cell that is forbidden beside those of the
                                 problem, when is_apart; for ties alone */
    bool is_apart;
};

enum { NOBODY = -2 };

/* Of row and column: a score, CP_ASSIGN_FORBIDDEN, or NOBODY. */
static inline int32_t
cell_score(const struct solving *s, int32_t i, int32_t j)
{
    if (i >= s->p->n_a || j >= s->p->n_b)
        return NOBODY;
    return s->p->scores[(ptrdiff_t)s->order_a[i] * s->p->n_b + s->order_b[j]];
}

/* assign.c: of what is open, what has the best lowest score stays, `most` is
 * enough; and then the best total, with potentials in s->answer. */
enum err assign_worst(struct solving *s, int32_t most);
enum err assign_total(struct solving *s, struct why *why);
/* How far this stage is, from 0 to 1. False: stop, with ERR_BUSY. A hook for
 * a struct cp_lap as well: `solving` is the struct solving. */
bool assign_go_on(void *solving, double share_frac);
/* assign_leximin.c */
enum err assign_leximin(struct solving *s);
/* assign_tie.c: of all that is still open, the seed's. */
enum err assign_tie(struct solving *s);

#endif
