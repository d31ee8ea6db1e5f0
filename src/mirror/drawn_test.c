/* Pathways as they are drawn: what the pages cannot show one after another. */
#include "base/key.h"
#include "mirror/drawn.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int drawn_test(void);

static text
drawn_now(struct house *h)
{
    return support_ask(h->s, h->d->url,
        "SELECT source FROM prose WHERE kind = 'pathway' AND part = 'list'");
}

static void
what_two_draw_in_the_same_moment_is_not_written_over(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_import(
            &h, "pathway.csv", "code,side,series,name\nw,hb,births,Births\n");
        house_import(&h, "text/pathway/w.en.md", "# List\n\nFirst\nSecond\n");
        struct drawing mine = { .id = house_key(&h, "pathway", "w"),
            .actor_id = c.asha,
            .was = TEXT("First\nSecond"),
            .source = TEXT("Mine\n"),
            .lang = TEXT("en"),
            .token = TEXT("a token of mine"),
            .address = TEXT("/") };
        struct drawing theirs = mine;
        theirs.actor_id = c.lead;
        theirs.source = TEXT("Theirs\n");
        theirs.token = TEXT("a token of theirs");
        assert_string_equal(
            arena_c_string(d->arena, drawn_now(&h)), "First\nSecond");
        assert_int_equal(db_write(d->db, d->arena, drawn_save, &mine), OK);
        assert_int_equal(
            db_write(d->db, d->arena, drawn_save, &theirs), ERR_CONFLICT);
        /* the same post again is none of another's */
        assert_int_equal(db_write(d->db, d->arena, drawn_save, &mine), OK);
        assert_string_equal(arena_c_string(d->arena, drawn_now(&h)), "Mine\n");
        /* and whoever looked saves */
        theirs.was = TEXT("Mine\n");
        assert_int_equal(db_write(d->db, d->arena, drawn_save, &theirs), OK);
        assert_string_equal(
            arena_c_string(d->arena, drawn_now(&h)), "Theirs\n");
        house_close(&h);
    }
}

int
drawn_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_two_draw_in_the_same_moment_is_not_written_over),
    };
    return cmocka_run_group_tests_name("mirror/drawn", tests, NULL, NULL);
}
