/* Where no panel meets the quotas: which lines cannot hold together, and the
 * smallest changes that would do.
 *
 *     struct cp_panel_clash clash;
 *     enum err e = cp_panel_clash(&clash, a, &p, &how, &why);
 *     for (int32_t i = 0; i < clash.n_lines; i++) ... p.lines[clash.lines[i]]
 *
 * People get wrong: the lines named are one set that cannot hold; to mend it
 * may leave another. The changes make a panel possible, each by itself. A
 * person chooses one of them, with a reason that is kept.
 */
#ifndef ENGINE_PANEL_CLASH_H
#define ENGINE_PANEL_CLASH_H

#include "engine/panel/panel.h"

enum { CP_PANEL_WAYS_MAX = 20 };

struct cp_panel_change {
    int32_t line;
    int32_t lower_by, raise_by; /* the minimum, the maximum */
};

struct cp_panel_way {
    const struct cp_panel_change *changes;
    int32_t n_changes;
};

struct cp_panel_clash {
    enum cp_panel_result result; /* CP_PANEL_SOLVED: the rest was found */
    bool is_clash;               /* no panel meets the lines */
    /* None of them can be left out: the others can hold. Empty: no lines could
     * be met, for households and who must be in. */
    const int32_t *lines;
    int32_t n_lines;
    const struct cp_panel_way *ways; /* all of the least cost and, of these, of
                                        the fewest lines; up to so many */
    int32_t n_ways;
    bool has_more_ways;
    double cost;           /* raised maxima, and each place by which a minimum
                              is lowered times 1 + 2 / minimum */
    double lowest_ceiling; /* that some expected panel can keep; 0: not
                              looked for, as nobody asked for a ceiling */
};

/* Shape   also where the quotas can be met: is_clash false, and lowest_ceiling
 *         is looked for
 * Memory  the answer is in `a`
 * Errors  as cp_panel_solve; what is stopped or given up is a result
 * Cost    a program of whole numbers for each line, and for each line and way
 * Source  deletion filter: Chinneck, Dravnieks 1991; weights of changes:
 *         Flanigan et al. 2021, their published code; all ways: Lawler 1972
 * Check   test/oracle/panel/infeasible.json: by enumeration of all panels
 */
enum err cp_panel_clash(struct cp_panel_clash *clash, struct arena *a,
    const struct cp_panel_pool *p, const struct cp_panel_how *how,
    struct why *why);

#endif
