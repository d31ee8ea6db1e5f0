/* What the templates of rounds are given. */
#ifndef MATCH_ROUND_PAGES_H
#define MATCH_ROUND_PAGES_H

#include "keep/job.h"
#include "match/round_explain.h"
#include "match/round_inside.h"
#include "match/round_join.sql.h"
#include "match/round_needs.sql.h"

enum {
    ROUNDS_ON_A_PAGE = 100,
    ROUND_PEOPLE_SHOWN = 40,
    ROUND_MINE_SHOWN = 30,
    ROUND_MIGHT_SHOWN = 60
};

/* "/edit/match_person/KEY" */
text round_edit_address(struct arena *a, const char *kind, int64_t id);
text round_key_address(
    struct arena *a, const char *before, int64_t id, const char *after);
text round_key(struct arena *a, int64_t id);
/* On a side of their own, as its member? */
bool round_may_join(const struct actor *who, int64_t side_id);
/* Is its last day to join over? */
bool round_is_too_late(struct request *rq, const struct round *r);
/* A name as this reader may know it. */
text round_name_of(
    struct view *v, const struct round *r, text name, text seen);

struct round_needed {
    const struct round_needs_row *row;
    text words;
};
struct round_needs_list {
    struct round_needed *rows;
    ptrdiff_t n;
    bool is_later; /* not its first page */
    text next;     /* address of the next page, or not known */
};
struct round_needs_page {
    const struct round *round;
    struct round_needs_list needs, languages;
};

struct round_list_page {
    struct round_partnership_row partnership;
    struct round_list_row *rows;
    ptrdiff_t n_rows;
    text make; /* where a new one is made, or not known */
};

struct round_side_people {
    const struct round_sides_row *side;
    int64_t n; /* in all */
    struct round_people_row *people;
    ptrdiff_t n_people;
};
struct round_page {
    const struct round *round;
    const struct form *form; /* of the buttons */
    struct wording about;
    struct edit_links links;
    struct round_side_people sides[ROUND_SIDES_MAX];
    int64_t n_people;
    enum { ROUND_SAID_NOTHING, ROUND_SAID_SOME, ROUND_SAID_ALL } said;
    text say_address; /* of the questionnaire, when they take part */
    bool may_join[ROUND_SIDES_MAX];
    int n_may_join;
    bool is_too_late;
    const struct form *until; /* another last day, when it is past */
    text people; /* where facilitators add some; or not known */
    struct job job;
    struct job_part job_part;
    text fault; /* why something could not be done; or not known */
    struct round_person own; /* id 0: they do not take part */
};

struct round_people_page {
    const struct round *round;
    const struct form *form;
    struct round_might_join_row *might[ROUND_SIDES_MAX];
    ptrdiff_t n_might[ROUND_SIDES_MAX];
};

struct round_wishes_page {
    const struct round *round;
    const struct form *form;
    struct round_wish {
        int64_t id;
        text name;
    } chosen[ROUND_WISHES_MAX];
    int n_chosen;
    struct round_wishes_side {
        const struct round_sides_row *side;
        struct round_wishable_row *rows;
        ptrdiff_t n;
        text next;
    } sides[ROUND_SIDES_MAX];
    int n_sides;
};
bool round_is_wished(const struct round_wishes_page *p, int64_t id);

/* What was found, on its own page. */
struct round_proposed {
    struct round_proposal_row *row;
    struct round_explained explained;
};
struct round_proposal_page {
    const struct round *round;
    const struct form *form;
    struct round_proposed *pairs;
    ptrdiff_t n_pairs;
    struct round_waiting_row *waiting;
    ptrdiff_t n_waiting;
    bool is_first; /* of its pages */
    text next, command, by_name;
};

const char *round_wait_word(text reason); /* N_() */
/* "counterpart match people.csv ..." */
text round_command(struct arena *a, const struct round *r);

/* Find the pairs of a round that is closed or proposed, or have them found
 * behind the page. *fault: a sentence, when there is no answer; OK then too. */
enum err
round_solve_now(struct request *rq, const struct round *r, text *fault);
/* The page of a round, with a sentence over it (not known: none). */
enum err round_answer(
    struct request *rq, struct answer *an, struct round *r, text fault);
/* The same with the form of another last day, as it was sent; or NULL. */
enum err round_answer_until(struct request *rq, struct answer *an,
    struct round *r, text fault, struct form *until);
void round_until_open(struct request *rq, struct form *form);
/* Why it cannot be solved; not known: it can. `why`: what the solver said, in
 * English; or NULL. */
struct round_work;
text round_work_fault(
    struct request *rq, const struct round_work *w, const struct why *why);

struct my_pairs_page; /* match/pair_pages.h */
struct my_match_page {
    struct round_of_person_row *rounds;
    ptrdiff_t n_rounds;
    struct round_open_for_row *open;
    ptrdiff_t n_open;
    text say_address; /* what they say for a match; or not known */
    struct my_pairs_page *pairs;
    int64_t viewer_id;
};

#endif
