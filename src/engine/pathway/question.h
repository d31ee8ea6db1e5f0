/* What can be asked of each case, with yes or no and a wait: did it take this
 * step, come to this stage, fit what was meant, meet this promise?
 *
 *     struct cp_questions q = cp_questions_begin(arena);
 *     cp_questions_of_edges(&q, &log, &graph);
 *     cp_questions_of_steps(&q, &log);
 *
 * Asked once of the whole log; compare_groups.h answers by groups.
 *
 * People get wrong: the case is the unit: who goes round a loop four times is
 * one person. The waits of an edge are all its waits, though.
 *
 * Units   microseconds
 * Memory  the arena: 4 bytes a case that says yes, 16 a wait
 * Cost    linear in events, and sorting of the waits
 * Repeat  in order of names, and of the list
 */
#ifndef ENGINE_PATHWAY_QUESTION_H
#define ENGINE_PATHWAY_QUESTION_H

#include "engine/pathway/cascade.h"
#include "engine/pathway/graph.h"
#include "engine/pathway/survival.h"
#include "engine/pathway/target.h"
#include "engine/pathway/waits.h"

enum cp_question_kind {
    CP_ASK_EDGE,  /* `to` straight after `from`, and after how long */
    CP_ASK_STEP,  /* `to` at all */
    CP_ASK_STAGE, /* came to the stage `to`; the wait is from `from` */
    CP_ASK_CLOSED,
    CP_ASK_LOST,
    CP_ASK_FIT,        /* costs nothing against the whole list */
    CP_ASK_FIT_SO_FAR, /* open and lost ones against its beginnings */
    CP_ASK_TARGET,     /* in time, of those in time, late and never */
    CP_ASK_WAIT,       /* came from `from` to `to`, of those who began */
    CP_ASK_KINDS
};

struct cp_question {
    enum cp_question_kind kind;
    text from, to; /* not known: there is none */
    int32_t number; /* of the stage or target */
    const int32_t *having; /* cases that say yes, ascending */
    int64_t n_having;
    const bool *is_asked; /* by case; NULL: all */
    const struct cp_timed *waits; /* ascending */
    int64_t n_waits;
    /* All who wait, and how long they did at least; ascending. */
    const struct cp_timed *watched;
    int64_t n_watched;
};
struct cp_questions {
    struct arena *arena;
    struct cp_question *questions;
    int32_t n, n_room;
    int64_t n_edges_left_out; /* fewer cases than CP_ASK_EDGES_MAX others */
};
enum { CP_ASK_EDGES_MAX = 2000 };

/* Check   by itself */
struct cp_questions cp_questions_begin(struct arena *a);
/* `graph` is that of the log. Of more than CP_ASK_EDGES_MAX edges those with
 * the most cases, by names where these are alike.
 * Check   the graph's own counts */
void cp_questions_of_edges(struct cp_questions *q, const struct cp_log *log,
    const struct cp_graph *graph);
/* Each activity, by name.
 * Check   a second, slow count */
void cp_questions_of_steps(struct cp_questions *q, const struct cp_log *log);
/* Closed, lost, and each stage; waits from the stage before as the cascade
 * has them, and who waits is watched until the last event of the case.
 * Check   the cascade's own counts */
void cp_questions_of_stages(struct cp_questions *q, const struct cp_log *log,
    const struct cp_stages *stages, const struct cp_staged *staged);
/* By case: costs against the whole list and its beginnings; `staged` says who
 * is closed.
 * Check   known counts */
void cp_questions_of_fit(struct cp_questions *q, const struct cp_log *log,
    const int32_t *full, const int32_t *prefix,
    const struct cp_staged *staged);
/* The target `number` of the list, as it was judged.
 * Check   the target's own counts */
void cp_questions_of_target(struct cp_questions *q, const struct cp_log *log,
    text name, int32_t number, const struct cp_target_result *result);
/* Who began, and who came.
 * Check   the waits' own counts */
void cp_questions_of_waits(struct cp_questions *q, const struct cp_log *log,
    text from, text to, const struct cp_waits *waits);

#endif
