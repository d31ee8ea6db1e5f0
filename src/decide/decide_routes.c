/* The room's tables: its routes, its commands, its door. */
#include "decide/decide_routes.h"

#include "decide/decide.h"
#include "decide/proposal.h"

static const struct sheet *const decide_sheets[] = { NULL };

static const struct route decide_routes[] = {
    ROUTE(GET, "/decisions", decisions_show, ANYONE,
        "What sides agreed on, and what they did not"),
    ROUTE_OF(GET, "/partnership/:key/proposals", proposals_within_show, GUEST,
        "partnership", "Its proposals"),
    ROUTE_OF(POST, "/partnership/:key/proposals", proposals_within_send, SIDE,
        "partnership", "Draft a proposal"),
    ROUTE_OF(GET, "/agree/:key", proposal_show, ANYONE, "proposal",
        "A proposal: its text, who must say yes, what came of it"),
    ROUTE_OF(GET, "/agree/:key/result.csv", proposal_csv, ANYONE, "proposal",
        "What came of it, as CSV"),
    ROUTE_OF(POST, "/agree/:key/unit", proposal_unit_send, FACILITATOR,
        "proposal", "Add somebody to the list of those who must say yes"),
    ROUTE_OF(POST, "/agree/:key/unit/:unit/remove", proposal_unit_remove_send,
        FACILITATOR, "proposal",
        "Take somebody off that list, before asking opens"),
    ROUTE_OF(POST, "/agree/:key/open", proposal_open_send, FACILITATOR,
        "proposal", "Freeze the list and open asking"),
    ROUTE_OF(GET, "/agree/:key/answer", proposal_answer_show, PERSON,
        "proposal", "Answer a proposal, for one's own side"),
    ROUTE_OF(POST, "/agree/:key/answer", proposal_answer_send, PERSON,
        "proposal", "Send or change that answer"),
    ROUTE_OF(POST, "/agree/:key/objection/:objection/withdraw",
        proposal_withdraw_send, PERSON, "proposal",
        "Take one's own objection back"),
    ROUTE_OF(POST, "/agree/:key/amend", proposal_amend_send, FACILITATOR,
        "proposal", "Write the next version, to be asked anew"),
    ROUTE_OF(POST, "/agree/:key/close", proposal_close_send, FACILITATOR,
        "proposal", "Close asking on its day, and say what came of it"),
    ROUTES_END,
};

static const struct thing_kind decide_things[] = {
    { .kind = "proposal",
        .word = N_("Proposal between sides"),
        .path = "/agree",
        .line = &proposal_line_query,
        .within_kind = "partnership",
        .has_own_form = true,
        .editor = WHO_FACILITATOR,
        .maker = WHO_SIDE },
    { .kind = NULL },
};

static const struct door_link decide_links[] = {
    { .on = "partnership",
        .label = N_("Proposals"),
        .path = "/partnership/%/proposals",
        .least = WHO_GUEST },
    { .on = NULL },
};

static const struct command decide_commands[] = {
    { "agreement", "FILE.json",
        "was it agreed between sides, and why: of counts, or of a log",
        cmd_agreement, .needs_no_data = true },
    { "panel", "PEOPLE.csv QUOTAS.csv --size N",
        "who is drawn by lot, with chances as equal as the quotas allow",
        cmd_panel, .needs_no_data = true },
    { "opinions", "VOTES.csv",
        "what people share and where they part, from short answers",
        cmd_opinions, .needs_no_data = true },
    { "heard", "PEOPLE.csv POPULATION.csv",
        "who took part against who lives there; small counts are hidden",
        cmd_heard, .needs_no_data = true },
    { .name = NULL },
};

const struct door decide_door = {
    .room = "decide",
    .sheets = decide_sheets,
    .routes = decide_routes,
    .commands = decide_commands,
    .things = decide_things,
    .links = decide_links,
    .export_person = proposal_export_person,
    .erase_person = proposal_erase_person,
};
