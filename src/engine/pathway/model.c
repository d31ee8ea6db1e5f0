/* From a list to an automaton. */
#include "engine/pathway/model.h"

#include <string.h>

struct making {
    struct cp_making in;
    struct cp_model *whole; /* knows the activities */
};

/* ---- Activities ---------------------------------------------------------- */

int32_t
cp_model_activity(const struct cp_model *m, text name)
{
    return cp_name_slot(&m->names, name)->number - 1;
}

text
cp_model_name(const struct cp_model *m, int32_t activity)
{
    return m->activities[activity];
}

text
cp_model_step_name(const struct cp_model *m, text activity)
{
    int32_t is = cp_model_activity(m, activity);
    return is < 0 ? activity : m->step_of[is]->name;
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
number_activities(
    struct cp_model *m, const struct cp_pathway_item *item, int32_t *n_steps)
{
    if (item->kind == CP_PATHWAY_STEP) {
        struct cp_names names = activities_of(item);
        for (int i = 0; i < names.n; i++) {
            struct cp_name *slot = cp_name_slot(&m->names, names.names[i]);
            if (slot->number != 0)
                continue;
            m->activities[m->n_activities] = names.names[i];
            m->step_of[m->n_activities] = item;
            *slot = (struct cp_name){ names.names[i], ++m->n_activities };
        }
        struct cp_name *slot = cp_name_slot(&m->step_names, item->name);
        if (slot->number == 0)
            *slot = (struct cp_name){ item->name, ++*n_steps };
    }
    for (int i = 0; i < item->n_items; i++)
        number_activities(m, item->items[i], n_steps);
}

/* ---- States and edges ---------------------------------------------------- */

void
cp_add_edge(struct cp_making *k, struct cp_edge edge)
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
    m->edges[m->n_edges++] = edge;
}

void
cp_add_take(struct cp_making *k, int32_t activity, struct cp_take take)
{
    if (k->n_useds == k->n_useds_room) {
        k->n_useds_room = k->n_useds_room == 0 ? 16 : 2 * k->n_useds_room;
        struct cp_used *more =
            arena_new(k->arena, struct cp_used, k->n_useds_room);
        for (ptrdiff_t i = 0; i < k->n_useds; i++)
            more[i] = k->useds[i];
        k->useds = more;
    }
    k->useds[k->n_useds++] = (struct cp_used){ activity, take };
}

void
cp_add_group(struct cp_making *k, const struct cp_group *g)
{
    struct cp_model *m = k->m;
    if (m->n_groups == k->n_groups_room) {
        k->n_groups_room = k->n_groups_room == 0 ? 4 : 2 * k->n_groups_room;
        struct cp_group *more =
            arena_new(k->arena, struct cp_group, k->n_groups_room);
        for (int32_t i = 0; i < m->n_groups; i++)
            more[i] = m->groups[i];
        m->groups = more;
    }
    cp_add_edge(k,
        (struct cp_edge){ g->from, g->to, NULL, g->shortest, m->n_groups, -1 });
    m->groups[m->n_groups++] = *g;
}

static void
add_silent(struct making *k, int32_t from, int32_t to)
{
    cp_add_edge(&k->in, (struct cp_edge){ from, to, NULL, 0, -1, -1 });
}

static void
add_step(struct making *k, const struct cp_pathway_item *step, int32_t from,
    int32_t to)
{
    struct cp_names names = activities_of(step);
    int32_t number = cp_name_slot(&k->whole->step_names, step->name)->number;
    cp_add_edge(
        &k->in, (struct cp_edge){ from, to, step, step->weight, -1, number });
    for (int i = 0; i < names.n; i++)
        cp_add_take(&k->in, cp_model_activity(k->whole, names.names[i]),
            (struct cp_take){ from, to, step });
}

static int32_t
new_state(struct making *k)
{
    return k->in.m->n_states++;
}

static int32_t
make_item(struct making *k, const struct cp_pathway_item *item, int32_t from);

/* Of an activity that two parts have, part_of says the first. */
static void
claim(struct cp_model *whole, const struct cp_pathway_item *item,
    int32_t *part_of, int32_t part)
{
    if (item->kind == CP_PATHWAY_STEP) {
        struct cp_names names = activities_of(item);
        for (int i = 0; i < names.n; i++) {
            int32_t *is = &part_of[cp_model_activity(whole, names.names[i])];
            whole->is_shared |= *is >= 0 && *is != part;
            if (*is < 0)
                *is = part;
        }
    }
    for (int i = 0; i < item->n_items; i++)
        claim(whole, item->items[i], part_of, part);
}

static struct cp_model *make_model(struct arena *a, struct cp_model *whole,
    struct cp_pathway_item *const *items, int n_items);

int32_t
cp_item_shortest(const struct cp_pathway_item *item, text dear)
{
    int32_t n = 0;
    if (item->may_skip)
        return 0;
    if (item->kind == CP_PATHWAY_STEP)
        return item->weight +
            (text_is_known(dear) && text_is_equal(item->name, dear));
    for (int i = 0; i < item->n_items; i++) {
        int32_t one = cp_item_shortest(item->items[i], dear);
        if (item->kind != CP_PATHWAY_ONE_OF)
            n += one;
        else if (i == 0 || one < n)
            n = one;
    }
    return n;
}

static int32_t
make_any_order(
    struct making *k, const struct cp_pathway_item *item, int32_t from)
{
    struct cp_group g = { .from = from, .n_parts = item->n_items };
    struct arena *a = k->in.arena;
    g.parts = arena_new(a, struct cp_part, item->n_items);
    g.part_of = arena_new(a, int32_t, k->whole->n_activities);
    for (int32_t i = 0; i < k->whole->n_activities; i++)
        g.part_of[i] = -1;
    for (int i = 0; i < item->n_items; i++) {
        const struct cp_pathway_item *one = item->items[i];
        struct cp_part *part = &g.parts[i];
        claim(k->whole, one, g.part_of, i);
        part->may_repeat = one->may_repeat;
        part->item = one;
        part->shortest = cp_item_shortest(one, (text){ 0 });
        if (one->kind == CP_PATHWAY_STEP && activities_of(one).n == 1) {
            part->weight = one->may_skip ? 0 : one->weight;
            part->number =
                cp_name_slot(&k->whole->step_names, one->name)->number;
            part->activity =
                cp_model_activity(k->whole, activities_of(one).names[0]);
        } else {
            part->model = make_model(a, k->whole, &item->items[i], 1);
            g.n_models++;
        }
        g.shortest += part->shortest;
    }
    g.to = new_state(k);
    cp_add_group(&k->in, &g);
    return g.to;
}

/* One of: from one state to one, whatever lies between. */
static int32_t
make_one_of(struct making *k, const struct cp_pathway_item *item, int32_t from)
{
    int32_t *ends = arena_new(k->in.arena, int32_t, item->n_items);
    for (int i = 0; i < item->n_items; i++) {
        const struct cp_pathway_item *one = item->items[i];
        bool is_plain = one->kind == CP_PATHWAY_STEP && !one->may_repeat;
        ends[i] = is_plain ? -1 : make_item(k, one, from);
    }
    int32_t to = new_state(k);
    for (int i = 0; i < item->n_items; i++) {
        const struct cp_pathway_item *one = item->items[i];
        if (ends[i] >= 0) {
            add_silent(k, ends[i], to);
            continue;
        }
        add_step(k, one, from, to);
        if (one->may_skip)
            add_silent(k, from, to);
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
        add_silent(k, from, inner);
    }
    int32_t to = make_inside(k, item, inner);
    if (item->may_repeat) {
        add_silent(k, to, inner);
        int32_t out = new_state(k);
        add_silent(k, to, out);
        to = out;
    }
    if (item->may_skip)
        add_silent(k, from, to);
    return to;
}

/* By `from`, the order of making kept. */
static void
sort_edges(struct cp_making *k)
{
    struct cp_model *m = k->m;
    int32_t n = m->n_edges;
    int32_t *at = arena_new(k->arena, int32_t, m->n_states + 1);
    struct cp_edge *sorted = arena_new(k->arena, struct cp_edge, n);
    m->first_edge = arena_new(k->arena, int32_t, m->n_states + 1);
    m->back = arena_new(k->arena, struct cp_edge, n);
    m->weights = arena_new(k->arena, int32_t, n);
    m->back_weights = arena_new(k->arena, int32_t, n);
    for (int32_t i = 0; i < n; i++)
        at[m->edges[i].from + 1]++;
    for (int32_t i = 0; i < m->n_states; i++) {
        at[i + 1] += at[i];
        m->first_edge[i + 1] = at[i + 1];
    }
    for (int32_t i = 0; i < n; i++)
        sorted[at[m->edges[i].from]++] = m->edges[i];
    m->edges = sorted;
    for (int32_t i = 0; i < n; i++)
        m->weights[i] = sorted[i].weight;
    /* from behind: by where they come from then, the last state first */
    memset(at, 0, (size_t)(m->n_states + 1) * sizeof *at);
    for (int32_t i = 0; i < n; i++)
        at[m->n_states - sorted[i].to]++;
    for (int32_t i = 0; i < m->n_states; i++)
        at[i + 1] += at[i];
    for (int32_t i = 0; i < n; i++) {
        int32_t place = at[m->n_states - 1 - sorted[i].to]++;
        struct cp_edge *back = &m->back[place];
        *back = sorted[i];
        back->from = sorted[i].to;
        back->to = sorted[i].from;
        m->back_weights[place] = sorted[i].weight;
    }
}

static void
sort_takes(struct cp_making *k)
{
    struct cp_model *m = k->m;
    int32_t n = m->n_activities;
    m->first_take = arena_new(k->arena, int32_t, n + 1);
    m->takes = arena_new(k->arena, struct cp_take, k->n_useds);
    struct arena_mark mark = arena_mark(k->arena);
    int32_t *at = arena_new(k->arena, int32_t, n + 1);
    for (ptrdiff_t i = 0; i < k->n_useds; i++)
        m->first_take[k->useds[i].activity + 1]++;
    for (int32_t i = 0; i < n; i++) {
        m->first_take[i + 1] += m->first_take[i];
        at[i + 1] = m->first_take[i + 1];
    }
    for (ptrdiff_t i = 0; i < k->n_useds; i++)
        m->takes[at[k->useds[i].activity]++] = k->useds[i].take;
    arena_rewind(k->arena, mark);
}

/* One state for each way in which the parts may stand. */
static void
measure_flat(struct cp_model *m)
{
    m->flat_states = m->n_states;
    m->flat_edges = m->n_edges;
    for (int32_t i = 0; i < m->n_groups; i++) {
        double states = 1, edges_each = 0;
        for (int32_t k = 0; k < m->groups[i].n_parts; k++) {
            const struct cp_model *part = m->groups[i].parts[k].model;
            states *= part == NULL ? 2 : part->flat_states;
            edges_each +=
                part == NULL ? 0.5 : part->flat_edges / part->flat_states;
        }
        m->flat_states += states;
        m->flat_edges += states * edges_each;
    }
}

void
cp_make_end(struct cp_making *k)
{
    sort_edges(k);
    sort_takes(k);
    measure_flat(k->m);
}

static struct cp_model *
make_model(struct arena *a, struct cp_model *whole,
    struct cp_pathway_item *const *items, int n_items)
{
    struct cp_model *m =
        whole->n_states == 0 ? whole : arena_new(a, struct cp_model, 1);
    struct making k = { { .arena = a, .m = m }, whole };
    m->n_activities = whole->n_activities;
    int32_t at = new_state(&k);
    for (int i = 0; i < n_items; i++)
        at = make_item(&k, items[i], at);
    m->end = at;
    cp_make_end(&k.in);
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
        m->has_ends = true;
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
    int32_t n_steps = 0;
    m->pathway = p;
    m->names = cp_name_set_in(a, n);
    m->step_names = cp_name_set_in(a, n);
    m->activities = arena_new(a, text, n);
    m->step_of = arena_new(a, const struct cp_pathway_item *, n);
    for (int i = 0; i < p->n_rows; i++)
        number_activities(m, p->rows[i], &n_steps);
    make_model(a, m, p->rows, p->n_rows);
    m->ends = arena_new(a, const struct cp_pathway_item *, m->n_activities + 1);
    for (int i = 0; i < p->ends_any_time.n; i++)
        for (int j = 0; j < p->n_rows; j++)
            mark_ends(m, p->rows[j], p->ends_any_time.names[i]);
    return m;
}
