/* Inside this room: signs that answers were not each somebody's own. Found by
 * the job, shown to who looks after a conversation as a sign and a number;
 * nothing is dropped by them, and somebody says what they mean.
 *
 * An answer has a day and no time. Ten minutes that bring a flood, and answers
 * faster than somebody can read, are found in sums (conversation/pace.h): so
 * nobody knows whose they were, there is no result without them, and the page
 * says so.
 *
 * People get wrong: whose answers a sign stands at is in no table and on no
 * page. It is found anew each time, in the job's memory. */
#ifndef DECIDE_GROUND_SIGN_H
#define DECIDE_GROUND_SIGN_H

#include "decide/ground/ground.h"
#include "decide/ground/ground_sign.sql.h"

enum {
    SIGNS_MAX = 60,
    SIGN_PEOPLE_MAX = 4'000, /* above it copies are rows alike in all */
    SIGN_BATCHES_MAX = 40,   /* of one community */
    SIGN_DAYS_LEAST = 10     /* or the last tenth is less than a day */
};

struct sign {
    text kind;  /* copied alike day late batch helped; and of nobody: flood
                   rush quick */
    text about; /* a day, a sheet's key, a community's key, a time; or empty */
    int64_t n_people;
    bool *is_at;                           /* by person; NULL: nobody knows */
    int64_t n_answers, n_windows, n_usual; /* of those of nobody */
};
struct signs {
    struct sign all[SIGNS_MAX];
    int n;
};
/* Memory  the arena: a byte a person and sign */
enum err signs_find(struct ground_count *g, struct signs *to);
/* Those of nobody: full windows and quick answers. */
enum err signs_find_pace(struct ground_count *g, struct signs *to);
/* Labels without those at whom a sign stands that was not explained; by
 * statement: -1: the same. NULL: no sign stands. */
enum err signs_without(
    struct ground_count *g, const struct signs *signs, int32_t **labels);
/* Inside a step: what was found now; what was decided before stays. */
enum err signs_write(struct db *writer, struct arena *a,
    int64_t conversation_id, const struct signs *signs);

struct sign_line {
    const struct signs_of_row *row;
    text what; /* a sentence */
    text by;   /* who decided, for who may know */
};
/* For the page of the result, and that of who looks after it. */
enum err signs_read(struct request *rq, int64_t conversation_id,
    struct sign_line **lines, ptrdiff_t *n);
struct signs_page {
    const struct conversation_loaded *c;
    text address;
    struct sign_line *lines;
    ptrdiff_t n_lines;
    const struct form *form;
    struct job_part job;
};

handler signs_show, sign_send;

#endif
