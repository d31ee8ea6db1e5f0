/* Pairs: offered by a facilitator, agreed by all, lived by the two. */
#include "base/key.h"
#include "keep/person_data.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>

int pair_test(void);

enum { ROUND = 2001, PAIR = 3001, OTHER_PAIR = 3002 };

struct cast {
    int64_t asha, bjorn, cleo, lead, boss, neighbour, stranger;
    char page[80]; /* "/en/pair/KEY" */
};

static void
seat(struct house *h, int64_t id, int64_t person, const char *side,
    const char *more)
{
    char sql[900];
    snprintf(sql, sizeof sql,
        "INSERT INTO match_person (id, code, round_id, person_id, side_id, "
        "may_trio, has_lived, languages, offers, wants, interests, goals) "
        "VALUES (%" PRId64 ", 'm%" PRId64 "', 2001, %" PRId64
        ", (SELECT id FROM side WHERE code = '%s'), 0, 0, 'en:3;sw:2', %s)",
        id, id, person, side, more);
    support_exec(h->s, h->d->url, sql);
    snprintf(sql, sizeof sql,
        "INSERT INTO match_input (id, round_id, line) SELECT id, round_id, "
        "code || ',%s,,,,,' || COALESCE(interests, '') || ',' || languages || "
        "',' || COALESCE(offers, '') || ',' || COALESCE(wants, '') || ',' || "
        "COALESCE(goals, '') || ',,,,,no,,' FROM match_person WHERE id = "
        "%" PRId64,
        side, id);
    support_exec(h->s, h->d->url, sql);
}

static void
give_pair(struct house *h, int64_t id, int64_t a, int64_t b, int64_t third)
{
    char sql[500];
    snprintf(sql, sizeof sql,
        "INSERT INTO match_pair (id, round_id, a_id, b_id, third_id, status, "
        "origin, score, wished, points, fits, made_at) VALUES (%" PRId64
        ", 2001, %" PRId64 ", %" PRId64 ", %s%" PRId64
        "%s, 'proposed', 'solve', 673, 150, '214;107;0;71;131;0;0', "
        "'100;75;0;100;46;0;', 1700000000)",
        id, a, b, third == 0 ? "NULLIF(" : "", third, third == 0 ? ", 0)" : "");
    support_exec(h->s, h->d->url, sql);
}

static const char *
at(const struct cast *c, struct house *h, const char *what)
{
    return arena_print(h->d->arena, "%s%s", c->page, what).ptr;
}

/* Asha in Homa Bay, Björn in Östergötland, Cleo beside Björn. */
static void
open_cast(
    struct house *h, struct support *s, struct support_db *d, struct cast *c)
{
    char key[KEY_LENGTH];
    house_open(h, s, d);
    house_import(h, "place.csv",
        "code,name,kind\nhb,Homa Bay,county\nog,Ostergotland,region\n");
    house_import(h, "partnership.csv",
        "code,name,kind,status\np,Lake and <Land>,exchange,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name,place\na,p,1,Homa Bay,hb\n"
        "b,p,2,Ostergotland,og\n");
    c->asha = house_person(h, "asha@pair.example");
    c->bjorn = house_person(h, "bjorn@pair.example");
    c->cleo = house_person(h, "cleo@pair.example");
    c->lead = house_person(h, "lead@pair.example");
    c->neighbour = house_person(h, "neighbour@pair.example");
    c->stranger = house_person(h, "stranger@pair.example");
    c->boss = house_coordinator(h, "boss@pair.example");
    support_exec(s, d->url,
        "UPDATE person SET name = 'Asha \"A\" O''Brien', language = 'sw' WHERE "
        "id IN (SELECT id FROM account WHERE mail = 'asha@pair.example');"
        "UPDATE person SET name = 'Björn <b>Ek</b>', language = 'sv' WHERE id "
        "IN (SELECT id FROM account WHERE mail = 'bjorn@pair.example');"
        "UPDATE person SET name = 'Cleo' WHERE id IN (SELECT id FROM account "
        "WHERE mail = 'cleo@pair.example');"
        "UPDATE person SET name = 'Lena Lead' WHERE id IN (SELECT id FROM "
        "account WHERE mail = 'lead@pair.example');"
        "INSERT INTO match_round (id, code, name, name_sort, partnership_id, "
        "has_interpreter, may_share_organisation, has_wishes) VALUES (2001, "
        "'r', 'Spring', 's', (SELECT id FROM partnership WHERE code = 'p'), 0, "
        "0, 1);"
        "INSERT INTO match_state (id, status, seed) VALUES (2001, 'proposed', "
        "'7')");
    house_give(h, c->lead, "facilitator", "partnership",
        house_key(h, "partnership", "p"));
    house_give(h, c->neighbour, "member", "side", house_key(h, "side", "a"));
    seat(h, 2011, c->asha, "a",
        "'community-work:2', 'registers', 'malaria;youth', 'fewer-deaths'");
    seat(h, 2012, c->bjorn, "b",
        "'registers:3;budgets', 'community-work', 'youth', 'fewer-deaths'");
    seat(h, 2013, c->cleo, "b", "NULL, NULL, NULL, NULL");
    give_pair(h, PAIR, 2011, 2012, 0);
    snprintf(c->page, sizeof c->page, "/en/pair/%.*s",
        TEXT_ARG(key_print(PAIR, key)));
}

static void
offer(struct house *h, const struct cast *c)
{
    house_enter(h, c->lead);
    assert_int_equal(house_post(h, at(c, h, "/offer"), ""), 303);
}

static void
say_yes(struct house *h, const struct cast *c, int64_t who)
{
    house_enter(h, who);
    assert_int_equal(house_post(h, at(c, h, "/answer"), "answer=yes"), 303);
}

static void
is_now(struct house *h, const char *status)
{
    text got = support_ask(
        h->s, h->d->url, "SELECT status FROM match_pair WHERE id = 3001");
    if (!text_is_equal(got, text_of(status)))
        fail_msg("%s: %.*s", h->d->label, TEXT_ARG(got));
}

static int
count(struct house *h, const char *sql)
{
    int64_t n = -1;
    assert_true(text_parse_int(support_ask(h->s, h->d->url, sql), &n));
    return (int)n;
}

/* ---- Who sees it ------------------------------------------------------- */

static void
what_is_proposed_is_seen_by_facilitators_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        open_cast(&h, s, d, &c);
        int64_t out[] = { c.asha, c.bjorn, c.neighbour, c.stranger };
        for (int i = 0; i < 4; i++) {
            house_enter(&h, out[i]);
            assert_int_equal(house_get(&h, c.page), 404);
            assert_int_equal(house_get(&h, "/en/me/pairs"), 200);
            house_says(&h, "You are in no pair yet");
            assert_int_equal(house_post(&h, at(&c, &h, "/offer"), ""), 404);
        }
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, c.page), 303);
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "Asha &quot;A&quot; O&#39;Brien");
        house_says(&h, "Björn &lt;b&gt;Ek&lt;/b&gt;");
        house_says(&h, "It decides nothing");
        house_enter(&h, c.boss);
        assert_int_equal(house_get(&h, c.page), 200);
        house_close(&h);
    }
}

static void
an_offer_asks_its_people_in_their_languages(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        open_cast(&h, s, d, &c);
        offer(&h, &c);
        is_now(&h, "offered");
        assert_int_equal(count(&h,
                             "SELECT count(*) FROM mail WHERE kind = "
                             "'pair'"),
            2);
        assert_int_equal(count(&h,
                             "SELECT count(*) FROM mail WHERE kind = "
                             "'pair' AND body LIKE '%/sw/pair/%'"),
            1);
        /* once more: nobody is asked twice */
        assert_int_equal(house_post(&h, at(&c, &h, "/offer"), ""), 409);
        assert_int_equal(count(&h,
                             "SELECT count(*) FROM mail WHERE kind = "
                             "'pair'"),
            2);
        assert_true(text_is_equal(
            support_ask(s, d->url, "SELECT status FROM match_state"),
            TEXT("offered")));
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, "/en/me/pairs"), 200);
        house_says(&h, "Your answer is asked for");
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "Lena Lead looked at it");
        house_says(&h, "Do you want to be in this pair?");
        house_says(&h, "registers");
        house_says(&h, "community work");
        house_says(&h, "youth");
        house_is_silent_on(&h, "budgets"); /* nobody sees another's list */
        house_is_silent_on(&h, "What they wished for");
        house_is_silent_on(&h, "malaria");
        int64_t out[] = { c.cleo, c.neighbour, c.stranger };
        for (int i = 0; i < 3; i++) {
            house_enter(&h, out[i]);
            assert_int_equal(house_get(&h, c.page), 404);
            assert_int_equal(
                house_post(&h, at(&c, &h, "/answer"), "answer=yes"), 404);
            assert_int_equal(house_get(&h, at(&c, &h, "/calendar.ics")), 404);
        }
        is_now(&h, "offered");
        house_close(&h);
    }
}

/* ---- Yes and no -------------------------------------------------------- */

static void
it_is_agreed_when_all_of_it_said_yes(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        open_cast(&h, s, d, &c);
        offer(&h, &c);
        say_yes(&h, &c, c.asha);
        is_now(&h, "offered");
        say_yes(&h, &c, c.asha); /* a second yes is not the other's */
        is_now(&h, "offered");
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "You said yes.");
        /* a facilitator does not answer for anybody */
        house_enter(&h, c.lead);
        assert_int_equal(
            house_post(&h, at(&c, &h, "/answer"), "answer=yes"), 409);
        house_says(&h, "each for themselves");
        is_now(&h, "offered");
        say_yes(&h, &c, c.bjorn);
        is_now(&h, "agreed");
        assert_true(text_is_equal(
            support_ask(s, d->url, "SELECT status FROM match_state"),
            TEXT("running")));
        /* two offers, two who hear of it, one facilitator */
        assert_int_equal(
            count(&h, "SELECT count(*) FROM mail WHERE kind = 'pair'"), 5);
        house_enter(&h, c.asha);
        assert_int_equal(
            house_post(&h, at(&c, &h, "/answer"), "answer=no"), 409);
        is_now(&h, "agreed");
        house_close(&h);
    }
}

static void
why_somebody_said_no_is_for_facilitators_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        open_cast(&h, s, d, &c);
        offer(&h, &c);
        house_enter(&h, c.bjorn);
        assert_int_equal(house_post(&h, at(&c, &h, "/answer"),
                             "answer=no&reason=My+aunt+works+there"),
            303);
        is_now(&h, "declined");
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "This pair did not come about");
        house_is_silent_on(&h, "aunt");
        house_is_silent_on(&h, "Björn");
        assert_int_equal(
            house_post(&h, at(&c, &h, "/answer"), "answer=yes"), 409);
        assert_int_equal(count(&h,
                             "SELECT count(*) FROM mail WHERE body LIKE "
                             "'%aunt%'"),
            0);
        assert_int_equal(count(&h,
                             "SELECT count(*) FROM audit WHERE detail "
                             "LIKE '%aunt%'"),
            0);
        /* who answered is not in the log */
        assert_int_equal(count(&h,
                             "SELECT count(*) FROM audit WHERE action = "
                             "'answer' AND actor_id IS NOT NULL AND "
                             "actor_id <> 0"),
            0);
        /* they are not paired again */
        assert_int_equal(
            count(&h,
                "SELECT count(*) FROM match_rule WHERE kind = 'conflict' "
                "AND a_id = 2011 AND b_id = 2012"),
            1);
        house_close(&h);
    }
}

static void
an_answer_after_the_offer_was_taken_back_says_so(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        open_cast(&h, s, d, &c);
        offer(&h, &c);
        say_yes(&h, &c, c.asha);
        house_enter(&h, c.lead);
        assert_int_equal(
            house_post(&h, at(&c, &h, "/withdraw"), "reason=Somebody+fell+ill"),
            303);
        is_now(&h, "withdrawn");
        house_enter(&h, c.bjorn);
        assert_int_equal(
            house_post(&h, at(&c, &h, "/answer"), "answer=yes"), 409);
        house_says(&h, "not open any more");
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "This offer was taken back");
        house_is_silent_on(&h, "ill");
        house_is_silent_on(&h, "Asha");
        is_now(&h, "withdrawn");
        house_close(&h);
    }
}

static void
what_was_agreed_is_not_taken_back(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        open_cast(&h, s, d, &c);
        offer(&h, &c);
        say_yes(&h, &c, c.asha);
        say_yes(&h, &c, c.bjorn);
        house_enter(&h, c.lead);
        assert_int_equal(house_post(&h, at(&c, &h, "/withdraw"), ""), 409);
        is_now(&h, "agreed");
        house_close(&h);
    }
}

static void
three_are_agreed_when_the_third_said_yes_too(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        open_cast(&h, s, d, &c);
        support_exec(s, d->url, "UPDATE match_pair SET third_id = 2013");
        offer(&h, &c);
        say_yes(&h, &c, c.asha);
        say_yes(&h, &c, c.bjorn);
        is_now(&h, "offered");
        say_yes(&h, &c, c.cleo);
        is_now(&h, "agreed");
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "Cleo</h1>");
        house_close(&h);
    }
}

/* ---- What they do ------------------------------------------------------ */

static void
a_pair_notes_when_it_meets(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        open_cast(&h, s, d, &c);
        offer(&h, &c);
        say_yes(&h, &c, c.asha);
        say_yes(&h, &c, c.bjorn);
        assert_int_equal(
            house_post(&h, at(&c, &h, "/meeting"), "held_on=31&how=video"),
            422);
        is_now(&h, "agreed");
        assert_int_equal(
            house_post(&h, at(&c, &h, "/meeting"),
                "held_on=2026-05-07&how=video&note=14%3A00%2C+Homa+Bay%0Ab"),
            303);
        is_now(&h, "running");
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, at(&c, &h, "/calendar.ics")), 200);
        house_says(&h, "DTSTART;VALUE=DATE:20260507\r\n");
        house_says(&h, "DESCRIPTION:14:00\\, Homa Bay\\nb\r\n");
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "By video");
        /* who only facilitates notes none */
        assert_int_equal(house_post(&h, at(&c, &h, "/meeting"),
                             "held_on=2026-05-08&how=video"),
            409);
        assert_int_equal(count(&h, "SELECT count(*) FROM match_meeting"), 1);
        house_close(&h);
    }
}

static void
what_is_written_for_the_pair_alone_stays_there(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        open_cast(&h, s, d, &c);
        offer(&h, &c);
        say_yes(&h, &c, c.asha);
        say_yes(&h, &c, c.bjorn);
        assert_int_equal(house_post(&h, at(&c, &h, "/reflection"),
                             "words=Only+us&seen=pair"),
            303);
        assert_int_equal(house_post(&h, at(&c, &h, "/reflection"),
                             "words=All+of+us&seen=facilitators"),
            303);
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "Only us");
        house_says(&h, "All of us");
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, c.page), 200);
        house_is_silent_on(&h, "Only us");
        house_says(&h, "All of us");
        /* a guest of the pair, such as an interpreter, reads neither */
        house_give(&h, c.stranger, "guest", "match_pair", PAIR);
        house_enter(&h, c.stranger);
        assert_int_equal(house_get(&h, c.page), 200);
        house_is_silent_on(&h, "Only us");
        house_is_silent_on(&h, "All of us");
        assert_int_equal(house_post(&h, at(&c, &h, "/meeting"),
                             "held_on=2026-05-08&how=video"),
            403);
        house_close(&h);
    }
}

static void
a_pair_ends_on_a_day_with_a_last_thought(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        open_cast(&h, s, d, &c);
        offer(&h, &c);
        say_yes(&h, &c, c.asha);
        say_yes(&h, &c, c.bjorn);
        assert_int_equal(
            house_post(&h, at(&c, &h, "/end"), "ended_on=2999-01-01"), 422);
        is_now(&h, "agreed");
        assert_int_equal(
            house_post(&h, at(&c, &h, "/end"),
                "ended_on=2026-01-31&last=Go+there&last_shared=on"),
            303);
        is_now(&h, "ended");
        assert_int_equal(house_post(&h, at(&c, &h, "/meeting"),
                             "held_on=2026-05-07&how=video"),
            409);
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "Go there");
        house_says(&h, "31 January 2026");
        assert_int_equal(
            house_post(&h, at(&c, &h, "/end"), "ended_on=2026-01-30"), 409);
        assert_true(text_is_equal(
            support_ask(s, d->url, "SELECT status FROM match_state"),
            TEXT("ended")));
        house_close(&h);
    }
}

/* ---- Lists ------------------------------------------------------------- */

static void
facilitators_have_the_list_of_pairs(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        char key[KEY_LENGTH];
        open_cast(&h, s, d, &c);
        text address = arena_print(d->arena, "/en/partnership/%.*s/pairs",
            TEXT_ARG(key_print(house_key(&h, "partnership", "p"), key)));
        support_exec(
            s, d->url, "UPDATE person SET name = '=1+1' WHERE name = 'Cleo'");
        give_pair(&h, OTHER_PAIR, 2011, 2013, 0);
        support_exec(s, d->url,
            "UPDATE match_pair SET status = 'running' WHERE id = 3002");
        offer(&h, &c);
        assert_int_equal(house_get(&h, address.ptr), 200);
        house_says(&h, "Björn &lt;b&gt;Ek&lt;/b&gt;");
        assert_int_equal(
            house_get(&h, arena_print(d->arena, "%s.csv", address.ptr).ptr),
            200);
        house_says(&h, "'=1+1");
        house_enter(&h, c.neighbour);
        assert_int_equal(house_get(&h, address.ptr), 403);
        house_close(&h);
    }
}

/* ---- Leaving ----------------------------------------------------------- */

static enum err
erase(struct db *writer, struct arena *a, void *arg)
{
    return person_erase(writer, a, *(int64_t *)arg, 0);
}

static void
who_left_is_on_the_page_without_name_and_words(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        text all;
        open_cast(&h, s, d, &c);
        offer(&h, &c);
        say_yes(&h, &c, c.asha);
        say_yes(&h, &c, c.bjorn);
        assert_int_equal(
            house_post(&h, at(&c, &h, "/meeting"),
                "held_on=2026-05-07&how=video&note=Under+the+mango"),
            303);
        assert_int_equal(house_post(&h, at(&c, &h, "/reflection"),
                             "words=Slow+down&seen=facilitators"),
            303);
        assert_int_equal(person_export(d->db, d->arena, c.bjorn, &all), OK);
        assert_true(text_find(all, TEXT("Under the mango")) > 0);
        assert_true(text_find(all, TEXT("Slow down")) > 0);
        assert_int_equal(person_export(d->db, d->arena, c.asha, &all), OK);
        assert_true(text_find(all, TEXT("Slow down")) < 0);
        assert_int_equal(db_write(d->db, d->arena, erase, &c.bjorn), OK);
        is_now(&h, "ended");
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "2026");
        house_is_silent_on(&h, "Björn");
        house_is_silent_on(&h, "mango");
        house_is_silent_on(&h, "Slow down");
        assert_int_equal(house_get(&h, "/en/me/pairs"), 200);
        house_close(&h);
    }
}

int
pair_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_is_proposed_is_seen_by_facilitators_alone),
        support_test(an_offer_asks_its_people_in_their_languages),
        support_test(it_is_agreed_when_all_of_it_said_yes),
        support_test(why_somebody_said_no_is_for_facilitators_alone),
        support_test(an_answer_after_the_offer_was_taken_back_says_so),
        support_test(what_was_agreed_is_not_taken_back),
        support_test(three_are_agreed_when_the_third_said_yes_too),
        support_test(a_pair_notes_when_it_meets),
        support_test(what_is_written_for_the_pair_alone_stays_there),
        support_test(a_pair_ends_on_a_day_with_a_last_thought),
        support_test(facilitators_have_the_list_of_pairs),
        support_test(who_left_is_on_the_page_without_name_and_words),
    };
    return cmocka_run_group_tests_name("match/pair", tests, NULL, NULL);
}
