/* The page of a proposal's objections, and their lives. */
#ifndef DECIDE_PROPOSAL_OBJECTION_H
#define DECIDE_PROPOSAL_OBJECTION_H

#include "decide/proposal/proposal_answer.h"

enum { OBJECTIONS_MAX = 300 };

/* One, as this reader may see it. */
struct proposal_objection_line {
    const struct proposal_objections_all_row *o;
    bool is_own, is_shown, is_of_now, is_theirs, has_turned;
    bool may_turn, may_withdraw, may_respond;
};

struct proposal_objection_page {
    struct proposal_whole *p;
    struct proposal_asking asking;
    struct proposal_theirs theirs;
    text address; /* of the proposal */
    const struct proposal_sides_there_row *sides;
    ptrdiff_t n_sides;
    const struct proposal_objections_all_row *all;
    ptrdiff_t n_all;
    struct proposal_objection_line *shown;
    ptrdiff_t n_shown;
    bool has_hidden; /* some are open whose words are not shown */
    const struct proposal_acts_row *acts;
    ptrdiff_t n_acts;
    const struct proposal_backed_by_row *backed;
    ptrdiff_t n_backed;
    bool may_list; /* propose something new in its partnership */
    bool may_lead, is_lead, is_closed, is_over, is_not_agreed;
    const struct form *button, *respond_form;
    const struct form *act_form, *late_form; /* NULL: not now */
    int64_t wrong_id;
    text fault;
};
struct proposal_objection_wrong {
    struct form *respond, *act, *late;
    int64_t wrong_id; /* whose form it was */
    const char *fault;
};
enum err proposal_objections_answer(struct request *rq, struct answer *an,
    const struct proposal_objection_wrong *wrong);

/* Words, N_(). */
const char *proposal_way_phrase(text way);
const char *proposal_ground_phrase(int64_t ground);
/* At the last close: too few were, and it did not stand aside. */
bool proposal_was_not_heard(const struct proposal_unit *u);

handler proposal_objections_show, proposal_respond_send,
    proposal_community_send, proposal_act_send, proposal_late_send,
    proposal_not_wording_send;

#endif
