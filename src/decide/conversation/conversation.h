/* Inside this room: conversations. A question is put to people; they answer
 * short statements with agree, disagree or pass, and add their own.
 *
 * People get wrong: answers hang on a participant, a key of chance. Who that
 * is stands in participant_link alone, with a day and no time, and nothing
 * joins the two but the step in which they themselves answer. No page, file or
 * audit row may. And nobody sees what others answered before the close. */
#ifndef DECIDE_CONVERSATION_H
#define DECIDE_CONVERSATION_H

#include "base/json.h"
#include "decide/child/child.h"
#include "decide/conversation/answer.sql.h"
#include "decide/conversation/conversation.sql.h"
#include "decide/conversation/conversation_sheet.sql.h"
#include "keep/job.h"
#include "keep/sheet.h"
#include "keep/thing.h"
#include "people/people.h"
#include "web/web.h"

enum {
    CONVERSATIONS_MAX = 100, /* of a partnership */
    UNITS_MAX = 50,          /* of a conversation */
    UNIT_SIDES_MAX = 6,
    STATEMENTS_MAX = 1000,
    STATEMENTS_OF_ONE = 20, /* by one who answers */
    STATEMENT_LETTERS = 140,
    STATEMENTS_ON_A_PAGE = 50,
    PARTICIPANTS_EXACT = 2000, /* above it, as last counted */
    UNIT_LEAST = 5             /* answers of a unit that is shown by itself */
};

/* ---- One conversation ---------------------------------------------------- */

struct conversation_loaded {
    struct conversation_head_row head;
    struct conversation_units_row *units;
    ptrdiff_t n_units;
    bool is_over; /* closed, or its last day is past */
    bool is_open; /* may be answered now */
};
enum err conversation_load(
    struct request *rq, int64_t id, struct conversation_loaded *to);
/* The same when this reader may see it; else ERR_NOT_FOUND. */
enum err
conversation_load_seen(struct request *rq, struct conversation_loaded *to);
bool conversation_leads(
    const struct request *rq, const struct conversation_loaded *c);

/* Its page; for whoever may see no more than its result, that. */
text conversation_back(
    const struct request *rq, const struct conversation_loaded *c);
bool conversation_is_theirs(
    const struct request *rq, const struct conversation_loaded *c);
/* inform consult involve collaborate empower */
extern const char *const conversation_levels[];
text conversation_key(struct arena *a, int64_t id);
text conversation_sub(struct arena *a, int64_t id, const char *what);
/* The question as this reader reads it, and what it is written in. */
text conversation_said(const struct conversation_head_row *head);
text conversation_said_lang(
    const struct request *rq, const struct conversation_head_row *head);

/* How many have answered, in tens, as a sentence. */
text conversation_people(struct request *rq, int64_t n);

/* What is wrong with a statement as it was typed: N_(); NULL: nothing. */
const char *statement_trouble(text words);
/* The same, and whether it is in that language and without words that hurt. */
const char *statement_trouble_in(struct arena *a, text words, text lang);
/* May it name a person: a title and a name, or two names in a row that do not
 * begin it? A hint for whoever looks at it, and never a refusal: a place is
 * written so too. */
bool statement_may_name(struct arena *a, text words);
/* Inside a step: a new one, numbered. ERR_CONFLICT: there are too many. */
enum err statement_add(
    struct db *writer, struct arena *a, struct statement *row, int64_t now);
/* Why one is out: a short list; N_() of a code, NULL: none such. */
extern const char *const statement_reasons[], *const statement_reason_words[];
const char *statement_reason_said(text reason);

/* Inside a step: it is closed, and what was found is counted. `reason`: why
 * before its last day is over, which is shown; else not known. */
enum err conversation_shut(struct db *writer, struct arena *a, int64_t id,
    int64_t actor_id, text today, text reason);
enum err conversation_sweep(struct db *db, struct arena *a, int64_t now);

/* The page of one, with a form as it was sent; NULL: with a fresh one. */
enum err conversation_answer(
    struct request *rq, struct answer *an, const struct form *turning);
/* What it can be turned to now: opened, closed, opened again. */
void conversation_turn_form(
    struct request *rq, const struct conversation_loaded *c, struct form *form);

/* ---- Answering ----------------------------------------------------------- */

/* Who comes to answer: with an account; with the code of a slip that nobody
 * used yet; or with a receipt, which the first answer with a slip gives, or an
 * entry by a helper. A receipt follows from the slip's code and the token of
 * the form: who sends that form again gets the same one. */
struct answering {
    struct conversation_loaded c;
    text base; /* "/conversation/KEY/answer", "/say/CODE" or "/say/RECEIPT" */
    int64_t person_id;       /* by account; else 0 */
    struct people_slip slip; /* with a slip that nobody used; else of id 0 */
    text receipt;            /* as it is typed; else not known */
    struct participant_link link; /* id 0: none yet */
    int64_t participant_id;       /* 0: nothing answered yet */
    int64_t unit_id;              /* 0: not said yet */
    bool is_ours[UNITS_MAX];      /* units that they may answer for */
    int n_ours;
    int wait_s; /* too many wrong codes: so long */
};

/* Keys of chance. That of a participant leaves ANSWER_BITS free, and their
 * answers have them: so they lie beside each other, and a count that reads
 * those of 100,000 people reads the table from start to end. Nothing is said by
 * it that the answer's row does not say. `number`: of the statement; beyond
 * those bits any key will do. */
enum { ANSWER_BITS = 12 };
int64_t participant_key(void);
int64_t answer_key(int64_t participant_id, int64_t number);

struct vote_given {
    int64_t statement_id;
    int vote; /* 1 agrees, -1 disagrees, 0 passes */
};
struct vote_step {
    int64_t conversation_id;
    int64_t participant_id;     /* 0: they answer for the first time, then: */
    int64_t person_id, slip_id; /* one of them, or neither and a receipt */
    int64_t link_id;            /* of who took all back before; or 0 */
    text receipt;               /* its hash; or not known */
    int64_t unit_id;
    text way; /* self helped paper message */
    bool is_child;
    text guardian; /* of a child: the code that is kept by who said yes */
    const struct vote_given *votes;
    int n_votes;
    int64_t now;
    /* the answer */
    int64_t made_id;
    bool is_closed; /* of ERR_CONFLICT: it is not open */
    bool is_met;    /* of ERR_CONFLICT: another took that slip, or was first */
    bool is_ended;  /* of ERR_CONFLICT: a child's guardian took the yes back,
                       and begins anew with both yeses alone */
};
/* Inside a step. ERR_CONFLICT: see there; ERR_NOT_FOUND: no such statement any
 * more; ERR_BAD_INPUT: no such unit. Writes beside many others without meeting
 * them: nothing is counted here. */
enum err answer_save(struct db *writer, struct arena *a, void *vote_step);
/* The link of an account (person_id not 0) or of a receipt's hash. */
enum err answer_link(struct db *db, struct arena *a, int64_t conversation_id,
    int64_t person_id, text receipt, struct participant_link *link);
/* Inside a step: their answers are counted no more, their words are gone. Of
 * one that has closed the counts stay. The link stays, empty. */
enum err
answer_withdraw(struct db *writer, struct arena *a, int64_t participant_id);

/* Everybody's answers, in the order of their keys: who answered nothing is
 * left out. ERR_BUSY: `slice` said no.
 *
 * Memory  20 KB of the arena, and what `slice` takes; scratch given back
 * Cost    0.3 microseconds an answer on SQLite */
enum { ANSWER_SLICE = 1000 };
struct answer_row {
    int64_t participant_id, unit_id;
    text way;
    int32_t n;
    const int32_t *of; /* statements, ascending */
    const int8_t *votes;
};
struct answer_reader {
    struct db *db;
    struct arena *arena;
    int64_t conversation_id;
    const int64_t *statement_ids;
    ptrdiff_t n_statements; /* at most STATEMENTS_MAX */
    /* Inside a query: takes no room. */
    enum err (*each)(void *context, const struct answer_row *row);
    /* Before each ANSWER_SLICE people, with how many came; NULL: never. */
    bool (*slice)(void *context, int64_t n_people);
    void *context;
};
enum err answers_read(const struct answer_reader *r);

/* Rows of answer_count are written once, when a conversation has closed, from
 * the answers that are there then; withdrawing later changes them no more.
 * While it is open there are none: conversation_ask has what the choice of the
 * next statement needs, as of the last count. Whoever reads all answers anyway
 * gives each row to it; `to` is NULL, and nothing is to be done, when that was
 * counted before. */
struct answer_counting;
enum err answer_count_begin(struct db *db, struct arena *a,
    int64_t conversation_id, struct answer_counting **to);
enum err
answer_count_row(struct answer_counting *c, const struct answer_row *row);
enum err
answer_count_end(struct db *db, struct arena *a, struct answer_counting *c);
/* After an answer: now and then a job counts, behind the page. */
enum err answer_count_if_due(struct request *rq, int64_t conversation_id);
enum err conversation_count_run(struct job_call *call, struct why *why);
/* asks[i] is of rows[i], which are in the order of numbers. */
struct cp_ask;
void answer_weigh(struct cp_ask *asks, const struct statements_to_ask_row *rows,
    ptrdiff_t n, text counts);

/* Who answers, by the address. ERR_NOT_FOUND: nobody who may; x->slip says why
 * a code is good no more, when it is that of a slip. */
enum err vote_load(struct request *rq, struct answering *x, bool by_slip);
/* The same for a receipt that is known. */
enum err vote_load_receipt(struct request *rq, struct answering *x, text code);
/* The page that says why a code is good no more; without one, the error. */
enum err vote_refuse(struct request *rq, struct answer *an, bool by_slip,
    enum err e, const struct answering *x);

/* ---- What the templates are given ---------------------------------------- */

struct conversations_page {
    struct request *rq;
    struct thing partnership;
    text address, make;
    struct conversations_of_row *rows;
    ptrdiff_t n_rows;
    const struct form *form; /* NULL: they may not */
};
/* A choice "lang", wanted: in which language something is written. */
const struct input *conversation_lang_input(
    struct request *rq, struct input *in, ptrdiff_t offset);
/* Its page; of who has no role there, what was shown of it to anybody. */
text conversation_list_address(struct request *rq, int64_t partnership_id,
    const struct conversations_of_row *row);
struct statement_line {
    const struct statements_of_row *row;
    text words, lang;
    bool may_not_in, may_not_out; /* of an appeal: somebody else decides */
};
/* Those that are in, in that language, and say nearly the same. */
enum { NEAR_SHOWN = 3 };
enum err statement_near(struct db *db, struct arena *a, int64_t conversation_id,
    text lang, text words, struct statement_line near[NEAR_SHOWN], int *n);
struct conversation_page {
    struct request *rq;
    const struct conversation_loaded *c;
    bool leads, may_answer, may_help;
    bool is_of_none; /* signed in, and of no side that answers */
    text people, ways; /* how many, and how, as sentences without small numbers;
                          ways may be not known */
    struct statement_line *lines;
    ptrdiff_t n_lines, n_waiting, n_out;
    text next; /* address of the next page of statements, or not known */
    const struct form *form, *translate;
    const struct form *turning; /* to open, to close, to open again */
    text address, partnership;
    struct job_part job;
    bool has_ground;
};
struct answer_page_of {
    const struct answering *x;
    const struct form *form;
    const struct statement_said_row *s; /* NULL: nothing (more) to answer */
    text words, lang;
    bool is_enough, is_asking_unit, has_own;
    bool asks_child; /* before the first answer */
    text sound, picture, alt; /* of s; or not known */
    text shown;               /* when, for pace_read */
    bool is_marked; /* they said that its translation changes the meaning */
    text person;    /* signed in, and here with a slip; or not known */
    int own_vote;   /* of s, when has_own */
    int n_answered, n_all;
    text trouble; /* a sentence, or not known */
};
struct mine_page {
    const struct answering *x;
    const struct form *form;
    struct statement_line *lines; /* answered */
    int *votes;
    int n_lines;
    struct statements_by_row *own;
    ptrdiff_t n_own;
};
struct add_page {
    const struct answering *x;
    const struct form *form;
    bool is_done;
    const struct statement_line *near; /* that say nearly the same */
    int n_near;
};
struct gone_page {
    bool is_used, is_taken_back, is_over;
    const struct form *form; /* for another code */
};

/* ---- Files --------------------------------------------------------------- */

/* What is asked, of whom, and in which words; never what people answered. */
extern const struct sheet conversation_sheet, conversation_unit_sheet,
    statement_sheet, statement_words_sheet;

/* ---- For the door -------------------------------------------------------- */

enum err conversation_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err conversation_erase_person(
    struct db *writer, struct arena *a, int64_t person_id);
enum err
conversation_forget_thing(struct db *writer, struct arena *a, int64_t id);

handler conversations_show, conversations_send, conversation_show,
    conversation_open_send, conversation_close_send, conversation_reopen_send,
    statement_settle_send, statement_words_send, vote_show, vote_send,
    vote_mine_show, vote_add_show, vote_add_send, vote_withdraw_send, say_show,
    say_send, say_ask_show, say_ask_send, say_receipt_show, say_mine_show,
    say_add_show, say_add_send, say_withdraw_send;

#endif
