/* Inside this room: groups with a standing (a people's partnership, a steering
 * group), who sits in them, when they meet.
 *
 * A group has seats for somebody: a side, a community. Who sits there is a row
 * of its own, from one day until another; an empty seat is said openly. What a
 * group is for, what was settled and when it meets next is public unless the
 * group is for members alone.
 *
 * People get wrong: a name of who sits there is shown to the public only when
 * its owner agreed (is_named); before that the public reads that the seat is
 * taken, and no more. Times are of the group's own zone, as people say them;
 * nothing here is UTC but what goes into a calendar file.
 */
#ifndef DECIDE_FORUM_H
#define DECIDE_FORUM_H

#include "base/date.h"
#include "base/json.h"
#include "decide/forum/forum.sql.h"
#include "keep/document.h"
#include "keep/edit_links.h"
#include "keep/prose.h"
#include "keep/thread.h"
#include "web/web.h"

enum {
    FORUMS_SHOWN = 60, /* of a partnership */
    SEATS_MAX = 40,    /* kinds of seats of a group */
    HOLDERS_MAX = 300, /* of a group, those that left among them */
    DATES_SHOWN = 6,   /* of a rule */
    DATES_IN_FEED = 12,
    TERMS_MAX = 20,
    PAPER_DAYS = 7 /* unless the group says another number */
};

extern const struct sheet forum_sheet, forum_seat_sheet, forum_holder_sheet;

/* ---- forum_dates.c: when it meets --------------------------------------- */

/* The days from `from` on by the group's rule, exceptions left out, as dates
 * in `a`. Cost: a few steps a day that is given. */
int forum_days(struct arena *a, const struct forum *s, struct date from,
    text *to, int max);
/* "Second Tuesday of every month", in the reader's language; not known where
 * there is no rule. */
text forum_rule_said(struct view *v, const struct forum *s);
/* "18:30–20:00 (Europe/London)"; not known where no time is said. */
text forum_times_said(struct arena *a, text starts_at, text ends_at, text zone);
/* 18:30 as minutes of the day; -1: that is none. */
int forum_minutes(text time);
/* A day and a time there as UTC seconds; a day without a time: its midnight.
 * ERR_NOT_FOUND: no such zone; ERR_BAD_INPUT: no such day or time. */
enum err
forum_instant(struct arena *a, text zone, text day, text time, int64_t *utc_s);
int forum_paper_days(const struct forum *s);
extern const char *const forum_every[], *const forum_weekdays[];

/* ---- forum.c: one group, with who sits there ---------------------------- */

struct forum_holder_shown {
    int64_t id, person_id;
    text name; /* not known: not for this reader */
    text since, until;
    bool is_named, is_gone;
};
struct forum_seat_shown {
    struct forum_seats_row row;
    struct forum_holder_shown *holders; /* now; those that left behind */
    int n_holders, n_gone;
    int64_t n_empty; /* never below zero */
};
struct forum_whole {
    struct forum row;
    struct forum_seat_shown *seats;
    int n_seats;
    int64_t n_places, n_taken;
    bool is_within; /* the reader has a role in it, or in its partnership */
};
/* A group as this reader may know it. ERR_NOT_FOUND. */
enum err forum_load(struct request *rq, int64_t id, struct forum_whole *to);
/* "/forum/KEY" and what. */
text forum_sub(struct arena *a, int64_t id, const char *what);
text forum_address(struct arena *a, text name, int64_t id);
text forum_key(struct arena *a, int64_t id);

/* ---- For the door ------------------------------------------------------- */

enum err forum_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
forum_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err forum_forget_thing(struct db *writer, struct arena *a, int64_t id);

/* ---- What the templates are given --------------------------------------- */

struct sitting;
struct sitting_items_row;
struct sitting_positions_row;
struct forum_list_page {
    text title, address, make;
    struct forum *rows;
    ptrdiff_t n_rows;
    int n_hidden;
    text *next; /* of each: the next day by its rule; or not known */
};
struct forum_date_line {
    text day;
    const struct sitting *meeting; /* NULL: by the rule alone */
};
enum { LATELY_MAX = 3 };
struct forum_lately { /* what came of a meeting */
    const struct sitting *meeting;
    struct sitting_items_row *items;
    ptrdiff_t n_items;
    struct sitting_positions_row *positions;
    ptrdiff_t n_positions;
};
struct forum_page {
    struct forum_whole *g;
    text address, partnership, partnership_name, rule, times;
    struct wording purpose;
    struct forum_date_line *dates;
    int n_dates;
    struct sitting *past;
    ptrdiff_t n_past;
    struct forum_lately lately[LATELY_MAX];
    int n_lately;
    const struct forum_terms_of_row *terms; /* in force; or NULL */
    const struct forum_terms_of_row *asked; /* being agreed; or NULL */
    struct documents documents;
    struct thread_block thread;
    struct edit_links links;
    bool may_lead;
    const struct form *terms_form; /* NULL: they may not */
};
struct forum_seats_page {
    const struct forum_whole *g;
    text address, group;
    const struct form *form, *seat_form, *button;
    struct edit_links *links; /* of each seat */
};

/* The page of a group, with the form of its terms as it was sent. */
enum err
forum_answer(struct request *rq, struct answer *an, struct form *terms_form);
/* That form, fresh with these words unless it was sent. */
const struct form *
forum_terms_form(struct request *rq, text body, const struct form *sent);

/* The page of who sits there, with a form as it was sent; and a fresh one. */
enum err forum_seats_answer(struct request *rq, struct answer *an,
    const struct forum_whole *g, struct form *sit_form, struct form *seat_form);
enum err forum_seat_form(
    struct request *rq, const struct forum_whole *g, const struct form **to);

handler forum_within_show, forum_within_csv, forum_show, forum_ics,
    forum_seats_show, forum_seats_send, forum_seat_send, forum_holder_end_send,
    forum_terms_send;

#endif
