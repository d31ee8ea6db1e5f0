/* What a price and a repair cost: platform scores, CPU time of each. */
#include "engine/assignment/price.h"
#include "engine/assignment/repair.h"

#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ASKED = 500, ROOM = 1 << 30 };

static double
cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- A round ---------------------------------------------------------------
 */

struct person {
    int32_t role, level;
    uint32_t interests, languages, offers, wants;
};

static uint32_t
some_bits(struct random *r, int n, uint64_t percent)
{
    uint32_t bits = 0;
    for (int i = 0; i < n; i++)
        bits |= (uint32_t)(random_below(r, 100) < percent) << i;
    return bits;
}

static struct person *
draw_people(struct random *r, ptrdiff_t n)
{
    struct person *p = calloc((size_t)n, sizeof *p);
    for (ptrdiff_t i = 0; i < n; i++)
        p[i] = (struct person){ .role = (int32_t)random_below(r, 12),
            .level = (int32_t)random_below(r, 5),
            .interests = some_bits(r, 30, 15),
            .languages = some_bits(r, 6, 30),
            .offers = some_bits(r, 20, 15),
            .wants = some_bits(r, 20, 15) };
    return p;
}

static int32_t
score(const struct person *x, const struct person *y)
{
    int both = __builtin_popcount(x->interests & y->interests);
    int either = __builtin_popcount(x->interests | y->interests);
    int met = __builtin_popcount(x->offers & y->wants) +
        __builtin_popcount(x->wants & y->offers);
    return 300 * (x->role == y->role) + 50 * (4 - abs(x->level - y->level)) +
        (either == 0 ? 0 : 200 * both / either) +
        100 * ((x->languages & y->languages) != 0) + (met > 4 ? 200 : 50 * met);
}

/* ---- Measuring -------------------------------------------------------------
 */

static int
by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return a < b ? -1 : a > b;
}

static void
print(const char *mode, ptrdiff_t n, const char *what, double *ms, int n_asked)
{
    qsort(ms, (size_t)n_asked, sizeof *ms, by_size);
    printf("%6td %-6s %-26s %8.2f %8.2f %8.2f\n", n, mode, what,
        ms[n_asked / 2], ms[n_asked * 99 / 100], ms[n_asked - 1]);
}

static void
price(struct random *r, const char *mode, const struct cp_assign *p,
    const struct cp_assign_answer *answer, struct arena *a)
{
    static const char *const names[] = { "price: two together",
        "price: a pair apart" };
    static double ms[ASKED];
    struct cp_assign_kept *kept;
    double began = cpu_ms();
    if (cp_assign_keep(&kept, a, p, answer, NULL) != OK)
        exit(1);
    ms[0] = cpu_ms() - began;
    print(mode, p->n_a, "what is kept for prices", ms, 1);
    for (int what = CP_ASSIGN_TOGETHER; what <= CP_ASSIGN_APART; what++) {
        for (int k = 0; k < ASKED; k++) {
            struct arena_mark mark = arena_mark(a);
            struct cp_assign_price price;
            ptrdiff_t i = (ptrdiff_t)random_below(r, (uint64_t)p->n_a);
            ptrdiff_t j = what == CP_ASSIGN_APART
                ? answer->b_of[i]
                : (ptrdiff_t)random_below(r, (uint64_t)p->n_b);
            began = cpu_ms();
            if (cp_assign_price(
                    &price, a, kept, (enum cp_assign_if)what, i, j, NULL) != OK)
                exit(1);
            ms[k] = cpu_ms() - began;
            arena_rewind(a, mark);
        }
        print(mode, p->n_a, names[what], ms, ASKED);
    }
}

/* One of side a is gone; or somebody else came in their place. */
static void
repair(struct random *r, const char *mode, const struct cp_assign *p,
    const struct cp_assign_answer *answer, bool has_late)
{
    static double ms[ASKED / 5];
    ptrdiff_t n = p->n_a;
    int32_t *scores = malloc((size_t)(n * n) * sizeof *scores);
    int32_t *before = malloc((size_t)n * sizeof *before);
    int64_t *keys = malloc((size_t)n * sizeof *keys);
    struct arena own; /* warm, as one that a worker keeps */
    arena_open(&own, ROOM);
    for (int k = -1; k < ASKED / 5; k++) { /* the first for the memory */
        struct cp_assign less = *p;
        struct cp_assign_repaired to;
        ptrdiff_t out = (ptrdiff_t)random_below(r, (uint64_t)n), at = 0;
        for (ptrdiff_t i = 0; i < n; i++) {
            bool is_late = i == out && has_late;
            if (i == out && !has_late)
                continue;
            keys[at] = is_late ? 1'000'000 : p->keys_a[i];
            before[at] = is_late ? -1 : answer->b_of[i];
            for (ptrdiff_t j = 0; j < n; j++)
                scores[at * n + j] =
                    p->scores[i * n + (is_late ? (j + 1) % n : j)];
            at++;
        }
        less.scores = scores;
        less.keys_a = keys;
        less.n_a = at;
        struct arena_mark mark = arena_mark(&own);
        double began = cpu_ms();
        if (cp_assign_repair(&to, &own, &less, before, NULL) != OK)
            exit(1);
        ms[k < 0 ? 0 : k] = cpu_ms() - began;
        if (k % 10 == 0 && cp_assign_repair_check(&less, before, &to) != 0)
            exit(1);
        arena_rewind(&own, mark);
    }
    print(mode, n, has_late ? "repair: one left, one came" : "repair: one left",
        ms, ASKED / 5);
    arena_close(&own);
    free(scores);
    free(before);
    free(keys);
}

int
main(int argc, char **argv)
{
    static const struct {
        enum cp_assign_mode mode;
        const char *name;
    } modes[] = { { CP_ASSIGN_FAIR, "fair" }, { CP_ASSIGN_TOTAL, "total" } };
    printf("%6s %-6s %-26s %8s %8s %8s\n", "n", "mode", "what", "median",
        "99 of", "most");
    printf("%6s %-6s %-26s %8s %8s %8s\n", "", "", "", "ms", "100", "ms");
    for (int k = 1; k < argc; k++) {
        ptrdiff_t n = strtol(argv[k], NULL, 10);
        struct random r = random_from(7);
        struct person *x = draw_people(&r, n), *y = draw_people(&r, n);
        int32_t *scores = malloc((size_t)(n * n) * sizeof *scores);
        int64_t *keys = malloc((size_t)n * sizeof *keys);
        for (ptrdiff_t i = 0; i < n; i++) {
            keys[i] = i;
            for (ptrdiff_t j = 0; j < n; j++)
                scores[i * n + j] = score(&x[i], &y[j]);
        }
        for (int m = 0; m < 2; m++) {
            struct arena a;
            struct cp_assign_answer answer;
            struct cp_assign p = { .scores = scores,
                .n_a = n,
                .n_b = n,
                .keys_a = keys,
                .keys_b = keys,
                .mode = modes[m].mode,
                .seed = 1 };
            double ms[1], began = cpu_ms();
            arena_open(&a, ROOM);
            if (cp_assign_solve(&answer, &a, &p, NULL) != OK)
                return 1;
            ms[0] = cpu_ms() - began;
            print(modes[m].name, n, "the round solved anew", ms, 1);
            price(&r, modes[m].name, &p, &answer, &a);
            repair(&r, modes[m].name, &p, &answer, false);
            repair(&r, modes[m].name, &p, &answer, true);
            arena_close(&a);
        }
        free(x);
        free(y);
        free(scores);
        free(keys);
    }
    return 0;
}
