/* Inside this room: pathways as they are drawn, and the form in which they
 * are.
 *
 * A pathway is a text in the notation of engine/pathway/pathway.h, kept as the
 * part "list" of its prose. The form has a line for each row of it; what the
 * form has no field for (whose step it is, its stage, brackets within
 * brackets) goes through it unharmed.
 *
 * People get wrong: what is kept need not be right. It may have come in a
 * file, or been written by hand; whoever reads it shows the sentence. */
#ifndef MIRROR_DRAWN_H
#define MIRROR_DRAWN_H

#include "engine/pathway/pathway.h"
#include "keep/edit_links.h"
#include "keep/prose.h"
#include "keep/thread.h"
#include "mirror/drawn.sql.h"
#include "mirror/mirror.h"
#include "web/web.h"

enum {
    PATHWAYS_MAX = 60, /* of a partnership */
    DRAWN_SIDES_MAX = 6,
    DRAWN_ROWS = 12, /* of a fresh form; four more at a time */
    DRAWN_ROWS_MORE = 4,
    DRAWN_ROWS_MAX = 24,
    DRAWN_PROMISES_MAX = 3
};

extern const struct sheet pathway_sheet;

/* ---- What is kept -------------------------------------------------------- */

struct pathway_logs_row;
struct told_block;
struct drawn {
    struct pathway_head_row head;
    struct prose_set prose;
    text source, lang;  /* as it was written; empty when nothing is drawn */
    text hash;          /* of the source */
    struct cp_pathway pathway;
    bool is_read;       /* it could be */
    int fault_line;
    text fault;         /* a sentence in the reader's language */
};

/* The page of a pathway; with a form that was sent, or NULL. */
enum err drawn_answer(struct request *rq, struct answer *an, struct drawn *d,
    const struct form *form);
/* A pathway, and whatever can be read of it. */
enum err drawn_load(struct request *rq, int64_t id, struct drawn *d);
/* Parse a source; false: `fault` says why. */
bool drawn_read(struct request *rq, text source, struct cp_pathway *to,
    int *fault_line, text *fault);
/* May they draw for that side? */
bool drawn_may_draw(const struct actor *who, const struct pathway_head_row *h);

/* ---- Form and list ------------------------------------------------------- */

struct drawn_row {
    text names; /* of one step, or of several */
    text kind;  /* one of drawn_kinds */
    text often; /* one of drawn_often */
    text label;
    int64_t was; /* the row that it was, from 1 on */
};
struct drawn_promise {
    text number, unit, percent, from, to;
};
struct drawn_form {
    struct drawn_row rows[DRAWN_ROWS_MAX];
    struct drawn_promise promises[DRAWN_PROMISES_MAX];
    text closes, ends, of, then;
};
/* "one", "any", "choice", "order", "signs"; "must", "may", "again", "both" */
extern const char *const drawn_kinds[], *const drawn_often[];
extern const char *const drawn_kind_words[], *const drawn_often_words[];
extern const char *const drawn_units[], *const drawn_unit_words[];

/* What a form shows of a list; the most rows that it has room for. False: it
 * has more. */
bool drawn_to_form(
    struct arena *a, const struct cp_pathway *p, struct drawn_form *to);
/* The list that a form says, in its normal form; `old` is what it was made of
 * and gives what the form has no field for. On a fault *row is the row, from 0
 * on, or -1, and *fault a sentence. */
enum err drawn_from_form(struct request *rq, const struct drawn_form *form,
    const struct cp_pathway *old, text *source, int *row, text *fault);

/* ---- What the templates are given ---------------------------------------- */

struct drawn_line {
    int depth;
    int number; /* of a step: which, from 1 on */
    text what; /* "in any order", or not known */
    text name, label, often, stage, by, at, note;
};
struct drawn_step_page {
    const struct drawn *d;
    text address, base, draw, partnership, written;
    html picture;
    struct drawn_line *lines;
    int n_lines;
    text *promises;
    int n_promises;
    text closes, ends;
    bool may_draw, sees_logs;
    struct pathway_logs_row *logs;
    ptrdiff_t n_logs;
    const struct form *send; /* to send a log; NULL: they may not */
    const struct told_block *told;
    struct edit_links links;
    struct thread_block thread;
};
struct drawn_one_page {
    const struct drawn *d;
    text name, address, action;
    const struct form *form;
};
struct drawn_draw_page {
    const struct drawn *d;
    const struct form *form;
    text address, action;
    int n_rows;
    html picture; /* of what was typed; empty: none yet */
    text theirs;  /* what was saved meanwhile */
};
struct drawn_side {
    struct pathway_sides_row side;
    struct pathway_of_partnership_row *rows;
    ptrdiff_t n_rows;
};
struct drawn_list_page {
    struct thing partnership;
    text address, make, flows;
    bool sees_flows;
    struct drawn_side sides[DRAWN_SIDES_MAX];
    int n_sides;
    const struct form *form; /* NULL: they may not */
};

/* "r3_names": a field of a form, and what is in it. */
text drawn_name(struct arena *a, const char *of, int i, const char *what);
text drawn_given(
    const struct form *form, const char *of, int i, const char *what);
text drawn_error(
    const struct form *form, const char *of, int i, const char *what);
/* Is a row anything else than one step that always comes? */
bool drawn_is_special(const struct form *form, int i);

text drawn_address(struct arena *a, text name, int64_t id);
text drawn_sub(struct arena *a, int64_t id, const char *what);
/* "From first contact to Diagnosis within 14 days, ..." */
text drawn_promise_words(
    struct view *v, const struct cp_pathway_target *t);
/* The step of that number, from 1 on, in the order in which they stand; NULL:
 * there is none. */
struct cp_pathway_item *drawn_step(const struct cp_pathway *p, int number);
/* Save a list as the pathway's new version. A post that comes twice: once.
 *
 * Errors  ERR_CONFLICT  it is not any more what it `was` */
struct drawing {
    int64_t id, actor_id;
    text was, source, lang, token, address;
};
db_step drawn_save;
/* Parts of a line with ; between them. */
struct cp_names drawn_names(struct arena *a, text line);
text drawn_line_of(struct arena *a, const struct cp_names *names);

/* Steps as boxes, what may follow what as lines. */
html drawn_picture(
    struct request *rq, const struct cp_pathway *p, text label);
void drawn_words(
    struct view *v, const struct cp_pathway *p, struct drawn_step_page *to);

handler pathways_show, pathways_send, pathway_show, pathway_draw,
    pathway_draw_send, pathway_text, pathway_step, pathway_step_send;

#endif
