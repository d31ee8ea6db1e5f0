/* Lists of words that organisations and people type: "newborn care:3;
 * leadership", as they are compared and as they are said.
 *
 * The same thing is called otherwise in each language. What the house has a
 * phrase for counts as one word, in whichever of its languages it is typed:
 * "Förlossningsvård" is "Maternal health". Other words count as they stand,
 * folded.
 */
#ifndef MATCH_PARTNER_TAGS_H
#define MATCH_PARTNER_TAGS_H

#include "engine/assignment/score.h"
#include "match/match_inside.h"
#include "text/view.h"

enum { TAGS_MAX = 8, TAG_BYTES_MAX = 60 };

struct tag {
    text word; /* as it is compared; of a language its code */
    text said; /* as it was typed */
    int32_t weight;
};
struct tags {
    struct tag tags[TAGS_MAX];
    int n;
    int32_t all_weight;
};

/* Known topics in all languages; made once a request.
 * Cost    some 0.2 ms */
struct topics;
const struct topics *topics_of(struct arena *a);

/* NULL, or what is wrong with the list: N_(). Not known is empty. A word that
 * stands there twice counts once, with its larger weight. */
const char *tags_read(
    struct arena *a, const struct topics *topics, text cell, struct tags *tags);
/* The same for languages: codes, or what they are called here. */
const char *languages_read(struct arena *a, text cell, struct tags *tags);
/* "word:3;word:1", which tags_take reads again without looking words up. */
text tags_print(struct arena *a, const struct tags *tags);
void tags_take(text printed, struct tags *tags);

/* As numbers, ascending, for the engine. */
struct cp_tags tags_of(
    struct arena *a, struct match_words *words, const struct tags *tags);

/* In the reader's language, when it is a known topic; else as it was typed. */
text tag_said(
    struct view *v, const struct topics *topics, const struct tag *tag);
/* Topics in that language, and other words that the newest listings for all
 * have: to tap. */
enum err tags_to_tap(struct db *db, struct arena *a, const struct lang *lang,
    text **words, int *n);
/* The i-th topic as it is compared, and its phrase; false after the last. */
bool topic_at(const struct topics *topics, int i, text *word,
    const char **phrase);

#endif
