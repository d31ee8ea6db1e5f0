#include "keep/keep_routes.h"

#include "keep/person_data.h"
#include "keep/thread.h"

static const struct route keep_routes[] = {
    ROUTE(GET, "/thread/:kind/:key", thread_show, ANYONE,
        "Where a thing comes from and what came of it"),
    ROUTE(GET, "/thread/:kind/:key/all", thread_all_show, ANYONE,
        "All links of one thing"),
    ROUTE_OF(GET, "/thread/:kind/:key/link", thread_link_show, GUEST, "*",
        "Link a thing with another"),
    ROUTE_OF(POST, "/thread/:kind/:key/link", thread_link_send, GUEST, "*",
        "Keep the link"),
    ROUTE_OF(POST, "/thread/:kind/:key/remove/:link", thread_remove_send, GUEST,
        "*", "Take a link away"),
    ROUTES_END,
};

static const struct sheet *const keep_sheets[] = { NULL };

static const struct command keep_commands[] = { { .name = NULL } };

/* What any room may send. */
static const struct mail_kind keep_mails[] = {
    { .kind = "sign-in", .word = N_("Links to sign in"), .must_have = true },
    { .kind = "security",
        .word = N_("What touches the safety of your account"),
        .must_have = true },
    { .kind = "invitation", .word = N_("Invitations") },
    { .kind = "request", .word = N_("Requests to join, and their answers") },
    { .kind = "membership", .word = N_("What you are a member of") },
    { .kind = "change", .word = N_("Changes to what you wrote") },
    { .kind = "translation", .word = N_("Translations") },
    { .kind = "questionnaire", .word = N_("Questionnaires to answer") },
    { .kind = "reminder", .word = N_("Reminders") },
    { .kind = "coordination", .word = N_("What coordinators see to") },
    { .kind = NULL },
};

const struct door keep_door = {
    .room = "keep",
    .sheets = keep_sheets,
    .routes = keep_routes,
    .commands = keep_commands,
    .export_person = keep_export_person,
    .erase_person = keep_erase_person,
    .forget = keep_forget,
    .mails = keep_mails,
    .also_import = thread_import,
    .also_export = thread_export,
    .check = thread_check,
};
