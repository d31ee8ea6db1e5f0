#include "support/board_cast.h"

#include "mirror/board.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

text
board_cast_at(struct house *h, text page, const char *what)
{
    return arena_print(h->d->arena, "%.*s%s", TEXT_ARG(page), what);
}

text
board_cast_page(struct house *h, const char *code)
{
    return arena_print(h->d->arena, "/en%.*s",
        TEXT_ARG(board_sub(h->d->arena, house_key(h, "board", code), "")));
}

void
board_cast_open(struct house *h, struct support *s, struct support_db *d,
    struct board_cast *c)
{
    house_open(h, s, d);
    house_import(h, "partnership.csv",
        "code,name,kind,status\np,Mother & Child,exchange,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name\nhb,p,1,Homa Bay\nlv,p,2,Liverpool\n");
    house_import(h, "board.csv",
        "code,side,series,name\nhb,hb,one,Births\nlv,lv,one,Births\n");
    int64_t p = house_key(h, "partnership", "p");
    int64_t hb = house_key(h, "side", "hb"), lv = house_key(h, "side", "lv");
    c->asha = house_person(h, "asha@hb.example");
    c->bjorn = house_person(h, "bjorn@lv.example");
    c->guest = house_person(h, "guest@hb.example");
    c->lead = house_person(h, "lead@hb.example");
    c->other_lead = house_person(h, "lead@lv.example");
    c->stranger = house_person(h, "x@x.example");
    house_give(h, c->asha, "member", "side", hb);
    house_give(h, c->bjorn, "member", "side", lv);
    house_give(h, c->guest, "guest", "side", hb);
    house_give(h, c->lead, "member", "side", hb);
    house_give(h, c->lead, "facilitator", "partnership", p);
    house_give(h, c->other_lead, "member", "side", lv);
    house_give(h, c->other_lead, "facilitator", "partnership", p);
    c->ours = board_cast_page(h, "hb");
    c->theirs = board_cast_page(h, "lv");
}

int
board_cast_add(struct house *h, text page, const char *fields)
{
    return house_post(h, board_cast_at(h, page, "/entry").ptr, fields);
}

int64_t
board_cast_count(struct house *h, const char *sql)
{
    int64_t n = -1;
    assert_true(text_parse_int(support_ask(h->s, h->d->url, sql), &n));
    return n;
}

text
board_cast_entry(struct house *h, const char *words)
{
    int64_t id = 0;
    text all = support_ask(h->s, h->d->url,
        arena_print(h->d->arena,
            "SELECT thing_id FROM prose WHERE kind = 'board_entry' AND "
            "is_original = 1 AND source LIKE '%s%%'",
            words)
            .ptr);
    if (!text_parse_int(all, &id))
        fail_msg("no entry begins with %s", words);
    return arena_print(
        h->d->arena, "/en%.*s", TEXT_ARG(entry_address(h->d->arena, id)));
}
