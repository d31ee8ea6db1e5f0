/* What comes after a draw: somebody declines, and others may be asked.
 *
 *     ... told: the members' tickets, who_left: of those who declined ...
 *     struct cp_panel_pool next;
 *     enum err e = cp_panel_after(&next, a, &p,
 *         &(struct cp_panel_gone){ told, n_told, who_left, n_left }, &why);
 *     ... cp_panel_solve(&next), a new list, a new seed ...
 *
 * People get wrong: who was told that they are in is never drawn out again;
 * and reserves are asked so that the quotas hold, not in the order of a list.
 */
#ifndef ENGINE_PANEL_AFTER_H
#define ENGINE_PANEL_AFTER_H

#include "engine/panel/panel.h"

/* Tickets. Who is in `members` and in `left` has left. */
struct cp_panel_gone {
    const int64_t *members;
    int32_t n_members;
    const int64_t *left;
    int32_t n_left;
    const int64_t *reserves; /* nobody else may be asked; NULL: all may */
    int32_t n_reserves;
};

/* The same panel with its members in it, and its empty seats to be drawn.
 * Memory  people are copied into `a`; the rest is the pool's
 * Errors  ERR_BAD_INPUT  a ticket that nobody has
 * Cost    people times tickets
 * Source  by itself */
enum err cp_panel_after(struct cp_panel_pool *to, struct arena *a,
    const struct cp_panel_pool *p, const struct cp_panel_gone *gone,
    struct why *why);

/* A panel of reserves out of those who were not drawn. Quotas as of the panel,
 * where `size` is another in proportion: minima down, maxima up.
 * Memory  people and lines are copied into `a`
 * Errors  ERR_BAD_INPUT  a ticket that nobody has, more than are left
 * Cost    people times tickets
 * Source  by itself */
enum err cp_panel_reserves(struct cp_panel_pool *to, struct arena *a,
    const struct cp_panel_pool *p, const int64_t *drawn, int32_t n_drawn,
    int32_t size, struct why *why);

#endif
