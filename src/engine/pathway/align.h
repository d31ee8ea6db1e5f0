/* How far a trace is from a pathway: the cheapest set of extra events and of
 * steps left out that turns one into the other.
 *
 *     struct cp_model *m = cp_model_of(&pathway, arena);
 *     int32_t events[] = { cp_model_activity(m, TEXT("Triage")), ... };
 *     struct cp_align_cost c = cp_align_cost(m, arena, events, n);
 *
 * An extra event costs 1, also one that the pathway does not know; a step left
 * out costs its weight. `full` measures against the whole pathway, `prefix`
 * against its beginnings: a case that is not closed stopped somewhere, and did
 * not leave out all that would have come.
 *
 * Where a step may end the pathway at any time, a beginning of it with that
 * step's events behind it is a whole way too.
 *
 * People get wrong: costs are unique, alignments are not.
 */
#ifndef ENGINE_PATHWAY_ALIGN_H
#define ENGINE_PATHWAY_ALIGN_H

#include "engine/pathway/pathway.h"

struct cp_model; /* a pathway as an automaton */

/* Memory  the arena, for as long as the model is used
 * Cost    linear in the list, times the activities for each any-order group
 * Check   cp_align_cost of traces that it makes is 0 */
struct cp_model *cp_model_of(const struct cp_pathway *p, struct arena *a);

/* The number of an activity, by which traces are given; -1: not in it.
 * Check   by itself */
int32_t cp_model_activity(const struct cp_model *m, text name);
/* The name of an activity by its number.
 * Check   cp_model_activity */
text cp_model_name(const struct cp_model *m, int32_t activity);
/* The name of the first step in the list that takes an activity; its own when
 * none does.
 * Check   by itself */
text cp_model_step_name(const struct cp_model *m, text activity);
/* Check   by itself */
int32_t cp_model_n_activities(const struct cp_model *m);

struct cp_align_cost {
    int32_t full, prefix;
    /* 0: that is what they are. Otherwise it was not decided in time: they are
     * so much less at most, and the case counts as not decided, never as
     * fitting. What they are at least comes of shares of the activities. */
    int32_t full_gap, prefix_gap;
};

/* Memory  scratch in the arena, given back; 256 MB at most
 * Cost    O(n states). A group of plain steps adds its events times its parts;
 *         one of others the square of its events, or its parts' states
 *         multiplied with each other, whichever is less; each part of more than
 *         a step the square of its own events
 *         An activity in two parts of a group, which only a tree can say, and
 *         what would take longer than some tenths of a second: a search of a
 *         million nodes at most
 * Repeat  whole numbers: the same everywhere
 * Source  columns over an automaton with gaps (Myers and Miller 1989); an
 *         any-order group is exact as the sum over its parts, since no
 *         activity belongs to two. Search: best first with buckets, Dial 1969
 * Check   best-first search over derivatives; each of the three ways by the
 *         others */
struct cp_align_cost cp_align_cost(const struct cp_model *m, struct arena *a,
    const int32_t *events, ptrdiff_t n);

/* ---- Where the two part -------------------------------------------------- */

enum cp_move_kind { CP_MOVE_MATCH, CP_MOVE_EXTRA, CP_MOVE_SKIP };
struct cp_move {
    enum cp_move_kind kind;
    /* Of the trace; of a step left out the event before which it is missing,
     * n at the end. */
    int32_t event;
    const struct cp_pathway_item *step; /* NULL: an extra event */
};
struct cp_alignment {
    struct cp_move *moves;
    ptrdiff_t n;
    int32_t cost, least; /* the least that it may be: see cp_align_cost */
    const struct cp_pathway_item *last; /* the last step that was matched */
};

/* One cheapest way: where there are several, matches come before extra events
 * and these before steps left out, and the first step in the list before
 * others; a group is left as soon as it may be. Within an any-order group each
 * part has its own, and a step left out stands right before the next event of
 * its own part. The beginning of a way ends in the first place that it can. By
 * search, and where a group was written out, it is another one, the same each
 * time.
 *
 * Memory  the arena: 32 bytes for each event; scratch, given back, of 4 bytes
 *         for each event and state, 16 MB at most for these
 * Cost    twice that of cp_align_cost, three times for a long trace
 * Repeat  the same moves everywhere
 * Source  columns from behind, then forward along what stays cheapest; of a
 *         long trace some columns are kept and the others made again
 * Check   cp_align_check */
void cp_align(struct cp_alignment *to, const struct cp_model *m,
    struct arena *a, const int32_t *events, ptrdiff_t n, bool is_prefix);

/* Do the moves give the trace, and their steps a way through the pathway (or
 * the beginning of one), at that cost? `names` are those of the events.
 *
 * Cost    cubic in the moves where groups repeat
 * Source  the meaning of the list itself: sets of places that each part can
 *         reach, and no automaton */
bool
cp_align_check(const struct cp_alignment *alignment, const struct cp_pathway *p,
    struct arena *a, const text *names, ptrdiff_t n, bool is_prefix);

/* The same of a way that is too long for that: its steps, as a trace, cost
 * nothing.
 *
 * Cost    that of cp_align_cost
 * Source  a way through a pathway fits it */
bool cp_align_check_long(const struct cp_alignment *alignment,
    const struct cp_model *m, struct arena *a, const int32_t *events,
    ptrdiff_t n, bool is_prefix);

#endif
