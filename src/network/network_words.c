#include "network/network_words.h"

#include "keep/thing.h"
#include "network/network.h"

const char *const place_kinds[] = { "country", "region", "county", "district",
    "borough", "constituency", "ward", "city", "other", NULL };
const char *const organisation_kinds[] = { "authority", "hospital",
    "university", "charity", "community_group", "agency", "professional_body",
    "company", "partnership_body", "other", NULL };
const char *const partnership_kinds[] = { "exchange", "twinning", "workshop",
    "borough", "constituency", "other", NULL };
const char *const partnership_statuses[] = { "active", "proposed", "resting",
    "ended", NULL };
const char *const organisation_roles[] = { "lead", "member", "facilitator",
    "funder", "host", "supporter", NULL };

struct word {
    const char *stored, *said;
};

static const struct word kinds[] = {
    { "country", N_("Country") },
    { "region", N_("Region") },
    { "county", N_("County") },
    { "district", N_("District") },
    { "borough", N_("Borough") },
    { "constituency", N_("Constituency") },
    { "ward", N_("Ward") },
    { "city", N_("City") },
    { "authority", N_("Public authority") },
    { "hospital", N_("Hospital") },
    { "university", N_("University") },
    { "charity", N_("Charity") },
    { "community_group", N_("Community group") },
    { "agency", N_("Agency") },
    { "professional_body", N_("Professional body") },
    { "company", N_("Company") },
    { "partnership_body", N_("Partnership body") },
    { "exchange", N_("Learning exchange") },
    { "twinning", N_("Twinning") },
    { "workshop", N_("Workshop") },
    { "other", N_("Other") },
    { NULL, NULL },
};

static const struct word statuses[] = {
    { "proposed", N_("Proposed") },
    { "active", N_("Active") },
    { "resting", N_("Resting") },
    { "ended", N_("Ended") },
    { NULL, NULL },
};

static const struct word roles[] = {
    { "lead", N_("Leads") },
    { "member", N_("Takes part") },
    { "facilitator", N_("Facilitates") },
    { "funder", N_("Pays") },
    { "host", N_("Hosts") },
    { "supporter", N_("Supports") },
    { NULL, NULL },
};

static const struct word actions[] = {
    { "create", N_("Created") },
    { "change", N_("Changed") },
    { "remove", N_("Removed") },
    { "request", N_("Sent") },
    { "invite", N_("Invited again") },
    { "restore", N_("Brought back") },
    { "erase", N_("Erased") },
    { "look", N_("Looked at everything about") },
    { "withdraw", N_("Took back") },
    { "publish", N_("Published") },
    { "import", N_("Brought in") },
    { "link", N_("Linked") },
    { "unlink", N_("Link taken away") },
    { "show", N_("Shown to the other sides") },
    { "hide", N_("Not shown any more") },
    { "draft", N_("New version begun") },
    { "translate", N_("Translated") },
    { "answer", N_("Answers sent") },
    { "open", N_("Opened") },
    { "close", N_("Closed") },
    { "decline", N_("Declined") },
    { "closed", N_("Closed") },
    { "propose", N_("Pairs found") },
    { "repair", N_("Pairs repaired") },
    { "review", N_("Reviewed") },
    { "pin", N_("Pair decided") },
    { "veto", N_("Pair ruled out") },
    { "conflict", N_("Pair ruled out") },
    { NULL, NULL },
};

static const struct word things[] = {
    { "place", N_("Place") },
    { "organisation", N_("Organisation") },
    { "person", N_("Person") },
    { "affiliation", N_("Affiliation") },
    { "programme", N_("Programme") },
    { "partnership", N_("Partnership") },
    { "side", N_("Side") },
    { "side_organisation", N_("Organisation on a side") },
    { "project", N_("Project") },
    { "join_request", N_("Request to join") },
    { "account", N_("Account") },
    { "slip_sheet", N_("Sheet of join slips") },
    { "consent", N_("Consent") },
    { "document", N_("Document") },
    { "invitation", N_("Invitation") },
    { "membership", N_("Membership") },
    { "profile", N_("Profile") },
    { "setting", N_("Setting") },
    { "mail", N_("Mail") },
    { "thread", N_("Link between things") },
    { "network", N_("The network") },
    { "mail", N_("Mail") },
    { "setting", N_("Settings") },
    { NULL, NULL },
};

static const char *
find_word(const struct word *words, text stored)
{
    for (; words->stored != NULL; words++)
        if (text_is_equal(stored, text_of(words->stored)))
            return words->said;
    return N_("Other");
}

const char *
kind_word(text kind)
{
    return find_word(kinds, kind);
}

const char *
action_word(text action)
{
    return find_word(actions, action);
}

const char *
thing_word(text table)
{
    /* a kind that a later room has says its own */
    const struct thing_kind *k = thing_kind_find(table);
    for (const struct word *w = things; w->stored != NULL; w++)
        if (text_is_equal(table, text_of(w->stored)))
            return w->said;
    return k != NULL ? k->word : N_("Other");
}

const char *
status_word(text status)
{
    return find_word(statuses, status);
}

text
status_class(text status)
{
    if (text_is_equal(status, TEXT("active")))
        return TEXT("is-running");
    if (text_is_equal(status, TEXT("proposed")))
        return TEXT("is-planned");
    if (text_is_equal(status, TEXT("ended")))
        return TEXT("is-ended");
    return TEXT("is-draft");
}

const char *
role_word(text role)
{
    return find_word(roles, role);
}
