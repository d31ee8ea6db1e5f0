/* Groups of a round's people: why these, in words that people know. */
#include "base/key.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int group_words_test(void);

static const char *
at(struct house *h, const char *before, int64_t id, const char *after)
{
    char key[KEY_LENGTH];
    return arena_print(
        h->d->arena, "%s%.*s%s", before, TEXT_ARG(key_print(id, key)), after)
        .ptr;
}

static void
what_a_group_shares_is_said_in_the_words_of_its_questionnaire(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import_folder(&h, "example");
        house_import(&h, "match_group_set.csv",
            "code,partnership,name,size_min,size_max,is_one_language\n"
            "g,liverpool-homa-bay,Tables,3,5,yes\n");
        int64_t set = house_key(&h, "match_group_set", "g");
        int64_t round = house_key(&h, "match_round", "liverpool-homa-bay-2024");
        char key[KEY_LENGTH];
        house_enter(&h, house_coordinator(&h, "boss@groups.example"));
        assert_int_equal(house_post(&h, at(&h, "/en/groups/", set, "/round"),
                             arena_print(d->arena, "round=%.*s",
                                 TEXT_ARG(key_print(round, key)))
                                 .ptr),
            303);
        assert_int_equal(
            house_post(&h, at(&h, "/en/groups/", set, "/solve"), ""), 303);
        assert_int_equal(house_get(&h, at(&h, "/en/groups/", set, "")), 200);
        house_says(&h, "All of them speak: English");
        house_is_silent_on(&h, "speak: en.");
        house_is_silent_on(&h, "speak: en,");
        assert_int_equal(house_get(&h, at(&h, "/sv/groups/", set, "")), 200);
        house_says(&h, "Engelska");
        house_is_silent_on(&h, ": equity");
        house_close(&h);
    }
}

static void
a_form_of_a_new_thing_holds_no_size_that_nobody_chose(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import_folder(&h, "example");
        int64_t within = house_key(&h, "partnership", "liverpool-homa-bay");
        house_enter(&h, house_coordinator(&h, "boss@groups.example"));
        assert_int_equal(
            house_get(
                &h, at(&h, "/en/new/match_group_set?within=", within, "")),
            200);
        house_says(&h, "name=\"size_min\" value=\"\"");
        house_close(&h);
    }
}

int
group_words_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(
            what_a_group_shares_is_said_in_the_words_of_its_questionnaire),
        support_test(a_form_of_a_new_thing_holds_no_size_that_nobody_chose),
    };
    return cmocka_run_group_tests_name("match/group_words", tests, NULL, NULL);
}
