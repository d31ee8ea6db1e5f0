/* Inside this room: answers that another brings in. A helper writes down for
 * one person; sheets of paper are typed twice; short messages come as a list;
 * hands are counted in a meeting.
 *
 * People get wrong: who wrote an answer down sees it no more. The person has a
 * receipt, and what they change with it is theirs alone. Hands are numbers:
 * they count in what a community says, and never in the groups, which need
 * somebody's answers together. */
#ifndef DECIDE_HELPED_H
#define DECIDE_HELPED_H

#include "decide/conversation/conversation.h"
#include "decide/conversation/helped.sql.h"

enum {
    HELPERS_MAX = 100,
    SHEETS_TYPED_MAX = 4000, /* rows: two of each sheet */
    MESSAGES_MAX = 2000,
    HANDS_MAX = 20'000,
    VOTES_AT_ONCE = 100 /* of one sheet, one message, one entry */
};

/* The conversation, for whoever may write down for others: who looks after it,
 * and whom they let. Else ERR_NOT_FOUND. */
enum err helped_load(struct request *rq, struct conversation_loaded *c);
enum err
helped_may(struct request *rq, const struct conversation_loaded *c, bool *may);

/* "1a 2d 3p" as votes on statements that are in. ERR_BAD_INPUT: `why` says. */
struct helped_votes {
    struct vote_given votes[VOTES_AT_ONCE];
    int n;
};
struct helped_numbers {
    struct statements_to_ask_row *rows;
    ptrdiff_t n;
    int32_t last; /* number */
};
enum err helped_numbers_load(
    struct request *rq, int64_t conversation_id, struct helped_numbers *to);
enum err helped_parse(const struct helped_numbers *numbers, text typed,
    struct helped_votes *to, struct why *why);
/* The unit of that name, or of that number from 1 on; 0: none. */
int64_t helped_unit(const struct conversation_loaded *c, text name);
const char *helped_unit_name(
    const struct conversation_loaded *c, struct arena *a, int64_t id);

/* Inside a step: what hangs on somebody who takes all back. */
enum err helped_withdraw(struct db *writer, int64_t participant_id);
enum err helped_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
helped_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err helped_forget(struct db *writer, int64_t conversation_id);

/* ---- What the templates are given ---------------------------------------- */

struct helper_line {
    int64_t person_id;
    text name;
};
struct helped_page {
    struct request *rq;
    const struct conversation_loaded *c;
    text address; /* of the conversation */
    bool leads;
    const struct form *form;
    struct statement_line *lines; /* those that are in */
    ptrdiff_t n_lines;
    struct helper_line *helpers, *others; /* who may; who might */
    ptrdiff_t n_helpers, n_others;
    text receipt; /* of somebody who was just helped */
};
struct paper_line {
    text label;
    const char *trouble; /* N_(); NULL: both turns say the same */
    text first, second;  /* as typed, with the community */
    bool is_counted;
};
struct paper_page {
    const struct conversation_loaded *c;
    text address;
    const struct form *form;
    struct paper_line *lines; /* that do not match, or wait for their second */
    ptrdiff_t n_lines;
    int64_t n_ready, n_counted, n_once;
};
struct message_page {
    const struct conversation_loaded *c;
    text address;
    const struct form *make, *send;
    int64_t n_codes, n_answered, n_saved;
};
struct hand_line {
    text unit, place, held_on;
    int64_t unit_id, n_present, n_statements;
};
struct hands_page {
    const struct conversation_loaded *c;
    text address;
    const struct form *form;
    struct hand_line *lines;
    ptrdiff_t n_lines;
};
struct paper_form_page {
    struct request *rq;
    const struct conversation_loaded *c;
    struct statement_line *lines;
    ptrdiff_t n_lines;
};

handler helped_show, helped_send, helper_give_send, helper_take_send,
    paper_show, paper_send, paper_count_send, paper_drop_send, paper_form_show,
    message_show, message_make_send, message_csv, message_send, hands_show,
    hands_send, hands_drop_send;

#endif
