#include "engine/pathway/follows.h"

#include "base/sort.h"

__extension__ typedef __int128 wide;

/* Of two activities. */
struct cell {
    wide sum;
    int64_t n_pairs, n_cases, min, max;
    int32_t last_case; /* plus 1 */
};
/* Of an activity, in the case that is walked; times since the case began. */
struct seen {
    int64_t n, first, last;
    wide sum;
};

static int
by_name(const void *context, const void *x, const void *y)
{
    const text *names = context;
    return text_compare(names[*(const int32_t *)x], names[*(const int32_t *)y]);
}

/* All that came before it in its case, at once. */
static void
add_event(struct cell *cells, int32_t n, const struct seen *seen,
    const int32_t *there, int32_t n_there, int32_t activity, int64_t at,
    int32_t case_number)
{
    for (int32_t k = 0; k < n_there; k++) {
        const struct seen *s = &seen[there[k]];
        struct cell *cell = &cells[(ptrdiff_t)there[k] * n + activity];
        int64_t min = at - s->last, max = at - s->first;
        if (cell->n_pairs == 0 || min < cell->min)
            cell->min = min;
        if (cell->n_pairs == 0 || max > cell->max)
            cell->max = max;
        cell->n_pairs += s->n;
        cell->sum += (wide)at * s->n - s->sum;
        cell->n_cases += cell->last_case != case_number;
        cell->last_case = case_number;
    }
}

static void
walk_case(struct cell *cells, struct seen *seen, int32_t *there,
    const struct cp_log *log, int32_t c)
{
    int32_t n_there = 0;
    int64_t from = log->starts[c], until = log->starts[c + 1];
    for (int64_t i = from, next; i < until; i = next) {
        int64_t at = log->times[i] - log->times[from];
        for (next = i + 1; log->is_any_order && next < until &&
             log->times[next] == log->times[i];)
            next++;
        for (int64_t k = i; k < next; k++)
            add_event(cells, log->n_activities, seen, there, n_there,
                log->events[k], at, c + 1);
        for (int64_t k = i; k < next; k++) {
            struct seen *s = &seen[log->events[k]];
            if (s->n++ == 0) {
                s->first = at;
                there[n_there++] = log->events[k];
            }
            s->last = at;
            s->sum += at;
        }
    }
    for (int32_t k = 0; k < n_there; k++)
        seen[there[k]] = (struct seen){ 0 };
}

enum err
cp_follows_count(struct cp_follows *f, struct arena *a,
    const struct cp_log *log, struct why *why)
{
    int32_t n = log->n_activities, n_found = 0;
    *f = (struct cp_follows){ 0 };
    if (n > CP_FOLLOWS_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "what follows what sooner or later is counted of %d activities at "
            "most, and there are %d",
            (int)CP_FOLLOWS_MAX, n);
    struct cell *cells = arena_new(a, struct cell, (ptrdiff_t)n * n);
    struct seen *seen = arena_new(a, struct seen, n);
    int32_t *there = arena_new(a, int32_t, n), *room = arena_new(a, int32_t, n);
    for (int32_t c = 0; c < log->n_cases; c++)
        walk_case(cells, seen, there, log, c);
    for (ptrdiff_t i = 0; i < (ptrdiff_t)n * n; i++)
        n_found += cells[i].n_pairs > 0;
    f->follows = arena_new(a, struct cp_follow, n_found);
    for (int32_t i = 0; i < n; i++)
        there[i] = i;
    sort(there, room, n, sizeof *there, by_name, log->activities);
    for (int32_t i = 0; i < n; i++)
        for (int32_t k = 0; k < n; k++) {
            const struct cell *cell =
                &cells[(ptrdiff_t)there[i] * n + there[k]];
            if (cell->n_pairs > 0)
                f->follows[f->n++] = (struct cp_follow){ there[i], there[k],
                    cell->n_pairs, cell->n_cases,
                    (double)cell->sum / (double)cell->n_pairs, cell->min,
                    cell->max };
        }
    return OK;
}

bool
cp_follows_check(const struct cp_follows *f, const struct cp_log *log)
{
    int64_t n_all = 0, n_said = 0;
    for (int32_t k = 0; k < f->n; k++) {
        const struct cp_follow *it = &f->follows[k];
        struct cp_follow slow = { it->from, it->to, .min = INT64_MAX,
            .max = INT64_MIN };
        for (int32_t c = 0; c < log->n_cases; c++) {
            int64_t before = slow.n_pairs;
            for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++)
                for (int64_t j = i + 1; j < log->starts[c + 1]; j++) {
                    int64_t wait = log->times[j] - log->times[i];
                    if (log->events[i] != it->from ||
                        log->events[j] != it->to ||
                        (log->is_any_order && wait == 0))
                        continue;
                    slow.n_pairs++;
                    slow.mean += (double)wait;
                    slow.min = wait < slow.min ? wait : slow.min;
                    slow.max = wait > slow.max ? wait : slow.max;
                }
            slow.n_cases += slow.n_pairs > before;
        }
        double mean = slow.mean / (double)slow.n_pairs;
        double off = mean > it->mean ? mean - it->mean : it->mean - mean;
        if (slow.n_pairs != it->n_pairs || slow.n_cases != it->n_cases ||
            slow.min != it->min || slow.max != it->max ||
            off > 1e-9 * (mean > 1 ? mean : 1))
            return false;
        n_said += it->n_pairs;
    }
    for (int32_t c = 0; c < log->n_cases; c++) {
        int64_t n = log->starts[c + 1] - log->starts[c];
        n_all += n * (n - 1) / 2;
        for (int64_t i = log->starts[c], k = i;
             log->is_any_order && i < log->starts[c + 1]; i++) {
            if (log->times[i] != log->times[k])
                k = i;
            n_all -= i - k;
        }
    }
    return n_all == n_said;
}
