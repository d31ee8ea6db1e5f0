/* Signs: found in days and rows, shown as a number, and nothing is dropped. */
#include "decide/ground/ground_sign.h"
#include "os/clock.h"
#include "support/ground_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int ground_sign_test(void);

/* Twenty who answer by themselves, and eight who answer twelve statements all
 * alike: the same as one of them, or yes to everything. */
static void
cast(struct house *h, struct support *s, struct support_db *d,
    struct ground_cast *t)
{
    struct random r = random_from(9);
    ground_cast_make(h, s, d, t, "Kendu Bay", "Toxteth", 12);
    for (int i = 0; i < 20; i++)
        for (int j = 1; j <= 12; j++)
            ground_cast_vote(
                h, t, i, i % 2, j, random_below(&r, 3) > 0 ? 1 : -1);
    for (int i = 100; i < 106; i++)
        for (int j = 1; j <= 12; j++)
            ground_cast_vote(h, t, i, 0, j, j % 3 == 0 ? -1 : 1);
    for (int i = 200; i < 202; i++)
        for (int j = 1; j <= 12; j++)
            ground_cast_vote(h, t, i, 1, j, 1);
}

static void
copied_answers_are_shown_and_count_all_the_same(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        int n_done;
        cast(&h, s, d, &t);
        ground_cast_close(&h, &t);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT n_people FROM ground_sign WHERE kind = 'copied'"),
            6);
        /* of two it says no number */
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM ground_sign WHERE kind = 'alike' AND "
                "n_people IS NULL"),
            1);
        /* nothing was dropped */
        assert_int_equal(
            board_cast_count(
                &h, "SELECT sum(agree + disagree + pass) FROM answer_count"),
            28 * 12);
        house_enter(&h, t.c.bjorn);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/signs").ptr), 403);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/ground").ptr), 200);
        house_says(&h, "Three or more who answered ten statements or more");
        house_says(&h, "fewer than five people");
        house_says(&h, "Nobody has said yet what it means.");
        int64_t n = board_cast_count(&h, "SELECT count(*) FROM ground_row");
        assert_int_equal(n, 12);
        /* somebody says what it means; then the result is looked at anew, and
         * its numbers stay as they are */
        house_enter(&h, t.c.lead);
        text send = arena_print(d->arena, "%.*s/signs/%.*s", TEXT_ARG(t.page),
            TEXT_ARG(conversation_key(d->arena,
                board_cast_count(
                    &h, "SELECT id FROM ground_sign WHERE kind = 'copied'"))));
        assert_int_equal(house_post(&h, send.ptr, "verdict=fine"), 422);
        assert_int_equal(
            house_post(&h, send.ptr, "verdict=fine&reason=One+class+%3C8%3E"),
            303);
        int64_t counted = board_cast_count(&h, "SELECT id FROM ground_result");
        assert_int_equal(job_work(d->home, now_s() + 60, &n_done), OK);
        assert_int_equal(n_done, 1);
        assert_int_equal(
            board_cast_count(&h, "SELECT id FROM ground_result"), counted);
        house_enter(&h, t.c.bjorn);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/ground").ptr), 200);
        house_says(&h, "They count as all others do: One class &lt;8&gt;");
        house_close(&h);
    }
}

static void
who_decides_otherwise_changes_what_it_would_be_without(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        int n_done;
        /* six copies make what is mixed look agreed */
        ground_cast_make(&h, s, d, &t, "Kendu Bay", "Toxteth", 12);
        for (int i = 0; i < 12; i++)
            for (int j = 1; j <= 12; j++)
                ground_cast_vote(
                    &h, &t, i, i % 2, j, (i + i / 2 + j) % 2 == 0 ? 1 : -1);
        for (int i = 100; i < 130; i++)
            for (int j = 1; j <= 12; j++)
                ground_cast_vote(&h, &t, i, i % 2, j, j < 11 ? 1 : -1);
        ground_cast_close(&h, &t);
        assert_true(board_cast_count(
                        &h, "SELECT count(label_without) FROM ground_row") > 5);
        house_enter(&h, t.c.lead);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/ground").ptr), 200);
        house_says(&h, "Without the answers that a sign stands at");
        for (int turn = 0; turn < 2; turn++) {
            text send =
                arena_print(d->arena, "%.*s/signs/%.*s", TEXT_ARG(t.page),
                    TEXT_ARG(conversation_key(d->arena,
                        board_cast_count(&h,
                            turn == 0 ? "SELECT max(id) FROM ground_sign"
                                      : "SELECT min(id) FROM ground_sign"))));
            assert_int_equal(
                house_post(&h, send.ptr, "verdict=fine&reason=A+class"), 303);
        }
        assert_int_equal(job_work(d->home, now_s() + 60, &n_done), OK);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(label_without) FROM ground_row"),
            0);
        house_close(&h);
    }
}

/* The same moment each day, and not with each answer. */
static void
an_open_conversation_is_looked_at_once_a_day(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        int n_done;
        cast(&h, s, d, &t);
        assert_int_equal(ground_sweep(d->db, d->arena, now_s()), OK);
        assert_int_equal(job_work(d->home, now_s() + 60, &n_done), OK);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM ground_look"), 1);
        assert_true(
            board_cast_count(&h, "SELECT count(*) FROM ground_sign") > 0);
        /* and what they answered is still nobody's to see */
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM ground_result"), 0);
        house_enter(&h, t.c.lead);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/ground").ptr), 404);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/signs").ptr), 200);
        house_says(&h, "6 people");
        assert_int_equal(ground_sweep(d->db, d->arena, now_s()), OK);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM job WHERE status = 'waiting'"),
            0);
        house_close(&h);
    }
}

int
ground_sign_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(copied_answers_are_shown_and_count_all_the_same),
        support_test(who_decides_otherwise_changes_what_it_would_be_without),
        support_test(an_open_conversation_is_looked_at_once_a_day),
    };
    return cmocka_run_group_tests_name("decide/ground_sign", tests, NULL, NULL);
}
