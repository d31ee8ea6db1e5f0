/* Inside this room: meetings of a group, their agenda, who was there, their
 * minutes, and positions that are taken in them.
 *
 * A meeting is called with an agenda, papers in time and a calendar file; it
 * is held; how many of each seat were there is written down, and of each item
 * what was settled. Minutes are approved at a later meeting.
 *
 * People get wrong: there are counts by seat, and names of those alone who
 * agreed to be named. Whether enough were there (the group's quorum) is
 * counted over seats, never over who else came. And minutes that were changed
 * after they were approved are approved no more.
 */
#ifndef DECIDE_SITTING_H
#define DECIDE_SITTING_H

#include "decide/forum/sitting.sql.h"
#include "decide/heard/heard_brief.h"
#include "decide/forum/forum.h"

enum {
    SITTINGS_PAST = 12, /* on the page of a group */
    SITTINGS_NEXT = 24,
    ITEMS_MAX = 40, /* of a meeting */
    PAPERS_MAX = 60
};

extern const struct sheet sitting_sheet, sitting_item_sheet, sitting_seat_sheet;
extern const char *const sitting_statuses[];
const char *sitting_status_word(text status);

/* ---- meeting.c ---------------------------------------------------------- */

struct sitting_seat_count {
    const struct forum_seat_shown *seat;
    int64_t n_there, n_apologies;
    bool is_said;
};
struct sitting_whole {
    struct sitting row;
    struct forum_whole *g;
    struct sitting_items_row *items;
    ptrdiff_t n_items;
    struct sitting_seat_count *seats; /* as many as g->n_seats */
    struct sitting_there_of_row *there;
    ptrdiff_t n_there;
    int64_t n_at_table, n_apologies;
    bool is_said;    /* who was there is written down */
    bool has_quorum; /* false also while nobody was counted */
};
/* The one in the address. ERR_NOT_FOUND. */
enum err sitting_read(struct request *rq, struct sitting_whole *to);
enum err sitting_load(struct request *rq, int64_t id, struct sitting_whole *to);
text sitting_sub(struct arena *a, int64_t id, const char *what);

/* ---- For the door ------------------------------------------------------- */

enum err sitting_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
sitting_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err sitting_forget_thing(struct db *writer, struct arena *a, int64_t id);
enum err sitting_sweep(struct db *db, struct arena *a, int64_t now);

/* ---- What the templates are given --------------------------------------- */

struct sitting_item_shown {
    const struct sitting_items_row *row;
    struct thread_block thread; /* what it is about, what came of it */
    struct edit_links links;
    text decide; /* where it is put into the register; not known: not now */
};
struct sitting_paper {
    const struct sitting_papers_row *row;
    bool is_late;
};
struct sitting_page {
    struct heard_brief heard;
    struct sitting_whole *m;
    text address, group, partnership, partnership_name, times;
    text chair, keeper; /* not known: nobody, or not for this reader */
    struct wording access, minutes;
    struct sitting_item_shown *items;
    struct sitting_paper *papers;
    ptrdiff_t n_papers;
    bool may_keep; /* the minute, and who was there */
    bool is_approved, is_changed_since;
    text add_paper, approve_on;
    struct edit_links links;
    const struct form *button;
    struct sitting_positions_row *positions;
    ptrdiff_t n_positions;
    struct sitting_said_of_row *waiting; /* written down, not confirmed */
    ptrdiff_t n_waiting;
    bool may_call;
};

struct sitting_named { /* who agreed to be named */
    const struct forum_seat_shown *seat;
    const struct forum_holder_shown *holder;
};
struct sitting_question { /* that people are asked about themselves */
    text name, address;
};
struct sitting_about_page {
    const struct sitting_whole *m;
    text question, why, address, send;
    int64_t n_people; /* who were there */
    bool is_published;
    const struct form *form;
};
struct sitting_there_page {
    const struct sitting_whole *m;
    const struct sitting_question *questions;
    int n_questions;
    text address;
    struct sitting_named *named;
    int n_named;
    const struct form *form;
};
struct sitting_keep_page {
    const struct sitting_whole *m;
    text address, was;
    const struct form *form;
};
struct sitting_item_page {
    const struct sitting_whole *m;
    text address;
    const struct form *form;
};
struct sitting_position_page {
    const struct sitting_whole *m;
    text address;
    const char *why_not; /* N_(); NULL: it can be taken */
    bool has_asked;
    const struct form *form, *button;
    struct sitting_said_of_row *waiting; /* empty: of this reader none */
    ptrdiff_t n_waiting;
    int64_t reader_id;
    text fault;
};
/* N_() of the position that was written down; NULL: hands. */
const char *sitting_position_said(text position);

/* What people are asked about themselves, each with the page where it is typed
 * how many of each group were there. */
enum err sitting_questions(struct request *rq, const struct sitting_whole *m,
    const struct sitting_question **to, int *n);

/* The day of the later meeting at which this reader may have its minutes
 * approved; not known: none, or not this reader. */
enum err sitting_may_approve(
    struct request *rq, const struct sitting_whole *m, text *on);

handler sitting_show, sitting_ics, sitting_about_show, sitting_about_send,
    sitting_there_show, sitting_there_send, sitting_keep_show,
    sitting_keep_send, sitting_approve_send, sitting_item_show,
    sitting_item_send, sitting_item_decide_send, sitting_call_send,
    sitting_position_show, sitting_position_send, sitting_confirm_send,
    sitting_unsay_send;

#endif
