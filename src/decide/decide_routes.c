/* The room's tables: its routes, its commands, its door. */
#include "decide/decide_routes.h"

#include "decide/decide.h"

static const struct sheet *const decide_sheets[] = { NULL };

static const struct route decide_routes[] = { ROUTES_END };

static const struct command decide_commands[] = {
    { "agreement", "FILE.json",
        "was it agreed between sides, and why: of counts, or of a log",
        cmd_agreement, .needs_no_data = true },
    { "panel", "PEOPLE.csv QUOTAS.csv --size N",
        "who is drawn by lot, with chances as equal as the quotas allow",
        cmd_panel, .needs_no_data = true },
    { "opinions", "VOTES.csv",
        "what people share and where they part, from short answers",
        cmd_opinions, .needs_no_data = true },
    { "heard", "PEOPLE.csv POPULATION.csv",
        "who took part against who lives there; small counts are hidden",
        cmd_heard, .needs_no_data = true },
    { .name = NULL },
};

const struct door decide_door = {
    .room = "decide",
    .sheets = decide_sheets,
    .routes = decide_routes,
    .commands = decide_commands,
};
