/* Inside this room: one line on the page of a conversation, a proposal, a
 * panel, a meeting: who is missing from it, and what is being done.
 *
 *     struct heard_brief brief;
 *     e = heard_brief_load(rq, id, partnership_id, &brief);
 *     % decide_heard_brief(v, &brief);
 *
 * What it says is what was published, as on the page of who was heard.
 *
 * Cost  some questions of the database, each one row or few */
#ifndef DECIDE_HEARD_BRIEF_H
#define DECIDE_HEARD_BRIEF_H

#include "web/web.h"

enum { HEARD_BRIEF_SAID = 3 /* groups that are named */ };

struct heard_brief {
    text address; /* of who was heard in it; not known: nothing is counted */
    text within;  /* what is done about gaps, in its partnership */
    text missing; /* "75 or older, Under 18"; not known: no gap that is told */
    int64_t n_more;
    bool is_counted; /* else it has not been looked at yet */
    bool is_silent;  /* nobody, or too few, said who they are */
    text gap, doing; /* that goes on, the one that is due first; or not known */
};
enum err heard_brief_load(struct request *rq, int64_t thing_id,
    int64_t partnership_id, struct heard_brief *to);

#endif
