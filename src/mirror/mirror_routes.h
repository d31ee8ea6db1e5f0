/* The handlers of this room's routes: the table stands in mirror_routes.c. */
#ifndef MIRROR_MIRROR_ROUTES_H
#define MIRROR_MIRROR_ROUTES_H

#include "keep/door.h"

extern const struct command mirror_commands[]; /* pathway_cmd.c */

/* mirror_data.c: all parts of the room. */
enum err mirror_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
mirror_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err mirror_then_import(struct db *db, struct arena *a,
    struct sheet_import *import, struct why *why);
enum err mirror_sweep(struct db *db, struct arena *a, int64_t now);
enum err mirror_forget_thing(struct db *writer, struct arena *a, int64_t id);

#endif
