/* Calls, proposals, sessions and declared shares as CSV files. */
#include "match/call.h"

#include "network/network.h"

/* ---- match_call -----------------------------------------------------------
 */

static const char *const call_parts[] = { "about", "wanted", NULL };
static const char *const call_labels[] = { N_("About"), N_("What we look for"),
    NULL };

static const struct sheet_column call_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .ref = &partnership_sheet,
        .label = N_("Partnership"),
        .holders = &match_call_of_partnership_query },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .is_found = true,
        .label = N_("Name") },
    { .name = "status",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = call_statuses,
        .label = N_("Status"),
        .word = call_status_word },
    { .name = "opens_on",
        .kind = SHEET_DATE,
        .label = N_("First day to propose") },
    { .name = "closes_on",
        .kind = SHEET_DATE,
        .label = N_("Last day to propose") },
    { .name = "is_public",
        .kind = SHEET_BOOL,
        .label = N_("Everybody may read it and propose, with an account or "
                    "without") },
    { .name = "themes",
        .kind = SHEET_TEXT,
        .max = 1000,
        .label = N_("Themes"),
        .hint = N_("With ; between them: pay; training; stigma") },
    { .name = "methods",
        .kind = SHEET_TEXT,
        .max = 1000,
        .label = N_("Methods"),
        .hint = N_("With ; between them: talk; role play; walk") },
    { .name = "n_sessions",
        .kind = SHEET_INT,
        .min = 1,
        .max = 200,
        .label = N_("Number of sessions that there is room for") },
    SHEET_ILLUSTRATIVE,
};

static const char *
call_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    (void)db, (void)a;
    const struct match_call *x = row;
    *e = OK;
    return text_is_known(x->opens_on) && text_is_known(x->closes_on) &&
            text_compare(x->closes_on, x->opens_on) < 0
        ? SHEET_SAYS("closes_on", "the last day is before the first")
        : NULL;
}

const struct sheet match_call_sheet = {
    SHEET_OF(match_call),
    SHEET_COLUMNS(call_columns),
    .each_prose = &match_call_each_prose_query,
    .parts = call_parts,
    .part_labels = call_labels,
    .rule = call_rule,
};

/* ---- match_proposal, match_lead -------------------------------------------
 */

static const char *const proposal_parts[] = { "about", "lived", "needs", NULL };
static const char *const proposal_labels[] = { N_("What it is about"),
    N_("What lived experience is in it"), N_("What it needs"), NULL };

static const struct sheet_column proposal_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "call",
        .field = "call_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &match_call_sheet,
        .holders = &match_proposal_of_call_query },
    { .name = "name", .kind = SHEET_NAME, .is_required = true },
    { .name = "status",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = proposal_statuses },
    { .name = "lang", .kind = SHEET_LANG, .is_required = true },
    { .name = "themes", .kind = SHEET_TEXT, .max = 1000 },
    { .name = "methods", .kind = SHEET_TEXT, .max = 1000 },
    { .name = "organisation", .kind = SHEET_TEXT },
    SHEET_ILLUSTRATIVE,
};

const struct sheet match_proposal_sheet = {
    SHEET_OF(match_proposal),
    SHEET_COLUMNS(proposal_columns),
    .each_prose = &match_proposal_each_prose_query,
    .parts = proposal_parts,
    .part_labels = proposal_labels,
};

static const struct sheet_column lead_columns[] = {
    { .name = "code", .kind = SHEET_CODE, .is_required = true },
    { .name = "proposal",
        .field = "proposal_id",
        .kind = SHEET_REF,
        .ref = &match_proposal_sheet,
        .holders = &match_lead_in_proposal_query },
    { .name = "session",
        .field = "session_id",
        .kind = SHEET_REF,
        .ref = &match_session_sheet,
        .holders = &match_lead_in_session_query },
    { .name = "position",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = 20 },
    { .name = "name", .kind = SHEET_TEXT, .is_required = true },
    { .name = "told", .kind = SHEET_TEXT, .max = 300 },
};

const struct sheet match_lead_sheet = {
    SHEET_OF(match_lead),
    SHEET_COLUMNS(lead_columns),
};

/* ---- match_session, its parts ----------------------------------------------
 */

static const char *const session_parts[] = { "joint", "ground", "disagreement",
    "leads", "prior", "agreed", NULL };
static const char *const session_labels[] = { N_("What we present together"),
    N_("Common ground"), N_("Where we disagree"), N_("Who leads what"),
    N_("How we know each other"), N_("What we agreed to present"), NULL };

static const struct sheet_column session_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "call",
        .field = "call_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &match_call_sheet,
        .label = N_("Call"),
        .holders = &match_session_of_call_query },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .is_found = true,
        .label = N_("Name") },
    { .name = "status",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = session_statuses,
        .label = N_("Status"),
        .word = session_status_word },
    SHEET_ILLUSTRATIVE,
};

const struct sheet match_session_sheet = {
    SHEET_OF(match_session),
    SHEET_COLUMNS(session_columns),
    .each_prose = &match_session_each_prose_query,
    .parts = session_parts,
    .part_labels = session_labels,
};

static const char *const yes_no[] = { "yes", "no", NULL };
static const struct sheet_column part_columns[] = {
    { .name = "code", .kind = SHEET_CODE, .is_required = true },
    { .name = "session",
        .field = "session_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &match_session_sheet,
        .holders = &match_session_part_in_session_query },
    { .name = "proposal",
        .field = "proposal_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &match_proposal_sheet,
        .holders = &match_session_part_of_proposal_query },
    { .name = "answer", .kind = SHEET_CHOICE, .choices = yes_no },
    { .name = "reason", .kind = SHEET_TEXT, .max = 500 },
};

const struct sheet match_session_part_sheet = {
    SHEET_OF(match_session_part),
    SHEET_COLUMNS(part_columns),
};

/* ---- match_share ------------------------------------------------------------
 */

static const struct sheet_column share_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .ref = &partnership_sheet,
        .label = N_("Partnership"),
        .holders = &match_share_of_partnership_query },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Whose share"),
        .hint = N_("Women in Homa Bay County") },
    { .name = "attribute",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 20,
        .label = N_("Which attribute"),
        .hint = N_("As the settings name it: sex, level, place, lived") },
    { .name = "category",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 100,
        .label = N_("Which answer"),
        .hint = N_("As the settings name it: woman, 4, yes") },
    { .name = "percent",
        .kind = SHEET_REAL,
        .is_required = true,
        .min = 0,
        .max = 100,
        .label = N_("How many of a hundred") },
    { .name = "source",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 500,
        .label = N_("Source"),
        .hint = N_("Who counted, and when") },
};

const struct sheet match_share_sheet = {
    SHEET_OF(match_share),
    SHEET_COLUMNS(share_columns),
};
