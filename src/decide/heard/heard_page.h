/* Inside this part: the pages that say who was heard. */
#ifndef DECIDE_HEARD_PAGE_H
#define DECIDE_HEARD_PAGE_H

#include "decide/heard/about_inside.h"
#include "decide/heard/barrier.h"
#include "decide/heard/heard_count.h"

enum {
    HEARD_GAPS_MAX = 50,
    HEARD_THINGS = 12,   /* of a partnership, on its page */
    HEARD_SAID_MAX = 60, /* gaps of one thing that are named */
    HEARD_BESIDE = 6     /* things whose lines stand beside each other */
};

/* A line of a question, as it was published. */
struct heard_shown_line {
    const struct heard_lines_row *row; /* NULL: not in this release */
    text name;                         /* of its group */
};
struct heard_question_shown {
    const struct about_line *question;
    struct heard_shown_line *lines; /* groups, rather not say, not asked */
    int n_lines, n_groups;
    int64_t n_people; /* that took part in the thing */
    bool is_any_hidden, has_shares;
    bool is_silent; /* nobody said this of themselves: there is no gap */
};
struct heard_cross_shown {
    const struct heard_question_shown *one, *two;
    const struct heard_cells_row *cells; /* NULL: none */
    ptrdiff_t n_cells;
};
struct heard_missing { /* of which group who is missing */
    text question, group;
    bool is_nobody;
    bool is_few; /* while it is open: nobody, or fewer than 5 */
};
struct heard_one {
    const struct heard_release *row;
    text title;   /* as this reader may know it */
    text address; /* of its own page; not known: they may not see it */
    bool is_named, is_final;
    struct heard_question_shown *questions;
    int n_questions;
    struct heard_missing *missing;
    int n_missing;
    struct heard_cross_shown cross;
    const struct heard_barriers_row *barriers;
    ptrdiff_t n_barriers;
    const struct heard_ways_row *ways; /* self, helped, ... */
    ptrdiff_t n_ways;
};
/* What was published of it, in the reader's words. */
enum err heard_load(struct request *rq, const struct heard_release *row,
    const struct about_sheet *all, struct heard_one *to);

struct heard_gap_shown {
    const struct heard_gaps_row *row;
    text name, doing;
    bool is_late;
    struct edit_links links;
};
struct heard_within_page {
    struct thing partnership;
    text address, base, questions; /* questions: not known, for others */
    struct heard_gap_shown *gaps;
    int n_gaps, n_open, n_late;
    struct heard_one *things;
    int n_things;
    const struct about_sheet *about;
    struct edit_links makes;
    const struct heard_one *beside[HEARD_BESIDE]; /* that have closed, oldest
                                                     first */
    int n_beside;
    struct barriers_shown barriers;
};
/* The line of that group in what was published; NULL: it was not asked, or
 * nobody answered. */
const struct heard_lines_row *
heard_row_of(const struct heard_one *one, int64_t group_id);
struct heard_page {
    text partnership, partnership_name, within, csv;
    struct heard_one one;
    const struct barrier_words_row *words; /* for facilitators, at the close */
    ptrdiff_t n_words;
};

/* "0.6 (0.3 to 1.1)" times its part, and the verdict: N_(). */
text heard_ratio(struct view *v, const struct heard_lines_row *row);
const char *heard_verdict_phrase(int64_t verdict);
const char *heard_way_phrase(text way);
text heard_percent(struct view *v, double share);
/* "12 of 60", "not shown". */
text heard_count_said(struct view *v, const struct heard_lines_row *row);

#endif
