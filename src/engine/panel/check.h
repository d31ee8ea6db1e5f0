/* Is a panel's answer what it says it is? Asked before anything about people
 * is shown. Shares no code with what made it.
 *
 *     struct cp_panel_found found;
 *     require(cp_panel_check(&found, a, &p, &answer, 0) == 0);
 *     require(cp_panel_list_check(&p, &answer, &list, hash, a) == 0);
 */
#ifndef ENGINE_PANEL_CHECK_H
#define ENGINE_PANEL_CHECK_H

#include "engine/panel/list.h"

struct cp_panel_found {
    int64_t n_wrong;
    /* That no lottery is better was recomputed here, all of it. False: some
     * bound over whole panels, or that somebody is in none of them, would have
     * taken more steps than were allowed. */
    bool is_bounded;
    int64_t n_steps;
    const char *first; /* what was wrong first; NULL */
};

/* How many things contradict the answer: a panel that breaks a quota, a
 * chance that is not its lottery's, one that is lower than its level, a level
 * that its prices do not hold (tolerance 1e-7).
 *
 * Shape   answer->result is CP_PANEL_SOLVED; `most`: steps through whole panels
 *         at most, 0: 200,000
 * Memory  scratch in the arena, given back
 * Cost    levels times types times features; and the steps
 * Source  weak duality of linear programs; the definition of leximin
 */
int64_t cp_panel_check(struct cp_panel_found *found, struct arena *a,
    const struct cp_panel_pool *p, const struct cp_panel_answer *answer,
    int64_t most);

/* How many things contradict the list: a panel that breaks a quota, a ticket
 * twice, appearances that are not those shown, or differ by more than 1 among
 * people of one type; a text or a hash that is not the list's.
 *
 * Memory  scratch in the arena, given back
 * Cost    the list's text
 * Source  the definition spelt out */
int64_t cp_panel_list_check(const struct cp_panel_pool *p,
    const struct cp_panel_answer *answer, const struct cp_panel_list *list,
    cp_panel_hash *hash, struct arena *a);

#endif
