/* Inside match/: merging, between its page and what is suggested on it. */
#ifndef MATCH_SESSION_MERGE_H
#define MATCH_SESSION_MERGE_H

#include "match/call.h"
#include "match/match_inside.h"

struct merging {
    struct request *rq;
    struct merge_page *page;
    struct match_proposal_sent_row *rows; /* all; those free are in page */
    ptrdiff_t n_rows;
    struct cp_proposal *nodes; /* of those that are free */
    struct match_session_part_all_row *past;
    ptrdiff_t n_past;
    int32_t (*vetoes)[2];
    ptrdiff_t n_vetoes;
};

/* Where a proposal stands among those in no session; -1. */
ptrdiff_t merge_index(const struct merging *m, int64_t id);
/* Have their organisations presented together before? */
bool merge_is_known(const struct merging *m, int64_t one, int64_t other);
/* Into the page: the best set of teams, and other pairs that share a theme. */
enum err merge_suggest(struct merging *m);

#endif
