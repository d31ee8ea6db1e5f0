/* Inside sheets: the texts of a table, text/TABLE/CODE.LANG.md.
 *
 * A file holds the parts of one thing's prose in one language, each under a
 * heading of the first level with the part's English name:
 *
 *     # Challenge
 *     Newborns die of what can be treated ...
 *
 * A heading of the first level that names no part is text. The wording in
 * English is the original, or, without one, the first by code of language;
 * CODE.LANG.original.md says otherwise.
 */
#ifndef KEEP_SHEET_TEXT_H
#define KEEP_SHEET_TEXT_H

#include "keep/sheet.h"

/* A file that says something new. */
struct sheet_text_file {
    text name;
    int64_t id; /* of its thing */
    bool is_original;
};

struct sheet_texts {
    const struct sheet *sheet;
    struct db *db; /* the writer, or for comparing any */
    struct arena *a;
    struct sheet_import *import;
    struct why *why;
    /* for comparing: from a code to its id (0: there is none), and what to do
     * with a file that says something new */
    enum err (*find)(void *context, text code, int64_t *id);
    enum err (*keep)(void *context, const struct sheet_text_file *file);
    void *context;
};
/* Read all files of a table, say what is wrong with them, keep those that
 * say something new. */
enum err sheet_texts_compare(struct sheet_texts *t);
/* Save one of those. */
enum err sheet_text_save(
    struct sheet_texts *t, const struct sheet_text_file *file);
enum err sheet_texts_export(struct db *db, struct arena *a,
    const struct sheet *sheet, text dir, struct why *why);

/* "challenge" from the heading "Challenge"; the next part of a file. Gives
 * false at the end. *part is NULL for text before the first heading. */
bool sheet_text_next(const char *const *parts, text *rest, const char **part,
    text *body);

#endif
