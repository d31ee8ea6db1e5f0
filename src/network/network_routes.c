#include "network/network_routes.h"

#include "network/admin_pages.h"
#include "network/network.h"
#include "network/network_about.h"
#include "network/network_check.h"
#include "network/network_data.h"
#include "network/network_sheet.h"
#include "network/request_note.h"

const struct route network_routes[] = {
    ROUTE(GET, "/", front_show, ANYONE,
        "What this network is, its partnerships on a map"),
    ROUTE(GET, "/about", about_show, ANYONE, "About this network"),
    ROUTE(GET, "/partnership", partnership_list_show, ANYONE,
        "Partnerships: search and directory"),
    ROUTE(GET, "/partnership.csv", partnership_list_csv, ANYONE,
        "The same list as CSV, 1,000 rows at most"),
    ROUTE(GET, "/partnership/:key", partnership_show, ANYONE,
        "A partnership with its sides beside each other"),
    ROUTE(GET, "/organisation", organisation_list_show, ANYONE,
        "Organisations: search and directory"),
    ROUTE(GET, "/organisation.csv", organisation_list_csv, ANYONE,
        "The same list as CSV, 1,000 rows at most"),
    ROUTE(GET, "/organisation/:key", organisation_show, ANYONE,
        "An organisation and its partnerships"),
    ROUTE(
        GET, "/place", place_list_show, ANYONE, "Places: search and directory"),
    ROUTE(GET, "/place.csv", place_list_csv, ANYONE,
        "The same list as CSV, 1,000 rows at most"),
    ROUTE(GET, "/place/:key", place_show, ANYONE, "A place and what is there"),
    ROUTE(GET, "/programme/:key", programme_show, ANYONE,
        "A programme: who pays, for what"),
    ROUTE_OF(GET, "/partnership/:key/people", partnership_people_show,
        FACILITATOR, "partnership", "Who is in a partnership, side by side"),
    ROUTE_OF(GET, "/partnership/:key/people.csv", partnership_people_csv,
        FACILITATOR, "partnership", "The same list as CSV, 1,000 rows at most"),
    ROUTE_OF(POST, "/partnership/:key/people", partnership_people_send,
        FACILITATOR, "partnership", "Invite somebody into it"),
    ROUTE(GET, "/admin/people/invite", admin_invite_show, COORDINATOR,
        "Invite somebody"),
    ROUTE(POST, "/admin/people/invite", admin_invite_send, COORDINATOR,
        "Send the invitation"),
    ROUTE(GET, "/admin/people/:key/role", admin_role_show, COORDINATOR,
        "Give somebody a role"),
    ROUTE(POST, "/admin/people/:key/role", admin_role_send, COORDINATOR,
        "Save it"),
    ROUTE(GET, "/admin/people/list", admin_list_show, COORDINATOR,
        "Invite from a list"),
    ROUTE(POST, "/admin/people/list", admin_list_send, COORDINATOR,
        "Try the list, or invite all on it"),
    ROUTE(GET, "/person/:key", person_show, ANYONE,
        "What a person shows of themselves to whoever asks"),
    ROUTE(GET, "/me/affiliation", affiliations_show, PERSON,
        "Where I work; looking for an organisation"),
    ROUTE(GET, "/me/affiliation/new/:key", affiliation_new_show, PERSON,
        "That I work for this organisation"),
    ROUTE(POST, "/me/affiliation/new/:key", affiliation_new_send, PERSON,
        "Save it"),
    ROUTE(POST, "/me/affiliation/:key/end", affiliation_end_send, PERSON,
        "I no longer work there"),
    ROUTE(GET, "/join", join_show, ANYONE, "Is your region interested?"),
    ROUTE(POST, "/join", join_send, ANYONE,
        "Leave a request for the coordinator"),
    ROUTE(GET, "/join/thanks", join_thanks, ANYONE, "After a request was left"),
    ROUTE(GET, "/admin", admin_show, COORDINATOR,
        "What there is to see to, and what was done last"),
    ROUTE(GET, "/admin/audit", audit_show, COORDINATOR,
        "The audit log: who did what to which"),
    ROUTE(GET, "/admin/audit.csv", audit_csv, COORDINATOR,
        "The same as CSV, 1,000 rows at most"),
    ROUTE(
        GET, "/admin/requests", requests_show, COORDINATOR, "Requests to join"),
    ROUTE(GET, "/admin/requests.csv", requests_csv, COORDINATOR,
        "The same list as CSV, 1,000 rows at most"),
    ROUTE(GET, "/admin/requests/:key", request_show, COORDINATOR,
        "A request to join"),
    ROUTE(POST, "/admin/requests/:key", request_send, COORDINATOR,
        "Note that it was answered or declined, and why"),
    ROUTES_END,
};

static const struct mail_kind network_mails[] = {
    { .kind = "request",
        .word = N_("Requests to join, and their answers"),
        .receive = request_note_receive },
    { .kind = NULL },
};

const struct door network_door = {
    .room = "network",
    .sheets = network_sheets,
    .routes = network_routes,
    .commands = network_commands,
    .things = network_things,
    .mails = network_mails,
    .also_import = network_about_import,
    .also_export = network_about_export,
    .check = network_check,
    .parts = network_parts,
};
