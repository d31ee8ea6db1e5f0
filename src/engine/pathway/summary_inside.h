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

/* By cell, then activities, the shorter first.
 * Source  by itself */
int cp_way_compare(const struct cp_way *x, const struct cp_way *y);

#endif
