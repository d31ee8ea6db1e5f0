/* Inside the part that asks people about themselves: all questions of a
 * partnership, asked or not, and those of the house to begin with. */
#ifndef DECIDE_ABOUT_INSIDE_H
#define DECIDE_ABOUT_INSIDE_H

#include "decide/heard/about.h"
#include "keep/edit_links.h"
#include "keep/thing.h"

struct barriers_shown;

enum { ABOUT_ROWS_MAX = 24 /* questions of a partnership, off ones too */ };
#define ABOUT_NOT "no" /* rather not say */

struct about_group_line {
    const struct about_groups_row *row;
    text name;
};
struct about_line {
    const struct about_questions_row *row;
    text name, why;
    struct about_group_line *groups;
    int n_groups;
};
struct about_sheet {
    struct about_line *questions;
    int n;
};
/* Cost  one batch, kept until something is written */
enum err
about_all(struct request *rq, int64_t partnership_id, struct about_sheet *to);

text about_key(struct arena *a, int64_t id);
text about_said(struct view *v, text said, text name);

/* ---- Questions of the house ---------------------------------------------- */

enum { ABOUT_HOUSE_GROUPS = 8 };
struct about_house {
    const char *topic, *word;               /* "age", N_("Age") */
    const char *name, *why;                 /* N_() */
    const char *groups[ABOUT_HOUSE_GROUPS]; /* N_(); none: each partnership
                                               has its own */
};
enum { ABOUT_TOPICS = 7 }; /* the last is "own", without a question */
extern const struct about_house about_house[ABOUT_TOPICS];
/* This text is one of the house's, as it stands in English: N_(); else NULL. */
const char *about_house_phrase(text words);
const char *about_topic_word(text topic); /* N_() */

extern const struct sheet about_question_sheet, about_group_sheet;

/* ---- What the templates are given ---------------------------------------- */

struct about_group_shown {
    text name;
    double population;
    bool has_population;
    struct edit_links links;
};
struct about_question_shown {
    const struct about_line *line;
    text side; /* not known: all */
    struct about_group_shown *groups;
    struct edit_links links;
    const struct form *form; /* more groups */
    text address;            /* that it is sent to */
};
struct about_questions_page {
    text partnership, title, address; /* the first two of the partnership */
    struct about_question_shown *rows;
    int n_rows;
    struct edit_links makes;
    const struct form *use; /* questions of the house that are not there */
    bool has_topic[ABOUT_TOPICS];
};
struct about_answer_page {
    text title, address, back;
    const struct about *about;
    const struct form *form;
    const struct barriers_shown *offers;
    bool is_first, is_done;
    bool asks_child; /* both yeses, of whoever chooses a group under 18 */
};
/* A number of people, or a share of them, as a page says it. */
text about_number(struct view *v, double population);
bool about_number_read(struct arena *a, text typed, double *to);

handler about_questions_show, about_use_send, about_groups_send,
    vote_about_show, vote_about_send, say_about_show, say_about_send;

#endif
