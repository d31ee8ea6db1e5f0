/* Inside the engine: where all parts of a pathway stand at once, for the
 * search. */
#ifndef ENGINE_PATHWAY_ALIGN_PLACES_H
#define ENGINE_PATHWAY_ALIGN_PLACES_H

#include "engine/pathway/align_inside.h"

/* The whole, or a part of what comes in any order. */
struct cp_unit {
    const struct cp_model *m;   /* NULL: one step */
    const struct cp_part *part; /* NULL: the whole */
    int32_t *first;             /* by group: the unit of its first part */
    const int32_t *weights;     /* of the model's edges */
    int32_t **columns;          /* by state: costs from there; NULL: not yet */
    int32_t *column;            /* where there is no room to keep them */
};
struct cp_places {
    struct arena *arena;
    const struct cp_price *price;
    struct cp_unit *units;
    int32_t n_units;
    ptrdiff_t n_kept; /* numbers in columns */
    int width;        /* bytes of a place, packed */
    /* Of each unit: a state, PLACE_NONE, or the group where it is in. */
    int32_t *at;
    int32_t *origin; /* the same before the event that is being taken */
    /* What is done with each way to take an event; true: that was it. */
    bool (*visit)(void *context, int32_t cost);
    void *context;
    int32_t event;
    /* The moves of the way that was it, the last first; or NULL. */
    struct cp_move *moves;
    ptrdiff_t n_moves;
    int32_t place; /* of the event in the trace */
};
enum { CP_PLACE_NONE = -1 };

/* Memory  the arena: the columns grow
 * Check   cp_align_cost */
struct cp_places cp_places_in(
    const struct cp_model *m, struct arena *a, const struct cp_price *price);
/* Check   by itself */
void cp_places_begin(struct cp_places *p);
/* To and from width bytes for each unit.
 * Check   by itself */
void cp_places_pack(const struct cp_places *p, unsigned char *to);
/* Check   by itself */
void cp_places_unpack(struct cp_places *p, const unsigned char *from);

/* Each way to take the event, left out steps before it included, in a fixed
 * order; p->at says where that leads while it is visited.
 * Check   cp_align_cost */
bool cp_places_take(struct cp_places *p, int32_t event);
/* What is left to do costs so much.
 * Check   cp_align_cost */
int32_t cp_places_finish(struct cp_places *p);
/* The moves of that, in order.
 * Check   cp_align_check */
void cp_places_finish_moves(struct cp_places *p);

#endif
