/* Several counterparts for one person: said, allowed, found, priced, offered,
 * left and repaired, pair by pair. */
#include "base/key.h"
#include "keep/reply.h"
#include "match/round_work.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>

int round_several_test(void);

/* Three in the west, two in the east: Xavi would take several. */
static void
make_network(struct house *h, struct support *s, struct support_db *d)
{
    house_open(h, s, d);
    house_import_folder(h, "example");
    house_import(h, "place.csv", "code,name,kind\np,Place,city\n");
    house_import(h, "person.csv",
        "code,name\nann,Ann\nbea,Bea\ncia,Cia\nxavi,Xavi <X>\nyan,Yan\n");
    house_import(h, "partnership.csv",
        "code,name,kind,status\nours,Ours,exchange,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name,place\nwest,ours,1,West,p\n"
        "east,ours,2,East,p\n");
    house_import(h, "match_round.csv",
        "code,partnership,name,has_wishes,questionnaire\n"
        "r,ours,Our round,no,match-profile\n");
}

static void
make_people(struct house *h, const char *capacity)
{
    house_import(h, "match_person.csv",
        arena_print(h->d->arena,
            "code,round,person,side,role_family,level,languages,offers,wants,"
            "capacity,may_trio\n"
            "ma,r,ann,west,clinical,4,en:3,teaching,digital,,no\n"
            "mb,r,bea,west,policy,0,en:3,management,research,,no\n"
            "mc,r,cia,west,policy,2,en:3,management,research,,no\n"
            "mx,r,xavi,east,policy,0,en:3,research,management,%s,no\n"
            "my,r,yan,east,clinical,3,en:2,digital,teaching,,no\n",
            capacity)
            .ptr);
}

static text
address(struct house *h, const char *what)
{
    char key[KEY_LENGTH];
    return arena_print(h->d->arena, "/en/round/%.*s%s",
        TEXT_ARG(key_print(house_key(h, "match_round", "r"), key)), what);
}

static int
press(struct house *h, const char *what)
{
    return house_post(h, address(h, what).ptr, "");
}

static text
key_of(struct house *h, const char *code)
{
    return key_print(house_key(h, "match_person", code),
        arena_new(h->d->arena, char, KEY_LENGTH));
}

static void
enter_facilitator(struct house *h)
{
    int64_t id = house_person(h, "f@several.example");
    house_give(h, id, "facilitator", "partnership",
        house_key(h, "partnership", "ours"));
    house_enter(h, id);
}

static void
solve(struct house *h)
{
    enter_facilitator(h);
    assert_int_equal(press(h, "/open"), 303);
    assert_int_equal(press(h, "/close"), 303);
    assert_int_equal(press(h, "/solve"), 303);
}

static int64_t
number(struct house *h, const char *sql)
{
    int64_t n = -1;
    text got = support_ask(h->s, h->d->url, sql);
    if (!text_parse_int(got, &n))
        fail_msg("%s: %.*s", sql, TEXT_ARG(got));
    return n;
}

static int64_t
n_pairs_of(struct house *h, const char *code, const char *status)
{
    return number(h,
        arena_print(h->d->arena,
            "SELECT count(*) FROM match_pair WHERE status = '%s' AND "
            "(a_id = %" PRId64 " OR b_id = %" PRId64 ")",
            status, house_key(h, "match_person", code),
            house_key(h, "match_person", code))
            .ptr);
}

static enum err
answer(struct db *writer, struct arena *a, void *arg)
{
    const int64_t *ids = arg; /* questionnaire, person */
    int64_t reply_id;
    struct reply_beginning begin = { .questionnaire_id = ids[0],
        .person_id = ids[1],
        .lang = TEXT("en"),
        .now = 3 };
    enum err e = reply_begin(writer, a, &begin, &reply_id);
    if (e == OK)
        e = reply_save(writer, a, reply_id, TEXT("counterparts"),
            (struct given){ GIVEN, TEXT("3") }, 5);
    return e == OK ? reply_save(writer, a, reply_id, TEXT("goal_tags"),
                         (struct given){ GIVEN, TEXT("heard;own words") }, 5)
                   : e;
}

static text
line_of(struct house *h, const char *code)
{
    struct round r;
    struct round_everybody_row *rows;
    ptrdiff_t n;
    text lines[8];
    assert_int_equal(
        round_load(h->d->db, h->d->arena, house_key(h, "match_round", "r"), &r),
        OK);
    assert_int_equal(
        round_everybody(h->d->db, h->d->arena,
            (struct round_everybody_in){ .round_id = r.row.id, .n_rows = 8 },
            &rows, &n),
        OK);
    assert_int_equal(
        round_lines(h->d->db, h->d->arena, &r, rows, n, lines), OK);
    for (ptrdiff_t i = 0; i < n; i++)
        if (text_is_equal(rows[i].code, text_of(code)))
            return lines[i];
    fail();
    return (text){ 0 };
}

static void
what_somebody_would_take_counts_as_far_as_the_round_allows(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        make_people(&h, "");
        int64_t ids[] = { house_key(&h, "questionnaire", "match-profile"),
            house_key(&h, "person", "xavi") };
        house_give(&h, ids[1], "member", "side", house_key(&h, "side", "east"));
        assert_int_equal(db_write(d->db, d->arena, answer, ids), OK);
        /* three, where one is usual; what they aim at is tags as well */
        assert_string_equal(arena_c_string(d->arena, line_of(&h, "mx")),
            "mx,east,,policy,0,,,en:3,research,management,\"heard;own "
            "words\",,,,"
            "1,no,no,");
        support_exec(s, d->url, "UPDATE match_round SET counterparts = 2");
        assert_true(text_find(line_of(&h, "mx"), TEXT(",,,,2,no,no,")) > 0);
        /* nobody else said so */
        assert_true(text_find(line_of(&h, "my"), TEXT(",,,,1,no,no,")) > 0);
        /* what a facilitator writes for one person counts beside it */
        make_people(&h, "3");
        assert_true(text_find(line_of(&h, "mx"), TEXT(",,,,3,no,no,")) > 0);
        /* a third side: one each */
        house_import(&h, "side.csv",
            "code,partnership,position,name,place\nsouth,ours,3,South,p\n");
        house_import(&h, "person.csv", "code,name\nzoe,Zoe\n");
        house_import(&h, "match_person.csv",
            "code,round,person,side,may_trio\nmz,r,zoe,south,no\n");
        assert_true(text_find(line_of(&h, "mx"), TEXT(",,,,1,no,no,")) > 0);
        house_close(&h);
    }
}

static void
somebody_has_several_and_it_is_shown(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        make_people(&h, "2");
        solve(&h);
        assert_int_equal(n_pairs_of(&h, "mx", "proposed"), 2);
        assert_int_equal(number(&h, "SELECT count(*) FROM match_pair"), 3);
        assert_int_equal(number(&h, "SELECT count(*) FROM match_waiting"), 0);
        assert_int_equal(
            number(&h, "SELECT count(*) FROM match_pair WHERE penalty > 0"), 1);
        assert_int_equal(house_get(&h, address(&h, "/proposal").ptr), 200);
        house_says(&h, "it is another counterpart of one of them");
        house_close(&h);
    }
}

static void
a_change_is_priced_where_somebody_has_several(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        make_people(&h, "2");
        solve(&h);
        text two = arena_print(d->arena, "one=%.*s&other=%.*s",
            TEXT_ARG(key_of(&h, "mb")), TEXT_ARG(key_of(&h, "mx")));
        int64_t before = number(
            &h, "SELECT sum((a_id % 9973) * (b_id % 9967)) FROM match_pair");
        assert_int_equal(
            house_get(&h,
                address(
                    &h, arena_print(d->arena, "/what?if=apart&%s", two.ptr).ptr)
                    .ptr),
            200);
        house_says(&h, "Do it, and find the pairs anew");
        house_says(&h, "all scores together");
        assert_int_equal(
            house_get(&h,
                address(&h,
                    "/what?if=weights&role=0&level=0&interests=0&language=1&"
                    "give=0&goals=0&time=0")
                    .ptr),
            200);
        house_says(&h, "With these weights");
        assert_int_equal(house_get(&h,
                             address(&h,
                                 arena_print(d->arena, "/what/%.*s",
                                     TEXT_ARG(key_of(&h, "mx")))
                                     .ptr)
                                 .ptr),
            200);
        house_says(&h, "now</span>");
        assert_int_equal(before,
            number(&h,
                "SELECT sum((a_id % 9973) * (b_id % 9967)) FROM match_pair"));
        /* two pins of one who would take two; a third is one too many */
        static const char *const with[] = { "ma", "mb", "mc" };
        for (int i = 0; i < 3; i++)
            assert_int_equal(house_post(&h, address(&h, "/rule").ptr,
                                 arena_print(d->arena,
                                     "kind=pin&reason=x&one=%.*s&other=%.*s",
                                     TEXT_ARG(key_of(&h, with[i])),
                                     TEXT_ARG(key_of(&h, "mx")))
                                     .ptr),
                i < 2 ? 303 : 422);
        assert_int_equal(
            number(&h, "SELECT count(*) FROM match_rule WHERE kind = 'pin'"),
            2);
        assert_int_equal(
            number(&h, "SELECT count(*) FROM match_pair WHERE origin = 'pin'"),
            2);
        assert_int_equal(n_pairs_of(&h, "mx", "proposed"), 2);
        house_close(&h);
    }
}

/* All of the round's people have accounts, and answer. */
static void
say_yes(struct house *h, const char *code)
{
    char key[KEY_LENGTH];
    int64_t person = number(h,
        arena_print(h->d->arena,
            "SELECT person_id FROM match_person WHERE code = '%s'", code)
            .ptr);
    int64_t pair = number(h,
        arena_print(h->d->arena,
            "SELECT max(t.id) FROM match_pair t JOIN match_person m ON "
            "m.id IN (t.a_id, t.b_id) WHERE m.person_id = %" PRId64
            " AND t.status = 'offered' AND NOT EXISTS (SELECT 1 FROM "
            "match_answer w WHERE w.pair_id = t.id AND w.match_person_id = "
            "m.id)",
            person)
            .ptr);
    house_enter(h, person);
    assert_int_equal(house_post(h,
                         arena_print(h->d->arena, "/en/pair/%.*s/answer",
                             TEXT_ARG(key_print(pair, key)))
                             .ptr,
                         "answer=yes"),
        303);
}

static int
count_of(text where, const char *what)
{
    int n = 0;
    for (ptrdiff_t i; (i = text_find(where, text_of(what))) >= 0; n++)
        where = text_slice(where, i + 1, where.len);
    return n;
}

static void
pairs_of_one_person_are_agreed_left_and_repaired_one_by_one(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        make_people(&h, "2");
        static const char *const all[] = { "ma", "mb", "mc", "mx", "my" };
        for (int i = 0; i < 5; i++) {
            char mail[40];
            snprintf(mail, sizeof mail, "%s@several.example", all[i]);
            support_exec(s, d->url,
                arena_print(d->arena,
                    "UPDATE match_person SET person_id = %" PRId64
                    " WHERE code = '%s'",
                    house_person(&h, mail), all[i])
                    .ptr);
        }
        solve(&h);
        assert_int_equal(press(&h, "/offer"), 303);
        say_yes(&h, "mx");
        say_yes(&h, "mx");
        say_yes(&h, "my");
        say_yes(&h, "ma");
        say_yes(&h, "mb");
        say_yes(&h, "mc");
        assert_int_equal(
            number(
                &h, "SELECT count(*) FROM match_pair WHERE status = 'agreed'"),
            3);
        house_enter(&h, house_person(&h, "mx@several.example"));
        assert_int_equal(house_get(&h, "/en/me/pairs"), 200);
        assert_int_equal(count_of(h.body, "href=\"/en/pair/"), 2);
        /* Yan is gone: Ann gets somebody only when Xavi has room */
        enter_facilitator(&h);
        text gone = arena_print(
            d->arena, "/repair?gone=%.*s", TEXT_ARG(key_of(&h, "my")));
        assert_int_equal(house_get(&h, address(&h, gone.ptr).ptr), 200);
        house_says(&h, "pairs in all 3 to 2");
        house_says(&h, "no pair that stands is moved");
        /* one of Xavi's two pairs ends: the other goes on, and now he has
         * room */
        support_exec(s, d->url,
            arena_print(d->arena,
                "UPDATE match_pair SET status = 'ended' WHERE status = "
                "'agreed' AND a_id = %" PRId64,
                house_key(&h, "match_person", "mc"))
                .ptr);
        assert_int_equal(n_pairs_of(&h, "mx", "agreed"), 1);
        assert_int_equal(house_get(&h, address(&h, gone.ptr).ptr), 200);
        text mark = TEXT("name=\"mark\" value=\""), rest;
        ptrdiff_t i = text_find(h.body, mark);
        assert_true(i > 0);
        mark = arena_copy(d->arena,
            text_cut(text_slice(h.body, i + mark.len, h.body.len), '"', &rest));
        assert_int_equal(house_post(&h, address(&h, "/repair").ptr,
                             arena_print(d->arena, "gone=%.*s&mark=%.*s",
                                 TEXT_ARG(key_of(&h, "my")), TEXT_ARG(mark))
                                 .ptr),
            303);
        assert_int_equal(n_pairs_of(&h, "mx", "agreed"), 1);
        assert_int_equal(n_pairs_of(&h, "mx", "proposed"), 1);
        assert_int_equal(n_pairs_of(&h, "my", "ended"), 1);
        /* Xavi drops out: both pairs of his end */
        gone = arena_print(
            d->arena, "/repair?gone=%.*s", TEXT_ARG(key_of(&h, "mx")));
        assert_int_equal(house_get(&h, address(&h, gone.ptr).ptr), 200);
        mark = TEXT("name=\"mark\" value=\"");
        i = text_find(h.body, mark);
        assert_true(i > 0);
        mark = arena_copy(d->arena,
            text_cut(text_slice(h.body, i + mark.len, h.body.len), '"', &rest));
        assert_int_equal(house_post(&h, address(&h, "/repair").ptr,
                             arena_print(d->arena, "gone=%.*s&mark=%.*s",
                                 TEXT_ARG(key_of(&h, "mx")), TEXT_ARG(mark))
                                 .ptr),
            303);
        assert_int_equal(n_pairs_of(&h, "mx", "agreed"), 0);
        assert_int_equal(n_pairs_of(&h, "mx", "proposed"), 0);
        house_close(&h);
    }
}

static void
an_aim_that_cannot_be_had_with_several_says_so(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        make_people(&h, "2");
        support_exec(s, d->url,
            "UPDATE match_person SET capacity = 2 WHERE code = 'ma';"
            "UPDATE match_round SET mode = 'leximin' WHERE code = 'r'");
        enter_facilitator(&h);
        assert_int_equal(press(&h, "/open"), 303);
        assert_int_equal(press(&h, "/close"), 422);
        house_says(&h, "People of both sides may have several counterparts");
        assert_int_equal(number(&h, "SELECT count(*) FROM match_pair"), 0);
        house_close(&h);
    }
}

int
round_several_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(
            what_somebody_would_take_counts_as_far_as_the_round_allows),
        support_test(somebody_has_several_and_it_is_shown),
        support_test(a_change_is_priced_where_somebody_has_several),
        support_test(
            pairs_of_one_person_are_agreed_left_and_repaired_one_by_one),
        support_test(an_aim_that_cannot_be_had_with_several_says_so),
    };
    return cmocka_run_group_tests_name(
        "match/round_several", tests, NULL, NULL);
}
