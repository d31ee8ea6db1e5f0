#include "engine/opinion/map.h"

#include "base/random.h"
#include "engine/opinion/map_inside.h"

#include <math.h>
#include <string.h>

enum { V = CP_OPINION_VECTORS, NEAR_CELLS = 1 << 17 };

/* ---- The sheet -------------------------------------------------------------
 */

void
cp_sheet_of(struct cp_sheet *to, struct arena *a, const struct cp_votes *v,
    const bool *is_in)
{
    int32_t *people = arena_new(a, int32_t, v->n_people);
    int32_t *statements = arena_new(a, int32_t, v->n_statements);
    int32_t n_rows = 0, n_columns = 0;
    for (int32_t i = 0; i < v->n_people; i++)
        if (is_in == NULL || is_in[i])
            people[n_rows++] = i;
    for (int32_t j = 0; j < v->n_statements; j++)
        if (!v->is_out[j] && !v->is_meta[j])
            statements[n_columns++] = j;
    *to = (struct cp_sheet){ .n_rows = n_rows,
        .n_columns = n_columns,
        .people = people,
        .statements = statements,
        .scale = n_columns,
        .starts = v->starts,
        .of = v->of,
        .values = v->values };
    if (n_rows == v->n_people && n_columns == v->n_statements)
        return;
    int64_t n = 0;
    for (int32_t r = 0; r < n_rows; r++)
        n += v->starts[people[r] + 1] - v->starts[people[r]];
    int64_t *starts = arena_new(a, int64_t, n_rows + 1);
    int32_t *of = arena_new(a, int32_t, n);
    int8_t *values = arena_new(a, int8_t, n);
    int32_t *column = arena_new(a, int32_t, v->n_statements);
    memset(column, -1, (size_t)v->n_statements * sizeof *column);
    for (int32_t c = 0; c < n_columns; c++)
        column[statements[c]] = c;
    n = 0;
    for (int32_t r = 0; r < n_rows; r++) {
        starts[r] = n;
        for (int64_t k = v->starts[people[r]]; k < v->starts[people[r] + 1];
             k++)
            if (column[v->of[k]] >= 0) {
                of[n] = column[v->of[k]];
                values[n++] = v->values[k];
            }
    }
    starts[n_rows] = n;
    to->starts = starts;
    to->of = of;
    to->values = values;
}

/* ---- Means and places ------------------------------------------------------
 */

static void
find_centre(struct cp_opinion_map *m, struct arena *a, const struct cp_sheet *s,
    const int32_t *weights)
{
    struct arena_mark mark = arena_mark(a);
    int64_t *sums = arena_new(a, int64_t, 2 * (ptrdiff_t)s->n_columns);
    int64_t *counts = sums + s->n_columns;
    for (int32_t r = 0; r < s->n_rows; r++) {
        int64_t w = weights == NULL ? 1 : weights[r];
        for (int64_t k = s->starts[r]; w > 0 && k < s->starts[r + 1]; k++) {
            sums[s->of[k]] += w * s->values[k];
            counts[s->of[k]] += w;
        }
    }
    for (int32_t j = 0; j < s->n_columns; j++) {
        double n = (double)counts[j], c = n > 0 ? (double)sums[j] / n : 0;
        m->centre[j] = c;
    }
    for (int32_t r = 0; r < s->n_rows; r++) {
        double sum = 0;
        for (int64_t k = s->starts[r]; k < s->starts[r + 1]; k++) {
            double x = s->values[k] - m->centre[s->of[k]];
            sum += x * x;
        }
        m->total += sum * (weights == NULL ? 1 : weights[r]);
    }
    arena_rewind(a, mark);
}

void
cp_opinion_map_place(const struct cp_opinion_map *m, const struct cp_sheet *s,
    int32_t row, double point[2])
{
    double x = 0, y = 0;
    for (int64_t k = s->starts[row]; k < s->starts[row + 1]; k++) {
        const double *u = m->vectors + V * (ptrdiff_t)s->of[k];
        double v = s->values[k] - m->centre[s->of[k]];
        x += v * u[0];
        y += v * u[1];
    }
    int64_t n = s->starts[row + 1] - s->starts[row] + s->n_more;
    double length = sqrt(s->scale / (n > 0 ? (double)n : 1));
    point[0] = length * x;
    point[1] = length * y;
}

void
cp_opinion_map_place_statement(const struct cp_opinion_map *m,
    const struct cp_sheet *s, int32_t column, double point[2])
{
    const double *u = m->vectors + V * (ptrdiff_t)column;
    double length = sqrt(s->scale) * (1 - m->centre[column]);
    point[0] = length * u[0];
    point[1] = length * u[1];
}

/* ---- The sum of squares times vectors
 * -----------------------------------------
 */

/* X'X as a square where that is less work than going over the votes: a person
 * with n answers adds to n * n cells once, or is walked in every round. */
static bool
is_square_less(const struct cp_sheet *s)
{
    double squares = 0, cells = (double)s->starts[s->n_rows];
    double side = s->n_columns;
    for (int32_t r = 0; r < s->n_rows; r++) {
        double n = (double)(s->starts[r + 1] - s->starts[r]);
        squares += n * n;
    }
    return s->n_columns <= 2048 &&
        squares / 2 + 100 * side * side < 100 * 4 * cells + 1e6;
}

/* Adds to the lines from `first` until `until`, of each row what it answered
 * there with all before it; so few lines that they stay near. */
static void
add_lines(double *square, double *row, const struct cp_sheet *s,
    const double *centre, const int32_t *weights, int32_t first, int32_t until)
{
    ptrdiff_t c = s->n_columns;
    for (int32_t r = 0; r < s->n_rows; r++) {
        double w = weights == NULL ? 1 : weights[r];
        const int32_t *of = s->of + s->starts[r];
        const int8_t *values = s->values + s->starts[r];
        ptrdiff_t n = s->starts[r + 1] - s->starts[r], k = 0;
        if (!(w > 0))
            continue;
        for (; k < n && of[k] < first; k++)
            row[k] = values[k] - centre[of[k]];
        for (; k < n && of[k] < until; k++) {
            double *restrict line = square + c * of[k];
            row[k] = values[k] - centre[of[k]];
            double x = w * row[k];
            for (ptrdiff_t l = 0; l <= k; l++)
                line[of[l]] += x * row[l];
        }
    }
}

static double *
square_of(struct arena *a, const struct cp_sheet *s,
    const struct cp_opinion_map *m, const int32_t *weights)
{
    ptrdiff_t c = s->n_columns;
    double *square = arena_new(a, double, c *c);
    double *row = arena_new(a, double, c);
    for (int32_t first = 0, until; first < s->n_columns; first = until) {
        int64_t n_cells = 0;
        for (until = first; until < s->n_columns && n_cells < NEAR_CELLS;)
            n_cells += ++until;
        add_lines(square, row, s, m->centre, weights, first, until);
    }
    for (ptrdiff_t i = 0; i < c; i++)
        for (ptrdiff_t j = 0; j < i; j++)
            square[j * c + i] = square[i * c + j];
    return square;
}

/* Four lines at a time, so that no sum waits for itself; each of them is added
 * up from its first column to its last. */
static void
times_square(const double *square, ptrdiff_t c, const double *in, double *out)
{
    ptrdiff_t i = 0;
    for (; i + 4 <= c; i += 4) {
        const double *line = square + i * c;
        double sum[4][V] = { 0 };
        for (ptrdiff_t j = 0; j < c; j++)
            for (int l = 0; l < 4; l++)
                for (int k = 0; k < V; k++)
                    sum[l][k] += line[l * c + j] * in[V * j + k];
        memcpy(out + V * i, sum, sizeof sum);
    }
    for (; i < c; i++) {
        double sum[V] = { 0 };
        for (ptrdiff_t j = 0; j < c; j++)
            for (int k = 0; k < V; k++)
                sum[k] += square[i * c + j] * in[V * j + k];
        memcpy(out + V * i, sum, sizeof sum);
    }
}

void
cp_opinion_map_times(
    const struct cp_opinion_map_work *w, const double *in, double *out)
{
    const struct cp_sheet *s = w->sheet;
    ptrdiff_t c = s->n_columns;
    if (w->square != NULL) {
        times_square(w->square, c, in, out);
        return;
    }
    memset(out, 0, (size_t)(V * c) * sizeof *out);
    for (int32_t r = 0; r < s->n_rows; r++) {
        double sum[V] = { 0 };
        double weight = w->weights == NULL ? 1 : w->weights[r];
        for (int64_t l = s->starts[r]; l < s->starts[r + 1]; l++) {
            double x = s->values[l] - w->centre[s->of[l]];
            for (int k = 0; k < V; k++)
                sum[k] += x * in[V * (ptrdiff_t)s->of[l] + k];
        }
        for (int64_t l = s->starts[r]; l < s->starts[r + 1]; l++) {
            double x = weight * (s->values[l] - w->centre[s->of[l]]);
            for (int k = 0; k < V; k++)
                out[V * (ptrdiff_t)s->of[l] + k] += x * sum[k];
        }
    }
}

/* ---- The whole -------------------------------------------------------------
 */

/* The greatest entry of each is positive, the first of equals. */
static void
turn_vectors(struct cp_opinion_map *m)
{
    for (int k = 0; k < V; k++) {
        double most = 0;
        for (int32_t j = 0; j < m->n_columns; j++)
            most = fmax(most, fabs(m->vectors[V * (ptrdiff_t)j + k]));
        int32_t at = 0;
        while (at < m->n_columns &&
            fabs(m->vectors[V * (ptrdiff_t)at + k]) < most * (1 - 1e-9))
            at++;
        if (at == m->n_columns || m->vectors[V * (ptrdiff_t)at + k] >= 0)
            continue;
        for (int32_t j = 0; j < m->n_columns; j++)
            m->vectors[V * (ptrdiff_t)j + k] *= -1;
    }
}

void
cp_opinion_map_of(struct cp_opinion_map *to, struct arena *a,
    const struct cp_sheet *s, const struct cp_opinion_map_rules *rules)
{
    *to = (struct cp_opinion_map){ .n_columns = s->n_columns,
        .n_rows = s->n_rows,
        .is_reached = true,
        .centre = arena_new(a, double, s->n_columns),
        .vectors = arena_new(a, double, V *(ptrdiff_t)s->n_columns) };
    if (!rules->has_no_points)
        to->points = arena_new(a, double, 2 * (ptrdiff_t)s->n_rows);
    find_centre(to, a, s, rules->weights);
    if (to->total > 0) {
        struct arena_mark mark = arena_mark(a);
        struct cp_opinion_map_work w = { .sheet = s,
            .weights = rules->weights,
            .centre = to->centre,
            .random = random_from(rules->seed),
            .precision = rules->precision > 0 ? rules->precision : 1e-12,
            .start = rules->start };
        if (is_square_less(s))
            w.square = square_of(a, s, to, rules->weights);
        cp_opinion_map_iterate(&w, a, to);
        turn_vectors(to);
        arena_rewind(a, mark);
    }
    to->is_arbitrary = to->values[1] < 1.05 * to->values[2];
    for (int32_t r = 0; to->points != NULL && r < s->n_rows; r++)
        cp_opinion_map_place(to, s, r, to->points + 2 * (ptrdiff_t)r);
}
