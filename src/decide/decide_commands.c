/* The commands of the room. */
#include "decide/decide_routes.h"

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
    { "heard", "PEOPLE.csv POPULATION.csv",
        "who took part against who lives there; small counts are hidden",
        cmd_heard, .needs_no_data = true },
    { .name = NULL },
};
