/* Who was heard, from two files: people, a row each, and the population they
 * are of.
 *
 *     person,area,age               question,group,population,source,year
 *     x1,Bellingham,18-29           area,Bellingham,15600,census,2021
 *     x2,,rather not say            age,18-29,0.21,census,2021
 *
 * A population is a number of people or a share (0.21 or 21%). Each column of
 * people that the population asks about is a question; an empty cell was not
 * asked.
 *
 * Memory  the arena; texts are the files'
 * Errors  ERR_BAD_INPUT, a sentence with file and line
 */
#ifndef DECIDE_HEARD_H
#define DECIDE_HEARD_H

#include "base/json.h"
#include "engine/inequality/heard.h"

enum { HEARD_QUESTIONS_MOST = 40 };

struct heard_question {
    text name, source, year;
    text *groups;
    double *shares; /* and numbers of people, until they are shares */
    int32_t n_groups;
    bool are_numbers;
    int64_t *counts; /* groups, rather not say, not asked */
    int column;      /* in the file of people */
};
struct heard {
    struct heard_question questions[HEARD_QUESTIONS_MOST];
    int32_t n_questions;
    int64_t n_people;
    int64_t threshold;
    int32_t one, two; /* questions together; -1: none */
    int64_t *cross;
    struct cp_heard_wish wish;
    struct cp_heard_shown shown;
};

enum err heard_read_population(
    struct heard *h, struct arena *a, text path, text all, struct why *why);
enum err heard_read_people(
    struct heard *h, struct arena *a, text path, text all, struct why *why);
/* The question of this name; -1: none. */
int32_t heard_question(const struct heard *h, text name);
enum err heard_judge(struct heard *h, struct arena *a, struct why *why);

/* "UNDER_HEARD" */
const char *heard_verdict_word(enum cp_heard_verdict v);
void heard_print_json(const struct heard *h, struct buf *out);
void heard_print_csv(const struct heard *h, struct buf *out);
void heard_print_text(const struct heard *h, struct buf *out);

#endif
