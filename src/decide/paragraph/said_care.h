/* Inside this room: comments and offers taken out of sight, as statements of a
 * conversation are: for a reason of a short list, in a public log without
 * words; who wrote it is told on the paragraph's page and can ask somebody
 * else to look again, and that is never who took it out. */
#ifndef DECIDE_SAID_CARE_H
#define DECIDE_SAID_CARE_H

#include "decide/ground/moderation.h"
#include "decide/paragraph/paragraph.h"
#include "decide/paragraph/said_care.sql.h"

enum { SAID_OUT_MAX = 200, SAID_OWN_MAX = 20 };

/* Which hang on what somebody wrote: with their words they go. */
enum err said_care_forget_words(struct db *writer, int64_t contribution_id);
enum err said_care_forget_proposal(struct db *writer, int64_t proposal_id);
enum err said_care_erase_person(struct db *writer, int64_t person_id);
enum err said_care_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);

/* One's own that are out, on the paragraph's page. */
struct said_own {
    struct said_out_own_row *rows;
    ptrdiff_t n_rows;
    text address; /* of the paragraph */
    const struct form *form;
};
enum err said_own_load(struct request *rq, int64_t paragraph_id,
    const struct form *appeal, struct said_own *to);
/* The page again, with an appeal as it was sent. */
enum err paragraph_appeal_answer(
    struct request *rq, struct answer *an, struct form *appeal);
/* The form by which one is taken out. */
void said_out_form(struct request *rq, struct form *form);
/* Not who took it out before, when somebody else let it in after all. */
enum err said_may_out(struct request *rq, int64_t contribution_id, bool *may);

struct said_care_page {
    struct request *rq;
    struct proposal p;
    bool leads;
    text address;
    int64_t n_out, out_of[REASONS_MAX], n_asked, n_let_in, n_wait;
    struct said_out_count_row *out; /* for who leads */
    ptrdiff_t n_rows;
    struct said_appeals_of_row *appeals;
    ptrdiff_t n_appeals;
    struct said_care_list_row *log;
    ptrdiff_t n_log;
    text more;
    const struct form *form, *button;
};

handler said_care_show, said_out_send, said_in_send, said_appeal_send,
    said_appeal_settle_send;

#endif
