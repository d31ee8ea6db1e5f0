/* Votes as files: what Polis exports, for moving house and for the sealed pack;
 * and the open pack, counts of units by statement with what is small left out.
 *
 * People get wrong: rows identify. Nearly everybody's row of seven answers or
 * more is theirs alone, so only the open pack is for anybody.
 *
 * Memory  the buffer's arena
 * Repeat  the same bytes for the same votes
 * Check   pack_test.c: read again they are the same votes, the same counts
 */
#ifndef ENGINE_OPINION_PACK_H
#define ENGINE_OPINION_PACK_H

#include "base/buf.h"
#include "engine/opinion/units.h"

enum { CP_PACK_NAMES = 4096 }; /* units or statements that are read back */

/* votes.csv: no times and nobody's key but their place in the order, when
 * `is_sealed`; else the keys as they are, and times 0.
 * Source  the columns of compdemocracy/polis' exports */
void cp_pack_votes(struct buf *to, const struct cp_votes *v, bool is_sealed);
/* participants-votes.csv; groups: by person, -1 none; NULL: none.
 * Source  as above */
void cp_pack_table(struct buf *to, const struct cp_votes *v,
    const int32_t *groups, bool is_sealed);
/* comments.csv, with bodies by statement (not known: empty).
 * Source  as above */
void cp_pack_statements(struct buf *to, struct arena *a,
    const struct cp_votes *v, const text *bodies);

/* summary.csv: a line for each name and what it is. Reading, what is not there
 * is 0 or not known, and a name that is not known goes on with the text before
 * it. Source  as above */
struct cp_pack_summary {
    text topic, url, description;
    int64_t views, voters, voters_in, commenters, comments, groups;
};
/* Source  as above */
void cp_pack_put_summary(struct buf *to, const struct cp_pack_summary *s);
/* Memory  the texts are in the arena
 * Errors  ERR_BAD_INPUT, `why` begins with "line 3: "
 * Source  as above */
enum err cp_pack_read_summary(
    struct cp_pack_summary *to, struct arena *a, text all, struct why *why);

/* unit_statement.csv: unit, side, statement, agree, disagree, pass, shown. Of
 * what is not shown the counts are empty; is_hidden: by unit, then statement.
 * Source  by itself */
void
cp_pack_open(struct buf *to, const struct cp_units *u, const struct cp_votes *v,
    const struct cp_votes_count *counts, const bool *is_hidden);
/* Reads it back: units, sides, statements as they come; counts by unit, then
 * statement, all -1 where they are not shown.
 * Errors  ERR_BAD_INPUT, `why` begins with "line 3: "
 * Source  by itself */
struct cp_pack {
    text *units, *sides, *statements; /* side: of each unit */
    int32_t n_units, n_statements;
    struct cp_votes_count *counts;
};
enum err
cp_pack_read(struct cp_pack *to, struct arena *a, text all, struct why *why);

#endif
