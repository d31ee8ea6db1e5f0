/* A conversation as files: the sealed pack gives the same groups again, and
 * what Polis exported comes in. */
#include "decide/decide_routes.h"
#include "decide/ground/ground.h"
#include "engine/opinion/pack.h"
#include "os/clock.h"
#include "os/options.h"
#include "support/ground_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int ground_pack_test(void);

static void
the_sealed_pack_gives_the_same_groups_again(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        struct random r = random_from(5);
        struct ground_result result;
        struct ground_groups_row *groups;
        ptrdiff_t n;
        ground_cast_make(
            &h, s, d, &t, "Kendu Bay%0AOyugis", "Toxteth%0AKirkdale", 12);
        /* two that answer alike, across sides; each has seven or more */
        for (int i = 0; i < 60; i++)
            for (int j = 1; j <= 12; j++)
                if (random_below(&r, 8) > 0)
                    ground_cast_vote(&h, &t, i, i % 4, j,
                        random_below(&r, 10) == 0      ? 0
                            : (i < 30) == (j % 2 == 0) ? 1
                                                       : -1);
        ground_cast_close(&h, &t);
        assert_int_equal(ground_result_get(d->db, d->arena,
                             (struct ground_result_get_in){ t.id }, &result),
            OK);
        assert_int_equal(result.n_groups, 2);
        assert_int_equal(ground_groups(d->db, d->arena,
                             (struct ground_groups_in){ t.id, 5 }, &groups, &n),
            OK);
        /* as the command writes and `counterpart opinions` reads */
        struct arena a;
        struct buf b;
        struct cp_votes_reader reader;
        struct cp_votes v;
        struct cp_found f;
        char hash[65], shown[65];
        struct why why = { 0 };
        arena_open(&a, 1 << 28);
        struct ground_count g = { .db = d->db, .arena = &a, .id = t.id };
        assert_int_equal(ground_read(&g), OK);
        b = buf_in(&a, 1 << 16);
        cp_pack_votes(&b, &g.o->votes, true);
        cp_votes_open(&reader, &a);
        assert_int_equal(cp_votes_feed(&reader, buf_text(&b), &why), OK);
        assert_int_equal(cp_votes_finish(&reader, &v, &why), OK);
        opinions_hash(hash, &a, &v, false);
        opinions_commit(shown, result.salt, hash);
        assert_true(text_is_equal(text_of(shown), result.votes_hash));
        /* who has not the secret tries out votes in vain */
        assert_false(text_is_equal(text_of(hash), result.votes_hash));
        cp_found_of(&f, &a, &v,
            &(struct cp_found_rules){ .seed = (uint64_t)result.seed });
        assert_int_equal(f.k, n);
        for (int k = 0; k < f.k; k++) {
            if (groups[k].has_n_people)
                assert_int_equal(f.groups[k].size, groups[k].n_people);
            text told = groups[k].told;
            for (int i = 0; i < f.groups[k].n_told; i++) {
                text one = text_cut(told, ';', &told);
                assert_true(text_starts_with(one,
                    arena_print(&a, "%c%.*s ",
                        f.groups[k].told[i].is_agree ? '+' : '-',
                        TEXT_ARG(
                            v.statements[f.groups[k].told[i].statement]))));
            }
        }
        /* nobody's key is in it */
        for (int32_t i = 0; i < g.o->votes.n_people; i++)
            assert_true(
                text_find(buf_text(&b), conversation_key(&a, g.people[i])) < 0);
        arena_close(&a);
        house_close(&h);
    }
}

/* Keys of participants that leave no room for their answers' are older. */
static void
answers_are_read_alike_however_their_keys_are(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        struct random r = random_from(6);
        struct arena a;
        arena_open(&a, 1 << 26);
        ground_cast_make(&h, s, d, &t, "Kendu Bay", "Toxteth", 9);
        for (int i = 0; i < 12; i++)
            for (int j = 9; j >= 1; j--)
                if (random_below(&r, 3) > 0)
                    ground_cast_vote(&h, &t, i, i % 2, j, i % 3 - 1);
        struct ground_count now = { .db = d->db, .arena = &a, .id = t.id };
        struct ground_count then = now;
        assert_int_equal(ground_read(&now), OK);
        support_exec(s, d->url,
            "INSERT INTO participant (id, conversation_id, unit_id, way) "
            "SELECT "
            "id + 1, conversation_id, unit_id, way FROM participant");
        support_exec(s, d->url,
            "UPDATE answer SET participant_id = participant_id + 1, id = id + "
            "1000000");
        support_exec(s, d->url,
            "UPDATE participant_link SET participant_id = participant_id + 1");
        support_exec(s, d->url,
            "DELETE FROM participant WHERE id NOT IN (SELECT participant_id "
            "FROM answer)");
        assert_int_equal(ground_read(&then), OK);
        const struct cp_votes *v = &now.o->votes, *w = &then.o->votes;
        assert_int_equal(v->n_people, 12);
        assert_int_equal(w->n_people, 12);
        for (int i = 0; i < 12; i++) {
            assert_int_equal(now.people[i] % (1 << ANSWER_BITS), 0);
            assert_int_equal(then.people[i], now.people[i] + 1);
            assert_int_equal(then.unit_of[i], now.unit_of[i]);
            assert_int_equal(v->starts[i + 1], w->starts[i + 1]);
        }
        size_t n = (size_t)v->starts[12];
        assert_memory_equal(v->of, w->of, n * sizeof *v->of);
        assert_memory_equal(v->values, w->values, n);
        arena_close(&a);
        house_close(&h);
    }
}

static const struct option table[] = {
    { "turned", NULL, "agree is -1", NULL },
    { "output", "FILE", "where it goes", NULL },
    OPTIONS_END,
};

/* The export of a public conversation, through the command that users use. */
static void
what_polis_exported_comes_in_and_is_counted(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t = { 0 };
        struct ground_result result;
        struct why why = { 0 };
        struct options options = { 0 };
        int n_done;
        board_cast_open(&h, s, d, &t.c);
        text args[2] = { TEXT("test/oracle/opinion/vtaiwan.uberx"),
            conversation_key(d->arena, house_key(&h, "partnership", "p")) };
        assert_int_equal(
            options_read(&options, table, d->arena, 0, NULL, &why), OK);
        struct command_call call = { .arena = d->arena,
            .home = d->home,
            .db = d->db,
            .options = &options,
            .n_args = 2,
            .args = args };
        assert_int_equal(cmd_conversation_import(&call, &why), OK);
        assert_int_equal(job_work(d->home, now_s() + 60, &n_done), OK);
        t.id = board_cast_count(&h, "SELECT id FROM conversation");
        assert_int_equal(ground_result_get(d->db, d->arena,
                             (struct ground_result_get_in){ t.id }, &result),
            OK);
        assert_int_equal(result.n_people, 1921);
        assert_int_equal(result.n_units, 1);
        assert_true(result.n_groups > 1);
        house_enter(&h, t.c.lead);
        text page = arena_print(d->arena, "/en%.*s",
            TEXT_ARG(conversation_sub(d->arena, t.id, "/ground")));
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "1,921 people have answered");
        house_says(&h, "Group A");
        house_says(&h, "as one community");
        house_says(&h, "<svg viewBox=\"0 0 320 220\"");
        assert_true(h.body.len < 60'000);
        house_close(&h);
    }
}

int
ground_pack_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(the_sealed_pack_gives_the_same_groups_again),
        support_test(answers_are_read_alike_however_their_keys_are),
        support_test(what_polis_exported_comes_in_and_is_counted),
    };
    return cmocka_run_group_tests_name("decide/ground_pack", tests, NULL, NULL);
}
