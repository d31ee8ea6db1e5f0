#include "engine/assignment/order.h"

#include "base/sort.h"

static int
by_key(const void *context, const void *x, const void *y)
{
    const int64_t *keys = context;
    int64_t of_x = keys[*(const int32_t *)x], of_y = keys[*(const int32_t *)y];
    return (of_x > of_y) - (of_x < of_y);
}

bool
order_by_key(int32_t *order, int32_t *other, const int64_t *keys, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++)
        order[i] = (int32_t)i;
    sort(order, other, n, (ptrdiff_t)sizeof *order, by_key, keys);
    for (ptrdiff_t i = 1; i < n; i++)
        if (keys[order[i - 1]] == keys[order[i]])
            return false;
    return true;
}
