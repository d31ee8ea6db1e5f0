/* Calls and groups, from a form to what is kept. */
#include "match/call.h"
#include "match/group.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int call_test(void);

/* ---- Days
 * -------------------------------------------------------------------- */

static int64_t
at(const char *when)
{
    int64_t s;
    assert_true(date_parse_rfc3339(text_of(when), &s));
    return s;
}

static void
a_last_day_ends_when_it_ends_everywhere_on_earth(void **state)
{
    struct support *s = *state;
    struct match_call call = { .status = TEXT_INIT("published"),
        .opens_on = TEXT_INIT("2026-03-01"),
        .closes_on = TEXT_INIT("2026-03-10") };
    struct arena *a = &s->arena;
    assert_int_equal(
        call_now(a, &call, at("2026-02-28T11:59:59Z")), CALL_NOT_YET);
    assert_int_equal(
        call_now(a, &call, at("2026-02-28T12:00:00Z")), CALL_IS_OPEN);
    assert_int_equal(
        call_now(a, &call, at("2026-03-11T11:59:59Z")), CALL_IS_OPEN);
    assert_int_equal(
        call_now(a, &call, at("2026-03-11T12:00:00Z")), CALL_IS_OVER);
}

static void
what_was_begun_in_time_may_be_sent_a_day_later(void **state)
{
    struct support *s = *state;
    struct match_call call = { .status = TEXT_INIT("published"),
        .closes_on = TEXT_INIT("2026-03-10") };
    struct arena *a = &s->arena;
    int64_t late = at("2026-03-12T11:59:59Z");
    assert_false(call_takes(a, &call, late, false));
    assert_true(call_takes(a, &call, late, true));
    assert_false(call_takes(a, &call, late + 1, true));
    call.status = TEXT("ended");
    assert_false(call_takes(a, &call, at("2026-03-01T00:00:00Z"), true));
    call.status = TEXT("draft");
    assert_false(call_takes(a, &call, at("2026-03-01T00:00:00Z"), true));
}

static void
lists_are_read_with_blanks_and_empty_words(void **state)
{
    struct support *s = *state;
    text rest = TEXT(" water ;; pay;Öst ");
    assert_true(match_list_has(&s->arena, rest, TEXT("WATER")));
    assert_true(match_list_has(&s->arena, rest, TEXT("ost")));
    assert_false(match_list_has(&s->arena, rest, TEXT("wat")));
    assert_true(text_is_equal(
        match_list_say(&s->arena, rest), TEXT("water, pay, Öst")));
}

/* ---- A house with a call
 * ------------------------------------------------------- */

static void
open_house(struct house *h, struct support *s, struct support_db *d)
{
    house_open(h, s, d);
    house_import(h, "place.csv", "code,name,kind\np,P,county\n");
    house_import(h, "partnership.csv",
        "code,name,kind,status\none,One,exchange,active\n"
        "two,Two,exchange,active\n");
    house_import(h, "match_call.csv",
        "code,partnership,name,status,is_public,themes,methods\n"
        "c,one,Call,published,yes,water;pay,talk;walk\n");
    house_import(h, "match_proposal.csv",
        "code,call,name,status,lang,themes,methods,organisation\n"
        "x,c,Wells,sent,en,water,talk,X\ny,c,Taps,sent,en,water,walk,Y\n"
        "z,c,Fares,sent,en,pay,walk,Z\n");
}

static int64_t
facilitator(struct house *h)
{
    int64_t anna = house_person(h, "anna@x.example");
    house_give(h, anna, "facilitator", "partnership",
        house_key(h, "partnership", "one"));
    return anna;
}

static const char *
with_key(struct house *h, const char *before, int64_t id, const char *after)
{
    char key[KEY_LENGTH];
    return arena_print(
        h->d->arena, "%s%.*s%s", before, TEXT_ARG(key_print(id, key)), after)
        .ptr;
}

static const char *
ask(struct house *h, const char *sql)
{
    return support_ask(h->s, h->d->url, sql).ptr;
}

/* The session of Wells and Taps. */
static int64_t
merge(struct house *h, int64_t facilitator)
{
    char a[KEY_LENGTH], b[KEY_LENGTH];
    house_enter(h, facilitator);
    const char *fields = arena_print(h->d->arena, "a=%.*s&b=%.*s",
        TEXT_ARG(key_print(house_key(h, "match_proposal", "x"), a)),
        TEXT_ARG(key_print(house_key(h, "match_proposal", "y"), b)))
                             .ptr;
    assert_int_equal(
        house_post(h,
            with_key(h, "/en/call/", house_key(h, "match_call", "c"), "/merge"),
            fields),
        303);
    int64_t id = 0;
    assert_true(text_parse_int(
        text_of(ask(h, "SELECT max(id) FROM match_session")), &id));
    return id;
}

static void
what_shares_no_theme_is_not_suggested(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_house(&h, s, d);
        int64_t anna = facilitator(&h);
        house_enter(&h, anna);
        assert_int_equal(house_get(&h,
                             with_key(&h, "/en/call/",
                                 house_key(&h, "match_call", "c"), "/merge")),
            200);
        house_says(&h, "Wells");
        house_says(&h, "Proved best");
        house_is_silent_on(&h, "Fares\n+");
        assert_int_equal(
            house_get(&h,
                with_key(&h, "/en/call/", house_key(&h, "match_call", "c"),
                    "/merge?three=on")),
            200);
        house_says(&h, "Where three who share a theme do not come out");
        house_close(&h);
    }
}

static void
a_session_keeps_both_proposals_and_where_it_came_from(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_house(&h, s, d);
        int64_t anna = facilitator(&h);
        int64_t session = merge(&h, anna);
        assert_string_equal(
            ask(&h, "SELECT count(*) FROM thread WHERE kind = 'comes_from'"),
            "2");
        assert_string_equal(
            ask(&h,
                "SELECT source FROM prose WHERE kind = 'match_session' AND "
                "part = 'ground'"),
            "water");
        assert_string_equal(
            ask(&h,
                "SELECT count(*) FROM version WHERE kind = 'match_session'"),
            "1");
        assert_int_equal(
            house_get(&h, with_key(&h, "/en/session/x-", session, "")), 301);
        /* a proposal is in one session at a time */
        const char *again =
            with_key(&h, "a=", house_key(&h, "match_proposal", "x"), "");
        assert_int_equal(house_post(&h,
                             with_key(&h, "/en/call/",
                                 house_key(&h, "match_call", "c"), "/merge"),
                             again),
            422);
        house_close(&h);
    }
}

static void
only_whose_proposal_it_is_answers_for_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_house(&h, s, d);
        int64_t anna = facilitator(&h);
        int64_t beth = house_person(&h, "beth@x.example");
        int64_t carl = house_person(&h, "carl@x.example");
        for (int i = 0; i < 2; i++)
            support_exec(s, d->url,
                arena_print(d->arena,
                    "INSERT INTO match_proposer (id, person_id, lang, made_at) "
                    "VALUES (%lld, %lld, 'en', 0)",
                    (long long)house_key(
                        &h, "match_proposal", i == 0 ? "x" : "y"),
                    (long long)(i == 0 ? beth : carl))
                    .ptr);
        int64_t session = merge(&h, anna);
        int64_t part = 0;
        assert_true(text_parse_int(
            text_of(ask(&h, "SELECT min(id) FROM match_session_part")), &part));
        const char *yes = with_key(&h, "answer=yes&part=", part, "");
        const char *to = with_key(&h, "/en/session/", session, "/answer");
        house_enter(&h, carl); /* not his part */
        assert_int_equal(house_post(&h, to, yes), 303);
        assert_string_equal(ask(&h,
                                "SELECT count(*) FROM match_session_part "
                                "WHERE answer IS NOT NULL"),
            "0");
        house_enter(&h, anna);
        assert_int_equal(house_post(&h, to, yes), 303);
        assert_string_equal(ask(&h,
                                "SELECT count(*) FROM match_session_part "
                                "WHERE answer IS NOT NULL"),
            "0");
        house_enter(&h, beth);
        assert_int_equal(house_post(&h, to, yes), 303);
        assert_string_equal(ask(&h, "SELECT status FROM match_session"),
            "proposed"); /* all must say yes */
        assert_true(text_parse_int(
            text_of(ask(&h, "SELECT max(id) FROM match_session_part")), &part));
        house_enter(&h, carl);
        assert_int_equal(
            house_post(&h, to, with_key(&h, "answer=yes&part=", part, "")),
            303);
        assert_string_equal(
            ask(&h, "SELECT status FROM match_session"), "agreed");
        house_close(&h);
    }
}

struct erasing {
    int64_t person_id;
};

static enum err
erase(struct db *writer, struct arena *a, void *arg)
{
    const struct erasing *who = arg;
    return call_erase_person(writer, a, who->person_id);
}

static void
who_is_erased_leaves_no_draft_no_address_and_no_review(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_house(&h, s, d);
        int64_t anna = house_coordinator(&h, "anna@x.example");
        house_enter(&h, anna);
        const char *to = with_key(
            &h, "/en/call/", house_key(&h, "match_call", "c"), "/propose");
        assert_int_equal(
            house_post(&h, to, "name=Secret%20draft&about=Words&act=save"),
            303);
        assert_int_equal(house_post(&h,
                             with_key(&h, "/en/proposal/",
                                 house_key(&h, "match_proposal", "x"), ""),
                             "score=2&comment=Not%20mine"),
            303);
        text all = { 0 };
        struct buf out = buf_in(d->arena, 4096);
        struct json j = json_write(&out);
        json_object(&j);
        assert_int_equal(call_export_person(d->db, d->arena, anna, &j), OK);
        json_end(&j);
        all = buf_text(&out);
        assert_true(text_find(all, TEXT("Secret draft")) > 0);
        assert_true(text_find(all, TEXT("Not mine")) > 0);
        struct erasing who = { anna };
        assert_int_equal(db_write(d->db, d->arena, erase, &who), OK);
        assert_string_equal(
            ask(&h, "SELECT count(*) FROM match_proposer"), "0");
        assert_string_equal(ask(&h,
                                "SELECT count(*) FROM match_proposal WHERE "
                                "status = 'draft'"),
            "0");
        assert_string_equal(ask(&h,
                                "SELECT count(*) FROM prose WHERE kind = "
                                "'match_proposal'"),
            "0");
        assert_string_equal(ask(&h, "SELECT count(*) FROM match_review"), "0");
        house_close(&h);
    }
}

/* ---- Groups
 * ------------------------------------------------------------------------ */

static const char list[] =
    "csv=code,name,organisation,role_family,interests,not_with%0A"
    "a,Ann,x,nurse,water,d%0Ab,Ben,x,policy,water,%0Ac,Cat,y,nurse,births,%0A"
    "d,Dan,y,youth,births,%0Ae,Eve,z,nurse,water,%0Af,Fay,z,policy,births,";

static int64_t
make_set(struct house *h, const char *more)
{
    house_import(h, "match_group_set.csv",
        arena_print(h->d->arena,
            "code,partnership,name,size_min,size_max,organisation_max\n"
            "g,one,Tables,2,3,%s\n",
            more)
            .ptr);
    return house_key(h, "match_group_set", "g");
}

static void
whom_somebody_cannot_work_with_is_kept_apart_and_never_told(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_house(&h, s, d);
        int64_t anna = facilitator(&h);
        int64_t set = make_set(&h, "");
        house_enter(&h, anna);
        assert_int_equal(
            house_post(&h, with_key(&h, "/en/groups/", set, "/people"), list),
            303);
        assert_int_equal(
            house_post(&h, with_key(&h, "/en/groups/", set, "/solve"), ""),
            303);
        assert_string_equal(
            ask(&h,
                "SELECT count(*) FROM match_group_person a JOIN "
                "match_group_person b ON a.position = b.position WHERE "
                "a.name = 'Ann' AND b.name = 'Dan'"),
            "0");
        /* to where Dan is, by hand: no rule is said to be broken but sizes */
        int64_t ann = 0, dan_at = 0, other = 0;
        assert_true(text_parse_int(
            text_of(ask(
                &h, "SELECT id FROM match_group_person WHERE name = 'Ann'")),
            &ann));
        assert_true(text_parse_int(
            text_of(ask(&h,
                "SELECT position FROM match_group_person WHERE name = 'Dan'")),
            &dan_at));
        assert_true(text_parse_int(
            text_of(ask(&h,
                "SELECT max(id) FROM match_group_person WHERE name <> 'Dan' "
                "AND position = (SELECT position FROM match_group_person "
                "WHERE name = 'Dan')")),
            &other));
        char key[KEY_LENGTH], key2[KEY_LENGTH];
        assert_int_equal(
            house_get(&h,
                arena_print(d->arena, "/en/groups/%.*s/move?person=%.*s&to=%d",
                    TEXT_ARG(key_print(set, key)),
                    TEXT_ARG(key_print(ann, key2)), (int)dan_at)
                    .ptr),
            200);
        house_says(&h, "at most 3 are wanted");
        house_is_silent_on(&h, "must not be together");
        char key3[KEY_LENGTH];
        assert_int_equal(
            house_get(&h,
                arena_print(d->arena,
                    "/en/groups/%.*s/move?person=%.*s&to=%d&other=%.*s",
                    TEXT_ARG(key_print(set, key)),
                    TEXT_ARG(key_print(ann, key2)), (int)dan_at,
                    TEXT_ARG(key_print(other, key3)))
                    .ptr),
            200);
        house_says(&h, "No rule would be broken");
        house_close(&h);
    }
}

static void
a_move_by_hand_says_what_it_costs_as_the_engine_counts(void **state)
{
    struct support *s = *state;
    struct arena *a = &s->arena;
    struct group_problem g = {
        .least = 2, .most = 3, .rules = { .score = cp_score_usual }
    };
    struct why why;
    text csv = TEXT("code,side,role_family,interests,goals\n"
                    "a,s,nurse,water,trust\nb,s,policy,water,\n"
                    "c,s,nurse,births,trust\nd,s,youth,births,pay\n"
                    "e,s,nurse,water,pay\nf,s,policy,births,trust\n");
    assert_int_equal(match_read_text(&g.people, TEXT("x"), csv, a, &why), OK);
    assert_int_equal(group_problem_make(&g, a, &why), OK);
    g.problem.seed = 7;
    assert_int_equal(cp_groups_solve(&g.answer, a, &g.problem, &why), OK);
    struct cp_groups_answer mine = g.answer;
    mine.values = arena_new(a, int64_t, g.problem.n_groups);
    group_problem_value(&g.problem, &mine);
    assert_int_equal(mine.lowest, g.answer.lowest);
    assert_int_equal(mine.sum, g.answer.sum);
    assert_int_equal(mine.pairs, g.answer.pairs);
    for (ptrdiff_t k = 0; k < g.problem.n_groups; k++)
        assert_int_equal(mine.values[k], g.answer.values[k]);
    /* exchange any two: the checker of the engine counts the same */
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < i; k++) {
            int32_t of = mine.group_of[i];
            mine.group_of[i] = mine.group_of[k];
            mine.group_of[k] = of;
            group_problem_value(&g.problem, &mine);
            mine.n_broken = 0;
            mine.is_proved = false;
            assert_int_equal(cp_groups_check(&g.problem, &mine), 0);
        }
}

static void
days_and_kinds_are_rules_too(void **state)
{
    struct support *s = *state;
    struct arena *a = &s->arena;
    struct group_problem g = { .least = 2,
        .most = 2,
        .alone = GROUP_ALONE_LEVEL,
        .rules = { .score = cp_score_usual, .days_min = 2 } };
    struct why why;
    text csv =
        TEXT("code,side,level,free\n"
             "a,s,1,2026-05-01/2026-05-03\nb,s,2,2026-05-01/2026-05-02\n"
             "c,s,1,2026-05-02/2026-05-05\nd,s,2,2026-05-01/2026-05-02\n");
    assert_int_equal(match_read_text(&g.people, TEXT("x"), csv, a, &why), OK);
    assert_int_equal(group_problem_make(&g, a, &why), OK);
    assert_int_equal(cp_groups_solve(&g.answer, a, &g.problem, &why), OK);
    /* levels pair a with c and b with d; a and c have two days in common */
    assert_int_equal(g.answer.group_of[0], g.answer.group_of[2]);
    assert_int_equal(cp_groups_check(&g.problem, &g.answer), 0);
    g.rules.days_min = 3;
    assert_int_equal(group_problem_make(&g, a, &why), OK);
    assert_int_equal(
        cp_groups_solve(&g.answer, a, &g.problem, &why), ERR_CONFLICT);
}

static void
people_come_from_a_round_of_the_same_partnership_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_house(&h, s, d);
        int64_t anna = facilitator(&h);
        house_import(&h, "side.csv",
            "code,partnership,position,name\na,one,1,A\nb,one,2,B\n"
            "o,two,1,O\n");
        house_import(&h, "person.csv",
            "code,name\np1,Pia\np2,Per\np3,\"Pål, \"\"Q\"\"\"\np4,Pat\n"
            "p5,Pim\n");
        house_import(&h, "match_round.csv",
            "code,partnership,name\nr,one,Round\nq,two,Other\n");
        house_import(&h, "match_person.csv",
            "code,round,person,side,level,interests\n"
            "p1,r,p1,a,1,water\np2,r,p2,a,2,water\np3,r,p3,b,3,pay\n"
            "p4,r,p4,b,4,pay\nx1,q,p1,o,1,pay\n");
        int64_t set = make_set(&h, "");
        house_enter(&h, anna);
        const char *to = with_key(&h, "/en/groups/", set, "/round");
        assert_int_equal(
            house_post(&h, to,
                with_key(&h, "round=", house_key(&h, "match_round", "q"), "")),
            404);
        assert_string_equal(
            ask(&h, "SELECT count(*) FROM match_group_person"), "0");
        assert_int_equal(
            house_post(&h, to,
                with_key(&h, "round=", house_key(&h, "match_round", "r"), "")),
            303);
        assert_string_equal(
            ask(&h, "SELECT count(*) FROM match_group_person"), "4");
        assert_int_equal(
            house_post(&h, with_key(&h, "/en/groups/", set, "/solve"), ""),
            303);
        assert_int_equal(
            house_get(&h, with_key(&h, "/en/groups/", set, "")), 200);
        house_says(&h, "Proved best");
        house_says(&h, "Pia");
        house_close(&h);
    }
}

static void
confirmed_groups_are_written_on_by_their_own_people(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_house(&h, s, d);
        int64_t anna = facilitator(&h);
        int64_t ann = house_person(&h, "ann@x.example");
        int64_t set = make_set(&h, "");
        house_enter(&h, anna);
        assert_int_equal(
            house_post(&h, with_key(&h, "/en/groups/", set, "/people"), list),
            303);
        support_exec(s, d->url,
            arena_print(d->arena,
                "UPDATE match_group_person SET person_id = %lld WHERE name = "
                "'Ann'",
                (long long)ann)
                .ptr);
        assert_int_equal(
            house_post(&h, with_key(&h, "/en/groups/", set, "/solve"), ""),
            303);
        int64_t group = 0;
        assert_true(text_parse_int(
            text_of(ask(&h,
                "SELECT g.id FROM match_group g JOIN match_group_person p ON "
                "p.set_id = g.set_id AND p.position = g.position WHERE p.name "
                "= 'Ann'")),
            &group));
        house_enter(&h, ann);
        assert_int_equal(
            house_get(&h, with_key(&h, "/en/group/x-", group, "")), 404);
        house_enter(&h, anna);
        assert_int_equal(
            house_post(&h, with_key(&h, "/en/groups/", set, "/confirm"),
                "act=confirm"),
            303);
        house_enter(&h, ann);
        assert_int_equal(
            house_get(&h, with_key(&h, "/en/edit/match_group/", group, "")),
            200);
        assert_int_equal(
            house_get(&h, with_key(&h, "/en/groups/", set, "")), 403);
        house_close(&h);
    }
}

int
call_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_last_day_ends_when_it_ends_everywhere_on_earth),
        support_test(what_was_begun_in_time_may_be_sent_a_day_later),
        support_test(lists_are_read_with_blanks_and_empty_words),
        support_test(what_shares_no_theme_is_not_suggested),
        support_test(a_session_keeps_both_proposals_and_where_it_came_from),
        support_test(only_whose_proposal_it_is_answers_for_it),
        support_test(who_is_erased_leaves_no_draft_no_address_and_no_review),
        support_test(
            whom_somebody_cannot_work_with_is_kept_apart_and_never_told),
        support_test(a_move_by_hand_says_what_it_costs_as_the_engine_counts),
        support_test(days_and_kinds_are_rules_too),
        support_test(people_come_from_a_round_of_the_same_partnership_alone),
        support_test(confirmed_groups_are_written_on_by_their_own_people),
    };
    return cmocka_run_group_tests_name("match/call", tests, NULL, NULL);
}
