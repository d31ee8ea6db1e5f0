/* What the templates of what-if and repair are given. */
#ifndef MATCH_PAIR_WHAT_PAGES_H
#define MATCH_PAIR_WHAT_PAGES_H

#include "base/key.h"
#include "match/pair_pages.h"
#include "match/pair_what.h"
#include "match/pair_what.sql.h"
#include "match/round_pages.h"

enum {
    WHAT_PEOPLE = WHAT_AMONG,
    WHAT_RULES = 300,
    WHAT_SHOWN = 40 /* people on a page; of more, those who are looked for */
};

struct what_ask {
    text what, q;
    int64_t one, other;
    bool lifted; /* a pin was, by a veto */
    int64_t role, level, interests, language, give, goals, time;
};

extern const struct input *const what_weight_inputs; /* CP_ITEMS of them */
/* In the items' order. */
void what_weights_of(const struct what_ask *ask, int64_t weights[CP_ITEMS]);

struct what_page {
    const struct round *round;
    bool is_ready; /* pairs are proposed, and not too many */
    text fault;    /* why something could not be done; or not known */
    struct what_people_row *people;
    ptrdiff_t n_people;
    const struct what_people_row **shown; /* WHAT_SHOWN at most */
    ptrdiff_t n_shown;
    bool has_more;                   /* than are shown */
    text q;                          /* what was looked for, or empty */
    struct pair_of_round_row *pairs; /* that are proposed */
    ptrdiff_t n_pairs;
    struct what_rules_row *rules;
    ptrdiff_t n_rules;
    const struct form *weights, *button, *rule; /* rule: NULL: nothing to do */
    bool has_cost, is_together, is_weights;
    bool is_too_large; /* for this question */
    bool has_lifted;   /* a pin, by a veto */
    int64_t one, other;
    struct what_cost cost;
    /* of one person */
    const struct what_people_row *person;
    struct what_choice choices[WHAT_CHOICES];
    int n_choices;
};

/* The page. `rule`: what was sent, with its errors, or NULL; `fault`: why
 * something could not be done, or not known. */
enum err what_page_answer(struct request *rq, struct answer *an,
    struct round *r, const struct what_ask *ask, struct form *rule, text fault);
/* The form by which two are put together or apart. */
void what_open_rule(struct request *rq, struct what_page *p);
/* Few enough to be asked within a request? */
/* How many people in all may be on more than two sides. */
int64_t what_among(const struct round *r);
bool what_is_small(const struct round *r, ptrdiff_t n_people);
/* Into p->shown those whose name has these words, or the first. */
void what_look_for(struct request *rq, struct what_page *p, text q);
const struct what_people_row *
what_person(const struct what_page *p, int64_t id);
text what_name(const struct what_page *p, int64_t id);
/* "one new pair, two pairs changed, lowest score 525 to 480" */
text what_sentence(struct view *v, const struct what_cost *cost);
/* "-2": with a minus of its own, or "0" */
text what_change(struct view *v, int64_t change);
text what_rule_word(struct view *v, text kind);
text what_if_address(struct view *v, const struct round *r, const char *what,
    int64_t one, int64_t other);

#endif
