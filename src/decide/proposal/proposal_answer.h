/* Answering a proposal: by an account or by a slip, for one unit.
 *
 * People get wrong: what is answered stands under a number drawn by lot, and
 * nothing beside it says whose that is.
 */
#ifndef DECIDE_PROPOSAL_ANSWER_H
#define DECIDE_PROPOSAL_ANSWER_H

#include "decide/child/child.h"
#include "decide/proposal/proposal_objection.sql.h"
#include "decide/proposal/proposal_rule.h"

enum {
    BACK_SHOWN_MAX = 30, /* objections of others that may be shared */
    COMMUNITY_KEYS = 2,  /* of others, in the place of who raised one */
};

struct proposal_answering {
    int64_t id, unit_id, now;
    int64_t person_id, slip_id; /* one of both */
    int64_t version;            /* that was on the page */
    int value;                  /* enum cp_answer_value, or cp_position */
    enum cp_ground ground;
    text reason, mend, today;
    int64_t back_id; /* somebody's objection that is shared; or 0 */
    bool is_safety, is_shown;
    bool is_child;
    text guardian;       /* of a child: the code of who said yes */
    text way, read_back; /* of a slip that another writes for; or not known */
    /* the answer */
    const char *fault; /* of ERR_CONFLICT */
    bool is_late;      /* kept with a version that is asked no more */
    /* found in the step */
    struct proposal_whole p;
    struct proposal_unit *unit;
    int64_t voice;
};
/* Inside a step, after the route and proposal_answer_load said who may. */
enum err proposal_answer_take(
    struct db *writer, struct arena *a, struct proposal_answering *w);
/* The number of whoever acts: drawn by lot when they first do. */
enum err proposal_voice_find(struct db *writer, struct arena *a, int64_t id,
    int64_t person_id, int64_t now, int64_t *voice);

/* Inside a step: what stands under a number is taken back. Of what is not asked
 * now the answer stays counted, and its words go. */
enum err proposal_voice_withdraw(struct db *writer, struct arena *a, int64_t id,
    int64_t voice, int64_t now);

/* For which units somebody answers: for one organisation, or in communities of
 * one side, which is the one where they answered first. *fault: why for none.
 */
struct proposal_theirs {
    const struct proposal_unit **units;
    int n_units;
    bool is_role;
    int64_t voice;     /* 0: none yet */
    int64_t chosen_id; /* the side on which they answered; or 0 */
    const char *fault;
};
enum err proposal_theirs_find(struct request *rq,
    const struct proposal_whole *p, struct proposal_theirs *to);

struct proposal_answer_page {
    struct proposal_whole *p;
    const struct paragraphs_shown *text; /* in the reader's language */
    struct proposal_asking asking;
    text address; /* of the proposal, as this reader may open it */
    text send;    /* where an answer goes */
    text chosen;  /* the side's name, once they have answered; or not known */
    const struct form *form;
    struct proposal_theirs theirs;
    const char *now; /* what was answered; or NULL */
    const struct proposal_versions_row *versions; /* the one before; or none */
    ptrdiff_t n_versions;
    const struct proposal_objections_of_row *objections; /* their own */
    ptrdiff_t n_objections;
    const struct proposal_objections_all_row *others; /* that may be shared */
    ptrdiff_t n_others;
    const struct proposal_backed_by_row *backed;
    ptrdiff_t n_backed;
    bool is_slip, may_say_not_wording;
    bool asks_child; /* both yeses are not there yet */
    text slip_code;
};
/* What stands under a number, into the page. */
enum err
proposal_answer_own(struct request *rq, struct proposal_answer_page *p);
enum { PROPOSAL_ANSWER_INPUTS = 11 + CHILD_INPUTS };
void proposal_answer_inputs(
    struct arena *a, const struct proposal_answer_page *p, struct input *in);
/* The form as it was sent; `w` is filled, and is good when it has no error. */
enum err
proposal_answer_parse(struct request *rq, struct proposal_answer_page *p,
    struct input *in, struct proposal_answering *w);
/* Where an answer that was kept leads to. */
enum err proposal_answer_end(struct request *rq, struct answer *an,
    const struct proposal_answer_page *p, const struct proposal_answering *w);
enum err proposal_answer_print(
    struct request *rq, struct answer *an, struct proposal_answer_page *p);

handler proposal_slip_show, proposal_slip_send, proposal_slip_withdraw_send;

/* ---- Closing ---------------------------------------------------------------
 */

/* Inside a step: the last day is over; by whoever, or nobody, by the clock. */
enum err proposal_close(struct db *writer, struct arena *a, int64_t id,
    int64_t actor_id, int64_t now, const char **fault);
/* Inside a step, after an event that changes what is said: states and reasons
 * are written beside each unit and side anew, out of the log. */
enum err proposal_write_states(struct db *writer, struct arena *a,
    struct proposal_whole *p, const struct cp_life *life);
/* How many of each unit were heard, out of the log. */
enum err
proposal_recount(struct db *writer, struct arena *a, struct proposal_whole *p);

#endif
