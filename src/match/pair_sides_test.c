/* A round of three sides: its pairs, what if, and a repair. The example's
 * round, with five of its people on a side of their own. */
#include "base/key.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int pair_sides_test(void);

struct scene {
    char round[80]; /* "/en/round/KEY" */
};

static const char *
at(const struct scene *c, struct house *h, const char *what)
{
    return arena_print(h->d->arena, "%s%s", c->round, what).ptr;
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

/* Its pairs are proposed. */
static void
open_scene(struct house *h, struct support *s, struct support_db *d,
    struct scene *c, const char *mode)
{
    char key[KEY_LENGTH];
    house_open(h, s, d);
    house_import_folder(h, "example");
    support_exec(s, d->url,
        "INSERT INTO side (id, code, partnership_id, position, name) SELECT "
        "777, 'kisumu', partnership_id, 3, 'Kisumu' FROM side WHERE code = "
        "'liverpool-homa-bay-1'");
    support_exec(s, d->url,
        "UPDATE match_person SET side_id = 777 WHERE code IN "
        "('m-resident-liverpool', 'm-women-homa-bay', 'm-trainer-homa-bay', "
        "'m-records-homa-bay', 'm-youth-homa-bay')");
    support_exec(s, d->url, "UPDATE match_state SET status = 'draft'");
    support_exec(s, d->url,
        arena_print(d->arena, "UPDATE match_round SET mode = '%s'", mode).ptr);
    int64_t boss = house_coordinator(h, "boss@sides.example");
    snprintf(c->round, sizeof c->round, "/en/round/%.*s",
        TEXT_ARG(key_print(
            house_key(h, "match_round", "liverpool-homa-bay-2024"), key)));
    house_enter(h, boss);
    assert_int_equal(house_post(h, at(c, h, "/open"), ""), 303);
    assert_int_equal(house_post(h, at(c, h, "/close"), ""), 303);
    assert_int_equal(house_post(h, at(c, h, "/solve"), ""), 303);
}

static const char same_side[] =
    "SELECT count(*) FROM match_pair p JOIN match_person x ON x.id = p.a_id "
    "JOIN match_person y ON y.id = p.b_id WHERE x.side_id = y.side_id";

static void
nobody_is_with_somebody_of_their_own_side(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        static const char *const modes[] = { "total", "fair", "leximin" };
        struct house h;
        struct scene c;
        open_scene(&h, s, d, &c, "fair");
        for (int i = 0; i < 3; i++) {
            support_exec(s, d->url,
                arena_print(
                    d->arena, "UPDATE match_round SET mode = '%s'", modes[i])
                    .ptr);
            assert_int_equal(house_post(&h, at(&c, &h, "/solve"), ""), 303);
            assert_int_equal(number(&h, "SELECT count(*) FROM match_pair"), 10);
            assert_int_equal(number(&h, same_side), 0);
            assert_true(number(&h,
                            "SELECT count(*) FROM match_pair p JOIN "
                            "match_person x ON x.id IN (p.a_id, p.b_id) WHERE "
                            "x.side_id = 777") >= 4);
            assert_int_equal(house_get(&h, at(&c, &h, "/proposal")), 200);
            house_says(&h, "Proved best");
        }
        house_close(&h);
    }
}

/* What the page says a pin costs is what it then does. */
static void
a_pin_costs_what_was_said(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct scene c;
        open_scene(&h, s, d, &c, "fair");
        int64_t total = number(&h, "SELECT sum(score) FROM match_pair");
        int64_t one = number(&h,
            "SELECT id FROM match_person WHERE code = 'm-records-homa-bay'");
        int64_t other = number(&h,
            "SELECT id FROM match_person WHERE code = "
            "'m-nurse-liverpool'");
        text what =
            arena_print(d->arena, "/what?if=together&one=%.*s&other=%.*s",
                TEXT_ARG(key_of(&h, one)), TEXT_ARG(key_of(&h, other)));
        assert_int_equal(house_get(&h, at(&c, &h, what.ptr)), 200);
        house_says(&h, "Do it, and find the pairs anew");
        text page = arena_copy(d->arena, h.body);
        text form = arena_print(d->arena,
            "kind=pin&one=%.*s&other=%.*s&reason=They+asked",
            TEXT_ARG(key_of(&h, one)), TEXT_ARG(key_of(&h, other)));
        assert_int_equal(house_post(&h, at(&c, &h, "/rule"), form.ptr), 303);
        int64_t then = number(&h, "SELECT sum(score) FROM match_pair");
        assert_int_equal(number(&h,
                             "SELECT count(*) FROM match_pair WHERE "
                             "origin = 'pin'"),
            1);
        assert_int_equal(number(&h, same_side), 0);
        assert_true(then != total);
        text said = arena_print(d->arena,
            "all scores together %d,%03d to %d,%03d", (int)(total / 1000),
            (int)(total % 1000), (int)(then / 1000), (int)(then % 1000));
        assert_true(text_find(page, said) >= 0);
        house_close(&h);
    }
}

static void
a_veto_and_other_weights_are_tried(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct scene c;
        open_scene(&h, s, d, &c, "leximin");
        text one =
            key_of(&h, number(&h, "SELECT a_id FROM match_pair ORDER BY id"));
        text other =
            key_of(&h, number(&h, "SELECT b_id FROM match_pair ORDER BY id"));
        assert_int_equal(
            house_get(&h,
                at(&c, &h,
                    arena_print(d->arena, "/what?if=apart&one=%.*s&other=%.*s",
                        TEXT_ARG(one), TEXT_ARG(other))
                        .ptr)),
            200);
        house_says(&h, "apart");
        house_says(&h, "changed");
        assert_int_equal(
            house_get(&h,
                at(&c, &h,
                    "/what?if=weights&role=0&level=9&interests=0&language=0&"
                    "give=0&goals=0&time=0")),
            200);
        house_says(&h, "all scores together");
        /* whom else could they have: nobody of their own side */
        assert_int_equal(
            house_get(&h,
                at(&c, &h,
                    arena_print(d->arena, "/what/%.*s", TEXT_ARG(one)).ptr)),
            200);
        house_says(&h, "if=together");
        house_close(&h);
    }
}

static void
drop_out(struct support *s, const char *mode)
{
    support_for_each(s, d)
    {
        struct house h;
        struct scene c;
        open_scene(&h, s, d, &c, mode);
        int64_t n = number(&h, "SELECT count(*) FROM match_pair");
        int64_t gone =
            number(&h, "SELECT b_id FROM match_pair ORDER BY id LIMIT 1");
        text key = key_of(&h, gone);
        text address =
            arena_print(d->arena, "/repair?gone=%.*s", TEXT_ARG(key));
        assert_int_equal(house_get(&h, at(&c, &h, address.ptr)), 200);
        text mark = TEXT("name=\"mark\" value=\""), rest;
        ptrdiff_t found = text_find(h.body, mark);
        assert_true(found > 0);
        mark = arena_copy(d->arena,
            text_cut(
                text_slice(h.body, found + mark.len, h.body.len), '"', &rest));
        text form = arena_print(
            d->arena, "gone=%.*s&mark=%.*s", TEXT_ARG(key), TEXT_ARG(mark));
        assert_int_equal(house_post(&h, at(&c, &h, "/repair"), form.ptr), 303);
        /* twenty took part: nineteen make nine pairs, all but one of which
         * there were before, or with one more that had to change */
        assert_int_equal(number(&h,
                             "SELECT count(*) FROM match_pair WHERE status = "
                             "'proposed'"),
            n - 1);
        assert_true(number(&h,
                        "SELECT count(*) FROM match_pair WHERE status = "
                        "'proposed' AND origin = 'repair'") <= 1);
        assert_int_equal(number(&h, same_side), 0);
        assert_int_equal(number(&h,
                             arena_print(d->arena,
                                 "SELECT count(*) FROM match_pair WHERE "
                                 "status = 'proposed' AND (a_id = %" PRId64
                                 " OR b_id = %" PRId64 ")",
                                 gone, gone)
                                 .ptr),
            0);
        house_close(&h);
    }
}

static void
who_drops_out_changes_as_little_as_can_be(void **state)
{
    drop_out(*state, "fair");
}

static void
who_drops_out_of_a_leximin_round_does_too(void **state)
{
    drop_out(*state, "leximin");
}

/* More than were asked for at first: whoever is possible for one of them is
 * priced by the proof's leave, and prices are those of the whole round. */
static void
many_people_on_three_sides_are_asked_about(void **state)
{
    enum { N = 150 };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct scene c;
        char key[KEY_LENGTH];
        struct buf people = buf_in(d->arena, 4096),
                   members = buf_in(d->arena, 8192);
        house_open(&h, s, d);
        house_import_folder(&h, "example");
        buf_add(&people, TEXT("code,name\n"));
        buf_add(&members,
            TEXT("code,round,person,side,role_family,level,interests\n"));
        for (int i = 0; i < N; i++) {
            buf_print(&people, "q%d,Person %d\n", i, i);
            buf_print(&members, "q%d,wide,q%d,%s,r%d,%d,t%d;t%d\n", i, i,
                i % 3 == 0       ? "liverpool-homa-bay-1"
                    : i % 3 == 1 ? "liverpool-homa-bay-2"
                                 : "kisumu",
                i % 7, i % 5, i % 11, i * 5 % 13);
        }
        support_exec(s, d->url,
            "INSERT INTO side (id, code, partnership_id, position, name) "
            "SELECT 777, 'kisumu', partnership_id, 3, 'Kisumu' FROM side WHERE "
            "code = 'liverpool-homa-bay-1'");
        house_import(&h, "person.csv", buf_text(&people).ptr);
        house_import(&h, "match_round.csv",
            "code,partnership,name,mode\nwide,liverpool-homa-bay,Wide,fair\n");
        house_import(&h, "match_person.csv", buf_text(&members).ptr);
        int64_t boss = house_coordinator(&h, "boss@sides.example");
        snprintf(c.round, sizeof c.round, "/en/round/%.*s",
            TEXT_ARG(key_print(house_key(&h, "match_round", "wide"), key)));
        house_enter(&h, boss);
        assert_int_equal(house_post(&h, at(&c, &h, "/open"), ""), 303);
        assert_int_equal(house_post(&h, at(&c, &h, "/close"), ""), 303);
        assert_int_equal(house_post(&h, at(&c, &h, "/solve"), ""), 303);
        assert_int_equal(number(&h,
                             "SELECT count(*) FROM match_pair p JOIN "
                             "match_round r ON r.id = p.round_id WHERE r.code "
                             "= 'wide'"),
            N / 2);
        int64_t one = house_key(&h, "match_person", "q0");
        assert_int_equal(house_get(&h,
                             at(&c, &h,
                                 arena_print(d->arena, "/what/%.*s",
                                     TEXT_ARG(key_of(&h, one)))
                                     .ptr)),
            200);
        house_says(&h, "together");
        assert_int_equal(house_get(&h, at(&c, &h, "/repair")), 200);
        house_is_silent_on(&h, "This can be asked of rounds");
        support_exec(s, d->url,
            "UPDATE match_round SET mode = 'leximin' WHERE code = 'wide'");
        assert_int_equal(house_get(&h, at(&c, &h, "/what")), 200);
        house_says(&h, "with up to 100 in all on more sides");
        house_close(&h);
    }
}

int
pair_sides_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(nobody_is_with_somebody_of_their_own_side),
        support_test(a_pin_costs_what_was_said),
        support_test(a_veto_and_other_weights_are_tried),
        support_test(who_drops_out_changes_as_little_as_can_be),
        support_test(who_drops_out_of_a_leximin_round_does_too),
        support_test(many_people_on_three_sides_are_asked_about),
    };
    return cmocka_run_group_tests_name("match/pair_sides", tests, NULL, NULL);
}
