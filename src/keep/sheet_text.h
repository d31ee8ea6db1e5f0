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

struct sheet_texts {
    const struct sheet *sheet;
    struct db *db; /* the writer */
    struct arena *a;
    struct sheet_import *import;
    struct why *why;
};
enum err sheet_texts_import(struct sheet_texts *t);
enum err sheet_texts_export(struct db *db, struct arena *a,
    const struct sheet *sheet, text dir, struct why *why);

/* "challenge" from the heading "Challenge"; the next part of a file. Gives
 * false at the end. *part is NULL for text before the first heading. */
bool sheet_text_next(const char *const *parts, text *rest, const char **part,
    text *body);

#endif
