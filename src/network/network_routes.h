/* The handlers of this room's routes: the table stands in network_routes.c. */
#ifndef NETWORK_NETWORK_ROUTES_H
#define NETWORK_NETWORK_ROUTES_H

#include "keep/door.h"

handler front_show, about_show;
handler place_list_show, place_list_csv, place_show;
handler organisation_list_show, organisation_list_csv, organisation_show;
handler partnership_list_show, partnership_list_csv, partnership_show;
handler programme_show;
handler person_show, affiliations_show, affiliation_new_show;
handler affiliation_new_send, affiliation_end_send;
handler partnership_people_show, partnership_people_send;
handler partnership_people_csv, requests_csv;
handler admin_invite_show, admin_invite_send;
handler admin_role_show, admin_role_send;
handler admin_list_show, admin_list_send;
handler join_show, join_send, join_thanks;
handler requests_show, request_show, request_send;

extern const struct route network_routes[];
extern const struct thing_kind network_things[];
extern const struct command network_commands[];

#endif
