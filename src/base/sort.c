#include "base/sort.h"

#include <string.h>

struct sorting {
    ptrdiff_t size;
    sort_compare *compare;
    const void *context;
};

/* Two runs that are in order, from..middle..end of `in`, as one of `out`. */
static void
merge(const struct sorting *s, const char *in, char *out, ptrdiff_t from,
    ptrdiff_t middle, ptrdiff_t end)
{
    ptrdiff_t x = from, y = middle, size = s->size;
    for (ptrdiff_t k = from; k < end; k++) {
        bool is_left = x < middle &&
            (y == end ||
                s->compare(s->context, in + x * size, in + y * size) <= 0);
        memcpy(out + k * size, in + (is_left ? x++ : y++) * size, (size_t)size);
    }
}

void
sort(void *things, void *room, ptrdiff_t n, ptrdiff_t size,
    sort_compare *compare, const void *context)
{
    struct sorting s = { size, compare, context };
    char *in = things, *out = room;
    for (ptrdiff_t width = 1; width < n; width *= 2) {
        for (ptrdiff_t from = 0; from < n; from += 2 * width) {
            ptrdiff_t middle = n - from > width ? from + width : n;
            ptrdiff_t end = n - middle > width ? middle + width : n;
            merge(&s, in, out, from, middle, end);
        }
        char *was = in;
        in = out;
        out = was;
    }
    if (in != things)
        memcpy(things, in, (size_t)(n * size));
}
