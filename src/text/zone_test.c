/* Zones, by the days on which clocks were changed. */
#include "text/zone.h"

#include "base/date.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int zone_test(void);

static int32_t
offset_on(const struct zone *z, const char *moment)
{
    int64_t s;
    int i = 0;
    assert_true(date_parse_rfc3339(text_of(moment), &s));
    while (i + 1 < z->n && z->instants[i + 1] <= s * 1'000'000)
        i++;
    return z->offsets[i];
}

static void
clocks_change_when_they_did(void **state)
{
    struct arena a;
    struct zone z;
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(zone_load(&z, &a, TEXT("Europe/Stockholm")), OK);
    assert_int_equal(offset_on(&z, "2024-03-31T00:59:59Z"), 3600);
    assert_int_equal(offset_on(&z, "2024-03-31T01:00:00Z"), 7200);
    assert_int_equal(offset_on(&z, "2024-10-27T00:59:59Z"), 7200);
    assert_int_equal(offset_on(&z, "2024-10-27T01:00:00Z"), 3600);
    assert_int_equal(zone_load(&z, &a, TEXT("Africa/Nairobi")), OK);
    assert_int_equal(offset_on(&z, "1990-01-01T00:00:00Z"), 3 * 3600);
    assert_int_equal(offset_on(&z, "2050-07-01T00:00:00Z"), 3 * 3600);
    assert_int_equal(zone_load(&z, &a, TEXT("UTC")), OK);
    assert_int_equal(offset_on(&z, "2024-07-01T00:00:00Z"), 0);
    arena_close(&a);
}

static void
what_is_no_zone_is_not_found(void **state)
{
    static const char *const names[] = { "", "Nairobi", "Africa/Nairobbi",
        "../etc/passwd", "Åland",
        "a/very/long/name/that/no/zone/on/this/earth/has/ever/had/and/more" };
    struct arena a;
    struct zone z;
    (void)state;
    arena_open(&a, 1 << 20);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (zone_load(&z, &a, text_of(names[i])) != ERR_NOT_FOUND)
            fail_msg("%s was found", names[i]);
    arena_close(&a);
}

int
zone_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clocks_change_when_they_did),
        cmocka_unit_test(what_is_no_zone_is_not_found),
    };
    return cmocka_run_group_tests_name("text/zone", tests, NULL, NULL);
}
