/* Everybody who is known, for those who look after them. */
#include "support/house.h"

#include "base/key.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int people_admin_test(void);

static const char *
membership(struct house *h, const char *after)
{
    char key[KEY_LENGTH];
    int64_t id = 0;
    assert_true(text_parse_int(support_ask(h->s, h->d->url,
                                   "SELECT id FROM membership WHERE role = "
                                   "'guest'"),
        &id));
    return arena_print(h->d->arena, "/en/membership/%.*s%s",
        TEXT_ARG(key_print(id, key)), after)
        .ptr;
}

static void
the_list_of_people_can_be_had_as_csv(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        int64_t co = house_coordinator(&h, "co@x.example");
        house_import(&h, "person.csv",
            "code,name,language,is_illustrative\n"
            "a,\"=HYPERLINK(\"\"x\"\")\",sw,\nb,Bo Öst,,yes\n");
        house_import(&h, "partnership.csv",
            "code,name,kind,status\np,\"P, one\",exchange,active\n");
        house_give(&h, house_key(&h, "person", "b"), "guest", "partnership",
            house_key(&h, "partnership", "p"));
        house_enter(&h, house_person(&h, "z@x.example"));
        assert_int_equal(house_get(&h, "/en/admin/people.csv"), 403);
        house_enter(&h, co);
        assert_int_equal(house_get(&h, "/en/admin/people"), 200);
        house_says(&h, "href=\"/en/admin/people.csv\"");
        house_says(&h, "href=\"/en/new/person\"");
        assert_int_equal(house_get(&h, "/en/new/person"), 200);
        assert_int_equal(house_get(&h, "/en/admin/people.csv"), 200);
        house_says(&h, "key,name,mail,language,account,invited_until,");
        house_says(&h, "'=HYPERLINK");
        house_says(&h, ",Bo Öst,,,none,,yes,\"guest: P, one\"\n");
        house_says(&h, ",co@x.example,");
        house_says(&h, ",invited,20");
        house_says(&h, ",coordinator\n");
        assert_true(
            text_is_equal(house_header(&h, "Cache-Control"), TEXT("no-store")));
        assert_int_equal(house_get(&h, "/en/admin/people?q=bo"), 200);
        house_says(&h, "href=\"/en/admin/people.csv?q=bo\"");
        assert_int_equal(house_get(&h, "/en/admin/people.csv?q=bo"), 200);
        house_says(&h, "Bo Öst");
        house_is_silent_on(&h, "HYPERLINK");
        house_close(&h);
    }
}

static void
a_membership_says_who_made_it_and_who_ended_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import(&h, "person.csv", "code,name\nb,Bo\n");
        house_import(&h, "partnership.csv",
            "code,name,kind,status\np,P,exchange,active\n");
        int64_t co = house_coordinator(&h, "co@x.example");
        int64_t fa = house_person(&h, "fa@x.example"), p;
        p = house_key(&h, "partnership", "p");
        support_exec(s, d->url,
            "UPDATE person SET name = 'Cora <Made>', seen = 'nobody' WHERE id "
            "= (SELECT id FROM account WHERE mail = 'co@x.example'); UPDATE "
            "person SET name = 'Fatuma Ended' WHERE id = (SELECT id FROM "
            "account WHERE mail = 'fa@x.example')");
        house_give(&h, fa, "facilitator", "partnership", p);
        house_give(&h, house_key(&h, "person", "b"), "guest", "partnership", p);
        support_exec(s, d->url,
            "UPDATE membership SET made_by = (SELECT id FROM account WHERE "
            "mail = 'co@x.example') WHERE role = 'guest'");
        house_enter(&h, fa);
        assert_int_equal(house_get(&h, membership(&h, "")), 200);
        house_says(&h, "<dt>Made</dt>");
        house_is_silent_on(&h, "Cora"); /* whose name is nobody's to know */
        house_is_silent_on(&h, "<dt>Ended</dt>");
        assert_int_equal(house_post(&h, membership(&h, "/end"),
                             "ends_on=2099-01-01&reason=Done"),
            303);
        house_enter(&h, co);
        assert_int_equal(house_get(&h, membership(&h, "")), 200);
        house_says(&h, "by Cora &lt;Made&gt;");
        house_says(&h, "<dt>Ended</dt>");
        house_says(&h, "by Fatuma Ended");
        house_close(&h);
    }
}

int
people_admin_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(the_list_of_people_can_be_had_as_csv),
        support_test(a_membership_says_who_made_it_and_who_ended_it),
    };
    return cmocka_run_group_tests_name("people/admin", tests, NULL, NULL);
}
