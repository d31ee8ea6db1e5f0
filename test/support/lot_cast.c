/* A panel, for tests. */
#include "support/lot_cast.h"

#include "os/clock.h"
#include "people/people.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

text
lot_cast_at(struct house *h, const struct lot_cast *t, const char *what)
{
    return arena_print(h->d->arena, "%.*s%s", TEXT_ARG(t->page), what);
}

int
lot_cast_post(struct house *h, const struct lot_cast *t, const char *what,
    const char *fields)
{
    return house_post(h, lot_cast_at(h, t, what).ptr, fields);
}

/* Two seats for the young, two for the old; not open yet. */
void
lot_cast_open(struct house *h, struct support *s, struct support_db *d,
    struct lot_cast *t, const char *more)
{
    board_cast_open(h, s, d, &t->c);
    h->peer = TEXT("192.0.2.78"); /* whom no test before made wait */
    house_enter(h, t->c.lead);
    text make = arena_print(d->arena, "/en/partnership/%.*s/panels",
        TEXT_ARG(lot_key(d->arena, house_key(h, "partnership", "p"))));
    text fields = arena_print(d->arena,
        "name=Panel+%%3Cof+12%%3E&purpose=To+advise&asked=Age%%2C+to+be+like+"
        "us&lang=en&opened_to=sides&closes_on=2099-01-01&size=4&"
        "quotas=Age%%3B+young%%3B+2%%3B+2%%0AAge%%3B+old%%3B+1%%3B+2%s",
        more);
    assert_int_equal(house_post(h, make.ptr, fields.ptr), 303);
    t->id = board_cast_count(h, "SELECT id FROM panel");
    t->page = arena_print(
        d->arena, "/en%.*s", TEXT_ARG(lot_sub(d->arena, t->id, "")));
}

/* So many who volunteered, as rows: every third one is young. */
void
lot_cast_crowd_from(struct house *h, const struct lot_cast *t, int first, int n)
{
    for (int i = first; i < n; i++) {
        text sql = arena_print(h->d->arena,
            "INSERT INTO panel_volunteer (id, panel_id, ticket, way, lang, "
            "standing) VALUES (%d, %lld, %d, 'self', 'en', 'in');"
            "INSERT INTO panel_answer (id, panel_id, volunteer_id, feature, "
            "value) VALUES (%d, %lld, %d, 'Age', '%s')",
            9000 + i, (long long)t->id, 20000 + 7 * i, 9000 + i,
            (long long)t->id, 9000 + i, i % 3 == 0 ? "young" : "old");
        support_exec(h->s, h->d->url, sql.ptr);
    }
}

void
lot_cast_crowd(struct house *h, const struct lot_cast *t, int n)
{
    lot_cast_crowd_from(h, t, 0, n);
}

void
lot_cast_work(struct house *h)
{
    int n_done;
    assert_int_equal(job_work(h->d->home, now_s() + 60, &n_done), OK);
    assert_int_equal(n_done, 1);
}

text
lot_cast_today(struct house *h)
{
    return day_of(h->d->arena, now_s());
}

void
lot_cast_say_source(struct house *h, const struct lot_cast *t)
{
    assert_int_equal(lot_cast_post(h, t, "/source",
                         arena_print(h->d->arena,
                             "seed_source=Dice+at+the+meeting&seed_on=%.*s",
                             TEXT_ARG(lot_cast_today(h)))
                             .ptr),
        303);
}

text
lot_cast_download(struct house *h, const struct lot_cast *t, const char *what)
{
    assert_int_equal(house_get(h, lot_cast_at(h, t, what).ptr), 200);
    return arena_copy(h->d->arena, h->body);
}

void
lot_cast_draw(struct house *h, const struct lot_cast *t, const char *seed)
{
    lot_cast_work(h);
    lot_cast_say_source(h, t);
    assert_int_equal(lot_cast_post(h, t, "/draw",
                         arena_print(h->d->arena, "seed=%s", seed).ptr),
        303);
    assert_int_equal(lot_cast_post(h, t, "/confirm", ""), 303);
    lot_cast_work(h); /* people are told */
}

/* Opened, so many volunteered, drawn and confirmed. */
void
lot_cast_drawn(struct house *h, struct support *s, struct support_db *d,
    struct lot_cast *t, int n)
{
    lot_cast_open(h, s, d, t, "");
    assert_int_equal(lot_cast_post(h, t, "/open", ""), 303);
    lot_cast_crowd(h, t, n);
    assert_int_equal(lot_cast_post(h, t, "/freeze", ""), 303);
    lot_cast_draw(h, t, "first");
}

text
lot_cast_drawn_of(struct house *h, int number)
{
    struct panel_list list;
    assert_int_equal(
        panel_list_numbered(h->d->db, h->d->arena,
            (struct panel_list_numbered_in){
                board_cast_count(h, "SELECT id FROM panel"), number },
            &list),
        OK);
    return list.tickets;
}
