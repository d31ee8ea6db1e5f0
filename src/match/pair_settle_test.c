/* What is settled while pairs are proposed, over the example's round. */
#include "base/key.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>

int pair_settle_test(void);

struct scene {
    char round[80]; /* "/en/round/KEY" */
    int64_t boss, id;
};

static const char *
at(const struct scene *c, struct house *h, const char *what)
{
    return arena_print(h->d->arena, "%s%s", c->round, what).ptr;
}

/* Its pairs are proposed. */
static void
open_scene(
    struct house *h, struct support *s, struct support_db *d, struct scene *c)
{
    char key[KEY_LENGTH];
    house_open(h, s, d);
    house_import_folder(h, "example");
    c->boss = house_coordinator(h, "boss@what.example");
    c->id = house_key(h, "match_round", "liverpool-homa-bay-2024");
    snprintf(c->round, sizeof c->round, "/en/round/%.*s",
        TEXT_ARG(key_print(c->id, key)));
    house_enter(h, c->boss);
    assert_int_equal(house_post(h, at(c, h, "/open"), ""), 303);
    assert_int_equal(house_post(h, at(c, h, "/close"), ""), 303);
    assert_int_equal(house_post(h, at(c, h, "/solve"), ""), 303);
}

static text
ask(struct house *h, const char *sql)
{
    return support_ask(h->s, h->d->url, sql);
}

static int64_t
number(struct house *h, const char *sql)
{
    int64_t n = -1;
    text got = ask(h, sql);
    if (!text_parse_int(got, &n))
        fail_msg("%s: %.*s", sql, TEXT_ARG(got));
    return n;
}

static text
key_of(struct house *h, int64_t id)
{
    return key_print(id, arena_new(h->d->arena, char, KEY_LENGTH));
}

/* The first of one pair and the second of another: not together now. */
static void
two_apart(struct house *h, int64_t *one, int64_t *other)
{
    *one = number(h, "SELECT a_id FROM match_pair ORDER BY id LIMIT 1");
    *other =
        number(h, "SELECT b_id FROM match_pair ORDER BY id LIMIT 1 OFFSET 1");
}

static text
mark_of(struct house *h)
{
    text mark = TEXT("name=\"mark\" value=\""), rest;
    ptrdiff_t i = text_find(h->body, mark);
    assert_true(i > 0);
    return arena_copy(h->d->arena,
        text_cut(text_slice(h->body, i + mark.len, h->body.len), '"', &rest));
}

static int64_t
n_of_two(struct house *h, const char *table, int64_t a, int64_t b)
{
    return number(h,
        arena_print(h->d->arena,
            "SELECT count(*) FROM %s WHERE a_id IN (%" PRId64 ", %" PRId64
            ") AND b_id IN (%" PRId64 ", %" PRId64 ")",
            table, a, b, a, b)
            .ptr);
}

static void
two_who_were_pinned_and_are_vetoed_are_pinned_no_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct scene c;
        int64_t one, other;
        open_scene(&h, s, d, &c);
        two_apart(&h, &one, &other);
        text two = arena_print(d->arena, "one=%.*s&other=%.*s",
            TEXT_ARG(key_of(&h, one)), TEXT_ARG(key_of(&h, other)));
        text pin = arena_print(d->arena, "kind=pin&reason=x&%s", two.ptr);
        text veto = arena_print(d->arena, "kind=veto&reason=y&%s", two.ptr);
        assert_int_equal(house_post(&h, at(&c, &h, "/rule"), pin.ptr), 303);
        assert_int_equal(n_of_two(&h, "match_pair", one, other), 1);
        assert_int_equal(house_post(&h, at(&c, &h, "/rule"), veto.ptr), 303);
        assert_true(
            text_find(house_header(&h, "Location"), TEXT("?lifted=yes")) > 0);
        assert_int_equal(house_get(&h, at(&c, &h, "/what?lifted=yes")), 200);
        house_says(&h, "what was said last counts");
        assert_int_equal(
            number(&h, "SELECT count(*) FROM match_rule WHERE kind = 'pin'"),
            0);
        assert_int_equal(
            number(&h, "SELECT count(*) FROM match_rule WHERE kind = 'veto'"),
            1);
        assert_int_equal(n_of_two(&h, "match_pair", one, other), 0);
        assert_true(text_is_equal(
            ask(&h, "SELECT status FROM match_state"), TEXT("proposed")));
        /* and a pin does not go over the veto, by the page or past it */
        assert_int_equal(house_post(&h, at(&c, &h, "/rule"), pin.ptr), 422);
        assert_int_equal(
            number(&h, "SELECT count(*) FROM match_rule WHERE kind = 'pin'"),
            0);
        house_close(&h);
    }
}

static void
a_rule_that_leaves_no_pair_leaves_no_proposal_to_offer(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct scene c;
        open_scene(&h, s, d, &c);
        int64_t a =
            number(&h, "SELECT a_id FROM match_pair ORDER BY id LIMIT 1");
        int64_t b =
            number(&h, "SELECT b_id FROM match_pair ORDER BY id LIMIT 1");
        int64_t pair =
            number(&h, "SELECT id FROM match_pair ORDER BY id LIMIT 1");
        /* all others take part no more: these two are all there is */
        support_exec(s, d->url,
            arena_print(d->arena,
                "DELETE FROM match_input WHERE id NOT IN (%" PRId64 ", %" PRId64
                ")",
                a, b)
                .ptr);
        text veto =
            arena_print(d->arena, "kind=veto&reason=y&one=%.*s&other=%.*s",
                TEXT_ARG(key_of(&h, a)), TEXT_ARG(key_of(&h, b)));
        assert_int_equal(house_post(&h, at(&c, &h, "/rule"), veto.ptr), 422);
        house_says(&h, "No pair is possible");
        assert_int_equal(number(&h, "SELECT count(*) FROM match_pair"), 0);
        assert_true(text_is_equal(
            ask(&h, "SELECT status FROM match_state"), TEXT("closed")));
        assert_int_equal(house_post(&h,
                             arena_print(d->arena, "/en/pair/%.*s/offer",
                                 TEXT_ARG(key_of(&h, pair)))
                                 .ptr,
                             ""),
            404);
        assert_int_equal(house_post(&h, at(&c, &h, "/offer"), ""), 303);
        assert_int_equal(number(&h, "SELECT count(*) FROM match_pair"), 0);
        house_close(&h);
    }
}

static void
one_press_lets_other_weights_count(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct scene c;
        open_scene(&h, s, d, &c);
        static const char weights[] =
            "role=0&level=0&interests=0&language=7&give=0&goals=0&time=0";
        const char *ask_price =
            arena_print(d->arena, "/what?if=weights&%s", weights).ptr;
        assert_int_equal(house_get(&h, at(&c, &h, ask_price)), 200);
        house_says(&h, "Use these weights, and find the pairs anew");
        text form = arena_print(
            d->arena, "%s&mark=%.*s", weights, TEXT_ARG(mark_of(&h)));
        /* what was not shown is not done; nor what counts nothing */
        assert_int_equal(house_post(&h, at(&c, &h, "/weights"),
                             arena_print(d->arena, "%s&mark=x", weights).ptr),
            422);
        house_says(&h, "changed since the price was shown");
        assert_int_equal(house_post(&h, at(&c, &h, "/weights"),
                             "role=0&level=0&interests=0&language=0&give=0&"
                             "goals=0&time=0&mark=x"),
            422);
        assert_int_equal(house_post(&h, at(&c, &h, "/weights"),
                             "role=0&level=0&interests=0&language=101&give=0&"
                             "goals=0&time=0&mark=x"),
            422);
        assert_int_equal(
            number(&h,
                "SELECT count(*) FROM match_round WHERE weight_language = 7"),
            0);
        assert_int_equal(house_post(&h, at(&c, &h, "/weights"), form.ptr), 303);
        assert_int_equal(
            number(&h,
                "SELECT count(*) FROM match_round WHERE weight_language = 7 "
                "AND weight_role = 0"),
            1);
        assert_true(text_is_equal(
            ask(&h, "SELECT status FROM match_state"), TEXT("proposed")));
        assert_true(number(&h,
                        "SELECT count(*) FROM match_pair WHERE points LIKE "
                        "'0;0;0;%;0;0;0'") > 5);
        /* its history says who */
        assert_true(number(&h,
                        "SELECT count(*) FROM audit WHERE kind = "
                        "'match_round' AND action = 'change'") > 0);
        /* the price was of what stood before */
        assert_int_equal(house_post(&h, at(&c, &h, "/weights"), form.ptr), 422);
        assert_int_equal(house_post(&h, at(&c, &h, "/offer"), ""), 303);
        assert_int_equal(house_post(&h, at(&c, &h, "/weights"), form.ptr), 422);
        house_says(&h, "nothing can be settled here");
        house_close(&h);
    }
}

int
pair_settle_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(two_who_were_pinned_and_are_vetoed_are_pinned_no_more),
        support_test(a_rule_that_leaves_no_pair_leaves_no_proposal_to_offer),
        support_test(one_press_lets_other_weights_count),
    };
    return cmocka_run_group_tests_name("match/pair_settle", tests, NULL, NULL);
}
