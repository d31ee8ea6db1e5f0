/* Inside the engine: several tables of the same cases that share totals, hidden
 * together.
 *
 * Each way of grouping has a table for each question: groups by answers. Tables
 * of one way share how large groups are, tables of one question how often each
 * answer was given. A total that is hidden in one is hidden in all of those,
 * until nothing changes. A way that cannot be made safe is left out.
 */
#ifndef ENGINE_PATHWAY_SIDE_GROUPS_H
#define ENGINE_PATHWAY_SIDE_GROUPS_H

#include "engine/pathway/side.h"

struct cp_tables {
    int n_ways, n_questions;
    int64_t threshold;
    const int32_t *n_groups;  /* by way */
    const int32_t *n_answers; /* by question */
    const int64_t **cells;    /* way by way, question by question */
    /* All cells and totals, as engine/inequality/hide.h has them: what must be
     * hidden goes in, what is hidden comes out. */
    bool **is_hidden;
    bool *is_left_out; /* by way */
};

/* Memory  scratch in the arena, given back
 * Errors  ERR_NO_ROOM  a table larger than engine/inequality/hide.h takes
 * Cost    tables times what hiding one costs, as often as something changes
 * Source  engine/inequality/hide.h for each table, totals as said above
 * Check   all tables that agree with what is shown, of small ones */
enum err cp_tables_hide(struct cp_tables *t, struct arena *a, struct why *why);

/* Counts of a side by groups, out of a summary.
 * Check   the same of each group's cases */
void cp_side_groups_of(
    struct cp_side *to, struct arena *a, const struct cp_summary *s);
/* With what is hidden already: `n_lost` of stages, and targets.
 * Errors  ERR_NO_ROOM  as above
 * Check   cp_side_check */
enum err cp_side_groups_release(
    struct cp_side *s, struct arena *a, int64_t threshold, struct why *why);
/* Is a small count shown, or one alone hidden where its total is shown?
 * Source  the rule spelt out */
bool cp_side_groups_check(const struct cp_side *s);

/* How many columns the stages make: each twice, and before all of them.
 * Source  by itself */
static inline int32_t
cp_side_n_far(const struct cp_side *s)
{
    return 2 * (s->n_stages + 1);
}

/* Of an attribute's group, a target's class.
 * Source  by itself */
static inline int64_t *
cp_side_kept(const struct cp_side *s, int32_t by, int32_t target, int32_t group,
    int32_t class)
{
    return &s->by[by].kept[((ptrdiff_t)target * s->by[by].n_groups + group) *
            CP_TARGET_CLASSES +
        class];
}

#endif
