/* Inside this room: the register of what was decided.
 *
 * A decision is kept with its text, its day, its sides, what each said and
 * why, what stood against it, and how it was decided: by mutual consent, in a
 * meeting, or by a body of its own. What comes of a proposal is frozen into
 * one in the step in which the proposal ends. It is public, unless a reason is
 * stated why not; that reason is public.
 *
 * People get wrong: a decision that is recorded is not edited. A correction
 * is made with a reason; the words before it stay beside it. What an
 * organisation's own body decided formally is a row beside it
 * (decision_body), and never the decision itself.
 */
#ifndef DECIDE_DECISION_H
#define DECIDE_DECISION_H

#include "base/json.h"
#include "decide/forum/decision.sql.h"
#include "keep/edit_links.h"
#include "keep/prose.h"
#include "keep/thread.h"
#include "web/web.h"

enum {
    REGISTER_ROWS = 30,
    REGISTER_CSV_ROWS = 1000,
    DECISION_LINES_MAX = 500, /* sides, units and reasons of one */
    BODIES_MAX = 60,
    CORRECTIONS_MAX = 30,
    DECISION_TEXT_MAX = 20'000
};

extern const struct sheet decision_sheet, decision_line_sheet,
    decision_body_sheet;
extern const char *const decision_hows[], *const decision_results[],
                                              *const body_outcomes[];
const char *decision_how_word(text how);
const char *decision_result_word(text result);
/* The same as a sentence, of one that sides came to by consent. */
const char *decision_result_phrase(const struct decision *d);
const char *body_outcome_word(text outcome);

/* ---- decision.c: out of what has ended ---------------------------------- */

/* Inside the step in which a proposal ends, after its row, its units and its
 * sides were saved: it stands in the register, with what was said. Again: OK,
 * and nothing is done. *id (may be NULL) is the decision's key.
 *
 * Errors  ERR_CONFLICT  it has not ended */
enum err decision_of_ended(struct db *writer, struct arena *a,
    int64_t proposal_id, int64_t actor_id, int64_t now, int64_t *id);
/* Inside the step that opens again what was agreed for now: what stands in the
 * register stays, as what was agreed then; what comes of it later is a
 * decision of its own, and each leads to the other. */
enum err decision_reopened(
    struct db *writer, struct arena *a, int64_t proposal_id, int64_t now);
/* What has ended and is not in the register yet, such as what came with a copy
 * of an older house. */
enum err decision_sweep(struct db *db, struct arena *a, int64_t now);

/* Inside a step: one that was settled otherwise, such as in a meeting. `words`
 * in `lang`; what it comes from, or kind not known. */
struct decision_new {
    int64_t partnership_id;
    text name, words, lang, decided_on, how, result, body_name, why_private;
    text review_on;
    int64_t version, round; /* of a proposal; or 0 */
    int64_t item_id;        /* of an agenda; or 0 */
    bool is_illustrative;
    text from_kind;
    int64_t from_id, actor_id;
};
enum err decision_make(struct db *writer, struct arena *a,
    const struct decision_new *new, int64_t *id);

/* "/decision/KEY" and what; "/decision/slug-KEY" */
text decision_sub(struct arena *a, int64_t id, const char *what);
text decision_address(struct arena *a, text name, int64_t id);

/* ---- For the door ------------------------------------------------------- */

enum err decision_forget_thing(struct db *writer, struct arena *a, int64_t id);

/* ---- What the templates are given --------------------------------------- */

struct register_line {
    const struct decision_listed *row;
    bool is_seen; /* else only its day and why it is not public */
};
struct register_page {
    const struct form *form; /* filters */
    struct register_line *rows;
    ptrdiff_t n_rows;
    text next, feed;
    text partnership, partnership_name; /* of this one alone; or not known */
    text action;                        /* of the form that filters */
    bool is_review; /* those that are to be looked at again */
    bool is_filtered;
    const struct form *make; /* NULL: they may not */
};
struct decision_page {
    struct decision row;
    text address, partnership, partnership_name;
    struct wording words, reasons, dissent;
    text original; /* of the words, as they were written */
    struct decision_line *lines;
    ptrdiff_t n_lines;
    struct decision_body *bodies;
    ptrdiff_t n_bodies;
    struct decision_corrections_row *corrections;
    ptrdiff_t n_corrections;
    struct thread_block thread;
    bool has_voice; /* something that people said lies below it */
    text proposal;  /* its page; or not known */
    text later;     /* what came after it was opened again; or not known */
    struct decision_earlier_row *earlier; /* that were opened again */
    ptrdiff_t n_earlier;
    bool may_lead;
    struct decision_mending mending; /* of id 0: none waits, or not for them */
    bool is_own_mending;
    text fault;
    const struct form *body_form, *correct_form, *button;
    struct edit_make makes[EDIT_MAKES_MAX]; /* what is done about it */
    int n_makes;
};

/* decision_change_pages.c */
enum err decision_answer(struct request *rq, struct answer *an,
    struct form *body_form, struct form *correct_form);
void decision_forms(
    struct request *rq, struct decision_page *p, const struct form *sent);
const struct form *register_make_form(struct request *rq);
/* Of one partnership, with the form as it was sent; 0: of all. */
enum err register_answer(struct request *rq, struct answer *an,
    int64_t partnership_id, struct form *form);
/* Does something that people said lie below it: a voice, a theme, a statement
 * of a conversation? Cost: some questions, one a step down at most. */
enum err
decision_has_voice(struct db *db, struct arena *a, int64_t id, bool *has);

handler decisions_show, decisions_csv, decisions_feed, decisions_within_show,
    decisions_within_send, decision_show, decision_body_send,
    decision_correct_send, decision_mend_send, decision_unmend_send,
    decision_review_send;

#endif
