#include "engine/pathway/graph.h"

#include "base/sort.h"

#include <math.h>
#include <string.h>

/* ---- In order of names ------------------------------------------------------
 */

static int
by_name(const void *context, const void *x, const void *y)
{
    const text *names = context;
    const int32_t *a = x, *b = y;
    return text_compare(names[*a], names[*b]);
}

/* The place of each activity by its name. */
static int32_t *
rank_names(struct arena *a, const struct cp_log *log, int32_t **in_order)
{
    int32_t n = log->n_activities;
    int32_t *ids = arena_new(a, int32_t, n), *ranks = arena_new(a, int32_t, n);
    for (int32_t i = 0; i < n; i++)
        ids[i] = i;
    sort(ids, ranks, n, sizeof *ids, by_name, log->activities);
    for (int32_t i = 0; i < n; i++)
        ranks[ids[i]] = i;
    *in_order = ids;
    return ranks;
}

/* ---- Spreads --------------------------------------------------------------
 */

/* The k-th of them, from 0; those before it are not greater. */
static int64_t
select_kth(int64_t *v, int64_t n, int64_t k)
{
    int64_t low = 0, high = n - 1;
    while (low < high) {
        int64_t a = v[low], b = v[low + (high - low) / 2], c = v[high];
        int64_t pivot = a < b ? (b < c ? b : (a < c ? c : a))
                              : (a < c ? a : (b < c ? c : b));
        int64_t i = low, j = high;
        while (i <= j) {
            while (v[i] < pivot)
                i++;
            while (v[j] > pivot)
                j--;
            if (i <= j) {
                int64_t t = v[i];
                v[i++] = v[j];
                v[j--] = t;
            }
        }
        if (k <= j)
            high = j;
        else if (k >= i)
            low = i;
        else
            return v[k];
    }
    return v[k];
}

/* Linear between the two neighbours; v stands so that all before `from` are
 * no greater than those from it on. */
static double
quantile(int64_t *v, int64_t n, int64_t from, int64_t quarters)
{
    int64_t at = (n - 1) * quarters / 4, rest = (n - 1) * quarters % 4;
    if (at < from)
        at = from;
    double x = (double)select_kth(v + from, n - from, at - from);
    if (rest == 0)
        return x;
    int64_t next = INT64_MAX;
    for (int64_t i = at + 1; i < n; i++)
        if (v[i] < next)
            next = v[i];
    return x + ((double)next - x) * (double)rest / 4;
}

struct cp_spread
cp_spread_of(int64_t *v, int64_t n)
{
    __extension__ typedef __int128 wide;
    struct cp_spread s = { .n = n, .stdev = NAN };
    wide sum = 0;
    if (n == 0)
        return (struct cp_spread){
            .mean = NAN, .stdev = NAN, .low = NAN, .median = NAN, .high = NAN
        };
    s.min = s.max = v[0];
    for (int64_t i = 0; i < n; i++) {
        sum += v[i];
        s.min = v[i] < s.min ? v[i] : s.min;
        s.max = v[i] > s.max ? v[i] : s.max;
    }
    s.mean = (double)sum / (double)n;
    s.low = quantile(v, n, 0, 1);
    s.median = quantile(v, n, (n - 1) / 4, 2);
    s.high = quantile(v, n, (n - 1) / 2, 3);
    if (n > 1) {
        /* exact in 128 bits, so that the order of rows does not show; what
         * is longer than 35 years is measured in milliseconds */
        int shift = s.max > INT64_C(1) << 50 ? 10 : 0;
        wide all = 0, whole = 0;
        for (int64_t i = 0; i < n; i++) {
            wide x = v[i] >> shift;
            all += x * x;
            whole += x;
        }
        wide q = whole / n, r = whole % n;
        double squares =
            (double)(all - q * whole) - (double)(r * whole) / (double)n;
        s.stdev = sqrt((squares > 0 ? squares : 0) / (double)(n - 1)) *
            (double)(1 << shift);
    }
    return s;
}

/* ---- Edges ------------------------------------------------------------------
 */

struct edge_slot {
    uint64_t pair; /* from * 2^32 + to, by rank, plus 1; 0: free */
    int64_t n_events, n_cases, at;
    int32_t last_case; /* plus 1 */
};
struct edge_table {
    struct arena *arena;
    struct edge_slot *slots;
    ptrdiff_t n_slots, n;
};

static struct edge_slot *
edge_slot_of(struct edge_table *t, uint64_t pair)
{
    uint64_t at = pair * 0x9E37'79B9'7F4A'7C15u >> 20;
    for (;; at++) {
        struct edge_slot *slot = &t->slots[at & (uint64_t)(t->n_slots - 1)];
        if (slot->pair == pair || slot->pair == 0)
            return slot;
    }
}

static struct edge_slot *
edge_of(struct edge_table *t, uint64_t pair)
{
    struct edge_slot *slot = edge_slot_of(t, pair);
    if (slot->pair != 0)
        return slot;
    if (2 * t->n >= t->n_slots) {
        struct edge_slot *old = t->slots;
        ptrdiff_t n_old = t->n_slots;
        t->n_slots *= 2;
        t->slots = arena_new(t->arena, struct edge_slot, t->n_slots);
        for (ptrdiff_t i = 0; i < n_old; i++)
            if (old[i].pair != 0)
                *edge_slot_of(t, old[i].pair) = old[i];
        slot = edge_slot_of(t, pair);
    }
    slot->pair = pair;
    t->n++;
    return slot;
}

static int
by_pair(const void *context, const void *x, const void *y)
{
    const struct edge_slot *slots = context;
    uint64_t a = slots[*(const int32_t *)x].pair;
    uint64_t b = slots[*(const int32_t *)y].pair;
    return (a > b) - (a < b);
}

static bool
is_together(const struct cp_log *log, int64_t i)
{
    return log->is_any_order && log->times[i - 1] == log->times[i];
}

static uint64_t
pair_of(const struct cp_log *log, const int32_t *ranks, int64_t i, bool is_tied)
{
    uint64_t from = (uint64_t)ranks[log->events[i - 1]];
    uint64_t to = (uint64_t)ranks[log->events[i]];
    return (is_tied && to < from ? to << 32 | from : from << 32 | to) + 1;
}

/* Edges, or where `is_tied` what is no edge: their number is returned. */
static int32_t
count_edges(struct cp_edge_count *edges, struct arena *a,
    const struct cp_log *log, const int32_t *ranks, const int32_t *in_order,
    bool is_tied)
{
    struct edge_table t = { .arena = a, .n_slots = 1024 };
    t.slots = arena_new(a, struct edge_slot, t.n_slots);
    for (int32_t c = 0; c < log->n_cases; c++)
        for (int64_t i = log->starts[c] + 1; i < log->starts[c + 1]; i++) {
            if (is_together(log, i) != is_tied)
                continue;
            uint64_t pair = pair_of(log, ranks, i, is_tied);
            struct edge_slot *slot = edge_of(&t, pair);
            slot->n_events++;
            if (slot->last_case != c + 1) {
                slot->last_case = c + 1;
                slot->n_cases++;
            }
        }
    int32_t *ids = arena_new(a, int32_t, t.n);
    int32_t *room = arena_new(a, int32_t, t.n), n = 0;
    for (ptrdiff_t i = 0; i < t.n_slots; i++)
        if (t.slots[i].pair != 0)
            ids[n++] = (int32_t)i;
    sort(ids, room, n, sizeof *ids, by_pair, t.slots);
    int64_t n_all = 0;
    for (int32_t i = 0; i < n; i++) {
        t.slots[ids[i]].at = n_all;
        n_all += t.slots[ids[i]].n_events;
    }
    int64_t *waits = arena_new(a, int64_t, n_all);
    for (int32_t c = 0; c < log->n_cases; c++)
        for (int64_t i = log->starts[c] + 1; i < log->starts[c + 1]; i++) {
            if (is_together(log, i) != is_tied)
                continue;
            uint64_t pair = pair_of(log, ranks, i, is_tied);
            waits[edge_slot_of(&t, pair)->at++] =
                log->times[i] - log->times[i - 1];
        }
    for (int32_t i = 0; i < n; i++) {
        const struct edge_slot *slot = &t.slots[ids[i]];
        edges[i] =
            (struct cp_edge_count){ .from = in_order[(slot->pair - 1) >> 32],
                .to = in_order[(uint32_t)(slot->pair - 1)],
                .n_events = slot->n_events,
                .n_cases = slot->n_cases,
                .wait = cp_spread_of(
                    waits + slot->at - slot->n_events, slot->n_events) };
    }
    return n;
}

/* ---- The whole --------------------------------------------------------------
 */

/* How many edges there are, so that room for them stands before scratch. */
static int64_t
count_pairs(const struct cp_log *log)
{
    int64_t n = (int64_t)log->n_activities * log->n_activities;
    int64_t most = log->n_events - log->n_cases;
    return n < most ? n : most;
}

void
cp_graph_count(struct cp_graph *g, struct arena *a, const struct cp_log *log)
{
    int32_t *in_order, n = log->n_activities;
    *g = (struct cp_graph){ .n_activities = n };
    g->activities = arena_new(a, struct cp_activity_count, n);
    g->edges = arena_new(a, struct cp_edge_count, count_pairs(log));
    if (log->is_any_order)
        g->together = arena_new(a, struct cp_edge_count, count_pairs(log));
    struct arena_mark mark = arena_mark(a);
    int32_t *ranks = rank_names(a, log, &in_order);
    int32_t *last_case = arena_new(a, int32_t, n);
    int64_t *durations = arena_new(a, int64_t, log->n_cases);
    for (int32_t i = 0; i < n; i++)
        g->activities[i].activity = in_order[i];
    for (int32_t c = 0; c < log->n_cases; c++) {
        int64_t from = log->starts[c], until = log->starts[c + 1];
        for (int64_t i = from; i < until; i++) {
            int32_t rank = ranks[log->events[i]];
            g->activities[rank].n_events++;
            if (last_case[rank] != c + 1) {
                last_case[rank] = c + 1;
                g->activities[rank].n_cases++;
            }
        }
        g->activities[ranks[log->events[from]]].n_starts++;
        g->activities[ranks[log->events[until - 1]]].n_ends++;
        durations[c] = log->times[until - 1] - log->times[from];
    }
    g->duration = cp_spread_of(durations, log->n_cases);
    g->n_edges = count_edges(g->edges, a, log, ranks, in_order, false);
    if (log->is_any_order)
        g->n_together = count_edges(g->together, a, log, ranks, in_order, true);
    arena_rewind(a, mark);
}

bool
cp_graph_check(const struct cp_graph *g)
{
    for (int32_t i = 0; i < g->n_activities; i++) {
        const struct cp_activity_count *one = &g->activities[i];
        int64_t n_out = one->n_ends, n_in = one->n_starts;
        for (int32_t e = 0; e < g->n_edges; e++) {
            if (g->edges[e].from == one->activity)
                n_out += g->edges[e].n_events;
            if (g->edges[e].to == one->activity)
                n_in += g->edges[e].n_events;
        }
        int64_t n_tied = 0;
        for (int32_t e = 0; e < g->n_together; e++)
            n_tied += g->together[e].n_events *
                ((g->together[e].from == one->activity) +
                    (g->together[e].to == one->activity));
        if (n_out + n_in + n_tied != 2 * one->n_events ||
            n_out > one->n_events || n_in > one->n_events)
            return false;
    }
    return true;
}

/* ---- Variants ---------------------------------------------------------------
 */

struct variant_order {
    const struct cp_variant *variants;
    const int32_t *ranks;
};

static int
by_cases(const void *context, const void *a, const void *b)
{
    const struct variant_order *o = context;
    const struct cp_variant *x = &o->variants[*(const int32_t *)a];
    const struct cp_variant *y = &o->variants[*(const int32_t *)b];
    if (x->n_cases != y->n_cases)
        return x->n_cases > y->n_cases ? -1 : 1;
    for (int64_t i = 0; i < x->n && i < y->n; i++)
        if (x->events[i] != y->events[i])
            return o->ranks[x->events[i]] - o->ranks[y->events[i]];
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    for (int64_t i = 1; i < x->n; i++)
        if (cp_variant_is_tied(x, i) != cp_variant_is_tied(y, i))
            return cp_variant_is_tied(x, i) ? 1 : -1;
    return 0;
}

static uint64_t
hash_of(const struct cp_variant *way)
{
    uint64_t hash = (uint64_t)way->n;
    for (int64_t i = 0; i < way->n; i++) {
        uint64_t is_tied = cp_variant_is_tied(way, i);
        hash = (hash ^ is_tied << 32 ^ (uint64_t)(uint32_t)way->events[i]) *
            0xFF51'AFD7'ED55'8CCDu;
        hash ^= hash >> 29;
    }
    return hash;
}

static bool
is_same_way(const struct cp_variant *x, const struct cp_variant *y)
{
    if (x->n != y->n ||
        memcmp(x->events, y->events, (size_t)x->n * sizeof *x->events) != 0)
        return false;
    for (int64_t i = 1; x->times != NULL && i < x->n; i++)
        if (cp_variant_is_tied(x, i) != cp_variant_is_tied(y, i))
            return false;
    return true;
}

void
cp_variants_count(
    struct cp_variants *v, struct arena *a, const struct cp_log *log)
{
    int32_t *in_order;
    int32_t *of_case = arena_new(a, int32_t, log->n_cases);
    int32_t *ids = arena_new(a, int32_t, log->n_cases);
    struct cp_variant *found = arena_new(a, struct cp_variant, log->n_cases);
    struct arena_mark mark = arena_mark(a);
    ptrdiff_t n_slots = 64;
    while (n_slots < 2 * (ptrdiff_t)log->n_cases)
        n_slots *= 2;
    struct variant_slot {
        uint64_t hash;
        int32_t number; /* from 1 on */
    } *slots = arena_new(a, struct variant_slot, n_slots);
    int32_t n = 0;
    for (int32_t c = 0; c < log->n_cases; c++) {
        const int32_t *events = log->events + log->starts[c];
        int64_t n_events = log->starts[c + 1] - log->starts[c];
        const struct cp_variant way = { 0, events, n_events,
            log->is_any_order ? log->times + log->starts[c] : NULL };
        uint64_t hash = hash_of(&way);
        for (uint64_t at = hash;; at++) {
            struct variant_slot *slot = &slots[at & (uint64_t)(n_slots - 1)];
            if (slot->number == 0) {
                found[n] = way;
                *slot = (struct variant_slot){ hash, ++n };
            }
            if (slot->hash == hash &&
                is_same_way(&found[slot->number - 1], &way)) {
                found[slot->number - 1].n_cases++;
                of_case[c] = slot->number - 1;
                break;
            }
        }
    }
    struct variant_order order = { found, rank_names(a, log, &in_order) };
    int32_t *room = arena_new(a, int32_t, n);
    for (int32_t i = 0; i < n; i++)
        ids[i] = i;
    sort(ids, room, n, sizeof *ids, by_cases, &order);
    for (int32_t i = 0; i < n; i++)
        room[ids[i]] = i;
    for (int32_t c = 0; c < log->n_cases; c++)
        of_case[c] = room[of_case[c]];
    arena_rewind(a, mark);
    *v = (struct cp_variants){ arena_new(a, struct cp_variant, n), n, of_case };
    for (int32_t i = 0; i < n; i++)
        v->variants[i] = found[ids[i]];
}
