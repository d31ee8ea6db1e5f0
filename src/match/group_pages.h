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

/* A form that was sent to the page of a set. */
struct group_sent {
    struct group_set_page p;
    struct group_problem *g;   /* of the set */
    struct group_problem *now; /* the same, when groups stand */
    struct form form;
    text settled; /* why nothing may be changed; not known: it may be */
};
/* Errors of the form are the caller's. */
enum err group_sent_open(struct request *rq, const struct input *inputs,
    int n_inputs, void *given, struct group_sent *s);
/* The page again, with a sentence over it. */
enum err group_sent_refuse(
    struct request *rq, struct answer *an, struct group_sent *s, text sentence);

/* What a step needs; one kind of change each. */
struct group_change {
    struct group_set *set;
    struct group_list *list;        /* its people, in place of those there */
    struct group_problem *g;        /* groups that the machine found */
    struct match_group_state state; /* as it is then */
    int64_t moves[2][2];            /* row, position */
    int n_moves;
    struct match_group_rule_insert_in rule;
    int64_t rule_end;
    bool gives_roles, has_state;
    int64_t asks_for; /* so many groups, to be found behind the page */
    bool is_behind; /* what was sought behind the page is written */
    int64_t actor_id, now;
    const struct lang *lang;
    text token, then, first, action, seed;
};

/* Of a form that was sent: nothing is changed yet. */
struct group_change group_change_of(struct request *rq, struct group_set *set,
    const struct form *form, text action);
/* Inside a step, without what a form brings: what is sought behind the page
 * ends, unless that is what is asked for. */
enum err group_change_apply(
    struct db *writer, struct arena *a, struct group_change *c);
/* What a search that ended well leaves; g->answer is checked. */
void group_change_found(
    struct group_change *c, struct group_problem *g, int64_t now);
/* In one step; then on to the page of the set. */
enum err group_change_write(
    struct request *rq, struct answer *an, struct group_change *c);

#endif
