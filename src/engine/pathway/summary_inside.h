/* Inside the engine: what the files of summaries share. */
#ifndef ENGINE_PATHWAY_SUMMARY_INSIDE_H
#define ENGINE_PATHWAY_SUMMARY_INSIDE_H

#include "engine/pathway/summary.h"

/* Names of records and of counts, as they stand in the text. */
extern const char *const cp_record_names[CP_RECORD_KINDS];
extern const char *const cp_sum_names[CP_SUMS];

/* Are a and b of a record of that kind activities? (No other is renumbered.)
 * Source  summary.h */
static inline bool
cp_record_has_activities(enum cp_record_kind kind)
{
    return kind == CP_RECORD_WAIT;
}

/* Are its values times? (Else they are codes.)
 * Source  summary.h */
static inline bool
cp_record_has_times(enum cp_record_kind kind)
{
    return kind != CP_RECORD_ALIGN && kind != CP_RECORD_TARGET &&
        kind != CP_RECORD_STAGE && kind != CP_RECORD_STAGE_END &&
        kind != CP_RECORD_FLOW_CASES;
}

/* In what its times are written: seconds where all are whole ones, or
 * milliseconds: half the digits.
 * Source  by itself */
int64_t cp_record_unit(const struct cp_record *r);
/* All but ways and records: what is spelt out twice.
 * Check   reading */
void cp_summary_write_head(
    const struct cp_summary *s, struct arena *scratch, struct buf *out);

/* ---- summary_said.c -------------------------------------------------------
 *
 * A few kinds of records at a time, in their order: who speaks says all, and
 * what is of another kind is not heard. So what is unsorted is never more than
 * the waits of all events. */

struct cp_said {
    uint64_t key;
    int64_t value;
};
struct cp_saying {
    struct arena *arena;
    enum cp_record_kind from, until; /* that are heard */
    struct cp_said *all, *room;
    int64_t n, n_room;
    struct cp_record *records;
    int64_t n_records, n_records_room;
};
/* Memory  32 bytes for each that is said at once, and more when there are more
 * Check   the summary of a log */
void cp_saying_begin(struct cp_saying *s, struct arena *a, int64_t n_room);
/* Check   the summary of a log */
void cp_hear(
    struct cp_saying *s, enum cp_record_kind from, enum cp_record_kind until);
/* Check   the summary of a log */
void cp_say(struct cp_saying *s, enum cp_record_kind kind, int64_t cell,
    int32_t a, int32_t b, int64_t value);
/* What was said becomes records behind those that are there.
 * Cost    linear, for each byte in which they differ
 * Check   the summary of a log */
void cp_said_records(struct cp_saying *s);

/* ---- summary_bins.c ------------------------------------------------------ */

enum { CP_BINS = 329 };
/* Of a time that is written in the compact form: its bin, or its day.
 * Check   cp_time_of_bin */
int64_t cp_bin_of_time(enum cp_record_kind kind, int64_t us);
/* The unit of those.
 * Source  by itself */
static inline const char *
cp_bin_word(enum cp_record_kind kind)
{
    return kind == CP_RECORD_STAGE_LAST ? "day" : "bin";
}
/* What stands for all times in it.
 * Check   cp_bin_of_time */
int64_t cp_time_of_bin(enum cp_record_kind kind, int64_t bin);

/* By cell, then activities, the shorter first.
 * Source  by itself */
int cp_way_compare(const struct cp_way *x, const struct cp_way *y);

#endif
