/* Why two people are a pair, in words: the parts of their score, which add up
 * to it, and what each of the two said. Words of the questionnaire stand as it
 * words them, in the reader's language.
 *
 * People get wrong: a frozen line holds a private list. Of a line only what
 * both answered, or one offers and the other wants, is said.
 *
 * Cost  some 20 us a pair */
#ifndef MATCH_ROUND_EXPLAIN_H
#define MATCH_ROUND_EXPLAIN_H

#include "keep/questionnaire.h"
#include "match/round_inside.h"

struct round_part {
    const char *word; /* N_(): "Give and take" */
    int64_t points, max;
    bool is_blank; /* one of them did not answer */
    text said;     /* sentences */
};
struct round_explained {
    const struct round_row *round;
    const struct asked *asked; /* the round's questionnaire, or NULL */
    text a_name, b_name;
    text a_line, b_line; /* frozen; or not known */
    text points, fits;   /* as match_pair has them */
    struct round_part parts[CP_ITEMS]; /* the answer */
};
void round_explain(struct view *v, struct round_explained *x);

/* A tag as people read it: "teaching" of "offers". `asked` may be NULL. */
text round_tag_said(
    struct view *v, const struct asked *asked, const char *question, text tag);
/* The round's questionnaire, newest wording; NULL when it has none. */
enum err round_asked(struct db *db, struct arena *a,
    const struct round_row *round, struct asked **asked);

#endif
