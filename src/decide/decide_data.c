/* What every part of the room does of itself: everything kept about one person
 * is handed out or erased, what hung on a thing that is gone goes, and what is
 * due by the clock is done. Each part has its line. */
#include "decide/conversation/conversation.h"
#include "decide/ground/ground.h"
#include "decide/ground/moderation.h"
#include "decide/forum/decision.h"
#include "decide/decide_routes.h"
#include "decide/panel/lot.h"
#include "decide/paragraph/paragraph.h"
#include "decide/forum/sitting.h"
#include "decide/heard/heard_count.h"
#include "decide/heard/access.h"
#include "decide/heard/barrier.h"
#include "decide/proposal/proposal.h"
#include "decide/proposal/proposal_clock.h"
#include "decide/voice/voice.h"
#include "decide/paragraph/proposal_text.h"
#include "decide/paragraph/proposal_words.h"

const struct door_part decide_parts[] = {
    /* proposals */
    { .export_person = proposal_export_person,
        .erase_person = proposal_erase_person,
        .forget_thing = proposal_forget_thing,
        .sweep = proposal_sweep },
    { .export_person = paragraph_export_person,
        .erase_person = paragraph_erase_person,
        .sweep = paragraphs_sweep },
    { .export_person = proposal_words_export_person,
        .erase_person = proposal_words_erase_person,
        .sweep = proposal_text_sweep },
    /* conversations */
    { .export_person = conversation_export_person,
        .erase_person = conversation_erase_person,
        .forget_thing = conversation_forget_thing,
        .sweep = conversation_sweep },
    /* what is decided of statements, and what people share */
    { .export_person = moderation_export_person,
        .erase_person = moderation_erase_person,
        .forget_thing = moderation_forget_thing },
    { .erase_person = ground_erase_person, .sweep = ground_sweep },
    /* voices */
    { .export_person = voice_export_person,
        .erase_person = voice_erase_person,
        .forget_thing = voice_forget_thing,
        .sweep = voice_sweep },
    /* panels */
    { .export_person = lot_export_person,
        .erase_person = lot_erase_person,
        .forget_thing = lot_forget_thing,
        .sweep = lot_sweep },
    /* who was heard */
    { .forget_thing = barrier_forget_thing, .sweep = heard_sweep },
    { .export_person = access_export_person,
        .erase_person = access_erase_person,
        .forget_thing = access_forget_thing },
    /* meetings and decisions */
    { .export_person = forum_export_person,
        .erase_person = forum_erase_person,
        .forget_thing = forum_forget_thing },
    { .export_person = sitting_export_person,
        .erase_person = sitting_erase_person,
        .forget_thing = sitting_forget_thing,
        .sweep = sitting_sweep },
    { .forget_thing = decision_forget_thing, .sweep = decision_sweep },
    DOOR_PARTS_END,
};
