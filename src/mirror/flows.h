/* Inside this room: what a side shows of a log to the others, and two of them
 * beside each other.
 *
 * What may be seen of a log is one release (engine/pathway/release.h): every
 * count in it, of all cases, of a year or of a group, is shown or hidden
 * together with all others. It is kept as views: "side" (engine/pathway/side.h,
 * as text), "side:2024" of those whose first contact was in that year, and
 * "groups", shares by group, as JSON.
 *
 * People get wrong: what is compared is what is released, also for who may see
 * more of the own side: else the page of one could be subtracted from that of
 * the other. */
#ifndef MIRROR_FLOWS_H
#define MIRROR_FLOWS_H

#include "engine/pathway/compare_sides.h"
#include "engine/pathway/release.h"
#include "keep/file.h"
#include "mirror/flows.sql.h"
#include "mirror/walked.h"

enum {
    FLOWS_YEARS_MAX = 10,  /* of a log, by first contact */
    FLOWS_GROUPS_MAX = 12, /* of an attribute */
    FLOWS_WAYS_MAX = 30,   /* from stage to stage */
    FLOWS_LOGS_MAX = 120,  /* of a partnership */
    FLOWS_ATTRIBUTES_MAX = 16
};

/* ---- Found, in the job -------------------------------------------------- */

struct flows_source {
    struct arena *arena;
    const struct cp_log *log;
    const struct cp_zone *zone;
    text zone_name;
    const struct cp_pathway *pathway; /* NULL: none was meant */
    const struct cp_stages *stages;
    const struct cp_staged *staged;
    const struct cp_target_result *targets; /* one a target */
    /* And what else is shown of all cases, to the side alone: steps and ways
     * of the map, the usual ways (the last column is all others). */
    const struct flows_set *sets;
    int n_sets;
    const uint8_t *usual; /* by case; NULL: none */
    int n_usual;
};
/* Cases that took a step or a way, ascending. */
struct flows_set {
    const int32_t *having;
    int64_t n;
    bool is_way; /* between two steps */
};

/* Which counts may be shown; of all cases, or of a group of `by`. */
struct flows_release;
struct flows_release *flows_hide(const struct flows_source *s);
/* Each CP_HIDDEN where it is hidden, and where there is no release. */
int64_t flows_came(const struct flows_release *r, int32_t stage);
int64_t flows_lost(const struct flows_release *r, int32_t stage);
int64_t flows_kept(
    const struct flows_release *r, int target, enum cp_target_class is);
int64_t flows_took(const struct flows_release *r, int set);
int64_t flows_usual(const struct flows_release *r, int way);
/* Keeps "side", "side:YEAR" and "groups"; of fewer than WALKED_LEAST cases
 * nothing. */
void flows_keep(struct walked_views *to, const struct flows_release *r);

/* ---- Rows that are kept, without names ----------------------------------- */

/* Several steps of their own; file_finish in the step that shows them. */
enum err flows_keep_rows(struct db *db, struct arena *a,
    const struct pathway_log *row, const struct cp_log *log,
    struct kept_file *file);
/* So that walked_read reads those. */
void flows_read_rows(struct arena *a, struct pathway_log *row);
/* Inside a step: what can be judged anew is. */
enum err flows_ask_again(
    struct db *writer, struct arena *a, int64_t pathway_id, int64_t person_id);
/* Inside a step: gone before their day. The sweep takes the bytes. */
enum err flows_drop_rows(struct db *writer, const struct pathway_log *row);
text flows_rows_day(struct arena *a, int64_t now, int64_t days);
enum err flows_sweep(struct db *db, struct arena *a, int64_t now);

/* ---- Compared, on pages -------------------------------------------------- */

/* A log, or those of it whose first contact was in a year. */
struct flows_end {
    struct flows_logs_row row;
    bool is_own; /* of the reader's side */
    bool is_there; /* something may be shown */
    text judged_on; /* where the pathway was drawn otherwise since */
    int year; /* 0: all */
    int years[FLOWS_YEARS_MAX], n_years;
    text key, walked; /* address */
    text name; /* what it is called beside the other */
    struct cp_side side;
    const struct json_value *groups;
};

/* Share of each stage by group: of an attribute that either has. */
struct flows_group {
    text name; /* empty: others */
    int end;   /* of which of the two */
    int64_t n;
    const int64_t *came; /* by shared stage; CP_HIDDEN */
};

struct flows_board {
    int64_t id; /* 0: none */
    text name;
};
struct flows_page {
    struct thing partnership;
    text partnership_address, pathways, base;
    text address, make; /* of this comparison, and of what is made of it */
    struct flows_end *all;
    int n_all;
    struct flows_end ends[2];
    int n_ends;
    bool is_same_side;
    struct cp_sides compared;
    struct cp_lists lists;
    text *stages; /* shared, in the first's order */
    int n_stages;
    /* by group */
    text by, by_names[FLOWS_ATTRIBUTES_MAX];
    const char *by_what; /* in an address, for what is made of a stage */
    int n_by;
    struct flows_group groups[2 * FLOWS_GROUPS_MAX];
    int n_groups;
    html picture, chart, equity;
    struct flows_board board; /* to put something on */
    bool lacks_board; /* the reader's own side has none */
    bool may_ask, may_act;
};
text flows_address(
    struct arena *a, const struct flows_page *p, int one_year, int other_year);
/* Where something is made of these words; not known: not by this reader.
 * `kind` board_entry, need or project. */
text flows_make_address(struct request *rq, text kind, int64_t partnership_id,
    int64_t board_id, text from_kind, int64_t from_id, text words);
/* The newest of a side. */
enum err flows_find_board(
    struct request *rq, int64_t side_id, struct flows_board *to);
bool flows_may_make(struct request *rq, const char *kind, int64_t within_id);

/* Of a comparison's row, and of a line of the lists. */
text flows_promise(struct view *v, text line);
text flows_what(struct view *v, const struct cp_shared *r);
text flows_sentence(
    struct view *v, const struct flows_page *p, const struct cp_shared *r);
text flows_list_sentence(struct view *v, const struct flows_page *p,
    const struct cp_list_pair *pair);
/* A stage by the groups of both: "came to: test: Homa Bay, F: 61 %; ..." */
text flows_group_sentence(
    struct view *v, const struct flows_page *p, int stage);
bool flows_is_named(const struct cp_shared *r);
text flows_share(struct view *v, const struct cp_shared *r, int end);
text flows_limits(struct view *v, const struct cp_shared *r, int end);
text flows_difference(struct view *v, const struct cp_shared *r);
text flows_waits(struct view *v, const struct cp_shared *r);
text flows_percent(struct view *v, double share);
text flows_group_name(struct view *v, const struct flows_group *g);

/* flows_svg.c */
html flows_chart(struct request *rq, const struct flows_page *p);
html flows_equity(struct request *rq, const struct flows_page *p);
html flows_picture(struct request *rq, const struct flows_page *p);

/* flows_carry.c: registers that come in with a folder. */
enum err flows_then_import(struct db *db, struct arena *a,
    struct sheet_import *import, struct why *why);

handler flows_show, flows_make, walked_shown_send, walked_again_send,
    walked_make;

#endif
