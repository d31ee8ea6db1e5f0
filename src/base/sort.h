/* Putting things in order, by merging.
 *
 * People get wrong: qsort may change the order of what compares alike, and so
 * the answer from one machine to the next. This keeps it.
 *
 *     static int
 *     by_code(const void *context, const void *x, const void *y)
 *     {
 *         (void)context;
 *         return text_compare(((const struct person *)x)->code,
 *             ((const struct person *)y)->code);
 *     }
 *     sort(people, room, n, sizeof *people, by_code, NULL);
 *
 * Memory  `room` is the caller's, for as many things; what it holds afterwards
 *         means nothing. No room is taken
 * Cost    at most n log2 n comparisons, in order or not
 */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include "base/err.h"

/* Below 0: x comes first; 0: they stay as they stand. */
typedef int sort_compare(const void *context, const void *x, const void *y);

void sort(void *things, void *room, ptrdiff_t n, ptrdiff_t size,
    sort_compare *compare, const void *context);

#endif
