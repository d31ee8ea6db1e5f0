#include "base/math.h"
#include "base/random.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

enum { N = 40000 };

/* How far `got` is from `want`, in units of the last place of a double. */
static double
distance(double got, long double want)
{
    int e;
    if (isinf((double)want) || isinf(got))
        return (double)want == got ? 0 : 1e9;
    frexpl(want, &e);
    return (double)(fabsl(got - want) / ldexpl(1, e < -1021 ? -1074 : e - 53));
}

static void
expect_near(
    const char *what, double x, double got, long double want, double most)
{
    /* where long double is no wider the reference itself is off by as much */
    if (LDBL_MANT_DIG == DBL_MANT_DIG)
        most += 1;
    if (fabsl(want) < DBL_MIN) /* subnormal: rounded twice */
        most += 0.25;
    if (!(distance(got, want) <= most))
        fail_msg(
            "%s of %.17g: %.17g, off by %g", what, x, got, distance(got, want));
}

static void
exp_is_near_the_true_one(void **state)
{
    (void)state;
    struct random r = random_from(1);
    for (int i = 0; i < N; i++) {
        double x = -746 + random_real(&r) * 1457;
        expect_near("exp", x, math_exp(x), expl(x), 0.53);
        x = (random_real(&r) - 0.5) * ldexp(1, -(int)random_below(&r, 60));
        expect_near("exp", x, math_exp(x), expl(x), 0.53);
    }
    assert_true(math_exp(0) == 1 && math_exp(-0.0) == 1);
    assert_true(math_exp(INFINITY) == INFINITY && math_exp(-INFINITY) == 0);
    assert_true(math_exp(1e300) == INFINITY && math_exp(-1e300) == 0);
    assert_true(isnan(math_exp(NAN)));
    assert_true(math_exp(-745.2) == 0 && math_exp(-745.1) == 0x1p-1074);
    assert_true(math_exp(709.78) < INFINITY && math_exp(709.79) == INFINITY);
}

static void
log_is_near_the_true_one(void **state)
{
    (void)state;
    struct random r = random_from(2);
    for (int i = 0; i < N; i++) {
        double x;
        uint64_t bits = random_bits(&r) >> 1;
        memcpy(&x, &bits, sizeof x);
        if (isfinite(x))
            expect_near("log", x, math_log(x), logl(x), 0.502);
        x = 1 + (random_real(&r) - 0.5) * ldexp(1, -(int)random_below(&r, 54));
        expect_near("log", x, math_log(x), logl(x), 0.502);
        x = (double)(random_bits(&r) >> 12) * 0x1p-1074; /* subnormal */
        if (x > 0)
            expect_near("log", x, math_log(x), logl(x), 0.502);
    }
    assert_true(math_log(1) == 0 && !signbit(math_log(1)));
    assert_true(math_log(0) == -INFINITY && math_log(-0.0) == -INFINITY);
    assert_true(math_log(INFINITY) == INFINITY);
    assert_true(isnan(math_log(-1)) && isnan(math_log(NAN)));
}

static void
pow_is_near_the_true_one(void **state)
{
    (void)state;
    struct random r = random_from(3);
    for (int i = 0; i < N; i++) {
        double x = math_exp((random_real(&r) - 0.5) * 20);
        double y = (random_real(&r) - 0.5) * 140;
        expect_near("pow", x, math_pow(x, y), powl(x, y), 0.53);
        x = 0.9 + random_real(&r) * 0.2;
        y = (random_real(&r) - 0.5) * 10000;
        expect_near("pow", x, math_pow(x, y), powl(x, y), 0.53);
        x = 1 + (double)random_below(&r, 1000);
        y = (double)random_below(&r, 100);
        expect_near("pow", -x, math_pow(-x, y), powl(-x, y), 0.53);
    }
}

/* Every pair of the odd ones, as C's Annex F has them. */
static void
pow_of_odd_numbers_is_as_in_the_standard(void **state)
{
    (void)state;
    static const double odd[] = { 0.0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5,
        -2.5, 1e300, -1e300, 1e-300, 0x1p53, 0x1p53 + 2, -0x1p60, 0x1p-1074,
        DBL_MAX, INFINITY, -INFINITY, NAN, 1 + DBL_EPSILON };
    size_t n = sizeof odd / sizeof *odd;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            double got = math_pow(odd[i], odd[k]), want = pow(odd[i], odd[k]);
            bool is_same = isnan(want)
                ? isnan(got)
                : fabs(got - want) <= fabs(want) * DBL_EPSILON || (got == want);
            if (!is_same || (!isnan(want) && signbit(got) != signbit(want)))
                fail_msg("%g to %g: %g, not %g", odd[i], odd[k], got, want);
        }
}

static void
log_gamma_is_near_the_true_one(void **state)
{
    (void)state;
    struct random r = random_from(4);
    for (int i = 0; i < N; i++) {
        double u = random_real(&r) + 0x1p-60;
        const double xs[] = { u * 20, u * 3, 1000 * u, math_exp(u * 709),
            math_exp(-u * 700), 0.95 + u * 0.1, 1.95 + u * 0.1,
            1 + (u - 0.5) * 0x1p-30, 2 + (u - 0.5) * 0x1p-30 };
        for (size_t k = 0; k < sizeof xs / sizeof *xs; k++)
            expect_near("log-gamma", xs[k], math_log_gamma(xs[k]),
                lgammal(xs[k]), 0.58);
    }
    /* of whole numbers: the sum of logs, within its own error */
    long double sum = 0;
    for (int n = 1; n < 2000; n++) {
        double got = math_log_gamma(n + 1);
        sum += logl(n);
        assert_true(fabsl(got - sum) <= 1e-15L * sum);
    }
    assert_true(math_log_gamma(1) == 0 && math_log_gamma(2) == 0);
    assert_true(math_log_gamma(0) == INFINITY);
    assert_true(math_log_gamma(INFINITY) == INFINITY);
    assert_true(isnan(math_log_gamma(-0.5)) && isnan(math_log_gamma(NAN)));
    assert_true(math_log_gamma(2.55e305) < INFINITY);
    assert_true(math_log_gamma(2.57e305) == INFINITY);
}

static uint64_t
mix(uint64_t hash, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    hash ^= bits;
    return random_split(&hash);
}

/* The hash of 40,000 results of each. When it changes, whatever was computed
 * before cannot be replayed: that wants a new version of every engine. */
static void
the_bits_are_the_same_everywhere(void **state)
{
    (void)state;
    struct random r = random_from(5);
    uint64_t hash = 0;
    for (int i = 0; i < 10000; i++) {
        double u = random_real(&r), v = random_real(&r);
        hash = mix(hash, math_exp((u - 0.5) * 1400));
        hash = mix(hash, math_log(u * 100));
        hash = mix(hash, math_pow(u * 10, (v - 0.5) * 100));
        hash = mix(hash, math_log_gamma(v * 30));
    }
    if (hash != UINT64_C(0xdb57e721af7077f4))
        fail_msg("the hash is 0x%016llx", (unsigned long long)hash);
}

int math_test(void);

int
math_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp_is_near_the_true_one),
        cmocka_unit_test(log_is_near_the_true_one),
        cmocka_unit_test(pow_is_near_the_true_one),
        cmocka_unit_test(pow_of_odd_numbers_is_as_in_the_standard),
        cmocka_unit_test(log_gamma_is_near_the_true_one),
        cmocka_unit_test(the_bits_are_the_same_everywhere),
    };
    return cmocka_run_group_tests_name("base/math", tests, NULL, NULL);
}
