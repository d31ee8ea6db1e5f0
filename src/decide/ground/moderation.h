/* Inside this room: statements let in and taken out, with a reason that stands
 * in a public log; an appeal to somebody else; a translation that is sent
 * back; and what came of each statement.
 *
 * People get wrong: the log has numbers and reasons, never a statement's
 * words. And who took a statement out does not decide the appeal. */
#ifndef DECIDE_MODERATION_H
#define DECIDE_MODERATION_H

#include "decide/conversation/conversation.h"
#include "decide/ground/moderation.sql.h"
#include "keep/thing.h"

enum { APPEALS_MAX = 200, BACKS_MAX = 200, LOG_ROWS = 40, OUTCOME_ROWS = 20 };

/* Inside a step: a line of the log. */
enum err moderation_note(struct db *writer, struct arena *a,
    int64_t conversation_id, int64_t statement_id, const char *action,
    text reason, int64_t actor_id, text today);

/* Inside a step, before the words of a participant go. */
enum err moderation_withdraw(struct db *writer, int64_t participant_id);
enum err
moderation_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err moderation_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err moderation_forget(struct db *writer, int64_t conversation_id);
/* Whatever a statement was taken up in is gone. */
enum err
moderation_forget_thing(struct db *writer, struct arena *a, int64_t id);

/* ---- What the templates are given ---------------------------------------- */

enum { REASONS_MAX = 8, OUTCOMES = 3 };
/* How the statements of a conversation stand. */
struct moderation_tally {
    int64_t n_all, n_in, n_waits, n_out, n_withdrawn;
    int64_t out_of[REASONS_MAX]; /* by the list of reasons */
    int64_t came[OUTCOMES];      /* by the list of outcomes, of all that stay */
    text oldest;                 /* day of the one that waits longest */
};
enum err moderation_count(struct db *db, struct arena *a,
    int64_t conversation_id, struct moderation_tally *to);

/* Did they say that its translation into the reader's language is wrong? */
enum err moderation_marked(struct request *rq, int64_t statement_id,
    int64_t participant_id, bool *is);

struct moderation_page {
    struct request *rq;
    const struct conversation_loaded *c;
    bool leads;
    text address;
    struct moderation_tally t;
    int64_t waits_days;
    int64_t n_appeals, n_appeals_open, n_appeals_in;
    struct moderation_list_row *log;
    ptrdiff_t n_log;
    text more;
    struct appeals_of_row *appeals; /* those that are open; for who leads */
    ptrdiff_t n_open;
    struct words_back_of_row *backs;
    ptrdiff_t n_backs;
    struct back_marks_of_row *marks; /* for who leads */
    ptrdiff_t n_marks;
    const struct form *form, *appeal;
};

struct own_statement {
    const struct statements_by_row *row;
    bool has_appeal, has_outcome, may_appeal;
    struct appeal_get_row appeal;
    struct outcome_get_row outcome;
    struct thing thing; /* where it was taken up; kind NULL: nowhere */
};
struct own_statements_page {
    const struct answering *x;
    struct own_statement *rows;
    ptrdiff_t n_rows;
    const struct form *form;
};

struct outcome_line {
    const struct outcomes_of_row *row;
    text words, lang;
    struct thing thing;
};
struct outcome_page {
    struct request *rq;
    const struct conversation_loaded *c;
    bool leads;
    text address;
    struct moderation_tally t;
    int64_t n_none;
    struct outcome_line *lines;
    ptrdiff_t n_lines;
    text more;
    const struct form *form;
};
extern const char *const outcome_codes[], *const outcome_words[];
const char *outcome_said(text kind); /* N_() */
const char *moderation_said(text action);

handler moderation_show, appeal_settle_send, own_statements_show,
    say_own_statements_show, appeal_send, say_appeal_send, words_back_send,
    say_words_back_send, words_back_settle_send, outcome_show, outcome_send;

#endif
