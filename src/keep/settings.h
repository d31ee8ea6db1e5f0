/* What a network may settle for itself: each setting is declared once, with
 * what it is called, what it is unless set, and its limits. /admin/settings
 * shows them all.
 *
 * A new setting is a line in the table of settings.c. A room asks by name; a
 * name that is not in the table is our bug: `require`. What is asked is looked
 * up each time and never kept: a change counts from the next request on, in
 * every process. (keep/setting.h is beneath: any name and any text.)
 *
 * Errors  none: where the database fails, or holds what is not allowed any
 *         more, the answer is what the setting is unless set
 * Cost    one look-up by a primary key
 */
#ifndef KEEP_SETTINGS_H
#define KEEP_SETTINGS_H

#include "web/web.h"

enum settings_kind { SETTINGS_INT, SETTINGS_BOOL, SETTINGS_TEXT };

struct settings_line {
    const char *name; /* "smallest_group" */
    enum settings_kind kind;
    const char *group; /* N_("..."): the heading it stands under */
    const char *word;  /* N_("...") */
    const char *hint;  /* N_("...") or NULL */
    int64_t fallback;  /* a number; 0 or 1 */
    int64_t min, max;  /* of a number; max: bytes of a text */
    const char *fallback_text;
};

/* All of them, name NULL at the end; those of a group stand together. */
extern const struct settings_line settings_lines[];

int64_t settings_int(struct db *db, struct arena *a, const char *name);
bool settings_bool(struct db *db, struct arena *a, const char *name);
/* The same without asking the database when nothing was written since. */
bool settings_bool_now(struct request *rq, const char *name);
text settings_text(struct db *db, struct arena *a, const char *name);

/* Tell the process which languages this network offers (lang_offer). */
void settings_offer_languages(struct db *db, struct arena *a);

/* As it is now, written as one types it: "5", "1", "". */
text settings_as_text(
    struct db *db, struct arena *a, const struct settings_line *line);
/* Inside a db_write step. ERR_BAD_INPUT: not within its limits. */
enum err settings_put(struct db *writer, struct arena *a,
    const struct settings_line *line, text value);

#endif
