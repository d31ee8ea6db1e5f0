#include "keep/keep_routes.h"

#include "keep/person_data.h"

static const struct route keep_routes[] = {
    ROUTES_END,
};

static const struct sheet *const keep_sheets[] = { NULL };

static const struct command keep_commands[] = { { .name = NULL } };

const struct door keep_door = {
    .room = "keep",
    .sheets = keep_sheets,
    .routes = keep_routes,
    .commands = keep_commands,
    .export_person = keep_export_person,
    .erase_person = keep_erase_person,
    .forget = keep_forget,
};
