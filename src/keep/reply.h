/* Answers: going through a questionnaire, step by step, and what engines read.
 *
 * An answer belongs to one person (person_id), and may be about a thing, such
 * as a side: then several people of it answer apart, and one more, with
 * person_id 0, is the answer on which they agreed. Every step is kept as it
 * is sent; what is required is asked for only at the end (reply_finish).
 *
 *     person_id  about_id
 *     anna       0         anna, of herself
 *     anna       a side    anna, of her side
 *     0          a side    what those of the side agreed on
 *
 * People get wrong: who may read or write an answer is said here and nowhere
 * else, by reply_may. A coordinator may not: results are read without
 * private questions, by replies_load.
 *
 * Errors  ERR_NOT_FOUND  there is none, or not for whoever asks
 *         ERR_BAD_INPUT  something that is required is not answered
 */
#ifndef KEEP_REPLY_H
#define KEEP_REPLY_H

#include "base/json.h"
#include "keep/reply.sql.h"
#include "keep/questionnaire.h"

enum {
    REPLY_OF_ALL = 0, /* a side together */
    REPLY_ABOUT_SELF = 0,
    /* Of fewer people what was answered apart is shown to nobody: of one it
     * would say who it was, and of two each would know the other. */
    REPLY_APART_MIN = 3
};

/* One answer, with the values in the order of its version's questions. */
enum given_state { GIVEN_NOT, GIVEN_SKIPPED, GIVEN };
struct given {
    enum given_state state;
    text value; /* known when GIVEN: the form is keep/question.h's */
};
struct replied {
    struct reply reply;
    struct asked *asked; /* its version */
    struct given *given;
    text *values; /* the same as question_is_shown wants it */
};

/* Is it theirs, or of a side that they are a member of? */
enum err reply_may(struct db *db, struct arena *a, const struct actor *who,
    const struct reply *reply);
/* May an answer about that thing be begun, changed or sent now? Its kind says
 * (keep/thing.h, may_answer); where it says nothing, yes. ERR_CONFLICT: it is
 * over. In a writing step, ask there. */
enum err reply_may_write(struct db *db, struct arena *a,
    const struct actor *who, const struct reply *reply);
/* Do they belong to it, by a role of their own? Being a coordinator is none
 * here. */
bool reply_may_agree(const struct actor *who, const struct thing *about);

enum err reply_load(
    struct db *db, struct arena *a, int64_t id, struct replied *out);

/* ---- Writing, inside a db_write step ---- */

/* The open turn, the only one there is, or, where it is repeated, the next. */
struct reply_beginning {
    int64_t questionnaire_id, person_id;
    text about_kind;  /* not known: of themselves */
    int64_t about_id;
    text lang;
    int64_t now;
};
enum err reply_begin(struct db *writer, struct arena *a,
    const struct reply_beginning *what, int64_t *id);

/* One value, or that they would rather not say, or (state GIVEN_NOT) nothing
 * again. It was checked before (value_check). */
enum err reply_save(struct db *writer, struct arena *a, int64_t reply_id,
    text question, struct given given, int64_t now);
/* The first question that is required and was not answered; -1: none. */
int reply_lacks(const struct replied *replied);
enum err reply_finish(struct db *writer, struct arena *a,
    const struct replied *replied, int64_t now);
/* It is open again, on the newest version: what is asked as before keeps its
 * answer, what is gone is kept and not shown. */
enum err reply_renew(struct db *writer, struct arena *a,
    const struct replied *replied, int64_t now);

/* ---- Reading, for engines and for results ---- */

struct replies_ask {
    int64_t questionnaire_id;
    int64_t about_id; /* 0: all */
    int64_t after_id; /* all: behind this one */
    int64_t n_rows;
    bool has_private;  /* engines alone: never for a page */
    bool has_open;     /* those under way too; with about_id only */
};
/* What was answered to any version, as answers to the newest published one:
 * a question that is asked otherwise now counts as not replied. */
struct replies {
    struct asked *asked;
    struct reply *rows;
    struct given **given; /* [row][question] */
    ptrdiff_t n_rows;
};
enum err replies_load(struct db *db, struct arena *a,
    const struct replies_ask *ask, struct replies *out);
/* By a question's code; not answered when there is no such question. */
struct given replies_given(
    const struct replies *replies, ptrdiff_t row, text question);

/* In a step: all answers about a thing that will not come back. */
enum err
reply_forget_about(struct db *writer, struct arena *a, int64_t about_id);

/* ---- For the doors ---- */

/* answer.csv: what sides agreed on, never what single people answered. */
enum err reply_import(struct sheet_texts *t);
enum err reply_export(
    struct db *db, struct arena *a, text dir, struct why *why);

enum err reply_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
reply_erase_person(struct db *writer, struct arena *a, int64_t person_id);

#endif
