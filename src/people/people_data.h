/* What the door of this room says about one person's data. */
#ifndef PEOPLE_PEOPLE_DATA_H
#define PEOPLE_PEOPLE_DATA_H

#include "people/people.h"

enum err people_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
people_erase_person(struct db *writer, struct arena *a, int64_t person_id);

/* profile_data.c: its parts of both. */
enum err profile_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
profile_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err membership_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
membership_erase_person(struct db *writer, struct arena *a, int64_t person_id);

/* A thing is gone for good: roles in it, and slips for it. */
enum err
people_forget_thing(struct db *writer, struct arena *a, int64_t thing_id);

#endif
