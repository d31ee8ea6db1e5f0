/* What rounds keep about one person, for the door. */
#ifndef MATCH_ROUND_DATA_H
#define MATCH_ROUND_DATA_H

#include "keep/door.h"

enum err round_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
/* After pairs were: those need who it was. */
enum err
round_erase_person(struct db *writer, struct arena *a, int64_t person_id);

/* match_state.csv: where each round stands, beside its sheet. */
enum err round_states_export(
    struct db *db, struct arena *a, text dir, struct why *why);
enum err round_states_import(struct sheet_texts *texts);

#endif
