/* Looking for a partner: listings, who fits, letters. */
#include "support/house.h"

#include "base/key.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int partner_pages_test(void);

/* A region that seeks births and offers leadership; a county that fits both
 * ways; one that takes only; one that is in a partnership. */
static void
make_listings(struct house *h)
{
    house_import(h, "place.csv", "code,name,kind\nx,Xland,country\n");
    house_import(h, "organisation.csv",
        "code,name,kind,place\n"
        "region,Region North,authority,x\n"
        "county,County <East>,authority,x\n"
        "taker,Taker,charity,x\n"
        "full,Full District,authority,x\n");
    house_import(h, "listing.csv",
        "code,organisation,needs,offers,challenges,languages,has_interpreter,"
        "room,seen,may_write,until_on\n"
        "region,region,Newborn care:3; volunteers,leadership; cancer care,"
        "rural staff,en; sv,no,2,public,no,\n"
        "county,county,Leadership:2; money,newborn care; song,"
        "Rural staff; roads,sw; en:2,no,1,public,yes,\n"
        "taker,taker,cancer care,,,en,no,,public,yes,\n"
        "full,full,leadership,newborn care; volunteers,,luo,yes,0,network,"
        "yes,\n");
}

static int64_t
member_of(struct house *h, const char *mail, const char *organisation)
{
    int64_t id = house_person(h, mail);
    house_give(h, id, "member", "organisation",
        house_key(h, "organisation", organisation));
    return id;
}

static const char *
at(struct house *h, const char *format, const char *listing)
{
    char *room = arena_new(h->d->arena, char, KEY_LENGTH + 1);
    key_print(house_key(h, "listing", listing), room);
    return arena_print(h->d->arena, format, room).ptr;
}

static void
a_question_that_is_too_long_says_so_and_loses_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        char words[5001];
        house_open(&h, s, d);
        make_listings(&h);
        for (int i = 0; i < 5000; i++)
            words[i] = (char)('a' + i % 26);
        words[5000] = '\0';
        words[4999] = '!';
        assert_int_equal(
            house_get(&h, arena_print(d->arena, "/en/partner?q=%s", words).ptr),
            200);
        assert_true(h.body.len < 20'000);
        assert_int_equal(
            house_get(
                &h, arena_print(d->arena, "/en/partner?seek=%s", words).ptr),
            422);
        house_says(&h, "please make it 4,700 characters shorter");
        house_says(&h, "g!\"");
        assert_true(h.body.len < 20'000);
        assert_int_equal(
            house_get(&h, "/en/partner?seek=newborn+care&languages=sw"), 200);
        house_says(&h, "/sv/partner?seek=newborn+care");
        house_close(&h);
    }
}

static void
topics_are_tapped_besides_typing_them(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_listings(&h);
        house_enter(&h, member_of(&h, "anna@region.example", "region"));
        const char *page = at(&h, "/en/edit/listing/%s", "region");
        assert_int_equal(house_get(&h, page), 200);
        house_says(&h, "value=\"tap:needs:Malaria\"");
        house_says(&h, "value=\"tap:offers:song\""); /* of another listing */
        house_is_silent_on(&h, "value=\"tap:needs:Newborn care\"");
        /* what Enter presses comes first */
        assert_true(text_find(h.body, TEXT("value=\"save\"")) <
            text_find(h.body, TEXT("value=\"tap:")));
        /* with a tap what was typed stays, and nothing is saved */
        assert_int_equal(
            house_post(&h, page,
                "do=tap%3Aneeds%3AMalaria&needs=Newborn+care%3A3&offers=x&"
                "languages=&text_about=Not+%3Cdone%3E"),
            200);
        house_says(&h, "value=\"Newborn care:3; Malaria\"");
        house_says(&h, "Not &lt;done&gt;");
        house_says(&h, "<details id=\"w-needs\" open>");
        house_is_silent_on(&h, "value=\"tap:needs:Malaria\"");
        house_is_silent_on(&h, "Error:");
        assert_true(text_is_equal(
            support_ask(
                s, d->url, "SELECT needs FROM listing WHERE code = 'region'"),
            TEXT("Newborn care:3; volunteers")));
        /* twice is once; a field that has no words to tap takes none */
        assert_int_equal(
            house_post(&h, page, "do=tap%3Aneeds%3Amalaria&needs=Malaria"),
            200);
        house_says(&h, "value=\"Malaria\"");
        assert_int_equal(
            house_post(&h, page, "do=tap%3Alanguages%3Ax&languages=en"), 200);
        house_says(&h, "value=\"en\"");
        /* in the reader's language */
        assert_int_equal(
            house_get(&h, at(&h, "/sv/edit/listing/%s", "region")), 200);
        house_says(&h, "value=\"tap:needs:Vaccination\"");
        house_says(&h, "value=\"tap:needs:Vård av nyfödda\"");
        house_close(&h);
    }
}

static void
who_fits_is_ranked_with_its_reasons(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_listings(&h);
        house_enter(&h, member_of(&h, "anna@region.example", "region"));
        assert_int_equal(
            house_get(&h, at(&h, "/en/listing/%s/partners", "region")), 200);
        /* gets 3 of 4, gives 2 of 3: 75, 66, H 70; shares 1 of 2: 33... */
        house_says(&h, "County &lt;East&gt;");
        house_says(&h, "75 of 100 of what you seek");
        house_says(&h, "66 of 100 of what they seek");
        house_says(&h, "You both struggle with: rural staff");
        house_says(&h, "You have a language in common.");
        /* 70 * (100 + 50) * 100 / 2000 */
        house_says(&h, "525 of 1,000 points");
        /* all both ways: 100 * 100 * 80 / 2000 - 200 */
        house_says(&h, "Full District");
        house_says(&h, "200 of 1,000 points");
        house_says(&h, "They have no room for another partnership now.");
        house_is_silent_on(&h, "Taker");
        assert_int_equal(
            house_get(&h, at(&h, "/en/listing/%s/partners.csv", "region")),
            200);
        house_says(&h, "County <East>,525,75,66,70,50,100,no,0,");
        house_close(&h);
    }
}

static void
words_of_another_language_are_the_same_words(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_listings(&h);
        assert_int_equal(
            house_get(&h,
                "/sv/"
                "partner?seek=v%C3%A5rd%20av%20nyf%C3%B6dda&offer=leadership"),
            200);
        house_says(&h, "County &lt;East&gt;");
        house_says(&h, "Vård av nyfödda");
        house_close(&h);
    }
}

static void
a_visitor_asks_and_finds_what_is_public_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_listings(&h);
        assert_int_equal(house_get(&h, "/en/partner"), 200);
        house_says(&h, "Region North");
        house_is_silent_on(&h, "Full District");
        assert_int_equal(house_get(&h, "/en/partner.csv"), 200);
        house_is_silent_on(&h, "Full District");
        assert_int_equal(
            house_get(&h,
                "/en/partner?seek=newborn+care&offer=leadership&languages=en"),
            200);
        house_says(&h, "County &lt;East&gt;");
        house_is_silent_on(&h, "Full District");
        assert_int_equal(house_get(&h, at(&h, "/en/listing/%s", "full")), 404);
        house_enter(&h, house_person(&h, "p@x.example"));
        assert_int_equal(
            house_get(&h, "/en/partner?seek=newborn+care&offer=leadership"),
            200);
        house_says(&h, "Full District");
        assert_int_equal(
            house_get(&h, "/en/partner?seek=newborn+care:9&offer=x"), 422);
        house_says(&h, "a weight is 1, 2 or 3");
        assert_int_equal(
            house_get(&h, "/en/partner?seek=%22%3E%3Cb%3E&offer=x"), 200);
        house_is_silent_on(&h, "\"><b>");
        assert_int_equal(house_get(&h, "/en/partner?seek=%F0%9F%98%80"), 422);
        house_close(&h);
    }
}

static void
who_has_none_sees_who_comes_nearest_and_what_is_missing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_listings(&h);
        house_enter(&h, member_of(&h, "t@taker.example", "taker"));
        assert_int_equal(
            house_get(&h, at(&h, "/en/listing/%s/partners", "taker")), 200);
        house_says(&h, "Nobody fits both ways yet.");
        house_says(&h, "Who comes nearest");
        house_says(&h, "Region North");
        house_says(&h, "They seek nothing that you offer.");
        house_close(&h);
    }
}

static void
a_listing_whose_day_is_past_is_found_no_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_listings(&h);
        house_import(&h, "listing.csv",
            "code,organisation,languages,seen,until_on\n"
            "county,county,sw,public,2020-01-01\n");
        assert_int_equal(house_get(&h, "/en/partner"), 200);
        house_is_silent_on(&h, "County");
        assert_int_equal(
            house_get(&h, "/en/partner?seek=newborn+care&offer=leadership"),
            200);
        house_is_silent_on(&h, "County");
        assert_int_equal(
            house_get(&h, at(&h, "/en/listing/%s", "county")), 200);
        house_says(&h, "It is found no more.");
        house_close(&h);
    }
}

static void
lists_that_cannot_be_read_are_refused_with_their_line(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_listings(&h);
        static const char *const bad[][2] = {
            { "x,taker,water:7,,en,public\n", "listing.csv:2: needs: " },
            { "x,taker,a;b;c;d;e;f;g;h;i,,en,public\n",
                "listing.csv:2: needs: " },
            { "x,taker,,,en,public\n", "listing.csv:2: needs: " },
            { "x,taker,water,,9!,public\n", "listing.csv:2: languages: " },
            { "x,taker,water,,en,public\n", "listing.csv:2: " },
        };
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            text said = house_refusals(&h, "listing.csv",
                arena_print(d->arena,
                    "code,organisation,needs,offers,languages,seen\n%s",
                    bad[i][0])
                    .ptr);
            if (!text_starts_with(said, text_of(bad[i][1])))
                fail_msg("%s: %.*s", bad[i][0], TEXT_ARG(said));
        }
        house_close(&h);
    }
}

/* ---- Letters ---------------------------------------------------------------
 */

static const char *
to(struct house *h, const char *from, const char *other)
{
    char key[KEY_LENGTH + 1] = "";
    key_print(house_key(h, "listing", other), key);
    return at(
        h, arena_print(h->d->arena, "/en/listing/%%s/write/%s", key).ptr, from);
}

static void
nobody_writes_to_who_did_not_say_that_they_may(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_listings(&h);
        int64_t member = member_of(&h, "t@taker.example", "taker");
        house_enter(&h, member);
        assert_int_equal(house_get(&h, to(&h, "taker", "region")), 200);
        house_says(&h, "This organisation cannot be written to here.");
        house_is_silent_on(&h, "<textarea");
        assert_int_equal(
            house_post(&h, to(&h, "taker", "region"), "words=Hello"), 409);
        assert_string_equal(
            support_ask(s, d->url, "SELECT count(*) FROM listing_letter").ptr,
            "0");
        /* nor for an organisation that is not one's own */
        assert_int_equal(
            house_post(&h, to(&h, "county", "full"), "words=Hello"), 403);
        house_enter(&h, 0);
        assert_int_equal(
            house_post(&h, to(&h, "taker", "county"), "words=Hello"), 403);
        house_close(&h);
    }
}

static text
count(struct house *h, const char *sql)
{
    return support_ask(h->s, h->d->url, sql);
}

static void
a_letter_goes_to_the_members_and_becomes_a_partnership(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_listings(&h);
        int64_t anna = member_of(&h, "anna@region.example", "region");
        int64_t ben = member_of(&h, "ben@county.example", "county");
        member_of(&h, "beth@county.example", "county");
        house_enter(&h, anna);
        text token = house_token(&h);
        text body = arena_join(d->arena, 2,
            (text[]){ token, TEXT("&words=Shall+we%0D%0A%3Cmeet%3E") });
        text path = text_of(to(&h, "region", "county"));
        assert_int_equal(house_ask(&h, WEB_POST, path, body, 0), 303);
        assert_int_equal(house_ask(&h, WEB_POST, path, body, 0), 303);
        assert_string_equal(
            count(&h, "SELECT count(*) FROM listing_letter").ptr, "1");
        assert_string_equal(
            count(&h, "SELECT count(*) FROM mail WHERE kind = 'partner-letter'")
                .ptr,
            "2");
        assert_int_equal(
            house_get(&h, at(&h, "/en/listing/%s/letters", "region")), 200);
        house_says(&h, "Shall we");
        house_says(&h, "Waits for an answer");
        house_is_silent_on(&h, "county.example");
        /* one letter waits: no second */
        assert_int_equal(
            house_post(&h, to(&h, "region", "county"), "words=Again"), 409);

        house_enter(&h, ben);
        assert_int_equal(
            house_get(&h, at(&h, "/en/listing/%s/letters", "county")), 200);
        house_says(&h, "Region North");
        house_is_silent_on(&h, "region.example");
        const char *start = at(&h, "/en/listing/%s/letters/", "county");
        assert_int_equal(house_follow(&h, start), 200);
        house_says(&h, "&lt;meet&gt;");
        text letter = count(&h, "SELECT id FROM listing_letter");
        int64_t id;
        assert_true(text_parse_int(letter, &id));
        char key[KEY_LENGTH + 1] = "";
        key_print(id, key);
        const char *answer = arena_print(d->arena, "%s%s", start, key).ptr;
        assert_int_equal(house_post(&h, answer, "answer=declined"), 422);
        house_says(&h, "Please say why.");
        /* the writer's own side may not answer for the other */
        house_enter(&h, anna);
        assert_int_equal(house_post(&h, answer, "answer=accepted"), 403);
        const char *ours = arena_print(
            d->arena, "%s%s", at(&h, "/en/listing/%s/letters/", "region"), key)
                               .ptr;
        assert_int_equal(house_post(&h, ours, "answer=accepted"), 404);
        const char *make =
            arena_print(d->arena, "/en/admin/letters/%s/partnership", key).ptr;
        int64_t coordinator = house_coordinator(&h, "c@net.example");
        house_enter(&h, coordinator);
        assert_int_equal(house_post(&h, make, ""), 403); /* nobody said yes */

        house_enter(&h, ben);
        assert_int_equal(
            house_post(&h, answer, "answer=accepted&reason=Gladly"), 303);
        assert_string_equal(
            count(&h, "SELECT count(*) FROM mail WHERE kind = 'partner-letter'")
                .ptr,
            "3");
        assert_int_equal(house_post(&h, make, ""), 403); /* no coordinator */

        house_enter(&h, coordinator);
        assert_int_equal(house_get(&h, "/en/admin/letters"), 200);
        house_says(&h, "Gladly");
        assert_int_equal(house_post(&h, make, ""), 303);
        assert_int_equal(house_post(&h, make, ""), 303);
        assert_string_equal(
            count(&h, "SELECT count(*) FROM partnership").ptr, "1");
        assert_string_equal(count(&h, "SELECT count(*) FROM side").ptr, "2");
        /* who wrote and who said yes are members of their sides */
        assert_string_equal(
            count(&h,
                "SELECT count(*) FROM membership WHERE kind = 'side' AND "
                "role = 'member'")
                .ptr,
            "2");
        assert_string_equal(
            count(&h,
                "SELECT count(*) FROM thread WHERE from_kind = 'partnership' "
                "AND kind = 'comes_from' AND to_kind = 'listing'")
                .ptr,
            "2");
        assert_string_equal(
            count(&h, "SELECT status FROM partnership").ptr, "proposed");
        assert_int_equal(house_get(&h, "/en/partnership"), 200);
        assert_int_equal(
            house_get(&h, at(&h, "/en/listing/%s", "county")), 200);
        house_says(&h, "Region North – County &lt;East&gt;");
        house_close(&h);
    }
}

int
partner_pages_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(topics_are_tapped_besides_typing_them),
        support_test(a_question_that_is_too_long_says_so_and_loses_nothing),
        support_test(who_fits_is_ranked_with_its_reasons),
        support_test(words_of_another_language_are_the_same_words),
        support_test(a_visitor_asks_and_finds_what_is_public_alone),
        support_test(who_has_none_sees_who_comes_nearest_and_what_is_missing),
        support_test(a_listing_whose_day_is_past_is_found_no_more),
        support_test(lists_that_cannot_be_read_are_refused_with_their_line),
        support_test(nobody_writes_to_who_did_not_say_that_they_may),
        support_test(a_letter_goes_to_the_members_and_becomes_a_partnership),
    };
    return cmocka_run_group_tests_name("match/partner", tests, NULL, NULL);
}
