/* The room's tables: its routes, its commands, its door. */
#include "decide/decide_routes.h"

#include "decide/decide.h"

static const struct sheet *const decide_sheets[] = { NULL };

static const struct route decide_routes[] = { ROUTES_END };

static const struct command decide_commands[] = {
    { .name = NULL },
};

const struct door decide_door = {
    .room = "decide",
    .sheets = decide_sheets,
    .routes = decide_routes,
    .commands = decide_commands,
};
