#include "engine/opinion/map_inside.h"

#include <math.h>
#include <string.h>

enum { V = CP_OPINION_VECTORS, DEGREE = 8 };

/* ---- Four vectors at right angles
 * --------------------------------------------
 */

static double
dot(const double *x, int i, const double *y, int j, ptrdiff_t n)
{
    double sum = 0;
    for (ptrdiff_t r = 0; r < n; r++)
        sum += x[V * r + i] * y[V * r + j];
    return sum;
}

/* Gram and Schmidt, twice; what is no vector of its own is drawn anew, and
 * where there are no more directions it stays zero. */
static void
straighten(double *x, ptrdiff_t n, struct random *random)
{
    for (int k = 0; k < V; k++)
        for (int tries = 0;; tries++) {
            double before = sqrt(dot(x, k, x, k, n));
            for (int again = 0; again < 2; again++)
                for (int j = 0; j < k; j++) {
                    double along = dot(x, j, x, k, n);
                    for (ptrdiff_t r = 0; r < n; r++)
                        x[V * r + k] -= along * x[V * r + j];
                }
            double length = sqrt(dot(x, k, x, k, n));
            if (length > 1e-10 * before && length > 0) {
                for (ptrdiff_t r = 0; r < n; r++)
                    x[V * r + k] /= length;
                break;
            }
            for (ptrdiff_t r = 0; r < n; r++)
                x[V * r + k] =
                    tries < 3 && k < n ? random_real(random) - 0.5 : 0;
            if (tries >= 3 || k >= n)
                break;
        }
}

/* ---- Rayleigh and Ritz -----------------------------------------------------
 */

/* Values and vectors of a symmetric 4 by 4, by Jacobi's rotations; the
 * greatest first. */
static void
small_vectors(double h[V][V], double q[V][V], double values[V])
{
    for (int i = 0; i < V; i++)
        for (int j = 0; j < V; j++)
            q[i][j] = i == j;
    for (int sweep = 0; sweep < 30; sweep++)
        for (int i = 0; i < V; i++)
            for (int j = i + 1; j < V; j++) {
                if (h[i][j] == 0)
                    continue;
                double half = (h[j][j] - h[i][i]) / (2 * h[i][j]);
                double t = 1 / (fabs(half) + sqrt(half * half + 1));
                t = half < 0 ? -t : t;
                double c = 1 / sqrt(t * t + 1), s = t * c;
                for (int k = 0; k < V; k++) {
                    double x = h[k][i], y = h[k][j];
                    h[k][i] = c * x - s * y;
                    h[k][j] = s * x + c * y;
                }
                for (int k = 0; k < V; k++) {
                    double x = h[i][k], y = h[j][k];
                    h[i][k] = c * x - s * y;
                    h[j][k] = s * x + c * y;
                    x = q[k][i];
                    y = q[k][j];
                    q[k][i] = c * x - s * y;
                    q[k][j] = s * x + c * y;
                }
                h[i][j] = h[j][i] = 0;
            }
    for (int i = 0; i < V; i++)
        values[i] = h[i][i];
    for (int i = 0; i < V; i++)
        for (int j = i + 1; j < V; j++)
            if (values[j] > values[i]) {
                double t = values[i];
                values[i] = values[j];
                values[j] = t;
                for (int k = 0; k < V; k++) {
                    t = q[k][i];
                    q[k][i] = q[k][j];
                    q[k][j] = t;
                }
            }
}

static void
rotate(double *x, ptrdiff_t n, double q[V][V])
{
    for (ptrdiff_t r = 0; r < n; r++) {
        double row[V] = { 0 };
        for (int k = 0; k < V; k++)
            for (int i = 0; i < V; i++)
                row[k] += x[V * r + i] * q[i][k];
        memcpy(x + V * r, row, sizeof row);
    }
}

/* ---- Rounds ----------------------------------------------------------------
 */

/* A polynomial of X'X that is small from 0 to `below` and great above. */
static void
lift(const struct cp_opinion_map_work *w, double **x, double **y, double **z,
    ptrdiff_t n, double below, double first)
{
    double half = below / 2, sigma = half / (first - half);
    double tau = 2 / sigma;
    cp_opinion_map_times(w, *x, *y);
    for (ptrdiff_t r = 0; r < V * n; r++)
        (*y)[r] = ((*y)[r] - half * (*x)[r]) * sigma / half;
    for (int i = 2; i <= DEGREE; i++) {
        double next = 1 / (tau - sigma);
        cp_opinion_map_times(w, *y, *z);
        for (ptrdiff_t r = 0; r < V * n; r++)
            (*z)[r] = ((*z)[r] - half * (*y)[r]) * (2 * next / half) -
                sigma * next * (*x)[r];
        double *old = *x;
        *x = *y;
        *y = *z;
        *z = old;
        sigma = next;
    }
    double *old = *x;
    *x = *y;
    *y = old;
}

static double
residual_of(const double *x, const double *ax, ptrdiff_t n, int k, double value)
{
    double sum = 0;
    for (ptrdiff_t r = 0; r < n; r++) {
        double d = ax[V * r + k] - value * x[V * r + k];
        sum += d * d;
    }
    return sqrt(sum);
}

static void
begin(struct cp_opinion_map_work *w, double *x, ptrdiff_t n)
{
    for (ptrdiff_t r = 0; r < n; r++)
        for (int k = 0; k < V; k++)
            x[V * r + k] = w->start != NULL ? w->start[V * r + k]
                : k == 0                    ? 1
                                            : random_real(&w->random) - 0.5;
}

void
cp_opinion_map_iterate(
    struct cp_opinion_map_work *w, struct arena *a, struct cp_opinion_map *to)
{
    ptrdiff_t n = w->sheet->n_columns;
    double *x = arena_new(a, double, V *n), *y = arena_new(a, double, V *n);
    double *z = arena_new(a, double, V *n);
    begin(w, x, n);
    to->is_reached = false;
    for (to->rounds = 1; to->rounds <= CP_OPINION_ROUNDS; to->rounds++) {
        double h[V][V], q[V][V], worst = 0;
        straighten(x, n, &w->random);
        cp_opinion_map_times(w, x, y);
        for (int i = 0; i < V; i++)
            for (int j = i; j < V; j++)
                h[i][j] = h[j][i] = dot(x, i, y, j, n);
        small_vectors(h, q, to->values);
        rotate(x, n, q);
        rotate(y, n, q);
        for (int k = 0; k < 2; k++)
            worst = fmax(worst, residual_of(x, y, n, k, to->values[k]));
        to->residual = to->values[0] > 0 ? worst / to->values[0] : 0;
        if (to->residual <= w->precision) {
            to->is_reached = true;
            break;
        }
        double below = to->values[V - 1];
        if (below > 1e-9 * to->values[0] && below < 0.999 * to->values[0]) {
            lift(w, &x, &y, &z, n, below, to->values[0]);
        } else {
            double *old = x;
            x = y;
            y = old;
        }
    }
    for (int k = 0; k < V; k++)
        to->values[k] = to->values[k] > 0 ? to->values[k] : 0;
    memcpy(to->vectors, x, (size_t)(V * n) * sizeof *x);
}
