/* Boards: one of each side, added to by many, shown when a side says so. */
#include "base/key.h"
#include "mirror/board.h"
#include "os/entropy.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int board_test(void);

static void
a_board_is_its_sides_alone_until_it_is_shown(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        assert_int_equal(board_cast_add(&h, c.ours,
                             "heading=strength&lang=en&words=We+walk+far"),
            303);
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        house_says(&h, "We walk far");
        assert_int_equal(house_get(&h, c.theirs.ptr), 404);
        int64_t out[] = { c.bjorn, c.other_lead, c.stranger };
        for (int i = 0; i < 3; i++) {
            house_enter(&h, out[i]);
            assert_int_equal(house_get(&h, c.ours.ptr), 404);
            assert_int_equal(
                house_post(&h, board_cast_at(&h, c.ours, "/show").ptr, ""),
                404);
            assert_int_equal(
                board_cast_add(&h, c.ours, "heading=strength&lang=en&words=x"),
                404);
        }
        /* a member cannot show it, a facilitator of this side can */
        house_enter(&h, c.asha);
        assert_int_equal(
            house_post(&h, board_cast_at(&h, c.ours, "/show").ptr, ""), 403);
        house_enter(&h, c.lead);
        assert_int_equal(
            house_post(&h, board_cast_at(&h, c.ours, "/show").ptr, ""), 303);
        house_enter(&h, c.bjorn);
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        house_says(&h, "We walk far");
        house_is_silent_on(&h, "Add an entry");
        assert_int_equal(
            board_cast_add(&h, c.ours, "heading=strength&lang=en&words=x"),
            409);
        house_says(&h, "Members of this side add to this board");
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM board_entry"), 1);
        house_enter(&h, c.stranger);
        assert_int_equal(house_get(&h, c.ours.ptr), 404);
        house_close(&h);
    }
}

static void
guests_add_when_it_is_open_to_them(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.guest);
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        house_is_silent_on(&h, "Add an entry");
        assert_int_equal(
            board_cast_add(&h, c.ours, "heading=weakness&lang=sw&words=Maji"),
            409);
        house_import(&h, "board.csv",
            "code,side,series,name,is_open\nhb,hb,one,Births,yes\n");
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        house_says(&h, "Add an entry");
        assert_int_equal(
            board_cast_add(&h, c.ours, "heading=weakness&lang=sw&words=Maji"),
            303);
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        house_says(&h, "Maji");
        house_close(&h);
    }
}

static void
what_is_not_signed_is_kept_without_who_and_when(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        assert_int_equal(board_cast_add(&h, c.ours,
                             "heading=weakness&lang=luo&words=Onge+pi"),
            303);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM board_entry WHERE person_id IS "
                "NOT NULL"),
            0);
        /* neither words nor audit have a time within the day */
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM prose WHERE kind = 'board_entry' "
                "AND updated_at % 86400 <> 0"),
            0);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM prose WHERE kind = 'board_entry'"),
            1);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM audit WHERE kind = 'board' AND "
                "action = 'create' AND actor_id IS NULL AND at % 86400 "
                "= 0"),
            1);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM audit a JOIN board_entry e ON "
                "a.thing_id = e.id"),
            0);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM version v JOIN board_entry e ON "
                "v.thing_id = e.id"),
            0);
        house_close(&h);
    }
}

static void
a_key_of_a_day_says_the_day_alone(void **state)
{
    (void)state;
    enum { N = 400, DAY_MS = 86'400'000 };
    int64_t noon = INT64_C(1'790'000'000) / 86400 * 86400 + 43200;
    int64_t day_ms = (noon - 43200) * 1000;
    int n_late = 0, n_falling = 0;
    int64_t last = 0;
    for (int i = 0; i < N; i++) {
        int64_t key = key_of_day(noon), ms = key_time_ms(key) - day_ms;
        assert_true(ms >= 0 && ms < DAY_MS);
        n_late += ms > DAY_MS / 2;
        n_falling += key < last;
        last = key;
    }
    assert_in_range(n_late, N / 4, 3 * N / 4);
    assert_in_range(n_falling, N / 4, 3 * N / 4);
}

static void
an_entry_that_is_too_long_is_shown_again_whole(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        /* 10,000 letters of N'Ko, then of Adlam, which need four bytes each */
        static const char *const letters[] = { "%DF%8A", "%F0%9E%A4%80" };
        for (int k = 0; k < 2; k++) {
            struct buf b = buf_in(d->arena, 200'000);
            buf_add(&b, TEXT("heading=strength&lang=en&words="));
            for (int i = 0; i < 10'000; i++)
                buf_add(&b, text_of(letters[k]));
            buf_byte(&b, '\0');
            assert_int_equal(board_cast_add(&h, c.ours, buf_text(&b).ptr), 422);
            house_says(&h,
                "this has 10,000 letters and signs, and an entry "
                "has room for 1,000. Nothing is lost");
            int n = 0;
            static const char *const raw[] = { "\xDF\x8A", "\xF0\x9E\xA4\x80" };
            text rest = h.body, letter = text_of(raw[k]);
            for (ptrdiff_t i; (i = text_find(rest, letter)) >= 0; n++)
                rest = text_slice(rest, i + letter.len, rest.len);
            assert_int_equal(n, 10'000);
        }
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM board_entry"), 0);
        house_close(&h);
    }
}

static void
one_mark_a_person_however_often_they_press(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        board_cast_add(&h, c.ours, "heading=strength&lang=en&words=Choir");
        int64_t id;
        assert_true(text_parse_int(
            support_ask(s, d->url, "SELECT id FROM board_entry"), &id));
        text agree = board_cast_at(&h, c.ours,
            arena_print(d->arena, "/entry/%.*s/agree",
                TEXT_ARG(board_key(d->arena, id)))
                .ptr);
        for (int i = 0; i < 3; i++)
            assert_int_equal(house_post(&h, agree.ptr, ""), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM board_mark"), 1);
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        house_says(&h, "1 agrees");
        assert_int_equal(house_post(&h, agree.ptr, "back=on"), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM board_mark"), 0);
        /* of a board that is not for them */
        house_enter(&h, c.bjorn);
        assert_int_equal(house_post(&h, agree.ptr, ""), 404);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM board_mark"), 0);
        house_close(&h);
    }
}

static void
a_facilitator_makes_a_board_for_each_side(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_import(&h, "board_template.csv",
            "code,name,headings\nssc,\"Start <stop>\",start; stop; go-on\n");
        house_import(&h, "text/board_template/ssc.en.md",
            "# headings\n\nStart\n\nStop\n\nGo on\n");
        house_import(&h, "text/board_template/ssc.sw.md",
            "# headings\n\nAnza\n\nAcha\n\nEndelea\n");
        text list = arena_print(d->arena, "/en/partnership/%.*s/boards",
            TEXT_ARG(board_key(d->arena, house_key(&h, "partnership", "p"))));
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, list.ptr), 200);
        house_is_silent_on(&h, "Make boards");
        assert_int_equal(
            house_post(&h, list.ptr, "name=Next&template=swoc"), 403);
        house_enter(&h, c.lead);
        text fields = arena_print(d->arena, "name=Next&template=%.*s",
            TEXT_ARG(
                board_key(d->arena, house_key(&h, "board_template", "ssc"))));
        assert_int_equal(house_post(&h, list.ptr, fields.ptr), 303);
        assert_int_equal(house_get(&h, list.ptr), 200);
        house_says(&h, "Start &lt;stop&gt;");
        int64_t id;
        assert_true(text_parse_int(
            support_ask(s, d->url,
                "SELECT b.id FROM board b JOIN side s ON s.id = b.side_id "
                "WHERE b.name = 'Next' AND s.code = 'hb'"),
            &id));
        text page = arena_print(
            d->arena, "/sw%.*s", TEXT_ARG(board_sub(d->arena, id, "")));
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "Endelea");
        assert_int_equal(
            board_cast_add(&h, page, "heading=stop&lang=sw&words=Karatasi"),
            303);
        assert_int_equal(
            board_cast_add(&h, page, "heading=strength&lang=sw&words=Karatasi"),
            422);
        house_close(&h);
    }
}

int
board_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_board_is_its_sides_alone_until_it_is_shown),
        support_test(guests_add_when_it_is_open_to_them),
        support_test(what_is_not_signed_is_kept_without_who_and_when),
        cmocka_unit_test(a_key_of_a_day_says_the_day_alone),
        support_test(an_entry_that_is_too_long_is_shown_again_whole),
        support_test(one_mark_a_person_however_often_they_press),
        support_test(a_facilitator_makes_a_board_for_each_side),
    };
    return cmocka_run_group_tests_name("mirror/board", tests, NULL, NULL);
}
