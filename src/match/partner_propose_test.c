/* After a yes: the partnership is proposed by either, and confirmed. */
#include "base/key.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int partner_propose_test(void);

struct scene {
    int64_t anna, ben, beth, stranger, boss;
    const char *ours, *theirs; /* where each proposes */
};

/* Region North wrote to the county, which said yes. */
static void
open_scene(
    struct house *h, struct support *s, struct support_db *d, struct scene *c)
{
    char one[KEY_LENGTH], two[KEY_LENGTH], letter[KEY_LENGTH];
    house_open(h, s, d);
    house_import(h, "place.csv", "code,name,kind\nx,Xland,country\n");
    house_import(h, "organisation.csv",
        "code,name,kind,place\nregion,Region <North>,authority,x\n"
        "county,County East,authority,x\n");
    house_import(h, "listing.csv",
        "code,organisation,needs,offers,languages,seen,may_write\n"
        "region,region,births,leadership,en,public,yes\n"
        "county,county,leadership,births,en,public,yes\n");
    c->anna = house_person(h, "anna@region.example");
    c->ben = house_person(h, "ben@county.example");
    c->beth = house_person(h, "beth@county.example");
    c->stranger = house_person(h, "s@other.example");
    c->boss = house_coordinator(h, "boss@net.example");
    house_give(h, c->anna, "member", "organisation",
        house_key(h, "organisation", "region"));
    house_give(h, c->ben, "member", "organisation",
        house_key(h, "organisation", "county"));
    house_give(h, c->beth, "member", "organisation",
        house_key(h, "organisation", "county"));
    support_exec(s, d->url,
        arena_print(d->arena,
            "INSERT INTO listing_letter (id, from_id, to_id, from_name, "
            "to_name, status, words, written_by, written_at, answered_by, "
            "answered_at) VALUES (501, %lld, %lld, 'Region <North>', 'County "
            "East', 'waiting', 'Shall we?', %lld, 5, NULL, NULL)",
            (long long)house_key(h, "listing", "region"),
            (long long)house_key(h, "listing", "county"), (long long)c->anna)
            .ptr);
    key_print(house_key(h, "listing", "region"), one);
    key_print(house_key(h, "listing", "county"), two);
    key_print(501, letter);
    c->ours = arena_print(d->arena, "/en/listing/%.*s/letters/%.*s/propose",
        KEY_LENGTH, one, KEY_LENGTH, letter)
                  .ptr;
    c->theirs = arena_print(d->arena, "/en/listing/%.*s/letters/%.*s/propose",
        KEY_LENGTH, two, KEY_LENGTH, letter)
                    .ptr;
}

static void
say_yes(struct house *h, const struct scene *c)
{
    support_exec(h->s, h->d->url,
        arena_print(h->d->arena,
            "UPDATE listing_letter SET status = 'accepted', answered_by = "
            "%lld, answered_at = 6",
            (long long)c->ben)
            .ptr);
}

static text
ask(struct house *h, const char *sql)
{
    return support_ask(h->s, h->d->url, sql);
}

static void
either_proposes_once_and_a_coordinator_confirms(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct scene c;
        open_scene(&h, s, d, &c);
        house_enter(&h, c.beth);
        /* nobody said yes yet */
        assert_int_equal(house_post(&h, c.theirs, "words=Births"), 303);
        assert_true(text_is_equal(
            ask(&h,
                "SELECT count(*) FROM listing_letter WHERE proposed_at IS NOT "
                "NULL"),
            TEXT("0")));
        say_yes(&h, &c);
        assert_int_equal(house_get(&h, c.theirs), 200);
        house_says(&h, "Region &lt;North&gt;");
        assert_int_equal(house_post(&h, c.theirs, "words="), 422);
        assert_int_equal(
            house_post(&h, c.theirs, "words=Births+%26+%3Csafe%3E+ones"), 303);
        /* the other hears of it, with the words */
        assert_true(text_is_equal(
            ask(&h,
                "SELECT count(*) FROM mail WHERE kind = 'partner-letter' AND "
                "receiver = 'anna@region.example' AND body LIKE "
                "'%Births & <safe> ones%'"),
            TEXT("1")));
        /* the second changes nothing */
        house_enter(&h, c.anna);
        assert_int_equal(house_get(&h, c.ours), 200);
        house_says(&h, "Births &amp; &lt;safe&gt; ones");
        assert_int_equal(house_post(&h, c.ours, "words=Mine"), 303);
        assert_true(
            text_is_equal(ask(&h, "SELECT proposed_words FROM listing_letter"),
                TEXT("Births & <safe> ones")));
        /* no partnership before a coordinator stands by it */
        assert_true(text_is_equal(
            ask(&h, "SELECT count(*) FROM partnership"), TEXT("0")));
        house_enter(&h, c.boss);
        assert_int_equal(house_get(&h, "/en/admin/letters"), 200);
        house_says(&h, "Proposed by County East");
        house_says(&h, "Births &amp; &lt;safe&gt; ones");
        house_says(&h, "Confirm the partnership");
        char letter[KEY_LENGTH];
        assert_int_equal(
            house_post(&h,
                arena_print(d->arena, "/en/admin/letters/%.*s/partnership",
                    TEXT_ARG(key_print(501, letter)))
                    .ptr,
                ""),
            303);
        assert_true(text_is_equal(
            ask(&h, "SELECT count(*) FROM partnership"), TEXT("1")));
        /* who proposed it is of their side, with those who wrote */
        assert_true(text_is_equal(
            ask(&h,
                arena_print(d->arena,
                    "SELECT count(*) FROM membership m JOIN side s ON s.id = "
                    "m.thing_id WHERE m.person_id IN (%lld, %lld) AND "
                    "s.position = 2",
                    (long long)c.beth, (long long)c.ben)
                    .ptr),
            TEXT("2")));
        house_enter(&h, c.anna);
        assert_int_equal(house_post(&h, c.ours, "words=Late"), 303);
        assert_int_equal(house_get(&h, c.ours), 200);
        house_says(&h, "not open to be proposed");
        house_close(&h);
    }
}

static void
nobody_else_proposes_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct scene c;
        open_scene(&h, s, d, &c);
        say_yes(&h, &c);
        house_enter(&h, c.stranger);
        assert_int_equal(house_get(&h, c.ours), 403);
        assert_int_equal(house_post(&h, c.ours, "words=x"), 403);
        house_enter(&h, c.ben); /* not in the region's name */
        assert_int_equal(house_post(&h, c.ours, "words=x"), 403);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, c.ours), 303);
        /* a letter of others is not there */
        support_exec(
            s, d->url, "UPDATE listing_letter SET from_id = 7, to_id = 8");
        house_enter(&h, c.anna);
        assert_int_equal(house_get(&h, c.ours), 404);
        assert_int_equal(house_post(&h, c.ours, "words=x"), 404);
        assert_true(text_is_equal(
            ask(&h,
                "SELECT count(*) FROM listing_letter WHERE proposed_at IS NOT "
                "NULL"),
            TEXT("0")));
        house_close(&h);
    }
}

/* How many mails of that kind to them, with those words. */
static void
has_mails(struct house *h, const char *kind, const char *to, const char *words,
    const char *n)
{
    text found = ask(h,
        arena_print(h->d->arena,
            "SELECT count(*) FROM mail WHERE kind = '%s' AND receiver = '%s' "
            "AND (subject LIKE '%%%s%%' OR body LIKE '%%%s%%')",
            kind, to, words, words)
            .ptr);
    if (!text_is_equal(found, text_of(n)))
        fail_msg("%.*s mails to %s with '%s'", TEXT_ARG(found), to, words);
}

static void
a_coordinator_declines_it_and_says_why(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct scene c;
        char key[KEY_LENGTH];
        open_scene(&h, s, d, &c);
        const char *decline = arena_print(d->arena,
            "/en/admin/letters/%.*s/decline", TEXT_ARG(key_print(501, key)))
                                  .ptr;
        const char *make = arena_print(d->arena,
            "/en/admin/letters/%.*s/partnership", TEXT_ARG(key_print(501, key)))
                               .ptr;
        say_yes(&h, &c);
        house_enter(&h, c.boss);
        /* nothing is proposed yet: nothing is declined */
        assert_int_equal(house_get(&h, decline), 200);
        house_says(&h, "Nothing is proposed here");
        assert_int_equal(house_post(&h, decline, "words=No"), 303);
        assert_true(text_is_equal(
            ask(&h,
                "SELECT count(*) FROM listing_letter WHERE refused_at IS NOT "
                "NULL"),
            TEXT("0")));
        house_enter(&h, c.beth);
        assert_int_equal(house_post(&h, c.theirs, "words=Births"), 303);
        has_mails(&h, "coordination", "boss@net.example", "Births", "1");
        has_mails(&h, "coordination", "boss@net.example",
            "County East proposes a partnership with Region <North>", "1");
        /* no other than a coordinator */
        assert_int_equal(house_get(&h, decline), 403);
        assert_int_equal(house_post(&h, decline, "words=Mine"), 403);
        house_enter(&h, c.boss);
        assert_int_equal(house_get(&h, "/en/admin/letters"), 200);
        house_says(&h, "Decline it");
        assert_int_equal(house_get(&h, decline), 200);
        house_says(&h, "Births");
        assert_int_equal(house_post(&h, decline, "words="), 422);
        text token = house_token(&h);
        text body = arena_join(d->arena, 2,
            (text[]){ token, TEXT("&words=Who+%3Cpays%3E+%26+when") });
        assert_int_equal(
            house_ask(&h, WEB_POST, text_of(decline), body, 0), 303);
        assert_int_equal(
            house_ask(&h, WEB_POST, text_of(decline), body, 0), 303);
        assert_int_equal(house_post(&h, decline, "words=Second"), 303);
        /* all members of both hear it once, who proposed too */
        has_mails(&h, "partner-letter", "anna@region.example",
            "Who <pays> & when", "1");
        has_mails(&h, "partner-letter", "ben@county.example",
            "Who <pays> & when", "1");
        has_mails(&h, "partner-letter", "beth@county.example",
            "Who <pays> & when", "1");
        has_mails(&h, "partner-letter", "beth@county.example",
            "with Region <North> is not confirmed", "1");
        has_mails(&h, "partner-letter", "s@other.example", "pays", "0");
        assert_true(
            text_is_equal(ask(&h, "SELECT refused_words FROM listing_letter"),
                TEXT("Who <pays> & when")));
        assert_true(text_is_equal(
            ask(&h,
                "SELECT count(*) FROM audit WHERE action = 'decline' AND "
                "(detail IS NULL OR detail NOT LIKE '%pays%')"),
            TEXT("1")));
        /* who pressed "confirm" a moment later makes none */
        assert_int_equal(house_post(&h, make, ""), 303);
        assert_true(text_is_equal(
            ask(&h, "SELECT count(*) FROM partnership"), TEXT("0")));
        assert_int_equal(house_get(&h, "/en/admin/letters"), 200);
        house_says(&h, "Who &lt;pays&gt; &amp; when");
        house_is_silent_on(&h, "Confirm the partnership");
        /* the proposer reads it, and either proposes it anew */
        house_enter(&h, c.beth);
        assert_int_equal(house_get(&h, c.theirs), 200);
        house_says(&h, "Who &lt;pays&gt; &amp; when");
        house_enter(&h, c.anna);
        assert_int_equal(house_get(&h, c.ours), 200);
        house_says(&h, "Who &lt;pays&gt; &amp; when");
        assert_int_equal(house_post(&h, c.ours, "words=We+pay"), 303);
        has_mails(&h, "coordination", "boss@net.example", "We pay", "1");
        assert_true(text_is_equal(
            ask(&h,
                "SELECT count(*) FROM listing_letter WHERE refused_at IS NULL "
                "AND refused_words IS NULL AND refused_by IS NULL AND "
                "proposed_words = 'We pay'"),
            TEXT("1")));
        house_enter(&h, c.boss);
        assert_int_equal(house_post(&h, make, ""), 303);
        assert_int_equal(house_post(&h, make, ""), 303);
        has_mails(&h, "partner-letter", "anna@region.example",
            "with County East is confirmed", "1");
        has_mails(&h, "partner-letter", "beth@county.example",
            "with Region <North> is confirmed", "1");
        /* what is made is declined no more */
        assert_int_equal(house_post(&h, decline, "words=Late"), 303);
        assert_int_equal(house_get(&h, decline), 200);
        house_says(&h, "or the partnership is made");
        assert_true(text_is_equal(
            ask(&h,
                "SELECT count(*) FROM listing_letter WHERE refused_at IS NOT "
                "NULL"),
            TEXT("0")));
        house_close(&h);
    }
}

int
partner_propose_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_coordinator_declines_it_and_says_why),
        support_test(either_proposes_once_and_a_coordinator_confirms),
        support_test(nobody_else_proposes_it),
    };
    return cmocka_run_group_tests_name(
        "match/partner_propose", tests, NULL, NULL);
}
