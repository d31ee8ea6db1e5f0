/* What signing in keeps about one person: handed out, or erased. */
#ifndef PEOPLE_SIGN_IN_DATA_H
#define PEOPLE_SIGN_IN_DATA_H

#include "base/json.h"
#include "db/db.h"

enum err sign_in_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
sign_in_erase_person(struct db *writer, struct arena *a, int64_t person_id);

#endif
