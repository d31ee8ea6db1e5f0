#include "support/assess_cast.h"

#include "mirror/assess.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

text
assess_cast_at(struct house *h, text page, const char *what)
{
    return arena_print(h->d->arena, "%.*s%s", TEXT_ARG(page), what);
}

int64_t
assess_cast_count(struct house *h, const char *sql)
{
    int64_t n = -1;
    assert_true(text_parse_int(support_ask(h->s, h->d->url, sql), &n));
    return n;
}

static text
page_of(struct house *h, const char *code)
{
    return arena_print(h->d->arena, "/en%.*s",
        TEXT_ARG(
            assess_sub(h->d->arena, house_key(h, "assessment", code), "")));
}

static void
bring_questions(struct house *h)
{
    arena_reset(&h->arena, 64 << 20);
    house_import_folder(h, "test/support/assess");
}

void
assess_cast_open(struct house *h, struct support *s, struct support_db *d,
    struct assess_cast *c)
{
    house_open(h, s, d);
    house_import(h, "partnership.csv",
        "code,name,kind,status\np,Mother & Child,exchange,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name\nhb,p,1,Homa Bay\nlv,p,2,Liverpool\n");
    bring_questions(h);
    house_import(h, "assessment.csv",
        "code,side,questionnaire,series,name,year\n"
        "hb,hb,levels,levels,\"Births & <care>, 2026\",2026\n"
        "lv,lv,levels,levels,Births in Liverpool,2026\n");
    int64_t p = house_key(h, "partnership", "p");
    c->hb = house_key(h, "side", "hb");
    c->lv = house_key(h, "side", "lv");
    c->questionnaire = house_key(h, "questionnaire", "levels");
    struct {
        int64_t *id;
        const char *mail, *role;
        int64_t side;
    } people[] = {
        { &c->asha, "asha@hb.example", "member", c->hb },
        { &c->bo, "bo@hb.example", "member", c->hb },
        { &c->cleo, "cleo@hb.example", "member", c->hb },
        { &c->dan, "dan@hb.example", "member", c->hb },
        { &c->lead, "lead@hb.example", "member", c->hb },
        { &c->guest, "guest@hb.example", "guest", c->hb },
        { &c->bjorn, "bjorn@lv.example", "member", c->lv },
        { &c->other_lead, "lead@lv.example", "member", c->lv },
    };
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        *people[i].id = house_person(h, people[i].mail);
        house_give(h, *people[i].id, people[i].role, "side", people[i].side);
    }
    c->stranger = house_person(h, "x@x.example");
    house_give(h, c->lead, "facilitator", "partnership", p);
    house_give(h, c->other_lead, "facilitator", "partnership", p);
    c->ours = page_of(h, "hb");
    c->theirs = page_of(h, "lv");
    c->begin = arena_print(d->arena, "/en/answer/new/%.*s",
        TEXT_ARG(board_key(d->arena, c->questionnaire)));
}

static text
location(struct house *h)
{
    text at = house_header(h, "Location");
    return arena_copy(h->d->arena, at);
}

static int
go_through(struct house *h, const struct assess_cast *c, const char *more,
    int level, const char *why)
{
    text fields = arena_print(h->d->arena, "about=assessment/%.*s%s",
        TEXT_ARG(board_key(h->d->arena, house_key(h, "assessment", "hb"))),
        more);
    int status = house_post(h, c->begin.ptr, fields.ptr);
    if (status != 303)
        return status;
    text step = location(h);
    if (!text_ends_with(step, TEXT("/1")))
        return 409; /* it is sent */
    fields = arena_print(h->d->arena,
        "has=plan&q.plan=%d&has=plan_why&q.plan_why=%s&has=staff&q.staff=%d&"
        "go=next",
        level, why, level);
    status = house_post(h, step.ptr, fields.ptr);
    if (status != 303)
        return status;
    text mine = text_slice(step, 0, step.len - 2);
    return house_post(h, assess_cast_at(h, mine, "/send").ptr, "");
}

int
assess_cast_answer(struct house *h, const struct assess_cast *c,
    int64_t person_id, int level, const char *why)
{
    house_enter(h, person_id);
    return go_through(h, c, "", level, why);
}

int
assess_cast_agree(
    struct house *h, const struct assess_cast *c, int level, const char *why)
{
    return go_through(h, c, "&together=on", level, why);
}
