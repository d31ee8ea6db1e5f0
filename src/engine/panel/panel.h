/* A panel by lot: some of those who volunteered, so that the panel looks like
 * the place, with chances as equal as the quotas allow.
 *
 *     struct cp_panel_pool p = { .people = people, .n_people = 120,
 *         .features = features, .n_features = 3, .lines = lines, .n_lines = 9,
 *         .size = 24 };
 *     struct cp_panel_answer answer;
 *     struct cp_panel_how how = { .mode = CP_PANEL_LEXIMIN };
 *     enum err e = cp_panel_solve(&answer, a, &p, &how, &why);
 *     if (e == OK && answer.result == CP_PANEL_SOLVED)
 *         require(cp_panel_check(&found, a, &p, &answer, 0) == 0);
 *
 * The steps: clash.h says what to do where there is no such panel, list.h
 * makes the published list and draws from it, after.h replaces who leaves,
 * read.h reads people and quotas from CSV, check.h proves it.
 *
 * People get wrong: quotas make chances unequal, and drawing person after
 * person until all quotas are met makes them worse than they need be. Only
 * whole panels drawn from a list have chances that anybody can count.
 *
 * Shape   people of one type (same lines, same household) have one chance
 * Repeat  same tickets, same features of each: the same answer, in whatever
 *         order people, features and lines come, and whatever they are called
 */
#ifndef ENGINE_PANEL_PANEL_H
#define ENGINE_PANEL_PANEL_H

#include "base/arena.h"

enum {
    CP_PANEL_PEOPLE_MAX = 20'000,
    CP_PANEL_FEATURES_MAX = 64,
    CP_PANEL_LINES_MAX = 500,
    CP_PANEL_TYPES_MAX = 6'000,
    CP_PANEL_SIZE_MAX = 2'000,
};

/* ---- What comes in
 * --------------------------------------------------------- */

enum cp_panel_standing {
    CP_PANEL_FREE,
    CP_PANEL_MUST,    /* is a member already */
    CP_PANEL_MAY_NOT, /* declined, left */
};

struct cp_panel_person {
    int64_t ticket;        /* each once: a random number for this panel */
    text id;               /* for sentences */
    const int32_t *values; /* of each feature: which of its values */
    int32_t household;     /* -1: alone; else who has the same */
    enum cp_panel_standing standing;
};

struct cp_panel_feature {
    text name;
    const text *values; /* "" is who rather not said */
    int32_t n_values;
};

/* At least so many, at most so many, of one value. A value without a line: any
 * number. */
struct cp_panel_line {
    int32_t feature, value;
    int32_t min, max;
    int32_t may_lower, may_raise; /* how far it may be moved; -1: any */
    int64_t line;                 /* in the file it came from, or 0 */
};

struct cp_panel_pool {
    const struct cp_panel_person *people;
    int32_t n_people;
    const struct cp_panel_feature *features;
    int32_t n_features;
    const struct cp_panel_line *lines;
    int32_t n_lines;
    int32_t size;
    double ceiling; /* on a free person's chance, over 0; 0 or 1: none */
};

/* Can it be used at all? What is wrong is said with its line: a size of 0 or
 * above the volunteers, a ticket or a line twice, a minimum above its maximum.
 * Quotas that cannot be met are no error here: cp_panel_clash says it.
 * Cost    n log n
 * Source  by itself */
enum err
cp_panel_look(const struct cp_panel_pool *p, struct arena *a, struct why *why);

/* ---- What comes out
 * -------------------------------------------------------- */

enum cp_panel_mode { CP_PANEL_LEXIMIN, CP_PANEL_MAXIMIN };

enum cp_panel_result {
    CP_PANEL_SOLVED,
    CP_PANEL_CLASH,   /* no panel meets the quotas: clash.h */
    CP_PANEL_CEILING, /* none of the lotteries keeps the ceiling */
    CP_PANEL_GAVE_UP, /* a limit was reached: `reached` says where */
    CP_PANEL_STOPPED, /* go_on said no */
};

/* How far it came. */
enum cp_panel_stage {
    CP_PANEL_BEGUN,
    CP_PANEL_POSSIBLE, /* there is a panel */
    CP_PANEL_BOUNDED,  /* what no lottery can exceed is known */
    CP_PANEL_SPLIT,    /* panels for it are being found */
    CP_PANEL_COLUMNS,  /* there was a gap: lotteries are improved by panels */
    CP_PANEL_PROVED,
};

struct cp_panel_progress {
    enum cp_panel_stage stage;
    int32_t n_types, n_settled, n_panels;
};

struct cp_panel_how {
    enum cp_panel_mode mode;
    bool is_by_columns; /* the second way alone: for tests */
    int32_t most_steps, most_ms, most_branches; /* of a program; 0: usual */
    /* Asked between steps; NULL: never. No: the answer is CP_PANEL_STOPPED. */
    bool (*go_on)(void *context, const struct cp_panel_progress *at);
    void *context;
};

/* Why no lottery does better. The chances of those not settled before, each
 * times its weight (together 1), cannot exceed what follows from the prices: a
 * price times what its row may have at most, or at least when it is below 0;
 * and what a type's weight has above its rows' prices, times its seats. */
struct cp_panel_level {
    double chance;         /* of the types that are settled here */
    const double *weights; /* of types */
    double size_price;
    const double *line_prices;      /* as the lines come */
    const double *household_prices; /* as households are numbered */
    /* Of whole panels: nobody's weighted seats are more than `most`. */
    bool is_of_panels;
    double most;
};

struct cp_panel_answer {
    enum cp_panel_result result;
    enum cp_panel_stage reached;
    enum cp_panel_mode mode;
    double *chances;  /* of people; 0: can never be chosen, or may not */
    int32_t *type_of; /* of people; -1: may not */
    int32_t n_types;
    int32_t *n_of; /* people of a type */
    /* The lottery. Panels in lexicographic order of their counts. */
    int32_t *counts; /* n_panels rows of n_types */
    double *shares;  /* n_panels, together 1 */
    int32_t n_panels;
    double lowest, highest; /* of free people who can be chosen */
    double gini;            /* index of the chances of free people */
    bool is_proved;
    struct cp_panel_level *levels; /* the certificate */
    int32_t n_levels;
    int32_t *level_of; /* of types: which level settled it; -1: none */
    int32_t n_steps;   /* linear programs solved */
};

/* Shape   cp_panel_look said OK
 * Memory  the answer is in `a`; some 100 bytes a type and panel while it
 *         works, and the linear programs' own
 * Errors  ERR_BAD_INPUT  what cp_panel_look says; too many types
 *         ERR_NO_ROOM
 *         That quotas clash or that it gave up are results, not errors
 * Cost    0.1 s for 120 people of 99 types, 1 s for 1,500 of 578; where there
 *         is a gap minutes (bench/panel.sh)
 * Source  leximin: Flanigan, Goelz, Gupta, Hennig, Procaccia 2021, Nature
 *         596:548; by types, relaxed and decomposed: docs/decisions/0024
 * Check   cp_panel_check
 */
enum err cp_panel_solve(struct cp_panel_answer *answer, struct arena *a,
    const struct cp_panel_pool *p, const struct cp_panel_how *how,
    struct why *why);

#endif
