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
    bool has_choices;    /* answers that are asked for */
};
/* What each said of this attribute (not known: did not say). `choices`, NULL
 * at the end, are there also when nobody chose them; NULL or none: whatever
 * people wrote. */
void against_make(struct against_row *row, text attribute,
    const char *const *choices, const text *said, ptrdiff_t n);
/* Hide each answer that fewer than `smallest` people gave, nobody included,
 * and with it how many did not say; and as much more as is needed so that
 * what is hidden is about `smallest` people together. How many there are in
 * all is known anyway, from the names; so a hidden count must never follow
 * from the others, also for who knows these lines. Where nobody at all is in
 * what would be hidden, that is said openly.
 *
 * Check  against_test: every small table, as a reader sees it */
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
