/* "Edit", "History", "Remove" and "Add ..." on the page of a thing, for those
 * who may; nothing for others. */
#ifndef KEEP_EDIT_LINKS_H
#define KEEP_EDIT_LINKS_H

#include "keep/thing.h"

struct edit_make {
    const char *label; /* N_("Add a project") */
    const char *kind;  /* "project"; NULL: none */
    text address;      /* filled in */
};
enum { EDIT_MAKES_MAX = 4 };
struct edit_links {
    bool may_edit, may_remove;
    text title, edit, history, remove;
    struct edit_make makes[EDIT_MAKES_MAX];
    int n_makes;
};

/* Of a thing whose within and above the page knows (0: none). `makes` is what
 * can be made in it, ended by a kind NULL; or NULL. Template:
 * % keep_edit_links(v, &p->links); or, within a list, % keep_edit_link.
 *
 * Cost  no query */
struct edit_links
edit_links_of(struct request *rq, const char *kind, text title, int64_t id,
    int64_t within_id, int64_t above_id, const struct edit_make *makes);
/* Where one is made that is in nothing; not known for who may not. */
text edit_new_address(struct request *rq, const char *kind);

#endif
