/* Three instead of two: what the page of their pair says of the third. */
#include "base/key.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int pair_third_test(void);

static const char *
at(struct house *h, const char *before, int64_t id, const char *after)
{
    char key[KEY_LENGTH];
    return arena_print(
        h->d->arena, "%s%.*s%s", before, TEXT_ARG(key_print(id, key)), after)
        .ptr;
}

static void
why_the_third_joined_is_said_in_parts_that_add_up(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        int64_t pair = 0;
        house_open(&h, s, d);
        house_import_folder(&h, "example");
        int64_t round = house_key(&h, "match_round", "liverpool-homa-bay-2024");
        house_enter(&h, house_coordinator(&h, "boss@third.example"));
        assert_int_equal(
            house_post(&h, at(&h, "/en/round/", round, "/solve"), ""), 303);
        assert_true(text_parse_int(
            support_ask(s, d->url,
                "SELECT id FROM match_pair WHERE third_id IS NOT NULL"),
            &pair));
        assert_int_equal(house_get(&h, at(&h, "/en/pair/", pair, "")), 200);
        house_says(&h,
            "<h3>Community health worker, Liverpool – Community health "
            "promoter, Homa Bay</h3>");
        house_says(&h, "850 points");
        house_says(&h, "830 points");
        /* a pair of two has no such part */
        assert_true(text_parse_int(
            support_ask(s, d->url,
                "SELECT id FROM match_pair WHERE third_id IS NULL ORDER BY id "
                "LIMIT 1"),
            &pair));
        assert_int_equal(house_get(&h, at(&h, "/en/pair/", pair, "")), 200);
        house_is_silent_on(&h, "<h3>Community");
        house_close(&h);
    }
}

int
pair_third_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(why_the_third_joined_is_said_in_parts_that_add_up),
    };
    return cmocka_run_group_tests_name("match/pair_third", tests, NULL, NULL);
}
