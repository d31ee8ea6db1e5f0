/* Promises: within so long from one step to another. Judged on events, for an
 * alignment is not unique.
 *
 * People get wrong: days and weeks are calendar days where the pathway is: 14
 * days and 336 hours differ. And "never" is said only of who was watched for
 * long enough, or whose case is closed.
 *
 * Units   microseconds; days of the zone
 * Cost    linear in events
 * Repeat  whole numbers
 */
#ifndef ENGINE_PATHWAY_TARGET_H
#define ENGINE_PATHWAY_TARGET_H

#include "engine/pathway/log.h"
#include "engine/pathway/pathway.h"

enum cp_target_class {
    CP_TARGET_NO_START,
    CP_TARGET_IN_TIME,
    CP_TARGET_LATE,
    CP_TARGET_BEFORE, /* it was there before, and not after */
    CP_TARGET_NEVER,
    CP_TARGET_UNKNOWN, /* not yet, and not watched for long enough */
    CP_TARGET_CLASSES
};

struct cp_target_result {
    int64_t n[CP_TARGET_CLASSES]; /* cases */
    uint8_t *of_case;             /* enum cp_target_class */
    int64_t *waits;               /* of those in time and late, by case */
    int64_t n_waits;
};

/* `zone` is the pathway's. With [from: each] a case is as bad as its worst:
 * never, late, unknown, before, in time.
 *
 * Memory  the arena: 9 bytes a case
 * Source  five classes, as the Swedish lead times of cancer care are counted,
 *         by calendar days
 * Check   the classes add up to the cases; known counts */
void cp_target_judge(struct cp_target_result *to, struct arena *a,
    const struct cp_pathway *p, const struct cp_pathway_target *t,
    const struct cp_log *log, const struct cp_zone *zone);

/* Which activities of a log are a step, or a labelled item; by activity.
 * Check   by itself */
bool *cp_activities_named(struct arena *a, const struct cp_pathway *p,
    text name, const struct cp_log *log);
/* And which close a case: the steps under `closes`, else those of the last row
 * that must happen.
 * Check   by itself */
bool *cp_activities_closing(
    struct arena *a, const struct cp_pathway *p, const struct cp_log *log);

/* The day on which an instant lies in a zone, since 1970-01-01.
 * Check   base/date.h in UTC */
int64_t cp_zone_day(const struct cp_zone *zone, int64_t us);

#endif
