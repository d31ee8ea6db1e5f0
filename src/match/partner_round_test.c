/* Rounds of first meetings: joined, found, offered, answered. */
#include "support/house.h"

#include "base/key.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int partner_round_test(void);

/* Two regions and three counties; the third county fits nobody. Of region
 * one fits county a (H 100) and county b (H 66); of region two only a. */
static void
make_round(struct house *h)
{
    house_import(h, "organisation.csv",
        "code,name,kind\none,Region One,authority\ntwo,Region Two,authority\n"
        "a,County A,authority\nb,County B,authority\nc,County C,authority\n");
    house_import(h, "listing.csv",
        "code,organisation,needs,offers,challenges,languages,seen,may_write\n"
        "one,one,water;song,money,,en,public,yes\n"
        "two,two,water,money,,en,public,yes\n"
        "a,a,money,water;song,roads,en,public,yes\n"
        "b,b,money,song,roads,en,public,yes\n"
        "c,c,stars,song,roads,en,public,no\n");
    house_import(h, "partner_round.csv",
        "code,name,one_side,other_side,closes_on\n"
        "may,In May,Regions <N>,Counties,2099-01-01\n");
}

static const char *
path(struct house *h, const char *format, const char *table, const char *code)
{
    char *room = arena_new(h->d->arena, char, KEY_LENGTH + 1);
    key_print(house_key(h, table, code), room);
    return arena_print(h->d->arena, format, room).ptr;
}

static const char *
of_listing(struct house *h, const char *listing, const char *end)
{
    const char *round = path(h, "%s", "partner_round", "may");
    return path(h,
        arena_print(h->d->arena, "/en/listing/%%s/meetings/%s%s", round, end)
            .ptr,
        "listing", listing);
}

static int64_t
member_of(struct house *h, const char *organisation)
{
    int64_t id = house_person(
        h, arena_print(h->d->arena, "m@%s.example", organisation).ptr);
    house_give(h, id, "member", "organisation",
        house_key(h, "organisation", organisation));
    return id;
}

static void
join(struct house *h, const char *listing, const char *fields)
{
    house_enter(h, member_of(h, listing));
    assert_int_equal(house_get(h, of_listing(h, listing, "")), 200);
    house_says(h, "Regions &lt;N&gt;");
    assert_int_equal(
        house_post(h, of_listing(h, listing, "/join"), fields), 303);
}

static const char *
count(struct house *h, const char *sql)
{
    return support_ask(h->s, h->d->url, sql).ptr;
}

static void
who_meets_nobody_sees_who_comes_nearest(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_round(&h);
        int64_t coordinator = house_coordinator(&h, "c@net.example");
        const char *round = path(&h, "/en/meetings/%s", "partner_round", "may");
        const char *solve = arena_print(d->arena, "%s/solve", round).ptr;
        const char *offer = arena_print(d->arena, "%s/offer", round).ptr;
        house_enter(&h, coordinator);
        assert_int_equal(house_post(&h, solve, ""), 409);
        house_says(&h, "Nobody takes part on one of the sides yet");

        join(&h, "one", "side=1&capacity=2");
        join(&h, "one", "side=1&capacity=3"); /* changed their mind */
        join(&h, "two", "side=1&capacity=1");
        join(&h, "a", "side=2&capacity=1");
        join(&h, "b", "side=2&capacity=2");
        join(&h, "c", "side=2&capacity=1");
        assert_string_equal(
            count(&h, "SELECT count(*) FROM partner_seat"), "5");
        /* a member finds nothing and offers nothing */
        assert_int_equal(house_post(&h, solve, ""), 403);
        /* nor joins for another */
        assert_int_equal(
            house_post(&h, of_listing(&h, "one", "/join"), "side=1&capacity=1"),
            403);

        house_enter(&h, coordinator);
        assert_int_equal(house_post(&h, solve, ""), 303);
        assert_int_equal(house_get(&h, round), 200);
        /* one-b and two-a: one-a and one-b have as many points, but then
         * region two would meet nobody */
        house_says(&h, "2 meetings");
        house_says(&h, "1 organisation meets nobody");
        assert_string_equal(
            count(&h, "SELECT count(*) FROM partner_meeting"), "2");
        house_enter(&h, member_of(&h, "two"));
        assert_int_equal(house_get(&h, of_listing(&h, "two", "")), 200);
        house_is_silent_on(&h, "County A");
        assert_int_equal(house_get(&h, of_listing(&h, "two", ".csv")), 404);

        house_enter(&h, coordinator);
        assert_int_equal(house_post(&h, offer, ""), 303);
        assert_int_equal(house_post(&h, offer, ""), 303); /* once */
        assert_string_equal(
            count(&h, "SELECT count(DISTINCT person_id) FROM mail"), "5");
        assert_int_equal(house_post(&h, solve, ""), 409);
        house_says(&h, "they stand");

        house_enter(&h, member_of(&h, "two"));
        assert_int_equal(house_get(&h, of_listing(&h, "two", "")), 200);
        house_says(&h, "County A");
        house_says(&h, "What they could offer you: water");
        house_is_silent_on(&h, "Region One");
        assert_int_equal(house_get(&h, of_listing(&h, "two", ".csv")), 200);
        house_says(&h, "Region Two,County A,");
        house_is_silent_on(&h, "Region One");
        const char *start =
            path(&h, "/en/listing/%s/meeting/", "listing", "two");
        assert_int_equal(house_get(&h, of_listing(&h, "two", "")), 200);
        assert_int_equal(house_follow(&h, start), 200);
        int64_t id;
        char key[KEY_LENGTH + 1] = "";
        assert_true(text_parse_int(
            support_ask(s, d->url,
                arena_print(d->arena,
                    "SELECT id FROM partner_meeting WHERE a_id = %lld",
                    (long long)house_key(&h, "listing", "two"))
                    .ptr),
            &id));
        key_print(id, key);
        const char *answer = arena_print(d->arena, "%s%s", start, key).ptr;
        assert_int_equal(house_post(&h, answer, "answer=no"), 422);
        assert_int_equal(house_post(&h, answer, "answer=yes"), 303);
        /* another's meeting is not there for one's own listing */
        house_enter(&h, member_of(&h, "one"));
        const char *wrong = arena_print(d->arena, "%s%s",
            path(&h, "/en/listing/%s/meeting/", "listing", "one"), key)
                                .ptr;
        assert_int_equal(house_post(&h, wrong, "answer=no&reason=x"), 404);
        assert_string_equal(count(&h,
                                "SELECT count(*) FROM partner_meeting WHERE "
                                "a_answer = 'yes' AND b_answer IS NULL"),
            "1");

        house_enter(&h, member_of(&h, "c"));
        assert_int_equal(house_get(&h, of_listing(&h, "c", "")), 200);
        house_says(&h, "These three come nearest");
        house_says(&h, "Region One");
        house_says(&h, "They offer nothing that you seek.");
        assert_int_equal(
            house_post(&h, of_listing(&h, "c", "/join"), "side=1&capacity=1"),
            422);
        house_says(&h, "Nobody can join or leave any more.");
        house_close(&h);
    }
}

int
partner_round_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(who_meets_nobody_sees_who_comes_nearest),
    };
    return cmocka_run_group_tests_name(
        "match/partner_round", tests, NULL, NULL);
}
