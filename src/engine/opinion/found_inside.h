/* Inside the search for groups: points laid out for k-means, of one map and as
 * many k and starts as are wanted.
 *
 *     cp_cloud_of(&c, arena, points, weights, n);
 *     spread = cp_cloud_part(&c, k, starts, seed, centres);
 *     cp_cloud_label(points, n, k, centres, of);
 *
 * Coordinates are rounded to so many bits that a sum of all of them is exact
 * in a double: some 36 for 100,000 people, 45 for a hundred. So sums have the
 * same bits in any order, and a branch of a tree over the points, all of it
 * nearest to one centre, is added as one. The labels are those that comparing
 * each point with each centre gives: found_test.c.
 */
#ifndef ENGINE_OPINION_FOUND_INSIDE_H
#define ENGINE_OPINION_FOUND_INSIDE_H

#include "engine/opinion/found.h"

struct cp_cloud_point {
    double x, y, weight;
};
struct cp_cloud_branch {
    double low[2], high[2]; /* of its points */
    double sums[3];         /* x and y times weights; weights */
    int32_t from, until;    /* its points */
    int32_t next;           /* the second of its two; the first comes next to
                             * it. 0: a leaf */
};
struct cp_cloud {
    double *x, *y, *weights, *least, *sums; /* in the order of rows */
    int32_t n;                              /* with any weight */
    double unit;                            /* of a coordinate */
    double margin; /* squares of distances that differ by more stay so when
                    * they are rounded */
    struct cp_cloud_point *points; /* in the order of branches */
    struct cp_cloud_branch *branches;
    int32_t n_branches;
};

/* Memory  the arena: 80 bytes a point
 * Cost    n log n
 * Source  by itself
 * Check   found_test.c */
void cp_cloud_of(struct cp_cloud *c, struct arena *a, const double *points,
    const int32_t *weights, int32_t n);
/* The best of so many starts, and its sum of squares.
 *
 * Cost    starts times k times n, and rounds times what lies between centres
 * Source  Arthur and Vassilvitskii 2007; Lloyd 1982; Kanungo and others 2002
 *         (the tree)
 * Check   found_test.c: all points and all centres */
double cp_cloud_part(
    struct cp_cloud *c, int32_t k, int starts, uint64_t seed, double *centres);
/* The nearest centre of each, the lower of equals.
 * Source  by itself */
void cp_cloud_label(const struct cp_cloud *c, const double *points, int32_t n,
    int32_t k, const double *centres, int32_t *of);

/* ---- found_tree.c ---------------------------------------------------------
 */

/* Fills branches; puts points in their order.
 * Source  Bentley 1975 */
void cp_cloud_grow(struct cp_cloud *c, struct arena *a);
/* By centre: sums of what is nearest to it.
 * Source  Kanungo and others 2002, the filtering algorithm
 * Check   found_test.c: point by point */
void cp_cloud_sum(const struct cp_cloud *c, int32_t k, const double *centres,
    double sums[CP_FOUND_GROUPS][3]);

#endif
