/* Rounds of pairs: from a draft to what is proposed, and who may what. */
#include "support/house.h"

#include "base/key.h"
#include "keep/person_data.h"
#include "keep/reply.h"
#include "match/round_work.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int round_test(void);

#define PEOPLE_HEAD                                                            \
    "code,round,person,side,role_family,level,interests,languages,offers,"     \
    "wants,free,wishes,may_trio\n"

/* Two sides, "west" and "east"; three people on each, and a round for them. */
static void
make_network(struct house *h, struct support *s, struct support_db *d)
{
    house_open(h, s, d);
    house_import(h, "place.csv", "code,name,kind\np,Place,city\n");
    house_import(h, "organisation.csv",
        "code,name,kind,place\nclinic,Clinic,hospital,p\n");
    house_import(h, "person.csv",
        "code,name\nann,Ann <A>\nbea,Bea\ncia,Cia\nxavi,Xavi\nyan,Yan\n"
        "zoe,Zoe\nout,Outsider\n");
    house_import(h, "partnership.csv",
        "code,name,kind,status\nours,Ours,exchange,active\n"
        "theirs,Theirs,exchange,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name,place\nwest,ours,1,West,p\n"
        "east,ours,2,East,p\nnorth,theirs,1,North,p\n");
    house_import(h, "match_round.csv",
        "code,partnership,name,has_wishes\nr,ours,Our round,yes\n");
}

static void
make_people(struct house *h)
{
    house_import(h, "match_person.csv",
        PEOPLE_HEAD
        "ma,r,ann,west,clinical,4,quality,en:3,teaching,digital,"
        "2026-05-04/2026-05-15,mz,no\n"
        "mb,r,bea,west,policy,0,equity,en:3;sw:2,management,research,"
        "2026-05-04/2026-05-15,,no\n"
        "mx,r,xavi,east,policy,0,equity,en:3,research,management,"
        "2026-05-04/2026-05-15,,no\n"
        "my,r,yan,east,clinical,3,quality,en:2;sw:3,digital,teaching,"
        "2026-05-04/2026-05-15,,no\n"
        "mz,r,zoe,east,education,2,equity,sw:3,teaching,digital,"
        "2026-05-04/2026-05-15,,no\n");
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

static int
look(struct house *h, const char *what)
{
    return house_get(h, address(h, what).ptr);
}

static int64_t
enter_as(struct house *h, const char *mail, const char *role, const char *kind,
    const char *code)
{
    int64_t id = house_person(h, mail);
    house_give(h, id, role, kind, house_key(h, kind, code));
    house_enter(h, id);
    return id;
}

static void
enter_facilitator(struct house *h)
{
    (void)enter_as(h, "f@r.example", "facilitator", "partnership", "ours");
}

static text
ask(struct house *h, const char *sql)
{
    return support_ask(h->s, h->d->url, sql);
}

static void
must_be(struct house *h, const char *sql, const char *expected)
{
    text got = ask(h, sql);
    if (!text_is_equal(got, text_of(expected)))
        fail_msg("%s: %.*s, not %s", sql, TEXT_ARG(got), expected);
}

/* ---- From a draft to what is proposed ---------------------------------------
 */

static void
a_last_day_that_is_past_is_said_and_set_anew(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        support_exec(
            s, d->url, "UPDATE match_round SET closes_on = '2024-02-05'");
        enter_facilitator(&h);
        assert_int_equal(press(&h, "/open"), 303);
        (void)enter_as(&h, "m@r.example", "member", "side", "west");
        assert_int_equal(look(&h, ""), 303);
        assert_int_equal(
            house_post(&h, address(&h, "/until").ptr, "closes_on=2999-01-01"),
            403);
        enter_facilitator(&h);
        assert_int_equal(
            house_post(&h, address(&h, "/until").ptr, "closes_on=2024-02-06"),
            422);
        house_says(&h, "This day is past.");
        house_says(&h, "is past: nobody can join by themselves");
        assert_int_equal(
            house_post(&h, address(&h, "/until").ptr, "closes_on=soon"), 422);
        house_says(&h, "value=\"soon\"");
        must_be(&h, "SELECT closes_on FROM match_round", "2024-02-05");
        assert_int_equal(
            house_post(&h, address(&h, "/until").ptr, "closes_on=2999-01-01"),
            303);
        must_be(&h, "SELECT closes_on FROM match_round", "2999-01-01");
        must_be(&h,
            "SELECT count(*) FROM audit WHERE kind = 'match_round' AND action "
            "= 'change'",
            "1");
        house_close(&h);
    }
}

static void
a_round_is_opened_closed_and_solved_by_its_facilitator(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        make_people(&h);
        enter_facilitator(&h);
        assert_int_equal(press(&h, "/solve"), 303); /* not closed: nothing */
        must_be(&h, "SELECT count(*) FROM match_pair", "0");
        assert_int_equal(press(&h, "/open"), 303);
        must_be(&h, "SELECT status FROM match_state", "open");
        must_be(&h,
            "SELECT CASE WHEN seed = '' THEN 0 ELSE 1 END FROM "
            "match_state",
            "1");
        text seed = ask(&h, "SELECT seed FROM match_state");
        assert_int_equal(press(&h, "/open"), 303); /* sent twice */
        assert_true(
            text_is_equal(seed, ask(&h, "SELECT seed FROM match_state")));
        assert_int_equal(press(&h, "/close"), 303);
        must_be(&h, "SELECT count(*) FROM match_input", "5");
        assert_int_equal(press(&h, "/solve"), 303);
        must_be(&h, "SELECT status FROM match_state", "proposed");
        must_be(&h, "SELECT count(*) FROM match_pair", "2");
        assert_int_equal(look(&h, "/proposal"), 200);
        house_says(&h, "Proved best: of 6 possible pairs 0 contradict it.");
        house_says(&h, "Ann &lt;A&gt; – Yan");
        house_says(&h, "Bea – Xavi");
        house_says(&h, "1 person waits");
        house_says(&h, "In common: equity.");
        /* again: the same */
        text pairs = ask(&h, "SELECT min(a_id + b_id) FROM match_pair");
        assert_int_equal(press(&h, "/solve"), 303);
        assert_true(text_is_equal(
            pairs, ask(&h, "SELECT min(a_id + b_id) FROM match_pair")));
        must_be(&h, "SELECT count(*) FROM match_pair", "2");
        /* and open again: what was proposed is gone, the seed stays */
        assert_int_equal(press(&h, "/reopen"), 303);
        must_be(&h, "SELECT count(*) FROM match_pair", "0");
        must_be(&h, "SELECT count(*) FROM match_input", "0");
        assert_true(
            text_is_equal(seed, ask(&h, "SELECT seed FROM match_state")));
        house_close(&h);
    }
}

static void
the_parts_of_a_score_add_up_to_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        make_people(&h);
        enter_facilitator(&h);
        press(&h, "/open");
        press(&h, "/close");
        press(&h, "/solve");
        text points =
            ask(&h, "SELECT points FROM match_pair ORDER BY score LIMIT 1");
        text score = ask(
            &h, "SELECT score - wished FROM match_pair ORDER BY score LIMIT 1");
        int64_t all = 0, want = -1;
        while (!text_is_empty(points)) {
            int64_t n = 0;
            assert_true(text_parse_int(text_cut(points, ';', &points), &n));
            all += n;
        }
        assert_true(text_parse_int(score, &want));
        assert_int_equal(all, want);
        house_close(&h);
    }
}

/* The files that are handed out, and the command's own functions. */
static void
the_files_of_a_round_give_the_same_pairs(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct match_people *people =
            arena_new(d->arena, struct match_people, 1);
        struct match_rules *rules = arena_new(d->arena, struct match_rules, 1);
        struct match_round r = { .rules = rules,
            .sides = { TEXT_INIT("west"), TEXT_INIT("east") } };
        struct why why = { 0 };
        int64_t seed;
        make_network(&h, s, d);
        make_people(&h);
        enter_facilitator(&h);
        press(&h, "/open");
        press(&h, "/close");
        press(&h, "/solve");
        assert_true(
            text_parse_int(ask(&h, "SELECT seed FROM match_state"), &seed));
        assert_int_equal(look(&h, "/people.csv"), 200);
        assert_true(text_find(h.body, TEXT("not_with")) < 0);
        assert_int_equal(match_read_text(people, TEXT("people.csv"),
                             arena_copy(d->arena, h.body), d->arena, &why),
            OK);
        assert_int_equal(look(&h, "/rules.txt"), 200);
        assert_int_equal(
            match_rules_read_text(rules, TEXT("rules.txt"),
                arena_copy(d->arena, h.body), &people->words, d->arena, &why),
            OK);
        r.seed = (uint64_t)seed;
        assert_int_equal(match_solve(&r, people, d->arena, &why), OK);
        assert_int_equal(r.n_pairs, 2);
        for (ptrdiff_t i = 0; i < r.n_pairs; i++) {
            text sql = arena_print(d->arena,
                "SELECT count(*) FROM match_pair p JOIN match_person a ON a.id "
                "= p.a_id JOIN match_person b ON b.id = p.b_id WHERE a.code = "
                "'%.*s' AND b.code = '%.*s' AND p.score = %d",
                TEXT_ARG(r.pairs[i].a->code), TEXT_ARG(r.pairs[i].b->code),
                r.pairs[i].score.total);
            must_be(&h, sql.ptr, "1");
        }
        house_close(&h);
    }
}

/* ---- Who may what
 * ------------------------------------------------------------- */

static void
nobody_but_facilitators_sees_what_is_proposed(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        make_people(&h);
        enter_facilitator(&h);
        press(&h, "/open");
        press(&h, "/close");
        press(&h, "/solve");
        house_import(&h, "person.csv", "code,name,seen\nzoe,Zoe,nobody\n");
        (void)enter_as(&h, "m@r.example", "member", "side", "west");
        char zoe[KEY_LENGTH];
        text thread = arena_print(d->arena, "/en/thread/match_person/%.*s",
            TEXT_ARG(key_print(house_key(&h, "match_person", "mz"), zoe)));
        assert_int_equal(house_get(&h, thread.ptr), 200);
        house_is_silent_on(&h, "Zoe");
        assert_int_equal(look(&h, "/proposal"), 403);
        assert_int_equal(look(&h, "/people.csv"), 403);
        char key[KEY_LENGTH];
        text page = arena_print(d->arena, "/en/round/our-round-%.*s",
            TEXT_ARG(key_print(house_key(&h, "match_round", "r"), key)));
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "Yan");
        house_is_silent_on(&h, "Zoe");
        house_is_silent_on(&h, "Proved best");
        house_is_silent_on(&h, "proposal");
        assert_int_equal(press(&h, "/reopen"), 403);
        /* of another partnership: it is not there */
        (void)enter_as(&h, "n@r.example", "member", "side", "north");
        assert_int_equal(look(&h, ""), 404);
        assert_int_equal(look(&h, "/proposal"), 404);
        house_close(&h);
    }
}

static void
who_joins_does_so_for_their_own_side_while_it_is_open(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        char west[KEY_LENGTH], east[KEY_LENGTH];
        make_network(&h, s, d);
        text w = arena_print(d->arena, "side=%.*s",
            TEXT_ARG(key_print(house_key(&h, "side", "west"), west)));
        text e = arena_print(d->arena, "side=%.*s",
            TEXT_ARG(key_print(house_key(&h, "side", "east"), east)));
        text join = address(&h, "/join");
        int64_t me = enter_as(&h, "m@r.example", "member", "side", "west");
        assert_int_equal(house_post(&h, join.ptr, w.ptr), 422); /* a draft */
        enter_facilitator(&h);
        press(&h, "/open");
        house_enter(&h, me);
        assert_int_equal(house_post(&h, join.ptr, e.ptr), 403);
        assert_int_equal(house_post(&h, join.ptr, w.ptr), 303);
        assert_int_equal(house_post(&h, join.ptr, w.ptr), 303); /* twice */
        must_be(&h, "SELECT count(*) FROM match_person", "1");
        assert_int_equal(house_get(&h, "/en/me/match"), 200);
        house_says(&h, "Our round");
        assert_int_equal(press(&h, "/leave"), 303);
        must_be(&h, "SELECT count(*) FROM match_person", "0");
        /* a coordinator is on no side */
        house_enter(&h, house_coordinator(&h, "c@r.example"));
        assert_int_equal(house_post(&h, join.ptr, w.ptr), 403);
        house_close(&h);
    }
}

static void
a_wish_is_for_somebody_across_and_facilitators_see_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        char west[KEY_LENGTH], key[KEY_LENGTH];
        make_network(&h, s, d);
        make_people(&h);
        enter_facilitator(&h);
        press(&h, "/open");
        (void)enter_as(&h, "m@r.example", "member", "side", "west");
        text join = arena_print(d->arena, "side=%.*s",
            TEXT_ARG(key_print(house_key(&h, "side", "west"), west)));
        assert_int_equal(look(&h, "/wishes"), 404); /* takes no part */
        house_post(&h, address(&h, "/join").ptr, join.ptr);
        assert_int_equal(look(&h, "/wishes"), 200);
        house_says(&h, "Xavi");
        house_is_silent_on(&h, "Bea"); /* of the same side */
        text beside = arena_print(d->arena, "what=add&who=%.*s",
            TEXT_ARG(key_print(house_key(&h, "match_person", "mb"), key)));
        assert_int_equal(
            house_post(&h, address(&h, "/wishes").ptr, beside.ptr), 404);
        for (int i = 0; i < 2; i++) { /* the second does nothing */
            text yan = arena_print(d->arena, "what=add&who=%.*s",
                TEXT_ARG(key_print(house_key(&h, "match_person", "my"), key)));
            assert_int_equal(
                house_post(&h, address(&h, "/wishes").ptr, yan.ptr), 303);
        }
        text xavi = arena_print(d->arena, "what=add&who=%.*s",
            TEXT_ARG(key_print(house_key(&h, "match_person", "mx"), key)));
        house_post(&h, address(&h, "/wishes").ptr, xavi.ptr);
        text up = arena_print(d->arena, "what=up&who=%.*s",
            TEXT_ARG(key_print(house_key(&h, "match_person", "mx"), key)));
        house_post(&h, address(&h, "/wishes").ptr, up.ptr);
        must_be(&h, "SELECT wishes FROM match_person WHERE wishes LIKE 'mx%'",
            "mx;my");
        /* whom it is about reads nothing of it */
        (void)enter_as(&h, "e@r.example", "member", "side", "east");
        assert_int_equal(look(&h, "/people.csv"), 403);
        house_close(&h);
    }
}

/* ---- What cannot be
 * ------------------------------------------------------------ */

static void
a_closed_round_changes_no_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        make_people(&h);
        enter_facilitator(&h);
        press(&h, "/open");
        press(&h, "/close");
        text said = house_refusals(&h, "match_round.csv",
            "code,partnership,name,has_wishes,weight_give\n"
            "r,ours,Our round,yes,9\n");
        assert_true(text_find(said, TEXT("This round is closed")) >= 0);
        said = house_refusals(&h, "match_person.csv",
            "code,round,person,side,level\nma,r,ann,west,2\n");
        assert_true(text_find(said, TEXT("This round is closed")) >= 0);
        said = house_refusals(
            &h, "match_person.csv", "code,round,person,side\nmc,r,cia,west\n");
        assert_true(text_find(said, TEXT("This round is closed")) >= 0);
        /* nor is anybody taken out of it */
        char key[KEY_LENGTH];
        text remove = arena_print(d->arena, "/en/remove/match_person/%.*s",
            TEXT_ARG(key_print(house_key(&h, "match_person", "ma"), key)));
        assert_int_equal(house_post(&h, remove.ptr, ""), 409);
        must_be(&h, "SELECT count(*) FROM match_person", "5");
        /* its name may */
        house_import(&h, "match_round.csv",
            "code,partnership,name,has_wishes\nr,ours,Another name,yes\n");
        house_close(&h);
    }
}

static void
each_fault_of_a_row_has_its_sentence(void **state)
{
    static const struct {
        const char *file, *content, *says;
    } faults[] = {
        { "match_person.csv",
            "code,round,person,side\nm1,r,ann,west\nm2,r,ann,east\n",
            "nobody is there twice, or on two sides" },
        { "match_person.csv", "code,round,person,side\nm1,r,ann,north\n",
            "this side is of another partnership" },
        { "match_person.csv", "code,round,person,side,level\nm1,r,ann,west,5\n",
            "level" },
        { "match_person.csv",
            "code,round,person,side,offers\nm1,r,ann,west,a:4\n",
            "a weight of 1, 2 or 3" },
        { "match_person.csv",
            "code,round,person,side,free\nm1,r,ann,west,2026-05-09/"
            "2026-05-01\n",
            "dates are written" },
        { "match_person.csv",
            "code,round,person,side,wishes\nm1,r,ann,west,a;b;c;d;e;f\n",
            "at most five" },
        { "match_round.csv",
            "code,partnership,name,weight_role,weight_level,weight_interests,"
            "weight_language,weight_give,weight_goals,weight_time\n"
            "q,ours,Q,0,0,0,0,0,0,0\n",
            "all weights are 0" },
        { "match_round.csv",
            "code,partnership,name,related\nq,ours,Q,nurse midwife\n",
            "two words with ~ between them" },
    };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
            text said = house_refusals(&h, faults[i].file, faults[i].content);
            if (text_find(said, text_of(faults[i].says)) < 0)
                fail_msg("%s says %.*s", faults[i].content, TEXT_ARG(said));
        }
        house_close(&h);
    }
}

static void
a_round_that_cannot_be_solved_says_why(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        enter_facilitator(&h);
        press(&h, "/open");
        assert_int_equal(press(&h, "/close"), 422);
        house_says(&h, "Nobody takes part yet");
        house_import(&h, "match_person.csv",
            "code,round,person,side,languages\nma,r,ann,west,sv:3\n");
        assert_int_equal(press(&h, "/close"), 422);
        house_says(&h, "Nobody takes part for East");
        house_import(&h, "match_person.csv",
            "code,round,person,side,languages\nmx,r,xavi,east,luo:3\n");
        assert_int_equal(press(&h, "/close"), 422);
        house_says(&h, "1 pair has no language in common");
        must_be(&h, "SELECT status FROM match_state", "open");
        house_import(&h, "match_person.csv",
            "code,round,person,side,languages,safeguard\n"
            "mx,r,xavi,east,sv:3,protected\n");
        assert_int_equal(press(&h, "/close"), 422); /* Ann is not cleared */
        house_says(&h, "No pair is possible");
        house_import(&h, "match_person.csv",
            "code,round,person,side,languages,safeguard\n"
            "ma,r,ann,west,sv:3,cleared\n");
        assert_int_equal(press(&h, "/close"), 303);
        house_close(&h);
    }
}

int
round_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_last_day_that_is_past_is_said_and_set_anew),
        support_test(a_round_is_opened_closed_and_solved_by_its_facilitator),
        support_test(the_parts_of_a_score_add_up_to_it),
        support_test(the_files_of_a_round_give_the_same_pairs),
        support_test(nobody_but_facilitators_sees_what_is_proposed),
        support_test(who_joins_does_so_for_their_own_side_while_it_is_open),
        support_test(a_wish_is_for_somebody_across_and_facilitators_see_it),
        support_test(a_closed_round_changes_no_more),
        support_test(each_fault_of_a_row_has_its_sentence),
        support_test(a_round_that_cannot_be_solved_says_why),
    };
    return cmocka_run_group_tests_name("match/round", tests, NULL, NULL);
}
