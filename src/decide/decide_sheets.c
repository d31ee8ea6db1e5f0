/* What of the room goes out and comes in as files, in the order in which rows
 * refer to each other. */
#include "decide/decide_routes.h"

#include "decide/conversation/conversation.h"
#include "decide/conversation/made_answer.h"
#include "decide/forum/decision.h"
#include "decide/forum/sitting.h"
#include "decide/heard/about_inside.h"
#include "decide/heard/barrier.h"
#include "decide/heard/heard_count.h"
#include "decide/panel/made_panel.h"
#include "decide/proposal/proposal_sheet.h"
#include "decide/voice/voice.h"

const struct sheet *const decide_sheets[] = {
    /* conversations */
    &conversation_sheet,
    &conversation_unit_sheet,
    &statement_sheet,
    &statement_words_sheet,
    /* voices */
    &theme_sheet,
    &voice_sheet,
    &voice_words_sheet,
    &voice_theme_sheet,
    /* proposals */
    &proposal_sheet,
    &proposal_side_sheet,
    &proposal_unit_sheet,
    &proposal_version_sheet,
    /* panels */
    &panel_sheet,
    &panel_line_sheet,
    /* who was heard */
    &about_question_sheet,
    &about_group_sheet,
    &heard_gap_sheet,
    &support_offer_sheet,
    &barrier_step_sheet,
    /* meetings and decisions */
    &forum_sheet,
    &forum_seat_sheet,
    &forum_holder_sheet,
    &sitting_sheet,
    &sitting_item_sheet,
    &sitting_seat_sheet,
    &decision_sheet,
    &decision_line_sheet,
    &decision_body_sheet,
    /* made up, for an example */
    &made_answer_sheet,
    &made_volunteer_sheet,
    &made_draw_sheet,
    &made_step_sheet,
    NULL,
};
