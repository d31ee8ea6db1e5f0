/* The one file that sees GLPK. */
#include "engine/panel/linear.h"

#include <glpk.h>
#include <limits.h>
#include <math.h>

enum { STEPS_MOST = 200'000, MS_MOST = 60'000, SLICE = 2'000 };

struct lp {
    glp_prob *p;
    bool is_most, is_primal;
    int32_t n_columns, n_rows;
};

static _Thread_local struct lp_limits limits;
static _Thread_local bool is_open;
static _Thread_local ptrdiff_t n_room;
static _Thread_local int *room_at;
static _Thread_local double *room_of;

/* GLPK is about to end the process: say whose fault it was. */
static void
on_error(void *context)
{
    (void)context;
    require_failed("GLPK", 0, "a call that it takes");
}

void
lp_begin(const struct lp_limits *l)
{
    require(!is_open);
    is_open = true;
    limits = *l;
    if (limits.most_steps <= 0)
        limits.most_steps = STEPS_MOST;
    if (limits.most_ms <= 0)
        limits.most_ms = MS_MOST;
    glp_init_env();
    glp_term_out(GLP_OFF);
    glp_error_hook(on_error, NULL);
    n_room = 0;
    room_at = NULL;
    room_of = NULL;
}

void
lp_end(void)
{
    require(is_open);
    is_open = false;
    room_at = NULL;
    room_of = NULL;
    n_room = 0;
    glp_free_env(); /* and all that was made in it */
}

struct lp *
lp_open(enum lp_aim aim)
{
    require(is_open);
    struct lp *p = glp_alloc(1, sizeof *p);
    *p = (struct lp){ .p = glp_create_prob(), .is_most = aim == LP_MOST };
    glp_set_obj_dir(p->p, p->is_most ? GLP_MAX : GLP_MIN);
    return p;
}

void
lp_close(struct lp *p)
{
    glp_delete_prob(p->p);
    glp_free(p);
}

/* What two bounds are called. */
static int
kind_of(double low, double high)
{
    require(low <= high && low < INFINITY && high > -INFINITY);
    if (low == high)
        return GLP_FX;
    if (isinf(low))
        return isinf(high) ? GLP_FR : GLP_UP;
    return isinf(high) ? GLP_LO : GLP_DB;
}

static double
plain(double bound)
{
    return isinf(bound) ? 0 : bound;
}

/* The library counts from 1, in arrays whose first element is nothing. */
static void
copy_weights(int32_t n, const int32_t *at, const double *weights, int32_t most)
{
    if (n + 1 > n_room) {
        if (room_at != NULL) {
            glp_free(room_at);
            glp_free(room_of);
        }
        n_room = 2 * (n + 1);
        room_at = glp_alloc((int)n_room, sizeof *room_at);
        room_of = glp_alloc((int)n_room, sizeof *room_of);
    }
    for (int32_t i = 0; i < n; i++) {
        require(at[i] >= 0 && at[i] < most && isfinite(weights[i]));
        room_at[i + 1] = at[i] + 1;
        room_of[i + 1] = weights[i];
    }
}

int32_t
lp_column(struct lp *p, double low, double high, double gain)
{
    require(isfinite(gain));
    int j = glp_add_cols(p->p, 1);
    glp_set_col_bnds(p->p, j, kind_of(low, high), plain(low), plain(high));
    glp_set_obj_coef(p->p, j, gain);
    return p->n_columns++;
}

int32_t
lp_row(struct lp *p, double low, double high, int32_t n, const int32_t *columns,
    const double *weights)
{
    int i = glp_add_rows(p->p, 1);
    glp_set_row_bnds(p->p, i, kind_of(low, high), plain(low), plain(high));
    copy_weights(n, columns, weights, p->n_columns);
    glp_set_mat_row(p->p, i, n, room_at, room_of);
    return p->n_rows++;
}

int32_t
lp_column_in(struct lp *p, double low, double high, double gain, int32_t n,
    const int32_t *rows, const double *weights)
{
    int32_t j = lp_column(p, low, high, gain);
    copy_weights(n, rows, weights, p->n_rows);
    glp_set_mat_col(p->p, j + 1, n, room_at, room_of);
    return j;
}

void
lp_bound_column(struct lp *p, int32_t column, double low, double high)
{
    require(column >= 0 && column < p->n_columns);
    glp_set_col_bnds(
        p->p, column + 1, kind_of(low, high), plain(low), plain(high));
}

void
lp_bound_row(struct lp *p, int32_t row, double low, double high)
{
    require(row >= 0 && row < p->n_rows);
    glp_set_row_bnds(
        p->p, row + 1, kind_of(low, high), plain(low), plain(high));
}

void
lp_gain(struct lp *p, int32_t column, double gain)
{
    require(column >= 0 && column < p->n_columns && isfinite(gain));
    glp_set_obj_coef(p->p, column + 1, gain);
}

void
lp_primal(struct lp *p)
{
    p->is_primal = true;
}

/* ---- Solving
 * -------------------------------------------------------------- */

/* A program of no rows: each column goes where its gain pulls it. GLPK takes
 * it too, but a row costs nothing and makes it one way. */
static void
give_it_a_row(struct lp *p)
{
    if (p->n_rows == 0)
        (void)lp_row(p, -INFINITY, INFINITY, 0, NULL, NULL);
}

/* In slices, so that it can be stopped; -1: a limit was reached. */
static int
run_slices(struct lp *p, int method, bool *is_stopped)
{
    glp_smcp how;
    int32_t n_left = limits.most_steps;
    for (;;) {
        glp_init_smcp(&how);
        how.msg_lev = GLP_MSG_OFF;
        how.meth = method;
        how.tol_bnd = how.tol_dj = 1e-9;
        how.tm_lim = limits.most_ms;
        how.it_lim = n_left < SLICE ? n_left : SLICE;
        int e = glp_simplex(p->p, &how);
        if (e != GLP_EITLIM)
            return e == GLP_ETMLIM ? -1 : e;
        n_left -= how.it_lim;
        if (limits.go_on != NULL && !limits.go_on(limits.context)) {
            *is_stopped = true;
            return -1;
        }
        if (n_left <= 0)
            return -1;
    }
}

enum lp_end_state
lp_solve(struct lp *p)
{
    static const int methods[] = { GLP_DUALP, GLP_PRIMAL, GLP_DUAL };
    bool is_stopped = false;
    require(is_open);
    give_it_a_row(p);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (i > 0)
            glp_std_basis(p->p);
        int e = run_slices(
            p, p->is_primal && i == 0 ? GLP_PRIMAL : methods[i], &is_stopped);
        if (is_stopped)
            return LP_STOPPED;
        if (e != 0)
            continue;
        switch (glp_get_status(p->p)) {
        case GLP_OPT: return LP_SOLVED;
        case GLP_NOFEAS: return LP_NONE;
        case GLP_UNBND: return LP_NO_END;
        default: break; /* undecided: once more, afresh */
        }
    }
    return LP_GAVE_UP;
}

double
lp_value(const struct lp *p)
{
    return glp_get_obj_val(p->p);
}

double
lp_at(const struct lp *p, int32_t column)
{
    require(column >= 0 && column < p->n_columns);
    return glp_get_col_prim(p->p, column + 1);
}

double
lp_price(const struct lp *p, int32_t row)
{
    require(row >= 0 && row < p->n_rows);
    return glp_get_row_dual(p->p, row + 1);
}

double
lp_rest(const struct lp *p, int32_t column)
{
    require(column >= 0 && column < p->n_columns);
    return glp_get_col_dual(p->p, column + 1);
}

bool
lp_is_basic(const struct lp *p, int32_t column)
{
    require(column >= 0 && column < p->n_columns);
    return glp_get_col_stat(p->p, column + 1) == GLP_BS;
}

/* Of the headers: to ask the library itself would open an environment. */
#define SAY(x) #x
#define SAY_TOO(x) SAY(x)

const char *
lp_version(void)
{
    return "GLPK " SAY_TOO(GLP_MAJOR_VERSION) "." SAY_TOO(GLP_MINOR_VERSION);
}
