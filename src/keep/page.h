/* Pages about the network: what coordinators write beside the things that
 * people work on. Each has an address of its own, /page/CODE, a title and a
 * text in any language, and may stand in the foot of every page.
 */
#ifndef KEEP_PAGE_H
#define KEEP_PAGE_H

#include "keep/edit_links.h"
#include "keep/page.sql.h"
#include "keep/prose.h"
#include "keep/sheet.h"

extern const struct sheet page_sheet;

/* For the layout: the public ones that stand in the foot, as links. */
html page_foot(struct request *rq);

enum { FOOT_LINKS = 8 };
struct foot_link {
    text path, title, lang;
};
struct foot_view {
    struct foot_link links[FOOT_LINKS];
    int n_links;
};

struct page_view {
    struct page_row row;
    text title, title_lang;
    struct wording about;
    struct edit_links links;
    text translate; /* address */
};
struct page_line_view {
    text title, address;
    text edit;
    text seen;
    bool is_in_foot;
};
struct page_list_view {
    struct page_line_view *lines;
    ptrdiff_t n_lines;
    text next;
};

#endif
