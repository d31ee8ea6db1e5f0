#include "support/sitting_cast.h"

#include "base/key.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int
sitting_send(struct house *h, text page, const char *what, const char *fields)
{
    text to = arena_print(h->d->arena, "%.*s%s", TEXT_ARG(page), what);
    return house_post(h, to.ptr, fields);
}

int
sitting_look(struct house *h, text page, const char *what)
{
    text to = arena_print(h->d->arena, "%.*s%s", TEXT_ARG(page), what);
    return house_get(h, to.ptr);
}

/* A group of both sides with a meeting today: three seats for residents, one
 * for the trust; two must be there. */
void
sitting_cast_open(struct house *h, struct support *s, struct support_db *d,
    struct sitting_cast *c)
{
    char key[KEY_LENGTH];
    agree_cast_open(h, s, d, &c->c);
    house_import(h, "forum.csv",
        "code,partnership,name,zone,every,is_public,quorum\n"
        "f,p,People's table,Europe/London,none,yes,2\n");
    house_import(h, "forum_seat.csv",
        "code,forum,position,name,side,n_seats\n"
        "r,f,1,Residents,hb,3\nt,f,2,The trust,lv,1\n");
    house_import(h, "sitting.csv",
        arena_print(d->arena,
            "code,forum,held_on,starts_at,place,status\n"
            "m,f,%.*s,18:30,Library <hall>,planned\n",
            TEXT_ARG(c->c.today))
            .ptr);
    c->forum = house_key(h, "forum", "f");
    c->meeting = house_key(h, "sitting", "m");
    c->group = arena_print(
        d->arena, "/en/forum/%.*s", TEXT_ARG(key_print(c->forum, key)));
    c->page = arena_print(
        d->arena, "/en/meeting/%.*s", TEXT_ARG(key_print(c->meeting, key)));
    c->residents =
        arena_copy(d->arena, key_print(house_key(h, "forum_seat", "r"), key));
    /* the lead chairs it, the trust keeps the minute */
    support_exec(s, d->url,
        arena_print(d->arena,
            "UPDATE sitting SET chair_id = %lld, keeper_id = %lld",
            (long long)c->c.lead, (long long)c->c.trust)
            .ptr);
    house_give(h, c->c.trust, "member", "forum", c->forum);
}
