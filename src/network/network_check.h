/* Orphans that no foreign key can tell: texts and words of what is gone. */
#ifndef NETWORK_NETWORK_CHECK_H
#define NETWORK_NETWORK_CHECK_H

#include "db/db.h"

enum err network_check(struct db *db, struct arena *a,
    void (*tell)(void *context, const char *line), void *context);

#endif
