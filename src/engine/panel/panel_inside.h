/* What the parts of the engine share: people as types, rows over types. */
#ifndef ENGINE_PANEL_PANEL_INSIDE_H
#define ENGINE_PANEL_PANEL_INSIDE_H

#include "engine/panel/linear.h"
#include "engine/panel/panel.h"

#include <setjmp.h>

struct panel_type {
    int32_t n;     /* people */
    int32_t from;  /* first of them in `members` */
    bool is_must;  /* has one, who is in */
    bool is_never; /* was found to be in no panel */
};

enum { PANEL_NO_LINE = -1 };

struct panel_row {
    int32_t low, high; /* within 0 .. size */
    int32_t line;      /* of the pool, or PANEL_NO_LINE */
    int32_t household; /* of the pool, where high is 1 for its sake; or -1 */
    int32_t from, n;   /* its types: row_types[from ...], ascending */
};

/* Rows: the size first, then the lines in an order of their own, then shared
 * households. Types in the order of their smallest tickets. */
struct panel {
    const struct cp_panel_pool *pool;
    const struct cp_panel_how *how;
    struct arena *a;
    struct panel_type *types;
    int32_t n_types;
    int32_t *type_of; /* of people */
    int32_t *members; /* people by type, each type's by ticket */
    struct panel_row *rows;
    int32_t n_rows, n_line_rows;
    int32_t *row_types;
    double *ones;         /* as many 1s as the longest row */
    int32_t n_households; /* of the pool, shared or not */
    double ceiling;       /* 1: none */
    int32_t size;

    struct cp_panel_progress at;
    int32_t n_steps;
    int32_t few_branches; /* instead of the usual limit; 0: the usual */
    bool is_stopped, has_given_up; /* why a step failed */
};

enum err
panel_make(struct panel *m, struct arena *a, const struct cp_panel_pool *p,
    const struct cp_panel_how *how, struct why *why);
/* Whole numbers: size, lines, households, who must. */
bool panel_fits(const struct panel *m, const int32_t *counts);
int32_t panel_row_sum(
    const struct panel *m, const struct panel_row *r, const int32_t *counts);
/* The most seats that a type can have. */
static inline int32_t
panel_most(const struct panel_type *t)
{
    return t->is_never ? 0 : t->n;
}

/* ---- The panels that were found ------------------------------------------ */

struct panel_set {
    int32_t **counts;
    double *shares;
    int32_t n, room;
};
/* Where it stands; it is put in when it is new. */
int32_t panel_set_add(struct panel *m, struct panel_set *s, const int32_t *c);

/* ---- Whole numbers (whole.c) --------------------------------------------- */

/* The first `n` columns of `p`, whose bounds are `low` and `high` (whole),
 * shall be whole; `to` gets them. `is_best`: the best by the program's aim,
 * else the first that is found. LP_NONE: proved that there is none. */
enum lp_end_state whole_find(struct panel *m, struct lp *p, enum lp_aim aim,
    int32_t n, int32_t *low, int32_t *high, bool is_best, int32_t *to);
/* A few short searches, each with other gains, before a long one: any panel
 * within the bounds will do. `gains` are those of the first. */
enum lp_end_state whole_find_any(struct panel *m, struct lp *p, int32_t *low,
    int32_t *high, const double *gains, int32_t *to);
/* Solve, and keep count of it. */
enum lp_end_state panel_step(struct panel *m, struct lp *p);
/* A program with a column for each type and a row for each row. */
struct lp *panel_program(struct panel *m, enum lp_aim aim);

/* ---- The first way ------------------------------------------------------- */

/* Seats of each type that no lottery can better, level by level. */
struct relaxed {
    double *seats;  /* of types */
    double *floors; /* chance of each type's people */
    struct cp_panel_level *levels;
    int32_t n_levels, room;
    int32_t *level_of;
};
/* LP_NONE: the ceiling cannot be kept. */
enum lp_end_state panel_relax(struct panel *m, struct relaxed *to);
/* Whole panels whose mean is r->seats; LP_NONE: there is a gap, but what was
 * found is in `set`. */
enum lp_end_state
panel_split(struct panel *m, const struct relaxed *r, struct panel_set *set);
/* Shares that come nearest to r->floors; how far the worst is below. */
enum lp_end_state panel_polish(struct panel *m, const double *floors,
    struct panel_set *set, double *below);

/* ---- The second way (column.c) ------------------------------------------- */
enum lp_end_state
panel_columns(struct panel *m, struct relaxed *to, struct panel_set *set);

/* A level more, of no weights and prices yet; rows' prices are put in by row.
 */
struct cp_panel_level *panel_level_add(
    struct panel *m, struct relaxed *r, double chance, double **weights);
void panel_level_price(
    struct panel *m, struct cp_panel_level *level, int32_t row, double price);

/* ---- The boundary: engines do not jump out ------------------------------- */

/*     struct panel_within w;
 *     panel_within_open(&w, a, how);
 *     if (setjmp(w.boundary) != 0)
 *         return panel_within_no_room(&w, why);
 *     ... work ...
 *     panel_within_close(&w); */
struct panel_within {
    struct arena *a;
    jmp_buf *was, boundary;
    const struct cp_panel_how *how;
    const struct cp_panel_progress *at; /* NULL: nothing is begun */
};
void panel_within_open(
    struct panel_within *w, struct arena *a, const struct cp_panel_how *how);
void panel_within_close(struct panel_within *w);
enum err panel_within_no_room(struct panel_within *w, struct why *why);

#endif
