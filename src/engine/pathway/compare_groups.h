/* For whom is it otherwise? Each question answered by groups of cases: shares,
 * waits, the difference first and the test behind it.
 *
 *     struct cp_groups by = cp_groups_by(&log.attributes[0]);
 *     cp_compare(&comparisons, arena, &log, &questions, &by, &rules);
 *     ... for other attributes ...
 *     cp_compare_settle(&comparisons, arena, &rules);
 *
 * Two groups are compared with Fisher's exact test, and their difference is
 * the first's less the second's. More are compared by chi-square, where all
 * expected counts are 5 or more, else by drawing who says yes anew; their
 * difference is that of the group with the greatest share less that with the
 * least, of groups large enough to be named.
 *
 * People get wrong: many tests find something by chance, and with many cases
 * everything is significant. A difference is named (is_named) only where its q
 * over all comparisons is small, both groups are large enough and it is large
 * enough to matter.
 *
 * Units   shares from 0 to 1; waits in microseconds
 * Memory  the arena: an answer a question and group
 * Cost    linear in those who say yes and in waits, an attribute; what is
 *         drawn: at most n_draws times the cases that are drawn
 * Repeat  to the bit; draws by the seed and the number of the comparison
 */
#ifndef ENGINE_PATHWAY_COMPARE_GROUPS_H
#define ENGINE_PATHWAY_COMPARE_GROUPS_H

#include "engine/pathway/question.h"

struct cp_groups {
    text name; /* of the attribute */
    const text *values;
    int32_t n; /* CP_GROUPS_MAX at most */
    const int32_t *of_case; /* -1: in none */
};
/* Check   by itself */
struct cp_groups cp_groups_by(const struct cp_attribute *attribute);
/* Cells of all of them: "F, 65+"; those that some case is in, in the order of
 * the values. Who has a value that is not known is in none.
 *
 * Memory  the arena
 * Errors  false: more than CP_GROUPS_MAX
 * Check   cells add up to values */
bool cp_groups_of_cells(struct cp_groups *to, struct arena *a,
    const struct cp_log *log, const struct cp_attribute *const *attributes,
    int n_attributes);

struct cp_compare_rules { /* 0: as it stands behind */
    int64_t least_cases;    /* of each group that is named: 20 */
    double least_points;    /* of a difference of shares: 0.05 */
    double least_of_median; /* of a difference of medians: 0.10 */
    double q_max;           /* 0.05 */
    int64_t n_draws;        /* 9,999 */
    uint64_t seed;          /* as it is */
    /* Cells over which shares are standardised; NULL: they are not. */
    const struct cp_groups *strata;
};

enum cp_test {
    CP_TEST_NONE, /* there is nothing to compare */
    CP_TEST_FISHER,
    CP_TEST_CHI_SQUARE,
    CP_TEST_DRAWN,
    CP_TEST_MANN_WHITNEY,
    CP_TEST_KRUSKAL_WALLIS
};

struct cp_answer { /* of one group */
    int64_t n_asked, n_having;
    double share; /* NAN: nobody was asked */
    struct stats_interval limits;
    double standard; /* share by the common mix of cases; NAN: not asked for,
                      * or no stratum has everybody */
    int64_t n_waits;
    double median_wait;           /* NAN: of none */
};
struct cp_difference {
    int32_t one, two; /* groups; -1: none are large enough */
    double difference; /* of shares, or of medians: one less two; NAN */
    enum cp_test test;
    double p, q; /* NAN: no test */
    double q_own; /* over this kind of question and this attribute alone */
    bool is_named;
};
struct cp_comparison {
    const struct cp_question *question;
    const struct cp_groups *groups;
    struct cp_answer *answers; /* by group */
    struct cp_difference share, wait;
    struct stats_interval limits; /* of the difference of shares: Newcombe */
    double standard;    /* the same difference, standardised */
    double superiority; /* that a wait of one is longer than one of two */
    double median_wait; /* of all groups together */
    struct cp_logrank *logrank; /* NULL: nobody was watched */
    double logrank_q, logrank_q_own;
    bool is_logrank_named;
    double standard_covers; /* share of cases in strata that have everybody */
};
struct cp_comparisons {
    struct cp_comparison *comparisons; /* by attribute, then question */
    int32_t n, n_room;
};

/* Questions to which nobody of these groups says yes are left out.
 *
 * Shape   groups->n at most CP_GROUPS_MAX: `require`
 * Source  Fisher's exact test; Newcombe 1998, method 10; Mann and Whitney
 *         1947, Kruskal and Wallis 1952, with ties; Mantel 1966
 * Check   R and SciPy on the same logs */
void cp_compare(struct cp_comparisons *to, struct arena *a,
    const struct cp_log *log, const struct cp_questions *questions,
    const struct cp_groups *groups, const struct cp_compare_rules *rules);

/* q over all of them, and what may be named.
 *
 * Source  Benjamini and Hochberg 1995
 * Check   known q */
void cp_compare_settle(struct cp_comparisons *c, struct arena *a,
    const struct cp_compare_rules *rules);

/* That a table of yes and no by groups, drawn anew with the same margins, has
 * a chi-square as great: (1 + those) / (1 + draws); once 100 were as great it
 * stops, at those / draws.
 *
 * Memory  scratch in the arena, given back
 * Cost    draws times the lesser of yes and no
 * Source  Besag and Clifford 1991: when to stop; known, not opened
 * Check   all ways to draw, on small tables */
double cp_drawn_p(struct arena *a, const int64_t *yes, const int64_t *all,
    int32_t n, int64_t n_draws, uint64_t seed);

#endif
