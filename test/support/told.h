/* Answers that are put aside (db_park), and what came of them. */
#ifndef SUPPORT_TOLD_H
#define SUPPORT_TOLD_H

#include "db/db.h"
#include "os/thread.h"

struct told {
    struct db_parked it;
    struct mutex lock;
    int n;
    enum err e;
    char why[100];
};
struct told new_told(void);
int n_told(struct told *t);
bool is_told_within(struct told *t, int ms);

#endif
