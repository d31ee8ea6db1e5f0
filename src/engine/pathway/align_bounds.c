/* What an alignment costs at least, where a search cannot say: the pathway and
 * the trace are looked at through some of their activities at a time. All
 * else is silent then, so what is left costs no more than its share; shares of
 * activities of which none is in two add up. */
#include "engine/pathway/align_inside.h"

#include <string.h>

enum { MANY = 1 << 28, SHARES_WORK = 1 << 22 }; /* items looked at */

struct shares {
    struct arena *arena;
    const struct cp_model *m;
    const int32_t *of; /* events by activity */
    int32_t *class_of; /* by activity; -1: not yet */
    int32_t *joined;   /* by class: itself, or one that it belongs to */
    int32_t n_classes;
    int32_t ignored; /* of steps that may end it, where there is one; or -1 */
};

static int32_t
root_of(const struct shares *s, int32_t class)
{
    while (s->joined[class] != class) {
        s->joined[class] = s->joined[s->joined[class]]; /* nearer next time */
        class = s->joined[class];
    }
    return class;
}

/* Each activity that a step takes, one after another; -1: that was all. */
static int32_t
activity_of(const struct shares *s, const struct cp_pathway_item *step, int i)
{
    const struct cp_names *logs = &step->attributes[CP_PATHWAY_LOG];
    if (i >= (logs->n > 0 ? logs->n : 1))
        return -1;
    return cp_model_activity(s->m, logs->n > 0 ? logs->names[i] : step->name);
}

static int64_t
own_events(const struct shares *s, const struct cp_pathway_item *item)
{
    int64_t n = 0;
    int32_t one;
    for (int i = 0; i < item->n_items; i++)
        n += own_events(s, item->items[i]);
    for (int i = 0;
         item->kind == CP_PATHWAY_STEP && (one = activity_of(s, item, i)) >= 0;
         i++)
        n += s->of[one];
    return n;
}

static int32_t
new_class(struct shares *s)
{
    s->joined[s->n_classes] = s->n_classes;
    return s->n_classes++;
}

/* Of what comes in any order the part with most events stays with what is
 * around it. Where an activity stands in two parts there is one for each. */
static void
assign(struct shares *s, const struct cp_pathway_item *item, int32_t class)
{
    int32_t one;
    int heavy = 0;
    if (item->kind == CP_PATHWAY_STEP && s->m->is_shared)
        class = new_class(s);
    for (int i = 0; item->kind == CP_PATHWAY_STEP && s->ignored >= 0 &&
         (one = activity_of(s, item, i)) >= 0;
         i++)
        if (s->m->ends[one] != NULL)
            class = s->ignored;
    for (int i = 0;
         item->kind == CP_PATHWAY_STEP && (one = activity_of(s, item, i)) >= 0;
         i++)
        if (s->class_of[one] < 0)
            s->class_of[one] = class;
        else
            s->joined[root_of(s, class)] = root_of(s, s->class_of[one]);
    int64_t most = -1;
    for (int i = 0; item->kind == CP_PATHWAY_ANY_ORDER && i < item->n_items;
         i++) {
        int64_t own = own_events(s, item->items[i]);
        if (own > most)
            heavy = i;
        most = own > most ? own : most;
    }
    for (int i = 0; i < item->n_items; i++)
        assign(s, item->items[i],
            item->kind == CP_PATHWAY_ANY_ORDER && i != heavy ? new_class(s)
                                                             : class);
}

static bool
is_in(const struct shares *s, const struct cp_pathway_item *step, int32_t class)
{
    int32_t one = activity_of(s, step, 0); /* of a step that is nothing none */
    return one >= 0 && root_of(s, s->class_of[one]) == class;
}

/* What of it is of that class; NULL: nothing. */
static struct cp_pathway_item *
project(
    const struct shares *s, const struct cp_pathway_item *item, int32_t class)
{
    struct cp_pathway_item *to = arena_new(s->arena, struct cp_pathway_item, 1);
    *to = *item;
    if (item->kind == CP_PATHWAY_STEP)
        return is_in(s, item, class) ? to : NULL;
    to->items = arena_new(s->arena, struct cp_pathway_item *, item->n_items);
    to->n_items = 0;
    for (int i = 0; i < item->n_items; i++) {
        struct cp_pathway_item *part = project(s, item->items[i], class);
        if (part != NULL)
            to->items[to->n_items++] = part;
    }
    if (item->kind == CP_PATHWAY_ONE_OF && to->n_items < item->n_items)
        to->may_skip = true;
    return to->n_items > 0 ? to : NULL;
}

/* How often its steps are in a way through it, at least and at most; and what
 * the lightest of them weighs. */
struct often {
    int32_t least, most, weight;
};

static struct often
count(const struct shares *s, const struct cp_pathway_item *item, int32_t class)
{
    struct often to = { 0, 0, CP_PATHWAY_WEIGHT_MAX };
    if (item->kind == CP_PATHWAY_STEP && is_in(s, item, class))
        to = (struct often){ 1, 1, item->weight };
    for (int i = 0; i < item->n_items; i++) {
        struct often one = count(s, item->items[i], class);
        to.weight = cp_least(to.weight, one.weight);
        if (item->kind != CP_PATHWAY_ONE_OF) {
            to.least = cp_least(to.least + one.least, MANY);
            to.most = cp_least(to.most + one.most, MANY);
        } else {
            to.least = i == 0 ? one.least : cp_least(to.least, one.least);
            to.most = one.most > to.most ? one.most : to.most;
        }
    }
    if (item->may_skip)
        to.least = 0;
    if (item->may_repeat && to.most > 0)
        to.most = MANY;
    return to;
}

static void
add_counts(struct cp_align_cost *to, const struct shares *s, int32_t class,
    int32_t n, bool may_end)
{
    struct often all = { 0, 0, CP_PATHWAY_WEIGHT_MAX };
    for (int i = 0; i < s->m->pathway->n_rows; i++) {
        struct often one = count(s, s->m->pathway->rows[i], class);
        all.least = cp_least(all.least + one.least, MANY);
        all.most = cp_least(all.most + one.most, MANY);
        all.weight = cp_least(all.weight, one.weight);
    }
    int32_t over = n > all.most ? n - all.most : 0;
    int32_t under = n < all.least && !may_end ? all.least - n : 0;
    to->full += over + under * all.weight;
    to->prefix += over;
}

static void
add_share(struct cp_align_cost *to, const struct shares *s, int32_t class,
    const int32_t *events, ptrdiff_t n, bool may_end)
{
    struct arena_mark mark = arena_mark(s->arena);
    const struct cp_pathway *whole = s->m->pathway;
    struct cp_pathway p = { .rows = arena_new(s->arena,
                                struct cp_pathway_item *, whole->n_rows) };
    int32_t *own = arena_new(s->arena, int32_t, n), n_own = 0;
    struct cp_align_cost share = { 0 };
    for (int i = 0; i < whole->n_rows; i++) {
        struct cp_pathway_item *row = project(s, whole->rows[i], class);
        if (row != NULL)
            p.rows[p.n_rows++] = row;
    }
    const struct cp_model *m = cp_model_of(&p, s->arena);
    for (ptrdiff_t i = 0; i < n; i++)
        if (events[i] >= 0 && root_of(s, s->class_of[events[i]]) == class)
            own[n_own++] = cp_model_activity(m, s->m->activities[events[i]]);
    if (!cp_align_planned(&share, m, s->arena, own, n_own, &cp_usual_price)) {
        add_counts(to, s, class, n_own, may_end);
    } else {
        to->full += may_end ? share.prefix : share.full;
        to->prefix += share.prefix;
    }
    arena_rewind(s->arena, mark);
}

static int32_t
count_items(const struct cp_pathway_item *item)
{
    int32_t n = 1;
    for (int i = 0; i < item->n_items; i++)
        n += count_items(item->items[i]);
    return n;
}

struct cp_align_cost
cp_align_least(const struct cp_model *m, struct arena *a, const int32_t *events,
    ptrdiff_t n)
{
    struct arena_mark mark = arena_mark(a);
    struct cp_align_cost to = { 0 };
    int32_t *of = arena_new(a, int32_t, m->n_activities + 1);
    struct shares s = { .arena = a,
        .m = m,
        .of = of,
        .class_of = arena_new(a, int32_t, m->n_activities + 1) };
    /* with an event that may end it the whole may be a beginning; such events
     * themselves are looked away from */
    bool may_end = false;
    for (ptrdiff_t i = 0; i < n; i++)
        if (events[i] >= 0) {
            of[events[i]]++;
            may_end |= m->ends[events[i]] != NULL;
        }
    int32_t n_items = 2;
    for (int i = 0; i < m->pathway->n_rows; i++)
        n_items += count_items(m->pathway->rows[i]);
    s.joined = arena_new(a, int32_t, 2 * n_items); /* an item makes two */
    for (int32_t i = 0; i < m->n_activities; i++)
        s.class_of[i] = -1;
    s.ignored = -1;
    if (may_end)
        s.ignored = new_class(&s);
    int32_t first = new_class(&s);
    for (int i = 0; i < m->pathway->n_rows; i++)
        assign(&s, m->pathway->rows[i], first);
    /* each share looks at the whole: where there are so many of them that it
     * takes long, it costs nothing at least, which is true */
    bool *is_used = arena_new(a, bool, s.n_classes);
    int64_t n_used = 0;
    for (int32_t i = 0; i < m->n_activities; i++) {
        int32_t root = s.class_of[i] < 0 ? -1 : root_of(&s, s.class_of[i]);
        if (root < 0 || is_used[root] ||
            (s.ignored >= 0 && root == root_of(&s, s.ignored)))
            continue;
        is_used[root] = true;
        n_used++;
    }
    for (int32_t class = 0; class < s.n_classes; class ++)
        if (is_used[class] && n_used * n_items <= SHARES_WORK)
            add_share(&to, &s, class, events, n, may_end);
    arena_rewind(a, mark);
    return to;
}
