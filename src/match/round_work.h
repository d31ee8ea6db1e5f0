/* A round as the solver sees it, and what it made of it.
 *
 * The pages and `counterpart match` go one way: one line a person, as
 * people.csv has it, and lines of rules, read and solved by the same
 * functions. So a file that was downloaded and the command give the same
 * pairs, as long as nobody's private list is at stake: that is in no file.
 *
 *     struct round_work w;
 *     e = round_work_load(rq->db, &own, &r, &w, &why);
 *     if (e == OK)
 *         e = round_work_solve(&w, &own, &why);    // w.solved
 *
 * People get wrong: w.csv holds what people said about whom they cannot be
 * paired with. It is for the solver; round_work_file is for people.
 *
 * Memory  thousands of scores: an arena of one's own (round_arena)
 * Errors  ERR_BAD_INPUT  `why` says in English what to change; a page asks
 *                        round_work_fault first, which says it in the reader's
 *                        language */
#ifndef MATCH_ROUND_WORK_H
#define MATCH_ROUND_WORK_H

#include "match/round.h"

enum { ROUND_AT_ONCE = 500 }; /* on a side, solved within a request */

struct round_waits {
    const char *reason; /* as match_waiting keeps it */
    int64_t n_these, n_possible;
};
struct round_work {
    const struct round *round;
    text csv, rules_text;
    struct match_people people;
    int64_t *ids;          /* of match_person, beside people.people */
    int64_t *person_ids;
    int64_t *side_ids;
    struct match_rules rules;
    struct match_round solved;
    struct round_waits *waits; /* beside solved.waiting */
    char hash[65];         /* BLAKE2b-256 of the sorted input, hex */
    int64_t n_on_side[ROUND_SIDES_MAX]; /* as round->sides */
};

/* An arena for one piece of work, as large as the largest round needs. */
void round_arena(struct request *rq, struct arena *own);

/* The frozen lines of a round that is closed, and its rules of now. */
enum err round_work_load(struct db *db, struct arena *a, const struct round *r,
    struct round_work *w, struct why *why);
/* The same of a round that is not closed yet, from what is said now. */
enum err round_work_try(struct db *db, struct arena *a, const struct round *r,
    struct round_work *w, struct why *why);
/* The score of two of its people, as frozen: without loading the others.
 * ERR_NOT_FOUND: one of them has no line. */
enum err round_work_score(struct db *db, struct arena *a, const struct round *r,
    int64_t a_id, int64_t b_id, struct cp_score *score, struct why *why);
enum err
round_work_solve(struct round_work *w, struct arena *a, struct why *why);
/* The index in people.people of a row of match_person; -1. */
ptrdiff_t round_work_find(const struct round_work *w, int64_t id);

/* In a step: every line as it is said now, into match_input. */
enum err round_freeze(struct db *writer, struct arena *a,
    const struct round *r);
/* In a step: the pairs and figures of w.solved, in place of those that were
 * proposed before; the status becomes proposed. ERR_CONFLICT: it is offered, or
 * w is not what stands now (a rule came, somebody left). */
enum err round_result_save(struct db *writer, struct arena *a,
    const struct round_work *w, int64_t actor_id, int64_t now);

/* "250;;42": a number each, empty where one did not answer. */
text round_numbers(
    struct arena *a, const int32_t numbers[CP_ITEMS], const bool *is_blank);

/* ---- round_waiting.c ----------------------------------------------------- */

/* w->waits: why those of w->solved.waiting have nobody. */
void round_why_waits(struct round_work *w, struct arena *a);

/* ---- round_line.c -------------------------------------------------------- */

/* "code,side,...": the first line of such a file. */
extern const char round_line_head[];
/* One line a person, in the order of `rows`. What they answered in the round's
 * questionnaire counts before what stands in the row. With their private
 * lists: never for a page. */
enum err round_lines(struct db *db, struct arena *a, const struct round *r,
    const struct round_everybody_row *rows, ptrdiff_t n, text *lines);

/* ---- round_rule.c: pins, vetoes, conflicts ------------------------------- */

/* In a step; `kind` is pin, veto or conflict. Made twice is there once. Two who
 * were pinned and are kept apart now are pinned no more: `has_lifted`.
 * ERR_NOT_FOUND: one of the two is not in this round
 * ERR_BAD_INPUT: both are on one side, or the same; a pin: somebody keeps them
 * apart, or one of them has as many as they would take */
struct round_rule_new {
    const struct round *round;
    text kind, reason;
    int64_t a_id, b_id, actor_id, now;
    bool has_lifted;
};
enum err round_rule_add(
    struct db *writer, struct arena *a, struct round_rule_new *what);
/* In a step. Of that round; ERR_NOT_FOUND. */
enum err round_rule_take_away(struct db *writer, struct arena *a,
    const struct round *r, int64_t rule_id, int64_t actor_id);
/* In a step: what was proposed is not any more, and the round is closed as
 * before. Whatever the answer hangs on changes in the same step.
 * ERR_CONFLICT: nothing is proposed, or it was offered */
enum err round_propose_no_more(
    struct db *writer, struct arena *a, int64_t round_id);

#endif
