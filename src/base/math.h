/* exp, log, pow and log-gamma whose bits are the same on every machine.
 *
 * The C library's differ in the last bit between processors, so a result
 * about people could not be replayed. These use only + - * / and comparisons
 * of doubles, in a fixed order; compile without contraction to fused
 * multiplication (-ffp-contract=off), as the build does.
 *
 * Units   natural logarithm
 * Errors  none: what is not defined is NaN, as in C's Annex F
 * Cost    exp 40 ns, log 80, pow 150, log-gamma 180: ten times and more the C
 *         library's (bench/base.sh)
 * Repeat  to the bit, on any machine with IEEE 754 doubles
 * Source  Dekker 1971, "A floating-point technique for extending the
 *         available precision" (sums and products in two doubles); Knuth, The
 *         Art of Computer Programming 2, 4.2.2, theorem B; Abramowitz and
 *         Stegun 1964: 4.1.27 (log by atanh), 4.2.1, 6.1.33 (log-gamma about
 *         1), 6.1.41 (Stirling's series)
 * Check   math_test.c: against the C library's long double, within 0.502
 *         units in the last place for log, 0.53 for exp and pow, 0.58 for
 *         log-gamma
 */
#ifndef BASE_MATH_H
#define BASE_MATH_H

double math_exp(double x);
double math_log(double x);
double math_pow(double x, double y);
/* Of x > 0, also infinite; of 0 it is infinite, below NaN. */
double math_log_gamma(double x);

#endif
