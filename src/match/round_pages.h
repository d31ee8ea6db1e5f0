/* What the templates of rounds are given. */
#ifndef MATCH_ROUND_PAGES_H
#define MATCH_ROUND_PAGES_H

#include "match/round_inside.h"

enum { ROUNDS_ON_A_PAGE = 100, ROUND_PEOPLE_SHOWN = 40, ROUND_MINE_SHOWN = 30 };

/* "/edit/match_person/KEY" */
text round_edit_address(struct arena *a, const char *kind, int64_t id);
text round_key_address(
    struct arena *a, const char *before, int64_t id, const char *after);
/* A name as this reader may know it. */
text round_name_of(
    struct view *v, const struct round *r, text name, text seen);

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
    struct round_person own; /* id 0: they do not take part */
};

struct my_match_page {
    struct round_of_person_row *rounds;
    ptrdiff_t n_rounds;
};

#endif
