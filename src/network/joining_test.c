/* Asking people in: from a partnership's page, by a coordinator, from a list,
 * as the answer to a request. */
#include "support/house.h"

#include "base/key.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

int joining_test(void);

struct net {
    struct house h;
    int64_t coordinator, facilitator, p, other, s1, s2;
    const char *people, *other_people; /* pages of the two partnerships */
};

static const char *
address(struct net *n, const char *before, int64_t id, const char *after)
{
    char key[KEY_LENGTH];
    return arena_print(
        n->h.d->arena, "%s%.*s%s", before, TEXT_ARG(key_print(id, key)), after)
        .ptr;
}

static void
open_net(struct net *n, struct support *s, struct support_db *d)
{
    struct house *h = &n->h;
    house_open(h, s, d);
    house_import(h, "partnership.csv",
        "code,name,kind,status\np,Care,exchange,active\n"
        "q,Other,exchange,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name\ns1,p,1,North\ns2,p,2,South\n"
        "t1,q,1,East\n");
    n->coordinator = house_coordinator(h, "co@x.example");
    n->facilitator = house_person(h, "fa@x.example");
    n->p = house_key(h, "partnership", "p");
    n->other = house_key(h, "partnership", "q");
    n->s1 = house_key(h, "side", "s1");
    n->s2 = house_key(h, "side", "s2");
    house_give(h, n->facilitator, "facilitator", "partnership", n->p);
    n->people = address(n, "/en/partnership/", n->p, "/people");
    n->other_people = address(n, "/en/partnership/", n->other, "/people");
}

static const char *
ask_text(struct net *n, const char *sql)
{
    return arena_print(
        n->h.d->arena, "%.*s", TEXT_ARG(support_ask(n->h.s, n->h.d->url, sql)))
        .ptr;
}

static int64_t
ask_key(struct net *n, const char *sql)
{
    return strtoll(ask_text(n, sql), NULL, 10);
}

static int
invite_to(struct net *n, const char *page, const char *mail, const char *role,
    int64_t of)
{
    return house_post(&n->h, page,
        address(n,
            arena_print(n->h.d->arena,
                "name=Asha+%%3Cb%%3E&mail=%s&language=sw&role=%s&of=", mail,
                role)
                .ptr,
            of, ""));
}

#define COUNT_MAILS "SELECT count(*) FROM mail"
#define COUNT_LINKS                                                            \
    "SELECT count(*) FROM one_time_link WHERE purpose = 'welcome' AND "        \
    "person_id IN (SELECT id FROM account WHERE mail = 'asha@x.example')"

static void
a_facilitator_invites_into_the_own_partnership_and_no_other(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct net n;
        open_net(&n, s, d);
        house_enter(&n.h, n.facilitator);
        assert_int_equal(house_get(&n.h, n.people), 200);
        assert_int_equal(house_get(&n.h, n.other_people), 403);
        assert_int_equal(
            invite_to(&n, n.people, "Asha@X.example", "member", n.s1), 200);
        house_says(&n.h, "/sw/welcome/");
        house_says(&n.h, "Asha &lt;b&gt;");
        assert_string_equal(ask_text(&n, COUNT_LINKS), "1");
        assert_string_equal(
            ask_text(&n,
                "SELECT count(*) FROM mail WHERE lang = 'sw' AND kind = "
                "'invitation'"),
            "1");
        /* again: nothing more */
        assert_int_equal(
            invite_to(&n, n.people, "asha@x.example", "member", n.s1), 200);
        house_is_silent_on(&n.h, "/welcome/");
        assert_string_equal(ask_text(&n, COUNT_MAILS), "1");
        /* into another's side, by a key that was made up */
        assert_int_equal(invite_to(&n, n.people, "eve@x.example", "member",
                             house_key(&n.h, "side", "t1")),
            422);
        assert_int_equal(invite_to(&n, n.other_people, "eve@x.example",
                             "member", house_key(&n.h, "side", "t1")),
            403);
        /* and nobody becomes a coordinator by that */
        assert_int_equal(
            invite_to(&n, n.people, "eve@x.example", "coordinator", n.p), 422);
        assert_int_equal(
            invite_to(&n, n.people, "eve@x.example", "facilitator", n.s1), 422);
        assert_string_equal(
            ask_text(&n,
                "SELECT count(*) FROM account WHERE mail = 'eve@x.example'"),
            "0");
        house_close(&n.h);
    }
}

/* Else a facilitator would open the account of whom a coordinator invited. */
static void
a_facilitator_gets_no_link_to_an_account_that_may_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct net n;
        open_net(&n, s, d);
        int64_t boss = house_coordinator(&n.h, "boss@x.example");
        house_enter(&n.h, n.facilitator);
        assert_int_equal(
            invite_to(&n, n.people, "boss@x.example", "guest", n.p), 200);
        house_is_silent_on(&n.h, "/welcome/");
        int64_t id = ask_key(&n,
            "SELECT id FROM membership WHERE role = 'guest' AND thing_id <> 0");
        assert_int_equal(
            house_post(&n.h, address(&n, "/en/membership/", id, "/again"), ""),
            403);
        assert_int_equal(
            house_post(&n.h, address(&n, "/en/membership/", id, "/back"), ""),
            403);
        /* a member of another partnership neither */
        int64_t other = house_person(&n.h, "other@x.example");
        house_give(&n.h, other, "facilitator", "partnership", n.other);
        assert_int_equal(
            invite_to(&n, n.people, "other@x.example", "guest", n.p), 200);
        house_is_silent_on(&n.h, "/welcome/");
        (void)boss;
        house_close(&n.h);
    }
}

static void
an_invitation_is_sent_again_and_taken_back(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct net n;
        open_net(&n, s, d);
        house_enter(&n.h, n.facilitator);
        assert_int_equal(
            invite_to(&n, n.people, "asha@x.example", "member", n.s1), 200);
        int64_t id = ask_key(&n,
            "SELECT m.id FROM membership m JOIN account a ON a.id = "
            "m.person_id WHERE a.mail = 'asha@x.example' AND m.thing_id <> 0");
        const char *hash = ask_text(&n,
            "SELECT max(l.id) FROM one_time_link l JOIN account a ON a.id = "
            "l.person_id WHERE a.mail = 'asha@x.example'");
        assert_int_equal(
            house_get(&n.h, address(&n, "/en/membership/", id, "")), 200);
        house_says(&n.h, "It was not opened yet.");
        assert_int_equal(
            house_post(&n.h, address(&n, "/en/membership/", id, "/again"), ""),
            200);
        house_says(&n.h, "/sw/welcome/");
        assert_string_equal(ask_text(&n, COUNT_LINKS), "1");
        assert_string_not_equal(hash,
            ask_text(&n,
                "SELECT max(l.id) FROM one_time_link l JOIN account a ON a.id "
                "= l.person_id WHERE a.mail = 'asha@x.example'"));
        house_enter(&n.h, n.coordinator);
        assert_int_equal(house_get(&n.h, "/en/admin/people/waiting"), 200);
        house_says(&n.h, "asha@x.example");
        assert_int_equal(
            house_post(&n.h, address(&n, "/en/membership/", id, "/back"), ""),
            303);
        assert_string_equal(ask_text(&n, COUNT_LINKS), "0");
        assert_int_equal(house_get(&n.h, n.people), 200);
        house_says(&n.h, "Were here");
        /* and invited anew */
        assert_int_equal(
            invite_to(&n, n.people, "asha@x.example", "member", n.s1), 200);
        house_says(&n.h, "/sw/welcome/");
        house_close(&n.h);
    }
}

static void
a_membership_ends_on_a_day_with_a_reason_and_stays_as_history(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct net n;
        open_net(&n, s, d);
        int64_t asha = house_person(&n.h, "asha@x.example");
        house_give(&n.h, asha, "facilitator", "partnership", n.p);
        char sql[120];
        snprintf(sql, sizeof sql,
            "SELECT id FROM membership WHERE thing_id <> 0 AND person_id = "
            "%lld",
            (long long)asha);
        int64_t id = ask_key(&n, sql);
        const char *end = address(&n, "/en/membership/", id, "/end");
        house_enter(&n.h, n.facilitator);
        assert_int_equal(
            house_post(&n.h, end, "ends_on=2001-01-01&reason=x"), 422);
        assert_int_equal(
            house_post(&n.h, end, "ends_on=2999-05-07&reason="), 422);
        assert_int_equal(
            house_post(&n.h, end, "ends_on=2999-05-07&reason=Moves+away"), 303);
        assert_string_equal(
            ask_text(&n, "SELECT count(*) FROM mail WHERE kind = 'membership'"),
            "1");
        house_enter(&n.h, asha); /* not yet */
        assert_int_equal(house_get(&n.h, n.people), 200);
        house_says(&n.h, "until ");
        house_enter(&n.h, n.facilitator);
        snprintf(sql, sizeof sql,
            "UPDATE membership SET ends_on = '2026-05-07' WHERE id = %lld",
            (long long)id);
        support_exec(s, d->url, sql);
        house_enter(&n.h, asha);
        assert_int_equal(house_get(&n.h, n.people), 403);
        house_enter(&n.h, n.facilitator);
        assert_int_equal(house_get(&n.h, n.people), 200);
        house_says(&n.h, "Were here");
        assert_int_equal(
            house_get(&n.h, address(&n, "/en/membership/", id, "")), 200);
        house_says(&n.h, "Moves away");
        house_close(&n.h);
    }
}

static void
everybody_leaves_what_they_are_in_and_nobody_for_another(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct net n;
        open_net(&n, s, d);
        int64_t asha = house_person(&n.h, "asha@x.example");
        house_give(&n.h, asha, "member", "side", n.s1);
        int64_t id =
            ask_key(&n, "SELECT id FROM membership WHERE kind = 'side'");
        int64_t network = ask_key(&n,
            "SELECT m.id FROM membership m JOIN account a ON a.id = "
            "m.person_id WHERE a.mail = 'asha@x.example' AND m.thing_id = 0");
        const char *leave = address(&n, "/en/me/roles/", id, "/end");
        house_enter(&n.h, n.coordinator);
        assert_int_equal(house_post(&n.h, leave, ""), 404);
        house_enter(&n.h, asha);
        assert_int_equal(house_get(&n.h, "/en/me/roles"), 200);
        house_says(&n.h, "North");
        assert_int_equal(
            house_post(&n.h, address(&n, "/en/me/roles/", network, "/end"), ""),
            403);
        assert_int_equal(house_post(&n.h, leave, ""), 303);
        assert_int_equal(house_post(&n.h, leave, ""), 303);
        assert_int_equal(house_get(&n.h, "/en/me/roles"), 200);
        house_is_silent_on(&n.h, "Leave, today");
        house_says(&n.h, "North"); /* it stays as history */
        house_close(&n.h);
    }
}

static void
a_coordinator_gives_a_role_to_who_has_no_mail(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct net n;
        open_net(&n, s, d);
        house_import(&n.h, "person.csv", "code,name\nx,Grace\n");
        int64_t grace = house_key(&n.h, "person", "x");
        const char *page = address(&n, "/en/admin/people/", grace, "/role");
        house_enter(&n.h, n.coordinator);
        assert_int_equal(house_post(&n.h, page, "role=facilitator&of=s1"), 422);
        assert_int_equal(house_post(&n.h, page, "role=member&of=none"), 422);
        assert_int_equal(house_post(&n.h, page, "role=member&of=s1"), 303);
        assert_int_equal(house_post(&n.h, page, "role=member&of=s1"), 303);
        assert_int_equal(
            house_get(&n.h, address(&n, "/en/admin/people/", grace, "")), 200);
        house_says(&n.h, "Member: North");
        /* the last coordinator makes nothing less of themselves */
        assert_int_equal(
            house_post(&n.h,
                address(&n, "/en/admin/people/", n.coordinator, "/role"),
                "role=member&of="),
            422);
        house_enter(&n.h, n.facilitator);
        assert_int_equal(house_get(&n.h, page), 403);
        house_close(&n.h);
    }
}

static void
a_coordinator_does_not_end_the_last_coordinator(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct net n;
        open_net(&n, s, d);
        int64_t id =
            ask_key(&n, "SELECT id FROM membership WHERE role = 'coordinator'");
        house_enter(&n.h, n.coordinator);
        assert_int_equal(
            house_post(&n.h, address(&n, "/en/membership/", id, "/end"),
                "ends_on=2999-01-01&reason=Tired"),
            422);
        house_says(&n.h, "The network needs a coordinator");
        house_says(&n.h, "Tired</textarea>");
        house_enter(&n.h, n.facilitator);
        assert_int_equal(
            house_get(&n.h, address(&n, "/en/membership/", id, "")), 404);
        house_close(&n.h);
    }
}

#define LIST                                                                   \
    "name%2Cmail%2Clanguage%2Crole%2Cof%0AAsha%2Casha%40x.example%2Csw%2C"     \
    "member%2Cs1%0A%22Ek%2C+Bo%22%2Cbo%40x.example%2Csv%2CProcessledare%2Cp"   \
    "%0A"

static void
a_list_is_tried_then_done_and_a_second_time_invites_nobody(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct net n;
        open_net(&n, s, d);
        house_enter(&n.h, n.coordinator);
        assert_int_equal(
            house_post(&n.h, "/en/admin/people/list", "list=" LIST), 200);
        house_says(&n.h, "Ek, Bo");
        house_says(&n.h, "North");
        assert_string_equal(ask_text(&n, COUNT_MAILS), "0");
        assert_string_equal(ask_text(&n, COUNT_LINKS), "0");
        assert_int_equal(
            house_post(&n.h, "/en/admin/people/list", "go=yes&list=" LIST),
            200);
        house_says(&n.h, "/sv/welcome/");
        house_says(&n.h, "/sw/welcome/");
        assert_string_equal(ask_text(&n, COUNT_MAILS), "2");
        assert_int_equal(
            house_post(&n.h, "/en/admin/people/list", "go=yes&list=" LIST),
            200);
        house_is_silent_on(&n.h, "/welcome/");
        house_says(&n.h, "has this already");
        assert_string_equal(ask_text(&n, COUNT_MAILS), "2");
        house_close(&n.h);
    }
}

static void
what_is_wrong_on_a_list_is_said_with_its_line(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct net n;
        open_net(&n, s, d);
        house_enter(&n.h, n.coordinator);
        assert_int_equal(
            house_post(&n.h, "/sv/admin/people/list",
                "go=yes&list=namn%3Be-post%3Broll%3Bi%3Bspr%C3%A5k%0A"
                "A%3Ba%40x.example%3Bmedlem%3Bs1%3Bsv%0A"
                "B%3Bnonsense%3Bmedlem%3Bs1%3Bsv%0A"
                "C%3Bc%40x.example%3Bchef%3Bs1%3Bsv%0A"
                "D%3Bd%40x.example%3Bmedlem%3Bnowhere%3Bsv%0A"
                "E%3Be%40x.example%3Bmedlem%3Bs1%3Bxx%0A"
                "F%3Bf%40x.example%3BProcessledare%3Bs1%3Bsv%0A"
                "%3Bg%40x.example%3Bmedlem%3Bs1%3Bsv"),
            200);
        house_says(&n.h, "Rad 3: ");
        house_says(&n.h, "Rad 4: ");
        house_says(&n.h, "Rad 5: ");
        house_says(&n.h, "Rad 6: ");
        house_says(&n.h, "Rad 7: ");
        house_says(&n.h, "Rad 8: ");
        house_is_silent_on(&n.h, "Rad 2: ");
        assert_string_equal(ask_text(&n, COUNT_MAILS), "0");
        assert_int_equal(
            house_post(&n.h, "/sv/admin/people/list", "list=a%2Cb%0A1%2C2"),
            422);
        assert_int_equal(
            house_post(&n.h, "/sv/admin/people/list", "list="), 422);
        assert_int_equal(
            house_post(&n.h, "/sv/admin/people/list", "list=name%2C%22mail"),
            422);
        house_close(&n.h);
    }
}

static void
a_request_is_accepted_with_an_invitation_in_one_step(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct net n;
        open_net(&n, s, d);
        house_enter(&n.h, 0);
        assert_int_equal(
            house_post(&n.h, "/sw/join",
                "name=Asha&mail=asha%40x.example&place_name=Kisumu"),
            303);
        house_enter(&n.h, n.coordinator);
        assert_int_equal(house_get(&n.h, "/en/admin/requests"), 200);
        assert_int_equal(house_follow(&n.h, "/en/admin/requests/"), 200);
        int64_t id = ask_key(&n, "SELECT id FROM join_request");
        const char *page = address(&n, "/en/admin/requests/", id, "");
        assert_int_equal(
            house_post(&n.h, page,
                "status=accepted&reason=Karibu&role=member&of=nowhere"),
            422);
        assert_int_equal(
            house_post(&n.h, page,
                "status=accepted&reason=Karibu&role=facilitator&of=s2"),
            422);
        assert_string_equal(ask_text(&n, COUNT_MAILS), "0");
        assert_int_equal(house_post(&n.h, page,
                             "status=accepted&reason=Karibu&role=member&of=s2"),
            200);
        house_says(&n.h, "/sw/welcome/");
        assert_string_equal(
            ask_text(&n, "SELECT count(*) FROM mail WHERE lang = 'sw'"), "2");
        assert_string_equal(
            ask_text(&n, "SELECT status FROM join_request"), "accepted");
        /* a second coordinator changes nothing */
        assert_int_equal(
            house_post(&n.h, page, "status=declined&reason=No"), 303);
        assert_string_equal(
            ask_text(&n, "SELECT status FROM join_request"), "accepted");
        assert_string_equal(ask_text(&n, COUNT_MAILS), "2");
        house_close(&n.h);
    }
}

static void
somebody_is_found_by_name_and_by_address_by_coordinators_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct net n;
        open_net(&n, s, d);
        house_enter(&n.h, n.coordinator);
        assert_int_equal(
            house_post(&n.h, "/en/admin/people/invite",
                "name=%C3%85sa+%C3%96berg&mail=asa%40x.example&language=sv&"
                "role=member&of=p"),
            200);
        house_says(&n.h, "/sv/welcome/");
        assert_int_equal(house_get(&n.h, "/en/admin/people?q=oberg"), 200);
        house_says(&n.h, "asa@x.example");
        house_says(&n.h, "Care");
        assert_int_equal(
            house_get(&n.h, "/en/admin/people?q=ASA%40x.example"), 200);
        house_says(&n.h, "Åsa Öberg");
        assert_int_equal(house_follow(&n.h, "/en/admin/people/3"), 200);
        house_says(&n.h, "Send the invitation again");
        /* made by the command on the machine: co@x.example is named "co" */
        assert_int_equal(house_get(&n.h, "/en/admin/people?q=CO"), 200);
        house_says(&n.h, "co@x.example");
        assert_int_equal(house_get(&n.h, "/en/admin/people?q=nobody"), 200);
        house_says(&n.h, "Nobody was found.");
        assert_int_equal(
            house_get(&n.h, "/en/admin/people?after=0000000000001"), 303);
        house_enter(&n.h, n.facilitator);
        assert_int_equal(house_get(&n.h, "/en/admin/people?q=oberg"), 403);
        house_close(&n.h);
    }
}

int
joining_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(
            a_facilitator_invites_into_the_own_partnership_and_no_other),
        support_test(a_facilitator_gets_no_link_to_an_account_that_may_more),
        support_test(an_invitation_is_sent_again_and_taken_back),
        support_test(
            a_membership_ends_on_a_day_with_a_reason_and_stays_as_history),
        support_test(everybody_leaves_what_they_are_in_and_nobody_for_another),
        support_test(a_coordinator_gives_a_role_to_who_has_no_mail),
        support_test(a_coordinator_does_not_end_the_last_coordinator),
        support_test(
            a_list_is_tried_then_done_and_a_second_time_invites_nobody),
        support_test(what_is_wrong_on_a_list_is_said_with_its_line),
        support_test(a_request_is_accepted_with_an_invitation_in_one_step),
        support_test(
            somebody_is_found_by_name_and_by_address_by_coordinators_alone),
    };
    return cmocka_run_group_tests_name("network/joining", tests, NULL, NULL);
}
