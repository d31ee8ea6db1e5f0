/* Inside match/: what the pages of a set of groups share. */
#ifndef MATCH_GROUP_PAGES_H
#define MATCH_GROUP_PAGES_H

#include "match/group.h"

struct group_people_form {
    struct upload file;
    text csv;
};
enum { N_GROUP_PEOPLE_INPUTS = 2 };
extern const struct input group_people_inputs[N_GROUP_PEOPLE_INPUTS];

void group_shown_of(struct view *v, const struct group_set *set,
    const struct group_problem *g, int64_t position, struct group_shown *to);
/* The set of the address; *stands: there are groups, and `g` has them. */
enum err group_set_open(struct request *rq, struct group_set_page *p,
    struct group_problem **g, bool *stands);
/* The page of a set; g NULL: no groups stand. */
enum err group_set_answer_page(struct request *rq, struct answer *an,
    struct group_set_page *p, struct group_problem *g, struct form *form);

#endif
