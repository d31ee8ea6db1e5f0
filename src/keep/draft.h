/* Forms left half done: what the house must do with them. */
#ifndef KEEP_DRAFT_H
#define KEEP_DRAFT_H

#include "base/json.h"
#include "web/web.h"

/* Inside a step, now and then: those of more than 30 days ago. */
enum err draft_forget_old(struct db *writer, int64_t now);
enum err
draft_erase_person(struct db *writer, struct arena *a, int64_t person_id);
/* The member "drafts", an array. */
enum err draft_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);

/* A form of somebody who is not signed in any more: kept for an hour, for
 * this browser and that person; edit_draft_claim takes it over when they are
 * back. Too large a one is not kept. */
struct draft_lost {
    int64_t person_id;
    text kind;
    int64_t thing_id, within_id;
    text fields; /* JSON */
};
enum err draft_lose(
    struct request *rq, struct answer *an, const struct draft_lost *lost);
enum err edit_draft_claim(struct request *rq, struct answer *an);
/* For a room's own form: claims, and gives what was lost of that thing, with
 * when. *fields not known: nothing. */
enum err draft_take(struct request *rq, struct answer *an, text kind,
    int64_t thing_id, text *fields, int64_t *at);
/* Inside the step that keeps what it holds. */
enum err draft_drop(
    struct db *writer, int64_t person_id, text kind, int64_t thing_id);

#endif
