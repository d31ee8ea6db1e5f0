/* Tails of distributions, tests of groups, intervals of shares: the same bits
 * on every machine.
 *
 * People get wrong: many tests on one page find something by chance; what is
 * shown is the q of stats_false_discovery, not the p.
 *
 * Shape   p between 0 and 1; NaN where nothing can be said
 * Memory  scratch in the arena, given back
 * Repeat  to the bit: only base/math.h and sqrt
 * Check   stats_test.c: R and SciPy, to 1e-7
 */
#ifndef BASE_STATS_H
#define BASE_STATS_H

#include "base/arena.h"

#define STATS_Z95 1.959963984540054 /* of 95 %, on two sides */

/* That a normal variable is farther from 0 than z, on either side. */
double stats_normal_tails(double z);
/* That a chi-square variable of df degrees of freedom is above x.
 * Source  upper incomplete gamma: Abramowitz and Stegun 1964, 6.5.29, 6.5.31 */
double stats_chi_square_tail(double x, double df);

/* Fisher's exact test of the table a b / c d, on two sides: all tables as
 * likely as this one or less, equal up to 1 + 1e-7.
 * Cost  by the square root of the least margin */
double stats_fisher(int64_t a, int64_t b, int64_t c, int64_t d);

/* Pearson's chi-square of a table, row by row, without correction. *least is
 * the least expected count: under 5 the tail is not to be trusted. */
struct stats_chi_square {
    double statistic, df, p, least;
};
struct stats_chi_square
stats_table(const int64_t *counts, int n_rows, int n_columns);

/* Values of groups, one behind the other: group g has those from starts[g]
 * until starts[g + 1]. Kruskal and Wallis 1952, with ties; for two groups
 * Mann and Whitney 1947 too, with ties and a correction for continuity. */
struct stats_ranks {
    double h, df, p;
    double u;           /* of the first group */
    double p_two;       /* Mann-Whitney; NaN for more than two */
    double superiority; /* that one of the first is above one of the second */
};
struct stats_ranks stats_rank_groups(struct arena *a, const int64_t *values,
    const ptrdiff_t *starts, int n_groups);
/* The same of values that ascend, each with its group; -1: of none, and left
 * out.
 * Cost  linear */
struct stats_ranked {
    int64_t value;
    int32_t group;
};
struct stats_ranks stats_rank_sorted(struct arena *a,
    const struct stats_ranked *all, ptrdiff_t n, int n_groups);

/* Benjamini and Hochberg 1995: q of each p, in its place. */
void stats_false_discovery(struct arena *a, const double *p, ptrdiff_t n,
    double *q);

struct stats_interval {
    double low, high;
};
/* A share x of n, 95 %. Wilson 1927. */
struct stats_interval stats_share(int64_t x, int64_t n);
/* The difference x1/n1 - x2/n2, 95 %. Newcombe 1998, method 10. */
struct stats_interval
stats_difference(int64_t x1, int64_t n1, int64_t x2, int64_t n2);

#endif
