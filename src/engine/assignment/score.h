/* How well two people fit: a whole number of points that is the sum of parts
 * which can be shown to both.
 *
 * People get wrong: an answer left blank counts 50 of 100, and is said to be
 * blank: silence neither helps nor harms. Few free days are no merit, and a
 * short list of wishes gives nobody power.
 *
 *     struct cp_score s;
 *     cp_score_pair(&s, &nurse, &officer, &cp_score_usual);
 *     if (s.bar == CP_BAR_NONE) ... s.total, s.points[CP_ITEM_ROLE] ...
 */
#ifndef ENGINE_ASSIGNMENT_SCORE_H
#define ENGINE_ASSIGNMENT_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cp_item {
    CP_ITEM_ROLE,      /* the family of roles: the same, or a related one */
    CP_ITEM_LEVEL,     /* from policy to the front line, 0 to 4 */
    CP_ITEM_INTERESTS, /* interests and sectors in common */
    CP_ITEM_LANGUAGE,
    CP_ITEM_GIVE, /* what each wants and the other offers, both ways */
    CP_ITEM_GOALS,
    CP_ITEM_TIME, /* free days in common */
    CP_ITEMS
};
enum { CP_SCORE_BASE = 1000, CP_WISHES_MAX = 5, CP_BLANK = -1 };

/* A word that both sides use alike, as a number from 1 on; a weight of 1 to
 * 3: how much it is wanted, or how well a language is spoken. */
struct cp_tag {
    int32_t word, weight;
};
/* Ascending by word, each once. */
struct cp_tags {
    const struct cp_tag *tags;
    ptrdiff_t n;
};
struct cp_days {
    int32_t first, last; /* both included, days of any one calendar */
};

struct cp_person {
    int64_t key;
    int32_t organisation; /* 0: none */
    int32_t role;         /* CP_BLANK: not answered */
    int32_t level;        /* 0 policy to 4 front line, or CP_BLANK */
    struct cp_tags interests, languages, offers, wants, goals;
    const struct cp_days *days; /* ascending, apart from each other */
    ptrdiff_t n_days;           /* 0: not answered */
    const int64_t *wishes;      /* keys, the dearest first */
    ptrdiff_t n_wishes;         /* those after the fifth do not count */
    const int64_t *not_with;    /* keys: never shown to anybody */
    ptrdiff_t n_not_with;
};

struct cp_score_rules {
    int32_t weights[CP_ITEMS]; /* 0 to 100, not all 0 */
    const int32_t (*related)[2]; /* families of roles that are near */
    ptrdiff_t n_related;
    int32_t days_needed;
    bool has_interpreter;      /* one is paid for */
    bool may_share_organisation;
};
/* Weights 3 2 2 1 4 1 1, five days, no interpreter, organisations apart. */
extern const struct cp_score_rules cp_score_usual;

enum cp_bar { /* why two people cannot be paired at all */
    CP_BAR_NONE,
    CP_BAR_NOT_WITH, /* one of them said so; whose word it was is nobody's */
    CP_BAR_ORGANISATION,
    CP_BAR_LANGUAGE,
    CP_BAR_TIME
};

struct cp_score {
    enum cp_bar bar;
    int32_t values[CP_ITEMS]; /* 0 to 100; 50 when is_blank */
    bool is_blank[CP_ITEMS];  /* one of the two did not answer */
    int32_t points[CP_ITEMS]; /* add up to the base */
    int32_t base;             /* 0 to CP_SCORE_BASE */
    int32_t wished;           /* 0 to 300: rank 1 of both */
    int32_t total;
};

/* Shape   weights from 0 to 100, one at least over 0: `require`
 * Cost    the lengths of both lists
 * Repeat  the same for (a, b) and (b, a); whole numbers only
 * Source  Jaccard 1901 for what is in common; parts rounded by the largest
 *         remainder (Hamilton 1792)
 * Check   cp_score_check
 */
void cp_score_pair(struct cp_score *score, const struct cp_person *a,
    const struct cp_person *b, const struct cp_score_rules *rules);

/* Do the parts of a score add up, item by item and within a point of what
 * they are worth?
 * Source  the definition above */
bool cp_score_check(
    const struct cp_score *score, const struct cp_score_rules *rules);

#endif
