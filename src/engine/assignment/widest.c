#include "engine/assignment/price_inside.h"

#include "engine/assignment/assign_inside.h"

#include <string.h>

enum { CLOSED = INT32_MAX };

bool
widest_take(struct widest *w, struct arena *a, const struct cp_assign *p)
{
    *w = (struct widest){ .p = p,
        .b_of = TRY(a, int32_t, p->n_a),
        .a_of = TRY(a, int32_t, p->n_b),
        .out_a = -1,
        .out_b = -1,
        .apart_a = -1,
        .apart_b = -1,
        .keys = TRY(a, int32_t, p->n_b),
        .from = TRY(a, int32_t, p->n_b),
        .ahead = TRY(a, int32_t, p->n_a + p->n_b),
        .row = TRY(a, int32_t, p->n_b),
        .open = TRY(a, uint64_t, p->n_b / 64 + 1) };
    return w->b_of != NULL && w->a_of != NULL && w->keys != NULL &&
        w->from != NULL && w->ahead != NULL && w->row != NULL &&
        w->open != NULL;
}

static const int32_t *
scores_of(struct widest *w, int32_t i)
{
    const int32_t *scores = w->p->scores + (ptrdiff_t)i * w->p->n_b;
    if (i != w->apart_a)
        return scores;
    memcpy(w->row, scores, (size_t)w->p->n_b * sizeof *w->row);
    w->row[w->apart_b] = CP_ASSIGN_FORBIDDEN;
    return w->row;
}

#if defined(__x86_64__)
#define WIDE_REGISTERS __attribute__((target("avx2")))
#endif

/* Wider by way of this row? And the widest of all that are still open. */
#define PASSES(NAME, TARGET)                                                   \
    TARGET static void NAME##_relax(const int32_t *restrict scores,            \
        int32_t *restrict keys, int32_t *restrict from, int32_t i,             \
        int32_t width, ptrdiff_t n)                                            \
    {                                                                          \
        for (ptrdiff_t j = 0; j < n; j++) {                                    \
            int32_t x = scores[j] < width ? scores[j] : width, key = keys[j];  \
            bool is_more = x > key;                                            \
            keys[j] = is_more ? x : key;                                       \
            from[j] = is_more ? i : from[j];                                   \
        }                                                                      \
    }                                                                          \
    TARGET static int32_t NAME##_most(const int32_t *keys, ptrdiff_t n)        \
    {                                                                          \
        int32_t most = INT32_MIN;                                              \
        for (ptrdiff_t j = 0; j < n; j++) {                                    \
            int32_t x = keys[j] == CLOSED ? INT32_MIN : keys[j];               \
            most = x > most ? x : most;                                        \
        }                                                                      \
        return most;                                                           \
    }

PASSES(plain, )
#ifdef WIDE_REGISTERS
PASSES(wide, WIDE_REGISTERS)
#endif

static void
relax(const int32_t *scores, int32_t *keys, int32_t *from, int32_t i,
    int32_t width, ptrdiff_t n)
{
#ifdef WIDE_REGISTERS
    if (__builtin_cpu_supports("avx2")) {
        wide_relax(scores, keys, from, i, width, n);
        return;
    }
#endif
    plain_relax(scores, keys, from, i, width, n);
}

static int32_t
most_open(const int32_t *keys, ptrdiff_t n)
{
#ifdef WIDE_REGISTERS
    if (__builtin_cpu_supports("avx2"))
        return wide_most(keys, n);
#endif
    return plain_most(keys, n);
}

/* Columns of a row that are still open: their rows are next. */
static bool
reach_from(
    struct widest *w, const struct grid *there, int32_t i, ptrdiff_t *n_ahead)
{
    const uint64_t *row = grid_row(there, i);
    for (ptrdiff_t at = 0; at <= w->p->n_b / 64 && at < there->n_words; at++) {
        uint64_t bits = row[at] & w->open[at];
        if (i == w->apart_a && w->apart_b / 64 == at)
            bits &= ~(UINT64_C(1) << (w->apart_b % 64));
        w->open[at] &= ~bits;
        for (; bits != 0; bits &= bits - 1) {
            int32_t next = w->a_of[at * 64 + __builtin_ctzll(bits)];
            if (next < 0)
                return true;
            w->ahead[(*n_ahead)++] = next;
        }
    }
    return false;
}

bool
widest_reaches(struct widest *w, const struct grid *there)
{
    ptrdiff_t n_ahead = 0;
    for (ptrdiff_t at = 0; at <= w->p->n_b / 64; at++)
        w->open[at] = UINT64_MAX;
    if (w->out_b >= 0)
        w->open[w->out_b / 64] &= ~(UINT64_C(1) << (w->out_b % 64));
    for (int32_t i = 0; i < w->p->n_a; i++)
        if (w->b_of[i] < 0 && i != w->out_a)
            w->ahead[n_ahead++] = i;
    while (n_ahead > 0) {
        int32_t i = w->ahead[--n_ahead];
        if (reach_from(w, there, i, &n_ahead))
            return true;
    }
    return false;
}

int32_t
widest_add(struct widest *w, int32_t above, int32_t enough)
{
    ptrdiff_t n_a = w->p->n_a, n_b = w->p->n_b, n_ahead = 0;
    int32_t end = -1, width = enough;
    for (ptrdiff_t j = 0; j < n_b; j++)
        w->keys[j] = j == w->out_b ? CLOSED : above;
    for (int32_t i = 0; i < n_a; i++)
        if (w->b_of[i] < 0 && i != w->out_a)
            w->ahead[n_ahead++] = i;
    while (end < 0) {
        while (n_ahead > 0) {
            int32_t i = w->ahead[--n_ahead];
            relax(scores_of(w, i), w->keys, w->from, i, width, n_b);
        }
        width = most_open(w->keys, n_b);
        if (width <= above)
            return -1;
        for (int32_t j = 0; j < n_b && end < 0; j++) {
            if (w->keys[j] != width)
                continue;
            w->keys[j] = CLOSED;
            if (w->a_of[j] < 0)
                end = j;
            else
                w->ahead[n_ahead++] = w->a_of[j];
        }
    }
    for (int32_t j = end; j >= 0;) { /* each hands theirs to the one before */
        int32_t i = w->from[j], had = w->b_of[i];
        w->b_of[i] = j;
        w->a_of[j] = i;
        j = had;
    }
    return width;
}

/* Part all who score just that; how many. */
static ptrdiff_t
part(struct widest *w, int32_t score)
{
    ptrdiff_t n = 0;
    for (int32_t i = 0; i < w->p->n_a; i++) {
        int32_t j = w->b_of[i];
        if (j < 0 || w->p->scores[(ptrdiff_t)i * w->p->n_b + j] != score)
            continue;
        w->b_of[i] = w->a_of[j] = -1;
        n++;
    }
    return n;
}

int32_t
widest_raise(struct widest *w)
{
    for (;;) {
        int32_t least = -1;
        for (int32_t i = 0; i < w->p->n_a; i++) {
            int32_t j = w->b_of[i];
            if (j < 0)
                continue;
            int32_t score = w->p->scores[(ptrdiff_t)i * w->p->n_b + j];
            least = least < 0 || score < least ? score : least;
        }
        if (least < 0)
            return -1;
        for (ptrdiff_t n = part(w, least); n > 0; n--)
            if (widest_add(w, least, CP_ASSIGN_SCORE_MAX) < 0)
                return least;
    }
}
