/* What changed between two wordings, word by word.
 *
 * Shape   pieces in order: those that are the same or gone make the old text,
 *         those that are the same or new the other, byte for byte
 * Memory  pieces in the arena, their words lent by the texts
 * Errors  none
 * Cost    O(N D) for N words of which D differ; beyond DIFF_MAX differences in
 *         one stretch the rest begins anew from where it got furthest, and is
 *         then right, but not the shortest; 30 ms for two texts of 32 KB that
 *         have nothing in common
 * Source  E. W. Myers, "An O(ND) Difference Algorithm and Its Variations",
 *         Algorithmica 1 (1986), the greedy algorithm of its figure 2
 * Check   the test's table of longest common subsequences */
#ifndef KEEP_DIFF_H
#define KEEP_DIFF_H

#include "base/arena.h"

enum { DIFF_MAX = 1000 };

struct diff_piece {
    enum { DIFF_SAME, DIFF_GONE, DIFF_NEW } kind;
    text words;
};

void diff_words(struct arena *a, text old, text now, struct diff_piece **pieces,
    ptrdiff_t *n_pieces);

#endif
