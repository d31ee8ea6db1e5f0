/* Who sees what of somebody: each part, shown to each, asked by each kind of
 * reader, on every page that shows persons. */
#include "support/house.h"

#include "base/date.h"
#include "base/key.h"
#include "os/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

int profile_test(void);

static const char *const seens[] = { "public", "network", "partnership",
    "nobody" };
enum { N_SEENS = 4 };

/* Up to which of these each kind of reader sees. */
enum reader {
    VISITOR,
    STRANGER,  /* somebody of the network */
    ELSEWHERE, /* a member of another partnership */
    FORMER,    /* was a member of hers until today */
    LATER,     /* will be one from tomorrow */
    COORDINATOR,
    OTHER_SIDE, /* a member of the other side of her partnership */
    SELF,
    N_READERS
};
static const int reach[N_READERS] = { 0, 1, 1, 1, 1, 1, 2, 3 };
static const char *const reader_names[N_READERS] = { "a visitor", "a stranger",
    "a member of another partnership", "a former member", "a later member",
    "a coordinator", "a member of the other side", "herself" };

struct people {
    struct house h;
    int64_t ids[N_READERS];
    char page[60], organisation[60];
};

static void
print_key(char *to, size_t size, const char *path, int64_t id)
{
    char key[KEY_LENGTH];
    snprintf(to, size, "%s%.*s", path, TEXT_ARG(key_print(id, key)));
}

/* A row as it will be, or was: of the partnership, between two days. */
static void
give_between(struct people *p, int64_t id, const char *from, const char *until)
{
    char sql[400];
    snprintf(sql, sizeof sql,
        "UPDATE membership SET starts_on = '%s', ends_on = %s%s%s WHERE "
        "person_id = %lld AND thing_id <> 0",
        from, until == NULL ? "" : "'", until == NULL ? "NULL" : until,
        until == NULL ? "" : "'", (long long)id);
    support_exec(p->h.s, p->h.d->url, sql);
}

static const char *
day(struct house *h, int64_t at)
{
    char to[DATE_LENGTH];
    return arena_print(
        h->d->arena, "%.*s", TEXT_ARG(date_print(moment_of(at).date, to)))
        .ptr;
}

static void
open_people(struct people *p, struct support *s, struct support_db *d)
{
    struct house *h = &p->h;
    *p = (struct people){ .ids = { 0 } }; /* a visitor is nobody */
    house_open(h, s, d);
    house_import(h, "organisation.csv", "code,name,kind\no,Clinic,hospital\n");
    house_import(h, "partnership.csv",
        "code,name,kind,status\nhers,Hers,exchange,active\n"
        "other,Other,exchange,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name\ns1,hers,1,One\ns2,hers,2,Two\n"
        "s3,other,1,Three\n");
    for (int r = STRANGER; r < N_READERS; r++) {
        char mail[40];
        snprintf(mail, sizeof mail, "r%d@x.example", r);
        p->ids[r] = r == COORDINATOR ? house_coordinator(h, mail)
                                     : house_person(h, mail);
    }
    int64_t one = house_key(h, "side", "s1"), two = house_key(h, "side", "s2");
    house_give(h, p->ids[SELF], "member", "side", one);
    house_give(h, p->ids[OTHER_SIDE], "member", "side", two);
    house_give(h, p->ids[FORMER], "member", "side", one);
    house_give(h, p->ids[LATER], "member", "side", one);
    house_give(
        h, p->ids[ELSEWHERE], "member", "side", house_key(h, "side", "s3"));
    int64_t now = now_s();
    give_between(p, p->ids[FORMER], "2026-01-01", day(h, now));
    give_between(p, p->ids[LATER], day(h, now + 86'400), NULL);
    print_key(p->page, sizeof p->page, "/en/person/asha-", p->ids[SELF]);
    int64_t o = house_key(h, "organisation", "o");
    print_key(
        p->organisation, sizeof p->organisation, "/en/organisation/clinic-", o);
    char where[80];
    print_key(where, sizeof where, "/en/me/affiliation/new/", o);
    house_enter(h, p->ids[SELF]);
    assert_int_equal(house_post(h, where, "role=AsNurse"), 303);
}

static void
show_to(struct people *p, const char *name_seen, const char *seen)
{
    char fields[600];
    snprintf(fields, sizeof fields,
        "name=Asha&name_seen=%s&does=DoesThis&does_seen=%s&"
        "contact=Reach%%20Me&contact_seen=%s&lang_1=guz&level_1=mother&"
        "languages_seen=%s&about=AboutHer&about_seen=%s",
        name_seen, seen, seen, seen, seen);
    house_enter(&p->h, p->ids[SELF]);
    assert_int_equal(house_post(&p->h, "/en/me/profile", fields), 303);
}

static void
must_show(struct people *p, enum reader r, const char *seen, const char *what,
    bool is_shown)
{
    if ((text_find(p->h.body, text_of(what)) >= 0) != is_shown)
        fail_msg("%s: %s, shown to %s, is %s for %s", p->h.d->label, what, seen,
            is_shown ? "not there" : "there", reader_names[r]);
}

static void
each_part_is_seen_by_those_it_is_for_and_by_nobody_else(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct people p;
        static const char *const parts[] = { "DoesThis", "Reach Me", "Ekegusii",
            "AboutHer" };
        open_people(&p, s, d);
        for (int i = 0; i < N_SEENS; i++) {
            show_to(&p, "public", seens[i]);
            for (int r = VISITOR; r < N_READERS; r++) {
                house_enter(&p.h, p.ids[r]);
                assert_int_equal(house_get(&p.h, p.page), 200);
                house_says(&p.h, "Asha");
                house_says(&p.h, "AsNurse");
                for (int k = 0; k < 4; k++)
                    must_show(
                        &p, (enum reader)r, seens[i], parts[k], i <= reach[r]);
            }
        }
        house_close(&p.h);
    }
}

static void
whose_name_is_not_for_a_reader_is_not_there_for_them(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct people p;
        open_people(&p, s, d);
        for (int i = 0; i < N_SEENS; i++) {
            show_to(&p, seens[i], "public");
            for (int r = VISITOR; r < N_READERS; r++) {
                bool is_shown = i <= reach[r];
                house_enter(&p.h, p.ids[r]);
                assert_int_equal(house_get(&p.h, p.page), is_shown ? 200 : 404);
                must_show(&p, (enum reader)r, seens[i], "Asha", is_shown);
                must_show(&p, (enum reader)r, seens[i], "DoesThis", is_shown);
                assert_int_equal(house_get(&p.h, p.organisation), 200);
                must_show(&p, (enum reader)r, seens[i], "Asha", is_shown);
                must_show(&p, (enum reader)r, seens[i], "AsNurse", is_shown);
            }
        }
        house_close(&p.h);
    }
}

/* Before they chose anything: made up for an example, real, said so. */
static void
a_name_that_came_in_is_for_the_network_unless_it_says_otherwise(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import(
            &h, "organisation.csv", "code,name,kind\no,Clinic,hospital\n");
        house_import(&h, "person.csv",
            "code,name,is_illustrative,seen\nm,MadeUp,yes,\nr,RealOne,no,\n"
            "p,Publicly,no,public\nn,Nowhere,yes,nobody\n");
        house_import(&h, "affiliation.csv",
            "code,person,organisation\n1,m,o\n2,r,o\n3,p,o\n4,n,o\n");
        assert_int_equal(house_get(&h, "/en/organisation"), 200);
        assert_int_equal(house_follow(&h, "/en/organisation/clinic-"), 200);
        house_says(&h, "MadeUp");
        house_says(&h, "Publicly");
        house_is_silent_on(&h, "RealOne");
        house_is_silent_on(&h, "Nowhere");
        house_enter(&h, house_person(&h, "a@x.example"));
        assert_int_equal(house_get(&h, "/en/organisation"), 200);
        assert_int_equal(house_follow(&h, "/en/organisation/clinic-"), 200);
        house_says(&h, "RealOne");
        house_is_silent_on(&h, "Nowhere");
        text said =
            house_refusals(&h, "person.csv", "code,name,seen\nx,X,everybody\n");
        assert_true(text_starts_with(said, TEXT("person.csv:2: seen: ")));
        house_close(&h);
    }
}

static void
nobody_ends_what_another_says_of_themselves(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct people p;
        char target[80];
        open_people(&p, s, d);
        text id = support_ask(
            s, d->url, "SELECT id FROM affiliation WHERE role = 'AsNurse'");
        int64_t key = 0;
        for (ptrdiff_t i = 0; i < id.len; i++)
            key = key * 10 + (id.ptr[i] - '0');
        print_key(target, sizeof target, "/en/me/affiliation/", key);
        const char *end = arena_print(d->arena, "%s/end", target).ptr;
        house_enter(&p.h, p.ids[OTHER_SIDE]);
        assert_int_equal(house_post(&p.h, end, ""), 404);
        assert_int_equal(support_ask(s, d->url,
                             "SELECT ends_on FROM affiliation WHERE role = "
                             "'AsNurse'")
                             .len,
            0);
        house_enter(&p.h, p.ids[SELF]);
        assert_int_equal(house_post(&p.h, end, ""), 303);
        assert_int_equal(house_post(&p.h, end, ""), 303);
        house_enter(&p.h, 0);
        show_to(&p, "public", "public");
        house_enter(&p.h, 0);
        assert_int_equal(house_get(&p.h, p.organisation), 200);
        house_is_silent_on(&p.h, "Asha");
        assert_int_equal(house_get(&p.h, p.page), 200);
        house_says(&p.h, "until ");
        house_close(&p.h);
    }
}

static void
what_is_wrong_in_a_profile_is_said_and_nothing_typed_is_lost(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct people p;
        open_people(&p, s, d);
        house_enter(&p.h, p.ids[SELF]);
        assert_int_equal(
            house_post(&p.h, "/sv/me/profile",
                "name=&name_seen=all&does=%3Cb%3E%22x%27&does_seen=nobody&"
                "contact_seen=nobody&languages_seen=nobody&about=mine&"
                "about_seen=nobody"),
            422);
        house_says(&p.h, "&lt;b&gt;&quot;x&#39;");
        house_says(&p.h, "mine</textarea>");
        house_says(&p.h, "value=\"nobody\" selected");
        house_is_silent_on(&p.h, "<b>");
        house_close(&p.h);
    }
}

int
profile_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(each_part_is_seen_by_those_it_is_for_and_by_nobody_else),
        support_test(whose_name_is_not_for_a_reader_is_not_there_for_them),
        support_test(
            a_name_that_came_in_is_for_the_network_unless_it_says_otherwise),
        support_test(nobody_ends_what_another_says_of_themselves),
        support_test(
            what_is_wrong_in_a_profile_is_said_and_nothing_typed_is_lost),
    };
    return cmocka_run_group_tests_name("people/profile", tests, NULL, NULL);
}
