/* What the house knows of this room. Each part has its lines. */
#include "mirror/mirror_routes.h"

#include "keep/file.h"
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
    ROUTE_OF(GET, "/board/:key/beside", beside_show, GUEST, "board",
        "The boards of all sides beside each other"),
    ROUTE_OF(GET, "/board/:key/beside.csv", beside_csv, GUEST, "board",
        "The same as CSV"),
    ROUTE_OF(GET, "/board/:key/themes", themes_show, MEMBER, "board",
        "Bring entries together in themes"),
    ROUTE_OF(POST, "/board/:key/themes", themes_send, MEMBER, "board",
        "Put entries into a theme"),
    ROUTE_OF(POST, "/board/:key/themes/:theme/remove", theme_remove_send,
        MEMBER, "board", "Take a theme apart"),
    ROUTE_OF(GET, "/entry/:key", entry_show, GUEST, "board_entry",
        "An entry: what shows it, what it answers, what came of it"),
    ROUTE_OF(POST, "/entry/:key", entry_change_send, GUEST, "board_entry",
        "Change one's own entry; facilitators of its side, any"),
    ROUTE_OF(POST, "/entry/:key/remove", entry_remove_send, GUEST,
        "board_entry", "Take it away, to the bin"),
    ROUTE_OF(POST, "/entry/:key/link", entry_link_send, GUEST, "board_entry",
        "Say which of another side's belongs to it"),
    { .method = WEB_POST,
        .path = "/entry/:key/photo",
        .handler = entry_photo_send,
        .who = WHO_GUEST,
        .of = "board_entry",
        .body_max = ((int64_t)FILE_MB_MAX + 1) << 20,
        .help = "Add a photo that shows it" },
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
        .path = "/entry",
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
