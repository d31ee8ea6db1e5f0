#include "base/math.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

_Static_assert(FLT_EVAL_METHOD == 0 && DBL_MANT_DIG == 53,
    "wider registers would give other bits");

/* ---- Numbers in two doubles: hi is the sum, lo what rounding took -----------
 */

struct pair {
    double hi, lo;
};

static struct pair
sum_ordered(double a, double b) /* |a| >= |b| */
{
    double s = a + b;
    return (struct pair){ s, b - (s - a) };
}

static struct pair
sum(double a, double b)
{
    double s = a + b, bb = s - a;
    return (struct pair){ s, (a - (s - bb)) + (b - bb) };
}

/* The upper half of the bits; |a| < 2^996. */
static double
upper(double a)
{
    double t = 134217729 * a; /* 2^27 + 1 */
    return t - (t - a);
}

static struct pair
product(double a, double b)
{
    double p = a * b;
    double a1 = upper(a), a2 = a - a1, b1 = upper(b), b2 = b - b1;
    return (struct pair){ p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2 };
}

static struct pair
add(struct pair a, struct pair b)
{
    struct pair s = sum(a.hi, b.hi), t = sum(a.lo, b.lo);
    s = sum_ordered(s.hi, s.lo + t.hi);
    return sum_ordered(s.hi, s.lo + t.lo);
}

static struct pair
add_one(struct pair a, double b)
{
    struct pair s = sum(a.hi, b);
    return sum_ordered(s.hi, s.lo + a.lo);
}

static struct pair
multiply(struct pair a, struct pair b)
{
    struct pair p = product(a.hi, b.hi);
    return sum_ordered(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

static struct pair
divide(struct pair a, struct pair b)
{
    double q = a.hi / b.hi;
    struct pair p = product(q, b.hi);
    double rest = ((a.hi - p.hi) - p.lo) + a.lo - q * b.lo;
    return sum_ordered(q, rest / b.hi);
}

/* ---- Bits -------------------------------------------------------------------
 */

static uint64_t
bits_of(double x)
{
    uint64_t b;
    memcpy(&b, &x, sizeof b);
    return b;
}

static double
two_to(int k) /* -1022 to 1023 */
{
    uint64_t b = (uint64_t)(k + 1023) << 52;
    double x;
    memcpy(&x, &b, sizeof x);
    return x;
}

/* x in about 1 to 2. A subnormal result was rounded before. */
static double
scale(double x, int k)
{
    if (k > 1023)
        return x * two_to(1023) * two_to(k - 1023);
    if (k < -1022)
        return x * two_to(k + 200) * two_to(-200);
    return x * two_to(k);
}

/* x = m 2^k with m from sqrt(1/2) to sqrt(2); x > 0 and finite. */
static double
take_apart(double x, int *k)
{
    *k = 0;
    if (x < DBL_MIN) {
        x *= two_to(54);
        *k = -54;
    }
    *k += (int)(bits_of(x) >> 52) - 1023;
    uint64_t b =
        (bits_of(x) & UINT64_C(0xfffffffffffff)) | UINT64_C(0x3ff) << 52;
    double m;
    memcpy(&m, &b, sizeof m);
    if (m > 0x1.6a09e667f3bcdp+0) {
        m *= 0.5;
        ++*k;
    }
    return m;
}

/* ---- Logarithm
 * ----------------------------------------------------------------- */

/* ln 2; the first part has 42 bits, so that its product with an exponent is
 * exact. */
static const struct pair ln2 = { 0x1.62e42fefa38p-1, 0x1.ef35793c76730p-45 };

/* With s = (m - 1) / (m + 1):
 * log m = 2 s (1 + z / 3 + z^2 / 5 + ...), z = s^2 < 0.0295.
 * The terms from z^3 on are below 2^-17 of the whole: one double is enough.
 * Good to some 2^-68. */
static struct pair
log_pair(double x)
{
    int k;
    double m = take_apart(x, &k);
    double f = m - 1;
    struct pair s = divide((struct pair){ f, 0 }, sum(2, f));
    struct pair z = multiply(s, s);
    double tail = 0;
    for (int n = 27; n >= 7; n -= 2)
        tail = tail * z.hi + 1.0 / n;
    struct pair third = { 0x1.5555555555555p-2, 0x1.5555555555555p-56 };
    struct pair fifth = { 0x1.999999999999ap-3, -0x1.999999999999ap-57 };
    struct pair p = add_one(multiply(z, fifth), tail * z.hi * z.hi);
    p = multiply(z, add(third, p));
    p = multiply(s, p);
    struct pair log_m = add(s, p);
    log_m.hi *= 2;
    log_m.lo *= 2;
    if (k == 0)
        return log_m;
    struct pair log_k = add_one(product(k, ln2.lo), k * ln2.hi);
    return add(log_k, log_m);
}

double
math_log(double x)
{
    if (x == 0)
        return -INFINITY;
    if (!(x > 0))
        return NAN;
    if (x == INFINITY)
        return x;
    return log_pair(x).hi;
}

/* ---- Exponential
 * --------------------------------------------------------------- */

/* e^r = 1 + r + r^2 / 2 + ..., |r| <= ln 2 / 2; the terms from r^3 on are
 * below 2^-7: one double for their sum adds 2^-60. */
static double
exp_pair(struct pair x)
{
    static const double over_factorial[] = { 1.0 / 6, 1.0 / 24, 1.0 / 120,
        1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800,
        1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200 };
    if (x.hi > 710)
        return INFINITY;
    if (x.hi < -746)
        return 0;
    double k = floor(x.hi * 0x1.71547652b82fep+0 + 0.5);
    struct pair r = add_one(x, -k * ln2.hi);
    struct pair low = product(-k, ln2.lo);
    r = add(r, low);
    double tail = 0;
    for (int n = 11; n >= 0; n--)
        tail = tail * r.hi + over_factorial[n];
    struct pair half_square = multiply(r, r);
    half_square.hi *= 0.5;
    half_square.lo *= 0.5;
    struct pair e = add_one(half_square, tail * r.hi * r.hi * r.hi);
    e = add(r, e);
    e = add((struct pair){ 1, 0 }, e);
    return scale(e.hi, (int)k);
}

double
math_exp(double x)
{
    if (isnan(x))
        return x;
    return exp_pair((struct pair){ x, 0 });
}

/* ---- Power
 * ---------------------------------------------------------------------- */

enum oddness { IS_NO_INTEGER, IS_EVEN, IS_ODD };

static enum oddness
oddness_of(double y)
{
    if (floor(y) != y)
        return IS_NO_INTEGER;
    if (fabs(y) >= 0x1p53)
        return IS_EVEN;
    return floor(y / 2) * 2 == y ? IS_EVEN : IS_ODD;
}

/* Of x > 0. */
static double
power(double x, double y)
{
    if (x == 1)
        return 1;
    if (x == INFINITY)
        return y > 0 ? INFINITY : 0;
    if (isinf(y))
        return (x > 1) == (y > 0) ? INFINITY : 0;
    struct pair log_x = log_pair(x);
    double guess = y * log_x.hi;
    if (guess > 800)
        return INFINITY;
    if (guess < -800)
        return 0;
    struct pair p = product(y, log_x.hi);
    return exp_pair(sum_ordered(p.hi, p.lo + y * log_x.lo));
}

double
math_pow(double x, double y)
{
    if (y == 0 || x == 1)
        return 1;
    if (isnan(x) || isnan(y))
        return NAN;
    enum oddness oddness = isinf(y) ? IS_EVEN : oddness_of(y);
    double size = fabs(x), result;
    if (x < 0 && oddness == IS_NO_INTEGER && x != -INFINITY)
        return NAN;
    if (size == 0)
        result = y > 0 ? 0 : INFINITY;
    else
        result = power(size, y);
    return signbit(x) && oddness == IS_ODD ? -result : result;
}

/* ---- Log-gamma
 * ------------------------------------------------------------------ */

/* About a zero at 1 or 2: a series in the distance e, |e| <= 1/32. With
 * zeta(n) / n for 1, (zeta(n) - 1) / n for 2, signs alternating. */
static double
log_gamma_near(double e, struct pair first, const double *rest, int n_rest)
{
    double tail = 0;
    for (int n = n_rest - 1; n >= 0; n--)
        tail = tail * e + rest[n];
    struct pair p = multiply(first, (struct pair){ e, 0 });
    return add_one(p, tail * e * e).hi;
}

static double
log_gamma_near_one(double e)
{
    static const struct pair minus_euler = { -0x1.2788cfc6fb619p-1,
        0x1.6cb90701fbfabp-58 };
    static const double rest[] = { 0.82246703342411321824,
        -0.40068563438653142847, 0.27058080842778454788,
        -0.20738555102867398527, 0.16955717699740818995,
        -0.14404989676884611812, 0.12550966952474304242,
        -0.11133426586956469049, 0.10009945751278180853,
        -0.090954017145829042233, 0.083353840546109004025,
        -0.076932516411352191473 };
    return log_gamma_near(e, minus_euler, rest, 12);
}

static double
log_gamma_near_two(double e)
{
    static const struct pair one_less_euler = { 0x1.b0ee6072093cep-2,
        0x1.6cb90701fbfabp-58 };
    static const double rest[] = { 0.32246703342411321824,
        -0.067352301053198095133, 0.020580808427784547879,
        -0.0073855510286739852663, 0.0028905103307415232858,
        -0.0011927539117032609771, 0.00050966952474304242234,
        -0.00022315475845357937976, 0.000099457512781808533715,
        -0.0000449262367381331417 };
    return log_gamma_near(e, one_less_euler, rest, 10);
}

/* log of a number in two doubles: log hi + lo / hi. */
static struct pair
log_of_pair(struct pair x)
{
    return add_one(log_pair(x.hi), x.lo / x.hi);
}

/* Stirling's series for z >= 16:
 * (z - 1/2) log z - z + log(2 pi) / 2 + 1 / 12 z - 1 / 360 z^3 + ... */
static struct pair
log_gamma_large(struct pair z)
{
    static const double over[] = { -1.0 / 360, 1.0 / 1260, -1.0 / 1680,
        1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400,
        43867.0 / 244188, -174611.0 / 125400 };
    static const struct pair half_log_2_pi = { 0x1.d67f1c864beb5p-1,
        -0x1.65b5a1b7ff5dfp-55 };
    double w = 1 / z.hi, w2 = w * w, tail = 0;
    for (int n = 8; n >= 0; n--)
        tail = tail * w2 + over[n];
    struct pair small =
        divide((struct pair){ 1, 0 }, multiply(z, (struct pair){ 12, 0 }));
    small = add_one(small, tail * w2 * w);
    struct pair p = multiply(add_one(z, -0.5), log_of_pair(z));
    p = add(p, (struct pair){ -z.hi, -z.lo });
    return add(p, add(half_log_2_pi, small));
}

double
math_log_gamma(double x)
{
    if (x == 0 || x == INFINITY)
        return INFINITY;
    if (!(x > 0))
        return NAN;
    if (fabs(x - 1) <= 0x1p-5)
        return log_gamma_near_one(x - 1);
    if (fabs(x - 2) <= 0x1p-5)
        return log_gamma_near_two(x - 2);
    if (x < 0x1p-70)
        return -math_log(x);
    if (x > 0x1p900) { /* x (log x - 1); what is left out is below 2^-890 */
        struct pair less_one = add_one(log_pair(x), -1);
        struct pair p = { x * 0x1p-100, 0 };
        return multiply(p, less_one).hi * 0x1p+100;
    }
    struct pair z = { x, 0 }, taken = { 1, 0 };
    while (z.hi < 16) {
        taken = multiply(taken, z);
        z = add_one(z, 1);
    }
    struct pair p = log_gamma_large(z);
    if (taken.hi != 1) {
        struct pair less = log_of_pair(taken);
        p = add(p, (struct pair){ -less.hi, -less.lo });
    }
    return p.hi;
}
