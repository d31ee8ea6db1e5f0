/* The commands of the room, and its work behind pages. */
#include "decide/decide_routes.h"
#include "decide/heard/about_inside.h"
#include "decide/heard/barrier.h"
#include "decide/conversation/conversation.h"
#include "decide/conversation/helped.h"
#include "decide/panel/lot.h"
#include "decide/paragraph/paragraph.h"
#include "decide/paragraph/paragraph_rests.h"
#include "decide/forum/decision.h"
#include "decide/forum/sitting.h"
#include "decide/heard/heard_count.h"
#include "decide/ground/ground_sign.h"
#include "decide/ground/moderation.h"
#include "decide/proposal/proposal.h"
#include "decide/paragraph/proposal_text.h"
#include "decide/proposal/proposal_log.h"
#include "decide/proposal/proposal_news.h"
#include "decide/proposal/proposal_objection.h"
#include "decide/paragraph/proposal_words.h"
#include "decide/proposal/proposal_units.h"
#include "decide/voice/voice.h"
#include "decide/voice/voice_flag.h"

const struct command decide_commands[] = {
    { "agreement", "FILE.json",
        "was it agreed between sides, and why: of counts, or of a log",
        cmd_agreement, .needs_no_data = true },
    { "proposal-log", "KEY",
        "the whole log of a proposal, for the command agreement: keep it "
        "secret",
        cmd_proposal_log, .needs_no_data = false },
    { "panel", "PEOPLE.csv QUOTAS.csv --size N",
        "who is drawn by lot, with chances as equal as the quotas allow",
        cmd_panel, .needs_no_data = true },
    { "opinions", "VOTES.csv",
        "what people share and where they part, from short answers",
        cmd_opinions, .needs_no_data = true },
    { "conversation-pack", "KEY FOLDER",
        "the votes of a conversation, sealed: for whoever checks its result",
        cmd_conversation_pack, .needs_no_data = false },
    { "conversation-import", "FOLDER KEY",
        "a conversation that Polis exported, closed, into a partnership",
        cmd_conversation_import, .needs_no_data = false },
    { "voices", "KEY FILE.csv [anyway]",
        "voices written down on paper, into a partnership; a code for each",
        cmd_voices, .needs_no_data = false },
    { "heard", "PEOPLE.csv POPULATION.csv",
        "who took part against who lives there; small counts are hidden",
        cmd_heard, .needs_no_data = true },
    { .name = NULL },
};

const struct job_kind decide_jobs[] = {
    { "conversation_ground", N_("Counting what people share"), "conversation",
        conversation_ground_run },
    { "conversation_count", N_("Counting answers"), "conversation",
        conversation_count_run },
    /* proposals */
    { "proposal_news", N_("Writing to those who are asked"), "proposal",
        proposal_news_run },
    /* panels */
    { "panel_list", N_("Working out the chances, and the list of panels"),
        "panel", lot_list_run },
    { "panel_tell", N_("Writing to those who volunteered"), "panel",
        lot_tell_run },
    /* who was heard */
    /* meetings and decisions */
    { .kind = NULL },
};
