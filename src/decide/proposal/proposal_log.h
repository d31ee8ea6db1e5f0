/* The log of a proposal: what of it everybody may read, and all of it for
 * whoever runs the network. */
#ifndef DECIDE_PROPOSAL_LOG_H
#define DECIDE_PROPOSAL_LOG_H

#include "decide/proposal/proposal_list.sql.h"
#include "decide/proposal/proposal_rule.h"

enum { LOG_SHOWN_MAX = 200, LOG_OUTREACH_MAX = 1'000 };

struct proposal_log_line {
    int64_t number;
    struct cp_event event;
};
struct proposal_log_page {
    const struct proposal_whole *p;
    text address, head;
    int64_t n_all;
    struct proposal_log_line *lines;
    ptrdiff_t n_lines;
};

/* Is it about no single person's answer, nor anybody's objection? */
bool proposal_line_is_public(enum cp_event_kind kind);
const char *proposal_line_phrase(enum cp_event_kind kind);
/* What the page says, as a file that `counterpart agreement` counts again:
 * counts of units whose counts it says, states of the others. */
void proposal_said_print(struct arena *a, const struct proposal_whole *p,
    const struct proposal_outreach_of_row *outreach, ptrdiff_t n_outreach,
    struct buf *out);
/* All of its log, line by line, as steps that `counterpart agreement` replays.
 * Secret: single answers, under numbers.
 *
 * Errors  ERR_CONFLICT  it is not what it was */
enum err proposal_steps_print(
    struct db *db, struct arena *a, int64_t id, struct buf *out);

handler proposal_log_show, proposal_log_csv, proposal_said_json;

#endif
