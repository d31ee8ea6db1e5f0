/* Inside the engine: a table of names, each with a number. */
#ifndef ENGINE_PATHWAY_NAMES_H
#define ENGINE_PATHWAY_NAMES_H

#include "base/arena.h"

struct cp_name {
    text name;
    int32_t number; /* from 1 on; 0: free */
};
struct cp_name_set {
    struct cp_name *slots;
    ptrdiff_t n_slots; /* a power of two */
};

/* Room for that many, and it stays half empty.
 * Memory  the arena
 * Check   by itself */
static inline struct cp_name_set
cp_name_set_in(struct arena *a, ptrdiff_t n_names)
{
    struct cp_name_set set = { .n_slots = 16 };
    while (set.n_slots < 2 * n_names)
        set.n_slots *= 2;
    set.slots = arena_new(a, struct cp_name, set.n_slots);
    return set;
}

/* Its own slot, or the free one where it belongs.
 * Check   by itself */
static inline struct cp_name *
cp_name_slot(const struct cp_name_set *set, text name)
{
    for (uint64_t i = text_hash(name);; i++) {
        struct cp_name *slot = &set->slots[i & (uint64_t)(set->n_slots - 1)];
        if (slot->number == 0 || text_is_equal(slot->name, name))
            return slot;
    }
}

#endif
