/* Tests that hold at small numbers: for 4 answers as for 4,000.
 *
 * People get wrong: a rule of thumb for large numbers calls 1 of 1 significant.
 * A fair coin is called clear here at most one time in ten, at every number of
 * answers; four answers are the fewest that can be clear.
 *
 * Repeat  to the bit: whole numbers, base/math.h and sqrt
 */
#ifndef ENGINE_OPINION_EXACT_H
#define ENGINE_OPINION_EXACT_H

#include "base/arena.h"

/* Is it clear that more than half of those who decide agree: does the one-sided
 * lower bound of 90 % for `agree` of agree + disagree exceed a half?
 *
 * Shape   both 0 or more
 * Cost    the lesser of the two steps; near the edge, which is rare, up to its
 *         square in whole numbers
 * Source  Clopper and Pearson 1934: the bound exceeds 1/2 when 10 times the sum
 *         of C(n, i) over i = agree..n is less than 2^n
 * Check   test/oracle/opinion/tests.json; all n to 400 by adding up */
bool cp_exact_is_clear(int64_t agree, int64_t disagree);

/* The bound itself: of level 0.9, 90 % one-sided. 0 when nobody agrees.
 *
 * Cost    some 60 continued fractions
 * Source  Clopper and Pearson 1934: the quantile 1 - level of a beta variable
 *         with agree and disagree + 1; Abramowitz and Stegun 1964, 26.5.8
 * Check   test/oracle/opinion/tests.json, to 1e-9 */
double cp_exact_lower(int64_t agree, int64_t disagree, double level);

/* Fisher's exact test on two sides of the table a b / c d: all tables that are
 * not more likely than this one. In whole numbers up to 120 answers, then by
 * stats_fisher.
 *
 * Cost    linear in the least margin
 * Source  Fisher 1922: the hypergeometric law
 * Check   test/oracle/opinion/tests.json, fractions */
double cp_exact_fisher(int64_t a, int64_t b, int64_t c, int64_t d);

/* Each p after n tests of one family; NaN was no test and stays so. `p` and
 * `adjusted` may be the same.
 *
 * Memory  scratch in the arena, given back
 * Cost    n log n
 * Source  Holm 1979
 * Check   test/oracle/opinion/tests.json */
void
cp_exact_holm(struct arena *a, const double *p, ptrdiff_t n, double *adjusted);

#endif
