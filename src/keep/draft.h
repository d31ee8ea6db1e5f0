/* Forms left half done: what the house must do with them. */
#ifndef KEEP_DRAFT_H
#define KEEP_DRAFT_H

#include "base/json.h"
#include "db/db.h"

/* Inside a step, now and then: those of more than 30 days ago. */
enum err draft_forget_old(struct db *writer, int64_t now);
enum err
draft_erase_person(struct db *writer, struct arena *a, int64_t person_id);
/* The member "drafts", an array. */
enum err draft_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);

#endif
