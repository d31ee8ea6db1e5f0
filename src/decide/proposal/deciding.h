/* What is being decided in the network now, for whoever comes by: lists of who
 * must say yes that are laid open, proposals that are asked or heard,
 * conversations that are open to the network, panels that take volunteers.
 *
 * People get wrong: it says that something is asked, and until when. What
 * people answered stands nowhere here, nor how many did.
 */
#ifndef DECIDE_DECIDING_H
#define DECIDE_DECIDING_H

#include "decide/proposal/deciding.sql.h"
#include "web/web.h"

enum deciding_kind {
    DECIDING_LISTED,
    DECIDING_OPEN,
    DECIDING_HEARS,
    DECIDING_CONVERSATIONS,
    DECIDING_PANELS,
    DECIDING_KINDS
};
enum { DECIDING_FIRST = 6, DECIDING_ON_A_PAGE = 20 };

struct deciding_part {
    enum deciding_kind kind;
    const struct deciding_row *rows;
    ptrdiff_t n_rows;
    text all;  /* address of the rest of this kind; or not known */
    text next; /* of its next page; or not known */
};
struct deciding_page {
    struct deciding_part parts[DECIDING_KINDS];
    bool is_one; /* all of one kind, page by page */
    enum deciding_kind one;
    bool is_signed_in, is_any;
    text today;
};
/* "/agree/KEY/list#challenges" */
text deciding_address(
    struct arena *a, enum deciding_kind kind, const struct deciding_row *row);
const char *deciding_heading(enum deciding_kind kind);

handler deciding_show;

#endif
