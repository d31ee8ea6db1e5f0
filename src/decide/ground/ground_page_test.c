/* What people share: counted behind the page, hidden as the command hides it,
 * and what somebody can work out of all that is shown. */
#include "decide/ground/ground.h"
#include "engine/opinion/pack.h"
#include "os/clock.h"
#include "support/ground_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int ground_page_test(void);

static void
no_cell_of_few_is_kept_for_a_page(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        struct random r = random_from(77);
        ground_cast_make(
            &h, s, d, &t, "Kendu Bay%0AOyugis", "Toxteth%0AKirkdale", 10);
        int sizes[] = { 61, 7, 42, 24 };
        for (int u = 0; u < 4; u++)
            for (int i = 0; i < sizes[u]; i++)
                for (int j = 1; j <= 10; j++)
                    if (random_below(&r, 6) > 0)
                        ground_cast_vote(&h, &t, 100 * (u + 1) + i, u, j,
                            random_below(&r, 100) < 20 + 5 * (uint64_t)j ? 1
                                : random_below(&r, 3) == 0               ? 0
                                                                         : -1);
        ground_cast_close(&h, &t);
        /* every cell is the truth, and is 0 or 5 and more */
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM ground_cell WHERE agree BETWEEN 1 AND 4 "
                "OR disagree BETWEEN 1 AND 4 OR pass BETWEEN 1 AND 4 OR "
                "n BETWEEN 1 AND 9"),
            0);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM ground_cell g JOIN answer_count a ON "
                "a.statement_id = g.statement_id AND a.unit_id = g.unit_id "
                "WHERE g.agree <> a.agree OR g.disagree <> a.disagree OR "
                "g.pass <> a.pass"),
            0);
        assert_true(
            board_cast_count(&h,
                "SELECT count(*) FROM ground_cell WHERE agree IS NOT NULL") >
            5);
        /* and how they came, in tens */
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) * 1000 + sum(n_tens) FROM ground_way WHERE "
                "way = 'self'"),
            3000 + 60 + 40 + 20);
        /* Oyugis is seven people: nothing of it, nor how many all are */
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM ground_cell g JOIN conversation_unit u "
                "ON u.id = g.unit_id WHERE u.name = 'Oyugis'"),
            0);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM ground_result WHERE n_people IS NULL "
                "AND n_people_tens = 130"),
            1);
        /* nor what its side thinks, where it is one of those that count */
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM ground_side g JOIN answer_count a ON "
                "a.statement_id = g.statement_id JOIN conversation_unit u ON "
                "u.id = a.unit_id AND u.side_id = g.side_id WHERE u.name = "
                "'Oyugis' AND a.agree + a.disagree + a.pass > 4"),
            0);
        house_enter(&h, t.c.lead);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/ground").ptr), 200);
        house_says(&h, "a small group");
        house_says(&h, "More than 129 people");
        house_close(&h);
    }
}

/* All that anybody can fetch, put together: the page of each statement and the
 * files. No number of one to four is in them, nor one that they leave no other
 * choice for. */
static void
page_and_files_together_give_no_small_number_away(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        struct random r = random_from(78);
        struct cp_pack pack;
        struct why why = { 0 };
        ground_cast_make(
            &h, s, d, &t, "Kendu Bay%0AOyugis", "Toxteth%0AKirkdale", 8);
        int sizes[] = { 40, 8, 26, 15 };
        for (int u = 0; u < 4; u++)
            for (int i = 0; i < sizes[u]; i++)
                for (int j = 1; j <= 8; j++)
                    if (random_below(&r, 9) > 0)
                        ground_cast_vote(&h, &t, 100 * (u + 1) + i, u, j,
                            random_below(&r, 8) >= (uint64_t)j ? 1
                                : random_below(&r, 3) == 0     ? 0
                                                               : -1);
        ground_cast_close(&h, &t);
        house_enter(&h, t.c.bjorn);
        assert_int_equal(
            house_get(
                &h, ground_cast_at(&h, &t, "/pack/unit_statement.csv").ptr),
            200);
        text file = arena_print(d->arena, "%.*s", TEXT_ARG(h.body));
        assert_int_equal(cp_pack_read(&pack, d->arena, file, &why), OK);
        int n_shown = 0;
        for (int32_t k = 0; k < pack.n_units * pack.n_statements; k++) {
            const struct cp_votes_count *c = &pack.counts[k];
            int32_t cells[] = { c->agree, c->disagree,
                c->all - c->agree - c->disagree };
            if (c->all < 0)
                continue;
            n_shown++;
            assert_true(c->all >= 10);
            for (int i = 0; i < 3; i++)
                assert_true(cells[i] == 0 || cells[i] >= 5);
        }
        assert_true(n_shown > 0);
        /* the page says no more than the file: a share with a number where the
         * file has one, and no totals at all */
        for (int j = 1; j <= 8; j++) {
            int n = 0;
            char what[30];
            snprintf(what, sizeof what, "/ground/%d", j);
            assert_int_equal(
                house_get(&h, ground_cast_at(&h, &t, what).ptr), 200);
            for (text rest = h.body; text_find(rest, TEXT(" (between ")) >= 0;
                 n++)
                rest = text_slice(
                    rest, text_find(rest, TEXT(" (between ")) + 10, rest.len);
            int n_file = 0;
            for (int32_t u = 0; u < pack.n_units; u++)
                n_file += pack.counts[u * pack.n_statements + j - 1].all >= 0;
            assert_true(n <= n_file + 2 * (n_file == pack.n_units));
        }
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/pack/result.json").ptr),
            200);
        house_says(&h, "\"people\":null");
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/pack/votes.csv").ptr), 404);
        /* anybody: when it was opened */
        house_enter(&h, 0);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/pack/result.json").ptr),
            404);
        house_close(&h);
    }
}

static void
two_people_are_counted_with_another_unit_of_their_side(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        ground_cast_make(&h, s, d, &t, "Kendu Bay%3B+40%0AIsland%3B+2", "", 3);
        for (int i = 0; i < 12; i++)
            ground_cast_vote(&h, &t, 100 + i, 0, 1, 1);
        for (int i = 0; i < 2; i++)
            ground_cast_vote(&h, &t, 200 + i, 1, 1, 1);
        ground_cast_close(&h, &t);
        assert_int_equal(
            board_cast_count(&h, "SELECT agree FROM ground_cell"), 14);
        house_enter(&h, t.c.lead);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/ground/1").ptr), 200);
        house_says(&h, "with Island");
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/ground/9").ptr), 404);
        house_close(&h);
    }
}

static void
anybody_reads_a_result_that_was_opened_and_no_other(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        ground_cast_make(&h, s, d, &t, "Kendu Bay", "Toxteth", 3);
        ground_cast_vote(&h, &t, 100, 0, 1, 1);
        house_enter(&h, t.c.lead);
        text open = ground_cast_at(&h, &t, "/ground/open");
        assert_int_equal(house_post(&h, open.ptr, "verdict=open"), 409);
        ground_cast_close(&h, &t);
        house_enter(&h, 0);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/ground").ptr), 404);
        house_enter(&h, t.c.asha);
        assert_int_equal(house_post(&h, open.ptr, "verdict=open"), 403);
        house_enter(&h, t.c.lead);
        assert_int_equal(house_post(&h, open.ptr, "verdict=open"), 303);
        assert_int_equal(house_post(&h, open.ptr, "verdict=open"), 303);
        house_enter(&h, 0);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/ground").ptr), 200);
        house_is_silent_on(&h, "Who sees the result");
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/ground/1").ptr), 200);
        assert_int_equal(house_get(&h, ground_cast_at(&h, &t, "").ptr), 303);
        house_enter(&h, t.c.lead);
        assert_int_equal(house_post(&h, open.ptr, "verdict=shut"), 303);
        house_enter(&h, 0);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/ground").ptr), 404);
        house_close(&h);
    }
}

int
ground_page_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(no_cell_of_few_is_kept_for_a_page),
        support_test(page_and_files_together_give_no_small_number_away),
        support_test(two_people_are_counted_with_another_unit_of_their_side),
        support_test(anybody_reads_a_result_that_was_opened_and_no_other),
    };
    return cmocka_run_group_tests_name("decide/ground_page", tests, NULL, NULL);
}
