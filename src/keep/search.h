/* Finding things by their words.
 *
 * Each thing that can be found has one row of folded words (text/lang.h,
 * lang_fold), which begins with a word of its kind: a search for the kind is
 * a search for one word more, and the index does the rest.
 */
#ifndef KEEP_SEARCH_H
#define KEEP_SEARCH_H

#include "db/db.h"

/* Make `words` (not folded yet) the thing's; nothing is written when they
 * are the same as before. *changed may be NULL. */
enum err search_save(struct db *writer, struct arena *a, text kind,
    int64_t thing_id, text words, bool *changed);
/* The same, asked in a batch, for a thing that is new and has no words yet.
 * What is counted is of no use. */
void search_ask_new(struct db_batch *batch, text kind, int64_t thing_id,
    text words, int64_t n_changed[static 2]);
enum err search_remove(struct db *writer, int64_t thing_id);

/* What to bind to a parameter of type match: the kind's word and what a
 * person typed, folded. Not known when nothing was typed that can be found. */
text search_words(struct arena *a, text kind, text typed);

#endif
