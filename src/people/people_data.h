/* What the door of this room says about one person's data. */
#ifndef PEOPLE_PEOPLE_DATA_H
#define PEOPLE_PEOPLE_DATA_H

#include "keep/door.h"
#include "people/people.h"

extern const struct door_part people_parts[];

/* profile_data.c: its parts of both. */
enum err profile_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
profile_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err membership_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
membership_erase_person(struct db *writer, struct arena *a, int64_t person_id);

#endif
