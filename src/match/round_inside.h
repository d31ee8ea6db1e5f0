/* Inside rounds: what their own files share. */
#ifndef MATCH_ROUND_INSIDE_H
#define MATCH_ROUND_INSIDE_H

#include "keep/door.h"
#include "keep/edit_links.h"
#include "keep/prose.h"
#include "match/round.h"

/* ---- round_sheet.c ------------------------------------------------------- */

extern const char *const round_modes[];
const char *round_mode_word(text mode);
const char *round_safeguard_word(text word);
bool round_tags_are_good(text list);
bool round_days_are_good(text list);
bool round_related_is_good(text list);

/* ---- round.c ------------------------------------------------------------- */

/* As they count: the usual ones where none is said, in the items' order. */
void round_weights(const struct round_row *row, int64_t weights[CP_ITEMS]);
bool round_weights_are_same(
    const struct round_row *x, const struct round_row *y);
enum cp_assign_mode round_mode_of(const struct round_row *row);
const struct round_sides_row *round_side(const struct round *r, int64_t id);
extern const char *const round_item_words[CP_ITEMS]; /* N_() */

#endif
