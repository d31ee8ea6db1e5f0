#include "keep/keep_routes.h"

#include "keep/document.h"
#include "keep/document_carry.h"
#include "keep/job_inside.h"
#include "keep/mail_cmd.h"
#include "keep/page.h"
#include "keep/person_data.h"
#include "keep/privacy.h"
#include "keep/settings.h"
#include "keep/questionnaire.h"
#include "keep/reply.h"
#include "keep/thread.h"

/* A file as large as can be allowed, and what stands around it. */
#define UPLOAD_MAX (((int64_t)FILE_MB_MAX << 20) + (64 << 10))

static const struct route keep_routes[] = {
    ROUTE(GET, "/privacy", privacy_show, ANYONE,
        "What is kept about people, why, and how long"),
    ROUTE(GET, "/thread/:kind/:key", thread_show, ANYONE,
        "Where a thing comes from and what came of it"),
    ROUTE(GET, "/thread/:kind/:key/all", thread_all_show, ANYONE,
        "All links of one thing"),
    ROUTE_OF(GET, "/thread/:kind/:key/link", thread_link_show, GUEST, "*",
        "Link a thing with another"),
    ROUTE_OF(POST, "/thread/:kind/:key/link", thread_link_send, GUEST, "*",
        "Keep the link"),
    ROUTE_OF(POST, "/thread/:kind/:key/remove/:link", thread_remove_send, GUEST,
        "*", "Take a link away"),
    ROUTE(GET, "/answer", answer_list_show, PERSON,
        "Questionnaires: what there is to answer, and my answers"),
    ROUTE(GET, "/answer/new/:key", answer_begin_show, PERSON,
        "What a questionnaire is about, before it begins"),
    ROUTE(POST, "/answer/new/:key", answer_begin_send, PERSON,
        "Begin, or go on where one was"),
    ROUTE(GET, "/answer/:key", answer_check_show, PERSON,
        "My answers, to look over before they are sent"),
    ROUTE(GET, "/answer/:key/:step", answer_step_show, PERSON,
        "One step of a questionnaire"),
    { .method = WEB_POST,
        .path = "/answer/:key/:step",
        .handler = answer_step_send,
        .who = WHO_PERSON,
        .help = "Keep one step",
        .lost = answer_step_lost },
    ROUTE(POST, "/answer/:key/send", answer_check_send, PERSON,
        "Send the answers"),
    ROUTE(POST, "/answer/:key/again", answer_again_send, PERSON,
        "Open them again, on the newest version"),
    ROUTE(GET, "/questionnaire", questionnaire_list_show, COORDINATOR,
        "Questionnaires: the list of all"),
    ROUTE(GET, "/questionnaire/:key", questionnaire_show, COORDINATOR,
        "A questionnaire: its questions, languages and versions"),
    ROUTE(POST, "/questionnaire/:key/draft", questionnaire_draft_send,
        COORDINATOR, "Begin a new version"),
    ROUTE(POST, "/questionnaire/:key/publish", questionnaire_publish_send,
        COORDINATOR, "Publish the version"),
    ROUTE(POST, "/questionnaire/:key/move", questionnaire_move_send,
        COORDINATOR, "Move a question, or take it away"),
    ROUTE(GET, "/questionnaire/:key/preview", questionnaire_preview_show,
        COORDINATOR, "How it looks to who answers"),
    ROUTE(GET, "/questionnaire/:key/question", question_show, COORDINATOR,
        "A new question"),
    ROUTE(POST, "/questionnaire/:key/question", question_send, COORDINATOR,
        "Keep it"),
    ROUTE(GET, "/questionnaire/:key/question/:code", question_show, COORDINATOR,
        "A question"),
    ROUTE(POST, "/questionnaire/:key/question/:code", question_send,
        COORDINATOR, "Keep the change"),
    ROUTE(GET, "/questionnaire/:key/words/:lang", questionnaire_groups_show,
        COORDINATOR, "How far a language is"),
    ROUTE(GET, "/questionnaire/:key/words/:lang/:group",
        questionnaire_words_show, COORDINATOR, "Words to translate"),
    ROUTE(POST, "/questionnaire/:key/words/:lang/:group",
        questionnaire_words_send, COORDINATOR, "Keep the translation"),
    ROUTE(GET, "/questionnaire/:key/results", questionnaire_results_show,
        COORDINATOR, "What was answered, summed up"),
    ROUTE(GET, "/questionnaire/:key/results.csv", questionnaire_results_csv,
        COORDINATOR, "The same as a table: counts, and words by themselves"),
    ROUTE(GET, "/documents/:kind/:key", documents_show, ANYONE,
        "The documents of a thing"),
    ROUTE(GET, "/documents/:kind/:key/list.csv", documents_csv, ANYONE,
        "The same list as CSV, 1,000 rows at most"),
    ROUTE(GET, "/document/:key", document_show, ANYONE,
        "A document: what it is, its contents so far"),
    ROUTE(GET, "/document/:key/file", document_file, ANYONE,
        "Its content, to be opened or kept"),
    ROUTE(GET, "/document/:key/file/:file", document_file, ANYONE,
        "An earlier content: for whoever may change the document"),
    ROUTE_OF(POST, "/document/:key/file/:file/remove", document_content_remove,
        MEMBER, "document", "Take an earlier content away, for good"),
    ROUTE_OF(GET, "/attach/:kind/:key", attach_show, MEMBER, "*",
        "Add a document to a thing"),
    { .method = WEB_POST,
        .path = "/attach/:kind/:key",
        .handler = attach_send,
        .who = WHO_MEMBER,
        .of = "*",
        .body_max = UPLOAD_MAX,
        .help = "Keep it" },
    ROUTE_OF(GET, "/document/:key/content", content_show, MEMBER, "document",
        "Put new content in the place of the old"),
    { .method = WEB_POST,
        .path = "/document/:key/content",
        .handler = content_send,
        .who = WHO_MEMBER,
        .of = "document",
        .body_max = UPLOAD_MAX,
        .help = "Keep it" },
    ROUTE_OF(POST, "/document/:key/delete", document_remove, MEMBER, "document",
        "Delete a document, with 30 days' way back"),
    ROUTE(POST, "/document/:key/restore", document_restore, PERSON,
        "Bring it back: for whoever may change what it is within"),
    ROUTE_OF(GET, "/edit/:kind/:key", edit_show, SIDE, "*", "Change a thing"),
    { .method = WEB_POST,
        .path = "/edit/:kind/:key",
        .handler = edit_send,
        .who = WHO_SIDE,
        .of = "*",
        .help = "Save the change, or keep it half done",
        .lost = edit_lost },
    ROUTE(GET, "/new/:kind", new_show, PERSON, "Make a thing"),
    { .method = WEB_POST,
        .path = "/new/:kind",
        .handler = new_send,
        .who = WHO_PERSON,
        .help = "Save it, or keep it half done",
        .lost = new_lost },
    ROUTE(POST, "/draft/:key/remove", draft_remove_send, PERSON,
        "Throw away what was left half done"),
    ROUTE_OF(GET, "/history/:kind/:key", history_show, SIDE, "*",
        "Who changed a thing, and when"),
    ROUTE_OF(GET, "/history/:kind/:key/:n", version_show, SIDE, "*",
        "What was changed"),
    ROUTE_OF(POST, "/history/:kind/:key/:n", version_send, SIDE, "*",
        "Make the thing again what it was then"),
    ROUTE(GET, "/translate", translate_wanted, PERSON,
        "Texts that want translating, by language"),
    ROUTE(GET, "/translate/:kind/:key", translate_show, ANYONE,
        "What a thing's texts are in each language, with their originals"),
    ROUTE(GET, "/translate/:kind/:key/:part/:lang", translate_form, PERSON,
        "Translate a text, beside its original"),
    ROUTE(POST, "/translate/:kind/:key/:part/:lang", translate_send, PERSON,
        "Keep the translation"),
    ROUTE(GET, "/page/:code", page_show, ANYONE, "A page about the network"),
    ROUTE(GET, "/admin/page", page_list_show, COORDINATOR,
        "Pages about the network: write, change, translate"),
    ROUTE_OF(GET, "/remove/:kind/:key", remove_show, SIDE, "**",
        "What goes with it when it is removed, and what forbids it"),
    ROUTE_OF(POST, "/remove/:kind/:key", remove_send, SIDE, "**", "Remove it"),
    ROUTE(GET, "/bin", bin_show, PERSON,
        "What I removed; for coordinators, what anybody did"),
    ROUTE(POST, "/bin/:key", bin_send, PERSON, "Bring it back whole"),
    ROUTE_OF(POST, "/job/:kind/:key/stop", job_stop_send, GUEST, "*",
        "Stop the work that goes on behind a thing's page"),
    ROUTE(GET, "/admin/settings", settings_show, COORDINATOR,
        "What the network settles for itself"),
    ROUTE(POST, "/admin/settings", settings_send, COORDINATOR, "Save it"),
    ROUTE(GET, "/admin/mail", mail_admin_show, COORDINATOR,
        "Mails: what waits, was sent, was given up"),
    ROUTE(GET, "/admin/mail/:key", mail_one_show, COORDINATOR,
        "One mail, to be read and handed on"),
    ROUTE(POST, "/admin/mail/:key/handed", mail_handed_send, COORDINATOR,
        "Mark a mail as handed on"),
    ROUTE(POST, "/admin/mail/:key/again", mail_again_send, COORDINATOR,
        "Try to send a mail again, now"),
    ROUTE(GET, "/mail/stop/:token", mail_stop_show, ANYONE,
        "Wants somebody no more mails of a kind? Changes nothing"),
    ROUTE(POST, "/mail/stop/:token", mail_stop_send, ANYONE,
        "No more mails of that kind; mail programs post here too"),
    ROUTE(GET, "/me/mail", my_mail_show, PERSON, "Which mails I get"),
    ROUTE(POST, "/me/mail/:kind/stop", my_mail_stop_send, PERSON,
        "No more mails of a kind"),
    ROUTE(POST, "/me/mail/:kind/start", my_mail_start_send, PERSON,
        "Mails of a kind again"),
    ROUTES_END,
};

static const struct sheet *const keep_sheets[] = { &page_sheet,
    &questionnaire_sheet, NULL };

static const struct command keep_commands[] = {
    { .name = "mail",
        .usage = "[receive [ADDRESS]]",
        .help = "mails that wait; or take one that answers",
        .run = run_mail },
    { .name = NULL },
};

/* What any room may send. */
static const struct mail_kind keep_mails[] = {
    { .kind = "sign-in", .word = N_("Links to sign in"), .must_have = true },
    { .kind = "security",
        .word = N_("What touches the safety of your account"),
        .must_have = true },
    { .kind = "invitation", .word = N_("Invitations"), .must_have = true },
    { .kind = "membership", .word = N_("What you are a member of") },
    { .kind = "change", .word = N_("Changes to what you wrote") },
    { .kind = "translation", .word = N_("Translations") },
    { .kind = "questionnaire", .word = N_("Questionnaires to answer") },
    { .kind = "reminder", .word = N_("Reminders") },
    { .kind = "coordination", .word = N_("What coordinators see to") },
    { .kind = NULL },
};

static enum err
keep_check(struct db *db, struct arena *a,
    void (*tell)(void *context, const char *line), void *context)
{
    enum err e = file_check(db, a, tell, context);
    if (e == OK)
        e = thread_check(db, a, tell, context);
    return e == OK ? questionnaire_check(db, a, tell, context) : e;
}

/* A link may lead to a questionnaire, and answers are given to one: these
 * first. */
static enum err
keep_import(struct sheet_texts *t)
{
    enum err e = questionnaire_import(t);
    if (e == OK)
        e = reply_import(t);
    if (e == OK)
        e = documents_rehearse(t);
    return e == OK ? thread_import(t) : e;
}

static enum err
keep_export(struct db *db, struct arena *a, text dir, struct why *why)
{
    enum err e = questionnaire_export(db, a, dir, why);
    if (e == OK)
        e = reply_export(db, a, dir, why);
    if (e == OK)
        e = thread_export(db, a, dir, why);
    return e == OK ? documents_export(db, a, dir, why) : e;
}

const struct door keep_door = {
    .room = "keep",
    .sheets = keep_sheets,
    .routes = keep_routes,
    .commands = keep_commands,
    .things = keep_things,
    .check = keep_check,
    .parts = keep_parts,
    .mails = keep_mails,
    .also_import = keep_import,
    .also_export = keep_export,
    .then_import = documents_import,
};
