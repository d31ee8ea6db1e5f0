/* Everything kept about one person: handed out, or erased.
 *
 * The rooms say through their doors what they keep (keep/door.h); the files
 * of keep/ stand in a table in person_data.c. The page /me/data is printed
 * from the very JSON that is handed out, so neither forgets what the other
 * has.
 */
#ifndef KEEP_PERSON_DATA_H
#define KEEP_PERSON_DATA_H

#include "base/json.h"
#include "keep/door.h"

/* All of it as one JSON object.
 * Errors  those of the database
 * Memory  in `a`: as much as the answer is long, and some more */
enum err
person_export(struct db *db, struct arena *a, int64_t person_id, text *all);

/* Inside a step: every room's, the audit row, the row of `erasure`, and that
 * the file has to be wiped (keep/wipe.h). Once more for somebody who was
 * erased does no harm. */
enum err person_erase(
    struct db *writer, struct arena *a, int64_t person_id, int64_t actor_id);

/* Members of an export: a key as it stands in addresses, a time as people
 * and machines can read it; 0 is left out. */
void person_put_key(struct json *out, const char *name, int64_t key);
void person_put_time(struct json *out, const char *name, int64_t at);
void person_put_text(struct json *out, const char *name, text value);

/* A member of an export: what it is called there, and the column of the query
 * that it comes from. Keys are put as addresses have them; what is not known
 * is left out. */
struct person_put {
    const char *name, *column;
};
/* The array `name`: an object for each row that `q` finds of somebody. `q` asks
 * for their key, `after_id` and `n_rows`, gives `id` and goes up by it. Of one
 * column alone, its name NULL: an array of texts.
 * Errors  those of the database
 * Memory  in `a`: the rows */
enum err person_put_rows(struct json *out, const char *name, struct db *db,
    struct arena *a, const struct db_query *q, int64_t person_id,
    const struct person_put *columns, int n_columns);
#define PERSON_PUT_ROWS(out, name, db, a, q, person_id, ...)                   \
    person_put_rows(out, name, db, a, q, person_id,                            \
        (const struct person_put[]){ __VA_ARGS__ },                            \
        (int)(sizeof((const struct person_put[]){ __VA_ARGS__ }) /             \
            sizeof(struct person_put)))

extern const struct door_part keep_parts[];

/* Those beside tables that have no header of their own. */
enum err consent_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
consent_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err audit_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);

#endif
