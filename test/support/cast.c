#include "support/cast.h"

#include "base/key.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>

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

void
cast_pair(struct house *h, int64_t id, int64_t a, int64_t b, int64_t third)
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

const char *
cast_at(const struct cast *c, struct house *h, const char *what)
{
    return arena_print(h->d->arena, "%s%s", c->page, what).ptr;
}

/* Asha in Homa Bay, Björn in Östergötland, Cleo beside Björn. */
void
cast_open(
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
    cast_pair(h, CAST_PAIR, 2011, 2012, 0);
    snprintf(c->page, sizeof c->page, "/en/pair/%.*s",
        TEXT_ARG(key_print(CAST_PAIR, key)));
}

void
cast_offer(struct house *h, const struct cast *c)
{
    house_enter(h, c->lead);
    assert_int_equal(house_post(h, cast_at(c, h, "/offer"), ""), 303);
}

void
cast_yes(struct house *h, const struct cast *c, int64_t who)
{
    house_enter(h, who);
    assert_int_equal(
        house_post(h, cast_at(c, h, "/answer"), "answer=yes"), 303);
}

void
cast_is(struct house *h, const char *status)
{
    text got = support_ask(
        h->s, h->d->url, "SELECT status FROM match_pair WHERE id = 3001");
    if (!text_is_equal(got, text_of(status)))
        fail_msg("%s: %.*s", h->d->label, TEXT_ARG(got));
}

int
cast_count(struct house *h, const char *sql)
{
    int64_t n = -1;
    assert_true(text_parse_int(support_ask(h->s, h->d->url, sql), &n));
    return (int)n;
}

/* The repair for who drops out, as its page shows it. */
void
cast_drop_out(struct house *h, const struct cast *c, int64_t id)
{
    char round[KEY_LENGTH], key[KEY_LENGTH];
    text mark = TEXT("name=\"mark\" value=\""), rest;
    text page = arena_print(h->d->arena, "/en/round/%.*s/repair?gone=%.*s",
        TEXT_ARG(key_print(CAST_ROUND, round)), TEXT_ARG(key_print(id, key)));
    house_enter(h, c->lead);
    assert_int_equal(house_get(h, page.ptr), 200);
    ptrdiff_t i = text_find(h->body, mark);
    assert_true(i > 0);
    mark = arena_copy(h->d->arena,
        text_cut(text_slice(h->body, i + mark.len, h->body.len), '"', &rest));
    assert_int_equal(house_post(h,
                         arena_print(h->d->arena, "/en/round/%.*s/repair",
                             TEXT_ARG(key_print(CAST_ROUND, round)))
                             .ptr,
                         arena_print(h->d->arena, "gone=%.*s&mark=%.*s",
                             TEXT_ARG(key_print(id, key)), TEXT_ARG(mark))
                             .ptr),
        303);
}
