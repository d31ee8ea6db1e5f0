/* Where people are lost: from stage to stage, who came, who did not come on,
 * and how long it took.
 *
 *     cp_stages_of(&stages, arena, &pathway, &log);
 *     cp_staged_of(&staged, arena, &pathway, &stages, &log, &rules);
 *     cp_cascade_count(&cascade, arena, &stages, &staged, NULL, -1);
 *
 * A stage is what the pathway calls one ([stage: diagnosis]), items of one
 * code together; where it calls none, each row that must happen. A case came
 * to a stage when one of its events belongs to it, in whatever order.
 *
 * A case is closed by an event that closes it or ends the pathway at any time;
 * early, where such an ending came before the last needed stage that is no
 * ending itself. It is open when it is not closed and something happened
 * within so many days of the end of the log; else it is lost.
 *
 * People get wrong: who skips a stage has still come to the next. So the share
 * of the stage before is of those who were there, and who came further
 * without it is counted (n_jumped) and not taken off.
 *
 * Units   microseconds
 * Memory  the arena: 8 bytes a case and stage, and 5 a case
 * Cost    linear in events, and in cases times stages
 * Repeat  whole numbers; medians of them
 */
#ifndef ENGINE_PATHWAY_CASCADE_H
#define ENGINE_PATHWAY_CASCADE_H

#include "base/stats.h"
#include "engine/pathway/log.h"
#include "engine/pathway/pathway.h"

struct cp_stage {
    text name;
    const bool *takes; /* by activity of the log */
    bool is_needed;
};
struct cp_stages {
    struct cp_stage *stages; /* in the order of the list */
    int32_t n;
};

/* Check   by itself: the list's own names */
void cp_stages_of(struct cp_stages *to, struct arena *a,
    const struct cp_pathway *p, const struct cp_log *log);

enum cp_case_status {
    CP_CASE_CLOSED,
    CP_CASE_EARLY, /* closed before the last needed stage */
    CP_CASE_OPEN,
    CP_CASE_LOST,
    CP_CASE_STATUSES
};
enum { CP_LOST_AFTER_DAYS = 90 };

struct cp_cascade_rules {
    int lost_after_days; /* 0: 90 */
    bool has_extract;
    int64_t extract; /* when the log was taken; else its last event */
};

#define CP_STAGE_NEVER INT64_MIN
/* Of each case. */
struct cp_staged {
    int32_t n_cases, n_stages;
    int64_t *firsts; /* case * n_stages + stage; CP_STAGE_NEVER: did not come */
    int32_t *furthest; /* stage, or -1 */
    uint8_t *status;   /* enum cp_case_status */
    int64_t end;       /* of the log, as it was used */
    int lost_after_days;
};

/* Check   statuses add up to cases */
void cp_staged_of(struct cp_staged *to, struct arena *a,
    const struct cp_pathway *p, const struct cp_stages *stages,
    const struct cp_log *log, const struct cp_cascade_rules *rules);

struct cp_cascade_row {
    int64_t n_reached;
    int64_t n_of_before; /* of them, who had come to the stage before */
    int64_t n_before;    /* who had come to the stage before; cases, for the
                          * first */
    double share, share_of_before; /* NAN: of none */
    struct stats_interval of_all, of_before; /* Wilson */
    int64_t n_lost, n_open, n_early; /* whose furthest stage it is */
    int64_t n_jumped; /* came to a later stage, and not to this one */
    /* First event of this stage less first of the stage before, where it is
     * not negative: */
    int64_t n_waits, n_other_way; /* here first */
    double median_wait;           /* NAN: of none */
};
struct cp_cascade {
    int64_t n_cases, n[CP_CASE_STATUSES];
    int64_t n_nowhere, n_lost_nowhere; /* came to no stage at all */
    struct cp_cascade_row *rows;
    int32_t n_rows;
};

/* Of the cases of a group, or of all with group -1; `of_case` by case.
 *
 * Source  Wilson 1927
 * Check   lost and statuses add up; a second, slow count */
void cp_cascade_count(struct cp_cascade *to, struct arena *a,
    const struct cp_stages *stages, const struct cp_staged *staged,
    const int32_t *of_case, int32_t group);

#endif
