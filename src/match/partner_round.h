/* Inside this room: rounds of first meetings. Organisations of two sides say
 * how many others they can meet; the machine finds as many meetings as there
 * can be, a coordinator stands by them, and each of both says yes or no.
 *
 * People get wrong: until a coordinator offered them nobody else sees what
 * the machine proposed, and each organisation sees its own meetings alone. */
#ifndef MATCH_PARTNER_ROUND_H
#define MATCH_PARTNER_ROUND_H

#include "base/json.h"
#include "match/partner.h"
#include "match/partner_round.sql.h"

enum {
    PARTNER_SEATS_MAX = 200, /* of both sides */
    FIRST_MEETINGS_MAX = 3 * PARTNER_SEATS_MAX,
    MEETINGS_EACH = 3
};

extern const struct sheet partner_round_sheet, partner_seat_sheet;

struct seat {
    int64_t listing_id;
    int side, capacity;
    text name;
    const struct listing_card *card;
    struct cp_seeker seeker;
    int n_meetings;
};
struct meeting_round {
    struct partner_round row;
    struct partner_round_state state; /* open, when none was kept */
    struct seat *seats;
    ptrdiff_t n_seats;
    struct partner_meeting_row *meetings;
    ptrdiff_t n_meetings;
};
/* With who takes part and what was found; with_cards: what they have and
 * seek too. ERR_NOT_FOUND: there is no such round. */
enum err meeting_round_load(struct db *db, struct arena *a, int64_t id,
    bool with_cards, struct meeting_round *round);
const struct seat *meeting_seat(
    const struct meeting_round *round, int64_t listing_id);

bool meeting_side_has_any(const struct meeting_round *round, int side);

/* partner_solve.c: as many meetings as there can be, the best worst one, the
 * best total, in as few slots as can be; proved before it is kept.
 * ERR_BAD_INPUT: somebody takes part on one side only. */
struct meeting_found {
    struct partner_meeting_row *meetings; /* by slot */
    ptrdiff_t n;
    struct partner_round_state state;
};
enum err meetings_find(struct arena *a, const struct meeting_round *round,
    int64_t now, struct meeting_found *found);
/* Why two meet, as the first of them sees it. */
void meeting_why(const struct seat *who, const struct seat *other,
    struct partner_found *why);
/* The three best for who stays without: whoever fits and has no time left,
 * then those who come nearest. */
ptrdiff_t meetings_near(struct arena *a, const struct meeting_round *round,
    const struct seat *who, struct partner_found *near);

const char *meeting_status_word(text status);
text meetings_address(struct arena *a, int64_t id, const char *what);
text meetings_of_address(struct arena *a, int64_t listing_id, int64_t round_id);
text meeting_answer_address(
    struct arena *a, int64_t listing_id, int64_t meeting_id);
text meetings_join_address(
    struct arena *a, int64_t listing_id, int64_t round_id);
const char *meeting_answer_word(text answer);

/* ---- What the templates are given ------------------------------------------
 */

struct meetings_list_page {
    struct partner_round_list_row *rows;
    ptrdiff_t n_rows;
    text make, next;
};
struct meetings_page {
    const struct meeting_round *round;
    const struct form *form;
    struct edit_links links;
    bool is_coordinator, may_join;
    struct partner_mine *mine; /* listings of who reads */
    ptrdiff_t n_mine;
};
struct meetings_mine_page { /* of one organisation */
    const struct meeting_round *round;
    const struct topics *topics;
    const struct seat *seat; /* NULL: it does not take part */
    const struct form *form; /* to join, or of the answer */
    text name;
    int64_t listing_id;
    bool may_join, is_offered;
    struct partner_found *why; /* of each of the round's meetings that is its */
    struct partner_found near[PARTNERS_NEAR_MAX];
    ptrdiff_t n_near;
    text csv;
};
struct meeting_page { /* to answer one */
    const struct meeting_round *round;
    const struct partner_meeting_row *meeting;
    const struct form *form;
    text other_name, back, address;
    text ours, theirs; /* answers */
};

enum err meetings_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
meetings_erase_person(struct db *writer, struct arena *a, int64_t person_id);

#endif
