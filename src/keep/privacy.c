#include "keep/privacy.h"

#include "keep/privacy.html.h"
#include "keep/settings.h"

/* ---- The tables ---------------------------------------------------------- */

const struct privacy_table privacy_tables[] = {
    { "about_answer", PRIVACY_ANSWER },
    { "about_group", PRIVACY_NONE },
    { "about_question", PRIVACY_NONE },
    { "about_tally", PRIVACY_NONE },
    { "access_met", PRIVACY_ANSWER },
    { "access_need", PRIVACY_ANSWER },
    { "account", PRIVACY_SIGN_IN },
    { "affiliation", PRIVACY_WHO },
    { "answer", PRIVACY_ANSWER },
    { "answer_count", PRIVACY_NONE },
    { "assessment", PRIVACY_NONE },
    { "assessment_met", PRIVACY_NONE },
    { "assessment_point", PRIVACY_WRITTEN },
    { "audit", PRIVACY_AUDIT },
    { "backup", PRIVACY_NONE },
    { "barrier_mark", PRIVACY_ANSWER },
    { "barrier_step", PRIVACY_NONE },
    { "board", PRIVACY_NONE },
    { "board_entry", PRIVACY_WRITTEN },
    { "board_mark", PRIVACY_ANSWER },
    { "board_template", PRIVACY_NONE },
    { "board_theme", PRIVACY_WRITTEN },
    { "change_counter", PRIVACY_NONE },
    { "child_yes", PRIVACY_ANSWER },
    { "consent", PRIVACY_CONSENT },
    { "contribution", PRIVACY_WRITTEN },
    { "conversation", PRIVACY_NONE },
    { "conversation_ask", PRIVACY_NONE },
    { "conversation_helper", PRIVACY_MEMBER },
    { "conversation_tally", PRIVACY_NONE },
    { "conversation_unit", PRIVACY_NONE },
    { "decision", PRIVACY_NONE },
    { "decision_body", PRIVACY_NONE },
    { "decision_correction", PRIVACY_NONE },
    { "decision_mending", PRIVACY_MEMBER },
    { "decision_line", PRIVACY_NONE },
    { "device", PRIVACY_SIGN_IN },
    { "document", PRIVACY_WRITTEN },
    { "draft", PRIVACY_DRAFT },
    { "erasure", PRIVACY_AUDIT },
    { "fact", PRIVACY_WRITTEN },
    { "fact_kind", PRIVACY_NONE },
    { "file", PRIVACY_WRITTEN },
    { "file_chunk", PRIVACY_WRITTEN },
    { "forum", PRIVACY_NONE },
    { "forum_holder", PRIVACY_MEMBER },
    { "forum_seat", PRIVACY_NONE },
    { "forum_terms", PRIVACY_NONE },
    { "heard_barrier", PRIVACY_NONE },
    { "heard_cell", PRIVACY_NONE },
    { "heard_gap", PRIVACY_NONE },
    { "heard_line", PRIVACY_NONE },
    { "heard_release", PRIVACY_NONE },
    { "heard_way", PRIVACY_NONE },
    { "ground_cell", PRIVACY_NONE },
    { "ground_group", PRIVACY_NONE },
    { "ground_joined", PRIVACY_NONE },
    { "ground_look", PRIVACY_NONE },
    { "ground_open", PRIVACY_AUDIT },
    { "ground_result", PRIVACY_NONE },
    { "ground_row", PRIVACY_NONE },
    { "ground_share", PRIVACY_NONE },
    { "ground_side", PRIVACY_NONE },
    { "ground_sign", PRIVACY_AUDIT },
    { "ground_unit", PRIVACY_NONE },
    { "moderation", PRIVACY_AUDIT },
    { "statement_appeal", PRIVACY_WRITTEN },
    { "statement_back", PRIVACY_WRITTEN },
    { "statement_outcome", PRIVACY_WRITTEN },
    { "job", PRIVACY_AUDIT },
    { "helper", PRIVACY_MATCH },
    { "helper_ask", PRIVACY_MATCH },
    { "helper_tag", PRIVACY_MATCH },
    { "join_request", PRIVACY_REQUEST },
    { "join_request_note", PRIVACY_REQUEST },
    { "listening", PRIVACY_NONE },
    { "listing", PRIVACY_NONE },
    { "made_answer", PRIVACY_NONE },
    { "made_draw", PRIVACY_NONE },
    { "made_step", PRIVACY_NONE },
    { "made_volunteer", PRIVACY_NONE },
    { "listing_letter", PRIVACY_MATCH },
    { "listing_line", PRIVACY_NONE },
    { "listing_tag", PRIVACY_NONE },
    { "lost_draft", PRIVACY_DRAFT },
    { "join_request_note", PRIVACY_REQUEST },
    { "mail", PRIVACY_MAIL },
    { "mail_stop", PRIVACY_MAIL },
    { "match_answer", PRIVACY_MATCH },
    { "match_apart", PRIVACY_NONE },
    { "match_call", PRIVACY_NONE },
    { "match_gone", PRIVACY_MATCH },
    { "match_group", PRIVACY_NONE },
    { "match_group_person", PRIVACY_MATCH },
    { "match_group_rule", PRIVACY_MATCH },
    { "match_group_set", PRIVACY_NONE },
    { "match_group_state", PRIVACY_MATCH },
    { "match_input", PRIVACY_MATCH },
    { "match_lead", PRIVACY_PROPOSAL },
    { "match_meeting", PRIVACY_MATCH },
    { "match_pair", PRIVACY_MATCH },
    { "match_person", PRIVACY_MATCH },
    { "match_proposal", PRIVACY_PROPOSAL },
    { "match_proposer", PRIVACY_PROPOSAL },
    { "match_reflection", PRIVACY_MATCH },
    { "match_review", PRIVACY_PROPOSAL },
    { "match_round", PRIVACY_NONE },
    { "match_rule", PRIVACY_MATCH },
    { "match_session", PRIVACY_NONE },
    { "match_session_part", PRIVACY_PROPOSAL },
    { "match_share", PRIVACY_NONE },
    { "match_state", PRIVACY_MATCH },
    { "match_waiting", PRIVACY_MATCH },
    { "sitting", PRIVACY_MEMBER },
    { "sitting_item", PRIVACY_NONE },
    { "sitting_said", PRIVACY_MEMBER },
    { "sitting_seat", PRIVACY_NONE },
    { "sitting_there", PRIVACY_MEMBER },
    { "membership", PRIVACY_MEMBER },
    { "need", PRIVACY_NONE },
    { "once", PRIVACY_DRAFT },
    { "one_time_link", PRIVACY_SIGN_IN },
    { "organisation", PRIVACY_NONE },
    { "page", PRIVACY_NONE },
    { "said_appeal", PRIVACY_WRITTEN },
    { "said_care", PRIVACY_AUDIT },
    { "statement_back_mark", PRIVACY_ANSWER },
    { "ground_way", PRIVACY_NONE },
    { "pace_sum", PRIVACY_NONE },
    { "pace_window", PRIVACY_NONE },
    { "panel", PRIVACY_NONE },
    { "panel_answer", PRIVACY_ANSWER },
    { "panel_attendance", PRIVACY_ANSWER },
    { "panel_count", PRIVACY_NONE },
    { "panel_event", PRIVACY_AUDIT },
    { "panel_file", PRIVACY_ANSWER },
    { "panel_line", PRIVACY_NONE },
    { "panel_link", PRIVACY_ANSWER },
    { "panel_list", PRIVACY_AUDIT },
    { "panel_volunteer", PRIVACY_ANSWER },
    { "hand_count", PRIVACY_NONE },
    { "message_code", PRIVACY_ANSWER },
    { "paper_sheet", PRIVACY_ANSWER },
    { "participant", PRIVACY_ANSWER },
    { "participant_help", PRIVACY_ANSWER },
    { "paragraph", PRIVACY_NONE },
    { "paragraph_words", PRIVACY_WRITTEN },
    { "participant_link", PRIVACY_ANSWER },
    { "partner_meeting", PRIVACY_MATCH },
    { "partner_round", PRIVACY_NONE },
    { "partner_round_state", PRIVACY_NONE },
    { "partner_seat", PRIVACY_NONE },
    { "partnership", PRIVACY_NONE },
    { "pathway", PRIVACY_NONE },
    { "pathway_log", PRIVACY_WHO },
    { "pathway_view", PRIVACY_NONE },
    { "person", PRIVACY_WHO },
    { "person_language", PRIVACY_WHO },
    { "place", PRIVACY_NONE },
    { "profile", PRIVACY_WHO },
    { "programme", PRIVACY_NONE },
    { "project", PRIVACY_NONE },
    { "proposal", PRIVACY_WHO },
    { "proposal_act", PRIVACY_NONE },
    { "proposal_answer", PRIVACY_ANSWER },
    { "proposal_asking", PRIVACY_NONE },
    { "proposal_backer", PRIVACY_ANSWER },
    { "proposal_challenge", PRIVACY_WRITTEN },
    { "easy_picture", PRIVACY_NONE },
    { "proposal_easy", PRIVACY_WRITTEN },
    { "proposal_event", PRIVACY_ANSWER },
    { "proposal_holder", PRIVACY_ANSWER },
    { "proposal_minute", PRIVACY_NONE },
    { "proposal_news", PRIVACY_NONE },
    { "proposal_objection", PRIVACY_ANSWER },
    { "proposal_outreach", PRIVACY_NONE },
    { "proposal_side", PRIVACY_NONE },
    { "proposal_told", PRIVACY_WRITTEN },
    { "proposal_unit", PRIVACY_WHO },
    { "proposal_version", PRIVACY_NONE },
    { "proposal_voice", PRIVACY_ANSWER },
    { "proposal_wording", PRIVACY_WRITTEN },
    { "prose", PRIVACY_WRITTEN },
    { "questionnaire", PRIVACY_NONE },
    { "questionnaire_version", PRIVACY_NONE },
    { "questionnaire_words", PRIVACY_NONE },
    { "recovery", PRIVACY_SIGN_IN },
    { "recovery_code", PRIVACY_SIGN_IN },
    { "removed", PRIVACY_WRITTEN },
    { "reply", PRIVACY_ANSWER },
    { "reply_value", PRIVACY_ANSWER },
    { "schema_migration", PRIVACY_NONE },
    { "search", PRIVACY_WRITTEN },
    { "search_word", PRIVACY_WRITTEN },
    { "session", PRIVACY_SIGN_IN },
    { "setting", PRIVACY_NONE },
    { "side", PRIVACY_NONE },
    { "side_organisation", PRIVACY_NONE },
    { "sign_in_lock", PRIVACY_SIGN_IN },
    { "slip", PRIVACY_SIGN_IN },
    { "slip_sheet", PRIVACY_SIGN_IN },
    { "support_offer", PRIVACY_NONE },
    { "support_use", PRIVACY_NONE },
    { "statement", PRIVACY_WRITTEN },
    { "statement_media", PRIVACY_NONE },
    { "statement_words", PRIVACY_WRITTEN },
    { "storage", PRIVACY_NONE },
    { "tally", PRIVACY_NONE },
    { "theme", PRIVACY_WRITTEN },
    { "thread", PRIVACY_WRITTEN },
    { "told", PRIVACY_TOLD },
    { "told_book", PRIVACY_NONE },
    { "told_step", PRIVACY_TOLD },
    { "two_step", PRIVACY_SIGN_IN },
    { "version", PRIVACY_WRITTEN },
    { "voice", PRIVACY_WRITTEN },
    { "voice_flag", PRIVACY_WRITTEN },
    { "voice_helped", PRIVACY_WRITTEN },
    { "voice_lead", PRIVACY_WHO },
    { "voice_link", PRIVACY_WRITTEN },
    { "voice_theme", PRIVACY_NONE },
    { "voice_words", PRIVACY_WRITTEN },
    { NULL, PRIVACY_NONE },
};

enum privacy
privacy_of_table(text table)
{
    for (const struct privacy_table *t = privacy_tables; t->table != NULL; t++)
        if (text_is_equal(table, text_of(t->table)))
            return t->kind;
    return PRIVACY_N;
}

/* ---- What is said of them ------------------------------------------------ */

const struct privacy_kind privacy_kinds[PRIVACY_N] = {
    [PRIVACY_NONE] = { .what = N_("Partnerships, places, organisations") },
    [PRIVACY_WHO] = { .what = N_("Who you are here"),
        .which = N_("Your name, your language, the organisations that you work "
                    "for and as what, and what you tell in your profile."),
        .why = N_("So that your counterparts know who they work with. In your "
                  "profile you say what you tell, and to whom."),
        .until = N_("Until you change it or leave.") },
    [PRIVACY_SIGN_IN] = { .what = N_("How you sign in"),
        .which =
            N_("Your e-mail address, a fingerprint of your password from which "
               "nobody can read it, codes that work once, and where you are "
               "signed in since when."),
        .why = N_("So that nobody else comes in under your name."),
        .until = N_("Until you leave. Who does nothing is signed out after %d "
                    "days."),
        .setting = "keep_sessions_days" },
    [PRIVACY_MEMBER] = { .what = N_("What you take part in"),
        .which = N_("Of which partnerships and sides you are a member, as "
                    "what, from when until when, and who invited you."),
        .why = N_("What you may see and change follows from it."),
        .until = N_("The dates stay, for they are the history of a "
                    "partnership. When you leave, your name goes from them.") },
    [PRIVACY_REQUEST] = { .what = N_("A request to join"),
        .which = N_("Name, e-mail address, place, and what you wrote."),
        .why = N_("So that the coordinator can answer."),
        .until = N_("%d days after it was answered."),
        .setting = "keep_requests_days",
        .until_forever = N_("Until you ask for its end.") },
    [PRIVACY_WRITTEN] = { .what = N_("What you wrote and added"),
        .which = N_("Texts, translations, links between things, documents, "
                    "and what each was before it was changed."),
        .why = N_("It is the work that a partnership does together."),
        .until = N_("What is removed can come back for %d days. When you "
                    "leave, what others work with stays, without your name."),
        .setting = "keep_removed_days" },
    [PRIVACY_DRAFT] = { .what = N_("What you have not finished"),
        .which = N_("A form half filled in, and that a form was sent once "
                    "already."),
        .why = N_("So that nothing is lost on a bad line, and nothing done "
                  "twice."),
        .until = N_("Until you send it or throw it away, a month at most.") },
    [PRIVACY_ANSWER] = { .what = N_("What you answered"),
        .which = N_("Your answers to the questionnaires of a partnership."),
        .why = N_("For what each of them says that it is for."),
        .until = N_("Until you take an answer back, or leave.") },
    [PRIVACY_TOLD] = { .what = N_("Journeys that you told"),
        .which = N_("The steps of a journey through care, yours or of somebody "
                    "for whom you told it: what happened, and when, no finer "
                    "than the day. No name; that it was you is shown to "
                    "nobody."),
        .why = N_("So that your side sees how care really goes. Only with your "
                  "consent, to the words or to counts alone."),
        .until = N_("Until you take it back, or leave: then it is out of "
                    "everything that was counted. What you began and did not "
                    "send goes after 90 days.") },
    [PRIVACY_MATCH] = { .what = N_("What you said for a match"),
        .which = N_("What you can offer and want to learn, when you are free, "
                    "whom you wish for or cannot work with, with whom you were "
                    "paired, your yes or no, and what a pair notes of its "
                    "meetings."),
        .why = N_("So that you get a counterpart who fits. The machine "
                  "proposes, people decide, and you say yes or no."),
        .until = N_("As long as the partnership wants to see its rounds. Whom "
                    "you cannot work with is shown to nobody.") },
    [PRIVACY_PROPOSAL] = { .what = N_("What you proposed"),
        .which = N_("Proposals for workshops, who leads them, how to reach "
                    "you, what you told of yourself for counts, and what you "
                    "said of others' proposals."),
        .why = N_("So that proposals are read, brought together and led, and "
                  "everybody sees whether those lead whom it is about."),
        .until = N_("As long as the call and its sessions. What was never "
                    "sent or confirmed goes after 90 days; your name and "
                    "address go when you leave.") },
    [PRIVACY_CONSENT] = { .what = N_("What you agreed to"),
        .which = N_("To what, in which wording, when, and when you took it "
                    "back."),
        .why = N_("So that both you and we can show it."),
        .until = N_("It stays, for it proves what was allowed. When you leave, "
                    "it names nobody.") },
    [PRIVACY_MAIL] = { .what = N_("What was sent to you"),
        .which = N_("The mails of this network to you."),
        .why = N_("So that they arrive, and an answer finds its place."),
        .until = N_("%d days after it was sent. That something was sent stays "
                    "as a number."),
        .setting = "keep_mail_days",
        .until_forever = N_("Its words go as soon as it was sent.") },
    [PRIVACY_AUDIT] = { .what = N_("That you did something"),
        .which = N_("Who changed which thing when. Not what somebody answered "
                    "or said."),
        .why = N_("So that nobody can change things unseen, us included."),
        .until = N_("%d days."),
        .setting = "keep_audit_days",
        .until_forever = N_("It stays. When you leave, your name goes from "
                            "it.") },
};

/* ---- The page ------------------------------------------------------------ */

static text
until_of(struct request *rq, struct view *v, const struct privacy_kind *kind)
{
    int64_t days = kind->setting == NULL
        ? 0
        : settings_int(rq->db, rq->arena, kind->setting);
    if (kind->setting == NULL)
        return say(v, kind->until);
    if (days == 0 && kind->until_forever != NULL)
        return say(v, kind->until_forever);
    return say_with(
        v, kind->until, 1, (struct phrase_arg[]){ phrase_arg(days) });
}

/* The same for every visitor: it may be kept until something changes. */
enum err
privacy_show(struct request *rq, struct answer *an)
{
    struct privacy_page p = { .is_signed_in = rq->actor.person_id != 0 };
    struct view v = request_view(rq);
    for (int i = PRIVACY_NONE + 1; i < PRIVACY_N; i++)
        p.lines[p.n_lines++] = (struct privacy_line){ &privacy_kinds[i],
            until_of(rq, &v, &privacy_kinds[i]) };
    p.backups = say_with(&v,
        N_("Backups hold what was in the network on their day. They are "
           "destroyed after %d days, and what was erased goes with them; when "
           "one is put back before, everybody who left is erased again."),
        1,
        (struct phrase_arg[]){
            phrase_arg(settings_int(rq->db, rq->arena, "keep_backups_days")) });
    keep_privacy(&v, &p);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What is kept about you")),
            .description = say(&v,
                N_("What this network keeps about people, why, and how long.")),
            .section = "about",
            .body = view_html(&v) });
    return OK;
}
