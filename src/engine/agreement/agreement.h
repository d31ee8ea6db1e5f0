/* Is it agreed? Mutual consent: every side says yes to the same version, a
 * side says yes by its units, and silence is never consent.
 *
 *     struct cp_agreement what = { sides, units, n_sides, n_units };
 *     struct cp_agreed is;
 *     cp_agree(&is, arena, &what);
 *     ... is.result, is.sides[s], is.units[u], is.why ...
 *
 * A member unit is a community, whose people answer one by one; a role unit
 * is an organisation, which speaks with one accountable voice.
 *
 * People get wrong: numbers are never added across sides, and not over the
 * units of a side either: who is in two communities of a side is counted once
 * in `people`, with their most cautious answer. And a result with a
 * qualification (for now, without) is never shown as "agreed" alone.
 *
 * Shape   whole numbers only; counts are 0 to CP_AGREEMENT_MOST
 * Repeat  to the bit; the order of sides and units changes no state
 */
#ifndef ENGINE_AGREEMENT_AGREEMENT_H
#define ENGINE_AGREEMENT_AGREEMENT_H

#include "base/arena.h"

#define CP_AGREEMENT_MOST INT64_C(1'000'000'000'000)
enum {
    CP_AGREEMENT_SHARE_MOST = 1'000'000, /* of a stricter share's terms */
    CP_AGREEMENT_DECLARED = 12,  /* least heard where size is not known */
    CP_AGREEMENT_ROUNDS = 2,     /* of outreach, before "for now" */
    CP_AGREEMENT_ROUTES = 3,
};

enum cp_unit_kind { CP_UNIT_MEMBERS, CP_UNIT_ROLE };

enum cp_position {
    CP_POSITION_NONE, /* silence */
    CP_POSITION_AGREE,
    CP_POSITION_LIVE,
    CP_POSITION_OBJECT,
    CP_POSITION_STAND_ASIDE,
};

/* An objection of a member unit: backers are people of this unit whose answer
 * is to object and who named it, the objector first. */
struct cp_agreement_objection {
    int64_t n_backers;
    bool has_reason, is_safety, is_closed;
};

struct cp_agreement_unit {
    int32_t side;
    enum cp_unit_kind kind;
    /* of a member unit */
    bool is_open;        /* how many belong to it is not known */
    int64_t n_members;   /* where it is known */
    int64_t declared;    /* least to be heard of an open one; 0: 12 */
    int64_t own_quorum;  /* stricter than the rule's; 0: the rule's */
    int64_t share, of;   /* stricter than two thirds; 0, 0: the rule's */
    int64_t n_agree, n_live, n_object, n_unsure;
    bool stands_aside;
    int64_t outreach_rounds, outreach_routes;
    const struct cp_agreement_objection *objections;
    ptrdiff_t n_objections;
    /* of a role unit */
    enum cp_position position;
};

/* All people of a side's member units, each once. */
struct cp_agreement_side {
    int64_t people_agree, people_live, people_object;
};

struct cp_agreement {
    const struct cp_agreement_side *sides;
    const struct cp_agreement_unit *units; /* of any side, in any order */
    int32_t n_sides, n_units;
};

enum cp_unit_state {
    CP_UNIT_OBJECTS,
    CP_UNIT_STANDS_ASIDE,
    CP_UNIT_NOT_HEARD,
    CP_UNIT_CONSENTS,
    CP_UNIT_UNDECIDED,
};
enum { CP_UNIT_STATES = CP_UNIT_UNDECIDED + 1 };

enum cp_side_state { /* the first that holds */
    CP_SIDE_EMPTY,
    CP_SIDE_NOT_YET,
    CP_SIDE_TALKING,
    CP_SIDE_WAITING,
    CP_SIDE_STANDS_ASIDE,
    CP_SIDE_NOT_HEARD,
    CP_SIDE_DIVIDED,
    CP_SIDE_YES_FOR_NOW,
    CP_SIDE_GAPS,
    CP_SIDE_YES,
};
enum { CP_SIDE_STATES = CP_SIDE_YES + 1 };

enum cp_agreement_result {
    CP_RESULT_NOT_READY,
    CP_RESULT_OBJECTION_OPEN,
    CP_RESULT_STILL_TALKING,
    CP_RESULT_WAITING,
    CP_RESULT_GAPS, /* in who was heard */
    CP_RESULT_AGREED_FOR_NOW,
    CP_RESULT_AGREED_WITHOUT,
    CP_RESULT_AGREED,
    /* ends of an asking that no count gives: life.h */
    CP_RESULT_NOT_AGREED,
    CP_RESULT_WITHDRAWN,
};
enum { CP_RESULTS = CP_RESULT_WITHDRAWN + 1 };

/* Why a state is what it is, for a page to say in words: a code, and the
 * numbers n, of, wanted as it has them. */
enum cp_why {
    /* of a unit */
    CP_WHY_SAFETY_OBJECTION, /* objection */
    CP_WHY_OBJECTION,        /* objection; n backers of the heard, wanted */
    CP_WHY_STOOD_ASIDE,
    CP_WHY_TOO_FEW_HEARD,    /* n heard, wanted; of members, -1: not known */
    CP_WHY_ONLY_UNSURE,      /* n unsure */
    CP_WHY_ENOUGH_ACCEPT,    /* n accept of those with a view, wanted */
    CP_WHY_MANY_OBJECT,      /* n object of those with a view */
    CP_WHY_FEW_ACCEPT,       /* n accept of those with a view, wanted */
    CP_WHY_MANY_UNSURE,      /* n unsure, of: accept */
    CP_WHY_ROLE_OBJECTS,
    CP_WHY_ROLE_SILENT,
    CP_WHY_ROLE_ACCEPTS,
    /* of a side: unit is the first that makes it so, n how many do */
    CP_WHY_NO_UNIT,
    CP_WHY_UNIT_EMPTY,
    CP_WHY_UNIT_OBJECTS,
    CP_WHY_UNIT_UNDECIDED,
    CP_WHY_UNIT_SILENT,
    CP_WHY_ALL_STAND_ASIDE,
    CP_WHY_NO_COMMUNITY_HEARD,    /* none consents, and n were not heard */
    CP_WHY_NO_COMMUNITY_CONSENTS,
    CP_WHY_PEOPLE_DIVIDED,  /* n accept, of: object; each person once */
    CP_WHY_REACHED_OUT,     /* to all that were not heard; n of them */
    CP_WHY_OUTREACH_SHORT,  /* n rounds, of routes on record for the unit */
    CP_WHY_FEW_COMMUNITIES, /* n consent of the member units; not half */
    CP_WHY_SIDE_YES,
    /* of the whole: side is the first that makes it so, n how many do */
    CP_WHY_FEW_SIDES,
    CP_WHY_SIDE_EMPTY,
    CP_WHY_SIDE_NOT_YET,
    CP_WHY_SIDE_TALKING,
    CP_WHY_SIDE_WAITING,
    CP_WHY_SIDE_DIVIDED,
    CP_WHY_SIDE_NOT_HEARD,
    CP_WHY_FEW_SAY_YES, /* n of the sides: nobody to agree with */
    CP_WHY_SIDE_GAPS,
    CP_WHY_SIDE_FOR_NOW,
    CP_WHY_SIDE_ASIDE,
    CP_WHY_ALL_YES,
};
enum { CP_WHYS = CP_WHY_ALL_YES + 1 };
struct cp_agreement_why {
    enum cp_why why;
    int32_t side, unit, objection; /* -1: none */
    int64_t n, of, wanted;
};

struct cp_agreed {
    enum cp_agreement_result result;
    struct cp_agreement_why why;
    enum cp_side_state *sides;
    struct cp_agreement_why *side_why;
    enum cp_unit_state *units;
    struct cp_agreement_why *unit_why;
};

/* How many of n members must be heard; `declared` counts where n is not known
 * (n < 0).
 * Source  min(n, max(3, ceil(sqrt(n)))), by whole numbers
 * Check   cp_agree_check */
int64_t cp_agreement_quorum(int64_t n_members, int64_t declared);
/* The same of a unit, with its own.
 * Source  the greater
 * Check   cp_agree_check */
int64_t cp_agreement_unit_quorum(const struct cp_agreement_unit *unit);

/* How many backers adopt an objection where so many were heard.
 * Source  1 below 4, 2 below 8, then a quarter
 * Check   cp_agree_check */
int64_t cp_agreement_backing(int64_t n_heard);
/* Source  open, with a reason, and backed; or of safety or rights
 * Check   cp_agree_check */
bool cp_agreement_is_adopted(
    const struct cp_agreement_objection *objection, int64_t n_heard);

/* May it be asked? Counts in range, sides that exist, shares and quorums that
 * are not looser than the rule.
 *
 * Errors  ERR_BAD_INPUT, with the unit's number in `at` (-1: none)
 * Source  the definition
 * Check   by itself */
enum err cp_agreement_valid(
    const struct cp_agreement *what, int32_t *at, struct why *why);

/* Shape   what cp_agreement_valid takes
 * Memory  the arena: a few words a unit
 * Cost    linear in units and objections; 20 us for 1,000 units
 * Source  consent as in sociocracy, by the tables of this header's states
 * Check   cp_agree_check */
void cp_agree(
    struct cp_agreed *to, struct arena *a, const struct cp_agreement *what);

/* The same rule in its second form: truth tables over what holds, of which
 * exactly one row may fit. Only the states, not the reasons.
 *
 * Errors  false, and why
 * Memory  none
 * Cost    units times sides
 * Source  the rule's tables, row by row */
bool cp_agree_check(const struct cp_agreement *what,
    const struct cp_agreed *is, struct why *why);

#endif
