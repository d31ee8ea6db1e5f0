/* The life of an asking: a log of events, from which every state is rebuilt.
 *
 *     struct cp_life life;
 *     enum err e = cp_life_open(&life, arena, &list, &why);
 *     ... for each entry of the log, in its order:
 *         enum cp_refusal no = cp_life_take(&life, &event);
 *     cp_life_now(&life, arena, &what);   as it stands now
 *     cp_life_result(&life, arena);       its end, or what it would be
 *
 * The list of sides and units is frozen when asking opens. An answer belongs
 * to the version that was on the page when it was given: an amendment of
 * substance makes a version that nobody has answered yet; wording only carries
 * answers over, unless a unit says within 7 days that it is not only wording.
 *
 * People get wrong: while answers are being given, what it would be is for
 * tests and for the close, never for a page. Until then a page says how many
 * units have been heard enough (cp_life_heard).
 *
 * Shape   persons and objections are numbers that mean nothing to strangers
 * Memory  the arena: some 80 bytes an answer
 * Repeat  to the bit: the log alone says all
 */
#ifndef ENGINE_AGREEMENT_LIFE_H
#define ENGINE_AGREEMENT_LIFE_H

#include "base/buf.h"
#include "engine/agreement/agreement.h"

/* What is frozen of a unit. */
struct cp_life_unit {
    int32_t side;
    enum cp_unit_kind kind;
    bool is_open;
    int64_t n_members, declared, own_quorum, share, of;
};
struct cp_life_list {
    const struct cp_life_unit *units;
    int32_t n_sides, n_units;
};

enum { CP_LIFE_OBJECTION_DAYS = 7, CP_LIFE_ROUNDS = 2,
    CP_LIFE_ROUTES = 62 /* kinds of outreach there may be */ };

enum cp_event_kind {
    CP_EVENT_ANSWER,          /* unit person version value */
    CP_EVENT_WITHDRAW_ANSWER, /* unit person */
    CP_EVENT_POSITION,        /* unit version value ground */
    CP_EVENT_OBJECTION,       /* unit person version objection has_reason
                               * is_safety: answers to object, too */
    CP_EVENT_BACK,            /* person version objection: answers too */
    CP_EVENT_OUTREACH,        /* unit number route */
    CP_EVENT_STAND_ASIDE,     /* unit: said so, by its own way, minuted */
    CP_EVENT_AMEND,           /* amend: makes the next version */
    CP_EVENT_NOT_ONLY_WORDING, /* unit version */
    CP_EVENT_CARVE_OUT,       /* unit: the next version is not for it */
    CP_EVENT_ANSWER_OBJECTION, /* objection: by amendment, reasons, ... */
    CP_EVENT_CLOSE_OBJECTION, /* objection by; person when it is known */
    CP_EVENT_CLOSE,           /* the closing date came */
    CP_EVENT_LATE_OBJECTION,  /* as objection, after "for now" */
    CP_EVENT_WITHDRAW,        /* the proposal */
    CP_EVENT_LIST,            /* a change of the list: always refused */
};
enum { CP_EVENTS = CP_EVENT_LIST + 1 };
/* "withdraw_answer": as it stands in logs and files.
 * Source agreement.md, section 5, and its life histories */
const char *cp_event_name(enum cp_event_kind kind);

enum cp_answer_value {
    CP_VALUE_NONE,
    CP_VALUE_AGREE,
    CP_VALUE_LIVE,
    CP_VALUE_OBJECT,
    CP_VALUE_UNSURE, /* of a position: stand aside */
};
enum cp_ground {
    CP_GROUND_NONE,
    CP_GROUND_LAW,
    CP_GROUND_MONEY,
    CP_GROUND_CLINICAL,
};
enum cp_amend { CP_AMEND_SUBSTANCE, CP_AMEND_WORDING, CP_AMEND_TRIAL };
enum cp_by {
    CP_BY_NOBODY,
    CP_BY_OBJECTOR,
    CP_BY_COMMUNITY, /* of the objector */
    CP_BY_LEAD,      /* for safeguarding or equality, named */
    CP_BY_PROPOSER,
    CP_BY_FACILITATOR,
    CP_BY_OTHER_SIDE,
};

struct cp_event {
    enum cp_event_kind kind;
    int32_t day; /* since 1970; 0: not known */
    int32_t unit;
    uint64_t person, objection;
    int32_t version; /* that was on the page; 0: the one there is */
    int value;       /* enum cp_answer_value, or cp_position of a position */
    enum cp_ground ground;
    enum cp_amend amend;
    enum cp_by by;
    int32_t number, route; /* of outreach: which round, which way */
    bool has_reason, is_safety;
};

enum cp_refusal {
    CP_REFUSED_NOT, /* taken */
    CP_REFUSED_ENDED,
    CP_REFUSED_FROZEN,        /* the list was, when asking opened */
    CP_REFUSED_NOT_LISTED,    /* no such unit */
    CP_REFUSED_NOT_PEOPLE,    /* an organisation answers by its position */
    CP_REFUSED_NOT_ROLE,      /* a community answers by its people */
    CP_REFUSED_OTHER_SIDE,    /* they answered on another side */
    CP_REFUSED_NO_VALUE,      /* no such answer */
    CP_REFUSED_NO_GROUND,     /* of an organisation that objects */
    CP_REFUSED_VERSION,       /* that is not there yet */
    CP_REFUSED_NO_ANSWER,     /* there is none to withdraw */
    CP_REFUSED_NO_OBJECTION,  /* none of this number */
    CP_REFUSED_SAME_OBJECTION, /* one of this number is there */
    CP_REFUSED_CLOSED,        /* that objection is */
    CP_REFUSED_OBJECTOR_ONLY, /* closes it */
    CP_REFUSED_LEAD_AND_OWN,  /* close one of safety: both of them */
    CP_REFUSED_NOT_WORDING,   /* that version was of substance */
    CP_REFUSED_TOO_LATE,      /* seven days are over */
    CP_REFUSED_NOT_FOR_NOW,   /* only that is reopened, by who was not heard */
    CP_REFUSED_NO_REASON,
};
enum { CP_REFUSALS = CP_REFUSED_NO_REASON + 1 };

struct cp_life {
    struct arena *arena;
    struct cp_life_list list;
    int32_t version, base, round; /* answers from `base` on count */
    bool is_ended;
    enum cp_agreement_result end; /* when it is */
    int32_t n_closes;
    struct life_inside *inside;
};

/* Errors  ERR_BAD_INPUT: the list, as cp_agreement_valid has it
 * Source  the definition
 * Check   by itself */
enum err cp_life_open(struct cp_life *life, struct arena *a,
    const struct cp_life_list *list, struct why *why);

/* One event; refused, it changes nothing, and why is the answer. A late
 * answer, to a version that was amended since, is taken and kept with it.
 *
 * Cost    constant on average, but a close counts all answers
 * Source  the life of a proposal, event by event
 * Check   known histories; the log replayed from its text */
enum cp_refusal cp_life_take(struct cp_life *life, const struct cp_event *e);

/* Counts of now, as the rule takes them. What is lent lives in `a`.
 *
 * Memory  the arena
 * Cost    linear in answers
 * Source  each answer to a version that counts, the last of each person
 * Check   counting the log over again, in the tests */
void cp_life_now(const struct cp_life *life, struct arena *a,
    struct cp_agreement *what);

/* Its end, or what the rule says of now.
 * Source  by itself
 * Check   known histories */
enum cp_agreement_result
cp_life_result(const struct cp_life *life, struct arena *a);

/* How many units were heard enough, which may be said before the close.
 * Source  quorum of each; a role by its position
 * Check   cp_agreement_unit_quorum */
int32_t cp_life_heard(const struct cp_life *life, struct arena *a);

/* What is known of an objection. */
struct cp_life_objection {
    uint64_t id;
    int32_t unit, version, day;
    int64_t n_backers;
    bool has_reason, is_safety, is_answered, is_closed, has_lead, has_own;
    bool counts; /* in the version that is asked */
};
/* In the order in which they were raised.
 * Memory  the arena
 * Source  by itself
 * Check   cp_life_now */
ptrdiff_t cp_life_objections(const struct cp_life *life, struct arena *a,
    struct cp_life_objection **to);

/* ---- The log's text and its chain
 * An entry is a line of words and numbers, "answer unit=3 person=71 ...", with
 * no personal text: only numbers. */

/* Shape   one line, without its end; parsing gives the same event back
 * Errors  ERR_BAD_INPUT: it is no such line, or not as it is printed
 * Source  by itself
 * Check   each other */
void cp_event_print(struct buf *out, const struct cp_event *e);
enum err cp_event_parse(struct cp_event *e, text line, struct why *why);
/* The list as text, a line a unit: what its hash is of.
 * Source  by itself */
void cp_life_list_print(struct buf *out, const struct cp_life_list *list);

enum { CP_CHAIN = 32 };
/* 32 bytes of hash over so many bytes: SHA-256 of the caller's library. */
typedef void cp_hash(
    void *context, const void *bytes, ptrdiff_t n, uint8_t to[CP_CHAIN]);
/* The next link: hash(link before, then the entry's text); 32 zeroes come
 * before the first, whose text is the list's.
 * Source  by itself
 * Check   by itself */
void cp_life_link(uint8_t link[CP_CHAIN], struct arena *a, text entry,
    cp_hash *hash, void *context);

#endif
