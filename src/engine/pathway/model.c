/* From a list to an automaton. */
#include "engine/pathway/model.h"

struct making {
    struct arena *arena;
    struct cp_model *whole; /* knows the activities */
    struct cp_model *m;
    ptrdiff_t n_edges_room, n_groups_room;
    struct used { /* what the takes are made of */
        int32_t activity;
        struct cp_take take;
    } * useds;
    ptrdiff_t n_useds, n_useds_room;
};

/* ---- Activities ---------------------------------------------------------- */

static struct cp_slot *
slot_of(const struct cp_model *m, text name)
{
    for (uint64_t i = text_hash(name);; i++) {
        struct cp_slot *slot = &m->slots[i & (uint64_t)(m->n_slots - 1)];
        if (slot->number == 0 || text_is_equal(slot->name, name))
            return slot;
    }
}

int32_t
cp_model_activity(const struct cp_model *m, text name)
{
    return slot_of(m, name)->number - 1;
}

int32_t
cp_model_n_activities(const struct cp_model *m)
{
    return m->n_activities;
}

static struct cp_names
activities_of(const struct cp_pathway_item *step)
{
    const struct cp_names *logs = &step->attributes[CP_PATHWAY_LOG];
    if (logs->n > 0)
        return *logs;
    return (struct cp_names){ (text *)&step->name, 1 };
}

static ptrdiff_t
count_activities(const struct cp_pathway_item *item)
{
    ptrdiff_t n = item->kind == CP_PATHWAY_STEP ? activities_of(item).n : 0;
    for (int i = 0; i < item->n_items; i++)
        n += count_activities(item->items[i]);
    return n;
}

static void
number_activities(struct cp_model *m, const struct cp_pathway_item *item)
{
    if (item->kind == CP_PATHWAY_STEP) {
        struct cp_names names = activities_of(item);
        for (int i = 0; i < names.n; i++) {
            struct cp_slot *slot = slot_of(m, names.names[i]);
            if (slot->number != 0)
                continue;
            m->activities[m->n_activities] = names.names[i];
            *slot = (struct cp_slot){ names.names[i], ++m->n_activities };
        }
    }
    for (int i = 0; i < item->n_items; i++)
        number_activities(m, item->items[i]);
}

/* ---- States and edges ---------------------------------------------------- */

static void
add_edge(struct making *k, int32_t from, int32_t to,
    const struct cp_pathway_item *step)
{
    struct cp_model *m = k->m;
    if (m->n_edges == k->n_edges_room) {
        k->n_edges_room = k->n_edges_room == 0 ? 16 : 2 * k->n_edges_room;
        struct cp_edge *more =
            arena_new(k->arena, struct cp_edge, k->n_edges_room);
        for (int32_t i = 0; i < m->n_edges; i++)
            more[i] = m->edges[i];
        m->edges = more;
    }
    m->edges[m->n_edges++] =
        (struct cp_edge){ from, to, step, step == NULL ? 0 : step->weight };
    m->has_back |= to < from;
}

static void
add_used(struct making *k, int32_t activity, struct cp_take take)
{
    if (k->n_useds == k->n_useds_room) {
        k->n_useds_room = k->n_useds_room == 0 ? 16 : 2 * k->n_useds_room;
        struct used *more = arena_new(k->arena, struct used, k->n_useds_room);
        for (ptrdiff_t i = 0; i < k->n_useds; i++)
            more[i] = k->useds[i];
        k->useds = more;
    }
    k->useds[k->n_useds++] = (struct used){ activity, take };
}

static void
add_step(struct making *k, const struct cp_pathway_item *step, int32_t from,
    int32_t to)
{
    struct cp_names names = activities_of(step);
    add_edge(k, from, to, step);
    for (int i = 0; i < names.n; i++)
        add_used(k, cp_model_activity(k->whole, names.names[i]),
            (struct cp_take){ from, to, step });
}

static int32_t
new_state(struct making *k)
{
    return k->m->n_states++;
}

static int32_t
make_item(struct making *k, const struct cp_pathway_item *item, int32_t from);

static void
claim(const struct cp_model *whole, const struct cp_pathway_item *item,
    int32_t *part_of, int32_t part)
{
    if (item->kind == CP_PATHWAY_STEP) {
        struct cp_names names = activities_of(item);
        for (int i = 0; i < names.n; i++)
            part_of[cp_model_activity(whole, names.names[i])] = part;
    }
    for (int i = 0; i < item->n_items; i++)
        claim(whole, item->items[i], part_of, part);
}

static struct cp_model *make_model(struct arena *a, struct cp_model *whole,
    struct cp_pathway_item *const *items, int n_items);

static int32_t
item_shortest(const struct cp_pathway_item *item)
{
    struct cp_pathway one = { .rows = (struct cp_pathway_item **)&item,
        .n_rows = 1 };
    return (int32_t)cp_pathway_shortest(&one);
}

static int32_t
make_any_order(
    struct making *k, const struct cp_pathway_item *item, int32_t from)
{
    struct cp_model *m = k->m;
    struct cp_group g = { .from = from, .n_parts = item->n_items };
    g.parts = arena_new(k->arena, struct cp_part, item->n_items);
    g.part_of = arena_new(k->arena, int32_t, k->whole->n_activities);
    for (int32_t i = 0; i < k->whole->n_activities; i++)
        g.part_of[i] = -1;
    for (int i = 0; i < item->n_items; i++) {
        const struct cp_pathway_item *one = item->items[i];
        struct cp_part *part = &g.parts[i];
        claim(k->whole, one, g.part_of, i);
        part->may_skip = one->may_skip;
        part->may_repeat = one->may_repeat;
        part->step = one;
        part->weight = one->weight;
        part->shortest = item_shortest(one);
        if (one->kind != CP_PATHWAY_STEP)
            part->model = make_model(k->arena, k->whole, &item->items[i], 1);
        g.shortest += part->shortest;
    }
    g.to = new_state(k);
    if (m->n_groups == k->n_groups_room) {
        k->n_groups_room = k->n_groups_room == 0 ? 4 : 2 * k->n_groups_room;
        struct cp_group *more =
            arena_new(k->arena, struct cp_group, k->n_groups_room);
        for (int32_t i = 0; i < m->n_groups; i++)
            more[i] = m->groups[i];
        m->groups = more;
    }
    m->groups[m->n_groups++] = g;
    return g.to;
}

/* One of: from one state to one, whatever lies between. */
static int32_t
make_one_of(struct making *k, const struct cp_pathway_item *item, int32_t from)
{
    int32_t *ends = arena_new(k->arena, int32_t, item->n_items);
    for (int i = 0; i < item->n_items; i++) {
        const struct cp_pathway_item *one = item->items[i];
        bool is_plain = one->kind == CP_PATHWAY_STEP && !one->may_repeat;
        ends[i] = is_plain ? -1 : make_item(k, one, from);
    }
    int32_t to = new_state(k);
    for (int i = 0; i < item->n_items; i++) {
        const struct cp_pathway_item *one = item->items[i];
        if (ends[i] >= 0) {
            add_edge(k, ends[i], to, NULL);
            continue;
        }
        add_step(k, one, from, to);
        if (one->may_skip)
            add_edge(k, from, to, NULL);
    }
    return to;
}

/* What is between its marks; the state where it ends. */
static int32_t
make_inside(struct making *k, const struct cp_pathway_item *item, int32_t from)
{
    int32_t to = from;
    switch (item->kind) {
    case CP_PATHWAY_STEP:
        to = new_state(k);
        add_step(k, item, from, to);
        break;
    case CP_PATHWAY_IN_ORDER:
        for (int i = 0; i < item->n_items; i++)
            to = make_item(k, item->items[i], to);
        break;
    case CP_PATHWAY_ANY_ORDER: to = make_any_order(k, item, from); break;
    case CP_PATHWAY_ONE_OF: to = make_one_of(k, item, from); break;
    }
    return to;
}

/* A repeat has a beginning and an end of its own: its way back must not lead
 * to what stands beside it. */
static int32_t
make_item(struct making *k, const struct cp_pathway_item *item, int32_t from)
{
    int32_t inner = from;
    if (item->may_repeat) {
        inner = new_state(k);
        add_edge(k, from, inner, NULL);
    }
    int32_t to = make_inside(k, item, inner);
    if (item->may_repeat) {
        add_edge(k, to, inner, NULL);
        int32_t out = new_state(k);
        add_edge(k, to, out, NULL);
        to = out;
    }
    if (item->may_skip)
        add_edge(k, from, to, NULL);
    return to;
}

/* By `from`, the order of making kept; groups too. */
static void
sort_edges(struct making *k)
{
    struct cp_model *m = k->m;
    int32_t *at = arena_new(k->arena, int32_t, m->n_states + 1);
    m->first_edge = arena_new(k->arena, int32_t, m->n_states + 1);
    struct cp_edge *sorted = arena_new(k->arena, struct cp_edge, m->n_edges);
    for (int32_t i = 0; i < m->n_edges; i++)
        at[m->edges[i].from + 1]++;
    for (int32_t i = 0; i < m->n_states; i++) {
        at[i + 1] += at[i];
        m->first_edge[i + 1] = at[i + 1];
    }
    for (int32_t i = 0; i < m->n_edges; i++)
        sorted[at[m->edges[i].from]++] = m->edges[i];
    m->edges = sorted;
    for (int32_t i = 1; i < m->n_groups; i++)
        for (int32_t j = i; j > 0 && m->groups[j].from < m->groups[j - 1].from;
             j--) {
            struct cp_group g = m->groups[j];
            m->groups[j] = m->groups[j - 1];
            m->groups[j - 1] = g;
        }
}

static void
sort_takes(struct making *k)
{
    struct cp_model *m = k->m;
    int32_t n = k->whole->n_activities;
    int32_t *at = arena_new(k->arena, int32_t, n + 1);
    m->first_take = arena_new(k->arena, int32_t, n + 1);
    m->takes = arena_new(k->arena, struct cp_take, k->n_useds);
    for (ptrdiff_t i = 0; i < k->n_useds; i++)
        m->first_take[k->useds[i].activity + 1]++;
    for (int32_t i = 0; i < n; i++) {
        m->first_take[i + 1] += m->first_take[i];
        at[i + 1] = m->first_take[i + 1];
    }
    for (ptrdiff_t i = 0; i < k->n_useds; i++)
        m->takes[at[k->useds[i].activity]++] = k->useds[i].take;
}

static struct cp_model *
make_model(struct arena *a, struct cp_model *whole,
    struct cp_pathway_item *const *items, int n_items)
{
    struct cp_model *m =
        whole->n_states == 0 ? whole : arena_new(a, struct cp_model, 1);
    struct making k = { .arena = a, .whole = whole, .m = m };
    m->n_activities = whole->n_activities;
    int32_t at = new_state(&k);
    for (int i = 0; i < n_items; i++)
        at = make_item(&k, items[i], at);
    m->end = at;
    sort_edges(&k);
    sort_takes(&k);
    return m;
}

/* ---- The whole ----------------------------------------------------------- */

static void
mark_ends(struct cp_model *m, const struct cp_pathway_item *item, text name)
{
    if (item->kind == CP_PATHWAY_STEP && text_is_equal(item->name, name)) {
        struct cp_names names = activities_of(item);
        for (int i = 0; i < names.n; i++)
            m->ends[cp_model_activity(m, names.names[i])] = item;
    }
    for (int i = 0; i < item->n_items; i++)
        mark_ends(m, item->items[i], name);
}

struct cp_model *
cp_model_of(const struct cp_pathway *p, struct arena *a)
{
    struct cp_model *m = arena_new(a, struct cp_model, 1);
    ptrdiff_t n = 0;
    for (int i = 0; i < p->n_rows; i++)
        n += count_activities(p->rows[i]);
    for (m->n_slots = 16; m->n_slots < 2 * n;)
        m->n_slots *= 2;
    m->slots = arena_new(a, struct cp_slot, m->n_slots);
    m->activities = arena_new(a, text, n);
    for (int i = 0; i < p->n_rows; i++)
        number_activities(m, p->rows[i]);
    make_model(a, m, p->rows, p->n_rows);
    m->ends = arena_new(a, const struct cp_pathway_item *, m->n_activities + 1);
    for (int i = 0; i < p->ends_any_time.n; i++)
        for (int j = 0; j < p->n_rows; j++)
            mark_ends(m, p->rows[j], p->ends_any_time.names[i]);
    return m;
}
