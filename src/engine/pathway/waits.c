#include "engine/pathway/waits.h"

#include <string.h>

/* ---- Waits in order ---------------------------------------------------------
 */

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

/* Digit by digit, for there are many. */
void
cp_waits_sort(struct cp_timed *v, struct cp_timed *room, int64_t n)
{
    int64_t greatest = 0;
    bool is_sorted = true;
    for (int64_t i = 0; i < n; i++) {
        greatest = v[i].wait > greatest ? v[i].wait : greatest;
        is_sorted &= i == 0 || v[i - 1].wait <= v[i].wait;
    }
    if (n < 64 && !is_sorted) {
        for (int64_t i = 1; i < n; i++) {
            struct cp_timed one = v[i];
            int64_t k = i;
            for (; k > 0 && v[k - 1].wait > one.wait; k--)
                v[k] = v[k - 1];
            v[k] = one;
        }
        return;
    }
    struct cp_timed *from = v, *to = room;
    for (int shift = 0; !is_sorted && shift < 64 && greatest >> shift > 0;
         shift += DIGIT_BITS) {
        int64_t at[DIGITS] = { 0 }, sum = 0;
        for (int64_t i = 0; i < n; i++)
            at[from[i].wait >> shift & (DIGITS - 1)]++;
        for (int d = 0; d < DIGITS; d++) {
            int64_t one = at[d];
            at[d] = sum;
            sum += one;
        }
        for (int64_t i = 0; i < n; i++)
            to[at[from[i].wait >> shift & (DIGITS - 1)]++] = from[i];
        struct cp_timed *other = from;
        from = to;
        to = other;
    }
    if (from != v)
        memcpy(v, from, (size_t)n * sizeof *v);
}

/* ---- From one step to another -----------------------------------------------
 */

/* Where a case is cut off that did not come, behind the event at `from`. */
static int64_t
cut_at(const struct cp_waits_rules *rules, const int32_t *events,
    const int64_t *times, int64_t n, int64_t from, bool is_any_order)
{
    bool has_closing = rules->is_closing != NULL;
    for (int64_t i = 0; rules->cut != CP_CUT_LAST && has_closing && i < n; i++)
        if (rules->is_closing[events[i]] && times[i] >= times[from] &&
            (i >= from || is_any_order))
            return times[i];
    int64_t last = times[n - 1];
    return rules->cut == CP_CUT_EXTRACT && rules->extract > last
        ? rules->extract
        : last;
}

static void
wait_of_case(struct cp_waits *to, const struct cp_waits_rules *rules,
    const struct cp_log *log, int32_t c)
{
    const int32_t *events = log->events + log->starts[c];
    const int64_t *times = log->times + log->starts[c];
    int64_t n = log->starts[c + 1] - log->starts[c], from = 0;
    bool is_before = false;
    while (from < n && !rules->is_from[events[from]])
        from++;
    if (from == n) {
        to->n_no_start++;
        return;
    }
    struct cp_timed w = { .of_case = c };
    for (int64_t i = 0; i < n && w.cause == 0; i++) {
        bool is_to = rules->is_to[events[i]] && i != from;
        bool is_other = rules->is_other != NULL && rules->is_other[events[i]] &&
            (log->is_any_order ? i != from && times[i] >= times[from]
                               : i > from);
        if (is_to && times[i] < times[from])
            is_before = true;
        else if (is_to)
            w = (struct cp_timed){ times[i] - times[from], c, 1 };
        else if (is_other)
            w = (struct cp_timed){ times[i] - times[from], c, 2 };
        /* at one time without an order what is waited for comes first */
        for (int64_t k = i + 1;
             w.cause == 2 && log->is_any_order && k < n && times[k] == times[i];
             k++)
            if (rules->is_to[events[k]] && k != from)
                w.cause = 1;
    }
    if (w.cause == 0)
        w.wait = cut_at(rules, events, times, n, from, log->is_any_order) -
            times[from];
    to->n_came += w.cause == 1;
    to->n_other += w.cause == 2;
    to->n_before += w.cause != 1 && is_before;
    to->waits[to->n++] = w;
}

void
cp_waits_between(struct cp_waits *to, struct arena *a, const struct cp_log *log,
    const struct cp_waits_rules *rules)
{
    *to = (struct cp_waits){ .waits =
                                 arena_new(a, struct cp_timed, log->n_cases) };
    for (int32_t c = 0; c < log->n_cases; c++)
        wait_of_case(to, rules, log, c);
    struct arena_mark mark = arena_mark(a);
    cp_waits_sort(to->waits, arena_new(a, struct cp_timed, to->n), to->n);
    arena_rewind(a, mark);
}
