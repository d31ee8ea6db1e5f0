/* What `counterpart assignment` does with a file of costs, in CPU time:
 * bench/assignment.sh.
 *
 *     assignment FILE total|fair|leximin|portable
 *
 * Total, the least of five in ms, and how many contradictions the proof has.
 * Costs are held in 16 bits where all fit; portable leaves wide registers
 * alone. */
#include "engine/assignment/assignment.h"
#include "engine/assignment/lap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double
cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct costs {
    ptrdiff_t n;
    int32_t *wide;
    int16_t *small; /* NULL: they do not fit */
};

static bool
read_costs(struct costs *c, const char *path)
{
    FILE *in = fopen(path, "r");
    long long n, x;
    if (in == NULL || fscanf(in, "%lld", &n) != 1)
        return false;
    bool fits = true;
    size_t n_cells = (size_t)n * (size_t)n;
    c->n = (ptrdiff_t)n;
    c->wide = malloc(n_cells * sizeof *c->wide);
    c->small = malloc(n_cells * sizeof *c->small);
    for (size_t k = 0; k < n_cells; k++) {
        if (fscanf(in, "%lld", &x) != 1)
            return false;
        fits = fits && x <= INT16_MAX && x >= -INT16_MAX;
        c->wide[k] = (int32_t)x;
        c->small[k] = (int16_t)x;
    }
    if (!fits)
        c->small = NULL;
    fclose(in);
    return true;
}

static double
solve_total(
    const struct costs *c, bool is_portable, int64_t *total, int64_t *n_wrong)
{
    struct arena a;
    struct cp_lap_answer answer;
    struct cp_lap p = { .costs = c->wide,
        .small_costs = c->small,
        .n_rows = c->n,
        .n_columns = c->n,
        .is_portable = is_portable };
    arena_open(&a, 1 << 30);
    double began = cpu_ms();
    if (cp_lap_solve(&answer, &a, &p, NULL) != OK)
        exit(1);
    double took = cpu_ms() - began;
    *total = answer.total;
    *n_wrong = cp_lap_check(&p, &answer);
    arena_close(&a);
    return took;
}

static double
solve_mode(const struct costs *c, enum cp_assign_mode mode, int64_t *total,
    int64_t *n_wrong)
{
    struct arena a;
    struct cp_assign_answer answer;
    arena_open(&a, 1 << 30);
    ptrdiff_t n_cells = c->n * c->n;
    int32_t *scores = arena_new(&a, int32_t, n_cells), most = c->wide[0];
    int64_t *keys = arena_new(&a, int64_t, c->n);
    for (ptrdiff_t k = 0; k < n_cells; k++)
        most = c->wide[k] > most ? c->wide[k] : most;
    for (ptrdiff_t k = 0; k < n_cells; k++)
        scores[k] = most - c->wide[k];
    for (ptrdiff_t i = 0; i < c->n; i++)
        keys[i] = i;
    struct cp_assign p = { .scores = scores,
        .n_a = c->n,
        .n_b = c->n,
        .keys_a = keys,
        .keys_b = keys,
        .mode = mode };
    double began = cpu_ms();
    if (cp_assign_solve(&answer, &a, &p, NULL) != OK)
        exit(1);
    double took = cpu_ms() - began;
    *total = c->n * most - answer.total;
    *n_wrong = cp_assign_check(&p, &answer);
    arena_close(&a);
    return took;
}

int
main(int argc, char **argv)
{
    struct costs c;
    int64_t total = 0, n_wrong = 0;
    double least = 0;
    if (argc != 3 || !read_costs(&c, argv[1]))
        return 2;
    bool is_fair = strcmp(argv[2], "fair") == 0;
    bool is_leximin = strcmp(argv[2], "leximin") == 0;
    bool is_portable = strcmp(argv[2], "portable") == 0;
    for (int k = 0; k < 5; k++) {
        double ms = is_fair || is_leximin
            ? solve_mode(&c, is_fair ? CP_ASSIGN_FAIR : CP_ASSIGN_LEXIMIN,
                  &total, &n_wrong)
            : solve_total(&c, is_portable, &total, &n_wrong);
        least = k == 0 || ms < least ? ms : least;
        if (n_wrong != 0)
            return 1;
    }
    printf("%lld %.3f\n", (long long)total, least);
    return 0;
}
