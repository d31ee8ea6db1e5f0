/* How long common ground takes: drawn answers of units on four sides. CPU time,
 * least of nine.
 *
 *     ground
 */
#include "engine/opinion/ground.h"

#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double
cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
measure(struct arena *a, ptrdiff_t n, int32_t n_units, uint64_t most)
{
    struct arena_mark mark = arena_mark(a);
    struct random r = random_from(1);
    struct cp_votes_count *counts =
        arena_new(a, struct cp_votes_count, n_units * n);
    struct cp_ground_line *lines = arena_new(a, struct cp_ground_line, n);
    int32_t *sides = arena_new(a, int32_t, n_units);
    int64_t *sizes = arena_new(a, int64_t, n_units);
    struct cp_ground_units of = { sides, sizes, n_units, 4 };
    for (int32_t u = 0; u < n_units; u++) {
        sides[u] = u % 4;
        sizes[u] = -1;
    }
    for (ptrdiff_t s = 0; s < n; s++) {
        uint64_t glad = random_below(&r, 11);
        for (int32_t u = 0; u < n_units; u++) {
            struct cp_votes_count *c = &counts[u * n + s];
            c->all = (int32_t)random_below(&r, most + 1);
            for (int32_t i = 0; i < c->all; i++)
                if (random_below(&r, 10) > 0) {
                    if (random_below(&r, 10) < glad)
                        c->agree++;
                    else
                        c->disagree++;
                }
        }
    }
    double least = 1e9;
    for (int i = 0; i < 9; i++) {
        double from = cpu_ms();
        cp_ground(lines, a, &of, counts, NULL, n);
        double took = cpu_ms() - from;
        least = took < least ? took : least;
    }
    struct why why = { 0 };
    if (n <= 100 && !cp_ground_check(a, lines, &of, counts, NULL, n, &why)) {
        fprintf(stderr, "%s\n", why.text);
        exit(1);
    }
    printf("%td statements, %d units, up to %d answers each: %.1f ms\n", n,
        n_units, (int)most, least);
    arena_rewind(a, mark);
}

int
main(void)
{
    struct arena a;
    arena_open(&a, (ptrdiff_t)1 << 28);
    measure(&a, 100, 20, 40);
    measure(&a, 1'000, 50, 40);
    measure(&a, 1'000, 50, 400);
    return 0;
}
