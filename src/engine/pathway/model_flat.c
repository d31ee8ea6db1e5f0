/* What comes in any order, written out: a state for each way in which its parts
 * may stand. */
#include "engine/pathway/model.h"

static const struct cp_model *
flat_part(const struct cp_part *part, const struct cp_model *m, struct arena *a)
{
    if (part->model != NULL)
        return cp_model_flat(part->model, a, NULL);
    struct cp_making k = { .arena = a, .m = arena_new(a, struct cp_model, 1) };
    struct cp_model *one = k.m;
    one->n_states = 2;
    one->end = 1;
    one->n_activities = m->n_activities;
    cp_add_edge(&k,
        (struct cp_edge){ 0, 1, part->weight > 0 ? part->item : NULL,
            part->weight, -1, part->weight > 0 ? part->number : -1 });
    cp_add_take(&k, part->activity, (struct cp_take){ 0, 1, part->item });
    if (part->may_repeat)
        cp_add_take(&k, part->activity, (struct cp_take){ 1, 1, part->item });
    cp_make_end(&k);
    return one;
}

/* All of them side by side, from state `start` on. The number of states; *end
 * the one where all of them are at their end. */
static int32_t
add_product(struct cp_making *k, const struct cp_group *g,
    const struct cp_model *m, int32_t start, int32_t *end)
{
    const struct cp_model **parts =
        arena_new(k->arena, const struct cp_model *, g->n_parts);
    int32_t n_states = 1, stride = 1;
    *end = start;
    for (int32_t i = 0; i < g->n_parts; i++) {
        parts[i] = flat_part(&g->parts[i], m, k->arena);
        n_states *= parts[i]->n_states;
    }
    for (int32_t i = 0; i < g->n_parts; i++) {
        const struct cp_model *one = parts[i];
        for (int32_t s = 0; s < n_states; s++) {
            int32_t own = s / stride % one->n_states;
            for (int32_t n = one->first_edge[own]; n < one->first_edge[own + 1];
                 n++) {
                struct cp_edge e = one->edges[n];
                e.to = start + s + (e.to - own) * stride;
                e.from = start + s;
                cp_add_edge(k, e);
            }
        }
        for (int32_t activity = 0; activity < one->n_activities; activity++)
            for (int32_t t = one->first_take[activity];
                 t < one->first_take[activity + 1]; t++)
                for (int32_t s = 0; s < n_states; s++) {
                    struct cp_take take = one->takes[t];
                    if (s / stride % one->n_states != take.from)
                        continue;
                    take.to = start + s + (take.to - take.from) * stride;
                    take.from = start + s;
                    cp_add_take(k, activity, take);
                }
        *end += one->end * stride;
        stride *= one->n_states;
    }
    return n_states;
}

const struct cp_model *
cp_model_flat(const struct cp_model *m, struct arena *a, const bool *is_flat)
{
    if (m->n_groups == 0)
        return m;
    struct cp_making k = { .arena = a, .m = arena_new(a, struct cp_model, 1) };
    int32_t *renumbered = arena_new(a, int32_t, m->n_states);
    int32_t *starts = arena_new(a, int32_t, m->n_groups);
    int32_t *ends = arena_new(a, int32_t, m->n_groups);
    struct cp_model *to = k.m;
    to->n_activities = m->n_activities;
    to->pathway = m->pathway;
    /* states of a group stand behind the one where it begins */
    for (int32_t s = 0; s < m->n_states; s++) {
        renumbered[s] = to->n_states++;
        for (int32_t g = 0; g < m->n_groups; g++) {
            if (m->groups[g].from != s || (is_flat != NULL && !is_flat[g]))
                continue;
            starts[g] = to->n_states;
            to->n_states +=
                add_product(&k, &m->groups[g], m, starts[g], &ends[g]);
        }
    }
    to->end = renumbered[m->end];
    for (int32_t i = 0; i < m->n_edges; i++) {
        struct cp_edge e = m->edges[i];
        e.from = renumbered[e.from];
        e.to = renumbered[e.to];
        if (e.group < 0) {
            cp_add_edge(&k, e);
            continue;
        }
        struct cp_group g = m->groups[e.group];
        if (is_flat != NULL && !is_flat[e.group]) {
            g.from = e.from;
            g.to = e.to;
            cp_add_group(&k, &g);
            continue;
        }
        cp_add_edge(
            &k, (struct cp_edge){ e.from, starts[e.group], NULL, 0, -1, -1 });
        cp_add_edge(
            &k, (struct cp_edge){ ends[e.group], e.to, NULL, 0, -1, -1 });
    }
    for (int32_t activity = 0; activity < m->n_activities; activity++)
        for (int32_t t = m->first_take[activity];
             t < m->first_take[activity + 1]; t++)
            cp_add_take(&k, activity,
                (struct cp_take){ renumbered[m->takes[t].from],
                    renumbered[m->takes[t].to], m->takes[t].step });
    cp_make_end(&k);
    return to;
}
