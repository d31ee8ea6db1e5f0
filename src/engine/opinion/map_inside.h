/* Inside the map: the iteration to its vectors. */
#ifndef ENGINE_OPINION_MAP_INSIDE_H
#define ENGINE_OPINION_MAP_INSIDE_H

#include "base/random.h"
#include "engine/opinion/map.h"

struct cp_opinion_map_work {
    const struct cp_sheet *sheet;
    const int32_t *weights;
    const double *centre;
    const double *square; /* columns by columns; NULL: the votes themselves */
    const double *start;
    struct random random;
    double precision;
};

/* out = X'X in, four vectors at once.
 * Source  by itself */
void cp_opinion_map_times(
    const struct cp_opinion_map_work *w, const double *in, double *out);

/* Fills vectors, values, residual, rounds, is_reached.
 * Source  Rutishauser 1970, simultaneous iteration with Chebyshev's
 *         polynomials over what is not wanted */
void cp_opinion_map_iterate(
    struct cp_opinion_map_work *w, struct arena *a, struct cp_opinion_map *to);

#endif
