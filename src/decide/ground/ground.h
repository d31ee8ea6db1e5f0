/* Inside this room: what people share, counted behind the page and shown.
 *
 * A job counts a conversation by the same functions as `counterpart opinions`,
 * hides what is small as its --release does, and writes what may be shown, and
 * nothing else, into the tables ground_*. Pages, CSV and the open pack read
 * these tables alone.
 *
 * People get wrong: what is hidden is not there. A cell that is missing or
 * NULL is hidden, and never 0. */
#ifndef DECIDE_GROUND_H
#define DECIDE_GROUND_H

#include "decide/conversation/conversation.h"
#include "decide/heard/heard_brief.h"
#include "decide/ground/ground.sql.h"
#include "decide/ground/opinions.h"

enum {
    GROUND_LEAST = 3,  /* people of a unit that is listed by itself */
    GROUND_NEW = 5,    /* answers of each unit that changed */
    GROUND_DRAWN = 10, /* people of a group that is drawn */
    GROUND_LISTED = 8, /* statements of a label on the first page */
    GROUND_SOME = 3,   /* of one that says less */
    GROUND_MORE = 20,  /* on a page of its own */
    GROUND_TABLE = 6,  /* communities of a table within a list */
    GROUPS_MAX = CP_FOUND_GROUPS,
    TOLD_OF_GROUP = CP_FOUND_TOLD
};

/* ---- Counting ------------------------------------------------------------ */

struct ground_count {
    struct job_call *call; /* NULL: nobody stops it, nothing is said of it */
    struct db *db;
    struct arena *arena;
    int64_t id;
    struct conversation row;
    struct conversation_units_row *units; /* as they were declared */
    ptrdiff_t n_units;
    int32_t counted_as[UNITS_MAX];            /* of the units in `o` */
    int32_t of_unit[UNITS_MAX];               /* back: of `units` */
    struct ground_statements_row *statements; /* as in `o`, by number */
    ptrdiff_t n_statements;
    int64_t *people;  /* keys of those in `o` */
    int32_t *unit_of; /* of each, in `o` */
    int64_t side_ids[UNIT_SIDES_MAX];
    bool *was_answered; /* by statement: is it in the sealed votes? */
    struct answer_counting *counting; /* is given each row too; NULL */
    struct opinions *o;
};

/* All of a conversation from the database: votes, units, counts.
 *
 * Memory  the arena: 6 bytes an answer, 24 a person
 * Errors  ERR_BUSY: it was stopped, or answers came meanwhile
 * Cost    one walk over its answers, a thousand people at a time */
enum err ground_read(struct ground_count *g);
/* After it: groups, labels, what is hidden.
 * Errors  ERR_BUSY: stopped; ERR_CONFLICT: the checker says no */
enum err ground_find(struct ground_count *g, struct why *why);

/* The job. */
enum err conversation_ground_run(struct job_call *call, struct why *why);
/* Once a day, of open ones: count again where enough came in. */
enum err ground_sweep(struct db *db, struct arena *a, int64_t now);
enum err
ground_erase_person(struct db *writer, struct arena *a, int64_t person_id);
/* Inside a step: all of it is gone. */
enum err ground_forget(struct db *writer, int64_t conversation_id);

/* ---- The page ------------------------------------------------------------ */

struct ground_unit_count {
    const struct conversation_units_row *unit;
    bool is_shown, is_rough;
    int64_t agree, n;
    int64_t about, at_least;
    text with; /* who is counted with it; or not known */
};
struct ground_group_count {
    int number;
    int64_t agree, n;
};
struct ground_side_share {
    const struct conversation_units_row *of; /* a unit of it: name, place */
    bool is_shown;
    int64_t of_100;
};
struct ground_said {
    const struct ground_line *row;
    text words, lang, sentence;
    bool is_withdrawn, is_out;
    struct ground_unit_count *units;
    ptrdiff_t n_units;
    struct ground_side_share sides[UNIT_SIDES_MAX];
    int n_sides;
    struct ground_group_count groups[GROUPS_MAX];
    int n_groups;
};
struct ground_list {
    int label;
    int64_t n_all;
    struct ground_said *lines;
    ptrdiff_t n_lines;
    text more; /* address; or not known */
};
struct ground_told {
    int64_t number;
    text words, lang;
    bool is_agree;
    int unlike; /* a group; -1 */
};
struct ground_group_said {
    char letter;
    bool has_n;
    int64_t n_people;
    struct ground_told told[TOLD_OF_GROUP];
    int n_told;
    bool is_drawn;
    double x, y, xx, xy, yy;
};
struct ground_way_said {
    const struct conversation_units_row *unit;
    text said; /* "at least 20 on paper, at least 10 by hands" */
};
struct sign_line;
struct ground_page {
    struct request *rq;
    struct heard_brief heard;
    const struct conversation_loaded *c;
    struct ground_result result;
    text back, base; /* base: ".../ground" */
    bool is_ready, is_part, leads, is_public, has_tables, may_count;
    struct job_part job;
    const struct form *form;
    struct ground_list lists[CP_GROUND_LABELS];
    int n_lists;
    int64_t n_statements, n_out, n_others;
    text people; /* how many answered, as a sentence */
    struct ground_group_said groups[GROUPS_MAX];
    int n_groups;
    text why_none; /* a sentence, when there are none */
    text sure;     /* how often the groups came out the same */
    html picture;
    struct sign_line *signs;
    ptrdiff_t n_signs;
    struct ground_way_said *ways;
    ptrdiff_t n_ways;
};
/* ground_way.c: how people came to answer. */
enum err
ground_ways_put(struct db *writer, struct arena *a, struct ground_count *g);
enum err ground_ways_read(struct ground_page *p);
const char *ground_heading(int label, bool is_one); /* N_() */
/* For its people; and for anybody, when its result was opened so. */
enum err
ground_load(struct request *rq, struct conversation_loaded *c, bool *is_public);
/* Of a page that is loaded: its groups, and how sure they are. */
enum err ground_read_groups(struct ground_page *p);
text ground_say_sure(struct view *v, const struct ground_result *r);
text ground_say_none(struct view *v, text why);
/* A share as a page says it; small ones are not shown. */
html ground_cell(struct view *v, const struct ground_unit_count *u);
html ground_group_cell(struct view *v, const struct ground_group_count *g);
/* The areas of groups, never people: an SVG; empty when none is drawn. */
html ground_picture(struct view *v, const struct ground_page *p);

handler ground_show, ground_one_show, ground_pack_show, ground_open_send,
    ground_count_send, say_ground_show, say_ground_one_show, vote_ground_show,
    ground_method_show;

#endif
