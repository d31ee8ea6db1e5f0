/* What proposals do by the clock. */
#ifndef DECIDE_PROPOSAL_CLOCK_H
#define DECIDE_PROPOSAL_CLOCK_H

#include "decide/proposal/proposal_answer.h"

/* How many of the three reminders should have gone by that day: at half of the
 * time, at three quarters, and one day before the last. */
int proposal_reminders_due(text asked_on, text closes_on, text today);
/* For the room's sweep: outside a step. Safe to run again. */
enum err proposal_sweep(struct db *db, struct arena *a, int64_t now);

#endif
