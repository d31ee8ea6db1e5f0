/* Inside this room: panels drawn by lot. People volunteer; when that is over
 * their list is frozen, a job finds the chances that are as equal as the
 * quotas allow and publishes a list of panels that are equally likely; a
 * public number, whose source was said before, points at one of them; a named
 * person confirms it.
 *
 * People get wrong: what somebody said of themselves hangs on a volunteer, a
 * key of chance with a ticket. Who that is stands in panel_link alone. No page
 * or file shows features of a ticket but the one that proves the chances,
 * which those who look after the panel may have until it is forgotten. And
 * nothing that this draws counts before a person has confirmed it. */
#ifndef DECIDE_LOT_H
#define DECIDE_LOT_H

#include "decide/child/child.h"
#include "base/json.h"
#include "decide/panel/lot.sql.h"
#include "decide/heard/heard_brief.h"
#include "decide/panel/lot_sheet.sql.h"
#include "engine/panel/list.h"
#include "keep/consent.h"
#include "keep/job.h"
#include "keep/sheet.h"
#include "keep/thing.h"
#include "keep/thread.h"
#include "web/web.h"

enum {
    LOTS_MAX = 100, /* of a partnership */
    LOT_FEATURES_MAX = 8,
    LOT_LINES_MAX = 60,
    LOT_SIZE_MAX = 200,
    LOT_TICKET_MAX = 99'999,
    LOT_POOL_MAX = 2'000,
    LOT_LISTS_MAX = 50,
    LOT_EVENTS_MAX = 300,
    LOT_COUNTS_MAX = LOT_LINES_MAX + LOT_FEATURES_MAX,
    LOT_PANELS = 1'000 /* of a list */
};

/* ---- One panel ----------------------------------------------------------- */

struct lot_feature {
    text name;
    const struct panel_line *lines;
    ptrdiff_t n_lines;
};
struct lot {
    struct panel row;
    text partnership_name;
    struct panel_line *lines; /* those of a feature stand together */
    ptrdiff_t n_lines;
    struct lot_feature features[LOT_FEATURES_MAX];
    int n_features;
    struct panel_list *lists; /* newest first */
    ptrdiff_t n_lists;
    int64_t n_volunteers; /* those who took themselves out do not count */
    bool is_open; /* people may volunteer now: beside none who are made up,
                     or what they say of themselves is the rest */
};
enum err lot_load(
    struct db *db, struct arena *a, int64_t id, int64_t now, struct lot *to);
/* May this reader see the panel of the address? Else ERR_NOT_FOUND. */
enum err lot_seen(struct request *rq);
/* The newest list; NULL when there is none. */
struct panel_list *lot_last(const struct lot *l);
/* The newest that a panel was drawn from, and confirmed; NULL. */
const struct panel_list *lot_drawn_from(const struct lot *l);
/* Text equality with a literal: what a status, a kind, a standing is. */
bool lot_is(text word, const char *what);
bool lot_leads(const struct request *rq, const struct panel *row);
text lot_sub(struct arena *a, int64_t id, const char *what);
text lot_key(struct arena *a, int64_t id);
/* What a volunteer's standing, a panel's status is called: N_(). */
const char *lot_status_said(text status);
const char *lot_standing_said(text standing);
const char *lot_group_said(text standing);
/* The same to themselves, after the draw too. */
const char *lot_standing_now(const struct lot *l, text standing);
/* How far the engine came before it gave up. */
const char *lot_stage_said(int64_t reached);
/* The quota of a count when it says how many of that kind live there; NULL. */
const struct panel_line *lot_share_of(
    const struct lot *l, const struct panel_count *count);
/* "About 1 in 7." */
html lot_chance_said(struct view *v, int64_t times, int64_t n);

/* Thread-safe: SHA-256 as the engine wants it. */
cp_panel_hash lot_sha256;

/* Inside a step: what was done, by whom and why; the audit row too. */
struct lot_event {
    int64_t panel_id, person_id, now;
    const char *what; /* "open", of lot_event_said */
    text reason, detail;
};
enum err lot_note(struct db *writer, const struct lot_event *event);
const char *lot_event_said(text what);

/* ---- Quotas as they are typed ---------------------------------------------
 * A line each: "Age; under 30; 5; 8", or "Age; under 30; 23 %", which is filled
 * in: at least the whole seats of that share, at most the next whole number.
 * Wrong: ERR_BAD_INPUT and *trouble, a sentence with the line. */
struct lot_quotas {
    struct panel_line lines[LOT_LINES_MAX];
    ptrdiff_t n_lines;
};
enum err lot_quotas_parse(struct view *v, text typed, int64_t size,
    struct lot_quotas *to, text *trouble);
text lot_quotas_print(struct arena *a, const struct lot *l);
void lot_features(struct lot *l);
/* May a feature not be called so? A column of the file of volunteers is. */
bool lot_feature_is_taken(text name);

/* ---- As files ---------------------------------------------------------------
 * Panels that are prepared or open, with their quotas; what is drawn is not in
 * files, for it hangs on who volunteered. */
extern const struct sheet panel_sheet, panel_line_sheet;

/* ---- Volunteering -------------------------------------------------------- */

struct lot_step {
    int64_t panel_id, person_id, slip_id; /* one of them, or */
    text label;                           /* a mark in a file */
    text way, lang, household;
    text values[LOT_FEATURES_MAX]; /* "" rather not said */
    bool is_child;
    text guardian; /* of a child: the code of who said yes */
    int64_t now;
    struct panel_volunteer volunteer; /* the answer */
};
/* Inside a step: new, or changed. ERR_CONFLICT: it is not open, or is full. */
enum err lot_join(struct db *writer, struct arena *a, void *lot_step);
/* The same, and whoever the household is named by is of it too. */
db_step lot_join_step;
/* Inside a step: taken back. Before the freeze nothing stays; afterwards the
 * ticket does. */
enum err lot_leave(
    struct db *writer, struct arena *a, int64_t volunteer_id, int64_t now);
/* Who that is here. ERR_NOT_FOUND: nobody who volunteered. */
enum err lot_find(struct db *db, struct arena *a, int64_t panel_id,
    int64_t person_id, int64_t slip_id, struct panel_volunteer *to);

/* ---- The list ------------------------------------------------------------ */

/* Inside a step: the next list is asked for; by nobody (person_id 0), whoever
 * calls makes it with lot_list_now. */
enum err lot_ask_list(struct db *writer, struct arena *a, const struct lot *l,
    const char *kind, int64_t size, text reason, int64_t person_id);
enum err lot_list_run(struct job_call *call, struct why *why);
/* Inside a step: the list that was asked for, at once.
 *
 * Cost  the engine's: of 60 people some 20 ms */
enum err lot_list_now(struct db *writer, struct arena *a, int64_t panel_id,
    int64_t now, struct why *why);
/* The volunteers as the engine reads them, a row a ticket. */
enum err lot_people_csv(struct db *db, struct arena *a, const struct lot *l,
    const struct panel_list *list, text *csv);
text lot_quotas_csv(
    struct arena *a, const struct lot *l, const struct panel_list *list);
/* The tickets of one panel of a published list, "12 34". */
text lot_row(text list, int64_t index);
/* In how many of its panels a ticket stands. */
int64_t lot_times(text list, int64_t ticket);
bool lot_has_ticket(text tickets, int64_t ticket);

/* Inside a step: counts of features that everybody may see, first of those who
 * volunteered, then of the panel beside them. */
enum err lot_count(
    struct db *writer, struct arena *a, const struct lot *l, text tickets);

/* What a clash says, as it is kept. */
enum { LOT_WAYS_MAX = 20, LOT_CHANGES_MAX = 12 };
struct lot_change {
    int64_t position, low, high;
};
struct lot_way {
    struct lot_change changes[LOT_CHANGES_MAX];
    int n_changes;
};
struct lot_clash {
    int64_t lines[LOT_LINES_MAX];
    int n_lines;
    struct lot_way ways[LOT_WAYS_MAX];
    int n_ways;
    bool has_more;
    int64_t n_never; /* of a list: people whom none of its panels has */
    int64_t ceiling; /* hundredths that some lottery keeps; 0: no matter */
};
enum err lot_clash_read(struct arena *a, text said, struct lot_clash *to);

/* ---- Steps -------------------------------------------------------------- */

/* What somebody does to a panel. */
struct lot_turning {
    int64_t id, actor_id, now, way;
    text today, token, a, b; /* what was typed */
    text from;               /* where the house is, for mails */
    bool is_wide;
    const char *fault; /* why not: N_() */
    struct lot *lot;
};
/* Why not: ERR_CONFLICT, and the page says it. */
enum err lot_refuse(struct lot_turning *t, const char *fault);
/* Sent twice: *is_done, and nothing more is done. Else t->lot is there. */
enum err lot_begin(
    struct db *writer, struct arena *a, struct lot_turning *t, bool *is_done);
struct lot_event lot_event_of(const struct lot_turning *t, const char *what);
db_step lot_open_step, lot_freeze_step, lot_again_step, lot_way_step,
    lot_source_step, lot_draw_step, lot_confirm_step, lot_replace_step,
    lot_reserves_step, lot_end_step, lot_remove_step;
/* Inside a step: somebody who was drawn says yes or no, or leaves; with the
 * name that may be shown. ERR_CONFLICT: that is not asked now. */
struct lot_reply {
    int64_t panel_id, volunteer_id, actor_id, now; /* actor_id 0: themselves */
    text standing, name;
    bool is_named;
};
db_step lot_reply_step;
enum err lot_name_withdrawn(
    struct db *writer, struct arena *a, const struct consent *row);
struct lot_attending {
    int64_t panel_id, actor_id, now, *volunteers;
    ptrdiff_t n;
    text day;
};
db_step lot_attend_step;
struct lot_numbers {
    int64_t waiting, asked, accepted, reserves;
};
enum err lot_numbers(struct db *db, struct arena *a, const struct lot *l,
    struct lot_numbers *to);
/* Inside a step: nothing of it stays. */
enum err lot_forget_one(struct db *writer, struct arena *a, int64_t id);
/* Taken, and the answer: the panel's page, with what was refused. */
enum err lot_turn(struct request *rq, struct answer *an, db_step *step,
    struct lot_turning *t);
enum err lot_press(struct request *rq, struct answer *an, db_step *step);

/* ---- What the templates are given ---------------------------------------- */

struct lots_page {
    struct thing partnership;
    text address, make, today;
    struct panels_of_row *rows;
    ptrdiff_t n_rows;
    const struct form *form; /* NULL: they may not */
    bool is_edit;
};
struct lot_register_page {
    struct request *rq;
    text q, next;
    struct panel_listed *rows;
    ptrdiff_t n_rows;
};
struct lot_page {
    struct heard_brief heard;
    struct thread_block thread;
    struct request *rq;
    const struct lot *l;
    bool leads, may_volunteer, is_volunteer;
    text address, partnership;
    const struct form *form; /* a button's, or the one that is wrong */
    const struct form *source, *seed, *reason, *end;
    text *names; /* of members, who wish it */
    ptrdiff_t n_names;
    struct lot_numbers numbers;
    struct job_part job;
    struct panel_count *counts;
    ptrdiff_t n_counts;
    struct panel_events_row *events;
    ptrdiff_t n_events;
    struct lot_clash *clash; /* NULL: none */
    text fault;
    bool may_draw; /* the day of the number has come */
};
/* Tickets that may be of one household, though nobody said so. */
enum { LOT_ALIKE_MAX = 4, LOT_ALIKES_SHOWN = 20 };
struct lot_alike {
    int64_t tickets[LOT_ALIKE_MAX];
    int n;
    text day;
};
struct lot_alikes {
    struct lot_alike rows[LOT_ALIKES_SHOWN];
    int n;
};
/* Cost  of 2,000 volunteers some 20 ms */
enum err lot_alikes(struct db *db, struct arena *a, const struct lot *l,
    struct lot_alikes *to);

struct lot_join_page {
    struct request *rq;
    const struct lot *l;
    text base;
    const struct form *reply;         /* NULL: nothing to answer */
    const struct form *form, *button; /* form NULL: nothing to fill in now */
    const struct panel_volunteer *me; /* NULL: has not volunteered */
    struct panel_answers_of_row *said;
    ptrdiff_t n_said;
    int64_t times;                 /* of the panels of the newest list */
    const struct panel_list *list; /* that is published; NULL */
    bool is_slip, is_new;
    text fault;
};

/* The form of whoever volunteers; `mark` of whom a helper writes down. */
struct lot_join_form {
    text said[LOT_FEATURES_MAX];
    text household, lang, mark;
    bool is_understood;
    struct child_given who;
};
struct input *lot_join_inputs(struct request *rq, const struct lot *l, int *n);
/* What was chosen, into the values of a step. */
enum err lot_take_said(const struct lot *l, const struct lot_join_form *given,
    text values[LOT_FEATURES_MAX]);
/* The household of whoever has the ticket that was typed; a ticket that nobody
 * has is said beside its field. own_id: of who asks, or 0. */
enum err lot_find_household(struct request *rq, struct form *form,
    int64_t panel_id, int64_t own_id, text typed, text *household);
enum { LOT_TROUBLES_MAX = 20 };
struct lot_people_page {
    struct lot_alikes alikes;
    struct request *rq;
    const struct lot *l;
    text address, next;
    struct panel_labelled_row *rows;
    ptrdiff_t n_rows;
    const struct form *helped, *file;
    text troubles[LOT_TROUBLES_MAX]; /* sentences */
    int n_troubles, n_taken;
    int64_t ticket; /* of who was just written down; 0 */
    bool is_of_slip;
};
bool lot_letter_is_due(const struct lot *l, text standing);
struct lot_group {
    const char *standing;
    const struct panel_volunteer *rows;
    text *labels; /* of those who came with a file */
    ptrdiff_t n;
};
struct lot_members_page {
    struct request *rq;
    const struct lot *l;
    text address, fault;
    struct lot_group groups[5];
    int n_groups;
    struct lot_numbers numbers;
    struct panel_days_row *days;
    ptrdiff_t n_days;
    const struct form *button, *replace, *reserves, *attend;
};
/* The letter to one person, as PDF. ERR_NOT_FOUND: there is none now. */
enum err lot_letter_answer(struct request *rq, struct answer *an,
    const struct lot *l, const struct panel_volunteer *who, text back);
/* Forms of lot_after_pages.c that stand on other pages. */
const struct form *lot_end_form(struct request *rq);
const struct form *
lot_reply_form(struct request *rq, const struct panel_volunteer *me);
enum err
lot_reply_parse(struct request *rq, struct form *form, struct lot_reply *to);
/* The panel's page with a form that is wrong. */
enum err lot_answer_wrong(
    struct request *rq, struct answer *an, const struct form *form);

/* ---- For the door -------------------------------------------------------- */

handler lots_register_show, lots_show, lots_send, lots_csv, lot_show,
    lot_edit_show, lot_edit_send, lot_open_send, lot_freeze_send,
    lot_again_send, lot_way_send, lot_source_send, lot_draw_send,
    lot_confirm_send, lot_file_show, lot_proof_show, lot_join_show,
    lot_join_send, lot_leave_send, lot_slip_show, lot_slip_send,
    lot_slip_leave_send, lot_reply_send, lot_slip_reply_send, lot_members_show,
    lot_replace_send, lot_reserves_send, lot_end_send, lot_remove_send,
    lot_reply_for_send, lot_attend_send, lot_letter_asked, lot_people_show,
    lot_people_send, lot_people_file_send, lot_letter_of, lot_letter_mine,
    lot_slip_letter, lot_about_show, lot_about_send, lot_slip_about_show,
    lot_slip_about_send;
enum err lot_tell_run(struct job_call *call, struct why *why);

enum err lot_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
lot_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err lot_forget_thing(struct db *writer, struct arena *a, int64_t id);
enum err lot_sweep(struct db *db, struct arena *a, int64_t now);

#endif
