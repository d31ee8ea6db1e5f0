/* Votes and statements from files: our own form, and what Polis exports.
 *
 *     struct cp_votes_reader r;
 *     cp_votes_open(&r, arena);
 *     e = cp_votes_feed(&r, piece, &why); ... each piece of the file ...
 *     e = cp_votes_finish(&r, &votes, &why);
 *
 * Votes are rows of participant, statement, vote and, if they have one, time;
 * Polis calls these voter-id, comment-id and timestamp. Or they are a table
 * with a row a participant and a column a statement, empty where it was not
 * seen (participants-votes.csv). Which of them it is stands in the first line.
 *
 * People get wrong: some servers' downloads write agree as -1. It cannot be
 * seen in the file: show somebody the statements most agreed with, and ask
 * (cp_votes_turn).
 *
 * Errors  ERR_BAD_INPUT, `why` begins with "line 3: "
 * Cost    linear
 */
#ifndef ENGINE_OPINION_VOTES_READ_H
#define ENGINE_OPINION_VOTES_READ_H

#include "base/csv.h"
#include "engine/opinion/votes.h"

enum cp_votes_form { CP_VOTES_ROWS, CP_VOTES_POLIS_ROWS, CP_VOTES_POLIS_TABLE };

struct cp_votes_reader {
    /* for the caller to look at, when it is finished */
    enum cp_votes_form form;
    int64_t n_later;  /* answers that a later one replaced */
    int32_t n_unseen; /* columns of a table without any answer */
    text an_unseen;   /* the first of them */

    /* its own */
    struct arena *arena;
    struct cp_votes_maker maker;
    struct buf line; /* the first, or one of a table that is not whole yet */
    int64_t n_lines;
    int state;
    struct csv_reader csv;
    int person_at, statement_at, vote_at, time_at, n_fields;
    text *columns; /* of a table: keys of statements */
    bool *is_seen;
    int n_columns, n_before; /* fields before the first statement's */
};

/* Memory  the arena; of a table one line besides
 * Source  by itself; the columns of compdemocracy/polis' exports
 * Check   votes_read_test.c */
void cp_votes_open(struct cp_votes_reader *r, struct arena *a);
enum err cp_votes_feed(/* Source  as above */
    struct cp_votes_reader *r, text piece, struct why *why);
enum err cp_votes_finish(/* Source  as above */
    struct cp_votes_reader *r, struct cp_votes *to, struct why *why);

/* What is known of statements, in the order of the file. */
struct cp_statement {
    text key, body; /* body: not known when the file has none */
    bool is_out, is_meta;
    int64_t line;
};
struct cp_statements {
    struct cp_statement *statements;
    ptrdiff_t n;
};
/* Columns statement, moderated (-1: out) or moderated_out (1: out), meta and
 * text, in any order; or comments.csv of Polis, also of servers that do not
 * quote the body: there a line that is not the beginning of a statement goes
 * on with the one before it.
 *
 * Memory  the arena; bodies are lent from `all`
 * Source  as above
 * Check   votes_read_test.c; a key that stands twice is refused */
enum err cp_statements_read(
    struct cp_statements *to, struct arena *a, text all, struct why *why);
/* Sets is_out and is_meta; how many of the statements nobody answered, and
 * the key of one of these.
 * Source  by itself */
int32_t cp_statements_apply(
    const struct cp_statements *s, struct cp_votes *v, text *an_unseen);

#endif
