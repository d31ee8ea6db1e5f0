/* Inside keep/: what the files of job share. */
#ifndef KEEP_JOB_INSIDE_H
#define KEEP_JOB_INSIDE_H

#include "keep/job.h"

/* NULL when no room has such a kind. */
const struct job_kind *job_kind_find(text kind);
/* Kinds that no door has: of tests. NULL in the program. */
extern const struct job_kind *job_kinds_beside;
/* POST /job/KIND/KEY/stop: of the thing. */
handler job_stop_send;

#endif
