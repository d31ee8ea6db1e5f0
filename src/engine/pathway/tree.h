/* A pathway as a process tree in text form, as other tools write it.
 *
 *     ->( 'Triage', X( tau, 'Imaging' ), *( 'Visit', 'Refill' ) )
 *
 * `->` in order, `X` one of, `+` any order, `*( what, again )` a loop: what,
 * and as often as wanted `again` and what once more; a third part comes behind
 * it. `tau` is nothing. Names stand in ' or ", a quotation mark within them
 * written twice.
 *
 * It becomes a pathway list, so that all that is asked of a list can be asked
 * of it: a loop is `A, ( B, A )*`. Most can be written as one too
 * (cp_tree_has_list). What cannot: an activity in two parts of what comes in
 * any order, more than 16 levels or 500 rows, and nothing at all.
 *
 * People get wrong: the two A of a loop are one item, to which two pointers
 * lead.
 *
 * Shape   1 MB, 200 levels, names of 200 bytes, 20,000 items as a list
 * Memory  the arena; names are lent by the source or are in the arena
 * Errors  ERR_BAD_INPUT with a line, a column and a sentence
 * Cost    linear in the source
 * Source  process trees: Buijs, van Dongen, van der Aalst 2012, in the field's
 *         text form. PTML, BPMN and PNML are not read, on purpose
 */
#ifndef ENGINE_PATHWAY_TREE_H
#define ENGINE_PATHWAY_TREE_H

#include "engine/pathway/pathway.h"

enum {
    CP_TREE_BYTES_MAX = 1 << 20,
    CP_TREE_DEPTH_MAX = 200,
    CP_TREE_ITEMS_MAX = 20'000,
    CP_TREE_LIST_ITEMS_MAX = 1000
};

/* By its beginning: is it a tree, and no list?
 * Check   no list in its normal form is one */
bool cp_tree_is(text source);

/* Check   its text and the list's give the same alignments */
enum err cp_tree_parse(struct cp_pathway *p, struct arena *a, text source,
    struct cp_pathway_fault *fault);

/* Can it be written as a list, which means the same? *fault says why not.
 *
 * Memory  scratch in the arena, given back
 * Check   by itself */
bool cp_tree_has_list(const struct cp_pathway *p, struct arena *a,
    struct cp_pathway_fault *fault);

#endif
