/* Linear programs, by GLPK: the only door to it.
 *
 *     lp_begin(&limits);
 *     struct lp *p = lp_open(LP_MOST);
 *     int32_t x = lp_column(p, 0, 4, 1), y = lp_column(p, 0, INFINITY, 2);
 *     lp_row(p, 0, 5, 2, (int32_t[]){ x, y }, (double[]){ 1, 1 });
 *     if (lp_solve(p) == LP_SOLVED)
 *         ... lp_at(p, x), lp_value(p), lp_price(p, row) ...
 *     lp_end();
 *
 * People get wrong: the simplex can run for ever on degenerate programs, so
 * each call has limits, and LP_GAVE_UP is an answer to be said. Whoever calls
 * lp_begin calls lp_end on every way out: it gives back what was not closed.
 *
 * Shape   columns and rows count from 0; INFINITY and -INFINITY are no bound
 * Memory  the library's own, given back by lp_close and lp_end
 * Errors  none here: a wrong call is our bug and stops the process
 * Repeat  limits count steps, not time, unless time runs out: the same program
 *         gives the same answer
 */
#ifndef ENGINE_PANEL_LINEAR_H
#define ENGINE_PANEL_LINEAR_H

#include "base/arena.h"

struct lp;

enum lp_aim { LP_LEAST, LP_MOST };

enum [[nodiscard]] lp_end_state{
    LP_SOLVED, LP_NONE, /* no point meets all rows */
    LP_NO_END,          /* the value has no bound */
    LP_GAVE_UP,         /* a limit, or the library's numbers failed, twice */
    LP_STOPPED,         /* go_on said no */
};

struct lp_limits {
    int32_t most_steps;           /* of the simplex, a program; 0: 200,000 */
    int32_t most_ms;              /* a program; 0: a minute */
    bool (*go_on)(void *context); /* between slices; or NULL */
    void *context;
};

/* Of this thread; they do not nest. */
void lp_begin(const struct lp_limits *limits);
void lp_end(void);

struct lp *lp_open(enum lp_aim aim);
void lp_close(struct lp *p);

/* What a new column, a new row is called. */
int32_t lp_column(struct lp *p, double low, double high, double gain);
int32_t lp_row(struct lp *p, double low, double high, int32_t n,
    const int32_t *columns, const double *weights);
/* A column that stands in rows that are there. */
int32_t lp_column_in(struct lp *p, double low, double high, double gain,
    int32_t n, const int32_t *rows, const double *weights);
void lp_bound_column(struct lp *p, int32_t column, double low, double high);
void lp_bound_row(struct lp *p, int32_t row, double low, double high);
void lp_gain(struct lp *p, int32_t column, double gain);

/* From where the last solution stood. */
enum lp_end_state lp_solve(struct lp *p);
/* Columns will come, not rows: keep the solution while they do. */
void lp_primal(struct lp *p);

/* Of the last solution. A row's price is what one more of its bound would
 * bring; a column's rest is its gain less what its rows' prices take. */
double lp_value(const struct lp *p);
double lp_at(const struct lp *p, int32_t column);
double lp_price(const struct lp *p, int32_t row);
double lp_rest(const struct lp *p, int32_t column);
bool lp_is_basic(const struct lp *p, int32_t column);

const char *lp_version(void); /* "GLPK 5.0" */

#endif
