/* Inside this room: assessments. A side looks at itself by a questionnaire
 * with levels: its people answer apart (keep/reply.h), then agree on one
 * answer in a meeting; what they agreed stands beside the other sides' and
 * beside the year before.
 *
 * People get wrong: what somebody answered apart is never read here, only how
 * many did; keep/ shows it, together and without names, once the meeting has
 * begun, and never of fewer than REPLY_APART_MIN. What was agreed is its
 * side's alone until it is shown.
 *
 * Levels are the questions on a scale. What stands about one of them is in
 * questions named after it: CODE_why (words), CODE_link, CODE_number. */
#ifndef MIRROR_ASSESS_H
#define MIRROR_ASSESS_H

#include "keep/edit_links.h"
#include "keep/reply.h"
#include "keep/thread.h"
#include "mirror/assess.sql.h"
#include "mirror/board.h"
#include "mirror/mirror.h"
#include "web/web.h"

enum {
    ASSESSMENTS_MAX = 120, /* of a partnership, on its page */
    ASSESS_SIDES_MAX = 6,
    ASSESS_SERIES_MAX = 60, /* of a series, looked through */
    ASSESS_QUESTIONNAIRES_MAX = 40,
    ASSESS_APART_MAX = 1000, /* counted */
    ASSESS_BOARDS_MAX = 20,
    ASSESS_POINTS_MAX = 30, /* with their threads, on a page */
    ASSESS_YEAR_MIN = 1990,
    ASSESS_YEAR_MAX = 2100
};

extern const struct sheet assessment_sheet, assessment_point_sheet;

/* ---- Who may what -------------------------------------------------------- */

struct assess_rights {
    bool sees;    /* what was agreed */
    bool inside;  /* belongs to the side: what is weak, how far it is */
    bool answers; /* a member of the side, by a role of their own */
    bool leads;   /* may begin the meeting, and show it */
};
struct assess_rights assess_rights_of(
    const struct actor *who, const struct assessment_head_row *head);
/* For keep/: struct thing_kind, may_answer. */
enum err assess_may_answer(struct db *db, struct arena *a,
    const struct actor *who, int64_t id, bool is_together);

text assess_address(struct arena *a, text name, int64_t id);
text assess_sub(struct arena *a, int64_t id, const char *what);

/* ---- What was agreed, beside each other ---------------------------------- */

struct assess_agreed {
    bool is_there; /* agreed and sent */
    struct replied r;
};
enum err assess_load_agreed(struct db *db, struct arena *a,
    int64_t questionnaire_id, int64_t assessment_id, struct assess_agreed *to);

/* Why a level is a weak point. */
enum {
    WEAK_LOW = 1,    /* in the lowest third of the scale */
    WEAK_BESIDE = 2, /* another side is half the scale above, or more */
    WEAK_LATER = 4   /* a whole step below the year before */
};
struct assess_level {
    bool is_known;
    int value;
};
unsigned assess_weak(const struct question *q, struct assess_level own,
    struct assess_level before, const struct assess_level *others,
    int n_others);

struct assess_line {
    const struct question *q;
    text label, section;
    struct assess_level own, before, others[ASSESS_SIDES_MAX];
    text words;             /* of the own level */
    text why, link, number; /* what shows it; empty: nothing */
    unsigned weak;
    const struct assessment_point *point; /* taken up; or NULL */
    struct thread_block thread;           /* of that */
};
/* Another that stands beside: of another side, or of the year before. */
struct assess_beside {
    struct assessment_series_row row;
    struct assess_agreed agreed;
    bool sees;
};
struct assess {
    struct assessment_head_row head;
    struct assess_rights may;
    struct assess_agreed agreed;
    struct assess_beside others[ASSESS_SIDES_MAX]; /* by side's position */
    int n_others;
    struct assess_beside before;
    bool has_before;
    struct assess_line *lines;
    int n_lines, n_weak;
};
/* An assessment and all of it that this reader may see.
 * Cost  one batch and four questions for each that stands beside */
enum err assess_load(struct request *rq, int64_t id, struct assess *x);
/* The line of that question; NULL: it has no such level. */
struct assess_line *assess_line_of(struct assess *x, text question);
/* "How do you plan? 1 of 4": a point's name. */
text assess_point_name(struct view *v, const struct assess_line *line);

/* ---- Taking something up ------------------------------------------------- */

/* An entry on a board of that side, made of a thing, with the thread between
 * them. Pressed again, also by another: the one that there is.
 * Errors  ERR_NOT_FOUND  the side has no such board */
struct taking {
    text from_kind;
    int64_t from_id;
    int64_t side_id, board_id, actor_id, now;
    text words, lang;
    text address; /* the answer: of the entry */
};
enum err take_entry(struct db *writer, struct arena *a, struct taking *t);
/* What else can be made of it: a request for help, a project. */
int take_makes(struct request *rq, int64_t partnership_id, text from_kind,
    int64_t from_id, text name, struct edit_make makes[EDIT_MAKES_MAX]);

/* ---- What the templates are given ---------------------------------------- */

struct assess_row {
    struct assessment_of_partnership_row *row;
    bool sees;
};
struct assess_series {
    text series;
    struct assess_row *rows;
    int n_rows;
};
struct assess_list_page {
    struct thing partnership;
    text address, make;
    struct assess_series *series;
    int n_series;
    const struct form *form; /* NULL: they may not */
};
struct assess_picture_row {
    const struct assess_line *line;
    int y;
};
struct assess_page {
    struct assess *x;
    text address, partnership, csv, answer, mine, together, about;
    bool has_mine, mine_is_done, is_agreeing;
    int64_t n_apart;
    const struct form *button;
    struct assessment_boards_row *boards;
    ptrdiff_t n_boards;
    bool may_need, may_project, may_board, may_take;
    struct edit_links links;
    text fault; /* a sentence; or not known */
    bool is_illustrative;
};
/* For the picture: where a level stands between 0 and 240. */
int assess_x(const struct question *q, int level);
text assess_year(struct arena *a, int64_t year); /* without marks */
text assess_short(struct arena *a, text label, int n_letters);
int assess_lanes(const struct assess *x); /* marks under each other in a row */

enum err assess_forget_thing(struct db *writer, struct arena *a, int64_t id);

handler assessments_show, assessments_send, assessment_show, assessment_csv,
    assessment_meet_send, assessment_show_send, assessment_take_send;

#endif
