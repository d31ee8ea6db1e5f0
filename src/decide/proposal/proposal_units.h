/* The page of a proposal's list: who must say yes, who is missing, who was
 * reached out to, and opening. */
#ifndef DECIDE_PROPOSAL_UNITS_H
#define DECIDE_PROPOSAL_UNITS_H

#include "decide/proposal/proposal_list.sql.h"
#include "decide/proposal/proposal_rule.h"

enum {
    CHALLENGE_DAYS = 7,
    CHALLENGE_LOOK_DAYS = 3, /* that a change of the list leaves, at least */
    CHALLENGES_MAX = 100,
    CHALLENGES_OF_ONE = 5,
    UNITS_ON_A_PAGE = 40,
    OUTREACH_MAX = 1'000,
    MEMBERS_MAX = 200,
};

/* Those who can be named, of each side and of the whole. */
struct proposal_people {
    struct proposal_members_row *rows;
    int64_t *side_ids; /* of each; 0: of the partnership alone */
    ptrdiff_t n_rows;
    const char **keys, **names; /* as choices */
};
enum err proposal_people_load(struct request *rq, const struct proposal *row,
    bool has_partnership, struct proposal_people *to);

struct proposal_units_page {
    struct proposal_whole *p;
    struct proposal_asking asking;
    text address; /* of the proposal */
    text sign_in, partnership; /* of who is not signed in */
    const struct proposal_sides_there_row *sides;
    ptrdiff_t n_sides;
    const struct proposal_unit *units; /* of this page */
    ptrdiff_t n_units;
    text next;
    bool may_lead, may_answer, is_draft, is_listed, is_open, is_over;
    bool is_challenged;  /* the days for it are not over */
    bool has_unanswered; /* a challenge */
    int64_t asked;       /* "answer" of which challenge is shown; or 0 */
    const struct proposal_challenges_row *challenges;
    ptrdiff_t n_challenges;
    const struct proposal_outreach_of_row *outreach;
    ptrdiff_t n_outreach;
    const struct proposal_minutes_row *minutes;
    ptrdiff_t n_minutes;
    /* NULL: not now */
    const struct form *unit_form, *open_form, *challenge_form, *reply_form,
        *outreach_form, *button;
    text fault;
};

/* The page, with the form that is wrong, and why nothing was done; both may be
 * NULL. */
struct proposal_units_wrong {
    struct form *unit, *open, *challenge, *reply, *outreach;
    int64_t reply_to;
    const char *fault;
};
enum err proposal_units_answer(struct request *rq, struct answer *an,
    const struct proposal_units_wrong *wrong);
/* "/agree/KEY/list" and what. */
void proposal_units_redirect(
    struct request *rq, struct answer *an, int64_t id, const char *part);

/* The forms, one in each file. */
const struct form *proposal_unit_form(
    struct request *rq, const struct proposal_units_page *p, enum err *e);
const struct form *proposal_open_form(
    struct request *rq, const struct proposal_units_page *p, enum err *e);
const struct form *proposal_challenge_form(struct request *rq);
const struct form *proposal_reply_form(struct request *rq);
const struct form *
proposal_outreach_form(struct request *rq, const struct proposal_units_page *p);

/* Words, N_(). */
/* Its place in the log; -1: there is no such way. */
int proposal_route_number(text route);
const char *proposal_route_phrase(text route);
const char *proposal_challenge_phrase(text kind);
/* What is stricter of it than the rule: "three quarters must accept"; NULL. */
const char *proposal_share_phrase(const struct proposal_unit *u);

/* A change of the list leaves some days to look at it: the last day for a
 * challenge moves, when it must. Inside a step. */
enum err proposal_list_changed(
    struct db *writer, struct arena *a, int64_t id, text today);

handler proposal_units_show, proposal_challenge_send,
    proposal_challenge_reply_send, proposal_lay_open_send, proposal_extend_send,
    proposal_outreach_send;

#endif
