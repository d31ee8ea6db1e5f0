/* Inside match/: who leads, pairs and speaks, shown against whom it is about.
 *
 * Which attributes are asked stands in the setting match_attributes:
 *
 *     sex=woman,man,other; level; place; lived=yes,no
 *
 * People get wrong: a count that is hidden must not come back by subtracting.
 * So what is hidden is hidden together, and is itself never few. */
#ifndef MATCH_AGAINST_H
#define MATCH_AGAINST_H

#include "keep/sheet.h"
#include "match/share.sql.h"
#include "web/web.h"

extern const struct sheet match_share_sheet;

enum { AGAINST_MAX = 6, AGAINST_CATEGORIES = 12 };

struct against_attribute {
    const char *name; /* "sex" */
    const char *choices[AGAINST_CATEGORIES + 1];
    const char *labels[AGAINST_CATEGORIES + 1]; /* said, in this language */
    int n_choices; /* 0: whatever people write */
};
struct against_ask {
    struct against_attribute attributes[AGAINST_MAX];
    int n;
};
/* As the network settled it; what cannot be read is left out. */
const struct against_ask *against_asked(struct request *rq);
/* "Sex" */
text against_word(struct view *v, text attribute);
text against_category_word(struct view *v, text category);
/* The value of an attribute in "sex:woman;lived:yes"; not known. */
text against_told(text told, text attribute);

/* ---- Counting ------------------------------------------------------------ */

struct against_count {
    text category; /* not known: did not say */
    int64_t n;
    bool is_hidden;
    bool has_share;
    double percent; /* of those whom it is about */
    text source;
};
/* One attribute over people. Those hidden have n = 0 after against_hide. */
struct against_row {
    text attribute;
    struct against_count counts[AGAINST_CATEGORIES + 2];
    int n_counts;
    int64_t n_people;    /* in all */
    int64_t n_hidden;    /* people in hidden categories: 0, or no few */
    bool is_all_hidden;  /* fewer people than may be shown at all */
};
/* Whoever said something of this attribute, one text each (not known: did
 * not say). */
void against_make(struct against_row *row, text attribute, const text *said,
    ptrdiff_t n);
/* Hide what is about fewer than `smallest` people, and as much more as is
 * needed so that nobody can subtract: those hidden are at least two
 * categories and at least `smallest` people together. Nobody at all in a
 * category that is asked for, or has a declared share, is said openly, for
 * that is the gap; of fewer than `smallest` people nothing is said.
 *
 * Check  against_leaks, in the tests */
void against_hide(struct against_row *row, int64_t smallest);

struct against_page {
    text title, back, back_address;
    struct against_row rows[AGAINST_MAX];
    int n_rows;
    text *gaps; /* sentences */
    int n_gaps;
    int64_t smallest;
    bool can_change; /* it can still be otherwise */
    text make, shares_note;
    struct match_share_list_row *shares;
    ptrdiff_t n_shares;
};
/* Rows for what people told ("sex:woman;..."), beside the declared shares of
 * a partnership (0: of the network). */
enum err against_fill(struct request *rq, int64_t partnership_id,
    const text *told, ptrdiff_t n, struct against_page *page);

#endif
