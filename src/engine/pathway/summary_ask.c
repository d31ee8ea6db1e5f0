/* What a summary says, asked of some of its cells. */
#include "engine/pathway/summary_inside.h"

#include "base/sort.h"

#include <math.h>
#include <string.h>

/* ---- Edges ------------------------------------------------------------------
 */

struct slot {
    uint64_t pair; /* from * 2^32 + to, plus 1; 0: free */
    int64_t n_events, n_cases, last_way;
};
struct edges {
    struct arena *arena;
    struct slot *slots;
    int64_t n_slots, n;
};

static struct slot *
free_slot(struct edges *e, uint64_t pair)
{
    uint64_t at = pair * 0x9E37'79B9'7F4A'7C15u >> 20;
    for (;; at++) {
        struct slot *slot = &e->slots[at & (uint64_t)(e->n_slots - 1)];
        if (slot->pair == pair || slot->pair == 0)
            return slot;
    }
}

static struct slot *
slot_of(struct edges *e, uint64_t pair)
{
    struct slot *slot = free_slot(e, pair);
    if (slot->pair != 0)
        return slot;
    if (2 * e->n >= e->n_slots) {
        struct slot *old = e->slots;
        int64_t n_old = e->n_slots;
        e->n_slots *= 2;
        e->slots = arena_new(e->arena, struct slot, e->n_slots);
        for (int64_t i = 0; i < n_old; i++)
            if (old[i].pair != 0)
                *free_slot(e, old[i].pair) = old[i];
        slot = free_slot(e, pair);
    }
    slot->pair = pair;
    e->n++;
    return slot;
}

static int
by_pair(const void *context, const void *x, const void *y)
{
    const struct cp_summary_edge *a = x, *b = y;
    (void)context;
    return a->from != b->from ? a->from - b->from : a->to - b->to;
}

void
cp_summary_graph(struct cp_summary_graph *to, struct arena *a,
    const struct cp_summary *s, const bool *is_cell)
{
    struct edges e = { .arena = a, .n_slots = 1024 };
    int32_t n = s->n_activities;
    *to = (struct cp_summary_graph){ .n_events = arena_new(a, int64_t, n),
        .n_cases = arena_new(a, int64_t, n),
        .n_starts = arena_new(a, int64_t, n),
        .n_ends = arena_new(a, int64_t, n) };
    int64_t *last_way = arena_new(a, int64_t, n);
    e.slots = arena_new(a, struct slot, e.n_slots);
    for (int64_t w = 0; w < s->n_ways; w++) {
        const struct cp_way *way = &s->ways[w];
        if (way->n == 0 || (is_cell != NULL && !is_cell[way->cell]))
            continue;
        to->n_starts[way->events[0]] += way->n_cases;
        to->n_ends[way->events[way->n - 1] & ~CP_TIED] += way->n_cases;
        for (int32_t i = 0; i < way->n; i++) {
            int32_t at = way->events[i] & ~CP_TIED;
            /* whether it came before nobody can foresee: no branch */
            to->n_events[at] += way->n_cases;
            to->n_cases[at] += last_way[at] != w + 1 ? way->n_cases : 0;
            last_way[at] = w + 1;
            if (i == 0 || (way->events[i] & CP_TIED) != 0)
                continue;
            uint64_t from = (uint64_t)(way->events[i - 1] & ~CP_TIED);
            struct slot *slot = slot_of(&e, (from << 32 | (uint32_t)at) + 1);
            slot->n_events += way->n_cases;
            slot->n_cases += slot->last_way != w + 1 ? way->n_cases : 0;
            slot->last_way = w + 1;
        }
    }
    to->edges = arena_new(a, struct cp_summary_edge, e.n);
    for (int64_t i = 0; i < e.n_slots; i++)
        if (e.slots[i].pair != 0)
            to->edges[to->n_edges++] = (struct cp_summary_edge){
                (int32_t)((e.slots[i].pair - 1) >> 32),
                (int32_t)(uint32_t)(e.slots[i].pair - 1), e.slots[i].n_events,
                e.slots[i].n_cases
            };
    struct arena_mark mark = arena_mark(a);
    struct cp_summary_edge *room =
        arena_new(a, struct cp_summary_edge, to->n_edges);
    sort(to->edges, room, to->n_edges, sizeof *room, by_pair, NULL);
    arena_rewind(a, mark);
}

/* ---- Values -----------------------------------------------------------------
 */

static int
by_value(const void *context, const void *x, const void *y)
{
    const struct cp_run *a = x, *b = y;
    (void)context;
    return (a->value > b->value) - (a->value < b->value);
}

/* The first record that is not before that key. */
static int64_t
first_from(const struct cp_summary *s, uint64_t key)
{
    int64_t low = 0, high = s->n_records;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (s->records[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void
cp_summary_values(struct cp_runs *to, struct arena *a,
    const struct cp_summary *s, enum cp_record_kind kind, int32_t of_a,
    int32_t of_b, const bool *is_cell)
{
    int64_t n_most = 0;
    *to = (struct cp_runs){ 0 };
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t c = 0; c < s->n_cells; c++) {
            uint64_t key = cp_record_key(kind, c, of_a, of_b);
            int64_t i = is_cell == NULL || is_cell[c] ? first_from(s, key)
                                                      : s->n_records;
            if (i == s->n_records || s->records[i].key != key)
                continue;
            const struct cp_record *r = &s->records[i];
            if (pass == 0) {
                n_most += r->n_words;
                continue;
            }
            struct cp_words words = cp_record_words(r);
            while (cp_words_next(&words, &to->runs[to->n_runs]))
                to->n_runs++;
        }
        if (pass == 0)
            to->runs = arena_new(a, struct cp_run, n_most + 1);
    }
    struct arena_mark mark = arena_mark(a);
    struct cp_run *room = arena_new(a, struct cp_run, n_most);
    sort(to->runs, room, to->n_runs, sizeof *room, by_value, NULL);
    arena_rewind(a, mark);
    int64_t n = 0;
    for (int64_t i = 0; i < to->n_runs; i++) {
        to->n += to->runs[i].n;
        if (n > 0 && to->runs[n - 1].value == to->runs[i].value)
            to->runs[n - 1].n += to->runs[i].n;
        else
            to->runs[n++] = to->runs[i];
    }
    to->n_runs = n;
}

static int64_t
value_at(const struct cp_runs *r, int64_t place)
{
    int64_t i = 0;
    while (place >= r->runs[i].n)
        place -= r->runs[i++].n;
    return r->runs[i].value;
}

double
cp_runs_median(const struct cp_runs *r)
{
    if (r->n == 0)
        return NAN;
    double low = (double)value_at(r, (r->n - 1) / 2);
    return low + ((double)value_at(r, r->n / 2) - low) / 2;
}
