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
    int32_t n, n_room, last; /* asked for */
};

/* The first is small, for most logs that are tried are; each is twice as large
 * as the one before. */
enum { CP_STORE_BLOCK_FIRST = 1 << 8, CP_STORE_BLOCK = 1 << 15 };
struct cp_store_block {
    struct cp_store_block *next;
    int32_t n, n_room;
    int32_t *cases, *activities;
    int64_t *times;
    int32_t *values; /* n_attributes of each event; -1: empty */
    int64_t *lines;  /* where births are read; else NULL */
};
struct cp_store {
    struct arena *arena;
    struct cp_log_rules rules; /* an attribute more when births are read */
    bool has_births;           /* and that nobody asked for it */
    struct cp_names_table cases, activities;
    struct cp_names_table *values; /* of each attribute */
    int n_attributes;
    struct cp_store_block *first, *last;
    int64_t n_events;
    int64_t line; /* of what is added next; its reader says it */
    const int64_t *shifts; /* microseconds, of each case; NULL: none */
    struct cp_store *begun; /* what says "start"; NULL: nothing did */
};

/* Check   counts of whole logs */
void cp_store_begin(
    struct cp_store *s, struct arena *a, const struct cp_log_rules *rules);
/* `values`: of each attribute, as cp_store_value gave them.
 * Check   counts of whole logs */
void cp_store_add(struct cp_store *s, text case_name, text activity,
    int64_t us, const int32_t *values);
/* The number of an attribute's value; -1: it is empty.
 * Check   counts of whole logs */
int32_t cp_store_value(struct cp_store *s, int attribute, text value);
/* Its number. The same, for who knows it.
 * Check   counts of whole logs */
int32_t cp_store_activity(struct cp_store *s, text activity);
/* Check   counts of whole logs */
void cp_store_add_numbered(struct cp_store *s, text case_name,
    int32_t activity, int64_t us, const int32_t *values);
/* The store of what was begun; its events have no attributes.
 * Check   service times of small logs, by hand */
struct cp_store *cp_store_begun(struct cp_store *s);
/* Times were kept as twice the microseconds, 1 more without an offset: from
 * clocks of the zone to UTC, with day and month exchanged where that was
 * settled.
 * Check   counts of whole logs */
void cp_store_settle(struct cp_store *s, const struct cp_zone *zone,
    bool must_exchange, struct cp_log_report *report);
/* log_attribute.c: of events, in the order of rows, what cases have.
 * Check   a second, slow count */
struct cp_attribute *cp_store_attributes(struct cp_store *s);
/* Sorted by case, time and row; the report's counts of what is in order.
 * Names of cases go through the rules' name_case, and what they were is wiped.
 * Check   counts of whole logs */
void cp_store_end(struct cp_store *s, struct cp_log *log,
    struct cp_log_report *report);

/* ---- log_report.c: what every import says --------------------------------
 */

/* Check   rows are events, refused or left out */
void cp_report_refuse(struct cp_log_report *report,
    const struct cp_log_rules *rules, int64_t line, const char *phrase,
    text about, text row);
/* Of a life cycle: does it count?
 * Source  IEEE 1849, the standard transitions */
bool cp_is_complete(text transition);
/* Source  as above
 * Check   service times of small logs, by hand */
bool cp_is_start(text transition);
/* What the whole log has to say; births become ages, or go.
 * Check   the report of a small log, by hand */
void cp_report_log(struct cp_log_report *report, struct cp_store *s,
    struct cp_log *log, struct cp_attribute *attributes);

#endif
