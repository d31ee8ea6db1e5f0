/* What rooms hang on pages of rooms below them: a link to a page of their own.
 *
 * A room says in its door on which pages, and who sees it:
 *
 *     static const struct door_link match_links[] = {
 *         { .on = "partnership", .label = N_("Counterparts"),
 *             .path = "/partnership/%/rounds", .least = WHO_GUEST },
 *         { .on = NULL },
 *     };
 *
 * The page of the lower room asks for them and prints them:
 *
 *     p.door_links = door_links_of(rq, "partnership", id);
 *     ... in the template:  % keep_door_links(v, &p->door_links);
 *
 * Where several rooms hang links on one page, the words of each stand above its
 * own: door.links_label.
 *
 * Cost  no query */
#ifndef KEEP_DOOR_LINKS_H
#define KEEP_DOOR_LINKS_H

#include "web/web.h"

enum { DOOR_LINKS_MAX = 24 };

struct door_link {
    const char *on;    /* the kind of the thing whose page it is, or "me": a
                          person's own page */
    const char *label; /* N_("...") */
    const char *path;  /* "/partnership/%/rounds": % is the thing's key */
    enum who least;    /* the least role, of that thing, of who sees it */
};

struct door_links {
    struct door_links_one {
        const char *label;
        text address;
        const char *above; /* of the first of a room: its words; or NULL */
    } at[DOOR_LINKS_MAX];
    int n;
};
/* `id`: of the thing; 0 of "me". */
struct door_links
door_links_of(struct request *rq, const char *on, int64_t id);

#endif
