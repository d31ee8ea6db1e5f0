/* What a thing was after each change: its row and what was written about it,
 * with who and when.
 *
 * People get wrong: note a version AFTER the change and in the same step, and
 * call version_before BEFORE it: an import writes no versions, so what it
 * brought in is noted when somebody first changes it.
 *
 * Shape   versions of a thing are numbered from 1 without a gap
 * Errors  those of the database
 */
#ifndef KEEP_VERSION_H
#define KEEP_VERSION_H

#include "keep/prose.h"
#include "keep/sheet.h"
#include "keep/version.sql.h"

/* In a writing step, before the change: when the thing stands otherwise than
 * in its last version, or has none, what it is becomes a version by nobody
 * ("import"). */
enum err
version_before(struct db *writer, struct arena *a, text kind, int64_t thing_id);

/* In a writing step, after the change: what it is now, as a new version, and
 * the audit row. Nothing is written when it is what it was. `action`: create
 * change remove restore.
 *
 * Cost  four questions, two writes; a snapshot is as long as what it keeps */
enum err version_note(struct db *writer, struct arena *a, text kind,
    int64_t thing_id, int64_t actor_id, text action);

/* In a step: what a person was, and what they were of others (a role held by
 * them), in all versions. */
enum err
version_erase_person(struct db *writer, struct arena *a, int64_t person_id);

/* ---- What a version holds ------------------------------------------------ */

struct version_text {
    text part, lang, source;
    bool is_original;
};
struct version_value {
    text name; /* of the member in the sheet's shape */
    text cell; /* as row_print has it; not known: it was not known */
};
struct version_state {
    struct version_value *values;
    int n_values;
    struct version_text *texts;
    int n_texts;
};
/* What the thing is now, as it would be kept. ERR_NOT_FOUND: it is gone.
 * A kind without a sheet has wordings only. */
enum err version_print(struct db *db, struct arena *a, text kind,
    int64_t thing_id, text *snapshot);
/* Errors  ERR_BAD_INPUT  that is no snapshot */
enum err
version_read(struct arena *a, text snapshot, struct version_state *state);
/* NULL when it has none. */
const struct version_value *
version_value(const struct version_state *s, text name);
/* The wording of a part in that language, or, lang not known, its original. */
const struct version_text *
version_text(const struct version_state *s, text part, text lang);

/* The names of what differs, as a JSON list: columns, then parts. */
text version_compare(struct arena *a, const struct version_state *old,
    const struct version_state *now);

#endif
