/* Inside the engine: people in the order of their keys, so that nothing
 * follows from the order of a file. */
#ifndef ENGINE_ASSIGNMENT_ORDER_H
#define ENGINE_ASSIGNMENT_ORDER_H

#include "base/arena.h"

/* Indices in the order of their keys; false: a key is there twice. `other` is
 * room for as many.
 * Cost  O(n log n) */
bool order_by_key(
    int32_t *order, int32_t *other, const int64_t *keys, ptrdiff_t n);

#define TRY(a, type, n)                                                        \
    ((type *)arena_try(                                                        \
        a, (ptrdiff_t)sizeof(type), (ptrdiff_t)_Alignof(type), n))

#endif
