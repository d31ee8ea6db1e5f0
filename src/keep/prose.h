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
#include "web/web.h"

enum { PROSE_MAX = 32 * 1024, PROSE_ROWS_MAX = 64 };

struct wording {
    bool is_known;    /* somebody wrote this part */
    bool is_original; /* false: a translation by a person */
    text lang;        /* what the text is written in */
    html html;
    text source;
    /* of a translation */
    bool is_old;         /* the original was changed after it */
    text translator;     /* not known, or not for this reader to know */
    int64_t translator_id;
    text original; /* the page that shows the original beside it, and where
                      the text can be translated; or not known */
};

/* Everything written about one thing, for a page. */
struct prose_set {
    int64_t thing_id;
    struct prose_of_thing_row *rows;
    ptrdiff_t n_rows;
};
/* Print every text again and keep what differs: what is shown as it is stored
 * must be of our own making. Many steps: for a database that nobody uses yet.
 */
enum err prose_print_again(struct db *db, struct arena *a, int64_t *n_changed);
void prose_ask(struct db_batch *batch, int64_t thing_id, struct prose_set *set);
enum err prose_load(struct db *db, struct arena *a, int64_t thing_id,
    struct prose_set *set);

/* The wording for a reader: in their language, else the original, else any.
 * Cost    a walk over the rows */
struct wording prose_pick(
    const struct prose_set *set, const char *part, const struct lang *lang);
/* The same for a page: with who translated it, when the reader may know.
 * Cost    a question where somebody signed in reads a person's translation */
struct wording prose_show(
    struct request *rq, const struct prose_set *set, const char *part);
/* The original of a part, or NULL; the wording in a language, or NULL. */
const struct prose_of_thing_row *
prose_original(const struct prose_set *set, text part);
const struct prose_of_thing_row *
prose_in(const struct prose_set *set, text part, text lang);
/* Was the original changed after this translation? */
bool prose_is_old(const struct prose_of_thing_row *translation,
    const struct prose_of_thing_row *original);
bool prose_is_old_by(bool has_of_hash, text of_hash, int64_t translated_at,
    text hash, int64_t updated_at);
enum { PROSE_HASH = 32 };
/* What `hash` and `of_hash` are made with; of this printer and no other. */
text prose_hash(text source, char to[PROSE_HASH + 1]);

/* The same text with its headings under one of the level before `top` (2 to
 * 6): the first is of the level `top`, and none skips one, whatever its writer
 * typed. For templates; keep_prose has 3, under a page's h2.
 *
 * Cost    a walk over the text, when it has a heading */
html prose_under(struct arena *a, html printed, int top);

/* The own name of the language it is written in: "Kiswahili"; its code when
 * it is none of the interface's. */
text wording_language(const struct wording *w);

/* Save one wording. An empty source removes it. The text is printed once,
 * here. Nothing is written when it is the same; *changed says. */
struct prose_given {
    text kind, part, lang, source;
    int64_t thing_id;
    bool is_original;
    int64_t translator_id; /* 0: it came in a file, or is no translation */
    text of_hash; /* of the original that the translator saw; or not known */
    bool is_nameless; /* not signed: no time finer than the day is kept */
};
enum err prose_save(struct db *writer, struct arena *a,
    struct prose_given given, bool *changed);
/* Would prose_save write? Asks only. */
enum err prose_compare(struct db *db, struct arena *a,
    struct prose_given given, bool *would_change);

#endif
