/* What the network settled, and what the program must remember: a name and a
 * text. */
#ifndef KEEP_SETTING_H
#define KEEP_SETTING_H

#include "db/db.h"

/* Not known when it was never set. */
enum err setting_load(
    struct db *db, struct arena *a, const char *name, text *value);
/* Writes nothing when it is the same. */
enum err setting_save(
    struct db *writer, struct arena *a, const char *name, text value);

#endif
