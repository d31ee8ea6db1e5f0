/* Inside the engine: a pathway as an automaton.
 *
 * States are numbered so that edges go up, but for those of a repeat. An
 * any-order group is one edge from `from` to `to`, with an automaton for each
 * of its parts. */
#ifndef ENGINE_PATHWAY_MODEL_H
#define ENGINE_PATHWAY_MODEL_H

#include "engine/pathway/align.h"
#include "engine/pathway/names.h"

struct cp_edge {
    int32_t from, to;
    const struct cp_pathway_item *step; /* NULL: silent, or a group */
    int32_t weight; /* of passing it with no event; 0: silent */
    int32_t group;  /* of which nothing is there, or -1 */
    int32_t number; /* of the step's name, or -1 */
};
struct cp_take { /* an edge that takes an activity */
    int32_t from, to;
    const struct cp_pathway_item *step;
};
struct cp_part {
    struct cp_model *model; /* NULL: one step of one activity, as it stands */
    const struct cp_pathway_item *item;
    int32_t weight;   /* of leaving out that one step; 0: it may be */
    int32_t number;   /* of its name */
    int32_t activity; /* that it takes */
    bool may_repeat;
    int32_t shortest;
};
struct cp_group {
    int32_t from, to;
    struct cp_part *parts;
    int32_t n_parts;
    int32_t n_models; /* parts that are more than one step */
    int32_t *part_of; /* by activity: a part, or -1 */
    int32_t shortest;
};

struct cp_model {
    int32_t n_states, end; /* the start is 0 */
    int32_t n_activities;
    /* Silent ones, steps and groups, by `from`; and the repeats, which go
     * down. `back`: the same from behind, their ends exchanged. */
    struct cp_edge *edges, *back;
    int32_t *weights, *back_weights; /* of each */
    int32_t n_edges;
    int32_t *first_edge; /* by state, n_states + 1 */
    /* Of activity i: takes[first_take[i]] up to first_take[i + 1]. */
    struct cp_take *takes;
    int32_t *first_take;
    struct cp_group *groups;
    int32_t n_groups;
    /* How large it is when what comes in any order is written out. */
    double flat_states, flat_edges;
    /* An activity belongs to two parts of a group, somewhere. */
    bool is_shared;
    /* Of the whole only: */
    const struct cp_pathway *pathway;
    text *activities;
    struct cp_name_set names, step_names;
    /* By activity: the step by which it may end the pathway at any time. */
    const struct cp_pathway_item **ends;
    bool has_ends;
    /* By activity: the first step in the list that takes it. */
    const struct cp_pathway_item **step_of;
};

/* ---- Making one --------------------------------------------------------- */

struct cp_making {
    struct arena *arena;
    struct cp_model *m;
    ptrdiff_t n_edges_room, n_groups_room;
    struct cp_used { /* what the takes are made of */
        int32_t activity;
        struct cp_take take;
    } * useds;
    ptrdiff_t n_useds, n_useds_room;
};
/* Check   cp_align_cost */
void cp_add_edge(struct cp_making *k, struct cp_edge edge);
/* Check   cp_align_cost */
void cp_add_take(struct cp_making *k, int32_t activity, struct cp_take take);
/* And its edge.
 * Check   cp_align_cost */
void cp_add_group(struct cp_making *k, const struct cp_group *g);
/* Sort, and count.
 * Check   cp_align_cost */
void cp_make_end(struct cp_making *k);

/* The same with those of its groups written out for which is_flat says so:
 * a state for each way in which its parts may stand.
 *
 * Memory  the arena, as cp_model.flat_edges says
 * Check   the same costs */
const struct cp_model *
cp_model_flat(const struct cp_model *m, struct arena *a, const bool *is_flat);

/* What a part or a step weighs when leaving out the steps of a name costs one
 * more.
 * Check   cp_pathway_shortest */
int32_t cp_item_shortest(const struct cp_pathway_item *item, text dear);

#endif
