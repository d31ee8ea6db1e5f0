/* Inside the engine: a pathway as an automaton.
 *
 * States are numbered so that edges go up, but for those of a repeat. An
 * any-order group is one edge from `from` to `to` with an automaton for each
 * of its parts. */
#ifndef ENGINE_PATHWAY_MODEL_H
#define ENGINE_PATHWAY_MODEL_H

#include "engine/pathway/align.h"

struct cp_edge {
    int32_t from, to;
    const struct cp_pathway_item *step; /* NULL: silent */
    int32_t weight; /* of leaving the step out; 0: silent */
};
struct cp_part {
    struct cp_model *model; /* NULL: one step, as it stands */
    const struct cp_pathway_item *step;
    int32_t weight;         /* of that step */
    bool may_skip, may_repeat;
    int32_t shortest;
};
struct cp_group {
    int32_t from, to;
    struct cp_part *parts;
    int32_t n_parts;
    int32_t *part_of; /* by activity: a part, or -1 */
    int32_t shortest;
};
struct cp_take { /* an edge that takes an activity */
    int32_t from, to;
    const struct cp_pathway_item *step;
};

struct cp_model {
    int32_t n_states, end; /* the start is 0 */
    int32_t n_activities;
    /* Silent ones and steps, by `from`; and the repeats, which go down. */
    struct cp_edge *edges;
    int32_t n_edges;
    bool has_back;
    int32_t *first_edge; /* by state, n_states + 1 */
    /* Of activity i: takes[first_take[i]] up to first_take[i + 1]. */
    struct cp_take *takes;
    int32_t *first_take;
    struct cp_group *groups;
    int32_t n_groups;
    /* Of the whole only: */
    text *activities;
    struct cp_slot {
        text name;
        int32_t number; /* from 1 on */
    } * slots;
    ptrdiff_t n_slots;
    /* By activity: the step by which it may end the pathway at any time. */
    const struct cp_pathway_item **ends;
};

#endif
