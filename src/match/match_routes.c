/* What the house knows of this room. Each part has its lines: rounds, pairs,
 * calls and groups, partners. */
#include "match/match_routes.h"

#include "match/match_inside.h"
#include "match/round.h"

static const struct route match_routes[] = {
    /* rounds */
    ROUTE_OF(GET, "/partnership/:key/rounds", round_list_show, GUEST,
        "partnership", "Its rounds of pairs"),
    ROUTE_OF(GET, "/round/:key", round_show, GUEST, "match_round",
        "A round: who takes part, where it stands, what came out"),
    ROUTE(GET, "/me/match", my_match_show, PERSON, "My rounds and pairs"),
    ROUTES_END,
};

/* What another names comes before it. */
static const struct sheet *const match_sheets[] = { &match_round_sheet,
    &match_person_sheet, NULL };

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
    { .on = NULL },
};

const struct door match_door = {
    .room = "match",
    .sheets = match_sheets,
    .routes = match_routes,
    .commands = match_commands,
    .things = match_things,
    .links = match_links,
};
