/* A proposal between two sides, with who is asked. */
#include "support/proposal_cast.h"

#include "base/key.h"
#include "decide/proposal/proposal_rule.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int64_t
agree_count(struct house *h, const char *sql)
{
    int64_t n = -1;
    assert_true(text_parse_int(support_ask(h->s, h->d->url, sql), &n));
    return n;
}

int
agree_post(struct house *h, const struct agree_cast *c, const char *what,
    const char *fields)
{
    text to = arena_print(h->d->arena, "%.*s%s", TEXT_ARG(c->page), what);
    return house_post(h, to.ptr, fields);
}

int
agree_page(struct house *h, const struct agree_cast *c, const char *what)
{
    text to = arena_print(h->d->arena, "%.*s%s", TEXT_ARG(c->page), what);
    return house_get(h, to.ptr);
}

/* What stands behind `start` in the last page, up to a quote. */
text
agree_behind(struct house *h, const char *start)
{
    ptrdiff_t at = text_find(h->body, text_of(start));
    text rest;
    if (at < 0)
        fail_msg("no %s", start);
    return arena_copy(h->d->arena,
        text_cut(
            text_slice(h->body, at + (ptrdiff_t)strlen(start), h->body.len),
            '"', &rest));
}

/* Today, as the program's own pages have it. */
static text
today_of(struct house *h)
{
    return arena_copy(h->d->arena,
        support_ask(h->s, h->d->url, "SELECT max(starts_on) FROM membership"));
}

void
agree_cast_open(struct house *h, struct support *s, struct support_db *d,
    struct agree_cast *c)
{
    static const char *const mails[] = { "a@x.example", "b@x.example",
        "c@x.example", "d@x.example" };
    char key[KEY_LENGTH];
    house_open(h, s, d);
    house_import(h, "partnership.csv",
        "code,name,kind,status\np,Mother & Child,exchange,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name\nhb,p,1,Homa Bay\nlv,p,2,Liverpool\n");
    c->partnership = house_key(h, "partnership", "p");
    c->hb = house_key(h, "side", "hb");
    c->lv = house_key(h, "side", "lv");
    c->lead = house_person(h, "lead@x.example");
    house_give(h, c->lead, "facilitator", "partnership", c->partnership);
    for (int i = 0; i < AGREE_PEOPLE; i++) {
        c->people[i] = house_person(h, mails[i]);
        house_give(h, c->people[i], "member", "side", c->hb);
    }
    c->trust = house_person(h, "trust@x.example");
    house_give(h, c->trust, "member", "side", c->lv);
    c->guest = house_person(h, "guest@x.example");
    house_give(h, c->guest, "guest", "partnership", c->partnership);
    c->stranger = house_person(h, "else@x.example");
    house_enter(h, c->people[0]);
    text to = arena_print(d->arena, "/en/partnership/%.*s/proposals",
        TEXT_ARG(key_print(c->partnership, key)));
    assert_int_equal(
        house_post(h, to.ptr,
            "name=One+number+for+all+<midwives>&level=empower&body=One+number."
            "%0AFree+of+charge.&fixed=The+budget"),
        303);
    c->page = arena_copy(d->arena, house_header(h, "Location"));
    c->today = today_of(h);
}

void
agree_list_all(struct house *h, const struct agree_cast *c)
{
    char key[KEY_LENGTH];
    house_enter(h, c->lead);
    text side = arena_copy(h->d->arena, key_print(c->hb, key));
    text fields = arena_print(h->d->arena,
        "name=Mothers+%%26+<aunts>&side=%.*s&kind=members&n_members=9",
        TEXT_ARG(side));
    assert_int_equal(agree_post(h, c, "/unit", fields.ptr), 303);
    fields = arena_print(h->d->arena,
        "name=The+Trust&side=%.*s&kind=role&person=%.*s",
        TEXT_ARG(key_print(c->lv, key)),
        TEXT_ARG(key_print(c->trust, (char[KEY_LENGTH]){ 0 })));
    assert_int_equal(agree_post(h, c, "/unit", fields.ptr), 303);
}

static void
set_days(struct house *h, const char *table, const char *column, int n_days)
{
    text day = proposal_day_after(h->d->arena, today_of(h), n_days);
    support_exec(h->s, h->d->url,
        arena_print(h->d->arena, "UPDATE %s SET %s = '%.*s'", table, column,
            TEXT_ARG(day))
            .ptr);
}

/* A draft is laid open first, and the seven days of that go by. */
void
agree_open_asking(struct house *h, struct agree_cast *c)
{
    house_enter(h, c->lead);
    if (agree_count(h,
            "SELECT count(*) FROM proposal WHERE status = 'draft' AND "
            "added_by IS NOT NULL") > 0)
        assert_int_equal(agree_post(h, c, "/lay-open", ""), 303);
    set_days(h, "proposal_asking", "challenge_until", -1);
    text fields = arena_print(h->d->arena, "closes_on=%.*s&lead=%.*s&anyway=on",
        TEXT_ARG(proposal_day_after(h->d->arena, c->today, 20)),
        TEXT_ARG(key_print(c->guest, (char[KEY_LENGTH]){ 0 })));
    assert_int_equal(agree_post(h, c, "/open", fields.ptr), 303);
}

/* The last day of asking was yesterday. */
void
agree_days_pass(struct house *h)
{
    set_days(h, "proposal", "closes_on", -1);
}

int
agree_answer(struct house *h, const struct agree_cast *c, int64_t person,
    const char *value, const char *more)
{
    house_enter(h, person);
    assert_int_equal(agree_page(h, c, "/answer"), 200);
    text unit = agree_behind(h, "name=\"unit\" value=\"");
    text version = agree_behind(h, "name=\"version\" value=\"");
    text fields = arena_print(h->d->arena, "unit=%.*s&version=%.*s&value=%s%s",
        TEXT_ARG(unit), TEXT_ARG(version), value, more);
    return agree_post(h, c, "/answer", fields.ptr);
}

void
agree_close_asking(struct house *h, const struct agree_cast *c)
{
    agree_days_pass(h);
    house_enter(h, c->lead);
    assert_int_equal(agree_post(h, c, "/close", ""), 303);
    house_enter(h, 0);
    assert_int_equal(agree_page(h, c, ""), 200);
}

/* "/en/agree-slip/CODE" of a sheet that was just printed. */
text
agree_slip(struct house *h, const struct agree_cast *c)
{
    char key[KEY_LENGTH];
    int64_t id =
        agree_count(h, "SELECT id FROM proposal_unit WHERE is_role = 0");
    house_enter(h, c->lead);
    text to = arena_print(h->d->arena, "/en/slips/proposal_unit/%.*s",
        TEXT_ARG(key_print(id, key)));
    assert_int_equal(house_post(h, to.ptr, "role=guest&n_slips=1"), 200);
    ptrdiff_t from = text_find(h->body, TEXT("<p class=\"code\">"));
    assert_true(from >= 0);
    text rest = text_slice(h->body, from + 16, h->body.len);
    text code = text_cut(rest, '<', &rest);
    char *small = arena_new(h->d->arena, char, 20);
    int n = 0;
    for (ptrdiff_t i = 0; i < code.len && n < 19; i++)
        if (code.ptr[i] != '-' && code.ptr[i] != ' ')
            small[n++] = code.ptr[i];
    house_enter(h, 0);
    return arena_print(h->d->arena, "/en/agree-slip/%.*s", n, small);
}
