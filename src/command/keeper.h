/* What `serve` does beside answering: it seals the audit log each second,
 * writes counts each minute, wipes after an erasure, forgets what is past its
 * time several times a day. One thread, one connection. */
#ifndef COMMAND_KEEPER_H
#define COMMAND_KEEPER_H

#include "command/command.h"
#include "keep/job.h"
#include "os/thread.h"

struct keeper {
    struct db_home *home;
    text url;    /* of the data */
    text folder; /* that it is in; not known: another machine's */
    struct job_keeper *jobs; /* what runs is held for this process */
    struct thread thread;
    struct mutex lock;
    struct condition wake;
    bool is_stopping;
};

enum err keeper_start(struct keeper *k, struct why *why);
/* Seals once more, and writes what was counted. */
void keeper_stop(struct keeper *k);

#endif
