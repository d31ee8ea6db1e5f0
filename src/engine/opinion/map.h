/* A map of opinions: who answers alike is near each other, along the two
 * directions in which the answers differ most.
 *
 *     struct cp_sheet sheet;
 *     cp_sheet_of(&sheet, arena, &votes, is_in, true);
 *     cp_opinion_map_of(&map, arena, &sheet, &rules);
 *
 * Where somebody did not answer stands the statement's mean, which is 0 once
 * the means are taken off: so only the votes cast are ever walked.
 *
 * People get wrong: an axis has no meaning of its own, and which end is plus
 * is chosen here (the greatest entry is positive). With is_arbitrary the second
 * axis could as well be another.
 *
 * Repeat  to the bit: sums in the order of keys, fixed starts
 */
#ifndef ENGINE_OPINION_MAP_H
#define ENGINE_OPINION_MAP_H

#include "engine/opinion/votes.h"

/* The votes of some people on statements that are not out. */
struct cp_sheet {
    int32_t n_rows, n_columns;
    const int64_t *starts;
    const int32_t *of; /* column, by cell */
    const int8_t *values;
    const int32_t *people;     /* by row */
    const int32_t *statements; /* by column */
    double scale;              /* columns that count in the length of a point */
    /* What every row has answered besides: columns that Polis holds at 0. */
    int32_t n_more;
};

/* Of people with is_in; NULL: of all. What is out (or meta) is left out.
 *
 * Memory  the arena; nothing is copied when all are in and nothing is out
 * Cost    linear in cells
 * Source  by itself */
void cp_sheet_of(struct cp_sheet *to, struct arena *a, const struct cp_votes *v,
    const bool *is_in);

enum { CP_OPINION_VECTORS = 4, CP_OPINION_ROUNDS = 500 };

struct cp_opinion_map_rules {
    const int32_t *weights; /* how often each row counts; NULL: once */
    uint64_t seed;
    double precision;    /* of the residual, over the first value; 0: 1e-12 */
    const double *start; /* vectors of a map of the same sheet; NULL */
    bool has_no_points;
};

struct cp_opinion_map {
    int32_t n_columns, n_rows;
    double *centre;  /* by column: the mean of the votes cast */
    double *vectors; /* four by column, one behind the other: the first two
                      * are the components, the others help to find them */
    double
        values[CP_OPINION_VECTORS]; /* of the sum of squares, greatest first */
    double total;    /* their sum over all: what there is to explain */
    double residual; /* over the first value, the worse of the first two */
    int rounds;
    bool is_reached;   /* the residual is within the precision */
    bool is_arbitrary; /* the second value is within 5 % of the third */
    double *points;    /* x, y by row; NULL: not asked for */
};

/* Two leading eigenvectors of the sum of squares X'X, X the votes less their
 * means, and where each row lies.
 *
 * Shape   no columns, no rows: all zero
 * Memory  the arena; scratch given back: up to 32 MB for the sum of squares of
 *         2,000 statements; for more, 32 bytes a column
 * Errors  none: is_reached tells
 * Cost    the squares of answers a person, once, and columns squared a round;
 *         or the votes cast a round, where that is less
 * Source  Rutishauser 1970 (simultaneous iteration, sped up by Chebyshev's
 *         polynomials); Small and others 2021 for the map
 * Check   cp_opinion_map_check */
void cp_opinion_map_of(struct cp_opinion_map *to, struct arena *a,
    const struct cp_sheet *s, const struct cp_opinion_map_rules *rules);

/* Where a row lies: sqrt(scale / answers) times the sum of votes less means
 * times components.
 * Source  as above */
void cp_opinion_map_place(const struct cp_opinion_map *m,
    const struct cp_sheet *s, int32_t row, double point[2]);
/* Where somebody lies who agrees with this column's statement and says nothing
 * else.
 * Source  as above */
void cp_opinion_map_place_statement(const struct cp_opinion_map *m,
    const struct cp_sheet *s, int32_t column, double point[2]);

/* How far the map is from its definition, by a table with all cells and
 * Jacobi's rotations over all columns: the greatest of the differences of
 * values (over the first), means, points, and of vectors where their value
 * stands apart.
 *
 * Memory  scratch in the arena, given back: all cells
 * Cost    columns cubed: for tests
 * Source  the definition spelt out */
double cp_opinion_map_check(struct arena *a, const struct cp_opinion_map *m,
    const struct cp_sheet *s, const int32_t *weights);

#endif
