/* Groups that the answers form by themselves, if they are there.
 *
 *     cp_found_of(&found, arena, &votes, &rules);
 *     if (found.k > 0) ... found.group_of, found.groups ...
 *
 * or, where there are threads to hand the drawing to, cp_found_begin,
 * cp_found_draw of each round by any of them, cp_found_end.
 *
 * Points of the map are put into k groups, for k from 2 to 5; then people are
 * drawn again and again, with the same k each time, and a k passes only when
 * the groups come out the same. Of those that pass the clearest is taken; where
 * none passes there are no groups.
 *
 * People get wrong: k-means finds groups in anything, also in coin tosses, and
 * no measure of how clear they look tells which are there. These describe; they
 * never decide anything.
 *
 * Units   shares from 0 to 1
 * Memory  the arena: the map, and 60 bytes a person; scratch given back
 * Repeat  to the bit by votes and seed: who answered first, how rows stand or
 *         what people are called (as long as their keys keep their order) is
 *         nothing to it
 */
#ifndef ENGINE_OPINION_FOUND_H
#define ENGINE_OPINION_FOUND_H

#include "engine/opinion/map.h"

enum {
    CP_FOUND_GROUPS = 5,
    CP_FOUND_TOLD = 5,
    CP_FOUND_RESAMPLES = 100,
    CP_FOUND_LEAST_ANSWERS = 7,
    CP_FOUND_ALIKE = 10 /* so many answers, one value: not on the map */
};

/* Set by trial, on 28 conversations without structure and 13 that were; 0: as
 * it stands behind. */
struct cp_found_rules {
    uint64_t seed;          /* as it is */
    int32_t resamples;      /* 100; 20 over a million votes; -1: none, and no k
                             * passes */
    double least_median;    /* 0.70, of the adjusted Rand index */
    double least_tenth;     /* 0.50, of its tenth percentile */
    int32_t least_in_group; /* 5 people */
    int32_t least_people, least_statements; /* 15 and 8: for a map */
    /* Asked between resamples; false stops: CP_FOUND_STOPPED. NULL: never. */
    bool (*goes_on)(void *context, int32_t done, int32_t of);
    void *context;
};

enum cp_found_outcome {
    CP_FOUND_THERE,
    CP_FOUND_NOT_STABLE,
    CP_FOUND_FEW_PEOPLE, /* no map */
    CP_FOUND_FEW_STATEMENTS,
    CP_FOUND_STOPPED
};

struct cp_found_try { /* of one k */
    int32_t k, smallest;
    double spread; /* sum of squares of distances to the centres */
    double silhouette, median, tenth;
    bool passes;
};

/* One statement on which a group and all others differ. */
struct cp_found_told {
    int32_t statement;
    bool is_agree; /* more of the group agree than of the others; else fewer */
    int32_t agree, disagree, agree_others, disagree_others;
    double p;     /* Fisher, after Holm over all groups and statements */
    int32_t from; /* the group that differs most; -1: none has answers */
};
struct cp_found_group {
    int32_t size;
    double centre[2];
    struct cp_found_told told[CP_FOUND_TOLD]; /* agree first */
    int n_told;
};

struct cp_found_way { /* to part all of the map */
    int32_t *of;      /* by row */
    double centres[2 * CP_FOUND_GROUPS];
};

struct cp_found {
    enum cp_found_outcome outcome;
    int32_t n_statements;         /* that are not out */
    bool *is_in;                  /* by person: on the map */
    int32_t n_in, n_few, n_alike; /* few answers; all of them alike */
    struct cp_sheet sheet;
    struct cp_opinion_map map; /* no points: there is none */
    struct cp_found_try tries[CP_FOUND_GROUPS - 1];
    struct cp_found_way ways[CP_FOUND_GROUPS - 1];
    int n_tries;
    int32_t n_resamples; /* rounds to draw; 0 where there is no map */
    double *alike;       /* by k, then round */
    struct cp_found_rules rules; /* as they were filled in */
    int32_t k;                                     /* 0: none are shown */
    int32_t *group_of;                             /* by person; -1: in none */
    struct cp_found_group groups[CP_FOUND_GROUPS]; /* largest first */
};

/* Cost    resamples times a map and k-means of each k
 * Source  Arthur and Vassilvitskii 2007 (k-means++); Hennig 2007 (stability
 *         by drawing again); Hubert and Arabie 1985; Rousseeuw 1987
 * Check   found_test.c: planted groups, coin tosses; each part by its
 *         definition */
void cp_found_of(struct cp_found *to, struct arena *a, const struct cp_votes *v,
    const struct cp_found_rules *rules);

/* The same in three: up to the drawing; one round of it; and what follows from
 * all, n_resamples of them. A round is the same whoever draws it, and writes
 * nothing but its own places of `alike`: so many threads may draw, each with an
 * arena of its own. None of them asks goes_on.
 *
 * Memory  the arena; that of a round 90 bytes a person and the map's, given
 *         back
 * Source  as above
 * Check   found_test.c: the same bytes in any order, by any number of threads
 */
void cp_found_begin(struct cp_found *to, struct arena *a,
    const struct cp_votes *v, const struct cp_found_rules *rules);
void cp_found_draw(const struct cp_found *f, struct arena *a, int32_t round);
void cp_found_end(
    struct cp_found *to, struct arena *a, const struct cp_votes *v);

/* ---- Its parts ------------------------------------------------------------
 */

/* Points with weights (NULL: 1; 0: not there) into k groups: the best of so
 * many starts. `of` has the nearest centre of every point, also of those that
 * are not there. The sum of squares.
 *
 * Shape   x, y one behind the other; centres 2 * k
 * Memory  scratch in the arena, given back
 * Cost    starts times rounds times n times k
 * Source  Arthur and Vassilvitskii 2007; Lloyd 1982
 * Check   all ways to part up to ten points */
double cp_found_means(struct arena *a, const double *points,
    const int32_t *weights, int32_t n, int32_t k, int starts, uint64_t seed,
    double *centres, int32_t *of);

/* How alike two ways to part the same things are: 1 the same, 0 as by chance.
 *
 * Shape   numbers from 0 to CP_FOUND_GROUPS - 1
 * Source  Hubert and Arabie 1985, equation 5
 * Check   all pairs of things */
double cp_found_alike(const int32_t *one, const int32_t *other, int32_t n);

/* The mean silhouette over points, for several ways to part them at once.
 *
 * Memory  scratch in the arena, given back
 * Cost    n squared
 * Source  Rousseeuw 1987
 * Check   cp_polis_silhouette */
void cp_found_silhouettes(struct arena *a, const double *points, int32_t n,
    const int32_t *const *of, int n_ways, double *silhouettes);

/* The words of each group, from all votes.
 *
 * Source  Fisher 1922; Holm 1979
 * Check   found_test.c: counts anew */
void
cp_found_tell(struct cp_found *f, struct arena *a, const struct cp_votes *v);

/* What contradicts the votes in what is told of groups: 0 when nothing does.
 * A result about people has passed it.
 *
 * Cost    linear in votes for each statement told
 * Source  the definitions spelt out */
int64_t cp_found_check(const struct cp_found *f, const struct cp_votes *v);

#endif
