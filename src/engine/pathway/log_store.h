/* Inside the engine: events as they come in, and names as numbers. */
#ifndef ENGINE_PATHWAY_LOG_STORE_H
#define ENGINE_PATHWAY_LOG_STORE_H

#include "engine/pathway/log.h"

/* Names by number, in the order in which they came. */
struct cp_names_table {
    struct arena *arena;
    struct cp_named {
        uint32_t hash;
        int32_t number; /* from 1 on; 0: free */
    } * slots;
    ptrdiff_t n_slots;
    text *names;
    int32_t n, n_room;
};

enum { CP_STORE_BLOCK = 1 << 15 };
struct cp_store_block {
    struct cp_store_block *next;
    int32_t n;
    int32_t cases[CP_STORE_BLOCK], activities[CP_STORE_BLOCK];
    int64_t times[CP_STORE_BLOCK];
};
struct cp_store {
    struct arena *arena;
    struct cp_names_table cases, activities;
    struct cp_store_block *first, *last;
    int64_t n_events;
};

/* Check   counts of whole logs */
void cp_store_begin(struct cp_store *s, struct arena *a);
/* Check   counts of whole logs */
void cp_store_add(
    struct cp_store *s, text case_name, text activity, int64_t us);
/* Its number. The same, for who knows it.
 * Check   counts of whole logs */
int32_t cp_store_activity(struct cp_store *s, text activity);
/* Check   counts of whole logs */
void cp_store_add_numbered(
    struct cp_store *s, text case_name, int32_t activity, int64_t us);
/* Times were kept as twice the microseconds, 1 more without an offset: from
 * clocks of the zone to UTC, with day and month exchanged where that was
 * settled.
 * Check   counts of whole logs */
void cp_store_settle(struct cp_store *s, const struct cp_zone *zone,
    bool must_exchange, struct cp_log_report *report);
/* Sorted by case, time and row; the report's counts of what is in order.
 * Check   counts of whole logs */
void cp_store_end(struct cp_store *s, struct cp_log *log,
    struct cp_log_report *report);

#endif
