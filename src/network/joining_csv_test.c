/* Who wants to join, and who is in a partnership, as CSV. */
#include "support/house.h"

#include "base/key.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int joining_csv_test(void);

static void
the_people_of_a_partnership_can_be_had_as_csv_by_who_sees_them(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        char key[KEY_LENGTH];
        house_open(&h, s, d);
        house_import(&h, "person.csv", "code,name\na,=Anna\nb,Bo\n");
        house_import(&h, "partnership.csv",
            "code,name,kind,status\np,P,exchange,active\n"
            "q,Q,exchange,active\n");
        house_import(&h, "side.csv",
            "code,partnership,position,name\ns,p,1,Here\nt,q,1,There\n");
        house_import(&h, "membership.csv",
            "code,person,role,kind,of,starts_on,ends_on\n"
            "m1,a,member,side,s,2026-01-01,\n"
            "m2,b,guest,partnership,p,2025-01-01,2025-02-01\n");
        int64_t fa = house_person(&h, "fa@x.example");
        int64_t other = house_person(&h, "other@x.example");
        int64_t p = house_key(&h, "partnership", "p");
        house_give(&h, fa, "facilitator", "partnership", p);
        house_give(&h, other, "facilitator", "partnership",
            house_key(&h, "partnership", "q"));
        const char *csv = arena_print(d->arena,
            "/en/partnership/%.*s/people.csv", TEXT_ARG(key_print(p, key)))
                              .ptr;
        house_enter(&h, other);
        assert_int_equal(house_get(&h, csv), 403);
        house_enter(&h, fa);
        assert_int_equal(
            house_get(&h,
                arena_print(d->arena, "/en/partnership/%.*s/people",
                    TEXT_ARG(key_print(p, key)))
                    .ptr),
            200);
        house_says(&h, arena_print(d->arena, "href=\"%s\"", csv).ptr);
        assert_int_equal(house_get(&h, csv), 200);
        house_says(&h, "'=Anna");
        house_says(&h, ",Member,Here,2026-01-01,,");
        house_says(&h, ",Bo,Guest,,2025-01-01,2025-02-01,no\n");
        assert_true(
            text_is_equal(house_header(&h, "Cache-Control"), TEXT("no-store")));
        house_close(&h);
    }
}

static void
requests_to_join_can_be_had_as_csv_by_coordinators(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        support_exec(s, d->url,
            "INSERT INTO join_request (id, at, name, mail, place_name, lang, "
            "status) VALUES (5001, 1, '=O', 'o@x.example', 'Kisumu', 'sw', "
            "'open'), (5002, 1, 'P', 'p@x.example', 'Kalmar', 'sv', "
            "'declined')");
        house_enter(&h, house_person(&h, "z@x.example"));
        assert_int_equal(house_get(&h, "/en/admin/requests.csv"), 403);
        house_enter(&h, house_coordinator(&h, "co@x.example"));
        assert_int_equal(house_get(&h, "/en/admin/requests"), 200);
        house_says(&h, "href=\"/en/admin/requests.csv\"");
        assert_int_equal(house_get(&h, "/en/admin/requests.csv"), 200);
        house_says(&h, ",o@x.example,Kisumu,,,sw,open\n");
        house_says(&h, "'=O");
        house_is_silent_on(&h, "Kalmar");
        assert_int_equal(
            house_get(&h, "/en/admin/requests.csv?status=declined"), 200);
        house_says(&h, "Kalmar");
        house_close(&h);
    }
}

int
joining_csv_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(
            the_people_of_a_partnership_can_be_had_as_csv_by_who_sees_them),
        support_test(requests_to_join_can_be_had_as_csv_by_coordinators),
    };
    return cmocka_run_group_tests_name(
        "network/joining_csv", tests, NULL, NULL);
}
