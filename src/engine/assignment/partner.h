/* How well two organisations fit as partners, both ways; and who helps with a
 * need, one way.
 *
 * People get wrong: what goes one way only is no partnership and scores 0,
 * however much it is. And the rank of B for A is not that of A for B: who has
 * no room left is 200 points further down, and keeps its own view of others.
 *
 *     struct cp_partner_fit fit;
 *     cp_partner_fit(&fit, &region, &county);
 *     if (fit.total > 0) ... fit.gets, fit.gives, fit.shared, fit.spoken ...
 */
#ifndef ENGINE_ASSIGNMENT_PARTNER_H
#define ENGINE_ASSIGNMENT_PARTNER_H

#include "engine/assignment/score.h"

enum { CP_PARTNER_FULL = 200, CP_PARTNER_FIRST = 5 };

struct cp_seeker {
    int64_t key;
    struct cp_tags offers, needs, challenges, languages;
    bool has_interpreter;
    int32_t n_partnerships, room; /* full: as many as there is room for */
};

struct cp_partner_fit {
    int32_t gets;   /* 0 to 100: how much of A's needs B offers, by weight */
    int32_t gives;  /* the other way */
    int32_t both;   /* H: their harmonic mean */
    int32_t shared; /* J: challenges in common, 0 to 100 */
    int32_t spoken; /* L: 100 a common language, 80 an interpreter, 60 none */
    int32_t before; /* R when B has room: 0 to 1000 */
    int32_t total;  /* R */
    bool is_full;   /* B has no room */
};

/* R = floor(H * (100 + J) * L / 2000), less 200 when B is full, not below 0.
 *
 * Cost    the lengths of the lists
 * Repeat  whole numbers only; `before` is the same for (a, b) and (b, a)
 * Source  Jaccard 1901 for J; the harmonic mean, so that one way is nothing
 * Check   cp_partner_check
 */
void cp_partner_fit(struct cp_partner_fit *fit, const struct cp_seeker *a,
    const struct cp_seeker *b);

/* Is it what the definition says? Counts word by word, for short lists.
 * Source  the definition above */
bool cp_partner_check(const struct cp_partner_fit *fit,
    const struct cp_seeker *a, const struct cp_seeker *b);

struct cp_partner_place {
    ptrdiff_t i; /* of the others */
    struct cp_partner_fit fit;
    bool is_lifted; /* stands among the first five to be new there */
};

/* The best for `who`, at most `n_max` of them, into `places`; those with a
 * total of 0 are none. One at least of the first five has no partnership yet,
 * when any that fits has none: the best of these is then lifted to the fifth
 * place. Gives how many there are.
 *
 * Shape   others[i].key differs from who->key, or is left out
 * Cost    n fits, and n_max for each that is placed
 * Repeat  of equal ones the smaller key first: their order is of no matter
 * Source  the rule that those who are new be seen: stated above
 * Check   cp_partner_rank_check
 */
ptrdiff_t cp_partner_rank(struct cp_partner_place *places, ptrdiff_t n_max,
    const struct cp_seeker *who, const struct cp_seeker *others, ptrdiff_t n);

/* Is each of them where it belongs? Compares all with all.
 * Source  the definition above */
bool cp_partner_rank_check(const struct cp_partner_place *places,
    ptrdiff_t n_places, ptrdiff_t n_max, const struct cp_seeker *who,
    const struct cp_seeker *others, ptrdiff_t n);

/* Who comes nearest for whoever has nobody: something goes one way, a
 * challenge is shared, or it fits and there is no room. By gets + gives +
 * shared, then the language, then the smaller key; those with a total over 0
 * and those with nothing at all are left out.
 *
 * Cost    n fits
 * Repeat  as cp_partner_rank
 * Source  none: an order of what is missing least
 */
ptrdiff_t cp_partner_near(struct cp_partner_place *places, ptrdiff_t n_max,
    const struct cp_seeker *who, const struct cp_seeker *others, ptrdiff_t n);

/* ---- When they meet -------------------------------------------------------
 */

enum { CP_SLOTS_MAX = 8 };

/* A meeting of one of each side, both from 0 on. */
struct cp_meeting {
    int32_t a, b;
    int32_t slot; /* the answer: from 0 on */
};

/* A slot for each meeting, such that nobody is in two at once, in as few
 * slots as anybody has meetings.
 *
 * Shape   nobody has more than CP_SLOTS_MAX meetings: `require`
 * Memory  `at`: CP_SLOTS_MAX numbers for each of both sides, n_a first
 * Cost    O(meetings * people)
 * Repeat  by the order of the meetings alone
 * Source  Koenig 1916: edges of a bipartite graph are coloured with as many
 *         colours as its largest degree, by alternating paths
 * Check   cp_meeting_check
 */
int32_t cp_meeting_slots(struct cp_meeting *meetings, int32_t n, int32_t *at,
    int32_t n_a, int32_t n_b);

/* Is nobody in two places at once, and no slot needless?
 * Source  the definition above */
bool cp_meeting_check(
    const struct cp_meeting *meetings, int32_t n, int32_t n_slots);

/* ---- Who helps with a need ------------------------------------------------
 */

enum cp_help_item {
    CP_HELP_SKILLS,   /* of what is wanted, how much they know */
    CP_HELP_LANGUAGE, /* 100 well, 60 just, 40 by interpreter */
    CP_HELP_LEVEL,    /* from policy to the front line */
    CP_HELP_TIME,     /* days in common, of those that are needed */
    CP_HELP_ITEMS
};
struct cp_need {
    struct cp_tags skills, languages;
    int32_t level; /* 0 policy to 4 front line, or CP_BLANK */
    const struct cp_days *days; /* ascending, apart from each other */
    ptrdiff_t n_days;
    int32_t days_needed;
    bool has_interpreter;
};
struct cp_helper {
    int64_t key;
    struct cp_tags skills, languages;
    int32_t level;
    const struct cp_days *days;
    ptrdiff_t n_days;
};
struct cp_help_fit {
    bool is_barred; /* nothing that is wanted, no language, or no common day */
    int32_t values[CP_HELP_ITEMS]; /* 0 to 100; 50 when is_blank */
    bool is_blank[CP_HELP_ITEMS];
    int32_t points[CP_HELP_ITEMS]; /* add up to the total */
    int32_t total;                 /* 0 to 1000 */
};

/* Weights 4 2 1 2; blank counts 50, as between two people.
 *
 * Cost    the lengths of the lists
 * Repeat  whole numbers only
 * Source  as cp_score_pair: parts rounded by the largest remainder
 * Check   cp_help_check
 */
void cp_help_fit(struct cp_help_fit *fit, const struct cp_need *need,
    const struct cp_helper *helper);

/* Do the parts add up, each within a point of what it is worth?
 * Source  the definition above */
bool cp_help_check(const struct cp_help_fit *fit);

#endif
