/* What is removed and past its time leaves nothing in the room. */
#include "base/key.h"
#include "keep/bin.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int match_forget_test(void);

static const char *
at(struct house *h, const char *before, int64_t id, const char *after)
{
    char key[KEY_LENGTH];
    return arena_print(
        h->d->arena, "%s%.*s%s", before, TEXT_ARG(key_print(id, key)), after)
        .ptr;
}

static void
must_be(struct house *h, const char *sql, const char *expected)
{
    text got = support_ask(h->s, h->d->url, sql);
    if (!text_is_equal(got, text_of(expected)))
        fail_msg("%s: %.*s, not %s", sql, TEXT_ARG(got), expected);
}

static enum err
forget(struct db *writer, struct arena *a, void *arg)
{
    return bin_forget(writer, a, *(int64_t *)arg);
}

static void
make_round(struct house *h)
{
    house_import(h, "place.csv", "code,name,kind\np,Place,city\n");
    house_import(h, "person.csv", "code,name\nann,Ann\nbea,Bea\nxavi,Xavi\n");
    house_import(h, "partnership.csv",
        "code,name,kind,status\nours,Ours,exchange,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name,place\nwest,ours,1,West,p\n"
        "east,ours,2,East,p\n");
    house_import(
        h, "match_round.csv", "code,partnership,name\nr,ours,Our round\n");
    house_import(h, "match_person.csv",
        "code,round,person,side,languages\nma,r,ann,west,en:3\n"
        "mb,r,bea,west,en:3\nmx,r,xavi,east,en:3\n");
}

static void
a_round_that_is_gone_for_good_leaves_nothing_that_was_said(void **state)
{
    static const char *const kept[] = { "match_state", "match_input",
        "match_waiting", "match_pair", "match_meeting", "match_reflection",
        "match_rule", "match_answer" };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        int64_t later = INT64_C(40'000'000'000);
        house_open(&h, s, d);
        make_round(&h);
        house_enter(&h, house_coordinator(&h, "c@r.example"));
        int64_t id = house_key(&h, "match_round", "r");
        static const char *const steps[] = { "/open", "/close", "/solve",
            "/offer" };
        for (int i = 0; i < 4; i++)
            assert_int_equal(
                house_post(&h, at(&h, "/en/round/", id, steps[i]), ""), 303);
        support_exec(s, d->url,
            "INSERT INTO match_meeting (id, pair_id, held_on, how, made_at) "
            "SELECT 1, id, '2026-05-07', 'video', 0 FROM match_pair");
        support_exec(s, d->url,
            "INSERT INTO match_reflection (id, pair_id, person_id, seen, "
            "words, at) SELECT 1, id, 1, 'pair', 'Ours', 0 FROM match_pair");
        support_exec(s, d->url,
            "INSERT INTO match_answer (id, pair_id, match_person_id, answer, "
            "at) SELECT 1, id, a_id, 'yes', 0 FROM match_pair");
        support_exec(s, d->url,
            "INSERT INTO match_rule (id, round_id, kind, a_id, b_id, made_at) "
            "SELECT 1, round_id, 'not_with', a_id, b_id, 0 FROM match_pair");
        assert_int_equal(
            house_post(&h, at(&h, "/en/remove/match_round/", id, ""), ""), 303);
        must_be(&h, "SELECT count(*) FROM match_input", "3");
        assert_int_equal(db_write(d->db, d->arena, forget, &later), OK);
        for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
            must_be(&h,
                arena_print(d->arena, "SELECT count(*) FROM %s", kept[i]).ptr,
                "0");
        must_be(&h, "SELECT count(*) FROM membership WHERE kind = 'match_pair'",
            "0");
        house_close(&h);
    }
}

static void
a_call_that_is_gone_for_good_keeps_no_address_and_no_review(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        int64_t later = INT64_C(40'000'000'000);
        house_open(&h, s, d);
        house_import(&h, "match_call.csv",
            "code,name,status,is_public\nc,Call,published,yes\n");
        house_import(&h, "match_proposal.csv",
            "code,call,name,status,lang\nx,c,Wells,sent,en\n");
        int64_t proposal = house_key(&h, "match_proposal", "x");
        support_exec(s, d->url,
            arena_print(d->arena,
                "INSERT INTO match_proposer (id, name, mail, lang, made_at) "
                "VALUES (%lld, 'Beth', 'beth@x.example', 'en', 0)",
                (long long)proposal)
                .ptr);
        house_enter(&h, house_coordinator(&h, "c@r.example"));
        assert_int_equal(house_post(&h, at(&h, "/en/proposal/", proposal, ""),
                             "score=2&comment=Thin"),
            303);
        int64_t call = house_key(&h, "match_call", "c");
        assert_int_equal(
            house_post(&h, at(&h, "/en/remove/match_call/", call, ""), ""),
            303);
        assert_int_equal(db_write(d->db, d->arena, forget, &later), OK);
        must_be(&h, "SELECT count(*) FROM match_proposer", "0");
        must_be(&h, "SELECT count(*) FROM match_review", "0");
        house_close(&h);
    }
}

int
match_forget_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(
            a_round_that_is_gone_for_good_leaves_nothing_that_was_said),
        support_test(
            a_call_that_is_gone_for_good_keeps_no_address_and_no_review),
    };
    return cmocka_run_group_tests_name("match/forget", tests, NULL, NULL);
}
