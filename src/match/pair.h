/* Inside this room: a pair, from the offer to what two people do together.
 *
 * proposed   facilitators alone know of it
 * offered    a facilitator stands by it; the two, or three, are asked
 * agreed     all of them said yes
 * declined   one said no: these two are not paired again
 * running    they meet
 * ended      on a day, with what they want to say of it
 * withdrawn  a facilitator took it back
 *
 * People get wrong: who said no, and why, is for facilitators alone; the other
 * hears that it did not come about, and no more.
 */
#ifndef MATCH_PAIR_H
#define MATCH_PAIR_H

#include "engine/assignment/score.h"
#include "keep/thing.h"
#include "keep/thread.h"
#include "match/pair.sql.h"
#include "match/round_explain.h"
#include "web/web.h"

enum {
    PAIR_PEOPLE = 3,
    PAIR_ROWS = 200, /* pairs of a list */
    MEETINGS_MAX = 200,
    REFLECTIONS_MAX = 200,
    PAIR_DAYS_AFTER = 30 /* its page is there for those whom it was offered to,
                            when nothing came of it */
};

/* ---- Why these two --- */

struct pair_why {
    struct round_part parts[CP_ITEMS];
    int n_parts;
    text questions[8]; /* to begin with */
    int n_questions;
    text third, across; /* of three: who joined, and whom they have for it */
    struct round_part third_parts[CP_ITEMS];
    int n_third_parts;
    int64_t third_points;
};

/* ---- One pair --- */

struct pair {
    struct pair_get_row row;
    struct pair_people_row *people; /* by side */
    ptrdiff_t n_people;
    struct pair_answers_row *answers;
    ptrdiff_t n_answers;
    int own; /* who asks, among people; -1: none of them */
};
/* In the view's language; the score is that of the first two. */
void pair_explain(struct view *v, const struct round_row *round,
    const struct asked *asked, const struct pair *pair, struct pair_why *why);
/* Of three, after pair_explain: why the third, beside who is on another side.
 * Nothing when one of them has left. */
enum err pair_explain_third(struct view *v, struct db *db,
    const struct asked *asked, const struct pair *pair, struct pair_why *why);
/* Errors  ERR_NOT_FOUND */
enum err pair_load(struct db *db, struct arena *a, int64_t id,
    int64_t viewer_id, struct pair *pair);
/* NULL: no answer yet. */
const struct pair_answers_row *
pair_answer_of(const struct pair *pair, int64_t match_person_id);
/* "Asha and Björn" as names with dashes between. */
text pair_names(struct arena *a, text x, text y, text third);
text pair_address(struct arena *a, int64_t id);
text pair_sub_address(struct arena *a, int64_t id, const char *what);
const char *pair_status_word(text status); /* N_() */
const char *pair_status_class(text status);
bool pair_is(const struct pair *pair, const char *status);

/* ---- Agreeing: within a step --- */

/* Who acts, and what mails need. */
struct pair_acting {
    struct request *rq; /* NULL: nobody asked, a day has come */
    int64_t person_id, now;
};
struct pair_acting pair_acting(struct request *rq);

/* Errors  ERR_CONFLICT  it is not in the state that this begins from: somebody
 *         was faster, or the page was old */
enum err pair_offer_step(struct db *writer, struct arena *a,
    const struct pair_acting *by, int64_t id);
enum err pair_answer_step(struct db *writer, struct arena *a,
    const struct pair_acting *by, int64_t id, bool is_yes, text reason);
enum err pair_withdraw_step(struct db *writer, struct arena *a,
    const struct pair_acting *by, int64_t id, text reason);
/* One of three is out of it, and was taken out of the row: they see it no
 * more; it is agreed when the others had said yes. */
enum err pair_leave_step(struct db *writer, struct arena *a,
    const struct pair_acting *by, int64_t id, int64_t person_id);
enum err pair_end_step(struct db *writer, struct arena *a,
    const struct pair_acting *by, int64_t id, text ended_on);

/* ---- For the door --- */

enum err pair_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
pair_erase_person(struct db *writer, struct arena *a, int64_t person_id);

#endif
