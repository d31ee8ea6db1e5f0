#include "engine/opinion/exact.h"

#include "base/math.h"
#include "base/sort.h"
#include "base/stats.h"

#include <math.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

enum {
    WORDS = 320, /* of 64 bits: binomials of up to 20,000 */
    LARGE = 64 * WORDS - 480,
    SQUARED = 1 << 28,  /* 25 times its square fits into 64 bits */
    EXACT_FISHER = 120, /* C(120, 60) fits into 128 bits */
};

/* ---- Is it clear? -----------------------------------------------------------
 */

/* 10 times the sum of C(n, i) over i = a..n; n at most 60, so that it fits. */
static uint64_t
ten_tails(int64_t a, int64_t n)
{
    uint64_t term = 1, sum = 0;
    for (int64_t i = n; i >= a; i--) { /* C(n, n) and down */
        sum += term;
        term = (uint64_t)((wide)term * (uint64_t)i / (uint64_t)(n - i + 1));
    }
    return 10 * sum;
}

struct big {
    uint64_t words[WORDS]; /* the least first */
    int n;
};

static void
times(struct big *b, uint64_t by)
{
    uint64_t carry = 0;
    for (int i = 0; i < b->n; i++) {
        wide x = (wide)b->words[i] * by + carry;
        b->words[i] = (uint64_t)x;
        carry = (uint64_t)(x >> 64);
    }
    if (carry != 0) {
        require(b->n < WORDS);
        b->words[b->n++] = carry;
    }
}

static void
divide(struct big *b, uint64_t by)
{
    wide rest = 0;
    for (int i = b->n - 1; i >= 0; i--) {
        rest = rest << 64 | b->words[i];
        b->words[i] = (uint64_t)(rest / by);
        rest %= by;
    }
    while (b->n > 1 && b->words[b->n - 1] == 0)
        b->n--;
}

static void
add(struct big *to, const struct big *b)
{
    uint64_t carry = 0;
    for (; to->n < b->n; to->n++)
        to->words[to->n] = 0;
    for (int i = 0; i < to->n; i++) {
        wide x = (wide)to->words[i] + (i < b->n ? b->words[i] : 0) + carry;
        to->words[i] = (uint64_t)x;
        carry = (uint64_t)(x >> 64);
    }
    if (carry != 0) {
        require(to->n < WORDS);
        to->words[to->n++] = carry;
    }
}

static bool
is_clear_in_whole_numbers(int64_t a, int64_t n)
{
    struct big term = { { 1 }, 1 }, sum = { { 0 }, 1 };
    for (int64_t i = n; i >= a; i--) {
        add(&sum, &term);
        times(&term, (uint64_t)i);
        divide(&term, (uint64_t)(n - i + 1));
    }
    times(&sum, 10);
    return sum.n <= n / 64 || /* 2^n is this bit of this word */
        (sum.n == n / 64 + 1 && sum.words[n / 64] >> (n % 64) == 0);
}

bool
cp_exact_is_clear(int64_t agree, int64_t disagree)
{
    int64_t n = agree + disagree;
    if (agree <= disagree)
        return false;
    if (n <= 60)
        return ten_tails(agree, n) < (uint64_t)1 << n;
    /* Far from the edge, which is 1.28 standard deviations and half an answer
     * above the half: one deviation and 1.6 are tails of 16 % and, with the
     * half an answer, 7 % and less. */
    int64_t apart = agree - disagree;
    if (n < SQUARED && (apart * apart < n || 25 * apart * apart > 64 * n))
        return apart * apart > n;
    double front = math_exp(math_log_gamma((double)n + 1) -
        math_log_gamma((double)agree + 1) -
        math_log_gamma((double)disagree + 1) - (double)n * math_log(2));
    double ratio = 1, sum = 1;
    for (int64_t i = agree; i < n && ratio > 1e-18 * sum; i++) {
        ratio *= (double)(n - i) / (double)(i + 1);
        sum += ratio;
    }
    double tail = 10 * front * sum;
    /* what doubles cannot tell apart */
    if (fabs(tail - 1) < 1e-7 && n <= LARGE)
        return is_clear_in_whole_numbers(agree, n);
    return tail < 1;
}

/* ---- The bound --------------------------------------------------------------
 */

/* The regularised incomplete beta function, x below the mean. */
static double
beta_fraction(double x, double a, double b)
{
    double front = math_exp(math_log_gamma(a + b) - math_log_gamma(a) -
        math_log_gamma(b) + a * math_log(x) + b * math_log(1 - x));
    /* forward, as Lentz has it */
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
    double h = d;
    for (int m = 1; m < 10'000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd =
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + even * d;
        d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
        c = 1 + even / c;
        c = fabs(c) < 1e-300 ? 1e-300 : c;
        h *= c * d;
        d = 1 + odd * d;
        d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
        c = 1 + odd / c;
        c = fabs(c) < 1e-300 ? 1e-300 : c;
        h *= c * d;
        if (fabs(c * d - 1) < 1e-15)
            break;
    }
    return front * h / a;
}

static double
beta_below(double x, double a, double b)
{
    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    return x < (a + 1) / (a + b + 2) ? beta_fraction(x, a, b)
                                     : 1 - beta_fraction(1 - x, b, a);
}

double
cp_exact_lower(int64_t agree, int64_t disagree, double level)
{
    double low = 0, high = 1;
    if (agree <= 0)
        return 0;
    for (int i = 0; i < 60; i++) {
        double mid = (low + high) / 2;
        if (beta_below(mid, (double)agree, (double)disagree + 1) < 1 - level)
            low = mid;
        else
            high = mid;
    }
    return (low + high) / 2;
}

/* ---- Two groups -------------------------------------------------------------
 */

static wide
choose(int64_t n, int64_t k)
{
    wide c = 1;
    if (k > n - k)
        k = n - k;
    for (int64_t i = 1; i <= k; i++) /* divides evenly; see EXACT_FISHER */
        c = c * (uint64_t)(n - k + i) / (uint64_t)i;
    return c;
}

double
cp_exact_fisher(int64_t a, int64_t b, int64_t c, int64_t d)
{
    int64_t row = a + b, other = c + d, column = a + c, n = row + other;
    int64_t low = column > other ? column - other : 0;
    int64_t high = row < column ? row : column;
    if (n > EXACT_FISHER)
        return stats_fisher(a, b, c, d);
    wide seen = choose(row, a) * choose(other, c), sum = 0;
    for (int64_t x = low; x <= high; x++) {
        wide way = choose(row, x) * choose(other, column - x);
        if (way <= seen)
            sum += way;
    }
    return (double)sum / (double)choose(n, column);
}

/* ---- Many tests -------------------------------------------------------------
 */

static int
by_p(const void *context, const void *x, const void *y)
{
    const double *p = context;
    double a = p[*(const int32_t *)x], b = p[*(const int32_t *)y];
    return (a > b) - (a < b);
}

void
cp_exact_holm(struct arena *a, const double *p, ptrdiff_t n, double *adjusted)
{
    struct arena_mark mark = arena_mark(a);
    int32_t *order = arena_new(a, int32_t, n), *room = arena_new(a, int32_t, n);
    double *kept = arena_new(a, double, n);
    ptrdiff_t m = 0;
    double most = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        kept[i] = p[i];
        adjusted[i] = p[i];
        if (!isnan(p[i]))
            order[m++] = (int32_t)i;
    }
    sort(order, room, m, sizeof *order, by_p, kept);
    for (ptrdiff_t i = 0; i < m; i++) {
        double q = kept[order[i]] * (double)(m - i);
        most = q > most ? q : most;
        adjusted[order[i]] = most < 1 ? most : 1;
    }
    arena_rewind(a, mark);
}
