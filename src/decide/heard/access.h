/* Inside this room: what somebody needs so that they can take part, said once,
 * kept with their consent, and whether it was met each time.
 *
 * People get wrong: it is about somebody's health. It is shown to themselves
 * and to facilitators of partnerships in which they have a role now, never in
 * a list of others, a search, a file or a log; with the consent goes all. */
#ifndef DECIDE_ACCESS_H
#define DECIDE_ACCESS_H

#include "base/json.h"
#include "decide/heard/access.sql.h"
#include "keep/consent.h"
#include "web/web.h"

enum { NEEDS = 8, NEEDS_SHOWN = 100, METS_SHOWN = 20 };

struct met_shown {
    const struct access_mets_row *row;
};
struct need_page {
    const struct form *form;
    const struct access_mets_row *mets;
    ptrdiff_t n_mets;
    bool has_need, is_done;
    text updated_on;
};
struct need_line {
    const struct access_needs_in_row *row;
    text said; /* "Interpreter, large print" */
    text address;
    const struct access_mets_row *mets;
    ptrdiff_t n_mets;
    const struct form *form;
};
struct needs_page {
    text title, partnership;
    struct need_line *lines;
    int n_lines;
};
const char *met_word(text met); /* N_() */

/* consent_kind.withdrawn */
enum err
access_gone(struct db *writer, struct arena *a, const struct consent *row);
enum err access_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
access_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err access_forget_thing(struct db *writer, struct arena *a, int64_t id);

handler access_show, access_send, access_remove_send, access_within_show,
    access_met_send;

#endif
