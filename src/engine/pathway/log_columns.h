/* Inside the engine: which column of a table is what. */
#ifndef ENGINE_PATHWAY_LOG_COLUMNS_H
#define ENGINE_PATHWAY_LOG_COLUMNS_H

#include "engine/pathway/log.h"

enum { CP_COLUMN_CASE, CP_COLUMN_ACTIVITY, CP_COLUMN_TIME, CP_COLUMNS };
extern const char *const cp_column_words[CP_COLUMNS];

struct cp_columns {
    int main[CP_COLUMNS];
    bool is_guessed[CP_COLUMNS]; /* by what stands in it */
    int *attributes;             /* as they were wished for */
    int lifecycle;               /* -1: not asked */
};

/* By the names that were given, else by what such columns are called in four
 * languages, else by what stands in the sample: n_rows rows of n fields, those
 * that are not there not known.
 *
 * Errors  ERR_BAD_INPUT  a column is not there, or stands for two
 * Cost    n_rows * n_rows comparisons a column when contents are looked at
 * Check   each way, by its own table */
enum err cp_columns_find(struct cp_columns *to, struct arena *a,
    const struct cp_log_rules *rules, const text *header, int n,
    const text *sample, int n_rows, struct why *why);

/* Small letters without blanks, _ and -: what differs in these alone has one
 * of these.
 * Source  the letters of ASCII and Latin-1 */
text cp_name_folded(struct arena *a, text t);

#endif
