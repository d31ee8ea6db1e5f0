/* Inside match/: calls for workshops, proposals, reviews, sessions; what their
 * pages share. */
#ifndef MATCH_CALL_H
#define MATCH_CALL_H

#include "base/date.h"
#include "base/key.h"
#include "engine/assignment/colead.h"
#include "keep/edit_links.h"
#include "keep/prose.h"
#include "keep/thread.h"
#include "match/against.h"
#include "match/call.sql.h"
#include "match/group.sql.h"
#include "match/match.h"
#include "match/session.sql.h"

enum {
    CALL_ROWS = 30,
    PROPOSALS_MAX = 300, /* of one call: all are looked at at once */
    TICKS_MAX = 16,      /* themes, or methods, that a call names */
    LEADS_MAX = 4,       /* of a proposal */
    REVIEWS_MAX = 50,
    MERGE_SHOWN = 8, /* teams, and other pairs, on a page */
    MERGE_APARTS_SHOWN = 10,
    MERGE_CHOICES_SHOWN = 20, /* proposals to choose from */
    MERGE_IN_SELECT = 20,     /* with so many, three lists; with more, taps */
    OTHERS_MAX = 30, /* pairs on the page where proposals are merged */
    SESSIONS_MAX = 100, /* of a call */
    PARTS_MAX = 3 /* proposals of a session */
};

extern const struct sheet match_call_sheet, match_proposal_sheet,
    match_lead_sheet, match_session_sheet, match_session_part_sheet;

/* ---- call_words.c -------------------------------------------------------- */

extern const char *const call_statuses[], *const session_statuses[],
    *const proposal_statuses[];
const char *call_status_word(text status);
const char *session_status_word(text status);
const char *proposal_status_word(text status);
const char *match_status_class(text status); /* "is-running" ... */

/* The next of a list that is parted by ';'; not known at its end. */
text match_list_next(text *rest);
/* Is it on the list, whatever the size of its letters? */
bool match_list_has(struct arena *a, text list, text word);
/* "a, b" of "a;b" */
text match_list_say(struct arena *a, text list);
/* "/session/slug-KEY" */
text match_address(struct arena *a, const char *path, text name, int64_t id);
/* An old name in the address: sent on. */
bool match_has_moved(
    struct request *rq, struct answer *an, const char *path, text name,
    int64_t id);
text match_key(struct arena *a, int64_t id);
/* For pages that anybody may ask for: ERR_NOT_FOUND when the thing of the
 * address is not there for this reader. */
enum err match_see(struct request *rq, const char *kind);
int match_form_index(const struct form *form, const char *name);

/* ---- Calls --------------------------------------------------------------- */

/* Where it stands today: only what is published, within its days, takes
 * proposals; the last day counts everywhere on earth. */
enum call_now { CALL_IS_DRAFT, CALL_NOT_YET, CALL_IS_OPEN, CALL_IS_OVER };
enum call_now call_now(
    struct arena *a, const struct match_call *call, int64_t now);
/* Does it take this one today? What was begun in time may be sent a day
 * later. */
bool call_takes(struct arena *a, const struct match_call *call, int64_t now,
    bool is_begun);
const char *call_now_word(enum call_now now);

struct call_list_page {
    struct match_call_listed *rows;
    ptrdiff_t n_rows;
    text next, make;
    enum call_now *now;
    bool is_ended, is_signed_in;
};
struct call_within_page { /* of one partnership */
    struct thing partnership;
    struct match_call_within_row *calls;
    ptrdiff_t n_calls;
    struct match_group_set_within_row *sets;
    ptrdiff_t n_sets;
    text address, make_call, make_set;
    bool may_lead;
};
struct call_page {
    struct match_call call;
    enum call_now now;
    struct wording about, wanted;
    struct edit_links links;
    struct match_session_list_row *sessions; /* agreed, then held */
    ptrdiff_t n_sessions;
    bool may_review, may_lead; /* reviewers; facilitators */
    text base; /* "/call/KEY" */
};

/* ---- Proposals ----------------------------------------------------------- */

struct lead_form {
    text name, told[AGAINST_MAX];
};
struct proposal_form {
    text name, about, lived, needs, organisation, more_themes, more_methods,
        own_name, mail;
    bool themes[TICKS_MAX], methods[TICKS_MAX];
    struct lead_form leads[LEADS_MAX];
    text act; /* save send withdraw */
};
/* The form of one call: its inputs depend on what the call names. */
struct proposal_inputs {
    struct input inputs[FORM_FIELDS_MAX];
    int n_inputs;
    text themes[TICKS_MAX], methods[TICKS_MAX];
    int n_themes, n_methods;
    const struct against_ask *ask;
    bool has_account;
};
void proposal_make_inputs(struct request *rq, const struct match_call *call,
    const struct against_ask *ask, bool has_account,
    struct proposal_inputs *to);
void proposal_say_required(struct proposal_inputs *inputs, bool is_said);
/* What is kept, into an open form. */
struct proposal_kept {
    struct match_proposal row;
    struct prose_set prose;
    struct match_lead_of_proposal_row *leads;
    ptrdiff_t n_leads;
    text own_name, mail;
};
enum err proposal_load(
    struct request *rq, int64_t id, struct proposal_kept *kept);
void proposal_give(struct arena *a, const struct proposal_inputs *inputs,
    const struct proposal_kept *kept, struct form *form);
/* What is missing before it can be sent: said at the fields. */
void proposal_require(struct request *rq, const struct proposal_inputs *inputs,
    const struct proposal_form *given, struct form *form);

/* Kept in one step. `kept` is changed from; NULL: a new one. */
struct proposal_step {
    const struct proposal_inputs *inputs;
    const struct proposal_form *given;
    const struct proposal_kept *kept;
    struct match_proposal row; /* the answer too */
    int64_t person_id, now;    /* who acts; 0: by a link */
    const struct lang *lang;
    text token, then, first;
    text action;   /* audit: create change send withdraw */
    text new_link; /* whole, for the mail; not known: none is sent */
    text new_hash, call_name;
};
enum err proposal_save(struct request *rq, struct proposal_step *step);

struct proposal_page {
    const struct form *form;
    const struct proposal_inputs *inputs;
    struct match_call call;
    enum call_now now;
    text call_address, address; /* posted to */
    text status;                /* of what is kept; not known: new */
    bool has_account, takes, is_fixed, is_confirmed;
    struct match_proposal_own_row *own;
    ptrdiff_t n_own;
    text next;
};

/* ---- Reviewing ----------------------------------------------------------- */

struct proposal_line {
    struct match_proposal_sent_row *row;
    text address, score; /* "3.5" */
    bool is_reviewed;
};
struct proposals_page {
    struct match_call call;
    text base, q_theme, q_method, csv, next;
    text *themes, *methods;
    int n_themes, n_methods;
    bool only_free;
    struct proposal_line *lines;
    ptrdiff_t n_lines, n_all;
    bool may_lead;
    struct request *rq;
};
struct proposal_view { /* an original, to be read */
    struct match_proposal row;
    struct wording about, lived, needs;
    struct match_lead_of_proposal_row *leads;
    ptrdiff_t n_leads;
};
enum err proposal_view_load(
    struct request *rq, int64_t id, struct proposal_view *view);
struct review_page {
    struct proposal_view proposal;
    struct match_call call;
    const struct form *form;
    text address, list, base;
    int64_t viewer_id;
    bool has_own;
    bool is_theirs; /* they propose it: others review it, and apart */
    struct match_review_list_row *others;
    ptrdiff_t n_others;
};
struct reviewers_page {
    struct match_call call;
    const struct form *form;
    text address, base;
};

/* ---- Merging ------------------------------------------------------------- */

struct merge_pair {
    const struct match_proposal_sent_row *a, *b;
    struct cp_colead_score score; /* its points add up */
    text shared, differing;
    bool is_known; /* they have worked together */
};
struct merge_team {
    const struct match_proposal_sent_row *rows[PARTS_MAX];
    int n_rows;
    int64_t value;
    struct merge_pair pairs[PARTS_MAX];
    int n_pairs;
};
struct merge_page {
    struct match_call call;
    const struct form *form;
    text address, base, apart;
    bool is_known, is_three; /* who knows each other is preferred; threes */
    struct merge_team *teams; /* the best set of teams, the best team first */
    ptrdiff_t n_teams;
    text next_teams, next_others, next_aparts, next_choices;
    int64_t from_team, from_other, from_apart; /* the first that is shown */
    bool is_proved, has_twos;      /* twos where threes were asked for */
    int64_t points, points_bound;  /* between those in a team; the most that any
                                      teams have */
    int64_t n_waits;
    struct merge_pair *others; /* other pairs that share a theme */
    ptrdiff_t n_others, n_others_all;
    const struct match_proposal_sent_row **loose; /* in no session */
    ptrdiff_t n_loose;
    /* to choose from, when there are many; those chosen, in a, b, c */
    bool is_tapped;
    text q;
    const struct match_proposal_sent_row *chosen[PARTS_MAX];
    const struct match_proposal_sent_row *choices[MERGE_CHOICES_SHOWN];
    text tap[MERGE_CHOICES_SHOWN], untap[PARTS_MAX]; /* addresses */
    int n_choices;
    struct match_apart_list_row *aparts;
    text (*apart_names)[2];
    ptrdiff_t n_aparts, n_aparts_shown;
};

struct session_page {
    struct match_session session;
    struct match_call call;
    struct match_session_parts_row *parts;
    struct proposal_view *originals; /* of the parts; for its own people */
    ptrdiff_t n_parts;
    struct match_lead_of_session_row *leads;
    ptrdiff_t n_leads;
    struct wording joint, ground, disagreement, who_leads, prior, agreed;
    struct thread_block thread;
    struct edit_links links;
    const struct form *form;
    int64_t asked_part; /* the reader is asked for a yes or no to it; 0 */
    bool is_own;        /* of its own people */
    bool may_lead;      /* a facilitator */
    text call_address, answer, apart;
};

handler call_within_show, call_list_show, call_show, call_against_show,
    sessions_csv, proposal_new_show, proposal_new_send, proposal_thanks_show,
    proposal_link_show, proposal_link_send, my_proposals_show,
    my_proposal_show, my_proposal_send, proposals_show, proposals_csv,
    review_show, review_send, reviewers_show, reviewers_send, merge_show,
    merge_send, apart_send, session_show, session_answer_send,
    session_apart_send;

/* For the door. */
enum err call_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
call_erase_person(struct db *writer, struct arena *a, int64_t person_id);
/* What nobody confirmed or sent goes after 90 days. */
enum err call_forget(struct db *writer, struct arena *a, int64_t now);

#endif
