/* The room's tables: its routes, its commands, its door. */
#include "decide/decide_routes.h"

#include "decide/decide.h"
#include "decide/about_inside.h"
#include "decide/conversation.h"
#include "decide/paragraph.h"
#include "decide/proposal.h"
#include "decide/proposal_units.h"

static const struct sheet *const decide_sheets[] = {
    /* conversations */
    /* voices */
    /* proposals */
    /* panels */
    /* who was heard */
    &about_question_sheet,
    &about_group_sheet,
    /* meetings and decisions */
    NULL,
};

static const struct route decide_routes[] = {
    /* proposals: the text */
    ROUTE(GET, "/decisions", decisions_show, ANYONE,
        "What sides agreed on, and what they did not"),
    ROUTE_OF(GET, "/partnership/:key/proposals", proposals_within_show, GUEST,
        "partnership", "Its proposals"),
    ROUTE_OF(POST, "/partnership/:key/proposals", proposals_within_send, SIDE,
        "partnership", "Draft a proposal"),
    ROUTE_OF(GET, "/partnership/:key/proposals.csv", proposals_within_csv,
        GUEST, "partnership", "Its proposals, as CSV"),
    ROUTE_OF(GET, "/agree/:key", proposal_show, ANYONE, "proposal",
        "A proposal: its text, who must say yes, what came of it"),
    ROUTE_OF(GET, "/agree/:key/result.csv", proposal_csv, ANYONE, "proposal",
        "What came of it, as CSV"),
    ROUTE_OF(GET, "/paragraph/:key", paragraph_show, ANYONE, "paragraph",
        "A paragraph of a proposal: what it rests on, what people say of it"),
    ROUTE_OF(POST, "/paragraph/:key/comment", paragraph_comment_send, PERSON,
        "paragraph", "Comment on a paragraph"),
    ROUTE_OF(POST, "/paragraph/:key/offer", paragraph_offer_send, PERSON,
        "paragraph", "Offer other words for a paragraph"),
    ROUTE_OF(POST, "/paragraph/:key/said/:said/withdraw",
        contribution_withdraw_send, PERSON, "paragraph",
        "Take one's own comment or offer back"),
    ROUTE_OF(GET, "/paragraph/:key/said/:said", contribution_settle_show,
        FACILITATOR, "paragraph", "Answer a comment or an offer"),
    ROUTE_OF(POST, "/paragraph/:key/said/:said", contribution_settle_send,
        FACILITATOR, "paragraph", "Send that answer"),
    /* the rule: who must say yes, asking, closing */
    ROUTE_OF(GET, "/agree/:key/list", proposal_units_show, ANYONE, "proposal",
        "Who must say yes: who is missing, who was reached out to"),
    ROUTE_OF(POST, "/agree/:key/lay-open", proposal_lay_open_send, FACILITATOR,
        "proposal", "Lay the list open to challenge, for seven days"),
    ROUTE_OF(POST, "/agree/:key/challenge", proposal_challenge_send, PERSON,
        "proposal", "Say who is missing from the list, or split in two"),
    ROUTE_OF(POST, "/agree/:key/challenge/:challenge/reply",
        proposal_challenge_reply_send, FACILITATOR, "proposal",
        "Answer that, for everybody to read"),
    ROUTE_OF(POST, "/agree/:key/extend", proposal_extend_send, PERSON,
        "proposal", "Ask for seven days more to look at the list, once"),
    ROUTE_OF(POST, "/agree/:key/outreach", proposal_outreach_send, FACILITATOR,
        "proposal", "Record how somebody was reached out to"),
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
    ROUTE_OF(POST, "/agree/:key/objection/:objection/settle",
        proposal_settle_send, PERSON, "proposal",
        "Say as the lead that an objection of safety or rights is met"),
    ROUTE_OF(POST, "/agree/:key/amend", proposal_amend_send, FACILITATOR,
        "proposal", "Write the next version, to be asked anew"),
    ROUTE_OF(POST, "/agree/:key/close", proposal_close_send, FACILITATOR,
        "proposal", "Close asking on its day, and say what came of it"),
    /* conversations: what people share */
    ROUTE(GET, "/how-answers-are-read", ground_method_show, ANYONE,
        "How answers are read, in plain words"),
    /* conversations: being let in, answering */
    ROUTE_OF(GET, "/partnership/:key/conversations", conversations_show, GUEST,
        "partnership", "Its conversations"),
    ROUTE_OF(POST, "/partnership/:key/conversations", conversations_send,
        FACILITATOR, "partnership", "Begin a conversation"),
    ROUTE(GET, "/conversation/:key", conversation_show, PERSON,
        "A conversation: its question, its statements, how it stands"),
    ROUTE_OF(POST, "/conversation/:key/open", conversation_open_send,
        FACILITATOR, "conversation", "Open it: people may answer"),
    ROUTE_OF(POST, "/conversation/:key/close", conversation_close_send,
        FACILITATOR, "conversation", "Close it, and count"),
    ROUTE_OF(POST, "/conversation/:key/statement/:statement",
        statement_settle_send, FACILITATOR, "conversation",
        "Let a statement in, or take it out with a reason"),
    ROUTE_OF(POST, "/conversation/:key/words/:thing", statement_words_send,
        FACILITATOR, "conversation",
        "The question or a statement in another language"),
    ROUTE(GET, "/conversation/:key/answer", vote_show, PERSON,
        "The next statement to answer"),
    ROUTE(POST, "/conversation/:key/answer", vote_send, PERSON,
        "Agree, disagree or pass"),
    ROUTE(GET, "/conversation/:key/answer/mine", vote_mine_show, PERSON,
        "One's own answers"),
    ROUTE(GET, "/conversation/:key/answer/add", vote_add_show, PERSON,
        "Add a statement of one's own"),
    ROUTE(POST, "/conversation/:key/answer/add", vote_add_send, PERSON,
        "Send a statement of one's own"),
    ROUTE(POST, "/conversation/:key/answer/withdraw", vote_withdraw_send,
        PERSON, "Take one's own answers and statements back"),
    ROUTE(GET, "/conversation/:key/answer/ground", vote_ground_show, PERSON,
        "Go on to what people share"),
    ROUTE(GET, "/conversation/:key/ground", ground_show, PERSON,
        "What people share, and where they part, after the close"),
    ROUTE(GET, "/say/:code", say_show, ANYONE,
        "The same for whoever holds a slip: the next statement"),
    ROUTE(POST, "/say/:code", say_send, ANYONE,
        "Agree, disagree or pass, with a slip"),
    ROUTE(
        GET, "/say/:code/mine", say_mine_show, ANYONE, "The answers of a slip"),
    ROUTE(GET, "/say/:code/add", say_add_show, ANYONE,
        "Add a statement, with a slip"),
    ROUTE(POST, "/say/:code/add", say_add_send, ANYONE,
        "Send a statement, with a slip"),
    ROUTE(POST, "/say/:code/withdraw", say_withdraw_send, ANYONE,
        "Take the answers of a slip back"),
    ROUTE(GET, "/say/:code/ground", say_ground_show, ANYONE,
        "What people share, for whoever holds a slip"),
    /* voices */
    /* panels */
    /* who was heard */
    ROUTE_OF(GET, "/partnership/:key/heard/questions", about_questions_show,
        FACILITATOR, "partnership", "What people are asked about themselves"),
    ROUTE_OF(POST, "/partnership/:key/heard/questions", about_use_send,
        FACILITATOR, "partnership", "Ask what the house has questions for"),
    ROUTE_OF(POST, "/partnership/:key/heard/questions/:question",
        about_groups_send, FACILITATOR, "partnership",
        "Groups of a question, with how many live there"),
    ROUTE(GET, "/conversation/:key/answer/about", vote_about_show, PERSON,
        "What one says about oneself, as much as one likes"),
    ROUTE(POST, "/conversation/:key/answer/about", vote_about_send, PERSON,
        "Say or change it"),
    ROUTE(GET, "/say/:code/about", say_about_show, ANYONE,
        "The same for whoever holds a slip"),
    ROUTE(POST, "/say/:code/about", say_about_send, ANYONE,
        "Say or change it, with a slip"),
    /* meetings and decisions */
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
    { .kind = "conversation",
        .word = N_("Conversation"),
        .path = "/conversation",
        .line = &conversation_line_query,
        .within_kind = "partnership",
        .has_own_form = true,
        .editor = WHO_FACILITATOR,
        .maker = WHO_FACILITATOR },
    { .kind = "conversation_unit",
        .word = N_("Community that answers"),
        .line = &conversation_unit_line_query,
        .within_kind = "conversation",
        .has_own_form = true,
        .slip_path = "/say",
        .editor = WHO_FACILITATOR,
        .maker = WHO_FACILITATOR },
    /* voices */
    /* proposals */
    { .kind = "paragraph",
        .word = N_("Paragraph of a proposal"),
        .path = "/paragraph",
        .line = &paragraph_line_query,
        .within_kind = "proposal",
        .has_own_form = true,
        .editor = WHO_FACILITATOR,
        .maker = WHO_FACILITATOR },
    /* panels */
    /* who was heard */
    { .kind = "about_question",
        .word = N_("Question about people"),
        .line = &about_question_line_query,
        .sheet = &about_question_sheet,
        .within_kind = "partnership",
        .editor = WHO_FACILITATOR,
        .maker = WHO_FACILITATOR },
    { .kind = "about_group",
        .word = N_("Group of people"),
        .line = &about_group_line_query,
        .sheet = &about_group_sheet,
        .within_kind = "about_question",
        .editor = WHO_FACILITATOR,
        .maker = WHO_FACILITATOR },
    /* meetings and decisions */
    { .kind = NULL },
};

static const struct door_link decide_links[] = {
    { .on = "partnership",
        .label = N_("Proposals"),
        .path = "/partnership/%/proposals",
        .least = WHO_GUEST },
    { .on = "partnership",
        .label = N_("Conversations"),
        .path = "/partnership/%/conversations",
        .least = WHO_GUEST },
    /* voices */
    /* panels */
    /* who was heard */
    { .on = "partnership",
        .label = N_("What people are asked about themselves"),
        .path = "/partnership/%/heard/questions",
        .least = WHO_FACILITATOR },
    /* meetings and decisions */
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

static const struct job_kind decide_jobs[] = {
    { "conversation_ground", N_("Counting what people share"), "conversation",
        conversation_ground_run },
    /* panels */
    /* who was heard */
    /* meetings and decisions */
    { .kind = NULL },
};

const struct door decide_door = {
    .room = "decide",
    .sheets = decide_sheets,
    .routes = decide_routes,
    .commands = decide_commands,
    .things = decide_things,
    .links = decide_links,
    .jobs = decide_jobs,
    .export_person = decide_export_person,
    .erase_person = decide_erase_person,
    .forget_thing = decide_forget_thing,
    .sweep = decide_sweep,
};
