#include "people/people_routes.h"

#include "people/people_data.h"

const struct route people_routes[] = {
    ROUTE(GET, "/welcome/:token", welcome_show, ANYONE,
        "A link that was sent: the form to choose a password"),
    ROUTE(POST, "/welcome/:token", welcome_send, ANYONE,
        "Choose a password; the link is taken"),
    ROUTE(GET, "/sign-in", sign_in_show, ANYONE, "Sign in"),
    ROUTE(POST, "/sign-in", sign_in_send, ANYONE,
        "Begin a session, with a password"),
    ROUTE(POST, "/sign-out", sign_out_send, PERSON, "End this session"),
    ROUTE(GET, "/me", me_show, PERSON,
        "Who I am, my language, where I am signed in"),
    ROUTE(POST, "/me/language", me_language_send, PERSON,
        "In which language pages come"),
    ROUTE(POST, "/me/session/:key", me_session_send, PERSON,
        "End one of my sessions"),
    ROUTE(POST, "/me/sessions", me_sessions_send, PERSON,
        "End all my sessions but this one"),
    ROUTE(GET, "/me/password", password_show, PERSON, "Another password"),
    ROUTE(POST, "/me/password", password_send, PERSON,
        "Save it; my other sessions end"),
    ROUTE(GET, "/me/profile", profile_show, PERSON,
        "What I show of myself, and to whom"),
    ROUTE(POST, "/me/profile", profile_send, PERSON, "Save it"),
    ROUTES_END,
};

const struct door people_door = {
    .room = "people",
    .sheets = people_sheets,
    .routes = people_routes,
    .commands = people_commands,
    .things = people_things,
    .export_person = people_export_person,
    .erase_person = people_erase_person,
    .forget = people_forget,
};
