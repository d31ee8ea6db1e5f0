/* Inside this room: journeys that people tell, step by step, and the log that
 * is made of them.
 *
 * A journey is told by somebody for themselves or on somebody's behalf, with
 * consent to its words or to counts alone. Until it is sent only its teller
 * sees it. Sent, it is a case of the log of its pathway's told journeys, which
 * a job counts and keeps as views (walked.h); with consent to its words it is
 * also a page that its side can read.
 *
 * People get wrong: who sees a log grow by one sees who came. Journeys are
 * counted five at a time, and fewer than five not at all. What is withdrawn
 * takes what was found along, at once; the rest is then counted again.
 *
 * And no wait is made up: a step whose day nobody knows has its place in the
 * order, and no time. */
#ifndef MIRROR_TOLD_H
#define MIRROR_TOLD_H

#include "keep/consent.h"
#include "keep/edit_links.h"
#include "keep/thread.h"
#include "mirror/told.sql.h"
#include "mirror/walked.h"

enum {
    TOLD_AT_A_TIME = 5,   /* are counted */
    TOLD_STEPS_MAX = 60,  /* of a journey */
    TOLD_FRESH_MAX = 300, /* that wait, looked at: more than one person's */
    TOLD_MAX = 20'000,    /* of a pathway */
    TOLD_OF_PERSON = 200, /* of a pathway, by one person */
    TOLD_CHOICES = 40,    /* steps that are offered to be tapped */
    TOLD_STORIES = 20,    /* on the pathway's page */
    TOLD_KEPT_DAYS = 90,  /* what was begun and not sent */
    TOLD_DAYS_MAX = 3650,
    TOLD_WORDS_MAX = 400,
    TOLD_WORD_MAX = 120
};

extern const struct sheet told_sheet, told_step_sheet;
extern const struct consent_kind told_consents[];

/* ---- One journey --------------------------------------------------------- */

struct told_loaded {
    struct told row;
    struct told_step *steps;
    ptrdiff_t n_steps;
    struct drawn d; /* the pathway, as it is drawn now */
};
/* Their own, whatever its state; another's is not there. */
enum err told_load_own(struct request *rq, struct told_loaded *to);
enum err told_load(struct request *rq, int64_t id, struct told_loaded *to);
/* May they tell one? Members and guests of its side. */
bool told_may_tell(const struct actor *who, const struct drawn *d);

text told_key(struct arena *a, int64_t id);
text told_tell_address(struct arena *a, int64_t id, const char *what);
text told_begin_address(struct arena *a, int64_t pathway_id);

/* Days since 1970 of each step, TOLD_NO_DAY where nobody knows; *is_sure: to
 * the day, or about. A month is its middle. */
#define TOLD_NO_DAY INT64_MIN
void told_days(struct arena *a, const struct told_step *steps, ptrdiff_t n,
    int64_t **days);

/* A step as sentences, in the reader's language: what and when; what else was
 * said of it. */
struct told_said {
    text what, lang, when, more; /* lang: of what */
    int64_t id;
    bool is_own_words;
};
struct told_said told_say(struct view *v, const struct told_loaded *x,
    const struct told_step *step, bool is_first);
struct told_said *told_say_all(struct view *v, const struct told_loaded *x);
/* "The promise was 28 days; it took 41." */
text *told_promises(struct view *v, const struct told_loaded *x, int *n);
/* What identifies: a telephone number, an address of mail. NULL: nothing. */
const char *told_names_somebody(text words);

/* ---- Changing ------------------------------------------------------------ */

/* Inside a step: something about that pathway's journeys or its list is new.
 * With `is_gone` what was found is taken away until it is counted again. */
enum err told_changed(
    struct db *writer, struct arena *a, int64_t pathway_id, bool is_gone);
/* Inside a step: it is sent (or came in a file): its log is there. */
/* How many of those that wait are the first lot; 0: none is one. */
ptrdiff_t told_lot_end(const struct told_fresh_row *rows, ptrdiff_t n);
enum err told_count_in(struct db *writer, struct arena *a, int64_t pathway_id);
/* Inside a step: the journey and all that hangs on it. */
enum err told_forget_one(
    struct db *writer, struct arena *a, const struct told *row);
/* The same because its teller took it back. */
enum err told_withdrawn(
    struct db *writer, struct arena *a, const struct consent *row);

/* ---- The log ------------------------------------------------------------- */

enum err told_run(struct job_call *call, struct why *why);
/* The job's reading: the first n journeys as a log; for waits, those whose
 * every step has a day, and the stretches of steps that have one. */
struct told_log {
    struct cp_log log, dated, runs;
    struct cp_log_report report;
};
enum err told_log_of(struct db *db, struct arena *a, int64_t pathway_id,
    text else_name, int64_t n_wanted, struct job_call *job,
    struct told_log *to);
/* Logs whose journeys or list are others now: now and then, and at once after
 * an import. */
enum err told_sweep(struct db *db, struct arena *a, int64_t now);
enum err told_then_import(struct db *db, struct arena *a,
    struct sheet_import *import, struct why *why);

/* ---- The story of a log -------------------------------------------------- */

/* The most usual way in words, from what is stored; none when too few went
 * it. */
struct told_story {
    text *lines;
    int n;
    bool is_pieced; /* of what most often came next: five went no whole way */
};
struct told_story told_story_of(struct view *v, const struct json_value *ways,
    const struct json_value *map, const struct json_value *waits,
    const struct json_value *lost);

/* ---- What the templates are given ---------------------------------------- */

/* A field of a form that its template prints by itself. */
struct told_field {
    const struct input *input;
    text given, error;
};
struct told_field told_field(const struct form *form, const char *name);
bool told_has_more(const struct form *form); /* where, waited, cost */

/* What they wrote when they were not signed in any more; *at 0: nothing. */
enum err told_lost_give(struct request *rq, struct answer *an, int64_t told_id,
    struct form *form, int64_t *at);

/* On the pathway's page. */
struct told_block {
    text tell; /* address; not known: they may not */
    text log;  /* of what they have in common; not known */
    int64_t n_counted;
    struct told_stories_row *stories;
    ptrdiff_t n_stories;
    bool sees, is_illustrative;
};
enum err told_block_load(
    struct request *rq, const struct drawn *d, struct told_block *to);

struct told_begin_page {
    const struct drawn *d;
    text pathway_address, address;
    const struct form *form;
    struct told_mine_row *mine;
    ptrdiff_t n_mine;
    bool may_tell;
};
struct told_step_page {
    const struct told_loaded *x;
    const struct form *form;
    text address, review, before; /* before: what stands before it */
    text *names;
    int n_names, number;
    bool is_change, is_first;
    text for_whom;   /* key of whoever tells */
    int64_t lost_at; /* what is in it was written when nobody was signed in */
};
struct told_review_page {
    const struct told_loaded *x;
    struct told_said *said;
    text *promises;
    int n_promises;
    text address, pathway_address;
    const struct form *button;
    text trouble;
};
struct told_story_page {
    const struct told_loaded *x;
    struct told_said *said;
    text *promises;
    int n_promises;
    text pathway_address;
    struct thread_block thread;
    struct edit_make makes[EDIT_MAKES_MAX + 1];
    int n_makes;
};

/* ---- For the door -------------------------------------------------------- */

enum err told_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
told_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err told_forget_thing(struct db *writer, struct arena *a, int64_t id);
enum err told_forget_old(struct db *writer, struct arena *a, int64_t now);

handler told_begin_show, told_begin_send, told_step_show, told_step_send,
    told_step_remove_send, told_review_show, told_send_send,
    told_withdraw_send, told_show, told_step_lost;

#endif
