/* Best first over positions and places: what is exact when an activity belongs
 * to two parts of a group, and the way out when tables would be too large. */
#include "engine/pathway/align_places.h"

#include <string.h>

enum { BYTES_MAX = 1 << 27, CHUNK = 1 << 12, HOW_EXTRA = -1, HOW_ENDS = -2 };
enum { BEAM_WORK = 800'000, BEAM_MOST = 32 }; /* ways looked at; at once */
/* Bytes of places written down and compared: of very many parts each way is
 * long, and a node has very many ways. */
#define PLACES_WORK (INT64_C(1) << 32)

/* Events before `pos` are done with. */
struct node {
    int32_t pos, cost, parent;
    int32_t how;  /* which way to take the event, by number; or HOW_... */
    int32_t next; /* of the same slot of the table */
    bool is_done;
};
struct entry {
    int32_t node, next;
};

struct search {
    const struct cp_model *m;
    struct arena *arena;
    struct cp_places places;
    const int32_t *events; /* that the model knows */
    const int32_t *at;     /* where they stand in the trace */
    int32_t *rest;         /* what all from one on cost as extra events */
    ptrdiff_t n, n_trace;
    int32_t unknown; /* what the others cost */
    /* Nodes in chunks, each followed by its packed places. */
    struct node **nodes;
    unsigned char **packed;
    int32_t n_nodes, n_nodes_max;
    ptrdiff_t size; /* of packed places */
    int32_t *table, *buckets;
    ptrdiff_t n_slots;
    struct entry **entries;
    int32_t n_entries;
    unsigned char *scratch;
    /* Best whole ways seen: from a node all that is left is extra, and what
     * must come is left out. */
    int32_t full, full_node, prefix, prefix_node;
    int64_t work, work_max; /* bytes of places */
    bool is_out_of_room;
    /* What is done with each way on; and the best so far of those on a beam. */
    void (*put)(struct search *s, int32_t pos, int32_t cost, int32_t how);
    struct ray {
        int32_t cost, parent, how;
    } * rays;
    unsigned char *rays_packed;
    int32_t n_rays, n_rays_max;
    /* What is being expanded, or looked for again. */
    int32_t now, way, sought;
};

static struct node *
node_of(struct search *s, int32_t i)
{
    return &s->nodes[i / CHUNK][i % CHUNK];
}

static unsigned char *
packed_of(struct search *s, int32_t i)
{
    return s->packed[i / CHUNK] + i % CHUNK * s->size;
}

static struct entry *
entry_of(struct search *s, int32_t i)
{
    return &s->entries[i / CHUNK][i % CHUNK];
}

static ptrdiff_t
slot_of(const struct search *s, const unsigned char *packed, int32_t pos)
{
    uint64_t hash = text_hash((text){ (const char *)packed, s->size });
    hash = (hash ^ (uint64_t)pos) * 0x9e3779b97f4a7c15u;
    return (ptrdiff_t)(hash >> 32 & (uint64_t)(s->n_slots - 1));
}

static void
grow_table(struct search *s)
{
    s->n_slots *= 4;
    s->table = arena_new(s->arena, int32_t, s->n_slots);
    for (ptrdiff_t i = 0; i < s->n_slots; i++)
        s->table[i] = -1;
    for (int32_t i = 0; i < s->n_nodes; i++) {
        struct node *n = node_of(s, i);
        ptrdiff_t slot = slot_of(s, packed_of(s, i), n->pos);
        n->next = s->table[slot];
        s->table[slot] = i;
    }
}

static void
queue(struct search *s, int32_t i, int32_t cost)
{
    if (s->n_entries % CHUNK == 0)
        s->entries[s->n_entries / CHUNK] =
            arena_new(s->arena, struct entry, CHUNK);
    *entry_of(s, s->n_entries) = (struct entry){ i, s->buckets[cost] };
    s->buckets[cost] = s->n_entries++;
}

static void
add_node(struct search *s, struct node n, const unsigned char *packed)
{
    int32_t i = s->n_nodes++;
    if (i % CHUNK == 0) {
        s->nodes[i / CHUNK] = arena_new(s->arena, struct node, CHUNK);
        s->packed[i / CHUNK] =
            arena_new(s->arena, unsigned char, CHUNK * s->size);
    }
    *node_of(s, i) = n;
    memcpy(packed_of(s, i), packed, (size_t)s->size);
}

/* The places as they stand in s->places. */
static void
push(struct search *s, int32_t pos, int32_t cost, int32_t how)
{
    if (cost >= s->full)
        return;
    s->work += s->size;
    s->is_out_of_room |= s->work > s->work_max;
    if (s->is_out_of_room)
        return;
    cp_places_pack(&s->places, s->scratch);
    ptrdiff_t slot = slot_of(s, s->scratch, pos);
    for (int32_t i = s->table[slot]; i >= 0; i = node_of(s, i)->next) {
        struct node *n = node_of(s, i);
        if (n->pos != pos ||
            memcmp(packed_of(s, i), s->scratch, (size_t)s->size) != 0)
            continue;
        if (cost >= n->cost)
            return;
        if (s->n_entries >= 2 * s->n_nodes_max) {
            s->is_out_of_room = true;
            return;
        }
        n->cost = cost;
        n->parent = s->now;
        n->how = how;
        queue(s, i, cost);
        return;
    }
    if (s->n_nodes == s->n_nodes_max || s->n_entries >= 2 * s->n_nodes_max) {
        s->is_out_of_room = true;
        return;
    }
    int32_t i = s->n_nodes;
    add_node(s, (struct node){ pos, cost, s->now, how, s->table[slot], false },
        s->scratch);
    s->table[slot] = i;
    queue(s, i, cost);
    if (s->n_nodes > s->n_slots)
        grow_table(s);
}

static bool
push_way(void *context, int32_t cost)
{
    struct search *s = context;
    const struct node *n = node_of(s, s->now);
    s->put(s, n->pos + 1, n->cost + cost, s->way++);
    return s->is_out_of_room; /* nothing more is heard */
}

/* What the whole costs when all that is left is extra. */
static void
end_here(struct search *s, int32_t i)
{
    const struct node *n = node_of(s, i);
    cp_places_unpack(&s->places, packed_of(s, i));
    int32_t least = n->cost + s->rest[n->pos];
    if (least < s->prefix) {
        s->prefix = least;
        s->prefix_node = i;
    }
    least += cp_places_finish(&s->places);
    if (least < s->full) {
        s->full = least;
        s->full_node = i;
    }
}

static void
take_event(struct search *s, int32_t i)
{
    struct node n = *node_of(s, i);
    int32_t event = s->events[n.pos];
    cp_places_unpack(&s->places, packed_of(s, i));
    s->now = i;
    s->way = 0;
    (void)cp_places_take(&s->places, event);
    cp_places_unpack(&s->places, packed_of(s, i));
    bool may_end = s->m->ends[event] != NULL;
    if (may_end) {
        bool is_ended = s->places.at[0] == CP_PLACE_NONE;
        for (int32_t u = 0; u < s->places.n_units; u++)
            s->places.at[u] = CP_PLACE_NONE;
        s->put(s, n.pos + 1, n.cost, HOW_ENDS);
        if (is_ended)
            return;
        cp_places_unpack(&s->places, packed_of(s, i));
    }
    s->put(
        s, n.pos + 1, n.cost + s->rest[n.pos] - s->rest[n.pos + 1], HOW_EXTRA);
}

static void
expand(struct search *s, int32_t i)
{
    end_here(s, i);
    if (node_of(s, i)->pos < s->n)
        take_event(s, i);
}

/* Bucket by bucket. *lower: of all that was not looked at. */
static void
run(struct search *s, int32_t *lower, bool needs_full)
{
    for (int32_t cost = 0; cost < s->full; cost++) {
        *lower = cost;
        if (!needs_full && s->prefix <= cost)
            return;
        while (s->buckets[cost] >= 0) {
            struct entry e = *entry_of(s, s->buckets[cost]);
            struct node *n = node_of(s, e.node);
            s->buckets[cost] = e.next;
            if (n->is_done || n->cost != cost)
                continue;
            n->is_done = true;
            expand(s, e.node);
            if (s->is_out_of_room)
                return;
            if (cost >= s->full)
                break;
        }
    }
    *lower = s->full;
}

/* ---- A beam -----------------------------------------------------------------
 *
 * Where the room is gone: event by event, the few cheapest ways so far go on,
 * one that takes the event among them: who leaves steps out to take one may be
 * dearer now, and cheaper for all that follow. What comes of it is a way, and
 * often a good one. */

/* The cheapest that takes the event, in the place behind the others. */
static void
keep_taker(struct search *s, int32_t cost, int32_t how)
{
    struct ray *taker = &s->rays[s->n_rays_max];
    if (how < 0 || cost >= taker->cost)
        return;
    *taker = (struct ray){ cost, s->now, how };
    cp_places_pack(&s->places, s->scratch);
    memcpy(
        s->rays_packed + s->n_rays_max * s->size, s->scratch, (size_t)s->size);
}

static void
add_taker(struct search *s)
{
    const struct ray *taker = &s->rays[s->n_rays_max];
    bool has_one = taker->cost == INT32_MAX || s->n_rays_max < 2;
    for (int32_t i = 0; i < s->n_rays; i++)
        has_one |= s->rays[i].how >= 0;
    if (has_one)
        return;
    int32_t at = s->n_rays < s->n_rays_max ? s->n_rays++ : s->n_rays - 1;
    s->rays[at] = *taker;
    memcpy(s->rays_packed + at * s->size,
        s->rays_packed + s->n_rays_max * s->size, (size_t)s->size);
}

static void
put_ray(struct search *s, int32_t pos, int32_t cost, int32_t how)
{
    (void)pos;
    int32_t at = s->n_rays;
    keep_taker(s, cost, how);
    if (at == s->n_rays_max && s->rays[at - 1].cost <= cost)
        return;
    cp_places_pack(&s->places, s->scratch);
    for (int32_t i = 0; i < s->n_rays; i++) {
        if (memcmp(s->rays_packed + i * s->size, s->scratch, (size_t)s->size) !=
            0)
            continue;
        if (s->rays[i].cost <= cost)
            return;
        at = i; /* is there, and dearer */
        break;
    }
    if (at == s->n_rays)
        s->n_rays += s->n_rays < s->n_rays_max;
    if (at == s->n_rays_max)
        at--;
    for (; at > 0 && s->rays[at - 1].cost > cost; at--) {
        s->rays[at] = s->rays[at - 1];
        memcpy(s->rays_packed + at * s->size,
            s->rays_packed + (at - 1) * s->size, (size_t)s->size);
    }
    s->rays[at] = (struct ray){ cost, s->now, how };
    memcpy(s->rays_packed + at * s->size, s->scratch, (size_t)s->size);
}

/* *b: the same search begun anew, with room for its nodes. */
static bool
follow_beam(struct search *b, const struct search *s)
{
    ptrdiff_t width = BEAM_WORK / (s->n + 1);
    width = width > BEAM_MOST ? BEAM_MOST : width;
    ptrdiff_t bytes = s->size + (ptrdiff_t)sizeof(struct node);
    if (width > BYTES_MAX / bytes / (s->n + 1))
        width = BYTES_MAX / bytes / (s->n + 1);
    /* each looks at as many ways as there are parts, each of that size */
    if (width > PLACES_WORK / s->size / s->size / (s->n + 1))
        width = PLACES_WORK / s->size / s->size / (s->n + 1);
    if (width < 1)
        return false;
    *b = *s;
    b->is_out_of_room = false;
    b->put = put_ray;
    b->places.context = b;
    b->n_nodes = 0;
    b->n_rays_max = (int32_t)width;
    b->rays = arena_new(b->arena, struct ray, width + 1);
    b->rays_packed = arena_new(b->arena, unsigned char, (width + 1) * b->size);
    b->nodes =
        arena_new(b->arena, struct node *, (s->n + 1) * width / CHUNK + 1);
    b->packed =
        arena_new(b->arena, unsigned char *, (s->n + 1) * width / CHUNK + 1);
    cp_places_begin(&b->places);
    cp_places_pack(&b->places, b->scratch);
    add_node(b, (struct node){ 0, 0, -1, HOW_EXTRA, -1, false }, b->scratch);
    int32_t from = 0;
    for (int32_t pos = 0; pos < b->n; pos++) {
        int32_t until = b->n_nodes;
        b->n_rays = 0;
        b->rays[width].cost = INT32_MAX;
        for (; from < until; from++)
            take_event(b, from);
        add_taker(b);
        for (int32_t i = 0; i < b->n_rays; i++)
            add_node(b,
                (struct node){ pos + 1, b->rays[i].cost, b->rays[i].parent,
                    b->rays[i].how, -1, false },
                b->rays_packed + i * b->size);
    }
    b->full = b->prefix = INT32_MAX;
    for (; from < b->n_nodes; from++)
        end_here(b, from);
    return true;
}

/* ---- The way --------------------------------------------------------------
 */

static bool
is_sought(void *context, int32_t cost)
{
    struct search *s = context;
    (void)cost;
    return s->way++ == s->sought;
}

static void
add_extras(struct search *s, ptrdiff_t *next, int32_t until)
{
    struct cp_places *p = &s->places;
    for (; *next < until; ++*next)
        p->moves[p->n_moves++] =
            (struct cp_move){ CP_MOVE_EXTRA, (int32_t)*next, NULL };
}

static void
add_moves(struct search *s, int32_t i, ptrdiff_t *next)
{
    struct cp_places *p = &s->places;
    const struct node *n = node_of(s, i);
    if (n->parent < 0)
        return;
    int32_t place = s->at[n->pos - 1], event = s->events[n->pos - 1];
    add_extras(s, next, place);
    if (n->how == HOW_EXTRA) {
        add_extras(s, next, place + 1);
        return;
    }
    ++*next;
    if (n->how == HOW_ENDS) {
        p->moves[p->n_moves++] =
            (struct cp_move){ CP_MOVE_MATCH, place, s->m->ends[event] };
        return;
    }
    struct cp_move *all = p->moves;
    ptrdiff_t n_all = p->n_moves;
    p->moves = all + n_all;
    p->n_moves = 0;
    p->place = place;
    s->way = 0;
    s->sought = n->how;
    cp_places_unpack(p, packed_of(s, n->parent));
    bool is_found = cp_places_take(p, event);
    require(is_found);
    for (ptrdiff_t from = 0, to = p->n_moves - 1; from < to; from++, to--) {
        struct cp_move swap = p->moves[from];
        p->moves[from] = p->moves[to];
        p->moves[to] = swap;
    }
    p->moves = all;
    p->n_moves += n_all;
}

static void
read_off(struct search *s, struct cp_alignment *to, int32_t end, bool is_prefix)
{
    struct cp_places *p = &s->places;
    ptrdiff_t n = 0, next = 0;
    for (int32_t i = end; i >= 0; i = node_of(s, i)->parent)
        n++;
    int32_t *way = arena_new(s->arena, int32_t, n);
    for (int32_t i = end; i >= 0; i = node_of(s, i)->parent)
        way[--n] = i;
    p->visit = is_sought;
    p->moves = to->moves;
    p->n_moves = 0;
    for (;; n++) {
        add_moves(s, way[n], &next);
        if (way[n] == end)
            break;
    }
    add_extras(s, &next, (int32_t)s->n_trace);
    p->place = (int32_t)s->n_trace;
    cp_places_unpack(p, packed_of(s, end));
    if (!is_prefix)
        cp_places_finish_moves(p);
    to->n = p->n_moves;
}

/* ---- The whole ------------------------------------------------------------
 */

static void
take_events(struct search *s, const int32_t *events, ptrdiff_t n)
{
    const struct cp_price *price = s->places.price;
    int32_t *known = arena_new(s->arena, int32_t, n);
    int32_t *at = arena_new(s->arena, int32_t, n);
    for (ptrdiff_t i = 0; i < n; i++)
        if (events[i] < 0) {
            s->unknown += cp_extra(price, events[i]);
        } else {
            known[s->n] = events[i];
            at[s->n++] = (int32_t)i;
        }
    s->events = known;
    s->at = at;
    s->n_trace = n;
    s->rest = arena_new(s->arena, int32_t, s->n + 1);
    for (ptrdiff_t i = s->n - 1; i >= 0; i--)
        s->rest[i] = s->rest[i + 1] + cp_extra(price, known[i]);
}

struct cp_align_cost
cp_align_search(const struct cp_model *m, struct arena *a,
    const int32_t *events, ptrdiff_t n, const struct cp_price *price,
    struct cp_alignment *path, bool is_prefix)
{
    struct arena_mark mark = arena_mark(a);
    struct search s = { .m = m, .arena = a, .n_slots = 256, .now = -1 };
    int32_t lower = 0;
    s.places = cp_places_in(m, a, price);
    s.put = push;
    s.places.visit = push_way;
    s.places.context = &s;
    s.size = (ptrdiff_t)s.places.n_units * s.places.width;
    s.scratch = arena_new(a, unsigned char, s.size);
    s.n_nodes_max = price->n_nodes_max > 0 ? price->n_nodes_max : CP_NODES_MAX;
    if (s.n_nodes_max > BYTES_MAX / s.size)
        s.n_nodes_max = (int32_t)(BYTES_MAX / s.size);
    s.work_max = PLACES_WORK / CP_NODES_MAX *
        (price->n_nodes_max > 0 ? price->n_nodes_max : CP_NODES_MAX);
    s.nodes = arena_new(a, struct node *, s.n_nodes_max / CHUNK + 1);
    s.packed = arena_new(a, unsigned char *, s.n_nodes_max / CHUNK + 1);
    s.entries = arena_new(a, struct entry *, 2 * s.n_nodes_max / CHUNK + 2);
    take_events(&s, events, n);
    grow_table(&s);
    cp_places_begin(&s.places);
    s.prefix = s.rest[0];
    s.full = s.rest[0] + cp_places_finish(&s.places);
    s.buckets = arena_new(a, int32_t, s.full + 1);
    for (int32_t i = 0; i <= s.full; i++)
        s.buckets[i] = -1;
    s.full++; /* so that the first node is taken */
    push(&s, 0, 0, HOW_EXTRA);
    s.full--;
    run(&s, &lower, path == NULL || !is_prefix);
    struct cp_align_cost least = { lower, lower, 0, 0 };
    struct search beam, *full = &s, *prefix = &s;
    if (s.is_out_of_room) {
        struct cp_align_cost shares = cp_align_least(m, a, events, n);
        least.full = shares.full > lower ? shares.full : lower;
        least.prefix = shares.prefix > lower ? shares.prefix : lower;
        if (follow_beam(&beam, &s)) {
            full = beam.full < s.full ? &beam : &s;
            prefix = beam.prefix < s.prefix ? &beam : &s;
        }
    }
    struct cp_align_cost to = { full->full + s.unknown,
        prefix->prefix + s.unknown,
        full->full - cp_least(least.full, full->full),
        prefix->prefix - cp_least(least.prefix, prefix->prefix) };
    if (path != NULL) {
        struct search *best = is_prefix ? prefix : full;
        path->cost = is_prefix ? to.prefix : to.full;
        path->least = path->cost - (is_prefix ? to.prefix_gap : to.full_gap);
        best->places.context = best;
        read_off(best, path, is_prefix ? best->prefix_node : best->full_node,
            is_prefix);
    }
    arena_rewind(a, mark);
    return to;
}
