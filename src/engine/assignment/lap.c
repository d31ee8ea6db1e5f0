#include "engine/assignment/lap_inside.h"

#include <string.h>

#define TRY(a, type, n)                                                        \
    ((type *)arena_try(                                                        \
        a, (ptrdiff_t)sizeof(type), (ptrdiff_t) _Alignof(type), n))

#if defined(__x86_64__)
#define WIDE_REGISTERS __attribute__((target("avx2")))
static bool
has_wide_registers(void)
{
    return __builtin_cpu_supports("avx2") != 0;
}
#else
static bool
has_wide_registers(void)
{
    return false;
}
#endif

/* Of one sweep of row reduction. */
#define STEPS_MAX(n_rows) (2 * (n_rows))

/* Rows that paths go by, for each row of a problem, before it is hard; and what
 * is spent on another beginning then. */
enum { SCANS_MAX = 16 };
#define BIDS_MAX(n_rows) (INT64_C(200) * (n_rows))

enum lap_end {
    LAP_SOLVED,
    LAP_TOO_LARGE, /* potentials do not fit: more bits are needed */
    LAP_IMPOSSIBLE,
    LAP_STOPPED,
    LAP_NO_ROOM
};

/* Costs of 16 bits, none absent. */
#define CELL int16_t
#define WIDE int32_t
#define UWIDE uint32_t
#define LIMIT (1 << 27)
#define VALUE(c) (c)
#define VOID_COST CP_LAP_ABSENT
#define K(x) small_##x
#include "engine/assignment/lap_kernel.h"

#define CELL int16_t
#define WIDE int64_t
#define UWIDE uint64_t
#define LIMIT (INT64_C(1) << 58)
#define VALUE(c) (c)
#define VOID_COST LAP_LONG_ABSENT
#define K(x) small_far_##x
#include "engine/assignment/lap_kernel.h"

/* Costs and potentials that fit 32 bits, sums and all: what almost every
 * problem has. */
enum { SHORT_COST_MAX = 1 << 26 };
#define CELL int32_t
#define WIDE int32_t
#define UWIDE uint32_t
#define LIMIT (1 << 27)
#define VALUE(c) (c)
#define VOID_COST CP_LAP_ABSENT
#define K(x) short_##x
#include "engine/assignment/lap_kernel.h"

#define CELL int32_t
#define WIDE int64_t
#define UWIDE uint64_t
#define LIMIT (INT64_C(1) << 58)
#define VALUE(c) ((c) == CP_LAP_ABSENT ? LAP_LONG_ABSENT : (c))
#define VOID_COST LAP_LONG_ABSENT
#define K(x) mixed_##x
#include "engine/assignment/lap_kernel.h"

#define CELL int64_t
#define WIDE int64_t
#define UWIDE uint64_t
#define LIMIT (INT64_C(1) << 58)
#define VALUE(c) (c)
#define VOID_COST LAP_LONG_ABSENT
#define K(x) long_##x
#include "engine/assignment/lap_kernel.h"

struct range {
    int32_t least, most;
    bool has_absent;
};

/* Of the costs that are there; false: one is out of range. */
static bool
costs_range(const struct cp_lap *p, struct range *range)
{
    ptrdiff_t n = p->n_rows * p->n_columns, n_absent = 0;
    int32_t low = CP_LAP_COST_MAX, high = -CP_LAP_COST_MAX, out = 0;
    for (ptrdiff_t k = 0; p->small_costs != NULL && k < n; k++) {
        int32_t c = p->small_costs[k];
        low = c < low ? c : low;
        high = c > high ? c : high;
    }
    for (ptrdiff_t k = 0; p->small_costs == NULL && k < n; k++) {
        int32_t c = p->costs[k];
        bool is_absent = c == CP_LAP_ABSENT;
        int32_t x = is_absent ? CP_LAP_COST_MAX : c;
        int32_t y = is_absent ? -CP_LAP_COST_MAX : c;
        low = x < low ? x : low;
        high = y > high ? y : high;
    }
    for (ptrdiff_t k = 0; p->small_costs == NULL && k < n; k++) {
        int32_t c = p->costs[k];
        n_absent += c == CP_LAP_ABSENT;
        out |= (c > CP_LAP_COST_MAX) & (c != CP_LAP_ABSENT);
        out |= c < -CP_LAP_COST_MAX;
    }
    range->least = low;
    range->most = high;
    range->has_absent = n_absent > 0;
    return out == 0;
}

static bool
take_answer(
    struct cp_lap_answer *answer, struct arena *a, const struct cp_lap *p)
{
    *answer = (struct cp_lap_answer){ .column_of = TRY(a, int32_t, p->n_rows),
        .rows = TRY(a, int64_t, p->n_rows),
        .columns = TRY(a, int64_t, p->n_columns) };
    return answer->column_of != NULL && answer->rows != NULL &&
        answer->columns != NULL;
}

static void
tell(struct cp_lap_answer *answer, const struct cp_lap *p)
{
    for (ptrdiff_t i = 0; i < p->n_rows; i++) {
        int32_t j = answer->column_of[i];
        int64_t c = cp_lap_cost(p, i, j);
        answer->rows[i] = c - answer->columns[j];
        answer->total += c;
    }
}

static enum err
no_room(struct why *why)
{
    return err_say(why, ERR_NO_ROOM, "no memory for an assignment");
}

static enum err
stopped(struct why *why)
{
    return err_say(why, ERR_BUSY, "it was stopped");
}

/* In as few bits as they need. */
static enum lap_end
run_small(struct cp_lap_answer *answer, struct arena *a, const struct cp_lap *p,
    int64_t step_max)
{
    struct small_work w = { .costs = p->small_costs,
        .step_max = (int32_t)step_max };
    enum lap_end end = small_run(&w, answer, a, p);
    if (end != LAP_TOO_LARGE)
        return end;
    struct small_far_work far = { .costs = p->small_costs,
        .step_max = step_max };
    return small_far_run(&far, answer, a, p);
}

static enum lap_end
run(struct cp_lap_answer *answer, struct arena *a, const struct cp_lap *p,
    const struct range *range)
{
    int64_t step_max = (int64_t)range->most - range->least + 1;
    if (range->most < range->least)
        return LAP_IMPOSSIBLE;
    if (p->small_costs != NULL)
        return run_small(answer, a, p, step_max);
    if (range->least >= -SHORT_COST_MAX && range->most <= SHORT_COST_MAX) {
        struct short_work w = { .costs = p->costs,
            .has_absent = range->has_absent,
            .step_max = (int32_t)step_max };
        enum lap_end end = short_run(&w, answer, a, p);
        if (end != LAP_TOO_LARGE)
            return end;
    }
    struct mixed_work w = {
        .costs = p->costs, .has_absent = range->has_absent, .step_max = step_max
    };
    return mixed_run(&w, answer, a, p);
}

enum err
cp_lap_solve(struct cp_lap_answer *answer, struct arena *a,
    const struct cp_lap *p, struct why *why)
{
    struct range range;
    if (p->n_rows < 0 || p->n_rows > p->n_columns || p->n_columns > 100'000)
        return err_say(why, ERR_BAD_INPUT,
            "an assignment has at least as many columns as rows, and at most "
            "100,000");
    if (!take_answer(answer, a, p))
        return no_room(why);
    if (p->n_rows == 0)
        return OK;
    if (!costs_range(p, &range))
        return err_say(
            why, ERR_BAD_INPUT, "a cost is more than %d", CP_LAP_COST_MAX);
    switch (run(answer, a, p, &range)) {
    case LAP_SOLVED: break;
    case LAP_STOPPED: return stopped(why);
    case LAP_NO_ROOM: return no_room(why);
    case LAP_TOO_LARGE: require(false); break;
    case LAP_IMPOSSIBLE:
        return err_say(why, ERR_BAD_INPUT,
            "not every row can have a column: too many cells are absent");
    }
    tell(answer, p);
    return OK;
}

enum err
lap_solve_long_priced(int32_t *column_of, int64_t *columns, struct arena *a,
    const int64_t *costs, ptrdiff_t n)
{
    struct arena_mark mark = arena_mark(a);
    int64_t most = 0;
    for (ptrdiff_t k = 0; k < n * n; k++) {
        int64_t c = costs[k] < 0 ? -costs[k] : costs[k];
        most = c > most && c != LAP_LONG_ABSENT ? c : most;
    }
    struct long_work w = { .costs = costs,
        .has_absent = true,
        .n_rows = (int32_t)n,
        .n_columns = (int32_t)n,
        .step_max = 2 * most + 1 };
    if (!long_take_room(&w, a))
        return ERR_NO_ROOM;
    long_solve(&w, false);
    require(!w.is_too_large);
    for (ptrdiff_t i = 0; i < n; i++)
        column_of[i] = w.column_of[i];
    for (ptrdiff_t j = 0; columns != NULL && j < n; j++)
        columns[j] = w.v[j];
    arena_rewind(a, mark);
    return w.is_impossible ? ERR_BAD_INPUT : OK;
}

enum err
lap_solve_long(
    int32_t *column_of, struct arena *a, const int64_t *costs, ptrdiff_t n)
{
    return lap_solve_long_priced(column_of, NULL, a, costs, n);
}

/* ---- Taken up again --------------------------------------------------------
 */

static bool
are_short(const struct lap_again *g)
{
    for (ptrdiff_t j = 0; j < g->n; j++)
        if (g->columns[j] < -SHORT_COST_MAX || g->columns[j] > SHORT_COST_MAX)
            return false;
    return true;
}

static enum lap_end
run_again(const struct lap_again *g, struct arena *a)
{
    enum lap_end end = LAP_TOO_LARGE;
    bool is_small = g->small_costs != NULL;
    struct small_work small = { .costs = g->small_costs };
    struct small_far_work small_far = { .costs = g->small_costs };
    struct short_work short_ = { .costs = g->costs };
    struct mixed_work mixed = { .costs = g->costs };
    if (g->cost_max <= SHORT_COST_MAX && are_short(g))
        end = is_small ? small_run_again(&small, g, a)
                       : short_run_again(&short_, g, a);
    if (end != LAP_TOO_LARGE)
        return end;
    return is_small ? small_far_run_again(&small_far, g, a)
                    : mixed_run_again(&mixed, g, a);
}

enum err
lap_solve_again(const struct lap_again *g, struct arena *a)
{
    if (g->n == 0)
        return OK;
    switch (run_again(g, a)) {
    case LAP_SOLVED: return OK;
    case LAP_NO_ROOM: return ERR_NO_ROOM;
    case LAP_IMPOSSIBLE: return ERR_BAD_INPUT;
    case LAP_TOO_LARGE:
    case LAP_STOPPED: break;
    }
    require(false);
    return ERR_BAD_INPUT;
}
