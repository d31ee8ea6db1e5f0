/* Votes: who agrees with what, disagrees or passes; few of all cells are
 * filled, and only those are kept.
 *
 *     struct cp_votes_maker m;
 *     cp_votes_begin(&m, arena);
 *     e = cp_votes_add(&m, person, statement, +1, time, &why); ... each row ...
 *     cp_votes_end(&m, &votes);
 *
 * or by cp_votes_feed and cp_votes_finish (votes_read.h) from a file.
 *
 * People get wrong: not seen is not a pass. And somebody may answer twice: the
 * later answer counts, of equal times the one that came later.
 *
 * Shape   keys are any text of at most 64 bytes; in order are whole numbers by
 *         size, then all others by bytes. A person, a statement without any
 *         answer is not in it
 * Units   +1 agrees, -1 disagrees, 0 passes; times are only compared
 * Memory  the arena: 5 bytes a cell and a key's 24; while it is made 12 a row
 *         more, with times 20, and 32 when they are out of order
 * Cost    linear in rows, but for who answers the same statement often
 * Repeat  the same cells in any order give the same bytes
 */
#ifndef ENGINE_OPINION_VOTES_H
#define ENGINE_OPINION_VOTES_H

#include "base/arena.h"

enum { CP_VOTES_KEY_MAX = 64, CP_VOTES_STATEMENTS_MAX = 1 << 20 };

struct cp_votes {
    int32_t n_people, n_statements;
    const text *people, *statements; /* keys, in order */
    /* Person i answered in the cells starts[i] until starts[i + 1], in order
     * of statements. */
    const int64_t *starts;
    const int32_t *of; /* statement, by cell */
    const int8_t *values;
    int64_t n_rows; /* as they came, those that a later one replaced too */
    /* By statement; nobody's until they are set. */
    bool *is_out;  /* moderated out */
    bool *is_meta; /* about the people, no opinion: out, too */
};

struct cp_votes_keys {
    text *keys;
    int32_t n, n_room, last;
    int32_t *slots; /* number + 1; 0: free */
    ptrdiff_t n_slots;
};
struct cp_votes_block;
struct cp_votes_maker {
    struct arena *arena;
    struct cp_votes_keys people, statements;
    struct cp_votes_block *first, *last;
    int64_t n_rows, last_time;
    bool has_times; /* out of order */
};

/* Check   votes_test.c: a table with all cells */
void cp_votes_begin(struct cp_votes_maker *m, struct arena *a);
/* Errors  ERR_BAD_INPUT  a key that is empty or too long, another value
 *         ERR_NO_ROOM    too many statements or people
 * Source  by itself */
enum err cp_votes_add(struct cp_votes_maker *m, text person, text statement,
    int64_t value, int64_t time, struct why *why);
/* Check   votes_test.c: a table with all cells */
void cp_votes_end(struct cp_votes_maker *m, struct cp_votes *to);

/* By binary search; -1: not in it.
 * Source  by itself */
int32_t cp_votes_person(const struct cp_votes *v, text key);
int32_t cp_votes_statement(const struct cp_votes *v, text key); /* Source */
/* The order of keys.
 * Source  whole numbers by size, then others by bytes */
int cp_votes_key_compare(text x, text y);

/* What was answered: agree, disagree, all with passes; by statement.
 *
 * Memory  the arena
 * Cost    linear in cells
 * Source  by itself */
struct cp_votes_count {
    int32_t agree, disagree, all;
};
/* Of those whose group is `group`; groups NULL: of everybody.
 * Check   votes_test.c */
void cp_votes_tally(const struct cp_votes *v, const int32_t *groups,
    int32_t group, struct cp_votes_count *counts);

/* The same votes with every +1 turned into -1, and back: a download that
 * writes the sign of its database. In place.
 * Source  by itself */
void cp_votes_turn(struct cp_votes *v);

#endif
