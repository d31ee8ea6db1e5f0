/* What Polis computes, for those who bring a conversation from there: who is
 * in, points, base clusters, groups, what represents a group, what all agree
 * with.
 *
 *     cp_polis_of(&polis, arena, &votes, &rules);
 *
 * People get wrong: these groups hang on the order of rows, and tests of 90 %
 * hold for large numbers only; see opinion.h for what Counterpart shows. Polis
 * keeps agree as -1; here agree is +1, as in its exports.
 *
 * Memory  the arena: some 60 bytes a person, 100 a statement and group
 * Repeat  to the bit; rows in the order of keys
 * Source  compdemocracy/polis, commit 08e03eb, math/src/polismath/math: the
 *         formulas, told in words; no line of it is here. Small and others
 *         2021
 * Check   test/oracle/opinion: what its production computed
 */
#ifndef ENGINE_OPINION_POLIS_H
#define ENGINE_OPINION_POLIS_H

#include "engine/opinion/map.h"

enum {
    CP_POLIS_BASE = 100,
    CP_POLIS_GROUPS = 5,
    CP_POLIS_TOLD = 5,
    CP_POLIS_LEAST_ANSWERS = 7,
    CP_POLIS_LEAST_IN = 15
};
#define CP_POLIS_Z90 1.2816

struct cp_polis_rules {
    const bool *was_in; /* by person: once in, always in; NULL: nobody was */
    const struct cp_polis_smooth *smooth; /* of the run before; NULL */
};

struct cp_polis_clusters {
    int32_t n;
    double *centres;  /* x, y */
    int32_t *members; /* how many */
};

/* One statement that stands for a group. */
struct cp_polis_told {
    int32_t statement;
    bool is_agree, is_best_agree;
    int32_t n_success, n_trials;
    double p, p_test, ratio, ratio_test;
};
struct cp_polis_group {
    int32_t size; /* people */
    struct cp_polis_told told[CP_POLIS_TOLD];
    int n_told;
};
struct cp_polis_consensus {
    int32_t statement;
    double p, p_test;
};

/* Which k was best how often in a row, and which is used. */
struct cp_polis_smooth {
    int32_t best, times, used;
};

struct cp_polis {
    bool *is_in; /* by person */
    int32_t n_in;
    struct cp_sheet sheet; /* of everybody */
    struct cp_opinion_map map;
    double *statement_points; /* x, y by statement; 0 where it is out */
    struct cp_polis_clusters base;
    int32_t *base_of;                        /* by person; -1: not in */
    int32_t k;                               /* 0: nobody is in */
    double silhouettes[CP_POLIS_GROUPS + 1]; /* by k; NaN: not tried */
    int32_t sizes[CP_POLIS_GROUPS + 1][CP_POLIS_GROUPS]; /* by k */
    struct cp_polis_smooth smooth;
    int32_t *group_of; /* by person; -1: not in */
    double group_centres[2 * CP_POLIS_GROUPS];
    struct cp_polis_group groups[CP_POLIS_GROUPS];
    struct cp_votes_count *counts;       /* by statement: everybody */
    struct cp_votes_count *group_counts; /* by group, then statement */
    double *group_aware;                 /* by statement: product over groups */
    double *priority;                    /* by statement, without a meta's 49 */
    struct cp_polis_consensus agree[CP_POLIS_TOLD], disagree[CP_POLIS_TOLD];
    int n_agree, n_disagree;
};

/* Cost    the map's, and base clusters: people times 100, up to 100 rounds
 * Source  above */
void cp_polis_of(struct cp_polis *to, struct arena *a, const struct cp_votes *v,
    const struct cp_polis_rules *rules);

/* ---- Its parts ------------------------------------------------------------
 */

/* Is a share above a half; are two shares apart: z.
 * Source  above, stats.clj */
double cp_polis_one(int64_t successes, int64_t trials);
double
cp_polis_two(int64_t s1, int64_t s2, int64_t n1, int64_t n2); /* Source */
/* Source  above, repness and priority */
double cp_polis_priority(
    int64_t agree, int64_t passes, int64_t all, double extremity, bool is_meta);
/* The state after a run in which `best` was best; first {0}.
 * Source  above, conversation.clj */
struct cp_polis_smooth
cp_polis_smooth(struct cp_polis_smooth before, int32_t best);

/* k-means on points with weights from given centres: `rounds` at most, until
 * the sorted centres move by less than 0.01 each; who loses all members
 * disappears. How many are left; `of` says whose each point is.
 *
 * Memory  scratch in the arena, given back
 * Source  above, clusters.clj */
int32_t
cp_polis_means(struct arena *a, const double *points, const int32_t *weights,
    int32_t n, double *centres, int32_t k, int rounds, int32_t *of);
/* The first k points that differ, as centres; how many there were.
 * Source  above */
int32_t
cp_polis_first(const double *points, int32_t n, int32_t k, double *centres);
/* The plain mean over points; one by itself scores 0.
 *
 * Cost    points squared
 * Source  Rousseeuw 1987 */
double cp_polis_silhouette(struct arena *a, const double *points, int32_t n,
    const int32_t *of, int32_t k);

/* What represents group g of k, from its counts and those of all groups.
 * Source  above, repness.clj */
void cp_polis_represent(struct cp_polis_group *to, struct arena *a,
    const struct cp_votes *v, const struct cp_votes_count *group_counts,
    int32_t g, int32_t k);
/* Source  above */
void cp_polis_agreed(struct cp_polis *p, const struct cp_votes *v);

#endif
