/* Boards beside each other: what is shared, what one has that another lacks,
 * and that nothing of a board that is not shown is told by any of it. */
#include "mirror/board_beside.h"
#include "base/key.h"
#include "os/clock.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int board_beside_test(void);

/* A difficulty of Homa Bay and a strength of Liverpool, in themes. */
static void
fill(struct house *h, struct board_cast *c, const char *shown)
{
    board_cast_open(h, h->s, h->d, c);
    house_import(h, "board.csv",
        arena_print(h->d->arena,
            "code,side,series,name,is_shown\nhb,hb,one,Births,%s\n"
            "lv,lv,one,Births,yes\n",
            shown)
            .ptr);
    house_import(h, "board_theme.csv",
        "code,board,name\nhb-s,hb,Stigma\nlv-s,lv,STIGMA\nhb-w,hb,Water\n");
    house_import(h, "board_entry.csv",
        "code,board,heading,theme,made_on\n"
        "h1,hb,weakness,hb-s,2026-05-07\nh2,hb,weakness,hb-w,2026-05-07\n"
        "l1,lv,strength,lv-s,2026-05-07\nl2,lv,strength,,2026-05-07\n");
    house_import(h, "text/board_entry/h1.en.md", "# Words\n\nSecret <shame>\n");
    house_import(h, "text/board_entry/h2.en.md", "# Words\n\nWells are dry\n");
    house_import(h, "text/board_entry/l1.en.md", "# Words\n\nTea and talk\n");
    house_import(h, "text/board_entry/l2.en.md", "# Words\n\nPipes work\n");
}

static void
what_one_has_and_the_other_lacks_stand_together(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct board_cast c;
        fill(&h, &c, "yes");
        house_enter(&h, c.bjorn);
        text page = board_cast_at(&h, c.theirs, "/beside");
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "Homa Bay struggles with");
        house_says(&h, "Secret &lt;shame&gt;");
        house_says(&h, "Liverpool has");
        house_says(&h, "Tea and talk");
        house_says(&h, "Both stand in the theme STIGMA");
        house_says(&h, "Themes that sides share");
        house_is_silent_on(&h, "Somebody brought these two together");
        /* a member of one side says what of theirs answers it */
        text entry = board_cast_entry(&h, "Pipes");
        char key[KEY_LENGTH];
        int64_t dry = house_key(&h, "board_entry", "h2");
        assert_int_equal(house_get(&h, entry.ptr), 200);
        house_says(&h, "Whose difficulty this could solve");
        house_says(&h, "Homa Bay: Wells are dry");
        assert_int_equal(house_post(&h, board_cast_at(&h, entry, "/link").ptr,
                             arena_print(d->arena, "other=%.*s",
                                 TEXT_ARG(key_print(dry, key)))
                                 .ptr),
            303);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "Somebody brought these two together");
        assert_int_equal(
            house_get(&h, board_cast_at(&h, c.theirs, "/beside.csv").ptr), 200);
        house_says(&h, "Wells are dry");
        house_close(&h);
    }
}

static void
nothing_of_a_board_that_is_not_shown_is_told(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct board_cast c;
        fill(&h, &c, "no");
        static const char *const pages[] = { "/beside", "/beside.csv", "" };
        static const char *const secrets[] = { "Secret", "Wells", "Water",
            "Stigma" };
        text entry = board_cast_entry(&h, "Secret");
        text own = board_cast_entry(&h, "Tea");
        int64_t readers[] = { c.bjorn, c.other_lead };
        char key[KEY_LENGTH];
        for (int r = 0; r < 2; r++) {
            house_enter(&h, readers[r]);
            for (int i = 0; i < 3; i++) {
                assert_int_equal(
                    house_get(&h, board_cast_at(&h, c.theirs, pages[i]).ptr),
                    200);
                for (int k = 0; k < 4; k++)
                    house_is_silent_on(&h, secrets[k]);
            }
            assert_int_equal(house_get(&h, own.ptr), 200);
            house_is_silent_on(&h, "Secret");
            assert_int_equal(house_get(&h, entry.ptr), 404);
            assert_int_equal(house_post(&h, entry.ptr, ""), 404);
            static const char *const steps[] = { "/remove", "/link" };
            for (int i = 0; i < 2; i++)
                assert_int_equal(
                    house_post(&h, board_cast_at(&h, entry, steps[i]).ptr, ""),
                    404);
            /* nor is one linked whose key was found out */
            int64_t secret = house_key(&h, "board_entry", "h1");
            house_post(&h, board_cast_at(&h, own, "/link").ptr,
                arena_print(
                    d->arena, "other=%.*s", TEXT_ARG(key_print(secret, key)))
                    .ptr);
            assert_int_equal(
                board_cast_count(&h, "SELECT count(*) FROM thread"), 0);
        }
        house_close(&h);
    }
}

static void
whoever_signed_an_entry_changes_it_and_nobody_beside_them(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        int64_t member = house_person(&h, "second@hb.example");
        house_give(&h, member, "member", "side", house_key(&h, "side", "hb"));
        house_enter(&h, c.asha);
        board_cast_add(
            &h, c.ours, "heading=strength&lang=en&words=Mine&is_signed=on");
        board_cast_add(&h, c.ours, "heading=strength&lang=en&words=Nobody's");
        text mine = board_cast_entry(&h, "Mine");
        text nobodys = board_cast_entry(&h, "Nobody");
        const char *change = "heading=weakness&lang=en&words=Changed&"
                             "is_signed=on";
        house_enter(&h, member);
        assert_int_equal(house_get(&h, mine.ptr), 200);
        house_is_silent_on(&h, "Change it");
        assert_int_equal(house_post(&h, mine.ptr, change), 409);
        assert_int_equal(
            house_post(&h, board_cast_at(&h, mine, "/remove").ptr, ""), 409);
        house_enter(&h, c.asha);
        assert_int_equal(house_post(&h, nobodys.ptr, change), 409);
        assert_int_equal(house_post(&h, mine.ptr, change), 303);
        assert_int_equal(house_get(&h, mine.ptr), 200);
        house_says(&h, "Changed");
        house_says(&h, "Weaknesses");
        house_enter(&h, c.lead);
        assert_int_equal(house_post(&h, nobodys.ptr, change), 303);
        /* a facilitator's change signs nothing */
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM board_entry WHERE "
                             "person_id IS NOT NULL"),
            1);
        assert_int_equal(
            house_post(&h, board_cast_at(&h, nobodys, "/remove").ptr, ""), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM board_entry"), 1);
        /* it lies in the bin, for who took it away */
        assert_int_equal(house_get(&h, "/en/bin"), 200);
        house_says(&h, "Changed");
        house_close(&h);
    }
}

static void
ticked_entries_come_together_in_a_theme(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct board_cast c;
        fill(&h, &c, "no");
        char key[KEY_LENGTH];
        text page = board_cast_at(&h, c.theirs, "/themes");
        text tick = arena_print(d->arena, "e%.*s=on",
            TEXT_ARG(key_print(house_key(&h, "board_entry", "l2"), key)));
        house_enter(&h, c.asha); /* of the other side */
        assert_int_equal(house_get(&h, page.ptr), 403);
        assert_int_equal(house_post(&h, page.ptr, tick.ptr), 403);
        house_enter(&h, c.bjorn);
        assert_int_equal(house_get(&h, page.ptr), 200);
        assert_int_equal(house_post(&h, page.ptr, "name=Pipes"), 422);
        house_says(&h, "Tick the entries that belong together");
        assert_int_equal(
            house_post(&h, page.ptr,
                arena_print(d->arena, "%s&name=Taps", tick.ptr).ptr),
            303);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "Taps");
        /* the same name in other letters is the same theme */
        assert_int_equal(
            house_post(&h, page.ptr,
                arena_print(d->arena, "%s&name=TAPS", tick.ptr).ptr),
            303);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM board_theme WHERE "
                             "name_sort IS NOT NULL"),
            4);
        text theme = support_ask(
            s, d->url, "SELECT theme_id FROM board_entry WHERE code = 'l2'");
        int64_t id;
        assert_true(text_parse_int(theme, &id));
        assert_int_equal(house_post(&h,
                             board_cast_at(&h, page,
                                 arena_print(d->arena, "/%.*s/remove",
                                     TEXT_ARG(key_print(id, key)))
                                     .ptr)
                                 .ptr,
                             ""),
            303);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM board_entry WHERE code = "
                             "'l2' AND theme_id IS NULL"),
            1);
        house_close(&h);
    }
}

static void
a_need_that_comes_of_an_entry_says_so(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct board_cast c;
        char key[KEY_LENGTH], from[KEY_LENGTH];
        fill(&h, &c, "yes");
        house_enter(&h, c.lead);
        text make = arena_print(d->arena,
            "/en/new/need?within=%.*s&from=board_entry-%.*s",
            TEXT_ARG(key_print(house_key(&h, "partnership", "p"), key)),
            TEXT_ARG(key_print(house_key(&h, "board_entry", "h2"), from)));
        assert_int_equal(house_get(&h, board_cast_entry(&h, "Wells").ptr), 200);
        house_says(&h, "Ask for help with it");
        assert_int_equal(house_get(&h, make.ptr), 200);
        house_says(&h, "It comes from: Wells are dry");
        assert_int_equal(
            house_post(&h, make.ptr, "name=Wells&skills=water&do=save"), 303);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM thread t JOIN board_entry e ON e.id = "
                "t.to_id WHERE t.kind = 'comes_from' AND t.from_kind = "
                "'need' AND e.code = 'h2'"),
            1);
        assert_int_equal(house_get(&h, board_cast_entry(&h, "Wells").ptr), 200);
        house_says(&h, "Help that is needed");
        house_close(&h);
    }
}

static void
a_facilitator_of_another_side_changes_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct board_cast c;
        fill(&h, &c, "yes");
        text key = board_key(d->arena, house_key(&h, "board", "hb"));
        text edit = arena_print(d->arena, "/en/edit/board/%.*s", TEXT_ARG(key));
        text remove =
            arena_print(d->arena, "/en/remove/board/%.*s", TEXT_ARG(key));
        house_enter(&h, c.other_lead);
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        house_is_silent_on(&h, "/edit/board/");
        assert_int_equal(
            house_post(&h, board_cast_at(&h, c.ours, "/show").ptr, ""), 403);
        assert_int_equal(
            house_get(&h, board_cast_at(&h, c.ours, "/themes").ptr), 403);
        assert_int_equal(house_get(&h, edit.ptr), 403);
        assert_int_equal(house_get(&h, remove.ptr), 403);
        assert_int_equal(house_get(&h, board_cast_entry(&h, "Wells").ptr), 200);
        house_is_silent_on(&h, "Change it");
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, edit.ptr), 200);
        assert_int_equal(house_get(&h, board_cast_entry(&h, "Wells").ptr), 200);
        house_says(&h, "Change it");
        house_close(&h);
    }
}

/* The house's own form notes who made something. */
static void
an_entry_is_made_on_its_board_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct board_cast c;
        fill(&h, &c, "yes");
        text within = arena_print(d->arena, "/en/new/board_entry?within=%.*s",
            TEXT_ARG(board_key(d->arena, house_key(&h, "board", "hb"))));
        text edit = arena_print(d->arena, "/en/edit/board_entry/%.*s",
            TEXT_ARG(board_key(d->arena, house_key(&h, "board_entry", "h1"))));
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, within.ptr), 404);
        assert_int_equal(
            house_post(&h, within.ptr, "heading=weakness&do=save"), 404);
        assert_int_equal(house_get(&h, edit.ptr), 404);
        house_close(&h);
    }
}

static void
an_answer_among_many_is_found_by_its_words(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct board_cast c;
        struct buf rows = buf_in(d->arena, 40'000);
        fill(&h, &c, "yes");
        buf_add(&rows, TEXT("code,board,heading,made_on\n"));
        for (int i = 0; i < 600; i++)
            buf_print(&rows, "m%03d,lv,strength,2026-05-07\n", i);
        buf_byte(&rows, 0);
        house_import(&h, "board_entry.csv", rows.ptr);
        house_import(&h, "text/board_entry/m555.en.md",
            "# Words\n\nA choir of mothers\n");
        house_enter(&h, c.asha);
        text entry = board_cast_entry(&h, "Wells");
        assert_int_equal(house_get(&h, entry.ptr), 200);
        house_says(&h, "Look for it by its words");
        house_is_silent_on(&h, "A choir of mothers");
        assert_int_equal(
            house_get(&h, board_cast_at(&h, entry, "?q=CHOIR").ptr), 200);
        house_says(&h, "Liverpool: A choir of mothers");
        text link = arena_print(d->arena, "%.*s/link?q=choir", TEXT_ARG(entry));
        assert_int_equal(house_post(&h, link.ptr,
                             arena_print(d->arena, "other=%.*s",
                                 TEXT_ARG(board_key(d->arena,
                                     house_key(&h, "board_entry", "m555"))))
                                 .ptr),
            303);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM thread WHERE kind = "
                             "'answers'"),
            1);
        assert_int_equal(
            house_get(&h, board_cast_at(&h, entry, "?q=nowhere").ptr), 200);
        house_says(&h, "Nothing there says that.");
        /* and with all that hangs on it the board can be removed */
        text remove = arena_print(d->arena, "/en/remove/board/%.*s",
            TEXT_ARG(board_key(d->arena, house_key(&h, "board", "lv"))));
        house_enter(&h, c.other_lead);
        assert_int_equal(house_get(&h, remove.ptr), 200);
        assert_int_equal(house_post(&h, remove.ptr, ""), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM board_entry"), 2);
        house_close(&h);
    }
}

int
board_beside_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_one_has_and_the_other_lacks_stand_together),
        support_test(nothing_of_a_board_that_is_not_shown_is_told),
        support_test(whoever_signed_an_entry_changes_it_and_nobody_beside_them),
        support_test(ticked_entries_come_together_in_a_theme),
        support_test(a_need_that_comes_of_an_entry_says_so),
        support_test(a_facilitator_of_another_side_changes_nothing),
        support_test(an_entry_is_made_on_its_board_alone),
        support_test(an_answer_among_many_is_found_by_its_words),
    };
    return cmocka_run_group_tests_name(
        "mirror/board_beside", tests, NULL, NULL);
}
