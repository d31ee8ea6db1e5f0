/* Inside this room: proposals between sides.
 *
 * A proposal is drafted with the list of those who must consent; when asking
 * opens the list is frozen; people answer until the closing date; at the close
 * the log is replayed by engine/agreement, and what it says is shown.
 *
 * People get wrong: before the close no page says what anybody answered, nor
 * what it would be, but only how many units have been heard enough. Who
 * answered stands in another table than what, under a number drawn by lot.
 */
#ifndef DECIDE_PROPOSAL_H
#define DECIDE_PROPOSAL_H

#include "decide/decide_routes.h"
#include "decide/heard/heard_brief.h"
#include "decide/proposal/proposal.sql.h"
#include "decide/proposal/proposal_asking.sql.h"
#include "decide/proposal/proposal_objection.sql.h"
#include "engine/agreement/life.h"

enum {
    PROPOSALS_MAX = 100,
    PROPOSAL_UNITS_MAX = 200,
    PROPOSAL_UNITS_AT_ONCE = 40, /* on its own page */
    PROPOSAL_SIDES_MAX = 6,
    PROPOSAL_SHOWN_MAX = 50, /* objections in words */
    PROPOSAL_OWN_MAX = 20,   /* answers and objections of one person */
    PROPOSAL_VERSIONS_MAX = 20,
    PROPOSAL_BODY_MAX = 240'000,
};
/* proposal_unit.aside: neither stops it nor is bound by it. */
enum proposal_aside {
    ASIDE_NOT,
    ASIDE_SAID,  /* the community said so, by its own way, minuted */
    ASIDE_CARVED /* this version is not for it */
};

struct proposal_whole {
    struct proposal row;
    struct proposal_unit *units;
    ptrdiff_t n_units;
    struct proposal_sides_row *sides; /* once asking opened */
    ptrdiff_t n_sides;
};
/* A proposal with its list. ERR_NOT_FOUND. */
enum err proposal_whole_load(
    struct db *db, struct arena *a, int64_t id, struct proposal_whole *to);
/* The one in the address, when this reader may see it; else ERR_NOT_FOUND. */
enum err proposal_read(struct request *rq, struct proposal_whole *to);
/* "/agree/KEY" and what. */
text proposal_sub(struct arena *a, int64_t id, const char *what);
/* By its number on the list, which a row beside it says: one without a name
 * when there is none such. */
const struct proposal_unit *
proposal_unit_of(const struct proposal_whole *p, int64_t number);
/* Units that were heard enough, of all. */
int proposal_n_heard(const struct proposal_whole *p);
/* May this reader answer for this unit? A member of its side does for a
 * community, one named person for an organisation. */
bool
proposal_may_answer(const struct actor *who, const struct proposal_unit *unit);
/* Are they named to look at objections of safety or rights? */
bool proposal_is_lead(const struct proposal *p, int64_t person_id);
/* Do people answer now? Never of what was made up for an example: what came in
 * by a file can be subtracted, and would leave what they answered. */
bool proposal_is_open(const struct proposal *p, text today);
/* Do its days run, whoever answers? */
bool proposal_is_asked(const struct proposal *p, text today);
/* Why people do nothing about it. N_(). */
extern const char *const proposal_is_made_up;
/* May it be said how many of a unit answered what? Of ten who were heard or
 * more, once asking has closed. */
bool proposal_shows_counts(const struct proposal_unit *u);

/* Phrases; all are looked up again where they are said. */
const char *proposal_result_phrase(text result);
const char *proposal_side_phrase(text state);
const char *proposal_why_phrase(text why);
const char *proposal_status_phrase(const struct proposal *p);
const char *proposal_level_phrase(text level);

/* proposal_log.c: what is said goes into the log, and out of it comes what is
 * so. Inside a step. */
enum err proposal_log_open(
    struct db *writer, struct arena *a, struct proposal_whole *p, int32_t day);
enum err proposal_log_add(struct db *writer, struct arena *a, int64_t id,
    const struct cp_event *e, int64_t now);
/* The list is frozen: sides that have somebody on it, in the partnership's
 * order, and the log's first line. */
enum err proposal_freeze(
    struct db *writer, struct arena *a, struct proposal_whole *p, int64_t now);
/* All of it, from the list on. ERR_CONFLICT: it is not what it was. */
enum err proposal_replay(struct db *db, struct arena *a,
    const struct proposal_whole *p, struct cp_life *life);

/* proposal_data.c */
enum err proposal_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
proposal_erase_person(struct db *writer, struct arena *a, int64_t person_id);
/* Inside a step: those of a partnership that is gone for good. */
enum err proposal_forget_thing(struct db *writer, struct arena *a, int64_t id);

/* ---- What the templates are given ---------------------------------------- */

struct proposal_list_page {
    text title, address, make, send, q;
    const struct proposal_of_partnership_row *rows;
    ptrdiff_t n_rows;
    text next;
    const struct form *form; /* NULL: they may not */
};
struct paragraphs_shown;
struct proposal_text_head;
struct proposal_page {
    struct heard_brief heard;
    struct proposal_whole *p;
    const struct paragraphs_shown *text;
    const struct proposal_text_head *head;
    bool decides; /* between sides; else it is heard and told */
    text address, partnership, partnership_name;
    struct proposal_asking asking;
    const struct proposal_sides_there_row *sides;
    ptrdiff_t n_sides;
    int n_heard;
    int round;           /* that its state is of */
    const char *why_not; /* they may not answer what is asked; or NULL */
    bool is_visitor;     /* not signed in */
    bool is_draft, may_remove;
    const struct form *withdraw_form; /* NULL: not now, or not they */
    bool may_lead, may_answer, is_of_them, is_open, may_close;
    const struct form *button;
    const struct form *amend_form;                /* NULL: not now */
    const struct proposal_versions_row *versions; /* before this one */
    ptrdiff_t n_versions;
    const struct proposal_objections_shown_row *objections;
    ptrdiff_t n_objections;
    const struct proposal_objections_safety_row *safety; /* for the lead */
    ptrdiff_t n_safety;
    bool is_lead;
    text fault;
};
/* proposal_amend_pages.c: the text as it is, to be written anew. */
enum err proposal_amend_form(struct request *rq, const struct proposal_whole *p,
    const struct form **form);
/* The proposal's page, and why nothing was done. */
enum err proposal_say(struct request *rq, struct answer *an, const char *fault);

/* proposal_withdraw_pages.c: with what it is withdrawn; NULL: not now. */
const struct form *
proposal_withdraw_form(struct request *rq, const struct proposal *row);
enum err proposal_show_withdraw(
    struct request *rq, struct answer *an, struct form *form);
/* proposal_data.c: inside a step: all of it, for good. */
enum err proposal_forget_one(struct db *writer, struct arena *a, int64_t id);

handler proposal_take_back_send, proposal_remove_send;
handler proposals_within_show, proposals_within_send, proposals_within_csv,
    proposal_show, proposal_unit_send, proposal_amend_send,
    proposal_unit_remove_send, proposal_open_send, proposal_answer_show,
    proposal_answer_send, proposal_unanswer_send, proposal_withdraw_send,
    proposal_settle_send, proposal_close_send, proposal_csv;

#endif
