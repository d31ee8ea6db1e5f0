/* What the house knows of this room. Each part has its lines. */
#include "mirror/mirror_routes.h"

#include "mirror/board.h"

static const struct route mirror_routes[] = {
    /* boards */
    ROUTE_OF(GET, "/partnership/:key/boards", boards_show, GUEST, "partnership",
        "Its boards: each side's strengths, weaknesses, opportunities and "
        "challenges"),
    ROUTE_OF(POST, "/partnership/:key/boards", boards_send, FACILITATOR,
        "partnership", "Make a board for each side"),
    ROUTE_OF(GET, "/board/:key", board_show, GUEST, "board",
        "A side's board, and what can be done there"),
    ROUTE_OF(
        POST, "/board/:key/entry", entry_send, GUEST, "board", "Add an entry"),
    ROUTE_OF(POST, "/board/:key/entry/:entry/agree", entry_agree_send, GUEST,
        "board", "Agree with an entry, or no more"),
    ROUTE_OF(POST, "/board/:key/show", board_shown_send, FACILITATOR, "board",
        "Show it to the other sides, or no more"),
    ROUTES_END,
};

/* What another names comes before it. */
static const struct sheet *const mirror_sheets[] = { &board_template_sheet,
    &board_sheet, &board_theme_sheet, &board_entry_sheet, NULL };

static const struct thing_kind mirror_things[] = {
    { .kind = "board_template",
        .word = N_("Headings of boards"),
        .line = &board_template_line_query,
        .sheet = &board_template_sheet,
        .editor = WHO_COORDINATOR,
        .maker = WHO_COORDINATOR },
    { .kind = "board",
        .word = N_("Board"),
        .path = "/board",
        .line = &board_line_query,
        .sheet = &board_sheet,
        .within_kind = "side",
        .editor = WHO_FACILITATOR,
        .maker = WHO_FACILITATOR },
    { .kind = "board_theme",
        .word = N_("Theme of a board"),
        .line = &board_theme_line_query,
        .sheet = &board_theme_sheet,
        .within_kind = "board",
        .editor = WHO_FACILITATOR,
        .maker = WHO_FACILITATOR },
    { .kind = "board_entry",
        .word = N_("Entry on a board"),
        .line = &board_entry_line_query,
        .sheet = &board_entry_sheet,
        .within_kind = "board",
        .editor = WHO_FACILITATOR,
        .maker = WHO_FACILITATOR },
    { .kind = NULL },
};

static const struct door_link mirror_links[] = {
    { .on = "partnership",
        .label = N_("Boards beside each other"),
        .path = "/partnership/%/boards",
        .least = WHO_GUEST },
    { .on = NULL },
};

const struct door mirror_door = {
    .room = "mirror",
    .sheets = mirror_sheets,
    .routes = mirror_routes,
    .commands = mirror_commands,
    .things = mirror_things,
    .links = mirror_links,
    .export_person = mirror_export_person,
    .erase_person = mirror_erase_person,
    .forget_thing = mirror_forget_thing,
};
