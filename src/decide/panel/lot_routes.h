/* The routes of panels: lines of the room's table in decide_routes.c. */
#ifndef DECIDE_LOT_ROUTES_H
#define DECIDE_LOT_ROUTES_H

#define LOT_ROUTES                                                             \
    ROUTE(GET, "/panels", lots_register_show, ANYONE,                          \
        "Panels that were drawn by lot, or will be"),                          \
        ROUTE_OF(GET, "/partnership/:key/panels", lots_show, ANYONE,           \
            "partnership", "Its panels drawn by lot"),                         \
        ROUTE_OF(POST, "/partnership/:key/panels", lots_send, FACILITATOR,     \
            "partnership", "Begin a panel"),                                   \
        ROUTE_OF(GET, "/partnership/:key/panels.csv", lots_csv, ANYONE,        \
            "partnership", "Its panels, as CSV"),                              \
        ROUTE_OF(GET, "/panel/:key", lot_show, ANYONE, "panel",                \
            "A panel: what it is for, its quotas, its draws and how to check " \
            "them"),                                                           \
        ROUTE_OF(GET, "/panel/:key/edit", lot_edit_show, FACILITATOR, "panel", \
            "Change it, before it is open"),                                   \
        ROUTE_OF(POST, "/panel/:key/edit", lot_edit_send, FACILITATOR,         \
            "panel", "Save what was changed"),                                 \
        ROUTE_OF(POST, "/panel/:key/open", lot_open_send, FACILITATOR,         \
            "panel", "Open it: people may volunteer"),                         \
        ROUTE_OF(POST, "/panel/:key/freeze", lot_freeze_send, FACILITATOR,     \
            "panel", "Close volunteering, and have the list of panels made"),  \
        ROUTE_OF(POST, "/panel/:key/way", lot_way_send, FACILITATOR, "panel",  \
            "Take a change of quotas that would do, with a reason"),           \
        ROUTE_OF(POST, "/panel/:key/again", lot_again_send, FACILITATOR,       \
            "panel", "Have a new list made, with a reason"),                   \
        ROUTE_OF(POST, "/panel/:key/source", lot_source_send, FACILITATOR,     \
            "panel", "Say where the public number will come from, and when"),  \
        ROUTE_OF(POST, "/panel/:key/draw", lot_draw_send, FACILITATOR,         \
            "panel", "Enter the public number: the panel is drawn"),           \
        ROUTE_OF(POST, "/panel/:key/confirm", lot_confirm_send, FACILITATOR,   \
            "panel", "Confirm what was drawn"),                                \
        ROUTE_OF(GET, "/panel/:key/file/:number/:name", lot_file_show, ANYONE, \
            "panel", "The published list of panels, and its quotas"),          \
        ROUTE_OF(GET, "/panel/:key/proof/:number/:name", lot_proof_show,       \
            FACILITATOR, "panel",                                              \
            "What proves the chances, for whoever audits"),                    \
        ROUTE_OF(GET, "/panel/:key/volunteer", lot_join_show, PERSON, "panel", \
            "Volunteer; one's own ticket and chance"),                         \
        ROUTE_OF(POST, "/panel/:key/volunteer", lot_join_send, PERSON,         \
            "panel", "Send it, or change it until the list is frozen"),        \
        ROUTE_OF(POST, "/panel/:key/volunteer/withdraw", lot_leave_send,       \
            PERSON, "panel", "Take oneself out"),                              \
        ROUTE_OF(GET, "/panel/:key/volunteer/about", lot_about_show, PERSON,   \
            "panel", "What a volunteer says about themselves, if they like"),  \
        ROUTE_OF(POST, "/panel/:key/volunteer/about", lot_about_send, PERSON,  \
            "panel", "Send what one says about oneself"),                      \
        ROUTE(GET, "/panel-slip/:code/about", lot_slip_about_show, ANYONE,     \
            "What its holder says about themselves, if they like"),            \
        ROUTE(POST, "/panel-slip/:code/about", lot_slip_about_send, ANYONE,    \
            "Send that, with a slip"),                                         \
        ROUTE_OF(POST, "/panel/:key/volunteer/reply", lot_reply_send, PERSON,  \
            "panel", "Accept, decline, or leave it"),                          \
        ROUTE_OF(GET, "/panel/:key/members", lot_members_show, FACILITATOR,    \
            "panel",                                                           \
            "Those who were drawn, by their tickets; replacements and "        \
            "reserves"),                                                       \
        ROUTE_OF(POST, "/panel/:key/members/:ticket", lot_reply_for_send,      \
            FACILITATOR, "panel", "Write down what somebody said on paper"),   \
        ROUTE_OF(POST, "/panel/:key/replace", lot_replace_send, FACILITATOR,   \
            "panel", "Have empty seats drawn again"),                          \
        ROUTE_OF(POST, "/panel/:key/reserves", lot_reserves_send, FACILITATOR, \
            "panel", "Have reserves drawn"),                                   \
        ROUTE_OF(POST, "/panel/:key/attendance", lot_attend_send, FACILITATOR, \
            "panel", "Who came on a day"),                                     \
        ROUTE_OF(POST, "/panel/:key/end", lot_end_send, FACILITATOR, "panel",  \
            "End it, with a reason"),                                          \
        ROUTE_OF(POST, "/panel/:key/remove", lot_remove_send, FACILITATOR,     \
            "panel", "Remove one that was never open"),                        \
        ROUTE_OF(GET, "/panel/:key/people", lot_people_show, FACILITATOR,      \
            "panel", "Volunteers whom somebody wrote down"),                   \
        ROUTE_OF(POST, "/panel/:key/people", lot_people_send, FACILITATOR,     \
            "panel", "Write somebody down who cannot"),                        \
        ROUTE_OF(POST, "/panel/:key/people/file", lot_people_file_send,        \
            FACILITATOR, "panel", "Take volunteers in from a CSV file"),       \
        ROUTE_OF(GET, "/panel/:key/letter.pdf", lot_letter_asked, ANYONE,      \
            "panel", "The letter that asks people, as PDF"),                   \
        ROUTE_OF(GET, "/panel/:key/volunteer/letter.pdf", lot_letter_mine,     \
            PERSON, "panel", "One's own letter, as PDF"),                      \
        ROUTE_OF(GET, "/panel/:key/people/:ticket/letter.pdf", lot_letter_of,  \
            FACILITATOR, "panel",                                              \
            "The letter to somebody without an account"),                      \
        ROUTE(GET, "/panel-slip/:code/letter.pdf", lot_slip_letter, ANYONE,    \
            "The letter of whoever holds a slip, as PDF"),                     \
        ROUTE(GET, "/panel-slip/:code", lot_slip_show, ANYONE,                 \
            "The same for whoever holds a slip"),                              \
        ROUTE(POST, "/panel-slip/:code", lot_slip_send, ANYONE,                \
            "Volunteer with a slip, or change it"),                            \
        ROUTE(POST, "/panel-slip/:code/withdraw", lot_slip_leave_send, ANYONE, \
            "Take oneself out, with a slip"),                                  \
        ROUTE(POST, "/panel-slip/:code/reply", lot_slip_reply_send, ANYONE,    \
            "Accept, decline or leave, with a slip")

#endif
