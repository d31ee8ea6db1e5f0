#include "engine/opinion/near.h"

#include <stdlib.h>

static int
by_value(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return (a > b) - (a < b);
}

/* The different runs of three bytes of " t ", in order; how many. */
static int32_t
runs_of(text t, uint32_t *to)
{
    uint32_t run = ' ';
    int32_t n = 0, n_new = 0;
    t = text_prefix(t, CP_NEAR_BYTES);
    if (t.len == 0)
        return 0;
    for (ptrdiff_t i = 0; i <= t.len; i++) {
        unsigned char c = i < t.len ? (unsigned char)t.ptr[i] : ' ';
        run = (run << 8 | c) & 0xffffff;
        if (i > 0)
            to[n++] = run;
    }
    qsort(to, (size_t)n, sizeof *to, by_value);
    for (int32_t i = 0; i < n; i++)
        if (i == 0 || to[i] != to[i - 1])
            to[n_new++] = to[i];
    return n_new;
}

struct cp_near_parts
cp_near_parts(text a, text b)
{
    uint32_t of_a[CP_NEAR_BYTES], of_b[CP_NEAR_BYTES];
    int32_t n_a = runs_of(a, of_a), n_b = runs_of(b, of_b), both = 0;
    for (int32_t i = 0, j = 0; i < n_a && j < n_b;) {
        if (of_a[i] == of_b[j]) {
            both++;
            i++;
            j++;
        } else if (of_a[i] < of_b[j]) {
            i++;
        } else {
            j++;
        }
    }
    return (struct cp_near_parts){ both, n_a + n_b - both };
}

bool
cp_near(text a, text b)
{
    struct cp_near_parts p = cp_near_parts(a, b);
    return p.n_either > 0 && 5 * p.n_both >= 4 * p.n_either;
}
