/* Inside the engine: what of a log may be shown. */
#ifndef ENGINE_PATHWAY_RELEASE_INSIDE_H
#define ENGINE_PATHWAY_RELEASE_INSIDE_H

#include "engine/inequality/hide.h" /* lint: one way to hide, for all rooms */
#include "engine/pathway/release.h"

struct cp_release_one {
    const uint8_t *column_of;
    int32_t n_columns;
    int rank;
    bool is_chain;
    const int32_t *having; /* of yes and no: who says yes; else NULL */
    int64_t n_having;
};
struct cp_release_groups {
    const int32_t *of_case;
    int32_t n;
};
/* A table for all (groups CP_RELEASE_ALL) or for groups: cells and totals. */
struct cp_release_cross {
    int table, groups;
    struct cp_hide_table hide;
    uint64_t *marks; /* of each cell and total: which cases, as one number */
    bool *must_hide;
    struct cp_hidden hidden;
    bool is_withheld; /* it cannot be made safe */
};
struct cp_release {
    struct arena *arena;
    int32_t n_cases;
    int64_t threshold;
    struct cp_release_one *tables;
    int n_tables, n_tables_room;
    struct cp_release_groups *groups;
    int n_groups, n_groups_room;
    struct cp_release_cross *crosses;
    int n_crosses, n_crosses_room;
};

/* Of a cell or a total: is it there at all, hidden, and how many are they?
 * Check   cp_release_check */
bool cp_release_is_there(
    const struct cp_release_cross *x, int32_t row, int32_t column);
/* Check   cp_release_check */
bool cp_release_is_hidden(
    const struct cp_release_cross *x, int32_t row, int32_t column);
/* Check   cp_release_check */
int64_t cp_release_value(
    const struct cp_release_cross *x, int32_t row, int32_t column);
/* Of a chain, from that column on; CP_HIDDEN.
 * Check   cp_release_check */
int64_t cp_release_chain(
    const struct cp_release_cross *x, int32_t row, int32_t column);

/* release_within.c: sets that another table gives away. They are marked in
 * must_hide, and their tables in is_due; NULL: only counted.
 * Check   cp_release_check */
int64_t cp_release_within(struct cp_release *r, bool *is_due);

#endif
