/* Words of the notation, for its reader and its writer, and its check. */
#ifndef ENGINE_PATHWAY_PATHWAY_WORDS_H
#define ENGINE_PATHWAY_PATHWAY_WORDS_H

#include "engine/pathway/pathway.h"

/* Marks a sentence that is said to people, for those who translate it. */
#define CP_SAYS(s) (s)

extern const char *const cp_pathway_head_words[CP_PATHWAY_HEADS];
extern const char *const cp_pathway_attribute_words[CP_PATHWAY_ATTRIBUTES];
/* "in order", by enum cp_pathway_kind; a step has none. */
extern const char *const cp_pathway_kind_words[CP_PATHWAY_ONE_OF + 1];
extern const char cp_pathway_separators[CP_PATHWAY_ONE_OF + 1];
extern const char *const cp_pathway_unit_words[CP_PATHWAY_WEEK + 1];
extern const char *const cp_pathway_from_words[CP_PATHWAY_EACH + 1];

/* How a row begins that is none: a head, `closes:`, `ends any time:`, a
 * target, or a kind with its colon. What follows the colon is in *rest; of a
 * target, what follows `within`.
 * Source  the grammar in pathway.h */
enum cp_pathway_keyword {
    CP_KEYWORD_NONE,
    CP_KEYWORD_KIND, /* `which` is the enum cp_pathway_kind */
    CP_KEYWORD_HEAD, /* `which` is the enum cp_pathway_head */
    CP_KEYWORD_CLOSES,
    CP_KEYWORD_ENDS,
    CP_KEYWORD_WITHIN
};
enum cp_pathway_keyword
cp_pathway_keyword(text line, int *which, text *rest);

/* Labels, parts of what comes in any order, names in ends and targets. The
 * lines are those of `closes` and `ends any time`.
 * Source  the grammar in pathway.h */
enum err cp_pathway_check(const struct cp_pathway *p, struct arena *a,
    int closes_line, int ends_line, struct cp_pathway_fault *fault);

#endif
