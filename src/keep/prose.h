/* What people write about a thing: Markdown, each text in its language, with
 * translations by people beside it.
 *
 * Shape   a thing has parts ("aim"), a part has one original and any number
 *         of translations
 * Errors  ERR_BAD_INPUT  a text over PROSE_MAX, or no UTF-8
 */
#ifndef KEEP_PROSE_H
#define KEEP_PROSE_H

#include "db/db.h"
#include "keep/prose.sql.h"
#include "text/view.h"

enum { PROSE_MAX = 32 * 1024, PROSE_ROWS_MAX = 64 };

struct wording {
    bool is_known;    /* somebody wrote this part */
    bool is_original; /* false: a translation by a person */
    text lang;        /* what the text is written in */
    html html;
    text source;
};

/* Everything written about one thing, for a page. */
struct prose_set {
    struct prose_of_thing_row *rows;
    ptrdiff_t n_rows;
};
void prose_ask(struct db_batch *batch, int64_t thing_id, struct prose_set *set);
enum err prose_load(struct db *db, struct arena *a, int64_t thing_id,
    struct prose_set *set);

/* The wording for a reader: in their language, else the original, else any.
 * Cost    a walk over the rows */
struct wording prose_pick(
    const struct prose_set *set, const char *part, const struct lang *lang);

/* The own name of the language it is written in: "Kiswahili"; its code when
 * it is none of the interface's. */
text wording_language(const struct wording *w);

/* Save one wording. An empty source removes it. The text is printed once,
 * here. Nothing is written when it is the same; *changed says. */
struct prose_given {
    text kind, part, lang, source;
    int64_t thing_id;
    bool is_original;
};
enum err prose_save(struct db *writer, struct arena *a,
    struct prose_given given, bool *changed);
/* Would prose_save write? Asks only. */
enum err prose_compare(struct db *db, struct arena *a,
    struct prose_given given, bool *would_change);

#endif
