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

#include "base/json.h"
#include "decide/lot.sql.h"
#include "engine/panel/list.h"
#include "keep/job.h"
#include "keep/thing.h"
#include "web/web.h"

enum {
    LOTS_MAX = 100,      /* of a partnership */
    LOT_FEATURES_MAX = 8,
    LOT_LINES_MAX = 60,
    LOT_SIZE_MAX = 200,
    LOT_POOL_MAX = 2'000,
    LOT_LISTS_MAX = 50,
    LOT_EVENTS_MAX = 300,
    LOT_COUNTS_MAX = LOT_LINES_MAX + LOT_FEATURES_MAX,
    LOT_PANELS = 1'000   /* of a list */
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
    bool is_open;         /* people may volunteer now */
};
enum err lot_load(struct db *db, struct arena *a, int64_t id, int64_t now,
    struct lot *to);
/* May this reader see the panel of the address? Else ERR_NOT_FOUND. */
enum err lot_seen(struct request *rq);
/* The newest list; NULL when there is none. */
struct panel_list *lot_last(const struct lot *l);
/* Text equality with a literal: what a status, a kind, a standing is. */
bool lot_is(text word, const char *what);
bool lot_leads(const struct request *rq, const struct panel *row);
text lot_sub(struct arena *a, int64_t id, const char *what);
text lot_key(struct arena *a, int64_t id);
/* What a volunteer's standing, a panel's status is called: N_(). */
const char *lot_status_said(text status);
const char *lot_standing_said(text standing);
/* How far the engine came before it gave up. */
const char *lot_stage_said(int64_t reached);
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

/* ---- Volunteering -------------------------------------------------------- */

struct lot_step {
    int64_t panel_id, person_id, slip_id; /* one of them, or */
    text label;                           /* a mark in a file */
    text way, lang, household;
    text values[LOT_FEATURES_MAX]; /* "" rather not said */
    int64_t now;
    struct panel_volunteer volunteer; /* the answer */
};
/* Inside a step: new, or changed. ERR_CONFLICT: it is not open, or is full. */
enum err lot_join(struct db *writer, struct arena *a, void *lot_step);
/* Inside a step: taken back. Before the freeze nothing stays; afterwards the
 * ticket does. */
enum err lot_leave(struct db *writer, struct arena *a, int64_t volunteer_id,
    int64_t now);
/* Who that is here. ERR_NOT_FOUND: nobody who volunteered. */
enum err lot_find(struct db *db, struct arena *a, int64_t panel_id,
    int64_t person_id, int64_t slip_id, struct panel_volunteer *to);

/* ---- The list ------------------------------------------------------------ */

/* Inside a step: the next list is asked for. */
enum err lot_ask_list(struct db *writer, struct arena *a,
    const struct lot *l, const char *kind, int64_t size, text reason,
    int64_t person_id);
enum err lot_list_run(struct job_call *call, struct why *why);
/* The volunteers as the engine reads them, a row a ticket. */
enum err lot_people_csv(struct db *db, struct arena *a, const struct lot *l,
    const struct panel_list *list, text *csv);
text lot_quotas_csv(struct arena *a, const struct lot *l);
/* The tickets of one panel of a published list, "12 34". */
text lot_row(text list, int64_t index);
/* In how many of its panels a ticket stands. */
int64_t lot_times(text list, int64_t ticket);
bool lot_has_ticket(text tickets, int64_t ticket);

/* Inside a step: counts of features that everybody may see, first of those who
 * volunteered, then of the panel beside them. */
enum err lot_count(struct db *writer, struct arena *a, const struct lot *l,
    text tickets);

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
    int64_t ceiling; /* hundredths that some lottery keeps; 0: no matter */
};
enum err lot_clash_read(struct arena *a, text said, struct lot_clash *to);

/* ---- What the templates are given ---------------------------------------- */

struct lots_page {
    struct thing partnership;
    text address, make;
    struct panels_of_row *rows;
    ptrdiff_t n_rows;
    const struct form *form; /* NULL: they may not */
    bool is_edit;
};
struct lot_page {
    struct request *rq;
    const struct lot *l;
    bool leads, may_volunteer, is_volunteer;
    text address, partnership;
    const struct form *form; /* a button's, or the one that is wrong */
    const struct form *source, *seed, *reason;
    struct job_part job;
    struct panel_count *counts;
    ptrdiff_t n_counts;
    struct panel_events_row *events;
    ptrdiff_t n_events;
    struct lot_clash *clash; /* NULL: none */
    text fault;
    bool may_draw; /* the day of the number has come */
};
struct lot_join_page {
    struct request *rq;
    const struct lot *l;
    text base;
    const struct form *form, *button; /* form NULL: nothing to fill in now */
    const struct panel_volunteer *me; /* NULL: has not volunteered */
    struct panel_answers_of_row *said;
    ptrdiff_t n_said;
    int64_t times; /* of the panels of the newest list */
    const struct panel_list *list; /* that is published; NULL */
    bool is_slip, is_new;
    text fault;
};

/* ---- For the door -------------------------------------------------------- */

handler lots_show, lots_send, lots_csv, lot_show, lot_edit_show, lot_edit_send,
    lot_open_send, lot_freeze_send, lot_again_send, lot_way_send,
    lot_source_send, lot_draw_send, lot_confirm_send, lot_file_show,
    lot_proof_show,
    lot_join_show, lot_join_send, lot_leave_send, lot_slip_show, lot_slip_send,
    lot_slip_leave_send;

enum err lot_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
lot_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err lot_forget_thing(struct db *writer, struct arena *a, int64_t id);
enum err lot_sweep(struct db *db, struct arena *a, int64_t now);

#endif
