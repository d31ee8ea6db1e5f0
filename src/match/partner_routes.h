/* The handlers of looking for a partner. */
#ifndef MATCH_PARTNER_ROUTES_H
#define MATCH_PARTNER_ROUTES_H

#include "keep/door.h"

handler partner_show, partner_csv, partner_of_show, listing_show,
    listing_partners_show, listing_partners_csv;
handler letter_write_show, letter_write_send, letters_show, letter_show,
    letter_answer_send, letter_propose_show, letter_propose_send,
    letters_admin_show, letter_partnership_send, letter_decline_show,
    letter_decline_send;
handler meetings_list_show, meetings_show, meetings_solve_send,
    meetings_offer_send, meetings_end_send, meetings_csv, meetings_mine_show,
    meetings_mine_csv, meetings_join_send, meeting_show, meeting_send;
handler help_show, help_send, needs_show, need_show, helpers_show, helpers_csv,
    helper_ask_show, helper_ask_send, helper_asked_show, helper_asked_send;

#endif
