/* The rule of proposals: what is done by way of it, each in a step of its
 * caller, with its line in the log and in the audit.
 *
 * A step that may not be takes nothing and says why: ERR_CONFLICT, and in
 * *fault a phrase, N_(), for whoever asked.
 *
 * People get wrong: these ask for no right. The route does.
 */
#ifndef DECIDE_PROPOSAL_RULE_H
#define DECIDE_PROPOSAL_RULE_H

#include "decide/proposal/proposal.h"
#include "decide/proposal/proposal_asking.sql.h"

enum {
    PROPOSAL_HANDS_MAX = 500,
    PROPOSAL_MINUTES_MAX = 200,
    PROPOSAL_WORDS_MAX = 4'000,
    PROPOSAL_WORDING_DAYS = CP_LIFE_OBJECTION_DAYS,
};

/* ---- Days ------------------------------------------------------------------
 */

/* "2026-05-07" and so many days more. */
/* So long a change of the wording alone can be spoken against, and asking stays
 * open for that. */
enum { WORDING_DAYS = 7 };
text proposal_day_after(struct arena *a, text day, int n_days);
/* Its row, or one that says nothing yet. */
enum err proposal_asking_load(
    struct db *db, struct arena *a, int64_t id, struct proposal_asking *to);
enum err
proposal_asking_save(struct db *writer, const struct proposal_asking *row);

/* ---- A meeting -------------------------------------------------------------
 */

/* Hands counted in a meeting of a community: they count as its answers, beside
 * those who answered one by one and kept their hands down. Counted anew, the
 * earlier count falls away.
 *
 * Shape   the proposal is open, the unit a community of its list; a reason is
 *         of those who object, all of whom stand behind it
 * Errors  ERR_NOT_FOUND; ERR_CONFLICT with *fault
 * Cost    two rows and a line of the log a hand */
struct proposal_hands {
    int64_t proposal_id, unit_id;
    int64_t meeting_id; /* 0: none of ours */
    text words;         /* of the minute: shown to everybody */
    int64_t n_agree, n_live, n_object, n_unsure;
    text reason, mend; /* or not known */
    bool is_safety, is_shown;
    bool is_made; /* by a file, of what is made up alone */
    int64_t actor_id, now;
};
enum err proposal_take_hands(struct db *writer, struct arena *a,
    const struct proposal_hands *h, const char **fault);

/* What a unit said as one: an organisation its position; a community that it
 * stands aside, by its own way. A group that agreed without counting is a unit
 * of one position, good only when enough of its people were there.
 *
 * Shape   n_present and n_of 0: nobody counts; else the quorum is asked
 * Errors  as above */
struct proposal_position {
    int64_t proposal_id, unit_id;
    int64_t meeting_id; /* 0: none of ours */
    text words;         /* of the minute: shown to everybody */
    enum cp_position position;
    enum cp_ground ground; /* of an organisation that objects */
    int64_t n_present, n_of;
    bool is_made;
    int64_t actor_id, now;
};
enum err proposal_take_position(struct db *writer, struct arena *a,
    const struct proposal_position *w, const char **fault);

/* ---- The next version ------------------------------------------------------
 */

/* Substance, a trial and a carve-out: everybody is asked anew, between two
 * askings. Wording alone: also while people are asked, and answers stay.
 * `p` is changed, and kept.
 *
 * Errors  ERR_CONFLICT with *fault */
struct proposal_next {
    enum cp_amend amend;
    bool is_carve_out;
    int64_t carve_unit; /* its number: what is carved out is not for it */
    text trial_until, trial_stop;
    text body, from; /* where this house is, for the link in mails */
    bool is_made;
    int64_t actor_id, now;
};
enum err proposal_next_version(struct db *writer, struct arena *a,
    struct proposal_whole *p, const struct proposal_next *n,
    const char **fault);

#endif
