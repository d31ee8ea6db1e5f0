#include "engine/assignment/order.h"

#include <string.h>

bool
order_by_key(int32_t *order, int32_t *other, const int64_t *keys, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++)
        order[i] = (int32_t)i;
    for (ptrdiff_t width = 1; width < n; width *= 2) {
        for (ptrdiff_t from = 0; from < n; from += 2 * width) {
            ptrdiff_t middle = from + width < n ? from + width : n;
            ptrdiff_t end = middle + width < n ? middle + width : n;
            ptrdiff_t x = from, y = middle;
            for (ptrdiff_t k = from; k < end; k++) {
                bool is_left = x < middle &&
                    (y == end || keys[order[x]] <= keys[order[y]]);
                other[k] = order[is_left ? x++ : y++];
            }
        }
        memcpy(order, other, (size_t)n * sizeof *order);
    }
    for (ptrdiff_t i = 1; i < n; i++)
        if (keys[order[i - 1]] == keys[order[i]])
            return false;
    return true;
}
