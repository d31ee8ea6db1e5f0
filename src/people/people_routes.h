/* The handlers of this room's routes: the table stands in people_routes.c. */
#ifndef PEOPLE_PEOPLE_ROUTES_H
#define PEOPLE_PEOPLE_ROUTES_H

#include "people/people.h"

handler welcome_show, welcome_send;
handler sign_in_show, sign_in_send, sign_out_send;
handler sign_in_link_ask_show, sign_in_link_ask_send, sign_in_sent_show;
handler sign_in_link_show, sign_in_link_send;
handler slip_ask_show, slip_ask_send, slip_show, slip_send, slip_name_show;
handler slip_network_show, slip_network_send, slip_network_take_back;
handler slip_sheets_show, slip_sheets_send, slip_sheet_take_back_send;
handler two_step_show, two_step_begin_send, two_step_confirm_send;
handler two_step_change_send;
handler recover_show, recover_send;
handler recover_agree_send, recover_hand_send, recover_refuse_send;
handler sign_in_code_show, sign_in_code_send;
handler me_show, me_language_send, me_session_send, me_sessions_send;
handler password_show, password_send;
handler profile_show, profile_send;
handler admin_people_show, admin_people_csv, admin_person_show;
handler admin_waiting_show;
handler admin_again_send, admin_back_send;
handler membership_show, membership_end_send, membership_again_send;
handler membership_back_send;
handler my_roles_show, my_role_end_send;

extern const struct sheet *const people_sheets[];
extern const struct route people_routes[];
extern const struct thing_kind people_things[];
extern const struct command people_commands[];
enum err cmd_slips(struct command_call *call, struct why *why);
extern const struct mail_kind people_mails[];

#endif
