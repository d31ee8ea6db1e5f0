/* Inside the engine: the assignment problem over costs of 64 bits, for ties. */
#ifndef ENGINE_ASSIGNMENT_LAP_INSIDE_H
#define ENGINE_ASSIGNMENT_LAP_INSIDE_H

#include "engine/assignment/lap.h"

#define LAP_LONG_ABSENT (INT64_C(1) << 60)

/* n by n costs within 2^50 of 0, or LAP_LONG_ABSENT; column_of receives the
 * answer. ERR_BAD_INPUT: there is none. */
enum err lap_solve_long(
    int32_t *column_of, struct arena *a, const int64_t *costs, ptrdiff_t n);
/* And the potentials of columns; of a row it is what its cost leaves. */
enum err lap_solve_long_priced(int32_t *column_of, int64_t *columns,
    struct arena *a, const int64_t *costs, ptrdiff_t n);

#endif
