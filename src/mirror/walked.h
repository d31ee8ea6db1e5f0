/* Inside this room: how a pathway was walked. A log comes as a file, is read by
 * a job, and what is found is kept as views: JSON, a part each. The rows of
 * people are kept until then and no longer; no case's name is kept at all.
 *
 * People get wrong: a view is for the side whose log it is. Counts of fewer
 * than WALKED_LEAST cases are in none of them. */
#ifndef MIRROR_WALKED_H
#define MIRROR_WALKED_H

#include "base/json.h"
#include "engine/pathway/log.h"
#include "keep/job.h"
#include "keep/thread.h"
#include "mirror/drawn.h"
#include "mirror/walked.sql.h"

enum {
    WALKED_LEAST = 5,
    WALKED_MB_MAX = 250,
    WALKED_UNPACKED_MAX = 2'000'000'000,
    WALKED_LOGS_MAX = 40, /* of a pathway, shown */
    WALKED_WAITING_MAX = 10, /* of a pathway, sent and not read */
    WALKED_ATTRIBUTES_MAX = 8,
    WALKED_REFUSED_MAX = 2000, /* that can be downloaded */
    WALKED_PREVIEW_ROWS = 5,
    WALKED_COLUMNS_MAX = 60,
    WALKED_NAME_BYTES = 200 /* of what a register calls a thing, as is shown */
};

/* ---- Reading ------------------------------------------------------------- */

struct walked_read {
    struct cp_log log;
    struct cp_log_report report;
    text refused; /* as CSV: line, reason */
    int64_t n_told;
};
/* Of the row's file, as the row says. `piece_max` bytes of it, or all with 0;
 * `go_on` may be NULL. */
enum err walked_read(struct db *db, struct arena *a,
    const struct pathway_log *row, int64_t piece_max, struct job_call *job,
    struct walked_read *to, struct why *why);
/* By what to split it: what was asked for, and ages where there are births. */
struct cp_names walked_columns(struct arena *a, const struct pathway_log *row);
/* The first lines, as they stand: columns of the first, rows below. False: it
 * is no table (XES); does it say start and complete there? */
bool walked_peek(struct db *db, struct arena *a, const struct pathway_log *row,
    text columns[WALKED_COLUMNS_MAX], int *n_columns,
    text rows[WALKED_PREVIEW_ROWS][WALKED_COLUMNS_MAX], int *n_rows,
    bool *has_lifecycle);

/* The job: reads, counts, judges, keeps. */
enum err walked_run(struct job_call *call, struct why *why);
struct walked_views;
/* Inside job_finish's step: what was found takes the place of what was. */
enum err walked_keep_views(struct db *writer, const struct pathway_log *row,
    const struct walked_views *views, int64_t asked_by);
/* What the pathway is now; *is_there false: nothing that can be read. */
enum err walked_load_pathway(struct db *db, struct arena *a, int64_t id,
    struct cp_pathway *p, bool *is_there, text *hash, text *lang);

/* ---- What is found, as JSON ---------------------------------------------- */

struct walked_views {
    struct arena *arena;
    /* Where not every time is known (told journeys): the cases of which all
     * are, and the stretches that have them, by the same activities. Waits are
     * of these alone. NULL: all times are known. */
    const struct cp_log *dated, *runs;
    struct walked_view {
        text kind, content;
    } view[64];
    int n;
    struct walked_mapping *mapping; /* counted, and not kept yet; or NULL */
};
struct flows_set;
struct flows_release;
/* A register may have a page of words where a name is to stand. */
static inline text
walked_name(text name)
{
    return text_prefix(name, WALKED_NAME_BYTES);
}
void walked_keep(struct walked_views *to, text kind, text content);
/* walked_map.c: nodes with places, and the ways of each of ten steps: counted;
 * then, when it is known what may be shown, kept as "map". */
void walked_map(struct walked_views *to, const struct cp_log *log,
    const struct cp_pathway *p);
const struct flows_set *walked_map_sets(const struct walked_views *to, int *n);
void walked_map_keep(
    struct walked_views *to, const struct flows_release *release);
/* walked_report.c: "report", how the file was; and "service", how long each
 * step took itself, of a log that says start and complete. */
void walked_report(struct walked_views *to, const struct cp_log *log,
    const struct cp_log_report *report);
void walked_service(struct walked_views *to, const struct cp_log *log);
/* walked_find.c: "fit", "lost", "waits", "ways", and "by:COLUMN"; and what
 * others may see (flows.h). */
void walked_find(struct walked_views *to, const struct cp_log *log,
    const struct cp_log_report *report, const struct cp_zone *zone,
    text zone_name, const struct cp_pathway *p);

/* ---- Showing ------------------------------------------------------------- */

/* The map of a step as SVG, out of its view; *table its ways. */
struct walked_way {
    text from, to, wait;
    int64_t n_cases;
    bool is_outside;
};
html walked_picture(struct request *rq, const struct json_value *map, int step,
    text label, struct walked_way **ways, int *n_ways);

struct told_story;
struct walked_page {
    struct pathway_head_row head;
    struct pathway_log row;
    text address, pathway_address, beside;
    struct job job;
    struct job_part job_part;
    bool may_change, may_show, may_ask, may_act, has_board;
    struct thread_block thread;
    bool is_old;  /* the pathway was drawn otherwise since */
    bool is_gone; /* what waited to be read */
    text judged_on;
    /* how it is read */
    const struct form *form;
    text columns[WALKED_COLUMNS_MAX];
    int n_columns;
    text rows[WALKED_PREVIEW_ROWS][WALKED_COLUMNS_MAX];
    int n_rows;
    const text *classifiers; /* of XES: what may name its steps */
    int n_classifiers;
    bool has_lifecycle; /* XES that says start and complete */
    bool has_more; /* of what is asked rarely something is said */
    text trouble; /* what the first lines say is wrong; English */
    /* what was found */
    const struct json_value *fit, *lost, *waits, *ways, *by, *report, *service;
    text by_name, *by_names;
    const char *by_what; /* for what is made of one of its rows */
    int n_by;
    html picture;
    struct walked_way *table;
    int n_table, step;
    bool has_refused;
    const struct told_story *story; /* its most usual way, in words */
    bool is_told; /* made of told journeys: by no file, and not taken away */
    const struct form *button;
};
/* walked_say.c: a sentence of a log's reader in the language of the view; not
 * known: it is another sentence, and stays English. */
text walked_say(struct view *v, text english);
/* Of a phrase that rows were refused with. */
text walked_reason(struct view *v, const struct json_value *of);
/* The same of the second field of each row. */
text walked_say_rows(struct view *v, text csv);
/* Inside the pages: the log, its pathway, and what the reader may. */
enum err walked_load(struct request *rq, struct walked_page *p);
/* `form` NULL: as it is when nobody sent one. */
enum err walked_answer(struct request *rq, struct answer *an,
    struct walked_page *p, struct form *form);
void walked_give_columns(
    struct request *rq, struct walked_page *p, struct form *form);
void walked_send_form(struct request *rq, struct form *form);
const struct json_value *
walked_view_of(struct request *rq, int64_t log_id, text kind);
text walked_wait(struct view *v, const struct json_value *of);
/* The same of a step itself; registers of days know no less. */
text walked_took(
    struct view *v, const struct json_value *of, bool is_of_days);
text walked_promise(struct view *v, const struct json_value *of);
text walked_question(struct view *v, const struct json_value *of);
text walked_finding(struct view *v, const struct json_value *of,
    const struct json_value *groups);
int64_t walked_int(const struct json_value *of, const char *name);
bool walked_is(const struct json_value *of, const char *name);
/* A step of "fit" with nothing to be seen: all of it is 0, and none hidden. */
bool walked_is_still(const struct json_value *step);
text walked_percent(struct view *v, const struct json_value *of,
    const char *name);
/* "88 % (85 – 91)", broken in the middle alone. */
text walked_limits(struct view *v, const struct json_value *of);

enum err walked_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
walked_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err walked_forget_thing(struct db *writer, struct arena *a, int64_t id);

handler pathway_log_send, walked_show, walked_read_send, walked_refused,
    walked_remove_send;

#endif
