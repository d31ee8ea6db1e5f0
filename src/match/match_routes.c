/* What the house knows of this room. Each part has its lines: rounds, pairs,
 * calls and groups, partners. */
#include "match/match_routes.h"

#include "match/match_inside.h"
#include "match/pair.h"
#include "match/partner_letter.h"
#include "match/partner_routes.h"
#include "match/round.h"

static const struct route match_routes[] = {
    /* rounds */
    ROUTE_OF(GET, "/partnership/:key/rounds", round_list_show, GUEST,
        "partnership", "Its rounds of pairs"),
    ROUTE_OF(GET, "/round/:key", round_show, GUEST, "match_round",
        "A round: who takes part, where it stands, what came out"),
    ROUTE(GET, "/me/match", my_match_show, PERSON, "My rounds and pairs"),
    /* pairs */
    ROUTE_OF(GET, "/pair/:key", pair_show, GUEST, "match_pair",
        "A pair: who, why, what they do together"),
    ROUTE_OF(POST, "/pair/:key/offer", pair_offer_send, FACILITATOR,
        "match_pair", "Stand by a proposed pair: its people are asked"),
    ROUTE_OF(POST, "/pair/:key/withdraw", pair_withdraw_send, FACILITATOR,
        "match_pair", "Take an offer back"),
    ROUTE_OF(POST, "/pair/:key/answer", pair_answer_send, MEMBER, "match_pair",
        "Say yes or no to a pair"),
    ROUTE_OF(POST, "/pair/:key/meeting", pair_meeting_send, MEMBER,
        "match_pair", "Note a meeting"),
    ROUTE_OF(POST, "/pair/:key/meeting/:part/remove", pair_meeting_remove_send,
        MEMBER, "match_pair", "Take a meeting away"),
    ROUTE_OF(POST, "/pair/:key/reflection", pair_reflect_send, MEMBER,
        "match_pair", "Write down what one thinks of it"),
    ROUTE_OF(POST, "/pair/:key/reflection/:part/remove",
        pair_reflect_remove_send, MEMBER, "match_pair",
        "Take one's own words away"),
    ROUTE_OF(POST, "/pair/:key/end", pair_end_send, MEMBER, "match_pair",
        "End a pair"),
    ROUTE_OF(GET, "/pair/:key/calendar.ics", pair_calendar, GUEST,
        "match_pair", "Its meetings as a calendar"),
    ROUTE(GET, "/me/pairs", my_pairs_show, PERSON, "My pairs"),
    ROUTE_OF(GET, "/partnership/:key/pairs", partnership_pairs_show,
        FACILITATOR, "partnership", "Its pairs, for facilitators"),
    ROUTE_OF(GET, "/partnership/:key/pairs.csv", partnership_pairs_csv,
        FACILITATOR, "partnership", "The same as CSV, 1,000 rows at most"),

    /* looking for a partner */
    ROUTE(GET, "/partner", partner_show, ANYONE,
        "Who looks for a partner; who fits, for a question"),
    ROUTE(GET, "/partner.csv", partner_csv, ANYONE,
        "Who looks for a partner, as CSV, 1,000 rows at most"),
    ROUTE(GET, "/partner/organisation/:key", partner_of_show, ANYONE,
        "Of an organisation: what it has and seeks"),
    ROUTE_OF(GET, "/listing/:key", listing_show, ANYONE, "listing",
        "What an organisation has and seeks"),
    ROUTE_OF(GET, "/listing/:key/partners", listing_partners_show, MEMBER,
        "listing", "Who fits, both ways, and why"),
    ROUTE_OF(GET, "/listing/:key/partners.csv", listing_partners_csv, MEMBER,
        "listing", "The same as CSV"),
    ROUTE_OF(GET, "/listing/:key/write/:to", letter_write_show, MEMBER,
        "listing", "Write to another organisation that looks for a partner"),
    ROUTE_OF(POST, "/listing/:key/write/:to", letter_write_send, MEMBER,
        "listing", "Send the letter"),
    ROUTE_OF(GET, "/listing/:key/letters", letters_show, MEMBER, "listing",
        "Letters that came and went"),
    ROUTE_OF(GET, "/listing/:key/letters/:letter", letter_show, MEMBER,
        "listing", "A letter that came"),
    ROUTE_OF(POST, "/listing/:key/letters/:letter", letter_answer_send, MEMBER,
        "listing", "Say yes or no to a letter"),
    ROUTE(GET, "/admin/letters", letters_admin_show, COORDINATOR,
        "Letters between organisations that look for a partner"),
    ROUTE(POST, "/admin/letters/:key/partnership", letter_partnership_send,
        COORDINATOR, "Make a partnership of the two who said yes"),
    ROUTES_END,
};

/* What another names comes before it. */
static const struct sheet *const match_sheets[] = { &match_round_sheet,
    &match_person_sheet, &listing_sheet, NULL };

static const struct thing_kind match_things[] = {
    { .kind = "match_round",
        .word = N_("Round of pairs"),
        .path = "/round",
        .line = &match_round_line_query,
        .sheet = &match_round_sheet,
        .within_kind = "partnership",
        .editor = WHO_FACILITATOR,
        .maker = WHO_FACILITATOR },
    { .kind = "match_person",
        .word = N_("Somebody in a round"),
        .line = &match_person_line_query,
        .sheet = &match_person_sheet,
        .within_kind = "match_round",
        .editor = WHO_FACILITATOR,
        .maker = WHO_FACILITATOR },
    { .kind = "match_pair",
        .word = N_("Pair"),
        .path = "/pair",
        .line = &match_pair_line_query,
        .within_kind = "match_round",
        .editor = WHO_MEMBER,
        .maker = WHO_FACILITATOR },
    { .kind = "listing",
        .word = N_("Looking for a partner"),
        .path = "/listing",
        .line = &listing_line_of_query,
        .sheet = &listing_sheet,
        .within_kind = "organisation",
        .editor = WHO_MEMBER,
        .maker = WHO_MEMBER },
    { .kind = NULL },
};

static const struct mail_kind match_mails[] = {
    { .kind = "pair", .word = N_("Your counterpart: offers and answers") },
    { .kind = "partner-letter",
        .word = N_("Letters from those who look for a partner") },
    { .kind = NULL },
};

static const struct door_link match_links[] = {
    { .on = "partnership",
        .label = N_("Counterparts"),
        .path = "/partnership/%/rounds",
        .least = WHO_GUEST },
    { .on = "me",
        .label = N_("My rounds and pairs"),
        .path = "/me/match",
        .least = WHO_PERSON },
    { .on = "organisation",
        .label = N_("Looking for a partner"),
        .path = "/partner/organisation/%",
        .least = WHO_ANYONE },
    { .on = NULL },
};

const struct door match_door = {
    .room = "match",
    .sheets = match_sheets,
    .routes = match_routes,
    .commands = match_commands,
    .things = match_things,
    .mails = match_mails,
    .links = match_links,
    .export_person = match_export_person,
    .erase_person = match_erase_person,
};
