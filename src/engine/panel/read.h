/* Volunteers and quotas from CSV.
 *
 * People: a row each, with the columns `id` (or `person`), and one for each
 * feature that a quota names; others are not looked at. May have: `ticket` (a
 * whole number, each once; else tickets follow from the list seed),
 * `must_be_in` and `may_not` (yes or 1), and a column of households. Quotas:
 * `feature,value,min,max`, or `category,name,min,max`; may have `may_lower` and
 * `may_raise`, how far each may be moved.
 *
 * A field that is empty is a value of its own: who rather not said. It needs no
 * line and is never filled in.
 */
#ifndef ENGINE_PANEL_READ_H
#define ENGINE_PANEL_READ_H

#include "engine/panel/list.h"

struct cp_panel_read {
    struct cp_panel_pool pool;
    text list_seed; /* 64 digits: the hash of the closed list of volunteers */
    bool has_tickets;
    int32_t n_unsaid; /* values that were left empty, under a feature's line */
};

/* Lends from `a` only. The pool has been looked at; its size is `size`.
 *
 * Memory  the arena: some 200 bytes a person and feature
 * Errors  ERR_BAD_INPUT  `why` begins with "people, line 3: " or "quotas, "
 *         ERR_NO_ROOM
 * Cost    n log n
 * Repeat  the list seed is the same in whatever order rows and columns come
 * Source  RFC 4180 by base/csv.h; the seed: SHA-256 of the volunteers by id,
 *         their features by name */
enum err cp_panel_read(struct cp_panel_read *to, struct arena *a, text people,
    text quotas, text household_column, int32_t size, cp_panel_hash *hash,
    struct why *why);

#endif
