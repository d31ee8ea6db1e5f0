/* The handlers of this room's routes: the table stands in mirror_routes.c. */
#ifndef MIRROR_MIRROR_ROUTES_H
#define MIRROR_MIRROR_ROUTES_H

#include "keep/door.h"

extern const struct command mirror_commands[]; /* pathway_cmd.c */

/* mirror_data.c: all parts of the room. */
extern const struct door_part mirror_parts[];
enum err mirror_then_import(struct db *db, struct arena *a,
    struct sheet_import *import, struct why *why);

#endif
