#include "engine/pathway/log_filter.h"

#include "base/sort.h"

/* Both parts: cases that are in (NULL: all), activities that are kept. */
static void
part_of(struct cp_log *to, struct arena *a, const struct cp_log *log,
    const bool *is_in, const bool *is_kept)
{
    int32_t n_cases = 0;
    int64_t n_events = 0;
    int32_t *from = arena_new(a, int32_t, log->n_cases); /* the case it was */
    for (int32_t c = 0; c < log->n_cases; c++) {
        int64_t n = 0;
        for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++)
            n += is_kept == NULL || is_kept[log->events[i]];
        if (n == 0 || (is_in != NULL && !is_in[c]))
            continue;
        from[n_cases++] = c;
        n_events += n;
    }
    text *cases = arena_new(a, text, n_cases);
    int64_t *starts = arena_new(a, int64_t, n_cases + 1);
    int32_t *events = arena_new(a, int32_t, n_events);
    int64_t *times = arena_new(a, int64_t, n_events), at = 0;
    for (int32_t c = 0; c < n_cases; c++) {
        cases[c] = log->cases[from[c]];
        for (int64_t i = log->starts[from[c]]; i < log->starts[from[c] + 1];
             i++)
            if (is_kept == NULL || is_kept[log->events[i]]) {
                events[at] = log->events[i];
                times[at++] = log->times[i];
            }
        starts[c + 1] = at;
    }
    struct cp_attribute *attributes =
        arena_new(a, struct cp_attribute, log->n_attributes);
    for (int k = 0; k < log->n_attributes; k++) {
        int32_t *of_case = arena_new(a, int32_t, n_cases);
        for (int32_t c = 0; c < n_cases; c++)
            of_case[c] = log->attributes[k].of_case[from[c]];
        attributes[k] = log->attributes[k];
        attributes[k].of_case = of_case;
    }
    *to = *log;
    to->n_events = n_events;
    to->n_cases = n_cases;
    to->cases = cases;
    to->starts = starts;
    to->events = events;
    to->times = times;
    to->attributes = attributes;
}

void
cp_log_of_cases(struct cp_log *to, struct arena *a, const struct cp_log *log,
    const bool *is_in)
{
    part_of(to, a, log, is_in, NULL);
}

void
cp_log_of_activities(struct cp_log *to, struct arena *a,
    const struct cp_log *log, const bool *is_kept)
{
    part_of(to, a, log, NULL, is_kept);
}

static int
by_name(const void *context, const void *x, const void *y)
{
    const text *names = context;
    return text_compare(names[*(const int32_t *)x], names[*(const int32_t *)y]);
}

void
cp_log_untie(struct cp_log *to, struct arena *a, const struct cp_log *log)
{
    int32_t *events = arena_new(a, int32_t, log->n_events);
    struct arena_mark mark = arena_mark(a);
    int32_t *room = arena_new(a, int32_t, log->n_events);
    for (int64_t i = 0; i < log->n_events; i++)
        events[i] = log->events[i];
    for (int32_t c = 0; c < log->n_cases; c++)
        for (int64_t i = log->starts[c], end; i < log->starts[c + 1]; i = end) {
            for (end = i + 1;
                 end < log->starts[c + 1] && log->times[end] == log->times[i];)
                end++;
            if (end > i + 1)
                sort(events + i, room, (ptrdiff_t)(end - i), sizeof *events,
                    by_name, log->activities);
        }
    arena_rewind(a, mark);
    *to = *log;
    to->events = events;
    to->is_any_order = true;
}
