#include "engine/pathway/service.h"

#include "base/sort.h"

/* ---- From the names of one log to the numbers of another ------------------
 */

struct numbers {
    const text *names;
    int32_t *slots; /* numbers from 1 on; 0: free */
    ptrdiff_t n_slots;
};

static struct numbers
numbers_of(struct arena *a, const text *names, int32_t n)
{
    struct numbers t = { names, NULL, 64 };
    while (t.n_slots < 2 * (ptrdiff_t)n)
        t.n_slots *= 2;
    t.slots = arena_new(a, int32_t, t.n_slots);
    for (int32_t i = 0; i < n; i++) {
        uint64_t at = text_hash(names[i]);
        while (t.slots[at & (uint64_t)(t.n_slots - 1)] != 0)
            at++;
        t.slots[at & (uint64_t)(t.n_slots - 1)] = i + 1;
    }
    return t;
}

/* -1: there is none. */
static int32_t
number_of(const struct numbers *t, text name)
{
    for (uint64_t at = text_hash(name);; at++) {
        int32_t i = t->slots[at & (uint64_t)(t->n_slots - 1)];
        if (i == 0 || text_is_equal(t->names[i - 1], name))
            return i - 1;
    }
}

static int32_t *
numbers_in(
    struct arena *a, const text *to, int32_t n_to, const text *names, int32_t n)
{
    int32_t *numbers = arena_new(a, int32_t, n);
    struct arena_mark mark = arena_mark(a);
    struct numbers t = numbers_of(a, to, n_to);
    for (int32_t i = 0; i < n; i++)
        numbers[i] = number_of(&t, names[i]);
    arena_rewind(a, mark);
    return numbers;
}

/* ---- Pairs ----------------------------------------------------------------
 */

struct pair {
    int32_t activity;
    int64_t took;
};
struct work {
    const struct cp_log *log;
    const int32_t *activity_of; /* of those that were begun */
    /* Of each activity of the log, in the case that is looked at: starts that
     * wait for their completion, by their place in the case. */
    int32_t *first, *last, *next;
    struct pair *pairs;
    int64_t n_pairs;
    int64_t *n_unbegun, *n_uncompleted;
    bool *is_begun;
    int64_t n_elsewhere;
};

/* One case: both lists stand by time. */
static void
pair_case(struct work *w, int32_t c, int32_t begun_case)
{
    const struct cp_log *log = w->log, *begun = log->begun;
    int64_t from = begun->starts[begun_case];
    int64_t until = begun->starts[begun_case + 1], at = from;
    for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++) {
        for (; at < until && begun->times[at] <= log->times[i]; at++) {
            int32_t activity = w->activity_of[begun->events[at]];
            int32_t place = (int32_t)(at - from);
            if (activity < 0)
                continue;
            w->next[place] = -1;
            if (w->first[activity] < 0)
                w->first[activity] = place;
            else
                w->next[w->last[activity]] = place;
            w->last[activity] = place;
        }
        int32_t activity = log->events[i], place = w->first[activity];
        if (place < 0) {
            w->n_unbegun[activity]++;
            continue;
        }
        w->first[activity] = w->next[place];
        w->pairs[w->n_pairs++] = (struct pair){ activity,
            log->times[i] - begun->times[from + place] };
    }
    /* what waits still, and what was begun after all of it */
    for (int64_t i = from; i < until; i++) {
        int32_t activity = w->activity_of[begun->events[i]];
        if (activity < 0) {
            w->n_elsewhere++;
            continue;
        }
        w->is_begun[activity] = true;
        if (i >= at)
            w->n_uncompleted[activity]++;
        for (int32_t p = w->first[activity]; p >= 0; p = w->next[p])
            w->n_uncompleted[activity]++;
        w->first[activity] = -1;
    }
}

static int
by_name(const void *context, const void *x, const void *y)
{
    const text *names = context;
    return text_compare(names[*(const int32_t *)x], names[*(const int32_t *)y]);
}

/* Each activity's pairs together, in order of names. */
static void
put_services(struct cp_services *to, struct arena *a, const struct work *w)
{
    int32_t n = w->log->n_activities;
    int64_t *at = arena_new(a, int64_t, n + 1);
    int64_t *took = arena_new(a, int64_t, w->n_pairs);
    int32_t *ids = arena_new(a, int32_t, n), *room = arena_new(a, int32_t, n);
    for (int64_t i = 0; i < w->n_pairs; i++)
        at[w->pairs[i].activity + 1]++;
    for (int32_t i = 0; i < n; i++)
        at[i + 1] += at[i];
    for (int64_t i = w->n_pairs - 1; i >= 0; i--)
        took[--at[w->pairs[i].activity + 1]] = w->pairs[i].took;
    for (int32_t i = 0; i < n; i++)
        if (w->is_begun[i])
            ids[to->n++] = i;
    sort(ids, room, to->n, sizeof *ids, by_name, w->log->activities);
    for (int32_t i = 0; i < to->n; i++) {
        int32_t activity = ids[i];
        /* filling from behind moved each beginning one place down */
        int64_t from = at[activity + 1];
        int64_t until = activity + 1 < n ? at[activity + 2] : w->n_pairs;
        to->services[i] = (struct cp_service){ .activity = activity,
            .time = cp_spread_of(took + from, until - from),
            .n_unbegun = w->n_unbegun[activity],
            .n_uncompleted = w->n_uncompleted[activity] };
    }
}

void
cp_service_count(
    struct cp_services *to, struct arena *a, const struct cp_log *log)
{
    const struct cp_log *begun = log->begun;
    *to = (struct cp_services){ 0 };
    if (begun == NULL)
        return;
    int32_t n = log->n_activities;
    to->services = arena_new(a, struct cp_service, n);
    struct arena_mark mark = arena_mark(a);
    int64_t longest = 0;
    for (int32_t c = 0; c < begun->n_cases; c++)
        if (begun->starts[c + 1] - begun->starts[c] > longest)
            longest = begun->starts[c + 1] - begun->starts[c];
    struct work w = { .log = log,
        .activity_of = numbers_in(
            a, log->activities, n, begun->activities, begun->n_activities),
        .first = arena_new(a, int32_t, n),
        .last = arena_new(a, int32_t, n),
        .next = arena_new(a, int32_t, longest),
        .pairs = arena_new(a, struct pair, begun->n_events),
        .n_unbegun = arena_new(a, int64_t, n),
        .n_uncompleted = arena_new(a, int64_t, n),
        .is_begun = arena_new(a, bool, n) };
    const int32_t *of_case =
        numbers_in(a, begun->cases, begun->n_cases, log->cases, log->n_cases);
    int64_t n_seen = 0;
    for (int32_t i = 0; i < n; i++)
        w.first[i] = -1;
    for (int32_t c = 0; c < log->n_cases; c++)
        if (of_case[c] >= 0) {
            pair_case(&w, c, of_case[c]);
            n_seen += begun->starts[of_case[c] + 1] - begun->starts[of_case[c]];
        } else {
            for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++)
                w.n_unbegun[log->events[i]]++;
        }
    to->n_elsewhere = w.n_elsewhere + begun->n_events - n_seen;
    put_services(to, a, &w);
    arena_rewind(a, mark);
}

/* ---- The check ------------------------------------------------------------
 */

/* Of one activity in one case: pairs, their sum, and what stands alone. */
struct slow {
    __extension__ __int128 sum;
    int64_t n, min, max, n_unbegun, n_uncompleted;
};

static void
slow_case(struct slow *to, const struct cp_log *log, int32_t c,
    const struct cp_log *begun, int32_t b, text name)
{
    int64_t at = b < 0 ? 0 : begun->starts[b];
    int64_t until = b < 0 ? 0 : begun->starts[b + 1], n_begun = 0, n_done = 0;
    for (int64_t i = at; i < until; i++)
        n_begun += text_is_equal(begun->activities[begun->events[i]], name);
    for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++) {
        if (!text_is_equal(log->activities[log->events[i]], name))
            continue;
        while (at < until &&
            !text_is_equal(begun->activities[begun->events[at]], name))
            at++;
        if (at == until || begun->times[at] > log->times[i]) {
            to->n_unbegun++;
            continue;
        }
        int64_t took = log->times[i] - begun->times[at++];
        to->min = n_done + to->n == 0 || took < to->min ? took : to->min;
        to->max = n_done + to->n == 0 || took > to->max ? took : to->max;
        to->sum += took;
        n_done++;
    }
    to->n += n_done;
    to->n_uncompleted += n_begun - n_done;
}

bool
cp_service_check(const struct cp_services *services, const struct cp_log *log)
{
    const struct cp_log *begun = log->begun;
    int64_t n_all = 0;
    if (begun == NULL)
        return services->n == 0 && services->n_elsewhere == 0;
    for (int32_t k = 0; k < services->n; k++) {
        const struct cp_service *it = &services->services[k];
        struct slow slow = { 0 };
        for (int32_t c = 0; c < log->n_cases; c++) {
            int32_t b = begun->n_cases - 1;
            while (b >= 0 && !text_is_equal(begun->cases[b], log->cases[c]))
                b--;
            slow_case(&slow, log, c, begun, b, log->activities[it->activity]);
        }
        double mean = (double)slow.sum / (double)slow.n;
        if (slow.n != it->time.n || slow.n_unbegun != it->n_unbegun ||
            slow.n_uncompleted != it->n_uncompleted ||
            (slow.n > 0 &&
                (slow.min != it->time.min || slow.max != it->time.max ||
                    mean > it->time.mean || mean < it->time.mean)))
            return false;
        n_all += slow.n + slow.n_uncompleted;
    }
    return n_all + services->n_elsewhere == begun->n_events;
}
