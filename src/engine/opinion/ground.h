/* Common ground by declared units and sides: what every side holds, whatever
 * its size, and where they part.
 *
 *     struct cp_ground_units of = { sides, sizes, n_units, n_sides };
 *     cp_ground(lines, arena, &of, counts, is_out, n_statements);
 *
 * A unit that was asked little is not counted, and is never one half. A side's
 * value is the geometric mean of its counted units, so that five communities
 * weigh no more than one; the score is the least side's, so that one side's
 * enthusiasm never pays for another's no.
 *
 * People get wrong: over a list of m statements up to a tenth of m could be
 * common ground by chance; and common ground may still differ in strength,
 * which is the gap.
 *
 * Shape   counts of unit u and statement s at u * n_statements + s
 * Repeat  to the bit; the order of votes, units and statements never matters
 */
#ifndef ENGINE_OPINION_GROUND_H
#define ENGINE_OPINION_GROUND_H

#include "engine/opinion/votes.h"

enum { CP_GROUND_LEAST = 5 /* answers of a unit that counts */ };
#define CP_GROUND_P 0.05 /* adjusted; below it sides part */

enum cp_ground_label { /* the first that holds */
    CP_GROUND_NOT_ASKED, /* some side has no unit that counts */
    CP_GROUND_COMMON_AGREE,
    CP_GROUND_COMMON_DISAGREE,
    CP_GROUND_DISAGREEMENT,
    CP_GROUND_LEANING_AGREE,
    CP_GROUND_LEANING_DISAGREE,
    CP_GROUND_MIXED,
};
enum { CP_GROUND_LABELS = CP_GROUND_MIXED + 1 };

struct cp_ground_units {
    const int32_t *sides;
    const int64_t *sizes; /* below 0: not known */
    int32_t n_units, n_sides;
};

struct cp_ground_line {
    enum cp_ground_label label;
    bool is_out; /* moderated out: as if it had never been there */
    double score, against; /* NAN: some side was not asked */
    int32_t first_not_asked; /* side; -1: all were */
    int32_t lowest;          /* the counted unit that agrees least; -1 */
    int32_t one, two;        /* the pair that differs most surely; -1 */
    bool is_between_sides;   /* or inside one */
    double gap; /* of the greatest share that agrees less the least; NAN */
    double p;   /* the pair's, times the number of pairs; NAN: no pair */
    double p_adjusted; /* over all statements that have one; NAN */
};

/* Was the unit asked enough?
 * Source  five answers, or everybody's
 * Check   cp_ground_check */
bool cp_ground_is_counted(const struct cp_votes_count *c, int64_t size);
/* Is a counted unit clearly for it; or, turned, against?
 * Source  Clopper and Pearson 1934, one-sided; all answered: more for it
 * Check   cp_ground_check */
bool cp_ground_is_clear(
    const struct cp_votes_count *c, int64_t size, bool is_against);
/* Do more than a third pass? Is the unit divided: neither a third against nor
 * a third for it is beaten?
 * Source  the definitions, in whole numbers
 * Check   known answers */
bool cp_ground_is_uncertain(const struct cp_votes_count *c);
bool cp_ground_is_divided(const struct cp_votes_count *c);

/* The value of a side, by its units that count; NAN: none does.
 * Source  geometric mean of (agree + 1) / (all + 2), or of disagree
 * Check   known answers */
double cp_ground_side(const struct cp_ground_units *of,
    const struct cp_votes_count *counts, ptrdiff_t n_statements,
    ptrdiff_t statement, int32_t side, bool is_against);

/* Shape   `is_out` may be NULL; lines: one a statement
 * Memory  scratch in the arena, given back
 * Cost    pairs of units a statement; 1,000 statements, 50 units: 40 ms
 * Source  Fisher 1922 for pairs, Holm 1979 over statements
 * Check   cp_ground_check */
void cp_ground(struct cp_ground_line *lines, struct arena *a,
    const struct cp_ground_units *of, const struct cp_votes_count *counts,
    const bool *is_out, ptrdiff_t n_statements);

/* Statements of a label, the best first: by score, of disagreement by gap and
 * then p, of what is rejected by `against`; ties to the lower statement.
 * Returns how many.
 *
 * Memory  `to` has room for all; scratch in the arena, given back
 * Source  by itself
 * Check   known answers */
ptrdiff_t cp_ground_list(int32_t *to, struct arena *a,
    const struct cp_ground_line *lines, ptrdiff_t n_statements,
    enum cp_ground_label label);

/* The definition spelt out, in fractions as long as they fit: labels, scores,
 * pairs and p of all lines.
 *
 * Memory  scratch in the arena, given back: 24 bytes an answer of the unit
 *         that has most
 * Errors  false, and why
 * Cost    pairs of units times answers, a statement; statements squared
 * Source  the definition */
bool cp_ground_check(struct arena *a, const struct cp_ground_line *lines,
    const struct cp_ground_units *of, const struct cp_votes_count *counts,
    const bool *is_out, ptrdiff_t n_statements, struct why *why);

#endif
