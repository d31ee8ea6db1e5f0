/* What of a log may be shown to strangers: counts of cases in tables, small
 * ones hidden, and what would give them away.
 *
 *     struct cp_release *r = cp_release_begin(arena, n_cases, 5);
 *     int t = cp_release_table(r, stage_of_case, n_stages, rank, true);
 *     int by = cp_release_groups(r, sex_of_case, 2);
 *     cp_release_cross(r, t, by);
 *     e = cp_release_hide(r, &why);
 *     n = cp_release_count(r, t, by, group, column); CP_HIDDEN: it is hidden
 *
 * A table says of each case one column; each is shown for all cases and for
 * the groups it is crossed with. Everything else that is printed must be made
 * of counts that are shown.
 *
 * Cells that hold the same cases are one cell, in whatever table they stand:
 * hidden in one, hidden in all. And one table can give another away: every
 * edge lies within its steps, and what is left of the step are those few. So
 * where of a shown set, or of what is not in it, so few are left when the
 * shown columns of another table are taken off that lie within it, or where
 * it says which hidden columns they are, the one whose table ranks behind is
 * hidden too.
 *
 * People get wrong: a release is safe by itself. Two releases of one log with
 * other splits, or of the same log a week later, can be subtracted: publish a
 * fixed set.
 *
 * Shape   up to 255 columns; groups that small cases were merged into (below)
 * Memory  the arena
 * Cost    tables times groups; pairs of sets of nearly one size, times cases
 * Repeat  whole numbers, ties by order
 */
#ifndef ENGINE_PATHWAY_RELEASE_H
#define ENGINE_PATHWAY_RELEASE_H

#include "base/arena.h"

#define CP_HIDDEN INT64_C(-1)
enum { CP_RELEASE_COLUMNS_MAX = 255, CP_RELEASE_ALL = -1 };

struct cp_release;

/* Check   cp_release_check */
struct cp_release *
cp_release_begin(struct arena *a, int32_t n_cases, int64_t threshold);
/* `column_of` by case, lent. The lesser rank stays where two give something
 * away. Of a chain the sums from a column to the last are shown too.
 * Check   cp_release_check */
int cp_release_table(struct cp_release *r, const uint8_t *column_of,
    int32_t n_columns, int rank, bool is_chain);
/* Of yes and no: the cases that say yes, ascending, lent. Column 0 is no, and 1
 * is yes.
 * Check   cp_release_check */
int cp_release_yes(
    struct cp_release *r, const int32_t *having, int64_t n_having, int rank);
/* Each case is in one.
 * Check   cp_release_check */
int cp_release_groups(
    struct cp_release *r, const int32_t *of_case, int32_t n_groups);
/* Check   cp_release_check */
void cp_release_cross(struct cp_release *r, int table, int groups);

/* Errors  ERR_NO_ROOM  a table larger than engine/inequality/hide.h takes
 * Source  engine/inequality/hide.h for each table; then what is the same in
 *         two, and what lies within another, until nothing changes
 * Check   cp_release_check */
enum err cp_release_hide(struct cp_release *r, struct why *why);

/* A count, or CP_HIDDEN. `groups` CP_RELEASE_ALL: of all cases. The column
 * n_columns is their total.
 * Check   cp_release_check */
int64_t cp_release_count(const struct cp_release *r, int table, int groups,
    int32_t group, int32_t column);
/* Of a chain: those in that column or a later one.
 * Check   cp_release_check */
int64_t cp_release_from(const struct cp_release *r, int table, int groups,
    int32_t group, int32_t column);
/* Are all columns of all groups shown?
 * Check   by itself */
bool cp_release_is_whole(const struct cp_release *r, int table, int groups);

/* How much contradicts what is promised: small and shown, hidden and worked
 * out from its table, one set hidden and shown, one within another and so few
 * apart. Tables are worked out by going through all that agree with what is
 * shown, up to `most` steps each; those for which that is too few are counted
 * in *n_undecided.
 *
 * Cost    tables times `most`
 * Source  the definition spelt out */
int64_t cp_release_check(
    const struct cp_release *r, int64_t most, int64_t *n_undecided);

/* Groups of 1 to threshold - 1 cases, and those in none (-1), become one, the
 * last; with the next smallest until it is large enough. `to` by case; a
 * group's new number stands in `of_group`. Returns how many there are;
 * *has_rest: the last one is such.
 *
 * Source  ties by order
 * Check   every group is large enough or empty */
int32_t cp_release_merge(struct arena *a, const int32_t *of_case,
    int32_t n_cases, int32_t n_groups, int64_t threshold, int32_t *to,
    int32_t *of_group, bool *has_rest);

#endif
